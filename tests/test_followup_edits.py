"""What is recorded of a follow-up: each action is one changeset, refused with a sentence, undone whole."""

import sqlite3
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from tracker import edits
from tracker.database.writer import Writer
from tracker.edits import NewSource
from tracker.edits.deadlines import DEADLINE
from tracker.edits.progress import PROGRESS
from tracker.edits.responses import RESPONSE
from tracker.edits.sources import known_source
from tracker.edits.undo import redo, undo
from tracker.errors import BadInput, CannotUndo, Conflict, NotFound
from tracker.reading import followup as reading
from tracker.reading import queries
from tracker.reading.history import entries

Shell = Callable[[Path], sqlite3.Connection]
Sql = Callable[..., list[Any]]
LETTER = NewSource("Letter of 1 March", "letter", "https://example.org/letter", "2026-03-01")
GATE = "a closed status needs as_of and source_id, an assessed one needs text, and a quote needs source_id and place"


@pytest.fixture
def sql(seeded: Path, shell: Shell) -> Sql:
    """Runs a statement from outside."""
    connection = shell(seeded)
    return lambda statement, *parameters: connection.execute(statement, parameters).fetchall()


def followup(sql: Sql, *columns: str, recommendation_id: int = 1) -> tuple[Any, ...]:
    listed = ", ".join(columns)
    (row,) = sql(
        f"SELECT {listed} FROM recommendation_followup WHERE recommendation_id = {recommendation_id}"
    )
    return tuple(row)


# Answers


def test_an_answer_has_its_own_words_and_makes_its_source_in_the_same_changeset(writer: Writer, sql: Sql):
    saved = edits.respond(
        writer,
        [1],
        "noted",
        as_printed="takes  note",
        text="The Secretariat takes note\nof it.",
        by="united nations",
        said_on="2026-03-01",
        source=LETTER,
        place="page 3",
        analyst="amy",
    )
    assert saved.summary == (
        'water/1: response: Noted ("takes note", United Nations, 2026-03-01, Letter of 1 March, a new source, p. 3): '
        "The Secretariat takes note of it."
    )
    assert sql(
        "SELECT actor, position, as_printed, text, said_on, source, place FROM recommendation_response"
    ) == [
        (
            "United Nations",
            "noted",
            "takes note",
            "The Secretariat takes note\nof it.",
            "2026-03-01",
            "Letter of 1 March",
            "p. 3",
        )
    ]
    assert sql("SELECT kind, address, published_on FROM source") == [
        ("letter", "https://example.org/letter", "2026-03-01")
    ]
    assert sql("SELECT DISTINCT changeset_id FROM change WHERE table_name IN ('source', 'response')") == [
        (saved.changeset_id,)
    ]


def test_a_source_that_is_there_is_taken_whatever_its_case_and_accents(writer: Writer, sql: Sql):
    edits.respond(writer, [1], "noted", source="Réponse écrite", analyst="amy")
    saved = edits.respond(writer, [2], "noted", source="REPONSE ECRITE", analyst="amy")
    assert saved.summary == "water/2: response: Noted (Réponse écrite)"
    assert sql("SELECT source, kind, statement_count FROM source_usage") == [
        ("Réponse écrite", "document", 2)
    ]


def test_an_answer_to_several_is_one_changeset_and_what_stands_already_is_left_out(writer: Writer, sql: Sql):
    edits.respond(writer, [2], "rejected", by="Iran", analyst="amy")
    saved = edits.respond(writer, [1, 2, 3], "rejected", by="Iran", analyst="bob")
    assert saved.summary == "water/1, peace-talks/1: response: Rejected (Iran)"
    again = edits.respond(writer, [1, 2, 3], "rejected", by="Iran", analyst="bob")
    assert again.changeset_id is None and "recorded already" in again.summary
    assert sql("SELECT recommendation_id FROM response ORDER BY id") == [(2,), (1,), (3,)]


def test_what_rests_on_a_new_source_is_another_statement_than_the_same_without(writer: Writer, sql: Sql):
    edits.respond(writer, [1], "noted", analyst="amy")
    saved = edits.respond(writer, [1], "noted", source="Letter of 1 March", analyst="amy")
    assert saved.changeset_id is not None
    assert sql("SELECT source FROM recommendation_response ORDER BY response_id") == [
        (None,),
        ("Letter of 1 March",),
    ]


