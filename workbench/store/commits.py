"""How a table of the store is written: its settings, the shape of its files, and conflicts between two writers.

In: an action that commits. Out: it is done, or StoreError with the store as it was. Two writers at once get a conflict,
which is tried again after a wait that is another for each.
"""

from __future__ import annotations

import random
import re
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from workbench.errors import StoreError

if TYPE_CHECKING:
    import polars as pl
    from deltalake import CommitProperties, DeltaTable, WriterProperties

ATTEMPTS = 8  # two writers at once: a third of the commits meet a conflict
# Statistics of 200 columns in each commit would be larger than the data; a key's are what a MERGE prunes by.
# The log is kept whole, because a release names versions for good; `store vacuum` is what takes old files away.
SETTINGS: dict[str, str] = {
    "delta.dataSkippingNumIndexedCols": "2",
    "delta.logRetentionDuration": "interval 36500 days",
    "delta.enableExpiredLogCleanup": "false",
}
# Small groups: one report's page needs a few rows of `readings`, not the archive's. Large ones where whole columns of
# hundreds are asked for: a quarter of the time and half the file against groups of 1,000.
ROW_GROUPS = {"documents": 10_000, "readings": 1_000, "texts": 1_000}


def writer(name: str) -> WriterProperties:
    """How the files of a table are written."""
    from deltalake import WriterProperties

    return WriterProperties(max_row_group_size=ROW_GROUPS[name], compression="ZSTD")


def fill(table: DeltaTable, rows: pl.DataFrame, name: str, told: CommitProperties) -> None:
    """Commits the first rows of an empty table: a tenth of the work of a MERGE, which plans for each of 200 columns.

    Replaces all rows, and not appends: only so are rows of another writer, come in meanwhile, a conflict.
    """
    from deltalake import write_deltalake

    write_deltalake(
        table,
        rows,
        mode="overwrite",
        predicate="true",
        writer_properties=writer(name),
        commit_properties=told,
    )


def retried(at: str, action: Callable[[], object]) -> None:
    """Commits to the table at this place. Raises StoreError when it cannot be done."""
    from deltalake.exceptions import CommitFailedError, DeltaError

    for attempt in range(ATTEMPTS):
        try:
            action()
            return
        except CommitFailedError as error:
            last = error
            time.sleep(random.uniform(0.02, 0.1) * 2**attempt)
        except (DeltaError, OSError) as error:
            raise broken(at, error) from error
    raise broken(at, last) from last


def broken(at: str, error: Exception) -> StoreError:
    """What a person is told of an error of Delta."""
    return StoreError(
        where=at,
        found=_shortened(str(error)),
        expected="a Delta table that can be read and written",
        todo="Check free space and rights; the last good version is kept. data/processed/ can be made anew.",
    )


def _shortened(message: str) -> str:
    """Of a chain of causes the first and the last two, which say why: "404 Not Found ↳ … NoSuchBucket"."""
    plain = re.sub(r"\x1b\[\d*m", "", message)
    causes = [" ".join(cause.split()) for cause in plain.split("↳")]
    if len(causes) == 1:
        return causes[0][:200]
    return " ↳ ".join(cause[:120] for cause in (causes if len(causes) <= 3 else [causes[0], *causes[-2:]]))
