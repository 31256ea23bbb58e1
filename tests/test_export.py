"""Exports opened by other programs: the same figures, with states beside them, and no text that becomes a formula."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import frictionless
import openpyxl
import polars as pl
import pyreadstat
import pytest

from tests.keeping import made_project, put, register
from tests.made_frames import ERQI, LITONG, Made, made
from workbench import frames
from workbench.commands import export as command
from workbench.errors import BadCall
from workbench.exports import FORMATS, TABLES, export
from workbench.exports.fields import fields_of
from workbench.exports.spreadsheets import write_csv, write_excel, write_plain_csv
from workbench.exports.stata import short_names, write_stata
from workbench.form import all_cells
from workbench.ingest import ingest

BLANK, MARK, GONE = "review.total", "review.pending", "litigation_direct.total"
FRAMES = made(
    Made(ERQI, unknown={BLANK: "blank", MARK: "mark"}, absent=(GONE,), doubtful=("requests.granted.total",)),
    Made(LITONG, place="640302", place_name="宁夏回族自治区 吴忠市 利通区"),
    Made(LITONG, place="640302", year=2023),
)
HOSTILE = [
    *("=HYPERLINK(1)", "+1+cmd", "-2+3", "@SUM(A1)", "\t=1", "\r=1", " =1+1", "\n=1", "＝1+1", "=1+1\x01"),
    *("plain", "a=b", "", 'quote " comma ,', "中文\x0b"),
]
DANGEROUS = tuple("=+-@＝＋－＠")


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("export")
    export(FRAMES, folder, language="en")
    return folder


def rows_of_book(path: Path, sheet: int = 0) -> list[tuple[Any, ...]]:
    book = openpyxl.load_workbook(path)
    return [tuple(cell.value for cell in row) for row in book.worksheets[sheet].iter_rows()]


def test_every_format_of_every_table_holds_the_same_rows(written: Path) -> None:
    for name in TABLES:
        frame = pl.read_parquet(written / f"{name}.parquet")
        marked = pl.read_csv(written / f"{name}.csv", infer_schema=False)
        plain = pl.read_csv(written / f"{name}.plain.csv", infer_schema=False)
        stata, _ = pyreadstat.read_dta(str(written / f"{name}.dta"), output_format="polars")
        book = rows_of_book(written / f"{name}.xlsx")
        assert frame.height == marked.height == plain.height == stata.height == len(book) - 1 > 0, name
        assert frame.columns == marked.columns == plain.columns == list(book[0]), name


def test_states_and_statuses_stand_beside_each_value_of_the_wide_table(written: Path) -> None:
    wide = pl.read_parquet(written / "wide.parquet").row(0, named=True)
    assert [wide[f"{BLANK}{what}"] for what in ("", ":state", ":status")] == [None, "blank", "missing"]
    assert [wide[f"{GONE}{what}"] for what in ("", ":state", ":status")] == [None, "absent", "missing"]
    granted = [wide[f"requests.granted.total{what}"] for what in ("", ":state", ":status")]
    assert granted == [49, "number", "doubtful"]
    older = [wide[f"proactive.procurement.items{what}"] for what in ("", ":state", ":status")]
    assert older == [None, "absent", None]  # of another edition: nothing is missing


def test_stata_tells_blank_absent_and_mark_apart_with_labels(written: Path) -> None:
    frame, meta = pyreadstat.read_dta(str(written / "wide.dta"), user_missing=True, output_format="polars")
    shorts = {cell: all_cells()[cell].short for cell in (BLANK, MARK, GONE)}
    assert [frame[shorts[cell]][0] for cell in (BLANK, MARK, GONE)] == ["a", "c", "b"]
    labels: Any = meta.variable_value_labels
    assert labels[shorts[BLANK]]["a"] == "blank in print"
    assert labels[shorts[GONE]]["b"] == "absent: not in the report"
    assert meta.column_names_to_labels[shorts[BLANK]] == all_cells()[BLANK].label_en
    assert max(map(len, meta.column_names)) <= 32


def test_stata_reads_unknown_cells_as_missing_and_numbers_as_numbers(written: Path) -> None:
    frame, _ = pyreadstat.read_dta(str(written / "wide.dta"), output_format="polars")
    assert frame[all_cells()[BLANK].short].to_list() == [None, 0, 0]
    assert frame[all_cells()["requests.received.total"].short].to_list() == [62, 7, 7]


def test_labels_of_stata_are_chinese_unless_english_is_asked_for(tmp_path: Path) -> None:
    export(FRAMES, tmp_path, tables=["panel_body"], formats=["stata"])
    _, meta = pyreadstat.read_dta(str(tmp_path / "panel_body.dta"))
    assert meta.column_names_to_labels["numerator"] == "分子"


def test_short_names_are_valid_for_stata_and_no_two_are_alike() -> None:
    names = ["a" * 40, "a" * 41, "in", "2022", "地区", "x:y"]
    short = list(short_names(fields_of("", pl.Schema(dict.fromkeys(names, pl.Int64())))).values())
    assert len(set(short)) == len(names)
    assert all(len(name) <= 32 and name.isascii() and name.isidentifier() for name in short)
    assert "in" not in short


def test_no_text_in_a_spreadsheet_can_become_a_formula_and_no_number_becomes_text(tmp_path: Path) -> None:
    frame = pl.DataFrame({"text": HOSTILE, "number": list(range(-5, len(HOSTILE) - 5))})
    write_csv(frame.lazy(), tmp_path / "t.csv")
    write_excel(frame.lazy(), fields_of("", frame.schema), tmp_path / "t.xlsx", name="t", language="en")
    with (tmp_path / "t.csv").open(encoding="utf-8-sig", newline="") as file:
        _, *marked = list(csv.reader(file))
    assert [
        text for text, _ in marked if text.lstrip().startswith(DANGEROUS) or (text[:1] in "\t\r\n" and text)
    ] == []
    assert [number for _, number in marked][:2] == ["-5", "-4"]
    sheet = openpyxl.load_workbook(tmp_path / "t.xlsx").worksheets[0]
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n"}
    assert all(row[0].quotePrefix for row in sheet.iter_rows(min_row=2) if row[0].value)
    assert [row[1].value for row in sheet.iter_rows(min_row=2, max_row=3)] == [-5, -4]
    assert sheet["A2"].value == "=HYPERLINK(1)"  # as it is: marked as text, not changed


def test_data_formats_keep_texts_as_they_are(tmp_path: Path) -> None:
    frame = pl.DataFrame({"text": HOSTILE})
    write_plain_csv(frame.lazy(), tmp_path / "t.csv")
    write_stata(frame.lazy(), fields_of("", frame.schema), tmp_path / "t.dta", name="t", language="en")
    with (tmp_path / "t.csv").open(encoding="utf-8", newline="") as file:
        assert [row[0] for row in list(csv.reader(file))[1:]] == HOSTILE
    assert pyreadstat.read_dta(str(tmp_path / "t.dta"))[0]["text"].tolist() == HOSTILE


def test_csv_for_spreadsheets_has_a_byte_order_mark_and_plain_csv_has_none(written: Path) -> None:
    assert (written / "cells.csv").read_bytes()[:3] == b"\xef\xbb\xbf"
    assert (written / "cells.plain.csv").read_bytes()[:9] == b"report_id"


def test_the_data_package_is_valid_and_its_schemas_fit_the_files(written: Path) -> None:
    package = frictionless.Package(str(written / "datapackage.json"))
    assert list(package.metadata_validate(package.to_descriptor())) == []
    report = package.validate()  # tables by their schema, all files by their hash and size
    assert report.valid, report.flatten(["name", "type", "message"])[:3]
    assert {task.name for task in report.tasks if task.type == "table"} == {
        resource.name for resource in package.resources if resource.format == "csv"
    }
    described = {resource.path for resource in package.resources}
    assert described == {f"{name}{form.suffix}" for name in TABLES for form in FORMATS.values()}


def test_the_codebook_names_every_column_and_measure_in_both_languages(written: Path) -> None:
    for lang, label in (("zh", "公开率"), ("en", "Disclosure rate")):
        text = (written / f"codebook.{lang}.md").read_text("utf-8")
        columns = pl.read_parquet(written / "wide.parquet").columns
        assert [column for column in columns if f"| {column} |" not in text] == []
        assert label in text
        assert "<h1>" in (written / f"codebook.{lang}.html").read_text("utf-8")


def test_no_column_is_left_without_a_description(written: Path) -> None:
    plain = [
        field.name
        for name in TABLES
        for field in fields_of(name, pl.Schema(pl.read_parquet_schema(written / f"{name}.parquet")))
        if field.zh == field.name
    ]
    assert plain == []


def test_the_same_data_give_the_same_bytes(written: Path, tmp_path: Path) -> None:
    export(FRAMES, tmp_path, language="en")
    first, second = (
        {path.name: path.read_bytes() for path in folder.iterdir()} for folder in (written, tmp_path)
    )
    assert {name for name in first if first[name] != second[name]} == set()


def test_a_choice_of_region_year_and_measure_cuts_every_table_down(tmp_path: Path) -> None:
    done = export(
        FRAMES, tmp_path, formats=["parquet"], regions=["640000"], years=[2023], measures=["received"]
    )
    assert done.rows["reports"] == 1
    assert pl.read_parquet(tmp_path / "cells.parquet")["cell"].unique().to_list() == [
        "requests.received.total"
    ]
    regions = pl.read_parquet(tmp_path / "panel_region.parquet")
    assert set(regions.select("subject", "year", "measure").iter_rows()) == {
        (code, 2023, "received") for code in ("640302", "640300", "640000")
    }


@pytest.mark.parametrize(
    "wrong",
    [{"years": [1999]}, {"regions": ["120000"]}, {"bodies": ["x"]}, {"measures": ["y"]}, {"tables": ["z"]}],
)
def test_what_is_not_there_is_refused_before_anything_is_written(
    wrong: dict[str, Any], tmp_path: Path
) -> None:
    with pytest.raises(BadCall, match="expected one of"):
        export(FRAMES, tmp_path / "none", **wrong)
    assert not (tmp_path / "none").exists()


def test_samples_leave_the_export_as_soon_as_another_report_is_there(tmp_path: Path) -> None:
    project = made_project(tmp_path, reports=1)
    register(project, {"path": "1.html", "use": "sample"})
    ingest(project)
    alone = export(frames.load(project), tmp_path / "a", tables=["reports"], formats=["parquet"])
    put(project, "2.html", 2)
    ingest(project)
    export(frames.load(project), tmp_path / "b", tables=["reports"], formats=["parquet"])
    assert alone.rows["reports"] == 1
    assert pl.read_parquet(tmp_path / "b" / "reports.parquet")["path"].to_list() == ["2.html"]


def test_a_package_that_is_missing_is_named_and_the_other_formats_are_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("workbench.exports.has", lambda package: package != "pyreadstat")
    monkeypatch.setattr("workbench.exports.extras.has", lambda package: package != "pyreadstat")
    done = export(FRAMES, tmp_path, tables=["reports"])
    assert [path.name for path in done.files["reports"]] == [
        *("reports.parquet", "reports.csv", "reports.plain.csv", "reports.xlsx")
    ]
    assert "EXTRAS=export" in done.left_out[0]
    with pytest.raises(BadCall, match="no package pyreadstat"):
        export(FRAMES, tmp_path, tables=["reports"], formats=["stata"])


def test_the_command_offers_what_the_package_can_write() -> None:
    assert (tuple(FORMATS), TABLES) == (command.FORMATS, command.TABLES)
    assert set(command.ALIASES.values()) <= set(FORMATS)


def test_the_descriptor_gives_each_cell_its_labels_and_unit(written: Path) -> None:
    package = json.loads((written / "datapackage.json").read_text("utf-8"))
    wide = next(resource for resource in package["resources"] if resource["name"] == "wide-csv")
    fee = next(field for field in wide["schema"]["fields"] if field["name"] == "proactive.fees.amount")
    assert fee["unit"] == "cny_10k" and fee["type"] == "number"
    assert fee["title"] == all_cells()["proactive.fees.amount"].label_en
