"""The terminal UI: it opens the desk, owns the saves, and watches the file for what other programs do."""

import asyncio
import gc
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events
from textual.app import App
from textual.binding import Binding, BindingType
from textual.reactive import var
from textual.screen import ModalScreen, Screen
from textual.widget import Widget
from textual.widgets import Input

from tracker.config import Config
from tracker.config import read as read_config
from tracker.drafts import Draft, Drafts
from tracker.errors import TrackerError
from tracker.labels import recommendation_label
from tracker.reading.queries import TagUsage
from tracker.text import cleaned, shown
from tracker.ui.opening import Opening, open_database
from tracker.ui.screens.desk import Desk
from tracker.ui.screens.querying import QueryInput
from tracker.ui.store import Store
from tracker.ui.worker import mistake, worker

if TYPE_CHECKING:
    from tracker.database.writer import Writer
    from tracker.edits import Saved

POLL_SECONDS = 1.0
"""How often the file is asked whether another program changed it."""
PATIENCE_SECONDS = 0.08
"""After how long a save that is not done says what it is at: no key is to go without an answer for 0.1 s."""
AGAIN_SECONDS = 1.0
"""How often what must not come between an analyst and what is being written looks whether it may show itself."""

_TYPED_AHEAD = 200
"""More keys than one packet of a slow line brings."""


def run(path: Path, analyst: str) -> None:
    """Open the UI on a current database; raises TrackerError where it, or config.toml, cannot be read."""
    config = read_config()
    if config.keys:
        from tracker.ui.keymap import check

        check(config.keys)
    TrackerApp(path, analyst, open_database(path), config).run(mouse=config.mouse)


