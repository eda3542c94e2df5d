"""What other programs do to a file, each with its default settings, is recorded, refused or detected; and undone."""

import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pandas as pd
import pytest
import sqlite_utils

from tests import LIMIT_SECONDS
from tests.statements import (
    ALLOWED,
    LOGS,
    NOTE,
    REFUSED,
    ROWS_TO_BREAK,
    TABLES,
    UNCHANGED,
    differences,
    in_one_order,
    last_change,
    recorded,
    rows_of,
)
from tests.writers import QuickWriter
from tracker.checking import Finding, check
from tracker.checking.mending import mend
from tracker.commands.database import Database
from tracker.database import backups, file
from tracker.database.writer import Writer
from tracker.edits.undo import undo
from tracker.errors import CannotUndo

Edit = Callable[[Path], object]
"""What a tool does to a file; it raises where that is refused."""

SHELL = shutil.which("sqlite3")
OLDEST_SHELL = (3, 37)
"""STRICT tables came with it."""


class Refused(Exception):
    """A program ended with an error: what it printed."""


def ended_well(command: list[str], given: str = "") -> str:
    ended = subprocess.run(
        command, input=given, capture_output=True, text=True, check=False, timeout=LIMIT_SECONDS
    )
    if ended.returncode:
        raise Refused(ended.stderr + ended.stdout)
    return ended.stdout


def shell(path: Path, *lines: str) -> str:
    """Run the sqlite3 shell as somebody does who has no .sqliterc."""
    assert SHELL is not None
    return ended_well([SHELL, "-init", os.devnull, "-batch", str(path)], "\n".join(lines))


@contextmanager
def utils(path: Path) -> Iterator[sqlite_utils.Database]:
    database = sqlite_utils.Database(path)
    with closing(database.conn), database.conn:
        yield database


class Shell:
    """The sqlite3 shell, kept open as by somebody who types into it line by line."""

    DONE = "that was all"

    def __init__(self, path: Path) -> None:
        assert SHELL is not None
        command = [SHELL, "-init", os.devnull, "-batch", str(path)]
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )

    def run(self, statement: str) -> None:
        """Run it; raises Refused with what the shell says of it."""
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.write(f"{statement};\n.print {self.DONE}\n")
        self._process.stdin.flush()
        printed = "".join(iter(self._process.stdout.readline, f"{self.DONE}\n"))
        if "rror" in printed:
            raise Refused(printed)

    def close(self) -> None:
        self._process.communicate(timeout=LIMIT_SECONDS)


class Utils:
    """`sqlite_utils`, kept open as by a notebook that commits what it did."""

    def __init__(self, path: Path) -> None:
        self._database = sqlite_utils.Database(path)

    def run(self, statement: str) -> None:
        with self._database.conn:
            self._database.execute(statement).fetchall()

    def close(self) -> None:
        self._database.conn.close()


class Python:
    """The standard library's module, by a connection with its default settings."""

    def __init__(self, path: Path) -> None:
        self._connection = sqlite3.connect(path)

    def run(self, statement: str) -> None:
        with self._connection:
            self._connection.execute(statement).fetchall()

    def close(self) -> None:
        self._connection.close()


def reason_to_skip_the_shell() -> str:
    if SHELL is None:
        return "the sqlite3 shell is not installed"
    printed = ended_well([SHELL, "--version"]).split()[0]
    return (
        "" if tuple(map(int, printed.split(".")[:2])) >= OLDEST_SHELL else f"the sqlite3 shell is {printed}"
    )


Tool = type[Shell | Utils | Python]
WITH_SHELL = pytest.mark.skipif(bool(reason_to_skip_the_shell()), reason=reason_to_skip_the_shell())
TOOLS = [
    pytest.param(Shell, id="shell", marks=WITH_SHELL),
    pytest.param(Utils, id="sqlite-utils"),
    pytest.param(Python, id="python"),
]


@pytest.fixture(scope="module")
def office_template(tmp_path_factory: pytest.TempPathFactory, seeded_template: Path) -> Path:
    """The two small reports with tags, notes and a saved view: copy it."""
    path = tmp_path_factory.mktemp("office") / "tracker.db"
    shutil.copy(seeded_template, path)
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(ROWS_TO_BREAK)
    return path


