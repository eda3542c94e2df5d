"""SQL that tells bytes which are no UTF-8 (RFC 3629, section 4): SQLite stores them as text, and other programs
cannot read the row again.

No function of SQLite tells them: CAST, upper, printf and JSON let them pass, and to compare each character with
`char(unicode(substr(...)))` takes a minute for a long text. So each byte that begins a character becomes a control
character that says how many are to follow; those are then characters of their own to GLOB, which finds one too few or
too many. 7 ms for 20,000 characters of French, and as many times more for longer ones.
"""

import json
from collections.abc import Iterator

_TWO, _THREE, _FOUR, _NEVER, _E0, _ED, _F0, _F4 = 1, 2, 3, 4, 5, 6, 7, 14
"""What a first byte becomes: the four apart have less room for the second one."""
_BEGINS = {
    **dict.fromkeys(range(0xC0, 0xC2), _NEVER),
    **dict.fromkeys(range(0xC2, 0xE0), _TWO),
    **dict.fromkeys(range(0xE0, 0xF0), _THREE),
    **dict.fromkeys(range(0xF0, 0xF5), _FOUR),
    **dict.fromkeys(range(0xF5, 0x100), _NEVER),
    0xE0: _E0,
    0xED: _ED,
    0xF0: _F0,
    0xF4: _F4,
}
_LIKE_THREE = (_THREE, _E0, _ED)
_LIKE_FOUR = (_FOUR, _F0, _F4)
_MORE = (0x80, 0xBF)
"""The bytes that follow."""

_Set = tuple[int | tuple[int, int], ...]


def no_utf8(text: str) -> str:
    """Return SQL that is true where a text has such bytes; it holds no control character, as JSON holds none."""
    bytes_, marks = bytes(_BEGINS).hex(), bytes(_BEGINS.values()).hex()
    # Not one replace in the other: that takes as many levels of SQLite's parser, and as long for each connection.
    marked = (
        f"WITH RECURSIVE marked(step, t) AS (SELECT 1, '-' || {text} || '-' UNION ALL SELECT step + 1,"
        f" replace(t, substr(x'{bytes_}', step, 1), substr(x'{marks}', step, 1)) FROM marked"
        f" WHERE step <= {len(_BEGINS)})"
    )
    patterns = json.dumps(list(_patterns()))
    # A file that is kept in UTF-16 has its text converted by SQLite, which makes U+FFFD of what is no text.
    eight_bits = "length(CAST('a' AS BLOB)) = 1"
    every = f"json_extract('{json.dumps(f'*[^{_characters((1, 127))}]*')}', '$')"
    return (
        f"CASE WHEN {eight_bits} AND {text} GLOB {every} THEN EXISTS ({marked} SELECT 1"
        f" FROM marked JOIN json_each('{patterns}') WHERE step > {len(_BEGINS)} AND t GLOB value) ELSE 0 END"
    )


def _patterns() -> Iterator[str]:
    yield _pattern((_NEVER,))
    # Too few bytes follow.
    yield _pattern((_TWO, *_LIKE_THREE, *_LIKE_FOUR), None)
    yield _pattern((*_LIKE_THREE, *_LIKE_FOUR), (_MORE,), None)
    yield _pattern(_LIKE_FOUR, (_MORE,), (_MORE,), None)
    # Too many.
    yield _pattern((_TWO,), (_MORE,), (_MORE,))
    yield _pattern(_LIKE_THREE, (_MORE,), (_MORE,), (_MORE,))
    yield _pattern(_LIKE_FOUR, (_MORE,), (_MORE,), (_MORE,), (_MORE,))
    yield f"*[^{_characters(_TWO, *_LIKE_THREE, *_LIKE_FOUR, _MORE)}][{_characters(_MORE)}]*"
    # A character written longer than it need be, half of a pair, and one beyond the last.
    yield _pattern((_E0,), ((0x80, 0x9F),))
    yield _pattern((_ED,), ((0xA0, 0xBF),))
    yield _pattern((_F0,), ((0x80, 0x8F),))
    yield _pattern((_F4,), ((0x90, 0xBF),))


def _pattern(*sets: _Set | None) -> str:
    """Return the pattern of these one after the other; None is whatever does not follow a first byte."""
    each = (f"[^{_characters(_MORE)}]" if one is None else f"[{_characters(*one)}]" for one in sets)
    return f"*{''.join(each)}*"


def _characters(*which: int | tuple[int, int]) -> str:
    return "".join(chr(one) if isinstance(one, int) else f"{chr(one[0])}-{chr(one[1])}" for one in which)
