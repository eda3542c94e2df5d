"""A screen that lists things: one line each, a cursor, a filter on /, and it keeps up with the file."""

from collections.abc import Hashable, Sequence
from typing import ClassVar, Generic, TypeVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Static

from tracker.text import folded
from tracker.ui.literal import literal_line
from tracker.ui.screens.base import T
from tracker.ui.screens.filter_screen import FilterScreen
from tracker.ui.widgets.choices import Choices, Lines
from tracker.ui.widgets.header_line import HeaderLine
from tracker.ui.widgets.key_line import KeyLine
from tracker.ui.worker import worker

Item = TypeVar("Item")


class ListScreen(FilterScreen[T], Generic[Item, T]):
    """Lists items that it reads from the store; a subclass says which, and what choosing one means.

    It is dismissed with a value of T, or with None where it was left.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash", "search", "Search", key_display="/", id="search", tooltip="Filter the lines"),
    ]

    heading = ""
    """What the screen shows, for its first line."""
    if_empty = "Nothing here yet. [back] goes back."
    """What stands there when there is no item; it names the key to press next by its id in brackets."""

    def __init__(self) -> None:
        super().__init__()
        self._items: Sequence[Item] = ()
        self._in_sight: list[Item] = []

    def compose(self) -> ComposeResult:
        """The heading, the words, the lines, the keys."""
        yield HeaderLine(self.heading)
        yield Static("", id="words", markup=False)
        yield from self.compose_lines()
        yield KeyLine()

    def compose_lines(self) -> ComposeResult:
        """The lines; a subclass may put something beside them."""
        yield Lines([], id="lines")

    def on_mount(self) -> None:
        """Read, and again whenever the file changes."""
        self.lines().focus()
        self.watch(self.app, "revision", self._revised)

    def on_choices_resized(self, event: Choices.Resized) -> None:
        """Fit the lines to the new width."""
        event.stop()
        if self._items:
            self.show_lines()

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

    def lines(self) -> Choices:
        """Return the lines."""
        return self.query_one("#lines", Choices)

    @property
    def selected(self) -> Item | None:
        """The item under the cursor."""
        cursor = self.lines().cursor
        return self._in_sight[cursor] if cursor < len(self._in_sight) else None

    def on_choices_chosen(self, event: Choices.Chosen) -> None:
        """Enter or a click on a line."""
        if event.index < len(self._in_sight):
            self.choose(self._in_sight[event.index])

    def filter_changed(self) -> None:
        """Show the lines that the filter leaves."""
        self.show_lines()

    def show_lines(self) -> None:
        """Draw the lines anew; the cursor stays on its item."""
        selected = self.selected
        wanted = folded(self._filter)
        self._in_sight = self.filtered()
        keys = [self.key(item) for item in self._in_sight]
        choices = self.lines()
        at = choices.cursor if not wanted else 0
        if selected is not None and self.key(selected) in keys:
            at = keys.index(self.key(selected))
        lines = [self.line(item) for item in self._in_sight]
        if not lines:
            sentence = "Nothing matches. [back] clears the filter." if wanted else self.if_empty
            lines = [literal_line(self.keyed(sentence))]
        choices.replace(lines, cursor=at)
        self.query_one("#words", Static).update(self.words())

    def filtered(self) -> list[Item]:
        """Return the items that the filter leaves; a screen that filters as it reads returns them all."""
        wanted = folded(self._filter)
        return [item for item in self._items if wanted in folded(self.text_of(item))]

    def _revised(self) -> None:
        self._load()

    @worker("reading what is listed here", exclusive=True, group="items")
    async def _load(self) -> None:
        self._items = await self.read()
        self.show_lines()
