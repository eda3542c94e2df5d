"""Pictures of every screen on the bundled report with some work in it, to be looked at by a person.

`uv run python -m tests.pictures FOLDER [WIDTH HEIGHT]` writes an SVG a screen.
"""

import asyncio
import os
import shutil
import sys
import tempfile
from pathlib import Path

from tests.sample_work import work
from tracker.ui.app import TrackerApp
from tracker.ui.start import open_database

SCREENS = {
    "list": [],
    "detail": ["j", "j", "enter"],
    "status": ["j", "j", "s"],
    "tags": ["j", "j", "t"],
    "note": ["j", "j", "n", "W", "h", "y", "question_mark"],
    "response": ["j", "j", "r", "4", "tab", "n", "o", "t", "e", "d"],
    "progress": ["j", "j", "p", "4", "enter"],
    "due": ["j", "j", "w", "plus", "6", "w"],
    "owner": ["j", "j", "O"],
    "today": ["I"],
    "filters": ["f"],
    "matrix": ["m"],
    "overview": ["o"],
    "history": ["H"],
    "notebook": ["N"],
    "codebook": ["T"],
    "actors": ["A"],
    "mentions": ["j", "j", "a"],
    "palette": ["colon", "p", "a", "k"],
    "sql": ["Q", "enter"],
    "export": ["x"],
    "help": ["question_mark"],
}
"""By name, the keys that lead to it from the list."""


async def draw(path: Path, folder: Path, width: int, height: int) -> None:
    """Write the picture of each screen."""
    for name, keys in SCREENS.items():
        own = Path(shutil.copy(path, path.with_name(f"{name}.db")))
        app = TrackerApp(own, "amy", open_database(own))
        async with app.run_test(size=(width, height)) as pilot:
            await pilot.pause(0.5)
            for key in keys:
                await pilot.press(key)
                await pilot.pause(0.2)
            await pilot.pause(0.5)
            (folder / f"{name}-{width}x{height}.svg").write_text(app.export_screenshot(), encoding="utf-8")


def main(folder: str, width: str = "80", height: str = "24") -> None:
    """Make the database, and draw."""
    Path(folder).mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as made:
        # Notes that are being written are kept there, and not among one's own.
        os.environ["XDG_STATE_HOME"] = made
        path = Path(made) / "tracker.db"
        work(path)
        asyncio.run(draw(path, Path(folder), int(width), int(height)))


if __name__ == "__main__":
    main(*sys.argv[1:])
