"""Run the migrations in one transaction that holds everything, or nothing.

The order matters, and was tried: foreign keys off, BEGIN IMMEDIATE, what the file says of itself set right, other
people's views and triggers set aside, ours dropped, the migrations, at head our objects made again and the search
indexes filled, other people's put back, references checked, COMMIT.
Alembic's default handling of transactions leaves a half-made schema when it is killed half-way.
"""

from alembic import context
from sqlalchemy import create_engine, event
from sqlalchemy.pool import NullPool

from tracker.database import foreign, upgrade
from tracker.database.models import metadata
from tracker.settings import database_path


def _ours(_object: object, name: str | None, kind: str, _reflected: bool, _compared: object) -> bool:
    return kind != "table" or name in metadata.tables


def run() -> None:
    """Bring the file up to the revision that was asked for."""
    path = context.config.attributes.get("path") or database_path(None)
    engine = create_engine("sqlite://", creator=lambda: upgrade.open_for_upgrade(path), poolclass=NullPool)
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    with engine.begin() as connection:
        context.configure(
            connection=connection,
            target_metadata=metadata,
            transactional_ddl=True,
            render_as_batch=False,
            include_object=_ours,
        )
        context.config.attributes["mended"] = upgrade.mend_marks(connection)
        others = upgrade.set_aside(connection)
        upgrade.drop_objects(connection)
        context.run_migrations()
        upgrade.create_objects(connection)
        context.config.attributes["unfitting"] = foreign.restore(connection, others)
        upgrade.stamp(connection)


run()
