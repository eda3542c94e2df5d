"""Changing the codebook: the tags themselves, wherever they are put.

A tag is named exactly, as the analyst saw it: one that differs in accents only may be there too.
"""

import sqlite3
from collections.abc import Sequence
from typing import NamedTuple

from tracker.colours import COLOURS
from tracker.database.writer import Writer, open_changeset
from tracker.edits.shared import Saved, overtaken, put_on, who_touched
from tracker.errors import BadInput, QueryError
from tracker.labels import number_of
from tracker.names import alike, meant
from tracker.query_line import with_renamed
from tracker.reading.queries import TagUsage, no_such_tag
from tracker.text import DESCRIPTION_LIMIT, one_line, short, shown_line, tag_name


class Tag(NamedTuple):
    """A row of the codebook."""

    id: int
    name: str
    description: str | None
    colour: str | None


def add_tag(
    writer: Writer, name: str, *, description: str | None = None, colour: str | None = None, analyst: str
) -> Saved:
    """Put a new tag into the codebook; raises BadInput for a name that is taken or breaks its rules."""
    name, text, colour = tag_name(name), _description(description), _colour(colour)
    with writer.transaction() as connection:
        _refuse_taken(connection, name)
        summary = f"Added tag {name}"
        number = open_changeset(connection, analyst=analyst, summary=summary)
        connection.execute(
            "INSERT INTO tag (name, description, colour) VALUES (?, ?, ?)", (name, text, colour)
        )
        return Saved(number, summary)


def edit_tag(
    writer: Writer, seen: TagUsage, *, name: str, description: str, colour: str | None, analyst: str
) -> Saved:
    """Change name, description and colour of the tag that the analyst saw, as one action.

    What the analyst left as it was stays as it is now. Raises Conflict where a part to be changed is not
    what was seen, BadInput, NotFound.
    """
    name = name if name == seen.tag else tag_name(name)
    redescribed, recoloured = description != (seen.description or ""), colour != seen.colour
    text = _description(description) if redescribed else seen.description
    colour = _colour(colour) if recoloured else colour
    with writer.transaction() as connection:
        tag = known_tag(connection, seen.tag)
        parts: list[str] = []
        if redescribed and text != tag.description:
            _refuse_tag_overtaken(connection, tag, "description", seen.description or "", text)
            parts.append(f"described: {short(text or 'no description')}")
        if recoloured and colour != tag.colour:
            _refuse_tag_overtaken(connection, tag, "colour", seen.colour or "", colour)
            parts.append(f"coloured {colour}" if colour else "without a colour")
        if name not in (seen.tag, tag.name):
            _refuse_taken(connection, name, tag)
            parts.insert(0, f"renamed to {name}")
        if not parts:
            return Saved(None, f"Tag {tag.name} is as it was.")
        new_name = name if parts[0].startswith("renamed") else tag.name
        following = _naming(connection, tag, new_name) if new_name != tag.name else []
        summary = f"Tag {tag.name}: {', '.join(parts)}{_following(following)}"
        number = open_changeset(connection, analyst=analyst, summary=summary)
        _put(
            connection,
            tag._replace(
                name=new_name,
                description=text if redescribed else tag.description,
                colour=colour if recoloured else tag.colour,
            ),
        )
        _follow(connection, following)
        return Saved(number, summary)


def rename_tag(writer: Writer, name: str, new_name: str, *, analyst: str) -> Saved:
    """Give a tag another name everywhere, in saved views too; raises BadInput for one that another tag has,
    NotFound.
    """
    new_name = tag_name(new_name)
    with writer.transaction() as connection:
        tag = known_tag(connection, name)
        _refuse_taken(connection, new_name, tag)
        if tag.name == new_name:
            return Saved(None, f"The tag is called '{new_name}' already.")
        following = _naming(connection, tag, new_name)
        summary = f"Renamed tag {tag.name} to {new_name}{_following(following)}"
        number = open_changeset(connection, analyst=analyst, summary=summary)
        _put(connection, tag._replace(name=new_name))
        _follow(connection, following)
        return Saved(number, summary)


