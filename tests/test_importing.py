"""Tables come in: a row is a recommendation, what a map says of it rests on the row, and the row is kept."""

import contextlib
import csv
import io
import json
import os
import pty
import re
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import click.testing
import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from tests import LIMIT_SECONDS
from tests.laws import examples
from tests.tables import spreadsheet
from tracker.cli import root
from tracker.errors import DatabaseBusy, TrackerError
from tracker.exchange import map_file

UPR = "To,To-Rgrp,Text,From,Response,Issue,Session\r"
UPR_ROWS = (
    'Norway,WEOG,"Ratify the Convention, at last. ",Chad,Accepted,"Treaties,Women\'s rights",6\r'
    "Norway,WEOG,Stop the practice.,&#40;Unknown&#41;,Noted,,6\r"
    "Chad,Africa,Train judges.,Norway,Accepted,Justice,6\r"
    "Norway,WEOG,Pay for it.,Côte d’Ivoire,Noted,Treaties,19\r"
)
TODAY = datetime.now(UTC).date().isoformat()
MAP = """
[report]
slug = "safety"
title = "Safety board"
[recommendation]
text = "Recommendation"
reference = "Number"
made_on = "Made"
[[actor]]
column = "Recipient"
role = "addressee"
separator = ";"
[progress]
status = "Status"
as_of = "Closed"
codes = { "Open" = "in_progress", "Closed acceptable" = "implemented", "Unconfirmed" = "" }
[deadline]
due_on = "Due"
[dates]
formats = ["DD/MM/YYYY"]
"""
BOARD = """Number,Recipient,Status,Made,Closed,Due,Recommendation
012/24,Rail Co; Ministry,Open,03/01/2024,,31/12/2030,Fit sensors to all doors.
013/24,Rail Co,Closed acceptable,03/01/2024,25/02/2025,,"Test brakes
every year."
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "tracker.db"


@pytest.fixture
def tracker(path: Path) -> Callable[..., click.testing.Result]:
    """Runs a command on the database; what it raises is raised."""

    def run(*line: object, code: int = 0, given: bytes | None = None) -> click.testing.Result:
        arguments = ["--db", str(path), "--analyst", "amy", *map(str, line)]
        result = click.testing.CliRunner().invoke(root, arguments, input=given, catch_exceptions=True)
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        assert result.exit_code == code, result.output
        return result

    return run


@pytest.fixture
def rows(path: Path) -> Callable[..., list[tuple[Any, ...]]]:
    def ask(sql: str, *values: object) -> list[tuple[Any, ...]]:
        connection = sqlite3.connect(path)
        try:
            return connection.execute(sql, values).fetchall()
        finally:
            connection.close()

    return ask


@pytest.fixture
def upr(tmp_path: Path) -> Path:
    return saved(tmp_path / "upr.csv", UPR + UPR_ROWS, "mac_roman")


@pytest.fixture
def board(tmp_path: Path) -> Sequence[object]:
    """The arguments that bring in the table of the board."""
    saved(tmp_path / "board.toml", MAP)
    return "import", saved(tmp_path / "board.csv", BOARD), "--map", tmp_path / "board.toml"


def saved(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path


def test_a_table_of_upr_info_comes_in_by_its_columns_alone(tracker, rows, upr):
    told = tracker("import", upr).output
    assert "Mac Roman" in told
    assert "the map upr-info" in told
    assert rows("SELECT report, reference, text FROM recommendation_overview ORDER BY recommendation_id") == [
        ("upr-norway", "6.1", "Ratify the Convention, at last. "),
        ("upr-norway", "6.2", "Stop the practice."),
        ("upr-chad", "6.1", "Train judges."),
        ("upr-norway", "19.1", "Pay for it."),
    ]
    assert rows(
        "SELECT reference, actor, kind, country_code, role, quote, given_in FROM recommendation_actor"
        " WHERE report = 'upr-norway' ORDER BY recommendation_id, role"
    ) == [
        ("6.1", "Norway", "state", "NO", "addressee", None, "column To"),
        ("6.1", "Chad", "state", "TD", "recommender", None, "column From"),
        ("6.2", "Norway", "state", "NO", "addressee", None, "column To"),
        ("19.1", "Norway", "state", "NO", "addressee", None, "column To"),
        ("19.1", "Côte d’Ivoire", "state", "CI", "recommender", None, "column From"),
    ]


def test_a_state_that_has_not_answered_has_no_answer(tracker, rows, tmp_path):
    lines = [
        "To,Text,From,Response,Issue,Session",
        *(f"Chad,Do {word},Togo,{word},Aid,5" for word in ("Pending", "No Response", "General Response")),
    ]
    told = tracker("import", saved(tmp_path / "t.csv", "\n".join(lines))).stdout
    assert (
        "2 rows have a word for response of which nothing is recorded, as the map says (first: 2, 3)" in told
    )
    assert rows("SELECT position, as_printed FROM response") == [("no_position", "General Response")]


def test_answers_and_themes_rest_on_the_row_of_the_table(tracker, rows, upr):
    tracker("import", upr)
    assert rows(
        "SELECT report, reference, actor, position, as_printed, source, place FROM recommendation_response"
    ) == [
        ("upr-norway", "6.1", "Norway", "accepted", "Accepted", "upr.csv", "row 2"),
        ("upr-norway", "6.2", "Norway", "noted", "Noted", "upr.csv", "row 3"),
        ("upr-chad", "6.1", "Chad", "accepted", "Accepted", "upr.csv", "row 4"),
        ("upr-norway", "19.1", "Norway", "noted", "Noted", "upr.csv", "row 5"),
    ]
    assert rows("SELECT scheme, theme FROM recommendation_theme WHERE reference = '6.1' ORDER BY theme") == [
        ("UPR Info", "Justice"),
        ("UPR Info", "Treaties"),
        ("UPR Info", "Women's rights"),
    ]
    ((kind, report, sha256),) = rows("SELECT kind, report_id, sha256 FROM source")
    assert (kind, report, len(sha256)) == ("table", None, 64)


def test_the_new_database_has_nothing_but_the_table(tracker, rows, upr):
    tracker("import", upr)
    assert rows("SELECT slug FROM report ORDER BY id") == [("upr-norway",), ("upr-chad",)]


def test_a_map_of_ones_own_brings_progress_deadlines_and_dates(tracker, rows, board):
    tracker(*board)
    assert rows(
        "SELECT reference, reported, reported_on, due_on, made_on FROM recommendation_followup ORDER BY reference"
    ) == [
        ("012/24", "in_progress", TODAY, "2030-12-31", "2024-01-03"),
        ("013/24", "implemented", "2025-02-25", None, "2024-01-03"),
    ]
    assert rows(
        "SELECT as_printed, source, place FROM recommendation_progress WHERE reference = '013/24'"
    ) == [("Closed acceptable", "board.csv", "row 3")]
    assert rows("SELECT reference, due_on, given_on FROM recommendation_deadline") == [
        ("012/24", "2030-12-31", "2024-01-03")
    ]
    assert rows("SELECT text FROM recommendation WHERE reference = '013/24'") == [
        ("Test brakes\nevery year.",)
    ]
    assert rows("SELECT actor, role FROM recommendation_actor WHERE reference = '012/24'") == [
        ("Rail Co", "addressee"),
        ("Ministry", "addressee"),
    ]


def test_each_row_is_kept_as_it_stands_with_what_is_before_the_header(tracker, rows, tmp_path):
    before = '"Open, all"\n\n'
    table = saved(tmp_path / "t.csv", before + "Number,Text,Extra\n1,Do this now,= 1+1\n,,\n2,Do that,\n")
    tracker("import", table, "--yes")
    kept = rows(
        "SELECT row_number, part, cells, reference FROM import_row"
        " LEFT JOIN recommendation AS r ON r.id = recommendation_id"
    )
    assert [(number, part, json.loads(cells), reference) for number, part, cells, reference in kept] == [
        (1, "before", ["Open, all"], None),
        (2, "before", [], None),
        (3, "header", ["Number", "Text", "Extra"], None),
        (4, "row", ["1", "Do this now", "= 1+1"], "1"),
        (5, "row", ["", "", ""], None),
        (6, "row", ["2", "Do that", ""], "2"),
    ]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE import_row SET cells = '[]'",
        "DELETE FROM import_row",
        "INSERT INTO import_row SELECT * FROM import_row",
        "INSERT INTO import_row (source_id, row_number, part, cells) VALUES (1, 99, 'row', '[]')",
    ],
)
def test_no_program_changes_the_rows_that_are_kept(tracker, path, board, statement):
    tracker(*board)
    connection = sqlite3.connect(path)
    with pytest.raises(sqlite3.IntegrityError, match=r"^(an )?import_row (keeps|with)"):
        connection.execute(
            statement.replace(
                "SELECT *", "SELECT id + 10, changeset_id, source_id, row_number, part, NULL, cells"
            )
        )
    connection.close()


@pytest.mark.parametrize(
    ("cells", "sentence"),
    [
        ("'5'", "is a JSON array"),
        ("'\"x\"'", "is a JSON array"),
        ("'null'", "is a JSON array"),
        ("'['", "are a JSON array"),
        ("CAST(x'5B22E9225D' AS TEXT)", "no UTF-8"),
        ("'[]' || char(0) || 'x'", "has a NUL"),
    ],
)
def test_a_load_by_hand_keeps_no_cells_that_cannot_be_read_again(path, tracker, board, cells, sentence):
    tracker(*board)
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("BEGIN")
    connection.execute("INSERT INTO changeset (kind, summary, digest) VALUES ('load', 'x', 'x')")
    connection.execute("INSERT INTO open_changeset (changeset_id) SELECT max(id) FROM changeset")
    row = "INSERT INTO import_row (changeset_id, source_id, row_number, part, cells) SELECT changeset_id, 1, 9, 'row', "
    connection.execute(f"{row} '[\"é\"]' FROM open_changeset")
    with pytest.raises(sqlite3.IntegrityError, match=sentence):
        connection.execute(f"{row} {cells} FROM open_changeset")
    connection.close()


def test_check_gives_no_remedy_for_cells_that_the_guards_would_refuse(tracker, path, board):
    tracker(*board)
    connection = sqlite3.connect(path, isolation_level=None)
    guard = "SELECT sql FROM sqlite_master WHERE name = 'guard_import_row_update'"
    (made,) = connection.execute(guard).fetchone()
    connection.execute("DROP TRIGGER guard_import_row_update")
    connection.execute("UPDATE import_row SET cells = CAST(x'5B22E9225D' AS TEXT) WHERE row_number = 2")
    connection.execute(made)
    connection.close()
    found = tracker("check", code=1).output
    assert "What was imported only grows, so this stays." in found
    assert "with UPDATE" not in found


def test_a_row_that_was_changed_behind_the_guards_is_found_by_the_digest(tracker, path, board):
    tracker(*board)
    assert "Nothing found" in tracker("check").output
    connection = sqlite3.connect(path)
    (guard,) = connection.execute(
        "SELECT sql FROM sqlite_master WHERE name = 'guard_import_row_update'"
    ).fetchone()
    connection.execute("DROP TRIGGER guard_import_row_update")
    connection.execute("UPDATE import_row SET cells = '[]' WHERE row_number = 2")
    connection.execute(guard)
    connection.commit()
    connection.close()
    assert "do not match its digest any more" in tracker("check", code=1).output


def test_the_same_table_again_changes_nothing_and_says_so(tracker, rows, upr, board):
    tracker("import", upr)
    tracker(*board)
    before = rows("SELECT max(id) FROM change"), rows("SELECT count(*) FROM import_row")
    assert "Nothing to load: the database holds all of it already." in tracker("import", upr).output
    assert "Nothing to load: the database holds all of it already." in tracker(*board).output
    assert (rows("SELECT max(id) FROM change"), rows("SELECT count(*) FROM import_row")) == before


def test_a_dry_run_says_what_would_come_and_makes_no_database(tracker, path, upr):
    told = tracker("import", upr, "--dry-run").output
    assert "Would load upr-norway, upr-chad: 2 reports, 4 recommendations" in told
    assert '1 row names nobody in "From", as the map says (3): "&#40;Unknown&#41;".' in told
    assert "1 row has blanks at the ends of its text (2)." in told
    assert not path.exists()


def test_a_newer_edition_keeps_its_numbers_and_says_what_is_new_changed_and_gone(
    tracker, rows, tmp_path, upr
):
    tracker("import", upr)
    edition = (
        "Norway,WEOG,Sign it first.,Peru,Accepted,,6\r"
        + UPR_ROWS.splitlines(keepends=True)[0]
        + "Norway,WEOG,Stop the practice now.,&#40;Unknown&#41;,Noted,,6\r"
        + "Norway,WEOG,Pay for it.,Côte d’Ivoire,Accepted,Treaties,19\r"
        + "Norway,WEOG,And more.,Peru,Accepted,,19\r"
    )
    newer = (
        saved(tmp_path / "newer" / "upr.csv", UPR + edition, "mac_roman")
        if (tmp_path / "newer").mkdir() is None
        else None
    )
    told = tracker("import", newer, code=1).output
    assert "upr-norway: 2 recommendations are new: 6.3, 19.2." in told
    assert (
        'recommendation 6.2: text is "Stop the practice." in the database and "Stop the practice now." in the table'
        in told
    )
    assert "19.1" not in told.partition("Left as it is")[2]
    answers = "SELECT position, source, place FROM recommendation_response WHERE report = 'upr-norway' AND reference = "
    assert rows(answers + "'6.1'") == [("accepted", "upr.csv", "row 2")]
    ((old, _, _), (new, source, place)) = rows(answers + "'19.1'")
    assert (old, new, place) == ("noted", "accepted", "row 5")
    assert source.startswith("upr.csv (")
    assert rows("SELECT text FROM recommendation WHERE reference = '6.2'") == [("Stop the practice.",)]
    (name,) = re.findall(r"tracker export --as-imported '(upr\.csv \(\w+\))'", told)
    assert "Sign it first." in tracker("export", "--as-imported", name).output
    tracker("import", newer, "--accept-changes")
    assert rows("SELECT text FROM recommendation WHERE reference = '6.2'") == [("Stop the practice now.",)]
    assert "Nothing to load" in tracker("import", newer).output


def test_the_same_table_from_another_program_or_with_another_column_is_no_other_table(
    tracker, rows, tmp_path, upr
):
    tracker("import", upr)
    header = ["To", "Text", "From", "Response", "Issue", "Session", "New"]
    texts = (
        ("Chad", "Train judges.", "Norway", "Accepted", "Justice"),
        ("Norway", "Stop the practice.", "Peru", "Noted", ""),
    )
    saved_again = spreadsheet(
        tmp_path / "upr.xlsx", [header, *([*each, "<c><v>6</v></c>", "x"] for each in texts)]
    )
    assert "new" not in tracker("import", saved_again).output
    assert rows("SELECT count(*) FROM recommendation") == [(4,)]
    assert rows("SELECT reference FROM recommendation_actor WHERE actor = 'Peru'") == [("6.2",)]


def test_a_text_that_stands_twice_keeps_the_numbers_of_its_rows(tracker, rows, tmp_path):
    line = "Norway,WEOG,Ratify it.,{},Accepted,,6\r"
    tracker("import", saved(tmp_path / "a.csv", UPR + line.format("Chad") + line.format("Peru")))
    tracker("import", saved(tmp_path / "b.csv", UPR + "".join(map(line.format, ("Mali", "Peru", "Chad")))))
    assert rows("SELECT reference, actor FROM recommendation_actor WHERE role = 'recommender'") == [
        ("6.1", "Chad"),
        ("6.2", "Peru"),
        ("6.3", "Mali"),
    ]


def test_what_a_newer_edition_has_no_more_is_named_and_stays(tracker, rows, tmp_path, board):
    tracker(*board)
    saved(tmp_path / "board.csv", "".join(BOARD.splitlines(keepends=True)[:2]))
    assert "safety: 1 recommendation is gone from the table and stays: 013/24." in tracker(*board).output
    assert rows("SELECT count(*) FROM recommendation") == [(2,)]


def test_a_newer_edition_adds_the_progress_and_the_deadlines_that_it_has_otherwise_alone(
    tracker, rows, tmp_path, board
):
    tracker(*board)
    said = (
        "SELECT reference, status, as_of, place FROM recommendation_progress ORDER BY progress_id",
        "SELECT reference, due_on FROM recommendation_deadline ORDER BY deadline_id",
    )
    progress, deadlines = map(rows, said)
    saved(tmp_path / "board.csv", BOARD + "014/24,Rail Co,Open,03/01/2024,,31/12/2031,Paint the doors.\n")
    tracker(*board)
    assert rows(said[0])[2:] == [("014/24", "in_progress", TODAY, "row 4")]
    assert (rows(said[0])[:2], rows(said[1])) == (progress, [*deadlines, ("014/24", "2031-12-31")])
    saved(tmp_path / "board.csv", BOARD.replace("Co,Closed acceptable", "Co,Open").replace("2030", "2032"))
    tracker(*board)
    assert [each[:3] for each in rows(said[0])[3:]] == [("013/24", "in_progress", "2025-02-25")]
    assert rows(said[1])[2:] == [("012/24", "2032-12-31")]


def test_several_tables_fill_one_report_one_after_the_other(tracker, rows, tmp_path, upr):
    tracker("import", upr)
    more = saved(
        tmp_path / "more.csv", UPR + "Norway,WEOG,Something else.,Peru,Noted,Treaties,6\r", "mac_roman"
    )
    told = tracker("import", more).output
    assert "gone" not in told
    assert rows(
        "SELECT reference, position FROM recommendation JOIN report ON report.id = report_id "
        "WHERE slug = 'upr-norway' ORDER BY position"
    ) == [
        ("6.1", 1),
        ("6.2", 2),
        ("19.1", 3),
        ("6.3", 4),
    ]
    assert "Nothing to load" in tracker("import", upr).output


@pytest.mark.parametrize(
    ("table", "sentences"),
    [
        (
            BOARD + "014/24,Rail Co,Open,03/01/2024,,, \n015/24,Rail Co,Open,03/01/2024,,,\n",
            ["2 rows have no text (first: 4, 5)"],
        ),
        (
            BOARD + "012/24,X,Open,,,,Again\n",
            ['1 row repeats a reference of the report (4): "012/24"; to leave them out: [rows]'],
        ),
        (BOARD + ",X,Open,,,,Again\n", ["1 row has no reference (4); to count them"]),
        (
            BOARD + "5,X,Reopened,,,,Again\n6,X,Reopened,,,,More\n",
            [
                '2 rows have a word for progress without a code (first: 4, 5): "Reopened" 2 times; give each one'
            ],
        ),
        (
            BOARD + "5,X,Open,31/31/2024,,,Again\n",
            ['1 row has an unreadable date for made_on (4): "31/31/2024"'],
        ),
        (
            BOARD + "5,X,Open,03/01/2099,,,Again\n",
            ['1 row has a date for made_on that lies in the future (4): "03/01/2099"'],
        ),
        (
            BOARD + '5,"A, B",Open,,,,Again\n',
            ['1 row has something in "Recipient" that cannot be the name of an actor (4): "A, B"'],
        ),
        (BOARD + "5,X,Open,,,,Ring the \x07bell\n", ["1 row has a control or bidi character in a text (4)"]),
        (BOARD + "5,X,Open,,,,Again,and again\n", ["1 row has more cells than the header (4)"]),
        (
            BOARD + "5,X,Odd,,,,\n6,X,Odd,,,,Text\n",
            ["1 row has no text (4)", "1 row has a word for progress without a code (5)"],
        ),
        (BOARD.partition("\n")[0] + "\n", ["There is no row below the header."]),
    ],
    ids=lambda each: each[0][:30] if isinstance(each, list) else "",
)
def test_what_stands_in_the_way_is_told_in_groups_and_nothing_is_written(
    tracker, path, tmp_path, board, table, sentences
):
    saved(tmp_path / "board.csv", table)
    with pytest.raises(TrackerError) as refused:
        tracker(*board)
    for sentence in sentences:
        assert sentence in refused.value.sentence
    assert not path.exists()


@pytest.mark.parametrize(
    ("rules", "references"),
    [
        ('repeated_reference = "skip"\nempty_text = "skip"', ["012/24", "013/24"]),
        ('repeated_reference = "number"\nempty_text = "skip"', ["012/24", "013/24", "012/24 (2)"]),
    ],
)
def test_a_map_says_what_becomes_of_empty_texts_and_repeated_references(
    tracker, rows, tmp_path, board, rules, references
):
    saved(tmp_path / "board.csv", BOARD + "014/24,X,Open,,,,\n012/24,X,Open,,,,Again\n")
    saved(tmp_path / "board.toml", f"{MAP}\n[rows]\n{rules}\n")
    told = tracker(*board).output
    assert "1 row has no text and was left out (4)" in told
    assert "1 row repeats a reference" in told
    assert [each for (each,) in rows("SELECT reference FROM recommendation ORDER BY position")] == references
    assert rows("SELECT count(*) FROM import_row WHERE part = 'row'") == [(4,)]
    assert "Nothing to load" in tracker(*board).output


def test_odd_rows_are_named(tracker, tmp_path, board):
    numbers = ("115.1", "111.111", "115.2", "115.3")
    saved(
        tmp_path / "board.csv",
        BOARD.partition("\n")[0] + "\n" + "".join(f"{n},Caf&#233;,Open,,,,Same text\n" for n in numbers),
    )
    told = tracker(*board, "--dry-run").output
    assert '1 row has a number outside its series (3): "111.111"' in told
    assert "3 rows print a text that the report already has (first: 3, 4, 5)" in told
    assert "4 rows have characters written as HTML entities (first: 2, 3, 4)" in told


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ("text =", "board.toml: is not TOML: Invalid value"),
        (
            '[recommendation]\ntext = "Recomendation"',
            'recommendation.text: there is no column "Recomendation". Did you mean: "Recommendation"',
        ),
        ('[recommendation]\ntxt = "x"', 'recommendation: key "txt" is not known; known are text, reference'),
        (
            "[recommendation]\ntext = 3",
            "recommendation: text must be the name of a column, or a list of names",
        ),
        (
            '[recommendation]\ntext = "Recommendation"\n[dates]\nnone = 3',
            "dates: none must be text in quotes, or a list of texts in quotes",
        ),
        ('[recommended]\ntext = "x"', 'key "recommended" is not known; known are table, report'),
        (
            '[recommendation]\ntext = "Recommendation"\n[[actor]]\ncolumn = "Recipient"\nrole = "boss"',
            'actor 1: role: "boss" is not known; known are addressee',
        ),
        (
            '[recommendation]\ntext = "Recommendation"\n[progress]\nstatus = "Status"\ncodes = { "Open" = "opened" }',
            'progress.codes: "Open" has "opened", which is not known',
        ),
        (
            '[recommendation]\ntext = "Recommendation"\n[rows]\nempty_text = "keep"',
            'rows: empty_text must be "refuse" or "skip"',
        ),
        (
            '[recommendation]\ntext = "Recommendation"\n[dates]\nformats = ["DD/MM"]',
            "'DD/MM' does not say where day, month and year stand",
        ),
    ],
    ids=lambda each: "" if "\n" in each else each[:30],
)
def test_a_map_that_is_wrong_is_told_by_key(tracker, tmp_path, board, wrong, sentence):
    saved(tmp_path / "board.toml", wrong)
    with pytest.raises(TrackerError) as refused:
        tracker(*board)
    assert sentence in str(refused.value)


def test_a_plain_table_is_guessed_from_its_headers_and_the_guess_can_be_edited(tracker, rows, tmp_path):
    table = spreadsheet(
        tmp_path / "office.xlsx",
        [
            ["Rec. #", "Recommendation", "Made to", "Management response", "Deadline", "Notes"],
            [
                "A1",
                "The ministry should count all bridges by spring.",
                "Ministry",
                "Accept",
                "2030-05-01",
                "x",
            ],
            [
                "A2",
                "The ministry should paint each bridge it counted.",
                "Ministry",
                "Partially agreed",
                "",
                "",
            ],
            [
                "A3",
                "The council should cross the bridges when it comes to them.",
                "Council",
                "Perhaps",
                "",
                "",
            ],
        ],
    )
    told = tracker("import", table, "--write-map").stdout
    saved(tmp_path / "map.toml", told.replace('"Perhaps" = ""', '"Perhaps" = "noted"'))
    tracker("import", table, "--map", tmp_path / "map.toml")
    assert rows("SELECT reference, response, due_on FROM recommendation_followup") == [
        ("A1", "accepted", "2030-05-01"),
        ("A2", "accepted_in_part", None),
        ("A3", "noted", None),
    ]
    assert rows("SELECT DISTINCT report FROM recommendation_overview") == [("office",)]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("Ref,Recommendation\n", "has no row below its header"),
        ("a,b\n1,2\n", "No column of t.csv looks like the text of recommendations"),
    ],
)
def test_a_table_that_tells_nothing_gets_a_sentence(tracker, path, tmp_path, text, sentence):
    with pytest.raises(TrackerError, match=sentence):
        tracker("import", saved(tmp_path / "t.csv", text), "--yes")
    assert not path.exists()


def test_a_value_that_no_field_can_hold_is_told_with_its_row(tracker, path, tmp_path):
    long = "theme " * 40
    table = saved(tmp_path / "t.csv", f"Ref,Recommendation,Theme\n1,Do this,{long}\n2,Do that,a\u2062b\n")
    text = '[recommendation]\ntext = "Recommendation"\n[[theme]]\ncolumn = "Theme"\nscheme = "Ours"\n'
    with pytest.raises(
        TrackerError, match=r"2 rows have a value that no field can hold \(first: 2, 3\)"
    ) as refused:
        tracker("import", table, "--map", saved(tmp_path / "map.toml", text))
    assert "the limit is 200" in refused.value.sentence
    assert not path.exists()


def test_a_row_counts_once_however_many_fields_are_made_of_a_cell(tracker, tmp_path):
    table = saved(
        tmp_path / "t.csv", "No;Recommendation;Responsible;Status\n1;Do it.;Health, Labour;Accepted\n"
    )
    told = tracker("import", table, "--write-map").stdout
    given = saved(tmp_path / "map.toml", told.replace('"Health, Labour" = "Health Labour"', ""))
    with pytest.raises(TrackerError) as refused:
        tracker("import", table, "--map", given)
    assert (
        '1 row has something in "Responsible" that cannot be the name of an actor (2): "Health, Labour"; '
        in refused.value.sentence
    )


def test_hostile_headers_and_file_names_are_names_all_the_same(tracker, rows, tmp_path):
    header = f"Ref,Recommendation,Addressed\x07 to,{'h' * 32_767}\n"
    tracker(
        "import",
        saved(tmp_path / "t\u200b\u202e.csv", header + "1,Do this,Ministry\x9b,x\n2,Do that,Council,y\n"),
        "--yes",
        code=0,
    )
    assert rows("SELECT count(*) FROM recommendation") == [(2,)]


def test_standard_input_is_a_table_too(tracker, rows):
    tracker("import", "-", "--name", "piped.csv", given=b"Number,Text\n1,Do this\n")
    assert rows("SELECT name FROM source") == [("piped.csv",)]


def test_a_report_that_is_there_goes_on_under_its_name(tracker, rows, tmp_path):
    tracker("import", saved(tmp_path / "may.csv", "Number,Text\n1,Do this\n"), "--report", "office")
    tracker(
        "import", saved(tmp_path / "june.csv", "Number,Text\n1,Do this\n2,Do that\n"), "--report", "office"
    )
    assert rows("SELECT report, reference FROM recommendation_overview") == [("office", "1"), ("office", "2")]


def test_a_title_that_was_given_here_is_no_difference(tracker, rows, tmp_path, board):
    tracker(*board)
    tracker("title", "012/24", "Sensors")
    assert "Nothing to load" in tracker(*board).output
    saved(tmp_path / "board.csv", BOARD.replace("Fit sensors to all doors", "Fit sensors to every door"))
    told = tracker(*board, code=1).output
    assert "text is" in told
    assert "title" not in told
    tracker(*board, "--accept-changes")
    assert rows("SELECT title, text FROM recommendation WHERE reference = '012/24'") == [
        ("Sensors", "Fit sensors to every door.")
    ]


def test_many_rows_of_which_nothing_is_made_are_kept(tracker, rows, tmp_path, board):
    saved(tmp_path / "board.csv", BOARD + "9,X,Open,,,,\n" * 1_200 + "5,X,Open,,,,Last\n")
    saved(tmp_path / "board.toml", f'{MAP}\n[rows]\nempty_text = "skip"\n')
    tracker(*board)
    assert rows("SELECT count(*), count(recommendation_id), max(row_number) FROM import_row") == [
        (1_204, 3, 1_204)
    ]
    assert csv_rows(tracker("export", "--as-imported").output) == csv_rows(
        (tmp_path / "board.csv").read_text()
    )


def test_what_analysts_recorded_is_left_alone_by_a_table(tracker, path, rows, board):
    tracker(*board)
    connection = sqlite3.connect(path)
    connection.execute(
        "INSERT INTO response (recommendation_id, position, text) VALUES (1, 'accepted', 'We will.')"
    )
    connection.execute(
        "INSERT INTO progress (recommendation_id, basis, status, text) VALUES (1, 'assessed', 'in_progress', 'Half.')"
    )
    connection.commit()
    connection.close()
    assert "Nothing to load" in tracker(*board).output
    assert rows("SELECT count(*) FROM response") == [(1,)]


def csv_rows(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline=""), strict=True))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp1252"])
def test_a_table_comes_back_cell_for_cell(tracker, tmp_path, encoding):
    text = (
        'Open recommendations;;\r\n\r\n"As of: ""May""";\r\nPublication;Text;Comments\r\n'
        'A;" Café – =1+1\r\nand ""more"" ";=SUM(A1)\r\n;;\r\nB; -2 ;"a\rb\nc"\r\nC\r\nD;Text without more\r\n'
    )
    saved(tmp_path / "map.toml", '[recommendation]\ntext = "Text"\n[rows]\nempty_text = "skip"\n')
    table = saved(tmp_path / "gao.csv", text, encoding)
    tracker("import", table, "--map", tmp_path / "map.toml", "--header-row", 4)
    back = tmp_path / "back.csv"
    tracker("export", "--as-imported", "-o", back)
    assert csv_rows(back.read_bytes().decode()) == list(
        csv.reader(io.StringIO(text, newline=""), delimiter=";")
    )
    assert (
        "Nothing to load"
        in tracker("import", table, "--map", tmp_path / "map.toml", "--header-row", 4).output
    )


