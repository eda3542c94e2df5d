"""The yardstick: the least that a Textual app can be; a key press changes what it shows."""

from textual import events
from textual.app import App, ComposeResult
from textual.widgets import Static


class BareApp(App[None]):
    """One line of text."""

    pressed = 0

    def compose(self) -> ComposeResult:
        yield Static("bare app ready")

    def on_key(self, _event: events.Key) -> None:
        self.pressed += 1
        self.query_one(Static).update(f"bare app pressed {self.pressed}")


if __name__ == "__main__":
    BareApp().run()
