"""What a web page's own style sheet hides or strikes through, written on the elements as if they said it themselves.

Serves pages whose other years' tables, columns for other devices and deleted words are hidden by a class. Sheets in
other files are not there; of them only the tabs of two widely used libraries are known. Selectors of tags, classes,
ids and places among siblings are understood, others count for nothing. What a script shows again stays: an element
that holds most of the page's text, and all of them where no cell of a table would be left.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from lxml import html

SCREEN = 1200  # points wide: rules for smaller screens or paper hide nothing
MOST_SIGNS, MOST_RULES = 400_000, 400  # of sheets that offices write; larger ones are left unread

# Tabs of Bootstrap and layui: the one that is shown says so.
_TABS = (("tab-pane", "active"), ("layui-tab-item", "layui-show"))

# For each property the values by which nothing is seen, or seen as taken back.
_TAKES_AWAY = {
    "display": re.compile(r"none"),
    "visibility": re.compile(r"hidden|collapse"),
    "font-size": re.compile(r"^0(?![.\d])"),
    "opacity": re.compile(r"^0(?:\.0*)?(?![.\d])"),
    "text-decoration": re.compile(r"line-through"),
    "text-decoration-line": re.compile(r"line-through"),
}
_ANY = re.compile(r"none|hidden|collapse|line-through|font-size\s*:\s*0|opacity\s*:\s*0")

_COMMENT = re.compile(r"/\*.*?\*/|<!--|-->", re.S)
_WIDTH = re.compile(r"(min|max)-width\s*:\s*(\d+)")
_COMPOUND = re.compile(r"(\*|[a-zA-Z][\w-]*)?((?:[.#][\w-]+|:[a-z-]+(?:\([\w.#-]+\))?)*)")
_PART = re.compile(r"([.#])([\w-]+)|:([a-z-]+)(?:\(([\w.#-]+)\))?")


class _Rule(NamedTuple):
    path: str  # XPath of its elements
    strength: tuple[int, int, int]  # important, how exact the selector is, order
    name: str
    value: str


def write_on_elements(root: html.HtmlElement) -> None:
    """Marks what the page's sheets and its tabs hide as `hidden`, what they strike through as struck."""
    hidden = [*_by_tabs(root)]
    for element, name, value in _winning(root, _rules(_sheet(root))):
        if name == "display" and _takes_away(name, value):
            hidden.append(element)
        elif _takes_away(name, value):
            element.set("style", f"{name}:{value};{element.get('style') or ''}")
    for element in _but_for_scripts(root, hidden):
        element.set("hidden", "")


def _takes_away(name: str, value: str) -> bool:
    """Whether with that value the element is not seen, or seen as taken back."""
    return bool(_TAKES_AWAY[name].search(value))


def _sheet(root: html.HtmlElement) -> str:
    text = "\n".join(style.text or "" for style in root.iter("style") if style.get("media") != "print")
    return text if len(text) < MOST_SIGNS and _ANY.search(text) else ""


def _rules(sheet: str) -> list[_Rule]:
    """The declarations that may hide something or show it again; none of a sheet with more than anyone writes."""
    found: list[_Rule] = []
    for order, (selectors, declarations) in enumerate(_blocks(_COMMENT.sub(" ", sheet))):
        wanted = list(_wanted(declarations))
        for selector in selectors.split(",") if wanted else ():
            if (path := _path(selector)) is not None:
                exact = _exactness(selector)
                found += [_Rule(path, (loud, exact, order), name, value) for name, value, loud in wanted]
    return found if len(found) <= MOST_RULES else []


def _blocks(sheet: str) -> Iterator[tuple[str, str]]:
    """Selectors and declarations of each rule that holds on a screen."""
    heads: list[str] = []
    text = ""
    for piece in re.split(r"([{}])", sheet):
        if piece == "{":
            heads.append(text.rpartition(";")[2].strip())
        elif piece == "}":
            selectors = heads.pop() if heads else "@"
            if not selectors.startswith("@") and all(_on_screen(head) for head in heads):
                yield selectors, text
            text = ""
        else:
            text = piece


