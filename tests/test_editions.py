"""Which edition a report follows is told by its own tables; what an edition does not have stays absent."""

from __future__ import annotations

from typing import Any

import pytest

from tests.specimens import rendered
from tests.specimens.figures import seeded
from tests.specimens.report import plain_report
from workbench.report import read_bytes

SHEET = """甲县人民政府2016年政府信息公开工作年度报告
2016年，全县收到政府信息公开申请23件。
政府信息公开情况统计表
统计指标\t单位\t统计数
三、依申请公开情况\t——\t——
（一）收到申请数\t件\t23
1.当面申请数\t件\t20
（三）申请答复数\t件\t22
1.属于已主动公开范围数\t件\t4
2.同意公开答复数\t件\t11
3.同意部分公开答复数\t件\t2
4.不同意公开答复数\t件\t3
四、行政复议数量\t件\t5
（一）维持具体行政行为数\t件\t3
（二）被依法纠错数\t件\t1
（三）其他情形数\t件\t1
五、行政诉讼数量\t件\t2
（一）维持具体行政行为或者驳回原告诉讼请求数\t件\t0
（二）被依法纠错数\t件\t2
（三）其他情形数\t件\t0
"""
SHEET_CELLS = {
    "requests.received.total": 23,
    "requests.already_public.total": 4,
    "requests.granted.total": 11,
    "requests.partially_granted.total": 2,
    "requests.denied.total": 3,
    "review.total": 5,
    "review.upheld": 3,
    "review.corrected": 1,
    "review.other_result": 1,
    "litigation.total": 2,
    "litigation.upheld": 0,
    "litigation.corrected": 2,
    "litigation.other_result": 0,
}


def read(text: str, name: str = "report.txt") -> dict[str, Any]:
    return read_bytes(text.encode(), name)


def as_html(sheet: str) -> str:
    rows = "".join(
        "<tr>" + "".join(f"<td>{cell}</td>" for cell in line.split("\t")) + "</tr>"
        for line in sheet.splitlines()[3:]
    )
    return f"<html><body><h1>{sheet.splitlines()[0]}</h1><table>{rows}</table></body></html>"


@pytest.mark.parametrize(("text", "name"), [(SHEET, "report.txt"), (as_html(SHEET), "report.html")])
def test_the_sheet_of_2014_gives_what_is_surely_there_and_nothing_else(text: str, name: str) -> None:
    report = read(text, name)

    assert (report["edition"], report["year"]) == ("2014", 2016)
    assert {id_: cell["value"] for id_, cell in report["cells"].items()} == SHEET_CELLS
    assert {cell["status"] for cell in report["cells"].values()} == {"read"}


def test_corrections_of_reviews_and_of_lawsuits_bear_the_same_label_and_are_told_apart_by_order() -> None:
    cells = read(SHEET)["cells"]

    assert (cells["review.corrected"]["value"], cells["litigation.corrected"]["value"]) == (1, 2)


def test_an_older_report_without_any_sheet_gives_its_claims_only() -> None:
    report = read(
        "甲县2010年政府信息公开工作年度报告\n本年共收到政府信息公开申请23件，已答复20件。没有因此引起的行政复议。"
    )

    assert (report["status"], report["edition"], report["cells"]) == ("partial", None, {})
    assert {claim["quantity"]: claim["value"] for claim in report["claims"]}["requests_received"] == 23


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("一图读懂甲县2023年政府信息公开工作年度报告\n全年收到申请5件。", "an explanation of a report"),
        (
            "关于做好2023年度政府信息公开工作年度报告编制发布工作的通知\n各乡镇：",
            "a notice about such reports",
        ),
        ("我县发布2023年政府信息公开工作年度报告\n本报讯", "news about a report"),
        (
            "\n".join(f"{name}局2023年政府信息公开工作年度报告" for name in ("民政", "教育", "财政", "交通")),
            "a list of reports",
        ),
    ],
)
def test_what_only_speaks_of_reports_is_named_and_is_no_report(text: str, what: str) -> None:
    report = read(text)

    assert (report["status"], report["reasons"][0]["reason"]) == ("failed", "not_a_report")
    assert what in report["reasons"][0]["message"]


# ------------------------------------------------------------------------------------------------ cells run together

