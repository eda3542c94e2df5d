"""What each column of the views holds, beside `views`, which says how it is made.

A name with a dot is the column of a table, whose type and description hold in the view too.
"""

CONTRACT = "1.2"
"""Version of the contract: a removed or renamed column of a view raises the first number, a new one the second."""

Column = str | tuple[str, str]
"""`table.column`, or a type and a description."""

_WHO = ("TEXT", "Analyst who made it; empty for a change from outside the program.")
_LAST_CHANGED = ("TEXT", "When anything about it was last changed, UTC.")
_DONE_BY = (
    "TEXT",
    "What it was done by: edit, undo, redo, load or check; empty where it came from outside the program.",
)
_CHANGE = ("INTEGER", "Number of the change; never used again once deleted.")
_RECOMMENDATION = {"report": "report.slug", "reference": "recommendation.reference"}

VIEWS: dict[str, str] = {
    "recommendation_overview": "A recommendation with its review status, tags, actors, notes and last change.",
    "recommendation_actor": "A mention: an actor in a recommendation, its role there and the words that name it.",
    "recommendation_tag": "A tag on a recommendation.",
    "recommendation_note": "A note on a recommendation.",
    "tag_usage": "A tag of the codebook and how often it is used.",
    "actor_usage": "An actor and how often it is named.",
    "status_history": "A review status or reason that was set: from, to, who, when; the first is the one it came with.",
    "tag_history": "A tag that was put on a recommendation or taken off: which, who, when.",
    "history": "Any change of any row: who, when, and the row before and after.",
}

COLUMNS: dict[str, dict[str, Column]] = {
    "recommendation_overview": {
        **_RECOMMENDATION,
        "position": "recommendation.position",
        "title": "recommendation.title",
        "text": "recommendation.text",
        "review_status": "recommendation.review_status",
        "status_reason": "recommendation.status_reason",
        "tags": (
            "TEXT",
            "Names of its tags in alphabetical order, joined by a comma and a space; empty for none.",
        ),
        "actors": (
            "TEXT",
            "Names of all whom it mentions in alphabetical order, joined by a comma and a space.",
        ),
        "note_count": ("INTEGER", "How many notes there are on it."),
        "updated_at": _LAST_CHANGED,
        "changed_by": (
            "TEXT",
            "Who made the last change, or loaded it where nobody did; empty where it came from outside the program.",
        ),
        "first_line": "recommendation.first_line",
        "last_line": "recommendation.last_line",
        "recommendation_id": (
            "INTEGER",
            "Number of the recommendation, by which the other views and tables name it.",
        ),
        "report_id": "recommendation.report_id",
        "created_at": "recommendation.created_at",
        "status_changed_at": (
            "TEXT",
            "When its review status was last set, UTC; empty where nobody set one.",
        ),
        "first_page": "recommendation.first_page",
        "last_page": "recommendation.last_page",
    },
    "recommendation_actor": {
        **_RECOMMENDATION,
        "actor": "actor.name",
        "kind": "actor.kind",
        "country_code": "actor.country_code",
        "role": "mention.role",
        "quote": "mention.quote",
        "quote_start": "mention.quote_start",
        "implied_reason": "mention.implied_reason",
        "recommendation_id": "mention.recommendation_id",
        "actor_id": "mention.actor_id",
        "mention_id": ("INTEGER", "Number of the mention; never used again once deleted."),
    },
    "recommendation_tag": {
        **_RECOMMENDATION,
        "tag": "tag.name",
        "recommendation_id": "tagging.recommendation_id",
        "tag_id": "tagging.tag_id",
        "tagged_by": ("TEXT", "Analyst who put it on last; empty where that came from outside the program."),
        "tagged_at": ("TEXT", "When it was put on last, UTC."),
    },
    "recommendation_note": {
        **_RECOMMENDATION,
        "body": "note.body",
        "author": "note.author",
        "created_at": "note.created_at",
        "updated_at": ("TEXT", "When it was last edited, UTC; when it was written where nobody edited it."),
        "recommendation_id": "note.recommendation_id",
        "note_id": ("INTEGER", "Number of the note; never used again once deleted."),
    },
    "tag_usage": {
        "tag": "tag.name",
        "description": "tag.description",
        "colour": "tag.colour",
        "recommendation_count": ("INTEGER", "How many recommendations have the tag."),
        "tag_id": ("INTEGER", "Number of the tag; never used again once deleted."),
        "position": "tag.position",
    },
    "actor_usage": {
        "actor": "actor.name",
        "kind": "actor.kind",
        "country_code": "actor.country_code",
        "recommendation_count": ("INTEGER", "How many recommendations name the actor, in whatever role."),
        "mention_count": ("INTEGER", "How many mentions there are, several in one recommendation included."),
        "actor_id": ("INTEGER", "Number of the actor; never used again once deleted."),
        "aliases": (
            "TEXT",
            "Its other names in alphabetical order, joined by a comma and a space; empty for none.",
        ),
    },
    "status_history": {
        **_RECOMMENDATION,
        "from_status": (
            "TEXT",
            "Review status before; the same as after where only the reason changed, empty in the first row.",
        ),
        "to_status": ("TEXT", "Review status after."),
        "reason": ("TEXT", "Why it was set; may be empty."),
        "changed_by": _WHO,
        "changed_at": "change.changed_at",
        "recommendation_id": "change.recommendation_id",
        "change_id": (
            "INTEGER",
            "Number of the change; empty for the first row of a recommendation that came without one.",
        ),
        "changeset_id": "change.changeset_id",
        "kind": _DONE_BY,
    },
    "tag_history": {
        **_RECOMMENDATION,
        "tag": ("TEXT", "What the tag was called then; tag_usage has today's name."),
        "operation": ("TEXT", "Whether it was put on or taken off: tagged or untagged."),
        "changed_by": _WHO,
        "changed_at": "change.changed_at",
        "recommendation_id": "change.recommendation_id",
        "tag_id": ("INTEGER", "Number of the tag, also of one that is gone."),
        "change_id": _CHANGE,
        "changeset_id": "change.changeset_id",
        "kind": _DONE_BY,
    },
    "history": {
        "changed_at": "change.changed_at",
        "changed_by": _WHO,
        "summary": (
            "TEXT",
            "What its changeset did, in a sentence; empty where it came from outside the program.",
        ),
        "report": "report.slug",
        "table_name": "change.table_name",
        "reference": "recommendation.reference",
        "operation": "change.operation",
        "before": "change.before",
        "after": "change.after",
        "change_id": _CHANGE,
        "changeset_id": "change.changeset_id",
        "kind": "changeset.kind",
        "row_key": "change.row_key",
        "recommendation_id": "change.recommendation_id",
        "undone": ("INTEGER", "1 where it was undone and not done again since, else 0."),
        "note_id": ("INTEGER", "Number of the note that was written or changed; empty for other rows."),
    },
}
"""View -> its columns in their order."""
