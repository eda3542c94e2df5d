"""What is staged against the database: what it lacks is added, what differs is named.

Steps for a difference are planned only where the load was told to accept changes.
"""

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cache, partial
from typing import Any

from tracker.labels import number_of
from tracker.seeding.actors import add_aliases, find_gone_actors
from tracker.seeding.corrections import Corrections, changed_by, corrected, names_ever
from tracker.seeding.named_rows import NamedRows, add_named, compare_named
from tracker.seeding.plan import Plan, Step, Value, place_of, rows
from tracker.seeding.staging import Staging
from tracker.seeding.statement_differences import compare_statements
from tracker.seeding.statements import KINDS, MENTION
from tracker.seeding.tables import SeedReport, quoted
from tracker.text import brief, folded, listed

Row = Mapping[str, Any]


def compared(connection: sqlite3.Connection, staging: Staging, *, accept: bool) -> Plan:
    """Return what a load of the staged reports is to write, and mark there what the database has."""
    ever = cache(partial(names_ever, connection))
    plan = Plan(accept, partial(changed_by, connection), lambda table, name: name in ever(table))
    if staging.table is not None:
        plan.origin = "table"
        connection.execute(_COLUMNS_OF, (json.dumps([*staging.table.columns, ""]),))
    named = {table: compare_named(connection, plan, staging, table) for table in staging.named}
    actors = named["actor"]
    for number, report in enumerate(staging.reports, 1):
        _compare_report(connection, plan, number, report, actors, table=staging.table is not None)
        compare_statements(connection, plan, number, report.slug, named)
    _add_tags(plan, staging)
    for table in staging.named:
        add_named(connection, plan, staging, table, named[table])
    add_aliases(connection, plan, staging, actors)
    if staging.table is None:
        find_gone_actors(connection, plan)
    return plan


def _compare_report(
    connection: sqlite3.Connection,
    plan: Plan,
    number: int,
    report: SeedReport,
    actors: NamedRows,
    *,
    table: bool,
) -> None:
    slug = report.slug
    values = report.model_dump(mode="json")
    stored = next(rows(connection, "SELECT * FROM main.report WHERE slug = ?", slug), None)
    if stored is None:
        plan.additions.append(Step("insert", "report", (slug,), values, slug))
        return
    plan.compare("report", slug, (slug,), stored, values, slug)
    connection.execute("UPDATE staged.report SET stored_id = ? WHERE id = ?", (stored["id"], number))
    connection.execute(_FIND_STORED, (stored["id"], number))
    for statement in _NOT_NEW:
        connection.execute(statement, (number,))
    others = table and connection.execute(_ONLY_STORED, (stored["id"], number)).fetchone() is not None
    if others:
        # What this table does not have may be another's: it keeps its place, and what is new comes after it.
        connection.execute(_PLACE_AFTER, {"report": number, "stored": stored["id"]})
    (moved,) = (0,) if others else connection.execute(_MOVED, (number,)).fetchone()
    for both in rows(connection, _DIFFERING, number):
        _compare_recommendation(plan, slug, both, moved=bool(moved))
        if both["other_mentions"]:
            _compare_mentions(connection, plan, slug, both, actors)
    if table:
        _compare_editions(connection, plan, number, slug)
        return
    for (reference,) in connection.execute(_ONLY_STORED, (stored["id"], number)):
        plan.kept.append(f"{place_of(slug, reference)}: is gone from the {plan.origin} and stays.")


def _compare_editions(connection: sqlite3.Connection, plan: Plan, number: int, slug: str) -> None:
    """Say what a table has that is new in a report, and what an earlier edition of it had that it has not.

    A table of which this one has half of what it brought is an earlier edition; any other one fills the same report.
    """
    for sql, one, several, lines in (
        (_NEW_ONES, "is new", "are new", plan.new),
        (_GONE_ONES, "is gone from the table and stays", "are gone from the table and stay", plan.kept),
    ):
        references = [reference for (reference,) in connection.execute(sql, {"report": number})]
        if references:
            are = one if len(references) == 1 else several
            many = number_of(len(references), "recommendation")
            lines.append(f"{slug}: {many} {are}: {listed(references, 12)}.")


