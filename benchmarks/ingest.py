"""How an ingest grows: time, computing, memory and store size over archives of 200, 2,000 and 20,000 files.

`python -m benchmarks.ingest [--sizes 200 2000] [--dask] [--write]` makes the archives (all kinds of files, figures made
up), ingests each with one and two children and through two Dask workers, again unchanged, and with 1 % changed; the
largest with two children only. With --write the table, the fitted exponent and the plot go to
benchmarks/results/ingest.md, and what follows from them for millions of files to docs/scale.md.
"""

from __future__ import annotations

import argparse
import contextlib
import math
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.scale import Measured, renew
from tests.specimens import LAYOUTS, rendered
from tests.specimens.figures import seeded
from tests.specimens.report import plain_report

RESULTS = Path(__file__).parent / "results"
SIZES = (200, 2000, 20_000)
ALONE_AT_MOST = 2000  # files that one child alone reads: more of them take minutes and tell nothing new
BASES = 30  # different reports of each layout; the rest differ from one of them in a few bytes that no reader shows
# Layouts with their share of an archive: half are PDFs with ruled tables.
MIX = {
    "pdf_drawn": 0.4,
    "pdf_drawn_rectangles": 0.1,
    "html_site": 0.2,
    "docx": 0.15,
    "text_cells": 0.1,
    "markdown_tabs": 0.05,
}
RULED = {"pdf_drawn": 1.0}
TICK = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Run:
    """One ingest: what it was, and what it took."""

    what: str
    files: int
    seconds: float
    computing: float  # seconds of processor time of all processes
    by_driver: float  # of these, the driver's
    driver: float  # MB, the most
    children: float  # MB, all together, the most
    load: float  # of the machine, before it began


def main() -> None:
    asked = _arguments()
    runs: list[Run] = []
    stores: dict[int, float] = {}
    with tempfile.TemporaryDirectory(prefix="workbench-bench-", dir=asked.folder) as name:
        for size in asked.sizes:
            project = make_archive(Path(name) / str(size), size, MIX)
            runs += _local(project, size)
            stores[size] = _megabytes(project / "data" / "processed" / "store")
            if asked.dask:
                runs.append(_through_dask(project, size))
            shutil.rmtree(project)
        ruled = make_archive(Path(name) / "ruled", min(asked.sizes[-1], 2000), RULED)
        runs.append(
            _measured("ruled PDFs only, 2 children", min(asked.sizes[-1], 2000), ["--workers", "2"], ruled)
        )
    report = _report(runs, stores)
    print(report)
    if asked.write:
        RESULTS.mkdir(exist_ok=True)
        (RESULTS / "ingest.md").write_text(report, encoding="utf-8")
        renew(Measured(*_cost(runs), {run.files: run.driver for run in _first(runs)}, stores))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=list(SIZES))
    parser.add_argument("--dask", action="store_true", help="also through a scheduler and two workers")
    parser.add_argument("--write", action="store_true", help="write benchmarks/results/ingest.md")
    parser.add_argument("--folder", help="where the archives are made (default: the system's)")
    return parser.parse_args()


# ------------------------------------------------------------------------------------------------ archives


def make_archive(folder: Path, files: int, mix: dict[str, float]) -> Path:
    """A project with that many different files, some hundred to a folder."""
    for part in ("data/raw", "data/processed", "notebooks"):
        (folder / part).mkdir(parents=True)
    written = 0
    for layout, share in mix.items():
        bases = _bases(layout)
        for number in range(round(files * share)):
            place = (
                folder / "data" / "raw" / f"{written // 300:04}" / f"{written}.{LAYOUTS[layout].extension}"
            )
            place.parent.mkdir(exist_ok=True)
            place.write_bytes(_told_apart(bases[number % BASES], layout, number))
            written += 1
    return folder


def _bases(layout: str) -> list[bytes]:
    seeds = range(BASES)
    return rendered(layout, [plain_report(seeded(seed)) for seed in seeds], list(seeds))


def _told_apart(content: bytes, layout: str, number: int) -> bytes:
    if layout == "docx":  # the comment at the end of a ZIP
        comment = b"%08d" % number
        return content[:-2] + len(comment).to_bytes(2, "little") + comment
    if layout.startswith("pdf"):
        return content + b"\n%%%08d\n" % number
    return content + (b"<!-- %d -->" % number if layout == "html_site" else b"\n" * 2 + b" " * number)


# ------------------------------------------------------------------------------------------------ runs


