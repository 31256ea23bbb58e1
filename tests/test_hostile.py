"""Files made to harm the reader become rows with a reason; nothing outside is read, written, fetched or run."""

from __future__ import annotations

import io
import os
import socket
import threading
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.keeping import made_project, put, put_bytes
from tests.specimens.bombs import TITLE, bombs, packed, pdf, word
from workbench import guard
from workbench.guard import Limits
from workbench.ingest import ingest
from workbench.report import read_bytes
from workbench.store import Store

SECRET = "EA4F9B-only-in-this-file"
# A twentieth of their size under half the memory; `make soak` tries them whole, under the limits of every day.
SIZE = float(os.environ.get("WORKBENCH_BOMBS", "0.05"))
SHORT = Limits(cpu_seconds=1, memory=512 << 20) if SIZE < 1 else Limits(cpu_seconds=3)
REFUSED_FOR = {
    "crashed",
    "encrypted",
    "memory_limit",
    "needs_ocr",
    "not_a_report",
    "output_limit",
    "time_limit",
    "too_large",
    "truncated",
    "unreadable",
    "unsupported",
}


@pytest.fixture
def listener() -> Iterator[tuple[str, list[str]]]:
    """An address on this machine, and who came there."""
    came: list[str] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def listen() -> None:
            while True:
                try:
                    connection, who = server.accept()
                except OSError:
                    return
                came.append(str(who))
                connection.close()

        threading.Thread(target=listen, daemon=True).start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}/x", came
        server.shutdown(socket.SHUT_RDWR)


@pytest.mark.timeout(900)
def test_no_bomb_takes_another_file_with_it_nor_reaches_outside(
    tmp_path: Path, listener: tuple[str, list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """All at once, under a limit of computing each. Without recognition: that is tried elsewhere."""
    monkeypatch.setattr(guard, "NEEDS_WIDE", {})
    address, came = listener
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret.txt").write_text(f"{TITLE}\n{SECRET}")
    project = made_project(tmp_path / "project", reports=2)
    made = bombs(str(outside / "secret.txt"), address, SIZE)
    for name, content in made.items():
        put_bytes(project, f"bombs/{name}", content)
    (project.raw / "link.txt").symlink_to(outside / "secret.txt")
    (project.raw / "linked").symlink_to(outside)
    before = _files(tmp_path, project.processed)

    result = ingest(project, limits=SHORT)

    rows = Store(project.store).documents().collect()
    status = dict(rows.select("path", "status").iter_rows())
    assert {path for path, found in status.items() if found == "ok"} == {"1.html", "2.html"}
    assert {path.split("!")[0] for path in status} == {
        "1.html",
        "2.html",
        *(f"bombs/{name}" for name in made),
    }
    assert {failure.reason for failure in result.failed} <= REFUSED_FOR
    texts = Store(project.store).texts(rows.filter(rows["status"] != "failed"))
    assert SECRET not in repr(rows.to_dicts()) + repr(texts.to_dicts())
    assert came == []
    assert _files(tmp_path, project.processed) == before


def _files(folder: Path, but: Path) -> set[Path]:
    return {path for path in folder.rglob("*") if not path.is_relative_to(but)}


def test_a_files_name_is_a_key_and_never_a_path_or_an_order(tmp_path: Path) -> None:
    project = made_project(tmp_path)
    names = (
        "a..\u2044x",
        "a..b",
        "line\nend",
        "\u202elmth.exe",
        "\x1b[31m",
        "-rf",
        "'; DROP",
        "100%20",
        "a!b",
    )
    for seed, name in enumerate(names):
        put(project, f"folder/{name}.html", seed=seed)
    ingest(project)
    assert dict(Store(project.store).known().select("path", "status").iter_rows()) == {
        f"folder/{name}.html": "ok" for name in names
    }


def test_a_reading_child_has_no_network(tmp_path: Path, listener: tuple[str, list[str]]) -> None:
    """Where the system lets a process leave its network; root in tests and containers may."""
    project = made_project(tmp_path)
    port = listener[0].rsplit(":", 1)[1].split("/")[0]
    put_bytes(project, f"{port}.txt", b"x")
    result = ingest(project, read=connect)
    told = {failure.reason: failure.message for failure in result.failed}
    if os.geteuid() == 0:
        assert "OSError while reading" in told["crashed"] and listener[1] == []
    assert list(told) == ["crashed"]


def connect(path: Path, limits: Limits) -> dict[str, object]:
    def reached(at: Path) -> dict[str, object]:
        with socket.create_connection(("127.0.0.1", int(at.stem)), timeout=2):
            raise ValueError("somebody answered")

    return guard.read_guarded(path, limits, reached)


def test_a_report_that_fills_the_store_is_refused_by_its_size(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text("x")
    found = guard.read_guarded(file, Limits(report_size=100), lambda path: {"text": "x" * 200})
    assert [reason["reason"] for reason in found["reasons"]] == ["output_limit"]


@pytest.mark.parametrize("before", ["", " " * 5000])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_word_file_with_a_doctype_is_refused_wherever_it_stands(before: str, encoding: str) -> None:
    """Text after an entity that is not resolved would be lost without a word."""
    said = f'<?xml version="1.0" encoding="{encoding}"?>{before}<!DOCTYPE w [<!ENTITY x "1">]>'
    whole = word(f"<w:p><w:r><w:t>{TITLE}&x;12</w:t></w:r></w:p>")
    xml = zipfile.ZipFile(io.BytesIO(whole)).read("word/document.xml").decode().split("?>", 1)[1]
    report = read_bytes(packed({"word/document.xml": (said + xml).encode(encoding)}), "a.docx")
    assert "DOCTYPE" in report["reasons"][0]["message"]


def test_a_page_that_pdfium_cannot_open_is_a_refusal(tmp_path: Path) -> None:
    """Found by `make fuzz`: the page tree names an object that is no page."""
    kids = b"<< /Type /Pages /Kids [3 0 R 4 0 R] /Count 2 >>"
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>"
    content = pdf([b"<< /Type /Catalog /Pages 2 0 R >>", kids, page, b"(no page)"])
    for engine in ("pdfium", "pdfminer", "auto"):
        assert read_bytes(content, "a.pdf", engine=engine)["status"] == "failed"
