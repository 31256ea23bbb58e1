"""`workbench init DIR`: a project of one's own, outside the code.

Makes the folders, an empty register, a plan of runs and copies of our notebooks, which are the person's from then
on: no upgrade touches them. Refuses a folder with other things in it; changes nothing in a project that is there.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import click

from workbench.commands._words import several
from workbench.errors import ProjectError
from workbench.project import Project

REGISTER_HEADER = (
    "path,sha256,source_url,retrieved_at,published,body,place,place_name,level,kind,scope,year,use,note\n"
)

README = """\
# A project of the workbench

Put annual reports into `data/raw/`, in folders as you like: PDF, DOCX, HTML, text or Markdown, as they were
published. `workbench ingest` reads what is new or changed and never writes there. `notebooks/` holds copies of the
workbench's notebooks and is yours to change; `runs.toml` says which of them `workbench run` runs, and
`data/processed/` is made by the commands.

`data/raw/register.csv` holds what you know about a report and the file itself does not say. One line a file, known
by its `path` below `data/raw/` or by its `sha256`:

- `place`: the region code, 6 digits, or 9 for a township or street; `place_name`: the names from the province down,
  with one space between them
- `level`: province, prefecture, county or township; `kind`: gov, gov_office, department, township …
- `scope`: `own` for the report of one body, `consolidated` for that of a government with its departments
- `year`: the year that the report is about; `published`: the day it came out
- `body`: an id of the reporting body, the same through renames; left empty, it is made of place and kind
- `source_url`, `retrieved_at`: where and when you found it
- `use`: empty or `count`, `duplicate_of:ID`, `not_a_report`, `sample`; `note`: whatever else you want to remember

Empty fields are left to the report itself. Then, from the project's folder:

    workbench ingest
    workbench run
"""


@click.command(short_help="Make a project folder for your own reports.")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
def command(folder: Path) -> None:
    """Make DIR a project: a place for your own reports and notebooks, outside the code."""
    if (folder / "data" / "raw").is_dir():
        _describe(Project.find(folder))
        return
    _refuse_other_things(folder)
    _make(folder)
    click.echo(f"Made a project in {folder}. Put reports into {folder / 'data' / 'raw'}, then:")
    click.echo(f"  workbench ingest --project {folder}")
    click.echo(f"  workbench run --project {folder}")


def shipped(name: str) -> Path:
    """The file or folder of that name that comes with the workbench: inside the package, or beside it in a checkout."""
    inside = Path(__file__).parent.parent / name
    return inside if inside.exists() else inside.parent.parent / name


def _describe(project: Project) -> None:
    files = sum(path.is_file() for path in project.raw.rglob("*"))
    own = len(list(project.notebooks.glob("*.ipynb")))
    plan = "runs.toml" if project.runs_toml.is_file() else "no runs.toml"
    store = "a store" if Path(project.store).is_dir() else "no store yet"
    click.echo(
        f"{project.root} is a project already: {several(files, 'file')} in data/raw/, "
        f"{several(own, 'notebook')}, {plan}, {store}."
    )
    click.echo("Nothing was changed.")


def _refuse_other_things(folder: Path) -> None:
    if folder.exists() and not folder.is_dir():
        found = "a file"
    elif folder.is_dir() and any(folder.iterdir()):
        found = f"other things in it, {min(path.name for path in folder.iterdir())!r} for one"
    else:
        return
    raise ProjectError(
        where=str(folder),
        found=found,
        expected="an empty or a new folder",
        todo="Name another folder: workbench init DIR",
    )


def _make(folder: Path) -> None:
    for part in ("data/processed", "notebooks"):
        (folder / part).mkdir(parents=True, exist_ok=True)
    for notebook in sorted(shipped("notebooks").glob("*.ipynb")):
        shutil.copyfile(notebook, folder / "notebooks" / notebook.name)
    shutil.copyfile(shipped("runs.toml"), folder / "runs.toml")
    (folder / "README.md").write_text(README, encoding="utf-8")
    # Last, since data/raw/ is what makes the folder a project.
    raw = folder / "data" / "raw"
    raw.mkdir()
    (raw / "register.csv").write_text(REGISTER_HEADER, encoding="utf-8")
