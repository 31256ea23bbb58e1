"""Names of provinces, prefectures and counties in running text, found by their type word and the dictionary.

In: text without white space and the year. Out: mentions with their place in the text and what each may stand for in
that year. The type words are few, so a page costs some hundred look-ups. Names that are also common words (城区) and
two-sign names (和县) count only where they cannot be something else.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from workbench.divisions import Division, Divisions, level_of

_TYPE = re.compile("[省市区县旗州盟]")
_COMMON = frozenset(("城区", "郊区", "矿区", "东区", "西区", "市区", "中心区", "新区", "开发区", "新市区"))
_PROVINCES = re.compile(
    "北京|天津|河北|山西|内蒙古|辽宁|吉林|黑龙江|上海|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|广西|海南|重庆|四川|贵州|云南|西藏|陕西|甘肃|"
    "青海|宁夏|新疆"
)
_STREET = re.compile("^[一-龥]{0,3}[东西南北中]?(?:路|街|大道|大街|胡同|巷)")
_SPAN = 2  # years by which a name may be older or newer than the report


class Mention(NamedTuple):
    start: int
    end: int
    may_be: tuple[Division, ...]


def mentions(text: str, table: Divisions, year: int) -> list[Mention]:
    """The mentions in order; none overlaps the one before it."""
    found: list[Mention] = []
    for match in _TYPE.finditer(text):
        end = match.end()
        floor = found[-1].end if found else 0
        for start in range(max(floor, end - table.longest), end - 1):
            may_be = table.named(text[start:end])
            if may_be and _counts(text, start, end, floor):
                found.append(Mention(start, end, in_year(may_be, year)))
                break
    found += [
        Mention(m.start(), m.end(), tuple(p for p in table.stemmed(m[0]) if level_of(p.code) == "province"))
        for m in _PROVINCES.finditer(text)
        if not _STREET.match(text[m.end() : m.end() + 8])
        and text[m.end() : m.end() + 1] not in "省市区自壮回维"
    ]
    return sorted(mention for mention in found if mention.may_be)


def in_year(places: list[Division] | tuple[Division, ...], year: int) -> tuple[Division, ...]:
    """Those in use in the year; else those that were nearly; else all: a page may still use a name long gone."""
    for slack in (0, _SPAN):
        alive = tuple(p for p in places if p.first - slack <= year <= p.last + slack)
        if alive:
            return alive
    return tuple(places)


def _counts(text: str, start: int, end: int, floor: int) -> bool:
    word = text[start:end]
    if word in _COMMON:
        return start == floor and start > 0
    before = text[start - 1 : start]
    if word[-1] == "州" and len(word) == 2 and text[end : end + 1] in tuple("区市县"):
        return False  # 巴州区 is not 巴州
    if word[0] == "和" and len(word) == 2 and not (start == floor > 0) and before.strip():
        return False  # 《…通知》和县政府: and the county's
    return (
        len(word) > 2
        or start == floor
        or not before
        or not "一" <= before <= "龥"
        or before in "与由在省市州向"
    )
