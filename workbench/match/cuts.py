"""Every way to cut a run of digits into numbers, by count alone or under a sum: pure arithmetic of digits.

A run is given in pieces: between pieces a border is known. No number begins with a zero unless it is zero. Both
searches give up branches that cannot end well, since the ways to cut thirty digits freely cannot be listed. A decimal
is a number by itself and no part of a sum of counts.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

Way = tuple[str, ...]
Pieces = tuple[str, ...]

LONGEST_ALONE = 13  # signs of a number that has a table's only column: 99999999.9999
LONGEST = 8  # digits of one number in a report's table of requests or cases


def ways(pieces: Pieces, count: int) -> Iterator[Way]:
    """Every way to cut the pieces into so many numbers; a single number is the whole run, decimals among it."""
    if count == 1:
        if (
            len(pieces) == 1
            and len(pieces[0]) <= LONGEST_ALONE
            and not (pieces[0][0] == "0" and pieces[0].isdigit() and len(pieces[0]) > 1)
        ):
            yield pieces
        return
    if not pieces:
        if count == 0:
            yield ()
        return
    if _fits(pieces, count) and _are_counts(pieces):
        for number, rest in _first(pieces):
            for way in ways(rest, count - 1):
                yield (number, *way)


def ways_to_sum(pieces: Pieces, count: int) -> Iterator[Way]:
    """The ways in which the last number is the sum of the others."""
    *others, last = pieces if pieces and _are_counts(pieces) else ("",)
    for at in range(len(last)):
        total = last[at:]
        if len(total) <= LONGEST and (total[0] != "0" or len(total) == 1):
            head = (*others, last[:at]) if at else tuple(others)
            for way in _parts_of(head, count - 1, int(total)):
                yield (*way, total)


def ways_in_groups(pieces: Pieces, groups: int, size: int) -> Iterator[Way]:
    """The ways in which every `size`-th number is the sum of those before it in its group."""
    if not groups:
        if not pieces:
            yield ()
        return
    for parts, rest in _heads(pieces, size - 1) if _are_counts(pieces) else ():
        total = str(sum(map(int, parts)))
        if rest and rest[0].startswith(total):
            left = (rest[0][len(total) :], *rest[1:]) if len(rest[0]) > len(total) else rest[1:]
            for way in ways_in_groups(left, groups - 1, size):
                yield (*parts, total, *way)


def _parts_of(pieces: Pieces, count: int, total: int) -> Iterator[Way]:
    """The ways to cut the pieces into so many numbers that add up to the total."""
    if not pieces:
        if count == 0 and total == 0:
            yield ()
        return
    digits = sum(map(len, pieces))
    longest = -(-digits // count) if count else 0  # some number has at least so many digits
    if not _fits(pieces, count) or (longest > 1 and total < 10 ** (longest - 1)):
        return
    for number, rest in _first(pieces):
        if int(number) > total:
            return
        for way in _parts_of(rest, count - 1, total - int(number)):
            yield (number, *way)


def _heads(pieces: Pieces, count: int) -> Iterator[tuple[Way, Pieces]]:
    """The ways to take so many numbers off the front, and what is left."""
    if count == 0:
        yield (), pieces
    elif pieces:
        for number, rest in _first(pieces):
            for way, left in _heads(rest, count - 1):
                yield (number, *way), left


def _first(pieces: Pieces) -> Iterator[tuple[str, Pieces]]:
    """The first number in each of its lengths, shortest first, and what is left."""
    head, rest = pieces[0], pieces[1:]
    for length in range(1, 1 if head[0] == "0" else min(len(head), LONGEST)):
        yield head[:length], (head[length:], *rest)
    if head[0] == "0" and len(head) > 1:
        yield "0", (head[1:], *rest)
    elif len(head) <= LONGEST:
        yield head, rest


def _fits(pieces: Sequence[str], count: int) -> bool:
    return len(pieces) <= count <= sum(map(len, pieces))


def _are_counts(pieces: Sequence[str]) -> bool:
    return all(piece.isdecimal() for piece in pieces)
