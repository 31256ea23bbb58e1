"""`workbench diff A [B]`: each figure that differs, with its cause: file, correction, place, reader, definition.

A and B are releases, versions of the store (a number, or `store:3`), or `now`; without B, `now`. Ends with 0 whether
or not anything differs.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from workbench.commands._options import project_options
from workbench.errors import BadCall
from workbench.project import Project

if TYPE_CHECKING:
    from workbench.release.snapshot import Snapshot


@click.command("diff")
@click.argument("before", metavar="A")
@click.argument("after", metavar="[B]", required=False, default="now")
@click.option("--region", metavar="CODE", help="Only the figures of this region.")
@click.option("--body", metavar="ID", help="Only the figures of this body.")
@click.option("--year", metavar="Y", type=int, help="Only the figures of this year.")
@click.option(
    "--limit", type=click.IntRange(0), default=40, show_default=True, help="Figures listed in text."
)
@click.option("--json", "as_json", is_flag=True, help="Print the whole record as JSON.")
@project_options
def command(
    project: Project,
    before: str,
    after: str,
    region: str | None,
    body: str | None,
    year: int | None,
    limit: int,
    as_json: bool,
) -> None:
    """List the figures that differ between two releases, versions of the store, or `now`."""
    if region and body:
        found, todo = "both --region and --body", "Name one of them."
        raise BadCall(where="diff", found=found, expected="one of the two", todo=todo)
    from workbench.release.changes import differences

    by = "region" if region else "body" if body else None
    record = differences(
        _snapshot(project, before), _snapshot(project, after), by=by, subject=region or body, year=year
    )
    click.echo(
        json.dumps(record, ensure_ascii=False, indent=1) if as_json else "\n".join(_lines(record, limit))
    )


def _snapshot(project: Project, asked: str) -> Snapshot:
    from workbench.release.names import NOW, all_of, existing, names
    from workbench.release.snapshot import read, take
    from workbench.store import Store

    if asked == NOW:
        return take(project)
    number = asked.removeprefix("store:")
    if number.isdecimal() and not (all_of(project) / asked).is_dir():
        newest = Store(project.store).versions()["documents"]
        if int(number) > newest:
            found, expected = (
                f"version {number} of the store",
                f"0 to {newest}, or one of: {', '.join(names(project))}",
            )
            todo = "See them with: workbench store history"
            raise BadCall(
                where="diff", found=found, expected=expected.removesuffix(", or one of: "), todo=todo
            )
        return take(project, f"store:{int(number)}", store_version=int(number))
    return read(existing(project, asked))


def _lines(record: dict[str, Any], limit: int) -> list[str]:
    from workbench.release.changes import in_words

    summary = record["summary"]
    causes = ", ".join(f"{cause} {number}" for cause, number in sorted(summary["causes"].items()))
    lines = [
        f"{record['before']} to {record['after']}: {summary['figures']} figures differ ({causes or 'no cause'}); "
        f"{summary['reports']} reports, {summary['cells']} cells of reports in both."
    ]
    for change in record["reports"][:limit]:
        by = f" ({change['by']})" if "by" in change else ""
        lines.append(f"  report {change['path']}  {change['cause']}: {change['what']}{by}")
    for figure in record["figures"][:limit]:
        subject = figure.get("region") or figure.get("body")
        why = "; ".join(dict.fromkeys(_why(cause) for cause in figure["causes"]))
        lines.append(f"  {subject} {figure['year']} {figure['measure']}  {in_words(figure)}  {why}")
    rest = summary["figures"] - limit
    return lines + [f"  … and {rest} more: --limit, or --json for all"] * (rest > 0)


def _why(cause: dict[str, Any]) -> str:
    cells = f": {', '.join(cause['cells'][:3])}" if cause.get("cells") else ""
    return f"{cause['cause']} ({cause['what']}{cells})" + (f" {cause['path']}" if "path" in cause else "")
