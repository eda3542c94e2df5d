"""What analysts do: one function an action, each one changeset, used by the UI and the commands alike.

Every function takes the writer of a current database and the analyst's name. Its transaction holds the write
lock from the beginning; inside it compares what the analyst saw with what is there, and then writes all of
the action or nothing. What changes nothing leaves no changeset.

The module of an edit is imported when that is asked for: importing all takes 6 ms, before a command does anything.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
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
    from tracker.edits.deadlines import Deadline, set_deadline
    from tracker.edits.mentions import SeenMention, add_mention, change_mention, remove_mention
    from tracker.edits.notes import add_note, delete_note, edit_note
    from tracker.edits.owners import assign
    from tracker.edits.progress import Progress, record_progress
    from tracker.edits.responses import Response, respond
    from tracker.edits.shared import Saved
    from tracker.edits.sources import NewSource, add_source, delete_source, edit_source
    from tracker.edits.statuses import set_status
    from tracker.edits.tagging import change_tags
    from tracker.edits.titles import set_title
    from tracker.edits.views import delete_view, edit_view, save_view

__all__ = [
    "Deadline",
    "NewActor",
    "NewSource",
    "Progress",
    "Response",
    "Saved",
    "SeenMention",
    "add_actor",
    "add_alias",
    "add_mention",
    "add_note",
    "add_source",
    "add_tag",
    "assign",
    "change_mention",
    "change_tags",
    "delete_note",
    "delete_source",
    "delete_tag",
    "delete_view",
    "describe_tag",
    "edit_actor",
    "edit_note",
    "edit_source",
    "edit_tag",
    "edit_view",
    "merge_actors",
    "merge_tags",
    "move_tag",
    "recolour_tag",
    "record_progress",
    "remove_alias",
    "remove_mention",
    "rename_actor",
    "rename_tag",
    "respond",
    "save_view",
    "set_deadline",
    "set_kind",
    "set_status",
    "set_title",
]

_PLACES = {
    "actors": (
        "NewActor",
        "add_actor",
        "add_alias",
        "edit_actor",
        "merge_actors",
        "remove_alias",
        "rename_actor",
        "set_kind",
    ),
    "codebook": (
        "add_tag",
        "delete_tag",
        "describe_tag",
        "edit_tag",
        "merge_tags",
        "move_tag",
        "recolour_tag",
        "rename_tag",
    ),
    "deadlines": ("Deadline", "set_deadline"),
    "mentions": ("SeenMention", "add_mention", "change_mention", "remove_mention"),
    "notes": ("add_note", "delete_note", "edit_note"),
    "owners": ("assign",),
    "progress": ("Progress", "record_progress"),
    "responses": ("Response", "respond"),
    "shared": ("Saved",),
    "sources": ("NewSource", "add_source", "delete_source", "edit_source"),
    "statuses": ("set_status",),
    "tagging": ("change_tags",),
    "titles": ("set_title",),
    "views": ("delete_view", "edit_view", "save_view"),
}
"""By module what is imported from it."""
_MODULES = {name: module for module, names in _PLACES.items() for name in names}


def __getattr__(name: str) -> Any:
    """Return what is imported from here by name (peps.python.org/pep-0562)."""
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
