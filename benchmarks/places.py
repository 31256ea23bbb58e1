"""How well issuers are resolved to places: `python benchmarks/places.py FILE.tsv [--half odd|even] [--misses]`.

In: a file with the columns of the issuers' list (title, host, expected codes, level, kind, clues condensed from first
pages). Each row is laid out as a page again, so the resolver works from whole text as in a report. Out: accuracy of
region, level and kind with and without each clue, precision at the threshold, and reports a second.
"""

from __future__ import annotations

import argparse
import csv
import re
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from workbench.divisions import divisions, stem_of
from workbench.issuer import THRESHOLD, Place, Told, resolve

CLUES = ("names", "lead", "addr", "tel", "zip", "uscc")
SETS: dict[str, tuple[str, ...]] = {
    "title only": (),
    "title + host": ("host",),
    "title + telephone, postcode": ("tel", "zip"),
    "title + credit code": ("uscc",),
    "title + names": ("names", "lead", "addr"),
    "title + names + host": ("names", "lead", "addr", "host"),
    "all but names": ("host", "tel", "zip", "uscc"),
    "all": (*CLUES, "host"),
}
_PART = re.compile(rf";(?=(?:{'|'.join(CLUES)})=)")
_YEAR = re.compile(r"(?<!\d)20[0-2]\d(?!\d)")


def main() -> None:
    call = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    call.add_argument("file", type=Path)
    call.add_argument("--half", choices=["odd", "even"])
    call.add_argument("--misses", action="store_true", help="list the rows that are wrong with all clues")
    given = call.parse_args()
    rows = read_rows(given.file, given.half)
    started = time.perf_counter()
    divisions()
    print(
        f"tables loaded in {time.perf_counter() - started:.2f} s; {len(rows)} rows, {sum(map(is_sure, rows))} sure"
    )
    print(
        f"{'clues':30} {'region':>7} {'level':>7} {'kind':>7} {'given':>6} {'right':>7}   "
        f"(given: at or above {THRESHOLD})"
    )
    for name, clues in SETS.items():
        print(line(name, [(row, resolve(told(row, clues))) for row in rows if is_sure(row)]))
    for title in (True, False):
        part = [row for row in rows if is_sure(row) and bool(row["title"]) == title]
        print(
            line(
                f"all, {'with' if title else 'without'} title",
                [(r, resolve(told(r, SETS["all"]))) for r in part],
            )
        )
    speed(rows)
    if given.misses:
        misses(rows)


def read_rows(path: Path, half: str | None) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    wanted = {"odd": 1, "even": 0}.get(half or "")
    return [row for number, row in enumerate(rows, 1) if wanted is None or number % 2 == wanted]


def is_sure(row: dict[str, str]) -> bool:
    return row["sure"] == "yes"


def told(row: dict[str, str], clues: Iterable[str]) -> Told:
    """The row as a page with only these clues on it."""
    found = dict(part.split("=", 1) for part in _PART.split(row["clues"] or "") if "=" in part)
    keep = {name: text for name, text in found.items() if name in clues}
    numbers = [
        label + keep[name]
        for name, label in (("addr", "地址:"), ("zip", "邮编:"), ("tel", "电话:"))
        if name in keep
    ]
    lead = keep.get("lead", "") if numbers else _closed(keep.get("lead", ""))
    lines = [row["title"], f"索引号:{keep['uscc']}" if "uscc" in keep else "", lead]
    lines += [f"({';'.join(numbers)})。" if numbers else "", *keep.get("names", "").split(",")]
    page = "\n".join(part for part in lines if part)
    year = _YEAR.search(f"{row['title']} {keep.get('lead', '')}")
    return Told(
        title=row["title"] or None,
        text=page,
        host=row["host"] or None if "host" in clues else None,
        year=int(year[0]) if year else None,
    )


def _closed(lead: str) -> str:
    """The passage as a sentence of its own: what follows in the row stands elsewhere on the page."""
    return f"{lead}。" if lead and lead[-1] not in "。:：;；》" else lead


def line(name: str, pairs: list[tuple[dict[str, str], Place]]) -> str:
    n = max(len(pairs), 1)
    given = [(row, place) for row, place in pairs if place.code_at_year]
    right = sum(region_right(row, place) for row, place in given)
    cells = [share(fits, pairs, n) for fits in (region_right, level_right, kind_right)]
    precision = f"{right / len(given):7.1%}" if given else "      -"
    return f"{name:30} {' '.join(cells)} {len(given):6} {precision}"


def share(
    fits: Callable[[dict[str, str], Place], bool], pairs: list[tuple[dict[str, str], Place]], n: int
) -> str:
    return f"{sum(fits(row, place) for row, place in pairs) / n:7.1%}"


def region_right(row: dict[str, str], place: Place) -> bool:
    """The exact code; for a township its own, or its county's with the township's stem; no code where none is right."""
    if place.code_at_year is None or not row["expected_code"]:
        return not place.code_at_year and not row["expected_code"]
    if row["expected_level"] != "township":
        return place.code_at_year == row["expected_code"]
    same_stem = stem_of(place.names["township"] or "") == stem_of(row["township"])
    in_county = place.code_at_year[:6] in (row["county_or_higher_code"], row["expected_code"][:6])
    return place.code_at_year == row["expected_code"] or (in_county and same_stem)


def level_right(row: dict[str, str], place: Place) -> bool:
    return (place.level or "") == row["expected_level"]


def kind_right(row: dict[str, str], place: Place) -> bool:
    return place.kind == row["body_type"]


def speed(rows: list[dict[str, str]]) -> None:
    """Reports a second of processor time, with a first page as long as is read: clues, then narrative."""
    filler = (
        "2022年全面贯彻落实有关工作部署,不断提高工作质量,主动公开各类信息,回应群众关切,加强平台建设。\n" * 40
    )
    for name, clues, extra in (("title only", (), ""), ("first page", SETS["all"], filler)):
        pages = [told(row, clues) for row in rows]
        pages = [Told(p.title, None, p.text + "\n" + extra, extra, p.host, p.year) for p in pages]
        started = time.process_time()
        for page in pages:
            resolve(page)
        print(f"{len(pages) / (time.process_time() - started):,.0f} reports a second, {name}")


def misses(rows: list[dict[str, str]]) -> None:
    for row in rows:
        place = resolve(told(row, SETS["all"]))
        wrong = [f.__name__ for f in (region_right, level_right, kind_right) if not f(row, place)]
        if wrong:
            print(f"\n{row['id']} sure={row['sure']} {row['title']} {row['host']} {row['clues']}")
            print(
                f"   expected {row['expected_code']} {row['expected_level']} {row['body_type']}; "
                f"wrong: {', '.join(wrong)}"
            )
            print(
                f"   found    {place.code_at_year} {place.level} {place.kind} {place.department} {place.confidence} "
                f"{place.runner_up} {list(place.evidence)}"
            )


if __name__ == "__main__":
    main()
