"""Laws of drafting: a document that is made of items, drafted again, gives these items and no others."""

from io import BytesIO
from pathlib import Path
from random import Random

import docx
import tomli
from hypothesis import given
from hypothesis import strategies as st

from tests.documents import pdf, set_on_pages, wrapped
from tests.laws import examples
from tracker.intake.document import Document
from tracker.intake.draft import DraftItem
from tracker.intake.draft_file import parsed, written
from tracker.intake.drafting import chosen, draft
from tracker.intake.lists import lists
from tracker.intake.passages import Passages
from tracker.intake.readers import read_bytes

WORDS = (
    "council", "farmers", "schools", "water", "courts", "energy", "police", "health", "rights", "budget", "long-term",
    "counter-terrorism", "2030", "No.", "(all", "of", "them)", "“equal”", "Ministry’s", "é", "50%", "and", "the",
)  # fmt: skip
BEGINNINGS = (
    "The state should",
    "Ensure that",
    "We recommend that",
    "Ratify",
    "To review",
    "All parties must",
)


def report(seed: int, length: int) -> list[str]:
    """Make up the texts of a report's items: sentences, and some with sub-items."""
    made = Random(seed)

    def words() -> str:
        return " ".join(made.choices(WORDS, k=made.randint(3, 45)))

    def text() -> str:
        sentence = f"{made.choice(BEGINNINGS)} {words()}"
        if made.random() < 0.8:
            return f"{sentence}."
        points = [f"({letter}) {words()}" for letter in "abc"]
        return "\n".join([f"{sentence}:", *(f"{point};" for point in points[:-1]), f"{points[-1]}."])

    return [text() for _ in range(length)]


NUMBERS = st.sampled_from(["{}. ", "{}) ", "({}) ", "140.{} ", "Recommendation {}: ", "R{}. "])
reports = st.builds(report, st.integers(0, 2**32), st.integers(4, 25))


def drafted(document: Document) -> tuple[DraftItem, ...]:
    ranked = lists(document)
    made = draft(document, ranked, chosen(document, ranked, ())).draft
    passages = Passages(document)
    for item in made.items:
        assert passages.holds(item.first_line, item.last_line, item.reference, item.text)
        assert not passages.holds(item.first_line, item.last_line, item.reference, item.text + " not")
    assert parsed(tomli.loads(written(made)), "x").items == made.items
    return made.items


def told(items: tuple[DraftItem, ...]) -> list[tuple[str, str]]:
    return [(item.reference, item.text) for item in items]


def numbered(number: str, at: int) -> str:
    """Return the reference of an item: its number without brackets, dot, or the word before."""
    return number.format(at).strip(" .():").removeprefix("Recommendation ")


@examples(20)
@given(reports, NUMBERS, st.integers(50, 100), st.sampled_from(["\n", "\n\n"]), st.booleans())
def test_a_text_of_items_gives_these_items(
    made: list[str], number: str, width: int, between: str, hanging: bool
):
    lines = ["The board met in the spring.", "", "It makes these recommendations:", ""]
    for at, text in enumerate(made, 1):
        for part, piece in enumerate(text.split("\n")):
            first = number.format(at) if part == 0 else "   "
            broken = wrapped(first + piece, width)
            lines += [broken[0], *(("   " if hanging else "") + line for line in broken[1:])]
        lines += [""] * (between == "\n\n")
    document = read_bytes(
        "\n".join([*lines, "", "Annex", "", "The board has nine members.", ""]).encode(), "a.txt"
    )
    assert told(drafted(document)) == [(numbered(number, at), text) for at, text in enumerate(made, 1)]


@examples(20)
@given(reports, NUMBERS, st.integers(55, 85), st.integers(12, 45), st.sampled_from(["plain", "bold"]))
def test_pages_of_items_give_these_items_without_what_stands_around_them(
    made: list[str], number: str, width: int, lines: int, font: str
):
    paragraphs = [("Report of the board", "bold"), ("The board met in the spring.", "plain")]
    paragraphs += [("It makes these recommendations:", "plain")]
    for at, text in enumerate(made, 1):
        first, *points = text.split("\n")
        paragraphs += [(number.format(at) + first, font), *((f"    {point}", font) for point in points)]
    paragraphs += [("Annex", "bold"), ("The board has nine members, and all of them have met.", "plain")]
    pages = set_on_pages(paragraphs, width=width, lines=lines, head="On schools and farmers", foot="Page {}")
    items = drafted(read_bytes(pdf(pages), "a.pdf"))
    assert told(items) == [(numbered(number, at), text) for at, text in enumerate(made, 1)]
    assert all(1 <= (item.first_page or 0) <= (item.last_page or 0) <= len(pages) for item in items)


@examples(25)
@given(reports, st.booleans())
def test_a_docx_of_items_gives_these_items(made: list[str], table: bool):
    word = docx.Document()
    word.add_heading("Recommendations", 1)
    rows = word.add_table(0, 3) if table else None
    for at, text in enumerate(made, 1):
        if rows is None:
            first, *points = text.split("\n")
            word.add_paragraph(first, style="List Number")
            for point in points:
                word.add_paragraph(point)
        else:
            for cell, content in zip(rows.add_row().cells, (str(at), text, "Ministry"), strict=True):
                cell.text = content
    word.add_heading("Annex", 1)
    word.add_paragraph("The board has nine members.")
    file = BytesIO()
    word.save(file)
    items = drafted(read_bytes(file.getvalue(), "a.docx"))
    assert told(items) == [(str(at), text) for at, text in enumerate(made, 1)]


def test_the_bundled_report_drafted_gives_the_eight_of_its_seed_with_their_lines():
    """The eight stand where they do in the report, in lines of its shape: each with a blank one after it."""
    seed = tomli.loads((Path(__file__).parents[1] / "seeds" / "isis-leadership-struggle.toml").read_text())
    lines = ["The report tells of the region. Of those who struggle in it, and of", ""] * 330
    lines += [
        "",
        *wrapped(seed["report"]["lead_in"], 80)[:1],
        "",
        *wrapped(seed["report"]["lead_in"], 80)[1:],
        "",
        "",
    ]
    for each in seed["recommendation"]:
        lines += [" "] * (each["first_line"] - 1 - len(lines))
        room = (each["last_line"] - each["first_line"]) // 2 + 1
        text = f"{each['reference']}. {each['text']}"
        broken = next(b for width in range(20, 200) if len(b := wrapped(text, width)) == room)
        lines += [part for line in broken for part in (f"{line} ", "")]
    document = read_bytes("\n".join(lines).encode(), "full-report.txt")
    keys = ("reference", "text", "first_line", "last_line")
    assert [tuple(getattr(item, key) for key in keys) for item in drafted(document)] == [
        tuple(each[key] for key in keys) for each in seed["recommendation"]
    ]
    assert lists(document)[0].lead_in == seed["report"]["lead_in"]
