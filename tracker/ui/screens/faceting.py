"""A screen with facets beside its list, or over it: what the list can be narrowed to, counted."""

from functools import partial
from typing import TYPE_CHECKING

from textual.containers import Horizontal

from tracker.errors import QueryError
from tracker.query_line import Query, parse
from tracker.ui.screens.querying import QueryingScreen
from tracker.ui.worker import worker

if TYPE_CHECKING:
    from tracker.reading.facets import Faceted
    from tracker.ui.widgets.facet_panel import FacetPanel

THREE_COLUMNS = 160
"""From this width the detail stands beside the list while the facets are shown, else below it."""


class FacetingScreen(QueryingScreen):
    """A screen whose facets take its query line a step on; a subclass says what is listed."""

    def __init__(self) -> None:
        super().__init__()
        self._facets_wanted = True
        """Whether the facets stand beside the list where there is room for them."""

    @property
    def query_shown(self) -> Query:
        """The query of the list that is shown."""
        raise NotImplementedError

    def action_facets(self) -> None:
        """Show or hide the facets beside the list; where there is no room for them, lay them over it."""
        if not self.has_class("-wide"):
            self._open_facets()
            return
        self._facets_wanted = not self._facets_wanted
        self.lay_out()
        for panel in self.query("#facets"):
            if self._facets_wanted:
                panel.focus()

    def on_facet_panel_left(self) -> None:
        """Go from the facets to the list."""
        self.action_to_list()

    async def on_facet_panel_toggled(self, event: "FacetPanel.Toggled") -> None:
        """Take a facet one step on in the query line; the focus stays with the facets."""
        from tracker.reading.facets import restated, toggled

        try:
            line = toggled(self.typed, event.facet)
        except QueryError as error:
            self.app.tell(error)
            return
        await self.set_line(line)
        event.panel.show(restated(event.panel.facets, line))

    def lay_out(self) -> None:
        """Show the facets where there is room for them; the detail is below the list where three are too many."""
        shown = self._facets_wanted and self.has_class("-wide")
        before = self.has_class("-facets")
        self.set_class(shown, "-facets")
        self.set_class(shown and self.size.width < THREE_COLUMNS, "-stacked")
        if shown and not self.query("#facets"):
            from tracker.ui.widgets.facet_panel import FacetPanel

            self.query_one(Horizontal).mount(FacetPanel(id="facets"), before=0)
        for panel in self.query("#facets"):
            if before and not shown and panel.has_focus:
                self.action_to_list()
            panel.display = shown
        if shown and not before:
            self.read_facets()

    @worker("counting the facets", exclusive=True, group="facets")
    async def read_facets(self) -> None:
        """Count what the list can be narrowed to: after the list, and never in its way."""
        if not self.has_class("-facets"):
            return
        from tracker.reading.facets import facets
        from tracker.ui.widgets.facet_panel import FacetPanel

        self.app.store.abandon("facets")
        found = await self.app.store.read(partial(facets, query=self.query_shown), lane="facets")
        self.query_one("#facets", FacetPanel).show(found)

    def abandon_facets(self) -> None:
        """End the count of a list that is on screen no more."""
        self.workers.cancel_group(self, "facets")
        self.app.store.abandon("facets")

    def _open_facets(self) -> None:
        from tracker.ui.screens.facets import FacetsModal

        try:
            parse(self.typed)
        except QueryError as error:
            self.app.tell(error)
            return
        self.app.push_screen(FacetsModal(self.typed, self._recount), self.open_line)

    async def _recount(self, line: str) -> "Faceted":
        from tracker.reading.facets import faceted

        self.abandon_facets()
        return await self.app.store.read(partial(faceted, line=line), lane="facets")
