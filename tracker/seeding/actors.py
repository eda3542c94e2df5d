"""The other names of the actors of a load, and the actors that no seed declares any more."""

import sqlite3

from tracker.database.recorded import value_in
from tracker.seeding.named_rows import NamedRows, aliases
from tracker.seeding.plan import Plan, Step
from tracker.seeding.staging import Staging
from tracker.text import brief, folded

_ALIAS = "SELECT id FROM main.actor_alias WHERE alias = ? AND actor_id = ?"


def add_aliases(connection: sqlite3.Connection, plan: Plan, staging: Staging, actors: NamedRows) -> None:
    """Add the aliases that the seeds give and the database lacks; one that was taken away here stays away."""
    names = {folded(name): number for number, name in actors.stored_names.items()} | aliases(connection)
    spelled = dict(connection.execute("SELECT key, name FROM staged.actor"))
    coming = {step.key[0] for step in plan.additions if step.table == "actor"}
    for key, (alias, owner, report) in staging.aliases.items():
        number = actors.numbers.get(owner)
        name = spelled[owner]
        line = f"alias {brief(alias, 40)} of actor {brief(name, 40)}:"
        if (number is None and name not in coming) or (number is not None and names.get(key) == number):
            continue
        if key in names or key in staging.named["actor"]:
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
            plan.aliases.append(Step("insert", "actor_alias", (name,), {"alias": alias}, report))


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
