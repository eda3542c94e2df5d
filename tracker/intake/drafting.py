"""From a document to a draft: which lists are taken, what their items are called, and where two readings differ."""

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from tracker.intake.document import Document, Unreadable
from tracker.intake.draft import Draft, DraftItem, free_reference
from tracker.intake.items import Item
from tracker.intake.lists import FoundList, is_divided, is_list, siblings
from tracker.intake.titles import report_title, slug_of, title_of
from tracker.text import shown_line


class Drafted(NamedTuple):
    """A draft, and what was left out of it."""

    draft: Draft
    lists: tuple[FoundList, ...]
    """Those it was made from, in the order of the document."""
    plain: int
    """How many items were left out since only the emphasised are taken."""
    read_once: int = 0
    """How many pages of its items no second reader has read."""


def chosen(document: Document, ranked: Sequence[FoundList], numbers: Sequence[int]) -> tuple[FoundList, ...]:
    """Return the lists with these numbers in the ranking, or the best one with those that belong to it.

    Raises Unreadable where the document has none, or none of that number.
    """
    called = shown_line(document.name)
    if not numbers:
        if not ranked or not is_list(ranked[0]):
            more = "" if not ranked else " that looks like recommendations; --lists shows those that it has"
            raise Unreadable(
                f"{called} has no numbered list{more}.",
                "A plan in prose is written down by hand: seeds/README.md says how.",
            )
        return siblings(ranked)
    wrong = [number for number in numbers if not 1 <= number <= len(ranked)]
    if wrong:
        raise Unreadable(f"{called} has no list {wrong[0]}: there are {len(ranked)}.", "--lists shows them.")
    found = [ranked[number - 1] for number in dict.fromkeys(numbers)]
    return tuple(sorted(found, key=lambda each: each.items[0].first_line))


def draft(
    document: Document,
    ranked: Sequence[FoundList],
    taken: Sequence[FoundList],
    *,
    every_item: bool = False,
    slug: str | None = None,
    title: str | None = None,
) -> Drafted:
    """Return a draft of these lists, none of its items reviewed.

    Where emphasis divides a list into two kinds only the emphasised items are taken, unless `every_item`.
    """
    parts = [list(each.items) for each in taken]
    plain = 0
    if not every_item:
        parts = [[item for item in part if item.emphasised] if is_divided(part) else part for part in parts]
        plain = sum(len(each.items) for each in taken) - sum(map(len, parts))
    items: list[DraftItem] = []
    used: set[str] = set()
    prefixed = _share_numbers(parts)
    for order, (each, part) in enumerate(zip(taken, parts, strict=True), 1):
        prefix = f"{each.paragraph or order}." if prefixed else ""
        for item in part:
            reference = free_reference(prefix + item.reference, used)
            used.add(reference)
            items.append(_drafted(item, reference))
    ends = (min(item.first_line for item in items), max(item.last_line for item in items))
    # A report has one: that of one list would say of the items of another what is not said of them.
    shared = all(each.lead_in in ("", taken[0].lead_in) for each in taken)
    report = {
        "slug": slug or slug_of(document.name),
        "title": title or report_title(document),
        "lead_in": (taken[0].lead_in or None) if shared else None,
        "source_file": document.name,
        "source_sha256": document.sha256,
        "source_reader": document.reader,
    }
    numbers = tuple(at for at, each in enumerate(ranked, 1) if each in taken)
    held = {number for item in items for number in range(item.first_line, item.last_line + 1)}
    held -= {line.number for line in document.dropped}
    between = (line.number for line in (*document.lines, *document.dropped) if line.text)
    left_out = tuple(
        sorted(number for number in between if ends[0] < number < ends[1] and number not in held)
    )
    made = Draft(report, document.name, document.sha256, document.reader, numbers, left_out, tuple(items))
    return Drafted(made, tuple(taken), plain)


def compared(drafted: Drafted, raw: bytes) -> Drafted:
    """Return a draft of a PDF with the items marked in which another reader finds other letters."""
    from tracker.intake.second_reading import letters, second_reading

    made = drafted.draft
    pages = {page for item in made.items for page in range(item.first_page or 1, (item.last_page or 0) + 1)}
    read = second_reading(raw, pages)
    if read is None:
        return drafted._replace(read_once=len(pages))
    items = []
    for item in made.items:
        own = range(item.first_page or 1, (item.last_page or 0) + 1)
        # What goes over a page has a head or a footnote in the other reading: each half is sought.
        differs = all(page in read for page in own) and not _stands_in(
            letters(item.text), [read[page] for page in own]
        )
        items.append(item._replace(differs=differs))
    return drafted._replace(draft=made._replace(items=tuple(items)), read_once=len(pages) - len(read))


def _stands_in(text: str, pages: Sequence[str]) -> bool:
    if any(text in page for page in pages):
        return True
    for page, after in pairwise(pages):
        split = next((at for at in range(len(text) - 1, 0, -1) if text[:at] in page), 0)
        if split and text[split:] in after:
            return True
    return False


def _share_numbers(parts: Sequence[Sequence[Item]]) -> bool:
    every = [{item.reference for item in part} for part in parts]
    return sum(map(len, every)) > len(set().union(*every))


def _drafted(item: Item, reference: str) -> DraftItem:
    text = item.text or reference
    places = item.first_line, item.last_line, item.first_page, item.last_page
    return DraftItem(reference, title_of(text), text, *places)
