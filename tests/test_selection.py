"""What each query finds, and that any query is harmless SQL that means the same in any shell."""

import re
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.statements import past_the_guards
from tracker import edits
from tracker.database import file
from tracker.database.writer import Writer
from tracker.errors import QueryError
from tracker.reading import completions, known_names, queries
from tracker.reading.form_choices import form_choices
from tracker.reading.selection import LIST_COLUMNS, OVERVIEW_COLUMNS, readable, select

Shell = Callable[[Path], sqlite3.Connection]


FOLLOWUP = """
INSERT INTO source (name) VALUES ('Letter of March'), ('Table');
INSERT INTO response (recommendation_id, position, said_on, source_id) VALUES
  (1, 'accepted', '2000-01-01', NULL), (1, 'noted', '2000-03-01', 1), (2, 'accepted', NULL, NULL);
INSERT INTO progress (recommendation_id, basis, status, as_of, text, source_id) VALUES
  (1, 'reported', 'in_progress', '2000-05-01', NULL, NULL), (2, 'assessed', 'implemented', '2001-05-01', 'Done.', 2);
INSERT INTO deadline (recommendation_id, due_on, given_on, source_id) VALUES
  (1, '2000-12-31', '2000-03-01', NULL), (1, '2001-03-31', '2000-09-01', NULL), (2, '2001-06-01', '2000-09-01', 1);
UPDATE recommendation SET assigned_to = CASE id WHEN 2 THEN 'cem' ELSE 'amy' END WHERE id < 4;
INSERT INTO theme (scheme, name) VALUES ('SDG', 'Women'), ('Ours', 'Women');
INSERT INTO theming (recommendation_id, theme_id) VALUES (1, 1), (4, 2);
"""


@pytest.fixture(scope="module")
def worked_on(tmp_path_factory: pytest.TempPathFactory, seeded_template: Path) -> Path:
    """The four recommendations with a status, tags and notes by amy, bob and a shell; nobody changes it."""
    path = Path(shutil.copy(seeded_template, tmp_path_factory.mktemp("worked-on") / "tracker.db"))
    writer = Writer(path)
    edits.set_status(writer, [1], "reviewed", analyst="bob")
    edits.change_tags(writer, [1, 3], add=["aid"], analyst="amy")
    edits.change_tags(writer, [2], add=["Réforme"], analyst="bob")
    edits.add_note(writer, [2], "Ask the **ministry** about the irrigation budget.", analyst="amy")
    writer.close()
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.executescript(FOLLOWUP)
        connection.execute(
            "INSERT INTO note (recommendation_id, body) VALUES (4, 'A zeppelin? NOT \"safe\"')"
        )
        connection.execute("INSERT INTO tag (name) VALUES ('why?')")
    return path


@pytest.fixture(scope="module")
def connection(worked_on: Path) -> Iterator[sqlite3.Connection]:
    with closing(file.connect(worked_on)) as connection:
        yield connection


def found(connection: sqlite3.Connection, line: str) -> list[int]:
    return list(queries.all_ids(connection, select(connection, line, me="cem")))


