"""What a page tells of a zone: a name of its own, a site of its own, its place's stem before the word (宁波国家高新区).

In: words of an issuer's name, a page's context. Out: whether a zone is called by more than its place, whether it has a
site under its city's, and the places whose zones the page names.
"""

from __future__ import annotations

import re
from itertools import islice

from workbench.divisions import Division, stem_of
from workbench.issuer.kinds import ZONE_WORD
from workbench.issuer.names import read_name
from workbench.issuer.weigh import Context
from workbench.issuer.zones import known_zone

MOST_ZONES = 6
_ZONE_SITE = re.compile("(?:jkq|gxq|kfq)$")
_ZONE = rf"(?:国家级?|省级)?(?:{ZONE_WORD})"
A_ZONE = re.compile(_ZONE)
_WORDS = re.compile("[一-龥]+$")


def has_own_name(zone: str, place: Division) -> bool:
    """Whether it is called by more than its place: 昆明呈贡新区, not 昆明新区; known zones do not count."""
    rest = re.sub(f"^{stem_of(place.name)}市?", "", zone)
    own = re.match(rf"(?!{_ZONE})[一-龥]+?{_ZONE}", rest)
    return own is not None and known_zone(own[0]) is None


def zones_named(context: Context, word: str = "") -> list[Division]:
    """The places whose zones (of that sort) the page names by their stem: 宁波国家高新区."""
    found = islice((each for each in A_ZONE.finditer(context.text) if each[0].endswith(word)), MOST_ZONES)
    names = (_WORDS.search(context.text, max(0, each.start() - 7), each.end()) for each in found)
    return [p for name in names if name for p in _zone_of(name[0], context)]


def _zone_of(words: str, context: Context) -> tuple[Division, ...]:
    """The place that the end of the words names as a zone's: 登于宁波国家高新区 → 宁波市."""
    starts = (read_name(words[n:], context.table, context.year).places for n in range(len(words) - 3))
    return next(filter(None, starts), ())


def has_its_own_site(context: Context) -> bool:
    """Whether a zone has a site under its city's: jkq.suining.gov.cn. Zones of counties have none."""
    return len(context.labels) > 1 and any(_ZONE_SITE.search(label) for label in context.labels[1:])
