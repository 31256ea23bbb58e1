"""How long a page takes: papermill's command, its API, a pool of two, and `workbench run` with one and two workers.

All execute the regional notebook for the same made reports and turn it into HTML (the others by nbconvert), start-up
included, one way after the other within one sitting. Each has all regions in one go, as a schedule would, and starts up
once; with `--parts` they take turns, so that a machine whose load changes slows all of them, and start up as often. The
floor is the same code in one warm process, without a kernel and without a page. Prints the table and writes it to
benchmarks/results/runs.md.
"""

from __future__ import annotations

import argparse
import ctypes
import os
import platform
import resource
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import date
from importlib.metadata import version
from pathlib import Path
from time import monotonic, sleep

from tests.specimens import rendered
from tests.specimens.figures import seeded
from tests.specimens.report import plain_report
from workbench.ingest import ingest
from workbench.project import Project

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
RESULTS = Path(__file__).with_name("results") / "runs.md"
NOTEBOOK = "region_summary"
YEAR = 2024
PACKAGES = ("papermill", "nbclient", "nbconvert", "ipykernel", "jupyter_client", "polars", "altair")
BASE = "papermill API"
ORPHANS = 1.5  # seconds
SUBREAPER = (
    36  # PR_SET_CHILD_SUBREAPER: a process whose parent has ended becomes our child, and its time is counted
)
# A container often forbids bytecode, and then every start compiles every import: no way here is measured like that.
ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}

API = (
    f"YEAR = {YEAR}"
    """
import sys, papermill, nbconvert
exporter = nbconvert.HTMLExporter()
folder, *regions = sys.argv[1:]
for region in regions:
    notebook = papermill.execute_notebook(
        "notebooks/region_summary.ipynb", f"{folder}/{region}.ipynb", progress_bar=False, kernel_name="python3",
        parameters={"region": region, "year": YEAR})
    open(f"{folder}/{region}.html", "w").write(exporter.from_notebook_node(notebook)[0])
"""
)
FLOOR = (
    f"YEAR = {YEAR}"
    """
import json, os, sys
from workbench.quickstart import block_slow_import
block_slow_import()
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output
shell = InteractiveShell.instance()
cells = json.load(open("notebooks/region_summary.ipynb"))["cells"]
os.environ["WORKBENCH_RUN"] = "1"  # as in our runs
for region in sys.argv[2:]:
    for cell in cells:
        given = f"\\nregion, year = {region!r}, {YEAR}" if cell["id"] == "parameters" else ""
        with capture_output():
            assert shell.run_cell("".join(cell["source"]) + given).success
"""
)


def main() -> None:
    """Measures every way on all regions, at once or in parts that take turns."""
    ctypes.CDLL(None).prctl(SUBREAPER, 1, 0, 0, 0)
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--regions", type=int, default=30)
    options.add_argument("--parts", type=int, default=1, help="how often the ways take turns")
    asked = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        project = make_project(Path(folder) / "project", asked.regions)
        regions = [str(code) for code in project_regions(asked.regions)]
        for way in WAYS.values():
            way(project, regions[:1])  # so that nobody pays for bytecode, the Vega bundle and cold disks
        seconds, used = dict.fromkeys(WAYS, 0.0), dict.fromkeys(WAYS, 0.0)
        for part in range(asked.parts):
            for name, way in WAYS.items():
                spent, began = cpu_seconds(), monotonic()
                way(project, regions[part :: asked.parts])
                seconds[name] += monotonic() - began
                used[name] += cpu_seconds() - spent
                print(f"part {part + 1}: {name} {seconds[name]:.1f} s so far", flush=True)
    each, cpu = ({name: total[name] / asked.regions for name in WAYS} for total in (seconds, used))
    told = report(each, cpu, asked.regions, asked.parts)
    print(told)
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(told, encoding="utf-8")


def project_regions(count: int) -> range:
    return range(410101, 410101 + count)


