"""The numbered lists of a document are found, ranked and cut into items, as a careful reader would."""

import random

import pytest

from tests.documents import Printed, pdf, set_on_pages
from tests.pace import processor_seconds
from tracker.intake.lists import FoundList, is_list, lists, siblings
from tracker.intake.passages import Passages
from tracker.intake.readers import read_bytes

PROSE = (
    "The board met in the spring. Its members come from nine regions, and most of them have served before."
)


def found(text: str, name: str = "report.txt") -> tuple[FoundList, ...]:
    return lists(read_bytes(text.encode(), name))


def best(text: str, name: str = "report.txt") -> list[tuple[str, str]]:
    return [(item.reference, item.text) for item in found(text, name)[0].items]


def printed(paragraphs: list[tuple[str, str]], **how: object) -> list[tuple[str, str]]:
    """Return the items of the best list in a PDF of these paragraphs."""
    document = read_bytes(pdf(set_on_pages(paragraphs, **how)), "report.pdf")  # type: ignore[arg-type]
    return [(item.reference, item.text) for item in lists(document)[0].items]


@pytest.mark.parametrize(
    ("written", "references"),
    [
        ("{}. ", ["1", "2", "3"]),
        ("{}) ", ["1", "2", "3"]),
        ("({}) ", ["1", "2", "3"]),
        ("{} ", ["1", "2", "3"]),
        ("140.{} ", ["140.1", "140.2", "140.3"]),
        ("R{}. ", ["R1", "R2", "R3"]),
        ("Recommendation {}: ", ["1", "2", "3"]),
        ("RECOMMENDATION {}\n\n", ["1", "2", "3"]),
        ("Recommendation No. {} – ", ["1", "2", "3"]),
        ("Action {}. ", ["1", "2", "3"]),
        ("No. {}: ", ["1", "2", "3"]),
    ],
)
def test_numbers_are_found_however_they_are_written(written: str, references: list[str]):
    texts = [f"The ministry should publish the report of the {day}." for day in ("first", "second", "third")]
    items = "\n\n".join(written.format(at) + text for at, text in enumerate(texts, 1))
    assert best(f"{PROSE}\n\nThe board recommends:\n\n{items}\n\n{PROSE}\n") == list(
        zip(references, texts, strict=True)
    )


@pytest.mark.parametrize(
    ("numbers", "written"),
    [
        (["I", "II", "III", "IV", "V"], "{}. "),
        (["i", "ii", "iii", "iv", "v"], "({}) "),
        (["a", "b", "c", "d", "e"], "{}) "),
    ],
)
def test_roman_numbers_and_letters_count_too(numbers: list[str], written: str):
    text = "\n\n".join(f"{written.format(number)}Publish what was found." for number in numbers)
    assert [reference for reference, _ in best(f"The board recommends:\n\n{text}\n")] == numbers


def test_wraps_are_joined_and_sub_items_begin_a_line():
    text = """We recommend that:

1. The ministry should
   publish, each spring:
   (a) what was
   asked;
   (b) what was done.
2. The agency should answer within a
   month.
"""
    assert best(text) == [
        ("1", "The ministry should publish, each spring:\n(a) what was asked;\n(b) what was done."),
        ("2", "The agency should answer within a month."),
    ]


def test_a_bracket_in_the_middle_of_a_sentence_begins_no_sub_item():
    text = "We recommend:\n\n1. States should apply article\n(a) of the treaty.\n2. States should report.\n3. Report.\n"
    assert best(text)[0][1] == "States should apply article (a) of the treaty."


def test_a_blank_line_after_each_line_parts_no_paragraphs():
    lines = (
        "Following are the recommendations of the|board:|1. The ministry should publish what|was found."
        "|2. The agency should answer each|question.|3. All should meet again after a|year has gone."
    )
    assert best(lines.replace("|", "\n\n")) == [
        ("1", "The ministry should publish what was found."),
        ("2", "The agency should answer each question."),
        ("3", "All should meet again after a year has gone."),
    ]


def test_a_heading_between_two_items_belongs_to_neither():
    text = "# Recommendations\n\n1. Publish it.\n\n## On schools\n\n2. Build them.\n\n3. Staff them.\n"
    assert [text for _, text in best(text, "report.md")] == ["Publish it.", "Build them.", "Staff them."]
    paragraphs = [("Recommendations", "bold")]
    for at in range(1, 7):
        paragraphs += [(f"On matter {at}", "bold")] if at % 2 else []
        paragraphs += [(f"{at}. The ministry should look into it.", "plain")]
    assert {text for _, text in printed(paragraphs)} == {"The ministry should look into it."}


