"""The commands put together; `tracker/__main__.py` comes here for everything but the UI."""

from collections.abc import Sequence
from typing import Annotated

import typer

from tracker.commands import (
    checking,
    configuring,
    loading,
    notes,
    reading,
    schema,
    serving,
    tags,
    views,
    writing,
)
from tracker.commands.workplace import Workplace


def run(arguments: Sequence[str]) -> None:
    """Run one command line; raises TrackerError, and SystemExit for help, version and bad usage."""
    typer.main.get_command(_app())(args=list(arguments), prog_name="tracker")


def _app() -> typer.Typer:
    app = typer.Typer(
        add_completion=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        epilog="Example: tracker status 3 reviewed -m 'Answered in March'",
    )
    app.callback()(_root)
    for part in (loading, reading, notes, tags, views, writing, schema, checking, configuring, serving):
        part.add_to(app)
    return app


def _print_version(asked: bool) -> None:
    if asked:
        from importlib.metadata import version

        typer.echo(f"tracker {version('tracker')}")
        raise typer.Exit


def _root(
    context: typer.Context,
    db: Annotated[
        str | None,
        typer.Option(
            metavar="FILE",
            show_default=False,
            help="The database; else TRACKER_DB, else the one in your data folder.",
        ),
    ] = None,
    analyst: Annotated[
        str | None,
        typer.Option(
            metavar="NAME",
            show_default=False,
            help="Who works; else TRACKER_ANALYST, else config.toml, else your login name.",
        ),
    ] = None,
    _version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Follow up the policy recommendations of a report: notes, tags and review status.

    Without a command the UI starts. --db and --analyst may stand anywhere in the line.

    A command ends with 0; with 1 where something was not found, was changed by somebody else meanwhile, or
    there is nothing to undo; with 2 where the line itself is at fault.
    """
    context.obj = Workplace(db, analyst)
