"""New rows of a load go in a table at a time, and are no different from what triggers would have made of them."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tracker.checking import check
from tracker.database.writer import Writer
from tracker.errors import BadInput
from tracker.seeding import Loaded, Seed, insertion, load_reports
from tracker.seeding.tables import SeedActor, SeedMention, SeedRecommendation, SeedReport

Shell = Callable[[Path], sqlite3.Connection]

ACTORS = (
    SeedActor(name="Pakistan", kind="state", country_code="PK"),
    SeedActor(name="NATO", kind="organisation"),
)


def recommendations(count: int) -> Iterator[SeedRecommendation]:
    for number in range(1, count + 1):
        yield SeedRecommendation(
            reference=str(number),
            title=f"Act {number}",
            text=f"Pakistan and NATO should act naïvely {number} times.",
            mention=(
                SeedMention(actor="Pakistan", role="addressee", quote="Pakistan"),
                SeedMention(actor="NATO", role="partner", quote="NATO"),
                SeedMention(actor="NATO", role="context", implied_reason='Because "so".'),
            )[: 1 + number % 3],
        )


def load(
    path: Path, count: int = 20, *, slug: str = "many", more: tuple[SeedRecommendation, ...] = ()
) -> Loaded:
    report = SeedReport(slug=slug, title="Many")
    with closing(Writer(path)) as writer:
        rows = (each for part in (recommendations(count), more) for each in part)
        return load_reports(writer, [Seed(report, (), ACTORS, rows)], analyst="amy")


def rows(path: Path, sql: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(sql).fetchall()


def contents(path: Path) -> list[list[tuple[object, ...]]]:
    queries = (
        "SELECT id, changeset_id, table_name, row_key, recommendation_id, operation, before, after FROM change",
        "SELECT id, kind, analyst, summary, digest FROM changeset",
        "SELECT * FROM mention",
        "SELECT rowid, title, text FROM recommendation_search WHERE recommendation_search MATCH 'act'",
        "SELECT seq FROM sqlite_sequence ORDER BY name",
        "SELECT type, name, sql FROM sqlite_master ORDER BY name",
    )
    return [rows(path, query) for query in queries]


def test_the_file_is_the_same_as_when_every_trigger_fires(
    database: Path, tmp_path: Path, shell: Shell
) -> None:
    row_by_row = tmp_path / "row-by-row.db"
    row_by_row.write_bytes(database.read_bytes())
    load(database)
    outside = shell(row_by_row)
    outside.execute("ATTACH ? AS loaded", (str(database),))
    for statement in (
        "BEGIN",
        "INSERT INTO changeset SELECT * FROM loaded.changeset",
        "INSERT INTO open_changeset (changeset_id) VALUES (1)",
        *(
            f"INSERT INTO {t} SELECT * FROM loaded.{t}"
            for t in ("report", "actor", "recommendation", "mention")
        ),
        "DELETE FROM open_changeset",
        "COMMIT",
    ):
        outside.execute(statement)
    changes, *_ = contents(database)
    assert contents(database) == contents(row_by_row)
    assert len(changes) == 1 + 2 + 20 + 41


def test_a_trigger_of_the_office_sees_each_row(database: Path, shell: Shell) -> None:
    shell(database).executescript(
        "CREATE TRIGGER office AFTER INSERT ON recommendation BEGIN"
        " INSERT INTO note (recommendation_id, body) VALUES (NEW.id, 'New: ' || NEW.reference); END"
    )
    load(database, 3)
    assert rows(database, "SELECT body FROM note") == [("New: 1",), ("New: 2",), ("New: 3",)]
    with closing(sqlite3.connect(database, isolation_level=None)) as connection:
        assert list(check(connection)) == []


def test_progress_and_rows_do_not_depend_on_how_many_go_at_once(
    database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(insertion, "_CHUNK", 3)
    load(database)
    assert rows(database, "SELECT count(*), max(position) FROM recommendation") == [(20, 20)]
    assert rows(database, "SELECT count(*) FROM mention") == [(41,)]


def test_a_load_beside_others_records_its_own_rows_alone(database: Path) -> None:
    load(database, 3)
    load(database, 2, slug="other")
    assert rows(database, "SELECT changeset_id, count(*) FROM change GROUP BY 1") == [(1, 12), (2, 8)]
    with closing(sqlite3.connect(database, isolation_level=None)) as connection:
        assert list(check(connection)) == []


def test_edits_after_it_are_recorded_and_guarded_as_ever(database: Path, shell: Shell) -> None:
    load(database)
    outside = shell(database)
    outside.execute("UPDATE recommendation SET review_status = 'reviewed' WHERE id = 2")
    with pytest.raises(sqlite3.IntegrityError, match="evidence"):
        outside.execute("UPDATE recommendation SET text = 'other' WHERE id = 2")
    told = "SELECT reference, operation FROM history WHERE changeset_id IS NULL"
    assert rows(database, told) == [("2", "update")]


IMPLIED = SeedMention(actor="NATO", role="context", implied_reason="So.")
REFUSED = {
    "a quote does not stand in the text": (
        SeedMention(actor="Pakistan", role="addressee", quote="Pakistan"),
    ),
    "a mention without a quote is there twice": (
        IMPLIED,
        IMPLIED.model_copy(update={"implied_reason": "Or so."}),
    ),
}


@pytest.mark.parametrize(("fault", "mentions"), REFUSED.items(), ids=REFUSED)
def test_what_a_guard_would_refuse_leaves_nothing_behind(
    database: Path, fault: str, mentions: tuple[SeedMention, ...]
) -> None:
    before = contents(database)
    refused = SeedRecommendation(reference="B", title="B", text="NATO should not.", mention=mentions)
    with pytest.raises(BadInput, match=f"many: recommendation B: {fault}"):
        load(database, more=(refused,))
    assert contents(database) == before


def test_a_report_is_read_before_the_database_is_locked(database: Path, shell: Shell) -> None:
    outside = shell(database)

    def slow() -> Iterator[SeedRecommendation]:
        yield from recommendations(1)
        outside.execute("INSERT INTO tag (name) VALUES ('meanwhile')")

    with closing(Writer(database)) as writer:
        seed = Seed(SeedReport(slug="slow", title="Slow"), (), ACTORS, slow())
        assert load_reports(writer, [seed], analyst="amy").changeset_id == 1


def test_no_temporary_file_is_left(database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    load(database)

    def faulty() -> Iterator[Seed]:
        yield Seed(SeedReport(slug="faulty", title="Faulty"), (), ACTORS, recommendations(3))
        raise BadInput("Refused.")

    with closing(Writer(database)) as writer, pytest.raises(BadInput) as caught:
        load_reports(writer, faulty(), analyst="amy")
    # What was raised keeps all that it passed from being collected.
    assert (caught.value.sentence, list(folder.iterdir())) == ("Refused.", [])
