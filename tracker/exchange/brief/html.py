"""A brief as one HTML file that asks nobody for anything: no script, no font, no picture from elsewhere.

Every text goes through `_text`. The language of the brief's own words is told; that of quoted texts is not known.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from html import escape

from tracker.exchange.brief.blocks import Block, Code, Facts, Heading, Paragraph, Picture, Quote, Table
from tracker.exchange.brief.picture import KEY, svg
from tracker.text import shown, shown_line

OPENING = '<pre id="tracker-brief">'
CLOSING = "</pre>"
"""The lines around the marked block. In all other text there is no `<` that was not escaped."""
_STYLE = """
:root { color-scheme: light; }
* { box-sizing: border-box; }
body { font: 1rem/1.5 Georgia, "Liberation Serif", "Times New Roman", serif; color: #1a1a1a; background: #fff;
  max-width: 46rem; margin: 0 auto; padding: 1.5rem 1rem; overflow-wrap: break-word; }
h1, h2, h3, h4, table, dl, caption, svg { font-family: "Helvetica Neue", Arial, "Liberation Sans", sans-serif; }
h1 { font-size: 1.7rem; line-height: 1.25; margin: 0 0 1rem; }
h2 { font-size: 1.25rem; margin: 2.2rem 0 .8rem; padding-bottom: .25rem; border-bottom: 1px solid #1a1a1a; }
h3 { font-size: 1.05rem; line-height: 1.35; margin: 1.8rem 0 .6rem; }
h4 { font-size: .9rem; margin: 1rem 0 .4rem; }
.lead { font-size: 1.15rem; font-weight: bold; }
blockquote { margin: 0 0 .8rem; padding: .1rem 0 .1rem .9rem; border-left: 3px solid #767676; white-space: pre-wrap; }
svg { display: block; width: 100%; max-width: 40rem; height: auto; margin: 0 0 1rem; }
dl { display: grid; grid-template-columns: 8rem 1fr; gap: .25rem .8rem; margin: 0 0 .8rem; font-size: .88rem; }
dt { font-weight: bold; }
dd { margin: 0; min-width: 0; white-space: pre-line; }
dd + dd { grid-column: 2; }
table { border-collapse: collapse; width: 100%; font-size: .88rem; margin: 0 0 1rem; }
caption { text-align: left; font-weight: bold; padding: .2rem 0 .4rem; }
th, td { text-align: left; vertical-align: top; padding: .3rem .5rem .3rem 0; border-bottom: 1px solid #b5b5b5; }
thead th { border-bottom: 2px solid #1a1a1a; vertical-align: bottom; }
thead th, .day, tbody .whole { overflow-wrap: normal; }
.day { white-space: nowrap; }
.number { text-align: right; font-variant-numeric: tabular-nums; }
tbody th { font-weight: normal; overflow-wrap: anywhere; }
dd { overflow-wrap: anywhere; }
.wide td { overflow-wrap: anywhere; min-width: 4.5em; }
pre { font: .72rem/1.4 "DejaVu Sans Mono", "Liberation Mono", Consolas, monospace; white-space: pre-wrap;
  overflow-wrap: anywhere; margin: 0 0 1rem; }
@media (max-width: 36rem) {
  dl { grid-template-columns: 1fr; gap: 0; }
  dd + dd { grid-column: 1; }
  dt { margin-top: .4rem; }
  table.wide, .wide tbody, .wide tr, .wide td, .wide th, .wide caption { display: block; width: 100%; }
  .wide thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  .wide tr { padding: .5rem 0; border-bottom: 1px solid #b5b5b5; }
  .wide th, .wide td { border: 0; padding: 0; text-align: left; }
  .wide tbody th { font-weight: bold; }
  .wide td:empty { display: none; }
  .wide td::before { content: attr(data-name) ": "; font-weight: bold; }
  .short { font-size: .75rem; }
}
@media print {
  @page { size: A4; margin: 20mm 18mm; @bottom-right { content: counter(page) " / " counter(pages);
    font: 9pt sans-serif; } }
  body { font-size: 10.5pt; max-width: none; padding: 0; }
  h2.new-page { break-before: page; }
  h1, h2, h3, h4, caption { break-after: avoid; }
  thead { display: table-header-group; }
  tr, svg, dt, .short { break-inside: avoid; }
  tbody tr:first-child { break-before: avoid; }
  blockquote, dd { orphans: 3; widows: 3; }
  section.recommendation { break-inside: avoid; }
  .wide { font-size: 8.5pt; }
  th, td { padding-top: .15rem; padding-bottom: .15rem; }
  svg { max-width: 120mm; }
}
""".strip()
_PARTS = re.compile(r"[\s/-]")
_WHOLE = 20
"""Longest part of the first cell of a row, in characters, that is never broken: one of a reference, say."""
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


def lines(blocks: Iterable[Block]) -> Iterator[str]:
    """Yield the file up to the marked block; a recommendation is a section, from its heading to the next."""
    inside = False
    for number, block in enumerate(blocks):
        if not number:
            yield from _opening(block.text if isinstance(block, Heading) else "Brief")
        if isinstance(block, Heading) and block.level <= 3:
            if inside:
                yield "</section>"
            inside = block.level == 3
            if inside:
                yield '<section class="recommendation">'
        yield from _block(block)
    if inside:
        yield "</section>"


def marked(figures: Sequence[str]) -> Iterator[str]:
    """Yield the marked block and the end of the file."""
    yield from (OPENING, *map(escape, figures), CLOSING, "</body>", "</html>")


def _opening(title: str) -> Iterator[str]:
    yield "<!DOCTYPE html>"
    yield '<html lang="en">'
    yield "<head>"
    yield '<meta charset="utf-8">'
    yield f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f"<title>{_text(title)}</title>"
    yield f"<style>\n{_STYLE}\n</style>"
    yield "</head>"
    yield "<body>"


def _block(block: Block) -> Iterator[str]:
    match block:
        case Heading(level, text, new_page):
            yield f"<h{level}{_class('new-page' if new_page else '')}>{_text(text)}</h{level}>"
        case Paragraph(text, lead):
            yield f"<p{_class('lead' if lead else '')}>{_text(text)}</p>"
        case Quote(text):
            yield f'<blockquote lang="" dir="auto">{_broken(text)}</blockquote>'
        case Facts(rows):
            yield "<dl>"
            for name, told in rows:
                yield f"<dt>{_text(name)}</dt>{''.join(f'<dd>{_broken(line)}</dd>' for line in told)}"
            yield "</dl>"
        case Table():
            yield from _table(block)
        case Picture():
            yield from svg(block)
            yield f"<p>{KEY}</p>"
        case Code(text):
            yield f"<pre><code>{_broken(text)}</code></pre>"


def _table(table: Table) -> Iterator[str]:
    # Where it is narrow a wide one becomes a list, each cell with the name of its column.
    yield f'<table class="{"short" if table.short else "wide"}">'
    yield f"<caption>{_text(table.caption)}</caption>"
    head = "".join(
        f'<th scope="col"{_number(at, table)}>{_text(column)}</th>' for at, column in enumerate(table.columns)
    )
    yield f"<thead><tr>{head}</tr></thead>"
    yield "<tbody>"
    for first, *rest in table.rows:
        cells = "".join(
            f'<td data-name="{_text(table.columns[at])}"{_number(at, table, cell)} dir="auto">{_text(cell)}</td>'
            for at, cell in enumerate(rest, 1)
        )
        # A number that is broken reads as another one.
        look = _class("whole") if max(map(len, _PARTS.split(first))) <= _WHOLE else _number(0, table, first)
        told = _text(first).replace("/", "/<wbr>")
        yield f'<tr><th scope="row"{look} dir="auto">{told}</th>{cells}</tr>'
    yield "</tbody>"
    yield "</table>"


def _number(at: int, table: Table, cell: str = "") -> str:
    return _class("number" if at in table.numbers else "day" if _DAY.fullmatch(cell) else "")


def _class(name: str) -> str:
    return f' class="{name}"' if name else ""


def _text(text: str) -> str:
    return escape(shown_line(text))


def _broken(text: str) -> str:
    return escape(shown(text))
