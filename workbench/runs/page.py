"""An executed notebook as one calm HTML page that opens from disk, without a network.

In comes the tidied notebook as plain JSON, out goes the page's text: prose, tables and charts; the code
lies behind a toggle. Charts (`application/vnd.vegalite.v5+json`) are drawn by the Vega bundle beside the
pages, or by one written into the page. No address outside is ever named or allowed: scripts run by a nonce
only, nothing connects.
"""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
from dataclasses import asdict
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import mistune
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

from workbench.runs.jobs import Provenance
from workbench.runs.sanitise import sanitise
from workbench.runs.words import WORDS

TEMPLATES = Path(__file__).parent / "templates"
CHART = "application/vnd.vegalite.v5+json"
WIDGET = "application/vnd.jupyter.widget-view+json"
H2 = re.compile("<h2>(.*?)</h2>", re.S)
LONG = 5  # parts from which a page has a table of contents
ANSI = "\x1b["
MANY = 500  # cells and notes kept as markup: the pages of a notebook share most of them


def render(
    notebook: dict[str, Any], provenance: Provenance, *, error: str | None = None, inline: str | None = None
) -> str:
    """The page. `error` makes it the page of a failed run, `inline` is the Vega bundle for a single file."""
    words = WORDS["en" if provenance.lang.startswith("en") else "zh"]
    cells = [_cell(cell, words) for cell in notebook["cells"]]
    _contents(cells)
    has_charts = any(block["kind"] == "chart" for cell in cells for block in cell["blocks"])
    template = templates().get_template("page.html.j2")
    return template.render(
        p=provenance,
        w=words,
        html_lang="en" if words is WORDS["en"] else "zh-CN",
        cells=cells,
        error=error,
        has_charts=has_charts,
        single=inline is not None,
        inline=Markup(in_script(inline)) if inline and has_charts else None,
        nonce=nonce_of([notebook, asdict(provenance), error]),
    )


def heading(notebook: dict[str, Any]) -> str | None:
    """The first heading of the first level in prose, the notebook's own or one that it has computed."""
    for cell in notebook["cells"]:
        prose = [cell["source"]] if cell["cell_type"] == "markdown" else []
        prose += [output.get("data", {}).get("text/markdown", "") for output in cell.get("outputs", ())]
        for text in prose:
            found = re.search(r"^#\s+(.+)$", _text(text), re.M)
            if found:
                return found.group(1).strip()
    return None


def in_script(text: str) -> str:
    """Text that may stand between script tags: it can neither end the script nor open a comment in it."""
    return text.replace("</script", "<\\/script").replace("</SCRIPT", "<\\/SCRIPT").replace("<!--", "<\\!--")


@cache
def templates() -> Environment:
    """The page templates beside this file; whatever they print is escaped unless it is marked as markup."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.globals["include_text"] = lambda name: Markup((TEMPLATES / name).read_text(encoding="utf-8"))
    return environment


def nonce_of(content: Any) -> str:
    """What marks our own scripts: a hash of all that the page shows, so equal pages are equal and no text in
    them can foresee it."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True)
    return base64.b64encode(hashlib.sha256(text.encode()).digest()[:18]).decode()


def _contents(cells: list[dict[str, Any]]) -> None:
    """Gives each part of a long page an anchor, and puts links to them in front of the first part."""
    parts: list[tuple[str, str]] = []
    first: list[dict[str, Any]] | None = None
    for cell in cells:
        for block in cell["blocks"]:
            if block["kind"] == "prose" and "<h2>" in block["html"]:
                first = first or cell["blocks"]
                block["html"] = Markup(H2.sub(lambda found: _anchored(found[1], parts), block["html"]))
    if first is not None and len(parts) >= LONG:
        at = next(place for place, block in enumerate(first) if "<h2 id" in block.get("html", ""))
        first.insert(at, {"kind": "contents", "parts": parts})


def _anchored(title: str, parts: list[tuple[str, str]]) -> str:
    """The heading with the next anchor, which is noted with the heading's bare text."""
    parts.append((f"part-{len(parts) + 1}", html.unescape(re.sub("<[^>]*>", "", title))))
    return f'<h2 id="{parts[-1][0]}">{title}</h2>'


def _cell(cell: dict[str, Any], words: dict[str, str]) -> dict[str, Any]:
    source = _text(cell["source"])
    if cell["cell_type"] == "markdown":
        return {"code": None, "blocks": [{"kind": "prose", "html": _prose(source)}]}
    if cell["cell_type"] != "code":
        return {"code": None, "blocks": []}
    blocks = [block for output in cell.get("outputs", ()) for block in _blocks(output, words)]
    return {"code": coloured(source) if source.strip() else None, "blocks": blocks}


def _blocks(output: dict[str, Any], words: dict[str, str]) -> list[dict[str, Any]]:
    """An output as what the page shows of it; what a program says to its author goes behind the toggle."""
    if output["output_type"] == "stream":
        kind = "aside" if output["name"] == "stderr" else "text"
        return [{"kind": kind, "text": _plain(_text(output["text"]))}]
    if output["output_type"] == "error":
        trace = "\n".join(output["traceback"]) or f"{output['ename']}: {output['evalue']}"
        return [{"kind": "error", "text": _plain(trace)}]
    return [_shown(output["data"], words)]


def _shown(data: dict[str, Any], words: dict[str, str]) -> dict[str, Any]:
    plain = _plain(_text(data.get("text/plain", "")))
    if CHART in data:
        role = "group" if _steered(data[CHART]) else "img"
        return {"kind": "chart", "role": role, "spec": Markup(_json(data[CHART])), "text": plain}
    if "text/html" in data:
        return {"kind": "html", "html": Markup(sanitise(_text(data["text/html"])))}
    if "text/markdown" in data:
        return {"kind": "prose", "html": _prose(_text(data["text/markdown"]))}
    if "image/svg+xml" in data:
        drawn = base64.b64encode(_text(data["image/svg+xml"]).encode()).decode()
        return {"kind": "picture", "source": f"data:image/svg+xml;base64,{drawn}", "text": plain}
    if "image/png" in data:
        drawn = _text(data["image/png"])
        return {"kind": "picture", "source": f"data:image/png;base64,{drawn}", "text": plain}
    if WIDGET in data:
        return {"kind": "note", "text": words["widget"]}
    return {"kind": "text", "text": plain}


def _steered(spec: dict[str, Any]) -> bool:
    """Whether the chart has form elements of its own: of an `img` a screen reader would not tell them."""
    return any("bind" in parameter for parameter in spec.get("params", ()))


def _json(spec: Any) -> str:
    """JSON that can stand in a script element: no `<` is left in it that could begin a tag."""
    return json.dumps(spec, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")


@lru_cache(MANY)
def _prose(source: str) -> Markup:
    return Markup(sanitise(str(_markdown()(source))))


@cache
def _markdown() -> mistune.Markdown:
    return mistune.create_markdown(escape=False, plugins=["table", "strikethrough", "footnotes"])


@cache
def _formatter() -> HtmlFormatter[str]:
    return HtmlFormatter(nowrap=True)


@lru_cache(MANY)
def coloured(source: str) -> Markup:
    return Markup(highlight(source, PythonLexer(), _formatter()))


def _text(value: str | list[str]) -> str:
    return value if isinstance(value, str) else "".join(value)


def _plain(text: str) -> str:
    """The text without a terminal's colours."""
    if ANSI not in text:
        return text
    head, *parts = text.split(ANSI)
    return head + "".join(part.partition("m")[2] for part in parts)
