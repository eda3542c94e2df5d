"""The matrix: who is named where, as what, by which letter."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from tracker.database import file
from tracker.reading import matrix as matrix_module
from tracker.reading.matrix import by_kind, letters, matrix
from tracker.reading.queries import Code
from tracker.reading.selection import select


def role(name: str) -> Code:
    return Code(name.lower(), name, "")


def test_each_role_has_the_first_letter_of_its_name_that_is_free(connection: sqlite3.Connection) -> None:
    found = matrix(connection, select(connection, "")).letters
    assert found == {
        "addressee": "A",
        "partner": "P",
        "beneficiary": "B",
        "target": "T",
        "proposed": "R",
        "context": "C",
        "recommender": "E",
    }


def test_roles_that_an_office_adds_have_letters_of_their_own_whatever_their_names() -> None:
    roles = [role(name) for name in ("Aa", "AA a", "Äußerer", "资助", "Aaa", "a-1")]
    found = letters(roles)
    assert len(set(found.values())) == len(roles)
    assert found["aa"] == "A"
    assert found["äußerer"] == "Ä"
    assert "资" not in found.values()


def test_every_mention_is_in_its_cell_once_for_each_role(
    seeded: Path, shell: Callable[[Path], sqlite3.Connection]
) -> None:
    shell(seeded).executescript(
        "INSERT INTO mention (recommendation_id, actor_id, role, implied_reason) VALUES (1, 1, 'context', 'x');"
        "INSERT INTO mention (recommendation_id, actor_id, role, implied_reason) VALUES (3, 1, 'partner', 'x');"
    )
    with closing(file.connect(seeded)) as connection:
        found = matrix(connection, select(connection, ""))
        actors = {actor.name: actor for actor in found.actors}
        assert [column.reference for column in found.columns] == ["1", "2", "1", "140.12"]
        assert dict(actors["Pakistan"].cells) == {
            0: ("addressee", "context"),
            1: ("context",),
            2: ("partner",),
        }
        assert actors["Pakistan"].total == 3
        assert actors["Pakistan"].kind == "State"


def test_only_actors_of_the_list_are_in_it_and_its_columns_are_in_the_order_of_the_list(
    connection: sqlite3.Connection,
) -> None:
    found = matrix(connection, select(connection, "actor:pakistan role:partner"))
    assert [column.title for column in found.columns] == ["Talk to each other"]
    assert [actor.name for actor in found.actors] == ["Iran", "Pakistan"]
    assert matrix(connection, select(connection, "zebra")).actors == ()


def test_a_long_list_is_cut_and_says_how_long_it_is(
    connection: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(matrix_module, "COLUMNS", 3)
    found = matrix(connection, select(connection, ""))
    assert (len(found.columns), found.found) == (3, 4)
    assert "Armed militants" not in [actor.name for actor in found.actors]


def test_actors_stand_by_kind_and_within_it_by_name_or_by_count(bundled: Path) -> None:
    with closing(file.connect(bundled)) as connection:
        actors = matrix(connection, select(connection, "")).actors
        kinds = [name for (name,) in connection.execute("SELECT name FROM actor_kind ORDER BY position")]
    for by_count in (False, True):
        groups = list(by_kind(actors, by_count=by_count))
        assert [kind for kind, _ in groups] == [kind for kind in kinds if kind in dict(groups)]
        for _, members in groups:
            names = [actor.name for actor in members]
            expected = [a.name for a in sorted(members, key=lambda a: (-a.total if by_count else 0, a.name))]
            assert names == expected
    assert dict(by_kind(actors, by_count=True)) != dict(by_kind(actors, by_count=False))
