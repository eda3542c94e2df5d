"""Merging one of a list into another: the other is found by typing, and what would happen is told before."""

from collections.abc import Sequence
from typing import NamedTuple, Protocol

from textual.content import Content

from tracker.text import folded
from tracker.ui.literal import literal_line
from tracker.ui.screens.choice_modal import ChoiceModal
from tracker.ui.visuals import MUTED

_NAME = 28
"""The widest that the column of names becomes, in cells."""


class Mergeable(NamedTuple):
    """What can be merged into: its name and how that looks, how often it is used, and what it is."""

    name: str
    style: str
    used: int
    about: str


class Preview(Protocol):
    """What was counted for a merge."""

    def sentence(self, into: str) -> str:
        """Return what merging into that one does."""
        raise NotImplementedError


class MergeModal(ChoiceModal[Mergeable]):
    """Returns what to merge into, or None where it was left."""

    HELP = (
        "Type a part of the name of the one that stays. The last line says what merging does; enter merges, "
        "and [undo] takes it back."
    )

    def __init__(self, name: str, others: Sequence[Mergeable]) -> None:
        super().__init__()
        self.title_line = f"Merge {name} into"
        self._name_going = name
        self._others = others
        self._names = min(max((literal_line(each.name).cell_length for each in others), default=0), _NAME)
        self._preview: Preview | None = None

    def set_preview(self, preview: Preview) -> None:
        """Take what was counted meanwhile."""
        self._preview = preview
        if self.is_mounted:
            self._show_hint()

    def find(self, typed: str) -> Sequence[Mergeable]:
        """Return those with that part in their name, those that begin with it first."""
        wanted = folded(typed)
        found = [each for each in self._others if wanted in folded(each.name)]
        return sorted(found, key=lambda each: not folded(each.name).startswith(wanted))

    def line(self, item: Mergeable) -> Content:
        """Return the name, how often it is used, and what it is."""
        return Content.assemble(
            literal_line(item.name, item.style).truncate(self._names, ellipsis=True, pad=True),
            literal_line(f"  {item.used:>7,}", MUTED),
            literal_line(f"  {item.about}" if item.about else "", MUTED),
        )

    def hint(self, item: Mergeable | None) -> str:
        """Return what merging into it does."""
        cancel = f"{self.key_of('modal.leave')}: cancel"
        if item is None:
            return cancel
        if self._preview is None:
            return f"enter: merge into {item.name}   {cancel}"
        return f"{self._preview.sentence(item.name)}.\nenter: merge and delete {self._name_going}   {cancel}"
