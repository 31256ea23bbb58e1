"""A made nation, written straight as a store: `python -m benchmarks.national --bodies N --out DIR`.

In: how many bodies (210,000 give about 1.1 million reports of six years), a seed, a region to keep to. Out: a project
with a store as reading would have left it; the same seed gives the same rows. Places are real, all figures are made.
Written a province at a time, so that memory is that of the largest province. Refuses a folder that has a store.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import time
from pathlib import Path

import numpy as np
import polars as pl
from deltalake import write_deltalake

from benchmarks.national_bodies import bodies
from benchmarks.national_counts import truth
from benchmarks.national_readings import readings
from benchmarks.national_rows import documents, sheet
from workbench.project import Project
from workbench.store.commits import SETTINGS, writer
from workbench.store.schema import TABLES

ROOT = Path(__file__).resolve().parent.parent
BODIES = 210_000
SEED = 20191231
ALL_READINGS = 20_000  # reports up to which every reading is written; beyond, only those of misprints


def main() -> None:
    call = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    call.add_argument(
        "--bodies", type=int, default=BODIES, help=f"bodies in the whole nation (default {BODIES})"
    )
    call.add_argument("--out", type=Path, required=True, help="folder of the project to make")
    call.add_argument("--region", help="only this province or prefecture (six digits)")
    call.add_argument("--seed", type=int, default=SEED)
    asked = call.parse_args()
    began = time.perf_counter()
    project, reports = make_nation(
        asked.out, bodies_in_all=asked.bodies, region=asked.region, seed=asked.seed
    )
    print(f"{reports:,} reports in {project.store}, {time.perf_counter() - began:.0f} s")


def make_nation(
    folder: Path, *, bodies_in_all: int = BODIES, region: str | None = None, seed: int = SEED
) -> tuple[Project, int]:
    """The project and its number of documents. Exits with a sentence where the folder has a store."""
    (folder / "data" / "raw").mkdir(parents=True, exist_ok=True)
    shutil.copytree(ROOT / "notebooks", folder / "notebooks", dirs_exist_ok=True)
    shutil.copy(ROOT / "runs.toml", folder)
    project = Project.find(folder)
    if Path(project.store).exists():
        sys.exit(f"{project.store}: there is a store; expected an empty folder. Name another with --out.")
    for name, columns in TABLES.items():
        write_deltalake(f"{project.store}/{name}", pl.DataFrame(schema=columns), configuration=SETTINGS)
    reports = 0
    for place, group in bodies(bodies_in_all, region).group_by(
        pl.col("place").str.head(2), maintain_order=True
    ):
        reports += _write(project, group, np.random.default_rng([seed, int(str(place[0]))]))
    return project, reports


def chunk(group: pl.DataFrame, rng: np.random.Generator) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Documents and readings of these bodies, documents by path."""
    counts = truth(group, rng)
    made = sheet(group.height, counts, rng)
    rows = documents(group, made, rng)
    by_path = rows.sort("path")  # as an ingest writes both tables
    found = readings(rows, made, every=len(made.body) <= ALL_READINGS)
    order = by_path.select("sha256").unique(maintain_order=True)
    return by_path, order.join(found, on="sha256", maintain_order="left")


def _write(project: Project, group: pl.DataFrame, rng: np.random.Generator) -> int:
    for_documents, for_readings = chunk(group, rng)
    for name, rows in (("readings", for_readings), ("documents", for_documents)):
        write_deltalake(f"{project.store}/{name}", rows, mode="append", writer_properties=writer(name))
    return for_documents.height


if __name__ == "__main__":
    main()
