"""The columns and types of every frame that people and notebooks see, in one place; empty frames have them too."""

from __future__ import annotations

import polars as pl

from workbench.duplicates import LINKS
from workbench.store.schema import CELL, CHECK, CLAIM, PROPOSAL, SECTION, cell_columns

REPORTS: dict[str, pl.DataType] = {
    "report_id": pl.String(),
    "body_id": pl.String(),
    "path": pl.String(),
    "sha256": pl.String(),
    "container": pl.String(),
    "edition": pl.String(),
    "title": pl.String(),
    "issuer": pl.String(),
    "year": pl.Int32(),
    "published": pl.Date(),
    "place": pl.String(),
    "place_name": pl.String(),
    "level": pl.String(),
    "kind": pl.String(),
    "department": pl.String(),
    "scope": pl.String(),
    "covers": pl.String(),
    "province": pl.String(),
    "prefecture": pl.String(),
    "county": pl.String(),
    "township": pl.String(),
    "status": pl.String(),
    "reasons": pl.List(pl.String),
    "use": pl.String(),
    "source_url": pl.String(),
    "n_proved": pl.Int32(),
    "n_read": pl.Int32(),
    "n_doubtful": pl.Int32(),
    "n_missing": pl.Int32(),
    "n_failed_checks": pl.Int32(),
}
PLACES: dict[str, pl.DataType] = {
    **{name: REPORTS[name] for name in ("place", "place_name", "level", "year")},
    "n_reports": pl.Int32(),
}

_REPORT = {"report_id": pl.String()}
WIDE: dict[str, pl.DataType] = {**_REPORT, **cell_columns()}


def _rows_of(struct: pl.Struct) -> dict[str, pl.DataType]:
    return {**_REPORT, **{field.name: pl.Series([], dtype=field.dtype).dtype for field in struct.fields}}


STORED_CELLS = _rows_of(CELL)
CELLS = {**STORED_CELLS, "value_printed": pl.Float64(), "correction": pl.String()}
CHECKS = _rows_of(CHECK)
PROPOSALS = _rows_of(PROPOSAL)
CLAIMS = _rows_of(CLAIM)
SECTIONS = _rows_of(SECTION)

_HEAD = ("report_id", "path", "title", "body_id", "place", "place_name", "year", "published", "source_url")
DUPLICATES: dict[str, pl.DataType] = {**{name: REPORTS[name] for name in _HEAD}, **LINKS}
