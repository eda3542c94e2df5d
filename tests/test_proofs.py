"""What is quoted is found again in its file, at its page, line or row; what is not is told by its statement."""

import json
import os
import sqlite3
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

import docx
import pytest

from tests import test_commands_checking
from tests.documents import Printed, pdf
from tracker import proofs, sources
from tracker.reading import citations

Run = Callable[..., str]
Shell = Callable[[Path], sqlite3.Connection]

run = test_commands_checking.run


class Said(NamedTuple):
    """What is quoted from a file, and how it is told where that does not have it."""

    file: str
    raw: bytes
    text: str
    place: str | None
    told: str = ""

    @property
    def kind(self) -> str:
        """Of the source."""
        return "table" if self.file.endswith(".csv") else "document"


LETTER = pdf(
    [
        [Printed("The government takes note of", 100), Printed("the recommendation.", 114)],
        [
            Printed("It will do more than", 100),
            Printed("was asked of it, by and by.", 114),
            Printed("5", 800),
        ],
        [Printed("Work on the coun-", 100), Printed("ter has begun.", 114)],
    ]
)
TABLE = 'Lines before\n\nNo,Answer,More\n1,We accept it.,x\n2,"We note,\nand wait.",y\n'.encode("mac_roman")
NOTES = b"First\nThe minister said so.\nLast\n"
PRINTED = (
    "It takes note of the recommen-\ndation, “as it isn’t new”, "
    "of self-\nmade, e\ufb03cient and co\u00adoperative work.\n"
)


def letter_docx() -> bytes:
    document = docx.Document()
    document.add_paragraph("The government takes note of the recommendation.")
    file = BytesIO()
    document.save(file)
    return file.getvalue()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "files"
    made.mkdir()
    return made


@pytest.fixture
def quoted(seeded: Path, shell: Shell, folder: Path) -> Callable[..., None]:
    """Puts a file into the folder, a source of it into the database, and what is quoted from it."""
    connection = shell(seeded)

    def quote(name: str, raw: bytes | None, *said: tuple[str, str | None], kind: str = "document") -> None:
        digest = sha256(raw or b"").hexdigest()
        if raw is not None:
            (folder / name).write_bytes(raw)
        connection.execute("INSERT INTO source (name, kind, sha256) VALUES (?, ?, ?)", (name, kind, digest))
        for text, place in said:
            connection.execute(
                "INSERT INTO response (recommendation_id, position, text, source_id, place)"
                " SELECT 1, 'noted', ?, max(id), ? FROM source",
                (text, place),
            )

    return quote


