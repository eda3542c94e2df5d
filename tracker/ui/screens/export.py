"""Copying recommendations to the clipboard, and writing the list to a file."""

import asyncio
import time
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Input, Static

from tracker import dates, exporting, query_line
from tracker.errors import TrackerError
from tracker.exporting import FORMATS, FileThere
from tracker.reading.selection import Selection
from tracker.ui.base_app import BaseApp
from tracker.ui.clipboard import copy_to_clipboard
from tracker.ui.hidden_key import hidden
from tracker.ui.key_names import keyed
from tracker.ui.literal import literal, literal_line
from tracker.ui.screens.base import TrackerModal
from tracker.ui.screens.form import Refused
from tracker.ui.visuals import HEADING, KEY, MUTED
from tracker.ui.widgets.choices import Choices
from tracker.ui.widgets.fields import LineField
from tracker.ui.worker import worker

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable

    from tracker.exchange.brief import brief_file

COPIED = 200
"""More recommendations than this are not even laid out for the clipboard, which would not hold them."""
PATIENCE_SECONDS = 0.5
"""After how long it is said that a file is being written."""
_ABOUT = {
    "Markdown": "to read and to paste: texts, actors, tags, notes",
    "CSV": "for a spreadsheet: a line each, without the notes",
    "JSON": "for programs: the same, with every value as it is stored",
    "HTML": "a brief to hand on: progress, overdue, what became of each",
    "DOCX": "the same brief for a word processor",
    "XLSX": "a review for a colleague to fill in and send back",
}
_ENDS = {
    **{name: end for name, (end, _) in FORMATS.items()},
    "HTML": ".html",
    "DOCX": ".docx",
    "XLSX": ".xlsx",
}
"""What can be chosen, lists first, then the brief, then the review: the end of the file's name."""
_BRIEFS = ("HTML", "DOCX")


def copy(app: BaseApp, ids: Sequence[int]) -> None:
    """Copy recommendations as Markdown."""
    if len(ids) > COPIED:
        app.show_toast(
            f"Not copied: {len(ids):,} recommendations are more than a clipboard holds; "
            + keyed(app, "[export] writes a file.")
        )
        return

    _read_and_copy(app, ids)


@worker("copying")
async def _read_and_copy(app: BaseApp, ids: Sequence[int]) -> None:
    def read(connection: "sqlite3.Connection") -> str:
        return "\n".join(exporting.markdown_of(connection, ids)) + "\n"

    text = await app.store.read(read)
    what = "the recommendation" if len(ids) == 1 else f"{len(ids):,} recommendations"
    copy_to_clipboard(
        app,
        text,
        f"{what} as Markdown",
        otherwise=keyed(app, "press [export] on the list, which writes a file"),
    )


def export(app: BaseApp, selection: Selection, words: str) -> None:
    """Ask for a format and a file, and write the list."""
    try:
        name = exporting.proposed_name(Path.cwd(), datetime.now().strftime("%Y-%m-%d"), _ENDS.values())
    except OSError:
        app.show_toast("The folder you started from is gone: name one that is there.")
        name = str(Path.home() / "recommendations")
    _ask(app, selection, words, FileChosen(next(iter(FORMATS)), f"{name}.md"))


def _ask(
    app: BaseApp,
    selection: Selection,
    words: str,
    start: "FileChosen",
    message: str = "",
    field: str = "name",
) -> None:
    def chosen(file: FileChosen | None) -> None:
        if file is not None:
            written = asyncio.Event()
            _write(app, selection, words, file, written)
            _hold_keys(app, written)

    app.push_screen(ExportModal(words, start, message, field), chosen)


