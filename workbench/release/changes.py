"""What differs between two releases, store versions or moments: each changed figure with its causes.

In: two snapshots. Out: one record that `workbench diff --json` prints: figures (value, sides and basis before and
after, with causes), reports, cells. A cause is one of file, correction, place, reader, definition; one that lies in
another report than the figure's own (a coverage counts bodies that are missing) is marked `elsewhere`.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Any

import polars as pl

from workbench.dictionary import load_measures
from workbench.release.causes import DEFINITION, Record, cell_changes, report_changes
from workbench.release.snapshot import Snapshot
from workbench.wording import amount

FIGURE = ("value", "numerator", "denominator", "basis")
KEY = ["by", "subject", "year", "measure"]


def differences(
    before: Snapshot,
    after: Snapshot,
    *,
    by: str | None = None,
    subject: str | None = None,
    year: int | None = None,
) -> dict[str, Any]:
    """The record. `by`, `subject` and `year` ask for the figures of one region or body, or of one year."""
    reports, cells = report_changes(before, after), cell_changes(before, after)
    why = _Causes(before, after, reports, cells)
    figures = [why.figure(row) for row in _changed(before, after, by, subject, year)]
    counts = Counter(cause for figure in figures for cause in {cause["cause"] for cause in figure["causes"]})
    return {
        "before": before.name,
        "after": after.name,
        "summary": {
            "figures": len(figures),
            "reports": len(reports),
            "cells": len(cells),
            "causes": dict(counts),
        },
        "figures": figures,
        "reports": reports,
        "cells": cells,
    }


def published(record: Record) -> Record:
    """The differences as a release keeps them: only figures that were there before."""
    was = [figure for figure in record["figures"] if figure["basis"][0] is not None]
    return {name: record[name] for name in ("before", "after", "summary")} | {"figures": was}


def in_words(figure: Record) -> str:
    """What it was and what it is; with the counts behind it where the two look alike, as 0.0% of 95 and of 96 do."""
    known = load_measures().get(figure["measure"])
    values = [
        amount(figure[side], known.unit) if known else str(figure[side]) for side in ("before", "after")
    ]
    if values[0] != values[1] or not known or not known.is_rate:
        return " → ".join(values)
    counts = zip(figure["numerator"], figure["denominator"], strict=True)
    sides = [" / ".join(amount(count, "count") for count in both) for both in counts]
    return f"{values[0]} ({' → '.join(sides)})"


def _changed(
    before: Snapshot, after: Snapshot, by: str | None, subject: str | None, year: int | None
) -> list[Record]:
    """The figures whose value, sides or basis differ, in a fixed order."""
    old, new = (_figures(snapshot, by, subject, year) for snapshot in (before, after))
    joined = old.join(new, on=KEY, how="full", coalesce=True, suffix="_after")
    differs = pl.any_horizontal(pl.col(name).ne_missing(pl.col(f"{name}_after")) for name in FIGURE)
    order = pl.col("measure").replace_strict(
        {name: number for number, name in enumerate(load_measures())}, default=len(load_measures())
    )
    return joined.filter(differs).sort("by", "subject", "year", order, "measure").to_dicts()


def _figures(snapshot: Snapshot, by: str | None, subject: str | None, year: int | None) -> pl.DataFrame:
    kinds = [by] if by else ["region", "body"]
    whole = pl.concat(
        snapshot.tables[f"figures_{kind}"].with_columns(pl.lit(kind).alias("by")) for kind in kinds
    )
    asked = {"subject": subject, "year": year}
    wanted = [pl.col(name) == value for name, value in asked.items() if value is not None]
    return whole.filter(pl.lit(True), *wanted).select(*KEY, *FIGURE)


class _Causes:
    """Looks up the causes of a figure's change in the reports that it was and is made of."""

    def __init__(self, before: Snapshot, after: Snapshot, reports: list[Record], cells: list[Record]) -> None:
        self.before, self.after = before, after
        self.parts = [_parts(snapshot) for snapshot in (before, after)]
        self.of_report = {change["report_id"]: change for change in reports}
        self.of_report |= {change["was"]: change for change in reports if "was" in change}
        self.of_cells: dict[str, list[Record]] = defaultdict(list)
        for change in cells:
            self.of_cells[change["report_id"]].append(change)
        self.elsewhere = [
            {"cause": cause, "what": "elsewhere"}
            for cause in dict.fromkeys(change["cause"] for change in [*reports, *cells])
        ]

    def figure(self, row: Record) -> Record:
        """The figure's record: what it was, what it is, why."""
        values = {name: [row[name], row[f"{name}_after"]] for name in FIGURE[1:]}
        head = {row["by"]: row["subject"], "year": row["year"], "measure": row["measure"]}
        return (
            head | {"before": row["value"], "after": row["value_after"]} | values | {"causes": self._of(row)}
        )

    def _of(self, row: Record) -> list[Record]:
        causes = self._definition(row["measure"])
        key = (row["by"], row["subject"], row["year"])
        was, is_now = (parts.get(key, set()) for parts in self.parts)
        measure = load_measures().get(row["measure"])
        uses = set(measure.cells) if measure else set()
        for report in sorted(was | is_now):
            told = _told(self.of_report[report]) if report in self.of_report else None
            if told is not None and told not in causes:  # a file that changed is two reports
                causes.append(told)
            causes += self._cells(report, uses)
        # No report of its own tells why: a body that is missing now, or a rule of this program.
        return causes or self.elsewhere or [_program(self.before, self.after)]

    def _cells(self, report: str, uses: set[str]) -> list[Record]:
        """Changes of the cells that the measure uses, those of one cause together; all cells for counts of checks."""
        found: dict[tuple[str, str], Record] = {}
        for change in self.of_cells.get(report, ()):
            if uses and change["cell"] not in uses:
                continue
            cause = found.setdefault((change["cause"], change["what"]), _told(change) | {"cells": []})
            cause["cells"].append(change["cell"])
        return list(found.values())

    def _definition(self, name: str) -> list[Record]:
        formulas = [_formula(snapshot, name) for snapshot in (self.before, self.after)]
        if formulas[0] == formulas[1]:
            return []
        return [{"cause": DEFINITION, "what": "the measure is computed in another way", "formula": formulas}]


def _told(change: Record) -> Record:
    return {name: change[name] for name in ("cause", "what", "by", "report_id", "path") if name in change}


def _parts(snapshot: Snapshot) -> dict[tuple[str, str, int], set[str]]:
    groups = (
        snapshot.tables["parts"].drop_nulls("report_id").group_by("by", "subject", "year").agg("report_id")
    )
    return {(by, subject, year): set(ids) for by, subject, year, ids in groups.iter_rows()}


def _formula(snapshot: Snapshot, name: str) -> str | None:
    found: str | None = snapshot.definitions["measures"].get(name, {}).get("formula")
    return found


def _program(before: Snapshot, after: Snapshot) -> Record:
    """The rule behind all figures changed: which reports make up a region, when a rate is given."""
    versions = [snapshot.definitions["workbench"] for snapshot in (before, after)]
    return {"cause": DEFINITION, "what": "a rule of the program", "workbench": versions}
