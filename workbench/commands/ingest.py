"""`workbench ingest [PATH…]`: reads what is new or changed in data/raw/ into the store.

Ends with 0 when every report of the project was read, 1 when a file failed (of this run or an earlier one), 2 for a
wrong call, 4 when known reports are gone and that was not accepted.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from workbench.commands._options import project_options
from workbench.commands._words import several
from workbench.project import Project

if TYPE_CHECKING:
    from workbench.ingest import Failure, IngestResult

SHOWN = 20  # failed files that are listed


@click.command("ingest")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--workers", type=click.IntRange(1, 256), default=2, show_default=True, help="Reading processes."
)
@click.option(
    "--scheduler",
    metavar="ADDRESS",
    help="Read on the workers of the Dask scheduler there (tcp://HOST:8786).",
)
@click.option(
    "--accept-removals", is_flag=True, help="Reports that are gone leave the figures, however many."
)
@project_options
def command(
    project: Project, paths: tuple[Path, ...], workers: int, scheduler: str | None, accept_removals: bool
) -> int:
    """Read new and changed reports into the store.

    Without PATH: everything in data/raw/. A file that cannot be read is kept as a row with its reason.
    """
    from workbench.ingest import ingest

    result = ingest(
        project, paths, workers=workers, scheduler=scheduler, accept_removals=accept_removals, progress=True
    )
    failed = _meant_as_reports(project, result.failed)
    click.echo(_summary(result, len(failed)))
    for failure in failed[:SHOWN]:
        click.echo(f"  {told(failure.path, failure.reason, failure.message)}")
    if len(failed) > SHOWN:
        click.echo(f"  … and {len(failed) - SHOWN} more: workbench status --review")
    return 1 if failed else 0


def told(path: str, reason: str, message: str) -> str:
    """A failed file's line: its path (control characters in it written out), its reason, what was found.

    Of several files with the same bytes one was read, and it is that one's name that the message begins with.
    """
    _, is_told, found = message.partition(": found ")
    what = f"found {found}" if is_told else message
    return f"{path if path.isprintable() else ascii(path)}: {reason}: {what}"


def _meant_as_reports(project: Project, failed: tuple[Failure, ...]) -> list[Failure]:
    """Without the files that a person has marked as no report."""
    if not failed:
        return []
    from workbench.register import NOT_A_REPORT, read_register

    marked = set(read_register(project.register).filter(use=NOT_A_REPORT)["path"])
    return [failure for failure in failed if failure.path not in marked]


def _summary(result: IngestResult, failed: int) -> str:
    counts = [
        f"{several(result.read, 'file')} read",
        f"{result.skipped} unchanged",
        *([f"{result.copied} known under another name"] if result.copied else []),
        *([f"{result.vanished} gone"] if result.vanished else []),
        *([f"{result.partial} in part"] if result.partial else []),
        f"{failed} failed",
    ]
    return f"Ingest: {', '.join(counts)}."
