"""The numbered lists of a document, of which those that are its recommendations are chosen."""

from collections.abc import Hashable, Sequence
from typing import ClassVar, NamedTuple

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Static

from tracker.draft_review import Opened
from tracker.intake import drafting
from tracker.intake.lists import FoundList, is_divided
from tracker.labels import number_of
from tracker.ui.hidden_key import hidden
from tracker.ui.literal import literal, literal_line
from tracker.ui.screens.pane_screen import PaneScreen
from tracker.ui.visuals import HEADING, MUTED
from tracker.ui.widgets.choices import Lines
from tracker.ui.widgets.scroll_pane import ScrollPane

_SHOWN = 30
"""So many items of a list are shown beside it."""


class ListsChosen(NamedTuple):
    """Which lists are to be drafted."""

    lists: tuple[FoundList, ...]
    """In the order of the document."""
    every_item: bool
    """Whether items are taken, too, that are not emphasised where others are."""


class ListLines(Lines):
    """The lists, of which enter drafts those that are marked."""

    HELP = "Move with the arrows or j and k."
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "choose", "Draft", key_display="⏎", id="draft.lists", tooltip="Draft these lists"),
    ]


class DraftListsScreen(PaneScreen[FoundList, ListsChosen]):
    """Lists the numbered lists of a document, the likeliest first; returns those that are chosen."""

    lines_class = ListLines
    HELP = (
        "The numbered lists in the document, those that look most like recommendations first. Enter drafts the one "
        "under the cursor, or all that are marked: [draft.mark] marks one."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "mark", "Mark", id="draft.mark", tooltip="Mark it, to take several lists"),
        hidden(
            "i",
            "take_all",
            "Italics",
            id="draft.italics",
            tooltip="Take those in italics or bold alone, or all",
        ),
    ]

    def __init__(self, opened: Opened) -> None:
        super().__init__()
        self._opened = opened
        likely = drafting.chosen(opened.document, opened.lists, ())
        # One alone is where the cursor is: another is chosen by moving there.
        self._marked = set(likely) if len(likely) > 1 else set()
        self._every_item = False
        self.heading = f"Lists in {opened.document.name}"

    async def read(self) -> Sequence[FoundList]:
        """Return the lists, the likeliest first."""
        return self._opened.lists

    def line(self, item: FoundList) -> Content:
        """Return whether it is marked, its length, numbers, place, and how much of it asks for something."""
        first, last = item.items[0], item.items[-1]
        numbers = f"{first.reference}-{last.reference}"
        return Content.assemble(
            "[x] " if item in self._marked else "[ ] ",
            f"{number_of(len(item.items), 'item'):<10} ",
            literal_line(f"{numbers:<15} "),
            (f"{item.place:<14} ", MUTED),
            literal_line(f"{item.asking:,} of {len(item.items):,} ask  "),
            literal_line(f"under '{item.heading}'" if item.heading else "", MUTED),
        )

    def key(self, item: FoundList) -> Hashable:
        """Return where it begins, and how its numbers are written."""
        return item.items[0].first_line, item.style

    def words(self) -> Content:
        """Say what enter takes."""
        taken = self._taken()
        count = sum(len(each.items) for each in taken)
        strong = sum(sum(item.emphasised for item in each.items) for each in taken if self._is_divided(each))
        text = (
            f"{number_of(len(self._items), 'list')}, likeliest first; enter drafts {number_of(count, 'item')}"
        )
        if strong and not self._every_item:
            text = f"Enter drafts the {strong:,} of {count:,} items in italics or bold; [draft.italics] takes all"
        elif strong:
            of_them = f"[draft.italics] takes the {strong:,} in italics or bold alone"
            text = f"Enter drafts {number_of(count, 'item')}; {of_them}"
        return literal_line(self.keyed(text), MUTED)

    def pane(self) -> ScrollPane:
        """Return where the selected list stands."""
        return ScrollPane(Static("", id="list", markup=False))

    def show_selected(self) -> None:
        """Show why it ranks where it does, and its first items."""
        item = self.selected
        if item is None:
            return
        parts = [literal_line("; ".join(item.reasons), MUTED)]
        if item.lead_in:
            parts.append(literal(item.lead_in))
        parts += [
            Content.assemble(literal_line(f"{each.reference}  ", HEADING), literal(each.text))
            for each in item.items[:_SHOWN]
        ]
        if len(item.items) > _SHOWN:
            parts.append(literal_line(f"and {len(item.items) - _SHOWN:,} more", MUTED))
        self.query_one("#list", Static).update(Content("\n").join(parts))
        self.query_one(ScrollPane).scroll_home(animate=False)
        self.query_one("#words", Static).update(self.words())

    def choose(self, item: FoundList) -> None:  # noqa: ARG002 - what is marked counts, too
        """Return the lists that are marked, else the one under the cursor."""
        self.dismiss(ListsChosen(self._taken(), self._every_item))

    def action_mark(self) -> None:
        """Mark the list, or take its mark away."""
        if self.selected is not None:
            self._marked ^= {self.selected}
            self.show_lines()

    def action_take_all(self) -> None:
        """Take what is emphasised alone, or all."""
        self._every_item = not self._every_item
        self.show_lines()

    def _taken(self) -> tuple[FoundList, ...]:
        taken = self._marked or ({self.selected} if self.selected is not None else set())
        return tuple(sorted(taken, key=lambda each: each.items[0].first_line))

    def _is_divided(self, found: FoundList) -> bool:
        return is_divided(found.items)
