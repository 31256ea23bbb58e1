"""Charts drawn to pictures for tests: a chart as its specification, and a specification as pixels."""

from __future__ import annotations

import io
import json
from functools import cache

import vl_convert
from PIL import Image

from workbench import charts
from workbench.charts.renderer import MIME, mimebundle

VERSIONS = ("5.20", "6.4")


def same_in_both(spec: str) -> bool:
    """Whether both versions draw the same picture: to the letter as a drawing, or else to the pixel."""
    old, new = (vl_convert.vegalite_to_svg(json.loads(spec), vl_version=version) for version in VERSIONS)
    return old == new or picture(spec, VERSIONS[0]).tobytes() == picture(spec, VERSIONS[1]).tobytes()


@cache
def picture(spec: str, version: str) -> Image.Image:
    png = vl_convert.vegalite_to_png(json.loads(spec), vl_version=version, scale=1)
    return Image.open(io.BytesIO(png)).convert("RGB")


def spec_of(chart: charts.AnyChart) -> str:
    return json.dumps(mimebundle(chart.to_dict())[MIME], allow_nan=False, ensure_ascii=False)
