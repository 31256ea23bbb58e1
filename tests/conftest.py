"""What all tests share: the places that they read, and the rule that a build machine skips nothing in silence.

Where `CI` is `true`, a skipped test fails, unless its reason is on the short list ALLOWED_SKIPS; the closing
summary of pytest prints those.
"""

from __future__ import annotations

import os
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import TypeVar

import hypothesis
import pytest

from tests.servers import end_servers, share_servers
from workbench.quickstart import block_slow_import

block_slow_import()

# Time limits of single examples only measure how busy the machine is.
hypothesis.settings.register_profile("workbench", deadline=None)
hypothesis.settings.load_profile("workbench")

REPOSITORY = Path(__file__).parent.parent
# What a reason must name to be allowed: real reports are not part of the repository, so a clone may lack them.
ALLOWED_SKIPS = ("WORKBENCH_REPORTS",)

Report = TypeVar("Report", pytest.TestReport, pytest.CollectReport)


@pytest.fixture(scope="session")
def repository() -> Path:
    """The checkout."""
    return REPOSITORY


@pytest.fixture(scope="session")
def real_reports() -> Path:
    """The folder with `reports/` and `seeds/`; it lies outside the repository, and without it the test is skipped."""
    folder = Path(os.environ.get("WORKBENCH_REPORTS", REPOSITORY.parent / "shared"))
    if not (folder / "reports").is_dir():
        pytest.skip(f"no reports/ in {folder}: name the folder of real reports with WORKBENCH_REPORTS")
    return folder


@pytest.fixture(scope="session", autouse=True)
def shared_servers() -> Iterator[None]:
    """What children are forked from is started once in a process, and not with every run."""
    with pytest.MonkeyPatch.context() as patch:
        share_servers(patch)
        yield
    end_servers()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    return _judged((yield))


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    return _judged((yield))


def _judged(report: Report) -> Report:
    """The report itself; a failure instead, where it is a skip that a build machine does not allow."""
    if os.environ.get("CI") != "true" or not report.skipped or hasattr(report, "wasxfail"):
        return report
    reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
    if not any(name in reason for name in ALLOWED_SKIPS):
        report.outcome = "failed"
        report.longrepr = f"{reason}\nA skip counts as a failure where CI=true: the machine lacks something."
    return report


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Faults that are known and still open: each must fail, and one that was mended must leave the list."""
    listed = (REPOSITORY / "tests" / "open_faults.txt").read_text("utf-8").splitlines()
    faults = {
        parts[0]: parts[1:] for line in listed if len(parts := line.split(" | ")) > 1 and line[0] != "#"
    }
    for item in items:
        if item.nodeid in faults:
            why, *sometimes = faults[item.nodeid]
            item.add_marker(pytest.mark.xfail(reason=why, strict=not sometimes))
