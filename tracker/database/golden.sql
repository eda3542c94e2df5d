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

CREATE TABLE report (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    slug TEXT NOT NULL,
    title TEXT NOT NULL,
    publisher TEXT,
    published_on TEXT,
    lead_in TEXT,
    source_file TEXT,
    source_sha256 TEXT, source_reader TEXT, series TEXT, session TEXT,
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

CREATE TABLE open_changeset (
    id INTEGER NOT NULL,
    changeset_id INTEGER NOT NULL,
    accepts_source_changes INTEGER DEFAULT 0 NOT NULL,
    CONSTRAINT pk_open_changeset PRIMARY KEY (id),
    CONSTRAINT ck_open_changeset_id CHECK (id = 1),
    CONSTRAINT fk_open_changeset_changeset_id FOREIGN KEY(changeset_id) REFERENCES changeset (id)
)
 STRICT;

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

CREATE TABLE tagging (
    recommendation_id INTEGER NOT NULL,
    tag_id INTEGER NOT NULL,
    CONSTRAINT pk_tagging PRIMARY KEY (recommendation_id, tag_id),
    CONSTRAINT fk_tagging_recommendation_id FOREIGN KEY(recommendation_id) REFERENCES recommendation (id),
    CONSTRAINT fk_tagging_tag_id FOREIGN KEY(tag_id) REFERENCES tag (id)
)
 WITHOUT ROWID,
 STRICT;

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
    first_page INTEGER,
    last_page INTEGER, assigned_to TEXT CONSTRAINT ck_recommendation_assigned_to CHECK (assigned_to <> '' AND length(assigned_to) <= 64 AND assigned_to = trim(assigned_to) AND assigned_to NOT GLOB '*[' || char(1) || '-' || char(31) || char(127) || ']*'), made_on TEXT CONSTRAINT ck_recommendation_made_on CHECK (made_on IS date(made_on, '+0 days') AND made_on >= '0001'),
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
 STRICT;

CREATE TABLE actor_alias (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    actor_id INTEGER NOT NULL,
    alias TEXT COLLATE "NOCASE" NOT NULL,
    CONSTRAINT uq_actor_alias_alias UNIQUE (alias),
    CONSTRAINT ck_actor_alias_alias CHECK (alias <> '' AND length(alias) <= 200 AND alias = trim(alias) AND instr(alias, ',') = 0 AND alias NOT GLOB '*[' || char(1) || '-' || char(31) || char(127) || ']*'),
    CONSTRAINT fk_actor_alias_actor_id FOREIGN KEY(actor_id) REFERENCES actor (id)
)
 STRICT;

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
;

CREATE VIRTUAL TABLE recommendation_search USING fts5(title, text, content="recommendation", content_rowid='id', tokenize='unicode61 remove_diacritics 2');

CREATE VIRTUAL TABLE note_search USING fts5(body, content="note", content_rowid='id', tokenize='unicode61 remove_diacritics 2');

CREATE INDEX ix_changeset_analyst_kind ON changeset (analyst, kind);

CREATE INDEX ix_changeset_reverts_change_id ON changeset (reverts_change_id);

CREATE INDEX ix_changeset_reverts_id ON changeset (reverts_id);

CREATE INDEX ix_actor_kind ON actor (kind);

CREATE INDEX ix_change_changeset_id ON change (changeset_id);

CREATE INDEX ix_change_recommendation_id ON change (recommendation_id, id);

CREATE INDEX ix_change_table_name_row_key ON change (table_name, row_key);

CREATE INDEX ix_note_recommendation_id ON note (recommendation_id);

CREATE INDEX ix_tagging_tag_id ON tagging (tag_id, recommendation_id);

CREATE INDEX ix_recommendation_report_id_position ON recommendation (report_id, position);

CREATE INDEX ix_recommendation_review_status ON recommendation (review_status, report_id, position);

CREATE INDEX ix_actor_alias_actor_id ON actor_alias (actor_id);

CREATE INDEX ix_mention_actor_id_recommendation_id ON mention (actor_id, recommendation_id);

CREATE INDEX ix_mention_role ON mention (role, recommendation_id);

CREATE INDEX ix_recommendation_assigned_to ON recommendation (assigned_to) WHERE assigned_to IS NOT NULL;

CREATE INDEX ix_source_report_id ON source (report_id);

CREATE INDEX ix_response_actor_id ON response (actor_id, recommendation_id);

CREATE INDEX ix_response_recommendation_id ON response (recommendation_id, said_on, id);

CREATE INDEX ix_response_source_id ON response (source_id, recommendation_id);

CREATE INDEX ix_progress_recommendation_id ON progress (recommendation_id, basis, as_of, id);

CREATE INDEX ix_progress_source_id ON progress (source_id, recommendation_id);

CREATE INDEX ix_deadline_due_on ON deadline (due_on, recommendation_id);

CREATE INDEX ix_deadline_recommendation_id ON deadline (recommendation_id, given_on, id);

CREATE INDEX ix_deadline_source_id ON deadline (source_id, recommendation_id);

CREATE INDEX ix_theming_theme_id ON theming (theme_id, recommendation_id);

CREATE INDEX ix_followup_current_assessed ON followup_current (assessed);

CREATE INDEX ix_followup_current_due_on ON followup_current (closed, due_on, recommendation_id);

CREATE INDEX ix_followup_current_progress_on ON followup_current (closed, progress_on);

CREATE INDEX ix_followup_current_response ON followup_current (response);

CREATE INDEX ix_import_row_source_id_row_number ON import_row (source_id, row_number);

CREATE INDEX ix_import_row_recommendation_id ON import_row (recommendation_id);

CREATE INDEX ix_import_row_changeset_id ON import_row (changeset_id);

CREATE VIEW recommendation_overview AS
SELECT (SELECT p.slug FROM report AS p WHERE p.id = r.report_id) AS report,
  r.reference, r.position, r.title, r.text, r.review_status, r.status_reason,
  (SELECT group_concat(name, ', ') FROM (
    SELECT t.name FROM tagging AS g JOIN tag AS t ON t.id = g.tag_id
    WHERE g.recommendation_id = r.id ORDER BY t.name)) AS tags,
  (SELECT group_concat(name, ', ') FROM (
    SELECT a.name FROM actor AS a
    WHERE a.id IN (SELECT m.actor_id FROM mention AS m WHERE m.recommendation_id = r.id)
    ORDER BY a.name)) AS actors,
  (SELECT count(*) FROM note AS n WHERE n.recommendation_id = r.id) AS note_count,
  coalesce((SELECT c.changed_at FROM change AS c WHERE c.recommendation_id = r.id ORDER BY c.id DESC LIMIT 1), r.created_at) AS updated_at,
  (SELECT (SELECT s.analyst FROM changeset AS s WHERE s.id = c.changeset_id) FROM change AS c WHERE c.recommendation_id = r.id ORDER BY c.id DESC LIMIT 1) AS changed_by,
  r.first_line, r.last_line, r.id AS recommendation_id, r.report_id, r.created_at,
  (SELECT c.changed_at FROM change AS c WHERE c.recommendation_id = r.id AND c.table_name = 'recommendation'
    AND c.operation = 'update' AND CASE WHEN json_valid(c.after) THEN json_type(c.after, '$.review_status') IS NOT NULL ELSE 0 END
    ORDER BY c.id DESC LIMIT 1) AS status_changed_at,
  r.first_page, r.last_page, r.assigned_to, r.made_on
FROM recommendation AS r;

CREATE VIEW recommendation_actor AS
SELECT (SELECT p.slug FROM report AS p WHERE p.id = r.report_id) AS report,
  r.reference, a.name AS actor, a.kind, a.country_code, m.role, m.quote, m.quote_start, m.implied_reason,
  m.recommendation_id, m.actor_id, m.id AS mention_id, m.given_in
FROM mention AS m JOIN recommendation AS r ON r.id = m.recommendation_id
  JOIN actor AS a ON a.id = m.actor_id;

CREATE VIEW recommendation_tag AS
SELECT (SELECT p.slug FROM report AS p WHERE p.id = r.report_id) AS report, r.reference, t.name AS tag, g.recommendation_id, g.tag_id,
  (SELECT (SELECT s.analyst FROM changeset AS s WHERE s.id = c.changeset_id) FROM change AS c WHERE c.table_name = 'tagging'
    AND c.row_key = json_object('recommendation_id', g.recommendation_id, 'tag_id', g.tag_id)
    AND c.operation = 'insert' ORDER BY c.id DESC LIMIT 1) AS tagged_by, (SELECT c.changed_at FROM change AS c WHERE c.table_name = 'tagging'
    AND c.row_key = json_object('recommendation_id', g.recommendation_id, 'tag_id', g.tag_id)
    AND c.operation = 'insert' ORDER BY c.id DESC LIMIT 1) AS tagged_at
FROM tagging AS g JOIN recommendation AS r ON r.id = g.recommendation_id JOIN tag AS t ON t.id = g.tag_id;

CREATE VIEW recommendation_note AS
SELECT (SELECT p.slug FROM report AS p WHERE p.id = r.report_id) AS report, r.reference, n.body, n.author, n.created_at,
  coalesce((SELECT c.changed_at FROM change AS c
    WHERE c.table_name = 'note' AND c.row_key = json_object('id', n.id) AND c.operation = 'update'
      AND CASE WHEN json_valid(c.after) THEN json_type(c.after, '$.body') IS NOT NULL ELSE 0 END ORDER BY c.id DESC LIMIT 1), n.created_at) AS updated_at,
  n.recommendation_id, n.id AS note_id
FROM note AS n JOIN recommendation AS r ON r.id = n.recommendation_id;

CREATE VIEW tag_usage AS
SELECT t.name AS tag, t.description, t.colour,
  (SELECT count(*) FROM tagging AS g WHERE g.tag_id = t.id) AS recommendation_count, t.id AS tag_id,
  t.position
FROM tag AS t;

CREATE VIEW actor_usage AS
SELECT a.name AS actor, a.kind, a.country_code,
  (SELECT count(DISTINCT m.recommendation_id) FROM mention AS m WHERE m.actor_id = a.id)
    AS recommendation_count,
  (SELECT count(*) FROM mention AS m WHERE m.actor_id = a.id) AS mention_count, a.id AS actor_id,
  (SELECT group_concat(alias, ', ') FROM (
    SELECT l.alias FROM actor_alias AS l WHERE l.actor_id = a.id ORDER BY l.alias)) AS aliases
FROM actor AS a;

CREATE VIEW status_history AS
SELECT (SELECT p.slug FROM report AS p WHERE p.id = r.report_id) AS report, r.reference,
  CASE c.operation WHEN 'update' THEN coalesce(
    CASE WHEN json_valid(c.before) THEN json_extract(c.before, '$.review_status') END, (SELECT json_extract(p.after, '$.review_status') FROM change AS p
    WHERE p.table_name = 'recommendation' AND p.row_key = c.row_key AND p.id <= c.id
      AND CASE WHEN json_valid(p.after) THEN json_type(p.after, '$.review_status') IS NOT NULL ELSE 0 END ORDER BY p.id DESC LIMIT 1))
  END AS from_status,
  (SELECT json_extract(p.after, '$.review_status') FROM change AS p
    WHERE p.table_name = 'recommendation' AND p.row_key = c.row_key AND p.id <= c.id
      AND CASE WHEN json_valid(p.after) THEN json_type(p.after, '$.review_status') IS NOT NULL ELSE 0 END ORDER BY p.id DESC LIMIT 1) AS to_status,
  (SELECT json_extract(p.after, '$.status_reason') FROM change AS p
    WHERE p.table_name = 'recommendation' AND p.row_key = c.row_key AND p.id <= c.id
      AND CASE WHEN json_valid(p.after) THEN json_type(p.after, '$.status_reason') IS NOT NULL ELSE 0 END ORDER BY p.id DESC LIMIT 1) AS reason,
  (SELECT s.analyst FROM changeset AS s WHERE s.id = c.changeset_id) AS changed_by, c.changed_at, c.recommendation_id, c.id AS change_id, c.changeset_id, (SELECT s.kind FROM changeset AS s WHERE s.id = c.changeset_id) AS kind
FROM change AS c JOIN recommendation AS r ON r.id = c.recommendation_id
WHERE c.table_name = 'recommendation' AND (c.operation = 'insert' OR c.operation = 'update'
  AND (CASE WHEN json_valid(c.after) THEN json_type(c.after, '$.review_status') IS NOT NULL ELSE 0 END OR CASE WHEN json_valid(c.after) THEN json_type(c.after, '$.status_reason') IS NOT NULL ELSE 0 END))
UNION ALL
SELECT (SELECT p.slug FROM report AS p WHERE p.id = r.report_id), r.reference, NULL, coalesce((SELECT json_extract(c.before, '$.review_status') FROM change AS c
    WHERE c.recommendation_id = r.id AND c.table_name = 'recommendation'
      AND CASE WHEN json_valid(c.before) THEN json_type(c.before, '$.review_status') IS NOT NULL ELSE 0 END ORDER BY c.id LIMIT 1), r.review_status), NULL, NULL, r.created_at, r.id, NULL, NULL, NULL
FROM recommendation AS r WHERE NOT EXISTS (SELECT 1 FROM change AS c WHERE c.recommendation_id = r.id
  AND c.table_name = 'recommendation' AND c.operation = 'insert');

CREATE VIEW tag_history AS
SELECT (SELECT p.slug FROM report AS p WHERE p.id = r.report_id) AS report, r.reference,
  coalesce((SELECT json_extract(p.after, '$.name') FROM change AS p
    WHERE p.table_name = 'tag' AND p.row_key = json_object('id', CASE WHEN json_valid(c.row_key) THEN json_extract(c.row_key, '$.tag_id') END) AND p.id <= c.id
      AND CASE WHEN json_valid(p.after) THEN json_type(p.after, '$.name') IS NOT NULL ELSE 0 END ORDER BY p.id DESC LIMIT 1),
    (SELECT t.name FROM tag AS t WHERE t.id = CASE WHEN json_valid(c.row_key) THEN json_extract(c.row_key, '$.tag_id') END)) AS tag,
  CASE c.operation WHEN 'insert' THEN 'tagged' ELSE 'untagged' END AS operation,
  (SELECT s.analyst FROM changeset AS s WHERE s.id = c.changeset_id) AS changed_by, c.changed_at, c.recommendation_id, CASE WHEN json_valid(c.row_key) THEN json_extract(c.row_key, '$.tag_id') END AS tag_id, c.id AS change_id, c.changeset_id,
  (SELECT s.kind FROM changeset AS s WHERE s.id = c.changeset_id) AS kind
FROM change AS c JOIN recommendation AS r ON r.id = c.recommendation_id
WHERE c.table_name = 'tagging' AND c.operation IN ('insert', 'delete');

CREATE VIEW history AS
SELECT c.changed_at,
  (SELECT s.analyst FROM changeset AS s WHERE s.id = c.changeset_id) AS changed_by,
  (SELECT s.summary FROM changeset AS s WHERE s.id = c.changeset_id) AS summary,
  (SELECT (SELECT p.slug FROM report AS p WHERE p.id = r.report_id) FROM recommendation AS r WHERE r.id = c.recommendation_id) AS report,
  c.table_name,
  (SELECT r.reference FROM recommendation AS r WHERE r.id = c.recommendation_id) AS reference,
  c.operation, c."before", c."after", c.id AS change_id, c.changeset_id,
  (SELECT s.kind FROM changeset AS s WHERE s.id = c.changeset_id) AS kind, c.row_key, c.recommendation_id,
  EXISTS (SELECT 1 FROM changeset AS u WHERE (u.reverts_id = c.changeset_id OR u.reverts_change_id = c.id)
    AND NOT EXISTS (SELECT 1 FROM changeset AS a WHERE a.reverts_id = u.id)) AS undone,
  CASE WHEN c.table_name = 'note' AND json_valid(c.row_key) THEN json_extract(c.row_key, '$.id') END AS note_id
FROM change AS c;

CREATE VIEW recommendation_followup AS
SELECT (SELECT p.slug FROM report AS p WHERE p.id = r.report_id) AS report, r.reference, r.title, r.review_status, f.response,
  (SELECT a.as_printed FROM response AS a WHERE a.id = f.response_id) AS as_printed,
  f.reported, f.assessed, f.reported_on, f.assessed_on, f.due_on, f.first_due_on,
  CAST(julianday(f.due_on) - julianday(f.first_due_on) AS INTEGER) AS slipped_days,
  CASE WHEN f.due_on < date('now') AND NOT f.closed THEN CAST(julianday(date('now')) - julianday(f.due_on) AS INTEGER) END AS overdue_days,
  r.assigned_to,
  (SELECT group_concat(name, ', ') FROM (SELECT s.name FROM source AS s WHERE s.id IN (
    SELECT a.source_id FROM response AS a WHERE a.recommendation_id = r.id
    UNION SELECT p.source_id FROM progress AS p WHERE p.recommendation_id = r.id
    UNION SELECT d.source_id FROM deadline AS d WHERE d.recommendation_id = r.id) ORDER BY s.name)) AS sources,
  f.recommendation_id, f.response_on, f.closed, f.progress_on, r.made_on
FROM followup_current AS f LEFT JOIN recommendation AS r ON r.id = f.recommendation_id;

CREATE VIEW recommendation_response AS
SELECT (SELECT p.slug FROM report AS p WHERE p.id = r.report_id) AS report, r.reference, (SELECT a.name FROM actor AS a WHERE a.id = x.actor_id) AS actor,
  x.position, x.as_printed, x.text, x.said_on, (SELECT s.name FROM source AS s WHERE s.id = x.source_id) AS source, x.place,
  x.recommendation_id, x.id AS response_id, x.actor_id, x.source_id, x.created_at
FROM response AS x JOIN recommendation AS r ON r.id = x.recommendation_id;

CREATE VIEW recommendation_progress AS
SELECT (SELECT p.slug FROM report AS p WHERE p.id = r.report_id) AS report, r.reference, x.basis, x.status,
  (SELECT s.closed FROM progress_status AS s WHERE s.code = x.status) AS closed,
  x.as_printed, x.text, x.as_of, (SELECT s.name FROM source AS s WHERE s.id = x.source_id) AS source, x.place, x.quote,
  x.recommendation_id, x.id AS progress_id, x.source_id, x.created_at
FROM progress AS x JOIN recommendation AS r ON r.id = x.recommendation_id;

CREATE VIEW recommendation_deadline AS
SELECT (SELECT p.slug FROM report AS p WHERE p.id = r.report_id) AS report, r.reference, x.due_on,
  CAST(julianday(x.due_on) - julianday((SELECT d.due_on FROM deadline AS d WHERE d.recommendation_id = x.recommendation_id
    AND (coalesce(d.given_on, ''), d.id) < (coalesce(x.given_on, ''), x.id)
    ORDER BY d.given_on DESC, d.id DESC LIMIT 1)) AS INTEGER) AS moved_days,
  (SELECT a.name FROM actor AS a WHERE a.id = x.given_by) AS given_by, x.given_on, x.reason, (SELECT s.name FROM source AS s WHERE s.id = x.source_id) AS source,
  x.recommendation_id, x.id AS deadline_id, x.source_id, x.created_at
FROM deadline AS x JOIN recommendation AS r ON r.id = x.recommendation_id;

CREATE VIEW recommendation_theme AS
SELECT (SELECT p.slug FROM report AS p WHERE p.id = r.report_id) AS report, r.reference, t.scheme, t.name AS theme, g.recommendation_id, g.theme_id
FROM theming AS g JOIN recommendation AS r ON r.id = g.recommendation_id JOIN theme AS t ON t.id = g.theme_id;

CREATE VIEW report_progress AS
SELECT p.slug AS report, p.title, count(r.id) AS recommendation_count,
  count(CASE WHEN s.done THEN 1 END) AS done_count, count(f.response) AS responded_count,
  count(CASE WHEN f.closed THEN 1 END) AS closed_count, count(CASE WHEN f.due_on < date('now') AND NOT f.closed THEN 1 END) AS overdue_count,
  count(r.id) - count(f.progress_on) AS no_progress_count, p.id AS report_id
FROM report AS p LEFT JOIN recommendation AS r ON r.report_id = p.id
  LEFT JOIN review_status AS s ON s.code = r.review_status
  LEFT JOIN followup_current AS f ON f.recommendation_id = r.id
GROUP BY p.id;

CREATE VIEW source_usage AS
SELECT s.name AS source, s.kind, s.address, s.sha256, s.published_on,
  (SELECT p.slug FROM report AS p WHERE p.id = s.report_id) AS report,
  (SELECT count(*) FROM response AS a WHERE a.source_id = s.id)
    + (SELECT count(*) FROM progress AS p WHERE p.source_id = s.id)
    + (SELECT count(*) FROM deadline AS d WHERE d.source_id = s.id) AS statement_count,
  s.id AS source_id
FROM source AS s;

CREATE VIEW followup_computed AS
SELECT r.id AS recommendation_id,
  a.id AS response_id, a.position AS response, a.said_on AS response_on,
  p.id AS reported_id, p.status AS reported, p.as_of AS reported_on,
  q.id AS assessed_id, q.status AS assessed, q.as_of AS assessed_on,
  coalesce((SELECT s.closed FROM progress_status AS s WHERE s.code = coalesce(q.status, p.status)), 0) AS closed,
  coalesce(max(coalesce(p.as_of, date(p.created_at)), coalesce(q.as_of, date(q.created_at))), coalesce(p.as_of, date(p.created_at)), coalesce(q.as_of, date(q.created_at))) AS progress_on,
  (SELECT d.due_on FROM deadline AS d WHERE d.recommendation_id = r.id
    ORDER BY d.given_on DESC, d.id DESC LIMIT 1) AS due_on,
  (SELECT d.due_on FROM deadline AS d WHERE d.recommendation_id = r.id
    ORDER BY d.given_on, d.id LIMIT 1) AS first_due_on
FROM recommendation AS r
  LEFT JOIN response AS a ON a.id = (SELECT l.id FROM response AS l
    WHERE l.recommendation_id = r.id ORDER BY l.said_on DESC, l.id DESC LIMIT 1)
  LEFT JOIN progress AS p ON p.id = (SELECT l.id FROM progress AS l
    WHERE l.recommendation_id = r.id AND l.basis = 'reported' ORDER BY l.as_of DESC, l.id DESC LIMIT 1)
  LEFT JOIN progress AS q ON q.id = (SELECT l.id FROM progress AS l
    WHERE l.recommendation_id = r.id AND l.basis = 'assessed' ORDER BY l.as_of DESC, l.id DESC LIMIT 1);

CREATE TRIGGER guard_review_status_insert BEFORE INSERT ON review_status
BEGIN
  SELECT RAISE(ABORT, 'a review_status with this code is there already: use UPDATE, or INSERT ... WHERE NOT EXISTS') WHERE NEW.code IN (SELECT code FROM review_status);
  SELECT RAISE(ABORT, 'review_status.code must be given: write a value for it') WHERE NEW.code IS NULL;
  SELECT RAISE(ABORT, 'review_status.name must be given: write a value for it') WHERE NEW.name IS NULL;
  SELECT RAISE(ABORT, 'review_status.description must be given: write a value for it') WHERE NEW.description IS NULL;
  SELECT RAISE(ABORT, 'review_status.position must be given: write a value for it') WHERE NEW.position IS NULL;
  SELECT RAISE(ABORT, 'review_status.glyph must be given: write a value for it') WHERE NEW.glyph IS NULL;
  SELECT RAISE(ABORT, 'review_status.done must be given: write a value for it') WHERE NEW.done IS NULL;
  SELECT RAISE(ABORT, 'review_status.name is blank: write a word for it') WHERE trim(NEW.name) = '';
  SELECT RAISE(ABORT, 'review_status.glyph is a character that is seen') WHERE NEW.glyph GLOB json_extract('"[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200e\u200f\u2060\u2061\u2062\u2063\u2064\u3164\ufeff\uffa0\u200c\u200d\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069]"', '$');
  SELECT RAISE(ABORT, 'review_status.name holds a character that cannot be seen: type it anew') WHERE EXISTS (SELECT 1 FROM json_each('["*[\u00ad\u034f\u061c\u115f-\u1160\u17b4-\u17b5\u180e\u200b\u200e-\u200f\u2060-\u2064\u3164\ufeff\uffa0]*", "*[\u200c\u200d][ -~]*", "*[ -~][\u200c\u200d]*", " [\u0085\u00a0\u1680\u2000-\u200a\u2028-\u202f\u205f\u2066-\u2069\u3000]*", "*[\u0085\u00a0\u1680\u2000-\u200a\u2028-\u202f\u205f\u2066-\u2069\u3000] "]') WHERE ' ' || NEW.name || ' ' GLOB value);
  SELECT RAISE(ABORT, 'review_status: a code has lower case letters, digits and _ only') WHERE NOT (NEW.code <> '' AND NEW.code NOT GLOB '*[^a-z0-9_]*');
  SELECT RAISE(ABORT, 'review_status: done is 1 where the review has ended, else 0') WHERE NOT (NEW.done IN (0, 1));
  SELECT RAISE(ABORT, 'review_status: glyph must be one character, one terminal cell wide') WHERE NOT (length(NEW.glyph) = 1);
END;

CREATE TRIGGER guard_review_status_update BEFORE UPDATE ON review_status
BEGIN
  SELECT RAISE(ABORT, 'review_status.code never changes: insert a new row instead, or leave it') WHERE NEW.code IS NOT OLD.code;
  SELECT RAISE(ABORT, 'review_status.name must be given: leave it as it is, or write a value') WHERE NEW.name IS NULL;
  SELECT RAISE(ABORT, 'review_status.description must be given: leave it as it is, or write a value') WHERE NEW.description IS NULL;
  SELECT RAISE(ABORT, 'review_status.position must be given: leave it as it is, or write a value') WHERE NEW.position IS NULL;
  SELECT RAISE(ABORT, 'review_status.glyph must be given: leave it as it is, or write a value') WHERE NEW.glyph IS NULL;
  SELECT RAISE(ABORT, 'review_status.done must be given: leave it as it is, or write a value') WHERE NEW.done IS NULL;
  SELECT RAISE(ABORT, 'review_status.name is blank: write a word for it') WHERE trim(NEW.name) = '';
  SELECT RAISE(ABORT, 'review_status.glyph is a character that is seen') WHERE NEW.glyph IS NOT OLD.glyph AND NEW.glyph GLOB json_extract('"[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200e\u200f\u2060\u2061\u2062\u2063\u2064\u3164\ufeff\uffa0\u200c\u200d\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069]"', '$');
  SELECT RAISE(ABORT, 'review_status.name holds a character that cannot be seen: type it anew') WHERE NEW.name IS NOT OLD.name COLLATE BINARY AND EXISTS (SELECT 1 FROM json_each('["*[\u00ad\u034f\u061c\u115f-\u1160\u17b4-\u17b5\u180e\u200b\u200e-\u200f\u2060-\u2064\u3164\ufeff\uffa0]*", "*[\u200c\u200d][ -~]*", "*[ -~][\u200c\u200d]*", " [\u0085\u00a0\u1680\u2000-\u200a\u2028-\u202f\u205f\u2066-\u2069\u3000]*", "*[\u0085\u00a0\u1680\u2000-\u200a\u2028-\u202f\u205f\u2066-\u2069\u3000] "]') WHERE ' ' || NEW.name || ' ' GLOB value);
  SELECT RAISE(ABORT, 'review_status: a code has lower case letters, digits and _ only') WHERE NOT (NEW.code <> '' AND NEW.code NOT GLOB '*[^a-z0-9_]*');
  SELECT RAISE(ABORT, 'review_status: done is 1 where the review has ended, else 0') WHERE NOT (NEW.done IN (0, 1));
  SELECT RAISE(ABORT, 'review_status: glyph must be one character, one terminal cell wide') WHERE NOT (length(NEW.glyph) = 1);
END;

CREATE TRIGGER guard_review_status_delete BEFORE DELETE ON review_status
BEGIN
  SELECT RAISE(ABORT, 'this review_status is in use by recommendation.review_status: change those rows first') WHERE EXISTS (SELECT 1 FROM recommendation WHERE review_status = OLD.code);
END;

CREATE TRIGGER guard_actor_kind_insert BEFORE INSERT ON actor_kind
BEGIN
  SELECT RAISE(ABORT, 'an actor_kind with this code is there already: use UPDATE, or INSERT ... WHERE NOT EXISTS') WHERE NEW.code IN (SELECT code FROM actor_kind);
  SELECT RAISE(ABORT, 'actor_kind.code must be given: write a value for it') WHERE NEW.code IS NULL;
  SELECT RAISE(ABORT, 'actor_kind.name must be given: write a value for it') WHERE NEW.name IS NULL;
  SELECT RAISE(ABORT, 'actor_kind.description must be given: write a value for it') WHERE NEW.description IS NULL;
  SELECT RAISE(ABORT, 'actor_kind.position must be given: write a value for it') WHERE NEW.position IS NULL;
  SELECT RAISE(ABORT, 'actor_kind.name is blank: write a word for it') WHERE trim(NEW.name) = '';
  SELECT RAISE(ABORT, 'actor_kind.name holds a character that cannot be seen: type it anew') WHERE EXISTS (SELECT 1 FROM json_each('["*[\u00ad\u034f\u061c\u115f-\u1160\u17b4-\u17b5\u180e\u200b\u200e-\u200f\u2060-\u2064\u3164\ufeff\uffa0]*", "*[\u200c\u200d][ -~]*", "*[ -~][\u200c\u200d]*", " [\u0085\u00a0\u1680\u2000-\u200a\u2028-\u202f\u205f\u2066-\u2069\u3000]*", "*[\u0085\u00a0\u1680\u2000-\u200a\u2028-\u202f\u205f\u2066-\u2069\u3000] "]') WHERE ' ' || NEW.name || ' ' GLOB value);
END;

CREATE TRIGGER guard_actor_kind_update BEFORE UPDATE ON actor_kind
BEGIN
  SELECT RAISE(ABORT, 'actor_kind.code never changes: insert a new row instead, or leave it') WHERE NEW.code IS NOT OLD.code;
  SELECT RAISE(ABORT, 'actor_kind.name must be given: leave it as it is, or write a value') WHERE NEW.name IS NULL;
  SELECT RAISE(ABORT, 'actor_kind.description must be given: leave it as it is, or write a value') WHERE NEW.description IS NULL;
  SELECT RAISE(ABORT, 'actor_kind.position must be given: leave it as it is, or write a value') WHERE NEW.position IS NULL;
  SELECT RAISE(ABORT, 'actor_kind.name is blank: write a word for it') WHERE trim(NEW.name) = '';
  SELECT RAISE(ABORT, 'actor_kind.name holds a character that cannot be seen: type it anew') WHERE NEW.name IS NOT OLD.name COLLATE BINARY AND EXISTS (SELECT 1 FROM json_each('["*[\u00ad\u034f\u061c\u115f-\u1160\u17b4-\u17b5\u180e\u200b\u200e-\u200f\u2060-\u2064\u3164\ufeff\uffa0]*", "*[\u200c\u200d][ -~]*", "*[ -~][\u200c\u200d]*", " [\u0085\u00a0\u1680\u2000-\u200a\u2028-\u202f\u205f\u2066-\u2069\u3000]*", "*[\u0085\u00a0\u1680\u2000-\u200a\u2028-\u202f\u205f\u2066-\u2069\u3000] "]') WHERE ' ' || NEW.name || ' ' GLOB value);
END;

CREATE TRIGGER guard_actor_kind_delete BEFORE DELETE ON actor_kind
BEGIN
  SELECT RAISE(ABORT, 'this actor_kind is in use by actor.kind: change those rows first') WHERE EXISTS (SELECT 1 FROM actor WHERE kind = OLD.code);
END;

CREATE TRIGGER guard_actor_role_insert BEFORE INSERT ON actor_role
BEGIN
  SELECT RAISE(ABORT, 'an actor_role with this code is there already: use UPDATE, or INSERT ... WHERE NOT EXISTS') WHERE NEW.code IN (SELECT code FROM actor_role);
  SELECT RAISE(ABORT, 'actor_role.code must be given: write a value for it') WHERE NEW.code IS NULL;
  SELECT RAISE(ABORT, 'actor_role.name must be given: write a value for it') WHERE NEW.name IS NULL;
  SELECT RAISE(ABORT, 'actor_role.description must be given: write a value for it') WHERE NEW.description IS NULL;
  SELECT RAISE(ABORT, 'actor_role.position must be given: write a value for it') WHERE NEW.position IS NULL;
  SELECT RAISE(ABORT, 'actor_role.name is blank: write a word for it') WHERE trim(NEW.name) = '';
  SELECT RAISE(ABORT, 'actor_role.name holds a character that cannot be seen: type it anew') WHERE EXISTS (SELECT 1 FROM json_each('["*[\u00ad\u034f\u061c\u115f-\u1160\u17b4-\u17b5\u180e\u200b\u200e-\u200f\u2060-\u2064\u3164\ufeff\uffa0]*", "*[\u200c\u200d][ -~]*", "*[ -~][\u200c\u200d]*", " [\u0085\u00a0\u1680\u2000-\u200a\u2028-\u202f\u205f\u2066-\u2069\u3000]*", "*[\u0085\u00a0\u1680\u2000-\u200a\u2028-\u202f\u205f\u2066-\u2069\u3000] "]') WHERE ' ' || NEW.name || ' ' GLOB value);
END;

CREATE TRIGGER guard_actor_role_update BEFORE UPDATE ON actor_role
BEGIN
  SELECT RAISE(ABORT, 'actor_role.code never changes: insert a new row instead, or leave it') WHERE NEW.code IS NOT OLD.code;
  SELECT RAISE(ABORT, 'actor_role.name must be given: leave it as it is, or write a value') WHERE NEW.name IS NULL;
  SELECT RAISE(ABORT, 'actor_role.description must be given: leave it as it is, or write a value') WHERE NEW.description IS NULL;
  SELECT RAISE(ABORT, 'actor_role.position must be given: leave it as it is, or write a value') WHERE NEW.position IS NULL;
  SELECT RAISE(ABORT, 'actor_role.name is blank: write a word for it') WHERE trim(NEW.name) = '';
  SELECT RAISE(ABORT, 'actor_role.name holds a character that cannot be seen: type it anew') WHERE NEW.name IS NOT OLD.name COLLATE BINARY AND EXISTS (SELECT 1 FROM json_each('["*[\u00ad\u034f\u061c\u115f-\u1160\u17b4-\u17b5\u180e\u200b\u200e-\u200f\u2060-\u2064\u3164\ufeff\uffa0]*", "*[\u200c\u200d][ -~]*", "*[ -~][\u200c\u200d]*", " [\u0085\u00a0\u1680\u2000-\u200a\u2028-\u202f\u205f\u2066-\u2069\u3000]*", "*[\u0085\u00a0\u1680\u2000-\u200a\u2028-\u202f\u205f\u2066-\u2069\u3000] "]') WHERE ' ' || NEW.name || ' ' GLOB value);
END;

CREATE TRIGGER guard_actor_role_delete BEFORE DELETE ON actor_role
BEGIN
  SELECT RAISE(ABORT, 'this actor_role is in use by mention.role: change those rows first') WHERE EXISTS (SELECT 1 FROM mention WHERE role = OLD.code);
END;

CREATE TRIGGER guard_source_kind_insert BEFORE INSERT ON source_kind
BEGIN
  SELECT RAISE(ABORT, 'a source_kind with this code is there already: use UPDATE, or INSERT ... WHERE NOT EXISTS') WHERE NEW.code IN (SELECT code FROM source_kind);
  SELECT RAISE(ABORT, 'source_kind.code must be given: write a value for it') WHERE NEW.code IS NULL;
  SELECT RAISE(ABORT, 'source_kind.name must be given: write a value for it') WHERE NEW.name IS NULL;
  SELECT RAISE(ABORT, 'source_kind.description must be given: write a value for it') WHERE NEW.description IS NULL;
  SELECT RAISE(ABORT, 'source_kind.position must be given: write a value for it') WHERE NEW.position IS NULL;
  SELECT RAISE(ABORT, 'source_kind.name is blank: write a word for it') WHERE trim(NEW.name) = '';
  SELECT RAISE(ABORT, 'source_kind.name holds a character that cannot be seen: type it anew') WHERE EXISTS (SELECT 1 FROM json_each('["*[\u00ad\u034f\u061c\u115f-\u1160\u17b4-\u17b5\u180e\u200b\u200e-\u200f\u2060-\u2064\u3164\ufeff\uffa0]*", "*[\u200c\u200d][ -~]*", "*[ -~][\u200c\u200d]*", " [\u0085\u00a0\u1680\u2000-\u200a\u2028-\u202f\u205f\u2066-\u2069\u3000]*", "*[\u0085\u00a0\u1680\u2000-\u200a\u2028-\u202f\u205f\u2066-\u2069\u3000] "]') WHERE ' ' || NEW.name || ' ' GLOB value);
  SELECT RAISE(ABORT, 'source_kind: a code has lower case letters, digits and _ only') WHERE NOT (NEW.code <> '' AND NEW.code NOT GLOB '*[^a-z0-9_]*');
END;

CREATE TRIGGER guard_source_kind_update BEFORE UPDATE ON source_kind
BEGIN
  SELECT RAISE(ABORT, 'source_kind.code never changes: insert a new row instead, or leave it') WHERE NEW.code IS NOT OLD.code;
  SELECT RAISE(ABORT, 'source_kind.name must be given: leave it as it is, or write a value') WHERE NEW.name IS NULL;
  SELECT RAISE(ABORT, 'source_kind.description must be given: leave it as it is, or write a value') WHERE NEW.description IS NULL;
  SELECT RAISE(ABORT, 'source_kind.position must be given: leave it as it is, or write a value') WHERE NEW.position IS NULL;
  SELECT RAISE(ABORT, 'source_kind.name is blank: write a word for it') WHERE trim(NEW.name) = '';
  SELECT RAISE(ABORT, 'source_kind.name holds a character that cannot be seen: type it anew') WHERE NEW.name IS NOT OLD.name COLLATE BINARY AND EXISTS (SELECT 1 FROM json_each('["*[\u00ad\u034f\u061c\u115f-\u1160\u17b4-\u17b5\u180e\u200b\u200e-\u200f\u2060-\u2064\u3164\ufeff\uffa0]*", "*[\u200c\u200d][ -~]*", "*[ -~][\u200c\u200d]*", " [\u0085\u00a0\u1680\u2000-\u200a\u2028-\u202f\u205f\u2066-\u2069\u3000]*", "*[\u0085\u00a0\u1680\u2000-\u200a\u2028-\u202f\u205f\u2066-\u2069\u3000] "]') WHERE ' ' || NEW.name || ' ' GLOB value);
  SELECT RAISE(ABORT, 'source_kind: a code has lower case letters, digits and _ only') WHERE NOT (NEW.code <> '' AND NEW.code NOT GLOB '*[^a-z0-9_]*');
END;

CREATE TRIGGER guard_source_kind_delete BEFORE DELETE ON source_kind
BEGIN
  SELECT RAISE(ABORT, 'this source_kind is in use by source.kind: change those rows first') WHERE EXISTS (SELECT 1 FROM source WHERE kind = OLD.code);
END;

CREATE TRIGGER guard_response_position_insert BEFORE INSERT ON response_position
BEGIN
  SELECT RAISE(ABORT, 'a response_position with this code is there already: use UPDATE, or INSERT ... WHERE NOT EXISTS') WHERE NEW.code IN (SELECT code FROM response_position);
  SELECT RAISE(ABORT, 'response_position.code must be given: write a value for it') WHERE NEW.code IS NULL;
  SELECT RAISE(ABORT, 'response_position.name must be given: write a value for it') WHERE NEW.name IS NULL;
  SELECT RAISE(ABORT, 'response_position.description must be given: write a value for it') WHERE NEW.description IS NULL;
  SELECT RAISE(ABORT, 'response_position.position must be given: write a value for it') WHERE NEW.position IS NULL;
  SELECT RAISE(ABORT, 'response_position.name is blank: write a word for it') WHERE trim(NEW.name) = '';
  SELECT RAISE(ABORT, 'response_position.name holds a character that cannot be seen: type it anew') WHERE EXISTS (SELECT 1 FROM json_each('["*[\u00ad\u034f\u061c\u115f-\u1160\u17b4-\u17b5\u180e\u200b\u200e-\u200f\u2060-\u2064\u3164\ufeff\uffa0]*", "*[\u200c\u200d][ -~]*", "*[ -~][\u200c\u200d]*", " [\u0085\u00a0\u1680\u2000-\u200a\u2028-\u202f\u205f\u2066-\u2069\u3000]*", "*[\u0085\u00a0\u1680\u2000-\u200a\u2028-\u202f\u205f\u2066-\u2069\u3000] "]') WHERE ' ' || NEW.name || ' ' GLOB value);
  SELECT RAISE(ABORT, 'response_position: a code has lower case letters, digits and _ only') WHERE NOT (NEW.code <> '' AND NEW.code NOT GLOB '*[^a-z0-9_]*');
END;

CREATE TRIGGER guard_response_position_update BEFORE UPDATE ON response_position
BEGIN
  SELECT RAISE(ABORT, 'response_position.code never changes: insert a new row instead, or leave it') WHERE NEW.code IS NOT OLD.code;
  SELECT RAISE(ABORT, 'response_position.name must be given: leave it as it is, or write a value') WHERE NEW.name IS NULL;
  SELECT RAISE(ABORT, 'response_position.description must be given: leave it as it is, or write a value') WHERE NEW.description IS NULL;
  SELECT RAISE(ABORT, 'response_position.position must be given: leave it as it is, or write a value') WHERE NEW.position IS NULL;
  SELECT RAISE(ABORT, 'response_position.name is blank: write a word for it') WHERE trim(NEW.name) = '';
  SELECT RAISE(ABORT, 'response_position.name holds a character that cannot be seen: type it anew') WHERE NEW.name IS NOT OLD.name COLLATE BINARY AND EXISTS (SELECT 1 FROM json_each('["*[\u00ad\u034f\u061c\u115f-\u1160\u17b4-\u17b5\u180e\u200b\u200e-\u200f\u2060-\u2064\u3164\ufeff\uffa0]*", "*[\u200c\u200d][ -~]*", "*[ -~][\u200c\u200d]*", " [\u0085\u00a0\u1680\u2000-\u200a\u2028-\u202f\u205f\u2066-\u2069\u3000]*", "*[\u0085\u00a0\u1680\u2000-\u200a\u2028-\u202f\u205f\u2066-\u2069\u3000] "]') WHERE ' ' || NEW.name || ' ' GLOB value);
  SELECT RAISE(ABORT, 'response_position: a code has lower case letters, digits and _ only') WHERE NOT (NEW.code <> '' AND NEW.code NOT GLOB '*[^a-z0-9_]*');
END;

CREATE TRIGGER guard_response_position_delete BEFORE DELETE ON response_position
BEGIN
  SELECT RAISE(ABORT, 'this response_position is in use by response.position: change those rows first') WHERE EXISTS (SELECT 1 FROM response WHERE position = OLD.code);
END;

CREATE TRIGGER guard_progress_status_insert BEFORE INSERT ON progress_status
BEGIN
  SELECT RAISE(ABORT, 'a progress_status with this code is there already: use UPDATE, or INSERT ... WHERE NOT EXISTS') WHERE NEW.code IN (SELECT code FROM progress_status);
  SELECT RAISE(ABORT, 'progress_status.code must be given: write a value for it') WHERE NEW.code IS NULL;
  SELECT RAISE(ABORT, 'progress_status.name must be given: write a value for it') WHERE NEW.name IS NULL;
  SELECT RAISE(ABORT, 'progress_status.description must be given: write a value for it') WHERE NEW.description IS NULL;
  SELECT RAISE(ABORT, 'progress_status.position must be given: write a value for it') WHERE NEW.position IS NULL;
  SELECT RAISE(ABORT, 'progress_status.closed must be given: write a value for it') WHERE NEW.closed IS NULL;
  SELECT RAISE(ABORT, 'progress_status.name is blank: write a word for it') WHERE trim(NEW.name) = '';
  SELECT RAISE(ABORT, 'progress_status.name holds a character that cannot be seen: type it anew') WHERE EXISTS (SELECT 1 FROM json_each('["*[\u00ad\u034f\u061c\u115f-\u1160\u17b4-\u17b5\u180e\u200b\u200e-\u200f\u2060-\u2064\u3164\ufeff\uffa0]*", "*[\u200c\u200d][ -~]*", "*[ -~][\u200c\u200d]*", " [\u0085\u00a0\u1680\u2000-\u200a\u2028-\u202f\u205f\u2066-\u2069\u3000]*", "*[\u0085\u00a0\u1680\u2000-\u200a\u2028-\u202f\u205f\u2066-\u2069\u3000] "]') WHERE ' ' || NEW.name || ' ' GLOB value);
  SELECT RAISE(ABORT, 'progress_status: closed is 1 where nothing more is to come, else 0') WHERE NOT (NEW.closed IN (0, 1));
  SELECT RAISE(ABORT, 'progress_status: a code has lower case letters, digits and _ only') WHERE NOT (NEW.code <> '' AND NEW.code NOT GLOB '*[^a-z0-9_]*');
END;

CREATE TRIGGER guard_progress_status_update BEFORE UPDATE ON progress_status
BEGIN
  SELECT RAISE(ABORT, 'progress_status.code never changes: insert a new row instead, or leave it') WHERE NEW.code IS NOT OLD.code;
  SELECT RAISE(ABORT, 'progress_status.name must be given: leave it as it is, or write a value') WHERE NEW.name IS NULL;
  SELECT RAISE(ABORT, 'progress_status.description must be given: leave it as it is, or write a value') WHERE NEW.description IS NULL;
  SELECT RAISE(ABORT, 'progress_status.position must be given: leave it as it is, or write a value') WHERE NEW.position IS NULL;
  SELECT RAISE(ABORT, 'progress_status.closed must be given: leave it as it is, or write a value') WHERE NEW.closed IS NULL;
  SELECT RAISE(ABORT, 'progress_status.name is blank: write a word for it') WHERE trim(NEW.name) = '';
  SELECT RAISE(ABORT, 'progress_status.name holds a character that cannot be seen: type it anew') WHERE NEW.name IS NOT OLD.name COLLATE BINARY AND EXISTS (SELECT 1 FROM json_each('["*[\u00ad\u034f\u061c\u115f-\u1160\u17b4-\u17b5\u180e\u200b\u200e-\u200f\u2060-\u2064\u3164\ufeff\uffa0]*", "*[\u200c\u200d][ -~]*", "*[ -~][\u200c\u200d]*", " [\u0085\u00a0\u1680\u2000-\u200a\u2028-\u202f\u205f\u2066-\u2069\u3000]*", "*[\u0085\u00a0\u1680\u2000-\u200a\u2028-\u202f\u205f\u2066-\u2069\u3000] "]') WHERE ' ' || NEW.name || ' ' GLOB value);
  SELECT RAISE(ABORT, 'progress_status: closed is 1 where nothing more is to come, else 0') WHERE NOT (NEW.closed IN (0, 1));
  SELECT RAISE(ABORT, 'progress_status: a code has lower case letters, digits and _ only') WHERE NOT (NEW.code <> '' AND NEW.code NOT GLOB '*[^a-z0-9_]*');
  SELECT RAISE(ABORT, 'progress_status.closed: some progress with this status is not proven; a closed status needs as_of and source_id, an assessed one needs text, and a quote needs source_id and place') WHERE NEW.closed AND NOT OLD.closed AND EXISTS (SELECT 1 FROM progress AS p WHERE p.status = NEW.code AND (1 AND (p.as_of IS NULL OR p.source_id IS NULL) OR p.basis = 'assessed' AND p.text IS NULL OR p.quote IS NOT NULL AND (p.source_id IS NULL OR p.place IS NULL)));
END;

CREATE TRIGGER guard_progress_status_delete BEFORE DELETE ON progress_status
BEGIN
  SELECT RAISE(ABORT, 'this progress_status is in use by progress.status: change those rows first') WHERE EXISTS (SELECT 1 FROM progress WHERE status = OLD.code);
END;

CREATE TRIGGER guard_setting_insert BEFORE INSERT ON setting
BEGIN
  SELECT RAISE(ABORT, 'a setting with this code is there already: use UPDATE, or INSERT ... WHERE NOT EXISTS') WHERE NEW.code IN (SELECT code FROM setting);
  SELECT RAISE(ABORT, 'setting.code must be given: write a value for it') WHERE NEW.code IS NULL;
  SELECT RAISE(ABORT, 'setting.value must be given: write a value for it') WHERE NEW.value IS NULL;
  SELECT RAISE(ABORT, 'setting.description must be given: write a value for it') WHERE NEW.description IS NULL;
  SELECT RAISE(ABORT, 'setting: a code has lower case letters, digits and _ only') WHERE NOT (NEW.code <> '' AND NEW.code NOT GLOB '*[^a-z0-9_]*');
  SELECT RAISE(ABORT, 'setting: value is a number of days, 0 to 36,500') WHERE NOT (NEW.value BETWEEN 0 AND 36500);
END;

CREATE TRIGGER guard_setting_update BEFORE UPDATE ON setting
BEGIN
  SELECT RAISE(ABORT, 'setting.code never changes: insert a new row instead, or leave it') WHERE NEW.code IS NOT OLD.code;
  SELECT RAISE(ABORT, 'setting.value must be given: leave it as it is, or write a value') WHERE NEW.value IS NULL;
  SELECT RAISE(ABORT, 'setting.description must be given: leave it as it is, or write a value') WHERE NEW.description IS NULL;
  SELECT RAISE(ABORT, 'setting: a code has lower case letters, digits and _ only') WHERE NOT (NEW.code <> '' AND NEW.code NOT GLOB '*[^a-z0-9_]*');
  SELECT RAISE(ABORT, 'setting: value is a number of days, 0 to 36,500') WHERE NOT (NEW.value BETWEEN 0 AND 36500);
END;

CREATE TRIGGER guard_setting_delete BEFORE DELETE ON setting
BEGIN
  SELECT RAISE(ABORT, 'a setting that Tracker reads stays: change its value') WHERE OLD.code IN ('stale_after_days', 'due_soon_days');
END;

CREATE TRIGGER guard_report_insert BEFORE INSERT ON report
BEGIN
  SELECT RAISE(ABORT, 'a report with this id is there already: use UPDATE, or INSERT ... WHERE NOT EXISTS') WHERE NEW.id IN (SELECT id FROM report);
  SELECT RAISE(ABORT, 'a report with this slug is there already: use UPDATE, or INSERT ... WHERE NOT EXISTS') WHERE EXISTS (SELECT 1 FROM report WHERE slug IS NEW.slug);
  SELECT RAISE(ABORT, 'report.slug must be given: write a value for it') WHERE NEW.slug IS NULL;
  SELECT RAISE(ABORT, 'report.title must be given: write a value for it') WHERE NEW.title IS NULL;
  SELECT RAISE(ABORT, 'report.title is blank: write a word for it') WHERE trim(NEW.title) = '';
  SELECT RAISE(ABORT, 'report.source_reader is blank: write NULL for none') WHERE trim(NEW.source_reader) = '';
  SELECT RAISE(ABORT, 'report.series is blank: write NULL for none') WHERE trim(NEW.series) = '';
  SELECT RAISE(ABORT, 'report.session is blank: write NULL for none') WHERE trim(NEW.session) = '';
  SELECT RAISE(ABORT, 'report: published_on must be a date such as 2026-01-31') WHERE NOT (NEW.published_on IS date(NEW.published_on, '+0 days'));
  SELECT RAISE(ABORT, 'report: slug has lower case letters, digits and - only') WHERE NOT (NEW.slug <> '' AND NEW.slug NOT GLOB '*[^a-z0-9-]*');
END;

CREATE TRIGGER guard_report_update BEFORE UPDATE ON report
BEGIN
  SELECT RAISE(ABORT, 'report.id never changes: insert a new row instead, or leave it') WHERE NEW.id IS NOT OLD.id;
  SELECT RAISE(ABORT, 'another report has this slug: choose another, or change that row') WHERE EXISTS (SELECT 1 FROM report WHERE slug IS NEW.slug AND NOT (id IS OLD.id));
  SELECT RAISE(ABORT, 'report.slug must be given: leave it as it is, or write a value') WHERE NEW.slug IS NULL;
  SELECT RAISE(ABORT, 'report.title must be given: leave it as it is, or write a value') WHERE NEW.title IS NULL;
  SELECT RAISE(ABORT, 'report.title is blank: write a word for it') WHERE trim(NEW.title) = '';
  SELECT RAISE(ABORT, 'report.source_reader is blank: write NULL for none') WHERE trim(NEW.source_reader) = '';
  SELECT RAISE(ABORT, 'report.series is blank: write NULL for none') WHERE trim(NEW.series) = '';
  SELECT RAISE(ABORT, 'report.session is blank: write NULL for none') WHERE trim(NEW.session) = '';
  SELECT RAISE(ABORT, 'report: published_on must be a date such as 2026-01-31') WHERE NOT (NEW.published_on IS date(NEW.published_on, '+0 days'));
  SELECT RAISE(ABORT, 'report: slug has lower case letters, digits and - only') WHERE NOT (NEW.slug <> '' AND NEW.slug NOT GLOB '*[^a-z0-9-]*');
  SELECT RAISE(ABORT, 'title, lead_in, source_file, source_sha256, source_reader of a report are evidence, kept as the source prints them: correct the seed file and run tracker load --accept-changes FILE') WHERE (NEW.title IS NOT OLD.title OR NEW.lead_in IS NOT OLD.lead_in OR NEW.source_file IS NOT OLD.source_file OR NEW.source_sha256 IS NOT OLD.source_sha256 OR NEW.source_reader IS NOT OLD.source_reader) AND NOT EXISTS (SELECT 1 FROM open_changeset AS o JOIN changeset AS s ON s.id = o.changeset_id WHERE o.accepts_source_changes = 1 AND s.kind = 'load' AND s.digest IS NOT NULL);
END;

CREATE TRIGGER guard_report_delete BEFORE DELETE ON report
BEGIN
  SELECT RAISE(ABORT, 'a report is evidence and stays: set a recommendation aside instead') WHERE 1;
END;

CREATE TRIGGER guard_report_id AFTER INSERT ON report
BEGIN
  SELECT RAISE(ABORT, 'report.id is 1 or more: leave it out, and the next one is taken') WHERE NEW.id < 1;
  SELECT RAISE(ABORT, 'report.id is far above the last one: leave it out, and the next one is taken') WHERE NEW.id > 1000000000 AND NOT EXISTS (SELECT 1 FROM report WHERE id >= NEW.id - 1000000000 AND id < NEW.id) AND NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = 'report' AND CAST(seq AS INTEGER) >= NEW.id - 1000000000);
  SELECT RAISE(ABORT, 'a report with this id was deleted, and the number stays its own: leave it out, and the next one is taken; where you left it out, tracker check --repair puts the counter right') WHERE EXISTS (SELECT 1 FROM change WHERE table_name = 'report' AND row_key = json_object('id', NEW.id) AND operation = 'delete') AND NOT EXISTS (SELECT 1 FROM open_changeset AS o JOIN changeset AS s ON s.id = o.changeset_id WHERE s.kind IN ('undo', 'redo'));
