"""The explorer and the review as a person uses them: JupyterLab in Chromium, no other host reachable.

Screenshots are kept in the test's folder (`--basetemp` names it).
"""

from __future__ import annotations

import json
import os
import re
import shutil
from base64 import b64decode
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Locator, Page

from tests.evidence import RECEIVED, read_in, specimen
from tests.keeping import made_project
from tests.lab import browser, jupyterlab, run_all
from tests.sample_project import ROOT, make_sample_project
from tests.specimens import rendered
from tests.specimens.figures import seeded
from tests.specimens.pdf_drawn import places_drawn
from tests.specimens.report import plain_report
from workbench.project import Project
from workbench.source_view import pages

CHART = ".vega-embed svg.marks"
ORANGE = (212, 80, 26)
# A third of the processor for the page, as on an old machine or a busy one; a sixth in `make soak`. The browser slows
# a page by computing nothing instead, so that this is what the test costs.
SLOWER = float(os.environ.get("WORKBENCH_SLOWER", "3"))
# anywidget gives up on a widget after two seconds, as on a busy machine: here at once, on any.
IMPATIENT = """{
    const was = AbortSignal.timeout.bind(AbortSignal)
    AbortSignal.timeout = (ms) => was(ms === 2000 ? 0 : ms)
}"""
REFUSED = [name for name in seeded(3) if name.startswith("requests.denied_") and name.endswith(".total")]
LARGEST = max(REFUSED, key=lambda name: int(str(seeded(3)[name]))).split(".")[1]
RIGHT = int(str(seeded(3)[RECEIVED]))
WRONG = RIGHT + 10
# Where the specimen's printer drew the misprinted cell: the page, and its frame in points.
PAGE, FRAME = places_drawn(plain_report({**seeded(3), RECEIVED: WRONG}, year=2024))[RECEIVED]
REGISTER = """\
path,place,kind,scope,use
erqi.pdf,410103,gov_office,own,count
erqi.html,410103,gov_office,own,count
litong.pdf,640302,gov_office,own,count
"""
FOCUSED = """() => {
    const one = document.activeElement
    if (!one.closest('.workbench-keys')) return null
    const label = one.closest('.widget-dropdown, .widget-text, .widget-combobox, .widget-checkbox')?.textContent
    const name = one.matches('select, input') ? one.parentElement.querySelector('label')?.textContent : one.textContent
    return {name: (name || label || '').trim(), outline: getComputedStyle(one).outlineStyle}
}"""
# 35 offices of one county each, none with as many requests or as high a rate as another.
FUNNEL = f"""\
import sys
sys.path.insert(0, {str(ROOT)!r})
from tests.made_frames import Made, made
from workbench.explorer import Explorer
cases = lambda n: {{"requests.granted.total": 2 * n, "requests.total_processed.total": 50 + 3 * n}}
Explorer(frames=made(*(Made(cases(n), place=f"4101{{n:02}}") for n in range(2, 37))), region="410102")
"""
REVIEW = "from workbench.explorer import Review\n\nReview('..', lang='en')"


def drawn(page: Page) -> str:
    """The text in the first chart, the ranked dots."""
    return page.locator(CHART).first.text_content() or ""


def told(page: Page, words: str) -> None:
    """Waits until the first chart says so: a busy machine draws its frame before its words."""
    page.wait_for_function(
        "([css, words]) => document.querySelector(css)?.textContent.includes(words)", arg=[CHART, words]
    )


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


def two_offices(folder: Path) -> Project:
    """Erqi's report with its total of requests received misprinted, one of the year before, and Litong's."""
    project = made_project(folder)
    (project.raw / "erqi.pdf").write_bytes(specimen("pdf_drawn", {RECEIVED: WRONG}))
    (project.raw / "erqi.html").write_bytes(
        rendered("html_site", [plain_report(seeded(11), year=2023)], [None])[0]
    )
    (project.raw / "litong.pdf").write_bytes(specimen("pdf_drawn"))
    project.register.write_text(REGISTER, encoding="utf-8")
    read_in(project)
    write_notebook(project.root / "notebooks" / "review.ipynb", REVIEW)
    shutil.copy(ROOT / "notebooks" / "explore.ipynb", project.root / "notebooks")
    return project


