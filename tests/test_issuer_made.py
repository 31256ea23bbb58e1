"""Issuers made from the list of divisions itself: a name that is one place's is told right, a shared one is left open.

Every ninth county and every fortieth township with a regular name, as of 2022, under bodies of each kind; no text but
the title and, where the name says so, a telephone. No report and no known issuer is in it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest

from workbench.divisions import Division, divisions
from workbench.issuer import Place, Told, resolve

YEAR = 2022
BODIES = (
    ("人民政府", "gov"),
    ("人民政府办公室", "gov_office"),
    ("教育局", "department"),
    ("卫健委", "department"),
    ("发展和改革委员会", "department"),
    ("城市管理委员会", "department"),
    ("税务局", "central"),
)
TABLE = divisions()
COUNTIES = [c for c in TABLE.all(YEAR, "county") if not c.kind and c.code[:2] < "70"]
SHARED = {name for name, n in Counter(c.name for c in COUNTIES).items() if n > 1}
TOWNS = [t for t in TABLE.all(YEAR, "township") if t.name.endswith(("乡", "镇", "街道", "苏木"))]


def made(name: str, text: str = "") -> Place:
    title = f"{name}{YEAR}年政府信息公开工作年度报告"
    return resolve(Told(title=title, text=f"{title}\n{text}", year=YEAR))


def above(code: str) -> str:
    """Prefecture and county of a place, as they are printed before its name."""
    names = TABLE.chain(code, YEAR)
    return "".join(dict.fromkeys(names[level] or "" for level in ("province", "prefecture", "county")))


def bodies(places: list[Division]) -> Iterator[tuple[Division, str, str]]:
    for number, place in enumerate(places):
        yield place, *BODIES[number % len(BODIES)]


def test_a_body_named_with_the_whole_chain_is_always_told() -> None:
    for county, words, kind in bodies(COUNTIES[::9]):
        place = made(above(county.code) + words)
        assert (place.code_at_year, place.level, place.kind) == (county.code, "county", kind), county


def test_a_county_named_alone_is_told_if_its_name_is_its_own_and_left_open_if_not() -> None:
    several = [county for county in COUNTIES if county.name in SHARED]
    for county, words, kind in bodies([*COUNTIES[::9], *several]):
        place = made(county.name + words)
        expected = None if county.name in SHARED else county.code
        assert (place.code_at_year, place.kind) == (expected, kind), county


@pytest.mark.parametrize("organ", ["人民政府", "", "人民政府办公室"])
def test_a_township_named_alone_is_never_told_wrong(organ: str) -> None:
    """Its bare name is one unit's for two of three; the others wait for a county, a telephone or a person."""
    places = [(town, made(town.name + organ)) for town in TOWNS[::40]]
    assert not [(town, p) for town, p in places if p.code_at_year not in (None, town.code)]
    told = sum(p.code_at_year is not None for _, p in places) / len(places)
    assert 0.6 < told < 0.75  # 67.6 % of the names of 2023 are unique in the country


def test_a_telephone_tells_apart_townships_of_one_name() -> None:
    areas = {code: area for code, area, _ in TABLE.contacts}
    rows = [
        (town, areas.get(town.code[:4] + "00") or areas.get(town.code[:2] + "0000")) for town in TOWNS[::40]
    ]
    places = [(town, made(town.name + "人民政府", f"联系电话:{area}-6123456")) for town, area in rows if area]
    assert not [(town, p) for town, p in places if p.code_at_year not in (None, town.code)]
    assert sum(p.code_at_year is not None for _, p in places) / len(places) > 0.97


def test_a_township_behind_its_county_is_always_told() -> None:
    for town in TOWNS[::40]:
        county = TABLE.chain(town.code, YEAR)["county"]
        if county is not None:
            place = made(above(town.code) + town.name)
            assert (place.code_at_year, place.level) == (town.code, "township"), town