@pytest.fixture
def office(tmp_path: Path, office_template: Path) -> Path:
    """A copy of it of this test's own."""
    return Path(shutil.copy(office_template, tmp_path / "tracker.db"))


@contextmanager
def witness(path: Path) -> Iterator[sqlite3.Connection]:
    """Look on while others edit: one connection, as opening costs more than an edit."""
    with closing(file.connect(path, writing=True)) as connection:
        yield connection


def dump(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as connection:
        return list(connection.iterdump())


def found(path: Path) -> list[Finding]:
    """What `tracker check` finds: indexes, references, quotes, history and schema."""
    with witness(path) as connection:
        return list(check(connection))


def undone(writer: Writer, numbers: Iterable[int]) -> str:
    """Take back these changes from outside; return the sentence where that is refused."""
    try:
        for number in numbers:
            undo(writer, analyst="amy", number=f"c{number}")
    except CannotUndo as error:
        return str(error)
    return ""


class Desk:
    """An office's file with a tool at work in it, one who looks on and one who takes back.

    All three stay: to open the file takes longer than what is done there.
    """

    def __init__(self, path: Path, tool: Tool) -> None:
        self.path = path
        self.tool = tool(path)
        self.witness = file.connect(path, writing=True)
        self.writer = QuickWriter(path)

    def close(self) -> None:
        self.tool.close()
        self.writer.close()
        self.witness.close()


class Desks:
    """A desk for each tool, the one that it had before unless something was left on that."""

    def __init__(self, made: Callable[[], Path]) -> None:
        self._made = made
        self._desks: dict[Tool, Desk] = {}

    def at(self, tool: Tool) -> Desk:
        if tool not in self._desks:
            self._desks[tool] = Desk(self._made(), tool)
        return self._desks[tool]

    def leave(self, tool: Tool) -> None:
        self._desks.pop(tool).close()

    def look_over(self) -> None:
        for desk in self._desks.values():
            with closing(desk):
                assert list(check(desk.witness)) == []


@pytest.fixture(scope="module")
def desks(office_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desks]:
    """Desks that are kept, and looked over once all is done."""
    desks = Desks(lambda: Path(shutil.copy(office_template, tmp_path_factory.mktemp("desk") / "tracker.db")))
    yield desks
    desks.look_over()


NOT_UNDONE = {
    "INSERT INTO report (slug, title) VALUES ('third', 'A third report')": "a report is evidence and stays",
    **{
        statement: "a recommendation is evidence and stays"
        for statement in ALLOWED
        if statement.startswith("INSERT INTO recommendation ")
    },
}
"""What may come in from outside and never go: statement -> part of the sentence of the undo."""


def assert_recorded_and_undone(path: Path, edit: Edit) -> None:
    """Do it: the history says exactly that, nothing is amiss, and it is undone."""
    with witness(path) as connection, closing(QuickWriter(path)) as writer:
        assert recorded_and_undone(connection, writer, lambda: edit(path), checked=True) == ""
        assert list(check(connection)) == []


def recorded_and_undone(
    connection: sqlite3.Connection, writer: Writer, edit: Callable[[], object], *, checked: bool
) -> str:
    """The same with what is open; returns the sentence where the undo is refused, and nothing is undone."""
    before, since = rows_of(connection), last_change(connection)
    edit()
    expected = differences(before, rows_of(connection))
    assert expected
    assert in_one_order(recorded(connection, since)) == in_one_order(expected)
    if checked:
        assert list(check(connection)) == []
    refusal = undone(writer, range(last_change(connection), since, -1))
    left = differences(before, rows_of(connection))
    assert in_one_order(left) == (in_one_order(expected) if refusal else [])
    return refusal


def assert_refused(path: Path, edit: Edit, sentence: str) -> None:
    """Do it: it is refused with the sentence, and nothing in the file is other than it was."""
    before = path.read_bytes()
    with pytest.raises(Exception) as refusal:
        edit(path)
    assert re.search(sentence, " ".join(map(str, causes(refusal.value))))
    if path.read_bytes() != before:
        # Some tools write, and take it back.
        beside = path.with_name("before.db")
        beside.write_bytes(before)
        assert dump(path) == dump(beside)


def causes(error: BaseException | None) -> Iterator[BaseException]:
    """Pandas wraps what SQLite said."""
    while error is not None:
        yield error
        error = error.__cause__


@pytest.mark.parametrize("tool", TOOLS)
@pytest.mark.parametrize("statement", ALLOWED)
def test_an_edit_from_outside_is_recorded_and_can_be_undone_by_its_numbers(
    desks: Desks, tool: Tool, statement: str
) -> None:
    desk = desks.at(tool)
    told = None
    try:
        # The rows and the history come out the same whatever the tool: `check` is asked about those of one.
        told = recorded_and_undone(
            desk.witness, desk.writer, lambda: desk.tool.run(statement), checked=tool is Python
        )
    finally:
        if told != "":
            desks.leave(tool)
    refusal = NOT_UNDONE.get(statement, "")
    assert (refusal in told) if refusal else (told == "")


@pytest.mark.parametrize("tool", TOOLS[:-1])
def test_an_edit_that_would_break_a_rule_is_refused_whatever_the_tool(office: Path, tool: Tool) -> None:
    """All of them in one sitting, as most of the time it takes is the opening; what each is told is in `guards`."""
    before = office.read_bytes()
    passed = []
    with closing(tool(office)) as opened:
        for statement, sentence in REFUSED:
            try:
                opened.run(statement)
            except (Refused, sqlite3.Error) as error:
                if re.search(sentence, str(error)):
                    continue
            passed.append(statement)
    assert passed == []
    assert office.read_bytes() == before


@pytest.mark.parametrize("tool", TOOLS)
@pytest.mark.parametrize("statement", UNCHANGED)
def test_an_edit_that_changes_nothing_leaves_no_trace(desks: Desks, tool: Tool, statement: str) -> None:
    desk = desks.at(tool)
    before = rows_of(desk.witness, TABLES + LOGS)
    desk.tool.run(statement)
    assert rows_of(desk.witness, TABLES + LOGS) == before


def using(work: Callable[[sqlite_utils.Database], object]) -> Edit:
    def edit(path: Path) -> None:
        with utils(path) as database:
            work(database)

    return edit


def command(*arguments: str, rows: object = None) -> Edit:
    """The `sqlite-utils` command with a file and these arguments, and rows as JSON where it reads some."""

    def edit(path: Path) -> None:
        verb, *rest = arguments
        given = "" if rows is None else json.dumps(rows)
        ended_well([sys.executable, "-m", "sqlite_utils", verb, str(path), *rest], given)

    return edit


def frame(table: str, rows: list[dict[str, object]], *, index: bool = False, **options: str) -> Edit:
    """A data frame that pandas writes through a plain connection."""

    def edit(path: Path) -> None:
        with closing(sqlite3.connect(path)) as connection:
            pd.DataFrame(rows).to_sql(table, connection, index=index, **options)

    return edit


def imported(table: str, text: str, columns: str = "") -> Edit:
    """The shell's `.import` of a CSV file, into a table of its own first where columns are named."""

    def edit(path: Path) -> None:
        source = path.with_name("import.csv")
        source.write_text(text)
        target = "arrival" if columns else table
        copy = f"INSERT INTO {table} ({columns}) SELECT {columns} FROM arrival;" if columns else ""
        shell(path, ".bail on", f".import --csv '{source}' {target}", copy)

    return edit


ONE_NOTE = {"recommendation_id": 1, "body": "From a notebook"}
RECORDED_BY_TOOLS: list[tuple[str, Edit]] = [
    ("sqlite-utils insert", using(lambda db: db["note"].insert(ONE_NOTE))),
    (
        "sqlite-utils insert_all",
        using(lambda db: db["note"].insert_all([ONE_NOTE, {**ONE_NOTE, "body": "b"}])),
    ),
    ("sqlite-utils insert alter", using(lambda db: db["note"].insert(ONE_NOTE, alter=True))),
    ("sqlite-utils update", using(lambda db: db["tag"].update(1, {"description": "Money"}))),
    (
        "sqlite-utils update status",
        using(lambda db: db["recommendation"].update(1, {"review_status": "reviewed"})),
    ),
    ("sqlite-utils convert", using(lambda db: db["recommendation"].convert("title", str.upper))),
    ("sqlite-utils delete", using(lambda db: db["tag"].delete(1))),
    ("sqlite-utils delete pair", using(lambda db: db["tagging"].delete((1, 1)))),
    ("sqlite-utils delete_where", using(lambda db: db["note"].delete_where("recommendation_id = ?", [1]))),
    ("sqlite-utils upsert new", using(lambda db: db["tag"].upsert({"id": 9, "name": "food"}, pk="id"))),
    ("sqlite-utils CLI insert", command("insert", "note", "-", rows=[ONE_NOTE])),
    ("pandas append", frame("note", [ONE_NOTE, {**ONE_NOTE, "body": "b"}], if_exists="append")),
    (
        "pandas append tagging",
        frame("tagging", [{"recommendation_id": n, "tag_id": 2} for n in (1, 3, 4)], if_exists="append"),
    ),
    ("pandas delete_rows", frame("note", [ONE_NOTE], if_exists="delete_rows")),
]
RECORDED_BY_SHELL: list[tuple[str, Edit]] = [
    ("a script", lambda path: shell(path, f"BEGIN; {NOTE}(1, 'a'); {NOTE}(2, 'b'); COMMIT;")),
    (
        "import",
        imported("note", "recommendation_id,body\n1,From a sheet\n3,Another\n", "recommendation_id, body"),
    ),
    ("fk on", lambda path: shell(path, "PRAGMA foreign_keys = ON;", "DELETE FROM tag WHERE id = 1;")),
    ("recursive", lambda path: shell(path, "PRAGMA recursive_triggers = ON;", "DELETE FROM tag;")),
    ("wal", lambda path: shell(path, "PRAGMA journal_mode = WAL;", "DELETE FROM tag;")),
]

REFUSED_BY_TOOLS: list[tuple[str, Edit, str]] = [
    ("insert", using(lambda db: db["tag"].insert({"name": "aid"})), "a tag with this name is there already"),
    (
        "insert orphan",
        using(lambda db: db["note"].insert({**ONE_NOTE, "recommendation_id": 99})),
        "SELECT id FROM rec",
    ),
    (
        "insert ignore",
        using(lambda db: db["tag"].insert({"name": "aid"}, ignore=True)),
        "INSERT ... WHERE NOT EXISTS",
    ),
    (
        "insert replace",
        using(lambda db: db["tag"].insert({"id": 1, "name": "x"}, replace=True)),
        "use UPDATE",
    ),
    ("upsert", using(lambda db: db["tag"].upsert({"id": 1, "name": "food"}, pk="id")), "use UPDATE"),
    (
        "upsert by name",
        using(lambda db: db["tag"].upsert({"name": "aid", "colour": "red"}, pk="name")),
        "use UPDATE",
    ),
    ("update", using(lambda db: db["tag"].update(1, {"name": "arms"})), "another tag has this name"),
    ("update id", using(lambda db: db["tag"].update(1, {"id": 7})), "tag.id never changes"),
    ("update text", using(lambda db: db["recommendation"].update(1, {"text": "x"})), "--accept-changes"),
    ("delete", using(lambda db: db["recommendation"].delete(1)), "set a recommendation aside instead"),
    (
        "delete_where",
        using(lambda db: db["change"].delete_where()),
        "only grows: change the row that it tells of",
    ),
    (
        "truncate",
        using(lambda db: db["actor"].delete_where()),
        "in use by mention.actor_id: change those rows",
    ),
    ("CLI upsert", command("upsert", "tag", "-", "--pk", "id", rows=[{"id": 1, "name": "x"}]), "use UPDATE"),
    ("pandas default", frame("note", [ONE_NOTE]), "Table 'note' already exists"),
    ("pandas with index", frame("note", [ONE_NOTE], index=True, if_exists="append"), "no column named index"),
    ("pandas append", frame("tag", [{"name": "new"}, {"name": "aid"}], if_exists="append"), "use UPDATE"),
    (
        "pandas delete_rows",
        frame("change", [{"table_name": "x"}], if_exists="delete_rows"),
        "only grows: change the row that it tells of",
    ),
]
REFUSED_BY_SHELL: list[tuple[str, Edit, str]] = [
    ("import", imported("tag", "7,aid,,\n"), "a tag with this name is there already"),
    (
        "import copy",
        imported("note", "recommendation_id,body\n1,fine\n99,x\n", "recommendation_id, body"),
        "must be in",
    ),
    ("view", lambda path: shell(path, "UPDATE recommendation_overview SET title = 'x';"), "is a view"),
    (
        "or rollback",
        lambda path: shell(path, "INSERT OR ROLLBACK INTO tag (name) VALUES ('aid');"),
        "use UPDATE",
    ),
    (
        "or fail",
        lambda path: shell(path, f"{NOTE.replace('INSERT', 'INSERT OR FAIL')}(99, 'x');"),
        "must be in",
    ),
]


def ids(cells: list[tuple[str, Edit]] | list[tuple[str, Edit, str]]) -> list[str]:
    return [cell[0] for cell in cells]


@pytest.mark.parametrize(("_name", "edit"), RECORDED_BY_TOOLS, ids=ids(RECORDED_BY_TOOLS))
def test_what_a_tool_does_in_its_own_way_is_recorded_and_undone(office: Path, _name: str, edit: Edit) -> None:
    assert_recorded_and_undone(office, edit)


@WITH_SHELL
@pytest.mark.parametrize(("_name", "edit"), RECORDED_BY_SHELL, ids=ids(RECORDED_BY_SHELL))
def test_what_the_shell_does_in_its_own_way_is_recorded_and_undone(
    office: Path, _name: str, edit: Edit
) -> None:
    assert_recorded_and_undone(office, edit)


@pytest.mark.parametrize(("_name", "edit", "sentence"), REFUSED_BY_TOOLS, ids=ids(REFUSED_BY_TOOLS))
def test_what_a_tool_does_in_its_own_way_against_a_rule_is_refused(
    office: Path, _name: str, edit: Edit, sentence: str
) -> None:
    assert_refused(office, edit, sentence)


@WITH_SHELL
@pytest.mark.parametrize(("_name", "edit", "sentence"), REFUSED_BY_SHELL, ids=ids(REFUSED_BY_SHELL))
def test_what_the_shell_does_in_its_own_way_against_a_rule_is_refused(
    office: Path, _name: str, edit: Edit, sentence: str
) -> None:
    before = dump(office)
    with pytest.raises(Refused, match=sentence):
        edit(office)
    assert [line for line in dump(office) if line not in before and '"arrival"' not in line] == []


def sql(*statements: str) -> Edit:
    """Statements by a plain connection with default settings, one transaction each."""

    def edit(path: Path) -> None:
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            for statement in statements:
                connection.execute(statement)

    return edit


def unguarded(*statements: str) -> Edit:
    """Statements of a shell in which somebody switched the triggers off."""
    return lambda path: shell(path, ".dbconfig enable_trigger off", *(f"{each};" for each in statements))


TOLD, SILENT = True, False
DETECTED: list[tuple[str, Edit, bool, str]] = [
    ("drop trigger", sql("DROP TRIGGER guard_note_insert"), TOLD, "trigger guard_note_insert is missing"),
    (
        "write without it",
        sql("DROP TRIGGER history_note_update", "UPDATE note SET body = 'unseen' WHERE id = 1"),
        TOLD,
        "Changed without a record: body is 'unseen', and the history left it as 'Ask the ministry.'",
    ),
    (
        "orphan without it",
        sql("DROP TRIGGER guard_note_insert", f"{NOTE}(99, 'about nothing')"),
        TOLD,
        "recommendation_id names a row that is not in recommendation",
    ),
    ("drop view", sql("DROP VIEW history"), TOLD, "view history is missing"),
    ("drop index", sql("DROP INDEX ix_tagging_tag_id"), TOLD, "index ix_tagging_tag_id is missing"),
    ("drop search", sql("DROP TABLE note_search"), TOLD, "table note_search is missing"),
    (
        "add column",
        sql("ALTER TABLE note ADD COLUMN mood TEXT"),
        TOLD,
        "table note is not as Tracker made it",
    ),
    ("drop table", sql("DROP TABLE tagging"), TOLD, "table tagging is missing"),
    ("pandas replace", frame("note", [ONE_NOTE], if_exists="replace"), TOLD, "table note is not as Tracker"),
    ("pandas replace log", frame("change", [{"id": 1}], if_exists="replace"), TOLD, "table change is not as"),
    (
        "sqlite-utils alter",
        using(lambda db: db["note"].insert({**ONE_NOTE, "mood": "good"}, alter=True)),
        TOLD,
        "table note is not as Tracker made it",
    ),
    (
        "sqlite-utils transform",
        using(lambda db: db["note"].transform(rename={"body": "words"})),
        TOLD,
        "table note is not as Tracker made it",
    ),
    ("sqlite-utils drop", using(lambda db: db["saved_view"].drop()), TOLD, "table saved_view is missing"),
    (
        "empty search",
        sql("INSERT INTO note_search (note_search) VALUES ('delete-all')"),
        SILENT,
        "does not match",
    ),
    (
        "write search",
        sql("INSERT INTO note_search (rowid, body) VALUES (9, 'ghost')"),
        SILENT,
        "does not match",
    ),
    (
        "open changeset",
        sql(
            "INSERT INTO changeset (kind, analyst, summary) VALUES ('edit', 'amy', 'x')",
            "INSERT INTO open_changeset (changeset_id) SELECT max(id) FROM changeset",
        ),
        SILENT,
        "A changeset was left open",
    ),
]
DETECTED_OF_SHELL: list[tuple[str, Edit, bool, str]] = [
    (
        "triggers off",
        unguarded("UPDATE recommendation SET review_status = 'reviewed' WHERE id = 1"),
        SILENT,
        "review_status is 'reviewed', and the history left it as 'unreviewed'",
    ),
    (
        "text, triggers off",
        unguarded("UPDATE recommendation SET text = 'Better words' WHERE id = 1"),
        SILENT,
        "text is 'Better words'",
    ),
    ("delete, triggers off", unguarded("DELETE FROM note WHERE id = 1"), SILENT, "it is gone"),
    ("insert, triggers off", unguarded(f"{NOTE}(1, 'quiet')"), SILENT, "no change says that it came"),
    (
        "history, triggers off",
        unguarded("DELETE FROM change WHERE id = 3"),
        SILENT,
        "Changes 3: gone from change",
    ),
    (
        "history edited, triggers off",
        unguarded("""UPDATE change SET "after" = json_set("after", '$.title', 'x') WHERE id = 3"""),
        SILENT,
        "the history left it as 'x'",
    ),
    (
        "schema by hand",
        lambda path: shell(
            path,
            "PRAGMA writable_schema = ON;",
            "UPDATE sqlite_master SET sql = replace(sql, '< 1', '< 0') WHERE name = 'guard_note_id';",
        ),
        TOLD,
        "trigger guard_note_id is not as Tracker made it",
    ),
]


def assert_detected(
    path: Path, edit: Edit, told: bool, part: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Do it: `check` finds it, the next start says so where it can, and the remedy given makes the file whole."""
    whole = path.with_name("whole.db")
    backups.back_up(path, whole)
    edit(path)
    findings = found(path)
    assert [each for each in findings if part in each.sentence], findings
    assert file.state(path) == ("altered" if told else "current")
    with Database(str(path), "amy").reading():
        pass
    assert ("was altered" in capsys.readouterr().err) is told
    if all(each.repairable for each in findings):
        mend(path, analyst="amy")
    else:
        backups.restore(whole, path)
    assert found(path) == []
    assert_recorded_and_undone(path, sql("UPDATE recommendation SET title = 'Afterwards'"))


@pytest.mark.parametrize(("_name", "edit", "told", "part"), DETECTED, ids=ids(DETECTED))
def test_what_no_trigger_can_prevent_is_detected_and_the_remedy_given_mends_it(
    office: Path, capsys: pytest.CaptureFixture[str], _name: str, edit: Edit, told: bool, part: str
) -> None:
    assert_detected(office, edit, told, part, capsys)


@WITH_SHELL
@pytest.mark.parametrize(("_name", "edit", "told", "part"), DETECTED_OF_SHELL, ids=ids(DETECTED_OF_SHELL))
def test_what_a_shell_does_past_the_triggers_is_detected_and_the_remedy_given_mends_it(
    office: Path, capsys: pytest.CaptureFixture[str], _name: str, edit: Edit, told: bool, part: str
) -> None:
    assert_detected(office, edit, told, part, capsys)


def test_datasette_writes_nothing(office: Path) -> None:
    before = office.read_bytes()
    # It begins like a question, so Datasette hands it on to SQLite.
    path = "/tracker.json?sql=WITH+one+AS+(SELECT+1)+DELETE+FROM+note"
    with pytest.raises(Refused, match="attempt to write a readonly database"):
        ended_well([sys.executable, "-m", "datasette", str(office), "--get", path])
    assert office.read_bytes() == before
