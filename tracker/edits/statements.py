"""What responses, progress and deadlines have in common: how one is written down, corrected, deleted and spoken of."""

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Generic, NamedTuple, TypeVar

from tracker.database.writer import Writer, open_changeset
from tracker.edits.shared import (
    Row,
    Saved,
    found_recommendations,
    known_code,
    named,
    names_of,
    overtaken,
    who_touched,
)
from tracker.edits.sources import NewSource, insert, said_day, to_rest_on
from tracker.errors import BadInput, Conflict, NotFound
from tracker.text import NOTE_LIMIT, is_safe, short

WORD_LIMIT = 500
"""Longest word or phrase of a source's own for a position or a status, in code points."""

Values = TypeVar("Values", bound=tuple[Any, ...])


class Field(NamedTuple):
    """A part of a statement: its column, how what was typed becomes what is stored, and whose name stands for it."""

    column: str
    checked: Callable[[sqlite3.Connection, Any], Any]
    table: str | None = None
    """The table that the column refers to, where people say the name and the column has the number."""
    called: Callable[[sqlite3.Connection, Any], str] = lambda _, value: short(str(value))
    """What a summary calls a value."""

    @property
    def read(self) -> str:
        """The value as an analyst says it, in SQL."""
        return (
            f"(SELECT l.name FROM {self.table} AS l WHERE l.id = s.{self.column})"
            if self.table
            else self.column
        )

    @property
    def stored(self) -> str:
        """The same as the column has it, in SQL."""
        return f"(SELECT l.id FROM {self.table} AS l WHERE l.name = ?)" if self.table else "?"


class StatementKind(NamedTuple, Generic[Values]):
    """A kind of statement: its table, by which sentences call it too, and the fields of the tuple that it is."""

    table: str
    values: Callable[..., Values]
    fields: Mapping[str, Field]
    """In the order of the tuple."""
    said: Callable[[sqlite3.Connection, Values], str]
    """A statement in a line, as summaries have it."""
    beside: Sequence[str]
    """The columns in which statements are alike of which the one with the highest number counts."""

    def read(self, connection: sqlite3.Connection, number: int) -> Values:
        """Return the statement of that number; raise NotFound."""
        found = self._found(connection, number)
        if found is None:
            raise NotFound(
                f"There is no {self.table} {number}.", "tracker statements lists them with their numbers."
            )
        return found[1]

    def _found(self, connection: sqlite3.Connection, number: int) -> tuple[int, Values] | None:
        columns = ", ".join(field.read for field in self.fields.values())
        sql = f"SELECT recommendation_id, {columns} FROM {self.table} AS s WHERE id = ?"
        row = connection.execute(sql, (number,)).fetchone()
        return None if row is None else (row[0], self.values(*row[1:]))

    def checked(self, connection: sqlite3.Connection, typed: Values, seen: Values | None = None) -> Values:
        """Return what may be stored of what was typed; what is as it was `seen` stays so, whatever it is."""
        before = typed if seen is None else seen
        return self.values(
            *(
                field.checked(connection, value) if seen is None or value != old else old
                for field, value, old in zip(self.fields.values(), typed, before, strict=True)
            )
        )

    def add(
        self, connection: sqlite3.Connection, rows: Sequence[Row], new: Values, summary: str, *, analyst: str
    ) -> Saved:
        """Write a checked statement on each of the recommendations that lack it; `summary` follows their names.

        One that a later one of the same day has overtaken is lacking: said again, it counts again.
        """
        parts = self.fields.values()
        given = _plain(new)
        same = " AND ".join(f"s.{field.column} IS {field.stored}" for field in parts)
        later = " AND ".join(f"l.{column} IS s.{column}" for column in ("recommendation_id", *self.beside))
        sql = (
            f"SELECT 1 FROM {self.table} AS s WHERE s.recommendation_id = ? AND {same}"
            f" AND NOT EXISTS (SELECT 1 FROM {self.table} AS l WHERE {later} AND l.id > s.id)"
        )
        rests_on_new = any(isinstance(value, NewSource) for value in new)
        lacking = [
            row
            for row in rows
            if rests_on_new or connection.execute(sql, (row.id, *given)).fetchone() is None
        ]
        if not lacking:
            return Saved(None, f"{named(rows)}: that is recorded already: {summary}")
        told = f"{named(lacking)}: {summary}"
        number = open_changeset(connection, analyst=analyst, summary=told)
        _make_source(connection, new)
        columns, stored = (
            ", ".join(each) for each in zip(*((p.column, p.stored) for p in parts), strict=True)
        )
        connection.executemany(
            f"INSERT INTO {self.table} (recommendation_id, {columns}) VALUES (?, {stored})",
            [(row.id, *given) for row in lacking],
        )
        return Saved(number, told)

    def edit(self, writer: Writer, number: int, *, seen: Values, wanted: Values, analyst: str) -> Saved:
        """Correct a statement; raises Conflict where it is not what the analyst saw, BadInput, NotFound."""
        with writer.transaction() as connection:
            wanted = self.checked(connection, wanted, seen)
            told = self.said(connection, wanted)
            row = self._as_seen(connection, number, seen, told)
            if wanted == seen:
                return Saved(None, f"The {self.table} on {row.label} is as it was.")
            summary = f"{self.table.capitalize()} on {row.label} corrected: "
            summary += "; ".join(
                f"{name.replace('_', ' ')} {_called(connection, field, old)} -> {_called(connection, field, new)}"
                for (name, field), old, new in zip(self.fields.items(), seen, wanted, strict=True)
                if old != new
            )
            changeset = open_changeset(connection, analyst=analyst, summary=summary)
            _make_source(connection, wanted)
            changed = [
                (f"{field.column} = {field.stored}", value)
                for field, value, old in zip(self.fields.values(), _plain(wanted), seen, strict=True)
                if value != old
            ]
            connection.execute(
                f"UPDATE {self.table} SET {', '.join(column for column, _ in changed)} WHERE id = ?",
                (*(value for _, value in changed), number),
            )
            return Saved(changeset, summary)

    def delete(self, writer: Writer, number: int, *, seen: Values, analyst: str) -> Saved:
        """Delete a statement; raises Conflict where it is not what the analyst saw, NotFound."""
        with writer.transaction() as connection:
            row = self._as_seen(connection, number, seen, "(deleted)")
            summary = f"{self.table.capitalize()} on {row.label} deleted: {self.said(connection, seen)}"
            changeset = open_changeset(connection, analyst=analyst, summary=summary)
            connection.execute(f"DELETE FROM {self.table} WHERE id = ?", (number,))
            return Saved(changeset, summary)

    def _as_seen(self, connection: sqlite3.Connection, number: int, seen: Values, mine: str) -> Row:
        """Return the recommendation that it is about; raise where it does not hold what was seen."""
        found = self._found(connection, number)
        if found is None:
            who = who_touched(connection, self.table, number)
            if who is None:
                self.read(connection, number)
            raise Conflict(
                f"The {self.table} was deleted meanwhile by {who}.",
                "Nothing was written; record it anew if it still holds.",
                mine=mine,
                theirs=None,
            )
        (row,) = found_recommendations(connection, [found[0]])
        if found[1] != seen:
            who = who_touched(connection, self.table, number)
            raise overtaken(f"The {self.table} on {row.label}", who, mine, self.said(connection, found[1]))
        return row


