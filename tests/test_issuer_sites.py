"""Issuers that a page names by half: by its site, its houses, a cut name, a word that names of places have too.

The names are made up or common; each test is a wording, no report.
"""

from __future__ import annotations

import pytest

from workbench.issuer import Place, Told, resolve
from workbench.issuer.kinds import kind_after
from workbench.issuer.zones import areas_told, known_zone


def page(text: str, host: str | None = None, title: str | None = None, year: int = 2022) -> Place:
    return resolve(Told(title=title, text=text, host=host, year=year))


def test_a_department_on_a_countys_site_is_the_countys_though_the_page_names_the_city_above() -> None:
    text = "特向社会公布我局政府信息公开工作报告。\n天水市人民政府办公室\n"
    place = page(text, host="www.gangu.gov.cn")
    assert (place.code_at_year, place.level, place.kind) == ("620523", "county", "department")
    assert page(text).code_at_year != "620523"


def test_streets_of_a_new_area_are_told_from_others_by_its_site_or_name() -> None:
    title = "正阳街道办事处2022年政府信息公开工作年度报告"
    assert page("", title=title).code_at_year is None  # nine streets of that name
    for told in (page("", title=title, host="www.xixianxinqu.gov.cn"), page("登于西咸新区网。", title=title)):
        assert (told.names["county"], told.kind) == ("渭城区", "street")
    assert areas_told("西咸新区", ()) == areas_told("", ("xixianxinqu",)) == ("6101", "6104")


def test_a_zones_own_site_under_its_citys_tells_the_city() -> None:
    """suining is 遂宁 (a city) and 睢宁 (a county): a county's zone has no site of its own."""
    text = "2022年,经开区坚持做好依申请公开工作。"
    assert page(text, host="snjkq.suining.gov.cn").code_at_year == "510900"
    assert page(text, host="www.suining.gov.cn").code_at_year is None


def test_a_body_whose_name_is_cut_short_is_what_the_page_prints_in_full() -> None:
    place = page("2022年,平利县农业农村认真贯彻条例。县农业农村局主动公开信息9条。")
    assert (place.code_at_year, place.kind, place.department) == ("610926", "department", "农业农村局")


@pytest.mark.parametrize(
    ("text", "code", "kind"),
    [
        ("现公布《贵阳市人民政府(市人民政府办公厅)2021年政府信息公开工作年度报告》。", "520100", "gov"),
        ("请与安徽舒城经济开发区综合办公室联系(地址:杭埠镇)。", "341523", "zone"),
        ("2022年,我局公开信息。《北京市司法局政府信息主动公开标准》总计80条。", "110000", "department"),
        (
            "我局编制并向社会公开莆田市涵江区民政局2022年度政府信息公开工作年度报告。",
            "350303",
            "department",
        ),
        ("本报告由平度市住房和城乡建设局编制。2022年,全市住建系统公开。", "370283", "department"),
        ("由成都市民政局综合全年信息公开情况编制而成。", "510100", "department"),
        ("2022年,海南省各级政府重视政府信息公开工作。", "460000", "gov"),
        ("2012年,全省各地、各部门贯彻条例。登于“中国安徽”门户网站,安徽省政务公开网。", "340000", "gov"),
        ("2022年,我镇按照县委、县政府部署公开。\n南昌县政府网\n广福镇政府要求公开", "360121108", "township"),
    ],
)
def test_wordings_that_name_the_body(text: str, code: str, kind: str) -> None:
    place = page(text)
    assert (place.code_at_year, place.kind) == (code, kind)


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("呼和浩特经济技术开发区", "150100"),
        ("佳木斯市向阳区", "230803"),
        ("三明市将乐县", "350428"),
        ("九江市共青城市", "360482"),
        ("镇雄县以勒镇", "530627106"),
    ],
)
def test_a_name_that_holds_a_verbs_sign_is_not_cut_there(name: str, code: str) -> None:
    assert page(f"2022年,{name}坚持以公开为常态。").code_at_year == code


