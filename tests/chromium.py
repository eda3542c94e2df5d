"""A browser without a window for tests: Chromium, told what to do by the DevTools protocol."""

import asyncio
import base64
import itertools
import json
import os
import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pyte
import pytest

from tests import LIMIT_SECONDS

FLAGS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
    *("--remote-debugging-port=0", "--window-size=1100,700"),
)
_KEYS = {"enter": ("Enter", 13, "\r"), "escape": ("Escape", 27, ""), "tab": ("Tab", 9, "")}
_CTRL = 2


class Tab:
    """An open page: its keys, its mouse, what it asked for and what stands on the terminal in it."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse, session: str) -> None:
        self._socket = socket
        self._session = session
        self._numbers = itertools.count(1)
        self._answers: dict[int, asyncio.Future[Any]] = {}
        self._terminal = pyte.Screen(80, 24)
        self._stream = pyte.ByteStream(self._terminal)
        self.asked_for: list[str] = []
        """The address of every request and websocket."""
        self.faults: list[str] = []
        """What the browser's console holds of errors and refusals."""

    async def tell(self, method: str, **parameters: Any) -> Any:
        """Send a command of the protocol and return its result."""
        number = next(self._numbers)
        self._answers[number] = asyncio.get_running_loop().create_future()
        message = {"id": number, "sessionId": self._session, "method": method, "params": parameters}
        await self._socket.send_json(message)
        return await asyncio.wait_for(self._answers[number], LIMIT_SECONDS)

    async def hear(self) -> None:
        """Take answers and events until the browser ends."""
        async for message in self._socket:
            told = json.loads(message.data)
            if answer := self._answers.pop(told.get("id"), None):
                if "error" in told:
                    answer.set_exception(AssertionError(told["error"]["message"]))
                else:
                    answer.set_result(told["result"])
            elif told.get("sessionId") == self._session:
                self._take(told["method"], told["params"])

    def _take(self, event: str, told: dict[str, Any]) -> None:
        match event:
            case "Network.requestWillBeSent":
                self.asked_for.append(told["request"]["url"])
            case "Network.webSocketCreated":
                self.asked_for.append(told["url"])
                self._terminal.reset()
            case "Network.webSocketFrameReceived" if told["response"]["opcode"] == 2:
                self._stream.feed(base64.b64decode(told["response"]["payloadData"]))
            case "Network.webSocketFrameSent":
                match json.loads(told["response"]["payloadData"]):
                    case ["resize", {"width": width, "height": height}]:
                        self._terminal.resize(height, width)
            case "Runtime.exceptionThrown":
                self.faults.append(json.dumps(told["exceptionDetails"]))
            case "Log.entryAdded" if told["entry"]["level"] == "error":
                self.faults.append(json.dumps(told["entry"]))

    @property
    def lines(self) -> list[str]:
        """What the UI has drawn, line by line."""
        return list(self._terminal.display)

    async def until(self, holds: Callable[[], object]) -> None:
        """Wait until something holds."""
        async with asyncio.timeout(LIMIT_SECONDS) as limit:
            try:
                while not holds():
                    await asyncio.sleep(0.02)
            except asyncio.CancelledError:
                if limit.expired():
                    pytest.fail(
                        "it did not come to that; on screen:\n" + "\n".join([*self.lines, *self.faults])
                    )
                raise

    async def sees(self, text: str) -> None:
        """Wait until a text is on the terminal."""
        await self.until(lambda: any(text in line for line in self.lines))

    async def value(self, script: str) -> Any:
        """Return what a line of JavaScript comes to."""
        found = await self.tell("Runtime.evaluate", expression=script, returnByValue=True)
        return found["result"].get("value")

    async def page_has(self, script: str) -> None:
        """Wait until a line of JavaScript comes to something true; what has none yet raises nothing."""
        async with asyncio.timeout(LIMIT_SECONDS):
            while not await self.value(script):
                await asyncio.sleep(0.02)

    async def press(self, *keys: str) -> None:
        """Press keys: a character, `ctrl+` a letter, or one of enter, escape and tab."""
        for key in keys:
            letter = key.removeprefix("ctrl+")
            name, code, text = _KEYS.get(key) or (letter, ord(letter.upper()), letter)
            held = {"modifiers": _CTRL} if letter != key else {"text": text}
            for kind in ("keyDown", "keyUp"):
                event = {"type": kind, "key": name, "windowsVirtualKeyCode": code, **held}
                if kind == "keyUp":
                    event.pop("text", None)
                await self.tell("Input.dispatchKeyEvent", **event)

    async def click(self, text: str) -> None:
        """Click on the first place of the terminal that holds a text."""
        await self.sees(text)
        line, column = next((y, row.index(text)) for y, row in enumerate(self.lines) if text in row)
        box = await self.value(
            "JSON.stringify(document.querySelector('.xterm-screen').getBoundingClientRect())"
        )
        x, y, width, height = (json.loads(box)[side] for side in ("x", "y", "width", "height"))
        place = {
            "x": x + (column + 0.5) * width / self._terminal.columns,
            "y": y + (line + 0.5) * height / self._terminal.lines,
        }
        await self.tell("Input.dispatchMouseEvent", type="mouseMoved", **place)
        for kind in ("mousePressed", "mouseReleased"):
            await self.tell("Input.dispatchMouseEvent", type=kind, button="left", clickCount=1, **place)

    async def picture(self, path: Path) -> None:
        """Write what the page looks like to a PNG file."""
        shot = await self.tell("Page.captureScreenshot", format="png")
        path.write_bytes(base64.b64decode(shot["data"]))


