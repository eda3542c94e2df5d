"""What the source prints: the quotes against the texts that they are taken from, and texts against their loads."""

import sqlite3
from collections.abc import Iterator

from tracker.checking.finding import Finding
from tracker.checking.rows import key_text, present
from tracker.database.recorded import EVIDENCE, Row, held_row, names_column, recorded_tables
from tracker.text import shown_line

# A negative start would count from the end of the text.
_MISQUOTED = """SELECT m.id, m.quote, m.quote_start, p.slug || '/' || r.reference
FROM mention AS m JOIN recommendation AS r ON r.id = m.recommendation_id JOIN report AS p ON p.id = r.report_id
WHERE m.quote IS NOT NULL
  AND (m.quote_start < 0 OR substr(r.text, m.quote_start + 1, length(m.quote)) IS NOT m.quote)
ORDER BY m.id"""


def quotes(connection: sqlite3.Connection) -> Iterator[Finding]:
    """Yield a finding for each mention whose quote does not stand in its text at its place."""
    for number, quote, start, reference in connection.execute(_MISQUOTED):
        yield Finding(
            f"mention {number}",
            f"The quote '{shown_line(quote)}' does not stand in the text of {reference} at {start}.",
            "Load the seed file again to see which of the two differs: tracker load FILE",
        )


def altered(connection: sqlite3.Connection) -> Iterator[Finding]:
    """Yield a finding for each text that is not as a load left it, though the history knows who changed it.

    A load whose seed file has it puts it right.
    """
    for table in recorded_tables(connection):
        if table.name not in EVIDENCE:
            continue
        left: dict[tuple[str, str], tuple[int, object]] = {}
        keys: dict[str, Row] = {}
        named = " OR ".join(names_column("c.after", column) for column in EVIDENCE[table.name])
        rows = connection.execute(
            f"SELECT c.id, c.row_key, c.before, c.after, s.kind = 'load' AND s.digest IS NOT NULL"
            f" FROM change AS c LEFT JOIN changeset AS s ON s.id = c.changeset_id"
            f" WHERE c.table_name = ? AND c.operation = 'update' AND ({named}) ORDER BY c.id",
            (table.name,),
        )
        for number, row_key, before, after, loaded in rows:
            try:
                sides = held_row(table, row_key, "update", before, after)
            except ValueError:
                continue
            keys[row_key] = sides.key
            for column in sides.before.keys() & set(EVIDENCE[table.name]):
                if loaded:
                    left.pop((row_key, column), None)
                else:
                    left.setdefault((row_key, column), (number, sides.before[column]))
        for (row_key, column), (number, value) in sorted(left.items()):
            row = present(connection, table, keys[row_key]) or {}
            if row.get(column) != value:
                yield Finding(
                    f"{table.name} {key_text(keys[row_key])}",
                    f"Its {column} is not as a load left it: change {number} altered it outside of one.",
                    "The seed file has it: tracker load --accept-changes FILE puts it right.",
                )
