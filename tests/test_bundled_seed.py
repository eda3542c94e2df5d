"""The bundled report is evidence: its texts, its quotes and the actors found in them are pinned here."""

import hashlib
import re
import tomllib
from itertools import combinations, pairwise
from pathlib import Path
from typing import Any

import pytest

SEED_FILE = Path(__file__).parents[1] / "seeds" / "isis-leadership-struggle.toml"
SEED = tomllib.loads(SEED_FILE.read_text(encoding="utf-8"))
RECOMMENDATIONS: dict[str, dict[str, Any]] = {each["reference"]: each for each in SEED["recommendation"]}
ACTORS: dict[str, dict[str, Any]] = {each["name"]: each for each in SEED["actor"]}
REFERENCES = ["1", "2", "3", "4", "5", "6", "7", "8"]

KINDS = {
    "state",
    "organisation",
    "state_collective",
    "militant_group",
    "population_group",
    "stakeholder_group",
    "proposed_body",
}
ROLES = {"addressee", "partner", "beneficiary", "target", "proposed", "context"}
COLOURS = {"red", "orange", "yellow", "green", "cyan", "blue", "magenta", "grey"}

# Made from the source report: a text that no longer matches was changed, and the report was not.
TEXT_SHA256 = {
    "1": "7167cff763da4444e78fa22274d54c0f315f78eafd134bfe31a767f2ec8c2d9c",
    "2": "9350c31504959f586d56d193f4a6bca3ca5af45ce7b36bd820ebe07af98bd1c5",
    "3": "18924a67586eaef2efbfc3782c7c46fd22d5683c03d903fbc3d8e2f178f935de",
    "4": "1bff410b39bb9bc4af60db4b57e71a902240da505ade651327f6d8f6b208df5a",
    "5": "d8ca793c26f365341ff497cb77b2051e82514ba2d2ab6c24462fa18884034e67",
    "6": "63ceaefd3303e692ddd1b0a7a5f39118adb49a33f0a455c2ccaf374da90802ba",
    "7": "733430537b610fe4674b543229f2fd0d3e24bda2a55b53c9969e7ce8d0dabd51",
    "8": "9c1ca2a457d575d140702dd8e28e7673f4b76a322f73a9789bf7f950dbd9a02a",
}
LINES = {
    "1": (670, 674),
    "2": (676, 682),
    "3": (684, 688),
    "4": (690, 700),
    "5": (702, 708),
    "6": (712, 718),
    "7": (720, 726),
    "8": (728, 736),
}

# Typed by hand from the report, with * for an implied mention.
EXPECTED = """
1 addressee    International Community; Alliance against ISIS
1 partner      Afghanistan; Iran; Pakistan
1 target       ISIS; Other militant groups
2 addressee    *International Community
2 context      Trained armed men
2 beneficiary  Regional governments
2 target       Armed militants
3 addressee    NATO
3 beneficiary  Afghanistan
3 partner      Local actors
4 addressee    International Community
4 partner      Regional stakeholders; Pakistan; Iran; India; China; Russia; Regional allies
5 addressee    *International Community
5 beneficiary  Youth; Youth
5 target       Terrorists
6 addressee    International Community
6 beneficiary  Afghanistan; Pakistan; Youth
6 proposed     Marshal Aid Program
6 target       Fundamentalists
7 addressee    United Nations
7 proposed     International Development Fund
7 beneficiary  Population directly hit by terrorism or military operations
7 context      Afghanistan; Pakistan
8 addressee    United Nations
8 proposed     International Investigation & Reconciliation Committee
8 partner      Regional states; Concerned parties; Representatives of the affected population
8 beneficiary  Masses hit by terrorists and the war on terror
8 context      Terrorists
"""


def mentions(reference: str) -> list[dict[str, Any]]:
    return RECOMMENDATIONS[reference]["mention"]


def start_of(text: str, quote: str, occurrence: int) -> int:
    """Return the offset in code points of the n-th hit from the left (hits do not overlap), or -1."""
    start = text.find(quote)
    for _ in range(occurrence - 1):
        if start < 0:
            break
        start = text.find(quote, start + len(quote))
    return start


def spans(reference: str) -> list[tuple[int, int, str]]:
    """Return start, end and actor of every quoted mention, in the order of the seed."""
    text = RECOMMENDATIONS[reference]["text"]
    quoted = [each for each in mentions(reference) if "quote" in each]
    starts = [start_of(text, each["quote"], each.get("occurrence", 1)) for each in quoted]
    return [
        (start, start + len(each["quote"]), each["actor"]) for start, each in zip(starts, quoted, strict=True)
    ]


def actors_quoted_as(quote: str) -> list[str]:
    return [each["actor"] for ref in REFERENCES for each in mentions(ref) if each.get("quote") == quote]


def expected_actors(reference: str) -> list[tuple[str, str]]:
    rows = [line.split(maxsplit=2) for line in EXPECTED.strip().splitlines()]
    return sorted((role, name) for ref, role, names in rows if ref == reference for name in names.split("; "))


