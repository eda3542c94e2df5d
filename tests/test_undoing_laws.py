"""Laws of undo, redo and the history over any sequence of edits, with a shell at work in between."""

import json
import shutil
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import event, given
from hypothesis import strategies as st

from tests.laws import examples
from tests.writers import QuickWriter
from tracker import edits
from tracker.database import followup
from tracker.database.models import RECORDED
from tracker.database.writer import Writer
from tracker.edits.undo import redo, undo
from tracker.errors import CannotUndo, NothingToUndo, TrackerError

TABLES = tuple(str(model.__tablename__) for model in RECORDED)
LOOKUPS = (
    "review_status",
    "actor_kind",
    "actor_role",
    "source_kind",
    "response_position",
    "progress_status",
    "setting",
)
"""Filled before there was a trigger, so the history begins after them."""
KEYS = {
    "tagging": ("recommendation_id", "tag_id"),
    "theming": ("recommendation_id", "theme_id"),
    **dict.fromkeys(LOOKUPS, ("code",)),
}

State = dict[str, dict[str, dict[str, Any]]]
"""Table -> key as JSON -> row."""
Action = tuple[Any, ...]
"""What to do, who does it, and with what."""


@dataclass
class Office:
    """A file, those who edit it, and what each of them keeps to."""

    path: Path
    recommendations: dict[str, Sequence[int]]
    prefixes: dict[str, str]
    writer: Writer = field(init=False)

    def __post_init__(self) -> None:
        self.shell = sqlite3.connect(self.path, isolation_level=None)
        self.shell.execute("PRAGMA synchronous = OFF")
        self._open()
        # The rows of the shell get numbers below, so that they are the same without the edits.
        self.shell.execute(
            "UPDATE sqlite_sequence SET seq = 1000 WHERE name IN ('note', 'tag', 'saved_view')"
        )
        self.shell.execute("INSERT OR IGNORE INTO sqlite_sequence VALUES ('note', 1000), ('tag', 1000)")

    def close(self) -> None:
        self.writer.close()
        self.shell.close()

    def reopen(self) -> None:
        self.writer.close()
        self._open()

    def _open(self) -> None:
        self.writer = QuickWriter(self.path)

    def state(self) -> State:
        return {table: self._rows(table) for table in TABLES}

    def _rows(self, table: str) -> dict[str, dict[str, Any]]:
        cursor = self.shell.execute(f"SELECT * FROM {table}")
        names = [column[0] for column in cursor.description]
        rows = [dict(zip(names, row, strict=True)) for row in cursor]
        return {json.dumps([row[name] for name in KEYS.get(table, ("id",))]): row for row in rows}

    def ids(self, sql: str) -> list[int]:
        return [row[0] for row in self.shell.execute(sql)]

    def do(self, action: Action) -> None:
        """Do it, or meet a refusal, as people do."""
        kind, who, *rest = action
        if who == "shell":
            self._from_outside(kind, *rest)
            return
        with suppress(TrackerError):
            self._edit(kind, who, *rest)

    def _edit(self, kind: str, who: str, *rest: Any) -> None:
        writer, about, prefix = self.writer, self.recommendations[who], self.prefixes[who]

        def chosen(numbers: Sequence[int]) -> list[int]:
            return [about[number % len(about)] for number in numbers]

        def note(number: int) -> tuple[int, str]:
            listed = ", ".join(map(str, about))
            sql = f"SELECT id, body FROM note WHERE id > 1000 AND recommendation_id IN ({listed}) ORDER BY id"
            notes = self.shell.execute(sql).fetchall()
            return notes[number % len(notes)] if notes else (999, "")

        match kind, rest:
            case "status", (numbers, code, reason):
                edits.set_status(writer, chosen(numbers), code, reason=reason, analyst=who)
            case "note", (numbers, body):
                edits.add_note(writer, chosen(numbers), body, analyst=who)
            case "edit note", (number, body):
                note_id, seen = note(number)
                edits.edit_note(writer, note_id, body, seen=seen, analyst=who)
            case "delete note", (number,):
                note_id, seen = note(number)
                edits.delete_note(writer, note_id, seen=seen, analyst=who)
            case "tags", (numbers, add, remove):
                with_prefix = {"add": [prefix + n for n in add], "remove": [prefix + n for n in remove]}
                edits.change_tags(writer, chosen(numbers), analyst=who, **with_prefix)
            case "rename", (name, new):
                edits.rename_tag(writer, prefix + name, prefix + new, analyst=who)
            case "merge", (name, into):
                edits.merge_tags(writer, prefix + name, prefix + into, analyst=who)
            case "describe", (name, text):
                edits.describe_tag(writer, prefix + name, text, analyst=who)
            case "recolour", (name, colour):
                edits.recolour_tag(writer, prefix + name, colour, analyst=who)
            case "delete tag", (name,):
                edits.delete_tag(writer, prefix + name, analyst=who)
            case "respond", (numbers, position, name):
                edits.respond(writer, chosen(numbers), position, source=prefix + name, analyst=who)
            case "progress", (numbers, status, name):
                edits.record_progress(
                    writer,
                    chosen(numbers),
                    status,
                    basis="reported",
                    as_of="2026-01-31",
                    source=prefix + name,
                    analyst=who,
                )
            case "due", (numbers, day):
                edits.set_deadline(writer, chosen(numbers), day, analyst=who)
            case "assign", (numbers, owner):
                edits.assign(writer, chosen(numbers), owner, analyst=who)
            case "undo", ():
                undo(writer, analyst=who)
            case "redo", ():
                redo(writer, analyst=who)
            case _:
                raise AssertionError(kind)

    def _from_outside(self, kind: str, number: int, recommendation_id: int) -> None:
        """Touch rows or columns that no analyst here touches; a second time does nothing or the same."""
        # A number is a row's own, also where that was deleted.
        once = "SELECT 1 FROM change WHERE table_name = '{}' AND row_key = json_object('id', :n)"
        statements = {
            "note": "INSERT INTO note (id, recommendation_id, body, created_at) SELECT :n, 4, 'shell', :at "
            f"WHERE NOT EXISTS ({once.format('note')})",
            "reword": "UPDATE note SET body = body || '!' WHERE id = :n",
            "remove": "DELETE FROM note WHERE id = :n",
            "tag": "INSERT INTO tag (id, name) SELECT :n, 'shell ' || :n "
            f"WHERE NOT EXISTS ({once.format('tag')})",
            "tagging": "INSERT INTO tagging SELECT :r, id FROM tag WHERE id = :n",
            "untag": "DELETE FROM tagging WHERE tag_id = :n",
            "drop tag": "DELETE FROM tag WHERE id = :n",
            "view": "INSERT INTO saved_view (id, name, query, created_at) SELECT :n, 'v' || :n, '', :at "
            f"WHERE NOT EXISTS ({once.format('saved_view')})",
            "title": "UPDATE recommendation SET title = 'Title ' || :n WHERE id = :r",
            "status": "UPDATE recommendation SET review_status = 'in_review', status_reason = :n WHERE id = 4",
        }
        values = {"n": number, "r": recommendation_id, "at": "2026-01-31T09:30:00Z"}
        self.shell.execute(statements[kind], values)

    def undo_all(self, who: str) -> int:
        """Undo until there is nothing left, and return how often."""
        for times in range(1_000):
            try:
                undo(self.writer, analyst=who)
            except NothingToUndo:
                return times
        raise AssertionError("undo never ends")


