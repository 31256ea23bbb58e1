"""Parts that a saved page keeps in itself under another name: frames as `srcdoc`, the open inside of an element.

Serves pages saved whole in one file, whose article stands in such a part. They are put where the page shows them, and
the foot of a table behind its rows, where it is shown wherever it stands in the file.
"""

from __future__ import annotations

from lxml import etree, html

MOST_PARTS = 50


def open_parts(root: html.HtmlElement, parser: html.HTMLParser) -> None:
    """Makes the kept parts ordinary parts of the page, and puts each table's foot last."""
    for frame in list(root.iter("iframe"))[:MOST_PARTS]:
        if inside := _parsed(frame.get("srcdoc") or "", parser):
            frame.tag = "div"
            frame.text = None
            frame[:] = inside
    for template in root.iter("template"):
        if (template.get("shadowrootmode") or template.get("shadowroot")) == "open":
            template.tag = "div"
    for foot in list(root.iter("tfoot")):
        table = foot.getparent()
        if table is not None and table.tag == "table" and foot.getnext() is not None:
            table.append(foot)


def _parsed(page: str, parser: html.HTMLParser) -> list[html.HtmlElement]:
    """What the body of a page in a frame holds; nothing where it is none."""
    if not page.strip():
        return []
    try:
        body = html.document_fromstring(page, parser=parser).find("body")
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return []
    return [] if body is None else list(body)
