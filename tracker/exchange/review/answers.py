"""What came back: the rows of a review, each found by its state, whatever became of their order and their columns."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from tracker.exchange.findings import TableRefused
from tracker.exchange.review import columns
from tracker.exchange.review.columns import ANSWERED, COLUMNS, GIVEN, REASON, STATE, STATUS, TAGS, State
from tracker.exchange.table import Row, Table, TableOptions, Unreadable
from tracker.exchange.table_file import open_table
from tracker.labels import number_of
from tracker.text import folded, listed, short, shown_line

MOST_TOLD = 30
"""More sentences of one kind are counted."""


class Answer(NamedTuple):
    """A row that came back: what it was exported as, and by column what stands there now."""

    where: str
    """The sheet and the row."""
    state: State
    cells: dict[str, str]
    """Without the columns that were deleted."""
    letters: dict[str, str]

    @property
    def is_filled(self) -> bool:
        """Whether anything stands there that was not exported so."""
        state = self.state
        exported = {STATUS: state.called, REASON: state.reason, TAGS: ", ".join(state.tags)}
        return any(
            self.cells.get(name, before).strip() != before.strip()
            for name, before in (
                (name, columns.untaken(columns.as_cell(exported.get(name)))) for name in ANSWERED
            )
        )

    def at(self, column: str) -> str:
        """Return the place of a cell as sentences have it: `Review, row 5, Status (L5)`."""
        return (
            f"{self.where}, {column} ({self.letters[column]}{self.where.rpartition(' ')[2].replace(',', '')})"
        )


class Answers(NamedTuple):
    """All that came back."""

    name: str
    analyst: str | None
    """The name that was filled in."""
    rows: Sequence[Answer]
    remarks: Sequence[str]
    """What was not taken as an answer, and why."""


def read(path: Path, options: TableOptions) -> Answers:
    """Return what stands in a review; raises Unreadable, and TableRefused for rows that cannot be told apart."""
    if not path.is_file():
        raise Unreadable(f"There is no file {shown_line(str(path))}.", "Name the review that came back.")
    wanted = [frozenset([folded(STATE)])]
    try:
        with open_table(
            str(path), options if options.sheet else options._replace(sheet=columns.REVIEW), wanted
        ) as table:
            return _answers(table, path)
    except Unreadable as error:
        if options.sheet or "has no sheet" not in error.sentence:
            raise
    # The sheet may have another name now.
    with open_table(str(path), options, wanted) as table:
        return _answers(table, path)


def _answers(table: Table, path: Path) -> Answers:
    if table.column(STATE) is None:
        raise Unreadable(
            f"{table.name} has no column '{STATE}', by which its rows are found again.",
            "It is the last column of what tracker export -o review.xlsx writes: put it back, or export it again.",
        )
    is_book = table.shape.startswith("sheet ")
    sheet = table.shape.removeprefix("sheet ").partition(", one of")[0] if is_book else table.name
    remarks = [
        f"The column {name} is missing, so nothing was read from it."
        for name in ANSWERED
        if table.column(name) is None
    ]
    refused: list[str] = []
    found: dict[tuple[str, str], Answer] = {}
    rows = 0
    for row in table.rows():
        cells = _cells(table, row)
        if not any(text.strip() for text in row.cells):
            continue
        rows += 1
        where = f"{sheet}, row {row.number:,}"
        state = columns.state_in(cells.pop(STATE))
        if state is None:
            _without_state(table, row, where, refused, remarks)
            continue
        answer = Answer(where, state, cells, {name: _letter(table, name) for name in cells})
        refused += _other_key(answer)
        before = found.setdefault((state.report, state.reference), answer)
        if before.cells != cells:
            refused.append(
                f"{before.where} and {row.number:,} are the same recommendation, {state.report}/{state.reference}, "
                "and say different things: leave one of them."
            )
        remarks += _changed(answer)
    if refused:
        raise TableRefused(table.name, few(refused))
    remarks += _columns_of_their_own(table)
    origin = _origin(path) if is_book else {}
    exported = origin.get(columns.ROWS, "")
    if exported.isdigit() and int(exported) > len(found):
        gone = int(exported) - len(found)
        remarks.append(
            f"{number_of(gone, 'row')} of {int(exported):,} did not come back: nothing changes there."
        )
    return Answers(table.name, origin.get(columns.YOUR_NAME) or None, list(found.values()), few(remarks))


def few(sentences: Sequence[str]) -> list[str]:
    """Return the first sentences, and how many more there are."""
    more = len(sentences) - MOST_TOLD
    return [*sentences[:MOST_TOLD], *([f"And {more:,} more."] if more > 0 else [])]


def _cells(table: Table, row: Row) -> dict[str, str]:
    """Return the cells of the columns that a review has, as they were typed."""
    places = table.places
    found = {}
    for name in COLUMNS:
        at = places.get(folded(name))
        if at is not None:
            cell = row.cells[at] if at < len(row.cells) else ""
            found[name] = columns.untaken(str(cell).replace("\r\n", "\n").replace("\r", "\n"))
    return found


def _without_state(table: Table, row: Row, where: str, refused: list[str], remarks: list[str]) -> None:
    at = table.column(STATE)
    assert at is not None
    held = next(short(text) for text in row.cells if text.strip())
    if at < len(row.cells) and row.cells[at].strip():
        refused.append(
            f"{where}, {STATE} ({_letter(table, STATE)}{row.number}): it was changed, so nobody can tell which "
            f"recommendation this is, or what changed since. Put back what stood there. The row begins: {held}"
        )
    else:
        remarks.append(
            f"{where} was added, and is left out: it belongs to no recommendation. It begins: {held}"
        )


def _other_key(answer: Answer) -> Iterator[str]:
    """Yield a sentence where the row says it is another recommendation than its state does."""
    state = answer.state
    for name, key in ((columns.REPORT, state.report), (columns.REFERENCE, state.reference)):
        cell = answer.cells.get(name)
        if cell is None or _is_same_key(cell, columns.as_cell(key)):
            continue
        yield (
            f"{answer.at(name)}: it says '{short(cell)}', but the row was exported as {state.report}/"
            f"{state.reference}. Put that back, or delete the row."
        )


def _is_same_key(cell: str, key: str) -> bool:
    """Whether a cell is a key, where a spreadsheet took it for a number and dropped a nought: 140.10 as 140.1."""
    if " ".join(cell.split()) == " ".join(key.split()):
        return True
    try:
        return float(cell) == float(key)
    except ValueError:
        return False


def _changed(answer: Answer) -> Iterator[str]:
    """Yield a sentence for each cell that was there to be read alone, and reads otherwise now."""
    for name, check in zip(GIVEN, answer.state.given, strict=True):
        cell = answer.cells.get(name)
        if cell is None or name in (columns.REPORT, columns.REFERENCE) or columns.check(cell) == check:
            continue
        yield f"{answer.at(name)} was changed, and is left as it is in the database: '{short(cell)}'."


def _columns_of_their_own(table: Table) -> Iterator[str]:
    known = {folded(name) for name in COLUMNS}
    more = [at for at, name in enumerate(table.columns) if folded(name) not in known]
    filled = {at for row in table.rows() for at in more if at < len(row.cells) and row.cells[at].strip()}
    if filled:
        named = listed([table.columns[at] for at in sorted(filled)])
        yield f"Not read, as a review has no such column: {named}."


def _letter(table: Table, name: str) -> str:
    at = (table.column(name) or 0) + 1
    letters = ""
    while at:
        at, rest = divmod(at - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _origin(path: Path) -> dict[str, str]:
    """Return what stands in the sheet of the origin."""
    try:
        with open_table(str(path), TableOptions(sheet=columns.ORIGIN)) as table:
            return {row.cells[0]: row.cells[1].strip() for row in table.rows() if len(row.cells) > 1}
    except Unreadable:
        return {}