END;

CREATE TRIGGER guard_recommendation_insert BEFORE INSERT ON recommendation
BEGIN
  SELECT RAISE(ABORT, 'a recommendation with this id is there already: use UPDATE, or INSERT ... WHERE NOT EXISTS') WHERE NEW.id IN (SELECT id FROM recommendation);
  SELECT RAISE(ABORT, 'a recommendation with this report_id and reference is there already: use UPDATE, or INSERT ... WHERE NOT EXISTS') WHERE EXISTS (SELECT 1 FROM recommendation WHERE report_id IS NEW.report_id AND reference IS NEW.reference);
  SELECT RAISE(ABORT, 'recommendation.report_id must be given: write a value for it') WHERE NEW.report_id IS NULL;
  SELECT RAISE(ABORT, 'recommendation.reference must be given: write a value for it') WHERE NEW.reference IS NULL;
  SELECT RAISE(ABORT, 'recommendation.position must be given: write a value for it') WHERE NEW.position IS NULL;
  SELECT RAISE(ABORT, 'recommendation.title must be given: write a value for it') WHERE NEW.title IS NULL;
  SELECT RAISE(ABORT, 'recommendation.text must be given: write a value for it') WHERE NEW.text IS NULL;
  SELECT RAISE(ABORT, 'recommendation.review_status must be given: leave the column out, and it is filled in') WHERE NEW.review_status IS NULL;
  SELECT RAISE(ABORT, 'recommendation.created_at must be given: leave the column out, and it is filled in') WHERE NEW.created_at IS NULL;
  SELECT RAISE(ABORT, 'recommendation.title is blank: write a word for it') WHERE trim(NEW.title) = '';
  SELECT RAISE(ABORT, 'recommendation.status_reason is blank: write NULL for none') WHERE trim(NEW.status_reason) = '';
  SELECT RAISE(ABORT, 'recommendation.reference holds a character that cannot be seen: type it anew') WHERE EXISTS (SELECT 1 FROM json_each('["*[\u00ad\u034f\u061c\u115f-\u1160\u17b4-\u17b5\u180e\u200b\u200e-\u200f\u2060-\u2064\u3164\ufeff\uffa0]*", "*[\u200c\u200d][ -~]*", "*[ -~][\u200c\u200d]*", " [\u0085\u00a0\u1680\u2000-\u200a\u2028-\u202f\u205f\u2066-\u2069\u3000]*", "*[\u0085\u00a0\u1680\u2000-\u200a\u2028-\u202f\u205f\u2066-\u2069\u3000] "]') WHERE ' ' || NEW.reference || ' ' GLOB value);
  SELECT RAISE(ABORT, 'recommendation.assigned_to holds a character that cannot be seen: type it anew') WHERE EXISTS (SELECT 1 FROM json_each('["*[\u00ad\u034f\u061c\u115f-\u1160\u17b4-\u17b5\u180e\u200b\u200e-\u200f\u2060-\u2064\u3164\ufeff\uffa0]*", "*[\u200c\u200d][ -~]*", "*[ -~][\u200c\u200d]*", " [\u0085\u00a0\u1680\u2000-\u200a\u2028-\u202f\u205f\u2066-\u2069\u3000]*", "*[\u0085\u00a0\u1680\u2000-\u200a\u2028-\u202f\u205f\u2066-\u2069\u3000] "]') WHERE ' ' || NEW.assigned_to || ' ' GLOB value);
  SELECT RAISE(ABORT, 'recommendation: an analyst has 1 to 64 characters, no line break or control character, and no white space at its ends') WHERE NOT (NEW.assigned_to <> '' AND length(NEW.assigned_to) <= 64 AND NEW.assigned_to = trim(NEW.assigned_to) AND NEW.assigned_to NOT GLOB json_extract('"*[\u0001-\u001f\u007f]*"', '$'));
  SELECT RAISE(ABORT, 'recommendation: created_at must be a UTC moment such as 2026-01-31T09:30:00Z') WHERE NOT (NEW.created_at IS strftime('%Y-%m-%dT%H:%M:%SZ', NEW.created_at, '+0 days'));
  SELECT RAISE(ABORT, 'recommendation: first_line and last_line are both given, 1 or more and in order, or both empty') WHERE NOT ((NEW.first_line IS NULL) = (NEW.last_line IS NULL) AND (NEW.first_line IS NULL OR NEW.first_line BETWEEN 1 AND NEW.last_line));
  SELECT RAISE(ABORT, 'recommendation: made_on must be a date such as 2026-01-31') WHERE NOT (NEW.made_on IS date(NEW.made_on, '+0 days') AND NEW.made_on >= '0001');
  SELECT RAISE(ABORT, 'recommendation: first_page and last_page are both given, 1 or more and in order, or both empty') WHERE NOT ((NEW.first_page IS NULL) = (NEW.last_page IS NULL) AND (NEW.first_page IS NULL OR NEW.first_page BETWEEN 1 AND NEW.last_page));
  SELECT RAISE(ABORT, 'recommendation: reference is not empty, holds no comma or control character, and no space at its ends or beside another') WHERE NOT (NEW.reference <> '' AND NEW.reference = trim(NEW.reference) AND instr(NEW.reference, '  ') = 0 AND NEW.reference NOT GLOB json_extract('"*[,\u0001-\u001f]*"', '$'));
  SELECT RAISE(ABORT, 'recommendation: text is what the report prints, and never empty') WHERE NOT (NEW.text <> '');
  SELECT RAISE(ABORT, 'recommendation.created_at has a year from 1 on') WHERE NEW.created_at < '0001';
  SELECT RAISE(ABORT, 'recommendation.text holds a tab, a carriage return or another control character: leave it out; a line ends with U+000A alone') WHERE NEW.text GLOB json_extract('"*[\u0001-\t\u000b-\u001f\u007f-\u009f]*"', '$');
  SELECT RAISE(ABORT, 'recommendation.made_on is the day of something that has happened, and lies after tomorrow') WHERE NEW.made_on > date('now', '+1 day');
  SELECT RAISE(ABORT, 'recommendation.report_id must be in report: SELECT id FROM report lists what there is') WHERE NEW.report_id NOT IN (SELECT id FROM report);
  SELECT RAISE(ABORT, 'recommendation.review_status must be in review_status: SELECT code FROM review_status lists what there is') WHERE NEW.review_status NOT IN (SELECT code FROM review_status);
