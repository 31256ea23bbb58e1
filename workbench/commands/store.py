"""`workbench store history|compact|vacuum`: looking after the store.

Ends with 0; 2 for a wrong call, a store that cannot be read, or a release that does not say what it needs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from workbench.commands._options import project_options
from workbench.commands._words import several
from workbench.project import Project

if TYPE_CHECKING:
    import polars as pl

    from workbench.store.upkeep import Upkeep

KEEP_DAYS = 30
SHOWN = 20  # versions


@click.command("store")
@click.argument("action", type=click.Choice(["history", "compact", "vacuum"]))
@click.option("--json", "as_json", is_flag=True, help="history: all versions, as JSON.")
@click.option(
    "--keep-days",
    type=click.IntRange(0, 36500),
    default=KEEP_DAYS,
    show_default=True,
    help="vacuum: versions younger than this stay readable (0: only while no ingest runs).",
)
@click.option("--dry-run", is_flag=True, help="vacuum: only say how many files would go.")
@project_options
def command(project: Project, action: str, as_json: bool, keep_days: int, dry_run: bool) -> None:
    """Look after the store.

    history lists its versions, newest first, each with the extractor of the rows that came in. compact makes one file
    of many small ones; nothing is lost. vacuum takes away files that only old versions need; what a
    release names stays.
    """
    from workbench.store import Store, upkeep

    store = Store(project.store)
    if action == "history":
        _tell_history(upkeep.history(store), as_json)
    elif action == "compact":
        _tell(upkeep.compact(store), "made into")
    else:
        kept = upkeep.released(project.processed / "releases")
        done = upkeep.vacuum(store, keep_days, kept, dry_run=dry_run)
        _tell(done, "would go" if dry_run else "gone")


def _tell_history(found: pl.DataFrame, as_json: bool) -> None:
    if as_json:
        click.echo(found.write_json())
        return
    for row in found.head(SHOWN).iter_rows(named=True):
        rows = f"{row['inserted'] or 0} in, {row['updated'] or 0} changed"
        extractor = f"  extractor {row['extractor']}" if row["extractor"] else ""
        click.echo(
            f"{row['version']:>6}  {row['time']:%Y-%m-%d %H:%M} UTC  {row['operation']}: {rows}{extractor}"
        )
    if found.height > SHOWN:
        click.echo(f"… and {found.height - SHOWN} older: workbench store history --json")
    if found.is_empty():
        click.echo("No store yet: workbench ingest")


def _tell(done: list[Upkeep], what: str) -> None:
    for table, removed, added in done:
        click.echo(f"{table}: {several(removed, 'file')} {what}{f' {added}' if what == 'made into' else ''}")
    if not done:
        click.echo("No store yet: workbench ingest")
