"""The names that a notebook needs, handed on when they are first asked for: importing this package imports nothing.

A child process that reads one file therefore stays small, and `workbench --help` starts at once.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from workbench import charts as charts
    from workbench import explorer as explorer
    from workbench import measures as measures
    from workbench import sentences as sentences
    from workbench import source_view as source_view
    from workbench.errors import WorkbenchError as WorkbenchError
    from workbench.exports import export as export
    from workbench.frames import load as load
    from workbench.measures import figures as figures
    from workbench.methods.proportions import wilson as wilson
    from workbench.project import Project as Project
    from workbench.report import read_report as read_report

# Each name with the module it comes from; a name that stands after no module is itself a module.
_NAMES = {
    "Project": "project",
    "WorkbenchError": "errors",
    "charts": "",
    "explorer": "",
    "export": "exports",
    "figures": "measures",
    "load": "frames",
    "measures": "",
    "read_report": "report",
    "sentences": "",
    "source_view": "",
    "wilson": "methods.proportions",
}

__all__ = [*_NAMES]  # twelve, each with an example in its docstring


def __getattr__(name: str) -> Any:
    if name not in _NAMES:
        raise AttributeError(f"module 'workbench' has no attribute {name!r}")
    module = _NAMES[name]
    return (
        getattr(import_module(f"workbench.{module}"), name) if module else import_module(f"workbench.{name}")
    )


def __dir__() -> list[str]:
    return sorted({*globals(), *_NAMES})
