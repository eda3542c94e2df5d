"""What is wrong or odd in the rows of a table, told in groups: never a line a row."""

from collections import Counter
from collections.abc import Sequence

from tracker.errors import TrackerError
from tracker.seeding.tables import quoted

_ROWS_NAMED = 3
_VALUES_NAMED = 8
_VALUES_HELD = 1_000
_VALUE_SHOWN = 200


class Group:
    """Rows that have one thing wrong, or odd, in common."""

    def __init__(self, one: str, many: str, remedy: str, *, refused: bool) -> None:
        """`one` and `many` end the sentence: `has no text`, `have no text`."""
        self.refused = refused
        self._one, self._many, self._remedy = one, many, remedy
        self.count = 0
        self._first: list[int] = []
        self._values: Counter[str] = Counter()
        self._last = 0
        self._said: set[str | None] = set()

    def add(self, row: int, value: str | None = None) -> None:
        """Take a row, and the value that is meant; a row counts once, however many fields are made of a cell."""
        if row != self._last:
            self._last = row
            self._said.clear()
            self.count += 1
            if len(self._first) < _ROWS_NAMED:
                self._first.append(row)
        value = None if value is None else value[:_VALUE_SHOWN]
        if value in self._said:
            return
        self._said.add(value)
        if value is not None and (value in self._values or len(self._values) < _VALUES_HELD):
            self._values[value] += 1

    @property
    def sentence(self) -> str:
        """The group in one line: `104 rows have no text (first: 17, 63, 70): ...`."""
        rows = f"{self.count:,} {'row' if self.count == 1 else 'rows'}"
        first = ", ".join(f"{number:,}" for number in self._first)
        where = first if self.count == 1 else f"first: {first}"
        values = ""
        if self._values:
            named = [
                f"{quoted(value)}{f' {count:,} times' if count > 1 else ''}"
                for value, count in self._values.most_common(_VALUES_NAMED)
            ]
            more = len(self._values) - len(named)
            values = f": {', '.join(named)}{f' and {more:,} more' if more else ''}"
        remedy = f"; {self._remedy}" if self._remedy else ""
        return f"{rows} {self._one if self.count == 1 else self._many} ({where}){values}{remedy}."


class Findings:
    """The groups of a table."""

    def __init__(self) -> None:
        self._groups: dict[str, Group] = {}

    def group(self, key: str, one: str, many: str, remedy: str = "", *, refused: bool = True) -> Group:
        """Return the group of that key, made where there is none yet."""
        if key not in self._groups:
            self._groups[key] = Group(one, many, remedy, refused=refused)
        return self._groups[key]

    @property
    def refuses(self) -> bool:
        """Whether a load would have to wait for anything so far."""
        return any(each.refused for each in self._groups.values())

    @property
    def refusals(self) -> list[str]:
        """What a load waits for, a sentence each."""
        return [each.sentence for each in self._groups.values() if each.refused and each.count]

    @property
    def remarks(self) -> list[str]:
        """What is only to be looked at."""
        return [each.sentence for each in self._groups.values() if not each.refused and each.count]


class TableRefused(TrackerError):
    """A table that cannot be loaded as it stands; each of `findings` is a sentence about a group of rows."""

    def __init__(self, name: str, findings: Sequence[str], remarks: Sequence[str] = ()) -> None:
        lines = [f"{name} cannot be loaded as it stands:", *(f"  {each}" for each in findings)]
        if remarks:
            lines += ["To be looked at, too:", *(f"  {each}" for each in remarks)]
        super().__init__("\n".join(lines), "\nNothing was written.")
        self.findings = tuple(findings)
