"""Bars of block characters, which need no colour."""

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


def percent(number: int, total: int) -> str:
    """Return the share in whole percent; something is never `0%`, and not yet all never `100%`."""
    if total <= 0 or number <= 0:
        return "0%"
    share = int(100 * number / total + 0.5)
    if share == 0:
        return "<1%"
    return ">99%" if share == 100 and number < total else f"{share}%"
