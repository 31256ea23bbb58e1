"""What stands beside the pointer: fields of a mark's row, each named in the language of the chart.

A field is named by the text `tip.<field>`. Screen readers hear the same names, for Vega makes labels of them.
"""

from __future__ import annotations

import altair as alt

from workbench.wording import say

# Numbers among the fields, and how they are written; the others are texts.
FORMATS = {**dict.fromkeys(("cases", "cells", "n", "places"), ",.0f"), "rate": ".1%"}


def tips(lang: str, *fields: str, **called: str) -> list[alt.Tooltip]:
    """The fields in that order; `called`: those that have the name of another text here."""
    return [_tip(field, say(f"tip.{called.get(field, field)}", lang)) for field in fields]


def _tip(field: str, title: str) -> alt.Tooltip:
    if field in FORMATS:
        return alt.Tooltip(f"{field}:Q", title=title, format=FORMATS[field])
    return alt.Tooltip(f"{field}:N", title=title)
