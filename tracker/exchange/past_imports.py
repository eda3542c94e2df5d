"""What a database has of tables that came in before: their sources, the numbers of their rows, what they said last."""

import json
import re
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from hashlib import blake2b
from pathlib import Path
from typing import NamedTuple

from tracker.database.file import connect, sqlite_errors, state
from tracker.database.lookups import LOOKUPS
from tracker.exchange.mapping import Known
from tracker.exchange.row_fields import Deadline, Progress, Response
from tracker.exchange.table import PARTED, Table, cell_text
from tracker.reading.actors import known_actors
from tracker.seeding.tables import NAME_LIMIT
from tracker.text import folded, holds_unseen

_CODES = ("actor_kind", "actor_role", "response_position", "progress_status")


class KnownActor(NamedTuple):
    """An actor that is there."""

    name: str
    kind: str
    country_code: str | None


class Said(NamedTuple):
    """What tells a row apart, as hashes: its values, wherever they stand and whatever wrote them, and its text."""

    cells: int
    text: int

    @classmethod
    def of(cls, cells: Iterable[str], text: str) -> "Said":
        """Return that of a row."""
        return cls(_hash(PARTED.join(sorted(filter(None, map(str.strip, cells))))), _hash(text))


class Stored(NamedTuple):
    """What a table that does not say it leaves as it is, and the text that the title is of."""

    title: str
    text: str
    made_on: str | None


