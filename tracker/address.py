"""Opening the address of a source in the person's browser."""

import os
import shlex
import subprocess
from collections.abc import Mapping
from threading import Thread

from tracker.errors import BadInput
from tracker.text import shown_line


def open_address(address: str, environment: Mapping[str, str] = os.environ) -> str:
    """Begin the first program of $BROWSER with an address, apart from this terminal, and return what it is called.

    `%s` in it stands for the address. Raises BadInput where there is none, or it does not start.
    """
    known = f"The address is {shown_line(address)}"
    first = environment.get("BROWSER", "").split(os.pathsep)[0]
    try:
        command = shlex.split(first)
    except ValueError as error:
        raise BadInput(f"BROWSER cannot be read: {error}.", known) from error
    if not command:
        raise BadInput("No browser is set.", f"Set BROWSER to the program that opens it. {known}")
    if not address.startswith(("http://", "https://")):
        raise BadInput(f"{shown_line(address)} is not a web address.", "Correct it: tracker sources edit")
    line = [part.replace("%s", address) for part in command]
    try:
        process = subprocess.Popen(  # noqa: S603 - the person's own browser
            line if line != command else [*command, address],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    except OSError as error:
        raise BadInput(f"The browser '{command[0]}' did not start: {error.strerror}.", known) from error
    # Somebody has to wait for it, or it stays behind once it has ended.
    Thread(target=process.wait, daemon=True).start()
    return command[0]
