"""Briefs for tests: making one, and what stands in it, whichever format it has."""

import sqlite3
from io import StringIO
from pathlib import Path
from typing import NamedTuple

import docx
import lxml.html
from docx.table import Table
from markdown_it import MarkdownIt

from tracker.exchange.brief import brief_file, contents, states
from tracker.exchange.brief.docx import OPENING, STYLE

DAY = "2026-11-24"
_OF_THE_PICTURE = ("Dark:", "Review (ours)")
ENDS = (".md", ".html", ".docx")


def brief_of(connection: sqlite3.Connection, line: str = "", **scope: object) -> contents.Brief:
    """Return the head of a brief, days counted to one that stays."""
    made = states.scope_of(connection, line, "amy")
    return contents.read(connection, made._replace(**{"day": DAY, **scope}))  # type: ignore[arg-type]


def written(path: Path, brief: contents.Brief, connection: sqlite3.Connection) -> Path:
    """Write a brief, in the format that the name ends in."""
    brief_file.write(connection, connection, brief, path, replace=True)
    return path


class Shown(NamedTuple):
    """What a reader sees of a brief, white space aside: headings, verbatim texts, rows of tables, facts, paragraphs."""

    headings: list[str]
    quotes: list[str]
    rows: list[list[str]]
    facts: list[list[str]]
    paragraphs: list[str]


def shown_in(path: Path) -> Shown:
    """Return what a reader sees of a brief, but for the picture, the statements and the marked block."""
    if path.suffix == ".docx":
        return _in_document(path)
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".md":
        return _in_markdown(text)
    return _in_page(lxml.html.parse(StringIO(text)).getroot())


def _plain(text: str) -> str:
    return " ".join(text.split())


def _text(element: lxml.html.HtmlElement) -> str:
    for broken in element.iter("br"):
        broken.tail = f"\n{broken.tail or ''}"
    return _plain(element.text_content())


def _of(page: lxml.html.HtmlElement, *names: str) -> list[str]:
    return [_text(each) for each in page.iter(*names)]


def _rows(page: lxml.html.HtmlElement) -> list[list[str]]:
    return [_of(row, "th", "td") for row in page.iter("tr")]


def _in_page(page: lxml.html.HtmlElement) -> Shown:
    for picture in page.xpath("//*[local-name() = 'svg'] | //pre | //p[starts-with(., 'Dark:')]"):
        picture.drop_tree()
    facts = []
    for each in page.iter("dt", "dd"):
        facts.append([_text(each)]) if each.tag == "dt" else facts[-1].append(_text(each))
    return Shown(
        _of(page, "h1", "h2", "h3", "h4"),
        _of(page, "blockquote"),
        _rows(page),
        facts,
        _of(page, "p", "caption"),
    )


def _in_markdown(text: str) -> Shown:
    page = lxml.html.document_fromstring(MarkdownIt("commonmark").enable("table").render(text))
    for code in page.xpath("//pre"):
        code.drop_tree()
    facts = []
    for item in page.xpath("//ul[not(ancestor::li)]/li"):
        inner = [_text(each) for each in item.xpath("./ul/li")]
        for each in item.xpath("./ul"):
            each.drop_tree()
        name, _, told = _text(item).partition(": ")
        facts.append([name, told, *inner])
    paragraphs = [
        _text(each) for each in page.iter("p") if not each.xpath("ancestor::blockquote | ancestor::li")
    ]
    quotes = _of(page, "blockquote")
    return Shown(_of(page, "h1", "h2", "h3", "h4"), quotes, _rows(page), facts, paragraphs)


def _in_document(path: Path) -> Shown:
    found = Shown([], [], [], [], [])
    for part in docx.Document(str(path)).iter_inner_content():
        if isinstance(part, Table):
            if part._tbl.tblPr.find(f"{{{part._tbl.nsmap['w']}}}tblDescription") is not None:
                # What a bar is of stands above it.
                found.paragraphs.pop()
                continue
            rows = [[_plain(c.text) for c in row.cells] for row in part.rows]
            if part.style is not None and part.style.name == "Table Grid":
                found.rows.extend(rows)
            else:
                found.facts.extend([a.text, *(_plain(p.text) for p in b.paragraphs)] for a, b in _pairs(part))
            continue
        style = str(part.style.name)
        if part.text == OPENING and style == STYLE:
            break
        if style.startswith(("Heading", "Title")):
            found.headings.append(_plain(part.text))
        elif style == "Quote":
            found.quotes.append(_plain(part.text))
        elif (
            part.text.strip() and style in ("Normal", "Caption") and not part.text.startswith(_OF_THE_PICTURE)
        ):
            found.paragraphs.append(_plain(part.text))
    return found


def _pairs(table: Table) -> list[tuple]:
    return [tuple(row.cells) for row in table.rows]
