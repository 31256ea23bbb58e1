"""One normalisation of Chinese report text: widths, spaces, brackets, traditional script, numerals, numbers.

Pure functions from text to text or to a number. Everything that compares a label or reads a printed value goes
through here, so that two places never disagree about what counts as the same.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Literal

State = Literal["number", "blank", "mark", "text"]

# What offices put in a cell in place of a number. The letter O and the circle 〇 are left to the reader as text:
# they may be a zero or a slip.
MARKS = frozenset(
    {
        "/",
        "\\",
        "-",
        "--",
        "---",
        "—",
        "——",
        "–",
        "―",
        "─",
        "──",
        "一",
        "无",
        "無",
        "*",
        "／",
        "N/A",
        "n/a",
        "Δ",
    }
)

_TRADITIONAL = str.maketrans(
    "開處幹務關復議訴訟請為個數據規範許強費與國際動機構總計結轉維糾審終協會業體報單項頒發廢現實區縣鄉鎮縱"
    "網頁條類訊執權產員師長門問題進況證確認獲複製無當繳納補內於應對穩歷經濟該專屬衛級採購營質檔聯絡組織號"
    "萬億廳農鐵鑒電話見聞繼續辦舉訪護過詢沒罰額決佈遞郵覆減後這",
    "开处干务关复议诉讼请为个数据规范许强费与国际动机构总计结转维纠审终协会业体报单项颁发废现实区县乡镇纵"
    "网页条类讯执权产员师长门问题进况证确认获复制无当缴纳补内于应对稳历经济该专属卫级采购营质档联络组织号"
    "万亿厅农铁鉴电话见闻继续办举访护过询没罚额决布递邮复减后这",
)

_NUMBERING = re.compile(
    r"^(?:第?[一二三四五六七八九十]+[、.．:：,，)）]|[(（〔\[][一二三四五六七八九十\d]+[)）〕\]]、?|\d{1,2}[.．、)）](?!\d))+"
)
_PAGE_NUMBER = re.compile(r"[-—–―－_]+\d{1,3}[-—–―－_]+|第?\d{1,3}页(?:共?\d{1,3}页)?|\d{1,3}/\d{1,3}")
_NOT_WORD = re.compile(r"[^0-9A-Za-z\u3400-\u9fff]+")
_DIGITS = "〇一二三四五六七八九"


def clean(text: str) -> str:
    """The text with compatibility forms folded (NFKC), control and zero-width characters gone."""
    folded = unicodedata.normalize("NFKC", text)
    return "".join(
        c for c in folded if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cf", "Co", "Cn")
    )


def simplified(text: str) -> str:
    """The text with the traditional signs that the form's words have written in simplified script."""
    return text.translate(_TRADITIONAL)


@lru_cache(maxsize=65536)
def squeeze(text: str) -> str:
    """The text cleaned, without any white space, in simplified script."""
    return simplified("".join(clean(text).split()))


@lru_cache(maxsize=65536)
def fold(text: str) -> str:
    """What is compared when labels are compared: letters, digits and Han only, no numbering in front."""
    return _NOT_WORD.sub("", _NUMBERING.sub("", squeeze(text)))


def is_page_number(line: str) -> bool:
    """Whether the line is a page number by its dress (`- 4 -`, `—4—`, `第 4 页`); a bare number may be a value."""
    return _PAGE_NUMBER.fullmatch(squeeze(line)) is not None


@dataclass(frozen=True)
class Printed:
    """A printed value: what kind of thing stands there, and the number with its unit if it is one."""

    state: State
    value: Decimal | None = None
    unit: str = ""


_COUNTED = "件|条|次|项|个|宗|起|份|人|例|笔|部|页|期"
_NUMBER = re.compile(
    r"(?P<sign>[增加+]|[减少\-−])?"
    r"(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
    rf"(?P<unit>万元|亿元|元|{_COUNTED})?"
    r"(?P<remark>\(.*\))?"
)


def parse_printed(text: str) -> Printed:
    """What is printed in a cell: a number (with sign, unit, remark), a mark for nothing, a blank, or words.

    White space inside the cell does not count: a number wrapped inside a narrow cell (`13` over `16`) is 1316.
    """
    tight = squeeze(text)
    if not tight:
        return Printed("blank")
    if tight in MARKS:
        return Printed("mark")
    match = _NUMBER.fullmatch(tight)
    if match is None:
        return Printed("text")
    number = Decimal(match["number"].replace(",", ""))
    return Printed(
        "number", -number if (match["sign"] or "") in ("减", "少", "-", "−") else number, match["unit"] or ""
    )


def chinese_number(text: str) -> int | None:
    """The value of a numeral of up to two signs as reports use it (二〇二三 digit by digit, 三十一, 十二)."""
    if all(c in _DIGITS + "○零" for c in text) and text:
        return int("".join(str(_DIGITS.find(c)) if c in _DIGITS else "0" for c in text))
    tens, sign, ones = text.partition("十")
    if not sign or any(c not in _DIGITS for c in tens + ones) or len(tens) > 1 or len(ones) > 1:
        return None
    return (_DIGITS.index(tens) if tens else 1) * 10 + (_DIGITS.index(ones) if ones else 0)
