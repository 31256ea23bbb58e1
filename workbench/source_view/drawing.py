"""Small SVG drawings: text that is wrapped by its width, boxes, pictures. Made into a PNG by vl-convert's renderer.

Text is measured by eye: a Chinese character is one em wide, a Latin one about half. The font list ends in a generic
family, since the renderer draws nothing at all for a family that is not there.
"""

from __future__ import annotations

import unicodedata
from html import escape
from typing import NamedTuple

FAMILY = "Noto Sans CJK SC, Noto Sans SC, PingFang SC, Microsoft YaHei, SimSun, sans-serif"
SIZE, LEADING = 13.0, 1.5
INK, SOFT, MARK, ROW_TINT = "#1A1A1A", "#5A5A5A", "#D4501A", "#FFF3CC"
CELL_TINT = "#FFDFA8"
PIXELS = 2.0  # a point of the drawing in the PNG


class Drawing(NamedTuple):
    """A piece of SVG with its size; `body` stands in its own coordinates from the top left."""

    body: str
    width: float
    height: float


def text(x: float, y: float, words: str, *, size: float = SIZE, colour: str = INK, bold: bool = False) -> str:
    """One line of text; `y` is its baseline."""
    weight = ' font-weight="bold"' if bold else ""
    return f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size:g}" fill="{colour}"{weight}>{clean(words)}</text>'


def box(x: float, y: float, width: float, height: float, style: str) -> str:
    """A rectangle with SVG attributes such as `fill="none"`."""
    return f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" {style}/>'


def text_block(words: str, width: float, size: float = SIZE, colour: str = INK) -> Drawing:
    """Wrapped text from the top left."""
    rows = wrapped(words, width, size)
    lines = [text(0, (n + 0.8) * size * LEADING, row, size=size, colour=colour) for n, row in enumerate(rows)]
    return Drawing("".join(lines), width, len(rows) * size * LEADING)


def wrapped(words: str, width: float, size: float = SIZE) -> list[str]:
    """The words in lines no wider than `width`: broken between Chinese characters, elsewhere at spaces if there are."""
    rows: list[str] = []
    for paragraph in words.split("\n"):
        row = ""
        for sign in paragraph:
            if measure(row + sign, size) > width and row:
                head, space, tail = row.rpartition(" ")
                breaks = space and sign.isascii() and sign != " " and len(tail) < 25 and head
                rows.append(head if breaks else row)
                row = tail if breaks else ""
            row += sign
        rows.append(row)
    return rows


def measure(words: str, size: float = SIZE) -> float:
    """About how wide the words are drawn."""
    return sum(1.0 if unicodedata.east_asian_width(sign) in "WF" else 0.56 for sign in words) * size


def clean(words: str) -> str:
    """Escaped, and without the control characters that XML refuses."""
    return escape(
        "".join(sign if sign >= " " and not "\ud800" <= sign <= "\udfff" else " " for sign in words)
    )


def whole(drawing: Drawing) -> str:
    """The drawing as an SVG file on white paper."""
    size = f'width="{drawing.width:.0f}" height="{drawing.height:.0f}"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" {size} '
        f'font-family="{FAMILY}"><rect width="100%" height="100%" fill="white"/>{drawing.body}</svg>'
    )


def to_png(drawing: Drawing) -> bytes:
    """The drawing as a PNG."""
    import vl_convert  # its first import costs 50 ms, and HTML needs none of it

    picture: bytes = vl_convert.svg_to_png(whole(drawing), scale=PIXELS)
    return picture


def moved(drawing: Drawing, x: float, y: float) -> str:
    """The drawing's body at another place of a larger one."""
    return f'<g transform="translate({x:.1f} {y:.1f})">{drawing.body}</g>'
