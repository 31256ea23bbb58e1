"""No regular expression that reads a report is a trap: none takes more than the square of a text's length.

`tests/regexps.py` catches every expression that reading compiles and makes the strings. What takes the square ends at
the limits of a reading child, as `test_hostile.py` tries; what doubles with each sign, or takes the cube, would hold
a child with one line of a letter.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
import subprocess
import sys
from types import ModuleType

import pytest

from tests.regexps import Caught, seconds, strings
from tests.specimens import LAYOUTS, rendered
from tests.specimens.figures import seeded
from tests.specimens.report import plain_report

# Signs: of 300 the square takes at most some milliseconds, the cube ten times as long. What grows faster is found by a
# shorter one, before a longer one takes hours.
LENGTHS = (22, 28, 34, 100, 300)
LONGEST = 0.02  # seconds of computing


def _caught() -> dict[tuple[str, int], str]:
    with Caught() as caught:
        report = importlib.import_module("workbench.report")
        for package in ("form", "readers", "match", "divisions", "issuer"):
            _import_all(importlib.import_module(f"workbench.{package}"))
        for layout in (
            "text_cells",
            "text_glued",
            "text_lines",
            "html_site",
            "markdown_tabs",
            "docx",
            "pdf_drawn",
        ):
            content = rendered(layout, [plain_report(seeded(3))], [3])[0]
            report.read_bytes(content, f"a.{LAYOUTS[layout].extension}")
    return caught.found


def _import_all(package: ModuleType) -> None:
    for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        importlib.import_module(module.name)


def _traps(expressions: dict[tuple[str, int], str]) -> list[str]:
    """The expressions that take too long on a string, each with its file and what was repeated."""
    found = []
    for (pattern, flags), file in expressions.items():
        expression = re.compile(pattern, flags)
        texts = ((sign * length)[:length] + "\x00" for sign in strings(expression) for length in LENGTHS)
        if trap := next((text for text in texts if _is_slow(expression, text)), None):
            found.append(f"{file}: {pattern[:60]!r} on {trap[:9]!r}, {len(trap)} signs")
    return found


def _is_slow(expression: re.Pattern[str], text: str) -> bool:
    took = seconds(expression, text)
    return took > 10 * LONGEST or (took > LONGEST and seconds(expression, text, tries=3) > LONGEST)


def test_no_expression_takes_more_than_the_square_of_a_texts_length() -> None:
    """In a process of its own: what is imported here already would not be compiled again."""
    command = [sys.executable, "-m", "tests.test_regexps"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    count, *traps = done.stdout.splitlines()
    assert int(count) > 250, "the expressions were not caught"
    assert traps == []


@pytest.mark.parametrize(
    "trap", [r"(\d+)+x", r"(?:年|年年)*x", r"\s*,?\s*,?\s*,?\s*x", r"(?:一一|[一-龥])*件"]
)
def test_traps_are_found(trap: str) -> None:
    assert _traps({(trap, re.U.value): "here"}) != []


if __name__ == "__main__":
    caught = _caught()
    print(len(caught), *_traps(caught), sep="\n")
