"""The palette: jump to a recommendation, an actor, a tag, a view or a report, or do what a key does."""

from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import NamedTuple

from textual.content import Content
from textual.dom import DOMNode
from textual.screen import Screen

from tracker.reading import places
from tracker.reading.places import Place
from tracker.text import folded
from tracker.ui.base_app import BaseApp
from tracker.ui.literal import literal_line
from tracker.ui.screens.choice_modal import ChoiceModal
from tracker.ui.visuals import KEY, MUTED
from tracker.ui.widgets.choices import Choices
from tracker.ui.worker import worker

SHOWN = 50
"""How many of a kind are shown at most: who has not found it by then types on."""
_KINDS = ("report", "view", "tag", "actor", "recommendation", "command")
"""In this order where they are called alike: what there may be the most of comes last."""
_MOVES = ("move(", "page(", "jump(", "scroll")
"""How the actions begin that only move about."""


class Command(NamedTuple):
    """What a key does on the screen below, and where."""

    key: str
    name: str
    about: str
    action: str
    node: DOMNode


def open_palette(app: BaseApp, go_to: Callable[[Place], None]) -> None:
    """Open the palette over the present screen; `go_to` goes where it leads."""

    def chosen(choice: Command | Place | None) -> None:
        if isinstance(choice, Command):
            app.call_later(app.run_action, choice.action, choice.node)
        elif choice is not None:
            go_to(choice)

    async def search(typed: str) -> Sequence[Place]:
        app.store.abandon("names")
        return await app.store.read(partial(places.recommendations, typed=typed), lane="names")

    modal = PaletteModal(commands_of(app.screen, app.get_key_display), search)
    app.push_screen(modal, chosen)
    _read_lists(app, modal)


@worker("reading what can be jumped to")
async def _read_lists(app: BaseApp, modal: "PaletteModal") -> None:
    modal.set_places(await app.store.read(places.lists))


def commands_of(screen: Screen[object], key_display: Callable[..., str]) -> list[Command]:
    """Return what the keys do on a screen now, each once with all its keys, those that only move left out."""
    commands: dict[tuple[int, str], Command] = {}
    for active in screen.active_bindings.values():
        binding = active.binding
        if not binding.tooltip or binding.action == "app.palette" or binding.action.startswith(_MOVES):
            continue
        same = commands.get((id(active.node), binding.action))
        key = key_display(binding)
        if same is not None and key not in same.key.split():
            key = f"{same.key} {key}"
        name, about = binding.description, binding.tooltip
        commands[id(active.node), binding.action] = Command(key, name, about, binding.action, active.node)
    return list(commands.values())


class PaletteModal(ChoiceModal[Command | Place]):
    """Returns what was chosen, or None where it was left."""

    HELP = (
        "Type the number of a recommendation or a part of its title; or a part of the name of an actor, a tag, a "
        "view, a report or a command."
    )
    title_line = "Jump to"
    placeholder = "recommendation, actor, tag, view, report or command"

    def __init__(
        self, commands: Sequence[Command], search: Callable[[str], Awaitable[Sequence[Place]]]
    ) -> None:
        """`search` finds the recommendations that a text names."""
        super().__init__()
        self._commands = commands
        self._search = search
        self._lists: Sequence[Place] | None = None
        self._recommendations: Sequence[Place] = ()
        self._numbers: Counter[str] = Counter()
        """How many of each kind are called so."""
        self._searched = ""
        self._entered = False
        """Whether enter was pressed before all was found that the text names."""

    def set_places(self, lists: Sequence[Place]) -> None:
        """Take the actors, tags, views and reports, read meanwhile."""
        self._lists = lists
        if self.is_mounted:
            self._list_again()

    def find(self, typed: str) -> Sequence[Command | Place]:
        """Return what has the text in its name, what begins with it first."""
        wanted = folded(typed)
        self._numbers = Counter()
        if not wanted:
            return self._commands
        known: list[Command | Place] = [*(self._lists or ()), *self._commands]
        found = [*self._recommendations, *(item for item in known if wanted in folded(_text(item)))]
        shown: list[Command | Place] = []
        for item in sorted(found, key=lambda item: _rank(item, wanted)):
            self._numbers[_kind(item)] += 1
            if self._numbers[_kind(item)] <= SHOWN:
                shown.append(item)
        return shown

    def line(self, item: Command | Place) -> Content:
        """Return what it is, its name, and what is to be said about it."""
        if isinstance(item, Command):
            parts = literal_line(f"{item.key:>14}  ", KEY), literal_line(item.name), "  "
            return Content.assemble(*parts, literal_line(item.about, MUTED))
        about = "" if item.kind == "recommendation" else MUTED
        return Content.assemble(
            literal_line(f"{item.kind:>14}  ", MUTED),
            literal_line(item.name),
            "  ",
            literal_line(item.about, about),
        )

    def hint(self, item: Command | Place | None) -> str:
        """Return what enter does."""
        back = f"{self.key_of('modal.leave')}: back"
        if item is None:
            return back
        if isinstance(item, Command):
            does = "do it"
        else:
            does = "open it" if item.kind == "recommendation" else "list its recommendations"
        more = sum(max(0, number - SHOWN) for number in self._numbers.values())
        rest = f"   {more:,} more: type on" if more else ""
        return f"enter: {does}   {self.arrows}: choose   {back}{rest}"

    def on_input_changed(self) -> None:
        """Find as it is typed."""
        self._entered = False
        self.list_found()
        self._look_up(self.typed)

    def on_input_submitted(self) -> None:
        """Go there; where not all has been found yet, as soon as it has."""
        if self._complete:
            super().on_input_submitted()
        else:
            self._entered = True

    @property
    def _complete(self) -> bool:
        return self._lists is not None and self._searched == self.typed

    @worker("looking for recommendations", exclusive=True, group="palette")
    async def _look_up(self, typed: str) -> None:
        self._recommendations = await self._search(typed) if typed else ()
        self._searched = typed
        self._list_again()

    def _list_again(self) -> None:
        """Show what came meanwhile, the cursor on the line that it was moved to."""
        choices = self.query_one(Choices)
        moved_to = self._found[choices.cursor] if 0 < choices.cursor < len(self._found) else None
        self.list_found()
        if moved_to in self._found:
            choices.cursor = self._found.index(moved_to)
        if self._entered and self._complete:
            self.choose(choices.cursor)


def _kind(item: Command | Place) -> str:
    return "command" if isinstance(item, Command) else item.kind


def _text(item: Command | Place) -> str:
    if isinstance(item, Command):
        return f"{item.name} {item.about}"
    return f"{item.name} {item.about} {item.short}" if item.kind in ("report", "view") else item.name


def _rank(item: Command | Place, wanted: str) -> tuple[int, int]:
    """Return the place in the order: the name itself, its beginning, the beginning of a word, anywhere."""
    kind = _kind(item)
    texts = [folded(item.name), folded(item.about)]
    if wanted == texts[0] or (kind == "recommendation" and wanted == texts[0].partition("/")[2]):
        rank = 0
    elif any(text.startswith(wanted) for text in texts):
        rank = 1
    else:
        # A hyphen stands between the words of a slug.
        rank = 2 if any(f" {wanted}" in text.replace("-", " ") for text in texts) else 3
    return rank, _KINDS.index(kind)
