"""The command that makes a seed file from a document: draft."""

import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tracker.commands import options
from tracker.commands.database import Database
from tracker.errors import BadInput
from tracker.exporting import FileThere
from tracker.labels import number_of
from tracker.printing import look, print_line, table, wrapped
from tracker.text import shown_line

if TYPE_CHECKING:
    from tracker.intake.document import Document
    from tracker.intake.draft import Draft
    from tracker.intake.drafting import Drafted
    from tracker.intake.lists import FoundList

_MOST_NAMED = 12
"""So many flagged items are named one by one."""


@click.command("draft", epilog="Example: tracker draft report.pdf -o report.toml")
@click.argument(
    "document", metavar="DOCUMENT", help="A .pdf, .docx, .md, .txt or .html file; - for standard input."
)
@options.output("Write the draft to this file; without it, into a pipe.")
@click.option(
    "--list", "numbers", metavar="N", multiple=True, type=int, help="Take this list; may be repeated."
)
@click.option(
    "--lists", "list_them", is_flag=True, help="Print the lists found, the likeliest first, and why."
)
@click.option(
    "--json", "as_json", is_flag=True, help="Print all of it as JSON: lists, reasons, items, flags."
)
@click.option(
    "--all-items", is_flag=True, help="Take what is not in italics or bold as well, where others are."
)
@click.option("--slug", metavar="SLUG", help="The report's short name; else made of the file's.")
@click.option("--title", metavar="TEXT", help="The report's title; else what the document says.")
@click.option("--name", metavar="FILE", help="What standard input is called, as in report.pdf.")
@options.replace
@click.pass_context
def draft(
    context: click.Context,
    document: str,
    output: Path | None,
    numbers: tuple[int, ...],
    list_them: bool,
    as_json: bool,
    all_items: bool,
    slug: str | None,
    title: str | None,
    name: str | None,
    replace: bool,
) -> None:
    """Make a seed file of the recommendations in a document.

    On a terminal it shows the numbered lists, and then each item beside the document, to be accepted or set right;
    the draft is kept beside the document, and DOCUMENT may be such a draft, to go on. With -o, or into a pipe, it
    takes the list that looks most like recommendations and writes the draft unreviewed. Each text is as printed,
    with its number, page and lines. No database is needed.
    """
    from tracker.intake import drafting
    from tracker.intake.lists import lists
    from tracker.intake.readers import read_bytes

    _check_slug(slug)
    if output is None and not (list_them or as_json) and _is_terminal() and document != "-" and name is None:
        _review(context, Path(document), numbers, every_item=all_items, slug=slug, title=title)
        return
    if output is not None and output.exists() and not replace:
        raise FileThere(
            f"{shown_line(str(output))} is there already: it may have been reviewed.",
            "Nothing was written. Name another file, or replace it: --replace",
        )
    raw, called = _contents(document, name)
    read = read_bytes(raw, called)
    ranked = lists(read)
    if list_them and not as_json:
        # That there is none is told as an error.
        drafting.chosen(read, ranked, numbers if ranked else ())
        _print_lists(ranked)
        return
    drafted = drafting.draft(
        read, ranked, drafting.chosen(read, ranked, numbers), every_item=all_items, slug=slug, title=title
    )
    if called.lower().endswith(".pdf"):
        drafted = drafting.compared(drafted, raw)
    if as_json:
        _print_json(read, ranked, drafted.draft)
    elif output is not None:
        _save(output, drafted.draft)
        _tell(drafted, output)
    else:
        from tracker.intake.draft_file import written

        sys.stdout.write(written(drafted.draft))


def _is_terminal() -> bool:
    return bool(os.environ.get("TEXTUAL_DRIVER")) or (sys.stdin.isatty() and sys.stdout.isatty())


def _review(
    context: click.Context,
    path: Path,
    numbers: Sequence[int],
    *,
    every_item: bool,
    slug: str | None,
    title: str | None,
) -> None:
    """Have the draft reviewed, and go on at the desk where it is to be loaded."""
    from tracker.commands.load import load
    from tracker.draft_review import opened
    from tracker.intake import drafting
    from tracker.ui import draft_app

    found = opened(path)
    if found.draft is None and numbers:
        taken = drafting.chosen(found.document, found.lists, numbers)
        made = drafting.draft(
            found.document, found.lists, taken, every_item=every_item, slug=slug, title=title
        )
        found = found._replace(draft=made.draft, saved=False)
    elif found.draft is not None and (numbers or every_item or slug or title):
        raise BadInput(
            f"{shown_line(str(found.path))} is a draft of it already, which has its lists, slug and title.",
            "Edit it there, or write another draft: -o FILE",
        )
    database: Database = context.obj
    if draft_app.run(found, database.path, database.known_actors, slug=slug, title=title):
        context.invoke(load, files=(found.path,))
        from tracker.ui.app import run

        run(database.prepare(), database.analyst)
    elif found.path.exists():
        from shlex import quote

        line = f"{database.command_line('draft')} {quote(str(found.path))}"
        print_line(shown_line(f"The draft is kept in {found.path}. Go on with: {line}"))


