"""Correcting the list of actors: their names, kinds and aliases, and two that are one.

An actor is named as the analyst saw it, or by an alias. The name that a rename or a merge takes away stays as an
alias: seed files, queries and saved views that know the old one find the actor by it.
"""

import sqlite3
from collections.abc import Sequence
from typing import NamedTuple

from tracker.database.writer import Writer, open_changeset
from tracker.edits.shared import Saved, known_code, names_of, overtaken, who_touched
from tracker.errors import BadInput
from tracker.labels import number_of
from tracker.names import alike
from tracker.reading.actors import actor_meant
from tracker.reading.queries import ActorUsage
from tracker.text import actor_name, shown_line

STATE = "state"
"""The one kind whose actors have a country code."""


class Actor(NamedTuple):
    """A row of the list of actors."""

    id: int
    name: str
    kind: str
    country_code: str | None


class NewActor(NamedTuple):
    """An actor that is not there yet."""

    name: str
    kind: str
    country_code: str | None = None
    aliases: tuple[str, ...] = ()


def add_actor(writer: Writer, actor: NewActor, *, analyst: str) -> Saved:
    """Add an actor; raises BadInput for a name that is taken, or a rule that it breaks."""
    with writer.transaction() as connection:
        actor = checked(connection, actor)
        summary = f"Added actor {actor.name} ({_said(connection, actor.kind, actor.country_code)})"
        number = open_changeset(connection, analyst=analyst, summary=summary)
        insert(connection, actor)
        return Saved(number, summary)


def rename_actor(writer: Writer, name: str, new_name: str, *, analyst: str) -> Saved:
    """Give an actor another name; the old one becomes an alias, unless only its case changes.

    Raises BadInput for a name that another actor has, NotFound.
    """
    new_name = actor_name(new_name)
    with writer.transaction() as connection:
        actor = known_actor(connection, name)
        if actor.name == new_name:
            return Saved(None, f"The actor is called '{new_name}' already.")
        _refuse_taken(connection, new_name, actor)
        summary = f"Renamed actor {actor.name} to {new_name}"
        number = open_changeset(connection, analyst=analyst, summary=summary)
        connection.execute("DELETE FROM actor_alias WHERE alias = ?", (new_name,))
        connection.execute("UPDATE actor SET name = ? WHERE id = ?", (new_name, actor.id))
        _call_too(connection, actor.id, actor.name)
        return Saved(number, summary)


def merge_actors(writer: Writer, name: str, into: str, *, analyst: str) -> Saved:
    """Make all that names the first actor name the second, and its name an alias; then it goes.

    A mention of the first where the second has the same role at the same place goes with it. Raises BadInput, NotFound.
    """
    with writer.transaction() as connection:
        actor, target = known_actor(connection, name), known_actor(connection, into)
        if actor.id == target.id:
            raise BadInput(f"'{actor.name}' cannot be merged into itself.", "Name two actors.")
        equal = [row[0] for row in connection.execute(EQUAL, (actor.id, target.id))]
        (mentions,) = connection.execute(
            "SELECT count(*) FROM mention WHERE actor_id = ?", (actor.id,)
        ).fetchone()
        dropped = f", {len(equal):,} of them there already" if equal else ""
        (said,) = connection.execute(_SAID, {"id": actor.id}).fetchone()
        told = f", {number_of(said, 'statement')}" if said else ""
        moved = f"{number_of(mentions, 'mention')}{dropped}{told}"
        summary = f"Merged actor {actor.name} into {target.name} ({moved})"
        number = open_changeset(connection, analyst=analyst, summary=summary)
        connection.executemany("DELETE FROM mention WHERE id = ?", ((each,) for each in equal))
        for table, column in _NAMING:
            connection.execute(f"UPDATE {table} SET {column} = ? WHERE {column} = ?", (target.id, actor.id))
        connection.execute("DELETE FROM actor WHERE id = ?", (actor.id,))
        _call_too(connection, target.id, actor.name)
        return Saved(number, summary)


_NAMING = (
    ("mention", "actor_id"),
    ("actor_alias", "actor_id"),
    ("response", "actor_id"),
    ("deadline", "given_by"),
)
"""What names an actor, as (table, column)."""
_SAID = """SELECT (SELECT count(*) FROM response WHERE actor_id = :id)
  + (SELECT count(*) FROM deadline WHERE given_by = :id)"""
EQUAL = """SELECT m.id FROM mention AS m WHERE m.actor_id = ? AND EXISTS (SELECT 1 FROM mention AS other
WHERE other.actor_id = ? AND other.recommendation_id = m.recommendation_id AND other.role = m.role
  AND other.quote_start IS m.quote_start) ORDER BY m.id"""
"""The mentions of an actor that another one has too: they cannot both be the other's."""


