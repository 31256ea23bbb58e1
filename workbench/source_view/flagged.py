"""The cut-outs of doubtful and corrected cells for a published page: bounded in number and in size.

In: frames and the reports of a page. Out: a table's worth of HTML that opens from disk. Located misprints come first,
then corrected cells, then what stays doubtful; one that would make the page too large is left to `workbench show`.
Doubtful cells of one row and one cause share a cut-out: a row whose label was not matched is told once.
Of a single report each cell has an anchor, its cut-out or its row in the list of places: the matrix links there.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

import polars as pl

from workbench.source_view.card import card
from workbench.source_view.evidence import of_report
from workbench.source_view.places import places
from workbench.tables import Table
from workbench.wording import Count, say

if TYPE_CHECKING:
    from workbench.frames import Frames

MOST = 12  # cut-outs of a page, each of one cell or of the cells of one row
OPEN = 4  # of them stand open; a link to one behind the others opens the list
LARGEST = 1_500_000  # characters of all of them


def flagged(frames: Frames, reports: pl.DataFrame, *, lang: str, most: int = MOST) -> Table:
    """The cut-outs with what is known beside them; how many there are more; or words that there is none."""
    wanted = to_look_at(frames, reports)
    cells = frames.part("cells", reports["report_id"])
    used = cells.filter(pl.col("correction").is_not_null()).height
    single = reports.height == 1
    shown: list[str] = []
    told_of: set[tuple[str, str]] = set()
    for first, *also in _folded(frames, wanted, cells)[:most]:
        one = card(of_report(frames, *first), lang, linked=single, also=[_row(cells, *cell) for cell in also])
        if sum(map(len, shown)) + len(one) > LARGEST:
            break
        shown.append(one)
        told_of |= {first, *also}
    left = Count(wanted.height - len(told_of))
    told = [say("source.corrections_used", lang, n=Count(used))]
    told += [] if wanted.height else [say("source.flagged_none", lang)]
    more = [say("source.flagged_more", lang, n=left)] if left else []
    rest = places(frames, reports, lang=lang, without={cell for _, cell in told_of}) if single else ""
    closed = "".join(shown[OPEN:])
    if closed:
        summary = escape(say("source.flagged_closed", lang, n=len(shown) - OPEN))
        closed = f"<details><summary>{summary}</summary>{closed}</details>"
    return Table(_said(told) + "".join(shown[:OPEN]) + closed + _said(more) + rest)


Cell = tuple[str, str]  # report and cell


def _folded(frames: Frames, wanted: pl.DataFrame, cells: pl.DataFrame) -> list[list[Cell]]:
    """The cells in order, doubtful ones of one row of the form that fail the same checks together."""
    failed = frames.part("checks", wanted["report_id"].unique()).filter(status="fail")
    touched = failed.select("report_id", "check", cell="cells").explode(
        "cell", empty_as_null=True, keep_nulls=True
    )
    causes = touched.group_by("report_id", "cell").agg(pl.col("check").sort().str.join(" ").alias("failed"))
    known = wanted.join(causes, on=["report_id", "cell"], how="left", maintain_order="left")
    known = known.join(
        cells.select("report_id", "cell", "but_for"),
        on=["report_id", "cell"],
        how="left",
        maintain_order="left",
    )
    groups: dict[tuple[str | None, ...], list[Cell]] = {}
    for report, cell, why, failing, but in known.select(
        "report_id", "cell", "why", "failed", "but_for"
    ).iter_rows():
        row = cell.rpartition(".")[0] if why == "doubtful" else cell
        groups.setdefault((report, row, why, failing, but), []).append((report, cell))
    return list(groups.values())


def _row(cells: pl.DataFrame, report: str, cell: str) -> dict[str, Any]:
    return cells.row(by_predicate=(pl.col("report_id") == report) & (pl.col("cell") == cell), named=True)


def _said(sentences: list[str]) -> str:
    return "".join(f"<p>{escape(sentence)}</p>" for sentence in sentences)


def to_look_at(frames: Frames, reports: pl.DataFrame) -> pl.DataFrame:
    """`report_id`, `cell`, `why` (proposal, correction, doubtful) of the cells that a person should see, in order."""
    ids = reports["report_id"]
    proposed = frames.part("proposals", ids).select("report_id", "cell", why=pl.lit("proposal"))
    cells = frames.part("cells", ids)
    corrected = cells.filter(pl.col("correction").is_not_null())
    doubtful = cells.filter(status="doubtful")
    return pl.concat(
        [
            proposed,
            *(
                frame.select("report_id", "cell", why=pl.lit(why))
                for frame, why in ((corrected, "correction"), (doubtful, "doubtful"))
            ),
        ]
    ).unique(["report_id", "cell"], keep="first", maintain_order=True)
