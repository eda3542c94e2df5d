"""Files as accidents, other programs and mischief leave them: each ends in a sentence that says what to do."""

import io
import os
import random
import re
import shlex
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing, redirect_stderr, redirect_stdout
from pathlib import Path

import pytest

from tests import LIMIT_SECONDS
from tests.test_backups import dump, write_note
from tests.test_commands_files import SEED
from tests.test_marks import SQLITE3, dumped
from tracker.__main__ import main
from tracker.database import backups, file
from tracker.errors import DatabaseUnusable
from tracker.ui.store import Store

Shell = Callable[[Path], sqlite3.Connection]

COMMANDS = (
    ("list",),
    ("brief", "--notes", "all", "--since", "2026-01-01"),
    ("brief", "--as-of", "1"),
    ("history",),
    ("note", "water/1", "-m", "x"),
    ("undo",),
    ("check",),
    ("check", "--repair"),
    ("backup",),
)


def run(path: Path, *arguments: str) -> tuple[int, str]:
    """Return what a command line on this file ends with and prints, which is never a mistake of ours."""
    code, printed = run_as_it_goes(path, *arguments)
    assert "Tracker made a mistake" not in printed
    return code, printed


def run_as_it_goes(path: Path, *arguments: str) -> tuple[int, str]:
    out = io.StringIO()
    with pytest.raises(SystemExit) as left, redirect_stdout(out), redirect_stderr(out):
        main(["--db", str(path), "--analyst", "amy", *arguments])
    return int(left.value.code or 0), out.getvalue()


def every_command_ends_in_a_sentence(made: Callable[[Path], object], folder: Path) -> None:
    for number, command in enumerate((*COMMANDS, ("restore",))):
        place = folder / str(number)
        place.mkdir()
        made(place / "tracker.db")
        whole = command if command != ("restore",) else ("restore", str(place / "tracker.db"))
        code, printed = run(place / ("new.db" if command == ("restore",) else "tracker.db"), *whole)
        assert code in (0, 1, 2) and (code != 1 or printed), command


@pytest.mark.parametrize("size", [1, 15, 16, 99, 100, 4096, 0.5, -4096, -1])
def test_a_file_that_was_cut_off(seeded: Path, tmp_path: Path, size: float) -> None:
    content = seeded.read_bytes()
    end = int(size * len(content)) if 0 < size < 1 else int(size)
    every_command_ends_in_a_sentence(lambda path: path.write_bytes(content[:end]), tmp_path / seeded.stem)


@pytest.fixture(autouse=True)
def places(tmp_path: Path, seeded: Path) -> None:
    (tmp_path / seeded.stem).mkdir()


