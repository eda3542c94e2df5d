"""What every app of Tracker has, with a database or without: colours, keys in their order, toasts, help."""

from collections.abc import Callable
from functools import partial

from textual import events
from textual.reactive import var
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Input

from tracker.config import Config
from tracker.errors import TrackerError
from tracker.text import cleaned
from tracker.ui import visuals
from tracker.ui.guarded_app import GuardedApp
from tracker.ui.key_queue import KeyQueue
from tracker.ui.toasts import Toasts

AGAIN_SECONDS = 1.0
"""How often what must not come between an analyst and what is being written looks whether it may show itself."""


class TerminalApp(GuardedApp):
    """An app as screens know it that need no database."""

    CSS_PATH = "tracker.tcss"
    ENABLE_COMMAND_PALETTE = False
    TITLE = "Tracker"
    revision: var[int] = var(0)
    """Goes up whenever the file changed, by this program or another; screens read again then."""
    at_work: var[str] = var("")
    """What a save says that it is at while it takes its time; the header line shows it."""
    _markdown_themed = False

    def __init__(self, config: Config | None = None) -> None:
        super().__init__()
        # A scroll that glides sends the screen again and again, over a slow line too, and is somewhere in between when
        # the next key comes.
        self.animation_level = "none"
        self._config = config or Config()
        # Textual would take a comma for what stands between two keys.
        self.keys = {name: "comma" if key.strip() == "," else key for name, key in self._config.keys.items()}
        """The keys that config.toml gives, by the ids of actions."""
        self.set_keymap(self.keys)
        if self._config.theme in self.available_themes:
            self.theme = self._config.theme
        self.key_queue = KeyQueue(
            self,
            quits=frozenset(self.keys.get("app.quit", "ctrl+q").split(",")),
            says_saving=lambda: bool(self.at_work),
            show_toast=self.show_toast,
        )
        self.toasts = Toasts(self)
        self._toasts_waiting: list[TrackerError | str] = []
        self.keys_used = 0
        """How many keys were handed on so far."""

    def get_css_variables(self) -> dict[str, str]:
        """Add the colours of statuses, roles and tags to those of the theme, and have all text be legible."""
        variables = super().get_css_variables()
        theme = self.current_theme
        variables |= visuals.theme_variables(variables, dark=theme.dark, ansi=theme.ansi)
        self.theme_variables = variables
        if self._markdown_themed:
            self.console.pop_theme()
        self.console.push_theme(visuals.markdown_theme(variables))
        self._markdown_themed = True
        return variables

    def _guard(self, widget: Widget) -> None:
        # A layout tells each widget its size, which Textual takes for a reason to lay all out, and draw it, once more.
        widget._size_updated = partial(widget._size_updated, layout=False)  # type: ignore[method-assign]
        super()._guard(widget)

    def _refresh_notifications(self) -> None:
        # To say that nothing is told lays each screen out once more as it opens.
        if self._notifications or any(screen.query("ToastHolder") for screen in self.screen_stack[-1:]):
            super()._refresh_notifications()

    async def on_event(self, event: events.Event) -> None:
        """Have keys, pastes and clicks wait for their turn.

        What is pasted is cleaned, wherever it goes: an editor would hand an escape sequence on to the terminal.
        """
        if isinstance(event, events.Paste):
            event.text = cleaned(event.text)
        elif isinstance(event, events.Key) and event.key == "ctrl+j" and "ctrl+j" not in self.active_bindings:
            # What enter becomes that was typed before the terminal was ours (termios(3), ICRNL).
            event = events.Key("enter", "\r")
        if (
            isinstance(event, events.Key | events.Paste | events.MouseDown | events.MouseUp)
            and not event.is_forwarded
            and self.key_queue.takes(event)
        ):
            return
        if isinstance(event, events.Key) and not event.is_forwarded:
            self.keys_used += 1
        await super().on_event(event)

    def show_toast(self, what: TrackerError | str) -> None:
        """Show a failure, or what to do, as a toast; while keys wait, which may make it untrue, after them."""
        if self.key_queue.waiting:
            if not self._toasts_waiting:
                self.key_queue.when_calm(self._show_toasts_that_waited)
            self._toasts_waiting.append(what)
            return
        self.toasts.show([what], key=self.keys_used)

    def _show_toasts_that_waited(self) -> None:
        """Show what was to be told while keys waited: every failure, else the latest."""
        failures = [what for what in self._toasts_waiting if isinstance(what, TrackerError)]
        self.toasts.show(failures or self._toasts_waiting[-1:], key=self.keys_used)
        self._toasts_waiting = []

    @property
    def is_free(self) -> bool:
        """Whether nothing is being written or chosen that a modal would come in the way of."""
        return not isinstance(self.screen, ModalScreen) and not isinstance(self.focused, Input)

    def when_free(self, act: Callable[[], None]) -> None:
        """Open a modal that nobody asked for: not while keys wait, or something else is being written or chosen."""
        if self.key_queue.holding:
            self.key_queue.when_calm(partial(self.when_free, act))
        elif self.is_free:
            act()
        else:
            self.set_timer(AGAIN_SECONDS, partial(self.when_free, act))