def test_what_was_overtaken_the_same_day_counts_again_when_it_is_said_again(writer: Writer, sql: Sql):
    for due_on, position in (("2027-01-31", "accepted"), ("2027-03-31", "noted"), ("2027-01-31", "accepted")):
        edits.set_deadline(writer, [1], due_on, analyst="amy")
        edits.respond(writer, [1], position, analyst="amy")
    assert followup(sql, "due_on", "response") == ("2027-01-31", "accepted")
    for status in ("in_progress", "not_started", "in_progress"):
        edits.record_progress(writer, [1], status, basis="reported", analyst="amy")
    edits.record_progress(writer, [1], "not_started", text="We think not.", analyst="amy")
    again = edits.record_progress(writer, [1], "in_progress", basis="reported", analyst="amy")
    assert again.changeset_id is None and followup(sql, "reported") == ("in_progress",)


def test_the_latest_said_is_the_answer_that_stands_and_the_others_stay(writer: Writer, sql: Sql):
    edits.respond(writer, [1], "accepted", said_on="2026-03-01", analyst="amy")
    edits.respond(writer, [1], "noted", said_on="2025-03-01", analyst="amy")
    assert followup(sql, "response", "response_on") == ("accepted", "2026-03-01")
    assert sql("SELECT count(*) FROM response") == [(2,)]


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"position": "agreed"}, "There is no position 'agreed'."),
        ({"by": "Atlantis"}, "There is no actor 'Atlantis'."),
        ({"said_on": "03/04/2026"}, "may be 3 April 2026 or 4 March 2026"),
        ({"place": "chapter 3"}, "'chapter 3' is not a place in a source."),
        ({"text": "a\x1b[31mb"}, "holds a control character"),
        ({"source": NewSource("Web", "page")}, "There is no kind of source 'page'."),
        ({"source": NewSource("Web", "web", "ftp://x")}, "address begins with http:// or https://"),
        ({"source": NewSource("Web", "web", "https://a\tb")}, "has no white space"),
        ({"source": NewSource("Web", "web", "https://a.org/\u00a0b")}, "has no white space"),
        ({"said_on": "+6w"}, "is still to come"),
    ],
)
def test_an_answer_that_breaks_a_rule_is_refused_and_nothing_is_written(
    writer: Writer, sql: Sql, given: dict[str, Any], sentence: str
):
    with pytest.raises((BadInput, NotFound), match=r".") as refused:
        edits.respond(writer, [1], **{"position": "noted", "source": "New one", **given}, analyst="amy")
    assert sentence in str(refused.value)
    assert sql("SELECT * FROM response UNION ALL SELECT id, 0, 0, 0, 0, 0, 0, 0, 0, 0 FROM source") == []


# Progress, and the proof that it takes


def test_reported_and_assessed_progress_stand_side_by_side(writer: Writer, sql: Sql):
    edits.record_progress(
        writer, [1], "implemented", basis="reported", as_of="2026-05-01", source="Report", analyst="amy"
    )
    saved = edits.record_progress(
        writer, [1], "in_progress", text="Two of six are built.", as_of="2026-06-01", analyst="amy"
    )
    assert saved.summary == "water/1: assessed: In progress (2026-06-01): Two of six are built."
    assert followup(sql, "reported", "assessed", "closed") == ("implemented", "in_progress", 0)


@pytest.mark.parametrize(
    "given",
    [
        {"status": "implemented", "basis": "reported"},
        {"status": "implemented", "basis": "reported", "as_of": "2026-05-01"},
        {"status": "implemented", "basis": "reported", "source": "Report"},
        {"status": "in_progress", "basis": "assessed"},
        {"status": "in_progress", "basis": "reported", "quote": "under way", "source": "Report"},
    ],
)
def test_what_is_not_proven_is_refused_with_one_sentence_here_and_in_a_shell(
    writer: Writer, sql: Sql, given: dict[str, Any]
):
    with pytest.raises(BadInput) as refused:
        edits.record_progress(writer, [1], given.pop("status"), **given, analyst="amy")
    assert GATE in str(refused.value)
    assert sql("SELECT count(*) FROM progress") == sql("SELECT count(*) FROM source") == [(0,)]
    with pytest.raises(sqlite3.IntegrityError, match=GATE):
        sql("INSERT INTO progress (recommendation_id, basis, status) VALUES (1, 'reported', 'implemented')")


def test_proof_that_is_there_cannot_be_taken_away_again(writer: Writer, sql: Sql):
    edits.record_progress(
        writer, [1], "implemented", text="Seen.", as_of="2026-05-01", source="Visit", analyst="amy"
    )
    seen = PROGRESS.read(sqlite3.connect(writer.path), 1)
    with pytest.raises(BadInput, match=GATE):
        PROGRESS.edit(writer, 1, seen=seen, wanted=seen._replace(source=None), analyst="amy")
    assert followup(sql, "assessed", "sources") == ("implemented", "Visit")


