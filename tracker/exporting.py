"""Recommendations as texts to take along: Markdown, CSV or JSON, and the file they are written to."""

import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from itertools import groupby
from pathlib import Path
from typing import Any, TypeVar

from tracker import formats, whole_files
from tracker.errors import BadInput, TrackerError
from tracker.labels import author_by, author_label, number_of, recommendation_label, utc_time
from tracker.query_words import in_words
from tracker.reading import queries
from tracker.reading.queries import MentionShown, NoteShown, RecommendationShown
from tracker.reading.selection import FOLLOWUP_COLUMNS, OVERVIEW_COLUMNS, Selection
from tracker.text import shown, shown_line

T = TypeVar("T")


class FileThere(TrackerError):
    """There is a file of that name already: nothing was written."""


def markdown_of(connection: sqlite3.Connection, ids: Iterable[int]) -> Iterator[str]:
    """Yield the recommendations as lines of Markdown; raise NotFound for one that is gone.

    The text stands as it was printed, in a quotation; notes stand as they were written. Times are UTC.
    """
    statuses = {status.code: status.name for status in queries.statuses(connection)}
    roles = {role.code: role.name for role in queries.roles(connection)}
    several = queries.several_reports(connection)
    for number, recommendation_id in enumerate(ids):
        if number:
            yield ""
        found = queries.recommendation(connection, recommendation_id)
        label = recommendation_label(found.report, found.reference, several_reports=several)
        yield from _section(found, label, statuses, roles)


def _section(
    found: RecommendationShown, label: str, statuses: Mapping[str, str], roles: Mapping[str, str]
) -> Iterator[str]:
    yield shown_line(f"## {label}. {found.title}")
    yield ""
    yield from (f"> {line}".rstrip() for line in shown(found.text).split("\n"))
    yield ""
    yield shown_line(f"- Source: {_source(found)}")
    yield shown_line(f"- Status: {_status(found, statuses)}")
    for role, names in _actors(found.mentions, roles):
        yield shown_line(f"- {role}: {', '.join(names)}")
    yield shown_line(f"- Tags: {', '.join(found.tags) or 'none'}")
    for note in found.notes:
        yield ""
        yield shown_line(f"### Note by {author_by(note.author)}, {utc_time(note.created_at)}{_edited(note)}")
        yield ""
        yield from shown(note.body).split("\n")


def _source(found: RecommendationShown) -> str:
    return (
        f"{found.report_title}, {found.source_file or 'source'} {found.place}"
        if found.place
        else found.report_title
    )


def _status(found: RecommendationShown, statuses: Mapping[str, str]) -> str:
    text = statuses.get(found.review_status, found.review_status)
    if found.status_at is not None:
        text += f" ({author_label(found.status_by)}, {utc_time(found.status_at)})"
    return f"{text}: {found.status_reason}" if found.status_reason else text


def _actors(mentions: Sequence[MentionShown], roles: Mapping[str, str]) -> Iterator[tuple[str, list[str]]]:
    order = list(roles)
    ranked = sorted(mentions, key=lambda m: order.index(m.role) if m.role in order else len(order))
    for role, group in groupby(ranked, key=lambda m: m.role):
        names = dict.fromkeys(m.label for m in group)
        yield roles.get(role, role), list(names)


def _edited(note: NoteShown) -> str:
    return f" (edited {utc_time(note.updated_at)})" if note.updated_at > note.created_at else ""


def with_lists(row: dict[str, Any]) -> dict[str, Any]:
    """Return a row of the overview with its tags and actors as lists, for JSON."""
    # No name holds a comma: the tables refuse it.
    return {**row, **{name: row[name].split(", ") if row[name] else [] for name in ("tags", "actors")}}


class _Count:
    """Goes along with rows and counts them: what is written is what is told."""

    def __init__(self) -> None:
        self.number = 0

    def of(self, rows: Iterable[T]) -> Iterator[T]:
        """Yield the rows."""
        for self.number, row in enumerate(rows, 1):
            yield row


def _markdown(connection: sqlite3.Connection, selection: Selection, count: _Count) -> Iterator[str]:
    yield f"# {in_words(selection.query, queries.code_names(connection))}"
    yield ""
    yield from markdown_of(connection, count.of(queries.all_ids(connection, selection)))


