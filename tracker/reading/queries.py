"""Reading: everything that is shown comes through here, from the public views, as named tuples.

Stdlib `sqlite3`, no ORM: the first screen must not wait for one. Every call takes an open connection.
"""

import json
import sqlite3
from array import array
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from tracker.database.followup import OVERDUE
from tracker.errors import NotFound
from tracker.labels import evidence_label, place_label
from tracker.names import did_you_mean, meant, nearest
from tracker.reading.selection import BECAME, LIST_COLUMNS, TAKEN_ALONG, Selection
from tracker.text import shown_line


class ListedRecommendation(NamedTuple):
    """A line of the list; `tags` are joined by `, `; a text is empty where there is none."""

    recommendation_id: int
    report: str
    reference: str
    title: str
    review_status: str
    status_reason: str
    tags: str
    note_count: int
    response: str = ""
    progress: str = ""
    """The status as assessed, else as reported."""
    closed: bool = False
    due_on: str = ""
    overdue: bool = False
    assigned_to: str = ""


class Code(NamedTuple):
    """A row of a lookup, as a status or a role; `glyph` is a review status's, `done` is what ends a matter."""

    code: str
    name: str
    description: str
    glyph: str = ""
    done: bool = False


class ReportListed(NamedTuple):
    """A report by slug and title."""

    slug: str
    title: str


class Progress(NamedTuple):
    """How far the review of everything has come: recommendations by status code, in the lookup's order."""

    total: int
    done: int
    by_status: tuple[tuple[str, int], ...]


class MentionShown(NamedTuple):
    """An actor in a recommendation; `quote` and `quote_start` (0-based code points) are None if implied or given in
    something beside the text."""

    actor: str
    kind: str
    country_code: str | None
    role: str
    quote: str | None
    quote_start: int | None
    implied_reason: str | None
    mention_id: int
    given_in: str | None = None

    @property
    def evidence(self) -> str:
        """What it rests on: its words, why it is implied, or what beside the text says so."""
        return evidence_label(self.quote, self.implied_reason, self.given_in)

    @property
    def label(self) -> str:
        """The actor, and where the text does not name it, how it comes to be here."""
        if self.quote is not None:
            return self.actor
        return f"{self.actor} ({'implied' if self.given_in is None else f'in {self.given_in}'})"


class NoteShown(NamedTuple):
    """A note; `author` is None where it came from outside the program, times are UTC text."""

    note_id: int
    recommendation_id: int
    report: str
    reference: str
    body: str
    author: str | None
    created_at: str
    updated_at: str


class RecommendationShown(NamedTuple):
    """All there is to see of one recommendation.

    `status_by` and `status_at` are None where the status was never set; `status_by` also where it was set
    from outside the program.
    """

    recommendation_id: int
    report: str
    report_title: str
    lead_in: str | None
    source_file: str | None
    source_sha256: str | None
    reference: str
    title: str
    text: str
    first_line: int | None
    last_line: int | None
    review_status: str
    status_reason: str | None
    status_by: str | None
    status_at: str | None
    mentions: tuple[MentionShown, ...]
    tags: tuple[str, ...]
    notes: tuple[NoteShown, ...]
    updated_at: str
    changed_by: str | None
    seen_change_id: int
    """The latest change there was before it was read."""
    first_page: int | None = None
    last_page: int | None = None

    @property
    def place(self) -> str:
        """Where in its source it stands, empty where that is not known."""
        return place_label(self.first_line, self.last_line, self.first_page, self.last_page)

    def same_as(self, other: "RecommendationShown | None") -> bool:
        """Whether it says the same, whenever it was read."""
        return other is not None and self._replace(seen_change_id=other.seen_change_id) == other


class TagUsage(NamedTuple):
    """A tag of the codebook with the number of recommendations that have it."""

    tag: str
    description: str | None
    colour: str | None
    recommendation_count: int


class ActorUsage(NamedTuple):
    """An actor with the number of recommendations that name it and of its mentions in them."""

    actor: str
    kind: str
    country_code: str | None
    recommendation_count: int
    mention_count: int
    aliases: str | None = None
    """Its other names, joined by a comma and a space."""


def chunks(ids: Sequence[int], size: int = 10_000) -> Iterator[Sequence[int]]:
    """Yield the ids in portions that fit into one statement.

    SQLite takes 32,766 parameters (sqlite.org/limits.html, section 9).
    """
    for start in range(0, len(ids), size):
        yield ids[start : start + size]


