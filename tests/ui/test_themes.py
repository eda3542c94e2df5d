"""At home in any terminal: themes are chosen, remembered and legible, and no state is told by colour alone."""

import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from rich.cells import cell_len
from textual.color import Color
from textual.theme import BUILTIN_THEMES

from tests.benchmarks.terminal import Terminal
from tests.ui.conftest import Sitting, desk, write
from tracker import config
from tracker.config import Config
from tracker.database.lookups import LOOKUPS
from tracker.reading.queries import Code
from tracker.ui.app import TrackerApp
from tracker.ui.start import open_database
from tracker.ui.visuals import (
    CONTRAST,
    MUTED,
    OVERDUE,
    contrast,
    position_sign,
    progress_sign,
    progress_style,
    role_style,
    status_style,
    theme_variables,
)

MARKDOWN = """# Head
## Head two
Some *words*, `code`, a [link](https://example.org) and

- an item
1. a number

> quoted
"""


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
        assert "config.toml: there is no theme '[red]nort'. ^t chooses one." in ui.toast


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
    # Wide enough for the path of the file and what comes behind it.
    async with desk(seeded, size=(200, 24)) as ui:
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
    """Return the contrast of every word on the screen or modal in front."""
    region = next((modal.region for modal in ui.app.screen.query(".modal")), ui.app.screen.region)
    found: dict[str, float] = {}
    for y, strip in enumerate(ui.app.screen._compositor.render_strips()):
        x = 0
        for segment in strip:
            style, inside = segment.style, (x, y) in region
            x += segment.cell_length
            if not inside or style is None or not any(c.isalnum() for c in segment.text):
                continue
            if style.color is None or style.bgcolor is None:
                continue
            if style.color.is_default or style.bgcolor.is_default or style.color.number is not None:
                # The terminal decides what these look like; the same one twice cannot be read in any.
                same = style.color == style.bgcolor and not style.color.is_default
                found[segment.text] = 0.0 if same else 21.0
            else:
                front, back = Color.from_rich_color(style.color), Color.from_rich_color(style.bgcolor)
                # Half of dim text is what it stands on, whatever that makes of it.
                found[segment.text] = contrast(front.blend(back, 0.5) if style.dim else front, back)
    return found


_POSITION_CODES = (
    "accepted",
    "accepted_in_part",
    "accepted_in_principle",
    "noted",
    "rejected",
    "no_position",
)
_PROGRESS_CODES = {
    "not_started": False,
    "in_progress": False,
    "partly_implemented": False,
    "implemented": True,
    "not_implemented": True,
    "alternative_action": True,
    "superseded": True,
    "no_longer_applicable": True,
    "withdrawn": True,
}
SCREENS = [
    (),
    ("enter",),
    ("enter", "tab"),
    ("s",),
    ("t",),
    ("n",),
    ("question_mark",),
    ("slash",),
    ("f",),
    ("m", "down", "right"),
    ("o",),
    ("N",),
    ("T",),
    ("T", "e"),
    ("H",),
    ("Q",),
    ("Q", "enter"),
    ("x",),
    ("L",),
    ("ctrl+t",),
    ("colon", "a"),
]


@pytest.mark.parametrize("keys", SCREENS, ids=" ".join)
async def test_every_text_can_be_read_in_every_theme(bundled: Path, keys: tuple[str, ...]) -> None:
    write(bundled, "UPDATE recommendation SET review_status = 'reviewed' WHERE id < 3")
    write(bundled, "UPDATE recommendation SET review_status = 'needs_follow_up' WHERE id = 4")
    write(bundled, "UPDATE recommendation SET review_status = 'in_review' WHERE id = 5")
    write(bundled, "INSERT INTO tagging (recommendation_id, tag_id) SELECT tag.id % 8 + 1, tag.id FROM tag")
    write(bundled, f"INSERT INTO note (recommendation_id, body) VALUES (1, '{MARKDOWN}')")
    async with desk(bundled, (120, 40)) as ui:
        await ui.press(*keys)
        faint = {}
        for theme in ui.app.available_themes:
            ui.app.theme = theme
            await ui.settle()
            faint |= {
                (theme, text): round(ratio, 1) for text, ratio in contrasts(ui).items() if ratio < CONTRAST
            }
        assert faint == {}


@pytest.mark.parametrize("theme", [theme for theme in BUILTIN_THEMES if not BUILTIN_THEMES[theme].ansi])
def test_each_status_role_and_tag_has_a_colour_that_can_be_read(theme: str) -> None:
    made = BUILTIN_THEMES[theme]
    given = {**made.to_color_system().generate(), **made.variables}
    ours = theme_variables(given, dark=made.dark, ansi=False)
    for name, colour in ours.items():
        if name.startswith(("status-", "role-", "tag-", "muted", "heading", "key")) and colour != "none":
            for ground in ("background", "surface"):
                ratio = contrast(Color.parse(colour), Color.parse(given[ground]))
                assert ratio >= CONTRAST, (name, ground, colour)
    assert ours["status-needs-follow-up"] != ours["status-unreviewed"] == ours["muted"]


def test_no_two_statuses_or_roles_look_alike_without_colours() -> None:
    roles = [role_style(str(code)) for code in LOOKUPS["actor_role"]]
    attributes = [tuple(word for word in style.split() if not word.startswith("$")) for style in roles]
    assert len(set(attributes)) == len(attributes)
    assert "reverse" not in " ".join(roles)


def test_no_two_answers_and_no_two_statuses_of_progress_have_the_same_sign() -> None:
    positions = [*_POSITION_CODES, "conditional"]
    assert len({position_sign(code) for code in positions}) == len(positions)
    progress = [*_PROGRESS_CODES.items(), ("paused", False), ("merged", True)]
    signs = {progress_sign(code, closed=closed) for code, closed in progress}
    assert len(signs) == len(progress)
    assert all(cell_len(sign) == 1 for sign in signs)


def test_what_is_closed_rests_and_what_is_overdue_calls() -> None:
    closed = {progress_style(code, closed=True) for code, ends in _PROGRESS_CODES.items() if ends}
    assert closed == {MUTED, "$status-reviewed"}
    assert status_style(Code("needs_follow_up", "", "")) == OVERDUE


@pytest.mark.parametrize(
    "environment", [{"NO_COLOR": "1"}, {"TERM": "xterm-16color", "COLORTERM": ""}], ids=str
)
def test_with_few_colours_or_none_each_status_has_a_sign_and_a_word_and_the_cursor_a_sign(
    seeded: Path, monkeypatch: pytest.MonkeyPatch, environment: dict[str, str]
) -> None:
    for code, number in (("needs_follow_up", 2), ("in_review", 3), ("reviewed", 4)):
        write(seeded, "UPDATE recommendation SET review_status = ? WHERE id = ?", code, number)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    with Terminal([sys.executable, "-m", "tracker", "--db", str(seeded), "--analyst", "amy"]) as terminal:
        for state in ("! Needs follow-up", "· Unreviewed", "◐ In review", "✓ Reviewed", ">"):
            terminal.wait_for(state.encode())


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
