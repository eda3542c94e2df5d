"""What tests of the UI share: opening it on a file, pressing keys until it is calm, reading what is on screen."""

import asyncio
import re
import shutil
import sqlite3
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, closing, contextmanager
from dataclasses import dataclass
from functools import partialmethod
from itertools import chain
from pathlib import Path
from traceback import format_exception
from types import CoroutineType
from typing import Any
from weakref import WeakKeyDictionary

import pytest
from rich.cells import cell_len
from textual import events
from textual._compositor import LayoutUpdate
from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widgets import TextArea

from tests import LIMIT_SECONDS
from tracker.config import Config
from tracker.errors import TrackerError
from tracker.ui.app import TrackerApp
from tracker.ui.start import open_database
from tracker.ui.terminal_app import TerminalApp

ANALYST = "amy"
THREAD_SECONDS = 0.001
"""How long to leave the machine to a thread before looking whether it is done."""
_KEY_NAMES = {" ": "space", "/": "slash", "?": "question_mark", ":": "colon", ",": "comma", "-": "minus"}
_CHARACTERS: dict[str, str | None] = {
    **dict.fromkeys(("up", "down", "left", "right", "pageup", "pagedown", "home", "end", "delete")),
    **dict.fromkeys(("f1", "f2", "f3", "f5", "f6", "escape", "backspace")),
    **dict.fromkeys(("ctrl+s", "ctrl+q", "ctrl+u", "ctrl+up", "ctrl+down")),
    "enter": "\r",
    "tab": "\t",
    "space": " ",
    "slash": "/",
    "question_mark": "?",
    "colon": ":",
}


@dataclass(frozen=True)
class Sitting:
    """An analyst before the open UI: presses keys and reads the screen."""

    pilot: Pilot[None]
    app: Any

    async def press(self, *keys: str) -> None:
        """Press keys one after the other, each once the UI is calm again."""
        for key in keys:
            self.send(key)
            await self.settle()

    def send(self, *keys: str) -> None:
        """Send keys without waiting for what they do, as one packet of a slow line brings them."""
        for key in keys:
            self.app.post_message(events.Key(_KEY_NAMES.get(key, key), _CHARACTERS.get(key, key)))

    async def type(self, text: str) -> None:
        """Type a text, then wait until the UI is calm."""
        self.send(*text)
        await self.settle()

    async def settle(self) -> None:
        """Wait until no worker is at work but those that wait for an answer to a modal, and all is drawn."""

        async def calm() -> None:
            while True:
                await _nothing_can_go_on()
                at_work = sum(not worker.is_finished for worker in self.app.workers)
                if at_work and at_work > _waiting_for_an_answer():
                    # Who waits for a drawing, as the keys do, is not to wait for the clock as well.
                    if not (self.app.screen._callbacks and self._draw()):
                        await asyncio.sleep(THREAD_SECONDS)
                elif not self._draw():
                    break

        await asyncio.wait_for(calm(), LIMIT_SECONDS)

    async def until(self, holds: Callable[[], bool]) -> None:
        """Wait until something holds, while the UI may be busy."""

        async def wait() -> None:
            while not holds():
                await asyncio.sleep(THREAD_SECONDS)
                self._draw()
                await _nothing_can_go_on()

        try:
            await asyncio.wait_for(wait(), LIMIT_SECONDS)
        except TimeoutError:
            raise AssertionError("it did not come to that; on screen:\n" + self.screen) from None

    def _draw(self) -> bool:
        """Lay out and draw what is to be drawn; return whether that gave anybody something to do."""
        try:
            self.app.screen._on_timer_update()
        except Exception as error:  # as the timer does that draws
            self.app._handle_exception(error)
        return bool(asyncio.get_running_loop()._ready)

    async def look(self) -> None:
        """Let the UI look at the file now, as it does every second."""
        self.app._look_at_file()
        await self.settle()

    async def resize(self, width: int, height: int) -> None:
        await self.pilot.resize_terminal(width, height)
        # Textual looks for a moment whether another size follows.
        await self.until(lambda: self.app._resize_timer is None)
        await self.settle()

    @property
    def lines(self) -> list[str]:
        """The lines on screen, modals and toasts included, without white space at their ends."""
        return screen_lines(self.app)

    @property
    def screen(self) -> str:
        """The same as one text."""
        return "\n".join(self.lines)

    def where_is(self, text: str) -> tuple[int, int]:
        """Return column and line, in cells, of the first place on screen that holds the text: to click there."""
        y = next(y for y, line in enumerate(self.lines) if text in line)
        return cell_len(self.lines[y][: self.lines[y].index(text)]), y

    async def click(self, text: str, *, times: int = 1) -> None:
        """Click on the first place on screen that holds the text."""
        await self.pilot.click(offset=self.where_is(text), times=times)
        await self.settle()

    @property
    def flat(self) -> str:
        """The words on screen with all white space and borders made one space: for sentences that wrap."""
        return " ".join(re.sub(r"[│╭╮╰╯─▌▊▎▐█▔▁]", " ", self.screen).split())

    @property
    def toast(self) -> str:
        """The words of the toasts on screen."""
        regions = [toast.region for toast in self.app.screen.query("Toast")]
        if not regions:
            return ""
        runs = [text for x, y, text in screen_texts(self.app) if any((x, y) in region for region in regions)]
        return " ".join(" ".join(runs).replace("▌", " ").split())

    @property
    def cursor_line(self) -> str:
        """The line of the list that the cursor is on, without its sign."""
        # Left of the list the facets may stand, behind a border.
        return next(
            found[1] for line in self.lines if (found := re.match(r"(?:[^│]*│)?> (.*)", line))
        ).strip()

    def line_with(self, text: str) -> str:
        """Return the one line on screen that holds the text."""
        (line,) = [line for line in self.lines if text in line]
        return line

    @property
    def editor(self) -> str:
        """The text in the note editor."""
        # A modal that was just pushed has none yet: whoever waits for its text asks again.
        return next((area.text for area in self.app.screen.query(TextArea)), "")

    @property
    def where(self) -> str:
        """The name of the screen or modal in front."""
        return type(self.app.screen).__name__


