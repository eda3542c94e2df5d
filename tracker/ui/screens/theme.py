"""Choosing the colours: each theme is shown while the mark is on it."""

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from tracker.ui.literal import literal_line
from tracker.ui.screens.base import TrackerModal
from tracker.ui.visuals import HEADING
from tracker.ui.widgets.choices import Choices


class ThemeModal(TrackerModal[str]):
    """Returns the name of a theme, or None where it was left; the caller puts back the one that was there."""

    HELP = "Move to see each; enter keeps it. The ansi themes use your terminal's own colours."

    def __init__(self, themes: Sequence[str], current: str) -> None:
        super().__init__()
        self._themes = themes
        self._current = current

    def compose(self) -> ComposeResult:
        """The themes by name."""
        with Vertical(classes="modal narrow"):
            yield Static(Content.styled("Theme", HEADING), markup=False)
            yield Choices([self._line(theme) for theme in self._themes], cursor=self._index())
            yield Static(literal_line(self._hint()), classes="hint", markup=False)

    def on_mount(self) -> None:
        """Each move of the mark shows the theme."""
        choices = self.query_one(Choices)
        choices.focus()
        self.watch(choices, "cursor", self._preview, init=False)

    def on_choices_chosen(self, event: Choices.Chosen) -> None:
        """Keep the theme that enter or a click chose."""
        self.dismiss(self._themes[event.index])

    def _preview(self, cursor: int) -> None:
        if self.is_active:
            self.app.theme = self._themes[cursor]

    def _hint(self) -> str:
        moves = f"{self.keys_of('choices.down', Choices)[-1]} {self.keys_of('choices.up', Choices)[-1]}"
        keep = self.key_of("choices.choose", Choices)
        return f"{moves}: see it   {keep}: keep it   {self.key_of('modal.leave')}: as before"

    def _index(self) -> int:
        return self._themes.index(self._current) if self._current in self._themes else 0

    def _line(self, theme: str) -> Content:
        return literal_line(f"{theme}  (now)" if theme == self._current else theme)
