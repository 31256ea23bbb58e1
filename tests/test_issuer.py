"""Who reports, and for which place: one made page for each kind of name that offices write.

Codes are those of GB/T 2260 and the statistics bureau's tables for the year. Pages are made up; where two places share
a name, the page says what makes the difference. Whole reports: test_issuer_reports.py and benchmarks/places.py.
"""

from __future__ import annotations

import pytest

from workbench.divisions import divisions
from workbench.issuer import THRESHOLD, Place, Told, resolve
from workbench.issuer.hosts import labels_of


def titled(words: str, year: int = 2022, text: str = "", host: str | None = None) -> Place:
    title = f"{words}{year}年政府信息公开工作年度报告"
    return resolve(Told(title=title, text=f"{title}\n{text}", host=host, year=year))


def page(text: str, year: int = 2022, host: str | None = None) -> Place:
    return resolve(Told(text=text, host=host, year=year))


@pytest.mark.parametrize(
    ("words", "year", "code", "level", "kind"),
    [
        ("河南省人民政府办公厅", 2022, "410000", "province", "gov_office"),
        ("吉林省吉林市船营区人民政府", 2022, "220204", "county", "gov"),
        ("内蒙古自治区阿拉善盟阿拉善右旗人民政府办公室", 2022, "152922", "county", "gov_office"),
        ("黔东南州教育局", 2022, "522600", "prefecture", "department"),
        ("大兴安岭地区行政公署", 2022, "232700", "prefecture", "gov"),
        ("加格达奇区人民政府", 2022, "232761", "county", "gov"),
        ("济源市人民政府", 2022, "419001", "county", "gov"),
        ("北京市海淀区人民政府中关村街道办事处", 2022, "110108011", "township", "street"),
        ("东莞市石碣镇人民政府", 2022, "441900101", "township", "township"),
        ("西双版纳州勐海县布朗山布朗族乡", 2022, "532822204", "township", "township"),
        ("恩施州生态环境局建始分局", 2022, "422822", "county", "department"),
        ("长沙市自来水有限公司", 2022, "430100", "prefecture", "enterprise"),
        ("徐州市第一中学", 2022, "320300", "prefecture", "other"),
        ("国家发展和改革委员会", 2022, "000000", "national", "department"),
        ("国家税务总局", 2010, "000000", "national", "department"),
    ],
)
def test_a_full_name_is_a_place_and_a_kind(words: str, year: int, code: str, level: str, kind: str) -> None:
    place = titled(words, year)
    assert (place.code_at_year, place.level, place.kind) == (code, level, kind)
    assert place.confidence >= THRESHOLD


@pytest.mark.parametrize(
    ("words", "code", "kind"),
    [
        ("国家税务总局张掖市税务局", "620700", "central"),
        ("国家税务总局宁波市鄞州区税务局", "330212", "central"),
        ("国家统计局丽水调查队", "331100", "central"),
        ("国家税务总局秦皇岛市山海关区税务局", "130303", "central"),
        ("河北省气象局", "130000", "central"),
        ("新疆生产建设兵团第八师石河子市", "659001", "gov"),
        ("雄安新区容城县", "130629", "gov"),
        ("浦东新区", "310115", "gov"),
        ("三沙市", "460300", "gov"),
    ],
)
def test_names_with_another_body_in_front_keep_their_own_place(words: str, code: str, kind: str) -> None:
    place = titled(words)
    assert (place.code_at_year, place.kind) == (code, kind)


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("新疆生产建设兵团第八师", "gov"),  # a division of the Corps has no code
        ("浙江大学", "university"),  # belongs to no division
        ("中华人民共和国南宁海关", "central"),  # customs districts follow no division
        ("市教育局", "department"),  # which city, the page does not say
        ("我局", "department"),
        ("鼓楼区教育局", "department"),  # four districts of that name
        ("太平乡", "township"),  # and many townships
        ("南湖新区管委会", "zone"),  # no zone of 南湖区 in 嘉兴
        ("青川市临江区人民政府", None),  # there is none
    ],
)
def test_what_the_page_does_not_tell_stays_null(words: str, kind: str | None) -> None:
    place = titled(words)
    assert (place.code_at_year, place.code_now, place.kind) == (None, None, kind)
    assert place.confidence < THRESHOLD
    assert set(place.names.values()) == {None}


