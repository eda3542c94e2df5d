"""Facets: by what the list of a query can be narrowed, each value with what the list would then hold.

A value is counted in the list *without the terms of its own key*, so that one can see what switching to it
would give. `actor:`, `kind:` and `role:` of one query hold for the same mention, and so do their counts: with
`role:partner` asked for, an actor counts where it is named as partner, not wherever it is named. Counts are of
recommendations, never of mentions.
"""

import sqlite3
from collections.abc import Iterable, Sequence
from itertools import product
from typing import Literal, NamedTuple

from tracker.database.followup import OVERDUE, STATEMENTS
from tracker.query_line import ME, NONE, Query, Term, parse, quoted, with_term, without_term
from tracker.reading import queries
from tracker.reading.known_names import known
from tracker.reading.selection import MENTION_PARTS, select, selected
from tracker.text import folded

State = Literal["none", "included", "excluded"]

KEYS = (
    "report",
    "status",
    "response",
    "reported",
    "assessed",
    "overdue",
    "due",
    "owner",
    "tag",
    "theme",
    "role",
    "by",
    "source",
    "kind",
    "actor",
)
"""The keys that have facets: the reports first, and the actors, who may be many of seven kinds, last."""

_EITHER = ("status", "role", "by", "report", "kind", "response", "reported", "assessed", "due", "owner")
"""Keys of which a second value is asked for as `a,b`: no recommendation has two statuses or two reports."""


class Facet(NamedTuple):
    """A value that the list can be narrowed to; `state` says whether the query asks for it already."""

    key: str
    value: str
    """As a term of the query line holds it, not yet quoted."""
    name: str
    """As it is shown."""
    total: int
    group: str
    """The heading it stands under."""
    state: State
    spellings: frozenset[str]
    """What an analyst may have typed for it, folded: a status by code or name, a state by its country code."""

    def is_called(self, wanted: str) -> bool:
        """Return whether a folded text is part of one of its names."""
        return any(wanted in spelling for spelling in self.spellings)


class Faceted(NamedTuple):
    """A query line with the number of recommendations it shows and its facets."""

    line: str
    query: Query
    total: int
    facets: tuple[Facet, ...]


def faceted(connection: sqlite3.Connection, line: str, *, me: str | None = None) -> Faceted:
    """Return the facets of a query line with the number of its recommendations; raises QueryError.

    `me` is the analyst whom `owner:me` means.
    """
    selection = select(connection, line, me=me)
    return Faceted(
        line, selection.query, queries.count(connection, selection), facets(connection, selection.query)
    )


def facets(connection: sqlite3.Connection, query: Query) -> tuple[Facet, ...]:
    """Return the facets of a query, group after group; raises QueryError for values that nothing has.

    Statuses, roles and kinds come in their own order, all else the most frequent first. What no
    recommendation has is left out, unless the query names it; of the statuses all are there. What became of the
    recommendations has facets where anything of its kind is recorded.
    """
    keys = tuple(_keys(connection, query))
    counts = _counts(connection, query, keys)
    found: list[Facet] = []
    for key in keys:
        rows = queries.rows(connection, ("number", "value", "name", "other", "heading"), _NAMES[key])
        if key == "report" and len(rows) < 2:
            continue
        group = [
            Facet(key, value, name, counts[key].get(number, 0), heading, *_stated(query, key, value, other))
            for number, value, name, other, heading in rows
        ]
        if key in ("tag", "by", "report", "actor", "theme", "source"):
            headings = {facet.group: at for at, facet in reversed(list(enumerate(group)))}
            group.sort(key=lambda facet: (headings[facet.group], -facet.total, folded(facet.name)))
        found += [facet for facet in group if key == "status" or facet.total or facet.state != "none"]
    return tuple(found)


def _keys(connection: sqlite3.Connection, query: Query) -> Iterable[str]:
    """Yield the keys whose facets are counted: those of a follow-up only where there is one, or it is asked for."""
    asked = {term.key for term in query.terms}
    for key in KEYS:
        there = _RECORDED_IN.get(key)
        if key in asked or there is None or connection.execute(f"SELECT EXISTS ({there})").fetchone() == (1,):
            yield key


