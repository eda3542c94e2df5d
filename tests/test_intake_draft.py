"""What is decided on a draft: each decision is a function from one draft to the next, and the file keeps all of it."""

from datetime import date
from pathlib import Path

import pytest
import tomli

from tracker.errors import BadInput
from tracker.intake import draft as decisions
from tracker.intake import draft_file, drafting
from tracker.intake.draft import Decided, Draft
from tracker.intake.flags import flags
from tracker.intake.lists import lists
from tracker.intake.passages import Passages
from tracker.intake.proposals import Proposal
from tracker.intake.readers import read_bytes
from tracker.intake.titles import report_title, slug_of, title_of

REPORT = """The board recommends:

1. The ministry should build schools, in all
   of the regions.
2. Teachers should be paid in
3. This was said before.
3. The committee should see to:
   (a) its papers;
   (b) its money.
4. It should answer.

The board has ended.
"""


@pytest.fixture
def passages() -> Passages:
    return Passages(read_bytes(REPORT.encode(), "report.txt"))


@pytest.fixture
def draft() -> Draft:
    document = read_bytes(REPORT.encode(), "report.txt")
    ranked = lists(document)
    return drafting.draft(document, ranked, ranked[:1]).draft


def texts(draft: Draft) -> list[str]:
    return [item.text for item in draft.items]


def test_an_item_is_accepted_rejected_and_opened_again(draft: Draft):
    one = decisions.accept(draft, 0)
    assert (one.items[0].reviewed, one.items[0].rejected) == (True, False)
    assert len(one.unreviewed) == len(draft.items) - 1
    other = decisions.reject(one, 0)
    assert (other.items[0].reviewed, other.items[0].rejected) == (True, True)
    assert decisions.reopen(other, 0) == draft


def test_merging_takes_what_stands_between_as_it_is_printed(draft: Draft, passages: Passages):
    merged = decisions.merge(draft, 1, passages)
    assert merged.items[1].text.startswith(
        "Teachers should be paid in 3. This was said before. 3. The committee"
    )
    assert (merged.items[1].first_line, merged.items[1].last_line) == (5, 9)
    assert len(merged.items) == 3
    with pytest.raises(BadInput, match="no item after"):
        decisions.merge(draft, 3, passages)


def test_splitting_makes_two_items_that_both_stand_in_the_document(draft: Draft, passages: Passages):
    text = draft.items[2].text
    assert text == "The committee should see to:\n(a) its papers;\n(b) its money."
    split = decisions.split(draft, 2, text.index("(b)"), passages)
    assert [(item.reference, item.text, item.first_line, item.last_line) for item in split.items[2:4]] == [
        ("3", "The committee should see to:\n(a) its papers;", 7, 8),
        ("3-2", "(b) its money.", 9, 9),
    ]
    within = decisions.split(draft, 0, draft.items[0].text.index("in all"), passages)
    assert [(item.text, item.first_line, item.last_line) for item in within.items[:2]] == [
        ("The ministry should build schools,", 3, 3),
        ("in all of the regions.", 3, 4),
    ]
    for item in (*split.items, *within.items):
        assert passages.holds(item.first_line, item.last_line, item.reference, item.text)
    with pytest.raises(BadInput, match="Nothing would be left"):
        decisions.split(draft, 0, 0, passages)


def test_the_last_and_the_first_line_are_moved_and_moved_back(draft: Draft, passages: Passages):
    longer = decisions.move_last(draft, 3, 1, passages)
    assert longer.items[3].text == "It should answer. The board has ended."
    assert decisions.move_last(longer, 3, -1, passages) == draft
    shorter = decisions.move_first(draft, 0, 1, passages)
    assert shorter.items[0].text == "of the regions."
    assert decisions.move_first(shorter, 0, -1, passages) == draft
    with pytest.raises(BadInput, match="No line is left"):
        decisions.move_last(draft, 3, -1, passages)


def test_a_title_that_somebody_wrote_stays_where_a_proposed_one_follows_the_text(
    draft: Draft, passages: Passages
):
    assert decisions.move_first(draft, 0, 1, passages).items[0].title == "of the regions"
    named = decisions.retitle(draft, 0, "  Build  schools ")
    assert decisions.move_first(named, 0, 1, passages).items[0].title == "Build schools"
    with pytest.raises(BadInput, match="title is empty"):
        decisions.retitle(draft, 0, " ")


def test_an_item_is_renumbered_but_not_to_a_number_that_is_taken(draft: Draft, passages: Passages):
    assert decisions.renumber(draft, 0, " 012/24 ").items[0].reference == "012/24"
    for reference, why in (
        ("2", "Another item already has the reference 2"),
        ("", "letter or digit"),
        ("1,2", "no comma"),
    ):
        with pytest.raises(BadInput, match=why):
            decisions.renumber(draft, 0, reference)


def test_decisions_are_taken_back_one_at_a_time(draft: Draft):
    decided = Decided(draft).then(decisions.accept(draft, 0))
    decided = decided.then(decisions.reject(decided.draft, 1))
    assert decided.then(decided.draft) is decided, "what changes nothing is no decision"
    assert decided.undone().draft == decisions.accept(draft, 0)
    assert decided.undone().undone().undone() == Decided(draft)