@pytest.mark.parametrize(
    ("text", "host", "code"),
    [
        # The county's own site and houses, under a level word elsewhere.
        ("2022年,我县公开信息9条。登于“中国永嘉”县政府门户网站。", None, "330324"),
        ("2022年,县文旅局公开信息9条。\n中江图书馆公开3条。", None, "510623"),
        ("2022年,我局在县委、县政府领导下工作。\n略阳旅游微信公众号", None, "610727"),
        # One 州 under the area code; one county under it that the host's letters stand for.
        ("2022年,我局在州委、州政府领导下工作。电话:0855-8220000", None, "522600"),
        ("2022年,我局在县委、县政府领导下工作。电话:0908-4220000", "www.xjakt.gov.cn", "653022"),
    ],
)
def test_hints_that_leave_one_place_of_the_level(text: str, host: str | None, code: str) -> None:
    place = page(text, host)
    assert (place.code_at_year, place.confidence < 0.9) == (code, True)


@pytest.mark.parametrize(
    "text",
    [
        # Several counties under the area code, and no host.
        "2022年,我局在县委、县政府领导下工作。电话:0908-4220000",
        # The paper of the city above is no county's.
        "2022年,市民政局在市委、市政府领导下工作。\n安康新闻网",
    ],
)
def test_hints_that_leave_more_than_one_place_tell_none(text: str) -> None:
    assert page(text).code_at_year is None


def test_a_title_that_is_only_a_sort_of_body_is_no_name() -> None:
    place = page(
        "2022年,殿前街道办事处公开信息。(地址:厦门市湖里区兴隆路)",
        title="街道办事处2022年政府信息公开工作年度报告",
    )
    assert (place.names["township"], place.kind) == ("殿前街道", "street")


def test_a_township_without_a_place_is_still_of_the_lowest_level() -> None:
    place = page("2022年,我乡公开信息9条。", host="scgw.gov.cn")
    assert (place.code_at_year, place.level, place.kind) == (None, "township", "township")


@pytest.mark.parametrize(
    ("name", "code", "kind"),
    [
        ("合肥水务集团有限公司", "340100", "enterprise"),
        ("桐乡自来水有限公司", "330483", "enterprise"),
        ("陕西煤矿安全监察局", "610000", "central"),
        ("青海通信管理局", "630000", "central"),
        ("中国民用航空青海安全监督管理局", "630000", "central"),
        ("中国(上海)自由贸易试验区临港新片区管理委员会", "310000", "zone"),
        ("国家税务总局中山火炬高技术产业开发区税务局", "442000", "central"),
        ("连云港徐圩新区管委会", "320700", "zone"),
        ("大鹏新区管委会", "440300", "zone"),
    ],
)
def test_bodies_called_by_a_stem_or_a_known_zone(name: str, code: str, kind: str) -> None:
    place = page("", title=f"{name}2022年政府信息公开工作年度报告")
    assert (place.code_at_year, place.kind) == (code, kind)


def test_a_title_may_begin_with_a_bracket() -> None:
    title = "关于印发《新沂市水务局2022年政府信息公开工作年度报告》的通知"
    assert page("", title=title).code_at_year == "320381"


def test_known_zones_are_known_behind_their_city_only_where_the_name_needs_it() -> None:
    assert known_zone("厦门火炬高新区管委会") == ("厦门火炬高新区", "350200", "管委会")
    assert known_zone("火炬高新区管委会") is None


def test_addresses_write_the_sound_lue() -> None:
    assert page("2022年,县民政局公开信息。", host="www.lueyang.gov.cn").code_at_year == "610727"


@pytest.mark.parametrize("rest", ["公路养护管理总段", "供销合作社联合社", "档案馆"])
def test_departments_have_many_names(rest: str) -> None:
    assert kind_after(rest).kind == "department"
