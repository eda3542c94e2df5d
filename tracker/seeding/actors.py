"""The actors of a load: reports share them, so each goes by its folded name, whichever file declares it."""

import json
import sqlite3

from tracker.database.recorded import value_in
from tracker.seeding.corrections import once_called
from tracker.seeding.named_rows import NamedRows, former_names
from tracker.seeding.plan import Plan, Step, Value
from tracker.seeding.staging import Staging
from tracker.seeding.tables import SeedActor, SeedReport, brief
from tracker.text import folded


def compare_actors(connection: sqlite3.Connection, plan: Plan, staging: Staging) -> NamedRows:
    """Find the staged actors in the database, by name, alias or former name, and name what differs in them.

    `staged.actor` then has the row of each, and the name that it will have once the load is written.
    """
    stored: dict[str, list[tuple[int, str, str, str | None]]] = {}
    for row in connection.execute("SELECT id, name, kind, country_code FROM main.actor ORDER BY id"):
        stored.setdefault(folded(row[1]), []).append(row)
    by_number = {row[0]: row for alike in stored.values() for row in alike}
    renamed = {folded(name): number for name, number in once_called(connection).items()}
    others = {folded(alias): number for alias, number in connection.execute(_ALIASES)}
    numbers: dict[str, int] = {}
    indirect = []
    for number, (key, (actor, report)) in enumerate(staging.actors.items(), 1):
        alike = stored.get(key, [])
        found = others.get(key, renamed.get(key))
        if not alike and found not in by_number:
            continue
        # More than one only where another program added it: the table tells names apart by accents.
        row = (
            next((each for each in alike if each[1] == actor.name), alike[0])
            if alike
            else by_number[found or 0]
        )
        name = row[1]
        if alike or renamed.get(key) == row[0]:
            present = dict(zip(("id", "name", "kind", "country_code"), row, strict=True))
            name = actor.name if plan.accept else name
            plan.compare("actor", f"actor {brief(row[1], 40)}", (name,), present, _values(actor), report.slug)
            _take_back_alias(connection, plan, row, actor, report)
        elif plan.once_there("actor", key):
            plan.kept.append(f"actor {brief(actor.name, 40)}: was merged here, and is {brief(name, 40)} now.")
        if not alike:
            indirect.append(number)
        numbers[key] = row[0]
        connection.execute(
            "UPDATE staged.actor SET stored_id = ?, name = ? WHERE id = ?", (row[0], name, number)
        )
    if indirect:
        connection.execute(_DROP_TWINS, {"indirect": json.dumps(indirect)})
    return NamedRows(
        {number: row[1] for number, row in by_number.items()},
        frozenset(set(staging.actors) - set(numbers)),
        numbers,
        former_names(connection, "actor"),
    )


_ALIASES = "SELECT alias, actor_id FROM main.actor_alias"
# Of two that were merged a seed may give both the same role: then they are one.
_DROP_TWINS = """DELETE FROM staged.mention AS m WHERE actor_id IN (SELECT value FROM json_each(:indirect))
AND EXISTS (SELECT 1 FROM staged.mention AS o WHERE o.recommendation = m.recommendation AND o.number <> m.number
  AND o.role = m.role AND o.quote_start IS m.quote_start
  AND (SELECT stored_id FROM staged.actor WHERE id = o.actor_id)
    = (SELECT stored_id FROM staged.actor WHERE id = m.actor_id)
  AND (o.number < m.number OR o.actor_id NOT IN (SELECT value FROM json_each(:indirect))))"""


def _take_back_alias(
    connection: sqlite3.Connection,
    plan: Plan,
    row: tuple[int, str, str, str | None],
    actor: SeedActor,
    report: SeedReport,
) -> None:
    """Plan that a name which becomes the actor's own again is no alias any more."""
    if not plan.accept or row[1] == actor.name:
        return
    for (number,) in connection.execute(
        "SELECT id FROM main.actor_alias WHERE alias = ? AND actor_id = ?", (actor.name, row[0])
    ):
        plan.aliases.append(Step("delete", "actor_alias", (actor.name,), {}, report.slug, number))