def set_kind(
    writer: Writer,
    name: str,
    kind: str,
    country_code: str | None,
    *,
    analyst: str,
    seen: tuple[str, str | None] | None = None,
) -> Saved:
    """Say what sort of actor it is, with the country code that a state has and nothing else.

    `seen` are kind and code as the analyst saw them. Raises Conflict where somebody changed them since, BadInput,
    NotFound.
    """
    with writer.transaction() as connection:
        actor = known_actor(connection, name)
        wanted = checked_kind(connection, kind, country_code)
        present = (actor.kind, actor.country_code)
        if wanted == present:
            return Saved(None, f"Actor {actor.name} is that already: {_said(connection, *present)}.")
        if seen is not None and present != seen:
            who = who_touched(connection, "actor", actor.id, "kind")
            raise overtaken(
                f"The kind of {actor.name}", who, _said(connection, *wanted), _said(connection, *present)
            )
        summary = f"Kind of actor {actor.name}: {_said(connection, *present)} -> {_said(connection, *wanted)}"
        number = open_changeset(connection, analyst=analyst, summary=summary)
        connection.execute("UPDATE actor SET kind = ?, country_code = ? WHERE id = ?", (*wanted, actor.id))
        return Saved(number, summary)


def edit_actor(
    writer: Writer,
    seen: ActorUsage,
    *,
    name: str,
    kind: str,
    country_code: str | None,
    aliases: Sequence[str],
    analyst: str,
) -> Saved:
    """Change name, kind, code and aliases of the actor that the analyst saw, as one action.

    What the analyst left as it was stays as it is now; a name that goes stays as an alias. Raises Conflict where the
    kind to be changed is not what was seen, BadInput, NotFound.
    """
    saw = [alias for alias in (seen.aliases or "").split(", ") if alias]
    with writer.transaction() as connection:
        actor = known_actor(connection, seen.actor)
        parts: list[str] = []
        new_name = actor.name if name in (seen.actor, actor.name) else actor_name(name)
        if new_name != actor.name:
            _refuse_taken(connection, new_name, actor)
            parts.append(f"renamed to {new_name}")
        present = (actor.kind, actor.country_code)
        wanted = present
        if (kind, country_code or None) != (seen.kind, seen.country_code):
            wanted = checked_kind(connection, kind, country_code)
        if wanted != present:
            if present != (seen.kind, seen.country_code):
                who = who_touched(connection, "actor", actor.id, "kind")
                raise overtaken(
                    f"The kind of {actor.name}", who, _said(connection, *wanted), _said(connection, *present)
                )
            parts.append(f"{_said(connection, *present)} -> {_said(connection, *wanted)}")
        there_are = aliases_of(connection, actor.id)
        typed = [actor_name(alias, what="alias") for alias in aliases]
        gone = [alias for alias in there_are if alias in saw and alias not in typed]
        new = [alias for alias in dict.fromkeys(typed) if alias not in there_are and alias not in saw]
        for alias in new:
            _refuse_taken(connection, alias, actor)
        parts += [f"alias {alias}" for alias in new] + [f"without alias {alias}" for alias in gone]
        if not parts:
            return Saved(None, f"Actor {actor.name} is as it was.")
        summary = f"Actor {actor.name}: {', '.join(parts)}"
        number = open_changeset(connection, analyst=analyst, summary=summary)
        for alias in (*gone, new_name, *new):
            connection.execute("DELETE FROM actor_alias WHERE alias = ? AND actor_id = ?", (alias, actor.id))
        connection.execute(
            "UPDATE actor SET name = ?, kind = ?, country_code = ? WHERE id = ?",
            (new_name, *wanted, actor.id),
        )
        for alias in (*new, *([actor.name] if new_name != actor.name else [])):
            _call_too(connection, actor.id, alias)
        return Saved(number, summary)


def add_alias(writer: Writer, name: str, alias: str, *, analyst: str) -> Saved:
    """Give an actor another name beside its own; raises BadInput for one that is taken, NotFound."""
    alias = actor_name(alias, what="alias")
    with writer.transaction() as connection:
        actor = known_actor(connection, name)
        if alias == actor.name or alias in aliases_of(connection, actor.id):
            return Saved(None, f"Actor {actor.name} is called '{alias}' already.")
        _refuse_taken(connection, alias, actor)
        summary = f"Alias of actor {actor.name}: {alias}"
        number = open_changeset(connection, analyst=analyst, summary=summary)
        connection.execute("DELETE FROM actor_alias WHERE alias = ?", (alias,))
        _call_too(connection, actor.id, alias)
        return Saved(number, summary)


