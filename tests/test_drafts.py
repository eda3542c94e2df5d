"""Drafts on disk: who may read them, which ones are left behind, and what ends them."""

import os
import select
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests import LIMIT_SECONDS
from tracker.drafts import Draft, Drafts
from tracker.errors import TrackerError

NOTE = Draft((3,), "3", "half a thought", analyst="amy")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "state" / "drafts"


def drafts(folder: Path, database: str = "tracker.db") -> Drafts:
    return Drafts(folder.parent / database, folder)


def left(folder: Path, database: str = "tracker.db") -> list[str]:
    """The texts that another process would be offered now."""
    return [draft.text for draft in drafts(folder, database).left()]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
def test_only_the_analyst_may_read_a_draft(folder: Path) -> None:
    mine = drafts(folder)
    mine.keep(mine.named(NOTE))
    assert folder.stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o777 for path in folder.iterdir()} == {0o600}
    mine.close()


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
def test_a_folder_of_drafts_that_others_could_enter_is_closed_to_them(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o755)
    mine = drafts(folder)
    mine.keep(mine.named(NOTE))
    assert folder.stat().st_mode & 0o777 == 0o700
    mine.close()


def test_nothing_is_made_before_something_is_written(folder: Path) -> None:
    mine = drafts(folder)
    assert mine.left() == []
    mine.close()
    assert not folder.exists()


def test_a_draft_comes_back_with_all_that_was_known_of_it(folder: Path) -> None:
    mine = drafts(folder)
    edit = mine.named(Draft((1, 2), "two of them", "Zürich \ud800 \U0001f30a\nnew", 7, "Zürich", "amy"))
    mine.keep(edit)
    mine.close()
    (found,) = drafts(folder).left()
    assert found.moment.endswith("Z")
    assert found._replace(moment="") == edit


def test_a_draft_is_not_offered_while_its_process_runs_and_is_when_that_is_killed(folder: Path) -> None:
    code = f"""
import sys
from pathlib import Path
from tracker.drafts import Draft, Drafts
mine = Drafts(Path({str(folder.parent / "tracker.db")!r}), Path({str(folder)!r}))
mine.keep(mine.named(Draft((1,), "1", "written by another process")))
print("written", flush=True)
sys.stdin.read()
"""
    process = subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert process.stdout is not None and process.stdin is not None
    assert select.select([process.stdout], [], [], LIMIT_SECONDS)[0]
    assert process.stdout.readline() == b"written\n"
    assert left(folder) == []
    process.send_signal(signal.SIGKILL)
    process.communicate(timeout=LIMIT_SECONDS)
    assert left(folder) == ["written by another process"]


def test_the_draft_of_another_ui_in_the_same_process_is_not_offered_until_it_ends(folder: Path) -> None:
    other = drafts(folder)
    other.keep(other.named(NOTE))
    assert left(folder) == []
    other.close()
    assert left(folder) == ["half a thought"]


def test_only_the_drafts_of_the_same_file_are_offered(folder: Path) -> None:
    mine = drafts(folder)
    mine.keep(mine.named(NOTE))
    mine.close()
    assert left(folder, "other.db") == []
    (folder.parent / "link.db").symlink_to(folder.parent / "tracker.db")
    assert left(folder, "link.db") == ["half a thought"]


def test_the_latest_text_replaces_the_one_before(folder: Path) -> None:
    mine = drafts(folder)
    note = mine.named(NOTE)
    for text in ("a", "ab", "abc"):
        mine.keep(note._replace(text=text))
    mine.close()
    assert left(folder) == ["abc"]
    assert [path.suffix for path in folder.iterdir()] == [".json"]


@pytest.mark.parametrize("text", ["", "  \n", "as stored"])
def test_a_text_that_the_database_has_needs_no_draft(folder: Path, text: str) -> None:
    mine = drafts(folder)
    note = mine.named(NOTE._replace(seen="as stored"))
    mine.keep(note)
    mine.keep(note._replace(text=text))
    mine.close()
    assert left(folder) == []


def test_a_dropped_draft_is_gone_and_one_that_never_was_may_be_dropped(folder: Path) -> None:
    mine = drafts(folder)
    note = mine.named(NOTE)
    mine.drop(note)
    mine.keep(note)
    mine.drop(note)
    mine.close()
    assert left(folder) == []


def test_a_draft_that_is_gone_on_with_is_offered_to_nobody_else(folder: Path) -> None:
    first = drafts(folder)
    first.keep(first.named(NOTE))
    first.close()
    mine = drafts(folder)
    (found,) = mine.left()
    mine.adopt(found, mine.named(found))
    assert left(folder) == []
    mine.close()
    assert left(folder) == ["half a thought"]


def test_a_draft_stays_where_it_cannot_be_gone_on_with(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = drafts(folder)
    first.keep(first.named(NOTE))
    first.close()
    mine = drafts(folder)
    (found,) = mine.left()
    _full_disk(monkeypatch)
    with pytest.raises(TrackerError, match="No space left"):
        mine.adopt(found, mine.named(found))
    mine.close()
    assert left(folder) == ["half a thought"]


def test_a_full_disk_is_a_sentence_and_leaves_the_draft_of_before(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine = drafts(folder)
    note = mine.named(NOTE)
    mine.keep(note)
    _full_disk(monkeypatch)
    with pytest.raises(TrackerError, match="No draft of this note can be kept"):
        mine.keep(note._replace(text="half a thought and more"))
    mine.close()
    assert left(folder) == ["half a thought"]


def _full_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    def fsync(_number: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", fsync)


@pytest.mark.parametrize("content", [b"", b"\xff", b"[]", b"{}", b'{"database": 1}', b'{"text": 3}'])
def test_a_file_that_is_no_draft_is_passed_over(folder: Path, content: bytes) -> None:
    mine = drafts(folder)
    mine.keep(mine.named(NOTE))
    mine.close()
    (folder / "abc-def.json").write_bytes(content)
    assert left(folder) == ["half a thought"]


def test_the_locks_of_killed_processes_are_swept_away(folder: Path) -> None:
    folder.mkdir(parents=True)
    (folder / "dead.lock").touch()
    mine = drafts(folder)
    mine.keep(mine.named(NOTE))
    assert len(list(folder.glob("*.lock"))) == 1
    mine.close()
    assert not list(folder.glob("*.lock"))