def test_lines_of_json_come_back_to_the_letter(tracker, tmp_path):
    text = '{"text": "Do this", "n": 1.50, "who": ["A", "B"]}\n{"text": "Do that", "n": null}\n'
    tracker("import", saved(tmp_path / "t.jsonl", text), "--yes")
    assert tracker("export", "--as-imported", "t.jsonl").output == text
    tracker("tag", "1", "aid", "--new")
    told = tracker("export", "--as-imported", "--with-additions").output.splitlines()
    assert json.loads(told[0])["Tracker tags"] == "aid"
    assert list(json.loads(told[1])) == ["text", "n", "Tracker reference", "Tracker status"]


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (("-o", "back.xlsx"), "t.csv is given back as CSV, which back.xlsx does not say"),
        (("-o", "back.md"), "Let the name end in .csv"),
        (("--view", "mine"), "--as-imported writes a whole table"),
        (("--seed", "t"), "--as-imported writes a whole table"),
    ],
)
def test_a_table_is_given_back_as_what_it_is_and_whole(tracker, tmp_path, monkeypatch, options, sentence):
    monkeypatch.chdir(tmp_path)
    tracker("import", saved(tmp_path / "t.csv", "Ref,Recommendation\n1,Do this\n"), "--yes")
    with pytest.raises(TrackerError) as refused:
        tracker("export", "--as-imported", *options)
    assert sentence in str(refused.value)
    with pytest.raises(TrackerError, match="about a table that was imported"):
        tracker("export", "--with-additions", "-o", "back.csv")
    assert not list(tmp_path.glob("back.*"))


