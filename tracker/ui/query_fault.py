"""Pointing at the place in a query line that cannot be read, on the lines below it."""

from textual.content import Content

from tracker.errors import QueryError
from tracker.text import shown_line
from tracker.ui.literal import literal


def marked_fault(error: QueryError, width: int) -> Content:
    """Return marks under the place and the message: beside them where it fits into the width, else below."""
    marks = " " * error.start + "^" * max(1, error.end - error.start)
    room = width - len(marks) - 3 >= len(str(error))
    return literal(f"{marks}{' ' if room else chr(10)}{shown_line(str(error))}", "$text-warning")
