"""Copies among the counted reports: found by their figures, left out of the frames, and told.

In: the counted reports, their cells of `duplicates.FIRST_LOOK`, the store, the register. Out: the reports
without the copies, and the links with the copies' own heads. The whole table of a report is read only where it agrees
with another one at first look, its narrative only where the tables agree too.
"""

from __future__ import annotations

import polars as pl

from workbench.duplicates import (
    COPY,
    FIGURES,
    SAME_FIGURES,
    copies,
    judged,
    narratives,
    revisions,
    suspects,
)
from workbench.frames.schemas import DUPLICATES
from workbench.register import COUNT
from workbench.store import Store


def without_copies(
    reports: pl.DataFrame, looks: pl.DataFrame, store: Store, register: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The reports that count, and a row with the columns of DUPLICATES for each that is a copy of one of them.

    Of those with the link SAME_FIGURES there is a row too, and they count.
    """
    found = reports.filter(pl.col("report_id").is_in(suspects(reports, looks).implode()))
    if found.is_empty():
        return reports, pl.DataFrame(schema=DUPLICATES)
    keys = found.select("report_id", "path")
    wide = store.documents().select("path", *FIGURES).join(keys.lazy(), on="path").collect()
    links = _by_narrative(copies(found, wide, _said_to_count(found, register)), found, store)
    left = links.filter(pl.col("link") != SAME_FIGURES)
    copied = pl.col("report_id").is_in(left["report_id"].implode())
    return reports.filter(~copied), _with_heads(links, reports)


def _by_narrative(links: pl.DataFrame, reports: pl.DataFrame, store: Store) -> pl.DataFrame:
    """The links judged by their texts; one body's two reports of a year are one report, whatever they tell."""
    placed = reports.select("report_id", placed=pl.col("place").is_not_null())
    known = links.join(placed, on="report_id", how="left", maintain_order="left")
    one_year = (pl.col("link") == COPY) & pl.col("placed")
    plain, asked = (known.filter(each).drop("placed") for each in (one_year, ~one_year))
    if asked.is_empty():
        return links
    ids = pl.concat([asked["report_id"], asked["duplicate_of"]]).unique()
    texts = _narratives(reports.filter(pl.col("report_id").is_in(ids.implode())), store)
    return pl.concat([plain, judged(asked, texts)]).sort("report_id")


def _narratives(reports: pl.DataFrame, store: Store) -> pl.DataFrame:
    keys = reports.select("report_id", "sha256", "extractor")
    found = keys.join(store.texts(keys), on=["sha256", "extractor"], maintain_order="left")
    return narratives(found.explode("sections").select("report_id", pl.col("sections").struct.unnest()))


def older_versions(reports: pl.DataFrame) -> pl.DataFrame:
    """The same for versions of a body's year that another one replaces; they stay among the reports."""
    return _with_heads(revisions(reports), reports)


def _with_heads(links: pl.DataFrame, reports: pl.DataFrame) -> pl.DataFrame:
    heads = reports.join(links, on="report_id", how="inner", maintain_order="left")
    return heads.select(*DUPLICATES)


def _said_to_count(reports: pl.DataFrame, register: pl.DataFrame) -> pl.Series:
    said = register.filter(use=COUNT)
    by_path = pl.col("path").is_in(said["path"].drop_nulls().implode())
    by_bytes = pl.col("sha256").is_in(said["sha256"].drop_nulls().implode())
    return reports.filter(by_path | by_bytes)["report_id"]
