"""Writing a review: a workbook that a colleague fills in, or the same rows as CSV."""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import partial
from itertools import zip_longest
from pathlib import Path
from typing import Any, NamedTuple

from tracker import exporting, formats, query_line, query_words
from tracker.edits.progress import BASES
from tracker.errors import BadInput
from tracker.exchange.brief.states import one_state
from tracker.exchange.review import columns
from tracker.exchange.review.columns import ANSWERED, CODEBOOK, COLUMNS, GIVEN, PROGRESS, REVIEW, State
from tracker.labels import author_by, number_of, recommendation_label, utc_time
from tracker.reading import followup, queries
from tracker.reading.selection import Selection
from tracker.text import listed

CELL_LIMIT = 32_767
"""Longest text in a cell, in UTF-16 units (Excel's specifications and limits); LibreOffice cuts there too."""
ROW_LIMIT = 1_048_575
"""Most rows below the header (the same)."""
_HELD = 5_000
"""More rows are written as they come: Apple's Numbers cannot read what is written so."""
_TALLEST = 300
"""Points that a row is high at most: the rest of a long text is read in its cell."""
_WIDTHS = {
    **dict.fromkeys(COLUMNS, 14),
    "Ref": 8,
    "Title": 28,
    "Text": 60,
    "Actors": 24,
    "Due": 11,
    "Notes so far": 36,
    "Reason": 28,
    "Tags": 22,
    "New note": 36,
    "As of": 11,
    "What has happened": 36,
    "Source": 22,
}
_NAME, _MEANING, _VALUE = 24, 48, 90
"""How wide the columns of the other sheets are, in characters."""
_HOW = (
    f"Write your name above, fill in the yellow columns of the sheet {REVIEW}, and send the file back. Status, "
    f"Progress and Basis have lists to choose from; tags stand with commas between them, as in the sheet {CODEBOOK}. "
    "Rows may be sorted, hidden and deleted, columns too; only the last column must stay as it is. It comes back with: "
    "tracker import FILE --update"
)


class Written(NamedTuple):
    """How many rows were written, and the cells that were too long to be written whole."""

    number: int
    cut: Sequence[str]

    def told(self, path: Path) -> str:
        """Return what is told of it."""
        told = exporting.written(self.number, path)
        if not self.cut:
            return told
        verb = "is" if len(self.cut) == 1 else "are"
        return (
            f"{told}; {number_of(len(self.cut), 'text')} {verb} longer than the {CELL_LIMIT:,} characters of a cell, "
            f"and cut there: {listed(self.cut)}"
        )


def export(
    connection: sqlite3.Connection, selection: Selection, path: Path, *, analyst: str, replace: bool = False
) -> Written:
    """Write the review of a list, as a workbook or as CSV as the name ends; raises as `exporting.export`."""
    number = queries.count(connection, selection)
    is_book = path.suffix.lower() == ".xlsx"
    if is_book and number > ROW_LIMIT:
        raise BadInput(
            f"{number_of(number, 'recommendation')} are more than a sheet can hold.",
            "Narrow the list down, or export CSV.",
        )
    with one_state(connection, long=number > _HELD) as state:
        review = _Review(state, selection, analyst)
        if is_book:
            exporting.write_whole(connection, partial(_save, review), path, replace=replace)
        else:
            # With the mark, as else a spreadsheet takes it for the encoding of the machine.
            lines = formats.csv_lines(COLUMNS, (list(row.values()) for row in review.rows(None)))
            exporting.write_lines(
                connection,
                ("\ufeff" * (not at) + line for at, line in enumerate(lines)),
                path,
                replace=replace,
            )
        return Written(review.number, review.cut)


