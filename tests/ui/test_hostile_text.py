"""Other people write anything into the file: it is shown as it stands, and nothing of it acts."""

import importlib
import inspect
import pkgutil
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from textual import events
from textual.screen import Screen

import tracker.ui.screens
from tests.ui.conftest import Sitting, desk, outside, rows, screen_texts, write
from tracker.drafts import Draft, Drafts
from tracker.text import is_safe
from tracker.ui.screens.actor_choice import ActorModal
from tracker.ui.screens.actor_form import ActorFormModal
from tracker.ui.screens.ask import AskModal
from tracker.ui.screens.conflict import ConflictModal
from tracker.ui.screens.left_draft import LeftDraftModal
from tracker.ui.screens.line_form import LineModal
from tracker.ui.screens.pick import PickModal
from tracker.ui.screens.role import RoleModal

SIGNS = "[/][b]"
"""How every hostile text begins: as markup it would end the app, or vanish."""
NO_UTF8 = b"\xff\xfe\xed\xa0\x80\xc0\xaf"
HOSTILE = (
    SIGNS
    + "\x1b[2J\x1b]52;c;aGE=\x07\x9b31m\x9d0;x\x9c"
    + "\u202e\u2066\u2067\u2068\u202a\u202b\u202d\u2069\u202c\u2028\u2029\x85"
    + "\x00\x08\r\n\t[@click=app.quit]x[/] :warning: [bold]$error $text ${x} {0} %s [link=file:///]"
).encode() + NO_UTF8
"""Markup, escape sequences (CSI, OSC 52, C1), bidi overrides, separators, NUL, bytes that are no UTF-8."""
TAKEN = HOSTILE.removesuffix(NO_UTF8).replace(b"\0", b"")
"""What of it the guards take from any program."""
ONE_CHARACTER = "\x9b"
REFERENCE = "[b]\x9b\u202e[@click=app.quit]x"
"""What the rules for a reference let through."""

CODES = {
    *("slug", "code", "kind", "role", "review_status", "colour", "operation", "table_name", "country_code"),
    *("position", "status", "basis", "response", "reported", "assessed"),
}
"""Text columns that the program compares rather than shows; all others are filled."""
MOMENTS = ("_at", "_on")
LEFT_ALONE = {"alembic_version", "schema_revision", "open_changeset", "data_dictionary"}
"""Tables that hold none of other people's text."""


def fill(path: Path) -> None:
    """Put hostile text into every text column of every row, as a program does that obeys no rule of ours."""
    with outside(path) as connection:
        connection.execute("PRAGMA ignore_check_constraints = ON")
        triggers = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for name, _ in triggers:
            connection.execute(f"DROP TRIGGER {name}")
        tables = connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
            " AND name NOT LIKE '%search%'"
        ).fetchall()
        for (table,) in tables:
            if table not in LEFT_ALONE:
                fill_table(connection.execute, table)
        # What the quotes are found in begins with the quote itself.
        connection.execute("UPDATE mention SET quote_start = 0 WHERE quote IS NOT NULL")
        for index in ("recommendation_search", "note_search"):
            connection.execute(f"INSERT INTO {index} ({index}) VALUES ('rebuild')")
        for _, sql in triggers:
            connection.execute(sql)


def fill_table(execute: Callable[..., Any], table: str) -> None:
    columns = execute(f"PRAGMA table_info({table})").fetchall()
    key = "code" if columns[0][1] == "code" else "rowid"
    for _, column, kind, *_ in columns:
        if (
            kind != "TEXT"
            or column in CODES
            or column.endswith(MOMENTS)
            or column in ("row_key", "before", "after")
        ):
            continue
        value = {"glyph": ONE_CHARACTER.encode(), "reference": REFERENCE.encode()}.get(column, HOSTILE)
        # In front of the rest, since text functions of SQLite end at a NUL.
        called = f"'{SIGNS}' || {key} ||"
        unique = {"name": called, "alias": called, "reference": f"{key} ||"}.get(column, "")
        only = "WHERE quote IS NOT NULL" if column == "quote" else ""
        if column in ("implied_reason", "assigned_to"):
            only = f"WHERE {column} IS NOT NULL"
        execute(f'UPDATE {table} SET "{column}" = {unique} CAST(? AS TEXT) {only}', (value,))


