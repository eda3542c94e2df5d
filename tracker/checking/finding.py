"""What a check finds: the words for it, so that every group of checks speaks the same way."""

from typing import NamedTuple

REPAIR = "tracker check --repair mends it."


class Finding(NamedTuple):
    """Something that is not as it should be."""

    where: str
    """The place: a group of checks, and what in it."""
    sentence: str
    remedy: str
    repairable: bool = False
    """Whether `tracker check --repair` mends it, without losing anything."""
