"""The actors of a load: reports share them, so each goes by its folded name, whichever file declares it."""

from collections.abc import Collection, Sequence
from typing import NamedTuple

from sqlalchemy import text as sql
from sqlmodel import Session, col, select

from tracker.database.models import Actor
from tracker.database.recorded import value_in
from tracker.seeding.plan import Plan, Step, Value
from tracker.seeding.tables import Seed, SeedActor, brief
from tracker.text import folded


class DeclaredActor(NamedTuple):
    """An actor of the seeds beside the one in the database."""

    seed: SeedActor
    report: str
    """Slug of the first report that declares it."""
    stored_id: int | None
    """Its row, if it has one."""
    name: str
    """What it will be called once the load is written."""


class Actors(NamedTuple):
    """All that a load knows of actors."""

    declared: dict[str, DeclaredActor]
    """By folded name."""
    stored_names: dict[int, str]
    """The name of every row in the table."""

    def named(self, name: str) -> DeclaredActor:
        """Return the actor that a mention in a seed means."""
        return self.declared[folded(name)]


def compare_actors(session: Session, plan: Plan, seeds: Sequence[Seed]) -> Actors:
    """Find the actors of all seeds in the database, and name what differs in those that are there."""
    stored: dict[str, list[Actor]] = {}
    for each in session.exec(select(Actor).order_by(col(Actor.id))):
        stored.setdefault(folded(each.name), []).append(each)
    actors = Actors({}, {each.id or 0: each.name for alike in stored.values() for each in alike})
    for seed in seeds:
        for actor in seed.actors:
            key = folded(actor.name)
            if key in actors.declared:
                continue
            alike = stored.get(key, [])
            # More than one only where another program added it: the table tells names apart by accents.
            row: Actor | None = next(
                (each for each in alike if each.name == actor.name), alike[0] if alike else None
            )
            name = actor.name if row is None or plan.accept else row.name
            actors.declared[key] = DeclaredActor(actor, seed.report.slug, row.id if row else None, name)
            if row is not None:
                plan.compare(f"actor {brief(row.name, 40)}", (name,), row, _values(actor), seed.report.slug)
    return actors


def _values(actor: SeedActor) -> dict[str, Value]:
    return {"name": actor.name, "kind": actor.kind, "country_code": actor.country_code}


def add_actors(session: Session, plan: Plan, actors: Actors) -> None:
    """Add the actors that the database lacks.

    One that it once had was renamed or deleted there on purpose: it comes back only where a new mention
    needs it, or where changes are accepted.
    """
    needed = {step.key[-1] for step in plan.mentions}
    known = names_ever(session, "actor")
    for key, actor in actors.declared.items():
        if actor.stored_id is not None:
            continue
        waits = key in known and actor.name not in needed
        if waits:
            name = brief(actor.name, 40)
            plan.differences.append(f"actor {name}: was renamed or deleted in the database; the seed has it.")
        if not waits or plan.accept:
            plan.additions.append(Step("insert", "actor", (actor.name,), _values(actor.seed), actor.report))


def names_ever(session: Session, table: str) -> set[str]:
    """Return every name, folded, that a row of the table has or had, from the history."""
    rows = session.connection().exec_driver_sql(
        f"SELECT {value_in('c.before', 'name')}, {value_in('c.after', 'name')} FROM change AS c WHERE table_name = ?",
        (table,),
    )
    return {folded(name) for row in rows for name in row if isinstance(name, str)}


_MENTIONED_ONCE = f"""
SELECT a.id, a.name FROM actor AS a WHERE a.id IN (
    SELECT m.actor_id FROM mention AS m JOIN recommendation AS r ON r.id = m.recommendation_id
    JOIN report AS p ON p.id = r.report_id WHERE p.slug = :slug
  UNION
    SELECT {value_in("c.after", "actor_id")} FROM change AS c
    JOIN recommendation AS r ON r.id = c.recommendation_id JOIN report AS p ON p.id = r.report_id
    WHERE p.slug = :slug AND c.table_name = 'mention' AND c.operation = 'insert')
ORDER BY a.id
"""
_MENTIONED_NOW = """
SELECT m.id, p.slug, r.reference FROM mention AS m JOIN recommendation AS r ON r.id = m.recommendation_id
JOIN report AS p ON p.id = r.report_id WHERE m.actor_id = :actor ORDER BY m.id
"""


def find_gone_actors(
    session: Session, plan: Plan, actors: Actors, slugs: Sequence[str], gone_mentions: Collection[int]
) -> None:
    """Name the actors that these reports mention or once mentioned, and that no seed declares any more.

    One that no other mention uses is a difference; one that is used elsewhere stays. An actor that no mention
    ever used belongs to no report, and is left alone.
    """
    declared = {actor.stored_id for actor in actors.declared.values()}
    seen: set[int] = set()
    for slug in slugs:
        for actor_id, name in session.connection().execute(sql(_MENTIONED_ONCE), {"slug": slug}).all():
            if actor_id in declared or actor_id in seen:
                continue
            seen.add(actor_id)
            users = session.connection().execute(sql(_MENTIONED_NOW), {"actor": actor_id}).all()
            left = [user for user in users if user.id not in gone_mentions]
            if not left:
                plan.differences.append(f"actor {brief(name, 40)}: is gone from the seed.")
                if plan.accept:
                    plan.gone_actors.append(Step("delete", "actor", (name,), {}, slug, actor_id))
            elif len(left) < len(users) or any(user.slug in slugs for user in left):
                plan.kept.append(
                    f"actor {brief(name, 40)}: is gone from the seed and stays, "
                    f"as {left[0].slug} {brief(left[0].reference, 40)} mentions it."
                )
