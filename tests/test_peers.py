"""A report among its peers: who they are, when there is a funnel, and what is said of the report."""

from __future__ import annotations

import json
import re

import numpy as np
import polars as pl
import pytest

from tests.made_frames import ERQI, Made, made
from tests.pictures import same_in_both, spec_of
from workbench import charts, page_overview
from workbench.charts.renderer import MIME, mimebundle
from workbench.errors import BadCall
from workbench.methods.funnel import FLAG
from workbench.parameters import Asked
from workbench.peers import Peers, peers


def office(number: int, disclosed: int, done: int, **other: str) -> Made:
    cells = {"requests.granted.total": disclosed, "requests.total_processed.total": done}
    return Made(cells, place=f"41{number:04d}", **other)  # type: ignore[arg-type]


def offices(count: int, seed: int = 5) -> list[Made]:
    """Offices with rates around four in seven, none of them unusual by design; every fifth has no case."""
    chance = np.random.default_rng(seed)
    done = np.where(np.arange(count) % 5 == 0, 0, chance.integers(1, 300, count))
    disclosed = chance.binomial(done, chance.beta(8, 6, count))
    return [office(number, int(x), int(n)) for number, (x, n) in enumerate(zip(disclosed, done, strict=True))]


def of(*others: Made, own: Made | None = None) -> Peers:
    found = peers(made(own or Made(ERQI), *others), region=(own or Made(ERQI)).place, year=2022)
    assert found is not None
    return found


def test_peers_are_of_the_same_level_kind_scope_and_year() -> None:
    strangers = [
        office(1, 5, 10, level="township"),
        office(2, 5, 10, kind="gov"),
        office(3, 5, 10, scope="consolidated"),
        Made({}, place="410004", year=2021),
    ]
    found = of(*strangers, office(5, 20, 40), office(6, 0, 0), office(7, 3, 4))
    assert found.reports["place"].to_list() == ["410005", "410006", "410007", "410103"]
    assert (found.with_case, found.with_rate) == (3, 2)
    assert found.median == pytest.approx((49 / 62 + 20 / 40) / 2)


def test_with_fewer_than_thirty_peers_with_a_case_nothing_is_compared() -> None:
    found = of(*offices(35))  # 28 of them have a case, and Erqi's office
    assert (found.with_case, found.prior, found.standing) == (29, None, None)
    assert "29份，不足30份" in charts.funnel(found, "zh").to_dict()["description"]


def test_an_ordinary_report_is_near_and_one_far_out_is_not() -> None:
    assert of(*offices(200)).standing == "near"  # 49 of 62, where most lie between 30 and 85 %
    assert of(*offices(200), own=office(9999, 299, 300)).standing == "higher"
    assert of(*offices(200), own=office(9999, 3, 300)).standing == "lower"
    assert of(*offices(200), own=office(9999, 0, 5)).standing is None  # few cases


def test_few_ordinary_bodies_are_flagged() -> None:
    found = of(*offices(200)).reports
    outside = found.filter((pl.col("low") < FLAG) | (pl.col("high") < FLAG))
    assert outside.height <= 2  # 0.4 expected of 200 that are alike


@pytest.mark.parametrize(("lang", "said"), [("en", "1 lies outside"), ("zh", "个单位中1个在99.8%界外")])
def test_the_overview_names_the_flagged_body_with_its_code_and_interval(lang: str, said: str) -> None:
    ordinary = [one for one in offices(200) if one.place != "419999"]
    frames = made(*ordinary, office(9999, 299, 300))
    none = frames.reports.clear()
    asked = Asked(frames=frames, region="410000", year=2022, lang=lang, place="410000", reports=none)
    first, *_, listed = page_overview.funnels_part(asked, "disclosure_rate")
    assert said in first.text and listed.html.count("<tr>") == 2
    shown = re.findall("<td[^>]*>([^<]*)</td>", listed.html)
    assert shown[1] == "419999" and shown[3:] == ["299 / 300", "99.7%", "98.1% – 99.9%"]  # Wilson


def test_labels_of_flagged_bodies_keep_off_each_other() -> None:
    """One at the right edge runs to the left: of two 120 pixels apart, each of 80, only one has room."""

    def labels(n: int) -> list[str]:
        found = of(*offices(200), office(205, 2000, 2000), office(212, n, n))  # 禹王台区 and 祥符区
        assert set(found.outside["place"]) >= {"410205", "410212"}
        drawn = json.dumps(charts.funnel(found, "zh").to_dict(), ensure_ascii=False)
        return re.findall('"text": "(禹王台区|祥符区)"', drawn)

    assert labels(435) == ["禹王台区"]
    assert set(labels(80)) == {"禹王台区", "祥符区"}


def test_a_figure_of_several_reports_and_a_report_of_unknown_level_have_no_peers() -> None:
    two = made(Made(ERQI), Made({}, kind="department"))
    assert peers(two, region="410103", year=2022) is None
    assert peers(made(Made(ERQI, level=None)), region="410103", year=2022) is None
    assert "没有同级同类" in charts.funnel(None, "zh").to_dict()["description"]


def test_only_shares_have_peers() -> None:
    for name in ("received", "reviews_per_100", "applicant_herfindahl"):
        with pytest.raises(BadCall, match="a share of cells"):
            peers(made(Made(ERQI)), region="410103", year=2022, measure=name)
    with pytest.raises(BadCall, match="disclosure_rate"):
        peers(made(Made(ERQI)), region="410103", year=2022, measure="disclosure_rat")


@pytest.mark.parametrize("count", [60, 900])
def test_the_funnel_is_described_small_and_names_its_prior(count: int) -> None:
    spec = mimebundle(charts.funnel(of(*offices(count)), "en").to_dict())[MIME]
    text = json.dumps(spec, allow_nan=False)
    assert "Fitted on" in text and "Near the peers' median" in spec["description"]
    assert len(text) < 40_000


def test_peers_that_cannot_be_told_apart_make_a_funnel_of_chance() -> None:
    alike = [office(number, 25, 50) for number in range(40)]
    found = of(*alike, own=office(9999, 26, 50))
    assert found.prior is not None and found.prior.rho == 0
    assert "no variation beyond chance" in json.dumps(charts.funnel(found, "en").to_dict()).lower()


def test_vega_lite_5_and_6_draw_the_same_picture() -> None:
    spec = spec_of(charts.funnel(of(*offices(60)), "zh"))
    assert same_in_both(spec)
