"""Triggers of somebody else's on our tables: which are named, which keep an edit from being made, which end."""

import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from tests.commands import Run, both_streams
from tests.sample_work import add_outsiders_objects
from tests.statements import behind_the_back
from tracker import edits
from tracker.database import backups, file, foreign_triggers, patience
from tracker.database.writer import Writer
from tracker.edits import undo
from tracker.errors import DatabaseUnusable
from tracker.reading import history
from tracker.ui.start import open_database
from tracker.ui.store import Store

Shell = Callable[[Path], sqlite3.Connection]

WORK = """
INSERT INTO tag (id, name) VALUES (1, 'aid'), (2, 'arms');
INSERT INTO tagging (recommendation_id, tag_id) VALUES (1, 1), (2, 1), (4, 2);
INSERT INTO note (id, recommendation_id, body) VALUES (1, 1, 'Ask the ministry.');
"""
ENDLESS = "WITH RECURSIVE n (x) AS (VALUES (1) UNION ALL SELECT x + 1 FROM n) SELECT max(x) FROM n"

HARMFUL = {
    "deletes": ("AFTER INSERT ON note BEGIN DELETE FROM tag; END", "deletes from tag"),
    "alters": (
        "AFTER INSERT ON note BEGIN UPDATE recommendation SET title = 'mine'; END",
        "changes recommendation",
    ),
    "alters an older note": (
        "AFTER INSERT ON note BEGIN UPDATE note SET body = 'x' WHERE id < NEW.id; END",
        "changes note",
    ),
    "allows other texts": (
        "BEFORE INSERT ON note BEGIN UPDATE open_changeset SET accepts_source_changes = 1; END",
        "changes open_changeset",
    ),
    "writes history": (
        "AFTER INSERT ON note BEGIN INSERT INTO change (table_name, row_key, operation)"
        " VALUES ('note', '{\"id\":1}', 'delete'); END",
        "adds to change",
    ),
    "silences an edit": (
        "BEFORE INSERT ON note BEGIN SELECT raise/**/( -- indeed\n ignore); END",
        "keeps rows from being written to note",
    ),
    "silences the history": (
        "BEFORE INSERT ON change BEGIN SELECT RAISE(IGNORE); END",
        "keeps rows from being written to change",
    ),
    "empties the search": (
        "AFTER INSERT ON note BEGIN INSERT INTO note_search (note_search) VALUES ('delete-all');"
        " DELETE FROM note_search_data; END",
        "note_search",
    ),
    "does not compile": (
        "AFTER INSERT ON note BEGIN INSERT INTO gone VALUES (1); END",
        "no such table: main.gone",
    ),
}
HARMLESS = {
    "keeps a list of its own": "AFTER INSERT ON note BEGIN INSERT INTO arrival VALUES (NEW.id); END",
    "tidies that list": "AFTER DELETE ON note BEGIN DELETE FROM arrival WHERE x = OLD.id; END",
    "adds a tag": "AFTER INSERT ON note BEGIN INSERT INTO tag (name) SELECT 'new' WHERE NOT EXISTS"
    " (SELECT 1 FROM tag WHERE name = 'new'); END",
    "speaks of it": "AFTER INSERT ON note WHEN NEW.body = 'DELETE FROM tag; RAISE(IGNORE)' BEGIN"
    " INSERT INTO arrival VALUES ('DELETE FROM tag'); END",
    "mirrors the history": "AFTER INSERT ON change BEGIN INSERT INTO arrival VALUES (NEW.id); END",
}


@pytest.fixture
def worked(seeded: Path, shell: Shell) -> Path:
    """The file of `seeded` with tags, a note, and a table of somebody else's."""
    shell(seeded).executescript(f"{WORK} CREATE TABLE arrival (x);")
    return seeded


