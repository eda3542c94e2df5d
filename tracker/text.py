"""What text may be written and how any text is shown: the one place that knows dangerous characters.

Other programs write into the file, so whatever comes out of it is hostile until it went through `shown`.
"""

import unicodedata
from collections.abc import Sequence

from tracker.errors import BadInput

DAYS_AS_TYPED = "2027-03-01, today, +6w, end of march or 30 june 2027"
"""How a day can be written, for help texts and remedies; here, as `dates` takes commands two milliseconds to import."""
NOTE_LIMIT = 100_000
"""Longest note, in code points."""
TAG_LIMIT = 64
"""Longest tag name, in code points."""
ACTOR_LIMIT = 200
"""Longest name of an actor, in code points; the table has the same limit."""
TITLE_LIMIT = 500
"""Longest title that is given to a recommendation here, in code points."""
DESCRIPTION_LIMIT = 500
"""Longest description of a tag, in code points."""
VIEW_LIMIT = 64
"""Longest name of a saved view, in code points."""
REASON_LIMIT = 1_000
"""Longest reason of a review status, in code points."""

_KEPT = {"\n", "\t"}
BIDI = "".join(map(chr, (*range(0x202A, 0x202F), *range(0x2066, 0x206A))))
"""Embeddings, overrides and isolates: text behind one is drawn in another order."""
UNSEEN = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200e\u200f"
    "\u2060\u2061\u2062\u2063\u2064\u3164\ufeff\uffa0"
)
"""Soft hyphen, zero width space, marks of direction, fillers, byte order mark: two names that look alike would differ
by them.
"""
JOINERS = "\u200c\u200d"
"""They join or part letters of Arabic and Indian scripts, and make one emoji of several; none beside Latin."""
BLANKS = (
    " \t\n\v\f\r\u0085\u00a0\u1680\u2028\u2029\u202f\u205f\u3000"
    + "".join(map(chr, range(0x2000, 0x200B)))
    + UNSEEN
    + JOINERS
    + BIDI
)
"""White space and whatever else leaves nothing to be seen: a text of these alone says nothing."""
_FIRST_JOINED = "\u0590"
_VISIBLE = "\N{REPLACEMENT CHARACTER}"


def is_dangerous(character: str) -> bool:
    """Whether a terminal could act on it or text could lie by it.

    Controls other than newline and tab, lone surrogates, line and paragraph separators, and the bidi
    embeddings, overrides and isolates (Unicode Standard Annex 9, section 2). ZWJ, LRM and RLM pass:
    real text needs them.
    """
    if character in _KEPT:
        return False
    return character in BIDI or unicodedata.category(character) in ("Cc", "Cs", "Zl", "Zp")


def is_safe(text: str) -> bool:
    """Whether no character of the text is dangerous."""
    return (text.isascii() and text.isprintable()) or not any(map(is_dangerous, set(text)))


def shown(text: str) -> str:
    """Return the text with each dangerous character as one visible one: the length stays, so offsets hold."""
    if is_safe(text):
        return text
    return "".join(_VISIBLE if is_dangerous(c) else c for c in text)


def shown_line(text: str) -> str:
    """Like `shown`, on one line: newlines and tabs become spaces, one for one."""
    return shown(text).replace("\n", " ").replace("\t", " ")


def short(text: str, most: int = 60) -> str:
    """Return the beginning of a text on one line, as a summary quotes it: at most so many characters."""
    line = shown_line(text).strip()
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"


def brief(value: str, limit: int = 60) -> str:
    """Return the value safe to show on one line, line breaks as a sign, its middle left out where it is too long."""
    value = value.replace("\n", "↵")
    if len(value) > limit:
        tail = limit // 3
        value = f"{value[: limit - tail - 1]}…{value[-tail:]}"
    return shown_line(value)


def first_difference(one: str, other: str) -> int:
    """Return the offset at which two texts begin to differ: the end of the shorter one where the rest is more."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((at for at, (a, b) in pairs if a != b), min(len(one), len(other)))


def flat(text: str) -> str:
    """Return a text on one line: a blank stands for each line break, so offsets hold."""
    return text.replace("\n", " ")


def start_of(text: str, quote: str, occurrence: int = 1) -> int:
    """Return the 0-based code point where the n-th quote starts, or -1; a blank and a line break are alike.

    Counted from the left, and the next one is sought after the end of the last: "aa" is twice in "aaaa".
    """
    text, quote = flat(text), flat(quote)
    start = text.find(quote)
    for _ in range(occurrence - 1):
        if start < 0:
            break
        start = text.find(quote, start + len(quote))
    return start


def absence(text: str, quote: str) -> str:
    """Return why `start_of` finds no such place, as the end of a sentence that begins with the quote."""
    count = flat(text).count(flat(quote))
    if not count:
        return "does not occur in the text"
    return f"occurs {'once' if count == 1 else f'{count} times'} in the text"


def cleaned(text: str) -> str:
    """Return what an analyst typed as it may be stored: NFC, plain newlines, no dangerous character."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    # Composed last: a character that goes may have stood between a letter and its accent.
    return unicodedata.normalize("NFC", "".join(c for c in text if not is_dangerous(c)))


