"""Databases to test on: each test gets its own copy of a file that is made once a session."""

import gc
import os
import shutil
import sqlite3
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from tests.laws import THOROUGH, USUAL

if TYPE_CHECKING:
    from tests.commands import Run
    from tracker.database.writer import Writer


settings.register_profile("tracker", deadline=None, print_blob=True, max_examples=USUAL)
settings.register_profile("thorough", settings.get_profile("tracker"), max_examples=THOROUGH)
settings.load_profile("tracker")

SMALL_REPORTS = """
BEGIN;
INSERT INTO changeset (kind, analyst, summary) VALUES ('load', 'loader', 'Loaded two small reports');
INSERT INTO open_changeset (changeset_id) SELECT max(id) FROM changeset;
INSERT INTO report (id, slug, title, lead_in) VALUES
    (1, 'water', 'Water for All', 'The authors recommend:'),
    (2, 'peace-talks', 'Peace Talks', NULL);
INSERT INTO recommendation (id, report_id, reference, position, title, text, first_line, last_line) VALUES
    (1, 1, '1', 1, 'Fund the dams', 'Pakistan should set up an Indus Fund with the United Nations.', 1, 2),
    (2, 1, '2', 2, 'Protect farmers', 'States of the region should protect farmers from drought.', 4, 5),
    (3, 2, '1', 1, 'Talk to each other', 'Iran should talk to Pakistan, and Pakistan should listen.', 10, 10),
    (4, 2, '140.12', 2, 'Stop the arms', 'Armed militants must get no arms; naïve hopes end here.', NULL, NULL);
INSERT INTO actor (id, name, kind, country_code) VALUES
    (1, 'Pakistan', 'state', 'PK'),
    (2, 'Iran', 'state', 'IR'),
    (3, 'United Nations', 'organisation', NULL),
    (4, 'Indus Fund', 'proposed_body', NULL),
    (5, 'Regional states', 'state_collective', NULL),
    (6, 'Farmers', 'population_group', NULL),
    (7, 'Armed militants', 'militant_group', NULL);
INSERT INTO mention (recommendation_id, actor_id, role, quote, quote_start)
    SELECT r.id, m.column2, m.column3, m.column4, instr(r.text, m.column4) - 1
    FROM (VALUES (1, 1, 'addressee', 'Pakistan'), (1, 4, 'proposed', 'Indus Fund'),
        (1, 3, 'partner', 'United Nations'), (2, 5, 'addressee', 'States of the region'),
        (2, 6, 'beneficiary', 'farmers'), (3, 2, 'addressee', 'Iran'), (3, 1, 'partner', 'Pakistan'),
        (4, 7, 'target', 'Armed militants')) AS m JOIN recommendation AS r ON r.id = m.column1;
INSERT INTO mention (recommendation_id, actor_id, role, implied_reason)
    VALUES (2, 1, 'context', 'The drought is in Sindh.');
DELETE FROM open_changeset;
COMMIT;
"""


