"""A ZIP of reports is read member by member; one that is broken or unsafe is one failed file."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import warnings
import zipfile
from pathlib import Path

import pytest

from tests.keeping import made_project
from tests.specimens.compare import differences
from tests.specimens.docx import docx
from tests.specimens.figures import seeded
from tests.specimens.html_site import html_site
from tests.specimens.report import plain_report
from workbench.ingest import ingest
from workbench.readers import archive
from workbench.report import read_report, read_reports
from workbench.store import Store


def packed(folder: Path, members: dict[str, bytes], name: str = "reports.zip") -> Path:
    path = folder / name
    with warnings.catch_warnings(), zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for member, content in members.items():
            file.writestr(member, content)
    return path


def web_page(seed: int) -> bytes:
    return html_site(plain_report(seeded(seed)), None)


def reason(report: dict[str, object]) -> str:
    reasons = report["reasons"]
    assert isinstance(reasons, list)
    return str(reasons[0]["reason"])


def test_each_member_is_a_report_named_by_archive_and_member(tmp_path: Path) -> None:
    path = packed(tmp_path, {"a.html": web_page(1), "sub/b.docx": docx(plain_report(seeded(2)), None)})

    first, second = read_reports(path)

    assert (first["file"], second["file"]) == ("reports.zip!a.html", "reports.zip!sub/b.docx")
    assert first["container"] == second["container"] == "zip-member"
    assert differences(first, seeded(1)) == differences(second, seeded(2)) == []


def test_a_members_path_names_it_as_a_files_path_does(tmp_path: Path) -> None:
    packed(tmp_path, {"sub/a.html": web_page(1)})

    assert differences(read_report(tmp_path / "reports.zip!sub" / "a.html"), seeded(1)) == []


def test_names_packed_on_a_chinese_windows_are_read_as_gb18030(tmp_path: Path) -> None:
    info = zipfile.ZipInfo("甲.html".encode("gb18030").decode("cp437"))
    path = tmp_path / "reports.zip"
    with zipfile.ZipFile(path, "w") as file:
        file.writestr(info, web_page(1))
    whole = path.read_bytes()
    # Python marks such a name as UTF-8; what Windows writes is the same without that mark and in its own bytes.
    name = "甲.html".encode("gb18030")
    utf8 = info.filename.encode()
    path.write_bytes(_renamed(whole, utf8, name))

    assert [report["file"] for report in read_reports(path)] == ["reports.zip!甲.html"]


def _renamed(whole: bytes, old: bytes, new: bytes) -> bytes:
    """The archive of one member with its name in other bytes, and the mark for UTF-8 taken away."""
    start, middle = whole.index(b"PK\x03\x04"), whole.index(b"PK\x01\x02")
    end = whole.index(b"PK\x05\x06")
    local = bytearray(whole[start:middle].replace(old, new, 1))
    central = bytearray(whole[middle:end].replace(old, new, 1))
    local[7] &= ~0x08
    central[9] &= ~0x08
    local[26:28] = central[28:30] = len(new).to_bytes(2, "little")
    tail = bytearray(whole[end:])
    tail[12:16], tail[16:20] = len(central).to_bytes(4, "little"), len(local).to_bytes(4, "little")
    return bytes(local + central + tail)


@pytest.mark.parametrize("name", ["../evil.html", "/etc/evil.html", "C:\\evil.html", "a/../../evil.html"])
def test_an_archive_with_an_unsafe_name_is_refused_whole(tmp_path: Path, name: str) -> None:
    path = packed(tmp_path, {"a.html": web_page(1), name: b"x"})

    (report,) = read_reports(path)

    assert reason(report) == "unsupported"
    assert "evil.html" in report["reasons"][0]["message"]


def test_a_broken_archive_is_one_truncated_file(tmp_path: Path) -> None:
    path = packed(tmp_path, {"a.html": web_page(1)})
    path.write_bytes(path.read_bytes()[:-40])

    (report,) = read_reports(path)

    assert reason(report) == "truncated"


def test_an_archive_of_too_many_files_is_one_file_too_large(tmp_path: Path) -> None:
    path = packed(tmp_path, {f"{number}.txt": b"" for number in range(archive.MOST_MEMBERS + 1)})

    assert [reason(report) for report in read_reports(path)] == ["too_large"]


def test_a_member_that_inflates_and_a_zip_in_a_zip_fail_by_themselves(tmp_path: Path) -> None:
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as file:
        file.writestr("a.html", web_page(1))
    path = packed(
        tmp_path, {"bomb.txt": b" " * 3_000_000, "inner.zip": inner.getvalue(), "a.html": web_page(1)}
    )

    bomb, nested, good = read_reports(path)

    assert (reason(bomb), reason(nested), good["status"]) == ("too_large", "unsupported", "ok")


def test_a_member_behind_a_password_is_named_so(tmp_path: Path) -> None:
    path = packed(tmp_path, {"a.html": web_page(1)})
    whole = bytearray(path.read_bytes())
    whole[6] |= 1
    whole[whole.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(whole)

    assert [reason(report) for report in read_reports(path)] == ["encrypted"]


def test_what_systems_put_beside_the_files_is_no_report(tmp_path: Path) -> None:
    path = packed(tmp_path, {"a.html": web_page(1), "__MACOSX/._a.html": b"x", "sub/.DS_Store": b"x"})

    assert [report["file"] for report in read_reports(path)] == ["reports.zip!a.html"]


def test_the_command_prints_a_list_for_several_and_exits_with_the_worst(tmp_path: Path) -> None:
    several = packed(tmp_path, {"a.html": web_page(1), "b.txt": b"no report"})
    one = packed(tmp_path, {"a.html": web_page(1)}, "one.zip")

    told = [
        subprocess.run(
            [sys.executable, "-m", "workbench", "read", str(path), "--json"], capture_output=True, text=True
        )
        for path in (several, one)
    ]

    assert [done.returncode for done in told] == [2, 0]
    assert [report["status"] for report in json.loads(told[0].stdout)] == ["ok", "failed"]
    assert json.loads(told[1].stdout)["status"] == "ok"


def test_an_ingest_keeps_a_row_for_each_member_and_reads_nothing_twice(tmp_path: Path) -> None:
    project = made_project(tmp_path, reports=1)
    (project.raw / "sub").mkdir()
    packed(project.raw / "sub", {"a.html": web_page(5), "b.html": web_page(6)})
    (project.raw / "broken.zip").write_bytes(b"PK\x03\x04 nothing")

    first, again = ingest(project), ingest(project)

    assert (first.read, again.read, again.skipped) == (4, 0, 4)
    rows = dict(Store(project.store).known().sort("path").select("path", "status").iter_rows())
    assert rows == {
        "1.html": "ok",
        "broken.zip": "failed",
        "sub/reports.zip!a.html": "ok",
        "sub/reports.zip!b.html": "ok",
    }
    assert ingest(project, [project.raw / "sub" / "reports.zip"]).skipped == 2


def test_a_member_that_leaves_its_archive_leaves_the_figures(tmp_path: Path) -> None:
    project = made_project(tmp_path)
    packed(project.raw, {f"{seed}.html": web_page(seed) for seed in (1, 2)})
    ingest(project)
    packed(project.raw, {"1.html": web_page(1)})

    result = ingest(project, accept_removals=True)

    assert (result.vanished, result.read) == (1, 0)
