"""What other programs write in plain SQL, and what the history must say of it: one table for every such tool."""

import json
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

Rows = dict[str, list[dict[str, Any]]]

TABLES = (
    "report",
    "recommendation",
    "actor",
    "mention",
    "note",
    "tag",
    "actor_alias",
    "tagging",
    "saved_view",
    "review_status",
    "actor_kind",
    "actor_role",
    "source_kind",
    "response_position",
    "progress_status",
    "setting",
    "source",
    "response",
    "progress",
    "deadline",
    "theme",
    "theming",
)
NUMBERED = ("source", "response", "progress", "deadline", "theme")
LOGS = ("changeset", "change", "import_row", "open_changeset", "schema_revision")
ROWS_TO_BREAK = """
INSERT INTO tag (id, name, description, colour) VALUES (1, 'aid', NULL, 'green'), (2, 'arms', NULL, NULL);
INSERT INTO tagging (recommendation_id, tag_id) VALUES (1, 1), (2, 1), (4, 2);
INSERT INTO note (id, recommendation_id, body, author) VALUES (1, 1, 'Ask the ministry.', 'amy'), (2, 4, 'Old', NULL);
INSERT INTO saved_view (id, name, query) VALUES (1, 'Mine', 'by:amy');
INSERT INTO actor_alias (id, actor_id, alias) VALUES (1, 2, 'Islamic Republic of Iran');
INSERT INTO source (id, name) VALUES (1, 'Letter'), (2, 'Table of 2026');
INSERT INTO response (id, recommendation_id, position, said_on, source_id) VALUES (1, 1, 'noted', '2026-01-15', 1);
INSERT INTO progress (id, recommendation_id, basis, status, text, as_of, source_id, place, quote) VALUES
  (1, 1, 'reported', 'implemented', NULL, '2026-01-10', 1, 'p. 3', 'done'),
  (2, 1, 'assessed', 'in_progress', 'Half of it.', NULL, NULL, NULL, NULL);
INSERT INTO deadline (id, recommendation_id, due_on, given_on, source_id) VALUES
  (1, 1, '2026-06-30', '2025-06-01', NULL), (2, 1, '2026-09-28', '2026-01-15', 2);
INSERT INTO theme (id, scheme, name) VALUES (1, 'Chapters', 'Women, peace and security');
INSERT INTO theming VALUES (1, 1);
"""

NOTE = "INSERT INTO note (recommendation_id, body) VALUES "
TAG = "INSERT INTO tag (name) VALUES "
ACTOR = "INSERT INTO actor (name, kind, country_code) VALUES "
REPORT = "INSERT INTO report (slug, title, published_on) VALUES "
RECOMMENDATION = "INSERT INTO recommendation (report_id, reference, position, title, text) VALUES "
QUOTED = "INSERT INTO mention (recommendation_id, actor_id, role, quote, quote_start) VALUES "
IMPLIED = "INSERT INTO mention (recommendation_id, actor_id, role, implied_reason) VALUES "
ALIAS = "INSERT INTO actor_alias (actor_id, alias) VALUES "
TEXT = "INSERT INTO recommendation (report_id, reference, position, title, text) VALUES (1, '9', 9, 't', {})"
PAGES = (
    "INSERT INTO recommendation (report_id, reference, position, title, text, first_page, last_page) "
    "VALUES (1, '9', 9, 't', 't', {})"
)
VIEW = "INSERT INTO saved_view (name, query) VALUES "
MOMENT = "INSERT INTO note (recommendation_id, body, created_at) VALUES (1, 'x', {})"

RESPONSE = "INSERT INTO response (recommendation_id, position, said_on, place) VALUES "
PROGRESS = "INSERT INTO progress (recommendation_id, basis, status, text, as_of, source_id) VALUES "
SOURCE = "INSERT INTO source (name, sha256, address) VALUES "

NESTED = '{"body":' + "[" * 50_000 + "]" * 50_000 + "}"
"""JSON that is nested deeper than any reader goes."""
CHANGE = 'INSERT INTO change (table_name, row_key, recommendation_id, operation, "before", "after") VALUES '

