"""Charts of many bodies and places: alike in Vega-Lite 5 and 6, described, small, words where nothing is known."""

from __future__ import annotations

import json
from collections.abc import Callable

import polars as pl
import pytest
from PIL import ImageChops

from tests.made_frames import Made, made
from tests.pictures import picture, same_in_both, spec_of
from tests.test_peers import offices
from tests.test_units import of
from workbench import charts
from workbench.charts.renderer import MIME, mimebundle
from workbench.children import children, states_by_place, zero_shares
from workbench.dictionary import load_measures
from workbench.peers import among
from workbench.standing import profile
from workbench.units import matched, states, units

RATE = "disclosure_rate"
BODIES = [of(20 + n, 9 + n % 11, f"4101{n:02d}", year=year) for n in range(36) for year in (2021, 2022)]
PROVINCES = [of(30 + n, 20, f"{code}0000", scope="consolidated", kind="gov", level="province")
             for n, code in enumerate((11, 13, 41, 44, 65))]  # fmt: skip
FRAMES = made(*BODIES, of(25, 5, "640302"), *PROVINCES)
LIKE = {"level": "county", "kind": "gov_office", "scope": "own", "year": 2022}
HENAN, YEAR = "410100", 2022

# Above 40 bodies: 50 in two counties, over two years.
MANY = states(
    made(*[of(n % 3, 0, f"41010{1 + n % 2}{n:03d}", year=year) for n in range(50) for year in (2021, 2022)]),
    region=HENAN,
    until=YEAR,
)

Builder = Callable[[str], charts.AnyChart]
BUILDERS: dict[str, Builder] = {
    "units": lambda lang: charts.units(units(FRAMES, region=HENAN, year=YEAR), lang),
    "states": lambda lang: charts.states(states(FRAMES, region=HENAN, until=YEAR), lang),
    "states_by_place": lambda lang: charts.states(MANY, lang, states_by_place(MANY, HENAN)),
    "lorenz": lambda lang: charts.lorenz(pl.Series([0, 0, 0, 0, 0, 0, 1, 2, 5, 12]), lang),
    "spine": lambda lang: charts.spine(profile(FRAMES, region="410110", year=YEAR), lang),
    "matched": lambda lang: charts.matched(matched(FRAMES, region=HENAN, year=YEAR), lang),
    "tiles": lambda lang: charts.tiles(children(FRAMES, region="000000", year=YEAR), lang, measure="R1"),
    "strip": lambda lang: charts.strip(
        children(FRAMES, region=HENAN, year=YEAR).with_columns(group=pl.lit("郑州市")), lang
    ),
    "zero_share": lambda lang: charts.zero_share(zero_shares(FRAMES, region="000000", until=YEAR), lang),
    "funnel": lambda lang: charts.funnel(among(FRAMES, LIKE, load_measures()[RATE]), lang, of="县级"),
}


@pytest.mark.parametrize("name", BUILDERS)
def test_vega_lite_5_and_6_draw_the_same_picture(name: str) -> None:
    spec = spec_of(BUILDERS[name]("zh"))
    assert same_in_both(spec)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", BUILDERS)
def test_a_specification_is_described_plain_and_small(name: str, lang: str) -> None:
    bundle = mimebundle(BUILDERS[name](lang).to_dict())
    text = json.dumps(bundle[MIME], allow_nan=False, ensure_ascii=False)
    assert len(bundle["text/plain"]) > 20 and len(text) < 40_000
    assert bundle[MIME]["config"]["font"].endswith(", sans-serif") and '"type": "text"' not in text[:200]


@pytest.mark.parametrize("name", ["units", "tiles", "lorenz", "states_by_place"])
def test_text_is_drawn(name: str) -> None:
    spec = json.loads(spec_of(BUILDERS[name]("zh")))
    bare = {**spec, "title": {"text": "", "subtitle": ""}}
    drawn, without = picture(json.dumps(spec, ensure_ascii=False), "5.20"), picture(json.dumps(bare), "5.20")
    assert drawn.size != without.size or ImageChops.difference(drawn, without).getbbox()


def lean(number: int) -> Made:
    """A report of which only the cells of the rate are in the frames."""
    rows = {
        "received": 100,
        "granted": number % 40,
        "partially_granted": 0,
        "total_processed": 10 + number % 90,
    }
    cells = {f"requests.{row}.total": n for row, n in rows.items()}
    return Made(cells, place=f"41{number:04d}", only=True)


def test_of_thousands_of_bodies_charts_stay_small() -> None:
    many = made(*[lean(n) for n in range(3000)])
    seen = states(many, region="410000", until=YEAR)
    drawn = (
        charts.units(units(many, region="410000", year=YEAR)),
        charts.states(seen, places=states_by_place(seen, "410000")),
        charts.lorenz(pl.Series(range(6000))),
        charts.strip(children(many, region="410000", year=YEAR).with_columns(group=pl.lit("河南省"))),
        charts.funnel(among(many, LIKE, load_measures()[RATE]), of="县级"),
    )
    assert max(len(spec_of(chart)) for chart in drawn) < 80_000


def test_where_nothing_is_known_words_stand_in_place_of_axes() -> None:
    quiet = made(*[Made({}, place=f"4101{n:02d}") for n in range(6)])
    said = {
        "没有足够的办结申请": charts.units(units(quiet, region=HENAN, year=YEAR)),
        "谈不上集中": charts.lorenz(pl.Series([0] * 6)),
        "不画集中程度": charts.lorenz(pl.Series([1, 2])),
        "不足10份": charts.spine(profile(made(*offices(3)), region="410001", year=YEAR)),
        "没有可比的变化": charts.matched(matched(quiet, region=HENAN, year=YEAR)),
        "没有一个省级单位": charts.tiles(children(quiet, region="000000", year=YEAR)),
        "没有一个级别": charts.zero_share(zero_shares(quiet, region=HENAN, until=YEAR)),
    }
    for words, chart in said.items():
        spec = chart.to_dict()
        assert words in spec["description"] and spec["mark"]["type"] == "text"


def test_tiles_colour_provinces_of_one_basis_only() -> None:
    spec = charts.tiles(children(FRAMES, region="000000", year=YEAR)).to_dict()
    rows = {row["name"]: row for data in spec["datasets"].values() for row in data}
    assert len(rows) == 31 and rows["河南"]["fill"] != "#FFFFFF"
    assert rows["宁夏"]["fill"] == "#FFFFFF" and rows["宁夏"]["other"]  # put together from own reports
    assert rows["青海"]["text"] == "" and not rows["青海"]["other"]


def test_two_bodies_that_sign_alike_have_a_row_each() -> None:
    alike = made(of(40, 20), of(30, 10, kind="department", body="x"))
    spec = charts.units(units(alike, region="410103", year=YEAR)).to_dict()
    (rows,) = [data for data in spec["datasets"].values() if "shrunken" in data[0]]
    assert len({row["id"] for row in rows}) == 2
