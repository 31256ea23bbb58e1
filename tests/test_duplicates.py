"""Reports that are there twice: which one counts, how the others are linked, and that a person has the last word."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl

from tests.keeping import made_project, put, put_bytes, register
from tests.made_frames import ERQI, LITONG, Made, made
from tests.specimens.figures import seeded
from tests.specimens.html_site import html_site
from tests.specimens.report import plain_report
from workbench import frames
from workbench.duplicates import ALIKE, FIGURES, LINKS, copies, likeness, revisions, suspects
from workbench.frames import Frames
from workbench.ingest import ingest
from workbench.project import Project

NOT_TOLD = {name: pl.lit(None, pl.String) for name in ("issuer", "department")}
NOBODY = pl.Series([], dtype=pl.String)


def links(
    *reports: Made, urls: tuple[str | None, ...] = (), said: pl.Series = NOBODY
) -> list[tuple[str, ...]]:
    """(number, link, number of the one that counts) of each copy."""
    found = made(*reports)
    heads = found.reports.with_columns(
        source_url=pl.Series(urls or [None] * len(reports), dtype=pl.String), **NOT_TOLD
    )
    looked = suspects(heads, found.wide)
    values = found.wide.filter(pl.col("report_id").is_in(looked.implode())).select("report_id", *FIGURES)
    made_links = copies(heads, values, said)
    assert made_links.schema == pl.Schema(LINKS) and made_links["why"].null_count() == 0
    return [(row[0][-1], row[1], row[2][-1]) for row in made_links.iter_rows()]


def test_the_same_report_from_two_sites_counts_once_and_the_one_under_gov_cn_counts() -> None:
    urls = ("https://copies.example.com/1.html", "http://www.erqi.gov.cn/1.html")
    assert links(Made(ERQI), Made(ERQI), urls=urls) == [("1", "copy", "2")]
    assert links(Made(ERQI), Made(ERQI), urls=("https://www.erqi.gov.cn.example.com/", None)) == [
        ("2", "copy", "1")
    ]


def test_figures_copied_forward_count_in_the_earlier_year() -> None:
    found = links(Made(ERQI, year=2023), Made(ERQI, year=2021), Made(ERQI, year=2022))
    assert found == [("1", "other_year", "2"), ("3", "other_year", "2")]


def test_a_librarys_copy_with_another_year_does_not_push_out_the_offices_own() -> None:
    urls = ("https://library.example.org/9", "https://www.erqi.gov.cn/9")
    assert links(Made(ERQI, year=2020), Made(ERQI, year=2022), urls=urls) == [("1", "other_year", "2")]


def test_stocks_that_stay_the_same_do_not_hide_a_copy_nor_make_one() -> None:
    more = {**ERQI, "proactive.normative.in_force": 30}
    assert links(Made(ERQI, year=2021), Made(more, year=2022)) == [("2", "other_year", "1")]
    assert links(Made({"proactive.normative.in_force": 1234567}, year=2021), Made({}, year=2022)) == []


def test_reports_of_zeros_or_of_a_few_requests_are_alike_and_no_copies() -> None:
    few = {
        f"requests.{row}.{who}": 1
        for row in ("received", "granted", "total_processed")
        for who in ("other", "total")
    }
    assert links(Made({}, year=2021), Made({}, year=2022)) == []
    assert links(Made(few, year=2021), Made(few, year=2022)) == []


def test_two_bodies_with_equal_figures_are_two_bodies() -> None:
    assert links(Made(ERQI), Made(ERQI, place="410102")) == []


def test_a_page_that_does_not_say_whose_it_is_is_a_copy_of_the_only_body_with_its_figures() -> None:
    lost = Made(ERQI, body="unknown.1")
    frames_of = made(lost, Made(ERQI), Made(LITONG, place="640302"))
    heads = frames_of.reports.with_columns(
        source_url=pl.lit(None, pl.String),
        place=pl.when(pl.col("body_id") == "unknown.1").then(None).otherwise("place"),
        **NOT_TOLD,
    )
    values = frames_of.wide.select("report_id", *FIGURES)
    assert suspects(heads, frames_of.wide).to_list() == ["r00000000001", "r00000000002"]
    found = copies(heads, values, NOBODY)
    assert found.select("report_id", "link", "duplicate_of").rows() == [
        ("r00000000001", "copy", "r00000000002")
    ]


def test_what_a_person_says_counts_does() -> None:
    said = pl.Series(["r00000000001"])
    assert links(Made(ERQI, year=2022), Made(ERQI, year=2021), said=said) == [("2", "other_year", "1")]


def test_of_two_versions_the_corrected_or_the_later_one_counts() -> None:
    later = made(Made(ERQI), Made(LITONG, published=date(2023, 5, 1))).reports
    assert revisions(later).select("report_id", "duplicate_of").rows() == [("r00000000001", "r00000000002")]
    title = pl.when(pl.col("report_id") == "r00000000001").then(
        pl.lit("2022年政府信息公开工作年度报告(更正)")
    )
    corrected = later.with_columns(title=title.otherwise("title"))
    (row,) = revisions(corrected).to_dicts()
    assert (row["report_id"], row["link"]) == ("r00000000002", "revision") and "corrected" in row["why"]


# ------------------------------------------------------------------------------------------------ in a project


def loaded(project: Project) -> Frames:
    ingest(project, accept_removals=True)
    return frames.load(project)


def test_a_copy_leaves_the_frames_and_is_told_and_a_person_can_count_it(tmp_path: Path) -> None:
    project = made_project(tmp_path)
    put(project, "a.html", 1, year=2023)
    put(project, "b.html", 1, year=2024)
    place = {"place": "410103", "kind": "gov_office"}
    register(project, {"path": "a.html", **place}, {"path": "b.html", **place})

    found = loaded(project)

    assert found.reports["path"].to_list() == ["a.html"]
    (copy,) = found.duplicates.to_dicts()
    assert (copy["path"], copy["link"], copy["year"]) == ("b.html", "other_year", 2024)
    assert copy["duplicate_of"] == found.reports["report_id"][0]

    register(project, {"path": "a.html", **place}, {"path": "b.html", **place, "use": "count"})
    both = frames.load(project)
    assert both.reports["path"].to_list() == ["b.html"], "the one that a person names counts instead"

    register(project, *({"path": path, **place, "use": "count"} for path in ("a.html", "b.html")))
    assert frames.load(project).reports.height == 2 and frames.load(project).duplicates.is_empty()


def test_a_text_with_other_years_and_numbers_is_the_same_text() -> None:
    text = "{}年，区教育局围绕群众关心的事项公开信息{}条，比上年更及时，收到的申请都在期限内答复。"
    other = "{}年，街道办事处完善制度，开展培训{}次，对照要点逐项检查，补齐了缺少的栏目。"
    assert likeness(text.format(2021, 35), text.format("二〇二二", 412)) > ALIKE
    assert likeness(text.format(2021, 35), other.format(2022, 35)) < ALIKE / 2
    assert likeness("", "") == 1


def test_equal_figures_with_an_account_of_their_own_both_count_and_are_told(tmp_path: Path) -> None:
    """Either year may have the wrong table: nobody knows which, so neither is left out in silence."""
    project = made_project(tmp_path)
    put(project, "a.html", 1, year=2023)
    own = replace(
        plain_report(seeded(1), year=2024),
        overview=("本年度重点推进规范性文件的集中清理，完善了解读机制，并开通政策问答专栏。",),
        problems=("个别栏目更新不及时，来年实行按月检查，通报结果。",),
        other=("没有其他事项。",),
    )
    put_bytes(project, "b.html", html_site(own, None))
    place = {"place": "410103", "kind": "gov_office"}
    register(project, {"path": "a.html", **place}, {"path": "b.html", **place})

    found = loaded(project)

    assert found.reports["path"].to_list() == ["a.html", "b.html"]
    (link,) = found.duplicates.to_dicts()
    assert (link["path"], link["link"]) == ("b.html", "same_figures")
    assert link["duplicate_of"] == found.reports["report_id"][0] and "both count" in link["why"]


def test_an_older_version_stays_among_the_reports_and_is_told(tmp_path: Path) -> None:
    project = made_project(tmp_path, reports=2)
    same = {"place": "410103", "kind": "gov_office", "year": "2024"}
    register(
        project,
        {"path": "1.html", **same, "published": "2025-03-01"},
        {"path": "2.html", **same, "published": "2025-01-10"},
    )
    found = loaded(project)
    assert found.reports.height == 2
    assert found.duplicates.select("path", "link").rows() == [("2.html", "revision")]