def restated(facets: Iterable[Facet], line: str) -> tuple[Facet, ...]:
    """Return the facets as they stand in another line, the counts as they were; raises QueryError."""
    terms = parse(line).terms
    return tuple(facet._replace(state=_state(terms, facet.key, facet.spellings)) for facet in facets)


def toggled(line: str, facet: Facet) -> str:
    """Return the line with the facet one step on: from not there to asked for, to excluded, to not there.

    A second tag or actor is asked for as well; of what a recommendation has only one, the second is asked
    for as an alternative. Raises QueryError where the line cannot be read, before or after.
    """
    terms = [term for term in parse(line).terms if term.key == facet.key]
    # As it was typed, which may be a code or a name: only so is it found in the line again.
    typed = list(
        dict.fromkeys(value for term in terms for value in term.values if folded(value) in facet.spellings)
    )
    state = _state(terms, facet.key, facet.spellings)
    if state == "none":
        return _with(line, facet, [term for term in terms if not term.excluded])
    kept = typed[0] if state == "included" else None
    for value in typed:
        if value != kept:
            line = without_term(line, facet.key, value)
    return line if kept is None else with_term(line, facet.key, kept, excluded=True)


def _with(line: str, facet: Facet, asked: Sequence[Term]) -> str:
    if facet.key not in _EITHER or not asked:
        return with_term(line, facet.key, facet.value)
    end = asked[-1].end
    line = f"{line[:end]},{quoted(facet.value)}{line[end:]}"
    parse(line)
    return line


def _stated(query: Query, key: str, value: str, other: str | None) -> tuple[State, frozenset[str]]:
    own = ME if key == "owner" and value == query.me else None
    spellings = frozenset(folded(spelling) for spelling in (value, other, own) if spelling)
    return _state(query.terms, key, spellings), spellings


def _state(terms: Iterable[Term], key: str, spellings: frozenset[str]) -> State:
    named = [term for term in terms if term.key == key and any(folded(v) in spellings for v in term.values)]
    if any(term.excluded for term in named):
        return "excluded"
    return "included" if named else "none"


def _none_last(lookup: str, heading: str) -> str:
    """Return the values of a lookup, and behind them that there is none."""
    return (
        f"SELECT code, code, name, name, '{heading}' FROM (SELECT code, name FROM {lookup} ORDER BY position, code)"
        f" UNION ALL SELECT NULL, '{NONE}', 'None', NULL, '{heading}'"
    )


_THIS = "substr(date('now'), 1, 7)"
_NEXT = "substr(date('now', 'start of month', '+1 month'), 1, 7)"
# Each gives number, value, name, another spelling and heading; the number is what the counts go by.
_NAMES = {
    "status": "SELECT code, code, name, name, 'Review status' FROM review_status ORDER BY position, code",
    "tag": "SELECT id, name, name, NULL, 'Tags' FROM tag",
    "role": "SELECT code, code, name, name, 'Roles of actors' FROM actor_role ORDER BY position, code",
    "by": "SELECT DISTINCT analyst, analyst, analyst, NULL, 'Analysts' FROM changeset"
    " WHERE kind <> 'load' AND analyst IS NOT NULL",
    "report": "SELECT id, slug, slug, title, 'Reports' FROM report",
    "kind": "SELECT code, code, name, name, 'Kinds of actor' FROM actor_kind ORDER BY position, code",
    "actor": "SELECT a.id, a.name, a.name, a.country_code, 'Actors: ' || k.name"
    " FROM actor AS a JOIN actor_kind AS k ON k.code = a.kind ORDER BY k.position, k.code",
    "response": _none_last("response_position", "Response"),
    "reported": _none_last("progress_status", "Reported"),
    "assessed": _none_last("progress_status", "Assessed"),
    "overdue": "SELECT 1, 'yes', 'Overdue', NULL, 'Due'",
    "due": f"SELECT column1, column2, column3, NULL, 'Due' FROM (VALUES (0, '<' || {_THIS}, 'Before this month'),"
    f" (1, {_THIS}, 'This month'), (2, {_NEXT}, 'Next month'), (3, '>' || {_NEXT}, 'Later'),"
    f" (NULL, '{NONE}', 'No deadline'))",
    "owner": "SELECT * FROM (SELECT DISTINCT assigned_to, assigned_to, assigned_to, NULL, 'Owner' FROM recommendation"
    " WHERE assigned_to IS NOT NULL ORDER BY 1) UNION ALL SELECT NULL, 'none', 'Nobody', NULL, 'Owner'",
    "theme": "SELECT id, scheme || ': ' || name, name, name, 'Themes: ' || scheme FROM theme ORDER BY scheme",
    "source": "SELECT id, name, name, NULL, 'Sources' FROM source",
}
_MOST_STATEMENTS = 200_000
"""Of so many statements the sources are counted: of 1,750,000 it takes as long as all else together."""
_RECORDED_IN = {
    "response": "SELECT 1 FROM response",
    "reported": "SELECT 1 FROM progress WHERE basis = 'reported'",
    "assessed": "SELECT 1 FROM progress WHERE basis = 'assessed'",
    "overdue": "SELECT 1 FROM deadline",
    "due": "SELECT 1 FROM deadline",
    "owner": "SELECT 1 FROM recommendation WHERE assigned_to IS NOT NULL",
    "theme": "SELECT 1 FROM theming",
    "source": f"SELECT 1 FROM source WHERE (SELECT coalesce(max(id), 0) FROM response)"
    f" + (SELECT coalesce(max(id), 0) FROM progress) + (SELECT coalesce(max(id), 0) FROM deadline)"
    f" <= {_MOST_STATEMENTS}",
}
"""Key -> where there is something if it has any facets."""

