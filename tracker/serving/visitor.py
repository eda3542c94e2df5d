"""A visitor: a process of the UI whose keys come from a browser, and whose screen goes there."""

import asyncio
import contextlib
import json
import os
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple, Self

from aiohttp import web

QUITTING_SECONDS = 5.0
"""How long a UI that is to end may take; what was written in it is kept as a draft already."""

_DRAWN, _TOLD = b"D", b"M"
_READY = b"__GANGLION__\n"


class Size(NamedTuple):
    """Width and height of a screen, in cells."""

    width: int
    height: int

    @classmethod
    def given(cls, named: Mapping[str, str | int]) -> Self:
        """Return the size that a browser gives, within what can be drawn; raises KeyError and ValueError."""
        return cls(*(max(1, min(int(named[side]), 1_000)) for side in cls._fields))


class Visitor:
    """The process and its two pipes.

    Both ways go packets, as `textual.drivers.web_driver` has them: a letter, `D` for what a terminal would carry and
    `M` for JSON about it, four bytes of length with the highest first, and the payload.
    """

    def __init__(self, process: Process) -> None:
        assert process.stdin is not None and process.stdout is not None
        self._process = process
        self._keys = process.stdin
        self._screen = process.stdout

    @classmethod
    async def start(cls, path: Path, analyst: str, size: Size) -> Self:
        """Start the UI on a current database.

        File and name go by the environment: a command line can be read by every user of the machine. It is a session
        of its own where there are such: ctrl+c in the terminal is for the server, which ends its visitors in order.
        With -P nothing is imported from the working directory.
        """
        environment = {
            **os.environ,
            "TRACKER_DB": str(path),
            "TRACKER_ANALYST": analyst,
            "TEXTUAL_DRIVER": "tracker.ui.browser_driver:BrowserDriver",
            "TEXTUAL_COLOR_SYSTEM": "truecolor",
            "COLUMNS": str(size.width),
            "ROWS": str(size.height),
        }
        return cls(
            await asyncio.create_subprocess_exec(
                *(sys.executable, "-P", "-m", "tracker"),
                stdin=PIPE,
                stdout=PIPE,
                env=environment,
                start_new_session=os.name == "posix",
            )
        )

    async def type(self, keys: str) -> None:
        """Hand on keys, clicks and pasted text, as a terminal sends them."""
        await self._send(_DRAWN, keys.encode("utf-8", "replace"))

    async def say(self, what: str, **more: int) -> None:
        """Tell the UI of something that is no key: focus, blur, resize, quit."""
        await self._send(_TOLD, json.dumps({"type": what, **more}).encode())

    async def _send(self, kind: bytes, payload: bytes) -> None:
        # A UI that has just ended reads no more; `show` ends then, which is how the server learns of it.
        with contextlib.suppress(ConnectionError):
            self._keys.write(kind + len(payload).to_bytes(4, "big") + payload)
            await self._keys.drain()

    async def show(self, websocket: web.WebSocketResponse) -> None:
        """Send what the UI draws until it ends, and close the websocket then."""
        with contextlib.suppress(asyncio.IncompleteReadError):
            await self._screen.readuntil(_READY)
            while True:
                kind, size = await self._screen.readexactly(1), await self._screen.readexactly(4)
                payload = await self._screen.readexactly(int.from_bytes(size, "big"))
                # Where the visitor has gone it is read all the same: a UI whose pipe is full cannot end.
                if kind == _DRAWN and not websocket.closed:
                    with contextlib.suppress(ConnectionError):
                        await websocket.send_bytes(payload)
        await websocket.close()

    async def end(self) -> None:
        """Have the UI quit, and kill it where it does not; returns once the process is gone."""
        try:
            async with asyncio.timeout(QUITTING_SECONDS):
                await self.say("quit")
                await self._process.wait()
        except TimeoutError:
            with contextlib.suppress(ProcessLookupError):
                self._process.kill()
            await self._process.wait()
