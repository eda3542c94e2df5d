"""A seed file is refused with a line for each fault, and a person can mend the file by that line."""

import os
from collections.abc import Sequence
from pathlib import Path

import pytest
import tomli
from hypothesis import given
from hypothesis import strategies as st

from tests.laws import examples
from tracker.errors import SeedError
from tracker.seeding import Seed, seed_file
from tracker.text import brief, is_safe, start_of

GOOD = """
[report]
slug = "rivers"
title = "On rivers"
publisher = "An office"
published_on = 2024-02-29
lead_in = "The states should:"
source_file = "rivers.pdf"
source_sha256 = "0000000000000000000000000000000000000000000000000000000000000000"

[[tag]]
name = "aid"
description = "Use when aid is given."
colour = "green"

[[actor]]
name = "Mali"
kind = "state"
country_code = "ML"

[[actor]]
name = "NATO"
kind = "organisation"

[[recommendation]]
reference = "1"
title = "Share the river"
text = "Mali and NATO should share the river with Mali."
first_line = 3
last_line = 4

[[recommendation.mention]]
actor = "Mali"
role = "addressee"
quote = "Mali"

[[recommendation.mention]]
actor = "NATO"
role = "addressee"
quote = "NATO"

[[recommendation.mention]]
actor = "Mali"
role = "partner"
quote = "Mali"
occurrence = 2

[[recommendation]]
reference = "2"
title = "Keep it clean"
text = "The river should be kept clean."

[[recommendation.mention]]
actor = "Mali"
role = "addressee"
implied_reason = "The lead-in addresses the states."
"""

ONE, TWO = "a.toml: recommendation 1", "a.toml: recommendation 2"
NATO, AGAIN = (f"{ONE}, mention {place}" for place in ("2 (NATO)", "3 (Mali)"))
LIMIT = 2**63 - 1
CHARACTERS = "line breaks, tabs, control and bidi characters are refused"
OF_TEXTS = "tabs, control and bidi characters are refused; a line ends with U+000A alone"

REFERENCE = "must hold no comma, and no space at its ends or beside another"


def swap(old: str, new: str) -> str:
    assert old in GOOD
    return GOOD.replace(old, new, 1)


def read_all(files: Sequence[Path] | None) -> list[Seed]:
    """Read files with the codes of a new database; each seed with its recommendations as a list."""
    seeds = seed_file.read(seed_file.seed_paths(files), seed_file.known_codes(Path("missing.db")))
    return [seed._replace(recommendations=list(seed.recommendations)) for seed in seeds]


def findings_of(*files: Path) -> tuple[str, ...]:
    with pytest.raises(SeedError) as caught:
        read_all(files)
    return caught.value.findings


def findings_in(folder: Path, content: str | bytes) -> tuple[str, ...]:
    path = folder / "a.toml"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return findings_of(path)


