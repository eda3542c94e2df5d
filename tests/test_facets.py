"""The facets of a list: what each counts, and how one is asked for, excluded and dropped."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from itertools import pairwise
from pathlib import Path

import pytest

from tracker.database import file
from tracker.errors import QueryError
from tracker.query_line import parse, with_term, written
from tracker.reading import facets as facets_module
from tracker.reading import queries
from tracker.reading.facets import Facet, faceted, facets, restated, toggled
from tracker.reading.selection import select

LINES = [
    "",
    "status:reviewed",
    "-status:reviewed",
    "tag:aid",
    "tag:aid tag:water",
    "-tag:aid,water",
    "actor:pakistan",
    "actor:pk role:partner",
    "actor:pakistan actor:iran role:addressee,partner",
    "actor:pakistan,iran role:addressee role:partner",
    "kind:state role:addressee -actor:iran",
    "-role:partner kind:organisation",
    "by:amy",
    "by:amy,bob -by:bob",
    "report:water should",
    "note:yes -status:set_aside sort:changed",
    '"Indus Fund" sort:match',
    "response:noted,none",
    "-assessed:none owner:amy",
    "owner:me due:none,>today",
    "overdue:yes -due:none",
    "overdue:no theme:women",
    "source:letter tag:aid",
    "-source:none reported:in_progress",
]


@pytest.fixture(scope="module")
def reading(seeded_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    """Two reports with statuses, tags, notes and two analysts, for all who only look."""
    path = Path(shutil.copy(seeded_template, tmp_path_factory.mktemp("facets") / "tracker.db"))
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        fill(connection)
    with closing(file.connect(path)) as connection:
        yield connection


def fill(connection: sqlite3.Connection) -> None:
    connection.executescript(
        """
        INSERT INTO tag (id, name) VALUES (1, 'aid'), (2, 'water'), (3, 'unused');
        INSERT INTO tagging (recommendation_id, tag_id) VALUES (1, 1), (1, 2), (2, 2), (4, 1);
        INSERT INTO source (id, name) VALUES (1, 'Letter'), (2, 'Table');
        INSERT INTO response (recommendation_id, position, source_id) VALUES (1, 'noted', 1), (2, 'accepted', 1);
        INSERT INTO progress (recommendation_id, basis, status, text, source_id) VALUES
          (1, 'reported', 'in_progress', NULL, 1), (2, 'assessed', 'not_started', 'No.', NULL);
        INSERT INTO deadline (recommendation_id, due_on, source_id) VALUES
          (1, '2000-01-01', 2), (2, date('now', 'start of month'), NULL),
          (3, date('now', 'start of month', '+1 month'), NULL), (4, date('now', '+1 year'), NULL);
        UPDATE recommendation SET assigned_to = CASE id WHEN 2 THEN 'bob' ELSE 'amy' END WHERE id < 4;
        INSERT INTO theme (id, scheme, name) VALUES (1, 'SDG', 'Women'), (2, 'Ours', 'Women');
        INSERT INTO theming (recommendation_id, theme_id) VALUES (1, 1), (1, 2), (4, 2);
        """
    )
    for analyst, statements in {
        "amy": "UPDATE recommendation SET review_status = 'reviewed' WHERE id IN (1, 3);"
        "INSERT INTO note (recommendation_id, body, author) VALUES (1, 'Ask the UN about water.', 'amy');",
        "bob": "UPDATE recommendation SET review_status = 'set_aside' WHERE id IN (3, 4);"
        "INSERT INTO note (recommendation_id, body, author) VALUES (1, 'Second.', 'bob');",
    }.items():
        connection.executescript(
            f"BEGIN; INSERT INTO changeset (kind, analyst, summary) VALUES ('edit', '{analyst}', 'x');"
            "INSERT INTO open_changeset (changeset_id) SELECT max(id) FROM changeset;"
            f"{statements} DELETE FROM open_changeset; COMMIT;"
        )


def counted(connection: sqlite3.Connection, line: str) -> dict[tuple[str, str], int]:
    return {(facet.key, facet.value): facet.total for facet in facets(connection, parse(line, me="bob"))}


def found(connection: sqlite3.Connection, line: str, key: str, value: str) -> int:
    """How many recommendations the list has with this value in place of the line's own terms of its key."""
    query = parse(line)
    others = query._replace(terms=tuple(term for term in query.terms if term.key != key))
    return queries.count(connection, select(connection, with_term(written(others), key, value), me="bob"))


