"""SHA256SUMS: the hash of every file of a release, in the form that `sha256sum -c` reads.

In: a folder. Out: the file, or what does not agree with it.
"""

from __future__ import annotations

from pathlib import Path

from workbench.exports.datapackage import hash_of

SUMS = "SHA256SUMS"


def write_sums(folder: Path) -> Path:
    """Writes the file over everything else in the folder, by path."""
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path != folder / SUMS)
    lines = [f"{hash_of(path)}  {path.relative_to(folder).as_posix()}\n" for path in files]
    (folder / SUMS).write_text("".join(lines), "utf-8", newline="\n")
    return folder / SUMS


def read_sums(folder: Path) -> dict[str, str]:
    """The hash of each file by its path in the folder."""
    lines = (folder / SUMS).read_text("utf-8").splitlines()
    return {name: digest for digest, _, name in (line.partition("  ") for line in lines)}


def wrong(folder: Path) -> list[str]:
    """Files that are gone, changed or not listed, each with the reason behind it."""
    listed = read_sums(folder)
    here = {
        path.relative_to(folder).as_posix(): path
        for path in folder.rglob("*")
        if path.is_file() and path != folder / SUMS
    }
    gone = [f"{name}: gone" for name in listed if name not in here]
    changed = [f"{name}: changed" for name in listed if name in here and hash_of(here[name]) != listed[name]]
    return gone + changed + [f"{name}: not listed" for name in sorted(here) if name not in listed]
