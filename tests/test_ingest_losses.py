"""What an ingest must not lose: files that are gone leave the figures only when asked; an end leaves a whole store."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import polars as pl
import pytest

from tests.keeping import made_project, put, put_bytes
from tests.test_ingest import counts, present, workbench
from workbench.ingest import RemovalsError, ingest
from workbench.project import Project
from workbench.store import Store


def test_a_few_gone_keep_their_rows_and_leave_the_figures(tmp_path: Path) -> None:
    project = made_project(tmp_path)
    for number in range(20):
        put_bytes(project, f"{number}.txt", f"no report {number}".encode())
    ingest(project)
    (project.raw / "7.txt").unlink()
    assert counts(ingest(project)) == {"skipped": 19, "vanished": 1}  # 5 % of 20 and no more
    assert [path for path, here in present(project).items() if not here] == ["7.txt"]
    put_bytes(project, "7.txt", b"no report 7")
    assert counts(ingest(project)) == {"skipped": 20}
    assert all(present(project).values())


def test_more_than_a_few_gone_stop_the_ingest_unchanged(tmp_path: Path) -> None:
    project = made_project(tmp_path, reports=3)
    ingest(project)
    (project.raw / "1.html").unlink()
    put(project, "new.html", seed=7)
    with pytest.raises(RemovalsError, match=r"1 of 3 known reports gone.*--accept-removals"):
        ingest(project)
    assert present(project) == {"1.html": True, "2.html": True, "3.html": True}
    assert workbench(project, "ingest").returncode == 4
    assert counts(ingest(project, accept_removals=True)) == {"read": 1, "skipped": 2, "vanished": 1}


@pytest.mark.parametrize("left", ["nothing", "an empty folder"])
def test_a_missing_folder_stops_the_ingest_however_few_files_it_had(tmp_path: Path, left: str) -> None:
    project = made_project(tmp_path)
    for number in range(30):
        put_bytes(project, f"{number}.txt", f"no report {number}".encode())
    only = put_bytes(project, "mounted/one.txt", b"no report")
    ingest(project)
    only.unlink()
    if left == "nothing":
        only.parent.rmdir()
    with pytest.raises(RemovalsError, match="folder mounted missing"):
        ingest(project)
    with pytest.raises(RemovalsError):
        ingest(project, [project.raw / "mounted"])
    assert counts(ingest(project, [project.raw / "3.txt"])) == {"skipped": 1}, (
        "another path is another matter"
    )


def test_a_file_that_moved_is_not_gone(tmp_path: Path) -> None:
    project = made_project(tmp_path, reports=1)
    ingest(project)
    (project.raw / "2024").mkdir()
    (project.raw / "1.html").rename(project.raw / "2024" / "1.html")
    assert counts(ingest(project)) == {"copied": 1, "vanished": 1}
    assert present(project) == {"1.html": False, "2024/1.html": True}


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT])
def test_an_end_in_the_middle_leaves_the_last_good_store(tmp_path: Path, how: signal.Signals) -> None:
    """Committed in batches of one, ended after the first commits: whole rows, and the next ingest finishes."""
    project = made_project(tmp_path, reports=12)
    code = (
        "import sys; from workbench.ingest import ingest; from workbench.project import Project\n"
        "ingest(Project.find(sys.argv[1]), batch=1)"
    )
    going = subprocess.Popen(
        [sys.executable, "-c", code, str(tmp_path)], stderr=subprocess.DEVNULL, start_new_session=True
    )
    log = Path(project.store) / "documents" / "_delta_log"
    for _ in range(600):
        if len(list(log.glob("*.json"))) > 3:
            break
        time.sleep(0.05)
    # Python drops an interrupt that falls into a finaliser; a person presses again.
    while going.poll() is None:
        os.killpg(going.pid, how)
        time.sleep(0.3)
    kept = Store(project.store).documents().collect()
    assert 0 < kept.height < 12
    assert Store(project.store).readings(kept).height == kept.height
    ingest(project)
    whole = Store(project.store).documents().drop("mtime_ns").sort("path").collect()
    fresh = ingest_elsewhere(project, tmp_path / "fresh")
    assert whole.equals(fresh)


def ingest_elsewhere(project: Project, store: Path) -> pl.DataFrame:
    uninterrupted = Project(project.root, str(store))
    ingest(uninterrupted)
    return Store(uninterrupted.store).documents().drop("mtime_ns").sort("path").collect()
