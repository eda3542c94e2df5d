"""At home in any terminal: themes are chosen, remembered and legible, and no state is told by colour alone."""

import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from textual.color import Color

from tests.benchmarks.terminal import Terminal
from tests.ui.conftest import Sitting, desk, write
from tracker import config
from tracker.config import Config
from tracker.ui.app import TrackerApp
from tracker.ui.start import open_database

THEMES = ["textual-dark", "textual-light", "nord", "solarized-light", "ansi-dark", "ansi-light"]
READABLE = 2.0
"""The least contrast that even a quiet text on the cursor may have; WCAG asks for 3 where it is bold, else 4.5."""


@pytest.fixture(autouse=True)
def config_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("platformdirs.user_config_path", lambda app, *, appauthor: tmp_path / "config" / app)
    return tmp_path / "config" / "tracker" / "config.toml"


@asynccontextmanager
async def themed(path: Path, theme: str, size: tuple[int, int] = (80, 24)) -> AsyncIterator[Sitting]:
    app = TrackerApp(path, "amy", open_database(path), Config(theme=theme))
    app.animation_level = "none"
    async with app.run_test(size=size, notifications=True) as pilot:
        ui = Sitting(pilot, app)
        await ui.settle()
        yield ui


async def test_the_theme_of_the_file_is_there_from_the_first_paint(seeded: Path) -> None:
    async with themed(seeded, "nord") as ui:
        assert ui.app.theme == "nord"
        assert ui.toast == ""


async def test_a_theme_there_is_not_is_a_toast_and_the_usual_one(seeded: Path) -> None:
    async with themed(seeded, "[red]nort") as ui:
        assert ui.app.theme == "textual-dark"
        assert "config.toml: there is no theme '[red]nort'. ctrl+t chooses one." in ui.toast


async def test_each_move_shows_the_theme_and_enter_keeps_it_for_the_next_start(
    seeded: Path, config_file: Path
) -> None:
    config_file.parent.mkdir(parents=True)
    config_file.write_text('# mine\nanalyst = "amy"\n')
    async with desk(seeded) as ui:
        await ui.pilot.press("ctrl+t")
        await ui.settle()
        assert "textual-dark  (now)" in ui.screen
        await ui.press("g")
        assert ui.app.theme == "ansi-dark"
        await ui.press("j")
        assert ui.app.theme == "ansi-light"
        await ui.press("enter")
        assert (ui.where, ui.app.theme) == ("Desk", "ansi-light")
    assert config_file.read_text() == 'theme = "ansi-light"\n# mine\nanalyst = "amy"\n'
    assert config.read().theme == "ansi-light"


async def test_esc_puts_the_theme_back_and_remembers_nothing(seeded: Path, config_file: Path) -> None:
    async with desk(seeded) as ui:
        await ui.pilot.press("ctrl+t")
        await ui.settle()
        await ui.press("g", "j", "escape")
        assert ui.app.theme == "textual-dark"
    assert not config_file.exists()


async def test_a_theme_that_cannot_be_remembered_stays_and_the_reason_is_told(
    seeded: Path, config_file: Path
) -> None:
    config_file.parent.parent.mkdir()
    config_file.parent.write_text("in the way")
    async with desk(seeded) as ui:
        await ui.pilot.press("ctrl+t")
        await ui.settle()
        await ui.press("g", "enter")
        assert ui.app.theme == "ansi-dark"
        assert "The theme is not remembered" in ui.toast
        assert "It stays until you quit." in ui.toast


async def test_the_mouse_chooses_a_theme_too(seeded: Path) -> None:
    async with desk(seeded) as ui:
        await ui.pilot.press("ctrl+t")
        await ui.settle()
        await ui.click("solarized-light")
        assert (ui.where, ui.app.theme) == ("Desk", "solarized-light")


def contrasts(ui: Sitting) -> dict[str, float]:
    """Return the contrast of every word on the screen or modal in front, but for what is dimmed on purpose."""
    region = next((modal.region for modal in ui.app.screen.query(".modal")), ui.app.screen.region)
    found: dict[str, float] = {}
    for y, strip in enumerate(ui.app.screen._compositor.render_strips()):
        x = 0
        for segment in strip:
            style, inside = segment.style, (x, y) in region
            x += segment.cell_length
            if not inside or style is None or style.dim or not any(c.isalnum() for c in segment.text):
                continue
            if style.color is None or style.bgcolor is None:
                continue
            if style.color.is_default or style.bgcolor.is_default or style.color.number is not None:
                # The terminal decides what these look like; the same one twice cannot be read in any.
                same = style.color == style.bgcolor and not style.color.is_default
                found[segment.text] = 0.0 if same else 21.0
            else:
                front, back = Color.from_rich_color(style.color), Color.from_rich_color(style.bgcolor)
                found[segment.text] = _contrast(front, back)
    return found


def _contrast(front: Color, back: Color) -> float:
    """Return the contrast ratio of two colours (WCAG 2.2, relative luminance)."""

    def luminance(color: Color) -> float:
        parts = [part / 255 for part in color.rgb]
        red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    light, dark = sorted((luminance(front), luminance(back)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", THEMES)
async def test_every_text_can_be_read_in_every_theme(bundled: Path, theme: str) -> None:
    write(bundled, "UPDATE recommendation SET review_status = 'reviewed' WHERE id < 3")
    async with themed(bundled, theme, (120, 40)) as ui:
        for opened in ((), ("s",), ("t",), ("n",), ("question_mark",)):
            await ui.press(*opened)
            faint = {text: round(ratio, 1) for text, ratio in contrasts(ui).items() if ratio < READABLE}
            assert (opened, faint) == (opened, {})
            if opened:
                await ui.press("escape")


def test_without_colours_each_status_has_a_glyph_and_a_word_and_the_cursor_a_sign(
    seeded: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(seeded, "UPDATE recommendation SET review_status = 'needs_follow_up' WHERE id = 2")
    monkeypatch.setenv("NO_COLOR", "1")
    with Terminal([sys.executable, "-m", "tracker", "--db", str(seeded), "--analyst", "amy"]) as terminal:
        terminal.wait_for(b"! Needs follow-up")
        terminal.wait_for("· Unreviewed".encode())
        terminal.wait_for(b">")


@pytest.mark.parametrize(("mouse", "asked"), [("true", True), ("false", False)])
def test_the_mouse_can_be_left_to_the_terminal(
    seeded: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mouse: str, asked: bool
) -> None:
    (tmp_path / "config" / "tracker").mkdir(parents=True)
    (tmp_path / "config" / "tracker" / "config.toml").write_text(f"mouse = {mouse}\n")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    with Terminal([sys.executable, "-m", "tracker", "--db", str(seeded), "--analyst", "amy"]) as terminal:
        terminal.wait_for(b"Unreviewed")
        assert (b"\x1b[?1000h" in terminal.seen) == asked
