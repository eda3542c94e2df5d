"""A tag of the codebook as a form: its name, when to use it, its colour."""

from typing import ClassVar, NamedTuple

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Static

from tracker.colours import COLOURS
from tracker.errors import TrackerError
from tracker.text import DESCRIPTION_LIMIT, TAG_LIMIT, tag_name
from tracker.ui.literal import in_field, literal, literal_line, typed
from tracker.ui.screens.base import TrackerModal
from tracker.ui.visuals import HEADING, KEY, swatch
from tracker.ui.widgets.choices import Choices

_CHOICES: tuple[str | None, ...] = (*COLOURS, None)


class TagTyped(NamedTuple):
    """What stands in the form; no colour is None."""

    name: str
    description: str = ""
    colour: str | None = None


class TagModal(TrackerModal[TagTyped]):
    """Returns what was typed, its name as it may be stored, or None where it was left."""

    HELP = (
        "Name, description and colour. Tab goes from one to the next, enter saves from anywhere; in the "
        "colours a digit chooses one. A changed name is changed on every recommendation and in saved views."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "ctrl+s,f2", "save", "Save", priority=True, show=False, id="form.save", tooltip="Save the tag"
        ),
        *(
            Binding(
                str(n),
                f"colour({n - 1})",
                colour or "none",
                show=False,
                id=f"colour.{n}",
                tooltip=f"Colour: {colour or 'none'}",
            )
            for n, colour in enumerate(_CHOICES, 1)
        ),
    ]

    def __init__(self, what: str, tag: TagTyped, *, message: str = "") -> None:
        """`message` says why the form is here again."""
        super().__init__()
        self._what = what
        self._tag = tag
        self._message = message

    def compose(self) -> ComposeResult:
        """The three fields and what the keys do."""
        tag = self._tag
        cursor = _CHOICES.index(tag.colour) if tag.colour in _CHOICES else len(_CHOICES) - 1
        with Vertical(classes="modal"):
            yield Static(literal_line(self._what, HEADING), markup=False)
            yield Input(
                in_field(tag.name),
                placeholder="Name",
                compact=True,
                max_length=TAG_LIMIT,
                select_on_focus=False,
                id="name",
            )
            yield Input(
                in_field(tag.description),
                placeholder="When to use it (optional)",
                compact=True,
                max_length=DESCRIPTION_LIMIT,
                select_on_focus=False,
                id="description",
            )
            yield Choices([_line(n, colour) for n, colour in enumerate(_CHOICES, 1)], cursor=cursor)
            yield Static(literal(self._message, "$text-error"), id="message", markup=False)
            yield Static(
                literal_line(f"tab: next field   enter: save   {self.key_of('modal.leave')}: cancel"),
                classes="hint",
                markup=False,
            )

    def on_mount(self) -> None:
        """Begin at the name."""
        self.query_one("#name").focus()

    def on_input_submitted(self) -> None:
        """Save."""
        self.action_save()

    def on_choices_chosen(self) -> None:
        """Save with the colour that enter or a click chose."""
        self.action_save()

    def action_colour(self, index: int) -> None:
        """Put the mark on a colour."""
        self.query_one(Choices).cursor = index

    def action_save(self) -> None:
        """Return what was typed, or say why the name cannot be stored."""
        name = typed(self.query_one("#name", Input).value, self._tag.name)
        try:
            # One that stands in the codebook already may break its rules: a shell wrote it.
            name = name if name and name == self._tag.name else tag_name(name.strip())
        except TrackerError as error:
            self.query_one("#message", Static).update(literal_line(str(error), "$text-error"))
            return
        colour = _CHOICES[self.query_one(Choices).cursor]
        description = typed(self.query_one("#description", Input).value, self._tag.description)
        self.dismiss(TagTyped(name, description, colour))


def _line(number: int, colour: str | None) -> Content:
    return Content.assemble((f"{number} ", KEY), swatch(colour), " ", colour or "no colour")
