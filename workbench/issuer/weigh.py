"""How well a place fits what the page tells around the issuer's name: mentions, numbers, host.

In: clues and host of one report. Out: for any place a score with its reasons. Telephone and postcode locate the
building: they choose between places of the same name and never lower a level. A credit code and a site's id
carry a county's code, perhaps an old one.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from functools import lru_cache

from workbench.divisions import Division, Divisions, level_of, stem_of
from workbench.issuer.hosts import fit, labels_of, spelled_by
from workbench.issuer.mentions import mentions
from workbench.issuer.told import Clues
from workbench.issuer.zones import areas_told

# Points. Own and parent names count most; a second clue of any sort outweighs a chance likeness.
OWN, COUNTY, PREFECTURE, PROVINCE, TOGETHER = 3.0, 3.0, 2.0, 0.6, 2.0
TELEPHONE, NO_TELEPHONE, POSTCODE, NO_POSTCODE = 2.5, -2.0, 1.5, -1.0
LEARNED = 3.0  # a person placed other reports of the host there: as good as a host that spells the name
CREDIT, CREDIT_PREFECTURE, SUPERIOR, STEM_AND_HOST = 4.0, 1.5, 2.0, 2.5
MEDIA = 2.0
_MEDIA = re.compile('日报|晚报|广播电视|电视台|生态环境(?=公众号)|发布(?=[”"]?(?:微信|公众号|微博|客户端))')
# A body's own account is called by its place: 通过铜陵城管微信公众号, “广州城管”官方微信.
_ACCOUNT = re.compile(
    r"[“\"过用托](?:(?<=[“\"])|(?<=通过|利用|依托))([一-龥]{4,10}?)[”\"]?(?:官方|政务)?(?:微信|公众号|微博|抖音|头条|今日头条|视频号)"
)


class Context:
    """What one report tells around its issuer; scores are made on demand."""

    def __init__(
        self,
        clues: Clues,
        host: str | None,
        table: Divisions,
        year: int,
        learned: frozenset[str] = frozenset(),
    ) -> None:
        self.table, self.year, self.text = table, year, clues.text
        self.learned = frozenset(table.at(code, year) for code in learned)
        self.labels = labels_of(host)
        self.counts: Counter[str] = Counter()
        self.superiors: set[str] = set()
        for text, weight in ((clues.text, 2), (clues.notices, 1)):
            for mention in mentions(text, table, year):
                for place in mention.may_be:
                    self.counts[place.code] += weight
                    if text is clues.text and re.match(
                        r"[党]?委(?!员会)|人民政府", text[mention.end : mention.end + 4]
                    ):
                        self.superiors.add(place.code)
        self.areas = areas_told(clues.text, self.labels)
        self.telephones, self.postcodes = clues.telephones, clues.postcodes
        self.by_phone = {code for phone in clues.telephones for code in _areas(table).get(phone, ())}
        self.by_post = {code for post in clues.postcodes for code in _posted(post, table)}
        self.accounts = {p.code for stem in _ACCOUNT.findall(self.text) for p in _begun_by(stem, table)}
        self._media: set[str] | None = None
        # A city's site carries its counties' reports too; a county's only its own.
        site = _credited(clues.told.site[:6], table, year) if clues.told.site else None
        self.sited = [site] if site is not None and level_of(site) == "county" else []
        self.credit = [code for digits in clues.credit_codes if (code := _credited(digits, table, year))]
        self.numbered = list(dict.fromkeys([*self.credit, *self.sited]))

    def places(self) -> list[Division]:
        """Every place that some clue names: in the text, by credit code, or spelled by the host."""
        codes = [*self.counts, *self.numbered, *sorted(self.learned)]
        named = [place for code in codes if (place := self.table.get(code, self.year)) is not None]
        hosted = [place for place in spelled_by(self.labels, self.table) if place.in_use(self.year)]
        owned = [p for code in sorted(self.accounts) if (p := self.table.get(code, self.year)) is not None]
        hosted += [p for p in owned if p.in_use(self.year) and fit(self.labels, p, self.table)]
        return list(dict.fromkeys([*named, *hosted]))

    def score(self, place: Division, *, own: bool = False) -> tuple[float, list[str]]:
        """Points for the place and why. `own`: mentions of the place itself count too (for names without a place)."""
        parts = [*self._named(place, own), *self._numbers(place), *self._hosted(place, own)]
        parts += [(LEARNED, "host: known from the register")] if place.code[:6] in self.learned else []
        return sum(points for points, _ in parts), [why for points, why in parts if why and points > 0]

    def by_media(self, place: Division) -> float:
        """Points for a place whose city's papers and stations the page names: 武汉广播电视台 for its 青山区."""
        if self._media is None:
            ends = [match.start() for match in _MEDIA.finditer(self.text)]
            stems = {self.text[max(0, end - n) : end] for end in ends for n in (2, 3)}
            self._media = {p.code for stem in stems for p in self.table.stemmed(stem) if p.code[4:] == "00"}
        return MEDIA if place.code[:4] + "00" in self._media and place.code[4:] != "00" else 0.0

    def _named(self, place: Division, own: bool) -> list[tuple[float, str]]:
        parents = self.table.parents(place.code)
        nearest = parents[0] if parents else ""
        parts = []
        for code in parents:
            if code in self.counts:
                above = self.table.get(code, self.year)
                points = {"county": COUNTY, "prefecture": PREFECTURE, "province": PROVINCE}[level_of(code)]
                points = max(points, PREFECTURE) if code == nearest else points  # 北京市 above 朝阳区
                parts.append(
                    (points + 0.1 * min(self.counts[code], 4), f"named: {above.name if above else code}")
                )
        if len(place.code) == 9 and self.areas and place.code.startswith(self.areas):
            parts.append((COUNTY, "named: its new area"))
        if nearest and self._together(place, nearest):
            parts.append((TOGETHER, ""))
        if own and place.code in self.counts:
            parts.append((OWN + 0.4 * min(self.counts[place.code], 8), f"named: {place.name}"))
            if place.code in self.superiors:
                parts.append((SUPERIOR, ""))
        return parts

    def _together(self, place: Division, parent: str) -> bool:
        """Whether the page prints both names as one chain: 福州市鼓楼区, 镇康县木场乡."""
        above = self.table.get(parent, self.year)
        return above is not None and any(
            f"{name}{between}{place.name}" in self.text
            for name in (above.name, stem_of(above.name))
            for between in ("", "人民政府")
        )

    def _numbers(self, place: Division) -> list[tuple[float, str]]:
        parts = []
        seats = {place.code, *self.table.parents(place.code)}
        narrow = {code for code in seats if level_of(code) != "province" or code in _with_phone(self.table)}
        if self.by_phone and level_of(place.code) != "province" and narrow & _with_phone(self.table):
            hit = bool(narrow & self.by_phone)
            parts.append((TELEPHONE if hit else NO_TELEPHONE, f"telephone {', '.join(self.telephones)}"))
        if self.by_post and level_of(place.code) != "province" and narrow & _with_phone(self.table):
            hit = bool(narrow & self.by_post)
            parts.append((POSTCODE if hit else NO_POSTCODE, f"postcode {', '.join(self.postcodes)}"))
        for code in self.numbered:
            why = f"credit code: {code}" if code in self.credit else f"site id: {code}"
            if place.code[:6] == code:
                parts.append((CREDIT, why))
            elif place.code[:4] == code[:4]:
                parts.append((CREDIT_PREFECTURE, why))
        return parts

    def _hosted(self, place: Division, own: bool) -> list[tuple[float, str]]:
        if not self.labels:
            return []
        seats = [place] if len(place.code) == 6 else []
        seats += [p for code in self.table.parents(place.code) if (p := self.table.get(code, self.year))]
        fits = [
            (fit(self.labels, seat, self.table) * (0.5 if _is_province_above(seat, place) else 1), seat)
            for seat in seats
        ]
        best, seat = max(fits, key=lambda each: each[0], default=(0.0, place))
        if not best:
            return []
        parts = [(best, f"host: {seat.name}")]
        if own and seat == place and place.code in self.accounts:
            parts.append((STEM_AND_HOST, f"account of {place.name}"))
        if (
            own
            and seat == place
            and best >= 2
            and place.code not in self.counts
            and stem_of(place.name) in self.text
        ):
            parts.append((STEM_AND_HOST, f"named: {stem_of(place.name)}"))
        return parts