FAULTS = {
    "key unknown at the top": (
        "extra = 1\n" + GOOD,
        ['a.toml: key "extra" is not known; known are report, draft, tag, actor, source, recommendation.'],
    ),
    "key unknown in a table": (
        swap('kind = "organisation"', 'kind = "organisation"\nsort = "x"'),
        ['a.toml: actor 2 (NATO): key "sort" is not known; known are name, kind, country_code, aliases.'],
    ),
    "key unknown and dangerous": (
        swap('slug = "rivers"', 'slug = "rivers"\n"\\u202e\\u001b" = 1'),
        [
            'a.toml: report: key "��" is not known; known are slug, title, publisher, published_on, '
            "lead_in, source_file, source_sha256, source_reader, series, session."
        ],
    ),
    "tag on a recommendation": (
        swap("first_line = 3", 'tags = ["aid"]\nfirst_line = 3'),
        [
            f'{ONE}: key "tags" is not known; known are reference, title, text, first_line, last_line, '
            "first_page, last_page, made_on, reviewed, rejected, differs, mention, response, progress, deadline, theme."
        ],
    ),
    "report missing": (
        GOOD[GOOD.index("[[tag]]") :],
        ["a.toml: report is missing."],
    ),
    "report no table": (
        "report = 1\n" + GOOD[GOOD.index("[[tag]]") :],
        ["a.toml: report must be a [report] table."],
    ),
    "slug missing": (swap('slug = "rivers"\n', ""), ["a.toml: report: slug is missing."]),
    "slug wrong": (
        swap('slug = "rivers"', 'slug = "Big rivers"'),
        ['a.toml: report: slug "Big rivers" must have lower case letters a-z, digits and hyphens only.'],
    ),
    "report title missing": (
        swap('title = "On rivers"\n', ""),
        ["a.toml: report: title is missing."],
    ),
    "report title empty": (
        swap('title = "On rivers"', 'title = "  "'),
        ["a.toml: report: title is empty."],
    ),
    "date wrong": (
        swap("published_on = 2024-02-29", 'published_on = "2023-02-29"'),
        ["a.toml: report: published_on must be a date such as 2026-01-31."],
    ),
    "date with a time": (
        swap("published_on = 2024-02-29", "published_on = 2024-02-29T10:00:00"),
        ["a.toml: report: published_on must be a date such as 2026-01-31."],
    ),
    "digest wrong": (
        swap('source_sha256 = "0', 'source_sha256 = "x'),
        [
            'a.toml: report: source_sha256 "x00000000000000000000000000000000000000…00000000000000000000" '
            "must be 64 hexadecimal digits in lower case."
        ],
    ),
    "tag no array": (
        GOOD.replace("[[tag]]", "[tag]"),
        ["a.toml: tag must be [[tag]] tables."],
    ),
    "tag no table": (
        "tag = [7]\n" + GOOD[: GOOD.index("[[tag]]")] + GOOD[GOOD.index("[[actor]]") :],
        ["a.toml: tag 1 must be a [[tag]] table."],
    ),
    "tag name missing": (swap('name = "aid"\n', ""), ["a.toml: tag 1: name is missing."]),
    "tag name with a comma": (
        swap('name = "aid"', 'name = "aid, food"'),
        ["a.toml: tag 1 (aid, food): name \"aid, food\" is refused: The tag name 'aid, food' holds a comma."],
    ),
    "tag name with a quote": (
        swap('name = "aid"', 'name = "aid\'s"'),
        ["a.toml: tag 1 (aid's): name \"aid's\" is refused: The tag name 'aid's' holds a quote."],
    ),
    "tag name with white space at its ends": (
        swap('name = "aid"', 'name = " aid"'),
        ["a.toml: tag 1 ( aid): name \" aid\" is refused: The tag name ' aid' has white space at its ends."],
    ),
    "tag name too long": (
        swap('name = "aid"', f'name = "{"x" * 65}"'),
        [f"a.toml: tag 1 ({'x' * 26}…{'x' * 13}): name has 65 characters; the limit is 64."],
    ),
    "tag repeated": (
        swap("[[actor]]", '[[tag]]\nname = "AÍD"\n\n[[actor]]'),
        ['a.toml: tag 2 (AÍD): name "AÍD" repeats that of tag 1; case and accents do not tell names apart.'],
    ),
    "colour unknown": (
        swap('"green"', '"mauve"'),
        [
            'a.toml: tag 1 (aid): colour "mauve" is not a colour: '
            "choose one of red, orange, yellow, green, cyan, blue, magenta, grey."
        ],
    ),
    "actor repeated": (
        swap("[[recommendation]]", '[[actor]]\nname = "nato"\nkind = "organisation"\n\n[[recommendation]]'),
        [
            'a.toml: actor 3 (nato): name "nato" repeats that of actor 2; '
            "case and accents do not tell names apart."
        ],
    ),
    "actor name too long": (
        swap("[[recommendation]]", f'[[actor]]\nname = "{"x" * 201}"\nkind = "a"\n\n[[recommendation]]'),
        [f"a.toml: actor 3 ({'x' * 26}…{'x' * 13}): name has 201 characters; the limit is 200."],
    ),
    "actor name with a comma": (
        swap("[[recommendation]]", '[[actor]]\nname = "A, B"\nkind = "a"\n\n[[recommendation]]'),
        ['a.toml: actor 3 (A, B): name "A, B" holds a comma, which separates actors in lists.'],
    ),
    "actor name that cannot be seen": (
        swap("[[recommendation]]", '[[actor]]\nname = "A\u200b"\nkind = "a"\n\n[[recommendation]]'),
        ['a.toml: actor 3 (A\u200b): name "A\u200b" holds a character that cannot be seen: type it again.'],
    ),
    "alias that is another actor's name": (
        swap('kind = "organisation"', 'kind = "organisation"\naliases = ["OTAN", "mali"]'),
        ['a.toml: actor NATO: alias "mali" is a name of Mali too.'],
    ),
    "aliases not in a list": (
        swap('kind = "organisation"', 'kind = "organisation"\naliases = "OTAN"'),
        ["a.toml: actor 2 (NATO): aliases must be a list of texts in quotes."],
    ),
    "actor name with white space at its ends": (
        swap("[[recommendation]]", '[[actor]]\nname = "A "\nkind = "a"\n\n[[recommendation]]'),
        ['a.toml: actor 3 (A ): name "A " has white space at its ends.'],
    ),
    "kind missing": (
        swap('kind = "organisation"\n', ""),
        ["a.toml: actor 2 (NATO): kind is missing."],
    ),
    "country code bad": (
        swap('"ML"', '"Ml"'),
        ['a.toml: actor 1 (Mali): country_code "Ml" must be two capital letters, as in ISO 3166 alpha-2.'],
    ),
    "country code missing": (
        swap('country_code = "ML"\n', ""),
        ["a.toml: actor 1 (Mali): country_code is missing, and a state needs one."],
    ),
    "country code of no state": (
        swap('kind = "organisation"', 'kind = "organisation"\ncountry_code = "BE"'),
        ['a.toml: actor 2 (NATO): country_code is for a state, and kind is "organisation".'],
    ),
    "no recommendation": (
        GOOD[: GOOD.index("[[recommendation]]")],
        ["a.toml: recommendation is missing: there is no [[recommendation]] table at all."],
    ),
    "reference that cannot be seen": (
        swap('reference = "2"', 'reference = "2\u200b"'),
        [
            'a.toml: recommendation 2\u200b: reference "2\u200b" holds a character that cannot be seen: type it again.'
        ],
    ),
    "reference missing": (
        swap('reference = "2"\n', ""),
        ["a.toml: recommendation no. 2 in the file: reference is missing."],
    ),
    "reference repeated": (
        swap('reference = "2"', 'reference = "1"'),
        ['a.toml: recommendation no. 2 in the file: reference "1" repeats that of no. 1.'],
    ),
    "reference a number": (
        swap('reference = "2"', "reference = 2"),
        ["a.toml: recommendation no. 2 in the file: reference must be text in quotes."],
    ),
    "reference with a space": (
        swap('reference = "2"', 'reference = "2  b"'),
        [f'a.toml: recommendation 2  b: reference "2  b" {REFERENCE}.'],
    ),
    "reference with a comma": (
        swap('reference = "2"', 'reference = "2,b"'),
        [f'a.toml: recommendation 2,b: reference "2,b" {REFERENCE}.'],
    ),
    "reference with a space at its end": (
        swap('reference = "2"', 'reference = "2 "'),
        [f'a.toml: recommendation 2 : reference "2 " {REFERENCE}.'],
    ),
    "title missing": (swap('title = "Keep it clean"\n', ""), [f"{TWO}: title is missing."]),
    "text missing": (
        swap('text = "The river should be kept clean."\n', ""),
        [f"{TWO}: text is missing."],
    ),
    "text empty": (
        swap('"The river should be kept clean."', '""'),
        [f"{TWO}: text is empty."],
    ),
    "text with an escape": (
        swap("kept clean", "kept\\u001b clean"),
        [f"{TWO}: text holds U+001B at offset 24: {OF_TEXTS}."],
    ),
    "text with a bidi override": (
        swap("kept clean", "kept \u202eclean"),
        [f"{TWO}: text holds U+202E at offset 25: {OF_TEXTS}."],
    ),
    "text with a carriage return": (
        swap("kept clean", "kept\\r\\nclean"),
        [f"{TWO}: text holds U+000D at offset 24: {OF_TEXTS}."],
    ),
    "text with a tab": (
        swap("kept clean", "kept\tclean"),
        [f"{TWO}: text holds U+0009 at offset 24: {OF_TEXTS}."],
    ),
    "text that ends in a line break": (
        swap("kept clean.", "kept clean.\\n"),
        [f"{TWO}: text begins or ends with a line break."],
    ),
    "title that nobody can see": (
        swap("Keep it clean", "\\u200b\\u3000"),
        [f"{TWO}: title is empty."],
    ),
    "title with a line break": (
        swap("Keep it", "Keep\\nit"),
        [f"{TWO}: title holds U+000A at offset 4: {CHARACTERS}."],
    ),
    "title with a tab": (
        swap("Keep it", "Keep\tit"),
        [f"{TWO}: title holds U+0009 at offset 4: {CHARACTERS}."],
    ),
    "reason with a control character": (
        swap("The lead-in", "The\\u0007lead-in"),
        [f"{TWO}, mention 1 (Mali): implied_reason holds U+0007 at offset 3: {CHARACTERS}."],
    ),
    "pages out of order": (
        swap("first_line = 3", "first_line = 3\nfirst_page = 5\nlast_page = 4"),
        [f"{ONE}: first_page 5 comes after last_page 4."],
    ),
    "first page alone": (
        swap("first_line = 3", "first_line = 3\nfirst_page = 5"),
        [f"{ONE}: first_page and last_page go together: give both or neither."],
    ),
    "lines out of order": (
        swap("first_line = 3", "first_line = 5"),
        [f"{ONE}: first_line 5 comes after last_line 4."],
    ),
    "one line only": (
        swap("last_line = 4\n", ""),
        [f"{ONE}: first_line and last_line go together: give both or neither."],
    ),
    "line 0": (
        swap("first_line = 3", "first_line = 0"),
        [f"{ONE}: first_line must be between 1 and {LIMIT}."],
    ),
    "line too large for SQLite": (
        swap("last_line = 4", f"last_line = {2**63}"),
        [f"{ONE}: last_line must be between 1 and {LIMIT}."],
    ),
    "line too large to print": (
        swap("last_line = 4", f"last_line = 0x{'f' * 9000}"),
        [f"{ONE}: last_line must be between 1 and {LIMIT}."],
    ),
    "number of too many digits": (
        swap("last_line = 4", f"last_line = {'9' * 5000}"),
        ["a.toml: holds a number of too many digits."],
    ),
    "line no number": (
        swap("first_line = 3", "first_line = true"),
        [f"{ONE}: first_line must be a whole number."],
    ),
    "mention no array": (
        swap("first_line = 3", 'mention = "Mali"\nfirst_line = 3').partition("\n[[recommendation.mention]]")[
            0
        ],
        [f"{ONE}: mention must be [[recommendation.mention]] tables."],
    ),
    "actor of a mention unknown": (
        swap('actor = "NATO"', 'actor = "Nato"'),
        [f'{ONE}, mention 2 (Nato): actor "Nato" is not declared in an [[actor]] table.'],
    ),
    "role missing": (
        swap('role = "partner"\n', ""),
        [f"{AGAIN}: role is missing."],
    ),
    "quote that does not occur": (
        swap('quote = "NATO"', 'quote = "NATOO"'),
        [f'{NATO}: quote "NATOO" does not occur in the text.'],
    ),
    "quote that is long and dangerous": (
        swap('quote = "NATO"', f'quote = "{"x" * 100}"'),
        [f'{NATO}: quote "{"x" * 39}…{"x" * 20}" does not occur in the text.'],
    ),
    "quote empty": (
        swap('quote = "NATO"', 'quote = ""'),
        [f"{NATO}: quote is empty."],
    ),
    "occurrence out of range": (
        swap("occurrence = 2", "occurrence = 3"),
        [f'{AGAIN}: occurrence 3 is out of range: quote "Mali" occurs 2 times in the text.'],
    ),
    "occurrence of 0": (
        swap("occurrence = 2", "occurrence = 0"),
        [f"{AGAIN}: occurrence must be between 1 and {LIMIT}."],
    ),
    "occurrence without a quote": (
        swap("implied_reason", "occurrence = 1\nimplied_reason"),
        [f"{TWO}, mention 1 (Mali): occurrence is given, and there is no quote to count."],
    ),
    "quote and reason": (
        swap("implied_reason", 'quote = "river"\nimplied_reason'),
        [f"{TWO}, mention 1 (Mali): quote and implied_reason are given together: give one of them."],
    ),
    "neither quote nor reason": (
        swap('quote = "NATO"\n', ""),
        [f"{NATO}: quote is missing, and so are implied_reason and given_in: give one of them."],
    ),
    "mention repeated": (
        swap('role = "partner"\nquote = "Mali"\noccurrence = 2', 'role = "addressee"\nquote = "Mali"'),
        [f"{AGAIN}: repeats mention 1: the same actor, role and place."],
    ),
    "implied mention repeated": (
        GOOD + '[[recommendation.mention]]\nactor = "Mali"\nrole = "addressee"\nimplied_reason = "Again."\n',
        [f"{TWO}, mention 2 (Mali): repeats mention 1: the same actor, role and place."],
    ),
    "mentions overlap": (
        swap('quote = "NATO"', 'quote = "and NATO"').replace('"Mali"\noccurrence = 2', '"Mali and"'),
        [
            f'{AGAIN}: quote "Mali and" overlaps that of mention 1.',
            f'{AGAIN}: quote "Mali and" overlaps that of mention 2.',
        ],
    ),
    "two mentions inside a longer one": (
        swap('"Mali"\nocc', '"should"\nocc')
        .replace("occurrence = 2\n", "")
        .replace('quote = "Mali"', 'quote = "Mali and NATO should"'),
        [
            f'{NATO}: quote "NATO" overlaps that of mention 1.',
            f'{AGAIN}: quote "should" overlaps that of mention 1.',
        ],
    ),
    "two actors by the same words": (
        swap('quote = "NATO"', 'quote = "Mali"'),
        [f'{NATO}: quote "Mali" overlaps that of mention 1.'],
    ),
    "not TOML": ("[report]\nslug = \n", ["a.toml: is not TOML: Invalid value (at line 2, column 8)."]),
    "not TOML by a table of a very long name": (
        f"[{'x' * 500}]\n" * 2,
        [
            "a.toml: is not TOML: "
            + brief(f"Cannot declare ('{'x' * 500}',) twice (at line 2, column 502)", 160)
            + "."
        ],
    ),
    "not TOML by a dangerous character": (
        '[report]\nslug = "a\x1b[2J"\n',
        ["a.toml: is not TOML: Illegal character '\\x1b' (at line 2, column 10)."],
    ),
    "nested too deep": ("a = " + "[" * 5000, ["a.toml: is nested too deeply."]),
    "not UTF-8": (
        b'[report]\nslug = "\xff"\n',
        ["a.toml: is not UTF-8: byte 17 (counted from 0) is 0xff."],
    ),
    "byte order mark": (
        b"\xef\xbb\xbf" + GOOD.encode(),
        ["a.toml: starts with a byte order mark: save it as UTF-8 without one."],
    ),
    "empty file": (
        "",
        [
            "a.toml: report is missing.",
            "a.toml: recommendation is missing: there is no [[recommendation]] table at all.",
        ],
    ),
}


