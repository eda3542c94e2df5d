"""What needs somebody today: overdue, due soon, answered but unreviewed, stale; one's own first in each group."""

from collections.abc import Hashable, Sequence
from functools import partial
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content

from tracker.labels import number_of
from tracker.reading import queries
from tracker.reading.today import Due, Needing, needing, today
from tracker.ui.hidden_key import hidden
from tracker.ui.literal import literal_line
from tracker.ui.screens.list_screen import ListScreen
from tracker.ui.screens.recommendation_screen import RecommendationScreen, Target
from tracker.ui.visuals import HEADING, MUTED, OVERDUE

LISTED = 200
"""How many of each group are listed."""
_LABEL, _WHY = 14, 60
"""The widest that these columns become, in cells."""
_REST, _WHY_LEAST = 38, 40
"""What else a line needs to say which recommendation it is, in cells; a reason is cut for that down to so many."""


class TodayScreen(RecommendationScreen, ListScreen[Due, int | None]):
    """Lists the recommendations that need somebody, each with its reason; the keys that act on one do so here."""

    HELP = (
        "What needs somebody today, yours first: what is overdue, what is due soon, what was answered and is not "
        "reviewed, and what nothing was heard of for long. The table setting says how soon and how long. Enter "
        "opens one; [status], [response], [progress], [due] and [owner] act on it."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        hidden("slash", "search", "Search", key_display="/", id="search", tooltip="Filter the lines"),
        hidden("t", "tags", "Tags", id="tags", tooltip="Put tags on, take tags off"),
        hidden("n", "note", "Note", id="note", tooltip="Write a note"),
        Binding("r", "record('response')", "Response", id="response", tooltip="Record what was answered"),
        Binding("p", "record('progress')", "Progress", id="progress", tooltip="Record what was done"),
        Binding("w", "record('due')", "Due", id="due", tooltip="Say when it is due"),
        Binding("O,at", "own", "Owner", key_display="O", id="owner", tooltip="Say who looks after it"),
    ]
    heading = "What needs you today"
    if_empty = "Nothing is overdue, due soon, unreviewed or stale. [back] goes back."

    def __init__(self) -> None:
        super().__init__()
        self._totals: Sequence[Needing] = ()
        self._seen_change_id: int | None = None

    def compose(self) -> ComposeResult:
        """The lines, as every list has them."""
        yield from ListScreen.compose(self)

    async def read(self) -> Sequence[Due]:
        """Return what needs somebody, by group."""
        store = self.app.store
        self._seen_change_id = await store.read(queries.latest_change_id)
        self._totals = await store.read(needing)
        return await store.read(partial(today, analyst=self.app.analyst, limit=LISTED))

    def line(self, item: Due) -> Content:
        """Return the group at its first line, what it is called, why, whose it is, and the title."""
        at = self._in_sight.index(item)
        begins = at == 0 or self._in_sight[at - 1].group != item.group
        group = item.group.partition(",")[0].capitalize() if begins else ""
        width = min(_LABEL, max(literal_line(each.label).cell_length for each in self._items))
        reason = max(literal_line(each.reason).cell_length for each in self._items)
        room = self.app.size.width - width - _REST
        owner = "mine" if item.mine else item.assigned_to or ""
        why = literal_line(item.reason, OVERDUE if item.group == "overdue" else "")
        return Content.assemble(
            literal_line(f"{group:<10}", HEADING),
            _called(item.label, width),
            "  ",
            why.truncate(min(_WHY, reason, max(_WHY_LEAST, room)), ellipsis=True, pad=True),
            "  ",
            literal_line(f"{owner}  " if owner else "", "bold" if item.mine else MUTED),
            literal_line(item.title, MUTED),
        )

    def key(self, item: Due) -> Hashable:
        """Return the number of the recommendation."""
        return item.recommendation_id

    def text_of(self, item: Due) -> str:
        """Return all of the line, uncut."""
        return f"{item.group} {item.label} {item.reason} {item.assigned_to or ''} {item.title}"

    def words(self) -> Content:
        """Say how many there are of each group, and what is not listed."""
        totals = ", ".join(f"{each.total:,} {each.group}" for each in self._totals)
        if self._filter:
            return literal_line(f"{len(self._in_sight):,} of {number_of(len(self._items), 'line')}", MUTED)
        cut = any(
            sum(d.group == each.group for d in self._items) == LISTED < each.total for each in self._totals
        )
        return literal_line(totals + (f"; the first {LISTED} of a group are listed" if cut else ""), MUTED)

    def choose(self, item: Due) -> None:
        """Open the recommendation."""
        self.app.open_recommendation(item.recommendation_id, ids=self.place[0], left=self.go_to)

    def target(self) -> Target | None:
        """Return the recommendation under the cursor."""
        selected = self.selected
        if selected is None:
            self.app.show_toast("Nothing is listed here to act on.")
            return None
        return Target((selected.recommendation_id,), selected.label, seen_change_id=self._seen_change_id)

    def detail(self) -> None:
        """There is none here."""

    @property
    def place(self) -> tuple[Sequence[int], int]:
        """What is listed, and where the cursor is."""
        return [due.recommendation_id for due in self._in_sight], self.lines().cursor

    def go_to(self, recommendation_id: int | None) -> None:
        """Put the cursor on a recommendation."""
        ids, _ = self.place
        if recommendation_id in ids:
            self.lines().cursor = ids.index(recommendation_id)


def _called(label: str, width: int) -> Content:
    """Return what a recommendation is called, as wide as that: of `report/reference` the report is cut."""
    report, slash, reference = label.partition("/")
    name = literal_line(slash + reference)
    room = width - name.cell_length
    if slash and room > 0:
        report_name = literal_line(report)
        name = report_name.truncate(min(room, report_name.cell_length), ellipsis=True) + name
        return name.truncate(width, pad=True)
    return literal_line(label).truncate(width, ellipsis=True, pad=True)
