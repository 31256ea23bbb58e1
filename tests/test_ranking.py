"""Ranks, pooled peers and nested variation: told with their range, of enough bodies, and never across kinds."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from tests.made_frames import Made, made
from tests.test_peers import office, offices
from workbench import peer_facts as module
from workbench.methods.nested import nested
from workbench.methods.ranks import rank_intervals
from workbench.methods.shrinkage import Prior
from workbench.ranking import ranking
from workbench.standing import pooled, profile

CASES = pl.Series([49, 5, 0, 12, 3, 30, 1, 88, 7, 20])
SIZES = pl.Series([62, 7, 3, 30, 3, 55, 6, 120, 20, 28])


def test_equal_rates_share_the_better_rank_and_bodies_that_chance_alone_tells_apart_have_every_rank() -> None:
    """Rates of zero cases under a prior close to zero are all drawn as 0: nobody stands above another."""
    found = rank_intervals(pl.Series([0, 0, 0, 9]), pl.Series([9, 9, 9, 9]), Prior(1e-300, 0.5, 4, "moments"))
    assert found.rows() == [(2.0, 2, 2)] * 3 + [(1.0, 1, 1)]
    assert rank_intervals(CASES, SIZES, Prior(0.5, 0.0, 10, "moments")).rows() == [(5.5, 1, 10)] * 10


def test_a_report_is_ranked_with_its_range_among_enough_peers_and_ten_cases() -> None:
    many = [*offices(60), office(97, 99, 100), office(98, 5, 9)]
    found = (
        ranking(made(*many), region="410097", year=2022).filter(measure="disclosure_rate").row(0, named=True)
    )
    assert found["rank_low"] <= found["rank"] <= found["rank_high"] <= found["ranked"] == 50
    assert (found["among"], found["rank_low"]) == ("000000", 1)
    assert ranking(made(*many), region="410098", year=2022).is_empty()  # nine cases
    assert ranking(made(*many[-20:]), region="410097", year=2022).is_empty()  # twenty peers


def test_of_too_many_peers_those_of_a_smaller_region_are_ranked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_RANKED", 45)
    elsewhere = [
        Made(other.cells, place=f"32{number:04d}") for number, other in enumerate(offices(20, seed=9))
    ]
    found = ranking(made(*offices(40), office(97, 60, 100), *elsewhere), region="410097", year=2022)
    assert found.filter(measure="disclosure_rate").select("among", "ranked").row(0) == ("410000", 33)


def test_peers_of_province_and_nation_are_pooled_by_year_and_kind() -> None:
    """By hand: eleven offices with 6 of 10 in the province, ten elsewhere with 3 of 10; a department is no peer."""
    cells = {"requests.granted.total": 6, "requests.total_processed.total": 10}
    here = [Made(cells, place=f"4101{n:02d}", year=year) for n in range(2, 13) for year in (2021, 2022)]
    other = [Made(cells | {"requests.granted.total": 3}, place=f"3201{n:02d}") for n in range(2, 12)]
    frames = made(*here, *other, Made(cells, place="410102", kind="department"))
    found = pooled(frames, body="410102.gov_office", years=[2021, 2022])
    told = {
        (row["above"], row["year"]): (row["peers"], row["x"], row["n"]) for row in found.iter_rows(named=True)
    }
    assert told == {
        ("national", 2021): (11, 66, 110),
        ("national", 2022): (21, 96, 210),
        ("province", 2021): (11, 66, 110),
        ("province", 2022): (11, 66, 110),
    }
    assert pooled(frames, region="410102", years=[2022]).is_empty()  # two reports: no peers
    assert pooled(made(*here[:6]), body="410102.gov_office", years=[2022]).is_empty()  # three peers


def test_the_spread_behind_grounds_has_quantiles_of_peers_with_ten_refusals() -> None:
    def refusing(number: int, secret: int) -> Made:
        cells = {"requests.denied_state_secret.total": secret, "requests.denied_process.total": 20 - secret}
        return Made(cells, place=f"41{number:04d}")

    found = profile(made(*(refusing(n, n) for n in range(21))), region="410005", year=2022, of="grounds")
    assert found is not None and found.height == 8
    row = found.filter(measure="ground_state_secret").row(0, named=True)
    assert (row["x"], row["n"], row["peers"]) == (5, 20, 21)
    assert [row["p10"], row["median"], row["p90"]] == pytest.approx([0.1, 0.5, 0.9])


def test_nested_variation_finds_what_was_put_between_and_inside_groups() -> None:
    """200 groups of 20 bodies with 200 cases: means with sd 0.1, bodies with sd 0.05 about them, so 80 % between."""
    chance = np.random.default_rng(3)
    means = chance.normal(0.5, 0.1, 200).clip(0.05, 0.95)
    group = np.repeat(np.arange(200), 20)
    rate = (means[group] + chance.normal(0, 0.05, 4000)).clip(0, 1)
    n = np.full(4000, 200)
    found = nested(pl.Series(chance.binomial(n, rate)), pl.Series(n), pl.Series(group))
    assert found is not None and (found.groups, found.bodies) == (200, 4000)
    assert found.between == pytest.approx(0.8, abs=0.03)
    assert found.rho_inside == pytest.approx(0.05**2 / 0.25, rel=0.1)


def test_nested_variation_needs_groups_and_bodies_and_some_variation() -> None:
    few = pl.Series([1, 2] * 20), pl.Series([4, 4] * 20)
    assert nested(*few, pl.Series(["a", "b"] * 20)) is None
    assert nested(few[0].head(12), few[1].head(12), pl.Series(list("abcabcabcabc"))) is None
    even = nested(pl.Series([5] * 60), pl.Series([10] * 60), pl.Series(list("abc") * 20))
    assert even is not None and (even.rho, even.between) == (0.0, None)
