"""Reports as rows of the store's tables.

In: reports as they were packed. Out: frames with the columns of `schema`, made a column at a time: two hundred cells a
report, one by one, would cost more than reading half the file. A value that no column can hold is left to `readings`,
where it stands as printed; it never stops the reports around it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from itertools import chain, repeat
from typing import Any, NamedTuple

import polars as pl

from workbench.form import Cell, all_cells
from workbench.packing import Packed, pack, unpack
from workbench.store.schema import ABSENT, CELL, STATES, STATUSES, TABLES

# Beyond: no count of papers, and no room in the column.
_LARGEST_COUNT, _LARGEST_MONEY = 2**53, Decimal(10) ** 13
_CELL_COLUMNS = {name: dtype for name, dtype in dict(CELL).items() if name not in ("engines", "box")}
AT_A_TIME = 100  # reports unpacked: an unpacked one is as large as thirty packed ones

Body = dict[str, Any]


class Read(NamedTuple):
    """One file as it was read: its key, what the file system says of it, its report (packed, or as it was read)."""

    path: str
    size: int
    mtime_ns: int
    report: Packed | dict[str, Any]

    @property
    def packed(self) -> Packed:
        return self.report if isinstance(self.report, Packed) else pack(self.report)


class Rows(NamedTuple):
    """The rows of some reports in each table. Failed ones have a row in `documents` only."""

    documents: pl.DataFrame
    readings: pl.DataFrame
    texts: pl.DataFrame


def made(reads: Sequence[Read], extractor: str, order: Sequence[str]) -> Rows:
    """Rows of these reports; `order` is the order of the store's cell columns, for the packed letters."""
    parts = [
        _made(reads[at : at + AT_A_TIME], extractor, order) for at in range(0, max(1, len(reads)), AT_A_TIME)
    ]
    readings = pl.concat([part.readings for part in parts])
    texts = pl.concat([part.texts for part in parts])
    key = ["sha256", "extractor"]  # the same bytes may be there under two paths
    return Rows(
        pl.concat([part.documents for part in parts]),
        readings.unique(key, keep="last", maintain_order=True),
        texts.unique(key, keep="last", maintain_order=True),
    )


def _made(reads: Sequence[Read], extractor: str, order: Sequence[str]) -> Rows:
    packed = [read.packed for read in reads]
    bodies = [unpack(report) for report in packed]
    keys = [{"sha256": report.sha256, "extractor": extractor} for report in packed]
    heads = [
        {**_file(read), **key, **_head(body, order)}
        for read, key, body in zip(reads, keys, bodies, strict=True)
    ]
    good = [
        (key, body)
        for key, body, report in zip(keys, bodies, packed, strict=True)
        if report.status != "failed"
    ]
    texts = [{**key, "sections": body["sections"]} for key, body in good]
    return Rows(
        pl.DataFrame(heads, schema=TABLES["documents"]),
        _readings(good),
        pl.DataFrame(texts, schema=TABLES["texts"]),
    )


# ------------------------------------------------------------------------------------------------ documents


def _file(read: Read) -> dict[str, Any]:
    return {"path": read.path, "size": read.size, "mtime_ns": read.mtime_ns, "present": True}


def _head(body: Body, order: Sequence[str]) -> dict[str, Any]:
    head, cells = body["head"], body["cells"]
    states = dict(zip(cells["cell"], cells["state"], strict=True))
    statuses = dict.fromkeys(body["missing"], "missing") | dict(
        zip(cells["cell"], cells["status"], strict=True)
    )
    known = all_cells()
    return {
        **head,
        "published": date.fromisoformat(head["published"]) if head["published"] else None,
        "states": "".join(STATES[states[name]] if name in states else ABSENT for name in order),
        "statuses": "".join(STATUSES[statuses[name]] if name in statuses else ABSENT for name in order),
        **{
            name: _value(value, known[name])
            for name, value in zip(cells["cell"], cells["value"], strict=True)
            if value is not None and name in known
        },
    }


def _value(value: int | float, cell: Cell) -> int | Decimal | None:
    """The value as the column holds it; one that is no count or has no room stands in `readings` only, doubtful."""
    if cell.unit == "count":
        return int(value) if value == int(value) and abs(value) < _LARGEST_COUNT else None
    return Decimal(str(value)).quantize(Decimal("0.0001")) if abs(value) < _LARGEST_MONEY else None


# ------------------------------------------------------------------------------------------------ readings


def _readings(good: list[tuple[dict[str, str | None], Body]]) -> pl.DataFrame:
    rows = [{**key, **{name: body[name] for name in ("checks", "proposals", "claims")}} for key, body in good]
    schema = {name: dtype for name, dtype in TABLES["readings"].items() if name != "cells"}
    whole = pl.DataFrame(rows, schema=schema).with_row_index("number").cast({"number": pl.Int64})
    cells = _cells([body["cells"] for _, body in good])
    nested = cells.group_by("number", maintain_order=True).agg(pl.struct(*dict(CELL)).alias("cells"))
    joined = whole.join(nested, on="number", how="left", maintain_order="left")
    return joined.select(*TABLES["readings"])


def _cells(packed: list[dict[str, list[Any]]]) -> pl.DataFrame:
    """All cells in one frame, with the number of their report."""

    def joined(name: str) -> list[Any]:
        return list(chain.from_iterable(columns[name] for columns in packed))

    lengths = [len(columns["cell"]) for columns in packed]
    numbers = list(chain.from_iterable(repeat(at, length) for at, length in enumerate(lengths)))
    plain = [
        pl.Series(name, joined(name), dtype, strict=False)  # a count may be larger than any integer column
        for name, dtype in _CELL_COLUMNS.items()
    ]
    corners = pl.Series("box", joined("box"), pl.Float64, strict=False).reshape((len(numbers), 4))
    engines = pl.Series("engines", joined("engines"), pl.String)
    box = pl.col("box").arr.to_list()
    return pl.DataFrame([pl.Series("number", numbers, pl.Int64), *plain, corners, engines]).with_columns(
        box=pl.when(box.list.first().is_not_null()).then(box),
        engines=pl.when(pl.col("engines") == "")
        .then(pl.lit([], pl.List(pl.String)))
        .otherwise(pl.col("engines").str.split(",")),
    )
