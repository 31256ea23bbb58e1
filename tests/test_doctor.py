"""`workbench doctor`: says what is there, what is missing, and how to get it."""

from __future__ import annotations

import json
import subprocess
import sys
from importlib import metadata
from pathlib import Path

import pytest

from workbench import doctor, fonts
from workbench.runs.kernel import forking


def run(*words: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "workbench", "doctor", *words]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=cwd)


def test_a_machine_that_runs_the_tests_lacks_nothing_needed(repository: Path) -> None:
    assert [finding for finding in doctor.examine(str(repository)) if finding.state == "missing"] == []


def test_every_finding_that_is_not_ok_says_what_to_do(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr(fonts, "FONTS", ())
    monkeypatch.setattr(sys, "prefix", str(tmp_path))
    monkeypatch.setattr(doctor, "ENOUGH_DISK", 1 << 80)
    findings = {finding.name: finding for finding in doctor.examine(str(tmp_path))}
    assert {name for name, finding in findings.items() if finding.state == "missing"} == {"kernel", "disk"}
    absent = {"Chinese font", "LibreOffice", "Chromium", "uv", "project"}
    assert absent <= {name for name, finding in findings.items() if finding.state == "optional"}
    assert all(finding.todo for finding in findings.values() if finding.state != "ok")


def test_json_has_the_same_findings_and_exit_code_0_when_nothing_needed_is_missing(repository: Path) -> None:
    done = run("--json", cwd=repository)
    assert done.returncode == 0
    names = [finding["name"] for finding in json.loads(done.stdout)]
    assert names[:3] == ["Python", "packages", "kernel"]
    told = run(cwd=repository).stdout
    assert all(name in told for name in names)


def test_exit_code_is_1_when_something_needed_is_missing(tmp_path: Path) -> None:
    (tmp_path / "data" / "raw").mkdir(parents=True)
    (tmp_path / "data" / "processed").write_text("in the way")
    done = run(cwd=tmp_path)
    assert done.returncode == 1
    assert "MISSING   project" in done.stdout


def test_a_package_that_is_too_old_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        metadata, "requires", lambda _: ["click>=999", "no-such-package>=1", "dask; extra == 'x'"]
    )
    finding = doctor.check_packages()
    assert finding.state == "missing"
    assert "click" in finding.found
    assert "no no-such-package" in finding.found
    assert "dask" not in finding.found


def test_a_kernelspec_of_another_version_is_noticed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    place = tmp_path / "share" / "jupyter" / "kernels" / "workbench"
    place.mkdir(parents=True)
    (place / "kernel.json").write_text("{}")
    monkeypatch.setattr(sys, "prefix", str(tmp_path))
    assert "older kernel.json and launch.py" in doctor.check_kernel().found


def test_how_kernels_start_is_tried_and_the_plain_way_is_no_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    forked = doctor.check_fork()
    assert forked.state == "ok" and "workbench-forked" in forked.found
    monkeypatch.setattr(forking, "SERVER", Path("/no/such/server.py"))
    failed = doctor.check_fork()
    assert failed.state == "optional" and "did not start" in failed.found and failed.todo
    monkeypatch.setenv("WORKBENCH_KERNEL", "plain")
    assert "WORKBENCH_KERNEL=plain" in doctor.check_fork().found
    monkeypatch.setattr(sys, "platform", "darwin")
    assert "Linux only" in doctor.check_fork().found
