"""Writing what reports bring: each is checked first, then one transaction takes all of it or nothing."""

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from tracker.database import load_digest
from tracker.database.writer import Writer, open_changeset
from tracker.labels import number_of
from tracker.seeding.comparison import compared
from tracker.seeding.insertion import insert_new, insert_rows
from tracker.seeding.plan import Link, Plan, Step, Value, summary
from tracker.seeding.seed_file import known_codes, read, seed_paths
from tracker.seeding.staging import NAMING, Staging
from tracker.seeding.statements import KINDS, MENTION, Kind
from tracker.seeding.tables import Seed

Progress = Callable[[str, int, int], None]
"""Is told what is being done, and how much of how much: `Reading file` first, then `Loading row`."""


def _silent(_what: str, _done: int, _total: int) -> None:
    pass


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
    without_lines: tuple[str, ...] = ()
    """The reports that name a source and not where in it each text stands, a line each."""
    new: tuple[str, ...] = ()
    """What is new in reports that were there, where it was read from a table, a line for each report."""


def load(
    writer: Writer,
    files: Sequence[Path] | None,
    *,
    analyst: str,
    accept_changes: bool = False,
    unreviewed: bool = False,
    progress: Progress = _silent,
    make: Callable[[Path], object] | None = None,
) -> Loaded:
    """Bring what these seed files, or the bundled ones where none is named, have and the database lacks.

    A draft with items that nobody reviewed is refused, unless `unreviewed`. As `load_reports`; raises
    SeedError with every finding of every file, and then nothing was written or made.
    """
    paths = seed_paths(files)
    seeds = _counted(read(paths, known_codes(writer.path), unreviewed=unreviewed), len(paths), progress)
    return load_reports(
        writer, seeds, analyst=analyst, accept_changes=accept_changes, progress=progress, make=make
    )


def load_reports(
    writer: Writer,
    seeds: Iterable[Seed],
    *,
    analyst: str,
    accept_changes: bool = False,
    dry_run: bool = False,
    progress: Progress = _silent,
    make: Callable[[Path], object] | None = None,
) -> Loaded:
    """Bring what these reports have and the database lacks; `make` is called with its path once all are read.

    A dry run says what that would be, and writes nothing.

    Where both have something and disagree, the database keeps what it has unless changes are accepted.
    Notes, taggings, statuses and the codebook are the analysts': no load touches them. Raises what the reading
    of the seeds raises, and TrackerError for what the database refuses; then nothing is written.
    """
    staging = Staging(seeds)
    try:
        if make is not None:
            make(writer.path)
        with staging.attached(writer) as connection:
            plan = compared(connection, staging, accept=accept_changes)
            return _written(connection, staging, plan, analyst, progress, dry_run=dry_run)
    finally:
        staging.close()


def _counted(seeds: Iterable[Seed], total: int, progress: Progress) -> Iterator[Seed]:
    """Tell how many files are read; one with a fault is not counted, and then the load comes to nothing anyway."""
    for number, seed in enumerate(seeds, 1):
        progress("Reading file", number, total)
        yield seed


def _written(
    connection: sqlite3.Connection,
    staging: Staging,
    plan: Plan,
    analyst: str,
    progress: Progress,
    *,
    dry_run: bool,
) -> Loaded:
    """Write what is planned and what is new in the staging; tell what became of all of it."""
    applied = plan.accept and bool(plan.differences)
    without_lines = tuple(_without_lines(connection, staging))
    outcome = tuple(plan.differences), applied, tuple(plan.kept), without_lines, tuple(plan.new)
    connection.execute(_ROWS_THERE)
    (rows,) = connection.execute("SELECT count(*) FROM staged.import_row").fetchone()
    recommendations, unreviewed = connection.execute(_COUNT_NEW).fetchone()
    new = {kind.table: _count(connection, kind) for kind in KINDS}
    first = plan.first_steps
    total = len(first) + recommendations + sum(new.values()) + len(plan.gone_actors) + rows
    if not total:
        return Loaded(None, _nothing(len(plan.differences)), *outcome)
    concerned = _reports_concerned(connection, staging, plan)
    words = summary(plan, concerned, recommendations, new, rows, unreviewed=unreviewed)
    if dry_run:
        return Loaded(None, f"{words.replace('Loaded', 'Would load', 1)}.", *outcome)
    number = open_changeset(
        connection,
        analyst=analyst,
        summary=words,
        kind="load",
        digest=load_digest.digest(_digested(connection, plan)),
        accepts_source_changes=applied,
    )

    def count(done: int) -> None:
        progress("Loading row", done, total)

    count(0)
    _write(connection, first, 0, count)
    insert_new(connection, new, lambda done: count(len(first) + done))
    _write(connection, plan.gone_actors, total - rows - len(plan.gone_actors), count)
    if rows:
        insert_rows(connection)
        count(total)
    return Loaded(number, f"{words}.", *outcome)


