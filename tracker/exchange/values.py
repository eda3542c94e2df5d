"""Cells as values: dates in the formats of the source, texts as they may be stored, its words as codes of ours."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache
from itertools import pairwise

from tracker.errors import BadInput
from tracker.exchange.table import PARTED
from tracker.text import folded, is_dangerous, is_safe

_DATE_LIMIT = 60
"""Longest date that is looked at, in code points."""
_ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:[T ]\d\d:\d\d.*)?")
_TOKENS = (
    ("YYYY", "%Y"),
    ("YY", "%y"),
    ("MONTH", "%B"),
    ("MON", "%b"),
    ("MM", "%m"),
    ("DD", "%d"),
    ("M", "%m"),
    ("D", "%d"),
)
_TOKEN = re.compile("|".join(token for token, _ in _TOKENS))
_BULLET = re.compile(r"^\s*[-•*]\s+")
_NO_WIDTH = dict.fromkeys(map(ord, "\u200b\u2060\ufeff\u00ad"))
"""What copying from a page leaves in cells, and nobody sees."""
_ENTITY = re.compile(r"&(?:#\d+|#x[0-9a-f]+|[a-z]{2,8});", re.IGNORECASE)


def date_format(told: str) -> str:
    """Return `DD/MM/YYYY` as strptime takes it; raises BadInput for what names no day, month and year."""
    codes = dict(_TOKENS)
    made = _TOKEN.sub(lambda match: codes[match[0]], told.replace("%", "%%"))
    kinds = {
        "y" if each in ("%Y", "%y") else "d" if each == "%d" else "m"
        for each in re.findall("%[YymdBb]", made)
    }
    if kinds != set("ymd"):
        raise BadInput(
            f"'{told}' does not say where day, month and year stand.",
            "Write it as DD/MM/YYYY, MM/DD/YYYY, D MONTH YYYY or DD.MM.YY.",
        )
    return made


def date_reader(formats: Sequence[str]) -> Callable[[str], str | None]:
    """Return what reads a date in these formats of strptime, or in ISO 8601: YYYY-MM-DD, None where it is none."""

    @lru_cache(maxsize=10_000)
    def known(cell: str) -> str | None:
        if match := _ISO.fullmatch(cell):
            try:
                return date(*map(int, match.groups())).isoformat()
            except ValueError:
                return None
        for each in formats:
            try:
                return datetime.strptime(cell, each).date().isoformat()
            except ValueError:
                continue
        return None

    return lambda cell: known(cell) if len(cell) <= _DATE_LIMIT else None


def text_in(cell: str) -> str:
    """Return a cell as a text: each line ends with U+000A alone, a tab is a blank, no line is empty at the ends."""
    if cell.isprintable():
        return cell
    text = cell.replace("\r\n", "\n").replace("\r", "\n").replace(PARTED, "\n").replace("\t", " ")
    return text.strip("\n")


def without_controls(text: str) -> str:
    """Return a text with a blank in the place of each character that no text may hold."""
    return "".join(" " if each != "\n" and is_dangerous(each) else each for each in text)


def line_in(cell: str) -> str:
    """Return a cell as one line, blanks in it one by one and none at the ends, without what has no width."""
    return " ".join((cell if cell.isascii() else cell.translate(_NO_WIDTH)).split())


def has_control(text: str) -> bool:
    """Whether a text holds what no text may: control characters but line breaks, and bidi overrides."""
    return not is_safe(text.replace("\n", " "))


def has_entity(text: str) -> bool:
    """Whether a text holds a character as HTML writes it, such as `&#40;`."""
    return "&" in text and _ENTITY.search(text) is not None


def parts_of(cell: str, separators: Sequence[str]) -> list[str]:
    """Return the values in a cell, without blanks and bullets at their ends, each once and none empty."""
    parts = cell.split(PARTED)
    for separator in separators:
        parts = [_BULLET.sub("", part) for each in parts for part in _split(each, separator)]
    return list(dict.fromkeys(filter(None, map(line_in, parts))))


def _split(cell: str, separator: str) -> list[str]:
    """Part a cell, but not at the semicolon that ends a character as HTML writes it."""
    if separator != ";" or "&" not in cell:
        return cell.split(separator)
    ends = {match.end() - 1 for match in _ENTITY.finditer(cell)}
    at = [-1, *(at for at, sign in enumerate(cell) if sign == ";" and at not in ends), len(cell)]
    return [cell[first + 1 : last] for first, last in pairwise(at)]


def word_key(word: str) -> str:
    """Return a source's word for comparing: case, blanks, dashes and underscores do not tell two apart."""
    return " ".join(re.sub(r"[\s_\-\N{EN DASH}\N{EM DASH}:]+", " ", folded(word)).split())


def code_of(known: Mapping[str, str], codes: Mapping[str, str]) -> dict[str, str]:
    """Return the codes by key of word: those that the map gives, and the lookup's own codes and names.

    `known` is the lookup, code -> name.
    """
    found = {word_key(name): code for code, name in known.items()}
    found |= {word_key(code): code for code in known}
    return found | {word_key(word): code for word, code in codes.items()}
