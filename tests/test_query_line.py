"""The language of the query line: its laws over generated lines and queries, and its sentences by example."""

import subprocess
import sys
from unicodedata import category, normalize

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from tests import LIMIT_SECONDS
from tracker import query_dates
from tracker.errors import QueryError
from tracker.query_line import (
    KEYS,
    LINE_LIMIT,
    SORTS,
    Query,
    Term,
    Word,
    for_anybody,
    parse,
    quoted,
    turned,
    with_term,
    without_term,
    written,
)
from tracker.query_words import in_words
from tracker.text import folded, is_safe

KELVIN = "\N{KELVIN SIGN}"
GROWS_IN_NFC = "\N{HEBREW LETTER SHIN WITH DAGESH AND SHIN DOT}"
COMBINING_ACUTE = "\N{COMBINING ACUTE ACCENT}"


def meant(query: Query) -> Query:
    """The query without the offsets, which differ between two ways to write it."""
    return Query(
        tuple(word._replace(start=0, end=0) for word in query.words),
        tuple(term._replace(start=0, end=0) for term in query.terms),
        query.sort,
    )


def refused(line: str) -> QueryError:
    with pytest.raises(QueryError) as caught:
        parse(line)
    return caught.value


def searchable(text: str) -> bool:
    return any(category(c)[0] in "LN" for c in text)


def is_bare(text: str) -> bool:
    head, colon, _ = text.partition(":")
    like_key = colon and head and head.isascii() and head.replace("_", "a").isalpha()
    return not (like_key or text.startswith("-") or '"' in text or any(c.isspace() for c in text))


def held(query: Query, key: str, value: str, *, excluded: bool) -> list[Term]:
    return [
        term
        for term in query.terms
        if term.key == key
        and term.excluded == excluded
        and folded(value) in [folded(each) for each in term.values]
    ]


# Single characters that mean something to the language or to Unicode, then any character at all.
TRICKY = st.sampled_from([*'"",,--::__ ab12*é\u2003\u2126', KELVIN, COMBINING_ACUTE])
ANY_SAFE = st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp")).filter(is_safe)
SAFE_TEXTS = st.text(TRICKY | ANY_SAFE, min_size=1, max_size=12).map(lambda text: normalize("NFC", text))
BARE = SAFE_TEXTS.filter(is_bare).filter(searchable)
PHRASES = SAFE_TEXTS.filter(searchable)
WORDS = st.builds(Word, BARE, st.just(False), st.booleans(), st.just(0), st.just(0)) | st.builds(
    Word, PHRASES, st.just(True), st.booleans(), st.just(0), st.just(0)
)


DATES = st.sampled_from(
    ["none", "2027", "<2027-03", ">=2027-03-01", "<=2028-02-29", ">today", "+6w", "<-10d"]
)


def terms(values: st.SearchStrategy[str]) -> st.SearchStrategy[Term]:
    lists = st.lists(values, min_size=1, max_size=3).map(tuple)
    keys = st.sampled_from([key for key in KEYS if key not in ("note", "overdue", "due", "sort")])
    choices = st.sampled_from([("yes",), ("no",)])
    zero = st.just(0)
    return (
        st.builds(Term, keys, lists, st.booleans(), zero, zero)
        | st.builds(Term, st.sampled_from(["note", "overdue"]), choices, st.booleans(), zero, zero)
        | st.builds(
            Term,
            st.just("due"),
            st.lists(DATES, min_size=1, max_size=3).map(tuple),
            st.booleans(),
            zero,
            zero,
        )
    )


@st.composite
def queries(draw: st.DrawFn, words: st.SearchStrategy[Word] = WORDS) -> Query:
    chosen = tuple(draw(st.lists(words, max_size=3)))
    to_match = any(not word.excluded for word in chosen)
    order = draw(st.sampled_from([order for order in SORTS if to_match or order != "match"]))
    order = turned(order) if draw(st.booleans()) else order
    return Query(chosen, tuple(draw(st.lists(terms(SAFE_TEXTS), max_size=3))), order)


