"""Which runs are asked for, and the reasons for which each one is due."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path

import pytest

from tests.runs_project import REPORTS, made_frames, made_project, write_notebook
from workbench.errors import BadCall, WorkbenchError
from workbench.project import Project
from workbench.runs.asked import Ask
from workbench.runs.plan import Plan, plan
from workbench.runs.records import page_path, read_manifest, run_folder, write_manifest

ALL = ["one/410103-2022", "one/630203101-2022", "one/640302-2021", "one/640302-2022"]


def published(project: Project, planned: Plan) -> None:
    """Makes the project look as if these runs had all succeeded."""
    for run in planned.runs:
        page = page_path(project, run.notebook, run.name)
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_text("page", encoding="utf-8")
        good = {"fingerprint": asdict(run.fingerprint), "page": page.name, "page_bytes": 4}
        folder = run_folder(project, run.notebook, run.name)
        write_manifest(folder, {"run": run.said(), "good": good, "failure": None})


def reasons(planned: Plan) -> dict[str, tuple[str, ...]]:
    return {run.id: run.reasons for run in planned.runs if run.due}


def test_a_notebook_for_each_region_and_year_runs_once_for_each_that_has_reports(tmp_path: Path) -> None:
    planned = plan(made_project(tmp_path, one=[]), made_frames())
    assert [run.id for run in planned.runs] == ALL
    assert {run.reasons for run in planned.runs} == {("new",)}
    assert planned.runs[2].parameters == {"region": "640302", "year": 2021}


def test_the_schedule_names_regions_years_and_languages(tmp_path: Path) -> None:
    runs = '[[run]]\nnotebook = "one"\nregions = ["640302", "999999"]\nyears = [2022]\nlanguages = ["zh", "en"]\n'
    planned = plan(made_project(tmp_path, runs, one=[]), made_frames())
    assert [run.id for run in planned.runs] == ["one/640302-2022-zh", "one/640302-2022-en"]


@pytest.mark.parametrize(
    ("for_each", "names"),
    [("year", ["one/2021", "one/2022"]), ("once", ["one/once"]), ("body-year", ["one/410103.gov-2022"])],
)
def test_a_notebook_says_itself_over_what_it_runs(tmp_path: Path, for_each: str, names: list[str]) -> None:
    project = made_project(tmp_path, one=[])
    write_notebook(project, "one", [], for_each, parameters='body: str = ""\nyear: int = 2022')
    assert [run.id for run in plan(project, made_frames()).runs][: len(names)] == names


def test_nothing_is_due_after_a_good_run(tmp_path: Path) -> None:
    project = made_project(tmp_path, one=[])
    published(project, plan(project, made_frames()))
    assert reasons(plan(project, made_frames())) == {}
    assert set(reasons(plan(project, made_frames(), Ask(force=True))).values()) == {("forced",)}


def test_a_new_report_makes_due_only_the_page_that_reads_it(tmp_path: Path) -> None:
    project = made_project(tmp_path, one=[])
    published(project, plan(project, made_frames()))
    changed = made_frames(*REPORTS[:-1], (*REPORTS[-1][:3], "1"), ("410103", "二七区", 2023, "70"))
    assert reasons(plan(project, changed)) == {
        "one/410103-2023": ("new",),
        "one/630203101-2022": ("reports changed",),
    }


def test_a_page_that_shows_the_years_before_is_due_when_one_of_them_changes(tmp_path: Path) -> None:
    project = made_project(tmp_path, one=[])
    write_notebook(project, "one", [], reads="earlier-years")
    published(project, plan(project, made_frames()))
    changed = [(*report[:3], "10") if report[2] == 2021 else report for report in REPORTS]
    both = ["one/640302-2021", "one/640302-2022"]
    assert reasons(plan(project, made_frames(*changed))) == dict.fromkeys(both, ("reports changed",))
    later = made_frames(*REPORTS, ("640302", "利通区", 2023, "8"))
    assert reasons(plan(project, later)) == {"one/640302-2023": ("new",)}


def test_a_page_that_would_tell_nothing_is_made_only_by_name(tmp_path: Path) -> None:
    project = made_project(tmp_path, one=[])
    write_notebook(project, "one", [], reads="earlier-years", needs="two-years")
    assert [run.id for run in plan(project, made_frames()).runs] == ["one/640302-2022"]
    named = plan(project, made_frames(), Ask("one", regions=("410103",)))
    assert [run.id for run in named.runs] == ["one/410103-2022"]
    write_notebook(project, "one", [], needs="two-reports")
    assert plan(project, made_frames()).runs == ()
    write_notebook(project, "one", [], needs="luck")
    with pytest.raises(BadCall, match="two-years"):
        plan(project, made_frames())


def test_a_wish_to_read_what_nobody_knows_is_refused(tmp_path: Path) -> None:
    project = made_project(tmp_path, one=[])
    write_notebook(project, "one", [], reads="earlier-year")
    with pytest.raises(BadCall, match="earlier-years"):
        plan(project, made_frames())


def test_an_edited_cell_makes_the_notebooks_runs_due(tmp_path: Path) -> None:
    project = made_project(tmp_path, one=[], two=[])
    published(project, plan(project, made_frames()))
    write_notebook(project, "one", ["print(1)"])
    assert reasons(plan(project, made_frames())) == dict.fromkeys(ALL, ("notebook changed",))


@pytest.mark.parametrize("part", ["package", "lock", "parameters"])
def test_each_part_of_the_fingerprint_is_a_reason_by_name(tmp_path: Path, part: str) -> None:
    project = made_project(tmp_path, one=[])
    planned = plan(project, made_frames())
    published(project, planned)
    folder = run_folder(project, "one", "410103-2022")
    manifest = read_manifest(folder) or {}
    manifest["good"]["fingerprint"][part] = "of an earlier version"
    write_manifest(folder, manifest)
    assert reasons(plan(project, made_frames())) == {"one/410103-2022": (f"{part} changed",)}


def test_a_missing_page_and_a_failed_run_are_due(tmp_path: Path) -> None:
    project = made_project(tmp_path, one=[])
    published(project, plan(project, made_frames()))
    page_path(project, "one", "410103-2022").unlink()
    folder = run_folder(project, "one", "640302-2021")
    write_manifest(
        folder, {**(read_manifest(folder) or {}), "failure": {"since": "2026-01-01", "error": "x"}}
    )
    due = {"one/410103-2022": ("page missing",), "one/640302-2021": ("last run failed",)}
    assert reasons(plan(project, made_frames())) == due
    only_failed = plan(project, made_frames(), Ask(only_failed=True))
    assert [run.id for run in only_failed.runs] == ["one/640302-2021"]


def test_a_run_asked_for_by_hand_is_kept_up_to_date_and_withdrawn_with_its_reports(tmp_path: Path) -> None:
    project = made_project(tmp_path, one=[])
    by_hand = Ask("one", ("410103",), languages=("en",))
    assert [run.id for run in plan(project, made_frames(), by_hand).runs] == ["one/410103-2022-en"]
    published(project, plan(project, made_frames(), by_hand))
    assert "one/410103-2022-en" in [run.id for run in plan(project, made_frames()).runs]
    gone = plan(project, made_frames(*REPORTS[1:]))
    assert [manifest["run"]["name"] for manifest in gone.withdrawn] == ["410103-2022-en"]


def test_a_scheduled_page_is_withdrawn_when_the_schedule_drops_it(tmp_path: Path) -> None:
    project = made_project(tmp_path, one=[])
    published(project, plan(project, made_frames()))
    project.runs_toml.write_text('[[run]]\nnotebook = "one"\nyears = [2022]\n', encoding="utf-8")
    assert [manifest["run"]["name"] for manifest in plan(project, made_frames()).withdrawn] == ["640302-2021"]
    assert plan(project, made_frames(), Ask(years=(2022,))).withdrawn == ()


@pytest.mark.parametrize(
    ("ask", "message"),
    [
        (Ask("too"), "notebook 'too'.*Did you mean 'two'"),
        (Ask("one", ("410104",)), "near it: 410103"),
        (Ask("one", ("410103",), (2021,)), "no report of the year 2021"),
        (Ask("one", years=(2012,)), "Did you mean '2022'|2012"),
        (Ask("one", parameters={"tpo": "5"}), "parameter 'tpo'"),
    ],
)
def test_what_does_not_exist_is_refused(tmp_path: Path, ask: Ask, message: str) -> None:
    with pytest.raises(BadCall, match=message):
        plan(made_project(tmp_path, one=[], two=[]), made_frames(), ask)


def test_a_county_runs_with_the_notebooks_that_have_a_page_of_it(tmp_path: Path) -> None:
    """As `workbench run --region 410103` does, of a schedule with a notebook for provinces and one for years."""
    project = made_project(tmp_path, one=[], two=[], three=[])
    write_notebook(project, "two", [], levels=("province",))
    write_notebook(project, "three", [], "year", parameters="year: int = 2022")
    asked = plan(project, made_frames(), Ask(regions=("410103",), years=(2022,)))
    assert [run.id for run in asked.runs] == ["one/410103-2022"]
    with pytest.raises(BadCall, match="near it: 410103"):
        plan(project, made_frames(), Ask(regions=("410103", "410104")))
    with pytest.raises(BadCall, match="no report of the year 2021"):
        plan(project, made_frames(), Ask(regions=("410103",), years=(2021,)))


@pytest.mark.parametrize(
    ("runs", "message"),
    [
        ('[[run]]\nnotebok = "one"\n', "key 'notebok'.*Did you mean 'notebook'"),
        ('[[runs]]\nnotebook = "one"\n', "key 'runs'.*Did you mean 'run'"),
        ('[[run]]\nnotebook = "one"\nregions = [410103]\n', "a list of codes as strings"),
        ('[run]\nnotebook = "one"\n', r"\[\[run\]\]"),
        ("[[run]\n", "no TOML"),
    ],
)
def test_a_wrong_schedule_is_refused_with_the_place(tmp_path: Path, runs: str, message: str) -> None:
    with pytest.raises(WorkbenchError, match=message):
        plan(made_project(tmp_path, runs, one=[]), made_frames())


def test_planning_imports_nothing_that_execution_needs() -> None:
    code = "import sys, workbench.runs.plan; print(sorted(set(sys.modules) & {%s}))"
    heavy = ", ".join(
        repr(name) for name in ("papermill", "altair", "nbconvert", "nbformat", "jinja2", "polars")
    )
    printed = subprocess.run([sys.executable, "-c", code % heavy], capture_output=True, text=True, check=True)
    assert printed.stdout.strip() == "[]"


def test_one_body_in_one_year_is_one_run_and_an_unknown_body_is_told(tmp_path: Path) -> None:
    project = made_project(tmp_path, one=[])
    write_notebook(project, "one", [], "body-year", parameters='body: str = ""\nyear: int = 2022')
    asked = Ask("one", years=(2022,), bodies=("640302.gov",))
    assert [run.id for run in plan(project, made_frames(), asked).runs] == ["one/640302.gov-2022"]
    with pytest.raises(BadCall, match=r"640302\.gov"):
        plan(project, made_frames(), Ask("one", bodies=("640302.goy",)))


NOTEBOOK = {"cells": [], "metadata": {"workbench": {"for_each": "once"}}, "nbformat": 4, "nbformat_minor": 5}


def cell(**changed: object) -> dict[str, object]:
    return {**NOTEBOOK, "cells": [{"cell_type": "code", "metadata": {}, "source": "", **changed}]}


def metadata(**said: object) -> dict[str, object]:
    return {**NOTEBOOK, "metadata": {"workbench": {"for_each": "region-year", **said}}}


@pytest.mark.parametrize(
    "content",
    [
        [], None, {**NOTEBOOK, "cells": "abc"}, {**NOTEBOOK, "cells": [None]}, {**NOTEBOOK, "metadata": None},
        {**NOTEBOOK, "metadata": {"workbench": "once"}}, cell(source=5), cell(source=[5]), cell(source="\ud800"),
        cell(metadata=None), cell(metadata={"tags": 5}), metadata(for_each=["once"]), metadata(reads={}),
        metadata(needs=[]), metadata(levels=5), metadata(levels=["count"]),
        metadata(levels=[["county"]]),
    ],
)  # fmt: skip
def test_a_file_that_is_no_notebook_of_ours_is_one_sentence(tmp_path: Path, content: object) -> None:
    project = made_project(tmp_path, '[[run]]\nnotebook = "one"\n')
    project.notebooks.mkdir()
    (project.notebooks / "one.ipynb").write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(WorkbenchError, match=r"one\.ipynb.*expected"):
        plan(project, made_frames())


def test_a_file_of_brackets_without_end_is_one_sentence(tmp_path: Path) -> None:
    project = made_project(tmp_path, one=[])
    (project.notebooks / "one.ipynb").write_text("[" * 100_000, encoding="utf-8")
    with pytest.raises(WorkbenchError, match="no notebook"):
        plan(project, made_frames())
    project.runs_toml.write_text("run = " + "[" * 100_000, encoding="utf-8")
    with pytest.raises(WorkbenchError, match="no TOML"):
        plan(project, made_frames())


@pytest.mark.parametrize(
    "line",
    ["regions = []", "years = []", 'regions = ["郑州市"]', 'regions = ["41"]', 'regions = ["４１０１０３"]'],
)
def test_a_schedule_that_would_run_nothing_is_refused(tmp_path: Path, line: str) -> None:
    project = made_project(tmp_path, f'[[run]]\nnotebook = "one"\n{line}\n', one=[])
    with pytest.raises(WorkbenchError, match=r"runs\.toml, run 1"):
        plan(project, made_frames())


def test_runs_that_are_no_tables_are_refused(tmp_path: Path) -> None:
    with pytest.raises(WorkbenchError, match="two brackets"):
        plan(made_project(tmp_path, "run = [5]\n"), made_frames())


def test_a_manifest_of_another_run_takes_no_files_away(tmp_path: Path) -> None:
    """A folder of runs copied by hand, or a manifest that somebody changed: the run is new, nothing is withdrawn."""
    project = made_project(tmp_path / "p", one=[])
    folder = run_folder(project, "one", "410103-2022")
    for said in ({"notebook": "../../..", "name": "x", "scheduled": True}, {"name": "x"}, 5):
        write_manifest(folder, {"run": said, "good": None, "failure": None})
        planned = plan(project, made_frames())
        assert planned.withdrawn == () and reasons(planned)["one/410103-2022"] == ("new",)