class TrackerApp(App[None]):
    """Tracker's UI on one database file, for one analyst."""

    CSS_PATH = "tracker.tcss"
    ENABLE_COMMAND_PALETTE = False
    TITLE = "Tracker"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+q", "quit", "Quit", show=False, priority=True, id="app.quit", tooltip="Quit"),
        Binding("ctrl+t", "choose_theme", "Colours", show=False, id="theme", tooltip="Choose other colours"),
    ]

    revision: var[int] = var(0)
    """Goes up whenever the file changed, by this program or another; screens read again then."""
    at_work: var[str] = var("")
    """What a save says that it is at while it takes its time; the header line shows it."""

    def __init__(self, path: Path, analyst: str, opening: Opening, config: Config | None = None) -> None:
        super().__init__()
        self.store = Store(path, opening.connection)
        self.drafts = Drafts(path)
        self._config = config or Config()
        # Textual would take a comma for what stands between two keys.
        self.keys = {name: "comma" if key.strip() == "," else key for name, key in self._config.keys.items()}
        """The keys that config.toml gives, by the ids of actions."""
        self.set_keymap(self.keys)
        if self._config.theme in self.available_themes:
            self.theme = self._config.theme
        self.analyst = analyst
        self.statuses = opening.statuses
        self.roles = opening.roles
        self.reports = opening.reports
        self._opening = opening
        self._told_of_file = False
        self._looking = False
        self._told_of_drafts = False
        self._saves_under_way = 0
        self._saves_failed = 0
        self.typed: deque[tuple[events.Key, Screen[Any], Widget | None]] = deque(maxlen=_TYPED_AHEAD)
        """The latest keys that a screen did not use itself, each with that screen and what had the focus."""
        self.unsaved_reasons: dict[tuple[int, ...], str] = {}
        """Reasons of a status that could not be saved, by the recommendations: the modal gives them back."""
        self.codebook: tuple[TagUsage, ...] | None = None
        """The tags as last read, so that the modal stands before the next key."""

    @property
    def title_shown(self) -> str:
        """What the first line calls what is in the file."""
        return self.reports[0].title if len(self.reports) == 1 else f"{len(self.reports)} reports"

    def called(self, report: str, reference: str) -> str:
        """Return what a recommendation is called where it is alone: as REF takes it."""
        return recommendation_label(report, reference, several_reports=len(self.reports) > 1)

    def get_default_screen(self) -> Desk:
        """Open at the desk."""
        return Desk(self._opening)

    def after_first_paint(self) -> None:
        """Begin what can wait until the list stands."""
        if not gc.isenabled():
            gc.freeze()
            gc.enable()
        self._tell_of_schema()
        self.set_interval(POLL_SECONDS, self._look_at_file)
        theme = self._config.theme
        if theme is not None and theme not in self.available_themes:
            self.tell(f"config.toml: there is no theme '{theme}'. ctrl+t chooses one.")
        self._offer_drafts()

    def on_key(self, event: events.Key) -> None:
        """Give a key that was meant for a modal or an input to it, though it was typed before that stood."""
        here = (self.screen, self.focused)
        screen, focused = next(((s, f) for typed, s, f in self.typed if typed is event), here)
        if screen is not self.screen:
            event.prevent_default()
            self.screen.call_after_refresh(self.post_message, events.Key(event.key, event.character))
        elif focused is not self.focused and isinstance(self.focused, Input):
            event.prevent_default()
            self.post_message(events.Key(event.key, event.character))

    async def on_event(self, event: events.Event) -> None:
        """Clean what is pasted, wherever it goes: an editor would hand an escape sequence on to the terminal."""
        if isinstance(event, events.Paste):
            event.text = cleaned(event.text)
        await super().on_event(event)

    def tell(self, what: TrackerError | str) -> None:
        """Show a failure, or what to do, as a toast."""
        self.clear_notifications()
        if isinstance(what, TrackerError):
            self.notify(shown(str(what)), title=what.title, severity="warning", markup=False, timeout=8)
        else:
            self.notify(shown(what), markup=False, timeout=4)

    @worker("saving")
    async def save(
        self,
        action: "Callable[[Writer], Saved]",
        failed: Callable[[TrackerError], object] | None = None,
        *,
        done: Callable[[], None] | None = None,
        doing: str = "saving",
    ) -> None:
        """Do an action of the edits and say what came of it; it ends even where its screen is gone.

        `failed` takes the error in place of a toast: where there is text to give back. `done` is called once the
        database has it. `doing` is said while it takes its time: "saving the note on 3".
        """
        self._saves_under_way += 1
        telling = self.set_interval(PATIENCE_SECONDS, partial(self._say_at_work, doing))
        problem: TrackerError | None = None
        try:
            saved = await self.store.write(action)
        except TrackerError as error:
            problem = error
        except Exception as error:  # a fault of ours must not cost the text that was typed
            problem = mistake(error, doing, "Nothing was saved; please report it.")
        telling.stop()
        self._saves_under_way -= 1
        if not self._saves_under_way:
            self.at_work = ""
        if problem is not None:
            self._saves_failed += 1
            (failed or self.tell)(problem)
            return
        if done is not None:
            done()
        self.tell(saved.summary)
        if saved.changeset_id is not None:
            # Looked at, not counted here: the next look by the clock would have the screens read it once more.
            await self._read_where_changed()

    def _say_at_work(self, doing: str) -> None:
        # No toast: Textual may leave one on screen that is taken away before it was drawn.
        if self._saves_under_way:
            at = "waiting for another program" if self.store.waiting else doing
            self.at_work = f"{at[0].upper()}{at[1:]} ..."

    @property
    def is_free(self) -> bool:
        """Whether nothing is being written or chosen that a modal would come in the way of."""
        return not isinstance(self.screen, ModalScreen) and not isinstance(self.focused, Input)

    def when_free(self, act: Callable[[], None]) -> None:
        """Open a modal that nobody asked for: not while something else is being written or chosen."""
        if self.is_free:
            act()
        else:
            self.set_timer(AGAIN_SECONDS, partial(self.when_free, act))

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
        def told(future: "asyncio.Future[None]") -> None:
            error = None if future.cancelled() else future.exception()
            if isinstance(error, Exception) and not self._told_of_drafts:
                self._told_of_drafts = True
                self.tell(error if isinstance(error, TrackerError) else mistake(error, "keeping the note"))

        future = self.store.beside(call)
        future.add_done_callback(told)
        return future

    @worker("looking for notes left unsaved")
    async def _offer_drafts(self) -> None:
        left = await self.store.beside(self.drafts.left)
        if left:
            from tracker.ui.writing import offer

            self.when_free(partial(offer, self, left))

    def action_choose_theme(self) -> None:
        """Choose other colours, and remember them."""
        from tracker.ui.screens.theme import ThemeModal

        before = self.theme

        def chosen(theme: str | None) -> None:
            self.theme = theme or before
            if theme is not None and theme != before:
                self._remember_theme(theme)

        self.push_screen(ThemeModal(sorted(self.available_themes), before), chosen)

    @worker("remembering the colours")
    async def _remember_theme(self, theme: str) -> None:
        from tracker.config import remember_theme

        await self.store.beside(partial(remember_theme, theme))

    def action_undo(self) -> None:
        """Take back the analyst's latest edit."""

        def undo(writer: "Writer") -> "Saved":
            from tracker.edits import undo

            return undo.undo(writer, analyst=self.analyst)

        self.save(undo)

    def action_redo(self) -> None:
        """Do again what undo took back."""

        def redo(writer: "Writer") -> "Saved":
            from tracker.edits import undo

            return undo.redo(writer, analyst=self.analyst)

        self.save(redo)

    def action_help(self) -> None:
        """Say what the keys do here."""
        from tracker.ui.screens.help import HelpModal

        told = (self.screen.HELP, getattr(self.focused, "HELP", None))
        about = " ".join(dict.fromkeys(text for text in told if text))
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
        self.push_screen(
            HelpModal(about, list(keys.items()), with_query=isinstance(self.focused, QueryInput))
        )

    async def action_quit(self) -> None:
        """Quit; where a note is being written, ask first. Saves under way are waited for."""
        self._leave()

    @worker("leaving")
    async def _leave(self) -> None:
        from tracker.ui.screens.ask import AskModal

        if isinstance(self.screen, AskModal):
            return
        unsaved = [screen for screen in self.screen_stack if getattr(screen, "unsaved", False)]
        if unsaved:
            kept = await _kept_now(unsaved)
            what = "The note is not saved." + (" It will be offered again at the next start." if kept else "")
            question = AskModal(what, "quit" if kept else "quit and throw it away")
            if not await self.push_screen_wait(question):
                return
        failed = self._saves_failed
        await self.store.drain()
        while self._saves_under_way:
            await asyncio.sleep(0)
        # What was not saved is said, and its text given back, before anyone leaves.
        if self._saves_failed == failed:
            self.exit()

    async def on_unmount(self) -> None:
        """Close the file when the last save is in it."""
        await self.store.drain()
        self.store.close()
        self.drafts.close()

    @worker("looking at the rules in the file")
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
            if self._told_of_file:
                return
            self._told_of_file = True
            raise
        self._told_of_file = False
        if changed:
            self.revision += 1
            self._tell_of_schema()


async def _kept_now(screens: Sequence[Screen[Any]]) -> bool:
    """Keep what is being written on these screens; return whether all of it is on disk."""
    return all([hasattr(screen, "keep_now") and await screen.keep_now() for screen in screens])