def _on_screen(condition: str) -> bool:
    if not condition.startswith("@media"):
        return condition.startswith("@supports")
    widths = ((way, int(width)) for way, width in _WIDTH.findall(condition))
    return "print" not in condition and all(
        width <= SCREEN if way == "min" else width >= SCREEN for way, width in widths
    )


def _wanted(declarations: str) -> Iterator[tuple[str, str, bool]]:
    for declaration in declarations.lower().split(";"):
        name, _, value = declaration.partition(":")
        if name.strip() in _TAKES_AWAY:
            yield name.strip(), value.strip(), "!important" in value


def _exactness(selector: str) -> int:
    return (
        100 * selector.count("#") + 10 * (selector.count(".") + selector.count(":")) + len(selector.split())
    )


def _path(selector: str) -> str | None:
    """The selector as XPath; None for one that is not understood."""
    path, step = "", "//"
    for piece in selector.replace(">", " > ").split():
        if piece == ">":
            step = "/"
            continue
        found = _COMPOUND.fullmatch(piece)
        conditions = [_condition(*part.groups()) for part in _PART.finditer(found[2])] if found else [None]
        if found is None or None in conditions:
            return None
        name = (found[1] or "*").lower()
        path += step + name + "".join(f"[{condition}]" for condition in conditions)
        step = "//"
    return path or None


def _condition(sign: str | None, name: str | None, place: str | None, argument: str | None) -> str | None:
    if sign == "#":
        return f"@id='{name}'"
    if sign == ".":
        return f"contains(concat(' ',normalize-space(@class),' '),' {name} ')"
    if place == "nth-child" and (argument or "").isdigit():
        return f"count(preceding-sibling::*)={int(argument or 0) - 1}"
    if place == "not" and (part := _PART.fullmatch(argument or "")) and (inner := _condition(*part.groups())):
        return f"not({inner})"
    sides = {"first-child": "preceding", "last-child": "following"}
    return f"not({sides[place]}-sibling::*)" if place in sides else None


def _winning(root: html.HtmlElement, rules: list[_Rule]) -> Iterator[tuple[html.HtmlElement, str, str]]:
    """For each element and property the strongest rule's value, where the element says nothing itself."""
    named = {rule.name for rule in rules if _takes_away(rule.name, rule.value)}
    best: dict[tuple[html.HtmlElement, str], _Rule] = {}
    for rule in rules:
        for element in root.xpath(rule.path) if rule.name in named else ():
            before = best.get((element, rule.name))
            if before is None or before.strength <= rule.strength:
                best[element, rule.name] = rule
    for (element, name), rule in best.items():
        if not re.search(rf"(?<![\w-]){name}\s*:", (element.get("style") or "").lower()):
            yield element, name, rule.value


def _by_tabs(root: html.HtmlElement) -> Iterator[html.HtmlElement]:
    """The tabs beside the one that is shown."""
    for name, shown in _TABS:
        for tab in root.find_class(name):
            beside = [*tab.itersiblings(), *tab.itersiblings(preceding=True)]
            if shown not in _classes(tab) and any({name, shown} <= {*_classes(other)} for other in beside):
                yield tab


def _classes(element: html.HtmlElement) -> list[str]:
    return (element.get("class") or "").split()


def _but_for_scripts(root: html.HtmlElement, hidden: list[html.HtmlElement]) -> list[html.HtmlElement]:
    """The hidden elements without those that a script must show again, since little of the page is left else."""
    if not hidden:
        return []
    whole = len("".join(root.xpath("//body//text()[not(parent::script)][not(parent::style)]")))
    kept = [element for element in hidden if 2 * len(element.text_content()) < whole]
    gone = {cell for element in hidden for cell in element.iter("td", "th")}
    if gone and not set(root.iter("td", "th")) - gone:
        return [element for element in kept if element.find(".//td") is None]
    return kept
