"""Issuers whose place the page tells only in passing, and names that were read for something else.

The names are made up or common; each test is a wording, no report.
"""

from __future__ import annotations

import pytest

from workbench.issuer import Place, Told, resolve
from workbench.issuer.kinds import kind_after


def page(text: str, host: str | None = None, title: str | None = None) -> Place:
    return resolve(Told(title=title, text=text, host=host, year=2023))


def test_a_street_of_a_new_area_lies_in_its_county() -> None:
    place = page("", title="西咸新区底张街道办事处2023年度政府信息公开工作年度报告")
    assert (place.names["county"], place.names["township"], place.kind) == ("渭城区", "底张街道", "street")


def test_a_zone_with_a_name_of_its_own_in_a_municipality_is_its_districts() -> None:
    text = "按照天津市、滨海新区有关要求,围绕保税区党委、管委会中心工作。"
    place = page(text, title="天津港保税区2023年政府信息公开工作年度报告")
    assert (place.code_at_year, place.level, place.kind) == ("120116", "county", "zone")


@pytest.mark.parametrize(
    ("text", "host", "code"),
    [
        # Its name in full in running text, under a level word elsewhere.
        ("在政府网站县水利局专栏转载要求。进一步规范云县水利局信息采编。", None, "530922"),
        # Its account, called by place and work.
        (
            "落实省、市、县政务公开安排。2023年我局公开信息9条。通过中江应急微信公众号发布5条。",
            None,
            "510623",
        ),
        # Whose economy it serves.
        ("2023年,我局落实工作,围绕市委、市政府中心工作,为助力广州经济健康发展提供支撑。", None, "440100"),
        # The initials of the province and the county in the host.
        ("2023年,审计局围绕县委、县政府中心工作,落实规定。", "www.xjtl.gov.cn", "654224"),
        # Only provinces have a 厅.
        ("加快建设交通强国山东示范区。2023年,厅机关各处室落实省厅办理流程。", None, "370000"),
    ],
)
def test_one_hint_that_leaves_one_place_of_the_level_tells_it(text: str, host: str | None, code: str) -> None:
    place = page(text, host)
    assert (place.code_at_year, place.kind) == (code, "department")
    assert place.confidence < 0.9


@pytest.mark.parametrize(
    "text",
    [
        # 平安 and 和平 are words before they are places.
        "落实省、市、区政务公开安排。2023年我局公开信息9条。通过平安鼓楼微信公众号发布5条。",
        "2023年,我局落实工作,围绕区委、区政府中心工作,推动和平发展,服务安全发展。",
        # Two counties of that stem: 长安区 in 西安 and in 石家庄.
        "落实省、市、区政务公开安排。2023年我局公开信息9条。通过长安应急微信公众号发布5条。",
        # No level is told.
        "2023年我局公开信息9条。通过中江应急微信公众号发布5条。",
    ],
)
def test_a_hint_that_leaves_more_than_one_place_tells_none(text: str) -> None:
    assert page(text).code_at_year is None


def test_and_before_the_countys_government_is_no_county_of_that_name() -> None:
    text = "我局根据《关于做好公开工作的通知》和县政府办公室《通知》要求,根据县政府统一部署开展工作。"
    assert page(text, host="tunchang.hainan.gov.cn").code_at_year == "469022"
    assert page("", title="和县教育局2023年政府信息公开工作年度报告").code_at_year == "340523"


def test_a_report_whose_subject_is_the_county_is_its_governments() -> None:
    text = "由大英县人民政府办公室结合有关数据编制。2023年,在省委省政府的正确领导下,大英县深入贯彻条例。"
    assert page(text).kind == "gov"
    assert page(f"{text}我办公开信息9条。").kind == "gov_office"


def test_the_office_for_openness_is_the_governments() -> None:
    assert kind_after("人民政府信息公开工作领导小组办公室").kind == "gov_office"


def test_compiled_and_published_is_one_verb_and_two_compilers_are_named_by_the_first() -> None:
    assert page("编制并发布大英县水利局政府信息公开工作2023年度报告。").code_at_year == "510923"
    place = page("由北京市统计局、国家统计局北京调查总队编制的2023年度政府信息公开工作年度报告。")
    assert (place.code_at_year, place.department) == ("110000", "统计局")


def test_a_hospital_is_known_by_its_account() -> None:
    text = "在市卫健委的领导下,我院公开信息。2023年医院公开22条。同时利用淮北市人民医院微信公众号发布动态。"
    assert (page(text).code_at_year, page(text).kind) == ("340600", "other")


def test_a_city_may_name_the_account_of_the_city_above_it() -> None:
    assert page("2023年,市城管局按照市委、市政府部署,通过铜陵城管微信公众号发布信息。").code_at_year is None


def test_a_town_is_known_by_its_account_and_a_free_trade_area_by_its_part() -> None:
    text = "2023年我镇公开信息。在“济宁市兖州区政府门户网站”上开辟的漕河镇微信公众号链接。"
    place = page(text, host="www.yanzhou.gov.cn")
    assert (place.names["county"], place.names["township"]) == ("兖州区", "漕河镇")
    text = "请联系:中国(福建)自由贸易试验区福州片区管理委员会政府信息公开办公室,地址:湖文路。2023年,我委认真贯彻落实。"
    place = page(text)
    assert (place.code_at_year, place.kind) == ("350100", "zone")


def test_the_id_of_a_countys_site_tells_the_place_of_its_department() -> None:
    told = Told(text="2023年,我局围绕县委、县政府中心工作,落实规定。", year=2023, site="4105260001")
    place = resolve(told)
    assert (place.code_at_year, place.level, place.kind) == ("410526", "county", "department")
    assert place.evidence == ("site id: 410526",)


@pytest.mark.parametrize(
    ("text", "site"),
    [
        # A city's site carries its counties' reports too.
        ("2023年,我局围绕市委、市政府中心工作,落实规定。", "4105000040"),
        # The county's site, but a body of a district.
        ("2023年,我局围绕区委、区政府中心工作,落实规定。", "4105260001"),
        # No code of a division.
        ("2023年,我局围绕县委、县政府中心工作,落实规定。", "0000000000"),
    ],
)
def test_the_id_of_another_level_of_site_tells_no_place(text: str, site: str) -> None:
    assert resolve(Told(text=text, year=2023, site=site)).code_at_year is None


def test_initials_with_the_letter_of_the_type_are_a_districts() -> None:
    place = page("2023年,我局按照区政府要求,公开信息9条。", "www.mashsq.gov.cn")
    assert (place.code_at_year, place.evidence) == ("340503", ("host: 花山区",))
