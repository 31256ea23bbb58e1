"""The cell as it stands in the source: the right page and box, the right cell marked, nothing foreign let in."""

from __future__ import annotations

import re
import subprocess
import sys
import zipfile
from base64 import b64decode
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pypdfium2
import pytest
from PIL import Image

from tests.evidence import RECEIVED, correction, evidence_project, specimen
from tests.specimens import pdf_variants as variants
from tests.specimens.figures import seeded
from tests.specimens.pdf_drawn import places_drawn
from tests.specimens.report import plain_report
from workbench import fonts, frames, source_view
from workbench.corrections import append
from workbench.errors import BadCall, Unreadable
from workbench.matrix import matrix
from workbench.source_view import pages
from workbench.source_view.flagged import to_look_at

GRANTED = "requests.granted.natural_person"
ORANGE = (212, 80, 26)
TRUE = int(str(seeded(3)[RECEIVED]))


def written(folder: Path, layout: str, name: str) -> Path:
    path = folder / name
    path.write_bytes(specimen(layout))
    return path


def picture_in(html: str) -> Any:
    found = re.search(r"data:image/png;base64,([^\"]+)", html)
    assert found
    return np.asarray(Image.open(BytesIO(b64decode(found[1]))).convert("RGB"))


def outlined(picture: Any) -> tuple[int, int, int, int]:
    """Left, top, right and bottom of the orange outline, in pixels."""
    rows, columns = np.nonzero((picture == ORANGE).all(axis=2))
    return columns.min(), rows.min(), columns.max(), rows.max()


@pytest.mark.parametrize("layout", ["pdf_drawn", "pdf_plain"])
def test_the_box_in_the_picture_is_that_of_the_cell(tmp_path: Path, layout: str) -> None:
    evidence = source_view.of_file(written(tmp_path, layout, "r.pdf"), GRANTED)
    picture = picture_in(source_view.card(evidence))
    left, top, right, bottom = outlined(picture)
    scale = pages.DPI / 72
    x0, y0, x1, y1 = evidence.origin["box"]
    lost = max(0.0, y0 - pages.AROUND)  # what is cut off above
    expected = (x0 * scale, (y0 - lost) * scale, x1 * scale, (y1 - lost) * scale)
    assert np.abs(np.array([left, top, right, bottom]) - expected).max() <= pages.OUTLINE + 1.5


GOLD = places_drawn(plain_report(seeded(3), year=2024))
SPREAD = ("proactive.licensing.decisions", GRANTED, "requests.total_processed.total", "review.total")


def turned(pdf: bytes) -> bytes:
    """The same pages, each shown a quarter turn clockwise."""
    buffer = BytesIO()
    with pypdfium2.PdfDocument(pdf) as document:
        for number in range(len(document)):
            document[number].set_rotation(90)
        document.save(buffer)
    return buffer.getvalue()


@pytest.mark.parametrize("cell", SPREAD)
@pytest.mark.parametrize("how", ["upright", "turned", "zipped"])
def test_page_and_outline_are_where_the_specimen_drew_the_cell(tmp_path: Path, how: str, cell: str) -> None:
    page, (x0, y0, x1, y1) = GOLD[cell]
    pdf = specimen("pdf_drawn")
    path = tmp_path / "r.pdf"
    path.write_bytes(turned(pdf) if how == "turned" else pdf)
    if how == "zipped":
        with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
            archive.write(path, "年报/r.pdf")
        path = tmp_path / "a.zip"
    evidence = source_view.of_file(path, cell)
    assert evidence.origin["page"] == page
    scale, cut = pages.DPI / 72, max(0.0, y0 - pages.AROUND)
    expected = np.array([x0 * scale, (y0 - cut) * scale, x1 * scale, (y1 - cut) * scale])
    found = np.array(outlined(picture_in(source_view.card(evidence))))
    assert np.abs(found - expected).max() <= pages.OUTLINE + 2