@pytest.fixture(scope="module")
def hostile_template(tmp_path_factory: pytest.TempPathFactory, seeded_template: Path) -> Path:
    """A file in which every row there can be is there, and every text is hostile: copy it."""
    seeded = Path(shutil.copy(seeded_template, tmp_path_factory.mktemp("hostile") / "tracker.db"))
    write(
        seeded,
        "INSERT INTO tag (id, name, description, colour) VALUES (1, 'one', 'x', 'red'), (2, 'two', NULL, NULL)",
    )
    write(seeded, "INSERT INTO tagging (recommendation_id, tag_id) SELECT id, 1 FROM recommendation")
    write(seeded, "INSERT INTO actor_alias (actor_id, alias) VALUES (1, 'x'), (2, 'y')")
    write(seeded, "INSERT INTO note (recommendation_id, body, author) VALUES (1, 'x', 'bob'), (2, 'y', NULL)")
    write(seeded, "INSERT INTO saved_view (name, query, author) VALUES ('mine', 'dams', 'bob')")
    write(seeded, "INSERT INTO source (name, kind, address) VALUES ('x', 'letter', 'https://y')")
    write(
        seeded,
        "INSERT INTO response (recommendation_id, actor_id, position, as_printed, text, source_id, place)"
        " VALUES (1, 1, 'noted', 'x', 'y', 1, 'p. 1')",
    )
    write(
        seeded,
        "INSERT INTO progress (recommendation_id, basis, status, as_printed, text, quote, source_id, place)"
        " VALUES (1, 'assessed', 'in_progress', 'x', 'y', 'z', 1, 'p. 1'), (1, 'reported', 'in_progress', 'x', 'y',"
        " 'z', 1, 'p. 1')",
    )
    write(
        seeded,
        "INSERT INTO deadline (recommendation_id, due_on, given_by, reason, source_id)"
        " VALUES (1, '2020-01-01', 1, 'x', 1), (3, '2020-02-01', 1, 'y', 1)",
    )
    write(seeded, "UPDATE recommendation SET assigned_to = 'x' WHERE id = 3")
    write(seeded, "INSERT INTO theme (scheme, name) VALUES ('x', 'y')")
    write(seeded, "INSERT INTO theming (recommendation_id, theme_id) VALUES (1, 1)")
    write(seeded, "INSERT INTO changeset (kind, analyst, summary) VALUES ('edit', 'bob', 'x')")
    write(seeded, "INSERT INTO open_changeset (changeset_id) SELECT max(id) FROM changeset")
    write(seeded, "UPDATE recommendation SET review_status = 'reviewed', status_reason = 'x' WHERE id = 1")
    write(seeded, "DELETE FROM open_changeset")
    # Through the triggers first, so that the history has it too, but for what they refuse.
    for table, column in (("note", "body"), ("tag", "description"), ("recommendation", "status_reason")):
        write(
            seeded,
            f"UPDATE {table} SET {column} = CAST(? AS TEXT)",
            TAKEN,
        )
    fill(seeded)
    return seeded


@pytest.fixture
def hostile(tmp_path: Path, hostile_template: Path) -> Path:
    """The same of this test's own."""
    return Path(shutil.copy(hostile_template, tmp_path / "tracker.db"))


class Visit:
    """A look at one screen after the other: nothing dangerous is on any of them."""

    def __init__(self, ui: Sitting) -> None:
        self.ui = ui
        self.seen: set[type[Screen[object]]] = set()

    def look(self, *, literally: bool = True) -> None:
        """Look at what is on screen; hostile text is to be on it as it stands."""
        self.seen.add(type(self.ui.app.screen))
        runs = [text for _, _, text in screen_texts(self.ui.app)]
        assert [text for text in runs if not is_safe(text) or "\n" in text or "\t" in text] == []
        if literally:
            assert "[b]" in "".join(runs), self.ui.screen
        assert "⚠" not in "".join(runs)


async def lists(visit: Visit) -> None:
    visit.look()
    await visit.ui.press("j", "k", "G", "g", "space", "space", "g", "slash")
    await visit.ui.type("tag:zz")
    visit.look()
    await visit.ui.press("escape")


