"""What a recommendation, whoever wrote something, a number of things, a time and a share are called for a reader.

Other programs write into the file: nothing here raises, whatever it is given.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime

_AGES = (
    (60, "minute"),
    (3600, "hour"),
    (86400, "day"),
    (604800, "week"),
    (2629800, "month"),
    (31557600, "year"),
)
"""Units with their length in seconds; a month and a year are those of a mean Julian year."""
_LENGTH = len("2026-01-31T09:30:00Z")


def recommendation_label(report: str, reference: str, *, several_reports: bool) -> str:
    """Return what a recommendation is called, as REF takes it: `3`, or `slug/3` where there are several reports."""
    return f"{report}/{reference}" if several_reports else reference


SHORT_NAME = 16
"""Characters of a short name."""


def short_names(names: Sequence[str], width: int = SHORT_NAME) -> dict[str, str]:
    """Return a name of at most `width` characters for each of these, no two of them alike.

    A name that is too long is cut at its end; where it would look like another then, in the middle, as much as
    it takes; where nothing helps it gets a number.
    """
    short = {name: _cut(name, width, 0) for name in names}
    for tail in range(1, width - 1):
        alike = Counter(short.values())
        if all(number == 1 for number in alike.values()):
            break
        short.update({name: _cut(name, width, tail) for name, cut in short.items() if alike[cut] > 1})
    taken: set[str] = set()
    for name in names:
        number = 1
        while short[name] in taken:
            number += 1
            short[name] = f"{name[: width - 1 - len(str(number))]}~{number}"
        taken.add(short[name])
    return short


def _cut(name: str, width: int, tail: int) -> str:
    if len(name) <= width:
        return name
    return f"{name[: width - 1 - tail]}…{name[len(name) - tail :]}"


def lines_label(first: int, last: int | None) -> str:
    """Return where in its source something stands: `line 8`, `lines 8-9`."""
    return f"line {first}" if last in (first, None) else f"lines {first}-{last}"


def number_of(number: int, noun: str) -> str:
    """Return how many there are of something: `1 note`, `2,000 notes`."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def author_label(name: str | None) -> str:
    """Return who wrote it; the file names nobody where another program did."""
    return name or "from outside the program"


def author_in_list(name: str | None, kind: str = "outside") -> str:
    """Return who wrote it, for a column; in parentheses what kind of thing did, where that is no analyst."""
    return name or f"({kind})"


def author_by(name: str | None) -> str:
    """Return who wrote it, for after "by"."""
    return name or "another program"


def local_time(utc: str) -> str:
    """Return a time of the database as its reader's clock has it, to the minute; what is none as it is."""
    try:
        # The first year lies before the first one west of Greenwich, the last one after the last one east of it.
        return _parsed(utc).astimezone().strftime("%Y-%m-%d %H:%M")
    except (ValueError, OverflowError, OSError):
        return utc


def local_time_of_day(utc: str, now: datetime) -> str:
    """Return the same without the date, where that is the date of `now` (aware)."""
    return local_time(utc).removeprefix(now.astimezone().strftime("%Y-%m-%d "))


def utc_time(utc: str) -> str:
    """Return a time of the database to the minute, for whoever reads it elsewhere; what is none as it is."""
    try:
        _parsed(utc)
    except ValueError:
        return utc
    return f"{utc[:10]} {utc[11:16]} UTC"


def age(utc: str, now: datetime) -> str:
    """Return how long before `now` (aware) a time of the database is: "just now", "3 days ago"."""
    try:
        seconds = (now - _parsed(utc)).total_seconds()
    except ValueError:
        return utc
    text = "just now"
    for size, unit in _AGES:
        if seconds >= size:
            number = int(seconds // size)
            text = f"{number_of(number, unit)} ago"
    return text


def _parsed(utc: str) -> datetime:
    """Return a time as the tables have it, YYYY-MM-DDTHH:MM:SSZ; raise ValueError for any other text."""
    if len(utc) != _LENGTH or utc[10] != "T" or utc[-1] != "Z":
        raise ValueError(utc)
    return datetime.fromisoformat(utc[:-1]).replace(tzinfo=UTC)


def percentages(numbers: Sequence[int]) -> tuple[str, ...]:
    """Return the share of each part of one whole in whole percent; without `<` and `>` they add up to 100.

    By largest remainder: what rounding down leaves over goes to the parts that it took the most from, the first
    one where two are alike. Something is never `0%`, and not yet all never `100%`: `<1%` and `>99%` stand for
    0 and 100 there.
    """
    total = sum(numbers)
    return tuple(
        percentage_text(share, number, total) for share, number in zip(shares(numbers), numbers, strict=True)
    )


def shares(numbers: Sequence[int], whole: int = 100) -> tuple[int, ...]:
    """Return the same as whole numbers: those of several parts together are the sum of theirs."""
    total = sum(numbers)
    if total <= 0:
        return (0,) * len(numbers)
    shares = [whole * number // total for number in numbers]
    by_remainder = sorted(range(len(numbers)), key=lambda at: -(whole * numbers[at] % total))
    for at in by_remainder[: whole - sum(shares)]:
        shares[at] += 1
    return tuple(shares)


def percentage(number: int, total: int) -> str:
    """Return the share of one part, rounded, as `percentages` writes it."""
    return percentages((number, total - number))[0]


def percentage_text(share: int, number: int, total: int) -> str:
    """Return a share in words: something is never `0%`, and not yet all never `100%`."""
    if share == 0 and number:
        return "<1%"
    return ">99%" if share == 100 and number < total else f"{share}%"
