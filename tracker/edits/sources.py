"""What statements rest on: a source is found by its name or made, corrected, and deleted where nothing rests on it."""

import re
import sqlite3
from datetime import date, timedelta
from typing import NamedTuple

from tracker.database.writer import Writer, open_changeset
from tracker.edits.shared import Saved, known_code, names_of, overtaken, who_touched
from tracker.errors import BadInput, NotFound
from tracker.labels import number_of
from tracker.names import did_you_mean, meant, nearest
from tracker.text import one_line, shown_line

NAME_LIMIT = 200
"""Longest name of a source, in code points; the table has the same limit."""
ADDRESS_LIMIT = 2_000
"""Longest address, in code points; the table has the same limit."""


class NewSource(NamedTuple):
    """A source as it is to be: a name and what is known of it."""

    name: str
    kind: str = "document"
    address: str | None = None
    published_on: str | None = None
    sha256: str | None = None


def add_source(writer: Writer, source: NewSource, *, analyst: str) -> Saved:
    """Add a source; raises BadInput for a name that one has, whatever the case, or a rule that it breaks."""
    with writer.transaction() as connection:
        source = checked(connection, source)
        known = source_like(connection, source.name)
        if known is not None:
            raise BadInput(
                f"There is a source '{known.name}' already.", "Correct that: tracker sources edit."
            )
        summary = f"Added source {_said(connection, source)}"
        number = open_changeset(connection, analyst=analyst, summary=summary)
        insert(connection, source)
        return Saved(number, summary)


def edit_source(writer: Writer, source_id: int, *, seen: NewSource, wanted: NewSource, analyst: str) -> Saved:
    """Correct a source; raises Conflict where it is not what the analyst saw, BadInput, NotFound."""
    with writer.transaction() as connection:
        present = known_source(connection, source_id)
        wanted = checked(connection, wanted)
        if wanted == present:
            return Saved(None, f"Source {present.name} is as it was.")
        _refuse_overtaken(connection, source_id, present, seen, _said(connection, wanted))
        other = source_like(connection, wanted.name, but=source_id)
        if other is not None:
            raise BadInput(f"There is a source '{other.name}' already.", "Give it another name.")
        renamed = f" renamed to {wanted.name}" if wanted.name != present.name else ""
        before, after = _about(connection, present), _about(connection, wanted)
        summary = f"Source {present.name}{renamed}" + (f": {before} -> {after}" if before != after else "")
        number = open_changeset(connection, analyst=analyst, summary=summary)
        columns = [name for name in wanted._fields if getattr(wanted, name) != getattr(present, name)]
        connection.execute(
            f"UPDATE source SET {', '.join(f'{name} = ?' for name in columns)} WHERE id = ?",
            (*(getattr(wanted, name) for name in columns), source_id),
        )
        return Saved(number, summary)


def delete_source(writer: Writer, source_id: int, *, seen: NewSource, analyst: str) -> Saved:
    """Take a source away; raises BadInput while statements rest on it, Conflict, NotFound."""
    with writer.transaction() as connection:
        present = known_source(connection, source_id)
        _refuse_overtaken(connection, source_id, present, seen, "(taken away)")
        (resting,) = connection.execute(_RESTING, {"id": source_id}).fetchone()
        if resting:
            rest = "rests" if resting == 1 else "rest"
            raise BadInput(
                f"{number_of(resting, 'statement')} {rest} on the source '{present.name}'.",
                "Have them rest on another one, or delete them first.",
            )
        summary = f"Deleted source {_said(connection, present)}"
        number = open_changeset(connection, analyst=analyst, summary=summary)
        connection.execute("DELETE FROM source WHERE id = ?", (source_id,))
        return Saved(number, summary)


_RESTING = """SELECT (SELECT count(*) FROM response WHERE source_id = :id)
  + (SELECT count(*) FROM progress WHERE source_id = :id) + (SELECT count(*) FROM deadline WHERE source_id = :id)"""
_COLUMNS = ", ".join(NewSource._fields)


def known_source(connection: sqlite3.Connection, source_id: int) -> NewSource:
    """Return the source of that number; raise NotFound."""
    row = connection.execute(f"SELECT {_COLUMNS} FROM source WHERE id = ?", (source_id,)).fetchone()
    if row is None:
        raise NotFound("That source is no longer in the database.", "tracker sources lists them.")
    return NewSource(*row)


