"""Titles, mentions and actors corrected: what the database holds then, what is refused, and that undo has it back."""

import sqlite3
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from tests.statements import LOGS, rows_of
from tracker import checking, edits
from tracker.database.writer import Writer
from tracker.edits import NewActor, SeenMention
from tracker.edits.undo import redo, undo
from tracker.errors import BadInput, Conflict, NotFound
from tracker.reading import queries
from tracker.reading.actors import actor_merge_preview
from tracker.reading.selection import select

Shell = Callable[[Path], sqlite3.Connection]
Sql = Callable[..., list[Any]]


@pytest.fixture
def sql(seeded: Path, shell: Shell) -> Sql:
    """Runs a statement from outside."""
    connection = shell(seeded)
    return lambda statement, *values: connection.execute(statement, values).fetchall()


def mentions(sql: Sql, recommendation: int) -> list[Any]:
    return sql(
        "SELECT actor, role, quote, quote_start FROM recommendation_actor WHERE recommendation_id = ?"
        " ORDER BY quote_start, mention_id",
        recommendation,
    )


def actors(sql: Sql) -> list[Any]:
    return sql("SELECT actor, kind, country_code, aliases FROM actor_usage ORDER BY actor_id")


EDITS: dict[str, Callable[[Writer], edits.Saved]] = {
    "title": lambda writer: edits.set_title(writer, 1, "Share the river", analyst="amy"),
    "mention": lambda writer: edits.add_mention(writer, 4, "hopes", "Iran", "context", analyst="amy"),
    "mention of a new actor": lambda writer: edits.add_mention(
        writer, 4, "hopes", NewActor("Iraq", "state", "iq"), "context", analyst="amy"
    ),
    "role": lambda writer: edits.change_mention(writer, 1, role="target", analyst="amy"),
    "actor": lambda writer: edits.change_mention(writer, 1, actor="Iran", analyst="amy"),
    "new actor": lambda writer: edits.change_mention(
        writer, 1, actor=NewActor("Sindh", "stakeholder_group"), analyst="amy"
    ),
    "unmention": lambda writer: edits.remove_mention(writer, 1, analyst="amy"),
    "add actor": lambda writer: edits.add_actor(writer, NewActor("Iraq", "state", "IQ"), analyst="amy"),
    "rename": lambda writer: edits.rename_actor(
        writer, "Pakistan", "Islamic Republic of Pakistan", analyst="amy"
    ),
    "rename to its alias": lambda writer: edits.rename_actor(writer, "Iran", "Persia", analyst="amy"),
    "rename the case": lambda writer: edits.rename_actor(writer, "Iran", "IRAN", analyst="amy"),
    "merge": lambda writer: edits.merge_actors(writer, "Iran", "Pakistan", analyst="amy"),
    "kind": lambda writer: edits.set_kind(writer, "Iran", "organisation", None, analyst="amy"),
    "alias": lambda writer: edits.add_alias(writer, "Iran", "Elam", analyst="amy"),
    "no alias": lambda writer: edits.remove_alias(writer, "Iran", "persia", analyst="amy"),
}


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS)
def test_a_correction_is_one_changeset_that_undo_and_redo_turn_round(
    writer: Writer, sql: Sql, seeded: Path, shell: Shell, edit: Callable[[Writer], edits.Saved]
) -> None:
    sql("INSERT INTO actor_alias (actor_id, alias) SELECT id, 'Persia' FROM actor WHERE name = 'Iran'")
    connection = shell(seeded)
    before = rows_of(connection)
    saved = edit(writer)
    after = rows_of(connection)
    assert before != after
    assert sql("SELECT DISTINCT kind, changed_by, summary FROM history WHERE kind <> 'load'") == [
        ("edit", "amy", saved.summary)
    ]
    undo(writer, analyst="amy")
    assert in_any_order(rows_of(connection)) == in_any_order(before)
    redo(writer, analyst="amy")
    assert in_any_order(rows_of(connection)) == in_any_order(after)
    assert list(checking.check(connection)) == []