@st.composite
def lines(draw: st.DrawFn, values: st.SearchStrategy[str] = SAFE_TEXTS) -> str:
    """Lines that can be read, as people type them: any order, any white space, keys in any case."""
    tokens = [written(Query((word,))) for word in draw(st.lists(WORDS, max_size=2))]
    for term in draw(st.lists(terms(values), max_size=4)):
        token = written(Query((), (term,)))
        tokens.append(token.replace(term.key, draw(st.sampled_from([term.key, term.key.title()])), 1))
    tokens += draw(st.sampled_from([[], ["sort:changed"], ["SORT:Report"], ["-sort:title"], ["sort:-Tags"]]))
    spaces = st.sampled_from([" ", "  ", "\t", "\n", "\u2003"])
    line = draw(st.sampled_from(["", " "]))
    for token in draw(st.permutations(tokens)):
        line += token + draw(spaces)
    return line if draw(st.booleans()) else line.rstrip()


FRAGMENTS = [*'-",: a\n\u202e', '""', "tag:", "note:", "sort:", "yes", "match", "http://x"]
TYPED = st.text(max_size=40) | st.lists(st.sampled_from(FRAGMENTS) | st.characters(), max_size=15).map(
    "".join
)


law = settings(deadline=None)


class TestLaws:
    @law
    @given(queries())
    def test_a_written_query_reads_as_the_same_query(self, query: Query) -> None:
        assert meant(parse(written(query))) == query

    @law
    @given(TYPED)
    @example("x" * (LINE_LIMIT + 1))
    @example(GROWS_IN_NFC * 400)
    @example("\x00")
    @example("\ud800")
    def test_any_text_is_read_or_refused_with_a_place_a_sentence_and_a_remedy(self, line: str) -> None:
        try:
            query = parse(line)
        except QueryError as error:
            assert 0 <= error.start < error.end <= len(line)
            for text in (error.sentence, error.remedy):
                assert text and is_safe(text) and "\n" not in text and "\t" not in text
        else:
            for token in (*query.words, *query.terms):
                assert 0 <= token.start < token.end <= len(line)

    @law
    @given(TYPED | lines())
    @example(f"{KELVIN}ind:state")
    @example(GROWS_IN_NFC * 333)
    def test_the_normal_form_of_a_line_that_can_be_read_is_its_own_normal_form(self, line: str) -> None:
        try:
            query = parse(line)
        except QueryError:
            assume(False)
        assert meant(parse(written(query))) == meant(query)
        assert written(parse(written(query))) == written(query)

    @law
    @given(lines())
    def test_the_offsets_of_a_token_hold_that_token_and_nothing_else(self, line: str) -> None:
        query = parse(line)
        for word in query.words:
            assert meant(parse(line[word.start : word.end])) == meant(Query((word,)))
        for term in query.terms:
            assert meant(parse(line[term.start : term.end])) == meant(Query((), (term,)))
        rest = list(line)
        for token in (*query.words, *query.terms):
            rest[token.start : token.end] = "\n" * (token.end - token.start)
        assert "".join(rest).strip().casefold() in (
            "",
            "sort:changed",
            "sort:report",
            "-sort:title",
            "sort:-tags",
        )

    @law
    @given(queries(WORDS.filter(lambda word: searchable(word.text[0]))))
    def test_while_a_good_line_is_typed_whatever_is_refused_is_only_unfinished(self, query: Query) -> None:
        line = written(query)
        for end in range(len(line)):
            try:
                parse(line[:end])
            except QueryError as error:
                assert error.unfinished, (line[:end], error)

    @law
    @given(SAFE_TEXTS)
    def test_a_quoted_value_reads_as_that_value(self, value: str) -> None:
        assert [term.values for term in parse(f"tag:{quoted(value)}").terms] == [(value,)]

    @law
    @given(queries(), st.text(max_size=5))
    def test_the_sentence_about_a_query_is_one_safe_line(self, query: Query, name: str) -> None:
        sentence = in_words(query, {(term.key, term.values[0]): name for term in query.terms})
        assert is_safe(sentence) and "\n" not in sentence and "\t" not in sentence


SOME_VALUES = st.sampled_from(["aid", "Aid", "áid", "victims", "a, b", 'a "b"', "-x"])