@pytest.mark.parametrize(
    ("line", "ids"),
    [
        ("", [1, 2, 3, 4]),
        ("   ", [1, 2, 3, 4]),
        # status
        ("status:reviewed", [1]),
        ("status:unreviewed", [2, 3, 4]),
        ('status:"Needs follow-up"', []),
        ("status:REVIEWED", [1]),
        ("status:reviewed,unreviewed", [1, 2, 3, 4]),
        ("status:reviewed status:unreviewed", []),
        ("-status:reviewed", [2, 3, 4]),
        # tag
        ("tag:aid", [1, 3]),
        ("tag:AID", [1, 3]),
        ("tag:reforme", [2]),
        ("tag:RÉFORME", [2]),
        ("tag:aid,réforme", [1, 2, 3]),
        ("tag:aid tag:réforme", []),
        ("-tag:aid", [2, 4]),
        ("-tag:aid,réforme", [4]),
        ("tag:why?", []),
        # actor, role, kind
        ("actor:pakistan", [1, 2, 3]),
        ("actor:PK", [1, 2, 3]),
        ('actor:"united nations"', [1]),
        ("actor:iran actor:pakistan", [3]),
        ("actor:iran,farmers", [2, 3]),
        ("-actor:pakistan", [4]),
        ("role:addressee", [1, 2, 3]),
        ("role:target", [4]),
        ("-role:addressee", [4]),
        ("kind:state", [1, 2, 3]),
        ('kind:"militant group"', [4]),
        ("-kind:state", [4]),
        # for the same mention
        ("actor:pakistan role:addressee", [1]),
        ("actor:pakistan role:partner", [3]),
        ("role:context actor:pakistan", [2]),
        ("actor:pakistan role:addressee,partner", [1, 3]),
        ("actor:pakistan kind:organisation", []),
        ("actor:pakistan kind:state role:addressee", [1]),
        ("kind:state role:addressee", [1, 3]),
        ("actor:iran actor:pakistan role:addressee", []),
        ("role:addressee role:partner", [1, 3]),
        ("actor:pakistan role:addressee role:partner", []),
        ("actor:pakistan -role:partner", [2]),
        # by
        ("by:amy", [1, 2, 3]),
        ("by:BOB", [1, 2]),
        ("by:amy by:bob", [1, 2]),
        ("by:amy,bob", [1, 2, 3]),
        ("-by:amy", [4]),
        ("by:loader", []),
        ("by:cem", []),
        # note
        ("note:yes", [2, 4]),
        ("note:no", [1, 3]),
        ("-note:yes", [1, 3]),
        ("-note:no", [2, 4]),
        # report
        ("report:water", [1, 2]),
        ('report:"peace talks"', [3, 4]),
        ("-report:water", [3, 4]),
        ("report:water,peace-talks", [1, 2, 3, 4]),
        # words
        ("pakistan", [1, 3]),
        ("dam", [1]),
        ("drought", [2]),
        ("DROUGHT", [2]),
        ("naive", [4]),
        ("NAÏVE", [4]),
        ("ministry", [2]),
        ("ministr", [2]),
        ("inistry", []),
        ("farmers ministry", [2]),
        ("pakistan listen", [3]),
        ("pakistan farmers", []),
        ('"indus fund"', [1]),
        ('"indus fun"', []),
        ('"fund indus"', []),
        ("irrigation-budget", [2]),
        ("-pakistan", [2, 4]),
        ("-zeppelin", [1, 2, 3]),
        ('-"indus fund"', [2, 3, 4]),
        ("zeppelin?", [4]),
        ('"zeppelin? not ""safe"', [4]),
        ("not", [4]),
        ("NOT", [4]),
        ("no*", [4]),
        # what became of it
        ("response:noted", [1]),
        ("response:Noted,accepted", [1, 2]),
        ("response:none", [3, 4]),
        ("response:none,noted", [1, 3, 4]),
        ("-response:noted", [2, 3, 4]),
        ("-response:none", [1, 2]),
        ("reported:in_progress", [1]),
        ('reported:"not started"', []),
        ("assessed:implemented", [2]),
        ("assessed:none", [1, 3, 4]),
        ("due:none", [3, 4]),
        ("-due:none", [1, 2]),
        ("due:2001", [1, 2]),
        ("due:2001-03", [1]),
        ("due:2001-03-31", [1]),
        ("due:<2001-03-31", []),
        ("due:<=2001-03", [1]),
        ("due:>2001-03", [2]),
        ("due:>=2001-03-31", [1, 2]),
        ("due:>2001-03-30 due:<2001-06", [1]),
        ("due:2001-03,none", [1, 3, 4]),
        ("-due:2001-03", [2, 3, 4]),
        ("due:<today", [1, 2]),
        ("due:>-1d", []),
        ("overdue:yes", [1]),
        ("overdue:no", [2, 3, 4]),
        ("-overdue:yes", [2, 3, 4]),
        ("owner:amy", [1, 3]),
        ("owner:BOB", []),
        ("owner:me", [2]),
        ("owner:me,amy", [1, 2, 3]),
        ("owner:none", [4]),
        ("owner:none,me", [2, 4]),
        ("-owner:none", [1, 2, 3]),
        ("-owner:amy", [2, 4]),
        ("-owner:amy,none", [2]),
        ("theme:women", [1, 4]),
        ('theme:"SDG: Women"', [1]),
        ("theme:none", [2, 3]),
        ('source:"letter of march"', [1, 2]),
        ("source:table", [2]),
        ("source:none", [3, 4]),
        ("-source:table", [1, 3, 4]),
        # together
        ("response:noted owner:amy pakistan -tag:réforme", [1]),
        ("pakistan tag:aid -status:reviewed", [3]),
        ("report:water note:yes ministry by:amy", [2]),
    ],
)
def test_the_query_finds_these_recommendations(
    connection: sqlite3.Connection, line: str, ids: list[int]
) -> None:
    assert found(connection, line) == ids