def test_a_column_that_the_guess_cannot_use_is_told_and_not_said_to_be_taken(tracker, rows, tmp_path):
    lines = ("Ref,Recommendation,Deadline,Comment", "1,Do this,31/02/2027,why", "2,Do that,soon,how")
    told = tracker("import", saved(tmp_path / "t.csv", "\n".join(lines)), "--yes")
    assert "  not taken  Deadline, as not everything in it can be read as a date" in told.stderr
    assert "Kept in the row alone: Deadline, Comment" in told.stderr
    assert "  deadline" not in told.stderr and rows("SELECT count(*) FROM deadline") == [(0,)]
    assert told.stdout.startswith("2 rows, 2 recommendations.\n")


def test_a_database_that_others_write_to_is_not_the_fault_of_the_map(tracker, monkeypatch, tmp_path):
    def busy(*_arguments: object, **_options: object) -> None:
        raise DatabaseBusy("Another program is writing.", "Try again in a moment.")

    monkeypatch.setattr("tracker.exchange.table_import.import_table", busy)
    with pytest.raises(DatabaseBusy) as refused:
        tracker("import", saved(tmp_path / "t.csv", "Ref,Recommendation\n1,Do this\n"), "--yes")
    assert refused.value.remedy == "Try again in a moment."


def test_standard_input_without_end_is_refused_before_the_disk_is_full(tracker, monkeypatch):
    monkeypatch.setattr("tracker.exchange.table_file.STREAM_LIMIT", 3 << 20)
    with pytest.raises(TrackerError, match="Standard input has more than 3 MB, or no end"):
        tracker("import", "-", given=b" \n" * (2 << 20))


