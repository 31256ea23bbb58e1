"""What an ingest has to do: the files in `data/raw/` compared with what the store knows.

Size, time and extractor as the store has them: nothing to do. Else the content decides by its hash: known bytes are
never read again. Symbolic links are not followed and only regular files count. Judges vanished files, and refuses to
go on when a folder is missing or more than 5 % are gone: an unmounted disk must not empty the figures.
"""

from __future__ import annotations

import hashlib
import os
import shlex
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import polars as pl

from workbench.errors import BadCall, Unreadable, WorkbenchError
from workbench.project import Project
from workbench.readers import archive

OUR_OWN = {"register.csv", "corrections.toml"}  # at the top of data/raw/: a person's knowledge, not reports
GONE_AT_MOST = 0.05

SEEN = {"path": pl.String, "size": pl.Int64, "mtime_ns": pl.Int64}


class RemovalsError(WorkbenchError):
    """Reports that the store knows are gone, more than a person would take away without saying so."""

    exit_code = 4


@dataclass(frozen=True)
class File:
    """A file to be read or copied: its key in the store, where it is, and its content's hash (null: not readable)."""

    path: str
    at: Path
    size: int
    mtime_ns: int
    sha256: str | None


@dataclass(frozen=True)
class Plan:
    """What is to be done. `touched` and `vanished` are columns for Store.amend; `known` are bytes under a new path."""

    unread: list[File]
    known: list[File]
    touched: pl.DataFrame
    vanished: pl.DataFrame
    unchanged: int


def plan(
    project: Project, known: pl.DataFrame, extractor: str, paths: Sequence[Path], accept_removals: bool
) -> Plan:
    """Raises BadCall for a path that is not in `data/raw/`, RemovalsError unless `accept_removals`."""
    scopes = [_scope(project, path, known) for path in paths] or [""]
    places = dict(_members(_walk(project.raw, scopes)))
    seen = pl.DataFrame(_stats(places), schema=SEEN, orient="row")
    compared = seen.join(known, on="path", how="left", maintain_order="left", suffix="_known")
    compared = compared.with_columns(good=is_good(extractor).fill_null(False))
    same = (
        (pl.col("size") == pl.col("size_known"))
        & (pl.col("mtime_ns") == pl.col("mtime_ns_known"))
        & pl.col("good")
        & pl.col("present")
    ).fill_null(False)
    files, touched = _hashed(compared.filter(~same), places)
    unread, copies = _divided(files, known, extractor)
    here = known.filter(pl.col("present") & _inside(scopes))
    vanished = here.join(seen, on="path", how="anti")
    if not accept_removals:
        _judge(project, here, vanished, {file.sha256 for file in files})
    amended = touched.select(*SEEN).with_columns(present=pl.lit(True))
    gone = vanished.select(*SEEN).with_columns(present=pl.lit(False))
    return Plan(unread, copies, amended, gone, compared.height - len(files) - touched.height)


def ignored(name: str, at_top: bool) -> bool:
    """Whether a file or folder of that name is no report: hidden, a word processor's lock, a read-me, our own."""
    return name.startswith((".", "~$")) or name.upper().startswith("README") or (at_top and name in OUR_OWN)


def _scope(project: Project, path: Path, known: pl.DataFrame) -> str:
    """The path as a prefix of keys. One that is not there is a scope as long as the store knows files in it."""
    for base in (Path.cwd(), project.raw):
        whole = Path(os.path.normpath(base / path))
        inside = next(
            (whole.relative_to(r) for r in (project.raw, project.raw.resolve()) if whole.is_relative_to(r)),
            None,
        )
        if inside is not None:
            scope = "" if inside == Path(".") else _key(inside)
            if os.path.lexists(whole) or known.filter(_inside([scope])).height:
                return scope
    raise BadCall(
        where=str(path),
        found="no file or folder in data/raw/" if (Path.cwd() / path).exists() else "no such file or folder",
        expected=f"a path in {project.raw}",
        todo="Put the reports there first, or leave the path out to ingest them all.",
    )


def _inside(scopes: Iterable[str]) -> pl.Expr:
    path = pl.col("path")
    below = ("/", archive.SEPARATOR)
    return pl.any_horizontal(
        (path == s) | pl.any_horizontal(path.str.starts_with(s + sign) for sign in below)
        if s
        else pl.lit(True)
        for s in scopes
    )


def _members(places: Iterable[tuple[str, Path]]) -> Iterator[tuple[str, Path]]:
    """The same, with the reports in it for each ZIP."""
    for key, place in places:
        for report in archive.expanded(place):
            member = archive.on_disk(report)[1]
            if member is None:
                yield key, place
            elif not ignored(PurePosixPath(member).name, at_top=False):
                yield f"{key}{archive.SEPARATOR}{member}", report


def _walk(raw: Path, scopes: Sequence[str]) -> Iterator[tuple[str, Path]]:
    """Keys and places of the regular files under the scopes, in a fixed order. No link is followed."""
    for scope in sorted(set(scopes)):
        start = raw / scope
        if start.is_dir() and not start.is_symlink():
            yield from _walk_folder(start, raw)
        elif start.is_file() and not start.is_symlink() and not ignored(start.name, start.parent == raw):
            yield _key(start.relative_to(raw)), start