END;

CREATE TRIGGER guard_recommendation_update BEFORE UPDATE ON recommendation
BEGIN
  SELECT RAISE(ABORT, 'recommendation.id never changes: insert a new row instead, or leave it') WHERE NEW.id IS NOT OLD.id;
  SELECT RAISE(ABORT, 'another recommendation has this report_id and reference: choose another, or change that row') WHERE EXISTS (SELECT 1 FROM recommendation WHERE report_id IS NEW.report_id AND reference IS NEW.reference AND NOT (id IS OLD.id));
  SELECT RAISE(ABORT, 'recommendation.report_id must be given: leave it as it is, or write a value') WHERE NEW.report_id IS NULL;
  SELECT RAISE(ABORT, 'recommendation.reference must be given: leave it as it is, or write a value') WHERE NEW.reference IS NULL;
  SELECT RAISE(ABORT, 'recommendation.position must be given: leave it as it is, or write a value') WHERE NEW.position IS NULL;
  SELECT RAISE(ABORT, 'recommendation.title must be given: leave it as it is, or write a value') WHERE NEW.title IS NULL;
  SELECT RAISE(ABORT, 'recommendation.text must be given: leave it as it is, or write a value') WHERE NEW.text IS NULL;
  SELECT RAISE(ABORT, 'recommendation.review_status must be given: leave it as it is, or write a value') WHERE NEW.review_status IS NULL;
  SELECT RAISE(ABORT, 'recommendation.created_at must be given: leave it as it is, or write a value') WHERE NEW.created_at IS NULL;
  SELECT RAISE(ABORT, 'recommendation.title is blank: write a word for it') WHERE trim(NEW.title) = '';
  SELECT RAISE(ABORT, 'recommendation.status_reason is blank: write NULL for none') WHERE trim(NEW.status_reason) = '';
  SELECT RAISE(ABORT, 'recommendation.reference holds a character that cannot be seen: type it anew') WHERE NEW.reference IS NOT OLD.reference COLLATE BINARY AND EXISTS (SELECT 1 FROM json_each('["*[\u00ad\u034f\u061c\u115f-\u1160\u17b4-\u17b5\u180e\u200b\u200e-\u200f\u2060-\u2064\u3164\ufeff\uffa0]*", "*[\u200c\u200d][ -~]*", "*[ -~][\u200c\u200d]*", " [\u0085\u00a0\u1680\u2000-\u200a\u2028-\u202f\u205f\u2066-\u2069\u3000]*", "*[\u0085\u00a0\u1680\u2000-\u200a\u2028-\u202f\u205f\u2066-\u2069\u3000] "]') WHERE ' ' || NEW.reference || ' ' GLOB value);
  SELECT RAISE(ABORT, 'recommendation.assigned_to holds a character that cannot be seen: type it anew') WHERE NEW.assigned_to IS NOT OLD.assigned_to COLLATE BINARY AND EXISTS (SELECT 1 FROM json_each('["*[\u00ad\u034f\u061c\u115f-\u1160\u17b4-\u17b5\u180e\u200b\u200e-\u200f\u2060-\u2064\u3164\ufeff\uffa0]*", "*[\u200c\u200d][ -~]*", "*[ -~][\u200c\u200d]*", " [\u0085\u00a0\u1680\u2000-\u200a\u2028-\u202f\u205f\u2066-\u2069\u3000]*", "*[\u0085\u00a0\u1680\u2000-\u200a\u2028-\u202f\u205f\u2066-\u2069\u3000] "]') WHERE ' ' || NEW.assigned_to || ' ' GLOB value);
  SELECT RAISE(ABORT, 'recommendation: an analyst has 1 to 64 characters, no line break or control character, and no white space at its ends') WHERE NOT (NEW.assigned_to <> '' AND length(NEW.assigned_to) <= 64 AND NEW.assigned_to = trim(NEW.assigned_to) AND NEW.assigned_to NOT GLOB json_extract('"*[\u0001-\u001f\u007f]*"', '$'));
  SELECT RAISE(ABORT, 'recommendation: created_at must be a UTC moment such as 2026-01-31T09:30:00Z') WHERE NOT (NEW.created_at IS strftime('%Y-%m-%dT%H:%M:%SZ', NEW.created_at, '+0 days'));
  SELECT RAISE(ABORT, 'recommendation: first_line and last_line are both given, 1 or more and in order, or both empty') WHERE NOT ((NEW.first_line IS NULL) = (NEW.last_line IS NULL) AND (NEW.first_line IS NULL OR NEW.first_line BETWEEN 1 AND NEW.last_line));
  SELECT RAISE(ABORT, 'recommendation: made_on must be a date such as 2026-01-31') WHERE NOT (NEW.made_on IS date(NEW.made_on, '+0 days') AND NEW.made_on >= '0001');
  SELECT RAISE(ABORT, 'recommendation: first_page and last_page are both given, 1 or more and in order, or both empty') WHERE NOT ((NEW.first_page IS NULL) = (NEW.last_page IS NULL) AND (NEW.first_page IS NULL OR NEW.first_page BETWEEN 1 AND NEW.last_page));
  SELECT RAISE(ABORT, 'recommendation: reference is not empty, holds no comma or control character, and no space at its ends or beside another') WHERE NOT (NEW.reference <> '' AND NEW.reference = trim(NEW.reference) AND instr(NEW.reference, '  ') = 0 AND NEW.reference NOT GLOB json_extract('"*[,\u0001-\u001f]*"', '$'));
  SELECT RAISE(ABORT, 'recommendation: text is what the report prints, and never empty') WHERE NOT (NEW.text <> '');
  SELECT RAISE(ABORT, 'recommendation.created_at has a year from 1 on') WHERE NEW.created_at < '0001';
  SELECT RAISE(ABORT, 'recommendation.text holds a tab, a carriage return or another control character: leave it out; a line ends with U+000A alone') WHERE NEW.text IS NOT OLD.text AND NEW.text GLOB json_extract('"*[\u0001-\t\u000b-\u001f\u007f-\u009f]*"', '$');
  SELECT RAISE(ABORT, 'recommendation.made_on is the day of something that has happened, and lies after tomorrow') WHERE NEW.made_on IS NOT OLD.made_on AND NEW.made_on > date('now', '+1 day');
  SELECT RAISE(ABORT, 'recommendation.report_id must be in report: SELECT id FROM report lists what there is') WHERE NEW.report_id NOT IN (SELECT id FROM report);
  SELECT RAISE(ABORT, 'recommendation.review_status must be in review_status: SELECT code FROM review_status lists what there is') WHERE NEW.review_status NOT IN (SELECT code FROM review_status);
  SELECT RAISE(ABORT, 'report_id, reference, text, first_line, last_line, first_page, last_page of a recommendation are evidence, kept as the source prints them: correct the seed file and run tracker load --accept-changes FILE') WHERE (NEW.report_id IS NOT OLD.report_id OR NEW.reference IS NOT OLD.reference OR NEW.text IS NOT OLD.text OR NEW.first_line IS NOT OLD.first_line OR NEW.last_line IS NOT OLD.last_line OR NEW.first_page IS NOT OLD.first_page OR NEW.last_page IS NOT OLD.last_page) AND NOT EXISTS (SELECT 1 FROM open_changeset AS o JOIN changeset AS s ON s.id = o.changeset_id WHERE o.accepts_source_changes = 1 AND s.kind = 'load' AND s.digest IS NOT NULL);
END;

CREATE TRIGGER guard_recommendation_delete BEFORE DELETE ON recommendation
BEGIN
  SELECT RAISE(ABORT, 'a recommendation is evidence and stays: set a recommendation aside instead') WHERE 1;
END;

CREATE TRIGGER guard_recommendation_id AFTER INSERT ON recommendation
BEGIN
  SELECT RAISE(ABORT, 'recommendation.id is 1 or more: leave it out, and the next one is taken') WHERE NEW.id < 1;
  SELECT RAISE(ABORT, 'recommendation.id is far above the last one: leave it out, and the next one is taken') WHERE NEW.id > 1000000000 AND NOT EXISTS (SELECT 1 FROM recommendation WHERE id >= NEW.id - 1000000000 AND id < NEW.id) AND NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = 'recommendation' AND CAST(seq AS INTEGER) >= NEW.id - 1000000000);
  SELECT RAISE(ABORT, 'a recommendation with this id was deleted, and the number stays its own: leave it out, and the next one is taken; where you left it out, tracker check --repair puts the counter right') WHERE EXISTS (SELECT 1 FROM change WHERE table_name = 'recommendation' AND row_key = json_object('id', NEW.id) AND operation = 'delete') AND NOT EXISTS (SELECT 1 FROM open_changeset AS o JOIN changeset AS s ON s.id = o.changeset_id WHERE s.kind IN ('undo', 'redo'));
END;

CREATE TRIGGER guard_actor_insert BEFORE INSERT ON actor
BEGIN
  SELECT RAISE(ABORT, 'an actor with this id is there already: use UPDATE, or INSERT ... WHERE NOT EXISTS') WHERE NEW.id IN (SELECT id FROM actor);
  SELECT RAISE(ABORT, 'an actor with this name is there already: use UPDATE, or INSERT ... WHERE NOT EXISTS') WHERE EXISTS (SELECT 1 FROM actor WHERE name IS NEW.name);
  SELECT RAISE(ABORT, 'actor.name must be given: write a value for it') WHERE NEW.name IS NULL;
  SELECT RAISE(ABORT, 'actor.kind must be given: write a value for it') WHERE NEW.kind IS NULL;
  SELECT RAISE(ABORT, 'actor.name holds a character that cannot be seen: type it anew') WHERE EXISTS (SELECT 1 FROM json_each('["*[\u00ad\u034f\u061c\u115f-\u1160\u17b4-\u17b5\u180e\u200b\u200e-\u200f\u2060-\u2064\u3164\ufeff\uffa0]*", "*[\u200c\u200d][ -~]*", "*[ -~][\u200c\u200d]*", " [\u0085\u00a0\u1680\u2000-\u200a\u2028-\u202f\u205f\u2066-\u2069\u3000]*", "*[\u0085\u00a0\u1680\u2000-\u200a\u2028-\u202f\u205f\u2066-\u2069\u3000] "]') WHERE ' ' || NEW.name || ' ' GLOB value);
  SELECT RAISE(ABORT, 'actor.name is an alias of another actor: name that one, or take the alias away first') WHERE EXISTS (SELECT 1 FROM actor_alias WHERE alias = NEW.name AND actor_id IS NOT NEW.id);
  SELECT RAISE(ABORT, 'actor: country_code is an ISO 3166 alpha-2 code such as PK') WHERE NOT (NEW.country_code IS NULL OR NEW.country_code GLOB '[A-Z][A-Z]');
  SELECT RAISE(ABORT, 'actor: a name has 1 to 200 characters, no comma, no line break or control character, and no white space at its ends') WHERE NOT (NEW.name <> '' AND length(NEW.name) <= 200 AND NEW.name = trim(NEW.name) AND instr(NEW.name, ',') = 0 AND NEW.name NOT GLOB json_extract('"*[\u0001-\u001f\u007f]*"', '$'));
  SELECT RAISE(ABORT, 'actor.kind must be in actor_kind: SELECT code FROM actor_kind lists what there is') WHERE NEW.kind NOT IN (SELECT code FROM actor_kind);
END;

CREATE TRIGGER guard_actor_update BEFORE UPDATE ON actor
BEGIN
  SELECT RAISE(ABORT, 'actor.id never changes: insert a new row instead, or leave it') WHERE NEW.id IS NOT OLD.id;
  SELECT RAISE(ABORT, 'another actor has this name: choose another, or change that row') WHERE EXISTS (SELECT 1 FROM actor WHERE name IS NEW.name AND NOT (id IS OLD.id));
  SELECT RAISE(ABORT, 'actor.name must be given: leave it as it is, or write a value') WHERE NEW.name IS NULL;
  SELECT RAISE(ABORT, 'actor.kind must be given: leave it as it is, or write a value') WHERE NEW.kind IS NULL;
  SELECT RAISE(ABORT, 'actor.name holds a character that cannot be seen: type it anew') WHERE NEW.name IS NOT OLD.name COLLATE BINARY AND EXISTS (SELECT 1 FROM json_each('["*[\u00ad\u034f\u061c\u115f-\u1160\u17b4-\u17b5\u180e\u200b\u200e-\u200f\u2060-\u2064\u3164\ufeff\uffa0]*", "*[\u200c\u200d][ -~]*", "*[ -~][\u200c\u200d]*", " [\u0085\u00a0\u1680\u2000-\u200a\u2028-\u202f\u205f\u2066-\u2069\u3000]*", "*[\u0085\u00a0\u1680\u2000-\u200a\u2028-\u202f\u205f\u2066-\u2069\u3000] "]') WHERE ' ' || NEW.name || ' ' GLOB value);
  SELECT RAISE(ABORT, 'actor.name is an alias of another actor: name that one, or take the alias away first') WHERE NEW.name IS NOT OLD.name COLLATE BINARY AND EXISTS (SELECT 1 FROM actor_alias WHERE alias = NEW.name AND actor_id IS NOT NEW.id);
  SELECT RAISE(ABORT, 'actor: country_code is an ISO 3166 alpha-2 code such as PK') WHERE NOT (NEW.country_code IS NULL OR NEW.country_code GLOB '[A-Z][A-Z]');
  SELECT RAISE(ABORT, 'actor: a name has 1 to 200 characters, no comma, no line break or control character, and no white space at its ends') WHERE NOT (NEW.name <> '' AND length(NEW.name) <= 200 AND NEW.name = trim(NEW.name) AND instr(NEW.name, ',') = 0 AND NEW.name NOT GLOB json_extract('"*[\u0001-\u001f\u007f]*"', '$'));
  SELECT RAISE(ABORT, 'actor.kind must be in actor_kind: SELECT code FROM actor_kind lists what there is') WHERE NEW.kind NOT IN (SELECT code FROM actor_kind);
END;

CREATE TRIGGER guard_actor_delete BEFORE DELETE ON actor
BEGIN
  SELECT RAISE(ABORT, 'this actor is in use by actor_alias.actor_id: change those rows first') WHERE EXISTS (SELECT 1 FROM actor_alias WHERE actor_id = OLD.id);
  SELECT RAISE(ABORT, 'this actor is in use by mention.actor_id: change those rows first') WHERE EXISTS (SELECT 1 FROM mention WHERE actor_id = OLD.id);
  SELECT RAISE(ABORT, 'this actor is in use by response.actor_id: change those rows first') WHERE EXISTS (SELECT 1 FROM response WHERE actor_id = OLD.id);
  SELECT RAISE(ABORT, 'this actor is in use by deadline.given_by: change those rows first') WHERE EXISTS (SELECT 1 FROM deadline WHERE given_by = OLD.id);
END;

CREATE TRIGGER guard_actor_id AFTER INSERT ON actor
BEGIN
  SELECT RAISE(ABORT, 'actor.id is 1 or more: leave it out, and the next one is taken') WHERE NEW.id < 1;
  SELECT RAISE(ABORT, 'actor.id is far above the last one: leave it out, and the next one is taken') WHERE NEW.id > 1000000000 AND NOT EXISTS (SELECT 1 FROM actor WHERE id >= NEW.id - 1000000000 AND id < NEW.id) AND NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = 'actor' AND CAST(seq AS INTEGER) >= NEW.id - 1000000000);
  SELECT RAISE(ABORT, 'a actor with this id was deleted, and the number stays its own: leave it out, and the next one is taken; where you left it out, tracker check --repair puts the counter right') WHERE EXISTS (SELECT 1 FROM change WHERE table_name = 'actor' AND row_key = json_object('id', NEW.id) AND operation = 'delete') AND NOT EXISTS (SELECT 1 FROM open_changeset AS o JOIN changeset AS s ON s.id = o.changeset_id WHERE s.kind IN ('undo', 'redo'));
END;

CREATE TRIGGER guard_actor_alias_insert BEFORE INSERT ON actor_alias
BEGIN
  SELECT RAISE(ABORT, 'an actor_alias with this id is there already: use UPDATE, or INSERT ... WHERE NOT EXISTS') WHERE NEW.id IN (SELECT id FROM actor_alias);
  SELECT RAISE(ABORT, 'an actor_alias with this alias is there already: use UPDATE, or INSERT ... WHERE NOT EXISTS') WHERE EXISTS (SELECT 1 FROM actor_alias WHERE alias IS NEW.alias);
  SELECT RAISE(ABORT, 'actor_alias.actor_id must be given: write a value for it') WHERE NEW.actor_id IS NULL;
  SELECT RAISE(ABORT, 'actor_alias.alias must be given: write a value for it') WHERE NEW.alias IS NULL;
  SELECT RAISE(ABORT, 'actor_alias.alias holds a character that cannot be seen: type it anew') WHERE EXISTS (SELECT 1 FROM json_each('["*[\u00ad\u034f\u061c\u115f-\u1160\u17b4-\u17b5\u180e\u200b\u200e-\u200f\u2060-\u2064\u3164\ufeff\uffa0]*", "*[\u200c\u200d][ -~]*", "*[ -~][\u200c\u200d]*", " [\u0085\u00a0\u1680\u2000-\u200a\u2028-\u202f\u205f\u2066-\u2069\u3000]*", "*[\u0085\u00a0\u1680\u2000-\u200a\u2028-\u202f\u205f\u2066-\u2069\u3000] "]') WHERE ' ' || NEW.alias || ' ' GLOB value);
  SELECT RAISE(ABORT, 'actor_alias.alias is the name of another actor: merge the two, or choose another alias') WHERE EXISTS (SELECT 1 FROM actor WHERE name = NEW.alias AND id IS NOT NEW.actor_id);
  SELECT RAISE(ABORT, 'actor_alias: an alias has 1 to 200 characters, no comma, no line break or control character, and no white space at its ends') WHERE NOT (NEW.alias <> '' AND length(NEW.alias) <= 200 AND NEW.alias = trim(NEW.alias) AND instr(NEW.alias, ',') = 0 AND NEW.alias NOT GLOB json_extract('"*[\u0001-\u001f\u007f]*"', '$'));
  SELECT RAISE(ABORT, 'actor_alias.actor_id must be in actor: SELECT id FROM actor lists what there is') WHERE NEW.actor_id NOT IN (SELECT id FROM actor);
END;

CREATE TRIGGER guard_actor_alias_update BEFORE UPDATE ON actor_alias
BEGIN
  SELECT RAISE(ABORT, 'actor_alias.id never changes: insert a new row instead, or leave it') WHERE NEW.id IS NOT OLD.id;
  SELECT RAISE(ABORT, 'another actor_alias has this alias: choose another, or change that row') WHERE EXISTS (SELECT 1 FROM actor_alias WHERE alias IS NEW.alias AND NOT (id IS OLD.id));
  SELECT RAISE(ABORT, 'actor_alias.actor_id must be given: leave it as it is, or write a value') WHERE NEW.actor_id IS NULL;
  SELECT RAISE(ABORT, 'actor_alias.alias must be given: leave it as it is, or write a value') WHERE NEW.alias IS NULL;
  SELECT RAISE(ABORT, 'actor_alias.alias holds a character that cannot be seen: type it anew') WHERE NEW.alias IS NOT OLD.alias COLLATE BINARY AND EXISTS (SELECT 1 FROM json_each('["*[\u00ad\u034f\u061c\u115f-\u1160\u17b4-\u17b5\u180e\u200b\u200e-\u200f\u2060-\u2064\u3164\ufeff\uffa0]*", "*[\u200c\u200d][ -~]*", "*[ -~][\u200c\u200d]*", " [\u0085\u00a0\u1680\u2000-\u200a\u2028-\u202f\u205f\u2066-\u2069\u3000]*", "*[\u0085\u00a0\u1680\u2000-\u200a\u2028-\u202f\u205f\u2066-\u2069\u3000] "]') WHERE ' ' || NEW.alias || ' ' GLOB value);
  SELECT RAISE(ABORT, 'actor_alias.alias is the name of another actor: merge the two, or choose another alias') WHERE EXISTS (SELECT 1 FROM actor WHERE name = NEW.alias AND id IS NOT NEW.actor_id);
  SELECT RAISE(ABORT, 'actor_alias: an alias has 1 to 200 characters, no comma, no line break or control character, and no white space at its ends') WHERE NOT (NEW.alias <> '' AND length(NEW.alias) <= 200 AND NEW.alias = trim(NEW.alias) AND instr(NEW.alias, ',') = 0 AND NEW.alias NOT GLOB json_extract('"*[\u0001-\u001f\u007f]*"', '$'));
  SELECT RAISE(ABORT, 'actor_alias.actor_id must be in actor: SELECT id FROM actor lists what there is') WHERE NEW.actor_id NOT IN (SELECT id FROM actor);
END;

CREATE TRIGGER guard_actor_alias_id AFTER INSERT ON actor_alias
BEGIN
  SELECT RAISE(ABORT, 'actor_alias.id is 1 or more: leave it out, and the next one is taken') WHERE NEW.id < 1;
  SELECT RAISE(ABORT, 'actor_alias.id is far above the last one: leave it out, and the next one is taken') WHERE NEW.id > 1000000000 AND NOT EXISTS (SELECT 1 FROM actor_alias WHERE id >= NEW.id - 1000000000 AND id < NEW.id) AND NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = 'actor_alias' AND CAST(seq AS INTEGER) >= NEW.id - 1000000000);
  SELECT RAISE(ABORT, 'a actor_alias with this id was deleted, and the number stays its own: leave it out, and the next one is taken; where you left it out, tracker check --repair puts the counter right') WHERE EXISTS (SELECT 1 FROM change WHERE table_name = 'actor_alias' AND row_key = json_object('id', NEW.id) AND operation = 'delete') AND NOT EXISTS (SELECT 1 FROM open_changeset AS o JOIN changeset AS s ON s.id = o.changeset_id WHERE s.kind IN ('undo', 'redo'));
END;

CREATE TRIGGER guard_mention_insert BEFORE INSERT ON mention
BEGIN
  SELECT RAISE(ABORT, 'a mention with this id is there already: use UPDATE, or INSERT ... WHERE NOT EXISTS') WHERE NEW.id IN (SELECT id FROM mention);
  SELECT RAISE(ABORT, 'a mention with this recommendation_id and actor_id and role and quote_start is there already: use UPDATE, or INSERT ... WHERE NOT EXISTS') WHERE EXISTS (SELECT 1 FROM mention WHERE recommendation_id IS NEW.recommendation_id AND actor_id IS NEW.actor_id AND role IS NEW.role AND quote_start IS NEW.quote_start);
  SELECT RAISE(ABORT, 'mention.recommendation_id must be given: write a value for it') WHERE NEW.recommendation_id IS NULL;
  SELECT RAISE(ABORT, 'mention.actor_id must be given: write a value for it') WHERE NEW.actor_id IS NULL;
  SELECT RAISE(ABORT, 'mention.role must be given: write a value for it') WHERE NEW.role IS NULL;
  SELECT RAISE(ABORT, 'mention.given_in is blank: write NULL for none') WHERE trim(NEW.given_in) = '';
  SELECT RAISE(ABORT, 'mention: a mention has quote and quote_start, or else implied_reason, or else given_in') WHERE NOT ((NEW.quote IS NULL) = (NEW.quote_start IS NULL) AND (NEW.quote IS NOT NULL) + (NEW.implied_reason IS NOT NULL) + (NEW.given_in IS NOT NULL) = 1 AND NEW.quote IS NOT '' AND NEW.implied_reason IS NOT '' AND NEW.given_in IS NOT '');
  SELECT RAISE(ABORT, 'mention.recommendation_id must be in recommendation: SELECT id FROM recommendation lists what there is') WHERE NEW.recommendation_id NOT IN (SELECT id FROM recommendation);
  SELECT RAISE(ABORT, 'mention.actor_id must be in actor: SELECT id FROM actor lists what there is') WHERE NEW.actor_id NOT IN (SELECT id FROM actor);
  SELECT RAISE(ABORT, 'mention.role must be in actor_role: SELECT code FROM actor_role lists what there is') WHERE NEW.role NOT IN (SELECT code FROM actor_role);
  SELECT RAISE(ABORT, 'mention.quote must stand in the recommendation''s text at quote_start (0-based): SELECT instr(text, quote) - 1 finds it') WHERE NEW.quote IS NOT NULL AND (NEW.quote_start < 0 OR NEW.quote IS NOT (SELECT substr(text, NEW.quote_start + 1, length(NEW.quote)) FROM recommendation WHERE id = NEW.recommendation_id));
