"""What counts now of each recommendation against the rows that it is made from; progress against its proof."""

import sqlite3
from collections.abc import Iterator

from tracker.checking.finding import REPAIR, Finding
from tracker.database import followup, schema
from tracker.labels import number_of


def current(connection: sqlite3.Connection) -> Iterator[Finding]:
    """Yield a finding where `followup_current` is not what the rows say."""
    count = differing(connection)
    if count:
        yield Finding(
            followup.TABLE,
            f"It does not say what counts now of {number_of(count, 'recommendation')}.",
            REPAIR,
            repairable=True,
        )


def differing(connection: sqlite3.Connection) -> int:
    """Return of how many recommendations the table says otherwise; none where it cannot be asked."""
    altered = {each.wanted.name for each in schema.alterations(connection)}
    if altered & {followup.TABLE, followup.COMPUTED}:
        return 0
    return sum(1 for _ in followup.differing(connection))


def unproven(connection: sqlite3.Connection) -> Iterator[Finding]:
    """Yield a finding for each progress that lacks its proof, as a stranger may have written it."""
    rows = connection.execute(f"SELECT p.id FROM progress AS p WHERE {followup.unproven('p')} ORDER BY p.id")
    for (number,) in rows:
        yield Finding(
            f"progress {number}", f"It is not proven: {followup.PROOF}.", "Write what is missing with UPDATE."
        )
