"""The table of requests of one report as tiles that can be clicked: number and status of each of 25 by 7 cells.

In: rows with cell, row, column, text and mark, in printed order. Proved, read, doubtful, corrected and absent differ in
shade and in sign (`?` doubtful, `*` corrected, a dash absent). The selection `pick` gives the cell's id.
"""

from __future__ import annotations

import json
import re
from typing import Any

import altair as alt

from workbench.charts.theme import CHOSEN, INK, AnyChart, data, finish, message, picked
from workbench.charts.tips import tips
from workbench.text import half_widths

TILE, ROW = 78, 24  # wide enough for six Chinese characters, high enough for two lines of a row's name
LINE = 13  # of a column's name
# A row's name on one line pushes the totals, at the right, out of a JupyterLab beside its list of files.
ONE_LINE, LONGEST = 48, 320  # half-widths of a line, pixels
BREAK = re.compile(r"(?<=[、，])|(?=（)| ")  # where a name may go on in the next line
FILL = {
    "proved": "#E6EEF5",
    "read": "#FFFFFF",
    "doubtful": "#FBE3D8",
    "corrected": "#E3D9BF",
    "absent": "#F2F2F2",
}


def request_matrix(
    cells: list[dict[str, Any]],
    *,
    title: str,
    empty: str,
    subtitle: str,
    chosen: str | None,
    lang: str,
) -> AnyChart:
    """The tiles with the chosen one outlined; without cells `empty` in words."""
    if not cells:
        return message(empty, title=title)
    rows = list(dict.fromkeys(cell["row"] for cell in cells))
    columns = list(dict.fromkeys(cell["column"] for cell in cells))
    base = alt.Chart(data(cells)).encode(
        y=alt.Y("row:N", title=None, sort=rows, axis=_row_axis(rows)),
        x=alt.X("column:N", title=None, sort=columns, axis=_column_axis(columns)),
    )
    told = "; ".join(f"{cell['row']} {cell['column']} {cell['text']}" for cell in cells)
    return finish(
        _tiles(base, chosen, lang).properties(width=TILE * len(columns), height=ROW * len(rows)),
        title=title,
        subtitle=subtitle,
        description=f"{title}: {told}",
    )


def _tiles(base: alt.Chart, chosen: str | None, lang: str) -> AnyChart:
    first = [{"cell": chosen}] if chosen else alt.Undefined
    pick = picked("cell", first)
    tiles = base.mark_rect().encode(
        color=alt.Color("mark:N", legend=None, scale=alt.Scale(domain=list(FILL), range=list(FILL.values())))
    )
    texts = base.mark_text(fontSize=11, color=INK).encode(text=alt.Text("text:N"))
    # On top of the numbers, which would take the clicks.
    edges = base.mark_rect(cursor="pointer", fillOpacity=0).encode(
        stroke=alt.condition(pick, alt.value(CHOSEN), alt.value("#C9D3DB")),
        strokeWidth=alt.condition(pick, alt.value(3), alt.value(1)),
        tooltip=tips(lang, "row", "column", "told"),
    )
    layers: AnyChart = alt.layer(tiles, texts, edges.add_params(pick))
    return layers


def _row_axis(rows: list[str]) -> alt.Axis:
    """A long name on two lines: Vega hangs the second below the first, so the first stands above the middle."""
    lines = json.dumps({name: _lines(name) for name in rows}, ensure_ascii=False)
    two = {"test": f"isArray({lines}[datum.value])", "value": "bottom"}
    return alt.Axis(
        labelExpr=f"{lines}[datum.value]",
        labelLimit=LONGEST,
        labelFontSize=11,
        labelLineHeight=12,
        labelBaseline={"condition": two, "value": "middle"},
    )


def _lines(name: str) -> str | list[str]:
    """The name, or its two parts, as alike in width as its words allow."""
    halves = [[name[: at.start()], name[at.end() :]] for at in BREAK.finditer(name)]
    if half_widths(name) <= ONE_LINE or not halves:
        return name
    return min(halves, key=lambda parts: max(map(half_widths, parts)))


def _column_axis(columns: list[str]) -> alt.Axis:
    """An English name of two or three words takes as many lines, and they grow downwards: so much room is left."""
    lines = max(name.count(" ") + 1 for name in columns)
    return alt.Axis(
        orient="top",
        labelAngle=0,
        labelLimit=TILE,
        labelPadding=8 + LINE * (lines - 1),
        labelExpr="split(datum.label, ' ')",
    )
