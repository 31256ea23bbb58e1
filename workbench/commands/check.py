"""`workbench check`: the identities (勾稽关系) that fail, by report, with the cells as printed.

Ends with 0 when none fails and 1 when some do. Nothing is corrected: a proposal is a value that would close the sums.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from workbench.commands._options import project_options
from workbench.project import Project

if TYPE_CHECKING:
    import polars as pl

    from workbench.frames import Frames


@click.command("check")
@click.option("--json", "as_json", is_flag=True, help="Print the failed identities as JSON.")
@project_options
def command(project: Project, as_json: bool) -> int:
    """List the reports whose figures do not add up, with the cells."""
    from workbench import frames

    loaded = frames.load(project)
    reports = failed_checks(loaded)
    if as_json:
        click.echo(json.dumps(reports, ensure_ascii=False, indent=2))
        return 1 if reports else 0
    for report in reports:
        click.echo("\n".join(_lines(report)))
    failed = sum(len(report["checks"]) for report in reports)
    read = loaded.reports.filter(loaded.reports["status"] != "failed").height
    click.echo(f"{failed} failed checks in {len(reports)} of {read} reports.")
    return 1 if reports else 0


def failed_checks(frames: Frames) -> list[dict[str, Any]]:
    """One entry a report with a failed check: what it is, the checks with both sides and their cells, proposals."""
    import polars as pl

    reports = frames.reports.filter(pl.col("n_failed_checks") > 0)
    if reports.is_empty():
        return []
    mine = pl.col("report_id").is_in(reports["report_id"].to_list())
    failed = frames.checks.filter(mine, status="fail").partition_by("report_id", as_dict=True)
    cells = frames.cells.filter(mine).partition_by("report_id", as_dict=True)
    proposals = frames.proposals.filter(mine).partition_by("report_id", as_dict=True)
    return [
        {
            **report,
            "checks": _checks(failed[(id_,)], cells[(id_,)]),
            "proposals": proposals[(id_,)].drop("report_id").to_dicts() if (id_,) in proposals else [],
        }
        for report in reports.select("report_id", "path", "place", "place_name", "year").iter_rows(named=True)
        for id_ in [report["report_id"]]
    ]


def _checks(failed: pl.DataFrame, cells: pl.DataFrame) -> list[dict[str, Any]]:
    known = {
        cell["cell"]: cell
        for cell in cells.select("cell", "printed", "value", "status").iter_rows(named=True)
    }
    return [
        {
            **{name: check[name] for name in ("check", "left", "right")},
            "cells": [
                known.get(name, {"cell": name, "printed": None, "value": None}) for name in check["cells"]
            ],
        }
        for check in failed.iter_rows(named=True)
    ]


def _lines(report: dict[str, Any]) -> list[str]:
    named = " ".join(str(report[name]) for name in ("place_name", "year") if report[name])
    lines = [f"{report['path']}  {named}".rstrip()]
    for check in report["checks"]:
        lines.append(f"  {check['check']}: {_number(check['left'])} against {_number(check['right'])}")
        zeros = sum(cell["value"] == 0 for cell in check["cells"])
        lines += [
            f"    {cell['cell']} 「{cell['printed']}」" for cell in check["cells"] if cell["value"] != 0
        ]
        lines += [f"    and {zeros} cells that are 0"] if zeros else []
    for found in report["proposals"]:
        closed = ", ".join(found["closes"])
        lines.append(
            f"  {found['cell']} is printed 「{found['printed']}」; {_number(found['proposed'])} closes {closed}"
        )
    return lines


def _number(value: float | None) -> str:
    return "nothing" if value is None else f"{value:.15g}"
