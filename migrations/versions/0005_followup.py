"""Add what became of each recommendation: responses, progress, deadlines, owners, and the sources that prove it.

Revision 0005, after 0004. What a mention rests on may be given beside the text from now on, which its CHECK must allow,
so `mention` is made anew; `recommendation` and `report` have only gained columns.
"""

from alembic import op

from tracker.database.rebuilding import execute, rebuild, refuse_others

revision = "0005"
down_revision = "0004"

MENTION = """
CREATE TABLE mention (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    recommendation_id INTEGER NOT NULL,
    actor_id INTEGER NOT NULL,
    role TEXT NOT NULL,
    quote TEXT,
    quote_start INTEGER,
    implied_reason TEXT,
    given_in TEXT,
    CONSTRAINT uq_mention_recommendation_id_actor_id_role_quote_start UNIQUE (recommendation_id, actor_id, role, quote_start),
    CONSTRAINT ck_mention_evidence CHECK ((quote IS NULL) = (quote_start IS NULL) AND (quote IS NOT NULL) + (implied_reason IS NOT NULL) + (given_in IS NOT NULL) = 1 AND quote IS NOT '' AND implied_reason IS NOT '' AND given_in IS NOT ''),
    CONSTRAINT fk_mention_recommendation_id FOREIGN KEY(recommendation_id) REFERENCES recommendation (id),
    CONSTRAINT fk_mention_actor_id FOREIGN KEY(actor_id) REFERENCES actor (id),
    CONSTRAINT fk_mention_role FOREIGN KEY(role) REFERENCES actor_role (code)
)
 STRICT;

CREATE INDEX ix_mention_actor_id_recommendation_id ON mention (actor_id, recommendation_id);

CREATE INDEX ix_mention_role ON mention (role, recommendation_id)
"""

COLUMNS = """
ALTER TABLE recommendation ADD COLUMN assigned_to TEXT CONSTRAINT ck_recommendation_assigned_to CHECK (assigned_to <> '' AND length(assigned_to) <= 64 AND assigned_to = trim(assigned_to) AND assigned_to NOT GLOB '*[' || char(1) || '-' || char(31) || char(127) || ']*');

ALTER TABLE recommendation ADD COLUMN made_on TEXT CONSTRAINT ck_recommendation_made_on CHECK (made_on IS date(made_on, '+0 days') AND made_on >= '0001');

CREATE INDEX ix_recommendation_assigned_to ON recommendation (assigned_to) WHERE assigned_to IS NOT NULL;

ALTER TABLE report ADD COLUMN series TEXT;

ALTER TABLE report ADD COLUMN session TEXT
"""

