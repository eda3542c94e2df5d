"""A draft: the items of a document with what was decided on each, apart from any screen.

Every decision is a function from one draft to another, so that going back is keeping the one before.
"""

import re
from collections.abc import Container, Mapping, Sequence
from types import MappingProxyType
from typing import Any, NamedTuple

from tracker.errors import BadInput
from tracker.intake.passages import Passages
from tracker.intake.proposals import Proposal, ProposedActor
from tracker.intake.titles import title_of
from tracker.text import flat, start_of

_BEGINS = re.compile(r"\n|[.;:!?]\s+|\s(?=\([a-z0-9]{1,3}\)\s)")
"""What a sub-item or a sentence begins after."""


class DraftItem(NamedTuple):
    """An item of a draft, which becomes a recommendation."""

    reference: str
    title: str
    text: str
    first_line: int
    last_line: int
    first_page: int | None = None
    last_page: int | None = None
    reviewed: bool = False
    rejected: bool = False
    """Stays in the file, and is not loaded."""
    differs: bool = False
    """Whether another reader found other letters in it."""
    mentions: tuple[Mapping[str, Any], ...] = ()
    """As the seed file has them."""
    others: Mapping[str, Any] = MappingProxyType({})
    """What else the seed file has of it, put there by hand: responses, progress, deadlines, themes."""


class Draft(NamedTuple):
    """A seed file that is being made from a document."""

    report: Mapping[str, Any]
    """The [report] table."""
    file: str
    sha256: str
    reader: str
    lists: tuple[int, ...]
    """Which lists of the ranking it was made from, 1 the best."""
    left_out: tuple[int, ...]
    """The lines between the first item and the last that are in no text: running heads, footnotes, headings, prose."""
    items: tuple[DraftItem, ...]
    tags: tuple[Mapping[str, Any], ...] = ()
    actors: tuple[Mapping[str, Any], ...] = ()
    sources: tuple[Mapping[str, Any], ...] = ()

    @property
    def unreviewed(self) -> tuple[DraftItem, ...]:
        """The items that nobody decided on yet."""
        return tuple(item for item in self.items if not item.reviewed)


class Decided(NamedTuple):
    """A draft with those before it: each decision is kept, and taken back one at a time."""

    draft: Draft
    past: tuple[Draft, ...] = ()

    def then(self, draft: Draft) -> "Decided":
        """Return what holds after a decision; one that changes nothing is none."""
        return self if draft == self.draft else Decided(draft, (*self.past, self.draft))

    def undone(self) -> "Decided":
        """Return what held before the last decision; the same where there was none."""
        return Decided(self.past[-1], self.past[:-1]) if self.past else self


def accept(draft: Draft, at: int) -> Draft:
    """Take an item as it stands."""
    return _with(draft, at, draft.items[at]._replace(reviewed=True, rejected=False))


def reject(draft: Draft, at: int) -> Draft:
    """Leave an item out of the report; it stays in the file."""
    return _with(draft, at, draft.items[at]._replace(reviewed=True, rejected=True))


def reopen(draft: Draft, at: int) -> Draft:
    """Take back what was decided on an item."""
    return _with(draft, at, draft.items[at]._replace(reviewed=False, rejected=False))


def renumber(draft: Draft, at: int, reference: str) -> Draft:
    """Give an item another reference; raises BadInput for one that is taken or that a seed cannot have."""
    reference = " ".join(reference.split())
    if not reference or "," in reference:
        raise BadInput("A reference has a letter or digit, and no comma.", "Type it as the report prints it.")
    if any(item.reference == reference for other, item in enumerate(draft.items) if other != at):
        raise BadInput(f"Another item already has the reference {reference}.", "Renumber that one first.")
    return _with(draft, at, draft.items[at]._replace(reference=reference))


def retitle(draft: Draft, at: int, title: str) -> Draft:
    """Give an item another title; raises BadInput for an empty one."""
    title = " ".join(title.split())
    if not title:
        raise BadInput("The title is empty.", "Write a few words.")
    return _with(draft, at, draft.items[at]._replace(title=title))