def test_the_last_item_does_not_run_into_the_appendix():
    paragraphs = [("Recommendations", "bold")]
    paragraphs += [(f"{at}. The ministry should look into matter {at}.", "plain") for at in range(1, 6)]
    assert (
        printed([*paragraphs, ("Annex", "bold"), (PROSE, "plain")])[-1][1]
        == "The ministry should look into matter 5."
    )
    assert printed([*paragraphs, (PROSE, "plain")])[-1][1] == "The ministry should look into matter 5."


def test_running_heads_and_page_numbers_do_not_stand_in_an_item_that_goes_over_a_page():
    made = random.Random(4)
    words = (
        "council",
        "farmers",
        "schools",
        "water",
        "courts",
        "energy",
        "police",
        "health",
        "rights",
        "data",
    )
    items = [
        (str(at), f"The ministry should {' '.join(made.choices(words, k=made.randint(5, 40)))} (Spain).")
        for at in range(1, 41)
    ]
    paragraphs = [(f"{reference}. {text}", "plain") for reference, text in items]
    assert printed(paragraphs, head="Report of the board on schools", foot="Page {}", lines=30) == items
    assert printed(paragraphs, foot="{}", lines=7) == items, "what repeats where the text begins is no head"


def test_numbers_of_paragraphs_around_the_lists_are_not_taken_for_them():
    paragraphs = [(f"{at}. {PROSE}", "plain") for at in range(1, 13)]
    paragraphs.append(("13. The board recommends the following:", "plain"))
    paragraphs += [(f"    {at}. The ministry should look into matter {at}.", "plain") for at in range(1, 9)]
    paragraphs += [(f"{at}. {PROSE}", "plain") for at in range(14, 20)]
    assert printed(paragraphs) == [
        (str(at), f"The ministry should look into matter {at}.") for at in range(1, 9)
    ]


def test_prefixes_and_chapters_that_follow_each_other_are_one_list():
    numbers = ["136.1", "136.2", "136.3", "137.1", "137.2", "139.1", "139.2"]
    text = "\n".join(f"{number} The state should ratify treaty {number}." for number in numbers)
    assert [
        reference for reference, _ in best(f"The following recommendations were made:\n{text}\n")
    ] == numbers


def test_numbers_sorted_by_theme_are_one_list():
    order = [7, 3, 9, 1, 4, 10, 2, 8, 5, 6]
    text = "\n".join(f"140.{at} The state should ratify treaty {at}." for at in order)
    assert [reference for reference, _ in best(f"Recommendations:\n{text}\n")] == [
        f"140.{at}" for at in order
    ]


def test_a_few_missing_numbers_are_bridged():
    text = "\n".join(f"{at}. The state should ratify treaty {at}." for at in (1, 2, 3, 6, 7, 9))
    assert [reference for reference, _ in best(f"Recommendations:\n{text}\n")] == [
        "1",
        "2",
        "3",
        "6",
        "7",
        "9",
    ]


def test_a_number_at_the_start_of_a_wrapped_line_is_none_of_the_list():
    text = """The board recommends:

1. States should apply resolution 1373.
2. States should apply what was said in chapter
3. This was clear to all.
3. States should report on it.
4. States should meet.
"""
    assert [text for _, text in best(text)] == [
        "States should apply resolution 1373.",
        "States should apply what was said in chapter 3. This was clear to all.",
        "States should report on it.",
        "States should meet.",
    ]


def test_the_summary_that_prints_the_list_first_and_shorter_ranks_below_the_list():
    short = "\n".join(f"{at}. The state should ratify treaty {at}." for at in range(1, 7))
    full = "\n".join(
        f"{at}. The state should ratify treaty {at}, as it said in the year before." for at in range(1, 7)
    )
    text = f"Summary of recommendations\n\n{short}\n\n" + f"{PROSE}\n\n" * 9 + f"Recommendations\n\n{full}\n"
    assert {text[-20:] for _, text in best(text)} == {" in the year before."}


