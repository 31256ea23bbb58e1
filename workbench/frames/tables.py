"""The frames of the counted reports: reports at once, everything else when it is asked for, and only of what is asked.

Columns and types stand in `schemas`; a project without a store has the same frames, empty.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from workbench.bodies import within
from workbench.frames import schemas
from workbench.frames.checks import all_checks
from workbench.frames.heads import (
    COLUMNS,
    ORDER,
    PLACED,
    Heads,
    places_in_order,
)
from workbench.frames.numbers import LETTERS, Numbers, in_numbers, keyed
from workbench.frames.places import named_places, seen
from workbench.frames.source import Source, exploded
from workbench.frames.states import states
from workbench.frames.sums import tested_by_kind, tested_sums
from workbench.frames.yearly import behind_of, peers_of
from workbench.store.schema import cell_columns

if TYPE_CHECKING:  # what decides what counts is imported where a store is read for the first time
    from workbench.frames.overlay import Overlay
    from workbench.frames.snapshot import Snapshot
    from workbench.store import Store

PARTS = 4  # sets of reports whose cells, checks and so on are kept


class Frames(Source):
    """The frames of the counted reports. `notes`: what a person should know of register and corrections; see `load`.

    `raw` is the folder that the reports' paths begin in; `as_of` the day for which figures and pages of them tell who
    is missing (None: all reports are due).
    """

    def __init__(
        self,
        store: Store,
        heads: Heads,
        notes: list[str],
        left_out: int = 0,
        overlay: Overlay | None = None,
        raw: Path | None = None,
        snapshot: Snapshot | None = None,
    ) -> None:
        super().__init__(store, heads, overlay, snapshot)
        self.notes, self.left_out, self.raw = notes, left_out, raw
        self._parts: dict[tuple[str, ...], Frames] = {}
        self.as_of: date | None = None

    # ------------------------------------------------------------------------------------------- which reports

    @cached_property
    def reports(self) -> pl.DataFrame:
        """One row a counted report, by path. Of a country's, `find` and `inside` read much less."""
        return self._heads.whole.select(*schemas.REPORTS)

    def find(
        self, *that: pl.Expr, columns: Iterable[str] = tuple(schemas.REPORTS), year: int | None = None
    ) -> pl.DataFrame:
        """The rows of `reports` that fit, with these columns; of many reports only the part that can is read.

        `year`: only that one's, for questions to a whole country; see `heads.YEARLY`.
        """
        names = list(columns)
        asked = COLUMNS if len(names) == len(schemas.REPORTS) else names
        return self._heads.find(*that, columns=asked, year=year).select(names)

    def inside(self, region: str) -> pl.DataFrame:
        """The reports whose place has the region's code or one that begins so."""
        return self.find(within(region))

    @cached_property
    def reports_like(self) -> pl.DataFrame:
        """`reports` without rows: its columns and types."""
        return pl.DataFrame(schema=schemas.REPORTS)

    def find_in_regions(
        self, *that: pl.Expr, columns: Iterable[str] = tuple(schemas.REPORTS), year: int | None = None
    ) -> pl.DataFrame:
        """The rows of `by_region` that fit, with these columns and those of the regions; `year` as in `find`."""
        return self._heads.find_in_regions(*that, columns=columns, year=year)

    def near(self, region: str, columns: Iterable[str] = tuple(schemas.REPORTS)) -> pl.DataFrame:
        """The rows of `by_region` that decide what is counted and expected in a region; see `heads`."""
        return self._heads.near(region, columns)

    def behind(self, level: str, years: Iterable[int], regions: pl.Series) -> pl.DataFrame:
        """The reports behind the figures of these regions of that level in these years; see `yearly`."""
        return behind_of(self._heads, level, years, regions)

    def peers(self, likes: Sequence[Mapping[str, object]]) -> pl.DataFrame:
        """The reports that have level, kind, scope and year in common with one of these, and others; see `yearly`."""
        return peers_of(self._heads, likes)

    @cached_property
    def by_region(self) -> pl.DataFrame:
        """The reports with the regions whose figures each is part of; see `bodies.with_regions`."""
        return self._heads.by_region

    @cached_property
    def named_places(self) -> pl.DataFrame:
        """`place`, `place_name` of each place that has a report or lies above one, as its last year's reports name it.

        The name is null where no report of the place itself says one.
        """
        kept = None if self._snapshot is None else self._snapshot.scan("places")
        return named_places(self.reports) if kept is None else kept.collect()

    @cached_property
    def seen(self) -> pl.DataFrame:
        """`place`, `year` of the reports that were read, each pair once."""
        kept = None if self._snapshot is None else self._snapshot.scan("seen")
        return seen(self.reports) if kept is None else kept.collect()

    @cached_property
    def copies(self) -> pl.DataFrame:
        """Reports that are copies of another one, which are in no other frame; those of `same_figures` are."""
        kept = None if self._snapshot is None else self._snapshot.scan("copies")
        return pl.DataFrame(schema=schemas.DUPLICATES) if kept is None else kept.collect()

    @cached_property
    def duplicates(self) -> pl.DataFrame:
        """Reports that another one stands for: `copies`, and older versions."""
        from workbench.frames.linked import older_versions

        return pl.concat([self.copies, older_versions(self.reports)])

    @cached_property
    def across(self) -> pl.DataFrame:
        """One row a check between reports (X, S), with the reports that it compares with; see `across`."""
        from workbench.across import CELLS, checks_across

        return checks_across(self.reports, self.values(self._heads.whole["report_id"], CELLS))

    # ------------------------------------------------------------------------------------------- their cells

    @cached_property
    def wide(self) -> pl.DataFrame:
        """One row a report, one column a cell: its value, null where it is blank, marked or absent."""
        found = self._stored_values(self._heads.whole, list(cell_columns()))
        return self._corrected("wide", found.select(*schemas.WIDE))

    def values(self, report_ids: pl.Series, cells: Iterable[str]) -> pl.DataFrame:
        """The columns of `wide` for these cells, of these reports only: read by column, and by range of rows."""
        columns = list(dict.fromkeys(cells))
        if self._at_hand("wide"):
            mine = pl.col("report_id").is_in(pl.Series([report_ids]))
            return self.wide.lazy().filter(mine).select("report_id", *columns).collect(engine="in-memory")
        if self._numbers is not None and not self._heads.at_hand:
            ids = self._heads.of(report_ids, [PLACED])
            return ids.select("report_id").hstack(self._numbers.picked(ids[PLACED], columns))
        keys = self._heads.of(report_ids, ["path"] if not self._store.is_fixed else [])
        return self._corrected("wide", self._stored_values(keys, columns), keys["report_id"])

    @cached_property
    def _numbers(self) -> Numbers | None:
        """The snapshot's table of them. It stays, so that the file's index is read once."""
        return None if self._snapshot is None else self._snapshot.numbers()

    @property
    def numbers(self) -> pl.LazyFrame:
        """One row a counted report, for questions over all of them: of a country no more is read than is asked for.

        `year`, the regions whose figure the report is part of with their codes as numbers (`in_prefecture` and so on:
        null where it is part of none), then a column a cell. Of many places the streaming engine takes a quarter
        less time and little memory.

        >>> same = frames.numbers.filter(pl.col("in_prefecture") == 410100)
        >>> same.group_by("year").agg(pl.col("requests.received.total").sum()).collect(engine="streaming")
        """
        if self._numbers is not None:
            return self._numbers.whole.drop(LETTERS)
        order = in_numbers(places_in_order(self._heads.whole))
        return keyed(self, order).hstack(self.wide[order[ORDER]].drop("report_id")).lazy()

    def values_of(self, heads: pl.DataFrame, cells: Iterable[str]) -> pl.DataFrame:
        """`values` in the order of these rows of `find`, which have ROW and PLACED: none is looked for again."""
        columns = list(dict.fromkeys(cells))
        if self._numbers is not None and not self._heads.at_hand:
            return heads.select("report_id").hstack(self._numbers.picked(heads[PLACED], columns))
        if self._at_hand("wide") or not self._store.is_fixed:
            found = self.values(heads["report_id"], columns)
            return heads.select("report_id").join(found, on="report_id", how="left", maintain_order="left")
        return self._corrected("wide", self._stored_values(heads, columns), heads["report_id"])

    def part(self, name: str, report_ids: pl.Series) -> pl.DataFrame:
        """`cells`, `checks`, `proposals`, `claims`, `sections` of these reports; of many, only theirs are read."""
        if self._at_hand(name):
            frame: pl.DataFrame = getattr(self, name)
            return frame.filter(pl.col("report_id").is_in(pl.Series([report_ids])))
        if (kept := self._of_snapshot(name, report_ids)) is not None:
            return kept
        found: pl.DataFrame = getattr(self._only(report_ids), name)
        return found

    def _only(self, report_ids: pl.Series) -> Frames:
        """The frames of these reports. The last ones are kept: a page asks for the cells of its reports many times."""
        asked = tuple(report_ids.unique().sort())
        found = self._parts.pop(asked, None)
        if found is None:
            heads = Heads(self._heads.of(report_ids))
            found = Frames(self._store, heads, [], 0, self._overlay, self.raw)
        self._parts[asked] = found
        while len(self._parts) > PARTS:
            del self._parts[next(iter(self._parts))]
        return found

    def tested_sums(self, reports: pl.DataFrame) -> pl.DataFrame:
        """`report_id`, how many of the form's own checks `failed` and how many were `tested` in these rows of `find`;
        with PLACED none is looked for again. See `sums`."""
        return tested_sums(self, reports)

    def tested_by_kind(self, report_ids: pl.Series) -> pl.DataFrame:
        """The same for each kind of check, C1 to N3: `C1:failed`, `C1:tested` and so on; see `sums`."""
        return tested_by_kind(self, report_ids)

    @cached_property
    def _sums(self) -> pl.DataFrame | None:
        """The snapshot's table of them, two small numbers a report."""
        kept = None if self._snapshot is None else self._snapshot.scan("sums")
        return None if kept is None else kept.collect()

    def states(self, report_ids: pl.Series, cells: Iterable[str]) -> pl.DataFrame:
        """`report_id`, `cell`, `state` of these cells as far as the documents have them; see `states`."""
        return states(self, report_ids, cells)

    def flagged(self, report_ids: pl.Series) -> pl.DataFrame:
        """The doubtful and the corrected cells of these reports, with the columns of `cells`."""
        if (kept := self._of_snapshot("flagged", report_ids)) is not None:
            return kept
        looked_at = pl.col("report_id").is_in(self.looked_at["report_id"].implode())
        heads = self._heads.of(report_ids, ["n_doubtful"])
        some = heads.filter((pl.col("n_doubtful") > 0) | looked_at)["report_id"]
        is_flagged = (pl.col("status") == "doubtful") | pl.col("correction").is_not_null()
        return self.part("cells", some).filter(is_flagged)

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
        return exploded(self._stored("texts"), "sections", schemas.SECTIONS)

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
        return self._heads.rows_hash(report_ids)

    def only_proved(self) -> Frames:
        """The same without the reports that have a doubtful cell."""
        proved = self._heads.whole.filter(pl.col("n_doubtful") == 0)
        left_out = self._heads.height - proved.height
        frames = Frames(self._store, Heads(proved), self.notes, left_out, self._overlay, self.raw)
        frames.copies = self.copies
        return frames
