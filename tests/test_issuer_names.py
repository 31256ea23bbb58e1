"""Names of issuers that are written in a way of their own: short names, zones and districts in one, compilers.

The names are common; each test is a wording, no report. Short names as the places' own sites write them; zones by the
State Council's and the provinces' approvals.
"""

from __future__ import annotations

import pytest

from workbench.issuer import Place, Told, resolve


def titled(name: str, year: int = 2022) -> Place:
    return resolve(Told(title=f"{name}{year}年政府信息公开工作年度报告", year=year))


def page(text: str, host: str | None = None) -> Place:
    return resolve(Told(text=text, host=host, year=2022))


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("东乌旗教育局", "152525"),
        ("新左旗人民政府", "150726"),
        ("乌前旗水利局", "150823"),
        ("喀左县财政局", "211324"),
        ("巴州人民政府", "652800"),
        ("巴州区人民政府", "511902"),  # not of 巴州
    ],
)
def test_short_names_of_banners_counties_and_prefectures(name: str, code: str) -> None:
    assert titled(name).code_at_year == code


@pytest.mark.parametrize(
    ("name", "code", "kind"),
    [
        ("无锡高新区(新吴区)", "320214", "gov"),
        ("无锡高新区(新吴区)教育局", "320214", "department"),
        ("广州开发区黄埔区", "440112", "gov"),
        ("沧州渤海新区黄骅市", "130983", "gov"),
        ("温州高新区(经开区)管委会", "330300", "zone"),
        ("广州市黄埔区人民政府 广州开发区管委会", "440112", "gov"),
        ("常州市武进国家高新技术产业开发区", "320412", "zone"),
        ("张家界市武陵源风景名胜区管理局", "430800", "zone"),  # the city's, though 武陵源区 is a district
    ],
)
def test_a_zone_that_is_one_body_with_a_district_is_the_districts(name: str, code: str, kind: str) -> None:
    place = titled(name)
    assert (place.code_at_year, place.kind) == (code, kind)


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("井冈山经济技术开发区管委会", "360800"),  # of 吉安市, not of 井冈山市
        ("秦皇岛北戴河新区管委会", "130300"),  # not of 北戴河区
        ("天津经济技术开发区", "120116"),
        ("济源产城融合示范区管委会", "419001"),
        ("泉州台商投资区管委会", "350500"),
        ("九华山风景区管委会", "341700"),
        ("中国(湖南)自由贸易试验区长沙片区管委会", "430100"),
        ("中国(河北)自由贸易试验区雄安片区管委会", "130000"),
    ],
)
def test_zones_whose_name_does_not_say_whose_they_are(name: str, code: str) -> None:
    place = titled(name)
    assert (place.code_at_year, place.kind) == (code, "zone")


def test_a_capitals_stem_means_the_capital() -> None:
    """西安区 is a district of 辽源 and of 牡丹江; 朝阳 stays open."""
    assert titled("国家税务总局西安高新技术产业开发区税务局").code_at_year == "610100"
    assert titled("朝阳高新技术产业开发区管委会").code_at_year is None


@pytest.mark.parametrize(
    ("name", "kind", "code"),
    [
        ("合肥市地震局", "department", "340100"),  # a city's own
        ("安徽省地震局", "central", "340000"),
        ("苏州市地方海事局", "department", "320500"),
        ("武进地税局", "central", "320412"),
        ("交通运输部海事局", "department", "000000"),
        ("中华人民共和国海事局", "department", "000000"),
        ("临平区社会经济调查队", "department", "330113"),
        ("国家统计局昆山调查队", "central", "320583"),
    ],
)
def test_bureaus_of_the_state_and_of_a_place_with_like_names(name: str, kind: str, code: str) -> None:
    place = titled(name, 2017 if "地税" in name else 2022)
    assert (place.kind, place.code_at_year) == (kind, code)


def test_streets_are_also_called_by_their_office_alone() -> None:
    place = titled("郑州市二七区嵩山路办事处")
    assert (place.names["township"], place.kind) == ("嵩山路街道", "street")


