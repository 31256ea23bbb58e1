"""What changed since the last run, figure by figure, in the list, on its page and in the index."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.runs_project import REPORTS, made_frames, made_project, write_notebook
from workbench.project import Project
from workbench.runs.asked import Ask
from workbench.runs.changes import add_change, differences, read_changes
from workbench.runs.execute import execute
from workbench.runs.index import write_index
from workbench.runs.plan import plan

KEEP = """import polars
from workbench.kept import keep
def figure(measure, value):
    return {{"measure": measure, "value": value, "numerator": value, "denominator": None, "why_null": None}}
keep(polars.DataFrame([figure("received", float({} + year - 2021)), figure("processed", 7.0)]))"""
ATOM = "{http://www.w3.org/2005/Atom}"
LITONG = [report for report in REPORTS if report[0] == "640302"]  # two years of one place


@pytest.fixture(autouse=True)
def no_bundle(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "vega.js").write_text("", encoding="utf-8")
    monkeypatch.setattr("workbench.runs.execute.ensure_bundle", lambda project: tmp_path / "vega.js")


def run(project: Project, received: int) -> None:
    write_notebook(project, "one", [KEEP.format(received)])
    outcomes = list(execute(project, plan(project, made_frames(*LITONG), Ask(force=True)).due))
    assert [outcome.error for outcome in outcomes] == [None, None]
    write_index(project)


def feed(project: Project) -> ElementTree.Element:
    return ElementTree.fromstring(page(project, "feed.xml"))


def page(project: Project, name: str) -> str:
    return (project.pages / name).read_text(encoding="utf-8")


def test_each_changed_figure_is_told_with_both_values_and_unchanged_ones_are_not(tmp_path: Path) -> None:
    project = made_project(tmp_path / "p", one=[])
    run(project, 9)
    assert [entry["new"] for entry in read_changes(project)] == [True, True]
    run(project, 9)
    assert len(read_changes(project)) == 2
    run(project, 12)
    newest = read_changes(project)[:2]
    assert {entry["year"] for entry in newest} == {2021, 2022} and not any(entry["new"] for entry in newest)
    assert [change["measure"] for entry in newest for change in entry["changes"]] == ["received"] * 2
    told = re.sub(r"<[^>]+>", " ", page(project, "changes.html"))
    assert re.search(r"新收申请\s+\S.*?\s+10\s+13\s", told) and "办结申请" not in told
    assert 'href="changes.html"' in page(project, "index.html")


def test_the_index_draws_a_place_over_its_years(tmp_path: Path) -> None:
    project = made_project(tmp_path / "p", one=[])
    run(project, 9)
    index = page(project, "index.html")
    assert index.count("<polyline") == 2 and "<title>2021: 9, 2022: 10</title>" in index


def test_a_measure_that_comes_or_goes_is_a_change() -> None:
    one, two = {"measure": "a", "value": 1.0}, {"measure": "b", "value": 2.0}
    assert differences([one], [two]) == [
        {"measure": "a", "before": one, "after": None},
        {"measure": "b", "before": None, "after": two},
    ]


def test_the_feed_tells_the_same_with_ids_that_stay_and_names_no_address(tmp_path: Path) -> None:
    project = made_project(tmp_path / "p", one=[])
    run(project, 9)
    before = page(project, "feed.xml")
    run(project, 9)
    assert page(project, "feed.xml") == before
    run(project, 12)
    entries = feed(project).findall(f"{ATOM}entry")
    texts = {entry.findtext(f"{ATOM}content") for entry in entries[:2]}
    assert texts == {f"新收申请 Requests received: {change}" for change in ("10 → 13", "9 → 12")}
    ids = [entry.findtext(f"{ATOM}id") for entry in entries]
    assert len(set(ids)) == 4 and all(
        one in page(project, "feed.xml") for one in re.findall("<id>.*?</id>", before)
    )
    assert all((project.pages / link.attrib["href"]).is_file() for link in feed(project).iter(f"{ATOM}link"))
    assert 'href="feed.xml"' in page(project, "index.html") and "://" not in before.replace(ATOM[1:-1], "")


def test_a_torn_line_and_hostile_words_do_no_harm(tmp_path: Path) -> None:
    project = made_project(tmp_path / "p")
    hostile = "</script><script>alert(1)</script>\x0b"
    entry = {"at": "2026-01-01T00:00:00", "title": hostile, "place_name": hostile, "year": 2022, "new": True}
    add_change(project, entry | {"page": "javascript:alert(1)", "changes": []})
    with (project.runs / "changes.jsonl").open("a", encoding="utf-8") as file:
        file.write('{"at": "2026-')
    write_index(project)
    told = page(project, "changes.html")
    (told_there,) = feed(project).findall(f"{ATOM}entry")
    assert (told_there.findtext(f"{ATOM}title") or "").startswith(
        "</script><script>alert(1)</script>\ufffd 2022"
    )
    assert "<script" not in told and "&lt;script&gt;" in told and 'href="javascript:' not in told


def test_the_plan_and_the_index_grow_by_little_a_page(tmp_path: Path) -> None:
    """A tenth of 3,000 pages within a tenth of 3 s and of 2 MB; `make bench-many` measures 3,000."""
    from time import process_time

    from tests.test_plan import published
    from workbench.runs.records import all_manifests, run_folder, write_manifest

    project = made_project(tmp_path / "p", one=[])
    many = made_frames(
        *(
            (str(110000 + place), f"河南省 郑州市 第{place}区", 2020 + year, "62")
            for place in range(100)
            for year in range(3)
        )
    )
    published(project, plan(project, many))
    for manifest in all_manifests(project):
        manifest["good"]["received"] = 62
        write_manifest(run_folder(project, "one", manifest["run"]["name"]), manifest)
    plan(project, many)  # what is read once in a process, however many pages there are
    began = process_time()
    planned = plan(project, many)
    assert process_time() - began < 0.3 and (len(planned.runs), planned.due) == (300, [])
    assert write_index(project).stat().st_size < 200_000


def test_what_changed_alike_in_both_languages_is_told_once_with_both_pages() -> None:
    from workbench.runs.changes import _paired

    told = {"at": "2026-01-01T00:00:00", "new": True, "changes": [], "title": "t"}
    pages = ["a/410103-2022-en.html", "a/410103-2022-zh.html", "a/410104-2022-zh.html"]
    found = _paired([{**told, "page": page} for page in pages])
    assert [[one["page"] for one in entry["pages"]] for entry in found] == [pages[1::-1], pages[2:]]
