"""Where the database is and who the analyst is."""

import os
from collections.abc import Mapping
from pathlib import Path

from tracker.errors import BadInput
from tracker.text import one_line, shown_line

ANALYST_LIMIT = 64
"""Longest analyst name, in code points."""


def bundled(folder: str) -> Path:
    """Return where the wheel or the checkout keeps `migrations` or `seeds`."""
    package = Path(__file__).resolve().parent
    carried = package / f"_{folder}"
    return carried if carried.is_dir() else package.parent / folder


def data_folder() -> Path:
    """Return the platform's user data folder for Tracker; it need not exist."""
    from platformdirs import user_data_path

    return user_data_path("tracker", appauthor=False)


def state_folder() -> Path:
    """Return the platform's user state folder for Tracker, where drafts are kept; it need not exist."""
    from platformdirs import user_state_path

    return user_state_path("tracker", appauthor=False)


def database_path(option: str | None, environment: Mapping[str, str] = os.environ) -> Path:
    """Return where the database is: `--db`, else TRACKER_DB, else the user data folder.

    Raises BadInput for the home folder of a user there is not, as in `~nobody/tracker.db`.
    """
    given = option or environment.get("TRACKER_DB")
    if given:
        try:
            return Path(given).expanduser().absolute()
        except RuntimeError as error:
            raise BadInput(f"{shown_line(given)}: there is no such home folder.", "Name a file.") from error
    return data_folder() / "tracker.db"


def analyst_name(option: str | None, environment: Mapping[str, str] = os.environ) -> str:
    """Return who works: `--analyst`, else TRACKER_ANALYST, else config.toml, else the login name.

    Raises BadInput where none fits, and for a config.toml that cannot be read.
    """
    given = option if option is not None else environment.get("TRACKER_ANALYST")
    if given is None:
        from tracker import config

        given = config.read().analyst
    if given is None:
        import getpass

        try:
            given = getpass.getuser()
        except (KeyError, OSError):
            given = ""
    name = one_line(given, what="analyst's name", limit=ANALYST_LIMIT)
    if name is None:
        raise BadInput("The analyst has no name.", "Give one with --analyst, or set TRACKER_ANALYST.")
    return name
