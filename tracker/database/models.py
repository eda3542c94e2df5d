"""The tables, as SQLModel classes: the one description that migrations, triggers and loader are held to."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, MetaData, Text, UniqueConstraint
from sqlalchemy import text as sql
from sqlmodel import Field, SQLModel

from tracker.colours import COLOURS
from tracker.database.types import NOW, UtcText, moment_rule, rule
from tracker.settings import ANALYST_LIMIT

metadata = SQLModel.metadata
metadata.naming_convention = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
).naming_convention

_ROWS: dict[str, Any] = {"sqlite_strict": True, "sqlite_autoincrement": True}
"""A deleted id is never used again, so the history stays true."""
_KEYED: dict[str, Any] = {"sqlite_strict": True, "sqlite_with_rowid": False}


def _name_rule(
    limit: int, *, column: str = "name", refused: str = ",", words: str = "no comma, ", noun: str = "a name"
) -> Any:
    name = f"{{{column}}}"
    without = "".join(f" AND instr({name}, {_quoted(character)}) = 0" for character in refused)
    return rule(
        column,
        f"{name} <> '' AND length({name}) <= {limit} AND {name} = trim({name}){without}"
        f" AND {name} NOT GLOB '*[' || char(1) || '-' || char(31) || char(127) || ']*'",
        f"{noun} has 1 to {limit} characters, {words}no line break or control character, "
        "and no white space at its ends",
    )


def _quoted(character: str) -> str:
    return "'" + character.replace("'", "''") + "'"


def _id() -> Any:
    return Field(
        default=None, primary_key=True, description="Number of the row; never used again once deleted."
    )


def _moment(description: str) -> Any:
    return Field(
        default=None,
        sa_type=UtcText,
        nullable=False,
        sa_column_kwargs={"server_default": sql(f"({NOW})")},
        description=description,
    )


def _words(description: str, **more: Any) -> Any:
    return Field(sa_type=Text, description=description, **more)


def _day_rule(column: str) -> Any:
    day = f"{{{column}}}"
    return rule(
        column,
        f"{day} IS date({day}, '+0 days') AND {day} >= '0001'",
        f"{column} must be a date such as 2026-01-31",
    )


def _place_rule() -> Any:
    """Return the rule of a place: it is what its own numbers make of it, so nothing else stands there."""
    first, last = (f"CAST(substr({{place}}, instr({{place}}, '{mark}') + 1) AS INTEGER)" for mark in " -")

    def made(first: str, last: str) -> str:
        single = ", ".join(f"'{unit} ' || {first}" for unit in ("p.", "line", "row"))
        several = ", ".join(f"'{unit} ' || {first} || '-' || {last}" for unit in ("p.", "lines"))
        return f"{first} >= 1 AND ({{place}} IN ({single}) OR {last} > {first} AND {{place}} IN ({several}))"

    numbers = f"SELECT {first} AS first, {last} AS last"
    return rule(
        "place",
        f"{{place}} IS NULL OR {made(first, last)}",
        "place is a page, line or row of the source: p. 12, p. 12-13, line 4, lines 4-9 or row 17",
        guard=f"{{place}} IS NULL OR (SELECT {made('first', 'last')} FROM ({numbers}))",
    )


def _code_rule() -> Any:
    return rule(
        "code",
        "{code} <> '' AND {code} NOT GLOB '*[^a-z0-9_]*'",
        "a code has lower case letters, digits and _ only",
    )


def _link(target: str, description: str, *, kind: Any = None, **more: Any) -> Any:
    if kind is not None:
        more["sa_type"] = kind
    return Field(sa_column_args=[ForeignKey(target)], description=description, **more)


class _Lookup(SQLModel):
    code: str = Field(
        sa_type=Text, primary_key=True, description="What the tables store and the query line takes."
    )
    name: str = _words("What people read.")
    description: str = _words("When the code applies.")
    position: int = Field(description="Order in which lists show it.")


class ReviewStatus(_Lookup, table=True):
    """How far the analysts' own review can have come; an office adds one with one INSERT."""

    __tablename__ = "review_status"
    __table_args__ = (
        _code_rule(),
        rule("glyph", "length({glyph}) = 1", "glyph must be one character, one terminal cell wide"),
        rule("done", "{done} IN (0, 1)", "done is 1 where the review has ended, else 0"),
        _KEYED,
    )
    glyph: str = _words("One character that shows the status in lists.")
    done: int = Field(description="1 where the review has ended, which progress counts; else 0.")