def in_any_order(rows: dict[str, list[dict[str, Any]]]) -> dict[str, list[str]]:
    return {table: sorted(map(repr, found)) for table, found in rows.items()}


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS)
def test_the_same_correction_again_is_none_or_is_refused(
    writer: Writer, sql: Sql, seeded: Path, shell: Shell, edit: Callable[[Writer], edits.Saved]
) -> None:
    sql("INSERT INTO actor_alias (actor_id, alias) SELECT id, 'Persia' FROM actor WHERE name = 'Iran'")
    edit(writer)
    before = rows_of(shell(seeded), LOGS)
    with suppress(BadInput, NotFound):
        assert edit(writer).changeset_id is None
    assert rows_of(shell(seeded), LOGS) == before


# Mentions


def test_a_mention_holds_the_text_s_own_words(writer: Writer, sql: Sql) -> None:
    sql(
        "INSERT INTO recommendation (id, report_id, reference, position, title, text)"
        " VALUES (9, 1, '9', 9, 't', 'The United' || char(10) || 'Nations and the United Nations should act.')"
    )
    edits.add_mention(writer, 9, " United Nations ", "Iran", "addressee", analyst="amy")
    edits.add_mention(writer, 9, "United Nations", "Iran", "addressee", occurrence=2, analyst="amy")
    assert mentions(sql, 9) == [
        ("Iran", "addressee", "United\nNations", 4),
        ("Iran", "addressee", "United Nations", 27),
    ]


def test_an_actor_may_have_two_roles_by_the_same_words(writer: Writer, sql: Sql) -> None:
    ((quote, start),) = sql("SELECT quote, quote_start FROM mention WHERE id = 1")
    edits.add_mention(writer, 1, quote, "Pakistan", "target", analyst="amy")
    assert [(role, at) for actor, role, _, at in mentions(sql, 1) if actor == "Pakistan"][:2] == [
        ("addressee", start),
        ("target", start),
    ]


@pytest.mark.parametrize(
    ("quote", "actor", "role", "occurrence", "sentence"),
    [
        (
            "zebra",
            "Iran",
            "context",
            1,
            "'zebra' does not occur in the text of water/1. tracker show water/1",
        ),
        ("Pakistan", "Iran", "context", 9, "'Pakistan' occurs"),
        ("", "Iran", "context", 1, "There are no words to find."),
        ("Pakistan", "Iran", "context", 1, "'Pakistan' overlaps 'Pakistan', which is Pakistan as Addressee."),
        ("akis", "Pakistan", "context", 1, "'akis' overlaps 'Pakistan'"),
        ("Pakistan", "Iran", "donor", 1, "There is no role 'donor'. There are: addressee, partner"),
        ("Pakistan", "Pakistn", "context", 1, "There is no actor 'Pakistn'. Did you mean: Pakistan?"),
        ("\x1b[2J", "Iran", "context", 1, "does not occur"),
    ],
)
def test_a_mention_that_cannot_be_is_refused_with_a_sentence(
    writer: Writer,
    seeded: Path,
    shell: Shell,
    quote: str,
    actor: str,
    role: str,
    occurrence: int,
    sentence: str,
) -> None:
    before = rows_of(shell(seeded), LOGS)
    with pytest.raises((BadInput, NotFound)) as caught:
        edits.add_mention(writer, 1, quote, actor, role, occurrence=occurrence, analyst="amy")
    assert sentence in str(caught.value)
    assert "\x1b" not in str(caught.value)
    assert rows_of(shell(seeded), LOGS) == before


def test_words_chosen_on_the_screen_are_held_against_the_text_as_it_is_now(writer: Writer) -> None:
    with pytest.raises(BadInput, match="The text of water/1 is another one by now"):
        edits.add_mention(writer, 1, "Pakistan", "Iran", "context", start=1, analyst="amy")


