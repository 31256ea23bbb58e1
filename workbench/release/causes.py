"""Why two snapshots differ, report by report and cell by cell: file, place, correction or reader.

In: two snapshots. Out: records. A report that is only in one of them has a cause as a whole (its file is new, changed
or gone; the register or the resolver put it elsewhere), one that is in both has a cause for each cell that differs. A
file whose bytes changed is a report before and another one after: one record, `was` and `report_id`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal

import polars as pl

from workbench.release.snapshot import Snapshot

FILE, CORRECTION, PLACE, READER, DEFINITION = "file", "correction", "place", "reader", "definition"
# What decides whose figure a report is part of.
STANDING = ("body_id", "place", "level", "kind", "scope", "covers", "year", "use", "status")
# Of a file, of the samples, of a report whose file is there all the time.
CAME = ("new", "samples count again: no other report is there", "it counts now")
WENT = ("gone", "samples left: another report is there", "it no longer counts")
Record = dict[str, Any]


def report_changes(before: Snapshot, after: Snapshot) -> list[Record]:
    """One record a report that is not in both, or stands elsewhere: `cause`, `what`, and the report's head."""
    old, new = (_by_id(snapshot.reports) for snapshot in (before, after))
    rewritten = _rewritten(old, new)
    changes = []
    for id_ in dict.fromkeys([*old, *new]):
        if id_ in rewritten:
            changes.append(_head(new[rewritten[id_]]) | {"cause": FILE, "what": "changed", "was": id_})
        elif id_ in rewritten.values():
            continue  # told with what it was
        elif id_ not in old:
            changes.append(_head(new[id_]) | _came_or_went(new[id_], after, before, CAME))
        elif id_ not in new:
            changes.append(_head(old[id_]) | _came_or_went(old[id_], before, after, WENT))
        elif moved := [name for name in STANDING if old[id_].get(name) != new[id_].get(name)]:
            values = {name: [old[id_].get(name), new[id_].get(name)] for name in moved}
            changes.append(
                _head(new[id_])
                | _by_register(new[id_], before, after, "it stands elsewhere")
                | {"fields": values}
            )
    return changes


def cell_changes(before: Snapshot, after: Snapshot) -> list[Record]:
    """One record a cell of a report in both whose value differs, with its cause."""
    keys = ["report_id", "cell"]
    wanted = [*keys, "value", "value_printed", "correction"]
    both = before.reports.select("report_id").join(after.reports.select("report_id"), on="report_id")
    old, new = (_cells(snapshot, both).select(wanted) for snapshot in (before, after))
    joined = old.join(new, on=keys, how="full", coalesce=True, suffix="_after")
    found = joined.filter(pl.col("value").ne_missing(pl.col("value_after"))).sort(keys)
    heads = _by_id(after.reports)
    extractors = _extractors(before), _extractors(after)
    return [
        _head(heads[row["report_id"]]) | _cell(row, heads[row["report_id"]], extractors)
        for row in found.to_dicts()
    ]


# ------------------------------------------------------------------------------------------------ reports


def _rewritten(old: dict[str, Record], new: dict[str, Record]) -> dict[str, str]:
    """The reports of files whose bytes changed: the one before, the one after."""
    came = {report["path"]: id_ for id_, report in new.items() if id_ not in old}
    went = {report["path"]: id_ for id_, report in old.items() if id_ not in new}
    return {id_: came[path] for path, id_ in went.items() if path in came}


def _came_or_went(report: Record, here: Snapshot, there: Snapshot, words: tuple[str, str, str]) -> Record:
    """A report that only one side counts, `here`; the other may have its bytes and not count them."""
    gone_or_new, samples, counting = words
    if not _has(there, "sha256", report["sha256"]):
        return {"cause": FILE, "what": "changed" if _has(there, "path", report["path"]) else gone_or_new}
    if report["use"] == "sample":
        return {"cause": FILE, "what": samples}
    return _by_register(report, here, there, counting)


def _by_register(report: Record, before: Snapshot, after: Snapshot, what: str) -> Record:
    """Whether a person said so, or the program tells the place in another way."""
    same = _said(before, report) == _said(after, report)
    return {"cause": PLACE, "what": what, "by": "resolver" if same else "register"}


def _said(snapshot: Snapshot, report: Record) -> list[Record]:
    mine = (pl.col("path") == report["path"]) | (pl.col("sha256") == report["sha256"])
    return snapshot.register.filter(mine.fill_null(False)).drop("line", "note").to_dicts()


def _has(snapshot: Snapshot, column: Literal["sha256", "path"], value: str) -> bool:
    return value in (snapshot.hashes if column == "sha256" else snapshot.paths)


# ------------------------------------------------------------------------------------------------ cells


def _cell(row: Record, report: Record, extractors: tuple[dict[str, str], dict[str, str]]) -> Record:
    """A correction that came, went or changed; else the reader reads the same bytes in another way."""
    change: Record = {"cell": row["cell"], "before": row["value"], "after": row["value_after"]}
    if row["correction"] or row["correction_after"]:
        came = row["correction_after"] is not None
        kind = row["correction_after"] or row["correction"]
        return change | {"cause": CORRECTION, "what": f"{kind}{'' if came else ' taken back'}"}
    versions = [extractor.get(report["sha256"]) for extractor in extractors]
    return change | {"cause": READER, "what": f"extractor {versions[0]} to {versions[1]}"}


def _cells(snapshot: Snapshot, reports: pl.DataFrame) -> pl.DataFrame:
    """The cells of those reports; a release that knows no corrections has none."""
    cells = snapshot.tables["cells"].join(reports, on="report_id", how="semi")
    lacking = {"value_printed": pl.Float64, "correction": pl.String}
    return cells.with_columns(
        pl.lit(None, kind).alias(name) for name, kind in lacking.items() if name not in cells.columns
    )


def _extractors(snapshot: Snapshot) -> dict[str, str]:
    return dict(snapshot.sources.drop_nulls("sha256").select("sha256", "extractor").iter_rows())


# ------------------------------------------------------------------------------------------------ helpers


def _by_id(reports: pl.DataFrame) -> dict[str, Record]:
    return {row["report_id"]: row for row in _rows(reports)}


def _rows(reports: pl.DataFrame) -> Iterator[Record]:
    return (
        reports.select("report_id", "path", "sha256", *STANDING)
        .unique(maintain_order=True)
        .iter_rows(named=True)
    )


def _head(report: Record) -> Record:
    return {name: report[name] for name in ("report_id", "path", "body_id", "year")}
