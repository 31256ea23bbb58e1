"""Pages that a collector saved as text: fields of the page's table around the title, names told in the lead alone."""

from __future__ import annotations

import pytest

from tests.specimens import rendered
from tests.specimens.figures import seeded
from tests.specimens.report import plain_report
from workbench.report import read_bytes

BODY = rendered("text_lines", [plain_report(seeded(3))], [3])[0].decode()
TABLES = BODY[BODY.index("\n二、") :].replace("青川市临江区人民政府", "")  # no signature
OVERVIEW = "一、总体情况\n全年公开信息12条。"


def read(head: str, tables: str = TABLES) -> dict:  # type: ignore[type-arg]
    return read_bytes(f"{head}\n{OVERVIEW}{tables}".encode(), "page.txt")


@pytest.mark.parametrize(
    "line",
    [
        "标 题 | 青川市水务局2022年政府信息公开工作年度报告 | ||",
        "标      题 青川市水务局2022年政府信息公开工作年度报告",
        "名称: 青川市水务局2022年政府信息公开工作年度报告",
        "| 青川市水务局2022年政府信息公开工作年度报告 |",
    ],
)
def test_a_title_in_a_field_of_the_pages_table_is_the_title_without_the_fields_name(line: str) -> None:
    found = read(line)
    assert (found["title"], found["issuer"]) == ("青川市水务局2022年政府信息公开工作年度报告", "青川市水务局")


def test_a_column_of_the_site_is_no_title_and_the_lead_names_the_issuer() -> None:
    found = read("部门信息公开年报 2022\n根据条例规定,现公布泰兴市水务局2022年政府信息公开工作年度报告。")
    assert (found["title"], found["issuer"], found["year"]) == (None, "泰兴市水务局", 2022)


def test_the_year_is_told_by_the_sentence_that_announces_the_report() -> None:
    assert read("现将我办2022年度政府信息公开情况报告如下:")["year"] == 2022


def test_a_year_without_its_word_in_front_of_the_subject_is_the_year() -> None:
    found = read("泰兴市水务局2022\n政府信息公开工作年度报告")
    assert (found["issuer"], found["year"]) == ("泰兴市水务局", 2022)


@pytest.mark.parametrize(
    "line", ["2023年01月18日来源:1", "2023-01-18", "发布日期 | 2023-01-18 10:18:21 |", "日期 2023-01-18"]
)
def test_the_day_under_a_title_is_the_day_of_publication(line: str) -> None:
    assert read(f"泰兴市水务局2022年政府信息公开工作年度报告\n{line}")["published"] == "2023-01-18"


def test_readings_that_a_converter_put_behind_signs_are_no_part_of_the_words() -> None:
    spelled = TABLES.replace("总计", "總(zǒng)計(jì)").replace("处理", "處(chǔ)理")
    found = read("泰興市水務(wù)局2022年政府信息公開(kāi)工作年度報(bào)告", spelled)
    assert (found["issuer"], found["year"]) == ("泰兴市水务局", 2022)
    assert {cell["status"] for cell in found["cells"].values()} == {"proved", "read"}


def test_headings_without_title_and_tables_are_a_report_that_lost_them() -> None:
    headings = [
        "二、主动公开政府信息情况",
        "三、收到和处理政府信息公开申请情况",
        "五、存在的主要问题及改进情况",
    ]
    found = read("", "\n" + "\n".join(headings) + "\n公开不够及时。")
    assert (found["status"], found["reasons"][0]["reason"]) == ("partial", "no_tables")
    assert read("", "\n公开不够及时。")["reasons"][0]["reason"] == "not_a_report"
