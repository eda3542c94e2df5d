"""Taking the list along: as SQL that gives the same rows, on the clipboard, in a file."""

import csv
import json
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from tests.reviews import column, sheets_of
from tests.ui.conftest import Sitting, desk, rows, write
from tracker import exporting, whole_files
from tracker.database.file import connect
from tracker.errors import BadInput, NotFound
from tracker.reading import statement
from tracker.reading.selection import select
from tracker.ui.screens import sql_rows
from tracker.ui.sql_text import sql_text
from tracker.ui.visuals import SQL_STYLES


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working directory."""
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def proposed() -> str:
    return f"recommendations-{datetime.now():%Y-%m-%d}"


@pytest.fixture
def worked(seeded: Path) -> Path:
    """Recommendation 1 has tags, a status with a reason and notes, of which one is hostile."""
    write(seeded, "INSERT INTO tag (id, name) VALUES (1, 'aid'), (2, 'water supply')")
    write(seeded, "INSERT INTO tagging (recommendation_id, tag_id) VALUES (1, 1), (1, 2)")
    write(seeded, "UPDATE recommendation SET review_status = 'reviewed', status_reason = '=1+1' WHERE id = 1")
    write(
        seeded,
        "INSERT INTO note (recommendation_id, body, author, created_at) VALUES"
        " (1, 'First\nsecond line', 'amy', '2026-10-01T08:30:00Z'), (1, ?, NULL, '2026-10-02T08:30:00Z')",
        "bell \x07 and [/]",
    )
    return seeded


@pytest.fixture
def reading(worked: Path) -> Iterator[sqlite3.Connection]:
    with closing(connect(worked)) as connection:
        yield connection


async def name_file(ui: Sitting) -> None:
    """Open the question for a file and empty its name."""
    await ui.press("x", "tab")
    ui.send(*["backspace"] * 40)
    await ui.settle()


# SQL


async def test_the_statement_of_the_list_is_shown_and_copied_whole(worked: Path) -> None:
    async with desk(worked) as ui:
        await ui.press("/")
        await ui.type("pakistan sort:match")
        await ui.press("enter", "Q")
        assert ui.where == "SqlScreen"
        assert "matching pakistan, best match first" in ui.lines[1]
        await ui.press("y")
        assert ui.toast.startswith("Copied the statement.")
        assert "shift-drag" in ui.toast
        assert "tracker sql QUERY" in ui.toast
        statement = ui.app.clipboard
        assert " ".join(statement.split()) in ui.flat
        await ui.press("escape")
        assert ui.where == "Desk"
    found = rows(worked, statement)
    assert [(row[0], row[1]) for row in found] == [("peace-talks", "1"), ("water", "1")]


async def test_the_statement_runs_whatever_stands_in_the_names_and_holds_nothing_a_terminal_acts_on(
    seeded: Path,
) -> None:
    name = "it is 'so' \u202e?"
    write(seeded, "INSERT INTO actor (id, name, kind, country_code) VALUES (99, ?, 'state', 'XQ')", name)
    write(
        seeded,
        "INSERT INTO mention (recommendation_id, actor_id, role, implied_reason) VALUES (4, 99, 'target', 'x')",
    )
    async with desk(seeded) as ui:
        await ui.press("/")
        await ui.type("actor:xq")
        await ui.press("enter", "Q", "y")
        statement = ui.app.clipboard
    assert "\u202e" not in statement
    assert [row[1] for row in rows(seeded, statement)] == ["140.12"]


async def test_a_long_statement_scrolls_with_the_keys_of_a_list(seeded: Path) -> None:
    line = " ".join(f"-word{n}" for n in range(40))
    async with desk(seeded) as ui:
        await ui.press("/")
        await ui.type(line)
        await ui.press("enter", "Q")
        assert "ORDER BY" not in ui.screen
        await ui.press("G")
        await ui.until(lambda: "ORDER BY" in ui.screen)
        await ui.press("q")
        assert ui.where == "Desk"


async def test_a_statement_is_coloured_by_its_parts() -> None:
    sql = "SELECT r.text FROM v AS r WHERE r.title IN ('It''s 5 IN', \"A 5\") -- 7 AND\nLIMIT 20;"
    styled = {sql_text(sql).plain[span.start : span.end]: span.style for span in sql_text(sql).spans}
    words = dict.fromkeys(("SELECT", "FROM", "AS", "WHERE", "IN", "LIMIT"), SQL_STYLES["word"])
    others = {"'It''s 5 IN'": "text", "-- 7 AND": "comment", "20": "number"}
    assert styled == words | {part: SQL_STYLES[kind] for part, kind in others.items()}


async def test_enter_runs_the_statement_into_a_table_that_goes_sideways_by_columns(worked: Path) -> None:
    async with desk(worked) as ui:
        await ui.press("/")
        await ui.type("pakistan")
        await ui.press("enter", "Q", "enter")
        assert ui.where == "SqlRowsScreen"
        assert ui.lines[1].strip() == "2 rows, 32 columns"
        assert ui.lines[2].split()[:5] == ["report", "reference", "position", "title", "text"]
        assert ui.lines[3].split()[:2] == ["water", "1"]
        await ui.press(*["right"] * 5)
        assert ui.lines[2].split()[:3] == ["review_status", "status_reason", "tags"]
        assert ui.lines[3].split()[:4] == ["reviewed", "=1+1", "aid,", "water"]
        await ui.press(*["right"] * 40)
        assert ui.lines[2].split() == ["sources"]
        await ui.press("left")
        assert ui.lines[2].split() == ["overdue_days", "sources"]
        await ui.press("j", "enter")
        assert ui.where == "DetailScreen"
        await ui.press("escape", "escape")
        assert ui.where == "SqlScreen"


async def test_only_so_many_rows_are_shown_and_how_many_more_there_are_is_said(
    worked: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sql_rows, "MOST", 3)
    async with desk(worked) as ui:
        await ui.press("Q", "enter")
        assert ui.lines[1].strip().startswith("The first 3 rows; 1 more")
        assert "140.12" not in ui.screen
        await ui.press("/")
        await ui.type("peace")
        assert "1 of 3 rows match" in ui.screen


async def test_a_statement_without_an_end_is_interrupted_and_the_list_goes_on(
    worked: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(statement, "MOST_SECONDS", 0.2)
    async with desk(worked) as ui:
        await ui.press("Q")
        columns = [name for _, name, *_ in rows(worked, "PRAGMA table_info(recommendation_overview)")]
        endless = "WITH RECURSIVE n (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT "
        write(worked, "DROP VIEW recommendation_overview")
        write(
            worked,
            f"CREATE VIEW recommendation_overview AS {endless}{', '.join(f'x AS {each}' for each in columns)}"
            " FROM n ORDER BY x DESC",
        )
        await ui.press("enter")
        assert "did not come to an end, and was interrupted" in ui.flat
        assert "No rows. esc goes back." in ui.screen
        await ui.press("escape")
        assert ui.where == "SqlScreen"


# The clipboard


async def test_a_recommendation_is_copied_as_markdown_with_all_there_is_about_it(worked: Path) -> None:
    async with desk(worked) as ui:
        await ui.press("y")
        assert ui.toast.startswith("Copied the recommendation as Markdown.")
        assert "shift-drag" in ui.toast
        text = ui.app.clipboard
    lines = text.splitlines()
    assert lines[:6] == [
        "## water/1. Fund the dams",
        "",
        "> Pakistan should set up an Indus Fund with the United Nations.",
        "",
        "- Source: Water for All, source lines 1-2",
        next(line for line in lines if line.startswith("- Status: Reviewed (from outside the program, ")),
    ]
    assert lines[5].endswith(" UTC): =1+1")
    assert "- Addressee: Pakistan" in lines
    assert "- Tags: aid, water supply" in lines
    (head,) = [n for n, line in enumerate(lines) if line.startswith("### Note by amy, 2026-10-01 08:30 UTC")]
    assert lines[head + 2 : head + 4] == ["First", "second line"]
    assert "bell � and [/]" in lines


async def test_marked_recommendations_are_copied_together_in_the_order_of_the_list(worked: Path) -> None:
    async with desk(worked) as ui:
        await ui.press("j", "space", "space", "y")
        assert ui.toast.startswith("Copied 2 recommendations as Markdown.")
        heads = [line for line in ui.app.clipboard.splitlines() if line.startswith("## ")]
    assert heads == ["## water/2. Protect farmers", "## peace-talks/1. Talk to each other"]


async def test_what_no_clipboard_holds_is_not_copied_and_the_way_out_is_named(worked: Path) -> None:
    write(worked, "INSERT INTO note (recommendation_id, body) VALUES (1, ?)", "x" * 60_000)
    async with desk(worked) as ui:
        await ui.press("y")
        assert "Not copied: the recommendation as Markdown takes 60," in ui.toast
        assert "press x on the list" in ui.toast
        assert ui.app.clipboard == ""


def test_a_recommendation_that_is_gone_is_not_laid_out(reading: sqlite3.Connection) -> None:
    with pytest.raises(NotFound):
        list(exporting.markdown_of(reading, [77]))


# Files


async def test_a_digit_writes_the_list_to_the_file_that_is_proposed(
    worked: Path, folder: Path, proposed: str
) -> None:
    async with desk(worked) as ui:
        await ui.press("x")
        assert f"{proposed}.md" in ui.screen
        await ui.press("1")
        assert ui.where == "Desk"
        assert ui.toast.startswith("Wrote 4 recommendations to ")
    (written,) = folder.iterdir()
    assert written.name == f"{proposed}.md"
    text = written.read_text(encoding="utf-8")
    assert text.startswith("# All recommendations\n\n## water/1. Fund the dams\n")
    assert text.count("\n## ") == 4
    assert text.endswith("\n")
    assert stat.S_IMODE(written.stat().st_mode) & 0o111 == 0


async def test_the_review_of_the_list_that_is_shown_is_written(
    worked: Path, folder: Path, proposed: str
) -> None:
    async with desk(worked) as ui:
        await ui.press("/")
        await ui.type("report:water")
        await ui.press("enter", "x", "6")
        assert ui.toast.startswith("Wrote 2 recommendations to ")
    rows = sheets_of(folder / f"{proposed}.xlsx")["Review"]
    assert column(rows, "Ref") == ["1", "2"]


async def test_csv_holds_the_list_that_is_shown_and_no_formula(
    worked: Path, folder: Path, proposed: str
) -> None:
    async with desk(worked) as ui:
        await ui.press("/")
        await ui.type("report:water")
        await ui.press("enter", "x", "2")
    with (folder / f"{proposed}.csv").open(encoding="utf-8", newline="") as file:
        found = list(csv.DictReader(file))
    assert [row["title"] for row in found] == ["Fund the dams", "Protect farmers"]
    assert found[0]["status_reason"] == "'=1+1"
    assert found[0]["tags"] == "aid, water supply"


async def test_json_holds_every_value_as_it_is_with_tags_and_actors_as_lists(
    worked: Path, folder: Path, proposed: str
) -> None:
    async with desk(worked) as ui:
        await ui.press("x", "3")
    found = json.loads((folder / f"{proposed}.json").read_text(encoding="utf-8"))
    assert [row["reference"] for row in found] == ["1", "2", "1", "140.12"]
    assert (found[0]["status_reason"], found[0]["tags"]) == ("=1+1", ["aid", "water supply"])


async def test_a_brief_of_the_list_is_written_to_hand_on(worked: Path, folder: Path, proposed: str) -> None:
    async with desk(worked) as ui:
        await ui.press("/")
        await ui.type("report:water")
        await ui.press("enter", "x", "4")
        assert ui.toast.startswith("Wrote a brief of 2 recommendations to ")
        await ui.press("x", "5")
    assert sorted(file.suffix for file in folder.iterdir()) == [".docx", ".html"]
    text = (folder / f"{proposed}.html").read_text(encoding="utf-8")
    assert "What became of it: Water for All" in text and "<dd>report:water</dd>" in text
    assert "States of the region should protect farmers" in text and "Talk to each other" not in text


async def test_a_brief_has_what_its_command_may_ask_for(worked: Path, folder: Path) -> None:
    (folder / "mine.html").write_text("precious")
    async with desk(worked) as ui:
        await ui.press("x")
        assert "Since" not in ui.screen
        await ui.press("j", "j", "j", "tab", *["backspace"] * 40)
        await ui.type("mine.html")
        await ui.press("tab")
        await ui.type("2026/9/1")
        assert "2026-09-01" in ui.screen, "the day that is understood"
        await ui.press("tab")
        await ui.type("today")
        await ui.press("tab")
        await ui.type("tag:AID")
        await ui.press("enter")
        assert "There is a file mine.html already." in ui.flat
        await ui.press("enter")
        assert ui.toast.startswith("Wrote a brief of 4 recommendations to ")
    text = (folder / "mine.html").read_text(encoding="utf-8")
    assert "2026-09-01" in text and "second line" in text and "bell" in text


@pytest.mark.parametrize(
    ("tabs", "typed", "told"),
    [
        (2, "2099-01-01", "2099-01-01 comes after the day of the brief: nothing can have changed since."),
        (2, "soon", "'soon' cannot be read as a day."),
        (3, "99", "There is no changeset 99."),
        (4, "some", "There are no notes 'some'. Write all, none, or tag: and a tag"),
        (4, "tag:dams", "There is no tag 'dams'"),
    ],
)
async def test_what_a_brief_cannot_have_is_told_as_the_command_does_and_mended_where_it_stands(
    worked: Path, folder: Path, tabs: int, typed: str, told: str
) -> None:
    async with desk(worked, (76, 16)) as ui:
        await ui.press("x", "j", "j", "j", *["tab"] * tabs)
        await ui.type(typed)
        await ui.press("enter")
        assert told in ui.flat
        assert list(folder.iterdir()) == []
        await ui.press(*["backspace"] * len(typed), "enter")
        assert ui.toast.startswith("Wrote a brief of 4 recommendations to ")


async def test_a_second_file_of_the_day_gets_a_number(worked: Path, folder: Path, proposed: str) -> None:
    async with desk(worked) as ui:
        await ui.press("x", "1", "x", "1")
    assert sorted(file.name for file in folder.iterdir()) == [f"{proposed}-2.md", f"{proposed}.md"]


async def test_the_end_of_the_name_decides_the_format_that_enter_writes(worked: Path, folder: Path) -> None:
    async with desk(worked) as ui:
        await name_file(ui)
        await ui.type("mine.json")
        await ui.press("enter")
        assert ui.toast.startswith("Wrote 4 recommendations to ")
    assert len(json.loads((folder / "mine.json").read_text(encoding="utf-8"))) == 4


@pytest.mark.parametrize("name", ["mine.pdf", "mine"])
async def test_a_name_that_ends_in_no_format_is_refused_as_the_command_refuses_it(
    worked: Path, folder: Path, name: str
) -> None:
    async with desk(worked) as ui:
        await name_file(ui)
        await ui.type(name)
        await ui.press("enter")
        assert f"The name {name} does not end in the name of a format. End it in one of .md, .csv," in ui.flat
        await ui.press("tab", "4", "backspace", "enter")
        assert f"The name {name[:-1]} does not end" in ui.flat
        await ui.press("escape")
    assert list(folder.iterdir()) == []


async def test_the_marked_format_gives_the_name_its_end(worked: Path, folder: Path, proposed: str) -> None:
    async with desk(worked) as ui:
        await ui.press("x", "j")
        assert f"{proposed}.csv" in ui.screen
        await ui.press("enter")
    assert [file.name for file in folder.iterdir()] == [f"{proposed}.csv"]


async def test_a_file_that_is_there_is_replaced_only_by_a_second_enter(worked: Path, folder: Path) -> None:
    (folder / "mine.md").write_text("precious")
    async with desk(worked, (76, 24)) as ui:
        await name_file(ui)
        await ui.type("mine.md")
        await ui.press("enter")
        assert ui.where == "ExportModal"
        assert "There is a file mine.md already. enter replaces it; or write another name." in ui.flat
        assert (folder / "mine.md").read_text() == "precious"
        await ui.press("enter")
        assert "Wrote 4 recommendations" in ui.toast
    assert (folder / "mine.md").read_text(encoding="utf-8").startswith("# All recommendations")
    assert [file.name for file in folder.iterdir()] == ["mine.md"]


async def test_another_name_after_the_question_is_asked_about_anew(worked: Path, folder: Path) -> None:
    (folder / "mine.md").write_text("precious")
    (folder / "mine2.md").write_text("precious too")
    async with desk(worked) as ui:
        await name_file(ui)
        await ui.type("mine.md")
        await ui.press("enter", *["backspace"] * 3)
        await ui.type("2.md")
        await ui.press("enter")
        assert "There is a file mine2.md already." in ui.flat
        await ui.press("escape")
    assert (folder / "mine2.md").read_text() == "precious too"


async def test_a_folder_that_is_not_there_is_told_and_the_name_stays(worked: Path, folder: Path) -> None:
    async with desk(worked) as ui:
        await name_file(ui)
        await ui.type("no/mine.md")
        await ui.press("enter")
        assert "There is no folder" in ui.flat
        assert "no/mine.md" in ui.screen
        await ui.press("escape")
    assert list(folder.iterdir()) == []


def test_the_database_is_never_written_over(worked: Path, reading: sqlite3.Connection) -> None:
    before = worked.read_bytes()
    with pytest.raises(BadInput, match="is the database"):
        exporting.export(reading, select(reading, ""), "CSV", worked, replace=True)
    assert worked.read_bytes() == before


def test_a_file_is_there_whole_or_not_at_all(
    reading: sqlite3.Connection, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> Iterator[str]:
        yield "first line"
        raise OSError(28, "No space left on device")

    monkeypatch.setitem(exporting.FORMATS, "CSV", (".csv", broken))
    with pytest.raises(BadInput, match="No space left on device"):
        exporting.export(reading, select(reading, ""), "CSV", folder / "mine.csv")
    assert list(folder.iterdir()) == []


def test_a_file_that_somebody_makes_while_the_list_is_written_stays_as_it_is(
    reading: sqlite3.Connection, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    end, lines = exporting.FORMATS["CSV"]

    def overtaken(*arguments: Any) -> Iterator[str]:
        yield from lines(*arguments)
        (folder / "mine.csv").write_text("precious")

    monkeypatch.setitem(exporting.FORMATS, "CSV", (end, overtaken))
    with pytest.raises(exporting.FileThere):
        exporting.export(reading, select(reading, ""), "CSV", folder / "mine.csv")
    assert {path.name: path.read_text() for path in folder.iterdir()} == {"mine.csv": "precious"}


@pytest.mark.parametrize("format_name", exporting.FORMATS)
def test_what_is_told_to_be_written_is_what_was_written(
    worked: Path, reading: sqlite3.Connection, folder: Path, format_name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Another program changes the list while it is written: a second query would count otherwise.
    end, lines = exporting.FORMATS[format_name]

    def then_emptied(*arguments: Any) -> Iterator[str]:
        yield from lines(*arguments)
        with closing(sqlite3.connect(worked, isolation_level=None)) as other:
            other.execute("UPDATE recommendation SET review_status = 'reviewed'")

    monkeypatch.setitem(exporting.FORMATS, format_name, (end, then_emptied))
    selection = select(reading, "-status:reviewed")
    (before,) = reading.execute(selection.counted(), selection.parameters).fetchone()
    assert before > 0
    assert exporting.export(reading, selection, format_name, folder / f"mine{end}") == before


def test_a_file_system_without_links_overwrites_nothing_either(
    reading: sqlite3.Connection, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_links(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr("os.link", no_links)
    (folder / "part").write_text("whole")
    whole_files.publish(folder / "part", folder / "mine.csv")
    assert (folder / "mine.csv").read_text() == "whole"
    (folder / "part").write_text("other")
    with pytest.raises(FileExistsError):
        whole_files.publish(folder / "part", folder / "mine.csv")
    assert (folder / "mine.csv").read_text() == "whole"
