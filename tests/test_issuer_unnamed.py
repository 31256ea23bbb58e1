"""Issuers that the page does not name outright: who is asked, whose account it is, which orders it follows.

The names are made up or common; each test is a wording, no report.
"""

from __future__ import annotations

import pytest

from workbench.issuer import Place, Told, resolve
from workbench.issuer.kinds import kind_after
from workbench.issuer.level import superior_word


def page(text: str, year: int = 2022, host: str | None = None) -> Place:
    return resolve(Told(text=text, host=host, year=year))


@pytest.mark.parametrize(
    "text",
    [
        "按照县政府办公室要求,大英县民政局结合单位实际,编制本单位年度报告。",
        "2022年以来,大英县民政局认真贯彻条例。",
        "如有疑问,请联系:大英县民政局,地址:蓬莱镇一号。",
        "如有疑问,请及时联系大英县民政局信息公开办公室(地址:蓬莱镇)。",
        "发布机构 大英县民政局 特向社会公布年度报告。",
    ],
)
def test_a_body_is_found_in_the_words_around_its_name(text: str) -> None:
    place = page(text)
    assert (place.code_at_year, place.kind, place.department) == ("510923", "department", "民政局")


def test_a_street_office_is_asked_in_its_own_name() -> None:
    place = page("请联系杭州市滨江区长河街道办事处,地址:长江北路。结合2022年滨江区长河街道各科室的工作。")
    assert (place.code_at_year, place.kind) == ("330108002", "street")


def test_our_street_is_no_name_of_a_street() -> None:
    place = page(
        "2022年,吴淞街道严格执行规定。现将本街道2022年政府信息公开年度报告编制如下。宝山区政务公开要点。"
    )
    assert (place.code_at_year, place.level) == ("310113007", "township")


def test_where_questions_are_asked_is_not_who_reports() -> None:
    text = "请联系大英县政务服务中心(电话:0825-7821234)。2022年,大英县人民政府坚持公开。"
    assert page(text).kind == "gov"
    alone = page("请联系大英县政务服务中心(电话:0825-7821234)。")
    assert (alone.code_at_year, alone.kind) == ("510923", "department")


def test_a_town_that_says_we_is_no_department_of_a_county() -> None:
    text = "2022年,我镇认真贯彻条例。我镇通过新桥镇人民政府共公开信息66条。"
    place = page(text, host="www.luqiao.gov.cn")
    assert place.kind == "township" and place.level == "township"


def test_an_account_and_a_host_together_tell_the_city() -> None:
    text = "2022年,市城管局按照市委、市政府部署,通过铜陵城管微信公众号发布信息。"
    assert page(text, host="www.tl.gov.cn").code_at_year == "340700"
    assert page(text).code_at_year is None


def test_the_letters_of_a_province_are_not_enough_for_a_citys_department() -> None:
    """gz.gov.cn is 贵州 in the system of domain names, and the city 广州 uses it."""
    text = "2022年,我局贯彻国家、省、市有关政务公开工作要求。"
    assert page(text, host="www.gz.gov.cn").code_at_year is None
    assert page("2022年,市教委坚持公开。", host="jw.cq.gov.cn").code_at_year == "500000"
    assert page("2022年,我局坚持公开。", host="czj.gz.gov.cn").code_at_year is None
    assert page("2022年,我委坚持公开。", host="drc.gd.gov.cn").code_at_year == "440000"
    assert page("2022年,我厅按照省委、省政府部署公开。", host="czt.sc.gov.cn").code_at_year == "510000"


def test_a_host_and_the_bodys_own_level_leave_one_place_or_none() -> None:
    """汝州 is spelled by one city and has none inside; 四平 has the city 双辽; 青山区 is in 包头 and in 武汉."""
    text = "2022年,市城市管理局坚持公开。"
    assert page(text, host="ruzhou.gov.cn").code_at_year == "410482"
    assert page(text, host="xxgk.siping.gov.cn").code_at_year is None
    assert page("2022年,区教育局坚持公开。", host="www.qingshan.gov.cn").code_at_year is None


def test_a_zone_called_by_its_sort_is_the_one_that_the_page_names() -> None:
    text = "结合2022年高新区政府信息公开工作实际编制。电子版可在“宁波国家高新区信息公开网”下载。"
    assert page(text).code_at_year == "330200"
    two = text + "与合肥高新区交流。"
    assert page(two).code_at_year is None


def test_a_report_that_gathers_from_departments_is_the_governments_though_its_office_made_it() -> None:
    text = "在各县(市)、各部门年度报告基础上,由大英县人民政府办公室编制。"
    assert (page(text).kind, page(text).scope) == ("gov", "consolidated")
    own = "由大英县人民政府办公室编制。我办共收到申请2件。"
    assert (page(own).kind, page(own).scope) == ("gov_office", "own")


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("按照县委、县政府部署", "县"),
        ("贯彻国家、省、市有关要求", "市"),
        ("落实省、市、区关于政务公开的部署", "区"),
        ("围绕全县中心工作", "县"),
        ("围绕全市场主体", None),
        ("广西壮族自治区关于全区政务公开的要求", None),  # 全区 may be the whole region
    ],
)
def test_the_level_of_a_body_is_that_of_those_it_follows(text: str, word: str | None) -> None:
    assert superior_word(text) == word


@pytest.mark.parametrize(
    ("rest", "kind"),
    [
        ("城市管理委员会", "department"),
        ("国有资产监督管理委员会", "department"),
        ("松湖新城管理委员会", "zone"),
    ],
)
def test_a_commission_that_manages_the_city_is_no_zone(rest: str, kind: str) -> None:
    assert kind_after(rest).kind == kind
