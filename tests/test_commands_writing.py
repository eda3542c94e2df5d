"""What the commands that write leave in the database, and what they say about it."""

import io
import json
import os
import pty
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests import LIMIT_SECONDS
from tests.commands import Run, one_stream
from tracker.__main__ import main
from tracker.text import is_dangerous

Shell = Callable[[Path], sqlite3.Connection]
Editor = Callable[[str], None]


@pytest.fixture
def run(at_work: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    return one_stream(capsys)


@pytest.fixture
def rows(seeded: Path, shell: Shell) -> Callable[[str], list[tuple[Any, ...]]]:
    """Reads the file as another program does."""
    return lambda sql: shell(seeded).execute(sql).fetchall()


@pytest.fixture
def editor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Editor:
    """Makes a shell script the editor; drafts are written to `tmp_path/drafts`."""
    (tmp_path / "drafts").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "drafts"))
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.delenv("EDITOR", raising=False)

    def use(script: str) -> None:
        path = tmp_path / "my editor"
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(0o700)
        monkeypatch.setenv("EDITOR", f"'{path}' --wait")

    return use


def drafts(tmp_path: Path) -> list[str]:
    return [path.read_text() for path in (tmp_path / "drafts").iterdir()]


def test_a_status_is_set_with_its_reason_and_can_be_taken_back(run: Run, rows: Any):
    assert run("status", "2", "reviewed", "-m", "Answered in March").splitlines() == [
        "water/2: Unreviewed -> Reviewed (Answered in March)",
        "Undo with: tracker undo",
    ]
    sql = "SELECT review_status, status_reason FROM recommendation WHERE id = 2"
    assert rows(sql) == [("reviewed", "Answered in March")]
    assert run("undo").splitlines()[1] == "Redo with: tracker redo"
    assert rows(sql) == [("unreviewed", None)]
    assert run("redo").splitlines()[1] == "Undo with: tracker undo"
    assert rows(sql) == [("reviewed", "Answered in March")]


def test_what_is_so_already_is_said_and_is_no_failure(run: Run):
    run("status", "2", "reviewed")
    assert run("status", "2", "reviewed") == "water/2: already Reviewed.\n"


def test_advice_names_the_file_and_the_analyst_of_this_line(run: Run, seeded: Path):
    printed = run("--db", str(seeded), "status", "2", "reviewed", "--analyst", "bob the 2nd")
    assert printed.splitlines()[1] == f"Undo with: tracker undo --db {seeded} --analyst 'bob the 2nd'"


def test_db_and_analyst_may_stand_before_and_after_the_command(run: Run, seeded: Path, rows: Any):
    for analyst, line in (
        ("bob", ["--analyst", "bob", "status", "2", "reviewed"]),
        ("cleo", ["status", "--analyst=cleo", "2", "in_review"]),
        ("dora", ["status", "2", "set_aside", "--analyst", "dora", f"--db={seeded}"]),
    ):
        run(*line)
        assert rows("SELECT analyst FROM changeset ORDER BY id DESC LIMIT 1") == [(analyst,)]


def test_tags_go_on_several_recommendations_and_come_off(run: Run, rows: Any):
    assert run("tag", "water/1,2", "aid", "two words").startswith("Tagged water/1, water/2: aid, two words\n")
    tagged = "SELECT reference, tag FROM recommendation_tag WHERE report = 'water' ORDER BY 1, 2"
    assert rows(tagged) == [("1", "aid"), ("1", "two words"), ("2", "aid"), ("2", "two words")]
    run("untag", "water/1", "two words", "AID")
    assert rows(tagged) == [("2", "aid"), ("2", "two words")]


def test_a_shell_need_not_type_the_accents_of_a_tag(run: Run, rows: Any):
    run("tag", "2", "réfugiés", "aid")
    run("tags", "describe", "REFUGIES", "Who fled.")
    run("tags", "recolour", "refugies", "red")
    run("tags", "rename", "refugies", "réfugiés et déplacés")
    assert rows("SELECT name, description, colour FROM tag WHERE name <> 'aid'") == [
        ("réfugiés et déplacés", "Who fled.", "red")
    ]
    run("tags", "merge", "aid", "refugies et deplaces")
    run("untag", "2", "refugies et deplaces")
    assert rows("SELECT tag, recommendation_count FROM tag_usage") == [("réfugiés et déplacés", 0)]
    run("tags", "delete", "refugies et deplaces")
    assert rows("SELECT * FROM tag") == []