def _walk_folder(folder: Path, raw: Path) -> Iterator[tuple[str, Path]]:
    """A folder that cannot be listed (rights, a path too long) stands for itself: reading it says why."""
    pending = [folder]  # folders nest deeper than functions may
    while pending:
        at = pending.pop()
        try:
            with os.scandir(at) as entries:
                found = sorted(entries, key=lambda entry: entry.name)
        except OSError:
            yield _key(at.relative_to(raw)), at
            continue
        kept = [entry for entry in found if not ignored(entry.name, at == raw)]
        pending += [Path(entry.path) for entry in reversed(kept) if entry.is_dir(follow_symlinks=False)]
        for entry in kept:
            if entry.is_file(follow_symlinks=False):
                place = Path(entry.path)
                yield _key(place.relative_to(raw)), place


def _key(path: Path) -> str:
    """The path as the store's key: slashes on every system, bytes that are no text written out."""
    return os.fsencode(path.as_posix()).decode("utf-8", "backslashreplace")


def _stats(places: dict[str, Path]) -> list[tuple[str, int, int]]:
    found = []
    for key, place in places.items():
        try:
            stat = archive.on_disk(place)[0].lstat()
            found.append((key, stat.st_size, stat.st_mtime_ns))
        except FileNotFoundError:
            continue  # gone since the folder was listed
        except OSError:
            found.append((key, 0, 0))  # reading it says why
    return found


def _hashed(compared: pl.DataFrame, places: dict[str, Path]) -> tuple[list[File], pl.DataFrame]:
    """The files whose content is new to their path, and those of which only time or presence has changed."""
    files, touched = [], []
    for row in compared.iter_rows(named=True):
        digest = _sha256(places[row["path"]])
        if row["good"] and digest is not None and digest == row["sha256"]:
            touched.append(row["path"])
        else:
            files.append(File(row["path"], places[row["path"]], row["size"], row["mtime_ns"], digest))
    return files, compared.filter(pl.col("path").is_in(touched))


def _sha256(path: Path) -> str | None:
    try:
        if archive.on_disk(path)[1] is not None:
            return hashlib.sha256(archive.load(path)).hexdigest()
        with archive.opened(path) as file:
            if os.fstat(file.fileno()).st_size > archive.LARGEST_MEMBER:
                return None  # refused by its size; to hash it would take longer than all the others
            return hashlib.file_digest(file, "sha256").hexdigest()
    except (OSError, Unreadable):
        return None  # the reading tells why


def is_good(extractor: str) -> pl.Expr:
    """Whether a row is what reading its bytes anew would give, as far as versions and tools tell.

    A row of an earlier extractor is, when no version since then reads its container differently. A failed one is not,
    when the file could not be opened, or wanted a tool that is installed now.
    """
    from workbench.guard import NEEDS_WIDE

    cured = ["not_found", *(reason for reason, is_installed in NEEDS_WIDE.items() if is_installed())]
    failed = pl.col("status") == "failed"
    curable = failed & pl.col("reasons").list.first().struct.field("reason").is_in(cured).fill_null(False)
    return ((pl.col("extractor") == extractor) | (~failed & _reads_alike(extractor))) & ~curable


def _reads_alike(extractor: str) -> pl.Expr:
    """Whether the row's extractor and the one of now read its container in the same way."""
    from workbench.report import NARROW

    version, changed, alike = extractor, {"zip-member"}, pl.lit(False)
    while version in NARROW:  # back through the versions that changed some containers only
        changed |= NARROW[version]
        version = str(int(version) - 1)
        alike |= (pl.col("extractor") == version) & ~pl.col("container").is_in(sorted(changed))
    return alike


def _divided(files: list[File], known: pl.DataFrame, extractor: str) -> tuple[list[File], list[File]]:
    """Files to read, and files whose bytes are known or are read under another path in this run."""
    bytes_known = set(known.filter(is_good(extractor), extractor=extractor)["sha256"])
    unread, copies = [], []
    for file in files:
        if file.sha256 is not None and file.sha256 in bytes_known:
            copies.append(file)
        else:
            unread.append(file)
            bytes_known.add(file.sha256)
    return unread, copies


def _judge(project: Project, here: pl.DataFrame, vanished: pl.DataFrame, arrived: set[str | None]) -> None:
    lost = vanished.filter(~pl.col("sha256").is_in([sha for sha in arrived if sha]).fill_null(False))[
        "path"
    ].to_list()
    if not lost:
        return
    folder = _missing_folder(project.raw, lost)
    if folder is None and len(lost) <= GONE_AT_MOST * here.height:
        return
    gone = f"{len(lost)} of {here.height} known reports gone, the first: {min(lost)}"
    raise RemovalsError(
        where=str(project.raw),
        found=gone if folder is None else f"the folder {folder} missing, and {gone}",
        expected=f"every folder, and at most {GONE_AT_MOST:.0%} gone",
        todo="Nothing was changed. Bring them back; or, if they are to leave the figures, type: "
        f"workbench ingest --accept-removals --project {shlex.quote(str(project.root))}"
        + (f" --store {shlex.quote(project.store_at)}" if project.store_at else ""),
    )


def _missing_folder(raw: Path, lost: list[str]) -> str | None:
    """The uppermost folder of a lost file that is not there, or is there with nothing in it (an empty mount)."""
    files = {PurePosixPath(path.split(archive.SEPARATOR)[0]) for path in lost}  # no folder is inside a ZIP
    folders = {parent for path in files for parent in path.parents if parent.name}
    for folder in sorted(folders, key=lambda f: (len(f.parts), str(f))):
        place = raw / folder
        try:
            if place.is_dir() and any(place.iterdir()):
                continue
        except OSError:
            pass  # not to be listed: as good as missing
        return str(folder)
    return None
