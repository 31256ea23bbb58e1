"""Whether a document's text is Chinese at all, or signs from a font whose map to characters is wrong.

Serves PDFs in which the page looks right and the text behind it is rubbish: the map is there, so nothing is missing.
Judges by the commonest characters of reports, which no page of them lacks; says nothing of short texts.
"""

from __future__ import annotations

from workbench.readers.document import Document
from workbench.readers.plain import COMMON

ENOUGH = 150  # signs; fewer tell nothing
FEW = 0.02  # of the signs that are no digits; reports have 0.15 and more
LATIN = 0.6  # a text of so many Latin letters and marks is in another language, if it has spaces and small letters
SMALL = 0.5  # of the Latin letters


def is_garbled(document: Document) -> bool:
    """True for a text without the characters that every Chinese report is full of, unless it reads as Latin."""
    text = "".join(line.text for line in document.lines)
    text += "".join(cell.text for grid in document.grids for cell in grid.cells)
    signs = [sign for sign in text if not (sign.isspace() or sign.isdigit())]
    if len(signs) < ENOUGH or sum(sign in COMMON for sign in signs) > FEW * len(signs):
        return False
    letters = [sign for sign in signs if sign.isascii() and sign.isalpha()]
    small = sum(sign.islower() for sign in letters)
    return len(letters) < LATIN * len(signs) or small < SMALL * len(letters)
