"""The report on the report: what it says, that every format says the same, and that every text comes out as it is."""

import json
import re
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import lxml.html
import pytest
from hypothesis import HealthCheck, example, given
from hypothesis import strategies as st

from tests.briefs import ENDS, Shown, brief_of, shown_in, written
from tests.commands import Run
from tests.laws import examples
from tests.test_imports import imported_by
from tracker.database import file
from tracker.errors import BadInput, NotFound
from tracker.exchange.brief import contents, docx, html, markdown, states, verification
from tracker.exchange.brief.blocks import Bar, Block, Facts, Heading, Paragraph, Part, Picture, Quote, Table
from tracker.text import shown


@pytest.fixture
def connection(followed: Path) -> Iterator[sqlite3.Connection]:
    """The two small reports after a year of follow-up, open for reading."""
    with closing(file.connect(followed)) as connection:
        yield connection


GUARDS = "SELECT name, sql FROM sqlite_master WHERE tbl_name = 'change' AND type = 'trigger'"


@pytest.fixture
def seeded(followed: Path) -> Path:
    """What `run` works on: the same."""
    return followed


def facts_of(path: Path, after: str) -> dict[str, list[str]]:
    """Return the facts of the first recommendation in a brief whose heading begins so, by name."""
    found = shown_in(path)
    names = [heading for heading in found.headings if re.match(r"\S+\. ", heading)]
    starts = [at for at, fact in enumerate(found.facts) if fact[0] == "Source"]
    start = starts[names.index(next(name for name in names if name.startswith(after)))]
    ends = [at for at in (*starts, len(found.facts)) if at > start]
    return {name: told for name, *told in found.facts[start : ends[0]]}


def test_a_brief_says_how_far_it_is_what_is_overdue_and_how_each_recommendation_stands(
    connection: sqlite3.Connection, tmp_path: Path
):
    path = written(tmp_path / "brief.html", brief_of(connection, notes="tag:for the brief"), connection)
    found = shown_in(path)
    assert found.headings[0] == "What became of 2 reports"
    assert (
        "Of 4 recommendations, the review of 1 is done, 2 are answered, 1 is closed, and 1 is overdue."
        in found.paragraphs
    )
    assert ["water/1", "Fund the dams", "2026-11-01", "23", "2026-08-03", "90", "amy"] in found.rows
    assert ["Iran", "1", "1", "1", "1", "0"] in found.rows and [
        "Water for All",
        "2",
        "0",
        "1",
        "0",
        "1",
    ] in found.rows
    assert "Pakistan should set up an Indus Fund with the United Nations." in found.quotes
    told = facts_of(path, "water/1. ")
    assert told["Response"] == [
        "Noted (“takes note”, Pakistan, 2026-03-01, Letter of 1 March, p. 2)",
        "“Pakistan takes note. It will come back to it.”",
    ]
    assert told["Reported"][0].startswith("Implemented (2026-10-01, News of October, line 4")
    assert told["Assessed"][1] == "It has paid nobody yet."
    assert told["Due"] == [
        "2026-11-01, 90 days later than first said (2026-08-03); overdue",
        "2026-11-01: given by Pakistan on 2026-05-01, 90 days later: The funds came late (Letter of 1 March)",
        "2026-08-03: given by Pakistan on 2026-03-01 (Letter of 1 March)",
    ]
    assert facts_of(path, "peace-talks/140.12. ")["Not recorded"] == [
        "response, reported, assessed, due, owner"
    ]


def test_a_brief_of_one_report_is_called_by_it_and_one_of_nothing_says_so(
    connection: sqlite3.Connection, tmp_path: Path
):
    found = shown_in(written(tmp_path / "one.md", brief_of(connection, "report:water"), connection))
    assert found.headings[0] == "What became of it: Water for All" and len(found.quotes) == 2
    nothing = shown_in(written(tmp_path / "none.md", brief_of(connection, "status:in_review"), connection))
    assert "This list has no recommendations." in nothing.paragraphs and not nothing.quotes


def test_notes_are_left_out_unless_they_are_asked_for(connection: sqlite3.Connection, tmp_path: Path):
    for notes, there in (
        ("none", []),
        ("tag:for the brief", ["Who pays?"]),
        ("all", ["Who pays?", "Left out"]),
    ):
        quotes = shown_in(
            written(tmp_path / "brief.md", brief_of(connection, notes=notes), connection)
        ).quotes
        assert [quote for quote in quotes if quote in ("Who pays?", "Left out")] == there
    assert contents.notes_meant(connection, "tag:FOR THE BRIEF") == "tag:for the brief"
    with pytest.raises(BadInput):
        contents.notes_meant(connection, "some")
    with pytest.raises(NotFound):
        contents.notes_meant(connection, "tag:nowhere")


