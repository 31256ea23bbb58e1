"""Charts: a frame in, an Altair chart out, one builder a file, labels in Chinese or English.

Each builder sets a `description` for screen readers. Where there is nothing to draw it returns a chart that says so
in words, with no axes. `enable()` makes Jupyter draw charts with our own renderer, which needs no network.
"""

from workbench.quickstart import block_slow_import

block_slow_import()

from workbench.charts.applicants import applicants  # noqa: E402 - altair comes in here, after the block
from workbench.charts.compare import compare  # noqa: E402
from workbench.charts.dispositions import dispositions  # noqa: E402
from workbench.charts.flow import flow  # noqa: E402
from workbench.charts.funnel import funnel  # noqa: E402
from workbench.charts.grounds import grounds  # noqa: E402
from workbench.charts.live import live  # noqa: E402
from workbench.charts.over_years import over_years  # noqa: E402
from workbench.charts.renderer import enable, mimebundle  # noqa: E402
from workbench.charts.reviews import reviews  # noqa: E402
from workbench.charts.theme import AnyChart, message  # noqa: E402

__all__ = [
    "AnyChart",
    "applicants",
    "compare",
    "dispositions",
    "enable",
    "flow",
    "funnel",
    "grounds",
    "live",
    "message",
    "mimebundle",
    "over_years",
    "reviews",
]
