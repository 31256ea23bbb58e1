"""One tile a province (省级格子图), its value printed in it: no boundaries are drawn, so none can be wrong.

In: `children.children` of the nation. Only provinces of one basis are coloured, the more numerous one; the others
carry their counts and a dashed edge, and a province without a rate or a report says so. The 31 provincial units are
those to which the Regulation on disclosure applies.
"""

from __future__ import annotations

from typing import Any

import altair as alt
import polars as pl

from workbench.charts.theme import INK, OTHERS, SOFT, AnyChart, data, finish, message
from workbench.charts.tips import tips
from workbench.wording import Count, count, percent, say

SIZE = 62
BLUES = ("#E6EEF5", "#BCD3E6", "#8FB3D3", "#5F8FBC", "#34699B", "#12436D")
# First two digits of the code, short name, row, column: neighbours stand near each other.
GRID = (
    "23 黑龙江 0 8|15 内蒙古 1 6|22 吉林 1 8|65 新疆 2 1|62 甘肃 2 3|64 宁夏 2 4|"
    "14 山西 2 5|11 北京 2 6|12 天津 2 7|21 辽宁 2 8|63 青海 3 3|61 陕西 3 4|"
    "41 河南 3 5|13 河北 3 6|37 山东 3 7|54 西藏 4 2|51 四川 4 3|50 重庆 4 4|"
    "42 湖北 4 5|34 安徽 4 6|32 江苏 4 7|31 上海 4 8|53 云南 5 3|52 贵州 5 4|"
    "43 湖南 5 5|36 江西 5 6|33 浙江 5 7|45 广西 6 4|44 广东 6 5|35 福建 6 7|"
    "46 海南 7 5"
)


def tiles(children: pl.DataFrame, lang: str = "zh", *, measure: str = "") -> AnyChart:
    """The provinces of the frame by their value, in six steps of equal width between least and largest."""
    title = say("chart.tiles.title", lang, measure=measure)
    rated = children.filter(pl.col("value").is_not_null())
    if rated.is_empty():
        return message(say("chart.tiles.none", lang), title=title)
    basis = rated.group_by("basis").len().sort(["len", "basis"], descending=True)["basis"][0]
    found = {row["place"][:2]: row for row in children.iter_rows(named=True)}
    same = rated.filter(basis=basis)["value"]
    ends = (float(same.min()), float(same.max()))  # type: ignore[arg-type]
    rows = [_tile(line.split(" "), found, basis, ends) for line in GRID.split("|")]
    said = say("chart.tiles.subtitle", lang, basis=say(f"basis.{basis}", lang), n=Count(same.len()))
    told = "; ".join(f"{row['name']} {row['text']}" for row in rows if row["text"])
    return finish(_grid(rows, lang), title=title, subtitle=said, description=f"{title}. {said}: {told}")


def _tile(
    line: list[str], found: dict[str, dict[str, Any]], basis: str, ends: tuple[float, float]
) -> dict[str, Any]:
    code, name, row, column = line
    figure = found.get(code)
    coloured = figure is not None and figure["value"] is not None and figure["basis"] == basis
    width = (ends[1] - ends[0]) / len(BLUES) or 1
    step = min(int((figure["value"] - ends[0]) / width), len(BLUES) - 1) if figure and coloured else -1
    return {
        "name": name,
        "row": int(row),
        "column": int(column),
        "text": _text(figure),
        "fill": BLUES[step] if coloured else "#FFFFFF",
        "ink": "#FFFFFF" if step >= 3 else INK if figure else SOFT,
        "other": figure is not None and not coloured,
    }


def _text(figure: dict[str, Any] | None) -> str:
    if figure is None:
        return ""
    if figure["value"] is not None:
        return percent(figure["value"])
    return f"{count(figure['x'])}/{count(figure['n'])}"


def _grid(rows: list[dict[str, Any]], lang: str) -> AnyChart:
    columns, lines = 9, 8
    base = alt.Chart(data(rows), width=SIZE * columns, height=SIZE * lines).encode(
        x=alt.X("column:O", axis=None, scale=alt.Scale(domain=list(range(columns)), paddingInner=0.06)),
        y=alt.Y("row:O", axis=None, scale=alt.Scale(domain=list(range(lines)), paddingInner=0.06)),
    )
    fill = alt.Fill("fill:N", scale=None, legend=None)
    hover = tips(lang, "name", "text")
    whole = base.transform_filter("!datum.other").mark_rect(stroke=OTHERS, strokeWidth=1)
    dashed = base.transform_filter("datum.other").mark_rect(stroke=INK, strokeWidth=1.2, strokeDash=[4, 3])
    ink = alt.Color("ink:N", scale=None, legend=None)
    return alt.layer(
        *(tile.encode(fill=fill, tooltip=hover) for tile in (whole, dashed)),
        base.mark_text(dy=-9, fontSize=12).encode(text="name:N", color=ink),
        base.mark_text(dy=9, fontSize=12, fontWeight=600).encode(text="text:N", color=ink),
    )
