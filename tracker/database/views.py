"""The views: the contract with everybody who queries the file.

Names and columns stay across migrations; more may be added. Scalar subqueries on indexes, never a JOIN with
GROUP BY: a page of the list costs 0.2 ms that way against 85 at 30,000 rows, and no tag is counted twice.
"""

from tracker.database.recorded import names_column, value_in

_LAST_CHANGE = "FROM change AS c WHERE c.recommendation_id = r.id ORDER BY c.id DESC LIMIT 1"
_MADE_BY = "(SELECT s.analyst FROM changeset AS s WHERE s.id = c.changeset_id)"
_KIND = "(SELECT s.kind FROM changeset AS s WHERE s.id = c.changeset_id)"


def _as_of(table: str, key: str, column: str) -> str:
    """Return SQL for what a column was set to last, up to the change `c`: a change names only what it altered."""
    return f"""(SELECT {value_in("p.after", column)} FROM change AS p
    WHERE p.table_name = '{table}' AND p.row_key = {key} AND p.id <= c.id
      AND {names_column("p.after", column)} ORDER BY p.id DESC LIMIT 1)"""


_TAG = "CASE WHEN json_valid(c.row_key) THEN json_extract(c.row_key, '$.tag_id') END"
_TAGGED = """FROM change AS c WHERE c.table_name = 'tagging'
    AND c.row_key = json_object('recommendation_id', g.recommendation_id, 'tag_id', g.tag_id)
    AND c.operation = 'insert' ORDER BY c.id DESC LIMIT 1"""
_FIRST_STATUS = f"""coalesce((SELECT {value_in("c.before", "review_status")} FROM change AS c
    WHERE c.recommendation_id = r.id AND c.table_name = 'recommendation'
      AND {names_column("c.before", "review_status")} ORDER BY c.id LIMIT 1), r.review_status)"""
"""The status of a recommendation that came without a change in the history, as large loads once left it."""
_REPORT = "(SELECT p.slug FROM report AS p WHERE p.id = r.report_id)"

