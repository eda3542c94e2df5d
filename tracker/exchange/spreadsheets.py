"""Tables in a spreadsheet (XLSX, ISO/IEC 29500), looked through first, as it is packed and may unpack into anything.

Formulas come in as the values they were stored with.
"""

import datetime
import re
import zlib
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, LargeZipFile, ZipFile

from tracker.exchange.table import (
    CELL_LIMIT,
    HEADER_LIMIT,
    Row,
    Table,
    TableOptions,
    Unreadable,
    cell_text,
    known_header,
    to_json,
    with_header,
)
from tracker.text import listed, shown_line

_UNPACKED_LIMIT = 1024 * 2**20
"""Most bytes that all parts may unpack into."""
_GRID_LIMIT = 30_000_000
"""Most cells from the first to the last one of a sheet, empty ones too: the reader has room for each."""
_CELL = re.compile(rb"<(?:\w+:)?c [^<>]{0,200}?r=\"([A-Z]{1,3})(\d{1,7})\"")
_ERROR = re.compile(rb"<(?:\w+:)?c [^<>]{0,200}?t=\"e\"")
"""A cell with an error (ISO/IEC 29500-1, 18.18.11), of which the reader gives nothing."""
_BLOCK = 1 << 20
_REMEDY = "Save it as CSV (UTF-8), or as .xlsx without a password."


def read_spreadsheet(
    path: Path, name: str, sha256: str, options: TableOptions, wanted: Sequence[frozenset[str]]
) -> Table:
    """Return the table in a sheet: the one that is named, else the first with a known header. Raises Unreadable."""
    has_errors = _look_through(path, name)
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        workbook = CalamineWorkbook.from_path(str(path))
        names = workbook.sheet_names
        if options.sheet is not None and options.sheet not in names:
            raise Unreadable(
                f"{name} has no sheet '{shown_line(options.sheet)}'.", f"There are: {listed(names, 12)}."
            )
        chosen = [options.sheet] if options.sheet is not None else names
        sheets = (workbook.get_sheet_by_name(each) for each in chosen)
        # A cover comes first, the table often second; no more sheets are read than must be.
        sheet = None
        for each in sheets:
            if each.start is not None:
                is_known = _has_header(each, wanted)
                sheet = each if is_known or sheet is None else sheet
                if is_known:
                    break
    except (CalamineError, OSError, ValueError) as error:
        raise Unreadable(f"{name} cannot be read as a spreadsheet: {_said(error)}.", _REMEDY) from error
    if sheet is None or sheet.start is None:
        raise Unreadable(f"{name} has no rows.", "Name a table with a header.")
    left = [""] * sheet.start[1]

    def rows() -> Iterator[Row]:
        for number, cells in enumerate(sheet.iter_rows(), 1):
            values = [*left, *map(_value, cells)]
            texts = list(map(cell_text, values))
            if any(len(each) > CELL_LIMIT for each in texts):
                raise Unreadable(
                    f"{name}: row {number:,} has a cell of more than {CELL_LIMIT:,} characters.", _REMEDY
                )
            yield Row(number, texts, to_json(values))

    several = f", one of {len(names)}" if len(names) > 1 else ""
    errors = "; cells with an error of its own, such as #DIV/0!, come in empty" if has_errors else ""
    shape = f"sheet {shown_line(sheet.name)}{several}{errors}"
    return with_header(name, sha256, shape, rows, header_row=options.header_row, wanted=wanted)


def _has_header(sheet: Any, wanted: Sequence[frozenset[str]]) -> bool:
    """Whether the first rows of a sheet have a header that is known."""
    rows = islice(sheet.iter_rows(), HEADER_LIMIT)
    return known_header([Row(0, list(map(str, cells)), "") for cells in rows], wanted) is not None


def _value(value: Any) -> str | int | float | bool:
    """Return a cell as JSON holds it: whole numbers as such, dates as ISO 8601 has them."""
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return int(value)
    if isinstance(value, datetime.datetime):
        at_midnight = value.time() == datetime.time()
        return value.date().isoformat() if at_midnight else value.isoformat(" ", "seconds")
    if isinstance(value, str | int | float):
        return value
    return str(value)


def _look_through(path: Path, name: str) -> bool:
    """Return whether cells hold errors, such as #DIV/0!.

    Raises Unreadable where the file unpacks into too much, or a sheet spans more cells than could be held.

    It is unpacked for it once, a block at a time: what the file says of itself may be made up.
    """
    unpacked = 0
    has_errors = False
    try:
        with ZipFile(path) as archive:
            for part in archive.infolist():
                is_sheet = part.filename.startswith("xl/worksheets/")
                columns = rows = 0
                tail = b""
                with archive.open(part) as file:
                    while block := file.read(_BLOCK):
                        unpacked += len(block)
                        if unpacked > _UNPACKED_LIMIT:
                            raise Unreadable(
                                f"{name} unpacks into more than {_UNPACKED_LIMIT // 2**20:,} MB.", _REMEDY
                            )
                        if is_sheet:
                            block = tail + block
                            has_errors = has_errors or _ERROR.search(block) is not None
                            for letters, row in _CELL.findall(block):
                                columns = max(columns, _column(letters))
                                rows = max(rows, int(row))
                            tail = block[-300:]
                if columns * rows > _GRID_LIMIT:
                    raise Unreadable(
                        f"{name} has a sheet that spans {rows:,} rows and {columns:,} columns: a cell far out may "
                        "be a slip.",
                        "Delete the empty rows and columns, or save it as CSV.",
                    )
    except (BadZipFile, LargeZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError) as error:
        raise Unreadable(f"{name} is a damaged spreadsheet: {_said(error)}.", _REMEDY) from error
    return has_errors


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _said(error: Exception) -> str:
    return shown_line(str(error)).strip().rstrip(".")[:160] or type(error).__name__
