"""DOC, RTF and ODT are read through LibreOffice, and named where it is missing or fails."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from functools import cache, partial
from pathlib import Path
from time import monotonic, sleep

import pytest

from tests.keeping import made_project, put_bytes
from tests.specimens.compare import differences, unproved
from tests.specimens.docx import docx
from tests.specimens.figures import seeded
from tests.specimens.report import plain_report
from workbench.ingest import ingest
from workbench.readers import office
from workbench.readers.kinds import OLE
from workbench.report import read_bytes
from workbench.store import Store

CELLS = seeded(3)


@pytest.fixture(scope="module")
def old_files(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], bytes]:
    """Gives the specimen saved by LibreOffice in an older format, each made once."""
    return cache(partial(saved_as, tmp_path_factory.mktemp("office")))


def saved_as(folder: Path, ending: str) -> bytes:
    program = shutil.which("soffice")
    assert program is not None, "install LibreOffice Writer (libreoffice-writer)"
    (folder / "report.docx").write_bytes(docx(plain_report(CELLS), None))
    command = [program, f"-env:UserInstallation=file://{folder}/profile", "--headless"]
    command += ["--convert-to", ending, "--outdir", str(folder), str(folder / "report.docx")]
    subprocess.run(command, capture_output=True, check=True, timeout=120)
    return (folder / f"report.{ending}").read_bytes()


@pytest.mark.office
@pytest.mark.parametrize("ending", ["doc", "rtf", "odt"])
def test_an_old_file_reads_like_the_word_file_that_it_was(
    ending: str, old_files: Callable[[str], bytes]
) -> None:
    reading = read_bytes(old_files(ending), f"report.{ending}")

    assert (reading["container"], reading["reasons"]) == ("office", [])
    assert differences(reading, CELLS) == unproved(reading, CELLS) == []


@pytest.mark.office
def test_an_ingest_reads_it_under_limits_of_its_own(
    tmp_path: Path, old_files: Callable[[str], bytes]
) -> None:
    project = made_project(tmp_path)
    put_bytes(project, "old.doc", old_files("doc"))

    ingest(project)

    assert Store(project.store).known()["status"].to_list() == ["ok"]


def test_without_libreoffice_the_outcome_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office, "PROGRAMS", ("no-such-office",))

    reading = read_bytes(b"{\\rtf1 text}", "report.rtf")

    (reason,) = reading["reasons"]
    assert reason["reason"] == "needs_office"
    assert "LibreOffice" in reason["message"]


@pytest.mark.office
def test_a_file_of_word_without_its_content_is_no_report() -> None:
    data = OLE + "WordDocument".encode("utf-16-le") + bytes(600)

    assert [entry["reason"] for entry in read_bytes(data, "broken.doc")["reasons"]] == ["not_a_report"]


def test_a_program_that_hangs_is_ended_with_all_that_it_started(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    program = tmp_path / "soffice"
    program.write_text(f"#!/bin/sh\nsleep 60 &\necho $! > {tmp_path}/child\nwait\n")
    program.chmod(0o755)
    monkeypatch.setattr(office, "PROGRAMS", (str(program),))
    monkeypatch.setattr(office, "SECONDS", 1)

    reading = read_bytes(b"{\\rtf1 text}", "report.rtf")

    assert [entry["reason"] for entry in reading["reasons"]] == ["time_limit"]
    state = Path(f"/proc/{(tmp_path / 'child').read_text().strip()}/stat")
    until = monotonic() + 10  # a process that was told to end is gone a moment later
    while is_alive(state) and monotonic() < until:
        sleep(0.05)
    assert not is_alive(state)


def is_alive(state: Path) -> bool:
    try:
        return state.read_text().split()[2] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False
