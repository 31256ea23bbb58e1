"""The frames: typed, also when empty; what counts and once only; the register over what was read."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from tests.keeping import made_project, put, put_bytes, register
from tests.specimens.figures import seeded
from tests.specimens.html_site import html_site
from tests.specimens.report import plain_report
from workbench import frames
from workbench.form import load_edition
from workbench.frames import Frames, schemas
from workbench.ingest import ingest
from workbench.project import Project
from workbench.report import read_report

FORM = load_edition("2021")


def loaded(project: Project, **options: bool) -> Frames:
    ingest(project, accept_removals=True)
    return frames.load(project, **options)


def only(frame: pl.DataFrame) -> dict[str, Any]:
    return frame.row(0, named=True) if frame.height == 1 else pytest.fail(f"{frame.height} rows")


def schemas_of(loaded: Frames) -> dict[str, pl.Schema]:
    names = ("reports", "wide", "cells", "checks", "proposals", "claims", "sections")
    return {name: getattr(loaded, name).schema for name in names} | {"places": loaded.places().schema}


WANTED = {
    name: pl.Schema(getattr(schemas, name.upper()))
    for name in ("reports", "wide", "cells", "checks", "proposals", "claims", "sections", "places")
}


# ------------------------------------------------------------------------------------------------ shape


def test_an_empty_project_has_the_same_frames_without_rows(tmp_path: Path) -> None:
    empty = frames.load(made_project(tmp_path))
    assert schemas_of(empty) == WANTED
    assert empty.reports.is_empty() and empty.checks.is_empty()
    assert not Path(empty._store.at).exists(), "loading writes nothing"


def test_frames_have_the_declared_columns_and_types(tmp_path: Path) -> None:
    project = made_project(tmp_path, reports=2)
    put_bytes(project, "bad.pdf", b"")
    assert schemas_of(loaded(project)) == WANTED


def test_every_frame_says_what_the_reading_said(tmp_path: Path) -> None:
    """Cells, checks (passed ones are made anew), claims and sections against `read_report` of the same file."""
    project = made_project(tmp_path)
    broken = {"requests.granted.total": 7, "requests.carried_over.other": None, "review.upheld": "/"}
    read = read_report(put(project, "a.html", 3, cells=broken))
    got = loaded(project)
    cells = {row["cell"]: row for row in got.cells.iter_rows(named=True)}
    assert list(cells) == list(read["cells"])
    for name, cell in read["cells"].items():
        same = ("value", "state", "printed", "status", "implied_zero", "engines")
        assert {key: cells[name][key] for key in same} == {key: cell[key] for key in same}
        assert {key: cells[name][key] for key in cell["origin"]} == cell["origin"]
    checks = [
        [row[key] for key in ("check", "status", "left", "right", "cells")] for row in got.checks.to_dicts()
    ]
    assert checks == [
        [check[key] for key in ("id", "status", "left", "right", "cells")] for check in read["checks"]
    ]
    assert {check["status"] for check in read["checks"]} == {"pass", "fail", "not_testable"}
    assert got.claims.drop("report_id").to_dicts() == read["claims"]
    assert got.sections.drop("report_id").to_dicts() == read["sections"]
    assert got.proposals.drop("report_id").to_dicts() == read["proposals"]
    assert only(got.reports)["n_failed_checks"] == sum(check["status"] == "fail" for check in read["checks"])


def test_passed_checks_of_an_undivided_row_are_those_of_the_reading(tmp_path: Path) -> None:
    """（六）其他处理 as one row, as in Hongze's report of 2024: its three parts are not in the document."""
    cells = seeded(3)
    for whole, parts in FORM.alternatives().items():
        cells[whole] = sum(int(str(cells.pop(part))) for part in parts)
    project = made_project(tmp_path)
    read = read_report(put_bytes(project, "a.html", html_site(plain_report(cells), None)))
    passed = [check["id"] for check in read["checks"] if check["status"] == "pass"]
    assert "C1.other_undivided" in passed and "C2.total" in passed and "C1.other_other" not in passed
    got = loaded(project).checks
    assert got["check"].to_list() == [check["id"] for check in read["checks"]]
    assert got["cells"].to_list() == [check["cells"] for check in read["checks"]]


