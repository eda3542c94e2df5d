"""Which actor is meant by a name, and what merging one into another would do."""

import sqlite3
from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from tracker.errors import NotFound
from tracker.labels import number_of
from tracker.names import did_you_mean, meant, nearest
from tracker.reading.queries import actors
from tracker.text import shown_line

if TYPE_CHECKING:
    from tracker.intake.actors.vocabulary import Actor

_CALLED = """SELECT name, name FROM actor
UNION ALL SELECT l.alias, a.name FROM actor_alias AS l JOIN actor AS a ON a.id = l.actor_id"""


def actor_meant(connection: sqlite3.Connection, typed: str) -> str:
    """Return the name of the actor that is meant, by its name or an alias, whatever the case and accents.

    Raises NotFound with the nearest names.
    """
    called: dict[str, str] = {}
    for name, actor in connection.execute(_CALLED):
        called.setdefault(name, actor)
    found = meant(typed, called)
    if found is None:
        raise NotFound(
            f"There is no actor '{shown_line(typed)}'.",
            did_you_mean(nearest(typed, called), otherwise="tracker actors lists them."),
        )
    return called[found]


def known_actors(connection: sqlite3.Connection) -> "list[Actor]":
    """Return the actors with their aliases, as proposals for a draft go by."""
    from tracker.intake.actors.vocabulary import Actor

    return [
        Actor(
            each.actor, each.kind, each.country_code, tuple(each.aliases.split(", ")) if each.aliases else ()
        )
        for each in actors(connection)
    ]


class ActorMergePreview(NamedTuple):
    """How many mentions would go over, in how many recommendations; which others have how many of them already."""

    actor: str
    mentions: int
    recommendations: int
    equal: Mapping[str, int]

    def sentence(self, into: str) -> str:
        """Return what merging into that actor does."""
        told = f"{number_of(self.mentions, 'mention')} in {number_of(self.recommendations, 'recommendation')}"
        equal = self.equal.get(into, 0)
        there = f", {equal:,} of them there already" if equal else ""
        return f"{told} to {into}{there}; '{self.actor}' becomes an alias"


_HAS = """SELECT count(*), count(DISTINCT m.recommendation_id) FROM mention AS m
WHERE m.actor_id = (SELECT id FROM actor WHERE name = ?)"""
_EQUAL = """SELECT t.name, count(DISTINCT m.id) FROM actor AS a JOIN mention AS m ON m.actor_id = a.id
JOIN mention AS other ON other.recommendation_id = m.recommendation_id AND other.actor_id <> a.id
  AND other.role = m.role AND other.quote_start IS m.quote_start
JOIN actor AS t ON t.id = other.actor_id WHERE a.name = ? GROUP BY t.id"""


def actor_merge_preview(connection: sqlite3.Connection, actor: str) -> ActorMergePreview:
    """Return what merging the actor into any other would do."""
    mentions, recommendations = connection.execute(_HAS, (actor,)).fetchone()
    equal = dict(connection.execute(_EQUAL, (actor,)).fetchall())
    return ActorMergePreview(actor, mentions, recommendations, equal)
