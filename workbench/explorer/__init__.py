"""The explorer: choose a region, a year, a measure and a language; the chart and the tables follow."""

from workbench.explorer.panel import Explorer

__all__ = ["Explorer"]
