"""The plan and the index of 3,000 pages: how long `workbench run --plan` takes with nothing due, how large the index is
and how soon a search in it shows its rows.

The reports are made and read into a store as any others; then each run is marked as published, without executing it.
`make bench-many` prints the table and writes it to benchmarks/results/many.md. Needs Chromium for the search.
"""

from __future__ import annotations

import argparse
import os
import platform
import resource
import shutil
import statistics
import tempfile
from dataclasses import asdict
from datetime import date
from pathlib import Path
from time import monotonic

from playwright.sync_api import sync_playwright

from benchmarks.runs import BIN, call, make_project
from workbench import frames
from workbench.project import Project
from workbench.runs.index import write_index
from workbench.runs.plan import Run, plan
from workbench.runs.records import page_path, run_folder, write_manifest

RESULTS = Path(__file__).with_name("results") / "many.md"
TIMES = 5
YEARS = (2022, 2023, 2024)  # of each place, so that the index draws its lines
PAGES_OF_A_PLACE = 8  # by the schedule as it comes: two a year, and the panel from the second year on
# From a word in the box to rows that are laid out again, in the page's own clock.
SEARCH = """word => { const box = document.getElementById("search"), began = performance.now(); box.value = word;
box.dispatchEvent(new Event("input")); document.body.offsetHeight; return performance.now() - began }"""


def main() -> None:
    """Makes the project, measures, writes the table."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--pages", type=int, default=3000)
    asked = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        project = make_project(Path(folder) / "project", asked.pages // PAGES_OF_A_PLACE, YEARS)
        runs = plan(project, frames.load(project)).runs
        for run in runs:
            mark_published(project, run)
        told = report(len(runs), seconds_of_plan(project), write_index(project))
    print(told)
    RESULTS.write_text(told, encoding="utf-8")


def mark_published(project: Project, run: Run) -> None:
    """A page of a few bytes and a manifest like that of a good run."""
    page = page_path(project, run.notebook, run.name)
    page.parent.mkdir(parents=True, exist_ok=True)
    page.write_text("page", encoding="utf-8")
    good = {
        "fingerprint": asdict(run.fingerprint),
        "page": page.relative_to(project.pages).as_posix(),
        "page_bytes": page.stat().st_size,
        "received": 62,
    }
    write_manifest(
        run_folder(project, run.notebook, run.name), {"run": run.said(), "good": good, "failure": None}
    )


def seconds_of_plan(project: Project) -> list[tuple[float, float]]:
    """Wall and CPU seconds of the command, each time a process of its own."""
    found = []
    for _ in range(TIMES):
        began, used = monotonic(), _used()
        call(project, BIN / "workbench", "run", "--plan")
        found.append((monotonic() - began, _used() - used))
    return found


def _used() -> float:
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return spent.ru_utime + spent.ru_stime


def milliseconds_of_search(index: Path) -> list[float]:
    """Of words that find one row, some and none."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page()
        page.goto(index.as_uri())
        taken = [page.evaluate(SEARCH, word) for word in ("411234", "4112", "郑州 2024", "none such", "")]
        browser.close()
    return taken


def report(pages: int, plans: list[tuple[float, float]], index: Path) -> str:
    """The table as Markdown."""
    wall, cpu = ([pair[n] for pair in plans] for n in (0, 1))
    search = milliseconds_of_search(index)
    rows = [
        ("`workbench run --plan`, nothing due: wall", f"{statistics.median(wall):.2f} s", "3 s"),
        ("the same: CPU", f"{statistics.median(cpu):.2f} s", ""),
        ("size of the index", f"{index.stat().st_size / 1e6:.2f} MB", "2 MB"),
        ("a search in it", f"{statistics.median(search):.0f} ms, at most {max(search):.0f}", "at once"),
    ]
    lines = [
        f"# Plan and index of {pages:,} pages",
        "",
        f"{date.today()}, {os.cpu_count()} cores ({platform.machine()}), load {os.getloadavg()[0]:.1f} at the end, "
        f"Python {platform.python_version()}; medians of {TIMES}. `make bench-many`",
        "",
        "| what | measured | goal |",
        "| --- | ---: | ---: |",
        *(f"| {what} | {measured} | {goal} |" for what, measured, goal in rows),
    ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
