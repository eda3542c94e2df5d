"""The file that a report was taken from is found by its SHA-256, wherever it may lie."""

import os
from hashlib import sha256
from pathlib import Path

import pytest

from tracker import sources
from tracker.errors import BadInput, NotFound

TEXT = b"One\nTwo\x0cstill two\nThree\n"
DIGEST = sha256(TEXT).hexdigest()


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    folder = tmp_path / "desk"
    folder.mkdir()
    return folder


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    """Where it is kept which files were named."""
    return tmp_path / "state"


def test_it_is_found_beside_the_database(desk: Path, kept: Path) -> None:
    (desk / "report.txt").write_bytes(TEXT)
    found = sources.find("report.txt", DIGEST, [desk], listed=kept)
    assert found == (desk / "report.txt", ("One", "Two\x0cstill two", "Three"))


def test_it_is_found_where_it_was_said_to_be_under_any_name(desk: Path, kept: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "été 2026.txt"
    elsewhere.write_bytes(TEXT)
    sources.remember(elsewhere, sources.digest(elsewhere), kept)
    assert sources.find("report.txt", DIGEST, [desk], listed=kept).path == elsewhere


def test_what_was_said_last_counts_and_what_is_gone_does_not_hide_the_rest(desk: Path, kept: Path) -> None:
    for name in ("first.txt", "second.txt", "report.txt"):
        (desk / name).write_bytes(TEXT)
    sources.remember(desk / "second.txt", DIGEST, kept)
    sources.remember(desk / "first.txt", DIGEST, kept)
    assert sources.find("report.txt", DIGEST, [desk], listed=kept).path == desk / "first.txt"
    (desk / "first.txt").unlink()
    assert sources.find("report.txt", DIGEST, [desk], listed=kept).path == desk / "report.txt"


def test_another_edition_is_told_from_a_file_that_is_not_there(desk: Path, kept: Path) -> None:
    with pytest.raises(NotFound) as gone:
        sources.find("report.txt", DIGEST, [desk], listed=kept)
    (desk / "report.txt").write_bytes(TEXT + b"Four")
    with pytest.raises(NotFound) as other:
        sources.find("report.txt", DIGEST, [desk], listed=kept)
    assert gone.value.sentence == "The report's own text, report.txt, is not at hand."
    assert "is not the file that the report was taken from" in other.value.sentence
    assert str(desk) in gone.value.remedy


def test_a_report_without_a_digest_proves_nothing(desk: Path, kept: Path) -> None:
    (desk / "report.txt").write_bytes(TEXT)
    with pytest.raises(NotFound, match="does not say which file"):
        sources.find("report.txt", None, [desk], listed=kept)


@pytest.mark.parametrize(
    "name", ["../secret.txt", "/etc/hostname", "", "\0", "..", "x" * 5_000], ids=lambda name: f"{name[:9]!a}"
)
def test_a_name_from_the_database_leads_nowhere_else(desk: Path, kept: Path, name: str) -> None:
    (desk.parent / "secret.txt").write_bytes(TEXT)
    with pytest.raises(NotFound):
        sources.find(name, DIGEST, [desk], listed=kept)


def test_a_pipe_of_that_name_is_not_waited_for(desk: Path, kept: Path) -> None:
    os.mkfifo(desk / "report.txt")
    with pytest.raises(NotFound):
        sources.find("report.txt", DIGEST, [desk], listed=kept)


@pytest.mark.parametrize("name", ["gone.txt", "\0", "empty.txt", "."])
def test_what_cannot_be_read_is_refused(desk: Path, name: str) -> None:
    (desk / "empty.txt").touch()
    with pytest.raises(BadInput):
        sources.digest(desk / name)


def test_a_list_that_somebody_wrote_into_is_no_fault(desk: Path, kept: Path) -> None:
    kept.mkdir()
    (kept / "source-files").write_bytes(b"\xff\xfe nonsense\n\n" + f"{DIGEST}  /no/such\0file\n".encode())
    (desk / "report.txt").write_bytes(TEXT)
    assert sources.find("report.txt", DIGEST, [desk], listed=kept).path == desk / "report.txt"


def test_a_path_with_a_line_break_is_not_remembered(desk: Path, kept: Path) -> None:
    with pytest.raises(BadInput):
        sources.remember(desk / "two\nlines", DIGEST, kept)
    assert not kept.exists()
