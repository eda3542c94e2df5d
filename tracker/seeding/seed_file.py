"""Reading seed files: bytes become checked plain objects, or findings that say which table and key is wrong.

Nothing here knows a database. Whether a kind or a role exists is asked at the load, because an office may
have added codes of its own: `Reading.codes` keeps what is to be asked.
"""

import tomllib
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from tracker.database.upgrade import bundled
from tracker.errors import BadInput, SeedError
from tracker.seeding.quotes import faults
from tracker.seeding.tables import (
    Seed,
    SeedActor,
    SeedMention,
    SeedRecommendation,
    SeedReport,
    SeedTable,
    SeedTag,
    brief,
    quoted,
)
from tracker.text import folded, shown_line

SIZE_LIMIT = 16 * 1024 * 1024
"""Largest seed file, in bytes: parsing takes seconds at that size. Seeds are for reports, not for bulk."""

_KEYS = ("report", "tag", "actor", "recommendation")


class CodeUse(NamedTuple):
    """A code that the database must know."""

    place: str
    """File and table, for the finding."""
    key: str
    """`kind` or `role`."""
    code: str


@dataclass(slots=True)
class Reading:
    """What came of one file; `seed` only where there is no finding."""

    file: str
    findings: list[str] = field(default_factory=list)
    codes: list[CodeUse] = field(default_factory=list)
    slug: str | None = None
    actors: list[SeedActor] = field(default_factory=list)
    seed: Seed | None = None

    def find(self, sentence: str, place: str = "") -> None:
        """Note a finding about the file, or about a table in it."""
        self.findings.append(": ".join(filter(None, (self.file, place, sentence))) + ".")

    def use(self, place: str, key: str, code: str) -> None:
        """Note a code to ask the database for."""
        self.codes.append(CodeUse(f"{self.file}: {place}", key, code))


def validated(files: Sequence[Path] | None) -> tuple[Seed, ...]:
    """Return the seeds of these files, or the bundled ones where none is named, without a database.

    Raises SeedError with every finding of every file; unknown kinds and roles come up at the load only.
    """
    readings = read(files)
    findings = [finding for reading in readings for finding in reading.findings]
    if findings:
        raise SeedError(findings)
    return tuple(reading.seed for reading in readings if reading.seed is not None)


def read(files: Sequence[Path] | None) -> list[Reading]:
    """Read these files, or the bundled ones where none is named."""
    paths = list(files) if files else sorted(bundled("seeds").glob("*.toml"))
    if not paths:
        raise SeedError(["There is no bundled seed: name a file."])
    # A file goes by its name alone, unless two files of the load have the same one.
    shared = Counter(path.name for path in paths)
    readings = [
        _read(path, shown_line(path.name if shared[path.name] == 1 and path.name else str(path)))
        for path in paths
    ]
    _compare_files(readings)
    return readings


def _read(path: Path, file: str) -> Reading:
    reading = Reading(file)
    try:
        data = _parsed(_bytes(path))
    except BadInput as error:
        reading.find(error.sentence)
        return reading
    for key in data:
        if key not in _KEYS:
            reading.find(f"key {quoted(key)} is not known; known are {', '.join(_KEYS)}")
    report = _report(reading, data)
    tags = _named(reading, data, "tag", SeedTag)
    reading.actors = actors = _named(reading, data, "actor", SeedActor)
    recommendations = _recommendations(reading, data)
    if report is not None and not reading.findings:
        reading.seed = Seed(report, tuple(tags), tuple(actors), tuple(recommendations))
    return reading


def _bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            raw = file.read(SIZE_LIMIT + 1)
    except FileNotFoundError as error:
        raise BadInput("there is no such file") from error
    except IsADirectoryError as error:
        raise BadInput("is a directory: name the files in it") from error
    except OSError as error:
        raise BadInput(f"cannot be read: {error.strerror}") from error
    except ValueError as error:  # a NUL in the name
        raise BadInput("is no name that a file can have") from error
    if len(raw) > SIZE_LIMIT:
        raise BadInput(f"is larger than {SIZE_LIMIT // 1024**2} MB, the limit of a seed file")
    return raw


