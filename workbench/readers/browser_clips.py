"""Where a PDF that Chromium printed clips its text: a number too long for its field ends at such an edge.

Chromium leaves out of the file what a clip hides, and PDFium does not tell a clip that holds all of an object, so
nothing but the edge itself shows that digits may follow. Its files are plain: no object streams, clips in the
coordinates of the page or form, forms named by their objects. Anything else tells no clips.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator

from workbench.readers.document import Box

PRINTER = b"/Producer (Skia/PDF"
DEEPEST_FORM = 8
MOST = 50_000_000  # bytes of content that are looked at: forms that draw each other would never end
EACH = 1_000  # bytes that a look at any content counts for

_PAGE = re.compile(rb"/Type /Page\n.{0,20000}?/Contents (\d+) 0 R", re.DOTALL)
_TABLE = re.compile(rb"startxref\n(\d+)\n%%EOF\s*\Z")
_STREAM = re.compile(
    rb"\d+ 0 obj\n<<[^<>]*(?:<<[^<>]*(?:<<[^<>]*(?:<<[^<>]*>>[^<>]*)*>>[^<>]*)*>>[^<>]*)*/Length (\d+)>> ?stream\n"
)
_HEAD = re.compile(rb"xref\n0 (\d+)\n")
_ENTRY = 20  # bytes
_CLIP = re.compile(
    rb"q\n((?:[-\d. ]*(?:re|[mlcvyh])\n)+)W\*? n\n(?:((?:[-\d. ]*(?:re|[mlcvyh])\n)+)W\*? n\n)?"
)
_FORM = re.compile(rb"\nq\n([-\d. ]+) cm\n(?:[^/\n]*\n)?(?:/G\d+ gs\n)?/X(\d+) Do\n")
_BASE = re.compile(rb"([-\d. ]+) cm\n")
_STEP = re.compile(rb"([-\d. ]*)(re|[mlcvyh])\n")

Scale = tuple[float, float, float, float]  # x and y by so much, then moved by so much


def is_printed_by_browser(data: bytes) -> bool:
    """Whether Chromium wrote the file: it leaves out what is clipped away."""
    return PRINTER in data


def clips_by_page(data: bytes) -> list[list[Box]]:
    """For each page what its clips leave: left, bottom, right, top in the page's coordinates; nothing for a file of
    another program.
    """
    if not is_printed_by_browser(data):
        return []
    file = _File(data)
    try:
        return [list(dict.fromkeys(_clips(file, int(found[1])))) for found in _PAGE.finditer(data)]
    except ValueError:  # numbers that are none: another program used the name
        return []


class _File:
    """The streams of a file by the numbers of their objects."""

    def __init__(self, data: bytes) -> None:
        self._data, self._left = data, MOST
        told = _TABLE.search(data, max(0, len(data) - 64))
        head = _HEAD.match(data, int(told[1])) if told else None
        self._first, self._count = (head.end(), int(head[1])) if head else (0, 0)

    def content(self, number: int) -> bytes:
        """The stream unpacked, nothing where there is none or where too much was unpacked before."""
        if number >= self._count or self._left <= 0:
            return b""
        start = self._first + _ENTRY * number
        entry = self._data[start : start + 10]
        found = _STREAM.match(self._data, int(entry)) if entry.isdigit() else None
        if found is None:
            return b""
        packed = self._data[found.end() : found.end() + int(found[1])]
        try:
            text = zlib.decompressobj().decompress(packed, self._left)
        except zlib.error:
            text = b""
        self._left -= len(text) + EACH
        return text


def _clips(file: _File, number: int) -> Iterator[Box]:
    """The clips of a page's content, and of the forms that it draws."""
    text = file.content(number)
    base = _BASE.match(text)
    if base is None:
        return
    yield from _in_content(file, text, _scale(base[1]), 0)


def _in_content(file: _File, text: bytes, scale: Scale, depth: int) -> Iterator[Box]:
    for found in _CLIP.finditer(text):
        for path in filter(None, found.groups()):
            xs, ys = zip(*_points(path), strict=True)
            yield _scaled((min(xs), min(ys), max(xs), max(ys)), scale)
    if depth < DEEPEST_FORM:
        for found in _FORM.finditer(text):
            inner = file.content(int(found[2]))
            yield from _in_content(file, inner, _after(_scale(found[1]), scale), depth + 1)


def _points(path: bytes) -> Iterator[tuple[float, float]]:
    for numbers, operator in _STEP.findall(path):
        told = list(map(float, numbers.split()))
        if operator == b"re":
            x, y, width, height = told
            yield from ((x, y), (x + width, y + height))
        else:
            yield from zip(told[::2], told[1::2], strict=True)


def _scale(numbers: bytes) -> Scale:
    """Of a matrix without turns, as Chromium writes all of those around clips."""
    a, _, _, d, e, f = map(float, numbers.split())
    return a, d, e, f


def _after(first: Scale, then: Scale) -> Scale:
    (a, d, e, f), (x, y, right, up) = first, then
    return a * x, d * y, e * x + right, f * y + up


def _scaled(box: Box, scale: Scale) -> Box:
    x, y, right, up = scale
    x0, x1 = sorted((box[0] * x + right, box[2] * x + right))
    y0, y1 = sorted((box[1] * y + up, box[3] * y + up))
    return x0, y0, x1, y1