def test_wide_holds_the_values_and_keeps_blank_apart_from_zero(tmp_path: Path) -> None:
    project = made_project(tmp_path)
    blanks = {f"review.{name}": None for name in ("upheld", "corrected", "other_result", "pending", "total")}
    put(project, "a.html", 2, cells=blanks)
    got = loaded(project)
    wide = only(got.wide)
    assert [wide[name] for name in blanks] == [None] * 5
    tidy = dict(got.cells.select("cell", "value").iter_rows())
    assert {name: None if wide[name] is None else float(wide[name]) for name in tidy} == tidy
    assert 0 in tidy.values()
    counts = only(got.reports)
    assert counts["n_proved"] + counts["n_read"] + counts["n_doubtful"] == got.cells.height == 200
    assert counts["n_missing"] == 0


def test_a_row_that_is_not_printed_is_missing_and_null(tmp_path: Path) -> None:
    project = made_project(tmp_path)
    whole = read_report(put(project, "a.html", 2))
    text = (project.raw / "a.html").read_text("gb18030")
    cut = text[: text.index("四、政府信息公开行政复议")] + "</body></html>"
    put_bytes(project, "a.html", cut.encode("gb18030"))
    got = loaded(project)
    assert only(got.reports)["n_missing"] == 15 and only(got.reports)["status"] == "partial"
    assert only(got.wide)["review.total"] is None
    assert len(whole["cells"]) - got.cells.height == 15


# ------------------------------------------------------------------------------------------------ what counts


def test_two_copies_of_the_same_bytes_count_once(tmp_path: Path) -> None:
    project = made_project(tmp_path, reports=1)
    for name in ("0.html", "z/copy.html"):
        put_bytes(project, name, (project.raw / "1.html").read_bytes())
    got = loaded(project)
    assert got.reports["path"].to_list() == ["0.html"]
    assert got.wide.height == 1 and got.cells.height == 200
    register(project, {"path": "z/copy.html", "place": "410103"})
    assert only(frames.load(project).reports)["path"] == "z/copy.html", "the one that a person described"


def test_a_report_is_named_by_its_bytes_wherever_it_lies(tmp_path: Path) -> None:
    ids = []
    for folder, name in (("one", "a.html"), ("two", "b/c.html")):
        project = made_project(tmp_path / folder)
        put(project, name, 5)
        ids.append(only(loaded(project).reports)["report_id"])
    assert ids[0] == ids[1] and len(ids[0]) == 12


def test_samples_leave_when_another_report_is_there(tmp_path: Path) -> None:
    project = made_project(tmp_path, reports=2)
    register(project, {"path": "1.html", "use": "sample"}, {"path": "2.html", "use": "sample"})
    assert loaded(project).reports["use"].to_list() == ["sample", "sample"]
    put_bytes(project, "broken.pdf", b"")
    assert loaded(project).reports["use"].to_list() == ["sample", "sample", "count"], (
        "a failed file is no report"
    )
    put(project, "3.html", 3)
    assert loaded(project).reports["path"].to_list() == ["3.html", "broken.pdf"]


def test_a_person_says_what_is_no_report_and_what_is_a_duplicate(tmp_path: Path) -> None:
    project = made_project(tmp_path, reports=4)
    first = loaded(project).reports.filter(path="1.html")["report_id"].item()
    register(
        project,
        {"path": "2.html", "use": f"duplicate_of:{first}"},
        {"path": "3.html", "use": "not_a_report"},
        {"path": "4.html", "use": f"duplicate_of:{'0' * 12}"},
    )
    got = frames.load(project)
    assert got.reports["path"].to_list() == ["1.html", "4.html"]
    assert [note for note in got.notes if "line 4" in note and "counted itself" in note]


def test_gone_files_leave_the_frames(tmp_path: Path) -> None:
    project = made_project(tmp_path, reports=2)
    ingest(project)
    (project.raw / "1.html").unlink()
    assert loaded(project).reports["path"].to_list() == ["2.html"]


def test_only_proved_leaves_out_reports_with_a_doubtful_cell_and_says_how_many(tmp_path: Path) -> None:
    project = made_project(tmp_path, reports=1)
    put(project, "doubt.html", 2, cells={"requests.received.total": 99999})
    assert loaded(project).reports.height == 2
    proved = loaded(project, only_proved=True)
    assert (proved.reports["path"].to_list(), proved.left_out) == (["1.html"], 1)
    assert proved.wide.height == 1 and proved.cells["report_id"].n_unique() == 1


# ------------------------------------------------------------------------------------------------ the register