def test_a_good_file_is_read_as_it_stands(tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    path.write_text(GOOD, encoding="utf-8")
    (seed,) = read_all([path])
    assert (seed.report.slug, str(seed.report.published_on)) == ("rivers", "2024-02-29")
    assert [tag.name for tag in seed.tags] == ["aid"]
    assert [actor.country_code for actor in seed.actors] == ["ML", None]
    assert [each.reference for each in seed.recommendations] == ["1", "2"]
    assert [mention.role for mention in seed.recommendations[0].mention] == [
        "addressee",
        "addressee",
        "partner",
    ]


@pytest.mark.parametrize(("content", "expected"), FAULTS.values(), ids=FAULTS)
def test_a_fault_is_told_by_file_table_and_key(
    tmp_path: Path, content: str | bytes, expected: list[str]
) -> None:
    assert list(findings_in(tmp_path, content)) == expected


def test_one_actor_may_have_two_roles_by_the_same_words(tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    path.write_text(swap('quote = "Mali"\noccurrence = 2', 'quote = "Mali"'), encoding="utf-8")
    (seed,) = read_all([path])
    assert len(seed.recommendations[0].mention) == 3


def test_an_actor_is_the_same_whether_its_accents_are_composed_or_not(tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    seed = GOOD.replace('"NATO"\nkind', '"L\u00e9man"\nkind').replace(
        'actor = "NATO"', 'actor = "Le\u0301man"'
    )
    path.write_text(seed, encoding="utf-8")
    (read,) = read_all([path])
    assert read.recommendations[0].mention[1].actor == read.actors[1].name == "L\u00e9man"


def test_a_date_may_be_written_in_quotes(tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    path.write_text(swap("2024-02-29", '"2024-02-29"'), encoding="utf-8")
    (seed,) = read_all([path])
    assert str(seed.report.published_on) == "2024-02-29"


def test_every_fault_of_a_file_is_told_at_once(tmp_path: Path) -> None:
    content = swap('slug = "rivers"\n', "").replace('"ML"', '"ml"').replace('quote = "NATO"', 'quote = "X"')
    content = content.replace("occurrence = 2", "occurrence = 9").replace('title = "Keep it clean"\n', "")
    assert [line.split(": ")[1] for line in findings_in(tmp_path, content)] == [
        "report",
        "actor 1 (Mali)",
        "recommendation 1, mention 2 (NATO)",
        "recommendation 1, mention 3 (Mali)",
        "recommendation 2",
    ]


def test_a_faulty_actor_is_one_finding_and_not_one_for_each_mention(tmp_path: Path) -> None:
    assert len(findings_in(tmp_path, swap('"ML"', '"ml"'))) == 1


def test_the_faults_of_all_files_are_told_together(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text(swap('"ML"', '"ml"'), encoding="utf-8")
    (tmp_path / "b.toml").write_text("x =", encoding="utf-8")
    found = findings_of(tmp_path / "a.toml", tmp_path / "b.toml", tmp_path / "c.toml")
    assert [line.split(":")[0] for line in found] == ["a.toml", "b.toml", "c.toml"]


def test_two_files_of_one_load_cannot_be_the_same_report(tmp_path: Path) -> None:
    for name in ("a.toml", "b.toml"):
        (tmp_path / name).write_text(GOOD, encoding="utf-8")
    assert findings_of(tmp_path / "a.toml", tmp_path / "b.toml") == (
        'b.toml: report: slug "rivers" is that of a.toml too.',
    )


def test_a_file_named_twice_is_the_same_report_twice(tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    path.write_text(GOOD, encoding="utf-8")
    assert findings_of(path, path) == (f'{path}: report: slug "rivers" is that of {path} too.',)


def test_two_files_of_one_load_cannot_contradict_each_other_on_an_actor(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text(GOOD, encoding="utf-8")
    other = swap('"rivers"', '"lakes"').replace('"organisation"', '"state_collective"')
    (tmp_path / "b.toml").write_text(other, encoding="utf-8")
    assert findings_of(tmp_path / "a.toml", tmp_path / "b.toml") == (
        "b.toml: actor NATO: name, kind and country_code must be as in a.toml, since reports share their "
        "actors.",
    )


def test_a_missing_file_is_told_by_name(tmp_path: Path) -> None:
    assert findings_of(tmp_path / "none.toml") == ("none.toml: there is no such file.",)


def test_a_pipe_that_nobody_writes_to_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.toml")
    assert "a.toml: report is missing." in findings_of(tmp_path / "a.toml")


def test_a_directory_is_told_by_name(tmp_path: Path) -> None:
    assert findings_of(tmp_path) == (f"{tmp_path.name}: is a directory: name the files in it.",)


def test_a_file_that_cannot_be_reached_is_told_by_name(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    assert findings_of(tmp_path / "file" / "a.toml") == ("a.toml: cannot be read: Not a directory.",)


def test_a_file_that_may_not_be_read_is_told_by_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # An administrator may read everything, so the refusal is played.
    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "open", refuse)
    assert findings_of(tmp_path / "a.toml") == ("a.toml: cannot be read: Permission denied.",)


def test_a_name_that_no_file_can_have_is_told(tmp_path: Path) -> None:
    assert findings_of(tmp_path / "a\0.toml") == ("a�.toml: cannot be the name of a file.",)


def test_a_dangerous_file_name_is_not_echoed(tmp_path: Path) -> None:
    assert findings_of(tmp_path / "a\x1b[2J\n.toml") == ("a�[2J .toml: there is no such file.",)


def test_a_file_over_the_limit_is_refused_before_it_is_parsed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.toml"
    path.touch()
    with path.open("r+b") as file:
        file.truncate(seed_file.SIZE_LIMIT + 1)
    monkeypatch.setattr(tomli, "loads", lambda text: pytest.fail("parsed"))
    assert findings_of(path) == ("a.toml: is larger than 256 MB, the limit of a seed file.",)


@pytest.mark.parametrize(("occurrence", "start"), [(1, 0), (2, 2), (3, -1), (10**18, -1)])
def test_occurrences_are_counted_from_the_left_and_do_not_overlap(occurrence: int, start: int) -> None:
    assert start_of("aaaaa", "aa", occurrence) == start


def test_an_offset_counts_code_points() -> None:
    assert start_of("\N{GRINNING FACE}e\u0301 NATO", "NATO") == 4


def test_a_brief_value_keeps_both_ends() -> None:
    assert brief("abcdefghijklmnopqrstuvwxyz", 10) == "abcdef…xyz"


@given(st.binary(max_size=400))
@examples(75)
def test_whatever_bytes_a_file_holds_it_is_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    path = tmp_path_factory.getbasetemp() / "bytes.toml"
    path.write_bytes(content)
    assert all("\n" not in finding for finding in findings_of(path))


PIECES = st.sampled_from(
    [
        *("{}", "[]", "[[1]]", "1", "-1", "1e400", "nan", "true", "07:32:00", "2024-02-29", "''", '"NATO"'),
        *(
            '"\\u202e"',
            '"Mali"',
            '"\\u0000"',
            '"\U0001f600"',
            "9" * 30,
            "0x" + "f" * 5000,
            '"' + "x" * 300 + '"',
        ),
        *(
            "[[tag]]",
            "[[actor]]",
            "[recommendation]",
            "[[recommendation.mention]]",
            "a.b.c",
            "=",
            "\n",
            " ",
            ".",
        ),
    ]
)


@given(st.data())
@examples(100)
def test_whatever_is_done_to_a_good_file_it_is_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    content = GOOD
    for _ in range(data.draw(st.integers(1, 4))):
        if data.draw(st.booleans()):
            # The value of one line, which keeps most files TOML.
            lines = content.split("\n")
            at = data.draw(st.integers(0, len(lines) - 1))
            lines[at] = lines[at].partition("=")[0] + "= " + data.draw(PIECES)
            content = "\n".join(lines)
        else:
            start = data.draw(st.integers(0, len(content)))
            length = data.draw(st.integers(0, 40))
            content = content[:start] + data.draw(PIECES | st.text(max_size=8)) + content[start + length :]
    path = tmp_path_factory.getbasetemp() / "changed.toml"
    path.write_bytes(content.encode("utf-8", "surrogatepass"))
    try:
        read_all([path])
    except SeedError as error:
        assert error.findings
        assert all(is_safe(finding) and "\n" not in finding for finding in error.findings)
