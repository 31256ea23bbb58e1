"""Releases: frozen whole and done again to the same bytes; what changed after one is an erratum on the page."""

from __future__ import annotations

import json
import shutil
import subprocess
from datetime import date
from pathlib import Path

import frictionless
import polars as pl
import pytest
from click.testing import CliRunner

from tests.keeping import made_project, put, register
from tests.releasing import OWN, PLACES, correct, two_reports
from workbench import frames
from workbench.commands.release import command as release_command
from workbench.errors import BadCall, ProjectError
from workbench.ingest import ingest
from workbench.project import Project
from workbench.release import freeze
from workbench.release import snapshot as snapshots
from workbench.release.changes import differences
from workbench.release.errata import errata, errata_table
from workbench.release.names import all_of, existing, names, told
from workbench.release.replay import replay
from workbench.tables import Table

DAY = date(2026, 3, 1)


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return two_reports(tmp_path_factory.mktemp("template")).root


@pytest.fixture
def project(template: Path, tmp_path: Path) -> Project:
    return Project.find(shutil.copytree(template, tmp_path / "p"))


@pytest.fixture(scope="module")
def released_template(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same project with the release `r`."""
    made = Project.find(shutil.copytree(template, tmp_path_factory.mktemp("released") / "p"))
    freeze(made, "r", day=DAY)
    return made.root


@pytest.fixture
def released(released_template: Path, tmp_path: Path) -> Project:
    return Project.find(shutil.copytree(released_template, tmp_path / "r"))


# ------------------------------------------------------------------------------------------------ freezing


def test_a_release_holds_everything_that_its_figures_depend_on(released: Project) -> None:
    folder = existing(released, "r")
    there = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert there >= {
        *(
            "release.json",
            "CITATION.cff",
            "SHA256SUMS",
            "sources.csv",
            "definitions.json",
            "lock/installed.txt",
        ),
        *("project/register.csv", "project/runs.toml", "notebooks/mine.ipynb", "pages/index.html"),
        *(f"frames/{name}.parquet" for name in (*snapshots.TABLES, *snapshots.FIGURES)),
    }
    said = told(folder)
    assert set(said["store_version"]) == {"documents", "readings", "texts"}
    assert (said["release"], said["date"], said["reports"]) == ("r", "2026-03-01", 2)


def test_the_data_package_of_a_release_is_valid(released: Project) -> None:
    package = frictionless.Package(str(existing(released, "r") / "datapackage.json"))
    assert list(package.metadata_validate(package.to_descriptor())) == []
    report = package.validate()
    assert report.valid, report.flatten(["name", "type", "message"])[:3]
    assert len(package.resources) == len(snapshots.TABLES) + len(snapshots.FIGURES)


def test_the_list_of_sources_has_address_hash_and_date(released: Project) -> None:
    sources = pl.read_csv(existing(released, "r") / "sources.csv")
    first = sources.row(0, named=True)
    assert (first["path"], first["source_url"], first["retrieved_at"]) == (
        "1.html",
        "https://example.org/1",
        "2026-02-01",
    )
    assert len(first["sha256"]) == 64


def test_sha256sum_itself_finds_all_checksums_right(released: Project) -> None:
    folder = existing(released, "r")
    done = subprocess.run(
        ["sha256sum", "--check", "--strict", "SHA256SUMS"], cwd=folder, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_the_same_state_gives_the_same_bytes_in_another_place(project: Project, released: Project) -> None:
    again = freeze(project, "r", day=DAY)
    assert (again / "SHA256SUMS").read_bytes() == (existing(released, "r") / "SHA256SUMS").read_bytes()


@pytest.mark.parametrize(
    "name",
    ["", ".", "..", "../x", "a/b", "a\\b", ".hidden", "-x", "x" * 65, "con", "now", "a\n", "a b", "x."],
)
def test_a_name_that_leads_elsewhere_is_refused(project: Project, name: str) -> None:
    with pytest.raises(BadCall, match="the name"):
        freeze(project, name)
    assert not all_of(project).exists()


def test_a_name_that_is_taken_is_refused_and_the_release_stays_as_it_is(released: Project) -> None:
    folder = existing(released, "r")
    before = (folder / "SHA256SUMS").read_bytes()
    with pytest.raises(BadCall, match="a release of that name"):
        freeze(released, "r")
    assert (folder / "SHA256SUMS").read_bytes() == before


def test_a_release_that_fails_half_way_leaves_nothing_behind(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(folder: Path) -> None:
        raise OSError("disk full")

    monkeypatch.setattr("workbench.release.write_sums", fail)
    with pytest.raises(OSError, match="disk full"):
        freeze(project, "r")
    assert list(all_of(project).iterdir()) == []


def test_a_project_without_reports_has_nothing_to_freeze(tmp_path: Path) -> None:
    with pytest.raises(ProjectError, match="workbench ingest"):
        freeze(made_project(tmp_path), "r")


# ------------------------------------------------------------------------------------------------ doing it again


def test_a_release_done_again_from_its_sources_has_the_same_bytes(project: Project) -> None:
    correct(project, "proactive.normative.issued", 4)
    freeze(project, "r")
    put(project, "3.html", 3)  # what came later plays no part
    project.corrections.unlink()
    ingest(project)
    done = replay(project, "r")
    assert done.holds, done
    assert done.same == len(snapshots.TABLES) + len(snapshots.FIGURES) + 2


def test_a_source_that_is_gone_is_named_with_its_address(released: Project) -> None:
    (released.raw / "1.html").unlink()
    (released.raw / "2.html").write_bytes(b"other")
    done = replay(released, "r")
    assert not done.holds
    assert done.gone[0].startswith("1.html: gone") and "https://example.org/1" in done.gone[0]
    assert done.gone[1].startswith("2.html: other bytes")


def test_a_file_changed_after_freezing_is_found(released: Project) -> None:
    folder = existing(released, "r")
    (folder / "pages" / "index.html").write_text("other", "utf-8")
    (folder / "more.txt").write_text("new", "utf-8")
    (released.raw / "1.html").unlink()
    options = ["r", "--check", "--project", str(released.root)]
    shown = CliRunner().invoke(release_command, options, standalone_mode=False)
    assert shown.return_value == 1
    for said in ("not as frozen: pages/index.html: changed", "more.txt: not listed", "1.html: gone"):
        assert said in shown.output


def test_frames_that_come_out_otherwise_are_told(released: Project) -> None:
    folder = existing(released, "r")
    (folder / "project" / "register.csv").unlink()
    assert "frames/reports.parquet" in replay(released, "r").other


def test_nothing_changed_gives_no_figures(released: Project) -> None:
    record = differences(snapshots.read(existing(released, "r")), snapshots.take(released))
    assert record["summary"] == {"figures": 0, "reports": 0, "cells": 0, "causes": {}}


def test_each_release_keeps_what_changed_since_the_one_before(project: Project) -> None:
    freeze(project, "b-first")
    correct(project, "requests.received.total", 12345)
    second = freeze(project, "a-second")
    assert names(project) == ["b-first", "a-second"]
    kept = json.loads((second / "changes.json").read_text("utf-8"))
    assert kept["before"] == told(second)["previous"] == "b-first"
    assert kept["summary"]["causes"].keys() == {"correction"}


# ------------------------------------------------------------------------------------------------ errata


def test_a_page_without_releases_or_changes_has_no_errata(project: Project) -> None:
    loaded = frames.load(project)
    assert errata(loaded, region="410103", year=2024) == []
    freeze(project, "r1")
    assert errata(frames.load(project), region="410103", year=2024) == []
    assert str(errata_table(frames.load(project), region="410103", year=2024, lang="en")) == ""


def test_a_published_figure_that_changed_is_an_erratum_before_and_after_the_next_release(
    project: Project,
) -> None:
    freeze(project, "r1")
    correct(project, "requests.received.total", 12345)
    fresh = [
        record
        for record in errata(frames.load(project), region="410103", year=2024)
        if record["measure"] == "received"
    ]
    assert [(record["from"], record["to"], record["after"]) for record in fresh] == [("r1", "now", 12345)]
    assert [cause["cause"] for cause in fresh[0]["causes"]] == ["correction"]
    freeze(project, "r2")
    kept = [
        record
        for record in errata(frames.load(project), region="410103", year=2024)
        if record["measure"] == "received"
    ]
    assert [(record["from"], record["to"], record["causes"]) for record in kept] == [
        ("r1", "r2", fresh[0]["causes"])
    ]
    shown = errata_table(frames.load(project), region="410103", year=2024, lang="zh")
    assert (
        isinstance(shown, Table) and "勘误" in shown.html and "更正" in shown.html and "12,345" in shown.html
    )


def test_figures_of_a_region_that_had_no_report_before_are_no_errata(project: Project) -> None:
    freeze(project, "r1")
    put(project, "3.html", 3)
    register(project, *PLACES, {"path": "3.html", "place": "110105", **OWN})
    ingest(project)
    assert errata(frames.load(project), region="110105", year=2024) == []
    assert {
        record["causes"][0]["what"] for record in errata(frames.load(project), region="000000", year=2024)
    } == {"new"}