def _called(connection: sqlite3.Connection, field: Field, value: Any) -> str:
    return "none" if value in (None, "") else field.called(connection, value)


def _plain(values: tuple[Any, ...]) -> list[Any]:
    """Return the values with a source that is to be made by its name."""
    return [value.name if isinstance(value, NewSource) else value for value in values]


def _make_source(connection: sqlite3.Connection, values: tuple[Any, ...]) -> None:
    for value in values:
        if isinstance(value, NewSource):
            insert(connection, value)


def _actor(connection: sqlite3.Connection, typed: str | None) -> str | None:
    if not typed:
        return None
    from tracker.edits.actors import (
        known_actor,
    )  # here, as it takes an answer that names none three milliseconds

    return known_actor(connection, typed).name


def _past_day(_connection: sqlite3.Connection, typed: str | None) -> str | None:
    return said_day(typed)


def _place(_connection: sqlite3.Connection, typed: str | None) -> str | None:
    if not typed:
        return None
    from tracker.source_place import place  # here, as its patterns cost a millisecond

    return place(typed)


def _printed(connection: sqlite3.Connection, typed: str | None) -> str | None:
    return verbatim("source's own word", WORD_LIMIT)(connection, " ".join((typed or "").split()))


def verbatim(what: str, limit: int = NOTE_LIMIT) -> Callable[[sqlite3.Connection, str | None], str | None]:
    """Return what checks words that stand in a source: nothing is cleaned, as they are looked for there."""

    def checked(_connection: sqlite3.Connection, typed: str | None) -> str | None:
        words = (typed or "").replace("\r\n", "\n").strip()
        if len(words) > limit:
            raise BadInput(
                f"The {what} has {len(words):,} characters; the limit is {limit:,}.", "Shorten it."
            )
        if not is_safe(words):
            raise BadInput(f"The {what} holds a control character.", "Leave it out.")
        return words or None

    return checked


def words(column: str, what: str, limit: int = NOTE_LIMIT) -> Field:
    """Return the field of words that stand in a source, or of our own on it."""
    return Field(column, verbatim(what, limit), called=_in_quotes)


def code(column: str, table: str, what: str) -> Field:
    """Return the field of a code of a lookup table."""
    return Field(
        column,
        lambda connection, typed: known_code(connection, table, typed, what),
        called=lambda connection, known: names_of(connection, table)[known],
    )


def by(column: str) -> Field:
    """Return the field of who said it: an actor, by its name or an alias."""
    return Field(column, _actor, "actor")


def past_day(column: str) -> Field:
    """Return the field of a day on which something was said or held."""
    return Field(column, _past_day)


def source_named(source: str | NewSource | None) -> str | None:
    """Return what a summary calls a source."""
    return f"{source.name}, a new source" if isinstance(source, NewSource) else source


def _in_quotes(_connection: sqlite3.Connection, words: str) -> str:
    return f'"{short(words)}"'


SOURCE = Field("source_id", to_rest_on, "source", lambda _, source: short(source_named(source) or ""))
PLACE = Field("place", _place)
AS_PRINTED = Field("as_printed", _printed, called=_in_quotes)
