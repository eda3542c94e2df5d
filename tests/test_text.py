"""What may be written and shown: laws over any text, and the dangerous characters by example."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from unicodedata import is_normalized, normalize

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from tracker.errors import BadInput
from tracker.text import (
    NOTE_LIMIT,
    TAG_LIMIT,
    cleaned,
    folded,
    is_dangerous,
    is_safe,
    note_body,
    one_line,
    shown,
    shown_line,
    tag_name,
)

DANGEROUS = [
    "\x00",
    "\x07",
    "\x1b",
    "\r",
    "\x7f",
    "\x9b",
    "\u2028",
    "\u2029",
    "\u202a",
    "\u202e",
    "\u2066",
    "\u2069",
    "\udcff",
]
HARMLESS = ["\n", "\t", " ", "a", "é", "ع", "\u200d", "\u200e", "\u200f", "😀", "\N{COMBINING ACUTE ACCENT}"]
SPECIAL = st.sampled_from([*DANGEROUS, *HARMLESS, "e", "\r\n", ",", '"', "'", "\u0130", "ß", "™", "\u00a8"])
TEXTS = st.one_of(
    st.lists(SPECIAL, max_size=12).map("".join),
    st.text(alphabet=st.characters(), max_size=40),
    st.lists(st.one_of(SPECIAL, st.characters()), max_size=20).map("".join),
)


@pytest.fixture(scope="module")
def connection(seeded_template: Path) -> Iterator[sqlite3.Connection]:
    uri = f"{seeded_template.as_uri()}?mode=ro"
    source = sqlite3.connect(uri, uri=True)
    memory = sqlite3.connect(":memory:", isolation_level=None)
    source.backup(memory)
    yield memory
    source.close()
    memory.close()


@pytest.mark.parametrize("character", DANGEROUS, ids=ascii)
def test_a_character_that_a_terminal_could_act_on_is_dangerous(character: str) -> None:
    assert is_dangerous(character)


@pytest.mark.parametrize("character", HARMLESS, ids=ascii)
def test_a_character_that_real_text_needs_is_not_dangerous(character: str) -> None:
    assert not is_dangerous(character)


@given(TEXTS)
def test_text_is_safe_where_none_of_its_characters_is_dangerous(text: str) -> None:
    assert is_safe(text) == (not any(is_dangerous(character) for character in text))


@given(TEXTS)
def test_shown_keeps_the_length_so_that_offsets_hold(text: str) -> None:
    assert len(shown(text)) == len(text)


@given(TEXTS)
def test_shown_leaves_nothing_dangerous(text: str) -> None:
    assert is_safe(shown(text))


@given(TEXTS)
def test_shown_changes_dangerous_characters_only(text: str) -> None:
    assert all(new == old or is_dangerous(old) for new, old in zip(shown(text), text, strict=True))


@given(TEXTS)
def test_what_was_made_fit_to_show_is_shown_as_it_is(text: str) -> None:
    assert shown(shown(text)) == shown(text)


@given(TEXTS)
def test_shown_line_is_one_safe_line_of_the_same_length(text: str) -> None:
    line = shown_line(text)
    assert (len(line), len(line.splitlines()) <= 1, is_safe(line)) == (len(text), True, True)


@given(TEXTS)
def test_cleaned_text_is_safe(text: str) -> None:
    assert is_safe(cleaned(text))


@given(TEXTS)
@example("e\x00\N{COMBINING ACUTE ACCENT}")
def test_cleaned_text_is_nfc(text: str) -> None:
    assert is_normalized("NFC", cleaned(text))


@given(TEXTS)
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    assert cleaned(cleaned(text)) == cleaned(text)


@given(TEXTS)
def test_cleaning_loses_nothing_but_dangerous_characters(text: str) -> None:
    assume(is_safe(text))
    assert cleaned(text) == normalize("NFC", text)


@pytest.mark.parametrize("typed", ["a\r\nb", "a\rb", "a\nb"], ids=ascii)
def test_every_line_break_becomes_a_plain_newline(typed: str) -> None:
    assert cleaned(typed) == "a\nb"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Pakistan", "PAKISTAN"),
        ("Réforme", "reforme"),
        ("re\N{COMBINING ACUTE ACCENT}forme", "réforme"),
        ("  aid ", "aid"),
        ("Straße", "STRASSE"),
        ("İstanbul", "istanbul"),
        ("Acme™", "acmetm"),
        ("\N{FULLWIDTH LATIN CAPITAL LETTER A}id", "aid"),
    ],
)
def test_names_that_differ_in_case_accents_or_outer_space_only_fold_alike(one: str, other: str) -> None:
    assert folded(one) == folded(other)


def test_different_names_do_not_fold_alike() -> None:
    assert folded("Iran") != folded("Iraq")


@given(TEXTS)
@example("™")
@example("a\u00a8")
def test_folding_twice_is_folding_once(text: str) -> None:
    assert folded(folded(text)) == folded(text)


@given(TEXTS)
def test_any_note_is_stored_safe_and_nfc_or_refused_with_a_sentence(typed: str) -> None:
    try:
        body = note_body(typed)
    except BadInput as error:
        assert error.sentence
    else:
        assert (is_safe(body), is_normalized("NFC", body)) == (True, True)


@given(TEXTS)
def test_a_stored_note_is_accepted_again_as_it_is(typed: str) -> None:
    try:
        body = note_body(typed)
    except BadInput:
        return
    assert note_body(body) == body


@given(typed=TEXTS)
def test_the_database_accepts_every_note_that_we_accept(connection: sqlite3.Connection, typed: str) -> None:
    try:
        body = note_body(typed)
    except BadInput:
        return
    connection.execute("INSERT INTO note (recommendation_id, body) VALUES (1, ?)", (body,))
    stored = connection.execute("SELECT body FROM note ORDER BY id DESC LIMIT 1").fetchone()
    assert stored == (body,)


def test_the_longest_note_is_accepted_by_us_and_the_database(connection: sqlite3.Connection) -> None:
    body = note_body("é" * NOTE_LIMIT)
    cursor = connection.execute("INSERT INTO note (recommendation_id, body) VALUES (1, ?)", (body,))
    assert cursor.rowcount == 1


def test_a_note_one_character_too_long_is_refused_with_its_length() -> None:
    with pytest.raises(BadInput, match="100,001"):
        note_body("x" * (NOTE_LIMIT + 1))


@pytest.mark.parametrize("typed", ["", " ", "\n\n", "\t \r\n", "\x00\x1b", "\u2028", "\u00a0"], ids=ascii)
def test_a_note_with_nothing_to_read_in_it_is_refused(typed: str) -> None:
    with pytest.raises(BadInput, match="empty"):
        note_body(typed)


def test_a_note_keeps_its_indentation_and_loses_blank_lines_at_its_ends() -> None:
    assert note_body("\n\n    code\n\n- item\n\n") == "    code\n\n- item"


@given(TEXTS)
def test_an_accepted_tag_name_is_safe_nfc_and_on_one_line(typed: str) -> None:
    try:
        name = tag_name(typed)
    except BadInput:
        return
    assert (is_safe(name), is_normalized("NFC", name), name.splitlines()) == (True, True, [name])


@given(typed=TEXTS)
def test_the_database_accepts_every_tag_name_that_we_accept(
    connection: sqlite3.Connection, typed: str
) -> None:
    try:
        name = tag_name(typed)
    except BadInput:
        return
    connection.execute("BEGIN")
    connection.execute("INSERT INTO tag (name) VALUES (?)", (name,))
    stored = connection.execute("SELECT name FROM tag").fetchone()
    connection.execute("ROLLBACK")
    assert stored == (name,)


@pytest.mark.parametrize(
    ("typed", "part"),
    [
        ("", "empty"),
        (" ", "empty"),
        (" aid", "white space"),
        ("aid\n", "white space"),
        ("x" * (TAG_LIMIT + 1), "65 characters"),
        ("aid, food", "a comma"),
        ('"aid"', "a quote"),
        ("it's", "a quote"),
        ("aid\nfood", "a line break"),
        ("aid\tfood", "a tab"),
        ("aid\x1bfood", "a control character"),
        ("aid\u202efood", "a control character"),
        ("aid\udcfffood", "a control character"),
        ("\u200b", "cannot be seen"),
        ("aid\u200b", "cannot be seen"),
        ("\ufeffaid", "cannot be seen"),
        ("a\u00adid", "cannot be seen"),
        ("\u200d\u200e", "cannot be seen"),
        ("a\u200did", "cannot be seen"),
        ("aid\u200c", "cannot be seen"),
        ("\u200dخ", "cannot be seen"),
        ("aid\ufe0f", "cannot be seen"),
        ("aid\u034f", "cannot be seen"),
        ("a\u200eid", "cannot be seen"),
        ("\u3164", "cannot be seen"),
    ],
    ids=ascii,
)
def test_a_tag_name_that_breaks_a_rule_is_refused_by_that_rule(typed: str, part: str) -> None:
    with pytest.raises(BadInput, match=part):
        tag_name(typed)


@given(TEXTS)
def test_the_refusal_of_a_tag_name_echoes_nothing_dangerous(typed: str) -> None:
    try:
        tag_name(typed)
    except BadInput as error:
        assert is_safe(str(error))


def test_a_tag_name_of_the_greatest_length_is_accepted() -> None:
    assert tag_name("x" * TAG_LIMIT) == "x" * TAG_LIMIT


@pytest.mark.parametrize(
    "name", ["می\u200cخواهم", "क्\u200dष", "\U0001f469\u200d\U0001f33e", "❤\ufe0f", "1\ufe0f\u20e3"]
)
def test_a_tag_name_keeps_the_joiners_that_its_script_needs(name: str) -> None:
    assert tag_name(name) == name


def test_a_decomposed_tag_name_is_stored_composed() -> None:
    assert tag_name("re\N{COMBINING ACUTE ACCENT}forme") == "réforme"


@given(TEXTS)
def test_one_line_is_one_safe_line_or_none(typed: str) -> None:
    line = one_line(typed, what="reason", limit=1_000)
    assert line is None or (line.splitlines(), is_safe(line), line.strip()) == ([line], True, line)


def test_one_line_that_is_too_long_is_refused_by_what_it_is() -> None:
    with pytest.raises(BadInput, match="The reason has 4 characters; the limit is 3"):
        one_line("four", what="reason", limit=3)