def test_a_status_is_named_by_its_code_or_as_it_is_shown_and_a_slip_gets_the_nearest(run: Run, rows: Any):
    run("status", "water/1", "Needs follow-up")
    run("status", "water/2", "REVIEWED")
    assert rows("SELECT review_status FROM recommendation WHERE id < 3 ORDER BY id") == [
        ("needs_follow_up",),
        ("reviewed",),
    ]
    assert "Did you mean: reviewed?" in run("status", "water/1", "reviewd", code=2)


def test_a_tag_that_is_new_is_said_to_be_with_the_one_that_is_near(run: Run):
    assert "aid is new in the codebook." in run("tag", "2", "aid")
    assert "new in the codebook" not in run("tag", "water/1", "AID")
    assert "aids is new in the codebook; there is aid too." in run("tag", "2", "aids")
    assert "AIDD is new in the codebook; there is aid too." in run("tag", "2", "AIDD")


@pytest.mark.parametrize(
    ("answers", "arguments", "code", "asked", "tags"),
    [
        ("n\n", ["AIDD"], 1, 1, ["aid"]),
        ("\n", ["AIDD"], 1, 1, ["aid"]),
        ("\x04", ["AIDD"], 1, 1, ["aid"]),
        ("y\n", ["AIDD"], 0, 1, ["aid", "AIDD"]),
        ("y\nno\n", ["AIDD", "water"], 1, 2, ["aid"]),
        ("", ["AIDD", "--new"], 0, 0, ["aid", "AIDD"]),
        ("", ["AID"], 0, 0, ["aid"]),
        ("", ["a,b"], 2, 0, ["aid"]),
    ],
)
def test_on_a_terminal_a_tag_that_is_new_is_made_only_when_that_is_wanted(
    run: Run,
    rows: Any,
    seeded: Path,
    answers: str,
    arguments: list[str],
    code: int,
    asked: int,
    tags: list[str],
):
    run("tag", "2", "aid")
    printed, ended = on_terminal(["--db", str(seeded), "tag", "2", *arguments], answers)
    assert ended == code, printed
    assert printed.count("[y/N]") == asked
    assert not asked or "There is no tag 'AIDD'; there is 'aid'. Make a new one?" in printed
    assert rows("SELECT name FROM tag ORDER BY id") == [(name,) for name in tags]


def on_terminal(arguments: list[str], keys: str) -> tuple[str, int]:
    """Run a command on a terminal of its own with these keys typed ahead; return what it showed and its exit code."""
    master, slave = pty.openpty()
    os.write(master, keys.encode())
    with subprocess.Popen(
        [sys.executable, "-m", "tracker", *arguments], stdin=slave, stdout=slave, stderr=slave
    ) as process:
        ended = process.wait(LIMIT_SECONDS)
    os.close(slave)
    printed = os.read(master, 65536).decode()
    os.close(master)
    return printed, ended


def test_a_title_is_given_and_taken_back(run: Run, rows: Any):
    printed = run("title", "water/1", "Share", "--analyst", "bob")
    assert printed.startswith("Title of water/1: Share\n")
    run("undo", "--analyst", "bob")
    assert rows("SELECT title FROM recommendation WHERE id = 1") == [("Fund the dams",)]


MENTIONS = (
    "SELECT actor, role, quote FROM recommendation_actor WHERE recommendation_id = 4 ORDER BY quote_start"
)


def test_a_mention_is_added_changed_and_taken_away(run: Run, rows: Any):
    before = rows(MENTIONS)
    added = run("mention", "140.12", "hopes", "iran", "context")
    assert added.startswith("Mention on peace-talks/140.12: 'hopes' is Iran, as Context\n")
    run("mention", "140.12", "hopes", "Iran", "target", "--was", "context")
    assert rows(MENTIONS)[-1] == ("Iran", "target", "hopes")
    run("unmention", "140.12", "hopes", "Iran")
    assert rows(MENTIONS) == before
    run("unmention", "water/2", "", "Pakistan", "context")
    assert rows("SELECT count(*) FROM mention WHERE quote IS NULL") == [(0,)]


def test_a_mention_that_there_is_not_is_told_with_those_there_are(run: Run):
    told = run("unmention", "140.12", "hopes", "Iran", code=1)
    assert told == (
        "Error: peace-talks/140.12 has no such mention. It has: 'Armed militants' as Armed militants, target.\n"
    )
    run("mention", "140.12", "Armed militants", "Armed militants", "context")
    told = run("unmention", "140.12", "Armed militants", "Armed militants", code=1)
    assert "has several such mentions" in told and "Name the role too." in told
    told = run("mention", "140.12", "hopes", "Iran", "context", "--occurrence", "2", code=2)
    assert "'hopes' occurs once in the text of peace-talks/140.12." in told
    assert "That names several recommendations." in run("title", "water/1,2", "x", code=2)


