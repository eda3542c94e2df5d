"""The file as it was: a database of its own, in which every view and every word gives what it gave then."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from tests.laws import examples
from tracker.database import file
from tracker.database.recorded import recorded_tables
from tracker.database.views import VIEWS
from tracker.reading import as_of
from tracker.reading.points import Point

ACTS = (
    "UPDATE recommendation SET review_status = 'reviewed', status_reason = 'Yes' WHERE id = 2",
    "UPDATE recommendation SET review_status = 'unreviewed', status_reason = NULL WHERE id = 2",
    "UPDATE recommendation SET title = 'Another', assigned_to = 'bo' WHERE id = 4",
    "INSERT INTO note (recommendation_id, body) VALUES (2, 'Rain fell')",
    "UPDATE note SET body = body || ' again'",
    "DELETE FROM note WHERE id = (SELECT min(id) FROM note)",
    "INSERT INTO tag (name) SELECT 'tag ' || count(*) FROM tag",
    "INSERT INTO tagging SELECT 4, max(id) FROM tag HAVING max(id)",
    "DELETE FROM tag WHERE id = (SELECT min(id) FROM tag)",
    "UPDATE tag SET name = name || 'x' WHERE id = (SELECT max(id) FROM tag)",
    "INSERT INTO response (recommendation_id, position, said_on) VALUES (2, 'rejected', '2026-02-01')",
    "UPDATE response SET position = 'no_position' WHERE recommendation_id = 1",
    "INSERT INTO deadline (recommendation_id, due_on) VALUES (4, '2026-01-01')",
    "DELETE FROM deadline WHERE id = (SELECT max(id) FROM deadline)",
    "DELETE FROM progress WHERE recommendation_id = 3",
    "INSERT INTO actor (name, kind) SELECT 'Actor ' || count(*), 'organisation' FROM actor",
    "UPDATE mention SET actor_id = 2 WHERE id = 3",
    "DELETE FROM mention WHERE id = (SELECT max(id) FROM mention)",
)


def said(connection: sqlite3.Connection) -> dict[str, list]:
    """Return every row of every view and every recorded table, and what a word finds."""
    names = [name for name, _ in VIEWS] + [table.name for table in recorded_tables(connection)]
    rows = {name: sorted(map(repr, connection.execute(f"SELECT * FROM {name}"))) for name in names}
    for index in ("recommendation_search", "note_search"):
        found = connection.execute(
            f"SELECT rowid FROM {index} WHERE {index} MATCH 'rain* OR another OR pays'"
        )
        rows[index] = sorted(found)
    return rows


@examples(10, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(before=st.lists(st.sampled_from(ACTS), max_size=6), after=st.lists(st.sampled_from(ACTS), max_size=10))
def test_every_view_gives_what_it_gave_then(
    followed_template: Path, tmp_path: Path, before: list, after: list
):
    path = shutil.copy(followed_template, tmp_path / "tracker.db")
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for sql in before:
            connection.execute(sql)
        then = said(connection)
        change, moment, day = connection.execute(
            "SELECT max(id), max(changed_at), date('now') FROM change"
        ).fetchone()
        for sql in after:
            connection.execute(sql)
    point = Point("", moment, day, change)
    with (
        closing(file.connect(path)) as connection,
        as_of.database(connection, point, searched=True) as state,
    ):
        assert said(state) == then
