"""Rows as aligned columns or plain text: the one door from the database to a terminal.

Other programs write into the file: whatever comes out of it goes through `shown` here, so that no terminal
acts on it.
"""

import os
import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple, TextIO

from tracker import labels
from tracker.errors import Conflict, QueryError, TrackerError
from tracker.text import shown, shown_line

_CUT = "…"
_GAP = "  "
_READABLE = 100
"""Running text is wrapped at this many cells even where the terminal is wider."""
_ONE_CELL_EACH = re.compile(
    r"[ -~\u00a0-\u02ff\u2010-\u2027\u2030-\u205e\u2190-\u22ff\u2500-\u25fc\u2713-\u2718]*"
)
"""Latin letters, dashes, quotes, arrows and the signs of the statuses: each takes a cell, so nobody need be asked."""
_STYLES = {"bold": "1", "dim": "2", "red": "31"}


class Look(NamedTuple):
    """How a stream is written to: `width` in cells of the terminal, None where it is none; nothing is cut
    then and nothing wrapped.
    """

    width: int | None = None
    colour: bool = False

    def styled(self, text: str, style: str) -> str:
        """Return the text in bold, dim or red, or as it is where colours are not wanted."""
        return f"\x1b[{_STYLES[style]}m{text}\x1b[0m" if self.colour else text


def look(stream: TextIO, environment: Mapping[str, str] = os.environ) -> Look:
    """Return how to write to a stream; a NO_COLOR that is not empty takes colours away (no-color.org)."""
    if not stream.isatty():
        return Look()
    import shutil  # here, since it brings every compressor along

    plain = bool(environment.get("NO_COLOR")) or environment.get("TERM") == "dumb"
    return Look(shutil.get_terminal_size().columns, not plain)


def print_line(text: str) -> None:
    """Write a line to standard output; what comes from the database was made safe by its caller."""
    sys.stdout.write(text + "\n")


def print_lines(lines: Iterable[str]) -> None:
    """Write lines to standard output as they come."""
    for line in lines:
        print_line(line)


def print_message(text: str) -> None:
    """Write what is about the work, not its result, to standard error, each line safe to show."""
    sys.stderr.write("\n".join(line.rstrip() for line in shown(text).split("\n")) + "\n")
    sys.stderr.flush()


def print_error(error: TrackerError) -> None:
    """Write an error to standard error: what is wrong, what to do, and after a conflict what is there now."""
    sys.stderr.write(look(sys.stderr).styled("Error:", "red") + " ")
    print_message(str(error))
    if isinstance(error, Conflict) and error.theirs is not None:
        print_message("It is now:\n" + "\n".join(f"  {line}" for line in error.theirs.split("\n")))


def marked_fault(line: str, error: QueryError, width: int | None = None) -> str:
    """Return the query line with a mark below the place that the error is about."""
    line = shown_line(line)
    first = 0
    if width is not None and cells(line) >= width:
        # A wrapped line would part the mark from its place.
        first = max(0, error.start - width // 2)
        line = cut(line[first:], width - 1)
    before, marked = line[: error.start - first], line[error.start - first : error.end - first]
    return f"{line}\n{' ' * cells(before)}{'^' * max(1, cells(marked))}"


def cells(text: str) -> int:
    """Return how many cells of a terminal the text takes."""
    if text.isascii() or _ONE_CELL_EACH.fullmatch(text):
        return len(text)
    from rich.cells import cell_len

    return cell_len(text)


def cut(text: str, width: int) -> str:
    """Return the text in at most `width` cells; where something is left out it ends in `…`."""
    if cells(text) <= width:
        return text
    if text.isascii() or _ONE_CELL_EACH.fullmatch(text):
        return text[: width - 1] + _CUT
    from rich.cells import set_cell_size

    return set_cell_size(text, width - 1) + _CUT


def table(
    columns: Sequence[str], rows: Iterable[Sequence[Any]], look: Look, *, whole_first: bool = False
) -> Iterator[str]:
    """Yield the rows as lines: columns with a head, cut to the terminal, or tab-separated and whole.

    `whole_first`: the first column has what commands take, and stays whole as long as it is no wider than half.
    """
    lines = ([_text(cell) for cell in row] for row in rows)
    if look.width is None:
        yield from map("\t".join, lines)
        return
    held = [list(columns), *lines]
    natural = [max(map(cells, column)) for column in zip(*held, strict=True)]
    room = look.width - len(_GAP) * (len(columns) - 1)
    first = [min(natural[0], room // 2)] if whole_first else []
    widths = first + _fitted(natural[len(first) :], room - sum(first))
    for number, line in enumerate(held):
        parts = [cut(cell, width) for cell, width in zip(line, widths, strict=True)]
        padded = [part + " " * (width - cells(part)) for part, width in zip(parts, widths, strict=True)]
        text = _GAP.join(padded).rstrip()
        yield text if number else look.styled(text, "dim")


def _text(value: Any) -> str:
    return "" if value is None else shown_line(str(value))


def _fitted(natural: Sequence[int], room: int) -> list[int]:
    """Return the widths that fit: the widest column gives way first, so that short ones stay whole."""
    widths = [min(width, max(room, 1)) for width in natural]
    while sum(widths) > room and max(widths) > 1:
        widths[widths.index(max(widths))] -= 1
    return widths


def wrapped(text: str, look: Look, indent: str = "") -> Iterator[str]:
    """Yield the text as lines that begin with the indent, its own line breaks kept, safe to show."""
    width = None if look.width is None else min(look.width, _READABLE) - len(indent)
    for paragraph in shown(text).split("\n"):
        for line in [paragraph] if width is None else broken(paragraph, width):
            yield (indent + line).rstrip()


def broken(paragraph: str, width: int) -> Iterator[str]:
    """Yield a text on one line as lines of at most `width` cells, parted at blanks where that can be."""
    # textwrap counts characters, and a wide one takes two cells.
    line = ""
    for word in paragraph.split(" "):
        if line and cells(line) + 1 + cells(word) > width:
            yield line
            line = word
        else:
            line = f"{line} {word}" if line else word
    yield line


def local_time(utc: str, look: Look) -> str:
    """Return a time of the database as its reader's clock has it on a terminal, else as it is: UTC."""
    return shown_line(utc if look.width is None else labels.time_label(utc, datetime.now(UTC)))
