"""The numbers that a page's headline and summary are made of: one record for both languages.

In: frames, a region or body and a year. Out: figures by measure, the reports and their checks, what the zero cells
say, the change and where the rate stands. What is not known is missing here, never 0; `sentences` has the words.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from workbench.basis import counted, unplaced, values
from workbench.bodies import is_due
from workbench.measures import figures
from workbench.series import changes
from workbench.units import growth

if TYPE_CHECKING:
    from workbench.frames import Frames
    from workbench.peers import Peers

ZERO_CELLS = {
    "requests.received.total": True,
    "requests.carried_in.total": True,
    "requests.total_processed.total": True,
    "requests.carried_over.total": True,
    "review.total": False,
    "litigation_direct.total": False,
    "litigation_after_review.total": False,
}  # what a zero return reports as 0; True: without it there is no zero return


def record(
    frames: Frames,
    *,
    region: str | None = None,
    body: str | None = None,
    year: int,
    place: str,
    years: pl.DataFrame | None = None,
    found: Peers | None = None,
) -> dict[str, Any]:
    """All that the sentences need, as numbers: figures by measure, the reports and their checks.

    With `years` (of `series.over_years`) the change of the requests received, with `found` where the rate stands
    among its peers. An assembled figure has no change here: what changes may be which bodies were read.
    """
    result = figures(frames, region=region, body=body, year=year)
    basis, reports = counted(frames, region=region, body=body, year=year)
    ids = reports["report_id"].to_list()
    told = values(frames, reports, ZERO_CELLS).select(pl.col(cell).cast(pl.Float64) for cell in ZERO_CELLS)
    zeros = {cell: float(told[cell].sum()) for cell in ZERO_CELLS if ids and not told[cell].null_count()}
    alone = reports["issuer"][0] if region is not None and basis == "assembled" and len(ids) == 1 else None
    return {
        "place": place.split(" ")[-1],
        "year": year,
        "basis": basis,
        "bodies": result["bodies"],
        "due": region is None or is_due(year, frames.as_of),
        "change": _change(frames, region, year, basis, years),
        "standing": None if found is None or found.standing is None else (found.standing, found.median),
        "reports": len(ids),
        "alone": alone,  # who wrote the one report that stands for a whole place
        "alone_scope": reports["scope"][0] if len(ids) == 1 else None,
        "unplaced": 0 if region is None else unplaced(frames, year),
        "failed_checks": int(reports["n_failed_checks"].sum()),
        "figures": {figure["measure"]: figure for figure in result["figures"]},
        "zero_cells": zeros,
    }


def _change(
    frames: Frames, region: str | None, year: int, basis: str | None, years: pl.DataFrame | None
) -> dict[str, Any] | None:
    """Ratio of the requests received to the year before, with its interval; of an assembled figure on the bodies
    that have both years."""
    if years is None or basis is None:
        return None
    if basis == "assembled" and region is not None:
        grown = growth(frames, region=region, year=year)
        return {"bodies": grown["matched"]} | {key: grown[key] for key in ("ratio", "low", "high")}
    rows = changes(years.filter(measure="received"), year)
    if rows.is_empty():
        return None
    row = rows.row(0, named=True)
    return {"bodies": None, "ratio": row["change"], "low": row["low"], "high": row["high"]}
