"""The file as it was: as of the present it is the present, and as of any change what was read right after it."""

import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import statements
from tests.laws import examples
from tests.test_undoing_laws import SHELL, Action, back_and_forth, edits_of, opened, sequences
from tests.writers import QuickWriter
from tracker import edits
from tracker.__main__ import main
from tracker.database import file
from tracker.database.views import VIEWS
from tracker.errors import BadInput, NotFound, QueryError
from tracker.reading import as_of, followup, queries
from tracker.reading.points import Point, point
from tracker.reading.selection import select

__all__ = ["opened"]
Shell = Callable[[Path], sqlite3.Connection]
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
COMPARED = tuple(name for name, _ in VIEWS if name != "history")
"""What is undone later is told in the history alone."""
LINES = [
    "",
    "tag:aid",
    "response:none",
    "owner:amy",
    "note:yes",
    "-status:unreviewed",
    "role:addressee",
    "due:<2028",
]
ORDERS = ["", "sort:due", "sort:response", "sort:owner", "sort:tags", "sort:notes", "sort:status"]


def past_the_guards(connection: sqlite3.Connection, script: str) -> None:
    for statement in script.split(";"):
        statements.past_the_guards(connection, statement)


def read(connection: sqlite3.Connection) -> dict[str, Any]:
    """What all views say."""
    return {name: sorted(map(repr, connection.execute(f"SELECT * FROM {name}"))) for name in COMPARED}


def found(connection: sqlite3.Connection, line: str) -> list[int] | str:
    """What a line finds, or why it cannot."""
    try:
        return list(queries.all_ids(connection, select(connection, line)))
    except QueryError as error:
        return error.sentence


def found_then(connection: sqlite3.Connection, line: str, at: Point) -> list[int] | str:
    try:
        return list(as_of.listed(connection, line, at).ids)
    except QueryError as error:
        return error.sentence


@examples(5)
@given(
    actions=sequences(edits_of("amy", "bob"), edits_of("amy", "bob"), back_and_forth("amy"), SHELL),
    line=st.sampled_from(LINES),
    order=st.sampled_from(ORDERS),
)
def test_as_of_any_changeset_is_what_was_read_right_after_it(
    opened: Callable[..., Any],
    actions: list[Action],
    line: str,
    order: str,
) -> None:
    asked = f"{line} {order}".strip()
    with opened() as office, closing(file.connect(office.path)) as connection:
        seen: dict[str, tuple[dict[str, Any], list[int] | str]] = {}
        for action in actions:
            office.do(action)
            row = connection.execute(
                "SELECT id, changeset_id FROM change ORDER BY id DESC LIMIT 1"
            ).fetchone()
            seen[f"c{row[0]}" if row[1] is None else str(row[1])] = read(connection), found(connection, asked)
        for number, (views, ids) in seen.items():
            at = point(connection, number, datetime.now(UTC))
            with as_of.database(connection, at) as then:
                assert read(then) == views
            # Analysts are known whenever they came.
            assert found_then(connection, asked, at) == ids or "analyst" in ids
        today = point(connection, f"{datetime.now().astimezone():%Y-%m-%d}", datetime.now(UTC))
        with as_of.database(connection, today, [1, 3]) as then:
            for number in (1, 3):
                now = queries.recommendation(connection, number)
                assert queries.recommendation(then, number).same_as(now)
                assert followup.story(then, number) == followup.story(connection, number)
                assert followup.followup(then, number) == followup.followup(connection, number)


@pytest.fixture
def followed(seeded: Path, shell: Shell) -> Iterator[sqlite3.Connection]:
    """The small reports, loaded in 2026-01; what amy did since, a change a month; and a reader."""
    writer = QuickWriter(seeded)
    edits.change_tags(writer, [1], add=["aid"], analyst="amy")
    edits.rename_tag(writer, "aid", "relief", analyst="amy")
    edits.set_deadline(writer, [1], "2026-03-15", given_on="2026-02-01", analyst="amy")
    edits.assign(writer, [1], "amy", analyst="amy")
    edits.change_tags(writer, [1], remove=["relief"], analyst="amy")
    writer.close()
    outside = shell(seeded)
    past_the_guards(
        outside,
        "UPDATE change SET changed_at = CASE WHEN changeset_id > 1 THEN printf('2026-%02d-10T09:00:00Z', changeset_id)"
        " ELSE '2026-01-10T09:00:00Z' END;"
        "UPDATE changeset SET made_at = printf('2026-%02d-10T09:00:00Z', id)",
    )
    with closing(file.connect(seeded)) as connection:
        yield connection


