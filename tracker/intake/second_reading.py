"""A second reading of a PDF, through pypdf: where two readers find other letters in an item, a person looks."""

import logging
from collections.abc import Collection
from io import BytesIO

from pypdf import PdfReader
from pypdf.errors import PyPdfError

PAGES = 200
"""The most pages that are read a second time: each takes a tenth of a second."""


def second_reading(raw: bytes, pages: Collection[int]) -> dict[int, str] | None:
    """Return the letters and digits of these pages, 1-based; None where this reader cannot read them."""
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        reader = PdfReader(BytesIO(raw))
        return {page: letters(reader.pages[page - 1].extract_text()) for page in sorted(pages)[:PAGES]}
    except (PyPdfError, ValueError, KeyError, IndexError, TypeError, AttributeError, RecursionError, OSError):
        return None


def letters(text: str) -> str:
    """Return the letters and digits of a text: what two readers must agree on, whatever they make of the blanks."""
    return "".join(character for character in text.casefold() if character.isalnum())
