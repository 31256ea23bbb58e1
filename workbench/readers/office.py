"""DOC, WPS, RTF and ODT: made into DOCX by LibreOffice where it is installed, then read like any Word file.

Each file gets a profile and a folder of its own: no macro runs, no link is followed, nothing is left behind. Refuses,
with a reason: no LibreOffice on the machine, a file that it cannot open, one that takes too long.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
from dataclasses import replace
from pathlib import Path

from workbench.errors import Unreadable
from workbench.readers.document import Document
from workbench.readers.kinds import OLE
from workbench.readers.room import has_room

PROGRAMS = ("soffice", "libreoffice")
SECONDS = 90  # a report takes two to five, on a new profile three more
# What the profile forbids: macros, links to anything outside the file, any network.
_SETTINGS = {
    "org.openoffice.Office.Common/Security/Scripting": {
        "DisableMacrosExecution": "true",
        "MacroSecurityLevel": "3",
        "BlockUntrustedRefererLinks": "true",
    },
    "org.openoffice.Inet/Settings": {
        "ooInetProxyType": "1",
        "ooInetHTTPProxyName": "127.0.0.1",
        "ooInetHTTPProxyPort": "9",
        "ooInetHTTPSProxyName": "127.0.0.1",
        "ooInetHTTPSProxyPort": "9",
    },
}


def is_installed() -> bool:
    """Whether LibreOffice is on this machine."""
    return _program() is not None


def read_office(data: bytes, name: str) -> Document:
    """The document's lines and grids. Raises Unreadable (needs_office, time_limit, unreadable)."""
    program = _program()
    if program is None or not has_room():
        raise _refusal(
            "needs_office",
            name,
            "an old Word, WPS, RTF or ODT file",
            "Install LibreOffice Writer, or save it as .docx or PDF.",
        )
    from workbench.readers.docx import read_docx

    return replace(read_docx(_as_docx(program, data, name), name), container="office", engine="libreoffice")


def _program() -> str | None:
    return next(filter(None, map(shutil.which, PROGRAMS)), None)


def _as_docx(program: str, data: bytes, name: str) -> bytes:
    # LibreOffice tells the format by the bytes, but takes plain text for granted without a known ending.
    ending = ".doc" if data.startswith(OLE) else ".rtf" if data.startswith(b"{\\rtf") else ".odt"
    with tempfile.TemporaryDirectory(prefix="workbench-office-") as folder:
        place = Path(folder)
        (place / f"in{ending}").write_bytes(data)
        _write_profile(place / "profile" / "user")
        command = [
            program,
            f"-env:UserInstallation={(place / 'profile').as_uri()}",
            "--headless",
            "--norestore",
        ]
        command += ["--nologo", "--convert-to", "docx", "--outdir", str(place / "out"), f"{place}/in{ending}"]
        _run(command, place, name)
        try:
            return (place / "out" / "in.docx").read_bytes()
        except FileNotFoundError:
            found, todo = "a file that LibreOffice cannot open", "Open and save it anew as .docx or PDF."
            raise _refusal("unreadable", name, found, todo) from None


def _run(command: list[str], place: Path, name: str) -> None:
    """Runs the program in a process group of its own, which ends with it whatever happens."""
    environment = {key: os.environ[key] for key in ("PATH", "LANG", "LC_ALL") if key in os.environ}
    environment |= {"HOME": str(place), "TMPDIR": str(place), "SAL_USE_VCLPLUGIN": "svp"}
    child = subprocess.Popen(
        command,
        cwd=place,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        process_group=0,
    )
    try:
        child.wait(SECONDS)
    except subprocess.TimeoutExpired:
        found, todo = f"no end after {SECONDS} s in LibreOffice", "Save it as .docx or PDF."
        raise _refusal("time_limit", name, found, todo) from None
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()


def _write_profile(folder: Path) -> None:
    folder.mkdir(parents=True)
    items = "".join(
        f'<item oor:path="/{path}"><prop oor:name="{key}" oor:op="fuse"><value>{value}</value></prop></item>'
        for path, settings in _SETTINGS.items()
        for key, value in settings.items()
    )
    (folder / "registrymodifications.xcu").write_text(
        '<?xml version="1.0" encoding="UTF-8"?><oor:items xmlns:oor="http://openoffice.org/2001/registry">'
        f"{items}</oor:items>",
        "utf-8",
    )


def _refusal(reason: str, name: str, found: str, todo: str) -> Unreadable:
    expected = "a Word file that opens" if reason == "unreadable" else "a report as DOCX, PDF, HTML or text"
    return Unreadable(reason, where=name, found=found, expected=expected, todo=todo)
