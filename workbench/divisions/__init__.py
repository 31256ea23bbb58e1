"""China's divisions since 2008, from provinces to townships, with the years in which each code and name was in use.

In: the tables that `make divisions` made (see provenance.json): counties and above for each year, townships from the
statistics bureau's tables of 2016 to 2023. Out: what a name or a code stood for in a year, what it is now, and the
chain of names above it. Read when asked for, without Polars. Development zones that only the bureau lists have the
kind `zone`. Before 2016 a township is known as it was in 2016; after 2023 as it was then.
"""

from __future__ import annotations

import gzip
from bisect import bisect_left
from collections import defaultdict
from functools import cached_property, lru_cache
from importlib.resources import files
from typing import NamedTuple

from workbench.divisions.names import fold_name, short_forms, stem_of

__all__ = ["LATEST", "NATIONAL", "Division", "Divisions", "divisions", "fold_name", "level_of", "stem_of"]

NATIONAL = "000000"
NATIONAL_CODES = (NATIONAL, "100000")  # the second is that of the ministries' own tables
STILL = 9999
LATEST = 2025  # the year that is taken where none is told
FIRST_TOWNSHIPS = 2016
SHORTEST_ZONE = 5  # signs of a zone's name that tell it without its province: not 滨湖新区
MUNICIPALITIES = ("11", "12", "31", "50")  # 北京 天津 上海 重庆


class Division(NamedTuple):
    """A division under one code and name; `first` and `last` are years, `next` the codes that followed it."""

    code: str
    name: str
    first: int
    last: int
    next: tuple[str, ...] = ()
    kind: str = ""
    sounds: str = ""

    def in_use(self, year: int) -> bool:
        return self.first <= year <= self.last


def level_of(code: str) -> str:
    """national, province, prefecture, county or township, as the code tells it."""
    if len(code) == 9:
        return "township"
    if code in NATIONAL_CODES:
        return "national"
    if code.endswith("0000"):
        return "province"
    return "prefecture" if code.endswith("00") else "county"


@lru_cache(maxsize=1)
def divisions() -> Divisions:
    """The tables, read once in a process, each when it is first needed."""
    return Divisions()


