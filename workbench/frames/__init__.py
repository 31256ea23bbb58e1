"""The typed frames that notebooks and measures read: the store with register and corrections applied.

In: a project. Out: `Frames`: reports at once, everything else when it is asked for, and only of the counted reports.
Columns and types stand in `schemas`; a project without a store has the same frames, empty.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import cached_property
from pathlib import Path

import polars as pl

from workbench.across import CELLS, checks_across
from workbench.bodies import with_regions
from workbench.corrections import read_corrections
from workbench.duplicates import FIRST_LOOK
from workbench.frames import schemas
from workbench.frames.checks import all_checks
from workbench.frames.corrected import Overlay, corrected
from workbench.frames.counted import counted, heads
from workbench.frames.learned import with_learned_hosts
from workbench.frames.linked import older_versions, without_copies
from workbench.project import Project
from workbench.register import read_register
from workbench.store import Store
from workbench.store.schema import cell_columns

__all__ = ["Frames", "load"]

SMALL = 5_000  # reports up to which a whole frame is read at the first question and kept


def load(project: Project, *, only_proved: bool = False, version: int | None = None) -> Frames:
    """The project's frames. `only_proved` leaves out reports with a doubtful cell; `left_out` says how many.
    `version` reads the reports as an earlier version of the store has them, under today's register and corrections.

    Raises ProjectError for a wrong register or corrections.toml, StoreError for a store that this version cannot read.
    """
    store = Store(project.store, version)
    register = read_register(project.register)
    looks = ["path", *FIRST_LOOK]
    documents = heads(store.documents(), FIRST_LOOK)
    every, notes = counted(with_learned_hosts(documents, register), register)
    found, copies = without_copies(every, documents.select(looks), store, register)
    reports, overlay, more = corrected(found, store, read_corrections(project.corrections))
    proved = reports.filter(pl.col("n_doubtful") == 0) if only_proved else reports
    left_out = reports.height - proved.height
    return Frames(store, proved, [*notes, *more], left_out, overlay, project.raw, copies)


class Frames:
    """The frames of the counted reports. `notes`: what a person should know of register and corrections; see `load`.

    `raw` is the folder that the reports' paths begin in.
    """

    def __init__(
        self,
        store: Store,
        counted: pl.DataFrame,
        notes: list[str],
        left_out: int = 0,
        overlay: Overlay | None = None,
        raw: Path | None = None,
        copies: pl.DataFrame | None = None,
    ) -> None:
        self._store, self._counted = store, counted
        self.reports = counted.select(*schemas.REPORTS)
        self.notes, self.left_out, self.raw = notes, left_out, raw
        self._overlay, self._copies = overlay, copies

    @cached_property
    def wide(self) -> pl.DataFrame:
        """One row a report, one column a cell: its value, null where it is blank, marked or absent."""
        keys = self._counted.select("report_id", "path")
        values = self._store.documents().select("path", *cell_columns())
        found = values.join(keys.lazy(), on="path").collect()
        stored = keys.join(found, on=["report_id", "path"], how="left", maintain_order="left")
        return self._corrected("wide", stored.select(*schemas.WIDE))

    @cached_property
    def duplicates(self) -> pl.DataFrame:
        """Reports that another one stands for: copies, which are in no other frame, and older versions."""
        older = older_versions(self.reports)
        return older if self._copies is None else pl.concat([self._copies, older])

    @cached_property
    def across(self) -> pl.DataFrame:
        """One row a check between reports (X, S), with the reports that it compares with; see `across`."""
        return checks_across(self.reports, self.values(self._counted["report_id"], CELLS))

    def values(self, report_ids: pl.Series, cells: Iterable[str]) -> pl.DataFrame:
        """The columns of `wide` for these cells, of these reports only: read by column, and by range of paths."""
        columns = ["report_id", *dict.fromkeys(cells)]
        if self._at_hand("wide"):
            return self.wide.select(columns).filter(pl.col("report_id").is_in(report_ids.implode()))
        keys = self._of(report_ids).select("report_id", "path")
        stored = self._store.documents().select("path", *columns[1:])
        ranged = stored.filter(
            pl.col("path").is_between(pl.lit(keys["path"].min()), pl.lit(keys["path"].max()))
        )
        found = keys.join(ranged.collect(), on="path", how="left", maintain_order="left").drop("path")
        return self._corrected("wide", found, keys["report_id"])

    def part(self, name: str, report_ids: pl.Series) -> pl.DataFrame:
        """`cells`, `checks`, `proposals`, `claims`, `sections` of these reports; of many, only theirs are read."""
        if self._at_hand(name):
            frame: pl.DataFrame = getattr(self, name)
            return frame.filter(pl.col("report_id").is_in(report_ids.implode()))
        only = Frames(self._store, self._of(report_ids), [], 0, self._overlay, self.raw)
        found: pl.DataFrame = getattr(only, name)
        return found

    def flagged(self, report_ids: pl.Series) -> pl.DataFrame:
        """The doubtful and the corrected cells of these reports, with the columns of `cells`."""
        looked_at = pl.col("report_id").is_in(self.looked_at["report_id"].implode())
        some = self._of(report_ids).filter((pl.col("n_doubtful") > 0) | looked_at)["report_id"]
        is_flagged = (pl.col("status") == "doubtful") | pl.col("correction").is_not_null()
        return self.part("cells", some).filter(is_flagged)

    def _at_hand(self, name: str) -> bool:
        """Whether the whole frame is read already, or is so small that it may as well be."""
        return name in self.__dict__ or self._counted.height <= SMALL

    def _of(self, report_ids: pl.Series) -> pl.DataFrame:
        return self._counted.filter(pl.col("report_id").is_in(report_ids.implode()))

    @cached_property
    def by_region(self) -> pl.DataFrame:
        """The reports with the regions whose figures each is part of; see `bodies.with_regions`."""
        return with_regions(self.reports)

    @cached_property
    def cells(self) -> pl.DataFrame:
        """One row a cell that is in the document, with what is printed and where.

        `value` is the one that is used. Where a person corrected it, `correction` says how (reading, misprint) and
        `value_printed` what stands on paper.
        """
        stored = self._rows("cells", schemas.STORED_CELLS)
        same = stored.with_columns(value_printed="value", correction=pl.lit(None, pl.String))
        return self._corrected("cells", same)

    @cached_property
    def checks(self) -> pl.DataFrame:
        """One row a check: passed, failed, not testable; those between reports stand in `across`."""
        kept = self._corrected("checks", self._rows("checks", schemas.CHECKS))
        return all_checks(kept, self.cells, self.reports)

    @cached_property
    def proposals(self) -> pl.DataFrame:
        """One row a located misprint, with the value that would close the tables; never applied."""
        return self._corrected("proposals", self._rows("proposals", schemas.PROPOSALS))

    @cached_property
    def claims(self) -> pl.DataFrame:
        """One row a number told in the narrative."""
        return self._corrected("claims", self._rows("claims", schemas.CLAIMS))

    @cached_property
    def sections(self) -> pl.DataFrame:
        """One row a section of a report's text."""
        return _exploded(self._joined(self._store.texts(self._counted)), "sections", schemas.SECTIONS)

    @property
    def looked_at(self) -> pl.DataFrame:
        """report_id and cell of each correction that holds, those that confirm what is printed among them."""
        none = pl.DataFrame(schema={"report_id": pl.String, "cell": pl.String})
        return none if self._overlay is None else self._overlay.looked_at

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

    def _corrected(self, name: str, stored: pl.DataFrame, ids: pl.Series | None = None) -> pl.DataFrame:
        over = self._overlay
        return (
            stored
            if over is None
            else over.over(name, stored, self._counted["report_id"] if ids is None else ids)
        )

    def _rows(self, column: str, schema: dict[str, pl.DataType]) -> pl.DataFrame:
        return _exploded(self._readings, column, schema)


def _exploded(nested: pl.DataFrame, column: str, schema: dict[str, pl.DataType]) -> pl.DataFrame:
    """One row an element of the list; a report with an empty list has none."""
    some = nested.select("report_id", column).filter(pl.col(column).list.len() > 0)
    return some.explode(column).unnest(column).select(*schema)
