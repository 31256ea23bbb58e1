"""Bodies inside a region: one scope at a time, four states, change on the same bodies only."""

from __future__ import annotations

import polars as pl
import pytest

from tests.made_frames import ERQI, LITONG, Made, made
from workbench import measures, sentences, series
from workbench.areas import areas, name_of
from workbench.children import children, zero_shares
from workbench.growth import panel_of, steps
from workbench.units import BLANK, NONE, SOME, ZERO, growth, matched, named, states, units


def of(received: int, disclosed: int, place: str = "410103", **other: object) -> Made:
    """A report with so many requests, all concluded."""
    rows = {"received": received, "granted": disclosed, "total_processed": received}
    return Made({f"requests.{row}.total": n for row, n in rows.items()}, place=place, **other)  # type: ignore[arg-type]


def test_bodies_of_one_scope_are_compared_and_the_others_counted() -> None:
    found = units(
        made(of(40, 30), of(20, 5, "410105"), of(90, 9, "410104", scope="consolidated", kind="gov")),
        region="410100",
        year=2022,
    )
    assert (found.scope, found.rows["place"].to_list(), found.left) == ("own", ["410103", "410105"], 1)
    assert found.rows["value"].to_list() == [0.75, 0.25]


def test_without_thirty_peers_no_rate_is_drawn_towards_them_and_of_few_cases_none_is_given() -> None:
    few = units(made(of(40, 30), Made(LITONG, place="410105")), region="410100", year=2022)
    assert few.priors == () and few.rows["shrunken"].null_count() == 2
    assert few.rows.filter(place="410105")["value"].item() is None  # 7 cases
    many = [of(20 + n, 10 + n % 9, f"4101{n:02d}") for n in range(40)]
    found = units(made(*many), region="410100", year=2022)
    assert found.priors[0].units == 40 and found.rows["shrunken"].null_count() == 0
    spread = found.rows.select(raw=pl.col("value").std(), drawn=pl.col("shrunken").std()).row(0)
    assert spread[1] < spread[0]


def test_some_zero_blank_and_not_obtained_are_four_states() -> None:
    blank = {"requests.received.total": "blank"}
    frames = made(
        of(40, 30), of(0, 0, "410105"), Made({}, place="410104", unknown=blank), of(5, 5, "410106", year=2021)
    )
    found = states(frames, region="410100", until=2022).filter(year=2022)
    told = dict(found.select("place", "state").iter_rows())
    assert told == {"410103": SOME, "410105": ZERO, "410104": BLANK, "410106": NONE}


def test_change_is_told_on_bodies_of_both_years_only() -> None:
    """A body that is new adds 500 requests; the change is that of the other two: 60 to 90."""
    frames = made(
        of(60, 30), of(30, 15, "410105"), of(500, 5, "410106"), of(40, 20, year=2021), of(20, 10, "410105", year=2021)
    )  # fmt: skip
    found = matched(frames, region="410100", year=2022)
    assert (found.bodies, found.unmatched, found.growth["ratio"]) == (2, 1, 1.5)
    assert found.lone["year"].to_list() == [2022]  # the body that is new this year, by name
    assert found.split["change"] == pytest.approx(0)
    assert found.rows["change"].to_list() == [0, 0]
    said = sentences.record(frames, region="410100", year=2022, place="郑州市",
                            years=series.over_years(frames, region="410100", until=2022))  # fmt: skip
    text = sentences.summary(said)
    assert "两年都有报告的2个单位新收申请较上年增加50.0%" in text and "下限" in text
    assert "2 bodies with reports for both years received 50.0% more" in sentences.summary(said, "en")


def test_bodies_that_a_consolidated_report_contains_are_no_part_of_the_sentence_on_change() -> None:
    inside = [of(9, 9, "410103201", level="township", kind="township", year=year) for year in (2021, 2022)]
    whole = [of(50, 9, scope="consolidated", kind="gov", year=year) for year in (2021, 2022)]
    found = growth(made(*inside, *whole), region="410100", year=2022)
    assert (found["matched"], found["later"]) == (1, 50)


