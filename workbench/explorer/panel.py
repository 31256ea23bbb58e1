"""The explorer's widgets: five choosers and a least number of cases above, two charts and two tables below.

Everything shown is an HTML widget or a chart widget whose picture is replaced; no `Output` and no `interact`,
which can hang a notebook that runs without a person. The state is one plain dict, printed under the choosers.
"""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

import ipywidgets as widgets

from workbench import charts
from workbench.dictionary import load_measures
from workbench.explorer.state import choices, reports_of, start, with_report
from workbench.explorer.view import View, view
from workbench.parameters import load, place_names
from workbench.wording import say

if TYPE_CHECKING:
    from workbench.frames import Frames

CHOOSERS = ("lang", "region", "year", "measure", "least", "report")
NAMES = {"zh": "中文", "en": "English"}  # each language by its own name, whichever is chosen


class Explorer(widgets.VBox):  # type: ignore[misc]
    """Choosers, charts, tables. `state` is the plain record of what is chosen; `choose(**)` changes it."""

    def __init__(self, project: str | Path = ".", frames: Frames | None = None, **wished: Any) -> None:
        self.frames = load(project) if frames is None else frames
        self.state = start(self.frames, **wished)
        first = view(self.frames, self.state)
        self._choosers = {name: self._chooser(name) for name in CHOOSERS}
        self._chart, self._funnel = charts.live(first.chart), charts.live(first.funnel)
        self._line, self._table, self._matrix = widgets.HTML(), widgets.HTML(), widgets.HTML()
        self._labelling = False
        self._label()
        self._show(first)
        for name, chooser in self._choosers.items():
            chooser.observe(lambda change, name=name: self._changed(name, change["new"]), names="value")
        bar = widgets.HBox(list(self._choosers.values()), layout={"flex_flow": "row wrap"})
        super().__init__([bar, self._line, self._chart, self._table, self._funnel, self._matrix])

    def choose(self, **choice: Any) -> None:
        """As if a person had chosen it: the choosers move and the views follow."""
        for name, value in choice.items():
            self._choosers[name].value = value

    def _changed(self, name: str, value: Any) -> None:
        if self._labelling or value is None or self.state[name] == value:
            return
        self.state = with_report(self.frames, {**self.state, name: value})
        if name in ("lang", "region", "year"):
            self._label()
        self._show(view(self.frames, self.state))

    def _show(self, shown: View) -> None:
        self._chart.chart, self._funnel.chart = shown.chart, shown.funnel
        self._table.value, self._matrix.value = shown.table, shown.matrix
        title = escape(say("explorer.parameters", self.state["lang"]))
        line = escape(" ".join(f"{name}={value!r}" for name, value in self.state.items()))
        self._line.value = f"<small>{title}: <code>{line}</code></small>"

    def _chooser(self, name: str) -> widgets.Widget:
        if name == "least":
            return widgets.BoundedIntText(value=self.state[name], min=0, max=1_000_000)
        return widgets.Dropdown(options=self._options(name), value=self.state[name])

    def _options(self, name: str) -> list[tuple[str, Any]]:
        lang = self.state["lang"]
        if name == "report":
            return [(title, report) for report, title in reports_of(self.frames, self.state).items()]
        known = choices(self.frames)[name]
        if name == "region":
            names = place_names(self.frames)
            return [(f"{names[code]} ({code})", code) for code in known]
        if name == "measure":
            return [(load_measures()[measure].label(lang), measure) for measure in known]
        return [(NAMES.get(value, str(value)), value) for value in known]

    def _label(self) -> None:
        """Labels in the language chosen, reports of the place chosen; what was chosen stays chosen."""
        self._labelling = True  # new options first select the first one
        for name, chooser in self._choosers.items():
            chooser.description = say(f"explorer.{name}", self.state["lang"])
            if name in ("measure", "report"):
                chooser.options = self._options(name)
                chooser.value = self.state[name]
        self._labelling = False
