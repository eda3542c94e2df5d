"""The language of the query line, read and written in one place, so that the UI and the commands agree on it.

It knows the grammar only: whether a status, a tag or an actor of that name exists is for the database to say.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from tracker.errors import QueryError
from tracker.text import folded, is_dangerous, is_safe, shown_line

KEYS: dict[str, str] = {
    "status": "The review status, as in status:reviewed or, for either of two, status:reviewed,set_aside.",
    "tag": "A tag put on the recommendation, as in tag:aid; -tag:aid leaves out what carries it.",
    "actor": 'An actor named in the recommendation, as in actor:pakistan or actor:"international community".',
    "role": "The role of an actor there, as in role:addressee; it holds for the actor asked for beside it.",
    "kind": "The kind of an actor there, as in kind:state; it holds for the actor asked for beside it.",
    "by": "Who made any change to the recommendation, as in by:amy.",
    "note": "Whether there are notes: note:yes or note:no.",
    "report": "The report, by its slug or title.",
    "sort": "The order: sort:report (as printed), sort:changed (latest change first) or sort:match (best first).",
}
"""Each key of the language with one sentence of description for help."""
SORTS = ("report", "changed", "match")
"""The orders that `sort:` takes; the first holds when none is asked for."""
LINE_LIMIT = 1_000
"""Longest query line, in code points."""

_CHOICES = {"note": ("yes", "no"), "sort": SORTS}
_KEY = re.compile(r"([A-Za-z_]+):")
_QUOTED = re.compile(r'"((?:[^"]|"")*)("?)')
_WORD = re.compile(r'[^\s"]*')
_VALUE = re.compile(r'[^\s",]*')


@dataclass(frozen=True, slots=True)
class Word:
    """A word (found as a prefix) or a phrase, searched in text, title and notes; `text` is NFC.

    `start` and `end` are 0-based code points in the line as typed, sign and quotes included, end exclusive.
    """

    text: str
    phrase: bool
    excluded: bool
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Term:
    """`key:value`, or `key:a,b` for either; the key is never `sort`, the values are NFC and never empty.

    `note` has exactly one value, `yes` or `no`. Offsets are as in `Word`.
    """

    key: str
    values: tuple[str, ...]
    excluded: bool
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Query:
    """What a line asks for: every word and every term must hold; the empty one asks for everything."""

    words: tuple[Word, ...] = ()
    terms: tuple[Term, ...] = ()
    sort: str = SORTS[0]


def parse(line: str) -> Query:
    """Return what the line asks for; raise QueryError that points at what cannot be read."""
    words, terms = _read(line)
    orders = [term for term in terms if term.key == "sort"]
    for order in orders[1:]:
        sentence = "A list has one order, and this is the second that the query asks for."
        raise QueryError(sentence, "Keep one of them.", start=order.start, end=order.end)
    for order in orders:
        if order.values == ("match",) and all(word.excluded for word in words):
            sentence = "sort:match puts the best match first, but there is no word to match."
            remedy = "Add a word to search for, or leave sort:match out."
            raise QueryError(sentence, remedy, start=order.start, end=order.end, unfinished=True)
    sort = orders[0].values[0] if orders else SORTS[0]
    return Query(tuple(words), tuple(term for term in terms if term.key != "sort"), sort)


def written(query: Query) -> str:
    """Return the line in normal form: words, terms, then the order; `parse` reads the same query from it.

    A word that no line can hold as a bare word (`status:x`, `a b`) is written as a phrase.
    """
    parts = [_word_text(word) for word in query.words]
    parts += [_term_text(term.key, term.values, excluded=term.excluded) for term in query.terms]
    parts += [f"sort:{query.sort}"] if query.sort != SORTS[0] else []
    return " ".join(parts)


def with_term(line: str, key: str, value: str, *, excluded: bool = False) -> str:
    """Return the line with `key:value` (or `-key:value`) in it, the rest as typed.

    A line that holds it stays as it is. Its opposite is replaced, or leaves its comma list; `note` and `sort`
    take one choice, so any other choice is replaced. Values are compared as names are, case and accents ignored.
    Raises QueryError where the line cannot be read, with or without the term.
    """
    term = _term_text(key, (value,), excluded=excluded)
    rivals: list[Term] = []
    there = False
    for old in _read(line)[1]:
        others = _others(old, value)
        if old.key != key:
            continue
        # `tag:a,b` does not ask for a, but `-tag:a,b` does exclude a.
        if old.excluded == excluded and (others != old.values if excluded else not others):
            there = True
        elif key in _CHOICES or (old.excluded != excluded and others != old.values):
            rivals.append(old)
    for old in reversed(rivals):
        others = () if key in _CHOICES else _others(old, value)
        kept = _term_text(key, others, excluded=old.excluded)
        line = _spliced(line, old, kept if others else "" if there else term)
        there = there or not others
    if not there:
        line = f"{line.rstrip()} {term}".lstrip()
    parse(line)
    return line


def without_term(line: str, key: str, value: str) -> str:
    """Return the line without `key:value` and `-key:value`, the rest as typed; comma lists keep their others.

    Raises QueryError where the line cannot be read.
    """
    for old in reversed(_read(line)[1]):
        others = _others(old, value)
        if old.key == key and others != old.values:
            line = _spliced(line, old, _term_text(key, others, excluded=old.excluded) if others else "")
    return line


def quoted(value: str) -> str:
    """Return the value as a term holds it: in quotes where it is empty or has white space, a comma or a quote."""
    return value if value and _VALUE.fullmatch(value) else _in_quotes(value)


def in_words(query: Query, names: Mapping[tuple[str, str], str] | None = None) -> str:
    """Return one English sentence, without a full stop and safe to show, that says what the query shows.

    `names` maps a key and a value of the query to a readable name; what it does not know stands as typed.
    """
    known = names or {}

    def either(term: Term) -> str:
        return _listed([known.get((term.key, value), value) for value in term.values], "or")

    def each(key: str, wording: str, excluded_wording: str) -> list[str]:
        found = [term for term in query.terms if term.key == key]
        return [(excluded_wording if term.excluded else wording) + either(term) for term in found]

    parts = each("report", "from report ", "not from report ")
    parts += each("status", "with status ", "with a status other than ")
    parts += each("tag", "tagged ", "not tagged ")
    parts += _naming(query.terms, either)
    parts += each("by", "changed by ", "not changed by ")
    notes = [(term.values == ("yes",)) != term.excluded for term in query.terms if term.key == "note"]
    parts += ["with notes" if some else "without notes" for some in notes]
    for excluded, wording, last in ((False, "matching ", "and"), (True, "not matching ", "or")):
        texts = [f'"{w.text}"' if w.phrase else w.text for w in query.words if w.excluded == excluded]
        parts += [wording + _listed(texts, last)] if texts else []
    order = {"changed": ", latest change first", "match": ", best match first"}.get(query.sort, "")
    return shown_line((f"Recommendations {', '.join(parts)}" if parts else "All recommendations") + order)


def _naming(terms: Iterable[Term], either: Callable[[Term], str]) -> list[str]:
    """Actor, kind and role hold for the same mention, so they are said in one breath."""
    wordings = {"actor": "", "kind": "an actor of kind ", "role": "an actor as "}
    asked: dict[str, list[str]] = {key: [] for key in wordings}
    excluded: list[str] = []
    for term in terms:
        if term.key in wordings and term.excluded:
            excluded.append(f"not naming {wordings[term.key]}{either(term)}")
        elif term.key in wordings:
            asked[term.key].append(either(term))
    rest = " and".join(f" of kind {kind}" for kind in asked["kind"])
    rest += " and".join(f" as {role}" for role in asked["role"])
    return [f"naming {actor}{rest}" for actor in asked["actor"] or (["an actor"] if rest else [])] + excluded


def _read(line: str) -> tuple[list[Word], list[Term]]:
    """Return words and terms as they stand, `sort:` among the terms."""
    # NFC makes a few characters longer; it counts as well, so that the normal form of a line is never too long.
    if max(len(line), len(_nfc(line))) > LINE_LIMIT:
        sentence = f"The query is longer than {LINE_LIMIT:,} characters."
        start = LINE_LIMIT if len(line) > LINE_LIMIT else 0
        raise QueryError(sentence, "Shorten it.", start=start, end=len(line))
    if not is_safe(line):
        at = next(at for at, character in enumerate(line) if is_dangerous(character))
        sentence = (
            f"Character {at + 1} of the query is an invisible control character (U+{ord(line[at]):04X})."
        )
        raise QueryError(sentence, "Delete it.", start=at, end=at + 1)
    words: list[Word] = []
    terms: list[Term] = []
    at = 0
    while at < len(line):
        if line[at].isspace():
            at += 1
        elif _KEY.match(line, at + (line[at] == "-")):
            terms.append(_read_term(line, at))
            at = terms[-1].end
        else:
            words.append(_read_word(line, at))
            at = words[-1].end
    return words, terms


def _read_word(line: str, start: int) -> Word:
    excluded = line[start] == "-"
    text, end, phrase = _read_text(line, start + excluded, in_list=False)
    if not text:
        sentence = "There is nothing between the quotes." if phrase else "A dash stands alone."
        remedy = (
            "Write the phrase to search for."
            if phrase
            else "Write what to exclude right after it, as in -word."
        )
        raise QueryError(sentence, remedy, start=start, end=end, unfinished=True)
    if not any(unicodedata.category(character)[0] in "LN" for character in text):
        sentence = f"'{shown_line(line[start:end])}' holds nothing to search for."
        raise QueryError(sentence, "Write a word with a letter or a digit.", start=start, end=end)
    if text.startswith("-") and not phrase:
        sentence = f"'{shown_line(line[start:end])}' begins with more than one dash."
        remedy = "One dash excludes a word; quote the word if it has a dash of its own."
        raise QueryError(sentence, remedy, start=start, end=end)
    return Word(text, phrase, excluded, start, end)


def _read_term(line: str, start: int) -> Term:
    excluded = line[start] == "-"
    end = line.index(":", start)
    key = line[start + excluded : end].lower()
    if key not in KEYS:
        raise _unknown_key(line, start + excluded, end)
    values: list[str] = []
    while not values or line[end : end + 1] == ",":
        mark = end
        value, end, in_quotes = _read_text(line, mark + 1, in_list=True)
        if not value:
            sentence = (
                f"A value is missing after the comma in {key}:." if values else f"{key}: has no value yet."
            )
            remedy = f"Write one {'between the quotes' if in_quotes else 'right after it, without a space'}."
            start = mark if values else start
            raise QueryError(sentence, remedy, start=start, end=end, unfinished=True)
        values.append(value)
    if key in _CHOICES:
        values = [_choice(key, values, start=start, end=end)]
    if key == "sort" and excluded:
        raise QueryError("An order cannot be excluded.", "Leave out the dash.", start=start, end=end)
    return Term(key, tuple(values), excluded, start, end)


def _choice(key: str, values: Sequence[str], *, start: int, end: int) -> str:
    choices = _CHOICES[key]
    typed = folded(values[0])
    if len(values) == 1 and typed in choices:
        return typed
    begun = len(values) == 1 and any(choice.startswith(typed) for choice in choices)
    sentence = f"{key}: takes {_listed(choices, 'or')}, and one of them only."
    remedy = f"Write {_listed([f'{key}:{choice}' for choice in choices], 'or')}."
    raise QueryError(sentence, remedy, start=start, end=end, unfinished=begun)


def _unknown_key(line: str, start: int, end: int) -> QueryError:
    # Imported here: only a mistake needs it, and this module is on the way to the first screen.
    from difflib import get_close_matches

    near = get_close_matches(line[start:end].lower(), KEYS, n=1)
    sentence = f"There is no key '{line[start:end]}:'." + (f" Did you mean {near[0]}:?" if near else "")
    keys = _listed([f"{key}:" for key in KEYS], "and")
    text = _in_quotes(line[start:].split(maxsplit=1)[0])
    return QueryError(
        sentence, f"The keys are {keys}; to search for the text, quote it: {text}", start=start, end=end
    )


def _read_text(line: str, start: int, *, in_list: bool) -> tuple[str, int, bool]:
    """Return a word or value (NFC), where it ends, and whether it stood in quotes; in a list a comma ends it."""
    in_quotes = _QUOTED.match(line, start)
    found = in_quotes or (_VALUE if in_list else _WORD).match(line, start)
    assert found is not None, "the patterns of bare text match the empty string"
    for at in range(start, found.end()):
        if line[at] in "\n\t":
            sentence = "A line break or a tab stands within quotes."
            raise QueryError(sentence, "Write a space there.", start=at, end=at + 1)
    if in_quotes and not in_quotes[2]:
        remedy = 'Close it with ".'
        raise QueryError("The quote is not closed.", remedy, start=start, end=len(line), unfinished=True)
    end = found.end()
    after = line[end : end + 1]
    if after and not after.isspace() and not (in_list and after == ","):
        sentence = "Text follows a closing quote directly." if in_quotes else "A quote stands inside a word."
        remedy = "Put a space before it; within quotes, a quote is written twice."
        raise QueryError(sentence, remedy, start=end, end=end + 1)
    return _nfc(in_quotes[1].replace('""', '"') if in_quotes else found[0]), end, bool(in_quotes)


def _word_text(word: Word) -> str:
    bare = (
        not word.phrase and _WORD.fullmatch(word.text) and not _KEY.match(word.text) and word.text[:1] != "-"
    )
    return "-" * word.excluded + (word.text if bare else _in_quotes(word.text))


def _term_text(key: str, values: Iterable[str], *, excluded: bool) -> str:
    return f"{'-' * excluded}{key}:{','.join(map(quoted, values))}"


def _in_quotes(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def _nfc(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def _others(term: Term, value: str) -> tuple[str, ...]:
    return tuple(each for each in term.values if folded(each) != folded(value))


def _spliced(line: str, old: Term, new: str) -> str:
    """Return the line with the term replaced; a term that goes takes the white space around it along."""
    before, after = line[: old.start], line[old.end :]
    if new:
        return before + new + after
    before, after = before.rstrip(), after.lstrip()
    return f"{before} {after}" if before and after else before + after


def _listed(items: Sequence[str], last: str) -> str:
    return f"{', '.join(items[:-1])} {last} {items[-1]}" if len(items) > 1 else items[0]