def test_a_draft_on_disk_is_the_draft(draft: Draft, passages: Passages, tmp_path: Path):
    changed = decisions.reject(decisions.accept(decisions.retitle(draft, 2, 'A "title" \\ é'), 2), 1)
    changed = changed._replace(
        actors=({"name": "Board", "kind": "organisation"},),
        left_out=(4, 6, 7, 8, 10),
        items=(changed.items[0]._replace(mentions=({"actor": "Board", "role": "addressee", "quote": "ministry"},),
                                         differs=True), *changed.items[1:]),
    )  # fmt: skip
    path = tmp_path / "my.toml"
    for each in (draft, changed):
        draft_file.save(path, each)
        assert draft_file.read(path)._replace(report=each.report) == each
        assert {key: value for key, value in each.report.items() if value} == draft_file.read(path).report
    assert 'left_out = ["4", "6-8", "10"]\n' in path.read_text()
    assert 'text = """\nThe committee should see to:\n(a) its papers;\n(b) its money."""' in path.read_text()


def test_what_somebody_wrote_into_a_draft_by_hand_stays_through_decisions(
    draft: Draft, passages: Passages, tmp_path: Path
):
    path = tmp_path / "my.toml"
    draft_file.save(path, draft)
    answer = '[[recommendation.response]]\nactor = "Ministry"\nposition = "noted"\nsaid_on = 2026-03-01\n'
    first, second = (f"{answer}text = '{number}'\n" for number in (1, 2))
    items = path.read_text().split("\n[[recommendation]]")
    items[1] += first
    items[2] += f"made_on = 2024-05-06\n{second}"
    added = '\n[[actor]]\nname = "Ministry"\nkind = "organisation"\n\n[[source]]\nname = "Letter"\n'
    path.write_text("\n[[recommendation]]".join([items[0] + added, *items[1:]]))
    decided = draft_file.read(path)
    proposal = Proposal(0, 3, "The", "organisation", None, "partner", "name")
    for step in (
        decisions.accept(decided, 0),
        decisions.merge(decided, 0, passages),
        decisions.unmention(
            decisions.split(decided, 0, 23, passages),
            0,
            proposal,
        ),
    ):
        draft_file.save(path, step)
        written = tomli.loads(path.read_text())
        said = [each for item in written["recommendation"] for each in item.get("response", [])]
        assert [each["text"] for each in said] == ["1", "2"]
        assert {each["said_on"] for each in said} == {date(2026, 3, 1)}
        assert [item["made_on"] for item in written["recommendation"] if "made_on" in item] == [
            date(2024, 5, 6)
        ]
        assert (written["source"], written["actor"][0]["name"]) == ([{"name": "Letter"}], "Ministry")


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("[report]\n", "is not a draft"),
        ("[draft]\nfile = 1\n", "damaged draft"),
        ("[draft", "is not TOML"),
        ("[report]\n[draft]\nfile='a'\nsha256=''\nreader=''\n[[recommendation]]\nreference='1'\n", "damaged"),
    ],
)
def test_a_file_that_is_no_draft_is_told(tmp_path: Path, content: str, why: str):
    (tmp_path / "my.toml").write_text(content)
    with pytest.raises(BadInput, match=why):
        draft_file.read(tmp_path / "my.toml")


def test_flags_say_what_to_look_at_the_worst_first(draft: Draft):
    def item(reference: str, text: str, **more: bool):
        return draft.items[0]._replace(reference=reference, text=text, **more)

    items = [
        item("1", "The state should report."),
        item("4", "The state was told"),
        item("4-2", "The state should report."),
        item("5", "The state should " + "report " * 150 + ".", differs=True),
        item("7", "Nothing", rejected=True),
        item("6", "Report (Spain)"),
    ]
    assert [[flag.sentence for flag in each] for each in flags(items)] == [
        ["printed twice"],
        ["no 2 before it", "asks for nothing", "no full stop"],
        ["a number that is there twice", "printed twice"],
        ["very long: 154 words", "two readings of the file differ"],
        [],
        [],
    ]


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Build schools.", "Build schools"),
        ("Ratify the treaty of the year 1990, and report on it.", "Ratify the treaty of the year 1990"),
        (
            "Yes. Build schools in all of the nine regions; pay.",
            "Yes. Build schools in all of the nine regions",
        ),
        ("To ratify the optional protocol (Spain);", "To ratify the optional protocol"),
        ("The state should see to this matter:\n(a) now;", "The state should see to this matter"),
        ("word " * 40, ("word " * 15).strip() + "…"),
        ("x" * 200, "x" * 79 + "…"),
        (". . .", ". . ."),
    ],
)
def test_a_title_is_the_first_clause_and_no_longer_than_a_line(text: str, title: str):
    assert title_of(text) == title


def test_a_report_is_named_by_the_document_or_by_its_file():
    assert slug_of("Rapport d'été (v2).PDF") == "rapport-d-ete-v2" and slug_of("…") == "report"
    assert report_title(read_bytes(b"# A plan for schools\n\nText\n", "x.md")) == "A plan for schools"
    assert report_title(read_bytes(b"Text\n", "my_report.txt")) == "my report"
