"""What a web address under gov.cn hints at: labels that spell a place's name in pinyin, whole or by initials.

In: a host and a division. Out: how well they fit, 0 to 3. A host is a hint and never proof: one site carries the
reports of a city and of its counties. Hosts outside gov.cn tell nothing: most of them are copies on sold domains.
"""

from __future__ import annotations

from collections import defaultdict
from functools import lru_cache
from itertools import product

from workbench.divisions import Division, Divisions, level_of, stem_of

WHOLE, COMPOUND, INITIALS = 3.0, 2.0, 1.0
_SERVICE = frozenset(("www", "m", "gov", "cn", "com", "zwgk", "xxgk", "zfxxgk", "doc", "web", "wap"))
_TAIL = (
    "zhengfu",
    "govt",
    "gov",
    "zf",
    "xian",
    "shi",
    "qu",
    "qi",
    "zhou",
    "meng",
    "county",
    "city",
    "x",
    "s",
    "q",
)
# The second-level domains of the provinces (CNNIC, 中国互联网络域名体系): czt.sc.gov.cn is a department of 四川.
_LETTERS = {
    "11": "bj beijing",
    "12": "tj",
    "13": "he",
    "14": "sx",
    "15": "nm nmg",
    "21": "ln",
    "22": "jl",
    "23": "hl hlj",
    "31": "sh shanghai",
    "32": "js jiangsu",
    "33": "zj",
    "34": "ah",
    "35": "fj fujian",
    "36": "jx jiangxi",
    "37": "sd shandong",
    "41": "ha henan",
    "42": "hb hubei",
    "43": "hn hunan",
    "44": "gd",
    "45": "gx gxzf",
    "46": "hi hainan",
    "50": "cq",
    "51": "sc",
    "52": "gz guizhou",
    "53": "yn",
    "54": "xz xizang",
    "61": "sn shaanxi",
    "62": "gs gansu",
    "63": "qh qinghai",
    "64": "nx",
    "65": "xj xinjiang",
}
PROVINCES = {label: code for code, labels in _LETTERS.items() for label in labels.split()}
# These letters alone are sites of 广州, 绍兴 and 徐州; their provinces spell their names.
OF_CITIES = ("gz", "sx", "xz")


# How addresses write sounds with ü: lueyang is 略阳. 吕梁 writes lvliang, as the tables do.
_AS_WRITTEN = {"lve": "lue", "nve": "nue"}


def labels_of(host: str | None) -> tuple[str, ...]:
    """The telling labels of a host under gov.cn, nearest to gov.cn first; none for any other host."""
    parts = (host or "").lower().split(":")[0].strip(".").split(".")
    if parts[-2:] != ["gov", "cn"]:
        return ()
    return tuple(label for label in reversed(parts[:-2]) if label not in _SERVICE)


def fit(labels: tuple[str, ...], place: Division, table: Divisions) -> float:
    """How well a label spells the place: 3 its whole name, 2 a name with its parent's, 1 initials, 0 not at all."""
    if not labels:
        return 0.0
    if level_of(place.code) == "province":
        return WHOLE if _province_of(labels) == place.code[:2] else 0.0
    whole, compound, short = _spellings(place, table)
    if any(label in whole for label in labels):
        return WHOLE
    if any(label in compound for label in labels):
        return COMPOUND
    return INITIALS if any(label in short for label in labels) else 0.0


@lru_cache(maxsize=2048)
def _spellings(place: Division, table: Divisions) -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    full, initials = _spelled(place)
    above = [p for code in table.parents(place.code) if (p := table.get(code)) is not None]
    parents = [form for parent in above for form in _spelled(parent)]
    tails = ("", *_TAIL, *place.sounds.split()[-1:])
    whole = {full + tail for tail in tails}
    compound = {p + f + t for p, f, t in product(parents, (full, initials), tails)} | {
        f + p for p, f in product(parents, (full, initials))
    }
    return frozenset(whole), frozenset(compound - whole), frozenset(initials + tail for tail in tails)


def _spelled(place: Division) -> tuple[str, str]:
    """Stem in pinyin, whole and by initials: (erqi, eq)."""
    sounds = place.sounds.split()[: len(stem_of(place.name))]
    plain = (_AS_WRITTEN.get(sound, sound) for sound in sounds)
    return "".join(plain), "".join(sound[0] for sound in sounds)


@lru_cache(maxsize=2048)
def spelled_by(labels: tuple[str, ...], table: Divisions) -> tuple[Division, ...]:
    """The places whose whole name a label spells, alone or behind the letters of its province or city (hfyaohai)."""
    if not labels:
        return ()
    index = _by_sound(table)
    found = []
    for label in labels:
        forms = {label, *(label.removesuffix(tail) for tail in _TAIL)}
        found += [p for form in forms for p in index.get(form, ())]
        found += [
            p
            for letters, province in PROVINCES.items()
            if label.startswith(letters)
            for form in forms
            for p in index.get(form[len(letters) :], ())
            if p.code[:2] == province
        ]
        found += [p for form in forms for p in _behind_its_city(form, table)]
    if province := table.get((_province_of(labels) or "00") + "0000"):
        found.append(province)
    return tuple(dict.fromkeys(found))


def _behind_its_city(label: str, table: Divisions) -> list[Division]:
    """The counties whose whole name the label spells behind that of their prefecture, whole or by initials."""
    index = _by_sound(table)
    return [
        place
        for cut in range(2, len(label) - 2)
        for place in index.get(label[cut:], ())
        if (city := table.get(place.code[:4] + "00")) is not None and label[:cut] in _spelled(city)
    ]


def _province_of(labels: tuple[str, ...]) -> str | None:
    """The province whose own domain it is: gd.gov.cn, drc.gd.gov.cn."""
    return PROVINCES.get(labels[0]) if labels[0] not in OF_CITIES else None


@lru_cache(maxsize=1)
def _by_sound(table: Divisions) -> dict[str, list[Division]]:
    index: dict[str, list[Division]] = defaultdict(list)
    for level in ("prefecture", "county"):
        for place in table.all(2023, level):
            if place.kind == "":
                index[_spelled(place)[0]].append(place)
    return dict(index)
