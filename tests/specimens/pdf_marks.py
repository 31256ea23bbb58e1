"""A PDF of `pdf_drawn` with something drawn over it: watermarks, hidden numbers, corrections, seals, a scan behind it.

In and out: bytes of a PDF. What a person sees of the report's numbers stays the same, unless said otherwise.
"""

from __future__ import annotations

import re
import zlib

from tests.specimens.pdf_variants import _found, _packed, _pages, objects_of, with_contents
from tests.specimens.pdf_writer import HEIGHT, WIDTH, _file, _stream

RING = "1 0 0 RG 2 w q 1 0 0 1 {x} {y} cm 40 0 m 40 22 22 40 0 40 c -22 40 -40 22 -40 0 c " + (
    "-40 -22 -22 -40 0 -40 c 22 -40 40 -22 40 0 c S Q 0 G"
)
_ONE = re.compile(rb"BT /F1 ([\d.]+) Tf ([\d.]+) ([\d.]+) Td <([0-9A-F]{4})> Tj ET")
_TWO = re.compile(rb"BT /F1 ([\d.]+) Tf ([\d.]+) ([\d.]+) Td <([0-9A-F]{8})> Tj ET")
_WORDS = re.compile(rb"<([0-9A-F]{8,})>")


def with_level_watermark(pdf: bytes, grey: float) -> bytes:
    """A word in pale grey, level and large, many times down each page."""

    def mark(text: bytes) -> bytes:
        word = _found(rb"<([0-9A-F]{16,})>", text)
        lines = b" ".join(b"BT /F1 40 Tf 60 %d Td <%s> Tj ET" % (y, word) for y in range(70, 800, 95))
        return b"q %.2f g " % grey + lines + b" Q\n" + text

    return with_contents(pdf, mark)


def beside_numbers(pdf: bytes, before: str, after: str, gap: float = 7.0) -> bytes:
    """Each number of one digit written once more so far to its right, between the two operators."""

    def again(found: re.Match[bytes]) -> bytes:
        size, x, y, code = found.groups()
        more = b"BT /F1 %s Tf %.2f %s Td <%s> Tj ET" % (size, float(x) + gap, y, code)
        return b"\n".join((found[0], before.encode(), more, after.encode()))

    return with_contents(pdf, lambda text: _ONE.sub(again, text))


def in_layer_beside_numbers(pdf: bytes, state: str, *, in_form: bool = False) -> bytes:
    """Each number of one digit once more on its right, in a layer that is `ON` or `OFF` when the file is opened: marked
    in the page's content, or as a form of its own.
    """
    if in_form:
        return _with_layer(_beside_in_forms(pdf), state)
    return _with_layer(beside_numbers(pdf, "/OC /L0 BDC", "EMC"), state)


def _with_layer(pdf: bytes, state: str) -> bytes:
    objects = objects_of(pdf)
    layer = b"%d 0 R" % (len(objects) + 1)
    objects = [body.replace(b"/OC /L0 ", b"/OC " + layer) if b"/Form" in body else body for body in objects]
    told = b"<< /OCProperties << /OCGs [%s] /D << /%s [%s] >> >> " % (layer, state.encode(), layer)
    objects[0] = objects[0].replace(b"<< ", told, 1)
    for at, page in _pages(objects):
        named = b"/Resources << /Properties << /L0 %s >> " % layer
        objects[at] = page.replace(b"/Resources << ", named)
    return _file([*objects, b"<< /Type /OCG /Name (Notes) >>"])


def _beside_in_forms(pdf: bytes) -> bytes:
    """What stands beside the numbers of each page in a form that is drawn after the page."""
    objects = objects_of(pdf)
    for at, page in _pages(objects):
        content = int(_found(rb"/Contents (\d+)", page)) - 1
        text = zlib.decompress(_packed(objects[content]))
        more = b"\n".join(
            b"BT /F1 %s Tf %.2f %s Td <%s> Tj ET" % (size, float(x) + 7, y, code)
            for size, x, y, code in _ONE.findall(text)
        )
        form = f"/Type /XObject /Subtype /Form /BBox [0 0 {WIDTH:g} {HEIGHT:g}] /OC /L0 "
        objects.append(_stream(more, form + "/Resources << /Font << /F1 3 0 R >> >>"))
        objects[content] = _stream(text + b"\n/Fm Do")
        drawn = b"/Resources << /XObject << /Fm %d 0 R >> " % len(objects)
        objects[at] = page.replace(b"/Resources << ", drawn)
    return _file(objects)


def covered_beside_numbers(pdf: bytes, cover: str) -> bytes:
    """Each number of one digit once more on its right, under what is drawn after it by `cover` at {x} {y}."""

    def again(found: re.Match[bytes]) -> bytes:
        size, x, y, code = found.groups()
        more = b"BT /F1 %s Tf %.2f %s Td <%s> Tj ET" % (size, float(x) + 7, y, code)
        patch = cover.format(x=float(x) + 6.4, y=float(y) - 3)
        return b"\n".join((found[0], more, patch.encode()))

    with_picture = with_contents(pdf, lambda text: _ONE.sub(again, text))
    objects = objects_of(with_picture)
    white = "/Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8"
    objects.append(_stream(b"\xff", white))
    for at, page in _pages(objects):
        picture = f"/Resources << /XObject << /Im {len(objects)} 0 R >> ".encode()
        objects[at] = page.replace(b"/Resources << ", picture)
    return _file(objects)


