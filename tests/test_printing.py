"""What leaves through `printing` is aligned, whole or cut with a sign, and never acts on a terminal."""

import csv
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker import printing
from tracker.errors import Conflict, NotFound, QueryError
from tracker.formats import csv_lines, json_lines, json_text
from tracker.printing import (
    Look,
    cells,
    cut,
    local_time,
    look,
    marked_fault,
    print_error,
    table,
    wrapped,
)
from tracker.text import is_dangerous, is_safe

PIPE = Look()
HOSTILE = "a\x1b[31m\x9b2J\u202eb\u2028c\x07"


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def test_in_a_pipe_a_row_is_one_line_with_tabs_and_nothing_is_cut():
    lines = list(table(("ref", "title"), [(1, "x" * 500), ("2", "a\tb\nc"), ("3", None)], PIPE))
    assert lines == ["1\t" + "x" * 500, "2\ta b c", "3\t"]


def test_on_a_terminal_columns_stand_under_their_heads():
    lines = list(table(("ref", "title"), [("1", "Short"), ("140.12", "Longer")], Look(80)))
    assert lines == ["ref     title", "1       Short", "140.12  Longer"]


def test_on_a_terminal_the_widest_column_is_cut_with_a_sign():
    _, line = table(("ref", "title", "notes"), [("1", "word " * 40, 12)], Look(30))
    assert len(line) <= 30
    assert line.startswith("1  ") and "…" in line and line.endswith("12")


def test_what_is_taken_to_be_one_cell_wide_is_that():
    from rich.cells import cell_len

    ours = {chr(code) for code in range(0x10000) if printing._ONE_CELL_EACH.fullmatch(chr(code))}
    assert len(ours) > 1_000
    assert not {character for character in ours if cell_len(character) != 1}


def test_wide_characters_count_two_cells():
    lines = list(table(("title", "n"), [("日本語の題名", 1), ("abc", 2)], Look(80)))
    assert [cells(line[: line.index(digit)]) for line, digit in zip(lines[1:], "12", strict=True)] == [14, 14]


@pytest.mark.parametrize("width", [1, 3, 7, 20, 21])
@pytest.mark.parametrize("text", ["日本語の長い題名である", "plain text of some length", "a日b本c語defghijk"])
def test_a_cut_text_never_takes_more_than_its_cells(text: str, width: int):
    short = cut(text, width)
    assert cells(short) <= width
    assert short.endswith("…") == (cells(text) > width)


@pytest.mark.parametrize("width", [1, 5, 12])
def test_a_terminal_of_any_width_gets_its_table(width: int):
    lines = list(table(("one", "two", "three"), [("a" * 50, "b" * 50, "c" * 50)], Look(width)))
    assert len(lines) == 2


def test_a_table_without_rows_is_a_head_on_a_terminal_and_nothing_in_a_pipe():
    assert list(table(("ref",), [], Look(80))) == ["ref"]
    assert list(table(("ref",), [], PIPE)) == []


def test_text_of_other_programs_loses_its_controls_in_tables_csv_and_running_text():
    rows = [(HOSTILE, HOSTILE)]
    for lines in (
        table(("a", "b"), rows, PIPE),
        table(("a", "b"), rows, Look(80)),
        csv_lines(("a", "b"), rows),
        wrapped(HOSTILE, Look(20)),
        wrapped(HOSTILE, PIPE),
    ):
        for line in lines:
            assert is_safe(line), line


@given(st.text())
def test_json_holds_the_exact_value_and_no_raw_control_character(text: str):
    for ascii_only in (False, True):
        line = json_text({"value": text}, ascii_only=ascii_only)
        assert json.loads(line) == {"value": text}
        assert not any(map(is_dangerous, line))
        assert line.isascii() or not ascii_only


def test_json_writes_other_alphabets_as_they_are():
    assert json_text("naïve 日本") == '"naïve 日本"'