REFUSED = [
    # what a column must be one of
    ("UPDATE recommendation SET review_status = 'done' WHERE id = 1", "must be in review_status"),
    ("UPDATE recommendation SET review_status = '' WHERE id = 1", "must be in review_status"),
    ("UPDATE recommendation SET review_status = NULL WHERE id = 1", "must be given: leave it as it is"),
    ("UPDATE mention SET role = 'donor' WHERE id = 1", "must be in actor_role"),
    ("UPDATE actor SET kind = 'country' WHERE id = 1", "must be in actor_kind"),
    (ACTOR + "('Syria', 'country', NULL)", "must be in actor_kind"),
    ("UPDATE tag SET colour = 'pink' WHERE id = 1", "colour is one of red, orange"),
    (ACTOR + "('Syria', 'state', 'sy')", "ISO 3166 alpha-2"),
    (ACTOR + "('Syria', 'state', 'SYR')", "ISO 3166 alpha-2"),
    ("UPDATE actor SET country_code = '' WHERE id = 1", "ISO 3166 alpha-2"),
    (REPORT + "('Water 2', 'x', NULL)", "slug has lower case letters"),
    (REPORT + "('', 'x', NULL)", "slug has lower case letters"),
    (REPORT + "('x/y', 'x', NULL)", "slug has lower case letters"),
    (RECOMMENDATION + "(1, ' 1', 9, 't', 't')", "reference is not empty"),
    (RECOMMENDATION + "(1, '1 ', 9, 't', 't')", "reference is not empty"),
    (RECOMMENDATION + "(1, '1  a', 9, 't', 't')", "no space at its ends or beside another"),
    (RECOMMENDATION + "(1, '1,2', 9, 't', 't')", "reference is not empty"),
    (RECOMMENDATION + "(1, '', 9, 't', 't')", "reference is not empty"),
    (RECOMMENDATION + "(1, '9' || char(10), 9, 't', 't')", "reference is not empty"),
    (RECOMMENDATION + "(1, '9', 9, 't', '')", "text is what the report prints"),
    ("INSERT INTO review_status VALUES ('Done!', 'Done', '', 9, 'x', 1)", "lower case letters, digits and _"),
    ("INSERT INTO review_status VALUES ('done', 'Done', '', 9, 'xx', 1)", "glyph must be one character"),
    ("INSERT INTO review_status VALUES ('done', 'Done', '', 9, 'x', 2)", "done is 1 where the review"),
    # moments and dates
    (MOMENT.format("'2026-02-30T10:00:00Z'"), "must be a UTC moment"),
    (MOMENT.format("'2026-01-01 10:00:00'"), "must be a UTC moment"),
    (MOMENT.format("'2026-01-01T10:00:00'"), "must be a UTC moment"),
    (MOMENT.format("'2026-01-01T10:00:00.5Z'"), "must be a UTC moment"),
    (MOMENT.format("'2026-01-01T10:00:00+02:00'"), "must be a UTC moment"),
    (MOMENT.format("'yesterday'"), "must be a UTC moment"),
    (MOMENT.format("''"), "must be a UTC moment"),
    (MOMENT.format("NULL"), "note.created_at must be given: leave the column out"),
    ("UPDATE note SET created_at = 'now' WHERE id = 1", "must be a UTC moment"),
    (REPORT + "('x', 'x', '2026-02-30')", "must be a date"),
    (REPORT + "('x', 'x', 'May 2026')", "must be a date"),
    # what must be given, and how long it may be
    (NOTE + "(1, '')", "body has 1 to 100,000 characters"),
    (NOTE + "(1, '   ')", "body has 1 to 100,000 characters"),
    (NOTE + "(1, NULL)", "note.body must be given: write a value"),
    ("UPDATE note SET body = NULL WHERE id = 1", "note.body must be given: leave it as it is"),
    ("INSERT INTO tagging (recommendation_id) VALUES (1)", "tagging.tag_id must be given"),
    ("INSERT INTO review_status (name) VALUES ('x')", "review_status.code must be given"),
    (NOTE + "(1, hex(zeroblob(50001)))", "body has 1 to 100,000 characters"),
    ("UPDATE note SET body = ' ' WHERE id = 1", "body has 1 to 100,000 characters"),
    (TAG + "('')", "a name has 1 to 64 characters"),
    (TAG + "(NULL)", "tag.name must be given"),
    (TAG + "(' x')", "a name has 1 to 64 characters"),
    (TAG + "('a,b')", "no comma or quote"),
    (TAG + "('it''s')", "no comma or quote"),
    (TAG + "('a\"b')", "no comma or quote"),
    (TAG + "('a' || char(10) || 'b')", "no line break"),
    (TAG + "('a' || char(27) || 'b')", "no line break or control character"),
    (TAG + "('a' || char(127) || 'b')", "no line break or control character"),
    (TAG + "(substr(hex(zeroblob(33)), 1, 65))", "a name has 1 to 64 characters"),
    (ACTOR + "('Syria, Arab Republic of', 'state', 'SY')", "no comma"),
    (VIEW + "('a,b', '')", "no comma"),
    (VIEW + "('x', NULL)", "saved_view.query must be given"),
    ("INSERT INTO tag (id, name) VALUES (-1, 'x')", "tag.id is 1 or more"),
    ("INSERT INTO tag (id, name) VALUES (0, 'x')", "tag.id is 1 or more"),
    (
        "INSERT INTO change (id, table_name, row_key, operation, before) "
        "VALUES (-1, 'tag', '{\"id\":1}', 'delete', '{\"id\":1}')",
        "change.id is 1 or more",
    ),
    ("UPDATE recommendation SET position = 'first' WHERE id = 1", "cannot store TEXT value in INTEGER"),
    ("INSERT INTO tag (name, description) VALUES ('x', x'00')", "cannot store BLOB value in TEXT"),
    # what people read is not blank, and no twin of another
    *[
        (TAG + f"('aid' || char({code}))", "tag.name holds a character that cannot be seen")
        for code in (0x200B, 0xFEFF, 0xAD, 0x2060, 0x200E, 0x200D, 0x3164)
    ],
    (TAG + "('a' || char(0x200c) || 'id')", "tag.name holds a character that cannot be seen"),
    (
        "UPDATE tag SET name = name || char(0x200b) WHERE id = 1",
        "tag.name holds a character that cannot be seen",
    ),
    (
        RECOMMENDATION + "(1, '1' || char(0x200b), 9, 't', 't')",
        "recommendation.reference holds a character that cannot be seen",
    ),
    (VIEW + "('Mine' || char(0x200b), '')", "saved_view.name holds a character that cannot be seen"),
    (
        ACTOR + "('Pakistan' || char(0x200b), 'state', NULL)",
        "actor.name holds a character that cannot be seen",
    ),
    (
        "UPDATE recommendation SET title = '  ' WHERE id = 1",
        "recommendation.title is blank: write a word for it",
    ),
    (
        "UPDATE recommendation SET status_reason = '' WHERE id = 1",
        "status_reason is blank: write NULL for none",
    ),
    ("UPDATE review_status SET name = '' WHERE code = 'reviewed'", "review_status.name is blank"),
    # one row a key: nothing is replaced
    ("INSERT OR REPLACE INTO tag (name) VALUES ('aid')", "a tag with this name is there already"),
    ("INSERT OR REPLACE INTO tag (name) VALUES ('AID')", "a tag with this name is there already"),
    ("INSERT OR IGNORE INTO tag (name) VALUES ('aid')", "use UPDATE, or INSERT ... WHERE NOT EXISTS"),
    (
        "INSERT INTO tag (name) VALUES ('aid') ON CONFLICT (name) DO NOTHING",
        "with this name is there already",
    ),
    (
        "INSERT INTO tag (name) VALUES ('aid') ON CONFLICT (name) DO UPDATE SET colour = 'red'",
        "with this name is there already",
    ),
    ("REPLACE INTO tag (id, name) VALUES (1, 'food')", "a tag with this id is there already"),
    ("UPDATE OR REPLACE tag SET name = 'arms' WHERE id = 1", "another tag has this name"),
    ("UPDATE OR IGNORE tag SET name = 'arms' WHERE id = 1", "another tag has this name"),
    ("UPDATE tag SET name = 'ARMS' WHERE id = 1", "another tag has this name"),
    ("INSERT OR REPLACE INTO report (slug, title) VALUES ('water', 'x')", "a report with this slug"),
    ("UPDATE OR REPLACE report SET slug = 'water' WHERE id = 2", "another report has this slug"),
    (
        RECOMMENDATION.replace("INSERT", "INSERT OR REPLACE") + "(1, '2', 9, 't', 't')",
        "a recommendation with this report_id and reference",
    ),
    ("INSERT OR REPLACE INTO actor (name, kind) VALUES ('iran', 'state')", "an actor with this name"),
    ("UPDATE OR REPLACE actor SET name = 'Iran' WHERE id = 1", "another actor has this name"),
    (
        "INSERT OR REPLACE INTO mention (recommendation_id, actor_id, role, quote, quote_start) "
        "VALUES (1, 1, 'addressee', 'Pakistan', 0)",
        "with this recommendation_id and actor_id and role and quote_start",
    ),
    (IMPLIED + "(2, 1, 'context', 'Once more.')", "with this recommendation_id and actor_id and role"),
    (
        "UPDATE OR REPLACE mention SET recommendation_id = 3, quote = 'Pakistan', quote_start = 20, "
        "role = 'partner' WHERE id = 1",
        "another mention has this",
    ),
    ("INSERT OR REPLACE INTO note (id, recommendation_id, body) VALUES (1, 1, 'x')", "with this id"),
    ("INSERT OR REPLACE INTO saved_view (name, query) VALUES ('mine', '')", "with this name"),
    ("UPDATE OR REPLACE saved_view SET id = 2", "saved_view.id never changes"),
    ("REPLACE INTO review_status VALUES ('reviewed', 'x', 'x', 1, 'x', 0)", "with this code"),
    ("REPLACE INTO actor_kind VALUES ('state', 'x', 'x', 1)", "with this code"),
    ("REPLACE INTO actor_role VALUES ('target', 'x', 'x', 1)", "with this code"),
    # the key of a row is its own for ever
    *[
        (f"UPDATE {table} SET id = 77 WHERE id = 1", f"{table}.id never changes")
        for table in (*TABLES[:6], *NUMBERED)
    ],
    ("UPDATE tag SET rowid = 77 WHERE id = 1", "tag.id never changes"),
    ("UPDATE tagging SET tag_id = 2 WHERE recommendation_id = 1", "tagging.tag_id never changes"),
    ("UPDATE tagging SET recommendation_id = 3 WHERE tag_id = 2", "tagging.recommendation_id never changes"),
    ("UPDATE review_status SET code = 'fresh' WHERE code = 'unreviewed'", "review_status.code never changes"),
    # references
    (NOTE + "(99, 'about nothing')", "note.recommendation_id must be in recommendation"),
    (NOTE + "(NULL, 'about nothing')", "note.recommendation_id must be given"),
    ("UPDATE note SET recommendation_id = 99 WHERE id = 1", "must be in recommendation"),
    ("INSERT INTO tagging VALUES (1, 99)", "tagging.tag_id must be in tag"),
    ("INSERT INTO tagging VALUES (99, 1)", "tagging.recommendation_id must be in recommendation"),
    (IMPLIED + "(1, 99, 'context', 'x')", "mention.actor_id must be in actor"),
    (RECOMMENDATION + "(99, '9', 9, 't', 't')", "recommendation.report_id must be in report"),
    ("DELETE FROM actor WHERE id = 1", "in use by mention.actor_id"),
    ("DELETE FROM actor_role WHERE code = 'target'", "in use by mention.role"),
    ("DELETE FROM actor_kind WHERE code = 'state'", "in use by actor.kind"),
    ("DELETE FROM review_status WHERE code = 'unreviewed'", "in use by recommendation.review_status"),
    # evidence
    ("DELETE FROM recommendation WHERE id = 4", "evidence and stays"),
    ("DELETE FROM report WHERE id = 2", "evidence and stays"),
    ("UPDATE recommendation SET text = 'Better words' WHERE id = 1", "tracker load --accept-changes"),
    ("UPDATE recommendation SET reference = '1a' WHERE id = 1", "are evidence"),
    ("UPDATE recommendation SET report_id = 2 WHERE id = 2", "are evidence"),
    ("UPDATE recommendation SET first_line = 2 WHERE id = 1", "are evidence"),
    ("UPDATE recommendation SET last_line = 3 WHERE id = 1", "are evidence"),
    ("UPDATE recommendation SET first_line = NULL, last_line = NULL WHERE id = 1", "are evidence"),
    ("UPDATE recommendation SET first_line = 3, last_line = 2 WHERE id = 1", "in order, or both empty"),
    ("UPDATE report SET lead_in = 'x' WHERE id = 1", "are evidence"),
    ("UPDATE report SET title = 'x' WHERE id = 1", "are evidence"),
    ("UPDATE report SET source_reader = 'x' WHERE id = 1", "are evidence"),
    ("UPDATE recommendation SET first_page = 1, last_page = 1 WHERE id = 1", "are evidence"),
    (PAGES.format("2, 1"), "first_page and last_page are both given, 1 or more and in order"),
    (PAGES.format("0, 1"), "first_page and last_page are both given"),
    (PAGES.format("1, NULL"), "first_page and last_page are both given"),
    (TEXT.format("'a' || char(13) || char(10) || 'b'"), "a tab, a carriage return or another control"),
    (TEXT.format("'a' || char(9) || 'b'"), "a line ends with U\\+000A alone"),
    (TEXT.format("'a' || char(27) || 'b'"), "or another control character"),
    (TEXT.format("'a' || char(133) || 'b'"), "or another control character"),
    # names that two actors would share
    (ALIAS + "(1, 'IRAN')", "is the name of another actor: merge the two"),
    ("UPDATE actor_alias SET alias = 'pakistan' WHERE id = 1", "is the name of another actor"),
    ("UPDATE actor_alias SET actor_id = 1, alias = 'Iran' WHERE id = 1", "is the name of another actor"),
    (ALIAS + "(1, 'islamic republic of iran')", "an actor_alias with this alias is there already"),
    (ACTOR + "('Islamic republic of Iran', 'state', NULL)", "is an alias of another actor"),
    ("UPDATE actor SET name = 'islamic republic of iran' WHERE id = 1", "is an alias of another actor"),
    (ALIAS + "(99, 'x')", "actor_alias.actor_id must be in actor"),
    (ALIAS + "(1, '')", "an alias has 1 to 200 characters"),
    (ALIAS + "(1, 'a,b')", "an alias has 1 to 200 characters, no comma"),
    (ALIAS + "(1, 'a' || char(0x200b))", "actor_alias.alias holds a character that cannot be seen"),
    # the order of the codebook
    ("UPDATE tag SET position = 0 WHERE id = 1", "tag.position is 1 to 1,000,000,000: write its place"),
    ("UPDATE tag SET position = 9223372036854775807 WHERE id = 1", "tag.position is 1 to 1,000,000,000"),
    (
        "INSERT INTO tag (name, position) VALUES ('x', 1000000001)",
        "tag.position is 1 to 1,000,000,000: leave",
    ),
    ("INSERT INTO tag (name, position) VALUES ('x', -1)", "position is 1 or more: leave it out"),
    ("INSERT INTO tag (name, position) VALUES ('x', NULL)", "leave the column out, and it is filled in"),
    (QUOTED + "(1, 3, 'context', 'India', 0)", "must stand in the recommendation's text"),
    (QUOTED + "(1, 3, 'context', 'pakistan', 0)", "must stand in the recommendation's text"),
    (QUOTED + "(1, 3, 'context', 'Pakistan', 1)", "must stand in the recommendation's text"),
    (QUOTED + "(1, 3, 'context', 'Nations.', -9)", "must stand in the recommendation's text"),
    (QUOTED + "(1, 3, 'context', 'Pakistan', NULL)", "quote and quote_start, or else implied_reason"),
    (QUOTED + "(1, 3, 'context', '', 0)", "quote and quote_start, or else implied_reason"),
    (QUOTED + "(1, 3, 'context', NULL, NULL)", "quote and quote_start, or else implied_reason"),
    (IMPLIED + "(1, 3, 'context', '')", "quote and quote_start, or else implied_reason"),
    ("UPDATE mention SET implied_reason = 'x' WHERE id = 1", "or else implied_reason"),
    ("UPDATE mention SET quote_start = 3 WHERE id = 1", "must stand in the recommendation's text"),
    ("UPDATE mention SET recommendation_id = 2 WHERE id = 1", "must stand in the recommendation's text"),
    # the record
    ("DELETE FROM change", "only grows: change the row that it tells of, or take the change back"),
    ("UPDATE change SET before = NULL", "change is the record of what was done"),
    ("DELETE FROM changeset", "changeset is the record of what was done"),
    ("UPDATE changeset SET analyst = 'bob'", "changeset is the record of what was done"),
    ("DELETE FROM schema_revision", "schema_revision is written by Tracker alone"),
    (
        "INSERT INTO schema_revision (revision, last_change_id) VALUES ('9999', 1000000)",
        "schema_revision is written by Tracker alone",
    ),
    # what other programs stop reading at, or cannot read
    (NOTE + "(1, 'a' || char(0) || 'b')", "a text has a NUL"),
    (TAG + "('aid' || char(0))", "a text has a NUL"),
    ("UPDATE recommendation SET title = char(0) || 'x' WHERE id = 1", "a text has a NUL"),
    (
        "INSERT INTO changeset (kind, analyst, summary) VALUES ('edit', 'amy' || char(0), 'x')",
        "a text has a NUL",
    ),
    (MOMENT.format("'-4712-01-01T00:00:00Z'"), "note.created_at has a year from 1 on"),
    (MOMENT.format("'0000-01-01T00:00:00Z'"), "note.created_at has a year from 1 on"),
    (
        "UPDATE review_status SET glyph = char(0x202e) WHERE code = 'reviewed'",
        "glyph is a character that is seen",
    ),
    (
        "UPDATE review_status SET glyph = char(0x200b) WHERE code = 'reviewed'",
        "glyph is a character that is seen",
    ),
    ("REPLACE INTO changeset (id, kind, summary) VALUES (1, 'edit', 'x')", "a changeset with this id"),
    (
        "REPLACE INTO change (id, table_name, row_key, operation) VALUES (1, 'tag', '{}', 'insert')",
        "a change with this id",
    ),
    # a change tells of a row, as our triggers do
    (CHANGE + "('weather', '{\"id\":1}', NULL, 'delete', '{}', NULL)", "change.row_key is the key of a row"),
    (CHANGE + "('note', 'no JSON', 1, 'delete', '{}', NULL)", "change.row_key is the key of a row"),
    (CHANGE + "('note', '[1]', 1, 'delete', '{}', NULL)", "change.row_key is the key of a row"),
    (CHANGE + "('note', '{\"id\":[1]}', 1, 'delete', '{}', NULL)", "change.row_key is the key of a row"),
    (CHANGE + "('note', '{\"id\":true}', 1, 'delete', '{}', NULL)", "change.row_key is the key of a row"),
    (CHANGE + "('note', '{\"id\":1.0}', 1, 'delete', '{}', NULL)", "change.row_key is the key of a row"),
    (CHANGE + "('note', '{\"id\":null}', 1, 'delete', '{}', NULL)", "change.row_key is the key of a row"),
    (CHANGE + "('note', '{\"id\": 1}', 1, 'delete', '{}', NULL)", "change.row_key is the key of a row"),
    (
        CHANGE + "('note', '{\"id\":1,\"id\":2}', 1, 'delete', '{}', NULL)",
        "change.row_key is the key of a row",
    ),
    (
        CHANGE + "('note', '{\"id\":99999999999999999999999999}', 1, 'delete', '{}', NULL)",
        "is the key of a row",
    ),
    (CHANGE + "('tagging', '{\"tag_id\":1}', 1, 'delete', '{}', NULL)", "change.row_key is the key of a row"),
    (CHANGE + "('actor_kind', '{\"code\":[\"x\"]}', 1, 'delete', '{}', NULL)", "is the key of a row"),
    (CHANGE + "('note', '{\"id\":1}', 1, 'insert', '{}', '{}')", "change.before is empty for an insert"),
    (CHANGE + "('note', '{\"id\":1}', 1, 'update', '{}', NULL)", "change.before is empty for an insert"),
    (CHANGE + "('note', '{\"id\":1}', 1, 'delete', NULL, NULL)", "change.before is empty for an insert"),
    (
        CHANGE + '(\'note\', \'{"id":1}\', 1, \'update\', \'{"body\\" = ?1 --":"x"}\', \'{"body":"y"}\')',
        "change.before and change.after are JSON objects of columns",
    ),
    *[
        (
            CHANGE + f"('note', '{{\"id\":1}}', 1, 'update', '{{\"body\":\"x\"}}', '{after}')",
            "change.before and change.after are JSON objects of columns",
        )
        for after in (
            "no JSON",
            "[1]",
            '{"mood":"x"}',
            '{"id body":"x"}',
            '{"body":[1]}',
            '{"body":{}}',
            '{"body":true}',
            '{"body":1.5}',
            '{"body":NaN}',
            '{"body":99999999999999999999999999}',
            '{"body":"a","body":"b"}',
            NESTED,
        )
    ],
    (
        CHANGE + "('note', '{\"id\":1}', 1, 'delete', json_object('body', hex(zeroblob(4000001))), NULL)",
        "8,000,000 characters at most",
    ),
    (
        CHANGE + "('note', '{\"id\":1}', 1, 'update', '{\"body\":\"x\"}', '{\"body\":\"x\"}')",
        "an update that changes nothing is no change",
    ),
    (
        CHANGE.replace("(", "(changeset_id, ", 1)
        + "(1, 'note', '{\"id\":1}', 1, 'delete', '{\"id\":1}', NULL)",
        "change.changeset_id is the changeset that is open",
    ),
    (
        "INSERT INTO changeset (kind, summary) VALUES ('magic', 'x')",
        "kind is edit, load, undo, redo or check",
    ),
    (
        "INSERT INTO changeset (kind, summary, reverts_id) VALUES ('undo', 'x', 1)",
        "an undo names the edit that it takes back",
    ),
    ("INSERT INTO changeset (kind, summary) VALUES ('undo', 'x')", "an undo names the edit"),
    (
        "INSERT INTO changeset (kind, summary, reverts_change_id) VALUES ('undo', 'x', 1)",
        "an undo names the edit that it takes back",
    ),
    ("INSERT INTO changeset (kind, summary, reverts_id) VALUES ('redo', 'x', 1)", "a redo names the undo"),
    ("INSERT INTO changeset (kind, summary, reverts_id) VALUES ('edit', 'x', 1)", "nothing else names any"),
    ("INSERT INTO changeset (kind, summary, digest) VALUES ('edit', 'x', 'y')", "only a load has a digest"),
    ("INSERT INTO open_changeset (changeset_id) VALUES (1)", "a changeset that has just been made"),
    ("INSERT INTO open_changeset (changeset_id) VALUES (99)", "must be in changeset"),
    # numbers
    (
        "INSERT INTO note (id, recommendation_id, body) VALUES (9223372036854775807, 1, 'x')",
        "note.id is far above",
    ),
    (
        TAG.replace("(name)", "(id, name)") + "(1000000003, 'x')",
        "tag.id is far above the last one: leave it out",
    ),
    ("INSERT INTO changeset (id, kind, summary) VALUES (3, 'edit', 'x')", "changeset.id is the number after"),
    (
        "INSERT INTO change (id, table_name, row_key, operation, before) "
        "VALUES (9223372036854775807, 'tag', '{\"id\":1}', 'delete', '{\"id\":1}')",
        "change.id is the number after the last one",
    ),
    # what became of a recommendation
    (RESPONSE + "(1, 'agreed', NULL, NULL)", "response.position must be in response_position"),
    (RESPONSE + "(NULL, 'noted', NULL, NULL)", "response.recommendation_id must be given"),
    (RESPONSE + "(99, 'noted', NULL, NULL)", "response.recommendation_id must be in recommendation"),
    (RESPONSE + "(1, 'noted', '2026-02-30', NULL)", "said_on must be a date such as 2026-01-31"),
    (RESPONSE + "(1, 'noted', '0000-01-01', NULL)", "said_on must be a date"),
    (
        RESPONSE + "(1, 'noted', date('now', '+2 days'), NULL)",
        "response.said_on is the day of something that has",
    ),
    *[
        (RESPONSE + f"(1, 'noted', NULL, '{place}')", "place is a page, line or row of the source")
        for place in (
            "",
            "12",
            "p.12",
            "p. 0",
            "p. 012",
            "p. 12-",
            "p. 12-12",
            "p. 13-12",
            "p. 1-2-3",
            "page 12",
            "line 4-9",
            "lines 4",
            "rows 1-2",
            "row -1",
            "row 1x",
            "P. 1",
            "row 99999999999999999999",
        )
    ],
    (
        "UPDATE response SET as_printed = ' ' WHERE id = 1",
        "response.as_printed is blank: write NULL for none",
    ),
    (
        "INSERT INTO progress (recommendation_id, basis, status, text) "
        "VALUES (1, 'assessed', 'in_progress', char(10, 9, 160, 8203))",
        "progress.text is blank: write NULL for none",
    ),
    ("UPDATE deadline SET reason = char(13, 10) WHERE id = 1", "deadline.reason is blank"),
    ("UPDATE response SET actor_id = 99 WHERE id = 1", "response.actor_id must be in actor"),
    ("UPDATE response SET said_on = '2999-01-01' WHERE id = 1", "lies after tomorrow"),
    ("DELETE FROM response_position WHERE code = 'noted'", "in use by response.position"),
    (
        "DELETE FROM source WHERE id = 1",
        "this source is in use by response.source_id: change those rows first",
    ),
    ("DELETE FROM source WHERE id = 2", "in use by deadline.source_id"),
    (SOURCE + "('LETTER', NULL, NULL)", "a source with this name is there already"),
    ("INSERT OR REPLACE INTO source (name) VALUES ('letter')", "a source with this name is there already"),
    (SOURCE + "(char(0x3000), NULL, NULL)", "source.name holds a character that cannot be seen"),
    (SOURCE + "('x' || char(0xa0), NULL, NULL)", "source.name holds a character that cannot be seen"),
    (
        "UPDATE source SET address = 'https://example.org/' || char(0x200b)",
        "source.address holds a character that cannot be seen",
    ),
    (
        "INSERT INTO response_position VALUES ('x', char(0x200b), 'x', 9)",
        "response_position.name holds a character that cannot be seen",
    ),
    (
        "UPDATE progress_status SET name = char(0x2003) || name",
        "progress_status.name holds a character that cannot be seen",
    ),
    (
        "INSERT INTO source_kind VALUES ('x', char(0xa0), 'x', 9)",
        "source_kind.name holds a character that cannot be seen",
    ),
    (SOURCE + "('x' || char(0x200b), NULL, NULL)", "source.name holds a character that cannot be seen"),
    (SOURCE + "('', NULL, NULL)", "a name has 1 to 200 characters"),
    (SOURCE + "('x', 'ABC', NULL)", "sha256 has 64 hexadecimal digits in lower case"),
    (SOURCE + "('x', NULL, 'javascript:alert(1)')", "address begins with http"),
    (SOURCE + "('x', NULL, 'https://a b')", "address begins with http"),
    ("UPDATE source SET kind = 'rumour' WHERE id = 1", "source.kind must be in source_kind"),
    (
        "UPDATE source SET published_on = date('now', '+2 days') WHERE id = 1",
        "source.published_on is the day of",
    ),
    (PROGRESS + "(1, 'guessed', 'in_progress', 'x', NULL, NULL)", "basis is reported"),
    (PROGRESS + "(1, 'reported', 'done', NULL, NULL, NULL)", "progress.status must be in progress_status"),
    (
        PROGRESS + "(1, 'reported', 'in_progress', NULL, date('now', '+2 days'), NULL)",
        "progress.as_of is the day",
    ),
    *[
        (
            PROGRESS + values,
            "progress: a closed status needs as_of and source_id, an assessed one needs text, and a",
        )
        for values in (
            "(1, 'reported', 'implemented', NULL, '2026-01-10', NULL)",
            "(1, 'reported', 'withdrawn', NULL, NULL, 1)",
            "(1, 'assessed', 'implemented', NULL, '2026-01-10', 1)",
            "(1, 'assessed', 'in_progress', NULL, '2026-01-10', 1)",
        )
    ],
    (
        "UPDATE progress SET source_id = NULL WHERE id = 1",
        "progress: a closed status needs as_of and source_id",
    ),
    ("UPDATE progress SET as_of = NULL WHERE id = 1", "progress: a closed status needs as_of and source_id"),
    ("UPDATE progress SET place = NULL WHERE id = 1", "and a quote needs source_id and place"),
    ("UPDATE progress SET text = NULL WHERE id = 2", "an assessed one needs text"),
    ("UPDATE progress SET status = 'implemented' WHERE id = 2", "a closed status needs as_of and source_id"),
    ("UPDATE progress SET quote = 'x' WHERE id = 2", "a quote needs source_id and place"),
    (
        "UPDATE progress_status SET closed = 1 WHERE code = 'in_progress'",
        "some progress with this status is not proven; a closed status needs as_of and source_id",
    ),
    ("UPDATE progress_status SET closed = 2", "closed is 1 where nothing more is to come"),
    ("INSERT INTO progress_status VALUES ('Gone!', 'x', 'x', 9, 0)", "lower case letters, digits and _"),
    ("INSERT INTO deadline (recommendation_id, due_on) VALUES (1, 'soon')", "due_on must be a date"),
    ("INSERT INTO deadline (recommendation_id) VALUES (1)", "deadline.due_on must be given"),
    ("UPDATE deadline SET given_on = date('now', '+2 days') WHERE id = 1", "deadline.given_on is the day of"),
    ("UPDATE deadline SET given_by = 99 WHERE id = 1", "deadline.given_by must be in actor"),
    (
        "INSERT INTO theme (scheme, name) VALUES ('CHAPTERS', 'women, peace and security')",
        "a theme with this scheme",
    ),
    ("INSERT INTO theme (name) VALUES ('x')", "theme.scheme must be given"),
    ("DELETE FROM theme", "this theme is in use by theming.theme_id"),
    ("INSERT OR REPLACE INTO theming VALUES (1, 1)", "a theming with this recommendation_id and theme_id"),
    (
        "UPDATE recommendation SET assigned_to = ' amy' WHERE id = 1",
        "an analyst has 1 to 64 characters, no line",
    ),
    (
        "UPDATE recommendation SET assigned_to = 'a' || char(0x200b) WHERE id = 1",
        "assigned_to holds a character",
    ),
    ("UPDATE recommendation SET made_on = 'May' WHERE id = 1", "made_on must be a date"),
    ("UPDATE recommendation SET made_on = '2999-01-01' WHERE id = 1", "recommendation.made_on is the day of"),
    ("UPDATE mention SET given_in = 'row 7' WHERE id = 1", "or else given_in"),
    ("UPDATE setting SET value = -1", "value is a number of days, 0 to 36,500"),
    ("UPDATE setting SET value = 'soon'", "cannot store TEXT value in INTEGER"),
    ("DELETE FROM setting", "a setting that Tracker reads stays: change its value"),
    # what is kept by triggers alone
    (
        "UPDATE followup_current SET closed = 1 WHERE recommendation_id = 3",
        "is kept by Tracker alone: write to",
    ),
    (
        "UPDATE followup_current SET recommendation_id = 99 WHERE recommendation_id = 3",
        "is kept by Tracker alone",
    ),
    ("DELETE FROM followup_current", "is kept by Tracker alone: write to response, progress or deadline"),
    ("REPLACE INTO followup_current (recommendation_id) VALUES (1)", "is kept by Tracker alone"),
    (
        "REPLACE INTO followup_current (recommendation_id) VALUES (3)",
        "with this recommendation_id is there already",
    ),
    ("INSERT INTO followup_current (recommendation_id) VALUES (99)", "is kept by Tracker alone"),
]
"""(statement, part of the sentence)"""