# Those that came in before, and of which the same was made; a row stays as it came in, so it comes again where other
# rules made more of it.
_ROWS_THERE = """DELETE FROM staged.import_row AS i WHERE EXISTS (SELECT 1 FROM main.import_row AS m
WHERE m.source_id = (SELECT l.stored_id FROM staged.source AS l WHERE l.id = i.source) AND m.row_number = i.row_number
AND (i.recommendation IS NULL
  OR m.recommendation_id = (SELECT s.stored_id FROM staged.recommendation AS s WHERE s.id = i.recommendation)))"""
_NEW_ROWS = """SELECT json_array('insert', 'import_row', CASE WHEN s.id IS NULL THEN json_array(l.name, i.row_number)
  ELSE json_array(l.name, i.row_number, p.slug, s.reference) END, json_object('cells', i.cells, 'part', i.part))
FROM staged.import_row AS i JOIN staged.source AS l ON l.id = i.source
LEFT JOIN staged.recommendation AS s ON s.id = i.recommendation LEFT JOIN staged.report AS p ON p.id = s.report
ORDER BY i.rowid"""
_ALIAS = "INSERT INTO actor_alias (actor_id, alias) SELECT id, ? FROM actor WHERE name = ?"
_COUNT_NEW = """SELECT (SELECT count(*) FROM staged.recommendation WHERE stored_id IS NULL),
(SELECT count(*) FROM staged.recommendation WHERE stored_id IS NULL AND NOT reviewed)"""


def _count(connection: sqlite3.Connection, kind: Kind) -> int:
    (count,) = connection.execute(f"SELECT count(*) FROM staged.{kind.table} WHERE is_new").fetchone()
    return int(count)


def _nothing(differences: int) -> str:
    if not differences:
        return "Nothing to load: the database holds all of it already."
    were = "was" if differences == 1 else "were"
    return f"Nothing was loaded: {number_of(differences, 'difference')} {were} left alone."


_WITHOUT_LINES = """SELECT s.report, sum(s.first_line IS NULL), count(*) FROM staged.recommendation AS s
GROUP BY s.report HAVING sum(s.first_line IS NULL) ORDER BY s.report"""


def _without_lines(connection: sqlite3.Connection, staging: Staging) -> Iterator[str]:
    for number, without, total in connection.execute(_WITHOUT_LINES):
        report = staging.reports[number - 1]
        if report.source_file is not None:
            have = "has" if without == 1 else "have"
            yield f"{report.slug}: {without:,} of {total:,} recommendations {have} no lines in {report.source_file}."


_WITH_NEW = "SELECT report FROM staged.recommendation WHERE stored_id IS NULL" + "".join(
    f" UNION SELECT s.report FROM staged.{kind.table} AS m JOIN staged.recommendation AS s ON s.id = m.recommendation"
    " WHERE m.is_new"
    for kind in KINDS
)


def _reports_concerned(connection: sqlite3.Connection, staging: Staging, plan: Plan) -> list[str]:
    """Return the slugs of the reports that anything is written for, in the order of the seeds."""
    concerned = {step.report for step in (*plan.first_steps, *plan.gone_actors)}
    concerned |= {staging.reports[number - 1].slug for (number,) in connection.execute(_WITH_NEW)}
    return [report.slug for report in staging.reports if report.slug in concerned]


