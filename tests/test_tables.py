"""Tables: text escaped, unknown as a dash with its reason, and a CSV that a spreadsheet can open safely."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from tests.evidence import RECEIVED, correction, evidence_project
from tests.made_frames import ERQI, Made, made
from tests.specimens.figures import seeded
from workbench import measures, page_tables, wording
from workbench.corrections import append
from workbench.frames import load
from workbench.matrix import matrix
from workbench.tables import csv, table


def test_text_of_reports_cannot_become_markup() -> None:
    html = table(pl.DataFrame({"title": ["<img src=x onerror=alert(1)>"]}), lang="zh", name="x").html
    assert "<img" not in html and "&lt;img" in html


def test_a_csv_text_cannot_become_a_formula_and_numbers_stay_numbers() -> None:
    text = csv(pl.DataFrame({"a": ["=1+1", "@x", "好"], "b": [-1, 2, None]})).decode()
    assert text == "\ufeffa,b\n'=1+1,-1\n'@x,2\n好,\n"


def test_the_unknown_is_a_dash_with_its_reason() -> None:
    frames = made(Made({}, unknown={"review.total": "blank"}))
    figures = measures.tidy(measures.figures(frames, region="410103", year=2022))
    html = page_tables.figures_table(figures, "reviews", lang="zh").html
    assert "空缺：行政复议·总计" in html and "不适用" in html and "NaN" not in html


def test_an_empty_table_says_so() -> None:
    assert "Nothing to list" in table(pl.DataFrame({"a": []}), lang="en", name="x").html


def test_the_matrix_has_25_rows_and_7_columns_and_marks_doubt_with_a_sign() -> None:
    frames = made(
        Made(ERQI, doubtful=("requests.granted.total",), unknown={"requests.received.other": "blank"})
    )
    html = matrix(frames, frames.reports, lang="zh").html
    assert html.count("<td") == 25 * 7
    assert "49?" in html and 'title="空缺 · 缺失"' in html


@pytest.mark.parametrize(("value", "sign"), [(int(str(seeded(3)[RECEIVED])), "*"), (7, "?*")])
def test_the_matrix_tells_a_corrected_cell_and_whether_it_still_breaks_a_sum(
    tmp_path: Path, value: int, sign: str
) -> None:
    project = evidence_project(tmp_path, requests__received__total=9999)
    report = str(load(project).reports["sha256"][0])
    append(project.corrections, correction(sha256=report, printed="9999", value=value))
    frames = load(project)
    html = matrix(frames, frames.reports, lang="en").html
    assert f">{value:,}{sign}</td>" in html and 'title="9999 ·' in html and "* corrected" in html


def test_every_text_has_both_languages_with_the_same_places() -> None:
    import re

    def leaves(node: dict[str, object]) -> list[dict[str, str]]:
        inner = [value for value in node.values() if isinstance(value, dict)]
        return [node] if not inner else [leaf for value in inner for leaf in leaves(value)]  # type: ignore[list-item]

    for leaf in leaves(wording._texts()):
        places = [set(re.findall(r"{(\w+)", leaf[lang])) for lang in ("zh", "en")]
        assert set(leaf) == {"zh", "en"} and places[0] == places[1], leaf


def test_every_word_that_a_frame_can_hold_is_known() -> None:
    for key in ("state.number", "state.absent", "status.proved", "why.blank", "why.not_in_this_edition"):
        assert wording.has(key)


def test_of_one_refusal_the_page_gives_counts_and_no_percentage() -> None:
    figures = measures.tidy(measures.figures(made(Made(ERQI)), region="410103", year=2022))
    html = page_tables.figures_table(figures, "grounds", lang="zh").html
    shown = html[: html.index("<a ")]
    assert "1 / 1" in shown and "0 / 1" in shown and "%" not in shown
    assert html.count("件数少于10") == 1  # one reason for all is told once, under the table


def test_what_the_form_of_the_report_has_not_is_no_row() -> None:
    figures = measures.tidy(measures.figures(made(Made(ERQI)), region="410103", year=2022))
    html = page_tables.figures_table(figures, "proactive", lang="en").html
    assert "Normative documents in force" in html and "Normative documents newly made" not in html


def test_the_value_under_the_proposals_has_a_column_of_its_own() -> None:
    misprint = {**ERQI, "requests.granted.total": 94}
    report = Made(misprint, proposed={"requests.granted.total": 49}, doubtful=("requests.granted.total",))
    figures = measures.tidy(measures.figures(made(report), region="410103", year=2022))
    html = page_tables.figures_table(figures, "definitions", lang="en").html
    assert "under the proposals" in html and "79.0%" in html and "151.6%" in html
