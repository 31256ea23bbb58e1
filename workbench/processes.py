"""Child processes that do not run the caller's script again.

`multiprocessing` lets each child import the main program, so that the child may call functions of it. A script that
calls `ingest` without `if __name__ == "__main__"` would start once more in every child. Ours call functions of the
package alone, so they never look at the main program.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.context import BaseContext
from typing import Any

if sys.platform == "win32":
    from multiprocessing.context import SpawnContext as Context
    from multiprocessing.context import SpawnProcess as Process
else:
    from multiprocessing.context import ForkServerContext as Context
    from multiprocessing.context import ForkServerProcess as Process


@contextmanager
def main_unseen() -> Iterator[None]:
    """`__main__` without the names that multiprocessing finds its source by."""
    main = vars(sys.modules["__main__"])
    kept: dict[str, Any] = {name: main[name] for name in ("__file__", "__spec__") if name in main}
    main.update(dict.fromkeys(kept))
    try:
        yield
    finally:
        main.update(kept)


class _Process(Process):
    @staticmethod
    def _Popen(process_obj: Any) -> Any:
        with main_unseen():
            return Process._Popen(process_obj)


class _Context(Context):
    Process = _Process


def fresh_processes(*preload: str) -> BaseContext:
    """A context whose processes come from a fork server that has imported the modules of `preload`; they are spawned
    where there is no fork server."""
    made = _Context()
    if sys.platform != "win32":
        made.set_forkserver_preload(list(preload))
    return made
