"""What is called what: one place for recommendations, authors, times and shares, and none of it raises."""

import os
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.labels import (
    author_by,
    author_in_list,
    author_label,
    later_time_label,
    lines_label,
    percentage,
    percentages,
    recommendation_label,
    short_names,
    time_label,
    utc_time,
    written_label,
)
from tracker.ui.widgets.bar import cells

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
EDGES = ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z"]
NO_TIMES = [
    "",
    "yesterday",
    "2026-02-30T09:30:00Z",
    "2026-01-31 09:30:00",
    "2026-01-31T09:30:00+01:00",
    "Z" * 20,
]


@pytest.fixture(params=["UTC", "America/New_York", "Pacific/Kiritimati"])
def zone(request: pytest.FixtureRequest) -> Iterator[str]:
    """The clock of the reader is in this zone, whatever that of the machine is."""
    yield from clock_in(request.param)


@pytest.fixture
def in_utc() -> Iterator[str]:
    """The clock of the reader is Greenwich's."""
    yield from clock_in("UTC")


def clock_in(name: str) -> Iterator[str]:
    before = os.environ.get("TZ")
    os.environ["TZ"] = name
    time.tzset()
    yield name
    os.environ.pop("TZ")
    if before is not None:
        os.environ["TZ"] = before
    time.tzset()


@pytest.mark.parametrize("utc", [*EDGES, *NO_TIMES])
def test_no_time_in_the_file_can_stop_what_shows_it(utc: str, zone: str) -> None:
    for text in (time_label(utc, NOW), later_time_label(utc, utc, NOW), utc_time(utc)):
        assert isinstance(text, str)


@pytest.mark.parametrize("utc", NO_TIMES)
def test_what_is_no_time_is_shown_as_it_is(utc: str) -> None:
    assert time_label(utc, NOW) == utc_time(utc) == later_time_label(utc, utc, NOW) == utc


def test_a_time_is_shown_by_the_clock_of_its_reader(zone: str) -> None:
    shown = {
        "UTC": ("today 09:30", "yesterday 12:00"),
        "America/New_York": ("today 04:30", "yesterday 07:00"),
        # It is the next day there by noon in Greenwich.
        "Pacific/Kiritimati": ("yesterday 23:30", "yesterday 02:00"),
    }
    assert tuple(time_label(f"2026-{at}Z", NOW) for at in ("03-01T09:30:00", "02-28T12:00:00")) == shown[zone]
    assert utc_time("2026-03-01T09:30:00Z") == "2026-03-01 09:30 UTC"


@pytest.mark.parametrize(
    ("utc", "shown"),
    [
        ("2026-03-01T12:00:00Z", "today 12:00"),
        ("2026-03-01T23:59:00Z", "today 23:59"),
        ("2026-02-28T16:02:00Z", "yesterday 16:02"),
        ("2026-02-27T09:30:00Z", "Fri 09:30"),
        ("2026-02-23T00:00:00Z", "Mon 00:00"),
        ("2026-02-22T23:59:00Z", "2026-02-22 23:59"),
        ("2026-03-02T09:30:00Z", "2026-03-02 09:30"),
        ("0001-01-01T00:00:00Z", "0001-01-01 00:00"),
    ],
)
def test_a_day_of_the_last_week_is_called_as_people_do_and_any_other_by_its_date(
    utc: str, shown: str, in_utc: None
) -> None:
    assert time_label(utc, NOW) == shown


def test_what_followed_on_the_same_day_has_its_clock_alone(in_utc: None) -> None:
    at = "2026-02-28T16:02:00Z"
    assert later_time_label("2026-02-28T16:10:00Z", at, NOW) == "16:10"
    assert later_time_label("2026-03-01T09:30:00Z", at, NOW) == "today 09:30"
    assert later_time_label("soon", at, NOW) == "soon"
    assert written_label(at, at, NOW) == "yesterday 16:02"
    assert written_label(at, "2026-02-28T16:10:00Z", NOW) == "yesterday 16:02, edited 16:10"