END;

CREATE TRIGGER guard_mention_update BEFORE UPDATE ON mention
BEGIN
  SELECT RAISE(ABORT, 'mention.id never changes: insert a new row instead, or leave it') WHERE NEW.id IS NOT OLD.id;
  SELECT RAISE(ABORT, 'another mention has this recommendation_id and actor_id and role and quote_start: choose another, or change that row') WHERE EXISTS (SELECT 1 FROM mention WHERE recommendation_id IS NEW.recommendation_id AND actor_id IS NEW.actor_id AND role IS NEW.role AND quote_start IS NEW.quote_start AND NOT (id IS OLD.id));
  SELECT RAISE(ABORT, 'mention.recommendation_id must be given: leave it as it is, or write a value') WHERE NEW.recommendation_id IS NULL;
  SELECT RAISE(ABORT, 'mention.actor_id must be given: leave it as it is, or write a value') WHERE NEW.actor_id IS NULL;
  SELECT RAISE(ABORT, 'mention.role must be given: leave it as it is, or write a value') WHERE NEW.role IS NULL;
  SELECT RAISE(ABORT, 'mention.given_in is blank: write NULL for none') WHERE trim(NEW.given_in) = '';
  SELECT RAISE(ABORT, 'mention: a mention has quote and quote_start, or else implied_reason, or else given_in') WHERE NOT ((NEW.quote IS NULL) = (NEW.quote_start IS NULL) AND (NEW.quote IS NOT NULL) + (NEW.implied_reason IS NOT NULL) + (NEW.given_in IS NOT NULL) = 1 AND NEW.quote IS NOT '' AND NEW.implied_reason IS NOT '' AND NEW.given_in IS NOT '');
  SELECT RAISE(ABORT, 'mention.recommendation_id must be in recommendation: SELECT id FROM recommendation lists what there is') WHERE NEW.recommendation_id NOT IN (SELECT id FROM recommendation);
  SELECT RAISE(ABORT, 'mention.actor_id must be in actor: SELECT id FROM actor lists what there is') WHERE NEW.actor_id NOT IN (SELECT id FROM actor);
  SELECT RAISE(ABORT, 'mention.role must be in actor_role: SELECT code FROM actor_role lists what there is') WHERE NEW.role NOT IN (SELECT code FROM actor_role);
  SELECT RAISE(ABORT, 'mention.quote must stand in the recommendation''s text at quote_start (0-based): SELECT instr(text, quote) - 1 finds it') WHERE NEW.quote IS NOT NULL AND (NEW.quote_start < 0 OR NEW.quote IS NOT (SELECT substr(text, NEW.quote_start + 1, length(NEW.quote)) FROM recommendation WHERE id = NEW.recommendation_id));
END;

CREATE TRIGGER guard_mention_id AFTER INSERT ON mention
BEGIN
  SELECT RAISE(ABORT, 'mention.id is 1 or more: leave it out, and the next one is taken') WHERE NEW.id < 1;
  SELECT RAISE(ABORT, 'mention.id is far above the last one: leave it out, and the next one is taken') WHERE NEW.id > 1000000000 AND NOT EXISTS (SELECT 1 FROM mention WHERE id >= NEW.id - 1000000000 AND id < NEW.id) AND NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = 'mention' AND CAST(seq AS INTEGER) >= NEW.id - 1000000000);
  SELECT RAISE(ABORT, 'a mention with this id was deleted, and the number stays its own: leave it out, and the next one is taken; where you left it out, tracker check --repair puts the counter right') WHERE EXISTS (SELECT 1 FROM change WHERE table_name = 'mention' AND row_key = json_object('id', NEW.id) AND operation = 'delete') AND NOT EXISTS (SELECT 1 FROM open_changeset AS o JOIN changeset AS s ON s.id = o.changeset_id WHERE s.kind IN ('undo', 'redo'));
END;

CREATE TRIGGER guard_note_insert BEFORE INSERT ON note
BEGIN
  SELECT RAISE(ABORT, 'a note with this id is there already: use UPDATE, or INSERT ... WHERE NOT EXISTS') WHERE NEW.id IN (SELECT id FROM note);
  SELECT RAISE(ABORT, 'note.recommendation_id must be given: write a value for it') WHERE NEW.recommendation_id IS NULL;
  SELECT RAISE(ABORT, 'note.body must be given: write a value for it') WHERE NEW.body IS NULL;
  SELECT RAISE(ABORT, 'note.created_at must be given: leave the column out, and it is filled in') WHERE NEW.created_at IS NULL;
  SELECT RAISE(ABORT, 'note: body has 1 to 100,000 characters, not all of them spaces') WHERE NOT (trim(NEW.body) <> '' AND length(NEW.body) <= 100000);
  SELECT RAISE(ABORT, 'note: created_at must be a UTC moment such as 2026-01-31T09:30:00Z') WHERE NOT (NEW.created_at IS strftime('%Y-%m-%dT%H:%M:%SZ', NEW.created_at, '+0 days'));
  SELECT RAISE(ABORT, 'note.created_at has a year from 1 on') WHERE NEW.created_at < '0001';
  SELECT RAISE(ABORT, 'note.recommendation_id must be in recommendation: SELECT id FROM recommendation lists what there is') WHERE NEW.recommendation_id NOT IN (SELECT id FROM recommendation);
END;

CREATE TRIGGER guard_note_update BEFORE UPDATE ON note
BEGIN
  SELECT RAISE(ABORT, 'note.id never changes: insert a new row instead, or leave it') WHERE NEW.id IS NOT OLD.id;
  SELECT RAISE(ABORT, 'note.recommendation_id must be given: leave it as it is, or write a value') WHERE NEW.recommendation_id IS NULL;
  SELECT RAISE(ABORT, 'note.body must be given: leave it as it is, or write a value') WHERE NEW.body IS NULL;
  SELECT RAISE(ABORT, 'note.created_at must be given: leave it as it is, or write a value') WHERE NEW.created_at IS NULL;
  SELECT RAISE(ABORT, 'note: body has 1 to 100,000 characters, not all of them spaces') WHERE NOT (trim(NEW.body) <> '' AND length(NEW.body) <= 100000);
  SELECT RAISE(ABORT, 'note: created_at must be a UTC moment such as 2026-01-31T09:30:00Z') WHERE NOT (NEW.created_at IS strftime('%Y-%m-%dT%H:%M:%SZ', NEW.created_at, '+0 days'));
  SELECT RAISE(ABORT, 'note.created_at has a year from 1 on') WHERE NEW.created_at < '0001';
  SELECT RAISE(ABORT, 'note.recommendation_id must be in recommendation: SELECT id FROM recommendation lists what there is') WHERE NEW.recommendation_id NOT IN (SELECT id FROM recommendation);
END;

CREATE TRIGGER guard_note_id AFTER INSERT ON note
BEGIN
  SELECT RAISE(ABORT, 'note.id is 1 or more: leave it out, and the next one is taken') WHERE NEW.id < 1;
  SELECT RAISE(ABORT, 'note.id is far above the last one: leave it out, and the next one is taken') WHERE NEW.id > 1000000000 AND NOT EXISTS (SELECT 1 FROM note WHERE id >= NEW.id - 1000000000 AND id < NEW.id) AND NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = 'note' AND CAST(seq AS INTEGER) >= NEW.id - 1000000000);
  SELECT RAISE(ABORT, 'a note with this id was deleted, and the number stays its own: leave it out, and the next one is taken; where you left it out, tracker check --repair puts the counter right') WHERE EXISTS (SELECT 1 FROM change WHERE table_name = 'note' AND row_key = json_object('id', NEW.id) AND operation = 'delete') AND NOT EXISTS (SELECT 1 FROM open_changeset AS o JOIN changeset AS s ON s.id = o.changeset_id WHERE s.kind IN ('undo', 'redo'));
END;

CREATE TRIGGER guard_tag_insert BEFORE INSERT ON tag
BEGIN
  SELECT RAISE(ABORT, 'a tag with this id is there already: use UPDATE, or INSERT ... WHERE NOT EXISTS') WHERE NEW.id IN (SELECT id FROM tag);
  SELECT RAISE(ABORT, 'a tag with this name is there already: use UPDATE, or INSERT ... WHERE NOT EXISTS') WHERE EXISTS (SELECT 1 FROM tag WHERE name IS NEW.name);
  SELECT RAISE(ABORT, 'tag.name must be given: write a value for it') WHERE NEW.name IS NULL;
  SELECT RAISE(ABORT, 'tag.position must be given: leave the column out, and it is filled in') WHERE NEW.position IS NULL;
  SELECT RAISE(ABORT, 'tag.name holds a character that cannot be seen: type it anew') WHERE EXISTS (SELECT 1 FROM json_each('["*[\u00ad\u034f\u061c\u115f-\u1160\u17b4-\u17b5\u180e\u200b\u200e-\u200f\u2060-\u2064\u3164\ufeff\uffa0]*", "*[\u200c\u200d][ -~]*", "*[ -~][\u200c\u200d]*", " [\u0085\u00a0\u1680\u2000-\u200a\u2028-\u202f\u205f\u2066-\u2069\u3000]*", "*[\u0085\u00a0\u1680\u2000-\u200a\u2028-\u202f\u205f\u2066-\u2069\u3000] "]') WHERE ' ' || NEW.name || ' ' GLOB value);
  SELECT RAISE(ABORT, 'tag: colour is one of red, orange, yellow, green, cyan, blue, magenta, grey, or empty') WHERE NOT (NEW.colour IS NULL OR NEW.colour IN ('red', 'orange', 'yellow', 'green', 'cyan', 'blue', 'magenta', 'grey'));
  SELECT RAISE(ABORT, 'tag: a name has 1 to 64 characters, no comma or quote, no line break or control character, and no white space at its ends') WHERE NOT (NEW.name <> '' AND length(NEW.name) <= 64 AND NEW.name = trim(NEW.name) AND instr(NEW.name, ',') = 0 AND instr(NEW.name, '"') = 0 AND instr(NEW.name, '''') = 0 AND NEW.name NOT GLOB json_extract('"*[\u0001-\u001f\u007f]*"', '$'));
  SELECT RAISE(ABORT, 'tag: position is 1 or more: leave it out, and the tag goes to the end') WHERE NOT (NEW.position >= 0);
  SELECT RAISE(ABORT, 'tag.position is 1 to 1,000,000,000: leave it out, and the tag goes to the end') WHERE NEW.position NOT BETWEEN 0 AND 1000000000;
END;

CREATE TRIGGER guard_tag_update BEFORE UPDATE ON tag
BEGIN
  SELECT RAISE(ABORT, 'tag.id never changes: insert a new row instead, or leave it') WHERE NEW.id IS NOT OLD.id;
  SELECT RAISE(ABORT, 'another tag has this name: choose another, or change that row') WHERE EXISTS (SELECT 1 FROM tag WHERE name IS NEW.name AND NOT (id IS OLD.id));
  SELECT RAISE(ABORT, 'tag.name must be given: leave it as it is, or write a value') WHERE NEW.name IS NULL;
  SELECT RAISE(ABORT, 'tag.position must be given: leave it as it is, or write a value') WHERE NEW.position IS NULL;
  SELECT RAISE(ABORT, 'tag.name holds a character that cannot be seen: type it anew') WHERE NEW.name IS NOT OLD.name COLLATE BINARY AND EXISTS (SELECT 1 FROM json_each('["*[\u00ad\u034f\u061c\u115f-\u1160\u17b4-\u17b5\u180e\u200b\u200e-\u200f\u2060-\u2064\u3164\ufeff\uffa0]*", "*[\u200c\u200d][ -~]*", "*[ -~][\u200c\u200d]*", " [\u0085\u00a0\u1680\u2000-\u200a\u2028-\u202f\u205f\u2066-\u2069\u3000]*", "*[\u0085\u00a0\u1680\u2000-\u200a\u2028-\u202f\u205f\u2066-\u2069\u3000] "]') WHERE ' ' || NEW.name || ' ' GLOB value);
  SELECT RAISE(ABORT, 'tag: colour is one of red, orange, yellow, green, cyan, blue, magenta, grey, or empty') WHERE NOT (NEW.colour IS NULL OR NEW.colour IN ('red', 'orange', 'yellow', 'green', 'cyan', 'blue', 'magenta', 'grey'));
  SELECT RAISE(ABORT, 'tag: a name has 1 to 64 characters, no comma or quote, no line break or control character, and no white space at its ends') WHERE NOT (NEW.name <> '' AND length(NEW.name) <= 64 AND NEW.name = trim(NEW.name) AND instr(NEW.name, ',') = 0 AND instr(NEW.name, '"') = 0 AND instr(NEW.name, '''') = 0 AND NEW.name NOT GLOB json_extract('"*[\u0001-\u001f\u007f]*"', '$'));
  SELECT RAISE(ABORT, 'tag: position is 1 or more: leave it out, and the tag goes to the end') WHERE NOT (NEW.position >= 0);
  SELECT RAISE(ABORT, 'tag.position is 1 to 1,000,000,000: write its place in the codebook') WHERE NEW.position IS NOT OLD.position AND NEW.position NOT BETWEEN 1 AND 1000000000;
END;

CREATE TRIGGER guard_tag_delete BEFORE DELETE ON tag
BEGIN
  DELETE FROM tagging WHERE tag_id = OLD.id;
END;

CREATE TRIGGER guard_tag_id AFTER INSERT ON tag
BEGIN
  SELECT RAISE(ABORT, 'tag.id is 1 or more: leave it out, and the next one is taken') WHERE NEW.id < 1;
  SELECT RAISE(ABORT, 'tag.id is far above the last one: leave it out, and the next one is taken') WHERE NEW.id > 1000000000 AND NOT EXISTS (SELECT 1 FROM tag WHERE id >= NEW.id - 1000000000 AND id < NEW.id) AND NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = 'tag' AND CAST(seq AS INTEGER) >= NEW.id - 1000000000);
  SELECT RAISE(ABORT, 'a tag with this id was deleted, and the number stays its own: leave it out, and the next one is taken; where you left it out, tracker check --repair puts the counter right') WHERE EXISTS (SELECT 1 FROM change WHERE table_name = 'tag' AND row_key = json_object('id', NEW.id) AND operation = 'delete') AND NOT EXISTS (SELECT 1 FROM open_changeset AS o JOIN changeset AS s ON s.id = o.changeset_id WHERE s.kind IN ('undo', 'redo'));
END;

CREATE TRIGGER guard_tagging_insert BEFORE INSERT ON tagging
BEGIN
  SELECT RAISE(IGNORE) WHERE EXISTS (SELECT 1 FROM tagging WHERE recommendation_id IS NEW.recommendation_id AND tag_id IS NEW.tag_id);
  SELECT RAISE(ABORT, 'tagging.recommendation_id must be given: write a value for it') WHERE NEW.recommendation_id IS NULL;
  SELECT RAISE(ABORT, 'tagging.tag_id must be given: write a value for it') WHERE NEW.tag_id IS NULL;
  SELECT RAISE(ABORT, 'tagging.recommendation_id must be in recommendation: SELECT id FROM recommendation lists what there is') WHERE NEW.recommendation_id NOT IN (SELECT id FROM recommendation);
  SELECT RAISE(ABORT, 'tagging.tag_id must be in tag: SELECT id FROM tag lists what there is') WHERE NEW.tag_id NOT IN (SELECT id FROM tag);
END;

CREATE TRIGGER guard_tagging_update BEFORE UPDATE ON tagging
BEGIN
  SELECT RAISE(ABORT, 'tagging.recommendation_id never changes: insert a new row instead, or leave it') WHERE NEW.recommendation_id IS NOT OLD.recommendation_id;
  SELECT RAISE(ABORT, 'tagging.tag_id never changes: insert a new row instead, or leave it') WHERE NEW.tag_id IS NOT OLD.tag_id;
  SELECT RAISE(ABORT, 'tagging.recommendation_id must be in recommendation: SELECT id FROM recommendation lists what there is') WHERE NEW.recommendation_id NOT IN (SELECT id FROM recommendation);
  SELECT RAISE(ABORT, 'tagging.tag_id must be in tag: SELECT id FROM tag lists what there is') WHERE NEW.tag_id NOT IN (SELECT id FROM tag);
END;

CREATE TRIGGER guard_saved_view_insert BEFORE INSERT ON saved_view
BEGIN
  SELECT RAISE(ABORT, 'a saved_view with this id is there already: use UPDATE, or INSERT ... WHERE NOT EXISTS') WHERE NEW.id IN (SELECT id FROM saved_view);
  SELECT RAISE(ABORT, 'a saved_view with this name is there already: use UPDATE, or INSERT ... WHERE NOT EXISTS') WHERE EXISTS (SELECT 1 FROM saved_view WHERE name IS NEW.name);
  SELECT RAISE(ABORT, 'saved_view.name must be given: write a value for it') WHERE NEW.name IS NULL;
  SELECT RAISE(ABORT, 'saved_view.query must be given: write a value for it') WHERE NEW."query" IS NULL;
  SELECT RAISE(ABORT, 'saved_view.created_at must be given: leave the column out, and it is filled in') WHERE NEW.created_at IS NULL;
  SELECT RAISE(ABORT, 'saved_view.name holds a character that cannot be seen: type it anew') WHERE EXISTS (SELECT 1 FROM json_each('["*[\u00ad\u034f\u061c\u115f-\u1160\u17b4-\u17b5\u180e\u200b\u200e-\u200f\u2060-\u2064\u3164\ufeff\uffa0]*", "*[\u200c\u200d][ -~]*", "*[ -~][\u200c\u200d]*", " [\u0085\u00a0\u1680\u2000-\u200a\u2028-\u202f\u205f\u2066-\u2069\u3000]*", "*[\u0085\u00a0\u1680\u2000-\u200a\u2028-\u202f\u205f\u2066-\u2069\u3000] "]') WHERE ' ' || NEW.name || ' ' GLOB value);
  SELECT RAISE(ABORT, 'saved_view: created_at must be a UTC moment such as 2026-01-31T09:30:00Z') WHERE NOT (NEW.created_at IS strftime('%Y-%m-%dT%H:%M:%SZ', NEW.created_at, '+0 days'));
  SELECT RAISE(ABORT, 'saved_view: a name has 1 to 64 characters, no comma, no line break or control character, and no white space at its ends') WHERE NOT (NEW.name <> '' AND length(NEW.name) <= 64 AND NEW.name = trim(NEW.name) AND instr(NEW.name, ',') = 0 AND NEW.name NOT GLOB json_extract('"*[\u0001-\u001f\u007f]*"', '$'));
  SELECT RAISE(ABORT, 'saved_view.created_at has a year from 1 on') WHERE NEW.created_at < '0001';
END;

CREATE TRIGGER guard_saved_view_update BEFORE UPDATE ON saved_view
BEGIN
  SELECT RAISE(ABORT, 'saved_view.id never changes: insert a new row instead, or leave it') WHERE NEW.id IS NOT OLD.id;
  SELECT RAISE(ABORT, 'another saved_view has this name: choose another, or change that row') WHERE EXISTS (SELECT 1 FROM saved_view WHERE name IS NEW.name AND NOT (id IS OLD.id));
  SELECT RAISE(ABORT, 'saved_view.name must be given: leave it as it is, or write a value') WHERE NEW.name IS NULL;
  SELECT RAISE(ABORT, 'saved_view.query must be given: leave it as it is, or write a value') WHERE NEW."query" IS NULL;
  SELECT RAISE(ABORT, 'saved_view.created_at must be given: leave it as it is, or write a value') WHERE NEW.created_at IS NULL;
  SELECT RAISE(ABORT, 'saved_view.name holds a character that cannot be seen: type it anew') WHERE NEW.name IS NOT OLD.name COLLATE BINARY AND EXISTS (SELECT 1 FROM json_each('["*[\u00ad\u034f\u061c\u115f-\u1160\u17b4-\u17b5\u180e\u200b\u200e-\u200f\u2060-\u2064\u3164\ufeff\uffa0]*", "*[\u200c\u200d][ -~]*", "*[ -~][\u200c\u200d]*", " [\u0085\u00a0\u1680\u2000-\u200a\u2028-\u202f\u205f\u2066-\u2069\u3000]*", "*[\u0085\u00a0\u1680\u2000-\u200a\u2028-\u202f\u205f\u2066-\u2069\u3000] "]') WHERE ' ' || NEW.name || ' ' GLOB value);
  SELECT RAISE(ABORT, 'saved_view: created_at must be a UTC moment such as 2026-01-31T09:30:00Z') WHERE NOT (NEW.created_at IS strftime('%Y-%m-%dT%H:%M:%SZ', NEW.created_at, '+0 days'));
  SELECT RAISE(ABORT, 'saved_view: a name has 1 to 64 characters, no comma, no line break or control character, and no white space at its ends') WHERE NOT (NEW.name <> '' AND length(NEW.name) <= 64 AND NEW.name = trim(NEW.name) AND instr(NEW.name, ',') = 0 AND NEW.name NOT GLOB json_extract('"*[\u0001-\u001f\u007f]*"', '$'));
  SELECT RAISE(ABORT, 'saved_view.created_at has a year from 1 on') WHERE NEW.created_at < '0001';
END;

CREATE TRIGGER guard_saved_view_id AFTER INSERT ON saved_view
BEGIN
  SELECT RAISE(ABORT, 'saved_view.id is 1 or more: leave it out, and the next one is taken') WHERE NEW.id < 1;
  SELECT RAISE(ABORT, 'saved_view.id is far above the last one: leave it out, and the next one is taken') WHERE NEW.id > 1000000000 AND NOT EXISTS (SELECT 1 FROM saved_view WHERE id >= NEW.id - 1000000000 AND id < NEW.id) AND NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = 'saved_view' AND CAST(seq AS INTEGER) >= NEW.id - 1000000000);
  SELECT RAISE(ABORT, 'a saved_view with this id was deleted, and the number stays its own: leave it out, and the next one is taken; where you left it out, tracker check --repair puts the counter right') WHERE EXISTS (SELECT 1 FROM change WHERE table_name = 'saved_view' AND row_key = json_object('id', NEW.id) AND operation = 'delete') AND NOT EXISTS (SELECT 1 FROM open_changeset AS o JOIN changeset AS s ON s.id = o.changeset_id WHERE s.kind IN ('undo', 'redo'));
END;

CREATE TRIGGER guard_source_insert BEFORE INSERT ON source
BEGIN
  SELECT RAISE(ABORT, 'a source with this id is there already: use UPDATE, or INSERT ... WHERE NOT EXISTS') WHERE NEW.id IN (SELECT id FROM source);
  SELECT RAISE(ABORT, 'a source with this name is there already: use UPDATE, or INSERT ... WHERE NOT EXISTS') WHERE EXISTS (SELECT 1 FROM source WHERE name IS NEW.name);
  SELECT RAISE(ABORT, 'source.kind must be given: leave the column out, and it is filled in') WHERE NEW.kind IS NULL;
  SELECT RAISE(ABORT, 'source.name must be given: write a value for it') WHERE NEW.name IS NULL;
  SELECT RAISE(ABORT, 'source.created_at must be given: leave the column out, and it is filled in') WHERE NEW.created_at IS NULL;
  SELECT RAISE(ABORT, 'source.name holds a character that cannot be seen: type it anew') WHERE EXISTS (SELECT 1 FROM json_each('["*[\u00ad\u034f\u061c\u115f-\u1160\u17b4-\u17b5\u180e\u200b\u200e-\u200f\u2060-\u2064\u3164\ufeff\uffa0]*", "*[\u200c\u200d][ -~]*", "*[ -~][\u200c\u200d]*", " [\u0085\u00a0\u1680\u2000-\u200a\u2028-\u202f\u205f\u2066-\u2069\u3000]*", "*[\u0085\u00a0\u1680\u2000-\u200a\u2028-\u202f\u205f\u2066-\u2069\u3000] "]') WHERE ' ' || NEW.name || ' ' GLOB value);
  SELECT RAISE(ABORT, 'source.address holds a character that cannot be seen: type it anew') WHERE EXISTS (SELECT 1 FROM json_each('["*[\u00ad\u034f\u061c\u115f-\u1160\u17b4-\u17b5\u180e\u200b\u200e-\u200f\u2060-\u2064\u3164\ufeff\uffa0]*", "*[\u200c\u200d][ -~]*", "*[ -~][\u200c\u200d]*", " [\u0085\u00a0\u1680\u2000-\u200a\u2028-\u202f\u205f\u2066-\u2069\u3000]*", "*[\u0085\u00a0\u1680\u2000-\u200a\u2028-\u202f\u205f\u2066-\u2069\u3000] "]') WHERE ' ' || NEW.address || ' ' GLOB value);
  SELECT RAISE(ABORT, 'source: address begins with http:// or https://, has 2,000 characters at most, and no white space') WHERE NOT ((NEW.address GLOB 'http://?*' OR NEW.address GLOB 'https://?*') AND length(NEW.address) <= 2000 AND NEW.address NOT GLOB json_extract('"*[\u0001- \u007f]*"', '$'));
  SELECT RAISE(ABORT, 'source: created_at must be a UTC moment such as 2026-01-31T09:30:00Z') WHERE NOT (NEW.created_at IS strftime('%Y-%m-%dT%H:%M:%SZ', NEW.created_at, '+0 days'));
  SELECT RAISE(ABORT, 'source: a name has 1 to 200 characters, no line break or control character, and no white space at its ends') WHERE NOT (NEW.name <> '' AND length(NEW.name) <= 200 AND NEW.name = trim(NEW.name) AND NEW.name NOT GLOB json_extract('"*[\u0001-\u001f\u007f]*"', '$'));
  SELECT RAISE(ABORT, 'source: published_on must be a date such as 2026-01-31') WHERE NOT (NEW.published_on IS date(NEW.published_on, '+0 days') AND NEW.published_on >= '0001');
  SELECT RAISE(ABORT, 'source: sha256 has 64 hexadecimal digits in lower case') WHERE NOT (length(NEW.sha256) = 64 AND NEW.sha256 NOT GLOB '*[^0-9a-f]*');
  SELECT RAISE(ABORT, 'source.created_at has a year from 1 on') WHERE NEW.created_at < '0001';
  SELECT RAISE(ABORT, 'source.published_on is the day of something that has happened, and lies after tomorrow') WHERE NEW.published_on > date('now', '+1 day');
  SELECT RAISE(ABORT, 'source.report_id must be in report: SELECT id FROM report lists what there is') WHERE NEW.report_id IS NOT NULL AND NEW.report_id NOT IN (SELECT id FROM report);
  SELECT RAISE(ABORT, 'source.kind must be in source_kind: SELECT code FROM source_kind lists what there is') WHERE NEW.kind NOT IN (SELECT code FROM source_kind);
END;

