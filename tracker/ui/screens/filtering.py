"""A screen with a filter on /, which leaves of what it shows what was typed."""

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.widget import Widget
from textual.widgets import Input

from tracker.ui.screens.base import T, TrackerScreen


class FilterInput(Input):
    """Where a screen's filter is typed."""

    HELP = "Type to filter the lines. Enter goes to them, esc drops the filter."
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "down,enter",
            "screen.to_lines",
            "To the lines",
            show=False,
            id="filter.done",
            tooltip="To the lines",
        ),
        Binding(
            "escape", "screen.drop_filter", "Drop", show=False, id="filter.drop", tooltip="Drop the filter"
        ),
        Binding("f1", "app.help", "Help", show=False, id="filter.help", tooltip="What the keys do here"),
    ]


class FilteringScreen(TrackerScreen[T]):
    """A screen that can be filtered; a subclass has the keys, says where its lines are, and shows them anew.

    It is dismissed with None where it was left.
    """

    filter_hint = "Filter"
    """What stands in the filter while it is empty."""

    def lines(self) -> Widget:
        """Return what is filtered: it has the keys while no filter is typed."""
        raise NotImplementedError

    def filter_changed(self) -> None:
        """Show what the filter leaves."""
        raise NotImplementedError

    async def action_search(self) -> None:
        """Type a filter."""
        if not self.query(FilterInput):
            await self.mount(FilterInput(placeholder=self.filter_hint, compact=True), before="#words")
        filtering = self.query_one(FilterInput)
        filtering.display = True
        self.set_focus(filtering)

    def action_to_lines(self) -> None:
        """Leave the filter as it is and go to the lines."""
        for filtering in self.query(FilterInput):
            filtering.display = bool(filtering.value.strip())
        self.lines().focus()

    def action_drop_filter(self) -> None:
        """Show every line again."""
        for filtering in self.query(FilterInput):
            filtering.value = ""
        self.action_to_lines()

    def action_leave(self) -> None:
        """Drop the filter; where there is none, go back."""
        if self._filter:
            self.action_drop_filter()
        else:
            self.dismiss(None)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Filter as it is typed."""
        event.stop()
        self.filter_changed()

    @property
    def _filter(self) -> str:
        return next((filtering.value.strip() for filtering in self.query(FilterInput)), "")
