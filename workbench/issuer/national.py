"""Bodies of the State Council, and those that stand in a place and belong to one of them.

In: words of an issuer's name. Out: whether they name a national body (国家统计局), and the words without the national
body in front of its branch (国家统计局丽水调查队 → 丽水调查队), which tell the branch's place. Branches whose district
is a part of the country or a river (华东, 长江) are told apart: they belong to no division.
"""

from __future__ import annotations

import re

_MINISTRY = (
    "外交|国防|教育|科学技术|科技|工业和信息化|工信|公安|民政|司法|财政|人力资源和社会保障|人社|自然资源|国土资源|环境保护|"
    "生态环境|住房和城乡建设|住建|交通运输|铁道|水利|农业农村|农业|商务|文化和旅游|文旅|文化|退役军人事务|应急管理|监察|国家安全|卫生"
)
_WITH_BRANCHES = (
    "国家税务总局|国家统计局|国家金融监督管理总局|中国人民银行|国家外汇管理局|中国银行?保险监督管理委员会|中国银保监会|中国银监会|中国保监会|"
    "中国银行业监督管理委员会|中国保险监督管理委员会|中国证券监督管理委员会|中国证监会|国家能源局|国家矿山安全监察局|国家煤矿安全监察局|"
    "国家邮政局|国家粮食和物资储备局|国家移民管理局|国家林业和草原局|国家海洋局|国家档案局|国家药品监督管理局|国家铁路局|中国民用航空局?|"
    rf"审计署|海关总署|(?:{_MINISTRY})部"
)
# Bureaus inside a ministry: 交通运输部海事局, which is also 中华人民共和国海事局.
_BUREAU = "(?:海事|救助打捞)局"
_BODY = re.compile(
    r"^(?:国家[一-龥]{2,14}(?:局|总局|委员会|委|署|办公室|中心|院)|国务院[一-龥]{0,20}|全国[一-龥]{2,20}|中华全国[一-龥]{2,12}|"
    r"中国(?:人民银行|气象局|地震局|民用航空局|民航局|科学院|社会科学院|工程院|证券监督管理委员会|银行?保险监督管理委员会|"
    r"银行业监督管理委员会|保险监督管理委员会|证监会|银保监会|银监会|保监会)|"
    rf"(?:{_MINISTRY})部|审计署|海关总署)(?:办公[厅室]|{_BUREAU})?$"
)
_OF_THE_BRANCH = r"(?:局|分局|队|总队|关|办|办公室|办事处|分行|支行|支局|站|中心|委员会|委|处|院|所)"
_BRANCH = re.compile(rf"^(?:{_WITH_BRANCHES})驻?(?P<rest>[一-龥()（）]{{2,}}?{_OF_THE_BRANCH})$")
# A part of the body itself.
_WITHIN = re.compile(r"^(?:综合司|[一-龥]{2,8}司|办公[厅室]|[一-龥]{0,4}信息中心|" + _BUREAU + ")$")
_UTILITY = re.compile(
    r"^(?:国家电网(?:有限)?公司|国网|中国?南方电网(?:有限责任公司)?)(?:[一-龥]{2,8}?电力(?:有限)?(?:责任)?公司(?=.{4}))?(?=.{2})"
)
_PART_OF_THE_COUNTRY = re.compile(
    "东北|华北|华东|华中|中南|华南|西南|西北|长江|黄河|珠江|淮河|太湖|海河|松辽|东海|南海局|北海局|流域"
)


def is_national(words: str) -> bool:
    """Whether the words name a body of the State Council itself, or one of its parts."""
    plain = words.removeprefix("中华人民共和国")
    if plain != words and plain == "海事局":
        return True
    branch = _BRANCH.match(plain)
    return bool(_BODY.match(plain)) and (branch is None or bool(_WITHIN.match(branch["rest"])))


def branch_of(words: str) -> str | None:
    """The words behind the national body that the issuer is a branch of; None where it is no branch."""
    plain = words.removeprefix("中华人民共和国")
    branch = _BRANCH.match(plain)
    if branch is not None and not _WITHIN.match(branch["rest"]):
        return branch["rest"]
    return plain if plain != words and not is_national(words) else None


def local_company(words: str) -> str | None:
    """The words behind the name of a national power company: 国网岳阳供电公司 → 岳阳供电公司."""
    return _UTILITY.sub("", words) if _UTILITY.match(words) else None


def is_of_many_provinces(words: str) -> bool:
    """Whether the branch's district is a part of the country or a river, which no division is: 华东, 长江."""
    return bool(_PART_OF_THE_COUNTRY.search(words))
