"""`workbench read FILE`: one report, for a person or (--json) for a program.

Exit 0 read, 1 read in part, 2 not read; JSON is printed all the same.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import click

from workbench.report import read_report

EXIT = {"ok": 0, "partial": 1, "failed": 2}


@click.command()
@click.argument("file", type=click.Path())
@click.option("--json", "as_json", is_flag=True, help="Print the whole reading as JSON.")
@click.option(
    "--engine", type=click.Choice(["auto", "pdfium", "pdfminer"]), default="auto", show_default=True
)
def command(file: str, as_json: bool, engine: str) -> None:
    """Read one report and say how sure each cell is."""
    report = read_report(Path(file), engine=engine)
    if as_json:
        click.echo(json.dumps(report, ensure_ascii=False, indent=1))
    elif report["status"] == "failed":
        click.echo(report["reasons"][0]["message"], err=True)
    else:
        click.echo(summary(report))
    sys.exit(EXIT[report["status"]])


def summary(report: dict[str, Any]) -> str:
    """What a person wants to know first: what it is, how much is proved, what is wrong."""
    statuses = [cell["status"] for cell in report["cells"].values()]
    counts = ", ".join(f"{statuses.count(name)} {name}" for name in ("proved", "read", "doubtful"))
    lines = [
        f"{report['file']}: {report['title'] or 'no title found'}",
        f"  issuer {report['issuer'] or 'not found'}; year {report['year'] or 'not found'}; "
        f"published {report['published'] or 'not told'}; form of {report['edition'] or 'no known edition'}; "
        f"{report['container']}",
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
