"""Saving what a review says: one changeset of its analyst, by the edits that the screens and the commands use.

Everything is tried first, and taken back, so what is refused is told cell by cell before anything is written.
"""

import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import NamedTuple

from tracker.database.writer import Writer, open_changeset
from tracker.edits.notes import add_note
from tracker.edits.progress import PROGRESS as KIND
from tracker.edits.progress import record_progress
from tracker.edits.shared import Saved, who_touched
from tracker.edits.statuses import set_status
from tracker.edits.tagging import change_tags
from tracker.errors import TrackerError
from tracker.exchange.findings import TableRefused
from tracker.exchange.review import columns
from tracker.exchange.review.answers import Answer, Answers, few
from tracker.exchange.review.columns import NOTE, PROGRESS, REASON, STATUS, TAGS
from tracker.labels import recommendation_label
from tracker.names import did_you_mean, meant, nearest
from tracker.reading import followup, queries
from tracker.text import REASON_LIMIT, folded, listed, note_body, one_line, shown_line


class Clash(NamedTuple):
    """A status, with its reason, that is neither as it was exported nor as the review has it."""

    label: str
    where: str
    here: str
    who: str
    sheet: str


class Outcome(NamedTuple):
    """What a review comes to."""

    done: Sequence[str]
    """What changes, or would, a sentence each."""
    clashes: Sequence[Clash]
    """Those that are left as they are here."""
    taken: Sequence[Clash]
    """Those of which the review's is taken."""
    remarks: Sequence[str]
    summary: str
    changeset_id: int | None = None


Choose = Callable[[Clash], bool]
"""Whether what the review says is to be taken, and not what stands here."""


class _Tried(Exception):
    """What was tried is to be taken back."""


def update(
    writer: Writer, answers: Answers, *, analyst: str, choose: Choose, dry_run: bool = False
) -> Outcome:
    """Save what a review says, and return what that was; raises TableRefused where a cell cannot be saved.

    `choose` is asked about each clash, once, while nobody waits for the file.
    """
    chosen: dict[Clash, bool] = {}
    while True:
        tried = _Run(writer, answers, analyst, chosen)
        with _taken_back(writer):
            outcome = tried.outcome()
        asked = [clash for clash in outcome.clashes if clash not in chosen]
        chosen.update((clash, choose(clash)) for clash in asked)
        if any(chosen[clash] for clash in asked):
            continue
        if dry_run or not outcome.done:
            return outcome
        with _taken_back(writer, unless=True) as connection:
            number = open_changeset(connection, analyst=analyst, summary=outcome.summary)
            if _Run(writer, answers, analyst, chosen).outcome() != outcome:
                # Somebody saved in between: what was told is not what would be done.
                raise _Tried
            outcome = outcome._replace(changeset_id=number)
        if outcome.changeset_id is not None:
            return outcome


@contextmanager
def _taken_back(writer: Writer, *, unless: bool = False) -> Iterator[sqlite3.Connection]:
    """Have edits in one transaction, which is taken back; with `unless` only where `_Tried` is raised."""
    try:
        with writer.together() as connection:
            yield connection
            if not unless:
                raise _Tried
    except _Tried:
        pass


