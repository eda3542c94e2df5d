"""A form: fields one below the other, of which enter saves all; plain data in, a value out."""

from collections.abc import Callable, Iterable, Mapping
from typing import ClassVar, Generic

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.widgets import Static, TextArea

from tracker.errors import TrackerError
from tracker.ui.hidden_key import hidden
from tracker.ui.literal import literal, literal_line
from tracker.ui.screens.base import T, TrackerModal
from tracker.ui.visuals import HEADING
from tracker.ui.widgets.choices import Choices
from tracker.ui.widgets.fields import Field, Values, Words


class Refused(Exception):
    """Why the form cannot be saved as it is, and the id of the field that it is to be said at."""

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field = field


class FormModal(TrackerModal[T], Generic[T]):
    """Returns what is made of the values, or None where it was left."""

    BINDINGS: ClassVar[list[BindingType]] = [
        hidden("ctrl+s,f2", "save", "Save", priority=True, id="form.save", tooltip="Save"),
    ]

    def __init__(
        self,
        what: str,
        *,
        message: str = "",
        given: Mapping[str, str] | None = None,
        keep: Callable[[Values], object] | None = None,
    ) -> None:
        """`message` says why the form is open again, `given` are values that were written in it and not saved.

        Where the form is left, `keep` takes what was changed.
        """
        super().__init__()
        self._what = what
        self._message = message
        self._given = dict(given or {})
        self._keep = keep
        self._began: Values = {}
        self.filled: Values = {}
        """What stood in the fields as it was saved, as it was typed."""

    def fields(self) -> Iterable[Field]:
        """Return the fields in their order."""
        raise NotImplementedError

    def made(self, values: Values) -> T:
        """Return what the form is filled in for; raises Refused."""
        raise NotImplementedError

    def first(self) -> str:
        """Return the id of the field to begin at, empty for the first one."""
        return ""

    def compose(self) -> ComposeResult:
        """The fields, what is wrong, and what the keys do."""
        with VerticalScroll(classes="modal form", can_focus=False):
            yield Static(literal_line(self._what, HEADING), markup=False)
            yield from self.fields()
            yield Static(literal(self._message, "$text-error"), id="message", markup=False)
            yield Static("", classes="hint", markup=False, id="hint")

    def on_mount(self) -> None:
        """Put in what was given, and begin."""
        self._began = self.values
        for name, value in self._given.items():
            self.field(name).value = value
        self._arrange()
        self.query_one("#message").display = bool(self._message)
        (self.field(self.first()) if self.first() else self.query(Field).first()).control.focus()

    def field(self, name: str) -> Field:
        """Return the field with that id."""
        return self.query_one(f"#{name}", Field)

    @property
    def values(self) -> dict[str, str]:
        """What stands in the fields now."""
        return {field.id or "": field.value for field in self.query(Field)}

    @property
    def changed_values(self) -> dict[str, str]:
        """What was typed or chosen here."""
        return {name: value for name, value in self.values.items() if value != self._began.get(name)}

    def hint(self) -> str:
        """Return what the keys do in the field that has the focus."""
        save = self.key_of("form.save") if isinstance(self.focused, TextArea) else "enter"
        digit = "digit: choose   " if isinstance(self.focused, Choices | Words) else ""
        return f"{digit}tab: next field   {save}: save   {self.key_of('modal.leave')}: cancel"

    def on_descendant_focus(self) -> None:
        """Say what the keys do where they go now."""
        self.tell_keys()

    def on_field_changed(self, event: Field.Changed) -> None:
        """What was refused is being mended; another field may have a meaning now."""
        event.stop()
        event.field.accept()
        self._arrange()
        self.tell_keys()

    def on_key(self, event: events.Key) -> None:
        """Save by enter from anywhere but a text, which it adds a line to."""
        if event.key == "enter":
            event.stop()
            self.action_save()

    def on_input_submitted(self) -> None:
        """Save."""
        self.action_save()

    def on_choices_chosen(self) -> None:
        """Save with the line that enter or a click chose."""
        self.action_save()

    def action_save(self) -> None:
        """Return what is made of the fields, or say at one of them why that cannot be."""
        values = {}
        for field in self.query(Field):
            try:
                values[field.id or ""] = field.read() if field.display else ""
            except TrackerError as error:
                self._refuse(field, str(error))
                return
        try:
            made = self.made(values)
        except Refused as refused:
            self._refuse(self.field(refused.field), str(refused))
        else:
            self.filled = self.values
            self.dismiss(made)

    def action_leave(self) -> None:
        """Leave; what was typed is kept where somebody keeps it."""
        changed = self.changed_values
        if self._keep is not None and changed and self.is_active:
            self._keep(changed)
        self.dismiss(None)

    def _refuse(self, field: Field, sentence: str) -> None:
        for other in self.query(Field):
            other.accept()
        self.query_one("#message").display = False
        field.refuse(sentence)

    def _arrange(self) -> None:
        """Show the fields that have a meaning beside what stands in the others."""
        values = self.values
        for field in self.query(Field):
            if field.shown is not None:
                field.display = field.shown(values)

    def tell_keys(self) -> None:
        """Say what the keys do."""
        self.query_one("#hint", Static).update(literal(self.hint()))
