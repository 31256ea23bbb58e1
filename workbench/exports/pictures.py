"""Charts as files for print: SVG and PDF of a given width, PNG of 600 dots an inch that says so.

In: an Altair chart and a width in millimetres. Out: the bytes of the picture. Every list of fonts ends in a generic
family, without which nothing at all is written on a machine that has none of them. Nothing is fetched.
"""

from __future__ import annotations

import re
from typing import Any

import vl_convert

from workbench.charts import AnyChart
from workbench.charts.theme import PARTS
from workbench.errors import BadCall

PICTURES = ("svg", "pdf", "png")
DOTS = 600  # an inch, what journals ask for
INCH = 25.4  # millimetres
POINTS = 72  # an inch: the unit of PDF
# The colours of a composition in print: the same hues, and six steps of lightness that stay apart in grey.
IN_PRINT = dict(zip(PARTS, ("#0A1F33", "#5F9BD1", "#B5471C", "#B3BDC7", "#6B1F4E", "#EFE8D6"), strict=True))
GENERIC = ("serif", "sans-serif", "monospace")
SIZE = re.compile(r'(<svg\b[^>]*?)\swidth="([\d.]+)"\sheight="([\d.]+)"')


def picture(chart: AnyChart, kind: str, width: float) -> bytes:
    """The chart as `svg`, `pdf` or `png`, so many millimetres wide. Raises BadCall for another kind."""
    if kind not in PICTURES:
        raise BadCall.unknown("picture", kind, PICTURES, where="export")
    spec = _for_print(chart.to_dict())
    svg = vl_convert.vegalite_to_svg(spec, allowed_base_urls=[])
    points = width / INCH * POINTS
    if kind == "svg":
        return _sized(svg, width, "mm").encode()
    if kind == "pdf":  # a pixel of the drawing becomes a point of the page
        return bytes(vl_convert.svg_to_pdf(_sized(svg, points, "")))
    scale = points / _width(svg)
    return bytes(vl_convert.vegalite_to_png(spec, scale=scale, ppi=DOTS, allowed_base_urls=[]))


def _for_print(value: Any, key: str = "") -> Any:
    """The specification with a generic family behind every list of fonts, and with the colours of print."""
    if isinstance(value, dict):
        return {name: _for_print(inner, name) for name, inner in value.items()}
    if isinstance(value, list):
        return [_for_print(inner) for inner in value]
    return (
        _generic(value)
        if _is_font(key, value)
        else IN_PRINT.get(value, value)
        if isinstance(value, str)
        else value
    )


def _is_font(key: str, value: Any) -> bool:
    return isinstance(value, str) and (key == "font" or key.endswith("Font"))


def _generic(families: str) -> str:
    last = families.split(",")[-1].strip()
    return families if last in GENERIC else f"{families}, sans-serif"


def _width(svg: str) -> float:
    """The chart's own width in pixels, axes and margins with it."""
    found = SIZE.search(svg)
    if found is None:
        raise ValueError("a chart without width and height")
    return float(found[2])


def _sized(svg: str, width: float, unit: str) -> str:
    """The same drawing in another size: its view box stays."""

    def sized(found: re.Match[str]) -> str:
        height = width * float(found[3]) / float(found[2])
        return f'{found[1]} width="{width:.2f}{unit}" height="{height:.2f}{unit}"'

    return SIZE.sub(sized, svg, count=1)
