"""The keys that act on recommendations, on every screen that has some in hand, and how they save."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from textual.binding import Binding, BindingType
from textual.content import Content

from tracker.errors import Conflict, TrackerError
from tracker.reading import queries
from tracker.ui.hidden_key import hidden
from tracker.ui.literal import literal_line
from tracker.ui.screens.notes_screen import NotesScreen
from tracker.ui.visuals import MUTED
from tracker.ui.widgets.detail_view import DetailView, EventCard, NoteCard, note_head
from tracker.ui.worker import worker

if TYPE_CHECKING:
    from tracker.reading.followup import Event


MANY = 1_000
"""More recommendations than this are acted on only after a question."""


class Target(NamedTuple):
    """What an action is about: recommendations, how to call them in a title, and what the analyst saw of them.

    `status` and `reason` are what is on screen of one recommendation; for several they are left out.
    `seen_change_id` is the latest change there was before that was read. `tag_counts` tells on how many of
    them each tag is, None where that is not known yet.
    """

    ids: tuple[int, ...]
    label: str
    status: str | None = None
    reason: str = ""
    tag_counts: Mapping[str, int] | None = None
    seen_change_id: int | None = None


def target_of(shown: queries.RecommendationShown, label: str) -> Target:
    """Return the target for a recommendation that is on screen whole."""
    return Target(
        (shown.recommendation_id,),
        label,
        status=shown.review_status,
        reason=shown.status_reason or "",
        tag_counts=dict.fromkeys(shown.tags, 1),
        seen_change_id=shown.seen_change_id,
    )


def _saving(target: Target) -> str:
    """Return what is said while an action on the target takes its time."""
    return f"saving {target.label}"


class RecommendationScreen(NotesScreen[int | None]):
    """A screen with recommendations in hand."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("s", "status", "Status", id="status", tooltip="Set review status"),
        Binding("t", "tags", "Tags", id="tags", tooltip="Put tags on, take tags off"),
        Binding("n", "note", "Note", id="note", tooltip="Write a note"),
        hidden("r", "record('response')", "Response", id="response", tooltip="Record what was answered"),
        hidden("p", "record('progress')", "Progress", id="progress", tooltip="Record what was done"),
        hidden("w", "record('due')", "When due", id="due", tooltip="Say when it is due"),
        hidden("O,at", "own", "Owner", id="owner", tooltip="Say who looks after it"),
        hidden(
            "full_stop",
            "next_unreviewed",
            "Next unreviewed",
            key_display=".",
            id="next.unreviewed",
            tooltip="Go to the next one that is unreviewed",
        ),
        hidden(
            "a",
            "mentions",
            "Actors named",
            id="mentions",
            tooltip="Whom the text names: add, change the role or the actor, take away",
        ),
        hidden("E", "title", "Title", id="title", tooltip="Give it another title"),
        hidden("h", "history", "History", id="history", tooltip="History of the recommendation"),
        hidden("L", "source", "Source", id="source", tooltip="The report's own lines and the lead-in"),
        hidden("y", "copy", "Copy", id="copy", tooltip="Copy it as Markdown"),
    ]

    def action_history(self) -> None:
        """Show what was done to the recommendation, or to those marked."""
        from tracker.ui.screens.history import HistoryScreen

        target = self.target()
        if target is not None:
            self.app.push_screen(HistoryScreen(target.ids, target.label))

    def action_mentions(self) -> None:
        """Show whom the text of the recommendation names, to correct it."""
        from tracker.ui.screens.mentions import MentionsScreen

        target = self._alone("see whom one names")
        if target is not None:
            self.app.push_screen(MentionsScreen(target.ids[0], target.label))

    def action_title(self) -> None:
        """Give the recommendation another title."""
        target = self._alone("give one a title")
        if target is not None:
            self._read_title(target)

    @worker("reading the title")
    async def _read_title(self, target: Target) -> None:
        shown = await self.app.store.read(partial(queries.recommendation, recommendation_id=target.ids[0]))
        self._write_title(target, shown.title, shown.title)

    def _write_title(self, target: Target, seen: str, typed: str, message: str = "") -> None:
        from tracker import edits
        from tracker.ui.screens.line_form import LineModal

        def written(title: str | None) -> None:
            if title is None:
                return

            def refused(error: TrackerError) -> None:
                now = (error.theirs or "") if isinstance(error, Conflict) else seen
                self._write_title(target, now, title, str(error))

            self.app.save(
                edits.set_title, target.ids[0], title, seen=seen, failed=refused, doing=_saving(target)
            )

        modal = LineModal(
            f"Title of {target.label}", typed, placeholder="A short label of your own", message=message
        )
        self.app.push_screen(modal, written)

    def _alone(self, what: str) -> Target | None:
        """Return the target where it is one recommendation; say so where several are marked."""
        target = self.target()
        if target is None or len(target.ids) == 1:
            return target
        self.app.show_toast(f"Several are marked: unmark them to {what}.")
        return None

    def action_source(self) -> None:
        """Show the report's own lines around the recommendation."""
        from tracker.ui.screens.source import SourceScreen

        event = self._selected_event
        if event is not None:
            self._open_source_of(event)
            return
        target = self._alone("see the source of one")
        if target is not None:
            self.app.push_screen(SourceScreen(target.ids[0]))

    @worker("opening the source")
    async def _open_source_of(self, event: "Event") -> None:
        """Show where a statement stands in its source, or open the address of that."""
        import shlex

        from tracker.address import open_address
        from tracker.reading import citations
        from tracker.ui.screens.source import SourceScreen

        target = self.target()
        found = await self.app.store.read(
            partial(citations.of_statement, table=event.table, row_id=event.row_id)
        )
        if found is None or target is None:
            self.app.show_toast("It names no source.")
            return
        source, _ = found
        if source.sha256 is not None:
            self.app.push_screen(SourceScreen(target.ids[0], statement=found))
        elif source.address is not None:
            self.app.show_toast(f"Opened {source.address} in {open_address(source.address)}.")
        else:
            self.app.show_toast(
                f"No file and no address is known for {source.name}. "
                f"In a shell: tracker sources edit {shlex.quote(source.name)} --file FILE, or --address URL"
            )

    def on_detail_view_shown(self, event: DetailView.Shown) -> None:
        """Try the proofs of what is on screen now, where anything names a source."""
        view = self.detail()
        if view is not None and view.became is not None and any(each.source for each in view.became.story):
            self._prove(view, event.recommendation.recommendation_id)

    @worker("proving what is quoted", exclusive=True, group="proofs")
    async def _prove(self, view: DetailView, recommendation_id: int) -> None:
        from tracker.ui.proofs import proofs_of

        view.show_proofs(recommendation_id, await proofs_of(self.app.store, recommendation_id))

    def action_copy(self) -> None:
        """Copy the recommendation as Markdown."""
        from tracker.ui.screens.export import copy

        target = self.target()
        if target is not None:
            copy(self.app, target.ids)

    @worker("looking for the next one", group="jump")
    async def action_next_unreviewed(self) -> None:
        """Go to the next one of the list that is unreviewed, from its end on to its beginning."""
        ids, place = self.place
        found = await self.app.store.read(partial(queries.next_unreviewed, ids=ids, after=place))
        if found is None:
            self.app.show_toast("Nothing else in this list is unreviewed.")
        else:
            self.go_to(found)

    @property
    def place(self) -> tuple[Sequence[int], int]:
        """The recommendations that are listed, and the index of the one that is read now, -1 where it is not one."""
        raise NotImplementedError

    def go_to(self, recommendation_id: int | None) -> None:
        """Go to a recommendation, where it is listed; None leaves the cursor where it is."""
        raise NotImplementedError

    def target(self) -> Target | None:
        """Return what the keys act on now."""
        raise NotImplementedError

    def detail(self) -> DetailView | None:
        """Return the detail on this screen, if one is in sight."""
        raise NotImplementedError

    def action_status(self) -> None:
        """Choose a status and set it."""
        self._with_target(self._choose_status)

    def _choose_status(self, target: Target) -> None:
        from tracker import edits
        from tracker.ui.screens.status import StatusChosen, StatusModal

        given = self.app.unsaved_reasons.pop(target.ids, None)

        def chosen(choice: StatusChosen | None) -> None:
            if choice is None:
                return

            def refused(error: TrackerError) -> None:
                if choice.reason:
                    self.app.unsaved_reasons[target.ids] = choice.reason
                if isinstance(error, Conflict):
                    # What they set is read at once, so that setting it again is done with it in view.
                    self.app.revision += 1
                    again = self.keyed("[status] sets it all the same.")
                    error.remedy = f"Now {error.theirs}; yours would be {error.mine}: {again}"
                self.app.show_toast(error)

            self.app.save(
                edits.set_status,
                target.ids,
                choice.code,
                # Of several no reason was shown: an empty field leaves those of a status that is set already.
                reason=choice.reason or (None if len(target.ids) > 1 else ""),
                seen=target.status,
                seen_change_id=target.seen_change_id,
                failed=refused,
                doing=_saving(target),
            )

        modal = StatusModal(target.label, self.app.statuses, target.status, target.reason, given=given)
        self.app.push_screen(modal, chosen)

    def action_tags(self) -> None:
        """Choose tags and save them."""
        self._with_target(self._choose_tags)

    def _choose_tags(self, target: Target) -> None:
        # With the tags in hand the modal stands before the next key arrives; for very many they are counted first.
        if target.tag_counts is not None and self.app.codebook is not None:
            self._open_tags(target, self.app.codebook, target.tag_counts)
        else:
            self._count_tags(target)

    @worker("counting the tags")
    async def _count_tags(self, target: Target) -> None:
        codebook = await self.app.store.read(queries.tags)
        counts = await self.app.store.read(partial(queries.tag_counts, recommendation_ids=target.ids))
        self._open_tags(target, codebook, counts)

    def _open_tags(
        self, target: Target, codebook: Sequence[queries.TagUsage], counts: Mapping[str, int]
    ) -> None:
        from tracker import edits
        from tracker.ui.screens.tags import TagsChosen, TagsModal

        def chosen(choice: TagsChosen | None) -> None:
            if choice is not None:
                self.app.save(
                    edits.change_tags, target.ids, add=choice.add, remove=choice.remove, doing=_saving(target)
                )

        on_all = [tag for tag, number in counts.items() if number == len(target.ids)]
        self.app.push_screen(TagsModal(target.label, codebook, on_all, counts), chosen)

    def action_record(self, key: str) -> None:
        """Record an answer, progress or when it is due, by the id of the key for it."""
        from tracker.ui.statements import KINDS, add

        self._with_target(lambda target: add(self.app, KINDS[key], target.ids, target.label))

    def action_own(self) -> None:
        """Choose who looks after it."""
        from tracker.ui.statements import choose_owner

        self._with_target(
            lambda target: choose_owner(self.app, target.ids, target.label, target.seen_change_id)
        )

    def action_edit_note(self) -> None:
        """Edit the answer, the progress or the deadline that is selected, else a note."""
        view, event = self.detail(), self._selected_event
        shown = None if view is None else view.recommendation
        if event is None or shown is None:
            super().action_edit_note()
            return
        from tracker.ui.statements import correct

        label = self.app.recommendation_label(shown.report, shown.reference)
        correct(self.app, event, shown.recommendation_id, label)

    def action_delete_note(self) -> None:
        """Delete the answer, the progress or the deadline that is selected, else a note: undo brings it back."""
        event = self._selected_event
        if event is None:
            super().action_delete_note()
            return
        from tracker.ui.statements import delete

        delete(self.app, event)

    @property
    def _selected_event(self) -> "Event | None":
        """The answer, the progress or the deadline that has the focus in the detail."""
        view = self.detail()
        card = None if view is None else view.selected_card
        return card.event if isinstance(card, EventCard) else None

    def action_note(self) -> None:
        """Write a note and save it."""
        self._with_target(lambda target: self.write_note(target.ids, target.label))

    def _with_target(self, act: Callable[[Target], object]) -> None:
        """Act on what the screen has in hand; on very many only after asking."""
        target = self.target()
        if target is None:
            return
        if len(target.ids) <= MANY:
            act(target)
            return
        from tracker.ui.screens.ask import AskModal

        def answered(yes: bool | None) -> None:
            if yes:
                act(target)

        self.app.push_screen(AskModal(f"This acts on {target.label} at once.", "go on"), answered)

    def with_note(self, verb: str, act: Callable[[queries.NoteShown], None]) -> None:
        """Act on the note that has the focus in the detail, on the only one there is, or on one that is asked for."""
        view = self.detail()
        card = None if view is None else view.selected_card
        if isinstance(card, NoteCard):
            act(card.note)
            return
        target = self.target()
        if target is None:
            return
        if len(target.ids) > 1:
            self.app.show_toast(f"Several are marked: unmark them to {verb} a note on one.")
        elif (
            view is not None
            and view.recommendation is not None
            and target.ids == (view.recommendation.recommendation_id,)
        ):
            # As it is on screen, though it may have been changed since: what was seen is compared.
            self._choose_note(target, view.recommendation.notes, verb, act)
        else:
            self._read_notes(target, verb, act)

    @worker("reading the notes")
    async def _read_notes(self, target: Target, verb: str, act: Callable[[queries.NoteShown], None]) -> None:
        shown = await self.app.store.read(partial(queries.recommendation, recommendation_id=target.ids[0]))
        self._choose_note(target, shown.notes, verb, act)

    def _choose_note(
        self,
        target: Target,
        notes: Sequence[queries.NoteShown],
        verb: str,
        act: Callable[[queries.NoteShown], None],
    ) -> None:
        if not notes:
            self.app.show_toast(f"There is no note on {target.label} to {verb}.")
            return
        if len(notes) == 1:
            act(notes[0])
            return
        from tracker.ui.screens.pick import PickModal

        def chosen(index: int | None) -> None:
            if index is not None:
                act(notes[index])

        question = f"{verb.capitalize()} which of the {len(notes)} notes on {target.label}?"
        now = datetime.now(UTC)
        self.app.push_screen(PickModal(question, f"{verb} it", [_line(note, now) for note in notes]), chosen)


def _line(note: queries.NoteShown, now: datetime) -> Content:
    first, *more = note.body.strip().split("\n", 1)
    return Content.assemble(
        literal_line(f"{note_head(note, now)}  ", MUTED), literal_line(f"{first} …" if more else first)
    )
