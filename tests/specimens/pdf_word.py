"""A PDF made by a word processor, as most offices publish: ruled form with merged cells, the matrix over a
page break with a row cut in the middle of its label, 三、本年度办理结果 one character under the other.
"""

from __future__ import annotations

from dataclasses import replace

from tests.specimens.docx import Look, docx
from tests.specimens.report import Report
from tests.specimens.soffice import to_pdf

# fonts that the test machine has, so that LibreOffice embeds them under their own names
PRINTED = Look(
    body="Noto Serif CJK SC",
    heading="Noto Sans CJK SC",
    title="Noto Serif CJK SC",
    table_points=9,
    row_points={2: 24, 3: 20, 4: 28},
    shade="C6D9F0",
)


def pdf_word(report: Report, seed: int | None = None) -> bytes:
    """The report as the bytes of a PDF."""
    return to_pdf(pdf_word_source(report, seed))


def pdf_word_source(report: Report, seed: int | None = None) -> bytes:
    """The DOCX that the word processor turns into the PDF, for converting many at once."""
    return docx(report, seed, PRINTED)


def pdf_word_plain_source(report: Report, seed: int | None = None) -> bytes:
    """The same without any ruling line: offices that lay the form out with invisible borders."""
    return docx(report, seed, replace(PRINTED, ruled=False, shade=None))