def test_a_mention_that_another_changed_meanwhile_is_a_conflict(writer: Writer, sql: Sql) -> None:
    edits.change_mention(writer, 1, role="target", analyst="bob")
    seen = SeenMention("Pakistan", "addressee")
    for act in (
        lambda: edits.change_mention(writer, 1, role="context", seen=seen, analyst="amy"),
        lambda: edits.remove_mention(writer, 1, seen=seen, analyst="amy"),
    ):
        with pytest.raises(Conflict) as caught:
            act()
        assert (caught.value.who, caught.value.theirs) == ("bob", "Pakistan as Target")
    assert sql("SELECT role FROM mention WHERE id = 1") == [("target",)]


def test_a_mention_cannot_become_one_that_is_there(writer: Writer, sql: Sql) -> None:
    ((quote,),) = sql("SELECT quote FROM mention WHERE id = 1")
    edits.add_mention(writer, 1, quote, "Pakistan", "target", analyst="amy")
    with pytest.raises(BadInput, match="is Pakistan as Target already, by another mention"):
        edits.change_mention(writer, 1, role="target", analyst="amy")


def test_a_mention_that_is_gone_is_not_found(writer: Writer) -> None:
    with pytest.raises(NotFound, match="no longer in the database"):
        edits.remove_mention(writer, 99, analyst="amy")


# Actors


def test_the_old_name_becomes_an_alias_by_which_queries_find_the_actor(
    writer: Writer, sql: Sql, connection: sqlite3.Connection
) -> None:
    before = list(queries.overview(connection, select(connection, "actor:pakistan")))
    edits.rename_actor(writer, "Pakistan", "Islamic Republic of Pakistan", analyst="amy")
    assert ("Islamic Republic of Pakistan", "state", "PK", "Pakistan") in actors(sql)
    found = queries.overview(connection, select(connection, "actor:PAKISTAN"))
    assert [row["recommendation_id"] for row in found] == [row["recommendation_id"] for row in before] != []


def test_a_name_may_be_given_back(writer: Writer, sql: Sql) -> None:
    before = actors(sql)
    edits.rename_actor(writer, "Pakistan", "Sindh", analyst="amy")
    edits.rename_actor(writer, "Sindh", "pakistan", analyst="amy")
    assert ("pakistan", "state", "PK", "Sindh") in actors(sql)
    edits.remove_alias(writer, "pakistan", "sindh", analyst="amy")
    edits.rename_actor(writer, "pakistan", "Pakistan", analyst="amy")
    assert actors(sql) == before


def test_merging_moves_the_mentions_drops_those_that_become_equal_and_keeps_the_names(
    writer: Writer, sql: Sql, connection: sqlite3.Connection
) -> None:
    ((quote, start),) = sql("SELECT quote, quote_start FROM mention WHERE id = 1")
    sql("INSERT INTO actor_alias (actor_id, alias) SELECT id, 'Persia' FROM actor WHERE name = 'Iran'")
    # As another program may leave it: the same words are two actors'.
    sql(
        "INSERT INTO mention (recommendation_id, actor_id, role, quote, quote_start)"
        " SELECT 1, id, 'addressee', ?, ? FROM actor WHERE name = 'Iran'",
        quote,
        start,
    )
    ((iran,), (pakistan,)) = sql(
        "SELECT mention_count FROM actor_usage WHERE actor IN ('Iran', 'Pakistan') ORDER BY actor"
    )
    preview = actor_merge_preview(connection, "Iran")
    assert preview.sentence("Pakistan") == (
        f"{iran} mentions in {preview.recommendations} recommendations to Pakistan, 1 of them there already; "
        "'Iran' becomes an alias"
    )
    saved = edits.merge_actors(writer, "persia", "Pakistan", analyst="amy")
    assert saved.summary == f"Merged actor Iran into Pakistan ({iran} mentions, 1 of them there already)"
    assert ("Pakistan", "state", "PK", "Iran, Persia") in actors(sql)
    assert sql("SELECT mention_count FROM actor_usage WHERE actor = 'Pakistan'") == [(iran + pakistan - 1,)]