def test_a_street_stands_also_behind_the_word_for_its_government() -> None:
    place = page("2022年,在区委的领导下,区人民政府江南中街道办事处贯彻条例。")
    assert (place.names["county"], place.kind) == ("海珠区", "street")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("请与大英县人民政府办公室联系。2022年,大英县人民政府办公室坚持公开。", "gov_office"),
        ("请与大英县人民政府办公室联系。2022年,大英县坚持公开。", "gov"),
        ("请与青岛市人民政府办公厅联系。2022年,我市深入贯彻条例。", "gov"),
        ("请与青岛市人民政府办公厅联系。2022年,我办公开信息9条。", "gov_office"),
        ("由松北区人民政府政府办公室综合各街道和各委、办、局情况,汇总编制而成。", "gov"),
        ("请联系子长市政府政务服务中心\n2022年,子长市人民政府坚持公开。", "gov"),
        ("2022年,全年共印发《朔州市人民政府公报》6期。", "gov"),
    ],
)
def test_an_office_that_compiles_or_answers_is_told_from_the_government(text: str, kind: str) -> None:
    place = page(text)
    assert (place.kind, place.code_at_year is not None) == (kind, True)


def test_the_second_name_of_a_zone_is_an_aside() -> None:
    place = page("2022年,武昌经济开发区管委会(滨江商务区管委会)深入贯彻条例,在区委、区政府领导下工作。")
    assert (place.code_at_year, place.kind) == ("420106", "zone")


def test_a_city_below_another_names_both_committees() -> None:
    text = "2022年,市市场监管局落实省委省政府、十堰市委市政府和市委市政府部署。依据《丹江口市公开要点》。"
    assert page(text, host="www.djk.gov.cn").code_at_year == "420381"


def test_a_bureau_of_the_state_without_a_place_is_of_the_level_that_it_names() -> None:
    text = "今年以来,市气象局贯彻条例。紧抓宣城市气象局政务公开权责清单。"
    place = resolve(Told(title="市气象局2017年政府信息公开工作报告", text=text, year=2017))
    assert (place.code_at_year, place.kind) == ("341800", "central")


def test_papers_and_stations_of_a_city_tell_apart_districts_of_one_name() -> None:
    """青山区 is a district of 武汉 and of 包头."""
    text = "2022年,我局公开信息9条。公示青山区政府应急预案。"
    media = "武汉广播电视台、长江日报发稿。"
    place = resolve(Told(text=text + media, host="www.qingshan.gov.cn", year=2022))
    assert place.code_at_year == "420107"
    assert resolve(Told(text=text, host="www.qingshan.gov.cn", year=2022)).code_at_year is None


def test_words_around_the_issuer_are_read_in_traditional_script_too() -> None:
    place = page("編制完成梅河口市退役軍人事務局2022年政府信息公開工作年度報告。請與退役軍人事務局聯繫。")
    assert (place.code_at_year, place.kind) == ("220581", "department")
    assert page("請與北京市政府信息和政務公開辦公室聯系。").code_at_year == "110000"


def test_a_plan_that_it_made_names_the_issuer() -> None:
    text = "2022年,我局认真落实《广州市人民政府办公厅关于印发要点的通知》,制定实施《广州市应急管理局2022年公开方案》。"
    place = page(text, host="yjglj.gz.gov.cn")
    assert (place.code_at_year, place.kind, place.department) == ("440100", "department", "应急管理局")
    assert page("2022年,我局落实《广州市应急管理局2022年公开方案》。").code_at_year is None


@pytest.mark.parametrize(
    ("title", "code", "kind"),
    [
        ("湘西自治州人民政府办公室", "433100", "gov_office"),
        ("恩施自治州人民政府", "422800", "gov"),
        ("阜阳气象局", "341200", "central"),
    ],
)
def test_short_names_before_an_office(title: str, code: str, kind: str) -> None:
    place = resolve(Told(title=f"{title}2022年政府信息公开工作年度报告", year=2022))
    assert (place.code_at_year, place.kind) == (code, kind)
