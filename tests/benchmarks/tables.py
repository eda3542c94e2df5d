"""What bringing in a table costs: CPU time and memory of the whole process, beside the same rows by hand."""

import csv
import json
import random
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from tests.benchmarks.data import process_figures
from tests.benchmarks.figures import Figure
from tests.benchmarks.reports import ACTORS, recommendations

_COLUMNS = ("To", "To-Rgrp", "Text", "From", "From-Rgrp", "Response", "Action", "Issue", "Session")
_IN_A_REPORT = 213
_ISSUES = [f"Issue {number}" for number in range(51)]


def figures(folder: Path, count: int, runs: int) -> Iterator[Figure]:
    """Yield what `tracker import` takes into a new database, of a table as UPR Info has it.

    The yardstick reads the same file by stdlib `csv` and writes the same rows by stdlib `sqlite3`, no history.
    """
    table = folder / "table.csv"
    _write(table, count)
    yield from process_figures(
        folder / "importing.db",
        runs,
        f"import a table of {count:,} rows",
        6,
        ["import", str(table)],
        lambda connection: _rows_by_hand(connection, table),
    )


def _write(path: Path, count: int) -> None:
    chance = random.Random(13)
    states = [name for name, kind, _ in ACTORS if kind == "state"]
    with path.open("w", encoding="mac_roman", newline="") as file:
        writer = csv.writer(file, lineterminator="\r")
        writer.writerow(_COLUMNS)
        for number, each in enumerate(recommendations(count)):
            to, issues = f"Reporting {number // _IN_A_REPORT}", ",".join(chance.sample(_ISSUES, k=2))
            answer = chance.choice(("Accepted", "Noted"))
            writer.writerow((to, "Asia", each.text, chance.choice(states), "WEOG", answer, "5", issues, "6"))


def _rows_by_hand(connection: sqlite3.Connection, table: Path) -> None:
    """Write what the table says, and its rows, and fill the search index."""
    actors: dict[str, int] = {}
    reports: dict[str, int] = {}
    themes: dict[str, int] = {}
    recommended, mentioned, answered, themed, kept = [], [], [], [], []
    connection.execute("INSERT INTO source (id, kind, name) VALUES (1, 'table', 'table.csv')")
    connection.execute("INSERT INTO changeset (id, kind, summary) VALUES (1, 'load', 'Loaded')")
    with table.open(encoding="mac_roman", newline="") as file:
        rows = csv.reader(file)
        next(rows)
        for number, cells in enumerate(rows, 1):
            to, _, text, by, _, answer, _, issues, session = cells
            report = reports.setdefault(to, len(reports) + 1)
            addressee, recommender = (actors.setdefault(name, len(actors) + 1) for name in (to, by))
            recommended.append((number, report, f"{session}.{number}", number, text[:80], text))
            mentioned.append((number, addressee, "addressee"))
            mentioned.append((number, recommender, "recommender"))
            answered.append((number, addressee, answer.lower(), answer, f"row {number + 1}"))
            for issue in dict.fromkeys(issues.split(",")):
                theme = themes.setdefault(issue, len(themes) + 1)
                themed.append((number, theme))
            kept.append((number + 1, number, json.dumps(cells)))
    for sql, values in (
        ("report (slug, id, title) VALUES (lower(replace(?1, ' ', '-')), ?2, ?1)", reports.items()),
        ("actor (name, id, kind) VALUES (?, ?, 'state')", actors.items()),
        ("theme (name, id, scheme) VALUES (?, ?, 'UPR Info')", themes.items()),
        (
            "recommendation (id, report_id, reference, position, title, text) VALUES (?, ?, ?, ?, ?, ?)",
            recommended,
        ),
        ("mention (recommendation_id, actor_id, role, given_in) VALUES (?, ?, ?, 'column')", mentioned),
        (
            "response (recommendation_id, actor_id, position, as_printed, source_id, place) VALUES (?, ?, ?, ?, 1, ?)",
            answered,
        ),
        ("theming (recommendation_id, theme_id) VALUES (?, ?)", themed),
        (
            "import_row (row_number, recommendation_id, cells, part, source_id, changeset_id)"
            " VALUES (?, ?, ?, 'row', 1, 1)",
            kept,
        ),
    ):
        connection.executemany(f"INSERT INTO {sql}", values)
    connection.execute("INSERT INTO recommendation_search (recommendation_search) VALUES ('rebuild')")
