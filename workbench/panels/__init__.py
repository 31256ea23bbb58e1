"""Every measure of every body or region in every year, in one frame: what exports and releases hold.

In: frames. Out: a row a subject, year and measure with the figures that `measures.figures` gives, made by grouping
and not one by one, and with the marks of what breaks a series: another edition, another basis, a year without report.
A nation's panel comes in slices: of its reports' values only a few thousand rows are in memory at a time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import TYPE_CHECKING

import polars as pl

from workbench import reasons
from workbench.basis import UNDECIDED
from workbench.bodies import NATION, level_of
from workbench.dictionary import Measure, load_measures
from workbench.divisions import LATEST, divisions
from workbench.errors import BadCall
from workbench.methods.counts import poisson
from workbench.methods.proportions import wilson_columns
from workbench.panels.members import SUBJECT, By, members
from workbench.panels.sides import check_counts, sides_of, values_of
from workbench.rates import FEW, NO_PROPENSITY, SCALE
from workbench.reasons import SLICE, named_unknowns

if TYPE_CHECKING:
    from workbench.frames import Frames

__all__ = ["PANEL", "By", "members", "panel", "panel_slices"]

PANEL = {
    "subject": pl.String(),
    "name": pl.String(),
    "level": pl.String(),
    "year": pl.Int32(),
    "basis": pl.String(),
    "edition": pl.String(),
    "reports": pl.Int32(),
    "measure": pl.String(),
    "value": pl.Float64(),
    "numerator": pl.Float64(),
    "denominator": pl.Float64(),
    "low": pl.Float64(),
    "high": pl.Float64(),
    "known": pl.Int32(),
    "doubtful_cells": pl.Int32(),
    "why_null": pl.String(),
    "series_break": pl.String(),
}


def panel(frames: Frames, by: By, measures: Iterable[str] | None = None) -> pl.DataFrame:
    """The rows of PANEL, by subject and year, measures in the dictionary's order. Raises BadCall.

    `basis` is that of `measures.figures`, and null where the scopes of the reports do not say which may be added.
    `series_break` says what parts a row from the subject's row before: `edition`, `basis`, `gap`, joined by a space.
    """
    return pl.concat([pl.DataFrame(schema=PANEL), *panel_slices(frames, by, measures)])


def panel_slices(
    frames: Frames, by: By, measures: Iterable[str] | None = None, *, only: pl.DataFrame | None = None
) -> Iterator[pl.DataFrame]:
    """The rows of `panel` in its order, some subjects and years at a time; those of `only` (subject, year)."""
    wanted = _wanted(measures)
    parts = members(frames, by)
    heads = _heads(frames, parts, by)
    if only is not None:
        parts = parts.join(only, on=SUBJECT, how="semi", maintain_order="left")
    checks = check_counts(frames, parts, wanted)
    return (_rows(frames, some, by, wanted, heads, checks) for some in _slices(parts))


def _slices(parts: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """The members in slices of whole subjects and years, each a little more than SLICE reports, or one subject."""
    sizes = parts.group_by(SUBJECT, maintain_order=True).len()
    begin = pl.col("len").cum_sum() - pl.col("len")
    begins = sizes.select(begin=begin, number=begin // SLICE).unique("number", maintain_order=True)
    bounds = [*begins["begin"], parts.height]
    return (parts[first:last] for first, last in pairwise(bounds))


def _rows(
    frames: Frames,
    parts: pl.DataFrame,
    by: By,
    wanted: list[Measure],
    heads: pl.DataFrame,
    checks: pl.DataFrame,
) -> pl.DataFrame:
    """The panel of these members."""
    values = values_of(frames, parts, wanted)
    sides = sides_of(frames, values, by, wanted, checks)
    long = pl.concat([_of_measure(measure, sides.lazy(), sides.columns) for measure in wanted]).collect()
    asked = long.filter(pl.col("why_null").is_null() & pl.col("value").is_null()).select(*SUBJECT, "measure")
    order = pl.DataFrame({"measure": [measure.id for measure in wanted]}).with_row_index("order")
    return (
        long.join(named_unknowns(frames, values, asked, SUBJECT), on=[*SUBJECT, "measure"], how="left")
        .join(_doubtful(frames, parts, wanted), on=[*SUBJECT, "measure"], how="left")
        .join(heads, on=SUBJECT, how="left")
        .join(order, on="measure", how="left")
        .sort("subject", "year", "order")
        .with_columns(
            pl.col("doubtful_cells").fill_null(0),
            pl.col("known").fill_null(pl.col("reports")),
            _why_null(),
            _basis(),
        )
        .select(pl.col(name).cast(dtype) for name, dtype in PANEL.items())
    )


def _heads(frames: Frames, parts: pl.DataFrame, by: By) -> pl.DataFrame:
    """Name, level, basis, editions, number of reports and breaks of each subject and year."""
    about = frames.reports.select("report_id", "edition", "place", "place_name", "level", "body_id")
    joined = parts.join(about, on="report_id", how="left", maintain_order="left")
    edition = pl.col("edition").drop_nulls().unique().sort().str.join(", ")
    of_year = joined.group_by(SUBJECT, maintain_order=True).agg(
        pl.col("basis").first(),
        pl.when(pl.col("edition").count() > 0).then(edition).alias("edition"),
        pl.col("report_id").count().alias("reports"),
    )
    named = of_year.join(_names(frames, parts, by), on="subject", how="left", maintain_order="left")
    return named.with_columns(_break())


def _names(frames: Frames, parts: pl.DataFrame, by: By) -> pl.DataFrame:
    """The last known name and level of each subject; a region without a report of its own has that of its code."""
    if by == "region":
        named = frames.reports.select(pl.col("place").alias("subject"), "year", "level", name="place_name")
        codes = parts["subject"].unique(maintain_order=True)
        known = [(code, 0, level_of(code), _name_of(code)) for code in codes]
        schema = {"subject": pl.String, "year": pl.Int32, "level": pl.String, "name": pl.String}
        named = pl.concat([pl.DataFrame(known, schema=schema, orient="row"), named], how="diagonal")
    else:
        told = pl.coalesce([name for name in ("issuer", "place_name") if name in frames.reports.columns])
        named = frames.reports.select(pl.col("body_id").alias("subject"), "year", "level", name=told)
    last = named.drop_nulls("subject").sort("year", maintain_order=True, nulls_last=False)
    return last.group_by("subject", maintain_order=True).agg(pl.col("name", "level").drop_nulls().last())


def _name_of(code: str) -> str | None:
    """The place's name with those above it, where the tables of divisions know the code."""
    if code == NATION:
        return "全国"
    return " ".join(filter(None, divisions().chain(code, LATEST).values())) or None


