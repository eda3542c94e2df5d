"""What all screens have in common, and what those have that are no modals."""

from typing import ClassVar, TypeVar

from textual import events
from textual.await_complete import AwaitComplete
from textual.binding import Binding, BindingType
from textual.dom import DOMNode
from textual.screen import ModalScreen, Screen
from textual.widget import Widget

from tracker.ui import key_names
from tracker.ui.base_app import BaseApp
from tracker.ui.hidden_key import hidden

T = TypeVar("T")


class DismissedOnce(Screen[T]):
    """A screen that answers once, however fast the keys come: at a second time Textual would end the one below.

    It is drawn once where Textual would do so twice.
    """

    app: BaseApp

    def _on_screen_resume(self, event: events.ScreenResume) -> None:
        # One that is laid out now is drawn by that: Textual would have it drawn once more.
        drawn = self.is_attached and self.outer_size != self.app.size
        super()._on_screen_resume(event)
        self._repaint_required = self._repaint_required and not drawn
        event.prevent_default()

    def _compositor_refresh(self) -> None:
        if not self.app._batch_count:
            # What waits to be drawn is drawn along: Textual would draw it once more a moment later.
            waiting = {widget for widget in self._compositor.visible_widgets if widget._repaint_required}
            self._compositor.update_widgets(waiting)
            for widget in waiting:
                widget._repaint_required = False
        super()._compositor_refresh()

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
        hidden("f1", "app.help", "Help", id="modal.help", tooltip="What the keys do here"),
    ]

    def on_mount(self) -> None:
        """Take away what was told before: it is about the screen below."""
        self.app.clear_notifications()

    def action_leave(self) -> None:
        """Leave, and return nothing."""
        self.dismiss(None)


class TrackerScreen(DismissedOnce[T]):
    """A screen of Tracker: undo, redo and help work everywhere."""

    def set_focus(
        self, widget: Widget | None, scroll_visible: bool = True, from_app_focus: bool = False
    ) -> None:
        """Leave a card to its view, which brings it into sight: Textual may look before all is laid out."""
        view = None if widget is None else widget.parent
        super().set_focus(
            widget, scroll_visible and not getattr(view, "scrolls_to_focus", False), from_app_focus
        )

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("u", "app.undo", "Undo", id="undo", tooltip="Undo your latest edit"),
        hidden("U", "app.redo", "Redo", id="redo", tooltip="Redo what you undid last"),
        hidden(
            "colon,ctrl+p",
            "app.palette",
            "Jump",
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
