"""Making a database and bringing an older one up to date: the only user of alembic."""

import sqlite3
from pathlib import Path
from typing import NamedTuple, cast

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from tracker.database import backups, dictionary, file, followup, foreign, objects, schema
from tracker.database.views import VIEWS
from tracker.errors import DatabaseUnusable, TrackerError
from tracker.settings import bundled


class Upgraded(NamedTuple):
    """What became of an older file."""

    backup: Path
    """The file as it was."""
    mended: tuple[str, ...]
    """A sentence for each thing that the file said wrongly of itself."""
    unfitting: tuple[str, ...]
    """A sentence for each view, trigger or index of somebody else's that no longer fits."""


def ensure(path: Path) -> Upgraded | None:
    """Make the database, or upgrade an older one after a backup beside it; one of this revision is left alone.

    Returns what became of an older one. Raises DatabaseUnusable; then the file is as it was.
    """
    state = file.state(path)
    if state in ("current", "altered"):
        return None
    backup = None
    if state == "older":
        backup = backups.automatic(path, "upgrade")
    else:
        file.create(path)
    config = configuration(path)
    try:
        _upgrade(config, path)
    except TrackerError:
        # What cannot be upgraded is as it was: with a backup for each try, good ones would have to go.
        if backup is not None and file.state(path) == "older":
            backup.unlink(missing_ok=True)
        raise
    if backup is None:
        return None
    backups.keep_latest(path, "upgrade")
    return Upgraded(backup, *(tuple(config.attributes[told]) for told in ("mended", "unfitting")))


def _upgrade(config: Config, path: Path) -> None:
    try:
        with file.sqlite_errors(path):
            command.upgrade(config, "head")
    except DBAPIError as error:
        raise file.explained(error.orig or error, path) from error


def configuration(path: Path) -> Config:
    """Return alembic's configuration for one database file; there is no ini file."""
    config = Config()
    config.set_main_option("script_location", str(bundled("migrations")).replace("%", "%%"))
    config.attributes["path"] = path
    return config


def open_for_upgrade(path: Path) -> sqlite3.Connection:
    """Open the file with foreign keys off, which is only possible before a transaction begins."""
    connection = file.connect(path, writing=True)
    connection.execute("PRAGMA foreign_keys = OFF")
    return connection


def mend_marks(connection: Connection) -> list[str]:
    """Have the file name the revision that its tables have, as alembic goes by that; return what was wrong."""
    return file.mend_marks(_stdlib(connection))


def set_aside(connection: Connection) -> list[foreign.Foreign]:
    """Drop the views, triggers and indexes that are not ours, and return them for `foreign.restore`."""
    return foreign.set_aside(connection, _ours())


def drop_objects(connection: Connection) -> None:
    """Drop the triggers, views and search indexes that code owns, of whatever revision they are."""
    rows = connection.exec_driver_sql(
        "SELECT type, name FROM sqlite_master WHERE type IN ('trigger', 'view')"
        " OR type = 'table' AND sql LIKE 'CREATE VIRTUAL TABLE %'"
    ).all()
    ours = _ours()
    for kind, name in rows:
        if name in ours:
            connection.exec_driver_sql(f'DROP {kind} "{name}"')


def _ours() -> set[str]:
    # What code makes need not be in the golden schema yet, while a revision is being written.
    made = (*objects.search_tables(), *objects.triggers(), *VIEWS)
    return {*schema.expected(), *schema.FORMER, *(name for name, _ in made)}


def create_objects(connection: Connection) -> None:
    """Make them again from the code, fill what is computed, and tell in the file what everything is.

    And of which revision, for undo: whatever its triggers keep others from writing is written before them.
    """
    connection.exec_driver_sql(
        "INSERT INTO schema_revision (revision, last_change_id) "
        "SELECT ?, (SELECT coalesce(max(id), 0) FROM change) "
        "WHERE NOT EXISTS (SELECT 1 FROM schema_revision WHERE revision = ?)",
        (file.HEAD, file.HEAD),
    )
    dictionary.write_rows(_stdlib(connection))
    for _, statement in (*objects.search_tables(), *VIEWS):
        connection.exec_driver_sql(statement)
    followup.fill(_stdlib(connection))
    for _, statement in objects.triggers():
        connection.exec_driver_sql(statement)
    for index, _ in objects.SEARCH.values():
        connection.exec_driver_sql(f"INSERT INTO {index} ({index}) VALUES ('rebuild')")


def _stdlib(connection: Connection) -> sqlite3.Connection:
    return cast(sqlite3.Connection, connection.connection.driver_connection)


def stamp(connection: Connection) -> None:
    """Note the revision reached in the header, for other tools, and look whether all references hold."""
    connection.exec_driver_sql(f"PRAGMA application_id = {file.APPLICATION_ID}")
    connection.exec_driver_sql(f"PRAGMA user_version = {int(file.HEAD)}")
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    if broken:
        raise DatabaseUnusable(
            f"{len(broken)} rows refer to rows that are not there, the first in {broken[0][0]}.",
            "The upgrade was taken back; mend those rows first.",
        )