def csv_of(rows: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """Yield rows of the overview as lines of CSV."""
    return formats.csv_lines((*OVERVIEW_COLUMNS, *FOLLOWUP_COLUMNS), (tuple(row.values()) for row in rows))


def _csv(connection: sqlite3.Connection, selection: Selection, count: _Count) -> Iterator[str]:
    return csv_of(count.of(queries.overview(connection, selection)))


def _json(connection: sqlite3.Connection, selection: Selection, count: _Count) -> Iterator[str]:
    return formats.json_lines(map(with_lists, count.of(queries.overview(connection, selection))))


FORMATS: dict[str, tuple[str, Callable[[sqlite3.Connection, Selection, _Count], Iterator[str]]]] = {
    "Markdown": (".md", _markdown),
    "CSV": (".csv", _csv),
    "JSON": (".json", _json),
}
"""The formats in the order in which they are offered: the end of the file's name, and what makes the lines."""


def proposed_name(folder: Path, day: str, ends: Iterable[str]) -> str:
    """Return a name without its end, such as recommendations-2026-11-22, that no file there has with any end."""
    ends = tuple(ends)
    number = 1
    while True:
        name = f"recommendations-{day}" + (f"-{number}" if number > 1 else "")
        if not any((folder / f"{name}{end}").exists() for end in ends):
            return name
        number += 1


def format_named(path: Path) -> str | None:
    """Return the format that the end of a file's name stands for, None where it stands for none."""
    return next((name for name, (end, _) in FORMATS.items() if end == path.suffix.lower()), None)


def end_of(path: Path, ends: Iterable[str]) -> str:
    """Return the end of a file's name, one of `ends`; raise BadInput where it is none of them."""
    end, ends = path.suffix.lower(), tuple(ends)
    if end not in ends:
        raise BadInput(
            f"The name {shown_line(path.name)} does not end in the name of a format.",
            f"End it in one of {', '.join(ends)}.",
        )
    return end


def written(number: int, path: Path) -> str:
    """Return what is told once a list was written."""
    return f"Wrote {number_of(number, 'recommendation')} to {path}"


def export(
    connection: sqlite3.Connection,
    selection: Selection,
    format_name: str,
    path: Path,
    *,
    replace: bool = False,
) -> int:
    """Write the list to a file, whole or not at all, and return how many recommendations it holds.

    Raises FileThere where there is one and `replace` is not said, BadInput where it cannot be written.
    """
    _, lines = FORMATS[format_name]
    count = _Count()
    write_lines(connection, lines(connection, selection, count), path, replace=replace)
    return count.number


def write_lines(
    connection: sqlite3.Connection, lines: Iterable[str], path: Path, *, replace: bool = False
) -> None:
    """Write lines to a file that is not the database, whole or not at all; raises as `export`."""

    def write(part: Path) -> None:
        with part.open("x", encoding="utf-8", newline="\n") as file:
            file.writelines(f"{line}\n" for line in lines)

    write_whole(connection, write, path, replace=replace)


def write_whole(
    connection: sqlite3.Connection, write: Callable[[Path], None], path: Path, *, replace: bool = False
) -> None:
    """Have `write` make a file under another name, which then takes its own; raises as `export`."""
    _refuse_path(connection, path, replace=replace)
    part = path.with_name(f".{path.name}.part{os.getpid()}")
    try:
        # Umask decides who may read it, as with any other file that an analyst makes.
        write(part)
        if replace:
            part.replace(path)
        else:
            _publish(part, path)
    except OSError as error:
        raise BadInput(f"{path} cannot be written: {error.strerror}.", "Name another file.") from error
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


def _publish(part: Path, path: Path) -> None:
    try:
        whole_files.publish(part, path)
    except FileExistsError as error:
        raise _there(path) from error


def _refuse_path(connection: sqlite3.Connection, path: Path, *, replace: bool) -> None:
    try:
        if not path.parent.is_dir():
            raise BadInput(f"There is no folder {path.parent}.", "Make it first, or name another file.")
        if path.exists() and not path.is_file():
            raise BadInput(f"{path} is no file.", "Name another one.")
        database = Path(connection.execute("PRAGMA database_list").fetchone()[2])
        if path.exists() and path.samefile(database):
            raise BadInput(f"{path} is the database.", "Name another file.")
        if path.exists() and not replace:
            raise _there(path)
    except OSError as error:
        raise BadInput(f"{path} cannot be written: {error.strerror}.", "Name another file.") from error


def _there(path: Path) -> FileThere:
    return FileThere(f"There is a file {path.name} already.", "Nothing was written.")
