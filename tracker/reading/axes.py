"""Where the axes of a recommendation stand, in words: one home for what a terminal prints and a screen draws."""

from collections.abc import Iterator
from typing import NamedTuple

from tracker.labels import moved, number_of
from tracker.reading.followup import Followup, Statement


class Axis(NamedTuple):
    """What is known of one axis, as `name: value, overdue, slipped (about)`; a part is empty where there is none."""

    name: str
    value: str
    about: str = ""
    """The source's own word, who said it, when and where."""
    overdue: str = ""
    slipped: str = ""
    statement: Statement | None = None
    """What the value is the position or the status of."""

    def __str__(self) -> str:
        said = ", ".join(filter(None, (self.value, self.overdue, self.slipped)))
        return f"{self.name}: {said}{self.about and f' ({self.about})'}"


def axes(followup: Followup) -> Iterator[Axis]:
    """Yield each axis that something is known of, in the order in which they are shown."""
    if (answer := followup.response) is not None:
        yield _stands("Response", answer, answer.by)
    if (reported := followup.reported) is not None:
        yield _stands("Reported", reported, None)
    if (assessed := followup.assessed) is not None:
        yield _stands("Assessed", assessed, assessed.recorded_by)
    if (due := followup.due) is not None:
        yield Axis(
            "Due",
            due.due_on,
            _listed(due.given_by, due.source),
            f"overdue by {number_of(due.overdue_days, 'day')}" if due.overdue_days else "",
            f"{moved(due.slipped_days)} than first given" if due.slipped_days else "",
        )
    if followup.assigned_to is not None:
        yield Axis("Owner", followup.assigned_to)
    if followup.made_on is not None:
        yield Axis("Made on", followup.made_on)
    if followup.themes:
        yield Axis("Themes", ", ".join(f"{theme.theme} ({theme.scheme})" for theme in followup.themes))


def _stands(name: str, statement: Statement, who: str | None) -> Axis:
    printed = f'"{statement.as_printed}"' if statement.as_printed else None
    about = _listed(printed, who, statement.said_on, statement.source, statement.place)
    return Axis(name, statement.name, about, statement=statement)


def _listed(*parts: str | None) -> str:
    return ", ".join(filter(None, parts))
