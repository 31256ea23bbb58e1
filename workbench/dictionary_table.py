"""The dictionary of measures as the table in README.md and README.zh.md: `python -m workbench.dictionary_table`.

In: the dictionary, and the two files with their block between the marks START and END. Out: the files with the block
written anew. Refuses a file without the marks.
"""

from __future__ import annotations

from pathlib import Path

from workbench.dictionary import Measure, load_measures, load_sums
from workbench.errors import BadCall

START, END = "<!-- measures: written by `make measures` -->", "<!-- end of measures -->"
READMES = {"README.md": "en", "README.zh.md": "zh"}
HEADS = {
    "en": "| id | measure | formula | unit | editions |",
    "zh": "| 代号 | 指标 | 公式 | 单位 | 格式版本 |",
}
UNITS = {
    "zh": {
        "count": "数",
        "share": "比例",
        "ratio": "比",
        "per_100": "每百件",
        "cny_10k": "万元",
        "cny": "元",
    },
    "en": {"cny_10k": "CNY 10,000", "cny": "CNY", "per_100": "per 100"},
}


def measures_table(lang: str) -> str:
    """A line a measure in Markdown, and below it the sums of cells that the formulas name."""
    rows = [_row(measure, lang) for measure in load_measures().values()]
    sums = [f"- `{name}` = {' + '.join(cells)}" for name, cells in load_sums().items()]
    return "\n".join([HEADS[lang], "| --- | --- | --- | --- | --- |", *rows, "", *sums])


def with_table(text: str, lang: str, *, where: str) -> str:
    """The text with its block written anew. Raises BadCall where the marks are not there."""
    before, start, rest = text.partition(START)
    _, end, after = rest.partition(END)
    if not (start and end):
        raise BadCall(
            where=where,
            found="no block for the measures",
            expected=f"the lines {START} and {END}",
            todo="Put both lines back where the table belongs.",
        )
    return f"{before}{START}\n\n{measures_table(lang)}\n\n{END}{after}"


def _row(measure: Measure, lang: str) -> str:
    unit = UNITS[lang].get(measure.unit, measure.unit)
    editions = ", ".join(measure.editions)
    return f"| `{measure.id}` | {measure.label(lang)} | {measure.short_formula} | {unit} | {editions} |"


if __name__ == "__main__":
    for name, lang in READMES.items():
        path = Path(name)
        path.write_text(with_table(path.read_text("utf-8"), lang, where=name), "utf-8")
