"""Changing the codebook: the tags themselves, wherever they are put."""

from collections.abc import Sequence
from typing import Protocol, TypeVar

from sqlalchemy import Engine, insert, select
from sqlmodel import Session, col

from tracker.colours import COLOURS
from tracker.database.models import SavedView, Tag, Tagging
from tracker.database.session import open_changeset, writing
from tracker.edits.shared import Saved, counted, overtaken, short, who_touched
from tracker.errors import BadInput, NotFound, QueryError
from tracker.queries import TagUsage
from tracker.query_line import with_renamed
from tracker.text import DESCRIPTION_LIMIT, folded, one_line, shown_line, tag_name


def add_tag(
    engine: Engine, name: str, *, description: str | None = None, colour: str | None = None, analyst: str
) -> Saved:
    """Put a new tag into the codebook; raises BadInput for a name that is taken or breaks its rules."""
    name, text, colour = tag_name(name), _description(description), _colour(colour)
    with writing(engine) as session:
        _refuse_taken(whole_codebook(session), name)
        summary = f"Added tag {name}"
        number = open_changeset(session, analyst=analyst, summary=summary)
        session.add(Tag(name=name, description=text, colour=colour))
        return Saved(number, summary)


def edit_tag(
    engine: Engine, seen: TagUsage, *, name: str, description: str, colour: str | None, analyst: str
) -> Saved:
    """Change name, description and colour of the tag that the analyst saw, as one action.

    What the analyst left as it was stays as it is now. Raises Conflict where a part to be changed is not
    what was seen, BadInput, NotFound.
    """
    name = name if name == seen.tag else tag_name(name)
    redescribed, recoloured = description != (seen.description or ""), colour != seen.colour
    text = _description(description) if redescribed else seen.description
    colour = _colour(colour) if recoloured else colour
    with writing(engine) as session:
        codebook = whole_codebook(session)
        tag = known_tag(codebook, seen.tag)
        parts: list[str] = []
        if redescribed and text != tag.description:
            _refuse_tag_overtaken(session, tag, "description", seen.description or "", text)
            parts.append(f"described: {short(text or 'no description')}")
        if recoloured and colour != tag.colour:
            _refuse_tag_overtaken(session, tag, "colour", seen.colour or "", colour)
            parts.append(f"coloured {colour}" if colour else "without a colour")
        if name not in (seen.tag, tag.name):
            _refuse_taken(codebook, name, tag)
            parts.insert(0, f"renamed to {name}")
        if not parts:
            return Saved(None, f"Tag {tag.name} is as it was.")
        following = _naming(session, codebook, tag, name) if parts[0].startswith("renamed") else []
        summary = f"Tag {tag.name}: {', '.join(parts)}{_following(following)}"
        number = open_changeset(session, analyst=analyst, summary=summary)
        if parts[0].startswith("renamed"):
            tag.name = name
        if redescribed:
            tag.description = text
        if recoloured:
            tag.colour = colour
        _follow(following)
        return Saved(number, summary)


def rename_tag(engine: Engine, name: str, new_name: str, *, analyst: str) -> Saved:
    """Give a tag another name everywhere, in saved views too; raises BadInput for one that another tag has,
    NotFound.
    """
    new_name = tag_name(new_name)
    with writing(engine) as session:
        codebook = whole_codebook(session)
        tag = known_tag(codebook, name)
        _refuse_taken(codebook, new_name, tag)
        if tag.name == new_name:
            return Saved(None, f"The tag is called '{new_name}' already.")
        following = _naming(session, codebook, tag, new_name)
        summary = f"Renamed tag {tag.name} to {new_name}{_following(following)}"
        number = open_changeset(session, analyst=analyst, summary=summary)
        tag.name = new_name
        _follow(following)
        return Saved(number, summary)


def merge_tags(engine: Engine, name: str, into: str, *, analyst: str) -> Saved:
    """Put the second tag wherever the first one is, in saved views too, and delete the first; raises BadInput,
    NotFound.
    """
    with writing(engine) as session:
        codebook = whole_codebook(session)
        tag, target = known_tag(codebook, name), known_tag(codebook, into)
        if tag.id == target.id:
            raise BadInput(f"'{tag.name}' cannot be merged into itself.", "Name two tags.")
        having = set(_tagged(session, tag))
        following = _naming(session, codebook, tag, target.name)
        affected = counted(len(having)) + _following(following)
        summary = f"Merged tag {tag.name} into {target.name} ({affected})"
        number = open_changeset(session, analyst=analyst, summary=summary)
        without = sorted(having - set(_tagged(session, target)))
        if without:
            session.execute(insert(Tagging), [{"recommendation_id": i, "tag_id": target.id} for i in without])
        session.delete(tag)
        _follow(following)
        return Saved(number, summary)


def describe_tag(
    engine: Engine, name: str, description: str, *, analyst: str, seen: str | None = None
) -> Saved:
    """Say when to use a tag; an empty text takes the description away. Raises Conflict, NotFound."""
    text = _description(description)
    with writing(engine) as session:
        tag = known_tag(whole_codebook(session), name)
        if seen is not None:
            _refuse_tag_overtaken(session, tag, "description", seen, text)
        if tag.description == text:
            return Saved(None, f"Tag {tag.name} is described so already.")
        summary = f"Described tag {tag.name}: {short(text or 'no description')}"
        number = open_changeset(session, analyst=analyst, summary=summary)
        tag.description = text
        return Saved(number, summary)