_NARROW = 10_000
"""Up to that many recommendations each is looked up; for more, one pass over the whole of an index is faster."""

# What is counted, how, in which table, and the column there that names the recommendation.
_RECOMMENDATION = ("recommendation AS r", "r.id")
_MENTION = ("mention AS m", "m.recommendation_id")
_CURRENT = ("followup_current AS f", "f.recommendation_id")
_OVERDUE = f"(SELECT f.recommendation_id FROM followup_current AS f WHERE {OVERDUE}) AS f"
_MONTH = """CASE WHEN f.due_on >= date('now', 'start of month', '+2 months') THEN 3
    WHEN f.due_on >= date('now', 'start of month', '+1 month') THEN 2
    WHEN f.due_on >= date('now', 'start of month') THEN 1 WHEN f.due_on IS NOT NULL THEN 0 END"""
_RESTING = (
    "("
    + " UNION ALL ".join(
        f"SELECT recommendation_id, source_id FROM {table} WHERE source_id IS NOT NULL"
        for table in STATEMENTS
    )
    + ") AS p"
)
_COUNTED = {
    "status": ("r.review_status", "count(*)", *_RECOMMENDATION),
    "report": ("r.report_id", "count(*)", *_RECOMMENDATION),
    "tag": ("g.tag_id", "count(*)", "tagging AS g", "g.recommendation_id"),
    "by": ("s.analyst", "count(DISTINCT c.recommendation_id)", "change AS c", "c.recommendation_id"),
    "role": ("m.role", "count(DISTINCT m.recommendation_id)", *_MENTION),
    "kind": ("a.kind", "count(DISTINCT m.recommendation_id)", *_MENTION),
    "actor": ("m.actor_id", "count(DISTINCT m.recommendation_id)", *_MENTION),
    "response": ("f.response", "count(*)", *_CURRENT),
    "reported": ("f.reported", "count(*)", *_CURRENT),
    "assessed": ("f.assessed", "count(*)", *_CURRENT),
    "overdue": ("1", "count(*)", _OVERDUE, "f.recommendation_id"),
    "due": (_MONTH, "count(*)", *_CURRENT),
    "owner": ("r.assigned_to", "count(*)", *_RECOMMENDATION),
    "theme": ("h.theme_id", "count(*)", "theming AS h", "h.recommendation_id"),
    "source": ("p.source_id", "count(DISTINCT p.recommendation_id)", _RESTING, "p.recommendation_id"),
}
_JOINED = {
    "by": " JOIN changeset AS s ON s.id = c.changeset_id AND s.kind <> 'load' AND s.analyst IS NOT NULL",
    "kind": " JOIN actor AS a ON a.id = m.actor_id",
}


