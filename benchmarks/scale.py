"""What the measured ingests say of millions of files: the arithmetic of docs/scale.md, by `make bench-ingest`.

In: seconds of computing a file, the driver's memory and the store's size by number of files. Out: the lines between the
marks of docs/scale.md. Nothing here was run at these sizes, and the page says so.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from textwrap import wrap

PAGE = Path(__file__).parents[1] / "docs" / "scale.md"
BEGINS, ENDS = "<!-- arithmetic: written by `make bench-ingest` -->", "<!-- end of arithmetic -->"
ARCHIVE, YEAR = 2_000_000, 300_000  # files: six to seven years of the country, and one
WIDTH, LONG = 120, 100 * 3600.0  # signs of a line; seconds from which a time is told in days
MACHINES = {"2 cores": 2.0, "16 cores": 16.0, "64 cores": 64.0, "10 nodes of 16 (5 % for Dask)": 160 / 1.05}
TWICE, SCANNED = (
    0.25,
    10.0,
)  # seconds that a PDF's second reading takes, and a page of a scan


@dataclass(frozen=True)
class Measured:
    """Seconds of computing a file, store included: the benchmark's mix and ruled PDFs; MB by number of files."""

    mix: float
    ruled: float
    driver: Mapping[int, float]
    store: Mapping[int, float]


def renew(measured: Measured, page: Path = PAGE, day: date | None = None) -> None:
    """Writes the arithmetic between the marks of the page. Raises SystemExit where they are not there."""
    before, begins, rest = page.read_text("utf-8").partition(BEGINS)
    _, ends, after = rest.partition(ENDS)
    if not (begins and ends):
        raise SystemExit(f"{page.name} has no place for the arithmetic: {BEGINS} … {ENDS}")
    lines = [BEGINS, *arithmetic(measured, day or date.today()), ENDS]
    page.write_text(before + "\n".join(lines) + after, "utf-8")


def arithmetic(measured: Measured, day: date) -> list[str]:
    """The table of an archive of 2 million files, and what a year, the store and the driver take."""
    kinds = {
        "the mix of the benchmark": measured.mix,
        "ruled PDFs only": measured.ruled,
        "every PDF read twice": measured.ruled + TWICE,
        "one scanned page each": SCANNED,
    }
    largest = max(measured.store)
    driver = ", ".join(f"{memory:.0f} MB at {files:,} files" for files, memory in measured.driver.items())
    return [
        *wrap(
            f"Measured {day} on {os.cpu_count()} cores, the store included: {measured.mix:.3f} s of computing a file "
            f"for the benchmark's mix ({largest:,} files), {measured.ruled:.3f} s for ruled PDFs.",
            WIDTH,
        ),
        "",
        f"| seconds a file | what that is | core-hours for 2 million | {' | '.join(MACHINES)} |",
        "|---" * (3 + len(MACHINES)) + "|",
        *(_row(kind, seconds) for kind, seconds in kinds.items()),
        "",
        *wrap(
            f"A country's year of {YEAR:,} reports takes two cores {_told(YEAR * measured.ruled / 2)} as ruled PDFs, "
            f"and {_told(YEAR * (measured.ruled + TWICE) / 2)} with every PDF read twice. The driver took {driver}. "
            f"The store held {measured.store[largest] * 1e6 / largest:,.0f} bytes a file at {largest:,} files.",
            WIDTH,
        ),
    ]


def _row(kind: str, seconds: float) -> str:
    whole = ARCHIVE * seconds
    times = " | ".join(_told(whole / cores) for cores in MACHINES.values())
    return f"| {seconds:.3g} | {kind} | {whole / 3600:,.0f} | {times} |"


def _told(seconds: float) -> str:
    """The time in the unit that fits: `46 min`, `6.1 h`, `83 h`, `14 days`."""
    if seconds < 3600:
        return f"{seconds / 60:.0f} min"
    found, unit = (seconds / 3600, "h") if seconds < LONG else (seconds / 86_400, "days")
    return f"{found:.1f} {unit}" if found < 10 else f"{found:.0f} {unit}"
