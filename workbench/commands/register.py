"""`workbench register import FILE`: what a person completed goes into data/raw/register.csv.

FILE is the CSV of `workbench status --review --csv FILE`, or any with the register's columns. Rows of which nothing is
filled in are passed over; a wrong row stops the import before anything is written.
"""

from __future__ import annotations

from pathlib import Path

import click

from workbench.commands._options import project_options
from workbench.commands._words import several
from workbench.project import Project


@click.command("register")
@click.argument("action", type=click.Choice(["import"]))
@click.argument("file", type=click.Path())
@project_options
def command(project: Project, action: str, file: str) -> int:
    """Merge a completed review list into data/raw/register.csv."""
    from workbench.review import merge

    changed, added, passed = merge(project.register, Path(file))
    left = f" {several(passed, 'row')} not completed: passed over." if passed else ""
    click.echo(f"{several(added, 'row')} added, {changed} changed in {project.register.name}.{left}")
    return 0
