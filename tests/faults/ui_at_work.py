"""A UI in a process of its own, at which an analyst works until a file appears; every toast goes to stdout as JSON.

`python -m tests.faults.ui_at_work DATABASE ANALYST STOP` writes notes and sets the status of the first line.
"""

import asyncio
import json
import sys
from itertools import count
from pathlib import Path
from typing import Any

from tests.ui import conftest
from tests.ui.conftest import Sitting, desk

LOOK_SECONDS = 0.1
"""How often it looks at the file; not before it stands, as it would never be calm."""


async def work(path: Path, analyst: str, stop: Path) -> None:
    conftest.ANALYST = analyst
    async with desk(path, (120, 30)) as ui:
        said = _listening(ui)
        ui.app.set_interval(LOOK_SECONDS, ui.app._look_at_file)
        for number in count():
            if stop.exists():
                break
            await _write_note(ui, said, f"{analyst}{number}")
            await _set_status(ui, said, "12345"[(number * 2 + len(analyst)) % 5])


def _listening(ui: Sitting) -> list[str]:
    """Return the list that what the UI says is added to from now on."""
    said: list[str] = []
    notify = ui.app.notify

    def told(message: str, **options: Any) -> None:
        said.append(message)
        print(json.dumps(message), flush=True)
        notify(message, **options)

    ui.app.notify = told  # type: ignore[method-assign]
    return said


async def _write_note(ui: Sitting, said: list[str], text: str) -> None:
    known = len(said)
    ui.send("n")
    await ui.until(lambda: ui.where == "NoteModal")
    ui.send(*text, "ctrl+s")
    try:
        await ui.until(lambda: len(said) > known)
    except AssertionError:
        import sys
        from tests.ui.conftest import rows
        print("SAID", known, said[-4:], text, rows(ui.app.store.path, "SELECT id, body, author FROM note WHERE author NOT NULL ORDER BY id DESC LIMIT 5"), ui.app._saves_under_way, ui.app._saves_failed, list(ui.app.typed)[-5:], ui.app.workers, file=sys.stderr)
        raise


async def _set_status(ui: Sitting, said: list[str], digit: str) -> None:
    known = len(said)
    ui.send("s")
    await ui.until(lambda: ui.where == "StatusModal")
    ui.send(digit)
    await ui.until(lambda: len(said) > known)


if __name__ == "__main__":
    asyncio.run(work(Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3])))
