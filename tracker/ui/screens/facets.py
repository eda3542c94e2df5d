"""The facets where the terminal is too narrow for them to stand beside the list."""

from collections.abc import Awaitable, Callable
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Static

from tracker.errors import QueryError
from tracker.query_line import parse
from tracker.query_words import in_words
from tracker.reading.facets import Faceted, restated, toggled
from tracker.ui.hidden_key import hidden
from tracker.ui.literal import literal_line
from tracker.ui.screens.base import TrackerModal
from tracker.ui.visuals import HEADING
from tracker.ui.widgets.facet_panel import FacetPanel
from tracker.ui.worker import worker


class FacetsModal(TrackerModal[str]):
    """Returns the query line that was put together, or None where it stayed as it was."""

    HELP = FacetPanel.HELP
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,f,q", "leave", "Close", id="modal.leave", tooltip="Show the list"),
        hidden("question_mark,f1", "app.help", "Help", id="modal.help", tooltip="What the keys do here"),
    ]

    def __init__(self, line: str, count: Callable[[str], Awaitable[Faceted]]) -> None:
        """`line` is one that can be read; `count` returns the facets of a line and may raise TrackerError."""
        super().__init__()
        self._line = self._first = line
        self._recount = count

    def compose(self) -> ComposeResult:
        """What is shown in words, the facets, and what the keys do."""
        with Vertical(classes="modal", id="facets-modal"):
            yield Static("", markup=False, id="facets-words")
            yield FacetPanel()
            choose, leave = self.key_of("choices.choose", FacetPanel), self.key_of("modal.leave")
            find = self.key_of("search", FacetPanel)
            yield Static(
                literal_line(f"{choose}: ask for, exclude, clear   {find}: find   {leave}: the list"),
                classes="hint",
                markup=False,
            )

    def on_mount(self) -> None:
        """Count."""
        panel = self.query_one(FacetPanel)
        panel.set_looks(self.app.statuses, self.app.roles, self.app.tag_colours, self.app.reports)
        panel.focus()
        self._show_count("…")
        self._count()

    def on_facet_panel_toggled(self, event: FacetPanel.Toggled) -> None:
        """Take the facet one step on."""
        try:
            self._line = toggled(self._line, event.facet)
        except QueryError as error:
            self.app.show_toast(error)
            return
        panel = self.query_one(FacetPanel)
        panel.show(restated(panel.facets, self._line))
        self._show_count("…")
        self._count()

    def on_facet_panel_left(self) -> None:
        """Esc in the facets: show the list."""
        self.action_leave()

    def action_leave(self) -> None:
        """Show the list."""
        self.dismiss(None if self._line == self._first else self._line)

    @worker("counting the filters", exclusive=True, group="facets")
    async def _count(self) -> None:
        found = await self._recount(self._line)
        self.query_one(FacetPanel).show(found.facets)
        self._show_count(f"{found.total:,}")

    def _show_count(self, count: str) -> None:
        words = literal_line(f"{in_words(parse(self._line), self.app.code_names)}: {count}", HEADING)
        self.query_one("#facets-words", Static).update(words)