def rows(
    connection: sqlite3.Connection, columns: Sequence[str], sql: str, parameters: Sequence[Any] = ()
) -> list[list[Any]]:
    """Return the rows of a statement, in its order, read in one step; `columns` are names for its columns.

    Python has another thread go on after each step, and waits 5 ms for its turn then where that is busy: 700 rows
    took 0.6 s in place of 0.07 while the screen was drawn.
    """
    names = ", ".join(columns)
    whole = f"WITH read ({names}) AS ({sql}) SELECT json_group_array(json_array({names})) FROM read"
    (text,) = connection.execute(whole, parameters).fetchone()
    found: list[list[Any]] = json.loads(text)
    return found


def _dicts(
    connection: sqlite3.Connection, sql: str, parameters: Sequence[Any] = ()
) -> Iterator[dict[str, Any]]:
    cursor = connection.execute(sql, parameters)
    names = [column[0] for column in cursor.description]
    for row in cursor:
        yield dict(zip(names, row, strict=True))


def overview(connection: sqlite3.Connection, selection: Selection) -> Iterator[dict[str, Any]]:
    """Yield each recommendation of the list with what the overview has of it and what became of it.

    Read in portions, each to its end: who takes the rows one by one and stops in the middle, as a pager does,
    would else hold up everybody who writes. One that goes meanwhile is left out.
    """
    for ids in chunks(all_ids(connection, selection), 1_000):
        yield from overview_of(connection, ids)


def overview_of(connection: sqlite3.Connection, ids: Sequence[int]) -> Iterator[dict[str, Any]]:
    """Yield the same for these, as many as fit into one statement, in their order."""
    marks = ", ".join("?" * len(ids))
    sql = f"""SELECT {", ".join(TAKEN_ALONG)} FROM recommendation_overview AS r {BECAME}
        WHERE r.recommendation_id IN ({marks})"""
    found = {row["recommendation_id"]: row for row in _dicts(connection, sql, list(ids))}
    yield from (found[number] for number in ids if number in found)


def first_page(
    connection: sqlite3.Connection, selection: Selection, size: int
) -> tuple[ListedRecommendation, ...]:
    """Return the first lines of the list, `size` at most.

    The ids first: what has to be sorted is then no wider than that.
    """
    sql = selection.statement(("recommendation_id",), limit=size)
    ids = [row[0] for row in connection.execute(sql, selection.parameters)]
    found = lines(connection, ids)
    return tuple(found[number] for number in ids if number in found)


def all_ids(connection: sqlite3.Connection, selection: Selection) -> "array[int]":
    """Return every recommendation_id of the list in its order: 8 bytes each."""
    sql = selection.statement(("recommendation_id",))
    whole = f"SELECT json_group_array(recommendation_id) FROM ({sql})"
    (text,) = connection.execute(whole, selection.parameters).fetchone()
    return array("q", json.loads(text))


def next_unreviewed(connection: sqlite3.Connection, ids: Sequence[int], after: int) -> int | None:
    """Return the first of these that is unreviewed behind index `after`, from the end on to the beginning.

    None where no other one is; the one at `after` itself does not count.
    """
    order = [*range(after + 1, len(ids)), *range(max(after, 0))]
    for some in chunks(order, 1_000):
        marks = ", ".join("?" * len(some))
        sql = f"SELECT id FROM recommendation WHERE review_status = 'unreviewed' AND id IN ({marks})"
        found = {row[0] for row in connection.execute(sql, [ids[at] for at in some])}
        for at in some:
            if ids[at] in found:
                return ids[at]
    return None


def lines(connection: sqlite3.Connection, ids: Sequence[int]) -> dict[int, ListedRecommendation]:
    """Return the lines of the list for these ids, by id; one that is gone is left out."""
    marks = ", ".join("?" * len(ids))
    sql = f"SELECT {_LISTED} WHERE r.recommendation_id IN ({marks})"
    return {row[0]: _listed(row) for row in connection.execute(sql, list(ids))}


_LISTED = f"""{", ".join(f"r.{column}" for column in LIST_COLUMNS)},
  f.response, coalesce(f.assessed, f.reported), f.closed, f.due_on, {OVERDUE},
  r.assigned_to
FROM recommendation_overview AS r LEFT JOIN followup_current AS f ON f.recommendation_id = r.recommendation_id"""


def _listed(row: Sequence[Any]) -> ListedRecommendation:
    number, report, reference, title, status, reason, tags, notes, *became = row
    response, progress, closed, due_on, overdue, assigned_to = became
    return ListedRecommendation(
        number,
        report,
        reference,
        title,
        status,
        reason or "",
        tags or "",
        notes,
        response or "",
        progress or "",
        bool(closed),
        due_on or "",
        bool(overdue),
        assigned_to or "",
    )


