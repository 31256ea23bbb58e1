"""Frames made by hand for tests of what stands above the store: figures of real reports, typed in.

`ERQI`, `LITONG` and `HONGZE` hold the cells of three published reports that are not zero; `HUAIAN` those known of
Huai'an's report of 2024. `made` gives every other cell of the form the value 0, or leaves it absent.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

import polars as pl

from workbench.bodies import alike_once, behind, regions_of, with_regions
from workbench.form import all_cells, load_edition
from workbench.frames.heads import NOWHERE, ROW
from workbench.frames.places import named_places, seen
from workbench.frames.sums import OF_OWN, counted_checks

if TYPE_CHECKING:
    from workbench.frames import Frames

# 二七区人民政府办公室 2022, seed report 003
ERQI = {
    "proactive.normative.issued": 3,
    "proactive.normative.in_force": 20,
    "requests.received.natural_person": 59,
    "requests.received.commercial": 3,
    "requests.received.total": 62,
    "requests.granted.natural_person": 48,
    "requests.granted.commercial": 1,
    "requests.granted.total": 49,
    "requests.denied_internal_affairs.natural_person": 1,
    "requests.denied_internal_affairs.total": 1,
    "requests.unavailable_not_held.natural_person": 5,
    "requests.unavailable_not_held.commercial": 2,
    "requests.unavailable_not_held.total": 7,
    "requests.unavailable_needs_creation.natural_person": 1,
    "requests.unavailable_needs_creation.total": 1,
    "requests.rejected_repeat.natural_person": 1,
    "requests.rejected_repeat.total": 1,
    "requests.other_other.natural_person": 3,
    "requests.other_other.total": 3,
    "requests.total_processed.natural_person": 59,
    "requests.total_processed.commercial": 3,
    "requests.total_processed.total": 62,
    "review.upheld": 1,
    "review.total": 1,
}
# 利通区人民政府办公室 2022, seed report 004
LITONG = {
    f"requests.{row}.{who}": count
    for row, count in {"received": 7, "granted": 5, "unavailable_not_held": 2, "total_processed": 7}.items()
    for who in ("natural_person", "total")
} | {"proactive.normative.issued": 6, "proactive.normative.in_force": 38}
# 淮安市洪泽区人民政府 2024; its （六）其他处理 is one undivided row
HONGZE = {
    f"requests.{row}.{who}": count
    for row, count in {
        "received": 95,
        "granted": 50,
        "partially_granted": 9,
        "denied_three_securities": 1,
        "denied_process": 1,
        "denied_enforcement_file": 1,
        "unavailable_not_held": 31,
        "unavailable_needs_creation": 1,
        "rejected_petition": 1,
        "total_processed": 95,
    }.items()
    for who in ("natural_person", "total")
} | {
    "proactive.licensing.decisions": 9487,
    "proactive.penalty.decisions": 2776,
    "proactive.coercion.decisions": 84,
    "proactive.fees.amount": 7545,
    "proactive.normative.issued": 3,
    "proactive.normative.in_force": 8,
    "review.upheld": 1,
    "review.corrected": 1,
    "review.total": 2,
    "litigation_direct.upheld": 1,
    "litigation_direct.total": 1,
    "litigation_after_review.upheld": 2,
    "litigation_after_review.other_result": 1,
    "litigation_after_review.total": 3,
}
# 淮安市 2024: the totals that its report prints in section one and in its tables
HUAIAN = {
    "requests.received.total": 3119,
    "requests.carried_in.total": 34,
    "requests.granted.total": 1362,
    "requests.partially_granted.total": 454,
    "requests.total_processed.total": 3050,
    "requests.carried_over.total": 103,
    "review.upheld": 72,
    "review.corrected": 64,
    "review.other_result": 178,
    "review.pending": 37,
    "review.total": 351,
}


@dataclass
class Made:
    """One report to put into the frames; `unknown` cells have that state, `absent` ones are not in the document."""

    cells: Mapping[str, float]
    place: str = "410103"
    place_name: str = "河南省 郑州市 二七区"
    year: int = 2022
    scope: str = "own"
    body: str = ""
    kind: str = "gov_office"
    level: str | None = "county"
    status: str = "ok"
    published: date = date(2023, 1, 20)
    unknown: Mapping[str, str] = field(default_factory=dict)
    absent: tuple[str, ...] = ()
    doubtful: tuple[str, ...] = ()
    proposed: Mapping[str, float] = field(default_factory=dict)  # numbers that would close the tables
    only: bool = False  # cells not named are absent, not 0
    undivided: bool = False
    nowhere: bool = False  # its place is not known

    def names(self) -> list[str]:
        """The cells that are in the document."""
        form = load_edition("2021")
        divided = {row for rows in form.alternatives().values() for row in rows}
        leave = divided if self.undivided else set(form.alternatives())
        names = list(self.cells) if self.only else [name for name in form.cells if name not in leave]
        return [name for name in names if name not in self.absent]

    def row(self, report_id: str, name: str) -> dict[str, Any]:
        state = self.unknown.get(name, "number")
        value = float(self.cells.get(name, 0)) if state == "number" else None
        status = "doubtful" if name in self.doubtful else "proved" if value is not None else "missing"
        return {
            "report_id": report_id,
            "cell": name,
            "value": value,
            "state": state,
            "printed": "" if value is None else f"{value:g}",
            "status": status,
            "implied_zero": False,
            "page": None,
            "box": None,
            "line": 1,
            "table": None,
            "row": None,
            "column": None,
            "value_printed": value,
            "correction": None,
        }


def made(*reports: Made) -> Frames:
    """Frames of those reports, as `frames.load` would give them."""
    named = {f"r{number:011d}": report for number, report in enumerate(reports, start=1)}
    cells = [report.row(report_id, name) for report_id, report in named.items() for name in report.names()]
    head = [_report(report_id, report) for report_id, report in named.items()]
    schema: dict[str, Any] = {
        "value": pl.Float64,
        "box": pl.List(pl.Float64),
        "value_printed": pl.Float64,
        "correction": pl.String,
        "page": pl.Int32,
        "table": pl.Int32,
    }
    tidy = pl.DataFrame(cells, schema_overrides={**schema, "row": pl.Int32, "column": pl.Int32})
    tidy = tidy.with_columns(
        engines=pl.concat_list(pl.lit("text"))
    )  # for all at once: a list is dear to make
    checks = {"report_id": pl.String, "check": pl.String, "status": pl.String, "left": pl.Float64}
    claims = {"report_id": pl.String, "quantity": pl.String, "value": pl.Float64, "unit": pl.String}
    proposals = [
        {"report_id": report_id, "cell": cell, "proposed": value}
        for report_id, report in named.items()
        for cell, value in report.proposed.items()
    ]
    proposal = {"report_id": pl.String, "cell": pl.String, "proposed": pl.Float64}
    texts = dict.fromkeys(("place", "place_name", "level", "issuer", "department"), pl.String)
    heads = pl.DataFrame(head, schema_overrides={"year": pl.Int32, "n_doubtful": pl.Int32, **texts})
    frames: Any = SimpleNamespace(
        _snapshot=None,
        as_of=None,
        by_region=with_regions(heads),
        raw=None,
        find=lambda *that, columns=heads.columns, year=None: (
            _of_year(heads, year).filter(*that).select(columns)
        ),
        find_in_regions=lambda *that, columns=heads.columns, year=None: _of_year(
            frames.by_region, year
        ).filter(*that),
        behind=lambda level, years, regions: behind(
            frames.find_in_regions(
                pl.col(regions_of(level)).is_in(regions.implode()), pl.col("year").is_in(list(years))
            ),
            level,
        ),
        peers=lambda likes: alike_once(
            frames.find(pl.col("status") != "failed", columns=heads.columns)
            .with_row_index(ROW)
            .with_columns(NOWHERE)
        ),
        seen=seen(heads),
        reports_like=heads.clear(),
        inside=lambda region: heads,
        near=lambda region, columns=heads.columns: frames.by_region,
        named_places=named_places(heads),
        proposals=pl.DataFrame(proposals, schema=proposal),
        looked_at=heads.clear().select("report_id"),
        rows_hash=lambda ids: "-".join(ids),
        part=lambda name, ids: _of(getattr(frames, name), ids),
        states=lambda ids, cells: (
            _of(frames.cells, ids).select("report_id", "cell", "state").filter(pl.col("cell").is_in(cells))
        ),
        tested_sums=lambda rows: counted_checks(_of(frames.checks, rows["report_id"]), ("C",)).rename(OF_OWN),
        tested_by_kind=lambda ids: counted_checks(_of(frames.checks, ids)),
        flagged=lambda ids: _of(frames.cells, ids).filter(
            (pl.col("status") == "doubtful") | pl.col("correction").is_not_null()
        ),
        values=lambda ids, cells: _of(frames.wide.select("report_id", *dict.fromkeys(cells)), ids),
        values_of=lambda rows, cells: rows.select("report_id").join(
            frames.values(rows["report_id"], cells), on="report_id", how="left", maintain_order="left"
        ),
        reports=heads,
        cells=tidy,
        wide=_wide(tidy, list(named)),
        checks=pl.DataFrame(schema={**checks, "right": pl.Float64, "cells": pl.List(pl.String)}),
        claims=pl.DataFrame(
            schema={**claims, "bound": pl.String, "sentence": pl.String, "agrees": pl.String}
        ),
    )
    return cast("Frames", frames)


def _of_year(reports: pl.DataFrame, year: int | None) -> pl.DataFrame:
    """With the numbers of their rows, as the frames of a store have them."""
    numbered = reports.with_row_index(ROW).with_columns(NOWHERE)
    return numbered if year is None else numbered.filter(pl.col("year") == year)


def _of(frame: pl.DataFrame, ids: pl.Series) -> pl.DataFrame:
    return frame.filter(pl.col("report_id").is_in(ids.to_list()))


def _report(report_id: str, report: Made) -> dict[str, Any]:
    return {
        "report_id": report_id,
        "body_id": report.body or f"{report.place}.{report.kind}",
        "path": f"{report_id}.txt",
        "edition": "2021",
        "title": f"{report.place_name}{report.year}年政府信息公开工作年度报告",
        "issuer": None,
        "department": None,
        "year": report.year,
        "published": report.published,
        "place": None if report.nowhere else report.place,
        "place_name": None if report.nowhere else report.place_name,
        "kind": report.kind,
        "level": None if report.nowhere else report.level,
        "scope": report.scope,
        "status": report.status,
        "sha256": report_id * 5,
        "n_proved": len(report.names()),
        "n_read": 0,
        "n_doubtful": len(report.doubtful),
        "n_missing": len(report.unknown),
        "n_failed_checks": 0,
    }


def _wide(tidy: pl.DataFrame, ids: list[str]) -> pl.DataFrame:
    values = tidy.pivot("cell", index="report_id", values="value")
    wide = pl.DataFrame({"report_id": ids}).join(values, on="report_id", how="left", maintain_order="left")
    return wide.select("report_id", *(_typed(wide, name, cell.unit) for name, cell in all_cells().items()))


def _typed(wide: pl.DataFrame, name: str, unit: str) -> pl.Expr:
    dtype = pl.Int64() if unit == "count" else pl.Decimal(18, 4)
    return (pl.col(name).cast(dtype) if name in wide.columns else pl.lit(None, dtype)).alias(name)
