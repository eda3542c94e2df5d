"""The map of a table: which of its columns become which fields, in TOML, in the words of the field."""

from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, ValidationError
from pydantic_core import ErrorDetails

from tracker import toml
from tracker.errors import BadInput, NotFound, TrackerError
from tracker.exchange.table import TableOptions
from tracker.names import did_you_mean, nearest
from tracker.seeding.tables import Line, Number, SeedTable, fault, sentence_of
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


def _one_or_several(wanted: str) -> BeforeValidator:
    def check(value: object) -> object:
        if not isinstance(value, str | list | tuple):
            raise fault(f"must be {wanted}")
        return _as_tuple(value)

    return BeforeValidator(check)


Columns = Annotated[tuple[Line, ...], _one_or_several("the name of a column, or a list of names")]
"""A column, or several names that it may have: the first that is there counts. With `{column}` in it a template."""
Signs = Annotated[tuple[str, ...], _one_or_several("text in quotes, or a list of texts in quotes")]
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

    formats: Signs = ()
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


def find_map(name: str) -> tuple[str, bytes]:
    """Return what a map is called and its file's content: of one that comes along, else of a file.

    Raises NotFound and BadInput.
    """
    if name in MAPS:
        return name, (files(__package__) / "maps" / f"{name}.toml").read_bytes()
    path = Path(name)
    if not path.suffix and not path.exists():
        near = did_you_mean(
            nearest(name, (*MAPS, "plain")), otherwise=f"There are: {', '.join(MAPS)}, plain."
        )
        raise NotFound(f"There is no map '{shown_line(name)}'.", near)
    try:
        return path.name, path.read_bytes()
    except OSError as error:
        raise BadInput(
            f"The map {shown_line(name)} cannot be read: {error.strerror}.",
            f"Name a file, or one of {', '.join(MAPS)}, plain.",
        ) from error


def read_map(name: str, raw: bytes) -> TableMap:
    """Return the map in a file; raises MapError with every finding."""
    try:
        return TableMap.model_validate(toml.read(raw.removeprefix(b"\xef\xbb\xbf")))
    except BadInput as error:
        raise MapError([f"{shown_line(name)}: {error.sentence}."]) from error
    except ValidationError as error:
        faults = error.errors(include_url=False, include_context=False, include_input=False)
        raise MapError([f"{shown_line(name)}: {_sentence(each)}." for each in faults]) from error


_MODELS: Mapping[str, type[SeedTable]] = {
    "table": MapTable,
    "report": MapReport,
    "recommendation": MapRecommendation,
    "actor": MapActor,
    "response": MapResponse,
    "progress": MapProgress,
    "deadline": MapDeadline,
    "theme": MapTheme,
    "dates": MapDates,
    "rows": MapRows,
}
_SEVERAL = ("actor", "theme")


def _sentence(error: ErrorDetails) -> str:
    """Return what is wrong in a map, with the table that it stands in."""
    name, *keys = error["loc"]
    if not keys:
        match error["type"]:
            case "extra_forbidden":
                return sentence_of(TableMap, error)
            case "missing":
                return f'{name} is missing: text = "..." in it says which column has the text'
        return f"{name} must be {f'[[{name}]] tables' if name in _SEVERAL else f'a [{name}] table'}"
    place = name
    if name in _SEVERAL:
        place = f"{name} {int(keys.pop(0)) + 1}"
    if not keys:
        return f"{place} must be a table"
    return f"{place}: {sentence_of(_MODELS[str(name)], {**error, 'loc': tuple(keys)})}"