def count(connection: sqlite3.Connection, selection: Selection) -> int:
    """Return how many recommendations the list has."""
    (n,) = connection.execute(selection.counted(), selection.parameters).fetchone()
    return int(n)


def statuses(connection: sqlite3.Connection) -> tuple[Code, ...]:
    """Return the review statuses in their order."""
    sql = "SELECT code, name, description, glyph, done FROM review_status ORDER BY position, code"
    return tuple(Code(**{**row, "done": bool(row["done"])}) for row in _dicts(connection, sql))


def status_meant(connection: sqlite3.Connection, typed: str) -> str:
    """Return the code of the review status that is meant by its code or its name; what is none as it is."""
    return code_meant(statuses(connection), typed)


def code_meant(there_are: Sequence[Code], typed: str) -> str:
    """Return the code that is meant by itself or by its name; what is none as it is."""
    by_name = {name: each.code for each in there_are for name in (each.name, each.code)}
    return by_name.get(meant(typed, by_name) or "", typed)


def kinds(connection: sqlite3.Connection) -> tuple[Code, ...]:
    """Return the kinds of actor in their order."""
    return codes(connection, "actor_kind")


def roles(connection: sqlite3.Connection) -> tuple[Code, ...]:
    """Return the roles of actors in their order."""
    return codes(connection, "actor_role")


def code_names(connection: sqlite3.Connection) -> dict[tuple[str, str], str]:
    """Return the names of statuses, roles and so on by the key and the value of a query, as `in_words` takes them."""
    lookups = {
        "status": statuses(connection),
        "kind": kinds(connection),
        "role": roles(connection),
        "response": codes(connection, "response_position"),
        "reported": codes(connection, "progress_status"),
        "assessed": codes(connection, "progress_status"),
    }
    return {(key, each.code): each.name for key, codes in lookups.items() for each in codes}


def codes(connection: sqlite3.Connection, table: str) -> tuple[Code, ...]:
    """Return the rows of a lookup table in their order."""
    sql = f"SELECT code, name, description FROM {table} ORDER BY position, code"
    return tuple(Code(**row) for row in _dicts(connection, sql))


def reports(connection: sqlite3.Connection) -> tuple[ReportListed, ...]:
    """Return the reports, oldest in the database first."""
    sql = "SELECT slug, title FROM report ORDER BY id"
    return tuple(ReportListed(**row) for row in _dicts(connection, sql))


def several_reports(connection: sqlite3.Connection) -> bool:
    """Return whether a reference alone may not say which recommendation is meant."""
    (several,) = connection.execute("SELECT count(*) > 1 FROM report").fetchone()
    return bool(several)


def progress(connection: sqlite3.Connection) -> Progress:
    """Return how far the review has come."""
    sql = """SELECT s.code, s.done,
        (SELECT count(*) FROM recommendation AS r WHERE r.review_status = s.code) AS n
        FROM review_status AS s ORDER BY s.position, s.code"""
    rows = list(_dicts(connection, sql))
    return Progress(
        total=sum(row["n"] for row in rows),
        done=sum(row["n"] for row in rows if row["done"]),
        by_status=tuple((row["code"], row["n"]) for row in rows),
    )


def recommendation(connection: sqlite3.Connection, recommendation_id: int) -> RecommendationShown:
    """Return all there is to see of one recommendation; raise NotFound where it is gone."""
    seen = latest_change_id(connection)
    row = next(_dicts(connection, _SHOWN, (recommendation_id,)), None)
    if row is None:
        raise NotFound("That recommendation is no longer in the database.", "Go back to the list.")
    return RecommendationShown(
        **row,
        mentions=tuple(MentionShown(**m) for m in _dicts(connection, _MENTIONS, (recommendation_id,))),
        tags=tuple(t["tag"] for t in _dicts(connection, _TAGS, (recommendation_id,))),
        notes=notes(connection, recommendation_id=recommendation_id),
        seen_change_id=seen,
    )


# The number itself in each place: a view of two parts is read whole where it is held against a column.
_SHOWN = """SELECT r.recommendation_id, r.report, p.title AS report_title, p.lead_in, p.source_file, p.source_sha256,
  r.reference, r.title, r.text, r.first_line, r.last_line, r.review_status, r.status_reason,
  (SELECT h.changed_by FROM status_history AS h WHERE h.recommendation_id = ?1
    AND (h.from_status IS NOT NULL OR h.to_status <> 'unreviewed') ORDER BY h.change_id DESC LIMIT 1) AS status_by,
  (SELECT h.changed_at FROM status_history AS h WHERE h.recommendation_id = ?1
    AND (h.from_status IS NOT NULL OR h.to_status <> 'unreviewed') ORDER BY h.change_id DESC LIMIT 1) AS status_at,
  r.updated_at, r.changed_by, r.first_page, r.last_page
FROM recommendation_overview AS r JOIN report AS p ON p.id = r.report_id WHERE r.recommendation_id = ?1"""
_MENTIONS = """SELECT actor, kind, country_code, role, quote, quote_start, implied_reason, mention_id,
  given_in
FROM recommendation_actor WHERE recommendation_id = ? ORDER BY coalesce(quote_start, -1), mention_id"""
_TAGS = "SELECT tag FROM recommendation_tag WHERE recommendation_id = ? ORDER BY tag"


