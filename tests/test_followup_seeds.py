"""Answers, progress, deadlines and themes of a seed: checked by key, loaded once, and what is recorded here stays."""

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.test_loading import recomputed_digest
from tracker.checking import check
from tracker.database.writer import Writer
from tracker.errors import BadInput, SeedError
from tracker.seeding import Loaded, Seed, load, load_reports
from tracker.seeding.tables import (
    SeedActor,
    SeedProgress,
    SeedRecommendation,
    SeedReport,
    SeedSource,
    SeedTheme,
)

Shell = Callable[[Path], sqlite3.Connection]

SEED = """
[report]
slug = "rivers"
title = "On rivers"
series = "Waters"
session = "Second session"

[[actor]]
name = "Mali"
kind = "state"
country_code = "ML"

[[actor]]
name = "NATO"
kind = "organisation"

[[source]]
name = "Letter of March"
kind = "letter"
sha256 = "0000000000000000000000000000000000000000000000000000000000000000"
published_on = 2026-03-01

[[source]]
name = "Tracker page"
kind = "web"
address = "https://example.org/rivers"

[[recommendation]]
reference = "1"
title = "Share the river"
text = "Mali should share the river."
made_on = 2024-05-06

[[recommendation.mention]]
actor = "Mali"
role = "addressee"
given_in = "column To"

[[recommendation.response]]
actor = "Mali"
position = "noted"
as_printed = "takes note"
text = \"""
Mali takes note.
It says no more.\"""
said_on = 2026-03-01
source = "Letter of March"
place = "p. 12-13"

[[recommendation.progress]]
status = "in_progress"
as_printed = "on-going"
as_of = 2026-03-01
source = "Letter of March"
place = "p. 2"
quote = "Work has begun."

[[recommendation.progress]]
basis = "assessed"
status = "implemented"
text = "The river is shared."
as_of = 2026-06-01
source = "Tracker page"

[[recommendation.deadline]]
due_on = 2027-01-01
given_by = "NATO"
given_on = 2026-01-01
source = "Letter of March"

[[recommendation.deadline]]
due_on = 2999-04-01
reason = "More time was asked for."

[[recommendation.theme]]
scheme = "UN"
name = "Women, peace"

[[recommendation]]
reference = "2"
title = "Keep it clean"
text = "The river should be kept clean."

[[recommendation.theme]]
scheme = "UN"
name = "Water"
"""
RESPONSE, PROGRESS, ASSESSED = (
    f"a.toml: recommendation 1, {place}"
    for place in ("response 1 (Mali)", "progress 1 (in_progress)", "progress 2 (implemented)")
)
POSITIONS = "accepted, accepted_in_part, accepted_in_principle, noted, rejected, no_position"
PLACES = "write p. 12, p. 12-13, line 4, lines 4-9 or row 17"


def swap(*pairs: str) -> str:
    text = SEED
    for old, new in zip(pairs[::2], pairs[1::2], strict=True):
        assert old in text
        text = text.replace(old, new, 1)
    return text


@pytest.fixture
def load_text(database: Path, tmp_path: Path) -> Callable[..., Loaded]:
    """Load the text of a seed file into the empty database."""

    def load_it(text: str, **options: bool) -> Loaded:
        seed = tmp_path / "a.toml"
        seed.write_text(text, encoding="utf-8")
        with closing(Writer(database)) as writer:
            return load(writer, [seed], analyst="amy", **options)

    return load_it


def rows(path: Path, sql: str, *values: object) -> list[Any]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(sql, values).fetchall()


