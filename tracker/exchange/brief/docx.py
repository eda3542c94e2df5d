"""A brief as DOCX by python-docx: real styles, headings and tables, so that an office can work on with it.

The picture is a table with shaded cells: it is drawn by every program, needs no bitmap, and says in its cells what a
picture would need a text for.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from typing import Any

import docx
from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.table import Table as DocxTable
from docx.table import _Cell

from tracker.exchange.brief.blocks import (
    Bar,
    Block,
    Code,
    Facts,
    Figures,
    Heading,
    Paragraph,
    Picture,
    Quote,
    Table,
)
from tracker.exchange.brief.picture import in_words
from tracker.intake.docx import opened
from tracker.labels import shares
from tracker.text import shown, shown_line

OPENING, CLOSING = "Tracker brief: figures", "Tracker brief: end of the figures"
"""What stands before and behind the marked block, in paragraphs of a style that nothing else has."""
STYLE = "Tracker Figures"
_SQL_STYLE = "Tracker SQL"
_CELL_STYLE = "Tracker Cell"
_NO_XML = re.compile("[\ufffe\uffff]")
"""Characters that XML has no room for, beside those that are never shown (W3C XML 1.0, section 2.2)."""
_WIDTH_MM = 174
"""Of the text on A4 between margins of 18 mm."""
_BAR_LETTER_MM = 3.5
"""What the widest of the letters in a bar takes."""
_CELL_MARGINS_MM, _LETTER_MM = 5.0, 2.0
"""What a cell takes beside its text, and a letter of 9 points at most."""
_FILLS = ("FFFFFF", "D0D0D0", "1F4E79")
_KEY = "Dark: done or answered; grey: begun; white: not yet. The letters are those of the list below."


def document(blocks: Iterable[Block]) -> Document:
    """Return the brief as a document; the marked block, the last one, is added to it."""
    made = _empty()
    for number, block in enumerate(blocks):
        if not number and isinstance(block, Heading):
            made.core_properties.title = _line(block.text)[:255]
        add(made, block)
    return made


def digest(texts: Iterable[str]) -> str:
    """Return the digest of the texts of a document, in their order."""
    whole = sha256()
    for text in texts:
        whole.update(f"{text}\n".encode())
    return whole.hexdigest()


def texts_of(made: Document) -> Iterator[tuple[str, str]]:
    """Yield each paragraph's text with the name of its style, those in tables too, in the order of the document."""
    for part in made.iter_inner_content():
        if isinstance(part, DocxTable):
            for row in part.rows:
                for cell in row.cells:
                    yield cell.text, ""
        else:
            yield part.text, str(part.style.name) if part.style is not None else ""


def figures_of(raw: bytes, name: str) -> tuple[list[str], list[str], int]:
    """Return the lines of the marked block, the texts above it, and how many such blocks there are.

    Raises Unreadable for what cannot be read as a DOCX, or unpacks into too much.
    """
    with opened(raw, name) as made:
        texts = list(texts_of(made))
    openings = [at for at, held in enumerate(texts) if held == (OPENING, STYLE)]
    if not openings:
        return [], [], 0
    start = openings[0]
    lines: list[str] = []
    for text, style in texts[start + 1 :]:
        if (text, style) == (CLOSING, STYLE):
            return lines, [text for text, _ in texts[:start]], len(openings)
        lines.append(text)
    return [], [], 0


def _empty() -> Document:
    made = docx.Document()
    section = made.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(18)
    section.top_margin = section.bottom_margin = Mm(20)
    normal: Any = made.styles["Normal"]
    normal.font.size = Pt(10.5)
    for name, size, font in (
        (STYLE, 6.5, "Courier New"),
        (_SQL_STYLE, 7.5, "Courier New"),
        (_CELL_STYLE, 9, None),
    ):
        style: Any = made.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = normal
        style.font.name = font
        style.font.size = Pt(size)
        style.paragraph_format.space_after = Pt(0)
    quote: Any = made.styles["Quote"]
    quote.font.italic = False
    quote.paragraph_format.left_indent = Mm(6)
    for name in ("Quote", "Caption"):
        kept: Any = made.styles[name]
        kept.paragraph_format.keep_with_next = True
    _number_pages(section.footer.paragraphs[0])
    return made


def _number_pages(paragraph: Any) -> None:
    """Write the number of the page, as a field (ECMA-376, part 1, section 17.16.5.44)."""
    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    for kind, text in (("begin", None), (None, "PAGE"), ("end", None)):
        run = paragraph.add_run()
        part = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            part.set(qn("w:fldCharType"), kind)
        else:
            part.text = text
        run._r.append(part)


def add(made: Document, block: Block) -> None:
    """Add a block at the end."""
    match block:
        case Heading(level, text, new_page):
            heading = _paragraph(made, _line(text), "Title" if level == 1 else f"Heading {level - 1}")
            if new_page:
                heading.paragraph_format.page_break_before = True
        case Paragraph(text, lead):
            made.add_paragraph().add_run(_line(text)).bold = lead
        case Quote(text):
            _paragraph(made, _text(text), "Quote")
        case Facts(rows):
            _add_facts(made, rows)
        case Table():
            _add_table(made, block)
        case Picture(title, bars):
            _caption(made, title)
            for bar in bars:
                _add_bar(made, bar)
            made.add_paragraph(_KEY)
        case Code(text):
            _paragraph(made, _text(text), _SQL_STYLE)
        case Figures(lines):
            for line in (OPENING, *lines, CLOSING):
                _paragraph(made, line, STYLE)


