"""Two versions of a text as lines that tell what went and what came, without colours; and bars of blocks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.pace import processor_seconds
from tracker.ui.difference import CHANGED, LINES, added, difference, removed
from tracker.ui.widgets.bar import bar


def plain(before: str, after: str) -> list[str]:
    return [line.plain for line in difference(before, after)]


def marked(before: str, after: str) -> list[str]:
    """The words that are marked as changed."""
    lines = difference(before, after)
    return [line.plain[s.start : s.end] for line in lines for s in line.spans if str(s.style) == CHANGED]


def test_a_line_that_changed_stands_with_minus_as_it_was_and_with_plus_as_it_is() -> None:
    assert plain("Ask the ministry", "Ask the bank") == ["- Ask the ministry", "+ Ask the bank"]


def test_the_words_that_changed_are_marked_by_more_than_colour() -> None:
    assert marked("Ask the ministry in May", "Ask the bank in May") == ["ministry", "bank"]


def test_of_two_texts_with_little_in_common_no_word_is_marked() -> None:
    assert marked("One thing to say", "Quite another matter, that") == []


def test_lines_that_stayed_are_left_out_with_a_sign() -> None:
    assert plain("a\nb\nc", "a\nb\nd\nc") == ["  … 2 lines as before", "+ d", "  … 1 line as before"]


def test_a_long_line_is_shown_where_it_changed_with_signs_for_the_rest() -> None:
    words = " ".join(f"word{number}" for number in range(100))
    before, after = plain(words, words.replace("word50", "other"))
    assert before.startswith("- … word4")
    assert "word50" in before
    assert before.endswith(" …")
    assert "other" in after
    assert "word1 " not in before
    assert len(before) < 150


def test_a_change_at_the_very_beginning_is_shown() -> None:
    words = " ".join(f"word{number}" for number in range(100))
    assert plain(words, words.replace("word0 ", "first "))[1].startswith("+ first word1")


def test_a_text_that_came_has_a_plus_on_each_line_and_one_that_went_a_minus() -> None:
    assert [line.plain for line in added("a\n\nb")] == ["+ a", "+ ", "+ b"]
    assert [line.plain for line in removed("a\nb")] == ["- a", "- b"]


def test_a_text_too_long_for_the_pane_ends_in_a_sign() -> None:
    lines = [line.plain for line in added("line\n" * 500)]
    assert len(lines) == LINES + 1
    assert lines[-1].strip().startswith("…")
    (line,) = added("x" * 50_000)
    assert line.plain.endswith("… 48,000 characters more")


def test_no_text_is_taken_for_markup_or_reaches_the_terminal_raw() -> None:
    (line,) = added("[red]x[/] \x1b[31m")
    assert line.plain == "+ [red]x[/] \N{REPLACEMENT CHARACTER}[31m"


@pytest.mark.parametrize("text", ["a b " * 25_000, "\n" * 50_000, "x\ny\n" * 20_000, "ab cd ef\n" * 400])
def test_two_very_long_texts_hold_up_nobody(text: str) -> None:
    assert processor_seconds(lambda: difference(text, text[1:] + "c\n" + text[5:])) < 1.0


@given(st.text("ab \n", max_size=40), st.text("ab \n", max_size=40))
def test_what_differs_shows_a_line_and_what_is_equal_none(before: str, after: str) -> None:
    signs = {line[0] for line in plain(before, after)}
    assert bool(signs - {" "}) == (before != after)


@pytest.mark.parametrize(
    ("number", "drawn"),
    [(0, "    "), (1, "▌   "), (2, "█   "), (4, "██  "), (7, "███▌"), (8, "████")],
)
def test_a_bar_is_full_to_the_share(number: int, drawn: str) -> None:
    assert bar(number, 8, 4) == drawn


def test_something_is_never_drawn_as_nothing_nor_not_yet_all_as_all() -> None:
    assert bar(1, 250_000, 4) == "▏   "
    assert bar(249_999, 250_000, 4) == "███▉"


def test_a_bar_of_nothing_is_empty() -> None:
    assert bar(0, 0, 3) == "   "
