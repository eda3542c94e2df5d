"""Where the commands find, make and refuse a database, how a load goes, and how the UI is started."""

import fcntl
import json
import os
import pty
import shutil
import sqlite3
import struct
import subprocess
import sys
import tempfile
import termios
import types
from collections.abc import Callable, Iterator
from contextlib import closing
from hashlib import sha256
from pathlib import Path

import pytest

from tests import LIMIT_SECONDS
from tests.commands import Run, both_streams
from tracker import cli, sources
from tracker.__main__ import main
from tracker.commands import load
from tracker.database import file
from tracker.text import is_dangerous

Shell = Callable[[Path], sqlite3.Connection]

SEED = """
[report]
slug = "small"
title = "Small"

[[actor]]
name = "Iran"
kind = "state"
country_code = "IR"

[[recommendation]]
reference = "1"
title = "Talk"
text = "Iran should talk."
first_line = 1
last_line = 1

[[recommendation.mention]]
actor = "Iran"
role = "addressee"
quote = "Iran"
"""

NEED_A_DATABASE = (
    ("list",),
    ("show", "1"),
    ("notes",),
    ("notes", "edit", "1", "-m", "x"),
    ("notes", "delete", "1"),
    ("tags",),
    ("tags", "rename", "a", "b"),
    ("tags", "merge", "a", "b"),
    ("tags", "describe", "a", "b"),
    ("tags", "recolour", "a", "red"),
    ("tags", "delete", "a"),
    ("actors",),
    ("history",),
    ("sql",),
    ("note", "1", "-m", "x"),
    ("tag", "1", "a"),
    ("untag", "1", "a"),
    ("status", "1", "reviewed"),
    ("undo",),
    ("redo",),
)


SOURCE = b"Foreword\nIran should talk.\n"


def with_source(seed: Path) -> Path:
    """Write a seed that notes its source, and that beside it; return the source."""
    digest = sha256(SOURCE).hexdigest()
    noted = f'title = "Small"\nsource_file = "small.txt"\nsource_sha256 = "{digest}"'
    seed.write_text(SEED.replace('title = "Small"', noted), encoding="utf-8")
    source = seed.with_name("small.txt")
    source.write_bytes(SOURCE)
    return source


