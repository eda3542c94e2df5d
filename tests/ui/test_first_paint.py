"""The first screen stands before anything heavy is imported, and its keys work before the rest is there."""

import asyncio
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from textual.screen import Screen

import tracker.ui
from tests import LIMIT_SECONDS
from tests.ui.conftest import before
from tracker.ui.app import TrackerApp
from tracker.ui.screens import desk
from tracker.ui.start import open_database
from tracker.ui.widgets.detail_view import DetailView
from tracker.ui.widgets.facet_panel import FacetPanel

HEAVY = {"sqlalchemy", "sqlmodel", "pydantic", "alembic", "click"}
OPENED = """
import asyncio, gc, sys
gc.disable()  # as the program does before it imports the UI
import tracker.ui.app as ui
from tracker.ui.start import open_database
from pathlib import Path
from typing import Any

path = Path(sys.argv[1])
painted = {}


whole = ui.TrackerApp.after_start


def after_start(self):
    whole(self)
    assert gc.isenabled()
    painted["modules"] = set(sys.modules)
    painted["screen"] = self.export_screenshot()


ui.TrackerApp.after_start = after_start


async def main():
    app = ui.TrackerApp(path, "amy", open_database(path))
    async with app.run_test() as pilot:
        while "modules" not in painted:
            await pilot.pause(0)


asyncio.run(main())
assert "Unreviewed" in painted["screen"]
assert not {"tracker.database.writer", "tracker.query_dates"} & painted["modules"]
print(*sorted({name.partition(".")[0] for name in painted["modules"]}))
"""


def test_the_list_is_on_screen_before_anything_heavy_is_imported(seeded: Path) -> None:
    process = subprocess.run(
        [sys.executable, "-c", OPENED, str(seeded)],
        capture_output=True,
        text=True,
        check=False,
        timeout=LIMIT_SECONDS,
    )
    assert process.returncode == 0, process.stderr
    imported = set(process.stdout.split())
    assert "textual" in imported
    assert not imported & HEAVY


@pytest.mark.parametrize(
    "module",
    sorted(Path(tracker.ui.__path__[0]).joinpath("widgets").glob("*.py")),
    ids=lambda path: path.name,
)
def test_no_widget_speaks_to_the_database(module: Path) -> None:
    code = module.read_text(encoding="utf-8")
    assert not re.search(
        r"^\s*(import|from) (sqlite3|sqlalchemy|sqlmodel|tracker\.(database|edits))", code, re.M
    )
    assert not re.search(r"\bSELECT\b.*?\bFROM\b", code, re.DOTALL)


async def test_facets_and_detail_are_laid_out_together_after_the_first_paint(
    seeded: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk, "TOGETHER_SECONDS", LIMIT_SECONDS)
    app = TrackerApp(seeded, "amy", open_database(seeded))
    seen: list[tuple[bool, bool]] = []

    def laid_out(_screen: object) -> None:
        facets = any(panel.facets for panel in app.screen.query(FacetPanel))
        detail = any(view.recommendation is not None for view in app.screen.query(DetailView))
        seen.append((facets, detail))

    async with app.run_test(size=(160, 45)) as pilot, asyncio.timeout(LIMIT_SECONDS):
        app.screen.screen_layout_refresh_signal.subscribe(app.screen, laid_out, immediate=True)
        while (True, True) not in seen:
            await pilot.pause(0)
    assert set(seen) <= {(False, False), (True, True)}


async def test_a_start_draws_the_list_and_then_all_of_it_and_nothing_twice(
    seeded: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk, "TOGETHER_SECONDS", LIMIT_SECONDS)
    app = TrackerApp(seeded, "amy", open_database(seeded))
    sent: list[str] = []

    def display(screen: Screen[Any], drawn: Any) -> None:
        text = drawn.render_segments(app.console) if drawn is not None else ""
        if text:
            sent.append(text)

    monkeypatch.setattr(app, "_display", display)
    async with before(app, (160, 45), drawn=True):
        drawn = [("Unreviewed" in text, "Review status" in text) for text in sent]
    assert drawn == [(True, False), (True, True)]