class PastImports:
    """Opened for one table; nothing is there where the database is yet to be made."""

    def __init__(self, path: Path, table: Table) -> None:
        """Look up the table's source, and number the rows that earlier tables brought."""
        self._path = path
        self._sha256 = table.sha256
        is_there = state(path) not in ("missing", "empty")
        self._database = connect(path) if is_there else None
        self._rows: sqlite3.Connection | None = None
        self._numbered: dict[str, bool] = {}
        self._highest: dict[tuple[str, str, str], int] = {}
        self._last: dict[tuple[str, str, str], int] = {}
        with sqlite_errors(path):
            if any(self._ask("SELECT EXISTS (SELECT 1 FROM import_row)")[0]):
                self._rows = sqlite3.connect("", isolation_level=None)
                self._rows.executescript(_ROWS)
            self.source, self.came_on = self._source(table)

    def close(self) -> None:
        """Close what was opened."""
        for connection in (self._database, self._rows):
            if connection is not None:
                connection.close()

    def _ask(self, sql: str, *values: object) -> list[tuple[object, ...]]:
        if self._database is None:
            return [(None,) * 8] if "EXISTS" in sql else []
        return self._database.execute(sql, values).fetchall()

    def codes(self) -> Known:
        """Return the lookups that a map may name."""
        if self._database is None:
            return {
                table: {code: str(row["name"]) for code, row in LOOKUPS[table].items()} for table in _CODES
            }
        return {
            table: dict(self._database.execute(f"SELECT code, name FROM {table} ORDER BY position"))
            for table in _CODES
        }

    def actors(self) -> Mapping[str, KnownActor]:
        """Return the actors there are by every folded name of theirs, their own before their aliases."""
        if self._database is None:
            return {}
        known = known_actors(self._database)
        others = {
            folded(alias): KnownActor(each.name, each.kind, each.country_code)
            for each in known
            for alias in each.aliases
        }
        return others | {
            folded(each.name): KnownActor(each.name, each.kind, each.country_code) for each in known
        }

    def _source(self, table: Table) -> tuple[str, str]:
        """Return the name of the table's source, and the day on which it came in."""
        for name, day in self._ask(
            "SELECT name, date(created_at) FROM source WHERE kind = 'table' AND sha256 = ?", table.sha256
        ):
            return str(name), str(day)
        name = table.name[-NAME_LIMIT:].strip()
        if not name or holds_unseen(name):
            name = f"table {table.sha256[:8]}"
        if self._ask("SELECT 1 FROM source WHERE name = ?", name):
            # Another edition goes by the same file name; its bytes tell it apart.
            name = f"{name[-(NAME_LIMIT - 11) :].strip()} ({table.sha256[:8]})"
        return name, datetime.now(UTC).date().isoformat()

    def report(self, slug: str) -> Mapping[str, object] | None:
        """Return the row of a report, None where there is none."""
        if self._database is None:
            return None
        cursor = self._database.execute("SELECT * FROM report WHERE slug = ?", (slug,))
        cursor.row_factory = sqlite3.Row
        row = cursor.fetchone()
        return None if row is None else dict(row)

    def number(
        self, slug: str, before: str, after: str, said: Said, all_said: Callable[[], Iterable[Said]]
    ) -> int:
        """Return the number of a row whose reference is counted; `all_said` gives all rows of the table.

        A row that came in before has the number that it got then: one with the same values, else one with the same
        text. One that stands where such a row stood that is gone is that one, changed; any other gets the next number.
        """
        group = slug, before, after
        if self._is_numbered(slug, all_said):
            found = self._found(group, said)
            if found is not None:
                return found
        if group not in self._highest:
            self._highest[group] = max(self._numbers(group), default=0)
        self._highest[group] += 1
        return self._highest[group]

    def _is_numbered(self, slug: str, all_said: Callable[[], Iterable[Said]]) -> bool:
        """Whether rows of the table came in before, for this report; looked up once."""
        if self._rows is None or self._database is None:
            return False
        if not self._numbered:
            with sqlite_errors(self._path):
                self._rows.executemany(_EARLIER, self._earlier())
            self._rows.executescript(_INDEXES)
            self._rows.executemany(_FOUND, all_said())
            self._rows.execute(_ONE_FOUND)
            self._numbered[""] = False
        if slug not in self._numbered:
            found = self._rows.execute(
                "SELECT EXISTS (SELECT 1 FROM earlier WHERE slug = ? AND found)", (slug,)
            )
            self._numbered[slug] = bool(found.fetchone()[0])
        return self._numbered[slug]

    def _earlier(self) -> Iterator[tuple[object, ...]]:
        assert self._database is not None
        for slug, number, place, reference, cells, text in self._database.execute(_STORED):
            held = json.loads(cells)
            values = held.values() if isinstance(held, dict) else held
            yield slug, number, place, reference, *Said.of(map(cell_text, values), text)

    def _found(self, group: tuple[str, str, str], said: Said) -> int | None:
        assert self._rows is not None
        slug, before, after = group
        same = self._rows.execute(_SAME, (slug, *said)).fetchall()
        after_last = self._rows.execute(_NEXT, (slug, self._last.get(group, -1))).fetchall()
        # The next one that is in this group; where the table has it no more, this row is what it became.
        following = [each for each in after_last if _count(each[1], before, after) is not None][:1]
        changed = [(place, reference) for place, reference, found in following if not found]
        for place, reference, *_ in [*same, *changed]:
            count = _count(reference, before, after)
            if count is not None:
                self._rows.execute("UPDATE earlier SET used = 1 WHERE slug = ? AND place = ?", (slug, place))
                self._last[group] = place
                return count
        return None

    def _numbers(self, group: tuple[str, str, str]) -> Iterator[int]:
        slug, before, after = group
        for (reference,) in self._ask(
            "SELECT r.reference FROM recommendation AS r JOIN report AS p ON p.id = r.report_id WHERE p.slug = ?",
            slug,
        ):
            if (count := _count(str(reference), before, after)) is not None:
                yield count

    def stored(self, slug: str, reference: str) -> Stored | None:
        """Return what is stored of a recommendation, None where there is none."""
        if self._database is None:
            return None
        found = self._database.execute(_RECOMMENDATION, (slug, reference)).fetchone()
        return None if found is None else Stored(*found)

    def response(self, slug: str, reference: str) -> Response | None:
        """Return the last answer that another table gives, None where none does."""
        return next((Response(*row) for row in self._said(_RESPONSE, slug, reference)), None)

    def progress(self, slug: str, reference: str, basis: str) -> Progress | None:
        """Return the last progress that another table gives on this basis."""
        return next((Progress(*row) for row in self._said(_PROGRESS, slug, reference, basis)), None)

    def deadline(self, slug: str, reference: str) -> Deadline | None:
        """Return the last deadline that another table gives."""
        return next((Deadline(*row) for row in self._said(_DEADLINE, slug, reference)), None)

    def _said(self, sql: str, slug: str, reference: str, *more: str) -> list[tuple[str, ...]]:
        if self._rows is None or self._database is None:
            return []
        values = (slug, reference, self._sha256, *more)
        found: list[tuple[str, ...]] = self._database.execute(sql, values).fetchall()
        return found


