"""What the commands of the follow-up leave in the database, and what they say about it."""

import io
import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from tests.test_followup_edits import GATE
from tracker.sources import at_hand

Run = Callable[..., str]
Rows = Callable[[str], list[tuple[Any, ...]]]


@pytest.fixture
def seeded(bundled: Path) -> Path:
    """The bundled report in place of the small ones."""
    return bundled


@pytest.fixture
def rows(bundled: Path) -> Rows:
    """Reads the file as another program does."""

    def read(sql: str) -> list[tuple[Any, ...]]:
        with closing(sqlite3.connect(bundled)) as connection:
            return connection.execute(sql).fetchall()

    return read


ANSWER = (
    "respond",
    "7",
    "Noted",
    "--as-printed",
    "takes note",
    "--by",
    "united nations",
    "--on",
    "2026-03-01",
)
LETTER = ("--source", "Letter of 1 March", "--place", "p 2")


NOTED = 'Noted ("takes note", United Nations, 2026-03-01, Letter of 1 March, p. 2)'


def followed(run: Run) -> None:
    """Record an answer, two deadlines, reported and assessed progress and an owner, by commands."""
    run(*ANSWER, *LETTER, "-m", "We take note.")
    run("due", "7", "2027-03-01")
    run("due", "7", "30 May 2027", "--reason", "Floods")
    run("progress", "7", "in_progress", "--basis", "reported", "--on", "2026-05-01")
    run("progress", "7", "Not started", "--on", "2026-06-01", "-m", "Nothing seen.")
    run("assign", "7", "me")


def test_all_that_became_of_a_recommendation_stands_in_one_row(run: Run, rows: Rows):
    followed(run)
    row = """SELECT response, as_printed, reported, assessed, reported_on, assessed_on, due_on, first_due_on,
        slipped_days, assigned_to, sources FROM recommendation_followup WHERE reference = '7'"""
    assert rows(row) == [
        ("noted", "takes note", "in_progress", "not_started", "2026-05-01", "2026-06-01",
         "2027-05-30", "2027-03-01", 90, "amy", "Letter of 1 March")
    ]  # fmt: skip
    for _ in range(6):
        run("undo")
    assert rows(row) == [(None,) * 11]
    for _ in range(6):
        run("redo")
    assert rows(row)[0][:4] == ("noted", "takes note", "in_progress", "not_started")


def test_an_answer_says_the_day_it_understood_and_that_it_made_a_source(run: Run):
    assert run(*ANSWER, *LETTER).splitlines() == [
        '7: response: Noted ("takes note", United Nations, 2026-03-01, Letter of 1 March, a new source, p. 2)',
        "Undo with: tracker undo",
        "Letter of 1 March is a new source, listed as a document. To say more about it: tracker sources edit",
    ]
    again = run("respond", "1,2", "noted", "--source", "letter of 1 march").splitlines()
    assert again == ["1, 2: response: Noted (Letter of 1 March)", "Undo with: tracker undo"]


def test_a_closed_status_without_proof_is_refused_with_the_sentence_of_the_file(run: Run, rows: Rows):
    told = run("progress", "7", "implemented", "-m", "They say so.", code=2)
    how = "--on gives as_of, --source source_id, --place place and -m text."
    assert told == f"Error: The database refused it: progress: {GATE}. Nothing was written. {how}\n"
    assert rows("SELECT * FROM progress") == []


def test_a_date_that_may_be_two_is_refused_and_nothing_is_written(run: Run, rows: Rows):
    assert "Write 2027-04-03 or 2027-03-04." in run("due", "7", "03/04/2027", code=2)
    assert rows("SELECT * FROM deadline") == []


