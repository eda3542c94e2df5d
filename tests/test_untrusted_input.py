"""What people and files bring is data, whatever it looks like: SQL, search syntax, markup, fuzzed seeds."""

import json
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from unicodedata import normalize

import pytest
from hypothesis import event, given
from hypothesis import strategies as st

from tests.laws import examples
from tests.statements import rows_of
from tests.test_seed_file import GOOD, PIECES
from tracker import edits, seeding
from tracker.checking import check
from tracker.database import file
from tracker.database.writer import Writer
from tracker.edits import save_view, undo
from tracker.errors import BadInput, SeedError, TrackerError
from tracker.query_line import quoted
from tracker.reading import queries
from tracker.reading.selection import select

MARKUP = "[red]markup[/red] \\[x]"
"""Which every field takes."""
SYNTAX = [
    "'; DROP TABLE note; --",
    '"; DELETE FROM tag; --',
    "') OR ('1' = '1",
    "?1 :name @name $name",
    "%_\\",
    "NEAR(a b, 2) AND NOT title:x",
    '{title text} : ^"dams" * OR -farmers',
    "a* + (b",
    'say "so" twice',
    MARKUP,
    "tag:aid -status:reviewed sort:changed",
    '=HYPERLINK("x")',
    "{0} {name} %s %(x)s $(id) `id`",
    "NULL",
    "0x7fffffffffffffff",
    "--db=/nowhere",
]
"""What means something to SQLite, its search, Rich, the query line, a spreadsheet, Python or a shell."""

Write = Callable[[Writer, str], edits.Saved]
FIELDS: dict[str, tuple[Write, str]] = {
    "note": (lambda e, x: edits.add_note(e, [1], x, analyst="amy"), "SELECT body FROM note"),
    "reason": (
        lambda e, x: edits.set_status(e, [1], "reviewed", reason=x, analyst="amy"),
        "SELECT status_reason FROM recommendation WHERE id = 1",
    ),
    "tag": (lambda e, x: edits.add_tag(e, x, analyst="amy"), "SELECT name FROM tag"),
    "tagging": (
        lambda e, x: edits.change_tags(e, [1], add=[x], analyst="amy"),
        "SELECT tag FROM recommendation_tag",
    ),
    "description": (
        lambda e, x: edits.add_tag(e, "plain", description=x, analyst="amy"),
        "SELECT description FROM tag",
    ),
    "view": (lambda e, x: save_view(e, x, "dams", analyst="amy"), "SELECT name FROM saved_view"),
    "query": (lambda e, x: save_view(e, "plain", quoted(x), analyst="amy"), "SELECT query FROM saved_view"),
    "answer": (
        lambda e, x: edits.respond(e, [1], "noted", text=x, analyst="amy"),
        "SELECT text FROM response",
    ),
    "word": (
        lambda e, x: edits.respond(e, [1], "noted", as_printed=x, analyst="amy"),
        "SELECT as_printed FROM recommendation_followup WHERE as_printed IS NOT NULL",
    ),
    "source": (
        lambda e, x: edits.respond(e, [1], "noted", source=x, analyst="amy"),
        "SELECT name FROM source",
    ),
    "progress": (
        lambda e, x: edits.record_progress(e, [1], "in_progress", text=x, analyst="amy"),
        "SELECT text FROM progress",
    ),
    "quote": (
        lambda e, x: edits.record_progress(
            e, [1], "in_progress", basis="reported", quote=x, source="a", place="p. 1", analyst="amy"
        ),
        "SELECT quote FROM progress",
    ),
    "deadline": (
        lambda e, x: edits.set_deadline(e, [1], "2027-03-01", reason=x, analyst="amy"),
        "SELECT reason FROM deadline",
    ),
    "owner": (
        lambda e, x: edits.assign(e, [1], x, analyst="amy"),
        "SELECT assigned_to FROM recommendation LIMIT 1",
    ),
    "analyst": (lambda e, x: edits.add_note(e, [1], "plain", analyst=x), "SELECT author FROM note"),
}
"""How a field is written, and where its text is then."""


@contextmanager
def opened(path: Path) -> Iterator[tuple[Writer, sqlite3.Connection]]:
    """An writer on a file, and a connection that looks on."""
    writer = Writer(path)
    with closing(file.connect(path, writing=True)) as witness:
        yield writer, witness
    writer.close()


