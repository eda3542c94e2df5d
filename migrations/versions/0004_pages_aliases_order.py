"""Add what drafted reports and corrections need: pages, the reader of a source, aliases, the order of the codebook.

Revision 0004, after 0003. A reference may hold slashes and single blanks from now on, and `recommendation` and `tag`
get a CHECK, so both are made anew (sqlite.org/lang_altertable.html, section 7); nothing else can change a CHECK.
"""

from alembic import op

from tracker.database.rebuilding import execute, rebuild

revision = "0004"
down_revision = "0003"

RECOMMENDATION = """
CREATE TABLE recommendation (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    report_id INTEGER NOT NULL,
    reference TEXT NOT NULL,
    position INTEGER NOT NULL,
    title TEXT NOT NULL,
    text TEXT NOT NULL,
    first_line INTEGER,
    last_line INTEGER,
    review_status TEXT DEFAULT 'unreviewed' NOT NULL,
    status_reason TEXT,
    created_at TEXT DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now')) NOT NULL,
    first_page INTEGER,
    last_page INTEGER,
    CONSTRAINT uq_recommendation_report_id_reference UNIQUE (report_id, reference),
    CONSTRAINT ck_recommendation_reference CHECK (reference <> '' AND reference = trim(reference) AND instr(reference, '  ') = 0 AND reference NOT GLOB '*[,' || char(1) || '-' || char(31) || ']*'),
    CONSTRAINT ck_recommendation_text CHECK (text <> ''),
    CONSTRAINT ck_recommendation_lines CHECK ((first_line IS NULL) = (last_line IS NULL) AND (first_line IS NULL OR first_line BETWEEN 1 AND last_line)),
    CONSTRAINT ck_recommendation_pages CHECK ((first_page IS NULL) = (last_page IS NULL) AND (first_page IS NULL OR first_page BETWEEN 1 AND last_page)),
    CONSTRAINT ck_recommendation_created_at CHECK (created_at IS strftime('%Y-%m-%dT%H:%M:%SZ', created_at, '+0 days')),
    CONSTRAINT fk_recommendation_report_id FOREIGN KEY(report_id) REFERENCES report (id),
    CONSTRAINT fk_recommendation_review_status FOREIGN KEY(review_status) REFERENCES review_status (code)
)
 STRICT;

CREATE INDEX ix_recommendation_report_id_position ON recommendation (report_id, position);

CREATE INDEX ix_recommendation_review_status ON recommendation (review_status, report_id, position)
"""

TAG = """
CREATE TABLE tag (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    name TEXT COLLATE "NOCASE" NOT NULL,
    description TEXT,
    colour TEXT,
    position INTEGER DEFAULT 0 NOT NULL,
    CONSTRAINT uq_tag_name UNIQUE (name),
    CONSTRAINT ck_tag_name CHECK (name <> '' AND length(name) <= 64 AND name = trim(name) AND instr(name, ',') = 0 AND instr(name, '"') = 0 AND instr(name, '''') = 0 AND name NOT GLOB '*[' || char(1) || '-' || char(31) || char(127) || ']*'),
    CONSTRAINT ck_tag_colour CHECK (colour IS NULL OR colour IN ('red', 'orange', 'yellow', 'green', 'cyan', 'blue', 'magenta', 'grey')),
    CONSTRAINT ck_tag_position CHECK (position >= 0)
)
 STRICT
"""

ADDITIONS = """
ALTER TABLE report ADD COLUMN source_reader TEXT;

UPDATE tag SET position = (SELECT count(*) FROM tag AS t WHERE (t.name, t.id) <= (tag.name, tag.id));

CREATE TABLE actor_alias (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    actor_id INTEGER NOT NULL,
    alias TEXT COLLATE "NOCASE" NOT NULL,
    CONSTRAINT uq_actor_alias_alias UNIQUE (alias),
    CONSTRAINT ck_actor_alias_alias CHECK (alias <> '' AND length(alias) <= 200 AND alias = trim(alias) AND instr(alias, ',') = 0 AND alias NOT GLOB '*[' || char(1) || '-' || char(31) || char(127) || ']*'),
    CONSTRAINT fk_actor_alias_actor_id FOREIGN KEY(actor_id) REFERENCES actor (id)
)
 STRICT;

CREATE INDEX ix_actor_alias_actor_id ON actor_alias (actor_id)
"""


def upgrade() -> None:
    """Make both tables anew, then add the rest."""
    connection = op.get_bind()
    rebuild(
        connection, "recommendation", RECOMMENDATION, revision=revision, added={"first_page", "last_page"}
    )
    rebuild(connection, "tag", TAG, revision=revision, added={"position"})
    execute(connection, ADDITIONS)
