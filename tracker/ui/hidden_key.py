"""Keys that do not stand in the key line, which has room for the most used alone: help and palette have them all."""

from textual.binding import Binding


def hidden(
    key: str,
    action: str,
    description: str,
    *,
    id: str,  # noqa: A002 - as Binding calls it
    tooltip: str,
    key_display: str | None = None,
    priority: bool = False,
) -> Binding:
    """Return a binding that the key line leaves out."""
    return Binding(
        key,
        action,
        description,
        show=False,
        key_display=key_display,
        priority=priority,
        tooltip=tooltip,
        id=id,
    )
