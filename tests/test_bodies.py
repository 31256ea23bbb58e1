"""A region's figure on made trees: nothing is added twice, and what is missing is said."""

from __future__ import annotations

from datetime import date

import polars as pl

from workbench.bodies import expected, of_region, reports_of_regions, with_regions

# A province with two prefectures; the first has two counties, of which one has two townships.
PROVINCE, CITY, OTHER_CITY = "410000", "410100", "410200"
COUNTY, OTHER_COUNTY, TOWN, OTHER_TOWN = "410103", "410104", "410103101", "410103102"

Row = tuple[str, str, str]  # place, kind, scope


def tree(*rows: Row, year: int = 2023) -> pl.DataFrame:
    return pl.DataFrame(
        [
            {
                "report_id": f"{place}-{kind}-{year}",
                "body_id": f"{place}.{kind}",
                "place": place,
                "kind": kind,
                "scope": scope,
                "year": year,
                "status": "ok",
                "published": None,
                "path": f"{place}-{kind}-{year}.pdf",
            }
            for place, kind, scope in rows
        ],
        schema_overrides={"published": pl.Date, "year": pl.Int32},
    )


def parts(reports: pl.DataFrame, region: str, year: int = 2023) -> tuple[str | None, list[str]]:
    basis, found = of_region(with_regions(reports), region, year)
    return basis, sorted(found["body_id"])


ALL_CONSOLIDATED = tree(
    (PROVINCE, "gov", "consolidated"),
    (CITY, "gov", "consolidated"),
    (COUNTY, "gov", "consolidated"),
    (COUNTY, "gov_office", "own"),
    (TOWN, "township", "own"),
)
ONLY_COUNTIES = tree(
    (CITY, "gov_office", "own"),
    (CITY, "department", "own"),
    (COUNTY, "gov", "consolidated"),
    (COUNTY, "gov_office", "own"),
    (TOWN, "township", "own"),
    (OTHER_COUNTY, "gov_office", "own"),
    (OTHER_CITY, "gov", "consolidated"),
)


def test_a_consolidated_report_stands_for_everything_below_it() -> None:
    for region in (PROVINCE, CITY, COUNTY):
        assert parts(ALL_CONSOLIDATED, region) == ("consolidated", [f"{region}.gov"])


def test_a_place_below_a_consolidated_report_keeps_its_own_figure() -> None:
    assert parts(ALL_CONSOLIDATED, TOWN) == ("assembled", [f"{TOWN}.township"])


def test_without_a_consolidated_report_a_region_is_its_own_bodies_and_the_figures_of_its_children() -> None:
    assert parts(ONLY_COUNTIES, CITY) == (
        "assembled",
        sorted([f"{CITY}.gov_office", f"{CITY}.department", f"{COUNTY}.gov", f"{OTHER_COUNTY}.gov_office"]),
    )


def test_the_rule_goes_up_through_levels_that_have_no_report_of_their_own() -> None:
    basis, bodies = parts(ONLY_COUNTIES, PROVINCE)

    assert basis == "assembled"
    assert bodies == sorted(
        [
            f"{CITY}.gov_office",
            f"{CITY}.department",
            f"{COUNTY}.gov",
            f"{OTHER_COUNTY}.gov_office",
            f"{OTHER_CITY}.gov",
        ]
    )


def test_an_office_and_its_government_are_two_bodies_of_one_place_and_never_added() -> None:
    both = tree((COUNTY, "gov", "consolidated"), (COUNTY, "gov_office", "own"))

    assert parts(both, COUNTY) == ("consolidated", [f"{COUNTY}.gov"])
    assert parts(both, CITY) == ("assembled", [f"{COUNTY}.gov"])


def test_the_basis_may_change_from_year_to_year_and_says_so() -> None:
    years = pl.concat([tree((COUNTY, "gov", "consolidated"), year=2022), tree((COUNTY, "gov_office", "own"))])

    assert [parts(years, COUNTY, year)[0] for year in (2022, 2023)] == ["consolidated", "assembled"]


def test_a_body_that_published_twice_counts_once_by_its_latest_publication() -> None:
    first = tree((TOWN, "township", "own"))
    revised = first.with_columns(
        report_id=pl.lit("revised"), published=pl.lit(date(2024, 5, 1)), path=pl.lit("z")
    )

    _, found = of_region(with_regions(pl.concat([first, revised])), COUNTY, 2023)

    assert found["report_id"].to_list() == ["revised"]


