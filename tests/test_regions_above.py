"""Every place above one that reports has a figure by the same command, up to the nation under both of its codes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from tests.keeping import made_project, put, register
from workbench import cli, frames, sentences
from workbench.errors import BadCall
from workbench.ingest import ingest
from workbench.project import Project

PLACES = {"1.html": ("410103", "gov", "consolidated"), "2.html": ("411003202", "township", "own")}


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = made_project(tmp_path_factory.mktemp("above"))
    for seed, name in enumerate(PLACES, start=1):
        put(made, name, seed, year=2023)
    rows = ({"path": n, "place": p, "kind": k, "scope": s} for n, (p, k, s) in PLACES.items())
    register(made, *rows)
    ingest(made)
    return made.root


def figures(project: Path, region: str) -> dict[str, Any]:
    words = [
        "figures",
        "--project",
        str(project),
        "--region",
        region,
        "--year",
        "2023",
        "--measure",
        "received",
    ]
    done = CliRunner().invoke(cli.workbench, [*words, "--json"])
    assert done.exit_code == 0, done.output
    found: dict[str, Any] = json.loads(done.output)
    return found


def test_places_above_have_an_assembled_figure_and_the_parts_add_up(project: Path) -> None:
    county, town = (figures(project, code) for code in ("410103", "411003202"))
    assert (county["basis"], town["basis"]) == ("consolidated", "assembled")
    for code, parts in {
        "410100": [county],
        "411003": [town],
        "411000": [town],
        "410000": [county, town],
        "000000": [county, town],
        "100000": [county, town],
    }.items():
        found = figures(project, code)
        assert (found["basis"], found["bodies"]["read"]) == ("assembled", len(parts)), code
        assert found["figures"][0]["value"] == sum(part["figures"][0]["value"] for part in parts), code


def test_a_place_with_no_report_in_it_is_refused_with_the_nearest(project: Path) -> None:
    words = ["figures", "--project", str(project), "--region", "430000", "--year", "2023"]
    done = CliRunner().invoke(cli.workbench, words)
    assert isinstance(done.exception, BadCall) and "'430000'" in str(done.exception)


def test_the_one_report_that_stands_for_a_place_above_is_told_with_its_own_scope(project: Path) -> None:
    loaded = frames.load(Project.find(project))
    told = {
        region: sentences.summary(sentences.record(loaded, region=region, year=2023, place=region), "en")
        for region in ("410100", "411000")
    }
    assert "1 report (consolidated report)" in told["410100"]
    assert "1 report (a body's own report)" in told["411000"]
