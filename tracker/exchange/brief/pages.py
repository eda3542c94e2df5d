"""The pages of a brief, block after block: what comes first, and in which words it is said."""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from tracker.exchange.brief import contents, figures
from tracker.exchange.brief.blocks import (
    Bar,
    Block,
    Code,
    Facts,
    Heading,
    Paragraph,
    Part,
    Picture,
    Quote,
    Table,
)
from tracker.exchange.brief.contents import Axis, Brief, Entry
from tracker.exchange.brief.figures import MOST_ROWS, Figure
from tracker.labels import author_by, author_label, number_of, recommendation_label, utc_time
from tracker.reading.followup import Event, Statement
from tracker.reading.queries import RecommendationShown

Take = Callable[[Figure], None]

_COUNTED = ("All", "Review done", "Answered", "Closed", "Overdue")
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_CALLED = {
    "progress": "Progress in one sentence",
    "axes": "Where the recommendations stand",
    "since": "What changed",
    "overdue": "What is overdue",
    "by_actor": "By addressee",
    "by_report": "By report",
    "sources": "What the statements rest on",
}


def pages(connection: sqlite3.Connection, brief: Brief, take: Take) -> Iterator[Block]:
    """Yield the brief but for its marked block, and hand each figure in it to `take`, in its order."""
    for figure in brief.figures():
        take(figure)
    yield from _head(brief)
    if brief.counts.recommendations:
        yield from _standing(brief)
        yield from _since(brief)
        yield from _overdue(brief)
        yield from _by_actor(brief)
        if len(brief.reports) > 1:
            yield from _by_report(brief)
        yield Heading(2, "The recommendations", new_page=True)
        for entry in contents.entries(connection, brief):
            take(entry.figure())
            yield from _recommendation(entry, brief)
    yield from _proof(brief)


def _head(brief: Brief) -> Iterator[Block]:
    yield Heading(1, _title(brief))
    scope = brief.scope
    yield Facts(
        (
            ("As of", (utc_time(scope.moment),)),
            ("Shown", (brief.words,)),
            ("Made by", (f"{scope.author}, {utc_time(scope.made_at)}",)),
        )
    )
    yield Paragraph(_sentence(brief.counts), lead=True)
    if brief.missing:
        were = "was" if brief.missing == 1 else "were"
        yield Paragraph(f"{number_of(brief.missing, 'recommendation')} of the file {were} not there yet.")


def _title(brief: Brief) -> str:
    if not brief.reports:
        return "What became of the recommendations"
    if len(brief.reports) == 1:
        return f"What became of it: {brief.reports[0].title}"
    return f"What became of {number_of(len(brief.reports), 'report')}"


def _sentence(counts: contents.Counts) -> str:
    whole = counts.recommendations
    if not whole:
        return "This list has no recommendations."

    def so_many(number: int, what: str) -> str:
        return f"{number:,} {'is' if number == 1 else 'are'} {what}" if number else f"none is {what}"

    parts = [so_many(counts.answered, "answered"), so_many(counts.closed, "closed")]
    overdue = so_many(counts.overdue, "overdue")
    done = f"the review of {counts.review_done:,}" if counts.review_done else "the review of none"
    return f"Of {number_of(whole, 'recommendation')}, {done} is done, {', '.join(parts)}, and {overdue}."


def _standing(brief: Brief) -> Iterator[Block]:
    yield Heading(2, "Where the recommendations stand")
    bars = tuple(map(_bar, brief.axes))
    yield Picture(
        "Review (ours), the addressees' responses, and progress as they report it and as we assess it", bars
    )
    told = (
        (bar.name, (", ".join(f"{part.letter} {part.name} {part.number:,}" for part in bar.parts),))
        for bar in bars
    )
    yield Facts(tuple(told))


def _bar(axis: Axis) -> Bar:
    parts = [
        Part(letter, code.name, number, 0 if code.code in _NOT_YET else 2 if _is_done(axis, code) else 1)
        for letter, (code, number) in zip(_LETTERS * 4, axis.counts, strict=False)
    ]
    return Bar(axis.name, tuple(parts))


_NOT_YET = ("none", "unreviewed", "not_started")


def _is_done(axis: Axis, code: Any) -> bool:
    return bool(code.done) or (axis.name == "Response")


def _since(brief: Brief) -> Iterator[Block]:
    since = brief.scope.since
    if since is None:
        return
    yield Heading(2, f"What changed since {since}")
    rows = brief.rows["since"]
    if not rows:
        yield Paragraph("Nothing changed.")
        return
    told = (
        (
            day,
            report if what == "new" else _ref(report, reference, brief),
            _changed(what, was, stands, said, brief),
            by or "",
        )
        for day, report, reference, what, was, stands, said, by in rows
    )
    yield Table("Changes, the latest first", ("Day", "Ref", "What", "By"), tuple(told))
    if len(rows) == MOST_ROWS:
        yield Paragraph(f"Only the latest {MOST_ROWS} are listed.")


