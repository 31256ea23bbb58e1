"""The chain of places at the start of an issuer's name: province › prefecture › county, each inside the one before.

In: words that name an issuer (许昌市建安区小召乡人民政府) and the year. Out: the lowest places of the chain, the words
behind it, and whether only a stem told them. Bare stems (嘉祥经济开发区) count only before words for zones and central
bodies. Townships are not read here.
"""

from __future__ import annotations

import re

from workbench.divisions import Division, Divisions, level_of
from workbench.issuer.kinds import ZONE_OF_COUNTY, ZONE_WORD
from workbench.issuer.mentions import in_year

LONGEST_STEM = 7
_TOWN_NAME = re.compile(r"^(?:镇|乡|街道|苏木)(?:人民政府|政府|办事处|$)")
_UTILITY = (
    "水务|自来水|供水|排水|公交|公共交通|轨道交通|地铁|燃气|天然气|热力|供热|供电|电力|城市建设投资|城投|"
    "交通投资|交投"
)
_AFTER_STEM = re.compile(
    rf"^(?:国家级?|省级|综合)?(?:(?:{ZONE_WORD})|(?:海关|海事局|气象局|调查总?队|监管|银保监|银监|证监|保监|中心支行|市?分行|税务|国税|地税|国家税务|供电|电力|"
    "(?:煤矿|矿山)安全监察|通信管理局|地震局|邮政管理局|出入境边防))"
    rf"|^(?:{_UTILITY})[一-龥()（）]{{0,12}}(?:公司|集团)"
)
_AFTER_STEM_OF_BRANCH = re.compile(
    r"^[省市]?(?:安全)?(?:[分支]?[局行]|特派员|专员|监管|监察|监督|总队|中心|办事处)"
)
_ANY_ZONE, _COUNTY_ZONE = re.compile(rf"(?:国家级?|省级|综合)?(?:{ZONE_WORD})"), re.compile(ZONE_OF_COUNTY)
_COUNTY_PARK = re.compile("(?:省级)?(?:工业园|产业园|产业集聚|开发区)")
_ABROAD = ("71", "81", "82")  # 台湾 香港 澳门: no such reports


def chain_of(
    words: str, table: Divisions, year: int, *, branch: bool = False
) -> tuple[tuple[Division, ...], str, bool]:
    """The lowest places of the chain at the start of the words, the words behind it, and whether by a stem only."""
    current: tuple[Division, ...] = ()
    position, bare = 0, False
    while True:
        link, length = _next_link(words[position:], current, table, year)
        if not link:
            if current or position:
                break
            link, length = _stem_link(words, table, year, branch=branch)
            if not link:
                break
            bare = True
        elif current:
            bare = False
        current, position = link, position + length
    if bare and current:
        lower, length = _stem_link(words[position:], table, year, inside=current)
        if lower:
            current, position = lower, position + length
    return current, words[position:], bare


def _next_link(
    words: str, above: tuple[Division, ...], table: Divisions, year: int
) -> tuple[tuple[Division, ...], int]:
    for length in range(min(len(words), table.longest), 1, -1):
        found = [p for p in table.named(words[:length]) if p.code[:2] not in _ABROAD]
        if above:
            found = [p for p in found if inside_any(p, above)]
        if found and not _TOWN_NAME.match(words[length:]):  # 新县镇 is no part of 新县
            return in_year(found, year), length
    return (), 0


def _stem_link(
    words: str, table: Divisions, year: int, *, branch: bool = False, inside: tuple[Division, ...] = ()
) -> tuple[tuple[Division, ...], int]:
    """A stem at the start, if what follows is a zone or a central body, or another place; `inside` those only."""
    for length in range(min(len(words) - 1, LONGEST_STEM), 1, -1):
        rest = words[length:]
        found = [p for p in table.stemmed(words[:length]) if p.code[:2] not in _ABROAD and p.kind != "zone"]
        if inside:
            found = [p for p in found if inside_any(p, inside)]
        # 南湖新区 is no zone of 南湖区: only full titles carry a county's name, or parks behind the province's.
        if not (_COUNTY_ZONE.match(rest) or (inside and _COUNTY_PARK.match(rest))):
            found = [p for p in found if level_of(p.code) != "county" or not _ANY_ZONE.match(rest)]
        rivals = _without_their_own(in_year(found, year))
        if rivals:
            goes_on = any(
                table.named(rest[:n]) or table.stemmed(rest[:n]) for n in range(2, min(len(rest), 8) + 1)
            )
            if (
                _AFTER_STEM.match(rest)
                or (branch and _AFTER_STEM_OF_BRANCH.match(rest))
                or (goes_on and level_of(rivals[0].code) == "province")
            ):
                return rivals, length
    return (), 0


def _without_their_own(places: tuple[Division, ...]) -> tuple[Division, ...]:
    """Without counties that lie in a city of the same stem: 大同经开区 is the city's. One elsewhere stays a rival:
    朝阳经开区 may be of 朝阳市 or of 朝阳区 in 长春."""
    cities = [p for p in places if level_of(p.code) == "prefecture" and p.name.endswith("市")]
    return tuple(p for p in places if level_of(p.code) != "county" or not inside_any(p, tuple(cities)))


def inside_any(place: Division, above: tuple[Division, ...]) -> bool:
    return any(is_inside(place.code, parent.code) for parent in above)


def is_inside(code: str, parent: str) -> bool:
    """Whether the code lies under the parent's: 2 digits under a province, 4 under a prefecture, 6 under a county."""
    stem = {"province": 2, "prefecture": 4, "county": 6}.get(level_of(parent), 9)
    return code != parent and code[:stem] == parent[:stem]


def city_of_zone(words: str, table: Divisions, year: int) -> Division | None:
    """The city that a zone's name starts with (武汉东湖新技术开发区), or its district that the name goes on with."""
    if not _ANY_ZONE.search(words):
        return None
    for length in range(4, 1, -1):
        cities = [
            p
            for p in table.stemmed(words[:length])
            if p.name[-1] in "市省" and level_of(p.code) in ("prefecture", "province")
        ]
        if cities and words[length : length + 1] != "湾":  # 杭州湾 is a bay
            inner = [
                p
                for n in (3, 2)
                for p in table.stemmed(words[length : length + n])
                if inside_any(p, tuple(cities))
            ]
            return in_year(inner or cities, year)[0]
    return None


def is_of_a_province(words: str, table: Divisions) -> bool:
    """Whether the words start with a province's stem (贵州双龙航空港经济区): such a zone is no county's."""
    return any(level_of(p.code) == "province" for n in (2, 3) for p in table.stemmed(words[:n]))
