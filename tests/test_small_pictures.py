"""Small lines in tables, and the chart of what the narrative tells against the tables."""

from __future__ import annotations

import json
import re

import polars as pl

from tests.made_frames import ERQI, Made, made
from tests.pictures import same_in_both, spec_of
from workbench import charts, measures, page_tables, series
from workbench.runs.sanitise import sanitise
from workbench.sparklines import HEIGHT, PAD, sparkline

PAIRS = pl.DataFrame(
    {
        "check": ["N1.received", "N1.received", "N2.received", "N3.review"],
        "status": ["pass", "fail", "not_testable", "pass"],
        "left": [62, 17, None, 0],
        "right": [62, 95, 4, 0],
    }
)


def years(*values: float | None, editions: str = "") -> list[dict[str, object]]:
    forms = editions or "b" * len(values)
    return [
        {"year": 2019 + n, "value": value, "basis": "consolidated", "edition": forms[n]}
        for n, value in enumerate(values)
    ]


def test_a_small_line_breaks_at_the_unknown_and_begins_at_zero() -> None:
    drawn = sparkline(years(10, 5, None, 0, 10))
    heights = [float(y) for y in re.findall(r'cy="([\d.]+)"', drawn)]
    assert heights == [PAD, HEIGHT / 2, HEIGHT - PAD, PAD] and drawn.count("<polyline") == 2
    assert sparkline(years(7)) == sparkline(years(None, 3)) == ""


def test_a_hundredfold_is_drawn_on_a_logarithmic_scale() -> None:
    heights = [float(y) for y in re.findall(r'cy="([\d.]+)"', sparkline(years(10, 1000, 100_000)))]
    assert (
        abs((heights[0] + heights[2]) / 2 - heights[1]) < 2.5
    )  # evenly apart; from zero on only the last is seen


def test_another_edition_is_a_dashed_rule_and_of_section_two_a_break() -> None:
    both = years(4, 6, 8, editions="aab")
    assert sparkline(both).count("<polyline") == 2 and sparkline(both).count("<line ") == 1
    assert sparkline(both, by_edition=True).count("<polyline") == 1


def test_proactive_disclosure_has_a_line_a_measure_that_a_page_keeps() -> None:
    cells = {"proactive.normative.in_force": 20, "proactive.licensing.decisions": 3}
    frames = made(*(Made({**ERQI, **cells}, year=year) for year in (2021, 2022)))
    over = series.over_years(frames, region="410103", until=2022)
    html = page_tables.figures_table(over.filter(year=2022), "proactive", lang="en", series=over).html
    assert sanitise(html).count("<svg") == html.count("<svg") == html.count("<tr>") - 1 == 10
    figures = measures.tidy(measures.figures(frames, region="410103", year=2022))
    assert "<svg" not in page_tables.figures_table(figures, "proactive", lang="en").html


def test_numbers_of_the_narrative_stand_on_the_diagonal_or_are_marked() -> None:
    chart = charts.narrative(PAIRS, "en")
    text = spec_of(chart)
    assert "2 pairs agree, 1 differs" in text and '"symlog"' in text and "narrative 17, table 95" in text
    assert same_in_both(text)
    none = charts.narrative(PAIRS.clear(), "zh").to_dict()
    assert none["mark"]["type"] == "text"


def test_a_ratio_of_zero_or_of_hundreds_is_drawn_at_the_edge_and_told_as_it_is() -> None:
    """Requests of the matched bodies that fell from some to none: a logarithm has no 0."""
    rows = pl.DataFrame({"year": [2021, 2022], "ratio": [0.0, 1.1], "low": [0.0, 0.9], "high": [0.4, 390.0],
                         "matched": [3, 3]})  # fmt: skip
    spec = charts.growth(rows, "en").to_dict()
    (points,) = (found for found in spec["datasets"].values() if "low" in found[0])
    assert [(point["low"], point["high"]) for point in points] == [(0.05, 0.4), (0.9, 20.0)]
    assert points[0]["text"] == "0.00 (0.00–0.40)" and "390.00" in points[1]["text"]


def test_thousands_of_agreeing_numbers_stay_a_small_chart() -> None:
    many = pl.DataFrame({"left": range(20_000), "right": range(20_000)}).with_columns(
        check=pl.lit("N1.received"), status=pl.lit("pass")
    )
    assert len(json.dumps(charts.narrative(many, "zh").to_dict(), allow_nan=False)) < 60_000