def test_actors_are_corrected(run: Run, rows: Any):
    run("actors", "rename", "iran", "Islamic Republic of Iran")
    run("actors", "alias", "IRAN", "Persia")
    run("actors", "add", "Elam", "proposed_body")
    run("actors", "kind", "Elam", "state", "--code", "ir")
    preview = run("actors", "merge", "persia", "Elam", "--preview")
    assert preview == "1 mention in 1 recommendation to Elam; 'Islamic Republic of Iran' becomes an alias.\n"
    run("actors", "merge", "persia", "Elam")
    run("actors", "alias", "Elam", "persia", "--remove")
    assert rows(
        "SELECT actor, kind, country_code, mention_count, aliases FROM actor_usage WHERE actor = 'Elam'"
    ) == [("Elam", "state", "IR", 1, "Iran, Islamic Republic of Iran")]
    told = json.loads(run("actors", "--json"))
    assert [each["aliases"] for each in told if each["actor"] == "Elam"] == ["Iran, Islamic Republic of Iran"]
    assert rows("SELECT count(*) FROM history WHERE kind = 'edit' AND changed_by IS NOT 'amy'") == [(0,)]
    assert "peace-talks/1" in run("list", "actor:iran")


def test_tags_are_edited_on_a_file_that_lost_a_view(
    run: Run, rows: Any, seeded: Path, shell: Shell, capsys: pytest.CaptureFixture[str]
):
    run("tag", "2", "aid")
    shell(seeded).execute("DROP VIEW tag_usage")
    for line in (["untag", "2", "AID"], ["tags", "delete", "aid"]):
        with pytest.raises(SystemExit) as left:
            main(line)
        assert not left.value.code
        assert capsys.readouterr().err.count("view tag_usage is missing") == 1
    assert rows("SELECT * FROM tag") == []


def test_of_two_spellings_every_command_means_the_same_one(run: Run, rows: Any, seeded: Path, shell: Shell):
    shell(seeded).execute("INSERT INTO tag (name) VALUES ('resumé'), ('résumé')")
    run("tag", "2", "RESUME")
    run("tag", "2", "résumé")
    run("untag", "2", "RESUME")
    assert rows("SELECT tag FROM recommendation_tag") == [("résumé",)]


def test_the_codebook_is_kept_with_the_tags_commands(run: Run, rows: Any):
    run("tag", "2", "aid", "help")
    run("tags", "rename", "aid", "humanitarian aid")
    run("tags", "describe", "humanitarian aid", "Use when money is asked for.")
    run("tags", "recolour", "humanitarian aid", "green")
    codebook = "SELECT name, description, colour FROM tag ORDER BY name"
    assert rows(codebook)[1] == ("humanitarian aid", "Use when money is asked for.", "green")
    run("tags", "recolour", "humanitarian aid", "none")
    run("tags", "merge", "help", "humanitarian aid")
    assert rows(codebook) == [("humanitarian aid", "Use when money is asked for.", None)]
    run("tag", "2", "help", "water")
    assert run("tags", "move", "WATER", "--before", "Help").startswith("Moved tag water before help\n")
    run("tags", "move", "humanitarian aid")
    assert [line.split("\t")[0] for line in run("tags").splitlines()] == ["water", "help", "humanitarian aid"]
    for tag in ("humanitarian aid", "water", "help"):
        run("tags", "delete", tag)
    assert rows(codebook) == []
    assert json.loads(run("tags", "--json")) == []


def test_a_note_is_written_from_the_command_line(run: Run, rows: Any):
    run("note", "2,140.12", "-m", "First\nsecond")
    assert rows("SELECT recommendation_id, body, author FROM note ORDER BY 1") == [
        (2, "First\nsecond", "amy"),
        (4, "First\nsecond", "amy"),
    ]


@pytest.mark.parametrize("dash", [["-"], ["-m", "-"], ["-m", "-", "-"]])
def test_a_dash_reads_the_note_from_standard_input(
    run: Run, rows: Any, monkeypatch: pytest.MonkeyPatch, editor: Editor, tmp_path: Path, dash: list[str]
):
    monkeypatch.setattr(sys, "stdin", io.StringIO("From a pipe\nwith two lines\n"))
    run("note", "2", *dash)
    assert rows("SELECT body FROM note") == [("From a pipe\nwith two lines",)]
    assert drafts(tmp_path) == []


