"""The language of the query line, read and written in one place, so that the UI and the commands agree on it.

It knows the grammar only: whether a status, a tag or an actor of that name exists is for the database to say.
"""

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple
from unicodedata import category, normalize

from tracker.errors import QueryError
from tracker.names import nearest
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
    "response": "The addressee's latest answer, as in response:accepted; response:none where there is none.",
    "reported": "The latest progress that the addressee reports, as in reported:in_progress, or reported:none.",
    "assessed": "The latest progress as we assess it, as in assessed:implemented, or assessed:none.",
    "due": 'When it is due, as in due:2027-03, "due:<2027-01-01", due:<=+6w or due:none.',
    "overdue": "Whether the deadline has passed and nothing has closed it: overdue:yes or overdue:no.",
    "owner": "Who looks after it, as in owner:amy, owner:me or owner:none.",
    "theme": "A theme of the source's own classification, as in theme:women, or theme:none.",
    "source": "A source that anything recorded about it rests on, as in source:letter, or source:none.",
    "sort": "The order, as in sort:status; sort:-status turns it round.",
}
"""Each key of the language with one sentence of description for help."""
SORTS = {
    "report": ("", "last in the report first"),
    "reference": ("by reference", "by reference from the highest"),
    "status": ("by status", "by status from the last"),
    "title": ("by title", "by title from Z to A"),
    "tags": ("by tag", "by tag from Z to A"),
    "notes": ("most notes first", "fewest notes first"),
    "changed": ("latest change first", "oldest change first"),
    "response": ("by response", "by response from the last"),
    "progress": ("by progress", "by progress from the last"),
    "due": ("first due first", "last due first"),
    "owner": ("by owner", "by owner from Z to A"),
    "match": ("best match first", "worst match first"),
}
"""The orders that `sort:` takes, in words as they are and turned round; the first holds when none is asked for."""
BECAME = ("response", "progress", "due", "owner")
"""The orders that go by what became of a recommendation."""
AS_PRINTED = "report"
"""The order that holds when none is asked for: report by report, each as it is printed."""
LINE_LIMIT = 1_000
"""Longest query line, in code points."""

NONE = "none"
"""The value that asks for what has no answer, deadline, owner and so on."""
HAVE_NONE = ("response", "reported", "assessed", "due", "owner", "theme", "source")
"""The keys that take it."""
ME = "me"
"""The value of `owner:` that means whoever asks."""

_CHOICES = {
    "note": ("yes", "no"),
    "overdue": ("yes", "no"),
    "sort": (*SORTS, *(f"-{order}" for order in SORTS)),
}
_SOLID = re.compile(r"\S")
# U+212A, the Kelvin sign, is the one character that NFC makes an ASCII letter.
_KEY = re.compile("-?[A-Za-z_\u212a]+:")
_QUOTED = re.compile(r'"((?:[^"]|"")*)("?)')
_WORD = re.compile(r'[^\s"]*')
_BARE = re.compile(r'(?!-|[A-Za-z_]+:)[^\s"]+')
_VALUE = re.compile(r'[^\s",]*')
_BREAK = re.compile(r"[\n\t]")


class Word(NamedTuple):
    """A word (found as a prefix) or a phrase, searched in text, title and notes; `text` is NFC.

    `start` and `end` are 0-based code points in the line as typed, sign and quotes included, end exclusive.
    """

    text: str
    phrase: bool
    excluded: bool
    start: int
    end: int


class Term(NamedTuple):
    """`key:value`, or `key:a,b` for either; the key is never `sort`, the values are NFC and never empty.

    `note` and `overdue` have exactly one value, `yes` or `no`. Offsets are as in `Word`.
    """

    key: str
    values: tuple[str, ...]
    excluded: bool
    start: int
    end: int


class Query(NamedTuple):
    """What a line asks for: every word and every term must hold; the empty one asks for everything."""

    words: tuple[Word, ...] = ()
    terms: tuple[Term, ...] = ()
    sort: str = AS_PRINTED
    """One of SORTS, with a `-` before it where it is turned round."""
    me: str | None = None
    """The analyst whom `owner:me` means."""


def parse(line: str, *, me: str | None = None) -> Query:
    """Return what the line asks for; raise QueryError that points at what cannot be read.

    `me` is the analyst whom `owner:me` means.
    """
    tokens = _read(line)
    words = tuple(token for token in tokens if isinstance(token, Word))
    terms = [token for token in tokens if isinstance(token, Term)]
    orders = [term for term in terms if term.key == "sort"]
    for order in orders[1:]:
        raise QueryError("sort: was given before.", "Keep one of them.", start=order.start, end=order.end)
    for order in orders:
        if order.values[0].lstrip("-") == "match" and all(word.excluded for word in words):
            sentence = "sort:match goes by how well the words match, but there is no word to match."
            remedy = "Add a word to search for, or leave sort:match out."
            raise QueryError(sentence, remedy, start=order.start, end=order.end, unfinished=True)
    sort = orders[0].values[0] if orders else AS_PRINTED
    return Query(words, tuple(term for term in terms if term.key != "sort"), sort, me)


