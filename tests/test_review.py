"""A list goes to a colleague as a spreadsheet and comes back as one changeset."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from zipfile import ZipFile

import pytest
from xlsxwriter import Workbook

from tests.commands import Run
from tests.office import OFFICE_SECONDS, office
from tests.reviews import Rows, column, filled, rewritten, sheets_of
from tracker.__main__ import main
from tracker.database.writer import Writer
from tracker.exchange.review.answers import read
from tracker.exchange.review.columns import ANSWERED, CODEBOOK, COLUMNS, ORIGIN, REVIEW, STATE
from tracker.exchange.review.update import update
from tracker.exchange.table import TableOptions

DONE = (
    (
        "water/1",
        {"Status": "Reviewed", "Reason": "Answered in March", "New note": "=SUM(A1) is what they say"},
    ),
    ("water/2", {"Tags": "aid", "Progress": "In progress", "What has happened": "A tender is out."}),
)


@pytest.fixture(scope="module")
def sent(tmp_path_factory: pytest.TempPathFactory, seeded_template: Path) -> Path:
    """A folder with a database that has tags in its codebook, and a review of all four: copy them."""
    folder = tmp_path_factory.mktemp("sent")
    path = str(shutil.copy(seeded_template, folder / "tracker.db"))
    for line in (
        ("tag", "peace-talks/1", "aid", "--new"),
        ("tag", "peace-talks/1", "law", "--new"),
        ("untag", "peace-talks/1", "aid"),
        ("export", "-o", str(folder / "review.xlsx")),
    ):
        with pytest.raises(SystemExit) as left:
            main(["--db", path, "--analyst", "amy", *line])
        assert not left.value.code
    return folder


@pytest.fixture
def review(run: Run, seeded: Path, tmp_path: Path, sent: Path) -> Path:
    """A review of all four, in the folder that commands run in, and the database as it was then."""
    shutil.copy(sent / "tracker.db", seeded)
    return Path(shutil.copy(sent / "review.xlsx", tmp_path / "folder"))


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
        "water/1 was Set aside (Not ours) here, by amy; Reviewed (Answered in March) in the review."
        in printed
    )
    assert asked(seeded, STATE_OF_ALL)[0][2] == "set_aside"
    run(*with_clash, "--theirs")
    assert asked(seeded, STATE_OF_ALL)[0] == ("water", "1", "reviewed", "Answered in March", None, 1)
    run("--analyst", "bob", "undo")
    assert asked(seeded, STATE_OF_ALL)[0] == ("water", "1", "set_aside", "Not ours", None, 1)


@pytest.mark.parametrize(("answer", "status"), [(True, "reviewed"), (False, "set_aside")])
def test_on_a_terminal_it_is_asked_which_of_two_is_meant(
    run: Run, review: Path, seeded: Path, monkeypatch: pytest.MonkeyPatch, answer: bool, status: str
):
    filled(review, DONE[0], by="bob")
    run("status", "water/1", "set_aside")
    for stream in ("stdin", "stderr"):
        monkeypatch.setattr(f"sys.{stream}.isatty", lambda: True, raising=False)
    monkeypatch.setattr("click.confirm", lambda *_, **__: answer)
    run("import", str(review), "--update")
    assert asked(seeded, STATE_OF_ALL)[0][2] == status


def test_a_reason_that_was_changed_here_meanwhile_is_a_conflict_too(run: Run, review: Path):
    filled(review, ("water/1", {"Reason": "Wait"}), by="bob")
    run("--analyst", "eve", "status", "water/1", "unreviewed", "--reason", "Soon")
    printed = run("import", str(review), "--update", "--ours")
    assert "water/1 was Unreviewed (Soon) here, by eve; Unreviewed (Wait) in the review." in printed


class Overtaken(Writer):
    """Another program sets a status before each of the first transactions begins."""

    def __init__(self, path: Path, first: list[str]) -> None:
        super().__init__(path)
        self.first = first

    @contextmanager
    def together(self) -> Iterator[sqlite3.Connection]:
        with closing(sqlite3.connect(self.path, isolation_level=None)) as shell:
            for sql in self.first[:1]:
                shell.execute(sql)
        del self.first[:1]
        with super().together() as connection:
            yield connection


def test_what_somebody_saves_between_the_try_and_the_save_is_not_written_over(review: Path, seeded: Path):
    filled(review, ("water/1", {"Status": "Reviewed"}), ("water/2", {"Status": "Reviewed"}))
    meanwhile = ["SELECT 1", "UPDATE recommendation SET review_status = 'set_aside' WHERE id = 2"]
    with closing(Overtaken(seeded, meanwhile)) as writer:
        outcome = update(writer, read(review, TableOptions()), analyst="bob", choose=lambda clash: False)
    assert [clash.label for clash in outcome.clashes] == ["water/2"]
    assert [row[2] for row in asked(seeded, STATE_OF_ALL)[:2]] == ["reviewed", "set_aside"]
    assert outcome.summary == "From review.xlsx: status of 1"
    assert asked(seeded, "SELECT count(*) FROM changeset WHERE analyst = 'bob'") == [(1,)]


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
            "Review, row 2, Progress (P2): Implemented closes it, which needs 'As of' and 'Source'.",
        ),
        (
            {"Progress": "Implemented", "As of": "2026-03-01", "Source": "Letter"},
            "Review, row 2, Progress (P2): What we assess, as it is where 'Basis' is empty, needs 'What has happened'",
        ),
        (
            {"Progress": "In progress", "As of": "2999-03-01", "What has happened": "Much"},
            "Review, row 2, As of (R2): 2999-03-01 is still to come.",
        ),
        (
            {"Progress": "Begun"},
            "Review, row 2, Progress (P2): There is no status of progress 'Begun'. There are: Not started,",
        ),
        (
            {"Progress": "In progress", "Basis": "guessed"},
            "Review, row 2, Basis (Q2): 'guessed' is not a basis.",
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


# What becomes of a sheet on its way


@pytest.mark.timeout(3 * OFFICE_SECONDS)
def test_libreoffice_opens_it_and_what_is_changed_and_saved_there_comes_back(
    run: Run, review: Path, seeded: Path
):
    run("status", "water/2", "in_review", "--reason", "=1+1")
    run("export", "-o", str(review), "--replace")
    folder = review.parent
    flat = office(folder, review.name, "fods")
    text = flat.read_text(encoding="utf-8")
    assert "cell-content-is-in-list([$Codebook.$A$2:" in text
    assert "table:formula" not in text and "<text:p>=1+1</text:p>" in text
    flat.write_text(
        text.replace("<text:p>In review</text:p>", "<text:p>Set aside</text:p>", 1), encoding="utf-8"
    )
    saved = office(folder, f"out/{flat.name}", "xlsx")
    assert "water/2: In review -> Set aside (=1+1)" in run(
        "--analyst", "bob", "import", str(saved), "--update"
    )
    assert asked(seeded, STATE_OF_ALL)[1] == ("water", "2", "set_aside", "=1+1", None, 0)
    assert asked(
        seeded, "SELECT count(*) FROM change WHERE changeset_id = (SELECT max(id) FROM changeset)"
    ) == [(1,)]
    # The sheet as text, as another colleague sends it: cells that look like numbers lost their noughts.
    table = office(folder, f"out/{saved.name}", "csv")
    assert "Nothing changes" in run("--analyst", "bob", "import", str(table), "--update")


def test_the_workbook_says_what_may_be_filled_in_and_where_it_comes_from(review: Path, sent: Path):
    sheets = sheets_of(review)
    assert list(sheets) == [REVIEW, CODEBOOK, ORIGIN]
    assert sheets[REVIEW][0] == list(COLUMNS)
    assert column(sheets[CODEBOOK], "Status")[:5] == [
        "Unreviewed",
        "In review",
        "Needs follow-up",
        "Reviewed",
        "Set aside",
    ]
    assert column(sheets[CODEBOOK], "Tags")[:2] == ["aid", "law"]
    with ZipFile(review) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
    assert 'topLeftCell="C2" activePane="bottomRight" state="frozen"' in sheet
    assert '<autoFilter ref="A1:V5"/>' in sheet and "<sheetProtection" not in sheet
    assert 'sqref="L2:L5"><formula1>Codebook!$A$2:$A$6</formula1>' in sheet
    origin = {row[0]: row[1] for row in sheets[ORIGIN]}
    assert (origin["Recommendations"], origin["Exported by"]) == ("4", "amy")
    assert origin["Database"] == str(sent / "tracker.db")
    assert [(int(origin["Last change"]),)] == asked(sent / "tracker.db", "SELECT max(id) FROM change")


def moved(rows: Rows) -> Rows:
    """Sort the rows the other way round, and the columns too."""
    return [row[::-1] for row in [rows[0], *rows[:0:-1]]]


def without_columns(rows: Rows) -> Rows:
    """Leave the columns that were filled in, and the state."""
    kept = [rows[0].index(name) for name in ("Status", "Reason", "Tags", "New note", STATE)]
    return [[row[at] for at in kept] for row in rows]


def lines_before(rows: Rows) -> Rows:
    """Put a title above."""
    width = [""] * (len(rows[0]) - 1)
    return [["For the meeting", *width], ["", *width], *rows]


@pytest.mark.parametrize("change", [moved, without_columns, lines_before])
def test_a_sheet_may_be_sorted_and_rid_of_columns(run: Run, review: Path, seeded: Path, change: object):
    filled(review, DONE[0], by="bob")
    rewritten(review, change)  # type: ignore[arg-type]
    run("import", str(review), "--update")
    assert asked(seeded, STATE_OF_ALL)[0] == ("water", "1", "reviewed", "Answered in March", None, 1)
    assert asked(seeded, "SELECT count(*) FROM recommendation WHERE review_status <> 'unreviewed'") == [(1,)]


def test_rows_that_went_came_or_were_written_over_are_told(run: Run, review: Path, seeded: Path):
    def change(rows: Rows) -> Rows:
        head, first, second, third, _ = rows
        first[head.index("Title")] = "Fund the canals"
        added = ["water", "9", "A new one", *[""] * (len(head) - 3)]
        return [[*head, "Mine"], [*first, ""], [*second, "look here"], [*third, ""], [*added, ""]]

    filled(review, *DONE, by="bob")
    rewritten(review, change)
    printed = run("import", str(review), "--update")
    for sentence in (
        "Review, row 2, Title (C2) was changed, and is left as it is in the database: 'Fund the canals'.",
        "Review, row 5 was added, and is left out: it belongs to no recommendation. It begins: water",
        "Not read, as a review has no such column: Mine.",
        "1 row of 4 did not come back: nothing changes there.",
    ):
        assert sentence in printed
    assert asked(seeded, STATE_OF_ALL)[0][2:4] == ("reviewed", "Answered in March")


@pytest.mark.parametrize("name", ANSWERED)
def test_a_column_that_is_gone_is_told_and_nothing_is_read_of_it(
    run: Run, review: Path, seeded: Path, name: str
):
    def without(rows: Rows) -> Rows:
        at = rows[0].index(name)
        return [row[:at] + row[at + 1 :] for row in rows]

    rewritten(review, without, by="bob")
    printed = run("import", str(review), "--update")
    assert (
        f"The column {name} is missing, so nothing was read from it." in printed
        and "Nothing changes" in printed
    )


def test_without_the_column_of_the_state_nothing_is_read(run: Run, review: Path):
    rewritten(review, lambda rows: [row[:-1] for row in rows], by="bob")
    assert "has no column 'Key and state'" in run("import", str(review), "--update", code=2)


def test_a_review_of_another_database_is_refused_where_it_is_filled_in(
    run: Run, review: Path, tmp_path: Path
):
    other = str(tmp_path / "other.db")
    run("--db", other, "load")
    update = ["--db", other, "--analyst", "bob", "import", str(review), "--update"]
    printed = run(*update)
    assert "Review, row 2: water/1 is not in this database.\n" in printed and "Nothing changes." in printed
    filled(review, DONE[0])
    assert "Review, row 2: water/1 is not in this database, but the row is filled in." in run(*update, code=1)


def test_a_date_that_a_spreadsheet_knows_as_one_is_that_day(run: Run, review: Path, seeded: Path):
    filled(review, ("water/2", {"Progress": "In progress", "Basis": "Reported", "As of": "DATE"}))
    rows = sheets_of(review)[REVIEW]
    with Workbook(str(review)) as book:
        sheet = book.add_worksheet("Renamed")
        for number, row in enumerate(rows):
            for at, cell in enumerate(row):
                if cell == "DATE":
                    look = book.add_format({"num_format": "dd/mm/yy"})
                    sheet.write_datetime(number, at, datetime(2026, 4, 3), look)
                else:
                    sheet.write_string(number, at, cell)
            sheet.set_row(number, None, None, {"hidden": number > 0})
        sheet.set_column(0, 3, None, None, {"hidden": True})
    run("--analyst", "bob", "import", str(review), "--update")
    assert asked(seeded, "SELECT basis, as_of FROM progress") == [("reported", "2026-04-03")]


def test_what_says_how_a_table_is_mapped_does_not_go_with_a_review(run: Run, review: Path):
    assert "needs no map" in run("import", str(review), "--update", "--map", "plain", code=2)
    assert "--theirs and --ours are about a review." in run("import", str(review), "--ours", code=2)


def test_a_row_twice_that_says_two_things_is_refused(run: Run, review: Path):
    filled(review, DONE[0], by="bob")
    rewritten(review, lambda rows: [*rows, rows[1]])
    run("import", str(review), "--update", "--dry-run")
    at = COLUMNS.index("Status")
    rewritten(review, lambda rows: [*rows[:-1], [*rows[-1][:at], "Set aside", *rows[-1][at + 1 :]]])
    told = run("import", str(review), "--update", code=1)
    assert "Review, row 2 and 6 are the same recommendation, water/1, and say different things" in told


def test_a_status_and_a_tag_that_go_by_another_name_meanwhile_are_no_changes(
    run: Run, review: Path, seeded: Path
):
    with closing(sqlite3.connect(seeded)) as shell, shell:
        shell.execute("UPDATE review_status SET name = 'Not begun' WHERE code = 'unreviewed'")
    run("tags", "rename", "law", "laws")
    assert "Nothing changes" in run("--analyst", "bob", "import", str(review), "--update")
    filled(review, ("peace-talks/1", {"Tags": ""}))
    assert "the codebook has no law any more" in run("--analyst", "bob", "import", str(review), "--update")


# Texts that no cell holds


def test_a_text_longer_than_a_cell_is_cut_with_a_mark_and_told(run: Run, tmp_path: Path, seeded: Path):
    with closing(sqlite3.connect(seeded)) as shell, shell:
        shell.execute(
            "INSERT INTO note (recommendation_id, body) VALUES (1, ?)", ("\N{GRINNING FACE}" * 20_000,)
        )
    printed = run("export", "-o", "review.xlsx")
    assert (
        "1 text is longer than the 32,767 characters of a cell, and cut there: water/1 Notes so far"
        in printed
    )
    text = column(sheets_of(tmp_path / "folder" / "review.xlsx")[REVIEW], "Notes so far")[0]
    assert text.endswith(" […]") and 32_760 < len(text.encode("utf-16-le")) // 2 <= 32_767
    assert "Nothing changes" in run("--analyst", "bob", "import", "review.xlsx", "--update")


@pytest.mark.parametrize("end", [".xlsx", ".csv"])
@pytest.mark.parametrize(
    "text", ["=1+1", "-5", "'=quoted", "_x0041_", "a\x01b", "a\u202eb", "\ufffe", "@SUM(A1)", " ends ", "1e5"]
)
def test_a_text_that_a_spreadsheet_would_act_on_goes_and_comes_as_a_text(
    run: Run, seeded: Path, end: str, text: str
):
    with closing(sqlite3.connect(seeded)) as shell, shell:
        shell.execute(
            "UPDATE recommendation SET status_reason = ?, title = ? || 'x' WHERE id = 1", (text, text)
        )
    run("export", "--review", "-o", f"review{end}")
    printed = run("--analyst", "bob", "import", f"review{end}", "--update")
    assert printed == "Nothing changes.\n"


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        ([["x"] * 900], "has no column"),
        ([[STATE] + ["x"] * 16_383], "16,384 columns; the limit is 1,000"),
        ([], "has no rows"),
        ([[STATE], ["00000000 [1,2"]], "it was changed"),
    ],
)
def test_a_file_that_is_no_review_gets_a_sentence(run: Run, tmp_path: Path, told: Rows, sentence: str):
    from tests.reviews import write

    write(tmp_path / "folder" / "odd.xlsx", {REVIEW: told})
    code = 1 if told and len(told) > 1 else 2
    assert sentence in run("--analyst", "bob", "import", "odd.xlsx", "--update", code=code)
