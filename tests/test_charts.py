"""Charts: the same picture in Vega-Lite 5 and 6, text in it, plain numbers only, a text alternative, a bounded size."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

import altair as alt
import polars as pl
import pytest
from altair.utils import schemapi
from PIL import ImageChops

from tests.made_frames import ERQI, HONGZE, LITONG, Made, made
from tests.pictures import picture, same_in_both, spec_of
from workbench import charts, measures
from workbench.charts.copying import copy_quickly, replacements
from workbench.charts.renderer import MIME, mimebundle
from workbench.charts.theme import LONGEST, finish
from workbench.dictionary import load_sets
from workbench.text import half_widths

REPORTS = (
    Made(ERQI),
    Made(HONGZE, place="320813", place_name="江苏省 淮安市 洪泽区", scope="consolidated", undivided=True),
    Made(LITONG, place="640302", place_name="宁夏回族自治区 吴忠市 利通区"),
    Made({}, place="630203202", place_name="青海省 海东市 平安区 古城回族乡"),
)
# A made place with enough refusals for shares of its grounds.
REFUSED = {"received": 40, "granted": 28, "denied_process": 9, "denied_third_party": 3, "total_processed": 40}
MANY = Made(
    {f"requests.{row}.total": n for row, n in REFUSED.items()}, place="320900", place_name="江苏省 某市"
)
FRAMES = made(*REPORTS, MANY)
PLACES = [report.place for report in REPORTS]
ZERO = PLACES[-1]


def figures(place: str) -> pl.DataFrame:
    return measures.tidy(measures.figures(FRAMES, region=place, year=2022))


def all_places(measure: str) -> pl.DataFrame:
    found = [measures.figures(FRAMES, region=place, year=2022, measures=[measure]) for place in PLACES]
    names = pl.DataFrame({"region": PLACES, "place": [report.place_name for report in REPORTS]})
    return measures.tidy(*found).join(names, on="region", how="left")


Builder = Callable[[str, str], charts.AnyChart]
BUILDERS: dict[str, Builder] = {
    "dispositions": lambda place, lang: charts.dispositions(figures(place), lang),
    "grounds": lambda place, lang: charts.grounds(figures(place), lang),
    "applicants": lambda place, lang: charts.applicants(figures(place), lang),
    "flow": lambda place, lang: charts.flow(figures(place), lang),
    "reviews": lambda place, lang: charts.reviews(measures.sums(FRAMES, region=place, year=2022), lang),
    "compare": lambda place, lang: charts.compare(
        all_places("disclosure_rate"), measure="disclosure_rate", chosen=place, lang=lang
    ),
}


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", BUILDERS)
def test_vega_lite_5_and_6_draw_the_same_picture(name: str, lang: str) -> None:
    spec = spec_of(BUILDERS[name]("320900" if name == "grounds" else "320813", lang))
    assert same_in_both(spec)


def with_a_list(place: str, lang: str) -> charts.AnyChart:
    """A chart with parameters, one of them of a layer, in the two-fold order in which a page's are made."""
    told = {"shown": "50 %", "counts": "5 / 10", "low": 0.3, "value": 0.5, "high": 0.7}
    rows = [
        {"choice": choice, "choice_label": choice, "row": place, "row_label": place, **told}
        for choice in "ab"
    ]
    return charts.choice(pl.DataFrame(rows), title="t", chooser="c", lang=lang)


