"""Each figure that differs between two releases, versions of the store or moments is told with its cause."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from click.testing import CliRunner

from tests.keeping import made_project, put, register
from tests.releasing import OWN, SECOND, correct, two_reports
from workbench.commands.diff import command as diff_command
from workbench.errors import BadCall
from workbench.ingest import ingest
from workbench.project import Project
from workbench.release import snapshot as snapshots
from workbench.release.changes import differences
from workbench.release.snapshot import Snapshot


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return two_reports(tmp_path_factory.mktemp("template")).root


@pytest.fixture(scope="module")
def before(template: Path) -> Snapshot:
    """What each project of these tests is at first."""
    return snapshots.take(Project.find(template))


@pytest.fixture
def project(template: Path, tmp_path: Path) -> Project:
    return Project.find(shutil.copytree(template, tmp_path / "p"))


def changed(project: Project, before: Snapshot, measure: str = "received") -> list[dict[str, Any]]:
    found = differences(before, snapshots.take(project))["figures"]
    return [figure for figure in found if figure["measure"] == measure and "body" in figure]


def test_new_changed_and_vanished_files_are_causes(project: Project, before: Snapshot) -> None:
    put(project, "3.html", 3)
    (project.raw / "2.html").unlink()
    put(project, "1.html", 1, cells={"requests.received.total": 999})
    ingest(project, accept_removals=True)
    found = changed(project, before)
    causes = [cause for figure in found for cause in figure["causes"]]
    assert {cause["cause"] for cause in causes} == {"file"}
    assert {cause["what"] for cause in causes} == {"new", "changed", "gone"}
    one = next(figure for figure in found if figure["body"].startswith("410103"))
    assert one["after"] == 999 and one["before"] != 999


def test_a_file_whose_bytes_changed_is_told_once_and_with_no_figure_when_none_changed(
    project: Project,
    before: Snapshot,
) -> None:
    file = project.raw / "1.html"
    file.write_bytes(file.read_bytes() + b"<!-- moved to another server -->")
    ingest(project)
    record = differences(before, snapshots.take(project))
    [told] = record["reports"]
    assert (told["path"], told["cause"], told["what"]) == ("1.html", "file", "changed")
    assert told["was"] in set(before.reports["report_id"]) and told["was"] != told["report_id"]
    assert record["figures"] == [] and record["summary"]["reports"] == 1
    put(project, "1.html", 1, cells={"requests.received.total": 999})
    ingest(project)
    [figure] = changed(project, before)
    assert [(cause["what"], cause["path"]) for cause in figure["causes"]] == [("changed", "1.html")]


def test_a_correction_is_the_cause_with_the_cells_that_it_touches(project: Project, before: Snapshot) -> None:
    correct(project, "requests.received.total", 12345)
    [figure] = changed(project, before)
    assert figure["after"] == 12345
    [cause] = figure["causes"]
    assert (cause["cause"], cause["what"], cause["cells"]) == (
        "correction",
        "reading",
        ["requests.received.total"],
    )
    taken_back = differences(snapshots.take(project), before)["cells"]
    assert taken_back[0]["what"] == "reading taken back"


def test_a_place_told_by_the_register_is_a_cause(project: Project, before: Snapshot) -> None:
    register(project, {"path": "1.html", "place": "410102", **OWN}, SECOND)
    causes = [cause for figure in changed(project, before) for cause in figure["causes"]]
    assert {(cause["cause"], cause["by"]) for cause in causes} == {("place", "register")}


def test_a_report_that_the_register_takes_out_is_no_vanished_file(project: Project, before: Snapshot) -> None:
    register(project, {"path": "1.html", "use": "not_a_report"}, SECOND)
    [figure] = changed(project, before)
    assert [(cause["cause"], cause["what"]) for cause in figure["causes"]] == [
        ("place", "it no longer counts")
    ]


def test_another_extractor_is_a_cause(project: Project) -> None:
    now = snapshots.take(project)
    cells, sources = now.tables["cells"], now.sources.with_columns(extractor=pl.lit("0"))
    is_total = (pl.col("cell") == "requests.received.total") & (pl.col("report_id") == cells["report_id"][0])
    older = cells.with_columns(value=pl.when(is_total).then(1.0).otherwise("value"))
    figures = now.tables["figures_body"].with_columns(
        value=pl.when(pl.col("measure") == "received").then(1.0).otherwise("value")
    )
    before = Snapshot(
        "old", now.tables | {"cells": older, "figures_body": figures}, sources, now.register, now.definitions
    )
    record = differences(before, now)
    assert [change["cause"] for change in record["cells"]] == ["reader"]
    assert any(cause["cause"] == "reader" for figure in record["figures"] for cause in figure["causes"])


def test_another_definition_is_a_cause(project: Project) -> None:
    now = snapshots.take(project)
    measures = {**now.definitions["measures"], "received": {"formula": "something else"}}
    figures = now.tables["figures_body"].with_columns(
        value=pl.when(pl.col("measure") == "received").then(1.0).otherwise("value")
    )
    before = Snapshot(
        "old",
        now.tables | {"figures_body": figures},
        now.sources,
        now.register,
        {**now.definitions, "measures": measures},
    )
    causes = [cause for figure in changed(project, before) for cause in figure["causes"]]
    assert {cause["cause"] for cause in causes} == {"definition"}


def test_samples_that_leave_for_a_real_report_are_told_as_such(tmp_path: Path) -> None:
    project = made_project(tmp_path, reports=1)
    register(project, {"path": "1.html", "use": "sample", "place": "410103", "kind": "gov_office"})
    ingest(project)
    before = snapshots.take(project)
    put(project, "2.html", 2)
    ingest(project)
    whats = [change["what"] for change in differences(before, snapshots.take(project))["reports"]]
    assert sorted(whats) == ["new", "samples left: another report is there"]


def test_versions_of_the_store_can_be_compared(project: Project) -> None:
    put(project, "1.html", 1, cells={"requests.received.total": 999})
    ingest(project)
    shown = CliRunner().invoke(diff_command, ["1", "2", "--json", "--project", str(project.root)])
    record = json.loads(shown.output)
    assert (record["before"], record["after"]) == ("store:1", "store:2")
    assert {cause["cause"] for figure in record["figures"] for cause in figure["causes"]} == {"file"}
    text = CliRunner().invoke(diff_command, ["1", "--project", str(project.root), "--limit", "3"]).output
    assert "file (changed) 1.html" in text and "more: --limit" in text


@pytest.mark.parametrize("name", ["99", "r0"])
def test_a_version_or_release_that_is_not_there_is_refused(project: Project, name: str) -> None:
    with pytest.raises(BadCall, match="expected"):
        CliRunner().invoke(diff_command, [name, "--project", str(project.root)], catch_exceptions=False)
