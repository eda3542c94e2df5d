"""Where a text may name an actor: whatever the tables, the capitals and the heads of groups tell, the best kept."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Literal, NamedTuple

from tracker.intake.actors.capitals import Phrase, phrases
from tracker.intake.actors.groups import created, groups
from tracker.intake.actors.roles import is_created
from tracker.intake.actors.vocabulary import NOBODY, Actor, Names, Vocabulary, grammar, vocabulary
from tracker.intake.actors.words import Word, is_asked, name_of, words

Origin = Literal["actor", "state", "organisation", "group", "name"]
"""The surest first: an actor of the database, a state of the table, a body or another proper name, the head of a group,
what else has capitals.
"""
_SUREST: tuple[Origin, ...] = ("actor", "state", "organisation", "group", "name")
_ALLIANCES = frozenset(("alliance", "coalition"))
_SPEAKERS = frozenset(("representatives", "organizations", "organisations", "associations"))
_GOVERNMENTS = frozenset(("government", "authorities"))
_LEVELS = frozenset(("federal", "central", "national", "transitional", "interim"))
_PARTS_OF_ONE = frozenset("-/$€£")


class Span(NamedTuple):
    """Words that name an actor, from one to before another."""

    first: int
    end: int
    actor: Actor
    """Without a name where the text's own words are it."""
    origin: Origin


class Lookups(NamedTuple):
    """The names that texts are searched for."""

    tables: Vocabulary
    known: Names
    """Of the database's actors."""
    explained: Names
    """Abbreviations that a text of the report explains."""
    same: Mapping[str, Actor]
    """Name in a table -> the database's actor that is the same by another of its names."""

    @property
    def proper(self) -> tuple[Names, ...]:
        """Names that stand for themselves, also inside a longer run of capitals."""
        return self.known, self.explained, self.tables.states, self.tables.bodies

    def span(self, first: int, end: int, actor: Actor, origin: Origin) -> Span:
        """Return the words as naming this actor, or the database's that is the same."""
        known = self.same.get(actor.name)
        return Span(first, end, actor, origin) if known is None else Span(first, end, known, "actor")


def lookups_for(actors: Iterable[Actor]) -> Lookups:
    """Return what to search for where these are the database's actors."""
    tables = vocabulary()
    known = Names(in_any_case=True)
    same: dict[str, Actor] = {}
    for actor in actors:
        spellings = actor.name, *actor.aliases
        known.add(actor, spellings)
        for split in map(words, spellings):
            found = tables.states.at(split, 0) or tables.bodies.at(split, 0)
            if found is not None and found[0] == len(split):
                same.setdefault(found[1].name, actor)
    return Lookups(tables, known, Names(), same)


def spans(text: Sequence[Word], lookups: Lookups) -> list[Span]:
    """Return the actors that a text seems to name, in its order; where they overlap the longest, then the surest."""
    found = list(_candidates(text, lookups))
    longer = list(_with_what_precedes(text, found, lookups.tables))
    chosen: list[Span] = []
    taken: set[int] = set()
    for span in sorted((*found, *longer), key=_preference):
        inside = range(span.first, span.end)
        if taken.isdisjoint(inside):
            taken.update(inside)
            chosen.append(span)
    return sorted((span for span in chosen if span.actor is not NOBODY), key=lambda span: span.first)


def _preference(span: Span) -> tuple[int, int, int]:
    return span.first - span.end, _SUREST.index(span.origin), span.first


def _candidates(text: Sequence[Word], lookups: Lookups) -> Iterator[Span]:
    """Yield whatever may be an actor, and what is none and hides what is in it: that names NOBODY."""
    tables = lookups.tables
    for at, word in enumerate(text):
        if word.text[0].isalnum():
            yield from _looked_up(text, at, lookups)
    for phrase in phrases(text, tables, lookups.proper):
        is_single = all(word.text == "-" for word in text[phrase.first + 1 : phrase.end : 2])
        if phrase.kind == "no actor":
            yield Span(phrase.first, phrase.end, NOBODY, "name")
        elif phrase.kind == "body" and not is_single:
            yield Span(phrase.first, phrase.end, Actor("", "organisation"), "organisation")
        elif _may_be_a_name(text, phrase, tables, is_single=is_single):
            # "Afghan Taliban" are of the Taliban's kind.
            last = tables.bodies.at(text, phrase.end - 1)
            kind = "organisation" if last is None else last[1].kind
            yield Span(phrase.first, phrase.end, Actor("", kind), "name")
    for group in groups(text, tables):
        yield Span(group.first, group.end, Actor("", group.kind), "group")
    for group in created(text, tables):
        if is_created(text, group.first):
            yield Span(group.first, group.end, Actor("", group.kind), "group")


