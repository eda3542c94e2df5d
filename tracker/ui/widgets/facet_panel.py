"""The facets of the list: values under headings, each with its count and a mark where the query names it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import ClassVar, NamedTuple

from rich.cells import cell_len
from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Size
from textual.message import Message

from tracker.labels import SHORT_NAME, short_names
from tracker.query_line import NONE
from tracker.reading.facets import Facet, State
from tracker.reading.matrix import letters
from tracker.reading.queries import Code, ReportListed
from tracker.text import folded
from tracker.ui.hidden_key import hidden
from tracker.ui.literal import literal_line
from tracker.ui.visuals import (
    HEADING,
    MUTED,
    OVERDUE,
    OVERDUE_SIGN,
    position_label,
    progress_label,
    role_colour,
    status_label,
    tag_label,
)
from tracker.ui.widgets.choices import Choices
from tracker.ui.widgets.search_line import SearchLine

TOP = 10
"""How many values of a group are shown until it is opened."""
_TITLE = 12
"""From so many cells on the title of a report stands behind its name."""

_MARKS: dict[State, str] = {"none": "   ", "included": "[+]", "excluded": "[-]"}
_STYLES: dict[State, str] = {"none": "", "included": "bold", "excluded": "bold"}


class _More(NamedTuple):
    """The line that opens a long group, or with `hidden` 0 closes it again."""

    group: str
    hidden: int


class FacetFilter(SearchLine):
    """Where a part of the name of a value is typed."""

    HELP = "Type a part of the name of a report, a tag, an actor. Enter goes to what is found, [filter.drop] clears it."
    BINDINGS: ClassVar[list[BindingType]] = [
        hidden("down,enter", "leave", "To the values", id="filter.done", tooltip="To the values"),
        hidden("escape", "drop", "Clear", id="filter.drop", tooltip="Clear the filter"),
        hidden("f1", "app.help", "Help", id="filter.help", tooltip="What the keys do here"),
    ]

    def on_input_changed(self, event: SearchLine.Changed) -> None:
        """Show what is found; the list is none of its business."""
        event.stop()
        self.screen.query_one(FacetPanel).find(event.value)

    def on_search_line_left(self, event: SearchLine.Left) -> None:
        """Go to what was found."""
        event.stop()
        self.screen.query_one(FacetPanel).focus()
        self.hide_if_empty()


class FacetPanel(Choices):
    """Facets to choose from; enter or a click asks for one, once more excludes it, once more drops it."""

    HELP = (
        "What the list can be narrowed to, with counts. Enter asks for a value, again excludes it, again"
        " clears it. A count is what the list would hold with this value in place of the others of its group."
        " [search] finds a value by a part of its name."
    )

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "slash",
            "search",
            "Search",
            key_display="/",
            id="search",
            tooltip="Find a value by a part of its name",
        ),
        hidden("escape", "leave", "To the list", id="facets.leave", tooltip="Back to the list"),
    ]

    @dataclass
    class Toggled(Message):
        """A facet was chosen."""

        facet: Facet
        panel: "FacetPanel"

    class Left(Message):
        """The facets were left for the list."""

    def __init__(self) -> None:
        super().__init__([])
        self.facets: tuple[Facet, ...] = ()
        """What was shown last."""
        self._rows: list[Facet | _More | None] = []
        """What each line stands for: None is a heading, which is no choice."""
        self._if_none = "Counting …"
        """What stands there while there is no line."""
        self._opened: set[str] = set()
        self._wanted = ""
        """A part of the name of the values that are shown, folded; all of them where it is empty."""
        self._titles: Mapping[str, str] = {}
        """The title of each report by its slug."""
        self._names: tuple[int, Mapping[str, str], int] = 0, {}, 0
        """The cells for a line, the name of each report by its slug then, and the cells of the longest of these."""
        self._statuses: dict[str, Code] = {}
        self._letters: Mapping[str, str] = {}
        self._tag_colours: Mapping[str, str] = {}

    @property
    def shows_cursor(self) -> bool:
        """Only where the keys go here: beside the list its cursor is the one that counts."""
        return self.has_focus

    def set_looks(
        self,
        statuses: Iterable[Code],
        roles: Mapping[str, str],
        tag_colours: Mapping[str, str],
        reports: Iterable[ReportListed],
    ) -> None:
        """Take what the values look like elsewhere."""
        self._titles = {report.slug: report.title for report in reports}
        self._names = 0, {}, 0
        self._statuses = {status.code: status for status in statuses}
        self._letters = letters([Code(code, name, "") for code, name in roles.items()])
        self._tag_colours = tag_colours

    def show(self, facets: Iterable[Facet]) -> None:
        """Show other facets; the cursor stays on its value, or near where it was."""
        self.facets = tuple(facets)
        on = self._rows[self.cursor] if self._rows else None
        at = self.cursor
        self._list()
        for index, row in enumerate(self._rows):
            if _same(row, on):
                at = index
        self._show(at)

    async def action_search(self) -> None:
        """Type a part of a name."""
        (await FacetFilter.on(self.screen, "A part of the name", before=self)).begin()

    def find(self, text: str) -> None:
        """Show the values that have the text in a name, the cursor on the first; of an empty one all."""
        self._wanted = folded(text.strip())
        self._list()
        self._show(0)

    def action_move(self, lines: int) -> None:
        """Move the cursor, over headings too."""
        self._go(self.cursor + lines, lines)

    def action_jump(self, index: int) -> None:
        """Move the cursor to the first value or, with -1, to the last line."""
        self._go(index if index >= 0 else len(self._rows) - 1, 1)

    def action_choose(self) -> None:
        """Choose the value under the cursor, or open its group."""
        row = self._rows[self.cursor] if self._rows else None
        if isinstance(row, Facet):
            self.post_message(self.Toggled(row, self))
        elif row is not None:
            self._opened ^= {row.group}
            self._list()
            self._show(self.cursor if row.hidden else self._last_of(row.group))

    def action_leave(self) -> None:
        """Drop the filter; where there is none, leave the facets."""
        if self._wanted:
            FacetFilter.clear_on(self.screen)
        else:
            self.post_message(self.Left())

    def on_click(self, event: events.Click) -> None:
        """Choose the value under the mouse; a heading is none."""
        index = self.line_at(event.y)
        if index is not None and self._rows and self._rows[index] is not None:
            self.cursor = index
            self.action_choose()
        event.prevent_default()

    def _list(self) -> None:
        self._rows = []
        found = [facet for facet in self.facets if facet.is_called(self._wanted)]
        for name, members in groupby(found, key=lambda facet: facet.group):
            group = list(members)
            # What the query names is always in sight, so that it can be dropped.
            shown = [facet for n, facet in enumerate(group) if n < TOP or facet.state != "none"]
            hidden = len(group) - len(shown)
            self._rows.append(None)
            if hidden <= 1 or self._wanted:
                self._rows += group
            elif name in self._opened:
                self._rows += [*group, _More(name, 0)]
            else:
                self._rows += [*shown, _More(name, hidden)]

    def _show(self, cursor: int) -> None:
        if self.facets:
            self._if_none = "No match."
            self.show_lines(self._near(cursor, 1))

    def __len__(self) -> int:
        return max(1, len(self._rows))

    def line_of(self, index: int) -> Content:
        """Return a heading, a value with its count, or what opens a group."""
        if not self._rows:
            return literal_line(self._if_none, MUTED)
        row, following = self._rows[index], self._rows[index + 1 : index + 2]
        return self._line(row, following[0] if following else None)

    def _line(self, row: Facet | _More | None, after: Facet | _More | None) -> Content:
        if row is None:
            group = after.group if after is not None else ""
            return literal_line(group, HEADING)
        if isinstance(row, _More):
            return literal_line(f"    … {row.hidden:,} more" if row.hidden else "    … fewer", "italic")
        count = f" {row.total:,}"
        width = max(1, self.scrollable_content_region.width - 4 - len(count))
        name = self._value_of(row, width).truncate(width, ellipsis=True, pad=True)
        return Content.assemble(f"{_MARKS[row.state]} ", name, (count, MUTED)).stylize(_STYLES[row.state])

    def _value_of(self, row: Facet, width: int) -> Content:
        """Return the name of a value as it looks on the other screens; of what nothing has, quietly."""
        label = self._label(row, width)
        quiet = not row.total and row.state == "none" and row.key != "status"
        return literal_line(label.plain, MUTED) if quiet else label

    def _label(self, row: Facet, width: int) -> Content:
        """Return the sign and the name of a value; one without a sign stands under the names of those with one."""
        match row.key:
            case "status":
                return status_label(self._statuses.get(row.value), row.name)
            case "role":
                letter = self._letters.get(row.value, "?")
                return literal_line(f"{letter} {row.name}", role_colour(row.value))
            case "overdue":
                return literal_line(f"{OVERDUE_SIGN} {row.name}", OVERDUE)
            case "due":
                return literal_line(f"  {row.name}")
            case "response" | "reported" | "assessed" if row.value == NONE:
                return literal_line(f"  {row.name}")
            case "response":
                return position_label(row.value, row.name)
            case "reported" | "assessed":
                return progress_label(row.value, row.name, closed=False)
            case "report":
                return self._report(row.value, width)
            case "tag":
                return tag_label(row.name, self._tag_colours)
        return literal_line(row.name)

    def _report(self, slug: str, width: int) -> Content:
        """Return the name of a report that no other one has, and its title where there is room."""
        names, longest = self._names_at(self.scrollable_content_region.width)
        name = literal_line(names.get(slug, slug))
        room = width - longest - 2
        if room < _TITLE or slug not in self._titles:
            return name
        blank = " " * (longest + 2 - name.cell_length)
        return Content.assemble(name, blank, literal_line(self._titles[slug], MUTED))

    def _names_at(self, width: int) -> tuple[Mapping[str, str], int]:
        if self._names[0] != width:
            # Where there is no room for much more they are called as in the list.
            room = width // 2
            names = short_names(tuple(self._titles), room if room > SHORT_NAME else SHORT_NAME)
            self._names = width, names, max(map(cell_len, names.values()), default=0)
        return self._names[1:]

    def _go(self, index: int, direction: int) -> None:
        self.cursor = self._near(max(0, min(index, len(self._rows) - 1)), direction)

    def _near(self, index: int, direction: int) -> int:
        """Return the nearest line that can be chosen, in that direction first."""
        step = 1 if direction > 0 else -1
        ways = (range(index, len(self._rows) if step > 0 else -1, step), range(index, -1, -1))
        for way in (*ways, range(index, len(self._rows))):
            for at in way:
                if at < len(self._rows) and self._rows[at] is not None:
                    return at
        return 0

    def _last_of(self, group: str) -> int:
        return max(n for n, row in enumerate(self._rows) if row is not None and row.group == group)

    def _fit(self) -> None:
        """Keep the cursor in sight, and above the first value of a group its heading."""
        self.virtual_size = Size(0, len(self))
        if self.size.height:
            headed = self.cursor > 0 and bool(self._rows) and self._rows[self.cursor - 1] is None
            top = self.cursor - headed
            self.scroll_to_line(top, count=1 + headed)


def _same(row: Facet | _More | None, other: Facet | _More | None) -> bool:
    if isinstance(row, Facet) and isinstance(other, Facet):
        return (row.key, row.value) == (other.key, other.value)
    return (
        row is not None and isinstance(row, _More) and isinstance(other, _More) and row.group == other.group
    )
