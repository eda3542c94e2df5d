"""A draft under review: its document, what is decided on its items, and its file, which has each decision at once."""

from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from tracker import sources, whole_files
from tracker.database.lookups import LOOKUPS
from tracker.errors import BadInput
from tracker.intake import draft_file, drafting
from tracker.intake.document import Document, suffix_of
from tracker.intake.draft import Decided, Draft
from tracker.intake.lists import FoundList, lists
from tracker.intake.passages import Passages
from tracker.intake.readers import contents, read_bytes
from tracker.text import shown_line

ROLES = {code: str(row["name"]) for code, row in LOOKUPS["actor_role"].items()}
"""The roles that every database begins with, in their order."""
KINDS = {code: str(row["name"]) for code, row in LOOKUPS["actor_kind"].items()}
"""The kinds of actor, likewise."""


class Opened(NamedTuple):
    """A document that is to be drafted, or whose draft goes on."""

    document: Document
    raw: bytes
    path: Path
    """The draft's file, which need not exist yet."""
    lists: tuple[FoundList, ...]
    """The lists to choose from; none where there is a draft already."""
    draft: Draft | None
    saved: bool = True
    """Whether the file has this draft."""


def opened(path: Path) -> Opened:
    """Open a document, or a draft, by its path: the draft of `report.pdf` is `report.toml` beside it.

    Raises BadInput or NotFound where there is nothing to draft, or where draft and document do not fit.
    """
    if path.suffix.lower() == ".toml":
        found = draft_file.read(path)
        _, raw = sources.located(found.file, found.sha256, [path.absolute().parent])
        return Opened(read_bytes(raw, found.file), raw, path, (), found)
    raw = contents(path)
    target = path.with_suffix(".toml")
    if suffix_of(path.name) and target.exists():
        found = _draft_of(target, path, raw)
        return Opened(read_bytes(raw, path.name), raw, target, (), found)
    document = read_bytes(raw, path.name)
    ranked = lists(document)
    drafting.chosen(document, ranked, ())
    return Opened(document, raw, target, ranked, None)


def _draft_of(target: Path, path: Path, raw: bytes) -> Draft:
    elsewhere = f"Move it away, or write another draft: tracker draft {shown_line(str(path))} -o FILE"
    try:
        found = draft_file.read(target)
    except BadInput as error:
        raise BadInput(
            f"The draft would be {shown_line(str(target))}. {error.sentence}", elsewhere
        ) from error
    if found.sha256 != sha256(raw).hexdigest():
        raise BadInput(
            f"{shown_line(str(target))} is the draft of another edition of {shown_line(path.name)}.",
            elsewhere,
        )
    return found


class Review:
    """The decisions on a draft, each of which can be taken back while the review is open."""

    def __init__(self, document: Document, path: Path, draft: Draft, *, saved: bool) -> None:
        """`saved` says whether the file has this draft already."""
        self.document = document
        self.path = path
        self.passages = Passages(document)
        self._decided = Decided(draft)
        self._undone: list[Decided] = []
        self._on_disk = draft if saved else None
        self._content = path.read_bytes() if saved else None

    @property
    def draft(self) -> Draft:
        """The draft as it stands."""
        return self._decided.draft

    def decide(self, draft: Draft) -> None:
        """Take a decision: what holds from now on."""
        self._undone.clear()
        self._decided = self._decided.then(draft)

    def amend(self, draft: Draft) -> None:
        """Take what is no decision of the analyst's, and is not taken back."""
        self._decided = self._decided._replace(draft=draft)

    def undo(self) -> bool:
        """Take back the last decision; return whether there was one."""
        if not self._decided.past:
            return False
        self._undone.append(self._decided)
        self._decided = self._decided.undone()
        return True

    def redo(self) -> bool:
        """Do again what was taken back last; return whether there was something."""
        if not self._undone:
            return False
        self._decided = self._undone.pop()
        return True

    def save(self) -> None:
        """Have the file hold the draft as it stands; raises BadInput where it cannot, or another program changed it."""
        draft = self.draft
        if draft is self._on_disk:
            return
        name = shown_line(str(self.path))
        if self._file() != self._content:
            raise BadInput(
                f"{name} was changed by another program meanwhile.",
                f"What you decide here is not kept. Leave, and go on with what is there: tracker draft {name}",
            )
        content = draft_file.written(draft).encode()
        try:
            whole_files.write(self.path, content, mode=0o644)
        except OSError as error:
            raise BadInput(
                f"{name} cannot be written: {error.strerror}.",
                "Copy the document into a folder of yours, and draft it there.",
            ) from error
        self._on_disk, self._content = draft, content

    def _file(self) -> bytes | None:
        try:
            return self.path.read_bytes()
        except OSError:
            return None
