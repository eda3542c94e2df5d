"""A program in a terminal of its own: what the benchmarks time from outside."""

import fcntl
import os
import pty
import select
import signal
import struct
import termios
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Self

from tests import LIMIT_SECONDS


class Terminal:
    """Runs a command in a pseudo-terminal of 80x24 and reads what it draws."""

    def __init__(self, command: Sequence[str], *, columns: int = 80, rows: int = 24) -> None:
        environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
        environment |= {"TERM": "xterm-256color", "COLUMNS": str(columns), "LINES": str(rows)}
        self.started = time.perf_counter()
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.execvpe(command[0], list(command), environment)
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self.seen = b""

    def wait_for(self, marker: bytes) -> float:
        """Return the seconds since the start until the marker is drawn; raises TimeoutError."""
        until = time.perf_counter() + LIMIT_SECONDS
        while marker not in self.seen:
            self._read(until - time.perf_counter())
        return time.perf_counter() - self.started

    def press(self, keys: bytes) -> None:
        """Type keys; what was drawn before is forgotten."""
        self.seen = b""
        os.write(self.fd, keys)

    def wait_for_more(self) -> None:
        """Wait until anything is drawn after the last press."""
        while not self.seen:
            self._read(LIMIT_SECONDS)

    def settle(self, seconds: float) -> None:
        """Read until nothing was drawn for so long, and forget it."""
        until = time.perf_counter() + LIMIT_SECONDS
        while select.select([self.fd], [], [], seconds)[0]:
            if time.perf_counter() > until:
                raise TimeoutError("it draws without end")
            os.read(self.fd, 65536)
        self.seen = b""

    def last_drawn(self, quiet_seconds: float) -> float:
        """Return the seconds from the start to the last that is drawn before so long a silence."""
        until = time.perf_counter() + LIMIT_SECONDS
        last = self.wait_for(b"\x1b[")
        while select.select([self.fd], [], [], quiet_seconds)[0]:
            if time.perf_counter() > until:
                raise TimeoutError("it draws without end")
            self._read(0)
            last = time.perf_counter() - self.started
        return last

    def _read(self, seconds: float) -> None:
        ready, _, _ = select.select([self.fd], [], [], max(0.0, seconds))
        if not ready:
            raise TimeoutError(f"nothing was drawn; before that: {self.seen[-300:]!r}")
        try:
            self.seen += os.read(self.fd, 65536)
        except OSError as error:
            raise RuntimeError(f"the program ended: {self.seen[-2000:].decode(errors='replace')}") from error

    def peak_memory(self) -> int:
        """Return the resident set at its largest so far, in bytes (Linux)."""
        with Path(f"/proc/{self.pid}/status").open() as status:
            for line in status:
                if line.startswith("VmHWM:"):
                    return int(line.split()[1]) * 1024
        raise RuntimeError("no VmHWM")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        os.close(self.fd)
