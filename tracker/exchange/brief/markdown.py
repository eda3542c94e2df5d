"""A brief as Markdown: CommonMark with the tables of GitHub's. Whatever a text holds, it comes out as it is.

CommonMark: spec.commonmark.org/0.31.2; a backslash makes a letter of any ASCII punctuation (section 2.4).
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from tracker.exchange.brief.blocks import (
    Bar,
    Block,
    Code,
    Facts,
    Heading,
    Paragraph,
    Picture,
    Quote,
    Table,
)
from tracker.text import shown, shown_line

OPENING = "```tracker-brief"
CLOSING = "```"
"""The lines around the marked block. No text of others begins a line, so none can be taken for one."""
_CELLS = 50
"""How long a bar is, in characters."""
_SHADES = "░▒█"
_SPECIAL = re.compile(r"([\\`*_\[\]<#|~$]|&(?=#?\w+;))")
_AT_THE_START = re.compile(r"^(?:([-+=>])|(\d{1,9})(?=[.)]))")
"""What begins a list or a quotation, or underlines a heading."""


def lines(blocks: Iterable[Block]) -> Iterator[str]:
    """Yield the lines of these blocks, an empty one behind each block."""
    for block in blocks:
        yield from _block(block)
        yield ""


def marked(figures: Sequence[str]) -> Iterator[str]:
    """Yield the marked block, the last of the file."""
    yield from (OPENING, *figures, CLOSING)


def _block(block: Block) -> Iterator[str]:
    match block:
        case Heading(level, text):
            yield f"{'#' * level} {_line(text)}"
        case Paragraph(text, lead):
            yield f"**{_line(text)}**" if lead else escaped(shown_line(text).strip(), begins=True)
        case Quote(text):
            yield from _quote(text)
        case Facts(rows):
            for name, told in rows:
                first, *rest = told
                yield f"- **{_line(name)}**: {_broken(first, '  ')}"
                yield from (f"  - {_broken(line, '    ')}" for line in rest)
        case Table(caption, columns, rows, numbers):
            yield f"*{_line(caption)}*"
            yield ""
            yield _row([_line(column) for column in columns])
            yield _row(["---:" if at in numbers else "---" for at, _ in enumerate(columns)])
            yield from (_row([_line(cell) for cell in row]) for row in rows)
        case Picture(title, bars):
            yield "```text"
            yield shown_line(title)
            width = max(len(bar.name) for bar in bars)
            yield from (f"{bar.name:<{width}}  {_bar(bar)}" for bar in bars)
            yield "█ done or answered   ▒ begun   ░ not yet; the letters are those of the list below"
            yield "```"
        case Code(text):
            yield from ("```sql", *(shown_line(line) for line in _fenced(text)), "```")


def escaped(text: str, *, begins: bool = False) -> str:
    """Return a text of one line that Markdown shows to the letter; `begins`: a line begins with it."""
    text = _SPECIAL.sub(r"\\\1", text)
    return _AT_THE_START.sub(lambda m: f"\\{m[1]}" if m[1] else f"{m[2]}\\", text) if begins else text


def _line(text: str) -> str:
    # A line break in a cell or a heading would end it.
    return escaped(shown_line(text).strip())


def _broken(text: str, indent: str) -> str:
    """Return a text whose line breaks stay."""
    return f"\\\n{indent}".join(
        escaped(line.strip(), begins=True) or "&nbsp;" for line in shown(text).split("\n")
    )


def _quote(text: str) -> Iterator[str]:
    """Yield a text in a quotation, a line of its own for each; blanks at the start of a line stay, as entities."""
    held = shown(text).split("\n")
    for at, line in enumerate(held):
        start = len(line) - len(line.lstrip(" \t"))
        blanks = line[:start].replace(" ", "&nbsp;").replace("\t", "&emsp;")
        kept = blanks + escaped(line[start:], begins=True).rstrip(" ")
        last = at == len(held) - 1
        yield f"> {kept or '&nbsp;'}" + ("" if last else "\\")


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _bar(bar: Bar) -> str:
    from tracker.labels import shares

    parts = shares([part.number for part in bar.parts], _CELLS)
    return "".join(
        part.letter.ljust(share, _SHADES[part.state])[:share]
        for part, share in zip(bar.parts, parts, strict=True)
    )


def _fenced(text: str) -> Iterator[str]:
    # A statement holds names that others wrote, in quotes: a line of it cannot be taken for the end of the fence.
    for line in text.split("\n"):
        yield f" {line}" if line.lstrip().startswith("```") else line
