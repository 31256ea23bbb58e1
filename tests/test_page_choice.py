"""Charts that a reader steers without JupyterLab: a list under the chart, on a page opened from disk, by keyboard."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from playwright.sync_api import Page

from tests.lab import browser
from tests.made_frames import ERQI, HONGZE, LITONG, Made, made
from tests.pictures import same_in_both, spec_of
from tests.runs_project import made_project
from tests.sample_project import ROOT
from tests.test_page import MADE_FROM, notebook, shown
from workbench import charts, growth, page_choice, quality, series
from workbench.charts.renderer import MIME, mimebundle
from workbench.page_choice import Part
from workbench.parameters import Asked
from workbench.runs.assets import ensure_bundle
from workbench.runs.page import render

FRAMES = made(
    Made(ERQI, year=2021, place_name="河南省 郑州市 二七区"),
    Made(ERQI, doubtful=("requests.granted.total",)),
    Made(LITONG, place="410105", place_name="河南省 郑州市 金水区"),
    Made(HONGZE, place="410202", place_name="河南省 开封市 龙亭区", undivided=True),
)
GRANTED = "79.0%"  # 49 of 62, seed report 003


def asked(region: str, lang: str = "zh") -> Asked:
    reports = FRAMES.reports.filter(place=region, year=2022)
    return Asked(FRAMES, region, 2022, lang, "河南省 郑州市 二七区", reports)


def any_rate(lang: str = "zh") -> Part:
    return page_choice.any_rate(asked("410103", lang), series.over_years(FRAMES, region="410103", until=2022))


def of_panel(lang: str) -> Part:
    panel = growth.panel_of(FRAMES, region="410000", until=2022)
    return page_choice.bodies_by_year(asked("410000", lang), panel)


def of_quality(lang: str) -> Part:
    found = quality.quality(FRAMES, region="410000", year=2022)
    return page_choice.printed(asked("410000", lang), found)


PARTS = {
    "any_rate": any_rate,
    "definitions": lambda lang: page_choice.definitions(asked("410000", lang)),
    "bodies_by_year": of_panel,
    "printed": of_quality,
}
NOTEBOOKS = ["region_summary", "body_summary", "overview", "data_quality", "panel", "narrative"]


def chart_of(part: Part) -> dict[str, Any]:
    spec: dict[str, Any] = part[1].to_dict()
    return spec


def listed(spec: dict[str, Any]) -> dict[str, str]:
    """What the list offers: the words that a reader sees by the value that they stand for."""
    (bind,) = (parameter["bind"] for parameter in spec["params"] if "bind" in parameter)
    return dict(zip(bind["options"], bind["labels"], strict=True))


@pytest.mark.parametrize("name", PARTS)
def test_both_versions_draw_the_first_choice_alike_and_the_chart_is_small(name: str) -> None:
    part = PARTS[name]("zh")
    assert len(json.dumps(mimebundle(chart_of(part))[MIME])) < 24_000
    assert same_in_both(spec_of(part[1]))


@pytest.mark.parametrize("notebook", NOTEBOOKS)
def test_every_page_has_a_chart_with_a_list_of_its_own(notebook: str) -> None:
    cells = json.loads((ROOT / "notebooks" / f"{notebook}.ipynb").read_text(encoding="utf-8"))["cells"]
    assert sum("display(*page_choice." in "".join(cell["source"]) for cell in cells) == 1


def test_the_list_offers_every_share_that_has_a_value_the_definitions_first() -> None:
    offered = listed(chart_of(any_rate("en")))
    assert list(offered)[:2] == ["disclosure_rate", "full_disclosure_rate"]
    assert offered["disclosure_rate"] == "Disclosure rate" and "received" not in offered
    assert "review_correction_rate" not in offered  # one review concluded: no rate in any year


def test_the_table_holds_what_the_list_chooses_from_and_doubt_is_marked() -> None:
    part = any_rate("en")
    assert f"{GRANTED}? (49 / 62)" in part[2].html and f"{GRANTED} (49 / 62)" in part[2].html
    assert all(f">{label}<" in part[2].html for label in listed(chart_of(part)).values())


def test_places_of_another_basis_stay_out_of_the_definitions() -> None:
    whole = Made(HONGZE, place="410300", scope="consolidated", kind="gov", undivided=True)
    frames = made(Made(ERQI), Made(ERQI, place="410202"), whole)
    told = chart_of(page_choice.definitions(asked("410000")._replace(frames=frames)))["description"]
    assert "郑州市" in told and "开封市" in told and "洛阳市" not in told


def test_without_any_value_there_are_words_and_no_list() -> None:
    nothing = pl.DataFrame(schema=page_choice.ROWS)
    chart = charts.choice(nothing, title="a", chooser="b", lang="en")
    assert "no value" in chart.to_dict()["description"] and "params" not in chart.to_dict()


@pytest.mark.browser
def test_a_page_on_disk_answers_the_keyboard_in_its_own_language(tmp_path: Path) -> None:
    """Tab to the list, which shows its focus; an arrow key, and other dots stand there; no request leaves the disk."""
    project = made_project(tmp_path)
    ensure_bundle(project)
    (project.pages / "region_summary").mkdir()
    with browser() as (page, outside):
        for lang, label, other in (("zh", "指标", "结转率"), ("en", "Measure", "Carry-over rate")):
            path = project.pages / "region_summary" / f"410103-2022-{lang}.html"
            outputs = [shown(mimebundle(any_rate(lang)[1].to_dict()))]
            path.write_text(render(notebook(*outputs), replace(MADE_FROM, lang=lang)), encoding="utf-8")
            page.goto(path.as_uri())
            page.wait_for_selector("figure.drawn svg.marks")
            steer(page, label, other)
            page.screenshot(path=tmp_path / f"chosen-{lang}.png")
    assert outside == []


def steer(page: Page, label: str, other: str) -> None:
    """The list with that label, by keys alone, to the option named: a rate of none of 62."""
    assert page.locator("figure.chart").get_attribute("role") == "group"  # an `img` would hide the list
    assert GRANTED in str(page.locator("svg.marks").text_content())
    chooser = page.locator("label", has_text=label).locator("select")
    for _ in range(20):
        page.keyboard.press("Tab")
        if chooser.evaluate("list => list === document.activeElement"):
            break
    assert chooser.evaluate("list => getComputedStyle(list).outlineStyle") == "solid"
    for _ in range(40):
        page.keyboard.press("ArrowDown")
        if chooser.locator("option:checked").inner_text() == other:
            break
    page.wait_for_function("() => document.querySelector('svg.marks').textContent.includes('0 / 62')")
    assert GRANTED not in str(page.locator("svg.marks").text_content())


@pytest.mark.parametrize(("largest", "ticks"), [(2, [0, 1, 2]), (13, [0, 5, 10]), (0, [0, 1])])
def test_counted_things_have_no_tick_between_two_of_them_nor_one_beyond_the_axis(
    largest: int, ticks: list[int]
) -> None:
    texts = {"choice": "a", "choice_label": "a", "row": "b", "row_label": "b", "shown": "", "counts": ""}
    rows = pl.DataFrame([texts | {"low": 0.0, "value": float(largest), "high": float(largest)}])
    spec = charts.choice(rows, title="t", chooser="c", share=False).to_dict()
    assert spec["layer"][0]["encoding"]["x"]["axis"]["values"] == ticks
