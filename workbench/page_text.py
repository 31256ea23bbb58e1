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
    again = pl.col("example") == pl.col("example").shift(1)  # one sentence may name many themes
    example = pl.when(again).then(pl.lit(say("narrative.as_above", lang))).otherwise("example")
    shown = found.with_columns(
        pl.col("kind").replace(kinds), pl.col("theme").replace(labels), example.alias("example")
    )
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
        other, alike = similarity.nearest(pair, of=[own]).select("other", "similarity").row(0)
        parts += pairs_of(by_id[own], by_id[other], what, "reused_last_year", lang, alike)
    among = texts.filter(pl.col("report_id") != (before or ""))
    if among.height > 1:
        other, alike = similarity.nearest(among, of=[own]).select("other", "similarity").row(0)
        name = _name(asked, other)
        what = say("narrative.another", lang, n=Count(among.height - 1), name=name)
        parts += pairs_of(by_id[own], by_id[other], what, "reused_elsewhere", lang, alike)
    limits = say("page.reused_limits" if parts else "narrative.alone", lang)
    return [note("reused", lang, told=limits), *parts]


def pairs_of(here: str, there: str, what: str, name: str, lang: str, alike: float) -> list[Note | Table]:
    """How alike two narratives are, in one sentence, and the sentences that both have, side by side."""
    pairs = similarity.shared(here, there)
    numbers = {"similarity": f"{alike:.2f}", "n": len(sentences_of(here)), "same": pairs.height}
    told = say("page.reused_told", lang, what=what, **numbers)
    shown = pairs.head(MOST_PAIRS).with_columns(
        pl.col("similarity").map_elements(percent, pl.String, skip_nulls=True)
    )
    return [Note(told), table(shown, lang=lang, name=name, raw=pairs, empty="no_pair")]


def _name(asked: Asked, report: str) -> str:
    return str(named(asked.frames.find(pl.col("report_id") == report))["name"][0])
