"""All that is known of one cell of one report, from the file as it is read now or from the frames.

From a file the reading is made anew; from the frames it is the stored one, with a person's corrections in it, and
the file is opened only for its picture. Refuses a cell that the form or this report has not, naming near ones.
"""

from __future__ import annotations

import difflib
import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import polars as pl

from workbench.asking import loaded
from workbench.errors import BadCall, Unreadable
from workbench.form import all_cells

if TYPE_CHECKING:
    from workbench.frames import Frames

_ORIGIN = ("page", "box", "line", "table", "row", "column")


class Evidence(NamedTuple):
    """`cells` has every cell of the report as `workbench read --json` gives it, `cell` the id of the one asked for."""

    path: Path
    name: str  # by which people are told of the file
    sha256: str
    container: str
    title: str
    cell: str
    cells: Mapping[str, Mapping[str, Any]]
    checks: tuple[Mapping[str, Any], ...]  # those that the cell is in
    proposal: Mapping[str, Any] | None
    confirmed: bool = False  # a person has looked and found it printed as it was read

    @property
    def read(self) -> Mapping[str, Any]:
        return self.cells[self.cell]

    @property
    def origin(self) -> Mapping[str, Any]:
        found: Mapping[str, Any] = self.read["origin"]
        return found

    def load(self) -> bytes:
        """The file's bytes. Raises Unreadable where it is gone or is another one now."""
        from workbench.readers import archive

        try:
            data = archive.load(self.path)
        except OSError as error:
            raise _gone(self, f"no file that can be opened ({error.strerror})") from None
        if hashlib.sha256(data).hexdigest() != self.sha256:
            raise _gone(self, "other bytes than those that were read")
        return data


def of_file(path: Path, cell: str) -> Evidence:
    """The cell as the file is read now. Raises Unreadable for what is no report, BadCall for an unknown cell."""
    from workbench.readers import archive
    from workbench.report import read_reports  # all readers: a page without such a cell needs none of them

    reports = read_reports(path)
    members = archive.expanded(path)
    if len(reports) > 1:
        first = f"{path.name}{archive.SEPARATOR}{archive.on_disk(members[0])[1]}"
        raise BadCall(
            where=str(path),
            found=f"an archive of {len(reports)} reports",
            expected=f"one of them, as in {first}",
            todo="Name the member behind an exclamation mark.",
        )
    report = reports[0]
    if report["status"] == "failed":
        reason = report["reasons"][0]
        raise Unreadable(
            reason["reason"],
            where=path.name,
            found=reason["message"],
            expected="a report with cells",
            todo="`workbench read` says what is in the file.",
        )
    _check(cell, report["cells"], report["file"])
    return Evidence(
        members[0],
        report["file"],
        report["sha256"],
        report["container"],
        report["title"] or "",
        cell,
        report["cells"],
        tuple(check for check in report["checks"] if cell in check["cells"]),
        next((one for one in report["proposals"] if one["cell"] == cell), None),
    )


def of_report(frames: Frames, report: str, cell: str) -> Evidence:
    """The cell of a counted report, by its report_id or its path. Raises BadCall for either unknown."""
    loaded(frames, "show")
    found = frames.find((pl.col("report_id") == report) | (pl.col("path") == report))
    if found.is_empty():
        raise BadCall.unknown("report", report, frames.reports["path"].to_list(), where="show")
    row, ids = found.row(0, named=True), found["report_id"]
    cells = {one["cell"]: _as_read(one) for one in frames.part("cells", ids).iter_rows(named=True)}
    _check(cell, cells, row["path"])
    checks = frames.part("checks", ids).filter(pl.col("cells").list.contains(cell))
    proposals = frames.part("proposals", ids).filter(cell=cell).to_dicts()
    seen = not frames.looked_at.filter(report_id=ids[0], cell=cell).is_empty()
    return Evidence(
        (frames.raw or Path()) / row["path"],
        row["path"],
        row["sha256"],
        row["container"],
        row["title"] or "",
        cell,
        cells,
        tuple({**check, "id": check["check"]} for check in checks.iter_rows(named=True)),
        proposals[0] if proposals else None,
        seen and cells[cell]["correction"] is None,
    )


def _as_read(row: dict[str, Any]) -> dict[str, Any]:
    origin = {name: row[name] for name in _ORIGIN if row.get(name) is not None}
    return {**row, "origin": origin}


def _check(cell: str, cells: Mapping[str, Any], name: str) -> None:
    if cell in cells:
        return
    near = _near(cell, cells)
    hint = f"Did you mean {' or '.join(near)}?" if near else "`workbench read FILE --json` lists them."
    known = all_cells().get(cell)
    raise BadCall(
        where=name,
        found=f"cell {cell!r}, which is {'not in this report' if known else 'no cell of the form'}",
        expected=f"one of its {len(cells)} cells, as in {next(iter(cells), 'none')}",
        todo=hint,
    )


def _near(cell: str, cells: Mapping[str, Any]) -> list[str]:
    """Up to three ids that are written alike, or whose printed label has the words."""
    alike = difflib.get_close_matches(cell, list(cells), n=3, cutoff=0.6)
    form = all_cells()
    worded = [
        name for name in cells if cell in form[name].label_zh or cell.lower() in form[name].label_en.lower()
    ]
    return alike or worded[:3]


def _gone(evidence: Evidence, found: str) -> Unreadable:
    return Unreadable(
        "not_found",
        where=evidence.name,
        found=found,
        expected="the file with the sha256 that the store has",
        todo="Put it back, or run: workbench ingest",
    )
