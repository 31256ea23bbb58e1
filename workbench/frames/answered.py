"""Answers that are kept with the frames: a page asks for the same in many of its parts, and frames never change."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from workbench.frames import Frames

ANSWERS = 32  # the last ones that are kept
Answer = TypeVar("Answer")


def answered(frames: Frames, question: Hashable, find: Callable[[], Answer]) -> Answer:
    """What `find` gives, which is asked once."""
    held: dict[Hashable, Answer] = vars(frames).setdefault("_answered", {})
    if question not in held:
        found = find()
        if len(held) >= ANSWERS:
            del held[next(iter(held))]
        held[question] = found
    return held[question]
