"""Keep the rows of tables that are imported, as they stood there.

Revision 0006, after 0005.
"""

from alembic import op

revision = "0006"
down_revision = "0005"

TABLE = """
CREATE TABLE import_row (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    changeset_id INTEGER NOT NULL,
    source_id INTEGER NOT NULL,
    row_number INTEGER NOT NULL,
    part TEXT NOT NULL,
    recommendation_id INTEGER,
    cells TEXT NOT NULL,
    CONSTRAINT ck_import_row_row_number CHECK (row_number >= 1),
    CONSTRAINT ck_import_row_part CHECK (part IN ('before', 'header', 'row')),
    CONSTRAINT ck_import_row_cells CHECK (json_valid(cells)),
    CONSTRAINT fk_import_row_changeset_id FOREIGN KEY(changeset_id) REFERENCES changeset (id),
    CONSTRAINT fk_import_row_source_id FOREIGN KEY(source_id) REFERENCES source (id),
    CONSTRAINT fk_import_row_recommendation_id FOREIGN KEY(recommendation_id) REFERENCES recommendation (id)
)
 STRICT
"""

INDEXES = (
    "CREATE INDEX ix_import_row_source_id_row_number ON import_row (source_id, row_number)",
    "CREATE INDEX ix_import_row_recommendation_id ON import_row (recommendation_id)",
    "CREATE INDEX ix_import_row_changeset_id ON import_row (changeset_id)",
)


def upgrade() -> None:
    """Make the table with its indexes."""
    for statement in (TABLE, *INDEXES):
        op.get_bind().exec_driver_sql(statement)