def dump(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as connection:
        return list(connection.iterdump())


def no_findings(path: Path) -> bool:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        return list(check(connection)) == []


AFTER = datetime.now(UTC).date() + timedelta(days=3)
FAULTS = {
    "a position that is not known": (
        ('"noted"', '"maybe"'),
        f'{RESPONSE}: position "maybe" is not known; known are {POSITIONS}',
    ),
    "an actor that is not declared": (
        ('[[recommendation.response]]\nactor = "Mali"', '[[recommendation.response]]\nactor = "Chad"'),
        'a.toml: recommendation 1, response 1 (Chad): actor "Chad" is not declared in an [[actor]] table',
    ),
    "a source that is not declared": (
        ('source = "Letter of March"\nplace = "p. 12-13"', 'source = "Note"\nplace = "p. 12-13"'),
        f'{RESPONSE}: source "Note" is not declared in a [[source]] table',
    ),
    "a place that is none": (
        ('"p. 12-13"', '"somewhere"'),
        f'{RESPONSE}: place "somewhere" is not a place in a source: {PLACES}',
    ),
    "a day that has not come": (
        ("said_on = 2026-03-01", f"said_on = {AFTER}"),
        f"{RESPONSE}: said_on is {AFTER}, and cannot lie after {AFTER - timedelta(days=2)}",
    ),
    "a closed status without a date": (
        ("as_of = 2026-06-01\n", ""),
        f'{ASSESSED}: as_of is missing, and status "implemented" needs both: it says that nothing more is to come',
    ),
    "an assessed status without words": (
        ('text = "The river is shared."\n', ""),
        f'{ASSESSED}: text is missing, and basis "assessed" needs it',
    ),
    "a quote without its place": (
        ('place = "p. 2"\n', ""),
        f"{PROGRESS}: quote needs the source and the place that it stands at",
    ),
    "a basis that is none": (
        ('basis = "assessed"', 'basis = "guessed"'),
        f'{ASSESSED}: basis must be "reported" or "assessed"',
    ),
    "a deadline that is no date": (
        ("due_on = 2027-01-01", 'due_on = "spring"'),
        "a.toml: recommendation 1, deadline 1: due_on must be a date such as 2026-01-31",
    ),
    "a theme that is there twice": (
        (
            '[[recommendation.theme]]\nscheme = "UN"\nname = "Women, peace"',
            '[[recommendation.theme]]\nscheme = "UN"\nname = "Women"\n'
            '[[recommendation.theme]]\nscheme = "un"\nname = "women"',
        ),
        "a.toml: recommendation 1, theme 2 (women): repeats that of no. 1",
    ),
    "a key that is not known": (
        ('as_printed = "takes note"', 'as_writen = "takes note"'),
        f'{RESPONSE}: key "as_writen" is not known; known are actor, position, as_printed, text, said_on, source, '
        "place",
    ),
    "an address that is none": (
        ('"https://example.org/rivers"', '"example.org"'),
        'a.toml: source 2 (Tracker page): address "example.org" must begin with http:// or https:// and have no '
        "white space",
    ),
    "a kind of source that is not known": (
        ('kind = "letter"', 'kind = "rumour"'),
        'a.toml: source 1 (Letter of March): kind "rumour" is not known; known are document, table, web, letter, '
        "interview",
    ),
    "no tables": (
        ('[[recommendation.theme]]\nscheme = "UN"\nname = "Water"', 'theme = "Water"'),
        "a.toml: recommendation 2: theme must be [[recommendation.theme]] tables",
    ),
}


@pytest.mark.parametrize(("pair", "finding"), FAULTS.values(), ids=FAULTS)
def test_a_fault_is_told_by_its_table(
    load_text: Callable[..., Loaded], pair: tuple[str, str], finding: str
) -> None:
    with pytest.raises(SeedError) as caught:
        load_text(swap(*pair))
    assert caught.value.findings == (f"{finding}.",)


def test_all_that_is_wrong_is_told_at_once(load_text: Callable[..., Loaded], database: Path) -> None:
    before = dump(database)
    with pytest.raises(SeedError) as caught:
        load_text(swap('"noted"', '"maybe"', "as_of = 2026-06-01\n", "", "due_on = 2027-01-01", "due_on = 7"))
    assert len(caught.value.findings) == 3
    assert dump(database) == before


def test_a_load_brings_all_of_it_and_records_it(load_text: Callable[..., Loaded], database: Path) -> None:
    loaded = load_text(SEED)
    assert loaded.summary == (
        "Loaded rivers: 1 report, 2 recommendations, 2 actors, 1 mention, 1 response, 2 progress rows, 2 deadlines, "
        "2 sources, 2 themes."
    )
    assert rows(database, "SELECT series, session FROM report") == [("Waters", "Second session")]
    assert rows(database, "SELECT made_on FROM recommendation") == [("2024-05-06",), (None,)]
    assert rows(database, "SELECT given_in FROM mention") == [("column To",)]
    assert rows(
        database,
        "SELECT reference, actor, position, as_printed, text, said_on, source, place"
        " FROM recommendation_response",
    ) == [
        (
            "1",
            "Mali",
            "noted",
            "takes note",
            "Mali takes note.\nIt says no more.",
            "2026-03-01",
            "Letter of March",
            "p. 12-13",
        )
    ]
    assert rows(
        database,
        "SELECT basis, status, as_printed, text, as_of, source, place, quote"
        " FROM recommendation_progress ORDER BY progress_id",
    ) == [
        (
            "reported",
            "in_progress",
            "on-going",
            None,
            "2026-03-01",
            "Letter of March",
            "p. 2",
            "Work has begun.",
        ),
        ("assessed", "implemented", None, "The river is shared.", "2026-06-01", "Tracker page", None, None),
    ]
    assert rows(
        database,
        "SELECT due_on, given_by, given_on, reason, source FROM recommendation_deadline ORDER BY deadline_id",
    ) == [
        ("2027-01-01", "NATO", "2026-01-01", None, "Letter of March"),
        ("2999-04-01", None, None, "More time was asked for.", None),
    ]
    assert rows(database, "SELECT reference, scheme, theme FROM recommendation_theme ORDER BY reference") == [
        ("1", "UN", "Women, peace"),
        ("2", "UN", "Water"),
    ]
    assert rows(
        database,
        "SELECT r.slug, s.name, s.kind, s.address, s.published_on FROM source AS s"
        " JOIN report AS r ON r.id = s.report_id",
    ) == [
        ("rivers", "Letter of March", "letter", None, "2026-03-01"),
        ("rivers", "Tracker page", "web", "https://example.org/rivers", None),
    ]
    assert rows(database, "SELECT response, reported, assessed, closed, due_on FROM followup_current") == [
        ("noted", "in_progress", "implemented", 1, "2027-01-01"),
        (None, None, None, 0, None),
    ]
    assert no_findings(database)
    ((digest,),) = rows(database, "SELECT digest FROM changeset")
    assert digest == recomputed_digest(database, 1)


def test_every_row_is_in_the_history_as_a_trigger_would_have_written_it(
    load_text: Callable[..., Loaded], database: Path, tmp_path: Path, shell: Shell
) -> None:
    row_by_row = tmp_path / "row-by-row.db"
    shutil.copy(database, row_by_row)
    load_text(SEED)
    outside = shell(row_by_row)
    outside.execute("ATTACH ? AS loaded", (str(database),))
    tables = (
        "report",
        "actor",
        "source",
        "theme",
        "recommendation",
        "mention",
        "response",
        "progress",
        "deadline",
        "theming",
    )
    for statement in (
        "BEGIN",
        "INSERT INTO changeset SELECT * FROM loaded.changeset",
        "INSERT INTO open_changeset (changeset_id) VALUES (1)",
        *(f"INSERT INTO {table} SELECT * FROM loaded.{table}" for table in tables),
        "DELETE FROM open_changeset",
        "COMMIT",
    ):
        outside.execute(statement)
    for query in (
        "SELECT id, changeset_id, table_name, row_key, recommendation_id, operation, before, after FROM change",
        "SELECT * FROM followup_current",
        "SELECT type, name, sql FROM sqlite_master ORDER BY name",
    ):
        assert rows(database, query) == rows(row_by_row, query)


def test_loading_twice_changes_nothing(load_text: Callable[..., Loaded], database: Path) -> None:
    load_text(SEED)
    before = dump(database)
    for accept_changes in (False, True):
        loaded = load_text(SEED, accept_changes=accept_changes)
        assert loaded[:5] == (None, "Nothing to load: the database holds all of it already.", (), False, ())
        assert dump(database) == before


def test_what_is_new_about_what_is_there_is_added(load_text: Callable[..., Loaded], database: Path) -> None:
    bare = (
        SEED[: SEED.index("[[recommendation.response]]")]
        + SEED[SEED.index('\n[[recommendation]]\nreference = "2"') :]
    )
    load_text(bare)
    loaded = load_text(SEED)
    assert loaded[1:5] == ("Loaded rivers: 1 response, 2 progress rows, 2 deadlines, 1 theme.", (), False, ())
    assert rows(database, "SELECT response, assessed, closed, due_on FROM followup_current") == [
        ("noted", "implemented", 1, "2027-01-01"),
        (None, None, 0, None),
    ]
    assert no_findings(database)
    ((digest,),) = rows(database, "SELECT digest FROM changeset WHERE id = 2")
    assert digest == recomputed_digest(database, 2)


def test_what_was_recorded_here_is_no_business_of_a_load(
    load_text: Callable[..., Loaded], database: Path, shell: Shell
) -> None:
    load_text(SEED)
    outside = shell(database)
    outside.execute("INSERT INTO response (recommendation_id, position) VALUES (1, 'accepted')")
    outside.execute(
        "INSERT INTO progress (recommendation_id, basis, status) VALUES (2, 'reported', 'in_progress')"
    )
    outside.execute("INSERT INTO deadline (recommendation_id, due_on) VALUES (1, '2030-01-01')")
    before = dump(database)
    for accept_changes in (False, True):
        assert load_text(SEED, accept_changes=accept_changes)[:5] == (
            None,
            "Nothing to load: the database holds all of it already.",
            (),
            False,
            (),
        )
    assert dump(database) == before


HERE = "rivers: recommendation 1:"
ANSWER = f"{HERE} response (noted, Mali, 2026-03-01, Letter of March)"
CORRECTIONS = {
    "a value": (
        "UPDATE response SET position = 'accepted'",
        f'{HERE} response (accepted, Mali, 2026-03-01, Letter of March): position is "accepted" in the database and '
        '"noted" in the seed; changed here by another program.',
    ),
    "who said it": (
        "UPDATE response SET actor_id = 2",
        f'{HERE} response (noted, NATO, 2026-03-01, Letter of March): actor is "NATO" in the database and "Mali" in '
        "the seed; changed here by another program.",
    ),
    "no source": (
        "UPDATE response SET source_id = NULL",
        f'{HERE} response (noted, Mali, 2026-03-01): source is empty in the database and "Letter of March" in '
        "the seed; changed here by another program.",
    ),
    "taken away": (
        "DELETE FROM response",
        f"{ANSWER} was taken away here by another program; the seed has it.",
    ),
    "a theme taken away": (
        "DELETE FROM theming WHERE theme_id = 1",
        f"{HERE} theme (Women, peace) was taken away here by another program; the seed has it.",
    ),
    "a source": (
        "UPDATE source SET address = 'https://example.org' WHERE id = 1",
        'source Letter of March: address is "https://example.org" in the database and empty in the seed; changed '
        "here by another program.",
    ),
    "the name of a source": (
        "UPDATE source SET name = 'Letter' WHERE id = 1",
        'source Letter: name is "Letter" in the database and "Letter of March" in the seed; '
        "changed here by another program.",
    ),
    "when it was made": (
        "UPDATE recommendation SET made_on = '2024-05-07' WHERE id = 1",
        f'{HERE} made_on is "2024-05-07" in the database and "2024-05-06" in the seed; changed here by another '
        "program.",
    ),
}
STATE = (
    "SELECT recommendation_id, actor_id, position, as_printed, text, said_on, source_id, place FROM response",
    "SELECT id, name, address FROM source",
    "SELECT * FROM theming",
    "SELECT id, made_on FROM recommendation",
)


@pytest.mark.parametrize(("statement", "difference"), CORRECTIONS.values(), ids=CORRECTIONS)
def test_a_correction_stays_until_changes_are_accepted(
    load_text: Callable[..., Loaded], database: Path, shell: Shell, statement: str, difference: str
) -> None:
    load_text(SEED)
    loaded = [rows(database, query) for query in STATE]
    shell(database).execute(statement)
    corrected = dump(database)
    for _ in range(2):
        told = load_text(SEED)
        assert (told.changeset_id, told.differences) == (None, (difference,))
        assert dump(database) == corrected
    assert load_text(SEED, accept_changes=True).applied
    assert [rows(database, query) for query in STATE] == loaded
    assert load_text(SEED).summary == "Nothing to load: the database holds all of it already."
    ((number, digest),) = rows(database, "SELECT id, digest FROM changeset ORDER BY id DESC LIMIT 1")
    assert digest == recomputed_digest(database, number)
    assert no_findings(database)


def test_what_the_seed_says_anew_is_a_difference_and_what_it_leaves_out_stays(
    load_text: Callable[..., Loaded], database: Path
) -> None:
    load_text(SEED)
    other = swap(
        *("Mali takes note.\n", "Mali takes note!\n"),
        *('as_printed = "on-going"\n', ""),
        *('[[recommendation.theme]]\nscheme = "UN"\nname = "Women, peace"\n', ""),
    )
    lines = (
        f'{ANSWER}: text is "Mali takes note.↵It says no more." in the database and "Mali takes note!↵It says no '
        'more." in the seed.',
        f"{HERE} progress (reported, in_progress, 2026-03-01, Letter of March): as_printed is "
        '"on-going" in the database and empty in the seed.',
    )
    kept = ("rivers: 1 theme is gone from the seed and stays.",)
    assert load_text(other)[2:5] == (lines, False, kept)
    accepted = load_text(other, accept_changes=True)
    assert (accepted.applied, accepted.kept) == (True, kept)
    assert rows(database, "SELECT text FROM response") == [("Mali takes note!\nIt says no more.",)]
    assert load_text(other)[:5] == (
        None,
        "Nothing to load: the database holds all of it already.",
        (),
        False,
        kept,
    )
    assert no_findings(database)


@pytest.mark.parametrize(
    ("statement", "difference"),
    [
        (
            "UPDATE response SET text = 'Mali notes it.'",
            f'{ANSWER}: position is "noted" in the database and "rejected" in the seed.',
        ),
        (
            "DELETE FROM response",
            f"{HERE} response (rejected, Mali, 2026-03-01, Letter of March) was taken away here by another program; "
            "the seed has it.",
        ),
    ],
    ids=["corrected", "taken away"],
)
def test_what_was_corrected_here_and_reads_otherwise_in_the_seed_is_still_the_same_statement(
    load_text: Callable[..., Loaded], database: Path, shell: Shell, statement: str, difference: str
) -> None:
    load_text(SEED)
    shell(database).execute(statement)
    before = dump(database)
    told = load_text(swap('"noted"', '"rejected"'))
    assert (told.changeset_id, told.differences[0], told.kept) == (None, difference, ())
    assert dump(database) == before
    accepted = load_text(swap('"noted"', '"rejected"'), accept_changes=True)
    assert "moved" not in accepted.summary
    assert rows(database, "SELECT position, text FROM response") == [
        ("rejected", "Mali takes note.\nIt says no more.")
    ]


def test_a_statement_may_go_over_to_another_source(load_text: Callable[..., Loaded], database: Path) -> None:
    load_text(swap('source = "Letter of March"\nplace = "p. 12-13"\n', ""))
    # Another source is another statement, and what is there stays.
    loaded = load_text(SEED)
    assert loaded.summary == "Loaded rivers: 1 response."
    assert loaded.kept == ("rivers: 1 response is gone from the seed and stays.",)
    assert rows(database, "SELECT count(*) FROM response") == [(2,)]


def test_an_actor_that_only_answered_is_not_deleted(load_text: Callable[..., Loaded], database: Path) -> None:
    load_text(SEED)
    mention = '\n[[recommendation.mention]]\nactor = "NATO"\nrole = "partner"\ngiven_in = "page 1"\n'
    load_text(swap("\n[[recommendation.response]]", f"{mention}\n[[recommendation.response]]"))
    declared = '[[actor]]\nname = "NATO"\nkind = "organisation"\n\n'
    deadline = SEED[SEED.index("[[recommendation.deadline]]") : SEED.index("[[recommendation.theme]]")]
    load_text(swap(declared, "", deadline, ""), accept_changes=True)
    assert rows(database, "SELECT name FROM actor ORDER BY id") == [("Mali",), ("NATO",)]


def test_a_source_that_two_files_declare_otherwise_is_told(tmp_path: Path, database: Path) -> None:
    for name, text in (
        ("a.toml", SEED),
        ("b.toml", swap('slug = "rivers"', 'slug = "lakes"', 'kind = "letter"', 'kind = "document"')),
    ):
        (tmp_path / name).write_text(text, encoding="utf-8")
    with closing(Writer(database)) as writer, pytest.raises(SeedError) as caught:
        load(writer, [tmp_path / "a.toml", tmp_path / "b.toml"], analyst="amy")
    assert caught.value.findings == (
        "b.toml: source Letter of March: name, kind, address, sha256 and published_on must be as in a.toml, since "
        "reports share their sources.",
    )


def test_progress_without_proof_leaves_nothing_behind_whoever_makes_the_objects(database: Path) -> None:
    progress = SeedProgress(status="implemented", as_of=datetime(2026, 1, 1, tzinfo=UTC).date())
    seed = Seed(
        SeedReport(slug="rivers", title="R"),
        (),
        (),
        [SeedRecommendation(reference="1", title="One", text="One.", progress=(progress,))],
    )
    with (
        closing(Writer(database)) as writer,
        pytest.raises(BadInput, match="recommendation 1: progress lacks"),
    ):
        load_reports(writer, [seed], analyst="amy")
    assert rows(database, "SELECT count(*) FROM report") == [(0,)]


def test_a_report_may_come_in_parts_between_those_of_others(database: Path) -> None:
    actors = (SeedActor(name="Mali", kind="state", country_code="ML"),)
    sources = (SeedSource(name="Table", kind="table"),)

    def part(slug: str, reference: str) -> Seed:
        row = SeedRecommendation(
            reference=reference, title="T", text="Act.", theme=(SeedTheme(scheme="S", name="N"),) * 2
        )
        return Seed(SeedReport(slug=slug, title=slug), (), actors, [row], sources)

    with closing(Writer(database)) as writer:
        parts = [part("a", "1"), part("b", "1"), part("a", "2"), part("b", "2")]
        load_reports(writer, parts, analyst="amy")
    assert rows(
        database,
        "SELECT p.slug, r.reference, r.position, (SELECT count(*) FROM theming WHERE recommendation_id = r.id)"
        " FROM recommendation AS r JOIN report AS p ON p.id = r.report_id ORDER BY 1, 2",
    ) == [("a", "1", 1, 1), ("a", "2", 2, 1), ("b", "1", 1, 1), ("b", "2", 2, 1)]
    assert no_findings(database)
