"""Odd things in data/raw/: each is a row with its reason or is passed over, and no other file suffers or is lost."""

from __future__ import annotations

import io
import os
import struct
import subprocess
import warnings
import zipfile
from pathlib import Path
from typing import Any

import pytest

from tests.keeping import made_project, put, put_bytes
from tests.test_ingest import counts, statuses
from workbench import guard
from workbench.ingest import RemovalsError, ingest
from workbench.ingest.plan import _sha256
from workbench.project import Project
from workbench.readers import archive
from workbench.store import Store


def packed(*members: tuple[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(buffer, "w") as file:
        warnings.simplefilter("ignore")  # of two members with one name
        for name, content in members:
            file.writestr(name, content)
    return buffer.getvalue()


def reasons(project: Project) -> dict[str, str]:
    """The reason of each failed file, by its path."""
    failed = Store(project.store).known().filter(status="failed")
    return {path: reasons[0]["reason"] for path, reasons in failed.select("path", "reasons").iter_rows()}


def test_a_members_name_may_be_longer_than_any_files_or_tell_of_a_zip_in_it(tmp_path: Path) -> None:
    project = made_project(tmp_path, reports=1)
    names = [f"{'长' * 200}.txt", f"{'a' * 60_000}.txt", "inner.zip!x.txt", "line\nend.txt", "\u202etxt.a"]
    put_bytes(project, "a.zip", packed(*((name, name[:3].encode()) for name in names)))
    assert counts(ingest(project)) == {"read": 6}
    assert set(statuses(project)) == {"1.html", *(f"a.zip!{name}" for name in names)}
    assert set(reasons(project).values()) == {"not_a_report"}, "each was opened and read"
    assert counts(ingest(project)) == {"skipped": 6}


def test_two_different_members_of_one_name_are_told_and_two_like_ones_are_one(tmp_path: Path) -> None:
    """Readers differ in which of the two they take: neither is read in silence."""
    project = made_project(tmp_path)
    put_bytes(project, "two.zip", packed(("a.txt", b"x"), ("./a.txt", b"y")))
    put_bytes(project, "like.zip", packed(("a.txt", b"x"), ("a.txt", b"x")))
    ingest(project)
    assert reasons(project) == {"like.zip!a.txt": "not_a_report", "two.zip": "unsupported"}


def test_a_list_of_millions_of_members_is_not_taken_into_memory(tmp_path: Path) -> None:
    """The driver lists archives, and has no limit on memory."""
    entry = struct.pack("<4s4B4HL2L5H2L", b"PK\1\2", 20, 3, 20, *[0] * 8, 1, *[0] * 6) + b"a"
    count = 65_000
    listed = entry * count + bytes(archive.LARGEST_DIRECTORY)
    end = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, count, count, len(listed), 30, 0)
    place = tmp_path / "a.zip"
    place.write_bytes(b"PK\3\4" + bytes(26) + listed + end)
    assert archive.expanded(place) == [place]
    told = guard.read_guarded(place, guard.Limits())["reasons"][0]
    assert told["reason"] == "too_large" and "list of files has no end" in told["message"]


def test_an_archive_is_listed_once_for_all_its_members(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[Path] = []

    class Told(archive._Sparing):
        def __init__(self, place: Path) -> None:
            opened.append(place)
            super().__init__(place)

    monkeypatch.setattr(archive, "_Sparing", Told)
    place = tmp_path / "a.zip"
    place.write_bytes(packed(*((f"{number}.txt", b"%d" % number) for number in range(50))))
    members = archive.expanded(place)
    assert [archive.load(member) for member in members] == [b"%d" % number for number in range(50)]
    assert opened == [place]
    place.write_bytes(packed(("0.txt", b"another")))
    assert archive.load(members[0]) == b"another"


def test_a_file_of_a_hundred_gigabytes_is_refused_without_being_read(tmp_path: Path) -> None:
    project = made_project(tmp_path, reports=1)
    for name in ("sparse.txt", "sparse.pdf", "sparse.zip"):
        os.truncate(put_bytes(project, name, b"PK\3\4"), 100 << 30)
    assert counts(ingest(project)) == {"read": 4}
    assert set(reasons(project).values()) == {"too_large"}
    assert counts(ingest(project)) == {"skipped": 4}


def test_folders_deeper_than_functions_may_call_and_than_paths_may_tell(
    tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """The second one's files have no path that the system takes: its row says so, and the others are read."""
    project = made_project(tmp_path, reports=1)
    request.addfinalizer(
        lambda: subprocess.run(["rm", "-rf", str(project.raw)])
    )  # nor does Python remove them
    for name, depth in (("a", 1200), ("d" * 200, 30)):
        at = os.open(project.raw, os.O_RDONLY)
        for _ in range(depth):
            os.mkdir(name, dir_fd=at)
            inner = os.open(name, os.O_RDONLY, dir_fd=at)
            os.close(at)
            at = inner
        os.close(os.open("x.txt", os.O_WRONLY | os.O_CREAT, dir_fd=at))
        os.close(at)
    ingest(project)
    told = statuses(project)
    assert told.pop("1.html") == "ok" and told.pop("a/" * 1200 + "x.txt") == "failed"
    assert list(told.values()) == ["failed"] and set(reasons(project).values()) == {"empty", "not_found"}


def test_a_folder_that_cannot_be_listed_is_a_row_and_its_known_reports_are_not_gone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = made_project(tmp_path, reports=3)
    put(project, "shut/4.html", seed=4)
    ingest(project, [project.raw / "1.html"])
    scandir = os.scandir

    def refused(place: str | Path) -> Any:
        if Path(place).name == "shut":
            raise PermissionError(13, "Permission denied")
        return scandir(place)

    monkeypatch.setattr(os, "scandir", refused)
    ingest(project)
    assert reasons(project) == {"shut": "not_found"}
    monkeypatch.undo()
    ingest(project, accept_removals=True)
    assert statuses(project)["shut/4.html"] == "ok"
    monkeypatch.setattr(os, "scandir", refused)
    monkeypatch.setattr(Path, "iterdir", lambda place: list(refused(place)))
    with pytest.raises(RemovalsError, match="folder shut missing"):
        ingest(project)


@pytest.mark.parametrize("kind", ["pipe", "link"])
def test_a_file_that_became_a_pipe_or_a_link_since_it_was_listed_is_not_opened(
    tmp_path: Path, kind: str
) -> None:
    (tmp_path / "outside.txt").write_text("secret")
    place = tmp_path / "a.txt"
    if kind == "pipe":
        os.mkfifo(place)
        assert _sha256(place) is None
    else:
        place.symlink_to(tmp_path / "outside.txt")
    told = guard.read_guarded(place, guard.Limits())
    assert told["sha256"] is None and "no regular file any more" in told["reasons"][0]["message"]