def test_standard_input_that_is_no_text_is_refused_not_mangled(
    run: Run, rows: Any, monkeypatch: pytest.MonkeyPatch, editor: Editor
):
    stream = io.TextIOWrapper(io.BytesIO(b"caf\xe9"), encoding="utf-8", errors="surrogateescape")
    monkeypatch.setattr(sys, "stdin", stream)
    assert "not text in UTF-8" in run("note", "2", "-", code=2)
    assert rows("SELECT body FROM note") == []


def test_a_note_from_standard_input_is_kept_where_it_cannot_be_saved(
    run: Run, rows: Any, monkeypatch: pytest.MonkeyPatch, editor: Editor, tmp_path: Path
):
    monkeypatch.setattr(sys, "stdin", io.StringIO("x" * 100_001))
    told = run("note", "2", "-", code=2)
    (kept,) = (tmp_path / "drafts").iterdir()
    assert str(kept) in told and kept.read_text() == "x" * 100_001


def test_a_text_beside_the_reference_is_not_taken_for_the_note(run: Run):
    assert "-m" in run("note", "2", "forgot the option", code=2)
    assert "one argument too many" in run("note", "2", "-", "-m", "both", code=2)


def test_without_a_text_the_editor_opens_on_a_private_file(
    run: Run, rows: Any, editor: Editor, tmp_path: Path
):
    editor(f'[ "$1" = --wait ] && stat -c %a "$2" > {tmp_path}/mode && printf "Written\\n\\nin it\\n" > "$2"')
    assert run("note", "2").startswith("Note on water/2: ")
    assert rows("SELECT body FROM note") == [("Written\n\nin it",)]
    assert (tmp_path / "mode").read_text() == "600\n"
    assert drafts(tmp_path) == []


@pytest.mark.parametrize("script", ["true", 'printf " \\n" > "$2"', 'rm "$2"'])
def test_nothing_written_in_the_editor_is_nothing_saved(
    run: Run, rows: Any, editor: Editor, tmp_path: Path, script: str
):
    editor(script)
    assert run("note", "2") == "Nothing was saved.\n"
    assert rows("SELECT body FROM note") == []
    assert drafts(tmp_path) == []


def test_an_editor_that_fails_saves_nothing_and_loses_nothing(
    run: Run, rows: Any, editor: Editor, tmp_path: Path
):
    editor('printf "half a thought" > "$2"; exit 3')
    told = run("note", "2", code=1)
    assert "ended with 3" in told and str(tmp_path / "drafts") in told
    assert rows("SELECT body FROM note") == []
    assert drafts(tmp_path) == ["half a thought"]


def test_an_editor_that_leaves_no_text_saves_nothing_and_loses_nothing(
    run: Run, rows: Any, editor: Editor, tmp_path: Path
):
    editor("printf 'caf\\351' > \"$2\"")
    assert "not text in UTF-8" in run("note", "2", code=2)
    assert [path.read_bytes() for path in (tmp_path / "drafts").iterdir()] == [b"caf\xe9"]


@pytest.mark.parametrize(
    ("named", "words"),
    [("", "No editor is set"), ("'", "cannot be read"), ("/no/such/editor", "did not start")],
)
def test_an_editor_that_cannot_start_is_named(
    run: Run, editor: Editor, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, named: str, words: str
):
    monkeypatch.setenv("EDITOR", named)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert words in run("note", "2", code=2)
    assert drafts(tmp_path) == []


