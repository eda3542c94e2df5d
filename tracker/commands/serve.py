"""The command serve: the UI in a browser on this machine."""

import sys

import click

from tracker.commands.database import Database
from tracker.errors import BadInput
from tracker.printing import print_line


@click.command(epilog="Example: tracker serve --port 8000")
@click.option("--port", metavar="N", type=int, default=0, help="The port; else any that is free.")
@click.pass_obj
def serve(database: Database, port: int) -> None:
    """Open the UI in a browser on this machine.

    Prints an address, which holds a secret: who has it and is on this machine can work in the file. Each visitor
    is asked for a name and gets a UI of their own. Ctrl+c ends it.
    """
    try:
        from tracker.serving.server import serve
    except ModuleNotFoundError as error:
        raise BadInput(
            f"tracker serve needs {(error.name or '').replace('_', '-')}, which is not installed.",
            "In a clone: uv run --extra serve tracker serve. Elsewhere: pip install textual-serve",
        ) from error
    analyst = database.analyst

    def print_address(address: str) -> None:
        print_line(f"Open this address in a browser on this machine; ctrl+c here ends it.\n{address}")
        sys.stdout.flush()

    serve(database.prepare(), analyst, port, print_address)