OLDER = Path(__file__).parent / "data" / "revision-0001.db"
"""A database of the first released revision."""


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where TRACKER_DB points; nothing is there yet."""
    path = tmp_path / "a ?#% path" / "tracker.db"
    path.parent.mkdir()
    monkeypatch.setenv("TRACKER_DB", str(path))
    monkeypatch.setenv("TRACKER_ANALYST", "amy")
    return path


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    return both_streams(capsys)


@pytest.mark.parametrize("command", NEED_A_DATABASE)
@pytest.mark.parametrize("empty", [False, True])
def test_without_a_database_a_command_says_where_and_how_to_make_one(
    path: Path, run: Run, command: tuple[str, ...], empty: bool
):
    if empty:
        path.touch()
    told = run(*command, code=1)
    assert told == f"Error: There is no database at {path}. Make one with: tracker load\n"
    assert path.exists() == empty


def test_the_advice_to_make_a_database_names_the_file_asked_for(tmp_path: Path, run: Run):
    asked = str(tmp_path / "my file.db")
    assert f"tracker load --db '{asked}'" in run("list", "--db", asked, code=1)


def test_a_bare_load_makes_the_database_with_the_bundled_report(path: Path, run: Run):
    assert f"Making a database at {path}" in run("load")
    assert len(json.loads(run("list", "--json"))) == 8
    assert "Nothing to load" in run("load")


def test_a_load_of_a_file_makes_the_database_with_that_file_only(path: Path, run: Run):
    seed = path.with_name("small.toml")
    seed.write_text(SEED)
    path.touch()
    run("load", str(seed))
    assert [row["report"] for row in json.loads(run("list", "--json"))] == ["small"]


@pytest.mark.parametrize("content", ["not toml [", SEED.replace("Iran should", "They should"), None])
def test_a_seed_file_that_is_refused_leaves_no_database_behind(path: Path, run: Run, content: str | None):
    seed = path.with_name("bad.toml")
    if content is not None:
        seed.write_text(content)
    told = run("load", str(seed), code=1)
    assert "bad.toml" in told and "Nothing was written." in told
    assert not path.exists()


def test_a_seed_file_is_told_all_that_is_wrong_with_it_at_once(path: Path, run: Run):
    seed = path.with_name("small.toml")
    seed.write_text(SEED)
    run("load", str(seed))
    seed.write_text(SEED.replace('"IR"', '"Iran"').replace('"addressee"', '"adressee"'))
    told = run("load", str(seed), code=1)
    assert "country_code" in told
    assert "adressee" in told


def test_a_load_leaves_what_differs_alone_and_takes_it_over_when_told_to(path: Path, run: Run):
    seed = path.with_name("small.toml")
    seed.write_text(SEED)
    run("load", str(seed))
    seed.write_text(SEED.replace("should talk", "must talk"))
    told = run("load", str(seed), code=1)
    assert "--accept-changes" in told and "Left as it is in the database:\n  " in told
    assert json.loads(run("list", "--json"))[0]["text"] == "Iran should talk."
    assert "Taken over:\n  " in run("load", str(seed), "--accept-changes")
    assert json.loads(run("list", "--json"))[0]["text"] == "Iran must talk."


def test_a_long_load_shows_how_far_it_is_on_a_terminal_and_takes_the_line_away(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    clock = iter([0.0, 0.4, 0.6])
    monkeypatch.setattr("time.monotonic", lambda: next(clock))
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    progress = load.Progress()
    progress.show("Loading row", 1, 1000)
    assert capsys.readouterr().err == ""
    progress.show("Loading row", 500, 1000)
    assert "Loading row 500 of 1,000" in capsys.readouterr().err
    for cleared in ("\r\x1b[K", ""):
        progress.clear()
        assert capsys.readouterr().err == cleared


def test_a_load_in_a_pipe_is_silent(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    monkeypatch.setattr(load, "_PATIENCE", -1)
    progress = load.Progress()
    progress.show("Loading row", 500, 1000)
    progress.clear()
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("command", [("list",), ("status", "1", "reviewed"), ("load",)])
@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("text", "is not a SQLite database"),
        ("foreign", "is a database of another program"),
        ("newer", "was written by a newer Tracker"),
        ("folder", "is a directory"),
        ("locked", "Another program is writing"),
        ("no folder", "There is no"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_in_a_line_and_stays_as_it_is(
    path: Path,
    run: Run,
    empty_template: Path,
    shell: Shell,
    monkeypatch: pytest.MonkeyPatch,
    command: tuple[str, ...],
    kind: str,
    words: str,
):
    monkeypatch.setattr(file, "BUSY_SECONDS", 0.05)
    if kind == "text":
        path.write_text("Dear diary,\n" * 100)
    elif kind == "foreign":
        shell(path).execute("CREATE TABLE diary (day TEXT)")
    elif kind == "newer":
        shutil.copy(empty_template, path)
        shell(path).execute("UPDATE alembic_version SET version_num = '9999'")
    elif kind == "folder":
        path.mkdir()
    elif kind == "locked":
        shutil.copy(empty_template, path)
        shell(path).execute("BEGIN EXCLUSIVE")
    else:
        path.parent.rmdir()
    before = path.read_bytes() if path.is_file() else None
    told = run(*command, code=1)
    *aside, line = told.splitlines()
    assert line.startswith("Error: ") and words in line
    assert not aside or kind == "no folder"
    assert (path.read_bytes() if path.is_file() else None) == before


def test_an_older_database_is_brought_up_to_date_first_and_the_backup_named(path: Path, run: Run) -> None:
    shutil.copy(OLDER, path)
    said = run("list", "status:unreviewed")
    assert f"{path} was brought up to date; as it was, it is kept in {path}" in said
    (backup,) = path.parent.glob("*.backup")
    assert str(backup) in said
    with closing(sqlite3.connect(backup)) as kept, closing(sqlite3.connect(OLDER)) as older:
        assert list(kept.iterdump()) == list(older.iterdump())
    assert file.state(path) == "current"


@pytest.fixture
def unprivileged(seeded: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A file that this process may read and not write; root steps down for it, as nothing binds root."""
    folder = Path(tempfile.mkdtemp())
    path = Path(shutil.copy(seeded, folder / "tracker.db"))
    monkeypatch.setenv("TRACKER_DB", str(path))
    monkeypatch.setenv("TRACKER_ANALYST", "amy")
    run("status", "2", "in_review")  # imports all that it needs while this process may read it
    run("history")
    path.chmod(0o444)
    folder.chmod(0o555)
    user = os.geteuid()
    if user == 0:
        os.seteuid(65534)
    yield path
    os.seteuid(user)
    folder.chmod(0o700)
    shutil.rmtree(folder)


def test_a_file_that_can_only_be_read_is_read_and_says_so_when_written(unprivileged: Path, run: Run):
    assert "water/1" in run("list")
    assert "In review" in run("history", "2")
    told = run("status", "2", "reviewed", code=1)
    assert told.startswith(f"Error: {unprivileged} can only be read, not written.")


class Started(BaseException):
    """The UI was started."""


@pytest.fixture
def ui(monkeypatch: pytest.MonkeyPatch) -> None:
    """A terminal, and a UI that only says with what it was started."""

    def run(path: Path, analyst: str, connection: sqlite3.Connection) -> None:
        connection.close()
        raise Started(path, analyst)

    app = types.ModuleType("tracker.ui.app")
    app.run = run  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "tracker.ui.app", app)
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)


@pytest.mark.parametrize("empty", [False, True])
def test_the_ui_makes_and_seeds_a_missing_or_empty_database(path: Path, ui: None, empty: bool):
    if empty:
        path.touch()
    with pytest.raises(Started) as started:
        main([])
    assert started.value.args == (path, "amy")
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT count(*) FROM recommendation").fetchone() == (8,)
        assert connection.execute("SELECT kind, analyst FROM changeset").fetchall() == [("load", "amy")]


