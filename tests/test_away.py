"""Runs over a Dask scheduler give the pages that a local run gives, and lose none when a worker dies."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.runs_project import REPORTS, made_frames, made_project
from tests.test_runs import no_bundle, published
from tools.cluster_demo import Cluster, cluster
from workbench.cluster import ClusterError
from workbench.project import Project
from workbench.runs import away
from workbench.runs.execute import Options, execute
from workbench.runs.jobs import Job, Result
from workbench.runs.plan import plan
from workbench.runs.records import all_manifests, failed_path

__all__ = ["no_bundle"]

KEEP = """import polars
from workbench.kept import keep
keep(polars.DataFrame({"measure": ["received"], "value": [float(year)], "numerator": [1.0], "denominator": [None],
                       "why_null": [None]}))"""
SLOW = "import time\ntime.sleep(1)"
FRAMES = made_frames(*REPORTS[1:3])  # one place in two years


@pytest.fixture(scope="module")
def two_workers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    with cluster(tmp_path_factory.mktemp("cluster"), 2) as here:
        yield here


def run(project: Project, scheduler: str | None = None) -> dict[str, str | None]:
    """Each run of the schedule with its error."""
    runs = plan(project, FRAMES).due
    return {outcome.run.id: outcome.error for outcome in execute(project, runs, Options(scheduler=scheduler))}


def test_pages_made_away_are_equal_to_the_byte_and_failures_come_home(
    tmp_path: Path, two_workers: Cluster
) -> None:
    good, bad = ["print(region, year)", KEEP], ["if year == 2021: 1 / 0"]
    here, there = (made_project(tmp_path / name, good=good, bad=bad) for name in ("here", "there"))
    errors = run(there, two_workers.address)
    assert errors == run(here) and len(errors) == 4
    assert [name for name, error in errors.items() if error] == ["bad/640302-2021"]
    assert published(here) == published(there)
    assert "ZeroDivisionError" in failed_path(there, "bad", "640302-2021").read_text(encoding="utf-8")
    received = [
        made["good"]["received"] for made in all_manifests(there) if made["run"]["notebook"] == "good"
    ]
    assert received == [2021.0, 2022.0]
    assert run(there, two_workers.address) == {"bad/640302-2021": "ZeroDivisionError: division by zero"}


def test_a_machine_without_the_project_or_with_another_version_says_so(tmp_path: Path) -> None:
    project = made_project(tmp_path / "p", one=["print(1)"])
    jobs: list[Job] = []

    def kept(asked: list[Job], _: str) -> Iterator[tuple[Job, Result]]:
        jobs.extend(asked)
        return iter(())

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(away, "perform_away", kept)
        run(project, "tcp://127.0.0.1:1")
    elsewhere = replace(jobs[0], notebook=tmp_path / "nowhere" / "one.ipynb")
    assert "does not see" in str(away.perform_there(elsewhere)[0].error)
    assert "another version" in str(away.perform_there(replace(jobs[0], package="older"))[0].error)


def test_an_address_without_a_scheduler_is_told_in_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "workbench.cluster.map_on.__kwdefaults__", {"in_flight": 1, "retries": 1, "patience": 1}
    )
    with pytest.raises(ClusterError, match="no scheduler that answers"):
        run(made_project(tmp_path / "p", one=[]), "tcp://127.0.0.1:1")


def test_a_worker_killed_in_the_middle_loses_no_page(tmp_path: Path, two_workers: Cluster) -> None:
    """The last test: it leaves one worker of the two."""
    project = made_project(tmp_path / "p", one=[SLOW], two=[SLOW])
    planned = plan(project, FRAMES).due
    outcomes = execute(project, planned, Options(scheduler=two_workers.address))
    ended = [next(outcomes)]
    two_workers.kill_a_worker()
    ended += outcomes
    assert sorted(outcome.run.id for outcome in ended) == sorted(run.id for run in planned)
    assert [outcome.error for outcome in ended] == [None] * 4
    assert len(list(project.pages.glob("*/*.html"))) == 4 and run(project) == {}