class Lab(NamedTuple):
    """A JupyterLab that serves `root`, and a page for it; `outside` are the requests to other hosts."""

    root: Path
    address: str
    page: Page
    outside: list[str]


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    root, home = tmp_path_factory.mktemp("lab"), tmp_path_factory.mktemp("home") / "home"
    with jupyterlab(root, home) as address, browser() as (page, outside):
        page.add_init_script(IMPATIENT)
        yield Lab(root, address, page, outside)


@pytest.mark.browser
@pytest.mark.timeout(600)  # on a busy machine
def test_the_whole_way_from_a_dot_to_the_source_to_a_correction_to_another_figure(
    lab: Lab, tmp_path: Path
) -> None:
    project = two_offices(lab.root / "offices")
    before = {path.name: path.read_bytes() for path in project.raw.iterdir()}
    page = lab.page
    run_all(page, lab.address, "offices/notebooks/explore.ipynb")
    page.wait_for_selector(CHART, timeout=60_000)
    cascade(page)
    for year in (2023, 2024):
        point(page, year)
    choose(page, "指标", "新收申请")
    dot(page, "利通区", "640302")
    dot(page, "二七区", "410103")
    page.screenshot(path=tmp_path / "pictures" / "dot.png")
    block(page, "不予公开", f"requests.{LARGEST}.total")
    tile(page, "行: 一、", "列: 总计").click()  # the names beside the pointer are in the language chosen
    page.locator("figure.source", has_text=RECEIVED).wait_for(timeout=20_000)
    said = page.locator("figure.source").inner_text()
    assert f"第{PAGE}页" in said and f"「{WRONG}」" in said and RECEIVED in said
    outlined_as_drawn(picture(page))
    page.locator("figure.source").scroll_into_view_if_needed()
    page.screenshot(path=tmp_path / "pictures" / "source.png")

    run_all(page, lab.address, "offices/notebooks/review.ipynb")
    with slowed(page):
        accept_the_proposal(page, tmp_path / "pictures")
    after = {path.name: path.read_bytes() for path in project.raw.iterdir()}
    assert "the row adds up to it" in after.pop("corrections.toml").decode() and after == before

    run_all(page, lab.address, "offices/notebooks/explore.ipynb")  # loads anew
    with slowed(page):
        each_chart_is_drawn(page)
        page.wait_for_function(f"() => document.body.textContent.includes('{RIGHT:,}*')", timeout=60_000)
        choose(page, "指标", "新收申请")
    assert f"{RIGHT:,}" in drawn(page) and f"{WRONG:,}" not in drawn(page)
    page.screenshot(path=tmp_path / "pictures" / "corrected.png")
    assert not page.locator(".jp-RenderedText[data-mime-type='application/vnd.jupyter.stderr']").count()
    assert lab.outside == []


@contextmanager
def slowed(page: Page) -> Iterator[None]:
    """The page has a slow processor; JupyterLab itself may start as it can."""
    processor = page.context.new_cdp_session(page)
    processor.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    yield
    processor.send("Emulation.setCPUThrottlingRate", {"rate": 1})
    processor.detach()


def cascade(page: Page) -> None:
    """Down to another province, and down to the county again, each step told in the record of the state."""
    for level, option in (
        ("省", "宁夏回族自治区 (640000)"),
        ("省", "河南省 (410000)"),
        ("市", "郑州市 (410100)"),
        ("县", "二七区 (410103)"),
    ):
        select(page, level, option)
        region = option[-7:-1]
        page.wait_for_function(f"() => document.body.innerText.includes(\"region='{region}'\")")


