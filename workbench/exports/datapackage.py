"""datapackage.json: what a folder of exported files holds, for programs (Frictionless Data Package).

In: tables with their fields and the files written of each. Out: a descriptor; every CSV is a tabular resource with
its schema (types, missing values, labels, codes, keys), every other file is a plain file with its size and hash: what
is not said to be one is opened as a table by its ending, which needs a reader of that format and fails on lists.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

from workbench.exports.fields import Field, words

KEYS = {
    "reports": ["report_id"],
    "cells": ["report_id", "cell"],
    "wide": ["report_id"],
    "panel_body": ["subject", "year", "measure"],
    "panel_region": ["subject", "year", "measure"],
    "figures_body": ["subject", "year", "measure"],
    "figures_region": ["subject", "year", "measure"],
}
MEDIA = {
    ".csv": "text/csv",
    ".parquet": "application/vnd.apache.parquet",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".dta": "application/x-stata-dta",
}
SIGNATURE = b"\xef\xbb\xbf"


def write_datapackage(
    tables: Mapping[str, list[Field]], files: Mapping[str, Iterable[Path]], folder: Path, *, name: str
) -> Path:
    """Writes the descriptor; `files` are those of each table, all of them in `folder`."""
    resources = [
        _resource(table, fields, path, folder) for table, fields in tables.items() for path in files[table]
    ]
    package = {
        "name": name,
        "title": "政府信息公开工作年度报告数据 / Annual reports on government information disclosure",
        "version": version("ogi-workbench"),
        "resources": resources,
    }
    path = folder / "datapackage.json"
    path.write_text(json.dumps(package, ensure_ascii=False, indent=1) + "\n", "utf-8", newline="\n")
    return path


def table_schema(table: str, fields: list[Field]) -> dict[str, Any]:
    """The Table Schema of a table's CSV: an empty value is a missing one."""
    schema: dict[str, Any] = {"fields": [_field(field) for field in fields], "missingValues": [""]}
    return schema | ({"primaryKey": KEYS[table]} if table in KEYS else {})


def hash_of(path: Path) -> str:
    """The SHA-256 of a file of any size."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _resource(table: str, fields: list[Field], path: Path, folder: Path) -> dict[str, Any]:
    kind = "-".join(path.name.split(".")[1:])
    base: dict[str, Any] = {
        "name": f"{table}-{kind}".replace("_", "-"),
        "path": path.relative_to(folder).as_posix(),
        "title": f"{words('table', table, 'zh')} / {words('table', table, 'en')}",
        "format": path.suffix[1:],
        "mediatype": MEDIA.get(path.suffix, "application/octet-stream"),
        "bytes": path.stat().st_size,
        "hash": f"sha256:{hash_of(path)}",
    }
    if path.suffix != ".csv":
        return base | {"type": "file"}
    with path.open("rb") as file:
        marked = file.read(len(SIGNATURE)) == SIGNATURE
    tabular = {"type": "table", "scheme": "file", "encoding": "utf-8-sig" if marked else "utf-8"}
    return base | tabular | {"schema": table_schema(table, fields)}


def _field(field: Field) -> dict[str, Any]:
    made: dict[str, Any] = {
        "name": field.name,
        "type": "string" if field.type == "list" else field.type,
        "title": field.en,
        "description": field.zh,
    }
    if field.type == "boolean":
        made |= {"trueValues": ["true"], "falseValues": ["false"]}
    if field.unit:
        made["unit"] = field.unit
    if field.codes:
        made["constraints"] = {"enum": list(field.codes)}
    return made
