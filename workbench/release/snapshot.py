"""All that a release holds of the data, as frames: written as Parquet, read back, or taken from the store as it was.

In: a project (now, or at an earlier version of its store), or a release's folder. Out: a `Snapshot`. Same sources,
register, corrections and program give the same bytes: no frame holds a time or the order of reading.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from importlib.metadata import version
from pathlib import Path
from typing import Any

import polars as pl

from workbench import frames as frames_of
from workbench.dictionary import dictionary
from workbench.errors import ProjectError
from workbench.frames import Frames
from workbench.panels import members, panel
from workbench.project import Project
from workbench.register import REGISTER, read_register
from workbench.store import Store

TABLES = ("reports", "cells", "wide", "checks", "proposals", "claims", "sections")
FIGURES = ("figures_body", "figures_region", "parts")
DEFINITIONS = "definitions.json"
SOURCES: dict[str, pl.DataType] = {
    "path": pl.String(),
    "sha256": pl.String(),
    "size": pl.Int64(),
    "source_url": pl.String(),
    "retrieved_at": pl.String(),
    "published": pl.Date(),
    "status": pl.String(),
    "extractor": pl.String(),
}
# Zstandard at a fixed level, and statistics off: nothing in the file depends on more than its rows.
PARQUET: dict[str, Any] = {"compression": "zstd", "compression_level": 9, "statistics": False}


@dataclass(frozen=True)
class Snapshot:
    """Frames, sources, register and definitions at one moment. `name` is what a person calls it."""

    name: str
    tables: dict[str, pl.DataFrame]
    sources: pl.DataFrame
    register: pl.DataFrame
    definitions: dict[str, Any]

    @property
    def reports(self) -> pl.DataFrame:
        return self.tables["reports"]

    @property
    def read(self) -> pl.DataFrame:
        """The reports without the files that gave none."""
        return self.reports.filter(pl.col("status") != "failed")

    @cached_property
    def paths(self) -> set[str]:
        """The files that are there, those that do not count too."""
        return set(self.sources["path"])

    @cached_property
    def hashes(self) -> set[str]:
        return set(self.sources["sha256"].drop_nulls())


def take(project: Project, name: str = "now", *, store_version: int | None = None) -> Snapshot:
    """The project's data; with `store_version` as the store held them then, under today's register."""
    loaded = frames_of.load(project, version=store_version)
    register = read_register(project.register)
    tables = {table: getattr(loaded, table) for table in TABLES} | figures_of(loaded)
    sources = sources_of(project, register, store_version)
    return Snapshot(name, tables, sources, register, definitions())


def figures_of(loaded: Frames) -> dict[str, pl.DataFrame]:
    """Every measure of every body and region in every year, and the reports behind each."""
    parts = [members(loaded, by).with_columns(pl.lit(by).alias("by")) for by in ("body", "region")]
    columns = ["by", "subject", "year", "basis", "report_id"]
    return {
        "figures_body": panel(loaded, "body"),
        "figures_region": panel(loaded, "region"),
        "parts": pl.concat(part.select(columns) for part in parts),
    }


def definitions() -> dict[str, Any]:
    """What a figure depends on beside its reports: the measures' formulas and the version of the program."""
    return {
        "workbench": version("ogi-workbench"),
        "measures": {measure["id"]: measure for measure in dictionary()},
    }


def write(snapshot: Snapshot, folder: Path) -> list[Path]:
    """`frames/*.parquet`, sources.csv and definitions.json in the folder; the files written."""
    (folder / "frames").mkdir(parents=True, exist_ok=True)
    written = []
    for name in (*TABLES, *FIGURES):
        path = folder / "frames" / f"{name}.parquet"
        snapshot.tables[name].write_parquet(path, **PARQUET)
        written.append(path)
    snapshot.sources.write_csv(folder / "sources.csv")
    text = json.dumps(snapshot.definitions, ensure_ascii=False, indent=1, sort_keys=True)
    (folder / DEFINITIONS).write_text(text + "\n", "utf-8", newline="\n")
    return [*written, folder / "sources.csv", folder / DEFINITIONS]


def read(folder: Path) -> Snapshot:
    """The snapshot that a release holds. Raises ProjectError for a folder that is no release."""
    try:
        tables = {path.stem: pl.read_parquet(path) for path in sorted((folder / "frames").glob("*.parquet"))}
        about = read_about(folder)
    except (OSError, ValueError, pl.exceptions.PolarsError) as error:
        raise _broken(folder, " ".join(str(error).split())[:160]) from None
    lacking = [name for name in (*TABLES, *FIGURES) if name not in tables]
    if lacking:
        raise _broken(folder, f"no {', '.join(lacking)} in frames/")
    return Snapshot(folder.name, tables, *about)


def read_about(folder: Path) -> tuple[pl.DataFrame, pl.DataFrame, dict[str, Any]]:
    """Sources, register and definitions of a release, without its frames."""
    register = folder / "project" / "register.csv"
    rows = read_register(register) if register.is_file() else pl.DataFrame(schema=REGISTER)
    told: dict[str, Any] = json.loads((folder / DEFINITIONS).read_text("utf-8"))
    return pl.read_csv(folder / "sources.csv", schema=SOURCES), rows, told


def sources_of(project: Project, register: pl.DataFrame, store_version: int | None = None) -> pl.DataFrame:
    """Every file that is there, those that gave no report too, with what the register says of its origin."""
    store = Store(project.store, store_version)
    documents = (
        store.documents()
        .filter(pl.col("present"))
        .select("path", "sha256", "size", "published", "source_url", "status", "extractor")
    )
    said = register.select("path", "sha256", url="source_url", retrieved_at="retrieved_at", day="published")
    by_path, by_bytes = (
        said.drop_nulls(key)
        .unique(key, keep="first")
        .select(key, pl.exclude("path", "sha256").name.prefix(f"{key}."))
        for key in ("path", "sha256")
    )
    joined = documents.collect().join(by_path, on="path", how="left").join(by_bytes, on="sha256", how="left")
    told = {
        "source_url": pl.coalesce("path.url", "sha256.url", "source_url"),
        "retrieved_at": pl.coalesce("path.retrieved_at", "sha256.retrieved_at"),
        "published": pl.coalesce("path.day", "sha256.day", "published"),
    }
    return (
        joined.with_columns(**told)
        .sort("path")
        .select(pl.col(name).cast(kind) for name, kind in SOURCES.items())
    )


def _broken(folder: Path, found: str) -> ProjectError:
    return ProjectError(
        where=str(folder),
        found=found,
        expected="a release: frames/, sources.csv, definitions.json",
        todo="Make it again with: workbench release NAME",
    )
