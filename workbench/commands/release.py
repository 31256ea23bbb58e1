"""`workbench release NAME`: freezes data, register, corrections, notebooks, pages, lock and sources under a name.

Published pages that do not show the data are listed, and nothing is frozen: a citation of such a page would be wrong.
`--allow-stale` freezes them all the same and keeps their list. `--check` does a release again from its sources and
compares the bytes; it ends with 1 when they differ. Without NAME the releases are listed.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from workbench.commands._options import project_options
from workbench.commands._words import several
from workbench.errors import ProjectError
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
@click.option(
    "--allow-stale", is_flag=True, help="Freeze pages that do not show the data, too; they are listed."
)
@project_options
def command(
    project: Project,
    name: str | None,
    check: bool,
    day: datetime | None,
    author: str,
    workers: int,
    allow_stale: bool,
) -> int:
    """Freeze all data and pages under NAME, for citing and for doing again."""
    if name is None:
        from workbench.release.names import all_of, names

        none = f"No release in {all_of(project)}. Make one: workbench release NAME"
        click.echo("\n".join(names(project)) or none)
        return 0
    if check:
        from workbench.release.replay import replay

        done = replay(project, name, workers=workers)
        click.echo("\n".join(_replayed(name, done)))
        return 0 if done.holds else 1
    from workbench.release import freeze

    stale = _stale_pages(project)
    if stale and not allow_stale:
        raise _refused(project, name, stale)
    folder = freeze(project, name, day=day.date() if day else None, author=author, stale_pages=stale)
    click.echo("\n".join(_frozen(name, folder, stale)))
    return 0


def _refused(project: Project, name: str, stale: list[str]) -> ProjectError:
    return ProjectError(
        where=f"release {name}, {project.pages}",
        found="\n".join(
            [
                f"{several(len(stale), 'page')} not made from these data:",
                *_shortened(f"  {page}" for page in stale),
            ]
        ),
        expected="\npages that show the data which are frozen with them",
        todo="Make them anew: workbench run. Or freeze them as they are, with this list: --allow-stale",
    )


def _stale_pages(project: Project) -> list[str]:
    """The published pages that would be made anew or taken away now, each with the reason."""
    from workbench import frames
    from workbench.runs.plan import plan
    from workbench.runs.records import page_path

    if not project.pages.is_dir():
        return []
    planned = plan(project, frames.load(project))
    due = [
        f"{run.id}: {', '.join(run.reasons)}"
        for run in planned.due
        if page_path(project, run.notebook, run.name).is_file()
    ]
    gone = [
        f"{said['notebook']}/{said['name']}: withdrawn"
        for said in (each["run"] for each in planned.withdrawn)
    ]
    return sorted([*due, *gone])


def _frozen(name: str, folder: Path, stale: list[str]) -> list[str]:
    from workbench.release.names import told

    said = told(folder)
    lines = [
        f"Release {name}: {said['reports']} reports of {said['bodies']} bodies, {said['sources']} sources.",
        f"  {folder}",
    ]
    if stale:
        pages = several(len(stale), "page")
        lines.append(f"  {pages} in it not made from these data (workbench run makes them anew):")
        lines += _shortened(f"    {page}" for page in stale)
    return [*lines, f"  do it again: workbench release {name} --check"]


def _shortened(lines: Iterable[str]) -> list[str]:
    listed = list(lines)
    return listed[:SHOWN] + [f"  … and {len(listed) - SHOWN} more"] * (len(listed) > SHOWN)


def _replayed(name: str, done: Replayed) -> list[str]:
    if done.holds:
        return [f"Release {name}: all files as frozen; done again, {done.same} files with the same bytes."]
    lines = [f"Release {name} does not come out the same."]
    for heading, files in (
        ("not as frozen", done.damaged),
        ("sources missing, nothing was done again", done.gone),
        ("other bytes", done.other),
    ):
        lines += _shortened(f"  {heading}: {file}" for file in files)
    return lines + [f"  now {note}" for note in done.notes]
