"""A picture of a page: set straight by its ruling lines, the lines found, and the lines rubbed out for recognition.

Rows of grey values go in and come out (numpy); OpenCV does the work. Positions are pixels of the straight picture.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import cv2
import numpy as np

from workbench.readers.document import Box
from workbench.readers.page import Ruling
from workbench.readers.rulings import Rulings

Picture = Any  # rows of grey values, 0 black to 255 white
PixelBox = tuple[int, int, int, int]

SCATTER = 0.3  # degrees by which the ruling lines of a page differ
STEEPEST = 5.0  # degrees; a page further askew is turned, not tilted
THICKEST = 14  # pixels; a thicker bar is no ruling line
SMOOTH = 5  # pixels along a line, over which the noise of a scan is levelled
FAINT_LINE = 10  # grey values between a line and the paper beside it
BESIDE = 2  # pixels by which a line may swerve
SURELY_LINE = 60  # pixels; the strokes of a title in 22 points are shorter
AS_DARK = 0.5  # of a line's own depth: what goes on is as dark as the line is
INSET = 3  # pixels of a cell's rim that a wall's shadow may take
RIM = 8  # pixels beside a line of ink; strokes of digits are no further from each other
SPECK, LOWEST = 12, 8  # pixels; less ink is dirt, and lower ink is no digit
PALE = 90  # grey value of ink; scanned print is darker
FAINTEST = 40  # grey values between ink and paper; a page with less has nothing on it
RUBBED = 7  # pixels: a line and the shadow that a scanner gives it


def contrasted(picture: Picture) -> Picture:
    """The picture with its ink as dark as print is: faint scans lose lines and small characters else."""
    ink, paper = np.percentile(picture[::4, ::4], (0.5, 75))
    if ink <= PALE or paper - ink < FAINTEST:
        return picture
    return ((picture.astype(np.float32) - ink) * (255 / (paper - ink))).clip(0, 255).astype(np.uint8)


def straightened(picture: Picture) -> tuple[Picture, float]:
    """The picture with its ruling lines level, and the degrees clockwise by which it was askew."""
    half = cv2.resize(_ink(picture), None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    strokes = cv2.morphologyEx(half, cv2.MORPH_OPEN, np.ones((1, 12), np.uint8))
    found = cv2.HoughLinesP(
        (strokes > 60).astype(np.uint8) * 255,
        1,
        np.pi / 1800,
        150,
        minLineLength=picture.shape[1] // 8,
        maxLineGap=12,
    )
    if found is None:
        return picture, 0.0
    ends = found.reshape(-1, 4).astype(float)
    across, down = ends[:, 2] - ends[:, 0], ends[:, 3] - ends[:, 1]
    angles = np.degrees(np.arctan2(down, across))
    near = np.abs(angles) < STEEPEST
    if not near.any():
        return picture, 0.0
    near &= np.abs(angles - np.median(angles[near])) < SCATTER
    angle = float(np.average(angles[near], weights=across[near]))
    if abs(angle) < 0.02:
        return picture, 0.0
    height, width = picture.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1)
    straight = cv2.warpAffine(picture, turn, (width, height), flags=cv2.INTER_CUBIC, borderValue=255)
    return straight, angle


def ruling_lines(picture: Picture, dpi: float) -> Rulings:
    """The straight lines of the picture, longer than any stroke of a character."""
    ink, across, down = _ink(picture), int(dpi * 0.225), int(dpi * 0.16)
    horizontals = [
        Ruling(y + height / 2, x, x + width)
        for x, y, width, height in _strokes(ink, (across, 1), (9, 3))
        if height < THICKEST
    ]
    verticals = [
        Ruling(x + width / 2, y, y + height)
        for x, y, width, height in _strokes(ink, (1, down), (3, 9))
        if width < THICKEST
    ]
    return _whole(horizontals, _depth(picture)), _whole(verticals, _depth(picture.T))


def _ink(picture: Picture) -> Picture:
    """255 where the picture is darker than its surroundings: borders on pages from the web are pale grey."""
    return cv2.adaptiveThreshold(picture, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, 31, 18)


def _depth(picture: Picture) -> Picture:
    """How much darker than the paper above and below each point is, noise levelled from left to right."""
    shape = cv2.getStructuringElement(cv2.MORPH_RECT, (1, 2 * THICKEST + 1))
    return cv2.morphologyEx(cv2.blur(picture, (SMOOTH, 1)), cv2.MORPH_BLACKHAT, shape)


def _whole(lines: Sequence[Ruling], depth: Picture) -> list[Ruling]:
    """The lines with what goes on at their ends and is pale: beside a digit a wall is no darker than its surroundings.

    `depth` has them from left to right. Short ones may be strokes of a title's characters and stay as they are.
    """
    found = []
    for line in lines:
        at, start, end = round(line.at), round(line.start), round(line.end)
        if end - start >= SURELY_LINE:
            band = depth[max(at - BESIDE, 0) : at + BESIDE + 1].max(0)
            seen = band > max(np.median(band[max(start, 0) : end]) * AS_DARK, FAINT_LINE)
            line = Ruling(line.at, start - _run(seen[: max(start, 0)][::-1]), end + _run(seen[end:]))
        found.append(line)
    return found


def _run(seen: Picture) -> int:
    """How many of the marks at the beginning are true."""
    missing = np.flatnonzero(~seen)
    return int(missing[0]) if missing.size else int(seen.size)


def _strokes(ink: Picture, shape: tuple[int, int], grown: tuple[int, int]) -> list[tuple[int, int, int, int]]:
    """The boxes (x, y, width, height) of what holds a straight stroke of that shape."""
    kept = cv2.morphologyEx(ink, cv2.MORPH_OPEN, cv2.getStructuringElement(cv2.MORPH_RECT, shape))
    kept = cv2.dilate(kept, cv2.getStructuringElement(cv2.MORPH_RECT, grown))
    _, _, boxes, _ = cv2.connectedComponentsWithStats(kept)
    return [(int(x), int(y), int(width), int(height)) for x, y, width, height, _ in boxes[1:]]


def rubbed_out(picture: Picture, rulings: Rulings) -> Picture:
    """The picture without the lines: recognition takes a border beside a 0 for a 1 or a bracket."""
    clean = picture.copy()
    for at, start, end in rulings[0]:
        cv2.line(clean, (int(start), int(at)), (int(end), int(at)), 255, RUBBED)
    for at, start, end in rulings[1]:
        cv2.line(clean, (int(at), int(start)), (int(at), int(end)), 255, RUBBED)
    return clean


def quarter_turned(picture: Picture, turns: int) -> Picture:
    """The picture turned clockwise by quarters."""
    return np.ascontiguousarray(np.rot90(picture, -turns))


def ink_lines(picture: Picture, box: Box) -> list[PixelBox]:
    """The boxes of the lines written inside `box`, from top to bottom; none where there is only paper and specks."""
    x0, y0, x1, y1 = (max(round(side), 0) for side in box)
    inside = picture[y0 + INSET : y1 - INSET, x0 + INSET : x1 - INSET]
    if not inside.size:
        return []
    dark = cv2.medianBlur((inside < 150).astype(np.uint8) * 255, 3)
    _, _, found, _ = cv2.connectedComponentsWithStats(dark)
    marks = sorted((box for box in found[1:] if box[4] >= SPECK), key=lambda mark: float(mark[1]))
    lines: list[PixelBox] = []
    for left, top, width, height, _ in marks:
        mark = (x0 + INSET + left, y0 + INSET + top, x0 + INSET + left + width, y0 + INSET + top + height)
        if lines and mark[1] < lines[-1][3]:
            last = lines[-1]
            lines[-1] = (min(last[0], mark[0]), last[1], max(last[2], mark[2]), max(last[3], mark[3]))
        else:
            lines.append(mark)
    low, high = (x0 + INSET, y0 + INSET), (x1 - INSET, y1 - INSET)
    return [_with_rim(line, low, high) for line in lines if line[3] - line[1] >= LOWEST]


def _with_rim(line: PixelBox, low: tuple[int, int], high: tuple[int, int]) -> PixelBox:
    """The line with what is around it in its cell: the thin stroke of a 4 is paler than ink."""
    left, top, right, bottom = line
    return (
        int(max(left - RIM, low[0])),
        int(max(top - RIM // 2, low[1])),
        int(min(right + RIM, high[0])),
        int(min(bottom + RIM // 2, high[1])),
    )


def cut_out(picture: Picture, box: PixelBox, margin: int) -> Picture:
    """What is in the box, on paper with that margin around, in the three colours that recognisers want."""
    x0, y0, x1, y1 = box
    paper = np.full((y1 - y0 + 2 * margin, x1 - x0 + 2 * margin), 255, np.uint8)
    paper[margin : margin + y1 - y0, margin : margin + x1 - x0] = picture[y0:y1, x0:x1]
    return in_colours(paper)


def in_colours(picture: Picture) -> Picture:
    return cv2.cvtColor(picture, cv2.COLOR_GRAY2BGR)


def shrunk(picture: Picture, factor: float) -> Picture:
    return cv2.resize(picture, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
