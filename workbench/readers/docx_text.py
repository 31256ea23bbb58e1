"""The text of a paragraph or cell of a Word file as it is shown: without what is deleted, hidden or set beside it.

Serves `docx`. What shows something that is no text (a picture of a number, a symbol of another font) stands as LOST:
a cell that holds it is not blank.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from workbench.readers.page import FAINT, LOST

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
# `rt` is the reading set above a word (注音).
_UNREAD = ("del", "moveFrom", "instrText", "delText", "rt", "tcPr", "pPr", "rPr")
SKIPPED = {*(f"{W}{name}" for name in _UNREAD), _FALLBACK}
_SIGNS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "sym": LOST}
_AS_SIGN = {f"{W}{name}": sign for name, sign in _SIGNS.items()}
_DRAWN = {f"{W}{name}" for name in ("drawing", "pict", "object")}
_TEXT = {f"{W}t", f"{_MATH}t"}
_BOX = f"{W}txbxContent"
_CONTROL = f"{W}sdt"
_RUN, _PARAGRAPH, _LOOK = f"{W}r", f"{W}p", f"{W}rPr"
_NOT_SHOWN = frozenset((f"{W}strike", f"{W}dstrike", f"{W}vanish"))  # of a run: struck through, hidden
_OFF = ("0", "false", "off", "none")
_HAN = re.compile(r"[\u3400-\u9fff]")
_ON_PAPER = ("auto", "", "FFFFFF")

Parts = dict[str, etree._Element]
Hidden = frozenset[str]  # the names of the styles whose text is not shown


def shown_text(element: etree._Element, hidden: Hidden = frozenset()) -> str:
    """The text of a paragraph or cell: paragraphs and breaks become newlines, tabs stay tabs.

    Text boxes come behind the paragraph that they hang on, each on a line of its own; a picture counts only where
    there is nothing else.
    """
    parts: list[str] = []
    boxes: list[str] = []
    is_drawn = False
    is_dark = _is_dark(element)
    for kind, text in _pieces(element, hidden, "", is_dark):
        if kind == "box":
            boxes.append(text)
        elif kind == "drawn":
            is_drawn = True
        elif kind == "raised":
            parts += [text] if not "".join(parts).strip() else []
        else:
            parts.append(text)
    if boxes:
        parts.append("\n" + "\n".join(boxes))
    whole = "".join(parts)
    return LOST if is_drawn and not whole.strip() else whole


def _pieces(element: etree._Element, hidden: Hidden, style: str, dark: bool) -> Iterator[tuple[str, str]]:
    for child in element:
        tag = child.tag
        if tag in _TEXT:
            yield "text", child.text or ""
        elif tag in _AS_SIGN:
            yield "text", _AS_SIGN[tag]
        elif tag == _BOX:
            if child.find(f".//{W}tbl") is None:  # else it is gone through by itself
                yield "box", shown_text(child, hidden).strip("\n")
        elif tag in SKIPPED or not isinstance(tag, str):
            continue
        elif tag == _RUN:
            look = parts_of(child, _LOOK)
            if _is_shown(child, look, hidden, style, dark):
                inside = _pieces(child, hidden, style, dark)
                yield from ((("raised", text) for _, text in inside) if _is_raised(look) else inside)
        elif tag == _PARAGRAPH:
            of_paragraph = _told(parts_of(child, f"{W}pPr").get(f"{W}pStyle")) if hidden else ""
            yield from _pieces(child, hidden, of_paragraph, dark)
            yield "text", "\n"
        else:
            if tag == _CONTROL and _is_prompt(child):
                continue
            if tag in _DRAWN and child.find(f".//{_BOX}") is None:
                yield "drawn", ""
            yield from _pieces(child, hidden, style, dark)


def _is_prompt(control: etree._Element) -> bool:
    """Whether nobody filled the control: it shows what to type in it, in words."""
    if control.find(f"{W}sdtPr/{W}showingPlcHdr") is None:
        return False
    return not any(sign.isdigit() for text in control.itertext() for sign in str(text))


def parts_of(element: etree._Element, name: str) -> Parts:
    """What the element's properties of this name tell, by tag; of two alike the first."""
    properties = next(element.iterchildren(name), None)
    if properties is None:
        return {}
    return {part.tag: part for part in properties.iterchildren(reversed=True)}


def _is_shown(run: etree._Element, look: Parts, hidden: Hidden, style: str, dark: bool) -> bool:
    """Whether the run is neither struck through nor hidden, by itself or by its style, nor white on white."""
    own = [part for tag, part in look.items() if tag in _NOT_SHOWN]
    if any(part.get(f"{W}val") not in _OFF for part in own):
        return False
    if hidden and not own and (style in hidden or _told(look.get(f"{W}rStyle")) in hidden):
        return False
    colour = _told(look.get(f"{W}color"))
    if not colour or dark or not _is_pale(colour) or _is_dark(next(run.iterchildren(_LOOK))):
        return True
    return any(
        _HAN.search(str(text)) for text in run.itertext()
    )  # the ground of a head may come from the table's style


def _told(part: etree._Element | None) -> str:
    return part.get(f"{W}val", "") if part is not None else ""


def _is_pale(colour: str) -> bool:
    try:
        return len(colour) == 6 and min(bytes.fromhex(colour)) >= 255 * FAINT
    except ValueError:
        return False


def _is_dark(element: etree._Element) -> bool:
    """Whether a cell, a run or a paragraph has a ground of its own on which white shows."""
    fills = [ground.get(f"{W}fill", "") for ground in element.iter(f"{W}shd")]
    marked = element.find(f"{W}highlight") is not None
    return marked or any(fill not in _ON_PAPER and not _is_pale(fill) for fill in fills)


def _is_raised(look: Parts) -> bool:
    """Whether the run is the sign of a footnote, which counts only where no text stands before it."""
    return _told(look.get(f"{W}vertAlign")) == "superscript"


def hidden_styles(xml: bytes, parser: etree.XMLParser) -> Hidden:
    """The styles that hide their text or strike it through, by themselves or by the style that they are based on."""
    if not any(name in xml for name in (b"vanish", b"strike")):
        return frozenset()
    try:
        root = etree.fromstring(xml, parser)
    except etree.XMLSyntaxError:
        return frozenset()
    told: dict[str, bool] = {}
    above: dict[str, str] = {}
    for style in root.iter(f"{W}style"):
        name = style.get(f"{W}styleId", "")
        own = [part for part in style.findall(f"{W}rPr/*") if part.tag in _NOT_SHOWN]
        if own:
            told[name] = any(part.get(f"{W}val") not in _OFF for part in own)
        based = style.find(f"{W}basedOn")
        above[name] = based.get(f"{W}val", "") if based is not None else ""
    return frozenset(name for name in above if _is_told(name, told, above))


def _is_told(name: str, told: dict[str, bool], above: dict[str, str]) -> bool:
    for _ in above:  # styles may be based on one another in a ring
        if name in told or name not in above:
            break
        name = above[name]
    return told.get(name, False)