def test_what_was_added_since_comes_in_columns_of_its_own_where_asked_for(tracker, tmp_path, board):
    tracker(*board)
    tracker("status", "012/24", "reviewed", "-m", "All of it")
    tracker("note", "012/24", "-m", "Ask them.")
    back = csv_rows(tracker("export", "--as-imported", "--with-additions").output)
    header, first, second = (row[7:] for row in back)
    assert header[:5] == [
        "Tracker reference",
        "Tracker status",
        "Tracker reason",
        "Tracker tags",
        "Tracker notes",
    ]
    assert first[:5] == ["012/24", "reviewed", "All of it", "", "Ask them."]
    assert dict(zip(header, second, strict=True))["Tracker reported"] == "implemented"
    assert [row[:7] for row in back] == csv_rows(BOARD)


def test_a_table_leaves_alone_what_it_has_no_column_for(tracker, rows, tmp_path):
    whole = saved(tmp_path / "a.csv", "Ref,Title,Recommendation,Date\n1,Act,Do it,2025-04-03\n")
    tracker("import", whole, "--yes", "--report", "one")
    told = tracker(
        "import", saved(tmp_path / "b.csv", "Ref,Recommendation\n1,Do it\n"), "--yes", "--report", "one"
    )
    assert "Left as it is" not in told.output
    assert rows("SELECT title, made_on FROM recommendation_overview") == [("Act", "2025-04-03")]


