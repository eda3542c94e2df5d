"""Holding the mentions of a recommendation against its text, and against each other."""

from collections.abc import Iterator, Mapping

from tracker.seeding.tables import SeedMention, quoted
from tracker.text import absence, start_of


def faults(mentions: Mapping[int, SeedMention], text: str | None) -> Iterator[tuple[int, str]]:
    """Yield what is wrong as the number of the mention and a sentence.

    `mentions` goes by the number in the file; without a text only implied mentions are compared.
    """
    seen: dict[tuple[str, str, int | None], int] = {}
    spans: list[tuple[int, int, int]] = []
    for number, mention in mentions.items():
        start = None
        if mention.quote is not None:
            if text is None:
                continue
            start = start_of(text, mention.quote, mention.occurrence)
            if start < 0:
                why = absence(text, mention.quote)
                out = f"occurrence {mention.occurrence} is out of range: " if why.startswith("occurs") else ""
                yield number, f"{out}quote {quoted(mention.quote)} {why}"
                continue
        first = seen.setdefault((mention.actor, mention.role, start), number)
        if first != number:
            yield number, f"repeats mention {first}: the same actor, role and place"
        elif start is not None and mention.quote is not None:
            spans.append((start, start + len(mention.quote), number))
    yield from _overlaps(mentions, sorted(spans))


def _overlaps(
    mentions: Mapping[int, SeedMention], spans: list[tuple[int, int, int]]
) -> Iterator[tuple[int, str]]:
    """Yield each span that reaches into an earlier one.

    The very same words twice are fine for one actor: it may have two roles by them.
    """
    furthest = (0, 0, 0)
    for span in spans:
        start, end, number = span
        if start < furthest[1]:
            same_words = span[:2] == furthest[:2]
            if not (same_words and mentions[number].actor == mentions[furthest[2]].actor):
                earlier, later = sorted((number, furthest[2]))
                quote = mentions[later].quote or ""
                yield later, f"quote {quoted(quote)} overlaps that of mention {earlier}"
        if end > furthest[1]:
            furthest = span