def _changed(what: str, was: str | None, stands: str | None, said: str | None, brief: Brief) -> str:
    if what in ("new", "note"):
        return f"{number_of(int(stands or 0), 'recommendation')} loaded" if what == "new" else "Note"
    names = [brief.names.get((what, code), code) for code in (was, stands) if code is not None]
    why = "" if not said else f" ({said})" if what in ("due", "review") else f" (“{said}”)"
    return f"{what.capitalize()}: {' → '.join(names)}{why}"


def _ref(report: str, reference: str, brief: Brief) -> str:
    return recommendation_label(report, reference, several_reports=brief.several_reports)


def _overdue(brief: Brief) -> Iterator[Block]:
    yield Heading(2, "What is overdue")
    rows, number = brief.rows["overdue"], brief.counts.overdue
    if not rows:
        yield Paragraph(f"Nothing is overdue on {brief.scope.day}.")
        return
    yield Table(
        f"Overdue on {brief.scope.day}, the longest first",
        ("Ref", "Title", "Due", "Days overdue", "First due", "Days slipped", "Owner"),
        tuple(
            (
                _ref(report, reference, brief),
                title,
                due_on,
                f"{overdue_days:,}",
                first_due_on,
                f"{slipped_days or 0:,}",
                owner or "nobody",
            )
            for report, reference, title, due_on, overdue_days, first_due_on, slipped_days, owner in rows
        ),
        _at(3, 5),
    )
    yield from _more(number - len(rows), "are overdue")


def _by_actor(brief: Brief) -> Iterator[Block]:
    yield Heading(2, "By addressee")
    rows = brief.rows["by_actor"]
    if not rows:
        yield Paragraph("No recommendation names an addressee.")
        return
    yield _counted("Addressees, those of most recommendations first", "Addressee", rows)
    if len(rows) == MOST_ROWS:
        yield Paragraph(f"Only the first {MOST_ROWS} are listed.")
    yield Paragraph("A recommendation with several addressees counts for each of them.")


def _by_report(brief: Brief) -> Iterator[Block]:
    titles = {report.slug: report.title for report in brief.reports}
    rows = brief.rows["by_report"]
    yield Heading(2, "By report")
    yield _counted("Reports", "Report", [[titles.get(slug, slug), *counts] for slug, *counts in rows])
    yield from _more(len(brief.reports) - len(rows), "are not listed")


def _counted(caption: str, what: str, rows: Sequence[Sequence[Any]]) -> Table:
    told = tuple((name, *(f"{number:,}" for number in numbers)) for name, *numbers in rows)
    return Table(caption, (what, *_COUNTED), told, _at(1, 2, 3, 4, 5), short=True)


def _at(*columns: int) -> frozenset[int]:
    return frozenset(columns)


def _more(number: int, what: str) -> Iterator[Block]:
    if number > 0:
        yield Paragraph(f"{number:,} more {what}.")


def _recommendation(entry: Entry, brief: Brief) -> Iterator[Block]:
    found, state = entry.found, entry.followup
    yield Heading(3, f"{entry.label}. {found.title}")
    yield Quote(found.text)
    rows: list[tuple[str, tuple[str, ...]]] = [("Source", (_source(found, brief),))]
    if entry.addressees:
        rows.append(("Addressed to", (", ".join(entry.addressees),)))
    rows.append(("Review", (_review(entry, brief),)))
    told = {
        "Response": _statements(state.response, entry.story, "response"),
        "Reported": _statements(state.reported, entry.story, "reported"),
        "Assessed": _statements(state.assessed, entry.story, "assessed"),
        "Due": _deadlines(entry, brief.scope.day),
        "Owner": (state.assigned_to,) if state.assigned_to else (),
    }
    rows += [(name, lines) for name, lines in told.items() if lines]
    silent = [name.lower() for name, lines in told.items() if not lines]
    if silent:
        rows.append(("Not recorded", (", ".join(silent),)))
    yield Facts(tuple(rows))
    for note in entry.notes:
        yield Heading(4, f"Note by {author_by(note.author)}, {utc_time(note.created_at)}")
        yield Quote(note.body)


def _source(found: RecommendationShown, brief: Brief) -> str:
    title = found.report_title if brief.several_reports or not found.place else None
    return ", ".join(filter(None, (title, found.source_file, found.place)))


