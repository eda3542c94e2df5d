"""Whether the figures of a brief hold: as they were at the last change that it names, and as they are now.

Nothing that stands in the file is run. It names a query line and a date; the statements are made from them here.
"""

import sqlite3
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from hashlib import sha256
from html import unescape
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

from tracker import exporting, whole_files
from tracker.errors import BadInput, TrackerError
from tracker.exchange.brief import contents, html, markdown, states
from tracker.exchange.brief.brief_file import ENDS
from tracker.exchange.brief.figures import Figure, Recorded, Scope, read_block
from tracker.labels import utc_time
from tracker.reading import queries

MOST_BYTES = 500_000_000
"""How large a file is read: a brief of 41,000 recommendations has a tenth of it."""
Key = tuple[str, str | None, str | None]


class Checked(NamedTuple):
    """A figure with what it is at the brief's last change, and now; `then` or `now` is None where it cannot be had."""

    figure: Figure
    then: Any
    now: Any

    @property
    def held_then(self) -> bool:
        """Whether the brief said what was so."""
        return bool(self.figure.value == self.then)

    @property
    def holds_now(self) -> bool:
        """Whether what it says is still so."""
        return bool(self.figure.value == self.now)


class Verified(NamedTuple):
    """What came of it. `untouched`: the file says above its figures what Tracker wrote there."""

    scope: Scope
    untouched: bool
    checked: tuple[Checked, ...]
    sources: tuple[str, ...]
    """A sentence for each source that is not the one it was."""
    faults: tuple[str, ...]
    """Why the figures cannot be had, then or now; that it is another database comes first."""

    @property
    def holds(self) -> bool:
        """Whether all of it held and holds."""
        good = all(each.held_then and each.holds_now for each in self.checked)
        return self.untouched and good and not self.sources and not self.faults


def read_file(path: Path) -> tuple[Recorded, bool]:
    """Return the marked block of a brief, and whether what stands above it is as it was written.

    Raises BadInput for a file that cannot be read, or has no such block, or several.
    """
    end = exporting.end_of(path, ENDS)
    try:
        if path.stat().st_size > MOST_BYTES:
            raise BadInput(f"{path.name} has more than {MOST_BYTES:,} bytes.", "Name a brief.")
        with open(path, "rb", opener=whole_files.open_without_waiting) as file:
            content = file.read(MOST_BYTES)
    except OSError as error:
        raise BadInput(f"{path} cannot be read: {error.strerror}.", "Name a brief.") from error
    return _of_document(content, path) if end == ".docx" else _of_text(content, path, end)


def _of_document(content: bytes, path: Path) -> tuple[Recorded, bool]:
    from tracker.exchange.brief import docx

    lines, above, number = docx.figures_of(content, path.name)
    if number != 1:
        raise _no_block(path, number)
    recorded = read_block(lines)
    return recorded, docx.digest(above) == recorded.contents


def _of_text(content: bytes, path: Path, end: str) -> tuple[Recorded, bool]:
    written = {".md": markdown, ".html": html}[end]
    # Another system may have put other line ends.
    content = content.replace(b"\r\n", b"\n")
    opening, closing = (f"\n{line}\n".encode() for line in (written.OPENING, written.CLOSING))
    number = content.count(opening)
    start = content.find(opening)
    stop = content.find(closing, start + len(opening) - 1)
    if number != 1 or stop < 0:
        raise _no_block(path, number)
    lines = content[start + len(opening) : stop].decode("ascii", "replace").split("\n")
    above = sha256(memoryview(content)[: start + 1]).hexdigest()
    recorded = read_block(map(unescape, lines) if end == ".html" else lines)
    return recorded, above == recorded.contents


def _no_block(path: Path, number: int) -> BadInput:
    many = "holds no figures" if not number else f"has figures in {number} places, or they have no end"
    return BadInput(f"{path.name} {many}.", "Name a brief as tracker brief -o FILE writes it.")


