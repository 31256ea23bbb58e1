"""Title, issuer, year, date and sections, as reports print them."""

from __future__ import annotations

from datetime import date

import pytest

from workbench.form import load_edition
from workbench.outline import Outline, outline
from workbench.readers.plain import read_plain

EDITION = load_edition("2021")


def told(text: str) -> Outline:
    return outline(read_plain(text.encode(), "report.txt"), EDITION)


@pytest.mark.parametrize(
    ("text", "issuer", "year"),
    [
        ("甲县人民政府2023年政府信息公开工作年度报告", "甲县人民政府", 2023),
        ("甲市乙区丙乡人民政府\n关于2022年政府信息公开工作的年度报告", "甲市乙区丙乡人民政府", 2022),
        ("乙区丙乡 2022 年政府信息\n公开工作年度报告", "乙区丙乡", 2022),
        ("2024年甲市教育局政府信息公开工作\n年度报告", "甲市教育局", 2024),
        ("甲市民政局二〇二〇年政府信息公开工作年度报告", "甲市民政局", 2020),
        ("# 甲区人民政府办公室2022年政府信息公开工作年度报告", "甲区人民政府办公室", 2022),
        ("政府信息公开年报\n首页 > 公开目录\n甲县2021年政府信息公开工作年度报告", "甲县", 2021),
    ],
)
def test_issuer_and_year_come_from_the_title_even_over_two_lines(text: str, issuer: str, year: int) -> None:
    found = told(text + "\n一、总体情况\n根据条例，编制本报告。")

    assert (found.issuer, found.year) == (issuer, year)


def test_the_signature_completes_a_name_that_the_title_shortens() -> None:
    assert told(
        "甲区乙乡2023年政府信息公开工作年度报告\n一、总体情况\n甲区乙乡人民政府\n2024年1月20日"
    ).issuer == ("甲区乙乡人民政府")


def test_without_a_year_in_the_title_the_period_of_the_figures_tells_it() -> None:
    text = "甲县政府信息公开工作年度报告\n统计期限为2019年1月1日至2019年12月31日。2020年将继续努力，2020年，2020年。"

    assert told(text).year == 2019


def test_the_date_is_the_head_lines_or_stands_alone_under_the_text() -> None:
    assert told(
        "标题: 甲县2022年政府信息公开工作年度报告\n发布时间: 2023-02-20 15:07\n正文"
    ).published == date(2023, 2, 20)
    assert told("甲县2022年政府信息公开工作年度报告\n甲县人民政府\n2023年1月6日\n1").published == date(
        2023, 1, 6
    )
    assert told("甲县2022年政府信息公开工作年度报告\n自2022年1月1日起施行").published is None


def test_sections_are_found_by_their_headings_in_any_order_and_numbering() -> None:
    text = (
        "一、总体情况\n甲\n## 二、主动公开政府信息情况\n乙\n1、 其他需要报告的事项\n丙\n"
        "五、存在的主要问题及改进情况\n丁"
    )

    assert [(s.number, s.text) for s in told(text).sections] == [(1, "甲"), (2, "乙"), (5, "丁"), (6, "丙")]


def test_a_text_that_names_no_such_report_has_no_title() -> None:
    assert (
        told("关于印发通知的通知\n各乡镇人民政府：根据政府信息公开条例的要求，现将有关事项通知如下。").title
        is None
    )


@pytest.mark.parametrize(
    ("title", "issuer"),
    [
        ("甲市住房和城乡建设局2023年\n政府信息公开工作\n年度报告", "甲市住房和城乡建设局"),
        ("高平市\n住房和城乡建设局\n2023年政府信息公开工作年度报告", "高平市住房和城乡建设局"),
        ("**甲市水利局2023年政府信息公开工作年度报告**", "甲市水利局"),
        ("甲市水利局2022-2023年政府信息公开工作年度报告", "甲市水利局"),
    ],
)
def test_a_title_over_three_lines_or_between_signs_is_whole(title: str, issuer: str) -> None:
    found = told(title + "\n一、总体情况\n根据条例，编制本报告。")
    assert (found.issuer, found.year, found.title and found.title[-4:]) == (issuer, 2023, "年度报告")


