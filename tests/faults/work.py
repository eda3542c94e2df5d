"""What is done while it is killed: work without end that says what it is about to do and what was reported as saved.

It runs in a child that is forked off with everything imported; it opens every connection itself.
"""

from collections.abc import Callable, Sequence
from itertools import count
from pathlib import Path
from random import Random
from sqlite3 import Connection

from tracker import edits, seeding
from tracker.database import backups, upgrade
from tracker.database.writer import Writer
from tracker.edits import undo as undoing

Say = Callable[..., None]
"""Tells the parent at once: a word and values that JSON can hold."""

LOADED, LARGE = 40, 400
"""Recommendations in a load: many pages, so that there is time to be killed in."""
EVERYTHING = range(1, 5)
"""The recommendations that are there from the start."""


def edit(path: Path, random: Random, say: Say) -> None:
    """Edit: each action touches several rows; `doing` is followed by the changes that it is to leave."""
    writer = Writer(path)
    mark = f"{random.getrandbits(40):x}"
    for number in count():
        note = f"{mark} {number} " + "words " * random.choice((1, 1, 800))
        tag = f"t{mark}{number}"
        steps: Sequence[tuple[int, Callable[[], edits.Saved]]] = (
            (4, lambda note=note: edits.add_note(writer, EVERYTHING, note, analyst="amy")),
            (5, lambda tag=tag: edits.change_tags(writer, EVERYTHING, add=[tag], analyst="amy")),
            (
                4,
                lambda note=note: edits.set_status(
                    writer, EVERYTHING, "in_review", reason=note[:20], analyst="amy"
                ),
            ),
            (1, lambda tag=tag: edits.rename_tag(writer, tag, f"{tag}x", analyst="amy")),
            (5, lambda tag=tag: edits.delete_tag(writer, f"{tag}x", analyst="amy")),
        )
        for changes, step in steps:
            _do(say, changes, step)


def undo(path: Path, random: Random, say: Say) -> None:
    """Edit, take back and do again, and take back what came from outside."""
    writer = Writer(path)
    for number in count():
        body = f"{random.getrandbits(40):x} {number}"
        _do(say, 4, lambda body=body: edits.add_note(writer, EVERYTHING, body, analyst="bob"))
        for step in (undoing.undo, undoing.redo, undoing.undo):
            _do(say, 4, lambda step=step: step(writer, analyst="bob"))


def _do(say: Say, changes: int, step: Callable[[], edits.Saved]) -> None:
    say("doing", changes)
    say("saved", step().changeset_id)


def load(path: Path, random: Random, say: Say) -> None:
    """Load reports from seed files, a small and a large one turn and turn about; `at` tells how far a load is."""
    writer = Writer(path)
    for number in count():
        for size in (LOADED, LARGE):
            slug = f"r{random.getrandbits(40):x}-{number}-{size}"
            seed = path.with_name("seed.toml")
            seed.write_text(_seed(slug, size))
            say("doing", slug, size)
            loaded = seeding.load(writer, [seed], analyst="loader", progress=lambda *told: say("at", *told))
            say("saved", slug, loaded.changeset_id)


def _seed(slug: str, size: int) -> str:
    parts = [f'[report]\nslug = "{slug}"\ntitle = "Report {slug}"\n']
    parts += [
        f'[[recommendation]]\nreference = "{n}"\ntitle = "Line {n}"\ntext = "Pakistan should do {n} of {slug}."\n'
        '[[recommendation.mention]]\nactor = "Pakistan"\nrole = "addressee"\nquote = "Pakistan"\n'
        for n in range(1, size + 1)
    ]
    return '[[actor]]\nname = "Pakistan"\nkind = "state"\ncountry_code = "PK"\n' + "\n".join(parts)


def bring_up_to_date(path: Path, _random: Random, say: Say) -> None:
    """Make the database, or upgrade an older one."""
    say("doing", "")
    upgrade.ensure(path)
    say("saved", "")


def restore(path: Path, random: Random, say: Say) -> None:
    """Restore one of two backups after the other; `doing` and `saved` name it, `copying` comes before the pages go."""
    copy = backups._copy

    def told(here: Connection, there: Connection, shared: Path) -> None:
        say("copying")
        copy(here, there, shared)

    backups._copy = told
    names = ["one.db", "two.db"]
    random.shuffle(names)
    for number in count():
        name = names[number % 2]
        say("doing", name)
        backups.restore(path.with_name(name), path)
        say("saved", name)
