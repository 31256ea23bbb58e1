"""What a newcomer writes in a notebook is taken as it was meant, or refused in one sentence that says what to write."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import workbench
from tests.evidence import evidence_project
from tests.made_frames import ERQI, Made, made
from workbench.errors import WorkbenchError
from workbench.explorer import Explorer, Review
from workbench.measures import tidy
from workbench.project import Project

FRAMES = made(Made(ERQI))
ANY: Any = FRAMES  # of whatever type a person gives


def test_a_projects_folder_stands_for_the_project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    project = evidence_project(tmp_path)
    ids = workbench.load(project).reports["report_id"].to_list()
    (project.root / "notebooks").mkdir(exist_ok=True)
    monkeypatch.chdir(project.root / "notebooks")
    for given in (project.root, str(project.root), "."):
        assert workbench.load(given).reports["report_id"].to_list() == ids
    assert workbench.load().reports["report_id"].to_list() == ids
    frames = workbench.load(Project(str(project.root)))  # type: ignore[arg-type]
    assert Explorer(frames).frames is frames and Review(frames).frames is frames


def test_one_name_stands_for_a_list_of_it_and_numbers_for_codes_and_years() -> None:
    [figure] = workbench.figures(ANY, region=410103, year="2022", measures="disclosure_rate")["figures"]  # type: ignore[arg-type]
    assert figure["value"] == pytest.approx(49 / 62)  # seed report 003
    record = workbench.figures(FRAMES, region="410103", year=2022)
    assert tidy([record]).equals(tidy(record))
    assert Explorer(frames=FRAMES, region=410103, year="2022").state["region"] == "410103"


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        (lambda: workbench.load(Path("/nowhere")), "no such folder"),
        (lambda: workbench.load(3), "the path of its folder"),  # type: ignore[arg-type]
        (lambda: workbench.load(None), "the path of its folder"),  # type: ignore[arg-type]
        (lambda: workbench.figures("data", region="410103", year=2022), "frames = load"),  # type: ignore[arg-type]
        (lambda: workbench.figures(FRAMES, region="二七区", year=2022), "a code of 6 digits"),
        (lambda: workbench.figures(FRAMES, region="410103", year="last"), "a year, as in 2022"),  # type: ignore[arg-type]
        (lambda: workbench.export("data", "out"), "frames = load"),  # type: ignore[arg-type]
        (lambda: workbench.source_view.of_report("data", "x", "y"), "frames = load"),  # type: ignore[arg-type]
        (lambda: Explorer(frames=FRAMES, region="410103", year="last"), "a year, as in 2022"),
        (lambda: workbench.read_report("/nowhere.pdf"), "Check the path"),
    ],
)
def test_what_cannot_be_meant_is_refused_in_one_sentence(call: Callable[[], object], expected: str) -> None:
    with pytest.raises(WorkbenchError, match=expected):
        call()


def test_an_export_takes_one_format_region_and_year(tmp_path: Path) -> None:
    frames = workbench.load(evidence_project(tmp_path))
    body, year = frames.reports.select("body_id", "year").row(0)
    done = workbench.export(frames, tmp_path / "out", tables="cells", formats="csv", bodies=body, years=year)
    assert [*done.files] == ["cells"] and done.rows["cells"] > 100
