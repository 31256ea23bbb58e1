"""A file that is too large, inflates or breaks its reader becomes a failed report with a reason, never an exception."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

from workbench.guard import Limits, failed_report, not_opened, read_guarded

SMALL = Limits(file_size=1000, inflated_size=2_000_000)


def reasons(report: dict[str, Any]) -> list[str]:
    assert report["status"] == "failed"
    assert report["cells"] == {} and report["checks"] == []
    assert all("expected" in reason["message"] for reason in report["reasons"])
    return [reason["reason"] for reason in report["reasons"]]


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (MemoryError(), "memory_limit"),
        (RecursionError(), "crashed"),
        (ZeroDivisionError("division by zero"), "crashed"),
    ],
)
def test_whatever_a_reader_raises_is_a_reason(tmp_path: Path, error: Exception, reason: str) -> None:
    def read(path: Path) -> dict[str, Any]:
        raise error

    file = tmp_path / "report.txt"
    file.write_text("text")
    assert reasons(read_guarded(file, Limits(), read)) == [reason]


def test_a_file_over_the_limit_is_not_opened_by_a_reader(tmp_path: Path) -> None:
    file = tmp_path / "large.txt"
    file.write_bytes(b"x" * 1001)
    assert reasons(read_guarded(file, SMALL, lambda path: pytest.fail("was read"))) == ["too_large"]


@pytest.mark.parametrize("size", [3_000_000, 1_500_000])
def test_an_archive_that_inflates_is_refused_by_its_directory(tmp_path: Path, size: int) -> None:
    """3 MB is over the sum allowed; 1.5 MB in 2 kB is over the ratio of 100."""
    file = tmp_path / "bomb.docx"
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b" " * size)
    limits = Limits(inflated_size=2_000_000)
    assert reasons(read_guarded(file, limits, lambda path: pytest.fail("was read"))) == ["too_large"]


def test_a_file_that_is_gone_is_a_failed_report(tmp_path: Path) -> None:
    assert reasons(read_guarded(tmp_path / "gone.txt", Limits())) == ["not_found"]


def test_half_characters_do_not_reach_the_store(tmp_path: Path) -> None:
    file = tmp_path / "report.txt"
    file.write_text("text")
    report = failed_report("report.txt", not_opened("report.txt", OSError(5, "x"))) | {"title": "年报\ud800"}
    assert read_guarded(file, Limits(), lambda path: report)["title"] == "年报?"


def test_a_limited_process_writes_no_file_and_gets_no_more_memory(tmp_path: Path) -> None:
    code = """
import json, sys
from workbench.guard import Limits, limit_process
limit_process(Limits(memory=400 << 20))
said = {}
try:
    bytearray(500 << 20)
except MemoryError:
    said["memory"] = "refused"
try:
    with open(sys.argv[1], "w") as file:
        file.write("x")
except OSError:
    said["file"] = "refused"
print(json.dumps(said))
"""
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "written")], capture_output=True, text=True, check=True
    )
    assert json.loads(done.stdout) == {"memory": "refused", "file": "refused"}
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[0] != 0, "the tests' own process must stay as it was"