FOLLOWED_UP = """
INSERT INTO source (id, kind, name, published_on) VALUES
    (1, 'letter', 'Letter of 1 March', '2026-03-01'), (2, 'web', 'News of October', '2026-10-01');
INSERT INTO response (recommendation_id, actor_id, position, as_printed, text, said_on, source_id, place) VALUES
    (1, 1, 'noted', 'takes note', 'Pakistan takes note.
It will come back to it.', '2026-03-01', 1, 'p. 2'),
    (3, 2, 'accepted', 'agreed', NULL, '2026-04-01', 1, NULL);
INSERT INTO deadline (recommendation_id, due_on, given_by, given_on, reason, source_id) VALUES
    (1, '2026-08-03', 1, '2026-03-01', NULL, 1), (1, '2026-11-01', 1, '2026-05-01', 'The funds came late', 1),
    (2, '2099-01-01', NULL, '2026-03-01', NULL, NULL), (3, '2026-06-30', NULL, '2026-04-01', NULL, NULL);
INSERT INTO progress (recommendation_id, basis, status, text, as_of, source_id, place, quote) VALUES
    (1, 'reported', 'implemented', 'The fund is there.', '2026-10-01', 2, 'line 4', 'The fund has been set up'),
    (1, 'assessed', 'partly_implemented', 'It has paid nobody yet.', '2026-11-01', 2, NULL, NULL),
    (3, 'reported', 'implemented', NULL, '2026-09-01', 1, NULL, NULL);
UPDATE recommendation SET assigned_to = 'amy' WHERE id = 1;
UPDATE recommendation SET review_status = 'reviewed', status_reason = 'Answered in March' WHERE id = 3;
INSERT INTO tag (name) VALUES ('for the brief');
INSERT INTO tagging SELECT 1, id FROM tag WHERE name = 'for the brief';
INSERT INTO note (recommendation_id, body, author) VALUES (1, 'Who pays?', 'amy'), (4, 'Left out', 'amy');
"""
"""What an office did in a year, in those reports: 1 is overdue, 3 was in time, 4 was left alone."""