def make_project(folder: Path, count: int, years: Sequence[int] = (YEAR,)) -> Project:
    """A project with a made report of each region and year, read into its store."""
    raw = folder / "data" / "raw"
    raw.mkdir(parents=True)
    shutil.copytree(ROOT / "notebooks", folder / "notebooks")
    shutil.copy(ROOT / "runs.toml", folder)
    named = [(number, code, year) for number, code in enumerate(project_regions(count)) for year in years]
    reports = [
        plain_report(seeded(5 * number + year - YEAR + 1), issuer=f"青川市第{number}区人民政府", year=year)
        for number, _, year in named
    ]
    lines = ["path,place,place_name,year,kind,scope"]
    contents = rendered("text_cells", reports, [None] * len(reports))
    for (number, code, year), content in zip(named, contents, strict=True):
        (raw / f"{code}-{year}.txt").write_bytes(content)
        lines.append(f"{code}-{year}.txt,{code},四川省 青川市 第{number}区,{year},gov,consolidated")
    (raw / "register.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    project = Project.find(folder)
    ingest(project)
    return project


def command(project: Project, regions: list[str]) -> None:
    """One process to execute and one to convert, for each notebook, as a shell script would."""
    for region in regions:
        out = f"{region}.ipynb"
        given = ("-p", "region", region, "-p", "year", str(YEAR), "-k", "python3")
        call(project, BIN / "papermill", f"notebooks/{NOTEBOOK}.ipynb", out, "--no-progress-bar", *given)
        call(project, BIN / "jupyter", "nbconvert", "--to", "html", out)


def api(project: Project, regions: list[str]) -> None:
    call(project, sys.executable, "-c", API, ".", *regions)


def pool(project: Project, regions: list[str]) -> None:
    with ThreadPoolExecutor(2) as both:
        list(both.map(lambda half: api(project, half), (regions[::2], regions[1::2])))


def floor(project: Project, regions: list[str]) -> None:
    call(project, sys.executable, "-c", FLOOR, ".", *regions)


def ours(workers: int) -> Callable[[Project, list[str]], None]:
    def run(project: Project, regions: list[str]) -> None:
        asked = [word for region in regions for word in ("--region", region)]
        call(project, BIN / "workbench", "run", NOTEBOOK, "--force", "--workers", str(workers), *asked)

    return run


WAYS: dict[str, Callable[[Project, list[str]], None]] = {
    "papermill command": command,
    BASE: api,
    "papermill API, pool of 2": pool,
    "workbench run, 1 worker": ours(1),
    "workbench run, 2 workers": ours(2),
    "floor: no kernel, no page": floor,
}


def call(project: Project, *words: str | Path) -> None:
    """Runs a command in the project; its words are shown only when it fails."""
    done = subprocess.run(
        [str(word) for word in words], cwd=project.root, env=ENVIRONMENT, capture_output=True, text=True
    )
    if done.returncode:
        sys.exit(f"{words[0]} ended with {done.returncode}:\n{done.stdout}\n{done.stderr}")


def cpu_seconds() -> float:
    """CPU time of all processes that ended so far, of fork servers and their kernels too: orphans come to us.

    They end a moment after the process that they served; what reads the reports for us lives on, and is not waited for.
    """
    ends = monotonic() + ORPHANS
    with suppress(ChildProcessError):
        while monotonic() < ends:
            if not os.waitpid(-1, os.WNOHANG)[0]:
                sleep(0.05)
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return spent.ru_utime + spent.ru_stime


def report(each: dict[str, float], cpu: dict[str, float], regions: int, parts: int) -> str:
    """The table as Markdown: seconds a page, and how many times faster than papermill's API and command."""
    first = next(iter(each.values()))
    turns = "by each way in one go" if parts == 1 else f"in {parts} parts in which the ways took turns"
    lines = [
        "# Pages: time of one, by the way it is made",
        "",
        f"{date.today()}, {os.cpu_count()} cores ({platform.machine()}), load {os.getloadavg()[0]:.1f} at the end, "
        f"Python {platform.python_version()}; "
        + ", ".join(f"{name} {version(name)}" for name in PACKAGES)
        + f". {regions} regions, {turns}; start-up and HTML included. `make bench-runs`",
        "",
        "| way | seconds a page | × the API | × the command | CPU seconds a page |",
        "| --- | ---: | ---: | ---: | ---: |",
    ]
    lines += [
        f"| {name} | {seconds:.2f} | {each[BASE] / seconds:.1f} | {first / seconds:.1f} | {cpu[name]:.2f} |"
        for name, seconds in each.items()
    ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
