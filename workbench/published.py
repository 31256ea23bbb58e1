"""When a report was published: the day that a page tells under its title, or that stands with the signature (落款).

What a page's meta tags tell comes first. The day on which a text was written (成文日期) or up to which it counts is
another day. What cannot be told stays null.
"""

from __future__ import annotations

import re
from datetime import date
from itertools import pairwise

from workbench.readers.document import Document
from workbench.text import chinese_number, squeeze

HEAD_LINES = 15  # fields of a page (来源, 时间) stand under its title
LONGEST_TITLE = 80

DATE = re.compile(r"(20\d{2})[年\-/.](\d{1,2})[月\-/.](\d{1,2})日?")
_DATE_IN_WORDS = re.compile(
    r"(二[〇○零0O][〇○零一二三四五六七八九]{2})年([一二三四五六七八九十]{1,2})月([一二三四五六七八九十]{1,3})日"
)
_HEAD_DATE = re.compile(
    r"(?<!成文)(?<!生成)(?<!统计)(?<!截止)(?:日期|时间)[\]】]?[:：|]*(20\d{2}[年\-/.]\d{1,2}[月\-/.]\d{1,2}日?)(?!.{0,3}[至到起])"
)
_DATE_ALONE = re.compile(
    r"[\[(]?(20\d{2}[年\-/.]\d{1,2}[月\-/.]\d{1,2}日?)[\])]?(?:\d{1,2}:\d{2}.{0,3})?(?:(?:信息)?来源.*)?"
)
_DATE_NAME = re.compile(r"(?:发布|公开|更新)?(?:日期|时间)[:：]?")
WHOLE_BODY = re.compile(r".{2,30}(?:政府|办公室|办公厅|局|委员会|厅|办事处|管委会)")


def published_on(document: Document) -> date | None:
    """The date that a head line or meta tag tells, else a date that stands alone as the signature's."""
    told = document.head.get("published") or document.head.get("dated") or _head_date(document)
    signed = [squeeze(line.text) for line in reversed(document.lines[-8:])]
    if document.lines and len(document.lines[-1].text) > LONGEST_TITLE:  # the text's lines were lost
        signed += map(squeeze, document.lines[-1].text[-LONGEST_TITLE:].split()[:0:-1])
    for match in [DATE.search(told), *(DATE.fullmatch(_in_digits(_date_of(text))) for text in signed)]:
        if match:
            try:
                return date(int(match[1]), int(match[2]), int(match[3]))
            except ValueError:
                continue
    return None


def _date_of(signature: str) -> str:
    """A line of the signature without the body's name before its date."""
    at = max(signature.find("20"), signature.find("二"))
    return signature[at:] if at > 0 and WHOLE_BODY.fullmatch(signature[:at]) else signature


def _head_date(document: Document) -> str:
    """The date in a line of fields near the top (来源:… 时间:2017-01-12 10:01), if it has no meta tag; else nothing."""
    lines = [squeeze(line.text) for line in document.lines[: HEAD_LINES + 1]]
    for text, below in pairwise([*lines, ""]):
        told = text + below if _DATE_NAME.fullmatch(text) else text
        match = _HEAD_DATE.search(told) if len(told) <= LONGEST_TITLE else None
        if match or (match := _DATE_ALONE.fullmatch(told)):
            return match[1]
    return ""


def _in_digits(text: str) -> str:
    """A date that is written in numerals (二〇二四年一月二十日) in digits; any other text as it is."""
    match = _DATE_IN_WORDS.fullmatch(text)
    if match is None:
        return text
    year = chinese_number(re.sub("[○零0O]", "〇", match[1]))
    return f"{year}年{chinese_number(match[2])}月{chinese_number(match[3])}日"
