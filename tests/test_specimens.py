"""The specimens themselves: their figures add up, each layout holds every value, the samples are what we say.

Nothing here uses the product's readers or checks: what is read back is read with other libraries.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import docx as python_docx
import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html

from tests.specimens import LAYOUTS, rendered
from tests.specimens.figures import OUTCOMES, ROUTES, consistent, seeded
from tests.specimens.report import Cells, Report, plain_report, printed
from tests.specimens.samples import REGISTER_COLUMNS, Sample, load_samples, register_text, sample_bytes
from tests.specimens.tables import report_tables
from workbench.form import load_edition

RAW = Path(__file__).parents[1] / "data" / "raw"
SAMPLES = load_samples()
APPLICANTS = ("natural_person", "commercial", "research", "public_welfare", "legal_service", "other")
ALL = (*APPLICANTS, "total")
each_edition = pytest.mark.parametrize("edition", ["2019", "2021"])
VALUES_IN_ROW = ((3, 1), (7,), (15,))  # how many a row of the three tables may hold


def amount(cells: Cells, cell: str) -> int:
    value = cells[cell]
    assert isinstance(value, int)
    return value


def broken_sums(cells: Cells) -> list[str]:
    """The form's sums that do not hold, worked out here from the ids alone."""
    rows = list(dict.fromkeys(cell.split(".")[1] for cell in cells if cell.startswith("requests.")))
    balance = ("received", "carried_in", "total_processed", "carried_over")
    broken = []
    for row in rows:
        parts = sum(amount(cells, f"requests.{row}.{name}") for name in APPLICANTS)
        if parts != cells[f"requests.{row}.total"]:
            broken.append(row)
    for name in ALL:
        received, before, done, after = (amount(cells, f"requests.{row}.{name}") for row in balance)
        decided = sum(amount(cells, f"requests.{row}.{name}") for row in rows if row not in balance)
        if decided != done or received + before != done + after:
            broken.append(name)
    for route in ROUTES:
        if None in (cells[f"{route}.{outcome}"] for outcome in OUTCOMES):
            continue
        if sum(amount(cells, f"{route}.{outcome}") for outcome in OUTCOMES) != cells[f"{route}.total"]:
            broken.append(route)
    return broken


@each_edition
@given(data=st.data())
@settings(max_examples=50)
def test_random_figures_fill_the_form_and_add_up(edition: str, data: st.DataObject) -> None:
    cells = data.draw(consistent(edition))
    assert list(cells) == list(load_edition(edition).standard_cells)
    assert broken_sums(cells) == []


@each_edition
def test_seeded_figures_are_the_same_again_and_add_up(edition: str) -> None:
    for seed in range(20):
        assert seeded(seed, edition) == seeded(seed, edition)
        assert broken_sums(seeded(seed, edition)) == []


def test_seeded_figures_have_quiet_years_and_thousands() -> None:
    totals = [amount(seeded(seed), "requests.received.total") for seed in range(40)]
    assert min(totals) == 0
    assert max(totals) > 9_999


@pytest.mark.office
@pytest.mark.browser
@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_layout_is_the_same_for_the_same_seed_and_shows_every_value(layout: str) -> None:
    reports = [plain_report(seeded(1)), plain_report(seeded(3, "2019"), "2019")]
    files = rendered(layout, reports, [None, 1])
    assert files == rendered(layout, reports, [None, 1])
    for report, content in zip(reports, files, strict=True):
        shown = digits_of(content, LAYOUTS[layout].extension)
        missing = Counter(digits("".join(map(printed, report.cells.values())))) - Counter(shown)
        assert missing == Counter(), f"{layout} lost digits"


@each_edition
@pytest.mark.parametrize("number", [2, 3, 4])
def test_a_table_has_each_cell_of_its_section_once_and_no_hole(number: int, edition: str) -> None:
    report = plain_report(seeded(5, edition), edition)
    table = report_tables(report)[number]
    assert {len(row) for row in table.places()} == {len(table.widths)}
    ids = [box.cell for row in table.rows for box in row if box.cell]
    form = load_edition(edition).standard_cells
    assert ids == [id_ for id_, cell in form.items() if cell.section == number]


