"""Saved views: what saving, changing and deleting one leaves, and how views follow the tags that they name."""

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tracker import edits
from tracker.__main__ import main
from tracker.database.writer import Writer
from tracker.edits import undo
from tracker.errors import BadInput, Conflict, NotFound, QueryError
from tracker.reading.merge_preview import merge_preview
from tracker.reading.queries import TagUsage, tags
from tracker.reading.saved_views import saved_view, saved_views, views_naming_tag

Sql = Callable[..., list[Any]]


@pytest.fixture
def sql(seeded: Path, shell: Callable[[Path], sqlite3.Connection]) -> Sql:
    """Runs a statement from outside; one column comes back as plain values."""
    connection = shell(seeded)

    def run(statement: str, *parameters: Any) -> list[Any]:
        found = connection.execute(statement, parameters).fetchall()
        return [row[0] for row in found] if found and len(found[0]) == 1 else found

    return run


def views(sql: Sql) -> dict[str, str]:
    return dict(sql("SELECT name, query FROM saved_view ORDER BY id"))


# Saving, changing, deleting


def test_a_view_is_saved_with_its_author_as_one_changeset_that_undo_takes_back(
    writer: Writer, sql: Sql
) -> None:
    saved = edits.save_view(writer, "  Open  questions ", " status:unreviewed ", analyst="amy")
    assert saved.summary == "Saved view Open questions: status:unreviewed"
    assert sql("SELECT name, query, author FROM saved_view") == [
        ("Open questions", "status:unreviewed", "amy")
    ]
    assert sql("SELECT table_name, operation FROM history WHERE changeset_id = ?", saved.changeset_id) == [
        ("saved_view", "insert")
    ]
    undo.undo(writer, analyst="amy")
    assert views(sql) == {}


def test_a_name_that_is_taken_is_replaced_only_where_the_analyst_saw_what_it_held(
    writer: Writer, sql: Sql
) -> None:
    edits.save_view(writer, "mine", "dams", analyst="bob")
    with pytest.raises(Conflict, match="There is a view 'mine' already") as unseen:
        edits.save_view(writer, "MINE", "farmers", analyst="amy")
    assert (unseen.value.mine, unseen.value.theirs) == ("farmers", "dams")
    with pytest.raises(Conflict, match="changed meanwhile by bob"):
        edits.save_view(writer, "mine", "farmers", analyst="amy", seen="drought")
    assert views(sql) == {"mine": "dams"}
    saved = edits.save_view(writer, "mine", "farmers", analyst="amy", seen="dams")
    assert saved.summary == "Replaced view mine: farmers"
    assert views(sql) == {"mine": "farmers"}
    undo.undo(writer, analyst="amy")
    assert views(sql) == {"mine": "dams"}


@pytest.mark.parametrize(
    ("name", "query", "sentence"),
    [
        ("", "dams", "no name"),
        ("a,b", "dams", "no comma"),
        ("x" * 65, "dams", "65 characters"),
        ("mine", "  ", "no query"),
    ],
)
def test_what_is_no_view_is_refused(writer: Writer, sql: Sql, name: str, query: str, sentence: str) -> None:
    with pytest.raises(BadInput, match=sentence):
        edits.save_view(writer, name, query, analyst="amy")
    assert views(sql) == {}


def test_a_line_that_cannot_be_read_is_not_saved_and_its_place_is_told(writer: Writer, sql: Sql) -> None:
    with pytest.raises(QueryError) as refused:
        edits.save_view(writer, "mine", "dams statsu:reviewed", analyst="amy")
    assert refused.value.start == 5
    assert views(sql) == {}


def test_name_and_query_change_together_as_one_changeset(writer: Writer, sql: Sql) -> None:
    edits.save_view(writer, "mine", "dams", analyst="amy")
    saved = edits.edit_view(writer, "mine", new_name="ours", query="farmers", seen="dams", analyst="bob")
    assert saved.summary == "View mine: renamed to ours, now farmers"
    assert views(sql) == {"ours": "farmers"}
    undo.undo(writer, analyst="bob")
    assert views(sql) == {"mine": "dams"}