def _check_slug(slug: str | None) -> None:
    import re

    if slug is not None and not re.fullmatch(r"[a-z0-9-]+", slug):
        raise BadInput(f"The slug '{shown_line(slug)}' cannot be one.", "It has a-z, 0-9 and hyphens only.")


def _contents(document: str, name: str | None) -> tuple[bytes, str]:
    """Return what is to be read, and what it is called."""
    from tracker.intake.readers import SIZE_LIMIT, contents

    if document != "-":
        return contents(Path(document)), name or Path(document).name
    if name is None:
        raise BadInput("Standard input has no name that says what it is.", "Give one: --name report.pdf")
    return sys.stdin.buffer.read(SIZE_LIMIT + 1), Path(name).name


def _save(output: Path, made: "Draft") -> None:
    from tracker.intake.draft_file import save

    try:
        save(output, made)
    except OSError as error:
        raise BadInput(
            f"{shown_line(str(output))} cannot be written: {error.strerror}.", "Name another file."
        ) from error


def _tell(drafted: "Drafted", output: Path) -> None:
    """Say what was written, what was left out, and what to look at."""
    from tracker.intake.flags import flags

    items = drafted.draft.items
    found = [(item.reference, each) for item, each in zip(items, flags(items), strict=True) if each]
    print_line(
        shown_line(
            f"Wrote {number_of(len(items), 'item')} of list {_listed(drafted.draft.lists)} to {output}: "
            f"{items[0].reference} to {items[-1].reference}, {len(found):,} with a flag."
        )
    )
    if drafted.plain:
        print_line(
            f"Only those in italics or bold were taken; {drafted.plain:,} others were left out. "
            "To take all: --all-items"
        )
    found.sort(key=lambda each: each[1][0].rank)
    for reference, each in found[:_MOST_NAMED]:
        print_line(shown_line(f"  {reference}: {', '.join(flag.sentence for flag in each)}"))
    if len(found) > _MOST_NAMED:
        print_line(f"  and {len(found) - _MOST_NAMED:,} more")
    if drafted.read_once:
        print_line(f"{number_of(drafted.read_once, 'page')} could not be read a second time, to compare.")
    print_line("Review it (reviewed = true, rejected = true), then: " + shown_line(f"tracker load {output}"))


def _listed(numbers: Sequence[int]) -> str:
    return " and ".join(map(str, numbers))


_COLUMNS = ("list", "items", "numbers", "place", "ask", "score", "heading")


def _print_lists(ranked: "Sequence[FoundList]") -> None:
    shape = look(sys.stdout)
    rows = [
        (
            number,
            len(each.items),
            f"{each.items[0].reference}-{each.items[-1].reference}",
            each.place,
            f"{each.asking} of {len(each.items)}",
            f"{each.score:.2f}",
            each.heading,
        )
        for number, each in enumerate(ranked, 1)
    ]
    if shape.width is None:
        for row, each in zip(rows, ranked, strict=True):
            print_line("\t".join(shown_line(str(cell)) for cell in (*row, "; ".join(each.reasons))))
        return
    head, *lines = table(_COLUMNS, rows, shape)
    print_line(head)
    for line, each in zip(lines, ranked, strict=True):
        print_line(line)
        for reason in wrapped("; ".join(each.reasons), shape, "      "):
            print_line(shape.styled(reason, "dim"))


def _print_json(document: "Document", ranked: "Sequence[FoundList]", made: "Draft") -> None:
    from tracker.formats import json_text
    from tracker.intake.flags import flags

    def items() -> Iterator[dict[str, Any]]:
        for item, found in zip(made.items, flags(made.items), strict=True):
            yield {**item._asdict(), "flags": [flag.sentence for flag in found]}

    print_line(
        json_text(
            {
                "file": document.name,
                "sha256": document.sha256,
                "reader": document.reader,
                "report": made.report,
                "chosen": made.lists,
                "left_out": made.left_out,
                "lists": [
                    {"number": number, **each._asdict(), "items": [item._asdict() for item in each.items]}
                    for number, each in enumerate(ranked, 1)
                ],
                "items": list(items()),
            }
        )
    )
