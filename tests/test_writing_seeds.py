"""A report written as a seed is the report: loading it changes nothing, and a new database gets the same."""

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.laws import examples
from tests.statements import past_the_guards
from tracker import edits
from tracker.__main__ import main
from tracker.database import file
from tracker.database.writer import Writer
from tracker.edits import undo
from tracker.errors import NotFound, SeedError, TrackerError
from tracker.seeding import load
from tracker.seeding.report_seed import seed_of

Shell = Callable[[Path], sqlite3.Connection]

TEXT = "Iran and the United\nNations should help Iran:\n(a) farmers, farmers\n(b) the United Nations."
BROKEN = "INSERT INTO recommendation (report_id, reference, position, title, text) VALUES (1, '012/24 b', 90, 't', ?)"
NAMES = ["Iran", "Persia", "Pakistan", "pakistan", "Sindh", "Été", "ete", "United Nations", "UN", "Farmers"]
ROLES = ["addressee", "partner", "target"]
numbers = st.integers(0, 99)
names = st.sampled_from(NAMES)
words = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp"]), min_size=1, max_size=9
)
DAYS = st.none() | st.dates(date(1900, 1, 1), date(2026, 1, 1)).map(str)
SOURCES = st.none() | st.sampled_from(["Letter", "letter of May", "Été, a report"])
OUTSIDE = [
    "DELETE FROM response WHERE id = (SELECT max(id) FROM response)",
    "DELETE FROM theming WHERE theme_id = 1",
    "UPDATE deadline SET due_on = '2031-05-06' WHERE id = 1",
    "UPDATE progress SET as_printed = 'nearly' || char(10) || 'done' WHERE id = 1",
    "UPDATE source SET name = 'Letter of June', kind = 'letter', address = 'https://example.org/' WHERE id = 1",
    "UPDATE recommendation SET made_on = '2024-01-01' WHERE id = 3",
    "UPDATE mention SET quote = NULL, quote_start = NULL, implied_reason = NULL, given_in = 'page 1' WHERE id = 2",
]
CORRECTIONS = st.one_of(
    st.tuples(
        st.just("title"),
        numbers,
        st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=9),
    ),
    st.tuples(
        st.just("mention"), numbers, st.integers(0, 40), st.integers(1, 12), names, st.sampled_from(ROLES)
    ),
    st.tuples(st.just("change"), numbers, st.none() | names, st.none() | st.sampled_from(ROLES)),
    st.tuples(st.just("remove"), numbers),
    st.tuples(st.just("rename"), names, names),
    st.tuples(st.just("merge"), names, names),
    st.tuples(st.just("alias"), names, names),
    st.tuples(st.just("no alias"), names, names),
    st.tuples(st.just("kind"), names, st.sampled_from(["organisation", "proposed_body"])),
    st.tuples(
        st.just("respond"), numbers, st.sampled_from(["noted", "rejected"]), st.none() | names, DAYS, SOURCES
    ),
    st.tuples(
        st.just("progress"), numbers, st.none() | words, DAYS, SOURCES, st.none() | st.just("lines 4-9")
    ),
    st.tuples(st.just("deadline"), numbers, DAYS, st.none() | words, SOURCES),
    st.tuples(st.just("theme"), numbers, st.sampled_from(NAMES)),
    st.tuples(st.just("outside"), st.sampled_from(OUTSIDE)),
    st.tuples(st.just("undo")),
)


def one_of(writer: Writer, statement: str, number: int) -> Any:
    """The n-th row of those there are, counted round and round."""
    with writer.transaction() as connection:
        found = connection.execute(statement).fetchall()
    return found[number % len(found)]