CREATE TRIGGER guard_source_update BEFORE UPDATE ON source
BEGIN
  SELECT RAISE(ABORT, 'source.id never changes: insert a new row instead, or leave it') WHERE NEW.id IS NOT OLD.id;
  SELECT RAISE(ABORT, 'another source has this name: choose another, or change that row') WHERE EXISTS (SELECT 1 FROM source WHERE name IS NEW.name AND NOT (id IS OLD.id));
  SELECT RAISE(ABORT, 'source.kind must be given: leave it as it is, or write a value') WHERE NEW.kind IS NULL;
  SELECT RAISE(ABORT, 'source.name must be given: leave it as it is, or write a value') WHERE NEW.name IS NULL;
  SELECT RAISE(ABORT, 'source.created_at must be given: leave it as it is, or write a value') WHERE NEW.created_at IS NULL;
  SELECT RAISE(ABORT, 'source.name holds a character that cannot be seen: type it anew') WHERE NEW.name IS NOT OLD.name COLLATE BINARY AND EXISTS (SELECT 1 FROM json_each('["*[\u00ad\u034f\u061c\u115f-\u1160\u17b4-\u17b5\u180e\u200b\u200e-\u200f\u2060-\u2064\u3164\ufeff\uffa0]*", "*[\u200c\u200d][ -~]*", "*[ -~][\u200c\u200d]*", " [\u0085\u00a0\u1680\u2000-\u200a\u2028-\u202f\u205f\u2066-\u2069\u3000]*", "*[\u0085\u00a0\u1680\u2000-\u200a\u2028-\u202f\u205f\u2066-\u2069\u3000] "]') WHERE ' ' || NEW.name || ' ' GLOB value);
  SELECT RAISE(ABORT, 'source.address holds a character that cannot be seen: type it anew') WHERE NEW.address IS NOT OLD.address COLLATE BINARY AND EXISTS (SELECT 1 FROM json_each('["*[\u00ad\u034f\u061c\u115f-\u1160\u17b4-\u17b5\u180e\u200b\u200e-\u200f\u2060-\u2064\u3164\ufeff\uffa0]*", "*[\u200c\u200d][ -~]*", "*[ -~][\u200c\u200d]*", " [\u0085\u00a0\u1680\u2000-\u200a\u2028-\u202f\u205f\u2066-\u2069\u3000]*", "*[\u0085\u00a0\u1680\u2000-\u200a\u2028-\u202f\u205f\u2066-\u2069\u3000] "]') WHERE ' ' || NEW.address || ' ' GLOB value);
  SELECT RAISE(ABORT, 'source: address begins with http:// or https://, has 2,000 characters at most, and no white space') WHERE NOT ((NEW.address GLOB 'http://?*' OR NEW.address GLOB 'https://?*') AND length(NEW.address) <= 2000 AND NEW.address NOT GLOB json_extract('"*[\u0001- \u007f]*"', '$'));
  SELECT RAISE(ABORT, 'source: created_at must be a UTC moment such as 2026-01-31T09:30:00Z') WHERE NOT (NEW.created_at IS strftime('%Y-%m-%dT%H:%M:%SZ', NEW.created_at, '+0 days'));
  SELECT RAISE(ABORT, 'source: a name has 1 to 200 characters, no line break or control character, and no white space at its ends') WHERE NOT (NEW.name <> '' AND length(NEW.name) <= 200 AND NEW.name = trim(NEW.name) AND NEW.name NOT GLOB json_extract('"*[\u0001-\u001f\u007f]*"', '$'));
  SELECT RAISE(ABORT, 'source: published_on must be a date such as 2026-01-31') WHERE NOT (NEW.published_on IS date(NEW.published_on, '+0 days') AND NEW.published_on >= '0001');
  SELECT RAISE(ABORT, 'source: sha256 has 64 hexadecimal digits in lower case') WHERE NOT (length(NEW.sha256) = 64 AND NEW.sha256 NOT GLOB '*[^0-9a-f]*');
  SELECT RAISE(ABORT, 'source.created_at has a year from 1 on') WHERE NEW.created_at < '0001';
  SELECT RAISE(ABORT, 'source.published_on is the day of something that has happened, and lies after tomorrow') WHERE NEW.published_on IS NOT OLD.published_on AND NEW.published_on > date('now', '+1 day');
  SELECT RAISE(ABORT, 'source.report_id must be in report: SELECT id FROM report lists what there is') WHERE NEW.report_id IS NOT NULL AND NEW.report_id NOT IN (SELECT id FROM report);
  SELECT RAISE(ABORT, 'source.kind must be in source_kind: SELECT code FROM source_kind lists what there is') WHERE NEW.kind NOT IN (SELECT code FROM source_kind);
END;

CREATE TRIGGER guard_source_delete BEFORE DELETE ON source
BEGIN
  SELECT RAISE(ABORT, 'this source is in use by response.source_id: change those rows first') WHERE EXISTS (SELECT 1 FROM response WHERE source_id = OLD.id);
  SELECT RAISE(ABORT, 'this source is in use by progress.source_id: change those rows first') WHERE EXISTS (SELECT 1 FROM progress WHERE source_id = OLD.id);
  SELECT RAISE(ABORT, 'this source is in use by deadline.source_id: change those rows first') WHERE EXISTS (SELECT 1 FROM deadline WHERE source_id = OLD.id);
  SELECT RAISE(ABORT, 'this source is in use by import_row.source_id: change those rows first') WHERE EXISTS (SELECT 1 FROM import_row WHERE source_id = OLD.id);
END;

CREATE TRIGGER guard_source_id AFTER INSERT ON source
BEGIN
  SELECT RAISE(ABORT, 'source.id is 1 or more: leave it out, and the next one is taken') WHERE NEW.id < 1;
  SELECT RAISE(ABORT, 'source.id is far above the last one: leave it out, and the next one is taken') WHERE NEW.id > 1000000000 AND NOT EXISTS (SELECT 1 FROM source WHERE id >= NEW.id - 1000000000 AND id < NEW.id) AND NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = 'source' AND CAST(seq AS INTEGER) >= NEW.id - 1000000000);
  SELECT RAISE(ABORT, 'a source with this id was deleted, and the number stays its own: leave it out, and the next one is taken; where you left it out, tracker check --repair puts the counter right') WHERE EXISTS (SELECT 1 FROM change WHERE table_name = 'source' AND row_key = json_object('id', NEW.id) AND operation = 'delete') AND NOT EXISTS (SELECT 1 FROM open_changeset AS o JOIN changeset AS s ON s.id = o.changeset_id WHERE s.kind IN ('undo', 'redo'));
END;

CREATE TRIGGER guard_response_insert BEFORE INSERT ON response
BEGIN
  SELECT RAISE(ABORT, 'a response with this id is there already: use UPDATE, or INSERT ... WHERE NOT EXISTS') WHERE NEW.id IN (SELECT id FROM response);
  SELECT RAISE(ABORT, 'response.recommendation_id must be given: write a value for it') WHERE NEW.recommendation_id IS NULL;
  SELECT RAISE(ABORT, 'response.position must be given: write a value for it') WHERE NEW.position IS NULL;
  SELECT RAISE(ABORT, 'response.created_at must be given: leave the column out, and it is filled in') WHERE NEW.created_at IS NULL;
  SELECT RAISE(ABORT, 'response.as_printed is blank: write NULL for none') WHERE trim(NEW.as_printed, json_extract('" \t\n\u000b\f\r\u0085\u00a0\u1680\u2028\u2029\u202f\u205f\u3000\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200e\u200f\u2060\u2061\u2062\u2063\u2064\u3164\ufeff\uffa0\u200c\u200d\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"', '$')) = '';
  SELECT RAISE(ABORT, 'response.text is blank: write NULL for none') WHERE trim(NEW.text, json_extract('" \t\n\u000b\f\r\u0085\u00a0\u1680\u2028\u2029\u202f\u205f\u3000\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200e\u200f\u2060\u2061\u2062\u2063\u2064\u3164\ufeff\uffa0\u200c\u200d\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"', '$')) = '';
  SELECT RAISE(ABORT, 'response: created_at must be a UTC moment such as 2026-01-31T09:30:00Z') WHERE NOT (NEW.created_at IS strftime('%Y-%m-%dT%H:%M:%SZ', NEW.created_at, '+0 days'));
  SELECT RAISE(ABORT, 'response: place is a page, line or row of the source: p. 12, p. 12-13, line 4, lines 4-9 or row 17') WHERE NOT (NEW.place IS NULL OR (SELECT first >= 1 AND (NEW.place IN ('p. ' || first, 'line ' || first, 'row ' || first) OR last > first AND NEW.place IN ('p. ' || first || '-' || last, 'lines ' || first || '-' || last)) FROM (SELECT CAST(substr(NEW.place, instr(NEW.place, ' ') + 1) AS INTEGER) AS first, CAST(substr(NEW.place, instr(NEW.place, '-') + 1) AS INTEGER) AS last)));
  SELECT RAISE(ABORT, 'response: said_on must be a date such as 2026-01-31') WHERE NOT (NEW.said_on IS date(NEW.said_on, '+0 days') AND NEW.said_on >= '0001');
  SELECT RAISE(ABORT, 'response.created_at has a year from 1 on') WHERE NEW.created_at < '0001';
  SELECT RAISE(ABORT, 'response.said_on is the day of something that has happened, and lies after tomorrow') WHERE NEW.said_on > date('now', '+1 day');
  SELECT RAISE(ABORT, 'response.recommendation_id must be in recommendation: SELECT id FROM recommendation lists what there is') WHERE NEW.recommendation_id NOT IN (SELECT id FROM recommendation);
  SELECT RAISE(ABORT, 'response.actor_id must be in actor: SELECT id FROM actor lists what there is') WHERE NEW.actor_id IS NOT NULL AND NEW.actor_id NOT IN (SELECT id FROM actor);
  SELECT RAISE(ABORT, 'response.position must be in response_position: SELECT code FROM response_position lists what there is') WHERE NEW.position NOT IN (SELECT code FROM response_position);
  SELECT RAISE(ABORT, 'response.source_id must be in source: SELECT id FROM source lists what there is') WHERE NEW.source_id IS NOT NULL AND NEW.source_id NOT IN (SELECT id FROM source);
END;

CREATE TRIGGER guard_response_update BEFORE UPDATE ON response
BEGIN
  SELECT RAISE(ABORT, 'response.id never changes: insert a new row instead, or leave it') WHERE NEW.id IS NOT OLD.id;
  SELECT RAISE(ABORT, 'response.recommendation_id must be given: leave it as it is, or write a value') WHERE NEW.recommendation_id IS NULL;
  SELECT RAISE(ABORT, 'response.position must be given: leave it as it is, or write a value') WHERE NEW.position IS NULL;
  SELECT RAISE(ABORT, 'response.created_at must be given: leave it as it is, or write a value') WHERE NEW.created_at IS NULL;
  SELECT RAISE(ABORT, 'response.as_printed is blank: write NULL for none') WHERE trim(NEW.as_printed, json_extract('" \t\n\u000b\f\r\u0085\u00a0\u1680\u2028\u2029\u202f\u205f\u3000\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200e\u200f\u2060\u2061\u2062\u2063\u2064\u3164\ufeff\uffa0\u200c\u200d\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"', '$')) = '';
  SELECT RAISE(ABORT, 'response.text is blank: write NULL for none') WHERE trim(NEW.text, json_extract('" \t\n\u000b\f\r\u0085\u00a0\u1680\u2028\u2029\u202f\u205f\u3000\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200e\u200f\u2060\u2061\u2062\u2063\u2064\u3164\ufeff\uffa0\u200c\u200d\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"', '$')) = '';
  SELECT RAISE(ABORT, 'response: created_at must be a UTC moment such as 2026-01-31T09:30:00Z') WHERE NOT (NEW.created_at IS strftime('%Y-%m-%dT%H:%M:%SZ', NEW.created_at, '+0 days'));
  SELECT RAISE(ABORT, 'response: place is a page, line or row of the source: p. 12, p. 12-13, line 4, lines 4-9 or row 17') WHERE NOT (NEW.place IS NULL OR (SELECT first >= 1 AND (NEW.place IN ('p. ' || first, 'line ' || first, 'row ' || first) OR last > first AND NEW.place IN ('p. ' || first || '-' || last, 'lines ' || first || '-' || last)) FROM (SELECT CAST(substr(NEW.place, instr(NEW.place, ' ') + 1) AS INTEGER) AS first, CAST(substr(NEW.place, instr(NEW.place, '-') + 1) AS INTEGER) AS last)));
  SELECT RAISE(ABORT, 'response: said_on must be a date such as 2026-01-31') WHERE NOT (NEW.said_on IS date(NEW.said_on, '+0 days') AND NEW.said_on >= '0001');
  SELECT RAISE(ABORT, 'response.created_at has a year from 1 on') WHERE NEW.created_at < '0001';
  SELECT RAISE(ABORT, 'response.said_on is the day of something that has happened, and lies after tomorrow') WHERE NEW.said_on IS NOT OLD.said_on AND NEW.said_on > date('now', '+1 day');
  SELECT RAISE(ABORT, 'response.recommendation_id must be in recommendation: SELECT id FROM recommendation lists what there is') WHERE NEW.recommendation_id NOT IN (SELECT id FROM recommendation);
  SELECT RAISE(ABORT, 'response.actor_id must be in actor: SELECT id FROM actor lists what there is') WHERE NEW.actor_id IS NOT NULL AND NEW.actor_id NOT IN (SELECT id FROM actor);
  SELECT RAISE(ABORT, 'response.position must be in response_position: SELECT code FROM response_position lists what there is') WHERE NEW.position NOT IN (SELECT code FROM response_position);
  SELECT RAISE(ABORT, 'response.source_id must be in source: SELECT id FROM source lists what there is') WHERE NEW.source_id IS NOT NULL AND NEW.source_id NOT IN (SELECT id FROM source);
END;

CREATE TRIGGER guard_response_id AFTER INSERT ON response
BEGIN
  SELECT RAISE(ABORT, 'response.id is 1 or more: leave it out, and the next one is taken') WHERE NEW.id < 1;
  SELECT RAISE(ABORT, 'response.id is far above the last one: leave it out, and the next one is taken') WHERE NEW.id > 1000000000 AND NOT EXISTS (SELECT 1 FROM response WHERE id >= NEW.id - 1000000000 AND id < NEW.id) AND NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = 'response' AND CAST(seq AS INTEGER) >= NEW.id - 1000000000);
  SELECT RAISE(ABORT, 'a response with this id was deleted, and the number stays its own: leave it out, and the next one is taken; where you left it out, tracker check --repair puts the counter right') WHERE EXISTS (SELECT 1 FROM change WHERE table_name = 'response' AND row_key = json_object('id', NEW.id) AND operation = 'delete') AND NOT EXISTS (SELECT 1 FROM open_changeset AS o JOIN changeset AS s ON s.id = o.changeset_id WHERE s.kind IN ('undo', 'redo'));
END;

CREATE TRIGGER guard_progress_insert BEFORE INSERT ON progress
BEGIN
  SELECT RAISE(ABORT, 'a progress with this id is there already: use UPDATE, or INSERT ... WHERE NOT EXISTS') WHERE NEW.id IN (SELECT id FROM progress);
  SELECT RAISE(ABORT, 'progress.recommendation_id must be given: write a value for it') WHERE NEW.recommendation_id IS NULL;
  SELECT RAISE(ABORT, 'progress.basis must be given: write a value for it') WHERE NEW.basis IS NULL;
  SELECT RAISE(ABORT, 'progress.status must be given: write a value for it') WHERE NEW.status IS NULL;
  SELECT RAISE(ABORT, 'progress.created_at must be given: leave the column out, and it is filled in') WHERE NEW.created_at IS NULL;
  SELECT RAISE(ABORT, 'progress.as_printed is blank: write NULL for none') WHERE trim(NEW.as_printed, json_extract('" \t\n\u000b\f\r\u0085\u00a0\u1680\u2028\u2029\u202f\u205f\u3000\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200e\u200f\u2060\u2061\u2062\u2063\u2064\u3164\ufeff\uffa0\u200c\u200d\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"', '$')) = '';
  SELECT RAISE(ABORT, 'progress.text is blank: write NULL for none') WHERE trim(NEW.text, json_extract('" \t\n\u000b\f\r\u0085\u00a0\u1680\u2028\u2029\u202f\u205f\u3000\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200e\u200f\u2060\u2061\u2062\u2063\u2064\u3164\ufeff\uffa0\u200c\u200d\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"', '$')) = '';
  SELECT RAISE(ABORT, 'progress.quote is blank: write NULL for none') WHERE trim(NEW.quote, json_extract('" \t\n\u000b\f\r\u0085\u00a0\u1680\u2028\u2029\u202f\u205f\u3000\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200e\u200f\u2060\u2061\u2062\u2063\u2064\u3164\ufeff\uffa0\u200c\u200d\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"', '$')) = '';
  SELECT RAISE(ABORT, 'progress: as_of must be a date such as 2026-01-31') WHERE NOT (NEW.as_of IS date(NEW.as_of, '+0 days') AND NEW.as_of >= '0001');
  SELECT RAISE(ABORT, 'progress: basis is reported (by those who should act) or assessed (by analysts)') WHERE NOT (NEW.basis IN ('reported', 'assessed'));
  SELECT RAISE(ABORT, 'progress: created_at must be a UTC moment such as 2026-01-31T09:30:00Z') WHERE NOT (NEW.created_at IS strftime('%Y-%m-%dT%H:%M:%SZ', NEW.created_at, '+0 days'));
  SELECT RAISE(ABORT, 'progress: place is a page, line or row of the source: p. 12, p. 12-13, line 4, lines 4-9 or row 17') WHERE NOT (NEW.place IS NULL OR (SELECT first >= 1 AND (NEW.place IN ('p. ' || first, 'line ' || first, 'row ' || first) OR last > first AND NEW.place IN ('p. ' || first || '-' || last, 'lines ' || first || '-' || last)) FROM (SELECT CAST(substr(NEW.place, instr(NEW.place, ' ') + 1) AS INTEGER) AS first, CAST(substr(NEW.place, instr(NEW.place, '-') + 1) AS INTEGER) AS last)));
  SELECT RAISE(ABORT, 'progress.created_at has a year from 1 on') WHERE NEW.created_at < '0001';
  SELECT RAISE(ABORT, 'progress.as_of is the day of something that has happened, and lies after tomorrow') WHERE NEW.as_of > date('now', '+1 day');
  SELECT RAISE(ABORT, 'progress.recommendation_id must be in recommendation: SELECT id FROM recommendation lists what there is') WHERE NEW.recommendation_id NOT IN (SELECT id FROM recommendation);
  SELECT RAISE(ABORT, 'progress.status must be in progress_status: SELECT code FROM progress_status lists what there is') WHERE NEW.status NOT IN (SELECT code FROM progress_status);
  SELECT RAISE(ABORT, 'progress.source_id must be in source: SELECT id FROM source lists what there is') WHERE NEW.source_id IS NOT NULL AND NEW.source_id NOT IN (SELECT id FROM source);
  SELECT RAISE(ABORT, 'progress: a closed status needs as_of and source_id, an assessed one needs text, and a quote needs source_id and place') WHERE (SELECT s.closed FROM progress_status AS s WHERE s.code = NEW.status) AND (NEW.as_of IS NULL OR NEW.source_id IS NULL) OR NEW.basis = 'assessed' AND NEW.text IS NULL OR NEW.quote IS NOT NULL AND (NEW.source_id IS NULL OR NEW.place IS NULL);
END;

CREATE TRIGGER guard_progress_update BEFORE UPDATE ON progress
BEGIN
  SELECT RAISE(ABORT, 'progress.id never changes: insert a new row instead, or leave it') WHERE NEW.id IS NOT OLD.id;
  SELECT RAISE(ABORT, 'progress.recommendation_id must be given: leave it as it is, or write a value') WHERE NEW.recommendation_id IS NULL;
  SELECT RAISE(ABORT, 'progress.basis must be given: leave it as it is, or write a value') WHERE NEW.basis IS NULL;
  SELECT RAISE(ABORT, 'progress.status must be given: leave it as it is, or write a value') WHERE NEW.status IS NULL;
  SELECT RAISE(ABORT, 'progress.created_at must be given: leave it as it is, or write a value') WHERE NEW.created_at IS NULL;
  SELECT RAISE(ABORT, 'progress.as_printed is blank: write NULL for none') WHERE trim(NEW.as_printed, json_extract('" \t\n\u000b\f\r\u0085\u00a0\u1680\u2028\u2029\u202f\u205f\u3000\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200e\u200f\u2060\u2061\u2062\u2063\u2064\u3164\ufeff\uffa0\u200c\u200d\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"', '$')) = '';
  SELECT RAISE(ABORT, 'progress.text is blank: write NULL for none') WHERE trim(NEW.text, json_extract('" \t\n\u000b\f\r\u0085\u00a0\u1680\u2028\u2029\u202f\u205f\u3000\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200e\u200f\u2060\u2061\u2062\u2063\u2064\u3164\ufeff\uffa0\u200c\u200d\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"', '$')) = '';
  SELECT RAISE(ABORT, 'progress.quote is blank: write NULL for none') WHERE trim(NEW.quote, json_extract('" \t\n\u000b\f\r\u0085\u00a0\u1680\u2028\u2029\u202f\u205f\u3000\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200e\u200f\u2060\u2061\u2062\u2063\u2064\u3164\ufeff\uffa0\u200c\u200d\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"', '$')) = '';
  SELECT RAISE(ABORT, 'progress: as_of must be a date such as 2026-01-31') WHERE NOT (NEW.as_of IS date(NEW.as_of, '+0 days') AND NEW.as_of >= '0001');
  SELECT RAISE(ABORT, 'progress: basis is reported (by those who should act) or assessed (by analysts)') WHERE NOT (NEW.basis IN ('reported', 'assessed'));
  SELECT RAISE(ABORT, 'progress: created_at must be a UTC moment such as 2026-01-31T09:30:00Z') WHERE NOT (NEW.created_at IS strftime('%Y-%m-%dT%H:%M:%SZ', NEW.created_at, '+0 days'));
  SELECT RAISE(ABORT, 'progress: place is a page, line or row of the source: p. 12, p. 12-13, line 4, lines 4-9 or row 17') WHERE NOT (NEW.place IS NULL OR (SELECT first >= 1 AND (NEW.place IN ('p. ' || first, 'line ' || first, 'row ' || first) OR last > first AND NEW.place IN ('p. ' || first || '-' || last, 'lines ' || first || '-' || last)) FROM (SELECT CAST(substr(NEW.place, instr(NEW.place, ' ') + 1) AS INTEGER) AS first, CAST(substr(NEW.place, instr(NEW.place, '-') + 1) AS INTEGER) AS last)));
  SELECT RAISE(ABORT, 'progress.created_at has a year from 1 on') WHERE NEW.created_at < '0001';
  SELECT RAISE(ABORT, 'progress.as_of is the day of something that has happened, and lies after tomorrow') WHERE NEW.as_of IS NOT OLD.as_of AND NEW.as_of > date('now', '+1 day');
  SELECT RAISE(ABORT, 'progress.recommendation_id must be in recommendation: SELECT id FROM recommendation lists what there is') WHERE NEW.recommendation_id NOT IN (SELECT id FROM recommendation);
  SELECT RAISE(ABORT, 'progress.status must be in progress_status: SELECT code FROM progress_status lists what there is') WHERE NEW.status NOT IN (SELECT code FROM progress_status);
  SELECT RAISE(ABORT, 'progress.source_id must be in source: SELECT id FROM source lists what there is') WHERE NEW.source_id IS NOT NULL AND NEW.source_id NOT IN (SELECT id FROM source);
  SELECT RAISE(ABORT, 'progress: a closed status needs as_of and source_id, an assessed one needs text, and a quote needs source_id and place') WHERE (SELECT s.closed FROM progress_status AS s WHERE s.code = NEW.status) AND (NEW.as_of IS NULL OR NEW.source_id IS NULL) OR NEW.basis = 'assessed' AND NEW.text IS NULL OR NEW.quote IS NOT NULL AND (NEW.source_id IS NULL OR NEW.place IS NULL);
END;

CREATE TRIGGER guard_progress_id AFTER INSERT ON progress
BEGIN
  SELECT RAISE(ABORT, 'progress.id is 1 or more: leave it out, and the next one is taken') WHERE NEW.id < 1;
  SELECT RAISE(ABORT, 'progress.id is far above the last one: leave it out, and the next one is taken') WHERE NEW.id > 1000000000 AND NOT EXISTS (SELECT 1 FROM progress WHERE id >= NEW.id - 1000000000 AND id < NEW.id) AND NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = 'progress' AND CAST(seq AS INTEGER) >= NEW.id - 1000000000);
  SELECT RAISE(ABORT, 'a progress with this id was deleted, and the number stays its own: leave it out, and the next one is taken; where you left it out, tracker check --repair puts the counter right') WHERE EXISTS (SELECT 1 FROM change WHERE table_name = 'progress' AND row_key = json_object('id', NEW.id) AND operation = 'delete') AND NOT EXISTS (SELECT 1 FROM open_changeset AS o JOIN changeset AS s ON s.id = o.changeset_id WHERE s.kind IN ('undo', 'redo'));
END;

CREATE TRIGGER guard_deadline_insert BEFORE INSERT ON deadline
BEGIN
  SELECT RAISE(ABORT, 'a deadline with this id is there already: use UPDATE, or INSERT ... WHERE NOT EXISTS') WHERE NEW.id IN (SELECT id FROM deadline);
  SELECT RAISE(ABORT, 'deadline.recommendation_id must be given: write a value for it') WHERE NEW.recommendation_id IS NULL;
  SELECT RAISE(ABORT, 'deadline.due_on must be given: write a value for it') WHERE NEW.due_on IS NULL;
  SELECT RAISE(ABORT, 'deadline.created_at must be given: leave the column out, and it is filled in') WHERE NEW.created_at IS NULL;
  SELECT RAISE(ABORT, 'deadline.reason is blank: write NULL for none') WHERE trim(NEW.reason, json_extract('" \t\n\u000b\f\r\u0085\u00a0\u1680\u2028\u2029\u202f\u205f\u3000\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200e\u200f\u2060\u2061\u2062\u2063\u2064\u3164\ufeff\uffa0\u200c\u200d\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"', '$')) = '';
  SELECT RAISE(ABORT, 'deadline: created_at must be a UTC moment such as 2026-01-31T09:30:00Z') WHERE NOT (NEW.created_at IS strftime('%Y-%m-%dT%H:%M:%SZ', NEW.created_at, '+0 days'));
  SELECT RAISE(ABORT, 'deadline: due_on must be a date such as 2026-01-31') WHERE NOT (NEW.due_on IS date(NEW.due_on, '+0 days') AND NEW.due_on >= '0001');
  SELECT RAISE(ABORT, 'deadline: given_on must be a date such as 2026-01-31') WHERE NOT (NEW.given_on IS date(NEW.given_on, '+0 days') AND NEW.given_on >= '0001');
  SELECT RAISE(ABORT, 'deadline.created_at has a year from 1 on') WHERE NEW.created_at < '0001';
  SELECT RAISE(ABORT, 'deadline.given_on is the day of something that has happened, and lies after tomorrow') WHERE NEW.given_on > date('now', '+1 day');
  SELECT RAISE(ABORT, 'deadline.recommendation_id must be in recommendation: SELECT id FROM recommendation lists what there is') WHERE NEW.recommendation_id NOT IN (SELECT id FROM recommendation);
  SELECT RAISE(ABORT, 'deadline.given_by must be in actor: SELECT id FROM actor lists what there is') WHERE NEW.given_by IS NOT NULL AND NEW.given_by NOT IN (SELECT id FROM actor);
  SELECT RAISE(ABORT, 'deadline.source_id must be in source: SELECT id FROM source lists what there is') WHERE NEW.source_id IS NOT NULL AND NEW.source_id NOT IN (SELECT id FROM source);
END;

CREATE TRIGGER guard_deadline_update BEFORE UPDATE ON deadline
BEGIN
  SELECT RAISE(ABORT, 'deadline.id never changes: insert a new row instead, or leave it') WHERE NEW.id IS NOT OLD.id;
  SELECT RAISE(ABORT, 'deadline.recommendation_id must be given: leave it as it is, or write a value') WHERE NEW.recommendation_id IS NULL;
  SELECT RAISE(ABORT, 'deadline.due_on must be given: leave it as it is, or write a value') WHERE NEW.due_on IS NULL;
  SELECT RAISE(ABORT, 'deadline.created_at must be given: leave it as it is, or write a value') WHERE NEW.created_at IS NULL;
  SELECT RAISE(ABORT, 'deadline.reason is blank: write NULL for none') WHERE trim(NEW.reason, json_extract('" \t\n\u000b\f\r\u0085\u00a0\u1680\u2028\u2029\u202f\u205f\u3000\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200e\u200f\u2060\u2061\u2062\u2063\u2064\u3164\ufeff\uffa0\u200c\u200d\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"', '$')) = '';
  SELECT RAISE(ABORT, 'deadline: created_at must be a UTC moment such as 2026-01-31T09:30:00Z') WHERE NOT (NEW.created_at IS strftime('%Y-%m-%dT%H:%M:%SZ', NEW.created_at, '+0 days'));
  SELECT RAISE(ABORT, 'deadline: due_on must be a date such as 2026-01-31') WHERE NOT (NEW.due_on IS date(NEW.due_on, '+0 days') AND NEW.due_on >= '0001');
  SELECT RAISE(ABORT, 'deadline: given_on must be a date such as 2026-01-31') WHERE NOT (NEW.given_on IS date(NEW.given_on, '+0 days') AND NEW.given_on >= '0001');
  SELECT RAISE(ABORT, 'deadline.created_at has a year from 1 on') WHERE NEW.created_at < '0001';
  SELECT RAISE(ABORT, 'deadline.given_on is the day of something that has happened, and lies after tomorrow') WHERE NEW.given_on IS NOT OLD.given_on AND NEW.given_on > date('now', '+1 day');
  SELECT RAISE(ABORT, 'deadline.recommendation_id must be in recommendation: SELECT id FROM recommendation lists what there is') WHERE NEW.recommendation_id NOT IN (SELECT id FROM recommendation);
  SELECT RAISE(ABORT, 'deadline.given_by must be in actor: SELECT id FROM actor lists what there is') WHERE NEW.given_by IS NOT NULL AND NEW.given_by NOT IN (SELECT id FROM actor);
  SELECT RAISE(ABORT, 'deadline.source_id must be in source: SELECT id FROM source lists what there is') WHERE NEW.source_id IS NOT NULL AND NEW.source_id NOT IN (SELECT id FROM source);