def _looked_up(text: Sequence[Word], at: int, lookups: Lookups) -> Iterator[Span]:
    tables = lookups.tables
    tried: tuple[tuple[Names, Origin], ...] = (
        (lookups.known, "actor"),
        (lookups.explained, "organisation"),
        (tables.states, "state"),
        (tables.bodies, "organisation"),
        (tables.not_states, "name"),
    )
    for names, origin in tried:
        if (found := names.at(text, at)) and not _is_glued(text, at, found[0]):
            yield lookups.span(at, *found, origin)
    if found := tables.adjectives.at(text, at):
        end, state = found
        while end < len(text) and text[end].key in _LEVELS:
            end += 1
        if end < len(text) and text[end].key in _GOVERNMENTS:
            yield lookups.span(at, end + 1, state, "state")


def _is_glued(text: Sequence[Word], first: int, end: int) -> bool:
    """Whether a name is a part of a sign or a longer word: "A/HRC/22", "US$", "UK-based", but not "US-China"."""
    if first and text[first - 1].text == "/" and text[first - 1].end == text[first].start:
        return True
    if end == len(text) or text[end].start > text[end - 1].end or text[end].text not in _PARTS_OF_ONE:
        return False
    return not (text[end].text == "-" and end + 1 < len(text) and text[end + 1].is_name)


def _may_be_a_name(text: Sequence[Word], phrase: Phrase, tables: Vocabulary, *, is_single: bool) -> bool:
    """Whether capitals that tell nothing more may name somebody: no month, no treaty's initials, no "Swiss law"."""
    first, end = text[phrase.first], phrase.end
    is_followed = (
        end < len(text) and text[end].text[0].isalpha() and text[end].key not in grammar().alone_before
    )
    if is_followed and not is_asked(text, phrase.first):
        return False
    is_word = len(first.text) < 3 or tables.adjectives.at(text, phrase.first)
    is_listed = any(word.text in tables.no_actors for word in text[phrase.first : end])
    return not (is_single and (is_word or is_listed))


def _with_what_precedes(text: Sequence[Word], found: Iterable[Span], tables: Vocabulary) -> Iterator[Span]:
    """Yield spans that are longer by what tells who is meant: "government of Iran", "representatives of refugees"."""
    by_first: dict[int, list[Span]] = {}
    for span in found:
        if span.actor is NOBODY:
            continue
        by_first.setdefault(span.first, []).append(span)
        if span.actor.kind == "state":
            first = _before_of(text, span.first, grammar().state_of)
            while 0 < first < span.first and text[first - 1].is_name and not text[first - 1].begins:
                first -= 1
            yield span._replace(first=_before_of(text, first, _GOVERNMENTS))
    for at in range(len(text)):
        joined = tables.joined.at(text, at)
        if joined is None:
            continue
        first = joined[0]
        while first < len(text) and text[first].key in grammar().articles:
            first += 1
        for span in by_first.get(first, ()):
            yield Span(at, span.end, Actor("", _kind_of(text[at].key, span.actor.kind)), "group")


def _kind_of(head: str, whole: str) -> str:
    """Return the kind of "members of" and the like, by its head and the kind of those after it."""
    if head in _ALLIANCES:
        return "state_collective"
    if head in _SPEAKERS or whole not in ("militant_group", "population_group"):
        return "stakeholder_group"
    return whole


def _before_of(text: Sequence[Word], first: int, heads: frozenset[str]) -> int:
    """Return where a state's name begins with "the government of" and the like before it."""
    at = first - 1 - (first > 0 and text[first - 1].key == "the")
    return at - 1 if at > 0 and text[at].key == "of" and text[at - 1].key in heads else first


def abbreviations(text: Sequence[Word], printed: str, lookups: Lookups) -> Iterator[tuple[str, Actor]]:
    """Yield what a text explains in brackets after a name, with that body: "the AI Safety Institute (AISI)".

    A treaty's abbreviation comes with NOBODY.
    """
    if "(" not in printed:
        return
    for phrase in phrases(text, lookups.tables, lookups.proper):
        brackets = [word.text for word in text[phrase.end : phrase.end + 3]]
        if brackets[::2] != ["(", ")"]:
            continue
        short, inside = brackets[1], text[phrase.first : phrase.end]
        if _abbreviates(short, inside) and short not in lookups.tables.no_actors:
            name = name_of(printed[inside[0].start : inside[-1].end])
            yield short, NOBODY if phrase.kind == "no actor" else Actor(name, "organisation")


def _abbreviates(short: str, name: Sequence[Word]) -> bool:
    initials = {word.text[0] for word in name}
    return (
        short.isupper()
        and 1 < len(short) <= 10
        and short[0] == name[0].text[0]
        and initials.issuperset(short)
    )
