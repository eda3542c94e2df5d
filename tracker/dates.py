"""Days as people type them: `2027-03-01`, `+6w`, `yesterday`, `end of march`, `30 june 2027`.

What may be two days is refused, with how to write either. Only what is written in words needs the library, which
is imported then.
"""

import calendar
import re
from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime, timedelta

from tracker.errors import BadInput
from tracker.text import DAYS_AS_TYPED, short, shown_line

_ISO = re.compile(r"\d{4}([/.-])\d{1,2}\1\d{1,2}", re.ASCII)
_YEAR_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])", re.ASCII)
_NEAR = {"yesterday": -1, "today": 0, "tomorrow": 1}
_AWAY = re.compile(r"(?P<sign>[+-]|in) ?(?P<number>\d{1,6}) ?(?P<unit>[dwmy]|(?:day|week|month|year)s?)")
_AGO = re.compile(r"(?P<number>\d{1,6}) ?(?P<unit>(?:day|week|month|year)s?) (?P<sign>ago)")
_EDGE = re.compile(r"(?P<edge>end|start|beginning) of (?:the )?(?P<span>.+)")
_QUARTER = re.compile(r"q([1-4])(?: (\d{4}))?")
_NUMBERS = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4})")
_WORD = re.compile(r"[^\W\d_]+")
_ORDINALS = {"st", "nd", "rd", "th", "of"}
_YEARS = 9
"""How many years away the nearest 29 February may lie, and one: 1896 to 1904, and so in 2096."""


def day(text: str, *, today: date | None = None, future: bool = True) -> str:
    """Return the day that is meant as YYYY-MM-DD; raise BadInput where it cannot be read or may be two.

    Where the year is left out it is the coming one of its kind, or the last one where not `future`; today is both.
    """
    typed = " ".join(text.lower().split())
    if _ISO.fullmatch(typed):
        try:
            return date(*map(int, re.split("[/.-]", typed))).isoformat()
        except ValueError:
            raise BadInput(f"There is no day {typed} in the calendar.", "Look up its date.") from None
    now = today or date.today()
    try:
        found = _away(typed, now) or _edge(typed, now, future=future) or _written(typed, now, future=future)
    except (ValueError, OverflowError):
        found = None
    if found is None:
        _refuse_span(typed, now)
        raise BadInput(f"'{shown_line(short(text))}' cannot be read as a day.", f"Write {DAYS_AS_TYPED}.")
    return found.isoformat()


def _refuse_span(typed: str, now: date) -> None:
    """Raise BadInput for a month, a quarter or a year, which may be any of its days."""
    with suppress(ValueError):
        _span(typed, now)
        raise BadInput(
            f"'{shown_line(typed)}' is more than a day.", f"Write start of {typed}, or end of {typed}."
        )


def _either(typed: str, *days: date) -> BadInput:
    """Return the refusal of what may be either of two days."""
    return BadInput(
        f"'{shown_line(typed)}' may be {' or '.join(f'{each.day} {each:%B %Y}' for each in days)}.",
        f"Write {' or '.join(map(str, days))}.",
    )


def _away(typed: str, now: date) -> date | None:
    """Return the day that is so far from today: `today`, `+6w`, `in 3 months`, `2 weeks ago`."""
    if typed in _NEAR:
        return now + timedelta(days=_NEAR[typed])
    found = _AWAY.fullmatch(typed) or _AGO.fullmatch(typed)
    if found is None:
        return None
    number = int(found["number"]) * (-1 if found["sign"] in ("-", "ago") else 1)
    unit = found["unit"][0]
    if unit in "dw":
        return now + timedelta(days=number * (7 if unit == "w" else 1))
    from dateutil.relativedelta import relativedelta

    found_day: date = now + relativedelta(months=number * (12 if unit == "y" else 1))
    return found_day


def _edge(typed: str, now: date, *, future: bool) -> date | None:
    """Return the first or the last day of a month, a quarter or a year: `end of march`, `end of q2 2027`."""
    found = _EDGE.fullmatch(typed)
    if found is None:
        return None
    is_end = found["edge"] == "end"
    year, first, last = _span(found["span"], now)

    def edge(year: int) -> date:
        return date(year, last, calendar.monthrange(year, last)[1]) if is_end else date(year, first, 1)

    return edge(year) if year is not None else _nearest(edge, now, future=future)


