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
        ("recommender", "Recommender", "Made the recommendation.", 7),
    ),
    "source_kind": (
        ("code", "name", "description", "position"),
        ("document", "Document", "A report, resolution or paper, printed or as a file.", 1),
        ("table", "Table", "A spreadsheet or a database, by its rows.", 2),
        ("web", "Web page", "A page on the web, by its address.", 3),
        ("letter", "Letter", "A letter or a message to somebody.", 4),
        ("interview", "Interview", "What somebody said, as it was noted down.", 5),
    ),
    "response_position": (
        ("code", "name", "description", "position"),
        ("accepted", "Accepted", "Will do what is recommended.", 1),
        ("accepted_in_part", "Accepted in part", "Will do some of it.", 2),
        ("accepted_in_principle", "Accepted in principle", "Agrees, and does not yet say to what.", 3),
        ("noted", "Noted", "Takes note of it, and neither accepts nor rejects it.", 4),
        ("rejected", "Rejected", "Will not do it.", 5),
        ("no_position", "No position", "Answers without taking a position.", 6),
    ),
    "progress_status": (
        ("code", "name", "description", "position", "closed"),
        ("not_started", "Not started", "Nothing has been done yet.", 1, 0),
        ("in_progress", "In progress", "Something is being done.", 2, 0),
        ("partly_implemented", "Partly implemented", "Some of it is done, and more is to come.", 3, 0),
        ("implemented", "Implemented", "All of it is done.", 4, 1),
        ("not_implemented", "Not implemented", "It was not done, and will not be.", 5, 1),
        ("alternative_action", "Alternative action", "Something else was done in its place.", 6, 1),
        ("superseded", "Superseded", "A later recommendation or decision took its place.", 7, 1),
        ("no_longer_applicable", "No longer applicable", "What it was about is no more.", 8, 1),
        ("withdrawn", "Withdrawn", "Those who made it took it back.", 9, 1),
    ),
    "setting": (
        ("code", "value", "description"),
        ("stale_after_days", 180, "After how many days without progress a recommendation counts as stale."),
        ("due_soon_days", 30, "How many days before its deadline a recommendation counts as due soon."),
    ),
}
"""What the migrations filled the lookups with, under the names of the columns."""
LOOKUPS: Mapping[str, Mapping[str, Row]] = {
    table: {str(row[0]): dict(zip(map(str, columns), row, strict=True)) for row in rows}
    for table, (columns, *rows) in _LOOKUPS.items()
}
"""The same as table -> code -> row."""