def test_a_table_of_contents_ranks_below_the_list():
    contents = "\n".join(f"{at}. Improve chapter {at} ........ {at * 7}" for at in range(1, 9))
    items = "\n".join(f"{at}. The state should ratify treaty {at}." for at in range(1, 4))
    assert len(best(f"Recommendations\n\n{contents}\n\n{PROSE}\n\nRecommendations\n\n{items}\n")) == 3


def test_lists_under_one_heading_in_paragraphs_that_follow_are_told_as_belonging_together():
    paragraphs = [(f"{at}. {PROSE}", "plain") for at in range(1, 9)]
    for number in (9, 10):
        paragraphs += [] if number == 10 else [("Conclusions and recommendations", "bold")]
        paragraphs.append((f"{number}. The following recommendations were made:", "plain"))
        paragraphs += [(f"    {at}. To ratify treaty {number}{at};", "plain") for at in range(1, 6)]
    paragraphs += [(f"{at}. {PROSE}", "plain") for at in range(11, 14)]
    ranked = lists(read_bytes(pdf(set_on_pages(paragraphs)), "report.pdf"))
    assert [(each.paragraph, len(each.items)) for each in siblings(ranked)] == [("9", 5), ("10", 5)]


def test_the_reasons_of_the_ranking_are_told():
    items = "\n".join(f"{at}. The state should ratify treaty {at}." for at in range(1, 13))
    assert found(f"{PROSE}\n\nRecommendations\n\n\n{items}\n")[0].reasons == (
        "12 of 12 ask for something",
        "the lines before speak of recommendations",
        "it stands under such a heading",
        "12 items",
    )


@pytest.mark.parametrize(
    "text",
    [
        f"{PROSE}\n\n" * 20,
        "1. Introduction\n\n"
        + f"{PROSE}\n\n" * 5
        + "2. Method\n\n"
        + f"{PROSE}\n\n" * 5
        + "3. Results\n\n"
        + PROSE,
        "In 2010 we began. In 2011 we ended.\n" * 9,
        "",
    ],
)
def test_a_plan_in_prose_has_no_list_of_recommendations(text: str):
    assert not [each for each in found(text + "\n") if is_list(each)]


def test_cells_of_a_table_beside_an_item_are_not_in_it():
    page = """<h1>Recommendations</h1><table><tr><th>No.</th><th>Recommendation</th><th>Who</th></tr>
    {}</table>"""
    rows = "".join(
        f"<tr><td>{at}</td><td>The state should ratify treaty {at} in the next year.</td><td>Ministry</td></tr>"
        for at in range(1, 5)
    )
    assert best(page.format(rows), "report.html") == [
        (str(at), f"The state should ratify treaty {at} in the next year.") for at in range(1, 5)
    ]


def test_a_table_of_markdown_is_read_by_its_cells():
    rows = "".join(f"| {at} | The **state** should ratify treaty {at}. | Ministry |\n" for at in range(1, 5))
    document = read_bytes(f"# Plan\n\n| No | What | Who |\n|---|:-:|---|\n{rows}\nEnd.\n".encode(), "plan.md")
    (found,) = lists(document)
    assert [(item.reference, item.text, item.first_line, item.last_line) for item in found.items] == [
        (str(at), f"The state should ratify treaty {at}.", at + 4, at + 4) for at in range(1, 5)
    ]
    passages = Passages(document)
    assert all(
        passages.holds(item.first_line, item.last_line, item.reference, item.text) for item in found.items
    )


def test_a_heading_that_names_a_recommendation_is_the_first_line_of_its_text():
    text = "".join(
        f"### Recommendation {at}: On matter {at}\n\nThe state should see to it.\n\nThe board was told why.\n\n"
        for at in range(1, 5)
    )
    assert best(text, "plan.md") == [
        (str(at), f"On matter {at}\nThe state should see to it.") for at in range(1, 5)
    ]


def test_items_in_bold_are_told_from_those_that_begin_with_a_word_in_bold():
    text = "1. **The state should report.**\n2. **Reports.** The state sends them, every year.\n3. _Report it all._\n"
    assert [item.emphasised for item in found(text, "plan.md")[0].items] == [True, False, True]


