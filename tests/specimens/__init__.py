"""Made-up reports for tests: any values of the form, laid out in each of the ways that offices publish.

LAYOUTS is the table of the ways. A further layout is one more file with one function and one more line here;
a further edition is its tables in tables.py.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from tests.specimens.docx import docx
from tests.specimens.html_site import html_site
from tests.specimens.markdown_apart import markdown_apart
from tests.specimens.markdown_pipes import markdown_pipes
from tests.specimens.markdown_tabs import markdown_tabs
from tests.specimens.pdf_browser import pdf_browser
from tests.specimens.pdf_cut_header import pdf_cut_header_source
from tests.specimens.pdf_drawn import pdf_drawn
from tests.specimens.pdf_word import pdf_word_plain_source, pdf_word_source
from tests.specimens.report import Report
from tests.specimens.soffice import to_pdfs
from tests.specimens.text_bars import text_bars
from tests.specimens.text_cells import text_cells
from tests.specimens.text_glued import text_glued
from tests.specimens.text_lines import html_paragraphs, text_lines
from tests.specimens.text_pdf import text_pdf

Render = Callable[[Report, int | None], bytes]


@dataclass(frozen=True)
class Layout:
    """A way of publishing: `render` gives the file's bytes, or a DOCX first where a word processor makes it.

    `keeps_blanks` is false where a blank cell leaves no trace at all in the file. `has_grid` is false where
    only the places of words on the paper tell columns apart: numbers must be right there, but not be proved.
    `keeps_labels` is false where cells or labels have run apart or together, so that not every number can be known.
    """

    name: str
    render: Render
    container: str
    extension: str
    word_processor: bool = False
    browser: bool = False
    keeps_blanks: bool = True
    has_grid: bool = True
    keeps_labels: bool = True


LAYOUTS: dict[str, Layout] = {
    layout.name: layout
    for layout in (
        Layout("pdf_word", pdf_word_source, "pdf", "pdf", True),
        Layout("pdf_cut_header", pdf_cut_header_source, "pdf", "pdf", True),
        Layout(
            "pdf_word_plain", pdf_word_plain_source, "pdf", "pdf", True, keeps_blanks=False, has_grid=False
        ),
        Layout("pdf_drawn", pdf_drawn, "pdf", "pdf"),
        Layout("pdf_drawn_rectangles", partial(pdf_drawn, rules="rectangles"), "pdf", "pdf"),
        Layout(
            "pdf_plain", partial(pdf_drawn, rules="none"), "pdf", "pdf", keeps_blanks=False, has_grid=False
        ),
        Layout("pdf_heads", partial(pdf_drawn, repeats=True), "pdf", "pdf"),
        Layout("pdf_browser", pdf_browser, "pdf", "pdf", browser=True),
        Layout("docx", docx, "docx", "docx"),
        Layout("html_site", html_site, "html", "html"),
        Layout("text_pdf", text_pdf, "text", "txt", keeps_blanks=False),
        Layout("text_pdf_bare", partial(text_pdf, page_number="{}"), "text", "txt", keeps_blanks=False),
        Layout("text_cells", text_cells, "text", "txt"),
        Layout("text_lines", text_lines, "text", "txt", keeps_blanks=False),
        Layout("text_lines_bar", partial(text_lines, endings="|"), "text", "txt"),
        Layout("text_bars", text_bars, "text", "txt"),
        Layout("text_bars_cells", partial(text_bars, way="cells"), "text", "txt"),
        Layout("text_bars_below", partial(text_bars, way="below"), "text", "txt"),
        Layout("text_lines_groups", partial(text_lines, repeats=True), "text", "txt", keeps_blanks=False),
        Layout("html_paragraphs", html_paragraphs, "html", "html", keeps_blanks=False),
        Layout("markdown_tabs", markdown_tabs, "markdown", "md"),
        Layout("markdown_pipes", markdown_pipes, "markdown", "md"),
        Layout("text_glued", text_glued, "text", "txt", keeps_blanks=False, keeps_labels=False),
        Layout("markdown_apart", markdown_apart, "markdown", "md", keeps_labels=False),
    )
}


def rendered(layout: str, reports: Sequence[Report], seeds: Sequence[int | None]) -> list[bytes]:
    """The reports in one layout; those that need the word processor go through it in one call."""
    chosen = LAYOUTS[layout]
    files = [chosen.render(report, seed) for report, seed in zip(reports, seeds, strict=True)]
    return to_pdfs(files) if chosen.word_processor else files
