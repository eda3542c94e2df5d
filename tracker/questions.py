"""Questions that people ask of the file, with the SQL that answers them: the README shows them, Datasette runs them."""

from typing import NamedTuple


class Question(NamedTuple):
    """A question and its answer; `name` is what it goes by in an address."""

    name: str
    question: str
    sql: str


QUESTIONS = (
    Question(
        "asked_of_pakistan",
        "Which recommendations ask something of Pakistan, and in which role?",
        """
SELECT reference, role, quote FROM recommendation_actor WHERE actor = 'Pakistan' ORDER BY recommendation_id, quote_start;
""".strip(),  # noqa: E501
    ),
    Question(
        "addressees",
        "Who should act, and on how many recommendations?",
        """
SELECT actor, count(DISTINCT recommendation_id) AS recommendations
FROM recommendation_actor WHERE role = 'addressee' GROUP BY actor ORDER BY recommendations DESC, actor;
""".strip(),
    ),
    Question(
        "proposed_bodies",
        "Which new bodies are asked for, and of whom?",
        """
SELECT p.reference, p.actor AS proposed, a.actor AS asked_of FROM recommendation_actor AS p
JOIN recommendation_actor AS a ON a.recommendation_id = p.recommendation_id AND a.role = 'addressee'
WHERE p.role = 'proposed' ORDER BY p.recommendation_id;
""".strip(),
    ),
    Question(
        "implied_addressees",
        "Where is the addressee only implied, and why?",
        """
SELECT reference, actor, implied_reason FROM recommendation_actor WHERE implied_reason IS NOT NULL;
""".strip(),
    ),
    Question(
        "progress",
        "How far has the review come?",
        """
SELECT review_status, count(*) AS recommendations FROM recommendation_overview GROUP BY review_status;
""".strip(),
    ),
    Question(
        "drones",
        "Which recommendations mention drones or aerial attacks, best match first?",
        """
SELECT r.reference, r.title FROM recommendation_search AS s JOIN recommendation_overview AS r
ON r.recommendation_id = s.rowid WHERE recommendation_search MATCH 'drone* OR aerial' ORDER BY s.rank;
""".strip(),
    ),
    Question(
        "changes_from_outside",
        "What was changed from outside the program, and what was there before?",
        """
SELECT changed_at, table_name, reference, "before", "after" FROM history WHERE changed_by IS NULL ORDER BY change_id;
""".strip(),
    ),
    Question(
        "overdue",
        "What is overdue, by how much, and who looks after it?",
        """
SELECT reference, due_on, overdue_days, assigned_to FROM recommendation_followup
WHERE closed = 0 AND due_on < date('now') ORDER BY due_on;
""".strip(),
    ),
)
