"""What an ingest survives: kills, a second ingest, a full disk, files that change under it, clocks set back.

Five kills here; `make soak` tries fifty (WORKBENCH_KILLS=50).
"""

from __future__ import annotations

import contextlib
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from tests.keeping import made_project, put_bytes
from tests.specimens import rendered
from tests.specimens.figures import seeded
from tests.specimens.report import plain_report
from tests.test_ingest import counts, statuses
from workbench.errors import StoreError
from workbench.guard import Limits, read_guarded
from workbench.ingest import RemovalsError, ingest
from workbench.project import Project
from workbench.store import Store

KILLS = int(os.environ.get("WORKBENCH_KILLS", "5"))
REPORTS = 14
PROGRAM = """
import resource, sys
from workbench.ingest import ingest
from workbench.project import Project
largest = int(sys.argv[3])
if largest:
    resource.setrlimit(resource.RLIMIT_FSIZE, (largest, largest))
if __name__ == "__main__":
    ingest(Project.find(sys.argv[1], sys.argv[2]), batch=2)
"""


def text(seed: int, year: int = 2024) -> bytes:
    return rendered("text_cells", [plain_report(seeded(seed), year=year)], [seed])[0]


def filled(folder: Path, reports: int = REPORTS) -> Project:
    project = made_project(folder)
    for seed in range(reports):
        put_bytes(project, f"{seed}.txt", text(seed))
    put_bytes(project, "no report.txt", b"nothing")
    return project


def going(project: Project, store: str, largest_file: int = 0) -> subprocess.Popen[str]:
    """An ingest of its own process group, which commits two reports at a time."""
    command = [sys.executable, "-c", PROGRAM, str(project.root), store, str(largest_file)]
    return subprocess.Popen(command, stderr=subprocess.PIPE, text=True, start_new_session=True)


def kill(process: subprocess.Popen[str]) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.communicate()


def whole(store: str) -> pl.DataFrame:
    """All rows of a store after it was checked: no path twice, no report without its cells and sections."""
    at = Store(store)
    rows = at.documents().sort("path").collect()
    assert rows["path"].n_unique() == rows.height
    good = rows.filter(pl.col("status") != "failed").select("sha256", "extractor").unique()
    for part in (at.readings(good), at.texts(good)):
        assert part.height == good.height
    return rows


def commits(store: str) -> int:
    return len(list(Path(store, "documents", "_delta_log").glob("*.json")))


# ------------------------------------------------------------------------------------------------ ends


@pytest.mark.timeout(60 * KILLS)
def test_an_ingest_killed_at_random_moments_tears_loses_and_doubles_nothing(tmp_path: Path) -> None:
    project = filled(tmp_path / "p")
    chance = random.Random(8)
    expected = whole(_finished(project, str(tmp_path / "uninterrupted")))
    store, kept, finished = str(tmp_path / "store0"), 0, 0
    for _ in range(KILLS):
        process, until = going(project, store), commits(store) + chance.randrange(1, 5)
        while process.poll() is None and commits(store) < until:
            time.sleep(0.005)
        time.sleep(chance.uniform(0, 0.2))
        kill(process)
        rows = whole(store)
        assert rows.height >= kept, "a committed row is lost"
        kept = rows.height
        if kept == expected.height:
            assert rows.equals(expected)
            finished, kept = finished + 1, 0
            store = str(tmp_path / f"store{finished}")
    assert whole(_finished(project, store)).equals(expected)


def _finished(project: Project, store: str) -> str:
    ingest(Project(project.root, store))
    return store


def test_two_ingests_at_once_give_what_one_gives(tmp_path: Path) -> None:
    project = filled(tmp_path / "p", reports=8)
    store = str(tmp_path / "store")
    both = [going(project, store) for _ in range(2)]
    assert [(process.communicate()[1], process.returncode) for process in both] == [("", 0)] * 2
    assert whole(store).equals(whole(_finished(project, str(tmp_path / "one"))))


# ------------------------------------------------------------------------------------------------ disk


@contextlib.contextmanager
def small_disk(folder: Path, size: str) -> Any:
    """A disk of its own in memory, where this process may mount one; else null."""
    folder.mkdir()
    mount = shutil.which("mount")
    done = subprocess.run(
        [mount or "false", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)], capture_output=True
    )
    try:
        yield folder if done.returncode == 0 else None
    finally:
        if done.returncode == 0:
            subprocess.run(["umount", "-l", str(folder)], check=True)


def test_a_full_disk_stops_the_ingest_clearly_and_leaves_the_store_whole(tmp_path: Path) -> None:
    """A real full disk where one can be mounted (root on Linux); everywhere files that may not grow."""
    project = filled(tmp_path / "p")
    expected = whole(_finished(project, str(tmp_path / "roomy")))
    with small_disk(tmp_path / "disk", "400k") as disk:
        if disk is not None:
            store = str(disk / "store")
            _stopped_by(going(project, store))
            subprocess.run(["mount", "-o", "remount,size=50m", str(disk)], check=True)
            _goes_on(project, store, expected)
    store = str(tmp_path / "store")
    _stopped_by(going(project, store, largest_file=20_000))
    _goes_on(project, store, expected)


