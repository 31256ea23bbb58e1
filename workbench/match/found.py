"""A cell of the form as it stands in a report."""

from __future__ import annotations

from typing import NamedTuple

from workbench.readers.document import Origin


class Found(NamedTuple):
    """What is printed and where; `labelled` says that its own labels, or the one way to cut it, were proved.

    `unit` is what the column's header counts in where the form has another (`单位：元` for ten thousand yuan).
    """

    printed: str
    origin: Origin
    labelled: bool
    unit: str = ""
