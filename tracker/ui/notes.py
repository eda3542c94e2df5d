"""From the editor into the database: no text is lost on the way, whatever the database answers."""

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

from tracker import edits
from tracker.drafts import Draft
from tracker.errors import Conflict, TrackerError
from tracker.labels import time_label
from tracker.reading import queries
from tracker.reading.followup import Became, shown_with_what_became
from tracker.ui.base_app import BaseApp
from tracker.ui.key_names import keyed

if TYPE_CHECKING:
    from tracker.ui.screens.conflict import Kept

LEFT = "Not saved yet."
"""Why the editor is open again."""
_AGAIN = "[undo] opens it again now; [note] or [note.edit], or the next start, later"


def write_note(app: BaseApp, draft: Draft, message: str = "") -> None:
    """Open the editor on a draft and save what comes out of it; `message` says why it is open again.

    A text on the same that was left unsaved in this sitting is gone on with.
    """
    from tracker.ui.screens.note import NoteModal

    if not draft.name:
        left = app.left_drafts.pop((draft.recommendation_ids, draft.note_id), None)
        if left is not None:
            write_note(app, left, LEFT)
            return
    mine = draft if draft.name else app.drafts.named(draft)._replace(analyst=app.analyst)
    latest = mine

    def written(body: str | None) -> None:
        if body is not None:
            _save(app, mine._replace(text=body))
        elif latest.unsaved:
            app.left_drafts[latest.recommendation_ids, latest.note_id] = latest
            app.reopen_at_undo(partial(_reopen, app, latest))
            app.show_toast(f"The note on {latest.called} is kept, not saved: {keyed(app, _AGAIN)}.")
        else:
            app.drop_draft(mine)

    def keep(text: str) -> object:
        nonlocal latest
        latest = mine._replace(text=text)
        return app.keep_draft(latest)

    async def read(recommendation_id: int) -> tuple[queries.RecommendationShown, Became | None]:
        return await app.store.read(partial(shown_with_what_became, recommendation_id=recommendation_id))

    what = f"Note on {mine.called}"
    ids = mine.recommendation_ids
    editor = NoteModal(what, ids, read, mine.text, seen=mine.seen, message=message, keep=keep)
    app.push_screen(editor, written)


def _reopen(app: BaseApp, draft: Draft) -> None:
    app.left_drafts.pop((draft.recommendation_ids, draft.note_id), None)
    write_note(app, draft, LEFT)


def _save(app: BaseApp, draft: Draft) -> None:
    # On disk until the database has it: the save may have to wait for another program, and the UI may not live so long.
    app.keep_draft(draft)
    save = partial(
        app.save,
        failed=partial(_give_back, app, draft),
        done=lambda: app.drop_draft(draft),
        doing=f"saving the note on {draft.called}",
    )
    if draft.note_id is None:
        save(edits.add_note, draft.recommendation_ids, draft.text)
    else:
        save(edits.edit_note, draft.note_id, draft.text, seen=draft.seen)


def _give_back(app: BaseApp, draft: Draft, error: TrackerError) -> None:
    """Show the text that was not saved, and why; where something else is being written, when that is done."""
    if not app.is_free or app.key_queue.waiting:
        app.show_toast(
            f"The note on {draft.called} is not saved: {error} It is kept, and opens when you are done here."
        )
    if not isinstance(error, Conflict):
        app.when_free(lambda: write_note(app, draft, str(error)))
    elif error.theirs is None:
        new = draft._replace(note_id=None, seen="")
        app.when_free(lambda: write_note(app, new, str(error)))
    else:
        app.revision += 1
        theirs = error.theirs
        app.when_free(lambda: _choose(app, draft, theirs, error.who))


def _choose(app: BaseApp, draft: Draft, theirs: str, who: str | None) -> None:
    from tracker.ui.screens.conflict import ConflictModal

    # Whatever is saved from here on was decided with their version in view.
    informed = draft._replace(seen=theirs)
    name = who or "somebody"

    def chosen(kept: "Kept | None") -> None:
        if kept == "mine":
            _save(app, informed)
        elif kept == "theirs":
            app.drop_draft(draft)
            app.show_toast(f"The note on {draft.called} stays as {name} wrote it.")
        elif kept == "both":
            both = f"{draft.text}\n\n---\n\n{theirs}"
            write_note(app, informed._replace(text=both), f"Yours above the line, that of {name} below it.")
        else:
            write_note(app, informed, f"Saving this replaces what {name} wrote.")

    app.push_screen(ConflictModal(f"Note on {draft.called}", draft.text, theirs, name), chosen)


def offer_drafts(app: BaseApp, drafts: Sequence[Draft], chosen: Sequence[Draft] = ()) -> None:
    """Ask about each draft that was left behind; then open those that were chosen, the oldest on top."""
    from tracker.ui.screens.left_draft import Answer, LeftDraftModal

    if not drafts:
        for draft in reversed(chosen):
            mine = app.adopt_draft(draft)
            write_note(app, mine, f"Not saved yet; kept {time_label(draft.moment, datetime.now(UTC))}.")
        return
    first, *rest = drafts

    def answered(answer: Answer | None) -> None:
        if answer == "drop":
            app.drop_draft(first)
        offer_drafts(app, rest, (*chosen, first) if answer == "open" else chosen)

    app.push_screen(LeftDraftModal(first, app.analyst, more=len(rest)), answered)
