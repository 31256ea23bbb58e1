"""corrections.toml: what holds, what is stale, what figures and statuses become, what a wrong entry says."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from tests.evidence import RECEIVED, correction, evidence_project, read_in, specimen
from tests.keeping import made_project, put_bytes
from tests.specimens.figures import seeded
from workbench.corrections import append, read_corrections
from workbench.errors import BadCall, ProjectError
from workbench.frames import Frames, load
from workbench.measures import figures
from workbench.project import Project

TRUE = int(str(seeded(3)[RECEIVED]))
WRONG = TRUE + 10


@pytest.fixture
def misprinted(tmp_path: Path) -> Project:
    """A report whose total of requests received is printed ten too high: C1 and C3 fail and locate it."""
    return evidence_project(tmp_path, requests__received__total=WRONG)


def sha(project: Project) -> str:
    return str(load(project).reports["sha256"][0])


def corrected(project: Project, **given: object) -> Frames:
    told = {
        "sha256": sha(project),
        "printed": f"{WRONG}",
        "value": None if "state" in given else TRUE,
        **given,
    }
    append(project.corrections, correction(**told))
    return load(project)


def cell(frames: Frames, name: str = RECEIVED) -> dict[str, object]:
    return frames.cells.filter(cell=name).row(0, named=True)


def received(frames: Frames) -> dict[str, object]:
    body, year = frames.reports.select("body_id", "year").row(0)
    found: dict[str, object] = figures(frames, body=body, year=year, measures=["received"])["figures"][0]
    return found


def test_without_a_file_nothing_is_corrected(misprinted: Project) -> None:
    frames = load(misprinted)
    assert cell(frames)["status"] == "doubtful" and frames.proposals["proposed"].to_list() == [TRUE]
    told = received(frames)
    assert (told["value"], told["as_printed"], told["under_proposals"]) == (WRONG, WRONG, TRUE)


def test_a_misprint_is_used_corrected_and_told_as_printed(misprinted: Project) -> None:
    frames = corrected(misprinted)
    told = cell(frames)
    assert (told["value"], told["value_printed"], told["correction"]) == (TRUE, WRONG, "misprint")
    assert told["printed"] == f"{WRONG}" and frames.wide[RECEIVED].to_list() == [TRUE]
    figure = received(frames)
    assert (figure["as_printed"], figure["as_corrected"], figure["corrected_cells"]) == (WRONG, TRUE, 1)
    assert figure["under_proposals"] is None  # no proposal is open any more


def test_statuses_and_checks_are_earned_again_after_a_correction(misprinted: Project) -> None:
    frames = corrected(misprinted)
    assert frames.reports["n_doubtful"].to_list() == [0] and cell(frames)["status"] == "proved"
    # The narrative repeats the misprint: compared with the corrected table it is the one that disagrees now.
    failed = frames.checks.filter(status="fail")["check"].to_list()
    assert failed == ["N1.received.requests_received"] and frames.reports["n_failed_checks"].to_list() == [1]
    assert frames.checks.filter(check="C3.total")["status"].to_list() == ["pass"]


def test_a_wrong_correction_is_found_out_by_the_sums(misprinted: Project) -> None:
    frames = corrected(misprinted, value=TRUE + 1)
    assert cell(frames)["status"] == "doubtful" and "C3.total" in frames.checks.filter(status="fail")["check"]


def test_a_row_without_its_label_stays_in_doubt_when_its_sums_are_mended(tmp_path: Path) -> None:
    """The row after it is lost, so its label in running text proves nothing; and two of its figures are misprinted."""
    row, true = "requests.granted", seeded(3)
    changes = {f"{row}.natural_person": 5, f"{row}.legal_service": 7}
    wrong = {name: int(str(true[name])) + more for name, more in changes.items()}
    lines = specimen("text_pdf", wrong).decode().splitlines(keepends=True)
    lost = max(number for number, line in enumerate(lines) if "部分公开" in line)
    project = made_project(tmp_path)
    put_bytes(project, "1.txt", "".join(lines[:lost] + lines[lost + 3 :]).encode())
    read_in(project)
    assert not load(project).cells["cell"].str.contains("partially_granted").any()
    for name, printed in wrong.items():
        told = {"cell": name, "printed": f"{printed}", "value": int(str(true[name]))}
        append(project.corrections, correction(sha256=sha(project), **told))
    after = load(project)
    cells = after.cells.filter(pl.col("cell").str.starts_with(f"{row}."))
    sure = cells.filter(pl.col("status") != "doubtful")["cell"].to_list()
    assert after.checks.filter(check="C1.granted")["status"].to_list() == ["pass"]
    assert set(sure) == set(wrong)  # a person has looked at these; the others' label is as doubtful as before


def test_a_misreading_counts_as_printed(misprinted: Project) -> None:
    frames = corrected(misprinted, kind="reading")
    assert cell(frames)["value_printed"] == TRUE and received(frames)["as_printed"] == TRUE


def test_confirmed_as_printed_keeps_value_and_doubt_and_closes_the_proposal(misprinted: Project) -> None:
    frames = corrected(misprinted, kind="reading", value=WRONG)
    told = cell(frames)
    assert (told["value"], told["correction"], told["status"]) == (WRONG, None, "doubtful")
    assert frames.proposals.is_empty() and frames.looked_at["cell"].to_list() == [RECEIVED]


def test_a_confirmed_blank_stays_blank_and_is_looked_at(tmp_path: Path) -> None:
    """A total that is not printed, where a number is due: the doubt that the sums raise stays, as with a number."""
    project = evidence_project(tmp_path, requests__received__total=None)
    before = load(project)
    after = corrected(project, kind="reading", printed="", state="blank")
    for frames in (before, after):
        told = cell(frames)
        assert (told["state"], told["value"], told["status"]) == ("blank", None, "doubtful")
        assert (told["value_printed"], told["correction"]) == (None, None)
    assert before.looked_at.is_empty() and after.looked_at["cell"].to_list() == [RECEIVED]
    assert received(after)["value"] is None and received(after)["corrected_cells"] == 0
    assert after.reports["reasons"].to_list() == before.reports["reasons"].to_list()


@pytest.mark.parametrize(("kind", "printed"), [("reading", None), ("misprint", WRONG)])
def test_a_number_in_a_cell_that_is_blank_or_should_be_leaves_the_figures(
    misprinted: Project, kind: str, printed: int | None
) -> None:
    frames = corrected(misprinted, kind=kind, state="blank")
    told = cell(frames)
    assert (told["state"], told["value"], told["correction"]) == ("blank", None, kind)
    assert told["value_printed"] == printed and frames.wide[RECEIVED].to_list() == [None]
    figure = received(frames)
    assert (figure["as_printed"], figure["as_corrected"], figure["corrected_cells"]) == (printed, None, 1)


def test_a_blank_of_which_only_zero_follows_is_an_implied_zero(tmp_path: Path) -> None:
    """A figure in a column of its row's total, where the others add up to it already."""
    name = "requests.granted.commercial"
    assert seeded(3)[name] == 0
    project = evidence_project(tmp_path, requests__granted__commercial=4)
    told = cell(corrected(project, cell=name, kind="misprint", printed="4", state="blank"), name)
    assert (told["state"], told["value"], told["implied_zero"]) == ("blank", 0, True)
    assert (told["status"], told["value_printed"], told["correction"]) == ("proved", 4, "misprint")


