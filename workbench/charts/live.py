"""A chart that can be replaced in place, for the explorer: Altair's widget, with Vega sent along (no network).

Altair's own module is Vega itself, nearly a megabyte, and each chart reads it anew. anywidget waits two seconds for a
module and then takes no message for its chart any more: on a busy machine all would stay as they were first drawn. So
the module here is a few lines, hears by itself (`hearing`), and Vega is read once for all charts of a page, when the
first is drawn. A new picture waits until the one before it stands: two at a time would be drawn into each other.
"""

from __future__ import annotations

import altair as alt
import traitlets

from workbench.charts.hearing import HEAR, Hearing
from workbench.charts.theme import EMBED, AnyChart

MODULE = (
    HEAR
    + """
const read = (globalThis.workbenchVega ??= new Map());
function vega(text) {
  if (!read.has(text)) {
    const address = URL.createObjectURL(new Blob([text], { type: "text/javascript" }));
    read.set(text, import(address));
  }
  return read.get(text);
}
async function render(context) {
  const { model } = context;
  const [{ default: widget }] = await Promise.all([vega(model.get("vega")), hear(model)]);
  let last = null;
  const on = (name, drawn) =>
    model.on(name, (...change) => { last = Promise.resolve(last).catch(() => {}).then(() => drawn(...change)); });
  last = widget.render({ ...context, model: { ...model, on } });
  return last;
}
export default { render };
"""
)


class Live(Hearing, alt.JupyterChart):
    """Altair's widget; `vega` is its module."""

    missed = ("spec", "_vl_selections", "_params", "_js_watch_plan")

    _esm = MODULE
    vega = traitlets.Unicode().tag(sync=True)


def live(chart: AnyChart) -> Live:
    """One widget; assign to its `chart` for a new picture. A new widget for each picture would leak."""
    alt.JupyterChart.enable_offline()
    return Live(chart, vega=alt.JupyterChart._esm, embed_options=EMBED)
