"""Actors by recommendations: who is named where in the current list, as what."""

from functools import partial
from typing import ClassVar, NamedTuple

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Static

from tracker.errors import TrackerError
from tracker.labels import number_of
from tracker.query_line import with_term
from tracker.query_words import in_words
from tracker.reading.matrix import Matrix, by_kind, matrix
from tracker.reading.selection import Selection
from tracker.text import folded
from tracker.ui.literal import literal_line
from tracker.ui.screens.filter_screen import FilterLine, FilterScreen
from tracker.ui.visuals import MUTED, role_colour
from tracker.ui.widgets.header_line import HeaderLine
from tracker.ui.widgets.key_line import KeyLine
from tracker.ui.widgets.matrix_grid import MatrixGrid
from tracker.ui.worker import worker


class ActorChosen(NamedTuple):
    """An actor of a matrix whose recommendations are to be listed, and what it takes to come back to it."""

    line: str
    """The query line that lists them."""
    selection: Selection
    actor: str
    by_count: bool
    filtered: str


class MatrixScreen(FilterScreen[ActorChosen | None]):
    """The matrix of a list; dismissed with an actor to list, or with None."""

    HELP = MatrixGrid.HELP
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("z", "sort", "Sort", id="sort", tooltip="Sort the actors by name, or by count"),
        Binding("slash", "search", "Search", key_display="/", id="search", tooltip="Filter the actors"),
    ]
    filter_hint = "Filter the actors"

    def __init__(self, selection: Selection, back_from: ActorChosen | None = None) -> None:
        """`back_from` is what a matrix of the same list was left with: it is shown as it was."""
        super().__init__()
        self._selection = selection
        self._matrix: Matrix | None = None
        self._by_count = back_from is not None and back_from.by_count
        self._back_from = back_from

    def compose(self) -> ComposeResult:
        """What is shown, the grid, what the cursor is on, the letters, the keys."""
        yield HeaderLine("Actors × recommendations")
        yield Static(literal_line("Reading …", MUTED), id="words", markup=False)
        yield MatrixGrid()
        yield Static("", id="matrix-cell", markup=False)
        yield Static("", id="matrix-letters", markup=False)
        yield KeyLine()

    async def on_mount(self) -> None:
        """Read, and again whenever the file changes."""
        if self._back_from is not None and self._back_from.filtered:
            (await FilterLine.on(self, self.filter_hint)).fill(self._back_from.filtered)
        self.lines().focus()
        self.watch(self.app, "revision", self._revised)

    def on_matrix_grid_moved(self) -> None:
        """Say in words what the cursor is on."""
        self._show_words()

    def on_matrix_grid_opened(self, event: MatrixGrid.Opened) -> None:
        """Open the recommendation with the mention marked, or list all that name the actor."""
        if event.column is not None:
            self.app.open_recommendation(
                event.column.recommendation_id,
                emphasised=event.actor.name if event.named else None,
                ids=[] if self._matrix is None else [each.recommendation_id for each in self._matrix.columns],
                left=lambda last: self.lines().go_to(recommendation_id=last),
            )
            return
        try:
            line = with_term("", "actor", event.actor.name)
        except TrackerError as error:
            # A name that another program wrote may hold what no query line can.
            self.app.show_toast(error)
            return
        self.dismiss(ActorChosen(line, self._selection, event.actor.name, self._by_count, self._filter))

    def action_sort(self) -> None:
        """Sort by count, or by name again."""
        self._by_count = not self._by_count
        self._show()

    def lines(self) -> MatrixGrid:
        """Return the grid."""
        return self.query_one(MatrixGrid)

    def filter_changed(self) -> None:
        """Show the actors that the filter leaves."""
        self._show()

    def _revised(self) -> None:
        self._read()

    @worker("reading the matrix", exclusive=True, group="matrix")
    async def _read(self) -> None:
        # On a lane of its own: a search on the desk, which stands below, ends what that of the list is at.
        self._matrix = await self.app.store.read(partial(matrix, selection=self._selection), lane="matrix")
        self._show()
        if self._back_from is not None:
            self.lines().go_to(actor=self._back_from.actor)
            self._back_from = None

    def _show(self) -> None:
        if self._matrix is None:
            return
        wanted = folded(self._filter)
        actors = [actor for actor in self._matrix.actors if wanted in folded(actor.name)]
        groups = list(by_kind(actors, by_count=self._by_count))
        self.lines().show(self._matrix.columns, groups, self._matrix.letters)
        letters = [
            Content.assemble(
                (self._matrix.letters[role.code], role_colour(role.code)), " ", literal_line(role.name)
            )
            for role in self._matrix.roles
        ]
        self.query_one("#matrix-letters", Static).update(Content("   ").join(letters))

    def _show_words(self) -> None:
        shown = self._matrix
        if shown is None:
            return
        words = in_words(self._selection.query, self.app.code_names)
        first, end = self.lines().columns_in_sight
        number = len(shown.columns)
        count = (
            f"{number:,}"
            if number == shown.found
            else f"the first {number:,} of {shown.found:,} (narrow the list for the rest)"
        )
        part = f", columns {first + 1:,} to {end:,}" if end - first < number else ""
        order = "count" if self._by_count else "name"
        self.query_one("#words", Static).update(
            literal_line(f"{words}: {count}{part}; actors by {order}", MUTED)
        )
        self.query_one("#matrix-cell", Static).update(self._cell(shown))

    def _cell(self, shown: Matrix) -> Content:
        """Return two lines: the actor and its roles there, and the recommendation."""
        grid = self.lines()
        actor, column = grid.actor, grid.column
        if actor is None:
            if self._filter:
                return literal_line(self.keyed("No actor of that name. [back] clears the filter."))
            return literal_line(
                self.keyed("No recommendation of this list names an actor. [back] goes back.")
            )
        if column is None:
            many = number_of(actor.total, "recommendation")
            lines = [f"{actor.name} ({actor.kind})", f"Named in {many} here; enter lists all that name it."]
        else:
            names = {role.code: role.name for role in shown.roles}
            roles = ", ".join(names.get(role, role) for role in actor.cells.get(grid.position[1], ()))
            lines = [f"{actor.name}: {roles or 'not named'}", f"{column.reference}. {column.title}"]
        width = max(1, self.size.width - 2)
        return Content("\n").join(literal_line(line).truncate(width, ellipsis=True) for line in lines)
