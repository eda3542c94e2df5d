"""A screen with a filter on /, which leaves of what it shows what was typed."""

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.widget import Widget
from textual.widgets import Input

from tracker.ui.hidden_key import hidden
from tracker.ui.screens.base import T, TrackerScreen
from tracker.ui.widgets.search_line import SearchLine


class FilterLine(SearchLine):
    """Where a screen's filter is typed."""

    HELP = "Type to filter the lines. Enter goes to them, [filter.drop] clears the filter."
    BINDINGS: ClassVar[list[BindingType]] = [
        hidden("down,enter", "leave", "To the list", id="filter.done", tooltip="To the list"),
        hidden("escape", "drop", "Clear", id="filter.drop", tooltip="Clear the filter"),
        hidden("f1", "app.help", "Help", id="filter.help", tooltip="What the keys do here"),
    ]


class FilterScreen(TrackerScreen[T]):
    """A screen that can be filtered; a subclass has the key for it, says where its lines are, and shows them anew.

    It is dismissed with None where it was left.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "leave", "Back", key_display="esc", id="back", tooltip="Back"),
    ]
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
        (await FilterLine.on(self, self.filter_hint)).begin()

    def action_leave(self) -> None:
        """Drop the filter; where there is none, go back."""
        if self._filter:
            FilterLine.clear_on(self)
            self.lines().focus()
        else:
            self.dismiss(None)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Filter as it is typed."""
        event.stop()
        self.filter_changed()

    def on_search_line_left(self, event: FilterLine.Left) -> None:
        """Leave the filter as it is and go to the lines."""
        self.lines().focus()
        event.line.hide_if_empty()

    @property
    def _filter(self) -> str:
        return FilterLine.text_on(self).strip()