def then(connection: sqlite3.Connection, when: str, line: str = "") -> list[int]:
    return list(as_of.listed(connection, line, point(connection, when, NOW)).ids)


def test_a_day_ends_where_its_reader_is_and_what_came_later_is_not_there(
    followed: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    loads = followed.execute("SELECT max(id) FROM changeset WHERE kind = 'load'").fetchone()[0]
    months = {
        name: f"2026-{loads + at:02}" for at, name in enumerate(("tag", "rename", "due", "owner", "untag"), 1)
    }
    assert then(followed, f"{months['tag']}-10", "tag:aid") == [1]
    assert then(followed, f"{months['rename']}-10", "tag:relief") == [1]
    with pytest.raises(QueryError):
        then(followed, f"{months['rename']}-09", "tag:relief")
    assert then(followed, f"{months['untag']}-10T08:59Z", "tag:relief") == [1]
    assert then(followed, f"{months['untag']}-10T09:00Z", "tag:relief") == []
    assert then(followed, f"{months['owner']}-09", "owner:amy") == []
    assert then(followed, f"{months['owner']}-10", "owner:amy") == [1]


def test_what_is_overdue_is_so_on_that_day(followed: sqlite3.Connection) -> None:
    at = point(followed, "2026-11-01", NOW)
    with as_of.database(followed, at, [1]) as state:
        due = followup.followup(state, 1).due
        assert due is not None and due.overdue_days == 231
    assert then(followed, "2026-11-01", "overdue:yes") == [1]
    due_only = followed.execute("SELECT changed_at FROM change WHERE table_name = 'deadline'").fetchone()[0]
    past_day = Point("then", due_only, "2026-03-15")
    assert list(as_of.listed(followed, "overdue:yes", past_day).ids) == []


def test_rows_without_history_count_from_their_created_at(seeded: Path, shell: Shell) -> None:
    past_the_guards(
        shell(seeded),
        "DELETE FROM change; UPDATE recommendation SET created_at = '2026-01-01T00:00:00Z' WHERE id < 3;"
        "UPDATE recommendation SET created_at = '2026-06-01T00:00:00Z' WHERE id > 2",
    )
    with closing(file.connect(seeded)) as connection:
        at = point(connection, "2026-03-01", NOW)
        assert as_of.listed(connection, "", at)[1:] == (queries.array("q", [1, 2]), 2)
        assert then(connection, "2026-07-01") == [1, 2, 3, 4]
        assert then(connection, "2026-03-01", "role:addressee") == [1, 2]
        with as_of.database(connection, at) as state:
            assert state.execute("SELECT count(*) FROM mention WHERE recommendation_id > 2").fetchone() == (
                0,
            )


def test_a_clock_that_fell_back_hides_what_it_dated_later(seeded: Path, shell: Shell) -> None:
    outside = shell(seeded)
    outside.execute("UPDATE recommendation SET title = 'First' WHERE id = 1")
    outside.execute("UPDATE recommendation SET title = 'Second' WHERE id = 1")
    outside.execute("UPDATE recommendation SET title = 'Third' WHERE id = 1")
    past_the_guards(
        outside,
        "UPDATE change SET changed_at = '2026-01-01T00:00:00Z';"
        "UPDATE change SET changed_at = '2026-05-01T12:00:00Z' WHERE id = (SELECT max(id) - 1 FROM change);"
        "UPDATE change SET changed_at = '2026-05-01T11:00:00Z' WHERE id = (SELECT max(id) FROM change)",
    )
    with closing(file.connect(seeded)) as connection:
        at = point(connection, "2026-05-01T11:30Z", NOW)
        with as_of.database(connection, at, [1]) as state:
            assert queries.recommendation(state, 1).title == "First"


@pytest.mark.parametrize("when", ["0999-06-30", "0002-01-01T00:00Z"])
def test_a_year_before_1000_is_before_everything(followed: sqlite3.Connection, when: str) -> None:
    at = point(followed, when, NOW)
    assert at.moment.startswith(when[:4]) and list(as_of.listed(followed, "", at).ids) == []


def test_a_day_may_be_said_in_words_and_ends_as_its_date_does(followed: sqlite3.Connection) -> None:
    today = NOW.astimezone().date()
    dated = point(followed, (today - timedelta(days=1)).isoformat(), NOW)
    assert point(followed, "yesterday", NOW) == dated and f"{dated.day}" in dated.sentence()
    with pytest.raises(BadInput, match="still to come"):
        point(followed, "tomorrow", NOW)


@pytest.mark.parametrize("when", ["2026-11-25", "9999-01-01", "2026-11-26T00:00Z"])
def test_a_day_to_come_is_refused(followed: sqlite3.Connection, when: str) -> None:
    with pytest.raises(BadInput, match="still to come"):
        point(followed, when, NOW)


@pytest.mark.parametrize(
    "when", ["", "soon", "2026-02-30", "2026-13-01T00:00", "1.5", "c", "-1", "1234567890" * 3]
)
def test_what_is_no_point_in_time_is_refused_with_what_is(followed: sqlite3.Connection, when: str) -> None:
    with pytest.raises(BadInput, match="is not a date, a moment or a changeset") as caught:
        point(followed, when, NOW)
    assert "tracker history" in caught.value.remedy


@pytest.mark.parametrize("when", ["99", "c99", "c1", "0"])
def test_a_number_that_nothing_has_is_told(followed: sqlite3.Connection, when: str) -> None:
    with pytest.raises(NotFound, match="There is no"):
        point(followed, when, NOW)


@pytest.mark.parametrize(
    ("line", "start", "end"),
    [("tag:aid drone", 8, 13), ("-drone", 0, 6), ("by:amy", 0, 6), ("drone sort:match", 0, 5)],
)
def test_what_cannot_be_asked_of_the_past_is_pointed_at(
    followed: sqlite3.Connection, line: str, start: int, end: int
) -> None:
    with pytest.raises(QueryError, match="as of another day") as caught:
        as_of.listed(followed, line, point(followed, "2026-11-01", NOW))
    assert (caught.value.start, caught.value.end) == (start, end)


def test_a_history_that_cannot_be_read_back_is_told(seeded: Path, shell: Shell) -> None:
    past_the_guards(
        shell(seeded),
        "INSERT INTO change (changed_at, table_name, row_key, recommendation_id, operation, before, after) VALUES"
        """ ('2026-09-01T00:00:00Z', 'recommendation', '{"id":1}', 1, 'update', '{"nosuch":1}', '{"nosuch":2}')""",
    )
    with closing(file.connect(seeded)) as connection, pytest.raises(BadInput, match="cannot be put back"):
        then(connection, "2026-08-01")


def test_list_and_show_tell_of_when_they_are(
    followed: sqlite3.Connection,
    seeded: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("TRACKER_DB", str(seeded))

    def run(*arguments: str) -> tuple[object, str, str]:
        with pytest.raises(SystemExit) as left:
            main(arguments)
        printed = capsys.readouterr()
        return left.value.code or 0, printed.out, printed.err

    code, out, err = run("list", "--json", "report:water", "--as-of", "2026-06-01")
    assert (code, [row["reference"] for row in json.loads(out)]) == (0, ["1", "2"])
    assert err == "As recorded at the end of 2026-06-01.\n"
    assert run("list", "--as-of", "2026-01-01")[1:] == (
        "",
        "As recorded at the end of 2026-01-01; 4 recommendations came later.\n",
    )
    code, out, err = run("show", "water/1", "--as-of", "2026-11-01")
    assert (code, err) == (0, "As recorded at the end of 2026-11-01.\n")
    assert "overdue by 231 days" in out and "Owner: amy" in out
    code, out, err = run("show", "water/1", "--as-of", "2026-01-01")
    assert (code, out) == (
        1,
        "",
    ) and "Recommendation water/1 was not there yet at the end of 2026-01-01." in err
    code, out, err = run("list", "drone", "--as-of", "3")
    assert (code, out) == (2, "") and err.startswith("drone\n^^^^^\n")
