"""What changed between two versions of a text, as lines that can be read without colours."""

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from textual.content import Content, Span

from tracker.labels import number_of
from tracker.ui.literal import literal, literal_line
from tracker.ui.visuals import MUTED

REMOVED = "$text-error"
ADDED = "$text-success"
CHANGED = "bold underline"
"""How the very words that changed are marked: never by colour alone."""

LINES = 60
"""Longer texts are cut with a sign; the recommendation itself shows them whole."""
_CHARACTERS = 2_000
_NEAR = 40
"""How many characters of what stayed are shown on either side of what changed."""
_WORK = 250_000
"""The most comparisons of words, or of lines, that a key press may wait for: about 20 ms."""
_ALIKE = 0.5
"""Lines with less than this in common are two different texts: no word of them is marked."""
_WORD = re.compile(r"\w+|\s+|[^\w\s]")

_Range = tuple[int, int]


def difference(before: str, after: str) -> list[Content]:
    """Return the lines that went, each with `-`, and those that came, each with `+`; equal ones are left out.

    A sign stands where equal lines were left out.
    """
    old, new = before.split("\n"), after.split("\n")
    lines: list[Content] = []
    for tag, i1, i2, j1, j2 in _compared(old, new):
        if tag == "equal":
            lines.append(Content.styled(f"  … {number_of(i2 - i1, 'line')} as before", MUTED))
        elif tag == "replace":
            lines += _replaced("\n".join(old[i1:i2]), "\n".join(new[j1:j2]))
        else:
            lines += _signed("-", "\n".join(old[i1:i2])) if i1 < i2 else []
            lines += _signed("+", "\n".join(new[j1:j2])) if j1 < j2 else []
    return _at_most(lines)


def removed(text: str) -> list[Content]:
    """Return a text that is there no more, a line each with `-`."""
    return _at_most(_signed("-", text))


def added(text: str) -> list[Content]:
    """Return a text that is new, a line each with `+`."""
    return _at_most(_signed("+", text))


def _compared(old: Sequence[str], new: Sequence[str]) -> list[tuple[str, int, int, int, int]]:
    """Return the steps from old to new, as `difflib` has them; too long to compare, one is replaced by the other."""
    if len(old) * len(new) > _WORK:
        return [("replace", 0, len(old), 0, len(new))]
    return list(SequenceMatcher(None, old, new, autojunk=False).get_opcodes())


def _replaced(before: str, after: str) -> Iterator[Content]:
    old_marks, new_marks = _changed_words(before, after)
    yield from _signed("-", before, old_marks)
    yield from _signed("+", after, new_marks)


def _changed_words(before: str, after: str) -> tuple[list[_Range], list[_Range]]:
    """Return where the words stand that differ, in both texts; nothing where the texts have little in common."""
    old, new = _WORD.findall(before), _WORD.findall(after)
    if len(old) * len(new) > _WORK:
        return [], []
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    if matcher.ratio() < _ALIKE:
        return [], []
    steps = [step for step in matcher.get_opcodes() if step[0] != "equal"]
    return (
        _ranges(old, [(i1, i2) for _, i1, i2, _, _ in steps if i1 < i2]),
        _ranges(new, [(j1, j2) for _, _, _, j1, j2 in steps if j1 < j2]),
    )


def _ranges(words: Sequence[str], runs: Sequence[_Range]) -> list[_Range]:
    starts = [0]
    for word in words:
        starts.append(starts[-1] + len(word))
    return [(starts[first], starts[last]) for first, last in runs]


def _signed(sign: str, text: str, marks: Sequence[_Range] = ()) -> list[Content]:
    style = REMOVED if sign == "-" else ADDED
    content = literal(text, style)
    content = Content(content.plain, spans=[*content.spans, *(Span(*mark, CHANGED) for mark in marks)])
    lines: list[Content] = []
    start = 0
    for line in text.split("\n"):
        end = start + len(line)
        inside = [(max(a, start) - start, min(b, end) - start) for a, b in marks if a < end and b > start]
        lines.append(Content.styled(f"{sign} ", f"bold {style}") + _short(content[start:end], inside))
        start = end + 1
        if len(lines) > LINES:
            break
    return lines


def _short(line: Content, marks: Sequence[_Range]) -> Content:
    """Return a line with what changed in it, and so much of the rest as makes it readable."""
    if not marks:
        if len(line) <= _CHARACTERS:
            return line
        rest = f" … {number_of(len(line) - _CHARACTERS, 'character')} more"
        return line[:_CHARACTERS] + Content.styled(rest, MUTED)
    parts: list[Content] = []
    shown_to = 0
    for start, end in marks:
        left = _word_end(line.plain, shown_to + _NEAR) if parts else 0
        right = _word_start(line.plain, max(0, start - _NEAR))
        if right > left + 1:
            parts += [line[shown_to:left], Content.styled(" … " if parts else "… ", MUTED)]
            shown_to = right
        parts.append(line[shown_to:end])
        shown_to = end
    left = _word_end(line.plain, shown_to + _NEAR)
    parts += [line[shown_to:left], Content.styled(" …", MUTED)] if left < len(line) else [line[shown_to:]]
    shortened = Content("").join(parts)
    return shortened if len(shortened) <= _CHARACTERS else _short(shortened, ())


def _word_start(text: str, at: int) -> int:
    """Return where the word begins that `at` is in, if that is near."""
    space = text.rfind(" ", max(0, at - _NEAR // 2), at)
    return at if space < 0 else space + 1


def _word_end(text: str, at: int) -> int:
    space = text.find(" ", at, at + _NEAR // 2)
    return at if space < 0 else space


def _at_most(lines: list[Content]) -> list[Content]:
    if len(lines) <= LINES:
        return lines
    return [*lines[:LINES], literal_line("  … the rest is left out here", MUTED)]
