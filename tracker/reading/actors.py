"""Which actor is meant by a name, and what merging one into another would do."""

import sqlite3
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
    """How many mentions become another actor's, in how many recommendations, and how many it has already."""

    mentions: int
    recommendations: int
    equal: int

    def sentence(self, actor: str, into: str) -> str:
        """Return what the merge does."""
        told = f"{number_of(self.mentions, 'mention')} in {number_of(self.recommendations, 'recommendation')}"
        there = f", {self.equal:,} of them there already" if self.equal else ""
        return f"{told} to {into}{there}; '{actor}' becomes an alias"


_PREVIEW = """SELECT count(*), count(DISTINCT m.recommendation_id), coalesce(sum(EXISTS (
  SELECT 1 FROM mention AS other JOIN actor AS t ON t.id = other.actor_id WHERE t.name = :into
    AND other.recommendation_id = m.recommendation_id AND other.role = m.role
    AND other.quote_start IS m.quote_start)), 0)
FROM mention AS m WHERE m.actor_id = (SELECT id FROM actor WHERE name = :actor)"""


def actor_merge_preview(connection: sqlite3.Connection, actor: str, into: str) -> ActorMergePreview:
    """Return what merging the first actor into the second would do."""
    return ActorMergePreview(*connection.execute(_PREVIEW, {"actor": actor, "into": into}).fetchone())
