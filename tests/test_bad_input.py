"""What is no report gives one clear sentence and a reason, whatever the bytes; nothing is ever raised."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import zipfile
from functools import cache
from pathlib import Path
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.specimens import rendered
from tests.specimens.figures import seeded
from tests.specimens.report import plain_report
from workbench.errors import Unreadable
from workbench.readers import ocr
from workbench.readers.kinds import OLE, container_of
from workbench.report import read_bytes, read_report


def archive(**members: str) -> bytes:
    """A ZIP with these members; `__` in a name stands for a slash."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
        for name, text in members.items():
            file.writestr(name.replace("__", "/") + ".xml", text)
    return buffer.getvalue()


@cache
def sample(layout: str) -> bytes:
    return rendered(layout, [plain_report(seeded(3))], [None])[0]


@pytest.fixture
def pdf() -> bytes:
    return sample("pdf_drawn")


@pytest.fixture
def docx() -> bytes:
    return sample("docx")


CASES = {
    "empty.pdf": (b"", "empty"),
    "spaces.txt": (b" \n\t \n", "empty"),
    "error-page.pdf": (b"<html><body><h1>404 Not Found</h1></body></html>", "not_a_report"),
    "poem.txt": ("床前明月光，疑是地上霜。".encode(), "not_a_report"),
    "noise.pdf": (b"%PDF-1.7\n" + bytes(range(256)) * 20 + b"\n%%EOF", "unreadable"),
    "broken.doc": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "unreadable"),
    "broken.jpg": (b"\xff\xd8\xff\xe0" + b"\0" * 600, "unreadable"),
    "report.ofd": (archive(OFD="<ofd/>"), "unsupported"),
    "table.xlsx": (archive(xl__workbook="<workbook/>"), "unsupported"),
    "slides.pptx": (archive(ppt__presentation="<p/>"), "unsupported"),
    "table.xls": (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500) + "Workbook\0".encode("utf-16-le"),
        "unsupported",
    ),
    "locked.docx": (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500) + "EncryptedPackage".encode("utf-16-le"),
        "encrypted",
    ),
    "reports.rar": (b"Rar!\x1a\x07\x00" + bytes(100), "unsupported"),
    "reports.7z": (b"7z\xbc\xaf\x27\x1c" + bytes(100), "unsupported"),
    "page.mht": (
        b"From: <Saved by Blink>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n\r\n<html>",
        "unsupported",
    ),
    "other.zip": (archive(a="<a/>"), "unsupported"),
    "broken.docx": (archive(word__document="<w:document"), "unreadable"),
    "entity.docx": (archive(word__document="<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"), "unreadable"),
    "binary.txt": (b"\x00\x01\x02 abc \x00", "unsupported"),
}


@pytest.mark.parametrize("name", CASES)
def test_a_file_that_is_no_report_fails_with_its_reason_and_one_sentence(name: str) -> None:
    data, reason = CASES[name]

    report = read_bytes(data, name)

    assert report["status"] == "failed"
    assert [entry["reason"] for entry in report["reasons"]] == [reason]
    message = report["reasons"][0]["message"]
    assert message.startswith(f"{name}: found ") and "expected" in message and "\n" not in message


WHAT_IT_IS = {
    "report.ofd": "OFD",
    "table.xlsx": "spreadsheet",
    "table.xls": "spreadsheet",
    "slides.pptx": "slides",
    "reports.rar": "RAR",
    "reports.7z": "7z",
    "page.mht": "MHTML",
}


@pytest.mark.parametrize("name", WHAT_IT_IS)
def test_a_kind_of_file_that_is_not_read_is_called_by_its_name(name: str) -> None:
    (reason,) = read_bytes(CASES[name][0], name)["reasons"]
    assert WHAT_IT_IS[name] in reason["message"]