@pytest.mark.parametrize(
    "term",
    [
        "status:reviewed",
        "tag:aid",
        "tag:aid,réforme",
        "actor:pakistan",
        "role:partner,target",
        "kind:state",
        "by:bob",
        "note:yes",
        "report:water",
        "pakistan",
        '"indus fund"',
        "zeppelin",
        "response:noted,none",
        "assessed:implemented",
        "due:2001-03,none",
        "due:<2001-05",
        "overdue:yes",
        "owner:me,none",
        "theme:women",
        'source:table,"letter of march"',
    ],
)
def test_a_dash_finds_all_the_others(connection: sqlite3.Connection, term: str) -> None:
    assert sorted(found(connection, term) + found(connection, f"-{term}")) == [1, 2, 3, 4]


@pytest.mark.parametrize(
    ("line", "sentence", "remedy"),
    [
        (
            "status:done",
            "There is no review status 'done'.",
            "There are: unreviewed, in_review, needs_follow_up",
        ),
        ("status:rev", "There is no review status 'rev'.", "Did you mean: reviewed?"),
        ("tag:ai", "There is no tag 'ai'.", "Did you mean: aid?"),
        ("tag:reformes", "There is no tag 'reformes'.", "Did you mean: Réforme?"),
        ("actor:pakistn", "There is no actor 'pakistn'.", "Did you mean: Pakistan?"),
        ("role:giver", "There is no role 'giver'.", ""),
        ("kind:country", "There is no kind of actor 'country'.", ""),
        ("by:zoe", "There is no analyst 'zoe'.", "There are: amy, bob, cem, loader."),
        ("report:wine", "There is no report 'wine'.", "water"),
        ("-tag:nope", "There is no tag 'nope'.", ""),
        ("response:agreed", "There is no response 'agreed'.", ""),
        ("reported:impl", "There is no status of progress 'impl'.", "Did you mean: implemented?"),
        ("assessed:none,x", "There is no status of progress 'x'.", ""),
        ("owner:zoe", "There is no analyst 'zoe'.", "There are: amy, bob, cem, loader."),
        ("theme:wine", "There is no theme 'wine'.", "There are: Ours: Women, SDG: Women."),
        ("source:tables", "There is no source 'tables'.", "Did you mean: Table?"),
        ("tag:aid,nope", "There is no tag 'nope'.", ""),
    ],
)
def test_a_value_that_the_database_does_not_hold_is_told_with_those_it_does(
    connection: sqlite3.Connection, line: str, sentence: str, remedy: str
) -> None:
    with pytest.raises(QueryError) as caught:
        select(connection, line)
    assert (caught.value.sentence, remedy in caught.value.remedy) == (sentence, True)


def test_an_unknown_value_is_pointed_at_and_may_be_unfinished(connection: sqlite3.Connection) -> None:
    with pytest.raises(QueryError) as caught:
        select(connection, "pakistan tag:nope note:yes")
    assert (caught.value.start, caught.value.end, caught.value.unfinished) == (9, 17, True)


def test_of_a_database_without_tags_no_tag_is_suggested(database: Path) -> None:
    with closing(file.connect(database)) as connection, pytest.raises(QueryError) as caught:
        select(connection, "tag:aid")
    assert caught.value.remedy == ""


def test_nobody_named_owns_nothing_and_somebody_new_may_ask_for_what_is_theirs(
    connection: sqlite3.Connection,
) -> None:
    with pytest.raises(QueryError):
        select(connection, "owner:me")
    assert list(queries.all_ids(connection, select(connection, "owner:me", me="new here"))) == []


def test_two_tags_that_differ_in_accents_are_both_meant(seeded: Path, shell: Shell) -> None:
    shell(seeded).executescript(
        "INSERT INTO tag (id, name) VALUES (1, 'resume'), (2, 'résumé');"
        "INSERT INTO tagging (recommendation_id, tag_id) VALUES (1, 1), (3, 2);"
    )
    with closing(file.connect(seeded)) as connection:
        assert found(connection, "tag:resume") == [1, 3]


def test_a_status_that_an_office_added_can_be_asked_for(seeded: Path, shell: Shell) -> None:
    outside = shell(seeded)
    outside.execute("INSERT INTO review_status VALUES ('escalated', 'Escalated', 'To the board.', 6, '^', 0)")
    outside.execute("UPDATE recommendation SET review_status = 'escalated' WHERE id = 3")
    with closing(file.connect(seeded)) as connection:
        assert found(connection, "status:Escalated") == [3]