_NEW_ONES = (
    "SELECT reference FROM staged.recommendation WHERE report = :report AND stored_id IS NULL ORDER BY id"
)
_GONE_ONES = """WITH editions AS (
  SELECT i.source_id FROM main.import_row AS i JOIN main.recommendation AS r ON r.id = i.recommendation_id
  WHERE r.report_id = (SELECT stored_id FROM staged.report WHERE id = :report)
  AND i.source_id IS NOT (SELECT stored_id FROM staged.source WHERE id = (SELECT source FROM staged.import_row))
  GROUP BY i.source_id HAVING 2 * sum(r.id IN (
    SELECT stored_id FROM staged.recommendation WHERE report = :report AND stored_id IS NOT NULL)) >= count(*))
SELECT r.reference FROM main.recommendation AS r
WHERE r.report_id = (SELECT stored_id FROM staged.report WHERE id = :report)
AND r.id NOT IN (SELECT stored_id FROM staged.recommendation WHERE report = :report AND stored_id IS NOT NULL)
AND r.id IN (SELECT i.recommendation_id FROM main.import_row AS i WHERE i.source_id IN (SELECT source_id FROM editions))
ORDER BY r.position, r.id"""
_COLUMNS_OF = "INSERT INTO staged.given_in SELECT value FROM json_each(?)"
_PLACE_AFTER = """UPDATE staged.recommendation SET position = CASE
WHEN stored_id IS NULL THEN position + (SELECT max(position) FROM main.recommendation WHERE report_id = :stored)
ELSE (SELECT position FROM main.recommendation WHERE id = stored_id) END WHERE report = :report"""
_FIND_STORED = """UPDATE staged.recommendation SET stored_id = (SELECT r.id FROM main.recommendation AS r
WHERE r.report_id = ? AND r.reference = staged.recommendation.reference) WHERE report = ?"""
_NOT_NEW = [
    f"""UPDATE staged.{kind.table} SET is_new = 0 WHERE recommendation IN
    (SELECT id FROM staged.recommendation WHERE report = ? AND stored_id IS NOT NULL)"""
    for kind in KINDS
]
# Other numbers in the same order are no move, as another program may have left some out.
_MOVED = """SELECT coalesce(max(stored_id IS NULL OR position <= before), 0) FROM (
SELECT s.stored_id, r.position, lag(r.position, 1, r.position - 1) OVER (ORDER BY s.id) AS before
FROM staged.recommendation AS s LEFT JOIN main.recommendation AS r ON r.id = s.stored_id WHERE s.report = ?)"""
_ONLY_STORED = """SELECT reference FROM main.recommendation WHERE report_id = ? AND id NOT IN
(SELECT stored_id FROM staged.recommendation WHERE report = ? AND stored_id IS NOT NULL) ORDER BY position, id"""
_STAGED_MENTIONS = """SELECT a.stored_id, m.role, m.quote, m.quote_start, m.implied_reason, m.given_in
FROM staged.mention AS m JOIN staged.actor AS a ON a.id = m.actor_id WHERE m.recommendation = s.id"""
# Of the mentions that are there, those given in other tables or read in the text are no business of a table.
_OURS = """AND (NOT EXISTS (SELECT 1 FROM staged.given_in)
OR given_in IN (SELECT "column" FROM staged.given_in))"""
_STORED_MENTIONS = f"""SELECT actor_id, role, quote, quote_start, implied_reason, given_in FROM main.mention
WHERE recommendation_id = s.stored_id {_OURS}"""
_COLUMNS = ("position", "title", "text", "first_line", "last_line", "first_page", "last_page", "made_on")
_DIFFERING = f"""SELECT * FROM (SELECT s.id AS staged_id, r.id, r.reference,
{", ".join(f"r.{each}, s.{each} AS new_{each}" for each in _COLUMNS)},
r.text IS NOT s.text OR EXISTS ({_STAGED_MENTIONS} EXCEPT {_STORED_MENTIONS})
  OR EXISTS ({_STORED_MENTIONS} EXCEPT {_STAGED_MENTIONS}) AS other_mentions
FROM staged.recommendation AS s JOIN main.recommendation AS r ON r.id = s.stored_id WHERE s.report = ?)
WHERE other_mentions OR {" OR ".join(f"{each} IS NOT new_{each}" for each in _COLUMNS)} ORDER BY staged_id"""
"""The recommendations of a report that are stored and differ in any way, with what is stored and what is new."""


