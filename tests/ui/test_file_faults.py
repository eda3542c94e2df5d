"""Faults of disk and file while the UI is open: a sentence, no text lost, and work goes on once it is mended."""

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path

import pytest
from textual.widgets import Static, TextArea

from tests.ui.conftest import Sitting, desk, rows
from tracker.checking import check
from tracker.database import file
from tracker.drafts import Drafts

if os.name != "posix":
    pytest.skip("limits and permissions are POSIX's", allow_module_level=True)

import resource

NOTE = "A long note with many words." * 300
"""It does not fit into what room a file has left in its pages."""
NOBODY = 65_534

Fault = Callable[[Path], AbstractContextManager[None]]
"""Does something to a file for the time inside."""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the drafts of this test are."""
    monkeypatch.setattr("platformdirs.user_state_path", lambda app, *, appauthor: tmp_path / "state" / app)
    return tmp_path / "state" / "tracker" / "drafts"


@contextmanager
def no_file_may_grow(path: Path) -> Iterator[None]:
    """As on a disk that is full: the kernel refuses what would be written past the size of the file."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (path.stat().st_size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@contextmanager
def no_page_is_left(path: Path) -> Iterator[None]:
    """The same as SQLite says it of a disk that is full (sqlite.org/pragma.html, max_page_count)."""
    connect = file.connect

    def connected(path: Path, *, writing: bool = False) -> sqlite3.Connection:
        connection = connect(path, writing=writing)
        connection.execute("PRAGMA max_page_count = 1")
        return connection

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("tracker.database.writer.connect", connected)
        yield


@contextmanager
def overwritten(path: Path, damaged: Callable[[bytes], bytes]) -> Iterator[None]:
    """Another program writes over the very file, and puts it back at the end."""
    before = path.read_bytes()
    _write_into(path, damaged(before))
    try:
        yield
    finally:
        _write_into(path, before)


def _write_into(path: Path, content: bytes) -> None:
    with path.open("r+b") as stream:
        stream.write(content)
        stream.truncate()


