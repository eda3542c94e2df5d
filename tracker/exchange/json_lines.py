"""Tables as lines of JSON: an object a line, whose keys are the columns (jsonlines.org)."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tracker.exchange.table import CELL_LIMIT, COLUMN_LIMIT, Row, Table, Unreadable, cell_text
from tracker.text import short, shown_line

_LINE_LIMIT = 10_000_000
"""Longest line, in bytes."""
_LOOKED_AT = 10_000
"""So many lines name the columns."""


def read_json_lines(path: Path, name: str, sha256: str) -> Table:
    """Return the table in lines of JSON. Raises Unreadable, while its rows are taken too."""
    columns: dict[str, None] = {}
    for number, _, each in _objects(path, name):
        columns.update(dict.fromkeys(each))
        if len(columns) > COLUMN_LIMIT:
            raise Unreadable(
                f"{name} has more than {COLUMN_LIMIT:,} columns.", "Leave out those that are not needed."
            )
        if number >= _LOOKED_AT:
            break
    if not columns:
        raise Unreadable(f"{name} has no rows.", "Name a table with an object a line.")
    names = list(columns)

    def rows() -> Iterator[Row]:
        for number, line, each in _objects(path, name):
            yield Row(number, [_cell(name, number, each.get(column)) for column in names], line)

    return Table(name, sha256, "lines of JSON", (), None, names, rows)


def _objects(path: Path, name: str) -> Iterator[tuple[int, str, dict[str, Any]]]:
    number = 0
    with path.open("rb") as file:
        while raw := file.readline(_LINE_LIMIT + 1):
            number += 1
            if len(raw) > _LINE_LIMIT:
                raise Unreadable(f"{name}: line {number:,} has more than {_LINE_LIMIT:,} bytes.", _LINES)
            try:
                line = raw.decode("utf-8-sig" if number == 1 else "utf-8").strip()
                held = (
                    json.loads(line, object_pairs_hook=_object, parse_constant=_no_constant) if line else None
                )
            except UnicodeDecodeError as error:
                raise Unreadable(f"{name}: line {number:,} is not UTF-8.", _LINES) from error
            except _NoValue as error:
                raise Unreadable(
                    f"{name}: line {number:,} holds {error}, which JSON has no value for.",
                    "Write null in its place.",
                ) from error
            except KeyError as error:
                twice = shown_line(short(str(error.args[0])))
                raise Unreadable(f"{name}: line {number:,} has the key '{twice}' twice.", _LINES) from error
            except (ValueError, RecursionError) as error:
                raise Unreadable(f"{name}: line {number:,} is not JSON.", _LINES) from error
            if held is None:
                continue
            if not isinstance(held, dict):
                raise Unreadable(f"{name}: line {number:,} is not a JSON object.", _LINES)
            yield number, line, held


class _NoValue(ValueError):
    """A name that some programs write for a number that is none."""


def _no_constant(name: str) -> object:
    raise _NoValue(name)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return an object; raises KeyError with a key that stands in it twice: json itself takes the last one."""
    made: dict[str, Any] = {}
    for key, value in pairs:
        if key in made:
            raise KeyError(key)
        made[key] = value
    return made


_LINES = 'Each line is an object of its own, as in {"text": "..."}.'


def _cell(name: str, number: int, value: Any) -> str:
    text = cell_text(value)
    if len(text) > CELL_LIMIT:
        raise Unreadable(
            f"{name}: line {number:,} has a value of more than {CELL_LIMIT:,} characters.", _LINES
        )
    return text