def test_the_list_is_in_the_report_s_order_whatever_the_numbers_of_the_rows(
    seeded: Path, shell: Shell
) -> None:
    shell(seeded).execute("UPDATE recommendation SET position = 3 - position WHERE report_id = 1")
    with closing(file.connect(seeded)) as connection:
        assert found(connection, "") == [2, 1, 3, 4]


def test_sort_changed_puts_the_latest_change_first(seeded: Path, shell: Shell) -> None:
    past_the_guards(
        shell(seeded),
        "INSERT INTO change (changed_at, table_name, row_key, recommendation_id, operation) VALUES "
        "('2099-01-02T00:00:00Z', 'note', '{}', 2, 'update'), ('2099-01-03T00:00:00Z', 'note', '{}', 4, 'update')",
    )
    with closing(file.connect(seeded)) as connection:
        assert found(connection, "sort:changed") == [4, 2, 1, 3]


def test_sort_match_puts_the_best_match_first_and_matches_in_notes_last(seeded: Path, shell: Shell) -> None:
    shell(seeded).execute("INSERT INTO note (recommendation_id, body) VALUES (2, 'Pakistan, Pakistan!')")
    with closing(file.connect(seeded)) as connection:
        assert found(connection, "pakistan sort:match") == [3, 1, 2]


ORDERED = """
UPDATE recommendation SET review_status = 'set_aside' WHERE id = 1;
UPDATE recommendation SET review_status = 'in_review' WHERE id = 4;
INSERT INTO tag (id, name) VALUES (71, 'aid'), (72, 'Borders');
INSERT INTO tagging (recommendation_id, tag_id) VALUES (3, 72), (2, 71);
INSERT INTO note (recommendation_id, body) VALUES (4, 'One.'), (4, 'Two.'), (1, 'Three.');
"""


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("sort:report", [1, 2, 3, 4]),
        ("sort:-report", [4, 3, 2, 1]),
        ("sort:reference", [1, 3, 2, 4]),
        ("sort:-reference", [4, 2, 1, 3]),
        ("sort:status", [2, 3, 4, 1]),
        ("sort:-status", [1, 4, 2, 3]),
        ("sort:title", [1, 2, 4, 3]),
        ("sort:-title", [3, 4, 2, 1]),
        ("sort:tags", [2, 3, 1, 4]),
        ("sort:-tags", [3, 2, 1, 4]),
        ("sort:response", [2, 1, 3, 4]),
        ("sort:-response", [1, 2, 3, 4]),
        ("sort:progress", [1, 2, 3, 4]),
        ("sort:-progress", [2, 1, 3, 4]),
        ("sort:due", [1, 2, 3, 4]),
        ("sort:-due", [2, 1, 3, 4]),
        ("sort:owner", [1, 3, 2, 4]),
        ("sort:-owner", [2, 1, 3, 4]),
        ("sort:notes", [4, 1, 2, 3]),
        ("sort:-notes", [2, 3, 1, 4]),
    ],
)
def test_each_order_can_be_turned_round_and_ends_in_the_order_of_print(
    seeded: Path, line: str, expected: list[int]
) -> None:
    with closing(sqlite3.connect(seeded)) as connection:
        connection.executescript(ORDERED + FOLLOWUP)
        assert found(connection, line) == expected


def test_references_are_ordered_as_people_count(seeded: Path) -> None:
    with closing(sqlite3.connect(seeded)) as connection:
        connection.executemany(
            "INSERT INTO recommendation (report_id, reference, position, title, text) VALUES (1, ?, ?, 'T', 'T')",
            [("140.2", 9), ("10", 8), ("140.100", 7)],
        )
        ids = found(connection, "sort:reference")
        named = dict(connection.execute("SELECT id, reference FROM recommendation"))
    assert [named[number] for number in ids] == ["1", "1", "2", "10", "140.2", "140.12", "140.100"]


@pytest.mark.parametrize(
    ("line", "rest"),
    [
        ("", ""),
        ("tag:", ""),
        ("drone tag:nosuch dams", "drone dams"),
        ('drone "dams', "drone"),
        ("tag:nosuch,aid sort:match status:bogus -", ""),
        ("x" * 2_000, "x" * 1_000),
        ("dams status:reviewed", "dams status:reviewed"),
    ],
    ids=lambda text: text[:20],
)
def test_what_can_be_read_of_a_line_leaves_out_the_terms_at_fault(
    connection: sqlite3.Connection, line: str, rest: str
) -> None:
    assert readable(connection, line) == rest


def test_sort_match_ranks_no_prefix_of_one_or_two_letters(connection: sqlite3.Connection) -> None:
    assert "rank" not in select(connection, "pa sort:match").statement()


