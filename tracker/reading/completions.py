"""What a word that is being typed may become: names of the database that begin so, whatever their case and accents."""

import sqlite3
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from tracker.labels import recommendation_label
from tracker.query_line import HAVE_NONE, KEYS, ME, NONE, choices, quoted
from tracker.reading import queries
from tracker.reading.known_names import words
from tracker.reading.references import Reading, readings
from tracker.reading.statements import numbered
from tracker.text import folded, short

MOST = 200
"""How many references are offered at most."""
# The months to come, in which something is due.
_MONTHS = """WITH RECURSIVE month (first) AS (SELECT date('now', 'start of month')
  UNION ALL SELECT date(first, '+1 month') FROM month LIMIT 24)
  SELECT substr(first, 1, 7), '' FROM month WHERE EXISTS (SELECT 1 FROM followup_current AS f
  WHERE f.closed IN (0, 1) AND f.due_on >= first AND f.due_on < date(first, '+1 month'))"""
_VIEWS = "SELECT name, query FROM saved_view ORDER BY name"
_OTHERS = {"due": _MONTHS, "view": _VIEWS}
_REFERENCES = """SELECT p.slug, r.reference, r.title FROM report AS p JOIN recommendation AS r ON r.report_id = p.id
  WHERE {condition} ORDER BY p.id, {position} LIMIT :most"""
_BEGINS = "{column} >= :{name} AND {column} < :{name} || char(1114111)"
_NOTES = """SELECT CAST(note_id AS TEXT), substr(body, 1, 100) FROM recommendation_note
  WHERE CAST(note_id AS TEXT) LIKE :start || '%' ORDER BY note_id DESC LIMIT :most"""


class Completion(NamedTuple):
    """A word as it may become, and a few words about it."""

    word: str
    about: str = ""


def names(connection: sqlite3.Connection, key: str, start: str) -> Iterator[Completion]:
    """Yield the names that begin so: statuses, tags, analysts and so on, by the key of the query line; or views."""
    rows: Iterable[tuple[str, str]]
    if key in _OTHERS:
        rows = connection.execute(_OTHERS[key])
    elif fixed := choices(key):
        rows = ((each, "") for each in fixed)
    else:
        rows = words(connection, key)
    return _beginning(start, (Completion(name, short(about)) for name, about in rows))


def references(connection: sqlite3.Connection, start: str) -> Iterator[Completion]:
    """Yield the REFs of which the last recommendation begins so; those before the last comma stay as they are."""
    before, comma, last = start.rpartition(",")
    several = queries.several_reports(connection)
    # Half a slug stands where a reference would, until there is a slash.
    ways = readings(last) if "/" in last or not several else (Reading(last, ""),)
    columns = {"slug": "p.slug", "reference": "r.reference"}
    found: dict[str, str] = {}
    for way in ways:
        given = {name: text for name, text in way._asdict().items() if text}
        # Without a beginning the index of the positions gives the first ones; with one, the plus has that of the
        # references find the few there are.
        position = "+r.position" if way.reference else "r.position"
        condition = " AND ".join(_BEGINS.format(column=columns[name], name=name) for name in given) or "true"
        sql = _REFERENCES.format(condition=condition, position=position)
        for slug, reference, title in connection.execute(sql, given | {"most": MOST}):
            found.setdefault(recommendation_label(slug, reference, several_reports=several), short(title))
    return (Completion(f"{before}{comma}{label}", title) for label, title in found.items())


def notes(connection: sqlite3.Connection, start: str) -> Iterator[Completion]:
    """Yield the numbers of notes that begin so, the newest first."""
    rows = connection.execute(_NOTES, {"start": start, "most": MOST})
    return (Completion(number, short(body)) for number, body in rows)


def statements(connection: sqlite3.Connection, start: str) -> Iterator[Completion]:
    """Yield the numbers of statements that begin so, the latest first."""
    found = numbered(connection, limit=MOST)
    return _beginning(
        start, (Completion(each.number, short(each.name or each.due_on or "")) for each in found)
    )


def query_words(connection: sqlite3.Connection, start: str) -> Iterator[Completion]:
    """Yield what a word of a query line may become: a key with its colon, or the last value after one."""
    sign, word = ("-", start[1:]) if start.startswith("-") else ("", start)
    key, colon, values = word.partition(":")
    if not colon:
        keys = (Completion(f"{each}:", about) for each, about in KEYS.items())
        yield from (Completion(sign + each.word, each.about) for each in _beginning(word, keys))
        return
    if folded(key) not in KEYS:
        return
    before, last = _last_value(values)
    key_meant = folded(key)
    start = last.strip('"')
    others = [Completion(ME, "whoever asks")] if key_meant == "owner" else []
    others += [Completion(NONE)] if key_meant in HAVE_NONE else []
    for name in (*names(connection, key_meant, start), *_beginning(start, others)):
        yield Completion(f"{sign}{key}:{before}{quoted(name.word)}", name.about)


def _last_value(values: str) -> tuple[str, str]:
    """Return the values before the last one, with their comma, and the last one, which may be in quotes."""
    in_quotes, start = False, 0
    for place, character in enumerate(values):
        in_quotes ^= character == '"'
        if character == "," and not in_quotes:
            start = place + 1
    return values[:start], values[start:]


def _beginning(start: str, all_there_are: Iterable[Completion]) -> Iterator[Completion]:
    wanted = folded(start)
    return (each for each in all_there_are if folded(each.word).startswith(wanted))