def add_aliases(connection: sqlite3.Connection, plan: Plan, staging: Staging, actors: NamedRows) -> None:
    """Add the aliases that the seeds give and the database lacks; one that was taken away here stays away."""
    names = {folded(name): number for number, name in actors.stored_names.items()}
    names |= {folded(alias): number for alias, number in connection.execute(_ALIASES)}
    called = dict(connection.execute("SELECT id, name FROM staged.actor"))
    spelled = {key: called[number] for number, key in enumerate(staging.actors, 1)}
    coming = {step.key[0] for step in plan.additions if step.table == "actor"}
    for key, (alias, owner, report) in staging.aliases.items():
        number = actors.numbers.get(owner)
        name = spelled[owner]
        line = f"alias {brief(alias, 40)} of actor {brief(name, 40)}:"
        if (number is None and name not in coming) or (number is not None and names.get(key) == number):
            continue
        if key in names or staging.actors.get(key, (None, None))[0] is not None:
            plan.kept.append(f"{line} is another actor's name, and was left out.")
            continue
        gone = plan.once_there("actor_alias", key)
        if gone:
            plan.differ(
                line,
                f"was taken away here; the {plan.origin} has it",
                "was taken away here, and is there again",
            )
        if not gone or plan.accept:
            plan.aliases.append(Step("insert", "actor_alias", (name,), {"alias": alias}, report.slug))


def _values(actor: SeedActor) -> dict[str, Value]:
    return {"name": actor.name, "kind": actor.kind, "country_code": actor.country_code}


_MENTIONED = """SELECT name FROM staged.actor WHERE stored_id IS NULL AND id IN
(SELECT actor_id FROM staged.mention WHERE is_new UNION ALL SELECT actor_id FROM staged.response WHERE is_new
UNION ALL SELECT given_by FROM staged.deadline WHERE is_new)"""


def add_actors(connection: sqlite3.Connection, plan: Plan, staging: Staging, actors: NamedRows) -> None:
    """Add the actors that the database lacks.

    One that it once had was renamed or deleted there on purpose: it comes back only where a new mention
    needs it, or where changes are accepted.
    """
    needed = {name for (name,) in connection.execute(_MENTIONED)}
    for key in (key for key in staging.actors if key in actors.lacking):
        actor, report = staging.actors[key]
        waits = plan.once_there("actor", key) and actor.name not in needed
        if waits:
            plan.differ(
                f"actor {brief(actor.name, 40)}:",
                f"was renamed or deleted in the database; the {plan.origin} has it",
                "was renamed or deleted in the database, and is there again",
            )
        if not waits or plan.accept:
            plan.additions.append(Step("insert", "actor", (actor.name,), _values(actor), report.slug))


_NO_LONGER_DECLARED = f"""SELECT DISTINCT s.id, s.slug, a.id, a.name FROM (
    SELECT r.report_id, m.actor_id FROM main.mention AS m JOIN main.recommendation AS r ON r.id = m.recommendation_id
  UNION
    SELECT r.report_id, {value_in("c.after", "actor_id")}
    FROM main.change AS c JOIN main.recommendation AS r ON r.id = c.recommendation_id
    WHERE c.table_name = 'mention' AND c.operation = 'insert'
      AND (SELECT s.kind FROM main.changeset AS s WHERE s.id = c.changeset_id) = 'load') AS once
JOIN staged.report AS s ON s.stored_id = once.report_id JOIN main.actor AS a ON a.id = once.actor_id
WHERE a.id NOT IN (SELECT stored_id FROM staged.actor WHERE stored_id IS NOT NULL)
AND NOT EXISTS (SELECT 1 FROM main.response WHERE actor_id = a.id)
AND NOT EXISTS (SELECT 1 FROM main.deadline WHERE given_by = a.id) ORDER BY s.id, a.id"""
_MENTIONED_BY = """SELECT m.id IN (SELECT id FROM staged.gone_mention), p.id IN (SELECT stored_id FROM staged.report),
p.slug, r.reference, m.id IN (SELECT id FROM staged.own_mention)
FROM main.mention AS m JOIN main.recommendation AS r ON r.id = m.recommendation_id
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
        if mentions and all(own for *_, own in mentions):
            # It came with what analysts read in the texts, and no seed ever had it.
            continue
        left = [mention for mention in mentions if not mention[0]]
        actor = f"actor {brief(name, 40)}:"
        if not left:
            plan.differ(actor, "is gone from the seed", "is gone from the seed, and was deleted")
            if plan.accept:
                aliases = connection.execute(
                    "SELECT id FROM main.actor_alias WHERE actor_id = ?", (actor_id,)
                )
                plan.gone_actors.extend(
                    Step("delete", "actor_alias", (name,), {}, slug, number) for (number,) in aliases
                )
                plan.gone_actors.append(Step("delete", "actor", (name,), {}, slug, actor_id))
        elif len(left) < len(mentions) or any(loaded for _, loaded, *_ in left):
            _, _, by, reference, _ = left[0]
            plan.kept.append(
                f"{actor} is gone from the seed and stays, as {by} {brief(reference, 40)} mentions it."
            )