def test_the_report_has_eight_recommendations_in_its_own_order() -> None:
    assert [each["reference"] for each in SEED["recommendation"]] == REFERENCES


def test_the_report_is_named_as_its_publisher_prints_it() -> None:
    report = SEED["report"]
    assert report["title"] == "ISIS 'Leadership Struggle' against Al-Qaeda and Taliban"
    assert report["lead_in"] == (
        "Following are some of the policy recommendations for International Community"
        " to counter the ISIS threat in the South Asian region:"
    )


def test_the_report_names_the_source_file_that_it_was_taken_from() -> None:
    assert SEED["report"]["source_file"] == "full-report.txt"
    assert SEED["report"]["source_sha256"] == (
        "bb21ff5b87567d67494e0ad73fce0519248b1ac864357d4003cb64f3bccb3f60"
    )


@pytest.mark.parametrize("reference", REFERENCES)
def test_no_one_changes_the_text_of_a_recommendation_unseen(reference: str) -> None:
    text = RECOMMENDATIONS[reference]["text"]
    assert hashlib.sha256(text.encode("utf-8")).hexdigest() == TEXT_SHA256[reference]


@pytest.mark.parametrize(
    ("reference", "as_printed"),
    [
        ("2", "disarm arm militants"),
        ("3", "should be strengthen further"),
        ("3", "local actors);"),
        ("4", "each other\N{RIGHT SINGLE QUOTATION MARK}s"),
        ("6", "Maximum effected"),
        ("6", "Marshal Aid Program"),
    ],
)
def test_what_the_report_prints_is_not_corrected(reference: str, as_printed: str) -> None:
    assert as_printed in RECOMMENDATIONS[reference]["text"]


@pytest.mark.parametrize("reference", REFERENCES)
def test_a_text_is_one_line_without_doubled_or_outer_spaces(reference: str) -> None:
    text = RECOMMENDATIONS[reference]["text"]
    assert text == " ".join(text.split())


@pytest.mark.parametrize("reference", REFERENCES)
def test_a_text_does_not_repeat_its_number(reference: str) -> None:
    assert RECOMMENDATIONS[reference]["text"][0].isalpha()


@pytest.mark.parametrize("reference", REFERENCES)
def test_a_recommendation_says_on_which_lines_of_the_source_it_stands(reference: str) -> None:
    recommendation = RECOMMENDATIONS[reference]
    assert (recommendation["first_line"], recommendation["last_line"]) == LINES[reference]


def test_no_two_recommendations_share_a_line_of_the_source() -> None:
    for earlier, later in pairwise(SEED["recommendation"]):
        assert earlier["first_line"] <= earlier["last_line"] < later["first_line"]


@pytest.mark.parametrize("reference", REFERENCES)
def test_a_short_label_fits_a_list(reference: str) -> None:
    assert 0 < len(RECOMMENDATIONS[reference]["title"]) <= 60


@pytest.mark.parametrize("reference", REFERENCES)
def test_every_quote_is_found_in_its_text_at_its_occurrence(reference: str) -> None:
    assert [actor for start, _, actor in spans(reference) if start < 0] == []


@pytest.mark.parametrize("reference", REFERENCES)
def test_no_two_mentions_of_a_recommendation_overlap(reference: str) -> None:
    for (start, end, _), (other_start, other_end, _) in combinations(spans(reference), 2):
        assert end <= other_start or other_end <= start


@pytest.mark.parametrize("reference", REFERENCES)
def test_mentions_stand_in_the_order_of_the_text(reference: str) -> None:
    assert spans(reference) == sorted(spans(reference))


@pytest.mark.parametrize("reference", REFERENCES)
def test_a_quote_starts_and_ends_at_the_edge_of_a_word(reference: str) -> None:
    text = RECOMMENDATIONS[reference]["text"]
    for start, end, _ in spans(reference):
        assert re.fullmatch(r"\W?", text[start - 1 : start])
        assert re.fullmatch(r"\W?", text[end : end + 1])


@pytest.mark.parametrize("reference", REFERENCES)
def test_every_place_that_names_a_state_or_an_organisation_is_a_mention(reference: str) -> None:
    text = RECOMMENDATIONS[reference]["text"]
    names = [name for name, actor in ACTORS.items() if actor["kind"] in {"state", "organisation"}]
    for name in [*names, "International Community", "ISIS"]:
        for hit in re.finditer(re.escape(name), text):
            covering = [each for each in spans(reference) if each[0] <= hit.start() and hit.end() <= each[1]]
            assert len(covering) == 1, f"{name} at {hit.start()}"


@pytest.mark.parametrize("reference", REFERENCES)
def test_a_recommendation_mentions_exactly_these_actors_in_these_roles(reference: str) -> None:
    found = [(each["role"], ("" if "quote" in each else "*") + each["actor"]) for each in mentions(reference)]
    assert sorted(found) == expected_actors(reference)


