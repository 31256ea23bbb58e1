"""The place behind a number: the cell as it stands in the source, beside what was read and how sure it is.

In: a report's file, or a report of the frames, and a cell's id. Out: HTML or a PNG with the page cut out (PDF, scans),
the table's fragment (DOCX, HTML) or the lines (text), the cell marked, its row and column tinted. Nothing of the
source but its text and its picture gets in: no script, no style, no address. Refuses cells that the report has not.

>>> source_view.card(source_view.of_report(frames, frames.reports["report_id"][0], "requests.received.total"), "zh")
"""

from workbench.source_view.card import card, page, png
from workbench.source_view.cut import Cut, cut
from workbench.source_view.evidence import Evidence, of_file, of_report
from workbench.source_view.flagged import flagged

__all__ = ["Cut", "Evidence", "card", "cut", "flagged", "of_file", "of_report", "page", "png"]
