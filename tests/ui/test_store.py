"""The store: lanes that do not wait for each other, writes in order that always end, errors as sentences."""

import asyncio
import sqlite3
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path
from typing import Any

import pytest

from tests import LIMIT_SECONDS
from tests.ui.conftest import write
from tracker import edits
from tracker.errors import DatabaseUnusable, TrackerError
from tracker.reading import queries
from tracker.ui.start import open_database
from tracker.ui.store import Store

STATUS = "UPDATE recommendation SET review_status = 'reviewed' WHERE id = 1"
ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"


@asynccontextmanager
async def store_on(path: Path) -> AsyncIterator[Store]:
    store = Store(path)
    yield store
    await store.drain()
    store.close()


def note(body: str) -> Any:
    return lambda writer: edits.add_note(writer, [1], body, analyst="amy")


async def test_reads_come_back_as_what_the_reader_makes_of_them(seeded: Path) -> None:
    async with store_on(seeded) as store:
        progress = await store.read(queries.progress)
        assert (progress.total, progress.done) == (4, 0)


async def test_a_read_that_takes_long_does_not_keep_another_lane_waiting(seeded: Path) -> None:
    go_on = threading.Event()
    async with store_on(seeded) as store:
        long = asyncio.ensure_future(store.read(lambda _: go_on.wait(LIMIT_SECONDS), lane="list"))
        assert (await store.read(queries.progress)).total == 4
        assert not long.done()
        go_on.set()
        assert await long


async def test_a_read_that_nobody_wants_any_more_is_ended(seeded: Path) -> None:
    begun = threading.Event()

    def endless(connection: sqlite3.Connection) -> Any:
        begun.set()
        return connection.execute(ENDLESS).fetchone()

    async with store_on(seeded) as store:
        await store.read(queries.progress, lane="list")
        reading = asyncio.ensure_future(store.read(endless, lane="list"))
        await asyncio.to_thread(begun.wait, LIMIT_SECONDS)
        while not reading.done():
            store.abandon("list")
            await asyncio.sleep(0)
        with pytest.raises(DatabaseUnusable):
            await reading
        assert (await store.read(queries.progress, lane="list")).total == 4


@pytest.mark.parametrize("written", [False, True])
async def test_the_first_look_says_whether_anybody_wrote_since_the_start(seeded: Path, written: bool) -> None:
    start = open_database(seeded)
    if written:
        with closing(sqlite3.connect(seeded)) as other, other:
            other.execute(STATUS)
    store = Store(seeded, start.connection, start.data_version)
    assert await store.changed() == written
    assert not await store.changed()
    store.close()


async def test_no_read_can_write(seeded: Path) -> None:
    async with store_on(seeded) as store:
        with pytest.raises(DatabaseUnusable):
            await store.read(lambda connection: connection.execute(STATUS))


async def test_nothing_of_the_database_runs_on_the_event_loop(seeded: Path) -> None:
    here = threading.get_ident()
    async with store_on(seeded) as store:
        assert await store.read(lambda _: threading.get_ident()) != here
        threads = []
        await store.write(lambda writer: threads.append(threading.get_ident()) or note("x")(writer))
        assert threads != [here]


async def test_writes_are_done_in_the_order_they_were_asked_for(seeded: Path) -> None:
    async with store_on(seeded) as store:
        await asyncio.gather(*(store.write(note(str(number))) for number in range(10)))
        notes = await store.read(queries.notes)
        assert [each.body for each in reversed(notes)] == [str(number) for number in range(10)]


async def test_a_write_ends_even_where_who_asked_for_it_is_gone(seeded: Path) -> None:
    go_on = threading.Event()

    def slow(writer: Any) -> edits.Saved:
        go_on.wait(LIMIT_SECONDS)
        return note("finished")(writer)

    async with store_on(seeded) as store:
        asking = asyncio.ensure_future(store.write(slow))
        await asyncio.sleep(0)
        asking.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asking
        go_on.set()
        await store.drain()
        assert [each.body for each in await store.read(queries.notes)] == ["finished"]


async def test_a_write_that_is_refused_does_not_stop_the_next(seeded: Path) -> None:
    async with store_on(seeded) as store:
        with pytest.raises(TrackerError, match="no longer in the database"):
            await store.write(lambda writer: edits.add_note(writer, [99], "x", analyst="amy"))
        assert (await store.write(note("x"))).changeset_id is not None


async def test_a_change_is_told_once_whoever_made_it(seeded: Path) -> None:
    async with store_on(seeded) as store:
        assert await store.changed()
        assert not await store.changed()
        write(seeded, STATUS)
        assert await store.changed()
        assert not await store.changed()
        await store.write(note("ours"))
        assert await store.changed()


async def test_another_file_at_the_path_is_a_change_and_is_read_from_then_on(
    seeded: Path, empty_template: Path, tmp_path: Path
) -> None:
    (tmp_path / "new.db").write_bytes(empty_template.read_bytes())
    async with store_on(seeded) as store:
        await store.changed()
        assert (await store.read(queries.progress)).total == 4
        (tmp_path / "new.db").replace(seeded)
        assert await store.changed()
        assert (await store.read(queries.progress)).total == 0


async def test_a_file_that_is_gone_is_a_sentence_for_reads_and_writes(seeded: Path, tmp_path: Path) -> None:
    async with store_on(seeded) as store:
        await store.read(queries.progress)
        seeded.rename(tmp_path / "elsewhere.db")
        for call in (
            store.read(queries.progress),
            store.write(note("x")),
            store.changed(),
            store.refuse_altered(),
        ):
            with pytest.raises(DatabaseUnusable, match="is gone"):
                await call
        assert not seeded.exists()


async def test_closing_leaves_nothing_open(seeded: Path) -> None:
    async with store_on(seeded) as store:
        await store.read(queries.progress, lane="list")
        await store.write(note("x"))
    assert [path.name for path in seeded.parent.iterdir()] == [seeded.name]
    assert not [t for t in threading.enumerate() if t.name.startswith(("list", "rows", "watch", "write"))]


async def test_at_rest_no_thread_holds_the_file_even_for_an_answer_that_nobody_waits_for(
    seeded: Path,
) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def slow(connection: sqlite3.Connection) -> Any:
        rows = connection.execute("SELECT id FROM recommendation")
        rows.fetchone()
        begun.set()
        go_on.wait(LIMIT_SECONDS)
        return rows.fetchall()

    async with store_on(seeded) as store:
        reading = asyncio.ensure_future(store.read(slow, lane="list"))
        await asyncio.to_thread(begun.wait, LIMIT_SECONDS)
        reading.cancel()
        resting = asyncio.ensure_future(store.rest())
        for _ in range(20):
            await asyncio.sleep(0)
        assert not resting.done()
        # Asked for meanwhile, on another lane: it has to end, too.
        counting = asyncio.ensure_future(store.read(queries.progress))
        go_on.set()
        await asyncio.wait_for(resting, LIMIT_SECONDS)
        assert counting.done()
        write(seeded, STATUS)