@pytest.mark.parametrize(
    ("line", "tail", "published"),
    [
        ("来源：区人民政府办公室 时间：2024-01-12 10:01", "", date(2024, 1, 12)),
        ("更新日期：2024-01-20 信息来源：甲区政务公开办 浏览：", "", date(2024, 1, 20)),
        ("成文日期：2024-01-10\n发布时间：2024-01-18", "", date(2024, 1, 18)),
        ("统计时间：2023年1月1日至2023年12月31日", "", None),
        ("", "甲市水利局\n二〇二四年一月二十日", date(2024, 1, 20)),
        ("", "甲市水利局\n二○二四年三月三十一日", date(2024, 3, 31)),
    ],
)
def test_the_date_stands_in_a_line_of_fields_or_in_numerals(
    line: str, tail: str, published: date | None
) -> None:
    text = f"甲市水利局2023年政府信息公开工作年度报告\n{line}\n一、总体情况\n我局依法公开。\n{tail}"
    assert told(text).published == published


@pytest.mark.parametrize(
    ("narrative", "year"),
    [
        ("2023年，我局发布信息。2022年为120条，2022年度比2021年增长。", 2023),
        ("我局依法公开。下一步，2024年将加强培训。2024年还将更新目录。", None),
    ],
)
def test_the_year_before_the_signature_is_reported_on_and_never_the_year_of_plans(
    narrative: str, year: int | None
) -> None:
    """A title without year; years to compare with are told more often than the report's own."""
    text = f"甲市水利局政府信息公开工作年度报告\n一、总体情况\n{narrative}\n甲市水利局\n2024年1月15日"
    assert told(text).year == year


HEADINGS = (
    "总体情况",
    "主动公开政府信息情况",
    "收到和处理政府信息公开申请情况",
    "政府信息公开行政复议、行政诉讼情况",
    "存在的主要问题及改进情况",
    "其他需要报告的事项",
)


def body(numbering: str, contents: str = "") -> str:
    parts = [
        f"{numbering.format(n)}{name}\n正文{n}。" for n, name in zip("一二三四五六", HEADINGS, strict=True)
    ]
    return "\n".join(["甲市水利局2023年政府信息公开工作年度报告", contents, *parts])


CONTENTS = {
    "plain": "\n".join(f"{n}、{name}" for n, name in zip("一二三四五六", HEADINGS, strict=True)),
    "with pages": "\n".join(
        f"{n}、{name}………………{n}" for n, name in zip("一二三四五六", HEADINGS, strict=True)
    ),
}


@pytest.mark.parametrize("contents", CONTENTS.values(), ids=CONTENTS)
def test_a_table_of_contents_opens_no_section(contents: str) -> None:
    found = told(body("{}、", f"目录\n{contents}"))
    assert [section.text for section in found.sections] == [f"正文{n}。" for n in "一二三四五六"]


@pytest.mark.parametrize("numbering", ["第{}部分 ", "第{}章　", "（{}）", "{}、"])
def test_headings_are_numbered_in_any_way(numbering: str) -> None:
    assert [section.text for section in told(body(numbering)).sections] == [
        f"正文{n}。" for n in "一二三四五六"
    ]


def test_a_part_of_section_one_that_bears_another_sections_name_is_no_section() -> None:
    parts = "（一）主动公开政府信息情况\n发布120条。\n（二）其他需要报告的事项\n无。"
    sections = told(body("{}、").replace("正文一。", parts)).sections
    assert [section.text for section in sections] == [parts, *(f"正文{n}。" for n in "二三四五六")]