class ActorKind(_Lookup, table=True):
    """What sort of actor there is."""

    __tablename__ = "actor_kind"
    __table_args__ = (_KEYED,)


class ActorRole(_Lookup, table=True):
    """What part an actor has in a recommendation."""

    __tablename__ = "actor_role"
    __table_args__ = (_KEYED,)


class SourceKind(_Lookup, table=True):
    """What sort of thing a statement rests on."""

    __tablename__ = "source_kind"
    __table_args__ = (_code_rule(), _KEYED)


class ResponsePosition(_Lookup, table=True):
    """What position an addressee can take on a recommendation."""

    __tablename__ = "response_position"
    __table_args__ = (_code_rule(), _KEYED)


class ProgressStatus(_Lookup, table=True):
    """How far what was recommended can have come, apart from the analysts' own review."""

    __tablename__ = "progress_status"
    __table_args__ = (
        _code_rule(),
        rule("closed", "{closed} IN (0, 1)", "closed is 1 where nothing more is to come, else 0"),
        _KEYED,
    )
    closed: int = Field(
        description="1 where nothing more is to come, which must be proven by a date and a source; else 0."
    )


class Setting(SQLModel, table=True):
    """A number that everybody who has the file works by."""

    __tablename__ = "setting"
    __table_args__ = (
        _code_rule(),
        rule("value", "{value} BETWEEN 0 AND 36500", "value is a number of days, 0 to 36,500"),
        _KEYED,
    )
    code: str = Field(sa_type=Text, primary_key=True, description="What the setting is called.")
    value: int = Field(description="How many days.")
    description: str = _words("What is done by it.")


class Report(SQLModel, table=True):
    """A document whose recommendations are followed up."""

    __tablename__ = "report"
    __table_args__ = (
        UniqueConstraint("slug"),
        rule(
            "slug",
            "{slug} <> '' AND {slug} NOT GLOB '*[^a-z0-9-]*'",
            "slug has lower case letters, digits and - only",
        ),
        rule(
            "published_on",
            "{published_on} IS date({published_on}, '+0 days')",
            "published_on must be a date such as 2026-01-31",
        ),
        _ROWS,
    )
    id: int | None = _id()
    slug: str = _words("Short name of the report in queries and references.")
    title: str = _words("Title as printed.")
    publisher: str | None = _words("Who published it; empty where the document does not say.", default=None)
    published_on: str | None = _words("Date of publication, YYYY-MM-DD; empty where unknown.", default=None)
    lead_in: str | None = _words("The sentence that addresses the recommendations, verbatim.", default=None)
    source_file: str | None = _words("Name of the file the text was taken from.", default=None)
    source_sha256: str | None = _words("SHA-256 of that file, in hexadecimal.", default=None)
    source_reader: str | None = _words(
        "The reader that made text of that file, and its version; empty for a plain text file.", default=None
    )
    series: str | None = _words("The series that it appeared in; empty for none.", default=None)
    session: str | None = _words("The session that it belongs to, as printed; empty for none.", default=None)


