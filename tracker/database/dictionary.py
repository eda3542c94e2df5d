"""The rows of `data_dictionary`: what the models and the views say about themselves, for whoever opens the file."""

import json
import sqlite3
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from sqlmodel import SQLModel

from tracker.database import view_columns
from tracker.database.models import metadata
from tracker.database.objects import SEARCH

EXAMPLES = Path(__file__).with_name("examples.json")
"""Object -> column -> example; `uv run python -m tests.golden --write` takes them from a database."""

_SEARCH = {
    "recommendation_search": "Full-text index over recommendations: WHERE recommendation_search MATCH 'drone*'; "
    "its rowid is the recommendation's number, ORDER BY rank puts the best match first.",
    "note_search": "Full-text index over notes: WHERE note_search MATCH 'pays'; its rowid is the note's number.",
}
_REVISION = "Which revision of the schema the file has; upgrades go by it."


class Entry(NamedTuple):
    """A row of the dictionary; `column` is empty where it is about the whole object."""

    object: str
    column: str
    type: str
    description: str
    example: str | None = None


COLUMNS = {"data_dictionary": Entry._fields, "schema_contract": ("version",)}
"""Table of the contract -> its columns that we fill."""


def entries() -> Iterator[Entry]:
    """Yield every row: the views first, then the search indexes and the tables, each with its columns in order."""
    examples: dict[str, dict[str, str]] = json.loads(EXAMPLES.read_text(encoding="utf-8"))
    for entry in _described():
        yield entry._replace(example=examples.get(entry.object, {}).get(entry.column))


def write_rows(connection: sqlite3.Connection) -> None:
    """Fill both tables of the contract anew; the triggers that guard them must be away."""
    for table, rows in contract().items():
        connection.execute(f"DELETE FROM {table}")
        columns = ", ".join(f'"{column}"' for column in COLUMNS[table])
        marks = ", ".join("?" * len(COLUMNS[table]))
        connection.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", rows)


def contract() -> dict[str, list[tuple[str | None, ...]]]:
    """Return the rows that each table of the contract holds, its columns as in `COLUMNS`."""
    return {"data_dictionary": list(entries()), "schema_contract": [(view_columns.CONTRACT,)]}


@cache
def _described() -> tuple[Entry, ...]:
    """Return every row but for its example; a repair asks three times, and the types take long to compile."""
    return tuple(_objects())


def _objects() -> Iterator[Entry]:
    models = {str(model.__tablename__): model for model in _models(SQLModel)}
    tables = {name: list(_columns(name, models[name])) for name in metadata.tables}
    known = {f"{name}.{entry.column}": entry for name, found in tables.items() for entry in found}
    for view, columns in view_columns.COLUMNS.items():
        yield Entry(view, "", "view", view_columns.VIEWS[view])
        for column, source in columns.items():
            if isinstance(source, tuple):
                yield Entry(view, column, *source)
            else:
                yield known[source]._replace(object=view, column=column)
    for table, (index, indexed) in SEARCH.items():
        yield Entry(index, "", "table", _SEARCH[index])
        for column in indexed:
            yield known[f"{table}.{column}"]._replace(object=index)
    for name, found in tables.items():
        yield Entry(name, "", "table", (models[name].__doc__ or "").strip())
        yield from found
    yield Entry("alembic_version", "", "table", _REVISION)
    yield Entry("alembic_version", "version_num", "TEXT", "Number of the latest migration that ran.")


def _models(base: type[SQLModel]) -> Iterator[type[SQLModel]]:
    for model in base.__subclasses__():
        if hasattr(model, "__table__"):
            yield model
        yield from _models(model)


def _columns(table: str, model: type[SQLModel]) -> Iterator[Entry]:
    for column in metadata.tables[table].columns:
        description = model.model_fields[column.name].description or ""
        yield Entry(table, column.name, column.type.compile().split(" ")[0], description)