def _paragraph(parent: Any, text: str, style: str) -> Any:
    """Add a paragraph; named by its style, which python-docx would look for in all of them, 3 ms each time."""
    paragraph = parent.add_paragraph(text)
    paragraph._p.style = _style_id(style)
    return paragraph


def _style_id(name: str) -> str:
    """Return what a style of the template, or one that was added to it, is called inside."""
    return name.replace(" ", "")


def _add_facts(made: Document, rows: Sequence[tuple[str, tuple[str, ...]]]) -> None:
    table = _table(made, len(rows), (30, _WIDTH_MM - 30), None)
    for row, (name, told) in zip(table.rows, rows, strict=True):
        first, second = row.cells
        _fill(first, name, bold=True)
        _fill(second, told[0])
        for line in told[1:]:
            _paragraph(second, _text(line), _CELL_STYLE)
        # As one with its heading on a page, where there is room.
        for paragraph in (*first.paragraphs, *second.paragraphs) if name != rows[-1][0] else ():
            paragraph.paragraph_format.keep_with_next = True
    _after(made)


def _add_table(made: Document, block: Table) -> None:
    _caption(made, block.caption)
    table = _table(made, len(block.rows) + 1, _widths(block))
    _mark(table.rows[0], "w:tblHeader")
    for number, (row, texts) in enumerate(zip(table.rows, (block.columns, *block.rows), strict=True)):
        _mark(row, "w:cantSplit")
        for at, (cell, text) in enumerate(zip(row.cells, texts, strict=True)):
            paragraph = _fill(cell, text, bold=not number)
            if at in block.numbers:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            if not number:
                _shade(cell, "E8E8E8")
    _after(made)


def _widths(block: Table) -> tuple[float, ...]:
    """Return the width of each column in millimetres: no word is broken, and the longest texts get what is left."""
    columns = [[block.columns[at], *(row[at] for row in block.rows)] for at in range(len(block.columns))]
    words = [
        min(20, max(len(word) for text in texts for word in (text.split() or [""]))) for texts in columns
    ]
    least = [_CELL_MARGINS_MM + _LETTER_MM * longest for longest in words]
    wanted = [
        max(1, min(60, max(map(len, texts))) - word) for texts, word in zip(columns, words, strict=True)
    ]
    left = max(0.0, _WIDTH_MM - sum(least))
    return tuple(width + left * want / sum(wanted) for width, want in zip(least, wanted, strict=True))


def _add_bar(made: Document, bar: Bar) -> None:
    """Draw a bar as a row of cells, each as wide as its part, with the letter that the list below explains."""
    label = made.add_paragraph()
    label.add_run(_line(bar.name)).bold = True
    label.paragraph_format.space_after = Pt(0)
    label.paragraph_format.keep_with_next = True
    tenths = shares([part.number for part in bar.parts], _WIDTH_MM * 10)
    table = _table(made, 1, [width / 10 for width in tenths])
    _close_margins(table)
    _describe(table, _line(in_words((bar,))))
    for cell, part, width in zip(table.rows[0].cells, bar.parts, tenths, strict=True):
        _shade(cell, _FILLS[part.state])
        # Where there is no room for one, a letter would stand across the parts beside it.
        paragraph = _fill(cell, part.letter if width / 10 >= _BAR_LETTER_MM else "")
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        if part.state == 2:
            paragraph.runs[0].font.color.rgb = RGBColor(0xFF, 0xFF, 0xFF)
    _after(made)


def _table(made: Document, rows: int, widths: Sequence[float], style: str | None = "Table Grid") -> Any:
    table = made.add_table(rows, len(widths))
    if style is not None:
        table._tbl.tblStyle_val = _style_id(style)
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
        for cell in column.cells:
            cell.width = Mm(width)
    return table


def _fill(cell: _Cell, text: str, *, bold: bool = False) -> Any:
    paragraph: Any = cell.paragraphs[0]
    paragraph._p.style = _style_id(_CELL_STYLE)
    paragraph.add_run(_text(text)).bold = bold
    return paragraph


def _caption(made: Document, text: str) -> None:
    _paragraph(made, _line(text), "Caption")


def _close_margins(table: Any) -> None:
    """Leave no room beside what stands in cells: a narrow one has none (ECMA-376, part 1, section 17.4.42)."""
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), "0")
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    table._tbl.tblPr.find(qn("w:tblLook")).addprevious(margins)


def _describe(table: Any, text: str) -> None:
    """Say what a table shows, for who cannot see it (ECMA-376, part 1, section 17.4.56)."""
    described = OxmlElement("w:tblDescription")
    described.set(qn("w:val"), text)
    table._tbl.tblPr.append(described)


def _after(made: Document) -> None:
    """Leave room: two tables with nothing between them would become one."""
    paragraph = made.add_paragraph()
    paragraph.paragraph_format.space_after = Pt(2)
    paragraph.paragraph_format.line_spacing = Pt(6)


def _mark(row: Any, name: str) -> None:
    """Have a row stand at the top of each page, or whole on one (ECMA-376, part 1, sections 17.4.78 and 17.4.6)."""
    row._tr.get_or_add_trPr().append(OxmlElement(name))


def _shade(cell: Any, fill: str) -> None:
    shading = OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", fill)):
        shading.set(qn(f"w:{name}"), value)
    cell._tc.get_or_add_tcPr().append(shading)


def _text(text: str) -> str:
    return _NO_XML.sub("\ufffd", shown(text))


def _line(text: str) -> str:
    return _NO_XML.sub("\ufffd", shown_line(text))
