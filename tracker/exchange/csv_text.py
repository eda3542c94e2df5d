"""Tables as text: CSV (RFC 4180) with any separator, encoding and line end."""

import codecs
import csv
import io
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median

from tracker.exchange.encodings import NAMES, Found
from tracker.exchange.table import CELL_LIMIT, Row, Table, TableOptions, Unreadable, of_cells, with_header
from tracker.text import shown_line

_SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
_SAMPLE = 256 * 1024
"""So many characters say what parts the cells."""


def read_separated(
    path: Path, name: str, sha256: str, found: Found, options: TableOptions, wanted: Sequence[frozenset[str]]
) -> Table:
    """Return the table in a file of text. Raises Unreadable, while its rows are taken too."""
    codec = found.codec if options.encoding is None else _codec(options.encoding)
    separator = options.separator or _separator(path, name, codec)

    def rows() -> Iterator[Row]:
        return _rows(path, name, codec, separator)

    guess = " by its letters" if options.encoding is None and found.guessed else ""
    parted = _SEPARATORS.get(separator, f"'{shown_line(separator)}'")
    shape = f"text in {NAMES.get(codec, codec)}{guess}, cells separated by {parted}"
    return with_header(name, sha256, shape, rows, header_row=options.header_row, wanted=wanted)


def _codec(encoding: str) -> str:
    try:
        codec = codecs.lookup(encoding)
    except (LookupError, ValueError) as error:
        raise Unreadable(
            f"There is no encoding '{shown_line(encoding)}'.",
            "Known are utf-8, utf-16, cp1252, mac_roman, cp1250, cp1251 and others.",
        ) from error
    if not getattr(codec, "_is_text_encoding", True):
        raise Unreadable(f"'{shown_line(encoding)}' is not a text encoding.", "Name one, such as utf-8.")
    # Many programs write a mark where none is needed, and it is never part of the first cell.
    return "utf-8-sig" if codec.name == "utf-8" else codec.name


def _separator(path: Path, name: str, codec: str) -> str:
    """Return what parts the cells: the sign by which most rows have as many cells, and many at that."""
    with _opened(path, codec) as file:
        try:
            sample = file.read(_SAMPLE)
        except UnicodeError as error:
            raise _wrong(name, codec, error) from error
    best, separator = 0.0, ","
    for each in _SEPARATORS:
        widths = []
        try:
            for row in csv.reader(io.StringIO(sample, newline=""), delimiter=each):
                if row:
                    widths.append(len(row))
                if len(widths) == 100:
                    break
        except csv.Error:
            continue
        usual = median(widths) if widths else 1
        if usual > 1:
            worth = widths.count(int(usual)) / len(widths) + min(usual, 50) / 1000
            if worth > best:
                best, separator = worth, each
    return separator


def _rows(path: Path, name: str, codec: str, separator: str) -> Iterator[Row]:
    number = 0
    csv.field_size_limit(CELL_LIMIT)
    with _opened(path, codec) as file:
        try:
            for number, cells in enumerate(csv.reader(file, delimiter=separator, strict=True), 1):
                yield of_cells(number, cells)
        except csv.Error as error:
            raise Unreadable(_fault(name, number + 1, str(error), separator), _QUOTES) from error
        except UnicodeError as error:
            raise _wrong(name, codec, error, number + 1) from error


_QUOTES = "A quote inside a cell in quotes is written twice."


def _fault(name: str, number: int, told: str, separator: str) -> str:
    if "field larger" in told:
        return f"{name}: row {number:,} has a cell of more than {CELL_LIMIT:,} characters: a quote may not be closed."
    if "unexpected end" in told:
        return f"{name}: row {number:,} begins a cell in quotes that never ends."
    if "expected after" in told:
        after = f"before the next '{shown_line(separator)}'"
        return f"{name}: row {number:,} has a cell in quotes that goes on after them, {after}."
    return f"{name}: row {number:,} cannot be read: {told}."


def _wrong(name: str, codec: str, error: UnicodeError, number: int = 1) -> Unreadable:
    what = f"0x{error.object[error.start]:02x}" if isinstance(error, UnicodeDecodeError) else "its end"
    return Unreadable(
        f"{name} is not {NAMES.get(codec, codec)}: {what}, near row {number:,}, stands for no character there.",
        "Say which it is: --encoding cp1252, mac_roman, utf-8 ...",
    )


def _opened(path: Path, codec: str) -> io.TextIOWrapper:
    # Each kind of line end stays as it is inside a cell (docs.python.org/3/library/csv.html, footnote 1).
    return path.open(encoding=codec, newline="")
