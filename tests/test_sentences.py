"""Sentences are computed by rules, the same in both languages, and never turn the unknown into zero."""

from __future__ import annotations

import re

import pytest

from tests.made_frames import ERQI, HONGZE, HUAIAN, LITONG, Made, made
from workbench import sentences
from workbench.wording import Count, percent, say, why

BLANK_REVIEW = {
    f"review.{name}": "blank" for name in ("upheld", "corrected", "other_result", "pending", "total")
}


def said(*reports: Made, place: str = "410103", lang: str = "zh") -> str:
    record = sentences.record(made(*reports), region=place, year=2022, place="河南省 郑州市 二七区")
    return f"{sentences.headline(record, lang)}|{sentences.summary(record, lang)}"


def test_no_report_is_all_that_is_said() -> None:
    assert (
        said(Made(ERQI), place="999999")
        == "二七区2022年：未取得报告|未取得二七区2022年报告，下文各项不适用。"
    )


def test_reports_without_a_place_are_told_in_each_region_of_their_year() -> None:
    lost = Made(ERQI, nowhere=True, body="nobody.gov")
    assert "本年另有1份报告未能确定地区，不计入任何地区。" in said(Made(ERQI), lost)
    assert "1 report of the year without a known place" in said(Made(ERQI), lost, lang="en")
    assert "未能确定地区" in said(lost, place="999999")
    assert "未能确定地区" not in said(Made(ERQI))


def test_a_zero_return_lists_what_is_zero() -> None:
    text = said(Made({}))
    assert "为零申请" in text and "复议" in text and "%" not in text and "未填数字" not in text


def test_a_blank_review_is_not_reported_as_zero() -> None:
    text = said(Made({}, unknown=BLANK_REVIEW))
    zero, unknown = text.split("均填报为0。")
    assert "行政复议" not in zero and unknown.startswith("行政复议未填数字")


def test_few_cases_give_counts_and_no_rate() -> None:
    text = said(Made(LITONG))  # 5 of 7, seed report 004
    assert "办结7件，其中公开或部分公开5件；件数少，不计算比率" in text and "%" not in text


def test_the_normal_case_has_rate_interval_and_most_common_ground() -> None:
    text = said(Made(ERQI))  # 49 of 62, seed report 003
    assert "公开率79.0%（49/62，95%区间67.4%—87.3%）" in text
    assert "不予公开1件，理由是“三类内部事务信息”" in text  # of one refusal none is most frequent


def test_what_cells_in_doubt_are_used_for_is_said() -> None:
    doubtful = ("review.corrected", "requests.granted.total")
    assert "公开率、复议纠正率用到存疑的单元格。" in said(Made(ERQI, doubtful=doubtful))
    english = said(Made(ERQI, doubtful=doubtful), lang="en")
    assert "Cells in doubt are used in: disclosure rate and correction rate in review." in english
    assert "存疑" not in said(Made(ERQI))


def test_equal_grounds_name_none_of_them() -> None:
    assert "没有单独最多的理由" in said(Made(HONGZE, undivided=True))  # three grounds, once each


def test_an_unknown_rate_says_why() -> None:
    text = said(Made(ERQI, unknown={"requests.granted.total": "blank"}))
    assert "公开率不可知（空缺：予以公开·总计）" in text


def test_pending_reviews_are_not_concluded_ones() -> None:
    assert "已审结复议314件，其中被纠正64件" in said(Made(HUAIAN, only=True))


def test_reports_of_unknown_scope_are_not_added_and_say_so() -> None:
    text = said(Made(ERQI, scope="unknown"), Made(LITONG, scope="unknown", kind="department"))
    assert "口径未定" in text and "69" not in text


@pytest.mark.parametrize(
    "report", [Made(ERQI), Made(LITONG), Made(HUAIAN, only=True), Made(HONGZE), Made({})]
)
def test_both_languages_give_the_same_numbers(report: Made) -> None:
    numbers = [
        sorted(set(re.findall(r"\d[\d,.]*\d|\d", said(report, lang=lang).replace("：", " "))))
        for lang in ("zh", "en")
    ]
    assert numbers[0] == numbers[1] or set(numbers[0]) ^ set(numbers[1]) <= {"0", "1"}


def test_one_is_singular_in_english() -> None:
    assert "1 review concluded" in said(Made(ERQI), lang="en")


def test_parts_of_a_sentence_are_joined_with_a_space_in_english() -> None:
    more = why("absent: review.total, review.upheld", "en")
    assert more.endswith("total and 1 more"), more
    said_of = say("sentence.who_matched_of", "en", n=Count(2))
    same = say("sentence.change_same", "en", who=said_of, pct="+1.0%", low="-2.0%", high="+4.0%")
    assert "both years cannot be told" in same


def test_a_place_that_concluded_nothing_has_no_rate_rather_than_an_unknown_one() -> None:
    waiting = Made({"requests.received.total": 3, "requests.carried_over.total": 3})
    assert "没有办结的申请|" in said(waiting) and "公开率不适用" in said(waiting)
    assert "received 3 requests and concluded none" in said(waiting, lang="en")
    assert "不可知" not in said(waiting) and "unknown" not in said(waiting, lang="en")


def test_a_report_that_does_not_tell_a_number_is_left_out_of_it_and_that_is_said() -> None:
    blank = Made(LITONG, kind="department", unknown={"requests.granted.total": "blank"})
    text = said(Made(ERQI), blank)
    assert "办结69件，公开率79.0%|" in text and "办结69件，公开率79.0%（49/62，" in text  # 62 and Litong's 7
    assert "公开率：2份报告中1份可知，其余不计入。" in text and "新收申请：" not in text
    assert "Disclosure rate: told by 1 of 2 reports" in said(Made(ERQI), blank, lang="en")
    assert "份可知" not in said(Made(ERQI), Made(LITONG, kind="department"))


def test_of_one_report_nothing_is_said_of_how_many_are_zero_returns() -> None:
    text = said(Made(ERQI), lang="en")
    assert "Made from 1 report (a body's own report); failed checks: 0." in text


def test_english_reasons_are_joined_with_english_signs() -> None:
    assert why("blank: review.total; absent: review.upheld", "en").count("；") == 0


def test_a_growth_of_many_times_has_commas() -> None:
    assert percent(54.031) == "5,403.1%"
