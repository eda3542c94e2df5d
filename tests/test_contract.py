"""The file tells what it holds, and what is kept beside the code is what the code makes."""

import contextlib
import json
import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from tests import golden
from tests.sample_work import work
from tracker.__main__ import main
from tracker.database import dictionary, schema, view_columns
from tracker.questions import QUESTIONS

Shell = Callable[[Path], sqlite3.Connection]

ANEW = "uv run python -m tests.golden --write makes it anew; read 'Add a migration' in CONTRIBUTING.md"
ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
ENTRIES = [entry for entry in dictionary.entries() if entry.column]


@pytest.fixture(scope="module")
def worked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bundled report with some work on it; nobody changes it."""
    path = tmp_path_factory.mktemp("worked") / "tracker.db"
    work(path)
    return path


def rows(path: Path, query: str) -> list[tuple[str, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(query).fetchall()


def test_the_golden_schema_is_that_of_a_file_made_today(empty_template: Path) -> None:
    assert golden.schema_of(empty_template) == schema.GOLDEN.read_text(encoding="utf-8"), ANEW


def test_the_golden_schema_can_be_made_in_its_order() -> None:
    with closing(sqlite3.connect(":memory:")) as connection:
        for each in schema.expected().values():
            connection.execute(each.sql)
        assert schema.alterations(connection) == []


def test_every_view_table_and_column_is_in_the_dictionary_and_nothing_else(database: Path) -> None:
    columns = rows(
        database,
        "SELECT t.name, c.name FROM pragma_table_list AS t JOIN pragma_table_info(t.name) AS c"
        " WHERE t.schema = 'main' AND t.type <> 'shadow' AND t.name NOT GLOB 'sqlite_*'",
    )
    told = rows(database, 'SELECT object, "column" FROM data_dictionary WHERE "column" <> \'\'')
    assert sorted(told) == sorted(columns)


def test_every_view_and_table_is_told_as_a_whole(database: Path) -> None:
    columns = {
        name for (name,) in rows(database, "SELECT object FROM data_dictionary WHERE \"column\" <> ''")
    }
    whole = rows(database, "SELECT object, type FROM data_dictionary WHERE \"column\" = ''")
    views = {name for (name,) in rows(database, "SELECT name FROM sqlite_master WHERE type = 'view'")}
    assert dict(whole) == {name: "view" if name in views else "table" for name in columns}


def test_the_dictionary_has_the_columns_of_a_view_in_their_order(database: Path) -> None:
    with closing(sqlite3.connect(database)) as connection:
        found = {
            view: [column[0] for column in connection.execute(f"SELECT * FROM {view}").description]
            for view in view_columns.COLUMNS
        }
    assert {view: list(columns) for view, columns in view_columns.COLUMNS.items()} == found


def test_the_types_of_the_dictionary_are_those_of_the_tables(database: Path) -> None:
    differing = rows(
        database,
        'SELECT d.object, d."column", d.type, c.type FROM data_dictionary AS d '
        'JOIN pragma_table_info(d.object) AS c ON c.name = d."column" '
        "WHERE c.type NOT IN ('', 'VARCHAR(32)') AND c.type <> d.type",
    )
    assert differing == []


def test_the_types_of_the_dictionary_are_those_of_what_stands_in_the_views(worked: Path) -> None:
    with closing(sqlite3.connect(worked)) as connection:
        for view, columns in view_columns.COLUMNS.items():
            for column in columns:
                stored = connection.execute(
                    f'SELECT DISTINCT typeof("{column}") FROM {view} WHERE "{column}" IS NOT NULL'
                ).fetchall()
                (told,) = connection.execute(
                    'SELECT lower(type) FROM data_dictionary WHERE object = ? AND "column" = ?',
                    (view, column),
                ).fetchone()
                assert {kind for (kind,) in stored} <= {told}, (view, column)


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: f"{entry.object}.{entry.column}")
def test_a_description_says_more_than_the_name(entry: dictionary.Entry) -> None:
    name = set(re.findall(r"[a-z]+", entry.column.replace("_", " ")))
    said = set(re.findall(r"[a-z]+", entry.description.lower())) - {
        "the",
        "a",
        "an",
        "of",
        "its",
        "is",
        "it",
        "s",
    }
    assert len(said - name) >= 2
    assert not entry.description[0].islower()
    assert entry.description.endswith(".")


def test_every_example_comes_from_a_database_with_work_in_it(worked: Path) -> None:
    assert golden.examples_text(worked) == dictionary.EXAMPLES.read_text(encoding="utf-8"), ANEW


def test_only_what_is_always_empty_there_has_no_example() -> None:
    # Nobody brought a table in.
    entries = [entry for entry in ENTRIES if entry.object != "import_row"]
    bare = {f"{entry.object}.{entry.column}" for entry in entries if not entry.example}
    assert bare == {
        "open_changeset.id",
        "open_changeset.changeset_id",
        "open_changeset.accepts_source_changes",
        "report.publisher",
        "report.published_on",
        "report.source_reader",
        "recommendation.first_page",
        "recommendation.last_page",
        "recommendation_overview.first_page",
        "recommendation_overview.last_page",
    }


def test_the_file_names_the_version_of_the_contract(database: Path) -> None:
    assert rows(database, "SELECT version FROM schema_contract") == [(view_columns.CONTRACT,)]


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO data_dictionary VALUES ('note', 'mood', 'TEXT', 'How it sounds.', NULL)",
        "UPDATE data_dictionary SET description = 'x' WHERE object = 'note'",
        "DELETE FROM data_dictionary",
        "INSERT INTO schema_contract VALUES ('2.0')",
        "UPDATE OR REPLACE schema_contract SET version = '2.0'",
        "DELETE FROM schema_contract",
    ],
)
def test_nobody_else_writes_what_the_program_says_of_the_file(
    database: Path, shell: Shell, statement: str
) -> None:
    with pytest.raises(sqlite3.IntegrityError, match="is written by Tracker alone"):
        shell(database).execute(statement)


def printed(path: Path, capsys: pytest.CaptureFixture[str], *options: str) -> str:
    with contextlib.suppress(SystemExit):
        main(["--db", str(path), "schema", *options])
    return capsys.readouterr().out


def test_the_page_about_the_schema_is_what_the_command_prints(
    database: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    section = golden.PAGE.read_text(encoding="utf-8").partition(golden.BEGIN)[2].partition(golden.END)[0]
    assert section.strip("\n") == printed(database, capsys).strip("\n"), ANEW


def test_the_command_prints_the_views_first_with_columns_in_their_order(
    database: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = printed(database, capsys)
    heads = re.findall(r"^### `(\w+)` \((\w+)\)", out, re.MULTILINE)
    assert [name for name, kind in heads if kind == "view"] == list(view_columns.VIEWS)
    assert [kind for _, kind in heads] == sorted((kind for _, kind in heads), reverse=True)
    columns = re.findall(r"^\| `(\w+)` \|", out.split("### ")[1], re.MULTILINE)
    assert columns == list(view_columns.COLUMNS["recommendation_overview"])


def test_the_command_prints_the_same_as_json(database: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told = json.loads(printed(database, capsys, "--json"))
    found = [(each["object"], column["column"]) for each in told for column in each["columns"]]
    assert sorted(found) == sorted((entry.object, entry.column) for entry in ENTRIES)


def test_json_and_datasette_do_not_go_together(database: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(["--db", str(database), "schema", "--json", "--datasette"])
    assert left.value.code == 2
    assert "do not go together" in capsys.readouterr().err


def test_the_questions_that_datasette_answers_are_the_readme_s() -> None:
    shown = re.findall(r"^(\S[^\n]*\?)\n\n```sql\n(.*?)\n```", README, re.DOTALL | re.MULTILINE)
    assert [(each.question, each.sql) for each in QUESTIONS] == shown
