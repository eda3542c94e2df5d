"""Rows as CSV or JSON, for programs to read.

CSV is made safe to show; JSON keeps the exact value, with every dangerous character escaped.
"""

import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from tracker.printing import print_lines
from tracker.text import is_dangerous, is_safe, shown

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
"""What makes a spreadsheet take a cell for a formula (OWASP, CSV injection)."""


def csv_lines(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    """Yield a head and the rows as CSV (RFC 4180), without the last line break; line breaks stay in quotes.

    A text that a spreadsheet would take for a formula gets an apostrophe in front.
    """
    import csv

    # The line break must be the writer's own, or it would not quote a cell that holds one.
    writer = csv.writer(Returned(), lineterminator="\n")
    yield str(writer.writerow(columns)).removesuffix("\n")
    for row in rows:
        yield str(writer.writerow([cell(value) for value in row])).removesuffix("\n")


class Returned:
    """A file that gives back what is written: `writerow` returns what its `write` does."""

    def write(self, text: str) -> str:
        """Give the text back."""
        return text


def cell(value: Any) -> Any:
    """Return a value as a cell of CSV: a text safe to show, and no formula."""
    if not isinstance(value, str):
        return value
    return ("'" if value.startswith(FORMULA) else "") + shown(value)


def plain(value: Any) -> Any:
    """Return a named tuple as an object with its names, and what it holds likewise."""
    if hasattr(value, "_asdict"):
        return {name: plain(held) for name, held in value._asdict().items()}
    return [plain(held) for held in value] if isinstance(value, tuple) else value


def json_text(value: Any, *, ascii_only: bool = False) -> str:
    """Return a value as JSON on one line, a named tuple as an object, dangerous characters as `\\uXXXX`."""
    text = json.dumps(plain(value), ensure_ascii=ascii_only, default=str)
    if is_safe(text):
        return text
    return "".join(f"\\u{ord(c):04x}" if is_dangerous(c) else c for c in text)


def json_lines(rows: Iterable[Any], *, ascii_only: bool = False) -> Iterator[str]:
    """Yield rows as a JSON list with one row a line: streams, and can be searched by line."""
    opening = "["
    waiting = None
    for row in rows:
        if waiting is not None:
            yield waiting + ","
            opening = " "
        waiting = opening + json_text(row, ascii_only=ascii_only)
    yield "[]" if waiting is None else waiting + "]"


def print_json(rows: Iterable[Any]) -> None:
    """Write rows to standard output as a JSON list, in ASCII where its encoding has no room for more."""
    ascii_only = not (sys.stdout.encoding or "").lower().startswith("utf")
    print_lines(json_lines(rows, ascii_only=ascii_only))
