"""Which rows of the store count, and what the register says of them: documents and register in, `reports` out.

A file is a report's copy: identical bytes are one report, whichever path comes first (one that the register knows
before others). Samples leave as soon as another report is there. What of the register fits nothing is told in notes.
"""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from workbench.frames.heads import OF_THE_STORE, ROW
from workbench.frames.places import with_places
from workbench.frames.schemas import REPORTS
from workbench.register import COUNT, DUPLICATE_OF, NOT_A_REPORT, SAMPLE
from workbench.store.schema import STATUSES

ID_LENGTH = 12  # hex digits of the sha256: 48 bits keep a country's reports of a year apart

# What a report says of its place, in the document's column `place`; null where it could not be told.
_PLACE = pl.Struct(
    {
        "code_at_year": pl.String,
        "names": pl.Struct(dict.fromkeys(("province", "prefecture", "county", "township"), pl.String)),
        "level": pl.String,
        "kind": pl.String,
        "department": pl.String,
        "scope": pl.String,
        "covers": pl.String,
    }
)
# What is taken of the store's documents besides the numbers of statuses: neither letters nor the file's size and time.
NEEDED = (
    *(
        "path",
        "sha256",
        "extractor",
        "present",
        "content",
        "status",
        "reasons",
        "container",
        "edition",
        "title",
    ),
    *("issuer", "year", "published", "source_url", "site_id", "place", "n_failed_checks"),
)
_OVERRIDES = ("published", "place", "kind", "scope", "year", "source_url")


def counted(documents: pl.DataFrame, register: pl.DataFrame) -> tuple[pl.DataFrame, list[str]]:
    """The counted reports by path, with the columns of REPORTS and OF_THE_STORE; and notes for a person."""
    files = _with_register(documents.filter(pl.col("present") & pl.col("sha256").is_not_null()), register)
    notes = _notes(files, register)
    one_each = (
        files.filter(pl.col("use") != NOT_A_REPORT)
        .sort(pl.col("line").is_null(), "path")
        .unique("sha256", keep="first", maintain_order=True)
        .sort("path")
        .with_columns(report_id=pl.col("sha256").str.head(ID_LENGTH))
    )
    reports = with_places(_without_samples(_without_duplicates(one_each, notes)))
    reasons = pl.col("reasons").list.eval(pl.element().struct.field("reason"))
    return reports.with_columns(reasons=reasons, body_id=_body_id()).select(
        *(pl.col(name).cast(dtype) for name, dtype in REPORTS.items()), *OF_THE_STORE
    ), notes


def heads(documents: pl.LazyFrame, cells: Iterable[str]) -> pl.DataFrame:
    """What `counted` takes of the store's documents, with these cells; statuses are counted while they are read.

    The packed letters of a country's reports are half a gigabyte, and nothing here needs more than their numbers.
    """
    kept: list[str | pl.Expr] = [*NEEDED, *(_count(name).alias(f"n_{name}") for name in STATUSES), *cells]
    return documents.with_row_index(ROW).select(ROW, *kept).collect()


# ------------------------------------------------------------------------------------------------ the register


