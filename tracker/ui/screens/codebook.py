"""The codebook: all tags with their descriptions, colours and counts, and all that can be done to them."""

from collections.abc import Hashable, Sequence
from functools import partial
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content

from tracker import edits
from tracker.errors import Conflict, NotFound, TrackerError
from tracker.labels import number_of
from tracker.query_line import quoted
from tracker.reading import queries
from tracker.reading.merge_preview import merge_preview
from tracker.reading.queries import TagUsage
from tracker.ui.hidden_key import hidden
from tracker.ui.literal import literal_line
from tracker.ui.screens.list_screen import ListScreen
from tracker.ui.screens.merge import Mergeable, MergeModal
from tracker.ui.screens.tag_form import TagModal, TagTyped
from tracker.ui.visuals import MUTED, swatch, tag_style
from tracker.ui.worker import worker

_NAME = 28
"""The widest that the column of names becomes, in cells."""


class CodebookScreen(ListScreen[TagUsage, str]):
    """Lists the tags; returns the query line of the one that was chosen."""

    HELP = (
        "All tags, in the order that the digits have where tags are chosen; [tag.up] and [tag.down] move the selected "
        "one. Enter lists its recommendations. [tag.edit] changes its name, description and colour, [tag.merge] "
        "merges it into another, [tag.delete] deletes it; [undo] takes any of it back."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("a", "add", "Add", id="tag.add", tooltip="Add a tag to the codebook"),
        Binding("e", "edit", "Edit", id="tag.edit", tooltip="Change name, description and colour of the tag"),
        hidden("M", "merge", "Merge", id="tag.merge", tooltip="Merge the tag into another"),
        Binding("d", "delete", "Delete", id="tag.delete", tooltip="Delete the selected tag"),
        Binding(
            "less_than_sign,alt+up",
            "shift(-1)",
            "Up",
            key_display="<",
            id="tag.up",
            tooltip="Move the tag up in the codebook",
        ),
        Binding(
            "greater_than_sign,alt+down",
            "shift(1)",
            "Down",
            key_display=">",
            id="tag.down",
            tooltip="Move the tag down in the codebook",
        ),
    ]
    heading = "Codebook"
    if_empty = "No tags yet: [tag.add] adds one. [back] goes back."

    async def read(self) -> Sequence[TagUsage]:
        """Return the tags in their order."""
        return await self.app.store.read(queries.tags)

    def line(self, item: TagUsage) -> Content:
        """Return colour, name, count and description."""
        width = min(_NAME, max(literal_line(tag.tag).cell_length for tag in self._items))
        return Content.assemble(
            swatch(item.colour),
            " ",
            literal_line(item.tag, tag_style(item.colour)).truncate(width, ellipsis=True, pad=True),
            (f" {item.recommendation_count:>7,}  ", MUTED),
            literal_line(f"{item.colour or '':<7}  ", MUTED),
            literal_line(item.description or ""),
        )

    def key(self, item: TagUsage) -> Hashable:
        """Return the name."""
        return item.tag

    def text_of(self, item: TagUsage) -> str:
        """Return name, colour and description, uncut."""
        return f"{item.tag} {item.colour or ''} {item.description or ''}"

    def words(self) -> Content:
        """Say how many there are."""
        number = number_of(len(self._items), "tag")
        text = f"{len(self._in_sight):,} of {number}" if self._filter else f"{number}, in their order"
        return literal_line(text, MUTED)

    def choose(self, item: TagUsage) -> None:
        """List the recommendations that have the tag."""
        self.dismiss(f"tag:{quoted(item.tag)}")

    def action_add(self) -> None:
        """Add a tag."""
        self._add(TagTyped(""))

    def action_edit(self) -> None:
        """Change the selected tag."""
        tag = self._selected_tag()
        if tag is not None:
            self._edit(tag, TagTyped(tag.tag, tag.description or "", tag.colour))

    def action_delete(self) -> None:
        """Delete the selected tag: undo brings it back with its recommendations."""
        tag = self._selected_tag()
        if tag is None:
            return
        self.app.save(edits.delete_tag, tag.tag)

    def action_shift(self, by: int) -> None:
        """Move the selected tag past the one above or below it."""
        tag = self._selected_tag()
        if tag is None:
            return
        at = self._in_sight.index(tag) + by
        if not 0 <= at < len(self._in_sight):
            self.app.show_toast(f"{tag.tag} is the {'first' if by < 0 else 'last'} one already.")
            return
        before: TagUsage | None = self._in_sight[at]
        if by > 0:
            # A filter may hide what comes between.
            below = self._items.index(self._in_sight[at]) + 1
            before = self._items[below] if below < len(self._items) else None
        self.app.save(edits.move_tag, tag.tag, before=None if before is None else before.tag)

    def action_merge(self) -> None:
        """Merge the selected tag into another."""
        tag = self._selected_tag()
        others = [other for other in self._items if other != tag]
        if tag is None:
            return
        if not others:
            self.app.show_toast("There is no other tag to merge it into.")
            return

        def chosen(into: Mergeable | None) -> None:
            if into is not None:
                self.app.save(edits.merge_tags, tag.tag, into.name)

        modal = MergeModal(
            tag.tag,
            [
                Mergeable(
                    other.tag, tag_style(other.colour), other.recommendation_count, other.description or ""
                )
                for other in others
            ],
        )
        self.app.push_screen(modal, chosen)
        self._count(modal, tag)

    @worker("counting what merging does")
    async def _count(self, modal: MergeModal, tag: TagUsage) -> None:
        modal.set_preview(await self.app.store.read(partial(merge_preview, tag=tag.tag)))

    def _selected_tag(self) -> TagUsage | None:
        if self.selected is None:
            self.app.show_toast(self.keyed("No tag is selected: [tag.add] adds one."))
        return self.selected

    def _add(self, typed: TagTyped, message: str = "") -> None:
        def filled(tag: TagTyped | None) -> None:
            if tag is not None:
                self.app.save(
                    edits.add_tag,
                    tag.name,
                    description=tag.description,
                    colour=tag.colour,
                    failed=lambda error: self._add(tag, str(error)),
                )

        self.app.push_screen(TagModal("New tag", typed, message=message), filled)

    def _edit(self, seen: TagUsage, typed: TagTyped, message: str = "") -> None:
        def filled(tag: TagTyped | None) -> None:
            if tag is not None:
                self.app.save(
                    edits.edit_tag,
                    seen,
                    name=tag.name,
                    description=tag.description,
                    colour=tag.colour,
                    failed=lambda error: self._edit_again(seen, tag, error),
                )

        self.app.push_screen(TagModal(f"Tag {seen.tag}", typed, message=message), filled)

    @worker("opening the form again")
    async def _edit_again(self, seen: TagUsage, typed: TagTyped, error: TrackerError) -> None:
        """Open the form again with what was not saved, over the tag as it is now."""
        if isinstance(error, NotFound):
            self._add(typed, f"{error.sentence} Saving adds it as a new one.")
            return
        if not isinstance(error, Conflict):
            self._edit(seen, typed, str(error))
            return
        try:
            tags = await self.app.store.read(queries.tags)
        except TrackerError as unread:
            self.app.show_toast(unread)
            tags = ()
        now = next((tag for tag in tags if tag.tag == seen.tag), seen)
        # What the analyst left alone keeps what somebody else made of it meanwhile.
        if typed.description == (seen.description or ""):
            typed = typed._replace(description=now.description or "")
        if typed.colour == seen.colour:
            typed = typed._replace(colour=now.colour)
        self._edit(now, typed, f"{error.sentence} Saving again replaces this: {error.theirs or 'nothing'}")