def merge_tags(writer: Writer, name: str, into: str, *, analyst: str) -> Saved:
    """Put the second tag wherever the first one is, in saved views too, and delete the first; raises BadInput,
    NotFound.
    """
    with writer.transaction() as connection:
        tag, target = known_tag(connection, name), known_tag(connection, into)
        if tag.id == target.id:
            raise BadInput(f"'{tag.name}' cannot be merged into itself.", "Name two tags.")
        having = set(_tagged(connection, tag))
        following = _naming(connection, tag, target.name)
        affected = number_of(len(having), "recommendation") + _following(following)
        summary = f"Merged tag {tag.name} into {target.name} ({affected})"
        number = open_changeset(connection, analyst=analyst, summary=summary)
        put_on(connection, target.id, sorted(having - set(_tagged(connection, target))))
        connection.execute("DELETE FROM tag WHERE id = ?", (tag.id,))
        _follow(connection, following)
        return Saved(number, summary)


def describe_tag(writer: Writer, name: str, description: str, *, analyst: str) -> Saved:
    """Say when to use a tag, whatever was said before; an empty text takes that away. Raises NotFound."""
    text = _description(description)
    with writer.transaction() as connection:
        tag = known_tag(connection, name)
        if tag.description == text:
            return Saved(None, f"Tag {tag.name} is described so already.")
        summary = f"Described tag {tag.name}: {short(text or 'no description')}"
        number = open_changeset(connection, analyst=analyst, summary=summary)
        _put(connection, tag._replace(description=text))
        return Saved(number, summary)


def recolour_tag(writer: Writer, name: str, colour: str | None, *, analyst: str) -> Saved:
    """Show a tag in another colour, or in none; raises BadInput for a colour there is not, NotFound."""
    colour = _colour(colour)
    with writer.transaction() as connection:
        tag = known_tag(connection, name)
        if tag.colour == colour:
            return Saved(None, f"Tag {tag.name} has that colour already.")
        summary = f"Coloured tag {tag.name} {colour}" if colour else f"Took the colour off tag {tag.name}"
        number = open_changeset(connection, analyst=analyst, summary=summary)
        _put(connection, tag._replace(colour=colour))
        return Saved(number, summary)


def move_tag(writer: Writer, name: str, *, before: str | None, analyst: str) -> Saved:
    """Put a tag before another in the order of the codebook, or at its end; raises BadInput, NotFound."""
    with writer.transaction() as connection:
        tag = known_tag(connection, name)
        following = None if before is None else known_tag(connection, before)
        if following == tag:
            raise BadInput(f"'{tag.name}' cannot be moved before itself.", "Name two tags.")
        rows = connection.execute("SELECT id, position FROM tag ORDER BY position, name, id").fetchall()
        others = [number for number, _ in rows if number != tag.id]
        at = len(others) if following is None else others.index(following.id)
        order = [*others[:at], tag.id, *others[at:]]
        if order == [number for number, _ in rows]:
            return Saved(None, f"Tag {tag.name} is there already.")
        places = [position for _, position in rows]
        if len(set(places)) < len(places):
            # Another program may have given one place to two of them.
            places = list(range(1, len(places) + 1))
        where = "to the end" if following is None else f"before {following.name}"
        summary = f"Moved tag {tag.name} {where}"
        number = open_changeset(connection, analyst=analyst, summary=summary)
        connection.executemany(
            "UPDATE tag SET position = ?1 WHERE id = ?2 AND position <> ?1", zip(places, order, strict=True)
        )
        return Saved(number, summary)


def delete_tag(writer: Writer, name: str, *, analyst: str) -> Saved:
    """Delete the tag that has this name now, and take it off every recommendation; raises NotFound."""
    with writer.transaction() as connection:
        tag = known_tag(connection, name)
        summary = f"Deleted tag {tag.name} ({number_of(len(_tagged(connection, tag)), 'recommendation')})"
        number = open_changeset(connection, analyst=analyst, summary=summary)
        connection.execute("DELETE FROM tag WHERE id = ?", (tag.id,))
        return Saved(number, summary)


def _description(typed: str | None) -> str | None:
    return one_line(typed or "", what="description", limit=DESCRIPTION_LIMIT)