@pytest.fixture(scope="session", autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A home of the tests' own: whoever runs them keeps their config.toml and their drafts."""
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        for name in ("config", "state"):
            folder = home / name
            patch.setenv(f"XDG_{name.upper()}_HOME", str(folder))
            patch.setattr(
                f"platformdirs.user_{name}_path", lambda app, *, appauthor, folder=folder: folder / app
            )
        yield home


IN_MEMORY = Path("/dev/shm")
IN_MEMORY_BYTES = 2 << 30
"""How much room there is to be: a test's files are deleted as it passes, so that far less is used at a time."""


def pytest_configure(config: pytest.Config) -> None:
    """Have files of tests in memory, and bytecode of their own where none is to be written beside the source.

    On disk each of some ten thousand commits waits for it. Each worker and each program that a test starts would
    compile all that it imports.
    """
    if "TMPDIR" not in os.environ and _is_for_files(IN_MEMORY):
        os.environ["TMPDIR"] = tempfile.tempdir = str(IN_MEMORY)
    if sys.dont_write_bytecode and hasattr(config, "cache"):
        folder = str(config.cache.mkdir("bytecode"))
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        os.environ["PYTHONPYCACHEPREFIX"] = sys.pycache_prefix = folder
        sys.dont_write_bytecode = False


def _is_for_files(folder: Path) -> bool:
    """Whether there is room in a folder, and what is written there may be run, as some tests do."""
    if not (folder.is_dir() and os.access(folder, os.W_OK)):
        return False
    return shutil.disk_usage(folder).free > IN_MEMORY_BYTES and not os.statvfs(folder).f_flag & os.ST_NOEXEC


SLOWEST_LAST = (
    "test_checking.py",
    "test_outside_edits.py",
    "test_serving.py",
    "test_hostile_text.py",
    "test_faults.py",
    "test_themes.py",
    "test_keys_in_one_packet.py",
    "test_brief_looks.py",
)
"""The files that take longest."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes longest: where it came last, one process would be at it while the others are done."""
    rank = {name: position for position, name in enumerate(SLOWEST_LAST, 1)}
    items.sort(key=lambda item: -rank.get(item.path.name, 0))


COLLECTED_AFTER = 10_000
"""After how many new objects rubbish is looked for: at the usual 700 that takes a seventh of a test of the UI."""


def pytest_collection_finish() -> None:
    """Keep the collector from what is there for good: modules and tests, half a million objects."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(COLLECTED_AFTER)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Take the options of the UI's tests: pytest wants them where it looks first."""
    parser.addoption("--pictures", action="store_true", help="write the pictures in tests/ui/pictures anew")
    parser.addoption(
        "--sequences", type=int, default=6, help="how many sequences of keys are made up and tried"
    )


@pytest.fixture(scope="session")
def empty_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A fresh, upgraded file that nobody may change: copy it."""
    from tracker.database import upgrade

    path = tmp_path_factory.mktemp("empty") / "tracker.db"
    upgrade.ensure(path)
    return path


@pytest.fixture(scope="session")
def seeded_template(tmp_path_factory: pytest.TempPathFactory, empty_template: Path) -> Path:
    """The same with two small reports and four recommendations in it: copy it."""
    path = tmp_path_factory.mktemp("seeded") / "tracker.db"
    shutil.copy(empty_template, path)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.executescript(SMALL_REPORTS)
    return path


@pytest.fixture(scope="session")
def followed_template(tmp_path_factory: pytest.TempPathFactory, seeded_template: Path) -> Path:
    """The same with `FOLLOWED_UP`: copy it."""
    path = tmp_path_factory.mktemp("followed") / "tracker.db"
    shutil.copy(seeded_template, path)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.executescript(FOLLOWED_UP)
    return path


@pytest.fixture(scope="session")
def bundled_template(tmp_path_factory: pytest.TempPathFactory, empty_template: Path) -> Path:
    """The same with the bundled report loaded: copy it."""
    from tracker import seeding
    from tracker.database.writer import Writer

    path = tmp_path_factory.mktemp("bundled") / "tracker.db"
    shutil.copy(empty_template, path)
    writer = Writer(path)
    seeding.load(writer, None, analyst="loader")
    writer.close()
    return path


@pytest.fixture
def database(tmp_path: Path, empty_template: Path) -> Path:
    """A fresh, upgraded file of this test's own."""
    return Path(shutil.copy(empty_template, tmp_path / "tracker.db"))


@pytest.fixture
def seeded(tmp_path: Path, seeded_template: Path) -> Path:
    """A file with two small reports (`SMALL_REPORTS`) of this test's own."""
    return Path(shutil.copy(seeded_template, tmp_path / "tracker.db"))


@pytest.fixture
def followed(tmp_path: Path, followed_template: Path) -> Path:
    """A file with two small reports that were followed up, of this test's own."""
    return Path(shutil.copy(followed_template, tmp_path / "tracker.db"))


@pytest.fixture
def bundled(tmp_path: Path, bundled_template: Path) -> Path:
    """A file with the bundled report of this test's own."""
    return Path(shutil.copy(bundled_template, tmp_path / "tracker.db"))


@pytest.fixture
def shell() -> Iterator[Callable[[Path], sqlite3.Connection]]:
    """Opens a file as the sqlite3 shell does: foreign keys off, every statement committed."""
    connections: list[sqlite3.Connection] = []

    def open_shell(path: Path) -> sqlite3.Connection:
        connections.append(sqlite3.connect(path, isolation_level=None))
        return connections[-1]

    yield open_shell
    for connection in connections:
        connection.close()


@pytest.fixture
def writer(seeded: Path) -> Iterator["Writer"]:
    """A writer on the file of `seeded`."""
    from tracker.database.writer import Writer

    writer = Writer(seeded)
    yield writer
    writer.close()


@pytest.fixture
def connection(seeded: Path) -> Iterator[sqlite3.Connection]:
    """The connection that the UI and the commands read the file of `seeded` with."""
    from tracker.database import file

    with closing(file.connect(seeded)) as connection:
        yield connection


@pytest.fixture
def at_work(seeded: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file of `seeded`, which amy's command lines are about."""
    monkeypatch.setenv("TRACKER_DB", str(seeded))
    monkeypatch.setenv("TRACKER_ANALYST", "amy")
    return seeded


@pytest.fixture
def run(
    at_work: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> "Run":
    """Runs a command line in an empty folder; returns what it told, which is on standard error where it fails."""
    from tests.commands import ended

    folder = tmp_path / "folder"
    folder.mkdir()
    monkeypatch.chdir(folder)

    def run(*arguments: str, code: int = 0) -> str:
        out, err = ended(capsys, arguments, code)
        return err or out if code else out

    return run
