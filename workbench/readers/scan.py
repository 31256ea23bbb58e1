"""Pictures of pages (PNG, JPEG, TIFF of several pages, GIF, BMP): recognised like the pages of a scanned PDF.

Refuses, with a reason: no `ocr` extra, a picture that is broken or larger than any page, too many pages.
"""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from typing import Any

from workbench.errors import Unreadable
from workbench.readers import ocr
from workbench.readers.document import Document
from workbench.readers.page import Page
from workbench.readers.pages import assembled

LARGEST = 60_000_000  # points of a picture: A4 at 600 dpi has 35 million
WIDTH = 8.27  # inches; a picture that tells no believable resolution is taken for a page of A4
BELIEVABLE = (90, 620)  # dpi


def read_scan(data: bytes, name: str) -> Document:
    """The lines and grids of the pictured pages. Raises Unreadable (needs_ocr, unreadable, too_large)."""
    if not ocr.can_run():
        raise ocr.needed(name, "a picture")
    pages = list(_pages(data, name))
    if not any(page.glyphs for page in pages):
        raise ocr.needed(name, "a picture without any text that can be recognised")
    return assembled(pages, "scan", "rapidocr")


def _pages(data: bytes, name: str) -> Iterator[Page]:
    from PIL import Image, ImageSequence, UnidentifiedImageError

    try:
        with Image.open(BytesIO(data)) as picture:
            for number, frame in enumerate(ImageSequence.Iterator(picture), 1):
                if number > ocr.MOST_PAGES:
                    raise ocr.too_many(name)
                if frame.width * frame.height > LARGEST:
                    found, todo = f"a picture of {frame.width} by {frame.height}", "Scan it at 300 dpi."
                    raise _refusal("too_large", name, found, todo)
                yield ocr.read_picture(_grey(frame), number, _resolution(frame), name)
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        raise _refusal("unreadable", name, "a picture that cannot be opened", "Fetch it again.") from None


def draw_frame(data: bytes, name: str, number: int, dpi: float) -> tuple[Any, float]:
    """The grey values of that page as displayed, no finer than `dpi`, and how many of them an inch has."""
    try:
        from PIL import Image, UnidentifiedImageError
    except ImportError:
        raise ocr.needed(name, "a picture") from None
    try:
        with Image.open(BytesIO(data)) as picture:
            picture.seek(number - 1)
            if picture.width * picture.height > LARGEST:
                raise _refusal("too_large", name, f"a picture of {picture.width} by {picture.height}", "")
            real = _resolution(picture)
            grey = Image.fromarray(_grey(picture))
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError):
        raise _refusal("unreadable", name, "a picture that cannot be opened", "Fetch it again.") from None
    smaller = min(1.0, dpi / real)
    size = (max(1, round(grey.width * smaller)), max(1, round(grey.height * smaller)))
    import numpy as np

    return np.asarray(grey.resize(size)), real * smaller


def _grey(frame: Any) -> Any:
    """The picture as rows of grey values, turned as a camera says that it is held; clear parts are paper."""
    import numpy as np
    from PIL import Image, ImageOps

    if "A" in frame.getbands() or "transparency" in frame.info:
        paper = Image.new("RGBA", frame.size, "white")
        frame = Image.alpha_composite(paper, frame.convert("RGBA"))
    return np.asarray(ImageOps.exif_transpose(frame).convert("L"))


def _resolution(frame: Any) -> float:
    told = float(frame.info.get("dpi", (0, 0))[0] or 0)
    return told if BELIEVABLE[0] <= told <= BELIEVABLE[1] else min(frame.width, frame.height) / WIDTH


def _refusal(reason: str, name: str, found: str, todo: str) -> Unreadable:
    return Unreadable(reason, where=name, found=found, expected="a scanned page", todo=todo)
