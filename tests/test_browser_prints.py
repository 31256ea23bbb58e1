"""Pages that a browser printed as PDF: borders of pale quadrilaterals, rows cut by pages, columns by the paper."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

import pytest
from playwright.sync_api import Page, sync_playwright

from tests.lab import CHROMIUM, FLAGS
from tests.specimens.compare import differences, unproved, wrong
from tests.specimens.figures import seeded
from tests.specimens.html_site import html_site
from tests.specimens.report import plain_report
from workbench.report import read_bytes

CELLS = seeded(4)
SITE = html_site(plain_report(CELLS), None).decode("gb18030")
STYLES = {
    "the browser's own borders": "",
    "pale grey, collapsed": ".MsoNormalTable td{border:1px solid #e0e0e0 !important}",
    "pale grey, each cell its own": (
        ".MsoNormalTable{border-collapse:separate !important;border-spacing:0}"
        ".MsoNormalTable td{border:1px solid #ddd !important}"
    ),
    "dotted, with shaded rows": (
        ".MsoNormalTable tr:nth-child(even){background:#f5f5f5}"
        ".MsoNormalTable td{border:1px dotted #999 !important}"
    ),
}
WIDE = ".MsoNormalTable{width:1500px !important}.wrap{width:1500px !important}"


@pytest.fixture(scope="module")
def browser_page() -> Iterator[Page]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium.new_page()
        chromium.close()


def printed(page: Page, style: str) -> bytes:
    page.set_content(SITE.replace("</style>", f"{style}</style>"))
    return page.pdf(format="A4")


@pytest.mark.browser
@pytest.mark.parametrize("style", STYLES)
def test_a_printed_page_is_read_whatever_its_borders(browser_page: Page, style: str) -> None:
    pdf = printed(browser_page, STYLES[style])

    for engine in ("pdfium", "pdfminer"):
        reading = read_bytes(pdf, "page.pdf", engine=engine)
        assert differences(reading, CELLS) == unproved(reading, CELLS) == []


FIELDS = (
    "overflow:hidden;white-space:nowrap",
    "overflow:hidden;white-space:nowrap;border-radius:4px",
    "overflow:hidden;white-space:nowrap;opacity:.9",
    "overflow:hidden;white-space:nowrap;direction:rtl",
    "overflow:hidden;word-break:break-all;height:20px;line-height:20px",
)


@pytest.mark.browser
@pytest.mark.parametrize("field", FIELDS)
def test_a_number_too_long_for_its_field_is_never_sure(browser_page: Page, field: str) -> None:
    """The amount of fees in fields that cut a digit or two: the browser leaves out of the file what it clips."""
    cells = {**CELLS, "proactive.fees.amount": Decimal("71473.3794")}
    page = html_site(plain_report(cells), None).decode("gb18030")
    plain = re.sub(r"<p[^>]*><span[^>]*>7</span><span[^>]*>1473.3794.*?</p>", "{}", page, flags=re.DOTALL)
    assert plain.count("{}") == page.count("{}") + 1
    for width, engine in ((50, "auto"), (54, "pdfium"), (58, "pdfminer")):
        style = f"{field};width:{width}px;text-align:left;font-size:13px"
        browser_page.set_content(plain.replace('<div align="center">{}', f'<div style="{style}">71473.3794'))
        found = read_bytes(browser_page.pdf(format="A4"), "page.pdf", engine=engine)
        assert wrong(found, cells, blanks=False) == [], engine


@pytest.mark.browser
def test_columns_that_the_paper_cuts_off_are_told_and_nothing_wrong_is_sure(browser_page: Page) -> None:
    reading = read_bytes(printed(browser_page, WIDE), "page.pdf")

    assert "cut_off" in [reason["reason"] for reason in reading["reasons"]]
    sure = {id_: c["value"] for id_, c in reading["cells"].items() if c["status"] in ("proved", "read")}
    assert sure == {id_: CELLS[id_] for id_ in sure}
