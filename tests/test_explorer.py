"""The explorer without a browser: its state is plain, its messages differ, its views follow choices and clicks."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import vl_convert

from tests.evidence import RECEIVED, correction, evidence_project
from tests.made_frames import ERQI, HONGZE, LITONG, Made, made
from tests.pictures import VERSIONS, spec_of
from tests.specimens.figures import seeded
from workbench.bodies import NATION
from workbench.corrections import append
from workbench.dictionary import load_sets
from workbench.errors import BadCall
from workbench.explorer import Explorer
from workbench.explorer.compared import compared
from workbench.explorer.state import compared_places, start
from workbench.explorer.view import view
from workbench.frames import load

TOWN = "630203202"
FRAMES = made(
    Made(ERQI),
    Made(LITONG, place="640302", place_name="宁夏回族自治区 吴忠市 利通区"),
    Made(
        {},
        place=TOWN,
        place_name="青海省 海东市 平安区 古城回族乡",
        year=2023,
        level="township",
        kind="township",
    ),
)
BUSY = {"requests.granted.total": 30, "requests.total_processed.total": 40}
MANY = made(*(Made(BUSY, place=f"4101{n:02}", place_name=f"河南省 郑州市 区{n}") for n in range(2, 40)))


def dots(**wished: Any) -> str:
    chart = view(FRAMES, start(FRAMES, **wished), "dots").chart
    assert chart is not None
    return str(chart.to_dict()["description"])


def click(explorer: Explorer, chart: str, **picked: str | int) -> None:
    """What the browser sends when a mark of the chart is clicked."""
    explorer.charts[chart]._vl_selections = {"pick": {"value": {"vlPoint": {"or": [picked]}}, "store": []}}


def test_it_opens_with_the_busiest_report() -> None:
    state = start(FRAMES)
    assert (state["region"], state["year"], state["report"]) == ("410103", 2022, "r00000000001")
    assert json.loads(json.dumps(state)) == state


def test_each_reason_for_no_chart_has_its_own_message() -> None:
    no_report = dots(region=TOWN, year=2022)
    only_zero = dots(region=TOWN, year=2023)
    too_narrow = dots(least=100)
    few = dots(measure="review_correction_rate")  # one review concluded in one place, none in the other
    assert "未取得" in no_report and "零申请" in only_zero and "筛选过窄" in too_narrow and "少于10" in few


def test_the_least_number_of_cases_leaves_small_places_out_of_the_chart_only() -> None:
    shown = view(FRAMES, start(FRAMES, least=10), "dots")
    assert shown.chart is not None
    assert "利通区" not in json.dumps(shown.chart.to_dict(), ensure_ascii=False) and "利通区" in shown.table


def test_the_chosen_place_stands_among_its_peers_or_it_is_said_why_not() -> None:
    few, none = (
        view(FRAMES, start(FRAMES, measure=m), "funnel").chart for m in ("disclosure_rate", "received")
    )
    assert few is not None and none is not None
    assert "2份，不足30份" in few.to_dict()["description"] and "不是件数之比" in none.to_dict()["description"]


def test_the_cascade_narrows_down_and_goes_up_again() -> None:
    explorer = Explorer(frames=FRAMES)
    each = explorer._choosers.each
    assert [each[level].value for level in ("province", "prefecture", "county")] == [
        "410000",
        "410100",
        "410103",
    ]
    each["province"].value = "640000"
    assert explorer.state["region"] == "640000"
    assert [value for _, value in each["prefecture"].options] == [None, "640300"]
    each["prefecture"].value = "640300"
    each["county"].value = "640302"
    assert explorer.state["region"] == "640302" and explorer.state["report"] == "r00000000002"
    each["county"].value = None
    assert explorer.state["region"] == "640300"
    each["province"].value = None
    assert explorer.state["region"] == NATION


def test_a_body_is_found_by_typing_its_name() -> None:
    explorer = Explorer(frames=FRAMES, region=NATION)
    chooser = explorer._choosers.each["body"]
    name = next(option for option in chooser.options if "640302" in option)
    chooser.value = name
    assert explorer.state["body"] == "640302.gov_office" and "--body 640302.gov_office" in explorer.line.value
    chooser.value = ""
    assert explorer.state["body"] is None


def test_a_click_on_a_dot_chooses_the_place_and_drives_the_rest() -> None:
    explorer = Explorer(frames=FRAMES, lang="en")
    click(explorer, "dots", id="640302")
    assert explorer.state["region"] == "640302" and explorer._choosers.each["county"].value == "640302"
    assert "7 requests concluded" in str(explorer.charts["dispositions"].spec)
    assert "640302" in explorer.line.value
    click(explorer, "dots", id="410103")  # the new picture is listened to as well
    assert explorer.state["region"] == "410103"


def test_a_click_on_a_point_of_the_line_chooses_the_year_and_every_year_stays() -> None:
    years = made(*(Made(ERQI, year=year) for year in (2021, 2022, 2023)))
    explorer = Explorer(frames=years, region="410103", year=2023)
    for year in (2021, 2023):  # the first of them does not take the later ones away
        click(explorer, "line", year=year)
        assert explorer.state["year"] == year == explorer._choosers.each["year"].value
        spec = str(explorer.charts["line"].spec)
        assert f"datum.year === {year}" in spec and all(
            f"'year': {one}" in spec for one in (2021, 2022, 2023)
        )


def test_a_click_on_a_tile_shows_its_source(tmp_path: Path) -> None:
    project = evidence_project(tmp_path, requests__received__total=9999)
    body, year = load(project).reports.select("body_id", "year").row(0)
    explorer = Explorer(project.root, lang="en", body=body, year=year)
    click(explorer, "matrix", cell=RECEIVED)
    source = explorer.tables["source"].value
    assert explorer.state["cell"] == RECEIVED and ">9999</mark>" in source and "1.html" in source
    assert explorer._choosers.each["cell"].value == RECEIVED
    assert "9,999?" in str(explorer.charts["matrix"].spec)  # doubtful by a sign, not by colour alone


def test_a_click_on_a_point_of_the_funnel_chooses_its_place_or_where_one_was_chosen_its_body() -> None:
    explorer = Explorer(frames=MANY, region="410102")
    explorer.tabs.selected_index = 1
    spec = str(explorer.charts["funnel"].spec)
    report = MANY.reports.filter(place="410107")["report_id"][0]
    assert f"'id': '{report}'" in spec
    click(explorer, "funnel", id=report)
    assert (explorer.state["region"], explorer.state["body"], explorer.state["report"]) == (
        "410107",
        None,
        report,
    )
    assert explorer._choosers.each["county"].value == "410107"
    explorer.choose(body="410109.gov_office")
    click(explorer, "funnel", id=report)
    assert explorer.state["body"] == "410107.gov_office"
    assert "410107.gov_office" in explorer._choosers.each["body"].value


def test_a_click_between_the_points_of_the_funnel_changes_nothing() -> None:
    explorer = Explorer(frames=MANY, region="410102")
    explorer.tabs.selected_index = 1
    before = explorer.state
    explorer.charts["funnel"]._vl_selections = {
        "pick": {"value": {"vlPoint": {"or": [{"id": None}]}}, "store": []}
    }
    assert explorer.state == before


def test_a_click_on_a_block_of_the_results_shows_the_largest_cell_behind_it(tmp_path: Path) -> None:
    drawn = str(Explorer(frames=FRAMES).charts["dispositions"].spec)
    assert all(f"'id': '{measure}'" in drawn for measure in load_sets()["dispositions"])
    project = evidence_project(tmp_path)
    body, year = load(project).reports.select("body_id", "year").row(0)
    explorer = Explorer(project.root, body=body, year=year)
    refused = [cell for cell in seeded(3) if cell.startswith("requests.denied_") and cell.endswith(".total")]
    largest = max(refused, key=lambda cell: int(str(seeded(3)[cell])))
    explorer._clicked("dispositions", [{"id": "refusal_rate"}])
    assert explorer.state["cell"] == largest == explorer._choosers.each["cell"].value
    assert f">{seeded(3)[largest]}</mark>" in explorer.tables["source"].value
    outlined = f"'value': [{{'cell': '{largest}'}}]"
    assert outlined in str(explorer.charts["matrix"].spec)
    tiles = explorer.charts["matrix"].chart
    click(explorer, "matrix", cell=RECEIVED)  # the browser itself outlines what is clicked
    assert explorer.state["cell"] == RECEIVED and explorer.charts["matrix"].chart == tiles


def test_a_click_on_a_block_of_a_place_without_a_report_of_its_own_changes_nothing() -> None:
    explorer = Explorer(frames=FRAMES, region="410000")
    before = explorer.state
    assert before["report"] is None
    click(explorer, "dispositions", id="unavailable_rate")
    assert explorer.state == before


def test_what_does_not_depend_on_a_choice_is_not_drawn_again() -> None:
    explorer = Explorer(frames=FRAMES)
    before = {name: chart.chart for name, chart in explorer.charts.items()}
    explorer.choose(least=3)
    assert {name for name, chart in explorer.charts.items() if chart.chart is not before[name]} == {"dots"}


def test_places_of_different_basis_are_never_put_side_by_side() -> None:
    whole = Made(
        HONGZE,
        place="320813",
        place_name="江苏省 淮安市 洪泽区",
        scope="consolidated",
        kind="gov",
        undivided=True,
    )
    frames = made(Made(ERQI), whole)
    own = compared(frames, start(frames, region="410103")).rows["id"].to_list()
    consolidated = compared(frames, start(frames, region="410103", scope="consolidated")).rows["id"].to_list()
    assert (own, consolidated) == (["410103"], ["320813"])
    told = [
        compared(frames, start(frames, region=code, scope="consolidated")).told
        for code in ("410103", "320813")
    ]
    assert told == ["汇总报告；所选地区没有此口径的数值", "汇总报告；另有1个地区没有此口径的数值"]


def test_shrunken_rates_lie_between_the_raw_ones_and_the_peers_rate() -> None:
    state = start(MANY, region="410102")
    raw, drawn = (compared(MANY, {**state, "shrunken": on}) for on in (False, True))
    assert "收缩" in drawn.told and raw.rows.height == 38
    few = compared(FRAMES, start(FRAMES, shrunken=True))
    assert "未收缩" in few.told and few.rows["value"].max() == pytest.approx(49 / 62)


def test_of_many_places_those_around_the_chosen_one_are_drawn() -> None:
    sixty = made(*(Made(BUSY, place=f"4101{n:02}", place_name=f"河南省 郑州市 区{n}") for n in range(2, 62)))
    chart = view(sixty, start(sixty, region="410161"), "dots").chart
    assert chart is not None
    told = str(chart.to_dict()["description"])
    assert "区61" in told and told.count("区") < 60


def test_places_of_one_name_have_a_row_each() -> None:
    twins = made(
        *(Made(BUSY, place=place, place_name="河南省 郑州市 同名区") for place in ("410102", "410103"))
    )
    chart = view(twins, start(twins, region="410102"), "dots").chart
    assert chart is not None
    drawn = vl_convert.vegalite_to_svg(json.loads(spec_of(chart)), vl_version=VERSIONS[-1])
    assert drawn.count(">河南省 郑州市 同名区</text>") == 2


def test_choices_move_the_views_and_the_state_stays_plain() -> None:
    explorer = Explorer(frames=FRAMES)
    explorer.choose(measure="not_held_rate")
    explorer.choose(lang="en", region="640302")
    assert json.loads(json.dumps(explorer.state)) == explorer.state
    assert "Not-held rate" in str(explorer.charts["dots"].spec) and "2 / 7" in explorer.tables["dots"].value
    assert "workbench run region_summary --region 640302 --year 2022 --lang en" in explorer.line.value


def test_a_state_can_be_restored() -> None:
    first = Explorer(frames=FRAMES)
    first.choose(year=2023, region=TOWN, least=5, peers="province", since=2022)
    assert Explorer(frames=FRAMES, **first.state).state == first.state


def test_every_chart_has_its_table_also_where_words_stand_for_it() -> None:
    explorer = Explorer(frames=FRAMES)
    explorer.tabs.selected_index = 1
    names = ("dots", "line", "dispositions", "funnel", "matrix")
    assert all("<table" in explorer.tables[name].value for name in names)
    explorer.choose(measure="received")  # no share: the funnel says so, and the table has the figure itself
    assert "不是件数之比" in str(explorer.charts["funnel"].spec) and ">62<" in explorer.tables["funnel"].value


def test_what_stands_in_a_closed_tab_is_made_when_it_is_opened() -> None:
    explorer = Explorer(frames=FRAMES, lang="en")
    assert explorer.tables["funnel"].value == ""
    explorer.tabs.selected_index = 1
    assert "2 reports" in str(explorer.charts["funnel"].spec)
    before = explorer.charts["dispositions"].chart
    explorer.choose(region="640302")
    assert explorer.charts["dispositions"].chart is before
    explorer.tabs.selected_index = 0
    assert "7 requests concluded" in str(explorer.charts["dispositions"].spec)


def test_it_opens_among_the_places_of_the_smallest_area_that_has_some() -> None:
    assert start(MANY)["peers"] == "prefecture" and start(FRAMES)["peers"] == "nation"


@pytest.mark.parametrize(
    ("region", "peers", "compared_with"),
    [
        ("410103", "prefecture", ["410103", "410105"]),
        ("410103", "province", ["410103", "410105", "410202"]),
        ("410103", "nation", ["410103", "410105", "410202", "640302"]),
        ("410100", "prefecture", ["410100", "410200"]),  # a prefecture's own: those of its province
    ],
)
def test_peers_lie_in_the_area_named_above_the_place(
    region: str, peers: str, compared_with: list[str]
) -> None:
    codes = ("410103", "410105", "410202", "640302")
    frames = made(*(Made(BUSY, place=code, place_name="某省 某市 某区") for code in codes))
    assert compared_places(frames, start(frames, region=region, year=2022, peers=peers)) == compared_with


def test_a_list_of_ones_own_is_compared_and_what_is_no_place_is_told() -> None:
    explorer = Explorer(frames=MANY, region="410102", year=2022)
    each = explorer._choosers.each
    assert each["list"].layout.display == each["add"].layout.display == "none"
    each["peers"].value = "list"
    each["list"].value = "410105 999999"
    assert explorer.state["list"] == ["410105"] and "999999" in explorer._choosers.said.value
    each["add"].value = next(option for option in each["add"].options if "410107" in option)
    assert explorer.state["list"] == ["410105", "410107"] and each["list"].value == "410105 410107"
    told = compared(MANY, explorer.state).rows["id"].to_list()
    assert sorted(told) == ["410102", "410105", "410107"]
    assert Explorer(frames=MANY, **explorer.state).state == explorer.state
    with pytest.raises(BadCall, match="place of the list"):
        start(MANY, list=["41"])


def test_doubt_and_proposals_travel_with_each_figure_of_the_table() -> None:
    received = "requests.total_processed.total"
    unsure = Made(ERQI, doubtful=(received,), proposed={received: 60})
    for frames, state in (
        (made(unsure), {"region": "410103", "year": 2022}),
        (made(unsure), {"region": "410103", "year": 2022, "peers": "inside"}),
    ):
        (row,) = compared(frames, start(frames, **state)).rows.to_dicts()
        assert row["doubtful_cells"] == 1 and row["under_proposals"] == pytest.approx(49 / 60)
        shown = view(frames, start(frames, **state), "dots")
        drawn = shown.chart.to_dict() if shown.chart else {}
        assert "81.7%" in shown.table and "79.0%?" in str(drawn) and "? 有存疑格" in str(drawn["title"])


def test_the_matrix_is_that_of_the_report_chosen() -> None:
    whole = Made(HONGZE, scope="consolidated", kind="gov", undivided=True)
    explorer = Explorer(frames=made(Made(ERQI), whole))
    assert explorer.state["report"] == "r00000000002" and ">95<" in explorer.tables["matrix"].value
    explorer.choose(report="r00000000001")
    assert ">62<" in explorer.tables["matrix"].value and ">95<" not in explorer.tables["matrix"].value


def test_wrong_choices_name_what_there_is() -> None:
    with pytest.raises(BadCall, match="410103"):
        start(FRAMES, region="410104")
    with pytest.raises(BadCall, match="measure"):
        start(FRAMES, mesure="x")
    with pytest.raises(BadCall, match="gov_office"):
        start(FRAMES, body="410103.gov_offic")


def test_a_figure_with_corrected_cells_is_also_told_as_printed(tmp_path: Path) -> None:
    """In the explorer's tables and on the pages: places and, inside one, bodies."""
    wrong = int(str(seeded(3)[RECEIVED])) + 10
    project = evidence_project(tmp_path, requests__received__total=wrong)
    project.register.write_text("path,place,kind,scope,use\n1.html,410103,gov_office,own,count\n")
    told = {"sha256": str(load(project).reports["sha256"][0]), "printed": f"{wrong}", "value": wrong - 10}
    append(project.corrections, correction(**told))
    frames = load(project)
    region, year = frames.reports.select("place", "year").row(0)
    for peers in ("nation", "inside"):
        state = start(frames, region=region, year=year, lang="en", peers=peers, measure="carry_rate")
        row = compared(frames, state).rows.row(0, named=True)
        assert row["corrected_cells"] == 1 and row["as_printed"] < row["value"]  # a larger denominator
        shown = view(frames, state, "dots")
        assert "as printed" in shown.table
        assert shown.chart is not None and f"{100 * row['value']:.1f}%*" in str(shown.chart.to_dict())
    assert "as printed" in view(frames, state, "line").table
