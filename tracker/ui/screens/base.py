"""What every screen that is no modal has in common."""

from typing import TYPE_CHECKING, ClassVar, TypeVar

from textual import events
from textual.binding import Binding, BindingType
from textual.screen import Screen

if TYPE_CHECKING:
    from tracker.ui.app import TrackerApp

T = TypeVar("T")


class TrackerScreen(Screen[T]):
    """A screen of Tracker: undo, redo and help work everywhere."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("u", "app.undo", "Undo", id="undo", tooltip="Take back your latest edit"),
        Binding("U", "app.redo", "Redo", show=False, id="redo", tooltip="Do again what undo took back"),
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
        self.app.typed.append((event, self))