def _break() -> pl.Expr:
    # A year whose edition nobody could tell does not hide that the form changed.
    told = {name: pl.col(name) for name in ("year", "basis")} | {"edition": pl.col("edition").forward_fill()}
    before = {name: column.shift(1).over("subject") for name, column in told.items()}
    marks = [
        pl.when(before["edition"] != pl.col("edition")).then(pl.lit("edition")),
        pl.when(before["basis"] != pl.col("basis")).then(pl.lit("basis")),
        pl.when(pl.col("year") - before["year"] > 1).then(pl.lit("gap")),
    ]
    return pl.concat_str(marks, separator=" ", ignore_nulls=True).replace({"": None}).alias("series_break")


def _wanted(ids: Iterable[str] | None) -> list[Measure]:
    known = load_measures()
    names = list(known) if ids is None else list(dict.fromkeys(ids))
    for name in names:
        if name not in known:
            raise BadCall.unknown("measure", name, known, where="panel")
    return [measure for measure in known.values() if measure.id in names]


def _of_measure(measure: Measure, sides: pl.LazyFrame, there: list[str]) -> pl.LazyFrame:
    """The measure's rows with value, interval and the reason where there is no value."""
    below = f"{measure.id}/d"
    read = pl.col("basis") != UNDECIDED  # else nothing was counted, and nothing is 0
    above_of, below_of = (
        pl.when(read).then(pl.col(name)).cast(pl.Float64) if name in there else pl.lit(None, pl.Float64)
        for name in (f"{measure.id}/n", below)
    )
    known = pl.col(f"{measure.id}/k") if f"{measure.id}/k" in there else pl.lit(None, pl.UInt32)
    rows = sides.select(
        *SUBJECT, above_of.alias("numerator"), below_of.alias("denominator"), known.alias("known")
    )
    x, n = pl.col("numerator"), pl.col("denominator")
    return (
        rows.with_columns(_value(measure, x, n).alias("value"), _few(measure, x, n).alias("few"))
        .with_columns(
            *_limits(measure, x, n), _why(measure, x, n).alias("why_null"), measure=pl.lit(measure.id)
        )
        .drop("few")
        .select(*SUBJECT, "measure", "value", "numerator", "denominator", "low", "high", "known", "why_null")
    )


