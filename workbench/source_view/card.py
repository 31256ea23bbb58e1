"""The cut and, beside it, what is known: printed text, value, state, status, checks, engines, file, page, hash.

One list of facts, laid out twice: as HTML (a fragment for notebooks and pages, or a file of its own) and as a PNG.
Where the machine has no font with Chinese in it the PNG says so; the page's own picture needs none.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from workbench.corrections import READING
from workbench.fonts import chinese_font
from workbench.form import all_cells
from workbench.matrix import anchor
from workbench.source_view.cut import Cut, cut
from workbench.source_view.drawing import (
    INK,
    LEADING,
    MARK,
    SIZE,
    SOFT,
    Drawing,
    moved,
    text,
    text_block,
    to_png,
)
from workbench.source_view.evidence import Evidence
from workbench.tables import SMALL
from workbench.wording import cell_label, count, say, texts_of

# A picture shrinks into two thirds of the width; a table as wide as the form needs all of it, or the marked cell, often
# in the last column, would lie outside.
BESIDE, ABOVE = "flex:2 1 420px", "flex:1 1 100%"
WIDTHS = {"page": BESIDE, "table": ABOVE, "lines": BESIDE, "none": BESIDE}
ASIDE = 330.0  # points: the width of the facts beside the cut
GAP = 18.0
CHECKS_SHOWN = 8
NO_FONT = (
    "No font with Chinese characters was found on this machine: some signs below are missing. "
    "Debian: apt-get install fonts-noto-cjk"
)

Fact = tuple[str, str]


def card(
    evidence: Evidence, lang: str = "en", *, linked: bool = False, also: Sequence[Mapping[str, Any]] = ()
) -> str:
    """The cut and the facts as a fragment of HTML; `linked` gives it the cell's anchor.

    `also`: other cells of the row that are doubtful for the same cause, told in one line with what was read of them.
    """
    shown = cut(evidence, lang)
    name = f' id="{escape(anchor(evidence.cell))}"' if linked else ""
    rows = "".join(
        f'<tr><th style="text-align:left;vertical-align:top;font-weight:normal;white-space:nowrap;'
        f'color:{SOFT};padding:1px 10px 1px 0">'
        f'{escape(name)}</th><td style="text-align:left;overflow-wrap:anywhere;white-space:pre-line">'
        f"{escape(value)}</td></tr>"
        for name, value in facts(evidence, shown, lang)
    )
    return (
        f'<figure class="source"{name} data-cell="{escape(evidence.cell)}" style="display:flex;flex-wrap:wrap;gap:18px;'
        f'margin:0 0 1em"><div style="{WIDTHS[shown.kind]};min-width:0;overflow-x:auto">{shown.html}</div>'
        f'<figcaption style="flex:1 1 260px"><strong>{escape(cell_label(evidence.cell, lang))}</strong>'
        f"<table>{rows}</table>{_also(also, lang, linked)}</figcaption></figure>"
    )


def _also(cells: Sequence[Mapping[str, Any]], lang: str, linked: bool) -> str:
    if not cells:
        return ""
    names = (f' id="{escape(anchor(cell["cell"]))}"' if linked else "" for cell in cells)
    columns = (all_cells()[cell["cell"]].column for cell in cells)
    labels = (column.en if lang == "en" else column.zh for column in columns)
    texts = (escape(f"{label} {count(cell['value'])}") for label, cell in zip(labels, cells, strict=True))
    told = (f"<span{name}>{text}</span>" for name, text in zip(names, texts, strict=True))
    return f"<p style='{SMALL}'>{escape(say('source.also', lang))} {('; ' if lang == 'en' else '；').join(told)}</p>"


def page(evidence: Evidence, lang: str = "en") -> str:
    """The same as an HTML file of its own, which opens from disk and asks for nothing else."""
    title = escape(f"{cell_label(evidence.cell, lang)} – {evidence.name}")
    tag = "zh-CN" if lang == "zh" else "en"
    return (
        f'<!DOCTYPE html>\n<html lang="{tag}"><head><meta charset="utf-8"><title>{title}</title>'
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; img-src data:; style-src '
        "'unsafe-inline'\"></head><body style=\"font-family:'Noto Sans CJK SC','Noto Sans SC','PingFang SC',"
        f"'Microsoft YaHei',sans-serif;max-width:1100px;margin:1.5em auto\">{card(evidence, lang)}</body></html>\n"
    )


def png(evidence: Evidence, lang: str = "en") -> bytes:
    """The same as a picture."""
    shown = cut(evidence, lang)
    facing = _facts(evidence, shown, lang)
    top = GAP
    parts = []
    if not chinese_font():
        warning = text_block(NO_FONT, shown.drawing.width + ASIDE, colour=MARK)
        parts.append(moved(warning, GAP, top))
        top += warning.height + GAP
    parts += [moved(shown.drawing, GAP, top), moved(facing, 2 * GAP + shown.drawing.width, top)]
    width = shown.drawing.width + ASIDE + 3 * GAP
    height = top + max(shown.drawing.height, facing.height) + GAP
    return to_png(Drawing("".join(parts), width, height))


def facts(evidence: Evidence, shown: Cut, lang: str) -> list[Fact]:
    """What stands beside the cut, name and value, in the order of a person's questions."""
    read = evidence.read
    told: list[tuple[str, str | None]] = [
        ("printed", _quoted(read["printed"], lang) if read["printed"] else say("state.blank", lang)),
        ("value", _value(read, lang)),
        ("corrected", _correction(read, lang)),
        ("looked_at", say("source.confirmed", lang) if evidence.confirmed else None),
        ("state", say(f"state.{read['state']}", lang)),
        ("status", _status(read, lang)),
        ("proposal", _proposal(evidence, lang)),
        ("checks", _checks(evidence, lang)),
        ("engines", " + ".join(read.get("engines") or [])),
        ("file", evidence.name),
        ("place", place_told(evidence.origin, lang)),
        ("cell", evidence.cell),
        ("sha256", evidence.sha256),
    ]
    return [(say(f"source.{name}", lang), value) for name, value in told if value]


