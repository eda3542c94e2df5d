"""The UI in a browser: `tracker serve` as a process, asked by a client of ours and used in Chromium."""

import asyncio
import contextlib
import html
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, closing, contextmanager
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote, urlsplit

import aiohttp
import pytest

from tests import LIMIT_SECONDS
from tests.chromium import Tab, tab
from tracker.__main__ import main

HOSTILE = "Zoë \"'; $(touch /tmp/x) `id` <b> a/b %2e"


class Served(NamedTuple):
    """A server that runs on a database, and the address that it printed."""

    process: subprocess.Popen[bytes]
    path: Path
    address: str

    @property
    def token(self) -> str:
        return urlsplit(self.address).path.strip("/")

    @property
    def origin(self) -> str:
        return self.address.removesuffix(f"/{self.token}/")

    def socket_of(self, analyst: str) -> str:
        return f"{self.address}visit/{quote(analyst, safe='')}?width=80&height=24".replace("http:", "ws:")


@contextmanager
def serving(path: Path) -> Iterator[Served]:
    command = [sys.executable, "-m", "tracker", "--db", str(path), "--analyst", "amy", "serve"]
    told = path.with_name("served.txt")
    with told.open("w") as output, subprocess.Popen(command, stdout=output) as process:
        try:
            until_seconds = time.monotonic() + LIMIT_SECONDS
            while not told.read_text().endswith("/\n"):
                assert process.poll() is None and time.monotonic() < until_seconds
                time.sleep(0.02)
            yield Served(process, path, told.read_text().split()[-1])
            process.send_signal(signal.SIGINT)
            assert process.wait(LIMIT_SECONDS) in (0, -signal.SIGKILL)
        finally:
            process.kill()


