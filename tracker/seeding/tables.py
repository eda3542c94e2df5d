"""What the tables of a seed file may hold, and the sentence for each value that they may not."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Annotated, ClassVar, Literal, NamedTuple

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, ValidationError, model_validator
from pydantic_core import ErrorDetails, PydanticCustomError

from tracker import source_place
from tracker.colours import COLOURS
from tracker.errors import BadInput
from tracker.text import (
    ACTOR_LIMIT,
    BLANKS,
    TAG_LIMIT,
    brief,
    flat,
    folded,
    holds_unseen,
    is_dangerous,
    is_safe,
    tag_name,
)

NAME_LIMIT = 200
"""Longest name of a source, a theme or its scheme, in code points; the tables have the same limit."""
ADDRESS_LIMIT = 2_000
"""Longest address of a source, in code points; the table has the same limit."""
LARGEST_INTEGER = 2**63 - 1
"""What an INTEGER of SQLite holds (sqlite.org/datatype3.html, section 2)."""


def quoted(value: str) -> str:
    """Return the value, brief, in quotes."""
    return f'"{brief(value)}"'


@lru_cache(maxsize=10_000)
def key_of(*name: object) -> str:
    """Return what rows of one table are told apart by: the name, folded; that of a theme has two parts."""
    return "\n".join(folded(str(part)) for part in name)


def fault(sentence: str) -> PydanticCustomError:
    """Return what a validator raises: the sentence goes on after the key."""
    return PydanticCustomError("seed", "{sentence}", {"sentence": sentence})


def _line(value: str, refused: str = "line breaks, tabs, control and bidi characters are refused") -> str:
    if not value.strip() or not (value.isascii() or value.strip(BLANKS)):
        raise fault("is empty")
    if is_safe(value) and "\n" not in value and "\t" not in value:
        return value
    for at, character in enumerate(value):
        if is_dangerous(character) or character in "\n\t":
            raise fault(f"holds U+{ord(character):04X} at offset {at}: {refused}")
    return value


def _matching(pattern: str, sentence: str) -> AfterValidator:
    def check(value: str) -> str:
        if not re.fullmatch(pattern, value):
            raise fault(f"{quoted(value)} {sentence}")
        return value

    return AfterValidator(check)


def _actor_name(value: str) -> str:
    name = unicodedata.normalize("NFC", value)
    if len(name) > ACTOR_LIMIT:
        raise fault(f"has {len(name):,} characters; the limit is {ACTOR_LIMIT}")
    if name != name.strip():
        raise fault(f"{quoted(name)} has white space at its ends")
    if "," in name:
        raise fault(f"{quoted(name)} holds a comma, which separates actors in lists")
    return _seen(name)


def _seen(name: str) -> str:
    if holds_unseen(name):
        raise fault(f"{quoted(name)} holds a character that cannot be seen: type it again")
    return name


def _tag_name(value: str) -> str:
    if len(value) > TAG_LIMIT:
        raise fault(f"has {len(value):,} characters; the limit is {TAG_LIMIT}")
    try:
        return tag_name(value)
    except BadInput as error:
        raise fault(f"{quoted(value)} is refused: {error.sentence.rstrip('.')}") from error


def _colour(value: str) -> str:
    if value not in COLOURS:
        raise fault(f"{quoted(value)} is not a colour: choose one of {', '.join(COLOURS)}")
    return value


def _day(value: object) -> object:
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value, re.ASCII):
        try:
            return date.fromisoformat(value)
        except ValueError:
            return value
    return value


def _past(value: date) -> date:
    if value > (tomorrow := datetime.now(UTC).date() + timedelta(days=1)):
        raise fault(f"is {value}, and cannot lie after {tomorrow}")
    return value


def _name(value: str) -> str:
    if len(value) > NAME_LIMIT:
        raise fault(f"has {len(value):,} characters; the limit is {NAME_LIMIT}")
    if value != value.strip():
        raise fault(f"{quoted(value)} has white space at its ends")
    return _seen(value)


def _address(value: str) -> str:
    if len(value) > ADDRESS_LIMIT:
        raise fault(f"has {len(value):,} characters; the limit is {ADDRESS_LIMIT:,}")
    if not re.fullmatch(r"https?://\S+", value):
        raise fault(f"{quoted(value)} must begin with http:// or https:// and have no white space")
    return value


def _place(value: str) -> str:
    try:
        return source_place.place(value)
    except BadInput as error:
        raise fault(f"{quoted(value)} is not a place in a source: {_lower(error.remedy)}") from error


def _lower(sentence: str) -> str:
    return sentence[0].lower() + sentence[1:].rstrip(".")


def _as_tuple(value: object) -> object:
    return tuple(value) if isinstance(value, list) else value


def _number(value: int) -> int:
    if not 1 <= value <= LARGEST_INTEGER:
        raise fault(f"must be between 1 and {LARGEST_INTEGER}")
    return value


def _text(value: str) -> str:
    if value.strip("\n") != value:
        raise fault("begins or ends with a line break")
    _line(flat(value), "tabs, control and bidi characters are refused; a line ends with U+000A alone")
    return value


Line = Annotated[str, AfterValidator(_line)]
Text = Annotated[str, AfterValidator(_text)]
"""Lines as the source has them, with U+000A between them."""
Number = Annotated[int, AfterValidator(_number)]
ActorName = Annotated[Line, AfterValidator(_actor_name)]
Name = Annotated[Line, AfterValidator(_name)]
Place = Annotated[Line, AfterValidator(_place)]
"""A page, line or row of a source."""
Day = Annotated[date, BeforeValidator(_day)]
Past = Annotated[Day, AfterValidator(_past)]
"""A day that has come, wherever on Earth."""


Sha256 = Annotated[Line, _matching(r"[0-9a-f]{64}", "must be 64 hexadecimal digits in lower case")]


class SeedTable(BaseModel):
    """Any table: a key that is not known is refused, and nothing is converted."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


