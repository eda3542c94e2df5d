"""The schema is an interface: models, migrations and file say the same, and the views keep their columns."""

import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine
from sqlalchemy.pool import NullPool

from tracker.database import objects, upgrade
from tracker.database.file import APPLICATION_ID, HEAD, REVISIONS
from tracker.database.models import metadata
from tracker.database.views import VIEWS

CONTRACT = {
    "recommendation_overview": (
        "report, reference, position, title, text, review_status, status_reason, tags, actors, note_count, "
        "updated_at, changed_by, first_line, last_line, recommendation_id, report_id, created_at, status_changed_at, "
        "first_page, last_page, assigned_to, made_on"
    ),
    "recommendation_actor": (
        "report, reference, actor, kind, country_code, role, quote, quote_start, implied_reason, "
        "recommendation_id, actor_id, mention_id, given_in"
    ),
    "recommendation_tag": "report, reference, tag, recommendation_id, tag_id, tagged_by, tagged_at",
    "recommendation_note": (
        "report, reference, body, author, created_at, updated_at, recommendation_id, note_id"
    ),
    "tag_usage": "tag, description, colour, recommendation_count, tag_id, position",
    "actor_usage": "actor, kind, country_code, recommendation_count, mention_count, actor_id, aliases",
    "status_history": (
        "report, reference, from_status, to_status, reason, changed_by, changed_at, recommendation_id, change_id, "
        "changeset_id, kind"
    ),
    "history": (
        "changed_at, changed_by, summary, report, table_name, reference, operation, before, after, "
        "change_id, changeset_id, kind, row_key, recommendation_id, undone, note_id"
    ),
    "tag_history": (
        "report, reference, tag, operation, changed_by, changed_at, recommendation_id, tag_id, change_id, "
        "changeset_id, kind"
    ),
    "recommendation_followup": (
        "report, reference, title, review_status, response, as_printed, reported, assessed, reported_on, assessed_on, "
        "due_on, first_due_on, slipped_days, overdue_days, assigned_to, sources, recommendation_id, response_on, "
        "closed, progress_on, made_on"
    ),
    "recommendation_response": (
        "report, reference, actor, position, as_printed, text, said_on, source, place, recommendation_id, response_id, "
        "actor_id, source_id, created_at"
    ),
    "recommendation_progress": (
        "report, reference, basis, status, closed, as_printed, text, as_of, source, place, quote, recommendation_id, "
        "progress_id, source_id, created_at"
    ),
    "recommendation_deadline": (
        "report, reference, due_on, moved_days, given_by, given_on, reason, source, recommendation_id, deadline_id, "
        "source_id, created_at"
    ),
    "recommendation_theme": "report, reference, scheme, theme, recommendation_id, theme_id",
    "report_progress": (
        "report, title, recommendation_count, done_count, responded_count, closed_count, overdue_count, "
        "no_progress_count, report_id"
    ),
    "source_usage": "source, kind, address, sha256, published_on, report, statement_count, source_id",
}
"""What people outside the program have written queries against: columns may follow, none may go."""

TABLES = {
    "report",
    "recommendation",
    "actor",
    "actor_alias",
    "mention",
    "note",
    "tag",
    "tagging",
    "saved_view",
    "changeset",
    "change",
    "import_row",
    "open_changeset",
    "schema_revision",
    "data_dictionary",
    "schema_contract",
    "review_status",
    "actor_kind",
    "actor_role",
    "source_kind",
    "response_position",
    "progress_status",
    "setting",
    "source",
    "response",
    "progress",
    "deadline",
    "theme",
    "theming",
    "followup_current",
}
WRITTEN_BY_US = {"data_dictionary", "schema_contract", "followup_current"}
LOOKUPS = {
    "review_status": ["unreviewed", "in_review", "needs_follow_up", "reviewed", "set_aside"],
    "actor_kind": [
        "state",
        "organisation",
        "state_collective",
        "militant_group",
        "population_group",
        "stakeholder_group",
        "proposed_body",
    ],
    "actor_role": ["addressee", "partner", "beneficiary", "target", "proposed", "context", "recommender"],
    "source_kind": ["document", "table", "web", "letter", "interview"],
    "response_position": [
        "accepted",
        "accepted_in_part",
        "accepted_in_principle",
        "noted",
        "rejected",
        "no_position",
    ],
    "progress_status": [
        "not_started",
        "in_progress",
        "partly_implemented",
        "implemented",
        "not_implemented",
        "alternative_action",
        "superseded",
        "no_longer_applicable",
        "withdrawn",
    ],
}
OWNED = dict((*objects.search_tables(), *objects.triggers(), *VIEWS))

