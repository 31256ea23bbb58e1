"""What became of a division that ended: derived where one end and one start leave one pair, else by hand.

In: counties with first and last year, the statistics bureau's yearly tables of townships, the rows of changes.csv.
Out: the same counties with successor codes, and townships with first and last year and successor. What cannot be
derived and stands in no row of changes.csv gets no successor: a merged township has none.
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import NamedTuple

from workbench.divisions.names import fold_name, stem_of

STILL = 9999


class County(NamedTuple):
    """A province, prefecture or county under one name: years of the tables that have it, codes that follow it."""

    code: str
    name: str
    first: int
    last: int
    next: tuple[str, ...]
    kind: str


class Township(NamedTuple):
    """A township or street under one name; `next` is the one code that follows it, or empty."""

    code: str
    name: str
    first: int
    last: int
    next: str


def successors_of_counties(counties: list[County], changes: list[dict[str, str]]) -> list[County]:
    """The counties with `next` filled: by changes.csv first, then by pairs under the same parent, then by stem."""
    told = {(row["old"], int(row["year"])): tuple(row["new"].split()) for row in changes if row["old"]}
    return [
        county
        if county.last == STILL
        else county._replace(next=told.get((county.code, county.last + 1)) or _derived(county, counties))
        for county in counties
    ]


def _derived(ended: County, counties: list[County]) -> tuple[str, ...]:
    year = ended.last + 1
    level = ended.code[4:] == "00"
    starts = [
        c for c in counties if c.first == year and (c.code[4:] == "00") == level and c.kind == ended.kind
    ]
    ends = [
        c for c in counties if c.last == ended.last and (c.code[4:] == "00") == level and c.kind == ended.kind
    ]
    near = [c for c in starts if c.code[:4] == ended.code[:4]]
    if len(near) == 1 and sum(c.code[:4] == ended.code[:4] for c in ends) == 1:
        return (near[0].code,)
    same = [c for c in starts if c.code[:2] == ended.code[:2] and stem_of(c.name) == stem_of(ended.name)]
    return (same[0].code,) if len(same) == 1 else ()


def township_rows(tables: dict[int, dict[str, str]], counties: list[County]) -> list[Township]:
    """One row a code and name with first and last year. The last table's rows go on (the bureau stopped there)."""
    years: dict[tuple[str, str], list[int]] = defaultdict(list)
    of = defaultdict(set)
    for county in counties:
        of[county.code].add(county.name)
    named = {
        year: {code: _plain(name, of[code[:6]]) for code, name in table.items()}
        for year, table in tables.items()
    }
    for year, table in named.items():
        for code, name in table.items():
            years[code, name].append(year)
    last = max(tables)
    following = {(c.code, c.last): c.next for c in counties if c.next}
    places = {year: _by_stem(table) for year, table in named.items()}
    rows = []
    for (code, name), seen in years.items():
        for first, end in _runs(seen):
            follower = "" if end == last else _follower(code, name, end + 1, named, places, following)
            if not follower and end != seen[-1]:
                follower = code  # left out of a table or two, and there again
            rows.append(Township(code, name, first, STILL if end == last else end, follower))
    return rows


def _runs(years: list[int]) -> list[tuple[int, int]]:
    """First and last year of each run of years without a gap."""
    starts = [year for year in years if year - 1 not in years]
    return [(start, next(y for y in range(start, max(years) + 1) if y + 1 not in years)) for start in starts]


def _plain(name: str, counties: set[str]) -> str:
    """The name as most rows since 2019 write it: 东华门街道, not 东华门街道办事处; 克井镇, not 济源市克井镇."""
    for county in counties:
        if name.startswith(county) and re.fullmatch("..+(?:镇|乡|街道|街道办事处|苏木)", name[len(county) :]):
            name = name[len(county) :]
    return name.removesuffix("办事处") if name.endswith(("街道办事处", "地区办事处")) else name


def _by_stem(table: dict[str, str]) -> dict[tuple[str, str], list[str]]:
    """Codes by county (and by prefecture) and stem."""
    places: dict[tuple[str, str], list[str]] = defaultdict(list)
    for code, name in table.items():
        stem = stem_of(fold_name(name))
        places[code[:6], stem].append(code)
        places[code[:4], stem].append(code)
    return places


def _follower(
    code: str,
    name: str,
    year: int,
    named: dict[int, dict[str, str]],
    places: dict[int, dict[tuple[str, str], list[str]]],
    following: dict[tuple[str, int], tuple[str, ...]],
) -> str:
    """The code under which the township stands in the next year's table: same code, same stem in its county (or the
    county that follows it), or the only one of that stem in the prefecture."""
    if code in named[year]:
        return code
    stem = stem_of(fold_name(name))
    after = [new for at in (year - 2, year - 1, year) for new in following.get((code[:6], at), ())]
    for place in (code[:6], *after, code[:4]):
        found = places[year].get((place, stem), [])
        if len(found) == 1:
            return found[0]
    return ""
