"""Errata: the published figures of a region or a body that changed between releases, or since the last one.

In: frames of a project, and whose page it is. Out: one record a change, with its causes; as a table for the page, or
nothing where no figure changed. A figure that no release held before is new, and no erratum.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from workbench.basis import counted
from workbench.dictionary import load_measures
from workbench.measures import figures, tidy
from workbench.panels import PANEL, By
from workbench.project import Project
from workbench.register import read_register
from workbench.release import snapshot as snapshots
from workbench.release.changes import differences, in_words, published
from workbench.release.names import CHANGES, NOW, all_of, names
from workbench.release.snapshot import Snapshot
from workbench.tables import Note, Table, table
from workbench.wording import say

if TYPE_CHECKING:
    from workbench.frames import Frames

Record = dict[str, Any]


def errata_table(
    frames: Frames, *, region: str | None = None, body: str | None = None, year: int, lang: str
) -> Table | Note:
    """What a page shows: heading, sentence and table of the errata; an empty note where there are none."""
    found = errata(frames, region=region, body=body, year=year)
    if not found:
        return Note("")
    shown = table(pl.DataFrame([_row(record, lang) for record in found]), lang=lang, name="errata")
    return Table(f"<h2>{say('errata.heading', lang)}</h2><p>{say('errata.sentence', lang)}</p>{shown.html}")


def errata(frames: Frames, *, region: str | None = None, body: str | None = None, year: int) -> list[Record]:
    """Changes by release: `measure`, `before`, `after`, `from` and `to` (releases, or `now`), `causes`."""
    by: By = "body" if region is None else "region"
    subject = body if region is None else region
    raw = getattr(frames, "raw", None)  # frames that were put together by hand belong to no project
    if raw is None or subject is None:
        return []
    project = Project.find(raw.parents[1])
    folders = [all_of(project) / name for name in names(project)]
    kept = [record for folder in folders for record in _kept(folder, by, subject, year)]
    return kept + (_since(frames, project, folders[-1], by, subject, year) if folders else [])


def _kept(folder: Path, by: str, subject: str, year: int) -> list[Record]:
    """The changes that the release came with."""
    if not (folder / CHANGES).is_file():
        return []
    record = json.loads((folder / CHANGES).read_text("utf-8"))
    return _records(record, by, subject, year)


def _records(record: Record, by: str, subject: str, year: int) -> list[Record]:
    between = {"from": record["before"], "to": record["after"]}
    return [
        {name: figure[name] for name in ("measure", "before", "after", "numerator", "denominator")}
        | between
        | {"causes": figure["causes"]}
        for figure in record["figures"]
        if figure.get(by) == subject and figure["year"] == year
    ]


def _since(frames: Frames, project: Project, folder: Path, by: By, subject: str, year: int) -> list[Record]:
    """What changed since the last release; the causes are looked for only where something did."""
    mine = (pl.col("subject") == subject) & (pl.col("year") == year)
    old = pl.scan_parquet(folder / "frames" / f"figures_{by}.parquet").filter(mine).collect()
    new = _now(frames, by, subject, year)
    if old.is_empty() or old["basis"].null_count() == old.height or _same(old, new):
        return []
    asked = {"region" if by == "region" else "body": subject}
    ids = set(counted(frames, **asked, year=year)[1]["report_id"])
    before = _before(folder, by, mine, old, ids)
    after = _after(frames, project, by, new, before, ids)
    return _records(
        published(differences(before, after, by=by, subject=subject, year=year)), by, subject, year
    )


def _now(frames: Frames, by: By, subject: str, year: int) -> pl.DataFrame:
    """The figures as they are, with the columns that are compared."""
    found = tidy(
        figures(
            frames,
            region=subject if by == "region" else None,
            body=subject if by == "body" else None,
            year=year,
        )
    )
    columns = {name: kind for name, kind in PANEL.items() if name in found.columns or name == "subject"}
    return found.with_columns(pl.lit(subject).alias("subject")).select(
        pl.col(name).cast(kind) for name, kind in columns.items()
    )


def _same(old: pl.DataFrame, new: pl.DataFrame) -> bool:
    columns = ["measure", "value", "numerator", "denominator", "basis"]
    return old.select(columns).sort("measure").equals(new.select(columns).sort("measure"))


def _before(folder: Path, by: By, mine: pl.Expr, old: pl.DataFrame, ids: set[str]) -> Snapshot:
    """The release, cut down to the reports that the figures were or are made of."""
    frames = folder / "frames"
    parts = pl.scan_parquet(frames / "parts.parquet").filter(mine, pl.col("by") == by).collect()
    ids |= set(parts["report_id"].drop_nulls())
    wanted = pl.col("report_id").is_in(list(ids))
    tables = {
        name: pl.scan_parquet(frames / f"{name}.parquet").filter(wanted).collect()
        for name in ("reports", "cells")
    }
    return Snapshot(
        folder.name, tables | {f"figures_{by}": old, "parts": parts}, *snapshots.read_about(folder)
    )


def _after(
    frames: Frames, project: Project, by: By, new: pl.DataFrame, before: Snapshot, ids: set[str]
) -> Snapshot:
    wanted = pl.col("report_id").is_in(list(ids | set(before.reports["report_id"])))
    register = read_register(project.register)
    subject = {
        "by": [by],
        "subject": [new["subject"][0]],
        "year": [new["year"][0]],
        "report_id": [sorted(ids)],
    }
    parts = pl.DataFrame(subject, schema_overrides={"year": pl.Int32}).explode("report_id")
    tables = {
        "reports": frames.reports.filter(wanted),
        "cells": frames.part("cells", frames.reports.filter(wanted)["report_id"]),
        f"figures_{by}": new,
        "parts": parts,
    }
    return Snapshot(NOW, tables, snapshots.sources_of(project, register), register, snapshots.definitions())


def _row(record: Record, lang: str) -> dict[str, str]:
    """One line of the table, in words."""
    measure = load_measures().get(record["measure"])
    causes = dict.fromkeys(say(f"cause.{cause['cause']}", lang) for cause in record["causes"])
    to = say("errata.now", lang) if record["to"] == NOW else record["to"]
    return {
        "measure": measure.label(lang) if measure else record["measure"],
        "release": f"{record['from']} → {to}",
        "erratum": in_words(record),
        "cause": "、".join(causes) if lang == "zh" else ", ".join(causes),
    }
