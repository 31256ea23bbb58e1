"""Where every number of a single report stands in its file, a row a cell: what a page's matrix links to.

In: frames, the one report of a page, the cells whose cut-outs the page carries. Out: a closed list with printed text,
status and place of the others, an anchor each; above it how to have the picture of any of them (`workbench show`).
"""

from __future__ import annotations

from collections.abc import Collection
from html import escape
from typing import TYPE_CHECKING, Any

import polars as pl

from workbench.form import all_cells
from workbench.matrix import anchor
from workbench.page_tables import PLACE
from workbench.source_view.card import place_told
from workbench.tables import header
from workbench.wording import cell_label, say

if TYPE_CHECKING:
    from workbench.frames import Frames

HEADS = ("cell", "printed", "status", "place")


def places(frames: Frames, report: pl.DataFrame, *, lang: str, without: Collection[str] = ()) -> str:
    """HTML of a report's cells in the order of the form, those in `without` left out."""
    cells = frames.part("cells", report["report_id"])
    found = {row["cell"]: row for row in cells.iter_rows(named=True)}
    rows = "".join(_row(found[cell], lang) for cell in all_cells() if cell in found and cell not in without)
    names = (say("source.place", lang) if name == "place" else header(name, lang) for name in HEADS)
    head = "".join(f"<th>{escape(name)}</th>" for name in names)
    file = report["path"][0]
    told = escape(say("source.places_how", lang, command=f"workbench show '{file}' CELL --out cell.html"))
    return (
        f"<details><summary>{escape(say('source.places', lang))}</summary><p>{told}</p>"
        f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></details>"
    )


def _row(cell: dict[str, Any], lang: str) -> str:
    printed = cell["printed"] or say(f"state.{cell['state']}", lang)
    origin = {name: cell[name] for name in PLACE if cell.get(name) is not None}
    told = (
        cell_label(cell["cell"], lang),
        printed,
        say(f"status.{cell['status']}", lang),
        place_told(origin, lang),
    )
    texts = "".join(f"<td>{escape(str(text))}</td>" for text in told)
    return f'<tr id="{escape(anchor(cell["cell"]))}" title="{escape(cell["cell"])}">{texts}</tr>'
