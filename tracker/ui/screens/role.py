"""Choosing a role: a digit gives it at once."""

from collections.abc import Mapping

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from tracker.ui.literal import literal_line
from tracker.ui.screens.base import TrackerModal
from tracker.ui.visuals import HEADING, KEY, role_style
from tracker.ui.widgets.choices import Choices


class RoleModal(TrackerModal[str]):
    """Returns the code of the role, or None where it was left."""

    HELP = "Press the digit of a role, or enter on the one that is marked."

    def __init__(self, what: str, roles: Mapping[str, str]) -> None:
        """`roles` gives the name of each code."""
        super().__init__()
        self._what = what
        self._roles = dict(roles)

    def compose(self) -> ComposeResult:
        """The roles with their digits."""
        lines = [
            Content.assemble((f"{n} " if n < 10 else "  ", KEY), literal_line(name, role_style(code)))
            for n, (code, name) in enumerate(self._roles.items(), 1)
        ]
        with Vertical(classes="modal narrow"):
            yield Static(literal_line(self._what, HEADING), markup=False)
            yield Choices(lines)
            yield Static(
                literal_line(f"digit or enter: this role   {self.key_of('modal.leave')}: cancel"),
                classes="hint",
                markup=False,
            )

    def on_mount(self) -> None:
        """The digits work from the start."""
        self.query_one(Choices).focus()

    def on_key(self, event: events.Key) -> None:
        """Take the role of that digit."""
        character = event.character or ""
        if character.isdecimal() and character.isascii() and 1 <= int(character) <= len(self._roles):
            event.stop()
            self._choose(int(character) - 1)

    def on_choices_chosen(self, event: Choices.Chosen) -> None:
        """Take the role that enter or a click chose."""
        self._choose(event.index)

    def _choose(self, index: int) -> None:
        self.dismiss(list(self._roles)[index])
