"""Capitalised phrases: the bodies among them, and the treaties, laws and plans, which are no actors."""

from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

from tracker.intake.actors.vocabulary import Names, Vocabulary, grammar
from tracker.intake.actors.words import Word

_OPENS = frozenset(("of", "for", "on", "against", "to", "in", "with", "de", "du", "la"))
"""What tells of what a body is: after it a name may be a list ("Ministry of Justice and Home Affairs")."""
_LISTS = frozenset(("and", "or", "&", ","))
_INSIDE = frozenset(("the", "all", "their", "other", "'", "’", "'s", *_OPENS, *_LISTS))
"""What may stand inside a name between two capitals."""
_LEFT_OFF = frozenset(
    ("the", "a", "an", "all", "each", "every", "any", "this", "that", "its", "in", "on", "at", "to", "by")
)
"""What may have a capital where a sentence begins, and is no part of a name."""

_LONGEST = 60
"""Words of a run of capitals: the longest names of treaties have 25, and a text in capitals has no end."""


class Phrase(NamedTuple):
    """A capitalised phrase, from a word to before another."""

    first: int
    end: int
    kind: Literal["body", "no actor", "name"]


def phrases(text: Sequence[Word], vocabulary: Vocabulary, proper: Sequence[Names]) -> Iterator[Phrase]:
    """Yield the capitalised phrases of a text; `proper` are the names that stand for themselves in a list."""
    at = 0
    while at < len(text):
        if not _is_capital(text[at]):
            at += 1
            continue
        end = _run(text, at, vocabulary.no_actors)
        for first, last in _parts(text, at, end, vocabulary, proper):
            phrase = _classified(text, first, last, vocabulary)
            if phrase is not None:
                yield phrase
        at = end


def _is_capital(word: Word) -> bool:
    return word.text[0].isalpha() and word.is_name


def _run(text: Sequence[Word], first: int, no_names: frozenset[str]) -> int:
    """Return where the run of capitals and of what may stand between them ends that begins here."""
    end = at = first + 1
    between = 0
    while at < min(len(text), first + _LONGEST) and between < 4:
        word = text[at]
        if _is_capital(word) and not word.begins:
            if text[at - 1].key in ("in", "by") and word.text in no_names:
                break
            between, end = 0, at + 1
        elif (
            word.text == "-" and at + 1 < len(text) and text[at + 1].start == word.end == text[at - 1].end + 1
        ):
            if text[at + 1].text.isalnum() and end == at:
                end, at = at + 2, at + 1
        elif word.key not in _INSIDE or word.sentence != text[first].sentence:
            break
        else:
            between += 1
        at += 1
    return end


def _parts(
    text: Sequence[Word], first: int, end: int, vocabulary: Vocabulary, proper: Sequence[Names]
) -> Iterator[tuple[int, int]]:
    """Yield the names of a run: where it lists several, each."""
    start, opened, at = first, False, first
    while at < end:
        key = text[at].key
        if key in _OPENS:
            opened = True
            # "Carnegie Mellon University in the US": a state begins anew, but "Council of Europe" is one name.
            after = next((later for later in range(at + 1, end) if _is_capital(text[later])), end)
            if key in ("in", "to", "with") and after < end and any(names.at(text, after) for names in proper):
                yield start, at
                start, opened = after, False
        elif key == "'s" and _is_proper(text, start, at, proper):
            yield start, at
            start, opened = at + 1, False
        elif key in _LISTS and not _goes_on(text, start, at, end, opened, vocabulary, proper):
            yield start, at
            while at + 1 < end and not _is_capital(text[at + 1]):
                at += 1
            start, opened = at + 1, False
        at += 1
    if start < end:
        yield start, end


def _is_proper(text: Sequence[Word], first: int, end: int, proper: Sequence[Names]) -> bool:
    """Whether these words, or the last of them, are a name that is known."""
    for names in proper:
        for at in {first, end - 1}:
            found = names.at(text, at)
            if found is not None and found[0] >= end:
                return True
    return False


def _goes_on(
    text: Sequence[Word],
    start: int,
    at: int,
    end: int,
    opened: bool,
    vocabulary: Vocabulary,
    proper: Sequence[Names],
) -> bool:
    """Whether a name goes on after "and" or a comma, rather than that another begins."""
    following = at + 1
    if following < end and text[following].text == "and":
        following += 1
    if following >= end or not _is_capital(text[following]):
        return False
    if any(names.at(text, following) for names in proper):
        return False
    last = following
    while last + 1 < end and _is_capital(text[last + 1]):
        last += 1
    # "Research and Invention Agency", but "the President and Congress".
    is_body = text[last].key in vocabulary.body_nouns and (opened or last > following)
    if opened:
        if last == following and text[last].text.isupper():
            return False
        is_list = text[at].key != "," or any(word.key in ("and", "&") for word in text[at + 1 : end])
        return is_list and not is_body
    if text[at].key == "," or _is_proper(text, start, at, proper):
        return False
    before = text[at - 1].key
    return is_body and before not in vocabulary.body_nouns and before not in vocabulary.no_actor_nouns


def _classified(text: Sequence[Word], first: int, end: int, vocabulary: Vocabulary) -> Phrase | None:
    first = _without_beginning(text, first, end, vocabulary)
    if first >= end:
        return None
    opening = _opening(text, first, end)
    head = text[opening - 1]
    if head.key in vocabulary.new_body_nouns and first and text[first - 1].key in ("a", "an", "new"):
        return Phrase(first, end, "body")
    openings = [at for at in range(opening, end) if text[at].key in _OPENS]
    before_openings = (text[at - 1].key for at in (*openings, end))
    if head.text in vocabulary.no_actors or not vocabulary.instruments.isdisjoint(before_openings):
        return Phrase(first, end, "no actor")
    if head.key in vocabulary.body_nouns:
        return Phrase(first, end, "body")
    is_name = opening == end and head.key not in vocabulary.no_actor_nouns
    return Phrase(first, end, "name" if is_name else "no actor")


def _opening(text: Sequence[Word], first: int, end: int) -> int:
    """Return the place of the "of" or the like that says what a body or a law is for, else the end."""
    return next((at for at in range(first, end) if text[at].key in _OPENS), end)


def _without_beginning(text: Sequence[Word], first: int, end: int, vocabulary: Vocabulary) -> int:
    """Return where a phrase begins without its articles, and without the verb whose capital is a sentence's."""
    while first < end and (not _is_capital(text[first]) or text[first].key in _LEFT_OFF):
        first += 1
    if first == end or not text[first].begins or not text[first].text[1:].islower():
        return first
    after = first + 1
    while after + 1 < end and text[after].text == "-":
        after += 2
    length = _opening(text, first, end) - first
    head = text[first + length - 1].key
    is_body = head in vocabulary.body_nouns or head in vocabulary.no_actor_nouns
    is_whole = is_body and (after >= end or length == 1 or _is_capital(text[after]))
    if is_whole and text[first].key not in grammar().imperatives:
        return first
    return _without_beginning(text, after, end, vocabulary)
