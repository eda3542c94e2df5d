"""The words of a text with their places, as names are looked up and grammar is guessed by them."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from tracker.text import folded

_WORD = re.compile(
    r"""
      (?:[A-Z]\.){2,}                     # U.N.
    | (?:St|Rep|Dr|Mr|Mrs|Ms)\.           # an abbreviation: its stop ends no sentence
    | ['’]s\b                             # apart, so that "Iran's" begins with Iran
    | [^\W_]+(?:['’](?!s\b)[^\W_]+)*      # d'Ivoire
    | \n
    | \S
    """,
    re.VERBOSE,
)
_ENDS = frozenset(".;:!?\n•")
_OPENS = frozenset("([\"'“‘–—-")


class Word(NamedTuple):
    """A word or a sign of a text."""

    start: int
    """Offset in code points."""
    end: int
    text: str
    key: str
    """By which it is compared: case, accents and full stops ignored, every apostrophe the plain one."""
    begins: bool
    """Whether a sentence begins with it, or a part that is printed like one: a capital tells nothing here."""
    sentence: int
    """Number of the sentence, counted from 0."""

    @property
    def is_name(self) -> bool:
        """Whether it begins with a capital."""
        return self.text[0].isupper()


def words(text: str) -> list[Word]:
    """Return the words and signs of a text; a hyphen and a line break are signs of their own."""
    found: list[Word] = []
    begins, sentence = True, 0
    for match in _WORD.finditer(text):
        word = match[0]
        is_word = word[0].isalnum()
        if word in _ENDS:
            sentence += not begins
            begins = True
        found.append(Word(match.start(), match.end(), word, _key(word), begins and is_word, sentence))
        if is_word:
            # "(a) Establish": what follows the number of a sub-item begins anew.
            begins = begins and len(word) == 1 and text[match.end() : match.end() + 1] in (")", ".")
        elif word not in _ENDS and word not in _OPENS and word != ")":
            begins = False
    return found


def key_of(text: str) -> tuple[str, ...]:
    """Return the keys of a name's words, without its hyphens: Guinea-Bissau is also Guinea Bissau."""
    return tuple(word.key for word in words(text) if word.text not in "-\n")


def _key(word: str) -> str:
    if word.isascii() and word.isalpha():
        return word.casefold()
    key = folded(word).replace("’", "'")
    return key.replace(".", "") if len(word) > 1 else key


def is_asked(text: Sequence[Word], first: int) -> bool:
    """Whether "that" or "that the" stands before a word: what follows is a subject, and a verb comes after it."""
    before = first - 1 - (first > 0 and text[first - 1].key == "the")
    return before >= 0 and text[before].key == "that"


def name_of(printed: str) -> str:
    """Return words of a text as an actor may be called: on one line, and without commas, which part names in lists."""
    return " ".join(printed.replace(",", " ").split())
