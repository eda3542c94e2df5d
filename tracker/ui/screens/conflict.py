"""Two versions of one text: the analyst's, and the one that somebody saved meanwhile."""

from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import ClassVar, Literal

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from tracker.labels import number_of
from tracker.ui.hidden_key import hidden
from tracker.ui.literal import literal_line
from tracker.ui.screens.base import TrackerModal
from tracker.ui.visuals import HEADING

Kept = Literal["mine", "theirs", "both"]

_WORK = 250_000
"""The most comparisons of lines that a key press may wait for; longer texts are shown without marks."""


class Version(VerticalScroll, can_focus=True):
    """One of the versions, which can be longer than its half of the screen."""

    HELP = "One of the two versions. [version.down] and [version.up] scroll it, tab goes to the other."
    BINDINGS: ClassVar[list[BindingType]] = [
        hidden("j", "scroll_down", "Down", id="version.down", tooltip="Scroll down"),
        hidden("k", "scroll_up", "Up", id="version.up", tooltip="Scroll up"),
    ]


class ConflictModal(TrackerModal[Kept]):
    """Returns which version is kept, None to go back to the editor with one's own."""

    HELP = (
        "Both versions of the text. [conflict.mine] saves yours over theirs, [conflict.theirs] discards yours, "
        "[conflict.both] opens the editor with both."
    )
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]  # noqa: RUF012 - declared so by Textual
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "1", "keep('mine')", "Keep mine", id="conflict.mine", tooltip="Save yours in place of theirs"
        ),
        Binding("2", "keep('theirs')", "Take theirs", id="conflict.theirs", tooltip="Discard yours for good"),
        Binding("3", "keep('both')", "Both", id="conflict.both", tooltip="Open the editor with both"),
        Binding("escape", "leave", "Back", id="modal.leave", tooltip="Back to the editor with yours"),
    ]

    def __init__(self, what: str, mine: str, theirs: str, who: str) -> None:
        super().__init__()
        self._what = what
        self._mine = mine
        self._theirs = theirs
        self._who = who

    def compose(self) -> ComposeResult:
        """Both versions, beside each other where there is room, and what the digits do."""
        mine, theirs = _marked(self._mine, self._theirs)
        with Vertical(classes="modal wide"):
            heading = f"{self._what}: changed by {self._who} while you wrote"
            yield Static(literal_line(heading, HEADING), markup=False)
            with Container(id="versions"):
                for title, lines in (
                    (f"Yours ({number_of(len(mine), 'line')})", mine),
                    (self._their_title(theirs), theirs),
                ):
                    with Version():
                        yield Static(Content("\n").join([literal_line(title, "bold underline"), *lines]))
            for hint in self._hints():
                yield Static(literal_line(hint), classes="hint", markup=False)

    def _hints(self) -> tuple[str, str]:
        scroll = f"{self.key_of('version.down', Version)}, {self.key_of('version.up', Version)}"
        answers = {
            "conflict.mine": "keep mine",
            "conflict.theirs": f"take {self._who}'s, discard mine",
            "conflict.both": "editor with both",
            "modal.leave": "editor with mine",
        }
        return (
            f"≠ marks lines that differ; tab and {scroll} scroll",
            "   ".join(f"{self.key_of(name)}: {does}" for name, does in answers.items()),
        )

    def _their_title(self, lines: Sequence[Content]) -> str:
        return f"{self._who}'s, in the database now ({number_of(len(lines), 'line')})"

    def on_mount(self) -> None:
        """The arrows scroll from the start."""
        self.query(Version).first().focus()

    def action_keep(self, kept: Kept) -> None:
        """Return which one is kept."""
        self.dismiss(kept)


def _marked(mine: str, theirs: str) -> tuple[list[Content], list[Content]]:
    """Return the lines of both, those that the other one has not marked by a sign and not by colour alone."""
    ours, others = mine.split("\n"), theirs.split("\n")
    if len(ours) * len(others) > _WORK:
        return [_line(line, False) for line in ours], [_line(line, False) for line in others]
    matcher = SequenceMatcher(None, ours, others, autojunk=False)
    same_ours: set[int] = set()
    same_others: set[int] = set()
    for block in matcher.get_matching_blocks():
        same_ours.update(range(block.a, block.a + block.size))
        same_others.update(range(block.b, block.b + block.size))
    return (
        [_line(line, number not in same_ours) for number, line in enumerate(ours)],
        [_line(line, number not in same_others) for number, line in enumerate(others)],
    )


def _line(line: str, differs: bool) -> Content:
    return Content.assemble(("≠ " if differs else "  "), literal_line(line, "bold" if differs else ""))
