"""Lines that begin with a number, and the chains in which these go up by one."""

import re
from collections.abc import Iterable, Iterator, Sequence
from math import log1p
from typing import NamedTuple

from tracker.intake.document import Line

_BRIDGED = 4
"""So many numbers may be missing between two of a list."""
_CHAPTERS = 3
"""So many chapters, or paragraphs, further on a list may begin again with 1."""
_SAME_INDENT = 6.0
"""Numbers of one list begin within so many points, or characters."""
_LARGEST = 1_500
"""Years and resolutions are no numbers of items."""
_PASSES = 12
"""How often what is left of a style is looked through; real documents take two or three."""
_PASSED = 0.7
"""What speaks against following a number where the same one stands nearer."""
_REPEATED = 0.5
"""What speaks against a number that is printed twice in a row."""
_NEAR = 8
"""Of so many markers with the number before, the nearest are looked at."""

_WORDS = (
    "recommendation|recommandation|recomendaci[óo]n|recomendação|empfehlung|raccomandazione|aanbeveling|rec|action"
    "|call to action|proposal|measure|no(?=\\.?\\s\\d)|nr(?=\\.?\\s\\d)|number"
)
_MARKER = re.compile(
    rf"""[-•*>\s]{{0,3}}
    (?P<word>(?:{_WORDS})\b\.?\s*(?:no\.?|number|n°|nr\.?|\#)?\s*)?
    (?P<open>[(\[])?
    (?P<number>(?P<letters>[A-Z]{{1,4}}[-‑]?)?\d{{1,4}}(?:\.\d{{1,4}}){{0,3}}(?P<suffix>[A-Za-z](?![A-Za-z]))?)
    (?P<close>[)\]]|\.(?!\d)[)\]]?|\s?:|\s[–—-](?=\s)|\s?/)?
    (?=\s|$|(?<=[.)\]:])(?=[^\W\d_]))""",
    re.VERBOSE | re.IGNORECASE,
)
_SPACED = re.compile(rf"((?:{_WORDS})\s+\d) (\d)(?=\s*(?:[:.]|$))", re.IGNORECASE)
"""A number of two digits that were set apart."""
_LETTERED = re.compile(
    r"(?P<open>[(\[])?(?P<number>[ivxlc]{1,7}|[IVXLC]{1,7}|[a-z]|[A-Z])(?P<close>[)\]]|\.(?=\s))(?=\s|$)"
)
_WORD_ROMAN = re.compile(
    rf"(?P<word>(?:{_WORDS})\s+)(?P<number>[IVXLC]{{1,7}})(?P<close>\.|\s?:)?(?=\s|$)", re.IGNORECASE
)
_ROMAN = re.compile(r"(?:c{0,3})(?:xc|xl|l?x{0,3})(?:ix|iv|v?i{0,3})")
_PARTS_OF_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"),
                   (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip
_VALUES = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}


class Marker(NamedTuple):
    """A line that begins with a number."""

    at: int
    """The index of its line."""
    style: str
    """How the number is written: lists are of one style."""
    prefix: tuple[int, ...]
    """What stands before the last number: `(136,)` of 136.7."""
    number: int
    """The last number, which goes up."""
    suffix: str
    """A letter after it, as in 12a; empty for most."""
    reference: str
    """The number as printed, without brackets, final dot or the word Recommendation."""
    length: int
    """Characters of the line that the marker takes; 0 where the format has it beside the text."""
    indent: float
    page: int | None
    begins: bool
    """Whether a paragraph can begin here: the line before ends one."""


def markers(lines: Sequence[Line]) -> Iterator[Marker]:
    """Yield each line that begins with a number, or that its format numbers; a line may be read in two ways."""
    last: Line | None = None
    for at, line in enumerate(lines):
        text = line.marker or line.text
        if not text:
            continue
        begins = _begins(last, line)
        for found in (_numbered(text), _lettered(text), _roman(text)):
            if found is not None:
                style, prefix, number, suffix, reference, length = found
                yield Marker(
                    at,
                    style,
                    prefix,
                    number,
                    suffix,
                    reference,
                    0 if line.marker else length,
                    line.indent,
                    line.page,
                    begins or bool(line.marker),
                )
        last = line


def _begins(last: Line | None, line: Line) -> bool:
    if last is None or line.paragraph or line.gap >= 1.3 or line.gap < 0 or last.page != line.page:
        return True
    return bool(re.search(r"[.;:!?…][)\]\"'’”]*$|\b(?:and|or)$", last.text[-40:])) or line.cell != last.cell


_Found = tuple[str, tuple[int, ...], int, str, str, int]