@pytest.mark.parametrize(
    ("act", "sentence"),
    [
        (
            lambda w: edits.rename_actor(w, "Iran", "PAKISTAN", analyst="amy"),
            "There is an actor 'Pakistan' already",
        ),
        (
            lambda w: edits.rename_actor(w, "Iran", "pakistán", analyst="amy"),
            "tracker actors merge 'Iran' 'Pakistan'",
        ),
        (
            lambda w: edits.rename_actor(w, "Iran", "Sindh", analyst="amy"),
            "'Pakistan' already, called 'Sindh' too",
        ),
        (lambda w: edits.rename_actor(w, "Iran", "a,b", analyst="amy"), "holds a comma"),
        (lambda w: edits.rename_actor(w, "Iran", " ", analyst="amy"), "The name of the actor is empty"),
        (lambda w: edits.rename_actor(w, "Iran", "I\u200bran", analyst="amy"), "cannot be seen"),
        (lambda w: edits.merge_actors(w, "Iran", "iran", analyst="amy"), "cannot be merged into itself"),
        (lambda w: edits.merge_actors(w, "Pakistan", "sindh", analyst="amy"), "cannot be merged into itself"),
        (
            lambda w: edits.add_alias(w, "Iran", "Pakistan", analyst="amy"),
            "There is an actor 'Pakistan' already",
        ),
        (lambda w: edits.add_alias(w, "Iran", "sindh", analyst="amy"), "called 'Sindh' too"),
        (
            lambda w: edits.remove_alias(w, "Iran", "x", analyst="amy"),
            "has no alias 'x'. It has none at all.",
        ),
        (lambda w: edits.remove_alias(w, "Pakistan", "x", analyst="amy"), "There are: Sindh."),
        (lambda w: edits.set_kind(w, "Iran", "state", None, analyst="amy"), "A state needs its country code"),
        (
            lambda w: edits.set_kind(w, "Iran", "organisation", "IR", analyst="amy"),
            "Only a state has a country code",
        ),
        (lambda w: edits.set_kind(w, "Iran", "state", "IRN", analyst="amy"), "'IRN' is no country code"),
        (lambda w: edits.set_kind(w, "Iran", "stat", "IR", analyst="amy"), "Did you mean: state?"),
        (lambda w: edits.add_actor(w, NewActor("Sindh", "state", "PK"), analyst="amy"), "called 'Sindh' too"),
        (lambda w: edits.set_title(w, 1, " \n ", analyst="amy"), "The title is empty"),
        (lambda w: edits.set_title(w, 1, "x" * 501, analyst="amy"), "The title has 501 characters"),
    ],
)
def test_what_breaks_a_rule_is_refused_and_nothing_is_written(
    writer: Writer, sql: Sql, seeded: Path, shell: Shell, act: Callable[[Writer], object], sentence: str
) -> None:
    sql("INSERT INTO actor_alias (actor_id, alias) SELECT id, 'Sindh' FROM actor WHERE name = 'Pakistan'")
    before = rows_of(shell(seeded), LOGS)
    with pytest.raises(BadInput) as caught:
        act(writer)
    assert sentence in str(caught.value)
    assert rows_of(shell(seeded), LOGS) == before


def test_a_title_or_kind_that_another_changed_meanwhile_is_a_conflict(writer: Writer, sql: Sql) -> None:
    ((title,),) = sql("SELECT title FROM recommendation WHERE id = 1")
    edits.set_title(writer, 1, "Bob's", analyst="bob")
    edits.set_kind(writer, "Iran", "organisation", None, analyst="bob")
    with pytest.raises(Conflict) as caught:
        edits.set_title(writer, 1, "Mine", seen=title, analyst="amy")
    assert (caught.value.who, caught.value.theirs) == ("bob", "Bob's")
    with pytest.raises(Conflict):
        edits.set_kind(writer, "Iran", "proposed_body", None, seen=("state", "IR"), analyst="amy")