# Deadlines


def test_a_deadline_that_moves_says_how_far_and_all_of_them_stay(writer: Writer, sql: Sql):
    first = edits.set_deadline(writer, [1], "2027-03-01", analyst="amy")
    assert first.summary == "water/1: due 2027-03-01"
    second = edits.set_deadline(
        writer, [1], "30 may 2027", given_by="Pakistan", reason="Floods", analyst="amy"
    )
    assert second.summary == "water/1: due 2027-05-30, 90 days later (Pakistan): Floods"
    assert followup(sql, "due_on", "first_due_on", "slipped_days") == ("2027-05-30", "2027-03-01", 90)
    third = edits.set_deadline(writer, [1], "2027-05-20", analyst="amy")
    assert third.summary == "water/1: due 2027-05-20, 10 days earlier"
    assert sql("SELECT moved_days FROM recommendation_deadline ORDER BY deadline_id") == [
        (None,),
        (90,),
        (-10,),
    ]


def test_who_gave_the_deadline_that_counts_is_told_of_that_one(writer: Writer, seeded: Path, shell: Shell):
    edits.set_deadline(writer, [1], "2027-03-01", given_by="Pakistan", given_on="2026-02-01", analyst="amy")
    edits.set_deadline(writer, [1], "2027-05-30", source=LETTER, analyst="amy")
    due = reading.followup(shell(seeded), 1).due
    assert due is not None
    assert (due.due_on, due.first_due_on) == ("2027-05-30", "2027-03-01")
    assert (due.given_by, due.source) == (None, LETTER.name)


def test_a_deadline_that_was_given_before_another_says_that_it_no_longer_counts(writer: Writer, sql: Sql):
    edits.set_deadline(writer, [1], "2027-03-01", given_on="2026-02-01", analyst="amy")
    saved = edits.set_deadline(writer, [1], "2026-12-01", given_on="2025-02-01", analyst="amy")
    assert saved.summary == "water/1: due 2026-12-01, before 2027-03-01 was given (given 2025-02-01)"
    assert followup(sql, "due_on", "first_due_on") == ("2027-03-01", "2026-12-01")


def test_a_deadline_in_words_is_the_coming_one_and_is_shown(writer: Writer):
    saved = edits.set_deadline(writer, [1, 2], "+6w", analyst="amy")
    assert saved.summary == f"water/1, water/2: due {date.today() + timedelta(weeks=6)}"


# Owners


def test_an_owner_is_given_changed_and_taken_away(writer: Writer, sql: Sql):
    assert edits.assign(writer, [1, 2], "bob", analyst="amy").summary == "water/1, water/2: owner bob"
    assert edits.assign(writer, [1], "AMY", analyst="amy").summary == "water/1: owner bob -> amy"
    assert edits.assign(writer, [1], "amy", analyst="amy") == (None, "water/1: already with amy.")
    assert edits.assign(writer, [1, 2], None, analyst="amy").summary == "water/1, water/2: owner nobody"
    assert sql("SELECT DISTINCT assigned_to FROM recommendation") == [(None,)]


def test_an_owner_whom_somebody_gave_since_the_list_was_read_is_no_loss(writer: Writer, sql: Sql):
    ((seen,),) = sql("SELECT max(id) FROM change")
    edits.assign(writer, [2], "bob", analyst="bob")
    with pytest.raises(Conflict, match=r"Somebody gave water/2 to another analyst meanwhile\.") as conflict:
        edits.assign(writer, [1, 2], "amy", analyst="amy", seen_change_id=seen)
    assert conflict.value.theirs == "water/2: bob"
    assert sql("SELECT id, assigned_to FROM recommendation WHERE id < 3") == [(1, None), (2, "bob")]


# Correcting, deleting, undoing


@pytest.fixture
def recorded(writer: Writer) -> None:
    """An answer, progress and a deadline, each with the number 1."""
    edits.respond(writer, [1], "noted", as_printed="takes note", source="Letter", analyst="amy")
    edits.record_progress(writer, [1], "in_progress", text="Begun.", as_of="2026-05-01", analyst="amy")
    edits.set_deadline(writer, [1], "2027-03-01", given_on="2026-01-01", analyst="amy")


