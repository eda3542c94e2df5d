"""Days as people type them: which day is meant, what may be two and is refused, what is imported for it."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.test_imports import imported_by
from tracker.dates import day
from tracker.errors import BadInput

TUESDAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("typed", "coming", "last"),
    [
        ("2027-03-01", "2027-03-01", "2027-03-01"),
        ("today", "2026-11-24", "2026-11-24"),
        ("Yesterday", "2026-11-23", "2026-11-23"),
        ("+6w", "2027-01-05", "2027-01-05"),
        ("+ 10d", "2026-12-04", "2026-12-04"),
        ("in 3 months", "2027-02-24", "2027-02-24"),
        ("+1y", "2027-11-24", "2027-11-24"),
        ("2 weeks ago", "2026-11-10", "2026-11-10"),
        ("end of march", "2027-03-31", "2026-03-31"),
        ("end of february", "2027-02-28", "2026-02-28"),
        ("End of February 2028", "2028-02-29", "2028-02-29"),
        ("start of april", "2027-04-01", "2026-04-01"),
        ("end of the month", "2026-11-30", "2026-11-30"),
        ("end of next month", "2026-12-31", "2026-12-31"),
        ("end of next year", "2027-12-31", "2027-12-31"),
        ("end of 2027", "2027-12-31", "2027-12-31"),
        ("end of q2", "2027-06-30", "2026-06-30"),
        ("end of 2028-02", "2028-02-29", "2028-02-29"),
        ("30 june 2027", "2027-06-30", "2027-06-30"),
        ("June 30th, 2027", "2027-06-30", "2027-06-30"),
        ("1st of May", "2027-05-01", "2026-05-01"),
        ("24 nov", "2026-11-24", "2026-11-24"),
        ("29 february", "2028-02-29", "2024-02-29"),
        ("friday", "2026-11-27", "2026-11-20"),
        ("tuesday", "2026-11-24", "2026-11-24"),
        ("13/04/2027", "2027-04-13", "2027-04-13"),
        ("4.4.2027", "2027-04-04", "2027-04-04"),
        ("2027-3-1", "2027-03-01", "2027-03-01"),
        ("2027/03/01", "2027-03-01", "2027-03-01"),
    ],
)
def test_a_day_is_read_as_it_is_meant(typed: str, coming: str, last: str):
    assert day(typed, today=TUESDAY) == coming
    assert day(typed, today=TUESDAY, future=False) == last


def test_a_date_that_may_be_two_is_refused_with_both():
    with pytest.raises(BadInput) as refused:
        day("03/04/2027")
    assert str(refused.value) == (
        "'03/04/2027' may be 3 April 2027 or 4 March 2027. Write 2027-04-03 or 2027-03-04."
    )


def test_a_month_alone_is_no_day_and_it_is_said_how_to_write_one():
    with pytest.raises(BadInput, match=r"Write 1 june 2027, or end of june 2027\."):
        day("June 2027")


@pytest.mark.parametrize(
    "typed",
    ["", "soon", "5", "2027", "12 pm", "30 june 27", "31 june 2027", "2027-02-30", "next friday", "6 weeks"],
)
def test_what_names_no_one_day_is_refused(typed: str):
    with pytest.raises(BadInput):
        day(typed, today=TUESDAY)


@pytest.mark.parametrize(
    "typed",
    [
        *("+999999y", "5 may 2027 10:00", "1 jan -5", "mid march", "30 juin 2027", "3/4/27"),
        *("32 march", "0 march", "march 99", "1 march 0000", "end of march 0031"),
    ],
)
def test_what_is_nearly_a_day_is_refused(typed: str):
    with pytest.raises(BadInput):
        day(typed, today=TUESDAY)


def test_a_month_alone_is_told_what_may_be_written_for_it():
    with pytest.raises(BadInput) as refused:
        day("mar. 2027", today=TUESDAY)
    assert refused.value.remedy == "Write 1 march 2027, or end of march 2027."


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("q3 2027", "'q3 2027' is more than a day. Write start of q3 2027, or end of q3 2027."),
        ("2027", "'2027' is more than a day. Write start of 2027, or end of 2027."),
        ("2027-03", "'2027-03' is more than a day. Write start of 2027-03, or end of 2027-03."),
        ("next month", "'next month' is more than a day. Write start of next month, or end of next month."),
        (
            "next friday",
            "'next friday' may be 27 November 2026 or 4 December 2026. Write 2026-11-27 or 2026-12-04.",
        ),
        (
            "Next Tuesday",
            "'next tuesday' may be 1 December 2026 or 8 December 2026. Write 2026-12-01 or 2026-12-08.",
        ),
    ],
)
def test_what_may_be_several_days_is_told_how_to_write_one(typed: str, told: str):
    with pytest.raises(BadInput) as refused:
        day(typed, today=TUESDAY)
    assert str(refused.value) == told


@given(st.text(st.sampled_from("0123456789 -+/.,abcdefghijmnoprstuvwy"), max_size=20) | st.text(max_size=20))
def test_whatever_is_typed_is_a_day_or_a_sentence(typed: str):
    try:
        assert date.fromisoformat(day(typed, today=TUESDAY)).isoformat() == day(typed, today=TUESDAY)
    except BadInput as refused:
        assert refused.remedy


@given(st.dates(date(1000, 1, 1), date(9990, 12, 31)), st.booleans())
def test_a_day_written_out_is_that_day_and_without_its_year_the_nearest(meant: date, future: bool):
    assert day(f"{meant:%d %B} {meant.year}") == day(meant.isoformat()) == meant.isoformat()
    found = date.fromisoformat(day(f"{meant:%B %d}", today=TUESDAY, future=future))
    assert (found.month, found.day) == (meant.month, meant.day)
    assert timedelta(0) <= (found - TUESDAY if future else TUESDAY - found) < timedelta(days=4 * 366)


@pytest.mark.parametrize("typed", ["2027-03-01", "today", "+6w"])
def test_a_plain_date_needs_no_library(typed: str):
    assert "dateutil" not in imported_by(f"from tracker.dates import day; day({typed!r})")
