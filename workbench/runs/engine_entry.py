"""What papermill finds by entry point (`papermill.engine`, name "workbench"): our engine, imported at its first use.

papermill loads its entry points while it is itself being imported, so nothing of it may be imported here.
"""

from __future__ import annotations

from typing import Any


class EngineEntry:
    """Hands each of papermill's calls on to `workbench.runs.engine.Engine`."""

    @staticmethod
    def execute_notebook(*arguments: Any, **options: Any) -> Any:
        return _engine().execute_notebook(*arguments, **options)

    @staticmethod
    def nb_kernel_name(*arguments: Any, **options: Any) -> Any:
        return _engine().nb_kernel_name(*arguments, **options)

    @staticmethod
    def nb_language(*arguments: Any, **options: Any) -> Any:
        return _engine().nb_language(*arguments, **options)


def _engine() -> Any:
    from workbench.runs.engine import Engine

    return Engine