@pytest.mark.parametrize("layout", ["pdf_drawn", "pdf_plain"])
@pytest.mark.parametrize(("content", "rotate"), [(1, 0), (2, 0), (3, 0), (0, 1), (0, 2), (0, 3)])
def test_a_page_on_its_side_or_head_is_shown_so_that_it_can_be_read(
    tmp_path: Path, layout: str, content: int, rotate: int
) -> None:
    pdf, path = specimen(layout), tmp_path / "r.pdf"
    path.write_bytes(pdf)
    upright = picture_in(source_view.card(source_view.of_file(path, GRANTED)))
    path.write_bytes(variants.turned(pdf, content, rotate))
    shown = picture_in(source_view.card(source_view.of_file(path, GRANTED)))
    assert np.abs(np.array(shown.shape) - upright.shape).max() <= 1
    assert np.abs(np.array(outlined(shown)) - outlined(upright)).max() <= 2
    rows, columns = (min(pair) for pair in zip(shown.shape[:2], upright.shape[:2], strict=True))
    dark = [each[:rows, :columns].mean(axis=2) < 128 for each in (shown, upright, upright[::-1, ::-1])]
    alike, on_its_head = ((dark[0] == other).mean() for other in dark[1:])
    assert alike > 0.9 and alike > on_its_head  # strokes are smoothed otherwise


def test_what_is_inside_the_box_is_the_printed_number(tmp_path: Path) -> None:
    """The outline's inside is cut out and compared with the same place of the bare page."""
    from workbench.readers.pdfium import draw_pages

    evidence = source_view.of_file(written(tmp_path, "pdf_drawn", "r.pdf"), GRANTED)
    picture = picture_in(source_view.card(evidence))
    left, top, right, bottom = outlined(picture)
    page = next(draw_pages(evidence.load(), "r.pdf", pages.DPI, [evidence.origin["page"]]))
    shift = round(max(0.0, evidence.origin["box"][1] - pages.AROUND) * pages.DPI / 72)
    inside = picture[top + 3 : bottom - 2, left + 3 : right - 2].mean(axis=2) < 100
    there = page[top + 3 + shift : bottom - 2 + shift, left + 3 : right - 2] < 110
    assert there.any() and (inside == there).mean() > 0.95


def test_row_and_column_are_tinted_and_the_rest_is_not(tmp_path: Path) -> None:
    evidence = source_view.of_file(written(tmp_path, "pdf_drawn", "r.pdf"), GRANTED)
    picture = picture_in(source_view.card(evidence)).astype(int)
    left, top, right, bottom = outlined(picture)
    tinted = (picture[:, :, 0] - picture[:, :, 2]) > 40
    middle, centre = (top + bottom) // 2, (left + right) // 2
    assert tinted[middle, right + 20] and tinted[top - 20, centre]
    assert not tinted[top - 20, right + 20]


@pytest.mark.parametrize("layout, name", [("docx", "r.docx"), ("html_site", "r.html")])
def test_a_table_fragment_marks_the_cell_and_names_its_row_and_column(
    tmp_path: Path, layout: str, name: str
) -> None:
    evidence = source_view.of_file(written(tmp_path, layout, name), GRANTED)
    html = source_view.card(evidence, "zh")
    assert re.findall("<mark.*?>(.*?)</mark>", html) == [evidence.read["printed"]]
    assert "予以公开" in html and "自然人" in html.replace(" ", "")


@pytest.mark.parametrize("layout", ["text_lines", "markdown_tabs", "text_pdf"])
def test_lines_of_text_mark_the_printed_number_in_its_own_line(tmp_path: Path, layout: str) -> None:
    path = written(tmp_path, layout, "r.md" if layout.startswith("markdown") else "r.txt")
    for cell in (GRANTED, RECEIVED):
        evidence = source_view.of_file(path, cell)
        html = source_view.card(evidence)
        assert re.findall("<mark[^>]*>(.*?)</mark>", html) == [evidence.read["printed"]]
        assert f">{evidence.origin['line']}</td>" in html


@pytest.mark.parametrize("layout", ["text_glued", "text_lines", "text_bars"])
def test_of_a_page_in_one_line_the_part_with_the_cell_is_shown(tmp_path: Path, layout: str) -> None:
    """A page's text as it is pasted, without ends of lines and, where it is glued, without a space between numbers."""
    path = tmp_path / "r.txt"
    path.write_text(" ".join(specimen(layout).decode().split("\n")), "utf-8")
    for cell, follows in (("requests.granted.total", "部分公开"), ("requests.received.total", "上年结转")):
        evidence = source_view.of_file(path, cell)
        line = re.search(r"<td[^>]*>([^<]*)<mark[^>]*>(.*?)</mark>([^<]*)</td>", source_view.card(evidence))
        assert line and line[2] == evidence.read["printed"]
        assert follows in line[3][:20], "the number is not the last one of its row"


