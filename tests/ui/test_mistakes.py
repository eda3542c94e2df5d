"""A fault of ours, wherever the UI works while keys are answered: it is told, and the UI stands open."""

import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.ui.conftest import desk, write

UI = Path(__file__).parents[2] / "tracker" / "ui"


def boom(*_arguments: object, **_named: object) -> None:
    raise RuntimeError("boom")


@pytest.mark.parametrize(
    ("function", "keys", "doing"),
    [
        ("queries.recommendation", ["enter"], "reading the recommendation"),
        ("queries.first_page", ["slash", *"dam"], "searching"),
        ("queries.tags", ["T"], "reading what is listed here"),
        ("saved_views.saved_views", ["v"], "reading what is listed here"),
        ("notebook.notes_found", ["N"], "reading what is listed here"),
        ("history.changes_of", ["s4", "H"], "reading the changes of the entry"),
        ("facets.faceted", ["f"], "counting the facets"),
        ("matrix.matrix", ["m"], "reading the matrix"),
        ("counts.analysts", ["o"], "reading what is listed here"),
        ("places.lists", ["colon"], "reading what can be jumped to"),
        ("places.recommendations", ["colon", *"dam"], "looking for recommendations"),
    ],
)
async def test_a_fault_in_a_query_is_told_and_the_ui_stands_open(
    seeded: Path, monkeypatch: pytest.MonkeyPatch, function: str, keys: list[str], doing: str
) -> None:
    module, name = function.split(".")
    async with desk(seeded) as ui:
        with monkeypatch.context() as patch:
            # Those that import it first: what is imported after it was broken would keep what is broken.
            for place in (*_that_import(name), f"tracker.reading.{module}"):
                patch.setattr(f"{place}.{name}", boom)
            for key in keys:
                await ui.press(*(key if len(key) == 2 else (key,)))
        # Where a modal stands in between, the words of a toast are read in parts.
        sentence = f"Tracker made a mistake (RuntimeError: boom) while {doing}."
        assert "".join(sentence.split()) in "".join(ui.toast.split())
        await ui.press("escape", "escape", "escape")
        assert ui.app.is_running
        assert ui.where == "Desk"


def _that_import(name: str) -> Iterator[str]:
    """Yield the modules of the UI that have the function under its own name."""
    for path in UI.rglob("*.py"):
        if re.search(rf"^from tracker\.reading\.\w+ import .*\b{name}\b", path.read_text(), re.MULTILINE):
            yield ".".join(("tracker", "ui", *path.relative_to(UI).with_suffix("").parts))


def test_every_worker_of_the_ui_is_one_that_tells() -> None:
    own = [path for path in UI.rglob("*.py") if re.search(r"@work\b|run_worker\(", path.read_text())]
    assert own == []


async def test_a_fault_in_the_look_at_the_file_is_told_once(
    seeded: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with desk(seeded) as ui:
        monkeypatch.setattr(ui.app.store, "changed", boom)
        await ui.look()
        assert "Tracker made a mistake (RuntimeError: boom) while looking at the file." in ui.toast
        ui.app.clear_notifications()
        await ui.look()
        assert ui.toast == ""


async def test_a_search_on_the_desk_does_not_end_what_the_matrix_reads(
    seeded: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with desk(seeded) as ui:
        abandoned: list[str] = []
        read: list[str] = []
        store = ui.app.store
        real_read = store.read

        async def noted(reader: object, *, lane: str = "rows") -> object:
            read.append(lane)
            return await real_read(reader, lane=lane)  # type: ignore[arg-type]

        monkeypatch.setattr(store, "read", noted)
        monkeypatch.setattr(store, "abandon", abandoned.append)
        await ui.press("m")
        of_matrix = set(read)
        ui.app.screen_stack[0].search("dam")
        await ui.settle()
        assert abandoned
        assert not of_matrix & set(abandoned)


@pytest.mark.parametrize(
    ("zone", "utc"), [("America/New_York", "0001-01-01T00:00:00Z"), ("Asia/Tokyo", "9999-12-31T23:59:59Z")]
)
async def test_a_time_that_has_no_local_one_is_shown_as_it_stands(
    seeded: Path, monkeypatch: pytest.MonkeyPatch, zone: str, utc: str
) -> None:
    write(seeded, "INSERT INTO note (recommendation_id, body) VALUES (1, 'today')")
    write(seeded, "INSERT INTO note (recommendation_id, body, created_at) VALUES (1, 'long ago', ?)", utc)
    with monkeypatch.context() as patch:
        patch.setenv("TZ", zone)
        time.tzset()
        async with desk(seeded) as ui:
            await ui.press("N")
            assert f"{utc}  water/1" in ui.screen
            assert "today" in ui.screen
    time.tzset()
