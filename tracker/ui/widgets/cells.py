"""Text of any origin in a column of a list that is drawn cell by cell."""

from rich.cells import cell_len, set_cell_size

from tracker.text import shown_line


def fitted(text: str, width: int, *, right: bool = False) -> str:
    """Return text of any origin in exactly that many cells, with a sign where it was cut; `right` aligns it so."""
    if width <= 0:
        return ""
    line = shown_line(text)
    if cell_len(line) > width:
        line = set_cell_size(line, width - 1) + "…"
    return " " * (width - cell_len(line)) + line if right else set_cell_size(line, width)
