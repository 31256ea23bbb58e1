"""The narrative on a page: themes of problems and measures, and sentences that other reports have as well.

In: what the page was asked for, or a frame of sections. Out: a list of what a notebook displays. Where scikit-learn
is not installed the comparison says so in its place; the themes need nothing.
"""

from __future__ import annotations

from typing import Any

import polars as pl

from workbench import similarity
from workbench.parameters import Asked
from workbench.tables import Note, Table, note, table
from workbench.themes import OTHER, load_themes, mentions, sentences_of, themes
from workbench.units import named
from workbench.wording import Count, percent, say

MOST_PAIRS = 12  # of nearly equal sentences shown; all are in the download


def themes_part(sections: pl.DataFrame, lang: str) -> list[Any]:
    """Heading and table of the themes that section five of these reports names."""
    found = themes(sections)
    labels = {theme.id: theme.label(lang) for theme in load_themes().values()}
    labels[OTHER] = say("narrative.other", lang)
    kinds = {kind: say(f"narrative.{kind}", lang) for kind in ("problem", "measure")}
    shown = found.with_columns(pl.col("kind").replace(kinds), pl.col("theme").replace(labels))
    raw = mentions(sections)
    return [note("themes", lang), table(shown, lang=lang, name="themes", raw=raw, empty="no_theme")]


def reused_part(asked: Asked) -> list[Any]:
    """Of a page of one report: the sentences it shares with the year before and with its most similar peer."""
    lang = asked.lang
    if asked.reports.height != 1:
        return []
    if not similarity.available():
        return [note("reused", lang, told=say("narrative.no_extra", lang))]
    own = asked.reports["report_id"][0]
    before, others = similarity.candidates(asked.frames, own)
    ids = [own, *others, *([before] if before else [])]
    texts = similarity.narratives(asked.frames.part("sections", pl.Series(ids)))
    by_id: dict[str, str] = dict(texts.iter_rows())
    if own not in by_id:
        return [note("reused", lang, told=say("narrative.no_text", lang))]
    parts: list[Any] = []
    if before in by_id:
        pair = texts.filter(pl.col("report_id").is_in([own, before]))
        what = say("narrative.last_year", lang)
        parts += _side_by_side(by_id, own, similarity.nearest(pair, of=[own]), what, "reused_last_year", lang)
    among = texts.filter(pl.col("report_id") != (before or ""))
    if among.height > 1:
        nearest = similarity.nearest(among, of=[own])
        name = _name(asked, nearest["other"][0])
        what = say("narrative.another", lang, n=Count(among.height - 1), name=name)
        parts += _side_by_side(by_id, own, nearest, what, "reused_elsewhere", lang)
    limits = say("page.reused_limits" if parts else "narrative.alone", lang)
    return [note("reused", lang, told=limits), *parts]


def _side_by_side(
    texts: dict[str, str], own: str, nearest: pl.DataFrame, what: str, name: str, lang: str
) -> list[Note | Table]:
    other, alike = nearest.select("other", "similarity").row(0)
    pairs = similarity.shared(texts[own], texts[other])
    told = say(
        "page.reused_told", lang, what=what, similarity=f"{alike:.2f}", n=len(sentences_of(texts[own])),
        same=pairs.height,
    )  # fmt: skip
    shown = pairs.head(MOST_PAIRS).with_columns(
        pl.col("similarity").map_elements(percent, pl.String, skip_nulls=True)
    )
    return [Note(told), table(shown, lang=lang, name=name, raw=pairs, empty="no_pair")]


def _name(asked: Asked, report: str) -> str:
    return str(named(asked.frames.reports.filter(report_id=report))["name"][0])