class TestAddingAndDroppingATerm:
    @law
    @given(lines(SOME_VALUES), st.sampled_from(["tag", "actor"]), SOME_VALUES, st.booleans())
    def test_after_adding_the_line_asks_for_it_once_more_changes_nothing_and_the_opposite_is_gone(
        self, line: str, key: str, value: str, excluded: bool
    ) -> None:
        added = with_term(line, key, value, excluded=excluded)
        assert held(parse(added), key, value, excluded=excluded)
        assert not held(parse(added), key, value, excluded=not excluded)
        assert with_term(added, key, value, excluded=excluded) == added

    @law
    @given(lines(SOME_VALUES), st.sampled_from(["tag", "actor"]), SOME_VALUES, st.booleans())
    def test_adding_and_then_dropping_is_the_same_as_dropping(
        self, line: str, key: str, value: str, excluded: bool
    ) -> None:
        dropped = parse(without_term(line, key, value))
        assert meant(
            parse(without_term(with_term(line, key, value, excluded=excluded), key, value))
        ) == meant(dropped)

    @law
    @given(lines(SOME_VALUES), st.sampled_from(["tag", "actor", "note"]), SOME_VALUES)
    def test_dropping_takes_that_value_and_leaves_every_other_token(
        self, line: str, key: str, value: str
    ) -> None:
        before, after = meant(parse(line)), meant(parse(without_term(line, key, value)))
        kept = []
        for term in before.terms:
            values = tuple(v for v in term.values if term.key != key or folded(v) != folded(value))
            kept += [term._replace(values=values)] if values else []
        assert after == before._replace(terms=tuple(kept))

    @law
    @given(lines(SOME_VALUES))
    def test_dropping_what_is_not_there_leaves_the_line_as_typed(self, line: str) -> None:
        assert without_term(line, "tag", "elsewhere") == line

    @pytest.mark.parametrize(
        ("line", "key", "value", "excluded", "expected"),
        [
            ("", "tag", "aid", False, "tag:aid"),
            ("  ", "tag", "aid", True, "-tag:aid"),
            ("drone  strikes ", "actor", "armed forces", False, 'drone  strikes actor:"armed forces"'),
            ("drone Tag:AID  x ", "tag", "aid", False, "drone Tag:AID  x "),
            ("a -tag:aid  b", "tag", "aid", False, "a tag:aid  b"),
            ("a tag:aid b", "tag", "aid", True, "a -tag:aid b"),
            ("-tag:aid,victims", "tag", "aid", False, "-tag:victims tag:aid"),
            ("tag:aid tag:x -tag:aid", "tag", "aid", False, "tag:aid tag:x"),
            ("tag:aid,victims", "tag", "aid", False, "tag:aid,victims tag:aid"),
            ("-tag:aid,victims", "tag", "aid", True, "-tag:aid,victims"),
            ('-tag:"x" -tag:aid', "tag", "aid", False, '-tag:"x" tag:aid'),
            ("actor:aid", "tag", "aid", False, "actor:aid tag:aid"),
        ],
    )
    def test_adding_a_term_leaves_the_rest_as_typed(
        self, line: str, key: str, value: str, excluded: bool, expected: str
    ) -> None:
        assert with_term(line, key, value, excluded=excluded) == expected

    @pytest.mark.parametrize(
        ("line", "expected"),
        [
            ("tag:aid", ""),
            ("a  tag:aid  b", "a b"),
            (" a tag:AID", " a"),
            ("tag:aid b ", "b "),
            ("-tag:aid tag:aid x", "x"),
            ('a tag:x,aid,"y z" b', 'a tag:x,"y z" b'),
            ("actor:aid tag:aidx", "actor:aid tag:aidx"),
        ],
    )
    def test_dropping_a_term_closes_the_gap(self, line: str, expected: str) -> None:
        assert without_term(line, "tag", "aid") == expected

    @pytest.mark.parametrize(
        ("line", "key", "value", "expected"),
        [
            ("a sort:match b", "sort", "changed", "a sort:changed b"),
            ("a -sort:title", "sort", "title", "a sort:title"),
            ("sort:title a", "sort", "-title", "sort:-title a"),
            ("a", "sort", "match", "a sort:match"),
            ("note:no", "note", "yes", "note:yes"),
            ("-note:yes a", "note", "yes", "note:yes a"),
            ("note:yes", "note", "yes", "note:yes"),
        ],
    )
    def test_a_choice_takes_the_place_of_another(
        self, line: str, key: str, value: str, expected: str
    ) -> None:
        assert with_term(line, key, value) == expected

    def test_an_order_can_be_dropped(self) -> None:
        assert without_term("a sort:changed", "sort", "changed") == "a"

    @pytest.mark.parametrize("line", ["-sort:title", "sort:-title", "-SORT:Title"])
    def test_a_dash_turns_an_order_round_wherever_it_is_typed(self, line: str) -> None:
        assert (parse(line).sort, written(parse(line))) == ("-title", "sort:-title")

    @pytest.mark.parametrize("value", ["", "two\nlines", "\u202ereversed", "x" * LINE_LIMIT])
    def test_a_value_that_no_line_can_hold_is_refused(self, value: str) -> None:
        with pytest.raises(QueryError):
            with_term("drone", "actor", value)

    def test_a_line_that_cannot_be_read_is_not_added_to(self) -> None:
        with pytest.raises(QueryError):
            with_term('"drone', "tag", "aid")
        with pytest.raises(QueryError):
            without_term("tag:aid tag:", "tag", "aid")