ALLOWED = [
    "UPDATE recommendation SET review_status = 'reviewed' WHERE id = 1",
    "UPDATE recommendation SET review_status = 'set_aside', status_reason = 'Merged into 1.' WHERE id = 2",
    "UPDATE recommendation SET title = 'A better label' WHERE id = 1",
    "UPDATE recommendation SET position = 7 WHERE report_id = 1",
    "UPDATE recommendation SET text = text, review_status = 'in_review' WHERE id = 1",
    "UPDATE report SET publisher = 'An institute', published_on = '2024-02-29' WHERE id = 1",
    "UPDATE report SET slug = 'waters' WHERE id = 1",
    NOTE + "(1, 'From the shell')",
    NOTE + "(1, 'one'), (2, 'two'), (3, 'three')",
    NOTE + "(1, 'A path: C:\\u0000, and C:\\\\u0000')",
    MOMENT.format("'2024-02-29T23:59:59Z'"),
    "UPDATE note SET body = 'Reworded' WHERE id = 1",
    "UPDATE note SET body = body || ' (seen)'",
    "UPDATE note SET recommendation_id = 2, author = 'bob' WHERE id = 1",
    "DELETE FROM note WHERE id = 1",
    "DELETE FROM note",
    TAG + "('food')",
    TAG + "('Réforme: été')",
    TAG + "('می' || char(0x200c) || 'خواهم')",
    TAG + "('\U0001f469' || char(0x200d) || '\U0001f33e')",
    "UPDATE tag SET name = 'AID', description = 'Money', colour = NULL WHERE id = 1",
    TAG + "('one'), ('two')",
    "INSERT INTO tag (name, position) VALUES ('first', 1)",
    "UPDATE tag SET position = 3 - position",
    "INSERT INTO tagging VALUES (3, 1)",
    "INSERT OR REPLACE INTO tagging VALUES (3, 2)",
    "DELETE FROM tagging WHERE tag_id = 1",
    "DELETE FROM tag WHERE id = 1",
    "DELETE FROM tag",
    ACTOR + "('Syria', 'state', 'SY')",
    "UPDATE actor SET name = 'Islamic Republic of Iran' WHERE id = 2",
    "UPDATE actor SET name = 'Persia' WHERE id = 2",
    "INSERT INTO actor (name, kind) VALUES ('Nobody', 'state') RETURNING id",
    ALIAS + "(2, 'Persia'), (2, 'iran')",
    "UPDATE actor_alias SET alias = 'ISLAMIC REPUBLIC OF IRAN' WHERE id = 1",
    "UPDATE actor_alias SET actor_id = 1 WHERE id = 1",
    "DELETE FROM actor_alias",
    QUOTED + "(1, 3, 'context', 'Pakistan', 0)",
    QUOTED + "(4, 7, 'context', 'hopes end', 40)",
    IMPLIED + "(4, 1, 'addressee', 'Where they are.')",
    "UPDATE mention SET role = 'beneficiary' WHERE id = 1",
    "UPDATE mention SET quote = NULL, quote_start = NULL, implied_reason = 'Meant.' WHERE id = 1",
    "DELETE FROM mention WHERE id = 9",
    VIEW + "('To do', 'status:unreviewed')",
    "UPDATE saved_view SET query = 'note:yes', name = 'MINE'",
    "DELETE FROM saved_view",
    "INSERT INTO review_status VALUES ('escalated', 'Escalated', 'To the board.', 6, '^', 0)",
    "UPDATE review_status SET name = 'Fresh', glyph = '○' WHERE code = 'unreviewed'",
    "DELETE FROM review_status WHERE code = 'reviewed'",
    "INSERT INTO actor_kind VALUES ('court', 'Court', 'A court of law.', 8)",
    "INSERT INTO actor_role VALUES ('donor', 'Donor', 'Pays.', 7)",
    "INSERT INTO report (slug, title) VALUES ('third', 'A third report')",
    RECOMMENDATION + "(2, '141', 3, 'New', 'A text of its own.')",
    RECOMMENDATION + "(2, '012/24', 3, 'New', 'A text.'), (2, 'Annex 2/1 b', 4, 'New', 'A text.')",
    TEXT.format("'States should:' || char(10) || '(a) act'"),
    PAGES.format("12, 13"),
    RESPONSE + "(3, 'noted', date('now', '+1 day'), 'p. 12-13'), (3, 'rejected', NULL, 'row 17')",
    RESPONSE + "(1, 'noted', '0001-01-01', 'line 4'), (1, 'accepted', '2024-02-29', 'lines 4-10')",
    "UPDATE response SET position = 'accepted', recommendation_id = 2 WHERE id = 1",
    "DELETE FROM response",
    PROGRESS + "(2, 'reported', 'in_progress', NULL, NULL, NULL)",
    PROGRESS + "(2, 'assessed', 'implemented', 'Seen.', '2026-01-10', 1)",
    "UPDATE progress SET recommendation_id = 3",
    "DELETE FROM progress WHERE id = 1",
    "UPDATE progress_status SET closed = 0 WHERE code = 'implemented'",
    "UPDATE progress_status SET closed = 1 WHERE code = 'not_started'",
    "INSERT INTO progress_status VALUES ('lapsed', 'Lapsed', 'The time has passed.', 10, 1)",
    "INSERT INTO response_position VALUES ('deferred', 'Deferred', 'Later.', 7)",
    "INSERT INTO source_kind VALUES ('film', 'Film', 'Moving pictures.', 6)",
    "INSERT INTO deadline (recommendation_id, due_on) VALUES (2, '2999-12-31')",
    "INSERT INTO deadline (recommendation_id, due_on, given_on) VALUES (1, '2024-12-31', NULL)",
    "UPDATE deadline SET due_on = '2026-01-01', given_by = 1, reason = 'Late.'",
    "DELETE FROM deadline WHERE id = 2",
    SOURCE + "('Report, second', printf('%064d', 0), 'https://example.org/a?b=c')",
    "UPDATE source SET name = 'LETTER', report_id = 1 WHERE id = 1",
    "INSERT INTO theme (scheme, name) VALUES ('Goals', 'Women, peace and security')",
    "INSERT INTO theming VALUES (2, 1)",
    "DELETE FROM theming",
    "UPDATE recommendation SET assigned_to = 'Amy O''Neil, MA', made_on = '2024-11-01' WHERE id = 1",
    "INSERT INTO mention (recommendation_id, actor_id, role, given_in) VALUES (4, 1, 'recommender', 'row 7')",
    "UPDATE setting SET value = 90 WHERE code = 'stale_after_days'",
    "INSERT INTO setting VALUES ('ours', 5, 'Our own.')",
    "UPDATE report SET series = 'Briefs', session = '2024' WHERE id = 1",
]
UNCHANGED = [
    "INSERT INTO tagging VALUES (1, 1)",
    "INSERT OR REPLACE INTO tagging VALUES (1, 1)",
    "INSERT OR IGNORE INTO tagging VALUES (1, 1), (2, 1)",
    "UPDATE tag SET name = 'aid', colour = 'green' WHERE id = 1",
    "UPDATE recommendation SET review_status = review_status, text = text",
    "DELETE FROM tag WHERE name = 'no such tag'",
    "UPDATE followup_current SET closed = closed",
    "UPDATE progress_status SET closed = closed",
]


