"""An app that faults do not end: each is told in one place, and the UI stays open wherever it can go on.

Textual ends with a traceback whenever a handler, a timer, a callback or a drawing fails, and takes along what was
being written.
"""

import asyncio
from collections.abc import Sequence
from functools import partial
from traceback import format_exception, walk_tb
from typing import Any

from textual import events
from textual._context import active_message_pump
from textual.app import App
from textual.css.query import NoMatches
from textual.dom import DOMNode
from textual.message import Message
from textual.screen import Screen
from textual.widget import Widget

from tracker.errors import TrackerError, mistake
from tracker.ui.worker import was_left, worker

_DRAWS = frozenset(
    {"_arrange_root", "_on_timer_update", "_compositor_refresh", "_refresh_layout", "_display"}
)
"""Functions of Textual's that draw: what fails in them would fail again with the next frame."""
_COMPOSES = "_compose"
_RUNS = "_process_messages"
"""The function of the app that runs it: nothing goes on where it fails."""
_ASKED_FOR = (events.Key, events.Paste, events.Click)
"""What a person does: what fails then is told each time, else once a sitting."""
_OPENS = (events.Compose, events.Mount, events.Show, events.ScreenResume)
_GOING_ON = "going on with what was begun"


class GuardedApp(App[None]):
    """Where every fault of the UI ends, those of workers too."""

    fault: TrackerError | None = None
    """Why the UI had to end."""

    def __init__(self) -> None:
        super().__init__()
        self._told: set[str] = set()
        self._leaving: set[Screen[Any]] = set()

    def show_toast(self, what: TrackerError | str) -> None:
        """Show a failure, or what to do, as a toast."""
        raise NotImplementedError

    def show_fault(self, error: Exception, doing: str, *, once: bool = False) -> None:
        """Tell a TrackerError as it is, anything else as a mistake of ours while `doing` it.

        With `once` the same is told once a sitting. The traceback goes to Textual's log, as TEXTUAL_LOG names a file.
        """
        if isinstance(error, TrackerError):
            problem = error
        else:
            self.log.error("".join(format_exception(error)))
            problem = mistake(error, doing)
            if self._exit or not self.is_running:
                self.fault = self.fault or problem
        if not (once and str(problem) in self._told):
            self._told.add(str(problem))
            self.show_toast(problem)

    async def keep_written(self, screens: Sequence[Screen[Any]]) -> bool:
        """Keep what is being written on these screens; return whether all of it is on disk."""
        unsaved = [screen for screen in screens if getattr(screen, "unsaved", False)]
        return all([hasattr(screen, "keep_now") and await screen.keep_now() for screen in unsaved])

    def on_load(self) -> None:
        """Hear of what fails in a callback of the event loop, too."""
        asyncio.get_running_loop().set_exception_handler(self._told_by_loop)

    def _told_by_loop(self, loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        error = context.get("exception")
        # Of a task that was given up it is told by whichever thread clears it away.
        if not (isinstance(error, Exception) and self.call_later(self._handle_exception, error)):
            loop.default_exception_handler(context)

    async def _dispatch_message(self, message: Message) -> None:
        try:
            await super()._dispatch_message(message)
        except Exception as error:
            self._handle_fault(error, self, message)

    def _register_child(self, parent: DOMNode, child: Widget, before: int | None, after: int | None) -> None:
        self._guard(child)
        super()._register_child(parent, child, before, after)

    def _start_widget(self, parent: Widget, widget: Widget) -> None:
        self._guard(widget)
        super()._start_widget(parent, widget)

    def _guard(self, widget: Widget) -> None:
        """Catch what its handlers raise before Textual does, which would end the widget before it ends the app."""
        widget._dispatch_message = partial(self._dispatch_guarded, widget)  # type: ignore[method-assign]

    async def _dispatch_guarded(self, widget: Widget, message: Message) -> None:
        try:
            await type(widget)._dispatch_message(widget, message)
        except Exception as error:
            self._handle_fault(error, widget, message)

    def _handle_exception(self, error: Exception) -> None:
        """Take what Textual caught: in a timer, in a callback, while composing or drawing."""
        self._handle_fault(error, active_message_pump.get(self))

    def _handle_fault(self, error: Exception, node: Any, message: Message | None = None) -> None:
        where = {frame.f_code.co_name for frame, _ in walk_tb(error.__traceback__)}
        if where & _DRAWS:
            self._leave_undrawn(self.screen, error)
        elif _COMPOSES in where and isinstance(node, Screen):
            self._leave_undrawn(node, error)
        elif _RUNS in where:
            self._end_with(error, "running")
        elif not (isinstance(error, NoMatches) and was_left(node)):
            self.show_fault(error, _doing(message), once=not isinstance(message, _ASKED_FOR))

    def _leave_undrawn(self, screen: Screen[Any], error: Exception) -> None:
        if not (self._exit or screen in self._leaving):
            self._leaving.add(screen)
            self._leave_screen(screen, error)

    @worker("leaving what cannot be drawn", group="quit")
    async def _leave_screen(self, screen: Screen[Any], error: Exception) -> None:
        """Leave a screen that cannot be drawn, with all above it; where none is left, or a text cannot be kept, end."""
        stack = self.screen_stack
        gone = stack[stack.index(screen) :] if screen in stack else []
        written = any(getattr(screen, "unsaved", False) for screen in gone)
        kept = await self.keep_written(gone)
        fields = [field for one in gone for field in one.query("Input" if kept else "Input, TextArea")]
        typed = [
            text for field in fields if (text := getattr(field, "value", getattr(field, "text", "")).strip())
        ]
        remedy = " ".join(
            (
                "Please report it.",
                *(
                    ["The note that was being written is kept, and offered again."]
                    if written and kept
                    else []
                ),
                *(["What stood in the field:", *typed] if typed else []),
            )
        )
        if screen in stack[:1] or not kept:
            self._end_with(error, "drawing the screen", remedy)
            return
        while screen in self.screen_stack:
            # Returns that nothing was chosen, as leaving it does.
            await Screen.dismiss(self.screen)
        # After what those who opened it have to say.
        self.screen.call_later(self.show_fault, mistake(error, "drawing the screen", remedy), "")

    def _end_with(self, error: Exception, doing: str, remedy: str = "Please report it.") -> None:
        self.log.error("".join(format_exception(error)))
        # A terminal that went away is no fault, and nobody is there to be told.
        if self.fault is None and not isinstance(error, BrokenPipeError):
            self.fault = error if isinstance(error, TrackerError) else mistake(error, doing, remedy)
        if self._exception is None:
            self._exception = error
            self._exception_event.set()
        self.exit(return_code=1)


def _doing(message: Message | None) -> str:
    """Return what is being done while a message is answered, None for no message."""
    match message:
        case events.Key():
            return f"answering the key {message.key}"
        case events.MouseEvent():
            return "answering the mouse"
        case events.Paste():
            return "taking what was pasted"
        case None | events.Callback() | events.Timer() | events.Idle():
            return _GOING_ON
        case _ if isinstance(message, _OPENS):
            return "opening the screen"
        case _:
            return f"answering '{message.handler_name.removeprefix('on_').replace('_', ' ')}'"