def found(path: Path, where: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as connection:
        return [f"{each.where}: {each.sentence}" for each in proofs.findings(connection, where, Counter())]


PROVEN = {
    "on a page": Said("a.pdf", LETTER, "takes note of the recommendation.", "p. 1"),
    "over two pages": Said("a.pdf", LETTER, "recommendation. It will do more", "p. 1-2"),
    "with the line break of the one who typed it": Said(
        "a.pdf",
        LETTER,
        "It will do\nmore than was asked",
        "p. 2",
    ),
    "anywhere in it": Said("a.pdf", LETTER, "more than was asked", None),
    "without pages": Said("a.docx", letter_docx(), "takes note of the recommendation.", "p. 7"),
    "in a line": Said("a.txt", NOTES, "The minister said so.", "line 2"),
    "in lines": Said("a.txt", NOTES, "said so. Last", "lines 2-3"),
    **{
        f"as {words!r}": Said("a.txt", PRINTED.encode(), words, None)
        for words in (
            "the recommendation, “as",
            'the recommen-\ndation, "as it isn\'t new", of self-made',
            "„as it isn‘t new“, of self-\nmade, efficient",
            "self-made, e\ufb03cient and cooperative",
            "co\u00adoperative\u00a0work.",
        )
    },
    "in a web page": Said("a.html", b"<p>One</p><p>We <b>accept</b> it.</p>", "We accept it.", None),
    "in a row": Said("a.csv", TABLE, "We accept", "row 4"),
    "in a row with a line break": Said("a.csv", TABLE, "We note,\nand wait.", "row 5"),
    "in a cell of some row": Said("a.csv", TABLE, "We note, and wait.", None),
}


@pytest.mark.parametrize("said", PROVEN.values(), ids=PROVEN)
def test_it_is_proven(seeded: Path, folder: Path, quoted: Callable[..., None], said: Said) -> None:
    quoted(said.file, said.raw, (said.text, said.place), kind=said.kind)
    assert found(seeded, folder) == []
    assert found(seeded, folder / said.file) == []


REFUSED = {
    "on another page": Said(
        "a.pdf",
        LETTER,
        "more than was asked of it",
        "p. 1",
        "stands in the file at p. 2, and not at its place, p. 1.",
    ),
    "in another line": Said(
        "a.txt",
        NOTES,
        "The minister said so.",
        "line 3",
        "stands in the file at line 2, and not at its place, line 3.",
    ),
    "nowhere": Said("a.pdf", LETTER, "rejects", "p. 1", "does not stand in the file."),
    "with another hyphen": Said(
        "a.txt", PRINTED.encode(), "co-operative work", None, "does not stand in the file."
    ),
    "nowhere at all": Said("a.pdf", LETTER, "rejects", None, "does not stand in the file."),
    "beyond the end": Said(
        "a.pdf",
        LETTER,
        "takes note",
        "p. 9",
        "stands in the file at p. 1, and not at its place, p. 9.",
    ),
    "a row of no table": Said(
        "a.pdf",
        LETTER,
        "takes note",
        "row 2",
        "could not be checked. a.pdf cannot be read as a table: it is an old or locked spreadsheet, or a document.",
    ),
    "in another row": Said("a.csv", TABLE, "We accept it.", "row 5", "stands in no cell of row 5."),
    "in a row that there is not": Said(
        "a.csv",
        TABLE,
        "We accept it.",
        "row 9",
        "should stand in row 9, and the table has no such row.",
    ),
    "in no cell": Said(
        "a.csv",
        TABLE,
        "We accept",
        None,
        "is not the whole of any cell in the table: say in which row it stands.",
    ),
    "a document that cannot be read": Said(
        "a.pdf",
        b"%PDF-1.4 broken",
        "We",
        "p. 1",
        "could not be checked. a.pdf cannot be read as a PDF.",
    ),
}


@pytest.mark.parametrize("said", REFUSED.values(), ids=REFUSED)
def test_it_is_told_by_its_statement(
    seeded: Path, folder: Path, quoted: Callable[..., None], said: Said
) -> None:
    quoted(said.file, said.raw, (said.text, said.place), kind=said.kind)
    (told,) = found(seeded, folder)
    assert told.startswith(f"source of response 1 of water/1: '{said.text}' {said.told}")


def test_a_quote_of_progress_is_proven_too(
    seeded: Path, folder: Path, quoted: Callable[..., None], shell: Shell
) -> None:
    quoted("a.pdf", LETTER)
    shell(seeded).executescript(
        "INSERT INTO progress (recommendation_id, basis, status, source_id, place, quote)"
        " VALUES (1, 'reported', 'in_progress', 1, 'p. 3', 'has begun'),"
        " (2, 'reported', 'in_progress', 1, 'p. 3', 'has not begun')"
    )
    assert found(seeded, folder) == [
        "source of progress 2 of water/2: 'has not begun' does not stand in the file."
    ]


def test_a_file_that_is_not_there_is_told_once(
    seeded: Path, folder: Path, quoted: Callable[..., None]
) -> None:
    quoted("gone.pdf", None, ("One", "p. 1"), ("Two", None))
    assert found(seeded, folder) == [
        f"source gone.pdf: No file in {folder} has its SHA-256, so 2 statements could not be proven."
    ]


def test_the_folders_below_are_looked_into(
    run: Run, seeded: Path, folder: Path, quoted: Callable[..., None]
) -> None:
    quoted("a.txt", NOTES, ("The minister said so.", "line 2"))
    quoted("a.pdf", LETTER, ("takes note", "p. 1"))
    (folder / "2024" / "autumn").mkdir(parents=True)
    (folder / "a.pdf").rename(folder / "2024" / "autumn" / "letter.pdf")
    (folder / "2024" / "round").symlink_to(folder)
    os.mkfifo(folder / "2024" / "a.txt")
    with (folder / "2024" / "vast").open("wb") as vast:
        vast.truncate(2**42)
    there = [str(each.relative_to(folder)) for each in sources.SourceFolder(folder).files]
    assert there == ["a.txt", "2024/vast", "2024/autumn/letter.pdf"]
    assert found(seeded, folder) == []
    assert "Proven by 2024/autumn/letter.pdf: 1 statement" in run("check", "--source", str(folder))
    (folder / "2024").rename(folder / ".2024")
    assert len(found(seeded, folder)) == 1, "of the letter alone"


def test_of_many_files_those_of_the_name_are_read_first(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = []
    for name in ("a", "b", "c"):
        (folder / name).mkdir()
        (folder / name / f"{name}.txt").write_bytes(name.encode())
    monkeypatch.setattr(sources, "by_digest", lambda files: {read.append(f.name): f for f in files} and {})
    there = sources.SourceFolder(folder)
    there.holding("0", "c.txt")
    there.holding("1", "z.txt")
    assert read == ["c.txt", "a.txt", "b.txt", "c.txt"]


def test_of_more_files_than_are_looked_at_that_is_said(
    seeded: Path, folder: Path, quoted: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    quoted("gone.pdf", None, ("One", "p. 1"))
    (folder / "a" / "b" / "c").mkdir(parents=True)
    monkeypatch.setattr(sources, "_MOST_LISTED", 3)
    assert "looked at" not in found(seeded, folder)[0]
    monkeypatch.setattr(sources, "_MOST_LISTED", 2)
    assert found(seeded, folder)[0].endswith(" Only its first 2 files and folders were looked at.")


def test_a_table_that_breaks_off_is_told_for_what_comes_after(
    seeded: Path, folder: Path, quoted: Callable[..., None]
) -> None:
    raw = b"No,Answer\n1,We accept it.\n" + b"2,We wait.\n" * 200 + b'3,"We "reject" it.\n4,We note it.\n'
    quoted(
        "a.csv", raw, ("We accept it.", "row 2"), ("We note it.", "row 204"), ("We do", None), kind="table"
    )
    first, second = found(seeded, folder)
    assert "response 2 of water/1: 'We note it.' could not be checked. " in first
    assert "response 3 of water/1: 'We do' could not be checked. " in second


def test_each_file_is_read_for_its_sha256_once(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "a.pdf").write_bytes(LETTER)
    first = sources.by_digest(folder.iterdir())
    monkeypatch.setattr(sources, "file_digest", lambda *_: pytest.fail("It was read again."))
    assert sources.by_digest(folder.iterdir()) == first == {sha256(LETTER).hexdigest(): folder / "a.pdf"}


def test_the_command_tells_and_lists(
    run: Run,
    seeded: Path,
    folder: Path,
    quoted: Callable[..., None],
    shell: Shell,
) -> None:
    quoted("a.pdf", LETTER, ("takes note", "p. 1"), ("rejects", "p. 1"))
    outside = shell(seeded)
    outside.execute(
        "INSERT INTO source (name, kind, address) VALUES ('Page', 'web', 'https://example.org/a')"
    )
    outside.execute(
        "INSERT INTO response (recommendation_id, position, text, source_id) VALUES (2, 'noted', 'x', 2)"
    )
    told = run("check", "--source", str(folder / "a.pdf"), code=1)
    assert told.splitlines() == [
        "Not tried: 1 statement from Page, https://example.org/a",
        "source of response 2 of water/1: 'rejects' does not stand in the file. Correct the statement or its place, "
        "or the SHA-256 of its source: tracker sources shows them.",
        "Proven by a.pdf: 1 statement",
    ]
    outside.execute("DELETE FROM response WHERE id = 2")
    told = run("check", "--source", str(folder / "a.pdf"))
    assert told.startswith(
        "Not tried: 1 statement from Page, https://example.org/a\nProven by a.pdf: 1 statement\nNothing found in 4 "
    )
    listed = json.loads(run("check", "--source", str(folder / "a.pdf"), "--json").partition("statement\n")[2])
    assert listed == []


def beside_keys(path: Path, folder: Path, listed: Path) -> dict[tuple[str, int], str | None]:
    with closing(sqlite3.connect(path)) as connection:
        return proofs.faults_at_hand(citations.of_recommendation(connection, 1), [folder], listed=listed)


def test_what_lies_where_somebody_said_is_tried_and_what_does_not_is_left_out(
    seeded: Path, folder: Path, quoted: Callable[..., None], tmp_path: Path
) -> None:
    state = tmp_path / "state"
    quoted("a.pdf", LETTER, ("takes note", "p. 1"), ("rejects", "p. 1"))
    quoted("b.txt", NOTES, ("The minister said so.", "line 2"))
    (folder / "b.txt").rename(tmp_path / "elsewhere.txt")
    assert beside_keys(seeded, folder, state) == {
        ("response", 1): None,
        ("response", 2): "does not stand in the file.",
    }
    sources.remember(tmp_path / "elsewhere.txt", sha256(NOTES).hexdigest(), state)
    assert beside_keys(seeded, folder, state)["response", 3] is None


def test_another_file_of_that_name_proves_nothing(
    seeded: Path, folder: Path, quoted: Callable[..., None], tmp_path: Path
) -> None:
    quoted("b.txt", NOTES, ("The minister said so.", "line 2"))
    (folder / "b.txt").write_bytes(NOTES + b"More\n")
    assert beside_keys(seeded, folder, tmp_path) == {}


STANDS = {
    "at its page": (
        Said("a.pdf", LETTER, "more than was asked", "p. 2"),
        ["It will do more than", "was asked of it, by and by."],
    ),
    "on another page": (Said("a.pdf", LETTER, "has begun", "p. 1"), ["ter has begun."]),
    "nowhere on its page": (
        Said("a.pdf", LETTER, "rejects", "p. 3"),
        ["Work on the coun-", "ter has begun."],
    ),
    "nowhere": (Said("a.pdf", LETTER, "rejects", None), []),
    "at its line": (Said("a.txt", NOTES, "said so", "line 2"), ["The minister said so."]),
    "in its row": (Said("a.csv", TABLE, "We note", "row 5"), ["2 | We note, and wait. | y"]),
}


@pytest.mark.parametrize(("said", "lines"), STANDS.values(), ids=STANDS)
def test_the_lines_of_a_statement_are_found(
    seeded: Path, folder: Path, quoted: Callable[..., None], said: Said, lines: list[str]
) -> None:
    quoted(said.file, said.raw, (said.text, said.place), kind=said.kind)
    with closing(sqlite3.connect(seeded)) as connection:
        found_one = citations.of_statement(connection, "response", 1)
    assert found_one is not None
    where = proofs.lines_of(folder / said.file, *found_one)
    assert list(where.lines[max(where.first - 1, 0) : where.last]) == lines


def test_a_source_file_of_statements_is_remembered(
    run: Run, seeded: Path, folder: Path, quoted: Callable[..., None]
) -> None:
    (folder / "b.txt").write_bytes(NOTES)
    assert "nothing is quoted from it" in run("source-file", str(folder / "b.txt"), code=2)
    quoted("Letter", NOTES)
    assert (
        run("source-file", str(folder / "b.txt")) == "b.txt is the source of Letter: L in the UI shows it.\n"
    )
