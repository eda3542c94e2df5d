"""Whether the figures of a brief still hold: told for the day it was made, and for now, in each format."""

import json
import shutil
import sqlite3
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from zipfile import ZipFile

import docx as python_docx
import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from tests.briefs import ENDS, brief_of, shown_in, written
from tests.commands import Run
from tests.laws import examples
from tests.ui.test_hostile_text import fill
from tracker.database.file import connect
from tracker.errors import BadInput
from tracker.exchange.brief import docx, html, markdown, states, verification


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
    execute(followed, "UPDATE response SET text = 'Another' WHERE recommendation_id = 1;")
    printed = run("brief", "--verify", f"b{end}", code=1)
    assert "All held then" in printed and "All hold now" not in printed
    assert "water/1: statements: " in printed
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


def test_a_change_that_the_database_does_not_have_is_told(followed: Path, run: Run, tmp_path: Path):
    run("brief", "-o", str(tmp_path / "b.md"))
    execute(followed, "VACUUM INTO 'older.db'")
    older = followed.with_name("older.db")
    Path("older.db").replace(older)
    run("status", "water/1", "reviewed")
    run("brief", "--replace", "-o", str(tmp_path / "b.md"))
    assert "All hold now." in run("brief", "--verify", str(tmp_path / "b.md"))
    printed = run("--db", str(older), "brief", "--verify", str(tmp_path / "b.md"), code=1)
    assert "it is an older copy, or another one." in printed


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
    assert "0 of 10 held then" in run("brief", "--verify", "b.md", code=1)
    with closing(sqlite3.connect(followed)) as connection:
        assert connection.execute("SELECT count(*) FROM note").fetchone() == (2,)


def test_a_file_without_figures_or_with_several_is_told(run: Run):
    run("brief", "-o", "b.md")
    block = Path("b.md").read_text()
    Path("two.md").write_text(block + block)
    Path("none.md").write_text("# A brief\n")
    Path("cut.md").write_text(block.rpartition(markdown.CLOSING)[0])
    Path("none.html").write_text(f"<p>{html.OPENING}</p>")
    python_docx.Document().save("empty.docx")
    for name in ("two.md", "none.md", "cut.md", "none.html", "empty.docx", "missing.md", "b.txt"):
        assert run("brief", "--verify", name, code=2).startswith("Error: "), name


