"""The one place with threads: screens await it, and no database call ever runs on the event loop.

Each lane is one thread with one connection. Reads of the list and of single rows do not wait for each other;
writes are done one after the other in the order they were asked for, and finish even while the UI closes.
"""

import asyncio
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeVar

from tracker.database import file, foreign_triggers, patience
from tracker.database.file import connect, identity, sqlite_errors
from tracker.errors import DatabaseBusy, DatabaseUnusable, TrackerError

if TYPE_CHECKING:
    from tracker.database.writer import Writer
    from tracker.edits import Saved

Lane = Literal["list", "rows", "facets", "counts", "matrix", "names", "sql", "export", "watch"]
T = TypeVar("T")

TRIES = 12
"""How often a write is begun while another program holds the file: each waits `file.BUSY_SECONDS`, a minute in all."""

_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


class Store:
    """Reads and writes of one database file, off the event loop."""

    def __init__(
        self, path: Path, connection: sqlite3.Connection | None = None, data_version: int | None = None
    ) -> None:
        """`connection` is one that is open already, with the version its data had then; rows are read on it."""
        self.path = path
        self._lanes: dict[str, ThreadPoolExecutor] = {}
        self._connections: dict[str, tuple[sqlite3.Connection, tuple[int, int]]] = {}
        self._writer: Writer | None = None
        """Made by the first write: nothing that only writes is imported before the first paint."""
        self._writes: set[asyncio.Future[Saved]] = set()
        self._seen: tuple[tuple[int, int], int] | None = None
        self._schema_seen: tuple[tuple[int, int], int] | None = None
        self._schemas: dict[str, int] = {}
        """The version of the schema that each lane has looked at."""
        self._triggers: str | None = None
        if connection is not None:
            self._connections["rows"] = (connection, self._identity())
        self._opened = (connection, data_version)
        self._asked = 0
        """How many reads, writes and other calls were asked for so far."""

    @property
    def waiting(self) -> bool:
        """Whether a write waits for another program to let go of the file."""
        return self._writer is not None and self._writer.waiting

    async def read(self, reader: Callable[[sqlite3.Connection], T], *, lane: Lane = "rows") -> T:
        """Return what `reader` makes of a connection; raises TrackerError."""
        return await self._run(lane, lambda: self._read(lane, reader))

    def abandon(self, lane: Lane) -> None:
        """End the read that the lane is at: its answer is not wanted any more."""
        held = self._connections.get(lane)
        if held is not None:
            held[0].interrupt()

    async def write(self, action: "Callable[[Writer], Saved]") -> "Saved":
        """Do one action of the edits; raises TrackerError. Cancelling the caller does not end the action.

        While another program holds the file it is begun again and again, `TRIES` times.
        """
        future = asyncio.ensure_future(self._run("write", lambda: self._write(action)))
        self._writes.add(future)
        future.add_done_callback(self._writes.discard)
        return await asyncio.shield(future)

    def run_in_thread(
        self, call: Callable[[], T], *, lane: Literal["other", "proofs"] = "other"
    ) -> asyncio.Future[T]:
        """Begin something with other files than the database; a lane does it in order, and before `close` ends."""
        return self._begin(lane, call)

    async def drain(self) -> None:
        """Wait until every write that was asked for has ended, well or not."""
        if self._writes:
            await asyncio.wait(self._writes)

    async def rest(self) -> None:
        """Wait until no thread reads or writes any more: one that does may hold a lock on the file.

        As this returns that is so, and stays so until the caller hands on to the event loop.
        """
        before = -1
        while before != self._asked:
            before = self._asked + len(self._lanes)
            await asyncio.gather(*[self._begin(lane, int) for lane in tuple(self._lanes)])

    async def refuse_altered(self) -> None:
        """Raise DatabaseUnusable where the schema was altered, or has triggers of others on our tables.

        Once for each such state: the file can be read on.
        """
        altered = await self.read(self._altered, lane="watch")
        if altered is not None:
            raise altered

    async def changed(self) -> bool:
        """Return whether any program committed since the last call, or another file took the path.

        The first call compares with what the open connection was given with, and says yes where there was none.
        """
        now = await self._run("watch", self._watched)
        if self._seen is None and await self._run("rows", lambda: self._is_as_opened(now[0])):
            self._seen = now
        # Kept only where the answer arrives: a look that was given up must not hide what it saw.
        before, self._seen = self._seen, now
        return before != now

    def close(self) -> None:
        """Let every lane finish what it is at, then close the connections; only a file being written is waited for."""
        for name, (connection, _) in self._connections.items():
            if name != "export":
                connection.interrupt()
        for lane in self._lanes.values():
            lane.shutdown(wait=True)
        for connection, _ in self._connections.values():
            connection.close()
        self._connections.clear()
        if self._writer is not None:
            self._writer.close()

    async def _run(self, lane: str, call: Callable[[], T]) -> T:
        return await self._begin(lane, call)

    def _begin(self, lane: str, call: Callable[[], T]) -> asyncio.Future[T]:
        self._asked += 1
        executor = self._lanes.get(lane)
        if executor is None:
            executor = self._lanes[lane] = ThreadPoolExecutor(1, thread_name_prefix=lane)
        return asyncio.get_running_loop().run_in_executor(executor, call)

    def _write(self, action: "Callable[[Writer], Saved]") -> "Saved":
        self._identity()
        writer = self._writer = self._writer or self._new_writer()
        for tries_left in reversed(range(TRIES)):
            try:
                return action(writer)
            except DatabaseBusy:
                if not tries_left:
                    raise
            except DatabaseUnusable:
                # As for reading: the next write begins with what is in the file then.
                writer.close()
                raise
        raise AssertionError("the last try returns or raises")

    def _new_writer(self) -> "Writer":
        from tracker.database.writer import Writer

        return Writer(self.path)

    def _read(self, lane: str, reader: Callable[[sqlite3.Connection], T]) -> T:
        connection = self._connection(lane)
        try:
            with sqlite_errors(self.path):
                self._look_at_schema(lane, connection)
                return reader(connection)
        except DatabaseUnusable as error:
            # SQLite may keep what it has read of a damaged file, even where that is put back, and the encoding of one
            # that another was restored into.
            code = getattr(error.__cause__, "sqlite_errorcode", 0)
            if code & 0xFF in _DAMAGED or code == sqlite3.SQLITE_ERROR:
                del self._connections[lane]
                connection.close()
            raise

    def _connection(self, lane: str) -> sqlite3.Connection:
        identity = self._identity()
        held = self._connections.get(lane)
        if held is not None and held[1] == identity:
            return held[0]
        if held is not None:
            self._connections.pop(lane)[0].close()
        connection = connect(self.path)
        self._connections[lane] = (connection, identity)
        self._schemas.pop(lane, None)
        return connection

    def _look_at_schema(self, lane: str, connection: sqlite3.Connection) -> None:
        """Have a read end where another program put views in the place of ours, which may go on for ever."""
        (version,) = connection.execute("PRAGMA schema_version").fetchone()
        if self._schemas.get(lane) != version:
            patience.limit_where_altered(connection)
            self._schemas[lane] = version

    def _identity(self) -> tuple[int, int]:
        found = identity(self.path)
        if found is None:
            raise DatabaseUnusable(
                f"{self.path} is gone.", "Put it back, or quit and start again; nothing was written."
            )
        return found

    def _altered(self, connection: sqlite3.Connection) -> DatabaseUnusable | None:
        state = self._connections["watch"][1], connection.execute("PRAGMA schema_version").fetchone()[0]
        if state == self._schema_seen:
            return None
        self._schema_seen = state
        return file.altered(connection, self.path) or self._foreign_triggers(connection)

    def _foreign_triggers(self, connection: sqlite3.Connection) -> DatabaseUnusable | None:
        """Return the sentence for triggers of others on our tables, once as long as they stay the same."""
        before = self._triggers
        self._triggers = foreign_triggers.sentence(foreign_triggers.found(connection))
        return None if self._triggers in (None, before) else DatabaseUnusable(str(self._triggers))

    def _is_as_opened(self, identity: tuple[int, int]) -> bool:
        """Return whether it is the file that was opened, and nobody has committed since."""
        connection, version = self._opened
        if version is None or self._connections.get("rows") != (connection, identity):
            return False
        try:
            found: int = self._read("rows", lambda c: c.execute("PRAGMA data_version").fetchone()[0])
        except TrackerError:
            return False
        return found == version

    def _watched(self) -> tuple[tuple[int, int], int]:
        """Return which file it is and the version of its data."""
        version: int = self._read("watch", lambda c: c.execute("PRAGMA data_version").fetchone()[0])
        return self._connections["watch"][1], version
