"""What kind of body a name's words tell: 人民政府办公室 is an office, 教育局 a department, 税务局 a central body.

In: what is left of an issuer's name behind its place, or a name without one. Out: kind and department, and for names
without a place the level that the words themselves tell (县教育局, 市委, 我局). Words only: no table of places.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from workbench.issuer.national import branch_of, is_national

CENTRAL = re.compile(
    r"(?:税务(?:分)?局|国税局|国家税务局|地方税务局|地税局|气象局|气象部门$|(?<!经济)调查(?:总)?队|海关|(?<!地方)海事局|邮政管理局|通信管理局|证监局|银监局|保监局|银保监(?:分)?局|监管分局|金融监管局|"
    r"中心支行|烟草专卖局|出入境边防检查总?站|消防救援(?:总队|支队|大队)|矿山安全监察局|煤矿安全监察局|能源监管(?:局|办公室)|民航[一-龥]{0,6}管理局|检验检疫局|铁路监督管理局|地震局|水利委员会|流域管理局)"
)
ZONE_OF_COUNTY = (
    "(?:国家级?|省级)?(?:经济技术开发区|经济开发区|高新技术产业开发区|高新技术产业园区|综合实验区|综合保税区)"
)
CORPS = re.compile(r"生产建设兵团|兵团第?[一二三四五六七八九十]+师|^第[一二三四五六七八九十]+师")
UNIVERSITY = re.compile(r"(?:大学|(?<!科)学院|高等专科学校|职业技术?学院|党校)(?:[一-龥]{0,8})$")
ENTERPRISE = re.compile(r"(?:公司|集团|股份|银行|电厂|供电局)$")
OTHER = re.compile(
    r"(?:医院|中学|小学|学校|幼儿园|卫生院|研究院|研究所|法院|检察院|协会|学会|联合会|博物馆|图书馆)$"
)
ZONE_WORD = (
    "经济技术开发区|经济开发区|高新技术产业开发区|高新技术开发区|高新技术产业园区|高技术产业开发区|高新技术产业区|高新区|经开区|经济区|开发区|新区|示范区|园区|产业园|工业园|科技园|度假区|风景名胜区|"
    "风景区|旅游区|名胜区|保税区|综保区|保税港区|空港经济区|临空经济区|航空港区|管理区|实验区|试验区|合作区|集聚区|聚集区|功能区|港区|新城|自贸区|贸易区|保护区|片区|台商投资区|投资区"
)
ZONE = re.compile(
    rf"(?P<zone>[一-龥]{{0,20}}?(?:{ZONE_WORD})|[一-龥]{{0,16}}(?<!城市)(?<!城乡)(?<!市容)(?<!监督)(?<!交通)(?=管理委员会|管委会))"
    r"(?:(?:开发建设)?管理委员会|管委会|执行委员会|执委会|管理局|管理处|党工委|工委)?(?:党政综合办公室|党政办公室|办公室|综合办公室|党政办|综合办)?$"
)
OFFICE = re.compile(
    r"^(?:人民)?(?:政府|行署|行政公署|府|公署)(?:政府)?(?:办公[室厅]|办|机关)(?:[(（].*)?$|^(?:党政|综合)?办公[室厅]$|^政办$|"
    r"^(?:人民政府|政府)(?:政府|政务)?(?:信息)?公开(?:工作)?(?:领导小组)?(?:办公室|办)?$"
)
GOVERNMENT = re.compile(
    r"^(?:人民政府|政府|人民|行政公署|行署|本级|市本级|政府网站?|各级(?:人民政府|政府|行政机关|部门)(?:[、和及]?各?部门)?(?:重视|高度)?)?$"
)
# Of two bodies that report as one the government is the first: 黄埔区人民政府 广州开发区管委会.
_AND_ITS_ZONE = re.compile(r"^人民政府[一-龥]{2,14}区(?:管委会|管理委员会)$")
_DEPARTMENT = re.compile(
    r"(?:局|委|委员会|厅|办|办公室|中心|队|院|会|社|站|处|部|署|所|馆|段|分局|室|小组|集团|院校|台|总站|公署|领导小组|总队|支队|司|团|联)$"
)
_OF_US = re.compile(
    r"^(?:我|本|全|该)(?P<what>省|自治区|市|州|盟|县|旗|区|镇|乡|街道|局|委|厅|办|中心|机关|单位|部|队|院|管委会|公司|苏木)(?P<rest>.*)$"
)
_LEVEL_WORD = re.compile(r"^(?P<level>自治区|自治州|自治县|省|市|州|盟|县|旗|区)(?P<rest>.+)$")
_TOWN_WORD = re.compile(r"^(?:我|本|全)?(?P<level>镇|乡|街道|苏木)(?P<rest>人民政府|政府|办事处|办|党政.*|$)")


class Kind(NamedTuple):
    """`level` is a word as printed (县, 市, 区 …) that a name without a place tells, or None."""

    kind: str | None
    department: str | None = None
    level: str | None = None


def kind_after(rest: str) -> Kind:
    """The kind of the body that the words behind the name of a place (county or above) tell; None: no body at all."""
    rest = re.sub(r"^(?:委员会|委)(?=办公室)", "", rest)
    if GOVERNMENT.match(rest):
        return Kind("gov")
    if OFFICE.match(rest):
        return Kind("gov_office")
    if _AND_ITS_ZONE.match(rest):
        return Kind("gov")
    rest = re.sub(r"^人民政府(?=.)|^行政公署(?=.)|^行署(?=.)", "", rest)
    for kind, pattern in (("university", UNIVERSITY), ("enterprise", ENTERPRISE), ("other", OTHER)):
        if pattern.search(rest):
            return Kind(kind, rest)
    if CENTRAL.search(rest):
        return Kind("central", rest)
    zone = ZONE.match(rest)
    if zone and (zone["zone"] or rest[:1] in "管"):
        return Kind("zone", zone["zone"] or rest)
    return Kind("department", rest) if _DEPARTMENT.search(rest) else Kind(None)


def kind_alone(words: str) -> Kind:
    """The kind of a body named without a place: 县人民政府办公室, 市教委, 我局, 经开区, 自然资源部."""
    if is_national(words):
        office = words in ("国务院办公厅",)
        return Kind("gov_office" if office else "department", words, "national")
    if town := _TOWN_WORD.match(words):
        return Kind("street" if town["level"] == "街道" else "township", None, town["level"])
    if own := _OF_US.match(words):
        return _of_us(own["what"], own["rest"])
    rest, level = branch_of(words), _LEVEL_WORD.match(words)
    if rest is not None or CENTRAL.search(words):
        if rest is None and level:
            return Kind("central", level["rest"], level["level"])
        return Kind("central", rest or words)
    if level:
        found = kind_after(level["rest"])
        if found.kind is not None:
            return Kind(found.kind, found.department, level["level"])
    found = kind_after(words)
    return Kind(None) if found.kind in ("gov",) and words not in ("人民政府",) else found


def _of_us(what: str, rest: str) -> Kind:
    if what in "省自治区市州盟县旗区":
        found = kind_after(rest)
        return Kind(found.kind or "gov", found.department, what)
    if what == "办" or what in ("机关", "单位"):
        return Kind(None)
    return Kind({"管委会": "zone", "公司": "enterprise"}.get(what, "department"))
