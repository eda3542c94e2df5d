"""Documents become lines, whatever they were written with; one that cannot be read is told in a sentence."""

import random
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from pypdf import PdfReader, PdfWriter

from tests.documents import Printed, pdf, set_on_pages
from tests.pace import processor_seconds
from tracker.errors import NotFound
from tracker.intake.document import Cell, Line, Unreadable
from tracker.intake.items import text_of
from tracker.intake.readers import read, read_bytes


def texts(raw: bytes | str, name: str) -> list[str]:
    document = read_bytes(raw.encode() if isinstance(raw, str) else raw, name)
    return [line.text for line in document.lines if line.text]


def word(write: Callable[[Any], None]) -> bytes:
    """Return a DOCX that is written by a function."""
    document = docx.Document()
    write(document)
    file = BytesIO()
    document.save(file)
    return file.getvalue()


def encrypted(raw: bytes) -> bytes:
    writer = PdfWriter(clone_from=PdfReader(BytesIO(raw)))
    writer.encrypt("secret", algorithm="RC4-128")
    file = BytesIO()
    writer.write(file)
    return file.getvalue()


def zipped(**parts: bytes) -> bytes:
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/") + ".xml", content)
    return file.getvalue()


def test_a_line_of_a_pdf_knows_its_page_its_place_and_its_font():
    first = [Printed("Findings", 80, font="bold", size=14), Printed("One line", 110)]
    first += [Printed("and the next", 123), Printed("and on", 136)]
    second = [Printed("On page two", 90, x=100, font="italic")]
    document = read_bytes(pdf([first, second], "A report"), "report.pdf")
    assert document.title == "A report" and document.reader.startswith("pypdfium2 5.")
    heading, one, after, _, two = (line for line in document.lines if line.text)
    assert (heading.emphasised, one.emphasised, two.emphasised) == (True, False, True)
    assert heading.size > one.size and one.page == 1 and (two.page, round(two.indent)) == (2, 100)
    assert after.gap < 1.5 < one.gap and two.number == 5


def test_a_text_is_counted_as_an_editor_does():
    document = read_bytes("One\r\nTwo\x0bstill two\u2028and\n\n  Four\n".encode(), "report.txt")
    assert [(line.number, line.text, line.indent) for line in document.lines] == [
        (1, "One", 0), (2, "Two still two and", 0), (3, "", 0), (4, "Four", 2)
    ]  # fmt: skip


