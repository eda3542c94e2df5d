"""What the file costs: loading, searching, counting, editing, listing; each beside the same done by hand."""

import json
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from statistics import median

from tests import LIMIT_SECONDS
from tests.benchmarks.figures import Figure, in_turn
from tests.benchmarks.reports import ACTORS, recommendations, seed, seed_files
from tracker import edits
from tracker.database import upgrade
from tracker.database.file import connect
from tracker.database.objects import triggers
from tracker.database.writer import Writer
from tracker.query_line import Query
from tracker.reading import queries
from tracker.reading.facets import facets
from tracker.reading.selection import LIST_COLUMNS, select
from tracker.seeding import load_reports
from tracker.seeding.tables import SeedRecommendation

SEARCHES = {"a word": "health", "two words": "health drone", "a prefix": "edu"}
PAGE = 100


def load_figure(folder: Path, count: int, runs: int) -> Figure:
    """Return the load of a checked report beside the same rows by hand: those of the history too."""
    recommendations_given = list(recommendations(count))
    path = folder / "loading.db"

    def ours() -> None:
        _fresh(path)
        writer = Writer(path)
        load_reports(writer, [seed("large", recommendations_given)], analyst="benchmark")
        writer.close()

    def by_hand() -> None:
        _fresh(path)
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            for name, _ in triggers():
                connection.execute(f"DROP TRIGGER {name}")
            connection.execute("BEGIN")
            _rows_by_hand(connection, recommendations_given)
            for table, about in (("recommendation", "id"), ("mention", "recommendation_id")):
                columns = [
                    row[0] for row in connection.execute("SELECT name FROM pragma_table_info(?)", (table,))
                ]
                pairs = ", ".join(f"'{column}', {column}" for column in columns)
                connection.execute(
                    'INSERT INTO change (table_name, row_key, recommendation_id, operation, "after")'
                    f" SELECT '{table}', json_object('id', id), {about}, 'insert', json_object({pairs})"
                    f" FROM {table} ORDER BY id"
                )
            connection.execute("COMMIT")

    taken, yardstick = in_turn(runs, ours, by_hand)
    path.unlink()
    return Figure(f"load of {count:,} with mentions, history and search index", taken, yardstick, 3)


def _fresh(path: Path) -> None:
    path.unlink(missing_ok=True)
    upgrade.ensure(path)


def _rows_by_hand(connection: sqlite3.Connection, given: Sequence[SeedRecommendation]) -> None:
    """Insert one report with its actors, recommendations and mentions, and fill the search index."""
    connection.execute("INSERT INTO report (slug, title) VALUES ('large', 'Large')")
    connection.executemany("INSERT INTO actor (name, kind, country_code) VALUES (?, ?, ?)", ACTORS)
    actors = dict(connection.execute("SELECT name, id FROM actor"))
    connection.executemany(
        "INSERT INTO recommendation (id, report_id, reference, position, title, text, first_line, last_line)"
        " VALUES (?, 1, ?, ?, ?, ?, ?, ?)",
        ((n, f"{n}", n, r.title, r.text, r.first_line, r.last_line) for n, r in enumerate(given, 1)),
    )
    connection.executemany(
        "INSERT INTO mention (recommendation_id, actor_id, role, quote, quote_start) VALUES (?, ?, ?, ?, ?)",
        (
            (n, actors[m.actor], m.role, m.quote, r.text.index(m.quote or ""))
            for n, r in enumerate(given, 1)
            for m in r.mention
        ),
    )
    connection.execute("INSERT INTO recommendation_search (recommendation_search) VALUES ('rebuild')")


_MEASURED = """
import time
from pathlib import Path
from tracker.__main__ import main
try:
    main()
finally:
    kib = Path("/proc/self/status").read_text().partition("VmHWM:")[2].split()[0]
    print(time.process_time(), kib)
"""
"""`tracker`, which prints its CPU seconds and its peak memory in KiB: what `wait4` tells begins with the parent's."""


def seeds_figures(folder: Path, count: int, runs: int) -> Iterator[Figure]:
    """Yield the CPU time and the memory of `tracker load` of seed files into a new database, as a whole process.

    The yardstick is the same rows by stdlib `sqlite3`, no history, once they are in memory: reading TOML, checking
    and recording is what the load is allowed the rest for.
    """
    files = seed_files(folder / "seeds", count)
    given = list(recommendations(count))
    path = folder / "loading.db"
    line = ["load", *map(str, files)]
    yield from process_figures(
        path,
        runs,
        f"load seeds, {count:,} in {len(files)} files",
        9,
        line,
        lambda connection: _rows_by_hand(connection, given),
    )


