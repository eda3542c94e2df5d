"""The items of a draft beside the document they were taken from: each is accepted, rejected, or set right first."""

import asyncio
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Hashable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Static

from tracker.draft_review import Review
from tracker.errors import BadInput
from tracker.intake import draft as decisions
from tracker.intake import drafting
from tracker.intake.actors.vocabulary import Actor
from tracker.intake.document import Line
from tracker.intake.draft import Draft, DraftItem
from tracker.intake.flags import Flag, flags
from tracker.labels import number_of
from tracker.printing import broken
from tracker.text import shown_line
from tracker.ui.hidden_key import hidden
from tracker.ui.literal import literal_line
from tracker.ui.screens.pane_screen import PaneScreen
from tracker.ui.visuals import HEADING, MUTED
from tracker.ui.widgets.choices import Choices, Lines
from tracker.ui.widgets.scroll_pane import ScrollPane
from tracker.ui.worker import worker

if TYPE_CHECKING:
    from tracker.intake.proposals import Proposal

_AROUND = 60
"""Lines of the document shown before and after those of an item."""
_REFERENCE = 12
"""The widest that the column of references becomes, in cells."""

Change = Callable[[Draft, int], Draft]


class _Row(NamedTuple):
    """An item with its place in the draft."""

    at: int
    item: DraftItem
    flags: tuple[Flag, ...]


class DocumentPane(ScrollPane):
    """The lines of the document around an item, and its own between them."""

    HELP = "The document; j and k scroll it, tab goes back to the items."

    def compose(self) -> ComposeResult:
        """What is said of the item, the lines before, its own, those after."""
        for name in ("said", "before", "taken", "after"):
            yield Static("", id=name, markup=False)


class ItemLines(Lines):
    """The items, of which enter accepts the selected one."""

    HELP = "Move with the arrows or j and k; enter accepts the selected item."
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "choose", "Accept", key_display="⏎", id="draft.accept", tooltip="Accept the item"),
    ]