@pytest.mark.parametrize("equals", [False, True])
def test_the_ui_opens_the_database_and_analyst_asked_for(path: Path, seeded: Path, ui: None, equals: bool):
    placed = [f"--db={seeded}", "--analyst=bob"] if equals else ["--db", str(seeded), "--analyst", "bob"]
    with pytest.raises(Started) as started:
        main(placed)
    assert started.value.args == (seeded, "bob")


def test_the_ui_does_not_start_on_a_database_that_cannot_be_used(path: Path, ui: None):
    path.write_text("Dear diary,\n" * 100)
    with pytest.raises(SystemExit) as left:
        main([])
    assert left.value.code == 1


def test_without_a_terminal_the_ui_says_so_and_makes_nothing(path: Path, run: Run):
    assert run(code=2) == "Error: The UI needs a terminal; tracker list prints the recommendations.\n"
    assert not path.exists()


def test_an_interrupt_ends_quietly(run: Run, monkeypatch: pytest.MonkeyPatch):
    def interrupted(_arguments: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(cli, "run", interrupted)
    assert run("list", code=130) == ""


def tracker(*arguments: str, **environment: str) -> subprocess.Popen[bytes]:
    """Start the real program."""
    return subprocess.Popen(
        [sys.executable, "-m", "tracker", *arguments],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, **environment},
    )


def test_a_day_of_work_from_the_shell(path: Path):
    for line, expected in (
        (["load"], b""),
        (["status", "3", "reviewed", "-m", "Answered in March"], b"Unreviewed -> Reviewed"),
        (["list", "status:reviewed"], b"3\treviewed\t"),
        (["undo"], b"Undone"),
        (["list", "status:reviewed"], b""),
    ):
        out, err = (process := tracker(*line)).communicate(timeout=LIMIT_SECONDS)
        assert process.returncode == 0, err
        assert expected in out


@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_a_reader_that_goes_away_ends_the_program_quietly(seeded: Path, unbuffered: str):
    process = tracker("list", "--db", str(seeded), PYTHONUNBUFFERED=unbuffered)
    assert process.stdout is not None
    process.stdout.close()
    _, err = process.communicate(timeout=LIMIT_SECONDS)
    assert (process.returncode, err) == (1, b"")


@pytest.mark.parametrize("arguments", [["show", "140.12"], ["show", "140.12", "--json"]])
def test_an_output_that_has_no_room_for_a_character_still_gets_the_rest(seeded: Path, arguments: list[str]):
    process = tracker(*arguments, "--db", str(seeded), PYTHONIOENCODING="ascii", NO_COLOR="1")
    out, err = process.communicate(timeout=LIMIT_SECONDS)
    assert (process.returncode, err) == (0, b"")
    if "--json" in arguments:
        assert "naïve" in json.loads(out)[0]["text"]
    else:
        assert b"na\\xefve" in out


@pytest.mark.parametrize("no_color", ["", "1"])
def test_on_a_real_terminal_a_list_fits_its_width(seeded: Path, shell: Shell, no_color: str):
    shell(seeded).execute("UPDATE recommendation SET title = ? WHERE id = 1", ("many words " * 30,))
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 60, 0, 0))
    environment = {name: value for name, value in os.environ.items() if name not in ("COLUMNS", "LINES")}
    environment |= {"NO_COLOR": no_color, "TERM": "xterm", "PYTHONIOENCODING": "utf-8"}
    line = [sys.executable, "-m", "tracker", "--db", str(seeded), "list"]
    process = subprocess.run(
        line, stdin=theirs, stdout=theirs, stderr=theirs, env=environment, check=False, timeout=LIMIT_SECONDS
    )
    os.close(theirs)
    printed = b""
    try:
        while part := os.read(ours, 65536):
            printed += part
    except OSError:
        pass  # how Linux says that the other end is closed
    os.close(ours)
    head, first, *_ = printed.decode().splitlines()
    assert process.returncode == 0
    assert head.startswith("ref" if no_color else "\x1b[2mref")
    assert len(first) <= 60 and "…" in first and "· Unreviewed" in first
    assert any(map(is_dangerous, printed.decode().replace("\r", ""))) == (not no_color)


def test_a_source_beside_its_seed_is_remembered(run: Run, path: Path, tmp_path: Path) -> None:
    source = with_source(tmp_path / "small.toml")
    run("load", str(tmp_path / "small.toml"))
    digest = sources.digest(source)
    assert sources.find("small.txt", digest, [path.parent]).path == source


def test_a_source_is_named_once_and_only_where_a_report_is_taken_from_it(
    run: Run, path: Path, tmp_path: Path
) -> None:
    source = with_source(tmp_path / "small.toml")
    moved = source.rename(tmp_path / "moved.txt")
    other = tmp_path / "other.txt"
    other.write_bytes(b"Something else\n")
    run("load", str(tmp_path / "small.toml"))
    assert "moved.txt is the source of small" in run("source-file", str(moved))
    assert sources.find("small.txt", sources.digest(moved), [tmp_path]).path == moved
    assert "No report was taken from other.txt" in run("source-file", str(other), code=2)
