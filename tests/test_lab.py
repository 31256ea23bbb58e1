"""The explorer and the review as a person uses them: JupyterLab in Chromium, no other host reachable.

Screenshots are kept in the test's folder (`--basetemp` names it).
"""

from __future__ import annotations

import json
import re
from base64 import b64decode
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Page

from tests.evidence import RECEIVED, evidence_project
from tests.lab import browser, jupyterlab, run_all
from tests.sample_project import make_sample_project
from tests.specimens.figures import seeded
from workbench.report import read_report
from workbench.source_view import pages

CHART = ".vega-embed svg.marks"
ORANGE = (212, 80, 26)
ERQI = "410103-2022-erqi-gov-office.pdf"
GRANTED = "requests.granted.natural_person"
RIGHT = int(str(seeded(3)[RECEIVED]))
WRONG = RIGHT + 10
REVIEW = "from workbench.explorer import Review\n\nReview('..', lang='en')"
FIGURE = """\
from workbench import figures
from workbench.parameters import load

frames = load("..")
body, year = frames.reports.select("body_id", "year").row(0)
(told,) = figures(frames, body=body, year=year, measures=["received"])["figures"]
print(f"received={told['value']:.0f} printed={told['as_printed']:.0f}")
"""


def drawn(page: Page) -> str:
    """The text in the first chart, the ranked dots."""
    return page.locator(CHART).first.text_content() or ""


def changed(page: Page, before: str) -> None:
    page.wait_for_function(
        "([css, old]) => { const now = document.querySelector(css); return now && now.innerHTML !== old }",
        arg=[CHART, before],
    )


def choose(page: Page, chooser: str, option: str) -> None:
    """Takes an option of the chooser with that label, and waits until the first chart is another one."""
    before = page.locator(CHART).first.inner_html()
    select(page, chooser, option)
    changed(page, before)


def select(page: Page, chooser: str, option: str) -> None:
    labelled = page.locator(
        ".widget-dropdown", has=page.locator("label", has_text=re.compile(f"^{chooser}$"))
    )
    labelled.locator("select").select_option(label=option)


def picture(page: Page) -> np.ndarray:
    source = page.locator("figure.source img").get_attribute("src") or ""
    return np.asarray(Image.open(BytesIO(b64decode(source.partition(",")[2]))).convert("RGB"))


