"""The names that the file knows, by the keys of the query line: what a term may hold, and what completes one."""

import sqlite3
from collections.abc import Iterator

from tracker.errors import QueryError
from tracker.names import did_you_mean, nearest
from tracker.query_line import Term
from tracker.text import folded, listed, shown_line


def _each(table: str, column: str) -> str:
    """Return SQL for what stands in a column, each once: from one to the next by its index, not through every row."""
    return f"""SELECT name FROM (WITH RECURSIVE one (name) AS (
  SELECT min({column}) FROM {table} WHERE {column} IS NOT NULL
  UNION ALL SELECT (SELECT min(t.{column}) FROM {table} AS t WHERE t.{column} > one.name) FROM one
  WHERE one.name IS NOT NULL) SELECT name FROM one WHERE name IS NOT NULL)"""


ANALYSTS = f"{_each('changeset', 'analyst')} UNION {_each('recommendation', 'assigned_to')} ORDER BY 1"
"""SQL for who is an analyst: whoever did anything here, a load too, or looks after a recommendation."""


def _codes(lookup: str) -> str:
    return f"SELECT code, code, name, name FROM {lookup} ORDER BY position, code"


_ANALYST = f"SELECT name, name, NULL, '' FROM ({ANALYSTS})"
_NAMES = {
    "status": _codes("review_status"),
    "role": _codes("actor_role"),
    "kind": _codes("actor_kind"),
    "response": _codes("response_position"),
    "reported": _codes("progress_status"),
    "assessed": _codes("progress_status"),
    "source_kind": _codes("source_kind"),
    "tag": "SELECT name, name, NULL, coalesce(description, '') FROM tag ORDER BY name",
    "actor": "SELECT name, name, country_code, kind FROM actor UNION ALL SELECT a.name, l.alias, NULL, a.name"
    " FROM actor_alias AS l JOIN actor AS a ON a.id = l.actor_id ORDER BY 1, 2",
    "by": _ANALYST,
    "owner": _ANALYST,
    "report": "SELECT slug, slug, title, title FROM report ORDER BY slug",
    "theme": "SELECT scheme || ': ' || name, name, scheme || ': ' || name, scheme FROM theme ORDER BY 1",
    "source": "SELECT name, name, NULL, kind FROM source ORDER BY name",
}
"""Each row: the name as it is stored, a word that a term may have for it, another one, and a few words about it."""
_NOUNS = {
    "status": "review status",
    "kind": "kind of actor",
    "by": "analyst",
    "reported": "status of progress",
    "assessed": "status of progress",
    "owner": "analyst",
}
"""What a sentence calls one, where that is not the key."""


def analysts(connection: sqlite3.Connection) -> list[str]:
    """Return who is an analyst, by name."""
    return [name for (name,) in connection.execute(ANALYSTS)]


def words(connection: sqlite3.Connection, key: str) -> Iterator[tuple[str, str]]:
    """Yield the words that a term of this key may have, or the kinds of source, with a few words about each."""
    return ((word, about) for _, word, _, about in connection.execute(_NAMES[key]))


def known(connection: sqlite3.Connection, term: Term) -> tuple[str, ...]:
    """Return the values of a term as the database holds them; raises QueryError for one that it does not."""
    rows = connection.execute(_NAMES[term.key]).fetchall()
    stored: dict[str, list[str]] = {}
    for name, *spellings, _ in rows:
        for spelling in {folded(s) for s in spellings if s}:
            stored.setdefault(spelling, []).append(name)
    found: list[str] = []
    for value in term.values:
        names = stored.get(folded(value))
        if names is None:
            raise _unknown(term, value, list(dict.fromkeys(name for name, *_ in rows)))
        found += [name for name in names if name not in found]
    return tuple(found)


def _unknown(term: Term, value: str, names: list[str]) -> QueryError:
    there_are = f"There are: {listed(names)}." if names else ""
    return QueryError(
        f"There is no {_NOUNS.get(term.key, term.key)} '{shown_line(value)}'.",
        did_you_mean(nearest(value, names, most=5), otherwise=there_are),
        start=term.start,
        end=term.end,
        unfinished=True,
    )