class _Review:
    """One list as it stood, and what came of writing it."""

    def __init__(self, connection: sqlite3.Connection, selection: Selection, analyst: str) -> None:
        self.connection = connection
        self.selection = selection
        self.analyst = analyst
        self.count = queries.count(connection, selection)
        self.number = 0
        self.cut: list[str] = []

    def rows(self, most: int | None) -> Iterator[dict[str, str]]:
        """Yield each row by the names of its columns; `most` characters in a cell."""
        names = {
            "review": columns.statuses(self.connection),
            "response": columns.words(followup.positions(self.connection)),
            "progress": columns.words(followup.progress_statuses(self.connection)),
        }
        for row in queries.overview(self.connection, self.selection):
            self.number += 1
            label = recommendation_label(row["report"], row["reference"], several_reports=True)
            given = self._given(row, names)
            if most is not None:
                for name, text in given.items():
                    given[name] = columns.fitting(text, most)
                    if given[name] is not text:
                        self.cut.append(f"{label} {name}")
            tags = tuple(row["tags"].split(", ")) if row["tags"] else ()
            status = columns.as_cell(names["review"].get(row["review_status"], row["review_status"]))
            state = State(
                row["report"],
                row["reference"],
                row["review_status"],
                status,
                row["status_reason"],
                tags,
                tuple(columns.check(text) for text in given.values()),
            ).cell()
            answered = {
                **dict.fromkeys(ANSWERED, ""),
                columns.STATUS: status,
                columns.REASON: columns.as_cell(row["status_reason"]),
                columns.TAGS: columns.as_cell(row["tags"]),
            }
            if most is not None and any(len(text) > most for text in (state, *answered.values())):
                raise BadInput(
                    f"{label} has more tags than a cell of a spreadsheet holds.", "Export it as CSV or JSON."
                )
            yield {**given, **answered, columns.STATE: state}

    def _given(self, row: Mapping[str, Any], names: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
        number = row["recommendation_id"]
        response, reported, assessed, due, owner = self.connection.execute(_STANDS, (number,)).fetchone() or (
            (None,) * 5
        )
        notes = "\n\n".join(
            f"{author_by(note.author)}, {utc_time(note.created_at)}:\n{note.body}"
            for note in (
                queries.notes(self.connection, recommendation_id=number) if row["note_count"] else ()
            )
        )
        told = (
            row["report"],
            row["reference"],
            row["title"],
            row["text"],
            row["actors"],
            response and names["response"].get(response, response),
            reported and names["progress"].get(reported, reported),
            assessed and names["progress"].get(assessed, assessed),
            due,
            owner,
            notes,
        )
        return {name: columns.as_cell(text) for name, text in zip(GIVEN, told, strict=True)}

    def origin(self) -> Iterator[tuple[str, str]]:
        """Yield what is known of where the rows come from."""
        (database,) = self.connection.execute(
            "SELECT file FROM pragma_database_list WHERE name = 'main'"
        ).fetchone()
        yield columns.YOUR_NAME, ""
        yield "How to", _HOW
        yield columns.ROWS, str(self.count)
        yield "List", query_words.in_words(self.selection.query, queries.code_names(self.connection))
        yield "Query", query_line.for_anybody(self.selection.query)
        yield "Database", database
        yield "Last change", str(queries.latest_change_id(self.connection))
        yield "Exported", utc_time(datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"))
        yield "Exported by", self.analyst

    def codebook(self) -> Mapping[str, Sequence[tuple[str, str]]]:
        """Return what may be filled in by the heading of its column, each with what it means."""
        tags = [(each.tag, each.description or "") for each in queries.tags(self.connection)]
        return {
            columns.STATUS: _meanings(queries.statuses(self.connection)),
            columns.TAGS: tags,
            PROGRESS["status"]: _meanings(followup.progress_statuses(self.connection)),
            PROGRESS["basis"]: list(
                zip(
                    BASES,
                    ("Those who should act say so.", "We assess it so; meant where the cell is empty."),
                    strict=True,
                )
            ),
        }


_STANDS = """SELECT response, reported, assessed, due_on, assigned_to FROM recommendation_followup
WHERE recommendation_id = ?"""


def _meanings(codes: Sequence[queries.Code]) -> list[tuple[str, str]]:
    names = columns.words(codes)
    return [(names[each.code], each.description or "") for each in codes]


def _save(review: _Review, part: Path) -> None:
    from xlsxwriter import Workbook
    from xlsxwriter.exceptions import FileCreateError

    book = Workbook(str(part), {"constant_memory": review.count > _HELD})
    plain = {"text_wrap": True, "valign": "top", "border": 1, "border_color": "#D9D9D9"}
    answer = {**plain, "bg_color": "#FFF8E1"}
    # A cell that holds texts takes no formula, and no date for a tag.
    looks = {
        "head": book.add_format({**plain, "bold": True, "bg_color": "#D9D9D9"}),
        "asked": book.add_format({**plain, "bold": True, "bg_color": "#FFD966"}),
        "given": book.add_format({**plain, "num_format": "@"}),
        "answer": book.add_format({**answer, "num_format": "@"}),
        "day": book.add_format({**answer, "num_format": "yyyy-mm-dd"}),
        "state": book.add_format({"valign": "top", "font_color": "#7F7F7F", "num_format": "@"}),
    }
    sheet = book.add_worksheet(REVIEW)
    codebook = book.add_worksheet(CODEBOOK)
    origin = book.add_worksheet(columns.ORIGIN)
    _write_rows(sheet, review, looks)
    choices = review.codebook()
    _write_codebook(codebook, choices, looks)
    _offer(sheet, choices, review.number)
    _write_origin(origin, review, looks)
    for each in (sheet, codebook, origin):
        each.set_landscape()
        each.fit_to_pages(1, 0)
    try:
        book.close()
    except FileCreateError as error:
        # It wraps what the system said.
        raise (
            error.args[0] if error.args and isinstance(error.args[0], OSError) else OSError(str(error))
        ) from error


def _write_rows(sheet: Any, review: _Review, looks: Mapping[str, Any]) -> None:
    look_of = {
        name: looks["day" if name == PROGRESS["as_of"] else "answer" if name in ANSWERED else "given"]
        for name in COLUMNS
    }
    look_of[columns.STATE] = looks["state"]
    for at, name in enumerate(COLUMNS):
        sheet.set_column(at, at, _WIDTHS[name])
        sheet.write_string(0, at, name, looks["asked" if name in ANSWERED else "head"])
    sheet.freeze_panes(1, 2)
    for number, row in enumerate(review.rows(CELL_LIMIT), 1):
        sheet.set_row(number, _height((row[name], _WIDTHS[name]) for name in COLUMNS[:-1]))
        for at, (name, text) in enumerate(row.items()):
            if text:
                sheet.write_string(number, at, text, look_of[name])
            else:
                sheet.write_blank(number, at, None, look_of[name])
    sheet.autofilter(0, 0, review.number, len(COLUMNS) - 1)
    # On paper: A3, the header on each page, the state on none.
    sheet.set_paper(8)
    sheet.repeat_rows(0)
    sheet.print_area(0, 0, review.number, len(COLUMNS) - 2)


def _height(texts: Iterable[tuple[str, int]]) -> int:
    """Return how high a row of texts in columns of these widths is, in points.

    LibreOffice fits no row to what is wrapped in it as it opens the file.
    """
    lines = max(
        sum(len(line) // (width - 2) + 1 for line in text[:2_000].split("\n")) for text, width in texts
    )
    return min(15 * lines, _TALLEST)


def _offer(sheet: Any, choices: Mapping[str, Sequence[tuple[str, str]]], rows: int) -> None:
    """Offer what the codebook holds as lists: one in the cell itself ends at 255 characters."""
    for block, (name, values) in enumerate(choices.items()):
        if name == columns.TAGS or not rows or not values:
            continue
        letter = chr(ord("A") + 2 * block)
        at = COLUMNS.index(name)
        sheet.data_validation(
            1,
            at,
            rows,
            at,
            {
                "validate": "list",
                "source": f"={CODEBOOK}!${letter}$2:${letter}${len(values) + 1}",
                "error_title": name,
                "error_message": f"Choose one from the list; what they mean stands in the sheet {CODEBOOK}.",
            },
        )


def _write_codebook(
    sheet: Any, choices: Mapping[str, Sequence[tuple[str, str]]], looks: Mapping[str, Any]
) -> None:
    for block, name in enumerate(choices):
        sheet.set_column(2 * block, 2 * block, _NAME)
        sheet.set_column(2 * block + 1, 2 * block + 1, _MEANING)
        sheet.write_string(0, 2 * block, name, looks["head"])
        sheet.write_string(0, 2 * block + 1, "What it means", looks["head"])
    sheet.freeze_panes(1, 0)
    for number, row in enumerate(zip_longest(*choices.values(), fillvalue=("", "")), 1):
        sheet.set_row(
            number,
            _height(
                (text, width) for pair in row for text, width in zip(pair, (_NAME, _MEANING), strict=True)
            ),
        )
        for at, text in enumerate(text for pair in row for text in pair):
            if text:
                sheet.write_string(number, at, columns.as_cell(text), looks["given"])


def _write_origin(sheet: Any, review: _Review, looks: Mapping[str, Any]) -> None:
    sheet.set_column(0, 0, 20)
    sheet.set_column(1, 1, _VALUE)
    for at, name in enumerate(("What", "Value")):
        sheet.write_string(0, at, name, looks["head"])
    for number, (name, text) in enumerate(review.origin(), 1):
        sheet.set_row(number, _height([(text, _VALUE)]))
        sheet.write_string(number, 0, name, looks["given"])
        if name == columns.YOUR_NAME:
            sheet.write_blank(number, 1, None, looks["answer"])
        else:
            sheet.write_string(number, 1, columns.fitting(columns.as_cell(text), CELL_LIMIT), looks["given"])