@pytest.mark.parametrize("narrow", [0, 10_000], ids=["many found", "few found"])
@pytest.mark.parametrize("line", LINES)
def test_a_count_is_what_the_list_would_hold_after_switching_to_the_value(
    reading: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch, line: str, narrow: int
) -> None:
    monkeypatch.setattr(facets_module, "_NARROW", narrow)
    counts = counted(reading, line)
    everything = {
        "status": [status.code for status in queries.statuses(reading)],
        "tag": [tag.tag for tag in queries.tags(reading)],
        "role": [role.code for role in queries.roles(reading)],
        "kind": [kind.code for kind in queries.kinds(reading)],
        "actor": [actor.actor for actor in queries.actors(reading)],
        "report": [report.slug for report in queries.reports(reading)],
        "by": ["amy", "bob"],
        "response": ["accepted", "noted", "rejected", "none"],
        "reported": ["in_progress", "none"],
        "assessed": ["not_started", "implemented", "none"],
        "overdue": ["yes"],
        "due": ["none", *(facet.value for facet in facets(reading, parse("")) if facet.key == "due")],
        "owner": ["amy", "bob", "none"],
        "theme": ["SDG: Women", "Ours: Women"],
        "source": ["Letter", "Table"],
    }
    assert len(set(everything["due"])) == 5
    for key, values in everything.items():
        for value in values:
            assert counts.get((key, value), 0) == found(reading, line, key, value), (key, value)


def test_an_actor_counts_where_it_has_the_role_that_is_asked_for(reading: sqlite3.Connection) -> None:
    assert counted(reading, "")["actor", "Pakistan"] == 3
    assert counted(reading, "role:partner")["actor", "Pakistan"] == 1
    assert counted(reading, "actor:pakistan")["role", "addressee"] == 1
    assert ("role", "beneficiary") not in counted(reading, "actor:pakistan")


def test_mentions_count_once_for_each_recommendation(bundled: Path) -> None:
    with closing(file.connect(bundled)) as connection:
        (most,) = connection.execute(
            "SELECT max(n) FROM (SELECT count(*) AS n FROM mention GROUP BY role)"
        ).fetchone()
        (total,) = connection.execute("SELECT count(*) FROM recommendation").fetchone()
        assert most > total
        counts = counted(connection, "")
        assert max(count for (key, _), count in counts.items() if key == "role") <= total


def test_all_statuses_are_there_but_only_what_some_recommendation_has_of_all_else(
    reading: sqlite3.Connection,
) -> None:
    counts = counted(reading, "")
    assert counts["status", "in_review"] == 0
    assert ("tag", "unused") not in counts
    assert ("by", "loader") not in counts
    assert counted(reading, "tag:unused")["tag", "unused"] == 0


def test_several_reports_are_offered(reading: sqlite3.Connection) -> None:
    assert {value for key, value in counted(reading, "") if key == "report"} == {"water", "peace-talks"}


@pytest.mark.parametrize(
    ("key", "value", "texts"),
    [
        ("report", "peace-talks", ["peace-t", "ce tal"]),
        ("status", "set_aside", ["t_as", "set a"]),
        ("actor", "Pakistan", ["kist", "pk"]),
    ],
)
def test_a_facet_is_called_by_any_part_of_any_of_its_names(
    reading: sqlite3.Connection, key: str, value: str, texts: list[str]
) -> None:
    facet = facet_of(reading, key, value)
    assert all(facet.is_called(text) for text in texts)
    assert not facet.is_called("nowhere")


def test_without_a_follow_up_there_is_no_facet_of_one_unless_it_is_asked_for(bundled: Path) -> None:
    with closing(file.connect(bundled)) as connection:
        keys = {key for key, _ in counted(connection, "")}
        assert keys == {"status", "role", "kind", "actor"}
        assert counted(connection, "response:none")["response", "none"] == 8


def test_my_own_name_stands_for_me(reading: sqlite3.Connection) -> None:
    states = {f.value: f.state for f in faceted(reading, "owner:me", me="bob").facets if f.key == "owner"}
    assert states == {"amy": "none", "bob": "included", "none": "none"}


def test_one_report_is_no_facet(bundled: Path) -> None:
    with closing(file.connect(bundled)) as connection:
        assert not [key for key, _ in counted(connection, "") if key == "report"]


def test_the_most_frequent_come_first_within_their_kind(reading: sqlite3.Connection) -> None:
    groups: dict[str, list[str]] = {}
    for facet in facets(reading, parse("")):
        groups.setdefault(facet.group, []).append(facet.name)
    assert groups["Review status"][0] == "Unreviewed"
    assert groups["Actors: State"] == ["Pakistan", "Iran"]
    assert list(groups) == [
        "Reports",
        "Review status",
        "Response",
        "Reported",
        "Assessed",
        "Due",
        "Owner",
        "Tags",
        "Themes: Ours",
        "Themes: SDG",
        "Roles of actors",
        "Analysts",
        "Sources",
        "Kinds of actor",
        "Actors: State",
        "Actors: Organisation",
        "Actors: Group of states",
        "Actors: Militant group",
        "Actors: Population group",
        "Actors: Proposed body",
    ]


