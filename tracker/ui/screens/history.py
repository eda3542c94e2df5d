"""The history: who did what, when, with what before and after; and undo of any line of it."""

from collections.abc import Hashable, Sequence
from datetime import UTC, datetime
from functools import partial
from typing import ClassVar, NamedTuple

from textual.binding import Binding, BindingType
from textual.content import Content

from tracker.edits.undo import undo
from tracker.labels import author_in_list, time_label
from tracker.reading import history, queries
from tracker.reading.history import HistoryEntry, what_became_of
from tracker.ui.literal import literal_line
from tracker.ui.screens.pane_screen import PaneScreen
from tracker.ui.visuals import MUTED
from tracker.ui.widgets.changes_view import ChangesView
from tracker.ui.worker import worker

AT_ONCE = 500
"""How many entries are read at first, and how many more each time they are asked for."""
_WHO = 12
"""The widest that the column of names becomes, in cells."""


class Older(NamedTuple):
    """The last line, where there is more than was read."""

    read: int


class HistoryScreen(PaneScreen[HistoryEntry | Older, None]):
    """What was done, newest first; the changes of the selected entry stand below the lines, or beside them."""

    HELP = (
        "Who did what, newest first; (outside) is what other programs did. Below: - was there, + came. "
        "[undo] undoes the selected entry and [redo] redoes it; enter opens its recommendation, "
        "tab goes to the changes."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("u", "take_back", "Undo this", id="undo", tooltip="Undo the selected entry"),
        Binding("U", "do_again", "Redo this", id="redo", tooltip="Redo the selected entry, which was undone"),
    ]
    if_empty = "Nothing was done here yet. [back] goes back."

    def __init__(self, recommendation_ids: Sequence[int] = (), label: str = "") -> None:
        """Of these recommendations, which `label` stands for, or of everything."""
        super().__init__()
        self._ids = tuple(recommendation_ids)
        one = "recommendation " if len(self._ids) == 1 and " " not in label else ""
        self.heading = f"History of {one}{label}" if label else "History of everything"
        self._limit = AT_ONCE
        self._when = self._who = self._digits = 0
        self._now = datetime.now(UTC)
        self._several_reports = False

    def pane(self) -> ChangesView:
        """Return a view of what an entry changed."""
        return ChangesView()

    async def read(self) -> Sequence[HistoryEntry | Older]:
        """Return the newest entries, and a line for the older ones where there are any."""
        store = self.app.store
        self._several_reports = len(await store.read(queries.reports)) > 1
        read = await store.read(partial(history.latest, recommendation_ids=self._ids, limit=self._limit + 1))
        self._now = datetime.now(UTC)
        self._when = max((len(time_label(entry.changed_at, self._now)) for entry in read), default=0)
        self._who = min(_WHO, max((literal_line(_who(entry)).cell_length for entry in read), default=0))
        self._digits = max((len(entry.number) for entry in read), default=0)
        if len(read) <= self._limit:
            return read
        return [*read[: self._limit], Older(self._limit)]

    def line(self, item: HistoryEntry | Older) -> Content:
        """Return when, who, number, what, and what became of it."""
        if isinstance(item, Older):
            return literal_line(f"… there are older entries: enter shows {AT_ONCE:,} more", MUTED)
        head = Content.assemble(
            literal_line(f"{time_label(item.changed_at, self._now):<{self._when}}", MUTED),
            "  ",
            literal_line(_who(item)).truncate(self._who, ellipsis=True, pad=True),
            literal_line(f"  {item.number:>{self._digits}}  ", MUTED),
        )
        fate = what_became_of(item, self._now)
        mark = literal_line(f" ({fate})", "bold" if item.reverted else MUTED) if fate else Content("")
        room = self.lines().scrollable_content_region.width - head.cell_length - mark.cell_length
        return head + literal_line(item.summary).truncate(max(1, room), ellipsis=True) + mark

    def key(self, item: HistoryEntry | Older) -> Hashable:
        """Return the entry's number."""
        return item.number if isinstance(item, HistoryEntry) else item

    def text_of(self, item: HistoryEntry | Older) -> str:
        """Return the whole line, uncut; the way to older entries stays whatever the filter."""
        if isinstance(item, Older):
            return self._filter
        when = time_label(item.changed_at, self._now)
        return f"{when} {_who(item)} {item.number} {item.summary} {what_became_of(item, self._now)}"

    def words(self) -> Content:
        """Say how many there are."""
        read = sum(isinstance(item, HistoryEntry) for item in self._items)
        found = sum(isinstance(item, HistoryEntry) for item in self._in_sight)
        many = f"the latest {read:,}" if read < len(self._items) else f"{read:,}"
        noun = "entry" if read == 1 else "entries"
        return literal_line(
            f"{found:,} of {many} {noun}" if self._filter else f"{many} {noun}, newest first".capitalize(),
            MUTED,
        )

    def choose(self, item: HistoryEntry | Older) -> None:
        """Open the recommendation that the entry is about; on the last line, read older entries."""
        if isinstance(item, Older):
            self._limit = item.read + AT_ONCE
            self._load()
        else:
            self._open(item)

    def action_take_back(self) -> None:
        """Undo the selected entry, or say why that cannot be."""
        entry = self.selected
        if isinstance(entry, HistoryEntry):
            self.app.save(undo, number=entry.number)
        else:
            self.app.show_toast("Select an entry first.")

    def action_do_again(self) -> None:
        """Redo the selected entry: what took it back is turned round."""
        entry = self.selected
        if not isinstance(entry, HistoryEntry):
            self.app.show_toast("Select an entry first.")
        elif entry.reverted:
            self.app.save(undo, number=entry.reversals[-1].number)
        else:
            self.app.show_toast("Nothing to redo: this entry was not undone.")

    def show_selected(self) -> None:
        """Show what the selected entry changed."""
        self._show_changes(self.selected)

    @worker("reading the changes of the entry", exclusive=True, group="changes")
    async def _show_changes(self, entry: HistoryEntry | Older | None) -> None:
        view = self.query_one(ChangesView)
        if not isinstance(entry, HistoryEntry):
            view.clear()
            return
        view.show(entry, await self._changes_of(entry), several_reports=self._several_reports)

    @worker("opening the recommendation", exclusive=True, group="open")
    async def _open(self, entry: HistoryEntry) -> None:
        read = await self._changes_of(entry)
        if len(read.recommendation_ids) == 1:
            self.app.open_recommendation(read.recommendation_ids[0])
        elif read.recommendation_ids:
            self.app.show_toast("This entry is about several recommendations: open them from the list.")
        else:
            self.app.show_toast("This entry is about no recommendation: its changes are all there is to see.")

    async def _changes_of(self, entry: HistoryEntry) -> history.EntryChanges:
        return await self.app.store.read(
            partial(history.changes_of, number=entry.number, recommendation_ids=self._ids)
        )


def _who(entry: HistoryEntry) -> str:
    return author_in_list(entry.changed_by, entry.kind)
