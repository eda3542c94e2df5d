"""From a query line to SQL on the public views: every list that Tracker shows is one statement made here."""

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from itertools import product
from typing import NamedTuple

from tracker.database.followup import OVERDUE, STATEMENTS
from tracker.errors import QueryError
from tracker.query_line import HAVE_NONE, ME, NONE, Query, Term, Word, parse
from tracker.reading.known_names import known
from tracker.text import folded, is_dangerous

OVERVIEW_COLUMNS = (
    "report",
    "reference",
    "position",
    "title",
    "text",
    "review_status",
    "status_reason",
    "tags",
    "actors",
    "note_count",
    "updated_at",
    "changed_by",
    "first_line",
    "last_line",
    "recommendation_id",
    "first_page",
    "last_page",
    "assigned_to",
    "made_on",
)
"""What a list gives, in the order of `recommendation_overview`."""
FOLLOWUP_COLUMNS = (
    "response",
    "as_printed",
    "response_on",
    "reported",
    "reported_on",
    "assessed",
    "assessed_on",
    "closed",
    "due_on",
    "first_due_on",
    "slipped_days",
    "overdue_days",
    "sources",
)
"""What is taken along beside that, from `recommendation_followup`."""
TAKEN_ALONG = (
    *(f"r.{column}" for column in OVERVIEW_COLUMNS),
    *(f"b.{column}" for column in FOLLOWUP_COLUMNS),
)
"""Both, as a statement names them whose FROM has `BECAME` behind the overview."""
BECAME = "JOIN recommendation_followup AS b ON b.recommendation_id = r.recommendation_id"
LIST_COLUMNS = (
    "recommendation_id",
    "report",
    "reference",
    "title",
    "review_status",
    "status_reason",
    "tags",
    "note_count",
)
"""What a line of the list shows."""

_SHORTEST_RANKED = 3
"""Ranking a prefix of one or two letters takes up to half a second at 250,000 recommendations."""


class Selection(NamedTuple):
    """The recommendations that a query asks for, in its order, as parts of a statement."""

    query: Query
    source: str
    """The FROM clause; the view stands in it as `r`."""
    where: str
    order: str
    parameters: tuple[str, ...]

    def statement(self, columns: Sequence[str] = OVERVIEW_COLUMNS, *, limit: int | None = None) -> str:
        """Return the SELECT, with `?` for each of the parameters."""
        return self._statement([f"r.{column}" for column in columns], limit=limit)

    def _statement(self, columns: Sequence[str], *further: str, limit: int | None = None) -> str:
        lines = [f"SELECT {', '.join(columns)}", f"FROM {self.source}", *further]
        if self.where:
            lines.append(f"WHERE {self.where}")
        lines.append(f"ORDER BY {self.order}")
        if limit is not None:
            lines.append(f"LIMIT {limit}")
        return "\n".join(lines)

    def pasteable(self, columns: Sequence[str] = ()) -> str:
        """Return the same SELECT with its values written out, safe to show, to run in any SQLite shell.

        Without columns it has all that is taken along of a list.
        """
        statement = self.statement(columns) if columns else self._statement(TAKEN_ALONG, BECAME)
        # Values are never part of the statement, so each question mark in it is a parameter.
        parts = statement.split("?")
        literals = [_literal(value) for value in self.parameters] + [";"]
        return "".join(part + literal for part, literal in zip(parts, literals, strict=True))

    def counted(self) -> str:
        """Return the statement that counts the list."""
        condition = f" WHERE {self.where}" if self.where else ""
        return f"SELECT count(*) AS n FROM {self.source}{condition}"


def _literal(value: str) -> str:
    quoted = "'" + value.replace("'", "''") + "'"
    # A character that a terminal could act on is written as a call: the statement still means the same.
    return "".join(f"'||char({ord(c)})||'" if is_dangerous(c) else c for c in quoted)


