"""One recommendation on a screen of its own, and from there the next one of the list."""

from collections.abc import Sequence
from functools import partial
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from tracker.reading import queries
from tracker.reading.followup import shown_with_what_became
from tracker.ui.hidden_key import hidden
from tracker.ui.screens.recommendation_screen import RecommendationScreen, Target, target_of
from tracker.ui.widgets.detail_view import DetailView
from tracker.ui.widgets.header_line import HeaderLine
from tracker.ui.widgets.key_line import KeyLine
from tracker.ui.worker import worker


class DetailScreen(RecommendationScreen):
    """Shows one recommendation and keeps up with the file."""

    HELP = (
        "[note.edit] and [note.delete] act on the only note, or on what tab selects: a note, an answer, progress, a "
        "deadline. [source] shows the lines of the text, or the source of what is selected."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("J", "read(1)", "Next", key_display="J", id="detail.next", tooltip="Read the next"),
        hidden("K", "read(-1)", "Previous", id="detail.previous", tooltip="Read the previous"),
        hidden("I", "app.today", "Today", id="today", tooltip="What needs me today"),
        Binding("escape,q", "leave", "Back", key_display="esc", id="back", tooltip="Back to the list"),
    ]

    def __init__(
        self, recommendation_id: int, *, emphasised: str | None = None, ids: Sequence[int] = ()
    ) -> None:
        """`emphasised` is an actor whose mentions stand out and are scrolled to; `ids` are the list read on in."""
        super().__init__()
        self.recommendation_id = recommendation_id
        """The one that is read now."""
        self._emphasised = emphasised
        self._ids = ids

    def compose(self) -> ComposeResult:
        """The header, the detail, the keys."""
        yield HeaderLine(self.app.title_shown)
        yield DetailView(self.app.statuses, emphasised=self._emphasised)
        yield KeyLine()

    def on_mount(self) -> None:
        """Read it, and again whenever the file changes."""
        self.query_one(DetailView).focus()
        self.watch(self.app, "revision", self._revised)

    def target(self) -> Target | None:
        """Return this recommendation."""
        shown = self.query_one(DetailView).recommendation
        return (
            None
            if shown is None
            else target_of(shown, self.app.recommendation_label(shown.report, shown.reference))
        )

    def detail(self) -> DetailView:
        """Return the detail."""
        return self.query_one(DetailView)

    def action_leave(self) -> None:
        """Go back to the list."""
        self.dismiss(self.recommendation_id)

    def on_detail_view_read_on(self) -> None:
        """Go on at the end of the text."""
        self.action_read(1)

    def action_read(self, step: int) -> None:
        """Go to the next recommendation of the list, or with -1 to the one before."""
        ids, at = self.place
        if at < 0 or not 0 <= at + step < len(ids):
            end = "last" if step > 0 else "first"
            self.app.show_toast(f"This is the {end} of the list.")
            return
        self.go_to(ids[at + step])

    @property
    def place(self) -> tuple[Sequence[int], int]:
        """The list, and the index there of this one."""
        try:
            return self._ids, self._ids.index(self.recommendation_id)
        except ValueError:
            return self._ids, -1

    def go_to(self, recommendation_id: int | None) -> None:
        """Read a recommendation."""
        if recommendation_id is not None:
            self.recommendation_id = recommendation_id
            self._load()

    def _revised(self) -> None:
        self._load()

    @worker("reading the recommendation", exclusive=True, group="detail")
    async def _load(self) -> None:
        progress = await self.app.store.read(queries.progress)
        shown, became = await self.app.store.read(
            partial(shown_with_what_became, recommendation_id=self.recommendation_id)
        )
        header = self.query_one(HeaderLine)
        header.progress = progress
        ids, at = self.place
        title = self.app.title_of(shown.report)
        header.title = title if at < 0 else f"{at + 1:,} of {len(ids):,}  {title}"
        await self.query_one(DetailView).show(shown, self.app.roles, self.app.tag_colours, became)