@pytest.mark.parametrize("state", ["text", "blank"])
def test_words_in_place_of_a_number_stay_doubtful_and_are_not_if_they_were_misread(
    tmp_path: Path, state: str
) -> None:
    name = "requests.granted.commercial"
    project = evidence_project(tmp_path, requests__granted__commercial="见附件")
    assert cell(load(project), name)["state"] == "text"
    after = corrected(project, cell=name, kind="reading", printed="见附件", state=state)
    told = cell(after, name)
    assert (told["state"], told["status"]) == (state, "doubtful" if state == "text" else "proved")
    assert after.looked_at["cell"].to_list() == [name]


def test_digits_apart_that_a_person_confirmed_are_one_number(tmp_path: Path) -> None:
    name = "proactive.penalty.decisions"
    project = evidence_project(tmp_path, proactive__penalty__decisions="730 474")
    before = cell(load(project), name)
    assert before["status"] == "doubtful"
    after = cell(corrected(project, cell=name, kind="reading", printed="730 474", value=730474), name)
    assert (after["value"], after["status"]) == (730474, "read")


def test_a_blank_that_the_reader_now_reads_can_be_taken_out(tmp_path: Path) -> None:
    project = evidence_project(tmp_path, proactive__penalty__decisions=None)
    name = "proactive.penalty.decisions"
    frames = corrected(project, cell=name, kind="reading", printed="6", state="blank")
    assert any("is read as blank now; it can be taken out" in note for note in frames.notes)


def test_a_stale_entry_flags_its_report_and_leaves_the_others_in_force(misprinted: Project) -> None:
    append(
        misprinted.corrections,
        correction(sha256=sha(misprinted), cell="review.total", printed="999", value=998),
    )
    frames = corrected(misprinted)
    assert "correction_stale" in frames.reports["reasons"][0] and cell(frames)["value"] == TRUE
    assert any("review.total" in note and "'999' was expected" in note for note in frames.notes)


def test_an_entry_retires_when_the_reader_gets_it_right(tmp_path: Path) -> None:
    project = evidence_project(tmp_path)
    frames = corrected(project, kind="reading")  # expects the wrong figure; the reader reads the right one
    assert cell(frames)["correction"] is None and frames.reports["reasons"][0].to_list() == []
    assert any("can be taken out" in note for note in frames.notes)


def test_an_entry_knows_its_report_by_body_and_year_when_the_bytes_changed(misprinted: Project) -> None:
    body = str(load(misprinted).reports["body_id"][0])
    frames = corrected(misprinted, sha256="0" * 64, body=body, year=2024)
    assert cell(frames)["value"] == TRUE and frames.reports["n_doubtful"].to_list() == [0]


