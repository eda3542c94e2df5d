"""Add the tables that tell what every table, view and column holds, and which contract that is.

Revision 0002, after 0001. The rows are not here: every upgrade writes them anew from the code.
"""

from alembic import op

revision = "0002"
down_revision = "0001"

TABLES = """
CREATE TABLE data_dictionary (
    object TEXT NOT NULL,
    "column" TEXT NOT NULL,
    type TEXT NOT NULL,
    description TEXT NOT NULL,
    example TEXT,
    CONSTRAINT pk_data_dictionary PRIMARY KEY (object, "column")
)
 WITHOUT ROWID,
 STRICT;

CREATE TABLE schema_contract (
    version TEXT NOT NULL,
    CONSTRAINT pk_schema_contract PRIMARY KEY (version)
)
 WITHOUT ROWID,
 STRICT
"""


def upgrade() -> None:
    """Make both tables."""
    for statement in TABLES.split(";\n\n"):
        op.get_bind().exec_driver_sql(statement.strip())
