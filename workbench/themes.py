"""What reports say of their problems and measures (第五部分), grouped by theme with counts and example sentences.

In: the frame of sections. Out: a row a theme and kind. Themes are keyword patterns (themes.toml), plain and open to
reading: they find what is said in those words, miss what is said in others, and judge nothing. What no pattern knows
is counted as `other`, so that the gap can be seen.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any, NamedTuple

import polars as pl

from workbench.data_files import read_toml

PROBLEMS_SECTION = 5
PROBLEM, MEASURE = "problem", "measure"
OTHER = "other"
SHORTEST = 8  # characters of a sentence that says something
# "（一）存在的主要问题", "1.主动公开": a line of its own that says nothing yet.
HEADING = re.compile(
    r"^(.{0,14}(问题|情况|措施|打算|安排|计划|方向)[:：]?|[（(]?[一二三四五六七八九十\d]+[）)、.．][^，。；]{1,14})$"
)
STOP = re.compile(r"[。！？!?；;\n]+")
SCHEMA = {"report_id": pl.String, "kind": pl.String, "theme": pl.String, "sentence": pl.String}


class Theme(NamedTuple):
    """A theme with its label and the pattern of its words."""

    id: str
    zh: str
    en: str
    pattern: re.Pattern[str]

    def label(self, lang: str) -> str:
        return self.en if lang == "en" else self.zh


def themes(sections: pl.DataFrame) -> pl.DataFrame:
    """`kind`, `theme`, `sentences` in `reports` reports, and one `example`, most frequent first."""
    found = mentions(sections)
    groups = found.group_by("kind", "theme").agg(
        sentences=pl.len(),
        reports=pl.col("report_id").n_unique(),
        example=pl.col("sentence").sort_by("report_id", maintain_order=True).first(),
    )
    return groups.sort(["kind", "sentences", "theme"], descending=[True, True, False])


def mentions(sections: pl.DataFrame) -> pl.DataFrame:
    """A row for each sentence and theme of section five: `report_id`, `kind`, `theme`, `sentence`."""
    rows = [
        {"report_id": report, "kind": kind, "theme": theme, "sentence": sentence}
        for report, text in sections.filter(number=PROBLEMS_SECTION).select("report_id", "text").iter_rows()
        for kind, sentence in told(text or "")
        for theme in _of(sentence)
    ]
    return pl.DataFrame(rows, schema=SCHEMA)


def told(text: str) -> list[tuple[str, str]]:
    """The sentences that name a problem or a measure, with which of the two, in their order.

    After words that announce measures (改进措施, 下一步打算) all that has a cue is a measure.
    """
    problem, measure, turn = _cues()
    found, turned = [], False
    for sentence in sentences_of(text):
        turned = turned or bool(turn.search(sentence))
        if len(sentence) < SHORTEST or is_heading(sentence):
            continue
        if problem.search(sentence) and not turned:
            found.append((PROBLEM, sentence))
        elif measure.search(sentence) or (turned and problem.search(sentence)):
            found.append((MEASURE, sentence))
    return found


def sentences_of(text: str) -> list[str]:
    """The text cut at full stops and headings. A line's end is none: in a PDF it stands anywhere in a sentence."""
    lines = (re.sub(r"\s+", "", line) for line in text.splitlines())
    flowing = "".join(f"\n{line}\n" if is_heading(line) else line for line in lines)
    return [part for part in STOP.split(flowing) if part]


def is_heading(line: str) -> bool:
    """Whether the line is only a heading: no sentence, and the same in every report."""
    return bool(HEADING.search(line))


@cache
def load_themes() -> dict[str, Theme]:
    """The themes by id, in the file's order."""
    return {
        raw["id"]: Theme(raw["id"], raw["zh"], raw["en"], re.compile("|".join(raw["patterns"])))
        for raw in _data()["theme"]
    }


def _of(sentence: str) -> list[str]:
    return [theme.id for theme in load_themes().values() if theme.pattern.search(sentence)] or [OTHER]


@cache
def _cues() -> tuple[re.Pattern[str], ...]:
    cues = _data()["cues"]
    return tuple(re.compile("|".join(cues[name])) for name in (PROBLEM, MEASURE, "turn"))


@cache
def _data() -> dict[str, Any]:
    return read_toml("workbench", "themes.toml")
