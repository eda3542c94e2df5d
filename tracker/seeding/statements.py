"""What a load may bring about a recommendation, table by table: mentions, answers, progress, deadlines, themes."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from tracker.database.load_digest import LINKS
from tracker.seeding.plan import Link, Value
from tracker.seeding.tables import SeedDeadline, SeedProgress, SeedResponse, SeedTable, SeedTheme, quoted
from tracker.text import brief, folded


class Kind(NamedTuple):
    """A table with rows about a recommendation."""

    table: str
    columns: tuple[str, ...]
    """What a load gives of a row, apart from the recommendation; two rows that have all of it alike are the same."""
    same: tuple[str, ...] = ()
    """Who, when and from what: rows that have these alike say the same thing anew."""
    shown: tuple[str, ...] = ()
    """What a line calls a row by."""
    key: str = "id"
    """What tells the rows of a recommendation apart in the history."""

    @property
    def links(self) -> Mapping[str, str]:
        """Column -> the table that it refers to."""
        return LINKS[self.table]

    @property
    def values(self) -> tuple[str, ...]:
        """The columns that refer to nothing."""
        return tuple(column for column in self.columns if column not in self.links)


MENTION = Kind("mention", ("actor_id", "role", "quote", "quote_start", "implied_reason", "given_in"))
RESPONSE = Kind(
    "response",
    ("actor_id", "position", "as_printed", "text", "said_on", "source_id", "place"),
    same=("actor_id", "said_on", "source_id"),
    shown=("position", "actor_id", "said_on", "source_id"),
)
PROGRESS = Kind(
    "progress",
    ("basis", "status", "as_printed", "text", "as_of", "source_id", "place", "quote"),
    same=("basis", "as_of", "source_id"),
    shown=("basis", "status", "as_of", "source_id"),
)
DEADLINE = Kind(
    "deadline",
    ("due_on", "given_by", "given_on", "reason", "source_id"),
    same=("given_by", "given_on", "source_id"),
    shown=("due_on", "given_by", "given_on", "source_id"),
)
THEMING = Kind("theming", ("theme_id",), same=("theme_id",), shown=("theme_id",), key="theme_id")

KINDS = MENTION, RESPONSE, PROGRESS, DEADLINE, THEMING
"""In the order that a load writes them."""
STATEMENTS = RESPONSE, PROGRESS, DEADLINE, THEMING
"""Those that are not read in the text itself."""


class Codes(NamedTuple):
    """The codes that a database knows."""

    kind: Sequence[str]
    """Of actors."""
    role: Sequence[str]
    """Of mentions."""
    source_kind: Sequence[str]
    position: Sequence[str]
    """Of responses."""
    status: Mapping[str, bool]
    """Of progress, and whether nothing more is to come."""

    def fault(self, name: str, code: str) -> str | None:
        """Return what is wrong with a code, None where it is known; `name` is that of the field here."""
        known = getattr(self, name)
        if code in known:
            return None
        key = "kind" if name == "source_kind" else name
        return f"{key} {quoted(code)} is not known; known are {', '.join(known)}"


class Declared(NamedTuple):
    """What the statements of a report may name."""

    actors: set[str]
    sources: set[str]


def faults(found: Mapping[int, SeedTable], codes: Codes, declared: Declared) -> Iterator[tuple[int, str]]:
    """Yield what is wrong with the statements of one kind, as the number of each and a sentence.

    `found` goes by the number in the file, and no other rule of theirs is broken.
    """
    seen: dict[object, int] = {}
    for number, each in found.items():
        for sentence in _faults(each, codes, declared):
            yield number, sentence
        same = (folded(each.scheme), folded(each.name)) if isinstance(each, SeedTheme) else each
        first = seen.setdefault(same, number)
        if first != number:
            yield number, f"repeats that of no. {first}"


def _faults(each: SeedTable, codes: Codes, declared: Declared) -> Iterator[str]:
    match each:
        case SeedResponse():
            named, fault = ("actor", each.actor), codes.fault("position", each.position)
        case SeedProgress():
            named, fault = ("actor", None), codes.fault("status", each.status)
            lacking = [key for key in ("as_of", "source") if getattr(each, key) is None]
            if codes.status.get(each.status) and lacking:
                is_missing = "is missing" if len(lacking) == 1 else "are missing"
                yield (
                    f"{' and '.join(lacking)} {is_missing}, and status {quoted(each.status)} needs both: "
                    "it says that nothing more is to come"
                )
        case SeedDeadline():
            named, fault = ("given_by", each.given_by), None
        case _:
            return
    if fault is not None:
        yield fault
    key, actor = named
    if actor is not None and actor not in declared.actors:
        yield f"{key} {quoted(actor)} is not declared in an [[actor]] table"
    if each.source is not None and each.source not in declared.sources:
        yield f"source {quoted(each.source)} is not declared in a [[source]] table"


def label(each: Mapping[str, object]) -> object:
    """Return what a finding calls the table of a file by, as far as it has that."""
    return next((each[key] for key in ("actor", "status", "name", "position") if key in each), None)


def noun(kind: Kind) -> str:
    """Return what people call a row of a kind."""
    return {PROGRESS: "progress row", THEMING: "theme"}.get(kind, kind.table)


def called(kind: Kind, words: Mapping[str, Value]) -> str:
    """Return how a line names a row, such as `response (noted, UN Secretariat, 2026-03-01)`."""
    values = (words[column] for column in kind.shown)
    shown = (value.name if isinstance(value, Link) else str(value) for value in values if value is not None)
    return f"{noun(kind).split()[0]} ({', '.join(brief(each, 40) for each in shown)})"
