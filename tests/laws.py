"""How many examples a law is tried on: few in every run, many for whoever asks for them."""

from typing import Any

from hypothesis import settings

USUAL, THOROUGH = 50, 1_000
"""Of a law whose examples cost little; the second with `--hypothesis-profile thorough`."""


def examples(number: int, **options: Any) -> settings:
    """Return the settings of a law whose examples are dear: so many, or more where the profile asks for more."""
    return settings(max_examples=number * settings.default.max_examples // USUAL, **options)
