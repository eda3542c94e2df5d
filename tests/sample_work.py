"""A database as analysts leave it: the bundled report with a few days' work, and what an outsider adds.

Run it to store a released revision, before the next one is begun: `uv run python -m tests.sample_work`.
"""

import sqlite3
from contextlib import closing
from pathlib import Path

from tracker import edits, seeding
from tracker.database import file, upgrade
from tracker.database.writer import Writer
from tracker.edits import undo

STORED = Path(__file__).parent / "data"

OUTSIDE_WORK = """
UPDATE recommendation SET review_status = 'in_review' WHERE reference = '5';
INSERT INTO note (recommendation_id, body) VALUES (5, 'Seen from the sqlite3 shell.');
INSERT INTO saved_view (name, query, author) VALUES ('Aid to follow up', 'tag:aid status:needs_follow_up', 'bob');
INSERT INTO actor_alias (actor_id, alias) SELECT id, 'UN' FROM actor WHERE name = 'United Nations';
UPDATE tag SET description = 'Money, goods or services that are given.' WHERE name = 'aid';
"""
OUTSIDERS_OBJECTS = """
CREATE VIEW aid_work AS
  SELECT reference, review_status, note_count FROM recommendation_overview WHERE tags LIKE '%aid%';
CREATE INDEX note_by_body ON note (body);
CREATE TABLE arrival (note_id INTEGER, words TEXT);
CREATE TRIGGER note_arrived AFTER INSERT ON note BEGIN
  INSERT INTO arrival VALUES (NEW.id, substr(NEW.body, 1, 9));
END;
CREATE TRIGGER status_by_view INSTEAD OF UPDATE OF review_status ON recommendation_overview BEGIN
  UPDATE recommendation SET review_status = NEW.review_status WHERE id = NEW.recommendation_id;
END;
INSERT INTO note (recommendation_id, body) VALUES (4, 'Arrived from outside.');
"""


def work(path: Path) -> None:
    """Load the bundled report into a new file and do what fills every table and most columns."""
    upgrade.ensure(path)
    writer = Writer(path)
    seeding.load(writer, None, analyst="loader")
    edits.set_status(writer, [3], "needs_follow_up", reason="Ask the ministry for its answer.", analyst="amy")
    edits.set_status(writer, [1], "reviewed", reason="Answered in March.", analyst="amy")
    edits.change_tags(writer, [3, 6], add=["aid"], analyst="bob")
    edits.add_note(writer, [3], "Who pays?", analyst="amy")
    edits.add_note(writer, [6], "Compare with the *drone* attacks of 2013.", analyst="bob")
    edits.edit_note(writer, 1, "Who pays, and until when?", seen="Who pays?", analyst="amy")
    edits.add_note(writer, [2], "Not this one.", analyst="amy")
    edits.delete_note(writer, 3, seen="Not this one.", analyst="amy")
    undo.undo(writer, analyst="amy")
    undo.redo(writer, analyst="amy")
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.executescript(OUTSIDE_WORK)
        (last,) = connection.execute("SELECT max(id) FROM change").fetchone()
    undo.undo(writer, analyst="bob", number=f"c{last}")
    writer.close()


def add_outsiders_objects(path: Path) -> None:
    """Make a view, an index, a table and two triggers of somebody else's own."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.executescript(OUTSIDERS_OBJECTS)


if __name__ == "__main__":
    stored = STORED / f"revision-{file.HEAD}.db"
    stored.unlink(missing_ok=True)
    work(stored)
    add_outsiders_objects(stored)
    with closing(sqlite3.connect(stored)) as compacted:
        compacted.execute("VACUUM")