def notes(
    connection: sqlite3.Connection, *, recommendation_id: int | None = None, note_id: int | None = None
) -> tuple[NoteShown, ...]:
    """Return notes, newest first: of one recommendation, or one by its number, or all."""
    conditions = {"recommendation_id": recommendation_id, "note_id": note_id}
    given = {name: value for name, value in conditions.items() if value is not None}
    where = " AND ".join(f"{name} = ?" for name in given)
    sql = f"""SELECT note_id, recommendation_id, report, reference, body, author, created_at, updated_at
        FROM recommendation_note {"WHERE " + where if where else ""} ORDER BY created_at DESC, note_id DESC"""
    return tuple(NoteShown(**row) for row in _dicts(connection, sql, tuple(given.values())))


def note(connection: sqlite3.Connection, note_id: int) -> NoteShown:
    """Return one note; raise NotFound where there is none of that number."""
    found = notes(connection, note_id=note_id)
    if not found:
        raise NotFound(f"There is no note {note_id}.", "tracker notes lists them with their numbers.")
    return found[0]


def tags(connection: sqlite3.Connection) -> tuple[TagUsage, ...]:
    """Return the codebook in its order."""
    sql = (
        "SELECT tag, description, colour, recommendation_count FROM tag_usage ORDER BY position, tag, tag_id"
    )
    return tuple(TagUsage(**row) for row in _dicts(connection, sql))


def tag_colours(connection: sqlite3.Connection) -> dict[str, str]:
    """Return the colour of each tag that has one."""
    return dict(connection.execute("SELECT tag, colour FROM tag_usage WHERE colour IS NOT NULL"))


def _tag_names(connection: sqlite3.Connection) -> list[str]:
    return [row[0] for row in connection.execute("SELECT name FROM tag ORDER BY id")]


def tag_meant(connection: sqlite3.Connection, typed: str) -> str:
    """Return the name of the tag that is meant, whatever its case and accents; raise NotFound."""
    name = meant(typed, _tag_names(connection))
    if name is None:
        raise no_such_tag(connection, typed)
    return name


def new_tags(connection: sqlite3.Connection, typed: Sequence[str]) -> dict[str, str]:
    """Return the names that no tag has, each with the name of a tag that is near, or nothing."""
    known = _tag_names(connection)
    new = [name for name in typed if meant(name, known) is None]
    return {name: "".join(nearest(name, known, most=1)) for name in new}


def no_such_tag(connection: sqlite3.Connection, name: str) -> NotFound:
    """Return the error for a tag that there is not, with the nearest names."""
    near = nearest(name, _tag_names(connection))
    return NotFound(
        f"There is no tag '{shown_line(name)}'.",
        did_you_mean(near, otherwise="tracker tags lists the codebook."),
    )


def actors(connection: sqlite3.Connection) -> tuple[ActorUsage, ...]:
    """Return the actors: the most often recommended first, then by name."""
    sql = """SELECT actor, kind, country_code, recommendation_count, mention_count, aliases FROM actor_usage
        ORDER BY recommendation_count DESC, mention_count DESC, actor"""
    return tuple(ActorUsage(**row) for row in _dicts(connection, sql))


def tag_counts(connection: sqlite3.Connection, recommendation_ids: Sequence[int]) -> dict[str, int]:
    """Return each tag that is on any of these recommendations, with the number of them that have it."""
    counts: dict[str, int] = {}
    for ids in chunks(recommendation_ids):
        marks = ", ".join("?" * len(ids))
        sql = f"""SELECT t.name, count(*) FROM tagging AS g JOIN tag AS t ON t.id = g.tag_id
            WHERE g.recommendation_id IN ({marks}) GROUP BY t.id"""
        for tag, number in connection.execute(sql, list(ids)):
            counts[tag] = counts.get(tag, 0) + number
    return counts


def latest_change_id(connection: sqlite3.Connection) -> int:
    """Return the number of the latest change: what a bulk edit names as seen."""
    (number,) = connection.execute("SELECT coalesce(max(id), 0) FROM change").fetchone()
    return int(number)