def dot(page: Page, place: str, region: str) -> None:
    page.locator(".vega-embed").first.locator(f"svg .mark-symbol path[aria-label*='{place}']").click()
    page.wait_for_function(f"() => document.body.innerText.includes(\"region='{region}'\")")


def point(page: Page, year: int) -> None:
    """A click on the year's point of the time line, the second chart."""
    page.locator(".vega-embed").nth(1).locator(f"svg .mark-symbol path[aria-label*='year: {year}']").click()
    page.wait_for_function(f"() => document.body.innerText.includes('year={year}')")


def block(page: Page, part: str, cell: str) -> None:
    """A click on the part of the results, the third chart, and the cell that it chooses."""
    page.locator(".vega-embed").nth(2).locator(f"svg .mark-rect path[aria-label*='{part}']").click()
    page.wait_for_function("(cell) => document.body.innerText.includes(`cell='${cell}'`)", arg=cell)


def each_chart_is_drawn(page: Page) -> None:
    """Dots, line, results and matrix have words in them; what stands in the closed tab has none."""
    page.wait_for_function(
        "([css, n]) => [...document.querySelectorAll(css)].filter((one) => one.textContent).length === n",
        arg=[CHART, 4],
        timeout=120_000,
    )


def tile(page: Page, row: str, column: str) -> Locator:
    """The tile's edge, which lies on top."""
    return page.locator(f"svg .mark-rect path[aria-label*='{row}'][aria-label*='{column}']").last


def outlined_as_drawn(cut: np.ndarray) -> None:
    """The orange frame stands where the printer drew the cell."""
    rows, columns = np.nonzero((cut == ORANGE).all(axis=2))
    x0, y0, x1, y1 = (side * pages.DPI / 72 for side in FRAME)
    above = max(0.0, y0 - pages.AROUND * pages.DPI / 72)
    found = np.array([columns.min(), rows.min(), columns.max(), rows.max()])
    assert np.abs(found - [x0, y0 - above, x1, y1 - above]).max() <= pages.OUTLINE + 2


def accept_the_proposal(page: Page, pictures: Path) -> None:
    page.wait_for_selector("figure.source img", timeout=60_000)
    outlined_as_drawn(picture(page))
    page.screenshot(path=pictures / "review.png")
    page.locator("input[placeholder='what was seen']").press_sequentially("the row adds up to it")
    page.get_by_role("button", name=f"Accept the proposal: {RIGHT:,}").press(
        "Enter"
    )  # at once, as one who hurries
    page.wait_for_function("() => document.body.innerText.includes('Written as entry 1')")
    page.screenshot(path=pictures / "written.png")


@pytest.mark.browser
@pytest.mark.timeout(600)  # on a busy machine
def test_a_click_on_a_point_of_the_funnel_chooses_its_place(lab: Lab, tmp_path: Path) -> None:
    write_notebook(lab.root / "funnel" / "funnel.ipynb", FUNNEL)
    page = lab.page
    run_all(page, lab.address, "funnel/funnel.ipynb")
    page.wait_for_selector(CHART, timeout=60_000)
    page.locator(".lm-TabBar-tab", has_text="同级同类").click()
    points = page.locator(".vega-embed svg .mark-symbol path")
    points.and_(page.locator("[aria-label*='名称: 金水区']")).click()  # 410105
    page.wait_for_function("() => document.body.innerText.includes(\"region='410105'\")")
    page.screenshot(path=tmp_path / "pictures" / "funnel.png")
    assert lab.outside == []


