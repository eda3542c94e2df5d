"""What all screens have in common, and what those have that are no modals."""

from typing import TYPE_CHECKING, ClassVar, TypeVar

from textual import events
from textual.await_complete import AwaitComplete
from textual.binding import Binding, BindingType
from textual.screen import ModalScreen, Screen

if TYPE_CHECKING:
    from tracker.ui.app import TrackerApp

T = TypeVar("T")


class DismissedOnce(Screen[T]):
    """A screen that answers once, however fast the keys come: at a second time Textual would end the one below."""

    def dismiss(self, result: T | None = None) -> AwaitComplete:
        """Leave the screen with a result; nothing happens where it was left already."""
        return super().dismiss(result) if self.is_active else AwaitComplete()


class TrackerModal(ModalScreen[T], DismissedOnce[T]):
    """A modal of Tracker; its style comes through the first base alone."""


class TrackerScreen(DismissedOnce[T]):
    """A screen of Tracker: undo, redo and help work everywhere."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("u", "app.undo", "Undo", id="undo", tooltip="Take back your latest edit"),
        Binding("U", "app.redo", "Redo", show=False, id="redo", tooltip="Do again what undo took back"),
        Binding(
            "colon,ctrl+p",
            "palette",
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

    app: "TrackerApp"

    def on_key(self, event: events.Key) -> None:
        """Tell the app where the key was typed: keys that come in one packet may overtake a modal."""
        self.app.typed.append((event, self, self.focused))

    def action_palette(self) -> None:
        """Open the palette."""
        from tracker.ui.screens.palette import open_palette

        open_palette(self.app)
