"""The first line of a screen: the report, and how far its review has come."""

from textual.app import RenderResult
from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from tracker.queries import Progress
from tracker.ui.literal import literal_line

_BAR = 10


class HeaderLine(Widget):
    """A title, cut with a sign where it is too long, and a bar of progress."""

    progress: reactive[Progress | None] = reactive[Progress | None](None)

    def __init__(self, title: str) -> None:
        super().__init__()
        self._title = title

    def render(self) -> RenderResult:
        """Draw the line for the present width."""
        progress = self.progress
        right = ""
        if progress is not None:
            filled = round(_BAR * progress.done / progress.total) if progress.total else 0
            right = f"{progress.done:,} of {progress.total:,} done {'█' * filled}{'░' * (_BAR - filled)}"
        width = max(0, self.size.width - len(right) - 1)
        title = literal_line(self._title, "bold").truncate(width, ellipsis=True, pad=True)
        return Content.assemble(title, " ", right)