def _parsed(raw: bytes) -> dict[str, Any]:
    if raw.startswith(b"\xef\xbb\xbf"):
        raise BadInput("starts with a byte order mark: save it as UTF-8 without one")
    try:
        return tomllib.loads(raw.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise BadInput(
            f"is not UTF-8: byte {error.start} (counted from 0) is 0x{raw[error.start]:02x}"
        ) from error
    except RecursionError as error:
        raise BadInput("is nested too deep") from error
    except tomllib.TOMLDecodeError as error:
        raise BadInput(f"is not TOML: {brief(str(error), 160)}") from error
    except ValueError as error:  # int() reads no more than some thousand digits
        raise BadInput("holds a number of too many digits") from error


Table = TypeVar("Table", bound=SeedTable)


def _checked(reading: Reading, place: str, model: type[Table], raw: dict[str, Any]) -> Table | None:
    try:
        return model.model_validate(raw)
    except ValidationError as error:
        for each in error.errors(include_url=False, include_context=False, include_input=False):
            reading.find(_sentence(model, each), place)
        return None


def _sentence(model: type[SeedTable], error: ErrorDetails) -> str:
    key = str(error["loc"][0]) if error["loc"] else ""
    match error["type"]:
        case "missing":
            return f"{key} is missing"
        case "extra_forbidden":
            return f"key {quoted(key)} is not known; known are {', '.join(model.model_fields)}"
        case "string_type":
            return f"{key} must be text in quotes"
        case "int_type":
            return f"{key} must be a whole number"
        case "date_type":
            return f"{key} must be a date such as 2026-01-31"
    return f"{key} {error['msg']}".strip()


def _tables(reading: Reading, raw: Any, name: str, place: str = "") -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield each table of an array with its number, counted from 1."""
    if not isinstance(raw, list):
        reading.find(f"{name.rpartition('.')[2]} must be [[{name}]] tables", place)
        return
    for number, each in enumerate(raw, 1):
        if isinstance(each, dict):
            yield number, each
        else:
            reading.find(f"{name.rpartition('.')[2]} {number} must be a [[{name}]] table", place)


def _label(raw: Any) -> str:
    return f" ({brief(raw, 40)})" if isinstance(raw, str) and raw.strip() else ""


def _report(reading: Reading, data: dict[str, Any]) -> SeedReport | None:
    raw = data.get("report")
    if not isinstance(raw, dict):
        reading.find("report must be a [report] table" if "report" in data else "report is missing")
        return None
    report = _checked(reading, "report", SeedReport, raw)
    if report is not None:
        reading.slug = report.slug
    return report


Named = TypeVar("Named", SeedTag, SeedActor)


def _named(reading: Reading, data: dict[str, Any], name: str, model: type[Named]) -> list[Named]:
    found = []
    numbers: dict[str, int] = {}
    for number, raw in _tables(reading, data.get(name, []), name):
        place = f"{name} {number}{_label(raw.get('name'))}"
        each = _checked(reading, place, model, raw)
        if each is None:
            continue
        found.append(each)
        if isinstance(each, SeedActor):
            reading.use(place, "kind", each.kind)
        first = numbers.setdefault(folded(each.name), number)
        if first != number:
            reading.find(
                f"name {quoted(each.name)} repeats that of {name} {first}; case and accents do not tell "
                "names apart",
                place,
            )
    return found


def _recommendations(reading: Reading, data: dict[str, Any]) -> list[SeedRecommendation]:
    found = []
    numbers: dict[str, int] = {}
    declared = _declared(data.get("actor"))
    raws = data.get("recommendation", [])
    if raws == []:
        reading.find("recommendation is missing: there is no [[recommendation]] table at all")
    for number, raw in _tables(reading, raws, "recommendation"):
        reference = raw.get("reference")
        place = f"recommendation no. {number} in the file"
        if isinstance(reference, str) and reference.strip():
            first = numbers.setdefault(reference, number)
            if first == number:
                place = f"recommendation {brief(reference, 40)}"
            else:
                reading.find(f"reference {quoted(reference)} repeats that of no. {first}", place)
        own = {key: value for key, value in raw.items() if key != "mention"}
        recommendation = _checked(reading, place, SeedRecommendation, own)
        mentions = _mentions(reading, place, raw, declared)
        if recommendation is not None:
            found.append(recommendation.model_copy(update={"mention": mentions}))
    return found


def _declared(raws: Any) -> set[str]:
    """Return every actor name that stands in the file, so that a faulty actor is one finding and not ten."""
    names = (raw.get("name") for raw in raws if isinstance(raw, dict)) if isinstance(raws, list) else ()
    return {unicodedata.normalize("NFC", name) for name in names if isinstance(name, str)}


def _mentions(
    reading: Reading, place: str, raw: dict[str, Any], declared: set[str]
) -> tuple[SeedMention, ...]:
    found: dict[int, SeedMention] = {}
    for number, each in _tables(reading, raw.get("mention", []), "recommendation.mention", place):
        here = f"{place}, mention {number}{_label(each.get('actor'))}"
        mention = _checked(reading, here, SeedMention, each)
        if mention is None:
            continue
        found[number] = mention
        reading.use(here, "role", mention.role)
        if mention.actor not in declared:
            reading.find(f"actor {quoted(mention.actor)} is not declared in an [[actor]] table", here)
    text = raw.get("text")
    for number, sentence in faults(found, text if isinstance(text, str) else None):
        reading.find(sentence, f"{place}, mention {number}{_label(found[number].actor)}")
    return tuple(found.values())


def _compare_files(readings: Sequence[Reading]) -> None:
    """Find where files of one load contradict each other: neither could be followed."""
    slugs: dict[str, Reading] = {}
    actors: dict[str, tuple[Reading, SeedActor]] = {}
    for reading in readings:
        if reading.slug is not None:
            first = slugs.setdefault(reading.slug, reading)
            if first is not reading:
                reading.find(f"slug {quoted(reading.slug)} is that of {first.file} too", "report")
        for actor in reading.actors:
            owner, other = actors.setdefault(folded(actor.name), (reading, actor))
            if actor != other and owner is not reading:
                reading.find(
                    f"name, kind and country_code must be as in {owner.file}, since reports share their actors",
                    f"actor {brief(actor.name, 40)}",
                )