def _compare_recommendation(plan: Plan, slug: str, both: Row, *, moved: bool) -> None:
    key = (slug, both["reference"])
    values = {column: both[f"new_{column}"] for column in _COLUMNS if column != "position"}
    plan.compare("recommendation", place_of(slug, both["reference"]), key, both, values, slug)
    if moved and both["position"] != both["new_position"]:
        # No difference to ask about: places shift whenever a recommendation is put in between.
        position: dict[str, Value] = {"position": both["new_position"]}
        plan.updates.append(Step("update", "recommendation", key, position, slug, both["id"]))


def _compare_mentions(
    connection: sqlite3.Connection, plan: Plan, slug: str, both: Row, actors: NamedRows
) -> None:
    """Plan the mentions of a recommendation that is there already, and mark the new ones in the staging.

    They are one reading of one text. A new one is added where all that is stored still holds; where the text
    or a stored mention differs, it may be the same words read anew, and waits with the difference. What was added,
    changed or taken away here is no reason to wait, and stays so unless changes are accepted.
    """
    same_text = both["text"] == both["new_text"]
    place = place_of(slug, both["reference"])
    stored = list(rows(connection, _STORED_MENTIONS_OF, both["id"]))
    gone = {_place(each): each for each in stored}
    staged = rows(connection, _STAGED_MENTIONS_OF, both["staged_id"])
    new = [each for each in staged if not (same_text and gone.pop(_place(each), None))]
    here = (
        corrected(connection, MENTION, both["id"], stored, lambda _, number: actors.meant(number))
        if same_text
        else Corrections({}, {})
    )
    own = {at: each for at, each in gone.items() if each["id"] in here.came}
    dropped = [each for each in new if _place(each) in here.left]
    connection.executemany(_OWN, ((each["id"],) for each in own.values()))
    _correction_differences(plan, place, own.values(), dropped, actors, here)
    others = [each for at, each in gone.items() if at not in own]
    coming = [each for each in new if each not in dropped]
    waits = bool(others) or not same_text
    if waits:
        _mention_differences(plan, place, others, coming, actors, same_text)
    else:
        for each in [each for each in coming if any(_overlap(each, one) for one in own.values())]:
            _mention_differences(plan, place, (), (each,), actors, True)
            if not plan.accept:
                coming.remove(each)
    if not plan.accept:
        connection.executemany(_GOING, ((each["id"],) for each in others))
        connection.executemany(_NEW, ((both["staged_id"], each["number"]) for each in coming if not waits))
        return
    for each in gone.values():
        key = (slug, both["reference"], actors.stored_names[each["actor_id"]])
        plan.gone_mentions.append(Step("delete", "mention", key, {}, slug, each["id"]))
    connection.executemany(_GOING, ((each["id"],) for each in gone.values()))
    connection.executemany(_NEW, ((both["staged_id"], each["number"]) for each in new))


_OWN = "INSERT INTO staged.own_mention VALUES (?)"
_GOING = "INSERT INTO staged.gone_mention VALUES (?)"
_NEW = "UPDATE staged.mention SET is_new = 1 WHERE recommendation = ? AND number = ?"
_STORED_MENTIONS_OF = f"""SELECT id, actor_id, role, quote, quote_start, implied_reason, given_in FROM main.mention
WHERE recommendation_id = ? {_OURS} ORDER BY id"""
_STAGED_MENTIONS_OF = """SELECT m.number, a.name, a.stored_id AS actor_id, m.role, m.quote, m.quote_start,
m.implied_reason, m.given_in FROM staged.mention AS m JOIN staged.actor AS a ON a.id = m.actor_id
WHERE m.recommendation = ? ORDER BY m.number"""


