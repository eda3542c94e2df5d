"""The one safe door to the screen: whatever other people wrote is shown as it stands, never as markup."""

from textual.content import Content

from tracker.text import cleaned, shown, shown_line


def literal(text: str, style: str = "") -> Content:
    """Return text of any origin as content; a newline stays a newline."""
    return Content.styled(shown(text), style) if style else Content(shown(text))


def literal_line(text: str, style: str = "") -> Content:
    """Return text of any origin as content on one line."""
    line = shown_line(text)
    return Content.styled(line, style) if style else Content(line)


def in_field(text: str) -> str:
    """Return text of any origin as a field holds it, which shows what it holds as it is: clean, on one line."""
    return cleaned(text).replace("\n", " ").replace("\t", " ")
