"""Bringing a table in: each row becomes what a seed file would say, and goes through the same load."""

import re
from array import array
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from pydantic import ValidationError

from tracker.database.writer import Writer
from tracker.exchange.findings import Findings, TableRefused
from tracker.exchange.map_file import TableMap
from tracker.exchange.mapping import Mapper
from tracker.exchange.past_imports import PastImports, Said, Stored
from tracker.exchange.row_fields import Mention, Progress, Response, RowFields
from tracker.exchange.states import state_code
from tracker.exchange.table import Row, Table
from tracker.intake.titles import title_of
from tracker.seeding import Loaded, Seed, load_reports
from tracker.seeding.tables import (
    FromTable,
    SeedActor,
    SeedDeadline,
    SeedMention,
    SeedProgress,
    SeedRecommendation,
    SeedReport,
    SeedResponse,
    SeedSource,
    SeedTheme,
    TableRow,
    faults,
)
from tracker.text import folded

Tell = Callable[[str, int, int], None]

_BATCH = 500
"""Rows that are handed on together, where they follow one another in a report."""
_SAME_HELD = 10_000
"""So many objects are made once for all rows that say the same."""
_SERIES = re.compile(r"(.*\d\D+)\d+\D*")
"""What stands before the last number of a reference."""


class TableActor(SeedActor):
    """An actor that a table names: that it is a state may be all that is known."""

    needs_code = False


class Imported(NamedTuple):
    """What came of a table."""

    loaded: Loaded
    rows: int
    """Below the header, empty ones left out."""
    recommendations: int
    reports: Mapping[str, int]
    """How many of these each report has, by slug."""
    remarks: Sequence[str]
    """What is to be looked at, a sentence each."""
    another_edition: str | None
    """The name that the table has here, where an earlier edition has that of the file."""


def import_table(
    writer: Writer,
    table: Table,
    table_map: TableMap,
    *,
    analyst: str,
    slug: str | None = None,
    accept_changes: bool = False,
    dry_run: bool = False,
    progress: Tell,
    make: Callable[[Path], object] | None = None,
) -> Imported:
    """Bring what a table has and the database lacks; as `seeding.load_reports`.

    `slug` is the report's, where the map makes one of the whole table. Raises MapError where the map does not fit the
    table, and TableRefused with what stands in the way of a load, in groups; then nothing is written or made.
    """
    with closing(PastImports(writer.path, table)) as past:
        reading = _Reading(table, table_map, past, progress, slug)
        loaded = load_reports(
            writer,
            reading.seeds(),
            analyst=analyst,
            accept_changes=accept_changes,
            dry_run=dry_run,
            progress=progress,
            make=make,
        )
        return Imported(
            loaded,
            reading.rows,
            reading.recommendations,
            reading.counts,
            reading.findings.remarks,
            past.source if past.source != table.name else None,
        )


