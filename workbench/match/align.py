"""Rows of a report against the rows of the form: the best pairing that keeps the order of both.

Dynamic programming as for sequence alignment; a row may be left over on either side. What order cannot place (rows
printed in another order) is then placed by its label alone.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

UNLABELLED = 0.02  # a row without any label fits where the order leaves it a place
MISFIT = -1.0  # a row whose label says something else


def align(
    found: Sequence[dict[str, float]],
    wanted: Sequence[str],
    least: float,
    only_labelled: Collection[str] = (),
) -> dict[str, int]:
    """For each wanted row that found one: the index of the found row. `found` holds label scores by wanted id.

    Order alone never places a row of `only_labelled`: rows that most reports do not have.
    """
    gains = [_gains(scores, wanted, least, only_labelled) for scores in found]
    pairs = _best_path(gains)
    placed = {wanted[column]: row for row, column in pairs}
    taken = set(placed.values())
    for id_ in wanted:
        if id_ in placed and gains[placed[id_]][wanted.index(id_)] > UNLABELLED:
            continue
        free = [i for i, scores in enumerate(found) if i not in taken and scores.get(id_, 0.0) >= least]
        if free:
            placed[id_] = max(free, key=lambda i: found[i][id_])
            taken.add(placed[id_])
    return placed


def _gains(
    scores: dict[str, float], wanted: Sequence[str], least: float, only_labelled: Collection[str]
) -> list[float]:
    """What the found row gains at each wanted one."""
    is_unlabelled = max(scores.values(), default=0.0) < least / 2
    found = [scores.get(id_, 0.0) for id_ in wanted]
    if not is_unlabelled:
        return [score if score >= least else MISFIT for score in found]
    return [MISFIT if id_ in only_labelled else UNLABELLED for id_ in wanted]


def _best_path(gains: list[list[float]]) -> list[tuple[int, int]]:
    """The pairs (found, wanted) of the path with the largest gain; ties prefer the earlier found row."""
    height, width = len(gains), len(gains[0]) if gains else 0
    best = [[0.0] * (width + 1) for _ in range(height + 1)]
    for above, row, gained in zip(best, best[1:], gains, strict=False):
        for j, gain in enumerate(gained):
            row[j + 1] = max(above[j + 1], row[j], above[j] + gain)
    pairs = []
    i, j = height, width
    while i and j:
        if best[i][j] == best[i - 1][j]:
            i -= 1
        elif best[i][j] == best[i][j - 1]:
            j -= 1
        else:
            i, j = i - 1, j - 1
            pairs.append((i, j))
    return pairs[::-1]
