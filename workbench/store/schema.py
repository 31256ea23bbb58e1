"""The columns of the three tables.

`documents` has one row a path with the values wide: one column a cell of the form, named by its dotted id, and states
and statuses packed as one letter a cell; `characters` to `tables_used` say what was seen in the file and what of it
was used (null: read before this was kept). `readings` (cells with printed text and origin, checks, claims) and `texts`
(sections) have one row for each content and extractor. No column holds a time of reading: same bytes, same rows.
"""

from __future__ import annotations

from functools import cache

import polars as pl

from workbench.form import all_cells
from workbench.packing import SEEN

# One letter a cell, in the order of the store's own cell columns; ABSENT also stands for columns added later.
STATES = {"number": "n", "blank": "b", "mark": "m", "text": "t"}
STATUSES = {"proved": "p", "read": "r", "doubtful": "d", "missing": "m"}
ABSENT = "."

MONEY = pl.Decimal(18, 4)

REASON = pl.Struct({"reason": pl.String, "message": pl.String})
CELL = pl.Struct(
    {
        "cell": pl.String,
        "value": pl.Float64,
        "state": pl.String,
        "printed": pl.String,
        "status": pl.String,
        "implied_zero": pl.Boolean,
        "but_for": pl.String,
        "engines": pl.List(pl.String),
        "page": pl.Int32,
        "box": pl.List(pl.Float64),
        "line": pl.Int32,
        "table": pl.Int32,
        "row": pl.Int32,
        "column": pl.Int32,
    }
)
CHECK = pl.Struct(
    {
        "check": pl.String,
        "status": pl.String,
        "left": pl.Float64,
        "right": pl.Float64,
        "cells": pl.List(pl.String),
    }
)
PROPOSAL = pl.Struct(
    {
        "cell": pl.String,
        "printed": pl.String,
        "proposed": pl.Float64,
        "closes": pl.List(pl.String),
        "looks_like": pl.String,
    }
)
CLAIM = pl.Struct(
    {
        "quantity": pl.String,
        "value": pl.Float64,
        "unit": pl.String,
        "bound": pl.String,
        "sentence": pl.String,
        "agrees": pl.String,
    }
)
SECTION = pl.Struct({"number": pl.Int32, "heading": pl.String, "text": pl.String})

_KEY = {"sha256": pl.String(), "extractor": pl.String()}
FILE = {"path": pl.String(), **_KEY, "size": pl.Int64(), "mtime_ns": pl.Int64(), "present": pl.Boolean()}


def document_columns() -> dict[str, pl.DataType]:
    """`documents`: key `path`; the file, the report's head, packed letters, then one column a cell."""
    return {
        **FILE,
        "content": pl.String(),
        "status": pl.String(),
        "reasons": pl.List(REASON),
        "container": pl.String(),
        "edition": pl.String(),
        "title": pl.String(),
        "issuer": pl.String(),
        "year": pl.Int32(),
        "published": pl.Date(),
        "source_url": pl.String(),
        "site_id": pl.String(),
        "place": pl.String(),
        "n_failed_checks": pl.Int32(),
        **dict.fromkeys(SEEN, pl.Int32()),
        "states": pl.String(),
        "statuses": pl.String(),
        **cell_columns(),
    }


def cell_columns() -> dict[str, pl.DataType]:
    return {name: pl.Int64() if cell.unit == "count" else MONEY for name, cell in all_cells().items()}


TABLES: dict[str, dict[str, pl.DataType]] = {
    "documents": document_columns(),
    "readings": {
        **_KEY,
        "cells": pl.List(CELL),
        "checks": pl.List(CHECK),
        "proposals": pl.List(PROPOSAL),
        "claims": pl.List(CLAIM),
    },
    "texts": {**_KEY, "sections": pl.List(SECTION)},
}


@cache
def empty(name: str) -> pl.DataFrame:
    """The table without rows, made once: 200 columns take longer to set up than a file to look for."""
    return pl.DataFrame(schema=TABLES[name])
