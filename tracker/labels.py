"""What a recommendation, whoever wrote something, a number of things, a time and a share are called for a reader.

Other programs write into the file: nothing here raises, whatever it is given.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime

from tracker.text import short

_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
"""From Monday on, as Python numbers them."""
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


def place_label(
    first_line: int | None, last_line: int | None, first_page: int | None = None, last_page: int | None = None
) -> str:
    """Return where in its source something stands, `page 3, lines 8-9`; empty where that is not known."""
    pages = "" if first_page is None else lines_label(first_page, last_page).replace("line", "page")
    lines = "" if first_line is None else lines_label(first_line, last_line)
    return ", ".join(filter(None, (pages, lines)))


def evidence_label(quote: str | None, implied_reason: str | None, given_in: str | None) -> str:
    """Return what a mention rests on: `"the States"`, `implied: ...`, or `given in: column From`."""
    if quote is not None:
        return f'"{quote}"'
    return f"given in: {given_in}" if given_in is not None else f"implied: {implied_reason}"


def number_of(number: int, noun: str) -> str:
    """Return how many there are of something: `1 note`, `2,000 notes`."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def moved(days: int) -> str:
    """Return how far a date is from the one before: `90 days later`."""
    if not days:
        return "the same day"
    return f"{number_of(abs(days), 'day')} {'later' if days > 0 else 'earlier'}"


def statement_label(
    what: str, *about: str | None, printed: str | None = None, text: str | None = None
) -> str:
    """Return what was said or has become of something: `Noted ("takes note", UN, 2026-03-01, letter, p. 3): Words`."""
    known = ", ".join(filter(None, (f'"{short(printed)}"' if printed else None, *about)))
    return what + (f" ({known})" if known else "") + (f": {short(text)}" if text else "")


def status_change(before: str | None, after: str) -> str:
    """Return how a review status changed, by the names of both; by the new one alone where there was no one old one."""
    return after if before in (None, after) else f"{before} -> {after}"


def reasons_cleared(number: int) -> str:
    """Return what follows the change of a status that so many reasons went with."""
    if not number:
        return ""
    return "; reason cleared" if number == 1 else f"; {number:,} reasons cleared"


def author_label(name: str | None) -> str:
    """Return who wrote it; the file names nobody where another program did."""
    return name or "from outside the program"


def author_in_list(name: str | None, kind: str = "outside") -> str:
    """Return who wrote it, for a column; in parentheses what kind of thing did, where that is no analyst."""
    return name or f"({kind})"


def author_by(name: str | None) -> str:
    """Return who wrote it, for after "by"."""
    return name or "another program"


def time_label(utc: str, now: datetime) -> str:
    """Return a time of the database as its reader's clock has it at `now` (aware), to the minute.

    `today 09:30`, `yesterday 16:02`, `Mon 09:30` within the week, else `2026-01-31 09:30`; what is none as it is.
    """
    local = _local(utc)
    if local is None:
        return utc
    days = (now.astimezone().date() - local.date()).days
    day = local.date().isoformat()
    if 0 <= days <= 1:
        day = ("today", "yesterday")[days]
    elif 0 < days < len(_WEEKDAYS):
        day = _WEEKDAYS[local.weekday()]
    return f"{day} {local:%H:%M}"


def later_time_label(utc: str, before: str, now: datetime) -> str:
    """Return the same for what followed on another time, without the day where that is the same one."""
    local, other = _local(utc), _local(before)
    same_day = local is not None and other is not None and local.date() == other.date()
    return f"{local:%H:%M}" if same_day else time_label(utc, now)


def written_label(created: str, updated: str, now: datetime) -> str:
    """Return when something was written, and when it was edited since: `today 09:30, edited 10:02`."""
    edited = f", edited {later_time_label(updated, created, now)}" if updated > created else ""
    return time_label(created, now) + edited


def utc_time(utc: str) -> str:
    """Return a time of the database to the minute, for whoever reads it elsewhere; what is none as it is."""
    try:
        _parsed(utc)
    except ValueError:
        return utc
    return f"{utc[:10]} {utc[11:16]} UTC"


def _local(utc: str) -> datetime | None:
    """Return a time of the database on the clock of its reader; None for what is none, or has none there."""
    try:
        # The first year lies before the first one west of Greenwich, the last one after the last one east of it.
        return _parsed(utc).astimezone()
    except (ValueError, OverflowError, OSError):
        return None


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
