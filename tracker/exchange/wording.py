"""What is said of rows that have one thing wrong, or odd, in common."""

WORDS: dict[str, tuple[str, str, str, bool]] = {
    "ragged": (
        "has more cells than the header",
        "have more cells than the header",
        "a cell that holds the separator stands in quotes",
        True,
    ),
    "text": ("has no text", "have no text", 'to leave them out: [rows] empty_text = "skip"', True),
    "skipped": ("has no text and was left out", "have no text and were left out", "", False),
    "control": (
        "has a control or bidi character in a text",
        "have control or bidi characters in a text",
        'tell the encoding where it is another: --encoding; else [rows] control = "blank" or "skip"',
        True,
    ),
    "control_skipped": (
        "has a control or bidi character and was left out",
        "have control or bidi characters and were left out",
        "",
        False,
    ),
    "blanked": (
        "has control or bidi characters, for which blanks stand in the text",
        "have control or bidi characters, for which blanks stand in the text",
        "the row keeps them",
        False,
    ),
    "blanks": ("has blanks at the ends of its text", "have blanks at the ends of their text", "", False),
    "entity": (
        "has a character as HTML writes it",
        "have characters as HTML writes them",
        "they stay as they are printed",
        False,
    ),
    "reference": (
        "has no reference",
        "have no reference",
        'to count them: reference = "{n}" in [recommendation]',
        True,
    ),
    "bad_reference": (
        "has a reference with a comma, what cannot be seen, or more than 200 characters",
        "have a reference with a comma, what cannot be seen, or more than 200 characters",
        "references stand in lists: make it of other columns, or count: {n}",
        True,
    ),
    "report": (
        "has nothing in the column of the report",
        "have nothing in the column of the report",
        "",
        False,
    ),
    "assessed": (
        "has an assessed status without a text",
        "have an assessed status without a text",
        'name its column in progress.text, or say basis = "reported"',
        True,
    ),
}
"""What is said of a group of rows: one, many, what to do, and whether a load waits for it."""