def _quoted(printed: str, lang: str) -> str:
    return f'"{printed}"' if lang == "en" else f"「{printed}」"


def _value(read: Any, lang: str) -> str:
    implied = f" ({say('source.implied_zero', lang)})" if read.get("implied_zero") else ""
    return count(read["value"]) + implied


def _correction(read: Any, lang: str) -> str | None:
    """Whose error it was, and what is printed: a number, or what stands in place of one."""
    kind = read.get("correction")
    if not kind:
        return None
    if read["value_printed"] is not None:
        printed = count(read["value_printed"])
    elif kind == READING:
        printed = say(f"state.{read['state']}", lang)
    else:
        printed = read["printed"] or say("state.blank", lang)
    return say(f"source.by_{kind}", lang, printed=printed)


def _status(read: Any, lang: str) -> str:
    status = say(f"status.{read['status']}", lang)
    but = read.get("but_for")
    return status if not but else f"{status} ({say('source.but_for', lang, cell=cell_label(but, lang))})"


def _proposal(evidence: Evidence, lang: str) -> str | None:
    found = evidence.proposal
    if found is None:
        return None
    return say("source.proposed", lang, value=count(found["proposed"]), closes=", ".join(found["closes"]))


def _checks(evidence: Evidence, lang: str) -> str:
    lines = [
        _check(check, lang) for check in sorted(evidence.checks, key=lambda one: one["status"] != "fail")
    ]
    more = len(lines) - CHECKS_SHOWN
    rest = [say("source.more_checks", lang, n=more)] if more > 0 else []
    return "\n".join([*lines[:CHECKS_SHOWN], *rest]) or say("source.no_check", lang)


def _check(check: Any, lang: str) -> str:
    """Its outcome, its name, what it says and its two sides."""
    says = (texts_of("checks", lang) | texts_of("checks_across", lang)).get(check["id"].split(".")[0], "")
    sides = ""
    if check["left"] is not None:
        sign = "=" if check["status"] == "pass" else "≠"
        right = "" if check["right"] is None else f" {sign} {count(check['right'])}"
        sides = f" ({count(check['left'])}{right})"
    outcome = say(f"source.check_{check['status']}", lang)
    return say("source.check_told", lang, outcome=outcome, id=check["id"], says=says) + sides


def place_told(origin: Mapping[str, Any], lang: str) -> str:
    """Page, line, or table, row and column in words."""
    if "table" in origin:
        return say("source.at_table", lang, **{name: origin[name] for name in ("table", "row", "column")})
    if "page" in origin:
        return say("source.at_page", lang, page=origin["page"])
    return (
        say("source.at_line", lang, line=origin["line"]) if "line" in origin else say("source.no_place", lang)
    )


def _facts(evidence: Evidence, shown: Cut, lang: str) -> Drawing:
    head = text_block(cell_label(evidence.cell, lang), ASIDE, SIZE + 2, INK)
    parts, y = [head.body], head.height + 6
    for name, value in facts(evidence, shown, lang):
        parts.append(text(0, y + 0.8 * (SIZE - 2) * LEADING, name, size=SIZE - 2, colour=SOFT))
        y += (SIZE - 2) * LEADING
        block = text_block(value, ASIDE, SIZE - 1)
        parts.append(moved(block, 0, y))
        y += block.height + 4
    return Drawing("".join(parts), ASIDE, y)
