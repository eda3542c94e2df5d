"""The file's own description of itself, read from `data_dictionary`, as Markdown and as metadata for Datasette."""

import sqlite3
from collections.abc import Iterator
from itertools import groupby
from typing import Any, NamedTuple

from tracker.questions import QUESTIONS

FACETS = {
    "recommendation_overview": ("report", "review_status", "changed_by"),
    "recommendation_actor": ("role", "kind", "actor"),
    "recommendation_tag": ("tag",),
    "recommendation_note": ("author",),
    "actor_usage": ("kind",),
    "status_history": ("to_status", "changed_by"),
    "tag_history": ("tag", "operation", "changed_by"),
    "history": ("table_name", "operation", "changed_by"),
    "recommendation_followup": ("report", "response", "reported", "assessed", "assigned_to"),
    "recommendation_response": ("position", "actor", "source"),
    "recommendation_progress": ("basis", "status", "source"),
    "recommendation_theme": ("scheme", "theme"),
    "source_usage": ("kind",),
    "recommendation": ("review_status", "report_id"),
    "actor": ("kind",),
    "mention": ("role", "actor_id"),
    "note": ("author",),
    "tagging": ("tag_id",),
    "changeset": ("kind", "analyst"),
    "change": ("table_name", "operation"),
}
"""Columns whose values Datasette counts beside the rows."""
LABELS = {
    "report": "slug",
    "recommendation": "title",
    "actor": "name",
    "tag": "name",
    "note": "body",
    "review_status": "name",
    "actor_kind": "name",
    "actor_role": "name",
    "source": "name",
    "source_kind": "name",
    "response_position": "name",
    "progress_status": "name",
    "theme": "name",
    "saved_view": "name",
    "changeset": "summary",
}
"""The column that stands for a row wherever another table refers to it."""
HIDDEN = (
    "alembic_version",
    "open_changeset",
    "recommendation_search",
    "note_search",
    "followup_current",
)
"""What no reader looks for; the shadow tables of the search indexes come on top."""

_ENTRIES = """SELECT d.object, s.type, d."column", d.type, d.description, d.example
FROM data_dictionary AS d JOIN sqlite_master AS s ON s.name = d.object
  LEFT JOIN pragma_table_info(d.object) AS c ON c.name = d."column"
ORDER BY s.type = 'table', CASE s.type WHEN 'view' THEN s.rowid END, d.object, c.cid"""
_SHADOWS = "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'shadow'"


class ColumnDescribed(NamedTuple):
    """A column of a table or view; `type` is TEXT or INTEGER."""

    column: str
    type: str
    description: str
    example: str | None


class ObjectDescribed(NamedTuple):
    """A table or a view with its columns in their order."""

    object: str
    kind: str
    """`view` or `table`."""
    description: str
    columns: tuple[ColumnDescribed, ...]


def described(connection: sqlite3.Connection) -> Iterator[ObjectDescribed]:
    """Yield every view, then every table, as the file describes them."""
    for (name, kind), rows in groupby(connection.execute(_ENTRIES), lambda row: row[:2]):
        (_, _, _, _, description, _), *columns = rows
        yield ObjectDescribed(name, kind, description, tuple(ColumnDescribed(*row[2:]) for row in columns))


def contract(connection: sqlite3.Connection) -> str:
    """Return the version of the contract that the file keeps."""
    (version,) = connection.execute("SELECT version FROM schema_contract").fetchone()
    return str(version)


def markdown(connection: sqlite3.Connection) -> Iterator[str]:
    """Yield a section for each view and table, line by line."""
    for number, each in enumerate(described(connection)):
        if number:
            yield ""
        yield f"### `{each.object}` ({each.kind})"
        yield ""
        yield each.description
        yield ""
        yield "| column | type | description | example |"
        yield "|---|---|---|---|"
        for column in each.columns:
            example = "" if column.example is None else f"`{_cell(column.example)}`"
            yield f"| `{column.column}` | {column.type} | {_cell(column.description)} | {example} |"


def _cell(text: str) -> str:
    # A bar ends the cell even inside a code span; a backtick would end the span.
    return text.replace("|", "\\|").replace("`", "'").replace("\n", " ")


def datasette_metadata(connection: sqlite3.Connection, database: str) -> dict[str, Any]:
    """Return metadata for Datasette (its manual: Metadata); `database` is its name there, the file's stem."""
    tables = {each.object: _table(each) for each in described(connection)}
    for (name,) in connection.execute(_SHADOWS):
        tables[name] = {"hidden": True}
    queries = {each.name: {"title": each.question, "sql": each.sql} for each in QUESTIONS}
    return {
        "title": "Tracker",
        "description": "Policy recommendations word for word, with the actors they name and what analysts add.",
        "databases": {
            database: {
                "description": f"Contract {contract(connection)}: the views keep their names and columns.",
                "tables": tables,
                "queries": queries,
            }
        },
    }


def _table(each: ObjectDescribed) -> dict[str, Any]:
    table: dict[str, Any] = {
        "description": each.description,
        "columns": {column.column: column.description for column in each.columns},
        "sortable_columns": [column.column for column in each.columns],
    }
    if each.object in FACETS:
        table["facets"] = list(FACETS[each.object])
    if each.object in LABELS:
        table["label_column"] = LABELS[each.object]
    if each.object in HIDDEN:
        table["hidden"] = True
    return table
