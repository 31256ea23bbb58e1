"""An issuer's name taken apart: the chain of places in front, the township, what kind of body the rest is.

In: words that name an issuer (许昌市建安区小召乡人民政府) and the year. Out: `Name` with all places that they may mean.
Zones, branches of a city's bureaus and the Corps (兵团) have rules of their own. What the context says is not asked.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from workbench.divisions import Division, Divisions, level_of, stem_of
from workbench.issuer.chain import chain_of, city_of_zone, inside_any
from workbench.issuer.kinds import CORPS, ZONE_WORD, Kind, kind_after, kind_alone
from workbench.issuer.mentions import in_year
from workbench.issuer.national import branch_of, local_company
from workbench.issuer.zones import known_zone, section_of

FIRST_TOWNSHIPS = 2016  # the first table of townships; before it they are looked up as of then
LONGEST_TOWNSHIP = 14
_TOWN_END = re.compile("街道|苏木|地区(?=办事处)|[镇乡]|街(?=办事处|$)")
_TOWN_BODY = re.compile(
    r"^(?:人民政府|政府|办事处|街道办|党工委|党委|办|各|便民|党政|综合|社会|财政|公共|平安|经济|行政|民政|机关|管理|管委会|$)"
)
_OURS = re.compile("[我本全该各]?(?:街道|苏木|[镇乡])|地区")  # 本街道 and 街道 are no names
_ZONE_ORGAN = re.compile("^(?:(?:开发建设)?管理委员会|管委会|执行委员会|执委会|管理局|党工委)$")
_ZONE_BEFORE_PLACE = re.compile(rf"^[一-龥]{{0,10}}?(?:{ZONE_WORD})(?=.{{2,}}(?:县|区|市|镇|乡|街道))")
_STREET_OFFICE = re.compile("^(?P<name>[一-龥]{2,5}?)办事处$")  # 嵩山路办事处, as streets are called in 河南
_BRANCH = re.compile(
    r"^(?P<child>[一-龥]{2,4}?)(?:分局$|(?:生态环境|环境保护|环保|自然资源|国土资源|规划|公安|税务|市场监督|医疗保障|气象|公路)[一-龥]*局)"
)
_BRANCH_BEHIND = re.compile(r"^(?P<organ>[一-龥]{2,14}?局)(?P<child>[一-龥]{1,6}?)分局(?P<more>.*)$")
_LOCAL_BELOW = ("地震局",)  # the province's is the State Council's branch, a city's is the city's own
_SCENIC = re.compile("风景|名胜|旅游|保护区")  # such zones are the city's, whatever they are called
_REGIMENT = re.compile("^第?[0-9〇零一二三四五六七八九十]+团")


@dataclass(frozen=True)
class Name:
    """`places` empty: no place in the words. `township`: its name as printed; then `places` are townships, or counties
    when no table lists it. `bare`: the place was told by a stem only. `corps`: a division of the Corps (兵团)."""

    words: str
    kind: Kind
    places: tuple[Division, ...] = ()
    township: str | None = None
    bare: bool = False
    corps: bool = False


@lru_cache(maxsize=256)
def read_name(words: str, table: Divisions, year: int) -> Name:
    """The name taken apart; kind.kind None and no places: not a body's name at all."""
    if CORPS.search(words):
        return _of_the_corps(words, table, year)
    words = re.sub("^(?:中共|中国共产党)(?=.)", "", words)
    branch = branch_of(words)
    plain = section_of(branch or local_company(words) or words)
    if (known := known_zone(plain)) and (found := _of_a_known_zone(words, *known, table, year)):
        return found
    places, rest, bare = chain_of(plain, table, year, branch=branch is not None)
    if (inner := _behind_a_zone(rest, places, table, year)) is not None:
        (places, rest), bare = inner, False
    town = _township(rest, places, table, year)
    if town is not None:
        return Name(words, town.kind, town.places, town.township)
    if not places:
        return Name(words, kind_alone(words))
    if places[0].kind == "zone" and re.search(ZONE_WORD, places[0].name):
        return _of_a_zone(words, places, rest, table, year)
    kind = Kind("central", rest or plain) if branch else kind_after(rest)
    if kind.kind == "zone" and bare:
        kind = Kind("zone", plain[: len(plain) - len(rest)] + (kind.department or ""))
    if kind.kind == "central" and kind.department in _LOCAL_BELOW and level_of(places[0].code) != "province":
        kind = Kind("department", kind.department)
    child = _branch(rest, places, table, year) or _district_of_zone(kind, places, table, year)
    if kind.kind == "zone" and bare and level_of(places[0].code) == "province":
        city = city_of_zone(rest, table, year)  # 广西钦州保税港区
        child = (city,) if city is not None and inside_any(city, places) else ()
    return Name(words, kind, child or places, bare=bare)


