"""Where an analyst works: which file, under which name; every command opens the database here."""

import shlex
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from tracker import settings
from tracker.database import file, schema
from tracker.errors import NoDatabase
from tracker.printing import out, tell
from tracker.text import meant, shown_line

if TYPE_CHECKING:
    from tracker.database.writer import Writer
    from tracker.edits import Saved


class Workplace(NamedTuple):
    """What `--db` and `--analyst` gave, None where they were not; nothing is opened before it is asked for."""

    db: str | None = None
    analyst: str | None = None

    @property
    def path(self) -> Path:
        """The database file, which need not exist."""
        return settings.database_path(self.db)

    @property
    def name(self) -> str:
        """The analyst's name."""
        return settings.analyst_name(self.analyst)

    def tell_saved(self, saved: "Saved", *, back: str = "undo") -> None:
        """Print what was done, and how to take it back or to have it again."""
        out(shown_line(saved.summary))
        if saved.changeset_id is not None:
            out(shown_line(f"{back.capitalize()} with: {self.again(back)}"))

    def again(self, command: str) -> str:
        """Return a command line for the same file and analyst, to print as advice."""
        given = {"--db": self.db, "--analyst": self.analyst}
        options = [f"{option} {shlex.quote(value)}" for option, value in given.items() if value]
        return " ".join(["tracker", command, *options])

    def current(self) -> Path:
        """Return the file, brought up to date where it is older; raise NoDatabase where there is none."""
        path = self.there()
        if file.standing(path) == "older":
            make(path)
        return path

    def there(self) -> Path:
        """Return the file as it is; raise NoDatabase where there is none."""
        path = self.path
        if file.standing(path) in ("missing", "empty"):
            raise NoDatabase(f"There is no database at {path}.", f"Make one with: {self.again('load')}")
        return path

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Give a connection for reading; whatever SQLite raises becomes a sentence."""
        path = self.current()
        with closing(file.connect(path)) as connection, file.told(path):
            altered = schema.altered(connection, path)
            if altered is not None:
                warn(str(altered))
            yield connection

    def referred(self, reference: str) -> tuple[int, ...]:
        """Return the recommendations that a REF names."""
        from tracker.queries import referred

        with self.reading() as connection:
            return referred(connection, reference)

    def tags(self, typed: Sequence[str]) -> list[str]:
        """Return the names of the tags that are meant, whatever their case and accents; raise NotFound."""
        from tracker.queries import tag_meant

        with self.reading() as connection:
            return [tag_meant(connection, name) for name in typed]

    def new_tags(self, typed: Sequence[str]) -> dict[str, str]:
        """Return the names that no tag has, each with the name of a tag that is near, or nothing."""
        from difflib import get_close_matches

        with self.reading() as connection:
            known = [row[0] for row in connection.execute("SELECT name FROM tag ORDER BY id")]
        new = [name for name in typed if meant(name, known) is None]
        return {name: "".join(get_close_matches(name, known, n=1)) for name in new}

    def status(self, typed: str) -> str:
        """Return the code of the review status that is meant by its code or its name; what is none as it is."""
        from tracker.queries import statuses

        with self.reading() as connection:
            known = statuses(connection)
        by_name = {name: status.code for status in known for name in (status.name, status.code)}
        return by_name.get(meant(typed, by_name) or "", typed)

    @contextmanager
    def writer(self) -> "Iterator[Writer]":
        """Give what writes to the file."""
        from tracker.database.writer import Writer

        with closing(Writer(self.current())) as writer:
            yield writer

    def prepare(self) -> Path:
        """Return a current file for the UI: one that is missing or empty is made and gets the bundled report."""
        path = self.path
        state = file.standing(path)
        if state in ("missing", "empty"):
            from tracker import seeding
            from tracker.database.writer import Writer

            name = self.name
            seeding.validated(None)
            make(path)
            with closing(Writer(path)) as writer:
                seeding.load(writer, None, analyst=name)
        elif state == "older":
            make(path)
        return path


@cache
def warn(sentence: str) -> None:
    """Say it once, however often a command reads."""
    tell(f"Warning: {sentence}")


def make(path: Path) -> None:
    """Make the database where there is none, or bring an older one up to date after a backup."""
    from tracker.database import upgrade

    state = file.standing(path)
    if state in ("missing", "empty"):
        tell(f"Making a database at {path}")
    upgraded = upgrade.ensure(path)
    if upgraded is not None:
        tell(f"{path} was brought up to date; as it was, it is kept in {upgraded.backup}")
        for sentence in upgraded.unfitting:
            tell(sentence)


def workplace(context: Any) -> Workplace:
    """Return where a command works: what stood in its line, or before it."""
    here = context.obj
    assert isinstance(here, Workplace), "the callback before every command sets it"
    return here
