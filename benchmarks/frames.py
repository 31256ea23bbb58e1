"""How fast the made nation answers: our frames beside pandas and DuckDB over the same files, in turns.

In: a project of `benchmarks.national` (made first where it is not there). Out: milliseconds of each question, the best
of several turns, and how many times faster than the two others; the empirical Bayes fit; what loading takes, and the
pages of a prefecture and of the nation. Prints the table and writes it to benchmarks/results/frames.md.

What is fair: the three read the same Parquet files, those of `Frames.numbers`, which hold a row a report, its year,
the codes of the regions whose figure it is part of and its cells, and no sum. Each is asked in its own plain words
for the same columns, rows and groups, and their answers must be equal before anything is timed. Nobody keeps a row or
an answer from turn to turn; our frames and DuckDB may keep the files' index, as they do for a person who asks twice,
and pandas has no place to. pandas is asked in two ways: as most would, who read the columns and then choose rows
(groups leave out rows without a region anyway), and with a filter that lets it, too, pass over the rows and files of
the others. The regions were worked out when the files were written, for all three alike: the ratio tells of the
reading and the adding, not of the rule for what counts.
"""

from __future__ import annotations

import argparse
import os
import platform
import resource
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from importlib.metadata import version
from pathlib import Path
from time import perf_counter
from typing import Any

import polars as pl

from benchmarks.national import make_nation
from workbench.frames import Frames, load
from workbench.frames.snapshot import Snapshot
from workbench.methods.shrinkage import likelihood
from workbench.project import Project

RESULTS = Path(__file__).with_name("results") / "frames.md"
PREFECTURE = 320800  # 淮安市
CELLS = (
    "requests.received.total",
    "requests.total_processed.total",
    "requests.granted.total",
    "requests.partially_granted.total",
    "review.total",
)
GOALS = {"one prefecture, six years": 15.0, "all prefectures and years": 200.0, "national EB fit": 50.0}
NOTEBOOK = """
import json, resource, sys, time
from workbench.quickstart import block_slow_import
block_slow_import()
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output
shell = InteractiveShell.instance()
for cell in json.load(open(sys.argv[1]))["cells"]:
    given = f"\\nregion, year, project = {sys.argv[3]!r}, 2023, {sys.argv[2]!r}" if cell["id"] == "parameters" else ""
    with capture_output():
        assert shell.run_cell("".join(cell["source"]) + given).success, cell["id"]
print(time.process_time(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
"""


def main() -> None:
    call = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    call.add_argument(
        "--project", type=Path, default=Path("/tmp/made-nation"), help="the made nation's folder"
    )
    call.add_argument("--turns", type=int, default=5)
    asked = call.parse_args()
    store = asked.project / "data" / "processed" / "store"
    if not store.exists():
        make_nation(asked.project)
    files = sorted(map(str, (store / "documents").glob("*.parquet")))
    reports = pl.scan_parquet(files).select(pl.len()).collect().item()
    # First, while this process is small: a child's peak is never told lower than what its parent had when it began.
    loaded = loading(asked.project)  # makes the snapshot that the notebooks read
    pages = notebooks(asked.project)
    questions = ways(load(Project.find(asked.project)), numbers_of(asked.project))
    agreed(questions)
    best = measured(questions, asked.turns)
    told = report(best, reports, asked.turns) + "\n" + "\n\n".join([*loaded, *pages]) + "\n"
    print(told)
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(told, encoding="utf-8")


def numbers_of(project: Path) -> list[str]:
    """The files of `Frames.numbers` in the snapshot that was just used."""
    snapshot = Snapshot.of(Project.find(project))
    assert snapshot is not None
    return sorted(map(str, snapshot.folder.glob("numbers-*.parquet")))


def ways(frames: Frames, files: list[str]) -> dict[str, dict[str, Callable[[], Any]]]:
    """Each question by each way; see the module for what is fair."""
    import duckdb
    import pandas as pd

    connection = duckdb.connect(config={"threads": os.cpu_count() or 1})
    connection.execute("set parquet_metadata_cache = true")
    named = ", ".join(f"'{file}'" for file in files)
    sums = ", ".join(f'sum("{cell}") as s{number}' for number, cell in enumerate(CELLS))
    read = f"{sums} from read_parquet([{named}])"
    one = f'select "year", {read} where in_prefecture = {PREFECTURE} group by 1'
    every = f'select in_prefecture, "year", {read} where in_prefecture is not null group by 1, 2'
    inside = pl.col("in_prefecture")
    counts = _national_counts(frames)

    def ours(that: pl.Expr, *keys: str) -> pl.DataFrame:
        named = frames.numbers.select("in_prefecture", "year", *CELLS)
        return named.filter(that).group_by(*keys).agg(pl.col(CELLS).sum()).collect(engine="streaming")

    def pandas_one(only: Any = None) -> Any:
        rows = pd.read_parquet(files, columns=["in_prefecture", "year", *CELLS], filters=only)
        return rows[rows["in_prefecture"] == PREFECTURE].groupby("year")[list(CELLS)].sum()

    def pandas_every(only: Any = None) -> Any:
        rows = pd.read_parquet(files, columns=["in_prefecture", "year", *CELLS], filters=only)
        return rows.groupby(["in_prefecture", "year"])[list(CELLS)].sum()

    return {
        "one prefecture, six years": {
            "ours": lambda: ours(inside == PREFECTURE, "year"),
            "pandas": pandas_one,
            "pandas, filtered": lambda: pandas_one([("in_prefecture", "==", PREFECTURE)]),
            "DuckDB": lambda: connection.execute(one).fetchall(),
        },
        "all prefectures and years": {
            "ours": lambda: ours(inside.is_not_null(), "in_prefecture", "year"),
            "pandas": pandas_every,
            "pandas, filtered": lambda: pandas_every([("in_prefecture", ">", 0)]),
            "DuckDB": lambda: connection.execute(every).fetchall(),
        },
        "national EB fit": {"ours": lambda: likelihood(counts["x"], counts["n"])},
    }