class Recommendation(SQLModel, table=True):
    """One numbered recommendation of a report, verbatim, with the status of its review."""

    __tablename__ = "recommendation"
    __table_args__ = (
        UniqueConstraint("report_id", "reference"),
        Index("ix_recommendation_report_id_position", "report_id", "position"),
        Index("ix_recommendation_review_status", "review_status", "report_id", "position"),
        Index("ix_recommendation_assigned_to", "assigned_to", sqlite_where=sql("assigned_to IS NOT NULL")),
        rule(
            "reference",
            "{reference} <> '' AND {reference} = trim({reference}) AND instr({reference}, '  ') = 0"
            " AND {reference} NOT GLOB '*[,' || char(1) || '-' || char(31) || ']*'",
            "reference is not empty, holds no comma or control character, and no space at its ends or beside another",
        ),
        rule("text", "{text} <> ''", "text is what the report prints, and never empty"),
        rule(
            "lines",
            "({first_line} IS NULL) = ({last_line} IS NULL)"
            " AND ({first_line} IS NULL OR {first_line} BETWEEN 1 AND {last_line})",
            "first_line and last_line are both given, 1 or more and in order, or both empty",
        ),
        rule(
            "pages",
            "({first_page} IS NULL) = ({last_page} IS NULL)"
            " AND ({first_page} IS NULL OR {first_page} BETWEEN 1 AND {last_page})",
            "first_page and last_page are both given, 1 or more and in order, or both empty",
        ),
        moment_rule("created_at"),
        _ROWS,
    )
    id: int | None = _id()
    report_id: int = _link("report.id", "The report it belongs to.")
    reference: str = _words("Its number as the report gives it, such as 1, 140.12 or 012/24.")
    position: int = Field(description="Its place in the report's order.")
    title: str = _words("A short label of ours.")
    text: str = _words(
        "What the report prints, verbatim, its errors included; U+000A where it begins a new line."
    )
    first_line: int | None = Field(default=None, description="First line in the source file, counted from 1.")
    last_line: int | None = Field(default=None, description="Last line in the source file.")
    review_status: str = _link(
        "review_status.code",
        "How far the review has come.",
        kind=Text,
        default="unreviewed",
        sa_column_kwargs={"server_default": sql("'unreviewed'")},
    )
    status_reason: str | None = _words("Why it has this status; may be empty.", default=None)
    created_at: datetime = _moment("When the row came into this database, UTC.")
    first_page: int | None = Field(
        default=None,
        description="First page in the source file, counted from 1; empty where it has no pages.",
    )
    last_page: int | None = Field(default=None, description="Last page in the source file.")
    assigned_to: str | None = Field(
        default=None,
        sa_type=Text,
        sa_column_args=[
            _name_rule(ANALYST_LIMIT, column="assigned_to", refused="", words="", noun="an analyst")
        ],
        description="The analyst who looks after it; empty for nobody.",
    )
    made_on: str | None = Field(
        default=None,
        sa_type=Text,
        sa_column_args=[_day_rule("made_on")],
        description="When it was made, YYYY-MM-DD, where that is not when the report was published.",
    )


class Actor(SQLModel, table=True):
    """A state, organisation, group or proposed body, under one canonical name."""

    __tablename__ = "actor"
    __table_args__ = (
        UniqueConstraint("name"),
        _name_rule(200),
        rule(
            "country_code",
            "{country_code} IS NULL OR {country_code} GLOB '[A-Z][A-Z]'",
            "country_code is an ISO 3166 alpha-2 code such as PK",
        ),
        Index("ix_actor_kind", "kind"),
        _ROWS,
    )
    id: int | None = _id()
    name: str = Field(sa_type=Text(collation="NOCASE"), description="The one canonical name of the actor.")
    kind: str = _link("actor_kind.code", "What sort of actor it is.", kind=Text)
    country_code: str | None = _words("ISO 3166 alpha-2 code of a state.", default=None)


class ActorAlias(SQLModel, table=True):
    """Another name of an actor, by which seed files and queries find it too."""

    __tablename__ = "actor_alias"
    __table_args__ = (
        UniqueConstraint("alias"),
        Index("ix_actor_alias_actor_id", "actor_id"),
        _name_rule(200, column="alias", noun="an alias"),
        _ROWS,
    )
    id: int | None = _id()
    actor_id: int = _link("actor.id", "The actor who is called so too.")
    alias: str = Field(
        sa_type=Text(collation="NOCASE"), description="The other name; one actor's only, whatever the case."
    )


