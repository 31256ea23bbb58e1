"""Which place a page means that prints no place's name beside its body: the last things that are asked.

In: the body's own words, the word of its level (县, 市, 厅 …) and the page's context. Out: the one place that a hint
leaves, with the words that told it. Each hint counts only where it leaves a single place of that level in the whole
country: a wrong county is worse than none.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice

from workbench.divisions import Division, Divisions, stem_of
from workbench.issuer.hosts import fit
from workbench.issuer.level import fits
from workbench.issuer.mentions import in_year
from workbench.issuer.weigh import Context

_MOST = 6
_FIELD = (
    "应急|城管|公安|教育|教体|民政|司法|财政|人社|自然资源|生态环境|住建|交通|交运|水利|水务|农业|农业农村|商务|文旅|卫健|"
    "退役军人|审计|市监|市场监管|统计|医保|林业|林草|发改|工信|科技|信访|旅游|文化"
)
# Called by its place and its work: 通过中江应急微信公众号. 平安普宁 and 文明安顺 start with no place.
_ACCOUNT = re.compile(
    rf"(?:^|[“\"\n、]|通过|利用|依托)(?P<stem>[一-龥]{{2,4}}?)(?:{_FIELD})[”\"]?(?:官方|政务)?(?:微信|公众号|微博|抖音|头条|视频号)"
)
# The county's own site and houses: “中国永嘉”县政府门户网站, 甘谷新闻网, 中江图书馆.
_OWN_SITE = re.compile(
    r"中国[·•]?(?P<stem>[一-龥]{2,4}?)[”\"]?(?:[省市县区旗州]?(?:人民)?政府)?(?:门户)?网站?"
)
_OWN_HOUSE = re.compile(
    '(?:^|[“"\n、,，]|通过|依托)(?P<stem>[一-龥]{2,4}?)(?:新闻网|图书馆|文化馆|博物馆|融媒)'
)
_TYPES = {"区": "q", "县": "x", "市": "s", "旗": "q"}
_SERVED = re.compile("(?:助力|服务|推动|促进|推进)(?P<stem>[一-龥]{2,4}?)(?=经济|高质量发展)")


def hinted(own: str, word: str | None, context: Context) -> tuple[Division, str] | None:
    """The place and what told it, by the first hint that leaves one place of the level; None without a level."""
    if word is None:
        return None
    for hint in (_in_full, _by_account, _by_site, _by_house, _by_what_it_serves, _by_initials, _by_telephone):
        if hint in (_by_account, _by_site, _by_house) and word == "市":
            continue  # a city that is a county may name the account of the city above it
        found = {place: why for place, why in hint(own, context) if fits(place, word)}
        if len(found) == 1:
            return found.popitem()
    return None


_Told = Iterator[tuple[Division, str]]


def _in_full(own: str, context: Context) -> _Told:
    """The places right before the body's own words in running text: 规范云县林业和草原局信息采编."""
    for match in islice(re.finditer(re.escape(own), context.text) if len(own) > 2 else (), _MOST):
        before = context.text[max(0, match.start() - context.table.longest) : match.start()]
        starts = (context.table.named(before[n:]) for n in range(len(before) - 1))
        for place in in_year(next(filter(None, starts), []), context.year):
            yield place, f"name in full: {place.name}{own}"


def _by_account(own: str, context: Context) -> _Told:
    return _stemmed(_ACCOUNT, "account", context)


def _by_site(own: str, context: Context) -> _Told:
    return _stemmed(_OWN_SITE, "site of", context)


def _by_house(own: str, context: Context) -> _Told:
    return _stemmed(_OWN_HOUSE, "house of", context)


def _by_what_it_serves(own: str, context: Context) -> _Told:
    return _stemmed(_SERVED, "serves", context)


def _stemmed(pattern: re.Pattern[str], why: str, context: Context) -> _Told:
    for match in islice(pattern.finditer(context.text), _MOST):
        for place in in_year(context.table.stemmed(match["stem"]), context.year):
            yield place, f"{why}: {match['stem']}"


def _by_initials(own: str, context: Context) -> _Told:
    """The counties whose initials, behind those of a place above and perhaps with the type's, are a label of the host:
    xjtl is 新疆 托里, mashsq is 马鞍山 花山区."""
    for label in context.labels:
        for place in _initials(context.table).get(label, ()):
            yield place, f"host: {place.name}"


def _by_telephone(own: str, context: Context) -> _Told:
    """Under the area code: the prefecture that is no city (州, 盟), or the place that the host's letters stand for."""
    for code in sorted(context.by_phone):
        prefecture = context.table.get(code, context.year)
        inside = context.table.counties_of(code) if not code.endswith("0000") else []
        for place in filter(None, [prefecture, *inside]):
            if place.in_use(context.year) and (
                place.name[-1] in "州盟" or fit(context.labels, place, context.table)
            ):
                yield place, f"telephone {', '.join(context.telephones)}"


@lru_cache(maxsize=1)
def _initials(table: Divisions) -> dict[str, list[Division]]:
    index: dict[str, list[Division]] = defaultdict(list)
    for place in (each for each in table.all(2023, "county") if each.kind == ""):
        parents = (table.get(code) for code in table.parents(place.code))
        for above in {_letters(parent) for parent in parents if parent is not None}:
            index[above + _letters(place)].append(place)
            index[above + _letters(place) + _TYPES.get(place.name[-1], "")].append(place)
    return dict(index)


def _letters(place: Division) -> str:
    return "".join(sound[0] for sound in place.sounds.split()[: len(stem_of(place.name))])
