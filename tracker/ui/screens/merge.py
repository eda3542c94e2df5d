"""Merging a tag into another: the other is found by typing, and what would happen is told before."""

from collections.abc import Sequence

from textual.content import Content

from tracker.reading.merge_preview import MergePreview
from tracker.reading.queries import TagUsage
from tracker.text import folded
from tracker.ui.literal import literal_line
from tracker.ui.screens.choice_modal import ChoiceModal
from tracker.ui.visuals import MUTED, tag_style

_NAME = 28
"""The widest that the column of names becomes, in cells."""


class MergeModal(ChoiceModal[TagUsage]):
    """Returns the tag to merge into, or None where it was left."""

    HELP = (
        "Type a part of the name of the tag that stays. The last line says what merging does; enter merges, "
        "and [undo] takes it back."
    )

    def __init__(self, tag: str, others: Sequence[TagUsage]) -> None:
        super().__init__()
        self.title_line = f"Merge {tag} into"
        self._tag = tag
        self._others = others
        self._names = min(max((literal_line(tag.tag).cell_length for tag in others), default=0), _NAME)
        self._preview: MergePreview | None = None

    def set_preview(self, preview: MergePreview) -> None:
        """Take what was counted meanwhile."""
        self._preview = preview
        if self.is_mounted:
            self._show_hint()

    def find(self, typed: str) -> Sequence[TagUsage]:
        """Return the tags with that part in their name, those that begin with it first."""
        wanted = folded(typed)
        found = [tag for tag in self._others if wanted in folded(tag.tag)]
        return sorted(found, key=lambda tag: not folded(tag.tag).startswith(wanted))

    def line(self, item: TagUsage) -> Content:
        """Return the name, how often it is used, and what it is for."""
        return Content.assemble(
            literal_line(item.tag, tag_style(item.colour)).truncate(self._names, ellipsis=True, pad=True),
            literal_line(f"  {item.recommendation_count:>7,}", MUTED),
            literal_line(f"  {item.description}" if item.description else "", MUTED),
        )

    def hint(self, item: TagUsage | None) -> str:
        """Return what merging into that tag does."""
        cancel = f"{self.key_of('modal.leave')}: cancel"
        if item is None:
            return cancel
        if self._preview is None:
            return f"enter: merge into {item.tag}   {cancel}"
        return f"{self._preview.sentence(item.tag)}.\nenter: merge and delete {self._tag}   {cancel}"
