"""A guessed map: what the headers say, and what stands below them."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from statistics import median
from typing import NamedTuple

from tracker import toml
from tracker.errors import BadInput
from tracker.exchange.headers import HEADERS, header_key
from tracker.exchange.mapping import Known
from tracker.exchange.states import state_code
from tracker.exchange.table import PARTED, Table
from tracker.exchange.values import code_of, date_format, date_reader, line_in, parts_of, word_key
from tracker.seeding.tables import NAME_LIMIT, quoted
from tracker.text import listed

_LOOKED_AT = 2_000
"""So many rows are looked at."""
_WORDS_LIMIT = 40
"""A column with more different words has no statuses in it."""
_FORMATS = (
    "DD/MM/YYYY",
    "MM/DD/YYYY",
    "DD.MM.YYYY",
    "DD-MM-YYYY",
    "YYYY/MM/DD",
    "DD/MM/YY",
    "MM/DD/YY",
    "DD.MM.YY",
)
_WITH_MONTHS = (
    "DD MON YYYY",
    "DD MONTH YYYY",
    "MON DD, YYYY",
    "MONTH DD, YYYY",
    "DD-MON-YYYY",
    "DD-MON-YY",
)
"""Written so, a date is no other one in any way of `_FORMATS`."""
_NO_DATES_LIMIT = 12
"""A column in which more different words are no dates is not one of dates."""
_LIKE_DATE = re.compile(r"\d\s*[./-]\s*\d")
_SEPARATORS = ("; ", ";", " | ", "|")


class Guess(NamedTuple):
    """A guessed map as TOML; `fields` says in pairs which column is taken for what."""

    text: str
    fields: Sequence[tuple[str, str]]


def guess_map(table: Table, known: Known) -> Guess:
    """Return the map that the headers and the first rows speak for; raises BadInput where no column has texts."""
    looked_at = (row.cells for row in islice(table.rows(), _LOOKED_AT))
    sample = [cells for cells in looked_at if any(map(str.strip, cells))]
    if not sample:
        raise BadInput(f"{table.name} has no row below its header.", "Name a table with rows.")
    found = _columns(table, sample)
    if "text" not in found:
        raise BadInput(
            f"No column of {table.name} looks like the text of recommendations.",
            "Write a map that names it in recommendation.text: tracker import TABLE --map gao --write-map prints one.",
        )
    said = [cells for cells in sample if not _is_remark(cells, found["text"])]
    values = {field: [_line(cells[at]) for cells in said if at < len(cells)] for field, at in found.items()}
    if (
        "status" in found
        and "position" not in found
        and _fits(values["status"], known["response_position"], known)
    ):
        found["position"], values["position"] = found.pop("status"), values.pop("status")
    if "response text" in found and "position" not in found:
        # A reply without a position tells of what was done, where there is a status.
        found.setdefault("progress text", found.pop("response text"))
    undated = [field for field in _DATED if field in found and not _dated(values[field])]
    idle = [name for name, need in _ONLY_WITH.items() if name in found and need not in found]
    names = {field: table.columns[at] for field, at in found.items() if field not in (*undated, *idle)}
    lines = "\n".join(_toml(names, values, known, remarks=len(said) < len(sample))) + "\n"
    fields = [(_FIELD_WORDS[field], name) for field, name in names.items()]
    formats, _, no_dates = _formats(values)
    if no_dates:
        fields.append(("no dates", listed(list(map(quoted, no_dates)), _NO_DATES_LIMIT)))
    if len(formats) > 1:
        fields.append(("dates", f"{formats[0]}; they could be {formats[1]} as well"))
    fields += [
        ("not taken", f"{table.columns[found[field]]}, as not everything in it can be read as a date")
        for field in undated
    ]
    return Guess(lines, fields)


_DATED = ("made", "closed", "due")
_ONLY_WITH = {"response text": "position", "progress text": "status", "closed": "status"}
"""Field -> the one without which it says nothing."""
_FIELD_WORDS = {
    "report": "a report for each",
    "reference": "reference",
    "title": "title",
    "text": "text",
    "made": "made on",
    "addressee": "addressee",
    "recommender": "recommender",
    "position": "response",
    "response text": "text of the response",
    "status": "progress",
    "progress text": "text of the progress",
    "closed": "progress as of",
    "due": "deadline",
    "theme": "theme",
}


def _columns(table: Table, sample: Sequence[Sequence[str]]) -> dict[str, int]:
    """Return the place of the column for each field that one is found for."""
    keys = {header_key(name): at for at, name in reversed(list(enumerate(table.columns)))}
    found: dict[str, int] = {}
    for field in _FIELD_WORDS:
        for name in HEADERS[field]:
            at = keys.get(name)
            if at is not None and at not in found.values() and _is_used(sample, at):
                found[field] = at
                break
    lengths = {
        at: median([len(cells[at]) for cells in sample if at < len(cells) and cells[at].strip()] or [0])
        for at in range(len(table.columns))
    }
    # "Recommendation" may be the number, and the text stand under "Description".
    longest = max(lengths, key=lambda at: lengths[at], default=None)
    if (
        longest is not None
        and lengths[longest] >= 30
        and lengths[longest] > 3 * lengths.get(found.get("text", -1), 0)
    ):
        if "text" in found and "reference" not in found:
            found["reference"] = found["text"]
        found = {field: at for field, at in found.items() if at != longest}
        found["text"] = longest
    if "reference" in found and not _tells_apart(sample, found["reference"], found.get("report")):
        del found["reference"]
    return {field: found[field] for field in _FIELD_WORDS if field in found}


def _is_remark(cells: Sequence[str], text: int) -> bool:
    """Whether a row has one cell and no text: a note below the table."""
    return sum(map(bool, map(str.strip, cells))) == 1 and not "".join(cells[text : text + 1]).strip()


def _is_used(sample: Sequence[Sequence[str]], at: int) -> bool:
    return any(at < len(cells) and cells[at].strip() for cells in sample)


def _tells_apart(sample: Sequence[Sequence[str]], at: int, report: int | None) -> bool:
    """Whether a column numbers rows: most have something there, and it is rarely the same."""
    seen = Counter(
        (cells[report] if report is not None and report < len(cells) else "", line_in(cells[at]))
        for cells in sample
        if at < len(cells) and cells[at].strip()
    )
    return len(seen) > 0.8 * len(sample)


def _fits(words: Sequence[str], lookup: Mapping[str, str], known: Known) -> bool:
    """Whether the words are rather answers than stages of progress."""
    asked = {word_key(word) for word in words if word}
    answers, stages = (len(asked & code_of(each, {}).keys()) for each in (lookup, known["progress_status"]))
    return answers > stages


def _toml(
    names: Mapping[str, str], values: Mapping[str, Sequence[str]], known: Known, *, remarks: bool
) -> Iterator[str]:
    yield "# Which columns become which fields, guessed from the headers. Edited, it is taken by: --map FILE"
    yield ""
    if "report" in names:
        yield from toml.table(
            "[report]",
            {"each": names["report"], "slug": f"{{{names['report']}}}", "title": f"{{{names['report']}}}"},
        )
        yield ""
    yield from toml.table(
        "[recommendation]",
        {
            "text": names["text"],
            "reference": names.get("reference", "{n}"),
            "title": names.get("title"),
            "made_on": names.get("made"),
        },
    )
    for field, role in (("addressee", "addressee"), ("recommender", "recommender")):
        if field in names:
            yield ""
            separator = _separator(values[field]) or ("," if _stand_alone(values[field]) else None)
            parts = [part for word in values[field] for part in parts_of(word, separator or ())]
            are_states = sum(state_code(part) is not None for part in parts) * 2 > len(parts)
            kind = "state" if are_states else "organisation"
            yield from toml.table(
                "[[actor]]", {"column": names[field], "role": role, "kind": kind, "separator": separator}
            )
            with_commas = [part for part in dict.fromkeys(parts) if "," in part]
            if 0 < len(with_commas) <= _WORDS_LIMIT:
                yield "[actor.names]"
                yield from (f"{toml.quoted(each)} = {toml.quoted(_no_comma(each))}" for each in with_commas)
                yield "# A name has no comma."
    if "position" in names:
        yield ""
        yield from _statement("response", "position", names, values, known, by=names.get("addressee"))
    if "status" in names:
        yield ""
        yield from _statement("progress", "status", names, values, known)
    if "due" in names:
        yield ""
        yield from toml.table("[deadline]", {"due_on": names["due"]})
    if "theme" in names:
        yield ""
        separator = _separator(values["theme"]) or ("," if _listed(values["theme"]) else None)
        yield from toml.table(
            "[[theme]]",
            {"column": names["theme"], "scheme": names["theme"][:NAME_LIMIT], "separator": separator},
        )
    formats, months, no_dates = _formats(values)
    if formats or months or no_dates:
        yield ""
        if len(formats) > 1:
            yield f"# Every date can be read as {' or as '.join(formats)}: leave one."
        yield from toml.table("[dates]", {"formats": [*formats, *months], "none": no_dates or None})
    if remarks:
        yield ""
        yield "# Rows with one cell and no text, such as notes below the table."
        yield from toml.table("[rows]", {"empty_text": "skip"})


def _statement(
    name: str,
    field: str,
    names: Mapping[str, str],
    values: Mapping[str, Sequence[str]],
    known: Known,
    *,
    by: str | None = None,
) -> Iterator[str]:
    """Yield the table of answers or of progress, with a code for each word there is: an empty one where none fits."""
    lookup = known["response_position" if name == "response" else "progress_status"]
    fitting = code_of(lookup, _USUAL_WORDS)
    words = Counter(word for word in values[field] if word)
    yield from toml.table(
        f"[{name}]",
        {
            field: names[field],
            "by": by,
            "text": names.get(f"{name} text"),
            "as_of": names.get("closed") if name == "progress" else None,
        },
    )
    if len(words) <= _WORDS_LIMIT:
        yield f"[{name}.codes]"
        for word in words:
            code = fitting.get(word_key(word), "")
            yield f'{toml.quoted(word)} = "{code}"' if code in lookup else f'{toml.quoted(word)} = ""'
        if any(fitting.get(word_key(word)) not in lookup for word in words):
            yield f"# Of an empty one nothing is recorded; the codes are {', '.join(lookup)}."


_USUAL_WORDS = {
    "Open": "in_progress",
    "Ongoing": "in_progress",
    "Work in progress": "in_progress",
    "On track": "in_progress",
    "Underway": "in_progress",
    "Under way": "in_progress",
    "Pending": "not_started",
    "Not yet started": "not_started",
    "Partially implemented": "partly_implemented",
    "Partly done": "partly_implemented",
    "Done": "implemented",
    "Fully implemented": "implemented",
    "Complete": "implemented",
    "Completed": "implemented",
    "Closed implemented": "implemented",
    "Closed not implemented": "not_implemented",
    "Closed superseded": "superseded",
    "Closed cancelled": "withdrawn",
    "Cancelled": "withdrawn",
    "Accept": "accepted",
    "Yes": "accepted",
    "Agreed": "accepted",
    "Supported": "accepted",
    "Partial": "accepted_in_part",
    "Partially accepted": "accepted_in_part",
    "Partly accepted": "accepted_in_part",
    "Partially agreed": "accepted_in_part",
    "Accept in part": "accepted_in_part",
    "Accept in principle": "accepted_in_principle",
    "Agreed in principle": "accepted_in_principle",
    "Reject": "rejected",
    "Not accepted": "rejected",
    "Not agreed": "rejected",
    "Disagree": "rejected",
    "Disagreed": "rejected",
    "No": "rejected",
    "Umgesetzt": "implemented",
    "Teilweise umgesetzt": "partly_implemented",
    "In Umsetzung": "in_progress",
    "Nicht umgesetzt": "not_implemented",
    "Akzeptiert": "accepted",
    "Angenommen": "accepted",
    "Teilweise akzeptiert": "accepted_in_part",
    "Teilweise angenommen": "accepted_in_part",
    "Abgelehnt": "rejected",
    "Mise en œuvre": "implemented",
    "Mise en oeuvre": "implemented",
    "Partiellement mise en œuvre": "partly_implemented",
    "En cours": "in_progress",
    "Non mise en œuvre": "not_implemented",
    "Acceptée": "accepted",
    "Partiellement acceptée": "accepted_in_part",
    "Rejetée": "rejected",
    "Refusée": "rejected",
    "Aplicada": "implemented",
    "Parcialmente aplicada": "partly_implemented",
    "En curso": "in_progress",
    "No aplicada": "not_implemented",
    "Aceptada": "accepted",
    "Parcialmente aceptada": "accepted_in_part",
    "Rechazada": "rejected",
}
"""What sources say where a code does not say it itself."""


def _line(cell: str) -> str:
    """Return a cell as one line; the values of a list stay parted."""
    return PARTED.join(map(line_in, cell.split(PARTED)))


def _no_comma(name: str) -> str:
    return line_in(name.replace(",", " "))


def _stand_alone(words: Sequence[str]) -> bool:
    """Whether commas part names: most of what stands between them is there on its own too."""
    parts = {part.strip() for word in words for part in word.split(",") if "," in word}
    return bool(parts) and len(parts & set(words)) * 2 > len(parts)


def _separator(words: Sequence[str]) -> str | None:
    return next((each.strip() for each in _SEPARATORS if sum(each in word for word in words) > 1), None)


def _listed(words: Sequence[str]) -> bool:
    """Whether commas part values: what stands between them is there on its own too, or often."""
    parts = Counter(part.strip() for word in words for part in word.split(",") if "," in word)
    alone = {word for word in words if "," not in word}
    return bool(parts) and sum(part in alone or count > 1 for part, count in parts.items()) * 2 > len(parts)


class _Dated(NamedTuple):
    """How the dates of a column are written."""

    formats: Sequence[str]
    """Ways in which all are read that are written in numbers alone; an empty one for ISO 8601."""
    months: Sequence[str]
    """Ways that are needed beside it."""
    others: Sequence[str]
    """Words that are no dates, such as TBC."""


def _dated(words: Sequence[str]) -> _Dated | None:
    """Return how most of the words are dates; None where they are not, or what is left looks like a date too."""
    given = dict.fromkeys(filter(None, words))
    in_months = {each: date_reader([date_format(each)]) for each in _WITH_MONTHS}
    months = dict.fromkeys(name for word in given for name, read in in_months.items() if read(word))
    readers = {each: date_reader([date_format(each)] if each else []) for each in ("", *_FORMATS)}
    numbers = [word for word in given if not any(read(word) for read in in_months.values())]
    left = {name: [word for word in numbers if not read(word)] for name, read in readers.items()}
    fewest = min(map(len, left.values()))
    others = next(each for each in left.values() if len(each) == fewest)
    count = sum(word in others for word in words)
    if 2 * count >= sum(map(bool, words)) or len(others) > _NO_DATES_LIMIT:
        return None
    if any(map(_LIKE_DATE.search, others)):
        return None
    fitting = [name for name, each in left.items() if len(each) == fewest]
    return _Dated([""] if "" in fitting else fitting, list(months), others)


def _formats(values: Mapping[str, Sequence[str]]) -> tuple[list[str], list[str], list[str]]:
    """Return how dates are written, in numbers and with months, and what is none: in one way where it fits all."""
    columns = [dated for field in _DATED if (dated := _dated(values.get(field, ())))]
    written = [each.formats for each in columns if each.formats != [""]]
    common = [each for each in written[0] if all(each in others for others in written)] if written else []
    months = dict.fromkeys(name for each in columns for name in each.months)
    others = dict.fromkeys(word for each in columns for word in each.others)
    return common or list(dict.fromkeys(each[0] for each in written)), list(months), list(others)
