"""Putting tags on recommendations and taking them off."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import Engine, delete, select
from sqlmodel import Session, col

from tracker.database.models import Tagging, metadata
from tracker.database.session import open_changeset, writing
from tracker.edits.codebook import found_tag, known_tag, new_tag
from tracker.edits.shared import Saved, found_recommendations, named
from tracker.queries import chunks
from tracker.text import folded, tag_name


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
        rows = found_recommendations(session, recommendation_ids)
        codebook = _tag_names(session)
        adding: dict[int | str, str] = {}
        for name in add:
            tag = found_tag(codebook, name)
            key = folded(name) if tag is None else tag.id or 0
            adding.setdefault(key, tag_name(name) if tag is None else tag.name)
        removing = list(dict.fromkeys(known_tag(codebook, name).id or 0 for name in remove))
        present = _taggings(session, [row.id for row in rows])
        had = {tag_id for _, tag_id in present}
        lacking = {key: [row for row in rows if (row.id, key) not in present] for key in adding}
        put = [adding[key] for key, without in lacking.items() if without]
        taken = [tag for tag in codebook if tag.id in had and tag.id in removing]
        if not put and not taken:
            return Saved(None, f"{named(rows)}: the tags are as you want them already.")
        parts = [f"Tagged {named(rows)}: {', '.join(put)}"] if put else []
        if taken:
            start = "untagged" if parts else f"Untagged {named(rows)}"
            parts.append(f"{start}: {', '.join(tag.name for tag in taken)}")
        summary = "; ".join(parts)
        number = open_changeset(session, analyst=analyst, summary=summary)
        for key, without in lacking.items():
            tag_id = key if isinstance(key, int) else new_tag(session, adding[key])
            if without:
                session.connection().execute(
                    metadata.tables["tagging"].insert(),
                    [{"recommendation_id": row.id, "tag_id": tag_id} for row in without],
                )
        for tag in taken:
            for ids in chunks([row.id for row in rows]):
                session.execute(
                    delete(Tagging)
                    .where(col(Tagging.tag_id) == tag.id, col(Tagging.recommendation_id).in_(ids))
                    .execution_options(synchronize_session=False)
                )
        return Saved(number, summary)


class _TagName(NamedTuple):
    id: int
    name: str


def _tag_names(session: Session) -> list[_TagName]:
    """Return every tag, the oldest first; a codebook of 500 models would cost more than the edit."""
    rows = session.connection().exec_driver_sql("SELECT id, name FROM tag ORDER BY id")
    return [_TagName(*row) for row in rows]


def _taggings(session: Session, recommendation_ids: Sequence[int]) -> set[tuple[int, int]]:
    found: set[tuple[int, int]] = set()
    for ids in chunks(recommendation_ids):
        statement = select(col(Tagging.recommendation_id), col(Tagging.tag_id)).where(
            col(Tagging.recommendation_id).in_(ids)
        )
        found.update((number, tag_id) for number, tag_id in session.execute(statement))
    return found