def narrowed(pdf: bytes) -> bytes:
    """Each number of two digits in a field as wide as one and a bit."""

    def cut(found: re.Match[bytes]) -> bytes:
        size, x, y = map(float, found.groups()[:3])
        field = b"q %.2f %.2f %.2f 14 re W n" % (x, y - 3, 0.5 * size)
        return b"\n".join((field, found[0], b"Q"))

    return with_contents(pdf, lambda text: _TWO.sub(cut, text))


def over_numbers(pdf: bytes) -> bytes:
    """Another sign behind each number of one digit, under a white patch, as numbers on paper are corrected."""

    def covered(found: re.Match[bytes]) -> bytes:
        size, x, y, code = found.groups()
        other = b"%04X" % (int(code, 16) + 1)  # digits have codes in their order
        old = b"BT /F1 %s Tf %.2f %s Td <%s> Tj ET" % (size, float(x) + 1, y, other)
        patch = b"1 g %.2f %.2f 9 11 re f 0 g" % (float(x) - 1, float(y) - 2)
        return b"\n".join((old, patch, found[0]))

    return with_contents(pdf, lambda text: _ONE.sub(covered, text))


def on_grounds(pdf: bytes) -> bytes:
    """Each number of one digit on a pale ground that is drawn right before it."""

    def grounded(found: re.Match[bytes]) -> bytes:
        x, y = float(found[2]), float(found[3])
        return b"0.9 g %.2f %.2f 12 11 re f 0 g\n" % (x - 3, y - 2) + found[0]

    return with_contents(pdf, lambda text: _ONE.sub(grounded, text))


def struck_beside_numbers(pdf: bytes) -> bytes:
    """Another digit before each number of one digit, with a line through it."""

    def struck(found: re.Match[bytes]) -> bytes:
        size, x, y, code = found.groups()
        old = b"BT /F1 %s Tf %.2f %s Td <%s> Tj ET" % (size, float(x) - 7, y, code)
        at = float(y) + 0.38 * float(size)
        line = b"0.5 w %.2f %.2f m %.2f %.2f l S" % (float(x) - 7.2, at, float(x) - 0.8, at)
        return b"\n".join((old, line, found[0]))

    return with_contents(pdf, lambda text: _ONE.sub(struck, text))


def sealed(pdf: bytes) -> bytes:
    """The ring of a seal over each page's tables."""
    return with_contents(pdf, lambda text: text + b"\n" + RING.format(x=330, y=430).encode())


def in_white_on_dark(pdf: bytes) -> bytes:
    """All words in white on a dark ground of their own, all numbers as they were."""

    def darkened(text: bytes) -> bytes:
        ground = b"0.1 0.2 0.5 rg 30 30 535 782 re f 0 g\n"
        return ground + _WORDS.sub(rb"<\1>", text).replace(b"BT /F1", b"1 g BT /F1") + b"\n0 g"

    return with_contents(pdf, darkened)


def over_pictures(pdf: bytes) -> bytes:
    """Each page's text invisible over a picture as large as the page: a scan with a text layer."""
    objects = objects_of(pdf)
    grey = "/Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8"
    objects.append(_stream(b"\xf0", grey))
    for at, page in _pages(objects):
        content = int(_found(rb"/Contents (\d+)", page)) - 1
        text = zlib.decompress(_packed(objects[content]))
        objects[content] = _stream(b"q %g 0 0 %g 0 0 cm /Im Do Q 3 Tr\n" % (WIDTH, HEIGHT) + text)
        picture = f"/Resources << /XObject << /Im {len(objects)} 0 R >> ".encode()
        objects[at] = page.replace(b"/Resources << ", picture)
    return _file(objects)


def two_on_a_sheet(pdf: bytes) -> bytes:
    """Every two pages side by side on a sheet of A3."""
    objects = objects_of(pdf)
    pages = [number for number, _ in _pages(objects)]
    for first in range(0, len(pages), 2):
        texts = []
        for side, at in enumerate(pages[first : first + 2]):
            content = int(_found(rb"/Contents (\d+)", objects[at])) - 1
            text = zlib.decompress(_packed(objects[content]))
            texts.append(b"q 1 0 0 1 %g 0 cm\n" % (side * WIDTH) + text + b"\nQ")
        sheet = pages[first]
        objects[int(_found(rb"/Contents (\d+)", objects[sheet])) - 1] = _stream(b"\n".join(texts))
        box = b"/MediaBox [0 0 %g %g]" % (2 * WIDTH, HEIGHT)
        objects[sheet] = re.sub(rb"/MediaBox \[[^\]]*\]", box, objects[sheet])
    sheets = pages[::2]
    kids = b"/Kids [" + b" ".join(b"%d 0 R" % (at + 1) for at in sheets) + b"] /Count %d" % len(sheets)
    return _file([re.sub(rb"/Kids \[[^\]]*\] /Count \d+", kids, body) for body in objects])
