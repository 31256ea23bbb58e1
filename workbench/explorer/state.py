"""The explorer's state: one plain dict, and what can be chosen in it.

`region`, `year` and `lang` are the parameters of the regional notebook, so that a state can be run as a page.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from workbench.dictionary import load_measures
from workbench.errors import BadCall
from workbench.parameters import place_names
from workbench.wording import LANGUAGES

if TYPE_CHECKING:
    from workbench.frames import Frames

DEFAULT: dict[str, Any] = {"lang": "zh", "measure": "disclosure_rate", "least": 0}


def start(frames: Frames, **wished: Any) -> dict[str, Any]:
    """A full state: what was wished for, else the busiest report's place and year. Raises BadCall."""
    keys = ("region", "year", *DEFAULT, "report")
    unknown = set(wished) - set(keys)
    if unknown:
        raise BadCall.unknown("choice", min(unknown), keys, where="explorer")
    region, year = _busiest(frames)
    state = {"region": region, "year": year, **DEFAULT, "report": None, **wished}
    for key, known in choices(frames).items():
        if state[key] not in known:
            raise BadCall.unknown(key, str(state[key]), map(str, known), where="explorer")
    return with_report(frames, state)


def with_report(frames: Frames, state: dict[str, Any]) -> dict[str, Any]:
    """The state with a report that its place and year have: the one named, else the first, else None."""
    known = list(reports_of(frames, state))
    report = state["report"] if state["report"] in known else next(iter(known), None)
    return {**state, "report": report}


def reports_of(frames: Frames, state: dict[str, Any]) -> dict[str, str]:
    """Title of each readable report of the place and year by its id, the consolidated one first."""
    there = (
        pl.col("place").eq(state["region"]) & pl.col("year").eq(state["year"]) & pl.col("status").ne("failed")
    )
    ordered = frames.reports.filter(there).sort(pl.col("scope") != "consolidated", "path")
    return dict(ordered.select("report_id", pl.coalesce("title", "path")).iter_rows())


def choices(frames: Frames) -> dict[str, list[Any]]:
    """What each chooser offers; every region with every year, so that a missing report can be seen as missing."""
    years = frames.reports["year"].drop_nulls().unique().sort(descending=True)
    return {
        "region": list(place_names(frames)),
        "year": years.to_list(),
        "measure": list(load_measures()),
        "lang": list(LANGUAGES),
    }


def _busiest(frames: Frames) -> tuple[str | None, int | None]:
    received = frames.wide.select("report_id", n="requests.received.total")
    ordered = (
        frames.reports.drop_nulls(["place", "year"])
        .join(received, on="report_id", how="left")
        .sort("n", "year", "place", descending=[True, True, False], nulls_last=True)
    )
    return ordered.select(pl.col("place"), pl.col("year")).row(0) if ordered.height else (None, None)
