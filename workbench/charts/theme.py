"""One look for all charts: fonts that have Chinese, calm colours that do not judge, and the message chart.

The colours stay apart for people who see red and green alike (checked with simulated vision); nothing is told by
colour alone. Every family list ends in `sans-serif`: with only families that are not installed, vl-convert draws no
text at all and says nothing.
"""

from __future__ import annotations

import re
from typing import Any

import altair as alt

from workbench.text import half_widths

AnyChart = alt.Chart | alt.LayerChart | alt.FacetChart | alt.VConcatChart

FONT = "Noto Sans CJK SC, Noto Sans SC, PingFang SC, Microsoft YaHei, sans-serif"
FOCUS, CHOSEN, OTHERS = "#12436D", "#D4501A", "#8C8C8C"
PARTS = ("#12436D", "#6BACE6", "#D4501A", "#9AA5B1", "#5C1040", "#E3D9BF")  # neighbours stay apart in order
ON_PARTS = ("#FFFFFF", "#1F2A33", "#FFFFFF", "#1F2A33", "#FFFFFF", "#1F2A33")  # text on each of them
INK, SOFT, LINE = "#1F2A33", "#5B6670", "#E3E7EB"
WIDTH = 640
LONGEST = 108  # half-widths of a subtitle's line that fit into WIDTH
MOST_BODIES = 40  # rows of a chart of bodies: more cannot be read, and a page must stay small

_TEXT = {"font": FONT, "color": INK, "fontSize": 12}
_AXIS = {
    "labelFont": FONT,
    "titleFont": FONT,
    "labelFontSize": 12,
    "titleFontSize": 12,
    "titleFontWeight": "normal",
    "labelColor": INK,
    "titleColor": SOFT,
    "gridColor": LINE,
    "domain": False,
    "ticks": False,
    "labelPadding": 8,
    "labelLimit": 260,
}
CONFIG: dict[str, Any] = {
    "font": FONT,
    "background": "white",
    "padding": 12,
    "view": {"stroke": None},
    "axis": _AXIS,
    "text": _TEXT,
    "legend": {
        "labelFont": FONT,
        "titleFont": FONT,
        "labelFontSize": 12,
        "labelColor": INK,
        "labelLimit": 240,
        "orient": "top",
        "title": None,
        "symbolType": "square",
        "columnPadding": 14,
    },
    "header": {"labelFont": FONT, "titleFont": FONT, "labelFontSize": 12, "titleFontSize": 12},
    "mark": {"font": FONT},
    "title": {
        "font": FONT,
        "subtitleFont": FONT,
        "fontSize": 15,
        "subtitleFontSize": 12,
        "fontWeight": 600,
        "color": INK,
        "subtitleColor": SOFT,
        "anchor": "start",
        "frame": "group",
        "offset": 12,
        "subtitlePadding": 4,
    },
}
# SVG carries the labels as text; of the menu only saving a picture works without a network.
EMBED = {
    "renderer": "svg",
    "actions": {"export": True, "source": False, "compiled": False, "editor": False},
    # The menu in signs that are the same in every language.
    "i18n": {"CLICK_TO_VIEW_ACTIONS": "↓ SVG, PNG", "SVG_ACTION": "↓ SVG", "PNG_ACTION": "↓ PNG"},
}


def data(rows: list[dict[str, Any]]) -> alt.InlineData:
    """Rows as they go into the specification. Inline, so that no row limit and no global setting plays a part."""
    return alt.InlineData(values=tuple(rows))  # not a list: Altair copies lists, row by row, with every layer


def finish(chart: Any, *, title: str, subtitle: str | list[str], description: str) -> AnyChart:
    """The chart with title, text alternative and our look. A long line of the subtitle goes on in the next one."""
    heading = alt.TitleParams(text=title, subtitle=_fitting(subtitle))
    done: AnyChart = chart.properties(
        title=heading, description=description, usermeta={"embedOptions": EMBED}
    ).configure(**CONFIG)
    return done


def _fitting(subtitle: str | list[str]) -> str | list[str]:
    lines = [subtitle] if isinstance(subtitle, str) else subtitle
    parts = [part for line in lines for part in _broken(line)]
    return subtitle if parts == lines else parts


def _broken(line: str) -> list[str]:
    """The line cut after semicolons where it is wider than a page beside long labels: Vega would cut off its end."""
    lines = [""]
    for part in re.findall(r"[^;；]+[;；]?", line):
        if lines[-1] and half_widths(lines[-1] + part) > LONGEST:
            lines.append("")
        lines[-1] += part
    return [part.strip() for part in lines]


def haloed(base: alt.Chart, text: str, *, color: str = INK, **look: Any) -> list[alt.Chart]:
    """Small labels with a white copy under each, so that no line or band strikes them through."""
    halo = base.mark_text(fontSize=11, stroke="white", strokeWidth=4, strokeJoin="round", **look)
    words = base.mark_text(fontSize=11, color=color, **look)
    return [mark.encode(text=alt.Text(text)) for mark in (halo, words)]


def picked(field: str, first: Any = alt.Undefined) -> alt.Parameter:
    """The selection `pick`: that field of the mark that is clicked; `first`: what is chosen before any click."""
    return alt.selection_point(name="pick", fields=[field], on="click", empty=False, clear=False, value=first)


def message(text: str, *, title: str = "") -> AnyChart:
    """What stands in place of a chart where there is nothing to draw: the reason, in words, without axes."""
    words = (
        alt.Chart(data([{"text": text}]), width=WIDTH, height=36)
        .mark_text(align="left", baseline="middle", fontSize=13, color=SOFT)
        .encode(x=alt.value(0), y=alt.value(18), text=alt.Text("text:N"))
    )
    return finish(words, title=title, subtitle="", description=text)
