"""The list of actors: how often each is named, and all that can be corrected about them."""

from collections.abc import Hashable, Sequence
from functools import partial
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content

from tracker import edits
from tracker.edits import NewActor
from tracker.errors import Conflict, NotFound, TrackerError
from tracker.labels import number_of
from tracker.query_line import quoted
from tracker.reading import queries
from tracker.reading.actors import actor_merge_preview
from tracker.reading.queries import ActorUsage
from tracker.ui.literal import literal_line
from tracker.ui.screens.actor_form import ActorFormModal, ActorTyped
from tracker.ui.screens.list_screen import ListScreen
from tracker.ui.screens.merge import Mergeable, MergeModal
from tracker.ui.visuals import MUTED
from tracker.ui.worker import worker

_NAME = 32
_KIND = 18
"""The widest that the columns become, in cells."""


class ActorsScreen(ListScreen[ActorUsage, str]):
    """Lists the actors; returns the query line of the one that was chosen."""

    HELP = (
        "All actors, the most often named first. Enter lists the recommendations that name one. [actor.edit] changes "
        "its name, kind, country code and other names, [actor.merge] merges it into another, [actor.add] adds one; "
        "[undo] takes any of it back."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("a", "add", "Add", id="actor.add", tooltip="Add an actor"),
        Binding(
            "e",
            "edit",
            "Edit",
            id="actor.edit",
            tooltip="Change name, kind, code and other names of the actor",
        ),
        Binding("M", "merge", "Merge", id="actor.merge", tooltip="Merge the actor into another"),
    ]
    heading = "Actors"
    if_empty = "No actors yet: [actor.add] adds one. [back] goes back."

    async def read(self) -> Sequence[ActorUsage]:
        """Return the actors, the most often named first."""
        self.app.kinds = await self.app.store.read(queries.kinds)
        return await self.app.store.read(queries.actors)

    def line(self, item: ActorUsage) -> Content:
        """Return name, count, kind, code and other names."""
        width = min(_NAME, max(literal_line(each.actor).cell_length for each in self._items))
        return Content.assemble(
            literal_line(item.actor).truncate(width, ellipsis=True, pad=True),
            (f" {item.recommendation_count:>7,}  ", MUTED),
            literal_line(self._kind(item)).truncate(_KIND, ellipsis=True, pad=True),
            literal_line(f" {item.country_code or '':<2}  ", MUTED),
            literal_line(item.aliases or "", MUTED),
        )

    def key(self, item: ActorUsage) -> Hashable:
        """Return the name."""
        return item.actor

    def text_of(self, item: ActorUsage) -> str:
        """Return names, kind and code, uncut."""
        return f"{item.actor} {self._kind(item)} {item.country_code or ''} {item.aliases or ''}"

    def words(self) -> Content:
        """Say how many there are."""
        number = number_of(len(self._items), "actor")
        text = (
            f"{len(self._in_sight):,} of {number}"
            if self._filter
            else f"{number}, the most often named first"
        )
        return literal_line(text, MUTED)

    def choose(self, item: ActorUsage) -> None:
        """List the recommendations that name the actor."""
        self.dismiss(f"actor:{quoted(item.actor)}")

    def action_add(self) -> None:
        """Add an actor."""
        self._add(ActorTyped(""))

    def action_edit(self) -> None:
        """Change the selected actor."""
        actor = self._selected_actor()
        if actor is not None:
            self._edit(actor, _typed(actor))

    def action_merge(self) -> None:
        """Merge the selected actor into another."""
        actor = self._selected_actor()
        others = [
            Mergeable(other.actor, "", other.recommendation_count, other.aliases or "")
            for other in self._items
            if other != actor
        ]
        if actor is None:
            return
        if not others:
            self.app.show_toast("There is no other actor to merge it into.")
            return

        def chosen(into: Mergeable | None) -> None:
            if into is not None:
                self.app.save(edits.merge_actors, actor.actor, into.name)

        modal = MergeModal(actor.actor, others)
        self.app.push_screen(modal, chosen)
        self._count(modal, actor)

    @worker("counting what merging does")
    async def _count(self, modal: MergeModal, actor: ActorUsage) -> None:
        modal.set_preview(await self.app.store.read(partial(actor_merge_preview, actor=actor.actor)))

    def _kind(self, item: ActorUsage) -> str:
        return next((kind.name for kind in self.app.kinds if kind.code == item.kind), item.kind)

    def _selected_actor(self) -> ActorUsage | None:
        if self.selected is None:
            self.app.show_toast(self.keyed("No actor is selected: [actor.add] adds one."))
        return self.selected

    def _add(self, typed: ActorTyped, message: str = "") -> None:
        def filled(actor: ActorTyped | None) -> None:
            if actor is not None:
                self.app.save(
                    edits.add_actor,
                    NewActor(actor.name, actor.kind, actor.country_code or None, actor.other_names),
                    failed=lambda error: self._add(actor, str(error)),
                )

        self.app.push_screen(ActorFormModal("New actor", typed, self.app.kinds, message=message), filled)

    def _edit(self, seen: ActorUsage, typed: ActorTyped, message: str = "") -> None:
        def filled(actor: ActorTyped | None) -> None:
            if actor is not None:
                self.app.save(
                    edits.edit_actor,
                    seen,
                    name=actor.name,
                    kind=actor.kind,
                    country_code=actor.country_code or None,
                    aliases=actor.other_names,
                    failed=lambda error: self._edit_again(seen, actor, error),
                )

        self.app.push_screen(
            ActorFormModal(f"Actor {seen.actor}", typed, self.app.kinds, message=message), filled
        )

    @worker("opening the form again")
    async def _edit_again(self, seen: ActorUsage, typed: ActorTyped, error: TrackerError) -> None:
        """Open the form again with what was not saved, over the actor as it is now."""
        if isinstance(error, NotFound):
            self._add(typed, f"{error.sentence} Saving adds it as a new one.")
            return
        now = seen
        if isinstance(error, Conflict):
            actors = await self.app.store.read(queries.actors)
            now = next((actor for actor in actors if actor.actor == seen.actor), seen)
        self._edit(now, typed, str(error))


def _typed(actor: ActorUsage) -> ActorTyped:
    return ActorTyped(actor.actor, actor.kind, actor.country_code or "", actor.aliases or "")
