"""Saved views: query lines under a name, in the database, so that colleagues and SQL users see them."""

from collections.abc import Hashable, Mapping, Sequence
from datetime import UTC, datetime
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content

from tracker import edits
from tracker.errors import Conflict, NotFound, TrackerError
from tracker.labels import author_in_list, number_of, time_label
from tracker.reading.saved_views import SavedView, saved_views
from tracker.ui.base_app import BaseApp
from tracker.ui.key_names import keyed
from tracker.ui.literal import literal_line
from tracker.ui.screens.list_screen import ListScreen
from tracker.ui.screens.view_form import ViewModal, ViewTyped
from tracker.ui.visuals import MUTED
from tracker.ui.worker import worker

_NAME = 28
"""The widest that the column of names becomes, in cells."""


def save_view(app: BaseApp, line: str) -> None:
    """Ask for a name and save the query line under it."""
    if line.strip():
        _save_as(app, ViewTyped("", line.strip()))
    else:
        narrow = keyed(app, "narrow the list down ([search]) before you save it as a view.")
        app.show_toast(f"All recommendations are listed: {narrow}")


def _save_as(
    app: BaseApp, typed: ViewTyped, others: Mapping[str, str] | None = None, message: str = ""
) -> None:
    modal = ViewModal("Save this list as a view", typed, others=others, message=message)

    def filled(view: ViewTyped | None) -> None:
        if view is None:
            return

        def failed(error: TrackerError) -> None:
            known = {view.name: error.theirs} if isinstance(error, Conflict) and error.theirs else {}
            _save_as(app, view, known, error.sentence if known else str(error))

        app.save(edits.save_view, view.name, view.query, seen=view.replaces, failed=failed)

    app.push_screen(modal, filled)
    # The form stands before the next key; what it must know of the other views follows.
    _read_others(app, modal)


@worker("reading the saved views")
async def _read_others(app: BaseApp, modal: ViewModal) -> None:
    modal.set_others({view.name: view.query for view in await app.store.read(saved_views)})


class ViewsScreen(ListScreen[SavedView, str]):
    """Lists the views; returns the query line of the one that was chosen."""

    HELP = (
        "Saved views. Enter opens the selected one as the list, [view.edit] changes its name and "
        "its query line, [view.delete] deletes it; [undo] takes it back. [views.save] on the list saves a new one."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("e", "edit", "Edit", id="view.edit", tooltip="Change name and query line of the view"),
        Binding("d", "delete", "Delete", id="view.delete", tooltip="Delete the selected view"),
    ]
    heading = "Saved views"
    if_empty = "No views yet: [back] goes back to the list, [search] narrows it down, [views.save] saves it."

    async def read(self) -> Sequence[SavedView]:
        """Return the views by name."""
        return await self.app.store.read(saved_views)

    def line(self, item: SavedView) -> Content:
        """Return name and query line, then who saved it and when, or what is wrong with it."""
        width = min(_NAME, max(literal_line(view.name).cell_length for view in self._items))
        name = literal_line(item.name).truncate(width, ellipsis=True, pad=True)
        if item.fault is not None:
            tail = literal_line(f"  ! {item.fault}", "$text-warning")
        else:
            when = time_label(item.created_at, datetime.now(UTC))
            tail = literal_line(f"  {author_in_list(item.author)}, {when}", MUTED)
        return Content.assemble(name, "  ", literal_line(item.query or "(all recommendations)"), tail)

    def key(self, item: SavedView) -> Hashable:
        """Return the name."""
        return item.name

    def words(self) -> Content:
        """Say how many there are."""
        number = number_of(len(self._items), "view")
        text = f"{len(self._in_sight):,} of {number}" if self._filter else number
        faulty = sum(view.fault is not None for view in self._items)
        mend = self.keyed(f"; {faulty:,} marked ! cannot be opened: [view.edit] mends it") if faulty else ""
        return literal_line(text + mend, MUTED)

    def choose(self, item: SavedView) -> None:
        """Open the view as the list."""
        self.dismiss(item.query)

    def action_edit(self) -> None:
        """Change the selected view."""
        view = self._selected_view()
        if view is not None:
            self._edit(view, ViewTyped(view.name, view.query))

    def action_delete(self) -> None:
        """Delete the selected view: undo brings it back."""
        view = self._selected_view()
        if view is not None:
            self.app.save(edits.delete_view, view.name, seen=view.query)

    def _selected_view(self) -> SavedView | None:
        if self.selected is None:
            self.app.show_toast(self.keyed("No view is selected: [views.save] on the list saves one."))
        return self.selected

    def _edit(self, seen: SavedView, typed: ViewTyped, message: str = "") -> None:
        def filled(view: ViewTyped | None) -> None:
            if view is not None:
                self.app.save(
                    edits.edit_view,
                    seen.name,
                    new_name=view.name,
                    query=view.query,
                    seen=seen.query,
                    failed=lambda error: self._edit_again(seen, view, error),
                )

        self.app.push_screen(ViewModal(f"View {seen.name}", typed, message=message), filled)

    def _edit_again(self, seen: SavedView, typed: ViewTyped, error: TrackerError) -> None:
        """Open the form again with what was not saved, over the view as it is now."""
        if isinstance(error, NotFound):
            _save_as(self.app, typed, message=f"{error.sentence} Saving makes it anew.")
        elif isinstance(error, Conflict) and error.theirs is not None:
            now = SavedView(seen.name, error.theirs, seen.author, seen.created_at)
            self._edit(now, typed, f"{error.sentence} Saving again replaces this: {error.theirs}")
        else:
            self._edit(seen, typed, str(error))
