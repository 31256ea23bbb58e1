"""`workbench run`: executes the notebooks that are due, publishes their pages, says where the index lies.

Ends with 0 when all is good, 1 when a run failed, 2 for a wrong call, 3 when another run is at work. `--scheduled` does
the whole schedule and tells its events as JSON lines (docs/schedule.md).
"""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING, Never

import click

from workbench.commands._options import project_options
from workbench.commands._words import several
from workbench.errors import BadCall
from workbench.project import Project

if TYPE_CHECKING:
    from tqdm import tqdm

    from workbench.runs.asked import Ask
    from workbench.runs.execute import Options, Outcome
    from workbench.runs.plan import Plan, Run


@click.command("run")
@click.argument("notebook", required=False)
@click.option("--region", "regions", multiple=True, metavar="CODE", help="Only this place (repeatable).")
@click.option("--body", "bodies", multiple=True, metavar="ID", help="Only this body (repeatable).")
@click.option("--year", "years", multiple=True, type=int, metavar="Y", help="Only this year (repeatable).")
@click.option("--lang", "languages", multiple=True, metavar="L", help="In this language: zh, en.")
@click.option("-p", "pairs", multiple=True, metavar="NAME=VALUE", help="Another parameter of the notebook.")
@click.option("--plan", "only_plan", is_flag=True, help="Only say what is due, and why.")
@click.option("--as-of", metavar="DATE", help="Tell who is missing for that day (default: today); see below.")
@click.option("--force", is_flag=True, help="Run what is not due as well.")
@click.option("--only-failed", is_flag=True, help="Only the runs that failed last time.")
@click.option("--single-file", is_flag=True, help="Also write each page as one file that can be mailed.")
@click.option("--workers", type=click.IntRange(1, 64), default=2, show_default=True, help="Worker processes.")
@click.option(
    "--scheduler", metavar="ADDRESS", help="On the workers of the Dask scheduler there (tcp://HOST:8786)."
)
@click.option("--scheduled", is_flag=True, help="For timers: the whole schedule, events as JSON lines.")
@click.option(
    "--on-failure", metavar="COMMAND", help="With --scheduled: gets the failures as JSON on its input."
)
@project_options
def command(
    project: Project,
    notebook: str | None,
    regions: tuple[str, ...],
    bodies: tuple[str, ...],
    years: tuple[int, ...],
    languages: tuple[str, ...],
    pairs: tuple[str, ...],
    as_of: str | None,
    only_plan: bool,
    force: bool,
    only_failed: bool,
    single_file: bool,
    workers: int,
    scheduler: str | None,
    scheduled: bool,
    on_failure: str | None,
) -> int:
    """Run the notebooks that are due and publish their pages.

    Without NOTEBOOK: all that runs.toml names, for all regions and years that have reports. A page made before the
    reports of its year are due (31 March of the next) counts nobody as missing, and becomes due after that day.
    """
    from workbench.runs.asked import Ask
    from workbench.runs.execute import Options

    ask = Ask(notebook, regions, years, languages, _pairs(pairs), force, only_failed, bodies)
    if as_of is not None:
        from workbench.parameters import day  # which loads Polars: else the workers get ready first

        ask = replace(ask, as_of=day(as_of, "--as-of"))
    options = Options(workers=workers, scheduler=scheduler, single_file=single_file)
    if scheduled or on_failure is not None:
        return _scheduled(project, ask, only_plan or as_of is not None, scheduled, options, on_failure)
    if only_plan:
        return _tell_plan(_planned(project, ask))
    return _run(project, ask, options)


def _scheduled(
    project: Project, ask: Ask, only_plan: bool, scheduled: bool, options: Options, on_failure: str | None
) -> int:
    if not scheduled or only_plan or not ask.whole or ask.force or ask.only_failed:
        raise BadCall(
            where="workbench run",
            found="--scheduled with a choice of runs" if scheduled else "--on-failure without --scheduled",
            expected="--scheduled alone: it runs what is due of the whole schedule",
            todo="Leave the other options out; runs.toml says what is run.",
        )
    from workbench.runs.scheduled import run_scheduled

    return run_scheduled(project, options, on_failure, click.echo)


