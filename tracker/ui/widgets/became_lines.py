"""What became of a recommendation in words: the axes a line each, and each thing that was said."""

from datetime import datetime

from textual.content import Content

from tracker.labels import author_label, moved, time_label
from tracker.reading.axes import Axis, axes
from tracker.reading.followup import Event, Followup
from tracker.ui.literal import literal, literal_line
from tracker.ui.visuals import MUTED, OVERDUE, OVERDUE_SIGN, position_label, progress_label

_WIDTH = 11
_PROGRESS = {"reported": "Progress, reported", "assessed": "Progress, assessed"}


def axes_lines(review: Content, followup: Followup) -> list[Content]:
    """Return a line for each axis that says something, the review first; then the due date, the owner, the themes."""
    return [_labelled("Review", review), *(_labelled(axis.name, _axis(axis)) for axis in axes(followup))]


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


def _axis(axis: Axis) -> Content:
    parts = [_value(axis)]
    if axis.overdue:
        parts.append(literal_line(f"{OVERDUE_SIGN} {axis.overdue}", OVERDUE))
    if axis.slipped:
        parts.append(literal_line(axis.slipped))
    return Content(", ").join(parts) + literal_line(f" ({axis.about})" if axis.about else "", MUTED)


def _value(axis: Axis) -> Content:
    statement = axis.statement
    if statement is None:
        return literal_line(axis.value)
    if axis.name == "Response":
        return position_label(statement.code, statement.name)
    return progress_label(statement.code, statement.name, closed=statement.closed)
