"""Charts and tables for print: width and resolution as asked for, text without fonts, three lines, all escaped."""

from __future__ import annotations

import io
import json
import re
from itertools import combinations, pairwise
from pathlib import Path
from zipfile import ZipFile

import docx
import pytest
from PIL import Image, ImageChops

from tests.made_frames import ERQI, LITONG, Made, made
from tests.pictures import picture as drawn
from workbench import charts
from workbench.errors import BadCall
from workbench.exports.latex import BETWEEN, ROOM, PrintTable, escaped, latex
from workbench.exports.pictures import IN_PRINT, _for_print, picture
from workbench.exports.regions import export_regions
from workbench.exports.word import write_word
from workbench.measures import figures, tidy

FRAMES = made(Made(ERQI), Made(LITONG, place="640302", place_name="宁夏回族自治区 吴忠市 利通区"))
CHART = charts.dispositions(tidy(figures(FRAMES, region="410103", year=2022)), "zh")
HOSTILE = PrintTable(
    title=r"50% & \input{x} 2022年",
    head=("a_b", "x", "why"),
    rows=(("=1+1", r"\write18{x}", "[x] ~ ^ # $ <b> 中文"), ("{", "}", 'a "b"\x01')),
    note="{note}",
    prose=(2,),
)


def test_a_png_has_the_width_and_the_resolution_that_it_says() -> None:
    png = Image.open(io.BytesIO(picture(CHART, "png", 80)))
    assert png.width == pytest.approx(80 / 25.4 * 600, abs=1)
    assert png.info["dpi"] == pytest.approx((600, 600), abs=0.1)


def test_svg_and_pdf_have_the_width_in_millimetres_and_text_as_text() -> None:
    svg = picture(CHART, "svg", 120).decode()
    assert re.search(r'<svg[^>]* width="120.00mm" height="[\d.]+mm" viewBox="0 0 ', svg)
    assert "予以公开" in svg and "<text" in svg
    box = re.search(rb"/MediaBox \[0 0 ([\d.]+) ", picture(CHART, "pdf", 120))
    assert box is not None and float(box[1]) == pytest.approx(120 / 25.4 * 72, abs=0.1)


def test_text_is_drawn_on_a_machine_without_the_fonts_that_a_chart_names() -> None:
    """With a family that is not installed and no generic one behind it, vl-convert draws no text and says nothing."""
    spec = {
        "data": {"values": [{"t": "62%"}]},
        "mark": {"type": "text", "font": "No Such Font"},
        "encoding": {"text": {"field": "t"}},
    }
    empty = {**spec, "mark": {**spec["mark"], "opacity": 0}}  # type: ignore[dict-item]
    pictures = [drawn(json.dumps(_for_print(given)), "6.4") for given in (spec, empty)]
    assert ImageChops.difference(*pictures).getbbox() is not None


def test_the_parts_of_a_composition_stay_apart_in_grey() -> None:
    """Six steps of lightness (CIE L*) of at least 12; of neighbours in a bar at least 15, with a white line between."""
    light = [_lightness(colour) for colour in IN_PRINT.values()]
    assert min(abs(one - other) for one, other in combinations(light, 2)) > 12
    assert min(abs(one - other) for one, other in pairwise(light)) > 15


def test_an_unknown_kind_or_a_silly_width_is_refused() -> None:
    with pytest.raises(BadCall, match="png"):
        picture(CHART, "pngs", 80)
    with pytest.raises(BadCall, match="40 to 400 mm"):
        export_regions(FRAMES, Path("none"), [], [], pictures=["svg"], width=8000)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("50% & more_1", r"50\% \& more\_1"),
        (r"\input{x}", r"\textbackslash{}input\{x\}"),
        ("a~b^c#d$e", r"a\textasciitilde{}b\textasciicircum{}c\#d\$e"),
        ("[1]\nx", "{[}1{]} x"),
        ("中文—0", "中文---0"),
    ],
)
def test_every_sign_that_latex_would_obey_is_written_out(text: str, expected: str) -> None:
    assert escaped(text) == expected


def test_a_latex_table_has_three_lines_and_as_many_cells_in_each_row() -> None:
    text = latex([HOSTILE], "zh")
    assert [text.count(rule) for rule in (r"\toprule", r"\midrule", r"\bottomrule", r"\hline")] == [
        1,
        1,
        1,
        0,
    ]
    rows = [line for line in text.splitlines() if line.endswith(r" \\")]
    assert [len(re.findall(r"(?<!\\)&", row)) for row in rows] == [2, 2, 2]
    assert "ctex" in text.splitlines()[0] and "ctex" not in latex([HOSTILE], "en")
    assert r"\input" not in text and r"\write" not in text


LONG = "Correction rate in suits after review, of upheld and corrected"
WIDE = PrintTable(
    title="Key figures, 郑州市",
    head=("measure", "value", "numerator / denominator", "95% interval", "as printed", "why no value"),
    rows=(
        (LONG, "37.5%", "1,284 / 3,420", "35.9%\u00a0–\u00a039.2%", "22.3%", "fewer than 10 cases: no rate"),
    ),
    prose=(5,),
)


