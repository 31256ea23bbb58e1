"""`workbench check`: the identities (勾稽关系) that fail, by report, with the cells as printed.

Checks between reports (a body's years, a region's parts) are among them; copies and older versions are told. Ends with
0 when none fails and 1 when some do. Nothing is corrected: a proposal is a value that would close the sums.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from workbench.commands._options import project_options
from workbench.commands._words import several
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
    paths = dict(loaded.reports.select("report_id", "path").iter_rows())
    for copy in loaded.duplicates.iter_rows(named=True):
        click.echo(_told(copy, paths))
    for lost in lost_text(project).iter_rows(named=True):
        click.echo(_LOST.format(**lost))
    click.echo(f"{several(failed, 'failed check')} in {len(reports)} of {several(read, 'report')}.")
    return 1 if reports else 0


def failed_checks(frames: Frames) -> list[dict[str, Any]]:
    """One entry a report with a failed check: what it is, the checks with both sides and their cells, proposals.

    Checks between reports (X1, X2, S1) name in `against` the reports that they compare with.
    """
    import polars as pl

    across = frames.across.filter(status="fail")
    wrong = (pl.col("n_failed_checks") > 0) | pl.col("report_id").is_in(across["report_id"].implode())
    reports = frames.reports.filter(wrong)
    if reports.is_empty():
        return []
    ids = reports["report_id"]
    within = _by_report(frames.part("checks", ids).filter(status="fail"))
    between = _by_report(across)
    cells = _by_report(frames.part("cells", ids))
    proposals = _by_report(frames.part("proposals", ids))
    paths = dict(frames.reports.select("report_id", "path").iter_rows())
    return [
        {
            **report,
            "checks": [
                *_checks(within.get(report["report_id"], []), cells.get(report["report_id"], [])),
                *_between(between.get(report["report_id"], []), cells.get(report["report_id"], []), paths),
            ],
            "proposals": [
                {name: value for name, value in found.items() if name != "report_id"}
                for found in proposals.get(report["report_id"], [])
            ],
        }
        for report in reports.select("report_id", "path", "place", "place_name", "year").iter_rows(named=True)
    ]


def lost_text(project: Project) -> pl.DataFrame:
    """The reports of which a library dropped text (reason `text_dropped`): path, message, what was seen and used."""
    import polars as pl

    from workbench.packing import SEEN
    from workbench.store import Store

    why = pl.col("reasons").list.eval(
        pl.element().filter(pl.element().struct.field("reason") == "text_dropped")
    )
    found = Store(project.store).documents().filter("present").with_columns(why=why.list.first())
    told = found.filter(pl.col("why").is_not_null()).select(
        "path", pl.col("why").struct.field("message"), *SEEN
    )
    return told.sort("path").collect()


_LOST = (
    "{path}  text is lost: {message} ({characters_used} of {characters} characters and {tables_used} of {tables} "
    "tables of what was read were used)"
)


def _by_report(rows: pl.DataFrame) -> dict[str, list[dict[str, Any]]]:
    return {
        str(key[0]): part.to_dicts() for key, part in rows.partition_by("report_id", as_dict=True).items()
    }


def _checks(failed: list[dict[str, Any]], cells: list[dict[str, Any]]) -> list[dict[str, Any]]:
    shown = ("cell", "printed", "value", "status")
    known = {cell["cell"]: {name: cell[name] for name in shown} for cell in cells}
    return [
        {
            **{name: check[name] for name in ("check", "left", "right")},
            "cells": [
                known.get(name, {"cell": name, "printed": None, "value": None}) for name in check["cells"]
            ],
        }
        for check in failed
    ]


# What the two sides of a check between reports are, and what a person does about it.
_SIDES = {
    "X1": (
        "carried in",
        "carried over in {against}",
        "Compare both with their sources: one of the two reports errs.",
    ),
    "X2": (
        "in force",
        "in force in {against}, + issued − repealed",
        "Compare both with their sources: one of the two reports errs.",
    ),
    "S1": (
        "in the own reports of {bodies}",
        "at most, in the consolidated report",
        "Look for a body that is there twice or whose scope is wrong, and say so in register.csv.",
    ),
}


def _between(
    failed: list[dict[str, Any]], cells: list[dict[str, Any]], paths: dict[str, str]
) -> list[dict[str, Any]]:
    told = []
    for check, found in zip(_checks(failed, cells), failed, strict=True):
        against = [paths[report] for report in found["against"]]
        words = {"against": ", ".join(against), "bodies": several(len(against), "body", "bodies")}
        left, right, todo = (text.format(**words) for text in _SIDES[check["check"][:2]])
        told.append(
            {
                **check,
                "against": against,
                "found": f"{_number(check['left'])} {left}",
                "expected": f"{_number(check['right'])} {right}",
                "todo": todo,
            }
        )
    return told


def _lines(report: dict[str, Any]) -> list[str]:
    named = " ".join(str(report[name]) for name in ("place_name", "year") if report[name])
    lines = [f"{report['path']}  {named}".rstrip()]
    for check in report["checks"]:
        if "against" in check:
            lines.append(
                f"  {check['check']}: {check['found']}; expected {check['expected']}. {check['todo']}"
            )
            continue
        lines.append(f"  {check['check']}: {_number(check['left'])} against {_number(check['right'])}")
        zeros = sum(cell["value"] == 0 for cell in check["cells"])
        lines += [
            f"    {cell['cell']} 「{cell['printed']}」" for cell in check["cells"] if cell["value"] != 0
        ]
        lines += [f"    and {several(zeros, 'cell')} of 0"] if zeros else []
    for found in report["proposals"]:
        closed = ", ".join(found["closes"])
        lines.append(
            f"  {found['cell']} is printed 「{found['printed']}」; {_number(found['proposed'])} closes {closed}"
        )
    return lines


# How a report that does not count is told, by the kind of its link to the one that does.
_LINKED = {
    "copy": "has the same figures as {other} and is not counted",
    "other_year": "has the figures of {other} under another year and is not counted",
    "same_figures": "has the figures of {other} under another year, and counts",
    "revision": "is an older version of {other}, which counts",
}


def _told(copy: dict[str, Any], paths: dict[str, str]) -> str:
    said = _LINKED[copy["link"]].format(other=paths[copy["duplicate_of"]])
    return f"{copy['path']}  {said}: {copy['why']} (register.csv can say otherwise: use)"


def _number(value: float | None) -> str:
    return "nothing" if value is None else f"{value:.15g}"