def _behind_a_zone(
    rest: str, above: tuple[Division, ...], table: Divisions, year: int
) -> tuple[tuple[Division, ...], str] | None:
    """The district behind the zone that is one body with it, and the words behind: 广州开发区黄埔区."""
    zone, is_listed = _ZONE_BEFORE_PLACE.match(rest), bool(above) and above[0].kind == "zone"
    if zone is None and not is_listed:
        return None
    if is_listed:
        parent = table.get(table.parents(above[0].code)[0], year)
        above = (parent,) if parent else ()
    inner, behind, _ = chain_of(rest[zone.end() :] if zone else rest, table, year)
    return (inner, behind) if inner and (not above or inside_any(inner[0], above)) else None


# ------------------------------------------------------------------------------------------------ townships


def _township(rest: str, above: tuple[Division, ...], table: Divisions, year: int) -> Name | None:
    """The township that the rest starts with: listed by name, else by its stem in the county, else unlisted."""
    rest = re.sub(r"^(?:[县市区旗]?人民政府|政府)(?=.)", "", rest)
    if above and level_of(above[0].code) == "county":
        pass
    elif zone := _ZONE_BEFORE_PLACE.match(rest):
        rest = rest[zone.end() :]
    if (office := _STREET_OFFICE.match(rest)) and any(level_of(each.code) == "county" for each in above):
        found = listed(f"{office['name']}街道", above, table, year)
        if found:
            return Name(rest, Kind("street"), found, f"{office['name']}街道")
    ends = [m.end() for m in _TOWN_END.finditer(rest[: LONGEST_TOWNSHIP + 2])]
    for end in reversed(ends):
        name, after = rest[:end], rest[end:]
        if not 2 <= len(name) <= LONGEST_TOWNSHIP or _OURS.fullmatch(name):
            continue
        found = listed(name, above, table, year)
        if found and (_TOWN_BODY.match(after) or not above):
            return Name(rest, _town_kind(name), found, name) if _TOWN_BODY.match(after) else None
    for end in ends:
        name, after = rest[:end], rest[end:]
        if (
            2 < len(name) <= 9
            and not _OURS.fullmatch(name)
            and re.fullmatch(
                r"(?:人民政府|街道办事处|办事处|政府)?(?:[一-龥]{0,6}办公室|[一-龥]{0,6}办)?(?:[一-龥]{2,4}科)?",
                after,
            )
        ):
            return Name(rest, _town_kind(name), above, name)
    return None


def _town_kind(name: str) -> Kind:
    return Kind("street" if name.endswith(("街道", "街")) else "township")


def listed(name: str, above: tuple[Division, ...], table: Divisions, year: int) -> tuple[Division, ...]:
    """The townships of that name below the places (anywhere, if there are none), as of the year."""
    year = max(year, FIRST_TOWNSHIPS)
    found = table.townships(name) or (table.townships(name + "道") if name.endswith("街") else [])
    if above:
        found = [t for t in found if inside_any(t, above)]
        counties = {p.code for p in above if level_of(p.code) == "county"}
        if not found:
            found = [t for c in counties for t in _same_stem(name, c, table)]
    return in_year(found, year)