def test_progress_without_a_day_is_told_as_such(tracker, tmp_path):
    table = saved(tmp_path / "t.csv", "Ref,Recommendation,Status,Updated\n1,A,Done,2025-04-03\n2,B,Done,\n")
    told = tracker("import", table, "--yes").output
    today = datetime.now(UTC).date()
    assert (
        f"1 row has progress without a date (3); it counts as of the day the table came in, {today}." in told
    )


def test_which_table_is_given_back_is_said_where_there_are_several(tracker, upr, board):
    with pytest.raises(TrackerError, match="No table was imported"):
        tracker("load")
        tracker("export", "--as-imported")
    tracker("import", upr)
    tracker(*board)
    with pytest.raises(TrackerError, match=r"2 tables were imported\. Name one: upr\.csv, board\.csv"):
        tracker("export", "--as-imported")
    assert csv_rows(tracker("export", "--as-imported", "Board.CSV").output) == csv_rows(BOARD)


def test_a_guess_is_asked_about_on_a_terminal(tmp_path, path):
    table = saved(tmp_path / "t.csv", "Ref,Recommendation\n1,Do this\n")
    for answer, told, there in (("n", "Nothing was written.", False), ("y", "1 recommendation", True)):
        reading, writing = pty.openpty()
        line = [sys.executable, "-m", "tracker", "--db", str(path), "--analyst", "amy", "import", str(table)]
        process = subprocess.Popen(line, stdin=writing, stdout=writing, stderr=writing, close_fds=True)
        os.close(writing)
        output, answered = "", False
        with contextlib.suppress(OSError):
            while chunk := os.read(reading, 4096):
                output += chunk.decode()
                if "Import it so? [y/N]" in output and not answered:
                    answered = True
                    os.write(reading, f"{answer}\n".encode())
        assert process.wait(LIMIT_SECONDS) == 0
        os.close(reading)
        assert answered
        assert told in output
        assert path.exists() is there