def remove_alias(writer: Writer, name: str, alias: str, *, analyst: str) -> Saved:
    """Take an alias away from an actor; raises BadInput where it has none such, NotFound."""
    with writer.transaction() as connection:
        actor = known_actor(connection, name)
        there_are = aliases_of(connection, actor.id)
        known = next(iter(alike(alias, there_are)), None)
        if known is None:
            names = ", ".join(map(shown_line, there_are))
            raise BadInput(
                f"Actor {actor.name} has no alias '{shown_line(alias)}'.",
                f"There are: {names}." if names else "It has none at all.",
            )
        summary = f"Alias of actor {actor.name} taken away: {known}"
        number = open_changeset(connection, analyst=analyst, summary=summary)
        connection.execute("DELETE FROM actor_alias WHERE alias = ?", (known,))
        return Saved(number, summary)


def known_actor(connection: sqlite3.Connection, name: str) -> Actor:
    """Return the actor of that name or alias; raise NotFound with the nearest names."""
    row = connection.execute(
        "SELECT id, name, kind, country_code FROM actor WHERE name = ?", (actor_meant(connection, name),)
    ).fetchone()
    return Actor(*row)


def checked(connection: sqlite3.Connection, actor: NewActor) -> NewActor:
    """Return a new actor as it is stored; raise BadInput for a name that is taken, or a rule that it breaks."""
    name = actor_name(actor.name)
    aliases = tuple(dict.fromkeys(actor_name(alias, what="alias") for alias in actor.aliases))
    for each in (name, *aliases):
        _refuse_taken(connection, each)
    return NewActor(name, *checked_kind(connection, actor.kind, actor.country_code), aliases)


def insert(connection: sqlite3.Connection, actor: NewActor) -> int:
    """Put an actor into the list with its aliases, and return its id."""
    made = connection.execute("INSERT INTO actor (name, kind, country_code) VALUES (?, ?, ?)", actor[:3])
    number = made.lastrowid or 0
    for alias in actor.aliases:
        _call_too(connection, number, alias)
    return number


def checked_kind(
    connection: sqlite3.Connection, kind: str, country_code: str | None
) -> tuple[str, str | None]:
    """Return kind and code as they are stored; raise BadInput where they do not go together, as a seed would."""
    kind = known_code(connection, "actor_kind", kind, "kind of actor")
    code = (country_code or "").strip().upper() or None
    if kind == STATE and code is None:
        raise BadInput("A state needs its country code.", "Write the two letters of ISO 3166, such as PK.")
    if kind != STATE and code is not None:
        raise BadInput(f"Only a state has a country code, not a {shown_line(kind)}.", "Leave the code out.")
    if code is not None and not (len(code) == 2 and code.isascii() and code.isalpha()):
        raise BadInput(
            f"'{shown_line(code)}' is no country code.", "Write the two letters of ISO 3166, such as PK."
        )
    return kind, code


def aliases_of(connection: sqlite3.Connection, actor_id: int) -> list[str]:
    """Return the other names of an actor, in alphabetical order."""
    rows = connection.execute("SELECT alias FROM actor_alias WHERE actor_id = ? ORDER BY alias", (actor_id,))
    return [alias for (alias,) in rows]


def _call_too(connection: sqlite3.Connection, actor_id: int, alias: str) -> None:
    """Make a name an alias, unless the actor is called so already, but for the case."""
    connection.execute(
        "INSERT INTO actor_alias (actor_id, alias) SELECT ?1, ?2"
        " WHERE NOT EXISTS (SELECT 1 FROM actor WHERE id = ?1 AND name = ?2)"
        " AND NOT EXISTS (SELECT 1 FROM actor_alias WHERE actor_id = ?1 AND alias = ?2)",
        (actor_id, alias),
    )


def _refuse_taken(connection: sqlite3.Connection, name: str, of: Actor | None = None) -> None:
    """Refuse a name that another actor has, as its own or as an alias, whatever its case and accents."""
    rows = connection.execute(
        "SELECT a.name, a.name, a.id FROM actor AS a"
        " UNION ALL SELECT l.alias, a.name, a.id FROM actor_alias AS l JOIN actor AS a ON a.id = l.actor_id"
    ).fetchall()
    others = {called: owner for called, owner, number in rows if of is None or number != of.id}
    taken = next(iter(alike(name, others)), None)
    if taken is None:
        return
    owner = others[taken]
    known = f"There is an actor '{owner}' already" + ("" if taken == owner else f", called '{taken}' too")
    remedy = (
        f"To join the two: tracker actors merge '{of.name}' '{owner}'"
        if of
        else "Take that one, or name another."
    )
    raise BadInput(f"{known}.", remedy)


def _said(connection: sqlite3.Connection, kind: str, country_code: str | None) -> str:
    name = names_of(connection, "actor_kind")[kind]
    return f"{name}, {country_code}" if country_code else name
