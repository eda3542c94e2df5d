"""What one entry of the history touched, before and after, as a difference that reads without colours."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from tracker.labels import author_by, author_label, evidence_label, recommendation_label, time_label
from tracker.reading.history import EntryChanges, HistoryEntry, NamedChange
from tracker.ui.difference import added, difference, removed
from tracker.ui.literal import literal, literal_line
from tracker.ui.visuals import HEADING, MUTED
from tracker.ui.widgets.scroll_pane import ScrollPane

_HANG = 2
"""How far what goes on below its line stands in."""
_LONG = 40
"""Longer values are compared word by word; two shorter ones stand side by side."""
_ROW_WORDS = {
    "recommendation": "Recommendation",
    "note": "Note",
    "tagging": "Tag",
    "mention": "Mention",
    "tag": "Codebook",
    "saved_view": "Saved view",
}
"""What people call a row of the table."""
_COLUMN_WORDS = {"review_status": "status", "status_reason": "reason", "country_code": "country"}
"""What people call a column, where its name alone is not that."""
_LEFT_OUT = {
    "id",
    "recommendation_id",
    "report",
    "created_at",
    "position",
    "quote_start",
    "tag",
    "actor",
    "code",
}
"""Columns of a new or deleted row that its name or its place say already, or that nobody asks for."""
_NAME_COLUMNS = {"tag": "name", "actor": "name", "saved_view": "name", "report": "slug"}


class ChangesView(ScrollPane):
    """The changes of the entry that the screen tells it."""

    HELP = "What the selected entry changed: - is what was there, + what came."

    def __init__(self) -> None:
        super().__init__()
        self._number: str | None = None
        self._lines: list[Content] = []

    def compose(self) -> ComposeResult:
        """One text."""
        yield Static("", markup=False, id="changes")

    def show(self, entry: HistoryEntry, read: EntryChanges, *, several_reports: bool) -> None:
        """Show what an entry touched."""
        now = datetime.now(UTC)
        self._lines = [_head(entry, now), *_reversals(entry, now), literal(entry.summary, HEADING)]
        for change in read.changes:
            self._lines += _change_lines(change, several_reports=several_reports)
        rest = read.change_count - len(read.changes)
        if rest:
            self._lines.append(literal_line(f"… and {rest:,} more rows", MUTED))
        elif not read.changes:
            self._lines.append(literal_line("It kept no record of its rows.", MUTED))
        self._draw()
        if entry.number != self._number:
            self.scroll_home(animate=False)
        self._number = entry.number

    def clear(self) -> None:
        """Show nothing: no entry is selected."""
        self._number = None
        self._lines = []
        self._draw()

    def on_resize(self) -> None:
        """Wrap the lines anew."""
        self._draw()

    def _draw(self) -> None:
        # Wrapped here: what goes on stands under the text, so that each sign stands alone at the left.
        width = self.scrollable_content_region.width
        if width > 2 * _HANG:
            wrapped = [line for whole in self._lines for line in _wrapped(whole, width)]
            self.query_one("#changes", Static).update(Content("\n").join(wrapped))


def _wrapped(line: Content, width: int) -> list[Content]:
    indent = len(line.plain) - len(line.plain.lstrip(" "))
    first, *rest = line[indent:].wrap(width - indent - _HANG) or [Content("")]
    return [Content(" " * indent) + first, *(Content(" " * (indent + _HANG)) + more for more in rest)]


def _head(entry: HistoryEntry, now: datetime) -> Content:
    when = time_label(entry.changed_at, now)
    return literal_line(f"{entry.number}  {author_label(entry.changed_by)}, {when}", MUTED)


def _reversals(entry: HistoryEntry, now: datetime) -> Iterator[Content]:
    for each in entry.reversals:
        done = "undone" if each.kind == "undo" else "redone"
        when = time_label(each.changed_at, now)
        yield literal_line(f"{each.number}  {done} by {author_by(each.changed_by)}, {when}", MUTED)


def _change_lines(change: NamedChange, *, several_reports: bool) -> list[Content]:
    """Return the row's name and what happened to it, on one line where there is room for both."""
    head = literal_line(_row_name(change, several_reports=several_reports))
    body = list(_body(change))
    if len(body) == 1 and len(head) + len(body[0]) < 2 * _LONG:
        return [head + "  " + body[0]]
    return [head, *(Content("  ") + line for line in body)]


def _row_name(named: NamedChange, *, several_reports: bool) -> str:
    change, name = named
    what = _ROW_WORDS.get(change.table_name, change.table_name.replace("_", " ").capitalize())
    if change.reference is not None:
        reference = recommendation_label(
            change.report or "", change.reference, several_reports=several_reports
        )
        what = f"{what} {reference}" if change.table_name == "recommendation" else f"{what} on {reference}"
    if change.operation == "update" and name is not None:
        what += f": {name}"
    return what


def _body(named: NamedChange) -> Iterator[Content]:
    change, name = named
    before, after = change.before, change.after
    if before is not None and after is not None:
        for column in dict.fromkeys((*before, *after)):
            yield from _column_lines(change.table_name, column, before.get(column), after.get(column))
        return
    signed = removed if after is None else added
    row = after or before or {}
    # The name it had then; the present one may be another.
    name = row.get(_NAME_COLUMNS.get(change.table_name, ""), name)
    if change.table_name == "mention":
        words = evidence_label(row.get("quote"), row.get("implied_reason"), row.get("given_in"))
        yield from signed(f"{name} as {row.get('role')}, {words}")
    elif change.table_name == "note":
        yield from signed(str(row.get("body")))
    elif change.table_name == "recommendation":
        yield from signed(str(row.get("title")))
    else:
        if name or row.get("name"):
            yield from signed(str(name or row["name"]))
        left_out = {*_LEFT_OUT, "name", _NAME_COLUMNS.get(change.table_name)}
        for column, value in row.items():
            if value is not None and column not in left_out:
                yield from signed(f"{_called(column)}: {value}")


def _column_lines(table: str, column: str, before: Any, after: Any) -> Iterator[Content]:
    short = all(len(str(value)) <= _LONG and "\n" not in str(value) for value in (before, after))
    if short:
        yield literal_line(f"{_called(column)}: ") + _value(before) + " -> " + _value(after)
        return
    if (table, column) != ("note", "body"):
        yield literal_line(f"{_called(column)}:")
    if before is None:
        yield from added(str(after))
    elif after is None:
        yield from removed(str(before))
    else:
        yield from difference(str(before), str(after))


def _called(column: str) -> str:
    return _COLUMN_WORDS.get(column, column.replace("_", " "))


def _value(value: Any) -> Content:
    return Content.styled("(empty)", MUTED) if value is None else literal_line(str(value), "bold")