def folded(text: str) -> str:
    """Return the text for comparing names: case and accents ignored, white space at the ends dropped."""
    if text.isascii():
        return text.casefold().strip()
    # Folded again once spread: a compatibility form such as the trade mark sign spreads into capitals.
    spread = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text.casefold()).casefold())
    return "".join(c for c in spread if not unicodedata.combining(c)).strip()


def listed(names: Sequence[str], most: int = 5) -> str:
    """Return the first names and how many more there are, safe to show."""
    more = f" and {len(names) - most:,} more" if len(names) > most else ""
    return ", ".join(map(shown_line, names[:most])) + more


def note_body(typed: str) -> str:
    """Return the note as it is stored; raise BadInput for an empty one or one that is too long."""
    body = cleaned(typed).strip("\n")
    if not body.strip():
        raise BadInput("The note is empty.", "Write something.")
    if len(body) > NOTE_LIMIT:
        raise BadInput(
            f"The note has {len(body):,} characters; the limit is {NOTE_LIMIT:,}.",
            "Split it into several notes.",
        )
    return body


def tag_name(typed: str) -> str:
    """Return the tag name as it is stored, NFC; raise BadInput where it breaks a rule of the codebook."""
    return _name(typed, "tag name", "Give the tag a name.", limit=TAG_LIMIT, quotes=False)


def actor_name(typed: str, *, what: str = "name of the actor") -> str:
    """Return the name, or an alias, of an actor as it is stored, NFC; raise BadInput where it breaks a rule."""
    return _name(typed, what, "Write one.", limit=ACTOR_LIMIT, quotes=True)


def _name(typed: str, what: str, remedy: str, *, limit: int, quotes: bool) -> str:
    name = unicodedata.normalize("NFC", typed)
    if not name.strip():
        raise BadInput(f"The {what} is empty.", remedy)
    if name != name.strip():
        raise BadInput(f"The {what} '{shown_line(name)}' has white space at its ends.", "Leave that out.")
    if len(name) > limit:
        raise BadInput(f"The {what} has {len(name)} characters; the limit is {limit}.", "Shorten it.")
    for character, word in (
        (",", "a comma"),
        ('"', "a quote"),
        ("'", "a quote"),
        ("\n", "a line break"),
        ("\t", "a tab"),
    ):
        if character in name and not (quotes and word == "a quote"):
            raise BadInput(f"The {what} '{shown_line(name)}' holds {word}.", "Leave it out.")
    if not is_safe(name):
        raise BadInput(f"The {what} '{shown_line(name)}' holds a control character.", "Leave it out.")
    if holds_unseen(name):
        raise BadInput(
            f"The {what} '{shown_line(name)}' holds a character that cannot be seen.", "Type it anew."
        )
    return name


def holds_unseen(name: str) -> bool:
    """Whether a name has nothing that is seen, or a character that is not seen where it stands."""
    if name.isascii():
        return False
    if set(UNSEEN) & set(name) or all(unicodedata.category(c) in ("Cf", "Mn", "Zs") for c in name):
        return True
    for before, character, after in zip(f" {name}", name, f"{name[1:]} ", strict=False):
        if character in JOINERS and not (before >= _FIRST_JOINED and after >= _FIRST_JOINED):
            return True
        # Variation selectors: a heart is drawn red by one, a letter stays as it is.
        if character in "\ufe0e\ufe0f" and unicodedata.category(before)[0] in "LMZ":
            return True
    return False


def one_line(typed: str, *, what: str, limit: int) -> str | None:
    """Return a short text on one line as it is stored, None where nothing is left; BadInput if too long."""
    line = " ".join(cleaned(typed).split())
    if len(line) > limit:
        raise BadInput(f"The {what} has {len(line):,} characters; the limit is {limit:,}.", "Shorten it.")
    return line or None