@pytest.mark.parametrize("count", [0, 1, 3])
def test_a_json_list_has_a_row_a_line(count: int):
    lines = list(json_lines({"n": n} for n in range(count)))
    assert len(lines) == max(1, count)
    assert json.loads("\n".join(lines)) == [{"n": n} for n in range(count)]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_csv_takes_the_formula_out_of_a_cell(start: str):
    _, row = csv.reader(io.StringIO("\n".join(csv_lines(("a", "b"), [(f"{start}1+1", -5)])), newline=""))
    assert row[0].startswith("'")
    assert row[1] == "-5", "a number of ours is no formula"


def test_csv_keeps_line_breaks_commas_and_quotes_inside_a_cell():
    value = 'first, "quoted"\nsecond'
    head, row = csv.reader(io.StringIO("\n".join(csv_lines(("a", "b"), [(value, None)])), newline=""))
    assert head == ["a", "b"]
    assert row == [value, ""]


def test_running_text_is_wrapped_at_words_and_keeps_its_own_line_breaks():
    lines = list(wrapped("one two three four\n\nfive", Look(12), "  "))
    assert lines == ["  one two", "  three four", "", "  five"]
    assert list(wrapped("one two three four", PIPE)) == ["one two three four"]


@given(st.text(alphabet=st.sampled_from("ab 日\n"), max_size=60), st.integers(4, 30))
def test_wrapping_loses_no_word(text: str, width: int):
    assert " ".join(wrapped(text, Look(width))).split() == text.split()


def test_no_color_takes_every_style_away():
    assert look(Terminal(), {"NO_COLOR": "1"}).colour is False
    assert look(Terminal(), {"NO_COLOR": ""}).colour is True, "an empty one is none: no-color.org"
    assert look(Terminal(), {"TERM": "dumb"}).colour is False
    assert look(io.StringIO(), {}) == PIPE
    assert Look(80, colour=False).styled("x", "bold") == "x"
    assert "\x1b" in Look(80, colour=True).styled("x", "bold")


def test_a_time_is_local_on_a_terminal_and_utc_in_a_pipe(monkeypatch: pytest.MonkeyPatch):
    import time

    monkeypatch.setenv("TZ", "Asia/Karachi")
    time.tzset()
    try:
        assert local_time("2020-01-01T22:30:00Z", Look(80)) == "2020-01-02 03:30"
        assert local_time("2020-01-01T22:30:00Z", PIPE) == "2020-01-01T22:30:00Z"
        assert local_time("not\x1b a time", Look(80)) == "not\N{REPLACEMENT CHARACTER} a time"
    finally:
        monkeypatch.undo()
        time.tzset()


def test_the_mark_stands_below_the_place_also_after_wide_characters():
    line, mark = marked_fault("日本 frob:x", QueryError("?", start=3, end=7)).split("\n")
    assert line == "日本 frob:x"
    assert mark == " " * 5 + "^^^^"


def test_the_mark_stays_in_sight_in_a_long_line():
    text = "word " * 100 + "frob:x"
    line, mark = marked_fault(text, QueryError("?", start=500, end=506), 40).split("\n")
    assert cells(line) < 40
    assert line[mark.index("^") :].startswith("frob")


def test_an_error_is_told_on_standard_error_and_safe_to_show(capsys: pytest.CaptureFixture[str]):
    print_error(NotFound(f"There is no {HOSTILE}.", "Look again."))
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.startswith("Error: There is no a") and told.err.endswith("Look again.\n")
    assert is_safe(told.err)


def test_after_a_conflict_the_other_version_is_shown(capsys: pytest.CaptureFixture[str]):
    print_error(Conflict("Changed meanwhile.", mine="m", theirs="first\x1b\nsecond"))
    told = capsys.readouterr().err
    assert told.split("\n")[1:] == ["It is now:", "  first\N{REPLACEMENT CHARACTER}", "  second", ""]
