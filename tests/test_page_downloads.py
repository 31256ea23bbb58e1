"""What a reader takes from a page on disk, offline: each link gives the bytes of its table; and pages stay small."""

from __future__ import annotations

import io
import json
from pathlib import Path

import polars as pl
import pytest
from playwright.sync_api import sync_playwright

from tests.made_frames import ERQI, Made, made
from tests.test_page import CHROMIUM, FLAGS, MADE_FROM, notebook, shown
from workbench import measures, page_tables, tables
from workbench.runs.page import render

FRAMES = made(Made(ERQI))
FIGURES = measures.tidy(measures.figures(FRAMES, region="410103", year=2022))


@pytest.mark.browser
def test_every_link_of_a_page_on_disk_saves_the_rows_of_its_table(tmp_path: Path) -> None:
    """Clicked in Chromium with the network cut off; CSV with its byte order mark, Parquet with its types."""
    downloads = page_tables.downloads(FRAMES, FRAMES.reports, FIGURES, lang="en")
    path = tmp_path / "page.html"
    path.write_text(render(notebook(shown({"text/html": downloads.html})), MADE_FROM), encoding="utf-8")
    saved = {}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        context = browser.new_context(offline=True, accept_downloads=True)
        page = context.new_page()
        page.goto(path.as_uri())
        for link in page.locator("a[download]").all():
            with page.expect_download() as waiting:
                link.click()
            saved[waiting.value.suggested_filename] = waiting.value.path().read_bytes()
        browser.close()
    assert list(saved) == ["figures.csv", "figures.parquet", "cells.csv", "cells.parquet"]
    assert saved["figures.csv"] == tables.csv(FIGURES) and saved["figures.csv"].startswith(b"\xef\xbb\xbf")
    assert saved["figures.parquet"] == tables.parquet(FIGURES)
    assert pl.read_parquet(io.BytesIO(saved["figures.parquet"])).equals(FIGURES)
    assert pl.read_parquet(io.BytesIO(saved["cells.parquet"])).height == FRAMES.cells.height
    assert pl.read_csv(saved["cells.csv"]).height == FRAMES.cells.height


def test_downloads_of_the_largest_page_stay_below_two_megabytes() -> None:
    """The cells of as many reports as a page holds, 200 each, in both formats; of more reports none are in it."""
    most = page_tables.MOST_REPORTS
    cells = [{f"requests.received.{who}": n for who in ("natural_person", "total")} for n in range(most + 1)]
    many = made(*(Made(each, place=f"41{n:04d}") for n, each in enumerate(cells)))
    html = [
        page_tables.downloads(many, many.reports.head(n), FIGURES, lang="zh").html for n in (most, most + 1)
    ]
    assert len(html[0].encode()) < 2_000_000 and len(html[1].encode()) < 100_000
    assert "cells.csv" in html[0] and "cells.csv" not in html[1]


def test_a_table_of_more_rows_than_a_page_holds_is_cut_and_says_where_the_rest_is() -> None:
    rows = pl.DataFrame({"place": [f"{n:06d}" for n in range(tables.MOST_DOWNLOAD + 1)]})
    html = tables.table(rows, lang="en", name="places").html
    assert html.count("<tr>") == tables.MOST_ROWS + 1 and "workbench export" in html and "href" not in html
    assert len(json.dumps(html)) < 20_000