@asynccontextmanager
async def tab(folder: Path, address: str) -> AsyncIterator[Tab]:
    """Open an address in a browser of its own, whose traces go into an empty folder."""
    found = shutil.which("chromium")
    if found is None and not os.environ.get("CI"):
        pytest.skip("needs Chromium: the Debian package chromium")
    assert found, ".ci/run installs Chromium"
    process = await asyncio.create_subprocess_exec(
        found,
        *FLAGS,
        f"--user-data-dir={folder}",
        "about:blank",
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        port, path = await _endpoint(folder / "DevToolsActivePort", process)
        async with (
            aiohttp.ClientSession() as client,
            client.ws_connect(f"ws://127.0.0.1:{port}{path}", max_msg_size=0) as socket,
        ):
            opened = await _attached(socket)
            hearing = asyncio.create_task(opened.hear())
            for domain in ("Network", "Runtime", "Log", "Page"):
                await opened.tell(f"{domain}.enable")
            await opened.tell("Page.navigate", url=address)
            yield opened
            await socket.send_json({"id": 0, "method": "Browser.close"})
            await asyncio.wait_for(hearing, LIMIT_SECONDS)
        await asyncio.wait_for(process.wait(), LIMIT_SECONDS)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def _endpoint(file: Path, process: asyncio.subprocess.Process) -> tuple[str, str]:
    async with asyncio.timeout(LIMIT_SECONDS):
        while True:
            assert process.returncode is None, "Chromium has ended"
            if file.exists() and len(told := file.read_text(encoding="utf-8").split("\n")) == 2:
                return told[0], told[1]
            await asyncio.sleep(0.02)


async def _attached(socket: aiohttp.ClientWebSocketResponse) -> Tab:
    """Attach to the one tab that is open."""
    await socket.send_json({"id": 1, "method": "Target.getTargets"})
    targets = (await _answer(socket, 1))["targetInfos"]
    target = next(each["targetId"] for each in targets if each["type"] == "page")
    await socket.send_json(
        {"id": 2, "method": "Target.attachToTarget", "params": {"targetId": target, "flatten": True}}
    )
    return Tab(socket, (await _answer(socket, 2))["sessionId"])


async def _answer(socket: aiohttp.ClientWebSocketResponse, number: int) -> Any:
    while True:
        told = await socket.receive_json(timeout=LIMIT_SECONDS)
        if told.get("id") == number:
            return told["result"]
