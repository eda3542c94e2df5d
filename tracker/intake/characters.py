"""The characters of a document as a seed may hold them."""

from tracker.text import is_dangerous, is_safe

_LIGATURES = {
    "\ufb00": "ff", "\ufb01": "fi", "\ufb02": "fl", "\ufb03": "ffi", "\ufb04": "ffl", "\ufb05": "st", "\ufb06": "st",
}  # fmt: skip
_BULLETS = dict.fromkeys("\uf0b7\uf0a7\uf0d8\uf0a8\uf06e\uf076\uf0fc", "•")
"""What the fonts Symbol and Wingdings have for bullets, as word processors number them."""
_OTHERS = {
    "\t": " ",
    "\n": " ",
    "\x0c": " ",
    "\x0b": " ",
    "\u2028": " ",
    "\u2029": " ",
    "\ufeff": "",
    "\u200b": "",
}
_TABLE = str.maketrans({**_LIGATURES, **_BULLETS, **_OTHERS})


def readable(text: str) -> str:
    """Return a line as it is read: ligatures of a font as their letters, no control or bidi characters."""
    if text.isascii() and text.isprintable():
        return text
    text = text.translate(_TABLE)
    return text if is_safe(text) else "".join("" if is_dangerous(each) else each for each in text)