def _same_stem(name: str, county: str, table: Divisions) -> list[Division]:
    """Townships of the county whose name differs in the type word only: 鹿城镇 for 鹿城街道."""
    stem = stem_of(name + "道" if name.endswith("街") else name)
    return [t for t in table.townships_of(county) if stem_of(t.name) == stem]


# ------------------------------------------------------------------------------------------------ special bodies


def _of_a_zone(words: str, places: tuple[Division, ...], rest: str, table: Divisions, year: int) -> Name:
    """A zone that the bureau lists is a body of the place it lies in; it has no code in GB/T 2260."""
    zone = places[0]
    parent = table.get(table.parents(zone.code)[0], year)
    kind = kind_after(rest)
    if kind.kind in ("gov", "gov_office", "zone", None):
        kind = Kind("zone", zone.name)
    return Name(words, kind, (parent,) if parent else ())


def _of_a_known_zone(words: str, zone: str, code: str, rest: str, table: Divisions, year: int) -> Name | None:
    """The zone as a body of its place; None where a place inside it follows (雄安新区容城县), or it is a division."""
    place = table.get(code, year)
    if (
        place is None
        or any(p.in_use(year) and not p.kind for p in table.named(zone))
        or chain_of(rest, table, year)[0]
    ):
        return None
    if (town := _township(rest, (place,), table, year)) is not None:
        # 西咸新区底张街道 lies in a county that the zone's name does not tell: listed, or of none.
        towns = tuple(each for each in town.places if level_of(each.code) == "township")
        return Name(words, town.kind, towns, town.township)
    kind = kind_after(rest)
    if kind.kind in ("gov", "gov_office", "zone", None) or _ZONE_ORGAN.match(rest):
        kind = Kind("zone", zone)
    return Name(words, kind, (place,))


def _branch(rest: str, places: tuple[Division, ...], table: Divisions, year: int) -> tuple[Division, ...]:
    """公安局盐都分局 and 盐都生态环境局 of a city are bodies of its district 盐都区, if it has one."""
    found = _BRANCH_BEHIND.match(rest) or _BRANCH.match(rest)
    if not found:
        return ()
    child = found["child"]
    options = [*table.named(child), *table.stemmed(child), *table.stemmed(stem_of(child))]
    inside = [p for p in options if level_of(p.code) == "county" and p.kind == "" and inside_any(p, places)]
    return tuple(dict.fromkeys(in_year(inside, year)))


def _district_of_zone(
    kind: Kind, places: tuple[Division, ...], table: Divisions, year: int
) -> tuple[Division, ...]:
    """The district whose stem a zone's name starts with behind the city's: 常州市武进国家高新技术产业开发区."""
    if (
        kind.kind != "zone"
        or level_of(places[0].code) != "prefecture"
        or _SCENIC.search(kind.department or "")
    ):
        return ()
    for length in (4, 3, 2):
        found = [p for p in table.stemmed((kind.department or "")[:length]) if p.kind == ""]
        inside = [p for p in found if level_of(p.code) == "county" and inside_any(p, places)]
        if inside and stem_of(inside[0].name) != stem_of(places[0].name):
            return in_year(inside, year)
    return ()


def _of_the_corps(words: str, table: Divisions, year: int) -> Name:
    """A division of the Corps has no code; where it is one with its city (第八师石河子市), the city's is taken."""
    match = re.search(r"师(?P<city>[一-龥]{2,6}市)", words)
    cities = [p for p in table.named(match["city"]) if p.code.startswith("659")] if match else []
    rest = words[match.end() :] if match else re.sub(r"^.*?(?:兵团|师)(?=[^师]*$)", "", words)
    kind = Kind("other", rest) if _REGIMENT.search(rest) else kind_after(rest)
    return Name(words, kind, in_year(cities, year), corps=True)