def test_every_mentioned_actor_is_declared_and_every_declared_actor_is_mentioned() -> None:
    assert {each["actor"] for ref in REFERENCES for each in mentions(ref)} == set(ACTORS)


def test_an_actor_is_declared_once() -> None:
    assert len(ACTORS) == len(SEED["actor"])


def test_only_the_kinds_of_the_design_are_used() -> None:
    assert {actor["kind"] for actor in ACTORS.values()} <= KINDS


def test_only_the_roles_of_the_design_are_used() -> None:
    assert {each["role"] for ref in REFERENCES for each in mentions(ref)} <= ROLES


def test_states_and_no_others_have_the_code_of_their_country() -> None:
    assert {name: actor["country_code"] for name, actor in ACTORS.items() if "country_code" in actor} == {
        "Afghanistan": "AF",
        "China": "CN",
        "India": "IN",
        "Iran": "IR",
        "Pakistan": "PK",
        "Russia": "RU",
    }
    assert {name for name, actor in ACTORS.items() if actor["kind"] == "state"} == {
        name for name, actor in ACTORS.items() if "country_code" in actor
    }


def test_only_where_the_text_names_no_addressee_is_the_one_of_the_lead_in_implied() -> None:
    implied = [(ref, each) for ref in REFERENCES for each in mentions(ref) if "quote" not in each]
    assert [(ref, each["actor"], each["role"]) for ref, each in implied] == [
        ("2", "International Community", "addressee"),
        ("5", "International Community", "addressee"),
    ]
    assert all(each["implied_reason"].strip() for _, each in implied)


@pytest.mark.parametrize("reference", REFERENCES)
def test_every_recommendation_has_an_addressee(reference: str) -> None:
    assert "addressee" in {each["role"] for each in mentions(reference)}


def test_the_isis_in_alliance_against_isis_is_part_of_that_one_mention() -> None:
    text = RECOMMENDATIONS["1"]["text"]
    isis = text.index("alliance against ISIS") + len("alliance against ")
    assert [actor for start, end, actor in spans("1") if start < isis + 4 and isis < end] == [
        "Alliance against ISIS"
    ]


def test_isis_is_mentioned_where_the_threat_is_named() -> None:
    text = RECOMMENDATIONS["1"]["text"]
    posed_by = text.index("posed by ISIS") + len("posed by ")
    assert [start for start, _, actor in spans("1") if actor == "ISIS"] == [posed_by]


def test_the_four_regional_groups_are_four_actors() -> None:
    quotes = ["regional governments", "regional stakeholders", "regional allies", "regional states"]
    assert [actors_quoted_as(quote) for quote in quotes] == [
        ["Regional governments"],
        ["Regional stakeholders"],
        ["Regional allies"],
        ["Regional states"],
    ]


def test_youth_is_one_actor_however_the_report_words_it() -> None:
    quotes = ["youth", "unemployed youth", "youths"]
    assert [actors_quoted_as(quote) for quote in quotes] == [["Youth"], ["Youth"], ["Youth"]]


def test_the_government_of_afghanistan_is_afghanistan() -> None:
    assert actors_quoted_as("government of Afghanistan") == ["Afghanistan"]


def test_general_words_for_militants_are_not_taken_for_isis() -> None:
    assert {each["quote"] for ref in REFERENCES for each in mentions(ref) if each["actor"] == "ISIS"} == {
        "ISIS"
    }


def test_the_codebook_is_small_and_each_tag_says_when_to_use_it() -> None:
    tags = SEED["tag"]
    assert 10 <= len(tags) <= 12
    assert len({tag["name"] for tag in tags}) == len(tags)
    for tag in tags:
        assert re.fullmatch(r"[a-z]+([ -][a-z]+)*", tag["name"])
        assert re.fullmatch(r"Use when [^.]+\.", tag["description"])
        assert tag["colour"] in COLOURS


def test_the_seed_holds_no_tag_status_or_note_on_a_recommendation_and_no_unknown_key() -> None:
    required = {"reference", "title", "text", "first_line", "last_line", "mention"}
    assert set(SEED) == {"report", "tag", "actor", "recommendation"}
    assert set(SEED["report"]) == {"slug", "title", "lead_in", "source_file", "source_sha256"}
    assert all(set(tag) == {"name", "description", "colour"} for tag in SEED["tag"])
    assert all(set(actor) - {"country_code"} == {"name", "kind"} for actor in SEED["actor"])
    assert all(set(each) == required for each in SEED["recommendation"])
    for reference in REFERENCES:
        for each in mentions(reference):
            quoted, implied = {"actor", "role", "quote"}, {"actor", "role", "implied_reason"}
            assert set(each) == implied or set(each) - {"occurrence"} == quoted


def test_the_seed_file_is_utf_8_with_plain_line_ends() -> None:
    raw = SEED_FILE.read_bytes()
    assert b"\r" not in raw
    assert not raw.startswith(b"\xef\xbb\xbf")
    assert raw.endswith(b"\n")
