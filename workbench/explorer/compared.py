"""What is put side by side in the dots: places of the chosen one's level, or the bodies inside it, all of one basis.

In: frames and a state. Out: a row each with its figure, raw or drawn towards its peers (shrunken), and a sentence on
what is shown. One call of `figures_of` makes all figures of places, and its answer is held: a language, a scope, a
least number of cases or shrinkage ask for nothing anew.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import polars as pl

from workbench.basis import OF_MANY, CountedEach, Subject, counted_each
from workbench.dictionary import Measure, load_measures
from workbench.explorer.state import compared_places, places
from workbench.measures import figures_of
from workbench.methods.shrinkage import shrunken, shrunken_interval
from workbench.page_tables import as_printed
from workbench.peers import prior
from workbench.reasons import FEW_CASES, NOT_APPLICABLE
from workbench.units import units
from workbench.wording import Count, amount, count, interval, joined, known_of, say, why

if TYPE_CHECKING:
    from workbench.frames import Frames

HELD = 200  # answers kept, of at most some 3,000 places each
ROWS = {
    **dict.fromkeys(("id", "name"), pl.String()),
    **dict.fromkeys(("value", "low", "high", "numerator", "denominator"), pl.Float64()),
    "why_null": pl.String(),
    "doubtful_cells": pl.Int32(),
    "under_proposals": pl.Float64(),
    "corrected_cells": pl.Int32(),
    "as_printed": pl.Float64(),
    "known": pl.Int32(),
    "of": pl.Int32(),
}
DOUBTS = ("doubtful_cells", "under_proposals", "corrected_cells", "as_printed")
WORDS = dict.fromkeys(("shown", "counts", "interval", "printed", "proposed", "why"), pl.String())


@dataclass(frozen=True)
class Compared:
    """`rows` with the columns of ROWS, a row a place or body; `told` says what is shown.

    `own`: how many reports are behind the chosen place's figure, of any basis; null where bodies are compared.
    """

    rows: pl.DataFrame
    told: str
    own: int | None

    @property
    def of_bodies(self) -> bool:
        return self.own is None


def compared(frames: Frames, state: dict[str, Any]) -> Compared:
    """The rows for the state's peers, scope and measure."""
    if state["peers"] == "inside" and load_measures()[state["measure"]].is_plain_share:
        return Compared(*_bodies(frames, state), None)
    every = _figures(frames, state)
    own = int(every.filter(pl.col("id") == state["region"])["of"].sum())
    return Compared(*_places(frames, state, every), own)


def worded(rows: pl.DataFrame, measure: Measure, lang: str) -> pl.DataFrame:
    """The rows with WORDS, which are read beside the dots and in the table."""
    told = [
        {
            "shown": amount(row["value"], measure.unit),
            "counts": f"{count(row['numerator'])} / {count(row['denominator'])}" if measure.is_rate else "",
            "interval": interval(row["low"], row["high"], measure.unit),
            "printed": as_printed(row, measure),
            "proposed": ""
            if row["under_proposals"] is None
            else amount(row["under_proposals"], measure.unit),
            "why": _told_by(row, lang) or why(row["why_null"], lang),
        }
        for row in rows.iter_rows(named=True)
    ]
    return pl.concat([rows, pl.DataFrame(told, schema=WORDS)], how="horizontal")


def _told_by(row: dict[str, Any], lang: str) -> str:
    """Of how many reports a figure is that not all of them tell."""
    some = row["value"] is not None and row["known"] < row["of"]
    return known_of(row["known"], row["of"], lang) if some else ""


def _bodies(frames: Frames, state: dict[str, Any]) -> tuple[pl.DataFrame, str]:
    """The bodies inside the region, each by its own report."""
    lang = state["lang"]
    asked = {name: state[name] for name in ("region", "year", "measure")}
    found = units(frames, **asked, drawn=state["shrunken"])
    drawn = state["shrunken"] and bool(found.priors)
    columns = ("shrunken", "shrunken_low", "shrunken_high") if drawn else ("value", "low", "high")
    rows = found.rows.select(
        id="body_id",
        name="name",
        **dict(zip(("value", "low", "high"), map(pl.col, columns), strict=True)),
        numerator=pl.col("x").cast(pl.Float64),
        denominator=pl.col("n").cast(pl.Float64),
        raw="value",
        why_null=pl.when(pl.col("value").is_null()).then(
            pl.when(pl.col("n") == 0)
            .then(pl.lit(NOT_APPLICABLE))
            .when(pl.col("n").is_null())
            .then(pl.lit("blank"))
            .otherwise(pl.lit(FEW_CASES))
        ),
    )
    told = rows.join(_doubts(frames, state, found.rows), on="id", how="left", maintain_order="left")
    told = told.with_columns(
        pl.col("doubtful_cells", "corrected_cells").fill_null(0),
        as_printed=pl.when(pl.col("corrected_cells") > 0).then("as_printed").otherwise("raw"),
        known=pl.lit(1),
        of=pl.lit(1),
    )
    typed = told.select(pl.col(name).cast(dtype) for name, dtype in ROWS.items())
    return typed, _shrinkage(state, drawn, lang)