class _Found(NamedTuple):
    """The recommendations to count in: a query of their ids, None for all there are."""

    sql: str | None
    parameters: tuple[str, ...]
    narrow: bool


def _counts(
    connection: sqlite3.Connection, query: Query, counted: Sequence[str]
) -> dict[str, dict[object, int]]:
    """Return for each key what the recommendations are counted by, with the count.

    Keys that the query does not name are counted in the same list, which is then found once.
    """
    counts: dict[str, dict[object, int]] = {key: {} for key in counted}
    own = [key for key in counted if any(term.key == key for term in query.terms)]
    for keys in [[key for key in counted if key not in own], *([key] for key in own)]:
        terms = tuple(term for term in query.terms if term.key not in keys)
        reduced = query._replace(terms=terms, sort="report")
        found = _found(connection, reduced)
        parameters = list(found.parameters)
        selects = []
        for key in keys:
            sql, values = _counted(connection, reduced, key, found)
            selects.append(sql)
            parameters += values
        sql = "\nUNION ALL\n".join(selects)
        if found.sql is not None:
            sql = f"WITH found (id) AS MATERIALIZED ({found.sql})\n{sql}"
        for key, number, count in queries.rows(connection, ("key", "number", "count"), sql, parameters):
            counts[key][number] = count
    return counts


def _found(connection: sqlite3.Connection, query: Query) -> _Found:
    selection = selected(connection, query)
    if not selection.where:
        return _Found(None, (), narrow=False)
    sql = f"SELECT r.recommendation_id FROM {selection.source} WHERE {selection.where}"
    probe = f"SELECT count(*) FROM ({sql} LIMIT {_NARROW + 1})"
    (number,) = connection.execute(probe, selection.parameters).fetchone()
    return _Found(sql, selection.parameters, narrow=number <= _NARROW)


def _counted(connection: sqlite3.Connection, query: Query, key: str, found: _Found) -> tuple[str, list[str]]:
    """Return the SELECT that counts a key, and its parameters."""
    what, how, table, number = _COUNTED[key]
    conditions: list[str] = []
    if found.narrow:
        # CROSS JOIN keeps the order of the tables (sqlite.org/optoverview.html, section 8.2).
        source = f"found AS f CROSS JOIN {table} ON {number} = f.id"
    else:
        source = table
        if found.sql is not None:
            # The plus keeps SQLite from looking up each (sqlite.org/optoverview.html, section 8.1).
            conditions.append(f"+{number} IN (SELECT id FROM found)")
    source += _JOINED.get(key, "")
    mentions = list(_mentions(connection, query, key)) if key in MENTION_PARTS else []
    if len(mentions) <= 1:
        values = [value for part, part_values in mentions if part for value in part_values]
        conditions += [part for part, _ in mentions if part]
        where = f" WHERE {' AND '.join(conditions)}" if conditions else ""
        return f"SELECT '{key}', {what}, {how} FROM {source}{where} GROUP BY 2", values
    # Several are asked for together: what counts must be found with each of them.
    together = " INTERSECT ".join(
        f"SELECT {what} AS what, m.recommendation_id FROM {source} WHERE {' AND '.join([*conditions, part])}"
        for part, _ in mentions
    )
    sql = f"SELECT '{key}', what, count(*) FROM ({together}) GROUP BY 2"
    return sql, [value for _, values in mentions for value in values]


def _mentions(connection: sqlite3.Connection, query: Query, key: str) -> Iterable[tuple[str, list[str]]]:
    """Yield the conditions on a mention of that key which the other terms on mentions make, with their values."""
    given: dict[str, list[tuple[str, ...]]] = {}
    for term in query.terms:
        if term.key in MENTION_PARTS and term.key != key and not term.excluded:
            given.setdefault(term.key, []).append(known(connection, term))
    for combination in product(*given.values()):
        parts = [
            MENTION_PARTS[other](", ".join("?" * len(values)))
            for other, values in zip(given, combination, strict=True)
        ]
        yield " AND ".join(parts), [value for values in combination for value in values]
