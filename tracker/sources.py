"""The file that a report was taken from: found by its SHA-256, read beside its recommendations, never stored.

It is looked for beside the database, beside the bundled seeds, and where somebody said once that it is.
"""

import os
from collections import deque
from collections.abc import Iterable, Sequence
from contextlib import suppress
from functools import lru_cache
from hashlib import file_digest, sha256
from pathlib import Path, PurePath
from typing import NamedTuple

from tracker import whole_files
from tracker.errors import BadInput, NotFound
from tracker.settings import state_folder
from tracker.text import shown_line

SIZE_LIMIT = 128 * 2**20
"""Largest source, in bytes; the text of a thousand pages has three million, but a PDF has pictures too."""
_DOCUMENTS = (".pdf", ".docx", ".html")
"""What is no text, and is read as a draft reads it."""
_MOST_LISTED = 10_000
"""How many files and folders below one are looked at: those of an office for years, and not those of a disk."""
_ENDLESS = 2**40
_REMEMBERED = 1_000
"""How many files are remembered; those named last stay."""


class SourceText(NamedTuple):
    """A report's own text, line by line; line 1 is `lines[0]`."""

    path: Path
    lines: tuple[str, ...]
    """Of a document, as its reader counts them."""


def read(path: Path) -> bytes:
    """Return what is in a source file, or comes out of a pipe that somebody writes to; raises BadInput."""
    try:
        with open(path, "rb", opener=whole_files.open_without_waiting) as file:
            raw = file.read(SIZE_LIMIT + 1)
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else "no file has such a name"
        raise BadInput(f"{shown_line(str(path))} cannot be read: {why}.", _WHICH) from error
    if not raw:
        raise BadInput(f"{shown_line(str(path))} is empty.", _WHICH)
    if len(raw) > SIZE_LIMIT:
        raise BadInput(f"{shown_line(str(path))} has more than {SIZE_LIMIT // 2**20} MB, or no end.", _WHICH)
    return raw


_WHICH = "Name the file itself, as it came."


def lines_of(raw: bytes, *names: str | None) -> tuple[str, ...]:
    """Return the lines of a text as an editor counts them, of a document as its reader does; raises BadInput.

    `names` say what it is. A text is not cut at the other characters at which Python breaks lines.
    """
    if raw.startswith(b"%PDF-") or any(name and name.lower().endswith(_DOCUMENTS) for name in names):
        from tracker.intake.readers import read_source

        document = read_source(raw, *names)
        every = {line.number: line for line in (*document.lines, *document.dropped)}
        return tuple(
            f"{line.marker} {line.text}".strip() if (line := every.get(number)) else ""
            for number in range(1, max(every, default=0) + 1)
        )
    return tuple(raw.decode("utf-8", "replace").removesuffix("\n").split("\n"))


def digest(path: Path) -> str:
    """Return the SHA-256 of a source file in hexadecimal, as a report notes it; raises BadInput."""
    return sha256(read(path)).hexdigest()


def by_digest(files: Iterable[Path]) -> dict[str, Path]:
    """Return files by their SHA-256, whatever their size; each is read once, a block at a time."""
    found = {}
    for path in files:
        with suppress(OSError, ValueError):
            if path.is_file():
                there = path.stat()
                found[_streamed(path, there.st_ino, there.st_size, there.st_mtime_ns)] = path
    return found


@lru_cache(maxsize=10_000)
def _streamed(path: Path, _inode: int, _size: int, _changed: int) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


class SourceFolder:
    """The files of a folder and of those below it; one is read for its SHA-256 no sooner than somebody asks."""

    def __init__(self, folder: Path) -> None:
        """Hidden folders and those that are links are left out; raises BadInput where the folder cannot be read."""
        self.files: list[Path] = []
        """The nearest first."""
        self.left_out = ""
        """A sentence about what was not looked at, to be put behind another."""
        self._list(folder)
        self._named: dict[str, list[Path]] = {}
        for path in self.files:
            self._named.setdefault(path.name, []).append(path)
        self._unread = iter(self.files)
        self._found: dict[str, Path] = {}

    def named(self, name: str) -> Path | None:
        """Return the nearest file of that name."""
        return next(iter(self._named.get(name, ())), None)

    def holding(self, digest: str, name: str) -> Path | None:
        """Return a file with this SHA-256; those of that name are read first."""
        for path in self._named.get(name, ()):
            self._read(path)
        while digest not in self._found and (unread := next(self._unread, None)):
            self._read(unread)
        return self._found.get(digest)

    def _read(self, path: Path) -> None:
        with suppress(OSError):
            # Of those without an end, in /proc and the like, some say that they are empty, others that they are vast.
            if 0 < path.stat().st_size < _ENDLESS:
                for digest in by_digest([path]):
                    self._found.setdefault(digest, path)

    def _list(self, folder: Path) -> None:
        folders = deque([folder])
        seen = 0
        while folders:
            at = folders.popleft()
            try:
                entries = sorted(os.scandir(at), key=lambda entry: entry.name)
            except OSError as error:
                sentence = f"{shown_line(str(at))} cannot be read: {error.strerror}."
                if at == folder:
                    raise BadInput(sentence, "Name another folder.") from error
                self.left_out = f" {sentence}"
                continue
            for entry in entries:
                if seen == _MOST_LISTED:
                    self.left_out = f" Only its first {_MOST_LISTED:,} files and folders were looked at."
                    return
                seen += 1
                with suppress(OSError):
                    if entry.is_file():
                        self.files.append(Path(entry.path))
                    elif entry.is_dir(follow_symlinks=False) and not entry.name.startswith("."):
                        folders.append(Path(entry.path))