def test_hyphens_of_words_stay_and_those_that_part_words_go():
    paragraphs = [
        ("The implementation of counter-terrorism measures, and accountability, and environment.", "plain")
    ]
    for at, (head, tail) in enumerate((("imple-", "mentation"), ("account-", "ability"), ("environ-", "ment"),
                                       ("counter-", "terrorism")), 1):  # fmt: skip
        paragraphs += [(f"{at}. The state should see to {head}", "plain"), (f"{tail} at once.", "plain")]
    assert [text.removeprefix("The state should see to ") for _, text in printed(paragraphs)] == [
        "implementation at once.",
        "accountability at once.",
        "environment at once.",
        "counter-terrorism at once.",
    ]


def test_words_that_a_typesetter_parts_with_a_sign_of_its_own_are_joined_and_the_others_keep_theirs():
    text = "The board recommends:\n\n" + "".join(
        f"{at}. The state should see to {word} at once.\n"
        for at, word in enumerate(
            ("imple\u2010\nmentation", "re-\nestablishing", "the Secre\u2010\ntary-General"), 1
        )
    )
    assert [text.removeprefix("The state should see to ") for _, text in best(text)] == [
        "implementation at once.",
        "re-establishing at once.",
        "the Secretary-General at once.",
    ]


def test_an_initial_at_the_start_of_a_line_begins_no_sub_item():
    text = "We recommend:\n\n1. Hear Mr.\nJ. Smith.\n2. Hear Dr.\nA. Jones.\n3. Report.\n"
    assert [text for _, text in best(text)] == ["Hear Mr. J. Smith.", "Hear Dr. A. Jones.", "Report."]


@pytest.mark.parametrize(
    ("heading", "text"),
    [
        ("Recommandations", "Le ministère doit rendre compte de la région {}."),
        ("Empfehlungen", "Das Ministerium sollte über den Bezirk {} berichten."),
        ("Recomendaciones", "El Estado debe informar sobre la región {}."),
    ],
)
def test_recommendations_in_other_languages_are_found(heading: str, text: str):
    items = "\n".join(f"{at}. {text.format(at)}" for at in range(1, 5))
    (ranked, *_) = found(f"{heading}\n\n{items}\n")
    assert is_list(ranked)
    assert ranked.asking == 4


def test_paragraphs_in_bold_that_recommend_rank_above_the_letters_within_them():
    paragraphs = []
    for at in range(1, 13, 2):
        paragraphs += [(f"{at}. {PROSE}", "plain"), (f"{at + 1}. The board urges the state:", "bold")]
        paragraphs += [(f"    ({letter}) To ratify treaty {at}{letter};", "bold") for letter in "abc"]
    document = read_bytes(pdf(set_on_pages(paragraphs)), "report.pdf")
    (first, *_) = lists(document)
    assert [item.reference for item in first.items if item.emphasised] == ["2", "4", "6", "8", "10", "12"]
    assert first.reasons[0] == "6 of 12 are in italics or bold, and ask for something"


def test_an_item_goes_on_in_the_next_column_though_a_sentence_ends_with_a_line_of_it():
    left = [
        Printed(f"{at}. The board should meet, and report to it.", 100 + 40 * at, 72) for at in range(1, 15)
    ]
    right = [Printed("The members of the board come from nine", 100 + 13 * at, 310) for at in range(40)]
    right += [Printed("15. The ministry should report each spring", 700, 310)]
    after = [
        "on schools, and courts of every kind.",
        "Parliament should hear of it at once, and",
        "answer in a year.",
    ]
    column = [Printed(line, 100 + 13 * at, 72) for at, line in enumerate(after)]
    column += [Printed("16. The board should end.", 160, 72)]
    (ranked, *_) = lists(read_bytes(pdf([[*left, *right], column]), "report.pdf"))
    assert ranked.items[14].text == f"The ministry should report each spring {' '.join(after)}"


def test_a_heading_on_a_page_that_names_a_recommendation_is_the_first_line_of_its_text():
    paragraphs = []
    for at in range(1, 6):
        paragraphs += [(PROSE, "plain"), (f"Recommendation {at}: On matter {at}", "bold")]
        paragraphs += [("The state should see to it.", "plain"), (PROSE, "plain")]
    assert printed(paragraphs) == [
        (str(at), f"On matter {at}\nThe state should see to it.") for at in range(1, 6)
    ]


