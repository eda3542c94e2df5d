"""The budgets: how many keys an analyst needs for what she does all day."""

from pathlib import Path

import pytest

from tests.ui.conftest import desk, rows

BUDGETS = {
    "a status": (["s", "4"], 2, "SELECT review_status FROM recommendation WHERE id = 1", "reviewed"),
    "a tag": (
        ["t", "1", "enter"],
        3,
        "SELECT count(*) FROM recommendation_tag WHERE recommendation_id = 1",
        1,
    ),
    "a note": (["n", *"Hi", "f2"], 2 + len("Hi"), "SELECT body FROM note WHERE recommendation_id = 1", "Hi"),
    "undo of a status": (
        ["s", "4", "u"],
        2 + 1,
        "SELECT review_status FROM recommendation WHERE id = 1",
        "unreviewed",
    ),
}


@pytest.mark.parametrize(("keys", "budget", "sql", "expected"), BUDGETS.values(), ids=BUDGETS)
async def test_it_takes_no_more_keys_than_its_budget(
    bundled: Path, keys: list[str], budget: int, sql: str, expected: object
) -> None:
    assert len(keys) <= budget
    async with desk(bundled) as ui:
        await ui.press(*keys)
    assert rows(bundled, sql) == [expected]


async def test_a_jump_to_a_recommendation_takes_three_keys_at_most_and_its_name(bundled: Path) -> None:
    async with desk(bundled) as ui:
        await ui.press("colon")
        await ui.type("offer")
        await ui.press("enter")
        assert "6. Offer Afghanistan and Pakistan a Marshal Aid Program" in ui.screen
