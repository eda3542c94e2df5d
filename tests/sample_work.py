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
FOLLOWUP = """
INSERT INTO source (kind, name, address, sha256, published_on, report_id) VALUES
  ('letter', 'Letter of the UN Secretariat', 'https://example.org/letter',
   '3a7bd3e2360a3d29eea436fcfb7e44c735d117c42d1c1835420b6b9942dd4f1b', '2026-01-15', 1);
INSERT INTO response (recommendation_id, actor_id, position, as_printed, text, said_on, source_id, place)
  SELECT 7, id, 'noted', 'takes note', 'The Secretariat takes note of the recommendation.', '2026-01-15', 1, 'p. 2'
  FROM actor WHERE name = 'United Nations';
INSERT INTO progress (recommendation_id, basis, status, as_printed, text, as_of, source_id, place, quote) VALUES
  (7, 'reported', 'implemented', 'completed', 'Said to be done.', '2026-01-10', 1, 'p. 3', 'has been completed'),
  (7, 'assessed', 'partly_implemented', 'in part', 'The second half is missing.', '2026-01-20', 1, 'p. 3-4', 'in part');
INSERT INTO deadline (recommendation_id, due_on, given_by, given_on, reason, source_id) SELECT 7, due_on, id,
  given_on, reason, 1 FROM actor, (SELECT '2025-10-02' AS due_on, '2025-06-01' AS given_on, 'As promised.' AS reason
    UNION ALL SELECT '2025-12-31', '2025-09-01', 'Moved for want of staff.') WHERE name = 'United Nations';
INSERT INTO mention (recommendation_id, actor_id, role, given_in)
  SELECT 7, id, 'recommender', 'the cover page' FROM actor WHERE name = 'Afghanistan';
INSERT INTO theme (scheme, name) VALUES ('Chapters', 'Regional cooperation');
INSERT INTO theming (recommendation_id, theme_id) VALUES (7, 1);
UPDATE recommendation SET assigned_to = 'amy', made_on = '2024-11-01' WHERE id = 7;
UPDATE report SET series = 'Policy briefs', session = 'Autumn 2024';
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
        connection.executescript(FOLLOWUP)
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
