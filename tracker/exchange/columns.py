"""The columns that a map names, in a table, and the templates that are filled in from them."""

import re
from collections.abc import Callable, Sequence

from tracker.exchange.table import Table
from tracker.exchange.values import line_in
from tracker.names import did_you_mean, nearest
from tracker.seeding.tables import quoted
from tracker.text import folded

_FIELD = re.compile(r"\{([^{}]*)\}")
_FILE = "file"

Cell = Callable[[Sequence[str]], str]
"""Takes the cells of a row, and returns one value of them."""


class Columns:
    """The columns that a map names, found in a table; what is not there is noted by its key."""

    def __init__(self, table: Table) -> None:
        self._table = table
        self._places = table.places
        self.faults: list[str] = []

    def is_there(self, names: Sequence[str]) -> bool:
        """Whether one of the names is a column."""
        return any(folded(each) in self._places for each in names)

    def cell(self, key: str, names: Sequence[str], *, given: bool = True) -> Cell | None:
        """Return what takes the value of the first of these that is there; None where no name is given."""
        for name in names:
            if "{" in name and folded(name) not in self._places:
                return self.template(key, name)
            if folded(name) in self._places:
                return self._at(self._places[folded(name)])
        if names and given:
            self._missing(key, names[0])
        return None

    def name(self, names: Sequence[str]) -> str:
        """Return what the table calls the column."""
        found = next((self._places[folded(each)] for each in names if folded(each) in self._places), None)
        return names[0] if found is None else self._table.columns[found]

    def template(self, key: str, text: str) -> Cell:
        """Return what fills in a template."""
        parts: list[str | int] = []
        for number, part in enumerate(_FIELD.split(text)):
            if number % 2 == 0:
                parts.append(part)
            elif part == _FILE:
                parts.append(_stem(self._table.name))
            elif folded(part) in self._places:
                parts.append(self._places[folded(part)])
            else:
                self._missing(key, part)
        return lambda cells: "".join(
            each if isinstance(each, str) else line_in(_cell(cells, each)) for each in parts
        )

    def _at(self, place: int) -> Cell:
        def cell(cells: Sequence[str]) -> str:
            return cells[place] if place < len(cells) else ""

        return cell

    def _missing(self, key: str, name: str) -> None:
        columns = self._table.columns
        otherwise = f"There are: {', '.join(map(quoted, columns[:20]))}."
        near = did_you_mean(map(quoted, nearest(name, columns)), otherwise=otherwise)
        self.faults.append(f"{key}: there is no column {quoted(name)}. {near}")


def _cell(cells: Sequence[str], place: int) -> str:
    return cells[place] if place < len(cells) else ""


def _stem(name: str) -> str:
    return name.rpartition(".")[0] or name