def select(connection: sqlite3.Connection, line: str, *, me: str | None = None) -> Selection:
    """Return the selection for a query line; `me` is the analyst whom `owner:me` means.

    Raises QueryError where the line cannot be read, or names a status, tag, actor, role, kind, analyst, source and so
    on that the database does not hold: an empty list would hide a slip of the pen.
    """
    return selected(connection, parse(line, me=me))


def readable(connection: sqlite3.Connection, line: str) -> str:
    """Return the line without what cannot be read in it, or is not known: what a line says while it is typed."""
    while True:
        try:
            select(connection, line)
        except QueryError as error:
            line = (
                f"{line[: error.start].rstrip()} {line[max(error.end, error.start + 1) :].lstrip()}".strip()
            )
        else:
            return line


def selected(connection: sqlite3.Connection, query: Query) -> Selection:
    """Return the selection for a query that was read already; raises QueryError for unknown values."""
    conditions: list[str] = []
    parameters: list[str] = []

    def add(condition: str, values: Iterable[str]) -> None:
        conditions.append(condition)
        parameters.extend(values)

    mentions: dict[str, list[tuple[str, ...]]] = {"actor": [], "kind": [], "role": []}
    for term in query.terms:
        if term.key in _YES_OR_NO:
            wanted = (term.values == ("yes",)) != term.excluded
            add(f"{'' if wanted else 'NOT '}{_YES_OR_NO[term.key]}", ())
            continue
        if term.key in HAVE_NONE:
            condition, values = _followup(connection, term, query.me)
            add(f"NOT ({condition})" if term.excluded else f"({condition})", values)
            continue
        values = known(connection, term)
        if term.key in mentions and not term.excluded:
            mentions[term.key].append(values)
            continue
        condition = _CONDITIONS[term.key](_marks(values))
        add(f"NOT {condition}" if term.excluded else condition, values)
    for condition, values in _mention_conditions(mentions):
        add(condition, values)
    for word in query.words:
        match = match_string(word)
        add(f"{'NOT ' if word.excluded else ''}({_WORD})", (match, match))

    source = "recommendation_overview AS r"
    keys = _ORDERS[query.sort.lstrip("-")]
    if keys is _BY_RANK:
        ranked = [w for w in query.words if not w.excluded and len(w.text) >= _SHORTEST_RANKED]
        if ranked:
            source += f" LEFT JOIN ({_RANK}) AS best ON best.id = r.recommendation_id"
            parameters.insert(0, " OR ".join(map(match_string, ranked)))
        else:
            keys = ()
    if query.sort.startswith("-"):
        keys = tuple(_turned(key) for key in keys)
    return Selection(
        query,
        source,
        " AND ".join(conditions),
        ", ".join(dict.fromkeys((*keys, *_AS_PRINTED))),
        tuple(parameters),
    )


# The unary plus keeps SQLite from sorting all that a word finds: it walks the list in its order and stops when
# the page is full. A word that 85,000 of 250,000 recommendations hold costs a fifth that way.
_WORD = (
    "+r.recommendation_id IN (SELECT rowid FROM recommendation_search WHERE recommendation_search MATCH ?"
    " UNION ALL SELECT n.recommendation_id FROM note AS n WHERE n.id IN"
    " (SELECT rowid FROM note_search WHERE note_search MATCH ?))"
)
_AS_PRINTED = ("r.report_id", "r.position", "r.recommendation_id")
_BY_RANK = ("coalesce(best.rank, 0)",)
# Its first tag, not the joined text of all of them: a tenth of the time at 250,000.
_FIRST_TAG = (
    "SELECT min(t.name) FROM tagging AS g JOIN tag AS t ON t.id = g.tag_id"
    " WHERE g.recommendation_id = r.recommendation_id"
)
_LAST = " NULLS LAST"
_CURRENT = "FROM followup_current AS f WHERE f.recommendation_id = r.recommendation_id"
_POSITION_OF = "(SELECT (SELECT l.position FROM {lookup} AS l WHERE l.code = {code}) {current})"
_ORDERS: dict[str, tuple[str, ...]] = {
    "report": ("r.report_id", "r.position"),
    # As people count: 2 before 10, 140.2 before 140.12.
    "reference": ("CAST(r.reference AS INTEGER)", "length(r.reference)", "r.reference"),
    "status": (
        "(SELECT s.position FROM review_status AS s WHERE s.code = r.review_status)",
        "r.review_status",
    ),
    "title": ("r.title COLLATE NOCASE",),
    "tags": (f"({_FIRST_TAG}) COLLATE NOCASE{_LAST}",),
    "notes": ("r.note_count DESC",),
    "changed": ("r.updated_at DESC",),
    "response": (
        _POSITION_OF.format(lookup="response_position", code="f.response", current=_CURRENT) + _LAST,
    ),
    "progress": (
        _POSITION_OF.format(
            lookup="progress_status", code="coalesce(f.assessed, f.reported)", current=_CURRENT
        )
        + _LAST,
    ),
    "due": (f"(SELECT f.due_on {_CURRENT}){_LAST}",),
    "owner": (f"r.assigned_to COLLATE NOCASE{_LAST}",),
    "match": _BY_RANK,
}
"""What each order goes by, before the order of print decides."""


