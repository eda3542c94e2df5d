"""What opens on every screen, with a database or without: help and themes."""

import asyncio
from dataclasses import replace
from typing import ClassVar

from textual.binding import BindingType

from tracker.ui import key_names
from tracker.ui.hidden_key import hidden
from tracker.ui.terminal_app import TerminalApp
from tracker.ui.widgets.search_line import QueryLine
from tracker.ui.worker import worker


class CommonApp(TerminalApp):
    """An app with help and a choice of themes; a subclass says what quitting means."""

    BINDINGS: ClassVar[list[BindingType]] = [
        hidden("ctrl+q", "quit", "Quit", priority=True, id="app.quit", tooltip="Quit"),
        hidden("ctrl+t", "choose_theme", "Theme", id="theme", tooltip="Choose a theme"),
    ]

    def action_choose_theme(self) -> None:
        """Choose a theme, and remember it."""
        from tracker.ui.screens.theme import ThemeModal

        before = self.theme

        def chosen(theme: str | None) -> None:
            self.theme = theme or before
            if theme is not None and theme != before:
                self._remember_theme(theme)

        self.push_screen(ThemeModal(sorted(self.available_themes), before), chosen)

    @worker("remembering the theme")
    async def _remember_theme(self, theme: str) -> None:
        from tracker.config import remember_theme

        await asyncio.to_thread(remember_theme, theme)

    def action_help(self) -> None:
        """Say what the keys do here."""
        from tracker.ui.screens.help import HelpModal, KeyHelp

        texts = (self.screen.HELP, getattr(self.focused, "HELP", None))
        about = " ".join(dict.fromkeys(text for text in texts if text))
        about = key_names.keyed(self, about)
        keys: dict[str, KeyHelp] = {}
        for active in self.screen.active_bindings.values():
            binding = active.binding
            if binding.tooltip:
                # The name of this very key: what the key line calls them all by is one of several.
                key = self.get_key_display(replace(binding, key_display=None))
                before = keys.pop(binding.tooltip, None)
                names = (key,) if before is None else (*before.keys, key)
                keys[binding.tooltip] = KeyHelp(binding.id or "", names, binding.tooltip)
        self.push_screen(
            HelpModal(about, list(keys.values()), with_query=isinstance(self.focused, QueryLine))
        )
