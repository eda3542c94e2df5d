"""The source's own lines around a recommendation or a statement: what it was taken from, beside nothing of ours."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Static

from tracker import sources
from tracker.errors import BadInput, NotFound
from tracker.labels import lines_label
from tracker.reading import queries
from tracker.ui.literal import literal, literal_line
from tracker.ui.screens.base import TrackerScreen
from tracker.ui.visuals import MUTED
from tracker.ui.widgets.header_line import HeaderLine
from tracker.ui.widgets.key_line import KeyLine
from tracker.ui.widgets.scroll_pane import ScrollPane
from tracker.ui.worker import worker

if TYPE_CHECKING:
    from tracker.reading.citations import Quotation, Source
    from tracker.reading.queries import RecommendationShown

_AROUND = 200
"""Lines shown before and after those of the recommendation."""
_LONGEST = 20_000
"""Characters of a line that are shown: a file may have no line break."""


class SourceScreen(TrackerScreen[None]):
    """Shows the lines of the source, marked those of the recommendation, or those that a statement quotes."""

    HELP = "The source's own lines, what was taken from it marked. Nothing of them is stored in the database."
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "leave", "Back", key_display="esc", id="back", tooltip="Back"),
    ]

    def __init__(
        self, recommendation_id: int, *, statement: "tuple[Source, Quotation] | None" = None
    ) -> None:
        """`statement` is one about the recommendation, whose source is shown in place of the report."""
        super().__init__()
        self._recommendation_id = recommendation_id
        self._statement = statement

    def compose(self) -> ComposeResult:
        """What it is, the lead-in, the lines before, those of the recommendation, those after, the keys."""
        yield HeaderLine("Source")
        yield Static("", id="words", markup=False)
        with ScrollPane():
            yield Static("", id="before", markup=False)
            yield Static("", id="taken", markup=False)
            yield Static("", id="after", markup=False)
        yield KeyLine()

    def on_mount(self) -> None:
        """Read the recommendation, then its source."""
        self.query_one(ScrollPane).focus()
        self._read()

    def action_leave(self) -> None:
        """Go back."""
        self.dismiss(None)

    @worker("reading the source")
    async def _read(self) -> None:
        folder = Path(self.app.store.path).absolute().parent
        if self._statement is None:
            shown = await self.app.store.read(
                partial(queries.recommendation, recommendation_id=self._recommendation_id)
            )
            label = self.app.recommendation_label(shown.report, shown.reference)
            named, place = (
                shown.source_file or "no file named",
                shown.first_line and lines_label(shown.first_line, shown.last_line),
            )
            words, find = shown.lead_in or "There is no lead-in.", partial(_of_report, shown, folder)
        else:
            source, statement = self._statement
            label, named, place = f"the {statement.table}", source.name, statement.place
            words, find = statement.text, partial(_of_statement, source, statement, folder)
        where = f", {place}" if place else ""
        self.query_one(HeaderLine).title = f"Source of {label}: {named}{where}"
        self.query_one("#words", Static).update(literal_line(words, MUTED))
        try:
            lines, first, last = await self.app.store.run_in_thread(find)
        except (BadInput, NotFound) as error:
            # Here, where the lines would stand, and not as a toast: it says what to do.
            self.query_one("#taken", Static).update(literal(str(error)))
            return
        parts = {
            "before": (max(first - _AROUND, 1), first - 1, ""),
            "taken": (first, last, "bold"),
            "after": (max(last, first - 1) + 1, last + _AROUND, ""),
        }
        for name, (start, end, style) in parts.items():
            self.query_one(f"#{name}", Static).update(_numbered(lines, start, end, style))
        self.call_after_refresh(self._bring_into_sight)

    def _bring_into_sight(self) -> None:
        pane, taken = self.query_one(ScrollPane), self.query_one("#taken", Static)
        # A third of the screen above it says where in the report it stands.
        pane.scroll_to(y=taken.virtual_region.y - pane.size.height // 3, animate=False)


def _of_report(shown: "RecommendationShown", folder: Path) -> tuple[tuple[str, ...], int, int]:
    found = sources.find(shown.source_file, shown.source_sha256, [folder])
    return found.lines, shown.first_line or 1, shown.last_line or shown.first_line or 0


def _of_statement(source: "Source", statement: "Quotation", folder: Path) -> tuple[tuple[str, ...], int, int]:
    from tracker import proofs

    path = sources.at_hand(source.name, source.sha256 or "", [folder])
    if path is None:
        raise NotFound(
            f"The file of {source.name}, with the SHA-256 {source.sha256}, is not at hand.",
            "Say once where it is: tracker source-file FILE",
        )
    lines, first, last = proofs.lines_of(path, source, statement)
    return lines, first or 1, last


def _numbered(lines: tuple[str, ...], first: int, last: int, style: str) -> Content:
    """Return these lines, 1-based and inclusive, each with its number; a sign stands at those in a style."""
    width = len(str(len(lines)))
    sign = ">" if style else " "
    numbered = [
        Content.assemble(
            (f"{sign}{number:>{width}} ", MUTED), literal_line(lines[number - 1][:_LONGEST], style)
        )
        for number in range(first, min(last, len(lines)) + 1)
    ]
    return Content("\n").join(numbered)
