"""Where a report came from, as its page or its head lines tell it: hints for people and for `source`, never proof.

Keys: url, site_id, title, page_title, published, dated, issuer and a few that are only kept (index, column …).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

from workbench.readers.document import Grid, TextLine

HEAD_LINES = 15  # head lines stand at the top or nowhere
FOOT_LINES = 30
MOST_INFO_CELLS = 40  # of a table that tells where a page comes from
_KEYS = {
    "标题": "title", "题目": "title", "名称": "title", "发布时间": "published", "发布日期": "published",
    "公开日期": "published", "更新日期": "published", "更新时间": "published", "时间": "published",
    "日期": "published", "成文日期": "dated", "生成日期": "dated", "发文日期": "dated",
    "发布机构": "issuer", "发文机关": "issuer", "公开主体": "issuer", "来源": "issuer", "信息来源": "issuer",
    "原文链接": "url", "来源链接": "url", "网址": "url", "链接": "url", "栏目": "column", "文号": "document_number",
    "索引号": "index", "本地目录": "folder", "页面链接与图片": "folder",
}  # fmt: skip
_NAMES = "|".join(sorted(map(re.escape, _KEYS), key=len, reverse=True))
_LINE = re.compile(rf"^\s*(?:[-*]\s*|\*\*)?({_NAMES})(?:\*\*)?\s*[:：]\s*(?:\*\*)?\s*(\S.*)$")
_FIELD = re.compile(rf"(?<![\w])({_NAMES})\s*[:：]\s*(?!(?:{_NAMES})\s*[:：])([^\s　|】\]]+)")
_DATE = re.compile(r"\d{4}\s*[-年./]\s*\d{1,2}\s*[-月./]\s*\d{1,2}日?")
_ADDRESS = re.compile(r"https?://[\w.:-]+/[!-~]*", re.I)
_SITE_ID = re.compile(r"网站标识码\s*[:：]?\s*(\d{10})(?!\d)")
_BODY = re.compile(r"[府局委办厅院处所室会部队校镇乡心区县市道]$")  # how names of public bodies end

_META = {
    "sitename": "site", "siteidcode": "site_id", "sitedomain": "domain", "articletitle": "title",
    "og:title": "title", "pubdate": "published", "publishdate": "published", "article:published_time": "published",
    "url": "url", "og:url": "url", "contentsource": "issuer", "columnname": "column",
}  # fmt: skip


def told_by_head_line(line: str) -> tuple[str, str] | None:
    """Key and value of a line that tells one thing, as collectors of reports put in front of a text."""
    found = _LINE.match(line)
    if found is None or len(_FIELD.findall(line)) > 1:
        return None
    return _KEYS[found[1]], found[2].strip().strip("*").strip()


def told_by_lines(lines: Iterable[str]) -> dict[str, str]:
    """What the lines under a page's title tell (`发布日期：2020-01-31　来源：…`), and a printed page's address."""
    told: dict[str, str] = {}
    for line in lines:
        for name, value in _FIELD.findall(line):
            key = _KEYS[name]
            if key in ("published", "dated"):
                date = _DATE.search(line, line.index(value))
                value = date[0] if date else ""
            if value and (key != "issuer" or _BODY.search(value)):
                told.setdefault(key, value)
        address = _ADDRESS.search(line)
        if address and "://www.w3.org/" not in address[0]:
            told.setdefault("url", address[0])
    return {key: value for key, value in told.items() if key != "title"}


def told_by_cells(grids: Iterable[Grid]) -> dict[str, str]:
    """What a small table above the text tells: a name in a cell, its value in the next (发布日期 | 2020-01-31)."""
    pairs = (pair for grid in grids if len(grid.cells) <= MOST_INFO_CELLS for pair in pairwise(grid.cells))
    lines = [f"{''.join(name.text.split()).rstrip(':：')}：{value.text}" for name, value in pairs]
    return told_by_lines(line for line in lines if line.partition("：")[0] in _KEYS)


def told_by_foot(lines: Sequence[TextLine]) -> dict[str, str]:
    """The site's id as the foot of each page of a government site tells it."""
    feet = (_SITE_ID.search(line.text) for line in reversed(lines[-FOOT_LINES:]))
    return next(({"site_id": found[1]} for found in feet if found), {})


def told_by_meta(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """What a page's meta tags tell, as (name, content); the first of each kind counts."""
    told: dict[str, str] = {}
    for name, content in pairs:
        key = _META.get(name.strip().lower())
        if key and content.strip():
            told.setdefault(key, content.strip())
    if told.get("url", "").startswith("/"):  # an address within the site
        domain = told.get("domain", "").removeprefix("http://").strip("/")
        told["url"] = f"http://{domain}{told['url']}" if domain else ""
    return {key: value for key, value in told.items() if value}