def _turned(key: str) -> str:
    """Return what an order goes by, turned round; what has no tag, deadline and so on stays last either way."""
    if key.endswith(" DESC"):
        return key.removesuffix(" DESC")
    return key.removesuffix(_LAST) + " DESC" + (_LAST if key.endswith(_LAST) else "")


_RANK = "SELECT rowid AS id, rank FROM recommendation_search WHERE recommendation_search MATCH ?"
_MENTION = "EXISTS (SELECT 1 FROM mention AS m WHERE m.recommendation_id = r.recommendation_id AND "
# Without the plus SQLite looks up every recommendation of the actors for each line: 17 s in place of 0.2.
MENTION_PARTS: dict[str, Callable[[str], str]] = {
    "actor": lambda marks: f"+m.actor_id IN (SELECT a.id FROM actor AS a WHERE a.name IN ({marks}))",
    "kind": lambda marks: f"+m.actor_id IN (SELECT a.id FROM actor AS a WHERE a.kind IN ({marks}))",
    "role": lambda marks: f"m.role IN ({marks})",
}
_CONDITIONS: dict[str, Callable[[str], str]] = {
    "status": lambda marks: f"r.review_status IN ({marks})",
    "tag": lambda marks: (
        "EXISTS (SELECT 1 FROM tagging AS g WHERE g.recommendation_id = r.recommendation_id"
        f" AND g.tag_id IN (SELECT t.id FROM tag AS t WHERE t.name IN ({marks})))"
    ),
    "by": lambda marks: (
        "EXISTS (SELECT 1 FROM change AS c JOIN changeset AS s ON s.id = c.changeset_id"
        f" WHERE c.recommendation_id = r.recommendation_id AND s.kind <> 'load' AND s.analyst IN ({marks}))"
    ),
    "report": lambda marks: f"r.report_id IN (SELECT p.id FROM report AS p WHERE p.slug IN ({marks}))",
    **{key: lambda marks, part=part: f"{_MENTION}{part(marks)})" for key, part in MENTION_PARTS.items()},  # type: ignore[misc]
}


_IN_CURRENT = "r.recommendation_id IN (SELECT f.recommendation_id FROM followup_current AS f WHERE {})"
_YES_OR_NO = {
    "note": "EXISTS (SELECT 1 FROM note AS n WHERE n.recommendation_id = r.recommendation_id)",
    "overdue": f"({_IN_CURRENT.format(OVERDUE)})",
}
_THEMED = "EXISTS (SELECT 1 FROM theming AS h WHERE h.recommendation_id = r.recommendation_id{})"


