"""A first guess at an actor's role, from the words around it: it saves a key, and the person decides."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from tracker.intake.actors.vocabulary import grammar
from tracker.intake.actors.words import Word

_BE = frozenset(("be", "is", "are", "being"))
_FAR = 12
"""As many words before an actor may tell its role."""
_SENTENCE = 60
"""As many words before "by" may hold the "should be" that it belongs to."""


def roles(text: Sequence[Word], row: Sequence[tuple[int, int, str]]) -> Iterator[str]:
    """Yield the role of each actor in a row, given its first word, the word after it, and its kind.

    What the words around the row tell of it holds for all, unless one has a cue of its own.
    """
    first, _, kind = row[0]
    end = row[-1][1]
    shared = _as_subject(text, first, end) or _before(text, first, kind)
    shared = shared or _as_subject(text, first, _after_what_of(text, end))
    for at, _, kind in row:
        own = _before(text, at, kind) if at > first else None
        yield own or shared or _by_kind(kind)


def is_created(text: Sequence[Word], first: int) -> bool:
    """Whether the words before an actor ask that it be created: "establish a", "set up an independent"."""
    indefinite = False
    for at in range(first - 1, max(first - 6, -1), -1):
        key = text[at].key
        if text[at].sentence != text[first].sentence:
            return False
        if key in ("a", "an", "new"):
            indefinite = True
        elif indefinite and (
            key in grammar().create or (key == "up" and text[at - 1].key in ("set", "setting", "-"))
        ):
            return True
        elif key == "of":
            return indefinite and text[at - 1].key in grammar().create
        elif key in ("the", "with", "for", "by", "to", "in"):
            return False
    return False


def _as_subject(text: Sequence[Word], first: int, end: int) -> str | None:
    """Return the role of what the next verb is about: "X should", "X should be supported", "X are urged to"."""
    if end < len(text) and text[end].text == ":" and _begins_with_to(text, first):
        return "addressee"
    at = _after_aside(text, end)
    rest = [word.key for word in text[at : at + 7] if word.sentence == text[end - 1].sentence]
    rest = [
        key
        for key in rest
        if not key.endswith("ly") and key not in ("also", "therefore", "then", "further", "not")
    ]
    if len(rest) < 2:
        return None
    done = grammar().done
    if rest[0] in _BE and done.get(rest[1]) == "addressee":
        return "addressee"
    if rest[0] not in grammar().modals or (rest[0].startswith("need") and rest[1] != "to"):
        return None
    if first and text[first - 1].key in ("of", "in", "from", "for", "with") and not text[first].begins:
        return None
    verbs = [key for key in rest[1:] if key != "to"]
    if verbs[:1] and verbs[0] in _BE and len(verbs) > 1:
        return done.get(verbs[1], "context" if verbs[1].endswith("ed") else "addressee")
    return "addressee"


def _begins_with_to(text: Sequence[Word], first: int) -> bool:
    """Whether it is a heading: "To the Parliament of Georgia:"."""
    before = first - 1 - (first > 0 and text[first - 1].key == "the")
    return before >= 0 and text[before].key in ("to", "for") and text[before].begins


def _after_what_of(text: Sequence[Word], end: int) -> int:
    """Return the word after "to the Convention" and the like: "States parties to the Convention should"."""
    if end < len(text) and text[end].key in ("of", "to", "in", "for"):
        for at in range(end + 1, min(len(text), end + 7)):
            if text[at].key in grammar().modals:
                return at
            if not text[at].text[0].isalpha() or text[at].key in ("and", "who", "that", "which"):
                break
    return end


def _after_aside(text: Sequence[Word], end: int) -> int:
    """Return the word after what stands between commas or brackets: "X, in cooperation with Y, should"."""
    if end + 1 < len(text) and text[end].text in (",", "("):
        if text[end + 1].key in grammar().modals:
            return end + 1
        closing = "," if text[end].text == "," else ")"
        for at in range(end + 1, min(len(text), end + 16)):
            if text[at].text == closing and at + 1 < len(text) and text[at + 1].key in grammar().modals | _BE:
                return at + 1
    return end


def _before(text: Sequence[Word], first: int, kind: str) -> str | None:
    """Return the role that the words before an actor give it, None where they give none."""
    sentence = text[first].sentence
    at = first
    while at and text[at - 1].sentence == sentence and text[at - 1].key in grammar().articles:
        at -= 1
    if at > 1 and text[at - 1].key == "of" and text[at - 2].key in grammar().articles:
        at -= 2
    earlier = [
        word.key for word in text[max(0, at - _FAR) : at] if word.sentence == sentence and word.key != "-"
    ]
    if not earlier:
        return None
    last = earlier[-1]
    if earlier == ["that"]:
        return "addressee"
    if last == "by":
        return _by(text, at, earlier, kind)
    is_protected = kind in ("population_group", "stakeholder_group")
    if last == "against" and is_protected and not grammar().harm.isdisjoint(earlier):
        return "beneficiary"
    for length in (3, 2, 1):
        found = grammar().before.get(" ".join(earlier[-length:])) if len(earlier) >= length else None
        if found == "partner" and kind == "population_group" and last == "of":
            return "beneficiary"
        if found is not None:
            return grammar().before_kind.get((last, kind), found) if length == 1 else found
    if last in ("to", "for") and not grammar().given.isdisjoint(earlier):
        return "beneficiary"
    return None


def _by(text: Sequence[Word], at: int, earlier: Sequence[str], kind: str) -> str:
    """Return the role of who does it: the addressee where it should be done, else a cause."""
    if earlier[-2:] == ["posed", "by"]:
        return "target"
    sentence = [word.key for word in text[max(0, at - _SENTENCE) : at] if word.sentence == text[at].sentence]
    is_asked = any(one in grammar().modals and other in _BE for one, other in pairwise(sentence))
    return "addressee" if is_asked and kind != "militant_group" else "context"


def _by_kind(kind: str) -> str:
    return {"population_group": "beneficiary", "militant_group": "target"}.get(kind, "context")