@pytest.fixture(scope="module")
def served(bundled_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server for all whom it turns away, and who only look."""
    with serving(shutil.copy(bundled_template, tmp_path_factory.mktemp("served") / "tracker.db")) as served:
        yield served


async def answer(served: Served, address: str, **headers: str) -> tuple[int, str]:
    async with aiohttp.ClientSession() as client, client.get(address, headers=headers) as response:
        return response.status, await response.text()


@asynccontextmanager
async def visiting(served: Served, analyst: str) -> AsyncIterator[aiohttp.ClientWebSocketResponse]:
    """Visit as a browser's page does, up to the first that is drawn."""
    async with (
        aiohttp.ClientSession() as client,
        client.ws_connect(served.socket_of(analyst), origin=served.origin) as visit,
    ):
        assert await visit.receive_bytes(timeout=LIMIT_SECONDS)
        yield visit


async def until(holds: Callable[[], object]) -> None:
    async with asyncio.timeout(LIMIT_SECONDS):
        while not holds():
            await asyncio.sleep(0.02)


def children(process: subprocess.Popen[bytes]) -> list[int]:
    """Return the processes that a process has started, and that are not gone."""
    found = []
    for each in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            state, parent = each.read_text().rpartition(")")[2].split()[:2]
            if int(parent) == process.pid and state != "Z":
                found.append(int(each.parent.name))
    return found


def is_there(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def rows(path: Path, sql: str) -> list[Any]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(sql).fetchall()


async def test_nothing_is_answered_without_the_token_or_under_another_name(served: Served) -> None:
    other = served.address.replace(served.token, served.token[:-1] + "!")
    for address in (
        served.origin,
        served.origin + "/static/js/textual.js",
        other,
        other + "desk?analyst=amy",
    ):
        assert (await answer(served, address))[0] == 403
    port = urlsplit(served.address).port
    for host in (f"evil.example:{port}", "127.0.0.1.evil.example", f"[::1]:{port}", ""):
        assert (await answer(served, served.address, Host=host))[0] in (400, 403), host
    for origin in (
        "http://evil.example",
        "null",
        f"http://127.0.0.1:{port + 1}",
        f"https://127.0.0.1:{port}",
    ):
        assert (await answer(served, served.address, Origin=origin))[0] == 403, origin
    assert (await answer(served, served.address))[0] == 200
    # As through ssh -L, where the port is another one here.
    through = {"Host": "localhost:9000", "Origin": "http://localhost:9000"}
    assert (await answer(served, served.address, **through))[0] == 200


@pytest.mark.parametrize("origin", [None, "http://evil.example", "null"])
async def test_a_websocket_from_another_page_is_refused(served: Served, origin: str | None) -> None:
    async with aiohttp.ClientSession() as client:
        with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
            await client.ws_connect(served.socket_of("amy"), origin=origin)
        assert refused.value.status == 403
        with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
            await client.ws_connect(served.socket_of("amy").replace(served.token, "x"), origin=served.origin)
        assert refused.value.status == 403
    await until(lambda: not children(served.process))


async def test_the_server_listens_on_this_machine_alone(served: Served) -> None:
    port = f":{urlsplit(served.address).port:04X}"
    listening = [
        line.split()[1]
        for table in ("tcp", "tcp6")
        for line in Path(f"/proc/net/{table}").read_text().splitlines()
        if line.split()[1].endswith(port) and line.split()[3] == "0A"
    ]
    assert listening == [f"0100007F{port}"]


async def test_the_browser_is_told_to_load_nothing_from_elsewhere(served: Served) -> None:
    async with aiohttp.ClientSession() as client:
        for page in ("", "desk?analyst=amy", "static/js/textual.js"):
            async with client.get(served.address + page) as response:
                policy = response.headers["Content-Security-Policy"]
                assert "default-src 'none'; script-src 'self';" in policy
                assert response.headers["Referrer-Policy"] == "no-referrer"
                assert response.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("typed", "sentence"), [("", "has no name"), ("%20%00", "has no name"), ("a" * 65, "64")]
)
async def test_a_name_that_is_none_is_asked_for_again(served: Served, typed: str, sentence: str) -> None:
    status, page = await answer(served, f"{served.address}desk?analyst={typed}")
    assert status == 400
    assert sentence in page
    assert 'name="analyst"' in page


async def test_a_name_that_is_none_is_text_on_the_page_too(served: Served) -> None:
    typed = '"><script>alert(1)</script>' + "a" * 64
    status, page = await answer(served, f"{served.address}desk?analyst={quote(typed)}")
    assert status == 400
    assert "<script" not in page
    assert f'value="{html.escape(typed)}"' in page


async def test_a_name_is_text_on_the_page_whatever_it_holds(served: Served) -> None:
    status, page = await answer(served, f"{served.address}desk?analyst={quote(HOSTILE)}")
    assert status == 200
    (address,) = re.findall(r'data-session-websocket-url="([^"]*)"', page)
    assert f"{address}?width=80&height=24" == served.socket_of(HOSTILE)
    assert "<b> a" not in page


async def test_each_visitor_is_a_process_under_a_name_that_no_command_line_shows(served: Served) -> None:
    async with visiting(served, HOSTILE) as one, visiting(served, "bob") as two:
        processes = children(served.process)
        assert len(processes) == 2
        for pid in processes:
            words = Path(f"/proc/{pid}/cmdline").read_text().split("\0")
            assert words[1:4] == ["-P", "-m", "tracker"]
            assert not any(words[4:])
        for visit, keys in ((one, "s4"), (two, "js5")):
            for key in keys:
                await visit.send_json(["stdin", key])
        judged = "SELECT reference, changed_by FROM status_history WHERE kind = 'edit' ORDER BY reference"
        await until(lambda: rows(served.path, judged) == [("1", HOSTILE), ("2", "bob")])


async def test_a_visitor_who_leaves_leaves_no_process(served: Served) -> None:
    async with visiting(served, "bob"):
        assert len(children(served.process)) == 1
    await until(lambda: not children(served.process))


async def test_a_ui_that_ends_says_so_to_the_page(served: Served) -> None:
    async with visiting(served, "bob") as visit:
        await visit.send_json(["stdin", "q"])
        async with asyncio.timeout(LIMIT_SECONDS):
            async for _message in visit:
                pass
        assert visit.closed
        await until(lambda: not children(served.process))


@pytest.mark.parametrize(
    "nonsense", ["[]", "{", '["resize", {"width": "x"}]', '["stdin", 1]', '["frob"]', "null"]
)
async def test_what_no_page_of_ours_sends_ends_the_visit_alone(served: Served, nonsense: str) -> None:
    async with visiting(served, "bob") as visit:
        await visit.send_str(nonsense)
        async with asyncio.timeout(LIMIT_SECONDS):
            async for _message in visit:
                pass
    await until(lambda: not children(served.process))
    assert (await answer(served, served.address))[0] == 200


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGKILL])
async def test_no_ui_outlives_the_server(bundled: Path, how: signal.Signals) -> None:
    with serving(bundled) as served:
        async with visiting(served, "amy"), visiting(served, "bob"):
            processes = children(served.process)
            assert len(processes) == 2
            served.process.send_signal(how)
            await until(lambda: served.process.poll() is not None)
            assert served.process.returncode == (-how if how is signal.SIGKILL else 0)
            await until(lambda: not any(map(is_there, processes)))