@pytest.mark.parametrize("seed", range(8))
def test_a_file_in_which_bytes_were_written_over(seeded: Path, tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    content = bytearray(seeded.read_bytes())
    for _ in range(chance.choice([1, 5, 50])):
        content[chance.randrange(16, chance.choice([4096, len(content)]))] = chance.randrange(256)
    every_command_ends_in_a_sentence(lambda path: path.write_bytes(content), tmp_path / seeded.stem)


def test_a_name_in_the_schema_that_is_no_text(seeded: Path, tmp_path: Path) -> None:
    content = seeded.read_bytes().replace(b"tag_usage", b"tag_\x84sage")
    every_command_ends_in_a_sentence(lambda path: path.write_bytes(content), tmp_path / seeded.stem)


BROKEN_OBJECTS = {
    "theirs": ("it's", "'view', 'it''s', 'it''s', 0, 'CREATE VIEW garbage garbage'"),
    "a view of ours": ("tag_usage", "'view', 'tag_usage', 'tag_usage', 0, 'CREATE VIEW garbage garbage'"),
}


@pytest.mark.skipif(SQLITE3 is None, reason="there is no sqlite3 shell")
@pytest.mark.parametrize(("name", "row"), BROKEN_OBJECTS.values(), ids=BROKEN_OBJECTS)
def test_an_object_that_keeps_the_schema_from_being_read_is_taken_out_as_the_sentence_says(
    seeded: Path, shell: Shell, name: str, row: str
) -> None:
    with closing(sqlite3.connect(seeded, isolation_level=None)) as connection:
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute("DELETE FROM sqlite_master WHERE name = ?", (name,))
        connection.execute(f"INSERT INTO sqlite_master VALUES ({row})")
    with pytest.raises(DatabaseUnusable, match=f"{name} in .* keeps SQLite from reading the file") as told:
        file.state(seeded)
    statements = told.value.remedy.split("sqlite3 shell: ")[1].removesuffix(
        " tracker check --repair makes it again."
    )
    assert SQLITE3 is not None
    subprocess.run(
        [SQLITE3, str(seeded)],
        input=statements,
        text=True,
        check=True,
        timeout=LIMIT_SECONDS,
        capture_output=True,
    )
    run(seeded, "check", "--repair")
    assert (file.state(seeded), run(seeded, "check")[0]) == ("current", 0)


def test_a_table_of_ours_that_cannot_be_read_is_never_said_to_be_taken_out(seeded: Path) -> None:
    with closing(sqlite3.connect(seeded, isolation_level=None)) as connection:
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute("UPDATE sqlite_master SET sql = NULL WHERE name = 'note'")
    with pytest.raises(DatabaseUnusable) as told:
        file.state(seeded)
    assert told.value.remedy == "Restore a backup: tracker restore FILE"


def test_a_table_in_the_place_of_a_view_of_ours_keeps_its_rows_under_another_name(
    seeded: Path, shell: Shell
) -> None:
    shell(seeded).executescript(
        "DROP VIEW history; CREATE TABLE history (x); INSERT INTO history VALUES (7); CREATE TABLE history_1 (y)"
    )
    _, told = run(seeded, "check", "--repair")
    assert "The table history in the place of a view of Tracker's is now called history_2." in told
    assert file.state(seeded) == "current"
    assert shell(seeded).execute("SELECT x FROM history_2").fetchall() == [(7,)]
    assert shell(seeded).execute("SELECT count(*) FROM history").fetchone() > (0,)


def test_an_index_sorted_as_only_another_program_can_is_named_with_what_drops_it(
    seeded: Path, shell: Shell
) -> None:
    other = shell(seeded)
    other.create_collation("theirs", lambda one, two: (one > two) - (one < two))
    other.execute('CREATE INDEX "by ""body" ON note (body COLLATE theirs)')
    code, told = run(seeded, "note", "water/1", "-m", "x")
    assert (code, "needs the collation sequence theirs, which only another program has" in told) == (1, True)
    code, told = run(seeded, "check")
    assert (code, "is sorted by theirs, which only another program has" in told) == (1, True)
    other.execute(told.split("can do without: ")[1])
    assert run(seeded, "note", "water/1", "-m", "x")[0] == 0
    assert run(seeded, "check")[0] == 0


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE VIEW broken AS SELECT * FROM gone",
        "CREATE VIRTUAL TABLE mine USING fts5(a)",
        "CREATE TABLE generated (a, b AS (a + 1) STORED)",
    ],
)
def test_what_others_may_have_in_the_file_is_in_nobody_s_way(
    seeded: Path, shell: Shell, statement: str
) -> None:
    shell(seeded).execute(statement)
    for command in COMMANDS:
        assert run(seeded, *command)[0] == 0, command


def test_counters_that_hold_words_are_found_and_mended(seeded: Path, shell: Shell) -> None:
    shell(seeded).execute("UPDATE sqlite_sequence SET seq = 'many'")
    assert run(seeded, "check")[0] == 1
    assert run(seeded, "check", "--repair")[0] == 0
    assert run(seeded, "note", "water/1", "-m", "x")[0] == 0


def test_a_virtual_table_of_a_module_that_is_not_here_is_in_nobody_s_way(seeded: Path) -> None:
    with closing(sqlite3.connect(seeded, isolation_level=None)) as connection:
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute(
            "INSERT INTO sqlite_master VALUES ('table', 'map', 'map', 0, 'CREATE VIRTUAL TABLE map USING theirs(x)')"
        )
    for command in COMMANDS:
        assert run(seeded, *command)[0] == 0, command


async def first_note(store: Store) -> str:
    rows = await store.read(lambda c: c.execute("SELECT body FROM note ORDER BY id LIMIT 1").fetchall())
    return str(rows[0][0])


PRAGMAS = (
    "encoding = 'UTF-16le'; PRAGMA page_size = 65536; PRAGMA auto_vacuum = FULL",
    "encoding = 'UTF-16be'; PRAGMA page_size = 512; PRAGMA auto_vacuum = INCREMENTAL",
    "page_size = 65536; PRAGMA auto_vacuum = INCREMENTAL",
)


@pytest.mark.skipif(SQLITE3 is None, reason="there is no sqlite3 shell")
@pytest.mark.parametrize("pragma", PRAGMAS)
async def test_a_file_kept_in_other_ways_is_worked_in_backed_up_and_restored(
    seeded: Path, tmp_path: Path, pragma: str
) -> None:
    write_note(seeded, "Ünïcode, Ελλάδα, 🚰")
    other = tmp_path / "other.db"
    assert SQLITE3 is not None
    subprocess.run(
        [SQLITE3, str(other)],
        input=f"PRAGMA {pragma};{dumped(seeded)}",
        text=True,
        check=True,
        timeout=LIMIT_SECONDS,
    )
    assert run(other, "check", "--repair")[0] == 0
    for command in COMMANDS:
        assert run(other, *command)[0] == 0, command
    backups.back_up(other, tmp_path / "copy.db")
    store = Store(seeded)
    assert await first_note(store) == "Ünïcode, Ελλάδα, 🚰"
    code, told = run(seeded, "restore", str(tmp_path / "copy.db"))
    assert (code, dump(seeded)) == (0, dump(other)), told
    if "encoding" in pragma:
        with pytest.raises(DatabaseUnusable, match="in another encoding than before"):
            await first_note(store)
    assert await first_note(store) == "Ünïcode, Ελλάδα, 🚰"
    store.close()
    (tmp_path / "small.toml").write_text(SEED)
    assert run(seeded, "load", str(tmp_path / "small.toml"))[0] == 0
    assert run(seeded, "check")[0] == 0


