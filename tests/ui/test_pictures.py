"""A few pictures of the UI: they hold what rows and words on screen cannot tell, the colours and the frames.

`pytest tests/ui/test_pictures.py --pictures` writes them anew; where one differs, what was drawn is left beside
it as *.actual.svg. At most eight in all: each is looked at by a person whenever the looks change on purpose.
"""

import re
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.ui.conftest import Sitting, desk, without_triggers, write

PICTURES = Path(__file__).parent / "pictures"
MOST = 8
THEN = "2026-03-01T09:30:00Z"

Picture = Callable[[Sitting, str], None]


class Frozen(datetime):
    """A clock that stands still, three days after all that was done."""

    @classmethod
    def now(cls, tz=None) -> datetime:
        return datetime(2026, 3, 4, 9, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def still(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let neither the clock nor the place nor the terminal make a difference."""
    monkeypatch.setattr("tracker.ui.widgets.detail_view.datetime", Frozen)
    for name in ("NO_COLOR", "TEXTUAL_THEME", "COLORTERM"):
        monkeypatch.delenv(name, raising=False)
    with monkeypatch.context() as zone:
        zone.setenv("TZ", "UTC")
        time.tzset()
        yield
    time.tzset()


@pytest.fixture
def worked_on(seeded: Path) -> Path:
    """A file in which there is something to see, all of it done at one moment."""
    write(seeded, "INSERT INTO changeset (kind, analyst, summary) VALUES ('edit', 'bob', 'Work')")
    write(seeded, "INSERT INTO open_changeset (changeset_id) SELECT max(id) FROM changeset")
    write(seeded, "UPDATE recommendation SET review_status = 'reviewed' WHERE id = 2")
    write(
        seeded,
        "UPDATE recommendation SET review_status = 'needs_follow_up', status_reason = 'ask the bank' WHERE id = 1",
    )
    write(
        seeded,
        "INSERT INTO tag (id, name, description) VALUES (1, 'aid', 'Money or goods'), (2, 'water', NULL)",
    )
    write(seeded, "INSERT INTO tagging (recommendation_id, tag_id) VALUES (1, 1), (1, 2), (3, 1)")
    write(
        seeded,
        "INSERT INTO note (recommendation_id, body, author, created_at)"
        f" VALUES (1, 'Asked the **ministry**.', 'bob', '{THEN}'), (1, 'From a shell.', NULL, '{THEN}')",
    )
    write(seeded, "DELETE FROM open_changeset")
    without_triggers(
        seeded, f"UPDATE change SET changed_at = '{THEN}'", f"UPDATE changeset SET made_at = '{THEN}'"
    )
    return seeded


@pytest.fixture
def picture(request: pytest.FixtureRequest) -> Picture:
    """Compares what is on screen with the picture of that name."""

    def compare(ui: Sitting, name: str) -> None:
        drawn = re.sub(r"terminal-\d+-", "terminal-", ui.app.export_screenshot(title="Tracker"))
        stored, actual = PICTURES / f"{name}.svg", PICTURES / f"{name}.actual.svg"
        actual.unlink(missing_ok=True)
        if request.config.getoption("--pictures"):
            PICTURES.mkdir(exist_ok=True)
            stored.write_text(drawn, encoding="utf-8")
        elif not stored.exists() or stored.read_text(encoding="utf-8") != drawn:
            actual.write_text(drawn, encoding="utf-8")
            pytest.fail(f"{name}.svg is not what is drawn now: compare it with {actual.name}, see --pictures")

    return compare


async def test_the_list_looks_as_it_did(worked_on: Path, picture: Picture) -> None:
    async with desk(worked_on, (80, 24)) as ui:
        await ui.press("down")
        picture(ui, "list-80x24")


async def test_the_detail_looks_as_it_did(worked_on: Path, picture: Picture) -> None:
    async with desk(worked_on, (80, 24)) as ui:
        await ui.press("enter")
        picture(ui, "detail-80x24")


async def test_the_status_modal_looks_as_it_did(worked_on: Path, picture: Picture) -> None:
    async with desk(worked_on, (80, 24)) as ui:
        await ui.press("s", "j")
        picture(ui, "status-80x24")


async def test_the_wide_desk_looks_as_it_did(worked_on: Path, picture: Picture) -> None:
    async with desk(worked_on, (120, 40)) as ui:
        await ui.press("space", "up")
        picture(ui, "desk-120x40")


def test_there_are_few_pictures_and_each_is_compared() -> None:
    stored = {path.stem for path in PICTURES.glob("*.svg") if not path.name.endswith(".actual.svg")}
    compared = set(re.findall(r'picture\(ui, "(.+?)"\)', Path(__file__).read_text(encoding="utf-8")))
    assert stored == compared
    assert len(stored) <= MOST
