"""The store: three Delta tables under one folder (or address). The only module that knows Delta.

In come reports as they were read or packed; out come Polars frames. `readings` and `texts` are written first and only
added to, `documents` last, by MERGE on the path: a stop at any moment leaves the last good state. Only one process a
run writes; two runs at once get a conflict, which is tried again. Refuses a store with columns that it does not know.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable
from itertools import pairwise
from typing import TYPE_CHECKING

import polars as pl

from workbench.errors import StoreError
from workbench.store import rows
from workbench.store.commits import SETTINGS, broken, fill, retried, writer
from workbench.store.files import files_of, of_files, refuse_names_that_delta_breaks_on, scanned, starts
from workbench.store.rows import Read
from workbench.store.schema import FILE, TABLES, cell_columns, empty

if TYPE_CHECKING:  # imported where it is used: whoever reads by a list of `files` never needs it
    from deltalake import DeltaTable
    from deltalake.table import TableMerger

__all__ = ["Read", "Store"]

KEYS = {"documents": ("path",), "readings": ("sha256", "extractor"), "texts": ("sha256", "extractor")}
# Of each table: its files on this machine, its columns in order.
Files = dict[str, tuple[list[str], list[str]]]
MOST_RUNS = 8  # ranges read one by one
FAR = 1_000  # rows between two that are asked for, from which on those between them are not read
LARGE = {"cells", "sections"}  # columns of which a country's are never in memory together
UNPACKED = 4_000  # rows of them that are


class Store:
    """The tables at a place. Reading a store that is not there yet gives empty frames with the same columns."""

    def __init__(self, at: str, version: int | None = None, files: Files | None = None) -> None:
        """`version`: of `documents`, to read the reports as they stood then; the other tables are only added to.

        `files`, as `files()` gave them for a state of the store, are read without asking Delta again.
        """
        self.at, self.version, self._files = at.rstrip("/"), version, files
        self.is_fixed = files is not None  # then the rows of a table keep their numbers
        self._starts: dict[str, list[int]] = {}  # number of the first row of each file
        # What `_add` found and added, by table and extractor.
        self._added: dict[tuple[str, str], set[str]] = {}
        refuse_names_that_delta_breaks_on(self.at)

    def versions(self) -> dict[str, int]:
        """The version of each table; 0 for one that is not there yet."""
        tables = {name: self.table(name) for name in TABLES}
        return {name: table.version() if table else 0 for name, table in tables.items()}

    def known(self) -> pl.DataFrame:
        """What an ingest compares files with: the columns FILE, then status, reasons and container."""
        return self.documents().select(*FILE, "status", "reasons", "container").collect()

    def documents(self) -> pl.LazyFrame:
        """One row a path, those of vanished files too; unordered."""
        return self._scan("documents")

    def readings(self, keys: pl.DataFrame) -> pl.DataFrame:
        """The rows of `readings` for these pairs of sha256 and extractor, in the order of `keys`."""
        return self._of_keys("readings", keys)

    def texts(self, keys: pl.DataFrame) -> pl.DataFrame:
        """The rows of `texts` for these pairs of sha256 and extractor, in the order of `keys`."""
        return self._of_keys("texts", keys)

    def files(self) -> Files | None:
        """What the tables are made of now, to be read again and again; null for a store on another machine."""
        tables = {name: self.table(name) for name in TABLES}
        found: Files = {}
        for name, table in tables.items():
            if table is None:
                found[name] = ([], list(TABLES[name]))
            elif (files := files_of(table)) is None:
                return None
            else:
                self._compared(name, pl.Schema(table.schema()))
                found[name] = (files, [field.name for field in table.schema().fields])
        return found

    def rows(self, name: str, numbers: pl.Series, columns: Iterable[str]) -> pl.DataFrame:
        """These columns of a table's rows with these numbers, in their order, of a store with `files`.

        A number is a row's place in the scan. Only the ranges of the table that they lie in are read: reports of one
        place were read together, but some of them again later.
        """
        columns, sorted_ = list(columns), numbers.drop_nulls().unique().sort()
        is_far = (sorted_.diff() > FAR).fill_null(False)
        is_next = ((sorted_ // UNPACKED).diff() > 0).fill_null(False)
        is_large = not LARGE.isdisjoint(columns)
        runs = _runs(sorted_, is_far | is_next if is_large else is_far)
        if len(runs) > MOST_RUNS:
            if not is_large:
                return self._picked(name, numbers, columns)
            runs = _runs(sorted_, is_next)
        near = [self._between(name, run[0], run[-1], columns)[run - run[0]] for run in runs]
        found: pl.DataFrame = pl.concat(near or [self._scan(name).select(*columns).head(0).collect()])
        return found[sorted_.search_sorted(numbers)]

    def _between(self, name: str, first: int, last: int, columns: list[str]) -> pl.DataFrame:
        """The rows with these numbers and those between; of many files only those that hold them are opened."""
        assert self._files is not None
        files, stored = self._files[name]
        if name not in self._starts:
            self._starts[name] = starts(files)
        begin, end = (bisect_right(self._starts[name], number) for number in (first, last))
        scan = of_files(files[begin - 1 : end], stored, name).select(*columns)
        return scan.slice(first - self._starts[name][begin - 1], last - first + 1).collect()

    def _picked(self, name: str, numbers: pl.Series, columns: Iterable[str]) -> pl.DataFrame:
        """The same where they lie all over the table: picked while it is read, so that no whole column is kept."""
        rows = self._scan(name).with_row_index("number").filter(pl.col("number").is_in(numbers.implode()))
        found = rows.select("number", *columns).collect()
        keys = numbers.to_frame("number")
        return keys.join(found, on="number", how="left", maintain_order="left").drop("number")

    def numbered(self, name: str) -> pl.LazyFrame:
        """The keys of `readings` or `texts` with the `number` of their row."""
        return self._scan(name).select(*KEYS[name]).with_row_index("number")

    def cell_order(self) -> list[str]:
        """The order of the packed letters: the store's own cell columns. Cells of later editions stand last."""
        cells = cell_columns()
        if self._files is not None:
            return [name for name in self._files["documents"][1] if name in cells]
        table = self.table("documents")
        return (
            [field.name for field in table.schema().fields if field.name in cells] if table else list(cells)
        )

    def save(self, reads: list[Read], extractor: str) -> None:
        """Adds or replaces the reports of these paths. Raises StoreError; then the store is as it was."""
        retried(self._at("documents"), lambda: self._ready("documents"))
        made = rows.made(reads, extractor, self.cell_order())
        self._add("readings", made.readings, extractor)
        self._add("texts", made.texts, extractor)
        self._upsert(made.documents, extractor)

    def copy(self, files: pl.DataFrame) -> pl.DataFrame:
        """Gives paths whose bytes are known already (path, sha256, extractor, size, mtime_ns) the row of those bytes.

        Returns the files whose bytes have no row.
        """
        key = ["sha256", "extractor"]
        same = self.documents().join(files.lazy().select(key).unique(), on=key, how="semi").sort("path")
        source = (
            same.unique(key, keep="first", maintain_order=True).drop("path", "size", "mtime_ns").collect()
        )
        copied = files.join(source, on=key, how="inner").with_columns(present=pl.lit(True))
        if copied.height:
            self._upsert(copied.select(*TABLES["documents"]), copied["extractor"][0])
        return files.join(copied.select("path"), on="path", how="anti")

    def amend(self, files: pl.DataFrame) -> None:
        """Sets size, mtime_ns and present of known paths, and nothing else."""
        columns = {name: f"s.{name}" for name in ("size", "mtime_ns", "present")}
        self._merge(files.select("path", *columns), lambda merge: merge.when_matched_update(columns))

    # -------------------------------------------------------------------------------------------- reading

    def table(self, name: str) -> DeltaTable | None:
        """The Delta table, for upkeep; null when it is not there yet."""
        from deltalake import DeltaTable
        from deltalake.exceptions import DeltaError

        at = self._at(name)
        try:
            version = self.version if name == "documents" else None
            return DeltaTable(at, version) if DeltaTable.is_deltatable(at) else None
        except (DeltaError, OSError) as error:  # OSError: an address that nobody answers at
            raise broken(at, error) from error

    def _at(self, name: str) -> str:
        return f"{self.at}/{name}"

    def _scan(self, name: str) -> pl.LazyFrame:
        if self._files is not None:
            return of_files(*self._files[name], name)
        table = self.table(name)
        if table is None:
            return empty(name).lazy()
        stored = scanned(table)
        missing = self._compared(name, stored.collect_schema())
        nulls = [pl.lit(None, TABLES[name][column]).alias(column) for column in missing]
        return stored.with_columns(nulls).select(*TABLES[name])

    def _of_keys(self, name: str, keys: pl.DataFrame) -> pl.DataFrame:
        key = list(KEYS[name])
        wanted = keys.select(key)
        found = self._scan(name).filter(pl.col("sha256").is_in(wanted["sha256"].to_list())).collect()
        return wanted.join(found.unique(key), on=key, how="inner", maintain_order="left")

    def _compared(self, name: str, found: pl.Schema) -> list[str]:
        """The columns that the store lacks (of an older version). Raises StoreError for columns of another kind."""
        wanted = TABLES[name]
        unknown = [column for column in found if column not in wanted]
        other = [column for column in found if column in wanted and found[column] != wanted[column]]
        if unknown or other:
            columns = ", ".join((unknown or other)[:5])
            raise StoreError(
                where=self._at(name),
                found=f"columns that this version {'does not know' if unknown else 'keeps in another type'}: {columns}",
                expected="a store of this version or an older one",
                todo="Upgrade the workbench, or name another store with --store DIR.",
            )
        return [column for column in wanted if column not in found]

    # -------------------------------------------------------------------------------------------- writing

    def _ready(self, name: str) -> DeltaTable:
        """The table to write to: made if it is not there, given the columns and settings that an older one lacks."""
        from deltalake import DeltaTable, write_deltalake

        table = self.table(name)
        at = self._at(name)
        if table is None:
            write_deltalake(at, empty(name), mode="ignore", configuration=SETTINGS)
            return DeltaTable(at)
        if missing := self._compared(name, scanned(table).collect_schema()):
            # A MERGE would add them silently, in any order; added here, they stand last and null.
            whole = scanned(table).head(0).collect().with_columns(empty(name).select(missing))
            write_deltalake(table, whole, mode="append", schema_mode="merge")
            table = DeltaTable(at)
        if SETTINGS.items() > table.metadata().configuration.items() & SETTINGS.items():
            table.alter.set_table_properties(SETTINGS)
            table = DeltaTable(at)
        return table

    def _add(self, name: str, source: pl.DataFrame, extractor: str) -> None:
        """Appends the rows whose key the table lacks. A MERGE would read the whole table again in every commit; two
        writers at once may each add the row of a key, which is the same row: reading takes one of them."""
        from deltalake import CommitProperties, write_deltalake

        known = self._added.get((name, extractor))
        if known is None:
            found = self._scan(name).filter(extractor=extractor).select("sha256").collect()
            known = self._added[name, extractor] = set(found["sha256"])
        new = source.filter(~pl.col("sha256").is_in(known))
        if new.is_empty():
            return
        told = CommitProperties(custom_metadata={"extractor": extractor})
        retried(
            self._at(name),
            lambda: write_deltalake(
                self._ready(name), new, mode="append", writer_properties=writer(name), commit_properties=told
            ),
        )
        known.update(new["sha256"])

    def _upsert(self, source: pl.DataFrame, extractor: str) -> None:
        self._merge(
            source, lambda merge: merge.when_matched_update_all().when_not_matched_insert_all(), extractor
        )

    def _merge(
        self, source: pl.DataFrame, how: Callable[[TableMerger], TableMerger], extractor: str | None = None
    ) -> None:
        """One commit to `documents`; the version's entry in the log names the extractor of the rows that came in."""
        from deltalake import CommitProperties

        name, predicate = "documents", " AND ".join(f"t.{key} = s.{key}" for key in KEYS["documents"])
        told = CommitProperties(custom_metadata={"extractor": extractor}) if extractor else None

        def commit() -> None:
            table = self._ready(name)
            if told and not table.file_uris():
                return fill(table, source, name, told)
            merge = table.merge(
                source,
                predicate,
                source_alias="s",
                target_alias="t",
                streamed_exec=False,  # so that files whose keys end before ours begin are never opened
                writer_properties=writer(name),
                commit_properties=told,
            )
            how(merge).execute()

        retried(self._at(name), commit)


def _runs(numbers: pl.Series, begins: pl.Series) -> list[pl.Series]:
    """The numbers, parted where one begins a new run."""
    starts = [0, *begins.arg_true(), len(numbers)] if len(numbers) else [0]
    return [numbers[begin:end] for begin, end in pairwise(starts)]