async def detail(visit: Visit) -> None:
    await visit.ui.press("enter")
    for _ in range(6):
        visit.look()
        await visit.ui.press("pagedown")
    await visit.ui.press("tab")
    visit.look()


async def status(visit: Visit) -> None:
    await visit.ui.press("s")
    visit.look()
    await visit.ui.press("tab")
    visit.look()
    await visit.ui.press("escape", "s", "2")
    visit.look()
    assert "[b]��[@click=app.quit]x: [/][b]reviewed[/][b]" in visit.ui.toast


async def reason_in_hand(visit: Visit) -> None:
    await visit.ui.press("enter", "s")
    visit.look()


async def tags(visit: Visit) -> None:
    await visit.ui.press("t")
    visit.look()
    await visit.ui.press("down", "up", "space")
    visit.look()
    await visit.ui.type("[/]")
    visit.look()
    await visit.ui.press("enter")
    visit.look()


async def note(visit: Visit) -> None:
    await visit.ui.press("n")
    visit.look()
    await visit.ui.type(SIGNS)
    await visit.ui.press("ctrl+q")
    assert isinstance(visit.ui.app.screen, AskModal)
    visit.look(literally=False)
    await visit.ui.press("n", "ctrl+s")
    visit.look()
    assert SIGNS in visit.ui.toast


async def editing(visit: Visit) -> None:
    await visit.ui.press("enter", "e")
    visit.look()
    await visit.ui.type("mine")
    write(
        visit.ui.app.store.path,
        "UPDATE note SET body = CAST(? AS TEXT) WHERE id = 1",
        b"theirs " + TAKEN,
    )
    await visit.ui.press("f2")
    visit.look()


async def deleting(visit: Visit) -> None:
    await visit.ui.press("enter", "d")
    visit.look()
    await visit.ui.press("u")
    visit.look()


async def several_notes(visit: Visit) -> None:
    add = "INSERT INTO note (recommendation_id, body) VALUES (1, CAST(? AS TEXT))"
    write(visit.ui.app.store.path, add, TAKEN)
    await visit.ui.look()
    await visit.ui.press("e")
    assert isinstance(visit.ui.app.screen, PickModal)
    visit.look()
    await visit.ui.press("enter")
    visit.look()


async def conflict(visit: Visit) -> None:
    await visit.ui.press("enter", "e")
    await visit.ui.type("mine")
    write(
        visit.ui.app.store.path,
        "UPDATE note SET body = CAST(? AS TEXT) WHERE id = 1",
        TAKEN + b"theirs",
    )
    await visit.ui.press("f2")
    assert isinstance(visit.ui.app.screen, ConflictModal)
    visit.look()
    await visit.ui.press("escape")
    visit.look()


async def history(visit: Visit) -> None:
    await visit.ui.press("H")
    for key in ("down", "down", "G", "tab", "end", "enter", "escape", "slash", "b"):
        visit.look()
        await visit.ui.press(key)
    visit.look()
    await visit.ui.press("escape", "escape", "h")
    visit.look()
    await visit.ui.press("u")
    visit.look()


async def codebook(visit: Visit) -> None:
    await visit.ui.press("T")
    visit.look()
    await visit.ui.press("e")
    visit.look()
    await visit.ui.press("tab", "tab", "f2")
    visit.look()
    await visit.ui.press("escape", "M") if visit.ui.where == "TagModal" else await visit.ui.press("M")
    visit.look()
    await visit.ui.press("escape", "a", "escape", "slash", "b", "enter", "d")
    visit.look()


async def mentions(visit: Visit) -> None:
    await visit.ui.press("a")
    for key in ("end", "up", "shift+left", "tab", "tab", "e", "escape"):
        visit.look()
        await visit.ui.press(key)
    visit.look()
    await visit.ui.press("tab", "a")
    assert isinstance(visit.ui.app.screen, ActorModal)
    visit.look()
    await visit.ui.press("enter")
    visit.look()
    await visit.ui.press("escape", "1", "d")
    visit.look()
    await visit.ui.press("a")
    await visit.ui.type("[/]new")
    visit.look()
    await visit.ui.press("enter")
    assert isinstance(visit.ui.app.screen, ActorFormModal)
    visit.look()
    await visit.ui.press("2", "enter")
    assert isinstance(visit.ui.app.screen, RoleModal)
    visit.look()


