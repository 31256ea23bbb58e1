"""PDF by pdfminer.six without its layout analysis: the second witness, slower and independent of PDFium.

Its layout text is never used (it reads tables column by column and puts numbers in wrong rows), and neither are
its glyph boxes (they lie up to a fifth of the type size off): boxes are built here from the baseline.
"""

from __future__ import annotations

import logging
import math
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from pdfminer.converter import PDFLayoutAnalyzer
from pdfminer.layout import LTChar, LTCurve, LTFigure, LTImage, LTPage
from pdfminer.pdfdocument import PDFDocument, PDFPasswordIncorrect
from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
from pdfminer.pdfpage import PDFPage
from pdfminer.pdfparser import PDFParser
from pdfminer.utils import apply_matrix_pt

from workbench.errors import Unreadable
from workbench.readers.page import (
    ABOVE,
    BELOW,
    LOST,
    PAPER,
    SLANTED,
    Glyph,
    Page,
    is_untold,
    refuse_too_many,
    shown_part,
)

# Its font remarks come by the hundred on real files, and its debug messages triple the time of a notebook
# that turned the root logger on.
logging.getLogger("pdfminer").setLevel(logging.CRITICAL)


def read_pages(data: bytes, name: str) -> Iterator[Page]:
    """The pages of the PDF one by one. Raises Unreadable when pdfminer cannot open it."""
    try:
        document = PDFDocument(PDFParser(BytesIO(data)))
        device = _Device()
        interpreter = PDFPageInterpreter(device.rsrcmgr, device)
        for number, source in enumerate(PDFPage.create_pages(document), 1):
            refuse_too_many(number, name)
            source.mediabox = shown_part(source.mediabox, source.cropbox)  # by itself it shows all
            interpreter.process_page(source)
            yield _page(device.page, number)
    except PDFPasswordIncorrect:
        raise Unreadable(
            "encrypted",
            where=name,
            found="a PDF that asks for a password",
            expected="a PDF that opens without a password",
            todo="Save it once more without protection.",
        ) from None
    except (MemoryError, Unreadable):
        raise
    except Exception as error:  # on broken files it raises whatever its parts raise
        raise Unreadable(
            "unreadable",
            where=name,
            found=f"a PDF that pdfminer.six cannot read ({type(error).__name__})",
            expected="a whole PDF file",
            todo="Fetch the file again.",
        ) from None


class _Device(PDFLayoutAnalyzer):
    """Keeps each page as it is drawn. `laparams=None` here really switches the layout analysis off."""

    def __init__(self) -> None:
        super().__init__(PDFResourceManager(), laparams=None)
        self.page: LTPage

    def receive_layout(self, ltpage: LTPage) -> None:
        self.page = ltpage


def _page(drawn: LTPage, number: int) -> Page:
    page = Page(number, drawn.width, drawn.height)
    pending: list[Any] = list(drawn)
    while pending:
        item = pending.pop()
        if isinstance(item, LTChar):
            _add_glyph(page, item, drawn)
        elif isinstance(item, LTCurve):
            _add_lines(page, item, drawn)
        elif isinstance(item, LTFigure):
            pending.extend(item)
        elif isinstance(item, LTImage):
            page.pictures = min(1.0, page.pictures + item.width * item.height / (drawn.width * drawn.height))
    page.set_apart_what_is_outside()
    return page


def _add_glyph(page: Page, char: LTChar, drawn: LTPage) -> None:
    text = char.get_text()
    turn = _quarter_turns(char)
    if not text or text.isspace() or turn is None:
        return
    if text.startswith("(cid:") or is_untold(text):
        text = LOST
        page.lost += 1
    page.turns[turn] += 1
    size = _type_size(char)
    corners = [
        apply_matrix_pt(char.matrix, (x, y)) for x in (0, char.adv) for y in (-BELOW * size, ABOVE * size)
    ]
    xs, ys = [x - drawn.x0 for x, _ in corners], [drawn.y1 - y for _, y in corners]
    page.glyphs.append(Glyph(text, min(xs), min(ys), max(xs), max(ys)))


def _quarter_turns(char: LTChar) -> int | None:
    """Quarter turns clockwise of the glyph as displayed; None for one written aslant (a watermark)."""
    turn = -math.atan2(char.matrix[1], char.matrix[0]) / (math.pi / 2)
    return None if abs(turn - round(turn)) > SLANTED else round(turn) % 4


def _type_size(char: LTChar) -> float:
    """The type size in text space, before the matrix: what is left of the box when the advance is taken out."""
    a, b, c, d, _, _ = char.matrix
    if abs(d) >= abs(c):
        return (char.height - abs(b * char.adv)) / (abs(d) or 1.0)
    return (char.width - abs(a * char.adv)) / abs(c)


def _add_lines(page: Page, curve: LTCurve, drawn: LTPage) -> None:
    if not (curve.stroke or curve.fill) or _is_paper(
        curve.stroking_color if curve.stroke else curve.non_stroking_color
    ):
        return
    box = (curve.x0 - drawn.x0, drawn.y1 - curve.y1, curve.x1 - drawn.x0, drawn.y1 - curve.y0)
    page.add_shape(*box, outlined=bool(curve.stroke))


def _is_paper(color: Any) -> bool:
    """Whether a grey, RGB or CMYK colour is (nearly) white; other colour spaces count as ink."""
    parts = color if isinstance(color, list | tuple) else (color,)
    if len(parts) == 4:
        return all(isinstance(part, int | float) and part <= 1 - PAPER for part in parts)
    return len(parts) in (1, 3) and all(isinstance(part, int | float) and part >= PAPER for part in parts)