class Mention(SQLModel, table=True):
    """An actor in a recommendation: the words that name it and the part it has there."""

    __tablename__ = "mention"
    __table_args__ = (
        UniqueConstraint("recommendation_id", "actor_id", "role", "quote_start"),
        Index("ix_mention_actor_id_recommendation_id", "actor_id", "recommendation_id"),
        Index("ix_mention_role", "role", "recommendation_id"),
        rule(
            "evidence",
            "({quote} IS NULL) = ({quote_start} IS NULL)"
            " AND ({quote} IS NOT NULL) + ({implied_reason} IS NOT NULL) + ({given_in} IS NOT NULL) = 1"
            " AND {quote} IS NOT '' AND {implied_reason} IS NOT '' AND {given_in} IS NOT ''",
            "a mention has quote and quote_start, or else implied_reason, or else given_in",
        ),
        _ROWS,
    )
    id: int | None = _id()
    recommendation_id: int = _link("recommendation.id", "The recommendation that names the actor.")
    actor_id: int = _link("actor.id", "The actor whom its words name.")
    role: str = _link("actor_role.code", "What part the actor has there.", kind=Text)
    quote: str | None = _words(
        "The words that name it, verbatim; empty where the text does not name it.", default=None
    )
    quote_start: int | None = Field(
        default=None, description="Where the quote starts in the text, 0-based code points."
    )
    implied_reason: str | None = _words(
        "Why the actor is meant though the text does not name it.", default=None
    )
    given_in: str | None = _words(
        "What says so beside the text, such as a column or the cover page.", default=None
    )


class Note(SQLModel, table=True):
    """What an analyst writes about a recommendation."""

    __tablename__ = "note"
    __table_args__ = (
        Index("ix_note_recommendation_id", "recommendation_id"),
        rule(
            "body",
            "trim({body}) <> '' AND length({body}) <= 100000",
            "body has 1 to 100,000 characters, not all of them spaces",
        ),
        moment_rule("created_at"),
        _ROWS,
    )
    id: int | None = _id()
    recommendation_id: int = _link("recommendation.id", "Which recommendation it was written about.")
    body: str = _words("The note, in Markdown.")
    author: str | None = _words(
        "Who wrote it, as the row says; the history tells where that came from outside the program.",
        default=None,
    )
    created_at: datetime = _moment("When it was first written, UTC.")


class Tag(SQLModel, table=True):
    """A label of the analysts' codebook."""

    __tablename__ = "tag"
    __table_args__ = (
        UniqueConstraint("name"),
        _name_rule(64, refused=",\"'", words="no comma or quote, "),
        rule(
            "colour",
            f"{{colour}} IS NULL OR {{colour}} IN ({', '.join(map(_quoted, COLOURS))})",
            f"colour is one of {', '.join(COLOURS)}, or empty",
        ),
        rule(
            "position", "{position} >= 0", "position is 1 or more: leave it out, and the tag goes to the end"
        ),
        _ROWS,
    )
    id: int | None = _id()
    name: str = Field(
        sa_type=Text(collation="NOCASE"), description="The label, one spelling whatever the case."
    )
    description: str | None = _words("When to use it.", default=None)
    colour: str | None = _words("Colour it is shown in.", default=None)
    position: int = Field(
        default=0,
        sa_column_kwargs={"server_default": sql("0")},
        description="Order of the codebook; a tag that comes without one goes to the end.",
    )


class Tagging(SQLModel, table=True):
    """A tag put on a recommendation."""

    __tablename__ = "tagging"
    __table_args__ = (Index("ix_tagging_tag_id", "tag_id", "recommendation_id"), _KEYED)
    recommendation_id: int = _link(
        "recommendation.id", "The recommendation that has the tag.", primary_key=True
    )
    tag_id: int = _link("tag.id", "Which tag of the codebook it has.", primary_key=True)