ROWS = [  # the label as printed, and the digits of Pingtan's report for 2022 (its borders were lost on its page)
    ("一、本年新收政府信息公开申请数量", "713000074"),
    ("二、上年结转政府信息公开申请数量", "1000001"),
    ("三、本年度办理结果（一）予以公开", "210000021"),
    ("（二）部分公开（区分处理的，只计这一情形，不计其他情形）", "8100009"),
    ("（三）不予公开1.属于国家秘密", "0000000"),
    ("2.其他法律行政法规禁止公开", "0000000"),
    ("3.危及“三安全一稳定”", "0000000"),
    ("4.保护第三方合法权益", "0000000"),
    ("5.属于三类内部事务信息", "1000001"),
    ("6.属于四类过程性信息", "2000002"),
    ("7.属于行政执法案卷", "1000001"),
    ("8.属于行政查询事项", "0000000"),
    ("（四）无法提供1.本机关不掌握相关政府信息", "370000037"),
    ("2.没有现成信息需要另行制作", "0000000"),
    ("3.补正后申请内容仍不明确", "0000000"),
    ("（五）不予处理1.信访举报投诉类申请", "0000000"),
    ("2.重复申请", "0000000"),
    ("3.要求提供公开出版物", "0000000"),
    ("4.无正当理由大量反复申请", "0000000"),
    ("5.要求行政机关确认或重新出具已获取信息", "0000000"),
    ("（六）其他处理1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请", "2000002"),
    ("2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请", "0000000"),
    ("3.其他", "0200002"),
    ("（七）总计", "723000075"),
    ("四、结转下年度继续办理", "0000000"),
]
HEADER = "申请人情况自然人法人或其他组织总计商业企业科研机构社会公益组织法律服务机构其他"
TITLE = "甲区2022年政府信息公开工作年度报告 三、收到和处理政府信息公开申请情况 "


def glued(rows: list[tuple[str, str]]) -> str:
    return TITLE + HEADER + "".join(label + digits for label, digits in rows)


def matrix(report: dict[str, Any], row: str) -> list[Any]:
    cells = {id_: cell["value"] for id_, cell in report["cells"].items()}
    columns = (
        "natural_person",
        "commercial",
        "research",
        "public_welfare",
        "legal_service",
        "other",
        "total",
    )
    return [cells.get(f"requests.{row}.{column}") for column in columns]


def test_digits_without_borders_are_cut_where_the_sums_leave_one_way() -> None:
    report = read(glued(ROWS))

    assert matrix(report, "received") == [71, 3, 0, 0, 0, 0, 74]
    assert matrix(report, "unavailable_not_held") == [37, 0, 0, 0, 0, 0, 37]
    assert {cell["status"] for cell in report["cells"].values()} == {"proved"}


def test_the_next_rows_numbering_is_not_taken_for_digits() -> None:
    assert matrix(read(glued(ROWS)), "denied_state_secret") == [0, 0, 0, 0, 0, 0, 0]


def test_a_row_that_can_be_cut_in_several_ways_is_named_and_not_given() -> None:
    """With a row lost the column sums cannot decide: 1|1|0|0|0|1|3 and 11|0… are both sums of their parts."""
    rows = [row for row in ROWS if "予以公开" not in row[0]]
    rows[0] = (rows[0][0], "1101101103")

    report = read(glued(rows))

    assert not any(cell["status"] == "proved" for id_, cell in report["cells"].items() if "received" in id_)


def test_one_wrong_digit_leaves_no_cut_proved_wrongly() -> None:
    for index, (label, digits) in enumerate(ROWS):
        changed = [*ROWS[:index], (label, str(int(digits[0]) + 1) + digits[1:]), *ROWS[index + 1 :]]
        report = read(glued(changed))
        right = {id_: cell["value"] for id_, cell in read(glued(ROWS))["cells"].items()}
        proved = {id_: cell["value"] for id_, cell in report["cells"].items() if cell["status"] == "proved"}

        assert proved == {id_: right[id_] for id_ in proved}, label


@pytest.mark.parametrize("layout", ["text_bars", "markdown_pipes"])
def test_a_section_in_another_editions_form_is_left_out_and_told(layout: str) -> None:
    older, newer = (
        rendered(layout, [plain_report(seeded(3, edition), edition)], [3])[0].decode()
        for edition in ("2019", "2021")
    )
    heading = "三、收到和处理"
    mixed = older[: older.index(heading)] + newer[newer.index(heading) :]
    found = read_bytes(mixed.encode(), "report.md")
    told = {reason["reason"]: reason["message"] for reason in found["reasons"]}
    assert found["edition"] == "2021"
    assert "主动公开政府信息情况 (2019)" in told["other_form"]
    assert not any(id_.startswith("proactive.") for id_ in found["cells"])
