"""A ZIP of reports, member by member: `archive.zip!folder/member.pdf` names a report as a path names a file.

Nothing is unpacked to disk. An archive that is broken, tells unsafe names or unpacks to too much is one failed file; a
member that asks for a password, or is a ZIP again, fails by itself.
"""

from __future__ import annotations

import io
import os
import re
import stat
import zipfile
import zlib
from functools import lru_cache
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from workbench.errors import Unreadable

SEPARATOR = "!"
MOST_MEMBERS = 2000
LARGEST_MEMBER, LARGEST_SUM = 50_000_000, 4_000_000_000  # bytes unpacked
LARGEST_RATIO = 100  # looked at from 1 MB up: small files compress well
LARGEST_DIRECTORY = 4_000_000  # bytes; that of MOST_MEMBERS with long names has half of it

_BORDER = re.compile(r"(?<=\.zip)!(?=.)", re.I | re.S)
_ENCRYPTED, _UTF8 = 0x1, 0x800  # bits of a member's flags (APPNOTE.TXT 4.4.4)
_DOCUMENTS = ("word/document.xml", "OFD.xml", "xl/workbook.xml", "ppt/presentation.xml", "mimetype")


def on_disk(path: Path) -> tuple[Path, str | None]:
    """The file that holds the report, and the member's name if that file is a ZIP."""
    whole = str(path)
    borders = list(_BORDER.finditer(whole))
    if not borders or os.path.isfile(path):
        return path, None
    # A member may be called `inner.zip!a.txt`, and a folder `outer.zip!x`.
    border = next((at for at in borders if os.path.isfile(whole[: at.start()])), borders[0])
    return Path(whole[: border.start()]), whole[border.end() :]


def shown_name(path: Path) -> str:
    """The name by which people are told of the report: the file's, or `archive.zip!folder/member.pdf`."""
    file, member = on_disk(path)
    return file.name if member is None else f"{file.name}{SEPARATOR}{member}"


def expanded(path: Path) -> list[Path]:
    """The paths of the reports in a ZIP, in the order of the archive; of any other file, and a ZIP refused, itself."""
    if path.suffix.lower() != ".zip" or not os.path.isfile(path):
        return [path]
    try:
        names = _listed(path).members
    except (Unreadable, OSError):
        return [path]  # reading it says why
    return [path.parent / f"{path.name}{SEPARATOR}{name}" for name in names] or [path]


def opened(path: Path) -> io.BufferedReader:
    """The file, to be read. Raises OSError for what is no regular file: a pipe or a device may never end."""
    number = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    if not stat.S_ISREG(os.fstat(number).st_mode):
        os.close(number)
        raise OSError(0, "no regular file")
    return os.fdopen(number, "rb")


def load(path: Path) -> bytes:
    """The bytes of the file or member. Raises OSError, or Unreadable (truncated, too_large, unsupported, encrypted)."""
    file, member = on_disk(path)
    if member is None:
        if path.suffix.lower() == ".zip":
            _listed(path)
        with opened(path) as source:
            return source.read()
    listed = _listed(file)
    if member not in listed.members:
        raise FileNotFoundError(2, "no such member in the archive")
    info = listed.members[member]
    if info.flag_bits & _ENCRYPTED:
        raise _refusal(
            "encrypted", path, "a member that asks for a password", "Unpack it, and add what is inside."
        )
    if info.file_size > LARGEST_MEMBER or _inflates(info):
        raise _refusal(
            "too_large", path, f"a member that unpacks to {info.file_size:,} bytes", "Give the report alone."
        )
    try:
        with listed.archive.open(info) as source:
            return source.read(info.file_size + 1)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError):
        raise _refusal("truncated", path, "a member that cannot be unpacked", "Fetch it again.") from None


class _Listed(NamedTuple):
    """An open archive, and its files by name: none for a document that is a ZIP itself."""

    archive: zipfile.ZipFile
    members: dict[str, zipfile.ZipInfo]


