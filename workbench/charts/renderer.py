"""Our Altair renderer: a chart as a Vega-Lite 5 specification with a text alternative.

Altair's own renderers either load Vega from a network or use a type that JupyterLab 4.6 does not know; this one
works offline in JupyterLab, in papermill (whose notebook format accepts only types ending in `+json`) and in our
pages. `</script` is escaped, so that a label cannot end the script that carries the specification in a page.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from typing import Any

import altair as alt

from workbench.charts.copying import copy_quickly

MIME = "application/vnd.vegalite.v5+json"
SHOWN = (
    "Table",
    "Note",
)  # what a page shows besides charts: they tell themselves what a notebook holds of them
SCHEMA = "https://vega.github.io/schema/vega-lite/v5.json"  # a name, never fetched


def enable() -> None:
    """Makes Jupyter draw every Altair chart this way, of any number of rows."""
    alt.renderers.register("workbench", mimebundle)
    alt.renderers.enable("workbench")
    alt.data_transformers.disable_max_rows()
    alt.utils.schemapi.disable_debug_mode()  # a chart is checked once, when it is shown, not each of its parts before
    kernel = sys.modules.get("IPython")
    shell = kernel.get_ipython() if kernel else None
    if shell is not None and os.environ.get("WORKBENCH_RUN"):
        show_at_once(shell)
        copy_quickly()


def show_at_once(shell: Any) -> None:
    """What a page shows goes out as it is: IPython asks twelve formatters of each object, and Altair checks each chart.

    A page of six charts would spend a sixth of its time on checks that our tests have made; a chart of a person's own
    that is wrong is told on its page, where it cannot be drawn.
    """
    shown = shell.display_formatter.ipython_display_formatter

    def send(made: Callable[[Any], dict[str, Any]]) -> Callable[[Any], None]:
        return lambda one: shell.display_pub.publish(made(one))

    shown.for_type(alt.TopLevelMixin, send(lambda chart: mimebundle(chart.to_dict(validate=False))))
    for name in SHOWN:
        shown.for_type_by_name("workbench.tables", name, send(lambda one: one._repr_mimebundle_()))


def mimebundle(spec: dict[str, Any], **_: Any) -> dict[str, Any]:
    """The output of a notebook cell for that specification. Raises ValueError for NaN or infinity in it."""
    json.dumps(spec, allow_nan=False)  # such a number would make the notebook file invalid JSON
    safe = _escaped({**spec, "$schema": SCHEMA})
    return {MIME: safe, "text/plain": str(spec.get("description", ""))}


def _escaped(value: Any) -> Any:
    """Text with a zero-width space inside `</script`: nothing to see in a label, and no end tag for a browser."""
    if isinstance(value, dict):
        return {_escaped(key): _escaped(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_escaped(inner) for inner in value]
    return value.replace("</", "<\u200b/") if isinstance(value, str) else value
