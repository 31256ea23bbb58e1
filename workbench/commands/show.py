"""`workbench show FILE CELL --out PATH`: the cell as it stands in the source, as a PNG or an HTML page.

FILE is a report's file (`archive.zip!member.pdf` too), or the id or path of a report in the store; then a person's
corrections are in what stands beside the picture. The suffix of PATH decides between picture and page.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from workbench.commands._options import place_options
from workbench.errors import BadCall
from workbench.project import Project
from workbench.readers import archive
from workbench.wording import LANGUAGES

if TYPE_CHECKING:
    from workbench.frames import Frames

PICTURE, PAGE = (".png",), (".html", ".htm")


@click.command("show")
@click.argument("file")
@click.argument("cell")
@click.option(
    "--out", metavar="PATH", required=True, type=click.Path(path_type=Path), help="A .png or .html file."
)
@click.option("--lang", type=click.Choice(LANGUAGES), default="en", show_default=True)
@place_options
def command(root: str, store: str | None, file: str, cell: str, out: Path, lang: str) -> None:
    """Show a cell as it stands in the report, beside what was read there."""
    if out.suffix.lower() not in (*PICTURE, *PAGE):
        raise BadCall(
            where="--out",
            found=f"{out.name!r}",
            expected="a name that ends in .png or .html",
            todo="Name the file so, as in cell.png.",
        )
    from workbench import source_view

    path = Path(file)
    if archive.on_disk(path)[0].is_file():
        evidence = source_view.of_file(path, cell)
    else:
        evidence = source_view.of_report(_frames(root, store, file), file, cell)
    content = (
        source_view.png(evidence, lang)
        if out.suffix.lower() in PICTURE
        else source_view.page(evidence, lang).encode()
    )
    try:
        out.write_bytes(content)
    except OSError as error:
        found = f"no file that can be written ({error.strerror})"
        raise BadCall(
            where=str(out), found=found, expected="a place to write to", todo="Name another."
        ) from None
    click.echo(f"{out}: {evidence.cell} of {evidence.name}, printed 「{evidence.read['printed']}」")


def _frames(root: str, store: str | None, file: str) -> Frames:
    """The project's frames; where there is no project, FILE can only have been meant as a file."""
    from workbench import frames
    from workbench.errors import ProjectError

    try:
        return frames.load(Project.find(root, store))
    except ProjectError as error:
        if "data/raw" not in error.found and "folder" not in error.found:
            raise
        raise BadCall(
            where="FILE",
            found=f"{file!r}, where there is no file",
            expected="a report's file, or a report in a project's store",
            todo="Check the path, or name the project with --project DIR.",
        ) from None
