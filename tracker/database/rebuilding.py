"""Making a table anew in a migration, as nothing else can change a CHECK (sqlite.org/lang_altertable.html, 7)."""

from collections.abc import Sequence

from sqlalchemy import Connection

from tracker.errors import DatabaseUnusable


def execute(connection: Connection, statements: str) -> None:
    """Run statements that stand an empty line apart."""
    for statement in statements.split(";\n\n"):
        connection.exec_driver_sql(statement.strip())


def rebuild(connection: Connection, table: str, statements: str, *, revision: str, added: set[str]) -> None:
    """Move the rows into a table made by other statements; its triggers, and all views, are away.

    The old one steps aside by the old way of renaming, which leaves alone what refers to it: were the new one renamed
    instead, its statement would be another text than that of the models. Rows that break a CHECK come along, as an
    upgrade must not founder on them: `tracker check` names them. Raises DatabaseUnusable where another program added a
    column.
    """
    aside = f"{table}_before_{revision}"
    connection.exec_driver_sql("PRAGMA legacy_alter_table = ON")
    connection.exec_driver_sql(f"ALTER TABLE {table} RENAME TO {aside}")
    connection.exec_driver_sql("PRAGMA legacy_alter_table = OFF")
    (last,) = connection.exec_driver_sql(
        "SELECT max(seq) FROM sqlite_sequence WHERE name = ?", (aside,)
    ).one()
    # Indexes keep their names: those of the new table come after the old one has gone.
    create, *indexes = statements.split(";\n\n")
    execute(connection, create)
    columns = [column for column in _columns(connection, table) if column not in added]
    refuse_others(connection, table, columns, there=aside)
    listed = ", ".join(columns)
    connection.exec_driver_sql("PRAGMA ignore_check_constraints = ON")
    connection.exec_driver_sql(f"INSERT INTO {table} ({listed}) SELECT {listed} FROM {aside} ORDER BY id")
    connection.exec_driver_sql("PRAGMA ignore_check_constraints = OFF")
    connection.exec_driver_sql(f"DROP TABLE {aside}")
    if last is not None:
        # A number that was given once is never given again, be its row gone.
        connection.exec_driver_sql("DELETE FROM sqlite_sequence WHERE name = ?", (table,))
        connection.exec_driver_sql("INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)", (table, last))
    for index in indexes:
        execute(connection, index)


def refuse_others(
    connection: Connection, table: str, columns: Sequence[str], *, there: str | None = None
) -> None:
    """Raise DatabaseUnusable where the table, called `there` now, has a column beside these."""
    theirs = [column for column in _columns(connection, there or table) if column not in columns]
    if theirs:
        raise DatabaseUnusable(
            f"{table} has a column that is not Tracker's: {', '.join(theirs)}.",
            "The upgrade was taken back. Keep it in a table of your own, and drop the column.",
        )


def _columns(connection: Connection, table: str) -> list[str]:
    rows = connection.exec_driver_sql("SELECT name FROM pragma_table_info(?)", (table,)).all()
    return [name for (name,) in rows]
