"""One recommendation on a screen of its own."""

from functools import partial
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from tracker.reading import queries
from tracker.ui.screens.recommendation_screen import RecommendationScreen, Target, target_of
from tracker.ui.widgets.detail_view import DetailView
from tracker.ui.widgets.header_line import HeaderLine
from tracker.ui.widgets.key_line import KeyLine
from tracker.ui.worker import worker


class DetailScreen(RecommendationScreen):
    """Shows one recommendation and keeps up with the file."""

    HELP = "One recommendation. s, t and n act on it; tab selects a note, which e edits and d deletes."
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "leave", "Back", key_display="esc", id="back", tooltip="Back to the list"),
    ]

    def __init__(self, recommendation_id: int, *, emphasised: str | None = None) -> None:
        """`emphasised` is an actor whose mentions stand out and are scrolled to."""
        super().__init__()
        self._recommendation_id = recommendation_id
        self._emphasised = emphasised

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
        self.dismiss()

    def _revised(self) -> None:
        self._load()

    @worker("reading the recommendation", exclusive=True, group="detail")
    async def _load(self) -> None:
        progress = await self.app.store.read(queries.progress)
        shown = await self.app.store.read(
            partial(queries.recommendation, recommendation_id=self._recommendation_id)
        )
        self.query_one(HeaderLine).progress = progress
        await self.query_one(DetailView).show(shown, self.app.roles)
