"""Which place it is: one of those that the issuer's name may stand for, or the one that the page is about.

In: the name taken apart, the clues and their context. Out: `Choice`: a place or none, how sure, why, and the next best.
A body named without a place (县教育局, 我局) gets the unit of its level that the page names; bodies that belong to no
division (兵团 divisions, customs districts, universities) get none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from workbench.divisions import MUNICIPALITIES, Division, level_of
from workbench.issuer.chain import city_of_zone, inside_any, is_inside, is_of_a_province
from workbench.issuer.hints import hinted
from workbench.issuer.hosts import spelled_by
from workbench.issuer.level import fits, superior_word
from workbench.issuer.names import FIRST_TOWNSHIPS, Name, listed, read_name
from workbench.issuer.national import is_of_many_provinces
from workbench.issuer.told import Clues
from workbench.issuer.weigh import Context
from workbench.issuer.zone_clues import A_ZONE, has_its_own_site, has_own_name, zones_named

# How sure by how it was told: in the title; in another place that names the issuer; chosen by a clear lead; by a small
# one; from a page that names no body at all; by less. A code is given from 0.8 on.
SURE, _TOLD, _CHOSEN, _LIKELY, _UNNAMED, _GUESSED = 0.98, 0.93, 0.95, 0.85, 0.6, 0.5


CLEAR = 2.0  # points by which the first is clear of the second
CAPITAL = 2.5  # points for a province's capital before districts elsewhere of its stem


@dataclass(frozen=True)
class Choice:
    place: Division | None
    confidence: float
    evidence: tuple[str, ...]
    second: Division | None = None


def choose(head: Name, source: str, clues: Clues, context: Context) -> Choice:
    if head.corps and not head.places:
        return Choice(None, 0.0, ("a division of the Corps has no code",))
    if head.kind.kind == "central" and not head.places and is_of_many_provinces(head.words):
        return Choice(None, 0.0, ("its district is no division",))
    if head.kind.kind == "university" or (
        head.kind.kind == "central" and "海关" in (head.kind.department or "")
    ):
        guess = _best(list(head.places) or context.places(), context, own=True)
        return Choice(None, 0.0, (f"a {head.kind.kind} body belongs to no division",), guess.place)
    if head.places:
        return _among(head, source, context)
    if head.township is not None:
        return _unlisted(head, clues, context)
    return _generic(head, clues, context)


def _among(head: Name, source: str, context: Context) -> Choice:
    """One of the places that the name may stand for."""
    if len(head.places) > 1:
        return _best(list(head.places), context, own=head.bare, name=head)
    place = head.places[0]
    points, why = context.score(place, own=head.bare)
    evidence = (f"{source}: {head.words}", *why)
    if _is_somewhere_in(place, head):
        return Choice(place, _GUESSED, (*evidence, "where in it the zone lies is not told"))
    sure = SURE if source == "title" else _TOLD
    alone = head.township is not None and "named" not in " ".join(why) and _is_bare(head)
    if points < 0 or (alone and points <= 0):
        sure = _LIKELY if points >= 0 and _is_the_only_one(head, context) else _GUESSED
    return Choice(place, min(sure, 0.9) if head.bare else sure, evidence)


def _is_somewhere_in(place: Division, head: Name) -> bool:
    """Whether a zone with a name of its own, or a department of one, stands right behind a province's name
    (重庆市双桥经开区): it lies in one of its counties."""
    kinds = ("zone", "department") if place.code[:2] in MUNICIPALITIES else ("zone",)
    return (
        head.kind.kind in kinds
        and level_of(place.code) == "province"
        and has_own_name(head.kind.department or "", place)
    )


def _is_the_only_one(head: Name, context: Context) -> bool:
    """Whether no other county ever had a township of that name since the first table of them."""
    table = context.table
    counties = {table.at(each.code[:6], context.year) for each in table.townships(head.township or "")}
    return len(counties) == 1 and context.year >= FIRST_TOWNSHIPS


def _is_bare(head: Name) -> bool:
    """Whether the township's name stands without a county before it."""
    return head.township is not None and head.words.startswith(head.township[:2])


