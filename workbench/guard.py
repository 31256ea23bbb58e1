"""What runs in the reading child: limits on the process, then one file in and one report out.

A file that is too large or inflates is refused before it is parsed. Nothing here raises for a bad file: running out
of memory, nesting too deep or a fault of ours become a failed report with its reason, so that one file never takes
others with it. Imports nothing above `report`, and never Polars: a child must stay small.
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
import stat
import sys
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from workbench.errors import Unreadable
from workbench.packing import Packed, canonical, content_of, pack
from workbench.readers import archive, ocr, office
from workbench.report import read_report
from workbench.shape import failed

MB = 1_000_000
_NEW_NETWORK, _NEW_USERS = 0x40000000, 0x10000000  # CLONE_NEWNET, CLONE_NEWUSER of <sched.h>


@dataclass(frozen=True)
class Limits:
    """What one file may cost. Real reports lie far below: the largest known is 2 MB and takes half a second."""

    memory: int = 1 << 30  # bytes of address space; three known files under 1 kB take gigabytes without it
    # By the clock; the pool ends the child. Four times what it may compute: other work on the machine must not decide
    # whether a file is read.
    seconds: float = 180.0
    cpu_seconds: int = 45  # of the processor; the system ends the child
    open_files: int = 64
    file_size: int = archive.LARGEST_MEMBER
    inflated_size: int = 100 * MB  # of all members of a DOCX together
    inflated_ratio: int = archive.LARGEST_RATIO  # looked at from 1 MB up: small files compress well
    written_size: int = 0  # bytes of any one file that the child may write
    report_size: int = 20 * MB  # characters of the report handed back; real ones have some 100,000


# What recognition and LibreOffice need: address space for models and a word processor, temporary files, minutes.
WIDE = Limits(memory=6 << 30, seconds=600.0, cpu_seconds=2400, open_files=1024, written_size=500 * MB)
NEEDS_WIDE = {"needs_ocr": ocr.is_installed, "needs_office": office.is_installed}


def limit_process(limits: Limits) -> None:
    """Puts the limits on this process, for good: no more memory than allowed, no file written larger
    than allowed (usually none), no core dump, and no network where the system lets us leave it."""
    import resource

    cut_network()

    for name, value in (
        ("RLIMIT_AS", limits.memory),
        ("RLIMIT_CORE", 0),
        ("RLIMIT_FSIZE", limits.written_size),
        ("RLIMIT_NOFILE", limits.open_files),
    ):
        with contextlib.suppress(ValueError, OSError):  # macOS knows no RLIMIT_AS
            resource.setrlimit(getattr(resource, name), (value, value))
    os.environ.pop("CMAP_PATH", None)  # pdfminer reads files from where it points (CVE-2025-70559)
    sys.dont_write_bytecode = True
    logging.disable(logging.CRITICAL)  # what readers say of bad files is told as reasons, not on the terminal


def limit_cpu(limits: Limits) -> None:
    """Gives this process `cpu_seconds` from now; one that uses more is ended by the system (SIGXCPU)."""
    import resource

    used = resource.getrusage(resource.RUSAGE_SELF)
    until = int(used.ru_utime + used.ru_stime) + 1 + limits.cpu_seconds
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CPU, (until, resource.getrlimit(resource.RLIMIT_CPU)[1]))


def cut_network() -> None:
    """Takes this process to a network of its own without any connection, on Linux where rights suffice."""
    if not sys.platform.startswith("linux"):
        return
    import ctypes

    unshare = ctypes.CDLL(None).unshare
    if unshare(_NEW_NETWORK) != 0:  # not root: with users of its own a process may
        unshare(_NEW_NETWORK | _NEW_USERS)


def read_guarded(
    path: Path, limits: Limits, read: Callable[[Path], dict[str, Any]] = read_report
) -> dict[str, Any]:
    """The report in the file, or a failed one with a reason; `sha256` is null when the file was not read."""
    name = archive.shown_name(path)
    try:
        refuse_by_size(path, limits)
        return _storable(read(path), name, limits)
    except Unreadable as error:
        return failed_report(name, error)
    except MemoryError:
        return failed_report(name, memory_limit(name, limits))
    except RecursionError:
        return failed_report(name, crashed(name, "parts nested too deep to be read"))
    except Exception as error:
        return failed_report(name, crashed(name, f"{type(error).__name__} while reading ({error})"[:200]))


def read_in_child(read: Callable[[Path, Limits], dict[str, Any]], path: Path, limits: Limits) -> Packed:
    """What a reading child does for one file. It stands here so that the child imports this module only."""
    limit_cpu(limits)
    return pack(read(path, limits))


def wants_wide_limits(report: Packed) -> bool:
    """Whether it was not read, all or in part, for want of a tool that is installed and only not allowed here."""
    is_there = (NEEDS_WIDE.get(entry["reason"]) for entry in report.reasons)
    return any(tool is not None and tool() for tool in is_there)


def refuse_by_size(path: Path, limits: Limits) -> None:
    """Raises Unreadable (too_large, not_found) by what the file system and a ZIP's directory say.

    A ZIP of reports may be larger than one report; each of its members is held to the limits when it is unpacked.
    """
    if archive.on_disk(path)[1] is not None:
        return
    try:
        told = path.lstat()
        if not stat.S_ISREG(told.st_mode):  # since it was listed; or a folder whose list nobody gives
            raise OSError(
                0, "a folder that cannot be listed" if path.is_dir() else "no regular file any more"
            )
        if (size := told.st_size) > limits.file_size:
            raise _too_large(path.name, f"{size / MB:.0f} MB", limits.file_size)
        with archive.opened(path) as file:
            zipped = file.read(4) == b"PK\x03\x04"
    except OSError as error:
        raise not_opened(path.name, error) from None
    if zipped:
        _refuse_by_directory(path, size, limits)


def _refuse_by_directory(path: Path, size: int, limits: Limits) -> None:
    try:
        with zipfile.ZipFile(path) as zipped:
            inflated = sum(member.file_size for member in zipped.infolist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return  # the reader names what is wrong with it
    if inflated > limits.inflated_size or (inflated > MB and inflated > size * limits.inflated_ratio):
        raise _too_large(
            path.name, f"{inflated / MB:.0f} MB packed into {size / MB:.1f}", limits.inflated_size
        )


def _storable(report: dict[str, Any], name: str, limits: Limits) -> dict[str, Any]:
    """The report without half characters (lone surrogates), which PDF fonts produce and no store takes.

    Raises Unreadable (output_limit) for one that would fill the driver and the store.
    """
    text = canonical(report)
    if len(text) > limits.report_size:
        raise output_limit(name, len(text), limits)
    try:
        text.encode()
        return {**report, "content": content_of(text)}  # made here, where the text is at hand
    except UnicodeEncodeError:
        whole = json.dumps(report, ensure_ascii=False)
        cleaned: dict[str, Any] = json.loads(whole.encode("utf-8", "replace"))
        return cleaned


# ------------------------------------------------------------------------------------------------ reasons


def failed_report(name: str, error: Unreadable, sha256: str | None = None) -> dict[str, Any]:
    """A failed report in the same shape as a good one."""
    return failed({"file": name, "sha256": sha256}, error)


def not_opened(name: str, error: OSError) -> Unreadable:
    return _unreadable("not_found", name, f"no file that can be opened ({error.strerror})", "Check the file.")


def time_limit(name: str, limits: Limits) -> Unreadable:
    return _unreadable("time_limit", name, f"no end after {limits.seconds:g} s", "Save it in another format.")


def memory_limit(name: str, limits: Limits) -> Unreadable:
    found = f"more than {limits.memory / (1 << 20):.0f} MiB of memory needed"
    return _unreadable("memory_limit", name, found, "Save it in another format.")


def cpu_limit(name: str, limits: Limits) -> Unreadable:
    found = f"no end after {limits.cpu_seconds} s of computing"
    return _unreadable("time_limit", name, found, "Save it in another format.")


def output_limit(name: str, size: int, limits: Limits) -> Unreadable:
    found = f"a reading of {size:,} characters, over the limit of {limits.report_size:,}"
    return _unreadable("output_limit", name, found, "Give the report alone, without attachments.")


def crashed(name: str, found: str) -> Unreadable:
    return _unreadable("crashed", name, found, "Save it in another format, and tell us about this file.")


def _too_large(name: str, found: str, limit: int) -> Unreadable:
    todo = "Give the report alone, without attachments."
    return Unreadable(
        "too_large", where=name, found=found, expected=f"at most {limit / MB:.0f} MB", todo=todo
    )


def _unreadable(reason: str, name: str, found: str, todo: str) -> Unreadable:
    return Unreadable(reason, where=name, found=found, expected="a report that can be read", todo=todo)
