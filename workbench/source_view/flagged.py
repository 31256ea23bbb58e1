"""The cut-outs of doubtful and corrected cells for a published page: bounded in number and in size.

In: frames and the reports of a page. Out: a table's worth of HTML that opens from disk. Located misprints come first,
then corrected cells, then what stays doubtful; one that would make the page too large is left to `workbench show`.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

import polars as pl

from workbench.source_view.card import card
from workbench.source_view.evidence import of_report
from workbench.tables import Table
from workbench.wording import Count, say

if TYPE_CHECKING:
    from workbench.frames import Frames

MOST = 12  # cut-outs of a page
LARGEST = 1_500_000  # characters of all of them


def flagged(frames: Frames, reports: pl.DataFrame, *, lang: str, most: int = MOST) -> Table:
    """The cut-outs with what is known beside them; how many there are more; or words that there is none."""
    wanted = to_look_at(frames, reports)
    cells = frames.part("cells", reports["report_id"])
    used = cells.filter(pl.col("correction").is_not_null()).height
    told = f"<p>{escape(say('source.corrections_used', lang, n=Count(used)))}</p>"
    if wanted.is_empty():
        return Table(f"{told}<p>{escape(say('source.flagged_none', lang))}</p>")
    shown: list[str] = []
    for report_id, cell in wanted.head(most).select("report_id", "cell").iter_rows():
        one = card(of_report(frames, report_id, cell), lang)
        if sum(map(len, shown)) + len(one) > LARGEST:
            break
        shown.append(one)
    left = wanted.height - len(shown)
    more = f"<p>{escape(say('source.flagged_more', lang, n=Count(left)))}</p>" if left else ""
    return Table(told + "".join(shown) + more)


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
