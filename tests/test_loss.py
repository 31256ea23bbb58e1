"""Text that is lost between a file and its report is told: by counters, and as a reason when it is most of it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.keeping import made_project
from tests.specimens import LAYOUTS, rendered
from tests.specimens.bombs import packed, word
from tests.specimens.figures import seeded
from tests.specimens.report import plain_report
from workbench import loss
from workbench.commands.check import command
from workbench.packing import SEEN
from workbench.readers import read_document
from workbench.readers.document import Document, Origin, TextLine
from workbench.report import read_bytes
from workbench.store import Read, Store

TEXT = "<w:p><w:r><w:t>{}</w:t></w:r></w:p>"
PAGE = "<html><body><!-- {} --><script>{}</script><p>{}</p></body></html>"


def kept(text: str) -> Document:
    return Document("html", "html", (TextLine(text, Origin(line=1)),), ())


@pytest.mark.parametrize("layout", ["html_site", "docx", "text_cells", "markdown_pipes", "pdf_drawn"])
def test_a_whole_report_uses_its_tables_and_has_lost_nothing(layout: str) -> None:
    content = rendered(layout, [plain_report(seeded(3))], [3])[0]
    report = read_bytes(content, f"a.{LAYOUTS[layout].extension}")
    seen = report["seen"]
    assert 0 < seen["characters_used"] <= seen["characters"]
    assert seen["tables_used"] <= seen["tables"]
    if layout in ("html_site", "docx", "pdf_drawn"):  # the others have lines only
        assert seen["tables_used"] >= 1
    assert "text_dropped" not in [reason["reason"] for reason in report["reasons"]]


def test_text_that_a_library_dropped_is_told() -> None:
    page = PAGE.format("", "", "公开" * 1000).encode()
    told = loss.dropped(page, "html", kept("公开" * 100))
    assert told is not None and told["message"].startswith("200 of the 2,000 Chinese characters")
    assert loss.dropped(page, "html", kept("公开" * 600)) is None


@pytest.mark.parametrize(
    "content",
    [
        word(TEXT.format("公开" * 1000)),
        word(TEXT.format("&#x516C;&#24320;" * 1000)),
        packed({"word/document.xml": TEXT.format("公开" * 1000).replace("w:", "x:").encode()}),
        packed({"word/document.xml": f"<w:r>{TEXT.format('公开' * 1000)}</w:r>".encode("utf-16")}),
    ],
    ids=["plain", "numbers", "prefix", "utf-16"],
)
def test_text_of_a_word_file_is_counted_however_it_is_written(content: bytes) -> None:
    told = loss.dropped(content, "docx", kept("公开"))
    assert told is not None and told["message"].startswith("2 of the 2,000 Chinese characters")


def test_signs_of_a_page_that_are_written_as_numbers_are_counted() -> None:
    told = loss.dropped(PAGE.format("", "", "&#x516C;&#24320;" * 1000).encode(), "html", kept("公开"))
    assert told is not None and told["message"].startswith("2 of the 2,000 Chinese characters")


def test_characters_of_a_pdf_that_reach_no_line_and_no_cell_are_told() -> None:
    content = rendered("pdf_drawn", [plain_report(seeded(3))], [3])[0]
    document = read_document(content, "a.pdf")
    assert loss.dropped(content, "pdf", document) is None
    told = loss.dropped(content, "pdf", replace(document, lines=document.lines[:3], grids=()))
    assert told is not None and f"of the {document.characters:,} characters in the file" in told["message"]


def test_comments_and_scripts_are_no_text_that_could_be_lost() -> None:
    page = PAGE.format("注释" * 1000, "脚本" * 1000, "公开").encode()
    assert loss.dropped(page, "html", kept("公开")) is None


def test_a_report_of_which_most_is_dropped_is_partial(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loss, "FEWEST_LOST", -1)
    monkeypatch.setattr(loss, "LARGEST_SHARE", -1.0)
    report = read_bytes(rendered("docx", [plain_report(seeded(3))], [3])[0], "a.docx")
    assert report["status"] == "partial"
    assert [reason["reason"] for reason in report["reasons"]] == ["text_dropped"]


def test_what_was_seen_and_used_is_kept_and_lost_text_is_told_by_check(tmp_path: Path) -> None:
    content = rendered("docx", [plain_report(seeded(3))], [3])[0]
    report = read_bytes(content, "a.docx")
    lost = {"reason": "text_dropped", "message": "5 of the 900 Chinese characters in the file were read"}
    project = made_project(tmp_path)
    reads = [Read("a.docx", 1, 1, report), Read("b.docx", 1, 1, {**report, "sha256": "b", "reasons": [lost]})]
    Store(project.store).save(reads, "1")
    kept = Store(project.store).documents().filter(path="a.docx").select(*SEEN).collect().row(0, named=True)
    assert kept == report["seen"]
    said = CliRunner().invoke(command, ["--project", str(project.root)]).output
    assert "b.docx  text is lost: 5 of the 900 Chinese characters" in said and "a.docx  text" not in said