_NEW_RECOMMENDATIONS = """SELECT json_array('insert', 'recommendation', json_array(p.slug, s.reference), json_remove(
  json_object('first_line', s.first_line, 'first_page', s.first_page, 'last_line', s.last_line,
    'last_page', s.last_page, 'made_on', s.made_on, 'position', s.position, 'reference', s.reference, 'text', s.text,
    'title', s.title),
  CASE WHEN s.first_page IS NULL THEN '$.first_page' ELSE '$.none' END,
  CASE WHEN s.last_page IS NULL THEN '$.last_page' ELSE '$.none' END,
  CASE WHEN s.made_on IS NULL THEN '$.made_on' ELSE '$.none' END))
FROM staged.recommendation AS s JOIN staged.report AS p ON p.id = s.report WHERE s.stored_id IS NULL ORDER BY s.id"""


def _new_of(kind: Kind) -> str:
    """Return SQL for the steps of the new rows of a kind, in the order written."""
    names = "".join(
        f", (SELECT l.{part} FROM staged.{table} AS l WHERE l.id = m.{column})"
        for column, table in kind.links.items()
        for part in NAMING[table]
    )
    values = ", ".join(f"'{column}', m.{column}" for column in sorted(kind.values))
    row = f"json_object({values})"
    if kind is MENTION:
        row = f"json_remove({row}, CASE WHEN m.given_in IS NULL THEN '$.given_in' ELSE '$.none' END)"
    return f"""SELECT json_array('insert', '{kind.table}', json_array(p.slug, s.reference{names}), {row})
    FROM staged.{kind.table} AS m JOIN staged.recommendation AS s ON s.id = m.recommendation
    JOIN staged.report AS p ON p.id = s.report WHERE m.is_new ORDER BY m.recommendation, m.number"""


def _digested(connection: sqlite3.Connection, plan: Plan) -> Iterator[str]:
    """Yield every row of the load for its digest, in the order written."""
    yield from map(_digested_step, plan.first_steps)
    for statement in (_NEW_RECOMMENDATIONS, *map(_new_of, KINDS)):
        yield from (step for (step,) in connection.execute(statement))
    yield from map(_digested_step, plan.gone_actors)
    yield from (step for (step,) in connection.execute(_NEW_ROWS))


def _digested_step(step: Step) -> str:
    operation, table, key, values = step[:4]
    return load_digest.as_json((operation, table, key, load_digest.of_the_seed(table, values)))


def _given(value: Value) -> str:
    return f"(SELECT id FROM {value.table} WHERE name = ?)" if isinstance(value, Link) else "?"


def _write(
    connection: sqlite3.Connection, steps: Sequence[Step], done: int, progress: Callable[[int], None]
) -> None:
    for number, step in enumerate(steps, done + 1):
        columns = list(step.values)
        values = [value.name if isinstance(value, Link) else value for value in step.values.values()]
        if step.table == "actor_alias" and step.operation == "insert":
            connection.execute(_ALIAS, (step.values["alias"], step.key[0]))
        elif step.operation == "insert":
            marks = ", ".join("?" * len(columns))
            if step.table == "source":
                # The first report that declares one has it.
                columns, marks = ["report_id", *columns], f"(SELECT id FROM report WHERE slug = ?), {marks}"
                values = [step.report, *values]
            connection.execute(f"INSERT INTO {step.table} ({', '.join(columns)}) VALUES ({marks})", values)
        elif step.operation == "update":
            assignments = ", ".join(f"{column} = {_given(value)}" for column, value in step.values.items())
            connection.execute(f"UPDATE {step.table} SET {assignments} WHERE id = ?", (*values, step.row_id))
        else:
            connection.execute(f"DELETE FROM {step.table} WHERE id = ?", (step.row_id,))
        if number % 500 == 0 or number == done + len(steps):
            progress(number)
