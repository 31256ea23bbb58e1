"""Pages made before the reports of their year are due (31 March of the next): nobody is missing yet, and it is said.

The day comes from the caller and is reduced to what it changes, so that an unchanged re-run stays equal byte for byte
and a page becomes due when its reports do.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tests.keeping import made_project as kept_project
from tests.keeping import put_bytes
from tests.runs_project import PARAMETERS, made_frames, made_project, write_notebook
from tests.specimens.figures import seeded
from tests.specimens.html_site import html_site
from tests.specimens.report import plain_report
from tests.test_plan import published, reasons
from workbench import growth, page_quality, page_states, parameters, quality, sentences
from workbench.bodies import same_until
from workbench.charts import states as states_chart
from workbench.errors import BadCall
from workbench.frames import Frames
from workbench.ingest import ingest
from workbench.measures import figures
from workbench.project import Project
from workbench.runs.asked import Ask
from workbench.runs.plan import plan
from workbench.units import states

COUNTY = "510923"  # 四川省遂宁市大英县
EARLY, LATE = "2024-02-15", "2024-04-01"


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """Two departments of a county: one reported for both years, the other for the first only."""
    project = kept_project(tmp_path_factory.mktemp("as_of"))
    told = (("a22", "大英县教育局", 2022), ("a23", "大英县教育局", 2023), ("b22", "大英县民政局", 2022))
    for seed, (name, issuer, year) in enumerate(told, 1):
        report = plain_report(seeded(seed), issuer=issuer, year=year)
        put_bytes(project, f"{name}.html", html_site(report, None))
    ingest(project)
    return project


def of_day(county: Project, day: str) -> Frames:
    asked = parameters.check(region=COUNTY, year=2023, lang="zh", project=county.root, as_of=day)
    return asked.frames


@pytest.mark.parametrize(
    ("year", "day", "until"),
    [
        (2023, date(2024, 2, 15), date(2024, 3, 31)),
        (2023, date(2024, 3, 31), date(2024, 3, 31)),
        (2023, date(2024, 4, 1), None),
        (2022, date(2024, 2, 15), None),
        (2023, date(2023, 5, 1), date(2024, 3, 31)),
        (2023, date(2023, 2, 1), date(2023, 3, 31)),  # then the reports of 2022 are not due either
    ],
)
def test_a_day_is_reduced_to_the_last_one_on_which_the_same_reports_are_due(
    year: int, day: date, until: date | None
) -> None:
    assert same_until(year, day) == until


def test_the_summary_says_that_nobody_is_missing_yet_in_both_languages(county: Project) -> None:
    def summary(day: str, lang: str) -> str:
        told = sentences.record(of_day(county, day), region=COUNTY, year=2023, place="大英县")
        return sentences.summary(told, lang)

    assert "法定公布期限为2024年3月31日" in summary(EARLY, "zh") and "应报" not in summary(EARLY, "zh")
    assert "due by 31 March 2024" in summary(EARLY, "en") and "known to owe" not in summary(EARLY, "en")
    assert "已知应报3个单位，取得1个" in summary(LATE, "zh")
    assert summary(LATE, "en") == summary("", "en")


def test_there_is_no_coverage_before_the_reports_are_due(county: Project) -> None:
    def coverage(day: str) -> tuple[object, ...]:
        record = figures(of_day(county, day), region=COUNTY, year=2023, measures=["coverage"])
        figure = record["figures"][0]
        return figure["numerator"], figure["denominator"], figure["value"], figure["why_null"]

    assert coverage(EARLY) == (1, None, None, "not due yet")
    assert coverage(LATE) == coverage("") == (1, 3, None, "few_cases")


def test_the_page_on_data_quality_lists_nobody_as_missing_before_the_day(county: Project) -> None:
    def part(day: str, lang: str) -> tuple[int, list[str]]:
        asked = parameters.check(region=COUNTY, year=2023, lang=lang, project=county.root, as_of=day)
        found = quality.quality(asked.frames, region=COUNTY, year=2023)
        shown = page_quality.coverage(asked, found)
        return found.known.height, [str(getattr(each, "text", "")) for each in shown]

    known, early = part(EARLY, "en")
    assert (known, len(early)) == (1, 1) and "nobody is missing yet" in early[0]
    assert "未取得的不计为缺" in part(EARLY, "zh")[1][0]
    known, late = part(LATE, "en")
    assert (known, len(late)) == (3, 2) and "missing 2" in late[0]


def test_a_body_without_a_report_that_is_not_due_has_a_state_of_its_own(county: Project) -> None:
    early, late = (states(of_day(county, day), region=COUNTY, until=2023) for day in (EARLY, LATE))
    assert early.filter(year=2023)["state"].to_list() == ["some", "not_due"]
    assert late.filter(year=2023)["state"].to_list() == ["some", "none"]
    assert early.filter(year=2022).equals(late.filter(year=2022))
    assert set(growth.transitions(early)["after"]) == {"some", "not_due"}
    assert "未到期" in page_states.coverage_table(early, lang="zh").html
    assert "not due yet" in str(states_chart(early, "en").to_dict())
    assert "not due yet" not in str(states_chart(late, "en").to_dict())


def test_a_wrong_day_is_refused(county: Project) -> None:
    with pytest.raises(BadCall, match="as_of"):
        of_day(county, "soon")


# ------------------------------------------------------------------------------------------------ runs


def planned_on(project: Project, day: date, **more: object) -> list[tuple[str, object]]:
    planned = plan(project, made_frames(), Ask(as_of=day))
    return [(run.id, run.told.get("as_of")) for run in planned.runs]


def asking_project(tmp_path: Path) -> Project:
    project = made_project(tmp_path, one=[])
    write_notebook(project, "one", [], "region-year", parameters=f'{PARAMETERS}\nas_of: str = ""')
    return project


def test_only_pages_whose_reports_are_not_due_are_told_the_day_and_keep_their_name(tmp_path: Path) -> None:
    project = asking_project(tmp_path)
    assert planned_on(project, date(2023, 2, 1)) == [
        ("one/410103-2022", "2023-03-31"),
        ("one/630203101-2022", "2023-03-31"),
        ("one/640302-2021", None),
        ("one/640302-2022", "2023-03-31"),
    ]
    assert {day for _, day in planned_on(project, date(2023, 4, 1))} == {None}


def test_a_page_becomes_due_when_the_day_passes_and_not_on_any_other_day(tmp_path: Path) -> None:
    project = asking_project(tmp_path)
    published(project, plan(project, made_frames(), Ask(as_of=date(2023, 2, 1))))
    assert reasons(plan(project, made_frames(), Ask(as_of=date(2023, 3, 31)))) == {}
    after = reasons(plan(project, made_frames(), Ask(as_of=date(2023, 4, 1))))
    assert set(after.values()) == {("parameters changed",)}
    assert sorted(after) == ["one/410103-2022", "one/630203101-2022", "one/640302-2022"]
    published(project, plan(project, made_frames(), Ask(as_of=date(2023, 4, 1))))
    assert reasons(plan(project, made_frames(), Ask(as_of=date(2030, 1, 1)))) == {}


def test_a_notebook_that_does_not_ask_for_the_day_is_not_told_it(tmp_path: Path) -> None:
    project = made_project(tmp_path, one=[])
    assert {day for _, day in planned_on(project, date(2023, 2, 1))} == {None}