def _best(
    options: list[Division], context: Context, *, own: bool = False, name: Name | None = None
) -> Choice:
    """The option that fits the page best; sure only by its lead over the next one."""
    scored = sorted(
        (
            (points + _prior(place, name), why, place)
            for place in options
            for points, why in [context.score(place, own=own)]
        ),
        key=lambda each: (-each[0], each[2].code),
    )
    if not scored:
        return Choice(None, 0.0, ())
    if len(scored) > 1 and scored[0][0] - scored[1][0] < CLEAR:
        scored = sorted(
            ((points + context.by_media(place), why, place) for points, why, place in scored),
            key=lambda each: (-each[0], each[2].code),
        )
    points, why, place = scored[0]
    second = scored[1] if len(scored) > 1 else None
    lead = points - second[0] if second else points
    sure = (
        _CHOSEN if lead >= CLEAR else _LIKELY if lead >= 1 and points >= 2 else _GUESSED if lead > 0 else 0.3
    )
    first = (f"one of {len(options)} by that name: {name.words}",) if name else ()
    return Choice(place, sure, (*first, *why), second[2] if second else None)


def _prior(place: Division, name: Name | None) -> float:
    """A stem means the city rather than a district elsewhere (西安高新区), if nothing speaks against it."""
    if name is None or not name.bare or level_of(place.code) != "prefecture" or place.name[-1] != "市":
        return 0.0
    return CAPITAL if place.code.endswith("0100") else 1.0  # no 西安区 speaks of 西安 alone


def _unlisted(head: Name, clues: Clues, context: Context) -> Choice:
    """A township that no table lists by that name: by its stem in the county that the page names, else the county."""
    counties = [p for p in context.places() if level_of(p.code) == "county"]
    told = [p for p in _told_places(clues, context) if level_of(p.code) == "county"]
    choice = _best(told or counties, context, own=True)
    if choice.place is None or head.township is None:
        return choice
    if _by_host_only(choice):
        return Choice(choice.place, _UNNAMED, choice.evidence, choice.second)
    found = listed(head.township, (choice.place,), context.table, context.year)
    if len(found) == 1:
        return Choice(found[0], choice.confidence, (*choice.evidence, f"name: {head.words}"), choice.second)
    why = f"{head.township} is in no table of townships"
    return Choice(choice.place, min(choice.confidence, _LIKELY), (*choice.evidence, why), choice.second)


def _generic(head: Name, clues: Clues, context: Context) -> Choice:
    """A body named without a place (县教育局, 我局, 经开区): the unit of that level that the page is about."""
    word = head.kind.level or _provincial_word(head, context) or superior_word(context.text)
    told = _told_places(clues, context) + (zones_named(context) if head.kind.kind == "zone" else [])
    options = [p for p in dict.fromkeys([*told, *context.places()]) if fits(p, word) and p.code[:2] < "70"]
    own = head.kind.department or head.words
    options = [
        p for p in options if not own.endswith(p.name) or p.name == own
    ]  # 银湖湾滨海新区 is not 滨海新区
    city = city_of_zone(head.words, context.table, context.year)
    if head.kind.kind == "zone" and is_of_a_province(head.words, context.table):
        options = _of_its_level(options, head, city)
    elif word is None:
        options = _deepest(options, context)
    if head.kind.kind == "zone" and has_its_own_site(context):
        options = [p for p in options if level_of(p.code) == "prefecture"] or options
    if word == "市" and (superior := _SUPERIOR_CITY.search(context.text)) is not None:
        above = context.table.named(superior["city"])
        options = [p for p in options if inside_any(p, tuple(above))] or options
    choice = _best(options, context, own=True)
    if head.kind.level is None and (inner := _of_the_site(choice, context)) is not None:
        return inner
    if choice.place is None:  # a hint for the person who reviews
        choice = Choice(None, 0.0, (), _best(context.places(), context, own=True).place)
    if (zoned := _of_the_one_zone(head, choice, context)) is not None:
        return zoned
    sure = choice.confidence if choice.evidence else 0.0
    if head.kind.kind is None or (head.kind.kind in ("enterprise", "other") and choice.place not in told):
        sure = min(sure, _UNNAMED)  # nobody is named: what the page is about may be the body's superior
    elif choice.place is not None and not _is_tied(choice, head, word, told, context):
        sure = min(sure, _UNNAMED)
    elif word in (None, "厅"):  # a 厅 by the province that is named
        sure = min(sure, _LIKELY)
    hint = hinted(own, word, context) if sure < _LIKELY and head.kind.kind in _HINTED else None
    if hint is not None:
        return Choice(hint[0], _LIKELY, (hint[1],), choice.place)
    if sure < _LIKELY and city is not None and not has_own_name(head.words, city):
        return Choice(city, _LIKELY, (f"the zone bears its name: {city.name}",), choice.place)
    return Choice(choice.place, sure, choice.evidence, choice.second)