DAMAGES: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "garbage": (lambda content: b"\xa5\x3c" * (len(content) // 2), "is not a SQLite database."),
    "zeros": (lambda content: bytes(len(content)), "is not a SQLite database."),
    "header": (lambda content: b"another header.." + content[16:], "is not a SQLite database."),
    "half": (lambda content: content[: len(content) // 8192 * 4096], "is damaged."),
    "a page": (lambda content: content[:4096], "is damaged."),
    "torn": (lambda content: content[:100], "is damaged."),
    "empty": (lambda content: b"", "was altered:"),
}
"""What becomes of the content, and part of the sentence."""


async def write_note(ui: Sitting) -> None:
    """Write a long note, as it is before it is saved."""
    await ui.press("n")
    ui.app.screen.query_one(TextArea).text = NOTE
    await ui.settle()


async def assert_given_back(ui: Sitting, sentence: str, folder: Path) -> None:
    """Save: the text is in the editor again under the sentence, and on disk."""
    await ui.press("ctrl+s")
    assert (ui.where, ui.editor) == ("NoteModal", NOTE)
    # Not as it is on screen: a long path breaks the sentence, and what is behind the modal comes in between.
    message = str(ui.app.screen.query_one("#message", Static).render())
    assert sentence in message
    assert "Tracker made a mistake" not in message
    assert [path.suffix for path in folder.glob("*.json")] == [".json"]


async def assert_saved(ui: Sitting, path: Path) -> None:
    """Save again: now it is in the database, which is whole."""
    await ui.press("ctrl+s")
    assert "Note on water/1: A long note" in ui.toast
    assert rows(path, "SELECT body FROM note") == [NOTE]
    with closing(file.connect(path, writing=True)) as connection:
        assert list(check(connection)) == []


async def assert_keys_get_sentences(ui: Sitting, sentence: str) -> None:
    """Leave the editor and use every key that reads or writes: no screen breaks."""
    await ui.press("escape", "escape")
    await ui.look()
    for keys in ("s4", "tx", "u", "U", "h", "m", "o", "N", "T", "v", "G", "g"):
        await ui.press(*keys)
        assert "Tracker made a mistake" not in ui.flat
        for _ in range(4):
            if ui.where == "Desk":
                break
            await ui.press("escape")
        assert ui.where == "Desk", keys
    await ui.press("s", "4")
    assert sentence in ui.toast


@pytest.mark.parametrize("no_room", [no_file_may_grow, no_page_is_left])
async def test_a_note_for_which_the_disk_has_no_room_stays_in_the_editor(
    seeded: Path, folder: Path, no_room: Fault
) -> None:
    async with desk(seeded, (120, 30)) as ui:
        await write_note(ui)
        with no_room(seeded):
            await assert_given_back(
                ui, "is full." if no_room is no_page_is_left else "could not be read or", folder
            )
        await assert_saved(ui, seeded)


@pytest.mark.parametrize("name", DAMAGES)
async def test_a_note_on_a_file_that_was_overwritten_stays_in_the_editor(
    seeded: Path, folder: Path, name: str
) -> None:
    damaged, sentence = DAMAGES[name]
    async with desk(seeded, (120, 30)) as ui:
        await write_note(ui)
        with overwritten(seeded, damaged):
            await assert_given_back(ui, sentence, folder)
        await assert_saved(ui, seeded)


@pytest.mark.parametrize("name", DAMAGES)
async def test_on_a_file_that_was_overwritten_every_key_gets_a_sentence(seeded: Path, name: str) -> None:
    damaged, sentence = DAMAGES[name]
    async with desk(seeded, (120, 30)) as ui:
        with overwritten(seeded, damaged):
            await assert_keys_get_sentences(ui, sentence)
        await ui.look()
        await ui.press("s", "4")
        assert "Unreviewed -> Reviewed" in ui.toast


@pytest.mark.parametrize("name", DAMAGES)
async def test_what_took_the_place_of_the_file_is_not_touched(
    seeded: Path, folder: Path, tmp_path: Path, name: str
) -> None:
    damaged, sentence = DAMAGES[name]
    other = tmp_path / "other.db"
    other.write_bytes(damaged(seeded.read_bytes()))
    content = other.read_bytes()
    async with desk(seeded, (120, 30)) as ui:
        await write_note(ui)
        kept = seeded.rename(tmp_path / "kept.db")
        other.replace(seeded)
        await assert_given_back(ui, sentence, folder)
        assert seeded.read_bytes() == content
        kept.replace(seeded)
        await assert_saved(ui, seeded)


@pytest.fixture
def shared(seeded: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The file in a folder that others may enter, for the superuser to step down in."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o777)
    path = Path(shutil.copy(seeded, folder / "tracker.db"))
    path.chmod(0o666)
    yield path
    shutil.rmtree(folder)


@contextmanager
def only_readable(path: Path, *, folder_only: bool = False) -> Iterator[None]:
    """Nobody here may write; nothing binds the superuser, who steps down for it."""
    if not folder_only:
        path.chmod(0o444)
    path.parent.chmod(0o555)
    user = os.geteuid()
    if user == 0:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(user)
        path.parent.chmod(0o777)
        path.chmod(0o666)


@pytest.mark.parametrize("folder_only", [False, True], ids=["file and folder", "folder"])
async def test_a_note_on_a_file_that_may_only_be_read_stays_in_the_editor(
    shared: Path, monkeypatch: pytest.MonkeyPatch, folder_only: bool
) -> None:
    drafts = shared.parent / "drafts"
    drafts.mkdir(mode=0o700)
    if os.geteuid() == 0:
        os.chown(drafts, NOBODY, NOBODY)
    monkeypatch.setattr(Drafts, "folder", property(lambda _: drafts))
    # What it imports at the first save it imports while it may read it.
    from tracker import edits  # noqa: F401

    async with desk(shared, (120, 30)) as ui:
        await ui.press("s", "1")
        await write_note(ui)
        with only_readable(shared, folder_only=folder_only):
            await ui.press("ctrl+s")
            assert (ui.where, ui.editor) == ("NoteModal", NOTE)
            assert "can only be read, not written." in ui.flat
            await ui.press("escape", "escape", "down", "enter", "escape", "s", "4")
            assert "can only be read, not written." in ui.toast
        await ui.press("s", "4")
        assert "Unreviewed -> Reviewed" in ui.toast
