"""Correcting who is named in a recommendation: mentions to add, to change and to take away.

The text is evidence, and stays; who is meant by its words, and in which role, is our reading of it.
"""

import sqlite3
from typing import NamedTuple

from tracker.database.writer import Writer, open_changeset
from tracker.edits.actors import NewActor, checked, insert, known_actor
from tracker.edits.shared import (
    Names,
    Saved,
    found_recommendations,
    known_code,
    names_of,
    overtaken,
    who_touched,
)
from tracker.errors import BadInput, NotFound
from tracker.text import absence, flat, short, shown_line, start_of


class Mention(NamedTuple):
    """A mention as it is stored, with the name of its actor."""

    id: int
    recommendation_id: int
    actor_id: int
    actor: str
    role: str
    quote: str | None
    quote_start: int | None
    implied_reason: str | None
    given_in: str | None

    @property
    def evidence(self) -> str:
        """What sentences call it by: its words, that it is implied, or what beside the text says so."""
        if self.quote is not None:
            return f"'{short(self.quote)}'"
        return "implied" if self.given_in is None else f"given in {short(self.given_in)}"


class SeenMention(NamedTuple):
    """What an analyst saw of a mention."""

    actor: str
    role: str


def add_mention(
    writer: Writer,
    recommendation_id: int,
    quote: str,
    actor: str | NewActor,
    role: str,
    *,
    occurrence: int = 1,
    start: int | None = None,
    analyst: str,
) -> Saved:
    """Say that words of the text name an actor in a role; one that is new is added in the same action.

    The words are found at `start`, a code point counted from 0, else where they stand for the n-th time; a blank in
    them is one with a line break. Raises BadInput where they do not stand there, or overlap those of another mention,
    NotFound.
    """
    with writer.transaction() as connection:
        (row,) = found_recommendations(connection, [recommendation_id])
        (text,) = connection.execute("SELECT text FROM recommendation WHERE id = ?", (row.id,)).fetchone()
        role = known_code(connection, "actor_role", role, "role")
        start, quote = _place(text, row.label, quote, occurrence, start)
        new = checked(connection, actor) if isinstance(actor, NewActor) else None
        known = known_actor(connection, actor) if not isinstance(actor, NewActor) else None
        name = known.name if known else new.name if new else ""
        roles = names_of(connection, "actor_role")
        mentions = mentions_of(connection, row.id)
        for other in mentions:
            if known and (other.actor_id, other.role, other.quote_start) == (known.id, role, start):
                return Saved(None, f"{row.label}: '{short(quote)}' is {name} as {roles[role]} already.")
        _refuse_overlap(mentions, roles, row.label, start, quote, None if known is None else known.id)
        kinds = names_of(connection, "actor_kind")
        added = (
            f", a new actor ({kinds[new.kind]}{f', {new.country_code}' if new.country_code else ''})"
            if new
            else ""
        )
        summary = f"Mention on {row.label}: '{short(quote)}' is {name}{added}, as {roles[role]}"
        number = open_changeset(connection, analyst=analyst, summary=summary)
        actor_id = known.id if known else insert(connection, new) if new else 0
        connection.execute(
            "INSERT INTO mention (recommendation_id, actor_id, role, quote, quote_start) VALUES (?, ?, ?, ?, ?)",
            (row.id, actor_id, role, quote, start),
        )
        return Saved(number, summary)


def change_mention(
    writer: Writer,
    mention_id: int,
    *,
    actor: str | NewActor | None = None,
    role: str | None = None,
    seen: SeenMention | None = None,
    analyst: str,
) -> Saved:
    """Give a mention another actor, another role, or both; its words stay.

    Raises Conflict where it is not what the analyst saw, BadInput where there is such a mention already, NotFound.
    """
    with writer.transaction() as connection:
        mention, label = _known_mention(connection, mention_id)
        new = checked(connection, actor) if isinstance(actor, NewActor) else None
        known = known_actor(connection, actor) if isinstance(actor, str) else None
        name = known.name if known else new.name if new else mention.actor
        roles = names_of(connection, "actor_role")
        wanted = SeenMention(
            name, mention.role if role is None else known_code(connection, "actor_role", role, "role")
        )
        present = SeenMention(mention.actor, mention.role)
        if wanted == present:
            return Saved(None, f"{label}: {mention.evidence} is {name} as {roles[mention.role]} already.")
        if seen is not None and seen != present:
            raise overtaken(
                f"The mention {mention.evidence} on {label}",
                who_touched(connection, "mention", mention.id),
                f"{wanted.actor} as {roles[wanted.role]}",
                f"{present.actor} as {roles[present.role]}",
            )
        mentions = [
            other for other in mentions_of(connection, mention.recommendation_id) if other.id != mention.id
        ]
        if any((o.actor, o.role, o.quote_start) == (*wanted, mention.quote_start) for o in mentions):
            raise BadInput(
                f"{label}: {mention.evidence} is {name} as {roles[wanted.role]} already, by another mention.",
                "Take one of the two away.",
            )
        if mention.quote is not None and mention.quote_start is not None and wanted.actor != mention.actor:
            _refuse_overlap(
                mentions, roles, label, mention.quote_start, mention.quote, known.id if known else None
            )
        parts = [
            f"{what} {before} -> {after}"
            for what, before, after in (
                ("actor", present.actor, wanted.actor),
                ("role", roles[present.role], roles[wanted.role]),
            )
            if before != after
        ]
        summary = f"Mention {mention.evidence} on {label}: {', '.join(parts)}"
        number = open_changeset(connection, analyst=analyst, summary=summary)
        actor_id = known.id if known else insert(connection, new) if new else mention.actor_id
        connection.execute(
            "UPDATE mention SET actor_id = ?, role = ? WHERE id = ?", (actor_id, wanted.role, mention.id)
        )
        return Saved(number, summary)