def _value(measure: Measure, x: pl.Expr, n: pl.Expr) -> pl.Expr:
    if not measure.is_rate:
        return x
    rated = x.is_not_null() & (n > 0) & ~_few(measure, x, n)
    return pl.when(rated).then(x / n * SCALE.get(measure.unit, 1))


def _few(measure: Measure, x: pl.Expr, n: pl.Expr) -> pl.Expr:
    """The rule of `rates.few` for whole columns."""
    if not measure.is_rate:
        return pl.lit(False)
    cases = {"herfindahl": n.sqrt(), "effective_number": x.sqrt()}.get(measure.how, n)
    return (x.is_not_null() & (n > 0) & (cases < FEW)).fill_null(False)


def _limits(measure: Measure, x: pl.Expr, n: pl.Expr) -> tuple[pl.Expr, pl.Expr]:
    """The rule of `rates.interval` for whole columns, where there is a value."""
    none = pl.lit(None, pl.Float64)
    low, high = none, none
    if measure.how not in NO_PROPENSITY and measure.unit == "share":
        low, high = wilson_columns(x, n)
    elif measure.unit == "per_100":
        low, high = (limit / n * SCALE["per_100"] for limit in poisson(x))
    known = pl.col("value").is_not_null()
    return pl.when(known).then(low).alias("low"), pl.when(known).then(high).alias("high")


def _why(measure: Measure, x: pl.Expr, n: pl.Expr) -> pl.Expr:
    """Too few cases, or none; null where the cells that are not known must tell."""
    nothing = x.is_not_null() & (n == 0) & pl.lit(measure.how != "zero_reports")
    return (
        pl.when(pl.col("value").is_not_null())
        .then(None)
        .when(pl.col("few"))
        .then(pl.lit(reasons.FEW_CASES))
        .when(nothing)
        .then(pl.lit(reasons.NOT_APPLICABLE))
        .when(pl.lit(measure.how == "coverage"))
        .then(pl.lit(reasons.EXPECTED_UNKNOWN))
    )


def _why_null() -> pl.Expr:
    """Of reports that cannot be added nothing is known but that; with no cell to blame there was nothing to count."""
    told = pl.coalesce("why_null", "named", pl.lit(reasons.NOT_APPLICABLE))
    return (
        pl.when(pl.col("basis") == UNDECIDED)
        .then(pl.lit(reasons.SCOPE_UNKNOWN))
        .when(pl.col("value").is_null())
        .then(told)
        .alias("why_null")
    )


def _basis() -> pl.Expr:
    """As in `figures`: null where the scopes do not say which reports may be added."""
    return pl.when(pl.col("basis") != UNDECIDED).then("basis").alias("basis")


def _doubtful(frames: Frames, parts: pl.DataFrame, wanted: list[Measure]) -> pl.DataFrame:
    """How many doubtful cells each figure may use."""
    uses = pl.DataFrame(
        [(measure.id, cell) for measure in wanted for cell in measure.cells],
        schema={"measure": pl.String, "cell": pl.String},
        orient="row",
    )
    reports = parts["report_id"].drop_nulls().unique(maintain_order=True)
    cells = frames.flagged(reports).filter(status="doubtful").select("report_id", "cell")
    used = parts.join(cells, on="report_id").join(uses, on="cell")
    return used.group_by([*SUBJECT, "measure"]).agg(pl.len().alias("doubtful_cells"))