END;

CREATE TRIGGER guard_deadline_id AFTER INSERT ON deadline
BEGIN
  SELECT RAISE(ABORT, 'deadline.id is 1 or more: leave it out, and the next one is taken') WHERE NEW.id < 1;
  SELECT RAISE(ABORT, 'deadline.id is far above the last one: leave it out, and the next one is taken') WHERE NEW.id > 1000000000 AND NOT EXISTS (SELECT 1 FROM deadline WHERE id >= NEW.id - 1000000000 AND id < NEW.id) AND NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = 'deadline' AND CAST(seq AS INTEGER) >= NEW.id - 1000000000);
  SELECT RAISE(ABORT, 'a deadline with this id was deleted, and the number stays its own: leave it out, and the next one is taken; where you left it out, tracker check --repair puts the counter right') WHERE EXISTS (SELECT 1 FROM change WHERE table_name = 'deadline' AND row_key = json_object('id', NEW.id) AND operation = 'delete') AND NOT EXISTS (SELECT 1 FROM open_changeset AS o JOIN changeset AS s ON s.id = o.changeset_id WHERE s.kind IN ('undo', 'redo'));
END;

CREATE TRIGGER guard_theme_insert BEFORE INSERT ON theme
BEGIN
  SELECT RAISE(ABORT, 'a theme with this id is there already: use UPDATE, or INSERT ... WHERE NOT EXISTS') WHERE NEW.id IN (SELECT id FROM theme);
  SELECT RAISE(ABORT, 'a theme with this scheme and name is there already: use UPDATE, or INSERT ... WHERE NOT EXISTS') WHERE EXISTS (SELECT 1 FROM theme WHERE scheme IS NEW.scheme AND name IS NEW.name);
  SELECT RAISE(ABORT, 'theme.scheme must be given: write a value for it') WHERE NEW.scheme IS NULL;
  SELECT RAISE(ABORT, 'theme.name must be given: write a value for it') WHERE NEW.name IS NULL;
  SELECT RAISE(ABORT, 'theme.scheme holds a character that cannot be seen: type it anew') WHERE EXISTS (SELECT 1 FROM json_each('["*[\u00ad\u034f\u061c\u115f-\u1160\u17b4-\u17b5\u180e\u200b\u200e-\u200f\u2060-\u2064\u3164\ufeff\uffa0]*", "*[\u200c\u200d][ -~]*", "*[ -~][\u200c\u200d]*", " [\u0085\u00a0\u1680\u2000-\u200a\u2028-\u202f\u205f\u2066-\u2069\u3000]*", "*[\u0085\u00a0\u1680\u2000-\u200a\u2028-\u202f\u205f\u2066-\u2069\u3000] "]') WHERE ' ' || NEW.scheme || ' ' GLOB value);
  SELECT RAISE(ABORT, 'theme.name holds a character that cannot be seen: type it anew') WHERE EXISTS (SELECT 1 FROM json_each('["*[\u00ad\u034f\u061c\u115f-\u1160\u17b4-\u17b5\u180e\u200b\u200e-\u200f\u2060-\u2064\u3164\ufeff\uffa0]*", "*[\u200c\u200d][ -~]*", "*[ -~][\u200c\u200d]*", " [\u0085\u00a0\u1680\u2000-\u200a\u2028-\u202f\u205f\u2066-\u2069\u3000]*", "*[\u0085\u00a0\u1680\u2000-\u200a\u2028-\u202f\u205f\u2066-\u2069\u3000] "]') WHERE ' ' || NEW.name || ' ' GLOB value);
  SELECT RAISE(ABORT, 'theme: a name has 1 to 200 characters, no line break or control character, and no white space at its ends') WHERE NOT (NEW.name <> '' AND length(NEW.name) <= 200 AND NEW.name = trim(NEW.name) AND NEW.name NOT GLOB json_extract('"*[\u0001-\u001f\u007f]*"', '$'));
  SELECT RAISE(ABORT, 'theme: a scheme has 1 to 200 characters, no line break or control character, and no white space at its ends') WHERE NOT (NEW.scheme <> '' AND length(NEW.scheme) <= 200 AND NEW.scheme = trim(NEW.scheme) AND NEW.scheme NOT GLOB json_extract('"*[\u0001-\u001f\u007f]*"', '$'));
END;

CREATE TRIGGER guard_theme_update BEFORE UPDATE ON theme
BEGIN
  SELECT RAISE(ABORT, 'theme.id never changes: insert a new row instead, or leave it') WHERE NEW.id IS NOT OLD.id;
  SELECT RAISE(ABORT, 'another theme has this scheme and name: choose another, or change that row') WHERE EXISTS (SELECT 1 FROM theme WHERE scheme IS NEW.scheme AND name IS NEW.name AND NOT (id IS OLD.id));
  SELECT RAISE(ABORT, 'theme.scheme must be given: leave it as it is, or write a value') WHERE NEW.scheme IS NULL;
  SELECT RAISE(ABORT, 'theme.name must be given: leave it as it is, or write a value') WHERE NEW.name IS NULL;
  SELECT RAISE(ABORT, 'theme.scheme holds a character that cannot be seen: type it anew') WHERE NEW.scheme IS NOT OLD.scheme COLLATE BINARY AND EXISTS (SELECT 1 FROM json_each('["*[\u00ad\u034f\u061c\u115f-\u1160\u17b4-\u17b5\u180e\u200b\u200e-\u200f\u2060-\u2064\u3164\ufeff\uffa0]*", "*[\u200c\u200d][ -~]*", "*[ -~][\u200c\u200d]*", " [\u0085\u00a0\u1680\u2000-\u200a\u2028-\u202f\u205f\u2066-\u2069\u3000]*", "*[\u0085\u00a0\u1680\u2000-\u200a\u2028-\u202f\u205f\u2066-\u2069\u3000] "]') WHERE ' ' || NEW.scheme || ' ' GLOB value);
  SELECT RAISE(ABORT, 'theme.name holds a character that cannot be seen: type it anew') WHERE NEW.name IS NOT OLD.name COLLATE BINARY AND EXISTS (SELECT 1 FROM json_each('["*[\u00ad\u034f\u061c\u115f-\u1160\u17b4-\u17b5\u180e\u200b\u200e-\u200f\u2060-\u2064\u3164\ufeff\uffa0]*", "*[\u200c\u200d][ -~]*", "*[ -~][\u200c\u200d]*", " [\u0085\u00a0\u1680\u2000-\u200a\u2028-\u202f\u205f\u2066-\u2069\u3000]*", "*[\u0085\u00a0\u1680\u2000-\u200a\u2028-\u202f\u205f\u2066-\u2069\u3000] "]') WHERE ' ' || NEW.name || ' ' GLOB value);
  SELECT RAISE(ABORT, 'theme: a name has 1 to 200 characters, no line break or control character, and no white space at its ends') WHERE NOT (NEW.name <> '' AND length(NEW.name) <= 200 AND NEW.name = trim(NEW.name) AND NEW.name NOT GLOB json_extract('"*[\u0001-\u001f\u007f]*"', '$'));
  SELECT RAISE(ABORT, 'theme: a scheme has 1 to 200 characters, no line break or control character, and no white space at its ends') WHERE NOT (NEW.scheme <> '' AND length(NEW.scheme) <= 200 AND NEW.scheme = trim(NEW.scheme) AND NEW.scheme NOT GLOB json_extract('"*[\u0001-\u001f\u007f]*"', '$'));
END;

CREATE TRIGGER guard_theme_delete BEFORE DELETE ON theme
BEGIN
  SELECT RAISE(ABORT, 'this theme is in use by theming.theme_id: change those rows first') WHERE EXISTS (SELECT 1 FROM theming WHERE theme_id = OLD.id);
END;

CREATE TRIGGER guard_theme_id AFTER INSERT ON theme
BEGIN
  SELECT RAISE(ABORT, 'theme.id is 1 or more: leave it out, and the next one is taken') WHERE NEW.id < 1;
  SELECT RAISE(ABORT, 'theme.id is far above the last one: leave it out, and the next one is taken') WHERE NEW.id > 1000000000 AND NOT EXISTS (SELECT 1 FROM theme WHERE id >= NEW.id - 1000000000 AND id < NEW.id) AND NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = 'theme' AND CAST(seq AS INTEGER) >= NEW.id - 1000000000);
  SELECT RAISE(ABORT, 'a theme with this id was deleted, and the number stays its own: leave it out, and the next one is taken; where you left it out, tracker check --repair puts the counter right') WHERE EXISTS (SELECT 1 FROM change WHERE table_name = 'theme' AND row_key = json_object('id', NEW.id) AND operation = 'delete') AND NOT EXISTS (SELECT 1 FROM open_changeset AS o JOIN changeset AS s ON s.id = o.changeset_id WHERE s.kind IN ('undo', 'redo'));
END;

CREATE TRIGGER guard_theming_insert BEFORE INSERT ON theming
BEGIN
  SELECT RAISE(ABORT, 'a theming with this recommendation_id and theme_id is there already: use UPDATE, or INSERT ... WHERE NOT EXISTS') WHERE EXISTS (SELECT 1 FROM theming WHERE recommendation_id IS NEW.recommendation_id AND theme_id IS NEW.theme_id);
  SELECT RAISE(ABORT, 'theming.recommendation_id must be given: write a value for it') WHERE NEW.recommendation_id IS NULL;
  SELECT RAISE(ABORT, 'theming.theme_id must be given: write a value for it') WHERE NEW.theme_id IS NULL;
  SELECT RAISE(ABORT, 'theming.recommendation_id must be in recommendation: SELECT id FROM recommendation lists what there is') WHERE NEW.recommendation_id NOT IN (SELECT id FROM recommendation);
  SELECT RAISE(ABORT, 'theming.theme_id must be in theme: SELECT id FROM theme lists what there is') WHERE NEW.theme_id NOT IN (SELECT id FROM theme);
END;

CREATE TRIGGER guard_theming_update BEFORE UPDATE ON theming
BEGIN
  SELECT RAISE(ABORT, 'theming.recommendation_id never changes: insert a new row instead, or leave it') WHERE NEW.recommendation_id IS NOT OLD.recommendation_id;
  SELECT RAISE(ABORT, 'theming.theme_id never changes: insert a new row instead, or leave it') WHERE NEW.theme_id IS NOT OLD.theme_id;
  SELECT RAISE(ABORT, 'theming.recommendation_id must be in recommendation: SELECT id FROM recommendation lists what there is') WHERE NEW.recommendation_id NOT IN (SELECT id FROM recommendation);
  SELECT RAISE(ABORT, 'theming.theme_id must be in theme: SELECT id FROM theme lists what there is') WHERE NEW.theme_id NOT IN (SELECT id FROM theme);
END;

CREATE TRIGGER guard_followup_current_insert BEFORE INSERT ON followup_current
BEGIN
  SELECT RAISE(ABORT, 'followup_current is kept by Tracker alone: write to response, progress or deadline, and it follows') WHERE NOT EXISTS (SELECT 1 FROM followup_computed WHERE recommendation_id = NEW.recommendation_id AND (response_id, response, response_on, reported_id, reported, reported_on, assessed_id, assessed, assessed_on, closed, progress_on, due_on, first_due_on) IS (NEW.response_id, NEW.response, NEW.response_on, NEW.reported_id, NEW.reported, NEW.reported_on, NEW.assessed_id, NEW.assessed, NEW.assessed_on, NEW.closed, NEW.progress_on, NEW.due_on, NEW.first_due_on));
  SELECT RAISE(ABORT, 'a followup_current with this recommendation_id is there already: use UPDATE, or INSERT ... WHERE NOT EXISTS') WHERE NEW.recommendation_id IN (SELECT recommendation_id FROM followup_current);
END;

CREATE TRIGGER guard_followup_current_update BEFORE UPDATE ON followup_current
BEGIN
  SELECT RAISE(ABORT, 'followup_current is kept by Tracker alone: write to response, progress or deadline, and it follows') WHERE NEW.recommendation_id IS NOT OLD.recommendation_id OR NOT EXISTS (SELECT 1 FROM followup_computed WHERE recommendation_id = NEW.recommendation_id AND (response_id, response, response_on, reported_id, reported, reported_on, assessed_id, assessed, assessed_on, closed, progress_on, due_on, first_due_on) IS (NEW.response_id, NEW.response, NEW.response_on, NEW.reported_id, NEW.reported, NEW.reported_on, NEW.assessed_id, NEW.assessed, NEW.assessed_on, NEW.closed, NEW.progress_on, NEW.due_on, NEW.first_due_on));
END;

CREATE TRIGGER guard_followup_current_delete BEFORE DELETE ON followup_current
BEGIN
  SELECT RAISE(ABORT, 'followup_current is kept by Tracker alone: write to response, progress or deadline, and it follows') WHERE 1;
END;

CREATE TRIGGER guard_changeset_update BEFORE UPDATE ON changeset
BEGIN
  SELECT RAISE(ABORT, 'changeset is the record of what was done and only grows: change the row that it tells of, or take the change back with tracker undo') WHERE 1;
END;

CREATE TRIGGER guard_changeset_delete BEFORE DELETE ON changeset
BEGIN
  SELECT RAISE(ABORT, 'changeset is the record of what was done and only grows: change the row that it tells of, or take the change back with tracker undo') WHERE 1;
END;

CREATE TRIGGER guard_changeset_insert BEFORE INSERT ON changeset
BEGIN
  SELECT RAISE(ABORT, 'a changeset with this id is there already: use UPDATE, or INSERT ... WHERE NOT EXISTS') WHERE NEW.id IN (SELECT id FROM changeset);
  SELECT RAISE(ABORT, 'changeset: kind is edit, load, undo, redo or check') WHERE NOT (NEW.kind IN ('edit', 'load', 'undo', 'redo', 'check'));
  SELECT RAISE(ABORT, 'changeset: made_at must be a UTC moment such as 2026-01-31T09:30:00Z') WHERE NOT (NEW.made_at IS strftime('%Y-%m-%dT%H:%M:%SZ', NEW.made_at, '+0 days'));
  SELECT RAISE(ABORT, 'changeset.made_at has a year from 1 on') WHERE NEW.made_at < '0001';
  SELECT RAISE(ABORT, 'an undo names the edit that it takes back in reverts_id, or the change from outside in reverts_change_id; a redo names the undo in reverts_id; nothing else names any') WHERE CASE NEW.kind WHEN 'undo' THEN (SELECT s.kind FROM changeset AS s WHERE s.id = NEW.reverts_id) IS NOT 'edit' AND NOT (NEW.reverts_id IS NULL AND EXISTS (SELECT 1 FROM change AS c WHERE c.id = NEW.reverts_change_id AND c.changeset_id IS NULL)) WHEN 'redo' THEN (SELECT s.kind FROM changeset AS s WHERE s.id = NEW.reverts_id) IS NOT 'undo' ELSE NEW.reverts_id IS NOT NULL END OR NEW.reverts_change_id IS NOT NULL AND (NEW.kind <> 'undo' OR NEW.reverts_id IS NOT NULL);
  SELECT RAISE(ABORT, 'a text has bytes that are no UTF-8, so other programs could not read the row: set the shell to UTF-8') WHERE CASE WHEN length(CAST('a' AS BLOB)) = 1 AND json_quote(coalesce(NEW.analyst, '') || NEW.summary) GLOB json_extract('"*[^\u0001-\u007f]*"', '$') THEN EXISTS (WITH RECURSIVE marked(step, t) AS (SELECT 1, '-' || json_quote(coalesce(NEW.analyst, '') || NEW.summary) || '-' UNION ALL SELECT step + 1, replace(t, substr(x'c0c1c2c3c4c5c6c7c8c9cacbcccdcecfd0d1d2d3d4d5d6d7d8d9dadbdcdddedfe0e1e2e3e4e5e6e7e8e9eaebecedeeeff0f1f2f3f4f5f6f7f8f9fafbfcfdfeff', step, 1), substr(x'040401010101010101010101010101010101010101010101010101010101010105020202020202020202020202060202070303030e0404040404040404040404', step, 1)) FROM marked WHERE step <= 64) SELECT 1 FROM marked JOIN json_each('["*[\u0004]*", "*[\u0001\u0002\u0005\u0006\u0003\u0007\u000e][^\u0080-\u00bf]*", "*[\u0002\u0005\u0006\u0003\u0007\u000e][\u0080-\u00bf][^\u0080-\u00bf]*", "*[\u0003\u0007\u000e][\u0080-\u00bf][\u0080-\u00bf][^\u0080-\u00bf]*", "*[\u0001][\u0080-\u00bf][\u0080-\u00bf]*", "*[\u0002\u0005\u0006][\u0080-\u00bf][\u0080-\u00bf][\u0080-\u00bf]*", "*[\u0003\u0007\u000e][\u0080-\u00bf][\u0080-\u00bf][\u0080-\u00bf][\u0080-\u00bf]*", "*[^\u0001\u0002\u0005\u0006\u0003\u0007\u000e\u0080-\u00bf][\u0080-\u00bf]*", "*[\u0005][\u0080-\u009f]*", "*[\u0006][\u00a0-\u00bf]*", "*[\u0007][\u0080-\u008f]*", "*[\u000e][\u0090-\u00bf]*"]') WHERE step > 64 AND t GLOB value) ELSE 0 END;
  SELECT RAISE(ABORT, 'a text has a NUL, at which other programs stop reading: leave it out') WHERE instr(coalesce(NEW.analyst, '') || NEW.summary, char(0));
  SELECT RAISE(ABORT, 'only a load has a digest') WHERE NEW.digest IS NOT NULL AND NEW.kind <> 'load';
END;

CREATE TRIGGER guard_changeset_id AFTER INSERT ON changeset
BEGIN
  SELECT RAISE(ABORT, 'changeset.id is 1 or more: leave it out, and the next one is taken') WHERE NEW.id < 1;
  SELECT RAISE(ABORT, 'changeset.id is the number after the last one: leave it out, and the next one is taken') WHERE NEW.id > 1 AND NOT EXISTS (SELECT 1 FROM changeset WHERE id >= NEW.id - 1 AND id < NEW.id) AND NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = 'changeset' AND CAST(seq AS INTEGER) >= NEW.id - 1);
END;

CREATE TRIGGER guard_change_update BEFORE UPDATE ON change
BEGIN
  SELECT RAISE(ABORT, 'change is the record of what was done and only grows: change the row that it tells of, or take the change back with tracker undo') WHERE 1;
END;

CREATE TRIGGER guard_change_delete BEFORE DELETE ON change
BEGIN
  SELECT RAISE(ABORT, 'change is the record of what was done and only grows: change the row that it tells of, or take the change back with tracker undo') WHERE 1;
END;

CREATE TRIGGER guard_change_insert BEFORE INSERT ON change
BEGIN
  SELECT RAISE(ABORT, 'a change with this id is there already: use UPDATE, or INSERT ... WHERE NOT EXISTS') WHERE NEW.id IN (SELECT id FROM change);
  SELECT RAISE(ABORT, 'change: changed_at must be a UTC moment such as 2026-01-31T09:30:00Z') WHERE NOT (NEW.changed_at IS strftime('%Y-%m-%dT%H:%M:%SZ', NEW.changed_at, '+0 days'));
  SELECT RAISE(ABORT, 'change: operation is insert, update or delete') WHERE NOT (NEW.operation IN ('insert', 'update', 'delete'));
  SELECT RAISE(ABORT, 'change.changed_at has a year from 1 on') WHERE NEW.changed_at < '0001';
  SELECT RAISE(ABORT, 'change.row_key is the key of a row in a table that has a history, such as {"id":1} of a note') WHERE NEW.row_key IS NOT CASE WHEN NOT json_valid(NEW.row_key) THEN NULL WHEN NEW.table_name IN ('report', 'recommendation', 'actor', 'actor_alias', 'mention', 'note', 'tag', 'saved_view', 'source', 'response', 'progress', 'deadline', 'theme') THEN json_object('id', json_extract(NEW.row_key, '$.id')) WHEN NEW.table_name IN ('tagging') THEN json_object('recommendation_id', json_extract(NEW.row_key, '$.recommendation_id'), 'tag_id', json_extract(NEW.row_key, '$.tag_id')) WHEN NEW.table_name IN ('review_status', 'actor_kind', 'actor_role', 'source_kind', 'response_position', 'progress_status', 'setting') THEN json_object('code', json_extract(NEW.row_key, '$.code')) WHEN NEW.table_name IN ('theming') THEN json_object('recommendation_id', json_extract(NEW.row_key, '$.recommendation_id'), 'theme_id', json_extract(NEW.row_key, '$.theme_id')) END OR EXISTS (SELECT 1 FROM json_each(NEW.row_key) AS k WHERE k.key = 'code' AND k.type <> 'text' OR k.key <> 'code' AND (k.type <> 'integer' OR typeof(k.value) <> 'integer'));
  SELECT RAISE(ABORT, 'change.before is empty for an insert, change.after for a delete, and neither otherwise') WHERE (NEW.operation = 'insert') <> (NEW.before IS NULL) OR (NEW.operation = 'delete') <> (NEW.after IS NULL);
  SELECT RAISE(ABORT, 'change.before and change.after have 8,000,000 characters at most') WHERE max(length(coalesce(NEW.before, '')), length(coalesce(NEW.after, ''))) > 8000000;
  SELECT RAISE(ABORT, 'change.before and change.after are JSON objects of columns of that table, each a text, an integer or null') WHERE EXISTS (SELECT 1 FROM (SELECT NEW.before AS side UNION ALL SELECT NEW.after) WHERE side IS NOT NULL AND CASE WHEN NOT json_valid(side) THEN 1 WHEN json_type(side) <> 'object' THEN 1 ELSE (SELECT count(*) <> count(DISTINCT s.key) OR coalesce(max(instr(s.key, ' ') OR NOT instr(' report.id report.slug report.title report.publisher report.published_on report.lead_in report.source_file report.source_sha256 report.source_reader report.series report.session recommendation.id recommendation.report_id recommendation.reference recommendation.position recommendation.title recommendation.text recommendation.first_line recommendation.last_line recommendation.review_status recommendation.status_reason recommendation.created_at recommendation.first_page recommendation.last_page recommendation.assigned_to recommendation.made_on actor.id actor.name actor.kind actor.country_code actor_alias.id actor_alias.actor_id actor_alias.alias mention.id mention.recommendation_id mention.actor_id mention.role mention.quote mention.quote_start mention.implied_reason mention.given_in note.id note.recommendation_id note.body note.author note.created_at tag.id tag.name tag.description tag.colour tag.position tagging.recommendation_id tagging.tag_id saved_view.id saved_view.name saved_view.query saved_view.author saved_view.created_at review_status.code review_status.name review_status.description review_status.position review_status.glyph review_status.done actor_kind.code actor_kind.name actor_kind.description actor_kind.position actor_role.code actor_role.name actor_role.description actor_role.position source_kind.code source_kind.name source_kind.description source_kind.position response_position.code response_position.name response_position.description response_position.position progress_status.code progress_status.name progress_status.description progress_status.position progress_status.closed setting.code setting.value setting.description source.id source.report_id source.kind source.name source.address source.sha256 source.published_on source.created_at response.id response.recommendation_id response.actor_id response.position response.as_printed response.text response.said_on response.source_id response.place response.created_at progress.id progress.recommendation_id progress.basis progress.status progress.as_printed progress.text progress.as_of progress.source_id progress.place progress.quote progress.created_at deadline.id deadline.recommendation_id deadline.due_on deadline.given_by deadline.given_on deadline.reason deadline.source_id deadline.created_at theme.id theme.scheme theme.name theming.recommendation_id theming.theme_id ', ' ' || NEW.table_name || '.' || s.key || ' ') OR s.type NOT IN ('text', 'integer', 'null') OR s.type = 'integer' AND typeof(s.value) <> 'integer'), 0) FROM json_each(side) AS s) END);
  SELECT RAISE(ABORT, 'an update that changes nothing is no change') WHERE NEW.operation = 'update' AND (NEW."before" = NEW."after" OR NEW."before" = '{}' OR NEW."after" = '{}');
  SELECT RAISE(ABORT, 'a text has bytes that are no UTF-8, so other programs could not read the row: set the shell to UTF-8') WHERE CASE WHEN EXISTS (SELECT 1 FROM open_changeset) THEN 0 ELSE CASE WHEN length(CAST('a' AS BLOB)) = 1 AND (NEW.row_key || coalesce(NEW.after, '')) GLOB json_extract('"*[^\u0001-\u007f]*"', '$') THEN EXISTS (WITH RECURSIVE marked(step, t) AS (SELECT 1, '-' || (NEW.row_key || coalesce(NEW.after, '')) || '-' UNION ALL SELECT step + 1, replace(t, substr(x'c0c1c2c3c4c5c6c7c8c9cacbcccdcecfd0d1d2d3d4d5d6d7d8d9dadbdcdddedfe0e1e2e3e4e5e6e7e8e9eaebecedeeeff0f1f2f3f4f5f6f7f8f9fafbfcfdfeff', step, 1), substr(x'040401010101010101010101010101010101010101010101010101010101010105020202020202020202020202060202070303030e0404040404040404040404', step, 1)) FROM marked WHERE step <= 64) SELECT 1 FROM marked JOIN json_each('["*[\u0004]*", "*[\u0001\u0002\u0005\u0006\u0003\u0007\u000e][^\u0080-\u00bf]*", "*[\u0002\u0005\u0006\u0003\u0007\u000e][\u0080-\u00bf][^\u0080-\u00bf]*", "*[\u0003\u0007\u000e][\u0080-\u00bf][\u0080-\u00bf][^\u0080-\u00bf]*", "*[\u0001][\u0080-\u00bf][\u0080-\u00bf]*", "*[\u0002\u0005\u0006][\u0080-\u00bf][\u0080-\u00bf][\u0080-\u00bf]*", "*[\u0003\u0007\u000e][\u0080-\u00bf][\u0080-\u00bf][\u0080-\u00bf][\u0080-\u00bf]*", "*[^\u0001\u0002\u0005\u0006\u0003\u0007\u000e\u0080-\u00bf][\u0080-\u00bf]*", "*[\u0005][\u0080-\u009f]*", "*[\u0006][\u00a0-\u00bf]*", "*[\u0007][\u0080-\u008f]*", "*[\u000e][\u0090-\u00bf]*"]') WHERE step > 64 AND t GLOB value) ELSE 0 END END;
  SELECT RAISE(ABORT, 'a text has a NUL, at which other programs stop reading: leave it out') WHERE instr((NEW.row_key || coalesce(NEW.after, '')), '\u0000') AND instr(replace((NEW.row_key || coalesce(NEW.after, '')), '\\', ''), '\u0000');
  SELECT RAISE(ABORT, 'change.changeset_id is the changeset that is open, or empty: leave it out') WHERE NEW.changeset_id IS NOT (SELECT changeset_id FROM open_changeset);
END;

CREATE TRIGGER guard_change_id AFTER INSERT ON change
BEGIN
  SELECT RAISE(ABORT, 'change.id is 1 or more: leave it out, and the next one is taken') WHERE NEW.id < 1;
  SELECT RAISE(ABORT, 'change.id is the number after the last one: leave it out, and the next one is taken') WHERE NEW.id > 1 AND NOT EXISTS (SELECT 1 FROM change WHERE id >= NEW.id - 1 AND id < NEW.id) AND NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = 'change' AND CAST(seq AS INTEGER) >= NEW.id - 1);
END;

CREATE TRIGGER guard_import_row_update BEFORE UPDATE ON import_row
BEGIN
  SELECT RAISE(ABORT, 'import_row keeps tables as they came in, and only grows: change what was made of them') WHERE 1;
END;

CREATE TRIGGER guard_import_row_delete BEFORE DELETE ON import_row
BEGIN
  SELECT RAISE(ABORT, 'import_row keeps tables as they came in, and only grows: change what was made of them') WHERE 1;
END;

