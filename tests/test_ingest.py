"""Ingest reads what is new, once; a bad file is a row with its reason, and takes no other file with it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import TimeoutError
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import Any

import pytest
from pebble import ProcessExpired, ProcessFuture, ProcessPool

from tests.child_readers import modules_of_child, read_badly
from tests.keeping import made_project, put, put_bytes
from workbench import report
from workbench.commands.ingest import told
from workbench.errors import BadCall
from workbench.guard import Limits
from workbench.ingest import IngestResult, ingest
from workbench.project import Project
from workbench.store import Store


def counts(result: IngestResult) -> dict[str, int]:
    names = ("read", "copied", "skipped", "vanished")
    return {name: getattr(result, name) for name in names if getattr(result, name)}


def statuses(project: Project) -> dict[str, str]:
    return dict(Store(project.store).known().sort("path").select("path", "status").iter_rows())


def present(project: Project) -> dict[str, bool]:
    return dict(Store(project.store).known().select("path", "present").iter_rows())


def workbench(project: Project, *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "workbench", *words, "--project", str(project.root)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


# ------------------------------------------------------------------------------------------------ what is read


def test_only_new_and_changed_files_are_read(tmp_path: Path) -> None:
    project = made_project(tmp_path, reports=2)
    assert counts(ingest(project)) == {"read": 2}
    assert counts(ingest(project)) == {"skipped": 2}
    put(project, "2.html", seed=9)
    put(project, "folder/3.html", seed=3)
    assert counts(ingest(project)) == {"read": 2, "skipped": 1}
    assert sorted(statuses(project)) == ["1.html", "2.html", "folder/3.html"]


def test_a_new_time_alone_reads_nothing_again(tmp_path: Path) -> None:
    project = made_project(tmp_path, reports=1)
    ingest(project)
    before = Store(project.store).documents().drop("mtime_ns").collect()
    os.utime(project.raw / "1.html", ns=(1, 1))
    assert counts(ingest(project)) == {"skipped": 1}
    after = Store(project.store).documents().collect()
    assert after["mtime_ns"].to_list() == [1]
    assert after.drop("mtime_ns").equals(before)


def test_a_new_extractor_reads_everything_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    project = made_project(tmp_path, reports=1)
    ingest(project)
    monkeypatch.setattr(report, "EXTRACTOR", "later")
    assert counts(ingest(project)) == {"read": 1}
    assert Store(project.store).known()["extractor"].to_list() == ["later"]


def test_nothing_changed_commits_nothing(tmp_path: Path) -> None:
    project = made_project(tmp_path, reports=1)
    ingest(project)
    commits = sorted(Path(project.store).glob("*/_delta_log/*"))
    ingest(project)
    assert sorted(Path(project.store).glob("*/_delta_log/*")) == commits


def test_known_bytes_under_another_name_are_not_read_again(tmp_path: Path) -> None:
    project = made_project(tmp_path, reports=1)
    content = (project.raw / "1.html").read_bytes()
    put_bytes(project, "b.html", content)
    assert counts(ingest(project)) == {"read": 1, "copied": 1}
    put_bytes(project, "c.html", content)
    assert counts(ingest(project)) == {"copied": 1, "skipped": 2}
    rows = Store(project.store).documents().collect()
    assert rows["path"].n_unique() == 3 and rows["content"].n_unique() == 1


def test_what_is_no_report_by_its_name_or_kind_is_passed_over(tmp_path: Path) -> None:
    project = made_project(tmp_path / "project", reports=1)
    for name in (
        "register.csv",
        "corrections.toml",
        "README.md",
        "readme.txt",
        ".hidden",
        "~$1.docx",
        ".git/x.html",
    ):
        put_bytes(project, name, b"x")
    elsewhere = put_bytes(Project(tmp_path / "elsewhere"), "secret.html", b"x")
    (project.raw / "link.html").symlink_to(elsewhere)
    (project.raw / "folder").symlink_to(elsewhere.parent)
    os.mkfifo(project.raw / "pipe.html")
    ingest(project)
    assert list(statuses(project)) == ["1.html"]


def test_a_path_limits_what_is_looked_at(tmp_path: Path) -> None:
    project = made_project(tmp_path)
    for path in ("a/1.html", "ab/2.html", "3.html"):
        put(project, path, seed=len(path))
    ingest(project, [project.raw / "a"])
    assert list(statuses(project)) == ["a/1.html"]
    ingest(project, [Path("3.html")])
    assert list(statuses(project)) == ["3.html", "a/1.html"]
    for wrong in (Path("nothing"), tmp_path):
        with pytest.raises(BadCall, match="data/raw"):
            ingest(project, [wrong])


def test_names_that_are_no_text_or_hold_control_characters_are_kept(tmp_path: Path) -> None:
    project = made_project(tmp_path)
    put(project, "line\nbreak.html", seed=1)
    Path(os.fsdecode(os.fsencode(project.raw) + b"/\xb9\xab.html")).write_bytes(b"")
    assert counts(ingest(project)) == {"read": 2}
    assert statuses(project) == {"line\nbreak.html": "ok", r"\xb9\xab.html": "failed"}
    assert counts(ingest(project)) == {"skipped": 2}


# ------------------------------------------------------------------------------------------------ bad files


def test_a_bad_file_is_a_row_with_its_reason_and_the_others_go_on(tmp_path: Path) -> None:
    project = made_project(tmp_path, reports=2)
    put_bytes(project, "empty.pdf", b"")
    put_bytes(project, "garbage.bin", bytes(range(256)) * 40)
    put_bytes(project, "other.txt", "明天开会。".encode())
    done = ingest(project)
    assert {failure.path: failure.reason for failure in done.failed} == {
        "empty.pdf": "empty",
        "garbage.bin": "unsupported",
        "other.txt": "not_a_report",
    }
    assert [path for path, status in statuses(project).items() if status == "ok"] == ["1.html", "2.html"]
    again = ingest(project)
    assert again.read == 0 and again.failed == done.failed


def test_a_truncated_pdf_is_called_so(tmp_path: Path, repository: Path) -> None:
    project = made_project(tmp_path)
    whole = next((repository / "data" / "raw").glob("*.pdf")).read_bytes()
    put_bytes(project, "cut.pdf", whole[: len(whole) // 2])
    assert [failure.reason for failure in ingest(project).failed] == ["truncated"]


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("crash.html", "crashed"),
        ("hang.html", "time_limit"),
        ("regexp.html", "time_limit"),
        ("memory.html", "memory_limit"),
    ],
)
def test_a_file_that_breaks_its_child_takes_no_other_with_it(tmp_path: Path, name: str, reason: str) -> None:
    project = made_project(tmp_path, reports=3)
    put(project, name, seed=8)
    done = ingest(project, limits=Limits(seconds=2), read=read_badly)
    assert [(failure.path, failure.reason) for failure in done.failed] == [(name, reason)]
    assert list(statuses(project).values()).count("ok") == 3


@pytest.mark.parametrize("error", [ProcessExpired("x"), TimeoutError(), BrokenProcessPool()])  # type: ignore[no-untyped-call]
def test_nobody_is_blamed_for_a_childs_end_before_it_was_read_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    """Pebble blames the file whose result is still on its way when a child ends over the next one."""
    blamed: list[Path] = []

    def schedule(self: ProcessPool, function: Callable[..., Any], **how: Any) -> Any:
        if blamed:
            return whole(self, function, **how)
        blamed.append(how["args"][1])
        future: ProcessFuture[Any] = ProcessFuture()
        future.set_exception(error)
        return future

    whole = ProcessPool.schedule
    monkeypatch.setattr(ProcessPool, "schedule", schedule)
    project = made_project(tmp_path, reports=4)
    assert ingest(project).failed == () and len(blamed) == 1
    assert set(statuses(project).values()) == {"ok"}


def test_the_command_tells_a_bad_file_in_one_line_and_ends_with_1(tmp_path: Path) -> None:
    project = made_project(tmp_path, reports=1)
    put_bytes(project, "empty.pdf", b"")
    done = workbench(project, "ingest")
    assert done.returncode == 1
    assert done.stdout.splitlines()[0] == "Ingest: 2 files read, 0 unchanged, 1 failed."
    assert done.stdout.splitlines()[1].startswith("  empty.pdf: empty: found an empty file; expected ")
    assert done.stderr == ""
    project.register.write_text("path,use\nempty.pdf,not_a_report\n")
    assert workbench(project, "ingest").returncode == 0


def test_reading_children_hold_neither_polars_nor_numpy_nor_deltalake(tmp_path: Path) -> None:
    """The driver holds them all; what a fork server passes on must not, or the memory limit leaves no room."""
    project = made_project(tmp_path, reports=1)
    ingest(project, read=modules_of_child)
    loaded = set(str(Store(project.store).documents().collect()["title"][0]).split())
    assert "workbench.report" in loaded
    assert not loaded & {"polars", "numpy", "deltalake", "altair", "workbench.store"}


def test_a_copy_of_a_bad_file_is_told_by_its_own_name_alone(tmp_path: Path) -> None:
    """One of the two is read; the row of the other has the same reason, and the sentence names the first."""
    project = made_project(tmp_path)
    for name in ("one.pdf", "two.docx"):
        put_bytes(project, name, b"")
    failed = ingest(project, workers=1).failed
    lines = [told(failure.path, failure.reason, failure.message) for failure in failed]
    assert [line.split(": ")[:2] for line in lines] == [["one.pdf", "empty"], ["two.docx", "empty"]]
    assert "one.pdf" not in lines[1] and "found an empty file" in lines[1]