async def _nothing_can_go_on(*_: float) -> None:
    """Wait until every task of the event loop waits for a thread, a clock or a key.

    In place of what Textual waits with too, which sleeps until the process takes little processor time.
    """
    await asyncio.sleep(0)
    while asyncio.get_running_loop()._ready:
        await asyncio.sleep(0)


def _waiting_for_an_answer() -> int:
    """Return how many tasks have pushed a modal and wait for what it returns."""
    return sum("push_screen_wait" in _awaited(task.get_coro()) for task in asyncio.all_tasks())


def _awaited(coroutine: Any) -> Iterator[str]:
    while isinstance(coroutine, CoroutineType):
        yield coroutine.cr_code.co_name
        coroutine = coroutine.cr_await


def statuses_of(path: Path) -> list[str]:
    """Return the review status of each recommendation in the file."""
    return rows(path, "SELECT review_status FROM recommendation ORDER BY id")


_looked_at: WeakKeyDictionary[TerminalApp, list[str]] = WeakKeyDictionary()


def screen_lines(app: TerminalApp) -> list[str]:
    """Return what is on screen line by line; drawn once for all who look before anything else can go on."""
    if app not in _looked_at:
        _looked_at[app] = _drawn_lines(app)
        asyncio.get_running_loop().call_soon(_looked_at.pop, app, None)
    return list(_looked_at[app])


def _drawn_lines(app: TerminalApp) -> list[str]:
    lines = [""] * app.size.height
    for x, y, text in screen_texts(app):
        lines[y] += " " * (x - cell_len(lines[y])) + text
    return [line.rstrip() for line in lines]


def screen_texts(app: TerminalApp) -> Iterator[tuple[int, int, str]]:
    """Yield every run of text on screen as it would go to the terminal: column, line, text."""
    drawn = app.screen._compositor.render_update(full=True, screen_stack=app._background_screens)
    assert isinstance(drawn, LayoutUpdate)
    for y, strips in enumerate(drawn.strips):
        x = 0
        for text, _, _ in chain.from_iterable(strips):
            if not text.isspace():
                yield x, y, text
            x += cell_len(text)


