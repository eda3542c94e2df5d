"""The terminal UI: the desk it opens with, and what opens on every screen."""

import asyncio
import gc
import os
import signal
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual.app import SuspendNotSupported
from textual.binding import BindingType
from textual.widgets import Input

from tracker.config import read as read_config
from tracker.labels import number_of
from tracker.ui.base_app import BaseApp
from tracker.ui.common_app import CommonApp
from tracker.ui.hidden_key import hidden
from tracker.ui.key_names import keyed
from tracker.ui.screens.desk import Desk
from tracker.ui.start import open_database
from tracker.ui.worker import worker

if TYPE_CHECKING:
    import sqlite3

    from tracker.reading.places import Place

POLL_SECONDS = 1.0
"""How often the file is asked whether another program changed it."""
_NO_SHELL = "There is no shell here to go to."


def run(path: Path, analyst: str, connection: "sqlite3.Connection | None" = None) -> None:
    """Open the UI on a current database; `connection` is one that is open already.

    Raises TrackerError where it, or config.toml, cannot be read, or where a fault ended the UI.
    """
    config = read_config()
    if config.keys:
        from tracker.ui.keymap import check

        check(config.keys, TrackerApp)
    app = TrackerApp(path, analyst, open_database(path, connection), config)
    app.run(mouse=config.mouse)
    if app.fault is not None:
        raise app.fault


