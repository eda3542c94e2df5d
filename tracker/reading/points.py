"""Points in the history: the day, moment or changeset that somebody asks about."""

import re
import sqlite3
from datetime import UTC, date, datetime, time
from typing import NamedTuple

from tracker.errors import BadInput, NotFound
from tracker.labels import number_of
from tracker.text import shown_line

_NUMBER = re.compile(r"(c?)(\d{1,18})", re.ASCII)
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d)?Z?", re.ASCII)


class Point(NamedTuple):
    """A point in the history: what is later is not there yet."""

    words: str
    """For a sentence: `at the end of 2026-03-01`, `after changeset 12`."""
    moment: str
    """UTC, YYYY-MM-DDTHH:MM:SSZ."""
    day: str
    """What `date('now')` is there."""
    after: int | None = None
    """The last change that counts; where it is None, `moment` decides of each."""

    @property
    def later(self) -> str:
        """SQL for whether a change `c` came later, with one parameter: `bound`."""
        return "c.changed_at > ?" if self.after is None else "c.id > ?"

    @property
    def bound(self) -> str | int:
        """What the later ones lie behind."""
        return self.moment if self.after is None else self.after

    def sentence(self, missing: int = 0) -> str:
        """Return the sentence that says of when a list is, and how many of the file were not there yet."""
        came = f"; {number_of(missing, 'recommendation')} came later" if missing else ""
        return f"As recorded {self.words}{came}."


def point(connection: sqlite3.Connection, typed: str, now: datetime) -> Point:
    """Return the point that a text means: a date (the end of that day where its reader is), a moment, or a number.

    A date is written in any way that `dates.day` reads. A number is that of a changeset, or `c345` of a change from
    outside, and means right after it. `now` is aware.
    Raises BadInput for what is none of these or still to come, NotFound for a number that nothing has.
    """
    text = typed.strip()
    if number := _NUMBER.fullmatch(text):
        return _after(connection, int(number[2]), alone=bool(number[1]))
    try:
        if _MOMENT.fullmatch(text):
            at = datetime.fromisoformat(text.removesuffix("Z"))
            at = at.replace(tzinfo=UTC) if text.endswith("Z") else at.astimezone()
            asked, words = at.date(), f"at {text}"
        else:
            asked = _day(text, now)
            at, words = datetime.combine(asked, time(23, 59, 59)).astimezone(), f"at the end of {asked}"
        utc = at.astimezone(UTC)
    except (BadInput, ValueError, OverflowError, OSError):
        raise BadInput(
            f"'{shown_line(typed)}' is not a date, a moment or a changeset.",
            "Write a date such as 2026-03-01 or yesterday, a moment such as 2026-03-01T09:30, or a number from "
            "tracker history.",
        ) from None
    if asked > now.astimezone().date():
        raise BadInput(f"{asked} is still to come.", "Name one that has come, or none for what is there now.")
    # Not by strftime, which leaves the noughts of a year before 1000 out.
    return Point(words, f"{utc.replace(tzinfo=None).isoformat(timespec='seconds')}Z", asked.isoformat())


def _day(text: str, now: datetime) -> date:
    from tracker.dates import day  # here, as its patterns cost a millisecond

    return date.fromisoformat(day(text, today=now.astimezone().date(), future=False))


def _after(connection: sqlite3.Connection, number: int, *, alone: bool) -> Point:
    row = connection.execute(_CHANGE if alone else _CHANGESET, (number,)).fetchone()
    if row is None:
        what = f"change c{number} from outside" if alone else f"changeset {number}"
        raise NotFound(f"There is no {what}.", "tracker history shows the numbers.")
    after, moment = row
    words = f"after change c{number}" if alone else f"after changeset {number}"
    return Point(words, moment, moment[:10], after)


_CHANGE = "SELECT id, changed_at FROM change WHERE id = ? AND changeset_id IS NULL"
# A load that left no changes comes right after those before it.
_CHANGESET = """SELECT coalesce((SELECT max(c.id) FROM change AS c WHERE c.changeset_id = s.id),
  (SELECT c.id FROM change AS c WHERE c.changeset_id < s.id ORDER BY c.changeset_id DESC, c.id DESC LIMIT 1), 0),
  s.made_at FROM changeset AS s WHERE s.id = ?"""