@pytest.mark.parametrize(
    ("year", "words", "then", "now"),
    [
        (2012, "平安县", "632121", "630203"),
        (2015, "许昌县", "411023", "411003"),
        (2016, "许昌县", "411023", "411003"),  # the year of the change: as the report prints it
        (2022, "许昌市建安区小召乡", "411003202", "411003005"),
        (2022, "许昌市建安区小召街道办事处", "411003005", "411003005"),
        (2017, "莱芜市", "371200", None),
        (2019, "杭州市江干区", "330104", None),
        (2014, "简阳市", "512081", "510185"),
    ],
)
def test_the_code_is_that_of_the_year_and_the_one_of_today(
    year: int, words: str, then: str, now: str | None
) -> None:
    place = titled(words, year)
    assert (place.code_at_year, place.code_now) == (then, now)


def test_the_township_is_named_as_its_report_prints_it() -> None:
    place = titled("海东市平安区古城回族乡")
    assert place.code_at_year == "630203202" and place.names["township"] == "古城回族乡"


def test_a_township_whose_type_changed_is_found_by_its_stem() -> None:
    """Two years after the last table a town may be a street office: same stem, same county."""
    place = titled("楚雄市鹿城街道", 2025)
    assert (place.code_at_year, place.kind) == ("532301101", "street")


def test_a_township_that_no_table_lists_keeps_its_county() -> None:
    place = titled("郑州市二七区新设想街道办事处")
    assert (place.code_at_year, place.level, place.names["township"]) == ("410103", "township", "新设想街道")
    assert place.confidence >= THRESHOLD


def test_every_county_and_prefecture_of_2022_is_found_by_its_chain_of_names() -> None:
    table = divisions()
    places = [*table.all(2022, "prefecture"), *(p for p in table.all(2022, "county") if not p.kind)]
    mainland = [place for place in places if place.code[:2] < "70"]
    assert len(mainland) > 3100
    for place in mainland:
        chain = "".join(name for name in table.chain(place.code, 2022).values() if name)
        assert titled(f"{chain}市场监督管理局").code_at_year == place.code, chain


def test_a_bare_name_gives_its_place_or_none_and_never_another() -> None:
    """All counties, and each tenth township; what several places are called stays null without a clue."""
    table = divisions()
    counties = [p for p in table.all(2022, "county") if not p.kind and p.code[:2] < "70"]
    townships = [p for p in table.all(2022, "township") if p.name.endswith(("镇", "乡", "街道"))]
    found = {p: titled(f"{p.name}人民政府").code_at_year for p in [*counties, *townships[::10]]}
    wrong = {p: code for p, code in found.items() if code not in (p.code, None) and "开发区" not in p.name}
    assert wrong == {}
    assert sum(found[county] is not None for county in counties) > 0.97 * len(counties)


@pytest.mark.parametrize(
    "clue",
    [
        "(地址:人民路1号;邮编:350001;电话:0591-12345678)",
        "请与福州市鼓楼区教育局办公室联系。",
        "索引号:113501020000000000/2023-00001",
        "福建省福州市人民政府门户网站",
    ],
)
def test_one_clue_of_the_page_chooses_among_places_of_one_name(clue: str) -> None:
    place = titled("鼓楼区教育局", text=clue)
    assert (place.code_at_year, place.department) == ("350102", "教育局")


def test_a_generic_issuer_gets_the_unit_of_its_level_that_the_page_names() -> None:
    text = "请与青川县乡村振兴局联系。四川省广元市"
    assert titled("县乡村振兴局", text=text).code_at_year == "510822"
    place = page("一、总体情况\n2022年,我局在荔湾区委、区政府和市公安局的领导下开展工作。广东省广州市")
    assert (place.code_at_year, place.kind) == ("440103", "department")


def test_a_building_does_not_lower_the_level() -> None:
    place = titled(
        "自治区林业局", text="广西壮族自治区林业局(地址:南宁市青秀区云景路21号;邮编:530028;电话:0771-1234567)"
    )
    assert (place.code_at_year, place.level) == ("450000", "province")


def test_the_addressee_is_not_the_issuer() -> None:
    text = "昭通市人民政府办公室:\n根据规定,现公布彝良县2022年政府信息公开工作年度报告。"
    assert page(text).code_at_year == "530628"


