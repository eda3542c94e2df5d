"""The last line of a screen: its most used keys, each of which can be clicked.

Textual's Footer is a widget a key and composes itself anew whenever the focus moves: it took a third of the
time to the first paint. This is one widget, and it never hides a key without a sign.
"""

from textual import events
from textual.app import RenderResult
from textual.binding import Binding
from textual.content import Content
from textual.dom import DOMNode
from textual.screen import Screen
from textual.widget import Widget

from tracker.ui.literal import literal_line

_LAST = ("note.switch", "undo", "redo", "help", "back", "quit", "modal.leave")
"""The ids of what every screen has: it stands behind what the screen is for."""


class KeyLine(Widget):
    """The keys of the screen's bindings that are to be shown, in their order."""

    def on_mount(self) -> None:
        """Follow the focus: other widgets have other keys."""
        self.screen.bindings_updated_signal.subscribe(self, self._updated)

    def _updated(self, _screen: Screen[object]) -> None:
        self.refresh()

    def render(self) -> RenderResult:
        """Draw as many keys as fit; a sign tells that there are more."""
        parts: list[Content] = []
        room = self.size.width
        keys = self._keys()
        for number, (_, key, name) in enumerate(keys, 1):
            part = Content.assemble((f" {key} ", "bold $footer-key-foreground"), literal_line(f"{name} "))
            if part.cell_length > room - (number < len(keys)):
                parts.append(Content("…"))
                break
            room -= part.cell_length
            parts.append(part)
        return Content("").join(parts)

    async def on_click(self, event: events.Click) -> None:
        """Do what the key under the mouse does."""
        at = event.x
        for binding, key, name in self._keys():
            width = literal_line(f" {key} {name} ").cell_length
            if at < width:
                await self.app.run_action(binding.action, self._owner(binding))
                return
            at -= width

    def _owner(self, binding: Binding) -> DOMNode:
        return next(
            active.node for active in self.screen.active_bindings.values() if active.binding is binding
        )

    def _keys(self) -> list[tuple[Binding, str, str]]:
        keys: dict[str, tuple[Binding, str, str]] = {}
        focused = self.screen.focused
        for active in self.screen.active_bindings.values():
            binding = active.binding
            if not binding.show or binding.action in keys:
                continue
            key = self.app.get_key_display(binding)
            # Textual knows "slash" by its name alone, and so not that a field types it.
            types = focused is not None and active.node is not focused and len(key) == 1
            if focused is None or not (types and focused.check_consume_key(binding.key, key)):
                keys[binding.action] = (binding, key, binding.description)
        return sorted(keys.values(), key=lambda key: _LAST.index(key[0].id) if key[0].id in _LAST else -1)
