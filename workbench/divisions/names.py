"""How names of divisions are compared: without the words for nationalities, with or without the type word.

In: a name as printed or as a table has it (古城回族乡, 科尔沁右翼中旗). Out: its folded form (古城乡), its stem (古城)
and the short forms that offices write (科右中旗). Only text: what a name stands for is decided elsewhere.
"""

from __future__ import annotations

import re
from functools import lru_cache

from workbench.quickstart import later

# The 55 nationalities (GB/T 3304) in the forms that names of places use; 族 is left out by some of them.
_NATIONS = (
    "蒙古|回|藏|维吾尔|苗|彝|壮|布依|朝鲜|满|侗|瑶|白|土家|哈尼|哈萨克|傣|黎|傈僳|佤|畲|高山|拉祜|水|东乡|纳西|景颇|柯尔克孜|"
    "土|达斡尔|仫佬|羌|布朗|撒拉|毛南|仡佬|锡伯|阿昌|普米|塔吉克|怒|乌孜别克|俄罗斯|鄂温克|德昂|保安|裕固|京|塔塔尔|独龙|鄂伦春|"
    "赫哲|门巴|珞巴|基诺"
)
_BARE = "蒙古|哈萨克|柯尔克孜|塔吉克|锡伯|维吾尔|达斡尔|鄂温克|鄂伦春|乌孜别克|塔塔尔"
_NATION = f"(?:{_NATIONS})族|{_BARE}"
_TOLD = later(f"族|自治|{_BARE}")
_ETHNIC = later(rf"(?<=..)(?:{_NATION}|各族|民族)*(?:{_NATION}|各族|民族)(?:自治)?(?=[县州旗区乡镇]$)")
_SHORT_STEM = later(rf"(?<=.)(?:{_NATION}|民族)+(?:自治)?(?=[县州旗乡镇]$)")
_TYPE = later(
    r"(?:特别行政区|维吾尔自治区|自治区|行政委员会|地区|林区|特区|矿区|新区|自治州|自治县|自治旗|街道办事处|地区办事处|办事处|街道|苏木|"
    r"[省市区县旗盟州乡镇])$"
)
_WINGS = later(r"^(.).*?([左右])翼([前后中])?旗$")
_SIDES = later(r"^(.).{2,}([左右前后中]旗)$")  # 新左旗, 阿左旗, 乌前旗
# Short names that follow no rule.
_SHORT = {
    **{"东乌珠穆沁旗": "东乌旗", "西乌珠穆沁旗": "西乌旗", "达尔罕茂明安联合旗": "达茂旗"},
    **{"陈巴尔虎旗": "陈旗", "克什克腾旗": "克旗", "阿鲁科尔沁旗": "阿旗", "莫力达瓦达斡尔族自治旗": "莫旗"},
    **{"杜尔伯特蒙古族自治县": "杜蒙县", "喀喇沁左翼蒙古族自治县": "喀左县", "阜新蒙古族自治县": "阜蒙县"},
    **{"巴音郭楞蒙古自治州": "巴州", "博尔塔拉蒙古自治州": "博州", "克孜勒苏柯尔克孜自治州": "克州"},
}


@lru_cache(maxsize=16384)
def fold_name(name: str) -> str:
    """The name without words for nationalities: 阿什里哈萨克民族乡 is 阿什里乡, 广西壮族自治区 stays itself.

    东乡族自治县 keeps its nationality, because nothing would be left of it but the type.
    """
    if name.endswith("区") or not _TOLD().search(name):
        return name
    folded = _ETHNIC().sub("", name)
    return folded if folded != name else _SHORT_STEM().sub("", name) if len(name) > 4 else name


def stem_of(name: str) -> str:
    """The folded name without its type word, if two signs or more are left: 张家川, 平安; 城区 and 赵县 stay whole."""
    folded = fold_name(name)
    stem = _TYPE().sub("", folded)
    if name.endswith("自治区"):
        stem = re.sub(r"(?:壮族|回族|维吾尔)$", "", stem)
    return stem if len(stem) >= 2 else folded


def short_forms(name: str) -> tuple[str, ...]:
    """Other full forms that offices write for the name: folded, 科右中旗 for 科尔沁右翼中旗, 区 for 管理区."""
    forms = {fold_name(name)}
    if wings := _WINGS().match(name):
        forms.add(f"{wings[1]}{wings[2]}{wings[3] or ''}旗")
    elif sides := _SIDES().match(name):
        forms.add(sides[1] + sides[2])
    forms |= {_SHORT[name]} if name in _SHORT else set()
    if name.endswith("管理区"):
        forms.add(re.sub(r"^.+市(?=..)", "", name[:-3]) + "区")
    if name.endswith("回族区"):
        forms.add(name.removesuffix("回族区") + "区")
    if name.endswith("自治州"):
        forms.add(stem_of(name) + "自治州")  # 湘西自治州
    if name.endswith(("自治县", "自治旗")):
        stem = stem_of(name)
        forms.add(stem + name[-3:])  # 镇宁自治县
        if fold_name(name) == name:
            forms.add(re.sub(r"族?自治(?=.$)", "", name))
        elif len(stem) > 3:
            forms.add(stem[:2] + name[-1])
    return tuple(sorted(forms - {name}))