NUMBERS = st.lists(st.integers(0, 2), min_size=1, max_size=3)
NAMES = st.sampled_from(["aid", "AID", "Réforme", "reforme", "arms", "relief"])
SOME_NAMES = st.lists(NAMES, max_size=3)
BODIES = st.sampled_from(["One", "Two", "Drei\nZeilen", "Nul\x00 and 'quotes' \"too\"", "ünïcode 😀"])
CODES = st.sampled_from(["unreviewed", "in_review", "needs_follow_up", "reviewed", "set_aside"])
REASONS = st.sampled_from([None, "Why", "Why not", "{'json': \"no\"}"])
SHELL_KINDS = ["note", "reword", "remove", "tag", "tagging", "untag", "drop tag", "view", "title", "status"]
SHELL = st.tuples(
    st.sampled_from(SHELL_KINDS), st.just("shell"), st.sampled_from([101, 102, 103]), st.integers(1, 3)
)


def edits_of(*analysts: str) -> st.SearchStrategy[Action]:
    who = st.sampled_from(analysts)
    return st.one_of(
        st.tuples(st.just("status"), who, NUMBERS, CODES, REASONS),
        st.tuples(st.just("note"), who, NUMBERS, BODIES),
        st.tuples(st.just("edit note"), who, st.integers(0, 5), BODIES),
        st.tuples(st.just("delete note"), who, st.integers(0, 5)),
        st.tuples(st.just("tags"), who, NUMBERS, SOME_NAMES, st.just([])),
        st.tuples(st.just("tags"), who, NUMBERS, SOME_NAMES, SOME_NAMES),
        st.tuples(st.just("rename"), who, NAMES, NAMES),
        st.tuples(st.just("merge"), who, NAMES, NAMES),
        st.tuples(st.just("describe"), who, NAMES, st.sampled_from(["", "Money", "Food"])),
        st.tuples(st.just("recolour"), who, NAMES, st.sampled_from([None, "red", "grey"])),
        st.tuples(st.just("delete tag"), who, NAMES),
        st.tuples(st.just("respond"), who, NUMBERS, st.sampled_from(["noted", "accepted"]), NAMES),
        st.tuples(st.just("progress"), who, NUMBERS, st.sampled_from(["in_progress", "implemented"]), NAMES),
        st.tuples(st.just("due"), who, NUMBERS, st.sampled_from(["2026-12-31", "2027-03-01"])),
        st.tuples(st.just("assign"), who, NUMBERS, st.sampled_from([None, "amy"])),
    )


