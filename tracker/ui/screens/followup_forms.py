"""What became of a recommendation as forms: an answer, progress, a deadline; and choosing who looks after it."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import Generic, TypeVar

from textual.content import Content

from tracker import dates
from tracker.edits import Deadline, NewSource, Progress, Response
from tracker.edits.progress import PROOF, unproven
from tracker.edits.sources import said_day, web_address
from tracker.errors import BadInput
from tracker.names import did_you_mean, meant, nearest
from tracker.reading.form_choices import FormChoices
from tracker.reading.queries import Code
from tracker.source_place import place
from tracker.text import folded, shown_line
from tracker.ui.literal import literal_line
from tracker.ui.screens.choice_modal import ChoiceModal
from tracker.ui.screens.form import FormModal, Refused
from tracker.ui.visuals import MUTED, position_label, progress_label
from tracker.ui.widgets.fields import Field, LineField, ListField, TextField, Values, WordsField

_BASES = {"assessed": "assessed, by us", "reported": "reported, by those who should act"}
_WHEN = "2026-03-01, yesterday, 3 weeks ago"
_DUE = "2027-03-01, +6w, end of march"
_LABEL, _LINE = 24, 69
"""Cells for the name of a code, and for that with its description."""
_WHERE = "p. 12-13, lines 4-9 or row 17"


Statement = TypeVar("Statement")


class StatementModal(FormModal[Statement], Generic[Statement]):
    """A form for a statement: returns that, or None where it was left."""

    def __init__(
        self,
        what: str,
        choices: FormChoices,
        seen: Statement,
        *,
        message: str = "",
        given: Values | None = None,
        keep: Callable[[Values], object] | None = None,
    ) -> None:
        """`seen` is the statement that is corrected, or what is proposed of a new one."""
        super().__init__(what, message=message, given=given, keep=keep)
        self.choices = choices
        self.seen = seen


class ResponseModal(StatementModal[Response]):
    """Returns the answer, or None where it was left."""

    HELP = (
        "A digit says which position the answer takes, enter saves. The source's own word for it stays beside that. "
        "Days are written as 2026-03-01, yesterday or 3 weeks ago; where there is something to choose from, the arrows "
        "go through what the words find. Another source is made by its name."
    )

    def fields(self) -> Iterator[Field]:
        """The position, then who said what, when and where."""
        seen, choices = self.seen, self.choices
        lines = [(each.code, _line(position_label(each.code, each.name), each)) for each in choices.positions]
        yield ListField("position", lines, start=seen.position)
        yield _as_printed(seen.as_printed)
        yield _actor("by", "By", choices, seen.by)
        yield _day("said_on", "On", seen.said_on)
        yield from _source(choices, seen.source)
        yield _place(seen.place)
        yield TextField("text", "Text", start=seen.text or "")

    def made(self, values: Values) -> Response:
        """Return the answer."""
        return Response(
            values["position"],
            values["as_printed"] or None,
            values["text"] or None,
            values["by"] or None,
            values["said_on"] or None,
            _source_of(values, self.choices, self.seen.source),
            values["place"] or None,
        )


class ProgressModal(StatementModal[Progress]):
    """Returns the progress, or None where it was left."""

    HELP = (
        f"A digit says how far it has come, shift+tab and an arrow who says so, enter saves. {PROOF} Days are written "
        "as 2026-03-01, yesterday or 3 weeks ago; the arrows go through the sources that the words find."
    )

    def fields(self) -> Iterator[Field]:
        """Who says so, how far it has come, then when, where and in which words."""
        seen, choices = self.seen, self.choices
        yield WordsField("basis", "Says who", _BASES, start=seen.basis)
        lines = [
            (each.code, _line(progress_label(each.code, each.name, closed=each.done), each))
            for each in choices.statuses
        ]
        yield ListField("status", lines, start=seen.status)
        yield _as_printed(seen.as_printed)
        yield _day("as_of", "As of", seen.as_of)
        yield from _source(choices, seen.source)
        yield _place(seen.place)
        yield LineField(
            "quote", "Quote", start=seen.quote or "", placeholder="word for word, as the source has it"
        )
        yield TextField("text", "Text", start=seen.text or "")

    def first(self) -> str:
        """Begin at the status."""
        return "status"

    def made(self, values: Values) -> Progress:
        """Return the progress; raises Refused at the field that a proof is missing in."""
        progress = Progress(
            values["status"],
            values["basis"],
            values["as_printed"] or None,
            values["text"] or None,
            values["as_of"] or None,
            _source_of(values, self.choices, self.seen.source),
            values["place"] or None,
            values["quote"] or None,
        )
        closed = any(each.done for each in self.choices.statuses if each.code == progress.status)
        lacking = unproven(progress, closed=closed)
        if lacking is not None:
            raise Refused(lacking, PROOF)
        return progress


class DeadlineModal(StatementModal[Deadline]):
    """Returns the deadline, or None where it was left."""

    HELP = (
        "By when it is due: 2027-03-01, +6w, end of march. Each date ever given stays, the latest given counts. Tab "
        "goes on to who gave it, when, why and where that is written; enter saves."
    )

    def fields(self) -> Iterator[Field]:
        """The date, then who gave it, when and why."""
        seen, choices = self.seen, self.choices
        yield LineField(
            "due_on", "Due", start=seen.due_on, placeholder=_DUE, check=dates.day, about=_in_words
        )
        yield LineField(
            "reason", "Why", start=seen.reason or "", placeholder="the reason, or why it was moved"
        )
        yield _actor("given_by", "Given by", choices, seen.given_by)
        yield _day("given_on", "Given on", seen.given_on, placeholder="today, where nothing stands here")
        yield from _source(choices, seen.source)

    def made(self, values: Values) -> Deadline:
        """Return the deadline."""
        return Deadline(
            values["due_on"],
            values["given_by"] or None,
            values["given_on"] or None,
            values["reason"] or None,
            _source_of(values, self.choices, self.seen.source),
        )


class OwnerModal(ChoiceModal[str]):
    """Returns the name of an analyst, be it new, empty for nobody, or None where it was left."""

    HELP = "Type a part of a name. Enter takes the analyst; the last line takes a name that nobody has yet."
    placeholder = "Type a name, or me"

    def __init__(self, what: str, me: str, analysts: Sequence[str], owner: str | None) -> None:
        """`owner` is who looks after it now; None is nobody, or not the same of all."""
        super().__init__()
        self.title_line = f"Owner of {what}"
        self._me = me
        self._owner = owner
        others = [name for name in analysts if name != me]
        self._analysts = [me, *others, *([""] if owner else [])]

    def find(self, typed: str) -> Sequence[str]:
        """Return the analysts with that in their name, last what would be a new one."""
        wanted = folded(typed)
        found = [name for name in self._analysts if wanted in folded(self._called(name))]
        known = meant(typed, self._analysts) is not None or wanted in ("me", "nobody")
        return [*found, typed] if typed and not known else found

    def line(self, item: str) -> Content:
        """Return the name, and who that is."""
        about = "" if item in self._analysts else "a new name"
        if item and item == self._owner:
            about = "now"
        called = literal_line(self._called(item), "" if item in self._analysts else "italic")
        return called + literal_line(f"  {about}", MUTED)

    def hint(self, item: str | None) -> str:
        """Return what choosing it does."""
        cancel = f"{self.key_of('modal.leave')}: cancel"
        if item is None:
            return cancel
        does = f"{shown_line(item)} looks after it" if item else "nobody looks after it"
        return f"enter: {does}   {self.arrows}: choose   {cancel}"

    def _called(self, name: str) -> str:
        if not name:
            return "nobody"
        return f"{name} (me)" if name == self._me else name


def _line(label: Content, code: Code) -> Content:
    """Return a line of a list; a long description begins further to the left, so that 80 columns have all of it."""
    description = literal_line(code.description, MUTED)
    width = min(_LABEL, max(label.cell_length, _LINE - description.cell_length))
    return Content.assemble(label.truncate(width, ellipsis=True, pad=True), " ", description)


def _as_printed(start: str | None) -> LineField:
    hint = "the source's own word for it"
    return LineField("as_printed", "As printed", start=start or "", placeholder=hint)


def _day(name: str, label: str, start: str | None, *, placeholder: str = _WHEN) -> LineField:
    return LineField(
        name, label, start=start or "", placeholder=placeholder, check=_said_day, about=_in_words_past
    )


def _said_day(typed: str) -> str:
    return said_day(typed) or ""


def _in_words(typed: str) -> str:
    day = date.fromisoformat(dates.day(typed))
    return f"{day:%a} {day.day} {day:%B %Y}"


def _in_words_past(typed: str) -> str:
    return _in_words(dates.day(typed, future=False))


def _place(start: str | None) -> LineField:
    return LineField(
        "place",
        "Place",
        start=start or "",
        placeholder=_WHERE,
        check=lambda typed: place(typed) if typed else "",
        about=place,
    )


def _actor(name: str, label: str, choices: FormChoices, start: str | None) -> LineField:
    def check(typed: str) -> str:
        found = meant(typed, choices.actors)
        if typed and found is None:
            raise BadInput(
                f"There is no actor '{shown_line(typed)}'.",
                did_you_mean(nearest(typed, choices.actors)) or "Add it to the list of actors first.",
            )
        return found or ""

    def about(typed: str) -> str:
        return "" if meant(typed, choices.actors) else "no such actor"

    start, known, hint = start or "", choices.actors, "a part of a name"
    return LineField(name, label, start=start, placeholder=hint, check=check, about=about, known=known)


def _source(choices: FormChoices, start: str | NewSource | None) -> Iterator[Field]:
    """Yield the field of the source, and those of one that is to be made."""
    sources = {source.source: source for source in choices.sources}
    kinds = {kind.code: kind.name for kind in choices.kinds}

    def about(typed: str) -> str:
        found = meant(typed, sources)
        if found is None:
            return "a new source"
        source = sources[found]
        return ", ".join(filter(None, (kinds.get(source.kind, source.kind), source.published_on)))

    def is_new(values: Values) -> bool:
        typed = values["source"].strip()
        return bool(typed) and meant(typed, sources) is None

    name = start.name if isinstance(start, NewSource) else start or ""
    hint = "a part of its name, or new"
    yield LineField("source", "Source", start=name, placeholder=hint, about=about, known=list(sources))
    words = {code: called.lower() for code, called in kinds.items()}
    yield WordsField("kind", "Kind", words, start="document", shown=is_new)
    yield LineField(
        "address", "Address", placeholder="https://... (optional)", check=web_address, shown=is_new
    )


def _source_of(values: Values, choices: FormChoices, seen: str | NewSource | None) -> str | NewSource | None:
    """Return the source that is named, or what is to be made of a new name."""
    name = values["source"].strip()
    if not name or values["source"] == seen:
        return values["source"] if name else None
    found = meant(name, [source.source for source in choices.sources])
    return found or NewSource(name, values["kind"] or "document", values["address"].strip() or None)
