"""The colours that a tag can be shown in."""

COLOURS = ("red", "orange", "yellow", "green", "cyan", "blue", "magenta", "grey")
"""In the order in which they are offered."""
