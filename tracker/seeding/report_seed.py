"""A report of the database as a seed file: loading it again changes nothing, and a new database gets all of it."""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tracker import toml
from tracker.database import followup
from tracker.database.recorded import value_in
from tracker.errors import NotFound, SeedError
from tracker.names import did_you_mean, meant, nearest
from tracker.seeding.plan import place_of, rows
from tracker.seeding.seed_file import known_codes, read
from tracker.seeding.statements import STATEMENTS, THEMING, Kind
from tracker.seeding.tables import SeedReport, SeedSource, quoted
from tracker.text import shown_line, start_of

_REPORT = f"SELECT id, {', '.join(SeedReport.model_fields)} FROM report WHERE slug = ?"
_TAGS = "SELECT name, description, colour FROM tag ORDER BY position, name"
_OF_REPORT = """SELECT s.{column} FROM {table} AS s JOIN recommendation AS r ON r.id = s.recommendation_id
WHERE r.report_id = ?1"""
# Those that its mentions once named belong to it too: a load would ask where they are.
_ACTORS = f"""SELECT id, name, kind, country_code FROM actor WHERE id IN (
  SELECT m.actor_id FROM mention AS m JOIN recommendation AS r ON r.id = m.recommendation_id WHERE r.report_id = ?1
  UNION SELECT {value_in("c.after", "actor_id")} FROM change AS c JOIN recommendation AS r ON r.id = c.recommendation_id
  WHERE r.report_id = ?1 AND c.table_name = 'mention' AND c.operation = 'insert'
  UNION {_OF_REPORT.format(column="actor_id", table="response")}
  UNION {_OF_REPORT.format(column="given_by", table="deadline")})
ORDER BY id"""
_CITING = (_OF_REPORT.format(column="source_id", table=table) for table in followup.STATEMENTS)
_SOURCES = f"""SELECT {", ".join(SeedSource.model_fields)} FROM source
WHERE report_id = ?1 OR id IN ({" UNION ".join(_CITING)}) ORDER BY name"""
_RECOMMENDATIONS = """SELECT id, reference, title, text, first_line, last_line, first_page, last_page, made_on
FROM recommendation WHERE report_id = ? ORDER BY position, id"""
_MENTIONS = """SELECT a.name AS actor, m.role, m.quote, m.quote_start, m.implied_reason, m.given_in FROM mention AS m
JOIN actor AS a ON a.id = m.actor_id WHERE m.recommendation_id = ? ORDER BY m.id"""


def _statements(kind: Kind) -> str:
    """Return SQL for the tables of one kind, under the keys of a seed, in the order of the rows."""
    values = (
        f"(SELECT l.name FROM {kind.links[column]} AS l WHERE l.id = s.{column}) AS {column.removesuffix('_id')}"
        if column in kind.links
        else f"s.{column}"
        for column in kind.columns
    )
    return f"SELECT {', '.join(values)} FROM {kind.table} AS s WHERE s.recommendation_id = ? ORDER BY s.id"


_STATEMENTS = {
    **{kind.table: _statements(kind) for kind in STATEMENTS if kind is not THEMING},
    "theme": """SELECT t.scheme, t.name FROM theming AS s JOIN theme AS t ON t.id = s.theme_id
    WHERE s.recommendation_id = ? ORDER BY t.scheme, t.name""",
}


def seed_of(connection: sqlite3.Connection, slug: str) -> str:
    """Return the report as the text of its seed file, with corrections, aliases, answers, progress, deadlines, themes.

    Notes, taggings, statuses and who looks after it are no part of it. Raises NotFound, and SeedError with what no
    seed can say, as another program may have written it.
    """
    report = next(rows(connection, _REPORT, _slug_meant(connection, slug)))
    text = "\n".join(_lines(connection, report)) + "\n"
    (path,) = connection.execute("SELECT file FROM pragma_database_list WHERE name = 'main'").fetchone()
    with TemporaryDirectory(prefix="tracker-seed-") as folder:
        file = Path(folder) / f"{report['slug']}.toml"
        file.write_text(text, encoding="utf-8")
        for seed in read([file], known_codes(Path(path))):
            for _ in seed.recommendations:
                """Taken, so that it is checked."""
    return text


def _slug_meant(connection: sqlite3.Connection, typed: str) -> str:
    known = [slug for (slug,) in connection.execute("SELECT slug FROM report ORDER BY id")]
    found = meant(typed, known)
    if found is None:
        near = did_you_mean(
            nearest(typed, known), otherwise=f"There are: {', '.join(map(shown_line, known))}."
        )
        raise NotFound(f"There is no report '{shown_line(typed)}'.", near)
    return found


def _lines(connection: sqlite3.Connection, report: Mapping[str, Any]) -> Iterator[str]:
    yield from toml.table("[report]", _without_id(report))
    for tag in rows(connection, _TAGS):
        yield ""
        yield from toml.table("[[tag]]", tag)
    for actor in rows(connection, _ACTORS, report["id"]):
        aliases = connection.execute(
            "SELECT alias FROM actor_alias WHERE actor_id = ? ORDER BY alias", (actor["id"],)
        )
        yield ""
        yield from toml.table("[[actor]]", {**_without_id(actor), "aliases": [alias for (alias,) in aliases]})
    for source in rows(connection, _SOURCES, report["id"]):
        yield ""
        yield from toml.table("[[source]]", source)
    for each in rows(connection, _RECOMMENDATIONS, report["id"]):
        place = place_of(report["slug"], each["reference"])
        mentions = [_mention(place, each["text"], row) for row in rows(connection, _MENTIONS, each["id"])]
        tables = {key: _told_once(rows(connection, sql, each["id"])) for key, sql in _STATEMENTS.items()}
        yield ""
        yield from toml.table("[[recommendation]]", {**_without_id(each), "mention": mentions, **tables})


def _mention(place: str, text: str, row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a mention with which of its quotes it is, where that stands in the text more than once."""
    values = dict(row)
    start = values.pop("quote_start")
    if start is None:
        return values
    occurrence, found = 1, start_of(text, row["quote"])
    while 0 <= found < start:
        occurrence += 1
        found = start_of(text, row["quote"], occurrence)
    if found != start:
        raise SeedError(
            [f"{place}: quote {quoted(row['quote'])} overlaps itself, and no count names its place."]
        )
    return {**values, "occurrence": occurrence if occurrence > 1 else None}


def _told_once(statements: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    return list({tuple(each.values()): each for each in statements}.values())


def _without_id(row: Mapping[str, Any]) -> dict[str, Any]:
    return {column: value for column, value in row.items() if column != "id"}