def test_what_stands_beside_an_item_in_a_table_is_not_in_it_where_it_goes_on_over_the_page():
    first = [Printed("1. The board should meet", 100), Printed("at once.", 113)]
    first += [Printed("Accepted. The board met", 100, 320), Printed("in June.", 113, 320)]
    first += [Printed("2. The board should", 140), Printed("report.", 153)]
    first += [Printed("Accepted. The report is", 140, 320), Printed("written and will", 153, 320)]
    second = [Printed("be printed in a year.", 60, 320), Printed("3. The board should end.", 100)]
    (ranked, *_) = lists(read_bytes(pdf([first, second]), "report.pdf"))
    assert [item.text for item in ranked.items] == [
        "The board should meet at once.",
        "The board should report.",
        "The board should end.",
    ]


def test_an_item_in_a_column_goes_on_after_a_sentence_however_wide_the_lines_around_the_table_are():
    page = [
        Printed(
            "No.  Recommendation                                                       Responsible       Date",
            80,
        )
    ]
    page += [Printed(PROSE, 500 + 13 * at) for at in range(5)]
    rows = [
        "Each region should be heard, and no one",
        "be left out. All should answer in a year.",
        "That is soon enough for a small board",
        "which meets often, and it is possible.",
    ]
    page += [Printed(f"{at}", 60 + 60 * at, 72) for at in range(1, 4)]
    page += [
        Printed(row, 60 + 60 * at + 13 * line, 110) for at in range(1, 4) for line, row in enumerate(rows)
    ]
    page.sort(key=lambda line: (line.y, line.x))
    (ranked, *_) = lists(read_bytes(pdf([page]), "report.pdf"))
    assert {item.text for item in ranked.items} == {" ".join(rows)}


def test_the_last_line_of_a_page_is_no_page_number_where_it_ends_a_text():
    first = [Printed(f"{at}. The board should hear region {at}.", 100 + 13 * at) for at in range(1, 9)]
    first += [Printed("On regions", 230, font="bold")]
    first += [Printed("9. The board should answer in a year (paragraph", 260), Printed("126)", 273)]
    (ranked, *_) = lists(read_bytes(pdf([first, [Printed("10. The board should end.", 100)]]), "report.pdf"))
    assert ranked.items[8].text == "The board should answer in a year (paragraph 126)"


def test_recommendations_of_a_page_each_are_no_running_heads():
    pages = [
        [
            Printed(f"Recommendation {at}", 60),
            *(
                Printed(line, 86 + 13 * n)
                for n, line in enumerate((f"The board should hear region {at}.", PROSE[:60]))
            ),
        ]
        for at in range(1, 9)
    ]
    (ranked, *_) = lists(read_bytes(pdf(pages), "report.pdf"))
    assert [item.reference for item in ranked.items] == [str(at) for at in range(1, 9)]


def test_the_head_of_a_table_that_is_printed_again_on_a_page_is_in_no_item():
    head = Printed("No. Recommendation", 60)
    first = [
        head,
        *(Printed(f"{at}. The board should meet.", 60 + 30 * at) for at in range(1, 4)),
        Printed("4. The board should end", 200),
    ]
    second = [head, Printed("in a year, and report.", 74), Printed("5. The board should rest.", 120)]
    (ranked, *_) = lists(read_bytes(pdf([first, second]), "report.pdf"))
    assert ranked.items[3].text == "The board should end in a year, and report."


HOSTILE = {
    "many short lists": ("1. x\n2. y\n3. z\n" * 1_500, "a.txt"),
    "numbers at random": ("".join(f"{at * 7919 % 1400 + 1}. do x\n" for at in range(3_000)), "a.txt"),
    "letters": ("".join(f"{'abcdefghij'[at % 10]}) do x\n" for at in range(3_000)), "a.txt"),
    "sub-items": ("1. a:\n" + "- x;\n" * 40_000 + "2. b\n3. c\n", "a.txt"),
    "dots": (("1. " + "." * 300_000 + "x\n") * 3 + "2. a\n3. b\n", "a.txt"),
    "one line": ("1 " * 2_000_000, "a.txt"),
    "stars": ("1. " + "*a " * 60_000, "a.md"),
    "brackets": ("[" * 100_000 + "](" * 100_000, "a.md"),
    "quotations": (">" * 200_000 + "- " * 100_000, "a.md"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_text_is_looked_through_in_its_time(name: str):
    text, called = HOSTILE[name]
    assert processor_seconds(lambda: found(text, called), tries=1) < 20
