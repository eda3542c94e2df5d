"""The terminal UI: it opens the desk, owns the saves, and watches the file for what other programs do."""

from collections import deque
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events, work
from textual.app import App
from textual.binding import Binding, BindingType
from textual.reactive import var
from textual.screen import Screen

from tracker.errors import TrackerError
from tracker.queries import TagUsage
from tracker.text import shown
from tracker.ui.opening import Opening, open_database
from tracker.ui.screens.desk import Desk
from tracker.ui.store import Store

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from tracker.edits import Saved

POLL_SECONDS = 1.0
"""How often the file is asked whether another program changed it."""
PATIENCE_SECONDS = 0.3
"""After how long a save that waits for another program says so."""
WARM_UP_SECONDS = 0.3
"""How long after the first paint the ORM is imported: the first keys come first."""

_TYPED_AHEAD = 200
"""More keys than one packet of a slow line brings."""


def run(path: Path, analyst: str) -> None:
    """Open the UI on a current database; raises TrackerError where it cannot be read."""
    TrackerApp(path, analyst, open_database(path)).run()


class TrackerApp(App[None]):
    """Tracker's UI on one database file, for one analyst."""

    CSS_PATH = "tracker.tcss"
    ENABLE_COMMAND_PALETTE = False
    TITLE = "Tracker"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+q", "quit", "Quit", show=False, priority=True, id="app.quit", tooltip="Quit"),
    ]

    revision: var[int] = var(0)
    """Goes up whenever the file changed, by this program or another; screens read again then."""

    def __init__(self, path: Path, analyst: str, opening: Opening) -> None:
        super().__init__()
        self.store = Store(path, opening.connection)
        self.analyst = analyst
        self.statuses = opening.statuses
        self.roles = opening.roles
        reports = opening.reports
        self.title_shown = reports[0].title if len(reports) == 1 else f"{len(reports)} reports"
        self._opening = opening
        self._told_of_file = False
        self.typed: deque[tuple[events.Key, Screen[Any]]] = deque(maxlen=_TYPED_AHEAD)
        """The latest keys that a screen did not use itself, each with that screen."""
        self.codebook: tuple[TagUsage, ...] | None = None
        """The tags as last read, so that the modal stands before the next key."""

    def get_default_screen(self) -> Desk:
        """Open at the desk."""
        return Desk(self._opening)

    def after_first_paint(self) -> None:
        """Begin what can wait until the list stands."""
        self.set_timer(WARM_UP_SECONDS, self._warm_up)
        self.set_interval(POLL_SECONDS, self._look_at_file)

    def on_key(self, event: events.Key) -> None:
        """Give a key that was meant for a modal to it, though the screen below got it before the modal stood."""
        screen = next((screen for typed, screen in self.typed if typed is event), self.screen)
        if screen is not self.screen:
            event.prevent_default()
            self.screen.call_after_refresh(self.post_message, events.Key(event.key, event.character))

    def tell(self, what: TrackerError | str) -> None:
        """Show a failure, or what to do, as a toast."""
        self.clear_notifications()
        if isinstance(what, TrackerError):
            self.notify(shown(str(what)), title=what.title, severity="warning", markup=False, timeout=8)
        else:
            self.notify(shown(what), markup=False, timeout=4)

    @work(exit_on_error=False)
    async def save(
        self,
        action: "Callable[[Engine], Saved]",
        failed: Callable[[TrackerError], None] | None = None,
    ) -> None:
        """Do an action of the edits and say what came of it; it ends even where its screen is gone.

        `failed` takes the error in place of a toast: where there is text to give back.
        """
        patience = self.set_timer(PATIENCE_SECONDS, lambda: self.tell("Waiting for another program ..."))
        try:
            saved = await self.store.write(action)
        except TrackerError as error:
            if failed is None:
                self.tell(error)
            else:
                failed(error)
            return
        finally:
            patience.stop()
        self.tell(saved.summary)
        if saved.changeset_id is not None:
            self.revision += 1

    def action_undo(self) -> None:
        """Take back the analyst's latest edit."""

        def undo(engine: "Engine") -> "Saved":
            from tracker import undoing

            return undoing.undo(engine, analyst=self.analyst)

        self.save(undo)

    def action_redo(self) -> None:
        """Do again what undo took back."""

        def redo(engine: "Engine") -> "Saved":
            from tracker import undoing

            return undoing.redo(engine, analyst=self.analyst)

        self.save(redo)

    def action_help(self) -> None:
        """Say what the keys do here."""
        from tracker.ui.screens.help import HelpModal

        about = getattr(self.focused, "HELP", None) or self.screen.HELP or ""
        keys: dict[str, str] = {}
        for active in self.screen.active_bindings.values():
            binding = active.binding
            if binding.tooltip:
                # The name of this very key: what the key line calls them all by is one of several.
                key = self.get_key_display(replace(binding, key_display=None))
                before = next((k for k, what in keys.items() if what == binding.tooltip), None)
                if before is not None:
                    del keys[before]
                    key = f"{before} {key}"
                keys[key] = binding.tooltip
        self.push_screen(HelpModal(about, list(keys.items()), with_query=isinstance(self.screen, Desk)))

    async def action_quit(self) -> None:
        """Quit; where a note is being written, ask first. Saves under way are waited for."""
        self._leave()

    @work(exit_on_error=False)
    async def _leave(self) -> None:
        from tracker.ui.screens.ask import AskModal

        if isinstance(self.screen, AskModal):
            return
        if any(getattr(screen, "unsaved", False) for screen in self.screen_stack):
            question = AskModal("The note is not saved.", "quit and throw it away")
            if not await self.push_screen_wait(question):
                return
        await self.store.drain()
        self.exit()

    async def on_unmount(self) -> None:
        """Close the file when the last save is in it."""
        await self.store.drain()
        self.store.close()

    @work(exclusive=True, group="warm", exit_on_error=False)
    async def _warm_up(self) -> None:
        try:
            await self.store.warm()
        except TrackerError as error:
            self.tell(error)

    @work(exclusive=True, group="watch", exit_on_error=False)
    async def _look_at_file(self) -> None:
        try:
            changed = await self.store.changed()
        except TrackerError as error:
            if not self._told_of_file:
                self._told_of_file = True
                self.tell(error)
            return
        self._told_of_file = False
        if changed:
            self.revision += 1
