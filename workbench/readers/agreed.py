"""What several looks of the recogniser at one piece of text agree on; a number on which they do not is lost.

Two close looks at one cut-out are not independent: both miss the stroke that was cut away. So a number must be what
the look at the whole page gave, or that and digits which it lost at an end.
"""

from __future__ import annotations

from workbench.readers.page import LOST

Look = tuple[str, float]  # the text, and how sure the recogniser is


def agreed(first: Look, second: Look, seen: str) -> Look:
    """What two of the three looks give, two close ones and `seen`, the page's; of a label the surer close look."""
    (one, score), (other, other_score) = first, second
    are_numbers = [_is_number(text) for text in (one, other, seen)]
    for text in (one, other):
        if text and (one, other, seen).count(text) >= 2:
            differs = all(are_numbers) and text != seen and not _is_more(text, seen)
            return (LOST, 0.0) if differs else (text, max(score, other_score))
    if any(are_numbers[:2]):
        return LOST, 0.0
    return first if score >= other_score else second


def is_digit(sign: str) -> bool:
    """Whether the sign may stand in a number, or in its place."""
    return sign.isdigit() or sign in ".,-/—"


def _is_number(text: str) -> bool:
    return sum(map(is_digit, text)) * 2 >= len(text) > 0


def _is_more(text: str, seen: str) -> bool:
    """Whether the number has digits that the page's look lost at an end; a 1 there may be the rest of a wall."""
    rest = text.removeprefix(seen) if text.startswith(seen) else text.removesuffix(seen)
    return len(rest) < len(text) and "1" not in rest
