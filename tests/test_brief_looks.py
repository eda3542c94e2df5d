"""A brief as an office opens it: in a browser, narrow and wide and on paper, and in a word processor."""

import base64
import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pypdfium2
import pytest

from tests.briefs import brief_of, shown_in, written
from tests.chromium import tab
from tests.office import OFFICE_SECONDS, office
from tracker.database import file
from tracker.exchange.brief import verification


@pytest.fixture
def briefs(followed: Path, tmp_path: Path) -> Path:
    """A folder with a brief as HTML and as DOCX, with words in it that no line has room for."""
    with closing(sqlite3.connect(followed)) as connection, connection:
        for table, column in (
            ("recommendation", "title"),
            ("actor", "name"),
            ("source", "name"),
            ("note", "body"),
        ):
            connection.execute(f"UPDATE {table} SET {column} = {column} || ?", ("W" * 150,))
    with closing(file.connect(followed)) as connection:
        brief = brief_of(connection, notes="all", since="2026-01-01")
        for end in (".html", ".docx"):
            written(tmp_path / f"brief{end}", brief, connection)
    return tmp_path


def pages_of(pdf: Path | bytes) -> list[str]:
    with closing(pypdfium2.PdfDocument(pdf)) as document:
        return [page.get_textpage().get_text_bounded() for page in document]


async def test_a_page_fits_a_telephone_and_paper_and_asks_nobody(briefs: Path):
    async with tab(briefs / "browser", (briefs / "brief.html").as_uri()) as page:
        await page.page_has("document.readyState === 'complete' && document.querySelector('h1') !== null")
        for width in (1280, 400):
            await page.tell(
                "Emulation.setDeviceMetricsOverride",
                width=width,
                height=900,
                deviceScaleFactor=1,
                mobile=False,
            )
            wide = "Math.max(...[...document.querySelectorAll('body *')].map(e => e.getBoundingClientRect().right))"
            assert await page.value("document.documentElement.scrollWidth") <= width
            assert await page.value(wide) <= width, width
        printed = await page.tell("Page.printToPDF", preferCSSPageSize=True)
        assert [address for address in page.asked_for if not address.startswith("file:")] == []
        assert not page.faults
    sheets = pages_of(base64.b64decode(printed["data"]))
    for heading in ("What became of 2 reports", "The recommendations", "How to run each figure again"):
        assert any(re.match(rf"\d+ / {len(sheets)}\s+{heading}", sheet) for sheet in sheets), heading


@pytest.mark.timeout(2 * OFFICE_SECONDS)
def test_a_word_processor_opens_a_document_and_what_it_saves_is_verified(briefs: Path, followed: Path):
    sheets = pages_of(office(briefs, "brief.docx", "pdf"))
    text = " ".join(" ".join(sheets).split())
    assert sheets[0].startswith("What became of 2 reports")
    assert "Pakistan should set up an Indus Fund with the United Nations." in text
    saved = office(briefs, "brief.docx", "docx")
    there, then = shown_in(saved), shown_in(briefs / "brief.docx")
    assert (there.headings, there.quotes) == (then.headings, then.quotes)
    with closing(file.connect(followed)) as connection:
        verified = verification.verify(connection, saved)
    assert verified.untouched and all(each.held_then for each in verified.checked)
