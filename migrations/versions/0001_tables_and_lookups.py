"""Make the tables and fill the lookups.

Revision 0001. Frozen: the SQL stands here as text, so that a later change of the models cannot change it.
"""

from alembic import op

revision = "0001"
down_revision = None

TABLES = """
CREATE TABLE actor_kind (
    code TEXT NOT NULL,
    name TEXT NOT NULL,
    description TEXT NOT NULL,
    position INTEGER NOT NULL,
    CONSTRAINT pk_actor_kind PRIMARY KEY (code)
)
 WITHOUT ROWID,
 STRICT;

CREATE TABLE actor_role (
    code TEXT NOT NULL,
    name TEXT NOT NULL,
    description TEXT NOT NULL,
    position INTEGER NOT NULL,
    CONSTRAINT pk_actor_role PRIMARY KEY (code)
)
 WITHOUT ROWID,
 STRICT;

CREATE TABLE changeset (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL,
    analyst TEXT,
    summary TEXT NOT NULL,
    made_at TEXT DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now')) NOT NULL,
    reverts_id INTEGER,
    reverts_change_id INTEGER,
    digest TEXT,
    CONSTRAINT ck_changeset_kind CHECK (kind IN ('edit', 'load', 'undo', 'redo', 'check')),
    CONSTRAINT ck_changeset_made_at CHECK (made_at IS strftime('%Y-%m-%dT%H:%M:%SZ', made_at, '+0 days')),
    CONSTRAINT fk_changeset_reverts_id FOREIGN KEY(reverts_id) REFERENCES changeset (id)
)
 STRICT;

CREATE INDEX ix_changeset_analyst_kind ON changeset (analyst, kind);

CREATE INDEX ix_changeset_reverts_change_id ON changeset (reverts_change_id);

CREATE INDEX ix_changeset_reverts_id ON changeset (reverts_id);

CREATE TABLE report (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    slug TEXT NOT NULL,
    title TEXT NOT NULL,
    publisher TEXT,
    published_on TEXT,
    lead_in TEXT,
    source_file TEXT,
    source_sha256 TEXT,
    CONSTRAINT uq_report_slug UNIQUE (slug),
    CONSTRAINT ck_report_slug CHECK (slug <> '' AND slug NOT GLOB '*[^a-z0-9-]*'),
    CONSTRAINT ck_report_published_on CHECK (published_on IS date(published_on, '+0 days'))
)
 STRICT;

CREATE TABLE review_status (
    code TEXT NOT NULL,
    name TEXT NOT NULL,
    description TEXT NOT NULL,
    position INTEGER NOT NULL,
    glyph TEXT NOT NULL,
    done INTEGER NOT NULL,
    CONSTRAINT pk_review_status PRIMARY KEY (code),
    CONSTRAINT ck_review_status_code CHECK (code <> '' AND code NOT GLOB '*[^a-z0-9_]*'),
    CONSTRAINT ck_review_status_glyph CHECK (length(glyph) = 1),
    CONSTRAINT ck_review_status_done CHECK (done IN (0, 1))
)
 WITHOUT ROWID,
 STRICT;

CREATE TABLE saved_view (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    name TEXT COLLATE "NOCASE" NOT NULL,
    "query" TEXT NOT NULL,
    author TEXT,
    created_at TEXT DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now')) NOT NULL,
    CONSTRAINT uq_saved_view_name UNIQUE (name),
    CONSTRAINT ck_saved_view_name CHECK (name <> '' AND length(name) <= 64 AND name = trim(name) AND instr(name, ',') = 0 AND name NOT GLOB '*[' || char(1) || '-' || char(31) || char(127) || ']*'),
    CONSTRAINT ck_saved_view_created_at CHECK (created_at IS strftime('%Y-%m-%dT%H:%M:%SZ', created_at, '+0 days'))
)
 STRICT;

CREATE TABLE schema_revision (
    revision TEXT NOT NULL,
    upgraded_at TEXT DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now')) NOT NULL,
    last_change_id INTEGER NOT NULL,
    CONSTRAINT pk_schema_revision PRIMARY KEY (revision),
    CONSTRAINT ck_schema_revision_upgraded_at CHECK (upgraded_at IS strftime('%Y-%m-%dT%H:%M:%SZ', upgraded_at, '+0 days'))
)
 WITHOUT ROWID,
 STRICT;

CREATE TABLE tag (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    name TEXT COLLATE "NOCASE" NOT NULL,
    description TEXT,
    colour TEXT,
    CONSTRAINT uq_tag_name UNIQUE (name),
    CONSTRAINT ck_tag_name CHECK (name <> '' AND length(name) <= 64 AND name = trim(name) AND instr(name, ',') = 0 AND instr(name, '"') = 0 AND instr(name, '''') = 0 AND name NOT GLOB '*[' || char(1) || '-' || char(31) || char(127) || ']*'),
    CONSTRAINT ck_tag_colour CHECK (colour IS NULL OR colour IN ('red', 'orange', 'yellow', 'green', 'cyan', 'blue', 'magenta', 'grey'))
)
 STRICT;

CREATE TABLE actor (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    name TEXT COLLATE "NOCASE" NOT NULL,
    kind TEXT NOT NULL,
    country_code TEXT,
    CONSTRAINT uq_actor_name UNIQUE (name),
    CONSTRAINT ck_actor_name CHECK (name <> '' AND length(name) <= 200 AND name = trim(name) AND instr(name, ',') = 0 AND name NOT GLOB '*[' || char(1) || '-' || char(31) || char(127) || ']*'),
    CONSTRAINT ck_actor_country_code CHECK (country_code IS NULL OR country_code GLOB '[A-Z][A-Z]'),
    CONSTRAINT fk_actor_kind FOREIGN KEY(kind) REFERENCES actor_kind (code)
)
 STRICT;

CREATE INDEX ix_actor_kind ON actor (kind);

CREATE TABLE change (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    changeset_id INTEGER,
    changed_at TEXT DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now')) NOT NULL,
    table_name TEXT NOT NULL,
    row_key TEXT NOT NULL,
    recommendation_id INTEGER,
    operation TEXT NOT NULL,
    "before" TEXT,
    "after" TEXT,
    CONSTRAINT ck_change_operation CHECK (operation IN ('insert', 'update', 'delete')),
    CONSTRAINT ck_change_changed_at CHECK (changed_at IS strftime('%Y-%m-%dT%H:%M:%SZ', changed_at, '+0 days')),
    CONSTRAINT fk_change_changeset_id FOREIGN KEY(changeset_id) REFERENCES changeset (id)
)
 STRICT;

CREATE INDEX ix_change_changeset_id ON change (changeset_id);

CREATE INDEX ix_change_recommendation_id ON change (recommendation_id, id);

CREATE INDEX ix_change_table_name_row_key ON change (table_name, row_key);

CREATE TABLE open_changeset (
    id INTEGER NOT NULL,
    changeset_id INTEGER NOT NULL,
    accepts_source_changes INTEGER DEFAULT 0 NOT NULL,
    CONSTRAINT pk_open_changeset PRIMARY KEY (id),
    CONSTRAINT ck_open_changeset_id CHECK (id = 1),
    CONSTRAINT fk_open_changeset_changeset_id FOREIGN KEY(changeset_id) REFERENCES changeset (id)
)
 STRICT;

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
    CONSTRAINT uq_recommendation_report_id_reference UNIQUE (report_id, reference),
    CONSTRAINT ck_recommendation_reference CHECK (reference <> '' AND reference NOT GLOB '*[ ,/' || char(1) || '-' || char(31) || ']*'),
    CONSTRAINT ck_recommendation_text CHECK (text <> ''),
    CONSTRAINT ck_recommendation_lines CHECK ((first_line IS NULL) = (last_line IS NULL) AND (first_line IS NULL OR first_line BETWEEN 1 AND last_line)),
    CONSTRAINT ck_recommendation_created_at CHECK (created_at IS strftime('%Y-%m-%dT%H:%M:%SZ', created_at, '+0 days')),
    CONSTRAINT fk_recommendation_report_id FOREIGN KEY(report_id) REFERENCES report (id),
    CONSTRAINT fk_recommendation_review_status FOREIGN KEY(review_status) REFERENCES review_status (code)
)
 STRICT;

CREATE INDEX ix_recommendation_report_id_position ON recommendation (report_id, position);

CREATE INDEX ix_recommendation_review_status ON recommendation (review_status, report_id, position);

CREATE TABLE mention (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    recommendation_id INTEGER NOT NULL,
    actor_id INTEGER NOT NULL,
    role TEXT NOT NULL,
    quote TEXT,
    quote_start INTEGER,
    implied_reason TEXT,
    CONSTRAINT uq_mention_recommendation_id_actor_id_role_quote_start UNIQUE (recommendation_id, actor_id, role, quote_start),
    CONSTRAINT ck_mention_evidence CHECK ((quote IS NULL) = (quote_start IS NULL) AND (quote IS NULL) <> (implied_reason IS NULL) AND quote IS NOT '' AND implied_reason IS NOT ''),
    CONSTRAINT fk_mention_recommendation_id FOREIGN KEY(recommendation_id) REFERENCES recommendation (id),
    CONSTRAINT fk_mention_actor_id FOREIGN KEY(actor_id) REFERENCES actor (id),
    CONSTRAINT fk_mention_role FOREIGN KEY(role) REFERENCES actor_role (code)
)
 STRICT;

CREATE INDEX ix_mention_actor_id_recommendation_id ON mention (actor_id, recommendation_id);

CREATE INDEX ix_mention_role ON mention (role);

CREATE TABLE note (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    recommendation_id INTEGER NOT NULL,
    body TEXT NOT NULL,
    author TEXT,
    created_at TEXT DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now')) NOT NULL,
    CONSTRAINT ck_note_body CHECK (trim(body) <> '' AND length(body) <= 100000),
    CONSTRAINT ck_note_created_at CHECK (created_at IS strftime('%Y-%m-%dT%H:%M:%SZ', created_at, '+0 days')),
    CONSTRAINT fk_note_recommendation_id FOREIGN KEY(recommendation_id) REFERENCES recommendation (id)
)
 STRICT;

CREATE INDEX ix_note_recommendation_id ON note (recommendation_id);

CREATE TABLE tagging (
    recommendation_id INTEGER NOT NULL,
    tag_id INTEGER NOT NULL,
    CONSTRAINT pk_tagging PRIMARY KEY (recommendation_id, tag_id),
    CONSTRAINT fk_tagging_recommendation_id FOREIGN KEY(recommendation_id) REFERENCES recommendation (id),
    CONSTRAINT fk_tagging_tag_id FOREIGN KEY(tag_id) REFERENCES tag (id)
)
 WITHOUT ROWID,
 STRICT;

CREATE INDEX ix_tagging_tag_id ON tagging (tag_id, recommendation_id)
"""

