"""A table put into the text as a picture of itself is named as that: its cells are missing, and the report says why."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pypdfium2
import pytest
from PIL import Image

from tests.specimens import rendered
from tests.specimens.blocks import document, page, tables
from tests.specimens.docx import docx
from tests.specimens.figures import seeded
from tests.specimens.report import plain_report
from workbench.report import read_bytes

CELLS = seeded(3)
NOW = tables(CELLS)
DRAWN = (
    '<w:p><w:r><w:drawing><wp:inline xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing">'
    '<wp:extent cx="{0}" cy="{1}"/></wp:inline></w:drawing></w:r></w:p>'
)


def told(found: dict[str, Any]) -> str:
    """What the report says of pictures; nothing if it says nothing."""
    return next((reason["message"] for reason in found["reasons"] if reason["reason"] == "pictured"), "")


def web_page(picture: str, *, whole: bool = False) -> dict[str, Any]:
    html = page(document([NOW[2]], [NOW[3], "PICTURE"] if whole else ["PICTURE"], [NOW[4]])).decode()
    return read_bytes(html.replace("<p>PICTURE</p>", f"<p>{picture}</p>").encode(), "report.html")


def test_a_web_page_with_a_picture_in_place_of_the_matrix_says_so() -> None:
    found = web_page('<img src="W020240118.png" style="width:620px;height:800px">')

    assert "1 pictures stand in the text" in told(found)
    assert not [id_ for id_ in found["cells"] if id_.startswith("requests")]


@pytest.mark.parametrize(
    "picture",
    [
        '<img src="a.png" width="16" height="16">',
        '<img src="/images/logo.png">',
        '<a href="/"><img src="a.png"></a>',
    ],
)
def test_a_sites_small_pictures_logos_and_links_show_no_table(picture: str) -> None:
    assert told(web_page(picture)) == ""


def test_a_picture_beside_whole_tables_says_nothing() -> None:
    assert told(web_page('<img src="chart.png">', whole=True)) == ""


@pytest.mark.parametrize("size, is_told", [((5_400_000, 3_000_000), True), ((900_000, 900_000), False)])
def test_a_word_file_with_a_drawing_in_place_of_its_tables_says_so(
    size: tuple[int, int], is_told: bool
) -> None:
    cells = {id_: value for id_, value in CELLS.items() if not id_.startswith("requests.denied")}
    source, target = zipfile.ZipFile(io.BytesIO(docx(plain_report(cells), None))), io.BytesIO()
    with zipfile.ZipFile(target, "w") as changed:
        for name in source.namelist():
            data = source.read(name)
            if name == "word/document.xml":
                data = data.replace(b"<w:body>", b"<w:body>" + DRAWN.format(*size).encode(), 1)
            changed.writestr(name, data)

    assert bool(told(read_bytes(target.getvalue(), "report.docx"))) == is_told


def test_a_page_of_a_pdf_with_a_picture_in_its_text_says_which_page() -> None:
    with pypdfium2.PdfDocument(rendered("pdf_drawn", [plain_report(CELLS)], [None])[0]) as pdf:
        jpeg = io.BytesIO()
        Image.new("L", (400, 200), 200).save(jpeg, "JPEG")
        picture = pypdfium2.PdfImage.new(pdf)
        picture.load_jpeg(jpeg, inline=True)
        picture.set_matrix(pypdfium2.PdfMatrix().scale(400, 200).translate(90, 20))
        first = pdf[0]
        first.insert_obj(picture)
        first.gen_content()
        del pdf[1]
        buffer = io.BytesIO()
        pdf.save(buffer)

    assert "page 1" in told(read_bytes(buffer.getvalue(), "report.pdf"))