def _listed(path: Path) -> _Listed:
    """Raises OSError, Unreadable (truncated, unsupported, too_large)."""
    told = path.stat()
    return _listed_as(path, told.st_size, told.st_mtime_ns)


@lru_cache(maxsize=1)  # its members come one after the other, and listing 2,000 takes as long as reading one
def _listed_as(path: Path, size: int, time: int) -> _Listed:
    try:
        file = _Sparing(path)
        archive = zipfile.ZipFile(file)
        file.most = None
    except _TooMuchError:
        found, todo = "an archive whose list of files has no end", "Divide it into smaller archives."
        raise _refusal("too_large", path, found, todo) from None
    except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError):
        raise _refusal("truncated", path, "an archive that ends in the middle", "Fetch it again.") from None
    infos = [info for info in archive.infolist() if not info.is_dir()]
    if any(info.filename in _DOCUMENTS for info in infos):
        return _Listed(archive, {})
    _refuse_by_list(path, infos)
    names: dict[str, zipfile.ZipInfo] = {}
    for info in infos:
        first = names.setdefault(PurePosixPath(_name(info)).as_posix(), info)
        if (first.CRC, first.file_size) != (info.CRC, info.file_size):
            found, todo = f"two members named {info.filename!r}", "Unpack it, and add what is inside."
            raise _refusal("unsupported", path, found, todo)
    return _Listed(archive, {name: info for name, info in names.items() if not _is_litter(name)})


def _refuse_by_list(path: Path, infos: list[zipfile.ZipInfo]) -> None:
    unsafe = next((info.filename for info in infos if _is_unsafe(info.filename)), None)
    if unsafe is not None:
        found, todo = f"a member named {unsafe!r}", "Unpack it with care, and add what is inside."
        raise _refusal("unsupported", path, found, todo)
    unpacked = sum(info.file_size for info in infos)
    if len(infos) > MOST_MEMBERS or unpacked > LARGEST_SUM:
        found = f"an archive of {len(infos):,} files that unpack to {unpacked:,} bytes"
        raise _refusal("too_large", path, found, "Divide it into smaller archives.")


class _TooMuchError(Exception):
    """More of the file is asked for at once than may be in memory."""


class _Sparing(io.FileIO):
    """A file that gives no list of millions of names: the driver lists an archive, without a child's limits."""

    most: int | None = LARGEST_DIRECTORY

    def read(self, size: int | None = -1, /) -> bytes:
        if self.most is not None and size is not None and size > self.most:
            raise _TooMuchError
        return super().read(size) or b""

    def __del__(self) -> None:
        self.close()


def _name(info: zipfile.ZipInfo) -> str:
    """The member's name; what is not marked as UTF-8 was packed on a Chinese Windows."""
    if info.flag_bits & _UTF8:
        return info.filename
    try:
        return info.filename.encode("cp437").decode("gb18030")
    except UnicodeError:
        return info.filename


def _is_unsafe(name: str) -> bool:
    parts = name.replace("\\", "/").split("/")
    return name.startswith(("/", "\\")) or ".." in parts or ":" in parts[0] or "\0" in name


def _is_litter(name: str) -> bool:
    """What macOS and Windows put into archives beside the files."""
    parts = name.split("/")
    return parts[0] == "__MACOSX" or parts[-1].startswith((".", "~$")) or parts[-1].lower() == "thumbs.db"


def _inflates(info: zipfile.ZipInfo) -> bool:
    return info.file_size > 1_000_000 and info.file_size > LARGEST_RATIO * max(info.compress_size, 1)


def _refusal(reason: str, path: Path, found: str, todo: str) -> Unreadable:
    expected = f"a ZIP of at most {MOST_MEMBERS:,} reports, without a password"
    return Unreadable(reason, where=shown_name(path), found=found, expected=expected, todo=todo)