CREATE TRIGGER guard_import_row_insert BEFORE INSERT ON import_row
BEGIN
  SELECT RAISE(ABORT, 'an import_row with this id is there already: use UPDATE, or INSERT ... WHERE NOT EXISTS') WHERE NEW.id IN (SELECT id FROM import_row);
  SELECT RAISE(ABORT, 'import_row: cells are a JSON array, or the object of a line') WHERE NOT (json_valid(NEW.cells));
  SELECT RAISE(ABORT, 'import_row: part is before, header or row') WHERE NOT (NEW.part IN ('before', 'header', 'row'));
  SELECT RAISE(ABORT, 'import_row: row_number is counted from 1, as a spreadsheet counts') WHERE NOT (NEW.row_number >= 1);
  SELECT RAISE(ABORT, 'import_row.changeset_id must be in changeset: SELECT id FROM changeset lists what there is') WHERE NEW.changeset_id NOT IN (SELECT id FROM changeset);
  SELECT RAISE(ABORT, 'import_row.source_id must be in source: SELECT id FROM source lists what there is') WHERE NEW.source_id NOT IN (SELECT id FROM source);
  SELECT RAISE(ABORT, 'import_row.recommendation_id must be in recommendation: SELECT id FROM recommendation lists what there is') WHERE NEW.recommendation_id IS NOT NULL AND NEW.recommendation_id NOT IN (SELECT id FROM recommendation);
  SELECT RAISE(ABORT, 'import_row.cells is a JSON array, or the object of a line') WHERE json_type(NEW.cells) NOT IN ('array', 'object');
  SELECT RAISE(ABORT, 'a text has a NUL, at which other programs stop reading: leave it out') WHERE instr(NEW.cells, char(0));
  SELECT RAISE(ABORT, 'a text has bytes that are no UTF-8, so other programs could not read the row: set the shell to UTF-8') WHERE CASE WHEN length(CAST('a' AS BLOB)) = 1 AND NEW.cells GLOB json_extract('"*[^\u0001-\u007f]*"', '$') THEN EXISTS (WITH RECURSIVE marked(step, t) AS (SELECT 1, '-' || NEW.cells || '-' UNION ALL SELECT step + 1, replace(t, substr(x'c0c1c2c3c4c5c6c7c8c9cacbcccdcecfd0d1d2d3d4d5d6d7d8d9dadbdcdddedfe0e1e2e3e4e5e6e7e8e9eaebecedeeeff0f1f2f3f4f5f6f7f8f9fafbfcfdfeff', step, 1), substr(x'040401010101010101010101010101010101010101010101010101010101010105020202020202020202020202060202070303030e0404040404040404040404', step, 1)) FROM marked WHERE step <= 64) SELECT 1 FROM marked JOIN json_each('["*[\u0004]*", "*[\u0001\u0002\u0005\u0006\u0003\u0007\u000e][^\u0080-\u00bf]*", "*[\u0002\u0005\u0006\u0003\u0007\u000e][\u0080-\u00bf][^\u0080-\u00bf]*", "*[\u0003\u0007\u000e][\u0080-\u00bf][\u0080-\u00bf][^\u0080-\u00bf]*", "*[\u0001][\u0080-\u00bf][\u0080-\u00bf]*", "*[\u0002\u0005\u0006][\u0080-\u00bf][\u0080-\u00bf][\u0080-\u00bf]*", "*[\u0003\u0007\u000e][\u0080-\u00bf][\u0080-\u00bf][\u0080-\u00bf][\u0080-\u00bf]*", "*[^\u0001\u0002\u0005\u0006\u0003\u0007\u000e\u0080-\u00bf][\u0080-\u00bf]*", "*[\u0005][\u0080-\u009f]*", "*[\u0006][\u00a0-\u00bf]*", "*[\u0007][\u0080-\u008f]*", "*[\u000e][\u0090-\u00bf]*"]') WHERE step > 64 AND t GLOB value) ELSE 0 END;
  SELECT RAISE(ABORT, 'import_row keeps tables as they came in: bring one in with tracker import TABLE') WHERE NEW.changeset_id IS NULL OR NEW.changeset_id IS NOT (SELECT s.id FROM open_changeset AS o JOIN changeset AS s ON s.id = o.changeset_id WHERE s.kind = 'load' AND s.digest IS NOT NULL);
END;

CREATE TRIGGER guard_import_row_id AFTER INSERT ON import_row
BEGIN
  SELECT RAISE(ABORT, 'import_row.id is 1 or more: leave it out, and the next one is taken') WHERE NEW.id < 1;
  SELECT RAISE(ABORT, 'import_row.id is the number after the last one: leave it out, and the next one is taken') WHERE NEW.id > 1 AND NOT EXISTS (SELECT 1 FROM import_row WHERE id >= NEW.id - 1 AND id < NEW.id) AND NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = 'import_row' AND CAST(seq AS INTEGER) >= NEW.id - 1);
END;

CREATE TRIGGER guard_open_changeset_insert BEFORE INSERT ON open_changeset
BEGIN
  SELECT RAISE(ABORT, 'open_changeset.changeset_id must be in changeset: SELECT id FROM changeset lists what there is') WHERE NEW.changeset_id NOT IN (SELECT id FROM changeset);
  SELECT RAISE(ABORT, 'open_changeset.changeset_id is a changeset that has just been made: one that has ended stays as it is') WHERE NEW.changeset_id IS NOT (SELECT max(id) FROM changeset) OR EXISTS (SELECT 1 FROM change WHERE changeset_id = NEW.changeset_id);
  SELECT RAISE(ABORT, 'only a load accepts changes of the source, and notes its digest: correct the seed file and run tracker load --accept-changes FILE') WHERE NEW.accepts_source_changes IS NOT 0 AND NOT EXISTS (SELECT 1 FROM changeset WHERE id = NEW.changeset_id AND kind = 'load' AND digest IS NOT NULL);
END;

CREATE TRIGGER guard_open_changeset_update BEFORE UPDATE ON open_changeset
BEGIN
  SELECT RAISE(ABORT, 'open_changeset.changeset_id must be in changeset: SELECT id FROM changeset lists what there is') WHERE NEW.changeset_id NOT IN (SELECT id FROM changeset);
  SELECT RAISE(ABORT, 'open_changeset.changeset_id is a changeset that has just been made: one that has ended stays as it is') WHERE NEW.changeset_id IS NOT (SELECT max(id) FROM changeset) OR EXISTS (SELECT 1 FROM change WHERE changeset_id = NEW.changeset_id);
  SELECT RAISE(ABORT, 'only a load accepts changes of the source, and notes its digest: correct the seed file and run tracker load --accept-changes FILE') WHERE NEW.accepts_source_changes IS NOT 0 AND NOT EXISTS (SELECT 1 FROM changeset WHERE id = NEW.changeset_id AND kind = 'load' AND digest IS NOT NULL);
END;

CREATE TRIGGER guard_schema_revision_insert BEFORE INSERT ON schema_revision
BEGIN
  SELECT RAISE(ABORT, 'schema_revision is written by Tracker alone: keep notes of your own in a table of your own') WHERE 1;
END;

CREATE TRIGGER guard_schema_revision_update BEFORE UPDATE ON schema_revision
BEGIN
  SELECT RAISE(ABORT, 'schema_revision is written by Tracker alone: keep notes of your own in a table of your own') WHERE 1;
END;

CREATE TRIGGER guard_schema_revision_delete BEFORE DELETE ON schema_revision
BEGIN
  SELECT RAISE(ABORT, 'schema_revision is written by Tracker alone: keep notes of your own in a table of your own') WHERE 1;
END;

CREATE TRIGGER guard_data_dictionary_insert BEFORE INSERT ON data_dictionary
BEGIN
  SELECT RAISE(ABORT, 'data_dictionary is written by Tracker alone: keep notes of your own in a table of your own') WHERE 1;
END;

CREATE TRIGGER guard_data_dictionary_update BEFORE UPDATE ON data_dictionary
BEGIN
  SELECT RAISE(ABORT, 'data_dictionary is written by Tracker alone: keep notes of your own in a table of your own') WHERE 1;
END;

CREATE TRIGGER guard_data_dictionary_delete BEFORE DELETE ON data_dictionary
BEGIN
  SELECT RAISE(ABORT, 'data_dictionary is written by Tracker alone: keep notes of your own in a table of your own') WHERE 1;
END;

CREATE TRIGGER guard_schema_contract_insert BEFORE INSERT ON schema_contract
BEGIN
  SELECT RAISE(ABORT, 'schema_contract is written by Tracker alone: keep notes of your own in a table of your own') WHERE 1;
END;

CREATE TRIGGER guard_schema_contract_update BEFORE UPDATE ON schema_contract
BEGIN
  SELECT RAISE(ABORT, 'schema_contract is written by Tracker alone: keep notes of your own in a table of your own') WHERE 1;
END;

CREATE TRIGGER guard_schema_contract_delete BEFORE DELETE ON schema_contract
BEGIN
  SELECT RAISE(ABORT, 'schema_contract is written by Tracker alone: keep notes of your own in a table of your own') WHERE 1;
END;

CREATE TRIGGER history_report_insert AFTER INSERT ON report
BEGIN
  INSERT INTO change
    (changeset_id, table_name, row_key, recommendation_id, operation, "before", "after")
  SELECT (SELECT changeset_id FROM open_changeset), 'report', json_object('id', NEW.id), NULL, 'insert', NULL, json_object('id', NEW.id, 'slug', NEW.slug, 'title', NEW.title, 'publisher', NEW.publisher, 'published_on', NEW.published_on, 'lead_in', NEW.lead_in, 'source_file', NEW.source_file, 'source_sha256', NEW.source_sha256, 'source_reader', NEW.source_reader, 'series', NEW.series, 'session', NEW.session);
END;

CREATE TRIGGER history_report_delete AFTER DELETE ON report
BEGIN
  INSERT INTO change
    (changeset_id, table_name, row_key, recommendation_id, operation, "before", "after")
  SELECT (SELECT changeset_id FROM open_changeset), 'report', json_object('id', OLD.id), NULL, 'delete', json_object('id', OLD.id, 'slug', OLD.slug, 'title', OLD.title, 'publisher', OLD.publisher, 'published_on', OLD.published_on, 'lead_in', OLD.lead_in, 'source_file', OLD.source_file, 'source_sha256', OLD.source_sha256, 'source_reader', OLD.source_reader, 'series', OLD.series, 'session', OLD.session), NULL;
END;

CREATE TRIGGER history_report_update AFTER UPDATE OF slug, title, publisher, published_on, lead_in, source_file, source_sha256, source_reader, series, session ON report
BEGIN
  INSERT INTO change
    (changeset_id, table_name, row_key, recommendation_id, operation, "before", "after")
  SELECT (SELECT changeset_id FROM open_changeset), 'report', json_object('id', NEW.id), NULL, 'update', was, now
  FROM (SELECT json_group_object(field, was) AS was, json_group_object(field, now) AS now
    FROM (SELECT 'slug' AS field, OLD.slug AS was, NEW.slug AS now UNION ALL VALUES ('title', OLD.title, NEW.title), ('publisher', OLD.publisher, NEW.publisher), ('published_on', OLD.published_on, NEW.published_on), ('lead_in', OLD.lead_in, NEW.lead_in), ('source_file', OLD.source_file, NEW.source_file), ('source_sha256', OLD.source_sha256, NEW.source_sha256), ('source_reader', OLD.source_reader, NEW.source_reader), ('series', OLD.series, NEW.series), ('session', OLD.session, NEW.session))
    WHERE was IS NOT now COLLATE BINARY) WHERE was <> '{}';
END;

CREATE TRIGGER history_recommendation_insert AFTER INSERT ON recommendation
BEGIN
  INSERT INTO change
    (changeset_id, table_name, row_key, recommendation_id, operation, "before", "after")
  SELECT (SELECT changeset_id FROM open_changeset), 'recommendation', json_object('id', NEW.id), NEW.id, 'insert', NULL, json_object('id', NEW.id, 'report_id', NEW.report_id, 'reference', NEW.reference, 'position', NEW.position, 'title', NEW.title, 'text', NEW.text, 'first_line', NEW.first_line, 'last_line', NEW.last_line, 'review_status', NEW.review_status, 'status_reason', NEW.status_reason, 'created_at', NEW.created_at, 'first_page', NEW.first_page, 'last_page', NEW.last_page, 'assigned_to', NEW.assigned_to, 'made_on', NEW.made_on);
END;

CREATE TRIGGER history_recommendation_delete AFTER DELETE ON recommendation
BEGIN
  INSERT INTO change
    (changeset_id, table_name, row_key, recommendation_id, operation, "before", "after")
  SELECT (SELECT changeset_id FROM open_changeset), 'recommendation', json_object('id', OLD.id), OLD.id, 'delete', json_object('id', OLD.id, 'report_id', OLD.report_id, 'reference', OLD.reference, 'position', OLD.position, 'title', OLD.title, 'text', OLD.text, 'first_line', OLD.first_line, 'last_line', OLD.last_line, 'review_status', OLD.review_status, 'status_reason', OLD.status_reason, 'created_at', OLD.created_at, 'first_page', OLD.first_page, 'last_page', OLD.last_page, 'assigned_to', OLD.assigned_to, 'made_on', OLD.made_on), NULL;
END;

CREATE TRIGGER history_recommendation_update AFTER UPDATE OF report_id, reference, position, title, text, first_line, last_line, review_status, status_reason, created_at, first_page, last_page, assigned_to, made_on ON recommendation
BEGIN
  INSERT INTO change
    (changeset_id, table_name, row_key, recommendation_id, operation, "before", "after")
  SELECT (SELECT changeset_id FROM open_changeset), 'recommendation', json_object('id', NEW.id), NEW.id, 'update', was, now
  FROM (SELECT json_group_object(field, was) AS was, json_group_object(field, now) AS now
    FROM (SELECT 'report_id' AS field, OLD.report_id AS was, NEW.report_id AS now UNION ALL VALUES ('reference', OLD.reference, NEW.reference), ('position', OLD.position, NEW.position), ('title', OLD.title, NEW.title), ('text', OLD.text, NEW.text), ('first_line', OLD.first_line, NEW.first_line), ('last_line', OLD.last_line, NEW.last_line), ('review_status', OLD.review_status, NEW.review_status), ('status_reason', OLD.status_reason, NEW.status_reason), ('created_at', OLD.created_at, NEW.created_at), ('first_page', OLD.first_page, NEW.first_page), ('last_page', OLD.last_page, NEW.last_page), ('assigned_to', OLD.assigned_to, NEW.assigned_to), ('made_on', OLD.made_on, NEW.made_on))
    WHERE was IS NOT now COLLATE BINARY) WHERE was <> '{}';
END;

CREATE TRIGGER history_actor_insert AFTER INSERT ON actor
BEGIN
  INSERT INTO change
    (changeset_id, table_name, row_key, recommendation_id, operation, "before", "after")
  SELECT (SELECT changeset_id FROM open_changeset), 'actor', json_object('id', NEW.id), NULL, 'insert', NULL, json_object('id', NEW.id, 'name', NEW.name, 'kind', NEW.kind, 'country_code', NEW.country_code);
END;

CREATE TRIGGER history_actor_delete AFTER DELETE ON actor
BEGIN
  INSERT INTO change
    (changeset_id, table_name, row_key, recommendation_id, operation, "before", "after")
  SELECT (SELECT changeset_id FROM open_changeset), 'actor', json_object('id', OLD.id), NULL, 'delete', json_object('id', OLD.id, 'name', OLD.name, 'kind', OLD.kind, 'country_code', OLD.country_code), NULL;
END;

CREATE TRIGGER history_actor_update AFTER UPDATE OF name, kind, country_code ON actor
BEGIN
  INSERT INTO change
    (changeset_id, table_name, row_key, recommendation_id, operation, "before", "after")
  SELECT (SELECT changeset_id FROM open_changeset), 'actor', json_object('id', NEW.id), NULL, 'update', was, now
  FROM (SELECT json_group_object(field, was) AS was, json_group_object(field, now) AS now
    FROM (SELECT 'name' AS field, OLD.name AS was, NEW.name AS now UNION ALL VALUES ('kind', OLD.kind, NEW.kind), ('country_code', OLD.country_code, NEW.country_code))
    WHERE was IS NOT now COLLATE BINARY) WHERE was <> '{}';
END;

CREATE TRIGGER history_actor_alias_insert AFTER INSERT ON actor_alias
BEGIN
  INSERT INTO change
    (changeset_id, table_name, row_key, recommendation_id, operation, "before", "after")
  SELECT (SELECT changeset_id FROM open_changeset), 'actor_alias', json_object('id', NEW.id), NULL, 'insert', NULL, json_object('id', NEW.id, 'actor_id', NEW.actor_id, 'alias', NEW.alias);
END;

CREATE TRIGGER history_actor_alias_delete AFTER DELETE ON actor_alias
BEGIN
  INSERT INTO change
    (changeset_id, table_name, row_key, recommendation_id, operation, "before", "after")
  SELECT (SELECT changeset_id FROM open_changeset), 'actor_alias', json_object('id', OLD.id), NULL, 'delete', json_object('id', OLD.id, 'actor_id', OLD.actor_id, 'alias', OLD.alias), NULL;
END;

CREATE TRIGGER history_actor_alias_update AFTER UPDATE OF actor_id, alias ON actor_alias
BEGIN
  INSERT INTO change
    (changeset_id, table_name, row_key, recommendation_id, operation, "before", "after")
  SELECT (SELECT changeset_id FROM open_changeset), 'actor_alias', json_object('id', NEW.id), NULL, 'update', was, now
  FROM (SELECT json_group_object(field, was) AS was, json_group_object(field, now) AS now
    FROM (SELECT 'actor_id' AS field, OLD.actor_id AS was, NEW.actor_id AS now UNION ALL VALUES ('alias', OLD.alias, NEW.alias))
    WHERE was IS NOT now COLLATE BINARY) WHERE was <> '{}';
END;

CREATE TRIGGER history_mention_insert AFTER INSERT ON mention
BEGIN
  INSERT INTO change
    (changeset_id, table_name, row_key, recommendation_id, operation, "before", "after")
  SELECT (SELECT changeset_id FROM open_changeset), 'mention', json_object('id', NEW.id), NEW.recommendation_id, 'insert', NULL, json_object('id', NEW.id, 'recommendation_id', NEW.recommendation_id, 'actor_id', NEW.actor_id, 'role', NEW.role, 'quote', NEW.quote, 'quote_start', NEW.quote_start, 'implied_reason', NEW.implied_reason, 'given_in', NEW.given_in);
END;

CREATE TRIGGER history_mention_delete AFTER DELETE ON mention
BEGIN
  INSERT INTO change
    (changeset_id, table_name, row_key, recommendation_id, operation, "before", "after")
  SELECT (SELECT changeset_id FROM open_changeset), 'mention', json_object('id', OLD.id), OLD.recommendation_id, 'delete', json_object('id', OLD.id, 'recommendation_id', OLD.recommendation_id, 'actor_id', OLD.actor_id, 'role', OLD.role, 'quote', OLD.quote, 'quote_start', OLD.quote_start, 'implied_reason', OLD.implied_reason, 'given_in', OLD.given_in), NULL;
END;

CREATE TRIGGER history_mention_update AFTER UPDATE OF recommendation_id, actor_id, role, quote, quote_start, implied_reason, given_in ON mention
BEGIN
  INSERT INTO change
    (changeset_id, table_name, row_key, recommendation_id, operation, "before", "after")
  SELECT (SELECT changeset_id FROM open_changeset), 'mention', json_object('id', NEW.id), NEW.recommendation_id, 'update', was, now
  FROM (SELECT json_group_object(field, was) AS was, json_group_object(field, now) AS now
    FROM (SELECT 'recommendation_id' AS field, OLD.recommendation_id AS was, NEW.recommendation_id AS now UNION ALL VALUES ('actor_id', OLD.actor_id, NEW.actor_id), ('role', OLD.role, NEW.role), ('quote', OLD.quote, NEW.quote), ('quote_start', OLD.quote_start, NEW.quote_start), ('implied_reason', OLD.implied_reason, NEW.implied_reason), ('given_in', OLD.given_in, NEW.given_in))
    WHERE was IS NOT now COLLATE BINARY) WHERE was <> '{}';
END;

CREATE TRIGGER history_note_insert AFTER INSERT ON note
BEGIN
  INSERT INTO change
    (changeset_id, table_name, row_key, recommendation_id, operation, "before", "after")
  SELECT (SELECT changeset_id FROM open_changeset), 'note', json_object('id', NEW.id), NEW.recommendation_id, 'insert', NULL, json_object('id', NEW.id, 'recommendation_id', NEW.recommendation_id, 'body', NEW.body, 'author', NEW.author, 'created_at', NEW.created_at);
END;

CREATE TRIGGER history_note_delete AFTER DELETE ON note
BEGIN
  INSERT INTO change
    (changeset_id, table_name, row_key, recommendation_id, operation, "before", "after")
  SELECT (SELECT changeset_id FROM open_changeset), 'note', json_object('id', OLD.id), OLD.recommendation_id, 'delete', json_object('id', OLD.id, 'recommendation_id', OLD.recommendation_id, 'body', OLD.body, 'author', OLD.author, 'created_at', OLD.created_at), NULL;
END;

CREATE TRIGGER history_note_update AFTER UPDATE OF recommendation_id, body, author, created_at ON note
BEGIN
  INSERT INTO change
    (changeset_id, table_name, row_key, recommendation_id, operation, "before", "after")
  SELECT (SELECT changeset_id FROM open_changeset), 'note', json_object('id', NEW.id), NEW.recommendation_id, 'update', was, now
  FROM (SELECT json_group_object(field, was) AS was, json_group_object(field, now) AS now
    FROM (SELECT 'recommendation_id' AS field, OLD.recommendation_id AS was, NEW.recommendation_id AS now UNION ALL VALUES ('body', OLD.body, NEW.body), ('author', OLD.author, NEW.author), ('created_at', OLD.created_at, NEW.created_at))
    WHERE was IS NOT now COLLATE BINARY) WHERE was <> '{}';
END;

CREATE TRIGGER history_tag_insert AFTER INSERT ON tag
BEGIN
  UPDATE tag SET position = (SELECT min(max(position), 999999999) + 1 FROM tag) WHERE id = NEW.id AND NEW.position = 0;
  INSERT INTO change
    (changeset_id, table_name, row_key, recommendation_id, operation, "before", "after")
  SELECT (SELECT changeset_id FROM open_changeset), 'tag', json_object('id', NEW.id), NULL, 'insert', NULL, json_object('id', NEW.id, 'name', NEW.name, 'description', NEW.description, 'colour', NEW.colour, 'position', (SELECT position FROM tag WHERE id = NEW.id));
END;

CREATE TRIGGER history_tag_delete AFTER DELETE ON tag
BEGIN
  INSERT INTO change
    (changeset_id, table_name, row_key, recommendation_id, operation, "before", "after")
  SELECT (SELECT changeset_id FROM open_changeset), 'tag', json_object('id', OLD.id), NULL, 'delete', json_object('id', OLD.id, 'name', OLD.name, 'description', OLD.description, 'colour', OLD.colour, 'position', OLD.position), NULL;
END;

CREATE TRIGGER history_tag_update AFTER UPDATE OF name, description, colour, position ON tag
BEGIN
  INSERT INTO change
    (changeset_id, table_name, row_key, recommendation_id, operation, "before", "after")
  SELECT (SELECT changeset_id FROM open_changeset), 'tag', json_object('id', NEW.id), NULL, 'update', was, now
  FROM (SELECT json_group_object(field, was) AS was, json_group_object(field, now) AS now
    FROM (SELECT 'name' AS field, OLD.name AS was, NEW.name AS now UNION ALL VALUES ('description', OLD.description, NEW.description), ('colour', OLD.colour, NEW.colour), ('position', coalesce(nullif(OLD.position, 0), NEW.position), NEW.position))
    WHERE was IS NOT now COLLATE BINARY) WHERE was <> '{}';
END;

CREATE TRIGGER history_tagging_insert AFTER INSERT ON tagging
BEGIN
  INSERT INTO change
    (changeset_id, table_name, row_key, recommendation_id, operation, "before", "after")
  SELECT (SELECT changeset_id FROM open_changeset), 'tagging', json_object('recommendation_id', NEW.recommendation_id, 'tag_id', NEW.tag_id), NEW.recommendation_id, 'insert', NULL, json_object('recommendation_id', NEW.recommendation_id, 'tag_id', NEW.tag_id);
END;

CREATE TRIGGER history_tagging_delete AFTER DELETE ON tagging
BEGIN
  INSERT INTO change
    (changeset_id, table_name, row_key, recommendation_id, operation, "before", "after")
  SELECT (SELECT changeset_id FROM open_changeset), 'tagging', json_object('recommendation_id', OLD.recommendation_id, 'tag_id', OLD.tag_id), OLD.recommendation_id, 'delete', json_object('recommendation_id', OLD.recommendation_id, 'tag_id', OLD.tag_id), NULL;
END;

CREATE TRIGGER history_saved_view_insert AFTER INSERT ON saved_view
BEGIN
  INSERT INTO change
    (changeset_id, table_name, row_key, recommendation_id, operation, "before", "after")
  SELECT (SELECT changeset_id FROM open_changeset), 'saved_view', json_object('id', NEW.id), NULL, 'insert', NULL, json_object('id', NEW.id, 'name', NEW.name, 'query', NEW."query", 'author', NEW.author, 'created_at', NEW.created_at);
END;

CREATE TRIGGER history_saved_view_delete AFTER DELETE ON saved_view
BEGIN
  INSERT INTO change
    (changeset_id, table_name, row_key, recommendation_id, operation, "before", "after")
  SELECT (SELECT changeset_id FROM open_changeset), 'saved_view', json_object('id', OLD.id), NULL, 'delete', json_object('id', OLD.id, 'name', OLD.name, 'query', OLD."query", 'author', OLD.author, 'created_at', OLD.created_at), NULL;
END;

CREATE TRIGGER history_saved_view_update AFTER UPDATE OF name, "query", author, created_at ON saved_view
BEGIN
  INSERT INTO change
    (changeset_id, table_name, row_key, recommendation_id, operation, "before", "after")
  SELECT (SELECT changeset_id FROM open_changeset), 'saved_view', json_object('id', NEW.id), NULL, 'update', was, now
  FROM (SELECT json_group_object(field, was) AS was, json_group_object(field, now) AS now
    FROM (SELECT 'name' AS field, OLD.name AS was, NEW.name AS now UNION ALL VALUES ('query', OLD."query", NEW."query"), ('author', OLD.author, NEW.author), ('created_at', OLD.created_at, NEW.created_at))
    WHERE was IS NOT now COLLATE BINARY) WHERE was <> '{}';
END;

CREATE TRIGGER history_review_status_insert AFTER INSERT ON review_status
BEGIN
  INSERT INTO change
    (changeset_id, table_name, row_key, recommendation_id, operation, "before", "after")
  SELECT (SELECT changeset_id FROM open_changeset), 'review_status', json_object('code', NEW.code), NULL, 'insert', NULL, json_object('code', NEW.code, 'name', NEW.name, 'description', NEW.description, 'position', NEW.position, 'glyph', NEW.glyph, 'done', NEW.done);
END;

CREATE TRIGGER history_review_status_delete AFTER DELETE ON review_status
BEGIN
  INSERT INTO change
    (changeset_id, table_name, row_key, recommendation_id, operation, "before", "after")
  SELECT (SELECT changeset_id FROM open_changeset), 'review_status', json_object('code', OLD.code), NULL, 'delete', json_object('code', OLD.code, 'name', OLD.name, 'description', OLD.description, 'position', OLD.position, 'glyph', OLD.glyph, 'done', OLD.done), NULL;
END;

CREATE TRIGGER history_review_status_update AFTER UPDATE OF name, description, position, glyph, done ON review_status
BEGIN
  INSERT INTO change
    (changeset_id, table_name, row_key, recommendation_id, operation, "before", "after")
  SELECT (SELECT changeset_id FROM open_changeset), 'review_status', json_object('code', NEW.code), NULL, 'update', was, now
  FROM (SELECT json_group_object(field, was) AS was, json_group_object(field, now) AS now
    FROM (SELECT 'name' AS field, OLD.name AS was, NEW.name AS now UNION ALL VALUES ('description', OLD.description, NEW.description), ('position', OLD.position, NEW.position), ('glyph', OLD.glyph, NEW.glyph), ('done', OLD.done, NEW.done))
    WHERE was IS NOT now COLLATE BINARY) WHERE was <> '{}';
END;

CREATE TRIGGER history_actor_kind_insert AFTER INSERT ON actor_kind
BEGIN
  INSERT INTO change
    (changeset_id, table_name, row_key, recommendation_id, operation, "before", "after")
  SELECT (SELECT changeset_id FROM open_changeset), 'actor_kind', json_object('code', NEW.code), NULL, 'insert', NULL, json_object('code', NEW.code, 'name', NEW.name, 'description', NEW.description, 'position', NEW.position);
END;