@pytest.mark.parametrize("name", [*BUILDERS, "choice"])
def test_a_chart_copied_quickly_has_the_same_specification(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As runs by schedule copy them; names that count up or are hashes of such are set aside."""
    place, build = "320900" if name == "grounds" else "320813", BUILDERS.get(name, with_a_list)

    def spec() -> str:
        return re.sub(r"(view)?_[0-9a-f]+", "_", json.dumps(build(place, "zh").to_dict(), sort_keys=True))

    stock = spec()
    for owner, part in replacements():
        monkeypatch.setattr(owner, part, vars(owner)[part])  # put back at the end
    copy_quickly()
    assert schemapi._deep_copy.__module__ == "workbench.charts.copying"
    assert spec() == stock
    quick = build(place, "zh")
    twin = quick.copy()
    twin.config.axis = "mine"
    assert quick.config.axis != "mine" and type(twin) is type(quick)


def test_what_a_person_draws_beside_our_charts_is_checked() -> None:
    before = dict(vars(schemapi.SchemaBase)), schemapi._deep_copy, schemapi._FromDict
    with charts.quickly():
        ours = BUILDERS["dispositions"]("410103", "zh").to_dict()
    assert ours == BUILDERS["dispositions"]("410103", "zh").to_dict()
    assert (dict(vars(schemapi.SchemaBase)), schemapi._deep_copy, schemapi._FromDict) == before
    with pytest.raises(schemapi.SchemaValidationError):
        alt.Chart().mark_point(size="large").to_dict()  # type: ignore[arg-type]


@pytest.mark.parametrize("name", BUILDERS)
def test_text_is_drawn(name: str) -> None:
    spec = BUILDERS[name]("410103", "zh").to_dict()
    bare = json.dumps({**spec, "title": {"text": "", "subtitle": ""}})
    with_title, without = picture(json.dumps(spec), "5.20"), picture(bare, "5.20")
    assert with_title.size != without.size or ImageChops.difference(with_title, without).getbbox()
    assert spec["config"]["font"].endswith(", sans-serif")


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("name", BUILDERS)
def test_a_specification_is_described_plain_and_small(name: str, place: str, lang: str) -> None:
    bundle = mimebundle(BUILDERS[name](place, lang).to_dict())
    assert bundle["text/plain"] and set(bundle) == {MIME, "text/plain"}
    assert bundle[MIME]["$schema"].endswith("/v5.json")
    assert len(json.dumps(bundle, allow_nan=False)) < 16_000


@pytest.mark.parametrize(
    ("upheld", "ending"),
    [
        (13, "lawsuits: Correction rate in review 13.3% (3.7% – 37.9%, 2 of 15)"),  # Wilson, worked by hand
        (3, "lawsuits"),  # too few for a rate
    ],
)
def test_the_title_of_reviews_has_the_correction_rate_with_its_interval(upheld: int, ending: str) -> None:
    cells = {"review.upheld": upheld, "review.corrected": 2, "review.total": upheld + 2}
    frames = made(Made(cells))
    known = measures.tidy(measures.figures(frames, region="410103", year=2022))
    sums = measures.sums(frames, region="410103", year=2022)
    title = charts.reviews(sums, "en", known).to_dict()["title"]["text"]
    assert title.endswith(ending)


@pytest.mark.parametrize("name", ["dispositions", "grounds", "applicants", "flow", "reviews"])
def test_a_zero_return_gives_words_and_no_axes(name: str) -> None:
    spec = BUILDERS[name](ZERO, "zh").to_dict()
    assert spec["mark"]["type"] == "text" and spec["description"].startswith("没有")


@pytest.mark.parametrize("name", ["dispositions", "grounds", "applicants", "flow"])
def test_unknown_rows_are_said_to_be_unknown(name: str) -> None:
    cells = ("requests.granted.total", "requests.denied_process.total", "requests.received.other")
    blank = made(Made(ERQI, unknown=dict.fromkeys((*cells, "requests.carried_over.total"), "blank")))
    frame = measures.tidy(measures.figures(blank, region="410103", year=2022))
    spec = getattr(charts, name)(frame, "zh").to_dict()
    assert "不" in spec["description"] and spec["mark"]["type"] == "text"


def test_a_blank_review_row_is_words_and_never_a_zero() -> None:
    outcomes = ("upheld", "corrected", "other_result", "pending", "total")
    blank = made(Made(HONGZE, undivided=True, unknown={f"review.{name}": "blank" for name in outcomes}))
    spec = charts.reviews(measures.sums(blank, region="410103", year=2022), "zh").to_dict()
    assert "空缺" in json.dumps(spec, ensure_ascii=False) and "行政复议 " not in spec["description"]


def test_grounds_draws_eight_rows_with_zeros() -> None:
    spec = charts.grounds(figures(MANY.place), "zh").to_dict()
    (rows,) = spec["datasets"].values()
    assert [row["cases"] for row in rows] == [f"{n}/12" for n in (0, 0, 0, 3, 0, 9, 0, 0)]
    assert len(load_sets()["grounds"]) == len(rows)


@pytest.mark.parametrize(
    ("name", "place", "told"),
    [
        ("dispositions", "640302", "予以公开 5；无法提供 2"),  # 7 concluded
        ("grounds", "320813", "三安全一稳定” 1；四类过程性信息 1；行政执法案卷 1"),  # 3 refused
        ("grounds", "410103", "三类内部事务信息 1"),  # 1 refused
    ],
)
def test_of_few_cases_counts_are_told_and_no_shares_drawn(name: str, place: str, told: str) -> None:
    spec = getattr(charts, name)(figures(place), "zh").to_dict()
    assert spec["mark"]["type"] == "text" and told in spec["description"] and "%" not in str(spec["datasets"])


def test_few_applicants_are_bars_of_counts_without_percentages() -> None:
    assert "%" not in charts.applicants(figures("640302"), "zh").to_dict()["description"]
    assert "%" in charts.applicants(figures("410103"), "zh").to_dict()["description"]


def test_a_year_with_few_requests_is_named_and_not_drawn() -> None:
    frames = made(Made(ERQI), Made(LITONG, year=2023))
    found = measures.tidy(*(measures.figures(frames, region="410103", year=year) for year in (2022, 2023)))
    spec = charts.dispositions(found, "zh").to_dict()
    assert "2023年未画" in spec["title"]["subtitle"] and "2023" not in spec["description"]


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", BUILDERS)
def test_no_line_of_a_subtitle_is_wider_than_its_chart(name: str, lang: str) -> None:
    lines = BUILDERS[name]("410103", lang).to_dict()["title"].get("subtitle", "")
    for line in [lines] if isinstance(lines, str) else lines:
        assert half_widths(line) <= LONGEST, line


def test_a_long_subtitle_goes_on_in_the_next_line_after_a_semicolon() -> None:
    words = "8 of 8 bodies with a rate (scope: own) drawn; 199 more have few cases or unknown counts; "
    chart = finish(alt.Chart(), title="", subtitle=words + "the order is no ranking", description="")
    assert chart.to_dict(validate=False)["title"]["subtitle"] == [words.strip(), "the order is no ranking"]


def test_compare_marks_the_chosen_place_and_leaves_out_those_without_a_value() -> None:
    spec = BUILDERS["compare"]("410103", "zh").to_dict()
    text = json.dumps(spec, ensure_ascii=False)
    assert "古城回族乡" not in text and "利通区" not in text  # no case, and 7 cases
    assert text.count('"chosen": true') == 1
    unmarked = BUILDERS["compare"](ZERO, "zh").to_dict()
    assert unmarked["title"]["subtitle"].startswith("所选地区没有可画的数值")


def test_a_label_cannot_end_the_script_that_carries_the_chart() -> None:
    bundle = mimebundle({"title": "</script><script>alert(1)</script>", "description": "x"})
    assert "</" not in json.dumps(bundle[MIME])


def test_a_specification_with_nan_is_refused() -> None:
    with pytest.raises(ValueError, match="Out of range"):
        mimebundle({"data": {"values": [{"x": float("nan")}]}})


def test_more_than_five_thousand_rows_are_no_reason_to_stop() -> None:
    charts.enable()
    rows = pl.concat([all_places("disclosure_rate").filter(pl.col("value").is_not_null())] * 2000)
    spec = charts.compare(rows, measure="disclosure_rate", chosen="410103").to_dict()
    assert spec["$schema"]
