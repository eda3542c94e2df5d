"""The map of a table: which of its columns become which fields, in TOML, in the words of the field."""

from collections.abc import Iterator, Mapping
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

import tomli
from pydantic import BeforeValidator, Field, ValidationError

from tracker.errors import BadInput, NotFound, TrackerError
from tracker.exchange.table import TableOptions
from tracker.names import did_you_mean, nearest
from tracker.seeding.seed_file import sentence_of
from tracker.seeding.tables import Line, Number, SeedTable, quoted
from tracker.text import folded, shown_line

MAPS = ("upr-info", "uhri", "gao")
"""Those that come along; `plain` is guessed from the headers."""


class MapError(TrackerError):
    """A map that cannot be followed; each of `findings` is one line that names the key."""

    exit_code = 2

    def __init__(self, findings: list[str]) -> None:
        super().__init__("\n".join(findings), "\nNothing was written.")
        self.findings = tuple(findings)


def _as_tuple(value: object) -> object:
    return (value,) if isinstance(value, str) else tuple(value) if isinstance(value, list) else value


Columns = Annotated[tuple[Line, ...], BeforeValidator(_as_tuple)]
"""A column, or several names that it may have: the first that is there counts. With `{column}` in it a template."""
Signs = Annotated[tuple[str, ...], BeforeValidator(_as_tuple)]
"""One or several: what parts cells, what names nobody."""
Codes = dict[str, str]
"""The source's own word -> a code of the lookup; an empty one says that nothing is to be recorded of it."""


class MapTable(SeedTable):
    """The [table] table: how the file is read, and by which columns it is known."""

    known_by: Columns = ()
    encoding: Line | None = None
    separator: str | None = None
    header_row: Number | None = None
    sheet: Line | None = None

    @property
    def options(self) -> TableOptions:
        """What it says about the file."""
        return TableOptions(self.encoding, self.separator, self.header_row, self.sheet)


class MapReport(SeedTable):
    """The [report] table; all but `each` are templates, in which `{column}` is what the first row has there."""

    each: Columns = ()
    """A report for each value of this column; without it there is one."""
    slug: Line = "{file}"
    title: Line = "{file}"
    publisher: Line | None = None
    series: Line | None = None
    session: Line | None = None
    published_on: Columns = ()


class MapRecommendation(SeedTable):
    """The [recommendation] table."""

    text: Columns
    reference: Columns = ("{n}",)
    """In a template `{n}` counts, within the report and what else the template says."""
    title: Columns = ()
    """Without it the text's first words."""
    made_on: Columns = ()


class MapActor(SeedTable):
    """An [[actor]] table: a column that names actors."""

    column: Columns
    role: Line
    kind: Line = "organisation"
    separator: Signs = ()
    """What stands between several in a cell."""
    nobody: Signs = ()
    """Values that name nobody."""
    names: dict[str, Line] = Field(default_factory=dict)
    """The name as printed -> the actor's name here."""
    optional: bool = False


class MapResponse(SeedTable):
    """The [response] table."""

    position: Columns
    by: Columns = ()
    text: Columns = ()
    said_on: Columns = ()
    codes: Codes = Field(default_factory=dict)
    optional: bool = False


class MapProgress(SeedTable):
    """The [progress] table."""

    status: Columns
    basis: Literal["reported", "assessed"] = "reported"
    text: Columns = ()
    as_of: Columns = ()
    """Without it, or where it is empty: the day on which the table came in."""
    codes: Codes = Field(default_factory=dict)
    optional: bool = False


class MapDeadline(SeedTable):
    """The [deadline] table."""

    due_on: Columns
    given_by: Columns = ()
    reason: Columns = ()
    optional: bool = False


class MapTheme(SeedTable):
    """A [[theme]] table: the source's own classification."""

    column: Columns
    scheme: Line
    separator: Signs = ()
    optional: bool = False


class MapDates(SeedTable):
    """The [dates] table: how dates are written, beside 2026-01-31."""

    formats: Columns = ()
    none: Signs = ()
    """Words in the place of a date, such as TBC."""


class MapRows(SeedTable):
    """The [rows] table: what becomes of rows that could not be told apart, or say nothing."""

    empty_text: Literal["refuse", "skip"] = "refuse"
    repeated_reference: Literal["refuse", "skip", "number"] = "refuse"
    control: Literal["refuse", "skip", "blank"] = "refuse"
    """Of control and bidi characters: a blank may stand for each in the text; the row keeps them."""


