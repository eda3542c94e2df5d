"""Keys in their order: each is handed on once what the one before it began is done, and goes where it was meant.

Over ssh, in a paste or a macro many keys arrive in one packet. Textual gives them all to what has the focus at
that moment, though the screen that the second one is meant for is only being opened by the first.
"""

import asyncio
import time
from collections import deque
from collections.abc import Callable, Mapping
from contextlib import suppress
from enum import Enum
from typing import Any

from textual import events
from textual.app import App
from textual.dom import DOMNode
from textual.message_pump import MessagePump
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Input
from textual.worker import Worker

from tracker.ui.worker import worker

HELD_SECONDS = 10.0
"""How long a key waits at most: one that came any later would do something else than was meant."""
QUIT_SECONDS = 3.0
"""How long the key that quits lets others go before it, where nothing is being saved."""
_SWEEP_SECONDS = 1.0
"""After how long a widget that did not answer is taken to be gone."""
_DRAWN_SECONDS = 0.2
"""After how long a screen that was not drawn is taken to have been left."""
_ANSWER_SECONDS = 0.02
"""How long the answer to a key has to be drawn, before it is asked what else the key began."""
_LOOK_SECONDS = 0.004
"""How often it is looked whether what is being read or saved is done."""

_BEHIND = frozenset({"keys", "watch", "drafts", "export", "proofs"})
"""Groups of workers that no key waits for."""
_FOLLOWING = frozenset({"detail", "changes", "lines", "progress"})
"""Groups that read what belongs to the line under the cursor: moving on does not wait for them."""
_TURNING = frozenset({"preview", "quit"})
"""Groups at whose end another widget has the keys, or none has: typing waits for these alone."""
_EDITING = frozenset({"backspace", "delete", "left", "right", "home", "end"})
_EDITING_LINES = _EDITING | {"enter", "tab", "up", "down", "pageup", "pagedown"}

_Press = events.Key | events.Paste | events.MouseDown | events.MouseUp
_State = tuple[tuple[Screen[Any], ...], Widget | None]


class _Kind(Enum):
    """What a key does, which says what it waits for."""

    TYPED = "goes into a field"
    MOVE = "moves a cursor"
    LOOK = "has nothing to do with what is being saved, or waits for it itself"
    READ = "changes no record"
    ACT = "acts on what is on screen"
    QUIT = "quits"


_ACTIONS = {
    _Kind.MOVE: ("move(", "page(", "jump("),
    _Kind.LOOK: ("search", "app.help", "app.quit"),
    _Kind.READ: ("scroll", "leave", "open"),
}
"""How the actions of a kind begin; any other acts."""


