"""Telling somebody something on the line above the keys, which every screen keeps free, so that no text is covered."""

from collections import deque
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from textual.app import App
from textual.content import Content
from textual.timer import Timer

from tracker.errors import TrackerError
from tracker.text import shown

_LINES = 2
"""The longest that is told at once: the free line, and that of the keys."""
_FRAME = 5
"""Cells that a toast needs beside its text: its edges, and the sign that there is more."""
_CHARACTERS_A_SECOND = 15
"""How fast a sentence with names and numbers in it is read by somebody who is not waiting for it."""
_SECONDS = 4.0
_FAILURE_SECONDS = 6.0
"""How long a toast stays at the least."""


class _Page(NamedTuple):
    """What is told at once."""

    text: str
    failure: bool

    @property
    def seconds(self) -> float:
        """How long it stays."""
        return max(_FAILURE_SECONDS if self.failure else _SECONDS, len(self.text) / _CHARACTERS_A_SECOND)


class Toasts:
    """What is to be told, one after the other.

    A failure stays for as long as it takes to read, unless what a later key did is told: whoever pressed that has gone
    on. Anything else gives way to what is newer.
    """

    def __init__(self, app: App[Any]) -> None:
        self._app = app
        self._waiting: deque[_Page] = deque()
        self._now: _Page | None = None
        self._timer: Timer | None = None
        self._key = 0

    def show(self, several: Sequence[TrackerError | str], *, key: int) -> None:
        """Tell these, after the failures that came before with the same key; `key` is the number of the latest one."""
        if key != self._key:
            self._key, self._now = key, None
            self._waiting.clear()
        self._waiting = deque(page for page in self._waiting if page.failure)
        for what in several:
            told = (self._now, *self._waiting)
            self._waiting.extend(page for page in self._pages(what) if not page.failure or page not in told)
        if self._now is None or not self._now.failure:
            self.show_next()

    def _pages(self, what: TrackerError | str) -> Iterator[_Page]:
        """Yield what is told at once: all of it, or where that is too long what is wrong first, then what to do."""
        failure = isinstance(what, TrackerError)
        lines = self._lines(str(what))
        parts = [what.sentence, what.remedy] if isinstance(what, TrackerError) else [str(what)]
        pages = [lines]
        if len(lines) > _LINES:
            wrapped = [self._lines(part) for part in parts if part.strip()]
            pages = [part[at : at + _LINES] for part in wrapped for at in range(0, len(part), _LINES)]
        for page in pages:
            yield _Page("\n".join(page) + ("" if page is pages[-1] else " …"), failure)

    def _lines(self, text: str) -> list[str]:
        wrapped = Content(shown(text.strip())).wrap(max(1, self._app.size.width - _FRAME))
        return [line.plain.rstrip() for line in wrapped]

    def show_next(self) -> None:
        """Tell what waits, or nothing any more."""
        if self._timer is not None:
            self._timer.stop()
        # In its turn: what was told just before may not have come to its place yet.
        self._app.call_later(self._clear)
        self._now = self._waiting.popleft() if self._waiting else None
        if self._now is not None:
            severity: Any = "warning" if self._now.failure else "information"
            self._app.notify(self._now.text, severity=severity, markup=False, timeout=self._now.seconds)
            self._timer = self._app.set_timer(self._now.seconds, self.show_next)

    def _clear(self) -> None:
        self._app.clear_notifications()
        # Textual takes away the toast alone, and what held it keeps its line.
        self._app.screen.query("ToastHolder").remove()