def test_a_document_that_is_none_is_told(run: Run):
    run("brief", "-o", "b.docx")
    whole = Path("b.docx").read_bytes()
    Path("none.docx").write_bytes(b"PK\x03\x04")
    Path("cut.docx").write_bytes(whole[: len(whole) // 2])
    with ZipFile("b.docx") as good, ZipFile("torn.docx", "w") as torn:
        for part in good.infolist():
            torn.writestr(
                part, good.read(part)[:-20] if part.filename == "word/document.xml" else good.read(part)
            )
    for name in ("none.docx", "cut.docx", "torn.docx"):
        assert "cannot be read as a DOCX" in run("brief", "--verify", name, code=1)


def test_a_file_that_came_through_another_system_is_the_same(run: Run):
    run("brief", "-o", "b.html")
    path = Path("b.html")
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert "All hold now." in run("brief", "--verify", "b.html")


LOADED = "2026-01-01T00:00:00Z"


def at_times(path: Path, times: str) -> None:
    """Have the history say other times: SQL for the time of a change, by its columns."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        guards = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for name, _ in guards:
            connection.execute(f"DROP TRIGGER {name}")
        connection.execute(f"UPDATE change SET changed_at = {times}")
        connection.execute(f"UPDATE recommendation SET created_at = '{LOADED}'")
        for _, sql in guards:
            connection.execute(sql)


def test_a_brief_of_another_day_says_what_was_so_then_and_is_verified_like_any_other(
    followed: Path, run: Run
):
    at_times(followed, f"iif(changeset_id IS NULL, '2026-06-01T00:00:00Z', '{LOADED}')")
    run("brief", "overdue:no", "--as-of", "2026-03-01", "--notes", "all", "-o", "march.html")
    march = shown_in(Path("march.html"))
    nothing = "the review of none is done, none is answered, none is closed, and none is overdue."
    assert f"Of 4 recommendations, {nothing}" in march.paragraphs
    assert march.facts[0][1].startswith("2026-03-0") and "Who pays?" not in march.quotes
    run("brief", "overdue:yes", "--notes", "all", "--as-of", "2026-11-24", "-o", "november.html")
    november = shown_in(Path("november.html"))
    assert ["water/1", "Fund the dams", "2026-11-01", "23", "2026-08-03", "90", "amy"] in november.rows
    assert len(november.quotes) == 2
    printed = run("brief", "--verify", "march.html", code=1)
    assert "All held then" in printed and "progress: answered: 0 in the brief, 1 now" in printed
    run("note", "water/1", "-m", "Another day")
    assert "All held then" in run("brief", "--verify", "november.html", code=1)


@pytest.mark.parametrize("made", ["2026-01-01T00:00:00Z", "2099-01-01T00:00:00Z"])
def test_that_it_is_another_database_comes_before_all_that_follows_from_it(
    bundled_template: Path, run: Run, tmp_path: Path, made: str
):
    run("brief", "-o", "b.md")
    Path("b.md").write_text(Path("b.md").read_text().replace("from drought.", "from rain."))
    other = Path(shutil.copy(bundled_template, tmp_path / "other.db"))
    at_times(other, f"'{made}'")
    told = run("--db", str(other), "brief", "--verify", "b.md", code=1).splitlines()
    assert "it is another one, or a clock was wrong." in told[1]
    assert told[2].startswith("Changed by hand") and "no longer in the database" in told[3]
    told = run("--db", str(other), "brief", "--verify", "b.md", "--json", code=1).splitlines()
    assert "it is another one" in told[0]


def test_a_brief_as_of_a_changeset_leaves_out_what_came_after(followed: Path, run: Run):
    run("status", "water/2", "in_review")
    run("status", "water/2", "reviewed")
    execute(
        followed,
        "INSERT INTO report (slug, title) VALUES ('new', 'New');"
        "INSERT INTO recommendation (report_id, reference, position, title, text) VALUES (3, '1', 1, 'A', 'B');",
    )
    run("brief", "drought", "--as-of", "2", "-o", "b.md")
    found = shown_in(Path("b.md"))
    assert ["Review", "a In review 1"] in found.facts and len(found.quotes) == 1
    assert "1 recommendation of the file was not there yet." in found.paragraphs
    printed = run("brief", "--verify", "b.md", code=1)
    assert "All held then" in printed and "review: in_review in the brief, reviewed now" in printed
    assert "is still to come" in run("brief", "--as-of", "2099-01-01", code=2)


def test_what_is_mine_in_a_brief_is_its_author_s_whoever_verifies_it(
    run: Run, monkeypatch: pytest.MonkeyPatch
):
    run("brief", "report:water", "-o", "b.md")
    path = Path("b.md")
    path.write_text(path.read_text().replace('"query": "report:water"', '"query": "owner:me"'))
    monkeypatch.setenv("TRACKER_ANALYST", "zoe")
    assert "water/2: review: unreviewed in the brief, nothing then" in run(
        "brief", "--verify", "b.md", code=1
    )
    assert "water/1" not in run("brief", "--verify", "b.md", code=1)


def test_days_are_counted_to_the_day_of_the_brief(followed: Path, tmp_path: Path):
    with closing(connect(followed)) as connection:
        path = written(tmp_path / "b.md", brief_of(connection, "overdue:no", day="2026-11-01"), connection)
        assert not verification.read_file(path)[0].figures[2].value, "it is due on that day"
        checked = verification.verify(connection, path).checked
    assert all(each.held_then for each in checked) and not all(each.holds_now for each in checked)


def test_a_text_that_looks_like_the_beginning_of_the_figures_is_none(followed: Path, run: Run):
    for end, line in ((".md", markdown.OPENING), (".html", html.OPENING), (".docx", docx.OPENING)):
        execute(followed, f"UPDATE recommendation SET title = '{line}'; UPDATE note SET body = '{line}'")
        run("brief", "--notes", "all", "-o", f"b{end}")
        assert "All hold now." in run("brief", "--verify", f"b{end}")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.just("2026-01-01"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


@examples(12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_whatever_somebody_made_of_the_figures_is_told(followed: Path, tmp_path: Path, data: st.DataObject):
    path = tmp_path / "b.md"
    with closing(connect(followed)) as connection:
        if not path.exists():
            written(path, brief_of(connection), connection)
        above, _, block = path.read_text(encoding="utf-8").partition(markdown.OPENING)
        lines = [json.loads(line) for line in block.strip().split("\n")[:-1]]
        line = data.draw(st.sampled_from(lines))
        line[data.draw(st.sampled_from([*line, "figure"]))] = data.draw(JSON)
        block = "\n".join([markdown.OPENING, *map(json.dumps, lines), markdown.CLOSING, ""])
        changed = path.with_name("changed.md")
        changed.write_text(above + block, encoding="utf-8")
        with suppress(BadInput):
            for checked in verification.verify(connection, changed).checked:
                list(verification.differences(checked, checked.then))


def test_a_brief_of_a_file_full_of_hostile_text_is_written_and_verified(
    followed: Path, run: Run, monkeypatch: pytest.MonkeyPatch
):
    fill(followed)
    now = datetime.now(UTC)
    # A minute that ends between two of the briefs would be a difference.
    monkeypatch.setattr(states, "datetime", SimpleNamespace(now=lambda zone: now))
    for end in ENDS:
        run("brief", "--notes", "all", "--since", "2026-01-01", "-o", f"b{end}")
        assert "All hold now." in run("brief", "--verify", f"b{end}")
    said = [shown_in(Path(f"b{end}")) for end in ENDS]
    assert said[0] == said[1] == said[2] and len(said[0].quotes) == 6
