"""A page of a PDF or a scan cut out around a cell: the cell outlined, its row and column tinted, told by the grid.

The page is drawn as displayed, as boxes are, and both are turned where the page's text does not run from left to
right: what lies on its side cannot be read. Rows and columns come from the ruled table that the cell stands in, else
(no lines, recognised text) from the report's other cells on that page.
"""

from __future__ import annotations

import struct
import zlib
from base64 import b64encode
from collections import Counter
from collections.abc import Iterable
from html import escape
from typing import Any

import numpy as np

from workbench.errors import Unreadable
from workbench.readers import read_document
from workbench.readers.document import Box
from workbench.readers.pdfium import draw_pages, page_size
from workbench.readers.scan import draw_frame
from workbench.source_view.drawing import Drawing
from workbench.source_view.evidence import Evidence
from workbench.wording import cell_label, say

DPI = 110.0
AROUND = 120.0  # points above and below the cell
OUTLINE = 2  # pixels
LEVELS = 32  # shades of grey that are kept: a picture a third as large, and as legible
PAPER, TINT, ORANGE = (255, 255, 255), (255, 240, 190), (212, 80, 26)
EDGE = 3.0  # points; the boxes of two cells of a row differ by no more


def shown(evidence: Evidence, lang: str) -> tuple[str, Drawing]:
    """The cut as an `<img>` with its own bytes in it, and as a drawing of the same size in points."""
    picture, dpi = _picture(evidence)
    turn, (height, width) = direction(evidence), (72 * side / dpi for side in picture.shape)
    picture = np.rot90(picture, turn)
    upright = [
        _turned(box, turn, width, height) for box in (tuple(evidence.origin["box"]), *_boxes(evidence))
    ]
    (x0, y0, x1, y1), (row, column) = upright[0], _bands(upright[0], upright[1:])
    top, bottom = max(0.0, y0 - AROUND), y1 + AROUND
    scale = dpi / 72
    marked = _marked(picture, scale, (x0, y0, x1, y1), row, column)
    part = marked[int(top * scale) : int(bottom * scale)]
    data = f"data:image/png;base64,{b64encode(_png(part)).decode()}"
    height, width = (side / scale for side in part.shape)
    label = cell_label(evidence.cell, lang)
    told = say("source.picture", lang, page=evidence.origin["page"], cell=label, file=evidence.name)
    style = "max-width:100%;height:auto;box-sizing:border-box;border:1px solid #ccc"
    html = f'<img alt="{escape(told)}" style="{style}" src="{data}">'
    image = f'<image width="{width:.1f}" height="{height:.1f}" xlink:href="{data}"/>'
    return html, Drawing(image, width, height)


def _picture(evidence: Evidence) -> tuple[Any, float]:
    """The page's grey values and how many of them an inch has."""
    data, number = evidence.load(), evidence.origin["page"]
    if b"%PDF-" in data[:1024]:
        picture = next(draw_pages(data, evidence.name, DPI, [number]))
        width, _ = page_size(data, evidence.name, number)
        return picture, 72 * picture.shape[1] / width  # a huge page is drawn smaller than asked for
    return draw_frame(data, evidence.name, number, DPI)


def direction(evidence: Evidence) -> int:
    """By how many quarters clockwise the page's text is turned, told by how its cells follow each other."""
    page, votes = evidence.origin["page"], Counter[int]()
    last: dict[tuple[str, str], Box] = {}
    for name, cell in evidence.cells.items():
        if cell["origin"].get("page") != page or not cell["origin"].get("box"):
            continue
        box, (row, _, column) = tuple(cell["origin"]["box"]), name.rpartition(".")
        table = row.partition(".")[0]
        for key, straight in (
            (("row", row), 0),
            ((table, column), 1),
        ):  # along a row to the right, down a column
            if key in last and (way := _way(last[key], box)) is not None:
                votes[(way - straight) % 4] += 1
            last[key] = box
    return votes.most_common(1)[0][0] if votes else 0


def _way(before: Box, after: Box) -> int | None:
    """Where the second box lies: right, down, left, up (0 to 3); None for one place. By the edges that moved least:
    what is a whole line of text begins where the other lines begin, and may end anywhere."""
    right, down = (min(after[at] - before[at], after[at + 2] - before[at + 2], key=abs) for at in (0, 1))
    if abs(right) < EDGE and abs(down) < EDGE:
        return None
    return (2 if right < 0 else 0) if abs(right) > abs(down) else (3 if down < 0 else 1)


