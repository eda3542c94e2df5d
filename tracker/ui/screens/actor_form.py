"""An actor as a form: its name, kind, country code and other names."""

from collections.abc import Sequence
from typing import ClassVar, NamedTuple

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Static

from tracker.errors import TrackerError
from tracker.reading.queries import Code
from tracker.text import ACTOR_LIMIT, actor_name
from tracker.ui.literal import in_field, literal, literal_line, typed
from tracker.ui.screens.base import TrackerModal
from tracker.ui.visuals import HEADING, KEY, MUTED
from tracker.ui.widgets.choices import Choices


class ActorTyped(NamedTuple):
    """What stands in the form; the aliases with a comma between them, which none of them holds."""

    name: str
    kind: str = ""
    country_code: str = ""
    aliases: str = ""

    @property
    def other_names(self) -> tuple[str, ...]:
        """The aliases one by one."""
        return tuple(filter(None, map(str.strip, self.aliases.split(","))))


class ActorFormModal(TrackerModal[ActorTyped]):
    """Returns what was typed, or None where it was left."""

    HELP = (
        "Name, other names, country code and kind. Tab goes from one to the next, enter saves from anywhere; among the "
        "kinds a digit chooses one. A name that is changed stays as another name."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "ctrl+s,f2", "save", "Save", priority=True, show=False, id="form.save", tooltip="Save the actor"
        ),
        *(
            Binding(
                str(n),
                f"kind({n - 1})",
                f"Kind {n}",
                show=False,
                id=f"kind.{n}",
                tooltip=f"Kind {n} of the list",
            )
            for n in range(1, 10)
        ),
    ]

    def __init__(self, what: str, actor: ActorTyped, kinds: Sequence[Code], *, message: str = "") -> None:
        """`message` says why the form is here again."""
        super().__init__()
        self._what = what
        self._actor = actor
        self._kinds = kinds
        self._message = message

    def compose(self) -> ComposeResult:
        """The fields and what the keys do."""
        actor = self._actor
        codes = [kind.code for kind in self._kinds]
        lines = [
            Content.assemble(
                (f"{n} " if n < 10 else "  ", KEY),
                literal_line(kind.name),
                literal_line(f"  {kind.description}", MUTED),
            )
            for n, kind in enumerate(self._kinds, 1)
        ]
        with Vertical(classes="modal"):
            yield Static(literal_line(self._what, HEADING), markup=False)
            for name, value, placeholder, limit in (
                ("name", actor.name, "Name", ACTOR_LIMIT),
                (
                    "aliases",
                    actor.aliases,
                    "Other names, with commas between them (may stay empty)",
                    4 * ACTOR_LIMIT,
                ),
                ("code", actor.country_code, "Country code of a state, such as PK", 2),
            ):
                yield Input(
                    in_field(value),
                    placeholder=placeholder,
                    compact=True,
                    max_length=limit,
                    select_on_focus=False,
                    id=name,
                )
            yield Choices(lines, cursor=codes.index(actor.kind) if actor.kind in codes else 0)
            yield Static(literal(self._message, "$text-error"), id="message", markup=False)
            yield Static(
                literal_line(f"tab: next field   enter: save   {self.key_of('modal.leave')}: cancel"),
                classes="hint",
                markup=False,
            )

    def on_mount(self) -> None:
        """Begin at the name; with one, at the kind where that is not said yet."""
        new = self._actor.name and not self._actor.kind
        self.query_one(Choices if new else "#name").focus()

    def on_input_submitted(self) -> None:
        """Save."""
        self.action_save()

    def on_choices_chosen(self) -> None:
        """Save with the kind that enter or a click chose."""
        self.action_save()

    def action_kind(self, index: int) -> None:
        """Put the mark on a kind."""
        if index < len(self._kinds):
            self.query_one(Choices).cursor = index

    def action_save(self) -> None:
        """Return what was typed, or say why it cannot be stored."""
        actor = self._actor
        name = typed(self.query_one("#name", Input).value, actor.name)
        kind = self._kinds[self.query_one(Choices).cursor].code
        code = self.query_one("#code", Input).value.strip().upper()
        try:
            # One that is there already may break a rule: a shell wrote it.
            name = name if name and name == actor.name and actor.kind else actor_name(name.strip())
            if kind == "state" and not code:
                self.query_one("#code").focus()
                self._tell("A state needs its country code: the two letters of ISO 3166, such as PK.")
                return
        except TrackerError as error:
            self._tell(str(error))
            return
        aliases = typed(self.query_one("#aliases", Input).value, actor.aliases)
        self.dismiss(ActorTyped(name, kind, code if kind == "state" else "", aliases))

    def _tell(self, sentence: str) -> None:
        self.query_one("#message", Static).update(literal_line(sentence, "$text-error"))
