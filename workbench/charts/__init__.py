"""Charts: a frame in, an Altair chart out, one builder a file, labels in Chinese or English.

Each builder sets a `description` for screen readers. Where there is nothing to draw it returns a chart that says so
in words, with no axes. `enable()` makes Jupyter draw charts with our own renderer, which needs no network.

>>> charts.dispositions(measures.tidy(figures(frames, region="410103", year=2022)), "zh")
"""

from workbench.quickstart import block_slow_import, collect_rarely

block_slow_import()
collect_rarely()

from workbench.charts.applicants import applicants  # noqa: E402 - altair comes in here, after the block
from workbench.charts.choice import choice  # noqa: E402
from workbench.charts.compare import compare  # noqa: E402
from workbench.charts.copying import quickly  # noqa: E402
from workbench.charts.dispositions import dispositions  # noqa: E402
from workbench.charts.flow import flow  # noqa: E402
from workbench.charts.funnel import funnel, prior_told  # noqa: E402
from workbench.charts.grounds import grounds  # noqa: E402
from workbench.charts.key import key  # noqa: E402
from workbench.charts.levels import growth, levels  # noqa: E402
from workbench.charts.live import live  # noqa: E402
from workbench.charts.lorenz import lorenz  # noqa: E402
from workbench.charts.matched import matched  # noqa: E402
from workbench.charts.narrative import narrative  # noqa: E402
from workbench.charts.over_years import over_years  # noqa: E402
from workbench.charts.renderer import enable, mimebundle  # noqa: E402
from workbench.charts.reviews import reviews  # noqa: E402
from workbench.charts.spine import rank_told, spine  # noqa: E402
from workbench.charts.states import states  # noqa: E402
from workbench.charts.statuses import kind_label, statuses  # noqa: E402
from workbench.charts.strip import strip  # noqa: E402
from workbench.charts.theme import MOST_BODIES, AnyChart, message  # noqa: E402
from workbench.charts.tiles import tiles  # noqa: E402
from workbench.charts.units import units  # noqa: E402
from workbench.charts.zero_share import zero_share  # noqa: E402

__all__ = [
    "MOST_BODIES",
    "AnyChart",
    "applicants",
    "choice",
    "compare",
    "dispositions",
    "enable",
    "flow",
    "funnel",
    "grounds",
    "growth",
    "key",
    "kind_label",
    "levels",
    "live",
    "lorenz",
    "matched",
    "message",
    "mimebundle",
    "narrative",
    "over_years",
    "prior_told",
    "quickly",
    "rank_told",
    "reviews",
    "spine",
    "states",
    "statuses",
    "strip",
    "tiles",
    "units",
    "zero_share",
]
