"""Reading seed files: bytes become checked plain objects, or findings that say which table and key is wrong."""

import os
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from pydantic import ValidationError

from tracker import toml
from tracker.database.file import connect, sqlite_errors, state
from tracker.database.lookups import LOOKUPS
from tracker.errors import BadInput, SeedError
from tracker.seeding import quotes, statements
from tracker.seeding.statements import Codes, Declared
from tracker.seeding.tables import (
    Seed,
    SeedActor,
    SeedDeadline,
    SeedDraft,
    SeedMention,
    SeedProgress,
    SeedRecommendation,
    SeedReport,
    SeedResponse,
    SeedSource,
    SeedTable,
    SeedTag,
    SeedTheme,
    faults,
    quoted,
)
from tracker.settings import bundled
from tracker.text import brief, folded, listed, shown_line
from tracker.whole_files import open_without_waiting

SIZE_LIMIT = 256 * 1024 * 1024
"""Largest seed file, in bytes: it is parsed as a whole."""

_KEYS = ("report", "draft", "tag", "actor", "source", "recommendation")
_STATEMENTS: dict[str, type[SeedTable]] = {
    "response": SeedResponse,
    "progress": SeedProgress,
    "deadline": SeedDeadline,
    "theme": SeedTheme,
}
"""What a recommendation may have besides mentions, each as tables of this name."""

Place = Callable[[], str]
"""Says which table of a file a finding is about; asked only where there is one."""


def known_codes(path: Path) -> Codes:
    """Return the codes that the database has, or will have once it is made: an office may have added its own."""
    if state(path) in ("missing", "empty"):
        known = [dict.fromkeys(LOOKUPS[table], False) for table in _LOOKUPS]
        known[-1] = {code: bool(row["closed"]) for code, row in LOOKUPS["progress_status"].items()}
    else:
        with closing(connect(path)) as connection, sqlite_errors(path):
            known = [dict(connection.execute(statement)) for statement in _LOOKUPS.values()]
    kinds, roles, source_kinds, positions, statuses = known
    return Codes(tuple(kinds), tuple(roles), tuple(source_kinds), tuple(positions), statuses)


_LOOKUPS = {
    table: f"SELECT code, {value} FROM {table} ORDER BY position"
    for table, value in {
        "actor_kind": 0,
        "actor_role": 0,
        "source_kind": 0,
        "response_position": 0,
        "progress_status": "closed",
    }.items()
}
"""In the order of `Codes`."""


@dataclass(slots=True)
class _Reading:
    """One file, and where its findings go."""

    file: str
    codes: Codes
    findings: list[str]
    unreviewed: bool = False
    """Whether items of a draft are taken that nobody reviewed."""

    def find(self, sentence: str, place: Place = str) -> None:
        """Note a finding about the file, or about a table in it."""
        self.findings.append(": ".join(filter(None, (self.file, place(), sentence))) + ".")

    def check_code(self, place: Place, name: str, code: str) -> None:
        """Note a finding where the database does not know a code."""
        if (fault := self.codes.fault(name, code)) is not None:
            self.find(fault, place)


def seed_paths(files: Sequence[Path] | None) -> list[Path]:
    """Return these files, or the bundled ones where none is named."""
    paths = list(files) if files else sorted(bundled("seeds").glob("*.toml"))
    if not paths:
        raise SeedError(["There is no bundled seed: name a file."])
    return paths


def read(paths: Sequence[Path], codes: Codes, *, unreviewed: bool = False) -> Iterator[Seed]:
    """Yield what these files hold, a file at a time; items of a draft only once they are reviewed, or `unreviewed`.

    The recommendations of each are to be taken before the next is asked for. Raises SeedError at the end, with every
    finding of every file: until then nothing that was yielded can be relied on.
    """
    # A file goes by its name alone, unless two files of the load have the same one.
    shared = Counter(path.name for path in paths)
    findings: list[str] = []
    others = _OtherFiles({}, {}, {})
    for path in paths:
        name = path.name if shared[path.name] == 1 and path.name else str(path)
        yield from _read(path, _Reading(shown_line(name), codes, findings, unreviewed), others)
    if findings:
        raise SeedError(findings)


def _read(path: Path, reading: _Reading, others: "_OtherFiles") -> Iterator[Seed]:
    """Yield the one seed of a file, as long as no finding of any file stands in its way."""
    try:
        data = toml.read(_bytes(path))
    except BadInput as error:
        reading.find(error.sentence)
        return
    for key in data:
        if key not in _KEYS:
            reading.find(f"key {quoted(key)} is not known; known are {', '.join(_KEYS)}")
    report = _report(reading, data)
    _draft(reading, data)
    tags = _named(reading, data, "tag", SeedTag)
    actors = _named(reading, data, "actor", SeedActor)
    _check_aliases(reading, actors)
    sources = _named(reading, data, "source", SeedSource)
    recommendations = _recommendations(reading, data)
    if report is not None and not reading.findings:
        yield Seed(report, tuple(tags), tuple(actors), recommendations, tuple(sources))
    for _ in recommendations:
        """What was not taken is checked all the same."""
    others.compare(reading, report, actors, sources)