def faults(model: type[SeedTable], error: ValidationError) -> Iterator[str]:
    """Yield a sentence for each value of a table that its model refuses."""
    for each in error.errors(include_url=False, include_context=False, include_input=False):
        yield sentence_of(model, each)


def sentence_of(model: type[SeedTable], error: ErrorDetails) -> str:
    """Return what a finding says of one key of a table."""
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
        case "bool_type":
            return f"{key} must be true or false"
        case "literal_error":
            return f"{key} must be {error['msg'].partition('should be ')[2]}".replace("'", '"')
        case "date_type":
            return f"{key} must be a date such as 2026-01-31"
        case "dict_type":
            return f"{key} must be a table of texts in quotes"
        case "tuple_type":
            return f"{key} must be a list of texts in quotes"
    return f"{key} {error['msg']}".strip()


class SeedReport(SeedTable):
    """The [report] table."""

    slug: Annotated[
        Line, _matching(r"[a-z0-9-]+", "must have lower case letters a-z, digits and hyphens only")
    ]
    title: Line
    publisher: Line | None = None
    published_on: Day | None = None
    lead_in: Line | None = None
    source_file: Line | None = None
    source_sha256: Sha256 | None = None
    source_reader: Line | None = None
    series: Line | None = None
    """What it is one of, such as the reports of one committee."""
    session: Line | None = None
    """When the body that made it sat."""


class SeedTag(SeedTable):
    """A [[tag]] table: an entry of the codebook to start with."""

    name: Annotated[Line, AfterValidator(_tag_name)]
    description: Line | None = None
    colour: Annotated[Line, AfterValidator(_colour)] | None = None


class SeedActor(SeedTable):
    """An [[actor]] table."""

    needs_code: ClassVar[bool] = True
    """Whether a state must have its code."""
    name: ActorName
    kind: Line
    country_code: (
        Annotated[Line, _matching(r"[A-Z]{2}", "must be two capital letters, as in ISO 3166 alpha-2")] | None
    ) = None
    aliases: Annotated[tuple[ActorName, ...], BeforeValidator(_as_tuple)] = ()
    """Its other names."""

    @model_validator(mode="after")
    def _states_have_a_code(self) -> "SeedActor":
        if self.needs_code and self.kind == "state" and self.country_code is None:
            raise fault("country_code is missing, and a state needs one")
        if self.kind != "state" and self.country_code is not None:
            raise fault(f"country_code is for a state, and kind is {quoted(self.kind)}")
        return self


class SeedSource(SeedTable):
    """A [[source]] table: what statements rest on, by its name."""

    name: Name
    kind: Line = "document"
    address: Annotated[Line, AfterValidator(_address)] | None = None
    sha256: Sha256 | None = None
    published_on: Past | None = None


_EVIDENCE = ("quote", "implied_reason", "given_in")


class SeedMention(SeedTable):
    """A [[recommendation.mention]] table; a quoted one stands at `start_of(text, quote, occurrence)`."""

    actor: ActorName
    role: Line
    quote: Text | None = None
    occurrence: Number = 1
    implied_reason: Line | None = None
    given_in: Line | None = None
    """The column or page that says so, apart from the text."""

    @model_validator(mode="after")
    def _quoted_implied_or_given(self) -> "SeedMention":
        given = [key for key in _EVIDENCE if getattr(self, key) is not None]
        if len(given) > 1:
            raise fault(f"{' and '.join(given)} are given together: give one of them")
        if not given:
            raise fault("quote is missing, and so are implied_reason and given_in: give one of them")
        if self.quote is None and "occurrence" in self.model_fields_set:
            raise fault("occurrence is given, and there is no quote to count")
        return self


