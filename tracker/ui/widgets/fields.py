"""The fields of a form: each has an id, a value that is text, and a place to say why that is refused."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget
from textual.widgets import Input, Static, TextArea

from tracker.errors import TrackerError
from tracker.text import cleaned, folded, shown_line
from tracker.ui.hidden_key import hidden
from tracker.ui.literal import in_field, literal, literal_line
from tracker.ui.visuals import KEY, MUTED
from tracker.ui.widgets.choices import Choices

Values = Mapping[str, str]
"""What stands in a form, by the ids of its fields."""
Shown = Callable[[Values], bool]
"""Whether a field has a meaning beside what stands in the others."""


class Field(Vertical):
    """A field of a form; a subclass has what it is filled in with."""

    @dataclass
    class Changed(Message):
        """Something else stands in a field."""

        field: "Field"

    def __init__(self, name: str, label: str, *, start: str = "", shown: Shown | None = None) -> None:
        """`start` is what is stored, empty where there is nothing yet."""
        super().__init__(id=name)
        self.label = label
        self.start = start
        self.given = start
        """What was put in last: what was typed before, where the form is here again."""
        self.shown = shown

    def compose(self) -> ComposeResult:
        """The label, what is filled in, and what is said about it."""
        with Horizontal():
            if self.label:
                yield Static(literal_line(self.label, MUTED), classes="label", markup=False)
            yield from self.compose_control()

    def compose_control(self) -> ComposeResult:
        """What is filled in."""
        raise NotImplementedError

    @property
    def control(self) -> Widget:
        """What has the focus while it is filled in."""
        raise NotImplementedError

    @property
    def value(self) -> str:
        """What stands in it."""
        raise NotImplementedError

    @value.setter
    def value(self, value: str) -> None:
        raise NotImplementedError

    def read(self) -> str:
        """Return the value as it may be stored; raises TrackerError for one that may not."""
        return self.value

    def refuse(self, sentence: str) -> None:
        """Say at the field why it is refused, and go there."""
        self.accept()
        self.mount(Static(literal(sentence, "$text-error"), classes="refusal", markup=False))
        self.control.focus()
        # Of a form that scrolls all of the field is to be seen, not its line alone.
        self.call_after_refresh(self.scroll_visible, animate=False)

    def tell_changed(self) -> None:
        """Tell the form that something else stands in it."""
        self.post_message(self.Changed(self))

    def accept(self) -> None:
        """Take away why it was refused."""
        self.query(".refusal").remove()


class LineInput(Input):
    """A line to be typed: of a text of several lines that is pasted none is lost."""

    HELP = (
        "Type one line. Where there is something to choose from, the arrows go through what the words find."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        hidden("down", "move(1)", "Next found", id="field.next", tooltip="Take the next that is found"),
        hidden(
            "up", "move(-1)", "Found before", id="field.previous", tooltip="Take the previous that is found"
        ),
    ]

    @dataclass
    class Moved(Message):
        """Another one of those that are found is asked for."""

        step: int

    def action_move(self, step: int) -> None:
        """Ask for the next one that is found, or with -1 for the one before."""
        self.post_message(self.Moved(step))

    def on_paste(self, event: events.Paste) -> None:
        """Take all lines of what is pasted as one."""
        event.text = " ".join(event.text.split("\n"))


class LineField(Field):
    """One line; where there is something to choose from, the arrows go through what is found."""

    def __init__(
        self,
        name: str,
        label: str,
        *,
        start: str = "",
        placeholder: str = "",
        limit: int = 0,
        check: Callable[[str], str] | None = None,
        about: Callable[[str], str] | None = None,
        known: Sequence[str] = (),
        shown: Shown | None = None,
    ) -> None:
        """`check` returns a value as it may be stored; `about` says beside the field what it means.

        Both may raise TrackerError. `known` are those to choose from, the likeliest first.
        """
        super().__init__(name, label, start=start, shown=shown)
        self._placeholder = placeholder
        self._limit = limit
        self._check = check
        self._about = about
        self._known = known
        self._words = in_field(start)
        """What was typed: what is found by it."""

    def compose_control(self) -> ComposeResult:
        """The line, and what is said beside it."""
        yield LineInput(
            in_field(self.start),
            placeholder=self._placeholder,
            compact=True,
            max_length=self._limit,
            select_on_focus=False,
        )
        yield Static(self._said(), classes="said", markup=False)

    @property
    def control(self) -> Input:
        """The line."""
        return self.query_one(LineInput)

    @property
    def value(self) -> str:
        """What stands in it; the very text where that was left as it was."""
        shown = self.control.value
        return next((very for very in (self.start, self.given) if shown == in_field(very)), shown)

    @value.setter
    def value(self, value: str) -> None:
        self.given = value
        self.control.value = in_field(value)

    def read(self) -> str:
        """Return the value as it may be stored; what is stored already is, whatever rule it breaks."""
        value = self.value
        if self._check is None or (value and value == self.start):
            return value
        return self._check(value.strip())

    def on_input_changed(self, event: Input.Changed) -> None:
        """Say what it means, as it is typed."""
        event.stop()
        found = self._found
        if event.value not in found:
            self._words = event.value
        self.query_one(".said", Static).update(self._said())
        self.tell_changed()

    def on_line_input_moved(self, event: LineInput.Moved) -> None:
        """Take the next one that is found; past the last one is what was typed."""
        event.stop()
        turn = [self._words, *(name for name in self._found if name != self._words)]
        value = self.control.value
        at = turn.index(value) if value in turn else 0
        self.control.value = turn[(at + event.step) % len(turn)]
        self.control.action_end()

    @property
    def _found(self) -> list[str]:
        wanted = folded(self._words)
        return [in_field(name) for name in self._known if wanted in folded(name)]

    def _said(self) -> Content:
        value = self.value if self.is_mounted else self.start
        said = ""
        if self._about is not None and value.strip():
            try:
                said = self._about(value.strip())
            except TrackerError:
                said = "?"
        found = [name for name in self._found if name != value]
        if found and value == self._words:
            more = f" and {len(found) - 1} more" if len(found) > 1 else ""
            said = f"{said}  ↓ {shown_line(found[0])[:24]}{more}".strip()
        return literal_line(said, MUTED)


class TextField(Field):
    """A text, which may have several lines."""

    def compose_control(self) -> ComposeResult:
        """The text."""
        yield TextArea(cleaned(self.start), compact=True, tab_behavior="focus")

    @property
    def control(self) -> TextArea:
        """The text."""
        return self.query_one(TextArea)

    @property
    def value(self) -> str:
        """What stands in it; the very text where that was left as it was."""
        text = cleaned(self.control.text)
        return next((very for very in (self.start, self.given) if text == cleaned(very)), text)

    @value.setter
    def value(self, value: str) -> None:
        self.given = value
        self.control.text = cleaned(value)

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Tell the form."""
        event.stop()
        self.tell_changed()


