"""The codebook: every column of an export with label, type, unit, codes, and every measure with formula and caveats.

In: tables with their fields, a language. Out: Markdown, HTML that opens from disk, and CSV, from the same records.
All of it is generated from the form, the dictionary of measures and `fields.toml`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import escape
from pathlib import Path

import polars as pl

from workbench.dictionary import load_measures
from workbench.exports.fields import Field, code_words, missing_letters, words
from workbench.exports.spreadsheets import write_csv
from workbench.exports.stata import short_names
from workbench.form import EDITIONS, all_cells, load_edition

HEADS = {
    "zh": ("列", "Stata变量", "名称", "类型", "单位", "取值", "法条", "版本"),
    "en": ("column", "name in Stata", "label", "type", "unit", "codes", "law", "editions"),
}
MEASURE_HEADS = {
    "zh": ("指标", "名称", "公式", "单位", "版本", "注意"),
    "en": ("measure", "label", "formula", "unit", "editions", "caveats"),
}
TITLES = {
    "zh": ("编码本", "指标", "Stata的缺失值"),
    "en": ("Codebook", "Measures", "Missing values in Stata"),
}
PAGE = """<!DOCTYPE html>
<html lang="{lang}"><head><meta charset="utf-8"><title>{title}</title><style>
body{{font:15px/1.5 "Noto Sans CJK SC","Noto Sans SC","PingFang SC","Microsoft YaHei",sans-serif;margin:2em}}
table{{border-collapse:collapse}}
td,th{{text-align:left;vertical-align:top;padding:3px 10px;border-bottom:1px solid #e3e7eb}}
</style></head><body>
{body}
</body></html>
"""
Rows = list[tuple[str, ...]]


def write_codebook(tables: Mapping[str, list[Field]], folder: Path) -> list[Path]:
    """`codebook.zh.md`, `.html`, `.csv` and the same in English; returns what was written."""
    written = []
    for lang in ("zh", "en"):
        parts = list(_parts(tables, lang))
        for suffix, text in (("md", _markdown(parts, lang)), ("html", _html(parts, lang))):
            path = folder / f"codebook.{lang}.{suffix}"
            path.write_text(text, "utf-8", newline="\n")
            written.append(path)
        path = folder / f"codebook.{lang}.csv"
        write_csv(_flat(tables, lang).lazy(), path)
        written.append(path)
    return written


def _parts(tables: Mapping[str, list[Field]], lang: str) -> Iterator[tuple[str, Rows]]:
    """Headings with their rows; the first row of each is its head."""
    for name, fields in tables.items():
        yield f"{name}: {words('table', name, lang)}", [HEADS[lang], *_rows(fields, lang)]
    _, measures, missing = TITLES[lang]
    yield measures, [MEASURE_HEADS[lang], *_measures(lang)]
    letters = [(f".{letter}", words("missing", state, lang)) for state, letter in missing_letters().items()]
    yield missing, [("", ""), *letters]


def _rows(fields: list[Field], lang: str) -> Rows:
    shorts = short_names(fields)
    return [
        (
            field.name,
            shorts[field.name],
            field.label(lang),
            field.type,
            words("unit", field.unit, lang) if field.unit else "",
            "; ".join(
                code if code == text else f"{code} = {text}" for code, text in code_words(field, lang).items()
            ),
            all_cells()[field.cell].row.law if field.cell and not field.beside else "",
            ", ".join(_editions(field.cell)),
        )
        for field in fields
    ]


def _editions(cell: str) -> list[str]:
    return [name for name in EDITIONS if cell in load_edition(name).cells]


def _measures(lang: str) -> Rows:
    return [
        (
            measure.id,
            measure.label(lang),
            measure.formula,
            words("unit", measure.unit, lang),
            ", ".join(measure.editions),
            measure.caveat(lang),
        )
        for measure in load_measures().values()
    ]


def _flat(tables: Mapping[str, list[Field]], lang: str) -> pl.DataFrame:
    rows = [(name, *row) for name, fields in tables.items() for row in _rows(fields, lang)]
    return pl.DataFrame(rows, schema=["table", *HEADS["en"]], orient="row")


def _markdown(parts: list[tuple[str, Rows]], lang: str) -> str:
    lines = [f"# {TITLES[lang][0]}"]
    for heading, (head, *rows) in parts:
        lines += ["", f"## {heading}", "", _line(head), _line(["---"] * len(head)), *map(_line, rows)]
    return "\n".join(lines) + "\n"


def _line(values: list[str] | tuple[str, ...]) -> str:
    return "| " + " | ".join(value.replace("|", "\\|").replace("\n", " ") for value in values) + " |"


def _html(parts: list[tuple[str, Rows]], lang: str) -> str:
    body = [f"<h1>{escape(TITLES[lang][0])}</h1>"]
    for heading, (head, *rows) in parts:
        body += [f"<h2>{escape(heading)}</h2>", "<table>", _html_row(head, "th")]
        body += [*(_html_row(row, "td") for row in rows), "</table>"]
    language = "en" if lang == "en" else "zh-CN"
    return PAGE.format(lang=language, title=escape(TITLES[lang][0]), body="\n".join(body))


def _html_row(values: tuple[str, ...], tag: str) -> str:
    return "<tr>" + "".join(f"<{tag}>{escape(value)}</{tag}>" for value in values) + "</tr>"