def test_the_register_overrides_what_was_read(tmp_path: Path) -> None:
    project = made_project(tmp_path, reports=1)
    said = {
        "place": "630203202",
        "place_name": "青海省 海东市 平安区 古城回族乡",
        "kind": "township",
        "year": "2019",
    }
    register(project, {"path": "1.html", "scope": "own", "published": "2020-01-31", **said})
    row = only(loaded(project).reports)
    assert (row["year"], row["published"], row["scope"]) == (2019, date(2020, 1, 31), "own")
    assert (row["level"], row["body_id"]) == ("township", "630203202.township")
    assert [row[name] for name in ("province", "prefecture", "county", "township")] == said[
        "place_name"
    ].split()
    assert only(frames.load(project).places())["n_reports"] == 1


def test_without_a_register_the_head_of_the_report_stands(tmp_path: Path) -> None:
    row = only(loaded(made_project(tmp_path, reports=1)).reports)
    assert (row["year"], row["published"], row["scope"]) == (2024, date(2025, 1, 20), "unknown")
    assert row["place"] is None and row["body_id"] == f"unknown.{row['report_id']}"


@pytest.mark.parametrize("key", ["sha256", "path", "both"])
def test_the_register_knows_a_file_by_path_or_bytes(tmp_path: Path, key: str) -> None:
    project = made_project(tmp_path, reports=1)
    sha = only(loaded(project).reports)["sha256"]
    keys = {
        "path": {"path": "1.html"},
        "sha256": {"sha256": sha},
        "both": {"path": "old name.html", "sha256": sha},
    }
    register(project, {**keys[key], "place": "410103"})
    got = frames.load(project)
    assert only(got.reports)["place"] == "410103" and got.notes == []


def test_what_fits_no_file_or_other_bytes_is_told(tmp_path: Path) -> None:
    project = made_project(tmp_path, reports=1)
    register(project, {"path": "gone.html"}, {"path": "1.html", "sha256": "0" * 64, "place": "410103"})
    got = loaded(project)
    assert only(got.reports)["place"] == "410103"
    assert [note.split(":")[0] for note in got.notes] == ["register.csv, line 2", "register.csv, line 3"]


@pytest.mark.parametrize(
    ("place", "names", "level", "chain"),
    [
        ("100000", "全国", "national", [None, None, None, None]),
        ("410000", "河南省", "province", ["河南省", None, None, None]),
        ("410100", "河南省 郑州市", "prefecture", ["河南省", "郑州市", None, None]),
        ("410103", "河南省 郑州市 二七区", "county", ["河南省", "郑州市", "二七区", None]),
        ("110108", "北京市 海淀区", "county", ["北京市", None, "海淀区", None]),
        ("429004", "湖北省 仙桃市", "county", ["湖北省", None, "仙桃市", None]),
        ("110108101", "北京市 海淀区 某镇", "township", ["北京市", None, "海淀区", "某镇"]),
        ("441900121", "广东省 东莞市 虎门镇", "township", ["广东省", "东莞市", None, "虎门镇"]),
        ("410103", "二七区", "county", [None, None, "二七区", None]),
        ("410103", "河南省 二七区", "county", ["河南省", None, "二七区", None]),
        ("410103", "", "county", ["河南省", "郑州市", "二七区", None]),
    ],
)
def test_level_and_names_follow_from_the_code(
    tmp_path: Path, place: str, names: str, level: str, chain: list[str | None]
) -> None:
    """Codes of GB/T 2260: 11 and 50 have no prefectures, 4290 stands under the province, 441900 has no counties."""
    project = made_project(tmp_path, reports=1)
    register(project, {"path": "1.html", "place": place, "place_name": names})
    row = only(loaded(project).reports)
    assert row["level"] == level
    assert [row[name] for name in ("province", "prefecture", "county", "township")] == chain


# ------------------------------------------------------------------------------------------------ fingerprints


def test_the_hash_of_rows_changes_with_its_own_reports_only(tmp_path: Path) -> None:
    project = made_project(tmp_path, reports=2)
    register(project, {"path": "1.html", "place": "410103"}, {"path": "2.html", "place": "640302"})
    got = loaded(project)
    one, two = got.reports["report_id"]
    again = frames.load(project)
    assert again.rows_hash([two, one]) == got.rows_hash([one, two]) != got.rows_hash([one])
    register(
        project, {"path": "1.html", "place": "410103"}, {"path": "2.html", "place": "640302", "scope": "own"}
    )
    changed = frames.load(project)
    assert changed.rows_hash([one]) == got.rows_hash([one])
    assert changed.rows_hash([two]) != got.rows_hash([two])
