"""The bodies of the made nation: real places, made departments.

In: how many bodies, and the region to keep to. Out: one row a body with its place, kind and scope, sorted by place.
Every place from the county up has an office and departments, some have a government with a consolidated report
(汇总报告), every township reports for itself; central bodies stand beside the provinces.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import polars as pl

from workbench.divisions import Division, divisions

YEAR = 2023  # of the table of divisions
NO_REPORTS = ("71", "83", "81", "82")  # 台湾 (in either numbering), 香港, 澳门: outside the regulation
CENTRAL = "100000"
# How many departments a place has against a county's, and the share of its governments that consolidate.
SIZE = {"county": 1.0, "prefecture": 1.3, "province": 1.5}
CONSOLIDATES = {"county": 0.40, "prefecture": 0.55, "province": 0.70}
CENTRAL_BODIES = 60
_STEMS = """
教育 科技 工信 民宗 公安 民政 司法 财政 人社 自然资源 生态环境 住建 交通运输 水利 农业农村 商务 文旅 卫健
退役军人 应急管理 审计 国资 市场监管 统计 医保 信访 林业 体育 乡村振兴 城管 行政审批 金融 大数据 机关事务 供销 档案
地方志 粮储 能源 人防 园林 房产 公积金 招商 投资促进 气象 地震 邮政 税务 烟草 消防 红十字 残联 侨务
台办 外事 政研 口岸 海洋 渔业 畜牧 农机 移民 扶贫 铁路 民航 公路 港航
""".split()  # noqa: SIM905 - a list of seventy words reads better so

COLUMNS = {
    "place": pl.String,
    "level": pl.String,
    "kind": pl.String,
    "department": pl.String,
    "scope": pl.String,
    "covers": pl.String,
    "issuer": pl.String,
    "told": pl.String,  # what a report says of its place, as the store keeps it
}


def bodies(total: int, region: str | None = None) -> pl.DataFrame:
    """About `total` bodies in the nation with the columns of COLUMNS; with a region only those in it."""
    each = _per_county(total)
    rows = [row for place in _places(region) for row in _of_place(*place, per_county=each)]
    if region is None:
        rows += [
            _row(CENTRAL, "national", "central", "own", {}, f"国家{stem}局", stem)
            for stem in _STEMS[:CENTRAL_BODIES]
        ]
    return pl.DataFrame(rows, schema=COLUMNS, orient="row").sort("place", "kind", "department")


def _per_county(total: int) -> float:
    """Departments of a county so that the nation has about `total` bodies."""
    known = divisions()
    counts = {level: sum(map(_reports, known.all(YEAR, level))) for level in (*SIZE, "township")}
    offices = sum(counts[level] * (1 + CONSOLIDATES[level]) for level in SIZE)
    left = max(total - counts["township"] - offices - CENTRAL_BODIES, 0)
    return left / sum(counts[level] * weight for level, weight in SIZE.items())


def _places(region: str | None) -> Iterator[tuple[Division, str]]:
    inside = (region or "").removesuffix("00").removesuffix("00") if region else ""
    for level in (*SIZE, "township"):
        for found in divisions().all(YEAR, level):
            if _reports(found) and found.code.startswith(inside):
                yield found, level


def _reports(found: Division) -> bool:
    return found.kind != "zone" and found.code[:2] not in NO_REPORTS


def _of_place(found: Division, level: str, per_county: float) -> Iterator[tuple[Any, ...]]:
    names = divisions().chain(found.code, YEAR)
    if level == "township":
        kind = "street" if found.name.endswith(("街道", "街道办事处")) else "township"
        yield _row(found.code, level, kind, "own", names, found.name)
        return
    if _drawn(found.code) < CONSOLIDATES[level]:
        yield _row(found.code, level, "gov", "consolidated", names, f"{found.name}人民政府")
    yield _row(found.code, level, "gov_office", "own", names, f"{found.name}人民政府办公室")
    # A fraction of a department goes to some places and not to others.
    count = int(per_county * SIZE[level] + _drawn(found.code[::-1]))
    suffix = "厅" if level == "province" else "局"
    for stem in _STEMS[:count]:
        yield _row(
            found.code, level, "department", "own", names, f"{found.name}{stem}{suffix}", stem + suffix
        )


def _drawn(text: str) -> float:
    """A number from 0 to 1 that hangs on the code alone: a place keeps its habits in every made nation."""
    return (int(text) * 2654435761 % 2**32) / 2**32


def _row(
    code: str,
    level: str,
    kind: str,
    scope: str,
    names: dict[str, str | None],
    issuer: str,
    department: str | None = None,
) -> tuple[Any, ...]:
    covers = "territory" if scope == "consolidated" else None
    told = {
        "code_at_year": code,
        "code_now": code,
        "level": level,
        "names": names or dict.fromkeys(("province", "prefecture", "county", "township")),
        "kind": kind,
        "department": department,
        "scope": scope,
        "covers": covers,
        "confidence": 0.99,
        "evidence": ["title"],
        "runner_up": None,
    }
    place = json.dumps(told, ensure_ascii=False, sort_keys=True)
    return code, level, kind, department, scope, covers, issuer, place
