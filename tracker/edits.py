"""What analysts do: one function an action, each one changeset, used by the UI and the commands alike.

Every function takes the engine of a current database and the analyst's name. Its transaction holds the write
lock from the beginning; inside it compares what the analyst saw with what is there, and then writes all of
the action or nothing. What changes nothing leaves no changeset.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Engine, delete, func, insert, select, update
from sqlmodel import Session, col

from tracker.colours import COLOURS
from tracker.database.models import (
    Change,
    Changeset,
    Note,
    Recommendation,
    Report,
    ReviewStatus,
    SavedView,
    Tag,
    Tagging,
)
from tracker.database.session import open_changeset, writing
from tracker.errors import BadInput, Conflict, NotFound, QueryError
from tracker.queries import TagUsage, chunks
from tracker.query_line import with_renamed
from tracker.text import DESCRIPTION_LIMIT, REASON_LIMIT, folded, note_body, one_line, shown_line, tag_name

_NAMED = 5


@dataclass(frozen=True, slots=True)
class Saved:
    """What an action did: `changeset_id` is None where there was nothing to change."""

    changeset_id: int | None
    summary: str


def set_status(
    engine: Engine,
    recommendation_ids: Sequence[int],
    code: str,
    *,
    reason: str | None = None,
    analyst: str,
    seen: str | None = None,
    seen_change_id: int | None = None,
) -> Saved:
    """Set the review status, with a reason or none.

    `seen` is the status the analyst saw on the one recommendation, `seen_change_id` the latest change there
    was when a list was read. Raises Conflict where somebody set another one since, BadInput for an unknown
    code, NotFound.
    """
    reason = one_line(reason or "", what="reason", limit=REASON_LIMIT)
    with writing(engine) as session:
        known = session.scalars(select(col(ReviewStatus.code)).order_by(col(ReviewStatus.position))).all()
        if code not in known:
            raise BadInput(
                f"There is no review status '{shown_line(code)}'.", f"There are: {', '.join(known)}."
            )
        rows = _recommendations(session, recommendation_ids)
        for row in rows:
            if seen is not None and row.review_status != seen:
                who = who_touched(session, "recommendation", row.id, "review_status")
                raise overtaken(f"The status of {row.label}", who, code, row.review_status)
        if seen_change_id is not None:
            _refuse_status_set_since(session, rows, code, seen_change_id, analyst)
        differing = [
            row
            for row in rows
            if row.review_status != code or (reason is not None and row.status_reason != reason)
        ]
        if not differing:
            return Saved(None, f"{_named(rows)}: the status is {code} already.")
        before = {row.review_status for row in differing}
        change = f"{before.pop()} to {code}" if len(before) == 1 else code
        if change == f"{code} to {code}":
            change = f"{code}, with another reason"
        summary = f"Status of {_named(differing)}: {change}" + (f" ({_short(reason)})" if reason else "")
        number = open_changeset(session, analyst=analyst, summary=summary)
        for ids in chunks([row.id for row in differing]):
            session.execute(
                update(Recommendation)
                .where(col(Recommendation.id).in_(ids))
                .values(review_status=code, status_reason=reason)
                .execution_options(synchronize_session=False)
            )
        return Saved(number, summary)


def add_note(engine: Engine, recommendation_ids: Sequence[int], body: str, *, analyst: str) -> Saved:
    """Write a note, the same on each of several recommendations; raises BadInput, NotFound."""
    body = note_body(body)
    with writing(engine) as session:
        rows = _recommendations(session, recommendation_ids)
        summary = f"Note on {_named(rows)}: {_short(body)}"
        number = open_changeset(session, analyst=analyst, summary=summary)
        session.execute(
            insert(Note), [{"recommendation_id": row.id, "body": body, "author": analyst} for row in rows]
        )
        return Saved(number, summary)


def edit_note(engine: Engine, note_id: int, body: str, *, seen: str, analyst: str) -> Saved:
    """Replace the text of a note; raises Conflict where the analyst saw another, BadInput, NotFound."""
    body = note_body(body)
    with writing(engine) as session:
        note, row = _note_as_seen(session, note_id, seen=seen, mine=body)
        if body == seen:
            return Saved(None, f"The note on {row.label} is as it was.")
        summary = f"Note on {row.label} edited: {_short(body)}"
        number = open_changeset(session, analyst=analyst, summary=summary)
        note.body = body
        return Saved(number, summary)


def delete_note(engine: Engine, note_id: int, *, seen: str, analyst: str) -> Saved:
    """Delete a note; raises Conflict where it is not what the analyst saw, NotFound."""
    with writing(engine) as session:
        note, row = _note_as_seen(session, note_id, seen=seen, mine="")
        summary = f"Note on {row.label} deleted: {_short(note.body)}"
        number = open_changeset(session, analyst=analyst, summary=summary)
        session.delete(note)
        return Saved(number, summary)


def change_tags(
    engine: Engine,
    recommendation_ids: Sequence[int],
    *,
    add: Sequence[str] = (),
    remove: Sequence[str] = (),
    analyst: str,
) -> Saved:
    """Put tags on recommendations and take others off; one to add that is new goes into the codebook.

    Names match whatever their case and accents. Raises BadInput for a name that breaks the codebook's rules,
    NotFound for a tag to take off that does not exist.
    """
    with writing(engine) as session:
        rows = _recommendations(session, recommendation_ids)
        codebook = _codebook(session)
        adding: dict[int | str, str] = {}
        for name in add:
            tag = _found(codebook, name)
            key = folded(name) if tag is None else tag.id or 0
            adding.setdefault(key, tag_name(name) if tag is None else tag.name)
        removing = list(dict.fromkeys(_tag(codebook, name).id or 0 for name in remove))
        present = _taggings(session, [row.id for row in rows])
        had = {tag_id for _, tag_id in present}
        lacking = {key: [row for row in rows if (row.id, key) not in present] for key in adding}
        put = [adding[key] for key, without in lacking.items() if without]
        taken = [tag for tag in codebook if tag.id in had and tag.id in removing]
        if not put and not taken:
            return Saved(None, f"{_named(rows)}: the tags are as you want them already.")
        parts = [f"Tagged {_named(rows)}: {', '.join(put)}"] if put else []
        if taken:
            start = "untagged" if parts else f"Untagged {_named(rows)}"
            parts.append(f"{start}: {', '.join(tag.name for tag in taken)}")
        summary = "; ".join(parts)
        number = open_changeset(session, analyst=analyst, summary=summary)
        for key, without in lacking.items():
            tag_id = key if isinstance(key, int) else _new_tag(session, adding[key])
            if without:
                session.execute(
                    insert(Tagging), [{"recommendation_id": row.id, "tag_id": tag_id} for row in without]
                )
        for tag in taken:
            for ids in chunks([row.id for row in rows]):
                session.execute(
                    delete(Tagging)
                    .where(col(Tagging.tag_id) == tag.id, col(Tagging.recommendation_id).in_(ids))
                    .execution_options(synchronize_session=False)
                )
        return Saved(number, summary)


def add_tag(
    engine: Engine, name: str, *, description: str | None = None, colour: str | None = None, analyst: str
) -> Saved:
    """Put a new tag into the codebook; raises BadInput for a name that is taken or breaks its rules."""
    name, text, colour = tag_name(name), _description(description), _colour(colour)
    with writing(engine) as session:
        _refuse_taken(_codebook(session), name)
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
        codebook = _codebook(session)
        tag = _tag(codebook, seen.tag)
        parts: list[str] = []
        if redescribed and text != tag.description:
            _refuse_tag_overtaken(session, tag, "description", seen.description or "", text)
            parts.append(f"described: {_short(text or 'no description')}")
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
        codebook = _codebook(session)
        tag = _tag(codebook, name)
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
        codebook = _codebook(session)
        tag, target = _tag(codebook, name), _tag(codebook, into)
        if tag.id == target.id:
            raise BadInput(f"'{tag.name}' cannot be merged into itself.", "Name two tags.")
        having = set(_tagged(session, tag))
        following = _naming(session, codebook, tag, target.name)
        counted = _counted(len(having)) + _following(following)
        summary = f"Merged tag {tag.name} into {target.name} ({counted})"
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
        tag = _tag(_codebook(session), name)
        if seen is not None:
            _refuse_tag_overtaken(session, tag, "description", seen, text)
        if tag.description == text:
            return Saved(None, f"Tag {tag.name} is described so already.")
        summary = f"Described tag {tag.name}: {_short(text or 'no description')}"
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
        tag = _tag(_codebook(session), name)
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
        tag = _tag(_codebook(session), name)
        summary = f"Deleted tag {tag.name} ({_counted(len(_tagged(session, tag)))})"
        number = open_changeset(session, analyst=analyst, summary=summary)
        session.delete(tag)
        return Saved(number, summary)


@dataclass(frozen=True, slots=True)
class _Row:
    id: int
    label: str
    review_status: str
    status_reason: str | None


def _recommendations(session: Session, recommendation_ids: Sequence[int]) -> list[_Row]:
    """Return the recommendations in the order asked for, labelled as REF takes them; raise NotFound."""
    several = (session.scalar(select(func.count()).select_from(Report)) or 0) > 1
    wanted = list(dict.fromkeys(recommendation_ids))
    found: dict[int, _Row] = {}
    for ids in chunks(wanted):
        statement = (
            select(
                col(Recommendation.id),
                col(Report.slug),
                col(Recommendation.reference),
                col(Recommendation.review_status),
                col(Recommendation.status_reason),
            )
            .join(Report, col(Report.id) == col(Recommendation.report_id))
            .where(col(Recommendation.id).in_(ids))
        )
        for number, slug, reference, status, reason in session.execute(statement):
            label = f"{slug}/{reference}" if several else reference
            found[number or 0] = _Row(number or 0, label, status, reason)
    if not wanted or len(found) < len(wanted):
        raise NotFound("That recommendation is no longer in the database.", "Nothing was written.")
    return [found[number] for number in wanted]


def _named(rows: Sequence[_Row]) -> str:
    if len(rows) <= _NAMED:
        return ", ".join(row.label for row in rows)
    return f"{len(rows):,} recommendations"


def _counted(number: int) -> str:
    return f"{number:,} recommendation{'' if number == 1 else 's'}"


def _short(text: str) -> str:
    line = shown_line(text).strip()
    return line if len(line) <= 60 else line[:59].rstrip() + "…"


def _note_as_seen(session: Session, note_id: int, *, seen: str, mine: str) -> tuple[Note, _Row]:
    note = session.get(Note, note_id)
    if note is None:
        who = who_touched(session, "note", note_id)
        if who is None:
            raise NotFound(f"There is no note {note_id}.", "tracker notes lists them with their numbers.")
        raise Conflict(
            f"The note was deleted meanwhile by {who}.",
            "Your text is kept; save it as a new note.",
            mine=mine,
            theirs=None,
        )
    (row,) = _recommendations(session, [note.recommendation_id])
    if note.body != seen:
        raise overtaken(
            f"The note on {row.label}", who_touched(session, "note", note_id, "body"), mine, note.body
        )
    return note, row


def who_touched(session: Session, table: str, row_id: int, column: str | None = None) -> str | None:
    """Return who touched the row (or the column of it) last, as it may be shown; None where nobody did."""
    statement = (
        select(col(Changeset.analyst))
        .select_from(Change)
        .outerjoin(Changeset, col(Changeset.id) == col(Change.changeset_id))
        .where(col(Change.table_name) == table, col(Change.row_key) == f'{{"id":{row_id}}}')
        .order_by(col(Change.id).desc())
        .limit(1)
    )
    if column is not None:
        statement = statement.where(func.json_type(Change.after, f"$.{column}").is_not(None))
    row = session.execute(statement).first()
    return None if row is None else shown_line(row[0] or "another program")


def overtaken(what: str, who: str | None, mine: str, theirs: str | None) -> Conflict:
    """Return the conflict of an edit with what somebody saved since the analyst looked."""
    return Conflict(
        f"{what} was changed meanwhile by {who or 'somebody'}.",
        "Nothing was written: look at both versions, then save again.",
        mine=mine,
        theirs=theirs,
        who=who,
    )


def _refuse_status_set_since(
    session: Session, rows: Sequence[_Row], code: str, seen_change_id: int, analyst: str
) -> None:
    """Refuse to replace a status or a reason that somebody else set and the analyst has not seen."""
    since = session.scalars(
        select(col(Change.recommendation_id))
        .outerjoin(Changeset, col(Changeset.id) == col(Change.changeset_id))
        .where(
            col(Change.id) > seen_change_id,
            col(Change.table_name) == "recommendation",
            col(Changeset.analyst).is_distinct_from(analyst),
            func.coalesce(
                func.json_type(Change.after, "$.review_status"),
                func.json_type(Change.after, "$.status_reason"),
            ).is_not(None),
        )
    )
    touched = set(since)
    changed = [row for row in rows if row.id in touched and (row.review_status != code or row.status_reason)]
    if changed:
        raise Conflict(
            f"Somebody set the status of {_named(changed)} meanwhile.",
            "Nothing was written: look at the list again, then repeat it.",
            mine=code,
            theirs=", ".join(f"{row.label}: {row.review_status}" for row in changed[:_NAMED]),
        )


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
    taken = _found([tag for tag in codebook if of is None or tag.id != of.id], name)
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


def _codebook(session: Session) -> Sequence[Tag]:
    return session.scalars(select(Tag).order_by(col(Tag.id))).all()


def _found(codebook: Sequence[Tag], name: str) -> Tag | None:
    """Return the tag of exactly this name, else the first whose name differs in case and accents only.

    Both may be there: in a shell, `resume` and `résumé` are two tags.
    """
    alike = [tag for tag in codebook if folded(tag.name) == folded(name)]
    return next((tag for tag in alike if tag.name == name), alike[0] if alike else None)


def _tag(codebook: Sequence[Tag], name: str) -> Tag:
    tag = _found(codebook, name)
    if tag is None:
        from difflib import get_close_matches

        names = {folded(tag.name): tag.name for tag in codebook}
        near = [shown_line(names[key]) for key in get_close_matches(folded(name), names, n=3, cutoff=0.5)]
        raise NotFound(
            f"There is no tag '{shown_line(name)}'.",
            f"Did you mean: {', '.join(near)}?" if near else "tracker tags lists the codebook.",
        )
    return tag


def _new_tag(session: Session, name: str) -> int:
    tag = Tag(name=name)
    session.add(tag)
    session.flush()
    return tag.id or 0


def _tagged(session: Session, tag: Tag) -> Sequence[int]:
    return session.scalars(select(col(Tagging.recommendation_id)).where(col(Tagging.tag_id) == tag.id)).all()


def _taggings(session: Session, recommendation_ids: Sequence[int]) -> set[tuple[int, int]]:
    found: set[tuple[int, int]] = set()
    for ids in chunks(recommendation_ids):
        statement = select(col(Tagging.recommendation_id), col(Tagging.tag_id)).where(
            col(Tagging.recommendation_id).in_(ids)
        )
        found.update((number, tag_id) for number, tag_id in session.execute(statement))
    return found
