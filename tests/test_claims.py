"""Numbers told in words, each with its sentence, against the tables."""

from __future__ import annotations

from decimal import Decimal

import pytest

from workbench.claims import compare, find_claims
from workbench.sections import Section


def claims(text: str) -> dict[str, tuple[Decimal, str]]:
    found = find_claims([Section(1, "一、总体情况", text)])
    return {claim.quantity: (claim.value, claim.bound) for claim in found}


def test_requests_and_their_channels_are_found_and_sum_up() -> None:
    """The figures of Erqi district's office for 2022: 62 = 2 + 29 + 31."""
    found = find_claims(
        [
            Section(
                1, "", "全年收到信息公开申请62件，其中当面申请2件，邮寄申请29件，电子邮件申请31件，均已答复。"
            )
        ]
    )
    told, comparisons = compare(found, {"requests.received.total": Decimal(62)})

    assert {claim.quantity: claim.value for claim in told} == {
        "requests_received": 62,
        "requests_in_person": 2,
        "requests_mail": 29,
        "requests_email": 31,
    }
    assert {comparison.id: comparison.passes for comparison in comparisons} == {
        "N1.received.requests_received": True,
        "N2.channels": True,
    }


def test_no_request_told_in_words_is_a_claim_of_zero() -> None:
    assert claims("2023年度，全乡未收到政府信息公开申请。")["requests_received"] == (Decimal(0), "exact")


def test_and_more_is_a_lower_bound_and_not_an_equality() -> None:
    assert claims("通过公开栏、微信群等公开信息300余条。")["items_published"] == (Decimal(300), "at_least")


def test_hotline_calls_are_not_requests() -> None:
    assert claims("接到热线64件，办结64件，办结率100%。") == {}


def test_a_claim_says_which_account_of_the_tables_it_equals() -> None:
    """Huai'an 2024 tells 3,119 received and 3,050 answered; each is right by its own account."""
    values: dict[str, Decimal | None] = {
        "requests.received.total": Decimal(3119),
        "requests.carried_in.total": Decimal(34),
        "requests.total_processed.total": Decimal(3050),
        "requests.carried_over.total": Decimal(103),
    }
    found = find_claims([Section(1, "", "全市受理政府信息公开申请3119件，答复申请3050件。")])

    told, comparisons = compare(found, values)

    assert [claim.agrees for claim in told] == ["N1.received", "N1.processed"]
    assert [(c.left, c.right, c.passes) for c in comparisons] == [
        (Decimal(number), Decimal(number), True) for number in (3119, 3050)
    ]
    assert comparisons[1].cells == ("requests.total_processed.total",)


def test_a_narrative_that_contradicts_the_tables_fails_n1_with_both_numbers() -> None:
    """Hongze 2024: the office tells its own 17 requests, the tables count the district's 95."""
    found = find_claims([Section(1, "", "区政府办受理政府信息公开申请17件，均已答复。")])

    _, comparisons = compare(found, {"requests.received.total": Decimal(95)})

    assert [(c.left, c.right, c.passes) for c in comparisons] == [(Decimal(17), Decimal(95), False)]


def test_a_number_without_a_table_to_compare_with_is_only_quoted() -> None:
    told, comparisons = compare(find_claims([Section(1, "", "全年主动公开政府信息2428条。")]), {})

    assert [claim.agrees for claim in told] == [None]
    assert comparisons == []


