"""The names and words that proposals go by: tables beside this file, and the actors that a database has."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

from tracker import toml
from tracker.intake.actors.words import Word, key_of


class Actor(NamedTuple):
    """Who may be meant."""

    name: str
    kind: str
    country_code: str | None = None
    aliases: tuple[str, ...] = ()


NOBODY = Actor("", "")
"""Whom the name of a treaty or a place names."""


class Names:
    """Names of several words, found in a text by their first one: as fast for 10,000 as for ten."""

    def __init__(self, *, in_any_case: bool = False) -> None:
        """Find names where the capitals stand; in any case, those of groups: "Youth" is "youth" too."""
        self._in_any_case = in_any_case
        self._by_first: dict[str, dict[int, dict[tuple[str, ...], list[tuple[str, Actor]]]]] = {}
        """First word -> how many words -> the words -> each spelling with whose it is."""

    def add(self, actor: Actor, spellings: Iterable[str]) -> None:
        """Have the actor found by each of these."""
        for spelling in spellings:
            if keys := key_of(spelling):
                of_length = self._by_first.setdefault(keys[0], {}).setdefault(len(keys), {})
                of_length.setdefault(keys, []).append((spelling, actor))

    def at(self, text: Sequence[Word], first: int) -> tuple[int, Actor] | None:
        """Return where the longest name ends that begins with this word, counted in words, and whose it is."""
        lengths = self._by_first.get(text[first].key) if first < len(text) else None
        if lengths is None:
            return None
        # A hyphen inside a name may be a blank.
        most = max(lengths)
        following = [at for at in range(first, min(len(text), first + 2 * most)) if text[at].text != "-"][
            :most
        ]
        keys = tuple(text[at].key for at in following)
        for length in sorted(lengths, reverse=True):
            for spelling, actor in lengths[length].get(keys[:length], ()):
                end = following[length - 1] + 1
                is_group = self._in_any_case and actor.kind not in ("state", "organisation")
                if _is_spelt(text, first, end, spelling, as_is=not is_group):
                    return end, actor
        return None


def _is_spelt(text: Sequence[Word], first: int, end: int, spelling: str, *, as_is: bool) -> bool:
    """Whether the capitals stand as they do in a name: "who" is no WHO, "turkey" no Turkey."""
    if spelling.isupper() and len(spelling) <= 6:
        return text[first].text == spelling if end == first + 1 else text[first].text.isupper()
    return not (as_is and spelling[0].isupper()) or text[first].is_name


class Vocabulary(NamedTuple):
    """The tables, ready to be looked up; keys are those of `words`."""

    states: Names
    adjectives: Names
    bodies: Names
    """Organisations and other proper names."""
    not_states: Names
    heads: Names
    """Of groups, each an actor whose kind is that of the head."""
    weak_heads: Names
    """They need a modifier."""
    joined: Names
    tails: Names
    modifiers: frozenset[str]
    endings: tuple[str, ...]
    no_modifiers: frozenset[str]
    pointing: frozenset[str]
    body_nouns: frozenset[str]
    new_body_nouns: frozenset[str]
    small_body_nouns: frozenset[str]
    no_actor_nouns: frozenset[str]
    instruments: frozenset[str]
    """Of treaties: what is on something else is no body, whatever comes first ("Council of Europe Convention on")."""
    no_actors: frozenset[str]


@cache
def vocabulary() -> Vocabulary:
    """Return the tables, read once and only when they are asked for."""
    states, words = _read("states.toml"), _read("names.toml")
    kinds = ("organisation", "state_collective", "militant_group", "population_group")
    modifier = words["modifier"]
    return Vocabulary(
        states=_names(_states(states, states["names"])),
        adjectives=_names(_states(states, states["adjectives"])),
        bodies=_names(
            chain(
                (
                    (Actor(name, kind), (name, *others))
                    for kind in kinds
                    for name, others in words[kind].items()
                ),
                _peoples(states["adjectives"]),
            )
        ),
        not_states=_names([(NOBODY, states["others"]["names"])]),
        heads=_names(_heads(words["head"])),
        weak_heads=_names(_heads(words["head_with_modifier"])),
        joined=_names([(NOBODY, words["joined"]["before"])]),
        tails=_names([(NOBODY, words["tail"]["words"])]),
        modifiers=frozenset(modifier["words"]),
        endings=tuple(modifier["endings"]),
        no_modifiers=frozenset(modifier["except"]),
        pointing=frozenset(modifier["pointing"]),
        body_nouns=_folded(words["body"]["nouns"]),
        new_body_nouns=_folded(words["body"]["new_nouns"]),
        small_body_nouns=_folded(words["body"]["small_nouns"]),
        no_actor_nouns=_folded((*words["no_actor"]["nouns"], *words["no_actor"]["instruments"])),
        instruments=_folded(words["no_actor"]["instruments"]),
        no_actors=frozenset(words["no_actor"]["words"]),
    )


def spellings_of_states() -> Mapping[str, Sequence[str]]:
    """Return by code how texts name each state, and each other place that has a code."""
    names: Mapping[str, Sequence[str]] = _read("states.toml")["names"]
    return names


def _read(name: str) -> dict[str, Any]:
    return toml.read(Path(__file__).with_name(name).read_bytes())


def _names(actors: Iterable[tuple[Actor, Iterable[str]]]) -> Names:
    names = Names()
    for actor, spellings in actors:
        names.add(actor, spellings)
    return names


def _states(
    table: Mapping[str, Any], spellings: Mapping[str, Sequence[str]]
) -> Iterator[tuple[Actor, Sequence[str]]]:
    for code, each in spellings.items():
        yield Actor(table["names"][code][0], "state", code), each


def _peoples(adjectives: Mapping[str, Sequence[str]]) -> Iterator[tuple[Actor, Sequence[str]]]:
    """Yield a state's people by its adjective, where English makes a noun of it so: Afghans, Iraqis."""
    for listed in adjectives.values():
        for adjective in listed:
            if adjective.endswith(("an", "i")):
                yield Actor(f"{adjective}s", "population_group"), [f"{adjective}s"]


def _heads(table: Mapping[str, Sequence[str]]) -> Iterator[tuple[Actor, Sequence[str]]]:
    for kind, heads in table.items():
        for head in heads:
            yield Actor(head, kind), [head]


def _folded(words: Iterable[str]) -> frozenset[str]:
    return frozenset(word.casefold() for word in words)


class Grammar(NamedTuple):
    """The words by which the guesses at names and roles go: those of `grammar.toml`, under its names."""

    imperatives: frozenset[str]
    alone_before: frozenset[str]
    in_a_row: frozenset[str]
    armed: frozenset[str]
    state_of: frozenset[str]
    articles: frozenset[str]
    create: frozenset[str]
    given: frozenset[str]
    harm: frozenset[str]
    modals: frozenset[str]
    done: Mapping[str, str]
    """What is done -> the role of those to whom it should be done."""
    before: Mapping[str, str]
    """The words before an actor -> its role."""
    before_kind: Mapping[tuple[str, str], str]
    """The last word before an actor and its kind -> its role."""


@cache
def grammar() -> Grammar:
    """Return the words of the grammar, read once and only when they are asked for."""
    table = _read("grammar.toml")
    plain = {key: frozenset(listed.split()) for key, listed in table.items() if isinstance(listed, str)}
    return Grammar(
        **plain,
        done={word: role for role, listed in table["done"].items() for word in listed.split()},
        before={cue: role for role, listed in table["before"].items() for cue in listed},
        before_kind={
            (word, kind): role
            for kind, listed in table["before_kind"].items()
            for word, role in listed.items()
        },
    )