def _of_the_site(choice: Choice, context: Context) -> Choice | None:
    """The one county inside the named prefecture whose whole name the host spells, where the page names no more than
    the prefecture: a county's site carries the orders of the city above it, and no department of the city."""
    place, spelled = choice.place, spelled_by(context.labels, context.table)
    if (
        place is None
        or level_of(place.code) != "prefecture"
        or place in spelled
        or place.code in context.numbered
    ):
        return None
    inside = [p for p in spelled if is_inside(p.code, place.code) and p.in_use(context.year)]
    if len(inside) != 1:
        return None
    return Choice(inside[0], _LIKELY, (*choice.evidence, f"host: {inside[0].name}"), place)


def _provincial_word(head: Name, context: Context) -> str | None:
    """厅 for a department that calls itself so: only provinces have them (办公厅 is another thing)."""
    words = f"我{head.words}" if head.words.startswith("厅") else head.words
    told = _PROVINCIAL_BODY.search(words) or _PROVINCIAL_BODY.search(context.text)
    return "厅" if told and head.kind.kind == "department" and head.kind.level is None else None


def _of_its_level(options: list[Division], head: Name, city: Division | None) -> list[Division]:
    """Of a zone behind a province's name: its prefectures; of one with a name of its own in a municipality
    (天津港保税区): the districts."""
    if city is not None and city.code[:2] in MUNICIPALITIES and has_own_name(head.words, city):
        return [p for p in options if level_of(p.code) == "county" and is_inside(p.code, city.code)]
    return [place for place in options if level_of(place.code) == "prefecture"]


def _is_tied(choice: Choice, head: Name, word: str | None, told: list[Division], context: Context) -> bool:
    """Whether more than a host, and for a body of unknown level more than a mention, ties it to the place: its name
    in full, its superiors (锦州市委、市政府), a credit code, its site's id, a host that spells it. 锦州市政务服务网
    does not."""
    place = choice.place
    if place is None or (_by_host_only(choice) and not _is_told_by_host(place, head, word, context)):
        return False
    by_name = place in told or place.code in context.superiors or place.code in context.numbered
    return word is not None or by_name or place in spelled_by(context.labels, context.table)


def _of_the_one_zone(head: Name, choice: Choice, context: Context) -> Choice | None:
    """Where the page names one zone of the issuer's sort by its city's stem and no place: 高新区 of 宁波国家高新区."""
    word = A_ZONE.search(head.words)
    if choice.evidence or head.kind.kind != "zone" or word is None or word.start():
        return None
    found = set(zones_named(context, word[0]))
    if len(found) != 1:
        return None
    place = found.pop()
    return Choice(place, _LIKELY, (f"the zone bears its name: {place.name}",))


_HINTED = ("department", "central", "gov", "gov_office")
_PROVINCIAL_BODY = re.compile("(?:我|省)厅|我厅机关|厅门户网站")
_PROVINCIAL = re.compile("省委|省政府|省人民政府|全省|我省|自治区")
# A city that is a county names the city above it beside its own superiors: 十堰市委市政府和市委市政府.
_SUPERIOR_CITY = re.compile("(?P<city>[一-龥]{2,4}市)委、?市(?:人民)?政府(?:和|及|、|以及)市委")


def _deepest(options: list[Division], context: Context) -> list[Division]:
    """Without those above another option that the page itself names: 台州市临海市 is about 临海市."""
    named = [p for p in options if p.code in context.counts or p.code in context.numbered]
    return [p for p in options if not any(is_inside(other.code, p.code) for other in named)]


def _by_host_only(choice: Choice) -> bool:
    """Whether nothing but the host speaks for the place."""
    return all(why.startswith("host") for why in choice.evidence)


def _is_told_by_host(place: Division, head: Name, word: str | None, context: Context) -> bool:
    """Whether the host and the body's own level leave this place alone: a province's own domain (cq.gov.cn) and a body
    of that level; the one county, or city without cities in it, whose whole name the host spells."""
    if level_of(place.code) == "province":
        of_level = "厅" in head.words or _PROVINCIAL.search(context.text) is not None
        return place.code[:2] in MUNICIPALITIES or of_level or len(context.labels) > 1  # drc.gd.gov.cn
    if head.kind.kind == "zone" and has_its_own_site(context):
        return [p for p in spelled_by(context.labels, context.table) if level_of(p.code) == "prefecture"] == [
            place
        ]
    if word is None or [p for p in spelled_by(context.labels, context.table) if fits(p, word)] != [place]:
        return False
    inside = context.table.counties_of(place.code) if level_of(place.code) == "prefecture" else []
    return not any(each.name.endswith("市") and each.in_use(context.year) for each in inside)


def _told_places(clues: Clues, context: Context) -> list[Division]:
    """The places in all names that the report gives its issuer."""
    names = (read_name(words, context.table, context.year) for _, words in clues.names)
    return [place for name in names for place in name.places]