def _numbered(text: str) -> _Found | None:
    spaced = _SPACED.match(text)
    text = spaced[1] + spaced[2] + text[spaced.end() :] if spaced else text
    match = _MARKER.match(text)
    if match is None:
        return None
    letters, suffix = match["letters"] or "", match["suffix"] or ""
    word, close = match["word"], (match["close"] or "").strip()
    number = match["number"]
    parts = [int(part) for part in number.removeprefix(letters).removesuffix(suffix).split(".")]
    rest = text[match.end() :].strip()
    if (match["open"] and not close.endswith((")", "]"))) or max(parts) > _LARGEST:
        return None
    if close == "/" and not letters:
        return None
    bare = not (word or close or len(parts) > 1 or letters)
    # A bare number begins an item where a sentence follows, or stands alone, as in the cell of a table.
    if bare and rest and not rest[0].isupper() and rest[0] not in "“‘\"'[(":
        return None
    # "Recommendation 12 above" goes on with a sentence.
    if (word or letters) and not close and rest and not rest[0].isupper() and rest[0] not in "“‘\"'[(–—-|":
        return None
    if suffix and not (word or letters or close):
        return None
    kind = f"word {word.split()[0].rstrip('.').casefold()}" if word else ""
    if len(parts) > 1 or word:
        close = ""
    elif bare:
        kind = "bare"
    style = f"{kind}{match['open'] or ''}{letters.upper()}{'n.' * (len(parts) - 1)}n{close}"
    length = match.end() + (1 if spaced else 0)
    return style, tuple(parts[:-1]), parts[-1], suffix.casefold(), number.replace("‑", "-"), length


def _lettered(text: str) -> _Found | None:
    match = _LETTERED.match(text)
    if match is None or len(match["number"]) > 1 or (match["open"] and match["close"] == "."):
        return None
    letter = match["number"]
    number = ord(letter.casefold()) - ord("a") + 1
    kind = "a" if letter.islower() else "A"
    return f"{match['open'] or ''}{kind}{match['close']}", (), number, "", letter, match.end()


def _roman(text: str) -> _Found | None:
    match = _LETTERED.match(text) or _WORD_ROMAN.match(text)
    if match is None:
        return None
    printed = match["number"]
    word = match.groupdict().get("word")
    opened = "" if word else match["open"] or ""
    low = printed.casefold()
    if (
        not _ROMAN.fullmatch(low)
        or not (printed.islower() or printed.isupper())
        or (opened and match["close"] == ".")
    ):
        return None
    values = [_VALUES[each] for each in low]
    number = sum(-value if value < max(values[at:]) else value for at, value in enumerate(values))
    kind = f"word {word.split()[0].casefold()} " if word else ""
    close = "" if word else match["close"]
    return f"{kind}{opened}{'i' if printed.islower() else 'I'}{close}", (), number, "", printed, match.end()


def chains(found: Iterable[Marker]) -> list[tuple[Marker, ...]]:
    """Return lists of markers of one style that go up by one, a few missing ones bridged, the longest first.

    Each marker is worth one, less what speaks against its following the one before: numbers left out, another
    indent, a line that begins in the middle of a sentence. The chain that is worth most is taken, and then the next
    of what is left.
    """
    styles: dict[str, list[Marker]] = {}
    for marker in found:
        styles.setdefault(marker.style, []).append(marker)
    every: list[tuple[Marker, ...]] = []
    for group in styles.values():
        left = group
        # Where a chain is taken out, those that went through a part of it are sought again.
        for _ in range(_PASSES):
            taken = _heaviest(left)
            if not taken:
                break
            every += taken
            gone = {marker for chain in taken for marker in chain}
            left = [marker for marker in left if marker not in gone]
    every.sort(key=lambda chain: -len(chain))
    return _once(every)


def _once(every: list[tuple[Marker, ...]]) -> list[tuple[Marker, ...]]:
    """Leave out the chains whose lines are those of a longer one, read in another way: i. is a letter too."""
    taken: set[int] = set()
    kept = []
    for chain in every:
        lines = {marker.at for marker in chain}
        if len(lines & taken) * 2 < len(lines):
            kept.append(chain)
            taken |= lines
    return kept