def test_cited_notices_are_not_the_issuer() -> None:
    text = "按照《杭州市人民政府办公厅关于做好年度报告工作的通知》,本报告由温岭市教育局编制。"
    assert page(text).code_at_year == "331081"


def test_a_host_under_gov_cn_is_a_hint_and_no_proof() -> None:
    alone = page("一、总体情况\n2022年,市教育局坚持公开。", host="www.wenzhou.gov.cn")
    assert (alone.code_at_year, alone.runner_up) == (None, "330300")
    named = titled("东山镇", text="", host="xyqzf.haikou.gov.cn")
    assert (named.code_at_year or "")[:4] in ("4601", "")
    assert labels_of("www.wenzhou.com") == () and labels_of("czt.sc.gov.cn") == ("sc", "czt")


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ("重庆市双桥经开区生态环境局", ""),  # of the municipality, or of a district?
        ("昆明呈贡新区管委会", ""),
        ("北京大兴国际机场临空经济区（廊坊）管理委员会", ""),
        ("银湖湾滨海新区", "2022年,滨海新区未收到申请。"),  # not 滨海新区 of 天津
        ("甘眉工业园区管委会", ""),
    ],
)
def test_a_zone_whose_name_does_not_tell_where_it_lies_gets_no_code(words: str, text: str) -> None:
    place = titled(words, text=text)
    assert place.code_at_year is None and place.confidence < THRESHOLD


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("四川蓬安工业园区管理委员会", "511323"),
        ("湖北曾都经济开发区管理委员会", "421303"),
        ("重庆高新技术产业开发区管理委员会", "500000"),
        ("宁波前湾新区管委会", "330200"),
    ],
)
def test_a_zone_whose_name_tells_it_gets_the_code_of_its_place(words: str, code: str) -> None:
    assert titled(words).code_at_year == code


def test_a_stem_means_the_city_of_the_year_unless_a_district_elsewhere_bears_it_too() -> None:
    """巢湖市 the prefecture (341400) ended in 2011; 朝阳经济开发区 may be of 朝阳市 or of 朝阳区 in 长春."""
    assert titled("巢湖经济开发区管理委员会", 2021).code_at_year == "340181"
    assert titled("朝阳经济开发区管理委员会").code_at_year is None
    told = titled("朝阳经济开发区管理委员会", text="地址:长春市朝阳区;电话:0431-85000000")
    assert told.code_at_year == "220104"
    assert titled("西安高新区管委会", host="xdz.xa.gov.cn").code_at_year == "610100"


def test_a_place_that_was_no_more_in_the_year_gets_no_code() -> None:
    gone = titled("莱芜市教育局", 2023)
    assert gone.code_at_year is None and gone.runner_up == "371200"


def test_a_mention_does_not_place_a_body_of_unknown_level() -> None:
    """A county's office publishes on the prefecture's service site; which county, the page does not say."""
    place = titled("卫生健康局", text="动员全县系统,通过锦州市政务服务网公开455条。")
    assert place.code_at_year is None and place.runner_up == "210700"


def test_words_of_a_sentence_are_no_department() -> None:
    place = page("一、总体情况\n本年度我局门户网站围绕中心工作,不断充实内容。", 2023)
    assert (place.kind, place.department, place.code_at_year) == ("department", None, None)


def test_a_site_name_in_the_head_is_not_the_department_that_reports() -> None:
    place = page("伊州区人民政府\n一、总体情况\n2025年,伊州区民政局坚持公开,我局依托网站发布。", 2025)
    assert (place.code_at_year, place.department) == ("650502", "民政局")


def test_a_zone_is_a_body_of_the_place_it_lies_in() -> None:
    """Zones have no code of GB/T 2260, listed by the bureau or not; the department keeps them apart."""
    listed, unlisted = titled("苏州工业园区管理委员会"), titled("佛山高新技术产业开发区管理委员会")
    assert (listed.code_at_year, listed.kind, listed.department) == ("320500", "zone", "苏州工业园区")
    assert (unlisted.code_at_year, unlisted.department) == ("440600", "佛山高新技术产业开发区")


def test_the_answer_says_why_and_names_the_next_best() -> None:
    place = titled("朝阳区人民政府", text="北京市朝阳区")
    assert place.code_at_year == "110105" and place.runner_up == "220104"
    assert "named: 北京市" in place.evidence