CREATE TRIGGER history_actor_kind_delete AFTER DELETE ON actor_kind
BEGIN
  INSERT INTO change
    (changeset_id, table_name, row_key, recommendation_id, operation, "before", "after")
  SELECT (SELECT changeset_id FROM open_changeset), 'actor_kind', json_object('code', OLD.code), NULL, 'delete', json_object('code', OLD.code, 'name', OLD.name, 'description', OLD.description, 'position', OLD.position), NULL;
END;

CREATE TRIGGER history_actor_kind_update AFTER UPDATE OF name, description, position ON actor_kind
BEGIN
  INSERT INTO change
    (changeset_id, table_name, row_key, recommendation_id, operation, "before", "after")
  SELECT (SELECT changeset_id FROM open_changeset), 'actor_kind', json_object('code', NEW.code), NULL, 'update', was, now
  FROM (SELECT json_group_object(field, was) AS was, json_group_object(field, now) AS now
    FROM (SELECT 'name' AS field, OLD.name AS was, NEW.name AS now UNION ALL VALUES ('description', OLD.description, NEW.description), ('position', OLD.position, NEW.position))
    WHERE was IS NOT now COLLATE BINARY) WHERE was <> '{}';
END;

CREATE TRIGGER history_actor_role_insert AFTER INSERT ON actor_role
BEGIN
  INSERT INTO change
    (changeset_id, table_name, row_key, recommendation_id, operation, "before", "after")
  SELECT (SELECT changeset_id FROM open_changeset), 'actor_role', json_object('code', NEW.code), NULL, 'insert', NULL, json_object('code', NEW.code, 'name', NEW.name, 'description', NEW.description, 'position', NEW.position);
END;

CREATE TRIGGER history_actor_role_delete AFTER DELETE ON actor_role
BEGIN
  INSERT INTO change
    (changeset_id, table_name, row_key, recommendation_id, operation, "before", "after")
  SELECT (SELECT changeset_id FROM open_changeset), 'actor_role', json_object('code', OLD.code), NULL, 'delete', json_object('code', OLD.code, 'name', OLD.name, 'description', OLD.description, 'position', OLD.position), NULL;
END;

CREATE TRIGGER history_actor_role_update AFTER UPDATE OF name, description, position ON actor_role
BEGIN
  INSERT INTO change
    (changeset_id, table_name, row_key, recommendation_id, operation, "before", "after")
  SELECT (SELECT changeset_id FROM open_changeset), 'actor_role', json_object('code', NEW.code), NULL, 'update', was, now
  FROM (SELECT json_group_object(field, was) AS was, json_group_object(field, now) AS now
    FROM (SELECT 'name' AS field, OLD.name AS was, NEW.name AS now UNION ALL VALUES ('description', OLD.description, NEW.description), ('position', OLD.position, NEW.position))
    WHERE was IS NOT now COLLATE BINARY) WHERE was <> '{}';
END;

CREATE TRIGGER history_source_kind_insert AFTER INSERT ON source_kind
BEGIN
  INSERT INTO change
    (changeset_id, table_name, row_key, recommendation_id, operation, "before", "after")
  SELECT (SELECT changeset_id FROM open_changeset), 'source_kind', json_object('code', NEW.code), NULL, 'insert', NULL, json_object('code', NEW.code, 'name', NEW.name, 'description', NEW.description, 'position', NEW.position);
END;

CREATE TRIGGER history_source_kind_delete AFTER DELETE ON source_kind
BEGIN
  INSERT INTO change
    (changeset_id, table_name, row_key, recommendation_id, operation, "before", "after")
  SELECT (SELECT changeset_id FROM open_changeset), 'source_kind', json_object('code', OLD.code), NULL, 'delete', json_object('code', OLD.code, 'name', OLD.name, 'description', OLD.description, 'position', OLD.position), NULL;
END;

CREATE TRIGGER history_source_kind_update AFTER UPDATE OF name, description, position ON source_kind
BEGIN
  INSERT INTO change
    (changeset_id, table_name, row_key, recommendation_id, operation, "before", "after")
  SELECT (SELECT changeset_id FROM open_changeset), 'source_kind', json_object('code', NEW.code), NULL, 'update', was, now
  FROM (SELECT json_group_object(field, was) AS was, json_group_object(field, now) AS now
    FROM (SELECT 'name' AS field, OLD.name AS was, NEW.name AS now UNION ALL VALUES ('description', OLD.description, NEW.description), ('position', OLD.position, NEW.position))
    WHERE was IS NOT now COLLATE BINARY) WHERE was <> '{}';
END;

CREATE TRIGGER history_response_position_insert AFTER INSERT ON response_position
BEGIN
  INSERT INTO change
    (changeset_id, table_name, row_key, recommendation_id, operation, "before", "after")
  SELECT (SELECT changeset_id FROM open_changeset), 'response_position', json_object('code', NEW.code), NULL, 'insert', NULL, json_object('code', NEW.code, 'name', NEW.name, 'description', NEW.description, 'position', NEW.position);
END;

CREATE TRIGGER history_response_position_delete AFTER DELETE ON response_position
BEGIN
  INSERT INTO change
    (changeset_id, table_name, row_key, recommendation_id, operation, "before", "after")
  SELECT (SELECT changeset_id FROM open_changeset), 'response_position', json_object('code', OLD.code), NULL, 'delete', json_object('code', OLD.code, 'name', OLD.name, 'description', OLD.description, 'position', OLD.position), NULL;
END;

CREATE TRIGGER history_response_position_update AFTER UPDATE OF name, description, position ON response_position
BEGIN
  INSERT INTO change
    (changeset_id, table_name, row_key, recommendation_id, operation, "before", "after")
  SELECT (SELECT changeset_id FROM open_changeset), 'response_position', json_object('code', NEW.code), NULL, 'update', was, now
  FROM (SELECT json_group_object(field, was) AS was, json_group_object(field, now) AS now
    FROM (SELECT 'name' AS field, OLD.name AS was, NEW.name AS now UNION ALL VALUES ('description', OLD.description, NEW.description), ('position', OLD.position, NEW.position))
    WHERE was IS NOT now COLLATE BINARY) WHERE was <> '{}';
END;

CREATE TRIGGER history_progress_status_insert AFTER INSERT ON progress_status
BEGIN
  INSERT INTO change
    (changeset_id, table_name, row_key, recommendation_id, operation, "before", "after")
  SELECT (SELECT changeset_id FROM open_changeset), 'progress_status', json_object('code', NEW.code), NULL, 'insert', NULL, json_object('code', NEW.code, 'name', NEW.name, 'description', NEW.description, 'position', NEW.position, 'closed', NEW.closed);
END;

CREATE TRIGGER history_progress_status_delete AFTER DELETE ON progress_status
BEGIN
  INSERT INTO change
    (changeset_id, table_name, row_key, recommendation_id, operation, "before", "after")
  SELECT (SELECT changeset_id FROM open_changeset), 'progress_status', json_object('code', OLD.code), NULL, 'delete', json_object('code', OLD.code, 'name', OLD.name, 'description', OLD.description, 'position', OLD.position, 'closed', OLD.closed), NULL;
END;

CREATE TRIGGER history_progress_status_update AFTER UPDATE OF name, description, position, closed ON progress_status
BEGIN
  INSERT INTO change
    (changeset_id, table_name, row_key, recommendation_id, operation, "before", "after")
  SELECT (SELECT changeset_id FROM open_changeset), 'progress_status', json_object('code', NEW.code), NULL, 'update', was, now
  FROM (SELECT json_group_object(field, was) AS was, json_group_object(field, now) AS now
    FROM (SELECT 'name' AS field, OLD.name AS was, NEW.name AS now UNION ALL VALUES ('description', OLD.description, NEW.description), ('position', OLD.position, NEW.position), ('closed', OLD.closed, NEW.closed))
    WHERE was IS NOT now COLLATE BINARY) WHERE was <> '{}';
END;

CREATE TRIGGER history_setting_insert AFTER INSERT ON setting
BEGIN
  INSERT INTO change
    (changeset_id, table_name, row_key, recommendation_id, operation, "before", "after")
  SELECT (SELECT changeset_id FROM open_changeset), 'setting', json_object('code', NEW.code), NULL, 'insert', NULL, json_object('code', NEW.code, 'value', NEW.value, 'description', NEW.description);
END;

CREATE TRIGGER history_setting_delete AFTER DELETE ON setting
BEGIN
  INSERT INTO change
    (changeset_id, table_name, row_key, recommendation_id, operation, "before", "after")
  SELECT (SELECT changeset_id FROM open_changeset), 'setting', json_object('code', OLD.code), NULL, 'delete', json_object('code', OLD.code, 'value', OLD.value, 'description', OLD.description), NULL;
END;

CREATE TRIGGER history_setting_update AFTER UPDATE OF value, description ON setting
BEGIN
  INSERT INTO change
    (changeset_id, table_name, row_key, recommendation_id, operation, "before", "after")
  SELECT (SELECT changeset_id FROM open_changeset), 'setting', json_object('code', NEW.code), NULL, 'update', was, now
  FROM (SELECT json_group_object(field, was) AS was, json_group_object(field, now) AS now
    FROM (SELECT 'value' AS field, OLD.value AS was, NEW.value AS now UNION ALL VALUES ('description', OLD.description, NEW.description))
    WHERE was IS NOT now COLLATE BINARY) WHERE was <> '{}';
END;

CREATE TRIGGER history_source_insert AFTER INSERT ON source
BEGIN
  INSERT INTO change
    (changeset_id, table_name, row_key, recommendation_id, operation, "before", "after")
  SELECT (SELECT changeset_id FROM open_changeset), 'source', json_object('id', NEW.id), NULL, 'insert', NULL, json_object('id', NEW.id, 'report_id', NEW.report_id, 'kind', NEW.kind, 'name', NEW.name, 'address', NEW.address, 'sha256', NEW.sha256, 'published_on', NEW.published_on, 'created_at', NEW.created_at);
END;

CREATE TRIGGER history_source_delete AFTER DELETE ON source
BEGIN
  INSERT INTO change
    (changeset_id, table_name, row_key, recommendation_id, operation, "before", "after")
  SELECT (SELECT changeset_id FROM open_changeset), 'source', json_object('id', OLD.id), NULL, 'delete', json_object('id', OLD.id, 'report_id', OLD.report_id, 'kind', OLD.kind, 'name', OLD.name, 'address', OLD.address, 'sha256', OLD.sha256, 'published_on', OLD.published_on, 'created_at', OLD.created_at), NULL;
END;

CREATE TRIGGER history_source_update AFTER UPDATE OF report_id, kind, name, address, sha256, published_on, created_at ON source
BEGIN
  INSERT INTO change
    (changeset_id, table_name, row_key, recommendation_id, operation, "before", "after")
  SELECT (SELECT changeset_id FROM open_changeset), 'source', json_object('id', NEW.id), NULL, 'update', was, now
  FROM (SELECT json_group_object(field, was) AS was, json_group_object(field, now) AS now
    FROM (SELECT 'report_id' AS field, OLD.report_id AS was, NEW.report_id AS now UNION ALL VALUES ('kind', OLD.kind, NEW.kind), ('name', OLD.name, NEW.name), ('address', OLD.address, NEW.address), ('sha256', OLD.sha256, NEW.sha256), ('published_on', OLD.published_on, NEW.published_on), ('created_at', OLD.created_at, NEW.created_at))
    WHERE was IS NOT now COLLATE BINARY) WHERE was <> '{}';
END;

CREATE TRIGGER history_response_insert AFTER INSERT ON response
BEGIN
  INSERT INTO change
    (changeset_id, table_name, row_key, recommendation_id, operation, "before", "after")
  SELECT (SELECT changeset_id FROM open_changeset), 'response', json_object('id', NEW.id), NEW.recommendation_id, 'insert', NULL, json_object('id', NEW.id, 'recommendation_id', NEW.recommendation_id, 'actor_id', NEW.actor_id, 'position', NEW.position, 'as_printed', NEW.as_printed, 'text', NEW.text, 'said_on', NEW.said_on, 'source_id', NEW.source_id, 'place', NEW.place, 'created_at', NEW.created_at);
END;

CREATE TRIGGER history_response_delete AFTER DELETE ON response
BEGIN
  INSERT INTO change
    (changeset_id, table_name, row_key, recommendation_id, operation, "before", "after")
  SELECT (SELECT changeset_id FROM open_changeset), 'response', json_object('id', OLD.id), OLD.recommendation_id, 'delete', json_object('id', OLD.id, 'recommendation_id', OLD.recommendation_id, 'actor_id', OLD.actor_id, 'position', OLD.position, 'as_printed', OLD.as_printed, 'text', OLD.text, 'said_on', OLD.said_on, 'source_id', OLD.source_id, 'place', OLD.place, 'created_at', OLD.created_at), NULL;
END;

CREATE TRIGGER history_response_update AFTER UPDATE OF recommendation_id, actor_id, position, as_printed, text, said_on, source_id, place, created_at ON response
BEGIN
  INSERT INTO change
    (changeset_id, table_name, row_key, recommendation_id, operation, "before", "after")
  SELECT (SELECT changeset_id FROM open_changeset), 'response', json_object('id', NEW.id), NEW.recommendation_id, 'update', was, now
  FROM (SELECT json_group_object(field, was) AS was, json_group_object(field, now) AS now
    FROM (SELECT 'recommendation_id' AS field, OLD.recommendation_id AS was, NEW.recommendation_id AS now UNION ALL VALUES ('actor_id', OLD.actor_id, NEW.actor_id), ('position', OLD.position, NEW.position), ('as_printed', OLD.as_printed, NEW.as_printed), ('text', OLD.text, NEW.text), ('said_on', OLD.said_on, NEW.said_on), ('source_id', OLD.source_id, NEW.source_id), ('place', OLD.place, NEW.place), ('created_at', OLD.created_at, NEW.created_at))
    WHERE was IS NOT now COLLATE BINARY) WHERE was <> '{}';
END;

CREATE TRIGGER history_progress_insert AFTER INSERT ON progress
BEGIN
  INSERT INTO change
    (changeset_id, table_name, row_key, recommendation_id, operation, "before", "after")
  SELECT (SELECT changeset_id FROM open_changeset), 'progress', json_object('id', NEW.id), NEW.recommendation_id, 'insert', NULL, json_object('id', NEW.id, 'recommendation_id', NEW.recommendation_id, 'basis', NEW.basis, 'status', NEW.status, 'as_printed', NEW.as_printed, 'text', NEW.text, 'as_of', NEW.as_of, 'source_id', NEW.source_id, 'place', NEW.place, 'quote', NEW.quote, 'created_at', NEW.created_at);
END;

CREATE TRIGGER history_progress_delete AFTER DELETE ON progress
BEGIN
  INSERT INTO change
    (changeset_id, table_name, row_key, recommendation_id, operation, "before", "after")
  SELECT (SELECT changeset_id FROM open_changeset), 'progress', json_object('id', OLD.id), OLD.recommendation_id, 'delete', json_object('id', OLD.id, 'recommendation_id', OLD.recommendation_id, 'basis', OLD.basis, 'status', OLD.status, 'as_printed', OLD.as_printed, 'text', OLD.text, 'as_of', OLD.as_of, 'source_id', OLD.source_id, 'place', OLD.place, 'quote', OLD.quote, 'created_at', OLD.created_at), NULL;
END;

CREATE TRIGGER history_progress_update AFTER UPDATE OF recommendation_id, basis, status, as_printed, text, as_of, source_id, place, quote, created_at ON progress
BEGIN
  INSERT INTO change
    (changeset_id, table_name, row_key, recommendation_id, operation, "before", "after")
  SELECT (SELECT changeset_id FROM open_changeset), 'progress', json_object('id', NEW.id), NEW.recommendation_id, 'update', was, now
  FROM (SELECT json_group_object(field, was) AS was, json_group_object(field, now) AS now
    FROM (SELECT 'recommendation_id' AS field, OLD.recommendation_id AS was, NEW.recommendation_id AS now UNION ALL VALUES ('basis', OLD.basis, NEW.basis), ('status', OLD.status, NEW.status), ('as_printed', OLD.as_printed, NEW.as_printed), ('text', OLD.text, NEW.text), ('as_of', OLD.as_of, NEW.as_of), ('source_id', OLD.source_id, NEW.source_id), ('place', OLD.place, NEW.place), ('quote', OLD.quote, NEW.quote), ('created_at', OLD.created_at, NEW.created_at))
    WHERE was IS NOT now COLLATE BINARY) WHERE was <> '{}';
END;

CREATE TRIGGER history_deadline_insert AFTER INSERT ON deadline
BEGIN
  INSERT INTO change
    (changeset_id, table_name, row_key, recommendation_id, operation, "before", "after")
  SELECT (SELECT changeset_id FROM open_changeset), 'deadline', json_object('id', NEW.id), NEW.recommendation_id, 'insert', NULL, json_object('id', NEW.id, 'recommendation_id', NEW.recommendation_id, 'due_on', NEW.due_on, 'given_by', NEW.given_by, 'given_on', NEW.given_on, 'reason', NEW.reason, 'source_id', NEW.source_id, 'created_at', NEW.created_at);
END;

CREATE TRIGGER history_deadline_delete AFTER DELETE ON deadline
BEGIN
  INSERT INTO change
    (changeset_id, table_name, row_key, recommendation_id, operation, "before", "after")
  SELECT (SELECT changeset_id FROM open_changeset), 'deadline', json_object('id', OLD.id), OLD.recommendation_id, 'delete', json_object('id', OLD.id, 'recommendation_id', OLD.recommendation_id, 'due_on', OLD.due_on, 'given_by', OLD.given_by, 'given_on', OLD.given_on, 'reason', OLD.reason, 'source_id', OLD.source_id, 'created_at', OLD.created_at), NULL;
END;

CREATE TRIGGER history_deadline_update AFTER UPDATE OF recommendation_id, due_on, given_by, given_on, reason, source_id, created_at ON deadline
BEGIN
  INSERT INTO change
    (changeset_id, table_name, row_key, recommendation_id, operation, "before", "after")
  SELECT (SELECT changeset_id FROM open_changeset), 'deadline', json_object('id', NEW.id), NEW.recommendation_id, 'update', was, now
  FROM (SELECT json_group_object(field, was) AS was, json_group_object(field, now) AS now
    FROM (SELECT 'recommendation_id' AS field, OLD.recommendation_id AS was, NEW.recommendation_id AS now UNION ALL VALUES ('due_on', OLD.due_on, NEW.due_on), ('given_by', OLD.given_by, NEW.given_by), ('given_on', OLD.given_on, NEW.given_on), ('reason', OLD.reason, NEW.reason), ('source_id', OLD.source_id, NEW.source_id), ('created_at', OLD.created_at, NEW.created_at))
    WHERE was IS NOT now COLLATE BINARY) WHERE was <> '{}';
END;

CREATE TRIGGER history_theme_insert AFTER INSERT ON theme
BEGIN
  INSERT INTO change
    (changeset_id, table_name, row_key, recommendation_id, operation, "before", "after")
  SELECT (SELECT changeset_id FROM open_changeset), 'theme', json_object('id', NEW.id), NULL, 'insert', NULL, json_object('id', NEW.id, 'scheme', NEW.scheme, 'name', NEW.name);
END;

CREATE TRIGGER history_theme_delete AFTER DELETE ON theme
BEGIN
  INSERT INTO change
    (changeset_id, table_name, row_key, recommendation_id, operation, "before", "after")
  SELECT (SELECT changeset_id FROM open_changeset), 'theme', json_object('id', OLD.id), NULL, 'delete', json_object('id', OLD.id, 'scheme', OLD.scheme, 'name', OLD.name), NULL;
END;

CREATE TRIGGER history_theme_update AFTER UPDATE OF scheme, name ON theme
BEGIN
  INSERT INTO change
    (changeset_id, table_name, row_key, recommendation_id, operation, "before", "after")
  SELECT (SELECT changeset_id FROM open_changeset), 'theme', json_object('id', NEW.id), NULL, 'update', was, now
  FROM (SELECT json_group_object(field, was) AS was, json_group_object(field, now) AS now
    FROM (SELECT 'scheme' AS field, OLD.scheme AS was, NEW.scheme AS now UNION ALL VALUES ('name', OLD.name, NEW.name))
    WHERE was IS NOT now COLLATE BINARY) WHERE was <> '{}';
END;

CREATE TRIGGER history_theming_insert AFTER INSERT ON theming
BEGIN
  INSERT INTO change
    (changeset_id, table_name, row_key, recommendation_id, operation, "before", "after")
  SELECT (SELECT changeset_id FROM open_changeset), 'theming', json_object('recommendation_id', NEW.recommendation_id, 'theme_id', NEW.theme_id), NEW.recommendation_id, 'insert', NULL, json_object('recommendation_id', NEW.recommendation_id, 'theme_id', NEW.theme_id);
END;

CREATE TRIGGER history_theming_delete AFTER DELETE ON theming
BEGIN
  INSERT INTO change
    (changeset_id, table_name, row_key, recommendation_id, operation, "before", "after")
  SELECT (SELECT changeset_id FROM open_changeset), 'theming', json_object('recommendation_id', OLD.recommendation_id, 'theme_id', OLD.theme_id), OLD.recommendation_id, 'delete', json_object('recommendation_id', OLD.recommendation_id, 'theme_id', OLD.theme_id), NULL;
END;

CREATE TRIGGER search_recommendation_insert AFTER INSERT ON recommendation
BEGIN
  INSERT INTO recommendation_search (rowid, title, text) VALUES (NEW.id, NEW.title, NEW.text);
END;

CREATE TRIGGER search_recommendation_delete AFTER DELETE ON recommendation
BEGIN
  INSERT INTO recommendation_search (recommendation_search, rowid, title, text) VALUES ('delete', OLD.id, OLD.title, OLD.text);
END;

CREATE TRIGGER search_recommendation_update AFTER UPDATE OF title, text ON recommendation
BEGIN
  INSERT INTO recommendation_search (recommendation_search, rowid, title, text) VALUES ('delete', OLD.id, OLD.title, OLD.text);
  INSERT INTO recommendation_search (rowid, title, text) VALUES (NEW.id, NEW.title, NEW.text);
END;

CREATE TRIGGER search_note_insert AFTER INSERT ON note
BEGIN
  INSERT INTO note_search (rowid, body) VALUES (NEW.id, NEW.body);
END;

CREATE TRIGGER search_note_delete AFTER DELETE ON note
BEGIN
  INSERT INTO note_search (note_search, rowid, body) VALUES ('delete', OLD.id, OLD.body);
END;

CREATE TRIGGER search_note_update AFTER UPDATE OF body ON note
BEGIN
  INSERT INTO note_search (note_search, rowid, body) VALUES ('delete', OLD.id, OLD.body);
  INSERT INTO note_search (rowid, body) VALUES (NEW.id, NEW.body);
END;

CREATE TRIGGER followup_recommendation_insert AFTER INSERT ON recommendation
BEGIN
  INSERT INTO followup_current (recommendation_id) VALUES (NEW.id);
END;

CREATE TRIGGER followup_response_insert AFTER INSERT ON response
BEGIN
  UPDATE followup_current SET (response_id, response, response_on, reported_id, reported, reported_on, assessed_id, assessed, assessed_on, closed, progress_on, due_on, first_due_on) = (SELECT response_id, response, response_on, reported_id, reported, reported_on, assessed_id, assessed, assessed_on, closed, progress_on, due_on, first_due_on FROM followup_computed AS c WHERE c.recommendation_id = followup_current.recommendation_id) WHERE recommendation_id = NEW.recommendation_id;
END;

CREATE TRIGGER followup_response_delete AFTER DELETE ON response
BEGIN
  UPDATE followup_current SET (response_id, response, response_on, reported_id, reported, reported_on, assessed_id, assessed, assessed_on, closed, progress_on, due_on, first_due_on) = (SELECT response_id, response, response_on, reported_id, reported, reported_on, assessed_id, assessed, assessed_on, closed, progress_on, due_on, first_due_on FROM followup_computed AS c WHERE c.recommendation_id = followup_current.recommendation_id) WHERE recommendation_id = OLD.recommendation_id;
END;

CREATE TRIGGER followup_response_update AFTER UPDATE OF recommendation_id, position, said_on ON response
BEGIN
  UPDATE followup_current SET (response_id, response, response_on, reported_id, reported, reported_on, assessed_id, assessed, assessed_on, closed, progress_on, due_on, first_due_on) = (SELECT response_id, response, response_on, reported_id, reported, reported_on, assessed_id, assessed, assessed_on, closed, progress_on, due_on, first_due_on FROM followup_computed AS c WHERE c.recommendation_id = followup_current.recommendation_id) WHERE recommendation_id IN (OLD.recommendation_id, NEW.recommendation_id);
END;

CREATE TRIGGER followup_progress_insert AFTER INSERT ON progress
BEGIN
  UPDATE followup_current SET (response_id, response, response_on, reported_id, reported, reported_on, assessed_id, assessed, assessed_on, closed, progress_on, due_on, first_due_on) = (SELECT response_id, response, response_on, reported_id, reported, reported_on, assessed_id, assessed, assessed_on, closed, progress_on, due_on, first_due_on FROM followup_computed AS c WHERE c.recommendation_id = followup_current.recommendation_id) WHERE recommendation_id = NEW.recommendation_id;
END;

CREATE TRIGGER followup_progress_delete AFTER DELETE ON progress
BEGIN
  UPDATE followup_current SET (response_id, response, response_on, reported_id, reported, reported_on, assessed_id, assessed, assessed_on, closed, progress_on, due_on, first_due_on) = (SELECT response_id, response, response_on, reported_id, reported, reported_on, assessed_id, assessed, assessed_on, closed, progress_on, due_on, first_due_on FROM followup_computed AS c WHERE c.recommendation_id = followup_current.recommendation_id) WHERE recommendation_id = OLD.recommendation_id;
END;

CREATE TRIGGER followup_progress_update AFTER UPDATE OF recommendation_id, basis, status, as_of, created_at ON progress
BEGIN
  UPDATE followup_current SET (response_id, response, response_on, reported_id, reported, reported_on, assessed_id, assessed, assessed_on, closed, progress_on, due_on, first_due_on) = (SELECT response_id, response, response_on, reported_id, reported, reported_on, assessed_id, assessed, assessed_on, closed, progress_on, due_on, first_due_on FROM followup_computed AS c WHERE c.recommendation_id = followup_current.recommendation_id) WHERE recommendation_id IN (OLD.recommendation_id, NEW.recommendation_id);
END;

CREATE TRIGGER followup_deadline_insert AFTER INSERT ON deadline
BEGIN
  UPDATE followup_current SET (response_id, response, response_on, reported_id, reported, reported_on, assessed_id, assessed, assessed_on, closed, progress_on, due_on, first_due_on) = (SELECT response_id, response, response_on, reported_id, reported, reported_on, assessed_id, assessed, assessed_on, closed, progress_on, due_on, first_due_on FROM followup_computed AS c WHERE c.recommendation_id = followup_current.recommendation_id) WHERE recommendation_id = NEW.recommendation_id;
END;

CREATE TRIGGER followup_deadline_delete AFTER DELETE ON deadline
BEGIN
  UPDATE followup_current SET (response_id, response, response_on, reported_id, reported, reported_on, assessed_id, assessed, assessed_on, closed, progress_on, due_on, first_due_on) = (SELECT response_id, response, response_on, reported_id, reported, reported_on, assessed_id, assessed, assessed_on, closed, progress_on, due_on, first_due_on FROM followup_computed AS c WHERE c.recommendation_id = followup_current.recommendation_id) WHERE recommendation_id = OLD.recommendation_id;
END;

CREATE TRIGGER followup_deadline_update AFTER UPDATE OF recommendation_id, due_on, given_on ON deadline
BEGIN
  UPDATE followup_current SET (response_id, response, response_on, reported_id, reported, reported_on, assessed_id, assessed, assessed_on, closed, progress_on, due_on, first_due_on) = (SELECT response_id, response, response_on, reported_id, reported, reported_on, assessed_id, assessed, assessed_on, closed, progress_on, due_on, first_due_on FROM followup_computed AS c WHERE c.recommendation_id = followup_current.recommendation_id) WHERE recommendation_id IN (OLD.recommendation_id, NEW.recommendation_id);
END;

CREATE TRIGGER followup_progress_status_update AFTER UPDATE OF closed ON progress_status
BEGIN
  UPDATE followup_current SET (response_id, response, response_on, reported_id, reported, reported_on, assessed_id, assessed, assessed_on, closed, progress_on, due_on, first_due_on) = (SELECT response_id, response, response_on, reported_id, reported, reported_on, assessed_id, assessed, assessed_on, closed, progress_on, due_on, first_due_on FROM followup_computed AS c WHERE c.recommendation_id = followup_current.recommendation_id) WHERE NEW.code IN (reported, assessed);
END;

