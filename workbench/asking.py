"""What a person writes in a notebook, as our functions take it: a code as text, a year as a number, one name as a list.

In: an argument. Out: the same in its right type. Raises BadCall, in one sentence, for what cannot be meant.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from workbench.errors import BadCall

DIGITS = (6, 9)  # of a place's code; townships have 9


def place_code(region: Any) -> str:
    """The code of a place: 410103 may come as a number, and a place's name is none."""
    if (text := str(region)).isdecimal() and len(text) in DIGITS:
        return text
    raise BadCall(
        where="region",
        found=repr(region)[:80],
        expected="a code of 6 digits, or of 9 for a township, as in '410103'",
        todo="frames.named_places lists the codes with their names.",
    )


def year_number(year: Any) -> int:
    """The year, which may come as text."""
    if str(year).isdecimal():
        return int(year)
    raise BadCall(
        where="year",
        found=repr(year)[:80],
        expected="a year, as in 2022",
        todo="Write it with four digits.",
    )


def names(given: str | int | Iterable[Any]) -> list[Any]:
    """Several names; a single one may come without a list around it."""
    return [given] if isinstance(given, str | int) else list(given)


def loaded(frames: Any, where: str) -> None:
    """Refuses what is no frames, as the path of a project."""
    if not hasattr(frames, "as_of"):
        raise BadCall(
            where=where,
            found=repr(frames)[:80],
            expected="frames, as load gives them",
            todo="Write frames = load('.') and give frames.",
        )