class _Run:
    """One go through all rows."""

    def __init__(self, writer: Writer, answers: Answers, analyst: str, chosen: dict[Clash, bool]) -> None:
        self.writer, self.answers, self.analyst, self.chosen = writer, answers, analyst, chosen
        self.done: list[str] = []
        self.counts: Counter[str] = Counter()
        self.clashes: list[Clash] = []
        self.taken: list[Clash] = []
        self.remarks: list[str] = []
        self.refused: list[str] = []

    def outcome(self) -> Outcome:
        """Go through the rows inside a transaction of several edits; raise TableRefused."""
        with self.writer.transaction() as connection:
            self.connection = connection
            self.several = queries.several_reports(connection)
            self.statuses = columns.statuses(connection)
            self.tags = [each.tag for each in queries.tags(connection)]
            for answer in self.answers.rows:
                self._row(answer)
        if self.refused:
            raise TableRefused(self.answers.name, few(self.refused))
        told = ", ".join(f"{what} {count:,}" for what, count in self.counts.items())
        summary = f"From {shown_line(self.answers.name)}: {told}"
        return Outcome(
            self.done, self.clashes, self.taken, [*self.answers.remarks, *few(self.remarks)], summary
        )

    def _row(self, answer: Answer) -> None:
        state = answer.state
        found = self.connection.execute(_FOUND, (state.report, state.reference)).fetchone()
        if found is None:
            gone = (
                f"{answer.where}: {shown_line(f'{state.report}/{state.reference}')} is not in this database"
            )
            if answer.is_filled:
                self.refused.append(
                    f"{gone}, but the row is filled in. Delete the row, or name the file: --db"
                )
            else:
                self.remarks.append(f"{gone}.")
            return
        number, status, reason = found
        self._status(answer, number, (status, reason))
        self._tags(answer, number)
        self._note(answer, number)
        self._progress(answer, number)

    def _save(self, what: str, place: str, edit: Callable[[], Saved]) -> None:
        """Do an edit; what it is refused for is told with its place."""
        self.connection.execute("SAVEPOINT cell")
        try:
            saved = edit()
        except TrackerError as error:
            self.connection.execute("ROLLBACK TO cell")
            self.refused.append(f"{place}: {str(error).removesuffix(' Nothing was written.')}")
        else:
            if saved.changeset_id is not None:
                self.done.append(saved.summary)
                self.counts[what] += 1
        finally:
            self.connection.execute("RELEASE cell")

    def _status(self, answer: Answer, number: int, here: tuple[str, str | None]) -> None:
        state, cells = answer.state, answer.cells
        code = state.status
        if STATUS in cells and cells[STATUS] != columns.untaken(state.called):
            typed = cells[STATUS].strip()
            code = queries.code_meant(queries.statuses(self.connection), typed)
            if code not in self.statuses:
                names = list(self.statuses.values())
                near = did_you_mean(nearest(typed, names, most=1))
                what = f"There is no review status '{shown_line(typed)}'." if typed else "It is empty."
                self.refused.append(f"{answer.at(STATUS)}: {_spaced(what, near, _there_are(names))}")
                return
        reason = state.reason
        if REASON in cells and cells[REASON] != columns.untaken(columns.as_cell(reason)):
            try:
                reason = one_line(cells[REASON], what="reason", limit=REASON_LIMIT)
            except TrackerError as error:
                self.refused.append(f"{answer.at(REASON)}: {error}")
                return
        # Where the column of the reasons is gone, another status goes without one, as it does by command.
        elif REASON not in cells and code != state.status:
            reason = None
        wanted = (code, reason)
        if wanted in ((state.status, state.reason), here):
            return
        place = answer.at(STATUS if STATUS in cells else REASON)
        if here != (state.status, state.reason):
            column = "status_reason" if here[0] == state.status else "review_status"
            who = who_touched(self.connection, "recommendation", number, column)
            clash = Clash(
                recommendation_label(state.report, state.reference, several_reports=self.several),
                place,
                self._said(*here),
                who or "somebody",
                self._said(*wanted),
            )
            is_taken = self.chosen.get(clash, False)
            (self.taken if is_taken else self.clashes).append(clash)
            if not is_taken:
                return
        self._save(
            "status of",
            place,
            lambda: set_status(self.writer, [number], code, reason=reason or "", analyst=self.analyst),
        )

    def _said(self, code: str, reason: str | None) -> str:
        name = self.statuses.get(code, code)
        return shown_line(f"{name} ({reason})" if reason else name)

    def _tags(self, answer: Answer, number: int) -> None:
        """Put on and take off what the review does: what others did to other tags meanwhile stays."""
        cell, before = answer.cells.get(TAGS), answer.state.tags
        if cell is None or cell == columns.untaken(columns.as_cell(", ".join(before))):
            return
        there = {row[0] for row in self.connection.execute(_TAGS, (number,))}
        wanted = [meant(each, before) or each for each in columns.tags_in(cell)]
        add: list[str] = []
        for name in (each for each in wanted if each not in before):
            known = meant(name, self.tags)
            if known is None:
                near = did_you_mean(nearest(name, self.tags, most=1))
                what = f"There is no tag '{shown_line(name)}'."
                self.refused.append(
                    f"{answer.at(TAGS)}: {_spaced(what, near, 'A new one is made with: tracker tag')}"
                )
            else:
                add.append(known)
        remove = [each for each in before if each not in wanted]
        unknown = [each for each in remove if each not in self.tags]
        if unknown:
            self.remarks.append(
                f"{answer.at(TAGS)}: the codebook has no {listed(unknown)} any more, so it was not taken off: "
                "it may have another name now."
            )
        add = [each for each in add if each not in there]
        remove = [each for each in remove if each in there and each not in add]
        if add or remove:
            self._save(
                "tags of",
                answer.at(TAGS),
                lambda: change_tags(self.writer, [number], add=add, remove=remove, analyst=self.analyst),
            )

    def _note(self, answer: Answer, number: int) -> None:
        if not answer.cells.get(NOTE, "").strip():
            return

        def add() -> Saved:
            body = note_body(answer.cells[NOTE])
            if self.connection.execute(_NOTED, (number, body)).fetchone():
                return Saved(None, "It is there already.")
            return add_note(self.writer, [number], body, analyst=self.analyst)

        self._save("notes on", answer.at(NOTE), add)

    def _progress(self, answer: Answer, number: int) -> None:
        typed = {
            part: answer.cells[name].strip()
            for part, name in PROGRESS.items()
            if answer.cells.get(name, "").strip()
        }
        if not typed:
            return
        status = typed.get("status")
        if status is None:
            first = PROGRESS[next(iter(typed))]
            named = f"the column {PROGRESS['status']} " + (
                "is empty" if PROGRESS["status"] in answer.cells else "is gone"
            )
            self.refused.append(
                f"{answer.at(first)}: it is about progress, but {named}. Choose a status there."
            )
            return
        statuses = followup.progress_statuses(self.connection)
        typed["status"] = queries.code_meant(statuses, status)
        if "basis" in typed:
            typed["basis"] = folded(typed["basis"])
        before = len(self.refused)
        chosen = next((each for each in statuses if each.code == typed["status"]), None)
        if chosen is None:
            names = list(columns.words(statuses).values())
            near = did_you_mean(nearest(status, names, most=1))
            what = f"There is no status of progress '{shown_line(status)}'."
            self.refused.append(f"{answer.at(PROGRESS['status'])}: {_spaced(what, near, _there_are(names))}")
            return
        self.refused += [f"{answer.at(PROGRESS['status'])}: {each}" for each in _unproven(typed, chosen)]
        for part, text in typed.items():
            try:
                KIND.fields[part].checked(self.connection, text)
            except TrackerError as error:
                self.refused.append(f"{answer.at(PROGRESS[part])}: {error}")
        if len(self.refused) == before:
            self._save(
                "progress of",
                answer.at(PROGRESS["status"]),
                lambda: record_progress(self.writer, [number], **typed, analyst=self.analyst),
            )


def _spaced(*sentences: str) -> str:
    return " ".join(filter(None, sentences))


def _there_are(names: Sequence[str]) -> str:
    return f"There are: {', '.join(names)}."


def _unproven(typed: Mapping[str, str], status: queries.Code) -> Iterator[str]:
    """Yield what progress lacks as a proof, by the columns of the sheet; the file asks for the same."""
    lacking = [f"'{PROGRESS[part]}'" for part in ("as_of", "source") if part not in typed]
    if status.done and lacking:
        yield f"{shown_line(status.name)} closes it, which needs {' and '.join(lacking)}."
    if typed.get("basis", "assessed") == "assessed" and "text" not in typed:
        empty = "" if "basis" in typed else f", as it is where '{PROGRESS['basis']}' is empty"
        yield f"What we assess{empty}, needs '{PROGRESS['text']}'; what others say is Reported."


_FOUND = """SELECT r.id, r.review_status, r.status_reason FROM recommendation AS r
JOIN report AS p ON p.id = r.report_id WHERE p.slug = ? AND r.reference = ?"""
_TAGS = "SELECT tag FROM recommendation_tag WHERE recommendation_id = ?"
_NOTED = "SELECT 1 FROM note WHERE recommendation_id = ? AND body = ?"