def test_two_reports_of_unknown_scope_are_not_added_and_a_single_one_is() -> None:
    two = tree((COUNTY, "zone", "unknown"), (COUNTY, "other", "unknown"))

    assert parts(two, COUNTY) == (None, [])
    assert parts(tree((COUNTY, "zone", "unknown")), COUNTY) == ("assembled", [f"{COUNTY}.zone"])


def test_a_district_of_a_municipality_belongs_to_the_province_without_a_prefecture_between() -> None:
    """Beijing's Dongcheng is 110101, and 110100 is no place."""
    reports = tree(("110101", "gov", "consolidated"))

    assert parts(reports, "110000") == ("assembled", ["110101.gov"])
    assert parts(reports, "110100") == (None, [])


def test_a_county_under_the_province_belongs_to_no_prefecture() -> None:
    """Xiantao is 429004: 90 stands for counties without a prefecture."""
    reports = tree(("429004", "gov", "consolidated"))

    assert parts(reports, "420000") == ("assembled", ["429004.gov"])
    assert parts(reports, "429000") == (None, [])


def test_every_report_counts_at_most_once_in_each_level() -> None:
    counted = with_regions(
        pl.concat([ALL_CONSOLIDATED, ONLY_COUNTIES.with_columns(year=pl.lit(2022, pl.Int32))])
    )

    assert counted.select(pl.struct("body_id", "year").is_duplicated().any()).item() is False


def test_a_body_seen_in_another_year_is_missing_with_its_ground() -> None:
    years = pl.concat(
        [
            tree((COUNTY, "gov_office", "own"), (TOWN, "township", "own"), year=2022),
            tree((COUNTY, "gov_office", "own")),
        ]
    )

    rows = expected(with_regions(years), COUNTY, 2023)

    assert rows.select("body_id", "read", "ground").rows() == [
        (f"{COUNTY}.gov", False, "law"),
        (f"{COUNTY}.gov_office", True, "reported"),
        (f"{TOWN}.township", False, "seen before"),
    ]


def test_each_expected_body_carries_its_ground_the_source_and_the_day() -> None:
    years = pl.concat(
        [
            tree((TOWN, "township", "own"), (COUNTY, "gov_office", "own"), year=2022),
            tree((COUNTY, "gov_office", "own")),
        ]
    )
    order = {"ground": "local order", "source": "郑政办〔2020〕5号"}
    named = [
        {"body_id": f"{TOWN}.township", "place": TOWN, **order},  # seen before, and told why it owes a report
        {"body_id": f"{OTHER_TOWN}.township", "place": OTHER_TOWN, **order},  # never seen
    ]
    day = date(2024, 4, 1)

    rows = expected(with_regions(years), COUNTY, 2023, day, pl.DataFrame(named))

    assert rows.columns == ["body_id", "read", "ground", "source", "as_of"]
    assert {row[0].removeprefix(COUNTY): row[2:] for row in rows.iter_rows()} == {
        ".gov": ("law", "政府信息公开条例 (2019), Article 49", day),
        ".gov_office": ("reported", None, day),
        f"{TOWN}.township".removeprefix(COUNTY): ("local order", order["source"], day),
        f"{OTHER_TOWN}.township".removeprefix(COUNTY): ("local order", order["source"], day),
    }


def test_a_missing_body_inside_a_consolidated_report_is_not_missed() -> None:
    years = pl.concat([tree((TOWN, "township", "own"), year=2022), tree((COUNTY, "gov", "consolidated"))])

    assert expected(with_regions(years), COUNTY, 2023)["body_id"].to_list() == [f"{COUNTY}.gov"]
    assert expected(with_regions(years), CITY, 2023)["body_id"].to_list() == [f"{CITY}.gov", f"{COUNTY}.gov"]


def test_what_is_not_yet_due_is_not_missing() -> None:
    years = pl.concat([tree((TOWN, "township", "own"), year=2022), tree((OTHER_TOWN, "township", "own"))])
    counted = with_regions(years)

    assert expected(counted, COUNTY, 2023, as_of=date(2024, 2, 1)).height == 1
    assert (
        expected(counted, COUNTY, 2023, as_of=date(2024, 4, 1)).height == 3
    )  # and the county's government by law


def test_a_regions_reports_are_known_for_every_region_at_once() -> None:
    reports = reports_of_regions(with_regions(ONLY_COUNTIES))

    for region in (PROVINCE, CITY, COUNTY, OTHER_CITY):
        _, found = of_region(with_regions(ONLY_COUNTIES), region, 2023)
        assert set(found["report_id"]) <= reports[region, 2023]
    assert reports[TOWN, 2023] == {f"{TOWN}-township-2023"}
