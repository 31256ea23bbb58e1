"""A notebook started from the template runs as it is, for whatever it runs over, and becomes pages."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.sample_project import make_sample_project
from workbench import frames
from workbench.cli import workbench
from workbench.errors import BadCall
from workbench.project import Project
from workbench.runs.execute import execute
from workbench.runs.notebook import FOR_EACH
from workbench.runs.plan import plan


def new(project: Project, *words: str) -> str:
    done = CliRunner().invoke(
        workbench, ["new-notebook", "--project", str(project.root), *words], standalone_mode=False
    )
    if done.exception:
        raise done.exception
    return done.output


def test_a_new_notebook_of_every_kind_makes_its_pages_as_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "vega.js").write_text("", encoding="utf-8")
    monkeypatch.setattr("workbench.runs.execute.ensure_bundle", lambda project: tmp_path / "vega.js")
    project = Project.find(make_sample_project(tmp_path / "project"))
    said = [new(project, f"my_{kind.replace('-', '_')}", "--for-each", kind) for kind in FOR_EACH]
    entries = [text.partition("[[run]]")[2] for text in said]
    project.runs_toml.write_text(
        "".join(f"[[run]]{entry}years = [2022]\n" for entry in entries), encoding="utf-8"
    )
    planned = plan(project, frames.load(project)).runs
    assert {run.notebook for run in planned} == {f"my_{kind.replace('-', '_')}" for kind in FOR_EACH}
    first_of_each = list({run.notebook: run for run in reversed(planned)}.values())
    outcomes = list(execute(project, first_of_each))
    assert [outcome.error for outcome in outcomes] == [None] * len(FOR_EACH)
    page = (project.pages / "my_region_year" / "410103-2022.html").read_text(encoding="utf-8")
    assert "49/62" in re.sub(r"<[^>]+>|\s", "", page)  # granted of concluded, seed report 003


def test_a_name_that_is_taken_or_leaves_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "data" / "raw").mkdir(parents=True)
    project = Project.find(tmp_path)
    new(project, "mine")
    made = json.loads((project.notebooks / "mine.ipynb").read_text(encoding="utf-8"))
    assert all(not cell.get("outputs") for cell in made["cells"])
    for name in ("mine", "../mine", "a b", ""):
        with pytest.raises(BadCall, match="a name of letters"):
            new(project, name)
