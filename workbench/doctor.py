"""What this machine has and what it lacks: one small check a thing, each giving one finding.

A finding is `ok`, `missing` (the workbench does not work without it) or `optional` (absent, and only what it names
is lost). Nothing is changed, nothing but small trial files is written, and no big library is imported.
"""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Literal

from packaging.requirements import Requirement

from workbench.errors import ProjectError
from workbench.fonts import chinese_font
from workbench.project import Project

State = Literal["ok", "missing", "optional"]

DISTRIBUTION = "ogi-workbench"
LOWEST_PYTHON = (3, 11)
ENOUGH_DISK = 1 << 30  # the country's archive of a year takes a few hundred MB in the store, with its pages

CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


@dataclass(frozen=True)
class Finding:
    """One line of the doctor: what was looked for, what was found, and how to get it if it is not there."""

    name: str
    state: State
    found: str
    todo: str = ""


def examine(root: str = ".", store: str | None = None) -> list[Finding]:
    """The findings of this machine and of the project at `root`, in the order in which one would mend them."""
    machine: tuple[Callable[[], Finding], ...] = (
        check_python,
        check_packages,
        check_kernel,
        check_fork,
        check_chinese_font,
        check_office,
        check_ocr,
        check_chromium,
        check_uv,
    )
    return [*(check() for check in machine), check_writing(root, store), check_disk(root)]


def check_python() -> Finding:
    found = f"{sys.version.split()[0]} in {sys.prefix}"
    todo = "Install Python 3.11 or newer, then: make clean setup PYTHON=…"
    return _finding("Python", sys.version_info >= LOWEST_PYTHON, found, todo)


def check_packages() -> Finding:
    """Every package of the core in a version that pyproject.toml allows."""
    wanted = [Requirement(line) for line in metadata.requires(DISTRIBUTION) or []]
    core = [one for one in wanted if one.marker is None or one.marker.evaluate({"extra": ""})]
    wrong = [text for one in core if (text := _wrong_version(one))]
    found = "; ".join(wrong) or f"all {len(core)} core packages in versions that fit"
    return _finding("packages", not wrong, found, "make setup")


def check_kernel() -> Finding:
    """The kernelspec in this environment, as this version of the workbench brings it."""
    place = Path(sys.prefix) / "share" / "jupyter" / "kernels" / "workbench"
    ours = Path(__file__).parent / "runs" / "kernelspec"
    if not (place / "kernel.json").is_file():
        return Finding("kernel", "missing", f"no kernelspec in {place}", "make clean setup")
    stale = [file.name for file in _files(ours) if _bytes(place / file.name) != file.read_bytes()]
    if stale:
        return Finding("kernel", "missing", f"older {' and '.join(stale)} in {place}", "make clean setup")
    program = json.loads((place / "kernel.json").read_text(encoding="utf-8"))["argv"][0]
    # Jupyter puts its own interpreter where a kernelspec says "python".
    interpreter = sys.executable if program == "python" else program
    return Finding("kernel", "ok", f"{place}, started with {interpreter}")


def check_fork() -> Finding:
    """Whether kernels are forked here, tried with a server of its own; else they start plainly, and as well."""
    todo = "Pages come out the same, each about a second later."
    known = {point.name for point in metadata.entry_points(group="jupyter_client.kernel_provisioners")}
    reason = (
        f"{sys.platform}; kernels are forked on Linux only"
        if sys.platform != "linux"
        else "WORKBENCH_KERNEL=plain in the environment"
        if os.environ.get("WORKBENCH_KERNEL") == "plain"
        else "the provisioner workbench-forked is not registered; make clean setup"
        if "workbench-forked" not in known
        else _no_fork()
    )
    if reason:
        return Finding("fast kernel", "optional", f"plain launcher: {reason}", todo)
    return Finding("fast kernel", "ok", "forked by the provisioner workbench-forked")


def _no_fork() -> str:
    from workbench.runs.kernel.forking import try_server
    from workbench.runs.kernel.line import NoFork

    try:
        threads = try_server(os.environ)
    except (NoFork, OSError) as error:
        return str(error)
    return "" if threads == 1 else f"{threads} threads in the fork server"


def check_chinese_font() -> Finding:
    todo = "Only pictures made on this machine need it. Debian: apt-get install fonts-noto-cjk"
    return _optional("Chinese font", chinese_font(), todo)


def check_office() -> Finding:
    todo = "Only DOC and WPS files need LibreOffice. Debian: apt-get install libreoffice-writer"
    return _optional("LibreOffice", _program("soffice", "libreoffice"), todo)


def check_ocr() -> Finding:
    there = all(importlib.util.find_spec(name) for name in ("rapidocr", "onnxruntime"))
    return _optional("OCR", "rapidocr" if there else "", "Only scans need it: make setup EXTRAS=ocr")


def check_chromium() -> Finding:
    todo = "Only the tests of pages need it. Debian: apt-get install chromium"
    return _optional("Chromium", _program(*CHROMIUM), todo)


def check_uv() -> Finding:
    return _optional("uv", _program("uv"), "Set-up works without it, more slowly.")


def check_writing(root: str = ".", store: str | None = None) -> Finding:
    """Whether the project's processed data can be written."""
    try:
        place = Project.find(root, store).processed
    except ProjectError as error:
        return Finding("project", "optional", f"{error.found} ({error.where})", error.todo)
    try:
        place.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=place):
            pass
    except OSError as error:
        return Finding(
            "project", "missing", f"{place}: {error.strerror}", "Make it a folder that you can write to."
        )
    return Finding("project", "ok", f"{place} can be written")


def check_disk(root: str = ".") -> Finding:
    place = next((path for path in (Path(root).resolve(), Path.cwd()) if path.is_dir()), Path("/"))
    free = shutil.disk_usage(place).free
    return _finding("disk", free >= ENOUGH_DISK, f"{free / (1 << 30):.1f} GiB free", "Free at least 1 GiB.")


def _finding(name: str, good: bool, found: str, todo: str) -> Finding:
    return Finding(name, "ok", found) if good else Finding(name, "missing", found, todo)


def _optional(name: str, found: str, todo: str) -> Finding:
    return Finding(name, "ok", found) if found else Finding(name, "optional", "not found", todo)


def _wrong_version(wanted: Requirement) -> str:
    try:
        version = metadata.version(wanted.name)
    except metadata.PackageNotFoundError:
        return f"no {wanted.name}"
    return (
        ""
        if wanted.specifier.contains(version, prereleases=True)
        else f"{wanted.name} {version}, not {wanted}"
    )


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if path.is_file())


def _bytes(path: Path) -> bytes:
    return path.read_bytes() if path.is_file() else b""


def _program(*names: str) -> str:
    return next((path for name in names if (path := shutil.which(name))), "")
