"""How the signs of places are read, where a dictionary of words takes the more frequent reading (都 as dou).

In: a place's name and the syllables of pypinyin. Out: the syllables that the place has, as its web address spells them.
Readings from 中华人民共和国地名词典 and 现代汉语词典 (entries of place names).
"""

from __future__ import annotations

# Signs that have one reading in names of places; NAMES has the others.
SIGNS = {"都": "du", "长": "chang"}
# The stem of a name, whole, where a sign has a reading of its own.
NAMES = {
    "长子": "zhang zi", "朝阳": "chao yang", "漯河": "luo he", "单": "shan", "浚": "xun", "涡阳": "guo yang",
    "六合": "lu he", "曾都": "zeng du", "南乐": "nan le", "民乐": "min le", "乐陵": "lao ling", "大埔": "da bu",
    "宕昌": "tan chang", "吴堡": "wu bu", "什邡": "shi fang", "繁峙": "fan shi", "洪洞": "hong tong",
    "穆棱": "mu ling", "绥棱": "sui ling",
}  # fmt: skip


def as_spoken(name: str, sounds: str) -> str:
    """The name's syllables with those readings: 成都市, cheng dou shi → cheng du shi."""
    syllables = sounds.split()
    if len(syllables) != len(name):
        return sounds
    told = NAMES.get(name[:-1], "").split() or [
        SIGNS.get(sign, sound) for sign, sound in zip(name, syllables, strict=True)
    ]
    return " ".join([*told, *syllables[len(told) :]])
