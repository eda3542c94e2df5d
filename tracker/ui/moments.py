"""Moments as people say them: the database keeps UTC, the screen shows local time and how long ago."""

from datetime import UTC, datetime

_STEPS = (
    (60, "minute"),
    (3600, "hour"),
    (86400, "day"),
    (604800, "week"),
    (2629800, "month"),
    (31557600, "year"),
)


def ago(utc: str, now: datetime) -> str:
    """Return how long before `now` (aware) the UTC text is: "just now", "3 days ago"."""
    moment = _parsed(utc)
    if moment is None:
        return utc
    seconds = (now - moment).total_seconds()
    text = "just now"
    for size, unit in _STEPS:
        if seconds >= size:
            number = int(seconds // size)
            text = f"{number} {unit}{'' if number == 1 else 's'} ago"
    return text


def local(utc: str) -> str:
    """Return the UTC text as local date and time to the minute."""
    moment = _parsed(utc)
    return utc if moment is None else moment.astimezone().strftime("%Y-%m-%d %H:%M")


def _parsed(utc: str) -> datetime | None:
    try:
        return datetime.strptime(utc, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    except ValueError:
        return None
