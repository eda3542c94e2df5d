"""The analysts' desk: the list of recommendations with its query line, and the detail beside it where there is room."""

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.screen import Screen
from textual.widgets import Input, Static

from tracker.errors import QueryError
from tracker.query_line import AS_PRINTED, BECAME, SORTS, parse, turned, with_term, without_term
from tracker.query_words import in_words
from tracker.reading import queries
from tracker.reading.selection import Selection, readable
from tracker.ui.hidden_key import hidden
from tracker.ui.literal import in_field, literal_line
from tracker.ui.query_fault import marked_fault
from tracker.ui.screens.recommendation_screen import RecommendationScreen, Target, target_of
from tracker.ui.start import ListRead, Start, read_list
from tracker.ui.visuals import MUTED
from tracker.ui.widgets.detail_view import DetailView
from tracker.ui.widgets.header_line import HeaderLine
from tracker.ui.widgets.key_line import KeyLine
from tracker.ui.widgets.recommendation_list import RecommendationList
from tracker.ui.widgets.search_line import QueryLine
from tracker.ui.worker import worker

if TYPE_CHECKING:
    from tracker.reading.facets import Faceted
    from tracker.ui.screens.matrix import ActorChosen
    from tracker.ui.store import Lane
    from tracker.ui.widgets.facet_panel import FacetPanel

WIDE = 120
"""From this width facets and detail stand beside the list."""
THREE_COLUMNS = 160
"""From this width the detail stands beside the list while the facets are shown, else below it."""
TOGETHER_SECONDS = 0.15
"""How long after the first paint facets and detail wait for one another: laying out twice takes longer than both."""
PREVIEW_ROWS = 6
"""So many rows must be free below the list for the recommendation to stand there."""
_QUERY_HINT = 'words, "a phrase", status:reviewed, -tag:aid, actor:pakistan'


