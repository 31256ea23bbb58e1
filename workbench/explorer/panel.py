"""The explorer's widgets: choosers above, five linked charts with their tables, and the source of the chosen cell.

Everything shown is an HTML widget or a chart widget whose picture is replaced; no `Output` and no `interact`, which
can hang a notebook that runs without a person. A click on a dot or a point of the funnel chooses that place, one on a
point of the line that year, one on a tile that cell, one on a block of the results the largest cell behind it; whoever
has no mouse has the choosers and the tables. What stands in a tab that is not open is made when it is opened. The
state is one plain dict, printed under the choosers.
"""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

import ipywidgets as widgets

from workbench import charts
from workbench.bodies import NATION
from workbench.explorer.away import Away
from workbench.explorer.choosers import Choosers
from workbench.explorer.keys import with_keys
from workbench.explorer.part import Part
from workbench.explorer.state import behind, moved, of_report, start, with_report
from workbench.explorer.view import DEPENDS, view
from workbench.methods import special
from workbench.parameters import load
from workbench.wording import say

if TYPE_CHECKING:
    from workbench.frames import Frames

# The field that a click on this chart gives, and the state after it.
CLICKED: dict[str, tuple[str, Callable[[Frames, dict[str, Any], Any], dict[str, Any]]]] = {
    "dots": ("id", moved),
    "line": ("year", lambda frames, state, year: with_report(frames, {**state, "year": int(year)})),
    "dispositions": ("id", behind),
    "funnel": ("id", of_report),
    "matrix": ("cell", lambda _, state, cell: {**state, "cell": cell}),
}
TABS = ("dispositions", "funnel")
WIDEST = "960px"  # of a chart and its table: all columns of the English one


class Explorer(widgets.VBox):  # type: ignore[misc]
    """Choosers, charts, tables. `state` is the plain record of what is chosen; `choose(**)` changes it.

    `Explorer(**state)` restores a record. Raises BadCall for a choice that does not exist.
    """

    def __init__(
        self, project: str | Path | Frames = ".", frames: Frames | None = None, **wished: Any
    ) -> None:
        self.frames = load(project) if frames is None else frames
        self.state = start(self.frames, **wished)
        self._made: dict[str, tuple[Any, ...]] = {}
        self._folded: dict[str, Part] = {}  # whose tables are to come
        blank = charts.message("")
        self.charts = {name: charts.live(blank) for name in DEPENDS if name != "source"}
        self.tables = {name: widgets.HTML() for name in DEPENDS}
        self.line = widgets.HTML()
        self._choosers = Choosers(self.frames, self.state, self._choose)
        self.tabs = widgets.Tab([self._box(name) for name in TABS], selected_index=0)
        self.tabs.observe(lambda _: self._show(), names="selected_index")
        self.away = Away(self.frames, self._exports(project), lambda: self.state)
        self._show()
        self._tell()
        upper = widgets.HBox([self._box("dots"), self._box("line")], layout={"flex_flow": "row wrap"})
        matrix = [self.charts["matrix"], self.tables["source"], self.tables["matrix"]]
        super().__init__([self._choosers.bar, self.line, upper, self.tabs, *matrix, self.away])
        self.keyboard = with_keys(self, self.state["lang"])
        special.ready()  # the funnel and what is shrunken need it

    def choose(self, **choice: Any) -> None:
        """As if a person had chosen it: the choosers move and the views follow."""
        known = start(self.frames, **{**self.state, **choice})
        if "region" in choice and "body" not in choice:
            known = with_report(self.frames, {**known, "body": None})
        self._move(known)

    def _choose(self, choice: dict[str, Any]) -> None:
        self._move(with_report(self.frames, {**self.state, **choice}))

    def _clicked(self, name: str, picked: list[dict[str, Any]]) -> None:
        field, after = CLICKED[name]
        value = picked[0].get(field) if picked and isinstance(picked[0], dict) else None
        if value is None:  # what is no mark of one place or cell, as a band, has none
            return
        state = after(self.frames, self.state, value)
        if name == "matrix":
            self._made[name] = _key(name, state)  # the chosen tile outlines itself
        self._move(state)

    def _move(self, state: dict[str, Any]) -> None:
        """The new state shown everywhere; what does not depend on the change stays as it is."""
        if state == self.state:
            return
        self.state = state
        self._draw("dots")  # what is waited for comes first
        self._choosers.follow(state)
        self.keyboard.speak(state["lang"])
        self._show()
        self._tell()

    def _show(self) -> None:
        """All that a choice has changed: charts first, then the tables, which are folded."""
        self._draw()
        while self._folded:
            name, part = self._folded.popitem()
            summary = escape(say("explorer.table", self.state["lang"]))
            self.tables[name].value = f"<details><summary>{summary}</summary>{part.table}</details>"

    def _draw(self, *names: str) -> None:
        """Those of the parts that are shown, or of the named ones, that a choice has changed."""
        for name in names or DEPENDS:
            hidden = name in TABS and name != TABS[self.tabs.selected_index or 0]
            if not hidden and self._made.get(name) != _key(name, self.state):
                with charts.quickly():
                    self._put(name, self._part(name))

    def _part(self, name: str) -> Part:
        self._made[name] = _key(name, self.state)
        return view(self.frames, self.state, name)

    def _put(self, name: str, part: Part) -> None:
        if part.chart is not None:
            self.charts[name].chart = part.chart
            picks = self.charts[name].selections  # a new picture has new ones: the old ones are silently dead
            if picks.has_trait("pick"):
                picks.observe(
                    lambda change, name=name: self._clicked(name, change["new"].value), names="pick"
                )
            self._folded[name] = part
        else:
            self.tables[name].value = part.table

    def _exports(self, project: Any) -> Path:
        """The folder for what is taken away: the project's; of frames that were made by hand the current one."""
        raw = getattr(self.frames, "raw", None)
        return (Path(project) if raw is None else raw.parent) / "processed" / "export"

    def _box(self, name: str) -> widgets.VBox:
        return widgets.VBox([self.charts[name], self.tables[name]], layout={"max_width": WIDEST})

    def _tell(self) -> None:
        """The command that makes the page of this state, and the record that restores it."""
        state, lang = self.state, self.state["lang"]
        page, whose = ("body_summary", "body") if state["body"] else ("region_summary", "region")
        page = "overview" if page == "region_summary" and state["region"] == NATION else page
        command = f"workbench run {page} --{whose} {state[whose]} --year {state['year']} --lang {lang}"
        self.away.follow()
        for number, name in enumerate(TABS):
            self.tabs.set_title(number, say(f"explorer.tab_{name}", lang))
        record = ", ".join(f"{name}={value!r}" for name, value in state.items())
        self.line.value = (
            f"<small>{escape(say('explorer.run', lang))}: <code>{escape(command)}</code><br>"
            f"{escape(say('explorer.restore', lang))}: <code>Explorer({escape(record)})</code></small>"
        )


def _key(name: str, state: dict[str, Any]) -> tuple[str, ...]:
    """What the part of that name shows of the state."""
    return tuple(str(state[key]) for key in DEPENDS[name])