@pytest.fixture
def run(worked: Path, at_work: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    return both_streams(capsys)


def add_note(path: Path, body: str = "Mine") -> None:
    with closing(Writer(path)) as writer:
        edits.add_note(writer, [1], body, analyst="amy")


def rows(path: Path, sql: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(sql).fetchall()


@pytest.mark.parametrize(("trigger", "deed"), HARMFUL.values(), ids=HARMFUL)
def test_a_trigger_that_would_do_harm_in_an_analyst_s_name_keeps_the_edit_from_being_made(
    worked: Path, shell: Shell, trigger: str, deed: str
) -> None:
    shell(worked).execute(f'CREATE TRIGGER "a ""b""" {trigger}')
    before = rows(worked, "SELECT * FROM change"), rows(worked, "SELECT * FROM tag")
    with pytest.raises(DatabaseUnusable) as refused:
        add_note(worked)
    assert 'The trigger a "b" on ' in refused.value.sentence
    assert deed in refused.value.sentence
    assert 'in the sqlite3 shell: DROP TRIGGER "a ""b""";' in refused.value.remedy
    assert (rows(worked, "SELECT * FROM change"), rows(worked, "SELECT * FROM tag")) == before
    shell(worked).execute('DROP TRIGGER "a ""b"""')
    add_note(worked)
    assert rows(worked, "SELECT body FROM note WHERE author = 'amy'") == [("Mine",)]


@pytest.mark.parametrize("trigger", HARMLESS.values(), ids=HARMLESS)
def test_a_trigger_that_takes_nothing_away_goes_on_working(worked: Path, shell: Shell, trigger: str) -> None:
    shell(worked).execute(f"CREATE TRIGGER theirs {trigger}")
    add_note(worked)
    assert rows(worked, "SELECT body FROM note WHERE author = 'amy'") == [("Mine",)]
    with closing(file.connect(worked)) as connection:
        assert [(each.name, each.harms) for each in foreign_triggers.found(connection)] == [("theirs", False)]


def test_an_office_s_own_objects_go_on_working(worked: Path) -> None:
    with closing(sqlite3.connect(worked)) as connection:
        connection.execute("DROP TABLE arrival")
    add_outsiders_objects(worked)
    add_note(worked)
    with closing(Writer(worked)) as writer:
        undo.undo(writer, analyst="amy")
    assert rows(worked, "SELECT words FROM arrival") == [("Arrived f",), ("Mine",)]


def test_what_a_trigger_sets_off_counts_as_well(worked: Path, shell: Shell) -> None:
    shell(worked).executescript(
        "CREATE TRIGGER first AFTER INSERT ON note BEGIN INSERT INTO arrival VALUES (1); END;"
        "CREATE TRIGGER second AFTER INSERT ON arrival BEGIN DELETE FROM tagging; END;"
    )
    with pytest.raises(DatabaseUnusable, match=r"The trigger second on arrival .* deletes from tagging"):
        add_note(worked)


def test_a_trigger_that_nothing_of_ours_sets_off_is_nobody_s_business(worked: Path, shell: Shell) -> None:
    shell(worked).executescript(
        "CREATE TABLE note_archive (x);"
        "CREATE TRIGGER theirs AFTER INSERT ON note_archive BEGIN DELETE FROM tag; END;"
        "CREATE TRIGGER status_by_view INSTEAD OF UPDATE OF review_status ON recommendation_overview BEGIN"
        " UPDATE recommendation SET review_status = NEW.review_status WHERE id = NEW.recommendation_id; END;"
    )
    add_note(worked)
    with closing(file.connect(worked)) as connection:
        assert foreign_triggers.found(connection) == []


def test_a_trigger_that_comes_between_two_edits_is_seen(worked: Path, shell: Shell) -> None:
    with closing(Writer(worked)) as writer:
        edits.add_note(writer, [1], "One", analyst="amy")
        shell(worked).execute(f"CREATE TRIGGER theirs {HARMFUL['deletes'][0]}")
        with pytest.raises(DatabaseUnusable, match="deletes from tag"):
            edits.add_note(writer, [1], "Two", analyst="amy")


def test_check_names_a_harmful_trigger_with_its_text_and_what_to_do(
    run: Run, worked: Path, shell: Shell
) -> None:
    shell(worked).execute(f"CREATE TRIGGER theirs {HARMFUL['deletes'][0]}")
    assert run("check", code=1) == (
        "trigger theirs: The trigger theirs on note is not Tracker's. It deletes from tag. Its text: "
        "CREATE TRIGGER theirs AFTER INSERT ON note BEGIN DELETE FROM tag; END No edit is made while it is there; "
        'where nobody needs it, in the sqlite3 shell: DROP TRIGGER "theirs";\n'
    )
    assert "deletes from tag" in run("note", "water/1", "-m", "x", code=1)


def test_check_names_a_harmless_trigger_too_and_finds_nothing(run: Run, worked: Path, shell: Shell) -> None:
    shell(worked).execute(f"CREATE TRIGGER theirs {HARMLESS['keeps a list of its own']}")
    named, outcome = run("check").splitlines()
    assert named == (
        "The trigger theirs on note is not Tracker's. Its text: CREATE TRIGGER theirs AFTER INSERT ON note BEGIN "
        "INSERT INTO arrival VALUES (NEW.id); END"
    )
    assert outcome.startswith("Nothing found")
    assert run("check", "--json").endswith("[]\n")


def test_restore_names_what_it_brings_in(run: Run, worked: Path, shell: Shell, tmp_path: Path) -> None:
    shell(worked).execute(f"CREATE TRIGGER theirs {HARMFUL['deletes'][0]}")
    run("backup", str(tmp_path / "copy.db"))
    shell(worked).execute("DROP TRIGGER theirs")
    told = run("restore", str(tmp_path / "copy.db"))
    assert (
        "The trigger theirs on note is not Tracker's. It deletes from tag. Its text: CREATE TRIGGER" in told
    )


async def test_the_ui_tells_of_them_once(worked: Path, shell: Shell) -> None:
    store = Store(worked)
    await store.refuse_altered()
    shell(worked).execute(f"CREATE TRIGGER theirs {HARMLESS['keeps a list of its own']}")
    with pytest.raises(DatabaseUnusable, match="The trigger theirs on note is not Tracker's"):
        await store.refuse_altered()
    shell(worked).execute("CREATE TABLE another (x)")
    await store.refuse_altered()
    store.close()


# What did harm before this was looked for, or in another version's transaction: the history says it.


def summaries(path: Path) -> dict[str, str]:
    with closing(file.connect(path)) as connection:
        return {entry.number: entry.summary for entry in history.entries(connection)}


def test_the_history_says_when_rows_went_that_the_summary_does_not_speak_of(
    worked: Path, shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    shell(worked).execute(f"CREATE TRIGGER theirs {HARMFUL['deletes'][0]}")
    with monkeypatch.context() as before_it_was_looked_for:
        before_it_was_looked_for.setattr(foreign_triggers, "refuse_harmful", lambda *_: None)
        add_note(worked, "tag tagging note: Deleted")
    assert summaries(worked)["2"] == (
        "Note on water/1: tag tagging note: Deleted (besides, 2 tags and 3 taggings were deleted)"
    )
    shell(worked).execute("DROP TRIGGER theirs")
    with closing(Writer(worked)) as writer:
        undo.undo(writer, analyst="amy")
        shell(worked).execute("CREATE TRIGGER theirs AFTER DELETE ON note BEGIN DELETE FROM tagging; END")
        with monkeypatch.context() as before_it_was_looked_for:
            before_it_was_looked_for.setattr(foreign_triggers, "refuse_harmful", lambda *_: None)
            edits.delete_note(writer, 1, seen="Ask the ministry.", analyst="amy")
    assert summaries(worked)["3"] == "Undone: Note on water/1: tag tagging note: Deleted"
    assert summaries(worked)["4"].endswith(
        " deleted: Ask the ministry. (besides, 1 note and 3 taggings were deleted)"
    )


def test_an_undo_that_takes_away_more_than_it_turns_round_says_so(
    worked: Path, shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(foreign_triggers, "refuse_harmful", lambda *_: None)
    add_note(worked)
    shell(worked).execute(
        "CREATE TRIGGER theirs AFTER DELETE ON note BEGIN DELETE FROM tagging WHERE tag_id = 2; END"
    )
    with closing(Writer(worked)) as writer:
        undo.undo(writer, analyst="amy")
    assert summaries(worked)["3"] == "Undone: Note on water/1: Mine (besides, 1 tagging was deleted)"


def test_what_the_summary_speaks_of_is_not_said_twice(worked: Path) -> None:
    with closing(Writer(worked)) as writer:
        edits.add_note(writer, [1, 2], "Mine", analyst="amy")
        edits.change_tags(writer, [1, 2], add=["new"], remove=["aid"], analyst="amy")
        edits.set_status(writer, [1], "reviewed", analyst="amy")
        edits.merge_tags(writer, "new", "arms", analyst="amy")
        edits.delete_tag(writer, "arms", analyst="amy")
        edits.delete_note(writer, 1, seen="Ask the ministry.", analyst="amy")
        for _ in range(6):
            undo.undo(writer, analyst="amy")
        for _ in range(6):
            undo.redo(writer, analyst="amy")
    assert [each for each in summaries(worked).values() if "besides" in each] == []


# Nothing goes on for ever.


def within(seconds: float, began: float) -> bool:
    return time.monotonic() - began < seconds


def test_a_trigger_without_an_end_is_interrupted_and_nothing_is_written(
    worked: Path, shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(patience, "WRITING_SECONDS", 0.2)
    shell(worked).execute(
        f"CREATE TRIGGER theirs AFTER INSERT ON note BEGIN INSERT INTO arrival {ENDLESS}; END"
    )
    before, began = rows(worked, "SELECT * FROM change"), time.monotonic()
    with pytest.raises(DatabaseUnusable, match="did not come to an end, and was interrupted") as ended:
        add_note(worked)
    assert within(20, began)
    assert "tracker check names what is not Tracker's" in ended.value.remedy
    assert rows(worked, "SELECT * FROM change") == before
    shell(worked).execute("DROP TRIGGER theirs")
    add_note(worked)


def test_a_trigger_that_sets_itself_off_for_each_row_without_an_end_is_interrupted(
    worked: Path, shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(patience, "WRITING_SECONDS", 0.2)
    shell(worked).executescript(
        "CREATE TABLE further (x);"
        f"CREATE TRIGGER theirs AFTER INSERT ON note BEGIN INSERT INTO arrival {ENDLESS.replace('max(x)', 'x')}; END;"
        "CREATE TRIGGER each_row AFTER INSERT ON arrival BEGIN INSERT INTO further VALUES (NEW.x); END;"
    )
    with pytest.raises(DatabaseUnusable, match="did not come to an end"):
        add_note(worked)


def test_an_edit_of_many_rows_beside_a_harmless_trigger_takes_the_time_it_takes(
    worked: Path, shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(patience, "WRITING_SECONDS", 0.2)
    # By the clock a statement is as long as the machine lets this process wait in it.
    monkeypatch.setattr(patience, "monotonic", time.thread_time)
    shell(worked).execute(f"CREATE TRIGGER theirs {HARMLESS['keeps a list of its own']}")
    with closing(Writer(worked)) as writer, writer.transaction() as connection:
        began = time.thread_time()
        # Many statements, each of them short, in one transaction.
        while time.thread_time() - began < 0.3:
            connection.execute("INSERT INTO note (recommendation_id, body) VALUES (1, 'x')")


@pytest.fixture
def endless_view(worked: Path, shell: Shell, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file in which somebody put a view without an end in the place of ours."""
    monkeypatch.setattr(patience, "READING_SECONDS", 0.2)
    with closing(sqlite3.connect(worked)) as connection:
        columns = [name for _, name, *_ in connection.execute("PRAGMA table_info(recommendation_overview)")]
    listed = ", ".join(f"x AS {column}" for column in columns)
    body = ENDLESS.replace("max(x)", listed)
    shell(worked).executescript(
        f"DROP VIEW recommendation_overview; CREATE VIEW recommendation_overview AS {body} ORDER BY x DESC"
    )
    return worked


def test_a_view_without_an_end_in_the_place_of_ours_is_interrupted_and_mended(
    run: Run, endless_view: Path
) -> None:
    told = run("list", code=1)
    assert "Warning: The schema of" in told and "did not come to an end, and was interrupted" in told
    with pytest.raises(DatabaseUnusable, match="did not come to an end"):
        open_database(endless_view)
    assert "view recommendation_overview is not as Tracker made it" in run("check", code=1)
    run("check", "--repair")
    assert "water/1" in run("list")


async def test_the_ui_reads_on_where_a_view_is_replaced_while_it_is_open(
    worked: Path, shell: Shell, request: pytest.FixtureRequest
) -> None:
    store = Store(worked, open_database(worked).connection)
    count = "SELECT count(*) FROM recommendation_overview"
    assert (await store.read(lambda c: c.execute(count).fetchone(), lane="list")) == (4,)
    request.getfixturevalue("endless_view")
    with pytest.raises(DatabaseUnusable, match="did not come to an end"):
        await store.read(lambda c: c.execute(count).fetchone(), lane="list")
    store.close()


def test_a_file_that_nobody_altered_is_read_and_written_without_a_limit(
    worked: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(patience, "limit", lambda *_: pytest.fail("it costs each statement something"))
    add_note(worked)
    open_database(worked).connection.close()


@pytest.mark.parametrize(
    "sql",
    [
        f"CREATE VIEW theirs AS {ENDLESS}",
        f"CREATE VIEW theirs AS SELECT * FROM ({ENDLESS.replace('max(x)', 'x')} ORDER BY x DESC)",
        f"CREATE TRIGGER theirs AFTER INSERT ON note BEGIN INSERT INTO arrival {ENDLESS}; END",
        f"CREATE TRIGGER theirs AFTER INSERT ON change BEGIN INSERT INTO arrival {ENDLESS}; END",
    ],
)
def test_what_has_no_end_keeps_nobody_from_a_check_a_backup_or_a_restore(
    run: Run, worked: Path, shell: Shell, tmp_path: Path, sql: str
) -> None:
    shell(worked).execute(sql)
    assert "Nothing found" in run("check")
    run("check", "--repair")
    run("backup", str(tmp_path / "copy.db"))
    run("restore", str(tmp_path / "copy.db"))
    assert "water/1" in run("list")


def test_a_repair_that_would_set_off_what_has_no_end_says_so(
    run: Run, worked: Path, shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(patience, "WRITING_SECONDS", 0.2)
    behind_the_back(worked, "UPDATE recommendation SET title = 'Unrecorded' WHERE id = 1")
    shell(worked).execute(
        f"CREATE TRIGGER theirs AFTER INSERT ON change BEGIN INSERT INTO arrival {ENDLESS}; END"
    )
    assert "did not come to an end" in run("check", "--repair", code=1)


def test_an_older_file_is_upgraded_past_what_has_no_end(worked: Path, shell: Shell, run: Run) -> None:
    backups.restore(Path(__file__).parent / "data" / "revision-0001.db", worked)
    shell(worked).executescript(
        f"CREATE VIEW theirs AS SELECT * FROM ({ENDLESS.replace('max(x)', 'x')} ORDER BY x DESC);"
        f"CREATE TABLE further (x); CREATE TRIGGER each AFTER INSERT ON change BEGIN INSERT INTO further {ENDLESS}; END"
    )
    assert "was brought up to date" in run("list")
    assert file.state(worked) == "current"
