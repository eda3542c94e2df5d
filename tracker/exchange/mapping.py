"""A map held against a table: each row becomes what a seed file would say of one recommendation."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from tracker.errors import BadInput
from tracker.exchange.columns import Cell, Columns
from tracker.exchange.findings import Findings
from tracker.exchange.map_file import MapActor, MapError, TableMap
from tracker.exchange.row_fields import Deadline, Mention, Progress, Report, Response, RowFields
from tracker.exchange.table import PARTED, Row, Table
from tracker.exchange.values import (
    code_of,
    date_format,
    date_reader,
    has_control,
    has_entity,
    line_in,
    parts_of,
    text_in,
    without_controls,
    word_key,
)
from tracker.intake.titles import slug_of
from tracker.seeding.tables import quoted
from tracker.text import TITLE_LIMIT, actor_name, folded, holds_unseen

Known = Mapping[str, Mapping[str, str]]
"""The lookups that a map may name, by table: code -> name."""

_KEYS = {"refuse": "control", "skip": "control_skip", "blank": "control_blank"}
"""What the map says of control characters -> the finding."""
_COUNT = "n"
_TITLE_LIMIT = 300
_REFERENCE_LIMIT = 200
_HELD = 2_000
"""So many words and names are looked at once for all rows."""


class Mapper:
    """Makes what a row says, row by row, and notes in `findings` what is wrong or odd."""

    def __init__(
        self,
        table_map: TableMap,
        table: Table,
        known: Known,
        findings: Findings,
        *,
        slug: str | None = None,
    ) -> None:
        """Raises MapError where the map names columns or codes that there are not.

        `slug` is that of the one report, in place of the map's.
        """
        self._findings = findings
        self._width = len(table.columns)
        columns = Columns(table)
        self.reports: dict[str, Report] = {}
        """By what the rows of one have in common."""
        self.kinds: dict[str, tuple[str, str]] = {}
        """The actors, by folded name: as the table spells it first, and their kind."""
        self.columns: list[str] = []
        """What mentions are given in."""
        self._slugs: set[str] = set()
        self._empty = "text_skip" if table_map.rows.empty_text == "skip" else "text"
        self._control = _KEYS[table_map.rows.control]
        self._latest = (datetime.now(UTC).date() + timedelta(days=1)).isoformat()
        self._faults = columns.faults
        self._date = date_reader(self._formats(table_map))
        self._no_dates = frozenset(map(word_key, table_map.dates.none))
        self._text = columns.cell("recommendation.text", table_map.recommendation.text)
        self._title = columns.cell("recommendation.title", table_map.recommendation.title)
        self._made_on = columns.cell("recommendation.made_on", table_map.recommendation.made_on)
        self._reference = self._reference_of(columns, table_map.recommendation.reference)
        self._each = columns.cell("report.each", table_map.report.each)
        self._report = {
            key: columns.template(f"report.{key}", value)
            for key in ("slug", "title", "publisher", "series", "session")
            if (value := getattr(table_map.report, key)) is not None
        }
        self._published_on = columns.cell(
            "report.published_on",
            table_map.report.published_on,
            given=columns.is_there(table_map.report.published_on),
        )
        self._actors = [
            self._actor_of(columns, f"actor {number}", each, known)
            for number, each in enumerate(table_map.actor, 1)
            if not each.optional or columns.is_there(each.column)
        ]
        self._themes = [
            (columns.cell(f"theme {number}: column", each.column), each.scheme, each.separator)
            for number, each in enumerate(table_map.theme, 1)
            if not each.optional or columns.is_there(each.column)
        ]
        self._response = self._response_of(columns, table_map, known)
        self._progress = self._progress_of(columns, table_map, known)
        self._deadline = self._deadline_of(columns, table_map)
        if slug is not None:
            if self._each:
                self._faults.append(
                    "report.each makes several reports, so none can be named: leave out --report"
                )
            self._report["slug"] = lambda _: slug
        if columns.faults:
            raise MapError([f"{each}." if not each.endswith((".", "?")) else each for each in columns.faults])

    def text_of(self, cells: Sequence[str]) -> str:
        """Return the text of a recommendation as it is stored."""
        return text_in(self._text(cells)) if self._text else ""

    def fields(self, row: Row) -> RowFields | None:
        """Return what a row says; None where it has no text, or is refused."""
        cells = row.cells
        number = row.number
        if len(cells) > self._width and any(each.strip() for each in cells[self._width :]):
            self._findings.note("ragged", number)
            return None
        text = self.text_of(cells)
        if not text.strip():
            self._findings.note(self._empty, number)
            return None
        if not text.isprintable() and has_control(text):
            self._findings.note(self._control, number)
            if self._control != "control_blank":
                return None
            text = without_controls(text)
        if text[0].isspace() or text[-1].isspace():
            self._findings.note("blanks", number)
        if "&" in text and has_entity(text):
            self._findings.note("entity", number)
        report = self._report_of(cells, number)
        reference, after, counted = self._reference(cells)
        if not counted:
            if not reference:
                self._findings.note("reference", number)
                return None
            if (
                len(reference) > _REFERENCE_LIMIT
                or "," in reference
                or holds_unseen(reference)
                or has_control(reference)
            ):
                self._findings.note("bad_reference", number, reference)
                return None
        title = line_in(self._title(cells))[:TITLE_LIMIT] if self._title else ""
        if title and has_control(title):
            title = ""
        actors: list[Mention] = []
        for read in self._actors:
            read(cells, number, actors)
        return RowFields(
            report,
            reference,
            after,
            counted,
            title,
            text,
            self._day(self._made_on, cells, number, "made_on"),
            actors,
            self._response(cells, number) if self._response else None,
            self._progress(cells, number) if self._progress else None,
            self._deadline(cells, number) if self._deadline else None,
            list(self._themes_of(cells)),
        )

    def _formats(self, table_map: TableMap) -> list[str]:
        formats = []
        for each in table_map.dates.formats:
            try:
                formats.append(date_format(each))
            except BadInput as error:
                self._faults.append(f"dates.formats: {error}")
        return formats

    def _reference_of(
        self, columns: Columns, names: Sequence[str]
    ) -> Callable[[Sequence[str]], tuple[str, str, bool]]:
        key = "recommendation.reference"
        name = next(
            (each for each in names if "{" in each or columns.is_there([each])), names[0] if names else "{n}"
        )
        if "{" in name and not columns.is_there([name]):
            before, counted, after = name.partition(f"{{{_COUNT}}}")
            if f"{{{_COUNT}}}" in after:
                self._faults.append(f"{key}: {{n}} stands in it more than once")
            first, last = (
                columns.template(key, before),
                columns.template(key, after.replace(f"{{{_COUNT}}}", "")),
            )
            if counted:
                return lambda cells: (first(cells).replace(",", " "), last(cells).replace(",", " "), True)
            return lambda cells: (line_in(first(cells)), "", False)
        cell = columns.cell(key, [name])
        return lambda cells: (line_in(cell(cells)) if cell else "", "", False)

    def _report_of(self, cells: Sequence[str], row: int) -> str:
        key = line_in(self._each(cells)) if self._each else ""
        if key in self.reports:
            return key
        told = {name: line_in(without_controls(read(cells))) or None for name, read in self._report.items()}
        slug = base = slug_of((told["slug"] or key or "report").replace(".", "-"))
        number = 1
        while slug in self._slugs:
            number += 1
            slug = f"{base}-{number}"
        self._slugs.add(slug)
        if self._each and not key:
            self._findings.note("report", row)
        self.reports[key] = Report(
            slug,
            (told["title"] or slug)[:_TITLE_LIMIT],
            told.get("publisher"),
            told.get("series"),
            told.get("session"),
            self._day(self._published_on, cells, row, "published_on", future=True),
        )
        return key

    def _day(
        self, read: Cell | None, cells: Sequence[str], row: int, key: str, *, future: bool = False
    ) -> str | None:
        cell = line_in(read(cells)) if read else ""
        if not cell:
            return None
        found = self._date(cell)
        if found is None and word_key(cell) in self._no_dates:
            self._findings.note("no_date", row, cell, of=key)
        elif found is None:
            self._findings.note("date", row, cell, of=key)
        elif found > self._latest and not future:
            self._findings.note("future", row, cell, of=key)
            return None
        return found

    def _name_reader(self, each: MapActor, column: str) -> Callable[[str, int], list[str]]:
        names = {word_key(printed): name for printed, name in each.names.items()}
        nobody = {word_key(word) for word in each.nobody}

        @lru_cache(_HELD)
        def checked(printed: str) -> tuple[str | None, bool]:
            """Return the name, None for nobody; and whether it can be one."""
            key = word_key(printed)
            if key in nobody:
                return None, True
            name = names.get(key, printed)
            try:
                name = actor_name(name)
            except BadInput:
                return name, False
            return self.kinds.setdefault(folded(name), (name, each.kind))[0], True

        def read(cell: str, row: int) -> list[str]:
            if not each.separator and PARTED not in cell:
                printed = line_in(cell)
                parts = [printed] if printed else []
            else:
                parts = parts_of(cell, each.separator)
            found = []
            for part in parts:
                name, fits = checked(part)
                if not fits:
                    self._findings.note("name", row, part, of=quoted(column))
                elif name is None:
                    self._findings.note("nobody", row, part, of=quoted(column))
                else:
                    if has_entity(part):
                        self._findings.note("entity", row, part)
                    if name not in found:
                        found.append(name)
            return found

        return read

    def _actor_of(
        self, columns: Columns, key: str, each: MapActor, known: Known
    ) -> Callable[[Sequence[str], int, list[Mention]], None]:
        cell = columns.cell(f"{key}: column", each.column)
        self._check_code(f"{key}: role", each.role, known["actor_role"])
        self._check_code(f"{key}: kind", each.kind, known["actor_kind"])
        column = columns.name(each.column)
        read = self._name_reader(each, column)
        given_in = f"column {column}"
        self.columns.append(given_in)

        def take(cells: Sequence[str], row: int, actors: list[Mention]) -> None:
            for name in read(cell(cells), row) if cell else ():
                if not any(held.name == name and held.role == each.role for held in actors):
                    actors.append(Mention(name, each.role, given_in))

        return take

    def _somebody(
        self, columns: Columns, key: str, names: Sequence[str], table_map: TableMap
    ) -> Callable[[Sequence[str], int], str | None]:
        """Return what reads the one actor that a column names; its kind is that of the [[actor]] of that column."""
        cell = columns.cell(key, names)
        same = next((each for each in table_map.actor if set(each.column) & set(names)), None)
        each = same or MapActor(column=tuple(names) or ("-",), role="addressee")
        read = self._name_reader(each, columns.name(names) if names else "-")
        return lambda cells, row: next(iter(read(cell(cells), row)), None) if cell else None

    def _check_code(self, key: str, code: str, known: Mapping[str, str]) -> None:
        if code not in known:
            self._faults.append(f"{key}: {quoted(code)} is not known; known are {', '.join(known)}")

    def _codes(
        self, key: str, known: Mapping[str, str], codes: Mapping[str, str]
    ) -> Callable[[str, int], str | None]:
        """Return what makes a code of a source's word, None where nothing is to be recorded of it."""
        for word, code in codes.items():
            if code and code not in known:
                self._faults.append(
                    f"{key}.codes: {quoted(word)} has {quoted(code)}, which is not known; known are {', '.join(known)}"
                )
        by_word = code_of(known, codes)
        keys = lru_cache(_HELD)(word_key)

        def read(word: str, row: int) -> str | None:
            code = by_word.get(keys(word))
            if code is None:
                self._findings.note("code", row, word, of=key)
            elif not code:
                self._findings.note("no_code", row, word, of=key)
            return code or None

        return read

    def _response_of(
        self, columns: Columns, table_map: TableMap, known: Known
    ) -> Callable[[Sequence[str], int], Response | None] | None:
        told = table_map.response
        if told is None or (told.optional and not columns.is_there(told.position)):
            return None
        position = columns.cell("response.position", told.position)
        by = self._somebody(columns, "response.by", told.by, table_map)
        text = columns.cell("response.text", told.text)
        said_on = columns.cell("response.said_on", told.said_on)
        code = self._codes("response", known["response_position"], told.codes)

        def read(cells: Sequence[str], row: int) -> Response | None:
            word = line_in(position(cells)) if position else ""
            words = self._words(text, cells, row)
            if not word and words is None:
                return None
            found = code(word, row) if word else "no_position"
            if found is None:
                return None
            return Response(
                found, word or None, by(cells, row), words, self._day(said_on, cells, row, "said_on")
            )

        return read

    def _progress_of(
        self, columns: Columns, table_map: TableMap, known: Known
    ) -> Callable[[Sequence[str], int], Progress | None] | None:
        told = table_map.progress
        if told is None or (told.optional and not columns.is_there(told.status)):
            return None
        status = columns.cell("progress.status", told.status)
        text = columns.cell("progress.text", told.text)
        as_of = columns.cell("progress.as_of", told.as_of)
        code = self._codes("progress", known["progress_status"], told.codes)
        assessed = told.basis == "assessed"

        def read(cells: Sequence[str], row: int) -> Progress | None:
            word = line_in(status(cells)) if status else ""
            if not word:
                return None
            found = code(word, row)
            if found is None:
                return None
            words = self._words(text, cells, row)
            if assessed and words is None:
                self._findings.note("assessed", row)
            return Progress(told.basis, found, word, words, self._day(as_of, cells, row, "as_of"))

        return read

    def _deadline_of(
        self, columns: Columns, table_map: TableMap
    ) -> Callable[[Sequence[str], int], Deadline | None] | None:
        told = table_map.deadline
        if told is None or (told.optional and not columns.is_there(told.due_on)):
            return None
        due_on = columns.cell("deadline.due_on", told.due_on)
        given_by = self._somebody(columns, "deadline.given_by", told.given_by, table_map)
        reason = columns.cell("deadline.reason", told.reason)

        def read(cells: Sequence[str], row: int) -> Deadline | None:
            found = self._day(due_on, cells, row, "due_on", future=True)
            if found is None:
                return None
            return Deadline(found, given_by(cells, row), self._words(reason, cells, row))

        return read

    def _words(self, cell: Cell | None, cells: Sequence[str], row: int) -> str | None:
        words = text_in(cell(cells)) if cell else ""
        if not words.strip():
            return None
        if not words.isprintable() and has_control(words):
            self._findings.note(self._control, row)
            return without_controls(words).strip("\n") if self._control == "control_blank" else None
        return words

    def _themes_of(self, cells: Sequence[str]) -> Iterable[tuple[str, str]]:
        for cell, scheme, separator in self._themes:
            if cell is not None:
                yield from ((scheme, name) for name in parts_of(cell(cells), separator))
