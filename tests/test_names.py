"""Looking up a name that was typed: case and accents do not count, and a slip gets the names that come near."""

import pytest

from tracker.names import alike, did_you_mean, meant, nearest

NAMES = ["Resume", "résumé", "aid", "state capacity", "status"]


@pytest.mark.parametrize(
    ("typed", "name"),
    [("RESUME", "Resume"), ("résumé", "résumé"), ("Aid ", "aid"), ("aids", None), ("", None)],
)
def test_the_name_that_is_meant_is_the_one_typed_else_the_first_that_is_alike(
    typed: str, name: str | None
) -> None:
    assert meant(typed, NAMES) == name


def test_names_are_alike_whatever_their_case_and_accents() -> None:
    assert alike("RÉSUME", NAMES) == ["Resume", "résumé"]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("STAT", ["state capacity", "status"]),
        ("AIDD", ["aid"]),
        ("stauts", ["status"]),
        ("capa", ["state capacity"]),
        ("zzz", []),
        ("", []),
    ],
)
def test_near_are_those_with_a_word_that_begins_so_else_the_most_alike(typed: str, found: list[str]) -> None:
    assert nearest(typed, NAMES) == found


def test_near_are_whole_words_first_and_among_them_those_at_the_beginning() -> None:
    themes = [
        "UPR: Womenfolk",
        "Womenswear",
        "Rights of women",
        "Women's rights",
        "Human rights",
        "Superwomen",
    ]
    assert nearest("WOMEN", themes, most=5) == [
        "Women's rights",
        "Rights of women",
        "Womenswear",
        "UPR: Womenfolk",
    ]
    assert nearest("rights of", themes) == ["Rights of women"]


def test_no_more_are_near_than_asked_for() -> None:
    assert nearest("sta", NAMES, most=1) == ["state capacity"]


def test_a_question_names_what_is_near_safe_to_show_and_else_says_what_to_do() -> None:
    assert did_you_mean(["a\x1bid", "b"]) == "Did you mean: a\ufffdid, b?"
    assert did_you_mean([], otherwise="Look.") == "Look."