@worker("writing the file", group="export")
async def _write(
    app: BaseApp, selection: Selection, words: str, file: "FileChosen", written: asyncio.Event
) -> None:
    def ask_again(file: FileChosen, message: str, field: str = "name") -> None:
        again = partial(_ask, app, selection, words, file, message, field)
        # Who went on meanwhile does not expect it.
        if time.monotonic() - began > PATIENCE_SECONDS:
            app.when_free(again)
        else:
            again()

    began = time.monotonic()
    patience = app.set_timer(PATIENCE_SECONDS, lambda: app.show_toast(f"Writing {file.name} ..."))
    try:
        try:
            path = Path(file.name).expanduser().absolute()
        except (RuntimeError, OSError) as error:
            ask_again(file, f"{error} Name another file.")
            return
        told = await app.store.read(_writer(app, selection, file, path), lane="export")
    except FileThere as error:
        ask_again(file._replace(replace=True), f"{error.sentence} enter replaces it; or write another name.")
    except Refused as refused:
        ask_again(file, str(refused), refused.field)
    except TrackerError as error:
        ask_again(file, str(error))
    else:
        app.show_toast(told)
    finally:
        patience.stop()
        written.set()


def _writer(
    app: BaseApp, selection: Selection, file: "FileChosen", path: Path
) -> "Callable[[sqlite3.Connection], str]":
    """Return what writes the file, and returns what is told of it."""

    def write(connection: "sqlite3.Connection") -> str:
        if file.format_name in FORMATS:
            number = exporting.export(connection, selection, file.format_name, path, replace=file.replace)
            return exporting.written(number, path)
        if file.format_name == "XLSX":
            from tracker.exchange.review import sheet as review

            written = review.export(connection, selection, path, analyst=app.analyst, replace=file.replace)
            return written.told(path)
        from tracker.exchange.brief import brief_file

        asked = _asked(connection, query_line.for_anybody(selection.query), app.analyst, file)
        return brief_file.export(connection, asked, path, replace=file.replace)

    return write


def _asked(
    connection: "sqlite3.Connection", line: str, analyst: str, file: "FileChosen"
) -> "brief_file.Asked":
    """Return what is to be in a brief; raises Refused at the field that cannot be read."""
    from tracker.exchange.brief import brief_file, contents
    from tracker.reading.points import point

    now = datetime.now(UTC)
    notes = file.notes or "none"
    field = "as_of"
    try:
        at = point(connection, file.as_of, now) if file.as_of else None
        field = "since"
        since = brief_file.since_meant(file.since, at, now) if file.since else None
        field = "notes"
        if at is None:
            # Of another day the tags are those of then.
            contents.notes_meant(connection, notes)
    except TrackerError as error:
        raise Refused(field, str(error)) from error
    return brief_file.Asked(line, analyst, notes, since, at)


@worker("waiting for the file")
async def _hold_keys(_app: BaseApp, written: asyncio.Event) -> None:
    """Have the next keys wait for a file that is soon written: it may be asked for again."""
    with suppress(TimeoutError):
        async with asyncio.timeout(PATIENCE_SECONDS):
            await written.wait()


class FileChosen(NamedTuple):
    """The format, the name of the file as typed, and whether one of that name may be replaced.

    `since`, `as_of` and `notes` are about a brief: what its command takes for them, empty for none.
    """

    format_name: str
    name: str
    replace: bool = False
    since: str = ""
    as_of: str = ""
    notes: str = ""


