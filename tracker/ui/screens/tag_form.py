"""A tag of the codebook as a form: its name, when to use it, its colour."""

from collections.abc import Iterator
from typing import NamedTuple

from textual.content import Content

from tracker.colours import COLOURS
from tracker.text import DESCRIPTION_LIMIT, TAG_LIMIT, tag_name
from tracker.ui.screens.form import FormModal
from tracker.ui.visuals import swatch
from tracker.ui.widgets.fields import Field, LineField, ListField, Values


class TagTyped(NamedTuple):
    """What stands in the form; no colour is None."""

    name: str
    description: str = ""
    colour: str | None = None


class TagModal(FormModal[TagTyped]):
    """Returns what was typed, its name as it may be stored, or None where it was left."""

    HELP = (
        "Name, description and colour. Tab goes from one to the next, enter saves from anywhere; in the "
        "colours a digit chooses one. A changed name is changed on every recommendation and in saved views."
    )

    def __init__(self, what: str, tag: TagTyped, *, message: str = "") -> None:
        """`message` says why the form is here again."""
        super().__init__(what, message=message)
        self._tag = tag

    def fields(self) -> Iterator[Field]:
        """The three fields."""
        tag = self._tag
        yield LineField("name", "Name", start=tag.name, limit=TAG_LIMIT, check=tag_name)
        yield LineField(
            "description",
            "Description",
            start=tag.description,
            placeholder="When to use it (optional)",
            limit=DESCRIPTION_LIMIT,
        )
        lines = [
            (colour or "", Content.assemble(swatch(colour), " ", colour or "no colour"))
            for colour in (*COLOURS, None)
        ]
        yield ListField("colour", lines, start=tag.colour if tag.colour in COLOURS else "")

    def made(self, values: Values) -> TagTyped:
        """Return the tag."""
        return TagTyped(values["name"], values["description"], values["colour"] or None)