# Each line: what a sentence in the manner of published reports tells of 2024, and nothing else.
TOLD = {
    # other years, differences, parts of the year or of the whole
    "2023年收到政府信息公开申请108件，2024年收到政府信息公开申请120件，同比增加12件。": {
        "requests_received": 120
    },
    "与上年收到申请108件相比，今年收到政府信息公开申请120件，增长11.1%。": {"requests_received": 120},
    "近三年共收到政府信息公开申请300件。": {},
    "其中第一季度收到申请3件，全年共收到政府信息公开申请15件。": {"requests_received": 15},
    "区政府办收到申请15件，全区共收到政府信息公开申请320件。": {"requests_received": 320},
    "信函申请同比减少2件。": {},
    "2024年主动公开政府信息4500条，较2023年的4100条增长9.8%。": {"items_published": 4500},
    # other business
    "受理行政许可申请1200件，收到企业开办申请320件，办结320件。": {},
    "收到政府信息公开申请12件，12345热线受理诉求340件，办结340件。": {
        "requests_received": 12,
        "hotline_cases": 340,
    },
    "办理行政复议案件350件，其中涉及政府信息公开行政复议12件。": {"reviews": 12},
    "未收到有关政府信息公开申请的投诉，收到申请9件。": {"requests_received": 9},
    # published is not answered, and a channel or a kind is not all
    "受理依申请公开255件，予以公开71件，部分公开5件，不予公开28件，公开答复4条。": {"requests_received": 255},
    "微信公众号发布信息576条，微博发布信息168条。": {"wechat_items": 576, "weibo_items": 168},
    "发布政务动态类信息133条，公开行政处罚信息120条，主动公开信息共5600条。": {"items_published": 5600},
    # dresses of numbers
    "全年收到申请十二件（政府信息公开）。": {"requests_received": 12},
    "共收到政府信息公开申请三百二十件。": {"requests_received": 320},
    "主动公开政府信息2万余条，粉丝数达12.6万人。": {"items_published": 20000, "followers": 126000},
    "收到政府信息公开申请近400件，约合每月33件。": {},
    # before their words, behind other words, in brackets, of last year by nature
    "全年收政府信息公开申请46件，结转上年度政府信息公开申请3件，本年度办结45件，剩余4件结转下年度办理。": {
        "requests_received": 46,
        "requests_carried_in": 3,
        "requests_processed": 45,
        "requests_carried_over": 4,
    },
    "办结依申请公开件17件（含2023年结转的3件）。": {"requests_processed": 17, "requests_carried_in": 3},
    "截至2024年12月，收到政府信息公开申请共21件（来函3件，现场申请18件）。": {
        "requests_received": 21,
        "requests_mail": 3,
        "requests_in_person": 18,
    },
    "完成政府信息依申请公开答复53件。": {"requests_processed": 53},
    "新收政府信息公开申请数量8件，上年结转政府信息公开申请数量1件。": {
        "requests_received": 8,
        "requests_carried_in": 1,
    },
    "2024年无政府信息公开申请。": {"requests_received": 0},
    "办理12345热线925件，收取信息处理费2件，共计360元。": {"hotline_cases": 925, "information_fee": 360},
    "镇政府微信公众账号（1个）发布信息49条；微博账号（1个）发布信息51条；快手账号（1个）发布信息6条。": {
        "wechat_items": 49,
        "weibo_items": 51,
    },
    "在区政府信息公开平台主动公开信息80条。": {"items_published": 80},
    # a site beside its channels, a part of the year, one of several years
    "在区政府网站发布信息132条，在政务新媒体发布信息221条。": {},
    "微博、微信公众号关注量达2万，全年发布信息1300条。": {},
    "在网站和微信平台推送信息202条。": {},
    "截至6月底，微信公众号发布信息192条。": {},
    "受理依申请政府信息公开5件。": {"requests_received": 5},
    "向申请人同意公开2件。": {},
    "2022至2024年，我局分别收到政府信息公开申请12件、15件和9件。": {},
    # from year to year, and money
    "上年结转3件，本年新收政府信息公开申请45件，办结46件，结转2025年度2件。": {
        "requests_received": 45,
        "requests_processed": 46,
        "requests_carried_in": 3,
        "requests_carried_over": 2,
    },
    # a number that is another year's, an average or a plan, told in the clause or in the one before
    "自2008年《条例》施行以来，累计收到政府信息公开申请860件。": {},
    "三年来，共公开政府信息2300条。": {},
    "2021年以来，全局共收到政府信息公开申请40件。": {},
    "2024年以来，全局共收到政府信息公开申请4件。": {"requests_received": 4},
    "2025年1月，收到政府信息公开申请3件。": {},
    "2022年、2023年、2024年收到政府信息公开申请分别为12件、15件、21件。": {},
    "与2023年相比，2024年收到的政府信息公开申请由30件增至45件。": {},
    "平均每月收到政府信息公开申请5件。": {},
    "今后将力争年均公开信息500条。": {},
    "全年公开信息不低于300条。": {},
    # the number before its words, in brackets, or carried
    "共收到12件依申请公开，全部按期答复。": {"requests_received": 12},
    "全年接到政府信息公开申请（网络渠道12件、邮寄渠道4件）共16件。": {"requests_mail": 4},
    "2024年度共收到政府信息公开申请（含上年结转）35件。": {"requests_received": 35},
    "收到政府信息公开申请15件，按时办结14件，结转下一年度办理1件。": {
        "requests_received": 15,
        "requests_processed": 14,
        "requests_carried_over": 1,
    },
    "答复政府信息公开申请52件，其中予以公开30件，不予公开5件。": {"requests_processed": 52},
    # one kind of what was published, or papers of other business
    "收到低保申请88件，公开低保信息60条。": {},
    "公开双公示信息3250条，其中行政许可2100条，行政处罚1150条。": {},
    "公开行政复议决定书85件。": {},
    "公开行政诉讼典型案例5件。": {},
    "制作政府信息公开申请答复书45份。": {},
    "受理政府信息公开举报1件。": {},
    "微博、微信发布信息450条。": {},
    "政务新媒体“两微一端”共发布信息4560条。": {},
    "网站发布各类信息3,560条，主动公开政府信息1,280条。": {"items_published": 1280},
    "公开政策文件、行政执法、政务会议等各类信息2127条。": {"items_published": 2127},
    "微信公众号主动公开信息111条、政府网站主动公开63条。": {"wechat_items": 111},
    "行政应诉案件65件，其中行政诉讼案件60件。": {},
    # people
    "关注重点人群320人，新增粉丝300人。": {},
    "公开招聘工作人员12名，政务大厅工作人员56人。": {},
    "召开新闻发布会议3次。": {},
    "减免信息处理费200元。": {},
    "本机关2024年度未向申请人收取信息处理费。": {"information_fee": 0},
    "收取政府信息公开信息处理费3940元。": {"information_fee": 3940},
    "本年度未收取信息处理费。": {"information_fee": 0},
}


@pytest.mark.parametrize("sentence", TOLD)
def test_a_claim_is_of_this_year_of_the_whole_and_of_its_own_business(sentence: str) -> None:
    found = find_claims([Section(1, "一、总体情况", sentence)], 2024)
    assert {claim.quantity: claim.value for claim in found} == TOLD[sentence]
    assert len(found) == len(TOLD[sentence])


def test_what_one_desk_received_is_no_claim_of_the_whole() -> None:
    """A consolidated report tells its own desk's requests, and the table those of all bodies."""
    assert claims("2024年,区政府办代表区政府受理政府信息公开申请17件。") == {}
    assert claims("2024年,市本级收到政府信息公开申请95件。") == {}


def test_outcomes_of_reviews_are_not_their_number() -> None:
    assert claims("政府信息公开行政复议维持5件、纠正1件、其他结果2件。") == {}


def test_channels_are_told_with_a_verb_between_too() -> None:
    told = claims("收到政府信息公开申请29件,通过邮寄方式收到申请8件,通过网络平台收到申请21件。")
    assert told["requests_mail"][0] == 8
    assert told["requests_online"][0] == 21
