"""What a screen may ask of the app: reads, saves, drafts, and to tell somebody something. It opens no screen itself."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from tracker.config import Config
from tracker.drafts import Draft, Drafts
from tracker.errors import TrackerError, mistake
from tracker.labels import recommendation_label, short_names
from tracker.reading.queries import Code, ReportListed, TagUsage
from tracker.ui.start import Start
from tracker.ui.store import Store
from tracker.ui.terminal_app import TerminalApp
from tracker.ui.worker import worker

if TYPE_CHECKING:
    from tracker.edits import Saved

PATIENCE_SECONDS = 0.08
"""After how long a save that is not done says what it is at: no key is to go without an answer for 0.1 s."""


class BaseApp(TerminalApp):
    """The app as its screens know it."""

    def __init__(self, path: Path, analyst: str, start: Start, config: Config | None = None) -> None:
        super().__init__(config)
        self.tag_colours: Mapping[str, str] = start.tag_colours
        """The colour of each tag that has one."""
        self.store = Store(path, start.connection, start.data_version)
        self.drafts = Drafts(path)
        self.analyst = analyst
        self.statuses = start.statuses
        self.roles = start.roles
        self.code_names = start.code_names
        self.take_reports(start.reports)
        self._start = start
        self._file_fault_shown = False
        self._looking = False
        self._draft_fault_shown = False
        self._saves_under_way = 0
        self._saves_failed = 0
        self.left_drafts: dict[tuple[tuple[int, ...], int | None], Draft] = {}
        """Notes that were left unsaved in this sitting, by their recommendations and the note that is edited."""
        self._at_undo: tuple[int, Callable[[], None]] | None = None
        self.unsaved_reasons: dict[tuple[int, ...], str] = {}
        """Reasons of a status that could not be saved, by the recommendations: the modal gives them back."""
        self.left_forms: dict[tuple[str, tuple[int, ...], int | None], Mapping[str, str]] = {}
        """What was changed in forms of the follow-up that were left, by their key, their recommendations and row."""
        self.kinds: tuple[Code, ...] = ()
        """The kinds of actor, once a screen read them that asks for one."""
        self.codebook: tuple[TagUsage, ...] | None = None
        """The tags as last read, so that the modal stands before the next key."""

    def after_start(self) -> None:
        """Begin what can wait until the first screen is whole."""
        raise NotImplementedError

    def open_recommendation(
        self,
        recommendation_id: int,
        *,
        emphasised: str | None = None,
        ids: Sequence[int] = (),
        left: Callable[[int | None], None] | None = None,
    ) -> None:
        """Show a recommendation on a screen of its own.

        `emphasised` is an actor whose mentions stand out, `ids` are the list that it is of; `left` is told which
        one was read last.
        """
        raise NotImplementedError

    def take_reports(self, reports: Sequence[ReportListed]) -> None:
        """Take the reports there are."""
        self.reports = reports
        slugs = [report.slug for report in reports]
        self.report_names = short_names(slugs) if len(slugs) > 1 else {}
        """The short name of each report by its slug, no two alike; empty where there is one alone."""

    @property
    def title_shown(self) -> str:
        """What the first line calls what is in the file."""
        return self.reports[0].title if len(self.reports) == 1 else f"{len(self.reports)} reports"

    def title_of(self, report: str | None) -> str:
        """What the first line calls the report of what is on screen; None is no recommendation."""
        title = next((each.title for each in self.reports if each.slug == report), None)
        return self.title_shown if title is None or len(self.reports) == 1 else f"{report}  {title}"

    def recommendation_label(self, report: str, reference: str) -> str:
        """Return what a recommendation is called where it is alone: as REF takes it."""
        return recommendation_label(report, reference, several_reports=len(self.reports) > 1)

    @worker("saving", group="save")
    async def save(
        self,
        edit: "Callable[..., Saved]",
        /,
        *arguments: object,
        failed: Callable[[TrackerError], object] | None = None,
        done: Callable[[], object] | None = None,
        doing: str = "saving",
        **keywords: object,
    ) -> None:
        """Do one of the edits as the analyst and say what came of it; it ends even where its screen is gone.

        `edit` is given the writer, what follows it here, and the analyst. `failed` takes the error in place of a
        toast: where there is text to give back. `done` is called once the database has it. `doing` is said while
        it takes its time: "saving the note on 3".
        """
        self._saves_under_way += 1
        patience = self.set_interval(PATIENCE_SECONDS, partial(self._show_at_work, doing))
        problem: TrackerError | None = None
        try:
            saved = await self.store.write(
                lambda writer: edit(writer, *arguments, analyst=self.analyst, **keywords)
            )
        except TrackerError as error:
            problem = error
        except Exception as error:  # a fault of ours must not cost the text that was typed
            problem = mistake(error, doing, "Nothing was saved; please report it.")
        patience.stop()
        self._saves_under_way -= 1
        if not self._saves_under_way:
            self.at_work = ""
        if problem is not None:
            self._saves_failed += 1
            (failed or self.show_toast)(problem)
            return
        if done is not None:
            done()
        self.show_toast(saved.summary)
        if saved.changeset_id is not None:
            # Looked at, not counted here: the next look by the clock would have the screens read it once more.
            await self._read_where_changed()

    def _show_at_work(self, doing: str) -> None:
        # No toast: Textual may leave one on screen that is taken away before it was drawn.
        if self._saves_under_way:
            at = "waiting for another program" if self.store.waiting else doing
            self.at_work = f"{at[0].upper()}{at[1:]} ..."

    def reopen_at_undo(self, act: Callable[[], None]) -> None:
        """Have the key that undoes do this, if it is the next one."""
        self._at_undo = (self.keys_used + 1, act)

    def keep_draft(self, draft: Draft) -> "asyncio.Future[None]":
        """Keep a note that is being written on disk."""
        return self._with_drafts(partial(self.drafts.keep, draft))

    def drop_draft(self, draft: Draft) -> None:
        """Delete a draft: the database has it, or it was thrown away."""
        self._with_drafts(partial(self.drafts.drop, draft))

    def adopt_draft(self, draft: Draft) -> Draft:
        """Go on with a draft that was left behind, under the name that is returned."""
        mine = self.drafts.named(draft)
        self._with_drafts(partial(self.drafts.adopt, draft, mine))
        return mine

    def _with_drafts(self, call: Callable[[], None]) -> "asyncio.Future[None]":
        def show_fault(future: "asyncio.Future[None]") -> None:
            error = None if future.cancelled() else future.exception()
            if isinstance(error, Exception) and not self._draft_fault_shown:
                self._draft_fault_shown = True
                self.show_toast(
                    error if isinstance(error, TrackerError) else mistake(error, "keeping the note")
                )

        future = self.store.run_in_thread(call)
        future.add_done_callback(show_fault)
        return future

    @worker("looking at the rules in the file", group="watch")
    async def _tell_of_schema(self) -> None:
        await self.store.refuse_altered()

    @worker("looking at the file", group="watch")
    async def _look_at_file(self) -> None:
        # One look by the clock at a time: while another program holds the file, they would queue up.
        if self._looking:
            return
        self._looking = True
        try:
            await self._read_where_changed()
        finally:
            self._looking = False

    async def _read_where_changed(self) -> None:
        """Have the screens read where the file changed since it was looked at last, whoever looked.

        What is committed before this is called is either seen now, or was by another look, which came first.
        Never cut short: its answer would be lost, and with it what another program did.
        """
        try:
            changed = await self.store.changed()
        except Exception:
            if self._file_fault_shown:
                return
            self._file_fault_shown = True
            raise
        self._file_fault_shown = False
        if changed:
            self.revision += 1
            self._tell_of_schema()

    async def on_unmount(self) -> None:
        """Close the file when the last save is in it."""
        self.key_queue.close()
        await self.store.drain()
        self.store.close()
        self.drafts.close()