def back_and_forth(*analysts: str) -> st.SearchStrategy[Action]:
    return st.tuples(st.sampled_from(["undo", "redo"]), st.sampled_from(analysts))


def sequences(*actions: st.SearchStrategy[Action]) -> st.SearchStrategy[list[Action]]:
    return st.lists(st.one_of(*actions), min_size=6, max_size=16)


@pytest.fixture(scope="module")
def opened(seeded_template: Path) -> Callable[..., Any]:
    """Opens an office on a fresh file: everybody on everything, or each on things of their own."""

    @contextmanager
    def open_office(*, apart: bool = False) -> Iterator[Office]:
        with TemporaryDirectory() as folder:
            path = Path(shutil.copy(seeded_template, Path(folder) / "tracker.db"))
            about = {"amy": [1, 2], "bob": [3]} if apart else {"amy": [1, 2, 3], "bob": [1, 2, 3]}
            prefixes = {"amy": "a ", "bob": "b "} if apart else {"amy": "", "bob": ""}
            office = Office(path, about, prefixes)
            with closing(office):
                yield office

    return open_office


def in_order(state: State) -> State:
    """The same with tags numbered anew: one that is new goes to the end of those there are at that time."""
    tags = sorted(state["tag"].items(), key=lambda each: (each[1]["position"], each[1]["id"]))
    return {**state, "tag": {key: {**tag, "position": place} for place, (key, tag) in enumerate(tags)}}


def without_the_edits(opened: Callable[..., Any], actions: Sequence[Action]) -> State:
    """What the file would hold had there been only the shell."""
    with opened() as office:
        for action in actions:
            if action[1] == "shell":
                office.do(action)
        state: State = office.state()
        return state


@examples(20)
@given(actions=sequences(edits_of("amy"), edits_of("amy"), back_and_forth("amy"), SHELL))
def test_undoing_all_leaves_the_start_plus_what_the_shell_did(
    opened: Callable[..., Any], actions: list[Action]
) -> None:
    with opened() as office:
        for action in actions:
            office.do(action)
        event(f"undone {office.undo_all('amy')}")
        assert list(followup.differing(office.shell)) == []
        assert in_order(office.state()) == in_order(without_the_edits(opened, actions))


@examples(20)
@given(
    actions=sequences(edits_of("amy"), edits_of("amy"), back_and_forth("amy"), SHELL), reopened=st.booleans()
)
def test_redoing_all_that_was_undone_gives_the_end_again(
    opened: Callable[..., Any], actions: list[Action], reopened: bool
) -> None:
    with opened() as office:
        for action in actions:
            office.do(action)
        end = office.state()
        times = office.undo_all("amy")
        if reopened:
            office.reopen()
        for _ in range(times):
            redo(office.writer, analyst="amy")
        assert office.state() == end


@examples(12)
@given(
    actions=sequences(edits_of("amy", "bob"), edits_of("amy", "bob"), SHELL),
    later=st.lists(SHELL, max_size=3),
)
def test_two_analysts_edits_undone_by_number_latest_first_leave_the_start_plus_the_shell(
    opened: Callable[..., Any], actions: list[Action], later: list[Action]
) -> None:
    with opened() as office:
        for action in (*actions, *later):
            office.do(action)
        for number in office.ids("SELECT id FROM changeset WHERE kind = 'edit' ORDER BY id DESC"):
            undo(office.writer, analyst="bob", number=str(number))
        assert in_order(office.state()) == in_order(without_the_edits(opened, [*actions, *later]))


@examples(12)
@given(actions=sequences(edits_of("amy", "bob"), edits_of("amy", "bob"), SHELL))
def test_two_analysts_edits_taken_back_by_number_and_back_again_give_the_end(
    opened: Callable[..., Any], actions: list[Action]
) -> None:
    with opened() as office:
        for action in actions:
            office.do(action)
        end = office.state()
        for kind in ("edit", "undo"):
            for number in office.ids(f"SELECT id FROM changeset WHERE kind = '{kind}' ORDER BY id DESC"):
                undo(office.writer, analyst="amy", number=str(number))
            office.reopen()
        assert office.state() == end


