"""The codes that a new database begins with; an office may have added or reworded some since."""

from collections.abc import Mapping

from tracker.database.recorded import Row

_LOOKUPS: Mapping[str, tuple[tuple[str | int, ...], ...]] = {
    "review_status": (
        ("code", "name", "description", "position", "glyph", "done"),
        ("unreviewed", "Unreviewed", "Nobody has looked at it yet.", 1, "·", 0),
        ("in_review", "In review", "Somebody is at work on it.", 2, "◐", 0),
        (
            "needs_follow_up",
            "Needs follow-up",
            "Looked at; something is still to be found out or asked.",
            3,
            "!",
            0,
        ),
        ("reviewed", "Reviewed", "The review has ended.", 4, "✓", 1),
        ("set_aside", "Set aside", "Not taken further; the reason says why.", 5, "–", 1),
    ),
    "actor_kind": (
        ("code", "name", "description", "position"),
        ("state", "State", "A country and its government, with its ISO 3166 alpha-2 code.", 1),
        ("organisation", "Organisation", "A chartered body with members and organs.", 2),
        ("state_collective", "Group of states", "A coalition, or a set of states that is not listed.", 3),
        ("militant_group", "Militant group", "An armed group that is not a state's, named or generic.", 4),
        ("population_group", "Population group", "People who share a place, an age or a fate.", 5),
        (
            "stakeholder_group",
            "Stakeholder group",
            "Those with a part in the matter, not further described.",
            6,
        ),
        (
            "proposed_body",
            "Proposed body",
            "A fund, committee or programme that the recommendation asks for.",
            7,
        ),
    ),
    "actor_role": (
        ("code", "name", "description", "position"),
        ("addressee", "Addressee", "Should act.", 1),
        ("partner", "Partner", "Is worked with or consulted, or is a member.", 2),
        ("beneficiary", "Beneficiary", "Receives support or protection.", 3),
        ("target", "Target", "Is whom the measure is against.", 4),
        ("proposed", "Proposed", "Is to be created.", 5),
        ("context", "Context", "Is named as place or cause.", 6),
    ),
}
"""What migration 0001 filled the lookups with, under the names of the columns."""
LOOKUPS: Mapping[str, Mapping[str, Row]] = {
    table: {str(row[0]): dict(zip(map(str, columns), row, strict=True)) for row in rows}
    for table, (columns, *rows) in _LOOKUPS.items()
}
"""The same as table -> code -> row."""
