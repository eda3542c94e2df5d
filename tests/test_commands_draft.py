"""From a document to a seed file, and from there into the database: what is written, printed and refused."""

import json
import random
import re
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from io import BytesIO, TextIOWrapper
from pathlib import Path

import docx
import pytest
import tomli

from tests import LIMIT_SECONDS
from tests.commands import Run, both_streams
from tests.documents import pdf, set_on_pages
from tracker.intake import draft as decisions
from tracker.intake import draft_file, drafting

REPORT = """On schools

The board met in the spring.

Following are the recommendations of the board:

1. The ministry should build schools in all
   of the nine regions.
2. Teachers should be paid.
3. A committee should answer within a month.
"""


@pytest.fixture
def run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., str]:
    """Runs a command line in a folder with `report.txt`; returns what it printed, both streams."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TRACKER_DB", str(tmp_path / "tracker.db"))
    monkeypatch.setenv("TRACKER_ANALYST", "amy")
    (tmp_path / "report.txt").write_text(REPORT)
    return both_streams(capsys)


def divided() -> str:
    """Return a plan whose recommendations are in bold, among conclusions."""
    lines = ["# Conclusions and recommendations", ""]
    for at in range(1, 13):
        text = (
            f"{at}. **The state should ratify treaty {at}.**"
            if at % 3 == 0
            else f"{at}. Treaty {at} was signed."
        )
        lines += [text, ""]
    return "\n".join(lines)


def test_a_pipe_is_given_the_seed(run: Run):
    seed = tomli.loads(run("draft", "report.txt"))
    assert seed["report"] == {
        "slug": "report",
        "title": "report",
        "lead_in": "Following are the recommendations of the board:",
        "source_file": "report.txt",
        "source_sha256": seed["draft"]["sha256"],
        "source_reader": "text 1",
    }
    assert seed["draft"]["lists"] == [1] and seed["draft"]["reader"] == "text 1"
    assert seed["recommendation"][0] == {
        "reference": "1",
        "title": "The ministry should build schools in all of the nine regions",
        "text": "The ministry should build schools in all of the nine regions.",
        "first_line": 7,
        "last_line": 8,
        "reviewed": False,
    }


def test_a_file_is_written_and_it_is_said_what_to_look_at(run: Run, tmp_path: Path):
    (tmp_path / "report.txt").write_text(REPORT.replace("Teachers should be paid.", "Teachers were paid"))
    assert run("draft", "report.txt", "-o", "my.toml", "--slug", "schools", "--title", "Schools") == (
        "Wrote 3 items of list 1 to my.toml: 1 to 3, 1 with a flag.\n"
        "  2: asks for nothing, no full stop\n"
        "Review it (reviewed = true, rejected = true), then: tracker load my.toml\n"
    )
    report = tomli.loads((tmp_path / "my.toml").read_text())["report"]
    assert (report["slug"], report["title"]) == ("schools", "Schools")
    assert not (tmp_path / "tracker.db").exists(), "a draft needs no database and makes none"


def test_a_draft_that_is_there_is_not_overwritten_unasked(run: Run, tmp_path: Path):
    (tmp_path / "my.toml").write_text("mine")
    assert "my.toml is there already: it may have been reviewed" in run(
        "draft", "report.txt", "-o", "my.toml", code=1
    )
    assert (tmp_path / "my.toml").read_text() == "mine"
    run("draft", "report.txt", "-o", "my.toml", "--replace")
    assert tomli.loads((tmp_path / "my.toml").read_text())["draft"]["file"] == "report.txt"


@pytest.mark.parametrize("load", [False, True])
def test_on_a_terminal_the_draft_is_reviewed_and_then_loaded(
    run: Run, monkeypatch: pytest.MonkeyPatch, load: bool
):
    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    opened = []

    def review(found, into, actors, **named):
        assert into.suffix == ".db" and actors() == []
        draft_file.save(
            found.path, found.draft or drafting.draft(found.document, found.lists, found.lists[:1]).draft
        )
        draft = draft_file.read(found.path)
        for at in range(len(draft.items)):
            draft = decisions.accept(draft, at)
        draft_file.save(found.path, draft)
        return load

    monkeypatch.setattr("tracker.ui.draft_app.run", review)
    monkeypatch.setattr("tracker.ui.app.run", lambda path, analyst: opened.append((path.name, analyst)))
    told = run("draft", "report.txt")
    if load:
        assert "3 recommendations" in told
        assert opened == [("tracker.db", "amy")]
    else:
        assert "The draft is kept in report.toml. Go on with: tracker draft report.toml" in told
        assert "Go on with: tracker draft --db own.db report.toml" in run(
            "draft", "--db", "own.db", "report.toml"
        )
        assert not opened


def test_the_ranking_is_printed_with_its_reasons(run: Run, tmp_path: Path):
    (tmp_path / "report.txt").write_text(f"1. Introduction\n2. Method of the work\n3. Results\n\n{REPORT}")
    best, other = run("draft", "report.txt", "--lists").splitlines()
    assert best.startswith("1\t3\t1-3\tlines 11-14\t3 of 3\t")
    assert best.endswith("\t3 of 3 ask for something; the lines before speak of recommendations; 3 items")
    assert other.startswith("2\t3\t1-3\tlines 1-3\t0 of 3\t")


def test_other_lists_than_the_best_are_taken_and_those_that_share_numbers_are_told_apart(
    run: Run, tmp_path: Path
):
    (tmp_path / "report.txt").write_text(f"1. Introduction\n2. Method of the work\n3. Results\n\n{REPORT}")
    one = tomli.loads(run("draft", "report.txt", "--list", "2"))
    assert [each["text"] for each in one["recommendation"]] == [
        "Introduction",
        "Method of the work",
        "Results",
    ]
    both = tomli.loads(run("draft", "report.txt", "--list", "2", "--list", "1"))
    assert both["draft"]["lists"] == [1, 2]
    assert [each["reference"] for each in both["recommendation"]] == [
        "1.1",
        "1.2",
        "1.3",
        "2.1",
        "2.2",
        "2.3",
    ]
    text = f"{REPORT}\nAsked of the ministry, which does not agree:\n\n"
    text += "".join(f"{number}. The ministry should pay.\n" for number in range(1, 4))
    (tmp_path / "two.txt").write_text(text)
    two = tomli.loads(run("draft", "two.txt", "--list", "1", "--list", "2"))
    assert len(two["recommendation"]) == 6
    assert "lead_in" not in two["report"], "it is said of one of the lists only"
    assert "has no list 7: there are 2" in run("draft", "report.txt", "--list", "7", code=1)


def test_a_number_that_is_printed_twice_is_told_apart_and_flagged(run: Run, tmp_path: Path):
    text = "Recommendations:\n" + "".join(
        f"140.{at} The state should report {at}.\n" for at in (3, 1, 2, 4, 5, 2, 7, 8, 6, 9, 11, 10, 12)
    )
    (tmp_path / "report.txt").write_text(text)
    told = run("draft", "report.txt", "-o", "my.toml")
    assert "13 items" in told and "140.2-2: a number that is there twice" in told
    (tmp_path / "report.txt").write_text(REPORT.replace("3. A", "2. The agency should answer.\n3. A"))
    assert "  2-2: a number that is there twice\n" in run("draft", "report.txt", "-o", "other.toml")


def test_where_emphasis_divides_a_list_the_emphasised_are_taken_and_that_is_said(run: Run, tmp_path: Path):
    (tmp_path / "plan.md").write_text(divided())
    told = run("draft", "plan.md", "-o", "my.toml")
    assert told.startswith("Wrote 4 items of list 1 to my.toml: 3 to 12, ")
    assert (
        "Only those in italics or bold were taken; 8 others were left out. To take all: --all-items\n" in told
    )
    told = run("draft", "plan.md", "-o", "all.toml", "--all-items")
    assert told.startswith("Wrote 12 items of list 1 to all.toml") and "italics" not in told


def test_all_of_it_is_printed_as_json(run: Run):
    found = json.loads(run("draft", "report.txt", "--json"))
    assert found["reader"] == "text 1" and found["chosen"] == [1]
    assert found["lists"][0]["reasons"][0] == "3 of 3 ask for something"
    assert found["lists"][0]["items"][1]["text"] == found["items"][1]["text"] == "Teachers should be paid."
    assert found["items"][1]["flags"] == []


def test_standard_input_needs_a_name(run: Run, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("sys.stdin", TextIOWrapper(BytesIO(divided().encode())))
    assert "Give one: --name report.pdf" in run("draft", "-", code=2)
    assert tomli.loads(run("draft", "-", "--name", "plan.md"))["report"]["source_file"] == "plan.md"


@pytest.mark.parametrize(
    ("name", "raw", "sentence"),
    [
        ("prose.txt", b"The board met in the spring.\n" * 30, "prose.txt has no numbered list. A plan in prose"),
        ("contents.md", b"1. Introduction\n2. Method\n3. Results\n", "has no numbered list that looks like"),
        ("scan.pdf", pdf([[]]), "scan.pdf has 1 page and no text: it is a scan. Have a text recognition"),
        ("gone.pdf", None, "There is no file gone.pdf. Name a document."),
    ],
)  # fmt: skip
def test_a_document_that_cannot_be_drafted_is_told_in_one_line(
    run: Run, tmp_path: Path, name: str, raw: bytes | None, sentence: str
):
    if raw is not None:
        (tmp_path / name).write_bytes(raw)
    told = run("draft", name, "-o", "my.toml", code=1)
    assert sentence in told and told.count("\n") == 1
    assert not (tmp_path / "my.toml").exists()
    if name != "contents.md":
        assert run("draft", name, "--lists", code=1) == told


def test_two_readings_of_a_pdf_are_compared(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    item = "The ministry should " + "look into what was said and " * 12 + "publish it."
    paragraphs = [(f"{at}. {item}", "plain") for at in range(1, 31)]
    (tmp_path / "report.pdf").write_bytes(pdf(set_on_pages(paragraphs, head="On schools", foot="Page {}")))
    assert "differ" not in run("draft", "report.pdf", "-o", "one.toml")
    monkeypatch.setattr(
        "tracker.intake.second_reading.letters", lambda text: text[::-1] if len(text) > 900 else "x" + text
    )
    assert "differ" in run("draft", "report.pdf", "-o", "two.toml")
    assert tomli.loads((tmp_path / "two.toml").read_text())["recommendation"][0]["differs"] is True


def test_no_library_for_documents_is_imported_before_a_document_is_read(tmp_path: Path):
    (tmp_path / "report.txt").write_text(REPORT)
    code = "import sys\nfrom tracker.__main__ import main\n"
    code += "try: main(['draft', 'report.txt'])\nexcept SystemExit: pass\n"
    told = "sys.stderr.write(' '.join({name.partition('.')[0] for name in sys.modules}))"
    process = subprocess.run(
        [sys.executable, "-c", code + told],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=LIMIT_SECONDS,
        check=True,
    )
    assert "[draft]" in process.stdout
    assert not set(process.stderr.split()) & {
        "pypdf",
        "pypdfium2",
        "docx",
        "lxml",
        "sqlalchemy",
        "pydantic",
        "textual",
    }


@pytest.fixture
def drafted(run: Run, tmp_path: Path) -> Path:
    run("draft", "report.txt", "-o", "my.toml")
    return tmp_path / "my.toml"


def decide(path: Path, **decided: Callable[[decisions.Draft, int], decisions.Draft]) -> None:
    """Decide on items of a draft on disk: `_1=accept`."""
    draft = draft_file.read(path)
    references = [item.reference for item in draft.items]
    for name, decision in decided.items():
        draft = decision(draft, references.index(name.removeprefix("_")))
    draft_file.save(path, draft)


def loaded(folder: Path) -> list[tuple[str, str]]:
    with sqlite3.connect(folder / "tracker.db") as connection:
        return connection.execute("SELECT reference, text FROM recommendation ORDER BY position").fetchall()


def test_a_draft_that_nobody_reviewed_is_refused_by_name(run: Run, drafted: Path, tmp_path: Path):
    assert run("load", "my.toml", code=1) == (
        "Error: my.toml: 3 items are not reviewed yet: 1, 2, 3; give each reviewed = true or rejected = true, or load"
        " all of them with --unreviewed.\nNothing was written.\n"
    )
    decide(drafted, _1=decisions.accept, _3=decisions.reject)
    assert "my.toml: 1 item is not reviewed yet: 2; give" in run("load", "my.toml", code=1)
    assert not (tmp_path / "tracker.db").exists()


def test_what_was_rejected_is_not_loaded_and_stays_in_the_file(run: Run, drafted: Path, tmp_path: Path):
    decide(drafted, _1=decisions.accept, _2=decisions.reject, _3=decisions.accept)
    before = drafted.read_bytes()
    told = run("load", "my.toml")
    assert "Loaded report: 1 report, 2 recommendations.\n" in told and "draft" not in told
    assert [reference for reference, _ in loaded(tmp_path)] == ["1", "3"]
    assert drafted.read_bytes() == before
    assert "Nothing to load" in run("load", "my.toml")


def test_what_nobody_reviewed_is_taken_when_asked_for_and_the_history_says_so(
    run: Run,
    drafted: Path,
    tmp_path: Path,
):
    decide(drafted, _1=decisions.accept)
    run("load", "my.toml", "--unreviewed")
    assert len(loaded(tmp_path)) == 3
    with sqlite3.connect(tmp_path / "tracker.db") as connection:
        (summary,) = connection.execute("SELECT summary FROM changeset").fetchone()
    assert summary == "Loaded report: 1 report, 3 recommendations, 2 of a draft that nobody reviewed"
    assert "Nothing to load" in run("load", "my.toml", "--unreviewed")


def test_the_reader_of_the_source_is_kept_with_the_report(run: Run, drafted: Path, tmp_path: Path):
    run("load", "my.toml", "--unreviewed")
    with sqlite3.connect(tmp_path / "tracker.db") as connection:
        assert connection.execute("SELECT source_file, source_reader FROM report").fetchall() == [
            ("report.txt", "text 1")
        ]


def test_a_draft_of_which_all_is_rejected_holds_no_report(run: Run, drafted: Path):
    decide(drafted, _1=decisions.reject, _2=decisions.reject, _3=decisions.reject)
    assert "my.toml: every recommendation in it is rejected.\n" in run("load", "my.toml", code=1)


def test_two_items_of_one_number_are_no_fault_where_one_is_rejected(run: Run, drafted: Path):
    decide(drafted, _1=decisions.accept, _2=decisions.reject, _3=decisions.accept)
    drafted.write_text(drafted.read_text().replace('reference = "2"', 'reference = "1"'))
    assert "2 recommendations" in run("load", "my.toml")


@pytest.mark.parametrize(
    ("was", "now", "sentence"),
    [
        ("reviewed = false", 'reviewed = "yes"', "recommendation 1: reviewed must be true or false"),
        ("reviewed = false", 'rejected = "yes"', "recommendation 1: rejected must be true or false"),
        ("lists = [1]", "list = [1]", "draft: key \"list\" is not known"),
        ("lists = [1]", 'lists = "1"', "draft: lists "),
        ("[draft]\n", "[drafted]\n", "key \"drafted\" is not known"),
    ],
)  # fmt: skip
def test_a_draft_that_is_none_is_told(run: Run, drafted: Path, was: str, now: str, sentence: str):
    drafted.write_text(drafted.read_text().replace(was, now))
    assert sentence in run("load", "my.toml", "--unreviewed", code=1)


def test_sub_items_keep_their_lines_in_the_database(run: Run, tmp_path: Path):
    text = REPORT.replace("Teachers should be paid.", "Teachers should have:\n   (a) pay;\n   (b) time.")
    (tmp_path / "report.txt").write_text(text)
    run("draft", "report.txt", "-o", "my.toml")
    run("load", "my.toml", "--unreviewed")
    assert loaded(tmp_path)[1] == ("2", "Teachers should have:\n(a) pay;\n(b) time.")


def documents(folder: Path) -> None:
    """Put a PDF and a DOCX with fifteen recommendations each into a folder."""
    made = random.Random(7)
    words = (
        "council",
        "farmers",
        "schools",
        "water-related",
        "courts",
        "energy",
        "police",
        "health",
        "rights",
    )
    texts = [
        f"The state should see to {' '.join(made.choices(words, k=made.randint(4, 60)))}." for _ in range(15)
    ]
    paragraphs = [(f"{at}. {text}", "plain") for at, text in enumerate(texts, 1)]
    (folder / "pages.pdf").write_bytes(
        pdf(set_on_pages(paragraphs, head="On schools", foot="Page {}", lines=20))
    )
    word = docx.Document()
    for text in texts:
        word.add_paragraph(text, style="List Number")
    table = word.add_table(0, 3)
    for at, text in enumerate(texts, 1):
        for cell, content in zip(table.add_row().cells, (f"R{at}", text, "Ministry"), strict=True):
            cell.text = content
    word.save(str(folder / "word.docx"))


def test_what_was_drafted_from_a_document_is_proven_by_it(run: Run, tmp_path: Path):
    documents(tmp_path)
    for name, lists in (("pages.pdf", ()), ("word.docx", ("--list", "1", "--list", "2")), ("report.txt", ())):
        run("draft", name, "-o", f"{name}.toml", *lists)
        run("load", f"{name}.toml", "--unreviewed")
    told = "Nothing found in 48 recommendations"
    for source in ("pages.pdf", "word.docx", "report.txt", "."):
        assert told in (checked := run("check", "--source", source))
        assert source == "." or checked.startswith(f"Proven by {source}: ")
    assert sum(map(int, re.findall(r"^Proven by .*: (\d+) texts$", checked, re.M))) == 48
    below = tmp_path / "2024" / "other.pdf"
    below.parent.mkdir()
    (tmp_path / "pages.pdf").rename(below)
    assert told in (checked := run("check", "--source", ".")), "it is known by its SHA-256"
    assert "Proven by 2024/other.pdf: " in checked
    below.unlink()
    assert "source of pages: Its source, pages.pdf, is not in ." in run("check", "--source", ".", code=1)


def test_another_document_and_another_reader_are_told(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    documents(tmp_path)
    run("draft", "pages.pdf", "-o", "my.toml")
    seed = (tmp_path / "my.toml").read_text()
    wrong = seed.replace('text = "The state should', 'text = "The state must', 1).replace(
        "first_page = 2", "first_page = 1"
    )
    (tmp_path / "my.toml").write_text(wrong)
    run("load", "my.toml", "--unreviewed")
    first, *pages, proven = run("check", "--source", "pages.pdf", code=1).splitlines()
    assert first.startswith("source of pages/1: The source reads otherwise in lines 2-")
    assert "at character 10, 'The state should see" in first and "'The state must see" in first
    assert proven == "Proven by pages.pdf: 10 texts"
    assert pages and all(
        "It is said to stand on page 1" in each and "stand on page 2" in each for each in pages
    )
    monkeypatch.setattr("tracker.intake.pdf.version", lambda _name: "9.9")
    told = run("check", "--source", "pages.pdf", code=1).splitlines()[0]
    assert (
        "source of pages: It was read by pypdfium2 5." in told and "and is read by pypdfium2 9.9 now." in told
    )
