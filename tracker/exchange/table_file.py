"""Opening a table: what it is says its content, not its name; standard input and pipes are kept until it is read."""

import re
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO

from tracker.exchange.encodings import Sample
from tracker.exchange.table import Table, TableOptions, Unreadable
from tracker.text import shown_line
from tracker.whole_files import open_without_waiting

STREAM_LIMIT = 2 << 30
"""How much may come out of a pipe, in bytes: a million rows of two thousand characters."""
_BLOCK = 1 << 20
_LIST = re.compile(rb"(?:\xef\xbb\xbf)?\s*\[\s*[\[\]{]")


@contextmanager
def open_table(
    given: str, options: TableOptions, wanted: Sequence[frozenset[str]] = (), *, name: str | None = None
) -> Iterator[Table]:
    """Give the table of a file, or of standard input where `-` is given; raises Unreadable.

    `name` is what it is called, else its file's name; `wanted` is as in `table.with_header`.
    """
    called = name or (Path(given).name if given != "-" else "standard input")
    with TemporaryDirectory(prefix="tracker-table-", ignore_cleanup_errors=True) as folder:
        path = _file(given, Path(folder))
        yield _read(path, shown_line(called), options, wanted)


def _file(given: str, folder: Path) -> Path:
    """Return a file that can be read more than once."""
    path = Path(given)
    copy = folder / "table"
    try:
        if given == "-":
            with copy.open("wb") as file:
                _copy(sys.stdin.buffer, file, "Standard input")
            return copy
        if path.is_file():
            return path
        if path.is_dir():
            raise Unreadable(f"{shown_line(given)} is a folder.", "Name a table in it.")
        with open(path, "rb", opener=open_without_waiting) as pipe, copy.open("wb") as file:
            _copy(pipe, file, shown_line(given))
    except FileNotFoundError as error:
        raise Unreadable(f"There is no file {shown_line(given)}.", "Name a table.") from error
    except (OSError, ValueError) as error:
        told = error.strerror if isinstance(error, OSError) else "no file can have that name"
        raise Unreadable(f"{shown_line(given)} cannot be read: {told}.", "Name another file.") from error
    return copy


def _copy(stream: BinaryIO, file: BinaryIO, called: str) -> None:
    """Copy what comes, as it may be read twice; raises Unreadable for what has no end, before the disk is full."""
    taken = 0
    while block := stream.read(_BLOCK):
        taken += len(block)
        if taken > STREAM_LIMIT:
            raise Unreadable(
                f"{called} has more than {STREAM_LIMIT // 2**20:,} MB, or no end.", "Save it as a file first."
            )
        file.write(block)


def _read(path: Path, name: str, options: TableOptions, wanted: Sequence[frozenset[str]]) -> Table:
    try:
        digest, sample, start = _looked_at(path)
    except OSError as error:
        raise Unreadable(f"{name} cannot be read: {error.strerror}.", "Name another file.") from error
    if not start:
        raise Unreadable(f"{name} is empty.", "Name a table with a header.")
    if start.startswith(b"PK\x03\x04"):
        from tracker.exchange.spreadsheets import read_spreadsheet

        return read_spreadsheet(path, name, digest, options, wanted)
    if start.startswith((b"\xd0\xcf\x11\xe0", b"%PDF", b"PK")):
        raise Unreadable(
            f"{name} cannot be read as a table: it is an old or locked spreadsheet, or a document.",
            "Save it as .xlsx without a password or as CSV; a document is read by: tracker draft",
        )
    if _LIST.match(start):
        raise Unreadable(
            f"{name} is one list of JSON.",
            "Write an object a line, as this does: jq -c '.[]' FILE > lines.jsonl",
        )
    if start.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{"):
        from tracker.exchange.json_lines import read_json_lines

        return read_json_lines(path, name, digest)
    from tracker.exchange.csv_text import read_separated

    return read_separated(path, name, digest, sample.found(), options, wanted)


def _looked_at(path: Path) -> tuple[str, Sample, bytes]:
    """Return the file's SHA-256, what its bytes say of its encoding, and its start."""
    digest = sha256()
    sample = Sample()
    start = b""
    size = path.stat().st_size
    taken = 0
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            taken += len(block)
            start = start or block[:64]
            digest.update(block)
            sample.take(block, last=taken >= size)
    return digest.hexdigest(), sample, start