def test_a_table_wider_than_the_line_breaks_its_words_and_never_its_numbers() -> None:
    """The widths of p columns are parts of the line: with the numbers as they are they stay within it."""
    text = latex([WIDE], "en")
    parts = [float(part) for part in re.findall(r"p\{([\d.]+)\\linewidth\}", text)]
    numbers = sum(map(len, ("37.5%", "1,284 / 3,420", "35.9% – 39.2%", "printed")))
    assert len(parts) == 2 and sum(parts) * ROOM + numbers + 5 * BETWEEN <= ROOM
    assert r"\shortstack[r]{numerator /\\denominator}" in text
    assert rf"{LONG} & 37.5\% & 1,284 / 3,420" in text and r"\raggedright" in text
    narrow = latex([PrintTable("t", ("measure", "value"), (("Requests", "3"),))], "en")
    assert r"\begin{tabular}{lr}" in narrow and "raggedright" not in narrow


def test_an_english_file_with_chinese_names_says_what_they_need() -> None:
    assert "xeCJK" in latex([WIDE], "en").splitlines()[0]
    assert "xeCJK" not in latex([PrintTable("t", ("a",), (("b",),))], "en")


def test_a_word_table_has_three_lines_and_the_texts_as_they_are(tmp_path: Path) -> None:
    write_word("t", [HOSTILE], tmp_path / "t.docx")
    document = docx.Document(str(tmp_path / "t.docx"))
    [table] = document.tables
    assert [[cell.text for cell in row.cells] for row in table.rows][1] == list(HOSTILE.rows[0])
    lines = [re.findall(r"<w:(top|bottom) ", row.cells[0]._tc.xml) for row in table.rows]
    assert lines == [["top"], ["top"], ["bottom"]]
    assert table.rows[2].cells[2].text == 'a "b"'  # a sign that XML forbids is left out


def test_no_number_of_a_word_table_is_broken_however_many_columns_it_has(tmp_path: Path) -> None:
    head = ("measure", "value", "numerator / denominator", "95% interval", "as printed", "why no value")
    row = (
        "Review intensity (per 100)",
        "3,475",
        "1,284 / 3,420",
        "35.9% – 39.2%",
        "3,485",
        "too few cases" * 3,
    )
    write_word("t", [PrintTable("t", head, (row,), prose=(5,))], tmp_path / "t.docx")
    [table] = docx.Document(str(tmp_path / "t.docx")).tables
    margins, half_width = (
        10.8,
        9 / 2,
    )  # points: what a word processor leaves free in a cell, a digit of 9 points
    for column, text in zip(table.columns, row, strict=True):
        if text[0].isdigit():
            assert column.width.pt - margins > len(text) * half_width, text


def test_the_same_tables_give_the_same_bytes_at_any_time(tmp_path: Path) -> None:
    for name in ("a", "b"):
        write_word("t", [HOSTILE], tmp_path / name)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()
    assert {part.date_time for part in ZipFile(tmp_path / "a").infolist()} == {(1980, 1, 1, 0, 0, 0)}


@pytest.mark.parametrize(("language", "label"), [("zh", "公开率"), ("en", "Disclosure rate")])
def test_a_regions_tables_carry_its_figures_in_both_languages(
    language: str, label: str, tmp_path: Path
) -> None:
    written = export_regions(FRAMES, tmp_path, ["410103"], [], documents=["docx", "latex"], language=language)
    assert [path.relative_to(tmp_path).as_posix() for path in written] == [
        "410103-2022/tables.docx",
        "410103-2022/tables.tex",
    ]
    # 49 of 62: Wilson 0.673608 to 0.873160 (reference value 1 of the research on statistics)
    assert rf"{label} & 79.0\% & 49 / 62 & 67.4\% -- 87.3\%" in written[1].read_text("utf-8")
    assert any(
        cell.text == label
        for table in docx.Document(str(written[0])).tables
        for cell in table.column_cells(0)
    )


def test_without_regions_every_place_with_a_report_gets_its_folder(tmp_path: Path) -> None:
    written = export_regions(FRAMES, tmp_path, [], [], documents=["latex"])
    assert {path.parent.name for path in written} == {"410103-2022", "640302-2022"}
    written = export_regions(FRAMES, tmp_path, ["410103"], [2022], pictures=["svg"])
    assert len(written) == 6 and all(path.read_bytes().startswith(b"<svg") for path in written)


def test_a_region_or_year_without_reports_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadCall, match="no report of 410103 in 1999"):
        export_regions(FRAMES, tmp_path, ["410103"], [1999], pictures=["svg"])


def _lightness(colour: str) -> float:
    """CIE 1976 L* of an sRGB colour."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    y = sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))
    return float(116 * y ** (1 / 3) - 16)