def test_a_table_of_the_gao_comes_in_from_below_its_five_lines(tracker, rows, tmp_path):
    header = (
        "Publication Name,Publication Number,Date Publication Issued,Director Name,Director Phone,Agency,"
        "Recommendation,Status,Priority,Comments\n"
    )
    before = "".join(f"Line {number}\n" for number in range(1, 6))
    table = saved(
        tmp_path / "gao.csv",
        before
        + header
        + 'Bridges: Count Them,GAO-24-1,"Jan 31, 2024",A. B.,(202) 1,Department of Roads,Count it.,Open,Priority,\n'
        + 'Bridges: Count Them,GAO-24-1,"Jan 31, 2024",A. B.,(202) 1,Department of Roads,Paint them.,'
        "Closed – Implemented,,All are painted.\n",
    )
    assert "the map gao" in tracker("import", table).output
    assert rows("SELECT slug, title, published_on FROM report") == [
        ("gao-24-1", "Bridges: Count Them", "2024-01-31")
    ]
    assert rows("SELECT reference, status, closed, text, as_of, place FROM recommendation_progress") == [
        ("1", "not_started", 0, None, TODAY, "row 7"),
        ("2", "implemented", 1, "All are painted.", TODAY, "row 8"),
    ]
    assert rows("SELECT count(*) FROM import_row WHERE part = 'before'") == [(5,)]


