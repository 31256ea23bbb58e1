"""What a person's corrections teach: a site under gov.cn whose reports were given a place is a hint for its others.

In: the store's documents and the register. Out: the documents, with the place of those resolved anew that had none and
come from such a site. It stays a hint: it chooses between places of one name (鼓楼区教育局) and never places a report
that names nobody. The store is left as it is, so that it depends on bytes only; title and issuer are what is looked at.
"""

from __future__ import annotations

import json
from collections import defaultdict
from urllib.parse import urlsplit

import polars as pl

from workbench.issuer import Told, resolve

_CODE = pl.Struct({"code_at_year": pl.String})


def with_learned_hosts(
    documents: pl.DataFrame, register: pl.DataFrame, hosts: dict[str, frozenset[str]]
) -> pl.DataFrame:
    """The documents in their order; only `place` changes, and only from none to one."""
    if not hosts:
        return documents
    unplaced = pl.col("place").str.json_decode(_CODE).struct.field("code_at_year").is_null()
    waiting = (
        _with_urls(documents, register)
        .filter(_host().is_in(list(hosts)), pl.col("status") != "failed")
        .filter(unplaced)  # behind the other, for it reads JSON
        .select("path", "title", "issuer", "year", "url")
    )
    rows = []
    for (
        path,
        title,
        issuer,
        year,
        url,
    ) in waiting.iter_rows():  # a few: what waits, of sites that a person placed
        host = urlsplit(url).hostname or ""
        place = resolve(Told(title=title, issuer=issuer, host=host, year=year), hosts[host])
        if place.code_at_year is not None:
            rows.append((path, json.dumps(place.to_json(), ensure_ascii=False)))
    found = pl.DataFrame(rows, schema={"path": pl.String, "place": pl.String}, orient="row")
    return documents.update(found, on="path") if rows else documents


def learned_hosts(documents: pl.DataFrame, register: pl.DataFrame) -> dict[str, frozenset[str]]:
    """The places that a person gave to reports of each host under gov.cn; townships stand for their county."""
    sources = _with_urls(documents, register).select("path", "sha256", "url")
    said = register.drop_nulls("place").select("path", "sha256", code="place")
    by_path = said.drop_nulls("path").join(sources, on="path").select("url", "code")
    by_bytes = said.filter(pl.col("path").is_null()).join(sources, on="sha256").select("url", "code")
    both = pl.concat([by_path, by_bytes])
    hosts: dict[str, set[str]] = defaultdict(set)
    for host, code in both.select(_host(), "code").drop_nulls().iter_rows():
        if host.endswith(".gov.cn"):
            hosts[host].add(code[:6])
    return {host: frozenset(codes) for host, codes in hosts.items()}


def _with_urls(documents: pl.DataFrame, register: pl.DataFrame) -> pl.DataFrame:
    """With `url`: where a person says that the file is from, else what the page says of itself."""
    said = register.drop_nulls(["path", "source_url"]).select("path", said="source_url")
    return documents.join(said, on="path", how="left", maintain_order="left").with_columns(
        url=pl.coalesce("said", "source_url")
    )


def _host() -> pl.Expr:
    return pl.col("url").str.extract(r"^https?://([^/:]+)").str.to_lowercase()
