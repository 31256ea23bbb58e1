"""Exports in slices: the same files as in one piece, and never more reports' cells in memory than a slice has."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import cast

import polars as pl
import pyreadstat
import pytest

from tests.made_frames import ERQI, LITONG, Made, made
from workbench.errors import BadCall
from workbench.exports import export
from workbench.form import all_cells
from workbench.frames import Frames

FRAMES = made(
    Made(
        ERQI, unknown={"review.total": "blank", "review.pending": "mark"}, absent=("litigation_direct.total",)
    ),
    Made(LITONG, place="640302", place_name="宁夏回族自治区 吴忠市 利通区"),
    Made(LITONG, place="640302", year=2023, unknown={"review.total": "mark"}),
)


def one_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    for slices in ("exports.sliced", "panels", "panels.sides", "reasons"):
        monkeypatch.setattr(f"workbench.{slices}.SLICE", 1)
    monkeypatch.setattr("workbench.reasons.AT_ONCE", 1)
    monkeypatch.setattr("workbench.exports.stata.VALUES", 1)
    monkeypatch.setattr("workbench.exports.sliced.GROUP", 2)


def test_slices_of_one_report_give_the_same_files_as_one_slice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tables, measures = (
        ["reports", "wide", "panel_body", "panel_region"],
        ["reviews", "disclosure_rate", "coverage"],
    )
    whole = export(FRAMES, tmp_path / "whole", tables=tables, measures=measures)
    one_at_a_time(monkeypatch)
    sliced = export(FRAMES, tmp_path / "sliced", tables=tables, measures=measures)
    for name in tables:
        for first, second in zip(whole.files[name], sliced.files[name], strict=True):
            if first.suffix == ".parquet":  # other row groups, the same rows
                assert pl.read_parquet(first).equals(pl.read_parquet(second)), first.name
            else:
                assert first.read_bytes() == second.read_bytes(), first.name


def test_no_more_reports_than_a_slice_has_are_asked_for_at_a_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one_at_a_time(monkeypatch)
    asked: list[int] = []

    def watched(of: str) -> object:
        original = getattr(FRAMES, of)

        def ask(*args: pl.Series | str) -> pl.DataFrame:
            asked.append(max(len(each) for each in args if isinstance(each, pl.Series)))
            return original(*args)  # type: ignore[no-any-return]

        return ask

    frames = SimpleNamespace(
        **{**vars(FRAMES), **{name: watched(name) for name in ("part", "values", "states")}}
    )
    del frames.cells, frames.wide, frames.checks  # whoever took one of them whole would fail
    export(cast(Frames, frames), tmp_path, tables=["cells", "wide", "panel_body"], formats=["parquet"])
    assert set(asked) == {0, 1}


def test_a_stata_file_of_many_slices_is_read_by_another_program(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one_at_a_time(monkeypatch)
    export(FRAMES, tmp_path, tables=["wide"], formats=["stata"], language="en", measures=["reviews"])
    frame, meta = pyreadstat.read_dta(str(tmp_path / "wide.dta"), user_missing=True, output_format="polars")
    short = all_cells()["review.total"].short
    assert frame[short].to_list() == ["a", 0, "c"]
    labels = cast(dict[str, dict[str, str]], meta.variable_value_labels)
    assert labels[short] == {"a": "blank in print", "c": "a mark in place of a number"}
    assert frame["place_name"].to_list() == [
        "河南省 郑州市 二七区",
        "宁夏回族自治区 吴忠市 利通区",
        "河南省 郑州市 二七区",
    ]


def test_a_table_too_long_for_a_program_is_left_out_unless_somebody_asks_for_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("workbench.exports.UNASKED", 2)
    done = export(FRAMES, tmp_path, tables=["reports"])
    assert [path.suffix for path in done.files["reports"]] == [".parquet", ".csv", ".csv"]
    assert [reason.split(" (")[0] for reason in done.left_out] == [
        "reports as excel: 3 rows",
        "reports as stata: 3 rows",
    ]
    assert export(FRAMES, tmp_path, tables=["reports"], formats=["stata"]).files["reports"]


def test_more_rows_than_excel_holds_are_refused_before_a_file_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from workbench import exports

    small = exports.Format(".xlsx", exports.FORMATS["excel"].write, "xlsxwriter", 2)
    monkeypatch.setitem(exports.FORMATS, "excel", small)
    with pytest.raises(BadCall, match="3 rows; expected at most 2"):
        export(FRAMES, tmp_path, tables=["reports"], formats=["parquet", "excel"])
    assert [path.name for path in tmp_path.iterdir()] == []
