"""The review: walks through what is in doubt, writes what a person decides, and nothing without a reason."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.evidence import RECEIVED, evidence_project
from tests.specimens.figures import seeded
from workbench import frames
from workbench.corrections import read_corrections
from workbench.explorer import Review
from workbench.measures import figures
from workbench.project import Project

TRUE = int(str(seeded(3)[RECEIVED]))
WRONG = TRUE + 10


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return evidence_project(tmp_path, requests__received__total=WRONG)


def test_the_located_misprint_comes_first_with_its_source_and_its_proposal(project: Project) -> None:
    review = Review(project.root, lang="en")
    assert review.items.row(0)[1:] == (RECEIVED, "proposal")
    assert f"<mark>{WRONG}</mark>" in review.source.value
    assert review.buttons["accept"].description == f"Accept the proposal: {TRUE:,}"


def test_an_accepted_proposal_is_written_and_changes_the_figure_at_the_next_load(project: Project) -> None:
    before = {path: path.read_bytes() for path in project.raw.iterdir()}
    review = Review(project.root, lang="en")
    review.kind.value = "misprint"
    review.reason.value = "the row adds up to it"
    review.buttons["accept"].click()
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
    review.buttons["next"].click()
    review.buttons["confirm"].click()
    assert review.at == 0
