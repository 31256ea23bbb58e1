"""An ingest through a Dask scheduler gives what a local one gives, whatever happens to the workers."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.child_readers import read_badly
from tests.keeping import made_project, put, put_bytes
from tools.cluster_demo import Cluster, cluster
from workbench import ingest as ingest_module
from workbench.cluster import ClusterError, map_on
from workbench.guard import Limits, read_guarded
from workbench.ingest import ingest
from workbench.project import Project
from workbench.report import EXTRACTOR
from workbench.store import Store


@pytest.fixture(scope="module")
def two_workers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    with cluster(tmp_path_factory.mktemp("cluster"), 2) as here:
        yield here


def read_slowly(path: Path, limits: Limits) -> dict[str, Any]:
    time.sleep(0.2)
    return read_guarded(path, limits)


def content(store: str) -> dict[str, str]:
    return dict(Store(store).documents().select("path", "content").collect().iter_rows())


def test_a_cluster_reads_the_same_and_bad_files_take_no_other_with_them(
    tmp_path: Path, two_workers: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ingest_module, "SENT", 3)
    project = made_project(tmp_path, reports=5)
    put(project, "crash.html", seed=8)
    put(project, "memory.html", seed=9)
    put_bytes(project, "empty.pdf", b"")
    done = ingest(project, scheduler=two_workers.address, read=read_badly)
    assert {failure.path: failure.reason for failure in done.failed} == {
        "crash.html": "crashed",
        "empty.pdf": "empty",
        "memory.html": "memory_limit",
    }
    assert ingest(project, scheduler=two_workers.address).skipped == 8
    here = Project(project.root, str(tmp_path / "here"))
    ingest(here, read=read_badly)
    assert content(here.store) == content(project.store)


def test_few_items_are_with_the_workers_at_any_time(two_workers: Cluster) -> None:
    given = []

    def items() -> Iterator[int]:
        for number in range(40):
            given.append(number)
            yield number

    finished = 0
    for done in map_on(two_workers.address, abs, items(), in_flight=2):
        finished += 1
        assert done.result == done.item
        assert len(given) - finished <= 4 + 1, (
            "two workers, two items each, and the one that was just asked for"
        )
    assert finished == 40


def test_what_a_function_raises_is_told_of_its_item_alone(two_workers: Cluster) -> None:
    done = {item: (result, error) for item, result, error in map_on(two_workers.address, chr, [65, -1, 66])}
    assert done[65] == ("A", None) and done[66] == ("B", None)
    assert done[-1][0] is None and "ValueError: chr()" in str(done[-1][1])


def test_a_worker_with_other_readers_stops_the_ingest_in_one_sentence(
    tmp_path: Path, two_workers: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = made_project(tmp_path, reports=1)
    monkeypatch.setattr("workbench.report.EXTRACTOR", "later")
    with pytest.raises(ClusterError, match=r"extractor .* expected workers with this version"):
        ingest(project, scheduler=two_workers.address)
    assert Store(project.store).known().is_empty()


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:1", "nonsense"])
def test_an_address_without_a_scheduler_is_refused(address: str) -> None:
    with pytest.raises(ClusterError, match="no scheduler that answers"):
        list(map_on(address, abs, [1], patience=1))


def test_a_scheduler_without_workers_is_refused(tmp_path: Path) -> None:
    with cluster(tmp_path, 0) as here, pytest.raises(ClusterError, match=r"no worker within 3 s"):
        list(map_on(here.address, abs, [1], patience=3))


def test_a_worker_killed_in_the_middle_loses_nothing_and_doubles_nothing(
    tmp_path: Path, two_workers: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The last test: it leaves one worker of the two."""
    monkeypatch.setattr(ingest_module, "SENT", 2)
    project = made_project(tmp_path, reports=16)
    places = sorted(project.raw.iterdir())
    reads = ingest_module._reports_of_cluster(places, two_workers.address, Limits(), read_slowly, EXTRACTOR)
    seen = [next(reads)[0]]
    two_workers.kill_a_worker()
    seen += [path for path, _ in reads]
    assert sorted(seen) == places