def _bytes(path: Path) -> bytes:
    try:
        with open(path, "rb", opener=open_without_waiting) as file:
            # A pipe has no size, so what is read is bounded too.
            too_large = os.fstat(file.fileno()).st_size > SIZE_LIMIT
            raw = b"" if too_large else file.read(SIZE_LIMIT + 1)
    except FileNotFoundError as error:
        raise BadInput("there is no such file") from error
    except IsADirectoryError as error:
        raise BadInput("is a directory: name the files in it") from error
    except OSError as error:
        raise BadInput(f"cannot be read: {error.strerror}") from error
    except ValueError as error:  # a NUL in the name
        raise BadInput("cannot be the name of a file") from error
    if too_large or len(raw) > SIZE_LIMIT:
        raise BadInput(f"is larger than {SIZE_LIMIT // 1024**2} MB, the limit of a seed file")
    if raw.startswith(b"\xef\xbb\xbf"):
        raise BadInput("starts with a byte order mark: save it as UTF-8 without one")
    return raw


Table = TypeVar("Table", bound=SeedTable)


def _checked(reading: _Reading, place: Place, model: type[Table], raw: dict[str, Any]) -> Table | None:
    try:
        return model.model_validate(raw)
    except ValidationError as error:
        for sentence in faults(model, error):
            reading.find(sentence, place)
        return None