def written(query: Query) -> str:
    """Return the line in normal form: words, terms, then the order; `parse` reads the same query from it.

    A word that no line can hold as a bare word (`status:x`, `a b`) is written as a phrase.
    """
    parts = ["-" * word.excluded + _word_text(word) for word in query.words]
    parts += [_term_text(term.key, term.values, excluded=term.excluded) for term in query.terms]
    parts += [f"sort:{query.sort}"] if query.sort != AS_PRINTED else []
    return " ".join(parts)


def for_anybody(query: Query) -> str:
    """Return the line in normal form, with the name of the analyst in place of `me`: it means the same to others."""
    line = written(query)
    return with_renamed(line, "owner", ME, [query.me]) if query.me else line


def with_term(line: str, key: str, value: str, *, excluded: bool = False) -> str:
    """Return the line with `key:value` (or `-key:value`) in it, the rest as typed.

    A line that asks for it stays. Its opposite is replaced, or leaves its comma list; `note`, `overdue` and `sort`
    take one choice: any other is replaced. Values are compared as names are, case and accents ignored.
    Raises QueryError where the line cannot be read, with or without the term.
    """
    olds = [token for token in _read(line) if isinstance(token, Term) and token.key == key]
    # `tag:a,b` does not ask for a alone, but `-tag:a,b` does exclude a.
    same = [old for old in olds if old.excluded == excluded]
    there = [old for old in same if len(_others(old, value)) < (len(old.values) if excluded else 1)]
    instead = "" if there else _term_text(key, (value,), excluded=excluded)
    for old in reversed([old for old in olds if old not in there]):
        others = () if key in _CHOICES else _others(old, value)
        if key in _CHOICES or (old.excluded != excluded and others != old.values):
            line = _spliced(line, old, others, instead=instead)
            instead = instead if others else ""
    line = f"{line.rstrip()} {instead}".strip() if instead else line
    parse(line)
    return line


def without_term(line: str, key: str, value: str) -> str:
    """Return the line without `key:value` and `-key:value`, the rest as typed; comma lists keep their others.

    Raises QueryError where the line cannot be read.
    """
    for old in reversed(_read(line)):
        if isinstance(old, Term) and old.key == key and _others(old, value) != old.values:
            line = _spliced(line, old, _others(old, value))
    return line


def with_renamed(line: str, key: str, old: str, new: Sequence[str]) -> str:
    """Return the line with the new values wherever a term of that key has the old one, the rest as typed.

    Raises QueryError where the line cannot be read, before or after.
    """
    for term in reversed(_read(line)):
        if isinstance(term, Term) and term.key == key and _others(term, old) != term.values:
            values = [v for each in term.values for v in (new if folded(each) == folded(old) else (each,))]
            line = _spliced(line, term, list({folded(value): value for value in values}.values()))
    parse(line)
    return line


def turned(order: str) -> str:
    """Return the order the other way round: `status` as `-status`, and back."""
    return order[1:] if order.startswith("-") else f"-{order}"


def quoted(value: str) -> str:
    """Return the value as a term holds it: in quotes if empty or with white space, comma or quote."""
    return value if value and _VALUE.fullmatch(value) else _in_quotes(value)


def choices(key: str) -> tuple[str, ...]:
    """Return the values that a key takes whatever the database holds: those of `note:` and so on, else none."""
    return _CHOICES.get(key, ())


def _read(line: str) -> list[Word | Term]:
    """Return words and terms in their order, `sort:` among the terms."""
    # NFC makes a few characters longer; it counts too, so that the normal form of a line is never too long.
    if max(len(line), len(normalize("NFC", line))) > LINE_LIMIT:
        sentence = f"The query is longer than {LINE_LIMIT:,} characters."
        raise QueryError(sentence, "Shorten it.", start=min(LINE_LIMIT, len(line) - 1), end=len(line))
    # Refused before anything else, so that no message echoes one.
    if not is_safe(line):
        at = next(at for at, character in enumerate(line) if is_dangerous(character))
        sentence = f"Character {at + 1} of the query is an unseen control character (U+{ord(line[at]):04X})."
        raise QueryError(sentence, "Delete it.", start=at, end=at + 1)
    tokens: list[Word | Term] = []
    while found := _SOLID.search(line, tokens[-1].end if tokens else 0):
        at = found.start()
        tokens.append(_read_term(line, at) if _KEY.match(line, at) else _read_word(line, at))
    return tokens


def _read_word(line: str, start: int) -> Word:
    excluded = line[start] == "-"
    text, end, phrase = _read_text(line, start + excluded, in_list=False)
    if not text:
        sentence = "There is nothing between the quotes." if phrase else "A dash stands alone."
        remedy = "Write a phrase there." if phrase else "Write what to exclude right after it, as in -word."
        raise QueryError(sentence, remedy, start=start, end=end, unfinished=True)
    dashes = text.startswith("-") and not phrase
    if dashes or not any(category(character)[0] in "LN" for character in text):
        fault = "begins with more than one dash" if dashes else "holds nothing to search for"
        remedy = "One dash excludes a word." if dashes else "Write a word with a letter or a digit."
        raise QueryError(f"'{line[start:end]}' {fault}.", remedy, start=start, end=end)
    return Word(text, phrase, excluded, start, end)