def test_form_feeds_begin_pages_of_a_text():
    document = read_bytes(
        b"Head 1\n\nOne\n\x0cHead 2\n\nTwo\n\x0cHead 3\n\nThree\n\x0cHead 4\n\nFour\n", "report.txt"
    )
    assert [(line.text, line.page) for line in document.lines if line.text] == [
        ("One", 1), ("Two", 2), ("Three", 3), ("Four", 4)
    ]  # fmt: skip
    assert [line.text for line in document.dropped] == ["Head 1", "Head 2", "Head 3", "Head 4"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_text_is_read_in_the_usual_encodings(encoding: str):
    assert texts("1. Für “alle”\n".encode(encoding), "report.txt") == ["1. Für “alle”"]


def test_markdown_is_read_without_its_marks():
    text = (
        '# A **plan**\n\n12\\. *See* [the page](https://a.b/c "x"), `now`.[^2] Snake_case stays, 2 * 3 too.\n'
    )
    document = read_bytes(text.encode(), "plan.md")
    heading, _, item = document.lines
    assert document.title == heading.text == "A plan" and heading.heading
    assert item.text == "12. See the page, now. Snake_case stays, 2 * 3 too."


def test_a_list_of_markdown_that_is_numbered_1_1_1_counts_as_it_is_shown():
    document = read_bytes(b"1. One\n1. Two\n1. Three\n\nProse.\n\n1. Four\n", "plan.md")
    assert [line.marker for line in document.lines if line.text] == ["", "2.", "3.", "", ""]


def test_numbers_of_word_that_stand_nowhere_as_text_are_counted():
    def write(document: Any) -> None:
        document.add_heading("Findings", 1)
        for text in ("One", "Two"):
            document.add_paragraph(text, style="List Number")
        document.add_paragraph("Between")
        document.add_paragraph("Three", style="List Number")
        document.add_paragraph("A point", style="List Bullet")

    lines = read_bytes(word(write), "report.docx").lines
    assert [(line.marker, line.text) for line in lines] == [
        ("", "Findings"), ("1.", "One"), ("2.", "Two"), ("", "Between"), ("3.", "Three"), ("•", "A point")
    ]  # fmt: skip
    assert lines[0].heading and not lines[1].heading


def test_levels_of_word_count_under_each_other_and_begin_again():
    def write(document: Any) -> None:
        numbering = document.part.numbering_part.element
        abstract = OxmlElement("w:abstractNum")
        abstract.set(qn("w:abstractNumId"), "90")
        for level, (kind, text) in enumerate(
            (("decimal", "%1."), ("lowerLetter", "(%2)"), ("upperRoman", "%1-%3"))
        ):
            element = OxmlElement("w:lvl")
            element.set(qn("w:ilvl"), str(level))
            for name, value in (("start", "1"), ("numFmt", kind), ("lvlText", text)):
                child = OxmlElement(f"w:{name}")
                child.set(qn("w:val"), value)
                element.append(child)
            abstract.append(element)
        numbering.insert(0, abstract)
        number = numbering.add_num(90)
        for level in (0, 1, 1, 0, 1, 2):
            properties = document.add_paragraph("Text")._p.get_or_add_pPr().get_or_add_numPr()
            properties.get_or_add_numId().val = number.numId
            properties.get_or_add_ilvl().val = level

    lines = read_bytes(word(write), "report.docx").lines
    assert [line.marker for line in lines] == ["1.", "(a)", "(b)", "2.", "(a)", "2-I"]


def test_a_docx_is_read_with_its_tables_and_without_what_was_deleted():
    def write(document: Any) -> None:
        table = document.add_table(1, 2)
        table.cell(0, 0).text, table.cell(0, 1).text = "1", "Publish it"
        paragraph = document.add_paragraph("It ")
        paragraph.add_run("is").bold = True
        gone = OxmlElement("w:del")
        gone.append(paragraph.add_run(" not")._r)
        paragraph._p.append(gone)
        paragraph.add_run("\tsaid\nthere")
        paragraph.add_run("12").font.superscript = True

    lines = read_bytes(word(write), "report.docx").lines
    assert [(line.text, line.cell) for line in lines] == [
        ("1", Cell(0, 0, 0)), ("Publish it", Cell(0, 0, 1)), ("It is said", None), ("there", None)
    ]  # fmt: skip


def test_a_page_of_html_is_read_block_by_block_with_the_numbers_of_its_lists():
    page = """<html><head><title>A &amp; B</title><style>p {}</style></head><body><nav>Home</nav><h2>Plan</h2>
    <ol start=3><li>One <b>two</b><ul><li>sub</li></ul><li value=9><p>Three<br>four<sup>12</sup></p></ol>
    <script>1. no</script><p>Last&nbsp;line</body>"""
    document = read_bytes(page.encode(), "page.html")
    assert document.title == "A & B"
    assert [(line.marker, line.text) for line in document.lines] == [
        ("", "Plan"), ("3.", "One two"), ("•", "sub"), ("9.", "Three"), ("", "four"), ("", "Last line")
    ]  # fmt: skip


def test_control_and_bidi_characters_and_ligatures_of_fonts_are_not_taken_along():
    assert texts("1. The \u202eof\ufb01ce\x1b[2J\u2029\uf0b7 acts\n", "report.txt") == [
        "1. The office[2J • acts"
    ]


def test_a_soft_hyphen_and_double_blanks_are_not_part_of_a_text():
    lines = [Line(1, "The gov\u00adern\u00ad"), Line(2, "ment should   act")]
    assert text_of(lines) == "The government should act"


def test_footnotes_and_their_marks_are_not_in_the_text():
    page = [*(Printed(f"{at}. The ministry should see to matter {at}.", 80 + 13 * at) for at in range(1, 20))]
    end = read_bytes(pdf([page]), "report.pdf").lines[18].right
    page += [Printed("7", 80 + 13 * 19 - 4, end, size=6), Printed("7 See the report.", 700, size=8)]
    document = read_bytes(pdf([page]), "report.pdf")
    assert document.lines[18].text == "19. The ministry should see to matter 19."
    assert [line.text for line in document.dropped] == ["7 See the report."]


def test_a_mark_of_a_footnote_that_a_reader_takes_for_a_line_of_its_own_is_dropped():
    page = [
        Printed("The board should report", 100),
        Printed("12", 95, 200, size=6),
        Printed("each year.", 100, 208),
    ]
    page += [Printed("It should meet", 113), Printed("12", 126), Printed("times.", 139)]
    lines = read_bytes(pdf([page]), "report.pdf").lines
    assert " ".join(line.text for line in lines if line.text) == (
        "The board should report each year. It should meet 12 times."
    )


def test_blanks_that_a_page_has_as_distances_say_nothing_of_its_font():
    letters = [Printed(letter, 100, 72 + 14.0 * at, "bold") for at, letter in enumerate("abcdefghij")]
    assert [line.emphasised for line in read_bytes(pdf([letters]), "report.pdf").lines] == [True]


def test_a_page_of_html_numbers_its_lists_by_letters_and_roman_numbers_where_they_say_so():
    page = "<ol><li>One<ol type=a><li>Two<li>Three</ol><li>Four<ol type=I start=4><li>Five</ol></ol>"
    assert [(line.marker, line.text) for line in read_bytes(page.encode(), "page.html").lines] == [
        ("1.", "One"),
        ("a.", "Two"),
        ("b.", "Three"),
        ("2.", "Four"),
        ("IV.", "Five"),
    ]


def test_a_pipe_that_nobody_writes_to_is_empty_and_a_file_that_is_not_there_is_told(tmp_path: Path):
    import os

    os.mkfifo(tmp_path / "report.txt")
    with pytest.raises(Unreadable, match=r"report\.txt is empty"):
        read(tmp_path / "report.txt")
    with pytest.raises(NotFound, match="There is no file"):
        read(tmp_path / "gone.txt")


@pytest.mark.parametrize(
    ("raw", "name", "sentence"),
    [
        (b"", "a.pdf", "a.pdf is empty. Name the document itself."),
        (b"%PDF-1.7 nonsense", "a.pdf", "a.pdf cannot be read as a PDF."),
        (b"Hello", "a.pdf", "a.pdf cannot be read as a PDF."),
        (encrypted(pdf([[Printed("x", 80)]])), "a.pdf", "a.pdf is encrypted. Save a copy without a password."),
        (pdf([[], [], []]), "a.pdf", "a.pdf has 3 pages and no text: it is a scan."),
        (b"Hello", "a.docx", "a.docx cannot be read as a DOCX."),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500), "a.docx", "a.docx is encrypted, or an old DOC."),
        (zipped(word__document=b"<w/>"), "a.docx", "a.docx cannot be read as a DOCX."),
        (bytes(100) + b"1. One", "a.txt", "a.txt is not a text file."),
        (b"Hello", "a.doc", "a.doc is not a kind of document that Tracker reads."),
        (b"Hello", "README", "README is not a kind of document that Tracker reads."),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_what_cannot_be_read_is_told_in_a_sentence(raw: bytes, name: str, sentence: str):
    with pytest.raises(Unreadable) as told:
        read_bytes(raw, name)
    assert str(told.value).startswith(sentence) and told.value.remedy and told.value.exit_code == 1


def test_a_docx_that_unpacks_into_more_than_it_may_is_not_unpacked(monkeypatch: pytest.MonkeyPatch):
    bomb = zipped(word__document=bytes(65 * 2**20))
    assert len(bomb) < 100_000
    with pytest.raises(Unreadable, match="more text than"):
        read_bytes(bomb, "a.docx")
    monkeypatch.setattr("tracker.intake.docx.PART_LIMIT", 2**20)
    with pytest.raises(Unreadable, match="unpacks into more"):
        read_bytes(zipped(**{f"part{at}": bytes(900_000) for at in range(5)}), "a.docx")
    monkeypatch.setattr("tracker.intake.docx.ELEMENT_LIMIT", 10_000)
    with pytest.raises(Unreadable, match="more text than"):
        read_bytes(zipped(word__document=b"<w>" + b"<a/>" * 30_000), "a.docx")


@pytest.mark.parametrize(
    "piece", [b"<div>", b"<ol><li>", b"<table><tr><td>", b"<b>", b"<!--", b"</p>", b"&amp;<", b"<a b='"]
)
def test_a_page_of_endless_nesting_is_read_in_its_time(piece: bytes):
    page = b"<p>1. One</p>" + piece * 100_000 + b"last"
    read: list[list[str]] = []
    assert processor_seconds(lambda: read.append(texts(page, "a.html")), tries=1) < 5
    assert read[0][0] == "1. One"


FUZZED = {
    "a.pdf": pdf(set_on_pages([(f"{at}. The ministry should see to it.", "plain") for at in range(30)])),
    "a.docx": word(lambda document: document.add_paragraph("One", style="List Number")),
    "a.html": b"<h1>A</h1><ol><li>One<li>Two</ol><table><tr><td>1</td><td>Two</td></tr></table>" * 5,
    "a.md": b"# A\n\n1. *One* [two](three)\n2. Four\n\n| a | b |\n" * 5,
}


@pytest.mark.parametrize("name", FUZZED)
def test_a_document_that_somebody_damaged_is_read_or_told(name: str):
    """Bytes are changed, cut and doubled at random: what comes is lines or a sentence, and no other error."""
    made = random.Random(name)
    for _ in range(150):
        raw = bytearray(FUZZED[name])
        for _ in range(made.randint(1, 12)):
            at = made.randrange(len(raw))
            match made.randrange(3):
                case 0:
                    raw[at] = made.randrange(256)
                case 1:
                    del raw[at : at + made.randint(1, 40)]
                case _:
                    raw[at:at] = raw[at : at + 60] * made.randint(1, 4)
            if not raw:
                break
        try:
            read_bytes(bytes(raw), name)
        except Unreadable as error:
            assert error.remedy
