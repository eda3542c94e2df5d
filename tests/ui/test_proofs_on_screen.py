"""What is quoted has a sign once it was found in its file, and one key shows where it stands there."""

from hashlib import sha256
from pathlib import Path

import pytest

from tests.test_proofs import LETTER
from tests.ui.conftest import Sitting, desk, write
from tracker.ui.widgets.detail_view import EventCard

SAID = [
    "INSERT INTO response (recommendation_id, position, text, source_id, place)"
    " VALUES (1, 'noted', 'takes note of the recommendation.', 1, 'p. 1')",
    "INSERT INTO progress (recommendation_id, basis, status, source_id, place, quote)"
    " VALUES (1, 'reported', 'in_progress', 1, 'p. 3', 'It has ended.')",
    "INSERT INTO deadline (recommendation_id, due_on, given_on, source_id) VALUES (1, '2030-01-01', '2026-01-01', 2)",
]


@pytest.fixture
def quoted(seeded: Path) -> Path:
    """The database, with a letter beside it that two statements quote, and a page on the web."""
    (seeded.parent / "letter.pdf").write_bytes(LETTER)
    digest = sha256(LETTER).hexdigest()
    write(seeded, f"INSERT INTO source (name, kind, sha256) VALUES ('letter.pdf', 'letter', '{digest}')")
    write(seeded, "INSERT INTO source (name, kind, address) VALUES ('Page', 'web', 'https://example.org/a')")
    for statement in SAID:
        write(seeded, statement)
    return seeded


async def select(ui: Sitting, kind: str) -> None:
    """Go to the card of a kind of statement."""
    for _ in range(9):
        await ui.press("tab")
        if isinstance(ui.app.focused, EventCard) and ui.app.focused.event.kind == kind:
            return


async def test_what_its_file_has_is_proven_and_what_it_has_not_is_told(quoted: Path) -> None:
    async with desk(quoted, size=(120, 50)) as ui:
        await ui.press("enter")
        await ui.until(lambda: "✓ proven" in ui.screen)
        assert "letter.pdf, p. 1  ✓ proven" in ui.screen
        assert "letter.pdf, p. 3  ✗ not proven: it does not stand in the file." in ui.screen
        write(quoted, "UPDATE response SET place = 'p. 2'")
        await ui.look()
        await ui.until(
            lambda: "it stands in the file at p. 1, and not at its place" in " ".join(ui.screen.split())
        )


async def test_without_its_file_nothing_has_a_sign(quoted: Path) -> None:
    (quoted.parent / "letter.pdf").unlink()
    async with desk(quoted, size=(120, 50)) as ui:
        await ui.press("enter")
        await ui.until(lambda: "letter.pdf, p. 1" in ui.screen)
        await ui.press("L")
        await ui.press("escape")
        assert "proven" not in ui.screen


async def test_one_key_shows_where_the_selected_statement_stands(quoted: Path) -> None:
    async with desk(quoted, size=(120, 50)) as ui:
        await ui.press("enter")
        await ui.until(lambda: "takes note of the" in ui.screen)
        await select(ui, "response")
        await ui.press("L")
        await ui.until(lambda: ui.where == "SourceScreen")
        assert "letter.pdf, p. 1" in ui.lines[0]
        assert ui.line_with("The government takes note of").startswith(">1 ")
        marked = [line for line in ui.lines if line.startswith(">")]
        assert [line.split(None, 1)[1] for line in marked] == [
            "The government takes note of",
            "the recommendation.",
        ]
        await ui.press("escape")
        assert ui.where == "DetailScreen"


async def test_the_address_of_a_source_is_opened_in_the_browser(
    quoted: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with desk(quoted, size=(120, 50)) as ui:
        await ui.press("enter")
        await select(ui, "deadline")
        monkeypatch.setenv("BROWSER", "")
        await ui.press("L")
        assert "Set BROWSER to the program that opens it. The address is https://example.org/a" in ui.flat
        monkeypatch.setenv("BROWSER", "true")
        await ui.press("L")
        await ui.until(lambda: "Opened https://example.org/a in true." in ui.flat)
        assert ui.where == "DetailScreen"
        write(quoted, "UPDATE source SET address = NULL WHERE name = 'Page'")
        await ui.press("L")
        await ui.until(lambda: "tracker sources edit Page --file FILE, or --address URL" in ui.flat)
