"""Proposing the actors that a text names: each a slice of the text, for a person to take or to leave.

Nothing here is more than a guess from tables and simple grammar. What is known comes first, then states, bodies, groups
by their head ("regional governments") and other capitalised phrases; of what overlaps the longest counts.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from tracker.intake.actors.roles import is_created, roles
from tracker.intake.actors.spans import Lookups, Origin, Span, abbreviations, lookups_for, spans
from tracker.intake.actors.vocabulary import Actor, grammar
from tracker.intake.actors.words import Word, name_of, words
from tracker.text import folded

NAME_LIMIT = 200
"""Longest name of an actor, in code points: the database takes no longer one."""


class Proposal(NamedTuple):
    """An actor that a text seems to name."""

    start: int
    """Offset in the text, in code points."""
    length: int
    name: str
    """The actor's, as a seed takes it: a known one's own, a state's from the table, else the words of the text."""
    kind: str
    """A code of the database's kinds of actor."""
    country_code: str | None
    """ISO 3166-1 alpha-2, of a state."""
    role: str
    """A code of the database's roles of a mention, guessed."""
    origin: Origin
    """What it was found by."""


class Place(NamedTuple):
    """Where a proposal stands: the text's number, counted from 0, and the proposal."""

    text: int
    proposal: Proposal


class ProposedActor(NamedTuple):
    """One actor with all the places of a report where it is proposed, in their order."""

    name: str
    kind: str
    country_code: str | None
    places: tuple[Place, ...]


def proposals(texts: Sequence[str], actors: Iterable[Actor] = ()) -> tuple[tuple[Proposal, ...], ...]:
    """Return the proposals for each text of a report, in their order; none overlap.

    `actors` are those of the database. What one text explains, "the AI Safety Institute (AISI)", holds in all of them;
    and so does a single word in capitals that the grammar of one of them tells to be an actor.
    """
    lookups = lookups_for(actors)
    split = [words(text) for text in texts]
    explained: dict[str, Actor] = {}
    for text, each in zip(texts, split, strict=True):
        for short, actor in abbreviations(each, text, lookups):
            explained.setdefault(short, actor)
    for short, actor in explained.items():
        lookups.explained.add(actor, [short])
    guessed = [list(_proposals(text, each, lookups)) for text, each in zip(texts, split, strict=True)]
    sure = {
        proposal.name
        for text, each in zip(texts, guessed, strict=True)
        for proposal in each
        if not _is_doubtful(text, proposal)
    }
    return tuple(tuple(proposal for proposal in each if proposal.name in sure) for each in guessed)


def _is_doubtful(text: str, proposal: Proposal) -> bool:
    """Whether nothing but the capital of a single word tells of an actor: "the CIA" does, "Amtrak" alone does not."""
    if proposal.origin != "name" or proposal.role != "context" or " " in proposal.name:
        return False
    return not (proposal.name.isupper() and text[: proposal.start].endswith(" the "))


def by_actor(found: Sequence[Sequence[Proposal]]) -> tuple[ProposedActor, ...]:
    """Return the actors proposed in a report's texts, each with its places, those with the most places first.

    Case and accents tell no two names apart; the kind is the one proposed most often.
    """
    places: dict[str, list[Place]] = {}
    for number, each in enumerate(found):
        for proposal in each:
            places.setdefault(folded(proposal.name), []).append(Place(number, proposal))
    actors = []
    for listed in places.values():
        [(name, kind, code), _], *_ = Counter(
            (place.proposal.name, place.proposal.kind, place.proposal.country_code) for place in listed
        ).most_common()
        actors.append(ProposedActor(name, kind, code, tuple(listed)))
    return tuple(sorted(actors, key=lambda actor: -len(actor.places)))


def _proposals(text: str, split: Sequence[Word], lookups: Lookups) -> Iterator[Proposal]:
    for row in _rows(split, _said_once(split, spans(split, lookups))):
        placed = [(span.first, span.end, span.actor.kind) for span in row]
        for span, guessed in zip(row, roles(split, placed), strict=True):
            kind = span.actor.kind
            is_body = span.origin != "actor" and kind in ("organisation", "proposed_body")
            if is_body and is_created(split, span.first):
                guessed, kind = "proposed", "proposed_body"
            start, end = split[span.first].start, split[span.end - 1].end
            name = span.actor.name or _named(text[start:end], span.origin)
            if len(name) <= NAME_LIMIT:
                yield Proposal(start, end - start, name, kind, span.actor.country_code, guessed, span.origin)


def _named(printed: str, origin: Origin) -> str:
    name = name_of(printed)
    return name if origin == "name" else name[0].upper() + name[1:]


def _said_once(text: Sequence[Word], found: Sequence[Span]) -> Iterator[Span]:
    """Yield the spans without an abbreviation in brackets right after what it stands for."""
    before = None
    for span in found:
        is_in_brackets = before is not None and text[before.end].text == "(" and before.end + 1 == span.first
        if before is None or not (
            is_in_brackets and span.end - span.first == 1 and text[span.first].text.isupper()
        ):
            yield span
        before = span


def _rows(text: Sequence[Word], found: Iterable[Span]) -> Iterator[list[Span]]:
    """Yield the spans that stand in a row, with nothing but a comma, "and", "including" or the like between them."""
    row: list[Span] = []
    for span in found:
        between = [word.key for word in text[row[-1].end : span.first]] if row else []
        if between[:1] == ["("] and ")" in between:
            del between[: between.index(")") + 1]
        if between[-2:] == ["in", "particular"]:
            del between[-2:]
        if not between or not grammar().in_a_row.issuperset(between):
            if row:
                yield row
            row = []
        row.append(span)
    if row:
        yield row
