"""At which level a body stands that is named without a place: 县教育局, 我局, a bureau that follows 国家、省、市 rules.

In: the level word of the body's own name and the page's text. Out: the word of its level (县, 市, 区 …), and whether a
division fits that word. Words only: no table of places, no clue about which 市 it is.
"""

from __future__ import annotations

import re

from workbench.divisions import MUNICIPALITIES, Division, level_of

_SUPERIORS = (
    ("县", re.compile("县委|县政府|县人民政府")),
    ("区", re.compile("区(?:委|(?<!自治区)(?:政府|人民政府))")),
    ("旗", re.compile("旗委|旗政府")),
    ("州", re.compile("州委|州政府")),
    ("市", re.compile("市委|市政府|市人民政府")),
    ("省", re.compile("省委|省政府")),
    ("自治区", re.compile("自治区党委|自治区人民政府|自治区政府")),
)
# Whose orders it follows, from the top down to its own level: 国家、省、市有关规定, 省市区关于, 中央、自治区、市、县.
_ORDERS = re.compile(
    "(?:国家|中央|党中央、国务院|省|自治区)(?:、?(?:和|及)?(?:省|自治区|州|盟|市|县|区|旗))*、?(?:和|及)?(?P<last>[省州市县区旗盟])"
    "(?=有关|关于|相关|政府信息|政务公开|信息公开|工作)"
)
_WHOLE = re.compile("[全我](?P<whole>[县旗州]|市(?!场)|区(?!域|位|块|间))")
_AUTONOMOUS = re.compile("自治区|内蒙古|广西|西藏|宁夏|新疆")  # there 全区 may be the whole region


def superior_word(text: str) -> str | None:
    """The level of those that a body without a name works for: the lowest that it names (县委、县政府), else the last
    of those whose orders it follows, else what it calls the whole (全县)."""
    named = next((word for word, pattern in _SUPERIORS if pattern.search(text)), None)
    if named:
        return named
    for pattern in (_ORDERS, _WHOLE):
        found = [match[1] for match in pattern.finditer(text)]
        if found and not (found[0] == "区" and _AUTONOMOUS.search(text)):
            return str(found[0])
    return None


def fits(place: Division, word: str | None) -> bool:
    """Whether the division is of the level that the word tells."""
    level = level_of(place.code)
    if word is None:
        return level != "township"
    if word == "厅":
        return level == "province" and place.code[:2] not in MUNICIPALITIES
    if word in ("镇", "乡", "街道", "苏木"):
        return level == "township"
    if word == "区":
        return level == "county" and place.name.endswith("区")
    if word == "市":
        return place.name.endswith("市")
    if word in ("县", "自治县"):
        return level == "county" and place.name.endswith("县")
    return place.name.endswith(word)
