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
    for module in ("widgets.detail_view", "widgets.changes_view", "screens.history"):
        monkeypatch.setattr(f"tracker.ui.{module}.datetime", Frozen)
    for name in ("NO_COLOR", "TEXTUAL_THEME", "COLORTERM"):
        monkeypatch.delenv(name, raising=False)
    with monkeypatch.context() as zone:
        zone.setenv("TZ", "UTC")
        time.tzset()
        yield
    time.tzset()


@pytest.fixture
def worked_on(bundled: Path) -> Path:
    """The bundled report in the middle of its review, all of it done at one moment."""
    write(
        bundled,
        "INSERT INTO changeset (kind, analyst, summary) VALUES ('edit', 'bob', 'A morning of review')",
    )
    write(bundled, "INSERT INTO open_changeset (changeset_id) SELECT max(id) FROM changeset")
    write(bundled, "UPDATE recommendation SET review_status = 'reviewed' WHERE reference IN ('1', '4')")
    write(
        bundled,
        "UPDATE recommendation SET review_status = 'needs_follow_up', status_reason = 'who pays?'"
        " WHERE reference = '6'",
    )
    write(bundled, "UPDATE recommendation SET review_status = 'in_review' WHERE reference = '3'")
    for reference, tag in (
        ("6", "aid"),
        ("6", "livelihoods"),
        ("3", "aid"),
        ("7", "victims"),
        ("8", "new body"),
    ):
        write(
            bundled,
            "INSERT INTO tagging (recommendation_id, tag_id) SELECT r.id, t.id FROM recommendation AS r, tag AS t"
            f" WHERE r.reference = '{reference}' AND t.name = '{tag}'",
        )
    write(
        bundled,
        "INSERT INTO note (recommendation_id, body, author, created_at)"
        f" VALUES (6, 'Compare the **Marshall Plan**: grants, not loans.', 'bob', '{THEN}'),"
        f" (6, 'From a shell.', NULL, '{THEN}')",
    )
    write(bundled, "DELETE FROM open_changeset")
    without_triggers(
        bundled, f"UPDATE change SET changed_at = '{THEN}'", f"UPDATE changeset SET made_at = '{THEN}'"
    )
    return bundled


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
        await ui.press("down", "down", "down", "down", "down", "enter")
        picture(ui, "detail-80x24")


async def test_the_status_modal_looks_as_it_did(worked_on: Path, picture: Picture) -> None:
    async with desk(worked_on, (80, 24)) as ui:
        await ui.press("s", "j")
        picture(ui, "status-80x24")


async def test_the_wide_desk_looks_as_it_did(worked_on: Path, picture: Picture) -> None:
    async with desk(worked_on, (120, 40)) as ui:
        await ui.press("down", "down", "down", "down", "down")
        picture(ui, "desk-120x40")


async def test_the_matrix_looks_as_it_did(worked_on: Path, picture: Picture) -> None:
    async with desk(worked_on, (120, 40)) as ui:
        await ui.press("m", "down")
        picture(ui, "matrix-120x40")


async def test_the_overview_looks_as_it_did(worked_on: Path, picture: Picture) -> None:
    async with desk(worked_on, (80, 24)) as ui:
        await ui.press("o", "down")
        picture(ui, "overview-80x24")


async def test_the_history_looks_as_it_did(worked_on: Path, picture: Picture) -> None:
    async with desk(worked_on, (120, 40)) as ui:
        await ui.press("H")
        picture(ui, "history-120x40")


async def test_the_codebook_looks_as_it_did(worked_on: Path, picture: Picture) -> None:
    async with desk(worked_on, (80, 24)) as ui:
        await ui.press("T", "down")
        picture(ui, "codebook-80x24")


def test_there_are_few_pictures_and_each_is_compared() -> None:
    stored = {path.stem for path in PICTURES.glob("*.svg") if not path.name.endswith(".actual.svg")}
    compared = set(re.findall(r'picture\(ui, "(.+?)"\)', Path(__file__).read_text(encoding="utf-8")))
    assert stored == compared
    assert len(stored) <= MOST
