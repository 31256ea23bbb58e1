"""The explorer as a person uses it: JupyterLab in Chromium, no other host reachable, a choice changes the chart."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.lab import browser, jupyterlab, run_all
from tests.sample_project import make_sample_project

CHART = ".vega-embed svg.marks"


def drawn(page: Page) -> str:
    """The text in the chart."""
    return page.locator(CHART).first.text_content() or ""


def choose(page: Page, chooser: str, option: str) -> None:
    """Takes an option of the chooser with that label, and waits until the chart is another one."""
    before = page.locator(CHART).first.inner_html()
    page.locator(".widget-dropdown", has_text=chooser).locator("select").select_option(label=option)
    page.wait_for_function(
        "([css, old]) => { const now = document.querySelector(css); return now && now.innerHTML !== old }",
        arg=[CHART, before],
    )


@pytest.mark.browser
def test_the_explorer_opens_and_a_choice_changes_chart_and_tables(tmp_path: Path) -> None:
    project = make_sample_project(tmp_path / "project")
    pictures = tmp_path / "pictures"
    with jupyterlab(project, tmp_path / "home") as address, browser() as (page, outside):
        run_all(page, address, "notebooks/explore.ipynb")
        page.wait_for_selector(CHART, timeout=60_000)
        first = drawn(page)
        assert "公开率" in first and "49/62" in first  # seed report 003
        page.screenshot(path=pictures / "opened.png")

        choose(page, "指标", "不掌握率")
        assert "7/62" in drawn(page)
        choose(page, "语言", "English")
        assert "Not-held rate" in drawn(page)
        table = page.locator(".widget-html table").first.inner_text()
        assert "numerator / denominator" in table and "7 / 62" in table

        matrix = page.locator(".widget-html table").nth(1)
        assert matrix.locator("td").count() == 25 * 7
        township = page.locator(".widget-dropdown select option", has_text="古城回族乡").inner_text()
        page.locator(".widget-dropdown", has_text="Region").locator("select").select_option(label=township)
        page.wait_for_function("() => !document.body.innerText.includes(\"region='410103'\")")
        page.screenshot(path=pictures / "chosen.png")
        assert not page.locator(".jp-RenderedText[data-mime-type='application/vnd.jupyter.stderr']").count()
    assert outside == []


@pytest.mark.browser
def test_a_year_without_a_report_gives_words_and_the_choosers_stay(tmp_path: Path) -> None:
    project = make_sample_project(tmp_path / "project")
    with jupyterlab(project, tmp_path / "home") as address, browser() as (page, outside):
        run_all(page, address, "notebooks/explore.ipynb")
        page.wait_for_selector(CHART, timeout=60_000)
        choose(page, "年份", "2023")
        assert re.search("未取得.*二七区.*2023年的报告", drawn(page))
        choose(page, "年份", "2022")
        assert "49/62" in drawn(page)
    assert outside == []
