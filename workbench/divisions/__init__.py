"""China's divisions since 2008, from provinces to townships, with the years in which each code and name was in use.

In: the tables that `make divisions` made (see provenance.json): counties and above for each year, townships from the
statistics bureau's tables of 2016 to 2023. Out: what a name or a code stood for in a year, what it is now, and the
chain of names above it. Loaded on first use, without Polars. Development zones that only the bureau lists have the
kind `zone`. Before 2016 a township is known as it was in 2016; after 2023 as it was then.
"""

from __future__ import annotations

import gzip
from collections import defaultdict
from functools import lru_cache
from importlib.resources import files
from typing import NamedTuple

from workbench.divisions.names import fold_name, short_forms, stem_of

__all__ = ["LATEST", "NATIONAL", "Division", "Divisions", "divisions", "fold_name", "level_of", "stem_of"]

NATIONAL = "000000"
STILL = 9999
LATEST = 2025  # the year that is taken where none is told
FIRST_TOWNSHIPS = 2016
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
    if code == NATIONAL:
        return "national"
    if code.endswith("0000"):
        return "province"
    return "prefecture" if code.endswith("00") else "county"


@lru_cache(maxsize=1)
def divisions() -> Divisions:
    """The tables, read once in a process."""
    return Divisions()


class Divisions:
    """The tables with their indexes by name and by code."""

    def __init__(self) -> None:
        self._codes: dict[str, list[Division]] = defaultdict(list)
        self._names: dict[str, list[Division]] = defaultdict(list)
        self._stems: dict[str, list[Division]] = defaultdict(list)
        self._before: dict[str, list[str]] = defaultdict(list)
        for line in _lines("counties"):
            code, name, first, last, follow, kind, sounds = line.split(",")
            found = Division(code, name, int(first), int(last), tuple(follow.split()), kind, sounds)
            self._codes[code].append(found)
            for form in (name, *short_forms(name)):
                self._names[form].append(found)
            self._stems[stem_of(name)].append(found)
            for new in found.next:
                self._before[new].append(code)
        self._rows = _lines("townships")
        self._township_names: dict[str, list[int]] = {}
        self._township_codes: dict[str, list[int]] = {}
        self._county_rows: dict[str, list[int]] = {}
        self._index_townships()
        self.contacts = [tuple(line.split(",")) for line in _lines("contacts")]
        self.longest = max(map(len, self._names))

    def _index_townships(self) -> None:
        for number, line in enumerate(self._rows):
            code, name, _, _, follow, folded = line.split(",")
            self._township_names.setdefault(folded or name, []).append(number)
            self._township_codes.setdefault(code, []).append(number)
            self._county_rows.setdefault(code[:6], []).append(number)
            if follow and follow != code:
                self._before[follow].append(code)

    # -------------------------------------------------------------------------------------------- by name

    def named(self, name: str) -> list[Division]:
        """Provinces, prefectures, counties and zones of that full or short name, in any year."""
        return self._names.get(name) or self._names.get(fold_name(name)) or []

    def stemmed(self, stem: str) -> list[Division]:
        """The same by the name without its type word: 船山, 甘肃."""
        return self._stems.get(stem, [])

    def townships(self, name: str) -> list[Division]:
        """Townships and streets of that name, with words for nationalities folded, in any year."""
        return [self._township(number) for number in self._township_names.get(fold_name(name), ())]

    def is_township(self, name: str) -> bool:
        return name in self._township_names

    def townships_of(self, county: str) -> list[Division]:
        """All townships that ever stood under that code of a county."""
        return [self._township(number) for number in self._county_rows.get(county, ())]

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
        entries = (
            map(self._township, range(len(self._rows)))
            if level == "township"
            else (each for found in self._codes.values() for each in found)
        )
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
        return tuple(step for step in dict.fromkeys(steps) if step != code and step in self._codes)

    def _entries(self, code: str) -> list[Division]:
        if len(code) == 9:
            return [self._township(number) for number in self._township_codes.get(code, ())]
        return self._codes.get(code, [])

    def _township(self, number: int) -> Division:
        code, name, first, last, follow, _ = self._rows[number].split(",")
        return Division(code, name, int(first), int(last), (follow,) if follow else ())


def _lines(table: str) -> list[str]:
    packed = files("workbench.divisions").joinpath(f"{table}.csv.gz").read_bytes()
    return gzip.decompress(packed).decode("utf-8").splitlines()
