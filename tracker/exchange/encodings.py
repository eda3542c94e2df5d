"""Which encoding a file of text has: what it begins with, what it can be, and what its letters look like then."""

import codecs
import re
import unicodedata
from typing import NamedTuple

_MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
_CANDIDATES = ("cp1252", "mac_roman", "cp1250", "cp1251", "cp850")
"""Of two that fit alike the first is taken; a Macintosh's own line ends speak for its own encoding."""
_AROUND = re.compile(rb"[A-Za-z]?[\x80-\xff][A-Za-z\x80-\xff]{0,40}")
"""A letter beyond ASCII, the one before it, and what follows: so much at most, or a long word would take for ever."""
_WESTERN = frozenset("àáâãäåæçèéêëìíîïñòóôõöøœšžùúûüýÿß")
_CENTRAL = _WESTERN | frozenset("ąćčďęěľłńňőřśťůűźżșțşţăđ")
_CYRILLIC = frozenset("абвгдежзийклмнопрстуфхцчшщъыьэюяёіїєґўјљњћџђ")
_LETTERS = {"cp1250": _CENTRAL, "cp1251": _CYRILLIC}
"""What is written in an encoding, beyond ASCII, in either case; in the others the letters of the west of Europe."""
_ENOUGH = 4_000
"""So many words with a letter beyond ASCII tell."""
_USUAL = set("’‘“”–—…·•°§€£«»\u00a0½¼¾²³×´№")
_ORDINAL = re.compile("[Nn]?[ºª]")
"""As in `N.º 3`; a letter that such a sign stands for elsewhere is seldom a word of its own."""
NAMES = {
    "utf-8": "UTF-8",
    "utf-8-sig": "UTF-8",
    "cp1252": "Windows-1252",
    "mac_roman": "Mac Roman",
    "cp1250": "Windows-1250",
    "cp1251": "Windows-1251",
    "cp850": "DOS 850",
    "utf-16": "UTF-16",
    "utf-16-le": "UTF-16",
    "utf-16-be": "UTF-16",
    "utf-32": "UTF-32",
}
"""How people call them."""


class Found(NamedTuple):
    """An encoding, and whether it is a guess."""

    codec: str
    guessed: bool


class Sample:
    """What the blocks of a file say about its encoding, taken one after the other."""

    def __init__(self) -> None:
        self._utf8 = codecs.getincrementaldecoder("utf-8")()
        self._is_utf8 = True
        self._start = b""
        self._words: dict[bytes, None] = {}
        self._returns = self._newlines = self._zeros = self._size = 0

    def take(self, block: bytes, *, last: bool) -> None:
        """Look at the next bytes."""
        if len(self._start) < 4:
            self._start += block[:4]
        self._size += len(block)
        self._zeros += block.count(0)
        self._returns += block.count(b"\r")
        self._newlines += block.count(b"\n")
        if self._is_utf8:
            try:
                self._utf8.decode(block, last)
            except UnicodeDecodeError:
                self._is_utf8 = False
        if not block.isascii() and len(self._words) < _ENOUGH:
            self._words.update(dict.fromkeys(_AROUND.findall(block)[:_ENOUGH]))

    def found(self) -> Found:
        """Return what fits."""
        for mark, codec in _MARKS.items():
            if self._start.startswith(mark):
                return Found(codec, False)
        if self._zeros and not (self._is_utf8 and 4 * self._zeros < self._size):
            # Zeros here and there in a text in UTF-8 are control characters.
            return Found("utf-16-be" if self._start[:1] == b"\0" else "utf-16-le", True)
        if self._is_utf8:
            return Found("utf-8", False)
        words = list(self._words)
        is_mac = self._returns and not self._newlines
        order = sorted(_CANDIDATES, key=lambda codec: codec != "mac_roman") if is_mac else _CANDIDATES
        return Found(max(order, key=lambda codec: _score(words, codec)), True)


def _score(words: list[bytes], codec: str) -> float:
    """Return how likely the words are, read so: letters go on in their case and script, signs stand between."""
    letters = _LETTERS.get(codec, _WESTERN)
    score = 0.0
    for word in words:
        try:
            text = word.decode(codec)
        except UnicodeDecodeError:
            score -= 10
            continue
        if _ORDINAL.fullmatch(text):
            # More than a letter is worth, which it would be in the east of Europe.
            score += 1.2
            continue
        before = " "
        for character in text:
            if character.isalpha() and (character.casefold() in letters or character.isascii()):
                odd = (character.isupper() and before.islower()) or (
                    before.isalpha() and _script(before) != _script(character)
                )
                # In Latin letters two beyond ASCII seldom stand side by side.
                alone = before.isascii() or codec == "cp1251"
                if not character.isascii():
                    score += -2 if odd else 1 if alone else 0.1
            elif not character.isascii():
                score += 0.9 if character in _USUAL else -2
            before = character
    return score


def _script(character: str) -> str:
    return "LATIN" if character.isascii() else unicodedata.name(character, "?").partition(" ")[0]
