"""One new report makes due exactly the pages whose printed figures change: its own, those above it, its peers'.

Executes the regional notebook on made reports before and after, and compares what it prints. In one process each, for
what a kernel adds is the same for every page; that a published page says what its notebook says, test_page shows.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.keeping import made_project, put, register
from tests.sample_project import ROOT
from workbench import frames
from workbench.ingest import ingest
from workbench.project import Project
from workbench.runs.fingerprint import Fingerprint
from workbench.runs.plan import plan

# Two counties of one city in a year, so that each has a peer to be told of; one of them also the year before.
THERE = (
    *(("410103", "河南省 郑州市 二七区", 2023), ("410104", "河南省 郑州市 管城回族区", 2023)),
    ("410103", "河南省 郑州市 二七区", 2022),
)
NEW = ("410105", "河南省 郑州市 金水区", 2023)
# What says what a page was made from, or follows from all of it; no figure.
NOT_FIGURES = re.compile(r"\b[0-9a-f]{16}\b|base64,[\w+/=]+")
PRINTED = """
import json, sys
from workbench.quickstart import block_slow_import
block_slow_import()
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output
shell = InteractiveShell.instance()
cells = json.load(open(sys.argv[1], encoding="utf-8"))["cells"]
printed = {}
for name, given in json.loads(sys.argv[2]).items():
    said = []
    for cell in cells:
        told = "".join(f"\\n{key} = {value!r}" for key, value in given.items()) if cell["id"] == "parameters" else ""
        with capture_output() as captured:
            assert shell.run_cell("".join(cell["source"]) + told).success
        said.append([captured.stdout, *(output.data for output in captured.outputs)])
    printed[name] = json.dumps(said)
print(json.dumps(printed))
"""


@pytest.mark.timeout(300)
def test_one_new_report_makes_due_exactly_the_pages_whose_figures_change(tmp_path: Path) -> None:
    project = made_project(tmp_path / "p")
    project.notebooks.mkdir()
    regional = (ROOT / "notebooks" / "region_summary.ipynb").read_text(encoding="utf-8")
    assert regional.count('"province",') == 1  # a level above gives no other kind of page than the city
    (project.notebooks / "region_summary.ipynb").write_text(
        regional.replace('"province",', ""), encoding="utf-8"
    )
    project.runs_toml.write_text('[[run]]\nnotebook = "region_summary"\n', encoding="utf-8")
    read(project, *THERE)
    known, before = pages(project)
    read(project, *THERE, NEW)
    now, after = pages(project)
    due = {name for name, fingerprint in now.items() if known.get(name) != fingerprint}
    assert due == {name for name, text in after.items() if before.get(name) != text}
    above, peers = {"410100-2023"}, {"410103-2023", "410104-2023"}
    expected_since = {"410100-2022"}  # a body seen in 2023 is missing in 2022
    assert {"410105-2023"} | above | peers | expected_since == due
    assert set(after) - due == {"410103-2022"}


def read(project: Project, *reports: tuple[str, str, int]) -> None:
    """The reports as files, with what the register says of them, in the store."""
    for number, (code, _, year) in enumerate(reports, 1):
        put(project, f"{code}-{year}.html", seed=number, year=year)
    rows = (
        {"path": f"{code}-{year}.html", "place": code, "place_name": name, "year": str(year)}
        | {"kind": "gov_office", "scope": "own"}
        for code, name, year in reports
    )
    register(project, *rows)
    ingest(project)


def pages(project: Project) -> tuple[dict[str, Fingerprint], dict[str, str]]:
    """Each page's fingerprint, and what its notebook prints without what it was made from."""
    runs = {run.name: run for run in plan(project, frames.load(project)).runs}
    given = {name: {**run.parameters, "project": str(project.root)} for name, run in runs.items()}
    notebook = str(project.notebooks / "region_summary.ipynb")
    done = subprocess.run(
        [sys.executable, "-c", PRINTED, notebook, json.dumps(given)],
        env={**os.environ, "WORKBENCH_RUN": "1"}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    printed = json.loads(done.stdout.splitlines()[-1])
    return {name: run.fingerprint for name, run in runs.items()}, {
        name: NOT_FIGURES.sub("", text) for name, text in printed.items()
    }
