"""A person's corrections put over what was read: values, statuses, checks and proposals of the reports they touch.

In: counted reports, the store and the entries of corrections.toml. Out: an `Overlay` with those reports' rows anew,
the reports with their counts, and notes. The form's arithmetic is run again over the values as used, so a status after
a correction is earned like any other. A stale entry flags its report, a retired one is told; neither changes a value.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from decimal import Decimal
from typing import Any, cast

import polars as pl

from workbench.claims import Claim, compare
from workbench.corrections import MISPRINT, Correction
from workbench.form import Edition, load_edition
from workbench.frames.overlay import Overlay
from workbench.frames.schemas import CELLS, CHECKS, CLAIMS, PROPOSALS, WIDE
from workbench.match.found import Found
from workbench.proof import Proof, ReadCell, prove_cells
from workbench.readers.document import Origin
from workbench.store import Store
from workbench.text import State

STALE = "correction_stale"  # the reason that a report gets
_ORIGIN = ("page", "line", "table", "row", "column")
Row = dict[str, Any]


def corrected(
    counted: pl.DataFrame, store: Store, corrections: list[Correction]
) -> tuple[pl.DataFrame, Overlay | None, list[str]]:
    """The reports with counts, reasons and content as they are after the corrections; the overlay; notes."""
    of_report, notes = _by_report(counted, corrections)
    if not of_report:
        return counted, None, notes
    touched = counted.filter(pl.col("report_id").is_in(list(of_report)))
    readings = {row["sha256"]: row for row in store.readings(touched).iter_rows(named=True)}
    done = [
        _Report(row, readings.get(row["sha256"]), of_report[row["report_id"]])
        for row in touched.iter_rows(named=True)
    ]
    notes += [note for report in done for note in report.notes]
    changed = pl.DataFrame([report.head() for report in done], schema=_HEAD)
    reports = counted.update(changed, on="report_id")
    held = [report for report in done if report.held]
    return reports, _overlay(held) if held else None, notes


_HEAD = {
    "report_id": pl.String(),
    **dict.fromkeys(("n_proved", "n_read", "n_doubtful", "n_missing", "n_failed_checks"), pl.Int32()),
    "reasons": pl.List(pl.String()),
    "content": pl.String(),
}


def _by_report(
    counted: pl.DataFrame, corrections: list[Correction]
) -> tuple[dict[str, list[Correction]], list[str]]:
    """The entries of each counted report: by its bytes, else by body and year. An entry without a report is told."""
    found: dict[str, list[Correction]] = {}
    notes = []
    read = counted.filter(pl.col("status") != "failed") if corrections else counted
    for one in corrections:
        by_bytes = read.filter(pl.col("sha256").eq_missing(pl.lit(one.sha256, pl.String)))
        by_body = read.filter(pl.col("body_id") == (one.body or ""), pl.col("year") == (one.year or 0))
        ids = (by_bytes if by_bytes.height else by_body)["report_id"].to_list()
        for report_id in ids:
            found.setdefault(report_id, []).append(one)
        if not ids:
            notes.append(f"{one.where}: no counted report has these bytes, nor this body and year; not used")
    return found, notes


class _Report:
    """One report with its corrections: which of them hold, and what its cells and checks become."""

    def __init__(self, row: Row, reading: Row | None, corrections: list[Correction]) -> None:
        self.row, self.reading = row, reading or {"cells": [], "checks": [], "proposals": [], "claims": []}
        self.cells: dict[str, Row] = {cell["cell"]: cell for cell in self.reading["cells"] or []}
        self.held: dict[str, Correction] = {}
        self.notes: list[str] = []
        self.stale = False
        for one in corrections:
            self._judge(one)
        if self.held and row["edition"]:
            self.edition: Edition = load_edition(row["edition"])
            self.proof = self._proved()

    def _judge(self, one: Correction) -> None:
        cell = self.cells.get(one.cell)
        printed = "" if cell is None else (cell["printed"] or "").strip()
        known = self.row["edition"] is not None and one.cell in load_edition(self.row["edition"]).cells
        if known and printed == one.printed.strip():
            self.held[one.cell] = one
        elif cell is not None and _is_read_as(cell, one):
            self.notes.append(
                f"{one.where}: {self.row['path']} is read as {one.told} now; it can be taken out"
            )
        else:
            self.stale = True
            found = f"{printed!r}" if known else "no such cell in its form"
            self.notes.append(
                f"{one.where}: {self.row['path']} has {found} there, and {one.printed!r} was expected; not used"
            )

    def _proved(self) -> Proof:
        """The arithmetic over the values as used; what was doubtful for another reason than a sum stays so."""
        before = {name: self._read_cell(cell, True) for name, cell in self.cells.items()}
        unsure = self._unsure(prove_cells(before, self.edition))
        after = {name: self._read_cell(cell, name not in unsure) for name, cell in self.cells.items()}
        for name, one in self.held.items():
            seen = after.get(name) or ReadCell(Found("", Origin(), True), "blank", None)
            found = seen.found._replace(labelled=True, printed="" if one.value is None else one.told)
            after[name] = seen._replace(
                found=found, state=cast(State, one.state or "number"), value=one.value
            )
        return prove_cells({name: after[name] for name in self.edition.cells if name in after}, self.edition)

    def _read_cell(self, cell: Row, labelled: bool) -> ReadCell:
        origin = Origin(box=tuple(cell["box"]) if cell["box"] else None, **{n: cell[n] for n in _ORIGIN})
        value = None if cell["value"] is None or cell["implied_zero"] else _decimal(cell["value"])
        return ReadCell(Found(cell["printed"] or "", origin, labelled), cell["state"], value)

    def _unsure(self, before: Proof) -> set[str]:
        """Doubtful cells of which it is not known that only a sum speaks against them; they stay so.

        The store does not keep a label's own proof. A label belongs to a row or a column as a whole, so a cell shares
        its proof with the sure cells of its row and with those of its column; and where two engines read the report,
        what they read alike names both. A cell that lacks one of these is never more sure than before.
        """
        sure = [name for name, cell in self.cells.items() if cell["status"] != "doubtful"]
        lines = {line for name in sure for line in _row_and_column(name)}
        witnesses = max((len(cell["engines"] or []) for cell in self.cells.values()), default=0)
        return {
            name
            for name, cell in self.cells.items()
            if cell["status"] == "doubtful"
            and (
                before.cells[name].status != "doubtful"
                or not lines.issuperset(_row_and_column(name))
                or len(cell["engines"] or []) < witnesses
            )
        }

    # ------------------------------------------------------------------------------------------- as rows

    def head(self) -> Row:
        """The counts of the report's row, its flag, and a content hash that changes with its corrections."""
        reasons = [*(self.row["reasons"] or []), *([STALE] * self.stale)]
        row = {name: self.row[name] for name in _HEAD} | {"reasons": reasons}
        if not self.held:
            return row
        statuses = [cell.status for cell in self.proof.cells.values()]
        counts = {f"n_{name}": statuses.count(name) for name in ("proved", "read", "doubtful")}
        added = len(set(self.held) - set(self.cells))
        told = "; ".join(f"{one.cell}={one.told} {one.kind}" for one in self.held.values())
        return {
            **row,
            **counts,
            "n_missing": row["n_missing"] - added,
            "n_failed_checks": sum(check["status"] == "fail" for check in self.check_rows()),
            "content": hashlib.sha256(f"{row['content']} {told}".encode()).hexdigest()[:16],
        }

    def cell_rows(self) -> list[Row]:
        return [self._cell_row(name, cell) for name, cell in self.proof.cells.items()]

    def _cell_row(self, name: str, cell: ReadCell) -> Row:
        blank = dict.fromkeys(CELLS) | {"cell": name, "printed": "", "engines": []}
        stored = self.cells.get(name, blank)
        one = self.held.get(name)
        read = _float(cell.value)
        changed = one is not None and (
            stored["value"] != read or (read is None and stored["state"] != cell.state)
        )
        as_printed = stored["value"] if changed and one is not None and one.kind == MISPRINT else read
        return {
            **stored,
            "report_id": self.row["report_id"],
            "value": read,
            "state": cell.state,
            "status": cell.status,
            "implied_zero": cell.implied_zero,
            "but_for": cell.but_for,
            "value_printed": as_printed,
            "correction": one.kind if changed and one is not None else None,
        }

    def check_rows(self) -> list[Row]:
        """Identities that do not hold, and the narrative's numbers against the values as used."""
        kept: list[tuple[Any, ...]] = [
            (check.id, check.outcome, check.left, check.right, check.cells)
            for check in self.proof.checks
            if check.outcome != "pass" or check.id.startswith("C5")
        ]
        for told in self._compared()[1]:
            status = "not_testable" if told.passes is None else "pass" if told.passes else "fail"
            kept.append((told.id, status, told.left, told.right, told.cells))
        return [
            dict(
                zip(
                    CHECKS,
                    (self.row["report_id"], id_, status, _float(left), _float(right), list(cells)),
                    strict=True,
                )
            )
            for id_, status, left, right, cells in kept
        ]

    def claim_rows(self) -> list[Row]:
        return [
            {**vars(claim), "value": _float(claim.value), "report_id": self.row["report_id"]}
            for claim in self._compared()[0]
        ]

    def _compared(self) -> Any:
        told = [
            Claim(**{**claim, "value": _decimal(claim["value"]), "agrees": None})
            for claim in self.reading["claims"] or []
        ]
        return compare(told, {name: cell.value for name, cell in self.proof.cells.items()})

    def proposal_rows(self) -> list[Row]:
        """The proposals that are still open: not those for a cell that a person has looked at."""
        looks_like = {old["cell"]: old["looks_like"] for old in self.reading["proposals"] or []}
        return [
            {
                "report_id": self.row["report_id"],
                "cell": proposal.cell,
                "printed": proposal.printed,
                "proposed": _float(proposal.proposed),
                "closes": list(proposal.closes),
                "looks_like": looks_like.get(proposal.cell, MISPRINT),
            }
            for proposal in self.proof.proposals
            if proposal.cell not in self.held
        ]

    def wide_row(self) -> Row:
        """Each cell's value where its column can hold it; a count that is not whole has no place there."""
        row: Row = {"report_id": self.row["report_id"]}
        for name, cell in self.proof.cells.items():
            if cell.value is not None and WIDE[name] == pl.Int64():
                row[name] = int(cell.value) if cell.value == int(cell.value) else None
            else:
                row[name] = None if cell.value is None else cell.value.quantize(Decimal("0.0001"))
        return row


