"""What is wrong or odd in the rows of a table, told in groups: never a line a row."""

import re
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from tracker.errors import TrackerError
from tracker.seeding.tables import quoted


class Words(NamedTuple):
    """What is said of a group of rows, what to do about it, and whether a load waits for that.

    `{of}` is what the group is about, such as a column; a word such as `{has}` follows the number of rows.
    """

    sentence: str
    remedy: str = ""
    refused: bool = False


WORDS = {
    "ragged": Words(
        "{has} more cells than the header", "put quotes around a cell that holds the separator", True
    ),
    "text": Words("{has} no text", 'to leave them out: [rows] empty_text = "skip"', True),
    "text_skip": Words("{has} no text and {was} left out"),
    "control": Words(
        "{has} a control or bidi character in a text",
        'if the encoding is another, name it: --encoding; if not: [rows] control = "blank" or "skip"',
        True,
    ),
    "control_skip": Words("{has} a control or bidi character and {was} left out"),
    "control_blank": Words(
        "{has} control or bidi characters, for each of which the text has a blank", "the row keeps them"
    ),
    "blanks": Words("{has} blanks at the ends of {its} text"),
    "entity": Words("{has} characters written as HTML entities", "they stay as they are printed"),
    "reference": Words("{has} no reference", 'to count them: reference = "{n}" in [recommendation]', True),
    "bad_reference": Words(
        "{has} a reference with a comma, an invisible character or more than 200 characters",
        "references stand in lists: make it of other columns, or count: {n}",
        True,
    ),
    "repeated": Words(
        "repeat{s} a reference of the report",
        'to leave them out: [rows] repeated_reference = "skip"; to tell them apart: "number"',
        True,
    ),
    "repeated_skip": Words("repeat{s} a reference of the report and {was} left out, as the map says"),
    "repeated_number": Words("repeat{s} a reference of the report and {was} numbered, as the map says"),
    "series": Words("{has} a number outside {its} series", "check whether it is a slip of the source"),
    "twice": Words("print{s} a text that the report already has", "each is a recommendation of its own"),
    "report": Words("{has} nothing in the column of the report"),
    "date": Words(
        "{has} an unreadable date for {of}",
        'say how dates are written: [dates] formats = ["DD/MM/YYYY"]; and what stands for no date: none = ["TBC"]',
        True,
    ),
    "no_date": Words("{has} no date for {of}, as the map says"),
    "future": Words(
        "{has} a date for {of} that lies in the future",
        "check that [dates] has day and month in their order",
        True,
    ),
    "name": Words(
        "{has} something in {of} that cannot be the name of an actor",
        "a name has no comma or line break and at most 200 characters: give separator, nobody or names",
        True,
    ),
    "nobody": Words("name{s} nobody in {of}, as the map says"),
    "code": Words(
        "{has} a word for {of} without a code",
        'give each one in [{of}] codes, or "" to record nothing of it',
        True,
    ),
    "no_code": Words("{has} a word for {of} of which nothing is recorded, as the map says"),
    "assessed": Words(
        "{has} an assessed status without a text",
        'name its column in progress.text, or say basis = "reported"',
        True,
    ),
    "undated": Words("{has} progress without a date", "it counts as of the day the table came in, {of}"),
    "invalid": Words(
        "{has} a value that no field can hold",
        "leave the column out of the map, or say what separates its values: separator",
        True,
    ),
}
_ONE = {"has": "has", "was": "was", "its": "its", "s": "s"}
_MANY = {"has": "have", "was": "were", "its": "their", "s": ""}
_WORD = re.compile(r"\{(has|was|its|s|of)\}")
_ROWS_NAMED = 3
_VALUES_NAMED = 8
_VALUES_HELD = 1_000
_VALUE_SHOWN = 200


class _Group:
    """Rows that have one thing wrong, or odd, in common."""

    def __init__(self, words: Words, of: str) -> None:
        self.words = words
        self._of = of
        self.count = 0
        self._first: list[int] = []
        self._values: Counter[str] = Counter()
        self._last = 0
        self._said: set[str | None] = set()

    def add(self, row: int, value: str | None = None) -> None:
        """Take a row, and the value that is meant; a row counts once, however many fields are made of a cell."""
        if row != self._last:
            self._last = row
            self._said.clear()
            self.count += 1
            if len(self._first) < _ROWS_NAMED:
                self._first.append(row)
        value = None if value is None else value[:_VALUE_SHOWN]
        if value in self._said:
            return
        self._said.add(value)
        if value is not None and (value in self._values or len(self._values) < _VALUES_HELD):
            self._values[value] += 1

    @property
    def sentence(self) -> str:
        """The group in one line: `104 rows have no text (first: 17, 63, 70): ...`."""
        rows = f"{self.count:,} {'row' if self.count == 1 else 'rows'}"
        first = ", ".join(f"{number:,}" for number in self._first)
        where = first if self.count == 1 else f"first: {first}"
        values = ""
        if self._values:
            named = [
                f"{quoted(value)}{f' {count:,} times' if count > 1 else ''}"
                for value, count in self._values.most_common(_VALUES_NAMED)
            ]
            more = len(self._values) - len(named)
            values = f": {', '.join(named)}{f' and {more:,} more' if more else ''}"
        words = {**(_ONE if self.count == 1 else _MANY), "of": self._of}
        sentence, remedy = (
            _WORD.sub(lambda match: words[match[1]], each)
            for each in (self.words.sentence, self.words.remedy)
        )
        return f"{rows} {sentence} ({where}){values}{f'; {remedy}' if remedy else ''}."


class Findings:
    """The groups of a table."""

    def __init__(self) -> None:
        self._groups: dict[tuple[str, str], _Group] = {}
        self.refuses = False
        """Whether a load would have to wait for anything so far."""

    def note(self, key: str, row: int, value: str | None = None, *, of: str = "") -> None:
        """Take a row into a group of `WORDS`, one for each thing that it is `of`, with the value that is meant."""
        group = self._groups.get((key, of))
        if group is None:
            group = self._groups[key, of] = _Group(WORDS[key], of)
            self.refuses = self.refuses or group.words.refused
        group.add(row, value)

    @property
    def refusals(self) -> list[str]:
        """What a load waits for, a sentence each."""
        return [each.sentence for each in self._groups.values() if each.words.refused]

    @property
    def remarks(self) -> list[str]:
        """What is only to be looked at."""
        return [each.sentence for each in self._groups.values() if not each.words.refused]


class TableRefused(TrackerError):
    """A table that cannot be loaded as it stands; each of `findings` is a sentence about a group of rows."""

    def __init__(self, name: str, findings: Sequence[str], remarks: Sequence[str] = ()) -> None:
        lines = [f"{name} cannot be loaded as it stands:", *(f"  {each}" for each in findings)]
        if remarks:
            lines += ["To be looked at, too:", *(f"  {each}" for each in remarks)]
        super().__init__("\n".join(lines), "\nNothing was written.")
        self.findings = tuple(findings)