@asynccontextmanager
async def desk(
    path: Path,
    size: tuple[int, int] = (80, 24),
    *,
    poll_seconds: float = 3600,
    keys: Mapping[str, str] | None = None,
    mistakes: bool = False,
    drawn: bool = False,
) -> AsyncIterator[Sitting]:
    """Open the UI on a file, with keys of one's own; nothing happens by the clock, unless it is to look often.

    A mistake of ours fails the test, as it is told on screen and the UI stays open, unless there are to be `mistakes`.
    Laid out at each step, it is drawn where somebody looks at the screen, and at the end, unless all is to be `drawn`.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("tracker.ui.app.POLL_SECONDS", poll_seconds)
        patch.setattr("tracker.ui.proofs._SETTLED_SECONDS", THREAD_SECONDS)
        app = TrackerApp(path, ANALYST, open_database(path), Config(keys=keys or {}))
        async with before(app, size, mistakes=mistakes, drawn=drawn) as sitting:
            yield sitting


@asynccontextmanager
async def before(
    app: TerminalApp, size: tuple[int, int] = (80, 24), *, mistakes: bool = False, drawn: bool = False
) -> AsyncIterator[Sitting]:
    """Open an app; a mistake of ours fails the test unless there are to be `mistakes`."""
    told: list[str] = []
    with pytest.MonkeyPatch.context() as patch:
        # Who waits draws: what came in between would be drawn or not as the machine has time.
        patch.setattr("textual.screen.UPDATE_PERIOD", 1.0)
        patch.setattr("textual.pilot.wait_for_idle", _nothing_can_go_on)
        patch.setattr("textual.app.wait_for_idle", _nothing_can_go_on)
        if not drawn:
            patch.setattr(
                Screen, "_compositor_refresh", partialmethod(_refreshed_undrawn, Screen._compositor_refresh)
            )
        show_fault = app.show_fault

        def noted(error: Exception, doing: str, *, once: bool = False) -> None:
            if not isinstance(error, TrackerError):
                told.append("".join(format_exception(error)))
            show_fault(error, doing, once=once)

        patch.setattr(app, "show_fault", noted)
        async with app.run_test(size=size, notifications=True) as pilot:
            sitting = Sitting(pilot, app)
            await sitting.settle()
            yield sitting
            if app.is_running:
                assert sitting.lines
    assert mistakes or not told, "\n".join(told)


def _refreshed_undrawn(screen: Screen[Any], refresh: Callable[[Screen[Any]], None]) -> None:
    """Do what Textual does around drawing: without a terminal it draws for nobody, for half the time of a test."""
    if screen is screen.app.screen:
        screen._compositor._dirty_regions.clear()
        screen._dirty_widgets.clear()
        screen.app._update_mouse_over(screen)
    else:
        refresh(screen)


@contextmanager
def outside(path: Path) -> Iterator[sqlite3.Connection]:
    """Open the file as another program does: foreign keys off, every statement committed."""
    with closing(sqlite3.connect(path, isolation_level=None, timeout=0)) as connection:
        yield connection


def rows(path: Path, sql: str, *parameters: object) -> list[Any]:
    """Return what a query finds in the file: plain values where it has one column, else tuples."""
    with outside(path) as connection:
        found = connection.execute(sql, parameters).fetchall()
    return [row[0] if len(row) == 1 else row for row in found]


def write(path: Path, sql: str, *parameters: object) -> None:
    """Change the file as another program does."""
    with outside(path) as connection:
        connection.execute(sql, parameters)


@pytest.fixture(scope="session", autouse=True)
def sheets_parsed_once() -> Iterator[None]:
    """Each app parses all style sheets anew, which is a tenth of a test; what comes of it is never changed."""
    parse = Stylesheet._parse_rules
    parsed: dict[Any, list[RuleSet]] = {}

    def known(sheet: Stylesheet, *arguments: Any, **named: Any) -> list[RuleSet]:
        key = (arguments, *named.items(), *sheet._variables.items())
        if key not in parsed:
            parsed[key] = parse(sheet, *arguments, **named)
        return parsed[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Stylesheet, "_parse_rules", known)
        yield


MANY = 20_000
_INSERT_MANY = f"""
INSERT INTO recommendation (report_id, reference, position, title, text)
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {MANY})
SELECT 1, 'L' || i, 10 + i, 'Line ' || i || ' of many', 'Text ' || i FROM n"""


def without_triggers(path: Path, *statements: str) -> None:
    """Run statements as a program does that knows nothing of the triggers, which stand again afterwards."""
    with outside(path) as connection:
        connection.execute("PRAGMA ignore_check_constraints = ON")
        triggers = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        connection.execute("BEGIN")
        for name, _ in triggers:
            connection.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            connection.execute(statement)
        for _, sql in triggers:
            connection.execute(sql)
        connection.execute("COMMIT")


@pytest.fixture(scope="session")
def many_template(tmp_path_factory: pytest.TempPathFactory, seeded_template: Path) -> Path:
    """The two small reports, the first with many more recommendations: copy it."""
    path = tmp_path_factory.mktemp("many") / "tracker.db"
    shutil.copy(seeded_template, path)
    without_triggers(path, _INSERT_MANY)
    return path


@pytest.fixture
def many(tmp_path: Path, many_template: Path) -> Path:
    """A file with 20,004 recommendations of this test's own."""
    return Path(shutil.copy(many_template, tmp_path / "tracker.db"))