def test_a_recommendation_goes_by_its_reference_and_with_several_reports_by_theirs_too() -> None:
    assert recommendation_label("water", "3", several_reports=False) == "3"
    assert recommendation_label("water", "3", several_reports=True) == "water/3"


def test_one_line_is_no_range_of_lines() -> None:
    assert (lines_label(8, 8), lines_label(8, 9)) == ("line 8", "lines 8-9")


def test_where_the_file_names_nobody_another_program_wrote_it() -> None:
    assert (author_label(None), author_by(None)) == ("from outside the program", "another program")
    assert (author_in_list(None), author_in_list(None, "load")) == ("(outside)", "(load)")
    assert author_label("amy") == author_by("amy") == author_in_list("amy", "edit") == "amy"


NUMBERS = st.lists(st.integers(0, 10**9), min_size=1, max_size=30)


def whole(share: str) -> int:
    """The share without the signs that say it is a little more than nothing, or a little less than all."""
    return {"<1%": 0, ">99%": 100}[share] if share[0] in "<>" else int(share.removesuffix("%"))


@given(NUMBERS.filter(any))
def test_the_shares_of_one_whole_add_up_to_100_and_none_is_off_by_one(numbers: list[int]) -> None:
    shares = [whole(share) for share in percentages(numbers)]
    assert sum(shares) == 100
    assert all(abs(s - 100 * n / sum(numbers)) < 1 for s, n in zip(shares, numbers, strict=True))


@given(NUMBERS.filter(any))
def test_a_larger_part_never_has_the_smaller_share(numbers: list[int]) -> None:
    pairs = sorted(zip(numbers, map(whole, percentages(numbers)), strict=True))
    for (number, share), (larger, its_share) in pairwise(pairs):
        assert number == larger or share <= its_share


@given(NUMBERS.filter(any))
def test_something_is_never_shown_as_nothing_nor_not_yet_all_as_all(numbers: list[int]) -> None:
    for number, share in zip(numbers, percentages(numbers), strict=True):
        assert (share == "0%") == (number == 0)
        assert (share == "100%") == (number == sum(numbers))


def test_three_thirds_and_eight_eighths() -> None:
    assert percentages((1, 1, 1)) == ("34%", "33%", "33%")
    assert percentages((1, 249_999)) == ("<1%", ">99%")
    assert percentages((0, 0)) == ("0%", "0%") and percentages(()) == ()
    assert [percentage(n, 8) for n in (0, 1, 7, 8)] == ["0%", "13%", "88%", "100%"]


@given(st.lists(st.text(min_size=1, max_size=40), unique=True, max_size=60), st.integers(4, 20))
def test_no_two_short_names_look_alike_and_none_is_too_long(names: list[str], width: int) -> None:
    short = short_names(names, width)
    assert list(short) == names
    assert len(set(short.values())) == len(names)
    assert all(len(each) <= width for each in short.values())
    assert all(short[name] == name for name in names if len(name) <= width and len(names) == 1)


def test_a_short_name_keeps_what_tells_it_from_the_others() -> None:
    names = ["upr-afghanistan-2014", "upr-afghanistan-2019", "upr-norway-2014", "a-plan"]
    assert list(short_names(names).values()) == [
        "upr-afghanista…4",
        "upr-afghanista…9",
        "upr-norway-2014",
        "a-plan",
    ]


@given(st.lists(st.integers(0, 500), min_size=1, max_size=8), st.integers(0, 60))
def test_a_bar_of_parts_is_full_and_has_a_cell_of_each_part_that_there_is(
    numbers: list[int], width: int
) -> None:
    given = cells(numbers, width)
    assert sum(given) == (width if sum(numbers) else 0)
    assert all(0 <= cells <= width for cells in given)
    assert not any(cells and not number for cells, number in zip(given, numbers, strict=True))
    if width >= sum(number > 0 for number in numbers):
        assert all(cells for cells, number in zip(given, numbers, strict=True) if number)