async def title(visit: Visit) -> None:
    await visit.ui.press("E")
    visit.look()
    await visit.ui.press("end")
    await visit.ui.type("[/]")
    write(visit.ui.app.store.path, "UPDATE recommendation SET title = CAST(? AS TEXT) WHERE id = 1", TAKEN)
    await visit.ui.press("enter")
    assert isinstance(visit.ui.app.screen, LineModal)
    visit.look()


async def actors(visit: Visit) -> None:
    await visit.ui.press("A")
    visit.look()
    await visit.ui.press("e")
    visit.look()
    await visit.ui.press("tab", "f2")
    visit.look()
    await visit.ui.press("escape", "M") if visit.ui.where == "ActorFormModal" else await visit.ui.press("M")
    visit.look()
    await visit.ui.press("escape", "a", "escape", "slash", "b", "enter")
    visit.look()


async def notebook(visit: Visit) -> None:
    await visit.ui.press("N")
    visit.look()
    await visit.ui.press("down", "tab", "pagedown")
    visit.look()
    await visit.ui.press("e")
    visit.look()


async def facets(visit: Visit) -> None:
    await visit.ui.press("f")
    for key in ("down", "space", "down", "down", "pagedown", "end"):
        visit.look()
        await visit.ui.press(key)
    visit.look()


async def overview(visit: Visit) -> None:
    await visit.ui.press("o")
    visit.look()
    await visit.ui.press("end")
    visit.look()


async def matrix(visit: Visit) -> None:
    await visit.ui.press("m")
    visit.look()
    await visit.ui.press("down", "right", "end", "z")
    visit.look()


async def views(visit: Visit) -> None:
    await visit.ui.press("v")
    visit.look()
    await visit.ui.press("e")
    visit.look()
    await visit.ui.press("escape", "enter")
    visit.look()
    await visit.ui.press("escape", "escape", "S")
    visit.look(literally=False)


async def sql_and_export(visit: Visit) -> None:
    await visit.ui.press("slash")
    await visit.ui.type('"[b]"')
    await visit.ui.press("enter", "Q")
    visit.look()
    await visit.ui.press("enter")
    visit.look()
    await visit.ui.press("escape", "escape", "x")
    visit.look(literally=False)
    await visit.ui.press("escape", "y")
    visit.look()


async def source(visit: Visit) -> None:
    await visit.ui.press("L")
    visit.look(literally=False)
    await visit.ui.press("escape")


async def palette(visit: Visit) -> None:
    await visit.ui.press("colon")
    visit.look(literally=False)
    await visit.ui.type("x")
    visit.look()
    await visit.ui.press("escape", "ctrl+t")
    visit.look(literally=False)


async def what_became(visit: Visit) -> None:
    for key in ("r", "p", "w", "O"):
        await visit.ui.press(key)
        visit.look()
        await visit.ui.press("tab", "tab", "tab", "tab", "down")
        visit.look()
        await visit.ui.press("escape")
    await visit.ui.press("enter")
    for _ in range(6):
        await visit.ui.press("tab")
        visit.look()
    await visit.ui.press("shift+tab", "shift+tab", "e")
    visit.look()
    await visit.ui.press("enter")
    visit.look()
    await visit.ui.press("escape", "d")
    visit.look()


async def what_needs_me(visit: Visit) -> None:
    await visit.ui.press("I")
    visit.look()
    await visit.ui.press("slash", "b", "enter", "w")
    visit.look()


async def help_of_all(visit: Visit) -> None:
    await visit.ui.press("question_mark")
    visit.look(literally=False)


