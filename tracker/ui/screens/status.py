"""Choosing a review status: a digit sets it at once; tab writes the reason first, then enter sets it."""

from collections.abc import Sequence
from typing import NamedTuple

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Static

from tracker.reading.queries import Code
from tracker.text import REASON_LIMIT, shown_line
from tracker.ui.literal import in_field, literal_line
from tracker.ui.screens.base import TrackerModal
from tracker.ui.visuals import HEADING, KEY, MUTED, status_label
from tracker.ui.widgets.choices import Choices


class StatusChosen(NamedTuple):
    """The code to set and the reason, which may be empty."""

    code: str
    reason: str


class StatusModal(TrackerModal[StatusChosen]):
    """Returns what was chosen, or None where it was left."""

    HELP = "Press the digit of a status. Tab goes to the reason; enter then sets the status the mark is on."

    def __init__(
        self,
        what: str,
        statuses: Sequence[Code],
        current: str | None,
        reason: str = "",
        *,
        given: str | None = None,
    ) -> None:
        """`reason` is the one there is, `given` one that was written here and could not be saved."""
        super().__init__()
        self._what = what
        self._statuses = statuses
        self._current = current
        self._reason = in_field(reason)
        self._given = given
        names = (literal_line(f"{s.glyph} {s.name}{self._now(s)}".strip()) for s in statuses)
        self._width = max((name.cell_length for name in names), default=0) + 2

    def compose(self) -> ComposeResult:
        """The statuses with their digits, and the reason below."""
        with Vertical(classes="modal"):
            yield Static(literal_line(f"Status of {self._what}", HEADING), markup=False)
            yield Choices([self._line(n, s) for n, s in enumerate(self._statuses, 1)], cursor=self._index())
            yield Input(
                value=self._reason if self._given is None else self._given,
                placeholder="Reason (optional)",
                compact=True,
                max_length=REASON_LIMIT,
                select_on_focus=False,
            )
            yield Static("", classes="hint", markup=False, id="hint")

    def on_mount(self) -> None:
        """The digits work from the start."""
        self.query_one(Choices).focus()

    def on_descendant_focus(self) -> None:
        """Say what the keys do where they go now."""
        leave = self.key_of("modal.leave")
        if isinstance(self.focused, Input):
            marked = shown_line(self._statuses[self.query_one(Choices).cursor].name)
            hint = f"tab: back   enter: set {marked}   {leave}: cancel"
        else:
            choose = self.key_of("choices.choose", Choices)
            hint = f"digit: set   tab: reason   {choose}: set the one marked   {leave}: cancel"
        self.query_one("#hint", Static).update(literal_line(hint))

    def on_key(self, event: events.Key) -> None:
        """Set the status of that digit, unless the reason is being written."""
        if isinstance(self.focused, Input) or not (event.character or "").isdigit():
            return
        number = int(event.character or "0")
        if 1 <= number <= len(self._statuses):
            event.stop()
            self._choose(number - 1)

    def on_choices_chosen(self, event: Choices.Chosen) -> None:
        """Set the status that enter or a click chose."""
        self._choose(event.index)

    def on_input_submitted(self) -> None:
        """Set the status the mark is on, with the reason."""
        self._choose(self.query_one(Choices).cursor)

    def _choose(self, index: int) -> None:
        # With the reason that stands in the field, whichever way it is chosen: what one sees is what is saved.
        self.dismiss(StatusChosen(self._statuses[index].code, self.query_one(Input).value))

    def _index(self) -> int:
        codes = [status.code for status in self._statuses]
        return codes.index(self._current) if self._current in codes else 0

    def _now(self, status: Code) -> str:
        return "  (now)" if status.code == self._current else ""

    def _line(self, number: int, status: Code) -> Content:
        now = self._now(status)
        digit = str(number) if number < 10 else " "
        return Content.assemble(
            (f"{digit} ", KEY),
            status_label(status, status.code),
            literal_line(now),
            " " * (self._width - literal_line(f"{status.glyph} {status.name}{now}".strip()).cell_length),
            literal_line(status.description, MUTED),
        )
