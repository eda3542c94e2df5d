"""Putting tags on recommendations and taking them off."""

from collections.abc import Sequence

from tracker.database.writer import Writer, open_changeset
from tracker.edits.codebook import known_tag, new_tag, tag_like
from tracker.edits.shared import Saved, as_list, found_recommendations, named, put_on
from tracker.text import folded, tag_name


def change_tags(
    writer: Writer,
    recommendation_ids: Sequence[int],
    *,
    add: Sequence[str] = (),
    remove: Sequence[str] = (),
    analyst: str,
) -> Saved:
    """Put tags on recommendations and take others off; one to add that is new goes into the codebook.

    One to add matches whatever its case and accents, so that no twin is made; one to take off goes by its name.
    Raises BadInput for a name that breaks the codebook's rules, NotFound for a tag to take off that does not
    exist.
    """
    with writer.transaction() as connection:
        rows = found_recommendations(connection, recommendation_ids)
        adding: dict[int | str, str] = {}
        for name in add:
            tag = tag_like(connection, name)
            key = folded(name) if tag is None else tag.id
            adding.setdefault(key, tag_name(name) if tag is None else tag.name)
        removing = {tag.id: tag.name for tag in (known_tag(connection, name) for name in remove)}
        ids = as_list(row.id for row in rows)
        present = set(connection.execute(_PRESENT, (ids,)))
        had = {tag_id for _, tag_id in present}
        lacking = {key: [row.id for row in rows if (row.id, key) not in present] for key in adding}
        put = [adding[key] for key, without in lacking.items() if without]
        taken = {tag_id: name for tag_id, name in sorted(removing.items()) if tag_id in had}
        if not put and not taken:
            return Saved(None, f"{named(rows)}: the tags are as you want them already.")
        parts = [f"Tagged {named(rows)}: {', '.join(put)}"] if put else []
        if taken:
            start = "untagged" if parts else f"Untagged {named(rows)}"
            parts.append(f"{start}: {', '.join(taken.values())}")
        summary = "; ".join(parts)
        number = open_changeset(connection, analyst=analyst, summary=summary)
        for key, without in lacking.items():
            put_on(connection, key if isinstance(key, int) else new_tag(connection, adding[key]), without)
        for tag_id in taken:
            connection.execute(_TAKE, (tag_id, ids))
        return Saved(number, summary)


_PRESENT = """SELECT recommendation_id, tag_id FROM tagging
WHERE recommendation_id IN (SELECT value FROM json_each(?))"""
_TAKE = "DELETE FROM tagging WHERE tag_id = ? AND recommendation_id IN (SELECT value FROM json_each(?))"
