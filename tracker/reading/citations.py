"""What is quoted from sources: responses in their words, progress in the words that prove it."""

import sqlite3
from collections.abc import Iterator
from typing import NamedTuple

_EACH = """SELECT '{table}', s.id, p.slug || '/' || r.reference, s.{column}, s.place FROM {table} AS s
JOIN recommendation AS r ON r.id = s.recommendation_id JOIN report AS p ON p.id = r.report_id
WHERE s.{of} AND s.{column} IS NOT NULL"""
_QUOTING = {"response": "text", "progress": "quote"}
"""Table -> the column with what the source says."""


def _quoted(of: str) -> str:
    return " UNION ALL ".join(
        _EACH.format(table=table, column=column, of=of) for table, column in _QUOTING.items()
    )


_IN_ORDER = """ORDER BY s.place IS NOT NULL,
CASE WHEN s.place GLOB 'row *' THEN CAST(substr(s.place, 5) AS INTEGER) ELSE 0 END, 1 DESC, 2"""
"""Those of one source: first those without a place, last those in the rows of a table, in their order."""
_STATEMENTS = f"SELECT * FROM ({_quoted('source_id = ?1')}) AS s {_IN_ORDER}"
_COUNT = f"(SELECT count(*) FROM ({_quoted('source_id = o.id')}))"
_SOURCES = f"""SELECT * FROM (
  SELECT o.id, o.name, o.kind, o.address, o.sha256, {_COUNT} AS statement_count FROM source AS o)
WHERE statement_count ORDER BY id"""
_OF_RECOMMENDATION = (
    f"SELECT * FROM ({_quoted('recommendation_id = ?1 AND s.source_id = ?2')}) AS s {_IN_ORDER}"
)
_ITS_SOURCES = f"""SELECT id, name, kind, address, sha256, 1 FROM source WHERE sha256 IS NOT NULL AND id IN (
  {" UNION ".join(f"SELECT source_id FROM {table} WHERE recommendation_id = ?1" for table in _QUOTING)}) ORDER BY id"""
_ONE = """SELECT o.id, o.name, o.kind, o.address, o.sha256, 1, '{table}', s.id, p.slug || '/' || r.reference,
coalesce({text}, ''), {place} FROM {table} AS s JOIN source AS o ON o.id = s.source_id
JOIN recommendation AS r ON r.id = s.recommendation_id JOIN report AS p ON p.id = r.report_id WHERE s.id = ?"""


class Quotation(NamedTuple):
    """What is quoted from a source."""

    table: str
    """`response` or `progress`."""
    id: int
    recommendation: str
    """Slug and reference."""
    text: str
    place: str | None


class Source(NamedTuple):
    """A source that something is quoted from."""

    id: int
    name: str
    kind: str
    address: str | None
    sha256: str | None
    statement_count: int
    """How many statements quote it."""


def quoted_sources(connection: sqlite3.Connection) -> list[Source]:
    """Return the sources that something is quoted from."""
    return [Source(*row) for row in connection.execute(_SOURCES)]


def of_recommendation(
    connection: sqlite3.Connection, recommendation_id: int
) -> list[tuple[Source, list[Quotation]]]:
    """Return what is quoted about a recommendation from sources whose SHA-256 is known."""
    return [
        (
            source := Source(*row),
            [
                Quotation(*each)
                for each in connection.execute(_OF_RECOMMENDATION, (recommendation_id, source.id))
            ],
        )
        for row in connection.execute(_ITS_SOURCES, (recommendation_id,))
    ]


def of_statement(connection: sqlite3.Connection, table: str, row_id: int) -> tuple[Source, Quotation] | None:
    """Return a response, progress or deadline with its source, None where it has none; its text may be empty."""
    own = (
        {"text": f"s.{_QUOTING[table]}", "place": "s.place"}
        if table in _QUOTING
        else dict.fromkeys(("text", "place"), "NULL")
    )
    row = connection.execute(_ONE.format(table=table, **own), (row_id,)).fetchone()
    return None if row is None else (Source(*row[:6]), Quotation(*row[6:]))


def of_source(connection: sqlite3.Connection, source: Source) -> Iterator[Quotation]:
    """Yield what is quoted from a source: first what has no place, last what stands in rows of a table, in order."""
    return (Quotation(*row) for row in connection.execute(_STATEMENTS, (source.id,)))
