"""The server: it asks a visitor for a name, and gives each one a UI of its own."""

import asyncio
import contextlib
import os
import signal
from collections.abc import Callable
from html import escape
from pathlib import Path
from string import Template
from urllib.parse import quote

import textual_serve
from aiohttp import WSMsgType, web

from tracker.errors import BadInput
from tracker.serving.guard import LOOPBACK, forbid_the_rest, guard, new_token
from tracker.serving.visitor import QUITTING_SECONDS, Size, Visitor
from tracker.settings import analyst_name

_PAGES = Path(__file__).parent
_STATIC = Path(textual_serve.__file__).parent / "static"


def serve(path: Path, analyst: str, port: int, tell: Callable[[str], None]) -> None:
    """Serve the UI on a current database until ctrl+c; `analyst` is the name first offered.

    `port` is 0 for any that is free; `tell` is given the address. Raises BadInput for a port that cannot be had.
    """
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(_serve(path, analyst, port, tell))


async def _serve(path: Path, analyst: str, port: int, tell: Callable[[str], None]) -> None:
    token = new_token()
    served = application(path, analyst, token)
    runner = web.AppRunner(served, access_log=None, shutdown_timeout=QUITTING_SECONDS + 1)
    await runner.setup()
    ended = asyncio.Event()
    try:
        await _listen(runner, port)
        with contextlib.suppress(NotImplementedError, KeyError):
            for name in ("SIGINT", "SIGTERM", "SIGHUP"):
                asyncio.get_running_loop().add_signal_handler(signal.Signals[name], ended.set)
        tell(f"http://{LOOPBACK}:{runner.addresses[0][1]}/{token}/")
        await ended.wait()
    finally:
        await runner.cleanup()


async def _listen(runner: web.AppRunner, port: int) -> None:
    try:
        await web.TCPSite(runner, LOOPBACK, port).start()
    except OverflowError as error:
        raise BadInput(f"There is no port {port}.", "Ports go from 1 to 65535.") from error
    except OSError as error:
        raise BadInput(
            f"Port {port} cannot be had: {os.strerror(error.errno or 0).lower()}.",
            "Leave --port out, and one that is free is taken.",
        ) from error


def application(path: Path, analyst: str, token: str) -> web.Application:
    """Return what answers requests, all of it below the token."""
    visits: set[web.WebSocketResponse] = set()

    async def ask(_request: web.Request) -> web.Response:
        return _page("ask.html", analyst=analyst, problem="")

    async def open_desk(request: web.Request) -> web.Response:
        typed = request.query.get("analyst", "")
        try:
            name = analyst_name(typed)
        except BadInput as error:
            return _page("ask.html", status=400, analyst=typed, problem=str(error))
        return _page("desk.html", socket=f"ws://{request.host}/{token}/visit/{quote(name, safe='')}")

    async def visit(request: web.Request) -> web.WebSocketResponse:
        try:
            name, size = analyst_name(request.match_info["analyst"]), Size.given(request.query)
        except (BadInput, KeyError, ValueError) as error:
            raise web.HTTPBadRequest(text=f"{error}\n") from error
        websocket = web.WebSocketResponse(heartbeat=15)
        await websocket.prepare(request)
        visits.add(websocket)
        visitor = await Visitor.start(path, name, size)
        showing = asyncio.create_task(visitor.show(websocket))
        try:
            await _hear(websocket, visitor)
        finally:
            visits.discard(websocket)
            await asyncio.shield(visitor.end())
            await showing
        return websocket

    async def part(request: web.Request) -> web.FileResponse:
        return web.FileResponse(_PAGES / request.path.rpartition("/")[2])

    async def close_all(_app: web.Application) -> None:
        await asyncio.gather(*(websocket.close() for websocket in visits))

    served = web.Application(middlewares=[guard(token)])
    served.on_response_prepare.append(forbid_the_rest)
    served.on_shutdown.append(close_all)
    served.add_routes(
        [
            web.get(f"/{token}/", ask),
            web.get(f"/{token}/page.css", part),
            web.get(f"/{token}/desk.js", part),
            web.get(f"/{token}/desk", open_desk),
            web.get(f"/{token}/visit/{{analyst}}", visit),
            web.static(f"/{token}/static", _STATIC),
        ]
    )
    return served


async def _hear(websocket: web.WebSocketResponse, visitor: Visitor) -> None:
    """Give the UI what comes from the browser: arrays of a word and what belongs to it, as textual-serve's script
    sends them. Anything else ends the visit.
    """
    async for message in websocket:
        if message.type is not WSMsgType.TEXT:
            return
        try:
            match message.json():
                case ["stdin", str(keys)]:
                    await visitor.type(keys)
                case ["resize", dict(named)]:
                    await visitor.say("resize", **Size.given(named)._asdict())
                case ["focus" | "blur" as what]:
                    await visitor.say(what)
                case ["ping", str(moment)]:
                    await websocket.send_json(["pong", moment])
                case _:
                    return
        except (ValueError, KeyError, TypeError):
            return


def _page(name: str, *, status: int = 200, **values: str) -> web.Response:
    page = Template((_PAGES / name).read_text(encoding="utf-8"))
    text = page.substitute({key: escape(value) for key, value in values.items()})
    return web.Response(text=text, content_type="text/html", status=status)
