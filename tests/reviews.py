"""Reviews for tests: what a colleague does to one, by the reader and the writer of spreadsheets that Tracker uses."""

import csv
from collections.abc import Callable
from pathlib import Path

from python_calamine import CalamineWorkbook
from xlsxwriter import Workbook

from tracker.exchange.review.columns import ORIGIN, REFERENCE, REPORT, REVIEW

Rows = list[list[str]]


def sheets_of(path: Path) -> dict[str, Rows]:
    """Return the cells of each sheet; of CSV, as its only sheet."""
    if path.suffix == ".csv":
        with path.open(encoding="utf-8-sig", newline="") as file:
            return {REVIEW: list(csv.reader(file))}
    book = CalamineWorkbook.from_path(str(path))
    return {
        name: [[str(cell) for cell in row] for row in book.get_sheet_by_name(name).iter_rows()]
        for name in book.sheet_names
    }


def write(path: Path, sheets: dict[str, Rows]) -> Path:
    """Write the sheets, texts as they are."""
    if path.suffix == ".csv":
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(sheets[REVIEW])
        return path
    with Workbook(str(path)) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                for at, cell in enumerate(row):
                    sheet.write_string(number, at, cell)
    return path


def filled(path: Path, *answers: tuple[str, dict[str, str]], by: str | None = None) -> Path:
    """Fill in rows, each named as `water/1`, and the name of who does so."""

    def fill(rows: Rows) -> Rows:
        head = rows[0]
        labels = [f"{row[head.index(REPORT)]}/{row[head.index(REFERENCE)]}" for row in rows]
        for label, cells in answers:
            for name, text in cells.items():
                rows[labels.index(label)][head.index(name)] = text
        return rows

    return rewritten(path, fill, by=by)


def rewritten(path: Path, change: Callable[[Rows], Rows], *, by: str | None = None) -> Path:
    """Change the rows of the review, header and all."""
    sheets = sheets_of(path)
    sheets[REVIEW] = change(sheets[REVIEW])
    if by is not None:
        sheets[ORIGIN][1][1] = by
    return write(path, sheets)


def column(rows: Rows, name: str) -> list[str]:
    """Return what stands below a header."""
    return [row[rows[0].index(name)] for row in rows[1:]]
