"""What the commands that read print, in a pipe and on a terminal, and that no text of the file acts on either."""

import csv
import io
import json
import re
import shutil
import sqlite3
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from tests.commands import Run, one_stream
from tests.statements import behind_the_back
from tracker.__main__ import main
from tracker.database import schema
from tracker.printing import cells
from tracker.text import is_dangerous

Shell = Callable[[Path], sqlite3.Connection]

NAME = "Aid\x9b31m\u202e!"
"""What a name may hold where another program wrote it."""
HOSTILE = f"{NAME}\x1b]0;owned\x07\x1b[2J\u2028\r\ttail"


@pytest.fixture
def run(at_work: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    return one_stream(capsys)


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Standard output and error are terminals of 80 columns."""
    monkeypatch.setattr(type(sys.stdout), "isatty", lambda _stream: True)
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)


@pytest.fixture
def hostile(seeded: Path, shell: Shell) -> Path:
    """The small reports, and a third one where every text is hostile."""
    connection = shell(seeded)
    connection.execute("BEGIN")
    connection.execute("INSERT INTO changeset (kind, summary) VALUES ('edit', '')")
    connection.execute("INSERT INTO open_changeset (changeset_id) SELECT max(id) FROM changeset")
    connection.execute(
        "INSERT INTO report (id, slug, title, lead_in, source_file) VALUES (3, 'evil', ?, ?, ?)",
        (HOSTILE,) * 3,
    )
    # As a file of before may have it: the guard of the text came with revision 0004.
    guard = schema.expected()["guard_recommendation_insert"]
    connection.execute(f"DROP TRIGGER {guard.name}")
    connection.execute(
        "INSERT INTO recommendation (id, report_id, reference, position, title, text, status_reason, first_line, "
        "last_line) VALUES (9, 3, '9\x9b\u202e', 1, ?, ?, ?, 1, 1)",
        (HOSTILE,) * 3,
    )
    connection.execute(guard.sql)
    connection.execute("INSERT INTO actor (id, name, kind) VALUES (9, ?, 'state')", (NAME,))
    connection.execute(
        "INSERT INTO mention (recommendation_id, actor_id, role, quote, quote_start) VALUES (9, 9, 'target', ?, 0)",
        (HOSTILE,),
    )
    connection.execute(
        "INSERT INTO mention (recommendation_id, actor_id, role, implied_reason) VALUES (9, 9, 'context', ?)",
        (HOSTILE,),
    )
    connection.execute("INSERT INTO tag (id, name, description) VALUES (9, ?, ?)", (NAME, HOSTILE))
    connection.execute("INSERT INTO tagging (recommendation_id, tag_id) VALUES (9, 9)")
    connection.execute(
        "INSERT INTO note (id, recommendation_id, body, author) VALUES (9, 9, ?, ?)", (HOSTILE, HOSTILE)
    )
    connection.execute(
        "INSERT INTO changeset (kind, analyst, summary) VALUES ('edit', ?, ?)", (HOSTILE, HOSTILE)
    )
    connection.execute("UPDATE open_changeset SET changeset_id = (SELECT max(id) FROM changeset)")
    connection.execute("UPDATE recommendation SET review_status = 'reviewed' WHERE id = 9")
    connection.execute(
        "UPDATE review_status SET name = ?, glyph = '\x9b' WHERE code = 'reviewed'", (HOSTILE,)
    )
    connection.execute("UPDATE actor_role SET name = ? WHERE code = 'target'", (HOSTILE,))
    connection.execute("UPDATE actor_kind SET name = ? WHERE code = 'state'", (HOSTILE,))
    connection.execute("DELETE FROM open_changeset")
    connection.execute("COMMIT")
    return seeded


READING = (
    ("list",),
    ("list", "--csv"),
    ("list", "--json"),
    ("show", "evil/9\u009b\u202e"),
    ("show", "evil/9\u009b\u202e", "--json"),
    ("notes",),
    ("notes", "--json"),
    ("tags",),
    ("tags", "--json"),
    ("actors",),
    ("actors", "--json"),
    ("history",),
    ("history", "--changes"),
    ("history", "--json"),
    ("sql",),
)


def test_in_a_pipe_a_list_is_tab_separated_and_whole(run: Run):
    assert run("list", "dams").split("\n") == ["water/1\tunreviewed\tFund the dams\t\t0", ""]


def test_with_one_report_a_list_shows_the_bare_reference(
    run: Run, empty_template: Path, tmp_path: Path, shell: Shell
):
    database = Path(shutil.copy(empty_template, tmp_path / "one.db"))
    connection = shell(database)
    connection.execute("INSERT INTO report (id, slug, title) VALUES (1, 'one', 'One')")
    connection.execute(
        "INSERT INTO recommendation (report_id, reference, position, title, text) VALUES (1, '7', 1, 'T', 'x')"
    )
    assert run("list", "--db", str(database)) == "7\tunreviewed\tT\t\t0\n"


@pytest.mark.usefixtures("terminal")
def test_on_a_terminal_a_list_has_a_head_glyphs_and_no_line_too_long(run: Run, seeded: Path, shell: Shell):
    shell(seeded).execute("UPDATE recommendation SET title = ? WHERE id = 1", ("日本" * 100,))
    head, *lines = run("list").splitlines()
    assert head.startswith("\x1b[2mref")
    assert [line.split()[0] for line in lines] == [
        "water/1",
        "water/2",
        "peace-talks/1",
        "peace-talks/140.12",
    ]
    assert all("· Unreviewed" in line for line in lines)
    assert all(cells(line) <= 80 for line in lines)
    assert "…" in lines[0]


@pytest.mark.usefixtures("terminal")
def test_on_a_narrow_terminal_a_reference_stays_as_commands_take_it(run: Run, seeded: Path, shell: Shell):
    shell(seeded).execute("UPDATE report SET slug = 'a-report-on-water-and-its-dams' WHERE id = 1")
    lines = run("list").splitlines()[1:]
    assert max(map(cells, lines)) <= 80
    assert "a-report-on-water-and-its-dams/1" in [line.split()[0] for line in lines]


@pytest.mark.usefixtures("terminal")
@pytest.mark.parametrize("command", [c for c in READING if c[0] != "show"] + [("show", "water/1")])
def test_with_no_color_no_escape_sequence_is_written(
    run: Run, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]
):
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b" not in run(*command)


@pytest.mark.parametrize("command", READING)
@pytest.mark.parametrize("on_terminal", [False, True])
def test_no_text_of_the_file_can_act_on_a_terminal(
    run: Run,
    hostile: Path,
    request: pytest.FixtureRequest,
    monkeypatch: pytest.MonkeyPatch,
    command: tuple[str, ...],
    on_terminal: bool,
):
    if on_terminal:
        request.getfixturevalue("terminal")
        monkeypatch.setenv("NO_COLOR", "1")
    printed = run(*command)
    assert "\N{REPLACEMENT CHARACTER}" in printed or command[-1] in ("--json", "sql")
    assert not [hex(ord(c)) for c in printed if is_dangerous(c)]


@pytest.mark.parametrize(
    "arguments",
    [("list", "tag:aidd"), ("list", "actor:aid"), ("show", "9"), ("show", "\x9b"), ("list", "\x1b")],
)
def test_no_text_of_the_file_can_act_through_an_error(run: Run, hostile: Path, arguments: tuple[str, ...]):
    told = run(*arguments, code=1 if arguments[0] == "show" else 2)
    assert not any(map(is_dangerous, told))


def test_json_keeps_every_value_exactly(run: Run, hostile: Path):
    (row,) = json.loads(run("list", "report:evil", "--json"))
    assert (row["title"], row["text"], row["tags"], row["actors"]) == (HOSTILE, HOSTILE, [NAME], [NAME])
    (note, *_) = json.loads(run("notes", "--json"))
    assert note["body"] == HOSTILE


def test_json_of_a_list_has_every_column_of_the_view_and_lists_as_lists(run: Run):
    rows = json.loads(run("list", "--json"))
    assert [row["reference"] for row in rows] == ["1", "2", "1", "140.12"]
    assert list(rows[0])[:6] == ["report", "reference", "position", "title", "text", "review_status"]
    assert rows[0]["actors"] == ["Indus Fund", "Pakistan", "United Nations"]
    assert rows[0]["tags"] == []


def test_csv_has_the_columns_of_the_view_and_takes_formulas_out(run: Run, seeded: Path, shell: Shell):
    shell(seeded).execute("UPDATE recommendation SET title = '=cmd|'' /C calc''!A0' WHERE id = 2")
    rows = list(csv.DictReader(io.StringIO(run("list", "--csv"), newline="")))
    assert [row["reference"] for row in rows] == ["1", "2", "1", "140.12"]
    assert rows[1]["title"] == "'=cmd|' /C calc'!A0"
    assert rows[0]["tags"] == "" and rows[0]["note_count"] == "0"


def test_json_and_csv_have_the_pages_and_what_became_of_each(run: Run, seeded: Path, shell: Shell):
    shell(seeded).executescript(
        "INSERT INTO source (name) VALUES ('Letter'), ('Table');"
        "INSERT INTO response (recommendation_id, position, as_printed, said_on, source_id)"
        " VALUES (1, 'noted', 'takes note', '2000-01-01', 1);"
        "INSERT INTO progress (recommendation_id, basis, status, as_of, source_id)"
        " VALUES (1, 'reported', 'implemented', '2000-02-01', 2);"
        "INSERT INTO deadline (recommendation_id, due_on, given_on) VALUES (1, '2000-01-31', '2000-01-01'),"
        " (1, '2000-03-01', '2000-01-02'); UPDATE recommendation SET assigned_to = 'amy' WHERE id = 1"
    )
    first, second = json.loads(run("list", "--json", "report:water"))
    became = {
        "response": "noted",
        "as_printed": "takes note",
        "response_on": "2000-01-01",
        "reported": "implemented",
        "reported_on": "2000-02-01",
        "assessed": None,
        "closed": 1,
        "due_on": "2000-03-01",
        "first_due_on": "2000-01-31",
        "slipped_days": 30,
        "overdue_days": None,
        "sources": "Letter, Table",
        "assigned_to": "amy",
        "first_page": None,
        "made_on": None,
    }
    assert {name: first[name] for name in became} == became
    assert second["response"] is None and second["closed"] == 0
    csv_rows = list(csv.DictReader(io.StringIO(run("list", "--csv", "report:water"), newline="")))
    assert list(csv_rows[0]) == list(first)
    assert csv_rows[0]["slipped_days"] == "30" and csv_rows[1]["sources"] == ""


def test_json_and_csv_together_are_refused(run: Run):
    assert "do not go together" in run("list", "--json", "--csv", code=2)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["-Fund"], ["2", "1", "140.12"]),
        (["-actor:pakistan"], ["140.12"]),
        (["actor:pakistan", "-Fund", "role:partner"], ["1"]),
        (["--json", "-Fund"], ["2", "1", "140.12"]),
        (["actor:united nations"], None),
        (['actor:"united nations"'], ["1"]),
        (["--", "-Fund"], ["2", "1", "140.12"]),
        (["sort:match", "pakistan"], ["1", "1"]),
    ],
)
def test_every_word_that_is_no_option_belongs_to_the_query(
    run: Run, words: list[str], expected: list[str] | None
):
    if expected is None:
        assert "actor" in run("list", "--json", *words, code=2)
        return
    options = () if "--json" in words else ("--json",)
    rows = json.loads(run("list", *options, *words))
    assert sorted(row["reference"] for row in rows) == sorted(expected)


def test_a_query_that_cannot_be_read_is_shown_with_a_mark_below_the_place(run: Run):
    line, mark, *rest = run("list", "dams", "status:nope", code=2).splitlines()
    assert line == "dams status:nope"
    assert mark == "     ^^^^^^^^^^^"
    assert rest[0].startswith("Error: There is no review status 'nope'.") and "in_review" in rest[0]


def test_an_option_misspelt_is_no_query(run: Run):
    assert "--jsn" in run("list", "--jsn", code=2)


@pytest.mark.parametrize(
    "query",
    [
        "",
        "-dams",
        "it's",
        'actor:"united nations"',
        "status:unreviewed sort:changed",
        "pakistan sort:match",
        "tag:o",
    ],
)
def test_the_sql_of_a_list_gives_the_same_rows_in_the_same_order(
    run: Run, seeded: Path, shell: Shell, query: str
):
    connection = shell(seeded)
    connection.execute("INSERT INTO tag (id, name) VALUES (1, 'O')")
    connection.execute("INSERT INTO tagging (recommendation_id, tag_id) VALUES (4, 1), (2, 1)")
    connection.execute("INSERT INTO note (recommendation_id, body) VALUES (3, 'it''s so')")
    words = query.split(" ") if query else []
    if query == 'actor:"united nations"':
        words = [query]
    with closing(sqlite3.connect(seeded)) as plain:
        plain.row_factory = sqlite3.Row
        rows = [dict(row) for row in plain.execute(run("sql", *words))]
    listed = json.loads(run("list", "--json", *words))
    for row in listed:
        row["tags"], row["actors"] = (", ".join(row[name]) or None for name in ("tags", "actors"))
    assert rows == listed
    assert listed, "the comparison must not be of two empty lists"


def test_the_sql_of_a_list_names_even_what_cannot_be_shown(run: Run, seeded: Path, shell: Shell):
    # White space to Python, a control to a terminal, in a file of before: found by the name without it.
    behind_the_back(seeded, "UPDATE actor SET name = 'Iran\x85' WHERE name = 'Iran'")
    statement = run("sql", "actor:iran")
    assert not any(map(is_dangerous, statement))
    assert [row[1] for row in shell(seeded).execute(statement)] == ["1"]


def test_show_prints_all_there_is_about_a_recommendation(run: Run, seeded: Path, shell: Shell):
    connection = shell(seeded)
    connection.execute("INSERT INTO tag (id, name) VALUES (1, 'aid'), (2, 'dams')")
    connection.execute("INSERT INTO tagging (recommendation_id, tag_id) VALUES (2, 1), (2, 2)")
    connection.execute(
        "INSERT INTO note (recommendation_id, body) VALUES (2, 'First line' || char(10) || 'second')"
    )
    connection.execute(
        "UPDATE recommendation SET review_status = 'set_aside', status_reason = 'Too dear' WHERE id = 2"
    )
    lines = run("show", "water/2").splitlines()
    assert lines[0] == "2  Protect farmers"
    assert lines[1] == "water: Water for All, source lines 4-5"
    assert lines[3] == "States of the region should protect farmers from drought."
    assert lines[5].startswith("Review: Set aside (set_aside), (outside), 2")
    assert lines[5].endswith("Z: Too dear")
    assert lines[6] == "Tags: aid, dams"
    text = "\n".join(lines)
    assert 'Addressee\n  Regional states (Group of states): "States of the region"\n' in text
    assert "Context\n  Pakistan (State, PK): implied: The drought is in Sindh.\n" in text
    assert text.endswith("Z\n  First line\n  second")


def test_show_takes_several_references_and_prints_each(run: Run):
    printed = run("show", "water/1,140.12")
    assert "1  Fund the dams" in printed and "\n\n140.12  Stop the arms" in printed
    assert [row["reference"] for row in json.loads(run("show", "water/1,140.12", "--json"))] == [
        "1",
        "140.12",
    ]


def test_a_reference_that_several_reports_have_is_refused_with_the_choices(run: Run):
    assert "water/1, peace-talks/1" in run("show", "1", code=1)


@pytest.mark.usefixtures("terminal")
def test_show_wraps_the_text_on_a_terminal(run: Run, seeded: Path, shell: Shell):
    shell(seeded).execute(
        "INSERT INTO note (recommendation_id, body) VALUES (2, ?)", ("many words on one line " * 20,)
    )
    assert all(cells(line) <= 80 + len("\x1b[1m\x1b[0m") for line in run("show", "2").splitlines())


def test_notes_are_listed_a_line_each_with_their_number(run: Run, seeded: Path, shell: Shell):
    shell(seeded).execute(
        "INSERT INTO note (id, recommendation_id, body, author, created_at) "
        "VALUES (7, 2, 'First' || char(10) || 'second', 'bob', '2026-01-01T10:00:00Z')"
    )
    assert run("notes") == "7\twater/2\tbob\t2026-01-01T10:00:00Z\tFirst second\n"
    assert json.loads(run("notes", "--json"))[0]["body"] == "First\nsecond"


def test_tags_and_actors_are_listed_with_their_counts(run: Run, seeded: Path, shell: Shell):
    connection = shell(seeded)
    connection.execute("INSERT INTO tag (id, name, description, colour) VALUES (1, 'aid', 'Money', 'red')")
    connection.execute("INSERT INTO tagging (recommendation_id, tag_id) VALUES (1, 1), (2, 1)")
    assert run("tags") == "aid\t2\tred\tMoney\n"
    assert json.loads(run("tags", "--json")) == [
        {"tag": "aid", "description": "Money", "colour": "red", "recommendation_count": 2}
    ]
    assert run("actors").splitlines()[0] == "Pakistan\tstate\tPK\t3\t3\t"
    assert json.loads(run("actors", "--json"))[0]["actor"] == "Pakistan"


def test_history_shows_the_newest_first_and_marks_what_came_from_outside(
    run: Run, seeded: Path, shell: Shell
):
    shell(seeded).execute("UPDATE recommendation SET review_status = 'in_review' WHERE id = 4")
    run("status", "140.12", "reviewed")
    run("undo")
    lines = [line.split("\t") for line in run("history", "140.12").splitlines()]
    assert [(who, what) for _, _, who, what in lines[:3]] == [
        ("amy", "Undone: peace-talks/140.12: In review -> Reviewed"),
        ("amy", "peace-talks/140.12: In review -> Reviewed (undone)"),
        ("(outside)", "peace-talks/140.12: Unreviewed -> In review"),
    ]
    assert lines[2][0].startswith("c")
    assert lines[-1][2] == "loader"


def test_history_shows_on_request_what_was_there_before_and_after(run: Run, seeded: Path, shell: Shell):
    shell(seeded).execute("UPDATE recommendation SET title = 'New title', status_reason = 'x' WHERE id = 4")
    head, row, *columns = run("history", "--changes", "--limit", "1").splitlines()
    assert head.split("  ")[2] == "(outside)"
    assert row == "    update of recommendation on peace-talks/140.12"
    assert sorted(columns) == ["      status_reason: (empty) -> x", "      title: Stop the arms -> New title"]
    (entry,) = json.loads(run("history", "--json", "--limit", "1"))
    assert entry["changes"][0]["after"] == {"title": "New title", "status_reason": "x"}


@pytest.mark.parametrize("on_terminal", [False, True])
def test_a_terminal_gets_the_latest_fifty_entries_and_a_pipe_all(
    seeded: Path,
    shell: Shell,
    capsys: pytest.CaptureFixture[str],
    request: pytest.FixtureRequest,
    on_terminal: bool,
):
    if on_terminal:
        request.getfixturevalue("terminal")
    connection = shell(seeded)
    for number in range(60):
        connection.execute("UPDATE recommendation SET title = ? WHERE id = 4", (f"Title {number}",))
    with pytest.raises(SystemExit):
        main(["--db", str(seeded), "history"])
    printed = capsys.readouterr()
    assert len(printed.out.splitlines()) == (51 if on_terminal else 61)
    assert ("--limit" in printed.err) == on_terminal


@pytest.mark.usefixtures("terminal")
def test_on_a_terminal_names_stand_in_place_of_codes_and_an_undo_with_its_edit(
    run: Run, seeded: Path, shell: Shell
):
    run("status", "water/1", "needs_follow_up", "-m", "Asked")
    run("status", "water/1", "in_review")
    run("undo")
    assert re.search(r"^water/1 .* ! Needs follow-up ", run("list"), re.MULTILINE)
    assert re.search(
        r"^Review: ! Needs follow-up, amy, today \d\d:\d\d: Asked$", run("show", "water/1"), re.MULTILINE
    )
    assert re.search(r"^Pakistan +State +PK ", run("actors"), re.MULTILINE)
    edited = run("history", "water/1").splitlines()[1]
    assert re.fullmatch(
        r"3 +today \d\d:\d\d +amy +water/1: Needs follow.* undone by amy, \d\d:\d\d: 4", edited
    )
    changed = run("history", "--changes", "--limit", "1")
    assert "review_status: Needs follow-up -> In review" in changed
    assert "undone by amy" in changed


def test_the_history_as_json_has_each_changeset_and_what_turned_it_round(run: Run, seeded: Path):
    run("status", "water/1", "reviewed")
    run("undo")
    undone, edited, _ = json.loads(run("history", "--json"))
    assert (undone["kind"], undone["reversals"]) == ("undo", [])
    assert edited["reverted"]
    assert [(each["number"], each["kind"], each["changed_by"]) for each in edited["reversals"]] == [
        (undone["number"], "undo", "amy")
    ]
    assert edited["changes"][0]["after"] == {"review_status": "reviewed"}


def test_path_prints_where_the_database_is(run: Run, seeded: Path, tmp_path: Path):
    assert run("path") == f"{seeded}\n"
    assert run("path", "--db", str(tmp_path / "none yet.db")) == f"{tmp_path / 'none yet.db'}\n"
