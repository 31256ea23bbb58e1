"""`workbench status`: the reports by place and year, how well they were read, and what is due and why.

`--review` lists what waits for a person: reports without a place or year, failed files, register rows that fit nothing;
with `--csv FILE` the reports are a table to complete, which `workbench register import FILE` merges. `--max-age 8d` is
for monitors: it ends with 1 unless a scheduled run ended well within that time.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from workbench.commands._options import project_options
from workbench.commands._words import several
from workbench.errors import BadCall
from workbench.project import Project
from workbench.runs.log import ended, read_memory, told_age

if TYPE_CHECKING:
    import polars as pl

    from workbench.frames import Frames

HEADS = (
    "place",
    "year",
    "reports",
    "in part",
    "proved",
    "read",
    "doubtful",
    "missing",
    "failed checks",
    "name",
)


@click.command("status")
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
@click.option("--review", is_flag=True, help="List what waits for a person.")
@click.option("--csv", "table", metavar="FILE", help="With --review: write it as a CSV to complete.")
@click.option(
    "--max-age", metavar="AGE", help="End with 1 unless a scheduled run ended well within 8d, 36h …"
)
@project_options
def command(project: Project, as_json: bool, review: bool, table: str | None, max_age: str | None) -> int:
    """Show reports by place and year, how well they were read, and what is due."""
    from workbench import frames

    if max_age is not None:
        sentence, young = told_age(project, max_age)
        click.echo(sentence)
        return 0 if young else 1

    if table is not None and not (review and table):
        raise BadCall(
            where="--csv",
            found="--csv without --review" if table else "no file's name",
            expected="both, as in: workbench status --review --csv waiting.csv",
            todo="Name the file to write the list to.",
        )
    loaded = frames.load(project)
    if review and table:
        click.echo(_write_review(project, loaded, Path(table)))
        return 0
    if review:
        waiting = _review(project, loaded)
        click.echo(_as_json(waiting) if as_json else _review_text(waiting))
        return 0
    status = {
        **_status(project, loaded),
        "due": _due(project, loaded),
        "history": read_memory(project).history,
    }
    click.echo(_as_json(status) if as_json else _text(status))
    return 0


def _as_json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2)


# ------------------------------------------------------------------------------------------------ status


def _status(project: Project, frames: Frames) -> dict[str, Any]:
    import polars as pl

    reports = frames.reports.filter(pl.col("status") != "failed")
    n = [f"n_{name}" for name in ("proved", "read", "doubtful", "missing", "failed_checks")]
    groups = (
        reports.drop_nulls(["place", "year"])
        .group_by("place", "year")
        .agg(
            pl.len().alias("reports"),
            (pl.col("status") == "partial").sum().alias("partial"),
            pl.col(n).sum(),
            pl.col("place_name").drop_nulls().first(),
        )
    )
    return {
        "reports": reports.height,
        "samples": reports.filter(use="sample").height,
        "partial": reports.filter(status="partial").height,
        "failed_files": _failed(project).height,
        "without_place_or_year": reports.filter(pl.col("place").is_null() | pl.col("year").is_null()).height,
        "duplicates": frames.duplicates.select("report_id", "path", "link", "duplicate_of", "why").to_dicts(),
        "notes": frames.notes,
        "places": groups.sort("place", "year").to_dicts(),
    }


def _failed(project: Project) -> pl.DataFrame:
    from workbench.register import NOT_A_REPORT, read_register
    from workbench.store import Store

    marked = read_register(project.register).filter(use=NOT_A_REPORT)["path"].to_list()
    failed = Store(project.store).known().filter("present", status="failed").sort("path")
    return failed.filter(~failed["path"].is_in(marked)).select("path", "reasons")


def _due(project: Project, frames: Frames) -> list[dict[str, Any]]:
    from workbench.runs.plan import plan

    return [
        {"run": run.id, "place_name": run.place_name, "reasons": list(run.reasons)}
        for run in plan(project, frames).due
    ]


def _text(status: dict[str, Any]) -> str:
    rows = [HEADS] + [
        tuple("" if value is None else str(value) for key, value in row.items()) for row in status["places"]
    ]
    lines = _table(rows) if status["places"] else []
    lines.append(
        f"{several(status['reports'], 'report')} "
        f"({several(status['samples'], 'sample')}, {status['partial']} in part), "
        f"{several(status['failed_files'], 'failed file')}, {status['without_place_or_year']} without place or year"
        + (": workbench status --review" if status["failed_files"] + status["without_place_or_year"] else ".")
    )
    if left := [each for each in status["duplicates"] if each["link"] != "same_figures"]:
        lines.append(
            f"Not counted, as copies or older versions: {several(len(left), 'report')}; workbench check says why."
        )
    lines += status["notes"]
    if status["history"]:
        lines.append(ended(status["history"][-1]))
    due = status["due"]
    lines.append(f"{several(len(due), 'run')} due{': workbench run' if due else '.'}")
    return "\n".join(
        lines + [f"  {run['run']}  {run['place_name']}  {', '.join(run['reasons'])}" for run in due]
    )


def _table(rows: list[tuple[str, ...]]) -> list[str]:
    """Numbers right, words left; the name is last, so that wide characters need no padding."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEADS))]
    return [
        "  ".join(
            value if column == len(HEADS) - 1 else f"{value:<{width}}" if column == 0 else f"{value:>{width}}"
            for column, (value, width) in enumerate(zip(row, widths, strict=True))
        )
        for row in rows
    ]


# ------------------------------------------------------------------------------------------------ review


def _write_review(project: Project, frames: Frames, path: Path) -> str:
    from workbench.review import review_csv, review_rows

    rows = review_rows(project, frames)
    path.write_text(review_csv(rows), "utf-8", newline="")
    if not rows:
        return f"Nothing waits for a person: {path} holds its heading alone."
    waiting = f"{several(len(rows), 'report')} {'waits' if len(rows) == 1 else 'wait'} in {path}"
    return f"{waiting}. Complete it, then: workbench register import {path}"


def _review(project: Project, frames: Frames) -> dict[str, Any]:
    from workbench.review import unplaced

    return {
        "without_place_or_year": unplaced(frames)
        .select("report_id", "path", "place", "year", "title", "issuer")
        .to_dicts(),
        "failed_files": _failed(project).to_dicts(),
        "notes": frames.notes,
    }


def _review_text(waiting: dict[str, Any]) -> str:
    from workbench.commands.ingest import told

    lines = []
    for report in waiting["without_place_or_year"]:
        lacking = " and ".join(name for name in ("place", "year") if report[name] is None)
        said = report["title"] or report["issuer"] or "no title found"
        lines.append(f"{report['path']}  no {lacking}: {said}")
    if lines:
        lines.append(
            "Complete place and year of them in a table: workbench status --review --csv FILE, "
            "then workbench register import FILE (or add lines to data/raw/register.csv)."
        )
    for file in waiting["failed_files"]:
        lines += [told(file["path"], **reason) for reason in file["reasons"]]
    return "\n".join([*lines, *waiting["notes"]] or ["Nothing waits for a person."])
