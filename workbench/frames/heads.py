"""The heads of the counted reports: all at hand, or in a sorted file of which only the asked part is read.

In: the reports as `made` counts them, or the snapshot's table of them. Out: rows in the order of the reports, the same
ones either way. A page asks for the same reports many times, so the last answers are kept.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property

import polars as pl

from workbench.bodies import LEVELS, NATION, places_above, regions_of, with_regions, within
from workbench.frames.schemas import REPORTS

ROW = "document"  # the number of the report's row in the scan of `documents`
OF_THE_STORE = ("extractor", "content", ROW)  # columns beside those of REPORTS
ROWS = {"readings": "reading", "texts": "text"}  # the same in these tables; null: no row there
COLUMNS = (*REPORTS, *OF_THE_STORE, *ROWS.values())
REGIONS = [regions_of(level) for level in LEVELS]
ORDER, REGION_ORDER = "order", "region_order"
PLACED = "placed"  # the number of the report's row in `Frames.numbers`
NOWHERE = pl.lit(None, pl.UInt32).alias(PLACED)  # what is at hand needs no file
HASH = "row_hash"  # see `row_hashes`; of a country's reports they are made once, for the snapshot

# What is asked of a whole country's reports of one year; the snapshot has these columns of each year by themselves.
YEARLY = (
    *("report_id", "body_id", "place", "level", "kind", "scope", "year", "status", "edition", "n_doubtful"),
    *("title", "published", "path"),  # what tells which of two versions of a report counts
    *(ROW, PLACED, *REGIONS, ORDER, REGION_ORDER),
)

# What `bodies.with_regions` looks at.
TO_COUNT = ("report_id", "body_id", "year", "title", "published", "path", "status", "place", "scope")
AT_ONCE = 100_000  # rows written together

SMALL = 5_000  # reports up to which all are read at the first question and kept
REMEMBERED = 50_000  # rows of answers


def counted_up_to() -> pl.Expr:
    """How far up a report counts: 0 in the nation's figure, 1 up to a province's, and so on; last those in nobody's.

    Sorted by it, all that count at a level lie before the others, but for a few that count only above it.
    """
    levels = enumerate(reversed(LEVELS))
    steps = [pl.when(pl.col(regions_of(level)).is_not_null()).then(step) for step, level in levels]
    return pl.coalesce(*steps, len(LEVELS)).cast(pl.UInt8)


def places_in_order(reports: pl.DataFrame) -> pl.DataFrame:
    """A row a report, sorted by place and year, for ranges to be read of: its three orders and its regions.

    ORDER is that of `reports`, REGION_ORDER that of `bodies.with_regions` (null: the report is in no region's figure),
    PLACED the same as here within those that count equally far up.
    """
    regions = (
        with_regions(reports.select(TO_COUNT)).select("report_id", *REGIONS).with_row_index(REGION_ORDER)
    )
    keys = reports.select("report_id", "place", "year").with_row_index(ORDER)
    added = keys.join(regions, on="report_id", how="left", maintain_order="left").drop("report_id")
    del regions, keys
    order = added.sort("place", "year", ORDER, nulls_last=True).drop("place", "year")
    del added
    place = pl.int_range(pl.len(), dtype=pl.UInt32).sort_by(counted_up_to(), maintain_order=True).arg_sort()
    return order.insert_column(0, order.select(place.alias(PLACED)).to_series())


def by_place(reports: pl.DataFrame, order: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """The reports in that order of `places_in_order`; in parts, so that not all of a country's rows are there twice."""
    for at in range(0, max(order.height, 1), AT_ONCE):
        some = order[at : at + AT_ONCE]
        part = reports[some[ORDER]]
        yield part.hstack([*some, row_hashes(part).str.decode("hex").alias(HASH)])


def row_hashes(heads: pl.DataFrame) -> pl.Series:
    """A hash of each report's row and content. The number of its row in the store is no part of it."""
    rows = heads.select(pl.struct(*REPORTS, "content").struct.json_encode()).to_series()
    made = (hashlib.sha256(text.encode()).hexdigest() for text in rows)
    return pl.Series(HASH, made, dtype=pl.String)


class Heads:
    """Those of `whole`; or of a `scan` of `height` rows with the columns of `by_place`, and the bodies that `moved`.

    `apart`: the scan of a table that lies apart, as a year's reports with the columns YEARLY, if there is one.
    """

    def __init__(
        self,
        whole: pl.DataFrame | None = None,
        scan: pl.LazyFrame | None = None,
        height: int = 0,
        moved: pl.Series | None = None,
        apart: Callable[[str], pl.LazyFrame | None] = lambda _: None,
    ) -> None:
        self._scan, self._moved, self.apart = scan, moved, apart
        self.height = height if whole is None else whole.height
        self._answers: dict[str, pl.DataFrame] = {}
        if whole is not None:
            self.whole = whole

    @cached_property
    def whole(self) -> pl.DataFrame:
        """All, with COLUMNS."""
        return self._all.sort(ORDER).select(COLUMNS)

    @cached_property
    def _all(self) -> pl.DataFrame:
        """The file of `by_place`, of so many columns as are used when all rows are at hand."""
        assert self._scan is not None
        return self._scan.select(*COLUMNS, *REGIONS, ORDER, REGION_ORDER).collect()

    @property
    def at_hand(self) -> bool:
        """Whether all are read already, or so few that they may as well be."""
        return "whole" in self.__dict__ or self.height <= SMALL

    def find(self, *that: pl.Expr, columns: Iterable[str] = COLUMNS, year: int | None = None) -> pl.DataFrame:
        """Those that fit, with these columns and the numbers of their rows. `year`: that one's, which may lie apart."""
        names = list(dict.fromkeys([*columns, "report_id", ROW]))
        if self.at_hand or self._scan is None:
            found = self.whole.lazy().filter(*_of(year), *that)
            some = found.select(NOWHERE if name == PLACED else name for name in names)
            return some.collect(engine="in-memory")  # which starts no threads for what is at hand
        names = list(dict.fromkeys([*names, PLACED]))
        scan = self._scan_of(year, that, names)
        asked = str([year, names, *(each.meta.serialize() for each in that)])
        return self._kept(
            asked, lambda: scan.filter(*that).select(*names, ORDER).collect().sort(ORDER).select(names)
        )

    def _scan_of(self, year: int | None, that: Iterable[pl.Expr], names: Iterable[str]) -> pl.LazyFrame:
        """The year's own file, if all that is asked for stands there."""
        assert self._scan is not None
        used = {*names, *(name for each in that for name in each.meta.root_names())}
        alone = self.apart(f"heads-{year}") if year is not None and used <= set(YEARLY) else None
        return self._scan.filter(*_of(year)) if alone is None else alone

    def of(self, ids: pl.Series, columns: Iterable[str] = COLUMNS) -> pl.DataFrame:
        """Those with these ids: of an earlier answer if it has them all."""
        names = {*columns, "report_id", ROW}
        mine = pl.col("report_id").is_in(ids.implode())
        if not self.at_hand and self._scan is not None:
            wanted = ids.n_unique()
            for answer in reversed(list(self._answers.values())):
                if names <= set(answer.columns) and answer.height >= wanted:
                    found = answer.filter(mine)
                    if found.height == wanted:
                        return found
        return self.find(mine, columns=columns)

    def rows_hash(self, ids: Iterable[str]) -> str:
        """A hash of the rows of these reports. Raises KeyError for one that is not there.

        A plan asks for each of its pages, so of few reports, and where all are read anyway, the hashes stay.
        """
        wanted = sorted(set(ids))
        if self.at_hand or self._scan is None:
            hashes = self._hash_of
            found = [hashes[report] for report in wanted]
        else:
            mine = pl.col("report_id").is_in(pl.Series(wanted, dtype=pl.String).implode())
            kept = self._scan.filter(mine).select("report_id", HASH)
            found = kept.collect().sort("report_id")[HASH].bin.encode("hex").to_list()
            if len(found) < len(wanted):
                raise KeyError("a report that is not there")
        return hashlib.sha256("".join(found).encode()).hexdigest()[:16]

    @cached_property
    def _hash_of(self) -> dict[str, str]:
        if self._scan is None:
            return dict(zip(self.whole["report_id"], row_hashes(self.whole), strict=True))
        rows = self._scan.select("report_id", pl.col(HASH).bin.encode("hex")).collect()
        return dict(rows.iter_rows())

    # ---------------------------------------------------------------------------------------------- regions

    @cached_property
    def by_region(self) -> pl.DataFrame:
        """All that are part of a region's figure, with their regions; see `bodies.with_regions`."""
        every = self._numbered if self._scan is None or self.at_hand else self._regions()
        return every.select(*REPORTS, *REGIONS)

    @cached_property
    def _numbered(self) -> pl.DataFrame:
        """The same of what is at hand, with the numbers of their rows."""
        if self._scan is not None:
            counting = self._all.drop_nulls(REGION_ORDER).sort(REGION_ORDER)
            return counting.select(*REPORTS, ROW, *REGIONS, NOWHERE)
        return with_regions(self.whole.select(*REPORTS, ROW)).with_columns(NOWHERE)

    def find_in_regions(
        self, *that: pl.Expr, columns: Iterable[str] = tuple(REPORTS), year: int | None = None
    ) -> pl.DataFrame:
        """Those of `by_region` that fit, with these columns and the regions; `year` as in `find`."""
        names = list(dict.fromkeys([*columns, *REGIONS]))
        if self.at_hand or self._scan is None:
            return self._numbered.filter(*_of(year), *that).select(names)
        asked = str(["regions", year, names, *(each.meta.serialize() for each in that)])
        return self._kept(asked, lambda: self._regions(*that, columns=names, year=year)).select(names)

    def near(self, region: str, columns: Iterable[str] = tuple(REPORTS)) -> pl.DataFrame:
        """Of `by_region` all that decides what is counted and expected in the region, with these and the regions.

        That is the reports of the places in it, the same bodies' reports from elsewhere, and the consolidated ones of
        the places above, which may contain them. Of the nation that is all: whoever asks for it names few columns.
        """
        names = list(dict.fromkeys([*columns, *REGIONS]))
        if self.at_hand or self._scan is None:
            return self.by_region.select(names)
        if region == NATION:
            return self._kept(f"near {region} {names}", lambda: self._regions(columns=names)).select(names)
        return self._kept(f"near {region}", lambda: self._near(region)).select(names)

    def _near(self, region: str) -> pl.DataFrame:
        above = pl.col("place").is_in(places_above(region)) & (pl.col("scope") == "consolidated")
        parts = [self._regions(within(region)), self._regions(above)]
        moved = pl.Series([], dtype=pl.String) if self._moved is None else self._moved
        elsewhere = moved.filter(moved.is_in(parts[0]["body_id"].implode()))
        if elsewhere.len():
            parts.append(self._regions(pl.col("body_id").is_in(elsewhere.implode())))
        return pl.concat(parts).unique("report_id").sort(REGION_ORDER)

    def _regions(
        self, *that: pl.Expr, columns: Iterable[str] = (*REPORTS, *REGIONS), year: int | None = None
    ) -> pl.DataFrame:
        """With the numbers of their rows too, so that the cells of these reports can be asked for without a search."""
        names = dict.fromkeys([*columns, "report_id", ROW, PLACED, REGION_ORDER])
        found = self._scan_of(year, that, names).filter(pl.col(REGION_ORDER).is_not_null(), *that)
        return found.select(*names).collect().sort(REGION_ORDER)

    def _kept(self, asked: str, find: Callable[[], pl.DataFrame]) -> pl.DataFrame:
        found = self._answers.pop(asked, None)
        self._answers[asked] = find() if found is None else found
        while len(self._answers) > 1 and sum(each.height for each in self._answers.values()) > REMEMBERED:
            del self._answers[next(iter(self._answers))]
        return self._answers[asked]


def _of(year: int | None) -> list[pl.Expr]:
    return [] if year is None else [pl.col("year") == year]