class SavedView(SQLModel, table=True):
    """A query line kept under a name, for everybody who has the file."""

    __tablename__ = "saved_view"
    __table_args__ = (UniqueConstraint("name"), _name_rule(64), moment_rule("created_at"), _ROWS)
    id: int | None = _id()
    name: str = Field(sa_type=Text(collation="NOCASE"), description="What the view is called.")
    query: str = _words("The query line it opens.")
    author: str | None = _words(
        "Who saved it, as the row says; empty from outside the program.", default=None
    )
    created_at: datetime = _moment("When it was saved, UTC.")


class Source(SQLModel, table=True):
    """What statements about recommendations rest on: a document, a table, a page, a letter, an interview."""

    __tablename__ = "source"
    __table_args__ = (
        UniqueConstraint("name"),
        Index("ix_source_report_id", "report_id"),
        _name_rule(200, refused="", words=""),
        rule(
            "address",
            "({address} GLOB 'http://?*' OR {address} GLOB 'https://?*') AND length({address}) <= 2000"
            " AND {address} NOT GLOB '*[' || char(1) || '-' || char(32) || char(127) || ']*'",
            "address begins with http:// or https://, has 2,000 characters at most, and no white space",
        ),
        rule(
            "sha256",
            "length({sha256}) = 64 AND {sha256} NOT GLOB '*[^0-9a-f]*'",
            "sha256 has 64 hexadecimal digits in lower case",
        ),
        _day_rule("published_on"),
        moment_rule("created_at"),
        _ROWS,
    )
    id: int | None = _id()
    report_id: int | None = _link(
        "report.id", "The report that it is about or belongs to; empty for none.", default=None
    )
    kind: str = _link(
        "source_kind.code",
        "What sort of thing it is.",
        kind=Text,
        default="document",
        sa_column_kwargs={"server_default": sql("'document'")},
    )
    name: str = Field(
        sa_type=Text(collation="NOCASE"), description="What it is called, one spelling whatever the case."
    )
    address: str | None = _words("Where it is on the web.", default=None)
    sha256: str | None = _words("SHA-256 of its file, in hexadecimal.", default=None)
    published_on: str | None = _words("Its date, YYYY-MM-DD; empty where unknown.", default=None)
    created_at: datetime = _moment("When the row came into this database, UTC.")


class Response(SQLModel, table=True):
    """What an addressee says to a recommendation: whether it accepts it, and in which words."""

    __tablename__ = "response"
    __table_args__ = (
        Index("ix_response_recommendation_id", "recommendation_id", "said_on", "id"),
        Index("ix_response_actor_id", "actor_id", "recommendation_id"),
        Index("ix_response_source_id", "source_id", "recommendation_id"),
        _day_rule("said_on"),
        _place_rule(),
        moment_rule("created_at"),
        _ROWS,
    )
    id: int | None = _id()
    recommendation_id: int = _link("recommendation.id", "The recommendation that it answers.")
    actor_id: int | None = _link("actor.id", "Who says it; empty where nobody is named.", default=None)
    position: str = _link("response_position.code", "Which position that is.", kind=Text)
    as_printed: str | None = _words("The source's own word for the position, verbatim.", default=None)
    text: str | None = _words("What is said, verbatim.", default=None)
    said_on: str | None = _words("When it was said, YYYY-MM-DD; empty where unknown.", default=None)
    source_id: int | None = _link("source.id", "The source that it stands in.", default=None)
    place: str | None = _words("Where it stands there, such as p. 12-13, line 4 or row 17.", default=None)
    created_at: datetime = _moment("When the row came into this database, UTC.")


