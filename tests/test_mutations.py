"""Specimens changed at random, byte by byte and sign by sign: nothing raises, and nothing wrong is proved.

WORKBENCH_EXAMPLES=500 tries more than `make test` does; `make fuzz` goes further, guided by the lines that are reached.
"""

from __future__ import annotations

import json
import os
from functools import cache
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.specimens import LAYOUTS, rendered
from tests.specimens.compare import wrong
from tests.specimens.figures import seeded
from tests.specimens.report import plain_report
from workbench.report import read_bytes

FULL = 3  # seed: nine cells in ten are not zero, so that a number in another's place shows
EXAMPLES = int(os.environ.get("WORKBENCH_EXAMPLES", "8"))
TEXTS = ("text_cells", "markdown_pipes", "html_site")
ALL = (*TEXTS, "docx", "pdf_drawn")
ENCODINGS = {"html_site": "gb18030"}  # as that specimen of this seed says of itself
LONGEST = 40  # bytes or signs that one change takes away or brings in

alike_everywhere = settings(
    max_examples=EXAMPLES,
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)
PLACES = st.floats(0, 1, exclude_max=True)
CHANGES = st.lists(
    st.tuples(PLACES, st.sampled_from(["set", "drop", "double", "cut"]), st.integers(1, 255)),
    min_size=1,
    max_size=3,
)


@cache
def specimen(layout: str) -> bytes:
    return rendered(layout, [plain_report(seeded(FULL))], [FULL])[0]


# A damaged PDF is read by both engines, a second or more each on a busy machine.
@pytest.mark.timeout(120 + 5 * EXAMPLES)
@pytest.mark.parametrize("layout", ALL)
def test_changed_bytes_raise_nothing_and_prove_nothing_wrong(layout: str) -> None:
    @alike_everywhere
    @given(CHANGES)
    def tried(changes: list[tuple[float, str, int]]) -> None:
        content = specimen(layout)
        for place, kind, number in changes:
            at, length = int(place * len(content)), number % LONGEST
            content = _changed(content, kind, at, length, bytes([number]))
        _read(content, layout)

    tried()


@pytest.mark.parametrize("layout", TEXTS)
def test_changed_signs_raise_nothing_and_prove_nothing_wrong(layout: str) -> None:
    @alike_everywhere
    @given(CHANGES, st.sampled_from("0189.-/一七 \t|<>（)件年\u200b\u3000\ufeff\x00\u202e"))
    def tried(changes: list[tuple[float, str, int]], sign: str) -> None:
        encoding = ENCODINGS.get(layout, "utf-8")
        content = specimen(layout).decode(encoding)
        for place, kind, number in changes:
            content = _changed(content, kind, int(place * len(content)), number % LONGEST, sign)
        _read(content.encode(encoding, "replace"), layout)

    tried()


def _changed(content: Any, kind: str, at: int, length: int, by: Any) -> Any:
    """The bytes or the text with one change; `cut` is a file that ends early."""
    if kind == "cut":
        return content[: max(1, at)]
    inside = {"set": by, "drop": by[:0], "double": content[at : at + length] * 2}[kind]
    return content[:at] + inside + content[at + (1 if kind == "set" else length) :]


def _read(content: bytes, layout: str) -> None:
    report = read_bytes(content, f"a.{LAYOUTS[layout].extension}")
    assert report["status"] in ("ok", "partial", "failed")
    json.dumps(report, allow_nan=False)
    proved = {name: cell for name, cell in report["cells"].items() if cell["status"] == "proved"}
    assert wrong({**report, "cells": proved}, seeded(FULL)) == []