def _span(span: str, now: date) -> tuple[int | None, int, int]:
    """Return year (None where none is named), first and last month; raise ValueError where it is no such span."""
    quarter = _QUARTER.fullmatch(span)
    if quarter is not None:
        last = int(quarter[1]) * 3
        return int(quarter[2]) if quarter[2] else None, last - 2, last
    which, _, unit = span.rpartition(" ")
    if unit in ("month", "year") and which in ("", "this", "next", "last"):
        step = {"next": 1, "last": -1}.get(which, 0)
        if unit == "year":
            return now.year + step, 1, 12
        months = now.year * 12 + now.month - 1 + step
        return months // 12, months % 12 + 1, months % 12 + 1
    if re.fullmatch(r"\d{4}", span):
        return int(span), 1, 12
    numbered = _YEAR_MONTH.fullmatch(span)
    if numbered is not None:
        return int(numbered[1]), int(numbered[2]), int(numbered[2])
    year, month_named, day_named = _parts(span)
    if month_named is None or day_named is not None:
        raise ValueError(span)
    return year, month_named, month_named


def _written(typed: str, now: date, *, future: bool) -> date | None:
    """Return a day that is written out: `30 june`, `June 30th, 2027`, `friday`, `13/04/2027`."""
    from dateutil.parser import parserinfo

    days = [name.lower() for names in parserinfo.WEEKDAYS for name in names]
    if typed in days:
        ahead = (days.index(typed) // 2 - now.weekday()) % 7
        return now + timedelta(days=ahead if future else ahead - 7 if ahead else 0)
    if typed.startswith("next ") and typed[5:] in days:
        ahead = (days.index(typed[5:]) // 2 - now.weekday()) % 7 or 7
        raise _either(typed, now + timedelta(days=ahead), now + timedelta(days=ahead + 7))
    numbers = _NUMBERS.fullmatch(typed)
    if numbers is not None:
        return _of_numbers(typed, int(numbers[1]), int(numbers[3]), int(numbers[4]))
    year, month, of_month = _parts(typed)
    if month is None:
        return None
    if of_month is None:
        name = f"{date(2000, month, 1):%B}".lower() + (f" {year}" if year is not None else "")
        raise BadInput(
            f"'{shown_line(typed)}' names no day of the month.", f"Write 1 {name}, or end of {name}."
        )
    if year is not None:
        return date(year, month, of_month)
    return _nearest(lambda year: date(year, month, of_month), now, future=future)


def _of_numbers(typed: str, one: int, other: int, year: int) -> date:
    """Return the day of `13/04/2027`, which has one reading; `03/04/2027` has two, and is refused."""
    if one != other and max(one, other) <= 12:
        raise _either(typed, date(year, other, one), date(year, one, other))
    return date(year, min(one, other), max(one, other))


def _parts(typed: str) -> tuple[int | None, int | None, int | None]:
    """Return year, month and day of the month, None for what is not named; raise ValueError for anything else."""
    from dateutil.parser import parse, parserinfo

    words = set(_WORD.findall(typed))
    numbers = re.findall(r"\d+", typed)
    months = {name.lower() for names in parserinfo.MONTHS for name in names}
    # The library takes what is no date for an hour, a zone or a year: so only months and few numbers reach it.
    if (
        len(words & months) != 1
        or words - months - _ORDINALS
        or not set(typed) <= _SIGNS | set("".join(words))
    ):
        raise ValueError(typed)
    # It also takes 0032 and 32 for years of the present.
    if sorted(map(len, numbers)) not in ([], [1], [2], [4], [1, 4], [2, 4]) or any(
        number < "1000" if len(number) == 4 else not 1 <= int(number) <= 31 for number in numbers
    ):
        raise ValueError(typed)
    # What is not named is what the default has.
    one, other = (parse(typed, default=default) for default in (datetime(2000, 1, 1), datetime(2004, 3, 3)))
    return tuple(  # type: ignore[return-value]
        getattr(one, part) if getattr(one, part) == getattr(other, part) else None
        for part in ("year", "month", "day")
    )


_SIGNS = set("0123456789 ,.-")


def _nearest(of_year: Callable[[int], date], now: date, *, future: bool) -> date | None:
    """Return the day of the nearest year that has it: today, or the coming one, or where not `future` the last."""
    years = range(now.year, now.year + _YEARS) if future else range(now.year, now.year - _YEARS, -1)
    for year in years:
        try:
            found = of_year(year)
        except ValueError:
            continue
        if found >= now if future else found <= now:
            return found
    return None
