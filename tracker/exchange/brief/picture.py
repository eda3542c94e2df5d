"""The picture of a brief as SVG: bars one below the other, told apart by letters and hatching before colour."""

from collections.abc import Iterator, Sequence
from html import escape

from tracker.exchange.brief.blocks import Bar, Picture
from tracker.labels import shares
from tracker.text import shown_line

_WIDTH = 480
"""In units of the drawing: letters stay readable where it is 360 pixels wide."""
_HEAD, _BAR, _GAP = 18, 26, 14
_LETTER = 14
"""How wide a part must be to hold its letter."""
KEY = "Dark: done or answered; hatched: begun; dotted: not yet. The letters are those of the list below."
"""What is written below it."""
_FILLS = ("url(#not-yet)", "url(#begun)", "#1f4e79")
_INK = ("#1a1a1a", "#1a1a1a", "#ffffff")


def svg(picture: Picture) -> Iterator[str]:
    """Yield the lines of an SVG that needs nothing from elsewhere."""
    height = len(picture.bars) * (_HEAD + _BAR + _GAP)
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" role="img"'
        ' aria-labelledby="picture-title picture-words">'
    )
    yield f'<title id="picture-title">{_text(picture.title)}</title>'
    yield f'<desc id="picture-words">{_text(in_words(picture.bars))}</desc>'
    yield (
        '<defs><pattern id="not-yet" width="6" height="6" patternUnits="userSpaceOnUse"><rect width="6" height="6"'
        ' fill="#ffffff"/><circle cx="3" cy="3" r="0.7" fill="#8a8a8a"/></pattern><pattern id="begun" width="6"'
        ' height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect width="6" height="6"'
        ' fill="#dbe7f3"/><rect width="1.5" height="6" fill="#7fa3c7"/></pattern></defs>'
    )
    for number, bar in enumerate(picture.bars):
        top = number * (_HEAD + _BAR + _GAP)
        yield f'<text x="0" y="{top + 13}" font-size="13" font-weight="bold">{_text(bar.name)}</text>'
        yield from _parts(bar, top + _HEAD)
    yield "</svg>"


def _parts(bar: Bar, top: int) -> Iterator[str]:
    left = 0
    for part, width in zip(bar.parts, shares([part.number for part in bar.parts], _WIDTH), strict=True):
        yield (
            f'<rect x="{left + 0.5}" y="{top + 0.5}" width="{max(width - 1, 0.5)}" height="{_BAR - 1}"'
            f' fill="{_FILLS[part.state]}" stroke="#1a1a1a"/>'
        )
        if width >= _LETTER:
            middle = left + width / 2
            if part.state < 2:
                yield f'<circle cx="{middle}" cy="{top + _BAR / 2}" r="8" fill="#ffffff"/>'
            yield (
                f'<text x="{middle}" y="{top + _BAR / 2 + 4.5}" font-size="13" text-anchor="middle"'
                f' fill="{_INK[part.state]}">{part.letter}</text>'
            )
        left += width


def _text(text: str) -> str:
    return escape(shown_line(text))


def in_words(bars: Sequence[Bar]) -> str:
    """Return what the bars show, for who cannot see them."""
    return " ".join(
        f"{bar.name}: {', '.join(f'{part.name} {part.number:,}' for part in bar.parts)}." for bar in bars
    )
