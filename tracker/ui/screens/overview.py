"""The overview: how far the review has come, by status, report, tag, actor and analyst; a bar opens its list."""

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from typing import ClassVar, NamedTuple

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.widgets import Static

from tracker.errors import QueryError
from tracker.labels import (
    SHORT_NAME,
    number_of,
    percentage,
    percentage_text,
    percentages,
    shares,
    short_names,
)
from tracker.query_line import Query, Term, parse, written
from tracker.reading import counts, queries
from tracker.reading.followup import progress_statuses
from tracker.reading.queries import Code
from tracker.ui.hidden_key import hidden
from tracker.ui.literal import literal_line
from tracker.ui.screens.list_screen import ListScreen
from tracker.ui.visuals import (
    HEADING,
    MUTED,
    OVERDUE,
    OVERDUE_SIGN,
    progress_style,
    status_label,
    status_style,
    tag_style,
)
from tracker.ui.widgets.bar import bar, cells
from tracker.ui.widgets.choices import Choices

TOP = 10
"""How many reports, tags, actors and analysts are shown until all are asked for."""
_SECTION = 10
_NARROWEST_BAR = 8
_UNREVIEWED = "unreviewed"
_NOT_STARTED = "not_started"
_DONE, _BEGUN, _LEFT = "█", "▒", "░"
"""What a status is drawn with in a bar of several: no colour is needed to tell these."""


class Bar(NamedTuple):
    """One bar, and the term of the query line behind it; `share` is its part of all recommendations."""

    section: str
    label: str
    number: int
    share: str
    key: str
    values: tuple[str, ...]
    excluded: bool = False
    style: str = ""
    title: str = ""
    total: int = 0
    """Of a report: how many recommendations it has, of which `number` are done."""
    parts: tuple[tuple[int, str, str], ...] = ()
    """Of a report or an addressee: how many recommendations have a status, with its sign in the bar and its style."""
    role: str = ""
    """In which role an actor is counted."""

    @property
    def numbers(self) -> str:
        """What stands behind the bar."""
        number = f"{self.number:,} of {self.total:,}" if self.parts else f"{self.number:,}"
        return f"{number} {self.share:>4}"

    def query_line(self) -> str:
        """Return the query line of its list; raises QueryError for a name that no line can hold."""
        terms = [Term(self.key, self.values, self.excluded, 0, 0)]
        terms += [Term("role", (self.role,), False, 0, 0)] if self.role else []
        line = written(Query(terms=tuple(terms)))
        parse(line)
        return line


class Rest(NamedTuple):
    """Stands for the bars of a section that are not shown; 0 where it has none at all."""

    section: str
    number: int
    words: str


Line = Bar | Rest