KINDS = {
    "response": (RESPONSE, {"position": "accepted", "source": "Note"}),
    "progress": (PROGRESS, {"as_of": "1 june 2026", "place": None}),
    "deadline": (DEADLINE, {"due_on": "2027-04-01", "reason": "Slip"}),
}
AFTER = {"as_of": "2026-06-01"}
"""What is stored where that is not what was typed."""
SUMMARIES = {
    "response": "Response on water/1 corrected: position Noted -> Accepted; source Letter -> Note, a new source",
    "progress": "Progress on water/1 corrected: as of 2026-05-01 -> 2026-06-01",
    "deadline": 'Deadline on water/1 corrected: due on 2027-03-01 -> 2027-04-01; reason none -> "Slip"',
}


@pytest.mark.parametrize("table", KINDS)
def test_a_statement_is_corrected_and_deleted_and_each_is_undone_and_redone(
    writer: Writer, sql: Sql, connection: sqlite3.Connection, recorded: None, table: str
):
    kind, changes = KINDS[table]
    states = [sql(f"SELECT * FROM {table}")]
    seen = kind.read(connection, 1)
    saved = kind.edit(writer, 1, seen=seen, wanted=seen._replace(**changes), analyst="amy")
    assert saved.summary == SUMMARIES[table]
    states.append(sql(f"SELECT * FROM {table}"))
    assert states[0] != states[1]
    seen = kind.read(connection, 1)
    assert all(getattr(seen, field) == AFTER.get(field, value) for field, value in changes.items())
    assert kind.edit(writer, 1, seen=seen, wanted=seen, analyst="amy").changeset_id is None
    assert "deleted: " in kind.delete(writer, 1, seen=seen, analyst="amy").summary
    states.append(sql(f"SELECT * FROM {table}"))
    assert states[2] == []
    for state in (states[1], states[0]):
        undo(writer, analyst="amy")
        assert sql(f"SELECT * FROM {table}") == state
    for state in (states[1], states[2]):
        redo(writer, analyst="amy")
        assert sql(f"SELECT * FROM {table}") == state


@pytest.mark.parametrize("table", KINDS)
def test_what_somebody_else_changed_or_deleted_meanwhile_is_not_overwritten(
    writer: Writer, sql: Sql, connection: sqlite3.Connection, recorded: None, table: str
):
    kind, changes = KINDS[table]
    seen = kind.read(connection, 1)
    kind.edit(writer, 1, seen=seen, wanted=seen._replace(**changes), analyst="bob")
    present = sql(f"SELECT * FROM {table}")
    for overtaken in (
        lambda: kind.edit(writer, 1, seen=seen, wanted=seen._replace(source="Mine"), analyst="amy"),
        lambda: kind.delete(writer, 1, seen=seen, analyst="amy"),
    ):
        with pytest.raises(Conflict, match=f"The {table} on water/1 was changed meanwhile by bob"):
            overtaken()
    assert sql(f"SELECT * FROM {table}") == present
    kind.delete(writer, 1, seen=kind.read(connection, 1), analyst="bob")
    with pytest.raises(Conflict, match=f"The {table} was deleted meanwhile by bob"):
        kind.edit(writer, 1, seen=seen, wanted=seen._replace(source="Mine"), analyst="amy")
    with pytest.raises(NotFound, match=f"There is no {table} 99"):
        kind.delete(writer, 99, seen=seen, analyst="amy")


def test_what_another_program_wrote_can_be_corrected_though_nobody_could_type_it(
    writer: Writer, sql: Sql, connection: sqlite3.Connection
):
    sql("INSERT INTO response (recommendation_id, position, text) VALUES (1, 'noted', 'a' || char(7))")
    seen = RESPONSE.read(connection, 1)
    RESPONSE.edit(writer, 1, seen=seen, wanted=seen._replace(position="accepted"), analyst="amy")
    assert sql("SELECT position, text FROM response") == [("accepted", "a\a")]
    RESPONSE.delete(writer, 1, seen=RESPONSE.read(connection, 1), analyst="amy")
    assert sql("SELECT * FROM response") == []


def test_an_undo_takes_the_source_that_was_made_along_unless_others_rest_on_it(writer: Writer, sql: Sql):
    first = edits.respond(writer, [1], "noted", source="Letter", analyst="amy")
    undo(writer, analyst="amy")
    assert sql("SELECT * FROM source") == []
    redo(writer, analyst="amy")
    edits.respond(writer, [2], "noted", source="letter", analyst="bob")
    with pytest.raises(CannotUndo, match="source 1 is in use by a response"):
        undo(writer, analyst="amy", number=str(first.changeset_id))
    assert sql("SELECT count(*) FROM response") == [(2,)]