@pytest.mark.parametrize(
    "opening", (b"MIME-Version: 1.0\r\n", b"From: <Saved by WebKit>\r\n", b"\xef\xbb\xbfFrom: x\r\n")
)
def test_a_page_saved_as_one_file_is_named_though_tables_of_a_report_stand_in_it(opening: bytes) -> None:
    parts = b'Content-Type: multipart/related; boundary="x"\r\n\r\n--x\r\nContent-Type: text/html\r\n\r\n'
    report = read_bytes(opening + parts + sample("html_site") + b"\r\n--x--", "report.mhtml")
    assert (report["status"], report["cells"]) == ("failed", {})
    assert [reason["reason"] for reason in report["reasons"]] == ["unsupported"]


def test_a_file_of_wps_is_an_old_word_file() -> None:
    assert container_of(OLE + "WordDocument".encode("utf-16-le") + bytes(600), "report.wps") == "office"


@pytest.mark.parametrize("share", [0.3, 0.6, 0.9])
def test_a_pdf_cut_short_is_called_truncated(pdf: bytes, share: float) -> None:
    report = read_bytes(pdf[: int(len(pdf) * share)], "cut.pdf")

    assert (report["status"], report["reasons"][0]["reason"]) == ("failed", "truncated")


def test_a_word_file_cut_short_is_called_truncated(docx: bytes) -> None:
    report = read_bytes(docx[: len(docx) // 2], "cut.docx")

    assert (report["status"], report["reasons"][0]["reason"]) == ("failed", "truncated")


def test_a_missing_file_is_the_only_error_that_is_raised(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match=r"nowhere\.pdf: found no file"):
        read_report(tmp_path / "nowhere.pdf")


@given(
    is_pdf=st.booleans(),
    changes=st.lists(
        st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), min_size=1, max_size=8
    ),
)
@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
def test_bytes_changed_at_random_never_raise_and_never_prove_a_wrong_number(
    is_pdf: bool, changes: list[tuple[float, int]]
) -> None:
    base = bytearray(sample("pdf_drawn" if is_pdf else "docx"))
    for place, byte in changes:
        base[int(place * len(base))] = byte

    with patch.object(
        ocr, "is_installed", return_value=False
    ):  # pages without legible text are scans' tests' matter
        report = read_bytes(bytes(base), "changed")

    expected = seeded(3)
    sure = {id_: cell for id_, cell in report["cells"].items() if cell["status"] == "proved"}
    assert {id_: cell["value"] for id_, cell in sure.items()} == {id_: expected[id_] for id_ in sure}


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "workbench", "read", *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=60)


def test_the_command_exits_2_with_json_for_a_failed_file_and_no_traceback(tmp_path: Path) -> None:
    path = tmp_path / "empty.pdf"
    path.write_bytes(b"")

    told, as_json = run(str(path)), run(str(path), "--json")

    assert (told.returncode, as_json.returncode) == (2, 2)
    assert told.stderr.count("\n") == 1 and "empty.pdf: found an empty file" in told.stderr
    assert json.loads(as_json.stdout)["status"] == "failed"


@pytest.mark.parametrize("name", ["nowhere.pdf", "."])
def test_the_command_prints_json_for_what_cannot_be_opened_too(tmp_path: Path, name: str) -> None:
    done = run(str(tmp_path / name), "--json")

    report = json.loads(done.stdout)
    assert (done.returncode, report["status"], report["cells"]) == (2, "failed", {})
    assert [each["reason"] for each in report["reasons"]] == ["not_found"] and "Traceback" not in done.stderr


def test_the_command_exits_0_for_a_whole_report_and_1_for_a_part_of_one(tmp_path: Path, docx: bytes) -> None:
    whole, part = tmp_path / "whole.docx", tmp_path / "part.txt"
    whole.write_bytes(docx)
    part.write_text(
        "某县人民政府2023年政府信息公开工作年度报告\n一、总体情况\n全年未收到政府信息公开申请。", "utf-8"
    )

    assert (run(str(whole)).returncode, run(str(part)).returncode) == (0, 1)
    assert "none of the form's tables is in the document" in run(str(part)).stdout
