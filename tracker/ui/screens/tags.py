"""Tagging: the codebook in its order, which the digits have; what is toggled here is saved together with enter."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Static

from tracker.errors import TrackerError
from tracker.reading.queries import TagUsage
from tracker.text import TAG_LIMIT, folded, tag_name
from tracker.ui.literal import literal_line
from tracker.ui.screens.base import TrackerModal
from tracker.ui.visuals import HEADING, KEY, MUTED, tag_style
from tracker.ui.widgets.choices import Choices

_NAMES = 28
"""The widest that the column of names becomes, in cells."""


class TagsChosen(NamedTuple):
    """The tags to put on and the tags to take off."""

    add: tuple[str, ...]
    remove: tuple[str, ...]


class TagFilter(Input):
    """Where the filter is typed; keys that move or toggle go to the list."""

    HELP = "Type to filter. Arrows move, space toggles, digits toggle the first nine of the codebook, enter saves."

    async def _on_key(self, event: events.Key) -> None:
        screen = self.screen
        if isinstance(screen, TagsModal) and screen.take(event):
            event.stop()
            event.prevent_default()
            return
        await super()._on_key(event)


class TagsModal(TrackerModal[TagsChosen]):
    """Returns what to add and remove, or None where it was left."""

    HELP = TagFilter.HELP

    def __init__(
        self, what: str, codebook: Sequence[TagUsage], present: Iterable[str], partly: Iterable[str] = ()
    ) -> None:
        """`present` are on all the recommendations concerned, `partly` on some of them."""
        super().__init__()
        self._what = what
        self._codebook = {folded(tag.tag): tag for tag in codebook}
        self._present = {folded(name) for name in present}
        self._partly = {folded(name) for name in partly}
        self._wanted: dict[str, bool] = {}
        self._new: dict[str, str] = {}
        self._keys: list[str] = []
        names = (literal_line(tag.tag).cell_length for tag in codebook)
        self._names = min(max(names, default=0), _NAMES)
        self._aimed = False
        """Whether the cursor was moved or a tag toggled since the filter was typed."""

    def compose(self) -> ComposeResult:
        """The filter, the codebook, and what enter would do."""
        with Vertical(classes="modal"):
            yield Static(literal_line(f"Tags of {self._what}", HEADING), markup=False)
            yield TagFilter(placeholder="Type to filter, or a new name", compact=True, max_length=TAG_LIMIT)
            yield Choices([])
            yield Static("", classes="hint", markup=False, id="hint")

    def on_mount(self) -> None:
        """Show the whole codebook."""
        self.query_one(Choices).can_focus = False
        self._list("")

    def on_input_changed(self, event: Input.Changed) -> None:
        """Filter as it is typed."""
        self._aimed = False
        self._list(event.value)

    def on_input_submitted(self) -> None:
        """Save; a filter that was typed and not acted on toggles what it found first."""
        if (
            self._filter
            and not self._aimed
            and self._keys
            and not self._toggle(self._choices.cursor, only_on=True)
        ):
            return
        add = tuple(self._name_of(key) for key, on in self._wanted.items() if on and key not in self._present)
        remove = tuple(
            self._name_of(key)
            for key, on in self._wanted.items()
            if not on and (key in self._present or key in self._partly)
        )
        self.dismiss(TagsChosen(add, remove) if add or remove else None)

    def on_choices_chosen(self, event: Choices.Chosen) -> None:
        """Toggle the line that was clicked."""
        self._toggle(event.index)
        self.query_one(TagFilter).focus()

    def take(self, event: events.Key) -> bool:
        """Act on a key that is meant for the list; return whether it was."""
        choices = self._choices
        if event.key in ("up", "down"):
            choices.cursor += 1 if event.key == "down" else -1
            self._aimed = True
            self._hint()
            return True
        if event.key == "space" and (self._aimed or not self._filter):
            self._toggle(choices.cursor)
            return True
        if not self._filter and event.character is not None and event.character in "123456789":
            number = int(event.character)
            if number <= len(self._keys):
                choices.cursor = number - 1
                self._toggle(number - 1)
            return True
        return False

    @property
    def _choices(self) -> Choices:
        return self.query_one(Choices)

    @property
    def _filter(self) -> str:
        return self.query_one(TagFilter).value.strip()

    def _list(self, typed: str) -> None:
        wanted = folded(typed)
        known = [*self._codebook, *self._new]
        self._keys = [key for key in known if wanted in key]
        self._keys.sort(key=lambda key: not key.startswith(wanted))
        if wanted and wanted not in known:
            self._keys.append(wanted)
        self._show(0)

    def _show(self, cursor: int) -> None:
        self._choices.replace([self._line(n, key) for n, key in enumerate(self._keys, 1)], cursor=cursor)
        self._hint()

    def _hint(self) -> None:
        hint = "space or digit: toggle   enter: save"
        if self._filter and not self._aimed and self._keys:
            key = self._keys[self._choices.cursor]
            known = key in self._codebook or key in self._new
            verb = "keep" if self._is_on(key) else "add" if known else "create"
            hint = f"enter: {verb} '{self._name_of(key)}' and save   arrows: choose"
        self.query_one("#hint", Static).update(literal_line(f"{hint}   {self.key_of('modal.leave')}: cancel"))

    def _line(self, number: int, key: str) -> Content:
        digit = str(number) if number < 10 and not self._filter else " "
        if key not in self._codebook and key not in self._new:
            return Content.assemble(f"{digit} ", literal_line(f'create "{self._name_of(key)}"', "italic"))
        tag = self._codebook.get(key)
        mark = (
            "[x]" if self._is_on(key) else "[-]" if key in self._partly and key not in self._wanted else "[ ]"
        )
        name = literal_line(self._name_of(key), tag_style(tag.colour) if tag is not None else "")
        if mark == "[x]":
            name = name.stylize("bold")
        parts = [Content(f"{digit} ").stylize(KEY), Content(f"{mark} "), name]
        if tag is None:
            parts.append(Content.styled("  new", MUTED))
        elif tag.description:
            # Under one another, but for the rare name that would leave them no room.
            blank = " " * (self._names - name.cell_length)
            parts.append(literal_line(f"{blank}  {tag.description}", MUTED))
        return Content("").join(parts)

    def _is_on(self, key: str) -> bool:
        return self._wanted.get(key, key in self._present)

    def _name_of(self, key: str) -> str:
        if key in self._codebook:
            return self._codebook[key].tag
        return self._new.get(key) or self._filter

    def _toggle(self, index: int, *, only_on: bool = False) -> bool:
        """Toggle a line, or only put it on; return False where a new name is refused."""
        if not 0 <= index < len(self._keys):
            return False
        key = self._keys[index]
        if key not in self._codebook and key not in self._new:
            try:
                self._new[key] = tag_name(self._filter)
            except TrackerError as error:
                self.query_one("#hint", Static).update(literal_line(str(error), "$text-error"))
                return False
        self._wanted[key] = True if only_on else not self._is_on(key)
        self._aimed = True
        self._show(index)
        return True
