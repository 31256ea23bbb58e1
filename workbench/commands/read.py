"""`workbench read FILE`: one report, or those in a ZIP, for a person or (--json) for a program.

Exit 0 read, 1 read in part, 2 not read; JSON is printed all the same: one object, or a list for a ZIP of several. Of
several reports the worst one decides the exit code.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import click

from workbench.errors import Unreadable
from workbench.report import read_reports
from workbench.shape import failed

EXIT = {"ok": 0, "partial": 1, "failed": 2}


@click.command()
@click.argument("file", type=click.Path())
@click.option("--json", "as_json", is_flag=True, help="Print the whole reading as JSON.")
@click.option(
    "--engine", type=click.Choice(["auto", "pdfium", "pdfminer"]), default="auto", show_default=True
)
def command(file: str, as_json: bool, engine: str) -> None:
    """Read one report, or each in a ZIP, and say how sure each cell is."""
    try:
        reports = read_reports(Path(file), engine=engine)
    except Unreadable as error:  # no such file: JSON all the same
        reports = [failed({"file": Path(file).name, "sha256": None}, error)]
    if as_json:
        told = reports if len(reports) > 1 else reports[0]
        click.echo(json.dumps(told, ensure_ascii=False, indent=1))
    else:
        for report in reports:
            _tell(report)
    sys.exit(max(EXIT[report["status"]] for report in reports))


def _tell(report: dict[str, Any]) -> None:
    if report["status"] == "failed":
        click.echo(report["reasons"][0]["message"], err=True)
    else:
        click.echo(summary(report))


def summary(report: dict[str, Any]) -> str:
    """What a person wants to know first: what it is, how much is proved, what is wrong."""
    statuses = [cell["status"] for cell in report["cells"].values()]
    counts = ", ".join(f"{statuses.count(name)} {name}" for name in ("proved", "read", "doubtful"))
    lines = [
        f"{report['file']}: {report['title'] or 'no title found'}",
        f"  issuer {report['issuer'] or 'not found'}; year {report['year'] or 'not found'}; "
        f"published {report['published'] or 'not told'}; form of {report['edition'] or 'no known edition'}; "
        f"{report['container']}",
        _place(report["place"]),
        f"  {len(statuses)} cells: {counts}",
    ]
    for check in report["checks"]:
        if check["status"] == "fail":
            lines.append(f"  {check['id']} fails: {check['left']} against {check['right']}")
    for proposal in report["proposals"]:
        lines.append(
            f"  {proposal['cell']} is printed {proposal['printed']!r}; {proposal['proposed']} closes "
            f"{', '.join(proposal['closes'])} (looks like a {proposal['looks_like']})"
        )
    lines += [f"  {reason['message']}" for reason in report["reasons"]]
    return "\n".join(lines)


def _place(place: dict[str, Any]) -> str:
    """The line on whose report it is; below the threshold the best guess, called so."""
    body = ", ".join(str(place[key]) for key in ("level", "kind", "department") if place[key])
    if place["code_at_year"] is None:
        guess = f"; perhaps {place['runner_up']}" if place["runner_up"] else ""
        return f"  place not sure{guess}{f' ({body})' if body else ''}"
    names = " ".join(name for name in place["names"].values() if name)
    return f"  place {place['code_at_year']} {names} ({body})"
