"""Choosing an actor by a part of a name of its own, or naming one that is not there yet."""

from collections.abc import Sequence
from typing import NamedTuple

from textual.content import Content

from tracker.reading.queries import ActorUsage
from tracker.text import folded, shown_line
from tracker.ui.literal import in_field, literal_line
from tracker.ui.screens.choice_modal import ChoiceInput, ChoiceModal
from tracker.ui.visuals import MUTED


class _Choice(NamedTuple):
    """An actor by its name, or a new one by what was typed."""

    name: str
    about: str
    new: bool = False


class ActorModal(ChoiceModal[str]):
    """Returns the name of an actor, be it new, or None where it was left."""

    HELP = "Type a part of a name or an alias. Enter takes the actor; the last line makes a new one of what was typed."

    def __init__(self, title: str, actors: Sequence[ActorUsage], words: str = "") -> None:
        """`words` are looked for to begin with; typing replaces them."""
        super().__init__()
        self.title_line = title
        self._words = in_field(words).strip()
        self._actors = [
            (
                _Choice(actor.actor, f"{actor.recommendation_count:,}  {actor.aliases or ''}".rstrip()),
                [folded(name) for name in (actor.actor, *(actor.aliases or "").split(", ")) if name],
            )
            for actor in actors
        ]

    def on_mount(self) -> None:
        """Begin with the words, all of them selected."""
        super().on_mount()
        field = self.query_one(ChoiceInput)
        field.value = self._words
        field.action_select_all()

    def find(self, typed: str) -> Sequence[str]:
        """Return the actors with that in a name of theirs, or a name in it; last what would be a new one."""
        wanted = folded(typed)
        ranked = [(min(_rank(wanted, name) for name in names), choice.name) for choice, names in self._actors]
        found = [name for rank, name in sorted(ranked, key=lambda each: each[0]) if rank < _NOT_FOUND]
        known = any(wanted in names for _, names in self._actors)
        return [*found, typed] if wanted and not known else found

    def line(self, item: str) -> Content:
        """Return the name, how often it is named, and its other names."""
        choice = next((choice for choice, _ in self._actors if choice.name == item), None)
        if choice is None:
            return literal_line(f'new: "{item}"', "italic")
        return Content.assemble(literal_line(item), literal_line(f"  {choice.about}", MUTED))

    def hint(self, item: str | None) -> str:
        """Return what choosing it does."""
        cancel = f"{self.key_of('modal.leave')}: cancel"
        if item is None:
            return cancel
        new = all(choice.name != item for choice, _ in self._actors)
        return f"enter: {'a new actor' if new else shown_line(item)}   {self.arrows}: choose   {cancel}"


_NOT_FOUND = 4


def _rank(wanted: str, name: str) -> int:
    """Return how well a name answers: the name itself, its beginning, a part of it, the name in what was typed."""
    if not wanted or wanted == name:
        return 0
    if name.startswith(wanted):
        return 1
    if wanted in name:
        return 2
    return 3 if name in wanted else _NOT_FOUND
