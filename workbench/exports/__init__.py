"""Taking it away: reports, cells and panels as files for other programs, with codebook and data package.

In: frames and what is wanted of them. Out: files in one folder, each made aside and renamed into place. The same
data give the same bytes, and a nation's are never in memory as a whole. States and statuses stand beside the values;
texts cannot become formulas in spreadsheets.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from workbench.asking import loaded, names
from workbench.errors import BadCall
from workbench.exports.codebook import write_codebook
from workbench.exports.datapackage import write_datapackage
from workbench.exports.extras import has
from workbench.exports.fields import Field, fields_of
from workbench.exports.sliced import Sliced
from workbench.exports.spreadsheets import MOST_ROWS, write_csv, write_excel, write_plain_csv
from workbench.exports.stata import write_stata
from workbench.exports.tables import TABLES, Choice, chosen_tables
from workbench.wording import LANGUAGES

if TYPE_CHECKING:
    from workbench.frames import Frames

__all__ = ["FORMATS", "TABLES", "Exported", "export"]

Writer = Callable[[pl.LazyFrame, list[Field], Path, str, str], None]
# Up to so many rows a format of the extra is written when nobody named it: it is for programs that hold all of it.
UNASKED = 1_000_000


@dataclass(frozen=True)
class Format:
    """How a table is written: its file's ending, the package of the extra that it needs, how many rows it holds."""

    suffix: str
    write: Writer
    package: str = ""
    most: int | None = None


FORMATS = {
    "parquet": Format(".parquet", lambda table, _, path, *__: table.sink_parquet(path)),
    "csv": Format(".csv", lambda table, _, path, *__: write_csv(table, path)),
    "plain-csv": Format(".plain.csv", lambda table, _, path, *__: write_plain_csv(table, path)),
    "excel": Format(
        ".xlsx",
        lambda table, fields, path, name, lang: write_excel(table, fields, path, name=name, language=lang),
        "xlsxwriter",
        MOST_ROWS,
    ),
    "stata": Format(
        ".dta",
        lambda table, fields, path, name, lang: write_stata(table, fields, path, name=name, language=lang),
        "pyreadstat",
    ),
}


@dataclass(frozen=True, repr=False)
class Exported:
    """What was written: rows and files of each table, codebook and descriptor; what was not, and why."""

    folder: Path
    rows: dict[str, int]
    files: dict[str, tuple[Path, ...]]
    about: tuple[Path, ...]
    left_out: tuple[str, ...]

    def __repr__(self) -> str:
        lines = [f"Export: {self.folder}"]
        for name, files in self.files.items():
            lines.append(f"  {name}: {self.rows[name]:,} rows: {', '.join(path.name for path in files)}")
        lines.append(f"  {', '.join(path.name for path in self.about)}")
        return "\n".join(lines + [f"  not written, {reason}" for reason in self.left_out])


def export(
    frames: Frames,
    folder: Path | str,
    *,
    tables: Iterable[str] = TABLES,
    formats: Iterable[str] | None = None,
    language: str = "zh",
    regions: Iterable[str] = (),
    bodies: Iterable[str] = (),
    years: int | Iterable[int] = (),
    measures: Iterable[str] = (),
) -> Exported:
    """Writes the tables in these formats, with codebook and datapackage.json, into the folder; says what and where.

    `tables`: some of TABLES, `formats`: some of FORMATS (without it all whose packages are there). Regions (with all
    that lies in them), bodies, years and measures cut the tables down; empty means all. `language` is that of labels
    in Excel and Stata. Raises BadCall for what is unknown or not installed.

    >>> export(frames, "for-stata", tables=["panel_body"], formats=["stata"], regions=["410000"], language="en")
    """
    loaded(frames, "export")
    wanted = _known("table", names(tables), TABLES)
    chosen, left_out = _formats(None if formats is None else names(formats))
    _known("language", [language], LANGUAGES)
    codes = map(str, names(regions))
    choice = Choice(*(tuple(names(some)) for some in (codes, bodies, years, measures)))
    made = chosen_tables(frames, wanted, choice)
    fields = {name: fields_of(name, table.schema) for name, table in made.items()}
    folder = _folder(Path(folder))
    rows: dict[str, int] = {}
    files: dict[str, tuple[Path, ...]] = {}
    for name, table in made.items():
        with _made(table, folder, name) as scan:
            rows[name] = int(scan.select(pl.len()).collect().item())
            fitting, too_long = _fitting(chosen, name, rows[name], asked=formats is not None)
            left_out += too_long
            files[name] = tuple(
                _written(scan, fields[name], folder, name, FORMATS[kind], language) for kind in fitting
            )
    about = (
        *write_codebook(fields, folder),
        write_datapackage(fields, files, folder, name="workbench-export"),
    )
    return Exported(folder, rows, files, about, left_out)


@contextmanager
def _made(table: Sliced, folder: Path, name: str) -> Iterator[pl.LazyFrame]:
    """The table, made slice by slice into a file that every format is written from and that goes afterwards."""
    aside = folder / f".{name}.made.parquet"
    try:
        yield table.write(aside)
    finally:
        aside.unlink(missing_ok=True)


def _fitting(kinds: list[str], name: str, rows: int, *, asked: bool) -> tuple[list[str], tuple[str, ...]]:
    """The formats that hold so many rows; of those that nobody named, the ones that do not are left out, told."""
    limits = {
        kind: limit
        for kind in kinds
        if FORMATS[kind].package and (limit := FORMATS[kind].most if asked else UNASKED) and rows > limit
    }
    todo = "Choose years or regions (--year, --region), or another format."
    for kind, limit in limits.items():
        if asked:
            where, found = f"{name}{FORMATS[kind].suffix}", f"{rows:,} rows"
            raise BadCall(
                where=where, found=found, expected=f"at most {limit:,}, which {kind} holds", todo=todo
            )
    told = (
        f"{name} as {kind}: {rows:,} rows (choose --year or --region, or ask for it: --format {kind})"
        for kind in limits
    )
    return [kind for kind in kinds if kind not in limits], tuple(told)


def _known(what: str, names: Iterable[str], available: Iterable[str]) -> list[str]:
    asked = list(dict.fromkeys(names))
    for name in asked:
        if name not in available:
            raise BadCall.unknown(what, name, available, where="export")
    return asked


def _folder(folder: Path) -> Path:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        found = "a file" if folder.exists() else str(error.strerror)
        todo = "Name another folder with --out."
        raise BadCall(where=str(folder), found=found, expected="a folder to write into", todo=todo) from None
    return folder


def _formats(asked: Iterable[str] | None) -> tuple[list[str], tuple[str, ...]]:
    """The formats to write; of those that nobody named, the ones whose package is missing are left out, told."""
    if asked is not None:
        return _known("format", asked, FORMATS), ()
    there = [name for name, form in FORMATS.items() if not form.package or has(form.package)]
    gone = tuple(
        f"{name}: needs {FORMATS[name].package} (make setup EXTRAS=export)"
        for name in FORMATS
        if name not in there
    )
    return there, gone


def _written(
    table: pl.LazyFrame, fields: list[Field], folder: Path, name: str, form: Format, language: str
) -> Path:
    """The file, made under another name first: whoever reads it sees the old one or the new one."""
    path = folder / f"{name}{form.suffix}"
    aside = folder / f".{name}.new{form.suffix}"
    try:
        form.write(table, fields, aside, name, language)
        os.replace(aside, path)
    finally:
        aside.unlink(missing_ok=True)
    return path