def test_a_long_answer_comes_from_standard_input_as_it_is(
    run: Run, rows: Rows, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("sys.stdin", io.StringIO("We take note.\n\n  Twice: caf\u0065\u0301.\n"))
    run("respond", "7", "noted", "-m", "-")
    assert rows("SELECT text FROM response") == [("We take note.\n\n  Twice: caf\u0065\u0301.",)]


def test_a_deadline_that_moves_says_how_far(run: Run):
    run("due", "1", "2027-03-01")
    assert (
        run("due", "1", "2027-05-30", "-m", "Floods").splitlines()[0]
        == "1: due 2027-05-30, 90 days later: Floods"
    )


def test_an_owner_is_named_and_taken_away(run: Run):
    assert run("assign", "1,2", "bob").splitlines()[0] == "1, 2: owner bob"
    assert run("assign", "1", "me").splitlines()[0] == "1: owner bob -> amy"
    assert run("assign", "1", "none").splitlines()[0] == "1: owner amy -> nobody"
    assert run("assign", "1", "Nobody") == "1: already with nobody.\n"


def test_what_was_recorded_is_listed_corrected_and_deleted_by_its_number(run: Run, rows: Rows):
    followed(run)
    listed = [line.split("\t") for line in run("statements").splitlines()]
    assert {number for number, *_ in listed} == {"r1", "p1", "p2", "d1", "d2"}
    assert ["r1", "7", "response", f"{NOTED}: We take note."] in listed
    assert len(json.loads(run("statements", "--json", "--limit", "2"))) == 2
    corrected = run(
        "statements", "edit", "r1", "--position", "Accepted in part", "--place", "", "--on", "2 march 2026"
    )
    assert corrected.startswith("Response on 7 corrected: position Noted -> Accepted in part; ")
    assert rows("SELECT position, said_on, place, as_printed FROM response") == [
        ("accepted_in_part", "2026-03-02", None, "takes note")
    ]
    run("statements", "edit", "d2", "--reason", "Drought")
    assert rows("SELECT reason FROM deadline WHERE id = 2") == [("Drought",)]
    run("undo")
    run("statements", "edit", "r1", "--source", "", "--by", "")
    assert rows("SELECT source, actor FROM recommendation_response") == [(None, None)]
    run("undo")
    assert run("statements", "delete", "d2").startswith("Deadline on 7 deleted: due 2027-05-30")
    assert rows("SELECT due_on FROM deadline") == [("2027-03-01",)]
    run("undo")
    run("undo")
    assert rows("SELECT position, place FROM response") == [("noted", "p. 2")]


@pytest.mark.parametrize(
    ("line", "code", "sentence"),
    [
        (("edit", "r1"), 2, "There is nothing to correct."),
        (("edit", "d1", "--quote", "x"), 2, "d1 is a deadline, which has no --quote. It has --due, --by,"),
        (("edit", "d1", "--due", ""), 2, "'' cannot be read as a day."),
        (("edit", "r1", "--position", ""), 2, "There is no position ''."),
        (("edit", "12", "--on", "today"), 2, "'12' is not the number of a statement."),
        (("edit", "p9", "--on", "today"), 1, "There is no progress 9."),
        (("delete", "r99"), 1, "There is no response 99."),
    ],
)
def test_a_correction_that_cannot_be_is_a_sentence(run: Run, line: tuple[str, ...], code: int, sentence: str):
    run("respond", "7", "noted")
    run("due", "7", "+6w")
    assert sentence in run("statements", *line, code=code)


def test_show_has_the_axes_and_the_story(run: Run):
    followed(run)
    text = run("show", "7")
    assert [line for line in text.splitlines() if line.startswith(("Res", "Rep", "Ass", "Due", "Own"))][
        :5
    ] == [
        f"Response: {NOTED}",
        "Reported: In progress (2026-05-01)",
        "Assessed: Not started (amy, 2026-06-01)",
        "Due: 2027-05-30, 90 days later than first given",
        "Owner: amy",
    ]
    heads = [line.partition(",")[0] for line in text.splitlines() if ", recorded by amy, " in line]
    assert heads == ["Deadline d2", "Deadline d1", "Assessed p2", "Reported p1", "Response r1"]
    assert "  due 2027-05-30, 90 days later\n  Floods\n" in text and text.endswith("\n  We take note.\n")
    (shown,) = json.loads(run("show", "7", "--json"))
    assert shown["followup"]["response"]["code"] == "noted"
    assert [event["row_id"] for event in shown["story"]] == [2, 1, 2, 1, 1]


def test_show_says_when_it_was_made_and_the_scheme_of_each_theme(run: Run, bundled: Path):
    with closing(sqlite3.connect(bundled)) as connection, connection:
        connection.execute("UPDATE recommendation SET made_on = '2026-02-03' WHERE reference = '7'")
        connection.execute("INSERT INTO theme (scheme, name) VALUES ('SDG', 'Water'), ('Ours', 'Dams')")
        connection.execute(
            "INSERT INTO theming (recommendation_id, theme_id)"
            " SELECT r.id, t.id FROM recommendation AS r, theme AS t WHERE r.reference = '7'"
        )
    shown = run("show", "7").splitlines()
    assert "Made on: 2026-02-03" in shown and "Themes: Dams (Ours), Water (SDG)" in shown


def test_sources_are_added_corrected_listed_and_deleted(run: Run, rows: Rows, tmp_path: Path):
    run("sources", "add", "Letter", "--kind", "Letter", "--published", "1 march 2026")
    letter = tmp_path / "letter.txt"
    letter.write_text("We take note.")
    run(
        "sources",
        "edit",
        "LETTER",
        "--name",
        "The letter",
        "--address",
        "https://example.org/x",
        "--file",
        str(letter),
    )
    digest = sha256(letter.read_bytes()).hexdigest()
    assert rows("SELECT name, kind, address, published_on, sha256 FROM source") == [
        ("The letter", "letter", "https://example.org/x", "2026-03-01", digest)
    ]
    assert at_hand("The letter", digest, []) == letter
    run("respond", "7", "noted", "--source", "the letter")
    assert run("sources").split("\t")[:4] == ["The letter", "letter", "2026-03-01", "1"]
    assert json.loads(run("sources", "--json"))[0]["statement_count"] == 1
    assert "1 statement rests on the source 'The letter'" in run("sources", "delete", "the letter", code=2)
    run("undo")
    run("sources", "edit", "The letter", "--address", "")
    assert rows("SELECT address FROM source") == [(None,)]
    run("sources", "delete", "The letter")
    assert rows("SELECT * FROM source") == []
    assert "There is no source 'letter'." in run("sources", "delete", "letter", code=1)


def test_today_says_why_what_is_mine_first(run: Run):
    today = datetime.now(UTC).date()
    run("due", "1,2,3", str(today - timedelta(days=12)))
    run("assign", "3", "me")
    run("due", "4", str(today + timedelta(days=6)))
    run("respond", "5", "accepted", "--on", "2026-03-01")
    listed = [line.split("\t")[:4] for line in run("today").splitlines()]
    assert listed[:4] == [
        ["overdue", "3", "overdue by 12 days", "amy"],
        ["overdue", "1", "overdue by 12 days", ""],
        ["overdue", "2", "overdue by 12 days", ""],
        ["due soon", "4", f"due {today + timedelta(days=6)}, in 6 days", ""],
    ]
    silent = (today - date(2026, 3, 1)).days
    reason = "answered (Accepted, 2026-03-01), unreviewed"
    assert listed[4] == [
        "answered, unreviewed",
        "5",
        f"{reason}; answered {silent} days ago, no progress since",
        "",
    ]
    assert len(listed) == 5
    assert [each["mine"] for each in json.loads(run("today", "--json", "--limit", "1"))] == [
        True,
        False,
        False,
    ]


def test_what_other_programs_wrote_is_shown_without_what_a_terminal_acts_on(run: Run, bundled: Path):
    with closing(sqlite3.connect(bundled)) as connection:
        bad = "a' || char(27) || '[31mb"
        connection.execute(
            "INSERT INTO response (recommendation_id, position, as_printed, text, said_on)"
            f" VALUES (7, 'noted', '{bad}', '{bad}', '2026-01-01')"
        )
        connection.execute(
            f"INSERT INTO deadline (recommendation_id, due_on, reason) VALUES (7, '2020-01-01', '{bad}')"
        )
        connection.execute(
            "UPDATE response_position SET name = 'No' || char(27) || 'ted' WHERE code = 'noted'"
        )
        connection.commit()
    for line in (
        ("show", "7"),
        ("statements",),
        ("today",),
        ("statements", "delete", "r1"),
        ("history", "7"),
    ):
        printed = run(*line)
        assert printed and "\x1b" not in printed, line


def test_a_file_of_a_source_that_cannot_be_read_is_not_taken_for_that_of_a_report(run: Run, tmp_path: Path):
    told = run("sources", "add", "Letter", "--file", str(tmp_path), code=2)
    assert told.endswith("cannot be read: Is a directory. Name the file itself, as it came.\n")
