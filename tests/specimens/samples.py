"""The five sample reports of data/raw/: published figures of real offices under a narrative of our own.

Each is a TOML file in samples/ (names, text, register, the figures that are not zero). `make_samples` writes
the files and register.csv; the same machine writes the same bytes again.
"""

from __future__ import annotations

import csv
import hashlib
import io
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.specimens import LAYOUTS, rendered
from tests.specimens.report import Report, Value
from workbench.form import load_edition

FOLDER = Path(__file__).parent / "samples"
NOTE = "sample: published figures, narrative rewritten"
REGISTER_COLUMNS = (
    *("path", "sha256", "source_url", "retrieved_at", "published", "body", "place", "place_name"),
    *("level", "kind", "scope", "year", "use", "note"),
)


@dataclass(frozen=True)
class Sample:
    """One sample: the report, the layout and seed that it is drawn with, its file and its place."""

    file: str
    layout: str
    seed: int | None
    report: Report
    place: Mapping[str, str]


def load_samples() -> list[Sample]:
    """The samples in the order of their files' names."""
    return [_sample(tomllib.loads(path.read_text("utf-8"))) for path in sorted(FOLDER.glob("*.toml"))]


def sample_bytes(sample: Sample) -> bytes:
    """The file of one sample."""
    assert LAYOUTS[sample.layout].extension == sample.file.rpartition(".")[2]
    return rendered(sample.layout, [sample.report], [sample.seed])[0]


def register_text(samples: list[Sample], files: Mapping[str, bytes]) -> str:
    """register.csv: one row a sample, with the hash of the file's bytes."""
    out = io.StringIO()
    writer = csv.DictWriter(out, REGISTER_COLUMNS, restval="", lineterminator="\n")
    writer.writeheader()
    for sample in samples:
        row = {
            "path": sample.file,
            "sha256": hashlib.sha256(files[sample.file]).hexdigest(),
            "published": sample.report.published or "",
            "scope": "own",
            "year": str(sample.report.year),
            "use": "sample",
            "note": NOTE,
        }
        writer.writerow({**row, **sample.place})
    return out.getvalue()


def _sample(data: Mapping[str, Any]) -> Sample:
    report = Report(
        issuer=data["issuer"],
        year=data["year"],
        cells=_cells(data["figures"]),
        lines_of_title=tuple(data["title"]),
        lead=tuple(data["lead"]),
        overview=tuple(data["overview"]),
        problems=tuple(data["problems"]),
        other=tuple(data["other"]),
        published=data.get("published"),
        wordings=data.get("labels", {}),
    )
    return Sample(data["file"], data["layout"], data.get("seed"), report, data["register"])


def _cells(figures: Mapping[str, Any]) -> dict[str, Value]:
    """Every cell of the form as issued: the figures named, the blanks named, zero everywhere else."""
    named = {cell: value for cell, value in figures.items() if cell != "blank"}
    blank = set(figures.get("blank", ()))
    standard = load_edition("2021").standard_cells
    unknown = (set(named) | blank) - set(standard)
    if unknown:
        raise KeyError(f"a sample names cells that the form does not have: {sorted(unknown)}")
    return {cell: None if cell in blank else named.get(cell, 0) for cell in standard}
