"""The typed frames that notebooks and measures read: the store with the register applied.

In: a project. Out: `Frames`: reports at once, everything else when it is asked for, and only of the counted reports.
Columns and types stand in `schemas`; a project without a store has the same frames, empty.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import cached_property

import polars as pl

from workbench.bodies import with_regions
from workbench.frames import schemas
from workbench.frames.checks import all_checks
from workbench.frames.counted import counted
from workbench.project import Project
from workbench.register import read_register
from workbench.store import Store
from workbench.store.schema import cell_columns

__all__ = ["Frames", "load"]


def load(project: Project, *, only_proved: bool = False) -> Frames:
    """The project's frames. `only_proved` leaves out reports with a doubtful cell; `left_out` says how many.

    Raises ProjectError for a wrong register, StoreError for a store that this version cannot read.
    """
    store = Store(project.store)
    register = read_register(project.register)
    documents = store.documents().drop(list(cell_columns())).collect()
    reports, notes = counted(documents, register)
    proved = reports.filter(pl.col("n_doubtful") == 0) if only_proved else reports
    return Frames(store, proved, notes, left_out=reports.height - proved.height)


class Frames:
    """The frames of the counted reports. `notes`: what a person should know of the register; see `load`."""

    def __init__(self, store: Store, counted: pl.DataFrame, notes: list[str], left_out: int = 0) -> None:
        self._store, self._counted = store, counted
        self.reports = counted.select(*schemas.REPORTS)
        self.notes, self.left_out = notes, left_out

    @cached_property
    def wide(self) -> pl.DataFrame:
        """One row a report, one column a cell: its value, null where it is blank, marked or absent."""
        keys = self._counted.select("report_id", "path")
        values = self._store.documents().select("path", *cell_columns())
        found = values.join(keys.lazy(), on="path").collect()
        return keys.join(found, on=["report_id", "path"], how="left", maintain_order="left").select(
            *schemas.WIDE
        )

    @cached_property
    def by_region(self) -> pl.DataFrame:
        """The reports with the regions whose figures each is part of; see `bodies.with_regions`."""
        return with_regions(self.reports)

    @cached_property
    def cells(self) -> pl.DataFrame:
        """One row a cell that is in the document, with what is printed and where."""
        return self._rows("cells", schemas.CELLS)

    @cached_property
    def checks(self) -> pl.DataFrame:
        """One row a check: passed, failed, not testable."""
        return all_checks(self._rows("checks", schemas.CHECKS), self.cells, self.reports)

    @cached_property
    def proposals(self) -> pl.DataFrame:
        """One row a located misprint, with the value that would close the tables; never applied."""
        return self._rows("proposals", schemas.PROPOSALS)

    @cached_property
    def claims(self) -> pl.DataFrame:
        """One row a number told in the narrative."""
        return self._rows("claims", schemas.CLAIMS)

    @cached_property
    def sections(self) -> pl.DataFrame:
        """One row a section of a report's text."""
        return _exploded(self._joined(self._store.texts(self._counted)), "sections", schemas.SECTIONS)

    def places(self) -> pl.DataFrame:
        """Each place and year that has a report, with how many; failed files are none."""
        read = self.reports.filter(pl.col("status") != "failed").drop_nulls(["place", "year"])
        counts = read.group_by("place", "year").agg(
            pl.col("place_name", "level").drop_nulls().first(), pl.len().cast(pl.Int32).alias("n_reports")
        )
        return counts.sort("place", "year").select(*schemas.PLACES)

    def rows_hash(self, report_ids: Iterable[str]) -> str:
        """A hash of all that these reports contribute to any frame, the same on every machine."""
        rows = "".join(self._row_hashes[report] for report in sorted(set(report_ids)))
        return hashlib.sha256(rows.encode()).hexdigest()[:16]

    @cached_property
    def _row_hashes(self) -> dict[str, str]:
        rows = self._counted.select(
            "report_id", pl.struct(pl.exclude("extractor")).struct.json_encode().alias("row")
        )
        return {report: hashlib.sha256(row.encode()).hexdigest() for report, row in rows.iter_rows()}

    @cached_property
    def _readings(self) -> pl.DataFrame:
        return self._joined(self._store.readings(self._counted))

    def _joined(self, stored: pl.DataFrame) -> pl.DataFrame:
        return self._counted.select("report_id", "sha256").join(stored, on="sha256", maintain_order="left")

    def _rows(self, column: str, schema: dict[str, pl.DataType]) -> pl.DataFrame:
        return _exploded(self._readings, column, schema)


def _exploded(nested: pl.DataFrame, column: str, schema: dict[str, pl.DataType]) -> pl.DataFrame:
    """One row an element of the list; a report with an empty list has none."""
    some = nested.select("report_id", column).filter(pl.col(column).list.len() > 0)
    return some.explode(column).unnest(column).select(*schema)