@pytest.mark.parametrize(
    ("title", "issuer"),
    [
        ("2024年公布的甲县教育局2023年度政府信息公开工作年度报告", "甲县教育局"),
        ("甲县教育局关于印发2023年政府信息公开工作年度报告的通知", "甲县教育局"),
        ("甲县政务公开工作领导小组办公室2023年政府信息公开工作年度报告", "甲县政务公开工作领导小组办公室"),
        ("【甲县】甲县教育局2023年政府信息公开工作年度报告", "甲县教育局"),
        ("甲县人民政府门户网站 甲县水利局2023年政府信息公开工作年度报告", "甲县水利局"),
        ("甲县水利局年政府信息公开工作年度报告", "甲县水利局"),
        ("2023年政府信息公开工作年度报告\n甲县教育局", "甲县教育局"),
        ("政府信息公开工作年度报告\n（2023）\n甲县教育局", "甲县教育局"),
    ],
)
def test_the_body_is_named_without_what_stands_around_its_name(title: str, issuer: str) -> None:
    found = told(title + "\n统计期限自2023年1月1日起至2023年12月31日止。\n一、总体情况\n我局依法公开。")
    assert (found.issuer, found.year) == (issuer, 2023)


@pytest.mark.parametrize(
    ("published", "year"), [("2024年1月20日", 2023), ("2025年1月20日", 2024), ("", 2024)]
)
def test_a_title_of_another_year_than_the_figures_is_told_and_never_of_a_year_that_is_not_over(
    published: str, year: int
) -> None:
    text = "甲县2024年政府信息公开工作年度报告\n统计期限自2023年1月1日至12月31日。\n一、总体情况\n我县依法公开。\n"
    found = told(f"{text}{published}")
    assert (found.year, found.doubts) == (year, ("the title tells 2024, the period of the figures 2023",))


@pytest.mark.parametrize(
    ("line", "tail", "published"),
    [
        ("2024-01-31 09:12 来源: 甲县水利局", "", date(2024, 1, 31)),
        ("【发布日期】2024年01月31日 【来源】甲县水利局", "", date(2024, 1, 31)),
        ("发布日期\n2024-01-31\n信息来源\n甲县水利局", "", date(2024, 1, 31)),
        ("（2024年1月31日）", "", date(2024, 1, 31)),
        ("", "甲县水利局 2024年1月12日", date(2024, 1, 12)),
    ],
)
def test_a_date_alone_or_behind_the_signature_is_the_date(line: str, tail: str, published: date) -> None:
    text = f"甲县水利局2023年政府信息公开工作年度报告\n{line}\n一、总体情况\n我局依法公开。\n{tail}"
    assert told(text).published == published


def test_a_text_whose_lines_were_lost_has_its_title_date_and_sections() -> None:
    text = body("{}、").replace("\n", " ") + " 甲市水利局 2024年1月12日"
    found = told(text)
    assert (found.title, found.issuer) == ("甲市水利局2023年政府信息公开工作年度报告", "甲市水利局")
    assert found.published == date(2024, 1, 12)
    assert [section.number for section in found.sections] == [1, 2, 3, 4, 5, 6]


def test_text_may_follow_a_heading_in_its_line_and_a_sites_furniture_is_no_text() -> None:
    text = body("{}、").replace("改进情况\n正文五。", "改进情况。正文五。")
    after = "\n上一篇：甲市水利局2022年政府信息公开工作年度报告\n【打印本页】"
    assert [section.text for section in told(text + after).sections] == [f"正文{n}。" for n in "一二三四五六"]


@pytest.mark.parametrize(
    "subject",
    [
        "政府信息公开工作告年度报",
        "政府信息公开年度报",
        "政府公开信息工作年度报告",
        "政府信息工作公开年度报告",
    ],
)
def test_a_title_with_its_words_in_another_order_is_a_title(subject: str) -> None:
    found = told(f"铜川市公安局2024年{subject}\n本年度报告根据条例编制。\n")
    assert (found.issuer, found.year) == ("铜川市公安局", 2024)
