"""What became of recommendations, from the forms into the database: what was typed stays, whatever that answers."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from tracker import edits
from tracker.edits import Deadline, Progress, Response, deadlines, progress, responses
from tracker.errors import Conflict, TrackerError
from tracker.reading.form_choices import FormChoices, form_choices
from tracker.ui.base_app import BaseApp
from tracker.ui.key_names import keyed
from tracker.ui.screens.followup_forms import (
    DeadlineModal,
    OwnerModal,
    ProgressModal,
    ResponseModal,
    StatementModal,
)
from tracker.ui.widgets.fields import Values
from tracker.ui.worker import worker

if TYPE_CHECKING:
    from tracker.edits import Saved
    from tracker.edits.statements import StatementKind
    from tracker.reading.followup import Event

LEFT = "Not saved yet."
"""Why the form opens with what was typed before."""


class FormKind(NamedTuple):
    """A kind of statement: the id of its key, its form, what adds one, and what reads, corrects and deletes one."""

    key: str
    modal: Callable[..., StatementModal[Any]]
    add: "Callable[..., Saved]"
    stored: "StatementKind[Any]"


RESPONSE = FormKind("response", ResponseModal, edits.respond, responses.RESPONSE)
PROGRESS = FormKind("progress", ProgressModal, edits.record_progress, progress.PROGRESS)
DEADLINE = FormKind("due", DeadlineModal, edits.set_deadline, deadlines.DEADLINE)
KINDS = {kind.key: kind for kind in (RESPONSE, PROGRESS, DEADLINE)}


class Form(NamedTuple):
    """A form that is open or was left: its kind, what it is on, and the statement that it corrects."""

    kind: FormKind
    ids: tuple[int, ...]
    label: str
    row_id: int | None = None
    """None for a new statement."""
    seen: Any = None


def add(app: BaseApp, kind: FormKind, ids: tuple[int, ...], label: str) -> None:
    """Have a statement written on recommendations."""
    _open(app, Form(kind, ids, label))


def correct(app: BaseApp, event: "Event", recommendation_id: int, label: str) -> None:
    """Have a statement corrected."""
    kind, seen = statement_of(event)
    _open(app, Form(kind, (recommendation_id,), label, event.row_id, seen))


def delete(app: BaseApp, event: "Event") -> None:
    """Delete a statement: undo brings it back."""
    kind, seen = statement_of(event)
    app.save(kind.stored.delete, event.row_id, seen=seen, doing=f"deleting the {kind.stored.table}")


def statement_of(event: "Event") -> tuple[FormKind, Response | Progress | Deadline]:
    """Return the statement that is on screen, and its kind."""
    day = event.day if event.dated else None
    if event.kind == "deadline":
        return DEADLINE, Deadline(event.due_on or "", event.by, day, event.text, event.source)
    code = event.code or ""
    if event.kind == "response":
        return RESPONSE, Response(
            code, event.as_printed, event.text, event.by, day, event.source, event.place
        )
    return PROGRESS, Progress(
        code, event.kind, event.as_printed, event.text, day, event.source, event.place, event.quote
    )


@worker("reading what there is to choose from")
async def _open(
    app: BaseApp, form: Form, given: Values | None = None, message: str = "", *, overtaken: bool = False
) -> None:
    there_is = await app.store.read(partial(form_choices, recommendation_ids=form.ids))
    if overtaken and form.row_id is not None:
        # Whatever is saved from here on was decided with their version in view, as the message has it.
        form = form._replace(seen=await app.store.read(partial(form.kind.stored.read, number=form.row_id)))
    _show(app, form, there_is, given, message)


def _show(app: BaseApp, form: Form, there_is: FormChoices, given: Values | None, message: str) -> None:
    place = (form.kind.key, form.ids, form.row_id)
    if given is None and place in app.left_forms:
        given, message = app.left_forms.pop(place), LEFT

    def keep(changed: Values) -> None:
        app.left_forms[place] = changed
        key = keyed(app, f"[{'note.edit' if form.row_id is not None else form.kind.key}]")
        app.show_toast(f"What you typed is kept, not saved: {key} goes on with it.")

    def filled(wanted: Any) -> None:
        if wanted is None:
            return
        save = partial(
            app.save,
            failed=partial(_give_back, app, form, modal.filled),
            doing=f"saving the {form.kind.stored.table} on {form.label}",
        )
        if form.row_id is None:
            save(form.kind.add, form.ids, **wanted._asdict())
        else:
            save(form.kind.stored.edit, form.row_id, seen=form.seen, wanted=wanted)

    seen = form.seen or _proposed(form.kind, there_is)
    title = f"{form.kind.stored.table.capitalize()} on {form.label}"
    if form.row_id is not None:
        title = f"Edit {title[0].lower()}{title[1:]}"
    modal = form.kind.modal(title, there_is, seen, message=message, given=given, keep=keep)
    app.push_screen(modal, filled)


def _proposed(kind: FormKind, there_is: FormChoices) -> Response | Progress | Deadline:
    if kind is RESPONSE:
        return Response("", by=there_is.addressee)
    return Progress("") if kind is PROGRESS else Deadline("")


def _give_back(app: BaseApp, form: Form, typed: Values, error: TrackerError) -> None:
    """Open the form again with what was not saved, and why; over the statement as it is now."""
    message = str(error)
    overtaken = isinstance(error, Conflict)
    if isinstance(error, Conflict):
        app.revision += 1
        message = f"{error.sentence} Saving again replaces this: {error.theirs}"
        if error.theirs is None:
            form, message = form._replace(row_id=None, seen=None), f"{error.sentence} Saving adds it anew."
    _open(app, form, typed, message, overtaken=overtaken)


@worker("reading who there is")
async def choose_owner(app: BaseApp, ids: tuple[int, ...], label: str, seen_change_id: int | None) -> None:
    """Have an analyst chosen who looks after the recommendations."""
    there_is = await app.store.read(partial(form_choices, recommendation_ids=ids))

    def chosen(who: str | None) -> None:
        if who is not None:
            app.save(
                edits.assign,
                ids,
                who or None,
                seen_change_id=seen_change_id,
                doing=f"saving the owner of {label}",
            )

    app.push_screen(OwnerModal(label, app.analyst, there_is.analysts, there_is.owner), chosen)
