"""A chart that can be replaced in place, for the explorer: Altair's widget, with Vega sent along (no network)."""

from __future__ import annotations

import altair as alt

from workbench.charts.theme import EMBED, AnyChart


def live(chart: AnyChart) -> alt.JupyterChart:
    """One widget; assign to its `chart` for a new picture. A new widget for each picture would leak."""
    alt.JupyterChart.enable_offline()
    return alt.JupyterChart(chart, embed_options=EMBED)
