"""Which rows of the store count, and what the register says of them: documents and register in, `reports` out.

A file is a report's copy: identical bytes are one report, whichever path comes first (one that the register knows
before others). Samples leave as soon as another report is there. What of the register fits nothing is told in notes.
"""

from __future__ import annotations

from io import BytesIO

import polars as pl

from workbench.frames.heads import OF_THE_STORE, ROW
from workbench.frames.learned import learned_hosts, with_learned_hosts
from workbench.frames.places import with_places
from workbench.frames.schemas import REPORTS
from workbench.register import COUNT, DUPLICATE_OF, NOT_A_REPORT, SAMPLE
from workbench.store.schema import STATUSES

AT_ONCE = 100_000  # reports
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
KEYS = ("path", "sha256", "present", "status", "source_url")  # decide which files count
NEEDED = (
    *(
        "path",
        "sha256",
        "extractor",
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


def counted(documents: pl.LazyFrame, register: pl.DataFrame) -> tuple[pl.DataFrame, list[str]]:
    """The counted reports by path, with the columns of REPORTS and OF_THE_STORE; and notes for a person.

    What counts is decided on a few columns. The rest is read AT_ONCE rows at a time, for what is read of a place is
    several times as large as what becomes of it.
    """
    keys = documents.with_row_index(ROW).select(ROW, *KEYS).collect()
    files = _with_lines(keys.filter(pl.col("present") & pl.col("sha256").is_not_null()), register)
    notes = _notes(files, register)
    one_each = (
        files.filter(pl.col("use") != NOT_A_REPORT)
        .sort(pl.col("line").is_null(), "path")
        .unique("sha256", keep="first", maintain_order=True)
        .sort("path")
        .with_columns(report_id=pl.col("sha256").str.head(ID_LENGTH))
    )
    chosen = _without_samples(_without_duplicates(one_each, notes)).select(
        ROW, "path", "report_id", "line", "use"
    )
    del files, one_each
    hosts = learned_hosts(keys, register) if register["place"].count() else {}
    del keys
    starts = range(0, max(chosen.height, 1), AT_ONCE)
    parts = [_part(documents, chosen[at : at + AT_ONCE], register, hosts) for at in starts]
    return pl.concat(parts, rechunk=False), notes


def _part(
    documents: pl.LazyFrame, chosen: pl.DataFrame, register: pl.DataFrame, hosts: dict[str, frozenset[str]]
) -> pl.DataFrame:
    """Some of the counted reports, whose paths lie side by side; statuses are counted while they are read.

    The packed letters of a country's reports are half a gigabyte, and nothing here needs more than their numbers.
    """
    kept: list[str | pl.Expr] = [*NEEDED, *(_count(name).alias(f"n_{name}") for name in STATUSES)]
    near = pl.col("path").is_between(pl.lit(chosen["path"].min()), pl.lit(chosen["path"].max()))
    rows = documents.filter(near).select(kept).collect()
    mine = chosen.join(rows, on="path", how="inner", maintain_order="left")
    return _compact(_reports(_with_register(with_learned_hosts(mine, register, hosts), register)))


def _compact(rows: pl.DataFrame) -> pl.DataFrame:
    """The same rows, each text that comes again kept once, and nothing of what they were made from."""
    aside = BytesIO()
    rows.write_parquet(aside, compression="lz4", statistics=False)
    aside.seek(0)
    return pl.read_parquet(aside)


def _reports(files: pl.DataFrame) -> pl.DataFrame:
    """The columns of REPORTS and OF_THE_STORE, from the files with what the register says."""
    reasons = pl.col("reasons").list.eval(pl.element().struct.field("reason"))
    return (
        with_places(files)
        .with_columns(reasons=reasons, body_id=_body_id())
        .select(*(pl.col(name).cast(dtype) for name, dtype in REPORTS.items()), *OF_THE_STORE)
    )


# ------------------------------------------------------------------------------------------------ the register


def _with_lines(files: pl.DataFrame, register: pl.DataFrame) -> pl.DataFrame:
    """The files with their register row (`line`) and what it is used for. `stale`: its bytes differ."""
    by_path = register.drop_nulls("path").select("path", line_path="line", sha_path="sha256")
    by_bytes = register.drop_nulls("sha256").unique("sha256", keep="first", maintain_order=True)
    known = files.join(by_path, on="path", how="left").join(
        by_bytes.select("sha256", line_bytes="line"), on="sha256", how="left"
    )
    fits = pl.col("sha_path").is_null() | (pl.col("sha_path") == pl.col("sha256"))
    line = pl.coalesce(pl.when(fits).then("line_path"), "line_bytes", "line_path")
    stale = (pl.col("line_path").is_not_null() & ~fits & pl.col("line_bytes").is_null()).fill_null(False)
    uses = register.select("line", "use")
    told = known.with_columns(line=line, stale=stale).join(uses, on="line", how="left", maintain_order="left")
    return told.with_columns(pl.col("use").fill_null(COUNT))


def _with_register(files: pl.DataFrame, register: pl.DataFrame) -> pl.DataFrame:
    """The files, whose line is known, with the register's overrides before what was read."""
    said = register.drop("path", "sha256", "retrieved_at", "note", "use")
    # A body's reports say the same of its place year by year; it is parsed once.
    read = pl.col("place").str.json_decode(_PLACE).struct.unnest().name.prefix("read.")
    told = files.select("place").unique().with_columns(read)
    joined = (
        files.join(told, on="place", how="left", nulls_equal=True, maintain_order="left")
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
    # The other rows tell of bodies.
    named = register.filter(pl.any_horizontal(pl.col("path", "sha256").is_not_null()))
    idle = named.join(files.select("line"), on="line", how="anti").filter(
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