def test_a_change_within_chance_is_called_none() -> None:
    frames = made(Made(ERQI), of(58, 40, year=2021))
    years = series.over_years(frames, region="410103", until=2022)
    said = sentences.record(frames, region="410103", year=2022, place="二七区", years=years)
    assert "无显著差异" in sentences.summary(said)


def test_children_have_the_figures_that_the_command_gives() -> None:
    frames = made(
        of(60, 30), of(30, 15, "410105"), of(0, 0, "410300"), of(70, 7, "410400", scope="consolidated", kind="gov"),
        of(8, 8, "410402"), of(11, 5, "110101"), of(33, 11, "419001"),
    )  # fmt: skip
    nation = children(frames, region="000000", year=2022)
    henan = children(frames, region="410000", year=2022)
    assert henan["place"].to_list() == ["410100", "410300", "410400", "419001"]  # the last has no prefecture
    assert henan["basis"].to_list() == ["assembled", "assembled", "consolidated", "assembled"]
    for row in pl.concat([nation, henan]).iter_rows(named=True):
        found = measures.figures(frames, region=row["place"], year=2022, measures=["disclosure_rate"])
        (figure,) = found["figures"]
        assert [row[key] for key in ("x", "n", "value", "low", "high")] == [
            figure[key] for key in ("numerator", "denominator", "value", "low", "high")
        ]
        assert row["basis"] == found["basis"]


def test_zero_returns_are_shares_of_reports_with_a_known_number() -> None:
    townships = [of(n % 3 and 5, 1, f"4101032{n:02d}", level="township") for n in range(12)]
    unknown = Made({}, place="410103299", level="township", unknown={"requests.received.total": "blank"})
    found = zero_shares(made(*townships, unknown), region="410000", until=2022)
    assert found.select("level", "reports", "zero").rows() == [("township", 12, 4)]
    assert found["share"].item() == pytest.approx(4 / 12)


def test_every_place_with_a_report_and_every_place_above_has_a_page() -> None:
    found = areas(
        made(Made(LITONG, place="640302"), Made({}, place="640302001", level="township", place_name=""))
    )
    assert found["place"].to_list() == ["000000", "640000", "640300", "640302", "640302001"]
    assert found["report_ids"].list.len().to_list() == [2, 2, 2, 2, 1]
    assert name_of("640300") == "宁夏回族自治区 吴忠市" and name_of("000000", "en") == "China"


def test_every_change_of_the_same_bodies_is_told_of_the_same_bodies() -> None:
    """Table, step of the panel and sentence pair alike: one scope, both years; a body that changed its scope is new."""
    frames = made(
        of(60, 30), of(30, 15, "410105"), of(500, 5, "410106"),
        of(40, 20, year=2021), of(20, 10, "410105", year=2021), of(70, 7, "410106", year=2021, scope="unknown"),
    )  # fmt: skip
    table = matched(frames, region="410100", year=2022)
    step = steps(panel_of(frames, region="410100", until=2022)).row(0, named=True)
    said = growth(frames, region="410100", year=2022)
    keys = ("matched", "later", "earlier", "ratio", "low", "high")
    assert [table.growth[key] for key in keys] == [step[key] for key in keys] == [said[key] for key in keys]
    assert (said["matched"], said["later"], said["earlier"], step["bodies"]) == (2, 90, 60, 2)


def test_bodies_that_sign_alike_are_told_with_the_place_above_theirs() -> None:
    places = ["甲省 乙市 丙区 东风路街道", "甲省 乙市 丁区 东风路街道", "甲省 乙市 丁区 西街街道"]
    bodies = ["410102001.street", "410103001.street", "410103002.street"]
    signed = [place.split(" ")[-1] for place in places]
    reports = pl.DataFrame({"body_id": bodies, "place": bodies, "place_name": places, "issuer": signed})
    found = named(reports.with_columns(kind=pl.lit("street")))["name"].to_list()
    assert found == ["丙区 东风路街道", "丁区 东风路街道", "西街街道"]
