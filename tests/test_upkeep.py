"""Versions of the store: what the history tells, what compaction and vacuum leave, and a store kept from long ago."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest

from tests.keeping import made_project, put_bytes
from tests.specimens import rendered
from tests.specimens.figures import seeded
from tests.specimens.report import plain_report
from tests.test_ingest import counts
from tests.test_store import read, stored
from workbench import report
from workbench.errors import ProjectError
from workbench.ingest import ingest
from workbench.project import Project
from workbench.store import Store
from workbench.store.upkeep import compact, history, released, vacuum

OLD = Path(__file__).parent / "stores" / "extractor-3"  # as the workbench wrote it on 20 November 2026


def rows(store: Store) -> pl.DataFrame:
    return store.documents().sort("path").collect()


def old_store(folder: Path) -> Store:
    shutil.copytree(OLD, folder / "store")
    return Store(str(folder / "store"))


# ------------------------------------------------------------------------------------------------ versions


def test_each_version_tells_the_extractor_of_its_rows_and_how_many_came(tmp_path: Path) -> None:
    store = stored(tmp_path, read("a.html", 1), read("b.html", 2))
    store.save([read("a.html", 3)], "later")
    store.amend(pl.DataFrame({"path": ["a.html"], "size": [5], "mtime_ns": [6], "present": [False]}))
    told = history(store).select("inserted", "updated", "extractor").rows()
    assert told == [(0, 1, None), (0, 1, "later"), (2, 0, "1"), (0, None, None)]
    assert abs((history(store)["time"][0] - datetime.now(UTC)).total_seconds()) < 60


def test_a_store_opens_as_it_was_in_an_earlier_version(tmp_path: Path) -> None:
    store = stored(tmp_path, read("a.html", 1))
    before, version = rows(store), store.versions()["documents"]
    store.save([read("a.html", 2), read("b.html", 3)], "2")
    then = Store(store.at, version)
    assert rows(then).equals(before)
    assert then.readings(before).height == then.texts(before).height == 1


def test_compaction_makes_few_files_and_changes_no_row(tmp_path: Path) -> None:
    store = stored(tmp_path)
    for number in range(4):
        store.save([read(f"{number}.html", number)], "1")
    before = rows(store)
    assert {(table, removed, added) for table, removed, added in compact(store)} == {
        ("documents", 4, 1),
        ("readings", 4, 1),
        ("texts", 4, 1),
    }
    assert rows(store).equals(before) and store.readings(before).height == 4


def test_vacuum_takes_old_versions_and_leaves_those_that_a_release_names(tmp_path: Path) -> None:
    store = stored(tmp_path, read("a.html", 0))
    kept = store.versions()
    first = rows(store)
    for seed in (1, 2, 3):
        store.save([read("a.html", seed)], "1")
    last = rows(store)
    release = tmp_path / "releases" / "2026"
    release.mkdir(parents=True)
    (release / "release.json").write_text(json.dumps({"store_version": kept}))
    removed = {done.table: done.removed for done in vacuum(store, 0, released(tmp_path / "releases"))}
    assert removed == {"documents": 2, "readings": 0, "texts": 0}
    assert rows(store).equals(last)
    assert rows(Store(store.at, kept["documents"])).equals(first)
    with pytest.raises((OSError, pl.exceptions.PolarsError)):
        rows(Store(store.at, kept["documents"] + 1))


def test_vacuum_leaves_what_is_young_and_a_dry_run_leaves_all(tmp_path: Path) -> None:
    store = stored(tmp_path, read("a.html", 0))
    store.save([read("a.html", 1)], "1")
    files = sorted(Path(store.at).rglob("*.parquet"))
    assert [done.removed for done in vacuum(store, 1, {})] == [0, 0, 0]
    assert [done.removed for done in vacuum(store, 0, {}, dry_run=True)] == [1, 0, 0]
    assert sorted(Path(store.at).rglob("*.parquet")) == files


def test_a_release_that_does_not_tell_its_versions_stops_the_vacuum(tmp_path: Path) -> None:
    release = tmp_path / "releases" / "2026"
    release.mkdir(parents=True)
    (release / "release.json").write_text("{}")
    with pytest.raises(ProjectError, match="nothing was taken away"):
        released(tmp_path / "releases")


def test_the_commands_tell_in_lines_and_json(tmp_path: Path) -> None:
    project = made_project(tmp_path)
    put_bytes(project, "1.txt", b"no report")
    ingest(project)

    def said(*words: str) -> str:
        command = [sys.executable, "-m", "workbench", "store", *words, "--project", str(tmp_path)]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout

    assert f"WRITE: 1 in, 0 changed  extractor {report.EXTRACTOR}" in said("history").splitlines()[0]
    assert json.loads(said("history", "--json"))[0]["extractor"] == report.EXTRACTOR
    assert said("compact").startswith("documents: 0 files made into 0")
    assert said("vacuum", "--dry-run").startswith("documents: 0 files would go")


# ------------------------------------------------------------------------------------------------ versions of ours


def test_a_store_kept_from_an_earlier_version_is_read_and_written(tmp_path: Path) -> None:
    store = old_store(tmp_path)
    before = rows(store)
    assert dict(before.select("path", "status").rows()) == {"1.txt": "ok", "2.txt": "ok", "3.txt": "failed"}
    expected = seeded(1)
    first = before.row(0, named=True)
    assert {name: first[name] for name in expected} == expected
    store.save([read("b.html", 2)], "later")
    assert rows(store).filter(pl.col("path") != "b.html").equals(before)
    assert store.readings(rows(store)).height == store.texts(rows(store)).height == 3


def old_project(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    """Two texts and a file that is no report, as version 3 of the extractor left them."""
    project = made_project(folder)
    for seed in (1, 2):
        put_bytes(project, f"{seed}.txt", rendered("text_cells", [plain_report(seeded(seed))], [seed])[0])
    put_bytes(project, "3.txt", "明天开会。".encode())
    monkeypatch.setattr(report, "EXTRACTOR", "3")
    ingest(project)
    return project


@pytest.mark.parametrize(
    ("narrow", "again"),
    [
        ({}, 3),  # everything is read differently
        ({"5": frozenset({"pdf"}), "4": frozenset({"html"})}, 1),  # texts are not; what failed is tried again
        ({"5": frozenset({"pdf"})}, 3),  # version 4 changed everything
        ({"5": frozenset({"pdf"}), "4": frozenset({"text"})}, 3),
    ],
)
def test_a_later_extractor_reads_again_only_what_it_reads_differently(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, narrow: dict[str, frozenset[str]], again: int
) -> None:
    project = old_project(tmp_path, monkeypatch)
    monkeypatch.setattr(report, "EXTRACTOR", "5")
    monkeypatch.setattr(report, "NARROW", narrow)
    assert counts(ingest(project)) == {
        key: value for key, value in {"read": again, "skipped": 3 - again}.items() if value
    }
    later = Store(project.store).known().filter(extractor="5")
    assert later.height == again
    os.utime(project.raw / "1.txt", ns=(1, 1))
    assert counts(ingest(project)) == {"skipped": 3}, "a new time alone is no reason, whatever the version"
