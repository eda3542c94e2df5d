"""A UI in a process of its own, at which an analyst works for some rounds; every toast goes to stdout as JSON.

`python -m tests.faults.ui_at_work DATABASE ANALYST ROUNDS`: a round writes a note and sets the status, both of the
first line.
"""

import asyncio
import json
import sys
from pathlib import Path
from typing import Any

from tests.ui import conftest
from tests.ui.conftest import Sitting, desk
from tracker import edits  # noqa: F401 - the first save is not to take the time of an import

LOOK_SECONDS = 0.25
"""How often it looks at the file; not before it stands, as it would never be calm."""
PATIENCE_SECONDS = 120.0
"""Longer than a save waits for another program."""


async def work(path: Path, analyst: str, rounds: int) -> None:
    """Work, and end when all that was done is in the file or was refused."""
    conftest.ANALYST = analyst
    conftest.LIMIT_SECONDS = PATIENCE_SECONDS
    async with desk(path, (120, 30)) as ui:
        said = _listening(ui)
        ui.app.set_interval(LOOK_SECONDS, ui.app._look_at_file)
        for number in range(rounds):
            await _write_note(ui, said, f"{analyst}{number}")
            await _set_status(ui, said, "12345"[(number * 2 + len(analyst)) % 5])
        await ui.app.store.drain()


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
    await ui.until(lambda: len(said) > known)


async def _set_status(ui: Sitting, said: list[str], digit: str) -> None:
    known = len(said)
    ui.send("s")
    await ui.until(lambda: ui.where == "StatusModal")
    ui.send(digit)
    await ui.until(lambda: len(said) > known)


if __name__ == "__main__":
    asyncio.run(work(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])))