def test_without_one_that_is_set_the_usual_editors_are_tried_in_their_order(
    run: Run, rows: Any, editor: Editor, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    for name in ("nano", "editor"):
        editor(f'printf "from {name}" > "$1"')
        (tmp_path / "my editor").rename(tmp_path / name)
    monkeypatch.delenv("EDITOR")
    run("note", "2")
    assert rows("SELECT body FROM note") == [("from editor",)]


def test_visual_comes_before_editor(run: Run, rows: Any, editor: Editor, monkeypatch: pytest.MonkeyPatch):
    editor('printf "from visual" > "$2"')
    monkeypatch.setenv("VISUAL", os.environ["EDITOR"])
    monkeypatch.setenv("EDITOR", "false")
    run("note", "2")
    assert rows("SELECT body FROM note") == [("from visual",)]


def test_a_wrong_reference_is_told_before_the_editor_opens(run: Run, editor: Editor, tmp_path: Path):
    editor(f"touch {tmp_path}/opened")
    assert "There is no recommendation '77'" in run("note", "77", code=1)
    assert not (tmp_path / "opened").exists()


def test_a_note_is_edited_and_deleted_by_its_number(run: Run, rows: Any, editor: Editor):
    run("note", "2", "-m", "First")
    editor('printf " and more" >> "$2"')
    run("notes", "edit", "1")
    assert rows("SELECT body FROM note") == [("First and more",)]
    run("notes", "edit", "1", "-m", "Anew")
    assert rows("SELECT body FROM note") == [("Anew",)]
    run("notes", "delete", "1")
    assert rows("SELECT body FROM note") == []
    run("undo")
    assert rows("SELECT id, body FROM note") == [(1, "Anew")]


def test_a_note_left_as_it_was_is_not_saved(run: Run, rows: Any, editor: Editor):
    run("note", "2", "-m", "First")
    editor('printf "\\n" >> "$2"')
    assert run("notes", "edit", "1") == "Nothing was saved.\n"
    assert rows("SELECT count(*) FROM changeset WHERE kind = 'edit'") == [(1,)]


def test_a_note_changed_meanwhile_is_not_overwritten_and_the_text_is_kept(
    run: Run, rows: Any, editor: Editor, seeded: Path, tmp_path: Path
):
    run("note", "2", "-m", "First")
    change = tmp_path / "change.py"
    change.write_text(
        "import sqlite3\n"
        f"with sqlite3.connect({str(seeded)!r}) as c: c.execute(\"UPDATE note SET body = 'Theirs\\x1b'\")"
    )
    editor(f'printf "Mine" > "$2"; {sys.executable} {change}')
    told = run("notes", "edit", "1", code=1)
    assert "changed meanwhile by another program" in told and "It is now:\n  Theirs" in told
    assert not any(map(is_dangerous, told))
    assert rows("SELECT body FROM note") == [("Theirs\x1b",)]
    assert drafts(tmp_path) == ["Mine"]


def test_a_change_from_outside_is_undone_by_its_number(run: Run, rows: Any, seeded: Path, shell: Shell):
    shell(seeded).execute("UPDATE recommendation SET review_status = 'reviewed' WHERE id = 2")
    ((number,),) = rows("SELECT max(id) FROM change")
    run("undo", f"c{number}")
    assert rows("SELECT review_status FROM recommendation WHERE id = 2") == [("unreviewed",)]


@pytest.mark.parametrize(
    ("code", "line"),
    [
        (1, ["undo"]),
        (1, ["redo"]),
        (1, ["undo", "99"]),
        (2, ["undo", "x"]),
        (1, ["show", "77"]),
        (1, ["status", "77", "reviewed"]),
        (2, ["status", "2", "nope"]),
        (2, ["status", "2"]),
        (1, ["untag", "2", "nope"]),
        (2, ["tag", "2", "a,b"]),
        (2, ["tag", "2"]),
        (2, ["note", "2", "-m", "  "]),
        (1, ["notes", "edit", "7", "-m", "x"]),
        (1, ["notes", "delete", "7"]),
        (1, ["notes", "delete", "99999999999999999999"]),
        (2, ["notes", "delete", "seven"]),
        (1, ["tags", "rename", "nope", "x"]),
        (1, ["tags", "delete", "nope"]),
        (2, ["tags", "frob"]),
        (2, ["list", "status:nope"]),
        (2, ["history", "--limit", "0"]),
        (1, ["history", "77"]),
        (2, ["frob"]),
        (2, ["--frob"]),
        (2, ["list", "--db"]),
        (2, ["--analyst", " ", "status", "2", "reviewed"]),
        (2, ["--analyst", "x" * 65, "status", "2", "reviewed"]),
        (2, ["status", "2", "reviewed", "-m", "caf\udce9"]),
        (2, ["show", "caf\udce9"]),
    ],
)
def test_a_failure_is_one_message_on_standard_error_with_its_exit_code(
    run: Run, rows: Any, code: int, line: list[str]
):
    before = rows("SELECT max(id) FROM change")
    told = run(*line, code=code)
    assert "Error: " in told
    assert "Traceback" not in told
    assert rows("SELECT max(id) FROM change") == before


def test_what_a_command_says_it_did_cannot_act_on_a_terminal(run: Run, seeded: Path, shell: Shell):
    connection = shell(seeded)
    connection.execute("INSERT INTO tag (id, name) VALUES (1, 'aid\x9b31m\u202e!')")
    connection.execute("INSERT INTO tagging VALUES (2, 1)")
    connection.execute("INSERT INTO note (id, recommendation_id, body) VALUES (1, 2, '\x1b]0;x\x07')")
    for line in (
        ["tags", "describe", "aid\x9b31m\u202e!", "x"],
        ["notes", "delete", "1"],
        ["undo"],
        ["redo"],
    ):
        assert not any(map(is_dangerous, run(*line)))
    assert not any(map(is_dangerous, run("tags", "rename", "aid31m!", "x", code=1)))