def test_a_table_of_the_index_of_the_united_nations_names_several_in_a_cell(tracker, rows, tmp_path):
    table = spreadsheet(
        tmp_path / "uhri.xlsx",
        [
            ["Document Publication Date", "Text", "Body", "Countries", "Themes", "SDGs", "Affected Persons"],
            ["31/01/2024", "Ratify it.", "CEDAW", "- Chad\n- Peru", "Treaties; Women", "", "Women"],
        ],
    )
    assert "the map uhri" in tracker("import", table).output
    assert rows("SELECT actor, country_code, role FROM recommendation_actor ORDER BY role, actor") == [
        ("Chad", "TD", "addressee"),
        ("Peru", "PE", "addressee"),
        ("CEDAW", None, "recommender"),
    ]
    assert rows("SELECT scheme, theme FROM recommendation_theme ORDER BY scheme, theme") == [
        ("UHRI affected persons", "Women"),
        ("UHRI theme", "Treaties"),
        ("UHRI theme", "Women"),
    ]
    assert rows("SELECT made_on FROM recommendation") == [("2024-01-31",)]


def test_a_blank_may_stand_for_each_control_character_and_the_row_keeps_it(tracker, rows, tmp_path, board):
    saved(tmp_path / "board.csv", BOARD + "5,X,Open,,,,Ring\x0bthe\u202e bell\n")
    saved(tmp_path / "board.toml", f'{MAP}\n[rows]\ncontrol = "blank"\n')
    assert (
        "1 row has control or bidi characters, for each of which the text has a blank"
        in tracker(*board).output
    )
    assert rows("SELECT text FROM recommendation WHERE reference = '5'") == [("Ring the  bell",)]
    ((cells,),) = rows("SELECT cells FROM import_row WHERE row_number = 4")
    assert json.loads(cells)[-1] == "Ring\x0bthe\u202e bell"


def test_dates_that_can_be_read_in_two_ways_are_told(tracker, tmp_path):
    table = saved(tmp_path / "t.csv", "Ref,Recommendation,Made,Due\n1,Do this,03/04/2024,05/06/2030\n")
    told = tracker("import", table, "--dry-run").output
    assert "DD/MM/YYYY; they could be MM/DD/YYYY as well" in told
    saved(table, "Ref,Recommendation,Made,Due\n1,Do this,03/04/2024,05/26/2030\n")
    assert 'formats = ["MM/DD/YYYY"]' in tracker("import", table, "--write-map").output