class KeyQueue:
    """The keys, pastes and clicks that came and are not handed on yet.

    A key goes on at once where nothing is being opened, read or saved: waiting then costs one comparison.
    """

    def __init__(
        self,
        app: App[None],
        *,
        quits: frozenset[str],
        says_saving: Callable[[], bool],
        show_toast: Callable[[str], None],
    ) -> None:
        """`quits` are the keys that quit; `says_saving` tells whether one can see that something is being saved."""
        self._app = app
        self._quits = quits
        self._says_saving = says_saving
        self._show_toast = show_toast
        self._held: deque[tuple[_Press, bool]] = deque()
        """Each with whether it came while the header line said that something is being saved."""
        self._handed_on: set[events.Event] = set()
        self._settling: asyncio.Task[None] | None = None
        self._at_work = False
        self._settled: _State | None = None
        """Screens and focus as they were when the last key had done all that it does."""
        self._bound: tuple[_State, Mapping[str, str]] | None = None
        self._used_since = False
        """Whether a key was handed on since then."""
        self._typed_since = False
        """Whether one was typed into an editor, which has its own queue: only what is no text depends on it."""
        self._closed = False

    @property
    def waiting(self) -> bool:
        """Whether a key waits."""
        return bool(self._held)

    @property
    def holding(self) -> bool:
        """Whether a key waits, or has not done yet what it does."""
        return self._at_work or bool(self._held) or self._used_since or self._settling is not None

    def when_calm(self, call: Callable[[], None]) -> None:
        """Call this once no key waits any more, and the last one has done what it does."""
        _call_when_calm(self._app, self, call)

    def close(self) -> None:
        """Take no more keys: the program ends, and what is typed now is meant for the next one."""
        self._closed = True
        self._held.clear()
        if self._settling is not None:
            self._settling.cancel()

    def takes(self, event: _Press) -> bool:
        """Return whether the queue takes a key, a paste or a click, to hand it on later; else the app has it now."""
        if event in self._handed_on:
            self._handed_on.remove(event)
            return False
        if self._closed:
            return True
        if isinstance(event, events.MouseEvent) and not (self._held or self._typed_since):
            # A click keeps its place among the keys; where none is under way it has none to keep.
            return False
        kind = self._kind(event)
        if not self._at_work and self._goes_now(kind):
            if kind is _Kind.TYPED and _edits_lines(self._app.focused):
                self._typed_since = True
            else:
                # Looked at when its answer is drawn: that comes first.
                self._used_since = True
                asyncio.get_running_loop().call_later(_ANSWER_SECONDS, self._settle_soon)
            return False
        if kind is _Kind.QUIT and any(self._kind(held) is kind for held, _ in self._held):
            # Pressed twice: whatever does not move on here, it is not waited for.
            self._held.clear()
            self._hand_on(event)
            return True
        self._held.append((event, self._says_saving() and all(seen for _, seen in self._held)))
        if not self._at_work:
            self._at_work = True
            _work(self._app, self)
        return True

    def _goes_now(self, kind: _Kind) -> bool:
        return (
            self._settling is None
            and not self._used_since
            and self._state() == self._settled
            and (kind is _Kind.TYPED or not self._typed_since)
            and not self._is_waited_for(kind, seen_saving=self._says_saving())
        )

    def _settle_soon(self) -> None:
        if self._at_work or self._settling is not None or not self._used_since or self._closed:
            return
        self._settling = asyncio.create_task(self._settle_in_time())
        self._settling.add_done_callback(self._has_settled)

    async def _settle_in_time(self) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(HELD_SECONDS):
                await self._settle()

    def _has_settled(self, task: "asyncio.Task[None]") -> None:
        self._settling = None
        if not task.cancelled() and task.exception() is not None:
            # Where every fault of the UI comes out.
            self._app.call_later(task.result)

    async def work(self) -> None:
        """Hand on what is held, each key at its time."""
        try:
            while self._held:
                event, seen_saving = self._held[0]
                if await self._is_its_time(event, seen_saving=seen_saving):
                    if self._is_held(event):
                        self._held.popleft()
                        self._hand_on(event)
                        await self._settle()
                else:
                    self._drop()
        finally:
            self._at_work = False

    def _hand_on(self, event: _Press) -> None:
        self._handed_on.add(event)
        self._used_since = True
        self._app.post_message(event)

    async def _is_its_time(self, event: _Press, *, seen_saving: bool) -> bool:
        """Wait until all that the key depends on has come to rest; return False where it does not come to that."""
        since = time.monotonic()
        while True:
            try:
                async with asyncio.timeout(self._seconds_left(since)):
                    if self._settling is not None:
                        await asyncio.wait({self._settling})
                    if self._used_since or self._typed_since or self._state() != self._settled:
                        await self._settle()
            except TimeoutError:
                return False
            at_rest = True
            while self._is_held(event) and self._is_waited_for(self._kind(event), seen_saving=seen_saving):
                if self._seconds_left(since) <= 0:
                    return False
                at_rest = False
                await asyncio.sleep(_LOOK_SECONDS)
            if at_rest:
                return True
            # What was read or saved is being drawn, and may begin something more.
            self._settled = None

    def _is_held(self, event: _Press) -> bool:
        return bool(self._held) and self._held[0][0] is event

    def _seconds_left(self, since: float) -> float:
        quits = any(self._kind(event) is _Kind.QUIT for event, _ in self._held)
        limit = QUIT_SECONDS if quits and not self._is_saving else HELD_SECONDS
        return since + limit - time.monotonic()

    @property
    def _is_saving(self) -> bool:
        return any(worker.group == "save" and not worker.is_finished for worker in self._app.workers)

    def _drop(self) -> None:
        """Tell of keys that cannot be handed on, and forget them; only quitting is never forgotten."""
        quits = next((event for event, _ in self._held if self._kind(event) is _Kind.QUIT), None)
        number = len(self._held) - (quits is not None)
        self._held.clear()
        if number:
            keys = "A key that was typed ahead was" if number == 1 else f"{number:,} keys typed ahead were"
            self._show_toast(
                f"{keys} not used: what is being done here takes too long. Look, then press again."
            )
        if quits is not None:
            self._hand_on(quits)

    async def _settle(self) -> None:
        """Wait until the screen, its focus and all between them and the app have answered, and nothing changes."""
        self._used_since = self._typed_since = False
        before, same, drawn = self._settled, 0, self._settled is not None
        while same < 2 and not self._closed:
            await self._sweep()
            now = self._state()
            if now != before or not now[0][-1].is_running:
                before, same, drawn = now, 0, False
            elif not drawn:
                await self._drawn(now[0][-1])
                drawn = True
            else:
                same += 1
        self._settled = before

    async def _sweep(self) -> None:
        """Have the app, the focus and all above it up to the app answer in turn, each when it has done its messages."""
        await _answer(self._app)
        node: DOMNode = self._app.focused or self._app.screen
        await _answer(node, *node.ancestors)

    async def _drawn(self, screen: Screen[Any]) -> None:
        done = asyncio.Event()
        # One that is not there yet, or is gone, is looked at again soon.
        if not screen.call_after_refresh(done.set):
            done.set()
            await asyncio.sleep(_LOOK_SECONDS)
        await _wait(done, _DRAWN_SECONDS)

    def _state(self) -> _State:
        return tuple(self._app.screen_stack), self._app.focused

    def _is_waited_for(self, kind: _Kind, *, seen_saving: bool) -> bool:
        """Return whether something is being read or saved that a key of this kind depends on."""
        if kind is _Kind.QUIT:
            return False
        return any(
            not worker.is_finished and self._matters(worker, kind, seen_saving=seen_saving)
            for worker in self._app.workers
        )

    def _matters(self, worker: "Worker[Any]", kind: _Kind, *, seen_saving: bool) -> bool:
        group = worker.group
        if kind is _Kind.TYPED:
            return group in _TURNING
        if group in _BEHIND:
            return False
        if group == "save":
            # Who sees that it takes its time may look around meanwhile.
            return kind is _Kind.ACT or (kind in (_Kind.MOVE, _Kind.READ) and not seen_saving)
        if worker.node is not self._app and self._app.screen not in (worker.node, *worker.node.ancestors):
            return False
        if group == "facets":
            from tracker.ui.widgets.facet_panel import FacetPanel

            return isinstance(self._app.focused, FacetPanel)
        if group == "beside":
            # What is written, saved or left does not depend on the recommendation beside it; what scrolls that does.
            return kind is _Kind.MOVE or not _edits_lines(self._app.focused)
        return kind not in (_Kind.MOVE, _Kind.LOOK) or group not in _FOLLOWING

    @property
    def _actions(self) -> Mapping[str, str]:
        """What each key does here; finding out takes as long as a tenth of the answer to a key."""
        state = self._state()
        if self._bound is None or self._bound[0] != state:
            active = self._app.screen.active_bindings
            self._bound = state, {key: bound.binding.action for key, bound in active.items()}
        return self._bound[1]

    def _kind(self, event: _Press) -> _Kind:
        focused = self._app.focused
        if isinstance(event, events.Key) and event.key in self._quits:
            return _Kind.QUIT
        lines = _edits_lines(focused)
        if lines or isinstance(focused, Input):
            editing = _EDITING_LINES if lines else _EDITING
            if isinstance(event, events.Paste) or (
                isinstance(event, events.Key) and (event.is_printable or event.key in editing)
            ):
                return _Kind.TYPED
        action = self._actions.get(event.key, "") if isinstance(event, events.Key) else ""
        return next((kind for kind, begins in _ACTIONS.items() if action.startswith(begins)), _Kind.ACT)


@worker("handing on keys", group="keys")
async def _work(_app: App[None], queue: KeyQueue) -> None:
    # A worker, so that whoever waits for the workers waits for the keys too.
    await queue.work()


@worker("showing what waited for keys", group="keys")
async def _call_when_calm(_app: App[None], queue: KeyQueue, call: Callable[[], None]) -> None:
    while queue.holding:
        await asyncio.sleep(_LOOK_SECONDS)
    call()


def _edits_lines(focused: Widget | None) -> bool:
    """Whether it is an editor of several lines: told by what it has, as importing it would delay the first paint."""
    return hasattr(focused, "document")


async def _answer(*pumps: MessagePump) -> None:
    """Wait until each of these has done the messages it has, one after the other."""
    done = asyncio.Event()
    waiting = iter(pumps)

    def go_on() -> None:
        # One that is closing answers no more; what it had to say went to the next.
        if not any(pump.call_later(go_on) for pump in waiting):
            done.set()

    go_on()
    await _wait(done, _SWEEP_SECONDS)


async def _wait(event: asyncio.Event, seconds: float) -> None:
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await event.wait()