def process_figures(
    path: Path,
    runs: int,
    what: str,
    bound: float,
    line: Sequence[str],
    by_hand: Callable[[sqlite3.Connection], None],
) -> Iterator[Figure]:
    """Yield the CPU time of a command on a new database beside the same rows by hand, without triggers; its memory."""
    seconds, yardstick, memory = [], [], []
    for run in range(runs + 1):
        path.unlink(missing_ok=True)
        told = subprocess.run(
            [sys.executable, "-c", _MEASURED, "--db", str(path), "--analyst", "benchmark", *line],
            capture_output=True,
            check=True,
            timeout=LIMIT_SECONDS,
        ).stdout
        cpu_seconds, kib = told.split()[-2:]
        _fresh(path)
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            for name, _ in triggers():
                connection.execute(f"DROP TRIGGER {name}")
            begun = time.process_time()
            connection.execute("BEGIN")
            by_hand(connection)
            connection.execute("COMMIT")
        if run:
            yardstick.append((time.process_time() - begun) * 1000)
            seconds.append(float(cpu_seconds) * 1000)
            memory.append(int(kib) / 1024)
    path.unlink()
    yield Figure(f"{what}, CPU", median(seconds), median(yardstick), bound)
    yield Figure(f"{what}, memory", median(memory), 150, 1, "MiB")


def search_figures(path: Path, count: int, runs: int) -> Iterator[Figure]:
    """Yield the first page of a search beside the same FTS5 query by hand."""
    with closing(connect(path)) as connection:
        for name, line in SEARCHES.items():
            matches = [f'"{word}"*' for word in line.split()]
            found = (
                "+recommendation_id IN (SELECT rowid FROM recommendation_search WHERE recommendation_search MATCH ?"
                " UNION ALL SELECT recommendation_id FROM note WHERE id IN"
                " (SELECT rowid FROM note_search WHERE note_search MATCH ?))"
            )
            where = " AND ".join([found] * len(matches))
            ids_sql = (
                f"SELECT recommendation_id FROM recommendation_overview WHERE {where}"
                f" ORDER BY report_id, position, recommendation_id LIMIT {PAGE}"
            )
            values = [match for match in matches for _ in range(2)]

            def ours(line: str = line) -> object:
                return queries.first_page(connection, select(connection, line), PAGE)

            def by_hand(sql: str = ids_sql, values: list[str] = values) -> object:
                ids = [row[0] for row in connection.execute(sql, values)]
                marks = ", ".join("?" * len(ids))
                return connection.execute(
                    f"SELECT {', '.join(LIST_COLUMNS)} FROM recommendation_overview"
                    f" WHERE recommendation_id IN ({marks})",
                    ids,
                ).fetchall()

            taken, yardstick = in_turn(runs, ours, by_hand)
            yield Figure(f"search as you type, {name}, {count:,}", taken, yardstick, 1.2, limit=150)


def edit_by_hand(connection: sqlite3.Connection, sql: str, *values: object) -> None:
    """Run a statement as one changeset of its own."""
    connection.execute("BEGIN IMMEDIATE")
    connection.execute("INSERT INTO changeset (kind, analyst, summary) VALUES ('edit', 'amy', 'by hand')")
    connection.execute("DELETE FROM open_changeset")
    connection.execute("INSERT INTO open_changeset (id, changeset_id) SELECT 1, max(id) FROM changeset")
    connection.execute(sql, values)
    connection.execute("DELETE FROM open_changeset")
    connection.execute("COMMIT")


