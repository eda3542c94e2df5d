"""The commands that keep the file whole, as a person types them: what they print and how they end."""

import json
import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from tests.commands import Run, both_streams
from tests.statements import behind_the_back
from tests.test_backups import dump, overwrite_the_middle
from tests.test_checking import execute
from tracker.database import file

Shell = Callable[[Path], sqlite3.Connection]

OLDER = Path(__file__).parent / "data" / "revision-0001.db"
"""A database of the first released revision."""


@pytest.fixture
def run(at_work: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    return both_streams(capsys)


@pytest.mark.parametrize("command", [("check",), ("check", "--repair"), ("backup",)])
def test_without_a_database_there_is_nothing_to_look_after(
    run: Run, seeded: Path, command: tuple[str, ...]
) -> None:
    seeded.unlink()
    told = run(*command, code=1)
    assert told == f"Error: There is no database at {seeded}. Make one with: tracker load\n"
    assert not seeded.exists()


def test_a_check_that_finds_nothing_says_so_with_counts(run: Run) -> None:
    assert run("check") == "Nothing found in 4 recommendations and 22 changes.\n"
    assert run("check", "--json") == "[]\n"


def test_a_finding_is_a_line_with_its_remedy(run: Run, seeded: Path) -> None:
    execute(seeded, "DROP INDEX ix_mention_role")
    behind_the_back(seeded, "UPDATE recommendation SET title = 'Two\nlines\x1b[2J' WHERE id = 4")
    told = run("check", code=1)
    assert "\x1b" not in told
    schema, change, search = told.splitlines()
    assert schema == (
        "schema of ix_mention_role: The index ix_mention_role is missing. tracker check --repair mends it."
    )
    assert search.startswith("recommendation 4: Changed without a record: title is 'Two lines")
    assert change.startswith("search index recommendation_search: ")


def test_findings_as_json_have_the_place_the_sentence_the_remedy_and_whether_they_can_be_mended(
    run: Run, seeded: Path
) -> None:
    execute(seeded, "DROP INDEX ix_mention_role")
    assert json.loads(run("check", "--json", code=1)) == [
        {
            "where": "schema of ix_mention_role",
            "sentence": "The index ix_mention_role is missing.",
            "remedy": "tracker check --repair mends it.",
            "repairable": True,
        }
    ]


def test_a_repair_says_what_it_did_and_where_the_backup_is_and_the_check_is_clean(
    run: Run, seeded: Path
) -> None:
    execute(seeded, "DROP INDEX ix_mention_role")
    behind_the_back(seeded, "UPDATE mention SET role = 'partner' WHERE id = 1")
    before = dump(seeded)
    told = run("check", "--repair")
    (backup,) = seeded.parent.glob("*.before-repair.backup")
    assert told.splitlines() == [
        f"As it was, {seeded} is kept in {backup}",
        "1 row changed without a record: now in the history as changeset 2.",
        "Index ix_mention_role was made again.",
        "Nothing found in 4 recommendations and 23 changes.",
    ]
    assert dump(backup) == before
    assert run("check").startswith("Nothing found")


def test_what_was_found_by_check_is_in_the_history_without_a_name(run: Run, seeded: Path) -> None:
    behind_the_back(seeded, "UPDATE recommendation SET review_status = 'reviewed' WHERE id = 1")
    run("check", "--repair")
    entry = json.loads(run("history", "water/1", "--json"))[0]
    assert (entry["kind"], entry["changed_by"]) == ("check", None)
    assert entry["summary"].startswith("Found by check: 1 row changed without a record")
    assert "There is no analyst 'amy'" in run("list", "by:amy", code=2)


def test_a_repair_with_nothing_to_mend_says_so(run: Run) -> None:
    assert "There was nothing to mend." in run("check", "--repair")


def test_a_repair_that_leaves_something_ends_with_1(run: Run, seeded: Path) -> None:
    execute(seeded, "DROP VIEW tag_usage")
    behind_the_back(seeded, "DELETE FROM change WHERE id = 7")
    told = run("check", "--repair", code=1)
    assert "View tag_usage was made again." in told
    assert "history: Changes 7: gone from change." in told


def test_a_damaged_file_is_not_repaired_but_restored(run: Run, seeded: Path, tmp_path: Path) -> None:
    run("backup", str(tmp_path / "copy.db"))
    overwrite_the_middle(seeded)
    assert "Restore a backup: tracker restore FILE" in run("check", code=1)
    assert "cannot be mended" in run("check", "--repair", code=1)
    run("restore", str(tmp_path / "copy.db"))
    assert run("check").startswith("Nothing found")


def test_edits_go_on_after_triggers_that_were_dropped_are_made_again(run: Run, seeded: Path) -> None:
    execute(seeded, "DROP TRIGGER history_note_insert")
    assert "tracker check --repair" in run("note", "water/1", "-m", "x", code=1)
    run("check", "--repair")
    run("note", "water/1", "-m", "x")
    assert run("check").startswith("Nothing found")


def test_the_source_is_held_against_the_texts(run: Run, seeded: Path, tmp_path: Path) -> None:
    source = tmp_path / "full.txt"
    source.write_text("A line that is no recommendation\n" * 20)
    assert "No report in the database is taken from full.txt" in run("check", "--source", str(source), code=2)
    behind_the_back(seeded, "UPDATE report SET source_file = 'full.txt' WHERE id = 1")
    assert "source_file is not as a load left it" in run("check", "--repair", code=1)
    told = run("check", "--source", str(source), code=1)
    assert "source of water: " in told
    assert "source of water/1: The source reads otherwise in lines 1-2: at character 0, " in told


def test_a_check_reads_a_file_that_may_only_be_read(run: Run, seeded: Path) -> None:
    seeded.chmod(0o444)
    before = seeded.read_bytes()
    assert run("check").startswith("Nothing found")
    assert seeded.read_bytes() == before


def test_nobody_waits_for_a_check(
    run: Run, seeded: Path, shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tracker import checking

    look = checking.check

    def look_while_somebody_writes(*arguments: object, **options: object) -> object:
        other = shell(seeded)
        other.execute("PRAGMA busy_timeout = 0")
        yield from look(*arguments, **options)  # type: ignore[arg-type]
        other.execute("INSERT INTO note (recommendation_id, body) VALUES (1, 'meanwhile')")

    monkeypatch.setattr(checking, "check", look_while_somebody_writes)
    assert run("check") == "Nothing found in 4 recommendations and 22 changes.\n"
    assert shell(seeded).execute("SELECT body FROM note").fetchall() == [("meanwhile",)]


def test_a_backup_goes_where_it_is_told_to(run: Run, seeded: Path, tmp_path: Path) -> None:
    target = tmp_path / "before the meeting.db"
    assert run("backup", str(target)) == f"Backed up to {target}\n"
    assert dump(target) == dump(seeded)
    assert os.name != "posix" or target.stat().st_mode & 0o777 == 0o600


def test_a_backup_without_a_name_stands_beside_the_database(run: Run, seeded: Path) -> None:
    told = run("backup")
    (target,) = seeded.parent.glob("tracker-*.db")
    assert told == f"Backed up to {target}\n"


def test_a_backup_over_a_file_is_refused(run: Run, seeded: Path, tmp_path: Path) -> None:
    (tmp_path / "copy.db").write_text("precious")
    assert "it is there already. Name another file" in run("backup", str(tmp_path / "copy.db"), code=1)


def test_a_backup_of_an_older_database_leaves_it_older(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    older = Path(shutil.copy(OLDER, tmp_path / "older.db"))
    run("backup", str(tmp_path / "copy.db"), "--db", str(older))
    assert (file.state(older), file.state(tmp_path / "copy.db")) == ("older", "older")


def test_a_restore_says_where_the_former_content_is(run: Run, seeded: Path, tmp_path: Path) -> None:
    run("backup", str(tmp_path / "copy.db"))
    run("note", "water/1", "-m", "Written since")
    with_note = dump(seeded)
    told = run("restore", str(tmp_path / "copy.db"))
    (kept,) = seeded.parent.glob("*.before-restore.backup")
    assert told == f"Restored {seeded} from {tmp_path / 'copy.db'}\nAs it was, it is kept in {kept}\n"
    assert dump(seeded) == dump(tmp_path / "copy.db")
    assert dump(kept) == with_note


def test_an_older_backup_is_restored_and_brought_up_to_date(run: Run, seeded: Path) -> None:
    told = run("restore", str(OLDER))
    assert f"{seeded} was brought up to date" in told
    assert file.state(seeded) == "current"
    with closing(sqlite3.connect(OLDER)) as older, closing(sqlite3.connect(seeded)) as restored:
        texts = "SELECT reference, text FROM recommendation ORDER BY id"
        assert restored.execute(texts).fetchall() == older.execute(texts).fetchall() != []


def test_a_backup_whose_schema_was_altered_is_restored_with_a_word_about_it(
    run: Run, seeded: Path, tmp_path: Path
) -> None:
    execute(seeded, "DROP VIEW tag_usage")
    run("backup", str(tmp_path / "copy.db"))
    assert "tracker check says how" in run("restore", str(tmp_path / "copy.db"))
    run("check", "--repair")


@pytest.mark.parametrize(("which", "code"), [("itself", 2), ("text", 1), ("missing", 1), ("folder", 1)])
def test_a_restore_from_what_is_no_backup_is_refused(
    run: Run, seeded: Path, tmp_path: Path, which: str, code: int
) -> None:
    (tmp_path / "text").write_text("Dear diary, " * 1000)
    (tmp_path / "folder").mkdir()
    before = seeded.read_bytes()
    named = seeded if which == "itself" else tmp_path / which
    assert "nothing was restored" in run("restore", str(named), code=code)
    assert seeded.read_bytes() == before
