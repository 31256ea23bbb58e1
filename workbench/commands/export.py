"""`workbench export`: reports, cells and panels as files for other programs, with codebook and datapackage.json.

Without options everything, in each format whose package is installed, into data/processed/export/. `--panel` writes
that panel only; `--charts` and `--tables` add pictures and tables of the regions named.
"""

from __future__ import annotations

from pathlib import Path

import click

from workbench.commands._options import project_options
from workbench.project import Project

# Written here once more, so that `--help` loads no Polars; a test compares them with what there is.
FORMATS = ("parquet", "csv", "plain-csv", "excel", "stata")
ALIASES = {"xlsx": "excel", "dta": "stata", "pq": "parquet"}
TABLES = ("reports", "cells", "wide", "panel_body", "panel_region")
PICTURES = ("svg", "pdf", "png")
DOCUMENTS = ("docx", "latex")


@click.command("export")
@click.option("--out", type=click.Path(path_type=Path), help="The folder (default: data/processed/export/).")
@click.option(
    "--format",
    "formats",
    multiple=True,
    type=click.Choice([*FORMATS, *ALIASES]),
    help="Only this format; can be repeated. `csv` is for spreadsheets, `plain-csv` for programs.",
)
@click.option(
    "--table", "names", multiple=True, type=click.Choice(TABLES), help="Only this table; can be repeated."
)
@click.option("--panel", multiple=True, type=click.Choice(("body", "region")), help="Only this panel.")
@click.option("--region", "regions", metavar="CODE", multiple=True, help="Only this region, with all in it.")
@click.option("--body", "bodies", metavar="ID", multiple=True, help="Only this body.")
@click.option("--year", "years", metavar="Y", multiple=True, type=int, help="Only this year.")
@click.option("--measure", "measures", metavar="ID", multiple=True, help="Only this measure and its cells.")
@click.option(
    "--language", type=click.Choice(("zh", "en")), default="zh", show_default=True, help="Of labels."
)
@click.option(
    "--charts", multiple=True, type=click.Choice(PICTURES), help="Also charts of each --region and year."
)
@click.option(
    "--tables", "documents", multiple=True, type=click.Choice(DOCUMENTS), help="Also tables of them."
)
@click.option(
    "--width", default=160.0, show_default=True, metavar="MM", help="Width of charts in millimetres."
)
@click.option("--only-proved", is_flag=True, help="Leave out reports with a doubtful cell.")
@project_options
def command(
    project: Project,
    out: Path | None,
    formats: tuple[str, ...],
    names: tuple[str, ...],
    panel: tuple[str, ...],
    regions: tuple[str, ...],
    bodies: tuple[str, ...],
    years: tuple[int, ...],
    measures: tuple[str, ...],
    language: str,
    charts: tuple[str, ...],
    documents: tuple[str, ...],
    width: float,
    only_proved: bool,
) -> None:
    """Write reports, cells and panels as files for other programs."""
    from workbench import frames
    from workbench.exports import export
    from workbench.exports.regions import checked_regions, export_regions

    loaded = frames.load(project, only_proved=only_proved)
    folder = out or project.processed / "export"
    if charts or documents:  # what cannot be done is said before anything is written
        checked_regions(loaded, regions, years, charts, documents, width)
    done = export(
        loaded,
        folder,
        tables=(*names, *(f"panel_{by}" for by in panel)) or TABLES,
        formats=[ALIASES.get(kind, kind) for kind in formats] or None,
        language=language,
        regions=regions,
        bodies=bodies,
        years=years,
        measures=measures,
    )
    click.echo(repr(done))
    if only_proved:
        click.echo(f"Reports left out for doubtful cells: {loaded.left_out}")
    if charts or documents:
        for path in export_regions(
            loaded,
            folder,
            regions,
            years,
            pictures=charts,
            documents=documents,
            language=language,
            width=width,
        ):
            click.echo(f"  {path.relative_to(folder)}")
