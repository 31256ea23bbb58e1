"""The options that every command takes: which project, and where its store is.

`@project_options` hands the command one argument, `project`. A folder that is not a project ends the command with
one sentence before anything is read.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Concatenate, ParamSpec, TypeVar

import click

from workbench.project import Project

P = ParamSpec("P")
R = TypeVar("R")


def project_options(command: Callable[Concatenate[Project, P], R]) -> Callable[..., R]:
    """Adds `--project DIR` and `--store DIR`; the function gets `project: Project` as its first argument."""

    @place_options
    @functools.wraps(command)
    def with_project(root: str, store: str | None, *args: P.args, **kwargs: P.kwargs) -> R:
        return command(Project.find(root, store), *args, **kwargs)

    return with_project


def place_options(command: Callable[P, R]) -> Callable[P, R]:
    """The same two options, unopened, as `root` and `store`: for a command that also works without a project."""
    project = click.option(
        "--project", "root", metavar="DIR", default=".", help="The project's folder (default: here)."
    )
    store = click.option("--store", metavar="DIR", help="Where the store is (default: in the project).")
    return project(store(command))
