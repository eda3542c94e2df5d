"""The quotes against the texts that they are taken from."""

import sqlite3
from collections.abc import Iterator

from tracker.checking.finding import Finding
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
