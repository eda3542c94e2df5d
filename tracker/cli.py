"""The commands put together; `tracker/__main__.py` comes here for everything but the UI."""

import sys
from collections.abc import Sequence
from typing import NoReturn

import click

from tracker.commands.command import SectionedGroup
from tracker.commands.database import Database
from tracker.printing import look, print_message

SECTIONS = {
    "Read": {
        "list": "lists.list_recommendations",
        "show": "recommendation.show",
        "history": "history.show_history",
        "sql": "lists.sql",
        "export": "export.export",
        "brief": "brief.brief",
        "today": "followup.today",
    },
    "Review": {
        "status": "review.set_status",
        "tag": "review.tag",
        "untag": "review.untag",
        "note": "notes.note",
        "undo": "review.undo",
        "redo": "review.redo",
    },
    "Follow up": {
        "respond": "followup.respond",
        "progress": "followup.progress",
        "due": "followup.due",
        "assign": "followup.assign",
        "statements": "statements.statements",
        "sources": "sources.sources",
    },
    "Correct": {
        "title": "corrections.title",
        "mention": "corrections.mention",
        "unmention": "corrections.unmention",
        "actors": "actors.actors",
    },
    "Notes, codebook and saved views": {
        "notes": "notes.notes",
        "tags": "tags.tags",
        "views": "views.views",
    },
    "Reports and the database": {
        "draft": "draft.draft",
        "load": "load.load",
        "import": "importing.import_table",
        "check": "upkeep.check",
        "backup": "upkeep.backup",
        "restore": "upkeep.restore",
        "schema": "schema.schema",
        "source-file": "configuration.source_file",
        "path": "configuration.path",
        "config": "configuration.show_config",
        "serve": "serve.serve",
        "completion": "completion.completion",
        "complete": "completion.complete",
    },
}
"""The commands by heading, with the place of each in `tracker.commands`."""


def run(arguments: Sequence[str]) -> NoReturn:
    """Run one command line and leave by SystemExit; raises TrackerError."""
    try:
        with root.make_context("tracker", list(arguments)) as context:
            root.invoke(context)
    except click.exceptions.Exit as leaving:
        raise SystemExit(leaving.exit_code) from None
    except click.ClickException as error:
        _print_usage_error(error)
        raise SystemExit(error.exit_code) from None
    raise SystemExit(0)


def _print_usage_error(error: click.ClickException) -> None:
    context = error.ctx if isinstance(error, click.UsageError) else None
    if context is not None:
        print_message(f"{context.get_usage()}\nTry '{context.command_path} --help' for help.\n")
    sys.stderr.write(look(sys.stderr).styled("Error:", "red") + " ")
    print_message(error.format_message())


def _print_version(context: click.Context, _option: click.Parameter, asked: bool) -> None:
    if asked and not context.resilient_parsing:
        from importlib.metadata import version

        click.echo(f"tracker {version('tracker')}")
        context.exit()


@click.group(
    cls=SectionedGroup,
    sections=SECTIONS,
    epilog="Example: tracker status 3 reviewed -m 'Answered in March'",
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.option("--db", metavar="FILE", help="The database; else TRACKER_DB, else the one in your data folder.")
@click.option(
    "--analyst",
    metavar="NAME",
    help="Your name; else TRACKER_ANALYST, else config.toml, else your login name.",
)
@click.option(
    "--version",
    is_flag=True,
    callback=_print_version,
    is_eager=True,
    expose_value=False,
    help="Print the version.",
)
@click.pass_context
def root(context: click.Context, db: str | None, analyst: str | None) -> None:
    """Follow up the policy recommendations of a report: review, answers, progress and deadlines.

    Without a command the UI starts. --db and --analyst may stand anywhere in the line.

    A command ends with 0; with 1 where something was not found, was changed by somebody else meanwhile, or
    there is nothing to undo; with 2 where the line itself is at fault.
    """
    context.obj = Database(db, analyst)
