"""What all screens have in common, and what those have that are no modals."""

from typing import ClassVar, TypeVar

from textual.await_complete import AwaitComplete
from textual.binding import Binding, BindingType
from textual.dom import DOMNode
from textual.screen import ModalScreen, Screen

from tracker.ui import key_names
from tracker.ui.base_app import BaseApp

T = TypeVar("T")


class DismissedOnce(Screen[T]):
    """A screen that answers once, however fast the keys come: at a second time Textual would end the one below."""

    app: BaseApp

    def dismiss(self, result: T | None = None) -> AwaitComplete:
        """Leave the screen with a result; nothing happens where it was left already."""
        return super().dismiss(result) if self.is_active else AwaitComplete()

    def keys_of(self, name: str, where: type[DOMNode] | None = None) -> list[str]:
        """Return what the keys with this id are called here, or in a widget of the class `where`; raise KeyError."""
        return key_names.names(self.app, name, where or type(self))

    def key_of(self, name: str, where: type[DOMNode] | None = None) -> str:
        """Return what the first of the keys with this id is called; raises KeyError as `keys_of` does."""
        return self.keys_of(name, where)[0]

    def keyed(self, sentence: str) -> str:
        """Return a sentence of ours with what keys are called in place of their ids, as `key_names.keyed` does."""
        return key_names.keyed(self.app, sentence)


class TrackerModal(ModalScreen[T | None], DismissedOnce[T | None]):
    """A modal of Tracker, which returns None where it was left; its style comes through the first base alone."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Cancel", id="modal.leave", tooltip="Cancel"),
        Binding("f1", "app.help", "Help", show=False, id="modal.help", tooltip="What the keys do here"),
    ]

    def on_mount(self) -> None:
        """Take away what was told before: it is about the screen below."""
        self.app.clear_notifications()

    def action_leave(self) -> None:
        """Leave, and return nothing."""
        self.dismiss(None)


class TrackerScreen(DismissedOnce[T]):
    """A screen of Tracker: undo, redo and help work everywhere."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("u", "app.undo", "Undo", id="undo", tooltip="Undo your latest edit"),
        Binding("U", "app.redo", "Redo", show=False, id="redo", tooltip="Redo what you undid last"),
        Binding(
            "colon,ctrl+p",
            "app.palette",
            "Jump",
            show=False,
            key_display=":",
            id="palette",
            tooltip="Jump to anything by its name",
        ),
        Binding(
            "question_mark,f1",
            "app.help",
            "Help",
            key_display="?",
            id="help",
            tooltip="What the keys do here",
        ),
    ]
