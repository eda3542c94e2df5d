"""A saved view as a form: its name and the query line it opens."""

from collections.abc import Mapping
from typing import ClassVar, NamedTuple

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Input, Static

from tracker.names import meant
from tracker.query_line import LINE_LIMIT
from tracker.text import VIEW_LIMIT
from tracker.ui.literal import in_field, literal, literal_line, typed
from tracker.ui.screens.base import TrackerModal
from tracker.ui.visuals import HEADING


class ViewTyped(NamedTuple):
    """What stands in the form; `replaces` is the query of the view that has the name, as far as is known."""

    name: str
    query: str
    replaces: str | None = None


class ViewModal(TrackerModal[ViewTyped]):
    """Returns what was typed, or None where it was left."""

    HELP = "A name and a query line. Tab goes from one to the other, enter saves, esc leaves."
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "ctrl+s,f2", "save", "Save", priority=True, show=False, id="form.save", tooltip="Save the view"
        ),
    ]

    def __init__(
        self, what: str, view: ViewTyped, *, others: Mapping[str, str] | None = None, message: str = ""
    ) -> None:
        """`others` are the other views there are, name to query; `message` says why the form is here again."""
        super().__init__()
        self._what = what
        self._view = view
        self._others = dict(others or {})
        self._message = message

    def compose(self) -> ComposeResult:
        """The two fields, what enter does, and what the keys do."""
        with Vertical(classes="modal"):
            yield Static(literal_line(self._what, HEADING), markup=False)
            yield Input(
                in_field(self._view.name),
                placeholder="Name, for you and everybody who has the file",
                compact=True,
                max_length=VIEW_LIMIT,
                select_on_focus=False,
                id="name",
            )
            yield Input(
                in_field(self._view.query),
                placeholder="Query line",
                compact=True,
                max_length=LINE_LIMIT,
                select_on_focus=False,
                id="query",
            )
            yield Static(literal(self._message, "$text-error"), id="message", markup=False)
            yield Static("", classes="hint", markup=False, id="hint")

    def on_mount(self) -> None:
        """Begin at the name."""
        self.query_one("#name").focus()
        self._hint()

    def set_others(self, others: Mapping[str, str]) -> None:
        """Take the other views, read meanwhile."""
        self._others = dict(others)
        if self.is_mounted:
            self._hint()

    def on_input_changed(self) -> None:
        """Say whether the name is taken, as it is typed."""
        self._hint()

    def on_input_submitted(self) -> None:
        """Save."""
        self.action_save()

    def action_save(self) -> None:
        """Return what was typed; a name must be there."""
        name = typed(self.query_one("#name", Input).value.strip(), self._view.name)
        if not name:
            self.query_one("#message", Static).update(literal_line("The view has no name.", "$text-error"))
            self.query_one("#name").focus()
            return
        taken = self._taken(name)
        query = typed(self.query_one("#query", Input).value, self._view.query)
        self.dismiss(ViewTyped(name, query, None if taken is None else self._others[taken]))

    def _taken(self, name: str) -> str | None:
        return meant(name, self._others)

    def _hint(self) -> None:
        taken = self._taken(self.query_one("#name", Input).value)
        says = "" if taken is None else f"This replaces the view {taken}: {self._others[taken]}\n"
        verb, leave = "replace" if taken else "save", self.key_of("modal.leave")
        hint = f"{says}tab: next field   enter: {verb}   {leave}: cancel"
        self.query_one("#hint", Static).update(literal(hint))