def _heaviest(group: Sequence[Marker]) -> list[tuple[Marker, ...]]:
    """Return the heaviest chains of a style that share no marker."""
    weights: list[float] = []
    before: list[int | None] = []
    places: dict[tuple[tuple[int, ...], int], list[int]] = {}
    lasts: dict[int, list[int]] = {}
    for at, marker in enumerate(group):
        best, weight = None, 0.0
        nearer: dict[tuple[tuple[int, ...], int], bool] = {}
        if at and before[at - 1] is not None and _is_repeated(group[at - 1], marker):
            best, weight = at - 1, weights[at - 1] - _REPEATED
        for candidate in _candidates(marker, places, lasts):
            other = group[candidate]
            value = weights[candidate] - _cost(other, marker)
            # A list that is printed again further on does not go on from the first one.
            numbers = other.prefix, other.number
            value -= _PASSED * nearer.get(numbers, False)
            nearer[numbers] = nearer.get(numbers, False) or (other.begins and not _is_far(other, marker))
            if value > weight:
                best, weight = candidate, value
        weights.append(weight + (1.0 if marker.begins else 0.6))
        before.append(best)
        places.setdefault((marker.prefix, marker.number), []).append(at)
        if marker.prefix:
            lasts.setdefault(len(marker.prefix), []).append(at)
    used: set[int] = set()
    found: list[tuple[Marker, ...]] = []
    for end in sorted(range(len(group)), key=lambda at: -weights[at]):
        chain: list[int] = []
        place: int | None = end
        while place is not None and place not in used:
            chain.append(place)
            place = before[place]
        # Where a part went to a heavier chain, what is left is weighed again.
        if place is None and chain:
            used.update(chain)
            if len(chain) > 1:
                found.append(tuple(group[each] for each in reversed(chain)))
    return found


def _candidates(
    marker: Marker, places: dict[tuple[tuple[int, ...], int], list[int]], lasts: dict[int, list[int]]
) -> Iterator[int]:
    """Yield the places of those that a marker may follow, of each number the nearest first."""
    for step in range(0 if marker.suffix else 1, _BRIDGED + 2):
        yield from reversed(places.get((marker.prefix, marker.number - step), [])[-_NEAR:])
    if marker.prefix and marker.number == 1:
        yield from reversed(lasts.get(len(marker.prefix), [])[-3 * _NEAR :])


def _cost(last: Marker, marker: Marker) -> float:
    """Return what speaks against two markers in one chain, 9 where they cannot be."""
    if last.at == marker.at:
        return 9.0
    if last.prefix == marker.prefix:
        step = marker.number - last.number
        if step == 0 and not (marker.suffix > last.suffix and len(marker.suffix) <= 1):
            return 9.0
        if step > 0 and marker.suffix not in ("", "a"):
            return 9.0
        cost = 0.15 * max(step - 1, 0)
    else:
        # 136.12 goes on with 137.1, and chapter 1.4 with 2.1.
        at = next(i for i, (a, b) in enumerate(zip(last.prefix, marker.prefix, strict=True)) if a != b)
        ahead = marker.prefix[at] - last.prefix[at]
        if not 1 <= ahead <= _CHAPTERS or any(
            each != 1 for each in (*marker.prefix[at + 1 :], marker.number)
        ):
            return 9.0
        cost = 0.2 * ahead
    # Margins differ from page to page, and columns from each other; what a format numbers, it sets in one place.
    given = not (last.length or marker.length)
    cost += (0.8 if given else 0.35 if last.page == marker.page else 0.15) * _is_far(last, marker)
    return cost + 0.04 * log1p(marker.at - last.at)


def _is_repeated(last: Marker, marker: Marker) -> bool:
    """Whether a list has a number twice, by a slip of its authors."""
    same = (last.prefix, last.number, last.suffix) == (marker.prefix, marker.number, marker.suffix)
    return same and last.begins and marker.begins and not _is_far(last, marker)


def _is_far(one: Marker, other: Marker) -> bool:
    return abs(one.indent - other.indent) > _SAME_INDENT


def number_in(reference: str) -> tuple[str, int] | None:
    """Return what stands before the last number of a reference, and that number; None where it ends in none."""
    match = re.fullmatch(r"(.*?)(\d{1,6})", reference)
    return None if match is None else (match[1], int(match[2]))


def counted(number: int, kind: str) -> str:
    """Return a number as a list prints it; `kind` as ECMA-376 calls it (part 1, section 17.18.59)."""
    match kind:
        case "lowerLetter" | "upperLetter":
            letter = chr(ord("a") + (number - 1) % 26) * min((number - 1) // 26 + 1, 9)
            return letter if kind == "lowerLetter" else letter.upper()
        case "lowerRoman" | "upperRoman":
            roman = ""
            for value, letters in _PARTS_OF_ROMAN if number < 4000 else ():
                roman += letters * (number // value)
                number %= value
            return roman if kind == "lowerRoman" else roman.upper()
        case "decimalZero":
            return f"{number:02}"
    return str(number)