class SeedResponse(SeedTable):
    """A [[recommendation.response]] table: what somebody answered."""

    actor: ActorName | None = None
    position: Line
    as_printed: Text | None = None
    """The source's own word for the position."""
    text: Text | None = None
    said_on: Past | None = None
    source: Name | None = None
    place: Place | None = None


class SeedProgress(SeedTable):
    """A [[recommendation.progress]] table: how far it has come, as reported by others or assessed by analysts.

    One whose status is closed needs as_of and source too, which the codes of the database tell.
    """

    basis: Literal["reported", "assessed"] = "reported"
    status: Line
    as_printed: Text | None = None
    text: Text | None = None
    as_of: Past | None = None
    source: Name | None = None
    place: Place | None = None
    quote: Text | None = None

    @model_validator(mode="after")
    def _with_evidence(self) -> "SeedProgress":
        if self.basis == "assessed" and self.text is None:
            raise fault('text is missing, and basis "assessed" needs it')
        if self.quote is not None and (self.source is None or self.place is None):
            raise fault("quote needs the source and the place that it stands at")
        return self


class SeedDeadline(SeedTable):
    """A [[recommendation.deadline]] table: a day by which it was to be done, as somebody gave it."""

    due_on: Day
    given_by: ActorName | None = None
    given_on: Past | None = None
    reason: Text | None = None
    source: Name | None = None


class SeedTheme(SeedTable):
    """A [[recommendation.theme]] table: where the source's own classification puts it."""

    scheme: Name
    name: Name


class SeedRecommendation(SeedTable):
    """A [[recommendation]] table with its mentions."""

    reference: Annotated[
        Line,
        _matching(r"[^\s,]+(?: [^\s,]+)*", "must hold no comma, and no space at its ends or beside another"),
        AfterValidator(_seen),
    ]
    title: Line
    text: Text
    first_line: Number | None = None
    last_line: Number | None = None
    first_page: Number | None = None
    last_page: Number | None = None
    made_on: Past | None = None
    """When it was made, where that is not when the report was published."""
    reviewed: bool = True
    """Whether somebody looked at an item of a draft."""
    rejected: bool = False
    """Whether it stays in the file alone."""
    differs: bool = False
    """Whether a second reader found other letters in it."""
    mention: tuple[SeedMention, ...] = ()
    response: tuple[SeedResponse, ...] = ()
    progress: tuple[SeedProgress, ...] = ()
    deadline: tuple[SeedDeadline, ...] = ()
    theme: tuple[SeedTheme, ...] = ()

    @model_validator(mode="after")
    def _places_in_order(self) -> "SeedRecommendation":
        for unit, first, last in (
            ("line", self.first_line, self.last_line),
            ("page", self.first_page, self.last_page),
        ):
            if (first is None) != (last is None):
                raise fault(f"first_{unit} and last_{unit} go together: give both or neither")
            if first is not None and last is not None and first > last:
                raise fault(f"first_{unit} {first} comes after last_{unit} {last}")
        return self


class SeedDraft(SeedTable):
    """The [draft] table: what a draft was made from."""

    file: Line
    sha256: Line
    reader: Line
    lists: list[Number] = []
    left_out: list[Line] = []


class FromTable(NamedTuple):
    """The table that a load reads, which may be one of several that fill a report."""

    source: str
    """Name of its source."""
    columns: frozenset[str]
    """What its mentions are given in: others are no business of it."""


class TableRow(NamedTuple):
    """A row of a table, to be kept as it stands there."""

    row: int
    """Counted from 1, header and lines before it included."""
    part: str
    """One of before, header, row."""
    reference: str | None
    """Of the recommendation of the same Seed that was made of it."""
    cells: str
    """JSON."""


class Seed(NamedTuple):
    """One report as its file gives it, every rule checked that needs no database."""

    report: SeedReport
    tags: tuple[SeedTag, ...]
    actors: tuple[SeedActor, ...]
    recommendations: Iterable[SeedRecommendation]
    """Taken once; they may be read while they are taken."""
    sources: tuple[SeedSource, ...] = ()
    """All that its statements name."""
    table: FromTable | None = None
    """All seeds of a load come from the one table, or none does."""
    rows: Iterable[TableRow] = ()
    """Those of that table; taken after the recommendations."""
