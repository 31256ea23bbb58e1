"""Where a report stands among its peers on several measures and in the regions above, and the peers' version."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl
import pytest

from tests.made_frames import Made, made
from tests.test_peers import office, offices
from workbench.page_peers import among_peers
from workbench.parameters import Asked
from workbench.peer_facts import _around
from workbench.peers import peers
from workbench.standing import around, profile, summary_of

if TYPE_CHECKING:
    pass


def test_the_profile_holds_the_report_and_its_peers_quantiles() -> None:
    found = profile(made(*[office(n, 10 + n, 40) for n in range(21)]), region="410010", year=2022)
    assert found is not None
    row = found.filter(measure="disclosure_rate").row(0, named=True)
    assert (row["x"], row["n"], row["peers"]) == (20, 40, 21)
    assert row["median"] == pytest.approx(20 / 40) and row["p25"] == pytest.approx(15 / 40)
    assert row["differs"] is False
    far = profile(
        made(*[office(n, 10, 40) for n in range(20)], office(99, 38, 40)), region="410099", year=2022
    )
    assert far is not None and far.filter(measure="disclosure_rate")["differs"].item() is True


def test_quantiles_of_few_peers_and_a_rate_of_few_cases_are_not_given() -> None:
    found = profile(
        made(office(1, 3, 7), *[office(n, 20, 40) for n in range(2, 8)]), region="410001", year=2022
    )
    assert found is not None
    row = found.filter(measure="disclosure_rate").row(0, named=True)
    assert (row["value"], row["low"], row["median"], row["peers"]) == (None, None, None, 6)


def test_a_zero_return_is_one_of_so_many_in_its_province() -> None:
    quiet = [Made({}, place=f"4101032{n:02d}", level="township", kind="township") for n in range(8)]
    busy = {"requests.received.total": 4}
    found = around(
        made(*quiet, Made(busy, place="410200201", level="township", kind="township")), region="410103200", year=2022
    )  # fmt: skip
    assert found is not None
    told = {row["region"]: (row["zero"], row["peers"]) for row in found.iter_rows(named=True)}
    assert told == {"410103": (8, 8), "410100": (8, 8), "410000": (8, 9), "000000": (8, 9)}


def test_a_figure_of_several_reports_has_no_profile() -> None:
    two = made(Made({}), Made({}, kind="department"))
    assert (
        profile(two, region="410103", year=2022) is None and around(two, region="410103", year=2022) is None
    )


def test_the_peers_version_changes_with_a_peer_and_not_with_a_stranger() -> None:
    own = [office(1, 5, 10), *offices(3)]
    before = summary_of(made(*own))
    first = next(iter(before))
    stranger = summary_of(made(*own, office(77, 1, 2, level="township")))
    peer = summary_of(made(*own, office(78, 1, 2)))
    assert stranger[first] == before[first] != peer[first]
    assert len(set(before.values())) == 1


@pytest.mark.parametrize("few", [2, 3])
@pytest.mark.parametrize("requests", [0, 12])
def test_of_few_peers_the_version_changes_exactly_when_the_page_says_something_else(
    few: int, requests: int
) -> None:
    """A page of few peers tells how many have a case; a zero return among them changes nothing that it prints."""
    there = offices(few)
    before, after = made(*there), made(*there, office(78, requests // 2, requests))
    first = next(iter(summary_of(before)))
    asked = [Asked(one, "410001", 2022, "en", "", one.reports.clear()) for one in (before, after)]
    said = [
        [str(part) for part in among_peers(one, peers(one.frames, region="410001", year=2022))]
        for one in asked
    ]
    assert said[0][1].count("30") == 1 and len(said[0]) == 2
    assert (summary_of(before)[first] == summary_of(after)[first]) is (said[0] == said[1]) is (requests == 0)


def test_among_tens_of_thousands_of_peers_the_place_in_the_nation_is_told() -> None:
    """Polars (2.1) cannot filter so many joined rows by a literal, as the nation's code is."""
    n = 40_000
    rows = pl.DataFrame({"report_id": [f"r{number}" for number in range(n)], "received": range(n)})
    rows = rows.with_columns(
        place=pl.format("41{}001", (pl.int_range(n) % 10_000).cast(pl.String).str.zfill(4))
    )
    chunks = pl.concat([rows[:100], rows[100:]], rechunk=False).with_columns(pl.col("received") // 2)
    told = {region: numbers for region, *numbers in _around(chunks, ["r7"])["r7"]}
    assert told["000000"] == [n, 2, 6, 2, n - 8, 3]