def test_a_rename_leaves_a_query_that_somebody_else_changed_meanwhile(writer: Writer, sql: Sql) -> None:
    edits.save_view(writer, "mine", "dams", analyst="amy")
    sql("UPDATE saved_view SET query = 'farmers'")
    edits.edit_view(writer, "mine", new_name="ours", query="dams", seen="dams", analyst="amy")
    assert views(sql) == {"ours": "farmers"}
    with pytest.raises(Conflict, match="by another program"):
        edits.edit_view(writer, "ours", new_name="ours", query="drought", seen="dams", analyst="amy")


def test_a_view_that_cannot_be_read_any_more_can_be_renamed(writer: Writer, sql: Sql) -> None:
    sql("INSERT INTO saved_view (name, query) VALUES ('odd', 'nokey:x')")
    edits.edit_view(writer, "odd", new_name="old", query="nokey:x", seen="nokey:x", analyst="amy")
    assert views(sql) == {"old": "nokey:x"}


def test_a_view_does_not_take_the_name_of_another(writer: Writer, sql: Sql) -> None:
    edits.save_view(writer, "mine", "dams", analyst="amy")
    edits.save_view(writer, "ours", "farmers", analyst="amy")
    with pytest.raises(BadInput, match="a view 'ours' already"):
        edits.edit_view(writer, "mine", new_name="OURS", query="dams", seen="dams", analyst="amy")
    assert views(sql) == {"mine": "dams", "ours": "farmers"}


def test_a_new_query_leaves_a_name_whose_case_somebody_else_changed_meanwhile(
    writer: Writer, sql: Sql
) -> None:
    edits.save_view(writer, "mine", "dams", analyst="amy")
    sql("UPDATE saved_view SET name = 'Mine'")
    edits.edit_view(writer, "mine", new_name="mine", query="farmers", seen="dams", analyst="amy")
    assert views(sql) == {"Mine": "farmers"}


def test_a_view_that_differs_in_accents_only_is_the_one_to_replace(writer: Writer, sql: Sql) -> None:
    edits.save_view(writer, "Études", "dams", analyst="amy")
    with pytest.raises(Conflict, match="a view 'Études' already"):
        edits.save_view(writer, "etudes", "farmers", analyst="amy")
    edits.save_view(writer, "etudes", "farmers", analyst="amy", seen="dams")
    assert views(sql) == {"Études": "farmers"}


def test_what_changes_nothing_leaves_no_changeset(writer: Writer) -> None:
    edits.save_view(writer, "mine", "dams", analyst="amy")
    assert edits.save_view(writer, "mine", "dams", analyst="bob").changeset_id is None
    kept = edits.edit_view(writer, "mine", new_name="mine", query="dams", seen="dams", analyst="bob")
    assert kept.changeset_id is None


def test_a_deleted_view_comes_back_under_its_number(writer: Writer, sql: Sql) -> None:
    edits.save_view(writer, "mine", "dams", analyst="amy")
    before = sql("SELECT * FROM saved_view")
    with pytest.raises(Conflict):
        edits.delete_view(writer, "mine", seen="farmers", analyst="amy")
    edits.delete_view(writer, "mine", seen="dams", analyst="amy")
    assert views(sql) == {}
    undo.undo(writer, analyst="amy")
    assert sql("SELECT * FROM saved_view") == before
    with pytest.raises(NotFound, match="no view 'yours'"):
        edits.delete_view(writer, "yours", seen="dams", analyst="amy")


# Reading


def test_a_view_that_no_longer_opens_is_listed_with_what_is_wrong(
    sql: Sql, connection: sqlite3.Connection
) -> None:
    sql("INSERT INTO saved_view (name, query) VALUES ('a', 'tag:gone'), ('b', 'nokey:x'), ('c', 'dams')")
    faults = [view.fault for view in saved_views(connection)]
    assert "There is no tag 'gone'." in (faults[0] or "")
    assert "There is no key 'nokey:'." in (faults[1] or "")
    assert faults[2] is None


