"""Dates in a query line: `2027-03-01`, `2027-03`, `2027`, `today` or `+6w`, with a comparison before them."""

import re
from calendar import monthrange
from datetime import date
from typing import NamedTuple

TAKEN = "a date such as 2027-03-01, 2027-03, 2027, today or +6w, maybe with <, <=, > or >= before it, or none"
"""What `due:` takes, for a sentence."""

_VALUE = re.compile(
    r"(<=|>=|<|>)?(?:(\d{4})(?:-(\d\d)(?:-(\d\d))?)?|(today)|([+-]\d{1,4})([dwmy]))", re.ASCII
)
_BEGUN = re.compile(r"(?:[<>]=?)?(?:\d{0,3}|\d{4}-\d?|\d{4}-\d\d-\d?|[+-]\d{0,4}|t|to|tod|toda)|n|no|non")
_UNITS = {"d": "day", "w": "week", "m": "month", "y": "year"}
_SIGNS = {"": "on", "<": "before", "<=": "by", ">": "after", ">=": "from"}


class Span(NamedTuple):
    """The days that a value asks about: from `first` to `last`, compared by `sign`, which is empty for within them.

    Both are dates as YYYY-MM-DD; or, where `relative`, what SQLite's date() adds to today
    (sqlite.org/lang_datefunc.html, section 3).
    """

    sign: str
    first: str
    last: str
    relative: bool = False


def span(value: str) -> Span | None:
    """Return the days that a value asks about; None where it is no date."""
    found = _VALUE.fullmatch(value.lower())
    if found is None:
        return None
    sign, year, month, day, today, count, unit = (part or "" for part in found.groups())
    if today or count:
        # SQLite knows no weeks.
        number, noun = (7 * int(count), "day") if unit == "w" else (int(count or 0), _UNITS[unit or "d"])
        modifier = f"{number:+d} {noun}s"
        return Span(sign, modifier, modifier, relative=True)
    first_month, last_month = (int(month), int(month)) if month else (1, 12)
    try:
        first = date(int(year), first_month, int(day or 1))
        last = first if day else date(int(year), last_month, monthrange(int(year), last_month)[1])
    except ValueError:
        return None
    return Span(sign, first.isoformat(), last.isoformat())


def is_begun(value: str) -> bool:
    """Return whether more typing may make a date of it, or none."""
    return _BEGUN.fullmatch(value.lower()) is not None


def in_words(value: str) -> str:
    """Return a value in words: `before 2027-03-01`, `in 2027-03`."""
    asked = span(value)
    if asked is None:
        return value
    named = value.lower().lstrip("<>=")
    word = _SIGNS[asked.sign] if asked.sign or asked.first == asked.last else "in"
    if not asked.relative or named == "today":
        return f"{word} {named}"
    number = int(named[:-1])
    noun = _UNITS[named[-1]] + "s" * (abs(number) != 1)
    return f"{word} {abs(number)} {noun} {'ago' if number < 0 else 'from now'}"