def _stopped_by(process: subprocess.Popen[str]) -> None:
    said = process.communicate()[1]
    assert process.returncode == 1
    last = said.strip().splitlines()[-1]
    assert last.startswith("workbench.errors.StoreError") and "Check free space" in last, said


def _goes_on(project: Project, store: str, expected: pl.DataFrame) -> None:
    kept = whole(store)
    assert kept.height < expected.height
    assert kept.equals(expected.filter(pl.col("path").is_in(kept["path"].to_list())))
    assert whole(_finished(project, store)).equals(expected)


# ------------------------------------------------------------------------------------------------ files and clocks


def changing(path: Path, limits: Limits) -> dict[str, Any]:
    """Reads; the file called `changing` was written to since it was planned, the one called `going` is gone."""
    if path.name == "going.txt":
        path.unlink()
    if path.name == "changing.txt":
        os.replace(path.with_name(".changed"), path)  # a child may write nothing, but it may rename
    return read_guarded(path, limits)


def test_files_that_change_or_go_while_they_are_read_are_looked_at_again(tmp_path: Path) -> None:
    """The one that changed kept its size and its time: its row must not say that nothing is new."""
    project = made_project(tmp_path)
    planned = put_bytes(project, "changing.txt", text(5, year=2022)).stat()
    later = put_bytes(project, ".changed", text(5, year=2023))
    os.utime(later, ns=(planned.st_atime_ns, planned.st_mtime_ns))
    put_bytes(project, "going.txt", text(6))
    put_bytes(project, "staying.txt", text(7))
    done = ingest(project, read=changing)
    assert [(failure.path, failure.reason) for failure in done.failed] == [("going.txt", "not_found")]
    assert Store(project.store).documents().filter(path="changing.txt").collect()["year"].to_list() == [2023]
    put_bytes(project, "going.txt", text(6))
    assert counts(ingest(project)) == {"read": 1, "skipped": 2}
    assert set(statuses(project).values()) == {"ok"}
    assert counts(ingest(project)) == {"skipped": 3}


@pytest.mark.parametrize("seconds", [-(10**9), 10**9], ids=["back", "ahead"])
def test_a_clock_set_wrong_hides_no_change(tmp_path: Path, seconds: int) -> None:
    """A file written under another clock: older or later than the store, of the same size."""
    project = made_project(tmp_path)
    path = put_bytes(project, "a.txt", text(5, year=2022))
    ingest(project)
    put_bytes(project, "a.txt", text(5, year=2023))
    moment = time.time_ns() + seconds * 10**9
    os.utime(path, ns=(moment, moment))
    assert counts(ingest(project)) == {"read": 1}
    assert Store(project.store).documents().collect()["year"].to_list() == [2023]


def test_a_store_written_under_a_clock_of_tomorrow_is_still_written_and_read(tmp_path: Path) -> None:
    """The clock was set back since: every commit lies in the future of the next one."""
    project = filled(tmp_path / "p", reports=2)
    ingest(project)
    moment = time.time() + 10**6
    for file in Path(project.store).rglob("*"):
        os.utime(file, (moment, moment))
    put_bytes(project, "late.txt", text(9))
    assert counts(ingest(project)) == {"read": 1, "skipped": 3}
    assert whole(project.store).height == 4


# ------------------------------------------------------------------------------------------------ what is gone


def test_one_path_of_several_is_judged_by_itself_and_six_in_a_hundred_stop(tmp_path: Path) -> None:
    project = made_project(tmp_path)
    for number in range(100):
        put_bytes(project, f"{'a' if number < 50 else 'b'}/{number}.txt", b"no report %d" % number)
    ingest(project)
    for number in range(94, 100):
        (project.raw / "b" / f"{number}.txt").unlink()
    paths = [project.raw / "a", project.raw / "b"]
    with pytest.raises(RemovalsError, match="6 of 100 known reports gone"):
        ingest(project)
    with pytest.raises(RemovalsError, match="6 of 50 known reports gone"):
        ingest(project, paths[1:])
    assert counts(ingest(project, paths[:1])) == {"skipped": 50}
    assert counts(ingest(project, paths, accept_removals=True)) == {"skipped": 94, "vanished": 6}


def test_a_stop_for_removals_says_what_to_type(tmp_path: Path) -> None:
    project = filled(tmp_path / "with space", reports=4)
    ingest(project)
    (project.raw / "1.txt").unlink()
    with pytest.raises(RemovalsError) as stopped:
        ingest(project, [project.raw])
    said = str(stopped.value)
    assert "1 of 5 known reports gone, the first: 1.txt" in said
    assert f"workbench ingest --accept-removals --project '{project.root}'" in said


def test_a_store_that_cannot_be_opened_stops_before_anything_is_read(tmp_path: Path) -> None:
    project = filled(tmp_path / "p", reports=1)
    ingest(project)
    for log in Path(project.store, "documents", "_delta_log").glob("*.json"):
        log.write_text("{")
    with pytest.raises(StoreError):
        ingest(project, read=changing)