def remove_mention(
    writer: Writer, mention_id: int, *, seen: SeenMention | None = None, analyst: str
) -> Saved:
    """Say that these words do not name this actor in this role; raises Conflict, NotFound."""
    with writer.transaction() as connection:
        mention, label = _known_mention(connection, mention_id)
        present = SeenMention(mention.actor, mention.role)
        was = f"{mention.actor} as {names_of(connection, 'actor_role')[mention.role]}"
        if seen is not None and seen != present:
            who = who_touched(connection, "mention", mention.id)
            raise overtaken(f"The mention {mention.evidence} on {label}", who, "(taken away)", was)
        summary = f"Mention on {label} taken away: {mention.evidence} was {was}"
        number = open_changeset(connection, analyst=analyst, summary=summary)
        connection.execute("DELETE FROM mention WHERE id = ?", (mention.id,))
        return Saved(number, summary)


_MENTION = """SELECT m.id, m.recommendation_id, m.actor_id, a.name, m.role, m.quote, m.quote_start, m.implied_reason,
  m.given_in
FROM mention AS m JOIN actor AS a ON a.id = m.actor_id"""


def mentions_of(connection: sqlite3.Connection, recommendation_id: int) -> list[Mention]:
    """Return the mentions of a recommendation, in the order of their places; the implied ones first."""
    rows = connection.execute(
        f"{_MENTION} WHERE m.recommendation_id = ? ORDER BY coalesce(m.quote_start, -1), m.id",
        (recommendation_id,),
    )
    return [Mention(*row) for row in rows]


def mention_meant(
    connection: sqlite3.Connection,
    recommendation_id: int,
    quote: str,
    actor: str,
    role: str | None,
    *,
    occurrence: int = 1,
) -> Mention:
    """Return the mention by these words, an empty quote for an implied one; raise NotFound with those there are."""
    (row,) = found_recommendations(connection, [recommendation_id])
    (text,) = connection.execute("SELECT text FROM recommendation WHERE id = ?", (row.id,)).fetchone()
    start = _place(text, row.label, quote, occurrence, None)[0] if quote else None
    name = known_actor(connection, actor).name
    mentions = mentions_of(connection, row.id)
    found = [
        each
        for each in mentions
        if each.quote_start == start
        and each.actor == name
        and role in (None, each.role)
        and (each.quote is None or len(each.quote) == len(quote.strip()))
    ]
    if len(found) == 1:
        return found[0]
    several = found or mentions
    listed = "; ".join(f"{each.evidence} as {each.actor}, {each.role}" for each in several[:5])
    if found:
        raise NotFound(f"{row.label} has several such mentions: {listed}.", "Name the role too.")
    raise NotFound(
        f"{row.label} has no such mention.", f"It has: {listed}." if listed else "It has none at all."
    )


def _known_mention(connection: sqlite3.Connection, mention_id: int) -> tuple[Mention, str]:
    """Return the mention and the label of its recommendation; raise NotFound where it is gone."""
    found = connection.execute(f"{_MENTION} WHERE m.id = ?", (mention_id,)).fetchone()
    if found is None:
        raise NotFound("That mention is no longer in the database.", "Nothing was written.")
    mention = Mention(*found)
    (row,) = found_recommendations(connection, [mention.recommendation_id])
    return mention, row.label


def _place(text: str, label: str, typed: str, occurrence: int, start: int | None) -> tuple[int, str]:
    """Return where the words stand, and how they stand there."""
    quote = typed.strip()
    if not quote:
        raise BadInput("There are no words to find.", "Name words of the text, as it prints them.")
    if start is None:
        start = start_of(text, quote, max(occurrence, 1))
        if start < 0:
            raise BadInput(
                f"'{shown_line(short(quote))}' {absence(text, quote)} of {label}.",
                f"tracker show {label} prints it; take the words from there, in the same spelling.",
            )
    elif flat(text)[start : start + len(quote)] != flat(quote):
        raise BadInput(
            f"The text of {label} is another one by now.", "Nothing was written: look at it again."
        )
    return start, text[start : start + len(quote)]


def _refuse_overlap(
    mentions: list[Mention], roles: Names, label: str, start: int, quote: str, actor_id: int | None
) -> None:
    """Refuse words that reach into those of another mention; the very same ones may have two roles for one actor."""
    for other in mentions:
        if other.quote is None or other.quote_start is None:
            continue
        if start >= other.quote_start + len(other.quote) or other.quote_start >= start + len(quote):
            continue
        if (start, quote) == (other.quote_start, other.quote) and actor_id == other.actor_id:
            continue
        raise BadInput(
            f"{label}: '{short(quote)}' overlaps '{short(other.quote)}', "
            f"which is {other.actor} as {roles[other.role]}.",
            "Choose other words, or take that mention away first.",
        )
