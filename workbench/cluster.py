"""Work spread over the workers of a Dask scheduler: a function and items in, each item's result out as it is ready.

At any time only a few items are with the workers, so that neither the scheduler nor this process fills up however
many there are. An item whose worker dies is given to another one: the function may therefore run twice for an item and
must not write. Refuses an address without a scheduler, and one without workers. The only module that knows Dask.
"""

from __future__ import annotations

import contextlib
import multiprocessing
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any, Generic, NamedTuple, TypeVar

from workbench.errors import WorkbenchError

Item = TypeVar("Item")
Outcome = TypeVar("Outcome")

PATIENCE = 30.0  # seconds until a scheduler answers and a first worker is there
RETRIES = 3  # of one item: workers that die, or are taken away
IN_FLIGHT = 3  # items a worker thread: one in hand, two that wait beside it


class ClusterError(WorkbenchError):
    """The scheduler or its workers cannot do the work."""


class Done(NamedTuple, Generic[Item, Outcome]):
    """An item with its result, or with what kept it from one (`error`, a sentence; then `result` is null)."""

    item: Item
    result: Outcome | None
    error: str | None


def map_on(
    address: str,
    function: Callable[[Item], Outcome],
    items: Iterable[Item],
    *,
    in_flight: int = IN_FLIGHT,
    retries: int = RETRIES,
    patience: float = PATIENCE,
) -> Iterator[Done[Item, Outcome]]:
    """Each item with its result, in the order in which they finish; every item exactly once.

    `function` and items are pickled: a function of a module that the workers can import too, or a partial of one. It
    may start processes of its own. What it raises is the `error` of its item, and no other item suffers. Raises
    ClusterError for a missing package, an address without a scheduler, no worker within `patience` seconds.
    """
    client = _connected(address, patience)
    try:
        _wait_for_workers(client, address, patience)
        yield from _as_ready(client, _Task(function), iter(items), in_flight, retries)
    finally:
        # The scheduler may be gone; what it still had in hand ends with us.
        with contextlib.suppress(Exception):
            client.close(timeout=5)


def _as_ready(
    client: Any,
    task: _Task[Item, Outcome],
    items: Iterator[Item],
    in_flight: int,
    retries: int,
) -> Iterator[Done[Item, Outcome]]:
    in_hand: dict[str, tuple[Item, int]] = {}
    # Results come with the news of them: a finished one lives on its worker only, and would go with it.
    ready = _dask().as_completed(loop=client.loop, with_results=True, raise_errors=False)

    def give(item: Item, tries: int) -> None:
        future = client.submit(task, item, pure=False, retries=retries)
        in_hand[future.key] = (item, tries)
        ready.add(future)

    for item in islice(items, _room(client, in_flight)):
        give(item, 1)
    while in_hand:
        future, answer = next(ready)
        item, tries = in_hand.pop(future.key)
        # Lost on the way, with its worker or before it.
        if not isinstance(answer, _Answer) and tries <= retries:
            give(item, tries + 1)
            continue
        future.release()
        for following in islice(items, max(0, _room(client, in_flight) - len(in_hand))):
            give(following, 1)
        lost = "the workers that had it in hand ended, one after the other"
        yield (
            Done(item, answer.result, answer.error) if isinstance(answer, _Answer) else Done(item, None, lost)
        )


def _room(client: Any, in_flight: int) -> int:
    """How many items may be with the workers now; workers come and go. Raises ClusterError."""
    try:
        threads: int = sum(client.nthreads().values())
        return max(1, threads) * in_flight
    except (OSError, TimeoutError):
        raise ClusterError(
            where=f"--scheduler {client.scheduler.address if client.scheduler else ''}",
            found="no answer from the scheduler any more",
            expected="one that runs until the work is done",
            todo="Start it and its workers anew, and give the command again: what was finished is kept.",
        ) from None


class _Answer(NamedTuple):
    """What comes back from a worker: anything else is news of a loss."""

    result: Any
    error: str | None


class _Task(Generic[Item, Outcome]):
    """The function as a worker calls it."""

    def __init__(self, function: Callable[[Item], Outcome]) -> None:
        self.function = function

    def __call__(self, item: Item) -> _Answer:
        # Workers under a nanny are daemons, which may have no children; ours read each file in one. The children
        # end with the worker all the same: they end when the pipe to it closes.
        multiprocessing.current_process()._config["daemon"] = False  # type: ignore[attr-defined]
        try:
            return _Answer(self.function(item), None)
        except Exception as error:
            return _Answer(None, f"{type(error).__name__}: {error}"[:300])


def _dask() -> Any:  # its functions carry no types
    try:
        import distributed
    except ImportError:
        raise ClusterError(
            where="--scheduler",
            found="the package distributed missing",
            expected="the extra for work on several machines",
            todo='Install it: make setup EXTRAS="cluster"',
        ) from None
    return distributed


def _connected(address: str, patience: float) -> Any:
    try:
        return _dask().Client(address, timeout=patience, set_as_default=False)
    except (OSError, ValueError, TimeoutError, RuntimeError) as error:
        raise ClusterError(
            where=f"--scheduler {address}",
            found=f"no scheduler that answers ({' '.join(str(error).split())[:120]})",
            expected="the address of a running one, as tcp://10.0.0.1:8786",
            todo="Start one with: dask scheduler",
        ) from None


def _wait_for_workers(client: Any, address: str, patience: float) -> None:
    try:
        client.wait_for_workers(1, timeout=patience)
    except TimeoutError:
        raise ClusterError(
            where=f"--scheduler {address}",
            found=f"no worker within {patience:g} s",
            expected="at least one",
            todo=f"Start some, on each machine: dask worker {address}",
        ) from None