class ListField(Field):
    """One of several lines, which a digit or the arrows choose; the value is its code."""

    def __init__(self, name: str, lines: Sequence[tuple[str, Content]], *, start: str = "") -> None:
        """`lines` has each code with what is to be seen of it; the first is chosen where `start` is none of them."""
        super().__init__(name, "", start=start)
        self._codes = [code for code, _ in lines]
        self._lines = [
            Content.assemble((f"{n} " if n < 10 else "  ", KEY), line) for n, (_, line) in enumerate(lines, 1)
        ]

    def compose(self) -> ComposeResult:
        """The lines."""
        yield Choices(self._lines, cursor=self._index(self.start))

    @property
    def control(self) -> Choices:
        """The lines."""
        return self.query_one(Choices)

    @property
    def value(self) -> str:
        """The code that is chosen."""
        return self._codes[self.control.cursor] if self._codes else self.start

    @value.setter
    def value(self, value: str) -> None:
        self.control.cursor = self._index(value)

    def on_mount(self) -> None:
        """Tell the form of each move."""
        self.watch(self.control, "cursor", self.tell_changed, init=False)

    def on_key(self, event: events.Key) -> None:
        """Choose the line of that digit."""
        number = _digit(event)
        if 0 < number <= len(self._codes):
            event.stop()
            self.control.cursor = number - 1

    def _index(self, code: str) -> int:
        return self._codes.index(code) if code in self._codes else 0


class Words(Static, can_focus=True):
    """A few words side by side of which one is chosen."""

    HELP = "The arrows or a digit choose one."
    BINDINGS: ClassVar[list[BindingType]] = [
        hidden("right", "move(1)", "Next", id="words.next", tooltip="Choose the next"),
        hidden("left", "move(-1)", "Previous", id="words.previous", tooltip="Choose the previous"),
    ]
    chosen: reactive[int] = reactive(0)
    """The index of the one that is chosen."""

    def __init__(self, words: Sequence[str], chosen: int) -> None:
        super().__init__(markup=False)
        self._choices = words
        self.set_reactive(Words.chosen, chosen)

    def render(self) -> Content:
        """Each with a sign, so that no colour is needed to tell."""
        style = "bold reverse" if self.has_focus else "bold"
        return Content("  ").join(
            literal_line(f"● {word}", style) if at == self.chosen else literal_line(f"○ {word}")
            for at, word in enumerate(self._choices)
        )

    def action_move(self, step: int) -> None:
        """Choose the next one, or with -1 the one before."""
        self.chosen = (self.chosen + step) % len(self._choices)

    def on_key(self, event: events.Key) -> None:
        """Choose the one of that digit."""
        number = _digit(event)
        if 0 < number <= len(self._choices):
            event.stop()
            self.chosen = number - 1


class WordsField(Field):
    """One of a few words side by side; the value is its code."""

    def __init__(
        self, name: str, label: str, words: Mapping[str, str], *, start: str = "", shown: Shown | None = None
    ) -> None:
        """`words` gives the word of each code; the first is chosen where `start` is none of them."""
        super().__init__(name, label, start=start, shown=shown)
        self._words = words
        self._codes = list(words)

    def compose_control(self) -> ComposeResult:
        """The words."""
        yield Words(list(self._words.values()), self._index(self.start))

    @property
    def control(self) -> Words:
        """The words."""
        return self.query_one(Words)

    @property
    def value(self) -> str:
        """The code that is chosen."""
        return self._codes[self.control.chosen]

    @value.setter
    def value(self, value: str) -> None:
        self.control.chosen = self._index(value)

    def on_mount(self) -> None:
        """Tell the form of each move."""
        self.watch(self.control, "chosen", self.tell_changed, init=False)

    def _index(self, code: str) -> int:
        return self._codes.index(code) if code in self._codes else 0


def _digit(event: events.Key) -> int:
    """Return the digit that was pressed, 0 for any other key."""
    character = event.character or ""
    return int(character) if character.isascii() and character.isdigit() else 0
