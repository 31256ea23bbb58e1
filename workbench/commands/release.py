"""`workbench release NAME`: freezes data, register, corrections, notebooks, pages, lock and sources under a name.

`--check` does a release again from its sources and compares the bytes; it ends with 1 when they differ. Without NAME
the releases are listed.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import click

from workbench.commands._options import project_options
from workbench.project import Project

if TYPE_CHECKING:
    from workbench.release.replay import Replayed

SHOWN = 20  # files that are listed


@click.command("release")
@click.argument("name", required=False)
@click.option("--check", is_flag=True, help="Do that release again from its sources and compare the bytes.")
@click.option(
    "--date", "day", type=click.DateTime(["%Y-%m-%d"]), help="The date of the citation (default: today)."
)
@click.option("--author", default="ogi-workbench", show_default=True, help="Whom the citation names.")
@click.option("--workers", type=click.IntRange(1, 256), default=2, show_default=True, help="With --check.")
@project_options
def command(
    project: Project, name: str | None, check: bool, day: datetime | None, author: str, workers: int
) -> int:
    """Freeze all data and pages under NAME, for citing and for doing again."""
    if name is None:
        from workbench.release.names import all_of, names

        click.echo(
            "\n".join(names(project)) or f"No release in {all_of(project)}. Make one: workbench release NAME"
        )
        return 0
    if check:
        from workbench.release.replay import replay

        done = replay(project, name, workers=workers)
        click.echo("\n".join(_replayed(name, done)))
        return 0 if done.holds else 1
    from workbench.release import freeze
    from workbench.release.names import told

    folder = freeze(project, name, day=day.date() if day else None, author=author)
    said = told(folder)
    click.echo(
        f"Release {name}: {said['reports']} reports of {said['bodies']} bodies, {said['sources']} sources."
    )
    click.echo(f"  {folder}")
    click.echo(f"  do it again: workbench release {name} --check")
    return 0


def _replayed(name: str, done: Replayed) -> list[str]:
    if done.holds:
        return [f"Release {name}: all files as frozen; done again, {done.same} files with the same bytes."]
    lines = [f"Release {name} does not come out the same."]
    for heading, files in (
        ("not as frozen", done.damaged),
        ("sources missing, nothing was done again", done.gone),
        ("other bytes", done.other),
    ):
        lines += [f"  {heading}: {file}" for file in files[:SHOWN]]
        lines += [f"  … and {len(files) - SHOWN} more"] * (len(files) > SHOWN)
    return lines + [f"  now {note}" for note in done.notes]
