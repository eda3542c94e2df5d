"""Bars of block characters, which need no colour."""

from collections.abc import Sequence

from tracker.labels import shares

_EIGHTHS = " ▏▎▍▌▋▊▉"


def bar(number: int, total: int, width: int) -> str:
    """Return a bar of `width` cells of which `number` of `total` are full, to an eighth of a cell.

    Something is never drawn as nothing, and not yet all never as all.
    """
    if total <= 0 or width <= 0:
        return " " * max(0, width)
    eighths = round(8 * width * number / total)
    if 0 < number < total:
        eighths = max(1, min(eighths, 8 * width - 1))
    full, rest = divmod(eighths, 8)
    return ("█" * full + (_EIGHTHS[rest] if rest else "")).ljust(width)


def cells(numbers: Sequence[int], width: int) -> tuple[int, ...]:
    """Return how many of `width` cells each part of one whole is given: something at least one, while there are any."""
    given = list(shares(numbers, max(0, width)))
    for at, number in enumerate(numbers):
        most = max(given)
        if number and not given[at] and most > 1:
            given[given.index(most)] -= 1
            given[at] = 1
    return tuple(given)
