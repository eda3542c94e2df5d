"""Groups named by a head noun in small letters: "regional governments", "women and girls", "other militant groups"."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from tracker.intake.actors.vocabulary import Vocabulary, grammar
from tracker.intake.actors.words import Word, is_asked

_PLURALS = frozenset(("women", "men", "people", "children"))


class Group(NamedTuple):
    """A group, from a word to before another."""

    first: int
    end: int
    kind: str


def groups(text: Sequence[Word], vocabulary: Vocabulary) -> Iterator[Group]:
    """Yield the groups that a text names by their heads."""
    for at, word in enumerate(text):
        if not word.text[0].isalpha():
            continue
        for heads, is_weak in ((vocabulary.heads, False), (vocabulary.weak_heads, True)):
            found = heads.at(text, at)
            if found is None:
                continue
            end, actor = found
            first = _with_modifiers(text, at, vocabulary)
            tail = vocabulary.tails.at(text, end)
            if is_weak and first == at and tail is None:
                continue
            if not _is_whole(text, at, end) or _points_back(text, first, vocabulary):
                continue
            is_armed = any(_is_armed(text, before, vocabulary) for before in range(first, at))
            yield Group(first, tail[0] if tail else end, "militant_group" if is_armed else actor.kind)
            break


def _is_armed(text: Sequence[Word], at: int, vocabulary: Vocabulary) -> bool:
    named = vocabulary.bodies.at(text, at)
    return text[at].key in grammar().armed or (named is not None and named[1].kind == "militant_group")


def created(text: Sequence[Word], vocabulary: Vocabulary) -> Iterator[Group]:
    """Yield the bodies in small letters, each with the words before it: "a national human rights commission"."""
    for at, word in enumerate(text):
        if word.key in vocabulary.small_body_nouns and _is_whole(text, at, at + 1):
            first = at
            while first and at - first < 4 and text[first - 1].text[0].isalpha():
                if text[first - 1].key in grammar().alone_before or text[first - 1].key in (
                    "a",
                    "an",
                    "the",
                    "new",
                ):
                    break
                first -= 1
            if first < at:
                yield Group(first, at + 1, "proposed_body")


def _is_modifier(text: Sequence[Word], at: int, vocabulary: Vocabulary) -> bool:
    """Whether a word says which group is meant."""
    word = text[at]
    if word.is_name and not word.begins:
        found = vocabulary.adjectives.at(text, at) or vocabulary.bodies.at(text, at)
        return (found is not None and found[0] == at + 1) or word.key in vocabulary.modifiers
    if word.key in vocabulary.modifiers:
        return True
    return (
        len(word.key) > 4
        and word.key.endswith(vocabulary.endings)
        and word.key not in vocabulary.no_modifiers
    )


def _with_modifiers(text: Sequence[Word], at: int, vocabulary: Vocabulary) -> int:
    """Return where a group's name begins: before its modifiers, if they are two with "and" between them too."""
    first = at
    while first:
        if _is_compound(text, first - 1):
            first -= 3
            while first > 1 and text[first - 1].text == "-" and text[first - 1].end == text[first].start:
                first -= 2
        elif _is_modifier(text, first - 1, vocabulary):
            first -= 1
        elif first < at and _is_pair(text, first, vocabulary):
            first -= 2
        else:
            break
    return first


def _is_compound(text: Sequence[Word], last: int) -> bool:
    """Whether a word is the second of a compound: "low-income", but neither "jobs - young" nor "de-radicalize"."""
    if last < 2 or text[last - 1].text != "-" or text[last - 2].key in ("de", "re", "co"):
        return False
    return text[last - 2].end == text[last - 1].start and text[last - 1].end == text[last].start


def _is_pair(text: Sequence[Word], first: int, vocabulary: Vocabulary) -> bool:
    """Whether "ethnic and" stands before a modifier; "police and armed forces" are two groups."""
    return (
        first >= 2
        and text[first - 1].key in ("and", "or")
        and _is_modifier(text, first - 2, vocabulary)
        and vocabulary.heads.at(text, first - 2) is None
        and vocabulary.bodies.at(text, first - 2) is None
    )


def _points_back(text: Sequence[Word], first: int, vocabulary: Vocabulary) -> bool:
    return any(word.key in vocabulary.pointing for word in text[max(0, first - 1) : first + 1])


def _is_whole(text: Sequence[Word], at: int, end: int) -> bool:
    """Whether the head is no part of a longer word or name: "police stations", "women-led", "youth employment"."""
    if end == len(text):
        return True
    following, last = text[end], text[end - 1].key
    if following.text == "-" and following.start == text[end - 1].end:
        return False
    if at and text[at - 1].text == "-" and text[at].start == text[at - 1].end:
        return False
    if last.endswith("s") or last in _PLURALS or is_asked(text, at):
        return True
    return (
        not following.text[0].isalpha()
        or following.key in grammar().alone_before
        or following.key.endswith("ly")
    )
