"""A list goes to a colleague as a spreadsheet and comes back as one changeset."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.conftest import Run
from tests.reviews import filled
from tracker.exchange.review.columns import STATE

DONE = (
    (
        "water/1",
        {"Status": "Reviewed", "Reason": "Answered in March", "New note": "=SUM(A1) is what they say"},
    ),
    ("water/2", {"Tags": "aid", "Progress": "In progress", "What has happened": "A tender is out."}),
)


@pytest.fixture
def review(run: Run, tmp_path: Path) -> Path:
    """A review of all four, in the folder that commands run in, with a tag in the codebook."""
    run("tag", "peace-talks/1", "aid", "--new")
    run("tag", "peace-talks/1", "law", "--new")
    run("untag", "peace-talks/1", "aid")
    run("export", "-o", "review.xlsx")
    return tmp_path / "folder" / "review.xlsx"


def asked(path: Path, sql: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(sql).fetchall()


STATE_OF_ALL = """SELECT report, reference, review_status, status_reason, tags, note_count FROM recommendation_overview
ORDER BY recommendation_id"""


def test_a_review_that_nobody_filled_in_changes_nothing(run: Run, review: Path, seeded: Path):
    before = asked(seeded, "SELECT max(id) FROM changeset")
    assert "Nothing changes" in run("--analyst", "bob", "import", str(review), "--update")
    assert asked(seeded, "SELECT max(id) FROM changeset") == before


@pytest.mark.parametrize("end", [".xlsx", ".csv"])
def test_what_a_colleague_fills_in_is_one_changeset_and_one_undo_takes_it_back(
    run: Run, review: Path, seeded: Path, end: str
):
    path = review.with_suffix(end)
    run("export", "--review", "-o", str(path), "--replace")
    before = asked(seeded, STATE_OF_ALL)
    last = asked(seeded, "SELECT max(id) FROM changeset")[0][0]
    filled(path, *DONE)
    printed = run("--analyst", "bob", "import", str(path), "--update")
    assert "water/1: Unreviewed -> Reviewed (Answered in March)" in printed
    assert asked(seeded, f"SELECT kind, analyst, summary FROM changeset WHERE id > {last}") == [
        ("edit", "bob", f"From {path.name}: status of 1, notes on 1, tags of 1, progress of 1")
    ]
    assert asked(seeded, STATE_OF_ALL)[:2] == [
        ("water", "1", "reviewed", "Answered in March", None, 1),
        ("water", "2", "unreviewed", None, "aid", 0),
    ]
    assert asked(seeded, "SELECT body, author FROM note") == [("=SUM(A1) is what they say", "bob")]
    assert asked(seeded, "SELECT basis, status, text FROM progress") == [
        ("assessed", "in_progress", "A tender is out.")
    ]
    assert "Nothing changes" in run("--analyst", "bob", "import", str(path), "--update")
    run("--analyst", "bob", "undo")
    assert asked(seeded, STATE_OF_ALL) == before
    assert asked(seeded, "SELECT count(*) FROM progress") == [(0,)]
    run("check")


def test_a_dry_run_shows_it_and_writes_nothing(run: Run, review: Path, seeded: Path):
    filled(review, *DONE, by="bob")
    before = seeded.read_bytes()
    printed = run("import", str(review), "--update", "--dry-run")
    assert "Would change:" in printed and "by bob" in printed
    assert seeded.read_bytes() == before


def test_the_name_filled_in_is_the_analyst_and_without_one_it_is_asked_for(
    run: Run, review: Path, seeded: Path
):
    filled(review, *DONE)
    assert "whose review this is" in run("import", str(review), "--update", code=2)
    filled(review, by=" Bob ")
    assert "tracker undo --analyst Bob" in run("import", str(review), "--update")
    assert asked(seeded, "SELECT analyst FROM changeset ORDER BY id DESC LIMIT 1") == [("Bob",)]


def test_a_status_that_was_changed_here_meanwhile_is_told_and_left_until_one_is_chosen(
    run: Run, review: Path, seeded: Path
):
    filled(review, *DONE, by="bob")
    run("status", "water/1", "set_aside", "--reason", "Not ours")
    with_clash = ["import", str(review), "--update"]
    run(*with_clash, "--dry-run", code=1)
    run(*with_clash, code=1)
    assert asked(seeded, STATE_OF_ALL)[0] == ("water", "1", "set_aside", "Not ours", None, 1)
    assert asked(seeded, STATE_OF_ALL)[1][4] == "aid"
    printed = run(*with_clash, "--ours")
    assert (
        "water/1 is Set aside (Not ours) here, by amy; Reviewed (Answered in March) in the review." in printed
    )
    assert asked(seeded, STATE_OF_ALL)[0][2] == "set_aside"
    run(*with_clash, "--theirs")
    assert asked(seeded, STATE_OF_ALL)[0] == ("water", "1", "reviewed", "Answered in March", None, 1)
    run("--analyst", "bob", "undo")
    assert asked(seeded, STATE_OF_ALL)[0] == ("water", "1", "set_aside", "Not ours", None, 1)


def test_the_same_change_on_both_sides_is_no_conflict(run: Run, review: Path):
    filled(review, ("water/1", {"Status": "Reviewed", "Reason": "Answered"}), by="bob")
    run("status", "water/1", "reviewed", "--reason", "Answered")
    assert "Nothing changes" in run("import", str(review), "--update")


def test_tags_are_put_on_and_taken_off_beside_what_others_did(run: Run, review: Path, seeded: Path):
    filled(review, ("peace-talks/1", {"Tags": "AID"}), by="bob")
    run("tag", "peace-talks/1", "peace", "--new")
    run("import", str(review), "--update")
    assert asked(seeded, STATE_OF_ALL)[2][4] == "aid, peace"


@pytest.mark.parametrize(
    ("cells", "sentence"),
    [
        (
            {"Status": "Revewed"},
            "Review, row 2, Status (L2): There is no review status 'Revewed'. Did you mean: Reviewed?",
        ),
        ({"Status": ""}, "Review, row 2, Status (L2): It is empty."),
        ({"Reason": "x" * 1001}, "Review, row 2, Reason (M2): The reason has 1,001 characters"),
        ({"Tags": "aid, lwa"}, "Review, row 2, Tags (N2): There is no tag 'lwa'. Did you mean: law?"),
        (
            {"Progress": "Implemented"},
            "Review, row 2, Progress (P2): The database refused it: progress: a closed status needs as_of",
        ),
        ({"Progress": "Begun"}, "Review, row 2, Progress (P2): There is no status of progress 'Begun'."),
        (
            {"Progress": "In progress", "Basis": "guessed"},
            "Review, row 2, Basis (Q2): 'guessed' is no basis.",
        ),
        ({"Progress": "In progress", "As of": "03/04/2026"}, "Review, row 2, As of (R2):"),
        ({"Progress": "In progress", "Place": "somewhere"}, "Review, row 2, Place (U2):"),
        ({"What has happened": "Much"}, "Review, row 2, What has happened (S2): it is about progress"),
        ({"New note": "x" * 32_767 + "y"}, None),
        ({"Ref": "9"}, "Review, row 2, Ref (B2): it says '9', but the row was exported as water/1."),
        ({STATE: "1"}, "Review, row 2, Key and state (V2): it was changed"),
    ],
)
def test_a_cell_that_cannot_be_saved_is_told_by_its_place_and_nothing_is_written(
    run: Run, review: Path, seeded: Path, cells: dict[str, str], sentence: str | None
):
    if sentence is None:
        path = review.with_suffix(".csv")
        run("export", "--review", "-o", str(path))
        filled(path, ("water/1", cells))
        run("--analyst", "bob", "import", str(path), "--update")
        assert asked(seeded, "SELECT body FROM note") == [(cells["New note"],)]
        return
    filled(review, ("water/1", cells), ("water/2", {"Status": "Reviewed"}), by="bob")
    before = asked(seeded, "SELECT max(id) FROM change")
    told = run("import", str(review), "--update", code=1)
    assert sentence in told and "Nothing was written." in told
    assert asked(seeded, "SELECT max(id) FROM change") == before