def _begun_by(account: str, table: Divisions) -> list[Division]:
    """The places whose stem the account's name starts with, the longest first: 铜陵城管 → 铜陵市, 铜陵县."""
    return next((found for n in (4, 3, 2) if (found := table.stemmed(account[:n]))), [])


def _is_province_above(seat: Division, place: Division) -> bool:
    return seat != place and level_of(seat.code) == "province"


@lru_cache(maxsize=1)
def _areas(table: Divisions) -> dict[str, tuple[str, ...]]:
    areas: dict[str, list[str]] = defaultdict(list)
    for code, area, _ in table.contacts:
        areas[area].append(code)
    return {area: tuple(codes) for area, codes in areas.items()}


@lru_cache(maxsize=1)
def _with_phone(table: Divisions) -> frozenset[str]:
    return frozenset(code for code, _, _ in table.contacts)


def _posted(postcode: str, table: Divisions) -> tuple[str, ...]:
    """The prefectures whose base postcode shares the longest start with it, three digits at least."""
    known = _posts(table)
    return known.get(postcode[:4]) or known.get(postcode[:3]) or ()


@lru_cache(maxsize=1)
def _posts(table: Divisions) -> dict[str, tuple[str, ...]]:
    """The prefectures by the first four and by the first three digits of their base postcode."""
    posts: dict[str, list[str]] = defaultdict(list)
    for code, _, base in table.contacts:
        for length in (4, 3):
            posts[base[:length]].append(code)
    return {start: tuple(codes) for start, codes in posts.items()}


def _credited(digits: str, table: Divisions, year: int) -> str | None:
    """The county's (or prefecture's) code in a credit code, carried to the year; None for what is no code."""
    return table.at(digits, year) if table.get(digits) is not None and digits[2:] != "0000" else None