class ExportModal(TrackerModal[FileChosen]):
    """Returns what was chosen, or None where it was left."""

    HELP = (
        "A digit exports the list in that format to the file below. Tab goes to the name of the file first; "
        "enter then exports it. Where the mark is on a brief, it may tell what changed since a day, be as of another "
        "one, and have notes: none, all, or those on recommendations with a tag, as in tag:aid. Days are written as "
        "2026-03-01, yesterday or 3 weeks ago."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        *(
            hidden(str(n), f"write({n - 1})", name, id=f"export.{n}", tooltip=f"Export as {name}")
            for n, name in enumerate(_ENDS, 1)
        ),
    ]

    def __init__(self, words: str, start: FileChosen, message: str = "", field: str = "name") -> None:
        """`words` say what the list shows; `message` says why the question is asked again, `field` where to go."""
        super().__init__()
        self._first = field
        self._words = words
        self._start = start
        self._message = message

    def compose(self) -> ComposeResult:
        """The formats, the file, and what the keys do."""
        cursor = list(_ENDS).index(self._start.format_name)
        with VerticalScroll(classes="modal form", can_focus=False):
            yield Static(literal_line(f"Export: {self._words}", HEADING), markup=False)
            keys = [self.key_of(f"export.{n}") for n, _ in enumerate(_ENDS, 1)]
            yield Choices([_line(key, name) for key, name in zip(keys, _ENDS, strict=True)], cursor=cursor)
            yield LineField("name", "File", start=self._start.name, placeholder="its name")
            yield LineField(
                "since",
                "Since",
                start=self._start.since,
                placeholder="a day: tells what changed from then on",
                about=_day_meant,
            )
            yield LineField(
                "as_of",
                "As of",
                start=self._start.as_of,
                placeholder="now, or a day, a moment, a changeset",
                about=_day_meant,
            )
            yield LineField("notes", "Notes", start=self._start.notes, placeholder="none, or all, or tag:aid")
            yield Static("", id="message", markup=False)
            write = "digit" if all(key.isdigit() for key in keys) else " ".join(keys)
            yield Static(
                literal_line(
                    f"{write}: export   tab: file name   enter: export   {self.key_of('modal.leave')}: cancel"
                ),
                classes="hint",
                markup=False,
            )

    def on_mount(self) -> None:
        """The digits work from the start; where it is asked again, the name is at hand."""
        choices = self.query_one(Choices)
        self._arrange(choices.cursor)
        self.watch(choices, "cursor", self._arrange, init=False)
        if self._message:
            self._refuse(self._message, self._first)
        else:
            choices.focus()

    def on_choices_chosen(self, event: Choices.Chosen) -> None:
        """Write in the format that enter or a click chose."""
        self.action_write(event.index)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Write in the format that the end of the name tells, else in the one under the mark."""
        event.stop()
        end = Path(self._typed("name").value).suffix.lower()
        ends = list(_ENDS.values())
        self.action_write(ends.index(end) if end in ends else self.query_one(Choices).cursor)

    def action_write(self, index: int) -> None:
        """Return format and name, and what a brief is to have."""
        self.query_one(Choices).cursor = index
        self._arrange(index)
        name, since, as_of, notes = (
            self._typed(each).value.strip() for each in ("name", "since", "as_of", "notes")
        )
        if not name:
            self._refuse("The file has no name.")
            return
        try:
            exporting.end_of(Path(name), _ENDS.values())
        except TrackerError as error:
            self._refuse(str(error))
            return
        again = self._start.replace and name == self._start.name
        self.dismiss(FileChosen(list(_ENDS)[index], name, again, since, as_of, notes))

    def _typed(self, name: str) -> LineField:
        return self.query_one(f"#{name}", LineField)

    def _refuse(self, sentence: str, field: str = "name") -> None:
        message = self.query_one("#message", Static)
        message.update(literal(sentence, "$text-error"))
        self._typed(field).control.focus()
        # In a small terminal the form scrolls.
        self.call_after_refresh(message.scroll_visible, animate=False)

    def _arrange(self, index: int) -> None:
        """Show what the format has; give the name its end, where it has that of another."""
        for each in ("since", "as_of", "notes"):
            self._typed(each).display = list(_ENDS)[index] in _BRIEFS
        name = self._typed("name")
        end = list(_ENDS.values())[index]
        old = Path(name.value).suffix
        if old.lower() in {*_ENDS.values()} - {end}:
            name.value = name.value.removesuffix(old) + end
            name.control.action_end()


def _day_meant(typed: str) -> str:
    """Return the day that is meant; nothing for what is none, as a moment or a number may be."""
    with suppress(TrackerError):
        return dates.day(typed, future=False)
    return ""


def _line(key: str, name: str) -> Content:
    width = max(map(len, _ENDS))
    return Content.assemble((f"{key} ", KEY), f"{name:<{width}}", literal_line(f"  {_ABOUT[name]}", MUTED))
