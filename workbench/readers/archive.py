"""A ZIP of reports, member by member: `archive.zip!folder/member.pdf` names a report as a path names a file.

Nothing is unpacked to disk. An archive that is broken, tells unsafe names or unpacks to too much is one failed file; a
member that asks for a password, or is a ZIP again, fails by itself.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from pathlib import Path, PurePosixPath

from workbench.errors import Unreadable

SEPARATOR = "!"
MOST_MEMBERS = 2000
LARGEST_MEMBER, LARGEST_SUM = 50_000_000, 4_000_000_000  # bytes unpacked
LARGEST_RATIO = 100  # looked at from 1 MB up: small files compress well

_MEMBER = re.compile(r"(.*\.zip)!(.+)", re.I | re.S)
_ENCRYPTED, _UTF8 = 0x1, 0x800  # bits of a member's flags (APPNOTE.TXT 4.4.4)
_DOCUMENTS = ("word/document.xml", "OFD.xml", "xl/workbook.xml", "ppt/presentation.xml", "mimetype")


def on_disk(path: Path) -> tuple[Path, str | None]:
    """The file that holds the report, and the member's name if that file is a ZIP."""
    found = _MEMBER.fullmatch(str(path))
    return (Path(found[1]), found[2]) if found and not path.is_file() else (path, None)


def shown_name(path: Path) -> str:
    """The name by which people are told of the report: the file's, or `archive.zip!folder/member.pdf`."""
    file, member = on_disk(path)
    return file.name if member is None else f"{file.name}{SEPARATOR}{member}"


def expanded(path: Path) -> list[Path]:
    """The paths of the reports in a ZIP, in the order of the archive; of any other file, and a ZIP refused, itself."""
    if path.suffix.lower() != ".zip" or not path.is_file():
        return [path]
    try:
        names = _members(path)
    except (Unreadable, OSError):
        return [path]  # reading it says why
    return [path.parent / f"{path.name}{SEPARATOR}{name}" for name in names] or [path]


def load(path: Path) -> bytes:
    """The bytes of the file or member. Raises OSError, or Unreadable (truncated, too_large, unsupported, encrypted)."""
    file, member = on_disk(path)
    if member is None:
        if path.suffix.lower() == ".zip":
            _members(path)
        return path.read_bytes()
    members = _members(file)
    if member not in members:
        raise FileNotFoundError(2, "no such member in the archive")
    info = members[member]
    if info.flag_bits & _ENCRYPTED:
        raise _refusal(
            "encrypted", path, "a member that asks for a password", "Unpack it, and add what is inside."
        )
    if info.file_size > LARGEST_MEMBER or _inflates(info):
        raise _refusal(
            "too_large", path, f"a member that unpacks to {info.file_size:,} bytes", "Give the report alone."
        )
    try:
        with zipfile.ZipFile(file) as archive, archive.open(info) as source:
            return source.read(info.file_size + 1)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError):
        raise _refusal("truncated", path, "a member that cannot be unpacked", "Fetch it again.") from None


def _members(path: Path) -> dict[str, zipfile.ZipInfo]:
    """The archive's files by name. None for a document that is a ZIP itself."""
    try:
        with zipfile.ZipFile(path) as archive:
            infos = [info for info in archive.infolist() if not info.is_dir()]
    except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError):
        raise _refusal("truncated", path, "an archive that ends in the middle", "Fetch it again.") from None
    if any(info.filename in _DOCUMENTS for info in infos):
        return {}
    unsafe = next((info.filename for info in infos if _is_unsafe(info.filename)), None)
    if unsafe is not None:
        found, todo = f"a member named {unsafe!r}", "Unpack it with care, and add what is inside."
        raise _refusal("unsupported", path, found, todo)
    unpacked = sum(info.file_size for info in infos)
    if len(infos) > MOST_MEMBERS or unpacked > LARGEST_SUM:
        found = f"an archive of {len(infos):,} files that unpack to {unpacked:,} bytes"
        raise _refusal("too_large", path, found, "Divide it into smaller archives.")
    names = {PurePosixPath(_name(info)).as_posix(): info for info in infos}
    return {name: info for name, info in names.items() if not _is_litter(name)}


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