def _local(project: Path, size: int) -> Iterator[Run]:
    store = project / "data" / "processed" / "store"
    if size <= ALONE_AT_MOST:
        yield _measured("1 child", size, ["--workers", "1"], project)
        shutil.rmtree(store)
    yield _measured("2 children", size, ["--workers", "2"], project)
    yield _measured("again, nothing changed", size, [], project)
    _change(project, size // 100)
    yield _measured("again, 1 % changed", size, ["--workers", "2"], project)


def _through_dask(project: Path, size: int) -> Run:
    from tools.cluster_demo import cluster

    shutil.rmtree(project / "data" / "processed" / "store")
    with tempfile.TemporaryDirectory() as name, cluster(Path(name), 2) as here:
        others = [here.scheduler, *(worker.pid for worker in here.workers)]
        time.sleep(5)  # the workers' own start is not the ingest's
        return _measured("2 Dask workers", size, ["--scheduler", here.address], project, others)


def _change(project: Path, count: int) -> None:
    found = sorted((project / "data" / "raw").rglob("*.html"))
    for place in random.Random(1).sample(found, count):
        place.write_bytes(place.read_bytes() + b"<!-- changed -->")


def _measured(what: str, files: int, words: list[str], project: Path, others: list[int] | None = None) -> Run:
    load, began = os.getloadavg()[0], time.monotonic()
    command = [sys.executable, "-m", "workbench", "ingest", "--project", str(project), *words]
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True
    )
    sessions = {process.pid, *(others or [])}
    at_start = sum(cpu for cpu, _, pid in _processes(sessions).values() if pid != process.pid)
    cpu: dict[int, float] = {}
    driver = children = 0.0
    while process.poll() is None:
        found = _processes(sessions)
        cpu |= {pid: used for pid, (used, _, _) in found.items()}
        driver = max(driver, found[process.pid][1] if process.pid in found else 0.0)
        children = max(children, sum(memory for pid, (_, memory, _) in found.items() if pid != process.pid))
        time.sleep(0.1)
    seconds = time.monotonic() - began
    said = process.communicate()
    if process.returncode != 0:
        raise SystemExit(f"{what}: {said}")
    computing = sum(cpu.values()) - at_start
    return Run(what, files, seconds, computing, cpu.get(process.pid, 0.0), driver, children, load)


def _processes(sessions: set[int]) -> dict[int, tuple[float, float, int]]:
    """Processor seconds, memory of its own and shared by use (MB) and session of each process of these sessions."""
    found = {}
    for place in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError, ValueError, IndexError):
            fields = (place / "stat").read_text().rsplit(")", 1)[1].split()
            if int(fields[3]) in sessions:
                memory = next(
                    line for line in (place / "smaps_rollup").read_text().splitlines() if line[:4] == "Pss:"
                )
                used = (int(fields[11]) + int(fields[12])) / TICK
                found[int(place.name)] = (used, int(memory.split()[1]) / 1000, int(fields[3]))
    return found


def _megabytes(folder: Path) -> float:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()) / 1e6


# ------------------------------------------------------------------------------------------------ what is told


def _report(runs: list[Run], stores: dict[int, float]) -> str:
    lines = [
        "# How an ingest grows",
        "",
        f"`make bench-ingest`, {datetime.now(UTC):%Y-%m-%d}, {os.cpu_count()} cores, Python {sys.version.split()[0]}. "
        "Half of the files are PDFs with ruled tables, the others HTML, DOCX, text and Markdown; figures are made up. "
        "The store is included. Load is the machine's before the run began: above 1, others were at work.",
        "",
        "| files | run | seconds | files/s | CPU-s a file | of these the driver's | driver MB | children MB | load |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for run in runs:
        lines.append(
            f"| {run.files:,} | {run.what} | {run.seconds:.1f} | {run.files / run.seconds:.0f} | "
            f"{run.computing / run.files:.4f} | {run.by_driver / run.files:.4f} | "
            f"{run.driver:.0f} | {run.children:.0f} | {run.load:.1f} |"
        )
    lines += ["", "| files | store MB | bytes a file |", "|---|---|---|"]
    lines += [f"| {size:,} | {store:.1f} | {store * 1e6 / size:,.0f} |" for size, store in stores.items()]
    return "\n".join([*lines, *_growth(_first(runs)), ""])


def _first(runs: list[Run]) -> list[Run]:
    """What docs/scale.md goes by: each archive read for the first time, by two children."""
    return [run for run in runs if run.what == "2 children"]


def _cost(runs: list[Run]) -> tuple[float, float]:
    """Seconds of computing a file: of the mix, at the largest size, and of ruled PDFs alone."""
    mix, ruled = _first(runs)[-1], runs[-1]
    return mix.computing / mix.files, ruled.computing / ruled.files


def _growth(runs: list[Run]) -> list[str]:
    """What the sizes say of growth: a straight line's start and slope, and the exponent with the start taken off."""
    if len(runs) < 3:
        return []
    start, slope, exponent = fitted([run.files for run in runs], [run.computing for run in runs])
    return [
        "",
        f"Computing of n files, 2 children: {start:.2f} s + {1000 * slope:.2f} ms × n; with what a run's start takes "
        f"set aside it grows as n to the power of {exponent:.3f} (1 is linear).",
        "",
        "```",
        *_plot(runs, start),
        "```",
    ]


def fitted(sizes: Sequence[float], costs: Sequence[float]) -> tuple[float, float, float]:
    """Start, slope and exponent k of cost = start + slope × n^k, the start told by the two smallest sizes.

    Two sizes that lie a decade apart give the start to within the noise of the smaller one; k is the slope of the
    least-squares line through the logarithms of sizes and of costs without the start.
    """
    (n, a), (m, b) = sorted(zip(sizes, costs, strict=True))[:2]
    start = max(0.0, (a * m - b * n) / (m - n))
    points = [(math.log(size), math.log(cost - start)) for size, cost in zip(sizes, costs, strict=True)]
    x, y = (sum(values) / len(points) for values in zip(*points, strict=True))
    exponent = sum((c - x) * (d - y) for c, d in points) / sum((c - x) ** 2 for c, _ in points)
    return start, (b - a) / (m - n), exponent


def _plot(runs: list[Run], start: float) -> list[str]:
    """Computing a file, without the start, as bars: of one length where the cost is linear."""
    each = [(run.computing - start) / run.files for run in runs]
    return [
        f"{run.files:>8,} files |{'#' * round(40 * cost / max(each)):<40}| {1000 * cost:.1f} ms a file"
        for run, cost in zip(runs, each, strict=True)
    ]


if __name__ == "__main__":
    main()
