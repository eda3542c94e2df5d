"""What the forms of the follow-up offer to choose from, the likeliest first."""

import json
import sqlite3
from collections.abc import Sequence
from typing import NamedTuple

from tracker.reading import followup
from tracker.reading.known_names import ANALYSTS
from tracker.reading.queries import Code


class SourceChoice(NamedTuple):
    """A source by what a form shows of it; how much rests on each would take 50 ms at 500,000 answers."""

    source: str
    kind: str
    published_on: str | None


class FormChoices(NamedTuple):
    """What there is to choose from."""

    positions: Sequence[Code]
    statuses: Sequence[Code]
    kinds: Sequence[Code]
    """Of sources."""
    sources: Sequence[SourceChoice]
    """The one that was used last first, then by name."""
    actors: Sequence[str]
    """Names and other names, those of addressees of the recommendations first."""
    addressee: str | None
    """The one that all of the recommendations are addressed to, None where they are several."""
    owner: str | None
    """Who looks after all of the recommendations, None where that is nobody, or not the same."""
    analysts: Sequence[str]
    """Whoever has the most to look after first."""


def form_choices(connection: sqlite3.Connection, recommendation_ids: Sequence[int]) -> FormChoices:
    """Return what to choose from for these recommendations."""
    last = followup.last_source(connection)
    ids = (json.dumps(list(recommendation_ids)),)
    addressees = [row[0] for row in connection.execute(_ADDRESSEES, ids)]
    owners = [row[0] for row in connection.execute(_OWNERS, ids)]
    names = [row[0] for row in connection.execute(_ACTORS)]
    sources = [SourceChoice(*row) for row in connection.execute(_SOURCES)]
    return FormChoices(
        followup.positions(connection),
        followup.progress_statuses(connection),
        followup.source_kinds(connection),
        sorted(sources, key=lambda source: source.source != last),
        list(dict.fromkeys((*addressees, *names))),
        addressees[0] if len(addressees) == 1 else None,
        owners[0] if len(owners) == 1 else None,
        [row[0] for row in connection.execute(_ANALYSTS)],
    )


_ADDRESSEES = """SELECT DISTINCT actor FROM recommendation_actor
WHERE role = 'addressee' AND recommendation_id IN (SELECT value FROM json_each(?)) ORDER BY actor"""
_ACTORS = "SELECT name FROM actor UNION SELECT alias FROM actor_alias ORDER BY 1"
_SOURCES = "SELECT name, kind, published_on FROM source ORDER BY name"
_OWNERS = "SELECT DISTINCT assigned_to FROM recommendation WHERE id IN (SELECT value FROM json_each(?))"
# Whoever has the most to look after first.
_ANALYSTS = f"""SELECT name FROM ({ANALYSTS})
ORDER BY (SELECT count(*) FROM recommendation AS r WHERE r.assigned_to = name) DESC, name"""