TABLES = """
CREATE TABLE source_kind (
    code TEXT NOT NULL,
    name TEXT NOT NULL,
    description TEXT NOT NULL,
    position INTEGER NOT NULL,
    CONSTRAINT pk_source_kind PRIMARY KEY (code),
    CONSTRAINT ck_source_kind_code CHECK (code <> '' AND code NOT GLOB '*[^a-z0-9_]*')
)
 WITHOUT ROWID,
 STRICT;

CREATE TABLE response_position (
    code TEXT NOT NULL,
    name TEXT NOT NULL,
    description TEXT NOT NULL,
    position INTEGER NOT NULL,
    CONSTRAINT pk_response_position PRIMARY KEY (code),
    CONSTRAINT ck_response_position_code CHECK (code <> '' AND code NOT GLOB '*[^a-z0-9_]*')
)
 WITHOUT ROWID,
 STRICT;

CREATE TABLE progress_status (
    code TEXT NOT NULL,
    name TEXT NOT NULL,
    description TEXT NOT NULL,
    position INTEGER NOT NULL,
    closed INTEGER NOT NULL,
    CONSTRAINT pk_progress_status PRIMARY KEY (code),
    CONSTRAINT ck_progress_status_code CHECK (code <> '' AND code NOT GLOB '*[^a-z0-9_]*'),
    CONSTRAINT ck_progress_status_closed CHECK (closed IN (0, 1))
)
 WITHOUT ROWID,
 STRICT;

CREATE TABLE setting (
    code TEXT NOT NULL,
    value INTEGER NOT NULL,
    description TEXT NOT NULL,
    CONSTRAINT pk_setting PRIMARY KEY (code),
    CONSTRAINT ck_setting_code CHECK (code <> '' AND code NOT GLOB '*[^a-z0-9_]*'),
    CONSTRAINT ck_setting_value CHECK (value BETWEEN 0 AND 36500)
)
 WITHOUT ROWID,
 STRICT;

CREATE TABLE source (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    report_id INTEGER,
    kind TEXT DEFAULT 'document' NOT NULL,
    name TEXT COLLATE "NOCASE" NOT NULL,
    address TEXT,
    sha256 TEXT,
    published_on TEXT,
    created_at TEXT DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now')) NOT NULL,
    CONSTRAINT uq_source_name UNIQUE (name),
    CONSTRAINT ck_source_name CHECK (name <> '' AND length(name) <= 200 AND name = trim(name) AND name NOT GLOB '*[' || char(1) || '-' || char(31) || char(127) || ']*'),
    CONSTRAINT ck_source_address CHECK ((address GLOB 'http://?*' OR address GLOB 'https://?*') AND length(address) <= 2000 AND address NOT GLOB '*[' || char(1) || '-' || char(32) || char(127) || ']*'),
    CONSTRAINT ck_source_sha256 CHECK (length(sha256) = 64 AND sha256 NOT GLOB '*[^0-9a-f]*'),
    CONSTRAINT ck_source_published_on CHECK (published_on IS date(published_on, '+0 days') AND published_on >= '0001'),
    CONSTRAINT ck_source_created_at CHECK (created_at IS strftime('%Y-%m-%dT%H:%M:%SZ', created_at, '+0 days')),
    CONSTRAINT fk_source_report_id FOREIGN KEY(report_id) REFERENCES report (id),
    CONSTRAINT fk_source_kind FOREIGN KEY(kind) REFERENCES source_kind (code)
)
 STRICT;

CREATE INDEX ix_source_report_id ON source (report_id);

CREATE TABLE response (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    recommendation_id INTEGER NOT NULL,
    actor_id INTEGER,
    position TEXT NOT NULL,
    as_printed TEXT,
    text TEXT,
    said_on TEXT,
    source_id INTEGER,
    place TEXT,
    created_at TEXT DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now')) NOT NULL,
    CONSTRAINT ck_response_said_on CHECK (said_on IS date(said_on, '+0 days') AND said_on >= '0001'),
    CONSTRAINT ck_response_place CHECK (place IS NULL OR CAST(substr(place, instr(place, ' ') + 1) AS INTEGER) >= 1 AND (place IN ('p. ' || CAST(substr(place, instr(place, ' ') + 1) AS INTEGER), 'line ' || CAST(substr(place, instr(place, ' ') + 1) AS INTEGER), 'row ' || CAST(substr(place, instr(place, ' ') + 1) AS INTEGER)) OR CAST(substr(place, instr(place, '-') + 1) AS INTEGER) > CAST(substr(place, instr(place, ' ') + 1) AS INTEGER) AND place IN ('p. ' || CAST(substr(place, instr(place, ' ') + 1) AS INTEGER) || '-' || CAST(substr(place, instr(place, '-') + 1) AS INTEGER), 'lines ' || CAST(substr(place, instr(place, ' ') + 1) AS INTEGER) || '-' || CAST(substr(place, instr(place, '-') + 1) AS INTEGER)))),
    CONSTRAINT ck_response_created_at CHECK (created_at IS strftime('%Y-%m-%dT%H:%M:%SZ', created_at, '+0 days')),
    CONSTRAINT fk_response_recommendation_id FOREIGN KEY(recommendation_id) REFERENCES recommendation (id),
    CONSTRAINT fk_response_actor_id FOREIGN KEY(actor_id) REFERENCES actor (id),
    CONSTRAINT fk_response_position FOREIGN KEY(position) REFERENCES response_position (code),
    CONSTRAINT fk_response_source_id FOREIGN KEY(source_id) REFERENCES source (id)
)
 STRICT;

CREATE INDEX ix_response_actor_id ON response (actor_id, recommendation_id);

CREATE INDEX ix_response_recommendation_id ON response (recommendation_id, said_on, id);

CREATE INDEX ix_response_source_id ON response (source_id, recommendation_id);

CREATE TABLE progress (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    recommendation_id INTEGER NOT NULL,
    basis TEXT NOT NULL,
    status TEXT NOT NULL,
    as_printed TEXT,
    text TEXT,
    as_of TEXT,
    source_id INTEGER,
    place TEXT,
    quote TEXT,
    created_at TEXT DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now')) NOT NULL,
    CONSTRAINT ck_progress_basis CHECK (basis IN ('reported', 'assessed')),
    CONSTRAINT ck_progress_as_of CHECK (as_of IS date(as_of, '+0 days') AND as_of >= '0001'),
    CONSTRAINT ck_progress_place CHECK (place IS NULL OR CAST(substr(place, instr(place, ' ') + 1) AS INTEGER) >= 1 AND (place IN ('p. ' || CAST(substr(place, instr(place, ' ') + 1) AS INTEGER), 'line ' || CAST(substr(place, instr(place, ' ') + 1) AS INTEGER), 'row ' || CAST(substr(place, instr(place, ' ') + 1) AS INTEGER)) OR CAST(substr(place, instr(place, '-') + 1) AS INTEGER) > CAST(substr(place, instr(place, ' ') + 1) AS INTEGER) AND place IN ('p. ' || CAST(substr(place, instr(place, ' ') + 1) AS INTEGER) || '-' || CAST(substr(place, instr(place, '-') + 1) AS INTEGER), 'lines ' || CAST(substr(place, instr(place, ' ') + 1) AS INTEGER) || '-' || CAST(substr(place, instr(place, '-') + 1) AS INTEGER)))),
    CONSTRAINT ck_progress_created_at CHECK (created_at IS strftime('%Y-%m-%dT%H:%M:%SZ', created_at, '+0 days')),
    CONSTRAINT fk_progress_recommendation_id FOREIGN KEY(recommendation_id) REFERENCES recommendation (id),
    CONSTRAINT fk_progress_status FOREIGN KEY(status) REFERENCES progress_status (code),
    CONSTRAINT fk_progress_source_id FOREIGN KEY(source_id) REFERENCES source (id)
)
 STRICT;

CREATE INDEX ix_progress_recommendation_id ON progress (recommendation_id, basis, as_of, id);

CREATE INDEX ix_progress_source_id ON progress (source_id, recommendation_id);

CREATE TABLE deadline (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    recommendation_id INTEGER NOT NULL,
    due_on TEXT NOT NULL,
    given_by INTEGER,
    given_on TEXT DEFAULT (date('now')),
    reason TEXT,
    source_id INTEGER,
    created_at TEXT DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now')) NOT NULL,
    CONSTRAINT ck_deadline_due_on CHECK (due_on IS date(due_on, '+0 days') AND due_on >= '0001'),
    CONSTRAINT ck_deadline_given_on CHECK (given_on IS date(given_on, '+0 days') AND given_on >= '0001'),
    CONSTRAINT ck_deadline_created_at CHECK (created_at IS strftime('%Y-%m-%dT%H:%M:%SZ', created_at, '+0 days')),
    CONSTRAINT fk_deadline_recommendation_id FOREIGN KEY(recommendation_id) REFERENCES recommendation (id),
    CONSTRAINT fk_deadline_given_by FOREIGN KEY(given_by) REFERENCES actor (id),
    CONSTRAINT fk_deadline_source_id FOREIGN KEY(source_id) REFERENCES source (id)
)
 STRICT;

CREATE INDEX ix_deadline_due_on ON deadline (due_on, recommendation_id);

CREATE INDEX ix_deadline_recommendation_id ON deadline (recommendation_id, given_on, id);

CREATE INDEX ix_deadline_source_id ON deadline (source_id, recommendation_id);

CREATE TABLE theme (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    scheme TEXT COLLATE "NOCASE" NOT NULL,
    name TEXT COLLATE "NOCASE" NOT NULL,
    CONSTRAINT uq_theme_scheme_name UNIQUE (scheme, name),
    CONSTRAINT ck_theme_scheme CHECK (scheme <> '' AND length(scheme) <= 200 AND scheme = trim(scheme) AND scheme NOT GLOB '*[' || char(1) || '-' || char(31) || char(127) || ']*'),
    CONSTRAINT ck_theme_name CHECK (name <> '' AND length(name) <= 200 AND name = trim(name) AND name NOT GLOB '*[' || char(1) || '-' || char(31) || char(127) || ']*')
)
 STRICT;

CREATE TABLE theming (
    recommendation_id INTEGER NOT NULL,
    theme_id INTEGER NOT NULL,
    CONSTRAINT pk_theming PRIMARY KEY (recommendation_id, theme_id),
    CONSTRAINT fk_theming_recommendation_id FOREIGN KEY(recommendation_id) REFERENCES recommendation (id),
    CONSTRAINT fk_theming_theme_id FOREIGN KEY(theme_id) REFERENCES theme (id)
)
 WITHOUT ROWID,
 STRICT;

CREATE INDEX ix_theming_theme_id ON theming (theme_id, recommendation_id);

CREATE TABLE followup_current (
    recommendation_id INTEGER NOT NULL,
    response_id INTEGER,
    response TEXT,
    response_on TEXT,
    reported_id INTEGER,
    reported TEXT,
    reported_on TEXT,
    assessed_id INTEGER,
    assessed TEXT,
    assessed_on TEXT,
    closed INTEGER DEFAULT 0 NOT NULL,
    progress_on TEXT,
    due_on TEXT,
    first_due_on TEXT,
    CONSTRAINT pk_followup_current PRIMARY KEY (recommendation_id),
    CONSTRAINT fk_followup_current_recommendation_id FOREIGN KEY(recommendation_id) REFERENCES recommendation (id)
)
 STRICT;

CREATE INDEX ix_followup_current_assessed ON followup_current (assessed);

CREATE INDEX ix_followup_current_due_on ON followup_current (closed, due_on, recommendation_id);

CREATE INDEX ix_followup_current_progress_on ON followup_current (closed, progress_on);

CREATE INDEX ix_followup_current_response ON followup_current (response)
"""

