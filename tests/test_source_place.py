"""Where in a source something stands: many spellings, of which the file keeps one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.errors import BadInput
from tracker.source_place import Place, parsed, place


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("p. 12", "p. 12"),
        ("p12", "p. 12"),
        ("Page 12", "p. 12"),
        ("pp. 12–13", "p. 12-13"),
        ("pages 12 to 13", "p. 12-13"),
        ("p. 12-12", "p. 12"),
        ("line 4", "line 4"),
        ("l. 4", "line 4"),
        ("Lines 4 - 9", "lines 4-9"),
        ("row 17", "row 17"),
    ],
)
def test_a_place_is_kept_in_one_spelling(typed: str, kept: str):
    assert place(typed) == kept


@pytest.mark.parametrize(
    "typed", ["", "12", "p.", "p. 0", "p. 13-12", "row 17-18", "chapter 3", "p. 12, 14", "p. 1२"]
)
def test_what_is_no_place_is_refused_with_how_one_is_written(typed: str):
    with pytest.raises(BadInput, match=r"Write p\. 12, p\. 12-13, line 4, lines 4-9 or row 17\."):
        place(typed)


@given(st.integers(1, 999_999_999), st.integers(0, 50), st.sampled_from(["page", "line", "row"]))
def test_what_the_file_keeps_is_read_as_it_was_written(first: int, more: int, unit: str):
    written = Place(first, min(first + (0 if unit == "row" else more), 999_999_999), unit)
    assert parsed(str(written)) == written