def past_the_guards(connection: sqlite3.Connection, statement: str, *parameters: object) -> None:
    """Write while no trigger looks on: as a file of before, or a stranger, may have it."""
    with _unseen(connection, statement):
        connection.execute(statement, parameters)


def behind_the_back(path: Path, *statements: str) -> None:
    """Do several things to a file in one transaction while no trigger looks on: nobody records them."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection, _unseen(connection, *statements):
        for statement in statements:
            connection.execute(statement)


@contextmanager
def _unseen(connection: sqlite3.Connection, *statements: str) -> Iterator[None]:
    """Have the triggers of the tables that are written to away: of all there are, that takes ten times as long."""
    tables = {table for statement in statements for table in _WRITTEN.findall(statement)}
    triggers = connection.execute(
        "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name IN (SELECT value FROM json_each(?))",
        (json.dumps(sorted(tables)),),
    ).fetchall()
    connection.execute("SAVEPOINT unseen")
    for name, _ in triggers:
        connection.execute(f'DROP TRIGGER "{name}"')
    yield
    for _, sql in triggers:
        connection.execute(sql)
    connection.execute("RELEASE unseen")


_WRITTEN = re.compile(r"\b(?:INTO|UPDATE(?: OR \w+)?|DELETE FROM) (\w+)")


def rows_of(connection: sqlite3.Connection, tables: tuple[str, ...] = TABLES) -> Rows:
    def dicts(table: str) -> list[dict[str, Any]]:
        cursor = connection.execute(f"SELECT * FROM {table}")
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor]

    return {table: dicts(table) for table in tables}


def key_of(table: str, row: dict[str, Any]) -> dict[str, Any]:
    names = {
        "tagging": ("recommendation_id", "tag_id"),
        "theming": ("recommendation_id", "theme_id"),
    }.get(table, ("id",) if "id" in row else ("code",))
    return {name: row[name] for name in names}


def differences(before: Rows, after: Rows) -> list[dict[str, Any]]:
    """What the history must say, from the rows themselves: the changes in no particular order."""
    found = []
    for table in TABLES:
        old = {json.dumps(key_of(table, row)): row for row in before[table]}
        new = {json.dumps(key_of(table, row)): row for row in after[table]}
        for key in sorted({*old, *new}):
            was, now = old.get(key), new.get(key)
            if was == now:
                continue
            row = now or was or {}
            if was is not None and now is not None:
                columns = [name for name in was if was[name] != now[name]]
                was, now = ({name: each[name] for name in columns} for each in (was, now))
            operation = "insert" if was is None else "delete" if now is None else "update"
            about = row["id"] if table == "recommendation" else row.get("recommendation_id")
            found.append(
                {
                    "changeset_id": None,
                    "table_name": table,
                    "row_key": json.loads(key),
                    "recommendation_id": about,
                    "operation": operation,
                    "before": was,
                    "after": now,
                }
            )
    return found


def recorded(connection: sqlite3.Connection, since: int) -> list[dict[str, Any]]:
    changes = rows_of(connection, ("change",))["change"]
    for change in changes:
        for name in ("row_key", "before", "after"):
            change[name] = change[name] and json.loads(change[name])
    return [
        {name: value for name, value in change.items() if name not in ("id", "changed_at")}
        for change in changes
        if change["id"] > since
    ]


def last_change(connection: sqlite3.Connection) -> int:
    return int(connection.execute("SELECT max(id) FROM change").fetchone()[0])


def in_one_order(changes: list[dict[str, Any]]) -> list[str]:
    return sorted(json.dumps(change, sort_keys=True) for change in changes)