class OverviewScreen(ListScreen[Line, str]):
    """Bars by status, report, deadline, progress, tag and so on; dismissed with the query line to open, or None."""

    HELP = (
        "How far the review has come, when what is due, and what became of it. A full bar is all recommendations, that"
        " of a report or an addressee all of its own, in the colours of their statuses: done or closed first. Enter"
        " opens the list behind a bar."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        hidden("T", "app.codebook", "Codebook", id="codebook", tooltip="All tags in one place"),
        hidden("A", "app.actors", "Actors", id="actors", tooltip="All actors in one place"),
    ]
    heading = "Overview of the review"
    if_empty = "No recommendations yet. [back], then [quit], and load a report: tracker load FILE"

    def __init__(self) -> None:
        super().__init__()
        self._total = 0
        self._counted: dict[str, tuple[Bar, ...]] = {}
        self._whole: set[str] = set()
        self._label_width = 0
        self._numbers_width = 0
        self._names: Mapping[str, str] = {}
        """The name of each report by its slug."""
        self._first: dict[str, Line] = {}

    def compose_lines(self) -> ComposeResult:
        """The bars, of which a click opens one."""
        yield Choices([], id="lines")

    def on_mount(self) -> None:
        """Say that counting may take a moment."""
        self.query_one("#words", Static).update("Counting …")
        self.watch(self.lines(), "cursor", self._show_words, init=False)

    async def read(self) -> Sequence[Line]:
        """Return the bars. At 250,000 recommendations all of them take a second: each section is shown once counted."""
        store = self.app.store
        progress = await store.read(queries.progress, lane="counts")
        self._total = progress.total
        self._counted["Progress"] = tuple(self._progress(progress))
        self._counted["Status"] = tuple(self._statuses(progress))
        reports = await store.read(counts.reports, lane="counts")
        self._counted["Reports"] = tuple(self._reports(reports)) if len(reports) > 1 else ()
        self.show_lines()
        await self._read_followup()
        tags = await store.read(queries.tags, lane="counts")
        used = sorted(tags, key=lambda tag: -tag.recommendation_count)
        self._count("Tags", ((t.tag, t.recommendation_count) for t in used), key="tag")
        self.show_lines()
        actors = await store.read(queries.actors, lane="counts")
        self._count("Actors", ((a.actor, a.recommendation_count) for a in actors), key="actor")
        self.show_lines()
        analysts = await store.read(counts.analysts, lane="counts")
        self._count("Analysts", ((a.analyst, a.recommendation_count) for a in analysts), key="by")
        return tuple(self._arranged())

    async def _read_followup(self) -> None:
        """Count the deadlines, and how far the reports and those who should act have come."""
        store = self.app.store
        statuses = {each.code: each for each in await store.read(progress_statuses, lane="counts")}
        by_report = await store.read(counts.followup_by_report, lane="counts")
        by_addressee = await store.read(counts.followup_by_addressee, lane="counts")
        calendar = await store.read(counts.deadlines, lane="counts")
        self._counted["Follow-up"] = tuple(
            _stacked("Follow-up", each, statuses, key="report") for each in by_report
        )
        self._counted["Addressee"] = tuple(
            _stacked("Addressee", each, statuses, key="actor", role="addressee") for each in by_addressee
        )
        self._counted["Deadlines"] = tuple(self._calendar(calendar))
        self.show_lines()

    def _calendar(self, calendar: counts.Deadlines) -> Iterator[Bar]:
        share = percentage(calendar.overdue, self._total)
        yield Bar(
            "Deadlines",
            f"{OVERDUE_SIGN} Overdue",
            calendar.overdue,
            share,
            "overdue",
            ("yes",),
            style=OVERDUE,
        )
        for month, number in calendar.months:
            yield Bar("Deadlines", month, number, percentage(number, self._total), "due", (month,))

    def _count(self, section: str, numbers: Iterable[tuple[str, int]], *, key: str) -> None:
        # A recommendation may count for several of these: they are no parts of one whole.
        self._counted[section] = tuple(
            Bar(
                section,
                name,
                number,
                percentage(number, self._total),
                key,
                (name,),
                style=tag_style(self.app.tag_colours.get(name)) if key == "tag" else "",
            )
            for name, number in numbers
        )

    def _progress(self, progress: queries.Progress) -> Iterator[Bar]:
        done = tuple(status.code for status in self.app.statuses if status.done)
        if done:
            # As the shares of the statuses below add up, not rounded anew.
            total, left = progress.total, progress.total - progress.done
            each = zip(progress.by_status, shares([number for _, number in progress.by_status]), strict=True)
            share = sum(share for (code, _), share in each if code in done)
            text, rest = (
                percentage_text(share, progress.done, total),
                percentage_text(100 - share, left, total),
            )
            yield Bar("Progress", "Done", progress.done, text, "status", done, style="$status-reviewed")
            yield Bar("Progress", "Left to do", left, rest, "status", done, True, style="$status-unreviewed")

    def _statuses(self, progress: queries.Progress) -> Iterator[Bar]:
        statuses = {status.code: status for status in self.app.statuses}
        shares = percentages([number for _, number in progress.by_status])
        for (code, number), share in zip(progress.by_status, shares, strict=True):
            status = statuses.get(code)
            label = status_label(status, code)
            yield Bar("Status", label.plain, number, share, "status", (code,), style=status_style(status))

    def _reports(self, reports: Iterable[counts.ReportProgress]) -> Iterator[Bar]:
        statuses = {status.code: status for status in self.app.statuses}
        done = {status.code for status in self.app.statuses if status.done}
        for report, title, progress in reports:
            # What is done first, what nobody has looked at last.
            order = sorted(progress.by_status, key=lambda each: (each[0] not in done, each[0] == _UNREVIEWED))
            parts = tuple(
                (
                    number,
                    _DONE if code in done else _LEFT if code == _UNREVIEWED else _BEGUN,
                    status_style(statuses.get(code)),
                )
                for code, number in order
            )
            share = percentage(progress.done, progress.total)
            yield Bar(
                "Reports",
                report,
                progress.done,
                share,
                "report",
                (report,),
                title=title,
                total=progress.total,
                parts=parts,
            )

    def _arranged(self) -> Iterator[Line]:
        """Yield the lines: the first bars of each section, all where they were asked for or are filtered."""
        if not self._total:
            return
        filtering = bool(self._filter)
        for section in ("Progress", "Status"):
            yield from self._counted.get(section, ())
        for section, words in _NONE.items():
            bars = [each for each in self._counted.get(section, ()) if each.number or each.parts]
            top = bars if filtering or section in self._whole else bars[:TOP]
            yield from top
            if len(top) < len(bars):
                also = self.keyed(", [codebook] the codebook") if section == "Tags" else ""
                rest = len(bars) - len(top)
                yield Rest(section, rest, f"…and {rest:,} more: enter shows them{also}")
            elif not bars and words and not filtering:
                yield Rest(section, 0, self.keyed(words) if section in self._counted else "counting …")

    def show_lines(self) -> None:
        """Draw the lines anew."""
        self._items = tuple(self._arranged())
        bars = [item for item in self._items if isinstance(item, Bar)]
        self._numbers_width = 1 + max((len(bar.numbers) for bar in bars), default=0)
        widest = max((literal_line(bar.label).cell_length for bar in bars), default=0)
        room = self._room
        self._label_width = max(1, min(widest, max(room // 2, room - 40), room - _NARROWEST_BAR))
        reports = tuple({bar.label: None for bar in bars if bar.key == "report"})
        self._names = short_names(reports, max(SHORT_NAME, self._label_width))
        self._first = {}
        super().show_lines()

    @property
    def _room(self) -> int:
        """Cells for the name and the bar."""
        return self.lines().scrollable_size.width - _SECTION - self._numbers_width - 1

    def line(self, item: Line) -> Content:
        """Return section, label, bar, number and share."""
        first = self._first.setdefault(item.section, item) is item
        section = Content.styled((item.section if first else "").ljust(_SECTION), HEADING)
        if isinstance(item, Rest):
            return section + Content.styled(item.words, MUTED)
        label = literal_line(
            self._names.get(item.label, item.label) if item.key == "report" else item.label, item.style
        )
        width = self._room - self._label_width
        if item.parts:
            given = cells([number for number, _, _ in item.parts], width)
            parts = zip(item.parts, given, strict=True)
            drawn = Content.assemble(*((sign * count, style) for (_, sign, style), count in parts))
        else:
            drawn = Content.styled(bar(item.number, self._total, width), item.style or MUTED)
        return Content.assemble(
            section,
            label.truncate(self._label_width, ellipsis=True, pad=True),
            " ",
            drawn.truncate(width, pad=True),
            item.numbers.rjust(self._numbers_width),
        )

    def key(self, item: Line) -> Hashable:
        """Return what the bar is about."""
        return (item.section, item.label) if isinstance(item, Bar) else (item.section, item.number)

    def text_of(self, item: Line) -> str:
        """Return what names the bar."""
        return f"{item.section} {item.label} {item.title}" if isinstance(item, Bar) else item.section

    def words(self) -> Content:
        """Say what a full bar is; of a report what it is called."""
        item = self.selected
        if isinstance(item, Bar) and item.title:
            return literal_line(item.title, MUTED).truncate(max(1, self.size.width - 2), ellipsis=True)
        total = number_of(self._total, "recommendation")
        return literal_line(f"{total}; a full bar is all of them" if self._total else "", MUTED)

    def _show_words(self) -> None:
        self.query_one("#words", Static).update(self.words())

    def choose(self, item: Line) -> None:
        """Open the list behind a bar, or show the bars that a line stands for."""
        if isinstance(item, Bar):
            try:
                self.dismiss(item.query_line())
            except QueryError as error:
                self.app.show_toast(error)
        elif item.number:
            self._whole.add(item.section)
            self.show_lines()
        else:
            self.app.show_toast(item.words)


def _stacked(
    section: str, each: counts.FollowupProgress, statuses: Mapping[str, Code], *, key: str, role: str = ""
) -> Bar:
    """Return the bar of what became of a report's recommendations, or of an addressee's: closed, begun, not begun."""
    parts = []
    for code, number in each.by_status:
        status = statuses.get(code or "")
        sign = _LEFT if code in (None, _NOT_STARTED) else _DONE if status and status.done else _BEGUN
        style = progress_style(code, closed=bool(status and status.done)) if code else MUTED
        parts.append((number, sign, style))
    share = percentage(each.closed, each.total)
    return Bar(
        section,
        each.name,
        each.closed,
        share,
        key,
        (each.name,),
        title=each.title,
        total=each.total,
        parts=tuple(parts),
        role=role,
    )


_NONE = {
    "Reports": "",
    "Deadlines": "",
    "Follow-up": "",
    "Addressee": "",
    "Tags": "none put on yet: [tags] on a recommendation puts one on",
    "Actors": "none named: a report brings them when it is loaded",
    "Analysts": "nobody changed anything yet: [status], [tags] and [note] on a recommendation do",
}
"""The sections that may be empty, and what they say then; one report alone is none."""