class Progress(SQLModel, table=True):
    """What has become of a recommendation at some time, as reported or as assessed."""

    __tablename__ = "progress"
    __table_args__ = (
        Index("ix_progress_recommendation_id", "recommendation_id", "basis", "as_of", "id"),
        Index("ix_progress_source_id", "source_id", "recommendation_id"),
        rule(
            "basis",
            "{basis} IN ('reported', 'assessed')",
            "basis is reported (by those who should act) or assessed (by analysts)",
        ),
        _day_rule("as_of"),
        _place_rule(),
        moment_rule("created_at"),
        _ROWS,
    )
    id: int | None = _id()
    recommendation_id: int = _link("recommendation.id", "The recommendation that it is about.")
    basis: str = _words("Whose word it is: reported by those who should act, or assessed by analysts.")
    status: str = _link("progress_status.code", "How far it has come.", kind=Text)
    as_printed: str | None = _words("The source's own word for the status, verbatim.", default=None)
    text: str | None = _words("What has happened, or why it is assessed so.", default=None)
    as_of: str | None = _words(
        "The day whose state it describes, YYYY-MM-DD; empty where unknown.", default=None
    )
    source_id: int | None = _link("source.id", "The source that it rests on.", default=None)
    place: str | None = _words("Where it stands there, such as p. 12-13, line 4 or row 17.", default=None)
    quote: str | None = _words("The words of the source that prove it, verbatim.", default=None)
    created_at: datetime = _moment("When the row came into this database, UTC.")


class Deadline(SQLModel, table=True):
    """A date by which something is due; each one ever given stays, and the latest given counts."""

    __tablename__ = "deadline"
    __table_args__ = (
        Index("ix_deadline_recommendation_id", "recommendation_id", "given_on", "id"),
        Index("ix_deadline_due_on", "due_on", "recommendation_id"),
        Index("ix_deadline_source_id", "source_id", "recommendation_id"),
        _day_rule("due_on"),
        _day_rule("given_on"),
        moment_rule("created_at"),
        _ROWS,
    )
    id: int | None = _id()
    recommendation_id: int = _link("recommendation.id", "The recommendation that is due.")
    due_on: str = _words("By when, YYYY-MM-DD.")
    given_by: int | None = _link("actor.id", "Who gave the date; empty where nobody is named.", default=None)
    given_on: str | None = _words(
        "When the date was given, YYYY-MM-DD; today where it is left out, empty where unknown.",
        default=None,
        sa_column_kwargs={"server_default": sql("(date('now'))")},
    )
    reason: str | None = _words("Why this date, or why it moved.", default=None)
    source_id: int | None = _link("source.id", "The source that gives the date.", default=None)
    created_at: datetime = _moment("When the row came into this database, UTC.")


class Theme(SQLModel, table=True):
    """A heading of the source's own classification; the analysts' own are tags."""

    __tablename__ = "theme"
    __table_args__ = (
        UniqueConstraint("scheme", "name"),
        _name_rule(200, column="scheme", refused="", words="", noun="a scheme"),
        _name_rule(200, refused="", words=""),
        _ROWS,
    )
    id: int | None = _id()
    scheme: str = Field(sa_type=Text(collation="NOCASE"), description="Which classification it belongs to.")
    name: str = Field(
        sa_type=Text(collation="NOCASE"),
        description="The heading as the source has it, one spelling whatever the case.",
    )


class Theming(SQLModel, table=True):
    """A heading of the source's classification under which a recommendation stands."""

    __tablename__ = "theming"
    __table_args__ = (Index("ix_theming_theme_id", "theme_id", "recommendation_id"), _KEYED)
    recommendation_id: int = _link(
        "recommendation.id", "The recommendation that stands under it.", primary_key=True
    )
    theme_id: int = _link("theme.id", "Which heading that is.", primary_key=True)


