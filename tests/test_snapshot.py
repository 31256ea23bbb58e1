"""The snapshot gives what the store gives, row by row; it is made anew when anything changes, and may always go."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from benchmarks.national import make_nation
from workbench import frames, reasons, store
from workbench.basis import counted_each
from workbench.bodies import LIKE, NATION, alike_once
from workbench.frames import Frames, _made, counted, heads, made, numbers, snapshot, source, sums
from workbench.frames.snapshot import DECIDING, Snapshot
from workbench.frames.sums import OF_OWN, counted_checks
from workbench.measures import Subject, figures, figures_each, figures_of, tidy
from workbench.project import Project

REGION = "630222"  # 民和回族土族自治县
CELLS = ["requests.received.total", "requests.carried_in.total", "proactive.fees.amount"]
KINDS = ["township", "street"]
MEASURES = ["received", "carried_in", "fees_amount"]


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    folder = tmp_path_factory.mktemp("nation") / "project"
    return make_nation(folder, bodies_in_all=60_000, region="630200")[0]


@pytest.fixture
def kept(project: Project, monkeypatch: pytest.MonkeyPatch) -> Frames:
    """Read as a country's are: nothing is small, so every question goes to the files."""
    for module in (source, heads, made, snapshot):
        monkeypatch.setattr(module, "SMALL", 0)
    shutil.rmtree(project.processed / "frames", ignore_errors=True)
    return frames.load(project)


def test_every_frame_is_the_same_from_the_snapshot_as_from_the_store(project: Project, kept: Frames) -> None:
    plain = _made(project, None)
    assert kept._snapshot is not None and plain._snapshot is None
    ids = plain.reports.filter(year=2022, county="民和回族土族自治县")["report_id"]
    mine = pl.col("report_id").is_in(ids.implode())
    assert ids.len() > 20
    for name in ("cells", "checks", "proposals", "claims"):
        assert_frame_equal(kept.part(name, ids), getattr(plain, name).filter(mine))
    assert_frame_equal(kept.flagged(ids), plain.flagged(ids))
    assert_frame_equal(
        kept.values(ids, ["review.total"]), plain.wide.select("report_id", "review.total").filter(mine)
    )
    assert_frame_equal(kept.find(pl.col("year") == 2022), plain.reports.filter(year=2022))
    assert_frame_equal(kept.near(REGION).filter(in_county=REGION), plain.by_region.filter(in_county=REGION))
    assert kept.rows_hash(ids) == plain.rows_hash(ids)
    for name in ("reports", "wide", "by_region", "duplicates", "across", "named_places"):
        assert_frame_equal(getattr(kept, name), getattr(plain, name))


