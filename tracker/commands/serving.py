"""The command serve: the UI in a browser on this machine."""

import sys
from typing import Annotated

import typer

from tracker.commands.workplace import workplace
from tracker.errors import BadInput
from tracker.printing import out


def add_to(app: typer.Typer) -> None:
    """Register the command of this module."""
    app.command("serve", epilog="Example: tracker serve --port 8000")(serve)


def serve(
    context: typer.Context,
    port: Annotated[
        int, typer.Option(metavar="N", show_default=False, help="The port; else any that is free.")
    ] = 0,
) -> None:
    """Open the UI in a browser on this machine.

    Prints an address, which holds a secret: who has it and is on this machine can work in the file. Each visitor
    is asked for a name and gets a UI of their own. Ctrl+c ends it.
    """
    try:
        from tracker.serving.server import serve
    except ModuleNotFoundError as error:
        raise BadInput(
            f"tracker serve needs {error.name}, which is not installed.",
            "In a clone: uv run --extra serve tracker serve. Elsewhere: pip install textual-serve",
        ) from error
    here = workplace(context)
    name = here.name

    def tell(address: str) -> None:
        out(f"Open this address in a browser on this machine; ctrl+c here ends it.\n{address}")
        sys.stdout.flush()

    serve(here.prepare(), name, port, tell)
