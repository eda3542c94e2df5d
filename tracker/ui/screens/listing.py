"""A screen that lists things: one line each, a cursor, a filter on /, and it keeps up with the file."""

from collections.abc import Hashable, Sequence
from typing import ClassVar, Generic, TypeVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Input, Static

from tracker.errors import TrackerError
from tracker.text import folded
from tracker.ui.literal import literal_line
from tracker.ui.screens.base import T, TrackerScreen
from tracker.ui.widgets.choices import Choices
from tracker.ui.widgets.header_line import HeaderLine
from tracker.ui.widgets.key_line import KeyLine

Item = TypeVar("Item")


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


class ListScreen(TrackerScreen[T], Generic[Item, T]):
    """Lists items that it reads from the store; a subclass says which, and what choosing one means.

    It is dismissed with a value of T, or with None where it was left.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash", "search", "Search", key_display="/", id="search", tooltip="Filter the lines"),
        Binding("escape,q", "leave", "Back", key_display="esc", id="back", tooltip="Back"),
    ]

    heading = ""
    """What the screen shows, for its first line."""
    if_empty = "Nothing here yet. esc goes back."
    """What stands there when there is no item; it names the key to press next."""
    filter_hint = "Filter"
    """What stands in the filter while it is empty."""

    def __init__(self) -> None:
        super().__init__()
        self._items: Sequence[Item] = ()
        self._in_sight: list[Item] = []

    def compose(self) -> ComposeResult:
        """The heading, the words, the lines, the keys."""
        yield HeaderLine(self.heading)
        yield Static("", id="words", markup=False)
        yield Choices([], id="lines")
        yield KeyLine()

    def on_mount(self) -> None:
        """Read, and again whenever the file changes."""
        self.query_one("#lines", Choices).focus()
        self.watch(self.app, "revision", self._revised)

    async def read(self) -> Sequence[Item]:
        """Return the items, through the store."""
        raise NotImplementedError

    def line(self, item: Item) -> Content:
        """Return the line of an item, at most as wide as the screen: a longer one is cut with a sign."""
        raise NotImplementedError

    def key(self, item: Item) -> Hashable:
        """Return what stays the same when the item changes: the cursor follows it."""
        raise NotImplementedError

    def text_of(self, item: Item) -> str:
        """Return the text that the filter looks at."""
        return self.line(item).plain

    def choose(self, item: Item) -> None:
        """Do what enter does on an item."""
        raise NotImplementedError

    def words(self) -> Content:
        """Return the second line of the screen."""
        return literal_line(
            f"{len(self._in_sight):,} of {len(self._items):,}" if self._filter else f"{len(self._items):,}"
        )

    @property
    def selected(self) -> Item | None:
        """The item under the cursor."""
        cursor = self.query_one("#lines", Choices).cursor
        return self._in_sight[cursor] if cursor < len(self._in_sight) else None

    def on_choices_chosen(self, event: Choices.Chosen) -> None:
        """Enter or a click on a line."""
        if event.index < len(self._in_sight):
            self.choose(self._in_sight[event.index])

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
        self.query_one("#lines", Choices).focus()

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

    def on_input_changed(self) -> None:
        """Filter as it is typed."""
        self.show_lines()

    def show_lines(self) -> None:
        """Draw the lines anew; the cursor stays on its item."""
        selected = self.selected
        wanted = folded(self._filter)
        self._in_sight = self.filtered()
        keys = [self.key(item) for item in self._in_sight]
        choices = self.query_one("#lines", Choices)
        at = choices.cursor if not wanted else 0
        if selected is not None and self.key(selected) in keys:
            at = keys.index(self.key(selected))
        lines = [self.line(item) for item in self._in_sight]
        if not lines:
            lines = [literal_line("Nothing matches. esc drops the filter." if wanted else self.if_empty)]
        choices.replace(lines, cursor=at)
        self.query_one("#words", Static).update(self.words())

    def filtered(self) -> list[Item]:
        """Return the items that the filter leaves; a screen that filters as it reads returns them all."""
        wanted = folded(self._filter)
        return [item for item in self._items if wanted in folded(self.text_of(item))]

    @property
    def _filter(self) -> str:
        return next((filtering.value.strip() for filtering in self.query(FilterInput)), "")

    def _revised(self) -> None:
        self._load()

    @work(exclusive=True, group="items", exit_on_error=False)
    async def _load(self) -> None:
        try:
            self._items = await self.read()
        except TrackerError as error:
            self.app.tell(error)
            return
        self.show_lines()
