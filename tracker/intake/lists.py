"""The numbered lists of a document, ranked by how much each looks like its recommendations."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from operator import attrgetter
from statistics import median
from typing import NamedTuple

from tracker.intake.document import Document, Line
from tracker.intake.hyphens import hyphens
from tracker.intake.items import Item, items, text_of
from tracker.intake.markers import Marker, chains, markers
from tracker.intake.request import asks
from tracker.labels import lines_label

_LEAD_IN_LINES = 5
_HEADING_LINES = 45
_SPEAKS = re.compile(
    r"recomm?[ae]nd|empf(?:e|ie)hl|raccomand|aanbevel|call(?:s|ed)? (?:up)?on|calls? to action", re.IGNORECASE
)
_CONTENTS = re.compile(r"\.{4,}|(?:\. ){4,}|…{2,}|\s\d{1,3}$")
_ENDED = re.compile(r"[.;!?:]\W*$")
_LEAST = 1.5
"""A list that reaches no more than this is none of recommendations."""
_PAIR = 3.0
"""Two numbers are a list only where so much speaks for it."""
_SIBLING = 0.8
"""Lists of one kind that follow each other belong together where so large a share of each asks for something,"""
_BETWEEN = 40
"""and no more lines stand between them."""
_CHAINS = 400
"""So many chains of numbers are looked at, the longest; a report of three thousand pages has 240."""
_TIMES = 10
"""All chains together may go over the whole document so many times; those of a report do three times or less."""
_SHOWN = 40
"""So many lists are kept: what ranks below them is none that anybody looks for."""
_FEWEST = 0.15
"""Emphasis divides a list where each kind has so large a share of it,"""
_CLEARER = 0.2
"""and the share of those that ask for something is larger by so much among the emphasised."""


class FoundList(NamedTuple):
    """Numbers that go up by one, with what speaks for a list of recommendations."""

    items: tuple[Item, ...]
    style: str
    """How its numbers are written."""
    heading: str
    """The last heading before it, or empty."""
    lead_in: str
    """The sentence before it that ends in a colon, without its number; or empty."""
    paragraph: str
    """The number of the paragraph that it stands in, or empty."""
    asking: int
    """How many of its items ask for something."""
    score: float
    reasons: tuple[str, ...]
    """What the score is made of, in words."""

    @property
    def place(self) -> str:
        """Where it stands: its pages, or its lines where the format has no pages."""
        first, last = self.items[0], self.items[-1]
        if first.first_page is None:
            return lines_label(first.first_line, last.last_line)
        more = "" if last.last_page == first.first_page else f"-{last.last_page}"
        return f"p. {first.first_page}{more}"


def lists(document: Document) -> tuple[FoundList, ...]:
    """Return the lists of a document, the likeliest to be its recommendations first."""
    lines = document.lines
    every = list(markers(lines))
    found = _within_reason(_with_unordered(chains(every)[:_CHAINS], every), len(lines))
    known = hyphens(lines)
    stops: dict[int, list[Marker]] = {}
    for marker in (marker for chain in found if len(chain) > 2 for marker in chain):
        stops.setdefault(marker.at, []).append(marker)
    scored = [_scored(lines, chain, items(lines, chain, stops, known), found) for chain in found]
    scored = [each for each in _without_reprints(scored) if len(each.items) > 2 or each.score >= _PAIR]
    scored.sort(key=lambda each: (-each.score, each.items[0].first_line))
    return tuple(scored[:_SHOWN])


def _within_reason(found: Sequence[tuple[Marker, ...]], length: int) -> list[tuple[Marker, ...]]:
    """Return the chains that are looked at, the longest first: a hostile document may have any number across it."""
    left = _TIMES * length + 100_000
    kept = []
    for chain in found:
        left -= chain[-1].at - chain[0].at
        if left < 0:
            break
        kept.append(chain)
    return kept


def is_list(found: FoundList) -> bool:
    """Whether it may be one of recommendations at all."""
    return found.score > _LEAST and found.asking > 0


def siblings(found: Sequence[FoundList]) -> tuple[FoundList, ...]:
    """Return the best list with those that it goes on in: of the same kind, each in the next paragraph, all asking.

    They are in the order of the document.
    """
    best = found[0]
    alike = [
        each
        for each in found
        if each.style == best.style
        and each.paragraph
        and each.asking >= _SIBLING * len(each.items)
        and is_list(each)
    ]
    if best not in alike:
        return (best,)
    alike.sort(key=lambda each: each.items[0].first_line)
    place = alike.index(best)
    first = last = place
    while first and _follows(alike[first - 1], alike[first]):
        first -= 1
    while last + 1 < len(alike) and _follows(alike[last], alike[last + 1]):
        last += 1
    return tuple(alike[first : last + 1])


def is_divided(items: Sequence[Item]) -> bool:
    """Whether the emphasised items of a list are its recommendations, and the others are not."""
    strong = [item for item in items if item.emphasised]
    plain = [item for item in items if not item.emphasised]
    if min(len(strong), len(plain)) < max(2, _FEWEST * len(items)):
        return False
    return _asking(strong) >= _asking(plain) + _CLEARER


def _asking(items: Sequence[Item]) -> float:
    return sum(asks(item.text) for item in items) / len(items)


def _follows(one: FoundList, other: FoundList) -> bool:
    between = other.items[0].first_line - one.items[-1].last_line
    return one.paragraph != other.paragraph and 0 < between <= _BETWEEN


def _with_unordered(found: list[tuple[Marker, ...]], every: Sequence[Marker]) -> list[tuple[Marker, ...]]:
    """Take for one list the numbers under one prefix, though some or all are not in their order: sorted by theme."""
    by_prefix: dict[tuple[str, tuple[int, ...]], list[Marker]] = {}
    for marker in every:
        if marker.prefix and marker.begins:
            by_prefix.setdefault((marker.style, marker.prefix), []).append(marker)
    for group in by_prefix.values():
        numbers = {marker.number for marker in group}
        if len(group) < 8 or len(numbers) < 0.9 * len(group) or len(numbers) < 0.8 * max(numbers):
            continue
        members = set(group)
        owner = max(found, key=lambda chain: len(members.intersection(chain)), default=())
        missing = members.difference(owner)
        if not missing:
            continue
        if len(missing) * 2 < len(group):
            missing = {marker for marker in missing if owner[0].at < marker.at < owner[-1].at}
            whole = tuple(sorted((*owner, *missing), key=_at))
        else:
            whole = tuple(group)
        left = (chain if chain is owner else tuple(m for m in chain if m not in members) for chain in found)
        found = [whole, *(chain for chain in left if chain is not owner and len(chain) > 1)]
    return found


def _scored(
    lines: Sequence[Line],
    chain: tuple[Marker, ...],
    found: tuple[Item, ...],
    every: Iterable[tuple[Marker, ...]],
) -> FoundList:
    first = chain[0].at
    asking = sum(asks(item.text) for item in found)
    strong = [item for item in found if item.emphasised] if is_divided(found) else []
    share, of_whom = asking / len(found), f"{asking} of {len(found)}"
    if strong:
        share, of_whom = _asking(strong), f"{len(strong)} of {len(found)} are in italics or bold, and"
    words = median(len(item.text.split()) for item in found)
    before = [line for line in lines[max(0, first - _HEADING_LINES) : first] if line.text]
    headings = [line for at, line in enumerate(before) if line.heading or _looks_like_heading(before, at)]
    lead_in = " ".join(line.text for line in before[-_LEAD_IN_LINES:])
    contents = sum(bool(_CONTENTS.search(lines[marker.at].text[marker.length :])) for marker in chain)
    style = chain[0].style
    parts = [
        (2.2 * share, f"{of_whom} ask for something"),
        (0.8 * bool(_SPEAKS.search(lead_in)), "the lines before speak of recommendations"),
        (0.7 * any(_SPEAKS.search(line.text) for line in headings), "it stands under such a heading"),
        (0.6 * min(len(chain), 60) / 60, f"{len(chain)} items"),
        (1.2 * style.startswith("word rec"), "each is called a recommendation"),
        (0.6 * style.startswith("word") * (not style.startswith("word rec")), "each is called by a word"),
        (0.5 * (8 <= words <= 260), f"{words:.0f} words in the middle one"),
        (-2.0 * (contents * 2 > len(chain)), "it looks like a table of contents"),
        (-2.0 * _encloses(chain, every), "other lists stand within it: it numbers paragraphs"),
        (-1.0 * _is_inside(chain, every), "it stands within an item of another list"),
        (
            -1.5
            * (
                not style.startswith("word")
                and sum(lines[marker.at].heading for marker in chain) * 2 > len(chain)
            ),
            "it numbers headings",
        ),
        (-0.6 * (style == "bare"), "its numbers have neither dot nor bracket"),
    ]
    return FoundList(
        found,
        style,
        headings[-1].text if headings else "",
        _lead_in(before),
        _paragraph(chain, every),
        asking,
        sum(value for value, _ in parts),
        tuple(why for value, why in parts if value),
    )


def _lead_in(before: Sequence[Line]) -> str:
    """Return the paragraph before a list, where it ends in a colon and is no longer than one."""
    if not before or not before[-1].text.endswith(":"):
        return ""
    start = len(before) - 1
    while start and len(before) - start < 8 and not _ENDED.search(before[start - 1].text[-40:]):
        if (
            before[start].paragraph
            or before[start].heading
            or before[start].gap >= 1.4
            or before[start - 1].heading
        ):
            break
        start -= 1
    marked = next(iter(markers(before[start : start + 1])), None)
    first = before[start]
    if marked is not None and first.text:
        first = first._replace(text=first.text[marked.length :].strip(), marker="")
    return text_of([first, *before[start + 1 :]]).replace("\n", " ")


def _encloses(chain: tuple[Marker, ...], others: Iterable[tuple[Marker, ...]]) -> bool:
    """Whether a list of another kind stands between two numbers of this one, as lists do in numbered paragraphs."""
    return any(
        len(other) >= 4
        and other is not chain
        and not other[0].style.startswith(("(", "[", "a", "A", "i", "bare"))
        and other[0].indent > chain[0].indent + 1
        and _holder(chain, other) is not None
        for other in others
    )


def _is_inside(chain: tuple[Marker, ...], others: Iterable[tuple[Marker, ...]]) -> bool:
    """Whether letters, or other small marks, part an item of a longer list."""
    return chain[0].style.startswith(("(", "[", "a", "A", "i", "I")) and any(
        len(other) >= len(chain) and other is not chain and _holder(other, chain) is not None
        for other in others
    )


def _holder(chain: tuple[Marker, ...], inner: tuple[Marker, ...]) -> Marker | None:
    """Return the marker between which and the next of its chain all of another stands; None where there is none."""
    place = bisect_left(chain, inner[0].at, key=_at)
    if place in (0, len(chain)) or inner[-1].at >= chain[place].at:
        return None
    return chain[place - 1]


_at = attrgetter("at")


def _paragraph(chain: tuple[Marker, ...], every: Iterable[tuple[Marker, ...]]) -> str:
    """Return the number of the paragraph around a list, as printed; empty where paragraphs have none."""
    holders = [
        holder
        for other in every
        if other is not chain and len(other) > len(chain) // 4 and not other[0].prefix
        if (holder := _holder(other, chain)) is not None
    ]
    return max(holders, key=lambda marker: marker.at).reference if holders else ""


def _without_reprints(found: list[FoundList]) -> list[FoundList]:
    """Rank a list lower that another has in full: a summary prints it first, and shorter."""
    words = [
        {item.reference: frozenset(item.text.casefold().split()) for item in each.items} for each in found
    ]
    lengths = [sum(len(item.text) for item in each.items) for each in found]
    ranked = []
    for at, each in enumerate(found):
        fuller = any(
            lengths[other] > lengths[at]
            and found[other].style == each.style
            and _tells_the_same(words[at], words[other])
            for other in range(len(found))
        )
        if fuller:
            each = each._replace(
                score=each.score - 0.8, reasons=(*each.reasons, "another list has the same in full")
            )
        ranked.append(each)
    return ranked


def _tells_the_same(one: Mapping[str, frozenset[str]], other: Mapping[str, frozenset[str]]) -> bool:
    """Whether most items of a list share most of their words with those of the same number in another."""
    shared = sum(
        len(words & other[number]) * 2 > len(words) for number, words in one.items() if number in other
    )
    return shared * 3 > len(one) * 2


def _looks_like_heading(lines: Sequence[Line], at: int) -> bool:
    line = lines[at]
    text = line.text
    if not 3 <= len(text) <= 90 or not text[:1].isupper() or text.endswith((".", ";", ",", ":")):
        return False
    after = lines[at + 1] if at + 1 < len(lines) else None
    # A paragraph in bold is no heading: its next line is close.
    alone = after is None or after.gap >= 1.4 or after.gap <= 0 or after.paragraph or not after.emphasised
    return (
        (line.emphasised and line.gap >= 1.3 and alone)
        or (text.isupper() and len(text) > 5)
        or (line.gap >= 1.6 and alone)
    )
