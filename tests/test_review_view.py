"""The review: walks through what is in doubt, writes what a person decides, and nothing without a reason."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.evidence import RECEIVED, evidence_project
from tests.specimens.figures import seeded
from workbench import frames, source_view
from workbench.corrections import read_corrections
from workbench.explorer import Review
from workbench.measures import figures
from workbench.project import Project

TRUE = int(str(seeded(3)[RECEIVED]))
WRONG = TRUE + 10


def press(review: Review, name: str) -> None:
    """A click, and the message that a browser sends back when all that was typed before has arrived."""
    at = review._shown()
    review.buttons[name].click()
    review.settled._handle_custom_msg({"name": name, "cell": at}, [])


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return evidence_project(tmp_path, requests__received__total=WRONG)


def test_the_located_misprint_comes_first_with_its_source_and_its_proposal(project: Project) -> None:
    review = Review(project.root, lang="en")
    assert review.items.row(0)[1:] == (RECEIVED, "proposal")
    assert f">{WRONG}</mark>" in review.source.value
    assert review.buttons["accept"].description == f"Accept the proposal: {TRUE:,}"


def test_the_head_names_the_report_and_an_entry_its_cell_in_the_language_chosen(project: Project) -> None:
    review = Review(project.root)
    assert "第1格，共1格待看" in review.head.value
    assert str(review.frames.reports["title"][0]) in review.head.value
    assert review.decide("accept", "行内相加") is not None
    assert "本年新收政府信息公开申请数量·总计" in review.said.value


def test_a_file_that_cannot_be_written_is_told_and_nothing_is_decided(project: Project) -> None:
    review = Review(project.root, lang="en")
    project.corrections.mkdir()
    assert review.decide("accept", "the row adds up to it") is None
    assert "directory" in review.said.value and review.items.height == 1


def test_an_accepted_proposal_is_written_and_changes_the_figure_at_the_next_load(project: Project) -> None:
    before = {path: path.read_bytes() for path in project.raw.iterdir()}
    review = Review(project.root, lang="en")
    review.kind.value = "misprint"
    review.reason.value = "the row adds up to it"
    press(review, "accept")
    (entry,) = read_corrections(project.corrections)
    assert (entry.cell, entry.kind, entry.printed) == (RECEIVED, "misprint", f"{WRONG}")
    assert entry.value == TRUE
    assert "entry 1" in review.said.value and {p: p.read_bytes() for p in before} == before
    loaded = frames.load(project)
    body, year = loaded.reports.select("body_id", "year").row(0)
    (told,) = figures(loaded, body=body, year=year, measures=["received"])["figures"]
    assert (told["value"], told["as_printed"]) == (TRUE, WRONG)
    assert Review(project.root).items.is_empty()


def test_another_value_and_a_confirmation_are_written_as_such(project: Project) -> None:
    review = Review(project.root, lang="en")
    assert review.decide("use", "read again", value=f"{TRUE + 1}", kind="reading") is not None
    (entry,) = read_corrections(project.corrections)
    assert entry.value == TRUE + 1 and entry.kind == "reading"
    project.corrections.unlink()
    confirmed = Review(project.root).decide("confirm", "it is printed so")
    assert confirmed is not None and confirmed.value == WRONG and confirmed.kind == "reading"
    assert RECEIVED not in Review(project.root).items["cell"]


def test_a_blank_is_confirmed_and_a_number_is_said_to_be_blank(tmp_path: Path) -> None:
    blank = evidence_project(tmp_path / "blank", requests__received__total=None)
    review = Review(blank.root, lang="en")
    review.at = review.items["cell"].to_list().index(RECEIVED)
    review._show()
    assert review.buttons["blank"].disabled  # it is blank already
    review.reason.value = "nothing is printed there"
    press(review, "confirm")
    (entry,) = read_corrections(blank.corrections)
    assert (entry.kind, entry.value, entry.state, entry.printed) == ("reading", None, "blank", "")
    assert RECEIVED not in Review(blank.root).items["cell"]
    loaded = frames.load(blank)
    shown = source_view.card(source_view.of_report(loaded, loaded.reports["report_id"][0], RECEIVED), "en")
    assert "by a person; it is printed so" in shown

    number = evidence_project(tmp_path / "number", requests__received__total=WRONG)
    decided = Review(number.root, lang="en").decide("blank", "its column has no number", kind="misprint")
    assert decided is not None and (decided.state, decided.kind) == ("blank", "misprint")
    loaded = frames.load(number)
    shown = source_view.card(source_view.of_report(loaded, loaded.reports["report_id"][0], RECEIVED), "en")
    assert f"a misprint of the office, corrected; printed is {WRONG:,}" in shown


def test_a_second_press_at_a_cell_that_is_decided_does_nothing(project: Project) -> None:
    review = Review(project.root, lang="en")
    at, before = review._shown(), review.items.height
    for _ in range(2):
        review.reason.value = "the row adds up to it"
        review.settled._handle_custom_msg({"name": "accept", "cell": at}, [])
    assert len(read_corrections(project.corrections)) == 1 and review.items.height == before - 1


def test_nothing_is_written_without_a_reason_or_a_number(project: Project) -> None:
    review = Review(project.root, lang="en")
    assert review.decide("accept", " ") is None and "reason" in review.said.value
    assert review.decide("use", "seen", value="many") is None and "no number" in review.said.value
    assert review.decide("use", "seen", value="1.5") is None and "whole number" in review.said.value
    assert review.decide("use", "seen", value="nan") is None
    assert not project.corrections.exists() and review.at == 0


def test_without_doubt_there_is_nothing_to_look_at(tmp_path: Path) -> None:
    review = Review(evidence_project(tmp_path).root, lang="en")
    assert "No cell waits" in review.head.value
    assert review.form.layout.display == "none"  # and nothing to decide
    press(review, "next")
    press(review, "confirm")
    assert review.at == 0
