"""A short list of lines to choose from, with a cursor that arrows, j and k move."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.binding import BindingType
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.strip import Strip
from textual.visual import Visual

from tracker.ui.hidden_key import hidden
from tracker.ui.widgets.cursor import CursorView


class Choices(CursorView, can_focus=True):
    """Lines of content of which one is under the cursor; enter or a click chooses it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        hidden("down,j", "move(1)", "Down", id="choices.down", tooltip="Move down"),
        hidden("up,k", "move(-1)", "Up", id="choices.up", tooltip="Move up"),
        hidden("pagedown", "page(1)", "Page down", id="choices.page_down", tooltip="A page down"),
        hidden("pageup", "page(-1)", "Page up", id="choices.page_up", tooltip="A page up"),
        hidden("home,g", "jump(0)", "First", id="choices.first", tooltip="Go to the first"),
        hidden("end,G", "jump(-1)", "Last", id="choices.last", tooltip="Go to the last"),
        hidden("enter", "choose", "Choose", id="choices.choose", tooltip="Choose this one"),
    ]
    COMPONENT_CLASSES: ClassVar[set[str]] = {"choices--cursor"}

    @dataclass
    class Chosen(Message):
        """A line was chosen."""

        index: int

    @dataclass
    class Resized(Message):
        """There is more or less room for the lines than before."""

    def __init__(self, lines: Sequence[Content], *, cursor: int = 0, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._choices = list(lines)
        self._strips: dict[tuple[int, int, bool, bool], Strip] = {}
        """Lines as they were drawn, by index, width and what the cursor does to them: a key draws two."""
        self.set_reactive(Choices.cursor, cursor)

    def __len__(self) -> int:
        return len(self._choices)

    @property
    def shows_cursor(self) -> bool:
        """Whether the line under the cursor has a colour of its own below it."""
        return True

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002
        """As many lines as there are choices."""
        return max(1, len(self))

    def on_resize(self) -> None:
        """Fit the lines and keep the cursor in sight; a screen may cut them anew for the width that there is now."""
        self._fit()
        self.post_message(self.Resized())

    def replace(self, lines: Sequence[Content], *, cursor: int) -> None:
        """Show other lines."""
        self._choices = list(lines)
        self.show_lines(cursor)

    def line_of(self, index: int) -> Content:
        """Return what a line holds; a subclass may make it when it is drawn."""
        return self._choices[index]

    def show_lines(self, cursor: int) -> None:
        """Draw other lines; only another number of them concerns what is around."""
        self.set_reactive(Choices.cursor, self.validate_cursor(cursor))
        number = self.virtual_size.height
        self._strips.clear()
        self._fit()
        self.refresh(layout=number != self.virtual_size.height)

    def watch_cursor(self) -> None:
        """Follow the cursor."""
        self._fit()
        self.refresh()

    def action_choose(self) -> None:
        """Choose the line under the cursor."""
        if len(self):
            self.post_message(self.Chosen(self.cursor))

    def on_click(self, event: events.Click) -> None:
        """Choose the line under the mouse."""
        index = self.line_at(event.y)
        if index is not None:
            self.cursor = index
            self.action_choose()

    def render_line(self, y: int) -> Strip:
        """Draw one choice, cut with a sign where it is too long."""
        # Without the scrollbar: beneath it the end of a line would go without a sign.
        width = self.scrollable_content_region.width
        index = self.line_at(y)
        if index is None:
            return Strip.blank(width, self.rich_style)
        on_cursor = index == self.cursor
        key = (index, width, on_cursor, on_cursor and self.shows_cursor)
        strip = self._strips.get(key)
        if strip is None:
            strip = self._strips[key] = self._drawn(index, width, on_cursor=on_cursor)
        return strip

    def _drawn(self, index: int, width: int, *, on_cursor: bool) -> Strip:
        line = self.line_of(index).truncate(width, ellipsis=True, pad=True)
        style = self.get_visual_style("choices--cursor") if on_cursor else self.visual_style
        if on_cursor and self.shows_cursor:
            # Colours made for what is around could not be read on it.
            line = Content(line.plain)
        (strip,) = Visual.to_strips(self, line, width, 1, style)
        return strip

    def notify_style_update(self) -> None:
        """Draw every line anew: the theme or the focus changed."""
        super().notify_style_update()
        self._strips.clear()

    def _fit(self) -> None:
        # Never wider than the widget: a width that follows it would have all laid out twice.
        self.virtual_size = Size(0, len(self))
        if self.size.height:
            self.scroll_to_line(self.cursor)


class Lines(Choices):
    """Lines of which a click selects one and a double click opens it: there are keys that act on the selected one."""

    HELP = "Move with the arrows or j and k; enter opens the selected line, the other keys act on it."

    def on_click(self, event: events.Click) -> None:
        """Select the line under the mouse."""
        event.prevent_default()
        index = self.line_at(event.y)
        if index is not None:
            self.cursor = index
            if event.chain == 2:
                self.action_choose()