class TestReading:
    @pytest.mark.parametrize("line", ["", "   ", "\t\n"])
    def test_an_empty_line_asks_for_everything(self, line: str) -> None:
        assert parse(line) == Query()

    def test_words_phrases_and_exclusions_are_told_apart(self) -> None:
        assert parse('drone "aid to victims" -iran -"armed forces"').words == (
            Word("drone", False, False, 0, 5),
            Word("aid to victims", True, False, 6, 22),
            Word("iran", False, True, 23, 28),
            Word("armed forces", True, True, 29, 44),
        )

    def test_a_comma_list_is_one_term_and_repeated_keys_are_two(self) -> None:
        assert parse('tag:aid,"a, b" -tag:x').terms == (
            Term("tag", ("aid", "a, b"), False, 0, 14),
            Term("tag", ("x",), True, 15, 21),
        )

    def test_keys_and_choices_are_read_in_any_case(self) -> None:
        assert meant(parse("STATUS:Reviewed Note:YES x SORT:Match")) == Query(
            (Word("x", False, False, 0, 0),),
            (Term("status", ("Reviewed",), False, 0, 0), Term("note", ("yes",), False, 0, 0)),
            "match",
        )

    def test_a_doubled_quote_within_quotes_is_one_quote(self) -> None:
        assert parse('"the ""war on terror"""').words[0].text == 'the "war on terror"'
        assert parse('tag:"5"""').terms[0].values == ('5"',)

    def test_words_and_values_are_nfc_while_offsets_are_of_the_line_as_typed(self) -> None:
        line = f"cafe{COMBINING_ACUTE} tag:e{COMBINING_ACUTE}tat"
        query = parse(line)
        assert (query.words[0].text, query.words[0].end) == ("café", 5)
        assert (query.terms[0].values, query.terms[0].end) == (("état",), len(line))

    @pytest.mark.parametrize(
        "word", ["12:30", "140.12", "follow-up", "it's", ":x", "a,b", "tag", "x.y:z", "é:x"]
    )
    def test_a_word_with_punctuation_is_searched_as_it_is(self, word: str) -> None:
        assert parse(word) == Query((Word(word, False, False, 0, len(word)),))

    @pytest.mark.parametrize(
        ("value", "expected"),
        [
            ("2027", ("", "2027-01-01", "2027-12-31", False)),
            ("<2028-02", ("<", "2028-02-01", "2028-02-29", False)),
            (">=2027-03-01", (">=", "2027-03-01", "2027-03-01", False)),
            ("Today", ("", "+0 days", "+0 days", True)),
            ("<=+6w", ("<=", "+42 days", "+42 days", True)),
            (">-3M", (">", "-3 months", "-3 months", True)),
        ],
    )
    def test_a_date_is_the_days_it_spans(self, value: str, expected: tuple[object, ...]) -> None:
        assert query_dates.span(parse(f"due:{value}").terms[0].values[0]) == expected

    def test_none_is_read_in_any_case_where_a_key_has_one_and_is_a_name_elsewhere(self) -> None:
        values = [term.values for term in parse("owner:NONE,Amy -Due:None tag:NONE").terms]
        assert values == [("none", "Amy"), ("none",), ("NONE",)]

    @pytest.mark.parametrize("value", ["-x", "http://x", "a:b", "***"])
    def test_a_value_may_hold_what_a_word_may_not(self, value: str) -> None:
        assert parse(f"tag:{value}").terms[0].values == (value,)

    def test_a_line_at_the_limit_is_read(self) -> None:
        assert parse("x" * LINE_LIMIT).words[0].end == LINE_LIMIT


