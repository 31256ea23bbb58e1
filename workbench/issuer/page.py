"""The words of a read report that tell who wrote it: from lines and outline to `Told`.

In: the document as its reader saw it and the outline (title, issuer, year). Out: first page and signature as they
stand, the host of its address and the id of its site. Tables are left out: the form names nobody.
"""

from __future__ import annotations

from itertools import accumulate, takewhile
from urllib.parse import urlsplit

from workbench.issuer.told import FIRST_PAGE, LOOSE, SIGNATURE, Told
from workbench.outline import Outline
from workbench.readers.document import Document


def told_by(document: Document, outline: Outline) -> Told:
    """What the report says of its head, for `resolve`."""
    lines = [line.text for line in document.lines]
    url = document.head.get("url")
    return Told(
        title=outline.title,
        issuer=outline.issuer,
        text="\n".join(_first(lines, LOOSE * FIRST_PAGE)),
        end="\n".join(reversed(_first(lines[::-1], LOOSE * SIGNATURE))),
        host=urlsplit(url).hostname if url else None,
        year=outline.year,
        site=document.head.get("site_id"),
    )


def _first(lines: list[str], signs: int) -> list[str]:
    """The lines from the start until so many signs are reached, the line that passes it included."""
    before = accumulate((len(line) for line in lines), initial=0)
    return [line for line, _ in takewhile(lambda pair: pair[1] < signs, zip(lines, before, strict=False))]