def test_an_entry_for_no_report_is_told_and_stops_nothing(misprinted: Project) -> None:
    append(misprinted.corrections, correction(sha256="0" * 64))
    assert cell(corrected(misprinted))["value"] == TRUE
    assert any("no counted report" in note for note in load(misprinted).notes)


def test_a_correction_makes_the_pages_of_its_report_due(misprinted: Project) -> None:
    before = load(misprinted)
    after = corrected(misprinted)
    ids = before.reports["report_id"].to_list()
    assert before.rows_hash(ids) != after.rows_hash(ids)


def test_an_absent_cell_can_be_filled_in(tmp_path: Path) -> None:
    project = evidence_project(tmp_path, "text_lines", proactive__regulations__issued=None)
    frames = load(project)
    if frames.cells.filter(cell="proactive.regulations.issued").is_empty():
        assert frames.reports["n_missing"][0] >= 1
    after = corrected(project, cell="proactive.regulations.issued", printed="", value=4, kind="reading")
    told = cell(after, "proactive.regulations.issued")
    assert (told["value"], told["state"], told["correction"]) == (4, "number", "reading")
    assert after.reports["n_missing"][0] <= frames.reports["n_missing"][0]


def test_only_proved_takes_in_a_report_that_a_correction_proved(misprinted: Project) -> None:
    assert load(misprinted, only_proved=True).reports.is_empty()
    corrected(misprinted)
    assert load(misprinted, only_proved=True).cells["correction"].drop_nulls().to_list() == ["misprint"]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('cell = "requests.received.totl"', "Did you mean 'requests.received.total'"),
        ('kind = "typo"', "one of: reading, misprint"),
        ('kind = ["typo"]', "one of: reading, misprint"),
        ('cell = ["requests.received.total"]', "the id of a cell"),
        ('value = "62"', "a number, without quotation marks"),
        ("value = true", "a number, without quotation marks"),
        ("value = nan", "a number, without quotation marks"),
        ("value = 2.5", "a whole number"),
        ('date = "2026-01-31"', "a date without quotation marks"),
        ('reason = " "', "a few words"),
        ('sha256 = "abc"', "64 digits"),
        ("printed = 62", "in quotation marks"),
        ("note = 1", "key 'note'"),
        ('state = "blank"', "both value and state"),
    ],
)
def test_a_wrong_entry_is_named(tmp_path: Path, line: str, said: str) -> None:
    path = tmp_path / "corrections.toml"
    append(path, correction(sha256="1" * 64))
    append(path, correction(sha256="2" * 64))
    first, second = path.read_text().split("\n\n")
    path.write_text(f"{first}\n\n{with_lines(second, line)}")
    with pytest.raises((ProjectError, BadCall), match="entry 2") as error:
        read_corrections(path)
    assert said in str(error.value)


def with_lines(entry: str, lines: str, without: str = "") -> str:
    """The entry with these lines in place of its own for the same keys, and without one more."""
    given = {line.split(" ")[0] for line in lines.splitlines()} | {without}
    return "\n".join([*(old for old in entry.splitlines() if old.split(" ")[0] not in given), lines, ""])


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ("", "no value"),
        ('state = "empty"', "for a misprint one of: blank"),
        ('state = "text"', "for a misprint one of: blank"),
        ('state = "blank"\nprinted = ""', 'kind = "reading" to confirm the blank'),
        ('state = 0\nkind = "reading"', "for a reading one of: blank, mark, text"),
    ],
)
def test_an_entry_without_a_value_says_what_stands_there(tmp_path: Path, lines: str, said: str) -> None:
    path = tmp_path / "corrections.toml"
    append(path, correction(sha256="1" * 64))
    path.write_text(with_lines(path.read_text(), lines, without="value"))
    with pytest.raises(ProjectError, match="entry 1") as error:
        read_corrections(path)
    assert said in str(error.value)


def test_what_is_no_toml_and_what_is_given_twice_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "corrections.toml"
    path.write_text("[[correction]\n")
    with pytest.raises(ProjectError, match="no TOML"):
        read_corrections(path)
    path.unlink()
    append(path, correction(sha256="1" * 64))
    before = path.read_bytes()
    with pytest.raises(ProjectError, match=r"entry 2 .*as in entry 1"):
        append(path, correction(sha256="1" * 64, value=3))
    assert path.read_bytes() == before and list(tmp_path.iterdir()) == [path]


def test_what_is_written_reads_back_whatever_the_words(tmp_path: Path) -> None:
    path = tmp_path / "corrections.toml"
    path.write_text("# kept\n")
    told = correction(
        sha256="1" * 64,
        reason='总计 "62"\n应为 63 \\ 件',
        printed="６２件",
        value="25.1",
        cell="proactive.fees.amount",
    )
    append(path, told)
    assert read_corrections(path) == [replace(told, number=1)]
    assert path.read_text().startswith("# kept\n\n[[correction]]")
    blank = correction(sha256="2" * 64, kind="reading", state="blank")
    append(path, blank)
    assert read_corrections(path)[1] == replace(blank, number=2)