def correct(writer: Writer, what: str, *given: Any) -> None:
    match what:
        case "title":
            (number,) = one_of(writer, "SELECT id FROM recommendation ORDER BY id", given[0])
            edits.set_title(writer, number, given[1], analyst="amy")
        case "mention":
            number, text = one_of(writer, "SELECT id, text FROM recommendation ORDER BY id", given[0])
            words = text[given[1] : given[1] + given[2]]
            start = given[1] + len(words) - len(words.lstrip())
            edits.add_mention(writer, number, words, given[3], given[4], start=start, analyst="amy")
        case "change":
            (number,) = one_of(writer, "SELECT id FROM mention ORDER BY id", given[0])
            edits.change_mention(writer, number, actor=given[1], role=given[2], analyst="amy")
        case "remove":
            (number,) = one_of(writer, "SELECT id FROM mention ORDER BY id", given[0])
            edits.remove_mention(writer, number, analyst="amy")
        case "rename":
            edits.rename_actor(writer, *given, analyst="amy")
        case "merge":
            edits.merge_actors(writer, *given, analyst="amy")
        case "alias":
            edits.add_alias(writer, *given, analyst="amy")
        case "no alias":
            edits.remove_alias(writer, *given, analyst="amy")
        case "kind":
            edits.set_kind(writer, *given, None, analyst="amy")
        case "respond":
            (number,) = one_of(writer, "SELECT id FROM recommendation ORDER BY id", given[0])
            _, position, by, said_on, source = given
            edits.respond(writer, [number], position, by=by, said_on=said_on, source=source, analyst="amy")
        case "progress":
            (number,) = one_of(writer, "SELECT id FROM recommendation ORDER BY id", given[0])
            _, text, as_of, source, place = given
            edits.record_progress(
                *(writer, [number], "implemented"),
                basis="reported" if text is None else "assessed",
                text=text,
                as_of=as_of,
                source=source,
                place=place,
                analyst="amy",
            )
        case "deadline":
            (number,) = one_of(writer, "SELECT id FROM recommendation ORDER BY id", given[0])
            _, due_on, reason, source = given
            edits.set_deadline(writer, [number], due_on or "+6w", reason=reason, source=source, analyst="amy")
        case "theme":
            (number,) = one_of(writer, "SELECT id FROM recommendation ORDER BY id", given[0])
            with writer.transaction() as connection:
                connection.execute(
                    "INSERT INTO theme (scheme, name) SELECT 'UN', ?1"
                    " WHERE NOT EXISTS (SELECT 1 FROM theme WHERE scheme = 'UN' AND name = ?1)",
                    (given[1],),
                )
                connection.execute(
                    "INSERT INTO theming SELECT ?, id FROM theme WHERE scheme = 'UN' AND name = ?",
                    (number, given[1]),
                )
        case "outside":
            with writer.transaction() as connection:
                connection.execute(given[0])
        case "undo":
            undo.undo(writer, analyst="amy")


def written(path: Path, slug: str = "water") -> str:
    with closing(file.connect(path)) as connection:
        return seed_of(connection, slug)


