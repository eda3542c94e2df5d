"""A fault of ours, wherever the UI works while keys are answered: it is told, and the UI stands open."""

import asyncio
import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.ui.conftest import desk, statuses_of, write
from tracker.errors import BadInput

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
        ("facets.faceted", ["f"], "counting the filters"),
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
    async with desk(seeded, mistakes=True) as ui:
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


FAULT = "Tracker made a mistake (RuntimeError: boom) while"


@pytest.mark.parametrize(
    ("broken", "keys", "doing"),
    [
        ("app.TrackerApp.action_overview", ["o"], "answering the key o"),
        ("screens.status.StatusModal.on_key", ["s", "4"], "answering the key 4"),
        ("screens.status.StatusModal.on_mount", ["s"], "opening the screen"),
        (
            "screens.status.StatusModal.on_input_submitted",
            ["s", "tab", "enter"],
            "answering 'input submitted'",
        ),
        (
            "screens.desk.Desk.on_recommendation_list_highlighted",
            ["j"],
            "answering 'recommendation list highlighted'",
        ),
    ],
)
async def test_a_fault_in_a_handler_is_told_and_the_ui_stands_open(
    seeded: Path, monkeypatch: pytest.MonkeyPatch, broken: str, keys: list[str], doing: str
) -> None:
    async with desk(seeded, mistakes=True) as ui:
        with monkeypatch.context() as patch:
            patch.setattr(f"tracker.ui.{broken}", boom, raising=False)
            await ui.press(*keys)
        assert f"{FAULT} {doing}." in ui.toast
        await ui.press("escape")
        assert ui.where == "Desk"
        await ui.press("s", "4")
    assert "reviewed" in statuses_of(seeded)


async def test_a_fault_after_a_modal_is_told_and_the_ui_stands_open(
    seeded: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with desk(seeded, mistakes=True) as ui:
        monkeypatch.setattr(ui.app, "save", boom)
        await ui.press("s", "4")
        assert f"{FAULT} going on with what was begun." in ui.toast
        monkeypatch.undo()
        await ui.press("s", "4")
    assert statuses_of(seeded)[0] == "reviewed"


async def test_a_fault_that_comes_by_itself_is_told_once(seeded: Path) -> None:
    came = 0

    def broken() -> None:
        nonlocal came
        came += 1
        boom()

    async with desk(seeded, mistakes=True) as ui:
        ui.app.set_interval(0.02, broken)
        await ui.until(lambda: FAULT in ui.toast)
        ui.app.toasts.show_next()
        again = came + 3
        await ui.until(lambda: came > again)
        assert ui.toast == ""
        asyncio.get_running_loop().call_soon(int, "boom")
        await ui.until(lambda: "ValueError" in ui.toast)


async def test_an_error_to_act_on_is_told_as_it_is(seeded: Path) -> None:
    def refuse() -> None:
        raise BadInput("This cannot be.", "Do that.")

    async with desk(seeded) as ui:
        ui.app.call_later(refuse)
        await ui.until(lambda: "This cannot be. Do that." in ui.toast)


async def test_the_traceback_goes_to_the_log_of_textual(
    seeded: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = tmp_path / "log"
    async with desk(seeded, mistakes=True) as ui:
        monkeypatch.setattr("textual.constants.LOG_FILE", str(log))
        ui.app.call_later(boom)
        await ui.until(lambda: FAULT in ui.toast)
    assert 'raise RuntimeError("boom")' in log.read_text()


@pytest.mark.parametrize(
    "broken",
    [
        "screens.help.HelpModal.render_lines",
        "screens.help.HelpModal.compose",
        "screens.help.HelpModal.arrange",
    ],
)
async def test_a_screen_that_cannot_be_drawn_is_left(
    seeded: Path, monkeypatch: pytest.MonkeyPatch, broken: str
) -> None:
    async with desk(seeded, mistakes=True, drawn=True) as ui:
        with monkeypatch.context() as patch:
            patch.setattr(f"tracker.ui.{broken}", boom, raising=False)
            await ui.press("question_mark")
            assert ui.where == "Desk"
            assert f"{FAULT} drawing the screen." in ui.toast
        await ui.press("question_mark")
        assert ui.where == "HelpModal"


async def test_what_stood_in_the_field_of_a_screen_that_cannot_be_drawn_is_told(
    seeded: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with desk(seeded, mistakes=True, drawn=True) as ui:
        await ui.press("s", "tab")
        await ui.type("my reason")
        monkeypatch.setattr("tracker.ui.widgets.choices.Choices.render_line", boom)
        ui.app.screen.query_one("Choices").refresh()
        await ui.settle()
        assert ui.where == "Desk"
        assert "What stood in the field: my reason" in ui.toast


async def test_a_note_on_a_screen_that_cannot_be_drawn_is_kept(
    seeded: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with desk(seeded, (120, 24), mistakes=True, drawn=True) as ui:
        await ui.press("n")
        await ui.type("just typed")
        with monkeypatch.context() as patch:
            patch.setattr("textual.widgets.TextArea.render_line", boom)
            ui.app.screen.query_one("TextArea").refresh()
            await ui.settle()
        assert ui.where == "Desk"
        assert "The note that was being written is kept" in ui.toast
        await ui.press("n")
        assert ui.editor == "just typed"


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
    async with desk(seeded, mistakes=True) as ui:
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
