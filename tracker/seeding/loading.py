"""Writing what seed files bring: every file is checked, then one transaction takes all of it or nothing."""

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import nullcontext
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from sqlmodel import Session, col, select

from tracker.database.models import Actor, ActorKind, ActorRole, Recommendation, Report, metadata
from tracker.database.session import session_in
from tracker.database.writer import Writer, open_changeset
from tracker.errors import SeedError
from tracker.seeding.bulk import MANY, triggers_away
from tracker.seeding.comparing import compared
from tracker.seeding.plan import Plan, Step, Value, digest, summary
from tracker.seeding.seed_file import Reading, read
from tracker.seeding.tables import quoted

Progress = Callable[[int, int], None]
"""Is told the rows done and the rows in all."""

_CHUNK = 500
"""Rows between two reports of progress."""


class Loaded(NamedTuple):
    """What a load did."""

    changeset_id: int | None
    """None where nothing was written."""
    summary: str
    """A sentence."""
    differences: tuple[str, ...]
    """A line each: applied where changes were accepted, else left alone."""
    applied: bool
    """Whether the differences were applied."""
    kept: tuple[str, ...]
    """What vanished from the seed and stays, a line each."""


def load(
    writer: Writer,
    files: Sequence[Path] | None,
    *,
    analyst: str,
    accept_changes: bool = False,
    progress: Progress | None = None,
) -> Loaded:
    """Bring what these seed files, or the bundled ones where none is named, have and the database lacks.

    Where both have something and disagree, the database keeps what it has unless changes are accepted.
    Notes, taggings, statuses and the codebook are the analysts': no load touches them. Raises SeedError with
    every finding of every file, and TrackerError for what the database refuses; then nothing is written.
    """
    readings = read(files)
    with writer.transaction() as connection, session_in(connection) as session:
        findings = [finding for reading in readings for finding in reading.findings]
        findings.extend(_unknown_codes(session, readings))
        if findings:
            raise SeedError(findings)
        seeds = [reading.seed for reading in readings if reading.seed is not None]
        plan = compared(session, seeds, accept=accept_changes)
        steps = plan.steps
        applied = accept_changes and bool(plan.differences)
        differences, kept = tuple(plan.differences), tuple(plan.kept)
        if not steps:
            return Loaded(None, _nothing(len(differences)), differences, applied, kept)
        words = summary(plan)
        number = open_changeset(
            connection,
            analyst=analyst,
            summary=words,
            kind="load",
            digest=digest(steps),
            accepts_source_changes=applied,
        )
        _write(connection, session, plan, progress or _silent)
    return Loaded(number, f"{words}.", differences, applied, kept)


def _nothing(differences: int) -> str:
    if not differences:
        return "Nothing to load: the database holds all of it already."
    left = "1 difference was" if differences == 1 else f"{differences:,} differences were"
    return f"Nothing was loaded: {left} left alone."


def _silent(_done: int, _total: int) -> None:
    pass


def _unknown_codes(session: Session, readings: Iterable[Reading]) -> Iterator[str]:
    known = {
        "kind": session.exec(select(ActorKind.code).order_by(col(ActorKind.position))).all(),
        "role": session.exec(select(ActorRole.code).order_by(col(ActorRole.position))).all(),
    }
    for reading in readings:
        for use in reading.codes:
            codes = known[use.key]
            if use.code not in codes:
                yield f"{use.place}: {use.key} {quoted(use.code)} is not known; known are {', '.join(codes)}."


def _write(connection: sqlite3.Connection, session: Session, plan: Plan, progress: Progress) -> None:
    many = len(plan.recommendations) + len(plan.mentions) > MANY
    total = len(plan.steps)
    progress(0, total)
    done = _write_steps(session, [*plan.additions, *plan.gone_mentions, *plan.updates], 0, total, progress)
    with triggers_away(connection) if many else nullcontext():
        done = _write_steps(session, [*plan.recommendations, *plan.mentions], done, total, progress)
    _write_steps(session, plan.gone_actors, done, total, progress)


def _write_steps(session: Session, steps: Sequence[Step], done: int, total: int, progress: Progress) -> int:
    for (operation, table), group in groupby(steps, lambda step: (step.operation, step.table)):
        same = list(group)
        rows = _rows(session, table, same) if operation == "insert" else []
        for start in range(0, len(same), _CHUNK):
            chunk = slice(start, start + _CHUNK)
            if operation == "insert":
                session.connection().execute(metadata.tables[table].insert(), rows[chunk])
            else:
                for step in same[chunk]:
                    _change(session, step)
            done += len(same[chunk])
            progress(done, total)
    return done


def _rows(session: Session, table: str, steps: Sequence[Step]) -> list[dict[str, Value]]:
    """Return the rows to insert, with the ids that they refer to: the steps before have made those."""
    slugs = {step.key[0] for step in steps}
    if table == "recommendation":
        reports = dict(session.exec(select(Report.slug, Report.id).where(col(Report.slug).in_(slugs))).all())
        return [{**step.values, "report_id": reports[step.key[0]]} for step in steps]
    if table == "mention":
        query = select(Report.slug, Recommendation.reference, Recommendation.id).join(Recommendation)
        numbers = {(row[0], row[1]): row[2] for row in session.exec(query.where(col(Report.slug).in_(slugs)))}
        actors = dict(session.exec(select(Actor.name, Actor.id)).all())
        return [
            {
                **step.values,
                "recommendation_id": numbers[step.key[0], step.key[1]],
                "actor_id": actors[step.key[2]],
            }
            for step in steps
        ]
    return [dict(step.values) for step in steps]


def _change(session: Session, step: Step) -> None:
    table = metadata.tables[step.table]
    if step.operation == "update":
        statement = table.update().where(table.c.id == step.row_id).values(**step.values)
        session.connection().execute(statement)
    else:
        session.connection().execute(table.delete().where(table.c.id == step.row_id))