def recolour_tag(
    engine: Engine, name: str, colour: str | None, *, analyst: str, seen: str | None = None
) -> Saved:
    """Show a tag in another colour, or in none.

    `seen` is the colour the analyst saw, empty for none. Raises Conflict, BadInput for a colour there is
    not, NotFound.
    """
    colour = _colour(colour)
    with writing(engine) as session:
        tag = known_tag(whole_codebook(session), name)
        if seen is not None:
            _refuse_tag_overtaken(session, tag, "colour", seen, colour)
        if tag.colour == colour:
            return Saved(None, f"Tag {tag.name} has that colour already.")
        summary = f"Coloured tag {tag.name} {colour}" if colour else f"Took the colour off tag {tag.name}"
        number = open_changeset(session, analyst=analyst, summary=summary)
        tag.colour = colour
        return Saved(number, summary)


def delete_tag(engine: Engine, name: str, *, analyst: str) -> Saved:
    """Delete a tag and take it off every recommendation; raises NotFound."""
    with writing(engine) as session:
        tag = known_tag(whole_codebook(session), name)
        summary = f"Deleted tag {tag.name} ({counted(len(_tagged(session, tag)))})"
        number = open_changeset(session, analyst=analyst, summary=summary)
        session.delete(tag)
        return Saved(number, summary)


def _description(typed: str | None) -> str | None:
    return one_line(typed or "", what="description", limit=DESCRIPTION_LIMIT)


def _colour(colour: str | None) -> str | None:
    if colour and colour not in COLOURS:
        raise BadInput(
            f"There is no colour '{shown_line(colour)}'.", f"There are: {', '.join(COLOURS)}; or none."
        )
    return colour or None


def _refuse_taken(codebook: Sequence[Tag], name: str, of: Tag | None = None) -> None:
    """Refuse a name that another tag has than the one it is meant for."""
    taken = found_tag([tag for tag in codebook if of is None or tag.id != of.id], name)
    if taken is not None:
        remedy = f"To join the two: tracker tags merge '{of.name}' '{taken.name}'" if of else "Name another."
        raise BadInput(f"There is a tag '{taken.name}' already.", remedy)


def _refuse_tag_overtaken(session: Session, tag: Tag, column: str, seen: str, mine: str | None) -> None:
    current: str | None = getattr(tag, column)
    if (current or "") != seen:
        who = who_touched(session, "tag", tag.id or 0, column)
        raise overtaken(f"The {column} of tag {tag.name}", who, mine or "", current)


def _naming(
    session: Session, codebook: Sequence[Tag], tag: Tag, new_name: str
) -> list[tuple[SavedView, str]]:
    """Return the saved views that name the tag, each with its line for when it goes by the new name.

    One that cannot be read, or would grow too long for it, is left as it is.
    """
    # A query takes `resume` for `résumé` too: where there are both, the other one stays asked for.
    alike = [t.name for t in codebook if t.id != tag.id and folded(t.name) == folded(tag.name)]
    following: list[tuple[SavedView, str]] = []
    for view in session.scalars(select(SavedView).order_by(col(SavedView.id))):
        try:
            line = with_renamed(view.query, "tag", tag.name, [new_name, *alike])
        except QueryError:
            continue
        if line != view.query:
            following.append((view, line))
    return following


def _follow(following: Sequence[tuple[SavedView, str]]) -> None:
    for view, line in following:
        view.query = line


def _following(following: Sequence[object]) -> str:
    if not following:
        return ""
    return f"; {len(following)} saved view{' follows' if len(following) == 1 else 's follow'}"


def whole_codebook(session: Session) -> Sequence[Tag]:
    """Return every tag, the oldest first."""
    return session.scalars(select(Tag).order_by(col(Tag.id))).all()


class Named(Protocol):
    """What has an id and a name: a tag, or as much of it as tagging needs."""

    @property
    def id(self) -> int | None:
        """Its number."""

    @property
    def name(self) -> str:
        """Its name."""


N = TypeVar("N", bound=Named)


def found_tag(codebook: Sequence[N], name: str) -> N | None:
    """Return the tag of exactly this name, else the first whose name differs in case and accents only.

    Both may be there: in a shell, `resume` and `résumé` are two tags.
    """
    wanted = folded(name)
    alike = [tag for tag in codebook if folded(tag.name) == wanted]
    return next((tag for tag in alike if tag.name == name), alike[0] if alike else None)


def known_tag(codebook: Sequence[N], name: str) -> N:
    """Return the tag of that name; raise NotFound with the nearest names."""
    tag = found_tag(codebook, name)
    if tag is None:
        from difflib import get_close_matches

        names = {folded(tag.name): tag.name for tag in codebook}
        near = [shown_line(names[key]) for key in get_close_matches(folded(name), names, n=3, cutoff=0.5)]
        raise NotFound(
            f"There is no tag '{shown_line(name)}'.",
            f"Did you mean: {', '.join(near)}?" if near else "tracker tags lists the codebook.",
        )
    return tag


def new_tag(session: Session, name: str) -> int:
    """Put a tag into the codebook and return its id."""
    tag = Tag(name=name)
    session.add(tag)
    session.flush()
    return tag.id or 0


def _tagged(session: Session, tag: Tag) -> Sequence[int]:
    return session.scalars(select(col(Tagging.recommendation_id)).where(col(Tagging.tag_id) == tag.id)).all()
