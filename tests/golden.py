"""What is written from the code and kept beside it: the golden schema, the examples of the data
dictionary, the page about every view, table and column. `uv run python -m tests.golden --write` writes them anew.
"""

import json
import re
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

from tests import LIMIT_SECONDS
from tests.sample_work import work
from tracker.database import dictionary, file, schema, upgrade
from tracker.schema_document import markdown

PAGE = Path(__file__).resolve().parent.parent / "migrations" / "SCHEMA.md"
BEGIN, END = "<!-- tracker schema -->\n", "<!-- end of tracker schema -->\n"
MOMENT = "2026-01-31T09:30:00Z"
LONGEST = 60
_OURS = """SELECT type, name, sql FROM sqlite_master
WHERE sql IS NOT NULL AND name NOT GLOB 'sqlite_*' AND name <> 'alembic_version'
  AND name NOT IN (SELECT name FROM pragma_table_list WHERE type = 'shadow')
ORDER BY type = 'trigger', type = 'view', type = 'index', sql LIKE 'CREATE VIRTUAL%', rowid"""


def schema_of(path: Path) -> str:
    """Return the schema of a file that nobody but Tracker made, in the form of `golden.sql`."""
    with closing(sqlite3.connect(path)) as connection:
        return schema.as_text([sql for _, _, sql in connection.execute(_OURS)])


def examples_of(path: Path) -> dict[str, dict[str, str]]:
    """Return a value of each column, of one row as far as one has them all; every moment is the same one."""
    found: dict[str, dict[str, str]] = {}
    with closing(sqlite3.connect(path)) as connection:
        connection.row_factory = sqlite3.Row
        for (name,) in connection.execute("SELECT DISTINCT object FROM data_dictionary").fetchall():
            where = "WHERE object = 'report' AND \"column\" = 'slug'" if name == "data_dictionary" else ""
            rows = [
                {column: str(row[column]) for column in row.keys() if row[column] is not None}  # noqa: SIM118
                for row in connection.execute(f'SELECT * FROM "{name}" {where}')
            ]
            for row in sorted(rows, key=len, reverse=True):
                for column, value in row.items():
                    found.setdefault(name, {}).setdefault(column, _example(value))
        # Before the examples are written for the first time, the row about this column has none.
        found["data_dictionary"]["example"] = found["report"]["slug"]
        # It grows by one each day.
        found["recommendation_followup"]["overdue_days"] = "90"
    return {name: dict(sorted(examples.items())) for name, examples in sorted(found.items())}


def _example(value: str) -> str:
    value = re.sub(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", MOMENT, value)
    return value if len(value) <= LONGEST else value[: LONGEST - 1].rstrip() + "…"


def examples_text(path: Path) -> str:
    """Return the same as it stands in `examples.json`."""
    return json.dumps(examples_of(path), ensure_ascii=False, indent=1) + "\n"


def section_of(path: Path) -> str:
    """Return what `tracker schema` prints for a file."""
    with closing(file.connect(path)) as connection:
        return "".join(f"{line}\n" for line in markdown(connection))


def _write_schema() -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "tracker.db"
        upgrade.ensure(path)
        text = schema_of(path)
    schema.GOLDEN.write_text(text, encoding="utf-8")


def _write_examples() -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "tracker.db"
        work(path)
        dictionary.EXAMPLES.write_text(examples_text(path), encoding="utf-8")


def _write_page() -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "tracker.db"
        upgrade.ensure(path)
        section = section_of(path)
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
    PAGE.write_text(f"{before}{BEGIN}\n{section}\n{END}{rest.partition(END)[2]}", encoding="utf-8")


STEPS: dict[str, Callable[[], None]] = {
    "schema": _write_schema,
    "examples": _write_examples,
    "page": _write_page,
}


if __name__ == "__main__":
    if sys.argv[1:2] == ["--write"]:
        for step in STEPS:
            # Each in a process of its own: it must see what the one before has written.
            subprocess.run([sys.executable, "-m", "tests.golden", step], check=True, timeout=LIMIT_SECONDS)
    elif sys.argv[1:]:
        STEPS[sys.argv[1]]()
    else:
        sys.exit("Say --write to write golden.sql, examples.json and SCHEMA.md anew.")