@examples(12)
@given(
    actions=sequences(edits_of("amy", "bob"), edits_of("amy", "bob"), back_and_forth("amy", "bob"), SHELL),
    first=st.sampled_from(["amy", "bob"]),
)
def test_analysts_on_things_of_their_own_undo_all_of_theirs_in_any_order(
    opened: Callable[..., Any], actions: list[Action], first: str
) -> None:
    with opened(apart=True) as office:
        for action in actions:
            office.do(action)
        for who in (first, "bob" if first == "amy" else "amy"):
            office.undo_all(who)
        assert in_order(office.state()) == in_order(without_the_edits(opened, actions))


@examples(12)
@given(actions=sequences(SHELL))
def test_what_the_shell_did_undone_by_number_latest_first_leaves_the_start(
    opened: Callable[..., Any], actions: list[Action]
) -> None:
    with opened() as office:
        start = office.state()
        known = max(office.ids("SELECT id FROM change"))
        for action in actions:
            office.do(action)
        for number in office.ids(f"SELECT id FROM change WHERE id > {known} ORDER BY id DESC"):
            undo(office.writer, analyst="amy", number=f"c{number}")
        assert office.state() == start


EVERYTHING = sequences(edits_of("amy", "bob"), edits_of("amy", "bob"), back_and_forth("amy", "bob"), SHELL)


@examples(20)
@given(actions=EVERYTHING)
def test_the_history_replayed_from_its_beginning_gives_the_present(
    opened: Callable[..., Any], actions: list[Action]
) -> None:
    with opened() as office:
        for action in actions:
            office.do(action)
        present = office.state()
        replayed: State = {table: dict(present[table]) if table in LOOKUPS else {} for table in TABLES}
        for table, key, operation, before, after in changes(office):
            found = replayed[table].pop(key, None)
            if operation == "update":
                assert found is not None
                assert {name: found[name] for name in before} == before
                assert before.keys() == after.keys()
                assert all(before[name] != after[name] for name in before)
                found |= after
            else:
                assert found == before
                found = after
            if found is not None:
                replayed[table][key] = found
        assert replayed == present


@examples(12)
@given(actions=EVERYTHING)
def test_the_history_replayed_backwards_gives_the_beginning(
    opened: Callable[..., Any], actions: list[Action]
) -> None:
    with opened() as office:
        for action in actions:
            office.do(action)
        replayed = office.state()
        for table, key, operation, before, after in reversed(changes(office)):
            found = replayed[table].pop(key, None)
            if operation == "update":
                assert found is not None
                assert {name: found[name] for name in after} == after
                replayed[table][key] = found | before
            else:
                assert found == after
                if before is not None:
                    replayed[table][key] = before
        assert [table for table in TABLES if replayed[table]] == list(LOOKUPS)


def changes(office: Office) -> list[tuple[str, str, str, Any, Any]]:
    rows = office.shell.execute(
        'SELECT table_name, row_key, operation, "before", "after" FROM change ORDER BY id'
    )
    return [
        (
            table,
            json.dumps(list(json.loads(key).values())),
            operation,
            before and json.loads(before),
            after and json.loads(after),
        )
        for table, key, operation, before, after in rows
    ]


@examples(12)
@given(actions=EVERYTHING)
def test_whatever_was_done_and_undone_the_search_indexes_and_references_are_whole(
    opened: Callable[..., Any], actions: list[Action]
) -> None:
    with opened() as office:
        for action in actions:
            office.do(action)
        for index in ("recommendation_search", "note_search"):
            office.shell.execute(f"INSERT INTO {index} ({index}, rank) VALUES ('integrity-check', 1)")
        assert office.shell.execute("PRAGMA foreign_key_check").fetchall() == []


@examples(12)
@given(actions=EVERYTHING)
def test_an_undo_either_takes_back_exactly_its_edit_or_nothing(
    opened: Callable[..., Any], actions: list[Action]
) -> None:
    """Two analysts on the same things: whatever came between, a refused undo leaves all as it was."""
    with opened() as office:
        for action in actions:
            office.do(action)
        before = office.state(), office.ids("SELECT id FROM change"), office.ids("SELECT id FROM changeset")
        try:
            undo(office.writer, analyst="amy")
        except (CannotUndo, NothingToUndo):
            after = (
                office.state(),
                office.ids("SELECT id FROM change"),
                office.ids("SELECT id FROM changeset"),
            )
            assert after == before
        else:
            redo(office.writer, analyst="amy")
            assert office.state() == before[0]
