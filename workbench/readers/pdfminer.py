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
    DARK,
    FAINT,
    LOST,
    PAPER,
    PICTURE,
    SLANTED,
    Glyph,
    Page,
    is_untold,
    refuse_too_many,
    shown_part,
)

INVISIBLE = 3  # a render mode of text
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
            yield _page(device, number)
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
        self.invisible: set[int] = (
            set()
        )  # ids of the page's glyphs without a trace: the text layer over a scan
        self._mode = 0

    def render_string(self, textstate: Any, *others: Any) -> None:
        self._mode = textstate.render
        super().render_string(textstate, *others)

    def render_char(self, *given: Any) -> float:
        advance = super().render_char(*given)
        if self._mode == INVISIBLE:
            self.invisible.add(id(self.cur_item._objs[-1]))
        return advance

    def receive_layout(self, ltpage: LTPage) -> None:
        self.page = ltpage


def _page(device: _Device, number: int) -> Page:
    drawn, unseen = device.page, device.invisible
    page = Page(number, drawn.width, drawn.height)
    pending: list[Any] = list(drawn)
    glyphs: list[LTChar] = []
    while pending:
        item = pending.pop()
        if isinstance(item, LTChar):
            glyphs.append(item)
        elif isinstance(item, LTCurve):
            _add_lines(page, item, drawn)
        elif isinstance(item, LTFigure):
            pending.extend(item)
        elif isinstance(item, LTImage):
            page.pictures = min(1.0, page.pictures + item.width * item.height / (drawn.width * drawn.height))
            page.add_area(item.x0 - drawn.x0, drawn.y1 - item.y1, item.x1 - drawn.x0, drawn.y1 - item.y0)
    page.is_layer = page.pictures >= PICTURE and 2 * len(unseen) > len(glyphs)
    for glyph in glyphs:
        if (page.is_layer or id(glyph) not in unseen) and not _is_pale(page, glyph, drawn):
            _add_glyph(page, glyph, drawn)
    unseen.clear()
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


def _is_pale(page: Page, char: LTChar, drawn: LTPage) -> bool:
    """Whether the glyph is a watermark's or written to be unseen: hardly darker than paper, on no dark area."""
    if not _is_light(char.graphicstate.ncolor, FAINT):
        return False
    x, y = (char.x0 + char.x1) / 2 - drawn.x0, drawn.y1 - (char.y0 + char.y1) / 2
    return not any(x0 <= x <= x1 and y0 <= y <= y1 for x0, y0, x1, y1 in page.areas)


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
    colour = curve.stroking_color if curve.stroke else curve.non_stroking_color
    if not (curve.stroke or curve.fill) or _is_light(colour, PAPER):
        return
    if curve.stroke and not curve.fill and any(step[0] in "cvy" for step in curve.original_path or ()):
        return  # the ring of a seal has no sides
    box = (curve.x0 - drawn.x0, drawn.y1 - curve.y1, curve.x1 - drawn.x0, drawn.y1 - curve.y0)
    page.add_shape(*box, outlined=bool(curve.stroke))
    if curve.fill and not _is_light(curve.non_stroking_color, DARK):
        page.add_area(*box)


def _is_light(color: Any, least: float) -> bool:
    """Whether a grey, RGB or CMYK colour is that near to white, or nearer; other colour spaces count as ink."""
    parts = color if isinstance(color, list | tuple) else (color,)
    if len(parts) == 4:
        return all(isinstance(part, int | float) and part <= 1 - least for part in parts)
    return len(parts) in (1, 3) and all(isinstance(part, int | float) and part >= least for part in parts)