def test_every_action_on_several_is_undone_in_one_step(writer: Writer, sql: Sql):
    edits.respond(writer, [1, 2], "noted", source="Letter", analyst="amy")
    edits.record_progress(writer, [1, 2], "not_started", basis="reported", source="Letter", analyst="amy")
    edits.set_deadline(writer, [1, 2], "2027-03-01", analyst="amy")
    edits.assign(writer, [1, 2], "bob", analyst="amy")
    assert followup(sql, "response", "reported", "due_on", "assigned_to", recommendation_id=2) == (
        ("noted", "not_started", "2027-03-01", "bob")
    )
    for _ in range(4):
        undo(writer, analyst="amy")
    for table in ("source", "response", "progress", "deadline"):
        assert sql(f"SELECT * FROM {table}") == []
    assert followup(sql, "response", "reported", "due_on", "assigned_to", recommendation_id=2) == (None,) * 4
    for _ in range(4):
        redo(writer, analyst="amy")
    assert followup(sql, "response", "due_on", "assigned_to") == ("noted", "2027-03-01", "bob")


# Sources


def test_a_source_is_added_corrected_and_deleted_unless_something_rests_on_it(
    writer: Writer, sql: Sql, connection: sqlite3.Connection
):
    assert edits.add_source(writer, LETTER, analyst="amy").summary == (
        "Added source Letter of 1 March (Letter, 2026-03-01, https://example.org/letter)"
    )
    with pytest.raises(BadInput, match="There is a source 'Letter of 1 March' already"):
        edits.add_source(writer, NewSource("letter OF 1 march"), analyst="amy")
    seen = known_source(connection, 1)
    wanted = seen._replace(name="The letter", sha256="A" * 64)
    assert edits.edit_source(writer, 1, seen=seen, wanted=wanted, analyst="bob").summary == (
        "Source Letter of 1 March renamed to The letter: Letter, 2026-03-01, https://example.org/letter "
        "-> Letter, 2026-03-01, https://example.org/letter, SHA-256 aaaaaaaaaaaa…"
    )
    assert sql("SELECT name, sha256 FROM source") == [("The letter", "a" * 64)]
    with pytest.raises(Conflict, match="was changed meanwhile by bob"):
        edits.edit_source(writer, 1, seen=seen, wanted=seen._replace(kind="web"), analyst="amy")
    edits.respond(writer, [1], "noted", source="The letter", analyst="amy")
    seen = known_source(connection, 1)
    with pytest.raises(BadInput, match="1 statement rests on the source 'The letter'"):
        edits.delete_source(writer, 1, seen=seen, analyst="amy")
    RESPONSE.delete(writer, 1, seen=RESPONSE.read(connection, 1), analyst="amy")
    edits.delete_source(writer, 1, seen=seen, analyst="amy")
    assert sql("SELECT * FROM source") == []
    undo(writer, analyst="amy")
    assert sql("SELECT name FROM source") == [("The letter",)]


# What the history says of them


def test_what_another_program_records_is_told_as_if_it_were_done_here(
    sql: Sql, connection: sqlite3.Connection
):
    sql("INSERT INTO response (recommendation_id, position, as_printed) VALUES (1, 'noted', 'takes note')")
    sql("INSERT INTO progress (recommendation_id, basis, status) VALUES (1, 'reported', 'in_progress')")
    sql("INSERT INTO deadline (recommendation_id, due_on, reason) VALUES (1, '2027-03-01', 'Floods')")
    sql("UPDATE recommendation SET assigned_to = 'bob' WHERE id = 1")
    sql("UPDATE recommendation SET assigned_to = NULL WHERE id = 1")
    sql("DELETE FROM response")
    assert [entry.summary for entry in entries(connection, recommendation_ids=(1,), limit=6)] == [
        'Response on water/1 deleted: Noted ("takes note")',
        "water/1: owner bob -> nobody",
        "water/1: owner bob",
        "water/1: due 2027-03-01: Floods",
        "water/1: reported: In progress",
        'water/1: response: Noted ("takes note")',
    ]


def test_a_mention_that_something_beside_the_text_gives_says_what_that_is(
    writer: Writer, sql: Sql, connection: sqlite3.Connection
):
    sql(
        "INSERT INTO mention (recommendation_id, actor_id, role, given_in) VALUES (1, 2, 'recommender', 'column From')"
    )
    (mention,) = [m for m in queries.recommendation(connection, 1).mentions if m.role == "recommender"]
    assert (mention.label, mention.evidence) == ("Iran (in column From)", "given in: column From")
    taken_away = edits.remove_mention(writer, mention.mention_id, analyst="amy")
    assert taken_away.summary == "Mention on water/1 taken away: given in column From was Iran as Recommender"