def test_a_view_is_found_whatever_its_case_and_accents_the_exact_one_first(
    sql: Sql, connection: sqlite3.Connection
) -> None:
    sql("INSERT INTO saved_view (name, query) VALUES ('resume', 'dams'), ('Résumé', 'farmers')")
    assert saved_view(connection, "Résumé").query == "farmers"
    assert saved_view(connection, "RÉSUMÉ").name in ("resume", "Résumé")
    with pytest.raises(NotFound, match=r"There are: (Résumé, resume|resume, Résumé)"):
        saved_view(connection, "other")


# Following tags


@pytest.fixture
def tagged(writer: Writer, sql: Sql) -> Writer:
    """Tags aid and relief; views that name them, one that cannot be read, one that names neither."""
    edits.change_tags(writer, [1, 2], add=["aid"], analyst="amy")
    edits.change_tags(writer, [2, 3], add=["relief"], analyst="amy")
    for name, query in (
        ("one", "  dams   tag:AID  -status:reviewed"),
        ("two", 'tag:relief,aid,"aid" -tag:"aid" tag:aids sort:changed'),
        ("odd", "tag:aid nokey:x"),
        ("not", "aid actor:aid"),
    ):
        sql("INSERT INTO saved_view (name, query) VALUES (?, ?)", name, query)
    return writer


def test_views_follow_a_renamed_tag_in_the_same_changeset_the_rest_of_the_line_as_typed(
    tagged: Writer, sql: Sql
) -> None:
    before = views(sql)
    saved = edits.rename_tag(tagged, "aid", "foreign help", analyst="amy")
    assert saved.summary == "Renamed tag aid to foreign help; 2 saved views follow"
    assert views(sql) == {
        "one": '  dams   tag:"foreign help"  -status:reviewed',
        "two": 'tag:relief,"foreign help" -tag:"foreign help" tag:aids sort:changed',
        "odd": "tag:aid nokey:x",
        "not": "aid actor:aid",
    }
    tables = sql("SELECT table_name FROM history WHERE changeset_id = ?", saved.changeset_id)
    assert sorted(tables) == ["saved_view", "saved_view", "tag"]
    undo.undo(tagged, analyst="amy")
    assert views(sql) == before
    assert sql("SELECT name FROM tag ORDER BY name") == ["aid", "relief"]


def test_views_follow_a_merged_tag_and_name_the_other_once(tagged: Writer, sql: Sql) -> None:
    before = views(sql)
    saved = edits.merge_tags(tagged, "aid", "relief", analyst="amy")
    assert saved.summary == "Merged tag aid into relief (2 recommendations; 2 saved views follow)"
    assert views(sql)["one"] == "  dams   tag:relief  -status:reviewed"
    assert views(sql)["two"] == "tag:relief -tag:relief tag:aids sort:changed"
    undo.undo(tagged, analyst="amy")
    assert views(sql) == before


def test_a_view_goes_on_asking_for_the_other_tag_that_it_asked_for_by_the_same_letters(
    writer: Writer, sql: Sql
) -> None:
    sql("INSERT INTO tag (name) VALUES ('resume'), ('résumé')")
    sql("INSERT INTO saved_view (name, query) VALUES ('v', 'tag:resume')")
    edits.rename_tag(writer, "resume", "start", analyst="amy")
    assert views(sql) == {"v": "tag:start,résumé"}


def test_a_view_that_would_grow_too_long_is_left_alone(writer: Writer, sql: Sql) -> None:
    sql("INSERT INTO tag (name) VALUES ('aid')")
    line = "tag:aid " + "w" * 990
    sql("INSERT INTO saved_view (name, query) VALUES ('v', ?)", line)
    saved = edits.rename_tag(writer, "aid", "a longer name", analyst="amy")
    assert "follow" not in saved.summary
    assert views(sql) == {"v": line}


def test_the_preview_of_a_merge_counts_what_the_merge_then_does(
    tagged: Writer, connection: sqlite3.Connection
) -> None:
    preview = merge_preview(connection, "aid")
    assert (
        preview.sentence("relief") == "1 recommendation gets relief, 1 has it already; 2 saved views follow"
    )
    assert preview.views == views_naming_tag(connection, "aid") == ("one", "two")
    assert merge_preview(connection, "relief").sentence("other") == (
        "2 recommendations get other; 1 saved view follows"
    )
    edits.merge_tags(tagged, "aid", "relief", analyst="amy")
    assert [(t.tag, t.recommendation_count) for t in tags(connection)] == [("relief", 3)]