class TestRefusing:
    @pytest.mark.parametrize(
        ("line", "start", "end"),
        [
            ("a -", 2, 3),
            ("a - b", 2, 3),
            ('a -""', 2, 5),
            ('"" b', 0, 2),
            ("a tag:", 2, 6),
            ("-tag: aid", 0, 5),
            ('tag:""', 0, 6),
            ("tag:a,", 5, 6),
            ("tag:a, b", 5, 6),
            ("tag:,b", 0, 4),
            ('tag:a,""', 5, 8),
            ('a "b c', 2, 6),
            ('a "b""', 2, 6),
            ('tag:"b c', 4, 8),
            ("note:", 0, 5),
            ("a note:ye", 2, 9),
            ("sort:ma", 0, 7),
            ("overdue:ye", 0, 10),
            ("due:no", 4, 6),
            ("a due:none,2027-0", 11, 17),
            ("due:<", 4, 5),
            ('due:">=2027-03-"', 4, 16),
            ("due:+6", 4, 6),
            ("-a sort:match", 3, 13),
        ],
    )
    def test_what_more_typing_may_mend_is_unfinished(self, line: str, start: int, end: int) -> None:
        error = refused(line)
        assert (error.start, error.end, error.unfinished) == (start, end, True)

    @pytest.mark.parametrize(
        ("line", "start", "end", "sentence"),
        [
            ("a *** b", 2, 5, "'***' holds nothing to search for."),
            ('-"* *"', 0, 6, "'-\"* *\"' holds nothing to search for."),
            ("--x", 0, 3, "'--x' begins with more than one dash."),
            ('a"b"', 1, 2, "A quote stands inside a word."),
            ('tag:a"b', 5, 6, "A quote stands inside a word."),
            ('"a"b', 3, 4, "Text follows a closing quote directly."),
            ('"a",', 3, 4, "Text follows a closing quote directly."),
            ('tag:"a"b', 7, 8, "Text follows a closing quote directly."),
            ('"a\nb"', 2, 3, "A line break or a tab stands within quotes."),
            ('tag:"a\tb', 6, 7, "A line break or a tab stands within quotes."),
            ("a\u202eb", 1, 2, "Character 2 of the query is an unseen control character (U+202E)."),
            ("a " * 501, 1000, 1002, "The query is longer than 1,000 characters."),
            (GROWS_IN_NFC * 400, 399, 400, "The query is longer than 1,000 characters."),
            ("note:maybe", 0, 10, "note: takes yes or no, and one of them only."),
            ("note:yes,no", 0, 11, "note: takes yes or no, and one of them only."),
            ("overdue:soon", 0, 12, "overdue: takes yes or no, and one of them only."),
            ("a due:soon", 6, 10, "'soon' is not a date for due:."),
            ("due:2027,2027-13-01", 9, 19, "'2027-13-01' is not a date for due:."),
            ("due:2027-02-30", 4, 14, "'2027-02-30' is not a date for due:."),
            ("due:<none", 4, 9, "'<none' is not a date for due:."),
            (
                "due:\N{ARABIC-INDIC DIGIT TWO}027",
                4,
                8,
                "'\N{ARABIC-INDIC DIGIT TWO}027' is not a date for due:.",
            ),
            ("sort:colour", 0, 11, f"sort: takes {', '.join([*SORTS][:-1])} or match, and one of them only."),
            (
                "sort:--title",
                0,
                12,
                f"sort: takes {', '.join([*SORTS][:-1])} or match, and one of them only.",
            ),
            ("sort:report sort:report", 12, 23, "sort: was given before."),
            ("a -staus:x", 3, 8, "There is no key 'staus:'. Did you mean status:?"),
            ("http://x", 0, 4, "There is no key 'http:'."),
        ],
    )
    def test_what_is_wrong_is_said_and_pointed_at(
        self, line: str, start: int, end: int, sentence: str
    ) -> None:
        error = refused(line)
        assert (error.start, error.end, error.sentence) == (start, end, sentence)
        assert not error.unfinished

    def test_an_unknown_key_names_the_keys_and_how_to_search_for_the_text(self) -> None:
        remedy = refused("see http://x/y now").remedy
        assert all(key in remedy for key in KEYS)
        assert remedy.endswith('"http://x/y"')
        assert parse('"http://x/y"').words[0].phrase