def test_a_country_is_made_written_and_hashed_in_parts_that_are_the_whole(
    project: Project, kept: Frames, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = _made(project, None)
    ids = whole.reports["report_id"]
    for module, name in ((counted, "AT_ONCE"), (made, "JOINED"), (made, "AT_ONCE"), (heads, "AT_ONCE")):
        monkeypatch.setattr(module, name, 100)
    monkeypatch.setattr(store, "MOST_RUNS", 0)  # rows are picked one by one
    monkeypatch.setattr(store, "UNPACKED", 50)
    monkeypatch.setattr(source, "REMEMBERED", 0)  # what is flagged is not kept in memory
    monkeypatch.setattr(numbers, "GROUP", 64)
    monkeypatch.setattr(numbers, "PART", 128)
    monkeypatch.setattr(sums, "ALL_AT_ONCE", 70)
    assert ids.len() > 300
    shutil.rmtree(project.processed / "frames")
    parted = frames.load(project)
    assert parted.rows_hash(ids) == parted.rows_hash(ids.reverse()) == whole.rows_hash(ids)
    assert_frame_equal(parted.flagged(ids), whole.flagged(ids))
    by_letters, kept_ones = (one.tested_sums(ids.to_frame()) for one in (whole, parted))
    kinds = parted.tested_by_kind(ids).sort("report_id")
    assert "checks" not in vars(whole) and parted._sums is not None
    own = counted_checks(whole.checks, ("C",)).rename(OF_OWN).sort("report_id")
    for found in (by_letters, kept_ones, _with_all_at_hand(parted).tested_sums(ids.to_frame())):
        assert_frame_equal(found.sort("report_id"), own)
    assert_frame_equal(kinds, counted_checks(whole.checks).sort("report_id"))
    for name in ("reports", "wide", "by_region", "named_places"):
        assert_frame_equal(getattr(parted, name), getattr(whole, name))


def _with_all_at_hand(read: Frames) -> Frames:
    """After a person asked for all reports: their heads are in memory, without their places in the files."""
    assert read.reports.height
    return read


def test_values_are_read_group_by_group_in_the_order_that_was_asked_for(
    project: Project, kept: Frames, monkeypatch: pytest.MonkeyPatch
) -> None:
    wide = _made(project, None).wide.select("report_id", *CELLS)
    monkeypatch.setattr(numbers, "GROUP", 7)  # where a slice begins; any row may be the first or the last
    ids = wide["report_id"].sample(fraction=0.4, seed=3)
    some = pl.col("report_id").is_in(ids.implode())
    assert_frame_equal(kept.values(ids, CELLS), wide.filter(some), check_row_order=False)
    assert kept._numbers is not None
    at = pl.Series([kept._heads.height - 1, 3, 3, 0, 7])
    assert_frame_equal(kept._numbers.picked(at, CELLS), kept.numbers.select(CELLS).collect()[at.to_list()])
    assert kept.values(ids.clear(), CELLS).is_empty()
    monkeypatch.setattr(numbers, "MOST_NUMBERS", 1)  # a column at a time
    assert_frame_equal(kept.values(ids, CELLS), wide.filter(some), check_row_order=False)
    monkeypatch.setattr(numbers, "MOST_RUNS", 1_000)
    assert_frame_equal(kept._numbers.picked(at, CELLS), kept.numbers.select(CELLS).collect()[at.to_list()])
    assert_frame_equal(kept.values(ids, CELLS), wide.filter(some), check_row_order=False)


def test_numbers_of_all_reports_are_the_same_with_a_snapshot_and_without(
    project: Project, kept: Frames
) -> None:
    plain = _made(project, None)
    read = kept.numbers.collect()
    assert plain._numbers is None and read.height == plain.reports.height
    assert_frame_equal(read, plain.numbers.collect())
    of_place = kept.numbers.filter(pl.col("in_county") == int(REGION), pl.col("year") == 2022)
    assert tuple(map(float, of_place.select(CELLS).sum().collect().row(0))) == tuple(
        figure["numerator"]
        for figure in figures(plain, region=REGION, year=2022, measures=MEASURES)["figures"]
    )


def test_no_file_of_numbers_mixes_reports_that_count_up_to_different_levels(
    project: Project, kept: Frames
) -> None:
    folder = Snapshot.of(project)
    assert folder is not None
    files = sorted(folder.folder.glob("numbers-*.parquet"))
    tops = [
        pl.read_parquet(file).select(heads.counted_up_to()).to_series().unique().to_list() for file in files
    ]
    assert [len(each) for each in tops] == [1] * len(files)
    assert len(files) > 2 and tops == sorted(tops)
    in_prefecture = [pl.read_parquet(file)["in_prefecture"].is_not_null().any() for file in files]
    assert in_prefecture == sorted(in_prefecture, reverse=True) and not in_prefecture[-1]


def test_numbers_of_a_corrected_report_are_those_that_are_used(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (source, heads, made):
        monkeypatch.setattr(module, "SMALL", 0)
    row = _made(project, None).wide.filter(pl.col(CELLS[0]) > 0).row(0, named=True)
    sha256 = _made(project, None).reports.filter(report_id=row["report_id"])["sha256"][0]
    told = {"cell": CELLS[0], "kind": "misprint", "printed": str(row[CELLS[0]]), "value": row[CELLS[0]] + 900}
    entry = {"sha256": sha256, **told, "reason": "made up", "date": "2026-11-28"}
    lines = [f"{name} = {value if name == 'date' else json.dumps(value)}" for name, value in entry.items()]
    project.corrections.write_text("\n".join(["[[correction]]", *lines]))
    try:
        over, plain = frames.load(project), _made(project, None)
        assert over._numbers is not None and over.looked_at.height == 1 and not over.notes
        assert_frame_equal(over.numbers.collect(), plain.numbers.collect())
        ids = pl.Series("report_id", [row["report_id"]])
        assert over.values(ids, CELLS)[CELLS[0]].to_list() == [row[CELLS[0]] + 900]
    finally:
        project.corrections.unlink()


def test_figures_are_the_same_to_the_last_digit(
    project: Project, kept: Frames, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = _made(project, None)
    codes = ["630200", *kept.named_places["place"].head(12)]
    for code in codes[:3]:
        assert figures(kept, region=code, year=2022) == figures(plain, region=code, year=2022)
    asked = [Subject(year, code) for year in (2021, 2022) for code in codes]
    # Of cells that many leave blank, of several ways to a sum, and of no cell at all.
    some = [
        "disclosure_rate",
        "regulations_made",  # of the other edition
        "received",
        "fees_amount",
        "reviews_per_100",
        "other_rate",
        "check_failure_share",
    ]
    each = figures_each(kept, asked, measures=some)
    assert each == figures_each(plain, asked, measures=some)
    monkeypatch.setattr(reasons, "FEW_CELLS", 0)  # every report is looked at, no one stands for those like it
    assert each == figures_each(plain, asked, measures=some)
    for name in some:
        rows = figures_of(kept, asked, name, counted_each(kept, asked))
        assert rows.equals(tidy(*each).filter(measure=name))


def test_states_by_the_packed_letters_are_those_of_the_cells(project: Project, kept: Frames) -> None:
    plain = _made(project, None)
    cells = ["proactive.fees.amount", "review.total", "requests.received.total"]
    told = plain.cells.filter(pl.col("cell").is_in(cells)).select("report_id", "cell", "state")
    assert {"blank", "mark", "number"} <= set(told["state"])
    assert_frame_equal(kept.states(plain.reports["report_id"], cells), told, check_row_order=False)
    assert "cells" not in vars(kept)


def test_a_years_reports_lie_apart_and_are_those_of_all_in_their_order(
    project: Project, kept: Frames
) -> None:
    folder = Snapshot.of(project)
    assert folder is not None and (folder.folder / "heads-2022.parquet").is_file()
    plain, own = _made(project, None), pl.col("kind") == "gov_office"
    columns = [name for name in heads.YEARLY if name in plain.reports.columns]
    found = kept.find(own, columns=columns, year=2022)
    assert found.height and found.equals(plain.find(own, pl.col("year") == 2022, columns=columns))
    in_regions = kept.find_in_regions(own, columns=columns, year=2022)
    assert in_regions.equals(plain.find_in_regions(own, pl.col("year") == 2022, columns=columns))
    titled = kept.find(own, columns=["title"], year=2022)  # which does not lie apart
    assert titled.equals(plain.find(own, pl.col("year") == 2022, columns=["title"]))
    assert kept.find(columns=["place"], year=1999).is_empty()
    backwards = kept.find(own, columns=["report_id", heads.ROW, heads.PLACED], year=2022).reverse()
    assert_frame_equal(
        kept.values_of(backwards, ["review.total"]),
        plain.values(found["report_id"], ["review.total"]).reverse(),
    )
    assert kept.seen.equals(plain.seen) and kept.seen.equals(plain.places().select("place", "year"))


def test_who_stands_behind_a_years_figures_and_who_are_peers_lie_apart_and_are_those_of_all(
    project: Project, kept: Frames
) -> None:
    plain, folder = _made(project, None), Snapshot.of(project)
    assert folder is not None and (folder.folder / "behind-2022-county.parquet").is_file()
    for level, one in (("county", REGION), ("prefecture", "630200"), ("national", NATION)):
        for years in ([2022], [2021, 2022], [1999]):
            asked = level, years, pl.Series([one])
            found, same = kept.behind(*asked), plain.behind(*asked)
            assert_frame_equal(found.drop(heads.PLACED), same.drop(heads.PLACED), check_row_order=False)
            assert found.height or years == [1999]
    likes = [dict(zip(LIKE, ("township", kind, "own", 2022), strict=True)) for kind in KINDS]
    mine = pl.col("level") == "township", pl.col("kind").is_in(KINDS), pl.col("scope") == "own"
    found, same = (one.peers(likes).filter(*mine).drop(heads.PLACED) for one in (kept, plain))
    assert found.height and found.equals(same)


def test_a_later_version_of_a_peer_counts_once_and_another_kind_of_the_body_beside_it() -> None:
    rows = {
        "report_id": ["old", "new", "office"],
        "body_id": ["one"] * 3,
        "level": ["county"] * 3,
        "kind": ["gov", "gov", "gov_office"],
        "scope": ["own"] * 3,
        "year": [2022] * 3,
        "title": ["报告", "报告（更正）", "报告"],
        "published": [date(2023, 1, 2), None, None],
        "path": ["a", "b", "c"],
    }
    assert alike_once(pl.DataFrame(rows))["report_id"].to_list() == ["new", "office"]


def test_another_register_is_another_snapshot_and_the_folder_may_go(project: Project) -> None:
    before = frames.load(project)
    lost = before.reports["path"][0]
    project.register.write_text(f"path,use\n{lost},not_a_report\n", "utf-8")
    try:
        after = frames.load(project)
        assert after.reports.height == before.reports.height - 1
        shutil.rmtree(project.processed / "frames")
        assert_frame_equal(frames.load(project).reports, after.reports)
    finally:
        project.register.unlink()
    assert_frame_equal(frames.load(project).reports, before.reports)


def test_the_cells_of_a_few_among_hundreds_of_reports_are_made_without_the_others(project: Project) -> None:
    some = frames.load(project)
    assert source.FEW < some.reports.height <= heads.SMALL
    ids = some.reports["report_id"][:3]
    for name in ("cells", "checks", "claims"):
        found = some.part(name, ids)
        assert name not in vars(some)
        assert_frame_equal(found, getattr(some, name).filter(pl.col("report_id").is_in(ids.implode())))


@pytest.mark.parametrize("size", [0, 40])
def test_a_table_that_a_loss_of_power_tore_is_made_anew(project: Project, size: int) -> None:
    expected = frames.load(project).reports
    now = Snapshot.of(project)
    assert now is not None
    with (now.folder / "heads.parquet").open("r+b") as file:
        file.truncate(size)
    assert now.facts() is None
    assert_frame_equal(frames.load(project).reports, expected)


def test_a_folder_that_cannot_be_written_only_costs_time(project: Project) -> None:
    plain = frames.load(project).reports
    shutil.rmtree(project.processed / "frames")
    (project.processed / "frames").write_text("in the way", "utf-8")
    try:
        assert_frame_equal(frames.load(project).reports, plain)
    finally:
        (project.processed / "frames").unlink()


def test_a_region_is_read_without_the_library_of_the_store(project: Project) -> None:
    frames.load(project)
    program = (
        "import sys; from workbench import frames; from workbench.project import Project\n"
        f"got = frames.load(Project.find({str(project.root)!r}))\n"
        f"rows = got.near({REGION!r}); got.values(rows['report_id'], ['review.total'])\n"
        "print(rows.height > 0, 'deltalake' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["True", "False"]


def test_all_modules_that_decide_what_is_loaded_are_in_the_key() -> None:
    program = (
        "import workbench.frames.made, sys; print(*(n for n in sys.modules if n.startswith('workbench.')))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert {name.split(".")[1] for name in done.stdout.split()} <= set(DECIDING)


def test_a_state_has_one_folder(project: Project) -> None:
    first, again = Snapshot.of(project), Snapshot.of(project)
    assert first == again and first is not None and Path(first.folder).parent.name == "frames"
