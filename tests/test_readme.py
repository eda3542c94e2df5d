"""What the README shows is true: its queries run, its seed file loads, its commands exist."""

import contextlib
import re
import shlex
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from textual.binding import Binding

from tracker.__main__ import main
from tracker.database import upgrade
from tracker.database.writer import Writer
from tracker.seeding import load
from tracker.ui.app import TrackerApp
from tracker.ui.keymap import actions
from tracker.ui.screens.desk import Desk

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
QUERIES = re.findall(r"^(\S[^\n]*\?)\n\n```sql\n(.*?)```", README, re.DOTALL | re.MULTILINE)


def test_the_readme_answers_eight_questions() -> None:
    assert len(QUERIES) == 8


@pytest.mark.parametrize(("question", "query"), QUERIES, ids=[question for question, _ in QUERIES])
def test_a_query_of_the_readme_answers_its_question(bundled: Path, question: str, query: str) -> None:
    with closing(sqlite3.connect(bundled, isolation_level=None)) as connection:
        # Somebody works from outside, so that there is something to find.
        connection.execute("UPDATE recommendation SET review_status = 'reviewed' WHERE reference = '2'")
        connection.execute("INSERT INTO deadline (recommendation_id, due_on) VALUES (2, '2026-01-31')")
        assert connection.execute(query).fetchall(), question


def test_the_question_about_pakistan_finds_each_of_its_roles(bundled: Path) -> None:
    query = next(query for question, query in QUERIES if "Pakistan" in question)
    with closing(sqlite3.connect(bundled)) as connection:
        found = [(reference, role) for reference, role, _ in connection.execute(query)]
    assert found == [("1", "partner"), ("4", "partner"), ("6", "beneficiary"), ("7", "context")]


def test_the_readme_can_be_read_in_one_go() -> None:
    assert len(README.splitlines()) <= 250


@pytest.mark.parametrize("place", re.findall(r"\]\(([^)#]+)\)", README))
def test_what_the_readme_points_to_is_there(place: str) -> None:
    assert (ROOT / place).exists()


def test_what_the_readme_corrects_is_corrected_and_can_be_taken_back(
    bundled: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    section = README.partition("## Correcting")[2].partition("\n## ")[0]
    (block,) = re.findall(r"```sh\n(.*?)```", section, re.DOTALL)
    with closing(sqlite3.connect(bundled, isolation_level=None)) as connection:
        corrected = "SELECT title, actor, role FROM recommendation_overview JOIN recommendation_actor"
        corrected += " USING (recommendation_id) WHERE recommendation_id = 3 ORDER BY mention_id"
        before = connection.execute(corrected).fetchall()
        commands = [shlex.split(line, comments=True)[1:] for line in block.splitlines()]
        for command in commands:
            with contextlib.suppress(SystemExit):
                main(["--db", str(bundled), *command])
        assert ("NATO to support Afghanistan", "Local people", "addressee") in connection.execute(
            corrected
        ).fetchall()
        for _ in commands:
            with contextlib.suppress(SystemExit):
                main(["--db", str(bundled), "undo"])
        assert connection.execute(corrected).fetchall() == before
    assert "Undone" in capsys.readouterr().out


def test_what_the_readme_records_stands_in_one_row_and_can_be_taken_back(
    bundled: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    section = README.partition("## What became of it")[2].partition("\n## ")[0]
    (block,) = re.findall(r"```sh\n(.*?)```", section, re.DOTALL)
    commands = [shlex.split(line, comments=True)[1:] for line in block.splitlines()]
    left = []
    for command in [*commands, ["show", "7"]]:
        with pytest.raises(SystemExit) as ended:
            main(["--db", str(bundled), "--analyst", "amy", *command])
        left.append(ended.value.code or 0)
    assert not any(left), capsys.readouterr().err
    row = "SELECT response, as_printed, reported, assessed, closed, assigned_to, sources FROM recommendation_followup"
    with closing(sqlite3.connect(bundled)) as connection:
        assert connection.execute(f"{row} WHERE reference = '7'").fetchone() == (
            ("noted", "takes note", "in_progress", "implemented", 1, "amy", "Letter of 1 March, Site visit")
        )
        for _ in range(len(commands) - 1):
            with contextlib.suppress(SystemExit):
                main(["--db", str(bundled), "--analyst", "amy", "undo"])
        assert connection.execute(f"{row} WHERE reference = '7'").fetchone() == (None,) * 4 + (0, None, None)


def test_the_seed_file_that_is_shown_loads(tmp_path: Path) -> None:
    shown = (ROOT / "seeds" / "README.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```toml\n(.*?)```", shown, re.DOTALL)
    seed = tmp_path / "my-report.toml"
    seed.write_text("\n".join(blocks), encoding="utf-8")
    database = tmp_path / "tracker.db"
    upgrade.ensure(database)
    writer = Writer(database)
    loaded = load(writer, [seed], analyst="amy")
    writer.close()
    assert "1 recommendation" in loaded.summary


def test_every_view_of_the_contract_is_in_the_readme(bundled: Path) -> None:
    with closing(sqlite3.connect(bundled)) as connection:
        views = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'view'")]
    assert [view for view in views if f"`{view}`" not in README] == []


@pytest.mark.parametrize("command", sorted(set(re.findall(r"^tracker ([\w-]+)", README, re.MULTILINE))))
def test_a_command_of_the_readme_exists(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with contextlib.suppress(SystemExit):
        main([command, "--help"])
    assert "Example:" in capsys.readouterr().out


def test_a_key_of_the_readme_does_something_and_no_key_of_the_list_is_left_out() -> None:
    table = README.partition("| keys | |")[2].partition("\n\n")[0]
    named = {
        key
        for cell in re.findall(r"^\| (.*?) \|", table, re.MULTILINE)
        for key in re.findall(r"`(\S)`", cell)
    }
    characters = {"slash": "/", "colon": ":", "asterisk": "*", "full_stop": "."}
    bound = {
        action.id: {characters.get(key, key) for key in action.keys.split(",")}
        for action in actions(TrackerApp)
    }
    assert named <= set().union(*bound.values())
    # How to get help and how to leave is said before all else.
    desk = {binding.id for binding in Desk.BINDINGS if isinstance(binding, Binding)}
    assert {key for name in desk & set(bound) for key in bound[name] if len(key) == 1} <= named | {"?", "q"}
