"""The views: the contract with everybody who queries the file.

Names and columns stay across migrations; more may be added. Scalar subqueries on indexes, never a JOIN with
GROUP BY: a page of the list costs 0.2 ms that way against 85 at 30,000 rows, and no tag is counted twice.
"""

_LAST_CHANGE = "FROM change AS c WHERE c.recommendation_id = r.id ORDER BY c.id DESC LIMIT 1"
_AS_OF = """(SELECT json_extract(p."after", '$.{column}') FROM change AS p
    WHERE p.table_name = 'recommendation' AND p.row_key = c.row_key AND p.id <= c.id
      AND json_type(p."after", '$.{column}') IS NOT NULL ORDER BY p.id DESC LIMIT 1)"""
"""What a column was set to last, up to the change `c`: a change names only the columns that it altered."""
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
  r.first_line, r.last_line, r.id AS recommendation_id, r.report_id
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
SELECT {_REPORT} AS report, r.reference, t.name AS tag, g.recommendation_id, g.tag_id
FROM tagging AS g JOIN recommendation AS r ON r.id = g.recommendation_id JOIN tag AS t ON t.id = g.tag_id""",
    ),
    (
        "recommendation_note",
        f"""CREATE VIEW recommendation_note AS
SELECT {_REPORT} AS report, r.reference, n.body, n.author, n.created_at,
  coalesce((SELECT c.changed_at FROM change AS c
    WHERE c.table_name = 'note' AND c.row_key = json_object('id', n.id) AND c.operation = 'update'
      AND json_type(c."after", '$.body') IS NOT NULL ORDER BY c.id DESC LIMIT 1), n.created_at) AS updated_at,
  n.recommendation_id, n.id AS note_id
FROM note AS n JOIN recommendation AS r ON r.id = n.recommendation_id""",
    ),
    (
        "tag_usage",
        """CREATE VIEW tag_usage AS
SELECT t.name AS tag, t.description, t.colour,
  (SELECT count(*) FROM tagging AS g WHERE g.tag_id = t.id) AS recommendation_count, t.id AS tag_id
FROM tag AS t""",
    ),
    (
        "actor_usage",
        """CREATE VIEW actor_usage AS
SELECT a.name AS actor, a.kind, a.country_code,
  (SELECT count(DISTINCT m.recommendation_id) FROM mention AS m WHERE m.actor_id = a.id)
    AS recommendation_count,
  (SELECT count(*) FROM mention AS m WHERE m.actor_id = a.id) AS mention_count, a.id AS actor_id
FROM actor AS a""",
    ),
    (
        "status_history",
        f"""CREATE VIEW status_history AS
SELECT {_REPORT} AS report, r.reference,
  coalesce(json_extract(c."before", '$.review_status'), {_AS_OF.format(column="review_status")}) AS from_status,
  coalesce(json_extract(c."after", '$.review_status'), {_AS_OF.format(column="review_status")}) AS to_status,
  {_AS_OF.format(column="status_reason")} AS reason,
  (SELECT s.analyst FROM changeset AS s WHERE s.id = c.changeset_id) AS changed_by,
  c.changed_at, c.recommendation_id, c.id AS change_id, c.changeset_id,
  (SELECT s.kind FROM changeset AS s WHERE s.id = c.changeset_id) AS kind
FROM change AS c JOIN recommendation AS r ON r.id = c.recommendation_id
WHERE c.table_name = 'recommendation' AND (
  c.operation = 'update' AND coalesce(
    json_type(c."after", '$.review_status'), json_type(c."after", '$.status_reason')) IS NOT NULL
  OR c.operation = 'insert' AND json_extract(c."after", '$.review_status') <> 'unreviewed')""",
    ),
    (
        "history",
        f"""CREATE VIEW history AS
SELECT c.changed_at,
  (SELECT s.analyst FROM changeset AS s WHERE s.id = c.changeset_id) AS changed_by,
  (SELECT s.summary FROM changeset AS s WHERE s.id = c.changeset_id) AS summary,
  (SELECT {_REPORT} FROM recommendation AS r WHERE r.id = c.recommendation_id) AS report,
  c.table_name,
  (SELECT r.reference FROM recommendation AS r WHERE r.id = c.recommendation_id) AS reference,
  c.operation, c."before", c."after", c.id AS change_id, c.changeset_id,
  (SELECT s.kind FROM changeset AS s WHERE s.id = c.changeset_id) AS kind, c.row_key, c.recommendation_id
FROM change AS c""",
    ),
)
"""Every view as (name, CREATE statement)."""