def merge(draft: Draft, at: int, passages: Passages) -> Draft:
    """Make one item of this and the next: what stands from the first line of it to the last line of the next."""
    if at + 1 >= len(draft.items):
        raise BadInput("There is no item after this one.", "Merge the one before it instead.")
    one, other = draft.items[at : at + 2]
    merged = _between(one, one.first_line, max(one.last_line, other.last_line), passages)
    others = {
        key: [*values, *other.others.get(key, ())] if isinstance(values, list) else values
        for key, values in {**other.others, **one.others}.items()
    }
    merged = merged._replace(
        differs=one.differs or other.differs, mentions=(*one.mentions, *other.mentions), others=others
    )
    return draft._replace(items=(*draft.items[:at], merged, *draft.items[at + 2 :]))


def split(draft: Draft, at: int, offset: int, passages: Passages) -> Draft:
    """Make two items of one: the second begins at this character of the text; raises BadInput at its ends."""
    item = draft.items[at]
    before, after = item.text[:offset].rstrip(), item.text[offset:].lstrip()
    if not before or not after:
        raise BadInput("Nothing would be left of one of the two.", "Split it within its text.")
    line = _line_of(item, offset, passages)
    page = passages.page(line)
    one = item._replace(
        text=before, last_line=line, last_page=page, reviewed=False, mentions=_within(item, before)
    )
    two = item._replace(
        reference=free_reference(item.reference, {each.reference for each in draft.items}),
        title=title_of(after),
        text=after,
        first_line=line,
        first_page=page,
        reviewed=False,
        mentions=_within(item, after),
        others=DraftItem._field_defaults["others"],
    )
    if after == passages.text(line, item.last_line, None):
        # It begins with its line, so the first ends with the one before.
        ended = passages.step(line, -1) or line
        one = one._replace(last_line=ended, last_page=passages.page(ended))
    return draft._replace(items=(*draft.items[:at], one, two, *draft.items[at + 1 :]))


def places_to_split(item: DraftItem, passages: Passages) -> tuple[int, ...]:
    """Return the characters of a text where a second item may begin: its lines', its sub-items', its sentences'."""
    text = item.text
    found = {match.end() for match in _BEGINS.finditer(text)}
    for line in passages.lines(item.first_line, item.last_line)[1:]:
        printed = passages.text(line.number, item.last_line, None)
        if printed and text.endswith(printed):
            found.add(len(text) - len(printed))
    return tuple(sorted(place for place in found if 0 < place < len(text)))


def move_last(draft: Draft, at: int, by: int, passages: Passages) -> Draft:
    """Let an item end a line later, or earlier with -1; raises BadInput where it cannot."""
    item = draft.items[at]
    last = passages.step(item.last_line, by)
    if last is None or last < item.first_line:
        raise BadInput("No line is left for it to end with.", "Reject it if it is not an item.")
    return _with(draft, at, _between(item, item.first_line, last, passages))


def move_first(draft: Draft, at: int, by: int, passages: Passages) -> Draft:
    """Let an item begin a line later, or earlier with -1; raises BadInput where it cannot."""
    item = draft.items[at]
    first = passages.step(item.first_line, by)
    if first is None or first > item.last_line:
        raise BadInput("No line is left for it to begin with.", "Reject it if it is not an item.")
    return _with(draft, at, _between(item, first, item.last_line, passages))


def mention(draft: Draft, at: int, proposal: Proposal, role: str) -> Draft:
    """Take a proposed actor: a mention in this role with the words that name it; one that is there gets the role."""
    item = draft.items[at]
    quote = item.text[proposal.start : proposal.start + proposal.length]
    added: dict[str, Any] = {"actor": proposal.name, "role": role, "quote": quote}
    occurrence = flat(item.text).count(flat(quote), 0, proposal.start) + 1
    if occurrence > 1:
        added["occurrence"] = occurrence
    kept = [each for each in item.mentions if not _stands_at(each, item.text, proposal)]
    mentions = sorted((*kept, added), key=lambda each: _start(each, item.text))
    return _with_actors(_with(draft, at, item._replace(mentions=tuple(mentions))), [proposal])


def unmention(draft: Draft, at: int, proposal: Proposal) -> Draft:
    """Take the mention away that stands where this is proposed."""
    item = draft.items[at]
    kept = tuple(each for each in item.mentions if not _stands_at(each, item.text, proposal))
    return _with_actors(_with(draft, at, item._replace(mentions=kept)), [])


