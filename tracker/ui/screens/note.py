"""Writing a note beside the recommendation that it is on, which can be read and scrolled meanwhile.

It covers the screen it was opened from, and so nothing there can be done that would not know of what is written.
"""

import asyncio
import signal
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from importlib import import_module
from typing import TYPE_CHECKING, Any, ClassVar

from textual.app import ComposeResult, SuspendNotSupported
from textual.binding import Binding, BindingType
from textual.containers import Container, Vertical, VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.timer import Timer
from textual.widgets import Static, TextArea

from tracker.errors import TrackerError
from tracker.reading.queries import NoteShown, RecommendationShown
from tracker.text import cleaned, note_body, shown
from tracker.ui.hidden_key import hidden
from tracker.ui.literal import literal, literal_line
from tracker.ui.screens.base import TrackerModal
from tracker.ui.visuals import MUTED
from tracker.ui.widgets.detail_view import Card, DetailView
from tracker.ui.widgets.header_line import HeaderLine
from tracker.ui.widgets.key_line import KeyLine
from tracker.ui.worker import worker

if TYPE_CHECKING:
    from tracker.reading.followup import Became, Event

DRAFT_SECONDS = 0.5
"""How much typing a crash may cost."""
_PREVIEWED = 20_000
"""Longer notes are previewed as far as this: Markdown takes the event loop about a second for 150,000 characters."""

Keep = Callable[[str], object]
"""Keeps a text on disk; may return a future that fails where it could not be kept."""
Read = Callable[[int], Awaitable["tuple[RecommendationShown, Became | None]"]]
"""Returns what there is to see of a recommendation, and what became of it; raises NotFound where it is gone."""
_SWITCH = "To the recommendation, and back to the note"


class BesideNote(DetailView):
    """The recommendation that a note is being written on: only to be read, its notes too."""

    HELP = "The recommendation that you write on. Scroll with the arrows or j and k."
    BINDINGS: ClassVar[list[BindingType]] = [
        hidden("J", "screen.read(1)", "Next", id="detail.next", tooltip="Read the next"),
        hidden("K", "screen.read(-1)", "Previous", id="detail.previous", tooltip="Read the previous"),
        Binding("f6", "screen.switch", "Write", priority=True, id="note.switch", tooltip=_SWITCH),
    ]
    acts = False

    def new_card(self, item: "NoteShown | Event", now: datetime) -> Card:
        """Return a card that cannot be selected: the keys that act on one are not here."""
        card = super().new_card(item, now)
        card.can_focus = False
        return card

    def show_fault(self, error: TrackerError) -> None:
        """Say in its place why it cannot be read."""
        self.query_one("#body", Static).update(literal(str(error), "$text-error"))