def dump(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as connection:
        return list(connection.iterdump())


@given(corrections=st.lists(CORRECTIONS, max_size=8))
@examples(4)
def test_loading_what_was_written_changes_nothing_whatever_was_corrected_before(
    tmp_path_factory: pytest.TempPathFactory,
    seeded_template: Path,
    empty_template: Path,
    corrections: list[tuple[Any, ...]],
) -> None:
    folder = tmp_path_factory.mktemp("seeds")
    path = Path(shutil.copy(seeded_template, folder / "tracker.db"))
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute(BROKEN, (TEXT,))
    with closing(Writer(path)) as writer:
        for each in corrections:
            with suppress(TrackerError):
                correct(writer, *each)
        before = dump(path)
        seeds = [folder / f"{slug}.toml" for slug in ("water", "peace-talks")]
        for seed in seeds:
            seed.write_text(written(path, seed.stem), encoding="utf-8")
        for accept_changes in (False, True):
            loaded = load(writer, seeds, analyst="bob", accept_changes=accept_changes)
            assert loaded[:5] == (
                None,
                "Nothing to load: the database holds all of it already.",
                (),
                False,
                (),
            )
    assert dump(path) == before
    again = Path(shutil.copy(empty_template, folder / "again.db"))
    with closing(Writer(again)) as writer:
        load(writer, seeds, analyst="bob")
    for seed in seeds:
        assert recommendations(written(again, seed.stem)) == recommendations(seed.read_text(encoding="utf-8"))
    assert said(again) == said(path)


SAID = (
    "SELECT report, reference, actor, position, as_printed, text, said_on, source, place FROM recommendation_response",
    "SELECT report, reference, basis, status, as_printed, text, as_of, source, place, quote"
    " FROM recommendation_progress",
    "SELECT report, reference, due_on, given_by, given_on, reason, source FROM recommendation_deadline",
    "SELECT report, reference, scheme, theme FROM recommendation_theme",
    "SELECT name, kind, address, sha256, published_on FROM source WHERE id IN (SELECT source_id FROM response"
    " UNION SELECT source_id FROM progress UNION SELECT source_id FROM deadline)",
    "SELECT report, reference, made_on FROM recommendation_overview",
    "SELECT report, reference, actor, given_in FROM recommendation_actor WHERE given_in IS NOT NULL",
)


def said(path: Path) -> list[set[tuple[Any, ...]]]:
    """What became of each recommendation, and what says so; the same told twice is told once."""
    with closing(sqlite3.connect(path)) as connection:
        return [set(connection.execute(query)) for query in SAID]


def recommendations(text: str) -> list[str]:
    """What is read in the texts: a new database has no actors that nothing names any more."""
    return [table for table in text.split("\n\n") if not table.startswith("[[actor]]")]


def test_what_a_seed_cannot_say_is_told_and_nothing_is_written(
    seeded: Path, shell: Shell, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    past_the_guards(shell(seeded), "UPDATE recommendation SET title = 'a' || char(10) || 'b' WHERE id = 2")
    with pytest.raises(SeedError, match=r"recommendation 2: title holds U\+000A at offset 1"):
        written(seeded)
    target = tmp_path / "water.toml"
    with pytest.raises(SystemExit) as left:
        main(["--db", str(seeded), "export", "--seed", "water", "-o", str(target)])
    assert (left.value.code, target.exists()) == (1, False) or left.value.code == 2


def test_words_that_overlap_themselves_are_told(seeded: Path, shell: Shell) -> None:
    connection = shell(seeded)
    connection.execute(BROKEN, ("ha ha ha",))
    connection.execute(
        "INSERT INTO mention (recommendation_id, actor_id, role, quote, quote_start)"
        " SELECT max(id), 1, 'target', 'ha ha', 3 FROM recommendation"
    )
    with pytest.raises(SeedError, match='recommendation 012/24 b: quote "ha ha" overlaps itself'):
        written(seeded)


def test_a_report_that_there_is_not_is_told_with_the_nearest(seeded: Path) -> None:
    with pytest.raises(NotFound, match=r"There is no report 'watr'\. Did you mean: water"):
        written(seeded, "watr")


def test_the_command_prints_the_seed_or_writes_it_to_a_new_file(
    seeded: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def run(*arguments: str) -> tuple[object, str]:
        with pytest.raises(SystemExit) as left:
            main(["--db", str(seeded), "export", *arguments])
        printed = capsys.readouterr()
        return left.value.code or 0, printed.err or printed.out

    target = tmp_path / "water.toml"
    assert run("--seed", "WATER") == (0, written(seeded))
    assert run("--seed", "water", "-o", str(target)) == (0, f"Wrote the report to {target}\n")
    assert target.read_text(encoding="utf-8") == written(seeded)
    assert "--replace" in run("--seed", "water", "-o", str(target))[1]
    assert run("--seed", "water", "-o", str(target), "--replace")[0] == 0
    assert "Leave out the query" in run("--seed", "water", "tag:aid")[1]
    assert "Missing option" in run("status:reviewed")[1]


def test_other_positions_in_the_same_order_are_no_move(seeded: Path, shell: Shell, tmp_path: Path) -> None:
    seed = tmp_path / "water.toml"
    seed.write_text(written(seeded), encoding="utf-8")
    shell(seeded).execute("UPDATE recommendation SET position = position * 10 WHERE report_id = 1")
    with closing(Writer(seeded)) as writer:
        assert load(writer, [seed], analyst="bob").changeset_id is None
        shell(seeded).execute("UPDATE recommendation SET position = 30 - position WHERE report_id = 1")
        assert load(writer, [seed], analyst="bob").summary == "Loaded water: 2 recommendations moved."