ACTS = st.lists(
    st.tuples(
        st.sampled_from(
            (
                "UPDATE recommendation SET review_status = 'in_review' WHERE id = :id",
                "UPDATE recommendation SET review_status = 'set_aside', assigned_to = 'zoe' WHERE id = :id",
                "INSERT INTO response (recommendation_id, position) VALUES (:id, 'rejected')",
                "INSERT INTO response (recommendation_id, position, as_printed) VALUES (:id, 'noted', '*a* | <b>')",
                "INSERT INTO deadline (recommendation_id, due_on) VALUES (:id, '2020-02-29')",
                "INSERT INTO deadline (recommendation_id, due_on) VALUES (:id, '2031-01-01')",
                "INSERT INTO progress (recommendation_id, basis, status) VALUES (:id, 'reported', 'in_progress')",
                "INSERT INTO note (recommendation_id, body) VALUES (:id, '# A note' || char(10) || '- of `two`')",
                "DELETE FROM response WHERE recommendation_id = :id",
            )
        ),
        st.integers(1, 4),
    ),
    max_size=8,
)
LINES = st.sampled_from(
    ("", "report:water", "status:unreviewed", "-actor:pakistan", "note:yes", "sort:-title")
)


@examples(6, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=ACTS, line=LINES, notes=st.sampled_from(("none", "all", "tag:for the brief")))
def test_every_format_says_the_same(
    followed_template: Path, tmp_path: Path, acts: list, line: str, notes: str
):
    path = shutil.copy(followed_template, tmp_path / "tracker.db")
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for sql, number in acts:
            connection.execute(sql, {"id": number})
        brief = brief_of(connection, line, notes=notes)
        paths = [written(tmp_path / f"brief{end}", brief, connection) for end in ENDS]
    markdown_says, html_says, docx_says = map(shown_in, paths)
    assert markdown_says == html_says == docx_says
    figures = [verification.read_file(path) for path in paths]
    assert all(untouched for _, untouched in figures)
    assert figures[0][0].figures == figures[1][0].figures == figures[2][0].figures


def test_what_changed_since_a_day_is_told_as_it_stands_now(followed: Path, run: Run):
    """A status that was put back is no change; of a report that came since, its recommendations are one line."""
    with closing(sqlite3.connect(followed, isolation_level=None)) as connection:
        for name, _ in (guards := connection.execute(GUARDS).fetchall()):
            connection.execute(f"DROP TRIGGER {name}")
        connection.execute("UPDATE change SET changed_at = '2026-01-01T00:00:00Z'")
        for _, sql in guards:
            connection.execute(sql)
        for status in ("in_review", "unreviewed"):
            connection.execute("UPDATE recommendation SET review_status = ? WHERE id = 2", (status,))
        connection.execute("UPDATE recommendation SET review_status = 'reviewed' WHERE id = 4")
    run("brief", "--since", "2026-03-01", "-o", "b.md")
    rows = [row[1:] for row in shown_in(Path("b.md")).rows]
    assert ["peace-talks/140.12", "Review: Unreviewed → Reviewed", ""] in rows
    assert ["water/1", "Due: 2026-08-03 → 2026-11-01 (The funds came late)", "Pakistan"] in rows
    assert ["water", "2 recommendations loaded", ""] in rows and ["water/1", "Note", "amy"] in rows
    assert not [row for row in rows if row[0] in ("water/2", "peace-talks/1") and row[1].startswith("Review")]
    run("brief", "--since", "tomorrow", "-o", "none.md")
    assert "Nothing changed." in shown_in(Path("none.md")).paragraphs
    assert "All held then" in run("brief", "--verify", "b.md")
    for late in (("2098-01-01",), ("2026-03-01", "--as-of", "2026-02-01")):
        assert "comes after the day of the brief" in run("brief", "--since", *late, code=2)


FRAGMENTS = (
    *(
        "# h",
        "- x",
        "1. y",
        "1) z",
        "> q",
        "```",
        "~~~",
        "---",
        "===",
        "| a | b |",
        "\\",
        "\\*",
        "`code`",
        "**b**",
    ),
    *(
        "_i_",
        "~~s~~",
        "[l](javascript:x)",
        "![i](http://h/x.png)",
        "<http://h>",
        "<b>",
        "<!--",
        "</pre>",
        "&amp;",
    ),
    *(
        "&#60;",
        "$x$",
        "    four",
        "\ttab",
        "\n",
        "\n\n",
        "\n# ",
        "  \n",
        "+",
        "=",
        "]]>",
        "{{x}}",
        "\x1b[31m",
        "\u202e",
    ),
    *(
        html.OPENING,
        html.CLOSING,
        markdown.OPENING,
        docx.OPENING,
        "<script>alert(1)</script>",
        "a",
        " ",
        "é",
        "語",
    ),
)
TEXTS = st.lists(
    st.one_of(
        st.sampled_from(FRAGMENTS),
        st.text(st.characters(exclude_characters="\ufffe\uffff", exclude_categories=["Cs"]), max_size=5),
    ),
    min_size=1,
    max_size=8,
).map("".join)


