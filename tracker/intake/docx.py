"""DOCX files as lines, through python-docx: paragraphs, those in tables too, with the numbers that Word counts.

The numbers of a list stand nowhere as text: they follow from the styles and the numbering part
(ECMA-376 part 1, section 17.9).
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from importlib.metadata import version
from io import BytesIO
from typing import Any, NamedTuple
from zipfile import BadZipFile, ZipFile

import docx
from lxml import etree

from tracker.intake.characters import readable
from tracker.intake.document import Cell, Document, Line, Unreadable
from tracker.intake.markers import counted
from tracker.text import shown_line

PART_LIMIT = 64 * 2**20
"""Largest part of XML that is unpacked, in bytes; all parts together may have four times as much."""
ELEMENT_LIMIT = 3_000_000
"""The most elements of a part: each takes some 150 bytes once it is read. A thousand pages have a million."""
_OLE = b"\xd0\xcf\x11\xe0"
"""What an encrypted DOCX begins with, and an old DOC."""
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_VAL = f"{_W}val"
_HEADING = re.compile(r"(?:heading|title|subtitle|überschrift|titre)\s*\d*", re.IGNORECASE)
_TWIPS = 20.0
"""Twentieths of a point."""
_SKIPPED = {
    f"{_W}{name}" for name in ("del", "moveFrom", "instrText", "footnoteReference", "endnoteReference", "pPr")
}
"""What is not, or no longer, part of the text."""


def read_docx(raw: bytes, name: str) -> Document:
    """Read the text of a DOCX; raises Unreadable for one that is broken, encrypted, or larger than it may be."""
    with opened(raw, name) as document:
        lines = tuple(_Reading(document).lines())
        title = " ".join(readable(document.core_properties.title or "").split())
    return Document(name, sha256(raw).hexdigest(), f"python-docx {version('python-docx')}", title, lines)


@contextmanager
def opened(raw: bytes, name: str) -> Iterator[Any]:
    """Give a DOCX as python-docx has it; raises Unreadable as `read_docx`, for what is met while it is read, too."""
    called = shown_line(name)
    if raw.startswith(_OLE):
        raise Unreadable(f"{called} is encrypted, or an old DOC.", "Save a copy as DOCX without a password.")
    broken = Unreadable(
        f"{called} cannot be read as a DOCX.", "Open it in a word processor and save it again."
    )
    try:
        _unpacked_is_small(raw, called)
        yield docx.Document(BytesIO(raw))
    except Unreadable:
        raise
    except (
        BadZipFile,
        KeyError,
        ValueError,
        AttributeError,
        IndexError,
        OSError,
        NotImplementedError,
    ) as error:
        raise broken from error
    except (etree.LxmlError, docx.exceptions.PythonDocxError, RuntimeError, EOFError, TypeError) as error:
        raise broken from error
    except Exception as error:
        # zlib.error and struct.error have no family in common.
        if type(error).__module__ in ("zlib", "struct"):
            raise broken from error
        raise


def _unpacked_is_small(raw: bytes, called: str) -> None:
    """Refuse what would take too much memory: a small file may unpack into any size."""
    remedy = "Save the pages that matter as a document of their own."
    with ZipFile(BytesIO(raw)) as archive:
        parts = archive.infolist()
        # zipfile unpacks no more of a part than it says here.
        if sum(part.file_size for part in parts) > 4 * PART_LIMIT:
            raise Unreadable(f"{called} unpacks into more than {4 * PART_LIMIT // 2**20} MB.", remedy)
        for part in parts:
            if not part.filename.endswith((".xml", ".rels")):
                continue
            if part.file_size > PART_LIMIT or archive.read(part).count(b"<") > 2 * ELEMENT_LIMIT:
                raise Unreadable(f"{called} has more text than {PART_LIMIT // 2**20} MB.", remedy)


class _Level(NamedTuple):
    """A level of a list."""

    start: int
    kind: str
    text: str
    """With `%1` where the number of level 1 goes."""


class _Style(NamedTuple):
    heading: bool
    emphasised: bool
    numbering: tuple[str | None, int | None]
    indent: float | None


class _Reading:
    """A document being read: what its styles say, and how far each of its lists has counted."""

    def __init__(self, opened: Any) -> None:
        self._body = opened.element.body
        self._styles = {
            each.get(f"{_W}styleId"): each for each in opened.styles.element.findall(f"{_W}style")
        }
        self._default = next(
            (
                style
                for style, each in self._styles.items()
                if each.get(f"{_W}default") == "1" and each.get(f"{_W}type") == "paragraph"
            ),
            None,
        )
        self._known: dict[str | None, _Style] = {}
        self._lists = dict(_lists(opened))
        self._counts: dict[str, list[int]] = {}
        self._number = 0
        self._table = -1

    def lines(self) -> Iterator[Line]:
        """Yield a line for each paragraph, and for each break inside one."""
        yield from self._block(self._body, None)

    def _block(self, block: Any, cell: Cell | None) -> Iterator[Line]:
        for child in block:
            if child.tag == f"{_W}p":
                yield from self._paragraph(child, cell)
            elif child.tag == f"{_W}tbl":
                yield from self._rows(child)
            elif child.tag in (f"{_W}sdt", f"{_W}sdtContent", f"{_W}ins", f"{_W}moveTo", f"{_W}customXml"):
                yield from self._block(child, cell)

    def _rows(self, table: Any) -> Iterator[Line]:
        self._table += 1
        here = self._table
        for row, each in enumerate(table.iter(f"{_W}tr")):
            if next(each.iterancestors(f"{_W}tbl")) is not table:
                continue  # The table inside a cell comes with that cell.
            for column, cell in enumerate(each.iterchildren(f"{_W}tc", f"{_W}sdt")):
                yield from self._block(cell, Cell(here, row, column))

    def _paragraph(self, paragraph: Any, cell: Cell | None) -> Iterator[Line]:
        properties = paragraph.find(f"{_W}pPr")
        style = self._style(_value(properties, "pStyle") or self._default)
        marker = self._marker(properties, style)
        indent = _indent(properties)
        printed, emphasised = _text(paragraph, style.emphasised)
        heading = style.heading or _value(properties, "outlineLvl") is not None
        for at, each in enumerate(printed.split("\n")):
            self._number += 1
            text = readable(each).strip()
            yield Line(
                self._number,
                text,
                indent=indent if indent is not None else style.indent or 0.0,
                gap=1.0 + (at == 0),
                heading=heading and bool(text),
                emphasised=emphasised,
                paragraph=at == 0,
                marker=marker if at == 0 else "",
                cell=cell,
            )

    def _style(self, name: str | None, depth: int = 0) -> _Style:
        """Return what a style says, with what it inherits; a style that is based on itself ends somewhere."""
        if name in self._known:
            return self._known[name]
        element = self._styles.get(name)
        if element is None or depth > 20:
            return _Style(False, False, (None, None), None)
        base = self._style(_value(element, "basedOn"), depth + 1)
        properties, run = element.find(f"{_W}pPr"), element.find(f"{_W}rPr")
        own = _numbering(properties)
        title = _value(element, "name") or ""
        indent = _indent(properties)
        found = _Style(
            heading=base.heading
            or bool(_HEADING.fullmatch(title))
            or _value(properties, "outlineLvl") is not None,
            emphasised=_is_emphasised(run, base.emphasised),
            numbering=(own[0] or base.numbering[0], own[1] if own[1] is not None else base.numbering[1]),
            indent=indent if indent is not None else base.indent,
        )
        self._known[name] = found
        return found

    def _marker(self, properties: Any, style: _Style) -> str:
        """Return the number that Word prints before a paragraph, and count on; empty where it has none."""
        own = _numbering(properties)
        list_id = own[0] if own[0] is not None else style.numbering[0]
        level = own[1] if own[1] is not None else style.numbering[1] or 0
        kind = self._lists.get(list_id or "")
        if kind is None or list_id == "0" or level not in kind[1]:
            return ""
        name, levels = kind
        counts = self._counts.setdefault(name, [])
        while len(counts) <= level:
            counts.append(levels[len(counts)].start - 1 if len(counts) in levels else 0)
        counts[level] += 1
        del counts[level + 1 :]
        if levels[level].kind in ("bullet", "none"):
            return "•" if levels[level].kind == "bullet" else ""
        text = levels[level].text

        def printed(match: re.Match[str]) -> str:
            at = int(match[1]) - 1
            if at > level or at not in levels:
                return ""
            count = counts[at] if counts[at] >= levels[at].start else levels[at].start
            return counted(count, levels[at].kind)

        return re.sub(r"%(\d)", printed, text).strip()


def _lists(opened: Any) -> Iterator[tuple[str, tuple[str, dict[int, _Level]]]]:
    """Yield each list as its number, with the name that it counts under and its levels."""
    try:
        numbering = opened.part.numbering_part.element
    except (NotImplementedError, KeyError):
        return
    abstract: dict[str | None, dict[int, _Level]] = {}
    for each in numbering.findall(f"{_W}abstractNum"):
        abstract[each.get(f"{_W}abstractNumId")] = {
            int(level.get(f"{_W}ilvl", "0")): _Level(
                int(_value(level, "start") or "1"),
                _value(level, "numFmt") or "decimal",
                _value(level, "lvlText") or "",
            )
            for level in each.findall(f"{_W}lvl")
        }
    for each in numbering.findall(f"{_W}num"):
        number = each.get(f"{_W}numId")
        base = _value(each, "abstractNumId")
        levels = dict(abstract.get(base, {}))
        restarts = False
        for override in each.findall(f"{_W}lvlOverride"):
            start = _value(override, "startOverride")
            at = int(override.get(f"{_W}ilvl", "0"))
            if start is not None and at in levels:
                levels[at] = levels[at]._replace(start=int(start))
                restarts = True
        yield number, (f"n{number}" if restarts else f"a{base}", levels)


def _value(element: Any, name: str) -> str | None:
    """Return the value of a child, None where there is no such child."""
    child = None if element is None else element.find(f"{_W}{name}")
    value = None if child is None else child.get(_VAL)
    return None if value is None else str(value)


def _numbering(properties: Any) -> tuple[str | None, int | None]:
    element = None if properties is None else properties.find(f"{_W}numPr")
    level = _value(element, "ilvl")
    return _value(element, "numId"), None if level is None else int(level)


def _indent(properties: Any) -> float | None:
    element = None if properties is None else properties.find(f"{_W}ind")
    if element is None:
        return None
    left = element.get(f"{_W}left") or element.get(f"{_W}start")
    return None if left is None else float(left) / _TWIPS


def _is_emphasised(run: Any, inherited: bool) -> bool:
    for name in ("b", "i"):
        element = None if run is None else run.find(f"{_W}{name}")
        if element is not None:
            if element.get(_VAL, "1") not in ("0", "false", "off"):
                return True
            inherited = False
    return inherited


def _text(paragraph: Any, emphasised: bool) -> tuple[str, bool]:
    """Return what a paragraph prints, U+000A where it breaks, and whether most of it is in italics or bold."""
    parts: list[str] = []
    strong = 0
    waiting = [(child, emphasised) for child in reversed(paragraph)]
    while waiting:
        element, inside = waiting.pop()
        if not isinstance(element.tag, str) or element.tag in _SKIPPED or not element.tag.startswith(_W):
            continue
        match element.tag.removeprefix(_W):
            case "t":
                text = (element.text or "").replace("\n", " ")
                parts.append(text)
                strong += len(text) * inside
            case "tab":
                parts.append("\t")
            case "br" | "cr":
                parts.append("\n" if element.get(f"{_W}type", "textWrapping") == "textWrapping" else " ")
            case "noBreakHyphen":
                parts.append("-")
            case "r":
                run = element.find(f"{_W}rPr")
                if (
                    _value(run, "vertAlign") == "superscript"
                    and (element.findtext(f"{_W}t") or "").strip().isdigit()
                ):
                    continue  # The mark of a footnote that was typed.
                if run is not None and run.find(f"{_W}vanish") is not None:
                    continue
                inside = _is_emphasised(run, inside)
                waiting += [(child, inside) for child in reversed(element) if child.tag != f"{_W}rPr"]
            case _:
                waiting += [(child, inside) for child in reversed(element)]
    whole = "".join(parts)
    return whole, strong * 2 > len(whole.replace("\n", ""))
