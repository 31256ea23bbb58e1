"""Charts and tables of regions for print: one folder a region and year, from the figures that its page shows.

In: frames, regions and years (none: every place and year with a report). Out: the files written. A chart with nothing
to draw is a picture that says so in words.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from workbench import measures, series
from workbench.basis import years as years_of
from workbench.dictionary import load_measures, load_sets
from workbench.errors import BadCall
from workbench.exports.extras import need
from workbench.exports.latex import PrintTable, latex
from workbench.exports.word import write_word
from workbench.page_tables import measure_row
from workbench.reasons import OTHER_EDITION
from workbench.tables import header
from workbench.wording import say

if TYPE_CHECKING:
    from workbench.charts import AnyChart
    from workbench.frames import Frames

DOCUMENTS = ("docx", "latex")
NARROWEST, WIDEST = 40.0, 400.0  # millimetres of a chart
SETS = ("key", "definitions", "flow", "dispositions", "grounds", "applicants", "reviews", "proactive")
DOUBTS = ("known", "as_printed", "doubtful_cells", "under_proposals")
COLUMNS = ("measure", "value", "counts", "interval", *DOUBTS, "why_null")  # those that some row has


def export_regions(
    frames: Frames,
    folder: Path,
    regions: Iterable[str],
    years: Iterable[int],
    *,
    pictures: Iterable[str] = (),
    documents: Iterable[str] = (),
    language: str = "zh",
    width: float = 160.0,
) -> list[Path]:
    """`CODE-YEAR/dispositions.svg`, …, `tables.docx`, `tables.tex` in the folder. Raises BadCall."""
    kinds, papers = list(dict.fromkeys(pictures)), list(dict.fromkeys(documents))
    written: list[Path] = []
    for region, year in checked_regions(frames, regions, years, kinds, papers, width):
        place = folder / f"{region}-{year}"
        place.mkdir(parents=True, exist_ok=True)
        figures = measures.tidy(measures.figures(frames, region=region, year=year))
        written += _pictures(frames, figures, place, kinds, region, year, language, width)
        written += _documents(frames, figures, place, papers, region, year, language)
    return written


def checked_regions(
    frames: Frames,
    regions: Iterable[str],
    years: Iterable[int],
    pictures: Iterable[str],
    documents: Iterable[str],
    width: float,
) -> list[tuple[str, int]]:
    """The regions and years that are asked for. Raises BadCall for whatever `export_regions` cannot do."""
    for paper in documents:
        if paper not in DOCUMENTS:
            raise BadCall.unknown("document", paper, DOCUMENTS, where="export")
    if "docx" in documents:
        need("docx")
    if not NARROWEST <= width <= WIDEST:
        found, expected = f"a width of {width:g} mm", f"{NARROWEST:g} to {WIDEST:g} mm"
        raise BadCall(where="export", found=found, expected=expected, todo="Give another with --width.")
    return _wanted(frames, tuple(regions), tuple(years))


def _wanted(frames: Frames, regions: tuple[str, ...], years: tuple[int, ...]) -> list[tuple[str, int]]:
    """The regions that are named, in each year for which there are reports; without any, all places."""
    reports = frames.reports.filter(pl.col("status") != "failed").drop_nulls(["place", "year"])
    all_years = years or tuple(reports["year"].unique().sort())
    if not regions:
        pairs = reports.select("place", "year").unique().sort("place", "year").iter_rows()
        return [(place, year) for place, year in pairs if year in all_years]
    found = [
        (region, year)
        for region in regions
        for year in years_of(frames, region=region, until=max(all_years, default=0))
        if year in all_years
    ]
    if not found:
        raise BadCall(
            where="export",
            found=f"no report of {', '.join(regions)} in {', '.join(map(str, all_years))}",
            expected="a region and a year with reports",
            todo="See what there is with: workbench status",
        )
    return found


def _pictures(
    frames: Frames,
    figures: pl.DataFrame,
    folder: Path,
    kinds: list[str],
    region: str,
    year: int,
    language: str,
    width: float,
) -> Iterator[Path]:
    if not kinds:
        return
    from workbench.exports.pictures import picture  # a JavaScript engine, only where pictures are drawn

    for name, draw in _charts(frames, figures, region, year).items():
        chart = draw(language)
        for kind in kinds:
            path = folder / f"{name}.{kind}"
            path.write_bytes(picture(chart, kind, width))
            yield path


def _charts(
    frames: Frames, figures: pl.DataFrame, region: str, year: int
) -> dict[str, Callable[[str], AnyChart]]:
    """The charts of a region's page by name, drawn when asked for."""
    from workbench import charts

    cells = measures.sums(frames, region=region, year=year)
    over = series.over_years(frames, region=region, until=year, measures=["disclosure_rate"])
    return {
        "over_years": lambda lang: charts.over_years(over, lang),
        "flow": lambda lang: charts.flow(figures, lang),
        "dispositions": lambda lang: charts.dispositions(figures, lang),
        "grounds": lambda lang: charts.grounds(figures, lang),
        "applicants": lambda lang: charts.applicants(figures, lang),
        "reviews": lambda lang: charts.reviews(cells, lang, figures),
    }


def _documents(
    frames: Frames,
    figures: pl.DataFrame,
    folder: Path,
    papers: list[str],
    region: str,
    year: int,
    language: str,
) -> Iterator[Path]:
    if not papers:
        return
    names = frames.reports.filter(pl.col("place") == region)["place_name"].drop_nulls()
    title = " ".join(map(str, (*names.tail(1), year))) if len(names) else f"{region} {year}"
    tables = [table for name in SETS if (table := _table(figures, name, title, language)) is not None]
    if "docx" in papers:
        write_word(title, tables, folder / "tables.docx")
        yield folder / "tables.docx"
    if "latex" in papers:
        (folder / "tables.tex").write_text(latex(tables, language), "utf-8", newline="\n")
        yield folder / "tables.tex"


def _table(figures: pl.DataFrame, name: str, about: str, language: str) -> PrintTable | None:
    """The measures of a set as on the page; None where the form of the report has none of them."""
    known = load_measures()
    of_set = pl.DataFrame({"measure": load_sets()[name]})
    rows = of_set.join(figures, on="measure", how="inner", maintain_order="left")
    there = rows.filter(~pl.col("why_null").fill_null("").str.contains(f"^{OTHER_EDITION}: [^;]*$"))
    shown = [measure_row(row, known[row["measure"]], language) for row in there.iter_rows(named=True)]
    if not shown:
        return None
    columns = [column for column in COLUMNS if any(row[column] for row in shown)]
    return PrintTable(
        title=say("export.caption", language, heading=_heading(name, language), about=about),
        head=tuple(header(column, language) for column in columns),
        rows=tuple(tuple(_text(row[column]) for column in columns) for row in shown),
        note=_basis(figures, language),
        prose=tuple(number for number, column in enumerate(columns) if column == "why_null"),
    )


def _heading(name: str, language: str) -> str:
    """The heading of the page's part, without its mark-up."""
    return say(f"page.{name}", language).split("\n")[0].lstrip("# ")


def _basis(figures: pl.DataFrame, language: str) -> str:
    basis = figures["basis"].first()
    return say(f"basis.{basis}", language) if isinstance(basis, str) else ""


def _text(value: Any) -> str:
    # An interval stays in one line.
    return "" if value is None else str(value).replace(" – ", "\u00a0–\u00a0")