@examples(60)
@given(text=TEXTS)
@example(text="".join(FRAGMENTS))
def test_a_text_comes_out_to_the_letter_wherever_it_stands(
    tmp_path_factory: pytest.TempPathFactory, text: str
):
    path = tmp_path_factory.getbasetemp() / "hostile.md"
    path.write_text("\n".join(markdown.lines(blocks_of(text))), encoding="utf-8")
    holds(shown_in(path), text)
    path = path.with_suffix(".html")
    path.write_text("\n".join([*html.lines(blocks_of(text)), *html.marked(())]), encoding="utf-8")
    holds(shown_in(path), text)


@pytest.mark.parametrize("text", ["".join(FRAGMENTS), *FRAGMENTS[-10:]], ids=ascii)
def test_a_text_comes_out_to_the_letter_in_a_document(tmp_path: Path, text: str):
    docx.document(blocks_of(text)).save(str(tmp_path / "hostile.docx"))
    holds(shown_in(tmp_path / "hostile.docx"), text)


def test_a_reference_is_broken_behind_its_report_alone():
    page = "\n".join(html.lines([Table("", ("Ref", "Title"), (("upr-norway/6.81", "A"), ("x" * 30, "B")))]))
    assert '<th scope="row" class="whole" dir="auto">upr-norway/<wbr>6.81</th>' in page
    assert f'<th scope="row" dir="auto">{"x" * 30}</th>' in page


def test_bars_of_a_document_are_true_to_their_numbers_and_rows_stay_whole():
    parts = (
        Part("a", "None", 1_191, 0),
        Part("b", "Begun", 4, 1),
        Part("c", "Partly", 20, 1),
        Part("d", "Done", 35, 2),
    )
    made = docx.document([Picture("Where", (Bar("Reported", parts),)), Table("", ("One",), (("1",),))])
    bar, table = made.tables
    assert [cell.text for cell in bar.rows[0].cells] == ["a", "", "", "d"]
    assert [round(cell.width.mm, 1) for cell in bar.rows[0].cells] == [165.8, 0.5, 2.8, 4.9]
    assert bar._tbl.xpath("w:tblPr/w:tblCellMar/w:left/@w:w") == ["0"]
    assert len(table._tbl.xpath("w:tr/w:trPr/w:cantSplit")) == 2


def blocks_of(text: str) -> list[Block]:
    return [
        Heading(1, text),
        Paragraph(f"It is {text}"),
        Quote(text),
        Facts((("Source", (text, text)),)),
        Table(text, ("One", text), ((text, text),)),
    ]


def holds(found: Shown, text: str) -> None:
    plain = " ".join(shown(text).split())
    if not plain:
        return
    assert (found.headings, found.quotes) == ([plain], [plain])
    assert found.rows == [["One", plain], [plain, plain]]
    assert found.facts == [["Source", plain, plain]]
    assert found.paragraphs == [f"It is {plain}", plain]


def test_no_text_makes_a_page_ask_for_anything_or_run_anything(
    connection: sqlite3.Connection, tmp_path: Path
):
    connection.execute("PRAGMA query_only = OFF")
    hostile = '<img src="http://h/x"><script>x</script>" onload="x'
    connection.execute(
        "UPDATE recommendation SET title = ?, assigned_to = ? WHERE id = 1", (hostile, hostile)
    )
    connection.execute("UPDATE note SET body = ?", (hostile,))
    text = written(tmp_path / "brief.html", brief_of(connection, notes="all"), connection).read_text(
        encoding="utf-8"
    )
    page = lxml.html.document_fromstring(text)
    assert not page.xpath(
        "//script | //img | //link | //iframe | //object | //a | //form | //@onload | //@src | //@href"
    )
    assert "default-src 'none'" in page.xpath("//meta[@http-equiv]/@content")[0]
    assert page.get("lang") == "en" and not re.search(
        r"url\((?!#)|@import|https?:(?!//(h/x|www.w3.org))", text
    )
    assert len(page.xpath("//table/caption")) == len(page.xpath("//table[thead/tr/th[@scope='col']]"))


