"""The chosen report's own table of requests (三、收到和处理政府信息公开申请情况) as tiles to click.

In: frames and a state. Out: the chart and the full table; words where the place has no report of its own for the
year, or none of whose requests a cell could be read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from workbench import charts
from workbench.charts.request_matrix import request_matrix
from workbench.explorer.part import Part, State
from workbench.form import EDITIONS, load_edition
from workbench.matrix import matrix
from workbench.wording import count, say

if TYPE_CHECKING:
    from workbench.frames import Frames


def own_matrix(frames: Frames, state: State) -> Part:
    """The chosen report's table of requests, every cell of which can be clicked."""
    lang = state["lang"]
    chosen = _chosen(frames, state)
    if chosen.is_empty():
        return Part(charts.message(say("explorer.no_matrix", lang)), str)
    form = load_edition(chosen["edition"][0] or EDITIONS[-1]).tables["requests"]
    mine = frames.part("cells", chosen["report_id"])
    cells = {row["cell"]: row for row in mine.iter_rows(named=True)}
    groups = {group.id: group.number_en if lang == "en" else group.number for group in form.groups}
    tiles = [
        _tile(form.cell_id(row.id, column.id), groups.get(row.group, ""), row, column, cells, lang)
        for row in form.rows
        if any(form.cell_id(row.id, column.id) in cells for column in form.columns)
        for column in form.columns
    ]
    chart = request_matrix(
        tiles,
        title=chosen["title"][0] or "",
        empty=say("explorer.no_tiles", lang),
        subtitle=say("explorer.matrix_marks", lang),
        chosen=state["cell"],
        lang=lang,
    )
    return Part(chart, lambda: matrix(frames, chosen, lang=lang).html)


def _chosen(frames: Frames, state: State) -> pl.DataFrame:
    """The chosen report's row; looked for in its year and at its place, so that little of a country's is read."""
    whose = ("place", state["region"]) if state["body"] is None else ("body_id", state["body"])
    here = pl.col(whose[0]) == whose[1], pl.col("year") == state["year"]
    return frames.find(*here).filter(pl.col("report_id").eq_missing(pl.lit(state["report"], pl.String)))


def _tile(id_: str, group: str, row: Any, column: Any, cells: dict[str, Any], lang: str) -> dict[str, str]:
    """A tile: the cell's number and sign, and what is said of it beside the pointer."""
    cell = cells.get(id_)
    label = {
        "cell": id_,
        "row": _row_name(group, row, lang),
        "column": column.en if lang == "en" else column.zh,
    }
    if cell is None:
        return {**label, "mark": "absent", "text": "–", "told": say("state.absent", lang)}
    corrected, doubtful = cell["correction"] is not None, cell["status"] == "doubtful"
    sign = "?" * doubtful + "*" * corrected  # a corrected cell may still break a sum
    told = str(cell["printed"] or "") or say(f"state.{cell['state']}", lang)
    return {
        **label,
        "mark": "corrected" if corrected and not doubtful else cell["status"],
        "text": f"{count(cell['value'])}{sign}",
        "told": f"{told} · {say('status.' + cell['status'], lang)}",
    }


def _row_name(group: str, row: Any, lang: str) -> str:
    """With its group's number, for three rows are called 1; after Chinese signs no space."""
    number, name = (row.number_en, row.en) if lang == "en" else (row.number, row.zh)
    gap = " " if number and number[-1] not in "、）" else ""
    return f"{group}{number}{gap}{name}"