class SourceFound(NamedTuple):
    """A source by number and name."""

    id: int
    name: str


def source_like(connection: sqlite3.Connection, name: str, but: int | None = None) -> SourceFound | None:
    """Return the source of that name, else one whose name differs in case and accents only."""
    row = connection.execute(
        "SELECT id, name FROM source WHERE name = ? AND id IS NOT ?", (name, but)
    ).fetchone()
    if row is not None:
        return SourceFound(*row)
    names = dict(connection.execute("SELECT name, id FROM source WHERE id IS NOT ? ORDER BY id", (but,)))
    found = meant(name, names)
    return None if found is None else SourceFound(names[found], found)


def source_meant(connection: sqlite3.Connection, typed: str) -> SourceFound:
    """Return the source that is meant, whatever the case and accents; raise NotFound with the nearest names."""
    found = source_like(connection, typed)
    if found is None:
        near = nearest(typed, (row[0] for row in connection.execute("SELECT name FROM source")))
        raise NotFound(
            f"There is no source '{shown_line(typed)}'.",
            did_you_mean(near, otherwise="tracker sources lists them."),
        )
    return found


def to_rest_on(connection: sqlite3.Connection, source: str | NewSource | None) -> str | NewSource | None:
    """Return the name of the source that is meant, or what is to be made where there is none such; raise BadInput.

    Without a name it is none.
    """
    if source is None or (isinstance(source, str) and not source.strip()):
        return None
    new = checked(connection, source if isinstance(source, NewSource) else NewSource(source))
    known = source_like(connection, new.name)
    return new if known is None else known.name


def checked(connection: sqlite3.Connection, source: NewSource) -> NewSource:
    """Return the source as it may be stored; raise BadInput where it breaks a rule."""
    name = one_line(source.name, what="name of the source", limit=NAME_LIMIT)
    if name is None:
        raise BadInput("The source has no name.", "Give it one.")
    return NewSource(
        name,
        known_code(connection, "source_kind", source.kind, "kind of source"),
        one_line(web_address(source.address or ""), what="address", limit=ADDRESS_LIMIT),
        day_written(source.published_on),
        (source.sha256 or "").strip().lower() or None,
    )


def web_address(typed: str) -> str:
    """Return an address as it may be stored, empty where there is none; raise BadInput where it is none of the web."""
    address = typed.strip()
    if address and not re.fullmatch(r"https?://\S+", address):
        raise BadInput(
            "An address begins with http:// or https://, and has no white space.",
            "Where there is none, leave it empty.",
        )
    return address


def day_written(typed: str | None) -> str | None:
    """Return the day of what was typed, the last one of its kind; None where nothing is; raise BadInput."""
    if not typed:
        return None
    from tracker.dates import day  # here, as its patterns cost every edit two milliseconds

    return day(typed, future=False)


def said_day(typed: str | None) -> str | None:
    """Return the day on which something was said or held, as `day_written` does.

    Raises BadInput for one after tomorrow, as the database does: clocks that are hours apart may have two days at once.
    """
    found = day_written(typed)
    if found is not None and found > (date.today() + timedelta(days=1)).isoformat():
        raise BadInput(f"{found} is still to come.", "Give the day on which it was said or held.")
    return found


def insert(connection: sqlite3.Connection, source: NewSource) -> None:
    """Write a source that was checked."""
    connection.execute(f"INSERT INTO source ({_COLUMNS}) VALUES ({', '.join('?' * len(source))})", source)


def _about(connection: sqlite3.Connection, source: NewSource) -> str:
    about = [names_of(connection, "source_kind")[source.kind], source.published_on, source.address]
    if source.sha256 is not None:
        about.append(f"SHA-256 {source.sha256[:12]}…")
    return ", ".join(filter(None, about))


def _said(connection: sqlite3.Connection, source: NewSource) -> str:
    return f"{source.name} ({_about(connection, source)})"


def _refuse_overtaken(
    connection: sqlite3.Connection, source_id: int, present: NewSource, seen: NewSource, mine: str
) -> None:
    if present != seen:
        who = who_touched(connection, "source", source_id)
        raise overtaken(f"The source '{seen.name}'", who, mine, _said(connection, present))
