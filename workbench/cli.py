"""The command line: `workbench NAME …` runs `workbench.commands.NAME`.

A command's module is imported only when that command is called or asked for help, so that `workbench --help` and
an idle `workbench run` start at once. Whatever stops us is told in one line on standard error, without a traceback.
"""

from __future__ import annotations

import contextlib
import gc
import os
import sys
from importlib import import_module
from typing import Any, NoReturn

import click

from workbench.errors import BadCall, WorkbenchError, refused_by_system
from workbench.quickstart import YOUNG, block_slow_import

# Each command with its line in `workbench --help`, in the order in which a person meets them.
COMMANDS = {
    "init": "Make a project folder for your own reports.",
    "read": "Read one report and print what is in it.",
    "ingest": "Read new and changed reports into the store.",
    "check": "List the reports whose figures do not add up.",
    "run": "Run the notebooks that are due and publish their pages.",
    "figures": "Print the measures of a region or a body in a year.",
    "show": "Show a cell as it stands in its source.",
    "measures": "Print the dictionary of measures.",
    "new-notebook": "Start a notebook of your own from a template.",
    "export": "Write reports, cells and panels for other programs.",
    "release": "Freeze data and pages under a name, for citing.",
    "diff": "List the figures that differ between releases, with causes.",
    "status": "Show reports by place and year, and what is due.",
    "register": "Merge a completed review list into register.csv.",
    "store": "Look after the store: its versions, its files.",
    "doctor": "Say what is missing on this machine and how to get it.",
}

DAMAGED = (
    "data/processed/: found a file of the store that is not whole; expected Parquet files with their ends. "
    "Move data/processed/store away and give: workbench ingest. It reads the reports anew."
)
INTERRUPTED = 130  # what a shell gives for Ctrl-C


class LazyGroup(click.Group):
    """A group that knows the names and help lines of its commands without importing them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command:
        if cmd_name not in COMMANDS:
            raise BadCall.unknown("command", cmd_name, COMMANDS, where="workbench")
        command: click.Command = import_module(f"workbench.commands.{cmd_name.replace('-', '_')}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(
    cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}
)
@click.version_option(package_name="ogi-workbench", prog_name="workbench", message="%(prog)s %(version)s")
def workbench() -> None:
    """Annual reports on government information disclosure (政府信息公开工作年度报告): read, checked, compared.

    All commands work on the project in the current folder, or on the one that --project DIR names.
    """


def main(args: list[str] | None = None) -> NoReturn:
    """Runs one command and ends the process with its exit code."""
    block_slow_import()
    gc.set_threshold(YOUNG)  # a plan of a country's pages is half a million objects, and none of them garbage
    code = _exit_code(args)
    gc.freeze()  # else Python looks for rings in all that it is about to give back: a tenth of a second
    sys.exit(code)


def _exit_code(args: list[str] | None) -> int:
    try:
        result: Any = workbench.main(args, prog_name="workbench", standalone_mode=False)
    except WorkbenchError as error:
        return _tell(str(error), error.exit_code)
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (KeyboardInterrupt, click.Abort):
        return _tell("Interrupted. What was finished before is kept.", INTERRUPTED)
    except BrokenPipeError:
        _drop_output()
        return 0
    except OSError as error:
        return _tell(refused_by_system(error), 2)
    except BaseException as error:
        if not _is_damage(error):
            raise
        return _tell(DAMAGED, 2)
    return result if isinstance(result, int) else 0


def _is_damage(error: BaseException) -> bool:
    """Whether a library met a table's file that a disk or a loss of power has torn; it does not say which."""
    return type(error).__name__ == "PanicException" or "File out of specification" in str(error)


def _tell(sentence: str, code: int) -> int:
    with contextlib.suppress(BrokenPipeError):
        click.echo(f"workbench: {sentence}", err=True)
    return code


def _drop_output() -> None:
    """The reader of our output (`| head`) went away: nothing more to say, and nothing to complain about at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
