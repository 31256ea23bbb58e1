"""What of a file's text and tables was seen, and what of it was used: text lost on the way must be told.

In: the file's bytes, the document made of them, the cells and sections found in it. Out: counts of characters (without
spaces) and tables, and a reason when text was dropped on the way. The bytes are counted by regular expressions alone,
so that no library is its own witness; of a PDF or a scan the characters that the engine gave are counted.
"""

from __future__ import annotations

import html
import io
import re
import zipfile
from collections.abc import Collection, Iterable

from workbench.readers.document import Document, Origin
from workbench.readers.plain import decode

FEWEST_LOST = 500
LARGEST_SHARE = 0.5  # of the Chinese signs: menus and hidden parts of a page are left out on purpose
LARGEST_SHARE_DRAWN = (
    0.7  # of a PDF's characters: what is printed twice on one spot, to look bold, counts once
)

_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_UNSHOWN = re.compile(r"<!--|<(script|style|select|noscript|template|svg)\b", re.I)
_TAG = re.compile(r"<[^<>]*>")
_WORD_TEXT = re.compile(r"<(?:\w+:)?t(?:\s[^<>]*)?>([^<]*)</")  # under whatever prefix


def counters(document: Document, origins: Collection[Origin], sections: Iterable[str]) -> dict[str, int]:
    """Characters and tables in the document, and those that a section or a cell of the form was made of."""
    tables = [_length("".join([cell.text for cell in grid.cells])) for grid in document.grids]
    is_used = [any(cell.origin in origins for cell in grid.cells) for grid in document.grids]
    running = _length("".join([line.text for line in document.lines]))
    in_sections = min(running, sum(map(_length, sections)))
    in_tables = sum(length for length, used in zip(tables, is_used, strict=True) if used)
    return {
        "characters": running + sum(tables),
        "characters_used": in_sections + in_tables,
        "tables": len(tables),
        "tables_used": sum(is_used),
    }


def dropped(data: bytes, container: str, document: Document) -> dict[str, str] | None:
    """A reason when most of the file's Chinese text is not in the document that the library made of it."""
    what, share = "Chinese characters", LARGEST_SHARE
    there, count = _chinese_in_bytes(data, container), _chinese
    if there is None:
        what, share, there, count = "characters", LARGEST_SHARE_DRAWN, document.characters or 0, _length
    if there < FEWEST_LOST:
        return None
    texts = [line.text for line in document.lines]
    texts += [cell.text for grid in document.grids for cell in grid.cells]
    kept = count("".join(texts))
    if there - kept < FEWEST_LOST or there - kept < share * there:
        return None
    message = f"{kept:,} of the {there:,} {what} in the file were read; compare with the source"
    return {"reason": "text_dropped", "message": message}


def _chinese_in_bytes(data: bytes, container: str) -> int | None:
    if container == "html":
        return _chinese(html.unescape(_TAG.sub("", _shown(decode(data)))))  # signs may be written as numbers
    if container in ("text", "markdown"):
        return _chinese(decode(data))
    if container == "docx":
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            xml = decode(archive.read("word/document.xml"))
        return sum(_chinese(html.unescape(text)) for text in _WORD_TEXT.findall(xml))
    return None


def _shown(page: str) -> str:
    """The page without comments, scripts and choices; one that is not closed goes on to the end."""
    parts, at = [], 0
    for opening in _UNSHOWN.finditer(page):
        if opening.start() < at:
            continue
        parts.append(page[at : opening.start()])
        end = re.compile(f"</{opening[1]}" if opening[1] else "-->", re.I).search(page, opening.end())
        at = end.end() if end else len(page)
    return "".join([*parts, page[at:]])


def _chinese(text: str) -> int:
    return len(_CHINESE.findall(text))


def _length(text: str) -> int:
    return len("".join(text.split()))