def _run(project: Project, ask: Ask, options: Options) -> int:
    from workbench.runs.execute import environment, execute
    from workbench.runs.lock import locked
    from workbench.runs.pool import get_ready
    from workbench.runs.records import all_manifests, index_path

    with locked(project):
        if options.scheduler is None and (ask.force or next(all_manifests(project), None) is None):
            get_ready(environment(project, options.workers))  # something will be due, surely
        planned = _planned(project, ask)
        due = planned.due
        _withdraw(project, planned)
        began = time.monotonic()
        failed = 0
        try:
            with _bar(len(due)) as bar:
                for number, outcome in enumerate(execute(project, due, options), 1):
                    failed += outcome.error is not None
                    bar.clear()
                    click.echo(_line(outcome, number, len(due)))
                    bar.update()
        finally:
            if due or planned.withdrawn or not index_path(project).is_file():
                _write_index(project)
        if options.single_file:
            _write_singles(project, planned.runs)
    _sum_up(project, planned, failed, time.monotonic() - began)
    return 1 if failed else 0


def _bar(runs: int) -> tqdm[Never]:
    from tqdm import tqdm

    return tqdm(
        total=runs, unit="page", desc="running", disable=None if runs else True
    )  # None: quiet off a terminal


def _planned(project: Project, ask: Ask) -> Plan:
    from workbench import frames
    from workbench.runs.plan import plan

    return plan(project, frames.load(project), ask)


def _pairs(pairs: tuple[str, ...]) -> dict[str, str]:
    for pair in pairs:
        if "=" not in pair:
            raise BadCall(where="-p", found=repr(pair), expected="NAME=VALUE", todo="Write it so: -p top=5")
    return {name: value for name, _, value in (pair.partition("=") for pair in pairs)}


def _tell_plan(planned: Plan) -> int:
    for run in planned.runs:
        click.echo(f"{_name(run)}  {'due: ' + ', '.join(run.reasons) if run.due else 'up to date'}")
    for manifest in planned.withdrawn:
        click.echo(f"{manifest['run']['notebook']}/{manifest['run']['name']}  to be withdrawn")
    click.echo(f"{len(planned.due)} of {several(len(planned.runs), 'run')} due. Nothing was run.")
    return 0


def _withdraw(project: Project, planned: Plan) -> None:
    from workbench.runs.publish import withdraw

    for manifest in planned.withdrawn:
        withdraw(project, manifest)
        click.echo(f"{manifest['run']['notebook']}/{manifest['run']['name']}  withdrawn: no longer asked for")


def _write_index(project: Project) -> None:
    from workbench.runs.index import write_index

    write_index(project)


def _write_singles(project: Project, runs: tuple[Run, ...]) -> None:
    from workbench.runs.single import write_singles

    for path in write_singles(project, runs):
        click.echo(f"single file  {path}")


def _name(run: Run) -> str:
    return f"{run.id}  {run.place_name}".rstrip()


def _line(outcome: Outcome, number: int, of: int) -> str:
    said = f"[{number}/{of}] {_name(outcome.run)}  "
    if outcome.error is None:
        return f"{said}done in {outcome.seconds:.1f} s ({', '.join(outcome.run.reasons)})"
    return f"{said}FAILED: {outcome.error}  (the notebook with its error: {outcome.kept})"


def _sum_up(project: Project, planned: Plan, failed: int, seconds: float) -> None:
    from workbench.runs.records import index_path

    due, all_runs = len(planned.due), len(planned.runs)
    if not all_runs:
        click.echo("Nothing to run: the store has no report with place and year, or runs.toml is empty.")
    elif not due:
        click.echo(f"Nothing is due: {several(all_runs, 'page')} up to date.")
    else:
        kept = f", {all_runs - due} were up to date" if all_runs > due else ""
        click.echo(f"{due - failed} done, {failed} failed{kept}; {seconds:.1f} s.")
    click.echo(f"Index: {index_path(project)}")
