"""Counts in the sentences of the commands: 1 report, 2 reports."""

from __future__ import annotations


def several(n: int, noun: str, many: str | None = None) -> str:
    """`n` with its noun, which gets an s (or becomes `many`) unless there is one."""
    return f"{n} {noun if n == 1 else many or f'{noun}s'}"