def _turned(box: Box, turn: int, width: float, height: float) -> Box:
    """The box after `turn` quarters back, counterclockwise, of a page of that size."""
    for _ in range(turn):
        x0, y0, x1, y1 = box
        box = (y0, width - x1, y1, width - x0)
        width, height = height, width
    return box


def _boxes(evidence: Evidence) -> Iterable[Box]:
    """What stands in one table with the cell."""
    page, cell = evidence.origin["page"], tuple(evidence.origin["box"])
    return _grid_around(evidence, page, cell) or [*_others(evidence, page)]


def _bands(cell: Box, boxes: list[Box]) -> tuple[Box, Box]:
    """The row and the column of the cell as boxes, as long as what stands in one table with it."""
    x0, y0, x1, y1 = cell
    left, right = min(box[0] for box in boxes), max(box[2] for box in boxes)
    top, bottom = min(box[1] for box in boxes), max(box[3] for box in boxes)
    return (left, y0, right, y1), (x0, top, x1, bottom)


def _grid_around(evidence: Evidence, page: int, cell: Box) -> list[Box]:
    """The boxes of the ruled table that the cell stands in; none if there is none or recognising it would take long."""
    engine = (evidence.read.get("engines") or ["pdfium"])[0]
    if engine not in ("pdfium", "pdfminer"):
        return []
    try:
        document = read_document(evidence.load(), evidence.name, engine)
    except Unreadable:
        return []
    middle = ((cell[0] + cell[2]) / 2, (cell[1] + cell[3]) / 2)
    for grid in document.grids:
        boxes = [one.origin.box for one in grid.cells if one.origin.page == page and one.origin.box]
        if any(_holds(box, *middle) for box in boxes):
            return boxes
    return []


def _others(evidence: Evidence, page: int) -> Iterable[Box]:
    """The boxes of the report's cells of the same table of the form on this page."""
    part = evidence.cell.split(".")[0]
    for name, cell in evidence.cells.items():
        origin = cell["origin"]
        if name.split(".")[0] == part and origin.get("page") == page and origin.get("box"):
            yield tuple(origin["box"])


def _holds(box: Box, x: float, y: float) -> bool:
    return box[0] - EDGE <= x <= box[2] + EDGE and box[1] - EDGE <= y <= box[3] + EDGE


def _marked(picture: Any, scale: float, cell: Box, row: Box, column: Box) -> Any:
    """Indices into the palette: grey plain or tinted, and the outline's colour."""
    marked = (picture >> 3).astype(np.uint8)
    tinted = np.zeros(marked.shape, dtype=bool)
    for box in (row, column):
        tinted[_slices(box, scale)] = True
    marked[tinted] += LEVELS
    around = np.zeros(marked.shape, dtype=bool)
    rows, columns = _slices(cell, scale, OUTLINE)
    around[rows, columns] = True
    rows, columns = _slices(cell, scale)
    around[rows, columns] = False
    marked[around] = 2 * LEVELS
    return marked


def _slices(box: Box, scale: float, more: int = 0) -> tuple[slice, slice]:
    x0, y0, x1, y1 = (round(side * scale) for side in box)
    return slice(max(0, y0 - more), max(0, y1 + more)), slice(max(0, x0 - more), max(0, x1 + more))


def _png(indices: Any) -> bytes:
    """The palette's indices as a PNG file (ISO/IEC 15948): 8 bits a pixel, rows unfiltered."""
    grey = [round(255 * level / (LEVELS - 1)) for level in range(LEVELS)]
    palette = [tuple(value * part // 255 for part in tint) for tint in (PAPER, TINT) for value in grey]
    colours = bytes(part for colour in [*palette, ORANGE] for part in colour)
    height, width = indices.shape
    rows = np.zeros((height, width + 1), dtype=np.uint8)
    rows[:, 1:] = indices
    chunks = (
        (b"IHDR", struct.pack(">2I5B", width, height, 8, 3, 0, 0, 0)),
        (b"PLTE", colours),
        (b"IDAT", zlib.compress(rows.tobytes(), 9)),
        (b"IEND", b""),
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in chunks
    )
