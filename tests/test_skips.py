"""On a build machine a skipped test is a failure, the browser's above all; on a desk it is a skip."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
SKIPPED = """\
import pytest


@pytest.mark.browser
@pytest.mark.skipif(True, reason="{reason}")
def test_of_the_browser() -> None:
    raise AssertionError
"""


@pytest.mark.parametrize(
    ("ci", "reason", "outcome"),
    [
        ("true", "no Chromium on this machine", "1 error"),
        ("", "no Chromium on this machine", "1 skipped"),
        ("true", "name WORKBENCH_REPORTS", "1 skipped"),  # real reports are not part of a clone
    ],
)
def test_a_skipped_browser_test_fails_where_ci_is_true(
    tmp_path: Path, ci: str, reason: str, outcome: str
) -> None:
    tests = tmp_path / "tests"
    tests.mkdir()
    for name in ("conftest.py", "open_faults.txt"):
        shutil.copy(HERE / name, tests)
    (tests / "test_one.py").write_text(SKIPPED.format(reason=reason), encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-W", "ignore", "-p", "no:cacheprovider"]
    done = subprocess.run(
        [*command, "--rootdir", str(tmp_path), str(tests)],
        env={**os.environ, "CI": ci},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert outcome in done.stdout, done.stdout + done.stderr
    assert (done.returncode == 0) is ("skipped" in outcome)


def test_the_build_machine_says_that_it_is_one() -> None:
    assert "export CI=true" in (HERE.parent / ".ci" / "run").read_text(encoding="utf-8")
