"""Whether the figures of a brief still hold: told for the day it was made, and for now, in each format."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import docx as python_docx
import pytest

from tests.briefs import ENDS
from tests.conftest import Run
from tracker.exchange.brief import html, markdown


@pytest.fixture
def seeded(followed: Path) -> Path:
    """What `run` works on: the reports after a year of follow-up."""
    return followed


def execute(path: Path, sql: str) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.executescript(sql)


@pytest.mark.parametrize("end", ENDS)
def test_a_figure_that_no_longer_holds_is_found_and_held_then(followed: Path, run: Run, end: str):
    run("brief", "--notes", "all", "-o", f"b{end}")
    printed = run("brief", "--verify", f"b{end}")
    assert "All held then" in printed and "All hold now." in printed
    execute(followed, "UPDATE recommendation SET review_status = 'set_aside' WHERE id = 4; DELETE FROM note;")
    printed = run("brief", "--verify", f"b{end}", code=1)
    assert "All held then" in printed and "All hold now" not in printed
    assert "axes: review unreviewed: 3 in the brief, 2 now" in printed
    assert "peace-talks/140.12: review: unreviewed in the brief, set_aside now" in printed


def test_what_was_undone_loaded_deleted_and_renamed_meanwhile_held_then(followed: Path, run: Run):
    run("note", "water/2", "-m", "A note")
    run("brief", 'tag:"for the brief" sort:changed', "--notes", "all", "-o", "b.md")
    run("undo")
    execute(
        followed,
        """DELETE FROM deadline WHERE recommendation_id = 1; DELETE FROM response; DELETE FROM progress;
        UPDATE tag SET name = 'other'; UPDATE actor SET name = 'The Islamic Republic' WHERE id = 2;
        INSERT INTO report (slug, title) VALUES ('new', 'New');
        INSERT INTO recommendation (report_id, reference, position, title, text) VALUES (3, '1', 1, 'A', 'B');""",
    )
    printed = run("brief", "--verify", "b.md", code=1)
    assert "All held then" in printed and "There is no tag 'for the brief'" in printed


def test_a_figure_that_was_changed_in_the_file_did_not_hold_then_either(followed: Path, run: Run):
    run("brief", "-o", "b.md")
    path = Path("b.md")
    path.write_text(path.read_text().replace('"progress", "value": [[4, 1,', '"progress", "value": [[4, 3,'))
    printed = run("brief", "--verify", "b.md", code=1)
    assert "progress: review done: 3 in the brief, 1 then" in printed and "hand" not in printed
    told = json.loads(run("brief", "--verify", "b.md", "--json", code=1))
    assert [each["kind"] for each in told if not each["held_then"]] == ["progress"]


@pytest.mark.parametrize("end", ENDS)
def test_a_word_that_was_changed_above_the_figures_is_told(run: Run, end: str):
    run("brief", "-o", f"b{end}")
    path = Path(f"b{end}")
    if end == ".docx":
        made = python_docx.Document(str(path))
        next(p for p in made.paragraphs if "drought" in p.text).runs[0].text = "States should not."
        made.save(str(path))
    else:
        path.write_text(path.read_text().replace("from drought.", "from rain."))
    printed = run("brief", "--verify", f"b{end}", code=1)
    assert "Changed by hand" in printed and "All held then" in printed


def test_nothing_of_a_file_is_run(followed: Path, run: Run):
    run("brief", "-o", "b.md")
    path = Path("b.md")
    good = path.read_text()
    for old, new in (
        ('"day": "2', '"day": "2026-01-01\'; DROP TABLE note; --", "was": "2'),
        ('"day": "2', '"day": 2, "was": "2'),
        ('"change": ', '"change": true, "was": '),
        ('"query": ""', '"query": null'),
        ('{"tracker brief": 1', '{"tracker brief": 2'),
        ('{"tracker brief": 1', "{"),
        ('{"figure": "progress"', '[{"figure": "progress"'),
    ):
        changed = good.replace(old, new, 1)
        assert changed != good
        path.write_text(changed)
        assert run("brief", "--verify", "b.md", code=2).startswith("Error: "), new
    path.write_text(good.replace("SELECT", "DROP TABLE note; SELECT"))
    assert "Changed by hand" in run("brief", "--verify", "b.md", code=1)
    path.write_text(good.replace('"query": ""', '"query": "\'; DROP TABLE note; --"'))
    assert "0 of 9 held then" in run("brief", "--verify", "b.md", code=1)
    with closing(sqlite3.connect(followed)) as connection:
        assert connection.execute("SELECT count(*) FROM note").fetchone() == (2,)


def test_a_file_without_figures_or_with_several_is_told(run: Run):
    run("brief", "-o", "b.md")
    block = Path("b.md").read_text()
    Path("two.md").write_text(block + block)
    Path("none.md").write_text("# A brief\n")
    Path("cut.md").write_text(block.rpartition(markdown.CLOSING)[0])
    Path("none.html").write_text(f"<p>{html.OPENING}</p>")
    Path("none.docx").write_bytes(b"PK\x03\x04")
    python_docx.Document().save("empty.docx")
    for name in (
        "two.md",
        "none.md",
        "cut.md",
        "none.html",
        "none.docx",
        "empty.docx",
        "missing.md",
        "b.txt",
    ):
        assert run("brief", "--verify", name, code=2).startswith("Error: "), name


def test_a_file_that_came_through_another_system_is_the_same(run: Run):
    run("brief", "-o", "b.html")
    path = Path("b.html")
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert "All hold now." in run("brief", "--verify", "b.html")
