"""What the file says of itself against what Tracker wrote: the data dictionary and the contract's version."""

import sqlite3
from collections import Counter
from collections.abc import Iterator

from tracker.checking.finding import REPAIR, Finding
from tracker.database.schema import alterations
from tracker.labels import number_of


def rewritten(connection: sqlite3.Connection) -> Iterator[Finding]:
    """Yield a finding for each table of the contract that does not hold what Tracker wrote."""
    # Made from the models, which only this check and an upgrade import.
    from tracker.database.dictionary import COLUMNS, contract

    altered = {each.wanted.name for each in alterations(connection)}
    for table, rows in contract().items():
        if table in altered:
            continue
        columns = ", ".join(f'"{column}"' for column in COLUMNS[table])
        present = Counter(connection.execute(f"SELECT {columns} FROM {table}").fetchall())
        wanted = Counter(map(tuple, rows))
        differing = max((present - wanted).total(), (wanted - present).total())
        if differing:
            yield Finding(
                table, f"{number_of(differing, 'row')} not as Tracker wrote it.", REPAIR, repairable=True
            )
