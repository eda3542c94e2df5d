"""What became of a recommendation in words: the axes a line each, and each thing that was said."""

from datetime import datetime

from textual.content import Content

from tracker.labels import author_label, moved, number_of, time_label
from tracker.reading.followup import DueDate, Event, Followup, Statement
from tracker.ui.literal import literal, literal_line
from tracker.ui.visuals import MUTED, OVERDUE, OVERDUE_SIGN, position_label, progress_label

_WIDTH = 11
_PROGRESS = {"reported": "Progress, reported", "assessed": "Progress, assessed"}


def axes_lines(review: Content, followup: Followup) -> list[Content]:
    """Return a line for each axis that says something, the review first; then the due date, the owner, the themes."""
    lines = [_labelled("Review", review)]
    answer = followup.response
    if answer is not None:
        lines.append(
            _labelled("Response", position_label(answer.code, answer.name) + _about(answer, answer.by))
        )
    for name, progress in (("Reported", followup.reported), ("Assessed", followup.assessed)):
        if progress is not None:
            who = progress.recorded_by if name == "Assessed" else None
            label = progress_label(progress.code, progress.name, closed=progress.closed)
            lines.append(_labelled(name, label + _about(progress, who)))
    if followup.due is not None:
        lines.append(_labelled("Due", _due(followup.due)))
    if followup.assigned_to is not None:
        lines.append(_labelled("Owner", literal_line(followup.assigned_to)))
    if followup.made_on is not None:
        lines.append(_labelled("Made on", literal_line(followup.made_on)))
    if followup.themes:
        themes = ", ".join(f"{theme.theme} ({theme.scheme})" for theme in followup.themes)
        lines.append(_labelled("Themes", literal_line(themes)))
    return lines


def event_head(event: Event, now: datetime) -> str:
    """Return what kind of thing was said, by whom and on what day; and who recorded it when."""
    what = {"response": "Response", "deadline": "Deadline"}.get(event.kind) or _PROGRESS[event.kind]
    by = f"{'given by' if event.kind == 'deadline' else 'of'} {event.by}" if event.by else ""
    day = event.day if event.dated else "without a date"
    recorded = f"recorded {time_label(event.recorded_at, now)}, {author_label(event.recorded_by)}"
    return f"{' '.join(filter(None, (what, by)))}, {day}; {recorded}"


def event_lines(event: Event, head: str, proof: Content | None = None) -> Content:
    """Return all that an answer, progress or a deadline says, and what became of its proof where that was tried."""
    lines = [literal_line(head, MUTED), _said(event)]
    if event.text:
        lines.append(literal(event.text))
    if event.quote:
        lines.append(literal(f'"{event.quote}"'))
    if event.source:
        where = literal_line(", ".join(filter(None, (event.source, event.place))), MUTED)
        lines.append(where if proof is None else Content.assemble(where, "  ", proof))
    return Content("\n").join(lines)


def _said(event: Event) -> Content:
    if event.kind == "deadline":
        step = "" if event.moved_days is None else f", {moved(event.moved_days)}"
        return literal_line(f"Due {event.due_on}{step}")
    code, name = event.code or "", event.name or event.code or ""
    is_response = event.kind == "response"
    label = position_label(code, name) if is_response else progress_label(code, name, closed=event.closed)
    return label + literal_line(f' ("{event.as_printed}")' if event.as_printed else "")


def _labelled(label: str, value: Content) -> Content:
    return Content.assemble((f"{label:<{_WIDTH}}", MUTED), value)


def _about(statement: Statement, who: str | None) -> Content:
    """Return the source's own word, who said it, when and where, in parentheses."""
    printed = f'"{statement.as_printed}"' if statement.as_printed else None
    where = ", ".join(filter(None, (statement.source, statement.place)))
    known = ", ".join(filter(None, (printed, who, statement.said_on, where)))
    return literal_line(f" ({known})" if known else "", MUTED)


def _due(due: DueDate) -> Content:
    given = ", ".join(filter(None, (due.given_by, due.source)))
    parts = [literal_line(due.due_on)]
    if due.overdue_days is not None:
        parts.append(literal_line(f"{OVERDUE_SIGN} overdue {number_of(due.overdue_days, 'day')}", OVERDUE))
    if due.slipped_days:
        first = f"{moved(due.slipped_days)} than first given"
        parts.append(literal_line(first))
    line = Content(", ").join(parts)
    return line + literal_line(f" ({given})" if given else "", MUTED)
