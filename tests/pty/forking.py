"""Starts the UI in pseudo-terminals, each a process forked from one that has imported everything already.

A start then takes a tenth of the CPU time of a new interpreter, so that hundreds of sequences of keys can be tried.
Run as a program it serves on the socket whose number it is given: a request is a JSON object, the answer the
process number with two descriptors, that of the terminal and that of a socket on which the UI says when it is calm.
"""

import asyncio
import fcntl
import gc
import importlib
import inspect
import json
import os
import pkgutil
import signal
import socket
import struct
import sys
import termios
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

COLLECTED_AFTER = 10_000
"""After how many new objects rubbish is looked for: a UI that stands for seconds leaves little."""
ROUNDS = 3
"""So many times in turn nothing may be at work before the UI counts as calm."""


def _import_all() -> None:
    import tracker.edits
    import tracker.ui.screens
    import tracker.ui.widgets

    for package in (tracker.ui.screens, tracker.ui.widgets, tracker.edits):
        for module in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
            importlib.import_module(module.name)
    importlib.import_module("tracker.ui.app")
    importlib.import_module("textual.widgets._markdown")
    importlib.import_module("textual.drivers.linux_driver")


def _run(request: dict[str, Any], control: socket.socket) -> None:
    from textual import events
    from textual.widgets import Input, TextArea

    from tracker.config import Config
    from tracker.ui.app import TrackerApp
    from tracker.ui.start import open_database

    for widget in (Input, TextArea):
        # A cursor that blinks is a clock too.
        widget.cursor_blink._default = False  # type: ignore[attr-defined]
    path = Path(request["path"])

    class Watched(TrackerApp):
        CSS_PATH = Path(inspect.getfile(TrackerApp)).with_name("tracker.tcss")
        came = 0
        _known: "set[events.Event]"

        async def on_event(self, event: events.Event) -> None:
            if isinstance(event, events.Key | events.Paste) and not event.is_forwarded:
                self._known = getattr(self, "_known", set())
                if event not in self._known:
                    self._known.add(event)
                    self.came += 1
            await super().on_event(event)

        @property
        def at_work_on(self) -> str:
            """What it is busy with, for a test that waits too long."""
            workers = [f"{w.group}: {w.description}" for w in self.workers if not w.is_finished]
            return f"{self.came} keys, {workers}, {self.key_queue.__dict__}"

        @property
        def busy(self) -> bool:
            at_work = any(not w.is_finished for w in self.workers if w.group != "watch")
            return at_work or self.key_queue.holding or self.store.waiting

        async def calm(self, keys: int) -> None:
            while self.came < keys:
                await asyncio.sleep(0.001)
            quiet = 0
            while quiet < ROUNDS:
                drawn = asyncio.Event()
                self.screen.call_after_refresh(drawn.set)
                # A screen that is left answers no more.
                with suppress(TimeoutError):
                    await asyncio.wait_for(drawn.wait(), 0.2)
                await asyncio.sleep(0.002)
                quiet = 0 if self.busy else quiet + 1

        async def look(self, keys: int) -> None:
            await self.calm(keys)
            self.toasts._waiting.clear()
            self.toasts.show_next()
            shown = True
            while shown:
                # Textual leaves one that is taken away before it was drawn, and one may still be on its way.
                self.clear_notifications()
                toasts = [toast for screen in self.screen_stack for toast in screen.query("Toast")]
                shown = any(toast.display for toast in toasts)
                for toast in toasts:
                    toast.display = False
                await asyncio.sleep(0)
                await self.calm(keys)

    app = Watched(path, "amy", open_database(path), Config())

    def answer() -> None:
        with control.makefile("rw") as lines:
            for line in lines:
                word, _, keys = line.strip().partition(" ")
                if word == "end":
                    asyncio.run_coroutine_threadsafe(_end(app), loop[0])
                    return
                call = app.look if word == "look" else app.calm
                asyncio.run_coroutine_threadsafe(call(int(keys)), loop[0]).result()
                # What is drawn stands in the terminal before it is said that all is calm.
                while not app._driver._writer_thread._queue.empty():  # type: ignore[union-attr, attr-defined]
                    time.sleep(0.001)
                lines.write("calm\n")
                lines.flush()

    loop: list[asyncio.AbstractEventLoop] = []

    def ready() -> None:
        loop.append(asyncio.get_running_loop())
        threading.Thread(target=answer, daemon=True).start()

    app.call_later(ready)
    app.run()


async def _end(app: Any) -> None:
    app.exit()


def serve(number: int) -> None:
    """Start what is asked for until the socket is closed."""
    _import_all()
    # What is there for good is neither looked through nor, for that, copied in each process that comes of this one.
    gc.freeze()
    gc.set_threshold(COLLECTED_AFTER)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    with socket.socket(fileno=number) as asking:
        while request := asking.recv(65536):
            wanted = json.loads(request)
            mine, its = socket.socketpair()
            pid, terminal = os.forkpty()
            if pid == 0:
                size = struct.pack("HHHH", wanted["rows"], wanted["columns"], 0, 0)
                fcntl.ioctl(0, termios.TIOCSWINSZ, size)
                mine.close()
                asking.close()
                os.chdir(wanted["folder"])
                os.environ.update(wanted["environment"])
                try:
                    _run(wanted, its)
                finally:
                    sys.stdout.flush()
                    os._exit(0)
            socket.send_fds(asking, [str(pid).encode()], [terminal, mine.fileno()])
            os.close(terminal)
            mine.close()
            its.close()


if __name__ == "__main__":
    serve(int(sys.argv[1]))
