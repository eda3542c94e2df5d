"""A statement in colours: words of SQL, texts, numbers and comments, each told by its form alone."""

import re

from textual.content import Content, Span

from tracker.ui.literal import literal
from tracker.ui.visuals import SQL_STYLES

_PARTS = re.compile(
    r"""(?P<text>'(?:[^']|'')*')|"(?:[^"]|"")*"|(?P<comment>--[^\n]*)"""
    r"|(?P<word>\b[A-Z]{2,}\b)|(?P<number>\b\d+(?:\.\d+)?\b)"
)
"""Our statements have the words of SQL in capitals (sqlite.org/lang_keywords.html), and nothing else outside quotes."""


def sql_text(sql: str) -> Content:
    """Return a statement as content, coloured."""
    plain = literal(sql).plain
    return Content(
        plain,
        spans=[
            Span(*part.span(), SQL_STYLES[part.lastgroup])
            for part in _PARTS.finditer(plain)
            if part.lastgroup is not None
        ],
    )