def _read_term(line: str, start: int) -> Term:
    excluded = line[start] == "-"
    end = line.index(":", start)
    key = line[start + excluded : end].lower()
    if key not in KEYS:
        raise _unknown_key(line, start + excluded, end)
    values: list[str] = []
    while not values or line[end : end + 1] == ",":
        value, after, in_quotes = _read_text(line, end + 1, in_list=True)
        if not value:
            sentence = f"A value is missing after the comma in {key}:." if values else f"{key}: has no value."
            remedy = f"Write one {'between the quotes' if in_quotes else 'right after it, without a space'}."
            raise QueryError(sentence, remedy, start=end if values else start, end=after, unfinished=True)
        if key in HAVE_NONE and folded(value) == NONE:
            value = NONE
        elif key == "due":
            _refuse_no_date(value, end + 1, after)
        end = after
        values.append(value)
    if key in _CHOICES:
        choices, typed = _CHOICES[key], folded(values[0])
        if len(values) > 1 or typed not in choices:
            begun = len(values) == 1 and any(choice.startswith(typed) for choice in choices)
            named = [choice for choice in choices if not choice.startswith("-")]
            sentence = f"{key}: takes {joined(named, 'or')}, and one of them only."
            remedy = f"Write {joined([f'{key}:{choice}' for choice in named], 'or')}."
            raise QueryError(sentence, remedy, start=start, end=end, unfinished=begun)
        values = [typed]
    if key == "sort" and excluded:
        # `-sort:status` is what whoever knows `-tag:aid` types first; `sort:-status` is how it is written.
        return Term(key, (turned(values[0]),), False, start, end)
    return Term(key, tuple(values), excluded, start, end)


def _refuse_no_date(value: str, start: int, end: int) -> None:
    # Imported where a deadline is asked for: it took a millisecond from the first paint.
    from tracker import query_dates

    if query_dates.span(value) is None:
        raise QueryError(
            f"'{shown_line(value)}' is not a date for due:.",
            f"It takes {query_dates.TAKEN}.",
            start=start,
            end=end,
            unfinished=query_dates.is_begun(value),
        )


def _unknown_key(line: str, start: int, end: int) -> QueryError:
    near = nearest(line[start:end], KEYS, most=1)
    sentence = f"There is no key '{line[start:end]}:'." + (f" Did you mean {near[0]}:?" if near else "")
    searched = _in_quotes(line[start:].split(maxsplit=1)[0])
    remedy = f"The keys are {', '.join(KEYS)}; to search for this text, quote it: {searched}"
    return QueryError(sentence, remedy, start=start, end=end)


def _read_text(line: str, start: int, *, in_list: bool) -> tuple[str, int, bool]:
    """Return a word or value (NFC), where it ends, whether it stood in quotes; in a list, a comma ends it."""
    in_quotes = _QUOTED.match(line, start)
    found = in_quotes or (_VALUE if in_list else _WORD).match(line, start)
    assert found is not None, "the patterns of bare text match the empty string"
    end = found.end()
    if broken := _BREAK.search(line, start, end):
        sentence = "A line break or a tab stands within quotes."
        raise QueryError(sentence, "Write a space there.", start=broken.start(), end=broken.end())
    if in_quotes and not in_quotes[2]:
        raise QueryError("A quote is not closed.", 'Close it with ".', start=start, end=end, unfinished=True)
    after = line[end : end + 1]
    if after and not after.isspace() and not (in_list and after == ","):
        sentence = "Text follows a closing quote directly." if in_quotes else "A quote stands inside a word."
        remedy = "Put a space before it; within quotes, a quote is written twice."
        raise QueryError(sentence, remedy, start=end, end=end + 1)
    return normalize("NFC", in_quotes[1].replace('""', '"') if in_quotes else found[0]), end, bool(in_quotes)


def _word_text(word: Word) -> str:
    return word.text if not word.phrase and _BARE.fullmatch(word.text) else _in_quotes(word.text)


def _term_text(key: str, values: Iterable[str], *, excluded: bool) -> str:
    return f"{'-' * excluded}{key}:{','.join(map(quoted, values))}"


def _in_quotes(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def _others(term: Term, value: str) -> tuple[str, ...]:
    return tuple(each for each in term.values if folded(each) != folded(value))


def _spliced(line: str, old: Term, values: Sequence[str], *, instead: str = "") -> str:
    """Return the line with these values in the term, or `instead`; what goes takes white space along."""
    before, after = line[: old.start], line[old.end :]
    new = _term_text(old.key, values, excluded=old.excluded) if values else instead
    if not new:
        before, after = before.rstrip(), after.lstrip()
        new = " " if before and after else ""
    return before + new + after


def joined(items: Sequence[str], last: str) -> str:
    """Return items in a sentence, `last` before the last one: `a, b or c`."""
    return f"{', '.join(items[:-1])} {last} {items[-1]}" if len(items) > 1 else items[0]
