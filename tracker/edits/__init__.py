"""What analysts do: one function an action, each one changeset, used by the UI and the commands alike.

Every function takes the writer of a current database and the analyst's name. Its transaction holds the write
lock from the beginning; inside it compares what the analyst saw with what is there, and then writes all of
the action or nothing. What changes nothing leaves no changeset.
"""

from tracker.edits.codebook import (
    add_tag,
    delete_tag,
    describe_tag,
    edit_tag,
    merge_tags,
    recolour_tag,
    rename_tag,
)
from tracker.edits.notes import add_note, delete_note, edit_note
from tracker.edits.shared import Saved
from tracker.edits.statuses import set_status
from tracker.edits.tagging import change_tags
from tracker.edits.views import delete_view, edit_view, save_view

__all__ = [
    "Saved",
    "add_note",
    "add_tag",
    "change_tags",
    "delete_note",
    "delete_tag",
    "delete_view",
    "describe_tag",
    "edit_note",
    "edit_tag",
    "edit_view",
    "merge_tags",
    "recolour_tag",
    "rename_tag",
    "save_view",
    "set_status",
]
