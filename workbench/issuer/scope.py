"""What a report covers: its own body's work only, or that of all bodies of a government, with or without lower ones.

In: kind and level of the issuer and the report's own words. Out: scope (own, consolidated, unknown) and covers (level:
its own departments, 本级; territory: lower governments too; unknown). What the report says of itself (本报告汇总)
comes first, then whose applications it counts (全市共收到, 我办受理), then other words. A pure function of words.
"""

from __future__ import annotations

import re

from workbench.issuer.kinds import ZONE_WORD

_TERRITORY = re.compile(
    r"各(?:县|乡镇|镇|街道|区县|县区|旗县|市县|县\(市[、,]?区\)|县市区|市[、(]|设区的?市|地级?市|州市|苏木|乡)|所属?辖(?:区|县|市)|"
    r"[全本][省市州盟县区旗]各级|下级(?:政府|人民政府)|各级(?:政府|行政机关|人民政府)"
)
# One by one: a pattern with one first sign skips all other places of a page.
_LEVEL = tuple(
    map(
        re.compile,
        ("本级(?!政府办)", "[省市县区州旗盟]直", "各(?:委办局|部门|单位|职能部门)", "政府(?:工作)?部门"),
    )
)
_WHOLE = [
    "全市",
    "全县",
    "全区",
    "全省",
    "全州",
    "全旗",
    "全盟",
    "全自治区",
    "各部门",
    "各委办局",
    "各单位",
    "汇总",
]
_OWN = ("本单位", "本机关", "本办", "我办", "本部门", "我单位", "办公室本级")
_OWN_COUNT = re.compile("府办公?[室厅]?(?:共|累计|全年|本年)")
_ALL_OF_IT, _ORGAN = re.compile(rf"(?:{ZONE_WORD})$"), re.compile("管委会|管理委员会|我委")
_OF_THE_FORM = re.compile("本机关(?:不掌握|已提供|及)")  # words of section three's own labels
_SENTENCE = re.compile(r"[^。;；]+")
# Words of which one stands in every sentence that the pattern finds, and the pattern.
_OF_ITSELF = (
    ("汇总", "综合", "涵盖", "包括", "包含", "统计范围", "编制"),
    re.compile(
        r"(?:本报告|本年报|年度报告|年报|所列数据|统计数据|数据统计).{0,30}?(?:汇总|综合|涵盖|包括|包含|统计范围|编制)|"
        r"(?:汇总|综合)[^。]{0,30}(?:年度报告|年报|数据)"
    ),
)
_APPLICATIONS = (
    ("申请",),
    re.compile(
        r"(?:收到|新收|接收|受理|办理|收受|处理)[^。;；]{0,24}申请|申请[^。;；]{0,16}(?:\d+|[零无])(?:件|条|份|宗)"
    ),
)
_GATHERED = re.compile("(?:汇总|综合)[^。]{0,40}(?:各|部门|单位)")
_BUILT_ON = re.compile("在[^。]{0,30}(?:各|部门|单位)[^。]{0,20}(?:年度报告|年报)[^。]{0,6}基础上")
_COUNTED_WHOLE = re.compile(
    r"全(?:市|县|区|省|州|旗|盟|自治区)(?!政府信息公开工作)[^。;；]{0,30}?(?:收到|新收|接收|受理|办理|申请)"
)


def scope_of(kind: str | None, level: str | None, text: str, name: str = "") -> tuple[str, str]:
    """(scope, covers). Departments, offices and townships report their own work; governments that of their bodies.

    `name`: as the issuer signs; a zone that signs without an organ (平潭综合实验区) speaks as a government does.
    """
    if kind not in ("gov", "gov_office", "zone"):
        return ("unknown", "unknown") if kind is None else ("own", "level")
    text = _OF_THE_FORM.sub("", text)
    if kind == "gov":
        return "consolidated", _covers(text)
    whole = _speaks_for_all(text)
    if kind == "zone":
        for_all = any(word in text for word in _WHOLE) or (
            _ALL_OF_IT.search(name) and not _ORGAN.search(text)
        )
        whole = whole or bool(for_all and not speaks_of_itself(text))
        return ("consolidated", "level") if whole else ("own", "level")
    return ("consolidated", _covers(text)) if whole else ("own", "level")


def speaks_of_itself(text: str) -> bool:
    """Whether an office tells of its own work: 我办, 本单位."""
    return any(word in text for word in _OWN) or _OWN_COUNT.search(text) is not None


def _speaks_for_all(text: str) -> bool:
    """Whether an office's report says that it is its government's: it counts everybody's applications, or gathers
    from departments, and nowhere speaks of the office's own (我办, 本单位)."""
    if speaks_of_itself(text):
        return False
    if _GATHERED.search(text) or ("基础上" in text and _BUILT_ON.search(text)):
        return True
    return any(_COUNTED_WHOLE.search(each) for each in _sentences(text, *_APPLICATIONS))


def _covers(text: str) -> str:
    """From the sentences that tell it best: of the report itself, of applications; a mere mention of lower
    governments (指导各乡镇) tells nothing."""
    for words, pattern in (_OF_ITSELF, _APPLICATIONS):
        said = "。".join(_sentences(text, words, pattern))
        if _TERRITORY.search(said):
            return "territory"
        if _tells_level(said):
            return "level"
    return "level" if _tells_level(text) else "unknown"


def _tells_level(text: str) -> bool:
    return any(pattern.search(text) for pattern in _LEVEL)


def _sentences(text: str, words: tuple[str, ...], pattern: re.Pattern[str]) -> list[str]:
    """The sentences that the pattern finds; only those with one of the words are looked at."""
    said = _SENTENCE.findall(text.replace("\n", ""))
    return [each for each in said if any(word in each for word in words) and pattern.search(each)]