def agreed(questions: dict[str, dict[str, Callable[[], Any]]]) -> None:
    """Raises AssertionError where two ways give different answers."""
    for name, asked in questions.items():
        answers = [_rows(ask()) for ask in asked.values()] if len(asked) > 1 else []
        assert all(answer == answers[0] and answer for answer in answers), name


def _rows(answer: Any) -> list[tuple[int, ...]]:
    """Whole numbers, in order; where no number is known DuckDB's sum is null and the others' is 0."""
    if hasattr(answer, "reset_index"):
        answer = answer.reset_index().itertuples(index=False)
    rows = answer.rows() if isinstance(answer, pl.DataFrame) else answer
    return sorted(tuple(int(number or 0) for number in row) for row in rows)


def _national_counts(frames: Frames) -> pl.DataFrame:
    """x of n of every report with a case: what the fit for the whole country takes."""
    granted, partly = pl.col("requests.granted.total"), pl.col("requests.partially_granted.total")
    rows = frames.numbers.select(x=granted + partly, n="requests.total_processed.total")
    return rows.filter(pl.col("n") > 0, pl.col("x") <= pl.col("n")).collect()


def measured(questions: dict[str, dict[str, Callable[[], Any]]], turns: int) -> dict[str, dict[str, float]]:
    """Milliseconds of each, the best of the turns; the ways take turns, so that a busy machine slows all of them."""
    best: dict[str, dict[str, float]] = {name: {} for name in questions}
    for turn in range(turns + 1):
        for name, asked in questions.items():
            for way, ask in asked.items():
                began = perf_counter()
                ask()
                took = (perf_counter() - began) * 1000
                if turn:  # the first one warms files and plans
                    best[name][way] = min(took, best[name].get(way, took))
    return best


LOADING = """
import sys, resource
from time import process_time
from workbench import frames
from workbench.measures import Subject, figures_each
from workbench.project import Project
began = process_time()
got = frames.load(Project.find(sys.argv[1]))
loaded = process_time()
got.values(got.near("320800")["report_id"], ["requests.received.total"])
near = process_time()
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
codes = [code for code in got.named_places["place"] if len(code) == 6 and code[2:4] != "00" and code[4:] == "00"]
asked = [Subject(year, code) for code in codes for year in range(2018, 2024)]
before = process_time()
figures_each(got, asked, measures=["disclosure_rate"])
print(loaded - began, near - loaded, peak, process_time() - before, len(asked))
"""


def loading(project: Path) -> list[str]:
    """CPU time of loading in a new process, without a snapshot and with one, of one prefecture and of all figures."""
    shutil.rmtree(project / "data" / "processed" / "frames", ignore_errors=True)
    lines = []
    for state in ("made anew", "there"):
        done = subprocess.run(
            [sys.executable, "-c", LOADING, str(project)], capture_output=True, text=True, check=True
        )
        load, near, peak, figures, asked = map(float, done.stdout.split())
        lines.append(
            f"Snapshot {state}: `frames.load` {load:.3f} s of CPU; one prefecture's reports and a cell "
            f"{near * 1000:.0f} ms, peak {peak:,.0f} MB; `figures_each` of {asked:,.0f} prefectures and years "
            f"{figures:.2f} s."
        )
    return lines


def notebooks(project: Path) -> list[str]:
    """CPU time and peak memory of the notebooks of a prefecture and of the nation, each in a process of its own."""
    folder, lines = Path(__file__).resolve().parent.parent / "notebooks", []
    for name, region, goal in (("region_summary", "320800", 500), ("overview", "000000", 2_000)):
        notebook = str(folder / f"{name}.ipynb")
        done = subprocess.run(
            [sys.executable, "-c", NOTEBOOK, notebook, str(project), region], capture_output=True, text=True
        )
        if done.returncode:
            sys.exit(f"the notebook failed:\n{done.stdout[-2000:]}\n{done.stderr[-2000:]}")
        used, peak = map(float, done.stdout.split()[-2:])
        lines.append(
            f"`{name}` of {region}: {used:.1f} s of CPU, peak memory {peak:,.0f} MB (goal {goal:,})."
        )
    return lines


def report(best: dict[str, dict[str, float]], reports: int, turns: int) -> str:
    """The table as Markdown."""
    lines = [
        "# Frames: the made nation's questions",
        "",
        f"{date.today()}, {os.cpu_count()} cores ({platform.machine()}), load {os.getloadavg()[0]:.1f}, Python "
        f"{platform.python_version()}; {reports:,} reports; best of {turns} turns, the ways in turn; "
        + ", ".join(f"{name} {version(name)}" for name in ("polars", "deltalake", "pandas", "duckdb"))
        + ". `make bench-frames`",
        "",
        "| question | goal ms | ours ms | pandas ms | filtered ms | DuckDB ms | × pandas | × filtered | × DuckDB |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    for name, took in best.items():
        others = [took.get(way) for way in ("pandas", "pandas, filtered", "DuckDB")]
        shown = [f"{other:.1f}" if other else "" for other in others]
        faster = [f"{other / took['ours']:.1f}" if other else "" for other in others]
        lines.append(f"| {name} | {GOALS[name]:.0f} | {took['ours']:.1f} | {' | '.join([*shown, *faster])} |")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return "\n".join([*lines, "", f"Peak memory of this benchmark: {peak:,.0f} MB.", ""])


if __name__ == "__main__":
    main()