# The tag as a form


def test_a_tag_is_added_with_description_and_colour(writer: Writer, sql: Sql) -> None:
    saved = edits.add_tag(writer, "aid", description=" Money\nor food ", colour="green", analyst="amy")
    assert saved.summary == "Added tag aid"
    assert sql("SELECT name, description, colour FROM tag") == [("aid", "Money or food", "green")]
    with pytest.raises(BadInput, match="a tag 'aid' already"):
        edits.add_tag(writer, "Aíd", analyst="amy")
    with pytest.raises(BadInput, match="no colour 'pink'"):
        edits.add_tag(writer, "new", colour="pink", analyst="amy")


def test_name_description_and_colour_change_as_one_action_that_views_follow(tagged: Writer, sql: Sql) -> None:
    saved = edits.edit_tag(
        tagged, TagUsage("aid", None, None, 2), name="help", description="Money", colour="red", analyst="amy"
    )
    assert saved.summary == "Tag aid: renamed to help, described: Money, coloured red; 2 saved views follow"
    assert ("help", "Money", "red") in sql("SELECT name, description, colour FROM tag")
    assert views(sql)["one"] == "  dams   tag:help  -status:reviewed"
    undo.undo(tagged, analyst="amy")
    assert ("aid", None, None) in sql("SELECT name, description, colour FROM tag")


def test_what_the_analyst_left_as_it_was_keeps_what_others_made_of_it(tagged: Writer, sql: Sql) -> None:
    seen = TagUsage("aid", None, None, 2)
    edits.describe_tag(tagged, "aid", "Theirs", analyst="bob")
    edits.edit_tag(tagged, seen, name="aid", description="", colour="red", analyst="amy")
    assert ("aid", "Theirs", "red") in sql("SELECT name, description, colour FROM tag")
    with pytest.raises(Conflict, match="description of tag aid was changed meanwhile by bob") as refused:
        edits.edit_tag(tagged, seen, name="help", description="Mine", colour=None, analyst="amy")
    assert refused.value.theirs == "Theirs"
    with pytest.raises(Conflict, match="colour of tag aid was changed meanwhile by amy"):
        edits.edit_tag(tagged, seen, name="help", description="", colour="blue", analyst="bob")
    assert "help" not in sql("SELECT name FROM tag")


# The commands


def run(seeded: Path, *words: str) -> int:
    """Run a command and return its exit code."""
    with pytest.raises(SystemExit) as left:
        main([*words, f"--db={seeded}", "--analyst=amy"])
    return int(left.value.code or 0)


def test_the_commands_save_list_open_and_delete_a_view(
    seeded: Path, sql: Sql, capsys: pytest.CaptureFixture[str]
) -> None:
    run(seeded, "views", "save", "no dams", "pakistan", "-dams")
    run(seeded, "views", "save", "no dams", "pakistan", "-dams", "-listen")
    assert "Replaced view no dams: pakistan -dams -listen" in capsys.readouterr().out
    run(seeded, "views")
    assert capsys.readouterr().out.startswith("no dams\tpakistan -dams -listen\tamy\t")
    run(seeded, "views", "--json")
    assert '"fault": null' in capsys.readouterr().out
    run(seeded, "list", "--view", "No Dams")
    first = capsys.readouterr().out
    run(seeded, "list", "pakistan", "-dams", "-listen")
    assert capsys.readouterr().out == first
    run(seeded, "views", "delete", "NO DAMS")
    assert views(sql) == {}
    assert run(seeded, "list", "--view", "no dams") == 1


def test_a_view_and_a_query_narrow_the_list_down_together(
    seeded: Path, sql: Sql, capsys: pytest.CaptureFixture[str]
) -> None:
    sql("INSERT INTO saved_view (name, query) VALUES ('water', 'report:water')")
    run(seeded, "list", "--view", "water", "dams", "--csv")
    printed = capsys.readouterr().out
    assert "Fund the dams" in printed
    assert "Protect farmers" not in printed
