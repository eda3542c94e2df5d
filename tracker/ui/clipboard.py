"""Copying to the clipboard of the terminal, which works through ssh and says nothing of how it went (OSC 52)."""

from tracker.ui.base_app import BaseApp

LIMIT = 50_000
"""Longest text in bytes: encoded it grows by a third, and terminals drop what is longer than some 74,000."""


def copy_to_clipboard(app: BaseApp, text: str, what: str, *, otherwise: str) -> None:
    """Copy a text; `otherwise` says what to do where the terminal has no clipboard, or the text is too long."""
    size = len(text.encode("utf-8", "replace"))
    if size > LIMIT:
        app.show_toast(
            f"Not copied: {what} takes {size:,} bytes, more than a terminal's clipboard; {otherwise}."
        )
        return
    app.copy_to_clipboard(text)
    app.show_toast(
        f"Copied {what}. Where pasting gives something else: select it with shift-drag, or {otherwise}."
    )
