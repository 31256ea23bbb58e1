"""The made nation's readings: each cell as printed, the checks that failed, the values that would close the sums.

In: the documents of a chunk and the sheet behind them. Out: rows of the store's `readings`. All cells of every report
are 200 rows a report; of a whole nation only the readings of misprinted reports are made.
"""

from __future__ import annotations

from typing import Any

import polars as pl

from benchmarks.national_rows import CELLS, EXTRACTOR, Sheet
from workbench.form import load_edition
from workbench.store.schema import ABSENT, CELL, STATES, STATUSES, TABLES

_STATE = {letter: name for name, letter in STATES.items()}
_STATUS = {letter: name for name, letter in STATUSES.items()}


def readings(documents: pl.DataFrame, made: Sheet, *, every: bool) -> pl.DataFrame:
    """Rows of `readings` of the documents that were read: all, or those in which a sum fails."""
    read = documents.filter(pl.col("status") != "failed", pl.lit(every) | (pl.col("n_failed_checks") > 0))
    keyed = read.with_row_index("number")
    parts = {"cells": _cells(keyed), "checks": _checks(keyed), "proposals": _proposals(keyed, made)}
    found = keyed.select("number", "sha256", pl.lit(EXTRACTOR).alias("extractor"))
    for part in parts.values():
        found = found.join(part, on="number", how="left", maintain_order="left")
    return found.with_columns(claims=pl.lit([], TABLES["readings"]["claims"])).select(
        pl.col(name).cast(dtype)
        if name in ("sha256", "extractor")
        else pl.col(name).fill_null([]).cast(dtype)
        for name, dtype in TABLES["readings"].items()
    )


def _cells(keyed: pl.DataFrame) -> pl.DataFrame:
    """The cells that are in the document, in the form's order; a line of the page each."""
    letters = keyed.select(
        "number",
        *(pl.col(name).str.split("").list.eval(pl.element()).alias(name) for name in ("states", "statuses")),
        cell=pl.lit(list(CELLS), pl.List(pl.String)),
        value=pl.concat_list(pl.col(name).cast(pl.Float64) for name in CELLS),
    ).explode("states", "statuses", "cell", "value")
    there = letters.filter(pl.col("states") != ABSENT).with_columns(
        line=pl.int_range(1, pl.len() + 1).over("number")
    )
    number = (
        pl.when(pl.col("value") == pl.col("value").floor())
        .then(pl.col("value").cast(pl.Int64, strict=False).cast(pl.String))
        .otherwise(pl.col("value").cast(pl.String))
    )
    mark = pl.when(pl.col("states") == STATES["mark"]).then(pl.lit("/")).otherwise(pl.lit(""))
    told = there.with_columns(
        state=pl.col("states").replace_strict(_STATE),
        status=pl.col("statuses").replace_strict(_STATUS),
        printed=pl.when(pl.col("states") == STATES["number"]).then(number).otherwise(mark),
        implied_zero=(pl.col("states") == STATES["blank"]) & pl.col("value").is_not_null(),
        engines=pl.lit(["html"]),
    )
    schema = {field.name: field.dtype for field in CELL.fields}
    absent = [pl.lit(None, dtype).alias(name) for name, dtype in schema.items() if name not in told.columns]
    fields = [pl.col(name).cast(dtype) for name, dtype in schema.items()]
    told = told.with_columns(absent)
    return told.group_by("number", maintain_order=True).agg(pl.struct(fields).alias("cells"))


def _checks(keyed: pl.DataFrame) -> pl.DataFrame:
    """The sums that fail, from the values themselves; a row printed for others takes their place."""
    rows: list[dict[str, Any]] = []
    wrong = keyed.filter(pl.col("n_failed_checks") > 0)
    for report in wrong.iter_rows(named=True):
        for identity in load_edition(report["edition"]).identities:
            sides = [
                [cell for cell in side if report[cell] is not None]
                for side in (identity.left, identity.right)
            ]
            left, right = (float(sum(report[cell] for cell in side)) for side in sides)
            if all(sides) and left != right:
                told = {"check": identity.id, "status": "fail", "left": left, "right": right}
                rows.append({"number": report["number"], **told, "cells": sides[0] + sides[1]})
    return _nested(rows, "checks")


def _proposals(keyed: pl.DataFrame, made: Sheet) -> pl.DataFrame:
    """The located misprints: those of the matrix, with the sums that the true number closes."""
    by_path = dict(keyed.select("path", "number").iter_rows())
    paths = _paths(keyed, made)
    rows = []
    for row, cell, printed, true in made.misprints:
        _, line, who = CELLS[cell].split(".")
        told = {"cell": CELLS[cell], "printed": str(printed), "proposed": float(true)}
        closes = [f"C1.{line}", f"C2.{who}"]
        rows += [
            {"number": by_path[path], **told, "closes": closes, "looks_like": "misprint"}
            for path in paths.get(row, ())
        ]
    return _nested(rows, "proposals")


def _paths(keyed: pl.DataFrame, made: Sheet) -> dict[int, list[str]]:
    """The documents of each row of the sheet: the body's number stands in the path, a second publication beside."""
    index = {
        (int(body), int(year)): row for row, (body, year) in enumerate(zip(made.body, made.year, strict=True))
    }
    parts = keyed.select(
        "path", "year", body=pl.col("path").str.extract(r"-(\d+)(?:-again)?\.html$").cast(pl.Int64)
    )
    found: dict[int, list[str]] = {}
    for path, year, body in parts.iter_rows():
        found.setdefault(index[body, year - 2019], []).append(path)
    return found


def _nested(rows: list[dict[str, Any]], column: str) -> pl.DataFrame:
    struct = TABLES["readings"][column].inner  # type: ignore[attr-defined]
    schema = {"number": pl.UInt32, **{field.name: field.dtype for field in struct.fields}}
    flat = pl.DataFrame(rows, schema=schema, orient="row")
    return flat.group_by("number", maintain_order=True).agg(pl.struct(pl.exclude("number")).alias(column))