class TestWriting:
    def test_a_line_for_anybody_names_whom_me_means(self) -> None:
        assert (
            for_anybody(parse('-owner:me,none tag:me a "me"', me="amy b"))
            == 'a "me" -owner:"amy b",none tag:me'
        )
        assert for_anybody(parse("owner:me")) == "owner:me"

    def test_the_normal_form_has_words_then_terms_then_the_order(self) -> None:
        line = ' SORT:changed  Tag:"aid","a b" -"x y"  drone sort'
        assert written(parse(line)) == '-"x y" drone sort tag:aid,"a b" sort:changed'

    def test_the_order_of_the_report_goes_without_saying(self) -> None:
        assert written(parse("sort:report")) == ""

    @pytest.mark.parametrize("text", ["status:x", "a b", "-x", 'a"b'])
    def test_a_word_that_no_line_can_hold_bare_is_written_as_a_phrase(self, text: str) -> None:
        assert meant(parse(written(Query((Word(text, False, False, 0, 0),))))) == Query(
            (Word(text, True, False, 0, 0),)
        )

    @pytest.mark.parametrize(
        ("value", "expected"),
        [
            ("aid", "aid"),
            ("-x", "-x"),
            ("a b", '"a b"'),
            ("a\u00a0b", '"a\u00a0b"'),
            ("a,b", '"a,b"'),
            ('5"', '"5"""'),
            ("", '""'),
        ],
    )
    def test_a_value_is_quoted_only_where_it_must_be(self, value: str, expected: str) -> None:
        assert quoted(value) == expected


NAMES = {
    ("status", "reviewed"): "Reviewed",
    ("actor", "pakistan"): "Pakistan",
    ("actor", "usa"): "United States",
    ("kind", "state"): "state",
}


class TestSayingInWords:
    @pytest.mark.parametrize(
        ("line", "sentence"),
        [
            ("", "All recommendations"),
            ("sort:changed", "All recommendations, latest change first"),
            ("-sort:title", "All recommendations, by title from Z to A"),
            ("a sort:match", "Recommendations matching a, best match first"),
            (
                'status:reviewed tag:aid,victims actor:pakistan role:addressee "drone attacks"',
                "Recommendations with status Reviewed, tagged aid or victims, "
                'naming Pakistan as addressee, matching "drone attacks"',
            ),
            ("-tag:aid -status:x", "Recommendations with a status other than x, not tagged aid"),
            ("tag:a,b,c tag:d", "Recommendations tagged a, b or c, tagged d"),
            ("role:addressee,partner", "Recommendations naming an actor as addressee or partner"),
            ("kind:state role:target", "Recommendations naming an actor of kind state as target"),
            (
                "actor:pakistan actor:usa role:target",
                "Recommendations naming Pakistan as target, naming United States as target",
            ),
            (
                "actor:usa role:target role:partner",
                "Recommendations naming United States as target, naming United States as partner",
            ),
            (
                "-actor:usa -kind:state -role:target",
                "Recommendations not naming United States, not naming an actor of kind state, "
                "not naming an actor as target",
            ),
            ("by:amy -by:ben", "Recommendations changed by amy, not changed by ben"),
            ("note:yes report:r", "Recommendations from report r, with notes"),
            ("-report:r", "Recommendations not from report r"),
            ("note:no", "Recommendations without notes"),
            ("-note:yes", "Recommendations without notes"),
            ("-note:no", "Recommendations with notes"),
            (
                "response:accepted,noted -assessed:implemented owner:none",
                "Recommendations with the response accepted or noted, not assessed as implemented, without an owner",
            ),
            ("-response:none reported:none", "Recommendations with a response, without reported progress"),
            (
                "due:<2027-01-01 -due:none overdue:yes",
                "Recommendations due before 2027-01-01, with a deadline, overdue",
            ),
            (
                "due:2027-03 due:2027-03-05 due:>=today due:<=+6w due:<-1d due:none,>2027",
                "Recommendations due in 2027-03, due on 2027-03-05, due from today, due by 6 weeks from now,"
                " due before 1 day ago, due none or after 2027",
            ),
            (
                'owner:me theme:women -source:"a letter" overdue:no sort:-due',
                "Recommendations owned by me, under the theme women, not resting on a letter, not overdue,"
                " last due first",
            ),
            ('a b -c -"d e"', 'Recommendations matching a and b, not matching c or "d e"'),
        ],
    )
    def test_a_query_is_said_in_one_sentence(self, line: str, sentence: str) -> None:
        assert in_words(parse(line), NAMES) == sentence

    def test_without_names_the_values_stand_as_typed(self) -> None:
        assert in_words(parse("actor:pakistan")) == "Recommendations naming pakistan"


def test_reading_a_line_loads_nothing_heavy() -> None:
    code = "import sys, tracker.query_line as q; q.parse('a tag:b'); print(*sys.modules)"
    ran = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=LIMIT_SECONDS
    )
    loaded = ran.stdout.split()
    assert {m for m in loaded if m.startswith("tracker.")} == {
        "tracker.errors",
        "tracker.names",
        "tracker.query_line",
        "tracker.text",
    }
    assert not {"difflib", "pydantic", "sqlalchemy", "sqlmodel", "textual"} & set(loaded)