def test_a_port_in_use_is_a_sentence(bundled: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(SystemExit) as left:
            main(["--db", str(bundled), "serve", "--port", str(port)])
    assert left.value.code == 2
    assert f"Port {port} cannot be had: address already in use." in capsys.readouterr().err


@pytest.mark.parametrize("port", ["-1", "65536"])
def test_a_port_that_is_none_is_a_sentence(
    bundled: Path, port: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as left:
        main(["--db", str(bundled), "serve", "--port", port])
    assert left.value.code == 2
    assert f"There is no port {port}." in capsys.readouterr().err


@pytest.mark.parametrize("missing", ["aiohttp", "textual_serve"])
def test_without_the_extra_a_sentence_says_how_to_get_it(
    bundled: Path, missing: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in [each for each in sys.modules if each.startswith("tracker.serving")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, missing, None)
    with pytest.raises(SystemExit) as left:
        main(["--db", str(bundled), "serve"])
    assert left.value.code == 2
    said = capsys.readouterr().err
    assert f"needs {missing.replace('_', '-')}, which is not installed" in said
    assert "uv run --extra serve tracker serve" in said


@asynccontextmanager
async def opened(served: Served, folder: Path) -> AsyncIterator[Tab]:
    """Open the UI in Chromium, under the name that is offered."""
    async with tab(folder / "chromium", served.address) as page:
        await page.page_has("document.activeElement?.name == 'analyst'")
        await page.press("enter")
        await page.sees("Roles of actors")
        await page.page_has("document.activeElement?.className == 'xterm-helper-textarea'")
        yield page


async def test_an_analyst_works_in_chromium_by_keys(bundled: Path, tmp_path: Path) -> None:
    with serving(bundled) as served:
        async with opened(served, tmp_path) as page:
            await page.press("s", "4")
            await page.sees("1 of 8 done")
            await page.press("t")
            await page.sees("regional cooperation")
            await page.press(*"victims", "enter")
            await until(
                lambda: rows(bundled, "SELECT reference, tag FROM recommendation_tag") == [("1", "victims")]
            )
            await page.press("n")
            await page.sees("Write the note here")
            await page.press(*"Who pays? Zoë", "ctrl+s")
            await page.sees("Note on 1: Who pays? Zoë")
            assert rows(
                bundled, "SELECT review_status, tags, note_count FROM recommendation_overview LIMIT 1"
            ) == [("reviewed", "victims", 1)]
            assert rows(bundled, "SELECT body, author FROM note") == [("Who pays? Zoë", "amy")]
            await page.press("u")
            await until(lambda: not rows(bundled, "SELECT 1 FROM note"))
            assert all(each.partition("//")[2].startswith(served.address[7:]) for each in page.asked_for)
            assert page.faults == []
            await page.press("q")
            await page.page_has("document.activeElement?.textContent == 'Open it again'")


async def test_an_analyst_works_in_chromium_by_mouse(bundled: Path, tmp_path: Path) -> None:
    with serving(bundled) as served:
        async with opened(served, tmp_path) as page:
            await page.click("3 · Unreviewed")
            await page.sees("3. NATO to support")
            await page.click("s Status")
            await page.click("3 ! Needs follow-up")
            await until(lambda: status_of_3(bundled) == "needs_follow_up")
            await page.sees("! Needs follow-up NATO")
            await page.click("t Tags")
            await page.click("aid")
            await page.press("enter")
            await until(
                lambda: rows(bundled, "SELECT reference, tag FROM recommendation_tag") == [("3", "aid")]
            )
            await page.click("n Note")
            await page.sees("Write the note here")
            await page.press(*"Who?")
            await page.sees("Who?")
            await page.click("F2 Save")
            await until(lambda: rows(bundled, "SELECT body FROM note") == [("Who?",)])
            await page.click("u Undo")
            await until(lambda: not rows(bundled, "SELECT 1 FROM note"))
            assert page.faults == []


def status_of_3(path: Path) -> str:
    return rows(path, "SELECT review_status FROM recommendation WHERE reference = '3'")[0][0]
