"""The pages of finished runs as single files that can be mailed: made from the executed notebook, without a
kernel."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from workbench.project import Project
from workbench.runs.assets import ensure_bundle
from workbench.runs.execute import provenance
from workbench.runs.plan import Run
from workbench.runs.records import EXECUTED, run_folder, single_path


def write_singles(project: Project, runs: Sequence[Run]) -> Iterator[Path]:
    """Writes the single-file page of each run that has an executed notebook and none yet; yields where."""
    for run in runs:
        path = single_path(project, run.notebook, run.name)
        executed = run_folder(project, run.notebook, run.name) / EXECUTED
        if path.is_file() or not executed.is_file():
            continue
        from workbench.runs.page import heading, render

        bundle = ensure_bundle(project).read_text(encoding="utf-8")
        notebook = json.loads(executed.read_text(encoding="utf-8"))
        made_from = provenance(run)
        made_from = replace(made_from, title=heading(notebook) or made_from.title)
        aside = path.with_name(f".{path.name}")
        aside.write_text(render(notebook, made_from, inline=bundle), encoding="utf-8")
        os.replace(aside, path)
        yield path