LOOKUPS = """
INSERT INTO review_status (code, name, description, position, glyph, done) VALUES
    ('unreviewed', 'Unreviewed', 'Nobody has looked at it yet.', 1, '·', 0),
    ('in_review', 'In review', 'Somebody is at work on it.', 2, '◐', 0),
    ('needs_follow_up', 'Needs follow-up', 'Looked at; something is still to be found out or asked.', 3, '!', 0),
    ('reviewed', 'Reviewed', 'The review has ended.', 4, '✓', 1),
    ('set_aside', 'Set aside', 'Not taken further; the reason says why.', 5, '–', 1);

INSERT INTO actor_kind (code, name, description, position) VALUES
    ('state', 'State', 'A country and its government, with its ISO 3166 alpha-2 code.', 1),
    ('organisation', 'Organisation', 'A chartered body with members and organs.', 2),
    ('state_collective', 'Group of states', 'A coalition, or a set of states that is not listed.', 3),
    ('militant_group', 'Militant group', 'An armed group that is not a state''s, named or generic.', 4),
    ('population_group', 'Population group', 'People who share a place, an age or a fate.', 5),
    ('stakeholder_group', 'Stakeholder group', 'Those with a part in the matter, not further described.', 6),
    ('proposed_body', 'Proposed body', 'A fund, committee or programme that the recommendation asks for.', 7);

INSERT INTO actor_role (code, name, description, position) VALUES
    ('addressee', 'Addressee', 'Should act.', 1),
    ('partner', 'Partner', 'Is worked with or consulted, or is a member.', 2),
    ('beneficiary', 'Beneficiary', 'Receives support or protection.', 3),
    ('target', 'Target', 'Is whom the measure is against.', 4),
    ('proposed', 'Proposed', 'Is to be created.', 5),
    ('context', 'Context', 'Is named as place or cause.', 6);
"""


def upgrade() -> None:
    """Make every table, index and lookup row."""
    for statement in (TABLES + ";\n\n" + LOOKUPS).split(";\n\n"):
        if statement.strip():
            op.get_bind().exec_driver_sql(statement.strip().rstrip(";"))
