"""Where a report came from: meta tags, the line under a title, head lines of a text, a printed page's address."""

from __future__ import annotations

import pytest

from workbench.form import load_edition
from workbench.outline import outline
from workbench.readers import read_document
from workbench.readers.head import told_by_head_line, told_by_lines, told_by_meta


def test_meta_tags_of_government_sites_are_hints() -> None:
    pairs = [
        ("SiteIDCode", "4101030001"),
        ("ArticleTitle", "年报"),
        ("PubDate", "2025-01-20 09:30"),
        ("keywords", "x"),
    ]

    assert told_by_meta(pairs) == {"site_id": "4101030001", "title": "年报", "published": "2025-01-20 09:30"}


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (
            "发布时间：2025-01-20　来源：临江区人民政府　浏览次数：1,208",
            {"published": "2025-01-20", "issuer": "临江区人民政府"},
        ),
        ("来源：本站 发布日期: 2020年1月31日 字号：大 中 小", {"published": "2020年1月31日"}),
        ("索引号：000014349/2021-00012", {"index": "000014349/2021-00012"}),
        ("发布日期：", {}),
        ("各单位要写明信息来源，并注明发布日期。", {}),
        ("https://www.linjiang.gov.cn/nb/2024.html 1/5", {"url": "https://www.linjiang.gov.cn/nb/2024.html"}),
    ],
)  # fmt: skip
def test_a_line_tells_what_stands_after_its_names(line: str, told: dict[str, str]) -> None:
    assert told_by_lines([line]) == told


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("原文链接：http://a.gov.cn/1.html", ("url", "http://a.gov.cn/1.html")),
        ("**发布时间**: 2020-01-31", ("published", "2020-01-31")),
        ("- 发布机构：临江区人民政府办公室", ("issuer", "临江区人民政府办公室")),
        ("一、总体情况", None),
    ],
)
def test_a_head_line_tells_one_thing(line: str, told: tuple[str, str] | None) -> None:
    assert told_by_head_line(line) == told


def test_an_address_in_the_head_of_a_page_is_a_hint() -> None:
    page = (
        "<html><head><link rel=canonical href='https://a.gov.cn/nb/1.html'><base href='/x/'></head>"
        "<body><p>索引号：0123/2024 发布日期：2025-01-20</p></body></html>"
    )

    head = read_document(page.encode(), "page.html").head

    assert head == {"url": "https://a.gov.cn/nb/1.html", "index": "0123/2024", "published": "2025-01-20"}


TITLE = "甲县水利局2023年政府信息公开工作年度报告"


@pytest.mark.parametrize(
    ("page", "told"),
    [
        (
            "<meta name=Url content='/nb/1.html'><meta name=SiteDomain content='www.a.gov.cn'>",
            {"url": "http://www.a.gov.cn/nb/1.html"},
        ),
        (
            "<!-- saved from url=(0029)http://www.a.gov.cn/nb/1.html -->",
            {"url": "http://www.a.gov.cn/nb/1.html"},
        ),
        (
            "<table><tr><td>索 引 号</td><td>1/2</td></tr><tr><td>发布日期：</td><td>2024-01-31</td></tr></table>",
            {"published": "2024-01-31"},
        ),
        ("<div>主办：甲县人民政府 网站标识码：4115000012</div>", {"site_id": "4115000012"}),
    ],
)
def test_a_page_tells_where_it_comes_from_in_other_places_too(page: str, told: dict[str, str]) -> None:
    head = read_document(f"{page}<div><h1>{TITLE}</h1></div>".encode(), "page.html").head

    assert told.items() <= head.items()


@pytest.mark.parametrize("entry", ("<a href=x>{}</a> 2023-01-20", "{}"))
def test_reports_of_other_years_that_a_page_lists_lend_it_no_title(entry: str) -> None:
    """With a date beside the link, or without any link: then the period of the figures decides."""
    others = "".join(f"<li>{entry.format(TITLE.replace('2023', year))}</li>" for year in ("2022", "2021"))
    text = "<p>统计期限自2023年1月1日起至2023年12月31日止。</p><p>一、总体情况</p><p>我局依法公开。</p>"
    page = f"<html><body><ul>{others}</ul><h1>{TITLE}</h1>{text}</body></html>"

    found = outline(read_document(page.encode(), "page.html"), load_edition("2021"))

    assert (found.title, found.year) == (TITLE, 2023)
