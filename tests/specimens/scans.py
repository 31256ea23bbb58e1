"""Scans of a PDF: its pages drawn, laid askew, made noisy and packed as an office's scanner does.

In: bytes of a PDF. Out: pictures, or a file that holds nothing but pictures (TIFF, PDF). The same for the same seed.
"""

from __future__ import annotations

import io
from collections.abc import Sequence

import numpy as np
import pypdfium2
from PIL import Image

DPI = 200
NOISE, QUALITY = 12, 60  # grey levels; of a JPEG


def scanned(pdf: bytes, askew: float, seed: int = 1, numbers: Sequence[int] = ()) -> list[Image.Image]:
    """The pages (those of `numbers`, or all) as grey pictures, turned by `askew` degrees clockwise."""
    chance = np.random.default_rng(seed)
    with pypdfium2.PdfDocument(pdf) as document:
        chosen = [number - 1 for number in numbers] or range(len(document))
        return [_scan(document[at], askew, chance) for at in chosen]


def as_file(pictures: Sequence[Image.Image], kind: str) -> bytes:
    """One file of several pages; `kind` is TIFF or PDF."""
    buffer = io.BytesIO()
    # a TIFF is written without compression, by Pillow itself and not through libtiff
    how = {"resolution": DPI} if kind == "PDF" else {"dpi": (DPI, DPI)}
    pictures[0].save(buffer, kind, save_all=True, append_images=list(pictures[1:]), **how)
    return buffer.getvalue()


def _scan(page: pypdfium2.PdfPage, askew: float, chance: np.random.Generator) -> Image.Image:
    drawn = page.render(scale=DPI / 72, grayscale=True).to_pil()
    drawn = drawn.rotate(-askew, resample=Image.Resampling.BICUBIC, fillcolor=255)
    noisy = np.asarray(drawn) + chance.normal(0, NOISE, (drawn.height, drawn.width))
    buffer = io.BytesIO()
    Image.fromarray(noisy.clip(0, 255).astype(np.uint8)).save(buffer, "JPEG", quality=QUALITY)
    packed = Image.open(buffer)
    packed.load()
    return packed