def test_dates_with_months_notes_below_and_words_in_the_place_of_dates_are_guessed(tracker, rows, tmp_path):
    lines = (
        "Ref,Recommendation,Owner,Due date",
        "1,Do this,\u200bRoads,30 June 2030",
        "2,Do that,Roads ,15 Jan 2031",
        "3,Do more,Rail,1-Feb-31",
        "4,Do less,Rail,TBC",
        "",
        "Notes: dates as given.",
    )
    told = tracker("import", saved(tmp_path / "t.csv", "\n".join(lines)), "--yes")
    assert '  no dates   "TBC"\n' in told.stderr
    assert "1 row has no date for due_on, as the map says (5)" in told.stdout
    assert "1 row has no text and was left out (7)" in told.stdout
    assert rows("SELECT reference, due_on FROM recommendation_followup ORDER BY reference") == [
        *(("1", "2030-06-30"), ("2", "2031-01-15"), ("3", "2031-02-01"), ("4", None)),
    ]
    assert rows("SELECT name FROM actor ORDER BY name") == [("Rail",), ("Roads",)]


def test_commas_part_names_where_these_stand_alone_too_and_else_are_part_of_one(tracker, rows, tmp_path):
    lines = [
        "Ref,Recommendation,Department",
        *(f'{n},Do what is due,"Environment, Food and Rural Affairs"' for n in range(1, 4)),
        "4,Do what is due,Health",
    ]
    tracker("import", saved(tmp_path / "t.csv", "\n".join(lines)), "--yes")
    assert rows("SELECT name FROM actor ORDER BY id") == [
        ("Environment Food and Rural Affairs",),
        ("Health",),
    ]
    lines = ["Ref,Recommendation,Department", '1,A,"Rail, Roads"', "2,B,Rail", "3,C,Roads"]
    tracker("import", saved(tmp_path / "u.csv", "\n".join(lines)), "--yes")
    assert rows("SELECT reference, actor FROM recommendation_actor WHERE report = 'u' ORDER BY 1, 2") == [
        *(("1", "Rail"), ("1", "Roads"), ("2", "Rail"), ("3", "Roads")),
    ]
    line = {"id": "1", "recommendation": "Do it.", "owner": ["Rail", "Ports, Canals"]}
    tracker("import", saved(tmp_path / "v.jsonl", json.dumps(line)), "--yes")
    named = rows("SELECT actor FROM recommendation_actor WHERE report = 'v' ORDER BY 1")
    assert named == [("Ports Canals",), ("Rail",)]


def test_words_that_may_be_dates_of_another_kind_are_no_words_in_the_place_of_one(tracker, tmp_path):
    lines = "Ref,Recommendation,Due\n1,A,30/06/2030\n2,B,29/06/2030\n3,C,06/30/2030\n"
    told = tracker("import", saved(tmp_path / "t.csv", lines), "--dry-run")
    assert "not taken  Due, as not everything in it can be read as a date" in told.stderr


@pytest.mark.parametrize(
    "table",
    [
        "Nr.;Empfehlung;Zuständige Stelle;Antwort;Umsetzungsstand;Frist\n"
        "1;Mehr prüfen.;Rat;Abgelehnt;Nicht umgesetzt;30.06.2030",
        "N°;Recommandation;Destinataire;Réponse;État de mise en œuvre;Échéance\n"
        "1;Agir.;Rat;Rejetée;Non mise en œuvre;30/06/2030",
        "N.º;Recomendación;Organismo responsable;Respuesta;Estado;Fecha límite\n"
        "1;Actuar.;Rat;Rechazada;No aplicada;30/06/2030",
    ],
    ids=["German", "French", "Spanish"],
)
def test_tables_in_other_languages_are_guessed_too(tracker, rows, tmp_path, table):
    tracker("import", saved(tmp_path / "t.csv", table), "--yes")
    assert rows("SELECT reference, response, reported, due_on FROM recommendation_followup") == [
        ("1", "rejected", "not_implemented", "2030-06-30")
    ]


@examples(6, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    cells=st.lists(
        st.lists(
            st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\x00"), max_size=12),
            max_size=3,
        ),
        max_size=6,
    )
)
def test_any_cells_come_back_as_they_were(tracker, tmp_path, cells):
    table = io.StringIO(newline="")
    rows = [
        ["Ref", "Text", "More"],
        ["1", "The first", ""],
        *(["", "", *each] for each in cells if len(each) < 2),
    ]
    csv.writer(table, lineterminator="\r\n").writerows(rows)
    saved(tmp_path / "map.toml", '[recommendation]\ntext = "Text"\n[rows]\nempty_text = "skip"\n')
    name = f"{sha256(table.getvalue().encode()).hexdigest()}.csv"
    told = "--map", tmp_path / "map.toml", "--report", "r", "--encoding", "utf-8", "--separator", ","
    tracker("import", saved(tmp_path / name, table.getvalue()), *told)
    back = tracker("export", "--as-imported", name).stdout_bytes.decode()
    assert csv_rows(back) == csv_rows(table.getvalue())


def test_the_page_on_maps_names_each_key_and_is_a_map_itself():
    page = (Path(map_file.__file__).parent / "maps" / "README.md").read_text(encoding="utf-8")
    shown = page.partition("```toml\n")[2].partition("```")[0]
    held = map_file.read_map("the page", shown.encode())
    for table, field in map_file.TableMap.model_fields.items():
        each = getattr(held, table)
        named = set().union(*(one.model_fields_set for one in (each if isinstance(each, tuple) else (each,))))
        model = each[0] if isinstance(each, tuple) else each
        missing = set(type(model).model_fields) - named - {"optional"}
        assert not missing, (table, field)


@pytest.mark.parametrize("name", map_file.MAPS)
def test_the_maps_that_come_along_can_be_read(name):
    assert map_file.read_map(*map_file.find_map(name)).wanted