Shell = Callable[[Path], sqlite3.Connection]


@pytest.fixture(scope="module")
def made(empty_template: Path) -> Iterator[sqlite3.Connection]:
    """A file made today, opened as any shell does, for all who only look."""
    with closing(sqlite3.connect(f"{empty_template.as_uri()}?mode=ro", uri=True)) as connection:
        yield connection


def statements(connection: sqlite3.Connection) -> dict[str, str]:
    """Tables and indexes by name, without what code makes and without differences of white space."""
    rows = connection.execute(
        "SELECT name, sql FROM sqlite_master WHERE type IN ('table', 'index') AND sql IS NOT NULL"
        " AND name NOT GLOB '*_search*' AND name NOT IN ('sqlite_sequence', 'alembic_version')"
    )
    return {name: re.sub(r"\s*([(),])\s*|\s+", r"\1 ", sql).strip() for name, sql in rows}


def sql_of(connection: sqlite3.Connection, name: str) -> str:
    (sql,) = connection.execute("SELECT sql FROM sqlite_master WHERE name = ?", (name,)).fetchone()
    return str(sql)


def test_the_migrations_make_what_the_models_say(database: Path, tmp_path: Path, shell: Shell) -> None:
    engine = create_engine(f"sqlite:///{tmp_path / 'models.db'}", poolclass=NullPool)
    metadata.create_all(engine)
    engine.dispose()
    assert statements(shell(database)) == statements(shell(tmp_path / "models.db"))


def test_alembic_finds_nothing_to_migrate(database: Path) -> None:
    engine = create_engine(f"sqlite:///{database}", poolclass=NullPool)
    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"include_object": lambda o, name, kind, r, c: "search" not in (name or "")}
        )
        differences = compare_metadata(context, metadata)
    engine.dispose()
    assert differences == []


def test_alembic_check_passes_on_an_upgraded_file(database: Path) -> None:
    command.check(upgrade.configuration(database))


def test_the_program_s_revisions_are_those_of_the_migrations_oldest_first(tmp_path: Path) -> None:
    scripts = ScriptDirectory.from_config(upgrade.configuration(tmp_path / "none.db"))
    assert tuple(script.revision for script in reversed(list(scripts.walk_revisions()))) == REVISIONS


def test_the_program_s_head_is_the_only_head_of_the_migrations(tmp_path: Path) -> None:
    scripts = ScriptDirectory.from_config(upgrade.configuration(tmp_path / "none.db"))
    assert scripts.get_heads() == [HEAD]


def test_the_file_has_the_tables_of_the_design_and_no_other(made: sqlite3.Connection) -> None:
    rows = made.execute("SELECT name FROM pragma_table_list WHERE type = 'table'")
    ours = {name for (name,) in rows if not name.startswith("sqlite_")}
    assert ours - {"alembic_version"} == TABLES


@pytest.mark.parametrize("table", sorted(TABLES))
def test_the_table_is_strict(made: sqlite3.Connection, table: str) -> None:
    (strict,) = made.execute(
        "SELECT strict FROM pragma_table_list WHERE schema = 'main' AND name = ?", (table,)
    ).fetchone()
    assert strict == 1


@pytest.mark.parametrize(
    "table",
    sorted(
        TABLES
        - set(LOOKUPS)
        - WRITTEN_BY_US
        - {"tagging", "theming", "setting", "schema_revision", "open_changeset"}
    ),
)
def test_the_table_never_uses_a_deleted_id_again(made: sqlite3.Connection, table: str) -> None:
    assert "AUTOINCREMENT" in sql_of(made, table)


@pytest.mark.parametrize("table", sorted(TABLES))
def test_every_constraint_of_the_table_has_a_name(made: sqlite3.Connection, table: str) -> None:
    sql = sql_of(made, table)
    constraints = re.findall(r"(CONSTRAINT \w+ )?\b(CHECK ?\(|UNIQUE ?\(|FOREIGN KEY|PRIMARY KEY ?\()", sql)
    assert [kind for name, kind in constraints if not name] == []


@pytest.mark.parametrize("table", sorted(LOOKUPS))
def test_the_lookup_holds_its_codes_in_their_order(made: sqlite3.Connection, table: str) -> None:
    rows = made.execute(f"SELECT code FROM {table} ORDER BY position")
    assert [code for (code,) in rows] == LOOKUPS[table]


