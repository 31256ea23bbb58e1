"""A word processor's PDF whose matrix begins at the foot of a page: the head of the table is cut by the page,
its last row in the middle of the names. Serves offices that fill the form in without looking at the pages.
"""

from __future__ import annotations

from dataclasses import replace

from tests.specimens.docx import docx
from tests.specimens.pdf_word import PRINTED
from tests.specimens.report import Report
from tests.specimens.soffice import to_pdf

# Section two begins a page; its 14 rows leave room for two rows and one line of the matrix's head, no more.
CUT = replace(
    PRINTED,
    table_points=10.5,
    row_points={2: 35.5, 3: 22, 4: 30},
    shade=None,
    page_break_before=2,
    gap_before_matrix=8,
)


def pdf_cut_header(report: Report, seed: int | None = None) -> bytes:
    """The report as the bytes of a PDF."""
    return to_pdf(pdf_cut_header_source(report, seed))


def pdf_cut_header_source(report: Report, seed: int | None = None) -> bytes:
    """The DOCX that the word processor turns into the PDF, for converting many at once."""
    return docx(report, seed, CUT)