async def drafting(visit: Visit) -> None:
    path = Path(visit.ui.app.store.path).with_name("report.txt")
    hostile = " ".join(TAKEN.decode().split())
    texts = "\n".join(f"{n}. The United Nations should {hostile} see to it." for n in range(1, 4))
    path.write_text(f"{hostile}\n\nWe recommend {hostile}:\n\n{texts}\n", encoding="utf-8")
    await visit.ui.press("D")
    visit.look(literally=False)
    await visit.ui.type(str(path))
    await visit.ui.press("enter")
    visit.look(literally=False)
    await visit.ui.press("enter")
    visit.look(literally=False)
    for keys in (
        ("vertical_line", "escape"),
        ("E", "escape"),
        ("a", "enter", "escape"),
        ("A", "enter", "escape"),
    ):
        await visit.ui.press(keys[0])
        visit.look(literally=False)
        await visit.ui.press(*keys[1:])
        visit.look(literally=False)


VISITS: list[Callable[[Visit], Awaitable[None]]] = [
    lists,
    detail,
    status,
    reason_in_hand,
    tags,
    note,
    editing,
    deleting,
    conflict,
    several_notes,
    history,
    codebook,
    mentions,
    title,
    actors,
    notebook,
    facets,
    overview,
    matrix,
    views,
    sql_and_export,
    source,
    palette,
    drafting,
    what_became,
    what_needs_me,
    help_of_all,
]
"""Every screen is on one of these ways: add a way when you add a screen."""


@asynccontextmanager
async def visiting(path: Path, size: tuple[int, int]) -> AsyncIterator[Visit]:
    async with desk(path, size) as ui:
        yield Visit(ui)


@pytest.mark.parametrize("way", VISITS, ids=lambda way: way.__name__)
@pytest.mark.parametrize("size", [(80, 24), (140, 50)], ids=str)
async def test_hostile_text_is_shown_as_it_stands(
    hostile: Path, way: Callable[[Visit], Awaitable[None]], size: tuple[int, int], visited: set[str]
) -> None:
    async with visiting(hostile, size) as visit:
        await way(visit)
        assert visit.ui.app.is_running
        visited.update(screen.__name__ for screen in visit.seen)


@pytest.mark.parametrize("size", [(80, 24), (140, 50)], ids=str)
async def test_a_draft_with_hostile_text_is_shown_as_it_stands(
    hostile: Path, size: tuple[int, int], visited: set[str]
) -> None:
    text = HOSTILE.decode(errors="replace")
    drafts = Drafts(hostile)
    drafts.keep(drafts.named(Draft((1,), text, text, analyst=text)))
    drafts.close()
    async with visiting(hostile, size) as visit:
        await visit.ui.until(lambda: isinstance(visit.ui.app.screen, LeftDraftModal))
        visit.look()
        await visit.ui.press("enter")
        visit.look()
        visited.update(screen.__name__ for screen in visit.seen)


@pytest.fixture(scope="module")
def visited() -> set[str]:
    """The names of the screens that the ways came by."""
    return set()


def test_every_screen_was_visited(visited: set[str], request: pytest.FixtureRequest) -> None:
    ran = {item.function.__name__ for item in request.session.items}
    if "test_hostile_text_is_shown_as_it_stands" not in ran:
        pytest.skip("the ways were not gone")
    assert {screen.__name__ for screen in all_screens()} - visited == set()


def all_screens() -> list[type[Screen[object]]]:
    """Return the screens of the UI that are not only there for others to be made from."""
    screens: set[type[Screen[object]]] = set()
    for module in pkgutil.iter_modules(tracker.ui.screens.__path__, "tracker.ui.screens."):
        members = inspect.getmembers(importlib.import_module(module.name), inspect.isclass)
        screens |= {c for _, c in members if issubclass(c, Screen) and c.__module__ == module.name}
    return [c for c in screens if not any(c in other.__mro__[1:] for other in screens)]


async def test_what_an_analyst_pastes_is_clean_before_it_is_stored(seeded: Path) -> None:
    async with desk(seeded) as ui:
        await ui.press("n")
        ui.app.post_message(events.Paste("a\x1b]52;c;aGE=\x07b\u202ec\x00d\te\nf"))
        await ui.settle()
        assert all(is_safe(text) for _, _, text in screen_texts(ui.app))
        await ui.press("ctrl+s")
    assert rows(seeded, "SELECT body FROM note") == ["a]52;c;aGE=bcd\te\nf"]
