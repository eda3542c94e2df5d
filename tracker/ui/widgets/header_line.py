"""The first line of a screen: the report, how far its review has come, and what a save is at that takes its time."""

from textual.app import RenderResult
from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from tracker.reading.queries import Progress
from tracker.ui.literal import literal_line

_BAR = 10


class HeaderLine(Widget):
    """A title, cut with a sign where it is too long, and a bar of progress."""

    progress: reactive[Progress | None] = reactive[Progress | None](None)

    title: reactive[str] = reactive("")

    def __init__(self, title: str) -> None:
        super().__init__()
        self.set_reactive(HeaderLine.title, title)

    def on_mount(self) -> None:
        """Follow what the app is at."""
        self.watch(self.app, "at_work", self._work_changed, init=False)

    def _work_changed(self) -> None:
        self.refresh()

    def render(self) -> RenderResult:
        """Draw the line for the present width."""
        progress = self.progress
        right = Content("")
        if progress is not None:
            filled = round(_BAR * progress.done / progress.total) if progress.total else 0
            right = Content.assemble(
                f"{progress.done:,} of {progress.total:,} done ",
                ("█" * filled, "$status-reviewed"),
                ("░" * (_BAR - filled), "$status-unreviewed"),
            )
        at_work: str = getattr(self.app, "at_work", "")
        if at_work:
            right = literal_line(at_work)
        width = max(0, self.size.width - right.cell_length - 1)
        title = literal_line(self.title, "bold").truncate(width, ellipsis=True, pad=True)
        return Content.assemble(title, " ", right)
