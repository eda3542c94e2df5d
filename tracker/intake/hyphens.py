"""Hyphens at the ends of lines: of words that have one, and of words that were parted there."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from tracker.intake.document import Line

SIGNS = ("-", "\u2010")
_HEAD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*(?=[-\u2010]$)")
_TAIL = re.compile(r"[^\W\d_]+")
_FEW = 3
"""A document is said to part words at the ends of lines where so many are found whole elsewhere in it."""


class Hyphens(NamedTuple):
    """What a document tells of its hyphens."""

    words: Mapping[str, int]
    """How often each word stands in it within a line."""
    parts: bool
    """Whether it parts words at the ends of lines at all; UN reports do not."""
    own_sign: bool = False
    """Whether it parts them by U+2010, which it has nowhere else: a browser does, and leaves words their own."""

    def keeps(self, line: str, after: str) -> bool:
        """Whether the hyphen at the end of a line is the word's own: `counter-` `terrorism`, not `imple-` `ment`."""
        halves = _halves(line, after)
        if halves is not None and self.own_sign:
            return not line.endswith("\u2010")
        if halves is None or not self.parts:
            return True
        whole, hyphened = self._counts(*halves)
        if whole != hyphened:
            return hyphened > whole
        return all(self.words.get(half, 0) for half in halves)

    def _counts(self, head: str, tail: str) -> tuple[int, int]:
        return self.words.get(head.rpartition("-")[2] + tail, 0), self.words.get(f"{head}-{tail}", 0)


ALL_KEPT = Hyphens({}, parts=False)


def hyphens(lines: Sequence[Line]) -> Hyphens:
    """Look through a document for the words that it has whole, and for those that it parts."""
    words: Counter[str] = Counter()
    for line in lines:
        written = line.text.casefold().replace("’", "'").replace("\u2010", "-").split()
        # The first and the last of a line may be the halves of one.
        words.update(
            word.strip(".,;:!?()[]\"'“”‘") for word in written[: -1 if line.text.endswith(SIGNS) else None]
        )
    known = Hyphens(words, parts=True)
    votes: Counter[bool] = Counter()
    for last, after in pairwise(line.text for line in lines if line.text):
        if last.endswith(SIGNS) and (halves := _halves(last, after)) is not None:
            whole, hyphened = known._counts(*halves)
            if whole != hyphened:
                votes[whole > hyphened] += 1
    return known._replace(
        parts=votes[True] >= _FEW and votes[True] > votes[False],
        own_sign=any(line.text.endswith("\u2010") for line in lines)
        and not any("\u2010" in line.text[:-1] for line in lines),
    )


def _halves(line: str, after: str) -> tuple[str, str] | None:
    """Return both halves, None where the hyphen cannot have parted a word: before a capital or a digit."""
    head, tail = _HEAD.search(line[-60:]), _TAIL.match(after)
    if head is None or tail is None or not tail[0][0].islower():
        return None
    return head[0].casefold().replace("’", "'"), tail[0].casefold()
