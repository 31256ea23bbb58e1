"""`workbench new-notebook NAME`: a notebook of one's own in notebooks/, from a template that runs as it is.

Says which lines of runs.toml let `workbench run` make its pages. Refuses a name that is taken or cannot be a file's.
"""

from __future__ import annotations

import json
import re
from typing import Any

import click

from workbench.commands._options import project_options
from workbench.errors import BadCall
from workbench.project import Project
from workbench.runs.notebook import FOR_EACH


@click.command("new-notebook")
@click.argument("name")
@click.option(
    "--for-each", type=click.Choice(list(FOR_EACH)), default="region-year", show_default=True,
    help="What the notebook runs over.",
)  # fmt: skip
@project_options
def command(project: Project, name: str, for_each: str) -> int:
    """Start a notebook of your own from a template."""
    from workbench.runs.template import template

    stem = name.removesuffix(".ipynb")
    path = project.notebooks / f"{stem}.ipynb"
    if not re.fullmatch(r"\w[\w-]*", stem) or path.exists():
        raise BadCall(
            where="new-notebook",
            found=f"{name!r}, which is there already" if path.exists() else repr(name),
            expected="a name of letters, digits, - and _ that no notebook has",
            todo="Choose another name.",
        )
    notebook = template(for_each, stem.replace("_", " "), _first_values(project))
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(notebook, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    click.echo(f"{path}\nTo have its pages made by `workbench run`, add to runs.toml:\n")
    click.echo(f'[[run]]\nnotebook = "{stem}"')
    return 0


def _first_values(project: Project) -> dict[str, Any]:
    """The first report's place, body and year, so that the notebook runs as it is when there is a report."""
    from workbench import frames

    reports = frames.load(project).reports.drop_nulls(["place", "body_id", "year"]).sort("place", "year")
    row = next(reports.iter_rows(named=True), None)
    return {"region": row["place"], "body": row["body_id"], "year": row["year"]} if row else {}