def test_a_cell_that_cannot_be_found_in_a_long_line_is_not_outlined(tmp_path: Path) -> None:
    path = tmp_path / "r.txt"
    path.write_text(" ".join(specimen("text_lines").decode().split("\n")), "utf-8")
    evidence = source_view.of_file(path, GRANTED)
    elsewhere = {GRANTED: {**evidence.cells[GRANTED], "printed": "98765"}}
    lost = evidence._replace(cells={**evidence.cells, **elsewhere})
    assert "<mark" not in source_view.card(lost) and "98765" in source_view.card(lost)


def test_of_equal_numbers_in_a_line_the_right_one_is_marked(tmp_path: Path) -> None:
    path = tmp_path / "r.txt"
    changed = {f"requests.carried_in.{who}": 0 for who in ("natural_person", "commercial", "total")}
    path.write_bytes(specimen("text_pdf", changed))
    spans = []
    for who in ("natural_person", "commercial", "research"):
        html = source_view.card(source_view.of_file(path, f"requests.rejected_reissue.{who}"))
        line = re.search(r"<td[^>]*>([^<]*<mark[^>]*>[^<]*</mark>[^<]*)</td>", html)
        assert line
        spans.append(len(re.sub("<mark.*", "", line[1])))
    assert spans == sorted(set(spans))


def test_beside_it_stands_what_is_known(tmp_path: Path) -> None:
    evidence = source_view.of_file(written(tmp_path, "pdf_drawn", "r.pdf"), GRANTED)
    html = source_view.card(evidence)
    for said in (
        f"&quot;{evidence.read['printed']}&quot;",
        "proved",
        "passed: C1.granted each row: six applicants = total",
        "C2.natural_person",
        "pdfium",
        "r.pdf",
    ):
        assert said in html
    assert f"page {evidence.origin['page']}" in html and evidence.sha256 in html


def test_nothing_of_the_page_but_its_text_gets_in(tmp_path: Path) -> None:
    bad = '<script>alert(1)</script><img src="http://192.0.2.1/x.png" onerror="alert(2)">'
    path = tmp_path / "r.html"
    text = specimen("html_site").decode("gb18030")
    path.write_bytes(text.replace("不予公开", f"不予公开{bad}&lt;b onclick=x&gt;").encode("gb18030"))
    html = source_view.page(source_view.of_file(path, GRANTED))
    assert "<script" not in html and "192.0.2.1" not in html and "onerror" not in html and "<b " not in html


def test_a_member_of_a_zip_is_shown_and_an_archive_of_several_asks_which(tmp_path: Path) -> None:
    archive = tmp_path / "a.zip"
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("one.html", specimen("html_site"))
        file.writestr("two.html", specimen("html_site", {"review.total": "0"}))
    evidence = source_view.of_file(Path(f"{archive}!one.html"), GRANTED)
    assert "a.zip!one.html" in source_view.card(evidence)
    with pytest.raises(BadCall, match=r"archive of 2 reports.*a\.zip!one\.html"):
        source_view.of_file(archive, GRANTED)


def test_an_unknown_cell_names_what_is_near(tmp_path: Path) -> None:
    path = written(tmp_path, "html_site", "r.html")
    with pytest.raises(BadCall, match=r"no cell of the form.*Did you mean requests.received.total"):
        source_view.of_file(path, "requests.received.totl")
    with pytest.raises(BadCall, match="not in this report"):
        source_view.of_file(path, "proactive.procurement.items")
    path.write_text("nothing of a report")
    with pytest.raises(Unreadable, match="workbench read"):
        source_view.of_file(path, GRANTED)


def test_from_the_frames_a_correction_stands_beside_the_picture(tmp_path: Path) -> None:
    project = evidence_project(tmp_path, "pdf_drawn", requests__received__total=TRUE + 10)
    row = frames.load(project).reports.row(0, named=True)
    told = {"sha256": row["sha256"], "printed": f"{TRUE + 10}", "value": TRUE}
    append(project.corrections, correction(**told))
    loaded = frames.load(project)
    html = source_view.card(source_view.of_report(loaded, row["path"], RECEIVED))
    assert f"printed is {TRUE + 10:,}" in html and picture_in(html).size
    assert to_look_at(loaded, loaded.reports).select("cell", "why").rows() == [(RECEIVED, "correction")]
    (project.raw / row["path"]).write_bytes(specimen("pdf_drawn"))
    assert "other bytes" in source_view.card(source_view.of_report(loaded, row["report_id"], RECEIVED))


