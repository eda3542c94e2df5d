"""The review of a draft, screen by screen: which lists are taken, then each of their items."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from tracker.draft_review import Opened, Review, opened
from tracker.errors import TrackerError
from tracker.intake import drafting
from tracker.intake.actors.vocabulary import Actor
from tracker.intake.draft import Draft
from tracker.labels import number_of
from tracker.reading.actors import known_actors
from tracker.text import shown_line
from tracker.ui.base_app import BaseApp
from tracker.ui.screens.draft_items import DraftScreen
from tracker.ui.screens.draft_lists import DraftListsScreen, ListsChosen
from tracker.ui.screens.line_form import LineModal
from tracker.ui.terminal_app import TerminalApp
from tracker.ui.worker import worker

if TYPE_CHECKING:
    from tracker.database.writer import Writer
    from tracker.edits import Saved


def review(
    app: TerminalApp,
    opened: Opened,
    into: Path,
    actors: Callable[[], Sequence[Actor]],
    ended: Callable[[bool], object],
    *,
    slug: str | None = None,
    title: str | None = None,
) -> None:
    """Have the lists chosen where there is no draft yet, then its items reviewed.

    `into` is the database it would be loaded into; `ended` is told whether it is to be loaded.
    """

    def show(draft: Draft, *, saved: bool) -> None:
        made = Review(opened.document, opened.path, draft, saved=saved)
        is_pdf = opened.document.name.lower().endswith(".pdf") and not saved
        screen = DraftScreen(made, shown_line(into.name), raw=opened.raw if is_pdf else None, actors=actors)

        def left(load: bool | None) -> None:
            ended(bool(load))

        app.push_screen(screen, left)

    def chosen(lists: ListsChosen | None) -> None:
        if lists is None:
            ended(False)
        else:
            made = drafting.draft(
                opened.document,
                opened.lists,
                lists.lists,
                every_item=lists.every_item,
                slug=slug,
                title=title,
            )
            show(made.draft, saved=False)

    if opened.draft is not None:
        show(opened.draft, saved=opened.saved)
    else:
        app.push_screen(DraftListsScreen(opened), chosen)


def ask_for_document(app: BaseApp, name: str = "", message: str = "") -> None:
    """Ask for a document or a draft, have it reviewed, and load it into the database of the app."""

    def typed(name: str | None) -> None:
        if name:
            _open(app, name)

    hint = "A PDF, DOCX, Markdown, text or HTML file, or a draft"
    modal = LineModal("Draft a report from", name, placeholder=hint, enter="read it", message=message)
    app.push_screen(modal, typed)


@worker("reading the document")
async def _open(app: BaseApp, name: str) -> None:
    try:
        found = await app.store.run_in_thread(lambda: opened(Path(name).expanduser()))
    except TrackerError as error:
        ask_for_document(app, name, str(error))
        return
    actors = await app.store.read(known_actors)

    def ended(load: bool) -> None:
        if load:
            app.save(_load, found.path, doing=f"loading {found.path.name}")

    review(app, found, app.store.path, lambda: actors, ended)


def _load(writer: "Writer", path: Path, *, analyst: str) -> "Saved":
    from tracker import seeding
    from tracker.edits import Saved

    loaded = seeding.load(writer, [path], analyst=analyst)
    summary = loaded.summary
    if loaded.differences:
        here = number_of(len(loaded.differences), "difference")
        summary += f" {here} left as they are here: tracker load {path.name} lists them."
    return Saved(loaded.changeset_id, summary)