def test_only_reviewed_and_set_aside_end_the_review(made: sqlite3.Connection) -> None:
    rows = made.execute("SELECT code FROM review_status WHERE done ORDER BY position")
    assert [code for (code,) in rows] == ["reviewed", "set_aside"]


def test_the_header_names_the_application_and_the_revision(made: sqlite3.Connection) -> None:
    header = [made.execute(f"PRAGMA {name}").fetchone()[0] for name in ("application_id", "user_version")]
    assert header == [APPLICATION_ID, int(HEAD)]


def test_other_tools_find_the_application_at_byte_68_of_the_file(database: Path) -> None:
    assert database.read_bytes()[68:72] == b"TRKR"


def test_the_file_keeps_a_rollback_journal(made: sqlite3.Connection) -> None:
    assert made.execute("PRAGMA journal_mode").fetchone() == ("delete",)


def test_the_file_says_since_when_it_has_its_shape(made: sqlite3.Connection) -> None:
    rows = made.execute("SELECT revision, last_change_id FROM schema_revision").fetchall()
    assert rows == [(HEAD, 0)]


@pytest.mark.parametrize("view", sorted(CONTRACT))
def test_the_view_keeps_its_columns_in_their_order(made: sqlite3.Connection, view: str) -> None:
    cursor = made.execute(f"SELECT * FROM {view}")
    wanted = CONTRACT[view].split(", ")
    assert [column[0] for column in cursor.description][: len(wanted)] == wanted, (
        f"{view} lost or renamed a column that people query: read 'Change a view' in CONTRIBUTING.md"
    )


@pytest.mark.parametrize("name", sorted(OWNED))
def test_what_code_owns_is_in_the_file_as_code_has_it(made: sqlite3.Connection, name: str) -> None:
    assert sql_of(made, name) == OWNED[name]


def test_the_file_has_no_trigger_or_view_that_code_does_not_own(made: sqlite3.Connection) -> None:
    rows = made.execute("SELECT name FROM sqlite_master WHERE type IN ('trigger', 'view')")
    assert {name for (name,) in rows} == set(objects.names())


@pytest.mark.parametrize("name", sorted(OWNED))
def test_the_grammar_is_that_of_sqlite_3_37(name: str) -> None:
    newer = (
        r"->|\bRIGHT JOIN\b|\bFULL JOIN\b|IS (NOT )?DISTINCT|\bunixepoch\b|\bRETURNING\b|\biif\b|\bconcat\b"
    )
    assert re.search(newer, OWNED[name], re.IGNORECASE) is None


@pytest.mark.parametrize("table", ["recommendation", "note"])
def test_datasette_detects_the_search_index_by_double_quotes(made: sqlite3.Connection, table: str) -> None:
    assert f'content="{table}"' in sql_of(made, f"{table}_search")


@pytest.mark.parametrize(
    "table",
    sorted(
        TABLES - WRITTEN_BY_US - {"open_changeset", "schema_revision", "changeset", "change", "import_row"}
    ),
)
def test_the_history_records_the_table(made: sqlite3.Connection, table: str) -> None:
    rows = made.execute(
        "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = ? AND name GLOB 'history_*'",
        (table,),
    )
    events = {name.rsplit("_", 1)[1] for (name,) in rows}
    assert events >= {"insert", "delete"}


def test_upgrading_an_upgraded_file_once_more_leaves_it_as_it_is(seeded: Path) -> None:
    def dump() -> list[str]:
        with closing(sqlite3.connect(seeded)) as connection:
            return list(connection.iterdump())

    before = dump()
    command.upgrade(upgrade.configuration(seeded), "head")
    assert sorted(dump()) == sorted(before)


def test_an_office_adds_a_status_with_one_insert(seeded: Path, shell: Shell) -> None:
    connection = shell(seeded)
    connection.execute(
        "INSERT INTO review_status VALUES ('escalated', 'Escalated', 'To the board.', 6, '^', 0)"
    )
    cursor = connection.execute("UPDATE recommendation SET review_status = 'escalated' WHERE id = 1")
    assert cursor.rowcount == 1


@pytest.mark.parametrize("table", sorted(TABLES))
def test_every_column_says_what_it_holds(table: str) -> None:
    models = [cls for cls in metadata_classes() if cls.__tablename__ == table]
    assert [name for name, field in models[0].model_fields.items() if not field.description] == []


def metadata_classes() -> list[type]:
    from sqlmodel import SQLModel

    found: list[type] = []
    waiting = list(SQLModel.__subclasses__())
    while waiting:
        cls = waiting.pop()
        waiting += cls.__subclasses__()
        if hasattr(cls, "__table__"):
            found.append(cls)
    return found