def test_a_document_has_real_styles_and_heads_that_stand_on_every_page(
    connection: sqlite3.Connection, tmp_path: Path
):
    import docx as python_docx

    path = written(tmp_path / "brief.docx", brief_of(connection), connection)
    made = python_docx.Document(str(path))
    styles = {paragraph.style.name for paragraph in made.paragraphs if paragraph.style is not None}
    assert {"Title", "Heading 1", "Heading 2", "Quote", "Caption"} <= styles
    tables = [table for table in made.tables if table.style is not None and table.style.name == "Table Grid"]
    described = [table for table in tables if "tblDescription" in table._tbl.xml]
    assert (
        len(described) == 4 and "Assessed: Partly implemented 1, None recorded 3." in described[-1]._tbl.xml
    )
    assert all("tblHeader" in table.rows[0]._tr.xml for table in tables if table not in described)
    assert made.core_properties.title == "What became of 2 reports"


def test_characters_that_xml_has_no_room_for_do_not_stop_a_document(tmp_path: Path):
    docx.document([Heading(1, "a\ufffe"), Quote("b\uffff\x00c")]).save(str(tmp_path / "brief.docx"))
    assert shown_in(tmp_path / "brief.docx").quotes == ["b\ufffd\ufffdc"]


@pytest.mark.parametrize("end", ENDS)
def test_the_command_writes_a_brief_and_never_over_another_file(run: Run, end: str):
    assert (
        run("brief", "report:water", "-o", f"b{end}")
        == f"Wrote a brief of 2 recommendations to {Path.cwd() / f'b{end}'}\n"
    )
    assert len(shown_in(Path(f"b{end}")).quotes) == 2
    assert "There is a file" in run("brief", "-o", f"b{end}", code=1)
    run("brief", "-o", f"b{end}", "--replace")
    assert len(shown_in(Path(f"b{end}")).quotes) == 4


def test_without_a_file_markdown_is_printed_and_what_cannot_be_is_told(run: Run):
    assert run("brief", "report:water").startswith("# What became of it: Water for All\n")
    assert ".docx" in run("brief", "-o", "brief.pdf", code=2)
    assert "There is no tag 'x'" in run("brief", "--notes", "tag:x", code=1)
    assert "There is no review status" in run("brief", "status:x", code=2)
    assert "leave out" in run("brief", "aid", "--verify", "b.md", code=2).lower()
    assert not list(Path.cwd().iterdir())


@pytest.mark.parametrize(
    "line",
    [
        'actor:"pakistan" -status:set_aside',
        "overdue:yes due:<+2w",
        "dams sort:match",
        'source:"letter of 1 march"',
    ],
)
def test_the_statements_in_a_brief_give_its_tables_in_any_shell_on_any_day(
    connection: sqlite3.Connection, tmp_path: Path, line: str
):
    brief = brief_of(connection, line, since="2026-01-01", day="2026-12-31")
    path = written(tmp_path / "brief.md", brief, connection)
    statements = re.findall(r"```sql\n(.*?)```", path.read_text(encoding="utf-8"), re.DOTALL)
    figures = {figure.kind: figure.value for figure in verification.read_file(path)[0].figures}
    if len(figures["by_report"]) == 1:
        # A table of one report says what the sentence at the top does: it is left out, and its statement too.
        assert "By report" not in path.read_text(encoding="utf-8")
        del figures["by_report"]
        assert len(statements) == 6
    else:
        assert len(statements) == 7
    assert not [sql for sql in statements if "'now'" in sql]
    assert figures["progress"][0][0] > 0
    for kind, sql in zip(figures, statements, strict=False):
        assert json.loads(json.dumps(connection.execute(sql).fetchall())) == figures[kind], kind


def test_a_brief_is_of_one_state_and_nobody_waits_for_a_long_one(
    followed: Path, connection: sqlite3.Connection
):
    with closing(sqlite3.connect(followed, isolation_level=None, timeout=0)) as other:
        with states.one_state(connection, long=False) as state:
            assert state.execute("SELECT count(*) FROM note").fetchone() == (2,)
            with pytest.raises(sqlite3.OperationalError, match="locked"):
                other.execute("DELETE FROM note")
        with states.one_state(connection, long=True) as state:
            assert state.execute("SELECT 1 FROM note").fetchone() == (1,)
            other.execute("DELETE FROM note")
            assert state.execute("SELECT count(*) FROM note").fetchone() == (2,)
    assert not connection.in_transaction


def test_a_brief_that_is_text_waits_for_no_library_of_documents(followed: Path, tmp_path: Path):
    line = ["--db", str(followed), "brief", "-o", str(tmp_path / "brief.html")]
    code = f"""
import sys
sys.stdout = open({str(tmp_path / "out")!r}, "w")
from tracker.__main__ import main
try:
    main({line!r})
except SystemExit as left:
    assert not left.code
"""
    assert not imported_by(code) & {"docx", "lxml", "textual", "rich", "sqlalchemy", "pydantic"}