class FollowupCurrent(SQLModel, table=True):
    """What counts now of a recommendation's responses, progress and deadlines, kept by triggers alone."""

    __tablename__ = "followup_current"
    __table_args__ = (
        Index("ix_followup_current_due_on", "closed", "due_on", "recommendation_id"),
        Index("ix_followup_current_progress_on", "closed", "progress_on"),
        Index("ix_followup_current_response", "response"),
        Index("ix_followup_current_assessed", "assessed"),
        {"sqlite_strict": True},
    )
    recommendation_id: int | None = _link(
        "recommendation.id", "The recommendation; every one has a row.", default=None, primary_key=True
    )
    response_id: int | None = Field(default=None, description="Number of the latest response.")
    response: str | None = _words("Which position that takes.", default=None)
    response_on: str | None = _words("When it was said.", default=None)
    reported_id: int | None = Field(default=None, description="Number of the latest reported progress.")
    reported: str | None = _words("Which status that has.", default=None)
    reported_on: str | None = _words("The day whose state it describes.", default=None)
    assessed_id: int | None = Field(default=None, description="Number of the latest assessed progress.")
    assessed: str | None = _words("Which status that has.", default=None)
    assessed_on: str | None = _words("The day whose state it describes.", default=None)
    closed: int = Field(
        default=0,
        sa_column_kwargs={"server_default": sql("0")},
        description="1 where the latest assessed progress, else the latest reported one, is closed; else 0.",
    )
    progress_on: str | None = _words(
        "The later day of both; the day it was recorded where one has none. Empty without progress.",
        default=None,
    )
    due_on: str | None = _words("The latest deadline given.", default=None)
    first_due_on: str | None = _words("The first deadline given.", default=None)


class Changeset(SQLModel, table=True):
    """One action of one analyst: what undo takes back. Append-only."""

    __tablename__ = "changeset"
    __table_args__ = (
        Index("ix_changeset_analyst_kind", "analyst", "kind"),
        Index("ix_changeset_reverts_id", "reverts_id"),
        Index("ix_changeset_reverts_change_id", "reverts_change_id"),
        rule(
            "kind",
            "{kind} IN ('edit', 'load', 'undo', 'redo', 'check')",
            "kind is edit, load, undo, redo or check",
        ),
        moment_rule("made_at"),
        _ROWS,
    )
    id: int | None = _id()
    kind: str = _words("One of edit, load, undo, redo, check.")
    analyst: str | None = _words("Who made it.", default=None)
    summary: str = _words("What was done, in a sentence.")
    made_at: datetime = _moment("When it was made, UTC.")
    reverts_id: int | None = _link(
        "changeset.id", "The changeset that this undo or redo took back.", default=None
    )
    reverts_change_id: int | None = Field(
        default=None, description="Number of the change from outside that this undo took back."
    )
    digest: str | None = _words("For a load: SHA-256 over the rows it brought.", default=None)


class Change(SQLModel, table=True):
    """One row touched, written by triggers for every program that writes. Append-only."""

    __tablename__ = "change"
    __table_args__ = (
        Index("ix_change_recommendation_id", "recommendation_id", "id"),
        Index("ix_change_changeset_id", "changeset_id"),
        Index("ix_change_table_name_row_key", "table_name", "row_key"),
        rule(
            "operation",
            "{operation} IN ('insert', 'update', 'delete')",
            "operation is insert, update or delete",
        ),
        moment_rule("changed_at"),
        _ROWS,
    )
    id: int | None = _id()
    changeset_id: int | None = _link(
        "changeset.id", "The changeset it belongs to; empty for a change from outside.", default=None
    )
    changed_at: datetime = _moment("When the row was changed, UTC.")
    table_name: str = _words("Name of the table that the row is in.")
    row_key: str = _words("Key of the row, as JSON.")
    recommendation_id: int | None = Field(
        default=None, description="The recommendation concerned, if one is."
    )
    operation: str = _words("One of insert, update, delete.")
    before: str | None = _words(
        "The row before, as JSON; for an update only the columns that changed.", default=None
    )
    after: str | None = _words(
        "The row after, as JSON; for an update only the columns that changed.", default=None
    )


