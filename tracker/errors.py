"""The one family of errors: each a sentence a person can act on, raised deep and shown once at the edge."""

from collections.abc import Sequence


class TrackerError(Exception):
    """Something a person can mend: `sentence` says what is wrong and where, `remedy` what to do."""

    exit_code = 1
    """What a command that meets this error exits with."""

    def __init__(self, sentence: str, remedy: str = "") -> None:
        super().__init__(sentence, remedy)
        self.sentence = sentence
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.sentence} {self.remedy}".strip()


class BadInput(TrackerError):
    """What was typed cannot be used as it stands."""

    exit_code = 2


class QueryError(BadInput):
    """A query line that cannot be read, or that names something the database does not hold."""

    def __init__(self, sentence: str, remedy: str = "", *, start: int, end: int, unfinished: bool = False):
        """`start` and `end` are 0-based code points in the line; `unfinished`: more typing may mend it."""
        super().__init__(sentence, remedy)
        self.start = start
        self.end = end
        self.unfinished = unfinished


class NotFound(TrackerError):
    """Nothing goes by that name or number."""


class Conflict(TrackerError):
    """Somebody changed it since the analyst looked: nothing was written, and both versions are here."""

    def __init__(
        self, sentence: str, remedy: str = "", *, mine: str, theirs: str | None, who: str | None = None
    ) -> None:
        """`theirs` is what the database holds now, None if it holds it no more; `who` wrote it, if that is known."""
        super().__init__(sentence, remedy)
        self.who = who
        self.mine = mine
        self.theirs = theirs


class NothingToUndo(TrackerError):
    """The analyst has nothing left to take back."""


class NothingToRedo(TrackerError):
    """The analyst has nothing to do again."""


class CannotUndo(TrackerError):
    """Taking it back would overwrite something newer."""


class SeedError(TrackerError):
    """A seed file that cannot be loaded; each of `findings` is one line that names file, table and key."""

    def __init__(self, findings: Sequence[str]) -> None:
        super().__init__("\n".join(findings), "\nNothing was written.")
        self.findings = tuple(findings)


class DatabaseUnusable(TrackerError):
    """The file cannot be opened, read or written as a Tracker database."""


class NoDatabase(DatabaseUnusable):
    """There is no database at that path."""


class DatabaseBusy(DatabaseUnusable):
    """Another program holds the file; the same call may go through later."""


def mistake(error: Exception, doing: str, remedy: str = "Please report it.") -> TrackerError:
    """Return what is said of a fault of ours; `doing` is what was being done, as in "reading the notes".

    A library that is not there, or not as it should be, is none of ours: after a `git pull` that wants another one.
    """
    if isinstance(error, ImportError) and error.name is not None and not error.name.startswith("tracker"):
        is_there = not isinstance(error, ModuleNotFoundError)
        return TrackerError(
            f"The library {error.name.partition('.')[0]} is {'not the one Tracker needs' if is_there else 'missing'}.",
            "Where Tracker was updated, bring its libraries up to date too: uv sync --no-dev in its folder, or install "
            "it again as you did before.",
        )
    fault = " ".join(f"{type(error).__name__}: {error}".split())
    return TrackerError(f"Tracker made a mistake ({fault}) while {doing}.", remedy)