class TableMap(SeedTable):
    """A whole map."""

    table: MapTable = MapTable()
    report: MapReport = MapReport()
    recommendation: MapRecommendation
    actor: Annotated[tuple[MapActor, ...], BeforeValidator(_as_tuple)] = ()
    response: MapResponse | None = None
    progress: MapProgress | None = None
    deadline: MapDeadline | None = None
    theme: Annotated[tuple[MapTheme, ...], BeforeValidator(_as_tuple)] = ()
    dates: MapDates = MapDates()
    rows: MapRows = MapRows()

    @property
    def wanted(self) -> frozenset[str]:
        """The columns by which a header, and a table of this map, is known, folded."""
        text = self.recommendation.text
        return frozenset(
            map(folded, self.table.known_by or (text if len(text) == 1 and "{" not in text[0] else ()))
        )


def map_text(name: str) -> tuple[str, str]:
    """Return what a map is called and its text: one that comes along, else that of a file.

    Raises MapError, NotFound and BadInput.
    """
    if name in MAPS:
        return name, (files(__package__) / "maps" / f"{name}.toml").read_text(encoding="utf-8")
    path = Path(name)
    if not path.suffix and not path.exists():
        near = did_you_mean(
            nearest(name, (*MAPS, "plain")), otherwise=f"There are: {', '.join(MAPS)}, plain."
        )
        raise NotFound(f"There is no map '{shown_line(name)}'.", near)
    try:
        return path.name, path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise MapError([f"{shown_line(path.name)}: is not UTF-8."]) from error
    except OSError as error:
        raise BadInput(
            f"The map {shown_line(name)} cannot be read: {error.strerror}.",
            f"Name a file, or one of {', '.join(MAPS)}, plain.",
        ) from error


def read_map(name: str, text: str) -> TableMap:
    """Return the map in a text; raises MapError with every finding."""
    try:
        data = tomli.loads(text)
    except (tomli.TOMLDecodeError, RecursionError, ValueError) as error:
        raise MapError([f"{shown_line(name)}: is not TOML: {shown_line(str(error))[:160]}."]) from error
    findings = list(_findings(data))
    if not findings:
        try:
            return TableMap.model_validate(data)
        except ValidationError as error:
            findings = [f"{sentence_of(TableMap, each)}" for each in error.errors(include_url=False)]
    raise MapError([f"{shown_line(name)}: {each}." for each in findings])


Model = TypeVar("Model", bound=SeedTable)
_TABLES: Mapping[str, tuple[type[SeedTable], bool]] = {
    "table": (MapTable, False),
    "report": (MapReport, False),
    "recommendation": (MapRecommendation, False),
    "actor": (MapActor, True),
    "response": (MapResponse, False),
    "progress": (MapProgress, False),
    "deadline": (MapDeadline, False),
    "theme": (MapTheme, True),
    "dates": (MapDates, False),
    "rows": (MapRows, False),
}


def _findings(data: Mapping[str, Any]) -> Iterator[str]:
    """Yield what is wrong with each table of a map, by its key."""
    for key in data:
        if key not in _TABLES:
            yield f"key {quoted(key)} is not known; known are {', '.join(_TABLES)}"
    if "recommendation" not in data:
        yield 'recommendation is missing: text = "..." in it says which column has the text'
    for key, (model, several) in _TABLES.items():
        raw = data.get(key, [] if several else {})
        if several != isinstance(raw, list) or (not several and not isinstance(raw, dict)):
            yield f"{key} must be {f'[[{key}]] tables' if several else f'a [{key}] table'}"
            continue
        for number, each in enumerate(raw if several else [raw] if key in data else [], 1):
            place = f"{key} {number}" if several else key
            try:
                model.model_validate(each)
            except ValidationError as error:
                for fault in error.errors(include_url=False, include_context=False, include_input=False):
                    yield f"{place}: {_sentence(model, fault)}"


def _sentence(model: type[SeedTable], fault: Any) -> str:
    key = str(fault["loc"][0]) if fault["loc"] else ""
    match fault["type"]:
        case "tuple_type":
            return f"{key} must be the name of a column, or a list of names"
        case "dict_type":
            return f"{key} must be a table of texts in quotes"
        case "literal_error":
            choices = fault["msg"].removeprefix("Input should be ")
            return f"{key} must be {choices}"
        case "model_type":
            return "must be a table"
    return sentence_of(model, fault)
