"""Text and Markdown: the lines as they are, and the head lines that a collector put in front.

Decoding serves every container that is text: what is valid UTF-8 is UTF-8, whatever a header says; gb2312 and gbk
are read as gb18030, which holds both.
"""

from __future__ import annotations

import re

from workbench.errors import Unreadable
from workbench.readers.document import Document, Origin, TextLine

_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([A-Za-z0-9_-]+)", re.I)
_HEAD = {
    "标题": "title", "题目": "title", "发布时间": "published", "发布日期": "published", "成文日期": "dated",
    "发布机构": "issuer", "原文链接": "url", "来源链接": "url", "网址": "url",
    "栏目": "column", "文号": "document_number", "索引号": "index", "本地目录": "folder", "页面链接与图片": "folder",
}  # fmt: skip
_HEAD_LINE = re.compile(rf"^\s*({'|'.join(_HEAD)})\s*[:：]\s*(\S.*)$")
_RULE = re.compile(r"^[=\-_*\s]{3,}$|^=+\s*正文\s*=+$")
HEAD_LINES = 15  # head lines stand at the top or nowhere


def read_plain(data: bytes, name: str) -> Document:
    """The text's lines with their numbers, and url, title and date if head lines tell them."""
    text = decode(data)
    if "\x00" in text:
        raise Unreadable(
            "unsupported",
            where=name,
            found="a file that is neither text nor a known document",
            expected="PDF, DOCX, HTML, text or Markdown",
            todo="Convert it to one of these.",
        )
    lines: list[TextLine] = []
    head: dict[str, str] = {}
    for number, line in enumerate(re.split(r"\r\n|[\n\r\f\v\x85\u2028\u2029]", text), 1):
        told = _HEAD_LINE.match(line) if number <= HEAD_LINES else None
        if told:
            head.setdefault(_HEAD[told[1]], told[2].strip())
        elif ("\t" in line or line.strip()) and not _RULE.match(line.strip()):  # a lone tab is a blank cell
            lines.append(TextLine(line, Origin(line=number), number))
    container = "markdown" if name.lower().endswith((".md", ".markdown")) else "text"
    return Document(container, "text", tuple(lines), head=head)


def decode(data: bytes) -> str:
    """The bytes as text. UTF-8 if it is valid, else UTF-16 by its mark, else as declared, else gb18030."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        declared = _CHARSET.search(data[:4096])
        charset = declared[1].decode("ascii").lower() if declared else "gb18030"
    if charset not in ("big5", "big5-hkscs"):
        charset = "gb18030"
    return data.decode(charset, errors="replace")