def test_the_sql_of_a_list_names_public_views_first(connection: sqlite3.Connection) -> None:
    sql = select(connection, "tag:aid pakistan").pasteable()
    assert sql.splitlines()[1] == "FROM recommendation_overview AS r"


def test_the_sql_of_a_list_has_its_values_written_out(connection: sqlite3.Connection) -> None:
    sql = select(connection, 'tag:why? "it\'s"').pasteable(LIST_COLUMNS)
    assert ("t.name IN ('why?')" in sql, "MATCH '\"it''s\"'" in sql, sql[-1]) == (True, True, ";")


def test_who_is_an_analyst_is_the_same_to_a_term_to_a_form_and_to_the_shell(
    connection: sqlite3.Connection,
) -> None:
    everybody = ["amy", "bob", "cem", "loader"]
    assert known_names.analysts(connection) == everybody
    assert sorted(form_choices(connection, [1]).analysts) == everybody
    for key in ("by", "owner"):
        assert [each.word for each in completions.names(connection, key, "")] == everybody


@pytest.mark.parametrize(
    "line",
    ["", "pakistan", "tag:aid", "pakistan sort:match", "-note:yes sort:changed", "by:amy role:partner"],
)
def test_the_statement_that_counts_agrees_with_the_list(connection: sqlite3.Connection, line: str) -> None:
    selection = select(connection, line)
    assert queries.count(connection, selection) == len(found(connection, line))


VALUES = {
    "status": ["reviewed", "unreviewed", '"in review"', "nope"],
    "tag": ["aid", "réforme", "why?", '"why?"', "aid,why?"],
    "actor": ["pakistan", "pk", '"Indus Fund"', "iran,farmers", "';--"],
    "role": ["addressee", "partner,target"],
    "kind": ["state", '"militant group"'],
    "by": ["amy", "bob", "loader"],
    "note": ["yes", "no"],
    "report": ["water", '"Peace Talks"'],
    "sort": ["changed", "match", "report"],
}
TERMS = st.one_of(
    *(
        st.sampled_from([f"{sign}{key}:{value}" for value in VALUES[key] for sign in ("", "-")])
        for key in VALUES
    )
)
SYNTAX = st.sampled_from(
    [
        *(
            "a*",
            "AND",
            "OR",
            "NOT",
            "NEAR(a b, 2)",
            "^pakistan",
            "title:",
            "{title text}:a",
            "a+b",
            "(pakistan)",
        ),
        *(
            "'",
            "';--",
            "pa?",
            "?1",
            ":x1",
            "@y1",
            "$z1",
            '"a ""b"" c"',
            '"a ""b"',
            '"',
            "%pa_",
            "\\pa",
            "pa\\'kistan",
        ),
        *("p", "na\u0308ive", "ß1", "\u0661", "\U0001fbf0", "ⅷ", "x\u0000y", "🙂a", "-", "--", "a" * 400),
    ]
)
WORDS = st.text(alphabet=st.characters(), min_size=1, max_size=12)
LINES = st.lists(st.one_of(TERMS, SYNTAX, WORDS), max_size=5).map(" ".join)


@given(line=LINES)
def test_any_query_runs_or_is_refused_as_a_query(connection: sqlite3.Connection, line: str) -> None:
    try:
        selection = select(connection, line)
    except QueryError as error:
        assert 0 <= error.start < error.end <= len(line)
    else:
        assert set(queries.all_ids(connection, selection)) <= {1, 2, 3, 4}


@given(line=LINES)
def test_the_pasteable_sql_gives_a_bare_shell_the_same_rows_in_the_same_order(
    connection: sqlite3.Connection, worked_on: Path, line: str
) -> None:
    try:
        selection = select(connection, line)
    except QueryError:
        return
    ours = [tuple(row.values()) for row in queries.overview(connection, selection)]
    with closing(sqlite3.connect(worked_on)) as bare:
        assert bare.execute(selection.pasteable()).fetchall() == ours


@given(line=LINES)
def test_the_pasteable_sql_is_one_statement(connection: sqlite3.Connection, line: str) -> None:
    try:
        sql = select(connection, line).pasteable()
    except QueryError:
        return
    # What is left without its strings holds no second statement and no parameter.
    assert re.search(r";.|\?", re.sub(r"'(?:[^']|'')*'", "''", sql), re.DOTALL) is None


def test_the_columns_of_a_list_are_those_of_the_view(connection: sqlite3.Connection) -> None:
    cursor = connection.execute(select(connection, "").statement())
    assert tuple(column[0] for column in cursor.description) == OVERVIEW_COLUMNS
