"""A draft on disk: a seed file with a [draft] table, and what was decided on each item."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

from tracker import toml, whole_files
from tracker.errors import BadInput
from tracker.intake.draft import Draft, DraftItem
from tracker.intake.readers import LINE_LIMIT
from tracker.text import shown_line

_HEAD = """\
# Drafted from {file}. Each text is what the document prints between its lines, wraps joined by a space.
# Look at each item: reviewed = true takes it, rejected = true leaves it out. tracker load refuses the file before."""
_ITEM_KEYS = ("reference", "title", "text", "first_line", "last_line", "first_page", "last_page")
_KNOWN = frozenset((*_ITEM_KEYS, "reviewed", "rejected", "differs", "mention"))


def written(draft: Draft) -> str:
    """Return a draft as the text of its file."""
    return "\n".join(_lines(draft)) + "\n"


def _lines(draft: Draft) -> Iterator[str]:
    yield _HEAD.format(file=shown_line(draft.file))
    yield ""
    yield from toml.table("[report]", draft.report)
    yield ""
    about = {"file": draft.file, "sha256": draft.sha256, "reader": draft.reader, "lists": draft.lists}
    yield from toml.table("[draft]", {**about, "left_out": tuple(_ranges(draft.left_out))})
    for name, tables in (("tag", draft.tags), ("actor", draft.actors), ("source", draft.sources)):
        for each in tables:
            yield ""
            yield from toml.table(f"[[{name}]]", each)
    for item in draft.items:
        yield ""
        values: dict[str, Any] = {key: getattr(item, key) for key in _ITEM_KEYS}
        if not item.reviewed:
            values["reviewed"] = False
        if item.rejected:
            values["rejected"] = True
        if item.differs:
            values["differs"] = True
        yield from toml.table("[[recommendation]]", {**values, "mention": item.mentions, **item.others})


def _ranges(numbers: Sequence[int]) -> Iterator[str]:
    """Yield numbers that go up as "535-536" where they follow each other, else as "601"."""
    for _, group in groupby(enumerate(numbers), key=lambda each: each[1] - each[0]):
        run = [number for _, number in group]
        yield str(run[0]) if len(run) == 1 else f"{run[0]}-{run[-1]}"


def _range(written: str) -> range:
    first, _, last = written.partition("-")
    return range(int(first), min(int(last or first), int(first) + LINE_LIMIT) + 1)


def save(path: Path, draft: Draft) -> None:
    """Write a draft in the place of its file, whole or not at all; raises OSError."""
    whole_files.write(path, written(draft).encode(), mode=0o644)


def parsed(data: Mapping[str, Any], name: str) -> Draft:
    """Return the draft in a seed file; raises BadInput where it has none, or one that somebody damaged."""
    about = data.get("draft")
    if not isinstance(about, dict):
        raise BadInput(
            f"{shown_line(name)} is not a draft: it has no [draft] table.", "Draft it from its document."
        )
    try:
        return Draft(
            report=dict(data["report"]),
            file=str(about["file"]),
            sha256=str(about["sha256"]),
            reader=str(about["reader"]),
            lists=tuple(int(each) for each in about.get("lists", ())),
            left_out=tuple(number for each in about.get("left_out", ()) for number in _range(each)),
            items=tuple(map(_item, data["recommendation"])),
            tags=tuple(data.get("tag", ())),
            actors=tuple(data.get("actor", ())),
            sources=tuple(data.get("source", ())),
        )
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise BadInput(
            f"{shown_line(name)} is a damaged draft: {error}.", "Draft it from its document again."
        ) from error


def _item(raw: Mapping[str, Any]) -> DraftItem:
    first_page, last_page = raw.get("first_page"), raw.get("last_page")
    return DraftItem(
        reference=str(raw["reference"]),
        title=str(raw["title"]),
        text=str(raw["text"]),
        first_line=int(raw["first_line"]),
        last_line=int(raw["last_line"]),
        first_page=None if first_page is None else int(first_page),
        last_page=None if last_page is None else int(last_page),
        reviewed=raw.get("reviewed", True) is True,
        rejected=raw.get("rejected", False) is True,
        differs=raw.get("differs", False) is True,
        mentions=tuple(raw.get("mention", ())),
        others={key: value for key, value in raw.items() if key not in _KNOWN},
    )


def read(path: Path) -> Draft:
    """Return the draft in a file; raises BadInput."""
    try:
        data = toml.read(path.read_bytes())
    except OSError as error:
        raise BadInput(
            f"{shown_line(str(path))} cannot be read: {error.strerror}.", "Name a draft."
        ) from error
    except BadInput as error:
        raise BadInput(
            f"{shown_line(path.name)} {error.sentence}.", "Draft it from its document again."
        ) from error
    return parsed(data, path.name)