class TrackerApp(CommonApp, BaseApp):
    """Tracker's UI on one database file, for one analyst."""

    BINDINGS: ClassVar[list[BindingType]] = [
        hidden(
            "ctrl+z", "suspend", "To the shell", id="suspend", tooltip="To the shell; fg there comes back"
        ),
    ]

    def get_default_screen(self) -> Desk:
        """Open at the desk."""
        return Desk(self._start)

    def after_start(self) -> None:
        """Begin what can wait until the first screen is whole."""
        if not gc.isenabled():
            gc.freeze()
            gc.enable()
        self._tell_of_schema()
        self.set_interval(POLL_SECONDS, self._look_at_file)
        theme = self._config.theme
        if theme is not None and theme not in self.available_themes:
            chooses = keyed(self, "[theme] chooses one.")
            self.show_toast(f"config.toml: there is no theme '{theme}'. {chooses}")
        self._offer_drafts()

    @worker("looking for notes left unsaved", group="drafts")
    async def _offer_drafts(self) -> None:
        left = await self.store.run_in_thread(self.drafts.left)
        if left:
            from tracker.ui.notes import offer_drafts

            self.when_free(partial(offer_drafts, self, left))

    def open_recommendation(
        self,
        recommendation_id: int,
        *,
        emphasised: str | None = None,
        ids: Sequence[int] = (),
        left: Callable[[int | None], None] | None = None,
    ) -> None:
        """Show a recommendation on a screen of its own, as the base says."""
        from tracker.ui.screens.detail import DetailScreen

        self.push_screen(DetailScreen(recommendation_id, emphasised=emphasised, ids=ids), left)

    def action_palette(self) -> None:
        """Jump to anything by its name, or do what a key does."""
        from tracker.ui.screens.palette import open_palette

        open_palette(self, self._go_to)

    def _go_to(self, place: "Place") -> None:
        """Open a recommendation, or go back to the desk and show a list there."""
        if place.recommendation_id is not None:
            self.open_recommendation(place.recommendation_id)
        else:
            self._show_list(place.line)

    def _show_list(self, line: str | None) -> None:
        """Go back to the desk and show the list of a query line there; None is no line."""
        if line is None:
            return
        while len(self.screen_stack) > 1:
            self.pop_screen()
        desk = self.screen
        assert isinstance(desk, Desk)
        desk.call_later(desk.open_line, line)

    def action_history(self) -> None:
        """Show the history of everything."""
        from tracker.ui.screens.history import HistoryScreen

        self.push_screen(HistoryScreen())

    def action_overview(self) -> None:
        """Show how far the review has come."""
        from tracker.ui.screens.overview import OverviewScreen

        self.push_screen(OverviewScreen(), self._show_list)

    def action_today(self) -> None:
        """Show what needs the analyst today; from a recommendation that was opened there, go back to it."""
        from tracker.ui.screens.detail import DetailScreen
        from tracker.ui.screens.today import TodayScreen

        if isinstance(self.screen, DetailScreen) and isinstance(self.screen_stack[-2], TodayScreen):
            self.screen.action_leave()
        else:
            self.push_screen(TodayScreen())

    def action_notebook(self) -> None:
        """Show all notes."""
        from tracker.ui.screens.notebook import NotebookScreen

        self.push_screen(NotebookScreen())

    def action_codebook(self) -> None:
        """Show all tags."""
        from tracker.ui.screens.codebook import CodebookScreen

        self.push_screen(CodebookScreen(), self._show_list)

    def action_actors(self) -> None:
        """Show all actors."""
        from tracker.ui.screens.actors import ActorsScreen

        self.push_screen(ActorsScreen(), self._show_list)

    def action_views(self) -> None:
        """Show the saved views."""
        from tracker.ui.screens.views import ViewsScreen

        self.push_screen(ViewsScreen(), self._show_list)

    def action_undo(self) -> None:
        """Take back the analyst's latest edit; right after a note was left unsaved, open that again."""
        at, reopen = self._at_undo or (0, None)
        self._at_undo = None
        if reopen is not None and at == self.keys_used:
            reopen()
            return
        from tracker.edits.undo import undo

        self.save(undo)

    def action_redo(self) -> None:
        """Redo what was undone last."""

        from tracker.edits.undo import redo

        self.save(redo)

    def action_suspend(self) -> None:
        """Go to the shell, whose fg comes back; where something is written the key means another thing."""
        if isinstance(self.focused, Input):
            self.show_toast("Leave the field first: while you write, the shell must wait.")
        elif not hasattr(os, "killpg") or os.getpgrp() == os.getsid(0):
            # A shell that runs jobs gives each a group of its own; nobody else could have it go on.
            self.show_toast(_NO_SHELL)
        else:
            self._suspend()

    @worker("going to the shell")
    async def _suspend(self) -> None:
        # What stops while it holds a lock on the file stops every program that writes.
        await self.store.rest()
        try:
            # Before the group stops: the shell takes the terminal as soon as what it started has stopped.
            with self.suspend():
                os.killpg(os.getpgrp(), signal.SIGTSTP)
        except SuspendNotSupported:
            self.show_toast(_NO_SHELL)

    async def action_quit(self) -> None:
        """Quit; where a note or a form is not saved, ask first. Saves under way are waited for."""
        self._leave()

    @worker("leaving", group="quit")
    async def _leave(self) -> None:
        from tracker.ui.screens.ask import AskModal

        if isinstance(self.screen, AskModal):
            return
        unsaved = [screen for screen in self.screen_stack if getattr(screen, "unsaved", False)]
        forms = len(self.left_forms) + sum(
            bool(getattr(screen, "changed_values", None)) for screen in self.screen_stack
        )
        if not unsaved and not forms:
            self._end()
            return
        kept = bool(unsaved) and await self.keep_written(unsaved)
        told = [
            *(["The note is not saved."] if unsaved else []),
            *(["It will be offered again at the next start."] if kept else []),
            *([f"What you typed into {number_of(forms, 'form')} is not saved."] if forms else []),
        ]

        def answered(yes: bool | None) -> None:
            if yes:
                self._end()

        yes = "quit" if kept and not forms else "quit and throw it away"
        self.push_screen(AskModal(" ".join(told), yes), answered)

    @worker("leaving", group="quit")
    async def _end(self) -> None:
        failed = self._saves_failed
        await self.store.drain()
        while self._saves_under_way:
            await asyncio.sleep(0)
        # What was not saved is said, and its text given back, before anyone leaves.
        if self._saves_failed == failed:
            self.key_queue.close()
            self.exit()