def _doubts(frames: Frames, state: dict[str, Any], bodies: pl.DataFrame) -> pl.DataFrame:
    """`id` and DOUBTS of the bodies whose report has a cell in doubt or one that a person looked at."""
    mine, seen = (pl.col("report_id").is_in(one["report_id"].implode()) for one in (bodies, frames.looked_at))
    unsure = frames.inside(state["region"]).filter(mine, (pl.col("n_doubtful") > 0) | seen).select(OF_MANY)
    reports = [unsure[at] for at in range(unsure.height)]
    subjects = [Subject(state["year"], body=body) for body in unsure["body_id"]]
    told = [(report["scope"][0], report) for report in reports]
    found = figures_of(frames, subjects, state["measure"], told)
    return found.select(*DOUBTS, id="body")


def _places(frames: Frames, state: dict[str, Any], every: pl.DataFrame) -> tuple[pl.DataFrame, str]:
    """The places of the region's level with a report of the year, of one basis."""
    lang = state["lang"]
    basis = _basis(every, state)
    rows = every.filter(pl.col("basis").eq_missing(pl.lit(basis, pl.String))).select(*ROWS)
    told = "" if basis is None else _basis_told(basis, rows, every, state)
    if not state["shrunken"]:
        return rows, told
    drawn_by = _prior(frames, state)
    more = _shrinkage(state, drawn_by is not None, lang)
    if drawn_by is None:
        return rows, joined((told, more), lang)
    x, n = pl.col("numerator"), pl.col("denominator")
    low, high = shrunken_interval(x, n, drawn_by)
    has = pl.col("value").is_not_null()
    drawn = rows.with_columns(
        pl.when(has).then(one).alias(name)
        for name, one in (("value", shrunken(x, n, drawn_by)), ("low", low), ("high", high))
    )
    return drawn, joined((told, more), lang)


def _basis_told(basis: str, rows: pl.DataFrame, every: pl.DataFrame, state: dict[str, Any]) -> str:
    """The basis, and who is left out for having no figure of it: the chosen place, and how many others."""
    lang, away = state["lang"], state["region"] not in rows["id"]
    others = every.height - rows.height - away
    words = (
        say(f"basis.{basis}", lang),
        say("explorer.not_among", lang) if away else "",
        say("explorer.other_basis", lang, n=Count(others)) if others else "",
    )
    return joined(words, lang)


def _figures(frames: Frames, state: dict[str, Any]) -> pl.DataFrame:
    """The measure of each place compared, of every basis: `basis` and ROWS. Held, for all languages and scopes."""
    codes = compared_places(frames, state)
    key = (state["year"], state["measure"], *codes)
    held: dict[tuple[Any, ...], pl.DataFrame] = vars(frames).setdefault("_explorer_figures", {})
    if key not in held:
        if len(held) >= HELD:
            held.clear()
        subjects = [Subject(state["year"], code) for code in codes]
        found = figures_of(frames, subjects, state["measure"], _counted(frames, subjects))
        known, rows = places(frames), found.rename({"region": "id"})
        names = [known[code]["full"] if code in known else code for code in rows["id"]]
        held[key] = rows.with_columns(name=pl.Series(names, dtype=pl.String))
    return held[key]


def _counted(frames: Frames, subjects: list[Subject]) -> CountedEach:
    """The reports behind them; the last answer is held, for the next measure of the same places."""
    held: dict[tuple[Subject, ...], CountedEach]
    held = vars(frames).setdefault("_explorer_counted", {})
    if (asked := tuple(subjects)) not in held:
        held.clear()
        held[asked] = counted_each(frames, subjects)
    return held[asked]


def _basis(every: pl.DataFrame, state: dict[str, Any]) -> str | None:
    """The one basis that is shown: the one named, else the chosen place's, else the more frequent one."""
    if state["scope"] != "same":
        return str(state["scope"])
    known = every.drop_nulls("basis")
    own = known.filter(pl.col("id") == state["region"])["basis"]
    if own.len():
        return str(own[0])
    often = known.group_by("basis").len().sort("len", "basis", descending=[True, False])["basis"]
    return str(often[0]) if often.len() else None


def _prior(frames: Frames, state: dict[str, Any]) -> Any:
    measure = load_measures()[state["measure"]]
    if not measure.is_plain_share:
        return None
    return prior(frames, region=state["region"], year=state["year"], measure=measure.id)


def _shrinkage(state: dict[str, Any], drawn: bool, lang: str) -> str:
    if not state["shrunken"]:
        return ""
    return say(f"explorer.{'shrunk' if drawn else 'not_shrunk'}", lang)
