"""Copies among the counted reports: found by their figures, left out of the frames, and told.

In: the counted reports, the store's documents with the cells of `duplicates.FIRST_LOOK`, the register. Out: the reports
without the copies, and the links with the copies' own heads. The whole table of a report is read only where it agrees
with another one at first look.
"""

from __future__ import annotations

import polars as pl

from workbench.duplicates import FIGURES, LINKS, copies, revisions, suspects
from workbench.frames.schemas import REPORTS
from workbench.register import COUNT
from workbench.store import Store

_HEAD = ("report_id", "path", "title", "body_id", "place", "place_name", "year", "published", "source_url")
DUPLICATES: dict[str, pl.DataType] = {**{name: REPORTS[name] for name in _HEAD}, **LINKS}


def without_copies(
    reports: pl.DataFrame, documents: pl.DataFrame, store: Store, register: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The reports that count, and a row with the columns of DUPLICATES for each that is a copy of one of them."""
    looks = reports.select("report_id", "path").join(documents, on="path", how="left", maintain_order="left")
    found = reports.filter(pl.col("report_id").is_in(suspects(reports, looks).implode()))
    if found.is_empty():
        return reports, pl.DataFrame(schema=DUPLICATES)
    keys = found.select("report_id", "path")
    wide = store.documents().select("path", *FIGURES).join(keys.lazy(), on="path").collect()
    links = copies(found, wide, _said_to_count(found, register))
    return reports.join(links, on="report_id", how="anti", maintain_order="left"), _with_heads(links, reports)


def older_versions(reports: pl.DataFrame) -> pl.DataFrame:
    """The same for versions of a body's year that another one replaces; they stay among the reports."""
    return _with_heads(revisions(reports), reports)


def _with_heads(links: pl.DataFrame, reports: pl.DataFrame) -> pl.DataFrame:
    heads = reports.select(_HEAD).join(links, on="report_id", how="inner", maintain_order="left")
    return heads.select(*DUPLICATES)


def _said_to_count(reports: pl.DataFrame, register: pl.DataFrame) -> pl.Series:
    said = register.filter(use=COUNT)
    by_path = pl.col("path").is_in(said["path"].drop_nulls().implode())
    by_bytes = pl.col("sha256").is_in(said["sha256"].drop_nulls().implode())
    return reports.filter(by_path | by_bytes)["report_id"]