def _followup(connection: sqlite3.Connection, term: Term, me: str | None) -> tuple[str, tuple[str, ...]]:
    """Return the condition for what became of a recommendation, without its sign, and its values."""
    named = term._replace(values=tuple(value for value in term.values if value != NONE))
    alternatives = [_NONE[term.key]] if named.values != term.values else []
    values: tuple[str, ...] = ()
    if term.key == "due":
        spans = [_within(value) for value in named.values]
        alternatives += [condition for condition, _ in spans]
        values = tuple(value for _, dates in spans for value in dates)
    elif named.values:
        values = _owners(connection, named, me) if term.key == "owner" else known(connection, named)
        alternatives.append(_ASKED[term.key](_marks(values)))
    if term.key in ("theme", "source", "owner"):
        return " OR ".join(alternatives), values
    return _IN_CURRENT.format(" OR ".join(alternatives)), values


def _within(value: str) -> tuple[str, tuple[str, ...]]:
    """Return the condition that a deadline lies where a value of `due:` says, and the dates in it."""
    from tracker.query_dates import span

    asked = span(value)
    assert asked is not None, "the query line refuses what is no date"
    day = "date('now', ?)" if asked.relative else "?"
    if not asked.sign:
        return f"f.due_on BETWEEN {day} AND {day}", (asked.first, asked.last)
    return f"f.due_on {asked.sign} {day}", (asked.last if asked.sign in ("<=", ">") else asked.first,)


def _owners(connection: sqlite3.Connection, term: Term, me: str | None) -> tuple[str, ...]:
    """Return the analysts that `owner:` names; who asks need not have done anything yet."""
    if me is None:
        return known(connection, term)
    others = term._replace(values=tuple(value for value in term.values if folded(value) != ME))
    mine = (me,) if others.values != term.values else ()
    return tuple(dict.fromkeys((*mine, *known(connection, others))))


_NONE = {
    "response": "f.response IS NULL",
    "reported": "f.reported IS NULL",
    "assessed": "f.assessed IS NULL",
    "due": "f.due_on IS NULL",
    "owner": "r.assigned_to IS NULL",
    "theme": f"NOT {_THEMED.format('')}",
    "source": " AND ".join(
        f"NOT EXISTS (SELECT 1 FROM {table} AS p WHERE p.recommendation_id = r.recommendation_id"
        " AND p.source_id IS NOT NULL)"
        for table in STATEMENTS
    ),
}
_ASKED: dict[str, Callable[[str], str]] = {
    "response": lambda marks: f"f.response IN ({marks})",
    "reported": lambda marks: f"f.reported IN ({marks})",
    "assessed": lambda marks: f"f.assessed IN ({marks})",
    # Where there is none this is false, not unknown: a minus then keeps what nobody looks after.
    "owner": lambda marks: f"r.assigned_to IS NOT NULL AND r.assigned_to IN ({marks})",
    "theme": lambda marks: _THEMED.format(
        f" AND h.theme_id IN (SELECT t.id FROM theme AS t WHERE t.scheme || ': ' || t.name IN ({marks}))"
    ),
    "source": lambda marks: (
        f"r.recommendation_id IN (WITH s (id) AS (SELECT u.id FROM source AS u WHERE u.name IN ({marks})) "
        + " UNION ALL ".join(
            f"SELECT p.recommendation_id FROM {table} AS p WHERE p.source_id IN (SELECT s.id FROM s)"
            for table in STATEMENTS
        )
        + ")"
    ),
}


def _mention_conditions(
    mentions: dict[str, list[tuple[str, ...]]],
) -> Iterable[tuple[str, tuple[str, ...]]]:
    """Yield a condition for each combination of the terms: actor, kind and role hold for the same mention."""
    given = {key: lists for key, lists in mentions.items() if lists}
    if not given:
        return
    for combination in product(*given.values()):
        parts = [MENTION_PARTS[key](_marks(values)) for key, values in zip(given, combination, strict=True)]
        yield f"{_MENTION}{' AND '.join(parts)})", tuple(v for values in combination for v in values)


def _marks(values: Sequence[str]) -> str:
    return ", ".join("?" * len(values))


def match_string(word: Word) -> str:
    """Return the word as an FTS5 string (sqlite.org/fts5.html, section 3.1): a prefix, or a whole phrase."""
    text = '"' + word.text.replace('"', '""') + '"'
    return text if word.phrase else text + "*"
