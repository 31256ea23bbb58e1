"""The choosers of the explorer: language, the cascade down to a body, years, measure, scope, peers, least n, shrunken.

They only say what was chosen (`told` gets the part of the state that changes) and follow the state when it was changed
elsewhere, by a click or by code. All are native form elements, so the keyboard reaches each of them.
"""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from typing import TYPE_CHECKING, Any

import ipywidgets as widgets

from workbench.bodies import NATION, level_of
from workbench.dictionary import load_measures
from workbench.explorer.state import (
    CASCADE,
    below,
    bodies_of,
    chain,
    choices,
    name_inside,
    of_level,
    places,
    reports_of,
)
from workbench.form import all_cells
from workbench.wording import cell_label, say

if TYPE_CHECKING:
    from workbench.frames import Frames

NAMES = {"zh": "中文", "en": "English"}  # each language by its own name, whichever is chosen
PLAIN = ("lang", "year", "since", "measure", "scope", "peers", "report", "cell")
MOST_OPTIONS = 500  # places in one chooser; of more those inside a place of a higher level
MOST_BODIES = 1000  # names offered while typing; of more only those inside a smaller region
NARROW, WIDE, WIDEST = ({"width": f"{pixels}px"} for pixels in (230, 340, 520))
# No name of a place, and no report's title of usual length, is cut in either language.
WIDTHS = {
    "province": {"width": "280px"},
    **{name: {"width": "380px"} for name in ("county", "township")},
    **dict.fromkeys(("prefecture", "measure", "peers"), WIDE),
    **dict.fromkeys(("report", "cell"), WIDEST),
}

Options = list[tuple[str, Any]]


class Choosers:
    """`bar` holds the widgets by name in `each`; `told` is called with what a person changed."""

    def __init__(self, frames: Frames, state: dict[str, Any], told: Callable[[dict[str, Any]], None]) -> None:
        self.frames, self.told, self._following = frames, told, False
        self.each: dict[str, widgets.Widget] = {
            **{name: widgets.Dropdown(layout=WIDTHS.get(name, NARROW)) for name in ("lang", *CASCADE)},
            "body": widgets.Combobox(ensure_option=True, continuous_update=False, layout=WIDE),
            **{name: widgets.Dropdown(layout=WIDTHS.get(name, NARROW)) for name in PLAIN[1:]},
            "least": widgets.BoundedIntText(min=0, max=1_000_000, layout=NARROW),
            "shrunken": widgets.Checkbox(indent=False, layout=NARROW),
            "add": widgets.Combobox(ensure_option=True, continuous_update=False, layout=WIDE),
            "list": widgets.Text(continuous_update=False, layout=WIDE),
        }
        self.said = widgets.HTML()
        self.follow(state)
        for name, chooser in self.each.items():
            chooser.observe(lambda change, name=name: self._changed(name, change["new"]), names="value")
        self.bar = widgets.HBox([*self.each.values(), self.said], layout={"flex_flow": "row wrap"})

    def follow(self, state: dict[str, Any]) -> None:
        """Labels, options and values for that state; nothing is told meanwhile."""
        self._following = True  # new options first select the first one
        self.state, self.said.value = state, ""
        for name, chooser in self.each.items():
            chooser.description = say(f"explorer.{name}", state["lang"])
            if name in ("least", "shrunken"):
                chooser.value = state[name]
            elif name == "body":
                self._follow_bodies(chooser)
            elif name in ("add", "list"):
                self._follow_list(chooser, name)
            else:
                options = self._options(name)
                if list(chooser.options) != options:
                    chooser.options = options
                wanted = chain(state["region"])[name] if name in CASCADE else state[name]
                offered = [
                    value for _, value in options
                ]  # by its place: None as a value would leave the field blank
                chooser.index = offered.index(wanted) if wanted in offered else None
        self._following = False

    def _follow_bodies(self, chooser: widgets.Combobox) -> None:
        names = bodies_of(self.frames, self.state["region"], MOST_BODIES)
        if (body := self.state["body"]) is not None and body not in names:
            names = names | name_inside(self.frames, self.state["region"], body)
        self._bodies = {f"{name} ({id_})": id_ for id_, name in names.items()}
        if tuple(self._bodies) != tuple(chooser.options):
            chooser.options = tuple(self._bodies)
        chooser.placeholder = say("explorer.type_here", self.state["lang"])
        chooser.value = next((text for text, id_ in self._bodies.items() if id_ == self.state["body"]), "")

    def _follow_list(self, chooser: widgets.Widget, name: str) -> None:
        """The two choosers of a list of one's own are there when peers are chosen by it."""
        wanted = self.state["peers"] == "list"
        chooser.layout.display = "flex" if wanted else "none"
        if name == "list":
            chooser.value = " ".join(self.state["list"])
            chooser.placeholder = say("explorer.list_hint", self.state["lang"])
            return
        codes = of_level(self.frames, level_of(self.state["region"])) if wanted else []
        self._listed = {f"{places(self.frames)[code]['full']} ({code})": code for code in codes}
        if tuple(self._listed) != tuple(chooser.options):
            chooser.options = tuple(self._listed)
        chooser.placeholder, chooser.value = say("explorer.type_here", self.state["lang"]), ""

    def _list_changed(self, codes: list[str]) -> None:
        """The list as it was typed; what is no place stays out, and is told."""
        unknown = [code for code in codes if code not in places(self.frames)]
        self.told({"list": [code for code in dict.fromkeys(codes) if code not in unknown]})
        if unknown:
            self.said.value = escape(
                say("explorer.list_unknown", self.state["lang"], codes=", ".join(unknown))
            )

    def _changed(self, name: str, value: Any) -> None:
        if self._following:
            return
        if name in CASCADE:
            self.told({"region": value or self._above(name), "body": None})
        elif name == "body":
            self.told({"body": self._bodies.get(value)})
        elif name == "add":
            self._list_changed(
                [*self.state["list"], *([self._listed[value]] if value in self._listed else [])]
            )
        elif name == "list":
            self._list_changed(value.replace(",", " ").split())
        else:
            self.told({name: value})

    def _above(self, level: str) -> str:
        """The region that is left when a level is set to (all)."""
        codes = chain(self.state["region"])
        higher = [code for one in CASCADE[: CASCADE.index(level)] if (code := codes[one])]
        return higher[-1] if higher else NATION

    def _options(self, name: str) -> Options:
        lang = self.state["lang"]
        if name in CASCADE:
            codes = below(self.frames, self._above(name), name)
            known = places(self.frames)
            codes = codes if len(codes) <= MOST_OPTIONS else []
            return [
                (say("explorer.all", lang), None),
                *((f"{known[code]['name']} ({code})", code) for code in codes),
            ]
        if name == "report":
            return [(title, report) for report, title in reports_of(self.frames, self.state).items()]
        if name == "cell":
            cells = [cell for cell in all_cells() if cell.startswith("requests.")]
            return [("–", None), *((cell_label(cell, lang), cell) for cell in cells)]
        known_values = choices(self.frames)[name]
        if name == "measure":
            return [(load_measures()[measure].label(lang), measure) for measure in known_values]
        if name in ("scope", "peers"):
            return [(say(f"explorer.{name}_{value}", lang), value) for value in known_values]
        return [(NAMES.get(value, "–" if value is None else str(value)), value) for value in known_values]
