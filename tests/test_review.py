"""The review list: what waits for a person, completed in a CSV and merged into the register."""

from __future__ import annotations

import csv
import io
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.keeping import made_project, put_bytes, register
from tests.specimens.figures import seeded
from tests.specimens.html_site import html_site
from tests.specimens.report import plain_report
from workbench import frames
from workbench.errors import WorkbenchError
from workbench.ingest import ingest
from workbench.project import Project
from workbench.register import read_register
from workbench.review import REVIEW_COLUMNS, merge, review_csv, review_rows


@pytest.fixture(scope="module")
def waiting(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A project with a report of an invented place, one of a real county and one of a name that four districts have."""
    project = made_project(tmp_path_factory.mktemp("review"), reports=1)
    for name, issuer in (("county.html", "大英县人民政府"), ("drum.html", "鼓楼区教育局")):
        put_bytes(project, name, html_site(plain_report(seeded(2), issuer=issuer), None))
    ingest(project)
    return project


def test_a_report_with_a_place_of_its_own_does_not_wait(waiting: Project) -> None:
    reports = {row["path"]: row for row in frames.load(waiting).reports.iter_rows(named=True)}
    county = reports["county.html"]
    assert (county["place"], county["place_name"]) == ("510923", "四川省 遂宁市 大英县")
    assert [county[level] for level in ("province", "prefecture", "county", "township")] == [
        *("四川省", "遂宁市", "大英县", None)
    ]
    assert (county["level"], county["kind"], county["scope"]) == ("county", "gov", "consolidated")
    assert county["body_id"] == "510923.gov"
    assert [row["path"] for row in review_rows(waiting, frames.load(waiting))] == ["1.html", "drum.html"]


def test_a_guess_stands_beside_the_columns_to_fill_and_never_in_them(waiting: Project) -> None:
    (drum,) = (row for row in review_rows(waiting, frames.load(waiting)) if row["path"] == "drum.html")
    assert drum["guess"] and drum["guess_name"].endswith("鼓楼区") and drum["confidence"] < 0.8
    assert "350102 福建省 福州市 鼓楼区" in drum["of_that_name"].split("; ")
    assert len(drum["of_that_name"].split("; ")) == 4
    assert drum["place"] is None and drum["kind"] == "department" and drum["department"] == "教育局"


def test_the_list_completed_by_a_person_places_the_report(waiting: Project) -> None:
    listed = waiting.root / "review.csv"
    assert command(waiting, "status", "--review", "--csv", str(listed)).returncode == 0
    rows = list(csv.DictReader(io.StringIO(listed.read_text("utf-8-sig"))))
    assert list(rows[0]) == list(REVIEW_COLUMNS)
    for row in rows:
        row["place"] = "350102" if row["path"] == "drum.html" else ""
    completed = waiting.root / "completed.csv"
    completed.write_text(review_csv([dict(row) for row in rows]), "utf-8")
    done = command(waiting, "register", "import", str(completed))
    said = "1 row added, 0 changed in register.csv. 1 row not completed: passed over.\n"
    assert (done.returncode, done.stdout) == (0, said)
    assert read_register(waiting.register)["path"].to_list() == ["drum.html"]
    row = frames.load(waiting).reports.filter(path="drum.html").row(0, named=True)
    assert (row["place"], row["place_name"], row["level"]) == ("350102", "福建省 福州市 鼓楼区", "county")
    assert row["department"] == "教育局"


def test_a_merge_keeps_what_was_there_and_says_what_it_changed(tmp_path: Path) -> None:
    project = made_project(tmp_path, reports=2)
    register(project, {"path": "1.html", "note": "kept", "year": "2023"}, {"path": "2.html", "use": "sample"})
    completed = written(
        tmp_path, [{"path": "1.html", "place": "410103"}, {"path": "3.html", "place": "410103"}]
    )
    assert merge(project.register, completed) == (1, 1, 0)
    rows = read_register(project.register)
    assert rows["path"].to_list() == ["1.html", "2.html", "3.html"]
    assert rows.row(0, named=True) | {"line": 0} == rows.row(0, named=True) | {
        "line": 0,
        "note": "kept",
        "year": 2023,
    }
    assert rows["place"].to_list() == ["410103", None, "410103"]
    assert merge(project.register, completed) == (0, 0, 0)


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (
            {"path": "1.html", "place": "999999"},
            "row 2: found place '999999', which no table of divisions has",
        ),
        ({"path": "1.html", "place": "4101"}, "which no table of divisions has"),
        ({"path": "1.html", "kind": "office"}, "found kind 'office'"),
        ({"path": "1.html", "plaec": "410103"}, "Did you mean 'place'"),
    ],
)
def test_a_wrong_row_leaves_the_register_as_it_was(
    tmp_path: Path, row: Mapping[str, str], message: str
) -> None:
    project = made_project(tmp_path, reports=1)
    register(project, {"path": "1.html", "year": "2024"})
    before = project.register.read_bytes()
    with pytest.raises(WorkbenchError, match=message):
        merge(project.register, written(tmp_path, [row]))
    assert project.register.read_bytes() == before
    assert list(project.raw.glob("*.new")) == []


def test_what_is_no_csv_is_refused_in_words(tmp_path: Path) -> None:
    project = made_project(tmp_path, reports=1)
    with pytest.raises(WorkbenchError, match="no file that can be opened"):
        merge(project.register, tmp_path / "nowhere.csv")
    (tmp_path / "odd.csv").write_bytes("path,note\na,说明\n".encode("gb18030"))
    with pytest.raises(WorkbenchError, match="expected CSV in UTF-8"):
        merge(project.register, tmp_path / "odd.csv")


def written(folder: Path, rows: list[Mapping[str, str]]) -> Path:
    path = folder / "completed.csv"
    columns = list(dict.fromkeys(name for row in rows for name in row))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, restval="")
        writer.writeheader()
        writer.writerows(rows)
    return path


def command(project: Project, *words: str) -> subprocess.CompletedProcess[str]:
    call = [sys.executable, "-m", "workbench", *words, "--project", str(project.root)]
    return subprocess.run(call, capture_output=True, text=True, check=False)
