"""Pages of places above a report: which there are, which reports they depend on, and when peers make them due."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.made_frames import ERQI, LITONG, Made, made
from workbench.runs.asked import Slot, slots_of
from workbench.runs.notebook import EARLIER_AND_PEERS, Notebook, read_notebook

LEVELS = ("prefecture", "county")


def slots(*reports: Made, levels: tuple[str, ...] = LEVELS) -> dict[tuple[str, int], Slot]:
    notebook = Notebook("one", Path("one.ipynb"), (), "region-year", EARLIER_AND_PEERS, levels)
    return {(slot.values["region"], slot.values["year"]): slot for slot in slots_of(made(*reports), notebook)}


def test_only_places_of_the_levels_asked_for_have_a_page_and_those_above_are_named() -> None:
    found = slots(Made(ERQI), Made({}, place="410103201", level="township"))
    assert sorted(found) == [("410100", 2022), ("410103", 2022)]
    assert found["410100", 2022].place_name == "河南省 郑州市"
    assert len(found["410103", 2022].report_ids) == 2


def test_a_report_below_a_consolidated_one_counts_for_the_page_as_it_is_shown_there() -> None:
    found = slots(Made(ERQI, scope="consolidated", kind="gov"), Made({}, place="410103201", level="township"))
    assert len(found["410103", 2022].report_ids) == 2


def test_a_page_depends_on_its_earlier_years_and_on_its_peers() -> None:
    erqi, other = Made(ERQI), Made(LITONG, place="640302")
    alone = slots(erqi, Made(ERQI, year=2021))["410103", 2022]
    beside = slots(erqi, Made(ERQI, year=2021), other)["410103", 2022]
    assert len(alone.earlier) == 1 and alone.report_ids == beside.report_ids
    assert alone.others != beside.others


def test_a_page_is_no_longer_due_for_reports_of_another_kind() -> None:
    erqi = Made(ERQI)
    assert (
        slots(erqi)["410103", 2022].others
        == slots(erqi, Made({}, place="640302", kind="gov"))["410103", 2022].others
    )


@pytest.mark.parametrize("name", ["region_summary", "overview"])
def test_our_own_notebooks_say_their_levels(name: str) -> None:
    from workbench.project import Project

    notebook = read_notebook(Project.find(Path(__file__).resolve().parent.parent), name)
    assert notebook.levels and notebook.reads == EARLIER_AND_PEERS


def test_a_report_without_a_place_makes_the_pages_of_its_year_due_which_tell_how_many_there_are() -> None:
    lost = Made(LITONG, nowhere=True)
    years = (Made(ERQI), Made(ERQI, year=2021))
    without, beside = slots(*years), slots(*years, lost)
    assert without["410103", 2022].others != beside["410103", 2022].others
    assert without["410103", 2021].others == beside["410103", 2021].others