def test_a_link_to_nothing_is_told_and_nothing_is_made(tmp_path: Path) -> None:
    link = tmp_path / "link.db"
    link.symlink_to("gone.db")
    with pytest.raises(DatabaseUnusable, match=r"is a link to gone\.db, and there is no file"):
        file.state(link)
    assert run(link, "load")[0] == 1
    assert (link.is_symlink(), link.exists()) == (True, False)


@pytest.mark.parametrize("ending", ["-journal", "-wal"])
def test_a_folder_a_pipe_or_garbage_beside_the_file_is_told_or_put_up_with(
    seeded: Path, tmp_path: Path, ending: str
) -> None:
    def beside(make: Callable[[Path], object]) -> Callable[[Path], None]:
        def made(path: Path) -> None:
            shutil.copy(seeded, path)
            make(path.with_name(f"{path.name}{ending}"))

        return made

    for name, make in (
        ("folder", Path.mkdir),
        ("pipe", os.mkfifo),
        ("garbage", lambda path: path.write_bytes(os.urandom(5000))),
    ):
        (tmp_path / name).mkdir()
        every_command_ends_in_a_sentence(beside(make), tmp_path / name)


def test_what_no_rule_of_ours_foresaw_is_told_in_a_sentence(seeded: Path, shell: Shell) -> None:
    """Rows of another table in the place of notes: each is of other types than any rule lets in."""
    shell(seeded).executescript(
        "INSERT INTO tag (name) VALUES ('aid'); INSERT INTO note (recommendation_id, body) VALUES (1, 'x');"
        "PRAGMA writable_schema = ON;"
        "UPDATE sqlite_schema SET rootpage = (SELECT rootpage FROM sqlite_schema WHERE name = 'tag')"
        " WHERE name = 'note'"
    )
    code, printed = run_as_it_goes(seeded, "notes")
    assert (code, printed.count("\n")) == (1, 1)
    assert re.fullmatch(
        r"Error: Tracker made a mistake \(\w+: .*\) while running tracker notes\. Please report it\.\n",
        printed,
    )


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
def test_a_command_works_without_what_a_shell_closed(seeded: Path, closed: str) -> None:
    ended = in_a_shell(seeded, f"note water/1 -m closed {closed}")
    assert (ended.returncode, "Traceback" in ended.stderr) == (0, False)
    with closing(sqlite3.connect(seeded)) as connection:
        assert connection.execute("SELECT body FROM note").fetchall() == [("closed",)]


def test_a_text_that_cannot_come_is_an_empty_one(seeded: Path) -> None:
    ended = in_a_shell(seeded, "note water/1 -m - <&-")
    assert (ended.returncode, ended.stderr) == (2, "Error: The note is empty. Write something.\n")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
@pytest.mark.parametrize("command", ["list", "list --json", "note water/1 -m saved", "--help"])
def test_what_cannot_be_printed_is_told_and_what_was_saved_is_saved(seeded: Path, command: str) -> None:
    ended = in_a_shell(seeded, f"{command} > /dev/full")
    assert (ended.returncode, ended.stderr) == (
        1,
        "Error: What there is to print could not be written: No space left on device. "
        "Make room there. tracker history tells what was saved.\n",
    )
    with closing(sqlite3.connect(seeded)) as connection:
        notes = connection.execute("SELECT count(*) FROM note").fetchone()
    assert notes == ("note" in command,)


@pytest.mark.parametrize("command", ["check", "load --db new.db"])
def test_no_room_for_a_copy_is_told(seeded: Path, command: str) -> None:
    ended = in_a_shell(seeded, f"{command} 2>&1", before="ulimit -f 0; cd /; ")
    assert (ended.returncode, ended.stdout.count("\n")) == (1, 1)
    assert re.match(r"Error: There is no room for a temporary file: .*TMPDIR\.$", ended.stdout)


def in_a_shell(path: Path, words: str, before: str = "") -> subprocess.CompletedProcess[str]:
    command = f"{before}{shlex.quote(sys.executable)} -m tracker --db {shlex.quote(str(path))} --analyst amy {words}"
    return subprocess.run(["sh", "-c", command], capture_output=True, text=True, timeout=LIMIT_SECONDS)