def verify(connection: sqlite3.Connection, path: Path) -> Verified:
    """Return what the figures of a brief were at its last change, and are now; raises BadInput, as `read_file`."""
    recorded, untouched = read_file(path)
    scope = recorded.scope
    faults: list[str] = []
    with states.one_state(connection, long=len(recorded.figures) > states.LONG) as state:
        today = scope._replace(day=datetime.now(UTC).date().isoformat())
        said = {_key(figure): figure.value for figure in recorded.figures}
        now = _figures(state, today, said, faults, "are now")
        with states.state_of(state, scope) as before:
            alike = before is state and scope == today
            then = now if alike else _figures(before, scope, said, faults, "were then")
        checked = tuple(Checked(each, then.get(_key(each)), now.get(_key(each))) for each in recorded.figures)
        other = _another(state, scope, held=all(each.held_then for each in checked))
        sources = tuple(_sources(state, recorded))
    # All else follows from that.
    return Verified(scope, untouched, checked, sources, (*filter(None, [other]), *faults))


def _another(connection: sqlite3.Connection, scope: Scope, *, held: bool) -> str | None:
    """Return why this cannot be the database that a brief is of, None where it can, or where all of it `held` then."""
    latest = queries.latest_change_id(connection)
    if scope.change > latest:
        missing = f"The database has no change {scope.change:,}, its last is {latest:,}"
        return f"{missing}: it is an older copy, or another one."
    of_now = not scope.by_moment and scope.moment == scope.made_at
    if held or not of_now:
        return None
    last, next_one = (
        connection.execute(
            "SELECT min(changed_at) FROM change WHERE id = ?", (scope.change + step,)
        ).fetchone()[0]
        for step in (0, 1)
    )
    if (last or "") <= scope.made_at <= (next_one or scope.made_at):
        return None
    return (
        f"The brief was made at {utc_time(scope.made_at)}, and change {scope.change:,} was not the last one of this "
        "database then: it is another one, or a clock was wrong."
    )


def _figures(
    connection: sqlite3.Connection, scope: Scope, said: Mapping[Key, Any], faults: list[str], when: str
) -> dict[Key, Any]:
    """Return the figures of a state by what they are of; what they cannot be had for is among the faults then."""
    found: dict[Key, Any] = {}
    try:
        brief = contents.read(connection, scope)
        entries = contents.entries(connection, brief)
        for figure in chain(brief.figures(), (entry.figure() for entry in entries)):
            key = _key(figure)
            # What is alike is held once.
            found[key] = said[key] if said.get(key) == figure.value else figure.value
    except TrackerError as error:
        faults.append(f"The figures could not be computed as they {when}: {error}")
        return {}
    return found


def _key(figure: Figure) -> Key:
    return figure.kind, figure.report, figure.reference


def _sources(connection: sqlite3.Connection, recorded: Recorded) -> Iterator[str]:
    held = dict(connection.execute("SELECT slug, source_sha256 FROM report"))
    for slug, value in recorded.sources:
        if slug not in held:
            yield f"The report {slug} is no longer in the database."
        elif held[slug] != value:
            yield f"The source of {slug} has another SHA-256 now."


def differences(checked: Checked, other: Any) -> Iterator[tuple[str, str, str]]:
    """Yield what differs between a figure and another value of it: of what, in the brief, and in the other."""
    figure = checked.figure
    said, there = _parts(figure.kind, figure.value), _parts(figure.kind, other)
    for name in dict.fromkeys((*said, *there)):
        if said.get(name) != there.get(name):
            yield name, said.get(name, "nothing"), there.get(name, "nothing")


_COUNTS = ("recommendations", "review done", "answered", "closed", "overdue")


def _parts(kind: str, value: Any) -> dict[str, str]:
    """Return a figure in parts by name; what somebody made up in a file is one part."""
    try:
        match kind:
            case "progress":
                return {name: f"{number:,}" for name, number in zip(_COUNTS, value[0], strict=True)}
            case "axes":
                return {f"{axis} {code}": f"{number:,}" for axis, code, number in value}
            case "overdue":
                return {f"{row[0]}/{row[1]}": f"due {row[3]}, owner {row[7] or 'nobody'}" for row in value}
            case "since":
                return {" ".join(map(str, filter(None, row[:6]))): "there" for row in value}
            case "sources":
                return {row[0]: ", ".join(map(str, filter(None, row[1:]))) for row in value}
            case "by_actor" | "by_report":
                return {
                    f"{name}, {what}": f"{number:,}"
                    for name, *numbers in value
                    for what, number in zip(_COUNTS, numbers, strict=True)
                }
            case _:
                return {name: "none" if held in (None, []) else str(held) for name, held in value.items()}
    except (TypeError, ValueError, LookupError, AttributeError):
        return {} if value is None else {"value": str(value)}