def edit_figures(path: Path, count: int, runs: int) -> Iterator[Figure]:
    """Yield one edit of each kind beside the same rows by stdlib sqlite3, triggers firing; on a copy of the file."""
    path = Path(shutil.copy(path, path.with_name("edits.db")))
    writer = Writer(path)
    statuses = ["reviewed", "in_review"]
    turn = iter(range(1_000_000))
    with closing(connect(path, writing=True)) as connection:

        def status_by_hand() -> None:
            n = next(turn)
            sql = "UPDATE recommendation SET review_status = ? WHERE id = ?"
            edit_by_hand(connection, sql, statuses[n % 2], 100 + n)

        def note_by_hand() -> None:
            sql = "INSERT INTO note (recommendation_id, body, author) VALUES (?, ?, 'amy')"
            edit_by_hand(connection, sql, next(turn) + 100, "A note of some words.")

        def tag_by_hand() -> None:
            sql = "INSERT INTO tagging (recommendation_id, tag_id) VALUES (?, 201)"
            edit_by_hand(connection, sql, next(turn) + 1)

        connection.execute("INSERT INTO tag (id, name) VALUES (201, 'by hand'), (202, 'ours')")

        seen = queries.latest_change_id(connection)

        def status() -> object:
            n = next(turn)
            # As the UI does it: compared with what was there when the list was read.
            return edits.set_status(writer, [100 + n], statuses[n % 2], analyst="amy", seen_change_id=seen)

        def note() -> object:
            return edits.add_note(writer, [next(turn) + 100], "A note of some words.", analyst="amy")

        def tag() -> object:
            return edits.change_tags(writer, [next(turn) + 1], add=["ours"], analyst="amy")

        for name, ours, by_hand in (
            ("status", status, status_by_hand),
            ("note", note, note_by_hand),
            ("tag", tag, tag_by_hand),
        ):
            taken, yardstick = in_turn(runs, ours, by_hand)
            yield Figure(f"one edit, {name}, {count:,}", taken, yardstick, 1.5)
    writer.close()
    path.unlink()


def list_figure(path: Path, count: int, runs: int) -> Figure | None:
    """Return `tracker list QUERY --json`, whole process, beside the sqlite3 shell running the printed SQL."""
    shell = shutil.which("sqlite3")
    if shell is None:
        return None
    query = "status:reviewed"
    with closing(connect(path)) as connection:
        sql = select(connection, query).pasteable()
    command = [sys.executable, "-m", "tracker", "--db", str(path), "list", query, "--json"]
    listed = subprocess.run(command, capture_output=True, check=True, timeout=LIMIT_SECONDS)
    rows = len(json.loads(listed.stdout))

    def run(*words: str) -> None:
        subprocess.run(words, stdout=subprocess.DEVNULL, check=True, timeout=LIMIT_SECONDS)

    taken, yardstick = in_turn(runs, lambda: run(*command), lambda: run(shell, str(path), sql))
    return Figure(f"list --json of {rows:,} rows at {count:,}, whole process", taken, yardstick, 4)


_COUNTS_BY_HAND = (
    "SELECT review_status, count(*) FROM recommendation GROUP BY 1",
    "SELECT report_id, count(*) FROM recommendation GROUP BY 1",
    "SELECT tag_id, count(*) FROM tagging GROUP BY 1",
    "SELECT role, count(DISTINCT recommendation_id) FROM mention GROUP BY 1",
    "SELECT actor_id, count(DISTINCT recommendation_id) FROM mention GROUP BY 1",
    "SELECT a.kind, count(DISTINCT m.recommendation_id) FROM mention AS m"
    " JOIN actor AS a ON a.id = m.actor_id GROUP BY 1",
    "SELECT s.analyst, count(DISTINCT c.recommendation_id) FROM change AS c"
    " JOIN changeset AS s ON s.id = c.changeset_id AND s.kind <> 'load' GROUP BY 1",
    "SELECT response, count(*) FROM followup_current GROUP BY 1",
    "SELECT reported, count(*) FROM followup_current GROUP BY 1",
    "SELECT assessed, count(*) FROM followup_current GROUP BY 1",
    "SELECT count(*) FROM followup_current WHERE due_on < date('now') AND closed = 0",
    "SELECT substr(due_on, 1, 7), count(*) FROM followup_current GROUP BY 1",
    "SELECT assigned_to, count(*) FROM recommendation GROUP BY 1",
    "SELECT theme_id, count(*) FROM theming GROUP BY 1",
)


def facet_figure(path: Path, count: int, runs: int) -> Figure:
    """Return the facets of the whole list beside the same GROUP BYs by hand."""
    with closing(connect(path)) as connection:

        def by_hand() -> None:
            for sql in _COUNTS_BY_HAND:
                connection.execute(sql).fetchall()

        taken, yardstick = in_turn(runs, lambda: facets(connection, Query()), by_hand)
    return Figure(f"facet counts, {count:,}", taken, yardstick, 1.2)