def _place(mention: Row) -> tuple[Any, ...]:
    """Return what makes a mention the same one; an actor that the database does not have goes by its folded name."""
    actor, *rest = (mention[column] for column in MENTION.columns)
    return (folded(mention["name"]) if actor is None else actor, *rest)


def _overlap(one: Row, other: Row) -> bool:
    """Whether the words of two mentions are not apart; those implied are alike by actor and role."""
    if one["quote"] is None or other["quote"] is None:
        return all(one[column] == other[column] for column in ("actor_id", "role", "quote"))
    starts, ends = zip(
        *((m["quote_start"], m["quote_start"] + len(m["quote"])) for m in (one, other)), strict=True
    )
    return bool(max(starts) < min(ends))


def _correction_differences(
    plan: Plan, place: str, own: Iterable[Row], dropped: Iterable[Row], actors: NamedRows, here: Corrections
) -> None:
    """Note each mention that is not as a load left it; one that became another is one difference."""
    by_number = {each["id"]: each for each in own}
    for each in dropped:
        who, number = here.left[_place(each)]
        became = by_number.pop(number, None) if number is not None else None
        name = actors.stored_names.get(each["actor_id"]) or each["name"]
        words = _words(name, *(each[column] for column in MENTION.columns[1:]))
        if became is None:
            plan.differ(
                f"{place}: {words}",
                f"was taken away here by {who}; the {plan.origin} has it",
                f"was added again; {who} took it away",
            )
        else:
            now = f"{brief(actors.stored_names[became['actor_id']], 40)} as {brief(became['role'], 40)}"
            plan.differ(
                f"{place}: {words}",
                f"is {now} here, changed by {who}",
                f"is so again; {who} had made it {now}",
            )
    for number, each in by_number.items():
        words = _words(
            actors.stored_names[each["actor_id"]], *(each[column] for column in MENTION.columns[1:])
        )
        who = here.came[number]
        plan.differ(f"{place}: {words}", f"was added here by {who}", f"was taken out; {who} had added it")


def _mention_differences(
    plan: Plan, place: str, gone: Iterable[Row], new: Iterable[Row], actors: NamedRows, offsets: bool
) -> None:
    """Note each mention on one side only; with a new text, moving along with it is no change."""
    sides: list[Counter[tuple[Any, ...]]] = [Counter(), Counter()]
    for side, mentions in zip(sides, (gone, new), strict=True):
        for each in mentions:
            name = actors.stored_names.get(each["actor_id"]) or each["name"]
            start = each["quote_start"] if offsets else None
            side[name, each["role"], each["quote"], start, each["implied_reason"], each["given_in"]] += 1
    stored, staged = sides
    for mention in (stored - staged).elements():
        plan.differ(f"{place}: {_words(*mention)}", f"is gone from the {plan.origin}", "was taken out")
    for mention in (staged - stored).elements():
        plan.differ(f"{place}: {_words(*mention)}", f"is new in the {plan.origin}", "was added")


def _words(
    actor: str, role: str, quote: str | None, start: int | None, reason: str | None, given_in: str | None
) -> str:
    """Return how a line names a mention."""
    if quote is not None:
        evidence = quoted(quote)
    else:
        evidence = (
            f"implied: {quoted(reason)}" if reason is not None else f"given in {quoted(given_in or '')}"
        )
    if start is not None:
        evidence += f" at offset {start}"
    return f"mention of {brief(actor, 40)} as {brief(role, 40)} ({evidence})"


def _add_tags(plan: Plan, staging: Staging) -> None:
    """Add the tags whose names the codebook never had.

    After the first load it belongs to the analysts: a tag that is there stays as they describe it, and one
    that they renamed or deleted must not come back, so the names in the history count as well.
    """
    added = set()
    for tag, report in staging.tags:
        name = folded(tag.name)
        if name not in added and not plan.once_there("tag", name):
            added.add(name)
            plan.additions.append(Step("insert", "tag", (tag.name,), tag.model_dump(), report.slug))