def test_a_page_carries_its_flagged_cells_within_bounds(tmp_path: Path) -> None:
    project = evidence_project(tmp_path, "html_site", requests__granted__total=TRUE + 500, review__total=77)
    loaded = frames.load(project)
    html = source_view.flagged(loaded, loaded.reports, lang="en", most=1).html
    assert html.count("<figure") == 1 and "not shown here" in html
    assert re.findall('data-cell="([^"]*)"', html)[0] in loaded.proposals["cell"].to_list()


def test_doubtful_cells_of_a_row_and_one_cause_share_a_cut_out_and_none_is_lost(tmp_path: Path) -> None:
    project = evidence_project(tmp_path, "html_site", review__total=77)  # its row alone does not add up
    loaded = frames.load(project)
    wanted = to_look_at(loaded, loaded.reports)["cell"].to_list()
    html = source_view.flagged(loaded, loaded.reports, lang="en").html
    assert len(wanted) > html.count("<figure") and {cell.split(".")[0] for cell in wanted} == {"review"}
    shared = html[: html.index("Where the other cells stand")]
    assert all(f' id="cell-{cell}"' in shared for cell in wanted)


def test_without_a_chinese_font_the_picture_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    evidence = source_view.of_file(written(tmp_path, "html_site", "r.html"), GRANTED)
    usual = Image.open(BytesIO(source_view.png(evidence)))
    monkeypatch.setattr(fonts, "FONTS", ())
    monkeypatch.setenv("PATH", "")
    told = Image.open(BytesIO(source_view.png(evidence)))
    assert told.height > usual.height and (np.asarray(told)[..., :3] == ORANGE).all(axis=2).any()


def test_the_command_writes_what_the_suffix_says(tmp_path: Path) -> None:
    path = written(tmp_path, "pdf_drawn", "r.pdf")

    def run(*words: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "workbench", "show", *words]
        return subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path)

    for name, begins in (("c.png", b"\x89PNG"), ("c.html", b"<!DOCTYPE html>")):
        done = run(str(path), GRANTED, "--out", name)
        assert done.returncode == 0 and GRANTED in done.stdout
        assert (tmp_path / name).read_bytes().startswith(begins)
    wrong = run(str(path), GRANTED, "--out", "c.gif")
    assert wrong.returncode == 2 and "ends in .png or .html" in wrong.stderr
    none = run("gone.pdf", GRANTED, "--out", "c.png")
    assert none.returncode == 2 and "gone.pdf" in none.stderr and "Traceback" not in none.stderr


def test_every_number_of_the_matrix_links_to_its_cut_out_or_to_its_place_and_nothing_twice(
    tmp_path: Path,
) -> None:
    project = evidence_project(tmp_path, "pdf_drawn", requests__received__total=TRUE + 10)
    loaded = frames.load(project)
    page = matrix(loaded, loaded.reports, lang="en", linked=True).html
    flagged = source_view.flagged(loaded, loaded.reports, lang="en").html
    links, anchors = re.findall('href="#([^"]*)"', page), re.findall(' id="([^"]*)"', flagged)
    assert len(links) == 25 * 7 and set(links) <= set(anchors) and len(anchors) == len(set(anchors)) == 200
    assert (
        f'<figure class="source" id="cell-{RECEIVED}"' in flagged
        and f'<tr id="cell-{RECEIVED}"' not in flagged
    )
    row = re.search(f'<tr id="cell-{GRANTED}".*?</tr>', flagged)
    assert row and f"page {GOLD[GRANTED][0]}<" in row[0] and "workbench show" in flagged


def test_of_several_reports_no_cell_has_an_anchor(tmp_path: Path) -> None:
    project = evidence_project(tmp_path, requests__received__total=TRUE + 10)
    loaded = frames.load(project)
    twice = pl.concat([loaded.reports, loaded.reports])
    assert " id=" not in source_view.flagged(loaded, twice, lang="zh").html
