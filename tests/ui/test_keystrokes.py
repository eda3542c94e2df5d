"""The budgets: how many keys an analyst needs for what she does all day, at 80x24."""

from hashlib import sha256
from pathlib import Path

import pytest

from tests.ui.conftest import Sitting, desk, rows, without_triggers, write

STATUS = "SELECT review_status FROM recommendation WHERE id = 1"
SAVED = {
    "a status": ("s 4", 2, STATUS, "reviewed"),
    "undo of a status": ("s 4 u", 2 + 1, STATUS, "unreviewed"),
    "a tag": ("t 1 enter", 3, "SELECT count(*) FROM recommendation_tag WHERE recommendation_id = 1", 1),
    "a note from the list": (
        "n H i f2",
        2 + len("Hi"),
        "SELECT body FROM note WHERE recommendation_id = 1",
        "Hi",
    ),
    "an edit of the only note": (
        "e H i f2",
        2 + len("Hi"),
        "SELECT body FROM note WHERE recommendation_id = 1",
        "A Hi",
    ),
}
"""The keys, how many they may be at most, and what is in the file then."""
SEEN = {
    "read on": ("enter", "J", 1, "2. Support regional governments"),
    "judge and go on": ("enter", "s 4 J", 3, "2. Support regional governments"),
    "judge and go on to the next unreviewed": (
        "enter",
        "s 4 full_stop",
        3,
        "2. Support regional governments",
    ),
    "the next unreviewed": ("", "full_stop", 1, ">   2 ·"),
    "sort": ("", "z", 1, "sort:reference"),
    "turn the order round": ("z", "Z", 1, "sort:-reference"),
    "source": ("", "L", 1, "> 1 The first line"),
    "source of what is read": ("enter", "L", 1, "> 1 The first line"),
    "the only note in the editor": ("", "e", 1, "A first note"),
}
"""The keys that lead there, those that count, how many they may be at most, and what is on screen then."""


@pytest.fixture
def worked_on(bundled: Path) -> Path:
    """The bundled report, its source beside the database, with a note on the second recommendation."""
    raw = b"The first line\n" * 12
    (bundled.parent / "report.txt").write_bytes(raw)
    without_triggers(
        bundled,
        f"UPDATE report SET source_file = 'report.txt', source_sha256 = '{sha256(raw).hexdigest()}'",
        "UPDATE recommendation SET first_line = 1, last_line = 2 WHERE id = 1",
    )
    return bundled


async def press(ui: Sitting, keys: str) -> None:
    await ui.press(*keys.split())


@pytest.mark.parametrize(("keys", "budget", "sql", "expected"), SAVED.values(), ids=SAVED)
async def test_what_is_saved_takes_no_more_keys_than_its_budget(
    bundled: Path, keys: str, budget: int, sql: str, expected: object
) -> None:
    assert len(keys.split()) <= budget
    if keys.startswith("e"):
        write(bundled, "INSERT INTO note (recommendation_id, body) VALUES (1, 'A ')")
    async with desk(bundled) as ui:
        await press(ui, keys)
    assert rows(bundled, sql) == [expected]


@pytest.mark.parametrize(("before", "keys", "budget", "expected"), SEEN.values(), ids=SEEN)
async def test_what_is_looked_at_takes_no_more_keys_than_its_budget(
    worked_on: Path, before: str, keys: str, budget: int, expected: str
) -> None:
    assert len(keys.split()) <= budget
    write(worked_on, "INSERT INTO note (recommendation_id, body) VALUES (1, 'A first note')")
    async with desk(worked_on) as ui:
        await press(ui, before)
        assert expected not in ui.screen
        await press(ui, keys)
        assert expected in ui.screen


async def test_eight_recommendations_read_and_judged_take_three_keys_each(bundled: Path) -> None:
    async with desk(bundled) as ui:
        await press(ui, "enter")
        for number in range(1, 9):
            assert f"{number} of 8" in ui.lines[0]
            await press(ui, "s 4 full_stop")
        assert "Nothing else in this list is unreviewed." in ui.toast
    assert rows(bundled, "SELECT DISTINCT review_status FROM recommendation") == ["reviewed"]


async def test_a_jump_to_a_recommendation_takes_three_keys_at_most_and_its_name(bundled: Path) -> None:
    async with desk(bundled) as ui:
        await ui.press("colon")
        await ui.type("offer")
        await ui.press("enter")
        assert "6. Offer Afghanistan and Pakistan a Marshal Aid Program" in ui.screen
