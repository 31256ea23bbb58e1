"""A PDF that an office printed from its own web page: pale borders, site furniture around, one glyph an object.

`cut` leaves the tables wider than the column of text that holds them, as many sites do: the last columns are cut off.
"""

from __future__ import annotations

from tests.specimens.browser import print_to_pdf
from tests.specimens.html_site import html_site
from tests.specimens.report import Report

FIXED, FITTING = b"width:1100px", b"width:100%"
STYLE_END = b"</style>"
PRINTED = b"@page{size:A4}.MsoNormalTable td{border:1px solid #ccc;font-size:10px}.side{display:none}</style>"
CUT = b"#zoom{width:560px;overflow:hidden}.MsoNormalTable{width:720px}"


def pdf_browser(report: Report, seed: int | None = None, cut: bool = False) -> bytes:
    """The report as the bytes of a PDF."""
    style = (CUT if cut else b"") + PRINTED
    return print_to_pdf(html_site(report, seed).replace(STYLE_END, style).replace(FIXED, FITTING))
