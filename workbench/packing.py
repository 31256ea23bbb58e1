"""A report made small, in the child that read it: what the store keeps of it, as bytes.

In: a report as a plain dictionary (the design's section 6). Out: its status and reasons, which the driver looks at, and
`body`, some twenty times smaller than the dictionary, which it only puts into columns. So the driver's memory and
computing stay small however many reports wait for a commit. Never imports Polars: it runs in reading children.
"""

from __future__ import annotations

import hashlib
import json
import pickle
from itertools import chain
from typing import Any, NamedTuple

from workbench.form import EDITIONS, load_edition

Dictionary = dict[str, Any]

SEEN = ("characters", "characters_used", "tables", "tables_used")
_HEAD = ("status", "reasons", "container", "edition", "title", "issuer", "year", "published")
_CELL_WORDS = ("value", "state", "printed", "status", "implied_zero")
_NO_BOX = (None, None, None, None)


class Packed(NamedTuple):
    """A report on its way to the store; `sha256` is null when the file was not read."""

    sha256: str | None
    status: str
    reasons: list[dict[str, str]]
    body: bytes


def pack(report: Dictionary) -> Packed:
    """The report as the store keeps it. Identities that hold are left out: `frames` makes them anew from the cells."""
    edition = report["edition"]
    body = {
        "head": {
            **{name: report[name] for name in _HEAD},
            "content": report.get("content") or content_of(canonical(report)),
            "source_url": report["source"]["url"],
            "site_id": report["source"]["site_id"],
            "place": json.dumps(report["place"], ensure_ascii=False, sort_keys=True),
            "n_failed_checks": sum(check["status"] == "fail" for check in report["checks"]),
            **{name: report.get("seen", {}).get(name) for name in SEEN},
        },
        "missing": _missing(report["cells"], edition),
        "cells": _columns(report["cells"]),
        "checks": _not_recomputed(report["checks"], edition),
        "proposals": report["proposals"],
        "claims": report["claims"],
        "sections": report["sections"],
    }
    return Packed(report["sha256"], report["status"], report["reasons"], pickle.dumps(body, 5))


def unpack(packed: Packed) -> Dictionary:
    """What `pack` put into the body: head, missing, cells (columns, `engines` joined by commas, boxes end to end),
    checks, proposals, claims, sections."""
    body: Dictionary = pickle.loads(packed.body)  # made by a child of ours, like all that it hands back
    return body


def canonical(report: Dictionary) -> str:
    """All that was read, without the file's name, in one order of keys."""
    read = {key: value for key, value in report.items() if key not in ("file", "sha256", "content")}
    return json.dumps(read, ensure_ascii=False, sort_keys=True)


def content_of(text: str) -> str:
    """A hash of what was read: what pages and fingerprints depend on."""
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:16]


def _columns(cells: Dictionary) -> dict[str, list[Any]]:
    found = list(cells.values())
    origins = [cell["origin"] for cell in found]
    return {
        "cell": list(cells),
        **{word: [cell[word] for cell in found] for word in _CELL_WORDS},
        "but_for": [cell.get("but_for") for cell in found],
        "engines": [",".join(cell["engines"]) for cell in found],
        "box": list(chain.from_iterable(origin.get("box") or _NO_BOX for origin in origins)),
        **{
            word: [origin.get(word) for origin in origins]
            for word in ("page", "line", "table", "row", "column")
        },
    }


def _missing(cells: Dictionary, edition: str | None) -> list[str]:
    """The cells of the report's edition that are not in the document, nor replaced by a row in their place."""
    if edition is None or edition not in EDITIONS:
        return []
    form = load_edition(edition)
    absent = [name for name in form.standard_cells if name not in cells]
    if not absent:
        return []
    replaced = {part for whole, parts in form.alternatives().items() if whole in cells for part in parts}
    return [name for name in absent if name not in replaced]


def _not_recomputed(checks: list[Dictionary], edition: str | None) -> list[Dictionary]:
    """The checks but those that follow from the cells alone: identities of the form that hold."""
    form = load_edition(edition) if edition is not None and edition in EDITIONS else None
    known = {identity.id for identity in form.identities} if form else set()
    kept = [check for check in checks if check["status"] != "pass" or check["id"] not in known]
    return [{**check, "check": check["id"]} for check in kept]