@pytest.mark.parametrize(
    ("line", "key", "value", "state"),
    [
        ("", "tag", "aid", "none"),
        ("tag:AID", "tag", "aid", "included"),
        ("tag:water,aid", "tag", "aid", "included"),
        ("-tag:aid", "tag", "aid", "excluded"),
        ('status:"Set aside"', "status", "set_aside", "included"),
        ("actor:pk", "actor", "Pakistan", "included"),
        ("-owner:AMY", "owner", "amy", "excluded"),
        ("response:none,accepted", "response", "none", "included"),
        ("theme:women", "theme", "SDG: Women", "included"),
        ('-report:"Water for All"', "report", "water", "excluded"),
    ],
)
def test_the_state_is_read_from_the_line_however_it_was_typed(
    reading: sqlite3.Connection, line: str, key: str, value: str, state: str
) -> None:
    assert facet_of(reading, key, value, line).state == state
    (again,) = restated([facet_of(reading, key, value)], line)
    assert again.state == state


def facet_of(connection: sqlite3.Connection, key: str, value: str, line: str = "") -> Facet:
    (facet,) = [f for f in facets(connection, parse(line)) if (f.key, f.value) == (key, value)]
    return facet


@pytest.mark.parametrize(
    ("key", "value", "lines"),
    [
        ("tag", "aid", ["", "tag:aid", "-tag:aid", ""]),
        (
            "tag",
            "aid",
            ["farm tag:water", "farm tag:water tag:aid", "farm tag:water -tag:aid", "farm tag:water"],
        ),
        ("overdue", "yes", ["", "overdue:yes", "-overdue:yes", ""]),
        ("response", "none", ["response:noted", "response:noted,none", "response:noted -response:none"]),
        ("theme", "SDG: Women", ["", 'theme:"SDG: Women"', '-theme:"SDG: Women"', ""]),
        ("actor", "Pakistan", ["actor:pk farm", "-actor:pk farm", "farm"]),
        ("actor", "United Nations", ["", 'actor:"United Nations"', '-actor:"United Nations"', ""]),
        ("status", "reviewed", ["status:set_aside x", "status:set_aside,reviewed x"]),
        ("status", "set_aside", ['status:"set aside",reviewed', 'status:reviewed -status:"set aside"']),
        ("status", "set_aside", ["status:set_aside", "-status:set_aside", ""]),
        ("role", "partner", ["role:addressee actor:iran", "role:addressee,partner actor:iran"]),
        ("kind", "state", ["kind:organisation", "kind:organisation,state"]),
        ("by", "amy", ["by:bob", "by:bob,amy"]),
        ("report", "water", ["report:peace-talks", "report:peace-talks,water"]),
        ("report", "water", ["-report:peace-talks", "-report:peace-talks report:water"]),
    ],
)
def test_toggling_asks_then_excludes_then_drops_and_keeps_the_rest_of_the_line(
    reading: sqlite3.Connection, key: str, value: str, lines: list[str]
) -> None:
    facet = facet_of(reading, key, value)
    for before, after in pairwise(lines):
        assert toggled(before, facet) == after


def test_a_value_that_was_typed_twice_in_two_ways_goes_wholly(reading: sqlite3.Connection) -> None:
    facet = facet_of(reading, "actor", "Pakistan")
    line = toggled("actor:pk farm actor:pakistan", facet)
    assert restated([facet], line)[0].state == "excluded"
    assert toggled(line, facet) == "farm"


def test_a_second_status_finds_either_and_a_second_tag_both(reading: sqlite3.Connection) -> None:
    line = ""
    for value in ("reviewed", "set_aside"):
        line = toggled(line, facet_of(reading, "status", value))
    assert queries.count(reading, select(reading, line)) == 3
    line = ""
    for value in ("aid", "water"):
        line = toggled(line, facet_of(reading, "tag", value))
    assert queries.count(reading, select(reading, line)) == 1


def test_a_line_that_cannot_be_read_stays_as_it_is_with_a_sentence(reading: sqlite3.Connection) -> None:
    with pytest.raises(QueryError, match="has no value"):
        toggled("farm tag:", facet_of(reading, "tag", "aid"))
    with pytest.raises(QueryError, match="longer than"):
        toggled("status:reviewed " + "x" * 980, facet_of(reading, "status", "set_aside"))
    with pytest.raises(QueryError, match="There is no tag"):
        facets(reading, parse("tag:nowhere"))


def test_a_name_that_no_line_can_hold_is_refused_with_a_sentence() -> None:
    facet = Facet("by", "amy\x1b[2J", "amy", 1, "Analysts", "none", frozenset({"amy\x1b[2j"}))
    with pytest.raises(QueryError, match="control character"):
        toggled("", facet)


def test_the_facets_come_with_the_number_of_the_list(reading: sqlite3.Connection) -> None:
    assert faceted(reading, "actor:pakistan").total == 3
