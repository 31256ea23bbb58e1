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

from pdfminer.layout import LTChar, LTCurve, LTImage, LTPage
from pdfminer.pdfdocument import PDFDocument, PDFPasswordIncorrect
from pdfminer.pdfpage import PDFPage
from pdfminer.pdfparser import PDFParser
from pdfminer.utils import apply_matrix_pt

from workbench.errors import Unreadable
from workbench.readers.document import Box
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
from workbench.readers.pdfminer_drawn import Device, in_order
from workbench.readers.pdfminer_hidden import Asked, Told

# Its font remarks come by the hundred on real files, and its debug messages triple the time of a notebook
# that turned the root logger on.
logging.getLogger("pdfminer").setLevel(logging.CRITICAL)


def read_pages(data: bytes, name: str) -> Iterator[Page]:
    """The pages of the PDF one by one. Raises Unreadable when pdfminer cannot open it."""
    try:
        document = PDFDocument(PDFParser(BytesIO(data)))
        device = Device()
        asked = Asked(data, name)
        for number, source in enumerate(PDFPage.create_pages(document), 1):
            refuse_too_many(number, name)
            source.mediabox = shown_part(source.mediabox, source.cropbox)  # by itself it shows all
            yield _page(device, source, number, asked)
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


def _page(device: Device, source: PDFPage, number: int, asked: Asked) -> Page:
    drawn = device.draw(source)
    page = Page(number, drawn.width, drawn.height)
    glyphs: list[LTChar] = []
    covers: list[tuple[int, Box]] = []  # what is filled after so many glyphs
    for item in in_order(drawn):
        if isinstance(item, LTChar):
            glyphs.append(item)
            continue
        box = (item.x0 - drawn.x0, drawn.y1 - item.y1, item.x1 - drawn.x0, drawn.y1 - item.y0)
        if isinstance(item, LTCurve):
            _add_lines(page, item, box)
        elif isinstance(item, LTImage):
            page.pictures = min(1.0, page.pictures + item.width * item.height / (drawn.width * drawn.height))
            page.add_area(*box)
        if isinstance(item, LTImage) or item.fill:
            covers.append((len(glyphs), box))
    page.is_layer = page.pictures >= PICTURE and 2 * len(device.invisible) > len(glyphs)
    told: list[Told] = []
    for at, char in enumerate(glyphs):
        if (page.is_layer or id(char) not in device.invisible) and not _is_pale(page, char, drawn):
            glyph = _glyph(page, char, drawn)
            if glyph is not None:
                told.append(_told(device, char, glyph, at, drawn))
    asked.add(page, told, covers)
    page.set_apart_what_is_outside()
    return page


def _told(device: Device, char: LTChar, glyph: Glyph, at: int, drawn: LTPage) -> Told:
    window = device.windows.get(id(char))
    if window is None:
        return Told(glyph, at, id(char) in device.layered, None)
    (left, bottom, right, top), exact = window
    shown = (left - drawn.x0, drawn.y1 - top, right - drawn.x0, drawn.y1 - bottom)
    return Told(glyph, at, id(char) in device.layered or not exact, shown)


def _glyph(page: Page, char: LTChar, drawn: LTPage) -> Glyph | None:
    text = char.get_text()
    turn = _quarter_turns(char)
    if not text or text.isspace() or turn is None:
        return None
    if text.startswith("(cid:") or is_untold(text):
        text = LOST
        page.lost += 1
    page.turns[turn] += 1
    size = _type_size(char)
    corners = [
        apply_matrix_pt(char.matrix, (x, y)) for x in (0, char.adv) for y in (-BELOW * size, ABOVE * size)
    ]
    xs, ys = [x - drawn.x0 for x, _ in corners], [drawn.y1 - y for _, y in corners]
    return Glyph(text, min(xs), min(ys), max(xs), max(ys))


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


def _add_lines(page: Page, curve: LTCurve, box: Box) -> None:
    colour = curve.stroking_color if curve.stroke else curve.non_stroking_color
    if not (curve.stroke or curve.fill) or _is_light(colour, PAPER):
        return
    if curve.stroke and not curve.fill and any(step[0] in "cvy" for step in curve.original_path or ()):
        return  # the ring of a seal has no sides
    page.add_shape(*box, outlined=bool(curve.stroke))
    if curve.fill and not _is_light(curve.non_stroking_color, DARK):
        page.add_area(*box)


def _is_light(color: Any, least: float) -> bool:
    """Whether a grey, RGB or CMYK colour is that near to white, or nearer; other colour spaces count as ink."""
    parts = color if isinstance(color, list | tuple) else (color,)
    if len(parts) == 4:
        return all(isinstance(part, int | float) and part <= 1 - least for part in parts)
    return len(parts) in (1, 3) and all(isinstance(part, int | float) and part >= least for part in parts)