def _with_register(files: pl.DataFrame, register: pl.DataFrame) -> pl.DataFrame:
    """The files with their register row (`line`), its overrides before what was read. `stale`: its bytes differ."""
    by_path = register.drop_nulls("path").select("path", line_path="line", sha_path="sha256")
    by_bytes = register.drop_nulls("sha256").unique("sha256", keep="first", maintain_order=True)
    known = files.join(by_path, on="path", how="left").join(
        by_bytes.select("sha256", line_bytes="line"), on="sha256", how="left"
    )
    fits = pl.col("sha_path").is_null() | (pl.col("sha_path") == pl.col("sha256"))
    line = pl.coalesce(pl.when(fits).then("line_path"), "line_bytes", "line_path")
    stale = (pl.col("line_path").is_not_null() & ~fits & pl.col("line_bytes").is_null()).fill_null(False)
    said = register.drop("path", "sha256", "retrieved_at", "note")
    joined = (
        known.with_columns(line=line, stale=stale)
        .with_columns(pl.col("place").str.json_decode(_PLACE).struct.unnest().name.prefix("read."))
        .drop("place")
        .join(said, on="line", how="left", suffix="_said", maintain_order="left")
    )
    read_of = {"place": "read.code_at_year", "kind": "read.kind", "scope": "read.scope"}
    said_of = {
        name: f"{name}_said" if name in ("published", "year", "source_url") else name for name in _OVERRIDES
    }
    # What was read of a place goes with its code only: a corrected place brings its own level and names.
    names = pl.concat_list(pl.col("read.names").struct.unnest()).list.drop_nulls().list.join(" ")
    return joined.with_columns(
        *(pl.coalesce(said_of[name], read_of.get(name, name)).alias(name) for name in _OVERRIDES),
        pl.col("use").fill_null(COUNT),
        level=pl.coalesce("level", _unless_corrected("place", "read.code_at_year", pl.col("read.level"))),
        place_name=pl.coalesce("place_name", _unless_corrected("place", "read.code_at_year", names)),
        department=pl.coalesce(
            "department", _unless_corrected("kind", "read.kind", pl.col("read.department"))
        ),
        covers=_unless_corrected("scope", "read.scope", pl.col("read.covers")),
    ).with_columns(pl.col("scope").fill_null("unknown"))


def _unless_corrected(said: str, read: str, value: pl.Expr) -> pl.Expr:
    """The value that was read, unless the register says something else of the field that it hangs on."""
    return pl.when(pl.col(said).is_null() | (pl.col(said) == pl.col(read))).then(value)


def _notes(files: pl.DataFrame, register: pl.DataFrame) -> list[str]:
    idle = register.join(files.select("line"), on="line", how="anti").filter(
        ~pl.col("path").is_in(files["path"].to_list()).fill_null(False)
    )
    stale = files.filter("stale").select("line", "path").sort("line")
    return [
        *(f"register.csv, line {line}: no file for it in data/raw/" for line in idle["line"]),
        *(
            f"register.csv, line {line}: {path} has other bytes than its sha256 says; used by its path"
            for line, path in stale.iter_rows()
        ),
    ]


# ------------------------------------------------------------------------------------------------ what counts


def _without_duplicates(reports: pl.DataFrame, notes: list[str]) -> pl.DataFrame:
    """Without those that a person calls a duplicate of a counted report; of one that is not there, they count."""
    of = pl.col("use").str.strip_prefix(f"{DUPLICATE_OF}:")
    marked = pl.col("use").str.starts_with(DUPLICATE_OF)
    originals = reports.filter(~marked)["report_id"].to_list()
    lone = reports.filter(marked & ~of.is_in(originals))
    notes += [
        f"register.csv, line {line}: {path} is called {use}, and no such report counts; it is counted itself"
        for line, path, use in lone.select("line", "path", "use").iter_rows()
    ]
    kept = reports.filter(~marked | pl.col("report_id").is_in(lone["report_id"].to_list()))
    return kept.with_columns(use=pl.when(marked).then(pl.lit(COUNT)).otherwise("use"))


def _without_samples(reports: pl.DataFrame) -> pl.DataFrame:
    others = reports.filter((pl.col("use") != SAMPLE) & (pl.col("status") != "failed"))
    return reports if others.is_empty() else reports.filter(pl.col("use") != SAMPLE)


def _count(status: str) -> pl.Expr:
    return pl.col("statuses").str.count_matches(STATUSES[status], literal=True)


def _body_id() -> pl.Expr:
    """Named by the register, else by place and kind; a body of which neither is known is only this report's."""
    named = pl.concat_str("place", "kind", "department", separator=".", ignore_nulls=True)
    known = pl.col("place").is_not_null() & pl.col("kind").is_not_null()
    unknown = pl.concat_str(pl.lit("unknown."), "report_id")
    return pl.coalesce("body", pl.when(known).then(named).otherwise(unknown))