class NoteModal(TrackerModal[str]):
    """Returns the text of the note as it may be stored, or None where it was left."""

    HELP = "Write in Markdown. [note.save] saves, [modal.leave] leaves; a text that is not saved is kept."
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (120, "-wide")]  # noqa: RUF012 - declared so by Textual
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "ctrl+s,f2",
            "save",
            "Save",
            key_display="ctrl+s F2",
            priority=True,
            id="note.save",
            tooltip="Save the note",
        ),
        Binding("f3", "preview", "Preview", id="note.preview", tooltip="See it as Markdown, or write on"),
        Binding("f4", "edit_outside", "$EDITOR", id="note.editor", tooltip="Write it in your own editor"),
        Binding(
            "f5", "full", "Full", id="note.full", tooltip="Write on the whole screen, or beside the text"
        ),
        # With priority: in Textual's editor F6 selects the line.
        Binding("f6", "switch", "Read", priority=True, id="note.switch", tooltip=_SWITCH),
        hidden("ctrl+up", "move(-1)", "Up", id="note.up", tooltip="Scroll the recommendation up"),
        hidden("ctrl+down", "move(1)", "Down", id="note.down", tooltip="Scroll the recommendation down"),
        # With priority: an editor in which tab indents takes esc for going to the next field.
        Binding("escape", "leave", "Cancel", priority=True, id="modal.leave", tooltip="Leave without saving"),
    ]

    def __init__(
        self,
        what: str,
        ids: Sequence[int],
        read: Read,
        text: str = "",
        *,
        seen: str = "",
        message: str = "",
        keep: Keep | None = None,
    ) -> None:
        """`ids` are the recommendations that it is on; the first of them is read beside it.

        `text` is what stands in the editor, `seen` what is stored; `message` says why it is here again.
        `keep` is given the text while it is being written, `DRAFT_SECONDS` after it changed at the latest.
        """
        super().__init__()
        self._what = what
        self._ids = ids
        self._read = read
        self._at = 0
        """Which of them is read now."""
        # Cleaned as it will be when it is saved: an editor hands what is in it on to the terminal.
        self._text = cleaned(text)
        self._seen = cleaned(seen)
        self._message = message
        self._warned = False
        self._keep = keep
        self._keeping: Timer | None = None
        self._left = False

    def compose(self) -> ComposeResult:
        """The recommendation, the editor below or beside it, and what its keys do."""
        yield HeaderLine(self.app.title_shown)
        with Container(id="beside"):
            yield BesideNote(self.app.statuses)
            with Vertical(id="dock"):
                yield Static(literal_line(self._what, "bold"), markup=False, id="what")
                yield TextArea(
                    self._text,
                    tab_behavior="indent",
                    placeholder="Write the note here, in Markdown.",
                    compact=True,
                )
                yield Static("", id="message", markup=False)
        yield KeyLine()

    def on_mount(self) -> None:
        """Go on at the end of the text; read what it is on, and again whenever the file changes."""
        editor = self.query_one(TextArea)
        editor.focus()
        editor.move_cursor(editor.document.end)
        self._say(self._message)
        self.watch(self.app, "revision", self._revised)

    def on_unmount(self) -> None:
        """However the program ends, the text that was not returned is kept."""
        if not self._left:
            self._keep_text()

    @property
    def unsaved(self) -> bool:
        """Whether text would be lost."""
        text = self._written
        return bool(text.strip()) and text.strip() != self._seen.strip()

    async def keep_now(self) -> bool:
        """Keep the text at once; return whether it is on disk."""
        kept = self._keep_text()
        if not isinstance(kept, asyncio.Future):
            return False
        try:
            await kept
        except TrackerError:
            return False
        return True

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """A text that goes on is asked about again, and kept soon."""
        self._warned = False
        self._text = event.text_area.text
        if self._keeping is None and not self._left:
            self._keeping = self.set_timer(DRAFT_SECONDS, self._keep_text)

    def action_save(self) -> None:
        """Return the text, or say why it cannot be stored."""
        try:
            body = note_body(self.query_one(TextArea).text)
        except TrackerError as error:
            self._say(str(error))
        else:
            self._return(body)

    def action_leave(self) -> None:
        """Leave the recommendation or the preview; else the note, with text that is not saved at the second time."""
        if self._reading:
            self._focus_note()
        elif self._previewing:
            self._write_on()
        elif self.unsaved and not self._warned:
            self._warned = True
            save, leave = self.key_of("note.save"), self.key_of("modal.leave")
            self._say(
                f"This text is not saved. {save} saves it; {leave} again leaves and keeps it for later."
            )
        else:
            self._return(None)

    def action_full(self) -> None:
        """Take the whole screen, or less again."""
        if self._reading:
            self._focus_note()
        self.toggle_class("-full")

    def action_switch(self) -> None:
        """Go to the recommendation, to scroll it there, or back to the note."""
        if self._reading:
            self._focus_note()
        else:
            self.remove_class("-full")
            self.query_one(BesideNote).focus()

    def action_move(self, lines: int) -> None:
        """Scroll the recommendation from where one writes."""
        self.query_one(BesideNote).scroll_relative(y=lines, animate=False, immediate=True)

    def on_detail_view_read_on(self) -> None:
        """Go on at the end of the text."""
        self.action_read(1)

    def action_read(self, step: int) -> None:
        """Read the next of the recommendations that the note is on, or with -1 the one before."""
        if len(self._ids) == 1:
            self.app.show_toast("The note is on this one alone.")
        elif 0 <= self._at + step < len(self._ids):
            self._at += step
            self._load()
        else:
            self.app.show_toast(f"This is the {'last' if step > 0 else 'first'} that the note is on.")

    def _revised(self) -> None:
        self._load()

    @worker("reading the recommendation", exclusive=True, group="beside")
    async def _load(self) -> None:
        beside = self.query_one(BesideNote)
        if beside.recommendation is None:
            await self._go_on_reading(beside, self.app.screen_stack[-2])
        try:
            shown, became = await self._read(self._ids[self._at])
        except TrackerError as error:
            if beside.recommendation is None:
                beside.show_fault(error)
            elif beside.recommendation.recommendation_id != self._ids[self._at]:
                raise
            # Else it stands there already; where it changed meanwhile, it is read again soon.
            return
        if len(self._ids) > 1:
            place = f"{self._at + 1:,} of {len(self._ids):,} is read here"
            self.query_one("#what", Static).update(literal_line(f"{self._what}: {place}", "bold"))
        await beside.show(shown, self.app.roles, self.app.tag_colours, became)

    async def _go_on_reading(self, beside: BesideNote, below: Screen[Any]) -> None:
        """Show at once what the screen below shows, from the same line on."""
        header = self.query_one(HeaderLine)
        for line in below.query(HeaderLine):
            header.title, header.progress = line.title, line.progress
        for view in below.query(DetailView):
            shown = view.recommendation
            if shown is not None and shown.recommendation_id == self._ids[0]:
                await beside.show(shown, self.app.roles, self.app.tag_colours, view.became)
                beside.call_after_refresh(beside.scroll_to, y=view.scroll_offset.y, animate=False)

    def action_preview(self) -> None:
        """See the text as Markdown, or write on."""
        if self._previewing:
            self._write_on()
        else:
            self._preview()

    @worker("making the preview", exclusive=True, group="preview")
    async def _preview(self) -> None:
        self._show_message(Content.styled("Making the preview ...", MUTED))
        # Imported when it is first asked for, and beside the event loop: it takes some tenths of a second.
        await asyncio.to_thread(import_module, "textual.widgets._markdown")
        from textual.widgets import Markdown

        self._say(self._message)
        text = shown(self.query_one(TextArea).text)
        if len(text) > _PREVIEWED:
            text = f"{text[:_PREVIEWED]}\n\n*… the rest is not shown here*"
        if not self.query("#preview"):
            preview = VerticalScroll(Markdown(open_links=False), id="preview")
            await self.query_one("#dock").mount(preview, before="#message")
        await self.query_one(Markdown).update(text)
        self.query_one(TextArea).display = False
        self.query_one("#preview").display = True
        self.query_one("#preview").focus()

    def action_edit_outside(self) -> None:
        """Give the terminal to the person's own editor, and take over what it leaves."""
        from tracker import editor

        area = self.query_one(TextArea)
        before = area.text
        self._keep_text()
        try:
            command = editor.editor_command()
            # What fails is caught inside: an error that passed through `suspend` would leave the terminal suspended.
            problem: TrackerError | None = None
            after = before
            with self.app.suspend(), _interrupts_are_the_editors():
                try:
                    path = editor.temporary(before)
                    with editor.kept(path, before):
                        after = cleaned(editor.edited(command, path))
                except OSError as error:
                    problem = TrackerError(f"The text could not be given to the editor: {error.strerror}.")
                except TrackerError as error:
                    problem = error
        except SuspendNotSupported:
            self._say("This terminal cannot be given to another program: write on here.")
            return
        except TrackerError as error:
            self._say(f"{error.sentence} Set VISUAL or EDITOR before you start tracker.")
            return
        if problem is not None:
            self._say(str(problem))
        elif before.strip() and not after.strip():
            self._say("The editor left nothing: the text is as it was.")
        elif after.rstrip("\n") != before.rstrip("\n"):
            # Replaced, not loaded, so that ctrl+z still brings back what was there.
            area.replace(after.rstrip("\n"), area.document.start, area.document.end)
            area.move_cursor(area.document.end)
        self._write_on()

    @property
    def _reading(self) -> bool:
        """Whether the keys go to the recommendation."""
        return isinstance(self.focused, BesideNote)

    def _focus_note(self) -> None:
        self.query_one("#preview" if self._previewing else TextArea).focus()

    @property
    def _previewing(self) -> bool:
        return bool(self.query("#preview")) and self.query_one("#preview").display

    def _write_on(self) -> None:
        for preview in self.query("#preview"):
            preview.display = False
        area = self.query_one(TextArea)
        area.display = True
        area.focus()

    def _return(self, body: str | None) -> None:
        """Leave with the answer: from here on the text is in other hands."""
        if body is None:
            self._keep_text()
        self._left = True
        if self._keeping is not None:
            self._keeping.stop()
        self.dismiss(body)

    def _keep_text(self) -> object:
        if self._keeping is not None:
            self._keeping.stop()
            self._keeping = None
        return None if self._keep is None else self._keep(self._written)

    @property
    def _written(self) -> str:
        """The text in the editor; as it was last where the editor is gone already."""
        return next((area.text for area in self.query(TextArea)), self._text)

    def _say(self, message: str) -> None:
        self._message = message
        self._show_message(literal(message, "$text-error"))

    def _show_message(self, content: Content) -> None:
        message = self.query_one("#message", Static)
        message.update(content)
        message.display = bool(content)


@contextmanager
def _interrupts_are_the_editors() -> Iterator[None]:
    """Let ctrl+c end what runs in the editor, and not this program with the text in it."""
    before = signal.signal(signal.SIGINT, lambda *_: None)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