class _Reading:
    """A table on its way to the load."""

    def __init__(
        self, table: Table, table_map: TableMap, past: PastImports, progress: Tell, slug: str | None
    ) -> None:
        self.findings = Findings()
        self.rows = self.recommendations = 0
        self.counts: Counter[str] = Counter()
        self._table = table
        self._past = past
        self._progress = progress
        self._repeated = table_map.rows.repeated_reference
        self._known = past.actors()
        self._mapper = Mapper(table_map, table, past.codes(), self.findings, slug=slug)
        self._mapper.kinds.update((key, (each.name, each.kind)) for key, each in self._known.items())
        self._says_made_on = bool(table_map.recommendation.made_on)
        self._has_own_title = table_map.report.title != "{file}"
        self._from = FromTable(past.source, frozenset(self._mapper.columns))
        self._sources: tuple[SeedSource, ...] = (
            SeedSource(name=past.source, kind="table", sha256=table.sha256),
        )
        self._reports: dict[str, SeedReport] = {}
        self._responses: dict[Response, SeedResponse] = {}
        self._actors: dict[str, None] = {}
        """Those that were handed on, by folded name."""
        self._references: set[int] = set()
        """What tells a reference apart, by its hash."""
        self._texts = array("q"), array("Q")
        self._series: dict[str, tuple[str, str, int, str]] = {}

    def seeds(self) -> Iterator[Seed]:
        """Yield the rows, those that follow one another in a report together; raise TableRefused at the end."""
        recommendations: list[SeedRecommendation] = []
        actors: list[SeedActor] = []
        kept = [TableRow(row.number, "before", None, row.kept) for row in self._table.before]
        if self._table.header is not None:
            kept.append(TableRow(self._table.header.number, "header", None, self._table.header.kept))
        report = ""
        for row in self._table.rows():
            fields = None
            if any(map(str.strip, row.cells)):
                self.rows += 1
                if self.rows % 1_000 == 0:
                    self._progress("Reading row", self.rows, 0)
                fields = self._mapper.fields(row)
            reference = None if fields is None else self._reference(fields, row)
            made = None if fields is None or reference is None else self._made(fields, reference, row.number)
            if self.findings.refuses:
                # A table that is refused is read to its end all the same: all that is wrong is told at once.
                continue
            is_other = fields is not None and made is not None and fields.report != report
            if self.recommendations and kept and (is_other or len(kept) >= _BATCH):
                yield self._seed(report, actors, recommendations, kept)
                recommendations, actors, kept = [], [], []
            if fields is None or made is None:
                kept.append(TableRow(row.number, "row", None, row.kept))
                continue
            report = fields.report
            self.recommendations += 1
            self.counts[self._mapper.reports[report].slug] += 1
            recommendations.append(made)
            actors.extend(self._new_actors(fields))
            kept.append(TableRow(row.number, "row", reference, row.kept))
        self._look_back()
        if not self.rows:
            raise TableRefused(self._table.name, ["There is no row below the header."])
        refusals = list(self.findings.refusals)
        if not self.recommendations and not refusals:
            refusals = ["No row has a recommendation."]
        if refusals:
            raise TableRefused(self._table.name, refusals, self.findings.remarks)
        yield self._seed(report, actors, recommendations, kept)

    def _seed(
        self,
        report: str,
        actors: Sequence[SeedActor],
        recommendations: Sequence[SeedRecommendation],
        rows: Sequence[TableRow],
    ) -> Seed:
        sources, self._sources = self._sources, ()
        return Seed(self._report(report), (), tuple(actors), recommendations, sources, self._from, rows)

    def _report(self, key: str) -> SeedReport:
        if key not in self._reports:
            told = self._mapper.reports[key]._asdict()
            stored = self._past.report(told["slug"]) or {}
            values = {column: stored.get(column) for column in SeedReport.model_fields} | {
                column: value for column, value in told.items() if value is not None
            }
            if stored and not self._has_own_title:
                values["title"] = stored["title"]
            self._reports[key] = SeedReport.model_validate(values)
        return self._reports[key]

    def _all_said(self) -> Iterator[Said]:
        for row in self._table.rows():
            yield Said.of(row.cells, self._mapper.text_of(row.cells))

    def _reference(self, fields: RowFields, row: Row) -> str | None:
        """Return the reference of a row; None where it repeats another and is not taken."""
        slug = self._mapper.reports[fields.report].slug
        self._texts[0].append(hash((slug, fields.text)))
        self._texts[1].append(row.number)
        if fields.counted:
            said = Said.of(row.cells, fields.text)
            number = self._past.number(slug, fields.reference, fields.after, said, self._all_said)
            return f"{fields.reference}{number}{fields.after}"
        reference = fields.reference
        self._look_at_series(slug, reference, row.number)
        key = hash((slug, reference))
        if key not in self._references:
            self._references.add(key)
            return reference
        self.findings.note(_REPEATED[self._repeated], row.number, reference)
        number = 2
        while self._repeated == "number":
            numbered = f"{reference} ({number})"
            key = hash((slug, numbered))
            if key not in self._references:
                self._references.add(key)
                return numbered
            number += 1
        return None

    def _look_at_series(self, slug: str, reference: str, row: int) -> None:
        """Note a number that stands alone between two of another series, such as 111.111 among 115.n."""
        match = _SERIES.fullmatch(reference)
        series = match[1] if match else ""
        before, last, last_row, last_reference = self._series.get(slug, ("", "", 0, ""))
        if before and before == series != last and last_row:
            self.findings.note("series", last_row, last_reference)
        self._series[slug] = last, series, row, reference

    def _look_back(self) -> None:
        """Note the texts that are there more than once."""
        hashes, rows = self._texts
        seen: set[int] = set()
        if len(hashes) > len(set(hashes)):
            for at, each in enumerate(hashes):
                if each in seen:
                    self.findings.note("twice", rows[at])
                seen.add(each)

    def _recommendation(self, fields: RowFields, reference: str, row: int) -> SeedRecommendation:
        source, place = self._from.source, f"row {row}"
        slug = self._mapper.reports[fields.report].slug
        responses: list[SeedResponse] = []
        answered = fields.response
        if answered is not None and answered != self._past.response(slug, reference):
            responses.append(self._response(answered).model_copy(update={"place": place}))
        progress: list[SeedProgress] = []
        happened = fields.progress
        if happened is not None and not _is_known(
            happened, self._past.progress(slug, reference, happened.basis)
        ):
            as_of = happened.as_of or self._past.came_on
            if happened.as_of is None:
                self.findings.note("undated", row, of=as_of)
            progress.append(
                SeedProgress.model_validate(
                    {**happened._asdict(), "as_of": as_of, "source": source, "place": place}
                )
            )
        deadlines: list[SeedDeadline] = []
        due = fields.deadline
        if due is not None and due != self._past.deadline(slug, reference):
            given_on = fields.made_on or self._past.came_on
            deadlines.append(
                SeedDeadline.model_validate({**due._asdict(), "given_on": given_on, "source": source})
            )
        stored = None if fields.title and self._says_made_on else self._past.stored(slug, reference)
        made_on = fields.made_on if stored is None or self._says_made_on else stored.made_on
        return SeedRecommendation.model_validate(
            {
                "reference": reference,
                "title": _title(fields, stored),
                "text": fields.text,
                "made_on": made_on,
                "mention": tuple(map(_mention, fields.actors)),
                "response": tuple(responses),
                "progress": tuple(progress),
                "deadline": tuple(deadlines),
                "theme": tuple(_theme(scheme, name) for scheme, name in fields.themes),
            }
        )

    def _made(self, fields: RowFields, reference: str, row: int) -> SeedRecommendation | None:
        """Return the recommendation; None where no field can hold it, by the rules of the seeds, which is noted."""
        try:
            return self._recommendation(fields, reference, row)
        except ValidationError as error:
            self.findings.note("invalid", row, "; ".join(faults(SeedRecommendation, error)))
            return None

    def _response(self, answered: Response) -> SeedResponse:
        """Return an answer, checked; most rows of a table say the same."""
        found = self._responses.get(answered)
        if found is None:
            found = SeedResponse.model_validate(
                {
                    "actor": answered.by,
                    "position": answered.position,
                    "as_printed": answered.as_printed,
                    "text": answered.text,
                    "said_on": answered.said_on,
                    "source": self._from.source,
                }
            )
            if answered.text is None and len(self._responses) < _SAME_HELD:
                self._responses[answered] = found
        return found

    def _new_actors(self, fields: RowFields) -> Iterator[SeedActor]:
        """Yield the actors of a row that were not handed on before: as they are known here, else as the map says."""
        names = [each.name for each in fields.actors]
        names += [name for name in (fields.response and fields.response.by,) if name]
        names += [name for name in (fields.deadline and fields.deadline.given_by,) if name]
        for name in names:
            key = folded(name)
            if key in self._actors:
                continue
            self._actors[key] = None
            if key in self._known:
                known = self._known[key]
                yield TableActor(name=known.name, kind=known.kind, country_code=known.country_code)
            else:
                kind = self._mapper.kinds[key][1]
                code = state_code(name) if kind == "state" else None
                yield TableActor(name=name, kind=kind, country_code=code)


def _title(fields: RowFields, stored: Stored | None) -> str:
    """Return the title; where the table has none, one that was given here stays."""
    if fields.title or stored is None:
        return fields.title or title_of(fields.text)
    is_given = stored.text == fields.text or stored.title != title_of(stored.text)
    return stored.title if is_given else title_of(fields.text)


@lru_cache(_SAME_HELD)
def _mention(named: Mention) -> SeedMention:
    return SeedMention(actor=named.name, role=named.role, given_in=named.given_in)


@lru_cache(_SAME_HELD)
def _theme(scheme: str, name: str) -> SeedTheme:
    return SeedTheme(scheme=scheme, name=name)


def _is_known(happened: Progress, said: Progress | None) -> bool:
    """Whether a table said so before; one that gives no day says it of any."""
    return said is not None and happened == (said if happened.as_of else said._replace(as_of=None))


_REPEATED = {"refuse": "repeated", "skip": "repeated_skip", "number": "repeated_number"}
"""What the map says of a reference that is there again -> the finding."""
