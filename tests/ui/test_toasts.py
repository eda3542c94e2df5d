"""What is told stands above the keys, covers nothing that is read, and can be read in turn."""

from pathlib import Path

import pytest

from tests.ui.conftest import Sitting, desk, write
from tracker.errors import TrackerError

FIRST = TrackerError("The first thing failed.", "Do this.")
SECOND = TrackerError("The second thing failed.", "Do that.")
LONG = TrackerError("It failed " + "again and " * 12 + "again.", "Now do that, and nothing else.")


async def time_goes_by(ui: Sitting) -> None:
    """Let the time be over that is needed to read what is told."""
    ui.app.toasts.show_next()
    await ui.settle()


async def tell(ui: Sitting, *several: TrackerError | str) -> None:
    for what in several:
        ui.app.show_toast(what)
    await ui.settle()


SCREENS = [
    ("", (120, 40)),
    ("n", (200, 60)),
    *((keys, (80, 24)) for keys in ("", "enter", "n", "t", "f", "?", "N", "m")),
]


@pytest.mark.parametrize(("keys", "size"), SCREENS, ids=str)
async def test_no_line_that_is_read_is_covered(bundled: Path, keys: str, size: tuple[int, int]) -> None:
    numbers = "WITH RECURSIVE numbered(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbered WHERE n < 30)"
    write(bundled, f"INSERT INTO tag (name) {numbers} SELECT 'tag ' || n FROM numbered")
    write(
        bundled,
        f"INSERT INTO note (recommendation_id, body) {numbers}"
        " SELECT 1, 'note ' || n || char(10, 10) || 'more' FROM numbered",
    )
    async with desk(bundled, size) as ui:
        await ui.press(*keys)
        before = ui.lines
        assert not before[-2].strip()
        await tell(ui, "Short.")
        assert ui.lines[:-2] + ui.lines[-1:] == before[:-2] + before[-1:]
        assert ui.lines[-2] == "▌ Short."
        await tell(ui, LONG)
        assert ui.lines[:-2] == before[:-2]
        assert "It failed again" in ui.lines[-2]


async def test_failures_are_told_in_turn_and_then_what_came_after_them(seeded: Path) -> None:
    async with desk(seeded) as ui:
        await tell(ui, FIRST, SECOND, "Done.", "Done again.", FIRST)
        assert ui.toast == str(FIRST)
        await time_goes_by(ui)
        assert ui.toast == str(SECOND)
        await time_goes_by(ui)
        assert ui.toast == ""


async def test_what_a_later_key_did_is_told_at_once(seeded: Path) -> None:
    async with desk(seeded) as ui:
        await tell(ui, FIRST, SECOND)
        await ui.press("j")
        assert ui.toast == str(FIRST)
        await ui.press("s", "4")
        assert ui.toast == "water/2: Unreviewed -> Reviewed"
        await time_goes_by(ui)
        assert ui.toast == ""


async def test_what_is_no_failure_gives_way_to_what_is_newer(seeded: Path) -> None:
    async with desk(seeded) as ui:
        await tell(ui, "Done.", "Done again.")
        assert ui.toast == "Done again."
        await tell(ui, FIRST, "Done.")
        assert ui.toast == str(FIRST)


async def test_what_is_too_long_is_told_in_two_parts_what_is_wrong_and_what_to_do(seeded: Path) -> None:
    async with desk(seeded) as ui:
        await tell(ui, LONG)
        assert ui.toast == f"{LONG.sentence} …"
        await time_goes_by(ui)
        assert ui.toast == LONG.remedy
    async with desk(seeded, (120, 40)) as ui:
        await tell(ui, LONG)
        assert ui.toast == str(LONG)


async def test_what_is_told_goes_by_itself(seeded: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (("_FAILURE_SECONDS", 0.01), ("_CHARACTERS_A_SECOND", 10_000)):
        monkeypatch.setattr(f"tracker.ui.toasts.{name}", value)
    async with desk(seeded) as ui:
        await tell(ui, FIRST, SECOND)
        await ui.until(lambda: ui.toast == "")
