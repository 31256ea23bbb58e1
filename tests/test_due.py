"""One new report makes due exactly the pages whose printed figures change: its own, those above it, its peers'.

Runs the regional notebook on made reports before and after, and compares what the pages say.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from tests.keeping import made_project, put, register
from tests.sample_project import ROOT
from workbench import frames
from workbench.ingest import ingest
from workbench.project import Project
from workbench.runs.asked import Ask
from workbench.runs.execute import execute
from workbench.runs.plan import plan

# Three counties of one city in a year, so that each has peers to be told of; one of them also the year before, with a
# county of another region.
THERE = (
    *(("410103", "河南省 郑州市 二七区", 2023), ("410104", "河南省 郑州市 管城回族区", 2023)),
    *(("410102", "河南省 郑州市 中原区", 2023), ("410103", "河南省 郑州市 二七区", 2022)),
    ("640302", "宁夏回族自治区 吴忠市 利通区", 2022),
)
NEW = ("410105", "河南省 郑州市 金水区", 2023)
# What says what a page was made from, or follows from all of it; no figure.
NOT_FIGURES = re.compile(r"\b[0-9a-f]{16}\b|nonce(=\"|-)[\w+/=]+|base64,[\w+/=]+")


@pytest.mark.timeout(300)
def test_one_new_report_makes_due_exactly_the_pages_whose_figures_change(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "vega.js").write_text("", encoding="utf-8")
    monkeypatch.setattr("workbench.runs.execute.ensure_bundle", lambda _: tmp_path / "vega.js")
    project = made_project(tmp_path / "p")
    (project.root / "notebooks").mkdir()
    shutil.copy(ROOT / "notebooks" / "region_summary.ipynb", project.notebooks)
    project.runs_toml.write_text('[[run]]\nnotebook = "region_summary"\n', encoding="utf-8")
    read(project, *THERE)
    run(project, force=False)
    before = figures(project)

    read(project, *THERE, NEW)
    due = {item.name for item in plan(project, frames.load(project)).due}
    run(project, force=True)
    after = figures(project)
    assert due == {name for name, text in after.items() if before.get(name) != text}
    above, peers = {"410100-2023", "410000-2023"}, {"410102-2023", "410103-2023", "410104-2023"}
    expected_since = {"410100-2022", "410000-2022"}  # a body seen in 2023 is missing in 2022
    assert {"410105-2023"} | above | peers | expected_since <= due
    assert set(after) - due == {"410103-2022", "640302-2022", "640300-2022", "640000-2022"}


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


def run(project: Project, force: bool) -> None:
    planned = plan(project, frames.load(project), Ask(force=force)).due
    assert [outcome.error for outcome in execute(project, planned)] == [None] * len(planned)


def figures(project: Project) -> dict[str, str]:
    """Each page's text without what it was made from."""
    pages = project.pages.glob("region_summary/*.html")
    return {page.stem: NOT_FIGURES.sub("", page.read_text(encoding="utf-8")) for page in pages}