class Desk(RecommendationScreen):
    """The first screen."""

    HELP = "The line above the list says what is shown; [search] changes it, and [query.help] explains there how."
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (WIDE, "-wide")]  # noqa: RUF012 - declared so by Textual
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "slash", "search", "Search", key_display="/", id="search", tooltip="Search, or filter the list"
        ),
        hidden(
            "escape",
            "clear",
            "All",
            id="clear",
            tooltip="Clear the marks, go back to the matrix, clear the query",
        ),
        Binding("q", "app.quit", "Quit", id="quit", tooltip="Quit"),
        hidden("H", "app.history", "All history", id="history.all", tooltip="History of everything"),
        hidden("m", "matrix", "Matrix", id="matrix", tooltip="Actors × recommendations"),
        hidden("f", "facets", "Filters", id="facets", tooltip="Filters: narrow the list down"),
        hidden("o", "app.overview", "Overview", id="overview", tooltip="Overview with bars"),
        hidden("I", "app.today", "Today", id="today", tooltip="What needs me today"),
        hidden("N", "app.notebook", "Notebook", id="notebook", tooltip="All notes in one place"),
        hidden("T", "app.codebook", "Codebook", id="codebook", tooltip="All tags in one place"),
        hidden("A", "app.actors", "Actors", id="actors", tooltip="All actors in one place"),
        hidden("v", "app.views", "Views", id="views", tooltip="Saved views"),
        hidden("S", "save_view", "Save view", id="views.save", tooltip="Save this list as a view"),
        hidden(
            "z",
            "sort",
            "Sort",
            id="sort",
            tooltip="Sort by the next column; R, P, D: response, progress, due",
        ),
        hidden("Z", "turn", "Reverse", id="sort.turn", tooltip="Reverse the order"),
        hidden("P", "preview", "Preview", id="preview", tooltip="Hide or show the text with the list"),
        hidden("Q", "sql", "SQL", id="sql", tooltip="This list as SQL"),
        hidden("D", "draft", "Draft", id="draft", tooltip="Draft a report from a document"),
        hidden("x", "export", "Export", id="export", tooltip="Export this list to a file, or a brief of it"),
    ]

    def __init__(self, start: Start) -> None:
        super().__init__()
        self._start = start
        self._line = self._wanted = ""
        """The line whose list is shown, and the one that was asked for last."""
        self._typed_from: int | None = None
        """The recommendation under the cursor before a query was typed."""
        self._chosen: str | None = None
        """The line that another screen chose."""
        self._facets_wanted = True
        """Whether the facets stand beside the list where there is room for them."""
        self._detail_wanted = True
        """Whether the recommendation stands with the list where there is room for it."""
        self._from_matrix: tuple[str, ActorChosen] | None = None
        """Where the list is that of an actor of a matrix: the query line before it, and what was chosen there."""
        self._awaited: set[str] = set()
        """What is to be drawn together after the first paint."""
        self._together = ExitStack()
        self._stands = asyncio.Event()
        """Set once the list is drawn, and what it takes beside it is laid out."""
        self._selection = start.list.selection
        self._words = in_words(self._selection.query, self.app.code_names)
        self._count: int | None = None
        self._seen_change_id = start.list.seen_change_id

    def compose(self) -> ComposeResult:
        """Header, query line, what is shown in words, list and detail, keys."""
        first = self._start.list.first
        yield HeaderLine(self.app.title_of(first[0].report if first else None))
        yield Static("", id="words", markup=False)
        with Horizontal():
            yield RecommendationList(self.app.statuses, self.app.report_names, self.app.code_names)
        yield KeyLine()

    def on_mount(self) -> None:
        """Show what was read before the start; then read the rest."""
        # As Textual does once the first layout is drawn: then it would be done twice.
        width, height = self.app.size
        wide, stacked = width >= WIDE, WIDE <= width < THREE_COLUMNS
        classes = {"-wide": wide, "-narrow": not wide, "-facets": wide, "-stacked": stacked}
        self.update_classes(classes, update=False)
        opened = self._start.list
        listed = self.query_one(RecommendationList)
        listed.focus()
        listed.set_tag_colours(self.app.tag_colours)
        listed.show(
            [line.recommendation_id for line in opened.first], _by_id(opened.first), empty=self._if_empty()
        )
        listed.show_vertical_scrollbar = len(opened.first) > height
        self._count = len(opened.first) if opened.complete else None
        self._show_words()
        if wide:
            self._read_facets()
        self.watch(self.app, "revision", self._revised, init=False)
        self.screen_layout_refresh_signal.subscribe(self, self._first_painted, immediate=True)

    def _first_painted(self, _: Screen[object]) -> None:
        self.screen_layout_refresh_signal.unsubscribe(self)
        # After the sizes that Textual tells at a start, each of which lays out.
        self.call_later(self._after_first_paint)

    def _after_first_paint(self) -> None:
        self._lay_out()
        self._stands.set()
        self._awaited = {name for name in ("-facets", "-detail") if self.has_class(name)}
        # Last of all, so that it takes no time from what is awaited.
        self._together.callback(self.app.after_start)
        if self._awaited:
            if not self._start.list.complete:
                self._awaited.add("rest")
            self._together.enter_context(self.app.batch_update())
            self.set_timer(TOGETHER_SECONDS, self._together.close)
        else:
            self._together.close()
        self._read_progress()
        if not self._start.list.complete:
            self._read_rest()

    def _has_come(self, name: str) -> None:
        """Draw what is new once all of it is here that the start waits for."""
        self._awaited.discard(name)
        if not self._awaited:
            self._together.close()

    @worker("reading the list", exclusive=True, group="list")
    async def _read_rest(self) -> None:
        await self._read_all(self.query_one(RecommendationList).recommendation_id)
        self._has_come("rest")

    def target(self) -> Target | None:
        """Return the recommendation under the cursor."""
        listed = self.query_one(RecommendationList)
        marked = listed.marked
        if marked:
            label = f"{len(marked):,} recommendations" if len(marked) > 1 else "the marked recommendation"
            counts = listed.tag_counts(marked)
            return Target(marked, label, tag_counts=counts, seen_change_id=self._seen_change_id)
        line = listed.line_under_cursor
        if line is None:
            self.app.show_toast(self.keyed("The list is empty: [clear] shows all recommendations."))
            return None
        view = self.detail()
        shown = None if view is None else view.recommendation
        if shown is not None and shown.recommendation_id == line.recommendation_id:
            return target_of(shown, self.app.recommendation_label(shown.report, shown.reference))
        ids = (line.recommendation_id,)
        return Target(
            ids,
            self.app.recommendation_label(line.report, line.reference),
            status=line.review_status,
            reason=line.status_reason,
            tag_counts=listed.tag_counts(ids),
            seen_change_id=self._seen_change_id,
        )

    def detail(self) -> DetailView | None:
        """Return the detail beside or below the list, where there is room for it."""
        return self.query_one(DetailView) if self.has_class("-detail") and self.query(DetailView) else None

    def on_resize(self, event: events.Resize) -> None:  # noqa: ARG002
        """The detail and the facets may have come into sight."""
        self.call_after_refresh(self._lay_out)

    def on_recommendation_list_highlighted(self) -> None:
        """Show the recommendation beside the list, and what report it is of."""
        self._name_report()
        self._follow()

    def on_recommendation_list_opened(self, event: RecommendationList.Opened) -> None:
        """Show the recommendation on a screen of its own."""
        listed = self.query_one(RecommendationList)
        self.app.open_recommendation(event.recommendation_id, ids=listed.ids, left=self.go_to)

    @property
    def place(self) -> tuple[Sequence[int], int]:
        """The list, and where the cursor is."""
        listed = self.query_one(RecommendationList)
        return listed.ids, listed.cursor

    def go_to(self, recommendation_id: int | None) -> None:
        """Put the cursor on a recommendation."""
        if recommendation_id is not None:
            self.query_one(RecommendationList).go_to(recommendation_id)

    @worker("reading the lines of the list", exclusive=True, group="lines")
    async def on_recommendation_list_lines_wanted(self, event: RecommendationList.LinesWanted) -> None:
        """Read the lines that came into sight."""
        lines = await self.app.store.read(partial(queries.lines, ids=event.ids))
        self.query_one(RecommendationList).add_lines(lines)
        self._name_report()

    def on_recommendation_list_marks_changed(self) -> None:
        """Say how many are marked."""
        self._show_words()

    async def action_clear(self) -> None:
        """Take the marks away; where there are none, go back to the matrix that the list is from, or drop the query."""
        listed = self.query_one(RecommendationList)
        if listed.mark_count:
            listed.unmark()
        elif self._from_matrix is not None:
            line, chosen = self._from_matrix
            await self.open_line(line)
            self._open_matrix(chosen.selection, chosen)
        else:
            QueryLine.clear_on(self)
            listed.focus()

    def action_matrix(self) -> None:
        """Show actors by recommendations of this list."""
        self._open_matrix(self._selection)

    def _open_matrix(self, selection: Selection, back_from: "ActorChosen | None" = None) -> None:
        from tracker.ui.screens.matrix import MatrixScreen

        self.app.push_screen(MatrixScreen(selection, back_from), self._list_actor)

    async def _list_actor(self, chosen: "ActorChosen | None") -> None:
        if chosen is not None:
            before = QueryLine.text_on(self)
            await self.open_line(chosen.line)
            self._from_matrix = before, chosen

    def action_save_view(self) -> None:
        """Save the query line under a name."""
        from tracker.ui.screens.views import save_view

        save_view(self.app, self._line)

    def action_sql(self) -> None:
        """Show the statement of this list."""
        from tracker.ui.screens.sql import SqlScreen

        self.app.push_screen(SqlScreen(self._selection, self._words))

    def action_export(self) -> None:
        """Write this list to a file."""
        from tracker.ui.screens.export import export

        export(self.app, self._selection, self._words)

    async def action_search(self) -> None:
        """Type a query."""
        self._typed_from = self.query_one(RecommendationList).recommendation_id
        (await QueryLine.on(self, _QUERY_HINT)).begin()

    def action_draft(self) -> None:
        """Ask for a document, and review the draft that is made of it."""
        from tracker.ui.draft_documents import ask_for_document

        ask_for_document(self.app)

    async def open_line(self, line: str | None) -> None:
        """Show the list of a query line that another screen chose; None leaves the list as it is."""
        if line is not None:
            self._chosen = in_field(line)
            (await QueryLine.on(self, _QUERY_HINT)).fill(line)
            self.query_one(RecommendationList).focus()

    async def action_sort(self) -> None:
        """Sort by what comes next: the columns, the latest change, and the order of print again."""
        listed = self.query_one(RecommendationList)
        # By what became of the recommendations only where the list tells of it.
        orders = [o for o in SORTS if o != "match" and (o not in BECAME or listed.has_column(o))]
        now = self._selection.query.sort.lstrip("-")
        await self._sort(orders[(orders.index(now) + 1) % len(orders)] if now in orders else AS_PRINTED)

    async def action_turn(self) -> None:
        """Turn the order round."""
        await self._sort(turned(self._selection.query.sort))

    async def on_recommendation_list_sort_wanted(self, event: RecommendationList.SortWanted) -> None:
        """Sort by the column whose heading was clicked, or turn that round."""
        now = self._selection.query.sort
        await self._sort(turned(now) if now == event.order else event.order)

    async def _sort(self, order: str) -> None:
        line = QueryLine.text_on(self)
        try:
            line = with_term(without_term(line, "sort", order), "sort", order)
            if order == AS_PRINTED:
                line = without_term(line, "sort", order)
        except QueryError as error:
            self.app.show_toast(error)
            return
        (await QueryLine.on(self, _QUERY_HINT)).fill(line)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Search as it is typed."""
        self.search(event.value, typed=event.input.has_focus)

    def on_search_line_left(self, event: QueryLine.Left) -> None:
        """Leave the query as it is and go to the list."""
        self.query_one(RecommendationList).focus()
        event.line.hide_if_empty()

    def search(self, line: str, *, typed: bool = False) -> None:
        """Show the list of a query line; one that cannot be read is pointed at.

        The cursor stays where it is. While a line is `typed` it stays where it was before, else is on the first: not
        where the lists led it that came in between, as it depends on the time which of those are read.
        """
        # Noted at once: the file may change before the reading begins.
        self._wanted = line
        if self._from_matrix is not None and not _asks_the_same(line, self._from_matrix[1].line):
            self._from_matrix = None
        on = self._typed_from if typed else self.query_one(RecommendationList).recommendation_id
        self._find(line, on, typed)

    @worker("searching", exclusive=True, group="list")
    async def _find(self, line: str, stay_on: int | None, typed: bool) -> None:
        store = self.app.store
        store.abandon("list")
        self._abandon_facets()
        try:
            read = await store.read(partial(read_list, line=line, me=self.app.analyst), lane="list")
        except QueryError as error:
            # The list of what can be read, whatever was shown before, so that keys that come in one packet lead to
            # the same one; of a saved view that no longer opens all, as a part would pass for it.
            rest = ""
            if line != self._chosen:
                rest = await store.read(partial(readable, line=line), lane="list")
            listed = await store.read(partial(read_list, line=rest, me=self.app.analyst), lane="list")
            await self._show(listed, rest, stay_on, typed)
            self._point_at(error)
            self._mark_line(faulty=True)
        else:
            await self._show(read, line, stay_on, typed)
            self._mark_line(faulty=False)

    def _mark_line(self, *, faulty: bool) -> None:
        for query in self.query(QueryLine):
            query.faulty = faulty

    async def _show(self, read: ListRead, line: str, stay_on: int | None, typed: bool) -> None:
        self._line, self._selection = line, read.selection
        self._words = in_words(read.selection.query, self.app.code_names)
        listed = self.query_one(RecommendationList)
        listed.set_reports(self._report_names)
        listed.show(
            [found.recommendation_id for found in read.first],
            _by_id(read.first),
            stay_on=stay_on,
            else_first=typed,
            sort=read.selection.query.sort,
            empty=self._if_empty(),
        )
        self._count = len(read.first) if read.complete else None
        self._seen_change_id = read.seen_change_id
        self._show_words()
        self._lay_out_detail()
        if not read.complete:
            await self._read_all(stay_on, typed)
        self._read_facets()

    def _revised(self) -> None:
        if self._wanted == self._line:
            self._reload()
        else:
            self._read_progress()
            self._follow()
            self.search(self._wanted)

    @worker("reading the list", exclusive=True, group="list")
    async def _reload(self) -> None:
        """Read the same list again: the file changed."""
        self._read_progress()
        self._follow()
        await self._read_all(self.query_one(RecommendationList).recommendation_id)
        self._read_facets()

    async def _read_all(self, stay_on: int | None, typed: bool = False) -> None:
        listed = self.query_one(RecommendationList)
        selection = self._selection
        seen = await self.app.store.read(queries.latest_change_id, lane="list")
        ids = await self.app.store.read(partial(queries.all_ids, selection=selection), lane="list")
        near = listed.near_sight(ids)
        lines = await self.app.store.read(partial(queries.lines, ids=near), lane="list")
        self.app.take_reports(await self.app.store.read(queries.reports, lane="list"))
        statuses = await self.app.store.read(queries.statuses, lane="list")
        listed.set_reports(self._report_names)
        if statuses != self.app.statuses:
            self.app.statuses = statuses
            listed.set_statuses(statuses)
            for view in self.query(DetailView):
                view.set_statuses(statuses)
        listed.show(
            ids,
            lines,
            stay_on=stay_on,
            else_first=typed,
            sort=selection.query.sort,
            empty=self._if_empty(),
        )
        self._count, self._seen_change_id = len(ids), seen
        self._name_report()
        self._show_words()
        self._lay_out_detail()

    def action_preview(self) -> None:
        """Hide or show the recommendation beside or below the list."""
        self._detail_wanted = not self._detail_wanted
        self._lay_out_detail()
        if self._detail_wanted and not self.has_class("-detail"):
            self.app.show_toast(
                self.keyed("There is no room for the text below this list: [list.open] opens it.")
            )

    def action_facets(self) -> None:
        """Show or hide the facets beside the list; where there is no room for them, lay them over it."""
        from tracker.ui.widgets.facet_panel import FacetPanel

        if not self.has_class("-wide"):
            self._open_facets()
            return
        self._facets_wanted = not self._facets_wanted
        self._lay_out()
        if self._facets_wanted:
            self.query_one(FacetPanel).focus()

    def on_facet_panel_left(self) -> None:
        """Go from the facets to the list."""
        self.query_one(RecommendationList).focus()

    async def on_facet_panel_toggled(self, event: "FacetPanel.Toggled") -> None:
        """Take a facet one step on in the query line; the focus stays with the facets."""
        from tracker.reading.facets import restated, toggled

        try:
            line = toggled(QueryLine.text_on(self), event.facet)
        except QueryError as error:
            self.app.show_toast(error)
            return
        (await QueryLine.on(self, _QUERY_HINT)).fill(line)
        event.panel.show(restated(event.panel.facets, line))

    def _lay_out(self) -> None:
        """Show the facets where there is room for them; the detail is below the list where three are too many."""
        shown = self._facets_wanted and self.has_class("-wide")
        before = self.has_class("-facets")
        self.update_classes({"-facets": shown, "-stacked": shown and self.size.width < THREE_COLUMNS})
        if shown and not self.query("#facets"):
            from tracker.ui.widgets.facet_panel import FacetPanel

            self.query_one(Horizontal).mount(Vertical(FacetPanel(), id="facets"), before=0)
        for column in self.query("#facets"):
            if before and not shown and column.has_focus_within:
                self.query_one(RecommendationList).focus()
            column.display = shown
        if shown and not before:
            self._read_facets()
        self._lay_out_detail()

    def _lay_out_detail(self) -> None:
        """Show the recommendation where there is room: beside the list, or in the rows that are free below it."""
        listed = self.query_one(RecommendationList)
        free = self.query_one(Horizontal).size.height - listed.rows_needed
        wide = self.has_class("-wide")
        below = self._detail_wanted and not wide and bool(self._count) and free >= PREVIEW_ROWS
        shown = below or (self._detail_wanted and wide)
        listed.styles.height = listed.rows_needed if below else None
        if shown == self.has_class("-detail") and below == self.has_class("-below"):
            return
        self.update_classes({"-detail": shown, "-below": below})
        focused = self.focused
        if (
            not shown
            and focused is not None
            and any(isinstance(n, DetailView) for n in focused.ancestors_with_self)
        ):
            listed.focus()
        self._follow()

    @worker("counting the filters", exclusive=True, group="facets")
    async def _read_facets(self) -> None:
        """Count what the list can be narrowed to: never in the way of the list; at the start while that is drawn."""
        if not self.has_class("-facets"):
            return
        from tracker.reading.facets import facets

        self.app.store.abandon("facets")
        # At the start of a short list on the connection that is open: another would take longer to read the schema.
        lane: Lane = "rows" if self._start.list.complete and not self._stands.is_set() else "facets"
        found = await self.app.store.read(partial(facets, query=self._selection.query), lane=lane)
        await self._stands.wait()
        from tracker.ui.widgets.facet_panel import FacetPanel

        for panel in self.query(FacetPanel):
            panel.set_looks(self.app.statuses, self.app.roles, self.app.tag_colours, self.app.reports)
            panel.show(found)
        self._has_come("-facets")

    def _abandon_facets(self) -> None:
        """End the count of a list that is on screen no more."""
        self.workers.cancel_group(self, "facets")
        self.app.store.abandon("facets")

    def _open_facets(self) -> None:
        from tracker.ui.screens.facets import FacetsModal

        line = QueryLine.text_on(self)
        try:
            parse(line)
        except QueryError as error:
            self.app.show_toast(error)
            return
        self.app.push_screen(FacetsModal(line, self._recount), self.open_line)

    async def _recount(self, line: str) -> "Faceted":
        from tracker.reading.facets import faceted

        self._abandon_facets()
        return await self.app.store.read(partial(faceted, line=line, me=self.app.analyst), lane="facets")

    @worker("counting what is done", exclusive=True, group="progress")
    async def _read_progress(self) -> None:
        self.query_one(HeaderLine).progress = await self.app.store.read(queries.progress)
        self.app.codebook = await self.app.store.read(queries.tags)
        self.app.tag_colours = {tag.tag: tag.colour for tag in self.app.codebook if tag.colour is not None}
        self.query_one(RecommendationList).set_tag_colours(self.app.tag_colours)

    def _follow(self) -> None:
        if self.has_class("-detail"):
            self._show_detail(self.query_one(RecommendationList).recommendation_id)

    @worker("reading the recommendation", exclusive=True, group="detail")
    async def _show_detail(self, recommendation_id: int | None) -> None:
        if not self.query(DetailView):
            await self.query_one(Horizontal).mount(DetailView(self.app.statuses))
        view = self.query_one(DetailView)
        if recommendation_id is None:
            view.clear()
            self._has_come("-detail")
            return
        from tracker.reading.followup import shown_with_what_became

        shown, became = await self.app.store.read(
            partial(shown_with_what_became, recommendation_id=recommendation_id)
        )
        await view.show(shown, self.app.roles, self.app.tag_colours, became)
        self._has_come("-detail")

    @property
    def _report_names(self) -> Mapping[str, str]:
        """What the list calls its reports; where the query asks for one alone, its line needs no column for it."""
        asked = (term for term in self._selection.query.terms if term.key == "report" and not term.excluded)
        return {} if any(len(term.values) == 1 for term in asked) else self.app.report_names

    def _name_report(self) -> None:
        line = self.query_one(RecommendationList).line_under_cursor
        self.query_one(HeaderLine).title = self.app.title_of(None if line is None else line.report)

    def _show_words(self) -> None:
        number = "..." if self._count is None else f"{self._count:,}"
        marked = self.query_one(RecommendationList).mark_count
        does = (
            self.keyed(
                "[status] [tags] [note] [response] [progress] [due] [owner] act on them, [clear] unmarks"
            )
            if marked
            else ""
        )
        tail = f"   {marked:,} marked: {does}" if marked else ""
        if self._from_matrix is not None and not marked:
            tail = self.keyed("   [clear] goes back to the matrix")
        self.query_one("#words", Static).update(literal_line(f"{self._words}: {number}{tail}", MUTED))

    def _point_at(self, error: QueryError) -> None:
        self.query_one("#words", Static).update(marked_fault(error, self.size.width))

    def _if_empty(self) -> str:
        if self._line.strip():
            return self.keyed(
                "Nothing matches. [clear] shows all recommendations; [search] changes the query."
            )
        return self.keyed("No recommendations yet. Quit ([quit]) and load a report: tracker load FILE")


def _asks_the_same(line: str, other: str) -> bool:
    """Whether two query lines ask for the same, in whatever order."""
    try:
        return parse(line)._replace(sort=AS_PRINTED) == parse(other)._replace(sort=AS_PRINTED)
    except QueryError:
        return False


def _by_id(lines: Sequence[queries.ListedRecommendation]) -> dict[int, queries.ListedRecommendation]:
    return {line.recommendation_id: line for line in lines}
