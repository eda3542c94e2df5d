"""What the tests in a real terminal share: files of two sizes, and what is the same about two sittings."""

import shutil
import sqlite3
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, nullcontext
from pathlib import Path
from typing import NamedTuple

import pytest

from tests import LIMIT_SECONDS
from tests.pty.sitting import Forks, without_times
from tests.ui.conftest import without_triggers

MANY = 10_000
LOCKED_SECONDS = 2.0
_INSERT_MANY = f"""
INSERT INTO recommendation (report_id, reference, position, title, text)
WITH RECURSIVE n(i) AS (SELECT 9 UNION ALL SELECT i + 1 FROM n WHERE i < {MANY})
SELECT 1, i, i, 'Line ' || i || ' of many', 'Text ' || i || ' about drones' FROM n"""
_TABLES = ("changeset", "change", "recommendation", "note", "tag", "tagging", "saved_view", "open_changeset")


class Size(NamedTuple):
    """How much is in the file, and of the screen, in cells."""

    count: int
    columns: int
    rows: int


SMALL, LARGE = Size(8, 80, 24), Size(MANY, 120, 40)


class Came(NamedTuple):
    """What came of a sitting: what is on screen, in the file, in the drafts that were left, and what was exported."""

    screen: list[str]
    file: list[str]
    drafts: list[str]
    exported: list[str]


@pytest.fixture(scope="session")
def forks() -> Iterator[Forks]:
    """What starts the UI in terminals."""
    forks = Forks()
    yield forks
    forks.close()


@pytest.fixture(scope="session")
def files(tmp_path_factory: pytest.TempPathFactory, bundled_template: Path) -> dict[int, Path]:
    """Files to copy, by how many recommendations they have: some work was done in each already."""
    folder = tmp_path_factory.mktemp("pty")
    found: dict[int, Path] = {}
    for number in (8, MANY):
        found[number] = Path(shutil.copy(bundled_template, folder / f"{number}.db"))
        if number == MANY:
            without_triggers(found[number], _INSERT_MANY)
        with closing(sqlite3.connect(found[number], isolation_level=None)) as connection:
            connection.executescript(
                """
                INSERT INTO note (recommendation_id, body, author) VALUES (1, 'A first note', 'bob');
                INSERT INTO note (recommendation_id, body, author) VALUES (1, 'A second one', 'amy');
                INSERT INTO note (recommendation_id, body, author) VALUES (3, 'The only one', 'amy');
                INSERT INTO tagging (recommendation_id, tag_id) SELECT 2, id FROM tag WHERE name = 'aid';
                INSERT INTO saved_view (name, query) VALUES ('aid work', 'tag:aid');
                """
            )
    return found


class Locked:
    """Another program that holds the file, and lets go of it after a while."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._holds = threading.Event()
        self._thread = threading.Thread(target=self._hold)

    def _hold(self) -> None:
        with closing(sqlite3.connect(self._path, isolation_level=None)) as connection:
            connection.execute("BEGIN IMMEDIATE")
            self._holds.set()
            time.sleep(LOCKED_SECONDS)
            connection.execute("ROLLBACK")

    def __enter__(self) -> None:
        self._thread.start()
        assert self._holds.wait(10)

    def __exit__(self, *_: object) -> None:
        self._thread.join(LIMIT_SECONDS)


def came_of(
    forks: Forks,
    files: Mapping[int, Path],
    folder: Path,
    keys: Sequence[str],
    *,
    in_one: bool,
    size: Size = SMALL,
    locked: bool = False,
) -> Came:
    """Type keys in one packet, or each once the UI is calm, and return what came of it."""
    shutil.rmtree(folder, ignore_errors=True)
    work = folder / "work"
    work.mkdir(parents=True)
    path = Path(shutil.copy(files[size.count], folder / "tracker.db"))
    environment = {
        "XDG_STATE_HOME": str(folder / "state"),
        "XDG_CONFIG_HOME": str(folder / "config"),
        "EDITOR": "true",
    }
    with forks.start(path, work, columns=size.columns, rows=size.rows, environment=environment) as sitting:
        with Locked(path) if locked else nullcontext():
            for packet in [keys] if in_one else [[key] for key in keys]:
                sitting.write(packet)
                sitting.settle()
        screen = sitting.lines()
        sitting.end()
    drafts = [without_times(p.read_text()) for p in (folder / "state").glob("**/*.json")]
    exported = [f"{p.name}\n{without_times(p.read_text())}" for p in sorted(work.iterdir())]
    return Came(screen, _dumped(path), sorted(_without_names(d, folder) for d in drafts), exported)


def _dumped(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as connection:
        found = []
        for table in _TABLES:
            # Of those that nobody touched there may be very many.
            where = "WHERE status_reason IS NOT NULL OR review_status <> 'unreviewed'"
            rows = f"SELECT * FROM {table} {where if table == 'recommendation' else ''}"
            found += [without_times(f"{table}: {row}") for row in connection.execute(rows)]
        return found


def _without_names(draft: str, folder: Path) -> str:
    import json

    held = json.loads(draft)
    return str({key: held[key] for key in ("recommendation_ids", "text", "note_id", "seen")})
