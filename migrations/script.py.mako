"""${message}.

Revision ${up_revision}, after ${down_revision | comma,n}.
"""

from alembic import op

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}


def upgrade() -> None:
    """Native ADD, RENAME and DROP COLUMN only, or SQLite's documented rebuild; never batch mode."""
    ${upgrades if upgrades else "raise SystemExit('write the migration')"}