class DraftScreen(PaneScreen[_Row, bool]):
    """Shows the items of a draft and takes decisions on them; returns True where the draft is to be loaded."""

    lines_class = ItemLines
    HELP = (
        "The items of the draft, and the document at the lines of the selected one; running heads that were dropped "
        "are dim. Enter accepts an item and goes to the next, [draft.reject] rejects it: it stays in the file. "
        "The heading names the report as it will be called: write another title in the file. Each decision is in it at "
        "once. When all are decided, [draft.load] loads the report."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("d", "reject", "Reject", id="draft.reject", tooltip="Reject the item: it stays in the file"),
        Binding("Y", "accept_rest", "Unflagged", id="draft.all", tooltip="Accept all that have no flag"),
        hidden("M", "merge", "Merge", id="draft.merge", tooltip="Merge it with the next"),
        hidden("vertical_line", "split", "Split", id="draft.split", tooltip="Split it in two"),
        Binding("E", "retitle", "Title", id="draft.title", tooltip="Edit its title"),
        hidden("R", "renumber", "Number", id="draft.number", tooltip="Give it another number"),
        Binding("a", "actors", "Actors", id="draft.actors", tooltip="Take actors that the text names"),
        hidden(
            "A",
            "report_actors",
            "All actors",
            id="actors",
            tooltip="Take actors wherever the report names them",
        ),
        hidden(
            "less_than_sign", "move_last(-1)", "Shorter", id="draft.shorter", tooltip="End it a line earlier"
        ),
        hidden(
            "greater_than_sign", "move_last(1)", "Longer", id="draft.longer", tooltip="End it a line later"
        ),
        hidden(
            "left_curly_bracket",
            "move_first(-1)",
            "Earlier",
            id="draft.earlier",
            tooltip="Begin it a line earlier",
        ),
        hidden(
            "right_curly_bracket", "move_first(1)", "Later", id="draft.later", tooltip="Begin it a line later"
        ),
        hidden("z", "sort", "Sort", id="sort", tooltip="Worst flags first, or as printed"),
        hidden("full_stop", "next", "Next", id="next.unreviewed", tooltip="Go to the next undecided"),
        Binding("ctrl+s,f2", "load", "Load", key_display="^s", id="draft.load", tooltip="Load the report"),
        Binding("u", "undo_decision", "Undo", id="undo", tooltip="Take back the last decision"),
        hidden("U", "redo_decision", "Redo", id="redo", tooltip="Do again what undo took back"),
    ]

    def __init__(
        self, review: Review, into: str, *, raw: bytes | None, actors: Callable[[], Sequence[Actor]] = tuple
    ) -> None:
        """`into` is the database that it would be loaded into, `actors` returns those known.

        `raw` is a PDF that is to be read a second time, None where it was.
        """
        super().__init__()
        self._review = review
        self._into = into
        self._raw = raw
        self._known_actors = actors
        self._worst_first = False
        self._begun = False
        self._disk = ThreadPoolExecutor(1, thread_name_prefix="draft")
        document = review.document
        self._lines = sorted((*document.lines, *document.dropped), key=lambda line: line.number)
        self._dropped = frozenset(line.number for line in document.dropped)
        self._numbers = [line.number for line in self._lines]
        self.heading = f"Draft of {document.name}: {review.draft.report.get('title', 'untitled')}"

    def pane(self) -> ScrollPane:
        """Return where the document stands."""
        return DocumentPane()

    def on_mount(self) -> None:
        """Have the file hold the draft, and read the document a second time."""
        self._keep()
        if self._raw is not None:
            self._compare(self._raw)

    async def read(self) -> Sequence[_Row]:
        """Return the items."""
        return self._rows()

    def _rows(self) -> list[_Row]:
        items = self._review.draft.items
        rows = [_Row(at, *each) for at, each in enumerate(zip(items, flags(items), strict=True))]
        if self._worst_first:
            rows.sort(key=lambda row: row.flags[0].rank if row.flags else 99)
        return rows

    def line(self, item: _Row) -> Content:
        """Return what was decided, number, flags and title."""
        entry = item.item
        if entry.rejected:
            sign, style = "✗", MUTED
        elif entry.reviewed:
            sign, style = "✓", "$status-reviewed"
        else:
            sign, style = "·", ""
        width = min(_REFERENCE, max(len(row.item.reference) for row in self._items))
        flagged = "" if entry.reviewed else "; ".join(flag.sentence for flag in item.flags)
        return Content.assemble(
            (f"{sign} ", style),
            literal_line(entry.reference).truncate(width, ellipsis=True, pad=True),
            literal_line(f"  ! {flagged}" if flagged else "", "$status-needs-follow-up"),
            literal_line(f"  {entry.title}", MUTED if entry.rejected else ""),
        )

    def key(self, item: _Row) -> Hashable:
        """Return its place in the draft."""
        return item.at

    def text_of(self, item: _Row) -> str:
        """Return number, title and text."""
        return f"{item.item.reference} {item.item.title} {item.item.text}"

    def words(self) -> Content:
        """Say how far the review is."""
        items = self._review.draft.items
        rejected = sum(item.rejected for item in items)
        left = len(self._review.draft.unreviewed)
        flagged = sum(bool(row.flags) and not row.item.reviewed for row in self._items)
        parts = [f"{len(items) - left:,} of {number_of(len(items), 'item')} decided"]
        parts += [f"{rejected:,} rejected"] * bool(rejected)
        parts += [f"{flagged:,} to look at"] * bool(flagged)
        parts += [self.keyed("[draft.load] loads the report")] * (not left)
        if self._filter:
            parts.insert(0, f"{len(self._in_sight):,} in sight")
        return literal_line("; ".join(parts) + ("; worst first" if self._worst_first else ""), MUTED)

    def show_lines(self) -> None:
        """Draw the lines; the first time go to the first item that nobody decided on."""
        super().show_lines()
        if not self._begun and self._in_sight:
            self._begun = True
            if self._in_sight[0].item.reviewed:
                self.action_next()

    def choose(self, item: _Row) -> None:  # noqa: ARG002 - that of the cursor
        """Accept the item."""
        self.action_accept()

    def show_selected(self) -> None:
        """Show the document at the lines of the selected item."""
        row = self.selected
        if row is None:
            return
        item = row.item
        mentioned = ", ".join(f"{each['actor']} ({each['role']})" for each in item.mentions)
        said = [literal_line(f"{item.reference}  {item.title}", HEADING)]
        said += [
            literal_line("; ".join(flag.sentence for flag in row.flags), "$status-needs-follow-up")
        ] * bool(row.flags)
        said += [literal_line(f"Actors: {mentioned}", MUTED)] * bool(mentioned)
        first, last = item.first_line, item.last_line
        parts = {
            "before": self._printed(max(first - _AROUND, 1), first - 1),
            "taken": self._printed(first, last, taken=True),
            "after": self._printed(last + 1, last + _AROUND),
        }
        self.query_one("#said", Static).update(Content("\n").join(said))
        for name, lines in parts.items():
            static = self.query_one(f"#{name}", Static)
            static.update(Content("\n").join(lines))
            static.display = bool(lines)
        self.call_after_refresh(self._scroll_to_item)

    def _scroll_to_item(self) -> None:
        pane = self.query_one(DocumentPane)
        taken = self.query_one("#taken")
        # With a few lines before it, so that one sees where it begins.
        pane.scroll_to(y=max(0, taken.virtual_region.y - 4), animate=False)

    def _printed(self, first: int, last: int, *, taken: bool = False) -> list[Content]:
        own = {line.number for line in self._review.passages.lines(first, last)} if taken else set()
        return [self._line(line, line.number in own) for line in self._between(first, last)]

    def _between(self, first: int, last: int) -> Iterator[Line]:
        yield from self._lines[bisect_left(self._numbers, first) : bisect_right(self._numbers, last)]

    def _line(self, line: Line, own: bool) -> Content:
        """Return a line of the document with its number, and with what it goes on to below its beginning."""
        digits = len(str(self._numbers[-1]))
        room = max(20, self.query_one(DocumentPane).scrollable_content_region.width - digits - 3)
        style = MUTED if line.number in self._dropped else ""
        first, *more = broken(shown_line(f"{line.marker} {line.text}".strip()), room)
        mark = ("▌", "$heading") if own else " "
        rows = [Content.assemble((f"{line.number:>{digits}} ", MUTED), mark, (first, style))]
        rows += [Content.assemble(" " * (digits + 1), mark, (f" {rest}", style)) for rest in more]
        return Content("\n").join(rows)

    def action_accept(self) -> None:
        """Accept the item, and go to the next undecided."""
        self._decide(decisions.accept, go_on=True)

    def action_reject(self) -> None:
        """Reject the item, and go to the next undecided."""
        self._decide(decisions.reject, go_on=True)

    def action_accept_rest(self) -> None:
        """Accept all that have no flag and were not decided on."""
        draft = self._review.draft
        rows = [row for row in self._rows() if not row.flags and not row.item.reviewed]
        for row in rows:
            draft = decisions.accept(draft, row.at)
        self._take(draft)
        left = len(draft.unreviewed)
        self.app.show_toast(f"Accepted {number_of(len(rows), 'item')}; {left:,} left to look at.")
        self.action_next()

    def action_merge(self) -> None:
        """Merge the item with the one after it."""
        self._decide(partial(decisions.merge, passages=self._review.passages))

    def action_move_last(self, by: int) -> None:
        """End the item a line earlier or later."""
        self._decide(partial(decisions.move_last, by=by, passages=self._review.passages))

    def action_move_first(self, by: int) -> None:
        """Begin the item a line earlier or later."""
        self._decide(partial(decisions.move_first, by=by, passages=self._review.passages))

    def action_split(self) -> None:
        """Ask where the item is to be split."""
        row = self.selected
        if row is None:
            return
        from tracker.ui.screens.pick import PickModal

        places = decisions.places_to_split(row.item, self._review.passages)
        if not places:
            self.app.show_toast("There is nothing to split: it is one line.")
            return

        def chosen(index: int | None) -> None:
            if index is not None:
                change = partial(decisions.split, offset=places[index], passages=self._review.passages)
                self._decide(change, row=row)

        question = f"The second part of {row.item.reference} begins with"
        lines = [literal_line(row.item.text[place:]) for place in places]
        self.app.push_screen(PickModal(question, "split it there", lines), chosen)

    def action_retitle(self) -> None:
        """Edit the title of the item."""
        self._ask("Title", lambda item: item.title, decisions.retitle)

    def action_renumber(self) -> None:
        """Give the item another number."""
        self._ask("Number", lambda item: item.reference, decisions.renumber)

    def _ask(
        self,
        what: str,
        value: Callable[[DraftItem], str],
        change: Callable[[Draft, int, str], Draft],
        message: str = "",
        start: str | None = None,
    ) -> None:
        row = self.selected
        if row is None:
            return
        from tracker.ui.screens.line_form import LineModal

        def typed(text: str | None) -> None:
            if text is None:
                return
            try:
                self._take(change(self._review.draft, row.at, text))
            except BadInput as error:
                self._ask(what, value, change, str(error), text)

        heading = f"{what} of {row.item.reference}"
        line = value(row.item) if start is None else start
        self.app.push_screen(LineModal(heading, line, message=message), typed)

    def action_actors(self) -> None:
        """Take actors that the text of the item names."""
        if self.selected is not None:
            self._propose(self.selected.at)

    def action_report_actors(self) -> None:
        """Take actors wherever the report names them."""
        self._propose(None)

    @worker("looking for actors in the texts")
    async def _propose(self, at: int | None) -> None:
        from tracker.intake.proposals import proposals
        from tracker.ui.screens.draft_actors import DraftActorsScreen, DraftReportActorsScreen

        def find() -> "tuple[tuple[Proposal, ...], ...]":
            return proposals([item.text for item in self._review.draft.items], self._known_actors())

        found = await asyncio.get_running_loop().run_in_executor(self._disk, find)

        def left(_: object) -> None:
            self._show()

        if at is None:
            await self.app.push_screen(DraftReportActorsScreen(self._review, found, self._keep), left)
        else:
            await self.app.push_screen(DraftActorsScreen(self._review, found, self._keep, at), left)

    def action_sort(self) -> None:
        """Show the worst flags first, or the items as printed."""
        self._worst_first = not self._worst_first
        self._show()

    def action_next(self) -> None:
        """Go to the next item that nobody decided on."""
        choices = self.query_one("#lines", Choices)
        at = choices.cursor
        order = [*range(at + 1, len(self._in_sight)), *range(at + 1)]
        choices.cursor = next((i for i in order if not self._in_sight[i].item.reviewed), at)

    def action_undo_decision(self) -> None:
        """Take back the last decision of this sitting."""
        self._turn(self._review.undo, "Nothing to undo.")

    def action_redo_decision(self) -> None:
        """Do again what undo took back."""
        self._turn(self._review.redo, "Nothing to redo.")

    def _turn(self, turn: Callable[[], bool], otherwise: str) -> None:
        before = self._review.draft.items
        if not turn():
            self.app.show_toast(otherwise)
            return
        self._keep()
        self._show()
        # To what was taken back: the cursor stands where the decision had sent it on to.
        pairs = enumerate(zip(before, self._review.draft.items, strict=False))
        changed = next((at for at, (old, new) in pairs if old != new), None)
        choices = self.query_one(Choices)
        choices.cursor = next(
            (i for i, row in enumerate(self._in_sight) if row.at == changed), choices.cursor
        )

    def action_load(self) -> None:
        """Return that the draft is to be loaded, once all is decided and in the file."""
        left = self._review.draft.unreviewed
        if left:
            self.app.show_toast(
                self.keyed(
                    f"{number_of(len(left), 'item')} left to decide on: [next.unreviewed] goes to the next."
                )
            )
            return
        if all(item.rejected for item in self._review.draft.items):
            self.app.show_toast("All items are rejected: there is nothing to load.")
            return
        self._ask_for_title(str(self._review.draft.report["title"]))

    def _ask_for_title(self, title: str, message: str = "") -> None:
        """Ask what the report is called, the last thing before a load, which is not undone."""
        from tracker.ui.screens.line_form import LineModal

        def typed(title: str | None) -> None:
            if title == "":
                self._ask_for_title(title, "A report has a title.")
            elif title is not None:
                draft = self._review.draft
                self._review.decide(draft._replace(report={**draft.report, "title": title}))
                self._leave(True)

        number = sum(not item.rejected for item in self._review.draft.items)
        enter = f"load {number_of(number, 'recommendation')} into {self._into}"
        self.app.push_screen(LineModal("Title of the report", title, enter=enter, message=message), typed)

    def action_leave(self) -> None:
        """Drop the filter; where there is none, go back: the file has all that was decided."""
        if self._filter:
            super().action_leave()
        else:
            self._leave(None)

    @worker("keeping the draft", group="save")
    async def _leave(self, answer: bool | None) -> None:
        await self._saved()
        self.dismiss(answer)

    def _decide(self, change: Change, *, go_on: bool = False, row: _Row | None = None) -> None:
        row = row or self.selected
        if row is None:
            return
        try:
            self._take(change(self._review.draft, row.at))
        except BadInput as error:
            self.app.show_toast(error)
            return
        if go_on:
            self.action_next()

    def _take(self, draft: Draft) -> None:
        self._review.decide(draft)
        self._keep()
        self._show()

    def _show(self) -> None:
        self._items = self._rows()
        self.show_lines()

    @worker("keeping the draft", group="drafts")
    async def _keep(self) -> None:
        await self._saved()

    async def _saved(self) -> None:
        await asyncio.get_running_loop().run_in_executor(self._disk, self._review.save)

    @worker("reading the document a second time", group="progress")
    async def _compare(self, raw: bytes) -> None:
        read = drafting.Drafted(self._review.draft, (), 0)
        compared = (await asyncio.to_thread(drafting.compared, read, raw)).draft
        differing = {item.reference for item in compared.items if item.differs}
        items = [item._replace(differs=item.reference in differing) for item in self._review.draft.items]
        self._review.amend(self._review.draft._replace(items=tuple(items)))
        self._keep()
        self._show()
