"""Text and Markdown files as lines."""

import re
from hashlib import sha256
from statistics import median

from tracker.intake.characters import readable
from tracker.intake.document import Cell, Document, Line, Unreadable, suffix_of
from tracker.intake.pages import parted
from tracker.text import shown_line

READER = "text 1"
"""The version goes up when lines or characters come out otherwise."""
MARKDOWN_READER = "markdown 1"

_HEADING = re.compile(r"(#{1,6})\s+(.*?)\s*#*$")
_UNDERLINE = re.compile(r"=+|-{2,}")
_BLOCK = re.compile(r"(?:[-*+•]|\d{1,9}\\?[.)]|\(?[a-z]{1,4}\))\s|>|\|")
"""What begins a block of its own in Markdown without a blank line before it."""
_QUOTED = re.compile(r"(?:>\s?)+")
_NUMBER = re.compile(r"(\d{1,9})([.)])\s")
_EMPHASIS = re.compile(r"(\*{1,3}|\b_{1,3})(?=\S)(.+?)(?<=\S)\1")
_MARKS = re.compile(
    r"(\*{1,3}(?=\S)|(?<=\S)\*{1,3}|(?<!\w)_{1,3}(?=\S)|(?<=\S)_{1,3}(?!\w)|`|~~|</?(?:u|b|i|em|strong|br ?/?)>)"
)
_LINK = re.compile(r"!?\[([^\[\]]*)\]\([^)\s]*(?:\s+\"[^\"]*\")?\)")
_ESCAPED = re.compile(r"\\([\\`*_{}\[\]()#+\-.!|>~])")
_FOOTNOTE = re.compile(r"\[\^[^\]\s]+\](?!:)|\[footnote \d+\]|<sup>.{0,40}?</sup>", re.IGNORECASE)
_LOOKED_AT = 4_000
"""So many characters of a line say whether it is emphasised."""
_RULE = re.compile(r"(?:[-*_]\s*){3,}")
_ENDS = re.compile(r"[.;:!?]\W*$")


def read_plain(raw: bytes, name: str) -> Document:
    """Read text or Markdown; a form feed begins a page. Raises Unreadable for what is no text."""
    text = _decoded(raw, name)
    printed = text.removesuffix("\n").split("\n")
    if suffix_of(name) == ".md":
        lines, title = _markdown(printed)
        return Document(name, sha256(raw).hexdigest(), MARKDOWN_READER, title, lines)
    lines, dropped = parted(_text(printed, paged="\f" in text))
    return Document(name, sha256(raw).hexdigest(), READER, "", lines, dropped)


def _text(printed: list[str], *, paged: bool) -> list[Line]:
    """Return the lines of a text; where a blank one follows nearly every line, it parts no paragraphs."""
    lines: list[Line] = []
    page = 1
    gap = top = 0.0
    for number, each in enumerate(printed, 1):
        page += each.count("\f")
        if "\f" in each:
            gap, top = -1.0, -1.0
        shown = each.replace("\f", "").rstrip().expandtabs()
        inner = readable(shown.strip())
        gap += 1
        top += 1
        indent = len(shown) - len(shown.lstrip())
        lines.append(
            Line(
                number,
                inner,
                page if paged else None,
                indent=indent,
                right=len(shown),
                gap=gap if inner else 0.0,
                top=top if paged else 0.0,
            )
        )
        if inner:
            gap = 0.0
    written = [line for line in lines if line.text]
    gaps = [line.gap for line in written if line.gap > 0]
    wrapped = sum(not _ENDS.search(line.text[-40:]) for line in written) * 2 > len(written)
    spacing = median(gaps) if gaps and wrapped else 1.0
    return [line._replace(gap=line.gap / spacing) for line in lines]


def _markdown(printed: list[str]) -> tuple[tuple[Line, ...], str]:
    lines: list[Line] = []
    title = ""
    blank = True
    fenced = False
    table = row = -1
    ones: dict[int, int] = {}
    for number, each in enumerate(printed, 1):
        shown = each.rstrip().expandtabs(4)
        inner = shown.strip()
        if inner.startswith(("```", "~~~")):
            fenced = not fenced
            inner = ""
        indent = len(shown) - len(shown.lstrip())
        inner = _QUOTED.sub("", inner, count=1) if _QUOTED.match(inner) else inner
        heading = None if fenced else _HEADING.fullmatch(inner)
        under = printed[number].strip() if number < len(printed) else ""
        underlined = bool(inner and blank and _UNDERLINE.fullmatch(under))
        if _RULE.fullmatch(inner) or (lines and lines[-1].heading and _UNDERLINE.fullmatch(inner)):
            inner = ""
        begins = blank or bool(heading) or (bool(lines) and lines[-1].heading) or bool(_BLOCK.match(inner))
        text = heading[2] if heading else inner
        if heading or (blank and not indent and text and not _NUMBER.match(text)):
            ones.clear()
        marker, text = _counted(text, indent, ones)
        text = _without_marks(text)
        lines.append(
            Line(
                number,
                text,
                indent=indent,
                gap=1.0 + blank if text else 0.0,
                heading=bool(heading) or underlined,
                emphasised=not heading and _is_emphasised(inner),
                paragraph=begins and bool(text),
                marker=marker,
            )
        )
        if cells := _cells(inner):
            row = row + 1 if lines[:-1] and lines[-2].cell else 0
            table += row == 0
            held = lines.pop()
            places = (Cell(table, row, column) for column in range(len(cells)))
            lines += [
                held._replace(text=_without_marks(each), cell=place)
                for each, place in zip(cells, places, strict=True)
            ]
        blank = not text
        title = title or (text if heading or underlined else "")
    return tuple(lines), title


def _cells(inner: str) -> list[str]:
    """Return the cells of a row of a table; none where a line is no row, or the rule below the head."""
    if not (inner.startswith("|") and inner.endswith("|") and len(inner) > 2) or not set(inner) - set("|-: "):
        return []
    return [each.strip() for each in re.split(r"(?<!\\)\|", inner[1:-1])]


def _counted(text: str, indent: int, ones: dict[int, int]) -> tuple[str, str]:
    """Return the number of an item that is written as 1 again and counted when shown, and its text.

    The number is empty where what is written counts (CommonMark, section 5.3: only the first number of a list does).
    `ones` has how many items of each indent were written as 1 so far.
    """
    match = _NUMBER.match(text)
    if match is None:
        return "", text
    if int(match[1]) != 1:
        ones.pop(indent, None)
        return "", text
    ones[indent] = ones.get(indent, 0) + 1
    if ones[indent] == 1:
        return "", text
    return f"{ones[indent]}{match[2]}", text[match.end() :]


def _is_emphasised(inner: str) -> bool:
    return 2 * sum(len(match[2]) for match in _EMPHASIS.finditer(inner[:_LOOKED_AT])) > min(
        len(inner), _LOOKED_AT
    )


def _without_marks(text: str) -> str:
    text = _FOOTNOTE.sub("", text)
    text = _LINK.sub(r"\1", text)
    text = _MARKS.sub("", text)
    return readable(_ESCAPED.sub(r"\1", text)).strip()


def _decoded(raw: bytes, name: str) -> str:
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    else:
        encodings = [] if b"\x00" in raw else ["utf-8-sig", "cp1252", "latin-1"]
    for encoding in encodings:
        try:
            return raw.decode(encoding).replace("\r\n", "\n").replace("\r", "\n")
        except UnicodeDecodeError:
            continue
    raise Unreadable(
        f"{shown_line(name)} is not a text file.", "Save it as text in UTF-8, or name the document itself."
    )
