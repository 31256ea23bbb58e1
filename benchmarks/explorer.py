"""How long each kind of choice in the explorer takes on the made nation until its new charts are there.

In: a project of `benchmarks.national` (made first where it is not there). Out: for each kind of choice the median and
the longest wall time until the first new chart and until all that the choice changes, and the median CPU time of both.
Each choice is asked for the first time, so nothing of its answer is kept. `make bench-explorer` prints the table and
writes it to benchmarks/results/explorer.md. What the browser draws comes on top of it.
"""

from __future__ import annotations

import argparse
import os
import platform
import resource
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from statistics import median
from time import perf_counter, process_time
from typing import Any

from benchmarks.national import make_nation
from workbench.quickstart import block_slow_import

block_slow_import()

from workbench.explorer.panel import Explorer  # noqa: E402

RESULTS = Path(__file__).with_name("results") / "explorer.md"
GOAL = 300  # milliseconds
START: dict[str, Any] = {"region": "320800", "year": 2023, "peers": "province"}
# Kind of choice: what it starts from, and choices of that kind, each from the one before.
CHOICES: dict[str, tuple[dict[str, Any], list[dict[str, Any]]]] = {
    "province": ({}, [{"region": code} for code in ("330000", "370000", "510000")]),
    "prefecture": ({}, [{"region": code} for code in ("330100", "370200", "510100")]),
    "county": ({}, [{"region": code} for code in ("330106", "370202", "510104")]),
    "the nation": ({"region": "320000"}, [{"region": "000000"}]),
    "body": ({"region": "320803"}, [{"body": None}]),  # its bodies are known when it is open
    "year": ({}, [{"year": year} for year in (2022, 2021, 2020)]),
    "first year of the line": ({}, [{"since": year} for year in (2019, 2020, 2021)]),
    "measure": ({}, [{"measure": name} for name in ("clearance_rate", "refusal_rate", "backlog_ratio")]),
    "definition": (
        {},
        [
            {"measure": name}
            for name in ("full_disclosure_rate", "substantive_disclosure_rate", "disclosure_rate_of_caseload")
        ],
    ),
    "scope": ({}, [{"scope": name} for name in ("assembled", "consolidated", "same")]),
    "peers: prefectures of the province": ({"peers": "nation"}, [{"peers": "province"}]),
    "peers: prefectures of the nation": ({}, [{"peers": "nation"}]),
    "peers: counties of the nation": ({"region": "320803"}, [{"peers": "nation"}]),
    "peers: bodies inside": ({}, [{"peers": "inside"}]),
    "year, counties of the nation": (
        {"region": "320803", "peers": "nation"},
        [{"year": 2022}, {"year": 2021}],
    ),
    "measure, counties of the nation": (
        {"region": "320803", "peers": "nation", "year": 2020},
        [{"measure": "clearance_rate"}, {"measure": "refusal_rate"}],
    ),
    "measure with blanks, counties of the nation": (
        {"region": "320803", "peers": "nation", "year": 2021},
        [{"measure": name} for name in ("reviews_per_100", "licensing_decisions", "regulations_made")],
    ),
    "failed checks, counties of the nation": (
        {"region": "320803", "peers": "nation", "year": 2021},
        [{"measure": "check_failure_share"}],
    ),
    "least n": ({}, [{"least": n} for n in (10, 50, 200)]),
    "shrunken, prefectures": ({"year": 2019}, [{"shrunken": True}]),
    "shrunken, bodies inside": ({"peers": "inside", "year": 2019}, [{"shrunken": True}]),
    "raw again": ({"shrunken": True}, [{"shrunken": False}]),
    "language": ({}, [{"lang": "en"}, {"lang": "zh"}]),
    "cell": ({}, [{"cell": "requests.received.total"}]),
}


def main() -> None:
    """Opens the explorer, makes all choices, prints and writes the table."""
    call = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    call.add_argument(
        "--project", type=Path, default=Path("/tmp/made-nation"), help="the made nation's folder"
    )
    asked = call.parse_args()
    if not (asked.project / "data" / "processed" / "store").exists():
        make_nation(asked.project)
    Explorer(asked.project, **START)  # makes the snapshot if it is not there, and imports what is drawn with
    began = perf_counter()
    explorer = Timed(asked.project, **START)
    opened = perf_counter() - began
    rows = {kind: list(explorer.times(start, asked)) for kind, (start, asked) in CHOICES.items()}
    told = report(rows, opened, explorer.frames._heads.height)
    print(told)
    RESULTS.write_text(told, encoding="utf-8")


class Timed(Explorer):
    """The explorer, which notes when a new picture was set."""

    def _put(self, name: str, part: Any) -> None:
        super()._put(name, part)
        self.drawn = [*getattr(self, "drawn", []), (perf_counter(), process_time())]

    def times(self, start: dict[str, Any], choices: list[dict[str, Any]]) -> Iterator[tuple[float, ...]]:
        """Milliseconds of each choice: wall and CPU time to the first new chart, then to the last."""
        self.choose(
            **{"scope": "same", "measure": "disclosure_rate", "least": 0, "shrunken": False, **START, **start}
        )
        for choice in choices:
            if "body" in choice:
                choice = {"body": next(iter(self._choosers._bodies.values()))}
            self.drawn = []
            began, used = perf_counter(), process_time()
            self._choose(choice)  # what a chooser calls when a person has chosen
            whole = perf_counter(), process_time()
            yield tuple((at - start) * 1000 for end in ((self.drawn or [whole])[0], whole)
                        for at, start in zip(end, (began, used), strict=True))  # fmt: skip


def report(rows: dict[str, list[tuple[float, ...]]], opened: float, reports: int) -> str:
    """The table as Markdown."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    lines = [
        "# Explorer: a choice to its new charts",
        "",
        f"{date.today()}, {os.cpu_count()} cores ({platform.machine()}), load {os.getloadavg()[0]:.1f} at the end, "
        f"Python {platform.python_version()}; {reports:,} reports. Milliseconds in Python, each choice for the first "
        f"time; goal {GOAL} to the new chart. The record is opened in {opened:.1f} s, peak memory {peak:,.0f} MB. "
        "`make bench-explorer`",
        "",
        "| choice | times | first chart | at most | CPU | all charts | at most | CPU |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    for kind, times in rows.items():
        first, used_first, whole, used = zip(*times, strict=True)
        shown = (median(first), max(first), median(used_first), median(whole), max(whole), median(used))
        lines.append(f"| {kind} | {len(times)} | " + " | ".join(f"{value:.0f}" for value in shown) + " |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
