"""A table's files as lazy frames, and the paths that the store's library cannot take.

Columns that a store of an older version lacks are null.
"""

from __future__ import annotations

import re
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote

import polars as pl

from workbench.errors import StoreError
from workbench.store.schema import TABLES

if TYPE_CHECKING:
    from deltalake import DeltaTable


def files_of(table: DeltaTable) -> list[str] | None:
    """The table's files on this machine; null for one elsewhere."""
    if not table.table_uri.startswith("file://"):
        return None
    return [unquote(uri.removeprefix("file://")) for uri in table.file_uris()]


def scanned(table: DeltaTable) -> pl.LazyFrame:
    """The table's rows. Its files on this machine are named to Polars one by one: from a folder with a space or a
    Chinese name `scan_delta` asks for files with the percent signs of their address.
    """
    files = files_of(table)
    if files is None or unquote(table.table_uri) == table.table_uri:
        return pl.scan_delta(table)  # it passes over whole files by the ends of their keys
    return _parquet(files, pl.Schema(table.schema()))


def of_files(files: list[str], columns: list[str], name: str) -> pl.LazyFrame:
    """The table's rows from a list of its files; columns that they lack are null."""
    stored = _parquet(files, pl.Schema({column: TABLES[name][column] for column in columns}))
    missing = [
        pl.lit(None, dtype).alias(column) for column, dtype in TABLES[name].items() if column not in columns
    ]
    return stored.with_columns(missing).select(*TABLES[name])


def starts(files: list[str]) -> list[int]:
    """The number of the first row of each file in the scan of all."""
    lengths = pl.collect_all([pl.scan_parquet(file, glob=False).select(pl.len()) for file in files[:-1]])
    return list(accumulate((int(length.item()) for length in lengths), initial=0))


def _parquet(files: list[str], schema: pl.Schema) -> pl.LazyFrame:
    if not files:
        return pl.LazyFrame(schema=schema)
    return pl.scan_parquet(files, schema=schema, missing_columns="insert", glob=False)


def refuse_names_that_delta_breaks_on(at: str) -> None:
    """Raises StoreError for a folder's path that the Delta library takes for another one, or ends the process on."""
    if "://" not in at and re.search(r"[\[\]\\^|\x00-\x1f]|%[0-9A-Fa-f]{2}", str(Path(at).absolute())):
        raise StoreError(
            where=ascii(at),
            found="a sign in the path that the store's library cannot take: one of [ ] \\ ^ | or a percent code",
            expected="a path of letters, digits, spaces and common signs",
            todo="Rename the folder, or put the store elsewhere with --store DIR.",
        )
