"""Numbers told in one sentence of the narrative: what each counts, its unit, exact or a lower bound.

Comes in a sentence without white space (收到政府信息公开申请120件，同比增长12%); go out the numbers that the report
tells of itself and of its own year. Left out, since they would be wrong as such: differences (增加12件), other years
(去年、近三年), parts (其中、第一季度), other business (热线、行政许可申请), and 约, 近, 不足, which are
neither exact nor a bound.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from workbench.quantities import IN_WORDS, PATTERNS, SIZES, TOPIC

Bound = Literal["exact", "at_least"]

REACH = 400  # signs before a number that tell what it is; text that lost its stops has endless sentences

_DIGIT = re.compile(r"\d")
_ABOUT = re.compile(r"(?:近|约|大约|大概|不足|不到|少于|低于)$")
_OVER = re.compile(r"(?:超|超过|逾|突破|多于|多达)$")
_DIFFERENCE = re.compile(
    r"分别|(?:由|从)[^,]{0,8}$|同比|环比|增加|减少|增长|下降|上升|增幅|降幅|较上|较去|比上|比去|新增"
)
_BECAME = re.compile(r"[)]?(?:增|升|上升|提高|扩大|减|降|下降|减少|增加|增长)(?:至|到|为)")
_PART_OF_YEAR = re.compile(
    r"季度|上半年|下半年|(?<![-—~至\d])\d{1,2}月份?(?!1日|31日|底|末)|(?<!\d)(?:[1-9]|1[01])月(?:底|末)"
)
_UNTIL_DECEMBER = re.compile(r"截[至止]到?(20\d{2}年)?12月份?[底末]?(?=[,，])")  # the whole year
_FROM_LAST_YEAR = re.compile(r"结转(?:自|了)?(?:上年|上一年|去年)度?")
# A clause that tells a time only, before the clause of the number (自2008年《条例》施行以来,累计收到…).
_TIME = re.compile(
    r"(?:^|[,。;])(?:截至|截止|自|从|在)?((?:20\d{2}年度?|今年|本年)?第?[一二三四]季度|(?:20\d{2}年度?|今年|本年)?[上下]半年"
    r"|(?:20\d{2}年)?(?:\d{1,2}月份?|(?:[1-9]|1[01])月[底末])|[^,。;]{1,20}以来|近[^,。;]{1,3}年来?|[两三四五六七八九十]年来),$"
)
_SEVERAL_YEARS = re.compile(
    r"(?<!今年)(?<!本年)以来|近[两三四五六七八九十\d]+年|[两三四五六七八九十]年来|历年"
)
_YEAR = re.compile(r"(?<![因对])(20\d{2})年|(上年|上一年|去年|往年)(?!度?结转)|(本年|今年|全年)")
_OTHER_TOPIC = re.compile(r"留言|热线|诉求|来信|信件|提案|议案|建议|咨询|工单|信访|许可|投诉|举报|登记|查询")
_REQUEST = re.compile(r"申请|信息公开")
_WHOLE = re.compile(r"共|累计|总|合计")
# Words that name all that was published; with others (公开低保信息、公开复议决定书) it is one kind of it.
_ALL_KINDS = re.compile(
    "主动|公开|发布|政府|政务|信息|各|类|种|有关|相关|累计|[共合总]计|[共总新了数量达到为条我本局镇乡]|全年"
)
_MOST_OTHER_SIGNS = 1
_PAPERS = re.compile("书|典型|案例|函")
_COUNTED_BEFORE = re.compile(r"\d[余多]?(?:条|篇|件)")
_NOT_DONE = re.compile("平均|每[月周年季日]|人均|年均|预计|力争|争取|减免|退[还回]")
_OUTCOME = re.compile("维持|纠正|撤销|驳回|确认|结果|尚未|审结")
# What one desk of a consolidated report received is a part of it (区政府办代表区政府受理17件, 市本级收到95件).
_OWN_DESK = re.compile("代表[^,]{0,8}政府|本级")
_NOT_STAFF = re.compile("组织|招聘|培训|选派|安排|选拔|抽调|慰问")
_KINDS = re.compile(r"(?<!各)类信息|文件|处罚|许可|解读|答复|回复|制度|人事|预决算|提案|建议|复函|年报|指南")
_CHANNEL = re.compile(r"公众号|微信|微博|抖音|快手|头条|视频号|新媒体|两微")
_SEVERAL_CHANNELS = re.compile(
    r"(?:公众号|微信|微博|抖音|头条|新媒体)[^。;,\d]{0,20}(?:\(\d个\)[^。;,\d]{0,10})?\d[\d.,]*[余多万]{0,2}[条篇]"
)
_IN_ALL = re.compile("主动公开|共|总|合计|累计|等|各类")
_MORE_PLACES = re.compile(r"网|栏|屏|报|电视|(?<![微号博信”])平台|[号信博台站栏报屏群端]等")
_NONE_RECEIVED = re.compile(
    r"(?:未|没有|无)(?:收到|接到|接收到?)[^。;,]{0,24}?(?:申请|公开)(?:申请|事项|件|信息|的|情况|要求|政府|公开){0,4}(?=[,。;]|$)"
)
_NONE_MADE = re.compile(
    r"(?:无|没有)(?:公民[^。;,\d]{0,24}提出|任何)?(?:政府)?信息公开申请(?=[,。;]|$)"  # nobody made one
)
_NO_FEE = re.compile(r"(?:未|没有|无)(?:向申请人|因[^。;,\d]{0,20})?(?:产生|收取|发生)[^。;,]{0,16}费")


@dataclass(frozen=True)
class Told:
    """A number of a sentence and what it counts."""

    quantity: str
    value: Decimal
    unit: str
    bound: Bound
    words: str  # the clause up to the number


def numbers_in(sentence: str, year: int | None, *, of_requests: bool = False) -> list[Told]:
    """The numbers that the sentence tells of the report's own year, in the order of the quantities.

    `of_requests` says that the sentence before told of requests: 其中,通过网络申请12件 is of them.
    """
    sentence = _UNTIL_DECEMBER.sub(r"\1", sentence)
    found = [
        told
        for quantity, pattern, signs in (PATTERNS if _DIGIT.search(sentence) else IN_WORDS)
        if any(map(sentence.__contains__, signs))  # cheap, and most sentences are of other things
        for match in pattern.finditer(sentence)
        if (told := _told(quantity, match, sentence, year))
    ]
    found = _published_by_law(found)
    values: dict[str, set[Decimal]] = {}
    for told in found:
        values.setdefault(told.quantity, set()).add(told.value)
    found = [told for told in found if len(values[told.quantity]) == 1 or _is_whole(told)]
    if _SEVERAL_CHANNELS.search(sentence):  # what one site published is not all
        found = [told for told in found if told.quantity != "items_published" or _IN_ALL.search(told.words)]
    received = any(told.quantity == "requests_received" for told in found)
    of_requests &= sentence.startswith("其中")
    if not (received or of_requests or re.search("信息公开|依申请|公开申请|申请公开", sentence)):
        found = [told for told in found if not told.quantity.startswith("requests")]
    if not received:
        found += _none_received(sentence, year)
    if "信息处理费" in sentence and _NO_FEE.search(sentence):
        found.append(Told("information_fee", Decimal(0), "元", "exact", ""))
    return found


def _told(quantity: str, match: re.Match[str], sentence: str, year: int | None) -> Told | None:
    """The number of a match, if it is this quantity of this year."""
    before = sentence[max(match.start("n") - REACH, 0) : match.start("n")]
    clause = re.split("[,。;]", before[: len(before) - len(match["words"])])[-1] + match["words"]
    value, after = _value(match["n"]), sentence[match.end() : match.end() + 8]
    if (
        value is None
        or _BECAME.match(after)
        or _ABOUT.search(match["words"])
        or re.match(r"[)]?(?:左右|上下)", after)
        or _DIFFERENCE.search(match["words"])
        or "分别" in clause
        or _is_of_another_time(before, _own_time(quantity, clause, year), year)
        or not _fits(quantity, clause, match["words"], before, after)
    ):
        return None
    over = bool(match["more"] or match["more2"] or _OVER.search(match["words"]))
    size = SIZES[match["size"]] * SIZES[match["size2"]]
    unit = match["unit"]
    if quantity == "followers" and unit.startswith("万"):
        unit, size = unit[1:], size * 10**4
    return Told(
        quantity, Decimal(f"{(value * size).normalize():f}"), unit, "at_least" if over else "exact", clause
    )


def _own_time(quantity: str, clause: str, year: int | None) -> str:
    """The clause; of requests carried in, without the year that they came from: it is the year before by nature."""
    if quantity != "requests_carried_in":
        return clause
    before = rf"{year - 1}年(?=度?结转)" if year else "(?!)"
    return re.sub(before, "", _FROM_LAST_YEAR.sub("结转", clause))


def _is_of_another_time(before: str, clause: str, year: int | None) -> bool:
    """Whether the number is of another year, of several years or of a part of the year."""
    if _PART_OF_YEAR.search(clause) or _SEVERAL_YEARS.search(clause):
        return True
    ahead = _TIME.search(before[: len(before) - len(clause)])
    if ahead and not re.search("今年以来|本年以来", ahead[1]) and f"{year}年以来" != ahead[1]:
        return True
    own = list(_YEAR.finditer(clause)) or list(
        re.finditer(r"(20\d{2})年度?(?:\d{1,2}月)?(?=,)()()", before)
    )  # 2023年,收到…
    if not own:
        return False
    last = own[-1]
    if last[1]:
        return (
            year is not None
            and int(last[1]) != year
            and not re.search("结转[至到]?$", clause[: last.start()])
        )
    return bool(last[2])


def _fits(quantity: str, clause: str, words: str, before: str, after: str) -> bool:
    """Whether the words around are of this quantity, and of the whole of it."""
    if _NOT_DONE.search(clause) or words.count("(") > words.count(")"):
        return False
    part = "其中" in re.split("[。;]", before)[-1]
    if (
        quantity in ("requests_received", "requests_processed", "items_published")
        and part
        and "共" not in clause
    ):
        return quantity == "requests_processed" and words.startswith("办结") and "其中" not in clause
    if quantity in ("requests_received", "requests_processed") and _OWN_DESK.search(clause):
        return False
    if quantity == "requests_received" and words.startswith("信息公开申请") and "结转" in clause:
        return False  # 上年结转政府信息公开申请数量1件
    if quantity == "requests_processed" and ("结转" in clause or _PAPERS.search(words)):
        return False  # 结转下一年度办理1件
    if quantity in ("reviews", "lawsuits") and (_PAPERS.search(words) or _OUTCOME.search(words)):
        return False
    if quantity.startswith("requests"):
        before += (re.match(TOPIC, after) or [""])[0]
        topics = [match.end() for match in _REQUEST.finditer(before)]
        others = [match.end() for match in _OTHER_TOPIC.finditer(before)]
        told = bool(topics) or quantity == "requests_carried_in"  # 上年结转3件,本年新收申请45件
        return told and max(topics, default=1) > max(others, default=0)
    if quantity == "items_published":
        in_channels = bool(_CHANNEL.search(before)) and not _MORE_PLACES.search(before)
        alone = in_channels and "公开" not in words  # 微博关注2万,全年发布信息300条
        return not alone and _is_all_published(clause, words, after)
    if quantity == "followers":
        named = not words.startswith("关注") or re.match("关注(?:数|人数|总|量|用户|者)", words)
        return bool(named or _CHANNEL.search(clause)) and not re.search("新增|增加|净增", clause)
    if quantity == "staff":
        return bool(re.search("公开|[专兼]职", clause)) and not _NOT_STAFF.search(clause)
    if quantity == "meetings" and re.search("发布会|开放", clause):
        return False
    if quantity == "lawsuits" and "应诉" in before:
        return bool(re.search("信息公开|依申请", clause))
    if quantity in ("wechat_items", "weibo_items"):
        return _is_of_one_channel(quantity, clause, words)
    if quantity == "reviews" and re.search(
        "复议机关|(?:办理|审理|审结|受理|收到|新收)[^,]{0,6}行政复议", clause
    ):
        return bool(re.search("信息公开|依申请", clause))
    return True


def _is_of_one_channel(quantity: str, clause: str, words: str) -> bool:
    """Whether so much was published in this channel and in no other (网站和微信公布202条)."""
    own = _COUNTED_BEFORE.split(clause)[-1]
    one = sum(channel in own for channel in ("微信", "微博", "抖音", "头条", "视频号")) < 2
    right = ("微博" in words) == (quantity == "weibo_items")
    more = re.search("网站?[、和及与]", own) or re.search("等|网站|阅读|粉丝|关注", words)
    return one and right and not more


def _is_all_published(clause: str, words: str, after: str) -> bool:
    """Whether so much was published in all, and not of one kind or in one channel."""
    words = re.split("(?<!信息)(?=公开|[发公]布)", words)[-1].removeprefix("发布")
    if re.match("(?:政府)?信息", after) or re.search("等[^,]{0,8}信息", words):
        words = "公开"  # of all the kinds listed before, whatever they are
    others = 0 if "等" in words or "涉" in words else len(_ALL_KINDS.sub("", words))
    is_kind = _KINDS.search(words) or _PAPERS.search(clause) or others > _MOST_OTHER_SIGNS
    is_part = _COUNTED_BEFORE.search(clause) and not _WHOLE.search(words)
    is_channel = _CHANNEL.search(clause) and not _MORE_PLACES.search(clause)
    return not (is_kind or is_part or is_channel or re.search("依申请|申请公开", clause))


def _is_whole(told: Told) -> bool:
    """Whether a number beside others of its kind is their sum and no part (各部门88件,镇街12件,全区共100件)."""
    several = told.quantity not in ("requests_received", "requests_processed", "items_published")
    return several or bool(_WHOLE.search(told.words))


def _published_by_law(found: list[Told]) -> list[Told]:
    """The numbers; of items published only those that are called 主动公开 where some are (网站发布各类信息 is more)."""
    by_law = any(told.quantity == "items_published" and "主动公开" in told.words for told in found)
    return [t for t in found if not by_law or t.quantity != "items_published" or "主动公开" in t.words]


def _none_received(sentence: str, year: int | None) -> Iterator[Told]:
    """A request told as none: 未收到政府信息公开申请."""
    for match in (*_NONE_RECEIVED.finditer(sentence), *_NONE_MADE.finditer(sentence)):
        before = sentence[max(match.start() - REACH, 0) : match.start()]
        clause = re.split("[,。;]", before)[-1]
        if not _is_of_another_time(before, clause, year) and not re.search(
            "其中|渠道|方式|网上|信函|当面", clause
        ):
            yield Told("requests_received", Decimal(0), "件", "exact", clause)
            return


def _value(printed: str) -> Decimal | None:
    """The number of digits or of a numeral below ten thousand (三百二十件)."""
    if printed[0].isdigit():
        return Decimal(printed.replace(",", ""))
    total, digit = 0, 0
    for sign in printed:
        if sign in "十百千":
            total, digit = total + (digit or 1) * {"十": 10, "百": 100, "千": 1000}[sign], 0
        elif digit:
            return None
        else:
            digit = 2 if sign == "两" else "一二三四五六七八九".index(sign) + 1
    return Decimal(total + digit)