def _colour(colour: str | None) -> str | None:
    if colour and colour not in COLOURS:
        raise BadInput(
            f"There is no colour '{shown_line(colour)}'.", f"There are: {', '.join(COLOURS)}; or none."
        )
    return colour or None


def _put(connection: sqlite3.Connection, tag: Tag) -> None:
    """Write what the row of a tag is to hold; what is as it was is no change."""
    connection.execute(
        "UPDATE tag SET name = ?, description = ?, colour = ? WHERE id = ?",
        (tag.name, tag.description, tag.colour, tag.id),
    )


def _refuse_taken(connection: sqlite3.Connection, name: str, of: Tag | None = None) -> None:
    """Refuse a name that another tag has than the one it is meant for, whatever its case and accents."""
    others = [tag.name for tag in codebook(connection) if of is None or tag.id != of.id]
    taken = next(iter(alike(name, others)), None)
    if taken is not None:
        remedy = f"To join the two: tracker tags merge '{of.name}' '{taken}'" if of else "Name another."
        raise BadInput(f"There is a tag '{taken}' already.", remedy)


def _refuse_tag_overtaken(
    connection: sqlite3.Connection, tag: Tag, column: str, seen: str, mine: str | None
) -> None:
    current: str | None = getattr(tag, column)
    if (current or "") != seen:
        who = who_touched(connection, "tag", tag.id, column)
        raise overtaken(f"The {column} of tag {tag.name}", who, mine or "", current)


def _naming(connection: sqlite3.Connection, tag: Tag, new_name: str) -> list[tuple[int, str]]:
    """Return the saved views that name the tag, each with its line for when it goes by the new name.

    One that cannot be read, or would grow too long for it, is left as it is.
    """
    # A query takes `resume` for `résumé` too: where there are both, the other one stays asked for.
    others = alike(tag.name, (other.name for other in codebook(connection) if other.id != tag.id))
    following: list[tuple[int, str]] = []
    for number, query in connection.execute("SELECT id, query FROM saved_view ORDER BY id"):
        try:
            line = with_renamed(query, "tag", tag.name, [new_name, *others])
        except QueryError:
            continue
        if line != query:
            following.append((number, line))
    return following


def _follow(connection: sqlite3.Connection, following: Sequence[tuple[int, str]]) -> None:
    connection.executemany(
        "UPDATE saved_view SET query = ? WHERE id = ?", [(line, number) for number, line in following]
    )


def _following(following: Sequence[object]) -> str:
    if not following:
        return ""
    return f"; {len(following)} saved view{' follows' if len(following) == 1 else 's follow'}"


def _tagged(connection: sqlite3.Connection, tag: Tag) -> list[int]:
    return [
        row[0]
        for row in connection.execute("SELECT recommendation_id FROM tagging WHERE tag_id = ?", (tag.id,))
    ]


_TAG = "SELECT id, name, description, colour FROM tag"


def codebook(connection: sqlite3.Connection) -> list[Tag]:
    """Return every tag, the oldest first."""
    return [Tag(*row) for row in connection.execute(f"{_TAG} ORDER BY id")]


def known_tag(connection: sqlite3.Connection, name: str) -> Tag:
    """Return the tag of that name; raise NotFound with the nearest names."""
    row = connection.execute(f"{_TAG} WHERE name = ?", (name,)).fetchone()
    if row is None:
        raise no_such_tag(connection, name)
    return Tag(*row)


def tag_like(connection: sqlite3.Connection, typed: str) -> Tag | None:
    """Return the tag that is meant, whatever its case and accents."""
    row = connection.execute(f"{_TAG} WHERE name = ?", (typed,)).fetchone()
    # Most are typed as they are: then the others need not be looked at.
    if row is not None and row[1] == typed:
        return Tag(*row)
    tags = {tag.name: tag for tag in codebook(connection)}
    name = meant(typed, tags)
    return None if name is None else tags[name]


def new_tag(connection: sqlite3.Connection, name: str) -> int:
    """Put a tag into the codebook and return its id."""
    return connection.execute("INSERT INTO tag (name) VALUES (?)", (name,)).lastrowid or 0