def _review(entry: Entry, brief: Brief) -> str:
    found = entry.found
    text = brief.names.get(("review", found.review_status), found.review_status)
    if found.status_at is not None:
        text += f" ({author_label(found.status_by)}, {utc_time(found.status_at)})"
    return f"{text}: {found.status_reason}" if found.status_reason else text


def _statements(latest: Statement | None, story: Sequence[Event], kind: str) -> tuple[str, ...]:
    """Return the latest statement, what it says, then the earlier ones."""
    if latest is None:
        return ()
    told = [event for event in story if event.kind == kind]
    now = [event for event in told if event.row_id == latest.row_id]
    lines = [_said(event) for event in now]
    for event in now:
        # What an addressee answers is its own words; of progress the quotation is.
        quoted = (event.text if kind == "response" else None, event.quote)
        lines += [event.text] if event.text and kind != "response" else []
        lines += [f"“{text}”" for text in quoted if text]
    lines += [f"earlier: {_said(event)}" for event in told if event.row_id != latest.row_id]
    return tuple(lines)


def _said(event: Event) -> str:
    """Return one statement in a line: what, in whose words, who, when, where it is written."""
    when = event.day if event.dated else f"recorded {event.day}"
    rests_on = ", ".join(filter(None, (event.source, event.place)))
    parts = [f"“{event.as_printed}”" if event.as_printed else None, event.by, when, rests_on or None]
    said = ", ".join(filter(None, parts))
    if event.recorded_by and not event.by:
        said += f"; recorded by {event.recorded_by}"
    return f"{event.name or event.code} ({said})"


def _deadlines(entry: Entry, day: str) -> tuple[str, ...]:
    """Return when it is due, and where there were several dates each of them, the latest first."""
    due = entry.followup.due
    if due is None:
        return ()
    now = due.due_on
    if due.slipped_days:
        now += f", {_moved(due.slipped_days)} than first said ({due.first_due_on})"
    at = entry.followup.assessed or entry.followup.reported
    if due.due_on < day and not (at and at.closed):
        now += "; overdue"
    given = [event for event in entry.story if event.kind == "deadline"]
    if len(given) == 1:
        return (f"{now}; {_given(given[0])}",)
    return (now, *(f"{event.due_on}: {_given(event)}" for event in given))


def _moved(days: int) -> str:
    return f"{number_of(abs(days), 'day')} {'later' if days > 0 else 'earlier'}"


def _given(event: Event) -> str:
    by = f" by {event.by}" if event.by else ""
    moved = "" if event.moved_days is None else f", {_moved(event.moved_days)}"
    why = f": {event.text}" if event.text else ""
    source = f" ({event.source})" if event.source else ""
    return f"given{by} on {event.day}{moved}{why}{source}"


def _proof(brief: Brief) -> Iterator[Block]:
    scope = brief.scope
    yield Heading(2, "How to run each figure again", new_page=True)
    yield Paragraph(
        "tracker brief --verify, with the name of this file, computes each figure again: as it was at the last change"
        " named here, and as it is now. The statements below give the tables in any SQLite shell."
    )
    rows: list[tuple[str, tuple[str, ...]]] = [
        ("Query", (scope.query or "(all recommendations)",)),
        ("As of", (f"{scope.moment}; days are counted to {scope.day}",)),
        ("Last change", (f"none after {scope.moment}" if scope.by_moment else f"{scope.change:,}",)),
        ("Notes", (scope.notes,)),
    ]
    sources = tuple(
        f"{report.title}: {report.source_file or 'source'}, SHA-256 {report.source_sha256 or 'not known'}"
        for report in brief.reports
    )
    rows += [("Sources", sources)] if sources else []
    yield Facts(tuple(rows))
    rests_on = brief.rows["sources"]
    if rests_on:
        yield Table(
            "What the statements rest on",
            ("Source", "Kind", "Published", "Address", "SHA-256"),
            tuple(
                (name, brief.names.get(("source", kind), kind), *map(_or_empty, told))
                for name, kind, *told in rests_on
            ),
        )
    for kind, sql in brief.statements.items():
        if kind == "by_report" and len(brief.reports) == 1:
            # Of one report it says what the sentence at the top does.
            continue
        yield Heading(3, _CALLED[kind])
        yield Code(sql)
    yield Heading(3, "The figures")


def _or_empty(text: str | None) -> str:
    return text or ""


def recorded(brief: Brief, taken: Sequence[Figure], digest: str) -> tuple[str, ...]:
    """Return the lines of the marked block of a brief, of which `digest` is that of what stands above it."""
    sources = tuple((report.slug, report.source_sha256) for report in brief.reports)
    return figures.block(figures.Recorded(brief.scope, digest, sources, tuple(taken)))
