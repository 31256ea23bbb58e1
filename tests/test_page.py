"""A notebook as a page: what is shown, what is hidden, what cannot run, and how Chromium draws it offline."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import Page, Route, sync_playwright

from tests.runs_project import ERQI, made_project
from workbench.runs.assets import ensure_bundle
from workbench.runs.index import render_index
from workbench.runs.jobs import Provenance
from workbench.runs.page import CHART, render
from workbench.runs.sanitise import _clean_already, _parsed, sanitise
from workbench.tables import folded, table

MADE_FROM = Provenance("年度摘要", "410103", ERQI, 2022, "zh", 1, "ab12", "region_summary", "cd34", "0.1.0")
HOSTILE = '</script><script>window.ran = 1</script><img src="x" onerror="window.ran = 1"><!--'
CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update"),
]


def shown(data: dict[str, Any]) -> dict[str, Any]:
    return {"output_type": "display_data", "data": data, "metadata": {}}


def notebook(*outputs: dict[str, Any], prose: str = "# 二七区 2022", code: str = "a = 1") -> dict[str, Any]:
    cells = [
        {"cell_type": "markdown", "source": prose, "metadata": {}},
        {"cell_type": "code", "source": code, "metadata": {}, "outputs": list(outputs)},
    ]
    return {"cells": cells, "metadata": {}}


def chart(field: str = "件数", category: str = "予以公开") -> dict[str, Any]:
    """A bar chart with a bound choice, as an output; 49 of 62 requests are the granted ones of seed report 003."""
    spec = {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "width": "container",
        "data": {"values": [{"办理": category, field: 49}, {"办理": "无法提供", field: 8}]},
        "params": [
            {"name": "shown", "value": "全部", "bind": {"input": "select", "options": ["全部", "少于十"]}}
        ],
        "transform": [{"filter": f"shown == '全部' || datum['{field}'] < 10"}],
        "mark": "bar",
        "encoding": {
            "y": {"field": "办理", "type": "nominal"},
            "x": {"field": field, "type": "quantitative"},
        },
    }
    return shown({CHART: spec, "text/plain": f"{category} 49"})


def test_the_page_says_what_it_was_made_from_and_no_time() -> None:
    page = render(notebook(), MADE_FROM)
    assert all(part in page for part in ("ab12", "region_summary cd34", "workbench 0.1.0", "1 份报告"))
    assert not re.search(r"\d\d:\d\d", page)
    assert render(notebook(), MADE_FROM) == page


def test_a_long_page_has_links_to_its_parts_in_front_of_the_first_and_a_short_one_has_none() -> None:
    titles = ["Key figures", "A & B", "第三", "*Four*", "Five"]
    parts = [shown({"text/markdown": f"## {title}\n\nWords."}) for title in titles]
    page = render(notebook(*parts), MADE_FROM)
    links = re.findall('<li><a href="#([^"]*)">([^<]*)</a></li>', page)
    assert [title for _, title in links] == ["Key figures", "A &amp; B", "第三", "Four", "Five"]
    assert [anchor for anchor, _ in links] == re.findall('<h2 id="([^"]*)">', page)
    assert page.index("<h1") < page.index('<nav class="contents"') < page.index("<h2")
    assert "<nav" not in render(notebook(*parts[:4]), MADE_FROM)


def test_the_page_names_no_address_outside() -> None:
    page = render(notebook(chart(), shown({"text/html": "<table><tr><td>1</td></tr></table>"})), MADE_FROM)
    assert re.findall(r'(?:src|href)="(?!\.\./)[^"]*"', page) == []
    assert set(re.findall(r"https?://[^\s\"'<]+", page)) == {
        "https://vega.github.io/schema/vega-lite/v5.json"
    }


def test_the_language_of_the_page_is_that_of_its_run() -> None:
    assert '<html lang="zh-CN">' in render(notebook(), MADE_FROM)
    english = render(notebook(), Provenance(**{**vars(MADE_FROM), "lang": "en"}))
    assert '<html lang="en">' in english and "Show the code" in english


def test_a_widget_is_told_in_words_because_a_page_has_no_kernel() -> None:
    widget = shown(
        {"application/vnd.jupyter.widget-view+json": {"model_id": "widget-1"}, "text/plain": "Dropdown()"}
    )
    page = render(notebook(widget), MADE_FROM)
    assert "请在 JupyterLab 中打开" in page and "Dropdown()" not in page


@pytest.mark.parametrize(
    ("markup", "left"),
    [
        ('<p onclick="f()">一</p>', "<p>一</p>"),
        ("<style>p { color: red }</style><b>二</b>", "<b>二</b>"),
        ('<a href="javascript:f()">三</a>', "<a>三</a>"),
        ('<a href=" JaVa&#115;cript:f()">三</a>', "<a>三</a>"),
        ('<img src="https://a.example/x.png" alt="四">', '<img alt="四">'),
        ('<td style="background: url(https://a.example)">五', "<td>五</td>"),
        ('<meta http-equiv="refresh" content="0;url=https://a.example">六', "六"),
        ("<iframe srcdoc='<p>x</p>'></iframe>七", "七"),
        ('<a download="a.csv" href="data:text/csv;base64,MQ==">表</a>',) * 2,
        ('<a href="data:text/html,<script>f()</script>">表</a>', "<a>表</a>"),
        ("</div></main>八", "八"),
        (
            "<svg viewBox='0 0 1 1'><script>f()</script><rect x='0'/></svg>",
            '<svg viewBox="0 0 1 1"><rect x="0"></rect></svg>',
        ),
        ("1 < 2 &lt;script&gt;", "1 &lt; 2 &lt;script&gt;"),
        (
            '<td style="text-align:right" colspan="2">九</td>',
            '<td style="text-align:right" colspan="2">九</td>',
        ),
    ],
)
def test_markup_is_reduced_to_what_can_only_be_looked_at(markup: str, left: str) -> None:
    assert sanitise(markup) == left


PIECES = [
    *(
        "<td>",
        "</td>",
        "</td >",
        '</td style="color:red">',
        '<td colspan="2" title="&lt;&#x27;">',
        '<td style="color:red">',
        '<td style="position:fixed" title="a\'b">',
        "<b>x</b>",
        "<p>中文</p>",
    ),
    *(
        "<!--",
        "-->",
        "<script>",
        "</script>",
        "<style>",
        "</style>",
        "<svg>",
        "</svg>",
        "<iframe>",
        "<![CDATA[",
        "]]>",
        "<?x",
        "?>",
    ),
    *(
        "text",
        "a & b",
        "AT&T",
        "&am",
        "p;",
        "&lt;",
        "&#60;",
        "<",
        ">",
        "</",
        '"',
        "'",
        ' x="<td>" ',
        '<a href="',
        '">',
        "<br/>",
        "\n",
    ),
]


@given(st.lists(st.sampled_from(PIECES), max_size=14).map("".join))
def test_markup_that_is_taken_at_a_glance_is_taken_as_the_parser_takes_it(markup: str) -> None:
    assert sanitise(markup) == _parsed(markup)


def test_our_tables_and_links_are_taken_at_a_glance() -> None:
    frame = pl.DataFrame({"place": ["青川市", "A & B's"], "value": [1, None]})
    made = folded("All <b>", table(frame, lang="zh", name="rates")).html
    assert _clean_already(made) == _parsed(made) is not None


def test_only_our_own_scripts_carry_the_nonce() -> None:
    hostile = notebook(
        chart(category=HOSTILE), shown({"text/html": HOSTILE}), shown({"text/markdown": HOSTILE})
    )
    page = render(hostile, MADE_FROM, inline="window.vegaEmbed = 1 // </script>")
    nonce = re.search(r"script-src 'nonce-([^']+)'", page)
    assert nonce is not None
    scripts = re.findall(r"<script([^>]*)>", page)
    assert len(scripts) == 3  # the chart's specification, the bundle, the few lines that draw
    assert all(f'nonce="{nonce.group(1)}"' in attributes for attributes in scripts)
    assert page.count("</script>") == 3


def test_the_index_escapes_what_reports_and_errors_say() -> None:
    run = {"notebook": "n", "name": "x", "place": "1", "place_name": HOSTILE, "year": 2022, "title": HOSTILE}
    failure = {"since": "2026-01-01T00:00:00", "error": HOSTILE}
    index = render_index([{"run": {**run, "lang": "zh", "reports": 1}, "good": None, "failure": failure}])
    assert index.count("<script") == 1 and "<img" not in index


@pytest.mark.browser
def test_a_search_in_the_index_shows_the_first_rows_at_once_and_the_others_when_asked(tmp_path: Path) -> None:
    good = {"page": "n/x.html", "received": None}
    runs = [
        {
            "notebook": "n",
            "name": str(number),
            "place": str(410000 + number),
            "place_name": "青川",
            "year": 2022,
        }
        for number in range(250)
    ]
    manifests = [
        {"run": {**run, "title": "页", "lang": "zh", "reports": 1}, "good": good, "failure": None}
        for run in runs
    ]
    path = tmp_path / "index.html"
    path.write_text(render_index(manifests), encoding="utf-8")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_page()
        page.goto(path.as_uri())
        rows = page.locator("tbody tr:visible")
        seen = [rows.count()]
        for word in ("410249", "青川", "nowhere", ""):
            page.fill("#search", word)
            seen.append(rows.count())
        page.click("#more")
        seen.append(rows.count())
        browser.close()
    assert seen == [250, 1, 200, 0, 200, 250]


@pytest.mark.browser
def test_a_page_opens_from_disk_without_a_network_and_draws_its_chart(tmp_path: Path) -> None:
    project = made_project(tmp_path)
    ensure_bundle(project)
    path = project.pages / "region_summary" / "410103-2022-zh.html"
    path.parent.mkdir()
    outputs = chart(), shown({"text/html": HOSTILE}), chart(category=HOSTILE)
    path.write_text(render(notebook(*outputs), MADE_FROM), encoding="utf-8")
    seen = look(path, tmp_path / "page.png")
    assert seen == {
        "asked": [],
        "drawn": 2,
        "undrawn": 0,
        "ran": None,
        "granted": True,
        "bars": (2, 1),
        "code": False,
    }


@pytest.mark.browser
def test_a_single_file_draws_its_chart_with_nothing_beside_it(tmp_path: Path) -> None:
    bundle = ensure_bundle(made_project(tmp_path / "project")).read_text(encoding="utf-8")
    path = tmp_path / "alone" / "page.html"
    path.parent.mkdir()
    path.write_text(render(notebook(chart()), MADE_FROM, inline=bundle), encoding="utf-8")
    seen = look(path, tmp_path / "single.png")
    assert (seen["asked"], seen["drawn"], seen["bars"]) == ([], 1, (2, 1))


def look(path: Path, picture: Path) -> dict[str, Any]:
    """What a reader with the network cut off sees on the page; the picture is kept beside the test's files."""
    asked: list[str] = []

    def refuse(route: Route) -> None:
        if route.request.url.startswith("file://"):
            route.continue_()
        else:
            asked.append(route.request.url)
            route.abort()

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_page(viewport={"width": 1100, "height": 900})
        page.route("**/*", refuse)
        page.goto(path.as_uri())
        page.wait_for_selector("figure.drawn svg.marks")
        page.wait_for_function(
            "document.querySelectorAll('figure.drawn, figure.undrawn').length == "
            "document.querySelectorAll('figure.chart').length"
        )
        page.screenshot(path=picture, full_page=True)
        seen = {
            "asked": asked,
            "drawn": page.locator("figure.drawn svg.marks").count(),
            "undrawn": page.locator("figure.undrawn").count(),
            "ran": page.evaluate("window.ran ?? null"),
            "granted": page.get_by_text("予以公开").count() > 0,
            "bars": (bars(page), choose(page)),
            "code": page.locator("pre.code").first.is_visible(),
        }
        browser.close()
    return seen


def bars(page: Page) -> int:
    return page.locator("figure.chart").first.locator(".mark-rect path[aria-roledescription=bar]").count()


def choose(page: Page) -> int:
    """The bars that are left when the reader picks the other choice: charts stay alive without a kernel."""
    page.locator(".vega-bind select").first.select_option("少于十")
    page.wait_for_function(
        "document.querySelectorAll('figure.chart')[0]"
        ".querySelectorAll('.mark-rect path[aria-roledescription=bar]').length == 1"
    )
    return bars(page)
