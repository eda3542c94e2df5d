"""What analysts do: one function an action, each one changeset, used by the UI and the commands alike.

Every function takes the writer of a current database and the analyst's name. Its transaction holds the write
lock from the beginning; inside it compares what the analyst saw with what is there, and then writes all of
the action or nothing. What changes nothing leaves no changeset.
"""

from tracker.edits.actors import (
    NewActor,
    add_actor,
    add_alias,
    edit_actor,
    merge_actors,
    remove_alias,
    rename_actor,
    set_kind,
)
from tracker.edits.codebook import (
    add_tag,
    delete_tag,
    describe_tag,
    edit_tag,
    merge_tags,
    move_tag,
    recolour_tag,
    rename_tag,
)
from tracker.edits.mentions import SeenMention, add_mention, change_mention, remove_mention
from tracker.edits.notes import add_note, delete_note, edit_note
from tracker.edits.shared import Saved
from tracker.edits.statuses import set_status
from tracker.edits.tagging import change_tags
from tracker.edits.titles import set_title
from tracker.edits.views import delete_view, edit_view, save_view

__all__ = [
    "NewActor",
    "Saved",
    "SeenMention",
    "add_actor",
    "add_alias",
    "add_mention",
    "add_note",
    "add_tag",
    "change_mention",
    "change_tags",
    "delete_note",
    "delete_tag",
    "delete_view",
    "describe_tag",
    "edit_actor",
    "edit_note",
    "edit_tag",
    "edit_view",
    "merge_actors",
    "merge_tags",
    "move_tag",
    "recolour_tag",
    "remove_alias",
    "remove_mention",
    "rename_actor",
    "rename_tag",
    "save_view",
    "set_kind",
    "set_status",
    "set_title",
]
