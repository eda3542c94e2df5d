"""An actor as a form: its name, kind, country code and other names."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from tracker.reading.queries import Code
from tracker.text import ACTOR_LIMIT, actor_name
from tracker.ui.literal import literal_line
from tracker.ui.screens.form import FormModal, Refused
from tracker.ui.visuals import MUTED
from tracker.ui.widgets.fields import Field, LineField, ListField, Values


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


class ActorFormModal(FormModal[ActorTyped]):
    """Returns what was typed, or None where it was left."""

    HELP = (
        "Name, other names, country code and kind. Tab goes from one to the next, enter saves from anywhere; among the "
        "kinds a digit chooses one. A name that is changed stays as another name."
    )

    def __init__(self, what: str, actor: ActorTyped, kinds: Sequence[Code], *, message: str = "") -> None:
        """`message` says why the form is here again."""
        # A name without a kind is a proposal, to be looked at as what is typed is.
        super().__init__(what, message=message, given={} if actor.kind else {"name": actor.name})
        self._actor = actor
        self._kinds = kinds

    def fields(self) -> Iterator[Field]:
        """The four fields."""
        actor = self._actor
        name = actor.name if actor.kind else ""
        yield LineField("name", "Name", start=name, limit=ACTOR_LIMIT, check=actor_name)
        yield LineField(
            "aliases",
            "Other names",
            start=actor.aliases,
            placeholder="with commas between them (may stay empty)",
            limit=4 * ACTOR_LIMIT,
        )
        yield LineField(
            "code",
            "Country code",
            start=actor.country_code,
            placeholder="of a state, such as PK",
            limit=2,
        )
        lines = [
            (kind.code, literal_line(kind.name) + literal_line(f"  {kind.description}", MUTED))
            for kind in self._kinds
        ]
        yield ListField("kind", lines, start=actor.kind)

    def first(self) -> str:
        """Begin at the kind where there is a name and that is not said yet."""
        return "kind" if self._actor.name and not self._actor.kind else ""

    def made(self, values: Values) -> ActorTyped:
        """Return the actor."""
        kind, code = values["kind"], values["code"].strip().upper()
        if kind == "state" and not code:
            raise Refused("code", "A state needs its country code: the two letters of ISO 3166, such as PK.")
        return ActorTyped(values["name"], kind, code if kind == "state" else "", values["aliases"])