def _tables(
    reading: _Reading, raw: Any, name: str, place: Place = str
) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield each table of an array with its number, counted from 1."""
    if not isinstance(raw, list):
        reading.find(f"{name.rpartition('.')[2]} must be [[{name}]] tables", place)
        return
    for number, each in enumerate(raw, 1):
        if isinstance(each, dict):
            yield number, each
        else:
            reading.find(f"{name.rpartition('.')[2]} {number} must be a [[{name}]] table", place)


def _numbered(what: str, number: int, name: Any, place: Place = str) -> str:
    """Return how a finding calls the n-th table of an array: `actor 2 (NATO)`."""
    label = f" ({brief(name, 40)})" if isinstance(name, str) and name.strip() else ""
    return ", ".join(filter(None, (place(), f"{what} {number}{label}")))


def _report(reading: _Reading, data: dict[str, Any]) -> SeedReport | None:
    raw = data.get("report")
    if not isinstance(raw, dict):
        reading.find("report must be a [report] table" if "report" in data else "report is missing")
        return None
    return _checked(reading, lambda: "report", SeedReport, raw)


def _draft(reading: _Reading, data: dict[str, Any]) -> None:
    """Find where a draft is not one, or waits for somebody to review it."""
    if "draft" in data:
        raw = data["draft"]
        if isinstance(raw, dict):
            _checked(reading, lambda: "draft", SeedDraft, raw)
        else:
            reading.find("draft must be a [draft] table")
    raws = data.get("recommendation")
    if not isinstance(raws, list):
        return
    tables = [raw for raw in raws if isinstance(raw, dict)]
    kept = [raw for raw in tables if raw.get("rejected") is not True]
    if tables and not kept:
        reading.find("every recommendation in it is rejected")
    waiting = [str(raw.get("reference")) for raw in kept if raw.get("reviewed") is False]
    if waiting and not reading.unreviewed:
        are = "item is not reviewed yet" if len(waiting) == 1 else "items are not reviewed yet"
        reading.find(
            f"{len(waiting):,} {are}: {listed(waiting, 12)}; give each reviewed = true or rejected = true, "
            "or load all of them with --unreviewed"
        )


Named = TypeVar("Named", SeedTag, SeedActor, SeedSource)


def _named(reading: _Reading, data: dict[str, Any], name: str, model: type[Named]) -> list[Named]:
    found = []
    numbers: dict[str, int] = {}
    for number, raw in _tables(reading, data.get(name, []), name):
        place = partial(_numbered, name, number, raw.get("name"))
        each = _checked(reading, place, model, raw)
        if each is None:
            continue
        found.append(each)
        if isinstance(each, SeedActor):
            reading.check_code(place, "kind", each.kind)
        if isinstance(each, SeedSource):
            reading.check_code(place, "source_kind", each.kind)
        first = numbers.setdefault(folded(each.name), number)
        if first != number:
            reading.find(
                f"name {quoted(each.name)} repeats that of {name} {first}; case and accents do not tell "
                "names apart",
                place,
            )
    return found


def _check_aliases(reading: _Reading, actors: Sequence[SeedActor]) -> None:
    """Find aliases that are the name or an alias of another actor too."""
    owners = {folded(actor.name): actor.name for actor in actors}
    for actor in actors:
        for alias in actor.aliases:
            owner = owners.setdefault(folded(alias), actor.name)
            if owner != actor.name:
                reading.find(
                    f"alias {quoted(alias)} is a name of {brief(owner, 40)} too",
                    partial("actor {}".format, brief(actor.name, 40)),
                )


def _recommendations(reading: _Reading, data: dict[str, Any]) -> Iterator[SeedRecommendation]:
    numbers: dict[str, int] = {}
    declared = Declared(_declared(data.get("actor")), _declared(data.get("source")))
    raws = data.get("recommendation", [])
    if raws == []:
        reading.find("recommendation is missing: there is no [[recommendation]] table at all")
    for number, raw in _tables(reading, raws, "recommendation"):
        if raw.get("rejected") is True:
            continue
        reference = raw.get("reference")
        place: Place = partial("recommendation no. {} in the file".format, number)
        if isinstance(reference, str) and reference.strip():
            first = numbers.setdefault(reference, number)
            if first == number:
                place = partial(_recommendation, reference)
            else:
                reading.find(f"reference {quoted(reference)} repeats that of no. {first}", place)
        own = {key: value for key, value in raw.items() if key != "mention" and key not in _STATEMENTS}
        recommendation = _checked(reading, place, SeedRecommendation, own)
        tables: dict[str, object] = {"mention": _mentions(reading, place, raw, declared.actors)}
        for name in _STATEMENTS.keys() & raw.keys():
            tables[name] = _statements(reading, place, name, raw[name], declared)
        if recommendation is not None and not reading.findings:
            yield recommendation.model_copy(update=tables)


def _recommendation(reference: str) -> str:
    return f"recommendation {brief(reference, 40)}"


def _declared(raws: Any) -> set[str]:
    """Return every name that stands in these tables, so that a faulty actor or source is one finding and not ten."""
    names = (raw.get("name") for raw in raws if isinstance(raw, dict)) if isinstance(raws, list) else ()
    return {unicodedata.normalize("NFC", name) for name in names if isinstance(name, str)}


def _mentions(
    reading: _Reading, place: Place, raw: dict[str, Any], declared: set[str]
) -> tuple[SeedMention, ...]:
    found: dict[int, SeedMention] = {}
    for number, each in _tables(reading, raw.get("mention", []), "recommendation.mention", place):
        here = partial(_numbered, "mention", number, each.get("actor"), place)
        mention = _checked(reading, here, SeedMention, each)
        if mention is None:
            continue
        found[number] = mention
        reading.check_code(here, "role", mention.role)
        if mention.actor not in declared:
            reading.find(f"actor {quoted(mention.actor)} is not declared in an [[actor]] table", here)
    text = raw.get("text")
    for number, sentence in quotes.faults(found, text if isinstance(text, str) else None):
        reading.find(sentence, partial(_numbered, "mention", number, found[number].actor, place))
    return tuple(found.values())


def _statements(
    reading: _Reading, place: Place, name: str, raw: Any, declared: Declared
) -> tuple[SeedTable, ...]:
    """Return the responses, progress, deadlines or themes of a recommendation."""
    found: dict[int, SeedTable] = {}
    places: dict[int, Place] = {}
    for number, each in _tables(reading, raw, f"recommendation.{name}", place):
        places[number] = partial(_numbered, name, number, statements.label(each), place)
        if (statement := _checked(reading, places[number], _STATEMENTS[name], each)) is not None:
            found[number] = statement
    for number, sentence in statements.faults(found, reading.codes, declared):
        reading.find(sentence, places[number])
    return tuple(found.values())


class _OtherFiles(NamedTuple):
    """What the files of one load declare: where two contradict each other, neither could be followed."""

    slugs: dict[str, _Reading]
    actors: dict[str, tuple[_Reading, SeedActor]]
    """By folded name, with the file that declares it."""
    sources: dict[str, tuple[_Reading, SeedSource]]

    def compare(
        self,
        reading: _Reading,
        report: SeedReport | None,
        actors: Sequence[SeedActor],
        sources: Sequence[SeedSource],
    ) -> None:
        """Find where a file contradicts those before it."""
        if report is not None:
            first = self.slugs.setdefault(report.slug, reading)
            if first is not reading:
                reading.find(f"slug {quoted(report.slug)} is that of {first.file} too", lambda: "report")
        for actor in actors:
            owner, other = self.actors.setdefault(folded(actor.name), (reading, actor))
            if owner is not reading and actor.model_copy(update={"aliases": other.aliases}) != other:
                reading.find(
                    f"name, kind and country_code must be as in {owner.file}, since reports share their actors",
                    partial("actor {}".format, brief(actor.name, 40)),
                )
        for source in sources:
            holder, same = self.sources.setdefault(folded(source.name), (reading, source))
            if source != same:
                reading.find(
                    f"name, kind, address, sha256 and published_on must be as in {holder.file}, since reports share "
                    "their sources",
                    partial("source {}".format, brief(source.name, 40)),
                )
