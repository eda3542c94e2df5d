"""Keys typed into a real terminal, and what is on its screen then."""

import json
import os
import re
import select
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Self

import pyte

LIMIT_SECONDS = 60.0
BYTES: dict[str, bytes] = {
    "enter": b"\r",
    "tab": b"\t",
    "space": b" ",
    # As terminals send it that tell it from the beginning of another key, which the next byte would make of it.
    "escape": b"\x1b[27u",
    "backspace": b"\x7f",
    "ctrl+s": b"\x13",
    "ctrl+p": b"\x10",
    "ctrl+q": b"\x11",
    "ctrl+t": b"\x14",
    "up": b"\x1b[A",
    "down": b"\x1b[B",
    "right": b"\x1b[C",
    "left": b"\x1b[D",
    "pageup": b"\x1b[5~",
    "pagedown": b"\x1b[6~",
    "home": b"\x1b[H",
    "end": b"\x1b[F",
    "f1": b"\x1bOP",
    "f2": b"\x1bOQ",
    "f3": b"\x1bOR",
    "f4": b"\x1bOS",
    "f5": b"\x1b[15~",
    "f6": b"\x1b[17~",
    "ctrl+up": b"\x1b[1;5A",
    "ctrl+down": b"\x1b[1;5B",
}
"""What a terminal sends for a key that has a name; any other is its own character."""
_CLOCK = re.compile(r"(\d{4}-\d\d-\d\d[T ]|(today|yesterday) )?\d\d:\d\d(:\d\dZ?)?")


class Forks:
    """The program that starts the UI in terminals."""

    def __init__(self) -> None:
        self._asking, its = socket.socketpair()
        command = [sys.executable, "-m", "tests.pty.forking", str(its.fileno())]
        environment = os.environ | {"TERM": "xterm-256color", "COLORTERM": "truecolor"}
        self._process = subprocess.Popen(command, pass_fds=[its.fileno()], env=environment)
        its.close()

    def start(
        self, path: Path, folder: Path, *, columns: int, rows: int, environment: Mapping[str, str]
    ) -> "Sitting":
        """Open the UI on a file in a terminal of that size, with a working folder of its own."""
        request = {
            "path": str(path),
            "folder": str(folder),
            "columns": columns,
            "rows": rows,
            "environment": dict(environment),
        }
        self._asking.send(json.dumps(request).encode())
        pid, numbers, _, _ = socket.recv_fds(self._asking, 100, 2)
        return Sitting(int(pid), *numbers, columns=columns, rows=rows)

    def close(self) -> None:
        """End it."""
        self._asking.close()
        self._process.wait(LIMIT_SECONDS)


class Sitting:
    """The UI in a terminal, which is read as long as anything is waited for."""

    def __init__(self, pid: int, terminal: int, control: int, *, columns: int, rows: int) -> None:
        self.pid = pid
        self._terminal = terminal
        self._control = socket.socket(fileno=control)
        self._screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self._screen)
        self._typed = 0
        self.ended = False
        self._wait("calm")

    def write(self, keys: Sequence[str]) -> None:
        """Type all of these at once: the terminal gets them in one packet."""
        if not self.ended:
            self._typed += len(keys)
            os.write(self._terminal, b"".join(_bytes(key) for key in keys))

    def settle(self) -> None:
        """Wait until the UI has had all keys and is calm, or has ended."""
        self._wait("calm")

    def lines(self) -> list[str]:
        """Return what is on screen, toasts taken away and times made alike; nothing where the UI has ended."""
        self._wait("look")
        return [] if self.ended else [without_times(line).rstrip() for line in self._screen.display]

    def end(self) -> None:
        """Have the UI end as it does by itself, and wait for that."""
        if not self.ended:
            with suppress(OSError):
                self._control.send(b"end\n")
            self._read_until(self._has_answered)
        if not self.ended:
            raise TimeoutError("the UI did not end")

    def _wait(self, word: str) -> None:
        if self.ended:
            return
        with suppress(OSError):
            self._control.send(f"{word} {self._typed}\n".encode())
        self._read_until(self._has_answered)

    def _has_answered(self) -> bool:
        try:
            return bool(self._control.recv(100))
        except ConnectionResetError:
            return False

    def _read_until(self, answered: Callable[[], bool]) -> None:
        limit = time.monotonic() + LIMIT_SECONDS
        said = False
        while not said and not self.ended:
            left = limit - time.monotonic()
            ready, _, _ = select.select([self._terminal, self._control], [], [], max(left, 0))
            if not ready:
                shown = "\n".join(self._screen.display)
                raise TimeoutError(f"it did not come to rest; on screen:\n{shown}")
            if self._control in ready:
                said = answered()
                if not said and self._terminal not in ready:
                    # Closed: the process ends, and the terminal says so next.
                    ready = [self._terminal]
            if self._terminal in ready:
                self._take()
        while not self.ended and select.select([self._terminal], [], [], 0)[0]:
            self._take()

    def _take(self) -> None:
        try:
            drawn = os.read(self._terminal, 1 << 16)
        except OSError:
            drawn = b""
        if not drawn:
            self.ended = True
            return
        self._stream.feed(drawn)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if not self.ended:
            with suppress(ProcessLookupError):
                os.kill(self.pid, signal.SIGKILL)
        os.close(self._terminal)
        self._control.close()


def without_times(text: str) -> str:
    """Return the text with every time of day in it made the same."""
    return _CLOCK.sub("<time>", text)


def _bytes(key: str) -> bytes:
    if len(key) > 1 and key.startswith("paste:"):
        return b"\x1b[200~" + key.removeprefix("paste:").encode() + b"\x1b[201~"
    return BYTES.get(key) or key.encode()