def remember(path: Path, digest: str, folder: Path | None = None) -> None:
    """Remember where the file with this SHA-256 is; raises BadInput, OSError.

    `folder` is where the list is kept: the state folder where none is given.
    """
    where = str(path.absolute())
    if "\n" in where:
        raise BadInput("A line break stands in the name of this file or its folder.", "Rename it.")
    remembered = _remembered(folder)
    remembered.pop(digest, None)
    kept = [*remembered.items(), (digest, where)][-_REMEMBERED:]
    target = _list(folder)
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    whole_files.write(target, os.fsencode("".join(f"{each}  {place}\n" for each, place in kept)))


def find(
    name: str | None, digest: str | None, folders: Sequence[Path], *, listed: Path | None = None
) -> SourceText:
    """Return the text of the file with this SHA-256; as `located`, and raises NotFound where it cannot be read."""
    path, raw = located(name, digest, folders, listed=listed)
    try:
        return SourceText(path, lines_of(raw, name, path.name))
    except BadInput as error:
        raise NotFound(error.sentence, error.remedy) from error


def located(
    name: str | None, digest: str | None, folders: Sequence[Path], *, listed: Path | None = None
) -> tuple[Path, bytes]:
    """Return the file with this SHA-256, and what is in it.

    `name` is what the report calls it, `folders` are where it may lie, the likeliest first; `listed` is the folder
    of the list that `remember` keeps. Raises NotFound, which says which file to put where.
    """
    if digest is None:
        remedy = "Give source_file and source_sha256 in its seed, and load it with --accept-changes."
        raise NotFound("The report does not say which file it was taken from.", remedy)
    places = _places(name, digest, folders, listed)
    other: Path | None = None
    for path in places:
        try:
            raw = read(path) if path.is_file() else b""
        except (BadInput, OSError, ValueError):
            continue
        if raw and sha256(raw).hexdigest() == digest:
            return path, raw
        other = other or (path if raw else None)
    remedy = f"Put it into {shown_line(str(folders[0]))}, or say once where it is: tracker source-file FILE"
    if other is not None:
        sentence = f"{shown_line(str(other))} is not the file that the report was taken from: its SHA-256 is another."
        raise NotFound(sentence, remedy)
    wanted = shown_line(_own(name)) or f"a file with the SHA-256 {shown_line(digest)}"
    raise NotFound(f"The report's own text, {wanted}, is not at hand.", remedy)


def at_hand(name: str, digest: str, folders: Sequence[Path], *, listed: Path | None = None) -> Path | None:
    """Return where the file with this SHA-256 lies, of whatever size; None where it is not there, as `located`."""
    return by_digest(reversed(_places(name, digest, folders, listed))).get(digest)


def _own(name: str | None) -> str:
    """Return the name of a file: what the database has may be a path that any program wrote."""
    return PurePath(name or "").name


def _places(name: str | None, digest: str, folders: Sequence[Path], listed: Path | None) -> list[Path]:
    """Return where a file may lie, the likeliest first."""
    remembered = _remembered(listed).get(digest)
    named = [folder / _own(name) for folder in folders] if _own(name) else []
    return named if remembered is None else [Path(remembered), *named]


def _list(folder: Path | None) -> Path:
    return (folder or state_folder()) / "source-files"


def _remembered(folder: Path | None) -> dict[str, str]:
    """Return the path for each SHA-256, the one remembered last at the end."""
    try:
        text = os.fsdecode(_list(folder).read_bytes())
    except OSError:
        return {}
    pairs = (line.partition("  ") for line in text.split("\n"))
    return {digest: place for digest, _, place in pairs if place}