_ROWS = """
PRAGMA synchronous = OFF;
CREATE TABLE earlier (slug TEXT, number INTEGER, place INTEGER, reference TEXT, cells INTEGER, text INTEGER,
  same INTEGER DEFAULT 0, found INTEGER DEFAULT 0, used INTEGER DEFAULT 0);
CREATE INDEX earlier_place ON earlier (slug, place);
"""
_INDEXES = """
CREATE INDEX earlier_cells ON earlier (cells, slug);
CREATE INDEX earlier_text ON earlier (text, slug);
"""
_EARLIER = "INSERT INTO earlier (slug, number, place, reference, cells, text) VALUES (?, ?, ?, ?, ?, ?)"
_FOUND = "UPDATE earlier SET same = max(same, cells = ?1), found = 1 WHERE cells = ?1 OR text = ?2"
_ONE_FOUND = """UPDATE earlier SET found = 1, same = (SELECT max(o.same) FROM earlier AS o WHERE o.slug = earlier.slug
  AND o.place = earlier.place) WHERE number IN (SELECT number FROM earlier WHERE found)"""
_STORED = """SELECT p.slug, r.id, dense_rank() OVER (ORDER BY r.report_id, r.position, r.id), r.reference,
i.cells, r.text FROM import_row AS i JOIN recommendation AS r ON r.id = i.recommendation_id
JOIN report AS p ON p.id = r.report_id"""
# One that has only the text is taken where the table has the very row nowhere.
_SAME = """SELECT place, reference FROM earlier WHERE slug = ?1 AND (cells = ?2 OR text = ?3 AND NOT same) AND NOT used
ORDER BY cells <> ?2, place"""
_NEXT = """SELECT place, reference, found FROM earlier WHERE slug = ? AND place > ? AND NOT used
ORDER BY place LIMIT 50"""
_RECOMMENDATION = """SELECT r.title, r.text, r.made_on FROM recommendation AS r JOIN report AS p ON p.id = r.report_id
WHERE p.slug = ? AND r.reference = ?"""
_ABOUT = """JOIN recommendation AS r ON r.id = x.recommendation_id JOIN report AS p ON p.id = r.report_id
JOIN source AS s ON s.id = x.source_id
WHERE p.slug = ? AND r.reference = ? AND s.kind = 'table' AND s.sha256 IS NOT ?"""
_RESPONSE = f"""SELECT x.position, x.as_printed, a.name, x.text, x.said_on FROM response AS x
LEFT JOIN actor AS a ON a.id = x.actor_id {_ABOUT} ORDER BY x.said_on DESC, x.id DESC LIMIT 1"""
_PROGRESS = f"""SELECT x.basis, x.status, x.as_printed, x.text, x.as_of FROM progress AS x {_ABOUT} AND x.basis = ?
ORDER BY x.as_of DESC, x.id DESC LIMIT 1"""
_DEADLINE = f"""SELECT x.due_on, a.name, x.reason FROM deadline AS x LEFT JOIN actor AS a ON a.id = x.given_by {_ABOUT}
ORDER BY x.given_on DESC, x.id DESC LIMIT 1"""


def _hash(text: str) -> int:
    raw = text.encode(errors="surrogatepass")
    return int.from_bytes(blake2b(raw, digest_size=8).digest(), "big", signed=True)


def _count(reference: str, before: str, after: str) -> int | None:
    """Return the number in a reference that was counted, None where it was not."""
    if not (reference.startswith(before) and reference.endswith(after)):
        return None
    digits = reference[len(before) : len(reference) - len(after)]
    return int(digits) if re.fullmatch(r"[1-9]\d{0,9}", digits) else None