def _is_read_as(cell: Row, one: Correction) -> bool:
    """Whether the reader now reads what the entry says."""
    if one.value is None:
        return bool(cell["state"] == one.state)
    return cell["value"] is not None and _decimal(cell["value"]) == one.value


def _row_and_column(cell: str) -> list[tuple[str, ...]]:
    """The row of the cell and, in a table of several rows, its column."""
    table, *row, column = cell.split(".")
    return [("row", table, *row), *([("column", table, column)] if row else [])]


def _overlay(reports: list[_Report]) -> Overlay:
    def frame(schema: dict[str, pl.DataType], rows: Iterable[list[Row]]) -> pl.DataFrame:
        flat = [row for some in rows for row in some]
        return pl.DataFrame(flat, schema=schema) if flat else pl.DataFrame(schema=schema)

    looked = [{"report_id": r.row["report_id"], "cell": cell} for r in reports for cell in r.held]
    return Overlay(
        frame(CELLS, (report.cell_rows() for report in reports)),
        frame(CHECKS, (report.check_rows() for report in reports)),
        frame(PROPOSALS, (report.proposal_rows() for report in reports)),
        frame(CLAIMS, (report.claim_rows() for report in reports)),
        frame(WIDE, ([report.wide_row()] for report in reports)),
        pl.DataFrame(looked, schema={"report_id": pl.String, "cell": pl.String}),
    )


def _decimal(value: float) -> Decimal:
    return Decimal(str(value))


def _float(value: Decimal | None) -> float | None:
    return None if value is None else float(value)
