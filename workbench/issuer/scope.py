"""What a report covers: its own body's work only, or that of all bodies of a government, with or without lower ones.

In: kind and level of the issuer and the report's own words. Out: scope (own, consolidated, unknown) and covers (level:
its own departments, 本级; territory: lower governments too; unknown). A pure function of words.
"""

from __future__ import annotations

import re

_TERRITORY = re.compile(
    r"各(?:县|乡镇|镇|街道|区县|县区|旗县|市县|县\(市[、,]?区\)|县市区|市[、(]|设区的?市|地级?市|州市|苏木|乡)|所属?辖(?:区|县|市)|全市各级|全省各级|"
    r"下级(?:政府|人民政府)|各级(?:政府|行政机关|人民政府)"
)
_LEVEL = re.compile(
    r"(?:[省市县区州旗盟])?本级(?!政府办)|市直(?:各)?(?:部门|单位)|县直|区直|州直|旗直|省直|各(?:委办局|部门|单位|职能部门)|政府(?:工作)?部门"
)
_WHOLE = re.compile(r"全(?:市|县|区|省|州|旗|盟|自治区)|各部门|各(?:委办局|单位)|汇总")
_OWN = re.compile(
    r"本单位|本机关|本办|我办|本部门|我单位|办公室本级|(?:政府|府)办公?[室厅]?(?:共|累计|全年|本年)"
)


def scope_of(kind: str | None, level: str | None, text: str) -> tuple[str, str]:
    """(scope, covers). Departments, offices and townships report their own work; governments that of their bodies."""
    if kind == "gov":
        return "consolidated", _covers(text)
    if kind == "gov_office":
        return _of_an_office(text)
    if kind == "zone":
        return (
            ("consolidated", "level") if _WHOLE.search(text) and not _OWN.search(text) else ("own", "level")
        )
    return ("unknown", "unknown") if kind is None else ("own", "level")


def _covers(text: str) -> str:
    if _TERRITORY.search(text):
        return "territory"
    return "level" if _LEVEL.search(text) else "unknown"


def _of_an_office(text: str) -> tuple[str, str]:
    """An office speaks for itself (我办, 本单位) or, in some places, for the whole government (全市 with 汇总)."""
    if re.search(r"(?:汇总|综合)[^。]{0,40}(?:各|部门|单位)", text) and not _OWN.search(text):
        return "consolidated", _covers(text)
    return "own", "level"