@pytest.mark.browser
@pytest.mark.timeout(600)  # on a busy machine
def test_without_a_mouse_and_where_there_is_nothing_to_draw(lab: Lab, tmp_path: Path) -> None:
    """All by keys: each chooser is reached and shows its focus, arrows choose; then the three different messages."""
    make_sample_project(lab.root / "samples")
    page = lab.page
    run_all(page, lab.address, "samples/notebooks/explore.ipynb")
    page.wait_for_selector(CHART, timeout=60_000)
    told(page, "49 / 62")  # seed report 003
    reached = all_by_tab(page)
    wanted = [
        "语言",
        "省",
        "市",
        "县",
        "乡镇",
        "机关",
        "年份",
        "起始年",
        "指标",
        "口径",
        "比较范围",
        "报告",
        "单元格",
    ]
    assert [name for name in reached if name in wanted] == wanted
    assert reached.count("数据表") == 4 and "办理结果" in reached and "导出所选" in reached
    focus(page, "单元格")
    page.keyboard.press("ArrowDown")
    page.wait_for_selector("figure.source img", timeout=20_000)
    page.screenshot(path=tmp_path / "pictures" / "keys.png")

    type_in(page, "分母至少", "1000")
    in_both(page, "筛选过窄", "too narrow", tmp_path / "pictures" / "narrow")
    type_in(page, "分母至少", "0")
    choose(page, "年份", "2023")
    in_both(page, "未取得.*二七区2023年的报告", "No 2023 report of .*二七区", tmp_path / "pictures" / "none")
    choose(page, "年份", "2022")
    told(page, "49 / 62")
    for level, option in (
        ("省", "青海省 (630000)"),
        ("市", "海东市 (630200)"),
        ("县", "平安区 (630203)"),
    ):
        select(page, level, option)
        page.wait_for_function(f"() => document.body.innerText.includes('{option[-7:-1]}')")
    select(page, "乡镇", "古城回族乡 (630203202)")
    select(page, "比较范围", "本市同级")
    in_both(page, "零申请", "Only zero returns", tmp_path / "pictures" / "zero")
    assert lab.outside == []


def all_by_tab(page: Page) -> list[str]:
    """What has the focus, from the first chooser on, a Tab each, until it leaves the explorer; each shows it."""
    page.locator(".workbench-keys select").first.focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")  # as a person comes there: a focus by code need not be shown
    names = []
    while (found := page.evaluate(FOCUSED)) is not None:
        assert found["outline"] == "solid", found
        names.append(found["name"])
        page.keyboard.press("Tab")
    return names


def focus(page: Page, chooser: str) -> None:
    labelled = page.locator(
        ".widget-dropdown", has=page.locator("label", has_text=re.compile(f"^{chooser}$"))
    )
    labelled.locator("select").focus()


def type_in(page: Page, box: str, text: str) -> None:
    before = page.locator(CHART).first.inner_html()
    labelled = page.locator(".widget-text", has=page.locator("label", has_text=re.compile(f"^{box}$")))
    labelled.locator("input").fill(text)
    labelled.locator("input").press("Enter")
    changed(page, before)


def all_is_in_sight(page: Page, lang: str) -> None:
    """With every table opened no column, and none of the totals, is pushed out of the notebook beside the files."""
    page.wait_for_function(
        "(lang) => document.querySelector('.workbench-keys').lang.startsWith(lang)", arg=lang
    )
    wide = page.locator(".workbench-keys").evaluate(
        """box => {
            for (const one of box.querySelectorAll('.widget-html details')) one.open = true
            return box.scrollWidth - box.clientWidth
        }"""
    )
    assert wide <= 0, f"{wide} pixels too wide"


def in_both(page: Page, zh: str, en: str, path: Path) -> None:
    """The words in place of the first chart in Chinese and in English, and no axis beside them; Chinese again."""
    for lang, words, chooser, other in (("zh", zh, "语言", "English"), ("en", en, "Language", "中文")):
        page.wait_for_function("(lang) => document.body.innerText.includes(`lang='${lang}'`)", arg=lang)
        page.wait_for_function(
            "([css, words]) => new RegExp(words).test(document.querySelector(css).textContent)",
            arg=[CHART, words],
        )
        assert not page.locator(CHART).first.locator(".role-axis").count()
        all_is_in_sight(page, lang)
        page.screenshot(path=f"{path}-{lang}.png")
        choose(page, chooser, other)
    page.wait_for_function("() => document.body.innerText.includes(`lang='zh'`)")