def mention_everywhere(draft: Draft, actor: ProposedActor, role: str | None = None) -> Draft:
    """Take an actor at all places where it is proposed, but in items that are rejected or have a mention there.

    Each is taken in the role that is guessed there, or in the one given.
    """
    for at, proposal in actor.places:
        item = draft.items[at]
        if not item.rejected and role_of(item, proposal) is None:
            named = proposal._replace(name=actor.name, kind=actor.kind, country_code=actor.country_code)
            draft = mention(draft, at, named, role or proposal.role)
    return draft


def unmention_everywhere(draft: Draft, actor: ProposedActor) -> Draft:
    """Take the mentions of an actor away from all places where it is proposed."""
    for at, proposal in actor.places:
        if actor.name in actors_at(draft.items[at], proposal):
            draft = unmention(draft, at, proposal)
    return draft


def places_taken(draft: Draft, actor: ProposedActor) -> int:
    """Return at how many of the places where it is proposed an actor is mentioned."""
    return sum(actor.name in actors_at(draft.items[at], proposal) for at, proposal in actor.places)


def actors_at(item: DraftItem, proposal: Proposal) -> tuple[str, ...]:
    """Return the actors that an item mentions where one is proposed."""
    return tuple(str(each["actor"]) for each in item.mentions if _stands_at(each, item.text, proposal))


def role_of(item: DraftItem, proposal: Proposal) -> str | None:
    """Return the role in which an item mentions what is proposed there, None where it does not."""
    found = (str(each["role"]) for each in item.mentions if _stands_at(each, item.text, proposal))
    return next(found, None)


def _stands_at(mention: Mapping[str, Any], text: str, proposal: Proposal) -> bool:
    start = _start(mention, text)
    end = start + len(str(mention.get("quote", "")))
    return start < proposal.start + proposal.length and proposal.start < end


def _start(mention: Mapping[str, Any], text: str) -> int:
    """Return where the words of a mention stand in a text; -1 for one without any."""
    quote = str(mention.get("quote", ""))
    return start_of(text, quote, int(mention.get("occurrence", 1))) if quote else -1


def _with_actors(draft: Draft, proposed: Sequence[Proposal]) -> Draft:
    """Return a draft that declares the actors it mentions, those proposed too, and no others."""
    declared = {str(each["name"]): each for each in draft.actors}
    for each in proposed:
        actor = {"name": each.name, "kind": each.kind}
        if each.country_code is not None:
            actor["country_code"] = each.country_code
        declared.setdefault(each.name, actor)
    named = {str(each["actor"]) for item in draft.items for each in item.mentions}
    named |= {
        str(each.get("actor", each.get("given_by")))
        for item in draft.items
        for key in ("response", "deadline")
        for each in item.others.get(key, ())
    }
    return draft._replace(actors=tuple(each for name, each in declared.items() if name in named))


def _with(draft: Draft, at: int, item: DraftItem) -> Draft:
    return draft._replace(items=(*draft.items[:at], item, *draft.items[at + 1 :]))


def _between(item: DraftItem, first: int, last: int, passages: Passages) -> DraftItem:
    """Return an item with the text of other lines; a title that was only proposed is proposed anew."""
    text = passages.text(first, last, item.reference)
    title = title_of(text) if item.title == title_of(item.text) else item.title
    return item._replace(
        text=text,
        title=title,
        first_line=first,
        last_line=last,
        first_page=passages.page(first),
        last_page=passages.page(last),
        reviewed=False,
        rejected=False,
        mentions=_within(item, text),
    )


def _line_of(item: DraftItem, offset: int, passages: Passages) -> int:
    """Return the number of the line that a character of the text stands in."""
    left = len(item.text) - offset
    last = item.last_line
    for line in reversed(passages.lines(item.first_line, item.last_line)):
        last = line.number
        if len(passages.text(line.number, item.last_line, None)) >= left:
            break
    return last


def _within(item: DraftItem, text: str) -> tuple[Mapping[str, Any], ...]:
    """Return the mentions of an item whose quotes stand in a text."""
    return tuple(each for each in item.mentions if str(each.get("quote", "")) in text)


def free_reference(reference: str, taken: Container[str]) -> str:
    """Return a reference as it is, or with the first number after it that makes it one of its own: 7, 7-2, 7-3."""
    found = reference
    number = 2
    while found in taken:
        found = f"{reference}-{number}"
        number += 1
    return found