class ImportRow(SQLModel, table=True):
    """A row of a table that was imported, as it stood there. Append-only."""

    __tablename__ = "import_row"
    __table_args__ = (
        Index("ix_import_row_source_id_row_number", "source_id", "row_number"),
        Index("ix_import_row_recommendation_id", "recommendation_id"),
        Index("ix_import_row_changeset_id", "changeset_id"),
        rule("row_number", "{row_number} >= 1", "row_number is counted from 1, as a spreadsheet counts"),
        rule("part", "{part} IN ('before', 'header', 'row')", "part is before, header or row"),
        rule("cells", "json_valid({cells})", "cells are a JSON array, or the object of a line"),
        _ROWS,
    )
    id: int | None = _id()
    changeset_id: int = _link("changeset.id", "The load that brought it.")
    source_id: int = _link("source.id", "The table that it stands in.")
    row_number: int = Field(
        description="Which row of the table, counted from 1, header and lines before it included."
    )
    part: str = _words("One of before, header, row: what stands before the header, that, or below it.")
    recommendation_id: int | None = _link(
        "recommendation.id", "What was made of it; empty where nothing was.", default=None
    )
    cells: str = _words("Its cells to the letter, a JSON array; the object where each row is a line of JSON.")


class OpenChangeset(SQLModel, table=True):
    """The changeset being written: one row inside a transaction of the program, else empty."""

    __tablename__ = "open_changeset"
    __table_args__ = (rule("id", "{id} = 1", "there is one open changeset at most"), {"sqlite_strict": True})
    id: int = Field(default=1, primary_key=True, description="Always 1, as there is one at most.")
    changeset_id: int = _link("changeset.id", "The changeset that changes made now belong to.")
    accepts_source_changes: int = Field(
        default=0,
        sa_column_kwargs={"server_default": sql("0")},
        description="1 in a load that was told to accept changes of the source text, else 0.",
    )


class SchemaRevision(SQLModel, table=True):
    """When the tables took their present shape; undo reaches back across what only added to them."""

    __tablename__ = "schema_revision"
    __table_args__ = (moment_rule("upgraded_at"), _KEYED)
    revision: str = Field(sa_type=Text, primary_key=True, description="Revision of the schema, such as 0001.")
    upgraded_at: datetime = _moment("When this file reached it, UTC.")
    last_change_id: int = Field(description="Number of the last change made before.")


class DataDictionary(SQLModel, table=True):
    """What every table, view and column holds; written by the program when it makes or upgrades the file."""

    __tablename__ = "data_dictionary"
    __table_args__ = (_KEYED,)
    object: str = Field(sa_type=Text, primary_key=True, description="Name of a table or a view.")
    column: str = Field(
        sa_type=Text,
        primary_key=True,
        description="Which of its columns; empty where the row is about all of it.",
    )
    type: str = _words("TEXT or INTEGER for what a column stores; table or view for a whole one.")
    description: str = _words("What stands there, in a sentence.")
    example: str | None = _words(
        "A value as the bundled report and some work on it have it, cut where it is long.", default=None
    )


class SchemaContract(SQLModel, table=True):
    """Which version of the promise to those who query the file holds; one row."""

    __tablename__ = "schema_contract"
    __table_args__ = (_KEYED,)
    version: str = Field(
        sa_type=Text,
        primary_key=True,
        description="Two numbers: a view that loses or renames a column raises the first, a new column the second.",
    )


RECORDED = (
    Report,
    Recommendation,
    Actor,
    ActorAlias,
    Mention,
    Note,
    Tag,
    Tagging,
    SavedView,
    ReviewStatus,
    ActorKind,
    ActorRole,
    SourceKind,
    ResponsePosition,
    ProgressStatus,
    Setting,
    Source,
    Response,
    Progress,
    Deadline,
    Theme,
    Theming,
)
"""The models whose every change the history holds."""