VIEWS: tuple[tuple[str, str], ...] = (
    (
        "recommendation_overview",
        f"""CREATE VIEW recommendation_overview AS
SELECT {_REPORT} AS report,
  r.reference, r.position, r.title, r.text, r.review_status, r.status_reason,
  (SELECT group_concat(name, ', ') FROM (
    SELECT t.name FROM tagging AS g JOIN tag AS t ON t.id = g.tag_id
    WHERE g.recommendation_id = r.id ORDER BY t.name)) AS tags,
  (SELECT group_concat(name, ', ') FROM (
    SELECT a.name FROM actor AS a
    WHERE a.id IN (SELECT m.actor_id FROM mention AS m WHERE m.recommendation_id = r.id)
    ORDER BY a.name)) AS actors,
  (SELECT count(*) FROM note AS n WHERE n.recommendation_id = r.id) AS note_count,
  coalesce((SELECT c.changed_at {_LAST_CHANGE}), r.created_at) AS updated_at,
  (SELECT (SELECT s.analyst FROM changeset AS s WHERE s.id = c.changeset_id) {_LAST_CHANGE}) AS changed_by,
  r.first_line, r.last_line, r.id AS recommendation_id, r.report_id, r.created_at,
  (SELECT c.changed_at FROM change AS c WHERE c.recommendation_id = r.id AND c.table_name = 'recommendation'
    AND c.operation = 'update' AND {names_column("c.after", "review_status")}
    ORDER BY c.id DESC LIMIT 1) AS status_changed_at,
  r.first_page, r.last_page
FROM recommendation AS r""",
    ),
    (
        "recommendation_actor",
        f"""CREATE VIEW recommendation_actor AS
SELECT {_REPORT} AS report,
  r.reference, a.name AS actor, a.kind, a.country_code, m.role, m.quote, m.quote_start, m.implied_reason,
  m.recommendation_id, m.actor_id, m.id AS mention_id
FROM mention AS m JOIN recommendation AS r ON r.id = m.recommendation_id
  JOIN actor AS a ON a.id = m.actor_id""",
    ),
    (
        "recommendation_tag",
        f"""CREATE VIEW recommendation_tag AS
SELECT {_REPORT} AS report, r.reference, t.name AS tag, g.recommendation_id, g.tag_id,
  (SELECT {_MADE_BY} {_TAGGED}) AS tagged_by, (SELECT c.changed_at {_TAGGED}) AS tagged_at
FROM tagging AS g JOIN recommendation AS r ON r.id = g.recommendation_id JOIN tag AS t ON t.id = g.tag_id""",
    ),
    (
        "recommendation_note",
        f"""CREATE VIEW recommendation_note AS
SELECT {_REPORT} AS report, r.reference, n.body, n.author, n.created_at,
  coalesce((SELECT c.changed_at FROM change AS c
    WHERE c.table_name = 'note' AND c.row_key = json_object('id', n.id) AND c.operation = 'update'
      AND {names_column("c.after", "body")} ORDER BY c.id DESC LIMIT 1), n.created_at) AS updated_at,
  n.recommendation_id, n.id AS note_id
FROM note AS n JOIN recommendation AS r ON r.id = n.recommendation_id""",
    ),
    (
        "tag_usage",
        """CREATE VIEW tag_usage AS
SELECT t.name AS tag, t.description, t.colour,
  (SELECT count(*) FROM tagging AS g WHERE g.tag_id = t.id) AS recommendation_count, t.id AS tag_id,
  t.position
FROM tag AS t""",
    ),
    (
        "actor_usage",
        """CREATE VIEW actor_usage AS
SELECT a.name AS actor, a.kind, a.country_code,
  (SELECT count(DISTINCT m.recommendation_id) FROM mention AS m WHERE m.actor_id = a.id)
    AS recommendation_count,
  (SELECT count(*) FROM mention AS m WHERE m.actor_id = a.id) AS mention_count, a.id AS actor_id,
  (SELECT group_concat(alias, ', ') FROM (
    SELECT l.alias FROM actor_alias AS l WHERE l.actor_id = a.id ORDER BY l.alias)) AS aliases
FROM actor AS a""",
    ),
    (
        "status_history",
        f"""CREATE VIEW status_history AS
SELECT {_REPORT} AS report, r.reference,
  CASE c.operation WHEN 'update' THEN coalesce(
    {value_in("c.before", "review_status")}, {_as_of("recommendation", "c.row_key", "review_status")})
  END AS from_status,
  coalesce({value_in("c.after", "review_status")},
    {_as_of("recommendation", "c.row_key", "review_status")}) AS to_status,
  {_as_of("recommendation", "c.row_key", "status_reason")} AS reason,
  {_MADE_BY} AS changed_by, c.changed_at, c.recommendation_id, c.id AS change_id, c.changeset_id, {_KIND} AS kind
FROM change AS c JOIN recommendation AS r ON r.id = c.recommendation_id
WHERE c.table_name = 'recommendation' AND (c.operation = 'insert' OR c.operation = 'update'
  AND ({names_column("c.after", "review_status")} OR {names_column("c.after", "status_reason")}))
UNION ALL
SELECT {_REPORT}, r.reference, NULL, {_FIRST_STATUS}, NULL, NULL, r.created_at, r.id, NULL, NULL, NULL
FROM recommendation AS r WHERE NOT EXISTS (SELECT 1 FROM change AS c WHERE c.recommendation_id = r.id
  AND c.table_name = 'recommendation' AND c.operation = 'insert')""",
    ),
    (
        "tag_history",
        f"""CREATE VIEW tag_history AS
SELECT {_REPORT} AS report, r.reference,
  coalesce({_as_of("tag", f"json_object('id', {_TAG})", "name")},
    (SELECT t.name FROM tag AS t WHERE t.id = {_TAG})) AS tag,
  CASE c.operation WHEN 'insert' THEN 'tagged' ELSE 'untagged' END AS operation,
  {_MADE_BY} AS changed_by, c.changed_at, c.recommendation_id, {_TAG} AS tag_id, c.id AS change_id, c.changeset_id,
  {_KIND} AS kind
FROM change AS c JOIN recommendation AS r ON r.id = c.recommendation_id
WHERE c.table_name = 'tagging' AND c.operation IN ('insert', 'delete')""",
    ),
    (
        "history",
        f"""CREATE VIEW history AS
SELECT c.changed_at,
  {_MADE_BY} AS changed_by,
  (SELECT s.summary FROM changeset AS s WHERE s.id = c.changeset_id) AS summary,
  (SELECT {_REPORT} FROM recommendation AS r WHERE r.id = c.recommendation_id) AS report,
  c.table_name,
  (SELECT r.reference FROM recommendation AS r WHERE r.id = c.recommendation_id) AS reference,
  c.operation, c."before", c."after", c.id AS change_id, c.changeset_id,
  {_KIND} AS kind, c.row_key, c.recommendation_id,
  EXISTS (SELECT 1 FROM changeset AS u WHERE (u.reverts_id = c.changeset_id OR u.reverts_change_id = c.id)
    AND NOT EXISTS (SELECT 1 FROM changeset AS a WHERE a.reverts_id = u.id)) AS undone,
  CASE WHEN c.table_name = 'note' AND json_valid(c.row_key) THEN json_extract(c.row_key, '$.id') END AS note_id
FROM change AS c""",
    ),
)
"""Every view as (name, CREATE statement)."""
