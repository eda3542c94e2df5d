"""Bytes that are no UTF-8: refused at the door, found by a check, shown escaped, and never put back as others."""

import sqlite3
import subprocess
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.statements import past_the_guards
from tracker import checking, edits
from tracker.database import backups, file
from tracker.database.utf8 import no_utf8
from tracker.database.writer import Writer
from tracker.edits.undo import undo
from tracker.errors import CannotUndo
from tracker.reading import history

Shell = Callable[[Path], sqlite3.Connection]
PIECES = [
    *(b"a", b" ", "é".encode(), "€".encode(), "😀".encode(), b"\xef\xbf\xbd", b"\xef\xbf\xbf", b"\xc2\x80"),
    *(b"\xe9", b"\xa0", b"\x80", b"\xbf", b"\xed\xa0\x80", b"\xc0\x80", b"\xe0\x80\x80", b"\xf4\x90\x80\x80"),
    *(b"\xf0\x80\x80\x80", b"\xc4\x80\x80\x80\x83\x80", b"\xff", b"\xe2\x82"),
]
CONDITION = f"SELECT {no_utf8('t')} FROM (SELECT CAST(? AS TEXT) AS t)"


@given(
    st.lists(
        st.one_of(st.sampled_from(PIECES), st.integers(0x80, 0xFF).map(lambda n: bytes([n]))), max_size=6
    )
)
def test_sqlite_and_python_agree_on_what_is_utf8(pieces: list[bytes]) -> None:
    raw = b"".join(pieces)
    with closing(sqlite3.connect(":memory:")) as connection:
        (refused,) = connection.execute(CONDITION, (raw,)).fetchone()
    assert bool(refused) == (raw.decode("utf-8", "replace").encode() != raw)


STATEMENTS = [
    "INSERT INTO note (recommendation_id, body) VALUES (1, CAST(x'636166E9' AS TEXT))",
    "INSERT INTO note (recommendation_id, body) VALUES (1, upper(CAST(x'E9A021' AS TEXT)))",
    "INSERT INTO note (recommendation_id, body, author) VALUES (1, 'x', CAST(x'E9' AS TEXT))",
    "UPDATE recommendation SET title = title || CAST(x'E9' AS TEXT) WHERE id = 1",
    "INSERT INTO tag (name) VALUES (CAST(x'E9' AS TEXT))",
    "INSERT INTO saved_view (name, query) VALUES ('x', CAST(x'E9' AS TEXT))",
    "INSERT INTO actor_kind VALUES (CAST(x'E9' AS TEXT), 'x', 'x', 9)",
    "INSERT INTO changeset (kind, summary) VALUES ('edit', CAST(x'E9' AS TEXT))",
    "INSERT INTO changeset (kind, analyst, summary) VALUES ('edit', CAST(x'E9' AS TEXT), 'x')",
]


@pytest.mark.parametrize("statement", STATEMENTS)
def test_a_statement_is_refused(seeded: Path, shell: Shell, statement: str) -> None:
    with pytest.raises(sqlite3.IntegrityError, match=r"bytes that are no UTF-8.*set the shell to UTF-8"):
        shell(seeded).execute(statement)


def test_a_note_from_a_shell_in_latin_1_is_refused(seeded: Path) -> None:
    statement = "INSERT INTO note (recommendation_id, body) VALUES (1, 'Où est le café ?');"
    ended = subprocess.run(
        ["sqlite3", "-bail", seeded],
        input=statement.encode("latin-1"),
        capture_output=True,
        timeout=30,
        check=False,
    )
    assert b"no UTF-8" in ended.stderr
    assert shell_rows(seeded, "SELECT count(*) FROM note") == [(0,)]


def shell_rows(path: Path, sql: str) -> list[tuple[object, ...]]:
    with closing(file.connect(path)) as connection:
        return connection.execute(sql).fetchall()


@pytest.mark.parametrize(
    "body",
    ["Où ? L’été… 100 €", "یہ ایک نوٹ ہے", "這是筆記", "\U0001f600", "\N{REPLACEMENT CHARACTER}", "\uffff"],
)
def test_what_is_utf8_is_taken_whatever_its_script(seeded: Path, shell: Shell, body: str) -> None:
    shell(seeded).execute("INSERT INTO note (recommendation_id, body) VALUES (1, ?)", (body * 50,))
    assert shell_rows(seeded, "SELECT body FROM note") == [(body * 50,)]


PLANTED = "INSERT INTO note (recommendation_id, body, author) VALUES (1, CAST(x'636166E9' AS TEXT), 'amy')"


@pytest.fixture
def planted(seeded: Path, shell: Shell) -> Path:
    """A note with a byte of Latin-1, recorded, as files of before may have one."""
    connection = shell(seeded)
    text = connection.execute("SELECT sql FROM sqlite_master WHERE name = 'guard_change_insert'").fetchone()[
        0
    ]
    connection.execute("DROP TRIGGER guard_change_insert")
    connection.execute(PLANTED)
    connection.execute(text)
    return seeded


def test_what_is_there_already_is_found_by_a_check_and_shown_escaped(planted: Path) -> None:
    with backups.snapshot(planted) as connection:
        found = {each.where: each.sentence for each in checking.check(connection)}
    (change,) = {where for where in found if where.startswith("change ")}
    assert found["note 1"] == "Its body has bytes that are no UTF-8: 'caf<E9>'."
    assert "caf<E9>" in found[change]
    assert len(found) == 2
    with closing(file.connect(planted)) as connection:
        (entry, *_) = history.entries(connection)
    assert entry.changes[0].after is not None
    assert entry.changes[0].after["body"] == "caf<E9>"


def test_a_row_with_such_bytes_may_be_mended_and_deleted(planted: Path, shell: Shell) -> None:
    shell(planted).execute("UPDATE note SET author = 'bob' WHERE id = 1")
    shell(planted).execute("UPDATE note SET body = 'café' WHERE id = 1")
    shell(planted).execute("DELETE FROM note WHERE id = 1")


def test_an_undo_never_puts_other_characters_in_the_place_of_such_bytes(
    planted: Path, writer: Writer, shell: Shell
) -> None:
    edits.delete_note(writer, 1, seen="caf<E9>", analyst="amy")
    with pytest.raises(CannotUndo, match="cannot be read"):
        undo(writer, analyst="amy")
    assert shell_rows(planted, "SELECT count(*) FROM note") == [(0,)]


def test_our_own_edits_are_not_held_up_by_looking(seeded: Path, writer: Writer) -> None:
    steps = 0

    def count() -> int:
        nonlocal steps
        steps += 1
        return 0

    def cost(body: str) -> int:
        nonlocal steps
        with writer.transaction() as connection:
            connection.set_progress_handler(count, 1)
        steps = 0
        edits.add_note(writer, [1], body, analyst="amy")
        return steps

    # As many instructions of SQLite for a text with accents as for one without.
    assert abs(cost("e" * 20_000) - cost("é" * 20_000)) < 50


def test_a_value_past_the_guards_of_an_earlier_file_does_not_stop_an_edit_beside_it(
    seeded: Path, shell: Shell, writer: Writer
) -> None:
    past_the_guards(shell(seeded), "UPDATE recommendation SET title = CAST(x'E9' AS TEXT) WHERE id = 1")
    edits.set_status(writer, [1], "reviewed", analyst="amy")
    shell(seeded).execute("UPDATE recommendation SET review_status = 'in_review' WHERE id = 1")