LOOKUPS = """
INSERT INTO source_kind (code, name, description, position) VALUES
    ('document', 'Document', 'A report, resolution or paper, printed or as a file.', 1),
    ('table', 'Table', 'A spreadsheet or a database, by its rows.', 2),
    ('web', 'Web page', 'A page on the web, by its address.', 3),
    ('letter', 'Letter', 'A letter or a message to somebody.', 4),
    ('interview', 'Interview', 'What somebody said, as it was noted down.', 5);

INSERT INTO response_position (code, name, description, position) VALUES
    ('accepted', 'Accepted', 'Will do what is recommended.', 1),
    ('accepted_in_part', 'Accepted in part', 'Will do some of it.', 2),
    ('accepted_in_principle', 'Accepted in principle', 'Agrees, and does not yet say to what.', 3),
    ('noted', 'Noted', 'Takes note of it, and neither accepts nor rejects it.', 4),
    ('rejected', 'Rejected', 'Will not do it.', 5),
    ('no_position', 'No position', 'Answers without taking a position.', 6);

INSERT INTO progress_status (code, name, description, position, closed) VALUES
    ('not_started', 'Not started', 'Nothing has been done yet.', 1, 0),
    ('in_progress', 'In progress', 'Something is being done.', 2, 0),
    ('partly_implemented', 'Partly implemented', 'Some of it is done, and more is to come.', 3, 0),
    ('implemented', 'Implemented', 'All of it is done.', 4, 1),
    ('not_implemented', 'Not implemented', 'It was not done, and will not be.', 5, 1),
    ('alternative_action', 'Alternative action', 'Something else was done in its place.', 6, 1),
    ('superseded', 'Superseded', 'A later recommendation or decision took its place.', 7, 1),
    ('no_longer_applicable', 'No longer applicable', 'What it was about is no more.', 8, 1),
    ('withdrawn', 'Withdrawn', 'Those who made it took it back.', 9, 1);

INSERT INTO setting (code, value, description) VALUES
    ('stale_after_days', 180, 'After how many days without progress a recommendation counts as stale.'),
    ('due_soon_days', 30, 'How many days before its deadline a recommendation counts as due soon.');

INSERT OR IGNORE INTO actor_role (code, name, description, position) VALUES
    ('recommender', 'Recommender', 'Made the recommendation.', 7)
"""

RECOMMENDATION = (
    "id, report_id, reference, position, title, text, first_line, last_line, review_status, status_reason, created_at,"
    " first_page, last_page"
)
REPORT = "id, slug, title, publisher, published_on, lead_in, source_file, source_sha256, source_reader"


def upgrade() -> None:
    """Make one table anew, then add the rest."""
    connection = op.get_bind()
    refuse_others(connection, "recommendation", RECOMMENDATION.split(", "))
    refuse_others(connection, "report", REPORT.split(", "))
    rebuild(connection, "mention", MENTION, revision=revision, added={"given_in"})
    # SQLite looks at every rule of a table that gets a column with one: a row that breaks another comes along.
    connection.exec_driver_sql("PRAGMA ignore_check_constraints = ON")
    execute(connection, COLUMNS)
    connection.exec_driver_sql("PRAGMA ignore_check_constraints = OFF")
    execute(connection, TABLES)
    execute(connection, LOOKUPS)