@pytest.mark.parametrize("name", FIELDS)
def test_syntax_in_a_field_is_kept_as_text_or_refused_and_touches_nothing_else(
    seeded: Path, name: str
) -> None:
    write, sql = FIELDS[name]
    with opened(seeded) as (writer, witness):
        before = rows_of(witness)
        for text in SYNTAX:
            try:
                write(writer, text)
            except BadInput:
                assert rows_of(witness) == before, text
                continue
            stored = [row[0] for row in witness.execute(sql)]
            assert stored == [quoted(text) if name == "query" else text]
            undo.undo(writer, analyst=text if name == "analyst" else "amy")
            assert rows_of(witness) == before, text
        write(writer, MARKUP)
        assert list(check(witness)) == []


def test_a_text_with_syntax_is_found_by_itself(seeded: Path) -> None:
    with opened(seeded) as (writer, witness):
        for text in SYNTAX:
            edits.add_note(writer, [2], f"before {text} after", analyst="amy")
            selection = select(witness, quoted(f"before {text} after"))
            assert list(queries.all_ids(witness, selection)) == [2], text
            undo.undo(writer, analyst="amy")


def seed_of(text: str) -> str:
    words = json.dumps(text, ensure_ascii=False)
    return f"""
[report]
slug = "hostile"
title = {words}
publisher = {words}
lead_in = {words}
source_file = {words}
[[actor]]
name = {json.dumps(text.replace(",", ";"), ensure_ascii=False)}
kind = "organisation"
[[recommendation]]
reference = "1"
title = {words}
text = {words}
[[recommendation.mention]]
actor = {json.dumps(text.replace(",", ";"), ensure_ascii=False)}
role = "addressee"
quote = {words}
[[recommendation.mention]]
actor = {json.dumps(text.replace(",", ";"), ensure_ascii=False)}
role = "partner"
implied_reason = {words}
"""


@pytest.mark.parametrize("text", SYNTAX)
def test_syntax_in_every_text_of_a_seed_is_loaded_as_it_stands(
    seeded: Path, tmp_path: Path, text: str
) -> None:
    seed = tmp_path / "hostile.toml"
    seed.write_text(seed_of(text), encoding="utf-8")
    with opened(seeded) as (writer, witness):
        before = rows_of(witness)
        loaded = seeding.load(writer, [seed], analyst="loader")
        assert loaded.changeset_id is not None
        after = rows_of(witness)
        for table, rows in before.items():
            assert [row for row in after[table] if row in rows] == rows
        (new,) = [row for row in after["recommendation"] if row not in before["recommendation"]]
        assert (new["title"], new["text"]) == (text, text)
        assert list(check(witness)) == []
        assert seeding.load(writer, [seed], analyst="loader").changeset_id is None


FREE = ("title", "publisher", "lead_in", "source_file", "description", "implied_reason")
"""Keys whose values may be any text on a line."""
TEXTS = st.text(st.characters(exclude_categories=["C", "Zl", "Zp"]), min_size=1, max_size=12).map(
    lambda text: json.dumps(normalize("NFC", text), ensure_ascii=False)
)


@examples(20)
@given(data=st.data())
def test_whatever_a_seed_holds_it_is_loaded_whole_or_refused_and_a_second_time_changes_nothing(
    tmp_path_factory: pytest.TempPathFactory, seeded_template: Path, data: st.DataObject
) -> None:
    lines = GOOD.split("\n")
    valued = [number for number, line in enumerate(lines) if "=" in line]
    free = [number for number in valued if lines[number].split(" ")[0] in FREE]
    for _ in range(data.draw(st.integers(1, 6))):
        anything = data.draw(st.integers(0, 9)) == 0
        at = data.draw(st.sampled_from(valued if anything else free))
        value = data.draw(PIECES if anything else TEXTS)
        lines[at] = f"{lines[at].partition('=')[0]}= {value}"
    folder = tmp_path_factory.getbasetemp()
    seed = folder / "fuzzed.toml"
    seed.write_bytes("\n".join(lines).encode("utf-8", "surrogatepass"))
    path = Path(shutil.copy(seeded_template, folder / "fuzzed.db"))
    with opened(path) as (writer, witness):
        before = rows_of(witness)
        try:
            seeding.load(writer, [seed], analyst="loader")
        except TrackerError as error:
            event("refused" if isinstance(error, SeedError) else "refused by the database")
            assert rows_of(witness) == before
            return
        event("loaded")
        assert list(check(witness)) == []
        assert seeding.load(writer, [seed], analyst="loader").changeset_id is None
