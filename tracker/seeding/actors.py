"""The actors of a load: reports share them, so each goes by its folded name, whichever file declares it."""

import sqlite3
from typing import NamedTuple

from tracker.database.recorded import value_in
from tracker.seeding.plan import Plan, Step, Value
from tracker.seeding.staging import Staging
from tracker.seeding.tables import SeedActor, brief
from tracker.text import folded


class Actors(NamedTuple):
    """The actors in the database, and which of those staged it lacks."""

    stored_names: dict[int, str]
    """The name of every row in the table."""
    lacking: frozenset[str]
    """Those staged, by folded name, that have no row."""


def compare_actors(connection: sqlite3.Connection, plan: Plan, staging: Staging) -> Actors:
    """Find the staged actors in the database, and name what differs in those that are there.

    `staged.actor` then has the row of each, and the name that it will have once the load is written.
    """
    stored: dict[str, list[tuple[int, str, str, str | None]]] = {}
    for row in connection.execute("SELECT id, name, kind, country_code FROM main.actor ORDER BY id"):
        stored.setdefault(folded(row[1]), []).append(row)
    lacking = set()
    for number, (key, (actor, report)) in enumerate(staging.actors.items(), 1):
        alike = stored.get(key, [])
        if not alike:
            lacking.add(key)
            continue
        # More than one only where another program added it: the table tells names apart by accents.
        row = next((each for each in alike if each[1] == actor.name), alike[0])
        present = dict(zip(("id", "name", "kind", "country_code"), row, strict=True))
        name = actor.name if plan.accept else row[1]
        plan.compare("actor", f"actor {brief(row[1], 40)}", (name,), present, _values(actor), report.slug)
        connection.execute(
            "UPDATE staged.actor SET stored_id = ?, name = ? WHERE id = ?", (row[0], name, number)
        )
    return Actors({row[0]: row[1] for alike in stored.values() for row in alike}, frozenset(lacking))


def _values(actor: SeedActor) -> dict[str, Value]:
    return {"name": actor.name, "kind": actor.kind, "country_code": actor.country_code}


_MENTIONED = """SELECT name FROM staged.actor WHERE stored_id IS NULL AND id IN
(SELECT actor FROM staged.mention WHERE is_new)"""


def add_actors(connection: sqlite3.Connection, plan: Plan, staging: Staging, actors: Actors) -> None:
    """Add the actors that the database lacks.

    One that it once had was renamed or deleted there on purpose: it comes back only where a new mention
    needs it, or where changes are accepted.
    """
    needed = {name for (name,) in connection.execute(_MENTIONED)}
    known = names_ever(connection, "actor")
    for key in (key for key in staging.actors if key in actors.lacking):
        actor, report = staging.actors[key]
        waits = key in known and actor.name not in needed
        if waits:
            plan.differ(
                f"actor {brief(actor.name, 40)}:",
                "was renamed or deleted in the database; the seed has it",
                "was renamed or deleted in the database, and is there again",
            )
        if not waits or plan.accept:
            plan.additions.append(Step("insert", "actor", (actor.name,), _values(actor), report.slug))


def names_ever(connection: sqlite3.Connection, table: str) -> set[str]:
    """Return every name, folded, that a row of the table has or had, from the table and the history."""
    found = connection.execute(
        f"""SELECT name FROM main.{table}
        UNION SELECT {value_in("c.before", "name")} FROM main.change AS c WHERE table_name = ?1
        UNION SELECT {value_in("c.after", "name")} FROM main.change AS c WHERE table_name = ?1""",
        (table,),
    )
    return {folded(name) for (name,) in found if isinstance(name, str)}


_NO_LONGER_DECLARED = f"""SELECT DISTINCT s.id, s.slug, a.id, a.name FROM (
    SELECT r.report_id, m.actor_id FROM main.mention AS m JOIN main.recommendation AS r ON r.id = m.recommendation_id
  UNION
    SELECT r.report_id, {value_in("c.after", "actor_id")}
    FROM main.change AS c JOIN main.recommendation AS r ON r.id = c.recommendation_id
    WHERE c.table_name = 'mention' AND c.operation = 'insert') AS once
JOIN staged.report AS s ON s.stored_id = once.report_id JOIN main.actor AS a ON a.id = once.actor_id
WHERE a.id NOT IN (SELECT stored_id FROM staged.actor WHERE stored_id IS NOT NULL) ORDER BY s.id, a.id"""
_MENTIONED_BY = """SELECT m.id IN (SELECT id FROM staged.gone_mention), p.id IN (SELECT stored_id FROM staged.report),
p.slug, r.reference FROM main.mention AS m JOIN main.recommendation AS r ON r.id = m.recommendation_id
JOIN main.report AS p ON p.id = r.report_id WHERE m.actor_id = ? ORDER BY m.id"""


def find_gone_actors(connection: sqlite3.Connection, plan: Plan) -> None:
    """Name the actors that these reports mention or once mentioned, and that no seed declares any more.

    One that no other mention uses is a difference; one that is used elsewhere stays. An actor that no mention
    ever used belongs to no report, and is left alone.
    """
    seen: set[int] = set()
    for _, slug, actor_id, name in connection.execute(_NO_LONGER_DECLARED).fetchall():
        if actor_id in seen:
            continue
        seen.add(actor_id)
        mentions = connection.execute(_MENTIONED_BY, (actor_id,)).fetchall()
        left = [mention for mention in mentions if not mention[0]]
        actor = f"actor {brief(name, 40)}:"
        if not left:
            plan.differ(actor, "is gone from the seed", "is gone from the seed, and was deleted")
            if plan.accept:
                plan.gone_actors.append(Step("delete", "actor", (name,), {}, slug, actor_id))
        elif len(left) < len(mentions) or any(loaded for _, loaded, *_ in left):
            _, _, by, reference = left[0]
            plan.kept.append(
                f"{actor} is gone from the seed and stays, as {by} {brief(reference, 40)} mentions it."
            )
