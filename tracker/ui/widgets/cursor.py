"""Lines of which the cursor is on one: how it moves, for every list there is."""

from textual.geometry import Region
from textual.reactive import var
from textual.scroll_view import ScrollView
from textual.strip import Strip


class CursorView(ScrollView):
    """A scrolling list with a cursor; a subclass has the lines, their number, and the keys."""

    cursor: var[int] = var(0)
    """Index of the line the cursor is on."""

    def __len__(self) -> int:
        raise NotImplementedError

    def __bool__(self) -> bool:
        """It is there, however many lines it has."""
        return True

    def validate_cursor(self, cursor: int) -> int:
        """Keep the cursor on the lines."""
        return max(0, min(cursor, len(self) - 1))

    def action_move(self, lines: int) -> None:
        """Move the cursor."""
        self.cursor += lines

    def action_page(self, pages: int) -> None:
        """Move the cursor by a screenful."""
        self.action_move(pages * max(1, self.size.height - 1))

    def action_jump(self, index: int) -> None:
        """Move the cursor to the first line or, with -1, to the last."""
        self.cursor = index if index >= 0 else len(self) - 1

    def render_lines(self, crop: Region) -> list[Strip]:
        """Draw lines without what Textual adds for borders and padding, where there are none.

        A key that leads far away draws all of them.
        """
        if any(self.styles.gutter):
            return super().render_lines(crop)
        strips = [self.render_line(y) for y in crop.line_range]
        background = self.background_colors[1]
        for line_filter in self.get_line_filters():
            strips = [strip.apply_filter(line_filter, background) for strip in strips]
        return [strip.crop(crop.x, crop.right) for strip in strips]

    def line_at(self, y: int) -> int | None:
        """Return the index of the line that is drawn `y` cells below the top of the widget, if there is one."""
        index = int(self.scroll_offset.y) + y
        return index if index < len(self) else None

    def scroll_to_line(self, index: int, *, count: int = 1) -> None:
        """Bring so many lines into sight."""
        self.scroll_to_region(Region(0, index, 1, count), animate=False, force=True)