def test_an_undivided_row_stands_in_place_of_its_three_parts() -> None:
    parts = ("other_no_correction", "other_unpaid_fee", "other_other")
    cells = {id_: value for id_, value in seeded(1).items() if id_.split(".")[1] not in parts}
    cells |= {f"requests.other_undivided.{name}": 0 for name in ALL}
    rows = report_tables(plain_report(cells))[3].rows
    assert [row[0].text for row in rows][-3:] == ["（六）其他处理", "（七）总计", "四、结转下年度继续办理"]


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.file)
def test_a_sample_holds_its_figures_in_form_order(sample: Sample) -> None:
    content = (RAW / sample.file).read_bytes()
    if sample.file.endswith(".pdf"):
        # The word processor's version decides how rows break over pages, so the numbers are counted.
        expected = Counter(digits(shown_text(sample.report)))
        assert Counter(digits_of(content, "pdf")) - expected == Counter(page_numbers(content))
        assert expected - Counter(digits_of(content, "pdf")) == Counter()
        return
    assert content == sample_bytes(sample)
    if sample.file.endswith(".docx"):
        assert docx_values(content) == values_in_order(sample.report)
    elif sample.file.endswith(".html"):
        assert html_values(content) == values_in_order(sample.report)
    else:
        numbers = re.findall(r"^(?:.*\s)?((?:\d+ ){6}\d+)$", content.decode(), re.MULTILINE)
        assert len(numbers) == 26  # 25 rows of the matrix, and the end of the line of fifteen


def test_the_samples_figures_add_up() -> None:
    assert [broken_sums(sample.report.cells) for sample in SAMPLES] == [[]] * 5


def test_the_register_has_one_row_for_each_sample_file() -> None:
    files = {sample.file: (RAW / sample.file).read_bytes() for sample in SAMPLES}
    text = (RAW / "register.csv").read_text("utf-8")
    assert text == register_text(SAMPLES, files)
    rows = list(csv.DictReader(io.StringIO(text)))
    assert tuple(rows[0]) == REGISTER_COLUMNS
    assert [row["sha256"] for row in rows] == [hashlib.sha256(files[row["path"]]).hexdigest() for row in rows]
    assert {row["use"] for row in rows} == {"sample"}


def test_a_sample_pdf_carries_its_fonts() -> None:
    for path in RAW.glob("*.pdf"):
        content = path.read_bytes()
        assert content.count(b"/FontFile") >= content.count(b"/Type/FontDescriptor") > 0


# ---------------------------------------------------------------- reading back without the product's readers


def digits(text: str) -> list[str]:
    return re.findall(r"\d", text)


def digits_of(content: bytes, extension: str) -> list[str]:
    """The digits that a reader of the file would see, one by one, so that wrapped numbers count too."""
    if extension == "pdf":
        return digits("".join(pdf_pages(content)))
    if extension == "docx":
        body = python_docx.Document(io.BytesIO(content)).element.body
        return digits("".join(body.itertext()))
    if extension == "html":
        sent = "utf-8" if b'charset="utf-8"' in content else "gb18030"
        page: Any = html.fromstring(content.decode(sent))
        return digits(page.text_content())
    return digits(content.decode())


def pdf_pages(content: bytes) -> list[str]:
    with pypdfium2.PdfDocument(content) as document:
        return [page.get_textpage().get_text_bounded() for page in document]


def page_numbers(content: bytes) -> list[str]:
    return digits(" ".join(str(number) for number in range(1, len(pdf_pages(content)) + 1)))


def shown_text(report: Report) -> str:
    """All that the sample's pages show, apart from page numbers."""
    boxes = (box.text for table in report_tables(report).values() for row in table.rows for box in row)
    texts: Iterable[str] = (
        *report.lines_of_title,
        *report.lead,
        *report.overview,
        *boxes,
        *report.problems,
        *report.other,
        *report.signature,
    )
    return "".join(texts)


def values_in_order(report: Report) -> list[str]:
    return [printed(value) for value in report.cells.values()]


def docx_values(content: bytes) -> list[str]:
    """The last cells of each row as python-docx gives them; merged cells are the same element there."""
    values: list[str] = []
    for table, counts in zip(python_docx.Document(io.BytesIO(content)).tables, VALUES_IN_ROW, strict=True):
        for row in table.rows:
            seen: list[object] = []
            texts = []
            for cell in row.cells:
                if not any(cell._tc is other for other in seen):
                    seen.append(cell._tc)
                    texts.append(cell.text)
            values += number_cells(texts, counts)
    return values


def html_values(content: bytes) -> list[str]:
    page: Any = html.fromstring(content.decode("gb18030"))
    values: list[str] = []
    for table, counts in zip(page.xpath('//table[@class="MsoNormalTable"]'), VALUES_IN_ROW, strict=True):
        for row in table.xpath(".//tr"):
            texts = [cell.text_content().replace("\xa0", "").strip() for cell in row]
            values += number_cells(texts, counts)
    return values


def number_cells(texts: list[str], counts: tuple[int, ...]) -> list[str]:
    """The cells at the end of a row that hold numbers or nothing; none of a row of names."""
    for count in counts:
        tail = texts[-count:]
        if len(texts) >= count and any(tail) and all(re.fullmatch(r"[\d.]*", text) for text in tail):
            return tail
    return []