class Divisions:
    """The tables, with indexes that are made when first asked for: a name or two cost a few milliseconds.

    Both tables are sorted by code, so that codes are found by bisection in the lines as they are shipped.
    """

    def __init__(self) -> None:
        self._parsed: dict[str, list[Division]] = {}

    # -------------------------------------------------------------------------------------------- by name

    def named(self, name: str) -> list[Division]:
        """Provinces, prefectures, counties and zones of that full or short name, in any year."""
        return self._names.get(name) or self._names.get(fold_name(name)) or []

    def stemmed(self, stem: str) -> list[Division]:
        """The same by the name without its type word: 船山, 甘肃."""
        return self._stems.get(stem, [])

    def townships(self, name: str) -> list[Division]:
        """Townships and streets of that name, with words for nationalities folded, in any year."""
        return [_township(self._townships[n]) for n in self._township_names.get(fold_name(name), ())]

    def is_township(self, name: str) -> bool:
        return name in self._township_names

    def townships_of(self, county: str) -> list[Division]:
        """All townships that ever stood under that code of a county."""
        return [_township(line) for line in _starting(self._townships, county)]

    def counties_of(self, prefecture: str) -> list[Division]:
        """All counties and zones that ever stood under that code of a prefecture."""
        under = (_county(line) for line in _starting(self._counties, prefecture[:4]))
        return [each for each in under if each.code != prefecture]

    # -------------------------------------------------------------------------------------------- by code

    def get(self, code: str, year: int | None = None) -> Division | None:
        """The division of that code as it was in the year, or nearest to it; None for a code that never was."""
        found = self._entries(code)
        if not found or year is None:
            return found[-1] if found else None
        return min(found, key=lambda each: max(each.first - year, year - each.last, 0))

    def at(self, code: str, year: int) -> str:
        """The code that the same place had in the year; the code itself where history gives no single one."""
        seen = {code}
        while (found := self.get(code, year)) is not None and not found.in_use(year):
            if len(code) == 9 and year < FIRST_TOWNSHIPS and found.first <= FIRST_TOWNSHIPS:
                break
            steps = found.next if year > found.last else tuple(self._before.get(code, ()))
            if len(steps) != 1 or steps[0] in seen:
                break
            code = steps[0]
            seen.add(code)
        return code

    def now(self, code: str) -> str | None:
        """The code today; None when the place was divided or its end has no known heir."""
        latest = self.at(code, STILL)
        found = self.get(latest)
        return latest if code == NATIONAL or (found is not None and found.last == STILL) else None

    def all(self, year: int, level: str) -> list[Division]:
        """Every division of the level in use in the year; zones are among the counties, with their kind."""
        entries = map(_township, self._townships) if level == "township" else map(_county, self._counties)
        return [each for each in entries if each.in_use(year) and level_of(each.code) == level]

    def chain(self, code: str, year: int) -> dict[str, str | None]:
        """Names by level in the year: province, prefecture, county, township; null where there is none."""
        names: dict[str, str | None] = dict.fromkeys(("province", "prefecture", "county", "township"))
        above = {"province": code[:2] + "0000", "prefecture": code[:4] + "00"}
        if len(code) == 9:
            above |= {"county": self.at(code[:6], year), "township": code}
        elif level_of(code) == "county":
            above["county"] = code
        for level, each in above.items():
            found = self.get(each, year)
            if found is not None and level_of(each) == level:
                names[level] = found.name
        return names

    def parents(self, code: str) -> tuple[str, ...]:
        """The codes above it that exist, nearest first."""
        steps = (code[:6], code[:4] + "00", code[:2] + "0000")
        return tuple(step for step in dict.fromkeys(steps) if step != code and self._entries(step))

    def _entries(self, code: str) -> list[Division]:
        """The entries of that code, oldest first."""
        if code not in self._parsed:
            parse, lines = (_township, self._townships) if len(code) == 9 else (_county, self._counties)
            self._parsed[code] = [parse(line) for line in _starting(lines, code + ",")]
        return self._parsed[code]

    # ------------------------------------------------------------------------------------ tables and indexes

    @cached_property
    def _counties(self) -> list[str]:
        return _lines("counties")

    @cached_property
    def _townships(self) -> list[str]:
        return _lines("townships")

    @cached_property
    def contacts(self) -> list[tuple[str, ...]]:
        """Code, telephone area code and base postcode of each prefecture and municipality."""
        return [tuple(line.split(",")) for line in _lines("contacts")]

    @cached_property
    def longest(self) -> int:
        """The length of the longest name above the townships."""
        return max(map(len, self._names))

    @cached_property
    def _names(self) -> dict[str, list[Division]]:
        names: dict[str, list[Division]] = defaultdict(list)
        for found in map(_county, self._counties):
            for form in (found.name, *short_forms(found.name)):
                names[form].append(found)
            if found.kind == "zone" and (province := self.get(found.code[:2] + "0000")):
                short = found.name.removeprefix(stem_of(province.name))
                # 安徽芜湖三山经济开发区 signs without 安徽.
                if short != found.name and len(short) > SHORTEST_ZONE:
                    names[short].append(found)
        return dict(names)

    @cached_property
    def _stems(self) -> dict[str, list[Division]]:
        stems: dict[str, list[Division]] = defaultdict(list)
        for found in map(_county, self._counties):
            stems[stem_of(found.name)].append(found)
        return dict(stems)

    @cached_property
    def _township_names(self) -> dict[str, list[int]]:
        """The numbers of the lines by folded name."""
        names: dict[str, list[int]] = {}
        for number, line in enumerate(self._townships):
            _, name, _, _, _, folded = line.split(",")
            names.setdefault(folded or name, []).append(number)
        return names

    @cached_property
    def _before(self) -> dict[str, list[str]]:
        """The codes that each code followed."""
        before: dict[str, list[str]] = defaultdict(list)
        for found in map(_county, self._counties):
            for new in found.next:
                before[new].append(found.code)
        for line in self._townships:
            code, _, _, _, follow, _ = line.split(",")
            if follow and follow != code:
                before[follow].append(code)
        return dict(before)


def _county(line: str) -> Division:
    code, name, first, last, follow, kind, sounds = line.split(",")
    return Division(code, name, int(first), int(last), tuple(follow.split()), kind, sounds)


def _township(line: str) -> Division:
    code, name, first, last, follow, _ = line.split(",")
    return Division(code, name, int(first), int(last), (follow,) if follow else ())


def _starting(lines: list[str], start: str) -> list[str]:
    """The lines with that start, by bisection."""
    return lines[bisect_left(lines, start) : bisect_left(lines, start + "\U0010ffff")]


def _lines(table: str) -> list[str]:
    packed = files("workbench.divisions").joinpath(f"{table}.csv.gz").read_bytes()
    return gzip.decompress(packed).decode("utf-8").splitlines()
