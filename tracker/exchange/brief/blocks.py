"""What a brief is made of, whichever format it is written in: headings, texts, tables and pictures, one after another.

Texts are as the database holds them: making them safe to show is each writer's own first step.
"""

from typing import NamedTuple


class Heading(NamedTuple):
    """A heading; the title is of level 1. `new_page`: what is printed begins a page with it."""

    level: int
    text: str
    new_page: bool = False


class Paragraph(NamedTuple):
    """A text of ours. `lead`: the sentence that somebody reads who reads no other."""

    text: str
    lead: bool = False


class Quote(NamedTuple):
    """A text that somebody else wrote, verbatim, line breaks and all."""

    text: str


class Facts(NamedTuple):
    """What is known, by its name: one line or several each, of which a line may hold line breaks of its source."""

    rows: tuple[tuple[str, tuple[str, ...]], ...]


class Table(NamedTuple):
    """Rows below a head; `numbers` are the columns that hold some, by their 0-based place.

    `short`: its cells are, so that it stays a table where there is little room.
    """

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: frozenset[int] = frozenset()
    short: bool = False


class Part(NamedTuple):
    """A part of a bar. `letter` stands in it; `state` is 2 for done, 1 for begun, 0 for not yet."""

    letter: str
    name: str
    number: int
    state: int


class Bar(NamedTuple):
    """One whole, and what it is made of; parts that nothing is in are left out."""

    name: str
    parts: tuple[Part, ...]


class Picture(NamedTuple):
    """Bars of the same length, one below the other. What they show is told below it, too."""

    title: str
    bars: tuple[Bar, ...]


class Code(NamedTuple):
    """A statement to be run, to the letter."""

    text: str


class Figures(NamedTuple):
    """The lines of the marked block that the brief is tried again by: JSON in ASCII. Nothing comes after it."""

    lines: tuple[str, ...]


Block = Heading | Paragraph | Quote | Facts | Table | Picture | Code | Figures
