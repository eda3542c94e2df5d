"""Who made it, where the file may name nobody: another program wrote it then."""


def maker(name: str | None) -> str:
    """Return who made it, for a sentence."""
    return name or "from outside the program"


def maker_in_list(name: str | None, kind: str = "outside") -> str:
    """Return who made it, for a column; in parentheses what kind of thing made it, where that is no analyst."""
    return name or f"({kind})"