def write_notebook(path: Path, *sources: str) -> None:
    """A notebook of code cells for our kernel."""
    cells: list[dict[str, object]] = [
        {
            "cell_type": "code",
            "id": f"c{n}",
            "metadata": {},
            "outputs": [],
            "execution_count": None,
            "source": text,
        }
        for n, text in enumerate(sources)
    ]
    kernel = {"name": "workbench", "display_name": "Workbench", "language": "python"}
    whole = {"cells": cells, "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(whole), encoding="utf-8")


@pytest.mark.browser
def test_the_cascade_a_dot_and_a_tile_lead_to_the_place_in_the_source(tmp_path: Path) -> None:
    project = make_sample_project(tmp_path / "project")
    pictures = tmp_path / "pictures"
    with jupyterlab(project, tmp_path / "home") as address, browser() as (page, outside):
        run_all(page, address, "notebooks/explore.ipynb")
        page.wait_for_selector(CHART, timeout=60_000)
        assert "49 / 62" in drawn(page)  # seed report 003
        page.screenshot(path=pictures / "opened.png")

        select(page, "省", "宁夏回族自治区 (640000)")
        page.wait_for_function("() => document.body.innerText.includes(\"region='640000'\")")
        select(page, "省", "河南省 (410000)")
        page.wait_for_function("() => document.body.innerText.includes(\"region='410000'\")")
        select(page, "市", "郑州市 (410100)")
        page.wait_for_function("() => document.body.innerText.includes(\"region='410100'\")")
        select(page, "县", "二七区 (410103)")
        page.wait_for_function("() => document.body.innerText.includes(\"region='410103'\")")
        page.wait_for_function("() => document.querySelector('.vega-embed').textContent.includes('49 / 62')")

        choose(page, "指标", "新收申请")
        other = page.locator(".vega-embed").first.locator("svg .mark-symbol path[aria-label*='利通区']")
        other.click()
        page.wait_for_function("() => document.body.innerText.includes(\"region='640302'\")")
        page.screenshot(path=pictures / "dot.png")
        page.locator(".vega-embed").first.locator("svg .mark-symbol path[aria-label*='二七区']").click()
        page.wait_for_function("() => document.body.innerText.includes(\"region='410103'\")")

        tile = page.locator("svg .mark-rect path[aria-label*='（一） 予以公开'][aria-label*='自然人']")
        tile.last.click()  # the tile's edge lies on top
        page.wait_for_selector("figure.source img", timeout=20_000)
        cell = read_report(project / "data" / "raw" / ERQI)["cells"][GRANTED]
        said = page.locator("figure.source").inner_text()
        assert f"第{cell['origin']['page']}页" in said and "「48」" in said and GRANTED in said
        rows, columns = np.nonzero((picture(page) == ORANGE).all(axis=2))
        x0, y0, x1, y1 = (side * pages.DPI / 72 for side in cell["origin"]["box"])
        cut = max(0.0, y0 - pages.AROUND * pages.DPI / 72)
        found = np.array([columns.min(), rows.min(), columns.max(), rows.max()])
        assert np.abs(found - [x0, y0 - cut, x1, y1 - cut]).max() <= pages.OUTLINE + 1.5
        page.locator("figure.source").scroll_into_view_if_needed()
        page.screenshot(path=pictures / "source.png")
        assert not page.locator(".jp-RenderedText[data-mime-type='application/vnd.jupyter.stderr']").count()
    assert outside == []


@pytest.mark.browser
def test_a_correction_is_written_and_the_figure_changes_at_the_next_load(tmp_path: Path) -> None:
    """The page's total of requests received is misprinted; a person accepts what the sums propose."""
    project = evidence_project(tmp_path / "project", requests__received__total=WRONG).root
    write_notebook(project / "notebooks" / "review.ipynb", REVIEW, FIGURE)
    with jupyterlab(project, tmp_path / "home") as address, browser() as (page, outside):
        run_all(page, address, "notebooks/review.ipynb")
        page.wait_for_selector("figure.source mark", timeout=60_000)
        page.screenshot(path=tmp_path / "pictures" / "review_opened.png")
        said = f"received={WRONG} printed={WRONG}"
        page.wait_for_function(f"() => document.body.innerText.includes('{said}')", timeout=60_000)
        assert page.locator("figure.source mark").first.inner_text() == str(WRONG)
        page.locator("input[placeholder='what was seen']").fill("the row adds up to it")
        page.locator("input[placeholder='what was seen']").press("Tab")
        page.get_by_role("button", name="Accept the proposal").click()
        page.wait_for_function("() => document.body.innerText.includes('Written as entry 1')")
        page.screenshot(path=tmp_path / "pictures" / "review.png")
        page.evaluate("() => window.jupyterapp.commands.execute('notebook:run-all-cells')")
        told = f"received={RIGHT} printed={WRONG}"
        page.wait_for_function(f"() => document.body.innerText.includes('{told}')", timeout=60_000)
        page.screenshot(path=tmp_path / "pictures" / "corrected.png")
    assert outside == [] and "the row adds up to it" in (project / "data/raw/corrections.toml").read_text()


@pytest.mark.browser
def test_a_year_without_a_report_gives_words_and_the_choosers_stay(tmp_path: Path) -> None:
    project = make_sample_project(tmp_path / "project")
    with jupyterlab(project, tmp_path / "home") as address, browser() as (page, outside):
        run_all(page, address, "notebooks/explore.ipynb")
        page.wait_for_selector(CHART, timeout=60_000)
        choose(page, "年份", "2023")
        assert re.search("未取得.*二七区.*2023年的报告", drawn(page))
        choose(page, "年份", "2022")
        assert "49 / 62" in drawn(page)
        choose(page, "语言", "English")
        assert "Disclosure rate" in drawn(page)
    assert outside == []
